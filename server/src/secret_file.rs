//! A file with a secret: short, and open to its owner alone.

use std::{
    fs::{self, File},
    io::Read,
    os::unix::fs::PermissionsExt,
    path::Path,
};

use crate::failure::{Failure, Outcome};

/// No secret file is longer.
const MOST: u64 = 1_000;

/// The text of the file; `what` names it in complaints, which never repeat it.
pub(crate) fn read(path: &Path, what: &str) -> Outcome<String> {
    let failed = |error: std::io::Error| Failure::new(format!("{what} {} can't be used: {error}", path.display()));
    if !fs::metadata(path).map_err(failed)?.is_file() {
        return Err(Failure::new(format!("{what} {} is not a file", path.display())));
    }
    let file = File::open(path).map_err(failed)?;
    let mode = file.metadata().map_err(failed)?.permissions().mode() & 0o777;
    if mode & 0o077 != 0 {
        return Err(Failure::new(format!(
            "{what} {0} is open to others (mode {mode:03o}); allow its owner alone: chmod 600 {0}",
            path.display()
        )));
    }
    let mut text = String::new();
    // What is no text is no secret of ours either; whoever reads it says what it should be.
    let read = file.take(MOST).read_to_string(&mut text);
    Ok(read.map_or_else(|_| String::new(), |_| text))
}
