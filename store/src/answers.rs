//! Answers: each saved one is a new link in its attempt's chain; nothing is overwritten.

use std::collections::{BTreeMap, HashMap};

use exam::{answer::OptionSet, clock::Instant, id::AttemptId};
use uuid::Uuid;

use crate::{
    audit::chain_hash,
    engine::{Tx, ids, statement, values},
    error::{Result, inconsistent},
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
#[derive(Clone, Default)]
pub(crate) struct Head {
    pub(crate) link: i64,
    pub(crate) hash: Vec<u8>,
}

/// A saved answer as stored.
#[derive(sqlx::FromRow)]
pub(crate) struct Link {
    pub(crate) attempt_id: Uuid,
    pub(crate) link: i64,
    pub(crate) position: i64,
    pub(crate) revision: i64,
    pub(crate) chosen: i64,
    pub(crate) client_revision: Option<i64>,
    pub(crate) address: String,
    pub(crate) received_at: i64,
    pub(crate) hash: Vec<u8>,
}

impl Link {
    /// The link that `save`, as `revision` of its question, adds to a chain.
    pub(crate) fn after(head: &Head, attempt: AttemptId, save: &Save, revision: u32, address: &str, now: Instant) -> Self {
        let mut link = Self {
            attempt_id: attempt.into(),
            link: head.link + 1,
            position: save.position.into(),
            revision: revision.into(),
            chosen: save.chosen.bits().into(),
            client_revision: save.client_revision,
            address: address.to_owned(),
            received_at: now.as_millis(),
            hash: Vec::new(),
        };
        link.hash = link.hash_after(&head.hash).to_vec();
        link
    }

    fn hash_after(&self, previous: &[u8]) -> [u8; 32] {
        let client_revision = self.client_revision.map(i64::to_be_bytes);
        chain_hash(&[
            previous,
            self.attempt_id.as_bytes(),
            &self.link.to_be_bytes(),
            &self.position.to_be_bytes(),
            &self.revision.to_be_bytes(),
            &self.chosen.to_be_bytes(),
            // None is not the same as the count of nought.
            client_revision.as_ref().map_or(&[], |count| count),
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

/// The ends of several attempts' chains; none where there is no answer.
pub(crate) async fn heads(tx: &mut Tx, attempts: impl IntoIterator<Item = AttemptId>) -> Result<HashMap<AttemptId, Head>> {
    let last: Vec<(Uuid, i64, Vec<u8>)> = tx
        .fetch_all(
            statement!(
                "SELECT r.attempt_id, r.link, r.hash FROM attempt a JOIN answer_revision r ON r.attempt_id = a.id AND r.link = \
                 (SELECT l.link FROM answer_revision l WHERE l.attempt_id = a.id ORDER BY l.link DESC LIMIT 1) WHERE a.id IN "(
                    ids
                )
            ),
            values![ids(attempts)],
        )
        .await?;
    Ok(last.into_iter().map(|(attempt, link, hash)| (attempt.into(), Head { link, hash })).collect())
}

pub(crate) fn option_set(stored: i64) -> Result<OptionSet> {
    u8::try_from(stored).map(OptionSet::from_bits).map_err(inconsistent)
}

/// Walks an attempt's chain; its heads after each link, from the empty one on.
pub(crate) async fn verify_chain(tx: &mut Tx, attempt: AttemptId, report: &mut AuditReport) -> Result<Vec<Head>> {
    let links: Vec<Link> = tx
        .fetch_all(
            "SELECT attempt_id, link, position, revision, chosen, client_revision, address, received_at, hash \
             FROM answer_revision WHERE attempt_id = $1 ORDER BY link",
            values![attempt],
        )
        .await?;
    let mut end = Head { link: 0, hash: Vec::new() };
    let mut heads = vec![end.clone()];
    let (mut revisions, mut revisions_count) = (HashMap::new(), true);
    for link in links {
        let before = revisions.insert(link.position, link.revision).unwrap_or(0);
        let follows = link.link == end.link + 1 && link.hash_after(&end.hash) == *link.hash;
        // Where a link doesn't follow, those after it can't be counted on.
        let counts_up = !revisions_count || link.revision == before + 1;
        revisions_count &= follows;
        if !follows || !counts_up {
            report.findings.push(AuditFinding::Answer { attempt: attempt.into(), link: link.link });
        }
        report.answers += 1;
        end = Head { link: link.link, hash: link.hash };
        heads.push(end.clone());
    }
    Ok(heads)
}
