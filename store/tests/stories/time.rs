//! Time given, clocks stopped and started again, ends taken back: each by a person with a reason, to the millisecond.

use exam::{
    attempt::State,
    clock::{Instant, Span},
};
use store::{Admission, By, Error, ExamStanding, Refusal, Resumes, Timing};

use crate::world::{
    A_MOMENT, AtWork, Candidate, GRACE, LIMIT, World, before, form, is_not_found, is_out_of_turn, options, refusal, right_options,
};

const A_WHILE: Span = Span::from_millis(1_234_567);
const FIVE_MINUTES: Span = Span::from_mins(5);
const REASON: &str = "дабыл";

/// Someone at work in the sitting of another.
async fn beside<'w>(candidate: &Candidate<'w>) -> AtWork<'w> {
    let neighbour = candidate.neighbour().await;
    neighbour.signs_in().await;
    neighbour.starts().await
}

/// Everything that someone could want to do to the time of an attempt, and how each goes.
async fn every_act_on_time(world: &World, by: &By, at_work: &AtWork<'_>, reason: &str) -> Vec<(&'static str, store::Result<()>)> {
    let (store, attempt) = (&world.store, at_work.attempt);
    let Candidate { sitting, enrolment, .. } = at_work.candidate;
    vec![
        ("grant", store.grant_time(by, attempt, FIVE_MINUTES, reason).await),
        ("grant to all", store.grant_time_to_all(by, sitting, FIVE_MINUTES, reason).await.map(drop)),
        ("extra time", store.give_extra_time(by, enrolment, FIVE_MINUTES, reason).await),
        ("pause", store.pause(by, attempt, Resumes::ByStaff, reason).await),
        ("pause for all", store.pause_all(by, sitting, reason).await.map(drop)),
        ("reopen", store.reopen(by, attempt, FIVE_MINUTES, reason).await),
    ]
}

#[tokio::test]
async fn nobody_acts_on_time_without_a_reason() {
    let world = World::new().await;
    let at_work = world.at_work().await;
    let before = world.contents().await;
    for reason in ["", "  \n"] {
        for (act, outcome) in every_act_on_time(&world, &world.invigilator(), &at_work, reason).await {
            assert_eq!(refusal(outcome), Refusal::NoReason, "{act}");
        }
    }
    assert_eq!(world.contents().await, before);
}

#[tokio::test]
async fn nobody_without_a_name_acts_on_time() {
    let world = World::new().await;
    let (at_work, paused) = (world.at_work().await, world.at_work().await);
    paused.is_paused(Resumes::ByStaff).await;
    let before = world.contents().await;
    for nobody in [By::console("root", world.now()), By::system(world.now()), at_work.candidate.by()] {
        for (act, outcome) in every_act_on_time(&world, &nobody, &at_work, REASON).await {
            assert!(is_not_found(&outcome), "{act} by {nobody:?}: {outcome:?}");
        }
        assert!(is_not_found(&world.store.resume(&nobody, paused.attempt).await), "{nobody:?}");
        assert!(is_not_found(&world.store.resume_all(&nobody, paused.candidate.sitting).await), "{nobody:?}");
    }
    assert_eq!(world.contents().await, before);
}

#[tokio::test]
async fn a_grant_moves_the_deadline_and_no_start() {
    let world = World::new().await;
    let at_work = world.at_work().await;
    let started = world.now();
    world.advance(A_WHILE);
    for (more, granted) in [(FIVE_MINUTES, FIVE_MINUTES), (A_MOMENT, FIVE_MINUTES + A_MOMENT)] {
        world.store.grant_time(&world.invigilator(), at_work.attempt, more, REASON).await.unwrap();
        let head = at_work.head().await;
        assert_eq!((head.started, head.granted), (Some(started), granted));
        assert_eq!(head.deadline, Some(started + LIMIT + granted));
    }
    assert_eq!(world.findings().await, []);
}

#[tokio::test]
async fn a_granted_moment_can_be_used_to_its_end_and_no_longer() {
    let world = World::new().await;
    let (granted, plain) = (world.at_work().await, world.at_work().await);
    world.store.grant_time(&world.invigilator(), granted.attempt, FIVE_MINUTES, REASON).await.unwrap();
    world.advance(LIMIT + GRACE + A_MOMENT);
    assert_eq!(world.sweeps().await.iter().map(|closed| closed.attempt).collect::<Vec<_>>(), [plain.attempt]);
    let end = granted.deadline().await + GRACE;
    granted.saves_at(end, &[form(1, options([0]), 0)]).await.unwrap();
    assert_eq!(refusal(granted.saves_at(end + A_MOMENT, &[form(1, options([1]), 1)]).await), Refusal::ExamOver);
    world.advance(FIVE_MINUTES);
    let [closed] = world.sweeps().await[..] else { panic!("its time is over now") };
    assert_eq!((closed.attempt, closed.at), (granted.attempt, before(end, GRACE)));
    assert_eq!(world.findings().await, []);
}

#[tokio::test]
async fn a_grant_to_all_reaches_whoever_is_at_work_in_the_sitting_on_top_of_what_each_was_given() {
    let world = World::new().await;
    let running = world.at_work().await;
    let (paused, ended) = (beside(&running.candidate).await, beside(&running.candidate).await);
    let to_come = running.candidate.neighbour().await;
    let elsewhere = world.at_work().await;
    let start = world.now();
    paused.is_paused(Resumes::ByStaff).await;
    ended.submits().await;
    let (store, invigilator) = (&world.store, world.invigilator());
    store.grant_time(&invigilator, running.attempt, A_MOMENT, REASON).await.unwrap();
    assert_eq!(store.grant_time_to_all(&invigilator, running.candidate.sitting, FIVE_MINUTES, REASON).await.unwrap(), 2);
    assert_eq!(running.deadline().await, start + LIMIT + FIVE_MINUTES + A_MOMENT);
    assert_eq!(paused.deadline().await, start + LIMIT + FIVE_MINUTES);
    assert_eq!(ended.deadline().await, start + LIMIT);
    assert_eq!(elsewhere.deadline().await, start + LIMIT);
    to_come.signs_in().await;
    assert_eq!(to_come.starts().await.deadline().await, start + LIMIT, "who comes later has missed nothing");
    let to_all = world.column("SELECT ms FROM time_grant WHERE to_all").await;
    assert_eq!(to_all, vec![FIVE_MINUTES.as_millis().to_string(); 2]);
    assert_eq!(world.findings().await, []);
}

#[tokio::test]
async fn where_nobody_is_at_work_there_is_no_clock_to_act_on() {
    let world = World::new().await;
    let candidate = world.candidate().await;
    let (store, invigilator) = (&world.store, world.invigilator());
    let before = world.contents().await;
    assert_eq!(refusal(store.grant_time_to_all(&invigilator, candidate.sitting, A_WHILE, REASON).await), Refusal::NobodyAtWork);
    assert_eq!(refusal(store.pause_all(&invigilator, candidate.sitting, REASON).await), Refusal::NobodyAtWork);
    assert_eq!(refusal(store.resume_all(&invigilator, candidate.sitting).await), Refusal::NobodyAtWork);
    assert_eq!(world.contents().await, before);
}

#[tokio::test]
async fn no_time_is_granted_before_the_start_nor_after_the_end_nor_by_taking_it_away() {
    let world = World::new().await;
    let admitted = world.candidate().await;
    let not_begun = world.store.standing(admitted.enrolment).await.unwrap().attempt.unwrap().id;
    let (running, ended) = (world.at_work().await, world.at_work().await);
    ended.submits().await;
    let before = world.contents().await;
    for attempt in [not_begun, ended.attempt] {
        let outcome = world.store.grant_time(&world.invigilator(), attempt, A_WHILE, REASON).await;
        assert!(is_out_of_turn(&outcome), "{outcome:?}");
    }
    for nothing in [Span::ZERO, Span::from_mins(-1)] {
        let outcome = world.store.grant_time(&world.invigilator(), running.attempt, nothing, REASON).await;
        assert!(is_out_of_turn(&outcome), "{outcome:?}");
        world.store.give_extra_time(&world.invigilator(), running.candidate.enrolment, nothing, REASON).await.unwrap_err();
    }
    assert_eq!(world.contents().await, before);
}

#[tokio::test]
async fn extra_time_given_before_the_exam_counts_from_its_start() {
    let world = World::new().await;
    let candidate = world.enrolled().await;
    let (store, registrar) = (&world.store, world.registrar());
    // Before there is a paper, and when there is one.
    store.give_extra_time(&registrar, candidate.enrolment, FIVE_MINUTES, REASON).await.unwrap();
    candidate.comes().await;
    store.give_extra_time(&registrar, candidate.enrolment, A_MOMENT, REASON).await.unwrap();
    assert_eq!(store.standing(candidate.enrolment).await.unwrap().extra, FIVE_MINUTES + A_MOMENT, "the candidate is told");
    world.advance(A_WHILE);
    let at_work = candidate.starts().await;
    let head = at_work.head().await;
    assert_eq!((head.granted, head.deadline), (FIVE_MINUTES + A_MOMENT, Some(world.now() + LIMIT + FIVE_MINUTES + A_MOMENT)));
    assert_eq!(world.findings().await, []);
}

#[tokio::test]
async fn extra_time_grants_and_pauses_add_up_whatever_their_order() {
    let world = World::new().await;
    let (store, invigilator) = (&world.store, world.invigilator());
    let candidate = world.candidate().await;
    store.give_extra_time(&invigilator, candidate.enrolment, Span::from_millis(1), REASON).await.unwrap();
    let at_work = candidate.starts().await;
    let start = world.now();
    store.give_extra_time(&invigilator, candidate.enrolment, Span::from_millis(20), REASON).await.unwrap();
    store.grant_time(&invigilator, at_work.attempt, Span::from_millis(300), REASON).await.unwrap();
    at_work.is_paused(Resumes::ByStaff).await;
    store.grant_time(&invigilator, at_work.attempt, Span::from_millis(4_000), REASON).await.unwrap();
    store.give_extra_time(&invigilator, candidate.enrolment, Span::from_millis(50_000), REASON).await.unwrap();
    assert_eq!(at_work.deadline().await, start + LIMIT + Span::from_millis(54_321), "counted while the clock stands");
    world.advance(Span::from_millis(600_000));
    at_work.goes_on().await;
    assert_eq!(at_work.deadline().await, start + LIMIT + Span::from_millis(654_321));
    assert_eq!(at_work.head().await.granted, Span::from_millis(54_321));
    let closing = world.number("SELECT deadline_at FROM attempt").await;
    assert_eq!(Instant::from_millis(closing), at_work.deadline().await, "the copy for the closing task");
    assert_eq!(world.findings().await, []);
}

#[tokio::test]
async fn extra_time_is_of_one_person_and_not_given_after_the_exam() {
    let world = World::new().await;
    let at_work = world.at_work().await;
    let other = beside(&at_work.candidate).await;
    world.store.give_extra_time(&world.registrar(), at_work.candidate.enrolment, FIVE_MINUTES, REASON).await.unwrap();
    assert_eq!(other.deadline().await, world.now() + LIMIT);
    at_work.submits().await;
    let before = world.contents().await;
    let late = world.store.give_extra_time(&world.registrar(), at_work.candidate.enrolment, FIVE_MINUTES, REASON).await;
    assert_eq!(refusal(late), Refusal::ExamOver);
    assert_eq!(world.contents().await, before);
}

#[tokio::test]
async fn what_the_clock_stood_still_is_added_to_the_deadline_to_the_millisecond() {
    let world = World::new().await;
    let at_work = world.at_work().await;
    let start = world.now();
    let mut stood = Span::ZERO;
    for (worked, stands) in [(A_MOMENT, A_WHILE), (A_WHILE, A_MOMENT), (Span::ZERO, Span::ZERO), (A_MOMENT, Span::from_mins(60))]
    {
        world.advance(worked);
        let deadline = at_work.deadline().await;
        at_work.is_paused(Resumes::ByStaff).await;
        assert_eq!(at_work.head().await.paused, Some((world.now(), Resumes::ByStaff)));
        world.advance(stands);
        assert_eq!(at_work.deadline().await, deadline, "while it stands, nobody knows how long");
        assert_eq!(world.sweeps().await, [], "a clock that stands runs out of nothing");
        at_work.goes_on().await;
        stood = stood + stands;
        assert_eq!(at_work.deadline().await, start + LIMIT + stood);
        assert_eq!(at_work.head().await.paused, None);
    }
    world.advance(at_work.deadline().await - world.now());
    at_work.saves(&[form(1, options([0]), 0)]).await.unwrap();
    world.advance(GRACE + A_MOMENT);
    let [closed] = world.sweeps().await[..] else { panic!("its time is over now") };
    assert_eq!(closed.at, start + LIMIT + stood);
    assert_eq!(world.findings().await, []);
}

#[tokio::test]
async fn a_clock_that_has_run_out_cannot_be_stopped() {
    let world = World::new().await;
    let (in_time, too_late) = (world.at_work().await, world.at_work().await);
    world.advance(LIMIT);
    in_time.is_paused(Resumes::ByStaff).await;
    world.advance(A_MOMENT);
    let before = world.contents().await;
    // Within the grace, too: it is for the network, not for the candidate.
    let outcome = world.store.pause(&world.invigilator(), too_late.attempt, Resumes::ByStaff, REASON).await;
    assert!(is_out_of_turn(&outcome), "{outcome:?}");
    assert_eq!(world.store.pause_all(&world.invigilator(), too_late.candidate.sitting, REASON).await.unwrap(), 0);
    assert_eq!(world.contents().await, before);
    world.advance(FIVE_MINUTES);
    in_time.goes_on().await;
    assert_eq!(in_time.deadline().await, world.now(), "stopped at the last instant: nothing was left");
}

#[tokio::test]
async fn while_the_clock_stands_nothing_is_saved_and_nothing_handed_in() {
    let world = World::new().await;
    let at_work = world.at_work().await;
    at_work.saves(&[form(1, options([0]), 0)]).await.unwrap();
    at_work.is_paused(Resumes::ByStaff).await;
    let before = world.contents().await;
    for workplace in [at_work.candidate.workplace(), at_work.candidate.tab("a")] {
        // Also what stands already, which would be nothing to write.
        for save in [form(1, options([1]), 1), form(1, options([0]), 1)] {
            assert_eq!(refusal(at_work.saves_from(&workplace, &[save]).await), Refusal::Paused);
        }
    }
    let hand_in = world.store.submit(&at_work.candidate.by(), at_work.candidate.enrolment, at_work.attempt).await;
    assert!(is_out_of_turn(&hand_in), "{hand_in:?}");
    assert_eq!(world.contents().await, before);
    assert!(at_work.desk().await.questions.is_empty(), "nor are the questions there to be studied");
    at_work.goes_on().await;
    at_work.saves(&[form(1, options([1]), 1)]).await.unwrap();
    at_work.submits().await;
    assert_eq!(world.findings().await, []);
}

#[tokio::test]
async fn stopping_what_stands_and_starting_what_runs_is_refused() {
    let world = World::new().await;
    let (paused, running) = (world.at_work().await, world.at_work().await);
    paused.is_paused(Resumes::ByStaff).await;
    let before = world.contents().await;
    let again = world.store.pause(&world.invigilator(), paused.attempt, Resumes::ByStaff, REASON).await;
    assert!(is_out_of_turn(&again), "{again:?}");
    let early = world.store.resume(&world.invigilator(), running.attempt).await;
    assert!(is_out_of_turn(&early), "{early:?}");
    assert_eq!(world.contents().await, before);
}

#[tokio::test]
async fn a_whole_sitting_stands_and_goes_on_and_who_is_away_comes_back_by_themselves() {
    let world = World::new().await;
    let first = world.at_work().await;
    let (away, second) = (beside(&first.candidate).await, beside(&first.candidate).await);
    let elsewhere = world.at_work().await;
    let start = world.now();
    away.is_paused(Resumes::OnReturn).await;
    let (store, invigilator, sitting) = (&world.store, world.invigilator(), first.candidate.sitting);
    assert_eq!(store.pause_all(&invigilator, sitting, REASON).await.unwrap(), 2);
    assert_eq!(elsewhere.head().await.state, State::Running);
    world.advance(A_WHILE);
    assert_eq!(store.resume_all(&world.invigilator(), sitting).await.unwrap(), 2);
    for at_work in [&first, &second] {
        assert_eq!(at_work.deadline().await, start + LIMIT + A_WHILE);
    }
    assert_eq!(away.head().await.paused, Some((start, Resumes::OnReturn)));
    world.advance(A_WHILE);
    away.comes_back().await.unwrap();
    assert_eq!(away.deadline().await, start + LIMIT + A_WHILE + A_WHILE);
    assert_eq!(world.findings().await, []);
}

#[tokio::test]
async fn who_comes_back_starts_only_the_clock_that_waits_for_them_and_once() {
    let world = World::new().await;
    let (away, stopped, over) = (world.at_work().await, world.at_work().await, world.at_work().await);
    away.is_paused(Resumes::OnReturn).await;
    stopped.is_paused(Resumes::ByStaff).await;
    over.submits().await;
    world.advance(A_WHILE);
    let before = world.contents().await;
    for not_theirs in [stopped.comes_back().await, over.comes_back().await] {
        assert!(is_out_of_turn(&not_theirs), "{not_theirs:?}");
    }
    let stranger = over.candidate;
    assert!(is_not_found(&world.store.come_back(&stranger.by(), stranger.enrolment, away.attempt).await));
    assert_eq!(world.contents().await, before);
    away.comes_back().await.unwrap();
    let back = world.contents().await;
    world.advance(A_WHILE);
    away.comes_back().await.unwrap();
    assert_eq!(world.contents().await, back, "twice is once");
    let told = world.column("SELECT resumed_by FROM pause WHERE resumes = 'on-return'").await;
    assert_eq!(told, [format!("candidate:{}", away.candidate.enrolment)]);
    assert_eq!(world.findings().await, []);
}

#[tokio::test]
async fn an_attempt_handed_in_by_mistake_goes_on_with_what_was_left_when_the_candidate_is_back() {
    let world = World::new().await;
    let at_work = world.at_work().await;
    let deadline = at_work.deadline().await;
    at_work.chooses(1, options([0])).await;
    world.advance(A_WHILE);
    let handed_in = world.now();
    at_work.submits().await;
    world.advance(Span::from_days(1));
    at_work.is_reopened(Span::ZERO).await.unwrap();
    let head = at_work.head().await;
    assert_eq!((head.state, head.paused, head.ended), (State::Paused, Some((handed_in, Resumes::OnReturn)), None));
    world.advance(Span::from_days(1));
    assert_eq!(world.sweeps().await, [], "the clock stands until the candidate is back");
    // The session is long over; a new code opens another.
    at_work.candidate.signs_in().await;
    assert_eq!(refusal(at_work.saves(&[form(1, options([1]), 1)]).await), Refusal::Paused);
    at_work.comes_back().await.unwrap();
    assert_eq!(at_work.deadline().await, deadline + Span::from_days(2), "not a moment of the two days is lost");
    assert_eq!(at_work.stands(1).await, options([0]), "what was answered is still there");
    at_work.saves(&[form(1, options([1]), 1)]).await.unwrap();
    world.advance(LIMIT + GRACE);
    let [closed] = world.sweeps().await[..] else { panic!("its time is over now") };
    assert_eq!(closed.at, deadline + Span::from_days(2));
    assert_eq!(world.findings().await, []);
}

#[tokio::test]
async fn an_attempt_that_goes_on_has_no_result_until_it_ends_again_and_then_another() {
    let world = World::new().await;
    let at_work = world.at_work().await;
    at_work.submits().await;
    let first = at_work.result().await.unwrap().head;
    assert_eq!(first.points.units(), 0);
    at_work.is_reopened(Span::ZERO).await.unwrap();
    assert!(at_work.result().await.is_none());
    assert_eq!(at_work.candidate.standing().await, ExamStanding::Sitting);
    let (_, here) = world.store.sitting(at_work.candidate.sitting, world.now()).await.unwrap();
    assert!(here[0].result.is_none());
    assert_eq!(world.findings().await, [], "as long as it is open");

    at_work.comes_back().await.unwrap();
    assert!(at_work.result().await.is_none());
    at_work.answers(right_options).await;
    at_work.submits().await;
    let second = at_work.result().await.unwrap().head;
    assert_eq!(second.points.units(), 6 * 840);
    assert_ne!(second.id, first.id);
    assert_eq!(world.column("SELECT number FROM result ORDER BY number").await, ["1", "2"]);
    assert_eq!(world.findings().await, [], "both hold");
    at_work.is_approved().await;
    assert_eq!(at_work.candidate.standing().await, ExamStanding::Passed);
    assert_eq!(world.findings().await, []);
}

#[tokio::test]
async fn a_result_that_another_has_followed_is_not_there_to_be_approved() {
    let world = World::new().await;
    let at_work = world.at_work().await;
    at_work.submits().await;
    let first = at_work.result().await.unwrap().head.id;
    at_work.is_reopened(Span::ZERO).await.unwrap();
    let open = world.store.approve(&world.chair(), first).await;
    assert!(is_out_of_turn(&open), "{open:?}");
    at_work.comes_back().await.unwrap();
    at_work.submits().await;
    let before = world.contents().await;
    assert!(is_not_found(&world.store.approve(&world.chair(), first).await), "the chair's page is from before");
    assert_eq!(world.contents().await, before);
    at_work.is_approved().await;
    assert_eq!(world.findings().await, []);
}

#[tokio::test]
async fn an_attempt_that_ran_out_goes_on_only_with_more_time_and_with_just_that() {
    let world = World::new().await;
    let at_work = world.at_work().await;
    let deadline = at_work.deadline().await;
    world.advance(LIMIT + GRACE + A_MOMENT);
    world.sweeps().await;
    let ended = world.contents().await;
    assert_eq!(refusal(at_work.is_reopened(Span::ZERO).await), Refusal::NoTimeLeft);
    assert_eq!(world.contents().await, ended);
    world.advance(A_WHILE);
    at_work.is_reopened(FIVE_MINUTES).await.unwrap();
    let head = at_work.head().await;
    assert_eq!((head.paused, head.deadline), (Some((deadline, Resumes::OnReturn)), Some(deadline + FIVE_MINUTES)));
    world.advance(A_WHILE);
    at_work.comes_back().await.unwrap();
    assert_eq!(at_work.deadline().await, world.now() + FIVE_MINUTES);
    assert_eq!(world.findings().await, []);
}

#[tokio::test]
async fn an_attempt_goes_on_as_often_as_it_is_reopened() {
    let world = World::new().await;
    let at_work = world.at_work().await;
    let deadline = at_work.deadline().await;
    for times in 1..=3_u16 {
        world.advance(A_MOMENT);
        at_work.chooses(times, options([0])).await;
        at_work.submits().await;
        world.advance(A_WHILE);
        at_work.is_reopened(Span::ZERO).await.unwrap();
        at_work.comes_back().await.unwrap();
        let stood = Span::from_millis(A_WHILE.as_millis() * i64::from(times));
        assert_eq!(at_work.deadline().await, deadline + stood);
    }
    at_work.submits().await;
    assert_eq!(world.number("SELECT max(number) FROM result").await, 4);
    assert_eq!(world.findings().await, []);
}

#[tokio::test]
async fn what_has_not_ended_or_counts_already_is_not_reopened() {
    let world = World::new().await;
    let (running, paused, approved) = (world.at_work().await, world.at_work().await, world.at_work().await);
    let admitted = world.candidate().await;
    let not_begun = world.store.standing(admitted.enrolment).await.unwrap().attempt.unwrap().id;
    paused.is_paused(Resumes::ByStaff).await;
    approved.fails().await;
    let before = world.contents().await;
    for attempt in [running.attempt, paused.attempt, approved.attempt, not_begun] {
        for more in [Span::ZERO, FIVE_MINUTES] {
            let outcome = world.store.reopen(&world.chair(), attempt, more, REASON).await;
            assert!(is_out_of_turn(&outcome), "{outcome:?}");
        }
    }
    assert_eq!(world.contents().await, before);
}

#[tokio::test]
async fn who_was_enrolled_again_does_not_go_on_with_the_attempt_before() {
    let world = World::new().await;
    let at_work = world.at_work().await;
    let Candidate { file, declaration, iin, .. } = at_work.candidate;
    at_work.submits().await;
    world.advance(Span::from_days(10));
    let sitting = world.sitting(Admission::AtSignIn).await;
    let again = world.store.enrol(&world.registrar(), sitting, declaration, None).await.unwrap();
    let before = world.contents().await;
    assert_eq!(refusal(at_work.is_reopened(Span::ZERO).await), Refusal::EnrolledAgain);
    assert_eq!(world.contents().await, before);
    let second = Candidate { world: &world, iin, file, declaration, sitting, enrolment: again };
    second.comes().await;
    let second = second.starts().await;
    second.submits().await;
    second.is_reopened(Span::ZERO).await.unwrap();
    assert_eq!(refusal(at_work.is_reopened(Span::ZERO).await), Refusal::EnrolledAgain);
}

#[tokio::test]
async fn acts_on_time_say_who_when_and_why_in_their_rows() {
    let world = World::new().await;
    let at_work = world.at_work().await;
    let (store, invigilator, registrar) = (&world.store, world.invigilator(), world.registrar());
    let at = world.now().as_millis();
    store.grant_time(&invigilator, at_work.attempt, A_MOMENT, " өрт дабылы ").await.unwrap();
    store.give_extra_time(&registrar, at_work.candidate.enrolment, A_MOMENT, "көру қабілеті").await.unwrap();
    store.pause(&invigilator, at_work.attempt, Resumes::ByStaff, "қонақ").await.unwrap();
    world.advance(A_WHILE);
    store.resume(&world.registrar(), at_work.attempt).await.unwrap();
    let until = world.now().as_millis();
    let one = |rows: &str| format!("SELECT s.login || ' ' || t.reason || ' ' || {rows} t JOIN staff s ON s.id = t.staff_id");
    assert_eq!(world.column(one("t.at FROM time_grant")).await, [format!("bolat өрт дабылы {at}")]);
    assert_eq!(world.column(one("t.at FROM extra_time")).await, [format!("aigul көру қабілеті {at}")]);
    let store::Actor::Staff(registrar, _) = registrar.actor else { unreachable!("a registrar is of the staff") };
    let pause = one("t.since || ' ' || t.until || ' ' || t.resumed_by FROM pause");
    assert_eq!(world.column(pause).await, [format!("bolat қонақ {at} {until} staff:{registrar}")]);
}

#[tokio::test]
async fn a_candidates_time_is_told_with_all_that_was_done_to_it() {
    let world = World::new().await;
    let candidate = world.candidate().await;
    let (store, start) = (&world.store, world.now());
    store.give_extra_time(&world.registrar(), candidate.enrolment, FIVE_MINUTES, "көру қабілеті").await.unwrap();
    let at_work = candidate.starts().await;
    let other = beside(&candidate).await;
    let minute = |n| start + Span::from_mins(n);
    world.advance(Span::from_mins(1));
    store.grant_time(&world.invigilator(), at_work.attempt, A_WHILE, REASON).await.unwrap();
    world.advance(Span::from_mins(1));
    store.grant_time_to_all(&world.chair(), candidate.sitting, A_MOMENT, REASON).await.unwrap();
    world.advance(Span::from_mins(1));
    at_work.is_paused(Resumes::OnReturn).await;
    world.advance(Span::from_mins(1));
    at_work.comes_back().await.unwrap();
    world.advance(Span::from_mins(1));
    at_work.is_paused(Resumes::ByStaff).await;
    let sheet = store.time_sheet(candidate.enrolment, world.now()).await.unwrap();
    assert_eq!((sheet.candidate.id, sheet.sitting.id), (candidate.enrolment, candidate.sitting));
    assert_eq!(sheet.candidate.attempt.map(|attempt| attempt.granted), Some(FIVE_MINUTES + A_WHILE + A_MOMENT));
    let acts: Vec<_> = sheet.acts.iter().map(|act| (act.at, act.what, act.by.as_str())).collect();
    let (registrar, invigilator, chair) = ("Айгүл Тіркеуші", "Болат Бақылаушы", "Жанна Төраға");
    assert_eq!(
        acts,
        [
            (start, Timing::Extra { more: FIVE_MINUTES }, registrar),
            (minute(1), Timing::Given { more: A_WHILE, to_all: false }, invigilator),
            (minute(2), Timing::Given { more: A_MOMENT, to_all: true }, chair),
            (minute(3), Timing::Stopped { until: Some(minute(4)), resumes: Resumes::OnReturn }, invigilator),
            (minute(5), Timing::Stopped { until: None, resumes: Resumes::ByStaff }, invigilator),
        ]
    );
    let reasons: Vec<_> = sheet.acts.iter().map(|act| act.reason.clone()).collect();
    assert_eq!(reasons[..2], [store::Reason::from("көру қабілеті".to_owned()), store::Reason::from(REASON.to_owned())]);
    let beside = store.time_sheet(other.candidate.enrolment, world.now()).await.unwrap().acts;
    assert_eq!(beside.len(), 1, "what was given to all, and nothing of another's");
    let unknown = exam::id::EnrolmentId::new(start, [0; 10]);
    assert!(is_not_found(&store.time_sheet(unknown, world.now()).await));
}

#[tokio::test]
async fn a_jump_of_the_servers_clock_is_an_incident_and_moves_no_deadline() {
    let world = World::new().await;
    let at_work = world.at_work().await;
    let deadline = at_work.deadline().await;
    let since = world.last_event().await;
    world.store.record_clock_jump(&By::system(world.now()), Span::from_days(-1)).await.unwrap();
    assert_eq!(world.acts_after(since).await, ["incident.record"]);
    assert_eq!(world.column("SELECT kind || ' ' || detail FROM incident").await, ["clock-jump {\"jump_ms\":-86400000}"]);
    assert_eq!(at_work.deadline().await, deadline);
    assert_eq!(world.findings().await, []);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn grants_stops_and_starts_at_once_lose_nothing() {
    let world = World::new().await;
    let at_work = world.at_work().await;
    let (attempt, deadline) = (at_work.attempt, at_work.deadline().await);
    let acts: Vec<_> = (0..24_i64)
        .map(|n| {
            let (store, mut by) = (world.store.clone(), world.invigilator());
            by.now = by.now + Span::from_millis(n);
            tokio::spawn(async move {
                match n % 3 {
                    0 => store.grant_time(&by, attempt, A_MOMENT, REASON).await.map(|()| 1).or_else(out_of_turn),
                    1 => store.pause(&by, attempt, Resumes::ByStaff, REASON).await.map(|()| 0).or_else(out_of_turn),
                    _ => store.resume(&by, attempt).await.map(|()| 0).or_else(out_of_turn),
                }
            })
        })
        .collect();
    let mut granted = 0;
    for act in acts {
        granted += act.await.unwrap().unwrap();
    }
    assert_eq!(granted, 8, "a running or a standing clock can be granted time");
    let stood = Span::from_millis(world.number("SELECT coalesce(sum(until - since), 0) FROM pause").await);
    assert_eq!(at_work.deadline().await, deadline + Span::from_millis(granted) + stood);
    assert_eq!(world.findings().await, []);
}

fn out_of_turn(error: Error) -> store::Result<i64> {
    match error {
        Error::Transition(_) => Ok(0),
        other => Err(other),
    }
}
