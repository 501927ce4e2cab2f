//! The banks that come with the system are whole: an exam of each activity type can be held with them.

use std::path::Path;

use exam::{answer::Kind, language::Language};
use question_banks::{Bank, read};

fn starter(code: &str) -> Bank {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("banks").join(code);
    read(&folder).unwrap_or_else(|findings| {
        let told: Vec<_> = findings.iter().map(ToString::to_string).collect();
        panic!("{} findings in bank {code}:\n{}", told.len(), told.join("\n"))
    })
}

fn is_whole(code: &str, activities: &[&str]) {
    let bank = starter(code);
    assert!(bank.questions.len() >= 60, "{code} has {} questions", bank.questions.len());
    for kind in [Kind::Single, Kind::Multiple] {
        assert!(bank.questions.iter().any(|q| q.kind == kind), "{code} has no {kind} question");
    }
    assert!([Language::Kk, Language::Ru].iter().all(|l| bank.languages.contains(l)), "{code} is in {:?}", bank.languages);
    let mut regulated: Vec<_> = bank.regulations.iter().map(|r| r.activity.code()).collect();
    regulated.sort_unstable();
    assert_eq!(regulated, activities);
    for regulation in &bank.regulations {
        let languages = regulation.blueprint.languages();
        assert!(
            [Language::Kk, Language::Ru].iter().all(|l| languages.contains(l)),
            "{} is in {languages:?}",
            regulation.activity
        );
        for quota in regulation.blueprint.sections().iter().flat_map(|section| &section.quotas) {
            let fits = |q: &&_| {
                let q: &question_banks::Question = q;
                quota.topic.covers(&q.topic) && quota.difficulty == q.difficulty
            };
            let (present, wanted) = (bank.questions.iter().filter(fits).count(), usize::from(quota.questions.get()));
            let cell = format!("{}: {wanted} {} of «{}» from {present}", regulation.activity, quota.difficulty, quota.topic);
            assert!(present * 10 >= wanted * 13, "two papers would be too much alike, {cell}");
        }
    }
}

#[test]
fn stm_is_whole() {
    is_whole("stm", &["stm-development-production", "stm-repair-sale"]);
}

#[test]
fn cryptography_is_whole() {
    is_whole("cryptography", &["crypto-development"]);
}

#[test]
fn leak_detection_is_whole() {
    is_whole("leak-detection", &["leak-detection"]);
}
