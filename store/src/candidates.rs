//! What a candidate's pages show. Nothing here is built from a type that holds a key.

use std::{
    collections::{BTreeMap, HashSet},
    ops::Deref,
    sync::Arc,
};

use exam::{
    answer::OptionSet,
    attempt::State,
    blueprint::Blueprint,
    clock::{Instant, Span},
    id::{AttemptId, EnrolmentId},
    language::{Language, Texts},
    percent::Percent,
};
use licensing::ActivityType;

use crate::{
    Store,
    access::Token,
    answers::{answers_of, chain_of, goes_back, option_set},
    attempts::{self, AttemptHead, AttemptRow, Stored, stored_columns},
    engine::values,
    error::{Error, Result, inconsistent},
    papers::Question,
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

/// A running attempt with its paper: what the exam page shows.
#[derive(Clone, Debug)]
pub struct Desk {
    /// The attempt.
    pub attempt: AttemptHead,
    /// The candidate's name, as entered.
    pub name: String,
    /// The unit's time zone.
    pub time_zone: String,
    /// The sections' titles.
    pub sections: Arc<[Texts]>,
    /// Languages the questions are in.
    pub languages: Arc<[Language]>,
    /// The questions, in the order of the paper.
    pub questions: Vec<DeskQuestion>,
    /// When an answer was last saved.
    pub saved: Option<Instant>,
}

/// A question on the desk.
#[derive(Clone, Debug)]
pub struct DeskQuestion {
    asked: Arc<Question>,
    /// What is saved.
    pub chosen: OptionSet,
    /// How many times it has been saved.
    pub revision: u32,
    /// The last count the island gave a change of this question.
    pub client_revision: i64,
}

impl Deref for DeskQuestion {
    type Target = Question;

    fn deref(&self) -> &Question {
        &self.asked
    }
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

#[derive(sqlx::FromRow)]
struct DeskRow {
    #[sqlx(flatten)]
    attempt: Stored,
    name: String,
    time_zone: String,
    /// The answers in their order, separated by semicolons: position, revision, choice, client's count or nothing, when it came.
    answers: Option<String>,
}

/// A [`DeskRow`] of attempt `$1`: all that a page of it needs, in one question.
macro_rules! desk_row {
    ($join:literal, $where:literal) => {
        concat!(
            "SELECT ",
            stored_columns!(),
            ", p.name, u.time_zone, (",
            chain_of!(),
            "= $1",
            goes_back!(),
            "SELECT string_agg(position || ' ' || revision || ' ' || chosen || ' ' || coalesce(CAST(client_revision AS TEXT), '') \
             || ' ' || received_at, ';' ORDER BY link) FROM chain) AS answers \
             FROM attempt a JOIN enrolment e ON e.id = a.enrolment_id JOIN sitting s ON s.id = e.sitting_id \
             JOIN unit u ON u.id = s.unit_id JOIN declaration d ON d.id = e.declaration_id JOIN specialist p ON p.id = d.specialist_id ",
            $join,
            " WHERE a.id = $1 AND ",
            $where
        )
    };
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
        let rows: Vec<(i64, Option<i64>)> =
            tx.fetch_all(answers_of!("position, client_revision", "= $1"), values![attempt]).await?;
        let mut arrived = BTreeMap::new();
        for (position, count) in rows {
            let Some(count) = count else { continue };
            let newest = arrived.entry(u16::try_from(position).map_err(inconsistent)?).or_insert(count);
            *newest = count.max(*newest);
        }
        Ok(arrived)
    }

    /// What the exam page shows; the questions are there only while the attempt runs.
    ///
    /// # Errors
    /// [`Error::NotFound`] for another's attempt, or when the database fails.
    pub async fn desk(&self, enrolment: EnrolmentId, attempt: AttemptId) -> Result<Desk> {
        let row: Option<DeskRow> = self.engine.ask(desk_row!("", "a.enrolment_id = $2"), values![attempt, enrolment]).await?;
        self.lay(row.ok_or(Error::NotFound)?).await
    }

    /// The same for whoever has the candidate's session.
    ///
    /// # Errors
    /// [`Error::SignedOut`]; [`Error::NotFound`] for another's attempt; or when the database fails.
    pub async fn desk_in_session(&self, token: &Token, attempt: AttemptId, now: Instant) -> Result<Desk> {
        let row: Option<DeskRow> = self
            .engine
            .ask(
                desk_row!(
                    "JOIN session t ON t.enrolment_id = a.enrolment_id",
                    "t.token_hash = $2 AND t.ended_at IS NULL AND t.expires_at > $3"
                ),
                values![attempt, token.hash(), now],
            )
            .await?;
        match row {
            Some(row) => self.lay(row).await,
            None => Err(self.candidate_of(token, now).await?.map_or(Error::SignedOut, |_| Error::NotFound)),
        }
    }

    async fn lay(&self, row: DeskRow) -> Result<Desk> {
        let DeskRow { attempt, name, time_zone, answers } = row;
        let row = AttemptRow::try_from(attempt)?;
        let attempt = row.head();
        if attempt.state != State::Running {
            let (sections, languages) = (Arc::default(), Arc::default());
            return Ok(Desk { attempt, name, time_zone, sections, languages, questions: vec![], saved: None });
        }
        let paper = self.papers.get(&self.engine, row.paper).await?;
        let unanswered = |asked: &Arc<Question>| DeskQuestion {
            asked: Arc::clone(asked),
            chosen: OptionSet::EMPTY,
            revision: 0,
            client_revision: 0,
        };
        let mut questions: Vec<_> = paper.questions.iter().map(unanswered).collect();
        let mut counted = HashSet::new();
        let mut saved = None;
        for answer in answers.as_deref().unwrap_or_default().split_terminator(';') {
            let fields: [&str; 5] =
                answer.split(' ').collect::<Vec<_>>().try_into().map_err(|_| inconsistent("an answer of another shape"))?;
            let number = |field: &str| field.parse::<i64>().map_err(inconsistent);
            let [position, revision, chosen, count, received] = fields;
            let index = position.parse::<usize>().map_err(inconsistent)?.checked_sub(1);
            let question = index.and_then(|index| questions.get_mut(index));
            let question = question.ok_or_else(|| inconsistent("an answer to a question that isn't on the paper"))?;
            question.chosen = option_set(number(chosen)?)?;
            question.revision = u32::try_from(number(revision)?).map_err(inconsistent)?;
            if !count.is_empty() {
                let count = number(count)?;
                let first = counted.insert(question.position);
                question.client_revision = if first { count } else { count.max(question.client_revision) };
            }
            saved = Some(Instant::from_millis(number(received)?));
        }
        let (sections, languages) = (Arc::clone(&paper.sections), Arc::clone(&paper.languages));
        Ok(Desk { attempt, name, time_zone, sections, languages, questions, saved })
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
