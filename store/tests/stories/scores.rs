//! A result is what one works out by hand from the paper and the key.

use std::collections::HashMap;

use exam::{answer::OptionSet, language::Language, text::RichText};
use licensing::ActivityType;
use question_banks::{Bank, Question};
use store::{DeskQuestion, OwnResult, ResultSheet};

use crate::world::{
    AtWork, World,
    bank::{self, REGULATION, reword},
    options, right_options,
};

/// One question is worth 840 units; a third of a point is 280.
const QUESTION: u32 = 840;

/// Chooses right options and wrong ones, so many each.
fn some(question: &DeskQuestion, right: usize, wrong: usize) -> OptionSet {
    let key = right_options(question);
    let others = (0..u8::try_from(question.options.len()).unwrap()).filter(|p| !key.contains(*p));
    options(key.iter().take(right).chain(others.take(wrong)))
}

/// What is chosen on a paper: in each of the four single-choice questions and of the two multiple-choice ones, so many right
/// options and so many wrong ones.
struct Answers {
    law: [(usize, usize); 4],
    radio: [(usize, usize); 2],
}

impl Answers {
    async fn given_by(&self, at_work: &AtWork<'_>) -> ResultSheet {
        let mut chosen = self.law.iter().chain(&self.radio);
        at_work
            .answers(|question| {
                let (right, wrong) = chosen.next().unwrap();
                some(question, *right, *wrong)
            })
            .await;
        at_work.submits().await;
        at_work.result().await.unwrap()
    }
}

const RIGHT: (usize, usize) = (1, 0);
const WRONG: (usize, usize) = (0, 1);
const NONE: (usize, usize) = (0, 0);
const ALL: (usize, usize) = (3, 0);

/// What is chosen, the units of each section worked out by hand, and whether that is a pass.
type Case = (&'static str, Answers, [u32; 2], bool);

fn in_parts() -> [Case; 9] {
    [
        ("everything right", Answers { law: [RIGHT; 4], radio: [ALL; 2] }, [3360, 1680], true),
        ("everything wrong", Answers { law: [WRONG; 4], radio: [(0, 2); 2] }, [0, 0], false),
        ("nothing said", Answers { law: [NONE; 4], radio: [NONE; 2] }, [0, 0], false),
        ("law alone is two thirds", Answers { law: [RIGHT; 4], radio: [NONE; 2] }, [3360, 0], true),
        (
            "two right of three is two thirds",
            Answers { law: [RIGHT, RIGHT, RIGHT, WRONG], radio: [(2, 0); 2] },
            [2520, 1120],
            true,
        ),
        (
            "a wrong option undoes a right one",
            Answers { law: [RIGHT, RIGHT, RIGHT, NONE], radio: [(2, 1), (3, 2)] },
            [2520, 560],
            true,
        ),
        ("never below zero", Answers { law: [RIGHT, RIGHT, RIGHT, NONE], radio: [(1, 2), ALL] }, [2520, 840], true),
        ("half in law is too little", Answers { law: [RIGHT, RIGHT, WRONG, WRONG], radio: [ALL; 2] }, [1680, 1680], false),
        (
            "three quarters in law, too little in all",
            Answers { law: [RIGHT, RIGHT, RIGHT, WRONG], radio: [(2, 1), NONE] },
            [2520, 280],
            false,
        ),
    ]
}

fn all_or_nothing() -> [Case; 4] {
    [
        ("everything right", Answers { law: [RIGHT; 4], radio: [ALL; 2] }, [3360, 1680], true),
        ("two right of three is nothing", Answers { law: [RIGHT; 4], radio: [(2, 0), ALL] }, [3360, 840], true),
        (
            "a wrong option more is nothing",
            Answers { law: [RIGHT, RIGHT, RIGHT, WRONG], radio: [(3, 1), ALL] },
            [2520, 840],
            true,
        ),
        ("both radio questions half right", Answers { law: [RIGHT, RIGHT, RIGHT, WRONG], radio: [(2, 0); 2] }, [2520, 0], false),
    ]
}

async fn are_graded(world: &World, cases: impl IntoIterator<Item = Case>) {
    for (what, answers, units, passed) in cases {
        let result = answers.given_by(&world.at_work().await).await;
        let sections: Vec<_> = result.sections.iter().map(|(_, section)| section.points.units()).collect();
        assert_eq!(sections, units, "{what}");
        assert_eq!(result.head.points.units(), units.iter().sum::<u32>(), "{what}");
        assert_eq!(result.head.most.units(), 6 * QUESTION, "{what}");
        assert_eq!(result.head.passed, passed, "{what}");
    }
}

#[tokio::test]
async fn papers_scored_in_parts_get_what_was_worked_out_by_hand() {
    are_graded(&World::new().await, in_parts()).await;
}

#[tokio::test]
async fn papers_scored_all_or_nothing_get_what_was_worked_out_by_hand() {
    let world = World::without_bank().await;
    let bank = bank::edited(|files| reword(files, REGULATION, "scoring = \"partial\"", "scoring = \"all-or-nothing\""));
    world.import(&bank).await.unwrap();
    are_graded(&world, all_or_nothing()).await;
}

#[tokio::test]
async fn the_last_answer_to_a_question_counts() {
    let world = World::new().await;
    let at_work = world.at_work().await;
    at_work.answers(|question| some(question, 0, 1)).await;
    at_work.answers_rightly().await;
    at_work.submits().await;
    assert_eq!(at_work.result().await.unwrap().head.points.units(), 6 * QUESTION);
}

#[tokio::test]
async fn an_answer_taken_back_counts_no_more() {
    let world = World::new().await;
    let at_work = world.at_work().await;
    at_work.answers_rightly().await;
    at_work.chooses(1, OptionSet::EMPTY).await;
    at_work.submits().await;
    let result = at_work.result().await.unwrap();
    assert_eq!(result.head.points.units(), 5 * QUESTION);
    assert_eq!((result.answered, result.questions), (5, 6));
}

#[tokio::test]
async fn the_result_sheet_tells_the_marks_it_was_held_against() {
    let world = World::new().await;
    let at_work = world.at_work().await;
    at_work.answers(|question| if question.section == 0 { right_options(question) } else { OptionSet::EMPTY }).await;
    at_work.submits().await;
    let sheet = at_work.result().await.unwrap();
    assert_eq!(sheet.pass_mark, 60);
    let sections: Vec<_> = sheet.sections.iter().map(|(title, s)| (title.en.as_str(), s.section.as_str(), s.met)).collect();
    assert_eq!(sections, [("Law", "law", true), ("Radio", "radio", true)]);
    assert_eq!(world.store.result_sheet(sheet.head.id).await.unwrap().head.points, sheet.head.points);
}

/// The question of a bank that a candidate sees, found by its stem; the candidate's own view gives no other way.
struct KeySheet<'b>(HashMap<String, &'b Question>);

impl<'b> KeySheet<'b> {
    fn of(bank: &'b Bank) -> Self {
        let stem = |q: &Question| format!("{:?}", RichText::parse(q.stem.get(Language::Kk)));
        Self(bank.questions.iter().map(|q| (stem(q), q)).collect())
    }

    fn question(&self, seen: &DeskQuestion) -> &'b Question {
        self.0[&format!("{:?}", seen.stem.get(Language::Kk))]
    }

    /// Whether the option at a presented position is right.
    fn is_right(&self, seen: &DeskQuestion, position: u8) -> bool {
        let question = self.question(seen);
        let text = seen.options[usize::from(position)].get(Language::Kk);
        let place = question.options.iter().position(|o| RichText::parse(o.get(Language::Kk)) == text).unwrap();
        question.key.right().contains(u8::try_from(place).unwrap())
    }

    /// What an answer is worth, told by counting options.
    fn worth(&self, seen: &DeskQuestion, chosen: OptionSet, in_parts: bool) -> u32 {
        let keys =
            u32::try_from((0..8).filter(|p| usize::from(*p) < seen.options.len() && self.is_right(seen, *p)).count()).unwrap();
        let right = u32::try_from(chosen.iter().filter(|p| self.is_right(seen, *p)).count()).unwrap();
        let wrong = chosen.len() - right;
        match (keys, in_parts) {
            (2.., true) => QUESTION * right.saturating_sub(wrong) / keys,
            _ if right == keys && wrong == 0 => QUESTION,
            _ => 0,
        }
    }
}

/// A candidate who knows some answers and guesses others, the same in every run.
struct Guesses(u32);

impl Guesses {
    fn next(&mut self) -> u32 {
        self.0 = self.0.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        self.0 >> 16
    }

    fn at(&mut self, question: &DeskQuestion, sheet: &KeySheet<'_>, knows_of_four: u32) -> OptionSet {
        let positions = 0..u8::try_from(question.options.len()).unwrap();
        if self.next() % 4 < knows_of_four {
            return options(positions.filter(|p| sheet.is_right(question, *p)));
        }
        match question.kind {
            exam::answer::Kind::Single => options([u8::try_from(self.next() % u32::from(positions.end)).unwrap()]),
            exam::answer::Kind::Multiple => options(positions.filter(|_| self.next().is_multiple_of(2))),
        }
    }
}

#[tokio::test]
async fn papers_of_the_starter_bank_get_what_counting_options_gives() {
    let world = World::without_bank().await;
    let bank = bank::starter("stm");
    world.import(&bank).await.unwrap();
    let sheet = KeySheet::of(&bank);
    let mut guesses = Guesses(20_260_302);
    for (activity, in_parts, pass_mark) in
        [(ActivityType::StmDevelopmentProduction, true, 70), (ActivityType::StmRepairSale, false, 65)]
    {
        for knows_of_four in 0..=4 {
            let candidate = world.enrolled_for(activity).await;
            candidate.comes().await;
            let at_work = candidate.starts().await;
            let mut by_section: Vec<(u32, u32)> = Vec::new();
            at_work
                .answers(|question| {
                    let chosen = guesses.at(question, &sheet, knows_of_four);
                    by_section.resize(by_section.len().max(question.section + 1), (0, 0));
                    by_section[question.section].0 += sheet.worth(question, chosen, in_parts);
                    by_section[question.section].1 += QUESTION;
                    chosen
                })
                .await;
            at_work.submits().await;
            let result = at_work.result().await.unwrap();

            let graded: Vec<_> = result.sections.iter().map(|(_, s)| (s.points.units(), s.most.units())).collect();
            assert_eq!(graded, by_section, "{activity}, knows {knows_of_four} of 4");
            let regulation = bank.regulations.iter().find(|r| r.activity == activity).unwrap();
            let minimums = regulation.blueprint.sections().iter().map(|s| u32::from(s.minimum_percent.get()));
            let (points, most) = by_section.iter().fold((0, 0), |(a, b), (p, m)| (a + p, b + m));
            let sections_met = by_section.iter().zip(minimums).all(|((p, m), least)| p * 100 >= least * m);
            assert_eq!(result.head.points.units(), points);
            assert_eq!(result.head.passed, points * 100 >= pass_mark * most && sections_met, "{activity}: {by_section:?}");
            if knows_of_four == 4 {
                assert_eq!(points, most, "who knows everything gets everything");
            }
        }
    }
}

#[tokio::test]
async fn a_result_is_told_when_the_regulation_says_so() {
    let world = World::new().await;
    let confirmed_first = |files: &mut bank::Files| {
        reword(files, REGULATION, "version = 1", "version = 2\nresult = \"when-approved\"");
    };
    world.import(&bank::edited(confirmed_first)).await.unwrap();
    let at_work = world.at_work().await;
    at_work.answers_rightly().await;
    at_work.submits().await;
    let Some(OwnResult::Withheld(ending)) = at_work.is_told().await else { panic!("before the commission has approved it") };
    assert_eq!((ending.attempt, ending.at, ending.expired), (at_work.attempt, world.now(), false));
    assert_eq!((ending.answered, ending.questions), (6, 6));
    let (_, candidates) = world.store.sitting(at_work.candidate.sitting, world.now()).await.unwrap();
    let result = candidates[0].result.clone().unwrap();
    assert!(result.passed, "staff see it");
    world.store.approve(&world.chair(), result.id).await.unwrap();
    assert!(matches!(at_work.is_told().await, Some(OwnResult::Told(sheet)) if sheet.head.passed));
}
