//! Passwords that are the first to be tried.

/// What passwords are commonly made of: words, names of keys that lie side by side, years, and what this product and its users are
/// called. In small letters.
const PARTS: &str = include_str!("common.txt");

/// So many characters have to stand there that are not of a common part.
const OWN: usize = 7;

/// Whether a password is made of common parts, of its owner's login or name, or of one part over and over, and of next to nothing else.
pub(super) fn is_common(password: &str, login: &str, name: &str) -> bool {
    let password: Vec<char> = password.to_lowercase().chars().map(plain).collect();
    let own = [login, name].map(str::to_lowercase);
    let own = own.iter().flat_map(|text| text.split(|c: char| !c.is_alphanumeric())).filter(|part| part.chars().count() > 2);
    let parts = PARTS.lines().filter(|line| !line.is_empty()).chain(own);
    let parts: Vec<Vec<char>> = parts.map(|part| part.chars().map(plain).collect()).collect();
    own_characters(&password, &parts) < OWN
}

/// How few characters are left when as much as can be is covered by parts, by runs of one character, by steps through the alphabet,
/// and by what has stood before.
fn own_characters(password: &[char], parts: &[Vec<char>]) -> usize {
    let mut left = vec![0; password.len() + 1];
    for at in (0..password.len()).rev() {
        let rest = &password[at..];
        let lengths = parts.iter().filter(|part| rest.starts_with(part)).map(Vec::len);
        let lengths = lengths.chain([run(rest, 0), run(rest, 1), run(rest, -1), again(&password[..at], rest)]);
        let covered = lengths.filter(|length| *length > 2).map(|length| left[at + length]).min();
        left[at] = covered.unwrap_or(usize::MAX).min(left[at + 1] + 1);
    }
    left[0]
}

/// How many characters at the beginning follow one another by this step: `aaaa`, `abcd`, `4321`.
fn run(text: &[char], step: i64) -> usize {
    let steps = text.windows(2).take_while(|pair| i64::from(u32::from(pair[1])) - i64::from(u32::from(pair[0])) == step);
    steps.count() + 1
}

/// How many characters at the beginning have stood there before.
fn again(before: &[char], rest: &[char]) -> usize {
    let shared = |from: &[char]| from.iter().zip(rest).take_while(|(a, b)| a == b).count();
    (0..before.len()).map(|from| shared(&before[from..])).max().unwrap_or(0)
}

/// Signs that stand in for a letter, as that letter.
fn plain(c: char) -> char {
    match c {
        '@' => 'a',
        '$' => 's',
        '0' => 'o',
        '!' => 'i',
        'ё' => 'е',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_tried_first_is_common() {
        for password in [
            "passwordpassword",
            "P@ssw0rd12345678",
            "123456789012345",
            "qwertyuiopasdfghjkl",
            "йцукенгшщзхъфыва",
            "aaaaaaaaaaaaaaaaaaaa",
            "abcdefghijklmnop",
            "Administrator2026!",
            "сынақсынақсынақ1",
            "Казахстан2026Алматы",
            "welcome-to-synaq-1",
            "xyzzyxyzzyxyzzyxyzzy",
        ] {
            assert!(is_common(password, "aigul", "Айгүл Тіркеуші"), "{password}");
        }
        assert!(is_common("айгүл-тіркеуші-1", "aigul", "Айгүл Тіркеуші"));
        assert!(is_common("a.sadyqova.2026!", "a.sadyqova", "Садықова Әсел"));
    }

    #[test]
    fn what_somebody_thinks_up_is_not() {
        for password in [
            "күзгі жапырақ үш тиін",
            "correct horse battery staple",
            "жёлтый чайник на балконе",
            "gK7#vTq2LmX9pRz",
            "a-long-enough-passphrase",
        ] {
            assert!(!is_common(password, "aigul", "Айгүл Тіркеуші"), "{password}");
        }
    }

    #[test]
    fn parts_are_in_small_letters_and_stand_once() {
        let parts: Vec<_> = PARTS.lines().collect();
        let unlike: std::collections::BTreeSet<_> = parts.iter().collect();
        assert_eq!(unlike.len(), parts.len());
        for part in parts {
            assert!(part.chars().count() > 2 && part.to_lowercase() == part && !part.contains(' '), "{part}");
        }
    }
}
