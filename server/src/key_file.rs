//! The key file: 32 random bytes, in hexadecimal, that key the HMAC of access codes. It lies outside the database, so that whoever
//! has a backup alone can't try codes.

use std::{
    fmt::Write as _,
    fs::{self, DirBuilder, File, OpenOptions},
    io::{self, ErrorKind, Read, Write as _},
    os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt},
    path::{Path, PathBuf},
};

use rand::TryRng;

use crate::failure::{Failure, Outcome};

/// The key.
type Key = [u8; 32];

/// The key in the file; a file that isn't there is made, with a new key, for its owner's eyes alone.
pub(crate) fn read_or_make(path: &Path) -> Outcome<Key> {
    let failed = |error: io::Error| Failure::new(format!("the key file {} can't be used: {error}", path.display()));
    match fs::metadata(path) {
        Ok(found) if found.is_file() => {}
        Ok(_) => return Err(Failure::new(format!("the key file {} is not a file", path.display()))),
        Err(error) if error.kind() == ErrorKind::NotFound => make(path).map_err(failed)?,
        Err(error) => return Err(failed(error)),
    }
    let file = File::open(path).map_err(failed)?;
    let found = file.metadata().map_err(failed)?;
    let mode = found.permissions().mode() & 0o777;
    if mode & 0o077 != 0 {
        return Err(Failure::new(format!(
            "the key file {0} is open to others (mode {mode:03o}); allow its owner alone: chmod 600 {0}",
            path.display()
        )));
    }
    let mut text = String::new();
    // A key and its line break; more is something else.
    let read = file.take(80).read_to_string(&mut text);
    read.ok()
        .and_then(|_| from_hex(text.trim_end()))
        .ok_or_else(|| Failure::new(format!("the key file {} does not hold a key: 64 hexadecimal digits", path.display())))
}

fn from_hex(text: &str) -> Option<Key> {
    if text.len() != 64 || !text.bytes().all(|b| b.is_ascii_hexdigit()) {
        return None;
    }
    let mut key = Key::default();
    for (byte, digits) in key.iter_mut().zip(text.as_bytes().chunks(2)) {
        *byte = u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()?;
    }
    Some(key)
}

/// Makes the file in one step: it is never there half-written, and never replaces one that another process has just made.
fn make(path: &Path) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    // The database is likely to lie there too.
    DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    let mut key = Key::default();
    rand::rngs::SysRng.try_fill_bytes(&mut key).map_err(io::Error::other)?;
    let draft = draft_path(path);
    let written = write_draft(&draft, &key).and_then(|()| match fs::hard_link(&draft, path) {
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(()),
        other => other,
    });
    let removed = fs::remove_file(&draft);
    written.and(removed)?;
    File::open(folder)?.sync_all()
}

/// A name beside the file that no other process uses.
fn draft_path(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(format!(".{}.new", std::process::id()));
    name.into()
}

fn write_draft(draft: &Path, key: &Key) -> io::Result<()> {
    let mut text = String::with_capacity(65);
    for byte in key {
        let _ = write!(text, "{byte:02x}");
    }
    text.push('\n');
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(draft)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_sixty_four_hexadecimal_digits_are_a_key() {
        assert_eq!(from_hex(&"0f".repeat(32)), Some([0x0f; 32]));
        for wrong in ["", "0f", &"0f".repeat(33), &"0g".repeat(32), &"+f".repeat(32), &"қ".repeat(32)] {
            assert_eq!(from_hex(wrong), None, "{wrong}");
        }
    }
}
