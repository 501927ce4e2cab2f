//! The same exam room in a real database, with two servers on it.

use std::collections::BTreeMap;

use exam::{
    answer::OptionSet,
    attempt::State,
    clock::Instant,
    id::{AttemptId, EnrolmentId, ProposalId, ResultId, SittingId, StaffId},
    language::Language,
    text::{Block, Inline},
};
use licensing::{ActivityType, Iin, check_digit};
use store::{
    Actor, ApplicantForm, AttemptHead, AuditReport, By, Code, Desk, DeskQuestion, Education, Enrolled, Error, NewFile, NewPlace,
    NewSitting, OwnResult, Place, ResultSheet, Role, SignedIn, StandingOfApplicant, Store, Token, Verdict, Wording, Workplace,
};

use crate::{
    acts::{Act, Case, Person, Reason, Server, Tab, Who, Whose},
    databases::{Databases, HERE, Office, open},
    model::{self, Answer, AttemptView, Call, Conflict, DeskView, Number, Paper, ResultView, View},
};

const OFFICE: &str = "192.0.2.10";

/// A database with its two servers.
pub(crate) struct Database {
    place: store::DatabasePlace,
    servers: [Store; 2],
    office: Office,
    people: u32,
    rooms: u8,
}

impl Database {
    pub(crate) async fn new(databases: &mut Databases) -> Self {
        let place = databases.fresh();
        let servers = [open(&place).await, open(&place).await];
        Self { place, servers, office: databases.office, people: 0, rooms: 0 }
    }

    pub(crate) async fn restart(&mut self, server: Server) {
        self.servers[server as usize].close().await;
        self.servers[server as usize] = open(&self.place).await;
    }

    pub(crate) async fn close(self) {
        for server in self.servers {
            server.close().await;
        }
    }

    pub(crate) async fn verify(&self) -> AuditReport {
        self.servers[0].verify_audit().await.unwrap()
    }

    /// A new sitting with new candidates; it has not been opened.
    pub(crate) async fn room(&mut self, case: &Case, now: Instant) -> Room {
        let store = &self.servers[0];
        let registrar = staff(self.office.registrar, Role::Registrar, now);
        let file = store.open_file(&registrar, &new_file(self.people)).await.unwrap();
        let new = NewSitting { unit: self.office.unit, room: "204".to_owned(), starts: now, admission: case.admission };
        let sitting = store.book_sitting(&registrar, &new).await.unwrap();
        let mut candidates = Vec::new();
        for _ in 0..case.candidates {
            let (iin, name) = person(&mut self.people);
            let declaration = store.declare(&registrar, file, &iin, &name, &education()).await.unwrap();
            let enrolment = store.enrol(&registrar, sitting, declaration, None).await.unwrap();
            candidates.push(Candidate { iin, enrolment, attempt: None, paper: None, results: BTreeMap::new() });
        }
        self.rooms += 1;
        Room {
            sitting,
            office: self.office,
            workstation: format!("192.0.2.{}", 100 + self.rooms),
            candidates,
            codes: BTreeMap::new(),
            sessions: BTreeMap::new(),
            proposals: BTreeMap::new(),
        }
    }

    pub(crate) fn server(&self, server: Server) -> &Store {
        &self.servers[server as usize]
    }
}

/// What is known of the room from outside.
pub(crate) struct Room {
    sitting: SittingId,
    office: Office,
    /// What is guessed in one room doesn't count in another.
    workstation: String,
    candidates: Vec<Candidate>,
    codes: BTreeMap<Number, Code>,
    sessions: BTreeMap<Number, Token>,
    proposals: BTreeMap<Number, ProposalId>,
}

struct Candidate {
    iin: Iin,
    enrolment: EnrolmentId,
    attempt: Option<AttemptId>,
    /// Known once somebody has seen it.
    paper: Option<Paper>,
    results: BTreeMap<usize, ResultId>,
}

/// What a call gives for later ones.
pub(crate) enum Made {
    Code(Number, Code),
    Session(Number, Token),
    Proposal(Number, ProposalId),
    Nothing,
}

impl Room {
    pub(crate) fn paper(&self, who: Who) -> Option<&Paper> {
        self.candidates[who].paper.as_ref()
    }

    /// Whether anybody can have heard of the attempts.
    pub(crate) fn knows_attempts(&self) -> bool {
        self.candidates.iter().any(|candidate| candidate.attempt.is_some())
    }

    pub(crate) fn knows_result(&self, who: Who, number: usize) -> bool {
        self.candidates[who].results.contains_key(&number)
    }

    pub(crate) fn keep(&mut self, made: Made) {
        match made {
            Made::Code(number, code) => drop(self.codes.insert(number, code)),
            Made::Session(number, token) => drop(self.sessions.insert(number, token)),
            Made::Proposal(number, proposal) => drop(self.proposals.insert(number, proposal)),
            Made::Nothing => {}
        }
    }

    /// Does what is asked for.
    pub(crate) async fn call(&self, store: &Store, call: &Call) -> (Answer, Made) {
        let mut made = Made::Nothing;
        let answer = self.act(store, call, &mut made).await.unwrap_or_else(|error| match error {
            Error::NotFound => Answer::NotFound,
            Error::SignedOut => Answer::SignedOut,
            Error::Refused(refusal) => Answer::Refused(refusal),
            Error::Transition(refused) => Answer::NotNow(refused.state, refused.act),
            other => Answer::Fault(other.to_string()),
        });
        (answer, made)
    }

    async fn act(&self, store: &Store, call: &Call, made: &mut Made) -> store::Result<Answer> {
        let now = call.now;
        let invigilator = staff(self.office.invigilator, Role::Invigilator, now);
        match &call.act {
            Act::Open => store.open_sitting(&invigilator, self.sitting).await?,
            Act::Admit { who } => store.admit(&invigilator, self.enrolment(*who)).await?,
            Act::IssueCode { who } => {
                let slip = store.issue_slip(&invigilator, self.enrolment(*who)).await?;
                *made = Made::Code(call.number, slip.code);
            }
            Act::SignIn { who, as_neighbour, .. } => {
                let iin = self.candidates[(who + usize::from(*as_neighbour)) % self.candidates.len()].iin;
                let nobodys = || "00000-00000".parse().expect("ten digits");
                let code = call.with.map_or_else(nobodys, |number| self.codes[&number].clone());
                match store.sign_in_candidate(&iin, &code, &self.workstation, now).await? {
                    Ok(SignedIn { token, enrolment }) if enrolment == self.enrolment(*who) => {
                        *made = Made::Session(call.number, token);
                    }
                    Ok(other) => return Ok(Answer::Fault(format!("another was signed in: {other:?}"))),
                    Err(refused) => return Ok(Answer::CodeRefused(refused)),
                }
            }
            Act::SignOut { who, .. } => store.end_session(&self.candidate(*who, now), &self.token(call)).await?,
            Act::SitDown { who, of, tab, take_over, .. } => {
                let attempt = self.attempt(call, *who, *of);
                match store.sit_down(&self.workplace(call, Some(*tab)), attempt, *take_over, &self.workstation, now).await? {
                    Place::Here => {}
                    Place::Elsewhere { since } => return Ok(Answer::Elsewhere(since)),
                }
            }
            Act::StandUp { who, of, tab, .. } => {
                let attempt = self.attempt(call, *who, *of);
                store.stand_up(&self.workplace(call, Some(*tab)), attempt, &self.workstation, now).await?;
            }
            Act::Start { who } => {
                let attempt = store.start(&self.candidate(*who, now), self.enrolment(*who)).await?;
                if self.candidates[*who].attempt.is_some_and(|own| own != attempt) {
                    return Ok(Answer::Fault("another attempt was started".into()));
                }
            }
            Act::Save { who, of, tab, .. } => {
                let attempt = self.attempt(call, *who, *of);
                let saved = store.save(&self.workplace(call, *tab), attempt, &self.workstation, now, &call.saves).await?;
                let conflict = |c: store::Conflict| Conflict { position: c.position, wanted: c.wanted, stands: c.stands };
                let conflicts = saved.conflicts.into_iter().map(conflict).collect();
                return Ok(Answer::Saved { at: saved.at, revisions: saved.revisions, conflicts });
            }
            Act::Submit { who, of } => {
                store.submit(&self.candidate(*who, now), self.enrolment(*who), self.attempt(call, *who, *of)).await?;
            }
            Act::Grant { who, more, reason } => {
                store.grant_time(&invigilator, self.attempt(call, *who, Whose::Own), *more, words(*reason)).await?;
            }
            Act::GrantToAll { more, reason } => {
                return Ok(Answer::Of(store.grant_time_to_all(&invigilator, self.sitting, *more, words(*reason)).await?));
            }
            Act::GiveExtraTime { who, more, reason } => {
                store.give_extra_time(&invigilator, self.enrolment(*who), *more, words(*reason)).await?;
            }
            Act::Pause { who, resumes, reason } => {
                store.pause(&invigilator, self.attempt(call, *who, Whose::Own), *resumes, words(*reason)).await?;
            }
            Act::PauseAll { reason } => {
                return Ok(Answer::Of(store.pause_all(&invigilator, self.sitting, words(*reason)).await?));
            }
            Act::Resume { who } => store.resume(&invigilator, self.attempt(call, *who, Whose::Own)).await?,
            Act::ResumeAll => return Ok(Answer::Of(store.resume_all(&invigilator, self.sitting).await?)),
            Act::ComeBack { who, of } => {
                store.come_back(&self.candidate(*who, now), self.enrolment(*who), self.attempt(call, *who, *of)).await?;
            }
            Act::Reopen { who, more, reason } => {
                store.reopen(&invigilator, self.attempt(call, *who, Whose::Own), *more, words(*reason)).await?;
            }
            Act::Approve { who, .. } => {
                store.approve(&self.person(Person::Chair, now), self.result(call, *who)).await?;
            }
            Act::Propose { who, act, by, reason, .. } => {
                let (by, result) = (self.person(*by, now), self.result(call, *who));
                *made = Made::Proposal(call.number, store.propose(&by, result, *act, words(*reason)).await?);
            }
            Act::Decide { accepted, by, .. } => {
                let known = call.with.map(|number| self.proposals[&number]);
                let proposal = known.unwrap_or_else(|| ProposalId::new(now, [0; 10]));
                store.decide(&self.person(*by, now), proposal, *accepted).await?;
            }
            Act::DeliverLate { who, of, .. } => {
                let attempt = self.attempt(call, *who, *of);
                let by = self.candidate(*who, now);
                return Ok(Answer::Taken(store.deliver_late(&by, self.enrolment(*who), attempt, call.late.clone()).await?));
            }
            Act::DecideLate { who, counts, by, reason, .. } => {
                let (by, result) = (self.person(*by, now), self.result(call, *who));
                store.decide_late(&by, result, call.up_to, *counts, words(*reason)).await?;
            }
            Act::CloseOverdue => {
                let closed = store.close_overdue(now).await?;
                let who = |attempt| self.candidates.iter().position(|candidate| candidate.attempt == Some(attempt));
                let one = |one: store::Closed| Some((who(one.attempt)?, one.at));
                let all: BTreeMap<_, _> = closed.iter().copied().filter_map(one).collect();
                if all.len() < closed.len() {
                    return Ok(Answer::Fault(format!("closed twice, or what nobody knows of: {closed:?}")));
                }
                return Ok(Answer::Closed(all));
            }
        }
        Ok(Answer::Done)
    }

    fn enrolment(&self, who: Who) -> EnrolmentId {
        self.candidates[who].enrolment
    }

    fn candidate(&self, who: Who, now: Instant) -> By {
        By { actor: Actor::Candidate(self.enrolment(who)), address: self.workstation.clone(), now }
    }

    fn attempt(&self, call: &Call, who: Who, of: Whose) -> AttemptId {
        let whose = if of == Whose::Own { who } else { (who + 1) % self.candidates.len() };
        let known = self.candidates[whose].attempt.filter(|_| call.knows_attempts);
        known.unwrap_or_else(|| AttemptId::new(call.now, [0; 10]))
    }

    fn person(&self, person: Person, now: Instant) -> By {
        match person {
            Person::Chair => staff(self.office.chair, Role::Chair, now),
            Person::Invigilator => staff(self.office.invigilator, Role::Invigilator, now),
        }
    }

    fn result(&self, call: &Call, who: Who) -> ResultId {
        let known = call.result.map(|number| self.candidates[who].results[&number]);
        known.unwrap_or_else(|| ResultId::new(call.now, [0; 10]))
    }

    fn token(&self, call: &Call) -> Token {
        call.with.map_or_else(|| Token::from("nobody's"), |number| self.sessions[&number].clone())
    }

    fn workplace(&self, call: &Call, tab: Option<Tab>) -> Workplace {
        let name = |tab| if tab == Tab::A { "tab-a" } else { "tab-b" };
        Workplace { token: self.token(call), tab: tab.map(|tab| name(tab).parse().expect("a tab's name")) }
    }

    /// What is to be seen of everyone. `ends` says how often each exam has ended, so that its results can be told apart.
    pub(crate) async fn look(
        &mut self,
        store: &Store,
        now: Instant,
        ends: &[usize],
        sessions: &[Option<Number>],
    ) -> store::Result<Vec<View>> {
        let (_, enrolled) = store.sitting(self.sitting, now).await?;
        let mut views = Vec::new();
        for (who, candidate) in self.candidates.iter_mut().enumerate() {
            let seen = enrolled.iter().find(|one| one.id == candidate.enrolment).ok_or(Error::NotFound)?;
            candidate.attempt = seen.attempt.map(|head| head.id);
            if let Some(result) = &seen.result {
                candidate.results.entry(ends[who]).or_insert(result.id);
            }
            let mut desk = None;
            if let Some(head) = seen.attempt.filter(|head| head.state == State::Running) {
                let seen = store.desk(candidate.enrolment, head.id).await?;
                candidate.paper = Some(right_options(&seen));
                desk = Some(desk_view(&seen));
            }
            let signed_in = match sessions[who] {
                Some(number) => store.candidate_of(&self.sessions[&number], now).await? == Some(candidate.enrolment),
                None => false,
            };
            if signed_in != seen.signed_in {
                return Err(Error::Inconsistent("the list and the session do not agree on who is signed in".into()));
            }
            views.push(view(seen, desk));
        }
        Ok(views)
    }

    /// What the pages of one candidate show, which is to say the same as the room's list; and the result's sheet.
    pub(crate) async fn own_pages(&self, store: &Store, who: Who) -> store::Result<(Option<AttemptView>, Option<ResultSheet>)> {
        let Candidate { enrolment, attempt, .. } = self.candidates[who];
        let standing = store.standing(enrolment).await?.attempt.map(attempt_view);
        let Some(attempt) = attempt else { return Ok((standing, None)) };
        let own = attempt_view(store.own_attempt(enrolment, attempt).await?);
        assert_eq!(standing, Some(own));
        let neighbour = self.enrolment((who + 1) % self.candidates.len());
        assert!(matches!(store.own_attempt(neighbour, attempt).await, Err(Error::NotFound)));
        assert!(matches!(store.own_result(neighbour, attempt).await, Err(Error::NotFound)));
        assert!(matches!(store.desk(neighbour, attempt).await, Err(Error::NotFound)));
        Ok((standing, store.own_result(enrolment, attempt).await?.and_then(OwnResult::told)))
    }
}

fn view(seen: &Enrolled, desk: Option<DeskView>) -> View {
    let result = seen.result.as_ref().map(|result| ResultView {
        points: Some((result.points.units(), result.passed)),
        ended: result.ended,
        expired: result.expired,
        verdict: match &result.verdict {
            Verdict::Awaited => model::Verdict::Awaited,
            Verdict::Approved { at, .. } => model::Verdict::Approved(*at),
            Verdict::Annulled { at, .. } => model::Verdict::Annulled(*at),
        },
    });
    View { signed_in: seen.signed_in, attempt: seen.attempt.map(attempt_view), desk, result, late: seen.late }
}

fn attempt_view(head: AttemptHead) -> AttemptView {
    AttemptView {
        state: head.state,
        started: head.started,
        deadline: head.deadline,
        ended: head.ended,
        paused: head.paused,
        granted: head.granted,
    }
}

fn desk_view(desk: &Desk) -> DeskView {
    let question = |q: &DeskQuestion| (q.chosen, q.revision, q.client_revision);
    DeskView { saved: desk.saved, questions: desk.questions.iter().map(question).collect() }
}

/// The small bank names the right options in Russian.
fn right_options(desk: &Desk) -> Paper {
    let right = |wording: &Wording| match &wording.get(Language::Ru).0[..] {
        [Block::Paragraph(line)] => matches!(&line[..], [Inline::Text(text)] if text.starts_with("верно")),
        _ => false,
    };
    let of = |q: &DeskQuestion| {
        let options = (0..).zip(&q.options).filter(|(_, wording)| right(wording));
        options.fold(OptionSet::EMPTY, |set, (option, _)| set.with(option).expect("an option"))
    };
    desk.questions.iter().map(of).collect::<Vec<_>>().try_into().expect("the small bank's paper")
}

fn words(reason: Reason) -> &'static str {
    if reason == Reason::Given { "Өрт дабылы" } else { "  " }
}

fn staff(id: StaffId, role: Role, now: Instant) -> By {
    By { actor: Actor::in_role(id, role), address: OFFICE.to_owned(), now }
}

fn person(people: &mut u32) -> (Iin, String) {
    loop {
        let number = *people;
        *people += 1;
        let eleven = format!("8501013{number:04}");
        let digits: Vec<u8> = eleven.bytes().map(|b| b - b'0').collect();
        if let Some(check) = check_digit(digits.try_into().expect("eleven digits")) {
            return (format!("{eleven}{check}").parse().expect("an IIN"), format!("Маман {number:04}"));
        }
    }
}

fn new_file(number: u32) -> NewFile {
    NewFile {
        number: format!("2026-{number:05}"),
        applicant_number: format!("1907400{number:05}"),
        form: ApplicantForm::Entity,
        applicant_name: format!("«Әлем» ЖШС {number}"),
        standing: StandingOfApplicant::Applicant,
        activity: ActivityType::LeakDetection,
        intake_date: "2026-02-16".to_owned(),
        due_date: "2026-03-16".to_owned(),
        places: vec![NewPlace { territory: HERE.to_owned(), address: "Абай даңғылы, 52".to_owned() }],
    }
}

fn education() -> Education {
    Education {
        specialty: "Автоматизация и управление".to_owned(),
        qualification: "Инженер".to_owned(),
        diploma_number: "ЖБ 0123456".to_owned(),
        diploma_date: "2008-06-30".to_owned(),
        diploma_place: "Алматы".to_owned(),
        institution: "Қ. И. Сәтбаев атындағы университет".to_owned(),
        copies_attached: true,
    }
}
