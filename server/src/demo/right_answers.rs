//! What someone who knows the key would choose. The pages of a candidate hold no key, so the question is looked up in its bank.

use exam::{
    answer::OptionSet,
    language::Language::{self, Kk},
    text::RichText,
};
use question_banks::Bank;
use store::{DeskQuestion, Wording};

use crate::failure::{Failure, Outcome};

/// The right options of a question, as they stand on the paper.
pub(super) fn right(bank: &Bank, asked: &DeskQuestion) -> Outcome<OptionSet> {
    let same = |shown: &Wording, written: &question_banks::Wording| {
        [Kk, Language::Ru].into_iter().all(|language| shown.get(language) == RichText::parse(written.get(language)))
    };
    let found = bank.questions.iter().find(|q| same(&asked.stem, &q.stem));
    let question = found.ok_or_else(|| Failure::new(format!("question {} is not in its bank", asked.position)))?;
    let key = question.key.right();
    let mut right = OptionSet::EMPTY;
    for (shown, position) in asked.options.iter().zip(0..) {
        let place = (0..).zip(&question.options).find(|(_, written)| same(shown, written)).map(|(place, _)| place);
        if place.is_some_and(|place| key.contains(place)) {
            right = right.with(position).map_err(|error| Failure::new(error.to_string()))?;
        }
    }
    Ok(right)
}

/// A choice that is certainly not right: one wrong option.
pub(super) fn wrong(right: OptionSet, options: usize) -> OptionSet {
    let wrong = (0..).take(options).find(|position| !right.contains(*position));
    wrong.and_then(|position| OptionSet::EMPTY.with(position).ok()).unwrap_or_default()
}
