//! How far the candidates of a sitting have come. What they chose is not asked for, and the keys are not touched.

use std::collections::HashMap;

use exam::{
    clock::Instant,
    id::{AttemptId, SittingId},
};
use uuid::Uuid;

use crate::{
    Store,
    answers::{chain_of, goes_back},
    engine::values,
    error::{Result, inconsistent},
};

/// How far an attempt has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// How many questions the paper has.
    pub questions: u32,
    /// To how many an answer stands.
    pub answered: u32,
    /// When the last answer was saved.
    pub saved: Option<Instant>,
}

#[derive(sqlx::FromRow)]
struct ProgressRow {
    id: Uuid,
    questions: i64,
    answered: i64,
    saved: Option<i64>,
}

impl Store {
    /// How far everyone in a sitting has come who has a paper.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn progress(&self, sitting: SittingId) -> Result<HashMap<AttemptId, Progress>> {
        let rows: Vec<ProgressRow> = self
            .engine
            .glance()
            .await?
            .fetch_all(
                concat!(
                    chain_of!(),
                    "IN (SELECT a.id FROM attempt a JOIN enrolment e ON e.id = a.enrolment_id WHERE e.sitting_id = $1)",
                    goes_back!(),
                    // The last revision of a question is the highest; beside it stands what was chosen, in eight bits.
                    ", answer AS (SELECT attempt_id, position, max(revision * 256 + chosen) AS last, max(received_at) AS saved \
                     FROM chain GROUP BY attempt_id, position) \
                     SELECT a.id, (SELECT count(*) FROM paper_question q WHERE q.paper_id = a.paper_id) AS questions, \
                     count(CASE WHEN r.last % 256 <> 0 THEN 1 END) AS answered, max(r.saved) AS saved \
                     FROM attempt a JOIN enrolment e ON e.id = a.enrolment_id LEFT JOIN answer r ON r.attempt_id = a.id \
                     WHERE e.sitting_id = $1 GROUP BY a.id, a.paper_id"
                ),
                values![sitting],
            )
            .await?;
        let count = |n: i64| u32::try_from(n).map_err(inconsistent);
        rows.into_iter()
            .map(|row| {
                let (questions, answered) = (count(row.questions)?, count(row.answered)?);
                let saved = row.saved.map(Instant::from_millis);
                Ok((row.id.into(), Progress { questions, answered, saved }))
            })
            .collect()
    }
}
