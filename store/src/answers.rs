//! Answers: each saved one is a new link in its attempt's chain; nothing is overwritten.

use std::collections::BTreeMap;

use exam::{
    answer::{Kind, OptionSet},
    attempt::Attempt,
    clock::Instant,
    id::{AttemptId, EnrolmentId},
};
use uuid::Uuid;

use crate::{
    Store, attempts,
    audit::chain_hash,
    engine::{Tx, values},
    error::{Error, Refusal, Result, inconsistent},
    verify::{AuditFinding, AuditReport},
};

/// One answer to be saved.
#[derive(Clone, Copy, Debug)]
pub struct Save {
    /// The question's position on the paper, from 1.
    pub position: u16,
    /// What is chosen, by presented position.
    pub chosen: OptionSet,
    /// The revision that the page showed when the candidate chose; 0 for none.
    pub rendered: u32,
    /// The island's own count of its changes to this question. With it, repeating a save is harmless, and one that is no newer
    /// than what stands and says something else is a conflict; without it, that is a page older than the last save.
    pub client_revision: Option<i64>,
}

/// What became of a save.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Saved {
    /// When it was received.
    pub at: Instant,
    /// The revision in force of each question named, after it.
    pub revisions: BTreeMap<u16, u32>,
    /// Where a newer answer stood in the way.
    pub conflicts: Vec<Conflict>,
}

/// A page tried to overwrite an answer it had not seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// The question's position.
    pub position: u16,
    /// What the stale page wanted.
    pub wanted: OptionSet,
    /// What stands.
    pub stands: OptionSet,
}

/// The end of an attempt's chain.
pub(crate) struct Head {
    pub(crate) link: i64,
    pub(crate) hash: Vec<u8>,
}

#[derive(sqlx::FromRow)]
struct Latest {
    revision: i64,
    chosen: i64,
    /// The newest of all revisions, not of the latest: a page without the island may have been saved since.
    client_revision: Option<i64>,
}

#[derive(sqlx::FromRow)]
struct Link {
    attempt_id: Uuid,
    link: i64,
    position: i64,
    revision: i64,
    chosen: i64,
    client_revision: Option<i64>,
    address: String,
    received_at: i64,
    hash: Vec<u8>,
}

impl Link {
    fn hash_after(&self, previous: &[u8]) -> [u8; 32] {
        chain_hash(&[
            previous,
            self.attempt_id.as_bytes(),
            &self.link.to_be_bytes(),
            &self.position.to_be_bytes(),
            &self.revision.to_be_bytes(),
            &self.chosen.to_be_bytes(),
            &self.client_revision.map(i64::to_be_bytes).unwrap_or_default(),
            self.address.as_bytes(),
            &self.received_at.to_be_bytes(),
        ])
    }
}

pub(crate) async fn head(tx: &mut Tx, attempt: AttemptId) -> Result<Head> {
    let last: Option<(i64, Vec<u8>)> = tx
        .fetch_optional(
            "SELECT link, hash FROM answer_revision WHERE attempt_id = $1 ORDER BY link DESC LIMIT 1",
            values![attempt],
        )
        .await?;
    let (link, hash) = last.unwrap_or_default();
    Ok(Head { link, hash })
}

impl Store {
    /// Saves answers of a running attempt, all or none. An answer is accepted until the deadline and the network grace.
    ///
    /// # Errors
    /// [`Refusal::ExamOver`] after the end; [`Error::NotFound`] for another's attempt or a question or option that isn't on the
    /// paper; or when the database fails.
    pub async fn save(
        &self,
        enrolment: EnrolmentId,
        attempt: AttemptId,
        address: &str,
        now: Instant,
        saves: &[Save],
    ) -> Result<Saved> {
        let mut tx = self.engine.write().await?;
        let row = attempts::own(&mut tx, attempt, enrolment).await?;
        match row.attempt {
            Attempt::Running(time) if now <= time.deadline() + self.grace => {}
            Attempt::Prepared | Attempt::Admitted { .. } | Attempt::Paused { .. } => return Err(Error::NotFound),
            _ => return Err(Refusal::ExamOver.into()),
        }
        let mut head = head(&mut tx, attempt).await?;
        let mut saved = Saved { at: now, revisions: BTreeMap::new(), conflicts: Vec::new() };
        for save in saves {
            let (kind, options): (String, i64) = tx
                .fetch_one(
                    "SELECT i.kind, i.options FROM paper_question q JOIN item i ON i.id = q.item_id \
                     WHERE q.paper_id = $1 AND q.position = $2",
                    values![row.paper, save.position],
                )
                .await?;
            let kind: Kind = kind.parse().map_err(inconsistent)?;
            if !kind.admits(save.chosen, usize::try_from(options).map_err(inconsistent)?) {
                return Err(Error::NotFound);
            }
            let latest: Option<Latest> = tx
                .fetch_optional(
                    "SELECT revision, chosen, (SELECT max(c.client_revision) FROM answer_revision c \
                     WHERE c.attempt_id = $1 AND c.position = $2) AS client_revision FROM answer_revision \
                     WHERE attempt_id = $1 AND position = $2 ORDER BY revision DESC LIMIT 1",
                    values![attempt, save.position],
                )
                .await?;
            let stands = latest.as_ref().map_or(Ok(OptionSet::EMPTY), |l| option_set(l.chosen))?;
            let revision = latest.as_ref().map_or(0, |l| l.revision);
            let in_force = u32::try_from(revision).map_err(inconsistent)?;
            let newest = latest.as_ref().and_then(|l| l.client_revision);
            let newer = save.client_revision.map(|mine| newest.is_none_or(|theirs| mine > theirs));
            let seen = newer.unwrap_or(save.rendered == in_force);
            saved.revisions.insert(save.position, in_force);
            // An unchanged answer is none, but for a newer one of the island: an older one that was held up must find it.
            if save.chosen == stands && newer != Some(true) {
                continue;
            }
            if !seen {
                saved.conflicts.push(Conflict { position: save.position, wanted: save.chosen, stands });
                continue;
            }
            let mut link = Link {
                attempt_id: attempt.into(),
                link: head.link + 1,
                position: save.position.into(),
                revision: revision + 1,
                chosen: save.chosen.bits().into(),
                client_revision: save.client_revision,
                address: address.to_owned(),
                received_at: now.as_millis(),
                hash: Vec::new(),
            };
            link.hash = link.hash_after(&head.hash).to_vec();
            head = Head { link: link.link, hash: link.hash.clone() };
            tx.execute(
                "INSERT INTO answer_revision \
                 (attempt_id, link, position, revision, chosen, client_revision, address, received_at, hash) \
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
                values![
                    attempt,
                    link.link,
                    link.position,
                    link.revision,
                    link.chosen,
                    link.client_revision,
                    link.address,
                    link.received_at,
                    link.hash
                ],
            )
            .await?;
            saved.revisions.insert(save.position, in_force + 1);
        }
        tx.commit().await?;
        Ok(saved)
    }
}

pub(crate) fn option_set(stored: i64) -> Result<OptionSet> {
    u8::try_from(stored).map(OptionSet::from_bits).map_err(inconsistent)
}

/// Walks an attempt's chain to its end.
pub(crate) async fn verify_chain(tx: &mut Tx, attempt: AttemptId, report: &mut AuditReport) -> Result<Head> {
    let links: Vec<Link> = tx
        .fetch_all(
            "SELECT attempt_id, link, position, revision, chosen, client_revision, address, received_at, hash \
             FROM answer_revision WHERE attempt_id = $1 ORDER BY link",
            values![attempt],
        )
        .await?;
    let mut end = Head { link: 0, hash: Vec::new() };
    for link in links {
        if link.link != end.link + 1 || link.hash_after(&end.hash) != *link.hash {
            report.findings.push(AuditFinding::Answer { attempt: attempt.into(), link: link.link });
        }
        report.answers += 1;
        end = Head { link: link.link, hash: link.hash };
    }
    Ok(end)
}
