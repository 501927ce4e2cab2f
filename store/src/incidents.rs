//! What went otherwise than it should, on record.

use exam::{clock::Span, id::IncidentId};
use serde_json::json;

use crate::{
    Store,
    audit::{self, By},
    engine::values,
    error::Result,
    id,
};

impl Store {
    /// Records that a server's wall clock was set by so much. No deadline has moved: the product goes by the monotonic clock.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn record_clock_jump(&self, by: &By, jump: Span) -> Result<()> {
        let by = by.clone();
        self.engine
            .write(async move |tx| {
                let (incident, detail) = (id(IncidentId::new, by.now), json!({"jump_ms": jump.as_millis()}));
                tx.execute(
                    "INSERT INTO incident (id, at, kind, detail) VALUES ($1, $2, 'clock-jump', $3)",
                    values![incident, by.now, detail.to_string()],
                )
                .await?;
                audit::record(tx, &by, "incident.record", "incident", incident, &detail).await
            })
            .await
    }
}
