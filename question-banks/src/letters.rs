//! Characters that an author can't see to be wrong: invisible ones, and letters of the other alphabet.
//!
//! Kazakh and Russian texts are full of Latin abbreviations, so an alphabet of its own for each part of «IP-адрес» or «AES-тің»
//! is right. «cынақ» with a Latin «c» is not: it can't be found by a search, and it sorts and reads aloud wrongly.

/// Latin letters and the Cyrillic ones that look the same.
const LOOKALIKES: [(char, char); 37] = [
    ('a', 'а'),
    ('c', 'с'),
    ('e', 'е'),
    ('h', 'һ'),
    ('i', 'і'),
    ('j', 'ј'),
    ('k', 'к'),
    ('m', 'м'),
    ('o', 'о'),
    ('p', 'р'),
    ('s', 'ѕ'),
    ('t', 'т'),
    ('x', 'х'),
    ('y', 'у'),
    ('y', 'ү'),
    ('ə', 'ә'),
    ('ɵ', 'ө'),
    ('ë', 'ё'),
    ('ï', 'ї'),
    ('A', 'А'),
    ('B', 'В'),
    ('C', 'С'),
    ('E', 'Е'),
    ('H', 'Н'),
    ('I', 'І'),
    ('J', 'Ј'),
    ('K', 'К'),
    ('M', 'М'),
    ('O', 'О'),
    ('P', 'Р'),
    ('S', 'Ѕ'),
    ('T', 'Т'),
    ('X', 'Х'),
    ('Y', 'Ү'),
    ('Y', 'У'),
    ('Ə', 'Ә'),
    ('Ë', 'Ё'),
];

#[derive(Clone, Copy, PartialEq, Eq)]
enum Alphabet {
    Latin,
    Cyrillic,
}

impl Alphabet {
    fn of(c: char) -> Option<Self> {
        match c {
            'A'..='Z' | 'a'..='z' | 'À'..='Ö' | 'Ø'..='ö' | 'ø'..='\u{2AF}' | '\u{1E00}'..='\u{1EFF}' => Some(Self::Latin),
            '\u{400}'..='\u{482}' | '\u{48A}'..='\u{52F}' | '\u{1C80}'..='\u{1C8F}' => Some(Self::Cyrillic),
            _ => None,
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Latin => "Latin",
            Self::Cyrillic => "Cyrillic",
        }
    }

    const fn other(self) -> Self {
        match self {
            Self::Latin => Self::Cyrillic,
            Self::Cyrillic => Self::Latin,
        }
    }

    /// The letter of the other alphabet that looks like this one.
    fn twin(c: char) -> Option<char> {
        LOOKALIKES.iter().find_map(|&(latin, cyrillic)| match c {
            _ if c == latin => Some(cyrillic),
            _ if c == cyrillic => Some(latin),
            _ => None,
        })
    }
}

/// Tells each character of a line that no reader sees or that is broken.
pub(crate) fn unseen(line: &str) -> Vec<String> {
    let mut told = Vec::new();
    let mut before = ' ';
    for c in line.chars() {
        let code = u32::from(c);
        match c {
            '\t' => {}
            '\u{FFFD}' => told.push("U+FFFD stands where a character was lost in a conversion; write the word anew".to_owned()),
            _ if c.is_control() => told.push(format!("there is a control character (U+{code:04X}) in this line; delete it")),
            _ if is_invisible(c) => {
                told.push(format!("there is a character in this line that nobody sees (U+{code:04X}); delete it"))
            }
            _ if is_private(c) => told.push(format!("U+{code:04X} is not a character of any alphabet; write what it stands for")),
            '\u{306}' if matches!(before, 'и' | 'И') => {
                told.push("«й» is written as «и» and a mark; type it as one letter".to_owned())
            }
            '\u{308}' if matches!(before, 'е' | 'Е') => {
                told.push("«ё» is written as «е» and a mark; type it as one letter".to_owned())
            }
            _ => {}
        }
        before = c;
    }
    told.dedup();
    told
}

/// Whether a reader sees nothing of this character, or only what it does to others.
pub(crate) fn is_unseen(c: char) -> bool {
    c.is_control() || is_invisible(c)
}

fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}' | '\u{180B}'..='\u{180F}'
        | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{2800}' | '\u{3164}'
        | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{FFA0}' | '\u{FFF9}'..='\u{FFFB}' | '\u{E0000}'..='\u{E0FFF}')
}

fn is_private(c: char) -> bool {
    matches!(c, '\u{E000}'..='\u{F8FF}' | '\u{FDD0}'..='\u{FDEF}' | '\u{FFFE}' | '\u{FFFF}' | '\u{F0000}'..='\u{10FFFF}')
}

/// Tells each word of a text that mixes the two alphabets. What stands between backticks is code and may.
pub(crate) fn mixed(text: &str) -> Vec<String> {
    let mut told = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let (prose, after) = rest.split_once('`').unwrap_or((rest, ""));
        let words = prose.split(|c: char| !c.is_alphabetic() && !matches!(c, '\u{300}'..='\u{36F}'));
        told.extend(words.filter_map(mixed_word));
        // A backtick that isn't closed is a character like any other.
        rest = after.split_once('`').map_or(after, |(_code, after)| after);
    }
    told.dedup();
    told
}

fn mixed_word(word: &str) -> Option<String> {
    let letters: Vec<_> = word.chars().filter_map(|c| Alphabet::of(c).map(|a| (c, a))).collect();
    let of = |alphabet| letters.iter().filter(move |(_, a)| *a == alphabet).map(|(c, _)| *c);
    let count = |alphabet| of(alphabet).count();
    if count(Alphabet::Latin) == 0 || count(Alphabet::Cyrillic) == 0 || is_joined(&letters) {
        return None;
    }
    // The intruders are the letters that could all be meant as letters of the other alphabet.
    let could_intrude = |alphabet| of(alphabet).all(|c| Alphabet::twin(c).is_some());
    let intruder = match (could_intrude(Alphabet::Latin), could_intrude(Alphabet::Cyrillic)) {
        (true, false) => Alphabet::Latin,
        (false, true) => Alphabet::Cyrillic,
        _ if count(Alphabet::Latin) > count(Alphabet::Cyrillic) => Alphabet::Cyrillic,
        _ => Alphabet::Latin,
    };
    let mut intruders: Vec<_> = of(intruder).map(|c| format!("«{c}»")).collect();
    intruders.sort();
    intruders.dedup();
    Some(format!(
        "in «{word}», {} is {} and the rest {}; type the word in one alphabet, with a hyphen between an abbreviation and its \
         ending, or put a symbol between backticks",
        intruders.join(", "),
        intruder.name(),
        intruder.other().name(),
    ))
}

/// Whether the word is an abbreviation in one alphabet with an ending in the other and nobody could take it for anything else:
/// «SQLға», «TCPмен».
fn is_joined(letters: &[(char, Alphabet)]) -> bool {
    let seams = letters.windows(2).filter(|pair| pair[0].1 != pair[1].1).count();
    let seam = letters.windows(2).position(|pair| pair[0].1 != pair[1].1).map_or(0, |p| p + 1);
    let (head, tail) = letters.split_at(seam);
    let plain = |part: &[(char, Alphabet)]| part.iter().any(|(c, _)| Alphabet::twin(*c).is_none());
    let abbreviation = head.len() > 1 && head.iter().all(|(c, _)| c.is_uppercase()) && tail.iter().all(|(c, _)| c.is_lowercase());
    seams == 1 && (abbreviation || plain(head) && plain(tail))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_letter_of_the_other_alphabet_inside_a_word_is_told() {
        for (text, intruders) in [
            ("cынақ", "«c» is Latin"),
            ("Cынақ тапсыру", "«C» is Latin"),
            ("біліктілiк", "«i» is Latin"),
            ("сынaқ", "«a» is Latin"),
            ("əліпби", "«ə» is Latin"),
            ("prоcess", "«о» is Cyrillic"),
            ("ТСP-порт", "«P» is Latin"),
            ("IР-адрес", "«I» is Latin"),
            ("прoгpaмма", "«a», «o», «p» is Latin"),
        ] {
            let told = mixed(text);
            assert_eq!(told.len(), 1, "{text}: {told:?}");
            assert!(told[0].contains(intruders), "{text}: {told:?}");
        }
    }

    #[test]
    fn what_people_write_is_let_through() {
        let fine = "IP-адрес дБ ИКМ-30 ГОСТ-тың AES-тің 3G-желі USB-ге кВт Wi-Fi SQLға TCPмен MAC‑мекенжай RSA, μВ Δf λ/2 50 Ω \
                    «Е-лицензиялау» 2х2 *f*-тің `Pш` is за́мок ISO/IEC 27001-ге";
        assert_eq!(mixed(fine), [] as [&str; 0]);
        assert_eq!(unseen("№\u{a0}4 —\tза́мок й ё"), [] as [&str; 0]);
    }

    #[test]
    fn what_nobody_sees_is_told() {
        for text in ["сы\u{ad}нақ", "\u{200b}сынақ", "a\u{202e}b", "\u{7}", "\u{fffd}", "и\u{306}", "\u{f0b7} x"] {
            assert_eq!(unseen(text).len(), 1, "{text:?}");
        }
    }
}
