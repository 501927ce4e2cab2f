//! The audit log: append-only, hash-chained, written in the transaction of what it tells.

use std::collections::BTreeSet;

use exam::{
    clock::{Instant, Span},
    id::{AttemptId, EnrolmentId, StaffId},
};
use futures_util::future::join;
use serde_json::Value as Json;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::{
    attempts::hex,
    engine::{Dialects, LogEnd, Tx, statement, values},
    error::{Error, Result, inconsistent},
    random,
    rows::Heard,
    staff::{Appointment, Role},
    verify::{AuditFinding, AuditReport},
    witness::Witness,
};

/// Who acts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Actor {
    /// A member of staff, in a role that they hold; in none, for what they do about themselves.
    Staff(StaffId, Option<Appointment>),
    /// A candidate, known by the enrolment.
    Candidate(EnrolmentId),
    /// Someone at the machine's command line, by the name of the system's user.
    Console(String),
    /// The product itself: deadlines.
    System,
}

/// By whom, from where and when something is done.
#[derive(Clone, Debug)]
pub struct By {
    /// Who.
    pub actor: Actor,
    /// The client's network address; empty for the console and the system.
    pub address: String,
    /// When.
    pub now: Instant,
}

impl By {
    /// The product itself.
    pub fn system(now: Instant) -> Self {
        Self { actor: Actor::System, address: String::new(), now }
    }

    /// Someone at the command line.
    pub fn console(user: impl Into<String>, now: Instant) -> Self {
        Self { actor: Actor::Console(user.into()), address: String::new(), now }
    }

    /// The member of staff, for what only a named person may do.
    pub(crate) fn staff(&self) -> Result<StaffId> {
        match self.actor {
            Actor::Staff(id, _) => Ok(id),
            _ => Err(Error::NotFound),
        }
    }
}

impl Actor {
    /// As the log names them.
    pub(crate) fn name(&self) -> String {
        match self {
            Self::Staff(id, _) => format!("staff:{id}"),
            Self::Candidate(id) => format!("candidate:{id}"),
            Self::Console(user) => format!("console:{user}"),
            Self::System => "system".to_owned(),
        }
    }

    fn role(&self) -> String {
        match self {
            Self::Staff(_, Some(appointment)) => appointment.to_string(),
            Self::Staff(_, None) => "staff".to_owned(),
            Self::Candidate(_) => "candidate".to_owned(),
            Self::Console(_) => "console".to_owned(),
            Self::System => "system".to_owned(),
        }
    }

    /// A member of staff, in a role for the whole licensor.
    pub fn in_role(staff: StaffId, role: Role) -> Self {
        Self::Staff(staff, Some(role.into()))
    }
}

/// SHA-256 over parts, each preceded by its length, so that no two lists of parts hash alike.
pub(crate) fn chain_hash(parts: &[&[u8]]) -> [u8; 32] {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update((part.len() as u64).to_be_bytes());
        hasher.update(part);
    }
    hasher.finalize().into()
}

/// What the log tells of, by name.
pub const ACTS: &[&str] = &[
    "annulment.propose",
    "annulment.refuse",
    "applicant.add",
    "appointment.begin",
    "appointment.end",
    "attempt.admit",
    "attempt.expire",
    "attempt.pause",
    "attempt.prepare",
    "attempt.reopen",
    "attempt.resume",
    "attempt.sit-down",
    "attempt.stand-up",
    "attempt.start",
    "attempt.submit",
    "backup.make",
    "backup.restore",
    "bank.import",
    "code.issue",
    "demonstration.begin",
    "document.attach",
    "document.read",
    "enrolment.add",
    "enrolment.read",
    "extra-time.give",
    "file.open",
    "file.read",
    "file.search",
    "incident.record",
    "key.renew",
    "late-answers.count",
    "late-answers.leave",
    "late-answers.receive",
    "log.export",
    "log.read",
    "paper.show",
    "password.change",
    "password.choose",
    "password.refresh",
    "recovery-code.use",
    "recovery-codes.issue",
    "regulation.register",
    "reinstatement.propose",
    "reinstatement.refuse",
    "result.annul",
    "result.approve",
    "result.grade",
    "result.read",
    "result.reinstate",
    "row.record",
    "second-factor.begin",
    "second-factor.forget",
    "second-factor.set-up",
    "session.end",
    "sign-in",
    "sign-in.password",
    "sign-in.refuse",
    "sign-out",
    "sitting.book",
    "sitting.open",
    "sitting.read",
    "specialist.add",
    "specialist.declare",
    "specialist.withdraw",
    "specialty.settle",
    "staff-proposal.accept",
    "staff-proposal.propose",
    "staff-proposal.refuse",
    "staff.add",
    "staff.close",
    "time.grant",
    "unit.add",
];

/// Something to be told: `act` is `noun.verb`, the object `kind:id`. `detail` names ids and facts, never secrets or keys.
pub(crate) struct Event {
    pub(crate) by: By,
    pub(crate) act: &'static str,
    pub(crate) object: String,
    pub(crate) detail: Json,
}

/// An event to be stored.
struct Stored {
    seq: i64,
    at: i64,
    actor: String,
    role: String,
    address: String,
    act: String,
    object: String,
    detail: String,
    wrote: String,
    hash: Vec<u8>,
}

impl Stored {
    fn hash_after(&self, previous: &[u8]) -> [u8; 32] {
        let parts = [
            previous,
            &self.seq.to_be_bytes(),
            &self.at.to_be_bytes(),
            self.actor.as_bytes(),
            self.role.as_bytes(),
            self.address.as_bytes(),
            self.act.as_bytes(),
            self.object.as_bytes(),
            self.detail.as_bytes(),
            self.wrote.as_bytes(),
        ];
        // From before events told of rows, and of those that do not.
        chain_hash(if self.wrote.is_empty() { &parts[..9] } else { &parts })
    }
}

/// Appends an event about `kind:object`.
pub(crate) async fn record(
    tx: &mut Tx,
    by: &By,
    act: &'static str,
    kind: &str,
    object: impl std::fmt::Display,
    detail: &Json,
) -> Result<()> {
    let object = format!("{kind}:{object}");
    record_all(tx, [Event { by: by.clone(), act, object, detail: detail.clone() }]).await
}

/// Appends events, in their order; the first tells of what has been written since the last.
pub(crate) async fn record_all(tx: &mut Tx, events: impl IntoIterator<Item = Event>) -> Result<()> {
    let (mut last, mut previous) = match tx.log_end.take() {
        Some(end) => end,
        None => tx
            .fetch_optional::<LogEnd>("SELECT seq, hash FROM audit_event ORDER BY seq DESC LIMIT 1", values![])
            .await?
            .unwrap_or_default(),
    };
    let mut rows = Vec::new();
    let key = tx.row_key().clone();
    let mut lines = tx.written.tell(&key, last == 0);
    for Event { by, act, object, mut detail } in events {
        if !ACTS.contains(&act) {
            return Err(inconsistent(format!("no act is called {act}")));
        }
        last += 1;
        if last == 1 {
            // By its first event a log is told from every other.
            detail["log"] = hex(&random::<16>()).into();
        }
        let mut event = Stored {
            seq: last,
            at: by.now.as_millis(),
            actor: by.actor.name(),
            role: by.actor.role(),
            address: by.address,
            act: act.to_owned(),
            object,
            detail: detail.to_string(),
            wrote: std::mem::take(&mut lines),
            hash: Vec::new(),
        };
        previous = event.hash_after(&previous).to_vec();
        event.hash.clone_from(&previous);
        let Stored { seq, at, actor, role, address, act, object, detail, wrote, hash } = event;
        rows.push((seq, at, actor, role, address, act, object, detail, wrote, hex(&hash)));
    }
    tx.execute(
        statement!(
            "INSERT INTO audit_event (seq, at, actor, role, address, act, object, detail, wrote, hash) SELECT " (int 0) ", " (int 1) ", "
            (text 2) ", " (text 3) ", " (text 4) ", " (text 5) ", " (text 6) ", " (text 7) ", " (text 8) ", " (bytes 9) " FROM " (rows)
        ),
        values![serde_json::to_string(&rows).map_err(inconsistent)?],
    )
    .await?;
    tx.log_end = Some((last, previous));
    Ok(())
}

/// What an event tells of its object.
#[derive(sqlx::FromRow)]
pub(crate) struct Told {
    pub(crate) act: String,
    pub(crate) at: i64,
    pub(crate) actor: String,
    detail: String,
}

impl Told {
    /// A span that it tells of, in milliseconds; none is no time.
    pub(crate) fn span(&self, name: &str) -> Span {
        Span::from_millis(self.detail()[name].as_i64().unwrap_or(0))
    }

    /// Facts and ids.
    pub(crate) fn detail(&self) -> Json {
        serde_json::from_str(&self.detail).unwrap_or_default()
    }

    /// Whether it tells just this.
    pub(crate) fn says(&self, detail: &Json) -> bool {
        serde_json::from_str::<Json>(&self.detail).is_ok_and(|told| told == *detail)
    }
}

/// What the log tells of an attempt, in its order.
pub(crate) async fn told_of(tx: &mut Tx, attempt: AttemptId) -> Result<Vec<Told>> {
    told_about(tx, &format!("attempt:{attempt}")).await
}

/// What the log tells of an object, in its order.
pub(crate) async fn told_about(tx: &mut Tx, object: &str) -> Result<Vec<Told>> {
    tx.fetch_all("SELECT act, at, actor, detail FROM audit_event WHERE object = $1 ORDER BY seq", values![object]).await
}

/// An event as a page of the log has it.
struct Read<'p> {
    seq: i64,
    at: i64,
    /// Actor, role, address, act, object, detail and what was written.
    texts: [&'p [u8]; 7],
    hash: &'p [u8],
}

impl<'p> Read<'p> {
    /// The next event of a page, which begins with its numbers: when and as what it stands there, and how long the rest is, part by part.
    fn next(page: &mut &'p [u8]) -> Option<Self> {
        let mut number = || {
            let end = page.iter().position(|byte| *byte == b' ')?;
            let (number, rest) = page.split_at_checked(end)?;
            *page = rest.get(1..)?;
            std::str::from_utf8(number).ok()?.parse::<i64>().ok()
        };
        let (seq, at) = (number()?, number()?);
        let mut lengths = [0; 8];
        for length in &mut lengths {
            *length = usize::try_from(number()?).ok()?;
        }
        let mut part = |length: usize| {
            let (part, rest) = page.split_at_checked(length)?;
            *page = rest;
            Some(part)
        };
        let mut texts = [&[][..]; 7];
        for (text, length) in texts.iter_mut().zip(lengths) {
            *text = part(length)?;
        }
        Some(Self { seq, at, texts, hash: part(lengths[7])? })
    }

    /// As [`Stored::hash_after`]; `room` is for the hasher's whole input, which it takes in one go.
    fn hash_after(&self, previous: &[u8], room: &mut Vec<u8>) -> [u8; 32] {
        room.clear();
        let mut part = |part: &[u8]| {
            room.extend_from_slice(&(part.len() as u64).to_be_bytes());
            room.extend_from_slice(part);
        };
        part(previous);
        part(&self.seq.to_be_bytes());
        part(&self.at.to_be_bytes());
        let told = if self.texts[6].is_empty() { &self.texts[..6] } else { &self.texts };
        told.iter().copied().for_each(part);
        Sha256::digest(room).into()
    }
}

/// A page of the log as one value: an event is read in a moment, a row with nine columns in many.
const PAGE: Dialects = Dialects {
    // One call puts a row together: each `||` would copy all that stands before it.
    sqlite: "SELECT CAST(coalesce(group_concat(event, ''), '') AS BLOB), coalesce(max(seq), 0) FROM (\
             SELECT seq, concat(seq, ' ', at, ' ', octet_length(actor), ' ', octet_length(role), ' ', octet_length(address), ' ', \
             octet_length(act), ' ', octet_length(object), ' ', octet_length(detail), ' ', octet_length(wrote), ' ', octet_length(hash), ' ', \
             actor, role, address, act, object, detail, wrote, hash) AS event \
             FROM audit_event WHERE seq > $1 ORDER BY seq LIMIT 1000)",
    postgres: "SELECT coalesce(string_agg(event, '' ORDER BY seq), ''), coalesce(max(seq), 0) FROM (\
               SELECT seq, convert_to(seq || ' ' || at || ' ' || octet_length(actor) || ' ' || octet_length(role) || ' ' || \
               octet_length(address) || ' ' || octet_length(act) || ' ' || octet_length(object) || ' ' || octet_length(detail) || ' ' || \
               octet_length(wrote) || ' ' || octet_length(hash) || ' ' || actor || role || address || act || object || detail || wrote, 'UTF8') || hash AS event \
               FROM audit_event WHERE seq > $1 ORDER BY seq LIMIT 1000) e",
};

/// Walks the log; the attempts that it tells of.
pub(crate) async fn verify_log(
    tx: &mut Tx,
    witness: &mut Witness,
    heard: &mut Heard<'_>,
    report: &mut AuditReport,
) -> Result<BTreeSet<Uuid>> {
    let mut attempts = BTreeSet::new();
    let (mut previous, mut last, mut room) = (Vec::new(), 0, Vec::new());
    let mut take = |page: &[u8]| {
        let mut page = page;
        while !page.is_empty() {
            let event = Read::next(&mut page).ok_or_else(|| inconsistent("a page of the log that can't be read"))?;
            let [.., act, object, _, wrote] = event.texts;
            heard.hear(wrote);
            if event.seq != last + 1 || event.hash_after(&previous, &mut room) != *event.hash {
                report.findings.push(AuditFinding::Event(event.seq));
            }
            let attempt = object.strip_prefix(b"attempt:").and_then(|id| Uuid::try_parse_ascii(id).ok());
            attempts.extend(attempt);
            witness.passes(event.seq, event.hash, act, attempt, report);
            report.events += 1;
            last = event.seq;
            previous.clear();
            previous.extend_from_slice(event.hash);
        }
        Ok::<_, Error>(())
    };
    let (mut page, mut end): (Vec<u8>, i64) = tx.fetch_one(PAGE, values![0_i64]).await?;
    while !page.is_empty() {
        // While the database looks for the next page, this one is gone through.
        let next = tx.fetch_one::<(Vec<u8>, i64)>(PAGE, values![end]);
        let (next, taken) = join(next, async { take(&page) }).await;
        taken?;
        (page, end) = next?;
    }
    witness.ends(last, report);
    Ok(attempts)
}
