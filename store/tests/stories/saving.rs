//! Saves that come together, out of order, twice, too many at once, or whose sender has gone.

use std::{collections::BTreeMap, pin::Pin};

use exam::answer::OptionSet;
use store::{Error, Refusal, Save, Saved, Workplace};

use crate::world::{A_MOMENT, AtWork, GRACE, World, begin, by_the_desk, form, is_not_found, options, refusal};

const A: OptionSet = OptionSet::from_bits(0b0001);
const B: OptionSet = OptionSet::from_bits(0b0010);
const C: OptionSet = OptionSet::from_bits(0b0100);

/// A save that has been sent and not been answered.
type Sent<'a> = Pin<Box<dyn Future<Output = store::Result<Saved>> + 'a>>;

/// Sends a save, and waits for nothing.
fn sends<'a>(at_work: &'a AtWork<'_>, workplace: &'a Workplace, saves: &'a [Save]) -> Sent<'a> {
    let mut sent: Sent = Box::pin(at_work.saves_from(workplace, saves));
    assert!(begin(&mut sent).is_none(), "nothing is acknowledged before it is on disk");
    sent
}

#[tokio::test]
async fn everything_that_was_kept_while_the_network_was_away_comes_in_one_request() {
    let world = World::new().await;
    let at_work = world.at_work().await;
    let kept = [by_the_desk(1, A, 1), by_the_desk(2, B, 1), by_the_desk(1, B, 2), by_the_desk(3, C, 1), by_the_desk(1, C, 3)];
    let saved = at_work.saves(&kept).await.unwrap();
    assert_eq!(saved.revisions, BTreeMap::from([(1, 3), (2, 1), (3, 1)]));
    assert_eq!(world.links(at_work.attempt).await, 5, "each change is kept");
    assert_eq!(at_work.stands(1).await, C);
    let before = world.contents().await;
    let again = at_work.saves(&kept).await.unwrap();
    assert_eq!(again.revisions, saved.revisions);
    assert_eq!(again.conflicts.len(), 2, "A and B don't stand");
    assert_eq!(world.contents().await, before);
}

#[tokio::test]
async fn saves_that_overtake_each_other_leave_the_newest() {
    let world = World::new().await;
    let at_work = world.at_work().await;
    for (chosen, change) in [(C, 3), (A, 1), (B, 2), (C, 3)] {
        at_work.saves(&[by_the_desk(1, chosen, change)]).await.unwrap();
        assert_eq!(at_work.stands(1).await, C, "{change}");
    }
    let saved = at_work.saves(&[by_the_desk(2, C, 3), by_the_desk(2, A, 1), by_the_desk(2, B, 2)]).await.unwrap();
    assert_eq!(saved.revisions, BTreeMap::from([(2, 1)]));
    assert_eq!((at_work.stands(2).await, world.links(at_work.attempt).await), (C, 2));
}

#[tokio::test]
async fn what_comes_in_together_is_answered_each_by_itself() {
    let world = World::new().await;
    let (first, second, over, stopped) =
        (world.at_work().await, world.at_work().await, world.at_work().await, world.at_work().await);
    over.submits().await;
    stopped.is_paused(store::Resumes::ByStaff).await;
    let stranger = world.at_work().await.candidate.workplace();
    let held = world.holds_up_writers().await;
    let rooms = [&first, &second, &over, &stopped].map(|at_work| at_work.candidate.workplace());
    let unknown = Workplace { token: store::Token::from("unknown"), tab: None };
    // The writer takes the first and is held up with it; the others come in together.
    let blocker = sends(&first, &rooms[0], &[Save { position: 1, chosen: A, rendered: 0, client_revision: Some(1) }]);
    tokio::task::yield_now().await;
    let saves = [by_the_desk(1, B, 2), by_the_desk(2, B, 1), by_the_desk(7, B, 1), by_the_desk(1, A, 1)];
    let sent = [
        sends(&first, &rooms[0], &saves[..2]),
        sends(&second, &rooms[1], &saves[2..3]),
        sends(&over, &rooms[2], &saves[..1]),
        sends(&second, &rooms[1], &saves[..2]),
        sends(&stopped, &rooms[3], &saves[..1]),
        sends(&first, &stranger, &saves[..1]),
        sends(&first, &unknown, &saves[..1]),
        sends(&first, &rooms[0], &saves[3..]),
    ];
    held.let_go().await;
    blocker.await.unwrap();
    let [two, not_there, ended, also, paused, anothers, nobodys, behind] = sent;
    assert_eq!(two.await.unwrap().revisions, BTreeMap::from([(1, 2), (2, 1)]));
    assert!(is_not_found(&not_there.await));
    assert_eq!(refusal(ended.await), Refusal::ExamOver);
    assert_eq!(also.await.unwrap().revisions, BTreeMap::from([(1, 1), (2, 1)]));
    assert_eq!(refusal(paused.await), Refusal::Paused);
    assert!(is_not_found(&anothers.await));
    assert!(matches!(nobodys.await, Err(Error::SignedOut)));
    assert_eq!(behind.await.unwrap().conflicts.len(), 1);
    assert_eq!((world.links(first.attempt).await, world.links(second.attempt).await), (3, 2));
    assert_eq!(world.findings().await, []);
}

#[tokio::test]
async fn answers_that_wait_together_are_held_against_the_deadline_each_by_its_own_arrival() {
    let world = World::new().await;
    let at_work = world.at_work().await;
    let end = at_work.deadline().await + GRACE;
    let (workplace, store) = (at_work.candidate.workplace(), &world.store);
    let held = world.holds_up_writers().await;
    let saves = [[by_the_desk(1, A, 1)], [by_the_desk(2, A, 1)], [by_the_desk(3, A, 1)]];
    let [mut in_time, mut late, mut last] = [(end, 0), (end + A_MOMENT, 1), (end, 2)]
        .map(|(at, n)| Box::pin(store.save(&workplace, at_work.attempt, "", at, &saves[n])));
    assert!(begin(&mut in_time).is_none() && begin(&mut late).is_none() && begin(&mut last).is_none());
    held.let_go().await;
    in_time.await.unwrap();
    assert_eq!(refusal(late.await), Refusal::ExamOver);
    last.await.unwrap();
    assert_eq!(world.links(at_work.attempt).await, 2);
}

#[tokio::test]
async fn a_session_that_ends_between_two_saves_ends_between_them() {
    let world = World::new().await;
    let (at_work, beside) = (world.at_work().await, world.at_work().await);
    let (old, other) = (at_work.candidate.workplace(), beside.candidate.workplace());
    let (first, second) = ([by_the_desk(1, A, 1)], [by_the_desk(1, B, 2)]);
    let held = world.holds_up_writers().await;
    let before = sends(&at_work, &old, &first);
    // The writer has it before the code is issued.
    tokio::task::yield_now().await;
    let mut code = Box::pin(at_work.candidate.code());
    assert!(begin(&mut code).is_none());
    let (after, unharmed) = (sends(&at_work, &old, &second), sends(&beside, &other, &first));
    held.let_go().await;
    let code = code.await;
    before.await.unwrap();
    assert!(matches!(after.await, Err(Error::SignedOut)));
    unharmed.await.unwrap();
    assert_eq!(at_work.stands(1).await, A);

    // Of two sessions the new one writes, also when both wait together.
    at_work.candidate.signs_in_with(&code).await.unwrap();
    let new = at_work.candidate.workplace();
    let held = world.holds_up_writers().await;
    let blocker = sends(&beside, &other, &second);
    tokio::task::yield_now().await;
    let (mine, theirs, third) = (sends(&at_work, &new, &second), sends(&at_work, &old, &second), [by_the_desk(1, C, 3)]);
    let again = sends(&at_work, &new, &third);
    held.let_go().await;
    blocker.await.unwrap();
    mine.await.unwrap();
    assert!(matches!(theirs.await, Err(Error::SignedOut)));
    again.await.unwrap();
    assert_eq!(at_work.stands(1).await, C);
    assert_eq!(world.findings().await, []);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn three_hundred_answers_of_fifty_candidates_at_once_are_all_there() {
    let world = World::new().await;
    let mut room = Vec::new();
    for _ in 0..50 {
        room.push(world.at_work().await);
    }
    let mut sent = Vec::new();
    for at_work in &room {
        for position in 1..=6 {
            let (store, workplace, attempt, now) =
                (world.store.clone(), at_work.candidate.workplace(), at_work.attempt, world.now());
            let save = [by_the_desk(position, options([u8::try_from(position % 4).unwrap()]), 1)];
            sent.push(tokio::spawn(async move { store.save(&workplace, attempt, "", now, &save).await.unwrap() }));
        }
    }
    for save in sent {
        assert_eq!(save.await.unwrap().conflicts, []);
    }
    for at_work in &room {
        let chosen: Vec<_> = at_work.desk().await.questions.iter().map(|q| (q.revision, q.chosen)).collect();
        let due: Vec<_> = (1..=6_u8).map(|position| (1, options([position % 4]))).collect();
        assert_eq!(chosen, due);
    }
    let report = world.store.verify_audit().await.unwrap();
    assert_eq!((report.answers, report.findings), (300, vec![]));
}

#[tokio::test]
async fn a_sender_who_has_gone_holds_nothing_up_and_leaves_all_or_nothing() {
    let world = World::new().await;
    let mut room = Vec::new();
    for _ in 0..4 {
        room.push(world.at_work().await);
    }
    for round in 1..=5_i64 {
        let mut whole = Vec::new();
        for at_work in &room {
            let chosen = options([u8::try_from(round % 4).unwrap()]);
            whole.push((at_work, at_work.candidate.workplace(), [1, 2, 3].map(|position| by_the_desk(position, chosen, round))));
        }
        for (at_work, workplace, saves) in &whole {
            drop(sends(at_work, workplace, saves));
        }
        // Somebody else, who stays, gets through.
        let (at_work, ..) = whole[0];
        at_work.saves(&[by_the_desk(4, options([u8::try_from(round % 4).unwrap()]), round)]).await.unwrap();
        for (at_work, _, saves) in &whole {
            let desk = at_work.desk().await;
            let saved = desk.questions[..3].iter().filter(|q| q.chosen == saves[0].chosen && q.client_revision == round).count();
            assert!(saved == 0 || saved == 3, "{saved} of 3");
        }
    }
    assert_eq!(world.findings().await, []);
}

#[tokio::test]
async fn who_asked_for_an_act_and_has_gone_holds_nothing_up_and_leaves_all_or_nothing() {
    let world = World::new().await;
    let at_work = world.at_work().await;
    let deadline = at_work.deadline().await;
    let staff = world.invigilator();
    for _ in 0..10 {
        let mut act = Box::pin(world.store.grant_time(&staff, at_work.attempt, A_MOMENT, "дабыл"));
        assert!(begin(&mut act).is_none());
        drop(act);
        let mut act = Box::pin(world.store.pause(&staff, at_work.attempt, store::Resumes::ByStaff, "дабыл"));
        assert!(begin(&mut act).is_none());
        drop(act);
        drop(world.store.resume(&staff, at_work.attempt).await);
    }
    let granted = world.number("SELECT count(*) FROM time_grant").await;
    assert_eq!(at_work.deadline().await, deadline + exam::clock::Span::from_millis(granted));
    assert_eq!(world.findings().await, [], "each is a row and an event, or neither");
    at_work.saves(&[form(1, A, 0)]).await.unwrap();
}

#[tokio::test]
async fn past_what_may_wait_the_sender_is_told_to_try_again_at_once() {
    let world = World::new().await;
    let mut room = Vec::new();
    for _ in 0..50 {
        let at_work = world.at_work().await;
        let workplace = at_work.candidate.workplace();
        room.push((at_work, workplace));
    }
    let held = world.holds_up_writers().await;
    let mut waiting: Vec<Sent> = Vec::new();
    let refused = loop {
        let (at_work, workplace) = &room[waiting.len() % room.len()];
        let change = i64::try_from(waiting.len() / room.len()).unwrap() + 1;
        let save = [by_the_desk(1, options([u8::from(change % 2 == 0)]), change)];
        let mut sent: Sent = Box::pin(async move { at_work.saves_from(workplace, &save).await });
        match begin(&mut sent) {
            None => waiting.push(sent),
            Some(outcome) => break outcome,
        }
        assert!(waiting.len() < 100_000, "nothing bounds the queue");
    };
    assert!(matches!(refused, Err(Error::Busy)), "{refused:?}");
    held.let_go().await;
    for sent in waiting {
        assert_eq!(sent.await.unwrap().conflicts, [], "who was let in is served");
    }
    assert_eq!(world.findings().await, []);
}

#[tokio::test]
async fn past_what_may_wait_an_act_is_refused_at_once() {
    let world = World::new().await;
    let since = world.last_event().await;
    let held = world.holds_up_writers().await;
    let mut waiting = Vec::new();
    let refused = loop {
        let mut act = Box::pin(world.store.refuse_staff(None, "192.0.2.66", world.now()));
        match begin(&mut act) {
            None => waiting.push(act),
            Some(outcome) => break outcome,
        }
        assert!(waiting.len() < 100_000, "nothing bounds the queue");
    };
    assert!(matches!(refused, Err(Error::Busy)), "{refused:?}");
    held.let_go().await;
    let acts = i64::try_from(waiting.len()).unwrap();
    for act in waiting {
        act.await.unwrap();
    }
    assert_eq!(world.last_event().await, since + acts);
    assert_eq!(world.findings().await, []);
}
