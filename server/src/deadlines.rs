//! The task that ends attempts whose time has run out. It keeps nothing in memory, so a restart loses nothing: an attempt that ran
//! out while the server was down is ended at its deadline too.

use std::{sync::Arc, time::Duration};

use exam::clock::Clock;
use store::Store;
use tokio::time::{MissedTickBehavior, interval};

/// How often to look.
const EVERY: Duration = Duration::from_millis(500);

/// Ends overdue attempts, for ever. What fails is told in the log and tried again.
pub(crate) async fn close_as_they_pass(store: Store, clock: Arc<dyn Clock>) {
    let mut ticks = interval(EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        match store.close_overdue(clock.now()).await {
            Ok(closed) => {
                for one in closed {
                    tracing::info!(attempt = %one.attempt, at_ms = one.at.as_millis(), "time has run out: the attempt is closed");
                }
            }
            Err(error) => tracing::error!(%error, "overdue attempts could not be closed; trying again"),
        }
    }
}
