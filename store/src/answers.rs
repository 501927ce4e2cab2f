//! Answers: each saved one is a new link in its attempt's chain; nothing is overwritten.

use std::collections::{BTreeMap, HashMap};

use exam::{answer::OptionSet, clock::Instant, id::AttemptId};
use uuid::Uuid;

use crate::{
    audit::chain_hash,
    engine::{Tx, ids, statement, values},
    error::{Result, inconsistent},
    verify::{AuditFinding, AuditReport},
    witness::Witness,
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
    /// The desk's own count of its changes to this question. With it, repeating a save is harmless, and one that is no newer
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

/// What leads from the last answer of some attempts back to their first: between the two stands which attempts. It goes back even where
/// somebody, or a fault of the disk, has made an answer name itself or a later one.
macro_rules! chain_of {
    () => {
        "WITH RECURSIVE chain AS (SELECT r.* FROM answer_head h JOIN answer_revision r ON r.number = h.number WHERE h.attempt_id "
    };
}
macro_rules! goes_back {
    () => {
        " UNION ALL SELECT r.* FROM chain c JOIN answer_revision r ON r.number = c.previous AND r.number < c.number) "
    };
}
pub(crate) use {chain_of, goes_back};

/// A question about the answers of attempts: columns, which attempts, and the rest. An attempt's answers are found from its last one on,
/// each telling the one before it.
macro_rules! answers_of {
    ($columns:literal, $($which:tt)+) => {
        $crate::engine::statement!(
            [$crate::answers::chain_of!()] $($which)+ [$crate::answers::goes_back!()] "SELECT " $columns " FROM chain ORDER BY attempt_id, link"
        )
    };
}
pub(crate) use answers_of;

pub(crate) async fn head(tx: &mut Tx, attempt: AttemptId) -> Result<Head> {
    Ok(heads(tx, [attempt]).await?.remove(&attempt).unwrap_or_default())
}

/// The ends of several attempts' chains; none where there is no answer.
pub(crate) async fn heads(tx: &mut Tx, attempts: impl IntoIterator<Item = AttemptId>) -> Result<HashMap<AttemptId, Head>> {
    let last: Vec<(Uuid, i64, Vec<u8>)> = tx
        .fetch_all(
            statement!("SELECT h.attempt_id, h.link, r.hash FROM answer_head h JOIN answer_revision r ON r.number = h.number \
                 WHERE h.attempt_id IN "(ids)),
            values![ids(attempts)],
        )
        .await?;
    Ok(last.into_iter().map(|(attempt, link, hash)| (attempt.into(), Head { link, hash })).collect())
}

/// Adds a link to the end of its attempt's chain, whatever the state of the attempt: for who has decided that it counts.
pub(crate) async fn append(tx: &mut Tx, link: &Link) -> Result<()> {
    tx.execute(
        "INSERT INTO answer_revision \
         (number, attempt_id, link, previous, position, revision, chosen, client_revision, address, received_at, hash) \
         SELECT n.newest + 1, $1, $2, h.number, $3, $4, $5, $6, $7, $8, $9 \
         FROM (SELECT coalesce(max(number), 0) AS newest FROM answer_revision) n LEFT JOIN answer_head h ON h.attempt_id = $1",
        values![
            link.attempt_id,
            link.link,
            link.position,
            link.revision,
            link.chosen,
            link.client_revision,
            &link.address,
            link.received_at,
            link.hash.clone()
        ],
    )
    .await?;
    Ok(())
}

pub(crate) fn option_set(stored: i64) -> Result<OptionSet> {
    u8::try_from(stored).map(OptionSet::from_bits).map_err(inconsistent)
}

/// The heads that a chain has had, from the empty one on.
pub(crate) type Heads = Vec<Head>;

/// A chain, as far as it has been walked.
struct Walk {
    heads: Heads,
    /// The number of the last answer.
    number: Option<i64>,
    /// The newest revision of each question.
    revisions: HashMap<i64, i64>,
    /// Where a link doesn't follow, those after it can't be counted on.
    counts_up: bool,
}

impl Walk {
    fn end(&self) -> Head {
        self.heads.last().cloned().unwrap_or_default()
    }

    /// Whether the link follows, and counts up its question's revisions.
    fn goes_on(&mut self, number: i64, previous: Option<i64>, link: Link) -> bool {
        let end = self.end();
        let before = self.revisions.insert(link.position, link.revision).unwrap_or(0);
        let follows = link.link == end.link + 1 && previous == self.number && link.hash_after(&end.hash) == *link.hash;
        let counts_up = !self.counts_up || link.revision == before + 1;
        self.counts_up &= follows;
        self.number = Some(number);
        self.heads.push(Head { link: link.link, hash: link.hash });
        follows && counts_up
    }
}

#[derive(sqlx::FromRow)]
struct Numbered {
    number: i64,
    previous: Option<i64>,
    #[sqlx(flatten)]
    link: Link,
}

/// Walks all chains, in the order in which the answers came.
pub(crate) async fn verify_chains(tx: &mut Tx, witness: &mut Witness, report: &mut AuditReport) -> Result<HashMap<Uuid, Heads>> {
    let mut walks: HashMap<Uuid, Walk> = HashMap::new();
    let stands = |walks: &HashMap<Uuid, Walk>, attempt: &Uuid| walks.get(attempt).map(Walk::end);
    let mut after = i64::MIN;
    loop {
        let some: Vec<Numbered> = tx
            .fetch_all(
                "SELECT number, previous, attempt_id, link, position, revision, chosen, client_revision, address, received_at, hash \
                 FROM answer_revision WHERE number > $1 ORDER BY number LIMIT 10000",
                values![after],
            )
            .await?;
        let Some(last) = some.last() else { break };
        after = last.number;
        report.answers += some.len() as u64;
        for Numbered { number, previous, link } in some {
            let (attempt, this) = (link.attempt_id, link.link);
            witness.passes_answer(number, |attempt| stands(&walks, attempt), report);
            let walk = walks.entry(attempt).or_insert_with(|| Walk {
                heads: vec![Head::default()],
                number: None,
                revisions: HashMap::new(),
                counts_up: true,
            });
            if !walk.goes_on(number, previous, link) {
                report.findings.push(AuditFinding::Answer { attempt, link: this });
            }
        }
    }
    witness.ends_answers(after.max(0), |attempt| stands(&walks, attempt), report);
    // What the product takes for the ends is what they are.
    let ends: Vec<(Uuid, i64, i64)> = tx.fetch_all("SELECT attempt_id, number, link FROM answer_head", values![]).await?;
    let mut ends: HashMap<_, _> = ends.into_iter().map(|(attempt, number, link)| (attempt, (number, link))).collect();
    for (attempt, walk) in &walks {
        let (number, link) = ends.remove(attempt).unzip();
        let last = walk.end().link;
        if (number, link) != (walk.number, Some(last)) {
            report.findings.push(AuditFinding::Answer { attempt: *attempt, link: link.map_or(last, |link: i64| link.max(last)) });
        }
    }
    report.findings.extend(ends.into_iter().map(|(attempt, (_, link))| AuditFinding::Answer { attempt, link }));
    Ok(walks.into_iter().map(|(attempt, walk)| (attempt, walk.heads)).collect())
}
