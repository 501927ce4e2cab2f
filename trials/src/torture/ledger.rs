//! What candidates were told, held against what a database holds.

use std::{
    collections::{HashMap, HashSet},
    sync::{Mutex, MutexGuard, PoisonError},
};

/// One answer: whose attempt (its id in small hexadecimal digits), which question, and the candidate's own count of changes to it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Answer {
    /// The attempt.
    pub attempt: String,
    /// The question's position.
    pub position: u16,
    /// The candidate's count.
    pub revision: i64,
}

/// The answers that a database holds, and what each chose, as bits by position.
pub type Held = HashMap<Answer, Vec<u8>>;

/// Everything that was sent and everything that was acknowledged.
#[derive(Debug, Default)]
pub struct Ledger(Mutex<Pages>);

#[derive(Debug, Default)]
struct Pages {
    sent: HashMap<Answer, u8>,
    /// With the number of the machine's calls that had been made by then.
    acknowledged: Vec<(Answer, u64)>,
}

/// What became of the acknowledged answers.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Verdict {
    /// How many there were to be held against the database.
    pub acknowledged: usize,
    /// Those that aren't there, or say something else.
    pub lost: Vec<Answer>,
    /// Answers to these candidates' questions that nobody sent, or that are there twice.
    pub invented: Vec<Answer>,
}

impl Ledger {
    fn pages(&self) -> MutexGuard<'_, Pages> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// An answer is about to be sent. Sending it again is no other answer.
    pub fn send(&self, answer: &Answer, chosen: u8) {
        self.pages().sent.insert(answer.clone(), chosen);
    }

    /// The server has said that it is saved; by then the machine had made that many calls.
    pub fn acknowledge(&self, answer: Answer, calls: u64) {
        self.pages().acknowledged.push((answer, calls));
    }

    /// How many answers have been acknowledged.
    pub fn acknowledged(&self) -> usize {
        self.pages().acknowledged.len()
    }

    /// After how many calls each acknowledgement came.
    pub fn marks(&self) -> Vec<u64> {
        self.pages().acknowledged.iter().map(|(_, calls)| *calls).collect()
    }

    /// Holds all acknowledged answers against a database.
    pub fn judge(&self, held: &Held) -> Verdict {
        self.judge_until(held, u64::MAX)
    }

    /// Holds those against it that were acknowledged before the machine made its call of that number.
    pub fn judge_until(&self, held: &Held, call: u64) -> Verdict {
        let pages = self.pages();
        let due: Vec<_> = pages.acknowledged.iter().filter(|(_, calls)| *calls <= call).map(|(answer, _)| answer).collect();
        let is_held =
            |answer: &Answer| held.get(answer).is_some_and(|all| pages.sent.get(answer).is_some_and(|c| all.contains(c)));
        // Others' exams, long over, aren't in this ledger.
        let attempts: HashSet<_> = pages.sent.keys().map(|answer| &answer.attempt).collect();
        let was_sent = |(answer, all): &(&Answer, &Vec<u8>)| all.len() == 1 && pages.sent.get(answer) == all.first();
        Verdict {
            acknowledged: due.len(),
            lost: due.into_iter().filter(|answer| !is_held(answer)).cloned().collect(),
            invented: held
                .iter()
                .filter(|row| attempts.contains(&row.0.attempt) && !was_sent(row))
                .map(|(answer, _)| answer.clone())
                .collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(position: u16, revision: i64) -> Answer {
        Answer { attempt: "01".into(), position, revision }
    }

    fn ledger() -> Ledger {
        let ledger = Ledger::default();
        for (position, revision, chosen) in [(1, 1, 1), (1, 2, 2), (2, 1, 4)] {
            ledger.send(&answer(position, revision), chosen);
        }
        ledger.acknowledge(answer(1, 1), 10);
        ledger.acknowledge(answer(1, 2), 20);
        ledger
    }

    #[test]
    fn what_was_acknowledged_must_be_there_and_what_was_sent_may() {
        let held = Held::from([(answer(1, 1), vec![1]), (answer(1, 2), vec![2])]);
        assert_eq!(ledger().judge(&held), Verdict { acknowledged: 2, ..Verdict::default() });
        let more = Held::from([(answer(1, 1), vec![1]), (answer(1, 2), vec![2]), (answer(2, 1), vec![4])]);
        assert_eq!(ledger().judge(&more), Verdict { acknowledged: 2, ..Verdict::default() });
    }

    #[test]
    fn an_acknowledged_answer_that_is_missing_or_says_something_else_is_lost() {
        let missing = Held::from([(answer(1, 1), vec![1])]);
        assert_eq!(ledger().judge(&missing).lost, [answer(1, 2)]);
        let another = Held::from([(answer(1, 1), vec![1]), (answer(1, 2), vec![4])]);
        assert_eq!(ledger().judge(&another).lost, [answer(1, 2)]);
        assert_eq!(ledger().judge(&another).invented, [answer(1, 2)]);
    }

    #[test]
    fn only_what_was_acknowledged_before_the_cut_must_be_there() {
        let held = Held::from([(answer(1, 1), vec![1])]);
        assert_eq!(ledger().judge_until(&held, 19), Verdict { acknowledged: 1, ..Verdict::default() });
        assert_eq!(ledger().judge_until(&held, 20).lost.len(), 1);
        assert_eq!(ledger().judge_until(&Held::new(), 9).acknowledged, 0);
    }

    #[test]
    fn an_answer_that_nobody_sent_or_that_is_there_twice_is_told() {
        let held = Held::from([(answer(1, 1), vec![1, 1]), (answer(1, 2), vec![2]), (answer(3, 1), vec![1])]);
        let of_another = Answer { attempt: "02".into(), ..answer(1, 1) };
        let held = held.into_iter().chain([(of_another, vec![1])]).collect();
        let mut invented = ledger().judge(&held).invented;
        invented.sort();
        assert_eq!(invented, [answer(1, 1), answer(3, 1)]);
    }
}
