//! Checkpoints: what the log had come to at one moment, signed, to be kept where whoever can write the database can't. Held against
//! one, a log whose newest events were cut off, an older database that was put back, and a history that was written anew show.

use std::{collections::BTreeSet, fmt, str::FromStr};

use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use exam::clock::Instant;
use hkdf::Hkdf;
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use uuid::Uuid;

use crate::{
    Store,
    answers::Head,
    attempts::hex,
    audit::chain_hash,
    engine::{Tx, values},
    error::Result,
    verify::{AuditFinding, AuditReport},
};

/// What the log, and the answers of who was at work, had come to at one moment. It covers each event up to its last by that one's hash,
/// and with them the chains of answers that had been sealed; those that went on, by [`Checkpoint::at_work`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Checkpoint {
    /// Which log: the hash of its first event.
    pub origin: String,
    /// Its events.
    pub events: i64,
    /// The hash of the last.
    pub head: String,
    /// The number of the last answer; 0 when there is none.
    pub answers: i64,
    /// SHA-256 over where the chain of each attempt stood that ran or was paused.
    pub at_work: String,
    /// When; milliseconds since 1970.
    pub at: i64,
    /// An Ed25519 signature of [`Checkpoint::signed`]; like the hashes, in hexadecimal.
    pub signature: String,
}

/// The key that checkpoints are held against; as text, 64 hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WitnessKey([u8; 32]);

/// It is no key.
#[derive(Debug, thiserror::Error)]
#[error("a key is 64 hexadecimal digits, as `synaq audit key` prints it")]
pub struct BadKey;

impl fmt::Display for WitnessKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex(&self.0))
    }
}

impl FromStr for WitnessKey {
    type Err = BadKey;
    fn from_str(s: &str) -> std::result::Result<Self, BadKey> {
        let key = unhex(s).ok_or(BadKey)?;
        VerifyingKey::from_bytes(&key).map(|_| Self(key)).map_err(|_| BadKey)
    }
}

impl Checkpoint {
    /// The text that is signed: all but the signature, a line each.
    pub fn signed(&self) -> String {
        let Self { origin, events, head, answers, at_work, at, signature: _ } = self;
        format!("synaq checkpoint 1\n{origin}\n{events}\n{head}\n{answers}\n{at_work}\n{at}\n")
    }

    /// As one line of JSON, without its end.
    pub fn line(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    fn is_signed_by(&self, key: &WitnessKey) -> bool {
        let signature = unhex(&self.signature).map(|bytes| Signature::from_bytes(&bytes));
        let key = VerifyingKey::from_bytes(&key.0).ok();
        signature.zip(key).is_some_and(|(signature, key)| key.verify_strict(self.signed().as_bytes(), &signature).is_ok())
    }
}

fn unhex<const N: usize>(digits: &str) -> Option<[u8; N]> {
    let (pairs, []) = digits.as_bytes().as_chunks::<2>() else { return None };
    let value = |digit: u8| char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok());
    let bytes: Vec<_> = pairs.iter().map(|[high, low]| Some(value(*high)? << 4 | value(*low)?)).collect::<Option<_>>()?;
    bytes.try_into().ok()
}

/// What the chains of some attempts have come to.
pub(crate) fn digest(heads: &[(Uuid, Head)]) -> String {
    let mut digest = [0; 32];
    for (attempt, head) in heads {
        digest = chain_hash(&[&digest, attempt.as_bytes(), &head.link.to_be_bytes(), &head.hash]);
    }
    hex(&digest)
}

impl Store {
    /// A key of its own for a purpose, that tells nothing of the others.
    pub(crate) fn derived(&self, purpose: &str) -> [u8; 32] {
        let mut key = [0; 32];
        let derived = Hkdf::<Sha256>::new(None, &*self.secret).expand(purpose.as_bytes(), &mut key);
        derived.expect("HKDF gives 32 bytes");
        key
    }

    fn signing_key(&self) -> SigningKey {
        SigningKey::from_bytes(&self.derived("synaq checkpoint"))
    }

    /// The key that this store's checkpoints can be held against by anyone.
    pub fn witness_key(&self) -> WitnessKey {
        WitnessKey(self.signing_key().verifying_key().to_bytes())
    }

    /// What the log has come to, signed; none while it is empty. Nobody who writes waits for it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn checkpoint(&self, now: Instant) -> Result<Option<Checkpoint>> {
        let mut tx = self.engine.read().await?;
        let first: Option<(Vec<u8>,)> = tx.fetch_optional("SELECT hash FROM audit_event WHERE seq = 1", values![]).await?;
        let last: Option<(i64, Vec<u8>)> =
            tx.fetch_optional("SELECT seq, hash FROM audit_event ORDER BY seq DESC LIMIT 1", values![]).await?;
        let Some(((origin,), (events, head))) = first.zip(last) else { return Ok(None) };
        let (answers,): (i64,) = tx.fetch_one("SELECT coalesce(max(number), 0) FROM answer_revision", values![]).await?;
        let mut checkpoint = Checkpoint {
            origin: hex(&origin),
            events,
            head: hex(&head),
            answers,
            at_work: digest(&at_work(&mut tx).await?),
            at: now.as_millis(),
            signature: String::new(),
        };
        checkpoint.signature = hex(&self.signing_key().sign(checkpoint.signed().as_bytes()).to_bytes());
        Ok(Some(checkpoint))
    }
}

/// Where the chains stand of who is at work, by attempt.
async fn at_work(tx: &mut Tx) -> Result<Vec<(Uuid, Head)>> {
    // What has ended is asked for too, though no such attempt runs: there is an index of what hasn't.
    let heads: Vec<(Uuid, i64, Vec<u8>)> = tx
        .fetch_all(
            "SELECT a.id, h.link, r.hash FROM attempt a JOIN answer_head h ON h.attempt_id = a.id \
             JOIN answer_revision r ON r.number = h.number \
             WHERE a.ended_at IS NULL AND a.state IN ('running', 'paused') ORDER BY a.id",
            values![],
        )
        .await?;
    Ok(heads.into_iter().map(|(attempt, link, hash)| (attempt, Head { link, hash })).collect())
}

/// Checkpoints on the way along the log and the answers that they are held against.
#[derive(Default)]
pub(crate) struct Witness {
    /// With the line of each, the last first: by their events, later by their answers.
    to_come: Vec<(usize, Checkpoint)>,
    /// Those that the log holds against, with who was at work.
    held: Vec<(usize, Checkpoint, Vec<Uuid>)>,
    at_work: BTreeSet<Uuid>,
    /// The last event that is one that was seen.
    held_to: i64,
    forked: bool,
}

impl Witness {
    /// Reads checkpoints, one a line, and tells which are none, or not signed.
    pub(crate) fn read(lines: &str, key: &WitnessKey, report: &mut AuditReport) -> Self {
        let mut to_come = Vec::new();
        for (line, text) in (1..).zip(lines.lines()).filter(|(_, text)| !text.trim().is_empty()) {
            match serde_json::from_str::<Checkpoint>(text) {
                Err(_) => report.findings.push(AuditFinding::NoCheckpoint(line)),
                Ok(checkpoint) if !checkpoint.is_signed_by(key) => report.findings.push(AuditFinding::Unsigned(line)),
                Ok(checkpoint) => to_come.push((line, checkpoint)),
            }
        }
        report.checkpoints = to_come.len() as u64;
        to_come.sort_by_key(|(line, checkpoint)| std::cmp::Reverse((checkpoint.events, *line)));
        Self { to_come, ..Self::default() }
    }

    /// Takes notice of an event, the next of the log.
    pub(crate) fn passes(&mut self, seq: i64, hash: &[u8], act: &[u8], attempt: Option<Uuid>, report: &mut AuditReport) {
        if self.to_come.is_empty() {
            return;
        }
        match (act, attempt) {
            (b"attempt.start" | b"attempt.reopen", Some(attempt)) => drop(self.at_work.insert(attempt)),
            (b"attempt.submit" | b"attempt.expire", Some(attempt)) => drop(self.at_work.remove(&attempt)),
            _ => {}
        }
        if seq == 1 {
            let origin = hex(hash);
            let others = self.to_come.extract_if(.., |(_, checkpoint)| checkpoint.origin != origin).map(|(line, _)| line).min();
            report.findings.extend(others.map(AuditFinding::Elsewhere));
        }
        while let Some((line, checkpoint)) = self.to_come.pop_if(|(_, checkpoint)| checkpoint.events <= seq) {
            if checkpoint.events == seq && checkpoint.head == hex(hash) {
                self.held_to = seq;
                self.held.push((line, checkpoint, self.at_work.iter().copied().collect()));
            } else if !self.forked {
                self.forked = true;
                report.findings.push(AuditFinding::Forked { same: self.held_to, seen: checkpoint.events });
            }
        }
    }

    /// Takes notice of the log's end.
    pub(crate) fn ends(&mut self, last: i64, report: &mut AuditReport) {
        if let Some((_, checkpoint)) = self.to_come.first() {
            report.findings.push(AuditFinding::Cut { last, seen: checkpoint.events });
        }
        self.held.sort_by_key(|(line, checkpoint, _)| std::cmp::Reverse((checkpoint.answers, *line)));
    }

    /// Takes notice of the answers up to, and without, a number; `head` tells where a chain stands.
    pub(crate) fn passes_answer(&mut self, next: i64, head: impl Fn(&Uuid) -> Option<Head>, report: &mut AuditReport) {
        while let Some((line, checkpoint, at_work)) = self.held.pop_if(|(_, checkpoint, _)| checkpoint.answers < next) {
            let heads: Vec<_> = at_work.into_iter().filter_map(|attempt| head(&attempt).map(|head| (attempt, head))).collect();
            if digest(&heads) != checkpoint.at_work {
                report.findings.push(AuditFinding::Answers(line));
            }
        }
    }

    /// Takes notice of the last answer.
    pub(crate) fn ends_answers(&mut self, last: i64, head: impl Fn(&Uuid) -> Option<Head>, report: &mut AuditReport) {
        self.passes_answer(last.saturating_add(1), head, report);
        report.findings.extend(self.held.drain(..).map(|(line, ..)| AuditFinding::Answers(line)));
    }
}
