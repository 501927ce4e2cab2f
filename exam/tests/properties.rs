//! What must hold for every blueprint, paper, answer and order of events.

use std::collections::{BTreeMap, HashSet};

use exam::{
    answer::{Kind, OptionSet},
    attempt::{Attempt, State},
    blueprint::{BadBlueprint, Blueprint, Draft, Quota, Retake, Section},
    clock::{Instant, Span, deadline},
    draw::{Candidate, OptionOrder, Pool},
    language::{Language, Texts},
    percent::Percent,
    scoring::{Answered, Key, Points, Scoring, grade, score},
    topic::{Difficulty, Topic},
};
use proptest::prelude::*;
use rand::SeedableRng;
use rand_chacha::ChaCha20Rng;

const TOPICS: [&str; 4] = ["law/licensing", "law/records", "radio", "metrology"];

fn texts() -> Texts {
    Texts { kk: "бөлім".into(), ru: "раздел".into(), en: "section".into() }
}

fn percent(p: u8) -> Percent {
    p.try_into().unwrap()
}

fn draft(quotas: &BTreeMap<(usize, Difficulty), u16>) -> Draft {
    let sections = TOPICS
        .iter()
        .enumerate()
        .filter_map(|(n, topic)| {
            let quotas: Vec<_> = quotas
                .iter()
                .filter(|((t, _), _)| *t == n)
                .map(|((_, difficulty), questions)| Quota {
                    topic: topic.parse().unwrap(),
                    difficulty: *difficulty,
                    questions: (*questions).try_into().unwrap(),
                })
                .collect();
            (!quotas.is_empty()).then(|| Section { code: format!("s{n}"), title: texts(), minimum_percent: percent(0), quotas })
        })
        .collect();
    Draft {
        languages: vec![Language::Kk, Language::Ru],
        time_limit_minutes: 60.try_into().unwrap(),
        pass_mark_percent: percent(70),
        scoring: Scoring::Partial,
        retake: Retake { wait_days: 30, attempts: 3.try_into().unwrap() },
        result: Default::default(),
        paper_access: Default::default(),
        tools: vec![],
        appeal: None,
        sections,
    }
}

fn quotas() -> impl Strategy<Value = BTreeMap<(usize, Difficulty), u16>> {
    let cell = (0..TOPICS.len(), proptest::sample::select(Difficulty::ALL.to_vec()));
    proptest::collection::btree_map(cell, 1..6_u16, 1..10)
}

fn bank(per_cell: usize) -> Vec<Candidate<usize>> {
    let mut bank = Vec::new();
    for topic in TOPICS {
        for difficulty in Difficulty::ALL {
            for _ in 0..per_cell {
                bank.push(Candidate { item: bank.len(), topic: topic.parse().unwrap(), difficulty, options: 4 });
            }
        }
    }
    bank
}

fn option_set(options: u8) -> impl Strategy<Value = OptionSet> {
    (0..=u8::MAX).prop_map(move |bits| OptionSet::from_bits(bits & ((1_u16 << options) - 1) as u8))
}

proptest! {
    #[test]
    fn quotas_are_met_exactly_and_no_question_comes_twice(quotas in quotas(), seed: [u8; 32], spare in 0..4_usize) {
        let blueprint = Blueprint::try_from(draft(&quotas)).unwrap();
        let bank = bank(5 + spare);
        let paper = Pool::new(&blueprint, &bank).unwrap().draw(&mut ChaCha20Rng::from_seed(seed));

        prop_assert_eq!(paper.len(), blueprint.questions());
        prop_assert_eq!(paper.iter().map(|q| q.item).collect::<HashSet<_>>().len(), paper.len());
        for (position, section) in blueprint.sections().iter().enumerate() {
            for quota in &section.quotas {
                let drawn = paper
                    .iter()
                    .filter(|q| q.section == position)
                    .filter(|q| quota.topic.covers(&bank[q.item].topic) && bank[q.item].difficulty == quota.difficulty)
                    .count();
                prop_assert_eq!(drawn, usize::from(quota.questions.get()));
            }
        }
        let sections: Vec<_> = paper.iter().map(|q| q.section).collect();
        prop_assert!(sections.is_sorted(), "sections stand in the blueprint's order");
    }

    #[test]
    fn the_same_seed_draws_the_same_paper(quotas in quotas(), seed: [u8; 32]) {
        let blueprint = Blueprint::try_from(draft(&quotas)).unwrap();
        let pool = Pool::new(&blueprint, &bank(9)).unwrap();
        prop_assert_eq!(pool.draw(&mut ChaCha20Rng::from_seed(seed)), pool.draw(&mut ChaCha20Rng::from_seed(seed)));
    }

    #[test]
    fn a_bank_that_is_one_question_short_is_told(quotas in quotas()) {
        let blueprint = Blueprint::try_from(draft(&quotas)).unwrap();
        let most = quotas.values().copied().max().unwrap();
        let shortfalls = Pool::new(&blueprint, &bank(usize::from(most) - 1)).unwrap_err();
        prop_assert_eq!(shortfalls.len(), quotas.values().filter(|q| **q == most).count());
    }

    #[test]
    fn option_order_never_changes_the_score(
        options in 3..=8_u8, key in option_set(8), answer in option_set(8), seed: [u8; 32], partial: bool, multiple: bool,
    ) {
        let keep = |set: OptionSet| OptionSet::from_bits(set.bits() & ((1_u16 << options) - 1) as u8);
        let (kind, scoring) = (
            if multiple { Kind::Multiple } else { Kind::Single },
            if partial { Scoring::Partial } else { Scoring::AllOrNothing },
        );
        let Some(key) = Key::new(keep(key)) else { return Ok(()) };
        let in_bank = keep(answer);
        // The same options, ticked on a paper that shuffled them.
        let cell = [Candidate { item: 0, topic: "radio".parse::<Topic>().unwrap(), difficulty: Difficulty::Easy, options }];
        let blueprint = Blueprint::try_from(draft(&BTreeMap::from([((2, Difficulty::Easy), 1)]))).unwrap();
        let order = Pool::new(&blueprint, &cell).unwrap().draw(&mut ChaCha20Rng::from_seed(seed)).remove(0).order;
        let presented = order
            .as_presented()
            .enumerate()
            .filter(|(_, bank)| in_bank.contains(u8::try_from(*bank).unwrap()))
            .try_fold(OptionSet::EMPTY, |set, (shown, _)| set.with(u8::try_from(shown).unwrap()))
            .unwrap();

        prop_assert_eq!(order.to_bank(presented).unwrap(), in_bank);
        prop_assert_eq!(order.to_presented(in_bank).unwrap(), presented);
        prop_assert_eq!(order.code().parse::<OptionOrder>().unwrap(), order.clone());
        prop_assert_eq!(
            score(kind, scoring, key, order.to_bank(presented).unwrap()),
            score(kind, scoring, key, in_bank)
        );
    }

    #[test]
    fn partial_points_lie_between_nothing_and_all_and_only_the_key_earns_all(key in option_set(6), answer in option_set(6)) {
        let Some(key) = Key::new(key) else { return Ok(()) };
        let points = score(Kind::Multiple, Scoring::Partial, key, answer);
        prop_assert!(points <= Points::QUESTION);
        prop_assert_eq!(points == Points::QUESTION, answer == key.right());
        prop_assert!(score(Kind::Multiple, Scoring::AllOrNothing, key, answer) <= points);
    }

    #[test]
    fn the_deadline_never_depends_on_the_order_of_grants(
        start in 0..4_000_000_000_000_i64,
        grants in proptest::collection::vec(1..3_600_000_i64, 0..8).prop_flat_map(|g| (Just(g.clone()), Just(g).prop_shuffle())),
    ) {
        let (one, other) = grants;
        let at = |grants: &[i64]| deadline(
            Instant::from_millis(start), Span::from_mins(60), grants.iter().map(|g| Span::from_millis(*g)), [],
        );
        prop_assert_eq!(at(&one), at(&other));

        let grant_all = |grants: &[i64]| grants.iter().fold(
            Attempt::Prepared.admit(Instant::from_millis(start)).unwrap()
                .start(Instant::from_millis(start), Span::from_mins(60), Span::ZERO).unwrap(),
            |attempt, g| attempt.grant(Span::from_millis(*g)).unwrap(),
        );
        prop_assert_eq!(grant_all(&one), grant_all(&other));
    }

    #[test]
    fn no_transition_escapes_the_diagram(acts in proptest::collection::vec((0..12_usize, 1..2_000_000_i64), 1..60)) {
        let grace = Span::from_secs(5);
        let (mut attempt, mut now) = (Attempt::Prepared, Instant::from_millis(1_000));
        let mut started = None;
        for (act, step) in acts {
            now = now + Span::from_millis(step);
            let before = attempt;
            let outcome = match act {
                0 => attempt.admit(now),
                1 => attempt.start(now, Span::from_mins(60), Span::ZERO),
                2 => attempt.pause(now),
                3 => attempt.resume(now),
                4 => attempt.grant(Span::from_millis(step)),
                5 => attempt.submit(now, grace),
                6 => attempt.expire(now, grace),
                7 => attempt.grade(),
                8 => attempt.approve(),
                9 => attempt.annul(),
                11 => attempt.reopen(Span::from_millis(step)),
                _ => attempt.reinstate(),
            };
            let Ok(after) = outcome else {
                prop_assert_eq!(outcome.unwrap_err().state, before.state());
                continue;
            };
            use State::*;
            let arrow = (before.state(), act, after.state());
            prop_assert!(matches!(arrow,
                (Prepared, 0, Admitted) | (Admitted, 1, Running) | (Running, 2, Paused) | (Paused, 3, Running)
                | (Running, 4, Running) | (Paused, 4, Paused) | (Running, 5, Submitted) | (Running, 6, Expired)
                | (Submitted | Expired, 7, Graded) | (Graded, 8, Approved) | (Graded | Approved, 9, Annulled) | (Annulled, 10, Graded)
                | (Submitted | Expired | Graded, 11, Paused)
            ), "{arrow:?}");
            match after {
                Attempt::Running(time) => {
                    prop_assert_eq!(*started.get_or_insert(time.started), time.started, "the start never moves");
                }
                Attempt::Paused { time, since } => {
                    prop_assert!(since <= now && since <= time.deadline(), "there is time left to go on with");
                }
                Attempt::Submitted(ended) | Attempt::Expired(ended) => {
                    prop_assert!(ended.at <= ended.time.deadline() && ended.at <= now);
                }
                _ => {}
            }
            attempt = after;
        }
    }
}

#[test]
fn overlapping_quotas_are_refused() {
    let mut overlapping = draft(&BTreeMap::from([((0, Difficulty::Easy), 2), ((2, Difficulty::Easy), 2)]));
    overlapping.sections[1].quotas[0].topic = "law".parse().unwrap();
    assert_eq!(
        Blueprint::try_from(overlapping),
        Err(BadBlueprint::Overlap("law/licensing".parse().unwrap(), "law".parse().unwrap(), Difficulty::Easy))
    );
}

#[test]
fn a_pass_needs_the_mark_and_every_section_minimum() {
    let mut draft = draft(&BTreeMap::from([((0, Difficulty::Easy), 2), ((2, Difficulty::Easy), 8)]));
    draft.sections[0].minimum_percent = percent(50);
    let blueprint = Blueprint::try_from(draft).unwrap();
    let key = Key::new(OptionSet::EMPTY.with(0).unwrap()).unwrap();
    let paper = |right: [usize; 2]| -> Vec<Answered> {
        let of = |section, all: usize, right: usize| {
            (0..all).map(move |n| Answered {
                section,
                kind: Kind::Single,
                key,
                answer: if n < right { key.right() } else { OptionSet::EMPTY },
            })
        };
        of(0, 2, right[0]).chain(of(1, 8, right[1])).collect()
    };
    assert!(grade(&blueprint, &paper([1, 6])).passed, "7 of 10 is 70 %, and 1 of 2 is 50 %");
    assert!(!grade(&blueprint, &paper([1, 5])).passed, "6 of 10 misses the mark");
    assert!(!grade(&blueprint, &paper([0, 8])).passed, "8 of 10, but nothing in the first section");
}

#[test]
fn submitting_within_the_grace_is_recorded_at_the_deadline_and_after_it_is_refused() {
    let start = Instant::from_millis(0);
    let running = Attempt::Prepared.admit(start).unwrap().start(start, Span::from_mins(1), Span::ZERO).unwrap();
    let (grace, end) = (Span::from_secs(5), Instant::from_millis(60_000));
    let Ok(Attempt::Submitted(ended)) = running.submit(Instant::from_millis(63_000), grace) else { panic!("within the grace") };
    assert_eq!(ended.at, end);
    assert!(running.submit(Instant::from_millis(65_001), grace).is_err());
    let Ok(Attempt::Expired(ended)) = running.expire(Instant::from_millis(9_000_000), grace) else { panic!("long past") };
    assert_eq!(ended.at, end);
}
