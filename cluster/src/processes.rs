//! A server's processes, as Linux tells of them in `/proc`, and signals to them.

use std::{fs, io, process::Command, thread, time::Duration};

/// How often something is looked at that is about to happen.
const PACE: Duration = Duration::from_millis(5);

/// Waits for what is sure to happen.
pub(crate) fn until(happened: impl Fn() -> bool) {
    while !happened() {
        thread::sleep(PACE);
    }
}

/// Has ended, whether or not anyone has taken notice of it (a zombie).
pub(crate) fn is_gone(process: u32) -> bool {
    stat(process).is_none_or(|(state, _)| matches!(state, 'Z' | 'X'))
}

/// Doesn't run until it is told to go on.
pub(crate) fn is_stalled(process: u32) -> bool {
    stat(process).is_none_or(|(state, _)| matches!(state, 'T' | 'Z' | 'X'))
}

pub(crate) fn children(parent: u32) -> io::Result<Vec<u32>> {
    let names = fs::read_dir("/proc")?.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    let processes = names.filter_map(|name| name.parse::<u32>().ok());
    Ok(processes.filter(|process| stat(*process).is_some_and(|(_, its)| its == parent)).collect())
}

/// Sends a signal by its name to those of the processes that are still there. `shell` is a `sh` that may.
pub(crate) fn signal(mut shell: Command, signal: &str, processes: &[u32]) -> io::Result<()> {
    // Every shell has `kill` built in, not every machine has it as a program. It fails where a process is gone already.
    shell.args(["-c", "kill -s \"$0\" \"$@\" 2>/dev/null || true", signal]).args(processes.iter().map(u32::to_string));
    let status = shell.status()?;
    if status.success() { Ok(()) } else { Err(io::Error::other(format!("no SIG{signal} could be sent: {status}"))) }
}

/// State and parent of a process.
fn stat(process: u32) -> Option<(char, u32)> {
    fields(&fs::read_to_string(format!("/proc/{process}/stat")).ok()?)
}

/// `17 (a name) S 1 …` → `S`, 1. The name may have anything in it, so the fields begin after the last `)`.
fn fields(stat: &str) -> Option<(char, u32)> {
    let mut fields = stat.rsplit_once(')')?.1.split_whitespace();
    Some((fields.next()?.chars().next()?, fields.next()?.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::{children, fields, is_gone, is_stalled};
    use std::process::Command;

    #[test]
    fn the_name_of_a_process_confuses_nobody() {
        assert_eq!(fields("17 (sh) S 1 17 17 0"), Some(('S', 1)));
        assert_eq!(fields("18 (a) R 99 (b) T 2 18"), Some(('T', 2)));
        assert_eq!(fields("19"), None);
    }

    #[test]
    fn a_child_is_found_while_it_runs_and_gone_afterwards() {
        let mut child = Command::new("sleep").arg("1000").spawn().unwrap();
        assert!(children(std::process::id()).unwrap().contains(&child.id()));
        assert!(!is_gone(child.id()) && !is_stalled(child.id()));
        child.kill().unwrap();
        child.wait().unwrap();
        assert!(is_gone(child.id()));
    }
}
