//! What `synaq demo` prints: how to sign in.

use serde::Serialize;
use store::Slip;

use super::accounts::ACCOUNTS;
use crate::{failure::Outcome, output};

#[derive(Serialize)]
struct Report<'a> {
    staff: Vec<Staff>,
    candidates: &'a [Candidate],
}

#[derive(Serialize)]
struct Staff {
    role: &'static str,
    login: &'static str,
    password: &'static str,
}

/// A candidate who can sign in and begin, or go on.
#[derive(Serialize)]
pub(super) struct Candidate {
    iin: String,
    code: String,
    name: String,
    file: String,
    activity: &'static str,
}

impl Candidate {
    pub(super) fn of(slip: &Slip) -> Self {
        let candidate = &slip.candidate;
        Self {
            iin: candidate.iin.clone(),
            code: slip.code.to_string(),
            name: candidate.name.clone(),
            file: candidate.file_number.clone(),
            activity: candidate.activity.code(),
        }
    }
}

/// Prints the logins and codes.
pub(super) fn print(candidates: &[Candidate], json: bool) -> Outcome<()> {
    let staff = ACCOUNTS.iter().map(|a| Staff { role: a.role.code(), login: a.login, password: a.password }).collect();
    if json {
        return output::print_json(&Report { staff, candidates });
    }
    output::print("Staff, and their passwords")?;
    output::print(&table(&["role", "login", "password"], staff.iter().map(|s| [s.role, s.login, s.password])))?;
    output::print(
        "\nCandidates who can begin, and their access codes (each opens one session; `synaq demo --codes` issues new ones)",
    )?;
    let rows = candidates.iter().map(|c| [&*c.iin, &*c.code, c.activity, &*c.file, &*c.name]);
    output::print(&table(&["IIN", "code", "activity", "file", "name"], rows))
}

/// Columns as wide as the widest cell in them.
fn table<const N: usize>(head: &[&str; N], rows: impl Iterator<Item = [impl AsRef<str>; N]>) -> String {
    let mut lines = vec![head.map(str::to_owned)];
    lines.extend(rows.map(|row| row.map(|cell| cell.as_ref().to_owned())));
    let widths: [usize; N] =
        std::array::from_fn(|column| lines.iter().map(|line| line[column].chars().count()).max().unwrap_or_default());
    let padded = |line: &[String; N]| {
        let cells = line.iter().zip(widths).map(|(cell, width)| format!("{cell:width$}"));
        format!("  {}", cells.collect::<Vec<_>>().join("  ")).trim_end().to_owned()
    };
    lines.iter().map(padded).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::table;

    #[test]
    fn columns_stand_one_under_the_other() {
        let rows = [["қ", "1"], ["aaa", "22"]];
        assert_eq!(table(&["a", "b"], rows.into_iter()), "  a    b\n  қ    1\n  aaa  22");
    }
}
