//! `synaq staff add`.

use std::{
    io::{self, BufRead, IsTerminal},
    process::ExitCode,
};

use exam::clock::Clock;
use store::Role;

use super::at_console;
use crate::{
    clock::SystemClock,
    config::Config,
    failure::{Failure, Outcome},
    output,
    password::{self, LEAST_CHARACTERS},
};

/// Most characters of a login or a name.
const MOST_CHARACTERS: usize = 100;

/// Adds a member of staff with the password from standard input.
pub(crate) async fn add(config: &Config, login: &str, name: &str, role: Role) -> Outcome {
    let login = check_login(login)?;
    let name = check_name(name)?;
    let password = password_from_stdin()?;
    let store = config.open().await?;
    let by = at_console(SystemClock::start().now());
    store.add_staff(&by, login, name, role, &password::hash(&password)).await?;
    store.close().await;
    output::print(&format!("{login} may sign in as {}", role.code()))?;
    Ok(ExitCode::SUCCESS)
}

fn check_login(login: &str) -> Outcome<&str> {
    let known = |c: char| c.is_ascii_alphanumeric() || ".-_@".contains(c);
    if (1..=MOST_CHARACTERS).contains(&login.len()) && login.chars().all(known) {
        Ok(login)
    } else {
        Err(Failure::new(format!("a login has 1 to {MOST_CHARACTERS} Latin letters, digits and characters of . - _ @")))
    }
}

fn check_name(name: &str) -> Outcome<&str> {
    let name = name.trim();
    if (1..=MOST_CHARACTERS).contains(&name.chars().count()) && !name.chars().any(char::is_control) {
        Ok(name)
    } else {
        Err(Failure::new(format!("a name has 1 to {MOST_CHARACTERS} characters on one line")))
    }
}

/// The first line of standard input. It is never repeated to anybody.
fn password_from_stdin() -> Outcome<String> {
    let stdin = io::stdin();
    if stdin.is_terminal() {
        output::ask(&format!("Password, at least {LEAST_CHARACTERS} characters (it is shown): "));
    }
    let mut line = String::new();
    stdin
        .lock()
        .read_line(&mut line)
        .map_err(|_| Failure::new("the password can't be read from standard input as UTF-8 text"))?;
    let password = line.trim_end_matches(['\n', '\r']);
    if password.chars().count() < LEAST_CHARACTERS {
        return Err(Failure::new(format!(
            "the password, the first line of standard input, needs at least {LEAST_CHARACTERS} characters"
        )));
    }
    Ok(password.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_login_can_be_typed_on_any_keyboard() {
        assert!(check_login("a.sadyqova-2@unit_1").is_ok());
        for wrong in ["", "a b", "аdmin", "a\n", &"a".repeat(101)] {
            assert!(check_login(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_name_is_a_line_in_any_alphabet() {
        assert_eq!(check_name(" Сынақова Әсел ").unwrap(), "Сынақова Әсел");
        assert!(check_name(" ").is_err() && check_name("a\nb").is_err());
    }
}
