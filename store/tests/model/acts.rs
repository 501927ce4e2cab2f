//! What may happen in an exam room, drawn at random. Nothing here depends on what has happened before: «the last session», «one count
//! more than the last» get their meaning when their turn comes, so that a run from which acts were taken away still is a run.

use exam::clock::Span;
use proptest::{collection::vec, prelude::*, sample::select};
use store::{Admission, ProposedAct, Resumes};

/// A candidate, by the order in which they were enrolled; counted anew from the first where there are fewer.
pub(crate) type Who = usize;

/// A whole run: an exam room, and what happens in it.
#[derive(Clone, Debug)]
pub(crate) struct Case {
    pub(crate) candidates: usize,
    pub(crate) admission: Admission,
    pub(crate) steps: Vec<Step>,
}

/// One thing after the other.
#[derive(Clone, Debug)]
pub(crate) enum Step {
    /// A candidate gets a code, signs in, is let in, begins or comes back, and sits down; in an exam that was over and is reopened, too.
    Comes { who: Who, server: Server, reopened: bool },
    /// A candidate gets a code and signs in with it when its time is about to end.
    ComesLate { who: Who, server: Server, off: Span },
    /// Somebody tries a candidate's code as another's, again and again.
    Guesses { who: Who, server: Server },
    /// One act, by the server that gets the request.
    One(Server, Act),
    /// Several acts at once, some a moment later by the clock of their server than the others.
    AtOnce(Vec<(Server, Act, bool)>),
    /// Time goes by.
    Waits(Wait),
    /// A server is stopped and started again.
    Restart(Server),
}

/// Two servers have the one database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Server {
    First,
    Second,
}

/// What somebody wants; each is one call of the store.
#[derive(Clone, Debug)]
pub(crate) enum Act {
    Open,
    Admit { who: Who },
    IssueCode { who: Who },
    SignIn { who: Who, code: Which, as_neighbour: bool },
    SignOut { who: Who, session: Which },
    SitDown { who: Who, session: Which, of: Whose, tab: Tab, take_over: bool },
    StandUp { who: Who, session: Which, of: Whose, tab: Tab },
    Start { who: Who },
    Save { who: Who, session: Which, of: Whose, tab: Option<Tab>, picks: Vec<Pick> },
    Submit { who: Who, of: Whose },
    Grant { who: Who, more: Span, reason: Reason },
    GrantToAll { more: Span, reason: Reason },
    GiveExtraTime { who: Who, more: Span, reason: Reason },
    Pause { who: Who, resumes: Resumes, reason: Reason },
    PauseAll { reason: Reason },
    Resume { who: Who },
    ResumeAll,
    ComeBack { who: Who, of: Whose },
    Reopen { who: Who, more: Span, reason: Reason },
    Approve { who: Who, result: Which },
    Propose { who: Who, result: Which, act: ProposedAct, by: Person, reason: Reason },
    Decide { who: Who, proposal: Which, accepted: bool, by: Person },
    DeliverLate { who: Who, of: Whose, late: Vec<Late> },
    DecideLate { who: Who, result: Which, counts: bool, seen: Which, by: Person, reason: Reason },
    CloseOverdue,
}

/// An answer that comes after the end.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Late {
    pub(crate) position: u16,
    pub(crate) choice: Choice,
    pub(crate) claim: Claim,
}

/// When a browser claims that an answer was given: its count of the change.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Claim {
    /// What is saved already.
    Saved,
    /// What it has delivered before.
    Delivered,
    /// In the exam, after all that has come.
    InTime,
    /// Before the exam.
    Before,
    /// After its end and the grace.
    After,
}

/// Of several that there were of a kind.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Which {
    Last,
    BeforeLast,
}

/// Whose attempt is named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Whose {
    Own,
    Neighbours,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tab {
    A,
    B,
}

/// Who proposes or decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Person {
    Chair,
    Invigilator,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reason {
    Given,
    Blank,
}

/// An answer to a question, by its position: 0 and 7 are none.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pick {
    pub(crate) position: u16,
    pub(crate) choice: Choice,
    pub(crate) seen: Seen,
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum Choice {
    /// What stands already.
    AsItStands,
    /// Something that the question admits; 0 is nothing.
    Fitting(u8),
    /// The key.
    Right,
    /// Whatever it is.
    Any(u8),
}

/// What the page that saves had seen.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Seen {
    /// The desk's count of its changes, from the last one saved on.
    Count(i64),
    /// The revision that a plain page showed, from the one in force on.
    Revision(i64),
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum Wait {
    For(Span),
    /// Until a moment around an end that a candidate has before them.
    Until {
        who: Who,
        end: End,
        off: Span,
    },
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum End {
    Deadline,
    Grace,
    Session,
    Code,
}

pub(crate) fn case() -> impl Strategy<Value = Case> {
    let admission = prop_oneof![3 => Just(Admission::AtSignIn), 1 => Just(Admission::ByInvigilator)];
    // Most rooms are open, and their candidates at work, before anything else happens.
    let mostly = proptest::bool::weighted(0.9);
    (2..=4_usize, admission, mostly, [mostly; 4], vec(step(), 0..250)).prop_map(|(candidates, admission, open, come, rest)| {
        let open = open.then_some(Step::One(Server::First, Act::Open));
        let come =
            (0..candidates).filter(|who| come[*who]).map(|who| Step::Comes { who, server: Server::First, reopened: false });
        Case { candidates, admission, steps: open.into_iter().chain(come).chain(rest).collect() }
    })
}

fn comes() -> impl Strategy<Value = Step> {
    (who(), server(), any::<bool>()).prop_map(|(who, server, reopened)| Step::Comes { who, server, reopened })
}

fn step() -> impl Strategy<Value = Step> {
    let at_once = vec((server(), act(), any::<bool>()), 2..=3);
    prop_oneof![
        320 => (server(), act()).prop_map(|(server, act)| Step::One(server, act)),
        40 => at_once.prop_map(Step::AtOnce),
        48 => wait().prop_map(Step::Waits),
        40 => comes(),
        1 => (who(), server(), off()).prop_map(|(who, server, off)| Step::ComesLate { who, server, off }),
        1 => (who(), server()).prop_map(|(who, server)| Step::Guesses { who, server }),
        4 => server().prop_map(Step::Restart),
    ]
}

fn act() -> impl Strategy<Value = Act> {
    let by_hand = prop_oneof![
        1 => Just(Act::Open),
        1 => who().prop_map(|who| Act::Admit { who }),
        1 => who().prop_map(|who| Act::IssueCode { who }),
        4 => (who(), which(), rarely()).prop_map(|(who, code, as_neighbour)| Act::SignIn { who, code, as_neighbour }),
        1 => (who(), which()).prop_map(|(who, session)| Act::SignOut { who, session }),
        3 => who().prop_map(|who| Act::Start { who }),
        2 => (who(), whose()).prop_map(|(who, of)| Act::Submit { who, of }),
    ];
    let of_place = prop_oneof![
        3 => (who(), which(), whose(), tab(), any::<bool>())
            .prop_map(|(who, session, of, tab, take_over)| Act::SitDown { who, session, of, tab, take_over }),
        1 => (who(), which(), whose(), tab()).prop_map(|(who, session, of, tab)| Act::StandUp { who, session, of, tab }),
    ];
    let of_time = prop_oneof![
        2 => (who(), more(), reason()).prop_map(|(who, more, reason)| Act::Grant { who, more, reason }),
        1 => (some_more(), reason()).prop_map(|(more, reason)| Act::GrantToAll { more, reason }),
        1 => (who(), some_more(), reason()).prop_map(|(who, more, reason)| Act::GiveExtraTime { who, more, reason }),
        2 => (who(), resumes(), reason()).prop_map(|(who, resumes, reason)| Act::Pause { who, resumes, reason }),
        1 => reason().prop_map(|reason| Act::PauseAll { reason }),
        3 => who().prop_map(|who| Act::Resume { who }),
        2 => Just(Act::ResumeAll),
        4 => (who(), whose()).prop_map(|(who, of)| Act::ComeBack { who, of }),
        7 => (who(), prop_oneof![1 => Just(Span::ZERO), 3 => some_more()], reason()).prop_map(|(who, more, reason)| Act::Reopen { who, more, reason }),
        2 => (who(), which()).prop_map(|(who, result)| Act::Approve { who, result }),
        6 => propose(),
        9 => decide(),
        3 => Just(Act::CloseOverdue),
    ];
    prop_oneof![6 => by_hand, 6 => of_place, 16 => save(), 10 => of_time, 4 => of_late()]
}

fn propose() -> impl Strategy<Value = Act> {
    let act = prop_oneof![2 => Just(ProposedAct::Annul), 1 => Just(ProposedAct::Reinstate)];
    (who(), which(), act, person(), reason()).prop_map(|(who, result, act, by, reason)| Act::Propose {
        who,
        result,
        act,
        by,
        reason,
    })
}

fn decide() -> impl Strategy<Value = Act> {
    let accepted = proptest::bool::weighted(0.8);
    (who(), which(), accepted, person()).prop_map(|(who, proposal, accepted, by)| Act::Decide { who, proposal, accepted, by })
}

fn of_late() -> impl Strategy<Value = Act> {
    let claim = prop_oneof![
        8 => Just(Claim::InTime),
        1 => Just(Claim::Saved),
        2 => Just(Claim::Delivered),
        1 => Just(Claim::Before),
        1 => Just(Claim::After),
    ];
    let late = (pick(count().boxed()), claim).prop_map(|(Pick { position, choice, .. }, claim)| Late { position, choice, claim });
    let seen = prop_oneof![2 => Just(Which::Last), 1 => Just(Which::BeforeLast)];
    prop_oneof![
        3 => (who(), whose(), vec(late, 0..=3)).prop_map(|(who, of, late)| Act::DeliverLate { who, of, late }),
        2 => (who(), which(), any::<bool>(), seen, person(), reason())
            .prop_map(|(who, result, counts, seen, by, reason)| Act::DecideLate { who, result, counts, seen, by, reason }),
    ]
}

fn person() -> impl Strategy<Value = Person> {
    select(vec![Person::Chair, Person::Invigilator])
}

fn save() -> impl Strategy<Value = Act> {
    let desk = (tab().prop_map(Some), vec(pick(count().boxed()), 0..=3));
    let page = (Just(None), vec(pick(revision().boxed()), 0..=3));
    // A page as the browser posts it: all that is on it, most of it unchanged.
    let whole = (pick(revision().boxed()), select(vec![0, 0, 0, -1_i64])).prop_map(|(changed, stale)| {
        let unchanged = |position| Pick { position, choice: Choice::AsItStands, seen: Seen::Revision(stale) };
        (None, (1..=6).map(|p| if p == changed.position { changed } else { unchanged(p) }).collect())
    });
    let what = prop_oneof![4 => desk, 2 => page, 1 => whole];
    (who(), which(), whose(), what).prop_map(|(who, session, of, (tab, picks))| Act::Save { who, session, of, tab, picks })
}

fn pick(seen: BoxedStrategy<Seen>) -> impl Strategy<Value = Pick> {
    let position = prop_oneof![30 => 1..=6_u16, 1 => select(vec![0, 7_u16])];
    let choice = prop_oneof![
        2 => Just(Choice::AsItStands),
        6 => (0..6_u8).prop_map(Choice::Fitting),
        6 => Just(Choice::Right),
        1 => any::<u8>().prop_map(Choice::Any),
    ];
    (position, choice, seen).prop_map(|(position, choice, seen)| Pick { position, choice, seen })
}

fn count() -> impl Strategy<Value = Seen> {
    prop_oneof![6 => Just(1), 1 => 2..5_i64, 2 => Just(0), 1 => -2..0_i64].prop_map(Seen::Count)
}

fn revision() -> impl Strategy<Value = Seen> {
    prop_oneof![6 => Just(0), 1 => Just(-1), 1 => Just(1_i64)].prop_map(Seen::Revision)
}

fn wait() -> impl Strategy<Value = Wait> {
    let a_while = select(vec![Span::from_millis(1), Span::from_secs(1), Span::from_mins(1), Span::from_mins(7)]);
    let end = prop_oneof![15 => Just(End::Deadline), 15 => Just(End::Grace), 1 => Just(End::Session)];
    prop_oneof![
        5 => a_while.prop_map(Wait::For),
        1 => (who(), end, off()).prop_map(|(who, end, off)| Wait::Until { who, end, off }),
    ]
}

fn off() -> impl Strategy<Value = Span> {
    (-1..=1_i64).prop_map(Span::from_millis)
}

fn who() -> impl Strategy<Value = Who> {
    0..4_usize
}

fn server() -> impl Strategy<Value = Server> {
    prop_oneof![2 => Just(Server::First), 1 => Just(Server::Second)]
}

fn which() -> impl Strategy<Value = Which> {
    prop_oneof![16 => Just(Which::Last), 1 => Just(Which::BeforeLast)]
}

fn whose() -> impl Strategy<Value = Whose> {
    prop_oneof![24 => Just(Whose::Own), 1 => Just(Whose::Neighbours)]
}

fn tab() -> impl Strategy<Value = Tab> {
    prop_oneof![3 => Just(Tab::A), 1 => Just(Tab::B)]
}

fn reason() -> impl Strategy<Value = Reason> {
    prop_oneof![10 => Just(Reason::Given), 1 => Just(Reason::Blank)]
}

fn resumes() -> impl Strategy<Value = Resumes> {
    select(vec![Resumes::OnReturn, Resumes::ByStaff])
}

fn rarely() -> impl Strategy<Value = bool> {
    proptest::bool::weighted(0.05)
}

fn some_more() -> impl Strategy<Value = Span> {
    select(vec![Span::from_millis(1), Span::from_mins(1), Span::from_mins(10)])
}

fn more() -> impl Strategy<Value = Span> {
    prop_oneof![1 => Just(Span::ZERO), 6 => some_more()]
}

impl Act {
    /// Whom it concerns, where it is one.
    pub(crate) fn who_mut(&mut self) -> Option<&mut Who> {
        match self {
            Self::Open | Self::GrantToAll { .. } | Self::PauseAll { .. } | Self::ResumeAll | Self::CloseOverdue => None,
            Self::Admit { who }
            | Self::IssueCode { who }
            | Self::SignIn { who, .. }
            | Self::SignOut { who, .. }
            | Self::SitDown { who, .. }
            | Self::StandUp { who, .. }
            | Self::Start { who }
            | Self::Save { who, .. }
            | Self::Submit { who, .. }
            | Self::Grant { who, .. }
            | Self::GiveExtraTime { who, .. }
            | Self::Pause { who, .. }
            | Self::Resume { who }
            | Self::ComeBack { who, .. }
            | Self::Reopen { who, .. }
            | Self::Approve { who, .. }
            | Self::Propose { who, .. }
            | Self::Decide { who, .. }
            | Self::DeliverLate { who, .. }
            | Self::DecideLate { who, .. } => Some(who),
        }
    }
}
