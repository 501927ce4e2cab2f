//! Applicants' files: what was declared, by whom, where, and how each requirement row stands.

use std::collections::BTreeMap;

use exam::{
    attempt::State,
    clock::Instant,
    id::{ApplicantId, DeclarationId, EnrolmentId, FileId, ResultId, SpecialistId, UnitId},
    language::Texts,
};
use licensing::{ActivityType, Confirmation, Iin, Requirement, SpecialtyCheck};
use serde_json::json;
use uuid::Uuid;

use crate::{
    Store, access, attempts,
    audit::{self, By},
    engine::{Dialects, Tx, Value, statement, values},
    error::{Error, Refusal, Result, inconsistent, on_unique},
    id, results,
    results::ResultHead,
    staff::Reach,
};

/// What an applicant is before the law.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ApplicantForm {
    /// A legal entity, known by its BIN.
    Entity,
    /// An individual, known by the IIN.
    Individual,
}

/// Why a file is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StandingOfApplicant {
    /// Asks for a licence.
    Applicant,
    /// Has one.
    Licensee,
}

/// Whether a declared specialist still stands in the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeclarationStatus {
    /// Stands.
    Declared,
    /// Withdrawn by the applicant.
    Withdrawn,
    /// Replaced by another person.
    Replaced,
}

macro_rules! codes {
    ($type:ty { $($variant:ident = $code:literal),+ $(,)? }) => {
        impl $type {
            /// The name in the database, in forms and in the locales.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code),+ }
            }
        }
        impl std::str::FromStr for $type {
            type Err = String;
            fn from_str(s: &str) -> std::result::Result<Self, String> {
                match s { $($code => Ok(Self::$variant),)+ other => Err(other.to_owned()) }
            }
        }
    };
}
codes!(ApplicantForm { Entity = "entity", Individual = "individual" });
codes!(StandingOfApplicant { Applicant = "applicant", Licensee = "licensee" });
codes!(DeclarationStatus { Declared = "declared", Withdrawn = "withdrawn", Replaced = "replaced" });

/// A file to be opened.
#[derive(Clone, Debug)]
pub struct NewFile {
    /// The intake number.
    pub number: String,
    /// BIN or IIN of the applicant.
    pub applicant_number: String,
    /// What the applicant is.
    pub form: ApplicantForm,
    /// The applicant's name.
    pub applicant_name: String,
    /// Applicant or licensee.
    pub standing: StandingOfApplicant,
    /// The activity type.
    pub activity: ActivityType,
    /// Intake date, ISO 8601.
    pub intake_date: String,
    /// Due date, ISO 8601.
    pub due_date: String,
    /// Where the activity is carried out: at least one place.
    pub places: Vec<NewPlace>,
}

/// A place of activity to be recorded.
#[derive(Clone, Debug)]
pub struct NewPlace {
    /// ISO 3166-2:KZ code of the territory.
    pub territory: String,
    /// The address.
    pub address: String,
}

/// Education as declared on the information form.
#[derive(Clone, Debug)]
pub struct Education {
    /// Specialty, as in the diploma.
    pub specialty: String,
    /// Qualification.
    pub qualification: String,
    /// Number of the diploma.
    pub diploma_number: String,
    /// Date of the diploma, ISO 8601.
    pub diploma_date: String,
    /// Place of issue.
    pub diploma_place: String,
    /// The institution.
    pub institution: String,
    /// Whether copies are attached.
    pub copies_attached: bool,
}

/// How many words a search looks for, one by one.
const WORDS: usize = 8;

/// What to look for in the list of files.
#[derive(Clone, Debug, Default)]
pub struct FileSearch {
    /// Words of a number, a name, a BIN or an IIN.
    pub words: String,
    /// One activity type only.
    pub activity: Option<ActivityType>,
}

/// A file in a line.
#[derive(Clone, Debug)]
pub struct FileHead {
    /// Which.
    pub id: FileId,
    /// The intake number.
    pub number: String,
    /// The applicant's name.
    pub applicant: String,
    /// The applicant's BIN or IIN.
    pub applicant_number: String,
    /// Applicant or licensee.
    pub standing: StandingOfApplicant,
    /// The activity type.
    pub activity: ActivityType,
    /// Intake date, ISO 8601.
    pub intake_date: String,
    /// Due date, ISO 8601.
    pub due_date: String,
    /// How many specialists stand in it.
    pub declared: u32,
}

/// A whole file.
#[derive(Clone, Debug)]
pub struct FileDossier {
    /// The file itself.
    pub head: FileHead,
    /// What the applicant is.
    pub form: ApplicantForm,
    /// Where the activity is carried out.
    pub places: Vec<PlaceOfActivity>,
    /// Who is or was declared, those who stand first.
    pub declarations: Vec<Declaration>,
    /// Every requirement row of the activity type.
    pub rows: Vec<FileRow>,
}

/// A place of activity and the unit that serves it.
#[derive(Clone, Debug)]
pub struct PlaceOfActivity {
    /// ISO 3166-2:KZ code of the territory.
    pub territory: String,
    /// The address.
    pub address: String,
    /// The unit.
    pub unit: UnitId,
    /// The unit's name.
    pub unit_name: Texts,
}

/// A declared specialist.
#[derive(Clone, Debug)]
pub struct Declaration {
    /// Which.
    pub id: DeclarationId,
    /// The person's name, as entered.
    pub name: String,
    /// The person's IIN.
    pub iin: String,
    /// Whether the person still stands.
    pub status: DeclarationStatus,
    /// Why not.
    pub status_reason: Option<String>,
    /// Education as declared.
    pub education: Education,
    /// How the specialty stands against the order's list.
    pub specialty: SpecialtyStanding,
    /// How the exam stands.
    pub exam: ExamStanding,
    /// All results, the latest last.
    pub results: Vec<ResultHead>,
}

/// How a declared specialty stands against the order's list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SpecialtyStanding {
    /// The activity type has no list.
    NoList,
    /// On the list.
    Listed,
    /// Not on the list, and nobody has settled it: a warning.
    NotListed,
    /// Not on the list, and a registrar has settled it.
    Settled {
        /// Accepted as similar or foreign, or not.
        accepted: bool,
        /// Why.
        reason: String,
        /// Who.
        by: String,
    },
}

/// How a declared specialist's exam stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExamStanding {
    /// The activity type has no exam.
    NoExam,
    /// Not enrolled.
    NotEnrolled,
    /// Enrolled for a sitting.
    Enrolled(Instant),
    /// At work.
    Sitting,
    /// Graded; the result doesn't count yet.
    AwaitingApproval,
    /// Passed, approved.
    Passed,
    /// Failed, approved.
    Failed,
}

/// A requirement row of a file.
#[derive(Clone, Debug)]
pub struct FileRow {
    /// What is required.
    pub requirement: &'static Requirement,
    /// How it stands.
    pub status: RowStatus,
}

/// How a requirement row stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RowStatus {
    /// Nobody has confirmed it.
    Open,
    /// The exam row: not everyone has been examined.
    ExamAhead {
        /// How many have passed.
        passed: usize,
        /// Of how many.
        of: usize,
    },
    /// The exam row: there are results that nobody has approved.
    AwaitingApproval,
    /// The exam row: everyone has passed.
    ExamPassed,
    /// The exam row: someone has failed and is not enrolled again.
    ExamFailed,
    /// Recorded by staff.
    Recorded {
        /// Met or not.
        met: bool,
        /// What was found.
        note: String,
        /// By whom.
        by: String,
        /// When.
        at: Instant,
    },
}

impl RowStatus {
    /// The name in the JSON of the command line and in the locales.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::ExamAhead { .. } => "exam-ahead",
            Self::AwaitingApproval => "awaiting-approval",
            Self::ExamPassed | Self::Recorded { met: true, .. } => "met",
            Self::ExamFailed | Self::Recorded { met: false, .. } => "not-met",
        }
    }
}

impl ExamStanding {
    /// The name in the JSON of the command line and in the locales.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NoExam => "no-exam",
            Self::NotEnrolled => "not-enrolled",
            Self::Enrolled(_) => "enrolled",
            Self::Sitting => "sitting",
            Self::AwaitingApproval => "awaiting-approval",
            Self::Passed => "passed",
            Self::Failed => "failed",
        }
    }
}

/// The exam row follows from the exams of everyone who stands in the file.
fn exam_row(standings: impl Iterator<Item = ExamStanding>) -> RowStatus {
    let standings: Vec<_> = standings.collect();
    let passed = standings.iter().filter(|s| **s == ExamStanding::Passed).count();
    let any = |standing| standings.contains(&standing);
    if standings.is_empty() {
        RowStatus::Open
    } else if passed == standings.len() {
        RowStatus::ExamPassed
    } else if any(ExamStanding::AwaitingApproval) {
        RowStatus::AwaitingApproval
    } else if any(ExamStanding::Failed) {
        RowStatus::ExamFailed
    } else {
        RowStatus::ExamAhead { passed, of: standings.len() }
    }
}

#[derive(sqlx::FromRow)]
struct HeadRow {
    id: Uuid,
    number: String,
    applicant: String,
    applicant_number: String,
    form: String,
    standing: String,
    activity: String,
    intake_date: String,
    due_date: String,
    declared: i64,
}

/// The columns of [`HeadRow`].
macro_rules! head_rows {
    ($rest:literal) => {
        concat!(
            "SELECT f.id, f.number, a.name AS applicant, a.number AS applicant_number, a.form, f.standing, f.activity, ",
            "f.intake_date, f.due_date, ",
            "(SELECT count(*) FROM declaration d WHERE d.file_id = f.id AND d.status = 'declared') AS declared ",
            "FROM file f JOIN applicant a ON a.id = f.applicant_id ",
            $rest
        )
    };
}

/// Files within reach in which every word is found.
const FOUND: Dialects = statement!(
    [head_rows!("")]
    "WHERE ($2 OR EXISTS (SELECT 1 FROM place p JOIN unit_territory t ON t.territory = p.territory \
     WHERE p.file_id = f.id AND t.unit_id IN " (ids) ")) AND (f.activity = $3 OR $3 IS NULL) \
     AND f.search LIKE $4 ESCAPE '\\' AND f.search LIKE $5 ESCAPE '\\' AND f.search LIKE $6 ESCAPE '\\' \
     AND f.search LIKE $7 ESCAPE '\\' AND f.search LIKE $8 ESCAPE '\\' AND f.search LIKE $9 ESCAPE '\\' \
     AND f.search LIKE $10 ESCAPE '\\' AND f.search LIKE $11 ESCAPE '\\' ORDER BY f.intake_date DESC, f.number DESC LIMIT 200"
);

impl TryFrom<HeadRow> for FileHead {
    type Error = Error;
    fn try_from(row: HeadRow) -> Result<Self> {
        Ok(Self {
            id: row.id.into(),
            number: row.number,
            applicant: row.applicant,
            applicant_number: row.applicant_number,
            standing: row.standing.parse().map_err(inconsistent)?,
            activity: row.activity.parse().map_err(inconsistent)?,
            intake_date: row.intake_date,
            due_date: row.due_date,
            declared: u32::try_from(row.declared).map_err(inconsistent)?,
        })
    }
}

#[derive(sqlx::FromRow)]
struct PlaceRow {
    territory: String,
    address: String,
    unit_id: Uuid,
    unit_name: String,
}

#[derive(sqlx::FromRow)]
struct DeclarationRow {
    id: Uuid,
    name: String,
    iin: String,
    status: String,
    status_reason: Option<String>,
    specialty: String,
    qualification: String,
    diploma_number: String,
    diploma_date: String,
    diploma_place: String,
    institution: String,
    copies_attached: bool,
}

#[derive(sqlx::FromRow)]
struct RecordedRow {
    item: i64,
    met: bool,
    note: String,
    name: String,
    at: i64,
}

impl Store {
    /// Opens a file.
    ///
    /// # Errors
    /// [`Refusal::FileNumberTaken`], [`Refusal::DueBeforeIntake`], [`Refusal::ApplicantDiffers`], [`Refusal::NoPlace`],
    /// [`Refusal::NoUnit`], or when the database fails.
    pub async fn open_file(&self, by: &By, new: &NewFile) -> Result<FileId> {
        if new.places.is_empty() {
            return Err(Refusal::NoPlace.into());
        }
        if new.due_date < new.intake_date {
            return Err(Refusal::DueBeforeIntake.into());
        }
        let (by, new) = (by.clone(), new.clone());
        self.engine
            .write(async move |tx| {
                let applicant = applicant(tx, &by, &new).await?;
                let file = id(FileId::new, by.now);
                let search = searchable([&new.number, &new.applicant_name, &new.applicant_number]);
                tx.execute(
                    "INSERT INTO file (id, number, applicant_id, standing, activity, intake_date, due_date, opened_at, search) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
                    values![
                        file,
                        &new.number,
                        applicant,
                        new.standing.code(),
                        new.activity.code(),
                        &new.intake_date,
                        &new.due_date,
                        by.now,
                        search
                    ],
                )
                .await
                .map_err(on_unique("file.number", "file_number_key", Refusal::FileNumberTaken))?;
                for (number, place) in (1_u16..).zip(&new.places) {
                    let served: Option<(String,)> = tx
                        .fetch_optional("SELECT territory FROM unit_territory WHERE territory = $1", values![&place.territory])
                        .await?;
                    served.ok_or(Refusal::NoUnit)?;
                    tx.execute(
                        "INSERT INTO place (file_id, number, territory, address) VALUES ($1, $2, $3, $4)",
                        values![file, number, &place.territory, &place.address],
                    )
                    .await?;
                }
                let detail = json!({"number": new.number, "activity": new.activity.code(), "standing": new.standing.code()});
                audit::record(tx, &by, "file.open", "file", file, &detail).await?;
                Ok(file)
            })
            .await
    }

    /// Files within reach in which every word is found, the latest intake first; at most 200. From the eighth word on, words are one
    /// phrase.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn files(&self, search: &FileSearch, reach: &Reach) -> Result<Vec<FileHead>> {
        let words = escape_like(&searchable([&search.words]));
        let mut words = words.splitn(WORDS, ' ');
        let patterns = (0..WORDS).map(|_| words.next().map_or_else(|| "%".to_owned(), |word| format!("%{word}%")));
        let (units, everywhere) = reach.bound();
        let mut values: Vec<Value> = values![units, everywhere, search.activity.map(ActivityType::code)];
        values.extend(patterns.map(Value::from));
        let rows: Vec<HeadRow> = self.engine.read().await?.fetch_all(FOUND, values).await?;
        rows.into_iter().map(FileHead::try_from).collect()
    }

    /// A whole file.
    ///
    /// # Errors
    /// [`Error::NotFound`], or when the database fails.
    pub async fn file(&self, file: FileId) -> Result<FileDossier> {
        let mut tx = self.engine.read().await?;
        let row = tx.fetch_one(head_rows!("WHERE f.id = $1"), values![file]).await?;
        dossier(&mut tx, row).await
    }

    /// A whole file by its intake number.
    ///
    /// # Errors
    /// [`Error::NotFound`], or when the database fails.
    pub async fn file_by_number(&self, number: &str) -> Result<FileDossier> {
        let mut tx = self.engine.read().await?;
        let row = tx.fetch_one(head_rows!("WHERE f.number = $1"), values![number]).await?;
        dossier(&mut tx, row).await
    }

    /// Whose a result is: the person's name, and the file.
    ///
    /// # Errors
    /// [`Error::NotFound`], or when the database fails.
    pub async fn result_owner(&self, result: ResultId) -> Result<(String, FileHead)> {
        let mut tx = self.engine.read().await?;
        let (name, file): (String, Uuid) = tx
            .fetch_one(
                "SELECT p.name, d.file_id FROM result r JOIN attempt a ON a.id = r.attempt_id \
                 JOIN enrolment e ON e.id = a.enrolment_id JOIN declaration d ON d.id = e.declaration_id \
                 JOIN specialist p ON p.id = d.specialist_id WHERE r.id = $1",
                values![result],
            )
            .await?;
        let head: HeadRow = tx.fetch_one(head_rows!("WHERE f.id = $1"), values![FileId::from(file)]).await?;
        Ok((name, head.try_into()?))
    }

    /// Declares a specialist in a file; also again, once withdrawn.
    ///
    /// # Errors
    /// [`Refusal::SpecialistDiffers`], [`Refusal::AlreadyDeclared`], [`Error::NotFound`], or when the database fails.
    pub async fn declare(&self, by: &By, file: FileId, iin: &Iin, name: &str, education: &Education) -> Result<DeclarationId> {
        let (by, iin, name, education) = (by.clone(), *iin, name.to_owned(), education.clone());
        self.engine.write(async move |tx| {
        tx.fetch_one::<(String,)>("SELECT number FROM file WHERE id = $1", values![file]).await?;
        let specialist = specialist(tx, &by, &iin, &name).await?;
        let declaration = id(DeclarationId::new, by.now);
        tx.execute(
            "INSERT INTO declaration (id, file_id, specialist_id, status, specialty, qualification, diploma_number, diploma_date, \
             diploma_place, institution, copies_attached, declared_at) \
             VALUES ($1, $2, $3, 'declared', $4, $5, $6, $7, $8, $9, $10, $11)",
            values![
                declaration,
                file,
                specialist,
                &education.specialty,
                &education.qualification,
                &education.diploma_number,
                &education.diploma_date,
                &education.diploma_place,
                &education.institution,
                education.copies_attached,
                by.now
            ],
        )
        .await
        .map_err(on_unique("declaration.file_id", "one_standing_declaration", Refusal::AlreadyDeclared))?;
        tx.execute(
            "UPDATE file SET search = search || ' ' || $2 WHERE id = $1",
            values![file, searchable([&name, &iin.to_string()])],
        )
        .await?;
        let detail = json!({"file": file.to_string(), "specialist": specialist.to_string()});
        audit::record(tx, &by, "specialist.declare", "declaration", declaration, &detail).await?;
        Ok(declaration)
        }).await
    }

    /// Takes a specialist out of a file: withdrawn, or replaced by another who is declared there.
    ///
    /// # Errors
    /// [`Refusal::NotDeclared`], [`Refusal::NoReason`], [`Error::NotFound`], or when the database fails.
    pub async fn withdraw(
        &self,
        by: &By,
        declaration: DeclarationId,
        replaced_by: Option<DeclarationId>,
        reason: &str,
    ) -> Result<()> {
        let reason = said(reason)?;
        let (by, reason) = (by.clone(), reason.to_owned());
        self.engine
            .write(async move |tx| {
                let (file,): (Uuid,) =
                    tx.fetch_one("SELECT file_id FROM declaration WHERE id = $1", values![declaration]).await?;
                if let Some(other) = replaced_by {
                    let stands: Option<(Uuid,)> = tx
                        .fetch_optional(
                            "SELECT id FROM declaration WHERE id = $1 AND file_id = $2 AND status = 'declared' AND id <> $3",
                            values![other, FileId::from(file), declaration],
                        )
                        .await?;
                    stands.ok_or(Refusal::NotDeclared)?;
                }
                let status = if replaced_by.is_some() { DeclarationStatus::Replaced } else { DeclarationStatus::Withdrawn };
                let changed = tx
            .execute(
                "UPDATE declaration SET status = $2, status_reason = $3, replaced_by = $4 WHERE id = $1 AND status = 'declared'",
                values![declaration, status.code(), &reason, replaced_by],
            )
            .await?;
                if changed == 0 {
                    return Err(Refusal::NotDeclared.into());
                }
                access::bar(tx, &by, declaration).await?;
                let detail = json!({"replaced_by": replaced_by.map(|d| d.to_string()), "reason": reason});
                audit::record(tx, &by, "specialist.withdraw", "declaration", declaration, &detail).await?;
                Ok(())
            })
            .await
    }

    /// Settles a specialty that is not on the order's list.
    ///
    /// # Errors
    /// [`Refusal::NoReason`], [`Error::NotFound`], or when the database fails.
    pub async fn settle_specialty(&self, by: &By, declaration: DeclarationId, accepted: bool, reason: &str) -> Result<()> {
        let (staff, reason) = (by.staff()?, said(reason)?);
        let (by, reason) = (by.clone(), reason.to_owned());
        self.engine
            .write(async move |tx| {
                tx.fetch_one::<(Uuid,)>("SELECT id FROM declaration WHERE id = $1", values![declaration]).await?;
                tx.execute(
                    "INSERT INTO specialty_resolution (declaration_id, number, accepted, reason, staff_id, at) \
             SELECT $1, count(*) + 1, $2, $3, $4, $5 FROM specialty_resolution WHERE declaration_id = $1",
                    values![declaration, accepted, &reason, staff, by.now],
                )
                .await?;
                let detail = json!({"accepted": accepted, "reason": reason});
                audit::record(tx, &by, "specialty.settle", "declaration", declaration, &detail).await?;
                Ok(())
            })
            .await
    }

    /// Records that a requirement row is met or not. The exam row follows from results alone.
    ///
    /// # Errors
    /// [`Refusal::RowIsByExam`], [`Refusal::NoReason`], [`Error::NotFound`], or when the database fails.
    pub async fn record_row(&self, by: &By, file: FileId, item: u16, met: bool, note: &str) -> Result<()> {
        let (staff, note) = (by.staff()?, said(note)?);
        let (by, note) = (by.clone(), note.to_owned());
        self.engine
            .write(async move |tx| {
                let (activity,): (String,) = tx.fetch_one("SELECT activity FROM file WHERE id = $1", values![file]).await?;
                let activity: ActivityType = activity.parse().map_err(inconsistent)?;
                let row = activity.requirements().iter().find(|r| u16::from(r.item) == item).ok_or(Error::NotFound)?;
                if row.confirmation == Confirmation::Exam {
                    return Err(Refusal::RowIsByExam.into());
                }
                tx.execute(
                    "INSERT INTO row_confirmation (file_id, item, number, met, note, staff_id, at) \
             SELECT $1, $2, count(*) + 1, $3, $4, $5, $6 FROM row_confirmation WHERE file_id = $1 AND item = $2",
                    values![file, item, met, &note, staff, by.now],
                )
                .await?;
                audit::record(tx, &by, "row.record", "file", file, &json!({"item": item, "met": met, "note": note})).await?;
                Ok(())
            })
            .await
    }
}

/// A reason or a note, which must say something.
pub(crate) fn said(words: &str) -> Result<&str> {
    Some(words.trim()).filter(|words| !words.is_empty()).ok_or(Refusal::NoReason.into())
}

/// Lower case, one space between words.
fn searchable<'a>(words: impl IntoIterator<Item = &'a (impl AsRef<str> + ?Sized + 'a)>) -> String {
    let text = words.into_iter().map(|w| w.as_ref().to_lowercase()).collect::<Vec<_>>().join(" ");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn escape_like(text: &str) -> String {
    text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_")
}

/// The applicant on record, or a new one.
async fn applicant(tx: &mut Tx, by: &By, new: &NewFile) -> Result<ApplicantId> {
    let there: Option<(Uuid, String, String)> =
        tx.fetch_optional("SELECT id, form, name FROM applicant WHERE number = $1", values![&new.applicant_number]).await?;
    match there {
        Some((id, form, name)) if form == new.form.code() && name == new.applicant_name => Ok(id.into()),
        Some((_, _, name)) => Err(Refusal::ApplicantDiffers { name }.into()),
        None => {
            let applicant = id(ApplicantId::new, by.now);
            tx.execute(
                "INSERT INTO applicant (id, number, form, name) VALUES ($1, $2, $3, $4)",
                values![applicant, &new.applicant_number, new.form.code(), &new.applicant_name],
            )
            .await?;
            audit::record(tx, by, "applicant.add", "applicant", applicant, &json!({})).await?;
            Ok(applicant)
        }
    }
}

/// The person on record, or a new one.
async fn specialist(tx: &mut Tx, by: &By, iin: &Iin, name: &str) -> Result<SpecialistId> {
    let there: Option<(Uuid, String)> =
        tx.fetch_optional("SELECT id, name FROM specialist WHERE iin = $1", values![iin.to_string()]).await?;
    match there {
        Some((id, known)) if known == name => Ok(id.into()),
        Some((_, name)) => Err(Refusal::SpecialistDiffers { name }.into()),
        None => {
            let specialist = id(SpecialistId::new, by.now);
            tx.execute("INSERT INTO specialist (id, iin, name) VALUES ($1, $2, $3)", values![specialist, iin.to_string(), name])
                .await?;
            audit::record(tx, by, "specialist.add", "specialist", specialist, &json!({})).await?;
            Ok(specialist)
        }
    }
}

async fn dossier(tx: &mut Tx, row: HeadRow) -> Result<FileDossier> {
    let form = row.form.parse().map_err(inconsistent)?;
    let head = FileHead::try_from(row)?;
    let places: Vec<PlaceRow> = tx
        .fetch_all(
            "SELECT p.territory, p.address, u.id AS unit_id, u.name AS unit_name FROM place p \
             JOIN unit_territory t ON t.territory = p.territory JOIN unit u ON u.id = t.unit_id WHERE p.file_id = $1 ORDER BY p.number",
            values![head.id],
        )
        .await?;
    let places = places
        .into_iter()
        .map(|p| {
            Ok(PlaceOfActivity {
                territory: p.territory,
                address: p.address,
                unit: p.unit_id.into(),
                unit_name: serde_json::from_str(&p.unit_name).map_err(inconsistent)?,
            })
        })
        .collect::<Result<Vec<_>>>()?;
    let rows: Vec<DeclarationRow> = tx
        .fetch_all(
            "SELECT d.id, p.name, p.iin, d.status, d.status_reason, d.specialty, d.qualification, d.diploma_number, d.diploma_date, \
             d.diploma_place, d.institution, d.copies_attached FROM declaration d JOIN specialist p ON p.id = d.specialist_id \
             WHERE d.file_id = $1 ORDER BY d.status <> 'declared', p.name",
            values![head.id],
        )
        .await?;
    let mut declarations = Vec::new();
    for row in rows {
        declarations.push(declaration(tx, head.activity, row).await?);
    }
    let recorded: Vec<RecordedRow> = tx
        .fetch_all(
            "SELECT r.item, r.met, r.note, m.name, r.at FROM row_confirmation r JOIN staff m ON m.id = r.staff_id \
             WHERE r.file_id = $1 ORDER BY r.number",
            values![head.id],
        )
        .await?;
    let mut recorded: BTreeMap<i64, RecordedRow> = recorded.into_iter().map(|r| (r.item, r)).collect();
    let rows = head
        .activity
        .requirements()
        .iter()
        .map(|requirement| {
            let status = if requirement.confirmation == Confirmation::Exam {
                exam_row(declarations.iter().filter(|d| d.status == DeclarationStatus::Declared).map(|d| d.exam))
            } else if let Some(r) = recorded.remove(&i64::from(requirement.item)) {
                RowStatus::Recorded { met: r.met, note: r.note, by: r.name, at: Instant::from_millis(r.at) }
            } else {
                RowStatus::Open
            };
            FileRow { requirement, status }
        })
        .collect();
    Ok(FileDossier { head, form, places, declarations, rows })
}

async fn declaration(tx: &mut Tx, activity: ActivityType, row: DeclarationRow) -> Result<Declaration> {
    let id = DeclarationId::from(row.id);
    let settled: Option<(bool, String, String)> = tx
        .fetch_optional(
            "SELECT r.accepted, r.reason, m.name FROM specialty_resolution r JOIN staff m ON m.id = r.staff_id \
             WHERE r.declaration_id = $1 ORDER BY r.number DESC LIMIT 1",
            values![id],
        )
        .await?;
    let specialty = match (activity.specialties().map(|list| list.check(&row.specialty)), settled) {
        (None, _) => SpecialtyStanding::NoList,
        (Some(SpecialtyCheck::Listed(_)), _) => SpecialtyStanding::Listed,
        (Some(SpecialtyCheck::NotListed), Some((accepted, reason, by))) => SpecialtyStanding::Settled { accepted, reason, by },
        (Some(SpecialtyCheck::NotListed), None) => SpecialtyStanding::NotListed,
    };
    // Who was withdrawn and declared again keeps what was reached before, but not what was booked.
    let enrolments: Vec<(Uuid, i64)> = tx
        .fetch_all(
            "SELECT e.id, s.starts_at FROM declaration d \
             JOIN declaration o ON o.file_id = d.file_id AND o.specialist_id = d.specialist_id AND (o.id = d.id OR d.status = 'declared') \
             JOIN enrolment e ON e.declaration_id = o.id JOIN sitting s ON s.id = e.sitting_id \
             WHERE d.id = $1 AND (o.id = d.id OR EXISTS \
              (SELECT 1 FROM attempt a WHERE a.enrolment_id = e.id AND a.started_at IS NOT NULL)) ORDER BY e.id",
            values![id],
        )
        .await?;
    let mut exam = if activity.exam_row().is_some() { ExamStanding::NotEnrolled } else { ExamStanding::NoExam };
    let mut results = Vec::new();
    for (enrolment, starts) in enrolments {
        let attempt = attempts::latest_of(tx, EnrolmentId::from(enrolment)).await?.map(|a| a.head());
        let result = match &attempt {
            Some(attempt) => results::of_attempt(tx, attempt.id).await?,
            None => None,
        };
        exam = match (attempt.map(|a| a.state), &result) {
            (None | Some(State::Prepared | State::Admitted), _) => ExamStanding::Enrolled(Instant::from_millis(starts)),
            (Some(State::Running | State::Paused), _) => ExamStanding::Sitting,
            (Some(State::Submitted | State::Expired | State::Graded), _) => ExamStanding::AwaitingApproval,
            (Some(State::Approved), Some(result)) if result.passed => ExamStanding::Passed,
            (Some(State::Approved), _) => ExamStanding::Failed,
            (Some(State::Annulled), _) => ExamStanding::NotEnrolled,
        };
        results.extend(result);
    }
    Ok(Declaration {
        id,
        name: row.name,
        iin: row.iin,
        status: row.status.parse().map_err(inconsistent)?,
        status_reason: row.status_reason,
        education: Education {
            specialty: row.specialty,
            qualification: row.qualification,
            diploma_number: row.diploma_number,
            diploma_date: row.diploma_date,
            diploma_place: row.diploma_place,
            institution: row.institution,
            copies_attached: row.copies_attached,
        },
        specialty,
        exam,
        results,
    })
}
