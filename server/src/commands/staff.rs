//! `synaq staff add`.

use std::{
    io::{self, BufRead, IsTerminal},
    process::ExitCode,
};

use exam::clock::Clock;
use store::Appointment;

use super::at_console;
use crate::{
    cli::NewStaffOptions,
    clock::SystemClock,
    config::Config,
    failure::{Failure, Outcome},
    output,
    password::{self, LEAST_CHARACTERS, MOST_CHARACTERS as LONGEST_PASSWORD, Unfit},
};

/// Most characters of a login or a name.
const MOST_CHARACTERS: usize = 100;

/// Adds a member of staff: with the password from standard input, or with a code by which they choose one.
pub(crate) async fn add(config: &Config, options: NewStaffOptions) -> Outcome {
    let login = check_login(&options.login)?;
    let name = check_name(&options.name)?;
    let password = if options.code { None } else { Some(password_from_stdin(login, name)?) };
    let store = config.open().await?;
    let by = at_console(SystemClock::start().now());
    let unit = match &options.unit {
        Some(code) => Some(store.unit_by_code(code).await?.ok_or_else(|| Failure::new(format!("there is no unit {code}")))?),
        None => None,
    };
    let hash = password.as_deref().map_or_else(String::new, password::hash);
    let staff = store.add_staff(&by, login, name, Appointment { role: options.role, unit }, &hash).await?;
    let told = if options.code {
        let code = store.invite(&by, staff).await?;
        format!("{login} chooses a password at /setup with the code {code}, within three days")
    } else {
        format!("{login} may sign in as {}", options.role.code())
    };
    store.close().await;
    output::print(&told)?;
    Ok(ExitCode::SUCCESS)
}

pub(crate) fn check_login(login: &str) -> Outcome<&str> {
    let known = |c: char| c.is_ascii_alphanumeric() || ".-_@".contains(c);
    if (1..=MOST_CHARACTERS).contains(&login.len()) && login.chars().all(known) {
        Ok(login)
    } else {
        Err(Failure::new(format!("a login has 1 to {MOST_CHARACTERS} Latin letters, digits and characters of . - _ @")))
    }
}

pub(crate) fn check_name(name: &str) -> Outcome<&str> {
    let name = name.trim();
    if (1..=MOST_CHARACTERS).contains(&name.chars().count()) && !name.chars().any(char::is_control) {
        Ok(name)
    } else {
        Err(Failure::new(format!("a name has 1 to {MOST_CHARACTERS} characters on one line")))
    }
}

/// The first line of standard input. It is never repeated to anybody.
fn password_from_stdin(login: &str, name: &str) -> Outcome<String> {
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
    password::check(password, login, name).map_err(|unfit| {
        Failure::new(match unfit {
            Unfit::Length => format!(
                "the password, the first line of standard input, needs at least {LEAST_CHARACTERS} characters, and {LONGEST_PASSWORD} at most"
            ),
            Unfit::Common => {
                "the password is made of what is tried first: common words, keys side by side, the login or the name; think up another"
                    .to_owned()
            }
        })
    })?;
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
