//! What an open exam page is told, over the router itself.

use axum::{
    body::{Body, BodyDataStream},
    http::{HeaderMap, Method, Request, StatusCode, header},
};
use exam::{clock::Span, id::AttemptId};
use futures_util::StreamExt;
use serde_json::{Value, json};
use store::{Actor, By, Enrolled, Resumes, Role, Token};
use tower::ServiceExt;

use crate::{demo::story, web::tests::World};

/// A candidate of the demonstration at work, and the invigilator.
struct Room {
    world: World,
    candidate: Enrolled,
    attempt: AttemptId,
    token: Token,
}

impl Room {
    async fn new(name: &str) -> Self {
        let world = World::new(name).await;
        story::tell(&world.store, world.now).await.unwrap();
        let waiting = world.store.unfinished(world.now).await.unwrap();
        let candidate = waiting.into_iter().find(|c| c.attempt.is_some()).unwrap();
        let mut room = Self { world, attempt: candidate.attempt.unwrap().id, candidate, token: Token::from("none") };
        room.signs_in().await;
        room.world.store.start(&room.by(), room.candidate.id).await.unwrap();
        room
    }

    fn by(&self) -> By {
        By { actor: Actor::Candidate(self.candidate.id), address: String::new(), now: self.world.clock_now() }
    }

    async fn invigilator(&self) -> By {
        let (member, _) = self.world.store.staff_by_login("invigilator").await.unwrap().unwrap();
        By { actor: Actor::in_role(member.id, Role::Invigilator), address: String::new(), now: self.world.clock_now() }
    }

    async fn signs_in(&mut self) {
        let console = By::console("test", self.world.clock_now());
        let code = self.world.store.issue_slip(&console, self.candidate.id).await.unwrap().code;
        let iin = self.candidate.iin.parse().unwrap();
        let signed_in = self.world.store.sign_in_candidate(&iin, &code, "192.0.2.1", self.world.clock_now()).await.unwrap();
        self.token = signed_in.unwrap().token;
    }

    fn request(&self, method: &Method, what: &str, kind: &str, body: String) -> Request<Body> {
        Request::builder()
            .method(method)
            .uri(format!("/exam/{}/{what}", self.attempt))
            .header(header::HOST, "synaq.test")
            .header(header::ORIGIN, "https://synaq.test")
            .header(header::ACCEPT, "application/json")
            .header(header::CONTENT_TYPE, kind)
            .header(header::COOKIE, format!("__Host-synaq_candidate={}", self.token.reveal()))
            .body(Body::from(body))
            .unwrap()
    }

    async fn gets(&self, what: &str) -> (StatusCode, HeaderMap, String) {
        self.world.ask(self.request(&Method::GET, what, "text/plain", String::new())).await
    }

    async fn posts(&self, what: &str, body: Value) -> (StatusCode, Value) {
        let (status, _, body) = self.world.ask(self.request(&Method::POST, what, "application/json", body.to_string())).await;
        (status, serde_json::from_str(&body).unwrap_or_default())
    }

    async fn sits_down(&self, tab: &str, take_over: bool) -> Value {
        let (status, reply) = self.posts("place", json!({"tab": tab, "take_over": take_over})).await;
        assert_eq!(status, StatusCode::OK, "{reply}");
        reply["here"].clone()
    }

    async fn opens_the_stream(&self, tab: &str) -> Stream {
        let request = self.request(&Method::GET, &format!("events?tab={tab}"), "text/plain", String::new());
        let response = self.world.router.clone().oneshot(request).await.unwrap();
        assert_eq!(response.status(), StatusCode::OK);
        assert_eq!(response.headers()[header::CONTENT_TYPE], "text/event-stream");
        Stream(response.into_body().into_data_stream())
    }
}

struct Stream(BodyDataStream);

impl Stream {
    /// What comes next, as it stands on the line; nothing when the stream has ended.
    async fn next(&mut self) -> Option<String> {
        Some(String::from_utf8(self.0.next().await?.unwrap().to_vec()).unwrap())
    }

    async fn news(&mut self) -> Value {
        let said = self.next().await.unwrap();
        let data = said.lines().find_map(|line| line.strip_prefix("data: ")).unwrap();
        serde_json::from_str(data).unwrap()
    }
}

#[tokio::test]
async fn a_change_of_time_is_told_as_it_is_made() {
    let room = Room::new("live-time").await;
    let by = room.invigilator().await;
    let store = &room.world.store;
    let mut stream = room.opens_the_stream("one").await;
    let first = stream.news().await;
    let (now, deadline) = (first["now"].as_i64().unwrap(), first["deadline"].as_i64().unwrap());
    assert_eq!((now, first["left_ms"].as_i64()), (room.world.now.as_millis(), Some(deadline - now)));
    assert_eq!((&first["state"], &first["granted_ms"], &first["place"]), (&json!("running"), &json!(0), &json!("free")));

    store.grant_time(&by, room.attempt, Span::from_mins(10), "technical").await.unwrap();
    let given = stream.news().await;
    assert_eq!((given["deadline"].as_i64(), given["granted_ms"].as_i64()), (Some(deadline + 600_000), Some(600_000)));

    store.pause(&by, room.attempt, Resumes::ByStaff, "technical").await.unwrap();
    let paused = stream.news().await;
    assert_eq!((&paused["state"], &paused["resumes"], &paused["deadline"]), (&json!("paused"), &json!("by-staff"), &Value::Null));
    assert_eq!(paused["left_ms"].as_i64(), Some(deadline + 600_000 - now));
    // Asked once, it says the same.
    let (_, _, asked) = room.gets("time?tab=one").await;
    assert_eq!(serde_json::from_str::<Value>(&asked).unwrap(), paused);

    room.world.clock.advance(Span::from_mins(3));
    let later = By { now: room.world.clock_now(), ..by };
    store.resume(&later, room.attempt).await.unwrap();
    let resumed = stream.news().await;
    assert_eq!((&resumed["state"], resumed["deadline"].as_i64()), (&json!("running"), Some(deadline + 780_000)));

    store.submit(&room.by(), room.candidate.id, room.attempt).await.unwrap();
    assert_eq!(stream.news().await["state"], "over");
    assert_eq!(stream.next().await, None, "after the end there are no news");
}

#[tokio::test]
async fn one_tab_is_at_work_and_the_other_is_told() {
    let room = Room::new("live-place").await;
    assert_eq!(room.sits_down("one", false).await, true);
    let mut one = room.opens_the_stream("one").await;
    assert_eq!(one.news().await["place"], "here");
    assert_eq!(room.sits_down("two", false).await, false);
    assert_eq!(room.sits_down("two", true).await, true);
    assert_eq!(one.news().await["place"], "elsewhere");

    let answer = json!([{"position": 1, "client_revision": 1, "chosen": [0]}]);
    let (status, refused) = room.posts("answers", json!({"tab": "one", "answers": answer})).await;
    assert_eq!((status, refused), (StatusCode::CONFLICT, json!({"why": "elsewhere"})));
    let (status, saved) = room.posts("answers", json!({"tab": "two", "answers": answer})).await;
    assert_eq!((status, &saved["revisions"]), (StatusCode::OK, &json!({"1": 1})));

    // Going is a beacon; another's place is left as it is.
    for (tab, place) in [("one", None), ("two", Some("free"))] {
        let (status, ..) = room.world.ask(room.request(&Method::POST, "leave", "text/plain;charset=UTF-8", tab.to_owned())).await;
        assert_eq!(status, StatusCode::NO_CONTENT);
        if let Some(place) = place {
            assert_eq!(one.news().await["place"], place);
        }
    }
    assert_eq!(room.sits_down("one", false).await, true);
}

#[tokio::test]
async fn a_new_slip_ends_the_stream_of_the_old_workstation() {
    let mut room = Room::new("live-slip").await;
    let mut old = room.opens_the_stream("one").await;
    old.news().await;
    let before = room.token.clone();
    room.signs_in().await;
    assert_eq!(old.news().await["state"], "signed-out");
    assert_eq!(old.next().await, None);
    room.token = before;
    for (method, what) in [(Method::GET, "events?tab=one"), (Method::GET, "time?tab=one"), (Method::POST, "leave")] {
        let (status, _, body) = room.world.ask(room.request(&method, what, "text/plain", "one".to_owned())).await;
        assert_eq!((status, body.as_str()), (StatusCode::UNAUTHORIZED, r#"{"why":"signed-out"}"#), "{method} {what}");
    }
}

#[tokio::test]
async fn a_stream_on_which_nothing_happens_says_that_it_lives_until_its_session_ends() {
    let room = Room::new("live-quiet").await;
    let mut stream = room.opens_the_stream("one").await;
    stream.news().await;
    // From here on no clock but the test's: the wait for the next sign of life takes no time.
    tokio::time::pause();
    let said = stream.next().await.unwrap();
    assert!(said.contains("event: alive") && said.contains(&format!("data: {}", room.world.now.as_millis())), "{said}");
    room.world.clock.advance(Span::from_mins(12 * 60));
    assert_eq!(stream.news().await["state"], "signed-out");
    assert_eq!(stream.next().await, None);
}

#[tokio::test]
async fn streams_end_when_the_program_is_told_to() {
    let room = Room::new("live-end").await;
    let mut stream = room.opens_the_stream("one").await;
    stream.news().await;
    room.world.end.send_replace(());
    assert_eq!(stream.next().await, None);
}

#[tokio::test]
async fn who_comes_back_starts_the_clock_that_waited_and_no_other() {
    let room = Room::new("live-back").await;
    let by = room.invigilator().await;
    let come_back = || room.request(&Method::POST, "come-back", "application/json", String::new());
    room.world.store.pause(&by, room.attempt, Resumes::ByStaff, "staff").await.unwrap();
    assert_eq!(room.world.ask(come_back()).await.0, StatusCode::CONFLICT);
    room.world.store.resume(&by, room.attempt).await.unwrap();
    room.world.store.pause(&by, room.attempt, Resumes::OnReturn, "candidate").await.unwrap();
    for _ in 0..2 {
        assert_eq!(room.world.ask(come_back()).await.0, StatusCode::NO_CONTENT, "coming back twice is one coming back");
    }
    let (_, _, now) = room.gets("time?tab=one").await;
    assert_eq!(serde_json::from_str::<Value>(&now).unwrap()["state"], "running");
}
