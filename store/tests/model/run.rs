//! A run in both rooms at once, the real and the plain one, until they differ.

use std::{future::poll_fn, mem, pin::Pin, task::Poll};

use exam::{
    answer::OptionSet,
    clock::{Instant, Span},
};
use store::{Delivered, Save};

use crate::{
    acts::{Act, Case, Choice, End, Late, Pick, Reason, Seen, Server, Step, Tab, Wait, Which, Who, Whose},
    databases::Databases,
    model::{self, Answer, Call, Number},
    room::{Database, Room},
    tally::Tally,
};

/// Monday, 2 March 2026, nine in the morning in Almaty: every sitting starts then.
pub(crate) const MORNING: Instant = Instant::from_millis(1_772_424_000_000);
/// Longer than anything lasts that ends by itself.
const A_WEEK: Span = Span::from_days(7);
/// Rooms in one database, one after the other: it is verified as a whole after each.
const ROOMS: u32 = 8;
/// Calls after which everything is looked at; once the two have differed, after each.
const A_LOOK: Number = 12;

/// Where the store and the model differ.
pub(crate) type Divergence = String;

/// One engine, under test.
pub(crate) struct Trial {
    databases: Databases,
    database: Option<Used>,
    has_differed: bool,
    pub(crate) tally: Tally,
}

struct Used {
    database: Database,
    rooms: u32,
    /// Answers saved so far.
    links: u64,
}

impl Trial {
    pub(crate) fn new(databases: Databases) -> Self {
        Self { databases, database: None, has_differed: false, tally: Tally::default() }
    }

    /// Plays a case through.
    ///
    /// # Errors
    /// Where the store and the model differ; the database is then given up.
    pub(crate) async fn play(&mut self, case: &Case) -> Result<(), Divergence> {
        let mut used = match self.database.take() {
            Some(used) if used.rooms < ROOMS => used,
            full => {
                if let Some(full) = full {
                    full.database.close().await;
                }
                Used { database: Database::new(&mut self.databases).await, rooms: 0, links: 0 }
            }
        };
        used.rooms += 1;
        let look_after = if self.has_differed { 1 } else { A_LOOK };
        let played = Play::new(&mut used.database, case, look_after, &mut self.tally).await.through(case).await;
        let links = match played {
            Ok(links) => links,
            Err(divergence) => {
                self.has_differed = true;
                used.database.close().await;
                return Err(divergence);
            }
        };
        used.links += links;
        let report = used.database.verify().await;
        if !report.findings.is_empty() || report.answers != used.links {
            let found = format!("audit verify: {:?}, {} answers, of {}", report.findings, report.answers, used.links);
            used.database.close().await;
            return Err(found);
        }
        self.database = Some(used);
        Ok(())
    }

    pub(crate) async fn close(self) {
        if let Some(used) = self.database {
            used.database.close().await;
        }
    }
}

/// A case on its way.
struct Play<'t> {
    database: &'t mut Database,
    room: Room,
    /// What the room may be like: after acts at once there may be several orders in which they would have been answered so.
    possible: Vec<model::Room>,
    clock: Instant,
    calls: Number,
    looked: Number,
    look_after: Number,
    tally: &'t mut Tally,
}

impl<'t> Play<'t> {
    async fn new(database: &'t mut Database, case: &Case, look_after: Number, tally: &'t mut Tally) -> Self {
        let room = database.room(case, MORNING).await;
        let possible = vec![model::Room::new(case, MORNING)];
        Self { database, room, possible, clock: MORNING, calls: 0, looked: 0, look_after, tally }
    }

    /// How many answers were saved.
    async fn through(mut self, case: &Case) -> Result<u64, Divergence> {
        for (number, step) in (1..).zip(&case.steps) {
            self.step(step).await.map_err(|why| format!("at step {number}: {why}"))?;
        }
        self.end().await.map_err(|why| format!("at the end: {why}"))
    }

    async fn step(&mut self, step: &Step) -> Result<(), Divergence> {
        match step {
            Step::One(server, act) => self.one(*server, act.clone()).await,
            Step::Comes { who, server, reopened } => {
                let (who, session, of) = (*who, Which::Last, Whose::Own);
                let reopened = reopened.then_some(Act::Reopen { who, more: Span::from_mins(10), reason: Reason::Given });
                let comes = [
                    Act::IssueCode { who },
                    Act::SignIn { who, code: Which::Last, as_neighbour: false },
                    Act::Admit { who },
                    Act::Start { who },
                    Act::ComeBack { who, of },
                    Act::SitDown { who, session, of, tab: Tab::A, take_over: false },
                ];
                for act in reopened.into_iter().chain(comes) {
                    self.one(*server, act).await?;
                }
                Ok(())
            }
            Step::Guesses { who, server } => {
                for _ in 0..11 {
                    self.one(*server, Act::SignIn { who: *who, code: Which::Last, as_neighbour: true }).await?;
                }
                Ok(())
            }
            Step::ComesLate { who, server, off } => {
                let who = *who;
                self.one(*server, Act::IssueCode { who }).await?;
                self.clock = self.clock.max(self.until(Wait::Until { who, end: End::Code, off: *off }));
                self.one(*server, Act::SignIn { who, code: Which::Last, as_neighbour: false }).await
            }
            Step::AtOnce(acts) => self.at_once(acts).await,
            Step::Waits(wait) => {
                self.clock = self.clock.max(self.until(*wait));
                Ok(())
            }
            Step::Restart(server) => {
                self.database.restart(*server).await;
                self.tally.restarted();
                Ok(())
            }
        }
    }

    async fn one(&mut self, server: Server, act: Act) -> Result<(), Divergence> {
        let call = self.decide(act, self.clock);
        let (answer, made) = self.room.call(self.database.server(server), &call).await;
        self.room.keep(made);
        self.tally.count(&call.act, &answer);
        let mut expected = Vec::new();
        self.possible.retain_mut(|room| {
            let answered = room.answer(&call);
            let so = answered == answer;
            expected.push(answered);
            so
        });
        if self.possible.is_empty() {
            return Err(format!("{call:?}\n  the store: {answer:?}\n  the model: {expected:?}"));
        }
        self.look_now_and_then(server).await
    }

    async fn at_once(&mut self, acts: &[(Server, Act, bool)]) -> Result<(), Divergence> {
        let a_moment = |later: bool| Span::from_millis(later.into());
        let calls: Vec<_> = acts.iter().map(|(_, act, later)| self.decide(act.clone(), self.clock + a_moment(*later))).collect();
        let servers = acts.iter().map(|(server, ..)| self.database.server(*server));
        let answered = together(servers.zip(&calls).map(|(store, call)| self.room.call(store, call)).collect()).await;
        self.clock = self.clock + a_moment(true);
        let mut answers = Vec::new();
        for (call, (answer, made)) in calls.iter().zip(answered) {
            self.room.keep(made);
            self.tally.count(&call.act, &answer);
            answers.push(answer);
        }
        self.tally.at_once();
        self.possible = in_some_order(mem::take(&mut self.possible), &calls, &answers);
        if self.possible.is_empty() {
            let calls: Vec<_> = calls.iter().zip(&answers).map(|(call, answer)| format!("  {call:?}\n    {answer:?}")).collect();
            return Err(format!("in no order are these the answers:\n{}", calls.join("\n")));
        }
        self.look_now_and_then(acts[0].0).await
    }

    /// Gives the words of an act their meaning.
    fn decide(&mut self, mut act: Act, now: Instant) -> Call {
        self.calls += 1;
        let room = &self.possible[0];
        let count = room.candidates().len();
        if let Some(who) = act.who_mut() {
            *who %= count;
        }
        let with = match act {
            Act::SignIn { who, code, .. } => room.code(who, code),
            Act::SignOut { who, session }
            | Act::SitDown { who, session, .. }
            | Act::StandUp { who, session, .. }
            | Act::Save { who, session, .. } => room.session(who, session),
            Act::Decide { who, proposal, .. } => room.proposal(who, proposal),
            _ => None,
        };
        let result = match act {
            Act::Approve { who, result } | Act::Propose { who, result, .. } | Act::DecideLate { who, result, .. } => {
                let number = room.ends(who).checked_sub(if let Which::Last = result { 0 } else { 1 });
                number.filter(|number| self.room.knows_result(who, *number))
            }
            _ => None,
        };
        let saves = match &act {
            Act::Save { who, of, picks, .. } => {
                let whose = room.whose(*who, *of);
                picks.iter().map(|pick| self.save(whose, *pick)).collect()
            }
            _ => vec![],
        };
        let late = match &act {
            Act::DeliverLate { who, of, late } => {
                let whose = room.whose(*who, *of);
                late.iter().map(|late| self.late(whose, *late, now)).collect()
            }
            _ => vec![],
        };
        let up_to = match act {
            Act::DecideLate { who, seen, .. } => room.late(who).saturating_sub(if let Which::Last = seen { 0 } else { 1 }),
            _ => 0,
        };
        let up_to = u32::try_from(up_to).expect("few");
        Call { number: self.calls, now, act, with, knows_attempts: self.room.knows_attempts(), result, saves, late, up_to }
    }

    fn late(&self, who: Who, Late { position, choice, claim }: Late, now: Instant) -> Delivered {
        (position, self.possible[0].claimed(who, position, claim, now), self.chosen(who, position, choice))
    }

    fn chosen(&self, who: Who, position: u16, choice: Choice) -> OptionSet {
        let right = || self.room.paper(who)?.get(usize::from(position).checked_sub(1)?).copied();
        match choice {
            Choice::AsItStands => self.possible[0].stands(who, position).0,
            Choice::Fitting(what) => model::fitting(position, what),
            Choice::Right => right().unwrap_or_else(|| model::fitting(position, 1)),
            Choice::Any(bits) => OptionSet::from_bits(bits),
        }
    }

    fn save(&self, who: Who, pick: Pick) -> Save {
        let (_, revision, count) = self.possible[0].stands(who, pick.position);
        let chosen = self.chosen(who, pick.position, pick.choice);
        let (rendered, client_revision) = match pick.seen {
            Seen::Count(later) => (0, Some((count + later).max(0))),
            Seen::Revision(later) => (u32::try_from(i64::from(revision) + later).unwrap_or(0), None),
        };
        Save { position: pick.position, chosen, rendered, client_revision }
    }

    fn until(&self, wait: Wait) -> Instant {
        let room = &self.possible[0];
        match wait {
            Wait::For(span) => self.clock + span,
            Wait::Until { who, end, off } => room.end_of(who % room.candidates().len(), end).map_or(self.clock, |end| end + off),
        }
    }

    /// Looks at everything when there is something new to be known, or it is time to.
    async fn look_now_and_then(&mut self, server: Server) -> Result<(), Divergence> {
        let room = &self.possible[0];
        let unseen = |who| room.ends(who) > 0 && !self.room.knows_result(who, room.ends(who));
        let news = room.candidates().any(unseen) || room.is_open() != self.room.knows_attempts();
        if news || self.possible.len() > 1 || self.calls >= self.looked + self.look_after {
            self.look(server).await
        } else {
            Ok(())
        }
    }

    async fn look(&mut self, server: Server) -> Result<(), Divergence> {
        self.looked = self.calls;
        let room = &self.possible[0];
        let ends: Vec<_> = room.candidates().map(|who| room.ends(who)).collect();
        let sessions: Vec<_> = room.candidates().map(|who| room.session(who, Which::Last)).collect();
        let found = self.room.look(self.database.server(server), self.clock, &ends, &sessions).await;
        let found = found.map_err(|error| format!("the room can't be looked at: {error}"))?;
        let (paper, now) = (&self.room, self.clock);
        let mut difference = String::new();
        self.possible.retain(|room| {
            let mut same = true;
            for (who, found) in found.iter().enumerate() {
                let mut expected = room.view(who, now, paper.paper(who));
                if let (Some(expected), Some(found)) = (&mut expected.result, &found.result) {
                    expected.points = expected.points.or(found.points);
                }
                if expected != *found {
                    same = false;
                    difference += &format!("\n  of candidate {who}\n  the store: {found:?}\n  the model: {expected:?}");
                }
            }
            same
        });
        if self.possible.is_empty() { Err(format!("what is to be seen differs{difference}")) } else { Ok(()) }
    }

    /// Everything comes to its end by itself.
    async fn end(mut self) -> Result<u64, Divergence> {
        self.clock = self.clock + A_WEEK;
        self.one(Server::First, Act::CloseOverdue).await?;
        self.look(Server::Second).await?;
        let room = &self.possible[0];
        for who in room.candidates() {
            let pages = self.room.own_pages(self.database.server(Server::First), who).await;
            let (attempt, sheet) = pages.map_err(|error| format!("candidate {who} can't look: {error}"))?;
            let expected = room.view(who, self.clock, self.room.paper(who));
            let answered = sheet.map(|sheet| sheet.answered);
            if attempt != expected.attempt || answered != expected.result.as_ref().map(|_| room.answered(who)) {
                return Err(format!("candidate {who} sees {attempt:?}, {answered:?} answered; the model: {room:?}"));
            }
        }
        Ok(room.links())
    }
}

/// What the room may be like when these calls, in any order, were answered so. The closing task takes one attempt after the other, and
/// others may come between.
fn in_some_order(before: Vec<model::Room>, calls: &[Call], answers: &[Answer]) -> Vec<model::Room> {
    let mut parts: Vec<(usize, Option<Who>)> = Vec::new();
    for (number, call) in calls.iter().enumerate() {
        match call.act {
            Act::CloseOverdue => parts.extend(before[0].candidates().map(|who| (number, Some(who)))),
            _ => parts.push((number, None)),
        }
    }
    // Which parts are done, and what the room may be like then.
    let mut reached = vec![(0_u32, before)];
    for _ in 0..parts.len() {
        let mut next: Vec<(u32, Vec<model::Room>)> = Vec::new();
        for (done, rooms) in reached {
            for (part, (number, who)) in parts.iter().enumerate().filter(|(part, _)| done & (1 << part) == 0) {
                for room in &rooms {
                    let mut room = room.clone();
                    let so = match (who, &answers[*number]) {
                        (Some(who), Answer::Closed(closed)) => room.close(*who, calls[*number].now) == closed.get(who).copied(),
                        _ => room.answer(&calls[*number]) == answers[*number],
                    };
                    if so {
                        let done = done | 1 << part;
                        match next.iter_mut().find(|(other, _)| *other == done) {
                            Some((_, rooms)) if rooms.contains(&room) => {}
                            Some((_, rooms)) => rooms.push(room),
                            None => next.push((done, vec![room])),
                        }
                    }
                }
            }
        }
        reached = next;
    }
    reached.pop().map(|(_, rooms)| rooms).unwrap_or_default()
}

/// Runs all at once; their outputs, in their order.
async fn together<F: Future>(futures: Vec<F>) -> Vec<F::Output> {
    let mut running: Vec<_> = futures.into_iter().map(|future| (Some(Box::pin(future)), None)).collect();
    poll_fn(|context| {
        for (future, output) in &mut running {
            let polled: Option<Poll<F::Output>> = future.as_mut().map(|future: &mut Pin<Box<F>>| future.as_mut().poll(context));
            if let Some(Poll::Ready(ready)) = polled {
                (*future, *output) = (None, Some(ready));
            }
        }
        if running.iter().all(|(future, _)| future.is_none()) { Poll::Ready(()) } else { Poll::Pending }
    })
    .await;
    running.into_iter().filter_map(|(_, output)| output).collect()
}
