//! `synaq restore`.

use std::path::Path;

use exam::clock::Clock;
use store::Backup;

use super::{at_console, audit, count};
use crate::{
    backup_file::{key::Identity, unpack},
    clock::SystemClock,
    config::Config,
    failure::{Failure, Outcome},
    output,
};

/// Puts a backup into an empty database and holds the evidence in it against itself.
pub(crate) async fn restore(config: &Config, from: &Path, identity: &Path) -> Outcome {
    let failed = |why: String| Failure::new(format!("the backup {} can't be used: {why}", from.display()));
    let identity = Identity::read(identity)?;
    let lines = || unpack(from, &identity).map_err(|error| failed(error.to_string()));
    // To its end before anything is made: what is damaged leaves no database behind.
    Backup::check(lines()?).await.map_err(|error| match error {
        store::Error::Backup(why) => failed(why),
        other => other.into(),
    })?;
    let store = config.open().await?;
    let restored = store.restore(&at_console(SystemClock::start().now()), lines()?).await?;
    let report = store.verify_audit().await?;
    store.close().await;
    let backup = restored.backup;
    output::print(&format!(
        "{} restored, as they were on {} (synaq {}); {} ended",
        count(backup.row_count(), "row"),
        super::file::iso8601(backup.at),
        backup.product,
        count(restored.sessions_ended, "open session")
    ))?;
    if restored.another_key {
        output::print("it was made under another key file: codes in it are void, and second factors are set up anew")?;
    }
    audit::tell(&report)
}
