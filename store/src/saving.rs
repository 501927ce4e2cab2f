//! Saving answers. What comes in while a commit is under way is saved together by the next: one statement for all, guarded in
//! itself by session, place, state, deadline and the chain it follows. So nothing is checked first and acted on later.
//!
//! What a save is worked out from (the paper's questions, the answers that stand, the end of the chain) is kept in [`Book`]s between
//! batches. A book may be stale; the guard, which names the link it goes on from, then lets nothing through, and it is read again.

use std::{
    collections::{HashMap, HashSet, hash_map::Entry},
    sync::LazyLock,
    time::Duration,
};

use exam::{
    answer::{Kind, OptionSet},
    clock::{Instant, Span},
    id::AttemptId,
};
use tokio::{
    sync::{mpsc, oneshot},
    time::timeout,
};

use crate::{
    Store,
    answers::{Conflict, Head, Link, Save, Saved, answers_of, head, option_set},
    engine::{Engine, ForRows, Tx, values},
    error::{Error, Result, inconsistent},
    workplace::{Tab, Workplace, what_is_in_the_way},
};

/// Saves that may wait for the next batch; past it the client is told to try again, and keeps the answer.
pub(crate) const MOST_WAITING: usize = 8_192;
const MOST_IN_A_BATCH: usize = 512;
/// Attempts whose books are kept.
const MOST_BOOKS: usize = 10_000;
/// How often a request is tried anew with a fresh book.
const TRIES: usize = 3;
/// How long a save may wait. It may be saved nevertheless; sending it again does no harm.
const PATIENCE: Duration = Duration::from_secs(20);

/// A request to save, and who waits for it.
pub(crate) struct Waiting {
    request: Request,
    tell: oneshot::Sender<Result<Saved>>,
}

struct Request {
    workplace: Workplace,
    attempt: AttemptId,
    address: String,
    now: Instant,
    saves: Vec<Save>,
}

impl Store {
    /// Saves answers of a running attempt, all or none; they are on disk when this returns. An answer is accepted until the deadline and
    /// the network grace, from the place that is at work.
    ///
    /// # Errors
    /// [`Error::SignedOut`]; [`crate::Refusal::ExamOver`] after the end; [`crate::Refusal::Paused`]; [`crate::Refusal::AtWorkElsewhere`];
    /// [`Error::NotFound`] for another's attempt or a question or option that isn't on the paper; [`Error::Busy`]: try again; or when
    /// the database fails.
    pub async fn save(
        &self,
        workplace: &Workplace,
        attempt: AttemptId,
        address: &str,
        now: Instant,
        saves: &[Save],
    ) -> Result<Saved> {
        let (tell, told) = oneshot::channel();
        let request = Request { workplace: workplace.clone(), attempt, address: address.to_owned(), now, saves: saves.to_vec() };
        self.saves.try_send(Waiting { request, tell }).map_err(|_| Error::Busy)?;
        timeout(PATIENCE, told).await.map_err(|_| Error::Busy)?.map_err(|_| Error::Busy)?
    }
}

/// Saves what comes in, batch by batch, as long as anybody may send something.
pub(crate) async fn serve(engine: Engine, grace: Span, mut incoming: mpsc::Receiver<Waiting>) {
    let mut books = Books::default();
    let mut waiting = Vec::new();
    while incoming.recv_many(&mut waiting, MOST_IN_A_BATCH).await > 0 {
        let (requests, tell): (Vec<_>, Vec<_>) = waiting.drain(..).map(|w| (w.request, w.tell)).unzip();
        let mut kept = std::mem::take(&mut books);
        let outcome = engine
            .write(async move |tx| {
                let outcomes = save_all(tx, &mut kept, grace, &requests).await?;
                Ok((kept, outcomes))
            })
            .await;
        match outcome {
            Ok((kept, outcomes)) => {
                books = kept;
                // Who asked may have gone.
                tell.into_iter().zip(outcomes).for_each(|(tell, outcome)| drop(tell.send(outcome)));
            }
            Err(error) => {
                tracing::error!(%error, saves = tell.len(), "answers were not saved; their senders are told to try again");
                tell.into_iter().for_each(|tell| drop(tell.send(Err(Error::Busy))));
            }
        }
    }
}

/// What a save of an attempt is worked out from.
pub(crate) struct Book {
    /// The questions of the paper, by position from 1: kind and number of options.
    questions: Vec<(Kind, usize)>,
    /// What stands of each.
    standing: Vec<Standing>,
    head: Head,
}

#[derive(Clone, Copy, Default)]
pub(crate) struct Standing {
    pub(crate) revision: u32,
    pub(crate) chosen: OptionSet,
    /// The newest of all revisions, not of the latest: a page without the desk may have been saved since.
    pub(crate) client_revision: Option<i64>,
}

type Books = HashMap<AttemptId, Book>;

/// What a request comes to, when its book is right.
struct Plan {
    saved: Saved,
    links: Vec<Link>,
    standing: Vec<Standing>,
    head: Head,
}

impl Book {
    pub(crate) async fn read(tx: &mut Tx, attempt: AttemptId) -> Result<Self> {
        let asked: Vec<(String, i64)> = tx
            .fetch_all(
                "SELECT i.kind, i.options FROM attempt a JOIN paper_question q ON q.paper_id = a.paper_id \
                 JOIN item i ON i.id = q.item_id WHERE a.id = $1 ORDER BY q.position",
                values![attempt],
            )
            .await?;
        if asked.is_empty() {
            return Err(Error::NotFound);
        }
        let question = |(kind, options): (String, i64)| {
            Ok((kind.parse().map_err(inconsistent)?, usize::try_from(options).map_err(inconsistent)?))
        };
        let questions = asked.into_iter().map(question).collect::<Result<Vec<_>>>()?;
        let mut standing = vec![Standing::default(); questions.len()];
        let answers: Vec<(i64, i64, i64, Option<i64>)> =
            tx.fetch_all(answers_of!("position, revision, chosen, client_revision", "= $1"), values![attempt]).await?;
        for (position, revision, chosen, client_revision) in answers {
            let of = usize::try_from(position - 1).ok().and_then(|index| standing.get_mut(index));
            let of = of.ok_or_else(|| inconsistent("an answer to a question that isn't on the paper"))?;
            of.revision = u32::try_from(revision).map_err(inconsistent)?;
            of.chosen = option_set(chosen)?;
            of.client_revision = of.client_revision.max(client_revision);
        }
        Ok(Self { questions, standing, head: head(tx, attempt).await? })
    }

    /// What stands of a question, if it is on the paper and may be answered so.
    pub(crate) fn stands(&self, position: u16, chosen: OptionSet) -> Result<Standing> {
        let index = usize::from(position).checked_sub(1).ok_or(Error::NotFound)?;
        let (kind, options) = *self.questions.get(index).ok_or(Error::NotFound)?;
        if kind.admits(chosen, options) { Ok(self.standing[index]) } else { Err(Error::NotFound) }
    }

    /// Takes what has come after the end as the next answer; its link.
    pub(crate) fn go_on(&mut self, attempt: AttemptId, address: &str, received: Instant, save: Save) -> Result<Vec<Link>> {
        let plan = self.plan(attempt, address, received, &[save])?;
        (self.standing, self.head) = (plan.standing, plan.head);
        Ok(plan.links)
    }

    /// Where the chain ends.
    pub(crate) fn into_head(self) -> Head {
        self.head
    }

    fn plan(&self, attempt: AttemptId, address: &str, now: Instant, saves: &[Save]) -> Result<Plan> {
        let saved = Saved { at: now, revisions: Default::default(), conflicts: Vec::new() };
        let mut plan = Plan { saved, links: Vec::new(), standing: self.standing.clone(), head: self.head.clone() };
        for save in saves {
            self.stands(save.position, save.chosen)?;
            let stands = &mut plan.standing[usize::from(save.position) - 1];
            plan.saved.revisions.insert(save.position, stands.revision);
            let newer = save.client_revision.map(|mine| stands.client_revision.is_none_or(|theirs| mine > theirs));
            // An unchanged answer is none, but for a newer one of the desk: an older one that was held up must find it.
            if save.chosen == stands.chosen && newer != Some(true) {
                continue;
            }
            let seen = newer.unwrap_or(save.rendered == stands.revision);
            if !seen {
                let conflict = Conflict { position: save.position, wanted: save.chosen, stands: stands.chosen };
                plan.saved.conflicts.push(conflict);
                continue;
            }
            *stands = Standing {
                revision: stands.revision + 1,
                chosen: save.chosen,
                client_revision: stands.client_revision.max(save.client_revision),
            };
            let link = Link::after(&plan.head, attempt, save, stands.revision, address, now);
            plan.head = Head { link: link.link, hash: link.hash.clone() };
            plan.links.push(link);
            plan.saved.revisions.insert(save.position, stands.revision);
        }
        Ok(plan)
    }
}

/// An outcome for each request, in their order.
async fn save_all(tx: &mut Tx, books: &mut Books, grace: Span, requests: &[Request]) -> Result<Vec<Result<Saved>>> {
    if books.len() > MOST_BOOKS {
        books.clear();
    }
    let mut outcomes: Vec<Option<Result<Saved>>> = requests.iter().map(|_| None).collect();
    let mut tries = vec![0; requests.len()];
    loop {
        // Of an attempt one request at a time: the second goes on from where the first has led.
        let mut taken = HashSet::new();
        let mut plans = Vec::new();
        for ((request, outcome), tries) in requests.iter().zip(&mut outcomes).zip(&mut tries) {
            if outcome.is_some() || !taken.insert(request.attempt) {
                continue;
            }
            *tries += 1;
            match plan(tx, books, request).await {
                Ok(_) if *tries > TRIES => *outcome = Some(Err(Error::Busy)),
                Ok(plan) => plans.push((request, plan, outcome)),
                Err(error @ Error::Database(_)) => return Err(error),
                Err(refused) => *outcome = Some(Err(refused)),
            }
        }
        if taken.is_empty() {
            return Ok(outcomes.into_iter().map(|outcome| outcome.unwrap_or(Err(Error::Busy))).collect());
        }
        let links = plans.iter().map(|(_, plan, _)| plan.links.len()).sum::<usize>();
        let all = insert(tx, grace, plans.iter().map(|(request, plan, _)| (*request, plan))).await? == links;
        for (request, plan, outcome) in plans {
            // The guard lets all links of a request through or none; where none was planned, it had nothing to stop.
            if !all || plan.links.is_empty() {
                if let Err(refused) = in_the_way(tx, grace, request).await {
                    *outcome = Some(Err(refused));
                    continue;
                }
                // Another server may have saved since the book was read: the next round has it right.
                if !is_the_end(tx, request.attempt, &plan.head).await? {
                    books.remove(&request.attempt);
                    continue;
                }
            }
            if let Some(book) = books.get_mut(&request.attempt) {
                (book.standing, book.head) = (plan.standing, plan.head);
            }
            *outcome = Some(Ok(plan.saved));
        }
    }
}

async fn plan(tx: &mut Tx, books: &mut Books, request: &Request) -> Result<Plan> {
    match books.entry(request.attempt) {
        Entry::Occupied(book) => planned(book.get(), request),
        Entry::Vacant(place) => planned(place.insert(Book::read(tx, request.attempt).await?), request),
    }
}

fn planned(book: &Book, request: &Request) -> Result<Plan> {
    book.plan(request.attempt, &request.address, request.now, &request.saves)
}

async fn in_the_way(tx: &mut Tx, grace: Span, request: &Request) -> Result<()> {
    what_is_in_the_way(tx, request.attempt, &request.workplace, least_deadline(request, grace), request.now).await
}

/// The earliest deadline that a request is not too late for.
fn least_deadline(request: &Request, grace: Span) -> Instant {
    request.now + Span::from_millis(-grace.as_millis())
}

async fn is_the_end(tx: &mut Tx, attempt: AttemptId, end: &Head) -> Result<bool> {
    let found = head(tx, attempt).await?;
    Ok(found.link == end.link && found.hash == end.hash)
}

/// Columns of a link on its way to the statement.
const COLUMNS: usize = 13;

/// The columns, from 1: attempt, link, position, revision, chosen, client's count, address, received, hash; what guards it: session, tab,
/// the link that the chain ended with when this was worked out, and the deadline that it may have come after by the grace; last, how many
/// links stand before it. Links get the next numbers, in their order; the first of a request goes on from the chain's end, each other from
/// the one before it.
static INSERT: LazyLock<ForRows> = LazyLock::new(|| {
    ForRows::new(
        "INSERT INTO answer_revision \
         (number, attempt_id, link, previous, position, revision, chosen, client_revision, address, received_at, hash) \
         SELECT n.newest + 1 + j.column14, a.id, j.column2, \
         CASE WHEN j.column2 = j.column12 + 1 THEN h.number ELSE n.newest + j.column14 END, \
         j.column3, j.column4, j.column5, j.column6, j.column7, j.column8, j.column9 \
         FROM (SELECT coalesce(max(number), 0) AS newest FROM answer_revision) n CROSS JOIN",
        COLUMNS,
        "CROSS JOIN attempt a CROSS JOIN session s LEFT JOIN answer_head h ON h.attempt_id = a.id \
         WHERE a.id = j.column1 AND a.state = 'running' AND a.deadline_at >= j.column13 \
         AND s.token_hash = j.column10 AND s.enrolment_id = a.enrolment_id AND s.ended_at IS NULL AND s.expires_at > j.column8 \
         AND (a.tab IS NULL OR j.column11 IS NULL OR a.tab = j.column11) AND coalesce(h.link, 0) = j.column12",
    )
});

/// Inserts the links that nothing is in the way of; how many.
async fn insert(tx: &mut Tx, grace: Span, plans: impl Iterator<Item = (&Request, &Plan)>) -> Result<usize> {
    let links: Vec<_> = plans.flat_map(|(request, plan)| plan.links.iter().map(move |link| (request, link))).collect();
    let mut inserted = 0;
    for some in links.chunks(ForRows::MOST) {
        let mut base = 0;
        let mut before = None;
        let mut rows = Vec::with_capacity(some.len());
        for (request, link) in some {
            if before.replace(request.attempt) != Some(request.attempt) {
                base = link.link - 1;
            }
            let Workplace { token, tab } = &request.workplace;
            rows.push(values![
                link.attempt_id,
                link.link,
                link.position,
                link.revision,
                link.chosen,
                link.client_revision,
                &link.address,
                link.received_at,
                link.hash.clone(),
                token.hash(),
                tab.as_ref().map(Tab::as_str),
                base,
                least_deadline(request, grace)
            ]);
        }
        inserted += tx.execute_rows(&INSERT, rows).await?;
    }
    usize::try_from(inserted).map_err(inconsistent)
}
