//! What a candidate notes on the page to find their way: where they are, what they want to come back to, what they have struck out.

use exam::answer::OptionSet;

/// The notes of one attempt.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Notes {
    /// The index of the question on view.
    pub current: usize,
    /// Flagged questions, by index.
    pub flagged: Vec<usize>,
    /// Options struck out, as presented, by index of the question.
    pub struck: Vec<(usize, OptionSet)>,
}

impl Notes {
    /// As text: `4;1,7;3:2,9:5`.
    pub fn write(&self) -> String {
        let flagged: Vec<_> = self.flagged.iter().map(usize::to_string).collect();
        let struck: Vec<_> = self.struck.iter().map(|(index, options)| format!("{index}:{}", options.bits())).collect();
        format!("{};{};{}", self.current, flagged.join(","), struck.join(","))
    }

    /// From that text; what can't be read is nothing.
    pub fn read(text: &str) -> Self {
        let mut parts = text.split(';');
        let mut part = || parts.next().unwrap_or_default();
        let current = part().parse().unwrap_or_default();
        let flagged = part().split(',').filter_map(|index| index.parse().ok()).collect();
        let struck = part().split(',').filter_map(|one| {
            let (index, bits) = one.split_once(':')?;
            Some((index.parse().ok()?, OptionSet::from_bits(bits.parse().ok()?)))
        });
        Self { current, flagged, struck: struck.collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_are_read_as_they_were_written() {
        let notes =
            Notes { current: 4, flagged: vec![1, 7], struck: vec![(3, OptionSet::from_bits(2)), (9, OptionSet::from_bits(5))] };
        assert_eq!(notes.write(), "4;1,7;3:2,9:5");
        for written in [notes, Notes::default()] {
            assert_eq!(Notes::read(&written.write()), written);
        }
        for nothing in ["", ";;;", "x;y;z", "-1;,;1:999"] {
            assert_eq!(Notes::read(nothing), Notes::default(), "{nothing}");
        }
    }
}
