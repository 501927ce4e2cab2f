//! The desk of a candidate at work: the paper with the answers that are saved. Nothing here is built from a type that holds a key.
//!
//! When a sitting starts, all want theirs at once. Desks that are asked for while others are being read are read together by the next
//! question, as saves are written: a question costs a way to the database's thread and back, one desk more next to nothing.

use std::{
    collections::HashSet,
    ops::Deref,
    sync::{Arc, LazyLock},
    time::Duration,
};

use exam::{
    answer::OptionSet,
    attempt::State,
    blueprint::Tool,
    clock::Instant,
    id::{AttemptId, EnrolmentId},
    language::{Language, Texts},
};
use tokio::{
    sync::{mpsc, oneshot},
    time::timeout,
};

use crate::{
    Store,
    access::Token,
    answers::{chain_of, goes_back, option_set},
    attempts::{AttemptHead, AttemptRow, Stored, stored_columns},
    engine::{Engine, ForRows, values},
    error::{Error, Result, inconsistent},
    papers::Question,
    view::{View, ViewRow, view_columns},
};

/// Desks that may wait to be read; past it whoever asks is told to try again.
pub(crate) const MOST_WAITING: usize = 8_192;
/// How long a question may take; after it those behind have their turn, on another connection.
const PATIENCE: Duration = Duration::from_secs(20);

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
    /// How the candidate has set it up.
    pub view: View,
    /// What the regulation allows them to use.
    pub tools: Arc<[Tool]>,
}

/// A question on the desk.
#[derive(Clone, Debug)]
pub struct DeskQuestion {
    asked: Arc<Question>,
    /// What is saved.
    pub chosen: OptionSet,
    /// How many times it has been saved.
    pub revision: u32,
    /// The last count the browser's code gave a change of this question.
    pub client_revision: i64,
}

impl Deref for DeskQuestion {
    type Target = Question;

    fn deref(&self) -> &Question {
        &self.asked
    }
}

/// Whose desk is asked for, and who waits for it.
pub(crate) struct Waiting {
    attempt: AttemptId,
    whose: Whose,
    tell: oneshot::Sender<Option<DeskRow>>,
}

enum Whose {
    Enrolment(EnrolmentId),
    /// Whoever's session has this token at this time.
    Session([u8; 32], Instant),
}

#[derive(sqlx::FromRow)]
struct DeskRow {
    /// Which of those asked for.
    number: i64,
    #[sqlx(flatten)]
    attempt: Stored,
    name: String,
    time_zone: String,
    #[sqlx(flatten)]
    view: ViewRow,
    /// The answers in their order, separated by semicolons: position, revision, choice, client's count or nothing, when it came.
    answers: Option<String>,
}

/// Desks by attempt, and by enrolment or session and time: all that a page of each needs, in one question.
static DESKS: LazyLock<ForRows> = LazyLock::new(|| {
    ForRows::new(
        concat!(
            "SELECT CAST(j.column5 AS BIGINT) AS number, ",
            stored_columns!(),
            ", p.name, u.time_zone, ",
            view_columns!(),
            ", (",
            chain_of!(),
            "= a.id",
            goes_back!(),
            "SELECT string_agg(position || ' ' || revision || ' ' || chosen || ' ' || coalesce(CAST(client_revision AS TEXT), '') \
             || ' ' || received_at, ';' ORDER BY link) FROM chain) AS answers FROM"
        ),
        4,
        "CROSS JOIN attempt a JOIN enrolment e ON e.id = a.enrolment_id JOIN sitting s ON s.id = e.sitting_id \
         JOIN unit u ON u.id = s.unit_id JOIN declaration d ON d.id = e.declaration_id JOIN specialist p ON p.id = d.specialist_id \
         LEFT JOIN desk_view v ON v.enrolment_id = a.enrolment_id \
         WHERE a.id = j.column1 AND a.enrolment_id = coalesce(j.column2, (SELECT t.enrolment_id FROM session t \
         WHERE t.token_hash = j.column3 AND t.ended_at IS NULL AND t.expires_at > j.column4))",
    )
});

/// Reads the desks that are asked for, as many together as wait, as long as anybody may ask.
pub(crate) async fn serve(engine: Engine, mut incoming: mpsc::Receiver<Waiting>) {
    let mut waiting = Vec::new();
    while incoming.recv_many(&mut waiting, ForRows::MOST).await > 0 {
        let asked = waiting.iter().map(|Waiting { attempt, whose, .. }| match whose {
            Whose::Enrolment(enrolment) => values![*attempt, Some(*enrolment), None::<[u8; 32]>, None::<Instant>],
            Whose::Session(token, now) => values![*attempt, None::<EnrolmentId>, Some(*token), Some(*now)],
        });
        match timeout(PATIENCE, engine.ask_rows::<DeskRow>(&DESKS, asked.collect())).await.unwrap_or(Err(Error::Busy)) {
            Ok(rows) => {
                let mut found: Vec<Option<DeskRow>> = waiting.iter().map(|_| None).collect();
                for row in rows {
                    if let Some(place) = usize::try_from(row.number).ok().and_then(|number| found.get_mut(number)) {
                        *place = Some(row);
                    }
                }
                // Who asked may have gone.
                waiting.drain(..).zip(found).for_each(|(waiting, row)| drop(waiting.tell.send(row)));
            }
            Err(error) => {
                tracing::error!(%error, desks = waiting.len(), "desks could not be read; who asked is told to try again");
                waiting.clear();
            }
        }
    }
}

impl Store {
    /// What the exam page shows; the questions are there only while the attempt runs.
    ///
    /// # Errors
    /// [`Error::NotFound`] for another's attempt; [`Error::Busy`]: try again; or when the database fails.
    pub async fn desk(&self, enrolment: EnrolmentId, attempt: AttemptId) -> Result<Desk> {
        let row = self.desk_row(attempt, Whose::Enrolment(enrolment)).await?;
        self.lay(row.ok_or(Error::NotFound)?).await
    }

    /// The same for whoever has the candidate's session.
    ///
    /// # Errors
    /// [`Error::SignedOut`]; [`Error::NotFound`] for another's attempt; [`Error::Busy`]: try again; or when the database fails.
    pub async fn desk_in_session(&self, token: &Token, attempt: AttemptId, now: Instant) -> Result<Desk> {
        match self.desk_row(attempt, Whose::Session(token.hash(), now)).await? {
            Some(row) => self.lay(row).await,
            None => Err(self.candidate_of(token, now).await?.map_or(Error::SignedOut, |_| Error::NotFound)),
        }
    }

    async fn desk_row(&self, attempt: AttemptId, whose: Whose) -> Result<Option<DeskRow>> {
        let (tell, told) = oneshot::channel();
        self.desks.try_send(Waiting { attempt, whose, tell }).map_err(|_| Error::Busy)?;
        told.await.map_err(|_| Error::Busy)
    }

    async fn lay(&self, row: DeskRow) -> Result<Desk> {
        let DeskRow { attempt, name, time_zone, view, answers, number: _ } = row;
        let view = view.try_into()?;
        let row = AttemptRow::try_from(attempt)?;
        let attempt = row.head();
        if attempt.state != State::Running {
            let (sections, languages, tools) = (Arc::default(), Arc::default(), Arc::default());
            return Ok(Desk { attempt, name, time_zone, sections, languages, questions: vec![], saved: None, view, tools });
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
        let tools = Arc::clone(&paper.tools);
        Ok(Desk { attempt, name, time_zone, sections, languages, questions, saved, view, tools })
    }
}
