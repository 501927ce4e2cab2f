//! Sittings and who is enrolled in them.

use exam::{
    attempt::State,
    blueprint::Retake,
    clock::{Instant, Span},
    id::{DeclarationId, EnrolmentId, FileId, SittingId, UnitId},
    language::Texts,
};
use licensing::ActivityType;
use serde_json::json;
use uuid::Uuid;

use crate::{
    Store,
    access::{self, Code},
    attempts::{self, AttemptHead},
    audit::{self, By},
    banks::{self, Press},
    engine::{Dialects, Tx, statement, values},
    error::{Error, Refusal, Result, inconsistent, on_unique},
    id, results,
    results::ResultHead,
    script,
    staff::Reach,
};

/// How candidates of a sitting are let in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Admission {
    /// The code is handed out against an identity paper: whoever signs in with it is admitted.
    AtSignIn,
    /// The invigilator admits each candidate after the sign-in.
    ByInvigilator,
}

impl Admission {
    /// The name in the database and in forms.
    pub const fn code(self) -> &'static str {
        match self {
            Self::AtSignIn => "at-sign-in",
            Self::ByInvigilator => "by-invigilator",
        }
    }
}

impl std::str::FromStr for Admission {
    type Err = String;
    fn from_str(s: &str) -> std::result::Result<Self, String> {
        [Self::AtSignIn, Self::ByInvigilator].into_iter().find(|a| a.code() == s).ok_or_else(|| s.to_owned())
    }
}

/// A sitting to be booked.
#[derive(Clone, Debug)]
pub struct NewSitting {
    /// The unit.
    pub unit: UnitId,
    /// The room.
    pub room: String,
    /// When it is to start.
    pub starts: Instant,
    /// How candidates are let in.
    pub admission: Admission,
}

/// A sitting in a line.
#[derive(Clone, Debug)]
pub struct SittingHead {
    /// Which.
    pub id: SittingId,
    /// The unit.
    pub unit: UnitId,
    /// The unit's name.
    pub unit_name: Texts,
    /// The unit's address.
    pub unit_address: String,
    /// The unit's time zone.
    pub time_zone: String,
    /// The room.
    pub room: String,
    /// When it is to start.
    pub starts: Instant,
    /// How candidates are let in.
    pub admission: Admission,
    /// When it was opened.
    pub opened: Option<Instant>,
    /// How many are enrolled.
    pub enrolled: u32,
}

/// A candidate of a sitting.
#[derive(Clone, Debug)]
pub struct Enrolled {
    /// Which.
    pub id: EnrolmentId,
    /// The declaration behind it.
    pub declaration: DeclarationId,
    /// The person's name.
    pub name: String,
    /// The person's IIN.
    pub iin: String,
    /// The file.
    pub file: FileId,
    /// The file's number.
    pub file_number: String,
    /// The activity type.
    pub activity: ActivityType,
    /// Whether the person has signed in and is still.
    pub signed_in: bool,
    /// When somebody last tried the code that the person had signed in with.
    pub code_tried_again: Option<Instant>,
    /// The attempt; none until the sitting opens.
    pub attempt: Option<AttemptHead>,
    /// The result; none until it is graded.
    pub result: Option<ResultHead>,
    /// How many answers came after the end that nobody has decided about.
    pub late: usize,
}

/// What an access slip says. The code is shown this once.
#[derive(Clone, Debug)]
pub struct Slip {
    /// The candidate.
    pub candidate: Enrolled,
    /// The sitting.
    pub sitting: SittingHead,
    /// The one-time code.
    pub code: Code,
    /// Whether the exam is a demonstration.
    pub demonstration: bool,
}

#[derive(sqlx::FromRow)]
struct SittingRow {
    id: Uuid,
    unit_id: Uuid,
    unit_name: String,
    unit_address: String,
    time_zone: String,
    room: String,
    starts_at: i64,
    admission: String,
    opened_at: Option<i64>,
    enrolled: i64,
}

/// The columns of [`SittingRow`].
macro_rules! sitting_rows {
    ($rest:literal) => {
        concat!(
            "SELECT s.id, s.unit_id, u.name AS unit_name, u.address AS unit_address, u.time_zone, s.room, s.starts_at, s.admission, ",
            "s.opened_at, (SELECT count(*) FROM enrolment e WHERE e.sitting_id = s.id) AS enrolled ",
            "FROM sitting s JOIN unit u ON u.id = s.unit_id ",
            $rest
        )
    };
}

impl TryFrom<SittingRow> for SittingHead {
    type Error = Error;
    fn try_from(row: SittingRow) -> Result<Self> {
        Ok(Self {
            id: row.id.into(),
            unit: row.unit_id.into(),
            unit_name: serde_json::from_str(&row.unit_name).map_err(inconsistent)?,
            unit_address: row.unit_address,
            time_zone: row.time_zone,
            room: row.room,
            starts: Instant::from_millis(row.starts_at),
            admission: row.admission.parse().map_err(inconsistent)?,
            opened: row.opened_at.map(Instant::from_millis),
            enrolled: u32::try_from(row.enrolled).map_err(inconsistent)?,
        })
    }
}

#[derive(sqlx::FromRow)]
struct EnrolledRow {
    id: Uuid,
    declaration_id: Uuid,
    name: String,
    iin: String,
    file_id: Uuid,
    number: String,
    activity: String,
    sessions: i64,
    tried_again: Option<i64>,
    late: i64,
}

/// The columns of [`EnrolledRow`]; `$1` is the instant it is now.
macro_rules! enrolled_rows {
    ($($where:expr),+) => {
        concat!(
            "SELECT e.id, e.declaration_id, p.name, p.iin, f.id AS file_id, f.number, f.activity, ",
            "(SELECT count(*) FROM session x WHERE x.enrolment_id = e.id AND x.ended_at IS NULL AND x.expires_at > $1) AS sessions, ",
            "(SELECT max(c.tried_again_at) FROM access_code c WHERE c.enrolment_id = e.id AND c.voided_at IS NULL) AS tried_again, ",
            "(SELECT count(*) FROM attempt a JOIN late_answer l ON l.attempt_id = a.id WHERE a.enrolment_id = e.id AND l.number > ",
            "(SELECT coalesce(max(v.up_to), 0) FROM late_decision v WHERE v.attempt_id = a.id)) AS late ",
            "FROM enrolment e JOIN declaration d ON d.id = e.declaration_id JOIN specialist p ON p.id = d.specialist_id ",
            "JOIN file f ON f.id = d.file_id WHERE ",
            $($where),+
        )
    };
}

/// Whether an enrolment `e` of a declaration `d` leads to an exam: the specialist stands in the file and has not been enrolled again.
macro_rules! stands {
    () => {
        "d.status = 'declared' AND NOT EXISTS (SELECT 1 FROM enrolment l WHERE l.declaration_id = e.declaration_id AND l.id > e.id)"
    };
}

/// Refuses who no longer stands in the file or was enrolled again since: by this enrolment nothing is begun. An exam that has begun
/// goes on.
pub(crate) async fn must_stand(tx: &mut Tx, enrolment: EnrolmentId) -> Result<()> {
    let (stands, declared, begun): (bool, bool, bool) = tx
        .fetch_one(
            concat!(
                "SELECT ",
                stands!(),
                ", d.status = 'declared', \
                 EXISTS (SELECT 1 FROM attempt a WHERE a.enrolment_id = e.id AND a.started_at IS NOT NULL) \
                 FROM enrolment e JOIN declaration d ON d.id = e.declaration_id WHERE e.id = $1"
            ),
            values![enrolment],
        )
        .await?;
    match (stands || begun, declared) {
        (true, _) => Ok(()),
        (false, true) => Err(Refusal::EnrolledAgain.into()),
        (false, false) => Err(Refusal::NotDeclared.into()),
    }
}

/// Whether the specialist has been enrolled again in the same file since, by this declaration or another.
pub(crate) async fn is_enrolled_again(tx: &mut Tx, enrolment: EnrolmentId) -> Result<bool> {
    let (again,): (bool,) = tx
        .fetch_one(
            "SELECT EXISTS (SELECT 1 FROM enrolment e JOIN declaration d ON d.id = e.declaration_id \
             JOIN declaration o ON o.file_id = d.file_id AND o.specialist_id = d.specialist_id \
             JOIN enrolment l ON l.declaration_id = o.id AND l.id > e.id WHERE e.id = $1)",
            values![enrolment],
        )
        .await?;
    Ok(again)
}

async fn enrolled(tx: &mut Tx, row: EnrolledRow) -> Result<Enrolled> {
    let attempt = attempts::latest_of(tx, row.id.into()).await?.map(|a| a.head());
    let result = match attempt {
        Some(attempt) => results::of_attempt(tx, attempt.id).await?,
        None => None,
    };
    Ok(Enrolled {
        id: row.id.into(),
        declaration: row.declaration_id.into(),
        name: row.name,
        iin: row.iin,
        file: row.file_id.into(),
        file_number: row.number,
        activity: row.activity.parse().map_err(inconsistent)?,
        signed_in: row.sessions > 0,
        code_tried_again: row.tried_again.map(Instant::from_millis),
        attempt,
        result,
        late: usize::try_from(row.late).map_err(inconsistent)?,
    })
}

impl Store {
    /// Books a sitting.
    ///
    /// # Errors
    /// When the unit isn't there, or when the database fails.
    pub async fn book_sitting(&self, by: &By, new: &NewSitting) -> Result<SittingId> {
        let sitting = id(SittingId::new, by.now);
        let (by, new) = (by.clone(), new.clone());
        self.engine
            .write(async move |tx| {
                tx.fetch_one::<(String,)>("SELECT code FROM unit WHERE id = $1", values![new.unit]).await?;
                tx.execute(
                    "INSERT INTO sitting (id, unit_id, room, starts_at, admission) VALUES ($1, $2, $3, $4, $5)",
                    values![sitting, new.unit, &new.room, new.starts, new.admission.code()],
                )
                .await?;
                let detail = json!({"unit": new.unit.to_string(), "room": new.room, "starts": new.starts.as_millis()});
                audit::record(tx, &by, "sitting.book", "sitting", sitting, &detail).await?;
                Ok(sitting)
            })
            .await
    }

    /// Sittings within reach, the latest first; at most 200.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn sittings(&self, reach: &Reach) -> Result<Vec<SittingHead>> {
        const WITHIN: Dialects =
            statement!([sitting_rows!("WHERE ($2 OR s.unit_id IN ")] (ids) ") ORDER BY s.starts_at DESC LIMIT 200");
        let (units, everywhere) = reach.bound();
        let rows: Vec<SittingRow> = self.engine.read().await?.fetch_all(WITHIN, values![units, everywhere]).await?;
        rows.into_iter().map(SittingHead::try_from).collect()
    }

    /// A sitting with its candidates.
    ///
    /// # Errors
    /// [`Error::NotFound`], or when the database fails.
    pub async fn sitting(&self, sitting: SittingId, now: Instant) -> Result<(SittingHead, Vec<Enrolled>)> {
        let mut tx = self.engine.read().await?;
        let head = sitting_head(&mut tx, sitting).await?;
        let rows: Vec<EnrolledRow> =
            tx.fetch_all(enrolled_rows!("e.sitting_id = $2 ORDER BY p.name, e.id"), values![now, sitting]).await?;
        let mut candidates = Vec::new();
        for row in rows {
            candidates.push(enrolled(&mut tx, row).await?);
        }
        Ok((head, candidates))
    }

    /// Opens a sitting: papers are drawn for everyone enrolled who still stands, and who has signed in already is admitted where
    /// the sitting says so. Opening twice is one opening.
    ///
    /// # Errors
    /// When a paper can't be drawn, or when the database fails.
    pub async fn open_sitting(&self, by: &By, sitting: SittingId) -> Result<()> {
        let by = by.clone();
        self.engine
            .write(async move |tx| {
                let head = sitting_head(tx, sitting).await?;
                if head.opened.is_some() {
                    return Ok(());
                }
                let rows: Vec<(Uuid, String)> = tx
                    .fetch_all(
                        concat!(
                            "SELECT e.id, f.activity FROM enrolment e JOIN declaration d ON d.id = e.declaration_id \
                     JOIN file f ON f.id = d.file_id WHERE e.sitting_id = $1 AND ",
                            stands!(),
                            " ORDER BY e.id"
                        ),
                        values![sitting],
                    )
                    .await?;
                let mut press = Press::default();
                for (enrolment, activity) in &rows {
                    press.prepare(tx, &by, (*enrolment).into(), activity.parse().map_err(inconsistent)?).await?;
                }
                tx.execute("UPDATE sitting SET opened_at = $2 WHERE id = $1", values![sitting, by.now]).await?;
                audit::record(tx, &by, "sitting.open", "sitting", sitting, &json!({"papers": rows.len()})).await?;
                if head.admission == Admission::AtSignIn {
                    access::admit_waiting(tx, &by, sitting).await?;
                }
                Ok(())
            })
            .await
    }

    /// Enrols a declared specialist in a sitting; by an earlier enrolment that the specialist did not come to, nothing is begun any
    /// more. `elsewhere` is why the sitting is not in the unit of a place of activity.
    ///
    /// # Errors
    /// [`Refusal::NotDeclared`], [`Refusal::NoExam`], [`Refusal::ElsewhereNeedsReason`], [`Refusal::AlreadyEnrolled`],
    /// [`Refusal::ExamAhead`], [`Refusal::AlreadyPassed`], the regulation's retake rule, or when the database fails.
    pub async fn enrol(
        &self,
        by: &By,
        sitting: SittingId,
        declaration: DeclarationId,
        elsewhere: Option<&str>,
    ) -> Result<EnrolmentId> {
        let (by, elsewhere) = (by.clone(), elsewhere.map(|reason| reason.trim().to_owned()).filter(|reason| !reason.is_empty()));
        self.engine
            .write(async move |tx| {
                let head = sitting_head(tx, sitting).await?;
                script::must_be_kept(tx, sitting, by.now).await?;
                let (status, file, activity): (String, Uuid, String) = tx
                    .fetch_one(
                        "SELECT d.status, f.id, f.activity FROM declaration d JOIN file f ON f.id = d.file_id WHERE d.id = $1",
                        values![declaration],
                    )
                    .await?;
                if status != "declared" {
                    return Err(Refusal::NotDeclared.into());
                }
                let activity: ActivityType = activity.parse().map_err(inconsistent)?;
                if activity.exam_row().is_none() {
                    return Err(Refusal::NoExam.into());
                }
                let (here,): (i64,) = tx
                    .fetch_one(
                        "SELECT count(*) FROM place p JOIN unit_territory t ON t.territory = p.territory \
                 WHERE p.file_id = $1 AND t.unit_id = $2",
                        values![exam::id::FileId::from(file), head.unit],
                    )
                    .await?;
                if here == 0 && elsewhere.is_none() {
                    return Err(Refusal::ElsewhereNeedsReason.into());
                }
                access::bar(tx, &by, declaration).await?;
                let enrolment = id(EnrolmentId::new, by.now);
                tx.execute(
                    "INSERT INTO enrolment (id, sitting_id, declaration_id, elsewhere, enrolled_at) VALUES ($1, $2, $3, $4, $5)",
                    values![enrolment, sitting, declaration, elsewhere.as_ref().filter(|_| here == 0), by.now],
                )
                .await
                .map_err(on_unique(
                    "enrolment.sitting_id",
                    "enrolment_sitting_id_declaration_id_key",
                    Refusal::AlreadyEnrolled,
                ))?;
                may_sit(tx, by.now, enrolment, activity, head.starts).await?;
                let detail =
                    json!({"sitting": sitting.to_string(), "declaration": declaration.to_string(), "elsewhere": elsewhere});
                audit::record(tx, &by, "enrolment.add", "enrolment", enrolment, &detail).await?;
                if head.opened.is_some() {
                    Press::default().prepare(tx, &by, enrolment, activity).await?;
                }
                Ok(enrolment)
            })
            .await
    }

    /// Issues a code for a candidate and returns the slip to print. A code issued before is void; the attempt goes on.
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Refusal::ExamOver`]; [`Refusal::NotDeclared`] and [`Refusal::EnrolledAgain`] for whoever hasn't begun
    /// yet; or when the database fails.
    pub async fn issue_slip(&self, by: &By, enrolment: EnrolmentId) -> Result<Slip> {
        let code = self.reissue_code(by, enrolment).await?;
        let mut tx = self.engine.read().await?;
        let (candidate, sitting) = candidate(&mut tx, enrolment, by.now).await?;
        let demonstration = banks::regulation_in_force(&mut tx, candidate.activity).await?.is_some_and(|r| r.demonstration);
        Ok(Slip { sitting, candidate, code, demonstration })
    }

    /// When the regulation in force lets the specialist of an enrolment sit again; none where there is nothing to sit: they have
    /// passed, have an exam before them, or there is no regulation.
    ///
    /// # Errors
    /// [`Error::NotFound`], or when the database fails.
    pub async fn may_sit_again(&self, enrolment: EnrolmentId, now: Instant) -> Result<Option<Again>> {
        let mut tx = self.engine.read().await?;
        let (activity,): (String,) = tx
            .fetch_one(
                "SELECT f.activity FROM enrolment e JOIN declaration d ON d.id = e.declaration_id JOIN file f ON f.id = d.file_id \
                 WHERE e.id = $1",
                values![enrolment],
            )
            .await?;
        let regulation = banks::regulation_in_force(&mut tx, activity.parse().map_err(inconsistent)?).await?;
        let tried = tried(&mut tx, now, enrolment, None).await?;
        Ok(regulation.filter(|_| tried.bar.is_none()).map(|r| Again::of(&tried, r.blueprint.retake())))
    }

    /// The sitting of an enrolment.
    ///
    /// # Errors
    /// [`Error::NotFound`], or when the database fails.
    pub async fn sitting_of(&self, enrolment: EnrolmentId) -> Result<SittingId> {
        let (sitting,): (Uuid,) =
            self.engine.read().await?.fetch_one("SELECT sitting_id FROM enrolment WHERE id = $1", values![enrolment]).await?;
        Ok(sitting.into())
    }

    /// Candidates who have an exam before them or in hand.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn unfinished(&self, now: Instant) -> Result<Vec<Enrolled>> {
        let mut tx = self.engine.read().await?;
        let rows: Vec<EnrolledRow> = tx
            .fetch_all(
                enrolled_rows!(
                    stands!(),
                    " AND NOT EXISTS (SELECT 1 FROM attempt a WHERE a.enrolment_id = e.id AND a.ended_at IS NOT NULL) ORDER BY e.id"
                ),
                values![now],
            )
            .await?;
        let mut unfinished = Vec::new();
        for row in rows {
            unfinished.push(enrolled(&mut tx, row).await?);
        }
        Ok(unfinished)
    }
}

/// A candidate and their sitting.
pub(crate) async fn candidate(tx: &mut Tx, enrolment: EnrolmentId, now: Instant) -> Result<(Enrolled, SittingHead)> {
    let row: EnrolledRow = tx.fetch_one(enrolled_rows!("e.id = $2"), values![now, enrolment]).await?;
    let candidate = enrolled(tx, row).await?;
    let (sitting,): (Uuid,) = tx.fetch_one("SELECT sitting_id FROM enrolment WHERE id = $1", values![enrolment]).await?;
    Ok((candidate, sitting_head(tx, sitting.into()).await?))
}

async fn sitting_head(tx: &mut Tx, sitting: SittingId) -> Result<SittingHead> {
    tx.fetch_one::<SittingRow>(sitting_rows!("WHERE s.id = $1"), values![sitting]).await?.try_into()
}

/// What a specialist has done so far for the exam of one file.
struct Tried {
    attempts: u16,
    /// When the last attempt that counts ended.
    last: Option<Instant>,
    /// Why there is nothing more to sit.
    bar: Option<Refusal>,
}

/// What the specialist of an enrolment has done in its file, in this enrolment, or in all `but` this one.
///
/// All that was done in this file counts, also before a withdrawal. Who never came to an earlier sitting has lost no attempt, and is
/// free once its codes have expired.
async fn tried(tx: &mut Tx, now: Instant, of: EnrolmentId, but: Option<EnrolmentId>) -> Result<Tried> {
    let enrolments: Vec<(Uuid, i64, bool)> = tx
        .fetch_all(
            "SELECT e.id, s.starts_at, o.status = 'declared' FROM enrolment n JOIN declaration d ON d.id = n.declaration_id \
             JOIN declaration o ON o.file_id = d.file_id AND o.specialist_id = d.specialist_id \
             JOIN enrolment e ON e.declaration_id = o.id JOIN sitting s ON s.id = e.sitting_id WHERE n.id = $1 ORDER BY e.id",
            values![of],
        )
        .await?;
    let mut tried = Tried { attempts: 0, last: None, bar: None };
    for (enrolment, booked_for, stands) in enrolments {
        let enrolment = EnrolmentId::from(enrolment);
        if Some(enrolment) == but {
            continue;
        }
        let attempt = attempts::latest_of(tx, enrolment).await?.map(|a| a.head());
        let Some((attempt, ended)) = attempt.and_then(|a| Some((a, a.ended?))) else {
            let never_came = attempt.is_none_or(|a| a.started.is_none());
            if never_came && (!stands || Instant::from_millis(booked_for) + access::CANDIDATE_SESSION < now) {
                continue;
            }
            tried.bar.get_or_insert(Refusal::ExamAhead);
            continue;
        };
        if attempt.state == State::Annulled {
            continue;
        }
        if results::of_attempt(tx, attempt.id).await?.is_some_and(|r| r.passed) {
            tried.bar.get_or_insert(Refusal::AlreadyPassed);
        }
        tried.attempts += 1;
        tried.last = tried.last.max(Some(ended));
    }
    Ok(tried)
}

/// Whether the regulation lets this specialist, just enrolled, sit (again) at `starts`.
async fn may_sit(tx: &mut Tx, now: Instant, enrolment: EnrolmentId, activity: ActivityType, starts: Instant) -> Result<()> {
    let retake = banks::regulation_in_force(tx, activity).await?.ok_or(Refusal::NoRegulation)?.blueprint.retake();
    let tried = tried(tx, now, enrolment, Some(enrolment)).await?;
    if let Some(bar) = tried.bar {
        return Err(bar.into());
    }
    let again = Again::of(&tried, retake);
    if again.attempts_left == 0 {
        return Err(Refusal::NoAttemptsLeft.into());
    }
    match again.from {
        Some(from) if starts < from => Err(Refusal::TooEarlyToRetake { from }.into()),
        _ => Ok(()),
    }
}

/// When somebody may sit the exam again, and how often.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Again {
    /// From when on; none where nothing that was done has to be waited for.
    pub from: Option<Instant>,
    /// How many attempts are left in the file.
    pub attempts_left: u16,
}

impl Again {
    fn of(tried: &Tried, retake: Retake) -> Self {
        Self {
            from: tried.last.map(|last| last + Span::from_days(retake.wait_days.into())),
            attempts_left: retake.attempts.get().saturating_sub(tried.attempts),
        }
    }
}
