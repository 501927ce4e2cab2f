//! `synaq backup` and `synaq backup key`.

use std::{
    io::{self, ErrorKind},
    path::Path,
    process::ExitCode,
};

use exam::clock::Clock;

use super::{at_console, count};
use crate::{
    backup_file::{
        Packing,
        key::{Identity, Recipient},
    },
    clock::SystemClock,
    config::Config,
    failure::{Failure, Outcome},
    hex,
    new_file::NewFile,
    output,
};

/// Copies everything as it is at this moment into a new file that the recipient alone can open.
pub(crate) async fn make(config: &Config, to: &Path, recipient: &Recipient) -> Outcome {
    let failed = |error: io::Error| {
        Failure::new(match error.kind() {
            ErrorKind::AlreadyExists => format!("{} is there already; a backup overwrites nothing", to.display()),
            _ => format!("the backup can't be written to {}: {error}", to.display()),
        })
    };
    let store = config.open_existing().await?;
    let by = at_console(SystemClock::start().now());
    let new = NewFile::begin(to).map_err(failed)?;
    let mut packing = Packing::begin(new.file(), recipient).map_err(failed)?;
    let backup = store.back_up(by.now, env!("CARGO_PKG_VERSION"), &mut packing).await?;
    let (digest, length) = packing.finish().map_err(failed)?;
    // First: a copy of everything that the log does not know of is worse than an event of one that isn't there.
    store.record_backup(&by, &backup, &digest, &recipient.to_string()).await?;
    new.keep().map_err(failed)?;
    store.close().await;
    output::print(&format!(
        "{}: {}, {} events, {length} bytes, SHA-256 {}",
        to.display(),
        count(backup.row_count(), "row"),
        backup.last_event,
        hex::write(&digest)
    ))?;
    Ok(ExitCode::SUCCESS)
}

/// Makes a key: the identity into a file, the recipient to standard output.
pub(crate) fn key(out: &Path) -> Outcome {
    output::print(&Identity::make(out)?.to_string())?;
    Ok(ExitCode::SUCCESS)
}
