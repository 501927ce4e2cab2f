//! Answers: what is acknowledged is kept, what is newer is never overwritten, what isn't on the paper isn't accepted.

use std::collections::BTreeMap;

use exam::{
    answer::{Kind, OptionSet},
    clock::Span,
};
use store::{Conflict, Error, Save, Token};

use crate::world::{AtWork, World, by_the_desk, form, is_not_found, options};

const A: OptionSet = OptionSet::from_bits(0b0001);
const B: OptionSet = OptionSet::from_bits(0b0010);
const C: OptionSet = OptionSet::from_bits(0b0100);

/// Nothing of it may be kept: neither this answer nor the good one before it.
async fn is_refused_whole(at_work: &AtWork<'_>, bad: Save) {
    let world = at_work.candidate.world;
    let before = world.contents().await;
    for saves in [vec![bad], vec![form(1, A, 0), bad], vec![bad, form(1, A, 0)]] {
        let outcome = at_work.saves(&saves).await;
        assert!(is_not_found(&outcome), "{saves:?}: {outcome:?}");
        assert_eq!(world.contents().await, before, "{saves:?}");
    }
}

#[tokio::test]
async fn a_saved_answer_is_on_the_desk_again_after_a_reload() {
    let world = World::new().await;
    let at_work = world.at_work().await;
    world.advance(Span::from_mins(1));
    let saved = at_work.saves(&[by_the_desk(2, B, 7), form(3, C, 0)]).await.unwrap();
    assert_eq!((saved.at, saved.revisions), (world.now(), BTreeMap::from([(2, 1), (3, 1)])));
    let desk = at_work.desk().await;
    assert_eq!(desk.saved, Some(world.now()));
    let seen: Vec<_> = desk.questions.iter().map(|q| (q.chosen, q.revision, q.client_revision)).collect();
    let none = (OptionSet::EMPTY, 0, 0);
    assert_eq!(seen, [none, (B, 1, 7), (C, 1, 0), none, none, none]);
}

#[tokio::test]
async fn the_desk_is_laid_for_whoever_has_the_candidates_session_and_for_nobody_else() {
    let world = World::new().await;
    let at_work = world.at_work().await;
    at_work.saves(&[by_the_desk(2, B, 7), form(3, C, 0)]).await.unwrap();
    let stranger = world.at_work().await.candidate.workplace().token;
    let token = at_work.candidate.workplace().token;
    let laid = async |token: &Token, now| world.store.desk_in_session(token, at_work.attempt, now).await;
    let desk = laid(&token, world.now()).await.unwrap();
    assert_eq!(format!("{desk:?}"), format!("{:?}", at_work.desk().await));
    assert_eq!(desk.questions.len(), 6);
    assert!(is_not_found(&laid(&stranger, world.now()).await));
    let nobody = laid(&Token::from("nobody"), world.now()).await;
    assert!(matches!(nobody, Err(Error::SignedOut)), "{nobody:?}");
    let too_late = laid(&token, world.now() + Span::from_days(1)).await;
    assert!(matches!(too_late, Err(Error::SignedOut)), "{too_late:?}");
    at_work.candidate.signs_in().await;
    let from_before = laid(&token, world.now()).await;
    assert!(matches!(from_before, Err(Error::SignedOut)), "{from_before:?}");
}

/// Desks that wait are read by one question: nobody may get another's with it, and who has none may not be in the way.
#[tokio::test]
async fn of_many_who_ask_for_their_desks_at_once_everyone_gets_their_own() {
    let world = World::new().await;
    let mut room = Vec::new();
    for n in 0..4_u8 {
        let at_work = world.at_work().await;
        at_work.saves(&[by_the_desk(u16::from(n) + 1, options([n % 3]), 1)]).await.unwrap();
        room.push(at_work);
    }
    let mut asked = Vec::new();
    for _ in 0..10 {
        for holder in &room {
            for at_work in &room {
                let (store, now) = (world.store.clone(), world.now());
                let (token, enrolment) = (holder.candidate.workplace().token, holder.candidate.enrolment);
                let (attempt, mine) = (at_work.attempt, holder.attempt == at_work.attempt);
                asked.push(tokio::spawn(async move {
                    let in_session = store.desk_in_session(&token, attempt, now).await;
                    let of_enrolment = store.desk(enrolment, attempt).await;
                    for desk in [in_session, of_enrolment] {
                        match desk {
                            Ok(desk) => assert!(mine && desk.attempt.id == attempt),
                            refused => assert!(!mine && is_not_found(&refused), "{refused:?}"),
                        }
                    }
                }));
            }
        }
    }
    for at_work in &room {
        let (store, token, attempt, now) =
            (world.store.clone(), at_work.candidate.workplace().token, at_work.attempt, world.now());
        let due = format!("{:?}", at_work.desk().await);
        asked.push(tokio::spawn(async move {
            for _ in 0..20 {
                assert_eq!(format!("{:?}", store.desk_in_session(&token, attempt, now).await.unwrap()), due);
            }
        }));
    }
    for one in asked {
        one.await.unwrap();
    }
}

#[tokio::test]
async fn repeating_a_save_of_the_island_is_harmless() {
    let world = World::new().await;
    let at_work = world.at_work().await;
    let first = at_work.saves(&[by_the_desk(1, A, 1)]).await.unwrap();
    let before = world.contents().await;
    assert_eq!(at_work.saves(&[by_the_desk(1, A, 1)]).await.unwrap(), first);
    assert_eq!(world.contents().await, before);
}

#[tokio::test]
async fn an_older_save_of_the_island_never_overwrites_a_newer_one() {
    let world = World::new().await;
    let at_work = world.at_work().await;
    at_work.saves(&[by_the_desk(1, A, 5)]).await.unwrap();
    let late = at_work.saves(&[by_the_desk(1, B, 4)]).await.unwrap();
    assert_eq!(late.revisions, BTreeMap::from([(1, 1)]));
    assert_eq!(at_work.stands(1).await, A);
}

#[tokio::test]
async fn a_second_tab_whose_answer_does_not_stand_is_told() {
    let world = World::new().await;
    let at_work = world.at_work().await;
    at_work.saves(&[by_the_desk(1, A, 1)]).await.unwrap();
    at_work.saves(&[by_the_desk(1, B, 2)]).await.unwrap();
    // The other tab has counted its own changes from the same page.
    for count in [1, 2] {
        let behind = at_work.saves(&[by_the_desk(1, C, count), by_the_desk(2, C, count)]).await.unwrap();
        assert_eq!(behind.conflicts, [Conflict { position: 1, wanted: C, stands: B }], "{count}");
        assert_eq!(behind.revisions[&1], 2);
    }
    assert_eq!((at_work.stands(1).await, at_work.stands(2).await), (B, C));
    assert_eq!(at_work.saves(&[by_the_desk(1, B, 1)]).await.unwrap().conflicts, [], "the same answer is no conflict");
    assert_eq!(at_work.saves(&[by_the_desk(1, C, 3)]).await.unwrap().conflicts, [], "once it goes on from what it was told");
    assert_eq!(at_work.stands(1).await, C);
}

#[tokio::test]
async fn a_save_that_was_held_up_never_undoes_a_return_to_the_answer_before() {
    let world = World::new().await;
    let at_work = world.at_work().await;
    at_work.saves(&[by_the_desk(1, A, 1)]).await.unwrap();
    // The candidate chose B, then A again; the network held B up.
    at_work.saves(&[by_the_desk(1, A, 3)]).await.unwrap();
    at_work.saves(&[by_the_desk(1, B, 2)]).await.unwrap();
    assert_eq!(at_work.stands(1).await, A);
}

#[tokio::test]
async fn a_save_of_the_island_from_before_never_overwrites_a_page_saved_since() {
    let world = World::new().await;
    let at_work = world.at_work().await;
    at_work.saves(&[by_the_desk(1, A, 5)]).await.unwrap();
    at_work.saves(&[form(1, B, 1)]).await.unwrap();
    at_work.saves(&[by_the_desk(1, A, 5), by_the_desk(1, C, 4)]).await.unwrap();
    assert_eq!(at_work.stands(1).await, B);
}

#[tokio::test]
async fn the_island_goes_on_after_a_page_was_saved() {
    let world = World::new().await;
    let at_work = world.at_work().await;
    at_work.saves(&[by_the_desk(1, A, 5)]).await.unwrap();
    at_work.saves(&[form(1, B, 1)]).await.unwrap();
    at_work.saves(&[by_the_desk(1, C, 6)]).await.unwrap();
    assert_eq!(at_work.stands(1).await, C);
}

#[tokio::test]
async fn a_page_older_than_the_last_save_is_a_conflict_and_what_stands_stays() {
    let world = World::new().await;
    let at_work = world.at_work().await;
    at_work.saves(&[form(1, A, 0)]).await.unwrap();
    let stale = at_work.saves(&[form(1, B, 0)]).await.unwrap();
    assert_eq!(stale.conflicts, [Conflict { position: 1, wanted: B, stands: A }]);
    assert_eq!(stale.revisions, BTreeMap::from([(1, 1)]));
    assert_eq!(at_work.stands(1).await, A);
}

#[tokio::test]
async fn a_stale_page_still_saves_the_questions_that_nobody_else_has_touched() {
    let world = World::new().await;
    let at_work = world.at_work().await;
    at_work.saves(&[form(1, A, 0)]).await.unwrap();
    let stale = at_work.saves(&[form(1, B, 0), form(2, C, 0)]).await.unwrap();
    assert_eq!(stale.conflicts.len(), 1);
    assert_eq!((at_work.stands(1).await, at_work.stands(2).await), (A, C));
}

#[tokio::test]
async fn a_stale_page_that_says_what_stands_is_no_conflict() {
    let world = World::new().await;
    let at_work = world.at_work().await;
    at_work.saves(&[form(1, A, 0)]).await.unwrap();
    assert_eq!(at_work.saves(&[form(1, A, 0)]).await.unwrap().conflicts, []);
}

#[tokio::test]
async fn a_page_writes_only_what_changed_on_it() {
    let world = World::new().await;
    let at_work = world.at_work().await;
    at_work.saves(&[form(1, A, 0)]).await.unwrap();
    let page: Vec<_> = at_work.desk().await.questions.iter().map(|q| form(q.position, q.chosen, q.revision)).collect();
    let before = world.contents().await;
    at_work.saves(&page).await.unwrap();
    assert_eq!(world.contents().await, before);
}

#[tokio::test]
async fn an_answer_taken_back_is_an_answer() {
    let world = World::new().await;
    let at_work = world.at_work().await;
    at_work.saves(&[form(1, A, 0)]).await.unwrap();
    let back = at_work.saves(&[form(1, OptionSet::EMPTY, 1)]).await.unwrap();
    assert_eq!(back.revisions, BTreeMap::from([(1, 2)]));
    assert_eq!(at_work.stands(1).await, OptionSet::EMPTY);
}

#[tokio::test]
async fn every_change_is_kept_with_when_and_from_where_it_came() {
    let world = World::new().await;
    let at_work = world.at_work().await;
    at_work.saves(&[form(1, A, 0)]).await.unwrap();
    let start = world.now().as_millis();
    world.advance(Span::from_secs(30));
    at_work.saves(&[form(2, B, 0), form(1, C, 1)]).await.unwrap();
    let now = world.now().as_millis();
    let history = "SELECT link || ' ' || position || '/' || revision || ' ' || chosen || ' ' || address || ' ' || received_at \
                   FROM answer_revision ORDER BY link";
    assert_eq!(
        world.column(history).await,
        [format!("1 1/1 1 192.0.2.101 {start}"), format!("2 2/1 2 192.0.2.101 {now}"), format!("3 1/2 4 192.0.2.101 {now}")]
    );
}

#[tokio::test]
async fn a_browser_learns_which_of_its_changes_have_arrived() {
    let world = World::new().await;
    let at_work = world.at_work().await;
    let arrived = async || world.store.arrived(at_work.candidate.enrolment, at_work.attempt).await.unwrap();
    assert_eq!(arrived().await, BTreeMap::new());
    at_work.saves(&[by_the_desk(1, A, 4), by_the_desk(2, A, 1)]).await.unwrap();
    at_work.saves(&[form(1, B, 1), form(3, C, 0)]).await.unwrap();
    // Too late, and in the way of nothing: it has not been taken.
    at_work.saves(&[by_the_desk(1, C, 3)]).await.unwrap();
    assert_eq!(arrived().await, BTreeMap::from([(1, 4), (2, 1)]));
    let stranger = world.at_work().await.candidate.enrolment;
    assert!(is_not_found(&world.store.arrived(stranger, at_work.attempt).await));
}

#[tokio::test]
async fn another_candidates_attempt_is_not_there() {
    let world = World::new().await;
    let victim = world.at_work().await;
    victim.chooses(1, A).await;
    let stranger = world.at_work().await.candidate;
    let other = stranger.enrolment;
    let before = world.contents().await;
    let by = store::By { actor: store::Actor::Candidate(other), ..victim.candidate.by() };
    assert!(is_not_found(&world.store.save(&stranger.workplace(), victim.attempt, "", world.now(), &[form(1, B, 1)]).await));
    assert!(is_not_found(&world.store.submit(&by, other, victim.attempt).await));
    assert!(is_not_found(&world.store.desk(other, victim.attempt).await));
    assert!(is_not_found(&world.store.own_attempt(other, victim.attempt).await));
    assert!(is_not_found(&world.store.own_result(other, victim.attempt).await));
    assert_eq!(world.contents().await, before);
}

#[tokio::test]
async fn a_question_that_is_not_on_the_paper_is_not_there() {
    let world = World::new().await;
    let at_work = world.at_work().await;
    for position in [0, 7, u16::MAX] {
        is_refused_whole(&at_work, form(position, A, 0)).await;
    }
}

#[tokio::test]
async fn an_option_that_is_not_on_the_paper_is_not_there() {
    let world = World::new().await;
    let at_work = world.at_work().await;
    assert_eq!(at_work.question(2).await.options.len(), 4);
    is_refused_whole(&at_work, form(2, options([4]), 0)).await;
    assert_eq!(at_work.question(6).await.options.len(), 5);
    is_refused_whole(&at_work, by_the_desk(6, options([0, 5]), 1)).await;
}

#[tokio::test]
async fn a_single_choice_question_takes_one_option() {
    let world = World::new().await;
    let at_work = world.at_work().await;
    assert_eq!(at_work.question(2).await.kind, Kind::Single);
    is_refused_whole(&at_work, form(2, options([0, 1]), 0)).await;
}

#[tokio::test]
async fn nothing_is_saved_before_the_start() {
    let world = World::new().await;
    let candidate = world.candidate().await;
    let attempt = world.store.standing(candidate.enrolment).await.unwrap().attempt.unwrap().id;
    let before = world.contents().await;
    let early = world.store.save(&candidate.workplace(), attempt, "", world.now(), &[form(1, A, 0)]).await;
    assert!(is_not_found(&early), "{early:?}");
    assert_eq!(world.contents().await, before);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_many_pages_that_saw_the_same_answer_one_saves_and_the_others_are_told() {
    let world = World::new().await;
    let at_work = world.at_work().await;
    let tabs: Vec<_> = (0..12_u8)
        .map(|tab| {
            let (store, workplace, attempt, now) =
                (world.store.clone(), at_work.candidate.workplace(), at_work.attempt, world.now());
            // The fifth question is a multiple-choice one: each page says something else.
            let page = [form(5, OptionSet::from_bits(tab + 1), 0)];
            tokio::spawn(async move { store.save(&workplace, attempt, "", now, &page).await.unwrap() })
        })
        .collect();
    let mut told = 0;
    for tab in tabs {
        told += tab.await.unwrap().conflicts.len();
    }
    assert_eq!((world.links(at_work.attempt).await, told), (1, 11));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn everything_that_many_machines_were_told_is_saved_is_there() {
    let world = World::new().await;
    let mut room = Vec::new();
    for _ in 0..8 {
        room.push(world.at_work().await);
    }
    let machines: Vec<_> = room
        .iter()
        .map(|at_work| {
            let (store, workplace, attempt, now) =
                (world.store.clone(), at_work.candidate.workplace(), at_work.attempt, world.now());
            tokio::spawn(async move {
                for change in 1..=5_i64 {
                    for position in 1..=6 {
                        let chosen = options([u8::try_from(change % 4).unwrap()]);
                        store.save(&workplace, attempt, "", now, &[by_the_desk(position, chosen, change)]).await.unwrap();
                    }
                }
            })
        })
        .collect();
    for machine in machines {
        machine.await.unwrap();
    }
    for at_work in &room {
        assert_eq!(world.links(at_work.attempt).await, 30);
        assert!(at_work.desk().await.questions.iter().all(|q| q.chosen == B && q.revision == 5));
    }
    let report = world.store.verify_audit().await.unwrap();
    assert_eq!((report.answers, report.findings), (240, vec![]));
}

#[tokio::test]
async fn what_has_arrived_of_a_browsers_changes_can_be_asked_for_also_after_the_end() {
    let world = World::new().await;
    let (at_work, other) = (world.at_work().await, world.at_work().await);
    at_work.saves(&[by_the_desk(1, options([0]), 1_700), by_the_desk(2, options([1]), 1_800)]).await.unwrap();
    at_work.saves(&[by_the_desk(1, options([1]), 1_900), form(3, options([0]), 0)]).await.unwrap();
    at_work.submits().await;
    let arrived = world.store.arrived(at_work.candidate.enrolment, at_work.attempt).await.unwrap();
    assert_eq!(arrived, BTreeMap::from([(1, 1_900), (2, 1_800)]), "a plain page has no count of its changes");
    assert!(is_not_found(&world.store.arrived(other.candidate.enrolment, at_work.attempt).await));
}
