//! Results: worked out when an attempt ends, in force once approved.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use exam::{
    answer::OptionSet,
    attempt::State,
    blueprint::{Blueprint, Disclosure, PaperAccess},
    clock::Instant,
    draw::OptionOrder,
    id::{AttemptId, EnrolmentId, ResultId},
    language::Texts,
    scoring::{Answered, Key, Points, SectionScore, grade as grade_paper, score},
};
use serde_json::{Value as Json, json};
use uuid::Uuid;

use crate::{
    Store, access,
    answers::{Head, answers_of, option_set},
    attempts::{self, AttemptRow, hex},
    audit::{self, By, Told, chain_hash},
    engine::{Tx, ids, statement, values},
    error::{Error, Result, inconsistent},
    id,
    late::{self, LateAnswer},
};

/// A result in a line.
#[derive(Clone, Debug)]
pub struct ResultHead {
    /// Which.
    pub id: ResultId,
    /// Of which attempt.
    pub attempt: AttemptId,
    /// Points reached.
    pub points: Points,
    /// Points that could be reached.
    pub most: Points,
    /// Passed or not.
    pub passed: bool,
    /// When the attempt ended.
    pub ended: Instant,
    /// Whether the clock ended it.
    pub expired: bool,
    /// What has been decided about it.
    pub verdict: Verdict,
}

/// What the commission has decided about a result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Nothing yet, or nothing that still stands.
    Awaited,
    /// It counts.
    Approved {
        /// When.
        at: Instant,
        /// By whom.
        by: String,
    },
    /// It was set aside.
    Annulled {
        /// When.
        at: Instant,
        /// Who accepted what another had proposed.
        by: String,
    },
}

/// What a candidate is told after the end.
#[derive(Clone, Debug)]
pub enum OwnResult {
    /// The result.
    Told(ResultSheet),
    /// That it is told once the commission has approved it: so the regulation says.
    Withheld(Ending),
}

/// An attempt that has ended, without a word of what came of it.
#[derive(Clone, Debug)]
pub struct Ending {
    /// Which.
    pub attempt: AttemptId,
    /// When it ended.
    pub at: Instant,
    /// Whether the clock ended it.
    pub expired: bool,
    /// How many questions have an answer.
    pub answered: usize,
    /// How many questions the paper has.
    pub questions: usize,
    /// What came after the end, in its order.
    pub late: Vec<LateAnswer>,
}

impl OwnResult {
    /// Where the regulation lets it be told, or it is decided: what came of it.
    fn of(sheet: ResultSheet, disclosure: Disclosure) -> Self {
        if disclosure == Disclosure::AtOnce || sheet.head.verdict != Verdict::Awaited {
            return Self::Told(sheet);
        }
        let ResultSheet { head, answered, questions, late, .. } = sheet;
        Self::Withheld(Ending { attempt: head.attempt, at: head.ended, expired: head.expired, answered, questions, late })
    }

    /// The result, where it is told.
    pub fn told(self) -> Option<ResultSheet> {
        match self {
            Self::Told(sheet) => Some(sheet),
            Self::Withheld(_) => None,
        }
    }
}

/// A result with its sections, for the candidate and for the file.
#[derive(Clone, Debug)]
pub struct ResultSheet {
    /// The result itself.
    pub head: ResultHead,
    /// Each section's title and score.
    pub sections: Vec<(Texts, SectionScore)>,
    /// The pass mark it was held against.
    pub pass_mark: u8,
    /// How many questions have an answer.
    pub answered: usize,
    /// How many questions the paper has.
    pub questions: usize,
    /// What came after the end, in its order.
    pub late: Vec<LateAnswer>,
}

#[derive(sqlx::FromRow)]
pub(crate) struct ResultRow {
    id: Uuid,
    attempt_id: Uuid,
    points: i64,
    most: i64,
    passed: bool,
    ended_at: i64,
    ended_how: String,
    state: String,
    decided_at: Option<i64>,
    decided_by: Option<String>,
}

/// The columns of [`ResultRow`], with the approval or the annulment that is in force.
macro_rules! result_rows {
    ($where:literal) => {
        concat!(
            "SELECT r.id, r.attempt_id, r.points, r.most, r.passed, a.ended_at, a.ended_how, a.state, ",
            "coalesce(v.approved_at, d.decided_at) AS decided_at, m.name AS decided_by ",
            "FROM result r JOIN attempt a ON a.id = r.attempt_id ",
            "LEFT JOIN result_approval v ON v.result_id = r.id AND a.state = 'approved' ",
            "AND v.number = (SELECT max(l.number) FROM result_approval l WHERE l.result_id = r.id) ",
            "LEFT JOIN proposal_decision d ON a.state = 'annulled' AND d.proposal_id = (SELECT p.id FROM proposal p ",
            "JOIN proposal_decision q ON q.proposal_id = p.id WHERE p.result_id = r.id AND p.act = 'annul' AND q.accepted ",
            "ORDER BY q.decided_at DESC, p.id DESC LIMIT 1) ",
            "LEFT JOIN staff m ON m.id = coalesce(v.staff_id, d.staff_id) WHERE ",
            $where
        )
    };
}

impl TryFrom<ResultRow> for ResultHead {
    type Error = Error;
    fn try_from(row: ResultRow) -> Result<Self> {
        Ok(Self {
            id: row.id.into(),
            attempt: row.attempt_id.into(),
            points: points(row.points)?,
            most: points(row.most)?,
            passed: row.passed,
            ended: Instant::from_millis(row.ended_at),
            expired: row.ended_how == State::Expired.code(),
            verdict: match (
                row.state.parse().map_err(inconsistent)?,
                row.decided_at.map(Instant::from_millis).zip(row.decided_by),
            ) {
                (State::Approved, Some((at, by))) => Verdict::Approved { at, by },
                (State::Annulled, Some((at, by))) => Verdict::Annulled { at, by },
                _ => Verdict::Awaited,
            },
        })
    }
}

fn points(stored: i64) -> Result<Points> {
    u32::try_from(stored).map(Points::from_units).map_err(inconsistent)
}

pub(crate) async fn of_attempt(tx: &mut Tx, attempt: AttemptId) -> Result<Option<ResultHead>> {
    // What was reopened has none until it ends again.
    let row: Option<ResultRow> = tx
        .fetch_optional(
            result_rows!("r.attempt_id = $1 AND a.ended_at IS NOT NULL ORDER BY r.number DESC LIMIT 1"),
            values![attempt],
        )
        .await?;
    row.map(ResultHead::try_from).transpose()
}

/// A question with its key.
#[derive(sqlx::FromRow)]
struct Item {
    id: Uuid,
    kind: String,
    wording: String,
    key: i64,
}

/// A question of a paper with its answer, and what it is held against.
struct Scored<'y> {
    position: i64,
    section: i64,
    item: &'y Item,
    order: OptionOrder,
    answered: Answered,
}

/// What attempts are held against: papers and answers, blueprints, questions with their keys. It is read for those that are graded
/// together, and goes when they are done.
struct Yardsticks {
    /// By attempt: the paper's seed, and its regulation.
    papers: HashMap<Uuid, (Vec<u8>, Uuid)>,
    /// By attempt: position, section, item and order of the options of each question.
    asked: HashMap<Uuid, Vec<(i64, i64, Uuid, String)>>,
    /// By attempt: link, position and choice of each answer, in order.
    answers: HashMap<Uuid, Vec<(i64, i64, i64)>>,
    blueprints: HashMap<Uuid, (String, Blueprint)>,
    items: HashMap<Uuid, Item>,
}

impl Yardsticks {
    async fn of(tx: &mut Tx, attempts: impl IntoIterator<Item = AttemptId>) -> Result<Self> {
        let these = ids(attempts);
        let papers: Vec<(Uuid, Vec<u8>, Uuid)> = tx
            .fetch_all(
                statement!(
                    "SELECT a.id, p.seed, p.regulation_id FROM attempt a JOIN paper p ON p.id = a.paper_id WHERE a.id IN "(ids)
                ),
                values![&these],
            )
            .await?;
        let questions: Vec<(Uuid, i64, i64, Uuid, String)> = tx
            .fetch_all(
                statement!(
                    "SELECT a.id, q.position, q.section, q.item_id, q.option_order FROM attempt a \
                     JOIN paper_question q ON q.paper_id = a.paper_id WHERE a.id IN " (ids) " ORDER BY a.id, q.position"
                ),
                values![&these],
            )
            .await?;
        let given: Vec<(Uuid, i64, i64, i64)> =
            tx.fetch_all(answers_of!("attempt_id, link, position, chosen", "IN "(ids)), values![&these]).await?;
        let regulations: BTreeSet<_> = papers.iter().map(|(_, _, regulation)| *regulation).collect();
        let blueprints: Vec<(Uuid, String)> =
            tx.fetch_all(statement!("SELECT id, blueprint FROM regulation WHERE id IN "(ids)), values![ids(regulations)]).await?;
        let asked_for: BTreeSet<_> = questions.iter().map(|(_, _, _, item, _)| *item).collect();
        let items: Vec<Item> = tx
            .fetch_all(
                statement!("SELECT i.id, i.kind, i.wording, k.options AS key FROM item i JOIN item_key k ON k.item_id = i.id \
                     WHERE i.id IN "(ids)),
                values![ids(asked_for)],
            )
            .await?;
        let mut asked: HashMap<Uuid, Vec<_>> = HashMap::new();
        for (attempt, position, section, item, order) in questions {
            asked.entry(attempt).or_default().push((position, section, item, order));
        }
        let mut answers: HashMap<Uuid, Vec<_>> = HashMap::new();
        for (attempt, link, position, chosen) in given {
            answers.entry(attempt).or_default().push((link, position, chosen));
        }
        let parsed = |(id, text): (Uuid, String)| {
            let blueprint = serde_json::from_str(&text).map_err(inconsistent)?;
            Ok((id, (text, blueprint)))
        };
        Ok(Self {
            papers: papers.into_iter().map(|(attempt, seed, regulation)| (attempt, (seed, regulation))).collect(),
            asked,
            answers,
            blueprints: blueprints.into_iter().map(parsed).collect::<Result<_>>()?,
            items: items.into_iter().map(|item| (item.id, item)).collect(),
        })
    }

    /// The questions of an attempt's paper with the answers up to a link of its chain. The one place where an answer meets its key.
    fn scored(&self, attempt: AttemptId, up_to: i64) -> Result<Vec<Scored<'_>>> {
        let of = Uuid::from(attempt);
        let given = self.answers.get(&of).into_iter().flatten().filter(|(link, ..)| *link <= up_to);
        let answers: BTreeMap<_, _> = given.map(|(_, position, chosen)| (*position, *chosen)).collect();
        let scored = |(position, section, item_id, option_order): &(i64, i64, Uuid, String)| {
            let item = self.items.get(item_id).ok_or_else(|| inconsistent("a question without a key"))?;
            let order: OptionOrder = option_order.parse().map_err(inconsistent)?;
            let presented = answers.get(position).copied().map_or(Ok(OptionSet::EMPTY), option_set)?;
            let answered = Answered {
                section: usize::try_from(*section).map_err(inconsistent)?,
                kind: item.kind.parse().map_err(inconsistent)?,
                key: Key::new(option_set(item.key)?).ok_or_else(|| inconsistent("a question without a key"))?,
                answer: order.to_bank(presented).map_err(inconsistent)?,
            };
            Ok(Scored { position: *position, section: *section, item, order, answered })
        };
        self.asked.get(&of).into_iter().flatten().map(scored).collect()
    }

    /// Works out an attempt's result from the answers up to a head of its chain, and what the log is to tell of it. Nothing is written.
    fn work_out(&self, attempt: AttemptId, head: &Head, id: ResultId, at: Instant) -> Result<(Written, Json)> {
        let of = Uuid::from(attempt);
        let (seed, regulation) = self.papers.get(&of).ok_or_else(|| inconsistent("an attempt without a paper"))?;
        let (text, blueprint) = self.blueprints.get(regulation).ok_or_else(|| inconsistent("a paper without a regulation"))?;
        let mut paper = Vec::new();
        // All that the answers were held against. The seed, which the log doesn't tell, keeps the keys from being guessed out of it.
        let mut basis = chain_hash(&[seed, text.as_bytes()]);
        for Scored { position, section, item, order, answered } in self.scored(attempt, head.link)? {
            basis = chain_hash(&[
                &basis,
                &position.to_be_bytes(),
                &section.to_be_bytes(),
                item.id.as_bytes(),
                order.code().as_bytes(),
                item.kind.as_bytes(),
                item.wording.as_bytes(),
                &item.key.to_be_bytes(),
            ]);
            paper.push(answered);
        }
        let grade = grade_paper(blueprint, &paper);
        let detail = json!({
            "result": id.to_string(), "points": grade.points.units(), "most": grade.most.units(), "passed": grade.passed,
            "chain_head": hex(&head.hash), "basis": hex(&basis),
        });
        let written = Written {
            id: id.into(),
            points: grade.points.units().into(),
            most: grade.most.units().into(),
            passed: grade.passed,
            sections: serde_json::to_string(&grade.sections).map_err(inconsistent)?,
            answers: head.link,
            chain_head: head.hash.clone(),
            graded_at: at.as_millis(),
        };
        Ok((written, detail))
    }
}

/// A result as it is written.
#[derive(PartialEq, sqlx::FromRow)]
struct Written {
    id: Uuid,
    points: i64,
    most: i64,
    passed: bool,
    sections: String,
    answers: i64,
    chain_head: Vec<u8>,
    graded_at: i64,
}

/// Writes the results of attempts that have just ended, each with the head of its chain; what the log is to tell of them, in their order.
pub(crate) async fn grade(tx: &mut Tx, now: Instant, ended: &[(&AttemptRow, Head)]) -> Result<Vec<Json>> {
    let yardsticks = Yardsticks::of(tx, ended.iter().map(|(row, _)| row.id)).await?;
    let (mut rows, mut details) = (Vec::new(), Vec::new());
    for (row, head) in ended {
        let (w, detail) = yardsticks.work_out(row.id, head, id(ResultId::new, now), now)?;
        let (result, attempt) = (hex(w.id.as_bytes()), hex(Uuid::from(row.id).as_bytes()));
        rows.push((result, attempt, w.points, w.most, w.passed, w.sections, w.answers, hex(&w.chain_head), w.graded_at));
        details.push(detail);
    }
    tx.execute(
        statement!(
            "INSERT INTO result (id, attempt_id, number, points, most, passed, sections, answers, chain_head, graded_at) SELECT "
            (id 0) ", " (id 1) ", (SELECT count(*) + 1 FROM result r WHERE r.attempt_id = " (id 1) "), " (int 2) ", " (int 3) ", "
            (flag 4) ", " (text 5) ", " (int 6) ", " (bytes 7) ", " (int 8) " FROM " (rows)
        ),
        values![serde_json::to_string(&rows).map_err(inconsistent)?],
    )
    .await?;
    Ok(details)
}

/// Whether an attempt has the results that its paper, its key and its answers came to each time it ended, and the log tells the same of
/// them; or none, when it hasn't been graded. `chain` are the ends that its answers had, `told` the log's events of grading, in its order.
pub(crate) async fn hold(tx: &mut Tx, row: &AttemptRow, chain: &[Head], told: &[&Told]) -> Result<bool> {
    let there: Vec<Written> = tx
        .fetch_all(
            "SELECT id, points, most, passed, sections, answers, chain_head, graded_at FROM result \
             WHERE attempt_id = $1 ORDER BY number",
            values![row.id],
        )
        .await?;
    let graded = matches!(row.attempt.state(), State::Graded | State::Approved | State::Annulled);
    if there.len() != told.len() || (graded && there.is_empty()) {
        return Ok(false);
    }
    if there.is_empty() {
        return Ok(true);
    }
    let yardsticks = Yardsticks::of(tx, [row.id]).await?;
    for (there, event) in there.into_iter().zip(told) {
        let head = Head { link: there.answers, hash: there.chain_head.clone() };
        let (due, detail) = yardsticks.work_out(row.id, &head, there.id.into(), Instant::from_millis(there.graded_at))?;
        let rests_on_the_chain = chain.iter().any(|end| (end.link, &end.hash) == (head.link, &head.hash));
        if !rests_on_the_chain || there != due || event.at != due.graded_at || !event.says(&detail) {
            return Ok(false);
        }
    }
    Ok(true)
}

/// By position, the right options of each question of a paper as they were presented, and the points of what was answered.
pub(crate) async fn marked(tx: &mut Tx, row: &AttemptRow) -> Result<BTreeMap<i64, (OptionSet, Points)>> {
    let yardsticks = Yardsticks::of(tx, [row.id]).await?;
    let scoring = blueprint_of(tx, row).await?.scoring();
    let marked = |Scored { position, order, answered: Answered { kind, key, answer, .. }, .. }: Scored<'_>| {
        let right = order.to_presented(key.right()).map_err(inconsistent)?;
        Ok((position, (right, score(kind, scoring, key, answer))))
    };
    let marked = yardsticks.scored(row.id, i64::MAX)?.into_iter().map(marked).collect::<Result<BTreeMap<_, _>>>()?;
    let points: Points = marked.values().map(|(_, points)| *points).sum();
    if of_attempt(tx, row.id).await?.is_none_or(|graded| graded.points != points) {
        return Err(inconsistent("a paper that comes to other points than its result"));
    }
    Ok(marked)
}

/// What the log tells of an approval.
pub(crate) fn approval(result: ResultId) -> Json {
    json!({"result": result.to_string()})
}

pub(crate) async fn blueprint_of(tx: &mut Tx, row: &AttemptRow) -> Result<Blueprint> {
    let (blueprint,): (String,) = tx
        .fetch_one(
            "SELECT r.blueprint FROM paper p JOIN regulation r ON r.id = p.regulation_id WHERE p.id = $1",
            values![row.paper],
        )
        .await?;
    serde_json::from_str(&blueprint).map_err(inconsistent)
}

impl Store {
    /// What the candidate is told of their own attempt; nothing until it is graded.
    ///
    /// # Errors
    /// [`Error::NotFound`] for another's attempt, or when the database fails.
    pub async fn own_result(&self, enrolment: EnrolmentId, attempt: AttemptId) -> Result<Option<OwnResult>> {
        let mut tx = self.engine.read().await?;
        let row = attempts::own(&mut tx, attempt, enrolment).await?;
        let disclosure = blueprint_of(&mut tx, &row).await?.result();
        Ok(sheet(&mut tx, &row).await?.map(|sheet| OwnResult::of(sheet, disclosure)))
    }

    /// A result for staff.
    ///
    /// # Errors
    /// [`Error::NotFound`], or when the database fails.
    pub async fn result_sheet(&self, result: ResultId) -> Result<ResultSheet> {
        let mut tx = self.engine.read().await?;
        let (attempt,): (Uuid,) = tx.fetch_one("SELECT attempt_id FROM result WHERE id = $1", values![result]).await?;
        let row = attempts::get(&mut tx, attempt.into()).await?;
        sheet(&mut tx, &row).await?.ok_or(Error::NotFound)
    }

    /// Lets a result count. Approving what is approved changes nothing.
    ///
    /// # Errors
    /// [`Error::NotFound`], also for a result that another has followed; [`crate::Refusal::LateAnswersUndecided`]; when the attempt is
    /// annulled; or when the database fails.
    pub async fn approve(&self, by: &By, result: ResultId) -> Result<()> {
        let staff = by.staff()?;
        let by = by.clone();
        self.engine
            .write(async move |tx| {
                let row = latest(tx, result).await?;
                if row.attempt.state() == State::Approved {
                    return Ok(());
                }
                let approved = row.attempt.approve()?;
                late::must_be_decided(tx, row.id).await?;
                attempts::write(tx, row.id, &approved).await?;
                tx.execute(
                    "INSERT INTO result_approval (result_id, number, staff_id, approved_at) \
                     SELECT $1, count(*) + 1, $2, $3 FROM result_approval WHERE result_id = $1",
                    values![result, staff, by.now],
                )
                .await?;
                // What is shown from now on is nothing for whoever sits there next.
                if blueprint_of(tx, &row).await?.paper_access() != PaperAccess::Nothing {
                    access::end_sessions(tx, &by, row.enrolment).await?;
                }
                audit::record(tx, &by, "result.approve", "attempt", row.id, &approval(result)).await
            })
            .await
    }
}

/// The attempt that a result is of; none when another result has followed.
pub(crate) async fn latest(tx: &mut Tx, result: ResultId) -> Result<AttemptRow> {
    let (attempt,): (Uuid,) = tx
        .fetch_one(
            "SELECT r.attempt_id FROM result r WHERE r.id = $1 AND NOT EXISTS \
             (SELECT 1 FROM result l WHERE l.attempt_id = r.attempt_id AND l.number > r.number)",
            values![result],
        )
        .await?;
    attempts::get(tx, attempt.into()).await
}

async fn sheet(tx: &mut Tx, row: &AttemptRow) -> Result<Option<ResultSheet>> {
    let Some(head) = of_attempt(tx, row.id).await? else { return Ok(None) };
    let blueprint = blueprint_of(tx, row).await?;
    let (sections,): (String,) = tx.fetch_one("SELECT sections FROM result WHERE id = $1", values![head.id]).await?;
    let scores: Vec<SectionScore> = serde_json::from_str(&sections).map_err(inconsistent)?;
    let titles = blueprint.sections().iter().map(|s| s.title.clone());
    let given: Vec<(i64, i64)> = tx.fetch_all(answers_of!("position, chosen", "= $1"), values![row.id]).await?;
    let answered = given.into_iter().collect::<BTreeMap<_, _>>().values().filter(|chosen| **chosen != 0).count();
    Ok(Some(ResultSheet {
        head,
        sections: titles.zip(scores).collect(),
        pass_mark: blueprint.pass_mark().get(),
        answered,
        questions: blueprint.questions(),
        late: late::of(tx, row.id).await?,
    }))
}
