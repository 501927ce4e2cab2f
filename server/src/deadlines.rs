//! The task that ends attempts whose time has run out. It keeps nothing in memory, so a restart loses nothing: an attempt that ran
//! out while the server was down is ended at its deadline too.

use std::{sync::Arc, time::Duration};

use exam::clock::{Clock, Instant};
use store::Store;
use tokio::time::sleep;

/// How long nobody looks at most: time may be taken back by no one, but another server may start an attempt.
const AT_MOST: Duration = Duration::from_millis(500);
/// How long after a fault it is tried again.
const AFTER_A_FAULT: Duration = Duration::from_millis(500);
/// An attempt is overdue a moment after its last.
const A_MOMENT: Duration = Duration::from_millis(1);

/// Ends overdue attempts, for ever. What fails is told in the log and tried again.
pub(crate) async fn close_as_they_pass(store: Store, clock: Arc<dyn Clock>) {
    loop {
        let wait = match close(&store, clock.now()).await {
            // One that is overdue still could not be closed just now.
            Ok(next) => match next.map(|at| u64::try_from((at - clock.now()).as_millis())) {
                Some(Ok(left)) => (Duration::from_millis(left) + A_MOMENT).min(AT_MOST),
                Some(Err(_)) | None => AT_MOST,
            },
            Err(error) => {
                tracing::error!(%error, "overdue attempts could not be closed; trying again");
                AFTER_A_FAULT
            }
        };
        sleep(wait).await;
    }
}

/// Ends what is overdue; tells when the next will be.
async fn close(store: &Store, now: Instant) -> store::Result<Option<Instant>> {
    for one in store.close_overdue(now).await? {
        tracing::info!(attempt = %one.attempt, at_ms = one.at.as_millis(), "time has run out: the attempt is closed");
    }
    store.next_to_close().await
}
