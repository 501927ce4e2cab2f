//! An exam room as plainly as it can be told, without any of the product's own rules: what each act is answered with, and what is to
//! be seen after it. Where several things are in the way, it says which is told.

use std::collections::BTreeMap;

use exam::{
    answer::OptionSet,
    attempt::{Act as Verb, State},
    clock::{Instant, Span},
};
use store::{Admission, CodeRefused, Delivered, ProposedAct, Refusal, Resumes, Save};

use crate::acts::{Act, Case, Claim, End, Person, Reason, Tab, Which, Who, Whose};

/// What the regulation of the small bank says.
const LIMIT: Span = Span::from_mins(30);
/// How long after the deadline an answer may still arrive.
pub(crate) const GRACE: Span = Span::from_secs(5);
/// How long a session lasts, and a code from the start of the sitting.
const TWELVE_HOURS: Span = Span::from_mins(12 * 60);
/// A paper has four questions of law, with one right option of four, and two of radio, with three right options of five.
const QUESTIONS: u16 = 6;
const LAW: std::ops::RangeInclusive<u16> = 1..=4;
/// What a question is worth: so that thirds are whole.
const POINTS: u32 = 840;

/// A call has a number, and what it makes (a code, a session) is known by it.
pub(crate) type Number = u32;

/// The right options of a paper, as presented, by position from 1.
pub(crate) type Paper = [OptionSet; QUESTIONS as usize];

/// An act with everything in it decided.
#[derive(Clone, Debug)]
pub(crate) struct Call {
    pub(crate) number: Number,
    pub(crate) now: Instant,
    pub(crate) act: Act,
    /// The session, the code or the proposal that it comes with; none where there has been none.
    pub(crate) with: Option<Number>,
    /// Whether who calls could know the attempts' ids.
    pub(crate) knows_attempts: bool,
    /// Which result of the attempt is meant, from 1.
    pub(crate) result: Option<usize>,
    pub(crate) saves: Vec<Save>,
    /// What is delivered late.
    pub(crate) late: Vec<Delivered>,
    /// How many of those that came late were seen by whoever decides.
    pub(crate) up_to: u32,
}

/// What a call is answered with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    Done,
    Refused(Refusal),
    NotFound,
    SignedOut,
    /// The attempt is in no state for it.
    NotNow(State, Verb),
    CodeRefused(CodeRefused),
    /// At work on it since then, but in another tab.
    Elsewhere(Instant),
    /// How many it concerned.
    Of(usize),
    Closed(BTreeMap<Who, Instant>),
    /// Of these questions what came late is taken care of.
    Taken(Vec<u16>),
    Saved {
        at: Instant,
        revisions: BTreeMap<u16, u32>,
        conflicts: Vec<Conflict>,
    },
    /// What no act may end with.
    Fault(String),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Conflict {
    pub(crate) position: u16,
    pub(crate) wanted: OptionSet,
    pub(crate) stands: OptionSet,
}

/// What is to be seen of a candidate.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct View {
    pub(crate) signed_in: bool,
    pub(crate) attempt: Option<AttemptView>,
    pub(crate) desk: Option<DeskView>,
    pub(crate) result: Option<ResultView>,
    /// How many answers came late and wait for a decision.
    pub(crate) late: usize,
}

#[derive(Debug, PartialEq, Eq)]
pub(crate) struct AttemptView {
    pub(crate) state: State,
    pub(crate) started: Option<Instant>,
    pub(crate) deadline: Option<Instant>,
    pub(crate) ended: Option<Instant>,
    pub(crate) paused: Option<(Instant, Resumes)>,
    pub(crate) granted: Span,
}

#[derive(Debug, PartialEq, Eq)]
pub(crate) struct DeskView {
    pub(crate) saved: Option<Instant>,
    /// Chosen, revision, the desk's last count.
    pub(crate) questions: Vec<(OptionSet, u32, i64)>,
}

#[derive(Debug, PartialEq, Eq)]
pub(crate) struct ResultView {
    /// Points and whether they are enough; none where nobody has seen the paper.
    pub(crate) points: Option<(u32, bool)>,
    pub(crate) ended: Instant,
    pub(crate) expired: bool,
    pub(crate) verdict: Verdict,
}

/// What has been decided about a result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    Awaited,
    Approved(Instant),
    Annulled(Instant),
}

/// The room.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Room {
    starts: Instant,
    admission: Admission,
    open: bool,
    candidates: Vec<Candidate>,
    /// Sign-ins tried in vain: at whom, and when. Everyone comes from the one address.
    guesses: Vec<(Who, Instant)>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Candidate {
    /// Every code issued; only the last can be good.
    codes: Vec<Code>,
    sessions: Vec<Session>,
    /// The tab at work, and since when; it goes with the session.
    place: Option<(Tab, Instant)>,
    extra: Span,
    exam: Exam,
    answers: BTreeMap<u16, Standing>,
    links: u64,
    saved: Option<Instant>,
    /// How often the exam has been graded: at each end, and when late answers count.
    ends: usize,
    proposals: Vec<Proposal>,
    /// What came after the end, in its order.
    late: Vec<Late>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Late {
    position: u16,
    count: i64,
    chosen: OptionSet,
    received: Instant,
    decided: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Proposal {
    number: Number,
    act: ProposedAct,
    /// The result that it is about, from 1.
    result: usize,
    by: Person,
    decided: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Code {
    number: Number,
    expires: Instant,
    used: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Session {
    number: Number,
    expires: Instant,
    ended: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Exam {
    NoPaper,
    Prepared,
    Admitted,
    Running(Time),
    Paused(Time, Instant, Resumes),
    Over { time: Time, at: Instant, expired: bool, verdict: Verdict },
}

/// Measured out in the exam; what the person needs more than others comes on top.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Time {
    started: Instant,
    grants: Vec<Span>,
    pauses: Vec<Span>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Standing {
    chosen: OptionSet,
    revision: u32,
    /// The greatest count of the desk so far.
    count: Option<i64>,
}

impl Room {
    pub(crate) fn new(case: &Case, starts: Instant) -> Self {
        let candidate = Candidate {
            codes: vec![],
            sessions: vec![],
            place: None,
            extra: Span::ZERO,
            exam: Exam::NoPaper,
            answers: BTreeMap::new(),
            links: 0,
            saved: None,
            ends: 0,
            proposals: vec![],
            late: vec![],
        };
        Self { starts, admission: case.admission, open: false, candidates: vec![candidate; case.candidates], guesses: vec![] }
    }

    /// What a call is answered with, and what it leads to.
    pub(crate) fn answer(&mut self, call: &Call) -> Answer {
        match self.act(call) {
            Ok(answer) | Err(answer) => answer,
        }
    }

    fn act(&mut self, call: &Call) -> Result<Answer, Answer> {
        let (now, count) = (call.now, self.candidates.len());
        let known = if call.knows_attempts { Ok(()) } else { Err(Answer::NotFound) };
        match call.act {
            Act::Open => {
                if !self.open {
                    self.open = true;
                    for candidate in &mut self.candidates {
                        candidate.exam = Exam::Prepared;
                        if self.admission == Admission::AtSignIn && candidate.signed_in(now) {
                            candidate.exam = Exam::Admitted;
                        }
                    }
                }
                Ok(Answer::Done)
            }
            Act::Admit { who } => match &mut self.candidates[who].exam {
                Exam::NoPaper => Err(Answer::Refused(Refusal::NotOpen)),
                Exam::Over { .. } => Err(Answer::Refused(Refusal::ExamOver)),
                exam @ Exam::Prepared => {
                    *exam = Exam::Admitted;
                    Ok(Answer::Done)
                }
                exam => Err(exam.not_now(Verb::Admit)),
            },
            Act::IssueCode { who } => {
                let candidate = &mut self.candidates[who];
                // An approved result is worth coming for.
                if let Exam::Over { verdict: Verdict::Awaited | Verdict::Annulled(_), .. } = candidate.exam {
                    return Err(Answer::Refused(Refusal::ExamOver));
                }
                candidate.ends_session();
                self.guesses.retain(|(at_whom, _)| *at_whom != who);
                let expires = self.starts.max(now) + TWELVE_HOURS;
                candidate.codes.push(Code { number: call.number, expires, used: false });
                Ok(Answer::Done)
            }
            Act::SignIn { who, as_neighbour, .. } => {
                let admits = self.open && self.admission == Admission::AtSignIn;
                let at_whom = if as_neighbour { self.whose(who, Whose::Neighbours) } else { who };
                self.may_guess(at_whom, now)?;
                let candidate = &mut self.candidates[who];
                candidate.sign_in(call, as_neighbour).map_err(|refused| {
                    self.guesses.extend((refused == CodeRefused::Wrong).then_some((at_whom, now)));
                    Answer::CodeRefused(refused)
                })?;
                if admits && candidate.exam == Exam::Prepared {
                    candidate.exam = Exam::Admitted;
                }
                Ok(Answer::Done)
            }
            Act::SignOut { who, .. } => {
                if self.candidates[who].sessions.last().is_some_and(|s| Some(s.number) == call.with) {
                    self.candidates[who].ends_session();
                }
                Ok(Answer::Done)
            }
            Act::SitDown { who, of, tab, take_over, .. } => {
                known?;
                let candidate = self.at_the_desk(call, who, of)?;
                candidate.has_paper_before_them()?;
                match candidate.place {
                    Some((other, since)) if other != tab && !take_over => return Err(Answer::Elsewhere(since)),
                    Some((same, _)) if same == tab => {}
                    _ => candidate.place = Some((tab, now)),
                }
                Ok(Answer::Done)
            }
            Act::StandUp { who, of, tab, .. } => {
                known?;
                let candidate = self.at_the_desk(call, who, of)?;
                if candidate.place.is_some_and(|(at_work, _)| at_work == tab) {
                    candidate.place = None;
                }
                Ok(Answer::Done)
            }
            Act::Start { who } => match &mut self.candidates[who].exam {
                Exam::NoPaper => Err(Answer::Refused(Refusal::NotOpen)),
                Exam::Running(_) => Ok(Answer::Done),
                Exam::Over { .. } => Err(Answer::Refused(Refusal::ExamOver)),
                exam @ Exam::Admitted => {
                    *exam = Exam::Running(Time { started: now, grants: vec![], pauses: vec![] });
                    Ok(Answer::Done)
                }
                exam => Err(exam.not_now(Verb::Start)),
            },
            Act::Save { who, of, tab, .. } => {
                known?;
                if call.saves.iter().any(|save| !is_on_the_paper(save.position, save.chosen)) {
                    return Err(Answer::NotFound);
                }
                let candidate = self.at_the_desk(call, who, of)?;
                candidate.has_paper_before_them()?;
                match &candidate.exam {
                    Exam::Paused(..) => return Err(Answer::Refused(Refusal::Paused)),
                    Exam::Running(time) if now > candidate.deadline(time) + GRACE => {
                        return Err(Answer::Refused(Refusal::ExamOver));
                    }
                    _ => {}
                }
                if candidate.place.zip(tab).is_some_and(|((at_work, _), mine)| at_work != mine) {
                    return Err(Answer::Refused(Refusal::AtWorkElsewhere));
                }
                Ok(candidate.save(now, &call.saves))
            }
            Act::Submit { who, of } => {
                known?;
                let candidate = self.own(who, of)?;
                match candidate.exam.clone() {
                    Exam::Over { .. } => {}
                    Exam::Running(time) => {
                        let deadline = candidate.deadline(&time);
                        candidate.end(time, now.min(deadline), now > deadline + GRACE);
                    }
                    other => return Err(other.not_now(Verb::Submit)),
                }
                Ok(Answer::Done)
            }
            Act::Grant { who, more, reason } => {
                given(reason)?;
                known?;
                match &mut self.candidates[who].exam {
                    Exam::Running(time) | Exam::Paused(time, ..) if more > Span::ZERO => {
                        time.grants.push(more);
                        Ok(Answer::Done)
                    }
                    exam => Err(exam.not_now(Verb::Grant)),
                }
            }
            Act::GrantToAll { more, reason } => {
                given(reason)?;
                self.everyone(&[State::Running, State::Paused], |candidate| match &mut candidate.exam {
                    Exam::Running(time) | Exam::Paused(time, ..) => {
                        time.grants.push(more);
                        Ok(true)
                    }
                    _ => Ok(false),
                })
            }
            Act::GiveExtraTime { who, more, reason } => {
                given(reason)?;
                let candidate = &mut self.candidates[who];
                if let Exam::Over { .. } = candidate.exam {
                    return Err(Answer::Refused(Refusal::ExamOver));
                }
                candidate.extra = candidate.extra + more;
                Ok(Answer::Done)
            }
            Act::Pause { who, resumes, reason } => {
                given(reason)?;
                known?;
                let candidate = &mut self.candidates[who];
                if candidate.pause(now, resumes) { Ok(Answer::Done) } else { Err(candidate.exam.not_now(Verb::Pause)) }
            }
            Act::PauseAll { reason } => {
                given(reason)?;
                // Whose time has run out has nothing left to stop.
                self.everyone(&[State::Running], |candidate| Ok(candidate.pause(now, Resumes::ByStaff)))
            }
            Act::Resume { who } => {
                known?;
                self.candidates[who].resume(now)?;
                Ok(Answer::Done)
            }
            Act::ResumeAll => self.everyone(&[State::Paused], |candidate| match candidate.exam {
                Exam::Paused(_, _, Resumes::ByStaff) => candidate.resume(now).map(|()| true),
                _ => Ok(false),
            }),
            Act::ComeBack { who, of } => {
                known?;
                let candidate = self.own(who, of)?;
                match &candidate.exam {
                    Exam::Running(_) => {}
                    Exam::Paused(_, _, Resumes::OnReturn) => candidate.resume(now)?,
                    other => return Err(other.not_now(Verb::Resume)),
                }
                Ok(Answer::Done)
            }
            Act::Reopen { who, more, reason } => {
                given(reason)?;
                known?;
                let candidate = &mut self.candidates[who];
                candidate.all_is_decided()?;
                let Exam::Over { mut time, at, verdict: Verdict::Awaited, .. } = candidate.exam.clone() else {
                    return Err(candidate.exam.not_now(Verb::Reopen));
                };
                if at >= candidate.deadline(&time) + more {
                    return Err(Answer::Refused(Refusal::NoTimeLeft));
                }
                time.grants.push(more);
                candidate.exam = Exam::Paused(time, at, Resumes::OnReturn);
                Ok(Answer::Done)
            }
            Act::Approve { who, .. } => {
                let candidate = &mut self.candidates[who];
                let ends = candidate.ends;
                // A result that another has come after counts no more.
                if call.result.is_none_or(|which| which != ends) {
                    return Err(Answer::NotFound);
                }
                let decided = candidate.all_is_decided();
                match &mut candidate.exam {
                    Exam::Over { verdict: Verdict::Approved(_), .. } => {}
                    Exam::Over { verdict: verdict @ Verdict::Awaited, .. } => {
                        decided?;
                        *verdict = Verdict::Approved(now);
                    }
                    other => return Err(other.not_now(Verb::Approve)),
                }
                Ok(Answer::Done)
            }
            Act::Propose { who, act, by, reason, .. } => {
                given(reason)?;
                let candidate = &mut self.candidates[who];
                let result = call.result.filter(|which| *which == candidate.ends).ok_or(Answer::NotFound)?;
                candidate.clone().decided(act, now)?;
                if candidate.proposals.iter().any(|other| other.result == result && !other.decided) {
                    return Err(Answer::Refused(Refusal::AlreadyProposed));
                }
                candidate.proposals.push(Proposal { number: call.number, act, result, by, decided: false });
                Ok(Answer::Done)
            }
            Act::Decide { who, accepted, by, .. } => {
                let candidate = &mut self.candidates[who];
                let place = candidate.proposals.iter().position(|one| Some(one.number) == call.with).ok_or(Answer::NotFound)?;
                let proposal = candidate.proposals[place].clone();
                if proposal.decided {
                    return Err(Answer::Refused(Refusal::AlreadyDecided));
                }
                if accepted {
                    if proposal.by == by {
                        return Err(Answer::Refused(Refusal::NeedsAnother));
                    }
                    if proposal.result != candidate.ends {
                        return Err(Answer::NotFound);
                    }
                    candidate.decided(proposal.act, now)?;
                }
                candidate.proposals[place].decided = true;
                Ok(Answer::Done)
            }
            Act::DeliverLate { who, of, .. } => {
                known?;
                self.own(who, of)?.take_late(now, call.late.clone())
            }
            Act::DecideLate { who, counts, reason, .. } => {
                given(reason)?;
                let candidate = &mut self.candidates[who];
                call.result.filter(|which| *which == candidate.ends).ok_or(Answer::NotFound)?;
                let Exam::Over { verdict: Verdict::Awaited, .. } = candidate.exam else {
                    return Err(candidate.exam.not_now(Verb::Recount));
                };
                if candidate.all_is_decided().is_ok() {
                    return Err(Answer::Refused(Refusal::AlreadyDecided));
                }
                if candidate.late.len() != call.up_to as usize {
                    return Err(Answer::Refused(Refusal::MoreCameLate));
                }
                let mut late = candidate.late.clone();
                for late in late.iter_mut().filter(|late| !late.decided) {
                    late.decided = true;
                    let (position, chosen) = (late.position, late.chosen);
                    let save = Save { position, chosen, rendered: 0, client_revision: Some(late.count) };
                    if counts {
                        candidate.save(late.received, &[save]);
                    }
                }
                candidate.late = late;
                // It is graded anew.
                candidate.ends += usize::from(counts);
                Ok(Answer::Done)
            }
            Act::CloseOverdue => {
                let closed = (0..count).filter_map(|who| Some((who, self.close(who, now)?)));
                Ok(Answer::Closed(closed.collect()))
            }
        }
    }

    /// Ends an exam whose time and grace are over; when.
    pub(crate) fn close(&mut self, who: Who, now: Instant) -> Option<Instant> {
        let candidate = &mut self.candidates[who];
        let Exam::Running(time) = candidate.exam.clone() else { return None };
        let deadline = candidate.deadline(&time);
        (now > deadline + GRACE).then(|| {
            candidate.end(time, deadline, true);
            deadline
        })
    }

    /// Does something to everyone in one of these states whom it concerns, or to nobody.
    fn everyone(
        &mut self,
        states: &[State],
        mut act: impl FnMut(&mut Candidate) -> Result<bool, Answer>,
    ) -> Result<Answer, Answer> {
        let mut after = self.candidates.clone();
        let mut at_work: Vec<_> =
            after.iter_mut().filter(|candidate| candidate.exam.state().is_some_and(|state| states.contains(&state))).collect();
        if at_work.is_empty() {
            return Err(Answer::Refused(Refusal::NobodyAtWork));
        }
        let mut concerned = 0;
        for candidate in &mut at_work {
            concerned += usize::from(act(candidate)?);
        }
        self.candidates = after;
        Ok(Answer::Of(concerned))
    }

    /// Ten a quarter of an hour at one person, a hundred in all.
    fn may_guess(&mut self, at_whom: Who, now: Instant) -> Result<(), Answer> {
        self.guesses.retain(|(_, at)| *at > now + Span::from_mins(-15));
        let last = |most: usize, which: &dyn Fn(Who) -> bool| {
            let mut times: Vec<_> = self.guesses.iter().filter(|(whom, _)| which(*whom)).map(|(_, at)| *at).collect();
            times.sort();
            times.len().checked_sub(most).map(|place| times[place])
        };
        match last(10, &|whom| whom == at_whom).or_else(|| last(100, &|_| true)) {
            Some(at) => Err(Answer::CodeRefused(CodeRefused::TooMany { until: at + Span::from_mins(15) })),
            None => Ok(()),
        }
    }

    pub(crate) fn whose(&self, who: Who, of: Whose) -> Who {
        if of == Whose::Own { who } else { (who + 1) % self.candidates.len() }
    }

    /// Another's attempt isn't there, whoever asks.
    fn own(&mut self, who: Who, of: Whose) -> Result<&mut Candidate, Answer> {
        if of == Whose::Own { Ok(&mut self.candidates[who]) } else { Err(Answer::NotFound) }
    }

    /// Whoever comes with a session that is good, to an attempt of their own.
    fn at_the_desk(&mut self, call: &Call, who: Who, of: Whose) -> Result<&mut Candidate, Answer> {
        let session = self.candidates[who].sessions.last();
        if session.is_none_or(|session| Some(session.number) != call.with || !session.is_good(call.now)) {
            return Err(Answer::SignedOut);
        }
        self.own(who, of)
    }

    pub(crate) fn is_open(&self) -> bool {
        self.open
    }

    pub(crate) fn candidates(&self) -> std::ops::Range<Who> {
        0..self.candidates.len()
    }

    /// One of the sessions that a candidate has had.
    pub(crate) fn session(&self, who: Who, which: Which) -> Option<Number> {
        nth(&self.candidates[who].sessions, which).map(|session| session.number)
    }

    /// One of the codes that were issued for a candidate.
    pub(crate) fn code(&self, who: Who, which: Which) -> Option<Number> {
        nth(&self.candidates[who].codes, which).map(|code| code.number)
    }

    /// One of the proposals that were made about a candidate's results.
    pub(crate) fn proposal(&self, who: Who, which: Which) -> Option<Number> {
        nth(&self.candidates[who].proposals, which).map(|proposal| proposal.number)
    }

    /// How many answers came late.
    pub(crate) fn late(&self, who: Who) -> usize {
        self.candidates[who].late.len()
    }

    /// The count under which an answer is delivered late that claims so.
    pub(crate) fn claimed(&self, who: Who, position: u16, claim: Claim, now: Instant) -> i64 {
        let candidate = &self.candidates[who];
        let (start, end) = match &candidate.exam {
            Exam::Over { time, at, .. } => (time.started, *at),
            _ => (now, now),
        };
        let saved = candidate.answers.get(&position).and_then(|standing| standing.count).unwrap_or(0);
        let delivered = candidate.late.iter().filter(|late| late.position == position).map(|late| late.count).max();
        match claim {
            Claim::Saved => saved,
            Claim::Delivered => delivered.unwrap_or(saved),
            Claim::InTime => start.as_millis().max(saved).max(delivered.unwrap_or(0)) + 1,
            Claim::Before => start.as_millis() - 1,
            Claim::After => (end + GRACE).as_millis() + 1,
        }
    }

    /// How often a candidate's exam has been graded: it has as many results.
    pub(crate) fn ends(&self, who: Who) -> usize {
        self.candidates[who].ends
    }

    /// How many answers have been saved, each change counted.
    pub(crate) fn links(&self) -> u64 {
        self.candidates.iter().map(|candidate| candidate.links).sum()
    }

    /// What stands of a question: chosen, revision, the desk's last count.
    pub(crate) fn stands(&self, who: Who, position: u16) -> (OptionSet, u32, i64) {
        let standing = self.candidates[who].answers.get(&position).cloned().unwrap_or_default();
        (standing.chosen, standing.revision, standing.count.unwrap_or(0))
    }

    /// How many questions have an answer.
    pub(crate) fn answered(&self, who: Who) -> usize {
        self.candidates[who].answers.values().filter(|standing| !standing.chosen.is_empty()).count()
    }

    /// When something ends that a candidate has.
    pub(crate) fn end_of(&self, who: Who, end: End) -> Option<Instant> {
        let candidate = &self.candidates[who];
        let deadline = match &candidate.exam {
            Exam::Running(time) | Exam::Paused(time, ..) => Some(candidate.deadline(time)),
            _ => None,
        };
        match end {
            End::Deadline => deadline,
            End::Grace => deadline.map(|at| at + GRACE),
            End::Session => candidate.sessions.last().map(|session| session.expires),
            End::Code => candidate.codes.last().map(|code| code.expires),
        }
    }

    /// What is to be seen of a candidate; `paper` has the right options, when they are known.
    pub(crate) fn view(&self, who: Who, now: Instant, paper: Option<&Paper>) -> View {
        let candidate = &self.candidates[who];
        let questions = || (1..=QUESTIONS).map(|position| self.stands(who, position)).collect();
        let running = matches!(candidate.exam, Exam::Running(_));
        View {
            signed_in: candidate.signed_in(now),
            attempt: candidate.view(),
            late: candidate.late.iter().filter(|late| !late.decided).count(),
            desk: running.then(|| DeskView { saved: candidate.saved, questions: questions() }),
            result: match &candidate.exam {
                Exam::Over { at, expired, verdict, .. } => {
                    Some(ResultView { points: candidate.points(paper), ended: *at, expired: *expired, verdict: *verdict })
                }
                _ => None,
            },
        }
    }
}

impl Candidate {
    fn signed_in(&self, now: Instant) -> bool {
        self.sessions.last().is_some_and(|session| session.is_good(now))
    }

    fn ends_session(&mut self) {
        if let Some(session) = self.sessions.last_mut().filter(|session| !session.ended) {
            session.ended = true;
            self.place = None;
        }
    }

    fn sign_in(&mut self, call: &Call, as_neighbour: bool) -> Result<(), CodeRefused> {
        let last = self.codes.last().map(|code| code.number);
        let code = self.codes.iter_mut().find(|code| Some(code.number) == call.with);
        match code {
            None => return Err(CodeRefused::Wrong),
            Some(_) if as_neighbour => return Err(CodeRefused::Wrong),
            Some(code) if Some(code.number) != last => return Err(CodeRefused::Voided),
            Some(code) if code.used => return Err(CodeRefused::Used),
            Some(code) if code.expires < call.now => return Err(CodeRefused::Expired),
            Some(code) => code.used = true,
        }
        self.ends_session();
        self.sessions.push(Session { number: call.number, expires: call.now + TWELVE_HOURS, ended: false });
        Ok(())
    }

    /// Nobody works on what has not begun, or is over.
    fn has_paper_before_them(&self) -> Result<(), Answer> {
        match self.exam {
            Exam::NoPaper | Exam::Prepared | Exam::Admitted => Err(Answer::NotFound),
            Exam::Running(_) | Exam::Paused(..) => Ok(()),
            Exam::Over { .. } => Err(Answer::Refused(Refusal::ExamOver)),
        }
    }

    fn granted(&self, time: &Time) -> Span {
        self.extra + time.grants.iter().copied().sum()
    }

    fn deadline(&self, time: &Time) -> Instant {
        time.started + LIMIT + self.granted(time) + time.pauses.iter().copied().sum()
    }

    fn save(&mut self, now: Instant, saves: &[Save]) -> Answer {
        let (mut revisions, mut conflicts) = (BTreeMap::new(), Vec::new());
        for save in saves {
            let standing = self.answers.entry(save.position).or_default();
            let same = save.chosen == standing.chosen;
            let write = match save.client_revision {
                // A newer count is written also when it says the same: an older one may still be on its way.
                Some(count) => standing.count.is_none_or(|last| count > last),
                None => !same && save.rendered == standing.revision,
            };
            if write {
                standing.chosen = save.chosen;
                standing.revision += 1;
                standing.count = standing.count.max(save.client_revision);
                self.links += 1;
                self.saved = Some(now);
            } else if !same {
                conflicts.push(Conflict { position: save.position, wanted: save.chosen, stands: standing.chosen });
            }
            revisions.insert(save.position, standing.revision);
        }
        Answer::Saved { at: now, revisions, conflicts }
    }

    /// What claims to be given in the exam is kept, as long as the result waits for approval.
    fn take_late(&mut self, now: Instant, mut delivered: Vec<Delivered>) -> Result<Answer, Answer> {
        let Exam::Over { time, at, verdict: Verdict::Awaited, .. } = self.exam.clone() else {
            return Err(self.exam.not_now(Verb::Recount));
        };
        delivered.sort_by_key(|(_, count, _)| *count);
        let (mut came, mut taken) = (vec![], vec![]);
        for (position, count, chosen) in delivered {
            if !is_on_the_paper(position, chosen) {
                return Err(Answer::NotFound);
            }
            let before = self.late.iter().any(|late| late.position == position && late.count >= count);
            let saved = self.answers.get(&position).and_then(|standing| standing.count).is_some_and(|last| last >= count);
            let in_time = (time.started.as_millis()..=(at + GRACE).as_millis()).contains(&count);
            if !before && !saved && in_time {
                came.push(Late { position, count, chosen, received: now, decided: false });
            }
            if before || saved || in_time {
                taken.push(position);
            }
        }
        self.late.extend(came);
        Ok(Answer::Taken(taken))
    }

    fn all_is_decided(&self) -> Result<(), Answer> {
        let decided = self.late.iter().all(|late| late.decided);
        if decided { Ok(()) } else { Err(Answer::Refused(Refusal::LateAnswersUndecided)) }
    }

    fn pause(&mut self, now: Instant, resumes: Resumes) -> bool {
        match self.exam.clone() {
            Exam::Running(time) if now <= self.deadline(&time) => {
                self.exam = Exam::Paused(time, now, resumes);
                true
            }
            _ => false,
        }
    }

    fn resume(&mut self, now: Instant) -> Result<(), Answer> {
        match self.exam.clone() {
            Exam::Paused(mut time, since, _) if now >= since => {
                time.pauses.push(now - since);
                self.exam = Exam::Running(time);
                Ok(())
            }
            other => Err(other.not_now(Verb::Resume)),
        }
    }

    fn end(&mut self, time: Time, at: Instant, expired: bool) {
        self.exam = Exam::Over { time, at, expired, verdict: Verdict::Awaited };
        self.ends += 1;
    }

    /// What was annulled waits for the commission again once it is reinstated.
    fn decided(&mut self, act: ProposedAct, now: Instant) -> Result<(), Answer> {
        match (act, &mut self.exam) {
            (ProposedAct::Annul, Exam::Over { verdict: verdict @ (Verdict::Awaited | Verdict::Approved(_)), .. }) => {
                *verdict = Verdict::Annulled(now);
            }
            (ProposedAct::Reinstate, Exam::Over { verdict: verdict @ Verdict::Annulled(_), .. }) => *verdict = Verdict::Awaited,
            (ProposedAct::Annul, other) => return Err(other.not_now(Verb::Annul)),
            (ProposedAct::Reinstate, other) => return Err(other.not_now(Verb::Reinstate)),
        }
        Ok(())
    }

    fn view(&self) -> Option<AttemptView> {
        let state = self.exam.state()?;
        let time = match &self.exam {
            Exam::Running(time) | Exam::Paused(time, ..) | Exam::Over { time, .. } => Some(time),
            _ => None,
        };
        Some(AttemptView {
            state,
            started: time.map(|time| time.started),
            deadline: time.map(|time| self.deadline(time)),
            ended: if let Exam::Over { at, .. } = self.exam { Some(at) } else { None },
            paused: if let Exam::Paused(_, since, resumes) = self.exam { Some((since, resumes)) } else { None },
            granted: time.map_or(self.extra, |time| self.granted(time)),
        })
    }

    /// A question of law is right or wrong; of radio each right option counts a third, and each wrong one takes a third. To pass, 60 %
    /// of all and 75 % of law.
    fn points(&self, paper: Option<&Paper>) -> Option<(u32, bool)> {
        let (mut law, mut radio) = (0, 0);
        for (position, standing) in self.answers.iter().filter(|(_, standing)| !standing.chosen.is_empty()) {
            let (right, chosen) = (paper?[usize::from(*position) - 1], standing.chosen);
            let (hits, misses) = (chosen.common(right), chosen.len() - chosen.common(right));
            if LAW.contains(position) {
                law += if chosen == right { POINTS } else { 0 };
            } else {
                radio += hits.saturating_sub(misses) * POINTS / 3;
            }
        }
        Some((law + radio, (law + radio) * 10 >= 6 * POINTS * u32::from(QUESTIONS) && law >= 3 * POINTS))
    }
}

impl Session {
    fn is_good(&self, now: Instant) -> bool {
        !self.ended && now < self.expires
    }
}

impl Exam {
    fn state(&self) -> Option<State> {
        Some(match self {
            Self::NoPaper => return None,
            Self::Prepared => State::Prepared,
            Self::Admitted => State::Admitted,
            Self::Running(_) => State::Running,
            Self::Paused(..) => State::Paused,
            Self::Over { verdict: Verdict::Awaited, .. } => State::Graded,
            Self::Over { verdict: Verdict::Approved(_), .. } => State::Approved,
            Self::Over { verdict: Verdict::Annulled(_), .. } => State::Annulled,
        })
    }

    /// What isn't there can't be in the wrong state.
    fn not_now(&self, verb: Verb) -> Answer {
        self.state().map_or(Answer::NotFound, |state| Answer::NotNow(state, verb))
    }
}

/// A candidate chooses nothing that isn't on the paper, and of law no more than one option.
fn is_on_the_paper(position: u16, chosen: OptionSet) -> bool {
    match position {
        position if LAW.contains(&position) => chosen.iter().all(|option| option < 4) && chosen.len() <= 1,
        5..=QUESTIONS => chosen.iter().all(|option| option < 5),
        _ => false,
    }
}

/// Something that a question admits.
pub(crate) fn fitting(position: u16, what: u8) -> OptionSet {
    let bits = if LAW.contains(&position) { [0b0000, 0b0001, 0b0010, 0b0100, 0b1000][usize::from(what) % 5] } else { what };
    OptionSet::from_bits(bits & 0b11111)
}

fn given(reason: Reason) -> Result<(), Answer> {
    if reason == Reason::Given { Ok(()) } else { Err(Answer::Refused(Refusal::NoReason)) }
}

fn nth<T>(all: &[T], which: Which) -> Option<&T> {
    match which {
        Which::Last => all.last(),
        Which::BeforeLast => all.iter().nth_back(1),
    }
}
