//! Members of staff: roles that two persons give, ways in that nobody else knows, sessions that end.

use exam::{
    clock::Span,
    id::{ProposalId, StaffId, UnitId},
};
use store::{Appointment, AuditFinding, By, Code, FactorRefused, JoinRefused, Reach, Refusal, Role, StaffAct, Subject, Token};

use crate::{
    authenticator::digits,
    world::{A_MOMENT, HERE, OFFICE, THERE, World, is_not_found, new_file, refusal},
};

const HASH: &str = "$argon2id$";

struct Office {
    world: World,
    /// Two administrators.
    ainur: StaffId,
    yerlan: StaffId,
    /// Somebody without a role.
    dana: StaffId,
    /// The code with which she chooses a password.
    code: Code,
    /// The unit in Astana.
    there: UnitId,
}

impl Office {
    async fn new() -> Self {
        let world = World::new().await;
        let console = By::console("root", world.now());
        let ainur = world.store.add_staff(&console, "ainur", "Айнұр Әкімші", Role::Administrator, HASH).await.unwrap();
        let yerlan = world.store.add_staff(&console, "yerlan", "Ерлан Әкімші", Role::Administrator, HASH).await.unwrap();
        let (dana, code) = world.store.open_account(&world.staff(ainur, Role::Administrator), "dana", "Дана").await.unwrap();
        let there = world.store.unit_by_code("astana").await.unwrap().unwrap();
        Self { world, ainur, yerlan, dana, code, there }
    }

    fn by(&self, administrator: StaffId) -> By {
        self.world.staff(administrator, Role::Administrator)
    }

    fn herself(&self) -> By {
        By { actor: store::Actor::Staff(self.dana, None), ..self.by(self.dana) }
    }

    async fn proposes(&self, act: StaffAct) -> store::Result<ProposalId> {
        self.world.store.propose_for_staff(&self.by(self.ainur), self.dana, act, "қажет").await
    }

    async fn is_given(&self, appointment: impl Into<Appointment>) {
        let proposal = self.proposes(StaffAct::Appoint(appointment.into())).await.unwrap();
        self.world.store.decide_for_staff(&self.by(self.yerlan), proposal, true).await.unwrap();
    }

    async fn held(&self) -> Vec<Appointment> {
        let account = self.world.store.staff_account(self.dana).await.unwrap();
        account.appointments.into_iter().map(|held| held.appointment).collect()
    }

    async fn joins(&self, code: &Code) -> Result<StaffId, JoinRefused> {
        self.world.store.join(code, "dana", "", HASH, OFFICE, self.world.now()).await.unwrap()
    }

    async fn signs_in(&self) -> Token {
        self.world.store.begin_staff_session(&self.herself()).await.unwrap()
    }

    async fn is_signed_in(&self, token: &Token) -> bool {
        self.world.store.staff_of(token, self.world.now()).await.unwrap().is_some()
    }

    /// Sets up a second factor; the secret's digits at this moment, and the recovery codes.
    async fn sets_up_second_factor(&self, here: &Token) -> Vec<Code> {
        let (store, herself) = (&self.world.store, self.herself());
        store.begin_second_factor(&herself).await.unwrap();
        let digits = self.digits().await;
        store.confirm_second_factor(&herself, here, &digits).await.unwrap().unwrap()
    }

    /// What the authenticator shows.
    async fn digits(&self) -> String {
        let secret = self.world.store.second_factor_begun(self.dana).await.unwrap().unwrap();
        digits(&secret.reveal(), self.world.now())
    }
}

#[tokio::test]
async fn a_role_is_given_by_two_administrators_and_neither_is_the_one_who_gets_it() {
    let office = Office::new().await;
    let (store, [ainur, yerlan]) = (&office.world.store, [office.ainur, office.yerlan]);
    let registrar = Appointment { role: Role::Registrar, unit: Some(office.world.unit) };
    let proposal = office.proposes(StaffAct::Appoint(registrar)).await.unwrap();
    assert_eq!(office.held().await, [], "one is not enough");
    let open = store.staff_proposals().await.unwrap();
    assert_eq!(
        (open[0].id, open[0].act, open[0].staff, open[0].by),
        (proposal, StaffAct::Appoint(registrar), office.dana, ainur)
    );
    assert_eq!(refusal(office.proposes(StaffAct::Appoint(registrar)).await), Refusal::AlreadyProposed);

    let accepts = async |by: StaffId| store.decide_for_staff(&office.by(by), proposal, true).await;
    assert_eq!(refusal(accepts(ainur).await), Refusal::NeedsAnother);
    assert_eq!(refusal(accepts(office.dana).await), Refusal::AboutYourself);
    assert!(accepts(yerlan).await.unwrap().is_none());
    assert_eq!(office.held().await, [registrar]);
    assert_eq!(refusal(accepts(yerlan).await), Refusal::AlreadyDecided);
    assert_eq!(refusal(office.proposes(StaffAct::Appoint(registrar)).await), Refusal::AlreadyHeld);

    let about_me = store.propose_for_staff(&office.by(ainur), ainur, StaffAct::Appoint(Role::Chair.into()), "керек").await;
    assert_eq!(refusal(about_me), Refusal::AboutYourself);
    assert_eq!(office.world.findings().await, []);
}

#[tokio::test]
async fn what_was_proposed_can_be_refused_or_taken_back_and_nothing_comes_of_it() {
    let office = Office::new().await;
    for by in [office.yerlan, office.ainur] {
        let proposal = office.proposes(StaffAct::Appoint(Role::Chair.into())).await.unwrap();
        office.world.store.decide_for_staff(&office.by(by), proposal, false).await.unwrap();
        assert!(office.held().await.is_empty() && office.world.store.staff_proposals().await.unwrap().is_empty());
    }
    let unknown = ProposalId::new(office.world.now(), [0; 10]);
    assert!(is_not_found(&office.world.store.decide_for_staff(&office.by(office.yerlan), unknown, true).await));
}

#[tokio::test]
async fn who_goes_round_the_store_accepts_nothing_alone_either() {
    let office = Office::new().await;
    let proposal = office.proposes(StaffAct::Appoint(Role::Chair.into())).await.unwrap();
    let world = &office.world;
    for by in [office.ainur, office.dana] {
        let sql = format!(
            "INSERT INTO staff_proposal_decision (proposal_id, accepted, staff_id, decided_at) VALUES ({}, {}, {}, 0)",
            crate::world::id(proposal),
            crate::world::either("1", "true"),
            crate::world::id(by),
        );
        let refused = world.attempt_to(&sql).await.unwrap_err();
        assert!(refused.contains("nobody accepts"), "{refused}");
    }
}

#[tokio::test]
async fn a_role_is_taken_away_by_one_at_once_and_whoever_held_it_signs_in_anew() {
    let office = Office::new().await;
    let store = &office.world.store;
    office.joins(&office.code).await.unwrap();
    office.is_given(Role::Auditor).await;
    let token = office.signs_in().await;
    let held = store.staff_account(office.dana).await.unwrap().appointments[0].id;
    store.end_appointment(&office.by(office.ainur), office.dana, held).await.unwrap();
    assert!(office.held().await.is_empty() && !office.is_signed_in(&token).await);
    assert!(is_not_found(&store.end_appointment(&office.by(office.ainur), office.dana, held).await));
    office.is_given(Role::Auditor).await;
    assert_eq!(office.held().await, [Role::Auditor.into()], "it can be given again");
    assert_eq!(office.world.findings().await, []);
}

#[tokio::test]
async fn who_gets_a_role_signs_in_anew() {
    let office = Office::new().await;
    office.joins(&office.code).await.unwrap();
    let token = office.signs_in().await;
    office.is_given(Role::Auditor).await;
    assert!(!office.is_signed_in(&token).await);
}

#[tokio::test]
async fn there_is_always_an_administrator() {
    let office = Office::new().await;
    let store = &office.world.store;
    store.close_account(&office.by(office.ainur), office.yerlan).await.unwrap();
    let last = store.close_account(&office.by(office.ainur), office.ainur).await;
    assert_eq!(refusal(last), Refusal::LastAdministrator);
    let held = store.staff_account(office.ainur).await.unwrap().appointments[0].id;
    assert_eq!(refusal(store.end_appointment(&office.by(office.ainur), office.ainur, held).await), Refusal::LastAdministrator);
    assert_eq!(office.world.findings().await, []);
}

#[tokio::test]
async fn the_command_line_gives_roles_until_there_are_two_administrators() {
    let office = Office::new().await;
    let (store, console) = (&office.world.store, By::console("root", office.world.now()));
    let third = store.add_staff(&console, "third", "Үшінші", Role::Chair, HASH).await;
    assert_eq!(refusal(third), Refusal::NeedsTwoAdministrators);
    store.close_account(&office.by(office.ainur), office.yerlan).await.unwrap();
    let third = store.add_staff(&console, "third", "Үшінші", Role::Administrator, "").await.unwrap();
    assert!(store.staff_by_login("third").await.unwrap().is_none(), "no password opens nothing");
    let code = store.invite(&console, third).await.unwrap();
    store.join(&code, "third", "", HASH, OFFICE, office.world.now()).await.unwrap().unwrap();
    assert!(store.staff_by_login("third").await.unwrap().is_some());
}

#[tokio::test]
async fn who_has_left_has_no_way_in_until_two_administrators_open_one() {
    let office = Office::new().await;
    let store = &office.world.store;
    office.joins(&office.code).await.unwrap();
    office.is_given(Role::Chair).await;
    let token = office.signs_in().await;
    store.close_account(&office.by(office.ainur), office.dana).await.unwrap();
    assert!(!office.is_signed_in(&token).await && office.held().await.is_empty());
    assert!(store.staff_by_login("dana").await.unwrap().is_none());
    assert!(is_not_found(&store.begin_staff_session(&office.herself()).await));
    assert!(is_not_found(&store.close_account(&office.by(office.ainur), office.dana).await));
    assert_eq!(refusal(office.proposes(StaffAct::Appoint(Role::Chair.into())).await), Refusal::AccountClosed);

    let proposal = office.proposes(StaffAct::RenewPassword).await.unwrap();
    let code = store.decide_for_staff(&office.by(office.yerlan), proposal, true).await.unwrap().unwrap();
    assert!(store.staff_by_login("dana").await.unwrap().is_none(), "the code opens it, not the decision");
    office.joins(&code).await.unwrap();
    let (member, _) = store.staff_by_login("dana").await.unwrap().unwrap();
    assert!(member.appointments.is_empty(), "roles don't come back by themselves");
    assert_eq!(store.staff_accounts().await.unwrap().len(), 6);
    assert_eq!(office.world.findings().await, []);
}

#[tokio::test]
async fn a_code_lets_the_person_it_was_made_for_choose_a_password_once_within_three_days() {
    let office = Office::new().await;
    let world = &office.world;
    let other = async |login: &str| world.store.join(&office.code, login, "", HASH, OFFICE, world.now()).await.unwrap();
    assert_eq!(other("ainur").await.unwrap_err(), JoinRefused::Wrong);
    assert_eq!(office.joins(&"00000-00000".parse().unwrap()).await.unwrap_err(), JoinRefused::Wrong);
    assert_eq!(office.joins(&office.code).await.unwrap(), office.dana);
    assert_eq!(office.joins(&office.code).await.unwrap_err(), JoinRefused::Wrong, "used");

    let first = world.store.invite(&office.by(office.ainur), office.dana).await.unwrap();
    let second = world.store.invite(&office.by(office.ainur), office.dana).await.unwrap();
    assert_eq!(office.joins(&first).await.unwrap_err(), JoinRefused::Wrong, "void");
    world.advance(Span::from_days(3));
    assert_eq!(office.joins(&second).await.unwrap_err(), JoinRefused::Wrong, "too late");
    let token = office.signs_in().await;
    let third = world.store.invite(&office.by(office.ainur), office.dana).await.unwrap();
    office.joins(&third).await.unwrap();
    assert!(!office.is_signed_in(&token).await, "whoever chooses a password begins anew");
}

#[tokio::test]
async fn codes_of_staff_are_guessed_at_ten_times() {
    let office = Office::new().await;
    let nobodys: Code = "00000-00000".parse().unwrap();
    for _ in 0..10 {
        assert_eq!(office.joins(&nobodys).await.unwrap_err(), JoinRefused::Wrong);
    }
    assert!(matches!(office.joins(&office.code).await.unwrap_err(), JoinRefused::TooMany { .. }));
    office.world.advance(Span::from_mins(15));
    office.joins(&office.code).await.unwrap();
}

#[tokio::test]
async fn the_first_code_of_all_makes_the_first_administrator_and_no_second() {
    let database = crate::world::Database::new();
    let now = exam::clock::Instant::from_millis(1_772_424_000_000);
    let store = store::Store::open(&database.place, [7; 32], Span::ZERO).await.unwrap();
    assert!(store.has_no_staff().await.unwrap());
    let void = store.setup_code(&By::system(now)).await.unwrap().unwrap();
    let code = store.setup_code(&By::system(now)).await.unwrap().unwrap();
    let join = async |code: &Code, login: &str| store.join(code, login, "Бірінші", HASH, OFFICE, now).await.unwrap();
    assert_eq!(join(&void, "first").await.unwrap_err(), JoinRefused::Wrong, "each start has a new one");
    let first = join(&code, "first").await.unwrap();
    let (member, _) = store.staff_by_login("first").await.unwrap().unwrap();
    assert_eq!((member.id, &member.appointments[..]), (first, &[Role::Administrator.into()][..]));
    assert_eq!(join(&code, "second").await.unwrap_err(), JoinRefused::Wrong);
    assert!(store.setup_code(&By::system(now)).await.unwrap().is_none() && !store.has_no_staff().await.unwrap());
    assert_eq!(store.verify_audit().await.unwrap().findings, []);
    store.close().await;
}

#[tokio::test]
async fn a_session_that_nobody_uses_for_half_an_hour_is_over() {
    let office = Office::new().await;
    let half_an_hour = Span::from_mins(30);
    let token = office.signs_in().await;
    office.world.advance(before_span(half_an_hour));
    assert!(office.is_signed_in(&token).await, "used in time");
    office.world.advance(before_span(half_an_hour));
    assert!(office.is_signed_in(&token).await, "from then on it counts anew");
    office.world.advance(half_an_hour);
    assert!(!office.is_signed_in(&token).await);
}

#[tokio::test]
async fn what_a_page_asks_by_itself_keeps_no_session_alive() {
    let office = Office::new().await;
    let (world, store) = (&office.world, &office.world.store);
    let token = office.signs_in().await;
    let looks_on = async || store.onlooker_of(&token, world.now()).await.unwrap().map(|member| member.id);
    for _ in 0..29 {
        world.advance(Span::from_mins(1));
        assert_eq!(looks_on().await, Some(office.dana));
    }
    assert!(office.is_signed_in(&token).await, "somebody is there");
    world.advance(before_span(Span::from_mins(30)));
    assert_eq!(looks_on().await, Some(office.dana));
    world.advance(A_MOMENT);
    assert_eq!(looks_on().await, None);
}

fn before_span(span: Span) -> Span {
    Span::from_millis(span.as_millis() - A_MOMENT.as_millis())
}

#[tokio::test]
async fn everyone_sees_their_own_sessions_and_ends_them() {
    let office = Office::new().await;
    let (world, herself) = (&office.world, office.herself());
    let (here, elsewhere) = (office.signs_in().await, office.signs_in().await);
    let sessions = world.store.staff_sessions(office.dana, Some(&here), world.now()).await.unwrap();
    let other = sessions.iter().find(|session| !session.here).unwrap();
    assert_eq!((sessions.len(), other.address.as_str()), (2, OFFICE));
    assert!(!elsewhere.reveal().contains(&other.name), "the name is no part of the token");
    assert!(
        is_not_found(&world.store.end_staff_session(&office.by(office.ainur), office.ainur, &other.name).await),
        "not another's"
    );
    world.store.end_staff_session(&herself, office.dana, &other.name).await.unwrap();
    assert!(!office.is_signed_in(&elsewhere).await && office.is_signed_in(&here).await);
    let third = office.signs_in().await;
    assert_eq!(world.store.end_staff_sessions(&herself, office.dana, Some(&here)).await.unwrap(), 1);
    assert!(!office.is_signed_in(&third).await && office.is_signed_in(&here).await);
    assert_eq!(world.store.end_staff_sessions(&office.by(office.ainur), office.dana, None).await.unwrap(), 1);
    assert!(!office.is_signed_in(&here).await);
}

#[tokio::test]
async fn another_password_ends_every_other_session() {
    let office = Office::new().await;
    office.joins(&office.code).await.unwrap();
    let (here, elsewhere) = (office.signs_in().await, office.signs_in().await);
    office.world.store.change_password(&office.herself(), &here, "$argon2id$2").await.unwrap();
    assert!(office.is_signed_in(&here).await && !office.is_signed_in(&elsewhere).await);
    office.world.store.refresh_password(&office.herself(), "$argon2id$2", "$argon2id$3").await.unwrap();
    office.world.store.refresh_password(&office.herself(), "$argon2id$2", "$argon2id$4").await.unwrap();
    let (_, hash) = office.world.store.staff_by_login("dana").await.unwrap().unwrap();
    assert_eq!(hash, "$argon2id$3", "a hash that was replaced meanwhile stays");
    assert!(office.is_signed_in(&here).await);
}

#[tokio::test]
async fn a_half_session_opens_nothing_but_the_question_for_the_second_factor() {
    let office = Office::new().await;
    let (world, store) = (&office.world, &office.world.store);
    let here = office.signs_in().await;
    let recovery = office.sets_up_second_factor(&here).await;
    assert!(store.second_factor_begun(office.dana).await.unwrap().is_none(), "the secret is not shown again");
    assert!(store.staff_account(office.dana).await.unwrap().second_factor);

    let half = store.begin_half_session(&office.herself()).await.unwrap();
    assert!(!office.is_signed_in(&half).await);
    assert_eq!(store.half_session(&half, world.now()).await.unwrap().unwrap().staff, office.dana);
    let passes = async |half: &Token, typed: &str| store.pass_second_factor(half, typed, OFFICE, world.now()).await.unwrap();
    assert_eq!(passes(&half, "000000").await.unwrap_err(), FactorRefused::Wrong);
    let whole = passes(&half, &recovery[0].to_string()).await.unwrap();
    assert!(office.is_signed_in(&whole).await && whole != half);
    assert!(store.half_session(&half, world.now()).await.unwrap().is_none(), "the half one is over");
    assert_eq!(store.recovery_codes_left(office.dana).await.unwrap(), 9);

    let half = store.begin_half_session(&office.herself()).await.unwrap();
    assert_eq!(passes(&half, &recovery[0].to_string()).await.unwrap_err(), FactorRefused::Wrong, "a recovery code opens once");
    world.advance(Span::from_mins(10));
    assert!(store.half_session(&half, world.now()).await.unwrap().is_none(), "it waits for ten minutes");
    assert!(store.pass_second_factor(&half, "000000", OFFICE, world.now()).await.is_err());
    assert_eq!(world.findings().await, []);
}

#[tokio::test]
async fn digits_open_once_and_are_guessed_at_ten_times() {
    let office = Office::new().await;
    let (world, store) = (&office.world, &office.world.store);
    let here = office.signs_in().await;
    store.begin_second_factor(&office.herself()).await.unwrap();
    let secret = store.second_factor_begun(office.dana).await.unwrap().unwrap().reveal();
    assert!(store.confirm_second_factor(&office.herself(), &here, "000000").await.unwrap().is_none());
    let shown = || digits(&secret, world.now());
    let set_up_with = shown();
    store.confirm_second_factor(&office.herself(), &here, &set_up_with).await.unwrap().unwrap();

    let half = store.begin_half_session(&office.herself()).await.unwrap();
    let passes = async |typed: &str| store.pass_second_factor(&half, typed, OFFICE, world.now()).await.unwrap();
    assert_eq!(passes(&set_up_with).await.unwrap_err(), FactorRefused::Wrong, "they have been used");
    for _ in 0..9 {
        assert_eq!(passes("000000").await.unwrap_err(), FactorRefused::Wrong);
    }
    world.advance(Span::from_secs(30));
    assert!(matches!(passes(&shown()).await.unwrap_err(), FactorRefused::TooMany { .. }));
    world.advance(Span::from_mins(15));
    let half = store.begin_half_session(&office.herself()).await.unwrap();
    store.pass_second_factor(&half, &shown(), OFFICE, world.now()).await.unwrap().unwrap();
}

#[tokio::test]
async fn a_second_factor_is_taken_off_against_itself_or_by_two_administrators() {
    let office = Office::new().await;
    let store = &office.world.store;
    let here = office.signs_in().await;
    let first = office.sets_up_second_factor(&here).await;
    assert_eq!(refusal(store.begin_second_factor(&office.herself()).await), Refusal::AlreadyHeld);
    let elsewhere = office.signs_in().await;
    assert!(!store.drop_second_factor(&office.herself(), &here, "000000").await.unwrap());
    let renewed = store.renew_recovery_codes(&office.herself()).await.unwrap();
    assert!(!store.drop_second_factor(&office.herself(), &here, &first[1].to_string()).await.unwrap(), "those are void");
    assert!(store.drop_second_factor(&office.herself(), &here, &renewed[1].to_string()).await.unwrap());
    assert!(!store.staff_account(office.dana).await.unwrap().second_factor);
    assert!(office.is_signed_in(&here).await && !office.is_signed_in(&elsewhere).await);
    assert!(is_not_found(&store.renew_recovery_codes(&office.herself()).await));

    office.world.advance(Span::from_mins(1));
    office.sets_up_second_factor(&here).await;
    let proposal = office.proposes(StaffAct::RenewSecondFactor).await.unwrap();
    store.decide_for_staff(&office.by(office.yerlan), proposal, true).await.unwrap();
    assert!(!store.staff_account(office.dana).await.unwrap().second_factor && !office.is_signed_in(&here).await);
    assert_eq!(office.world.findings().await, []);
}

#[tokio::test]
async fn the_database_holds_nothing_that_passes_for_a_second_factor() {
    let office = Office::new().await;
    let here = office.signs_in().await;
    office.world.store.begin_second_factor(&office.herself()).await.unwrap();
    let secret = office.world.store.second_factor_begun(office.dana).await.unwrap().unwrap().reveal();
    let digits = office.digits().await;
    let codes = office.world.store.confirm_second_factor(&office.herself(), &here, &digits).await.unwrap().unwrap();
    let contents = format!("{:?}", office.world.contents().await);
    for secret in codes.iter().map(ToString::to_string).chain([secret.clone(), secret.replace(' ', ""), office.code.to_string()])
    {
        assert!(!contents.contains(&secret) && !contents.contains(&secret.replace('-', "")));
    }
    let elsewhere = office.world.opened_under([8; 32], &By::console("root", office.world.now())).await.unwrap();
    assert!(!elsewhere.staff_account(office.dana).await.unwrap().second_factor, "without the key file nothing fits");
}

#[tokio::test]
async fn what_belongs_to_a_unit_is_within_reach_of_its_staff_alone() {
    let office = Office::new().await;
    let (world, store) = (&office.world, &office.world.store);
    let candidate = world.at_work().await;
    candidate.submits().await;
    let result = candidate.result().await.unwrap().head.id;
    let (enrolment, sitting) = (candidate.candidate.enrolment, candidate.candidate.sitting);
    for subject in [Subject::Enrolment(enrolment), Subject::Sitting(sitting), Subject::Result(result)] {
        assert_eq!(store.units_of(subject).await.unwrap(), [world.unit], "{subject:?}");
    }
    let mut both = new_file(77, licensing::ActivityType::LeakDetection);
    both.places.push(store::NewPlace { territory: THERE.to_owned(), address: "Мәңгілік Ел, 1".to_owned() });
    both.places.push(store::NewPlace { territory: HERE.to_owned(), address: "Абай, 2".to_owned() });
    let both = store.open_file(&world.registrar(), &both).await.unwrap();
    let units = store.units_of(Subject::File(both)).await.unwrap();
    assert!(units.len() == 2 && units.contains(&world.unit) && units.contains(&office.there));
    assert!(is_not_found(&store.units_of(Subject::File(exam::id::FileId::new(world.now(), [0; 10]))).await));

    store.must_be_of_file(candidate.candidate.declaration, candidate.candidate.file).await.unwrap();
    assert!(is_not_found(&store.must_be_of_file(candidate.candidate.declaration, both).await));

    let search = store::FileSearch::default();
    let within = async |unit: UnitId| {
        let reach = Reach::Units([unit].into());
        let files = store.files(&search, &reach).await.unwrap().len();
        (files, store.sittings(&reach).await.unwrap().len())
    };
    let all = store.files(&search, &Reach::Everywhere).await.unwrap().len();
    assert_eq!(within(office.there).await, (1, 0));
    assert_eq!(within(world.unit).await, (all, 1));
    assert_eq!(store.files(&search, &Reach::Units([].into())).await.unwrap().len(), 0);
}

#[tokio::test]
async fn who_has_read_what_is_in_the_log() {
    let office = Office::new().await;
    let (world, store) = (&office.world, &office.world.store);
    let candidate = world.candidate().await;
    let since = world.last_event().await;
    store.record_reading(&world.chair(), Subject::Enrolment(candidate.enrolment)).await.unwrap();
    store.record_reading(&world.chair(), Subject::Sitting(candidate.sitting)).await.unwrap();
    store.record_search(&world.chair(), 3).await.unwrap();
    assert_eq!(world.acts_after(since).await, ["enrolment.read", "sitting.read", "file.search"]);
}

#[tokio::test]
async fn who_follows_a_sitting_is_in_the_log_once_a_session_and_never_not_at_all() {
    let office = Office::new().await;
    let (world, store) = (&office.world, &office.world.store);
    let candidate = world.candidate().await;
    let sitting = Subject::Sitting(candidate.sitting);
    let events_of = async |token: &Token, page_first: bool| {
        let since = world.last_event().await;
        if page_first {
            store.record_reading(&office.herself(), sitting).await.unwrap();
        }
        for _ in 0..3 {
            world.advance(Span::from_mins(1));
            store.record_following(&office.herself(), token, sitting).await.unwrap();
        }
        world.acts_after(since).await
    };
    assert_eq!(events_of(&office.signs_in().await, true).await, ["sitting.read"], "the page's own");
    world.advance(A_MOMENT);
    let second = office.signs_in().await;
    assert_eq!(events_of(&second, false).await, ["sitting.read"], "asked for without the page, in another session");
    assert_eq!(events_of(&second, false).await, [""; 0]);
    // Another person's reading is not theirs.
    let since = world.last_event().await;
    let by = By { actor: store::Actor::Staff(office.ainur, None), ..office.herself() };
    let token = store.begin_staff_session(&by).await.unwrap();
    store.record_following(&by, &token, sitting).await.unwrap();
    assert_eq!(world.acts_after(since).await, ["sign-in", "sitting.read"]);
}

#[tokio::test]
async fn a_role_for_a_unit_is_told_with_the_unit() {
    let office = Office::new().await;
    let (world, unit) = (&office.world, office.world.unit);
    let by = By {
        actor: store::Actor::Staff(office.dana, Some(Appointment { role: Role::Auditor, unit: Some(unit) })),
        ..office.herself()
    };
    let since = world.last_event().await;
    world.store.record_search(&by, 0).await.unwrap();
    assert_eq!(world.column(format!("SELECT role FROM audit_event WHERE seq > {since}")).await, [format!("auditor@{unit}")]);
}

#[tokio::test]
async fn an_appointment_or_a_decision_that_the_log_does_not_tell_is_found() {
    let office = Office::new().await;
    office.is_given(Role::Chair).await;
    let world = office.world.without_defences().await;
    assert_eq!(world.findings().await, []);
    let dana = office.dana;
    for (tampered, put_back) in [
        (
            "UPDATE appointment SET role = 'administrator' WHERE role = 'chair' AND staff_id = ",
            "UPDATE appointment SET role = 'chair' WHERE staff_id = ",
        ),
        ("UPDATE appointment SET until = since WHERE staff_id = ", "UPDATE appointment SET until = NULL WHERE staff_id = "),
        (
            "UPDATE staff_proposal SET reason = 'x' WHERE staff_id = ",
            "UPDATE staff_proposal SET reason = 'қажет' WHERE staff_id = ",
        ),
        (
            "UPDATE staff_proposal_decision SET decided_at = decided_at + 1 WHERE proposal_id IN (SELECT id FROM staff_proposal) AND staff_id <> ",
            "UPDATE staff_proposal_decision SET decided_at = decided_at - 1 WHERE staff_id <> ",
        ),
        ("UPDATE staff_proposal_decision SET staff_id = (SELECT proposed_by FROM staff_proposal) WHERE staff_id <> ", ""),
    ] {
        let id = crate::world::id(dana);
        assert_eq!(world.tamper(format!("{tampered}{id}")).await, 1, "{tampered}");
        assert_eq!(world.findings().await, [AuditFinding::Staff(dana.into())], "{tampered}");
        if !put_back.is_empty() {
            world.tamper(format!("{put_back}{id}")).await;
            assert_eq!(world.findings().await, [], "{put_back}");
        }
    }
}
