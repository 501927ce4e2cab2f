//! Who is at the other end: access codes of candidates, sessions of candidates and staff.

use std::{fmt, str::FromStr};

use exam::{
    clock::{Instant, Span},
    id::{DeclarationId, EnrolmentId, SittingId},
};
use hmac::{Hmac, KeyInit, Mac};
use licensing::Iin;
use serde_json::json;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::{
    Store,
    attempts::{self, AttemptRow},
    audit::{self, Actor, By},
    engine::{Tx, values},
    error::{Error, Refusal, Result},
    guesses, random, script,
    sittings::{self, Admission},
    workplace,
};

/// Crockford's alphabet: no I, L, O, U.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// How long a candidate's session and an access code may last.
pub(crate) const CANDIDATE_SESSION: Span = Span::from_mins(12 * 60);
/// How long whoever comes back for their paper may look at it: others sit at the same workstation.
const LOOK_BACK: Span = Span::from_mins(30);

/// A one-time access code: 50 random bits, printed as `7K3QF-9ZD2M`.
#[derive(Clone, PartialEq, Eq)]
pub struct Code(String);

/// Not ten letters and digits of an access code.
#[derive(Debug, thiserror::Error)]
#[error("not an access code: ten letters and digits")]
pub struct BadCode;

impl Code {
    pub(crate) fn new() -> Self {
        let bits = u64::from_be_bytes(random());
        Self((0..10).map(|n| char::from(ALPHABET[usize::try_from(bits >> (5 * n) & 31).unwrap_or(0)])).collect())
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", &self.0[..5], &self.0[5..])
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Code(…)")
    }
}

impl FromStr for Code {
    type Err = BadCode;

    /// Forgives what hands do: small letters, spaces, dashes, O for zero, I and L for one, and a Cyrillic keyboard's look-alikes.
    fn from_str(s: &str) -> std::result::Result<Self, BadCode> {
        let code = s
            .chars()
            .filter(|c| !c.is_whitespace() && !matches!(c, '-' | '–' | '—' | '.'))
            .map(|c| match c.to_uppercase().next().unwrap_or(c) {
                'O' | 'О' => '0',
                'I' | 'L' | 'І' => '1',
                'А' => 'A',
                'В' => 'B',
                'С' => 'C',
                'Е' => 'E',
                'Н' => 'H',
                'К' => 'K',
                'М' => 'M',
                'Р' => 'P',
                'Т' => 'T',
                'Х' => 'X',
                'У' => 'Y',
                'З' => '3',
                other => other,
            })
            .collect::<String>();
        let known = |c: char| u8::try_from(c).is_ok_and(|b| ALPHABET.contains(&b));
        if code.chars().count() == 10 && code.chars().all(known) { Ok(Self(code)) } else { Err(BadCode) }
    }
}

/// A session's token: 256 random bits, known to the browser alone; the database holds its hash.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(String);

impl Token {
    pub(crate) fn new() -> Self {
        Self(random::<32>().iter().map(|b| format!("{b:02x}")).collect())
    }

    pub(crate) fn hash(&self) -> [u8; 32] {
        Sha256::digest(self.0.as_bytes()).into()
    }

    /// The token as the cookie carries it.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl From<&str> for Token {
    fn from(cookie: &str) -> Self {
        Self(cookie.to_owned())
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(…)")
    }
}

/// A candidate who has just signed in.
#[derive(Debug)]
pub struct SignedIn {
    /// For the cookie.
    pub token: Token,
    /// Who.
    pub enrolment: EnrolmentId,
}

/// Why a candidate's IIN and code open nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodeRefused {
    /// No such pair.
    Wrong,
    /// The code has been used: staff issue another.
    Used,
    /// The code is of a sitting long past.
    Expired,
    /// Staff have voided the code.
    Voided,
    /// Too many have been tried in vain.
    TooMany {
        /// When another will be looked at.
        until: Instant,
    },
}

#[derive(sqlx::FromRow)]
struct CodeRow {
    enrolment_id: Uuid,
    expires_at: i64,
    used_at: Option<i64>,
    voided_at: Option<i64>,
    admission: String,
    opened_at: Option<i64>,
}

impl Store {
    /// HMAC-SHA-256 under the key file. What is keyed says in its first word what it is, but for the access codes of candidates, which
    /// are ten characters without a space.
    pub(crate) fn keyed(&self, what: &str) -> Vec<u8> {
        let mut mac = Hmac::<Sha256>::new_from_slice(&*self.secret).expect("HMAC takes keys of any length");
        mac.update(what.as_bytes());
        mac.finalize().into_bytes().to_vec()
    }

    fn hmac(&self, code: &Code) -> Vec<u8> {
        self.keyed(&code.0)
    }

    /// Issues a code, voiding the one before it and ending its session.
    pub(crate) async fn issue_code(&self, tx: &mut Tx, by: &By, enrolment: EnrolmentId) -> Result<Code> {
        let (starts_at, iin): (i64, String) = tx
            .fetch_one(
                "SELECT s.starts_at, p.iin FROM enrolment e JOIN sitting s ON s.id = e.sitting_id \
                 JOIN declaration d ON d.id = e.declaration_id JOIN specialist p ON p.id = d.specialist_id WHERE e.id = $1",
                values![enrolment],
            )
            .await?;
        guesses::forget(tx, &self.candidate_meant(&iin)).await?;
        let expires = Instant::from_millis(starts_at).max(by.now) + CANDIDATE_SESSION;
        let voided = tx
            .execute(
                "UPDATE access_code SET voided_at = $2 WHERE enrolment_id = $1 AND voided_at IS NULL",
                values![enrolment, by.now],
            )
            .await?;
        end_sessions(tx, by, enrolment).await?;
        let code = Code::new();
        tx.execute(
            "INSERT INTO access_code (hmac, enrolment_id, issued_at, expires_at) VALUES ($1, $2, $3, $4)",
            values![self.hmac(&code), enrolment, by.now, expires],
        )
        .await?;
        audit::record(tx, by, "code.issue", "enrolment", enrolment, &json!({ "voided": voided })).await?;
        Ok(code)
    }

    /// Voids a candidate's code and issues another; the attempt goes on where it was.
    ///
    /// # Errors
    /// [`Refusal::ExamOver`] after the end, as long as the result isn't approved: there is nothing to sign in for;
    /// [`Refusal::NotDeclared`] and [`Refusal::EnrolledAgain`] for whoever hasn't begun yet; or when the database fails.
    pub async fn reissue_code(&self, by: &By, enrolment: EnrolmentId) -> Result<Code> {
        let (store, by) = (self.clone(), by.clone());
        self.engine
            .write(async move |tx| {
                let ended: Option<(i64,)> = tx
                    .fetch_optional(
                        "SELECT ended_at FROM attempt WHERE enrolment_id = $1 AND ended_at IS NOT NULL \
                         AND state <> 'approved'",
                        values![enrolment],
                    )
                    .await?;
                if ended.is_some() {
                    return Err(Refusal::ExamOver.into());
                }
                sittings::must_stand(tx, enrolment).await?;
                let code = store.issue_code(tx, &by, enrolment).await?;
                Ok(code)
            })
            .await
    }

    /// Signs a candidate in. A code opens one session, once; where the sitting admits at sign-in, it admits too.
    ///
    /// # Errors
    /// When the database fails; what is wrong with the code is in the inner result.
    pub async fn sign_in_candidate(
        &self,
        iin: &Iin,
        code: &Code,
        address: &str,
        now: Instant,
    ) -> Result<std::result::Result<SignedIn, CodeRefused>> {
        let (hmac, iin, address) = (self.hmac(code), iin.to_string(), address.to_owned());
        let whom = self.candidate_meant(&iin);
        self.engine
            .write(async move |tx| {
                if let Some(until) = guesses::may_guess(tx, &whom, &address, now).await? {
                    return Ok(Err(CodeRefused::TooMany { until }));
                }
                let found: Option<CodeRow> = tx
                    .fetch_optional(
                        "SELECT c.enrolment_id, c.expires_at, c.used_at, c.voided_at, s.admission, s.opened_at \
                 FROM access_code c JOIN enrolment e ON e.id = c.enrolment_id JOIN sitting s ON s.id = e.sitting_id \
                 JOIN declaration d ON d.id = e.declaration_id JOIN specialist p ON p.id = d.specialist_id \
                 WHERE c.hmac = $1 AND p.iin = $2",
                        values![hmac.clone(), iin],
                    )
                    .await?;
                let Some(row) = found else {
                    guesses::count(tx, &whom, &address, now).await?;
                    let by = By { actor: Actor::System, address: address.to_owned(), now };
                    audit::record(tx, &by, "sign-in.refuse", "code", "unknown", &json!({"why": "wrong"})).await?;
                    return Ok(Err(CodeRefused::Wrong));
                };
                let enrolment = EnrolmentId::from(row.enrolment_id);
                let by = By { actor: Actor::Candidate(enrolment), address: address.to_owned(), now };
                let refused = match row {
                    CodeRow { voided_at: Some(_), .. } => Some(CodeRefused::Voided),
                    CodeRow { used_at: Some(_), .. } => Some(CodeRefused::Used),
                    CodeRow { expires_at, .. } if expires_at < now.as_millis() => Some(CodeRefused::Expired),
                    _ => match sittings::must_stand(tx, enrolment).await {
                        Err(Error::Refused(_)) => Some(CodeRefused::Voided),
                        other => other.map(|()| None)?,
                    },
                };
                if let Some(why) = refused {
                    if why == CodeRefused::Used {
                        tx.execute("UPDATE access_code SET tried_again_at = $2 WHERE hmac = $1", values![hmac, now]).await?;
                    }
                    audit::record(tx, &by, "sign-in.refuse", "enrolment", enrolment, &json!({"why": format!("{why:?}")})).await?;
                    return Ok(Err(why));
                }
                tx.execute("UPDATE access_code SET used_at = $2 WHERE hmac = $1", values![hmac, now]).await?;
                end_sessions(tx, &by, enrolment).await?;
                let token = Token::new();
                let lasts = if script::comes_for_the_paper(tx, enrolment).await? { LOOK_BACK } else { CANDIDATE_SESSION };
                tx.execute(
                    "INSERT INTO session (token_hash, enrolment_id, address, started_at, expires_at) VALUES ($1, $2, $3, $4, $5)",
                    values![token.hash(), enrolment, address, now, now + lasts],
                )
                .await?;
                audit::record(tx, &by, "sign-in", "enrolment", enrolment, &json!({})).await?;
                if row.opened_at.is_some() && row.admission == Admission::AtSignIn.code() {
                    admit_signed_in(tx, &by, enrolment).await?;
                }
                Ok(Ok(SignedIn { token, enrolment }))
            })
            .await
    }

    /// The candidate of a live session.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn candidate_of(&self, token: &Token, now: Instant) -> Result<Option<EnrolmentId>> {
        let found: Option<(Uuid,)> = self
            .engine
            .ask(
                "SELECT enrolment_id FROM session \
                 WHERE token_hash = $1 AND enrolment_id IS NOT NULL AND ended_at IS NULL AND expires_at > $2",
                values![token.hash(), now],
            )
            .await?;
        Ok(found.map(|(id,)| id.into()))
    }

    /// Ends a session, whosever it is.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn end_session(&self, by: &By, token: &Token) -> Result<()> {
        let (by, token) = (by.clone(), token.hash());
        self.engine
            .write(async move |tx| {
                let ended = tx
                    .execute(
                        "UPDATE session SET ended_at = $2 WHERE token_hash = $1 AND ended_at IS NULL",
                        values![token, by.now],
                    )
                    .await?;
                // Who has signed in anew since keeps the place.
                if ended == 0 {
                    return Ok(());
                }
                if let Actor::Candidate(enrolment) = by.actor {
                    workplace::vacate(tx, enrolment).await?;
                }
                audit::record(tx, &by, "sign-out", "session", "own", &json!({})).await
            })
            .await
    }

    /// Lets in a candidate whose identity the invigilator has checked.
    ///
    /// # Errors
    /// [`Refusal::NotDeclared`]; [`Refusal::EnrolledAgain`]; [`Refusal::NotOpen`]; [`Refusal::ExamOver`]; when the attempt isn't waiting
    /// for it; or when the database fails.
    pub async fn admit(&self, by: &By, enrolment: EnrolmentId) -> Result<()> {
        let by = by.clone();
        self.engine
            .write(async move |tx| {
                sittings::must_stand(tx, enrolment).await?;
                let Some(row) = attempts::open_of(tx, enrolment).await? else {
                    let over = attempts::latest_of(tx, enrolment).await?.is_some();
                    return Err(if over { Refusal::ExamOver } else { Refusal::NotOpen }.into());
                };
                admit(tx, &by, row).await?;
                Ok(())
            })
            .await
    }
}

/// Voids a declaration's unused codes, and ends the sessions of whoever hasn't begun: nobody begins an exam by what was booked so
/// far; one that runs is the commission's to judge.
pub(crate) async fn bar(tx: &mut Tx, by: &By, declaration: DeclarationId) -> Result<()> {
    tx.execute(
        "UPDATE access_code SET voided_at = $2 WHERE voided_at IS NULL AND used_at IS NULL \
         AND enrolment_id IN (SELECT id FROM enrolment WHERE declaration_id = $1)",
        values![declaration, by.now],
    )
    .await?;
    tx.execute(
        "UPDATE session SET ended_at = $2 WHERE ended_at IS NULL AND enrolment_id IN \
         (SELECT e.id FROM enrolment e WHERE e.declaration_id = $1 AND NOT EXISTS \
          (SELECT 1 FROM attempt a WHERE a.enrolment_id = e.id AND a.started_at IS NOT NULL))",
        values![declaration, by.now],
    )
    .await?;
    Ok(())
}

pub(crate) async fn end_sessions(tx: &mut Tx, by: &By, enrolment: EnrolmentId) -> Result<()> {
    let ended = tx
        .execute("UPDATE session SET ended_at = $2 WHERE enrolment_id = $1 AND ended_at IS NULL", values![enrolment, by.now])
        .await?;
    if ended > 0 { workplace::vacate(tx, enrolment).await } else { Ok(()) }
}

/// Ends every session there is, and takes everyone's tab from their desk; how many there were.
pub(crate) async fn end_every_session(tx: &mut Tx, by: &By) -> Result<u64> {
    tx.execute("UPDATE attempt SET tab = NULL, tab_since = NULL WHERE tab IS NOT NULL AND ended_at IS NULL", values![]).await?;
    tx.execute("UPDATE session SET ended_at = $1 WHERE ended_at IS NULL", values![by.now]).await
}

/// Admits the candidate's prepared attempt; does nothing when it has gone further already.
async fn admit_signed_in(tx: &mut Tx, by: &By, enrolment: EnrolmentId) -> Result<()> {
    match attempts::open_of(tx, enrolment).await? {
        Some(row) if row.attempt.state() == exam::attempt::State::Prepared => admit(tx, by, row).await,
        _ => Ok(()),
    }
}

async fn admit(tx: &mut Tx, by: &By, row: AttemptRow) -> Result<()> {
    let admitted = row.attempt.admit(by.now)?;
    attempts::write(tx, row.id, &admitted).await?;
    audit::record(tx, by, "attempt.admit", "attempt", row.id, &json!({})).await
}

/// Admits everyone of a sitting who has signed in already.
pub(crate) async fn admit_waiting(tx: &mut Tx, by: &By, sitting: SittingId) -> Result<()> {
    let waiting: Vec<(Uuid,)> = tx
        .fetch_all(
            "SELECT e.id FROM enrolment e JOIN session s ON s.enrolment_id = e.id \
             WHERE e.sitting_id = $1 AND s.ended_at IS NULL AND s.expires_at > $2",
            values![sitting, by.now],
        )
        .await?;
    for (enrolment,) in waiting {
        admit_signed_in(tx, by, enrolment.into()).await?;
    }
    Ok(())
}
