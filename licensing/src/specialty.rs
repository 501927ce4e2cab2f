//! The specialties that the order accepts, and how a typed one is found among them.

use exam::language::{Language, Texts};

use crate::order::RowNumber;

/// A list of specialties of higher education: A (annexes 1 and 3) or B (annex 2).
#[derive(Debug)]
pub struct SpecialtyList {
    /// `A` or `B`: our name for it, not the order's.
    pub code: String,
    /// The rows that set it out.
    pub sources: Vec<RowNumber>,
    /// The specialties, as the order lists them.
    pub specialties: Vec<Specialty>,
}

/// A specialty of higher education.
#[derive(Debug, Clone, PartialEq)]
pub struct Specialty {
    /// Its name.
    pub name: Texts,
}

/// Whether a typed specialty is on the list.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum SpecialtyCheck<'a> {
    /// It is this one.
    Listed(&'a Specialty),
    /// It isn't. Not a refusal: similar specialties and similar foreign degrees count too (order No. 242 of the
    /// Minister of Education and Science of 31 May 2018), so a named registrar resolves it with a reason.
    NotListed,
}

impl SpecialtyList {
    /// Looks up a specialty as a registrar types it from a diploma: in any of the three languages, whatever the case,
    /// spaces, quotes, ё or е, with or without the classifier code before it ("5В070200 – Автоматизация и управление").
    pub fn check(&self, text: &str) -> SpecialtyCheck<'_> {
        let typed = bare(text);
        let is_typed = |specialty: &&Specialty| Language::ALL.iter().any(|&language| bare(specialty.name.get(language)) == typed);
        self.specialties.iter().find(is_typed).map_or(SpecialtyCheck::NotListed, SpecialtyCheck::Listed)
    }
}

/// The name alone, in the letters by which names are compared.
fn bare(text: &str) -> String {
    let letters: String = text.to_lowercase().chars().filter(|c| !is_quote(*c)).map(letter).collect();
    let words = letters.trim_matches(|c: char| !c.is_alphanumeric());
    let words = words.strip_prefix(classifier_code(words)).unwrap_or(words);
    words.trim_start_matches(|c: char| !c.is_alphanumeric()).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The code before the name ("5В070200", "050702", "6B07.1"): no name has a digit in its first word.
fn classifier_code(words: &str) -> &str {
    let end = words.find(|c: char| !c.is_alphanumeric() && c != '.').unwrap_or(words.len());
    let first = &words[..end];
    if first.contains(|c: char| c.is_ascii_digit()) { first } else { "" }
}

/// Diplomas and keyboards mix ё with е, and Latin i with the Kazakh і that looks the same.
fn letter(c: char) -> char {
    match c {
        'ё' => 'е',
        'i' => 'і',
        _ => c,
    }
}

fn is_quote(c: char) -> bool {
    matches!(c, '"' | '\'' | '`' | '«' | '»' | '‹' | '›' | '“' | '”' | '„' | '‟' | '‘' | '’' | '‚')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ActivityType;

    fn list_a() -> &'static SpecialtyList {
        ActivityType::LeakDetection.specialties().unwrap()
    }

    fn list_b() -> &'static SpecialtyList {
        ActivityType::CryptoDevelopment.specialties().unwrap()
    }

    fn found(list: &SpecialtyList, text: &str) -> Option<String> {
        match list.check(text) {
            SpecialtyCheck::Listed(specialty) => Some(specialty.name.en.clone()),
            SpecialtyCheck::NotListed => None,
        }
    }

    #[test]
    fn every_specialty_is_found_by_its_name_in_each_language_and_as_itself() {
        for list in [list_a(), list_b()] {
            for specialty in &list.specialties {
                for &language in Language::ALL.iter() {
                    assert_eq!(list.check(specialty.name.get(language)), SpecialtyCheck::Listed(specialty));
                }
            }
        }
    }

    #[test]
    fn a_specialty_is_found_however_the_diploma_writes_it() {
        for written in [
            "Автоматизация и управление",
            "АВТОМАТИЗАЦИЯ И УПРАВЛЕНИЕ",
            "  автоматизация   и\u{a0}управление ",
            "«Автоматизация и управление»",
            "\"Автоматизация и управление\".",
            "5В070200 – Автоматизация и управление",
            "5B070200 - «Автоматизация и управление»",
            "«5В070200–Автоматизация и управление»",
            "050702 Автоматизация и управление",
            "(6М070200) Автоматизация и управление",
            "5В070200 — Автоматтандыру және басқару",
            "automation and control",
        ] {
            assert_eq!(found(list_a(), written).as_deref(), Some("Automation and Control"), "{written}");
        }
    }

    #[test]
    fn yo_is_ye_and_a_latin_i_is_the_kazakh_one() {
        assert_eq!(found(list_a(), "Космическая тёхника и технологии").as_deref(), Some("Space Engineering and Technologies"));
        assert_eq!(found(list_b(), "Ақпараттық қауiпсiздiк жүйелерi").as_deref(), Some("Information Security Systems"));
    }

    #[test]
    fn mathematics_is_enough_for_cryptography_alone() {
        assert_eq!(found(list_b(), "5В060100 Математика").as_deref(), Some("Mathematics"));
        assert_eq!(found(list_a(), "5В060100 Математика"), None);
    }

    #[test]
    fn another_specialty_part_of_one_or_a_bare_code_is_not_listed() {
        for written in
            ["", "  ", "«»", "5В070200", "Юриспруденция", "Автоматизация", "Автоматизация и управление производством", "физик"]
        {
            assert_eq!(list_b().check(written), SpecialtyCheck::NotListed, "{written}");
        }
    }
}
