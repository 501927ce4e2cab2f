//! What a candidate's pages show. Nothing here is built from a type that holds a key.

use std::collections::BTreeMap;

use exam::{
    blueprint::{Blueprint, Retake, Tool},
    clock::{Instant, Span},
    id::{AttemptId, EnrolmentId},
    language::{Language, Texts},
    percent::Percent,
};
use licensing::ActivityType;

use crate::{
    Store,
    answers::answers_of,
    attempts::{self, AttemptHead},
    engine::values,
    error::{Result, inconsistent},
    sittings::Admission,
    view::{View, ViewRow, view_columns},
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
    /// Time beyond the limit that the person was given because they need more than others.
    pub extra: Span,
    /// The rules of the exam; none when no regulation is in force.
    pub rules: Option<ExamRules>,
    /// How the candidate has set up the desk.
    pub view: View,
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
    /// What the candidate may use.
    pub tools: Vec<Tool>,
    /// When who fails may come again.
    pub retake: Retake,
    /// How to appeal against a result, if the licensor has said.
    pub appeal: Option<Texts>,
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
    extra_ms: i64,
    #[sqlx(flatten)]
    view: ViewRow,
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
                concat!(
                    "SELECT p.name, f.activity, f.number, u.name AS unit_name, u.time_zone, s.room, s.starts_at, s.opened_at, \
                     s.admission, CAST((SELECT coalesce(sum(x.ms), 0) FROM extra_time x WHERE x.enrolment_id = e.id) AS BIGINT) \
                     AS extra_ms, ",
                    view_columns!(),
                    " FROM enrolment e JOIN sitting s ON s.id = e.sitting_id JOIN unit u ON u.id = s.unit_id \
                     JOIN declaration d ON d.id = e.declaration_id JOIN specialist p ON p.id = d.specialist_id \
                     JOIN file f ON f.id = d.file_id LEFT JOIN desk_view v ON v.enrolment_id = e.id WHERE e.id = $1"
                ),
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
            extra: Span::from_millis(row.extra_ms),
            rules,
            view: row.view.try_into()?,
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

    /// The newest count that a browser has given a change of each question and the server has taken, late or in time, by position:
    /// what a browser kept beyond that has not arrived.
    ///
    /// # Errors
    /// [`crate::Error::NotFound`] for another's attempt, or when the database fails.
    pub async fn arrived(&self, enrolment: EnrolmentId, attempt: AttemptId) -> Result<BTreeMap<u16, i64>> {
        let mut tx = self.engine.read().await?;
        attempts::own(&mut tx, attempt, enrolment).await?;
        let mut rows: Vec<(i64, Option<i64>)> =
            tx.fetch_all(answers_of!("position, client_revision", "= $1"), values![attempt]).await?;
        let late: Vec<(i64, Option<i64>)> =
            tx.fetch_all("SELECT position, client_revision FROM late_answer WHERE attempt_id = $1", values![attempt]).await?;
        rows.extend(late);
        let mut arrived = BTreeMap::new();
        for (position, count) in rows {
            let Some(count) = count else { continue };
            let newest = arrived.entry(u16::try_from(position).map_err(inconsistent)?).or_insert(count);
            *newest = count.max(*newest);
        }
        Ok(arrived)
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
        tools: blueprint.tools().to_vec(),
        retake: blueprint.retake(),
        appeal: blueprint.appeal().cloned(),
    })
}
