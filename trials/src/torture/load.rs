//! A hall full of candidates who save answers as fast as they are taken.

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::Duration,
};

use tokio::{task::JoinSet, time::sleep};

use super::{
    hall::{Seat, Told},
    ledger::Ledger,
};
use crate::{
    failure::{During, Outcome},
    http::Connection,
    shim::Faults,
};

/// How long to wait before knocking again.
const PAUSE: Duration = Duration::from_millis(10);

/// Candidates at work.
pub struct Load {
    at_work: JoinSet<Outcome<Seat>>,
    shared: Arc<Shared>,
}

struct Shared {
    ledger: Arc<Ledger>,
    faults: Option<Arc<Faults>>,
    ends: AtomicBool,
    refused: AtomicU64,
}

impl Load {
    /// Everybody begins; what they hear goes into the ledger.
    pub fn begin(server: SocketAddr, seats: Vec<Seat>, ledger: &Arc<Ledger>, faults: Option<&Arc<Faults>>) -> Self {
        let (ends, refused) = Default::default();
        let shared = Arc::new(Shared { ledger: Arc::clone(ledger), faults: faults.map(Arc::clone), ends, refused });
        let at_work = seats.into_iter().map(|seat| work(server, seat, Arc::clone(&shared))).collect();
        Self { at_work, shared }
    }

    /// How many answers the server has refused so far.
    pub fn refused(&self) -> u64 {
        self.shared.refused.load(Ordering::Relaxed)
    }

    /// Everybody ends with the answer under way.
    ///
    /// # Errors
    /// When someone was told what no candidate should hear.
    pub async fn end(mut self) -> Outcome<Vec<Seat>> {
        self.shared.ends.store(true, Ordering::Relaxed);
        let mut seats = Vec::new();
        while let Some(seat) = self.at_work.join_next().await {
            seats.push(seat.during("a candidate")??);
        }
        Ok(seats)
    }
}

async fn work(server: SocketAddr, mut seat: Seat, shared: Arc<Shared>) -> Outcome<Seat> {
    let calls = || shared.faults.as_ref().map_or(Ok(0), |faults| faults.calls());
    let mut connection = None;
    while !shared.ends.load(Ordering::Relaxed) {
        let open = match &mut connection {
            Some(open) => open,
            none => match Connection::open(server).await {
                Ok(opened) => none.insert(opened),
                Err(_) => {
                    sleep(PAUSE).await;
                    continue;
                }
            },
        };
        match seat.save(open, &shared.ledger, &calls).await? {
            Told::Saved => {}
            Told::Refused(_) => {
                shared.refused.fetch_add(1, Ordering::Relaxed);
                sleep(PAUSE).await;
            }
            Told::Nothing => connection = None,
        }
    }
    Ok(seat)
}
