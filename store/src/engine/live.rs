//! Who watches an attempt hears of each committed change of it, whichever server made it. The news say that something changed, not
//! what: whoever hears them reads again, so that one lost on the way is made good by the next.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use tokio::sync::watch;
use uuid::Uuid;

/// The attempts that somebody watches.
#[derive(Default)]
pub(super) struct Live(Mutex<HashMap<Uuid, watch::Sender<()>>>);

/// The changes of one attempt, from the moment of asking on.
pub struct Changes {
    receiver: Option<watch::Receiver<()>>,
    attempt: Uuid,
    live: Arc<Live>,
}

impl Live {
    fn watched(&self) -> std::sync::MutexGuard<'_, HashMap<Uuid, watch::Sender<()>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn watch(live: &Arc<Self>, attempt: Uuid) -> Changes {
        let receiver = live.watched().entry(attempt).or_default().subscribe();
        Changes { receiver: Some(receiver), attempt, live: Arc::clone(live) }
    }

    pub(super) fn tell(&self, attempts: &[Uuid]) {
        let watched = self.watched();
        for attempt in attempts {
            if let Some(sender) = watched.get(attempt) {
                sender.send_replace(());
            }
        }
    }

    /// After the line to the other servers was down: anything may have changed.
    pub(super) fn tell_everyone(&self) {
        for sender in self.watched().values() {
            sender.send_replace(());
        }
    }
}

impl Changes {
    /// Comes with the next change, or at once when there was one since the last call.
    pub async fn next(&mut self) {
        let changed = match &mut self.receiver {
            Some(receiver) => receiver.changed().await.is_ok(),
            None => false,
        };
        // The sender lives as long as this does.
        if !changed {
            std::future::pending().await
        }
    }
}

impl Drop for Changes {
    fn drop(&mut self) {
        let mut watched = self.live.watched();
        self.receiver = None;
        if watched.get(&self.attempt).is_some_and(|sender| sender.receiver_count() == 0) {
            watched.remove(&self.attempt);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn who_watches_hears_of_its_own_attempt_and_leaves_nothing_behind() {
        let live = Arc::new(Live::default());
        let (mine, other) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let mut changes = Live::watch(&live, mine);
        live.tell(&[other]);
        live.tell(&[mine]);
        changes.next().await;
        let quiet = tokio::select! { biased; () = changes.next() => false, () = std::future::ready(()) => true };
        assert!(quiet, "one change is one piece of news");
        live.tell_everyone();
        changes.next().await;
        let second = Live::watch(&live, mine);
        drop(changes);
        assert_eq!(live.watched().len(), 1);
        drop(second);
        assert_eq!(live.watched().len(), 0);
    }
}
