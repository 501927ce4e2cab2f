//! The way in: a code is used once, by the person it was printed for, and nothing in the database opens anything.

use exam::clock::Span;
use store::{Actor, By, Code, CodeRefused, Refusal, Role, Token};

use crate::world::{A_MOMENT, OFFICE, World, before, options, refusal};

/// How long a candidate's session and code last after the start of the sitting.
const TWELVE_HOURS: Span = Span::from_mins(12 * 60);
const AN_HOUR: Span = Span::from_mins(60);

/// Some other code of the right form.
fn another(code: &Code) -> Code {
    let text = code.to_string();
    let first = if text.starts_with('7') { '8' } else { '7' };
    format!("{first}{}", &text[1..]).parse().unwrap()
}

#[tokio::test]
async fn a_code_opens_a_session_of_the_candidate_it_was_printed_for() {
    let world = World::new().await;
    let candidate = world.enrolled().await;
    let signed_in = candidate.signs_in().await;
    assert_eq!(signed_in.enrolment, candidate.enrolment);
    assert_eq!(world.store.candidate_of(&signed_in.token, world.now()).await.unwrap(), Some(candidate.enrolment));
}

#[tokio::test]
async fn a_wrong_code_opens_nothing() {
    let world = World::new().await;
    let candidate = world.enrolled().await;
    let code = candidate.code().await;
    assert_eq!(candidate.signs_in_with(&another(&code)).await.unwrap_err(), CodeRefused::Wrong);
    candidate.signs_in_with(&code).await.expect("a wrong guess spends nothing");
}

#[tokio::test]
async fn somebody_elses_code_opens_nothing() {
    let world = World::new().await;
    let (candidate, other) = (world.enrolled().await, world.enrolled().await);
    let code = other.code().await;
    assert_eq!(candidate.signs_in_with(&code).await.unwrap_err(), CodeRefused::Wrong);
    other.signs_in_with(&code).await.expect("the owner's code isn't spent by it");
}

#[tokio::test]
async fn a_code_is_used_once() {
    let world = World::new().await;
    let candidate = world.enrolled().await;
    let code = candidate.code().await;
    let first = candidate.signs_in_with(&code).await.unwrap();
    assert_eq!(candidate.signs_in_with(&code).await.unwrap_err(), CodeRefused::Used);
    assert!(world.store.candidate_of(&first.token, world.now()).await.unwrap().is_some(), "who came first stays");
}

#[tokio::test]
async fn the_invigilator_sees_that_a_used_code_was_tried_again_until_there_is_a_new_one() {
    let world = World::new().await;
    let candidate = world.enrolled().await;
    let tried_again = async || world.store.sitting(candidate.sitting, world.now()).await.unwrap().1[0].code_tried_again;
    let code = candidate.code().await;
    candidate.signs_in_with(&code).await.unwrap();
    assert_eq!(tried_again().await, None);
    world.advance(Span::from_mins(2));
    candidate.signs_in_with(&code).await.unwrap_err();
    let then = world.now();
    world.advance(Span::from_mins(2));
    assert_eq!(tried_again().await, Some(then));
    candidate.signs_in().await;
    assert_eq!(tried_again().await, None);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_code_typed_at_many_machines_at_once_opens_one_session() {
    let world = World::new().await;
    let candidate = world.enrolled().await;
    let code = candidate.code().await;
    let machines: Vec<_> = (0..16)
        .map(|_| {
            let (store, iin, code, now) = (world.store.clone(), candidate.iin, code.clone(), world.now());
            tokio::spawn(async move { store.sign_in_candidate(&iin, &code, "", now).await.unwrap() })
        })
        .collect();
    let mut opened = 0;
    for machine in machines {
        match machine.await.unwrap() {
            Ok(_) => opened += 1,
            Err(why) => assert_eq!(why, CodeRefused::Used),
        }
    }
    assert_eq!(opened, 1);
}

#[tokio::test]
async fn a_new_code_voids_the_one_before_used_or_not() {
    let world = World::new().await;
    let candidate = world.enrolled().await;
    let unused = candidate.code().await;
    let used = candidate.code().await;
    candidate.signs_in_with(&used).await.unwrap();
    let last = candidate.code().await;
    assert_eq!(candidate.signs_in_with(&unused).await.unwrap_err(), CodeRefused::Voided);
    assert_eq!(candidate.signs_in_with(&used).await.unwrap_err(), CodeRefused::Voided);
    candidate.signs_in_with(&last).await.unwrap();
}

#[tokio::test]
async fn a_code_holds_for_twelve_hours_from_the_start_of_the_sitting() {
    let world = World::new().await;
    let (in_time, too_late) = (world.enrolled().await, world.enrolled().await);
    let (code, other) = (in_time.code().await, too_late.code().await);
    world.advance(AN_HOUR + TWELVE_HOURS);
    in_time.signs_in_with(&code).await.unwrap();
    world.advance(A_MOMENT);
    assert_eq!(too_late.signs_in_with(&other).await.unwrap_err(), CodeRefused::Expired);
}

#[tokio::test]
async fn a_new_code_ends_the_session_and_the_attempt_goes_on_where_it_was() {
    let world = World::new().await;
    let candidate = world.enrolled().await;
    let first = candidate.comes().await;
    let at_work = candidate.starts().await;
    at_work.chooses(3, options([2])).await;
    let deadline = at_work.deadline().await;

    world.advance(Span::from_mins(5));
    let code = candidate.code().await;
    assert_eq!(world.store.candidate_of(&first.token, world.now()).await.unwrap(), None);
    let second = candidate.signs_in_with(&code).await.unwrap();
    assert_eq!(world.store.candidate_of(&second.token, world.now()).await.unwrap(), Some(candidate.enrolment));
    let again = candidate.starts().await;
    assert_eq!(again.attempt, at_work.attempt);
    assert_eq!(again.stands(3).await, options([2]));
    assert_eq!(again.deadline().await, deadline);
}

#[tokio::test]
async fn there_is_no_code_for_an_exam_that_is_over_until_its_result_is_decided() {
    let world = World::new().await;
    let at_work = world.at_work().await;
    at_work.submits().await;
    let slip = world.store.issue_slip(&world.registrar(), at_work.candidate.enrolment).await;
    assert_eq!(refusal(slip), Refusal::ExamOver);
    at_work.is_approved().await;
    at_work.candidate.signs_in().await;
    assert!(at_work.result().await.is_some());
}

#[tokio::test]
async fn the_slip_tells_who_where_when_and_that_it_is_a_demonstration() {
    let world = World::new().await;
    let candidate = world.enrolled().await;
    let slip = world.store.issue_slip(&world.registrar(), candidate.enrolment).await.unwrap();
    assert_eq!(slip.candidate.iin, candidate.iin.to_string());
    assert_eq!((slip.sitting.id, slip.sitting.room.as_str()), (candidate.sitting, "204"));
    assert!(slip.demonstration);
}

#[tokio::test]
async fn a_code_is_read_however_hands_type_it() {
    let world = World::new().await;
    // Enough codes that every letter comes up.
    for _ in 0..12 {
        let candidate = world.enrolled().await;
        for typed in [small, spaced, cyrillic, small_cyrillic, letters_for_digits] {
            let typed = typed(&candidate.code().await.to_string());
            candidate.signs_in_with(&typed.parse().unwrap()).await.unwrap_or_else(|why| panic!("{typed}: {why:?}"));
        }
    }
}

fn small(code: &str) -> String {
    code.to_lowercase()
}

fn spaced(code: &str) -> String {
    format!(" {}\u{a0}", code.replace('-', " – ").chars().map(|c| format!("{c} ")).collect::<String>())
}

/// As typed with the Kazakh or Russian layout on, where a key has a letter that looks the same.
fn cyrillic(code: &str) -> String {
    let latin = "ABCEHKMPTXY301";
    let lookalikes: Vec<char> = "АВСЕНКМРТХУЗОІ".chars().collect();
    code.chars().map(|c| latin.find(c).map_or(c, |at| lookalikes[at])).collect()
}

fn small_cyrillic(code: &str) -> String {
    cyrillic(code).to_lowercase()
}

fn letters_for_digits(code: &str) -> String {
    code.replace('0', "o").replace('1', "l")
}

#[test]
fn what_is_not_ten_letters_and_digits_is_no_code() {
    for typed in ["", "7K3QF", "7K3QF-9ZD2M-1", "7K3QF-9ZD2U", "7K3QF-9ZD2Ж", "7K3QF_9ZD2", "7K3QF-9ZD2\0"] {
        assert!(typed.parse::<Code>().is_err(), "{typed:?}");
    }
}

#[test]
fn a_code_is_printed_in_two_halves_and_never_logged() {
    let code: Code = "7k3qf9zd2m".parse().unwrap();
    assert_eq!(code.to_string(), "7K3QF-9ZD2M");
    assert_eq!(format!("{code:?} {:?}", Token::from("abc")), "Code(…) Token(…)");
}

#[tokio::test]
async fn the_database_holds_neither_codes_nor_tokens() {
    let world = World::new().await;
    let candidate = world.enrolled().await;
    let unused = world.enrolled().await.code().await.to_string();
    let code = candidate.code().await;
    let token = candidate.signs_in_with(&code).await.unwrap().token;
    let staff = world.store.begin_staff_session(&world.registrar()).await.unwrap();
    let bytes = world.bytes().await;
    let holds = |secret: &[u8]| bytes.windows(secret.len()).any(|window| window.eq_ignore_ascii_case(secret));
    assert!(holds(candidate.iin.to_string().as_bytes()), "an IIN is there: the search is a search");
    for code in [code.to_string(), unused] {
        assert!(!holds(code.as_bytes()) && !holds(code.replace('-', "").as_bytes()));
    }
    for token in [token, staff] {
        let hex = token.reveal();
        let raw: Vec<u8> = (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap()).collect();
        assert!(!holds(hex.as_bytes()) && !holds(&raw));
    }
}

#[tokio::test]
async fn a_code_opens_nothing_without_the_key_file() {
    let world = World::new().await;
    let candidate = world.enrolled().await;
    let code = candidate.code().await;
    let elsewhere = world.opened_under([8; 32], &By::console("root", world.now())).await.unwrap();
    let outcome = elsewhere.sign_in_candidate(&candidate.iin, &code, "", world.now()).await.unwrap();
    assert_eq!(outcome.unwrap_err(), CodeRefused::Wrong);
}

#[tokio::test]
async fn a_refused_sign_in_leaves_an_event_that_does_not_tell_the_code() {
    let world = World::new().await;
    let candidate = world.enrolled().await;
    let code = candidate.code().await;
    let wrong = another(&code);
    let since = world.last_event().await;
    candidate.signs_in_with(&wrong).await.unwrap_err();
    candidate.signs_in_with(&code).await.unwrap();
    candidate.signs_in_with(&code).await.unwrap_err();
    assert_eq!(world.acts_after(since).await, ["sign-in.refuse", "sign-in", "sign-in.refuse"]);
    let log = world.column(format!("SELECT actor || object || detail FROM audit_event WHERE seq > {since}")).await.concat();
    assert!(!log.contains(&wrong.to_string()) && !log.contains(&code.to_string().replace('-', "")));
}

#[tokio::test]
async fn a_session_ends_with_signing_out_and_after_its_time() {
    let world = World::new().await;
    let candidate = world.enrolled().await;
    let token = candidate.signs_in().await.token;
    let end = world.now() + TWELVE_HOURS;
    assert!(world.store.candidate_of(&token, before(end, A_MOMENT)).await.unwrap().is_some());
    assert!(world.store.candidate_of(&token, end).await.unwrap().is_none());
    world.store.end_session(&candidate.by(), &token).await.unwrap();
    assert!(world.store.candidate_of(&token, world.now()).await.unwrap().is_none());
}

#[tokio::test]
async fn a_session_of_staff_ends_with_signing_out_and_after_nine_hours() {
    let world = World::new().await;
    let token = world.store.begin_staff_session(&world.registrar()).await.unwrap();
    let member = world.store.staff_of(&token, world.now()).await.unwrap().unwrap();
    assert_eq!((member.login.as_str(), &member.appointments[..]), ("aigul", &[Role::Registrar.into()][..]));
    let end = world.now() + Span::from_mins(9 * 60);
    while world.now() + Span::from_mins(20) < end {
        world.advance(Span::from_mins(20));
        assert!(world.store.staff_of(&token, world.now()).await.unwrap().is_some());
    }
    assert!(world.store.staff_of(&token, before(end, A_MOMENT)).await.unwrap().is_some());
    assert!(world.store.staff_of(&token, end).await.unwrap().is_none());
    world.store.end_session(&world.registrar(), &token).await.unwrap();
    assert!(world.store.staff_of(&token, world.now()).await.unwrap().is_none());
}

#[tokio::test]
async fn nobody_is_staff_by_a_candidates_session_nor_a_candidate_by_a_session_of_staff() {
    let world = World::new().await;
    let candidate = world.enrolled().await.signs_in().await.token;
    let staff = world.store.begin_staff_session(&world.registrar()).await.unwrap();
    assert!(world.store.staff_of(&candidate, world.now()).await.unwrap().is_none());
    assert!(world.store.candidate_of(&staff, world.now()).await.unwrap().is_none());
    assert!(world.store.candidate_of(&Token::from(""), world.now()).await.unwrap().is_none());
}

#[tokio::test]
async fn only_staff_begins_a_session_of_staff() {
    let world = World::new().await;
    let candidate = world.enrolled().await;
    let stranger = By { actor: Actor::Candidate(candidate.enrolment), address: OFFICE.to_owned(), now: world.now() };
    world.store.begin_staff_session(&stranger).await.unwrap_err();
}

#[tokio::test]
async fn a_login_belongs_to_one_member_of_staff() {
    let world = World::new().await;
    let before = world.contents().await;
    let second = world.store.add_staff(&world.registrar(), "aigul", "Басқа Айгүл", Role::Chair, "$argon2id$").await;
    assert_eq!(refusal(second), Refusal::LoginTaken);
    assert_eq!(world.contents().await, before);
    let (member, hash) = world.store.staff_by_login("aigul").await.unwrap().unwrap();
    assert_eq!((member.name.as_str(), hash.as_str()), ("Айгүл Тіркеуші", "$argon2id$"));
    assert!(world.store.staff_by_login("nobody").await.unwrap().is_none());
}
