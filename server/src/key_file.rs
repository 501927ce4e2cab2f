//! The key file: 32 random bytes, in hexadecimal, that key the HMAC of access codes. It lies outside the database, so that whoever
//! has a backup alone can't try codes.

use std::{
    fs::DirBuilder,
    io::{self, ErrorKind, Write as _},
    os::unix::fs::DirBuilderExt,
    path::Path,
};

use rand::TryRng;

use crate::{
    failure::{Failure, Outcome},
    hex,
    new_file::{NewFile, folder},
    secret_file,
};

/// The key.
type Key = [u8; 32];

/// The key in the file; a file that isn't there is made, with a new key, for its owner's eyes alone.
pub(crate) fn read_or_make(path: &Path) -> Outcome<Key> {
    let failed = |error: io::Error| Failure::new(format!("the key file {} can't be used: {error}", path.display()));
    if !path.try_exists().map_err(failed)? {
        make(path).map_err(failed)?;
    }
    let text = secret_file::read(path, "the key file")?;
    hex::read(text.trim_end())
        .ok_or_else(|| Failure::new(format!("the key file {} does not hold a key: 64 hexadecimal digits", path.display())))
}

/// Makes the file in one step: it is never there half-written, and never replaces one that another process has just made.
fn make(path: &Path) -> io::Result<()> {
    // The database is likely to lie there too.
    DirBuilder::new().recursive(true).mode(0o700).create(folder(path))?;
    let mut key = Key::default();
    rand::rngs::SysRng.try_fill_bytes(&mut key).map_err(io::Error::other)?;
    let made = NewFile::begin(path).and_then(|new| {
        new.file().write_all(format!("{}\n", hex::write(&key)).as_bytes())?;
        new.keep()
    });
    match made {
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(()),
        other => other,
    }
}
