//! One place at a time: one tab of the one live session is at work; another is told, may take over, and nothing is lost on either side.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use exam::{attempt::State, clock::Span};
use licensing::ActivityType;
use store::{Admission, Error, Place, Refusal, Resumes, Seat, Tab};

use crate::world::{World, begin, by_the_desk, form, is_not_found, options, refusal};

/// How long a candidate's session lasts.
const TWELVE_HOURS: Span = Span::from_mins(12 * 60);

#[tokio::test]
async fn a_second_tab_is_told_since_when_the_first_is_at_work() {
    let world = World::new().await;
    let at_work = world.at_work().await;
    assert_eq!(at_work.sits_down("first").await, Place::Here);
    let since = world.now();
    world.advance(Span::from_mins(1));
    let before = world.contents().await;
    assert_eq!(at_work.sits_down("second").await, Place::Elsewhere { since });
    assert_eq!(world.contents().await, before, "asking takes nothing away");
}

#[tokio::test]
async fn a_tab_that_is_loaded_anew_is_the_same_tab() {
    let world = World::new().await;
    let at_work = world.at_work().await;
    at_work.sits_down("first").await;
    at_work.saves_in("first", &[by_the_desk(1, options([0]), 1)]).await.unwrap();
    world.advance(Span::from_mins(1));
    let before = world.contents().await;
    assert_eq!(at_work.sits_down("first").await, Place::Here);
    assert_eq!(at_work.takes_over("first").await, Place::Here);
    assert_eq!(world.contents().await, before);
    at_work.saves_in("first", &[by_the_desk(1, options([1]), 2)]).await.unwrap();
}

#[tokio::test]
async fn a_second_tab_saves_nothing() {
    let world = World::new().await;
    let at_work = world.at_work().await;
    at_work.sits_down("first").await;
    at_work.saves_in("first", &[by_the_desk(1, options([0]), 1)]).await.unwrap();
    let before = world.contents().await;
    // Also what stands already, which would be nothing to write.
    for save in [by_the_desk(1, options([1]), 2), by_the_desk(2, options([1]), 1), by_the_desk(1, options([0]), 1)] {
        assert_eq!(refusal(at_work.saves_in("second", &[save]).await), Refusal::AtWorkElsewhere);
    }
    assert_eq!(world.contents().await, before);
    at_work.saves_in("first", &[by_the_desk(1, options([2]), 2)]).await.unwrap();
}

#[tokio::test]
async fn who_takes_over_goes_on_where_the_other_was_and_the_other_writes_no_more() {
    let world = World::new().await;
    let at_work = world.at_work().await;
    at_work.sits_down("first").await;
    at_work.saves_in("first", &[by_the_desk(1, options([0]), 1)]).await.unwrap();
    world.advance(Span::from_mins(1));
    let taken = world.now();
    assert_eq!(at_work.takes_over("second").await, Place::Here);
    let before = world.contents().await;
    assert_eq!(refusal(at_work.saves_in("first", &[by_the_desk(1, options([1]), 2)]).await), Refusal::AtWorkElsewhere);
    assert_eq!(at_work.sits_down("first").await, Place::Elsewhere { since: taken });
    assert_eq!(world.contents().await, before);
    assert_eq!(at_work.stands(1).await, options([0]), "what was saved before stands");
    at_work.saves_in("second", &[by_the_desk(1, options([2]), 2)]).await.unwrap();
    assert_eq!(at_work.takes_over("first").await, Place::Here, "and may take it back");
    at_work.saves_in("first", &[by_the_desk(1, options([3]), 3)]).await.unwrap();
    assert_eq!(world.links(at_work.attempt).await, 3);
    let sat = world.acts_on(at_work.attempt).await.iter().filter(|act| *act == "attempt.sit-down").count();
    assert_eq!(sat, 3);
    assert_eq!(world.findings().await, []);
}

#[tokio::test]
async fn who_gets_up_leaves_the_place_to_the_next() {
    let world = World::new().await;
    let at_work = world.at_work().await;
    let (store, first, second) = (&world.store, at_work.candidate.tab("first"), at_work.candidate.tab("second"));
    at_work.sits_down("first").await;
    let before = world.contents().await;
    for not_there in [&second, &at_work.candidate.workplace()] {
        store.stand_up(not_there, at_work.attempt, "", world.now()).await.unwrap();
        assert_eq!(world.contents().await, before, "nobody gets up for another");
    }
    store.stand_up(&first, at_work.attempt, "", world.now()).await.unwrap();
    assert_eq!(at_work.sits_down("second").await, Place::Here);
    let before = world.contents().await;
    store.stand_up(&first, at_work.attempt, "", world.now()).await.unwrap();
    assert_eq!(world.contents().await, before, "a second getting up takes nobody's place");
    assert_eq!(world.findings().await, []);
}

#[tokio::test]
async fn at_another_machine_the_place_is_free_and_the_old_machine_is_signed_out() {
    let world = World::new().await;
    let at_work = world.at_work().await;
    let old = at_work.candidate.tab("first");
    at_work.sits_down("first").await;
    at_work.saves_in("first", &[by_the_desk(1, options([0]), 1)]).await.unwrap();
    at_work.candidate.signs_in().await;
    let before = world.contents().await;
    let save = at_work.saves_from(&old, &[by_the_desk(1, options([1]), 2)]).await;
    assert!(matches!(save, Err(Error::SignedOut)), "{save:?}");
    for take_over in [false, true] {
        let place = at_work.sits_down_at(&old, take_over).await;
        assert!(matches!(place, Err(Error::SignedOut)), "{place:?}");
    }
    let up = world.store.stand_up(&old, at_work.attempt, "", world.now()).await;
    assert!(matches!(up, Err(Error::SignedOut)), "{up:?}");
    assert_eq!(world.contents().await, before);
    // Tabs of two machines may have the same name, but not the same session.
    assert_eq!(at_work.sits_down("second").await, Place::Here, "without asking for it");
    at_work.saves_in("second", &[by_the_desk(1, options([2]), 2)]).await.unwrap();
    assert_eq!(at_work.stands(1).await, options([2]));
    assert_eq!(world.findings().await, []);
}

#[tokio::test]
async fn who_signs_out_leaves_the_place_free() {
    let world = World::new().await;
    let at_work = world.at_work().await;
    at_work.sits_down("first").await;
    let token = at_work.candidate.workplace().token;
    world.store.end_session(&at_work.candidate.by(), &token).await.unwrap();
    assert_eq!(world.number("SELECT count(*) FROM attempt WHERE tab IS NOT NULL").await, 0);
}

#[tokio::test]
async fn a_session_whose_time_is_over_opens_no_place() {
    let world = World::new().await;
    let at_work = world.at_work().await;
    world.store.grant_time(&world.invigilator(), at_work.attempt, Span::from_days(1), "дабыл").await.unwrap();
    world.advance(TWELVE_HOURS);
    let before = world.contents().await;
    let place = at_work.sits_down_at(&at_work.candidate.tab("first"), true).await;
    assert!(matches!(place, Err(Error::SignedOut)), "{place:?}");
    let save = at_work.saves(&[form(1, options([0]), 0)]).await;
    assert!(matches!(save, Err(Error::SignedOut)), "{save:?}");
    assert_eq!(world.contents().await, before);
}

#[tokio::test]
async fn there_is_a_place_from_the_start_to_the_end_also_while_the_clock_stands() {
    let world = World::new().await;
    let candidate = world.enrolled_with(ActivityType::LeakDetection, Admission::AtSignIn).await;
    candidate.comes().await;
    let attempt = world.store.standing(candidate.enrolment).await.unwrap().attempt.unwrap().id;
    let early = world.store.sit_down(&candidate.tab("first"), attempt, true, "", world.now()).await;
    assert!(is_not_found(&early), "{early:?}");
    let at_work = candidate.starts().await;
    at_work.is_paused(Resumes::ByStaff).await;
    assert_eq!(at_work.sits_down("first").await, Place::Here);
    at_work.goes_on().await;
    at_work.submits().await;
    let late = at_work.sits_down_at(&candidate.tab("second"), true).await;
    assert_eq!(refusal(late), Refusal::ExamOver);
    assert_eq!(world.findings().await, []);
}

#[tokio::test]
async fn a_second_tab_has_to_ask_also_while_the_clock_stands() {
    let world = World::new().await;
    let at_work = world.at_work().await;
    let since = world.now();
    at_work.sits_down("first").await;
    at_work.is_paused(Resumes::ByStaff).await;
    world.advance(Span::from_mins(1));
    assert_eq!(at_work.sits_down("second").await, Place::Elsewhere { since });
    assert_eq!(at_work.takes_over("second").await, Place::Here);
}

#[tokio::test]
async fn who_signs_in_after_a_reopening_finds_the_place_free() {
    let world = World::new().await;
    let at_work = world.at_work().await;
    at_work.sits_down("first").await;
    at_work.submits().await;
    world.store.end_session(&at_work.candidate.by(), &at_work.candidate.workplace().token).await.unwrap();
    at_work.is_reopened(Span::ZERO).await.unwrap();
    at_work.candidate.signs_in().await;
    at_work.comes_back().await.unwrap();
    assert_eq!(at_work.sits_down("second").await, Place::Here);
}

#[tokio::test]
async fn signing_out_of_a_session_that_is_over_takes_nobodys_place() {
    let world = World::new().await;
    let at_work = world.at_work().await;
    let old = at_work.candidate.workplace().token;
    at_work.candidate.signs_in().await;
    at_work.sits_down("first").await;
    world.store.end_session(&at_work.candidate.by(), &old).await.unwrap();
    assert_eq!(refusal(at_work.saves_in("second", &[by_the_desk(1, options([0]), 1)]).await), Refusal::AtWorkElsewhere);
}

#[tokio::test]
async fn nobody_sits_down_at_anothers_place() {
    let world = World::new().await;
    let (at_work, stranger) = (world.at_work().await, world.at_work().await);
    at_work.sits_down("first").await;
    let (store, theirs) = (&world.store, stranger.candidate.tab("first"));
    let before = world.contents().await;
    assert!(is_not_found(&at_work.sits_down_at(&theirs, true).await));
    assert!(is_not_found(&store.stand_up(&theirs, at_work.attempt, "", world.now()).await));
    assert!(is_not_found(&at_work.saves_from(&theirs, &[by_the_desk(1, options([0]), 1)]).await));
    assert_eq!(world.contents().await, before);
}

#[tokio::test]
async fn who_looks_sees_whose_place_it_is_and_takes_none() {
    let world = World::new().await;
    let at_work = world.at_work().await;
    let (first, second) = (at_work.candidate.tab("first"), at_work.candidate.tab("second"));
    let look = async |workplace| world.store.look(workplace, at_work.attempt, world.now()).await;
    assert_eq!(look(&first).await.unwrap().seat, Seat::Free);
    at_work.sits_down("first").await;
    at_work.is_paused(Resumes::OnReturn).await;
    let before = world.contents().await;
    let seen = look(&first).await.unwrap();
    assert_eq!((seen.seat, seen.attempt.state), (Seat::Here, State::Paused));
    assert_eq!((seen.attempt.deadline, seen.session_until), (Some(at_work.deadline().await), world.now() + TWELVE_HOURS));
    assert_eq!(look(&second).await.unwrap().seat, Seat::Elsewhere);
    assert_eq!(world.contents().await, before);
    let stranger = world.at_work().await.candidate.tab("first");
    assert!(is_not_found(&look(&stranger).await));
    at_work.candidate.signs_in().await;
    assert!(matches!(look(&first).await, Err(Error::SignedOut)));
    let third = at_work.candidate.tab("third");
    assert_eq!(look(&third).await.unwrap().seat, Seat::Free);
    world.advance(TWELVE_HOURS);
    assert!(matches!(look(&third).await, Err(Error::SignedOut)));
}

#[tokio::test]
async fn a_plain_page_has_no_place_and_is_held_against_the_answers_it_shows() {
    let world = World::new().await;
    let at_work = world.at_work().await;
    assert!(is_not_found(&at_work.sits_down_at(&at_work.candidate.workplace(), true).await));
    at_work.sits_down("first").await;
    at_work.saves_in("first", &[by_the_desk(1, options([0]), 1)]).await.unwrap();
    assert_eq!(at_work.saves(&[form(1, options([1]), 0)]).await.unwrap().conflicts.len(), 1);
    assert_eq!(at_work.saves(&[form(1, options([1]), 1)]).await.unwrap().conflicts, []);
    assert_eq!(at_work.stands(1).await, options([1]));
}

#[test]
fn a_tab_has_a_short_and_plain_name() {
    for good in ["a", "0B-9z", &"x".repeat(40)] {
        assert_eq!(good.parse::<Tab>().unwrap().as_str(), good);
    }
    for bad in ["", "a b", "a_b", "қ", "a\0", &"x".repeat(41)] {
        assert!(bad.parse::<Tab>().is_err(), "{bad}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_tabs_that_open_at_once_one_is_at_work() {
    let world = World::new().await;
    let at_work = world.at_work().await;
    let tabs: Vec<_> = (0..8)
        .map(|n| {
            let (store, attempt, now) = (world.store.clone(), at_work.attempt, world.now());
            let workplace = at_work.candidate.tab(&format!("tab-{n}"));
            tokio::spawn(async move {
                let place = store.sit_down(&workplace, attempt, false, "", now).await.unwrap();
                let saved = store.save(&workplace, attempt, "", now, &[by_the_desk(1, options([n % 4]), 1)]).await;
                match place {
                    Place::Here => saved.map(|_| 1).unwrap(),
                    Place::Elsewhere { .. } => {
                        assert_eq!(refusal(saved), Refusal::AtWorkElsewhere);
                        0
                    }
                }
            })
        })
        .collect();
    let mut at_the_desk = 0;
    for tab in tabs {
        at_the_desk += tab.await.unwrap();
    }
    assert_eq!((at_the_desk, world.links(at_work.attempt).await), (1, 1));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_tabs_that_take_over_from_each_other_at_once_the_last_one_writes() {
    let world = World::new().await;
    let at_work = world.at_work().await;
    at_work.sits_down("first").await;
    let tabs: Vec<_> = (1..=6_u16)
        .map(|n| {
            let (store, attempt, now) = (world.store.clone(), at_work.attempt, world.now());
            let workplace = at_work.candidate.tab(&format!("tab-{n}"));
            tokio::spawn(async move {
                assert_eq!(store.sit_down(&workplace, attempt, true, "", now).await.unwrap(), Place::Here);
                match store.save(&workplace, attempt, "", now, &[by_the_desk(n, options([0]), 1)]).await {
                    Ok(_) => true,
                    refused => {
                        assert_eq!(refusal(refused), Refusal::AtWorkElsewhere);
                        false
                    }
                }
            })
        })
        .collect();
    let mut wrote = Vec::new();
    for tab in tabs {
        wrote.push(tab.await.unwrap());
    }
    let last = world.column("SELECT tab FROM attempt").await.concat();
    let last: usize = last.strip_prefix("tab-").unwrap().parse().unwrap();
    assert!(wrote[last - 1], "nobody came after tab {last}");
    let written: Vec<_> = at_work.desk().await.questions.iter().map(|question| question.revision == 1).collect();
    assert_eq!(written, wrote, "what was acknowledged is there, what was refused is not");
    assert_eq!(world.findings().await, []);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn who_is_taken_over_while_saving_has_saved_what_was_acknowledged_and_nothing_after() {
    let world = World::new().await;
    let at_work = world.at_work().await;
    at_work.sits_down("first").await;
    let (store, attempt, now) = (world.store.clone(), at_work.attempt, world.now());
    let first = at_work.candidate.tab("first");
    let taken = Arc::new(AtomicBool::new(false));
    let is_taken = Arc::clone(&taken);
    let saving = tokio::spawn(async move {
        for change in 1.. {
            let late = is_taken.load(Ordering::SeqCst);
            match store.save(&first, attempt, "", now, &[by_the_desk(1, options([u8::from(change % 2 == 0)]), change)]).await {
                Ok(_) => assert!(!late, "saved after the place was taken"),
                refused => {
                    assert_eq!(refusal(refused), Refusal::AtWorkElsewhere);
                    return change - 1;
                }
            }
        }
        unreachable!("there is no end of numbers")
    });
    while world.links(attempt).await < 5 {}
    assert_eq!(at_work.takes_over("second").await, Place::Here);
    let links = world.links(attempt).await;
    taken.store(true, Ordering::SeqCst);
    let acknowledged = saving.await.unwrap();
    assert_eq!((world.links(attempt).await, acknowledged), (links, links), "not one after the place was taken, not one lost");
    assert_eq!(world.findings().await, []);
}

#[tokio::test]
async fn a_save_that_waits_while_the_place_is_taken_is_refused() {
    let world = World::new().await;
    let at_work = world.at_work().await;
    at_work.sits_down("first").await;
    let before = world.links(at_work.attempt).await;
    let held = world.holds_up_writers().await;
    let mut taking = Box::pin(at_work.takes_over("second"));
    assert!(begin(&mut taking).is_none());
    let save = [by_the_desk(1, options([0]), 1)];
    let mut saving = Box::pin(at_work.saves_in("first", &save));
    // Sent while the other was at work still, and come too late.
    assert!(begin(&mut saving).is_none());
    held.let_go().await;
    let (place, saved) = tokio::join!(taking, saving);
    assert_eq!((place, refusal(saved)), (Place::Here, Refusal::AtWorkElsewhere));
    assert_eq!(world.links(at_work.attempt).await, before);
}

#[tokio::test]
async fn who_looks_sees_whose_the_place_is_and_how_the_time_stands_and_changes_nothing() {
    let world = World::new().await;
    let at_work = world.at_work().await;
    let look = async |tab: &str| world.store.look(&at_work.candidate.tab(tab), at_work.attempt, world.now()).await.unwrap();
    let before = world.contents().await;
    assert_eq!(look("first").await.seat, Seat::Free);
    assert_eq!(world.contents().await, before);
    at_work.sits_down("first").await;
    assert_eq!((look("first").await.seat, look("second").await.seat), (Seat::Here, Seat::Elsewhere));
    at_work.is_paused(Resumes::OnReturn).await;
    let stands = look("second").await;
    assert_eq!((stands.seat, stands.attempt.paused), (Seat::Elsewhere, Some((world.now(), Resumes::OnReturn))));
    assert_eq!(stands.session_until, world.now() + Span::from_mins(12 * 60));
}

#[tokio::test]
async fn whoever_has_no_session_or_no_part_in_the_attempt_sees_nothing() {
    let world = World::new().await;
    let (at_work, other) = (world.at_work().await, world.at_work().await);
    let (store, tab) = (&world.store, at_work.candidate.tab("first"));
    assert!(is_not_found(&store.look(&tab, other.attempt, world.now()).await));
    let until = store.look(&tab, at_work.attempt, world.now()).await.unwrap().session_until;
    assert!(matches!(store.look(&tab, at_work.attempt, until).await, Err(Error::SignedOut)), "the session has run out");
    at_work.candidate.code().await;
    assert!(matches!(store.look(&tab, at_work.attempt, world.now()).await, Err(Error::SignedOut)), "a new slip has ended it");
}
