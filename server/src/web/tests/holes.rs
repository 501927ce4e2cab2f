//! Holes that such systems have had, each tried.

use std::sync::Arc;

use app::exchange::{Answer, SaveRequest};
use axum::{
    body::Body,
    http::{HeaderMap, Method, Request, StatusCode, header},
};
use exam::{
    answer::OptionSet,
    id::{AttemptId, EnrolmentId},
    language::Language,
};
use store::{Actor, By, Role, Token};

use super::{World, patterns, request};
use crate::{
    password,
    web::{
        security::OF_THE_HOST,
        session::{CANDIDATE_COOKIE, STAFF_COOKIE},
    },
};

const PASSWORD: &str = "күзгі жапырақ үш тиін";

impl World {
    async fn posts(&self, path: &str, session: Option<&Token>, body: &str) -> (StatusCode, HeaderMap, String) {
        let mut asked = request(&Method::POST, path, session);
        *asked.body_mut() = Body::from(body.to_owned());
        self.ask(asked).await
    }

    async fn with_password(&self, role: Role) {
        let console = By::console("test", self.now);
        self.store.add_staff(&console, "aigul", "Айгүл", role, &password::hash(PASSWORD)).await.unwrap();
    }

    async fn is_signed_in(&self, token: &Token) -> bool {
        self.store.staff_of(token, self.clock_now()).await.unwrap().is_some()
    }
}

/// The token that an answer hands to the browser.
fn handed(headers: &HeaderMap) -> Token {
    let cookie = headers[header::SET_COOKIE].to_str().unwrap();
    let token = cookie.strip_prefix(&format!("{OF_THE_HOST}{STAFF_COOKIE}=")).and_then(|rest| rest.split(';').next());
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict") && cookie.contains("Secure"), "{cookie}");
    Token::from(token.unwrap())
}

fn sign_in(password: &str) -> String {
    serde_urlencoded::to_string([("login", "aigul"), ("password", password)]).unwrap()
}

#[tokio::test]
async fn a_session_that_was_put_into_the_browser_is_not_the_one_that_is_opened() {
    let world = World::new("fixation").await;
    world.with_password(Role::Registrar).await;
    let another = world.staff(Role::Invigilator).await;
    for put_there in [another.clone(), Token::from("0123456789abcdef")] {
        let (status, headers, _) = world.posts("/staff/sign-in", Some(&put_there), &sign_in(PASSWORD)).await;
        assert_eq!(status, StatusCode::SEE_OTHER);
        let opened = handed(&headers);
        assert_ne!(opened, put_there);
        assert!(world.is_signed_in(&opened).await && !world.is_signed_in(&put_there).await);
    }
}

#[tokio::test]
async fn a_chair_does_nothing_by_a_password_alone() {
    let world = World::new("factor").await;
    world.with_password(Role::Chair).await;
    let (_, headers, _) = world.posts("/staff/sign-in", None, &sign_in(PASSWORD)).await;
    let token = handed(&headers);
    for (method, path) in patterns().into_iter().filter(|(_, path)| path.starts_with("/staff/") && !path.contains("sign-")) {
        let (status, _, page) = world.ask(request(&method, &path, Some(&token))).await;
        if path.starts_with("/staff/account/") || path == "/staff/account" {
            assert_ne!(status, StatusCode::FORBIDDEN, "{method} {path}");
        } else {
            assert_eq!(status, StatusCode::FORBIDDEN, "{method} {path}");
            assert!(page.contains("href=\"/staff/account/second-factor\""), "{path} shows the way");
        }
    }
}

#[tokio::test]
async fn with_a_second_factor_a_password_opens_nothing_but_the_question_for_it() {
    let world = World::new("half").await;
    world.with_password(Role::Registrar).await;
    let (_, headers, _) = world.posts("/staff/sign-in", None, &sign_in(PASSWORD)).await;
    let whole = handed(&headers);
    let confirm = serde_urlencoded::to_string([("confirm", PASSWORD)]).unwrap();
    let (status, ..) = world.posts("/staff/account/second-factor/begin", Some(&whole), "confirm=wrong").await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    let (status, ..) = world.posts("/staff/account/second-factor/begin", Some(&whole), &confirm).await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    let (member, _) = world.store.staff_by_login("aigul").await.unwrap().unwrap();
    let secret = world.store.second_factor_begun(member.id).await.unwrap().unwrap();
    let (_, _, page) = world.ask(request(&Method::GET, "/staff/account/second-factor", Some(&whole))).await;
    assert!(page.contains(&secret.reveal()) && page.contains("<svg"), "the secret is shown while it is set up");
    let (status, _, page) = world.posts("/staff/account/second-factor/confirm", Some(&whole), "code=000000").await;
    assert!(status == StatusCode::UNPROCESSABLE_ENTITY && !page.contains("access-code"), "{page}");
    let by = By { actor: Actor::Staff(member.id, None), address: String::new(), now: world.now };
    let codes = world.store.confirm_second_factor(&by, &whole, &secret.digits_at(world.now)).await.unwrap().unwrap();

    let (status, headers, _) = world.posts("/staff/sign-in", None, &sign_in(PASSWORD)).await;
    assert_eq!((status, headers[header::LOCATION].to_str().unwrap()), (StatusCode::SEE_OTHER, "/staff/sign-in/second-factor"));
    let half = handed(&headers);
    for (method, path) in patterns().into_iter().filter(|(_, path)| path.starts_with("/staff/") && !path.contains("sign-")) {
        let (status, ..) = world.ask(request(&method, &path, Some(&half))).await;
        assert_eq!(status, StatusCode::UNAUTHORIZED, "{method} {path}");
    }
    let (status, ..) = world.posts("/staff/sign-in/second-factor", Some(&half), "code=000000").await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    let (status, headers, _) = world.posts("/staff/sign-in/second-factor", Some(&half), &format!("code={}", codes[0])).await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    let opened = handed(&headers);
    assert!(opened != half && world.is_signed_in(&opened).await);
    let (status, ..) = world.ask(request(&Method::GET, "/staff/sign-in/second-factor", Some(&half))).await;
    assert_eq!(status, StatusCode::UNAUTHORIZED, "the half session is over");
}

#[tokio::test]
async fn an_old_hash_is_worked_out_anew_at_the_next_sign_in() {
    let world = World::new("outdated").await;
    let cheap = password::hash_cheaply(PASSWORD);
    assert!(password::is_outdated(&cheap));
    let console = By::console("test", world.now);
    world.store.add_staff(&console, "aigul", "Айгүл", Role::Registrar, &cheap).await.unwrap();
    world.posts("/staff/sign-in", None, &sign_in("not the password")).await;
    assert_eq!(world.store.staff_by_login("aigul").await.unwrap().unwrap().1, cheap);
    world.posts("/staff/sign-in", None, &sign_in(PASSWORD)).await;
    let (_, hash) = world.store.staff_by_login("aigul").await.unwrap().unwrap();
    assert!(hash != cheap && !password::is_outdated(&hash) && password::verify(PASSWORD, &hash).await);
}

#[tokio::test]
async fn the_first_administrator_is_whoever_has_the_code_and_there_is_no_default_password() {
    let world = World::new("setup").await;
    let code = world.store.setup_code(&By::system(world.now)).await.unwrap().unwrap();
    let form = |code: &str, password: &str| {
        let fields =
            [("code", code), ("login", "first"), ("name", "Бірінші"), ("new-password", password), ("repeated", password)];
        serde_urlencoded::to_string(fields).unwrap()
    };
    let (_, _, page) = world.ask(request(&Method::GET, "/setup", None)).await;
    assert!(page.contains("name=\"name\"") && !page.contains(&code.to_string()));
    for (code, password) in [("00000-00000", PASSWORD), (&code.to_string(), "тым қысқа"), (&code.to_string(), "passwordpassword")]
    {
        let (status, _, page) = world.posts("/setup", None, &form(code, password)).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{password}");
        assert!(!page.contains(password) && page.contains("Бірінші"), "what was typed is there, passwords are not");
    }
    let (status, headers, _) = world.posts("/setup", None, &form(&code.to_string(), PASSWORD)).await;
    assert_eq!((status, headers[header::LOCATION].to_str().unwrap()), (StatusCode::SEE_OTHER, "/staff/sign-in"));
    let (member, _) = world.store.staff_by_login("first").await.unwrap().unwrap();
    assert_eq!(member.appointments, [Role::Administrator.into()]);
    let (status, ..) = world.posts("/setup", None, &form(&code.to_string(), PASSWORD)).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
}

/// A candidate of the demonstration who has signed in.
struct Candidate {
    enrolment: EnrolmentId,
    attempt: AttemptId,
    token: Token,
}

impl Candidate {
    async fn of(world: &World) -> Self {
        let waiting = world.store.unfinished(world.now).await.unwrap();
        let candidate = waiting.into_iter().find(|c| c.attempt.is_some()).unwrap();
        let code = world.store.issue_slip(&By::console("test", world.now), candidate.id).await.unwrap().code;
        let iin = candidate.iin.parse().unwrap();
        let signed_in = world.store.sign_in_candidate(&iin, &code, "", world.now).await.unwrap().unwrap();
        Self { enrolment: candidate.id, attempt: candidate.attempt.unwrap().id, token: signed_in.token }
    }

    fn asks(&self, method: &Method, path: &str, body: &str) -> Request<Body> {
        let mut asked = request(method, path, None);
        let cookie = format!("{OF_THE_HOST}{CANDIDATE_COOKIE}={}", self.token.reveal());
        asked.headers_mut().insert(header::COOKIE, cookie.parse().unwrap());
        if body.starts_with('{') {
            asked.headers_mut().insert(header::CONTENT_TYPE, "application/json".parse().unwrap());
        }
        *asked.body_mut() = Body::from(body.to_owned());
        asked
    }

    fn path(&self, what: &str) -> String {
        format!("/exam/{}{what}", self.attempt)
    }
}

#[tokio::test]
async fn fifty_starts_at_once_are_one() {
    let world = Arc::new(World::demonstration("starts").await);
    let candidate = Arc::new(Candidate::of(&world).await);
    let before = world.events().await;
    let starts: Vec<_> = (0..50)
        .map(|_| {
            let (world, candidate) = (Arc::clone(&world), Arc::clone(&candidate));
            tokio::spawn(async move { world.ask(candidate.asks(&Method::POST, "/start", "")).await.0 })
        })
        .collect();
    for start in starts {
        assert_eq!(start.await.unwrap(), StatusCode::SEE_OTHER);
    }
    assert_eq!(world.events().await, before + 1);
    let desk = world.store.desk(candidate.enrolment, candidate.attempt).await.unwrap();
    assert_eq!(desk.attempt.started, Some(world.now));
}

/// What the questions of the demonstration ask, as far as it is plain text without a sign that a page writes otherwise.
fn stems() -> Vec<String> {
    let banks = crate::demo::starter_banks::read().unwrap();
    let asked = banks.iter().flat_map(|bank| &bank.questions).map(|question| question.stem.get(Language::Kk).to_owned());
    asked.filter(|stem| stem.chars().all(|c| c.is_alphanumeric() || " ,.?:«»–-№".contains(c))).collect()
}

#[tokio::test]
async fn nothing_of_the_paper_is_sent_before_the_start() {
    let world = World::demonstration("before").await;
    let candidate = Candidate::of(&world).await;
    let stems = stems();
    assert!(stems.len() > 100, "{}", stems.len());
    for (method, pattern) in patterns().into_iter().filter(|(_, path)| path.starts_with("/exam") || path == "/waiting") {
        for body in ["", r#"{"tab":"one","take_over":true}"#, r#"{"tab":"one","answers":[]}"#] {
            let path = super::filled(&pattern, |_| candidate.attempt.to_string());
            if path.ends_with("/events") || path.ends_with("/submit") {
                continue;
            }
            let (status, _, page) = world.ask(candidate.asks(&method, &path, body)).await;
            let leaked = stems.iter().find(|stem| page.contains(stem.as_str()));
            assert!(leaked.is_none(), "{method} {path} ({status}) shows «{leaked:?}»");
        }
    }
    world.ask(candidate.asks(&Method::POST, "/start", "")).await;
    let (_, _, page) = world.ask(candidate.asks(&Method::GET, &candidate.path(""), "")).await;
    assert!(stems.iter().any(|stem| page.contains(stem.as_str())), "afterwards the paper is there");
}

#[tokio::test]
async fn nothing_of_the_paper_is_sent_after_the_end() {
    let world = World::demonstration("over").await;
    let candidate = Candidate::of(&world).await;
    let stems = stems();
    world.ask(candidate.asks(&Method::POST, "/start", "")).await;
    world.ask(candidate.asks(&Method::POST, &candidate.path("/submit"), "")).await;
    for (method, pattern) in patterns().into_iter().filter(|(_, path)| path.starts_with("/exam") || path == "/waiting") {
        for body in ["", "r1=0&q1=0", r#"{"tab":"one","take_over":true}"#, r#"{"tab":"one","answers":[]}"#] {
            let path = super::filled(&pattern, |_| candidate.attempt.to_string());
            if path.ends_with("/events") {
                continue;
            }
            let (status, _, page) = world.ask(candidate.asks(&method, &path, body)).await;
            let leaked = stems.iter().find(|stem| page.contains(stem.as_str()));
            assert!(leaked.is_none(), "{method} {path} ({status}) shows «{leaked:?}»");
        }
    }
    let (status, _, page) = world.ask(candidate.asks(&Method::GET, &candidate.path("/result"), "")).await;
    assert!(status.is_success() && page.contains("class=\"verdict"), "{status}");
}

#[tokio::test]
async fn the_script_of_the_exam_page_carries_what_its_own_answer_names() {
    let world = World::demonstration("nonce").await;
    let candidate = Candidate::of(&world).await;
    world.ask(candidate.asks(&Method::POST, "/start", "")).await;
    let mut seen = std::collections::BTreeSet::new();
    for _ in 0..2 {
        let (_, headers, page) = world.ask(candidate.asks(&Method::GET, &candidate.path(""), "")).await;
        let policy = headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
        let named = policy.split("'nonce-").nth(1).and_then(|rest| rest.split('\'').next()).unwrap();
        assert!(page.contains(&format!("nonce=\"{named}\"")) && page.matches("<script").count() == 1, "{policy}");
        seen.insert(named.to_owned());
    }
    assert_eq!(seen.len(), 2);
}

#[tokio::test]
async fn after_the_end_no_direct_call_changes_anything_whatever_it_leaves_out() {
    let world = World::demonstration("after").await;
    let candidate = Candidate::of(&world).await;
    world.ask(candidate.asks(&Method::POST, "/start", "")).await;
    world.ask(candidate.asks(&Method::POST, &candidate.path(""), "r1=0&q1=0")).await;
    let (status, ..) = world.ask(candidate.asks(&Method::POST, &candidate.path("/submit"), "")).await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    let report = world.store.verify_audit().await.unwrap();
    let (events, answers) = (report.events, report.answers);
    let result = world.store.own_result(candidate.enrolment, candidate.attempt).await.unwrap().unwrap().told().unwrap().head;
    let change = Answer { position: 1, client_revision: 9, chosen: OptionSet::EMPTY.with(1).unwrap() };
    let one = serde_json::to_string(&SaveRequest { tab: "one".to_owned(), answers: vec![change] }).unwrap();
    for (what, body) in [
        ("", "r1=0&q1=1"),
        ("", "q1=1"),
        ("", "r1=1"),
        ("/answers", &one),
        ("/answers", r#"{"answers":[]}"#),
        ("/answers", "{}"),
        ("/place", r#"{"tab":"one","take_over":true}"#),
        ("/come-back", ""),
        ("/submit", ""),
        ("/submit", "confirmed=yes"),
        ("/leave", "one"),
    ] {
        let (status, ..) = world.ask(candidate.asks(&Method::POST, &candidate.path(what), body)).await;
        assert!(!status.is_server_error(), "{what} {body}: {status}");
    }
    let (status, ..) = world.ask(candidate.asks(&Method::POST, "/start", "")).await;
    assert!(!status.is_server_error());
    let report = world.store.verify_audit().await.unwrap();
    assert_eq!((report.events, report.answers, report.findings), (events, answers, vec![]));
    let now = world.store.own_result(candidate.enrolment, candidate.attempt).await.unwrap().unwrap().told().unwrap().head;
    assert_eq!((now.id, now.points), (result.id, result.points));
}

#[tokio::test]
async fn a_change_from_elsewhere_changes_nothing_in_whatever_dress_it_comes() {
    let world = World::new("dress").await;
    let registrar = world.staff(Role::Registrar).await;
    let before = world.events().await;
    let site = "sec-fetch-site";
    for (name, value) in [
        (Some("origin"), "https://evil.test"),
        (Some("origin"), "https://sub.synaq.test"),
        (Some("origin"), "http://synaq.test"),
        (Some("origin"), "https://synaq.test:8443"),
        (Some("origin"), "https://synaq.test.evil.test"),
        (Some("origin"), "null"),
        (Some("origin"), ""),
        (Some(site), "cross-site"),
        (Some(site), "same-site"),
        (Some(site), "none"),
        (None, ""),
    ] {
        for kind in ["application/x-www-form-urlencoded", "text/plain", "multipart/form-data; boundary=x", "application/json"] {
            for method in [Method::POST, Method::PUT, Method::PATCH, Method::DELETE] {
                let mut asked = request(&method, "/staff/sittings/new", Some(&registrar));
                let headers = asked.headers_mut();
                headers.remove(header::ORIGIN);
                headers.insert(header::CONTENT_TYPE, kind.parse().unwrap());
                if let Some(name) = name {
                    headers.insert(name, value.parse().unwrap());
                }
                let (status, ..) = world.ask(asked).await;
                assert_eq!(status, StatusCode::FORBIDDEN, "{method} {kind} {name:?} {value}");
            }
        }
    }
    // By a GET nothing is changed at all, wherever it comes from: no route changes anything by one.
    for (_, path) in super::routes().into_iter().filter(|(method, _)| method == Method::POST) {
        let mut asked = request(&Method::GET, &path, Some(&registrar));
        asked.headers_mut().insert(header::ORIGIN, "https://evil.test".parse().unwrap());
        world.ask(asked).await;
    }
    assert_eq!(world.events().await, before);
}

#[tokio::test]
async fn what_went_wrong_inside_is_not_told() {
    let world = World::new("inside").await;
    let registrar = world.staff(Role::Registrar).await;
    world.store.close().await;
    for (method, path) in super::routes() {
        let (status, _, page) = world.ask(request(&method, &path, Some(&registrar))).await;
        for inside in ["sqlx", "SELECT", "sqlite", "Pool", "src/", "panicked", ".rs:", "database"] {
            assert!(!page.contains(inside), "{method} {path} ({status}) tells of {inside}");
        }
    }
}
