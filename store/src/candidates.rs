//! What a candidate's pages show. Nothing here is built from a type that holds a key.

use std::collections::BTreeMap;

use exam::{
    answer::{Kind, OptionSet},
    blueprint::Blueprint,
    clock::{Instant, Span},
    draw::OptionOrder,
    id::{AttemptId, EnrolmentId},
    language::{Language, Texts},
    percent::Percent,
    text::RichText,
};
use licensing::ActivityType;
use serde::{Deserialize, Serialize};

use crate::{
    Store,
    answers::option_set,
    attempts::{self, AttemptHead},
    engine::values,
    error::{Result, inconsistent},
    sittings::Admission,
};

/// Who the candidate is and what lies before them.
#[derive(Clone, Debug)]
pub struct Standing {
    /// The candidate's name, as entered.
    pub name: String,
    /// The activity type of the exam.
    pub activity: ActivityType,
    /// The file's number.
    pub file: String,
    /// The unit's name.
    pub unit: Texts,
    /// The room.
    pub room: String,
    /// The unit's time zone.
    pub time_zone: String,
    /// When the sitting is to start.
    pub starts: Instant,
    /// Whether the sitting has been opened.
    pub open: bool,
    /// How candidates are let in.
    pub admission: Admission,
    /// The attempt; none until the sitting opens.
    pub attempt: Option<AttemptHead>,
    /// The rules of the exam; none when no regulation is in force.
    pub rules: Option<ExamRules>,
}

/// The rules of an exam, as a candidate is told them.
#[derive(Clone, Debug)]
pub struct ExamRules {
    /// Number of questions.
    pub questions: usize,
    /// From the start to the deadline.
    pub limit: Span,
    /// Share needed to pass.
    pub pass_mark: Percent,
    /// Sections that have a minimum of their own.
    pub minimums: Vec<(Texts, Percent)>,
    /// The act that approved the regulation.
    pub approved_by: Texts,
    /// Languages the exam is offered in.
    pub languages: Vec<Language>,
}

/// A text in the languages of its bank.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Wording(BTreeMap<Language, String>);

impl Wording {
    /// The text in this language, or in the first the bank has.
    pub fn get(&self, language: Language) -> RichText {
        RichText::parse(self.0.get(&language).or_else(|| self.0.values().next()).map_or("", String::as_str))
    }
}

/// A running attempt with its paper: what the exam page shows.
#[derive(Clone, Debug)]
pub struct Desk {
    /// The attempt.
    pub attempt: AttemptHead,
    /// The sections' titles.
    pub sections: Vec<Texts>,
    /// Languages the questions are in.
    pub languages: Vec<Language>,
    /// The questions, in the order of the paper.
    pub questions: Vec<DeskQuestion>,
    /// When an answer was last saved.
    pub saved: Option<Instant>,
}

/// A question on the desk.
#[derive(Clone, Debug)]
pub struct DeskQuestion {
    /// Its position on the paper, from 1.
    pub position: u16,
    /// Its section.
    pub section: usize,
    /// Its kind.
    pub kind: Kind,
    /// Its stem.
    pub stem: Wording,
    /// Its options, in the order presented.
    pub options: Vec<Wording>,
    /// What is saved.
    pub chosen: OptionSet,
    /// How many times it has been saved.
    pub revision: u32,
    /// The last count the island gave a change of this question.
    pub client_revision: i64,
}

#[derive(sqlx::FromRow)]
struct StandingRow {
    name: String,
    activity: String,
    number: String,
    unit_name: String,
    time_zone: String,
    room: String,
    starts_at: i64,
    opened_at: Option<i64>,
    admission: String,
}

#[derive(Deserialize)]
struct ItemWording {
    stem: Wording,
    options: Vec<Wording>,
}

#[derive(sqlx::FromRow)]
struct QuestionRow {
    position: i64,
    section: i64,
    option_order: String,
    kind: String,
    wording: String,
}

#[derive(sqlx::FromRow)]
struct AnswerRow {
    position: i64,
    revision: i64,
    chosen: i64,
    client_revision: Option<i64>,
    received_at: i64,
}

impl Store {
    /// What the waiting page shows.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn standing(&self, enrolment: EnrolmentId) -> Result<Standing> {
        let mut tx = self.engine.read().await?;
        let row: StandingRow = tx
            .fetch_one(
                "SELECT p.name, f.activity, f.number, u.name AS unit_name, u.time_zone, s.room, s.starts_at, s.opened_at, s.admission \
                 FROM enrolment e JOIN sitting s ON s.id = e.sitting_id JOIN unit u ON u.id = s.unit_id \
                 JOIN declaration d ON d.id = e.declaration_id JOIN specialist p ON p.id = d.specialist_id \
                 JOIN file f ON f.id = d.file_id WHERE e.id = $1",
                values![enrolment],
            )
            .await?;
        let attempt = attempts::latest_of(&mut tx, enrolment).await?;
        // The paper's own regulation once it is drawn, the one in force until then.
        let regulation: Option<(String, String)> = match &attempt {
            Some(row) => {
                tx.fetch_optional(
                    "SELECT r.blueprint, r.approved_by FROM paper p JOIN regulation r ON r.id = p.regulation_id WHERE p.id = $1",
                    values![row.paper],
                )
                .await?
            }
            None => {
                tx.fetch_optional(
                    "SELECT blueprint, approved_by FROM regulation WHERE activity = $1 ORDER BY version DESC LIMIT 1",
                    values![&row.activity],
                )
                .await?
            }
        };
        let rules = regulation.map(|(blueprint, approved_by)| rules(&blueprint, &approved_by)).transpose()?;
        Ok(Standing {
            name: row.name,
            activity: row.activity.parse().map_err(inconsistent)?,
            file: row.number,
            unit: serde_json::from_str(&row.unit_name).map_err(inconsistent)?,
            room: row.room,
            time_zone: row.time_zone,
            starts: Instant::from_millis(row.starts_at),
            open: row.opened_at.is_some(),
            admission: row.admission.parse().map_err(inconsistent)?,
            attempt: attempt.map(|row| row.head()),
            rules,
        })
    }

    /// Where a candidate's attempt stands.
    ///
    /// # Errors
    /// [`crate::Error::NotFound`] for another's attempt, or when the database fails.
    pub async fn own_attempt(&self, enrolment: EnrolmentId, attempt: AttemptId) -> Result<AttemptHead> {
        let mut tx = self.engine.read().await?;
        Ok(attempts::own(&mut tx, attempt, enrolment).await?.head())
    }

    /// The newest count that a browser has given a change of each question and the server has taken, by position: what a browser
    /// kept beyond that has not arrived.
    ///
    /// # Errors
    /// [`crate::Error::NotFound`] for another's attempt, or when the database fails.
    pub async fn arrived(&self, enrolment: EnrolmentId, attempt: AttemptId) -> Result<BTreeMap<u16, i64>> {
        let mut tx = self.engine.read().await?;
        attempts::own(&mut tx, attempt, enrolment).await?;
        let rows: Vec<(i64, i64)> = tx
            .fetch_all(
                "SELECT position, max(client_revision) FROM answer_revision \
                 WHERE attempt_id = $1 AND client_revision IS NOT NULL GROUP BY position",
                values![attempt],
            )
            .await?;
        rows.into_iter().map(|(position, count)| Ok((u16::try_from(position).map_err(inconsistent)?, count))).collect()
    }

    /// What the exam page shows; the questions are there only while the attempt runs.
    ///
    /// # Errors
    /// [`crate::Error::NotFound`] for another's attempt, or when the database fails.
    pub async fn desk(&self, enrolment: EnrolmentId, attempt: AttemptId) -> Result<Desk> {
        let mut tx = self.engine.read().await?;
        let row = attempts::own(&mut tx, attempt, enrolment).await?;
        let head = row.head();
        if head.state != exam::attempt::State::Running {
            return Ok(Desk { attempt: head, sections: vec![], languages: vec![], questions: vec![], saved: None });
        }
        let (blueprint,): (String,) = tx
            .fetch_one(
                "SELECT r.blueprint FROM paper p JOIN regulation r ON r.id = p.regulation_id WHERE p.id = $1",
                values![row.paper],
            )
            .await?;
        let blueprint: Blueprint = serde_json::from_str(&blueprint).map_err(inconsistent)?;
        let rows: Vec<QuestionRow> = tx
            .fetch_all(
                "SELECT q.position, q.section, q.option_order, i.kind, i.wording FROM paper_question q \
                 JOIN item i ON i.id = q.item_id WHERE q.paper_id = $1 ORDER BY q.position",
                values![row.paper],
            )
            .await?;
        let answers: Vec<AnswerRow> = tx
            .fetch_all(
                "SELECT position, revision, chosen, client_revision, received_at FROM answer_revision \
                 WHERE attempt_id = $1 ORDER BY link",
                values![attempt],
            )
            .await?;
        let saved = answers.last().map(|a| Instant::from_millis(a.received_at));
        let questions = rows.into_iter().map(|q| question(q, &answers)).collect::<Result<_>>()?;
        Ok(Desk {
            attempt: head,
            sections: blueprint.sections().iter().map(|s| s.title.clone()).collect(),
            languages: blueprint.languages().to_vec(),
            questions,
            saved,
        })
    }
}

fn rules(blueprint: &str, approved_by: &str) -> Result<ExamRules> {
    let blueprint: Blueprint = serde_json::from_str(blueprint).map_err(inconsistent)?;
    Ok(ExamRules {
        questions: blueprint.questions(),
        limit: blueprint.time_limit(),
        pass_mark: blueprint.pass_mark(),
        minimums: blueprint
            .sections()
            .iter()
            .filter(|s| s.minimum_percent.get() > 0)
            .map(|s| (s.title.clone(), s.minimum_percent))
            .collect(),
        approved_by: serde_json::from_str(approved_by).map_err(inconsistent)?,
        languages: blueprint.languages().to_vec(),
    })
}

fn question(row: QuestionRow, answers: &[AnswerRow]) -> Result<DeskQuestion> {
    let wording: ItemWording = serde_json::from_str(&row.wording).map_err(inconsistent)?;
    let order: OptionOrder = row.option_order.parse().map_err(inconsistent)?;
    let options = order
        .as_presented()
        .map(|place| wording.options.get(place).cloned().ok_or_else(|| inconsistent("an option order longer than the options")))
        .collect::<Result<_>>()?;
    let of_this = || answers.iter().filter(|a| a.position == row.position);
    let last = of_this().next_back();
    Ok(DeskQuestion {
        position: u16::try_from(row.position).map_err(inconsistent)?,
        section: usize::try_from(row.section).map_err(inconsistent)?,
        kind: row.kind.parse().map_err(inconsistent)?,
        stem: wording.stem,
        options,
        chosen: last.map_or(Ok(OptionSet::EMPTY), |a| option_set(a.chosen))?,
        revision: last.map_or(Ok(0), |a| u32::try_from(a.revision).map_err(inconsistent))?,
        client_revision: of_this().filter_map(|a| a.client_revision).max().unwrap_or(0),
    })
}
