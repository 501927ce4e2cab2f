//! The log as whoever audits it reads it.

use exam::clock::{Instant, Span};
use store::{LogFilter, LogPlace, LoggedEvent};

use crate::{stories::evidence::eventful, world::World};

impl World {
    async fn logged(&self, filter: LogFilter) -> Vec<LoggedEvent> {
        self.store.log(&filter, LogPlace::After(0), 1_000).await.unwrap()
    }

    async fn logged_of(&self, person: &str) -> Vec<LoggedEvent> {
        self.logged(LogFilter { person: person.to_owned(), ..LogFilter::default() }).await
    }

    async fn logged_about(&self, object: &str) -> Vec<LoggedEvent> {
        self.logged(LogFilter { object: object.to_owned(), ..LogFilter::default() }).await
    }
}

fn acts(events: &[LoggedEvent]) -> Vec<&str> {
    events.iter().map(|event| event.act.as_str()).collect()
}

#[tokio::test]
async fn the_log_is_read_page_by_page_from_either_end() {
    let world = eventful().await;
    let all = world.logged(LogFilter::default()).await;
    assert_eq!(all.len() as i64, world.last_event().await);
    assert!(all.iter().zip(1..).all(|(event, seq)| event.seq == seq));
    let page = async |place| world.store.log(&LogFilter::default(), place, 10).await.unwrap();
    let newest = page(LogPlace::End).await;
    assert!(newest.iter().eq(all.iter().rev().take(10)));
    assert!(page(LogPlace::Before(newest[9].seq)).await.iter().eq(all.iter().rev().skip(10).take(10)));
    assert!(page(LogPlace::After(20)).await.iter().eq(&all[20..30]));
    assert_eq!(page(LogPlace::Before(1)).await, []);
}

#[tokio::test]
async fn the_history_of_a_file_is_that_of_all_that_belongs_to_it() {
    let world = World::new().await;
    let at_work = world.at_work().await;
    at_work.passes().await;
    world.at_work().await;
    let file = at_work.candidate.file;
    let number = world.store.file(file).await.unwrap().head.number;
    let history = world.logged_about(&number).await;
    assert_eq!(
        acts(&history),
        [
            "file.open",
            "specialist.declare",
            "enrolment.add",
            "attempt.prepare",
            "code.issue",
            "sign-in",
            "attempt.admit",
            "attempt.start",
            "attempt.submit",
            "result.grade",
            "result.approve"
        ]
    );
    assert_eq!(history, world.logged_about(&format!("file:{file}")).await);
    assert_eq!(history[0].object_name.as_deref(), Some(number.as_str()));
    let started = history.iter().find(|event| event.act == "attempt.start").unwrap();
    assert!(started.object_name.as_ref().unwrap().ends_with(&format!(" · {number}")), "{started:?}");
    // Of one object among them alone.
    let attempt = world.logged_about(&started.object).await;
    assert!(attempt.iter().all(|event| event.object == started.object) && attempt.len() < history.len());
    // And of the person in it, from the day they were first declared.
    let of_person = world.logged_about(&at_work.candidate.iin.to_string()).await;
    assert_eq!(acts(&of_person)[..2], ["specialist.add", "specialist.declare"]);
}

#[tokio::test]
async fn what_somebody_did_is_found_by_login_name_and_personal_number() {
    let world = World::new().await;
    let at_work = world.at_work().await;
    let of_candidate = world.logged_of(&at_work.candidate.iin.to_string()).await;
    assert_eq!(acts(&of_candidate), ["sign-in", "attempt.admit", "attempt.start"]);
    assert_eq!(of_candidate[0].role, "candidate");
    let by_login = world.logged_of("aigul").await;
    assert!(by_login.len() > 3 && by_login == world.logged_of(" айгүл ТІРК").await);
    assert!(by_login.iter().all(|event| event.actor_name.as_deref() == Some("Айгүл Тіркеуші") && event.role == "registrar"));
    assert_eq!(by_login, world.logged_of(&by_login[0].actor).await);
    assert!(acts(&world.logged_of("console:root").await).contains(&"staff.add"));
    assert_eq!(acts(&world.logged_of("system").await), [""; 0]);
    for nobody in ["nobody", "850101399999", "staff:", "%"] {
        assert_eq!(world.logged_of(nobody).await, [], "{nobody}");
        assert_eq!(world.logged_about(nobody).await, [], "{nobody}");
    }
}

#[tokio::test]
async fn acts_and_times_narrow_it_down() {
    let world = World::new().await;
    let before = world.now();
    world.advance(Span::from_mins(10));
    let at_work = world.at_work().await;
    let then = world.now();
    world.advance(Span::from_mins(10));
    at_work.submits().await;
    let act = |act: &str| LogFilter { act: act.to_owned(), ..LogFilter::default() };
    assert_eq!(acts(&world.logged(act("result.grade")).await), ["result.grade"]);
    assert_eq!(world.logged(act("result")).await, []);
    let span = |from: Option<Instant>, until: Option<Instant>| LogFilter { from, until, ..LogFilter::default() };
    let later = world.logged(span(Some(then + Span::from_millis(1)), None)).await;
    assert_eq!(acts(&later), ["attempt.submit", "result.grade"]);
    let first = world.logged(span(None, Some(before + Span::from_millis(1)))).await;
    assert!(acts(&first).contains(&"bank.import") && !acts(&first).contains(&"file.open"));
    assert_eq!(world.logged(span(Some(then), Some(then))).await, []);
    let imported = first.iter().find(|event| event.act == "bank.import").unwrap();
    assert_eq!(imported.object_name.as_deref(), Some("leak-detection 1"));
}

#[tokio::test]
async fn reading_the_log_is_told_in_it_without_names() {
    let world = World::new().await;
    let unit = format!("unit:{}", world.unit);
    let (person, act) = ("staff:айгүл".to_owned(), "айгүл".to_owned());
    let filter = LogFilter { person, act, object: unit.clone(), ..LogFilter::default() };
    let since = world.last_event().await;
    world.store.record_log_reading(&world.chair(), &filter, false).await.unwrap();
    world.store.record_log_reading(&world.chair(), &filter, true).await.unwrap();
    assert_eq!(world.acts_after(since).await, ["log.read", "log.export"]);
    let told = &world.logged(LogFilter::default()).await[since as usize..];
    assert!(told.iter().all(|event| !event.detail.contains("айгүл") && event.fact("object") == unit.as_str()));
    assert_eq!(world.findings().await, []);
}
