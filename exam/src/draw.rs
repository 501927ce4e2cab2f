//! The draw: from a release of a bank to one paper, by a named generator that is passed in.

use rand::seq::SliceRandom;
use rand_chacha::ChaCha20Rng;

use crate::{
    answer::{MOST_OPTIONS, NoSuchOption, OptionSet},
    blueprint::Blueprint,
    topic::{Difficulty, Topic},
};

/// The generator's name, stored with each paper.
pub const ALGORITHM: &str = "chacha20";

/// What the draw needs to know of a question.
#[derive(Clone, Debug)]
pub struct Candidate<Id> {
    /// The question.
    pub item: Id,
    /// Its topic.
    pub topic: Topic,
    /// Its difficulty.
    pub difficulty: Difficulty,
    /// How many options it has.
    pub options: u8,
}

/// A quota that a bank can't fill.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("section «{section}» asks for {wanted} {difficulty} questions of «{topic}», the bank has {present}")]
pub struct Shortfall {
    /// The section.
    pub section: String,
    /// The topic.
    pub topic: Topic,
    /// The difficulty.
    pub difficulty: Difficulty,
    /// How many are asked for.
    pub wanted: u16,
    /// How many there are.
    pub present: usize,
}

/// A blueprint together with questions that can fill it: from here the draw can't fail.
#[derive(Clone, Debug)]
pub struct Pool<Id> {
    sections: Vec<Vec<Cell<Id>>>,
}

#[derive(Clone, Debug)]
struct Cell<Id> {
    wanted: usize,
    from: Vec<(Id, u8)>,
}

/// A question as drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drawn<Id> {
    /// Position of its section in the blueprint.
    pub section: usize,
    /// The question.
    pub item: Id,
    /// How its options stand on this paper.
    pub order: OptionOrder,
}

impl<Id: Clone> Pool<Id> {
    /// Puts a bank's questions into the blueprint's cells.
    ///
    /// # Errors
    /// Every quota that can't be filled.
    pub fn new(blueprint: &Blueprint, bank: &[Candidate<Id>]) -> Result<Self, Vec<Shortfall>> {
        let mut shortfalls = Vec::new();
        let mut sections = Vec::new();
        for section in blueprint.sections() {
            let mut cells = Vec::new();
            for quota in &section.quotas {
                let from: Vec<_> = bank
                    .iter()
                    .filter(|q| quota.topic.covers(&q.topic) && quota.difficulty == q.difficulty)
                    .map(|q| (q.item.clone(), q.options))
                    .collect();
                let wanted = quota.questions.get();
                if from.len() < usize::from(wanted) {
                    shortfalls.push(Shortfall {
                        section: section.code.clone(),
                        topic: quota.topic.clone(),
                        difficulty: quota.difficulty,
                        wanted,
                        present: from.len(),
                    });
                }
                cells.push(Cell { wanted: wanted.into(), from });
            }
            sections.push(cells);
        }
        if shortfalls.is_empty() { Ok(Self { sections }) } else { Err(shortfalls) }
    }

    /// Draws a paper: each quota met exactly, no question twice, questions shuffled within their section, options shuffled.
    pub fn draw(&self, rng: &mut ChaCha20Rng) -> Vec<Drawn<Id>> {
        let mut paper = Vec::new();
        for (section, cells) in self.sections.iter().enumerate() {
            let mut drawn: Vec<(Id, u8)> = Vec::new();
            for cell in cells {
                let mut from = cell.from.clone();
                let (chosen, _) = from.partial_shuffle(rng, cell.wanted);
                drawn.extend_from_slice(chosen);
            }
            drawn.shuffle(rng);
            for (item, options) in drawn {
                paper.push(Drawn { section, item, order: OptionOrder::shuffled(options, rng) });
            }
        }
        paper
    }
}

/// How a question's options stand on a paper: for each position presented, the position in the bank.
///
/// It stays on the server. What the browser sees and sends are presented positions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OptionOrder(Vec<u8>);

/// Not an order of options.
#[derive(Debug, thiserror::Error)]
#[error("«{0}» is not an order of options")]
pub struct BadOrder(String);

impl OptionOrder {
    fn shuffled(options: u8, rng: &mut ChaCha20Rng) -> Self {
        let mut order: Vec<u8> = (0..options).collect();
        order.shuffle(rng);
        Self(order)
    }

    /// The bank positions, in the order presented.
    pub fn as_presented(&self) -> impl Iterator<Item = usize> {
        self.0.iter().map(|p| usize::from(*p))
    }

    /// An answer's presented positions as the bank's.
    ///
    /// # Errors
    /// When the answer names a position that isn't on the paper.
    pub fn to_bank(&self, presented: OptionSet) -> Result<OptionSet, NoSuchOption> {
        presented
            .iter()
            .try_fold(OptionSet::EMPTY, |set, p| set.with(self.0.get(usize::from(p)).copied().unwrap_or(MOST_OPTIONS)))
    }

    /// The bank's positions as presented.
    ///
    /// # Errors
    /// When a position isn't among the options.
    pub fn to_presented(&self, bank: OptionSet) -> Result<OptionSet, NoSuchOption> {
        bank.iter().try_fold(OptionSet::EMPTY, |set, option| {
            let place = self.0.iter().position(|p| *p == option).and_then(|place| u8::try_from(place).ok());
            set.with(place.unwrap_or(MOST_OPTIONS))
        })
    }

    /// As it is stored: one digit an option, in the order presented.
    pub fn code(&self) -> String {
        self.0.iter().map(|p| char::from(b'0' + p)).collect()
    }
}

impl std::str::FromStr for OptionOrder {
    type Err = BadOrder;

    fn from_str(s: &str) -> Result<Self, Self::Err> {
        let order: Vec<u8> = s.bytes().map(|b| b.wrapping_sub(b'0')).collect();
        let mut sorted = order.clone();
        sorted.sort_unstable();
        if order.len() <= usize::from(MOST_OPTIONS) && sorted.iter().copied().eq(0..u8::try_from(order.len()).unwrap_or(u8::MAX))
        {
            Ok(Self(order))
        } else {
            Err(BadOrder(s.to_owned()))
        }
    }
}
