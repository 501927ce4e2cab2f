//! Words of the interface, from `app/locales/*.ftl`. A key that one locale lacks, or a page uses and none has, fails a test.

use std::sync::LazyLock;

use exam::language::Language;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue, concurrent::FluentBundle};
use unic_langid::LanguageIdentifier;

const SOURCES: [(Language, &str); 3] = [
    (Language::Kk, include_str!("../locales/kk.ftl")),
    (Language::Ru, include_str!("../locales/ru.ftl")),
    (Language::En, include_str!("../locales/en.ftl")),
];

/// The interface's words in one language.
pub struct Words {
    language: Language,
    bundle: FluentBundle<FluentResource>,
}

/// The words of a language.
pub fn words(language: Language) -> &'static Words {
    static ALL: LazyLock<Vec<Words>> = LazyLock::new(|| SOURCES.iter().map(|(l, source)| Words::read(*l, source)).collect());
    ALL.iter().find(|w| w.language == language).unwrap_or(&ALL[0])
}

impl Words {
    fn read(language: Language, source: &str) -> Self {
        let tag: LanguageIdentifier = language.code().parse().unwrap_or_default();
        let mut bundle = FluentBundle::new_concurrent(vec![tag]);
        // The pages are not bidirectional; the marks would only get into titles and copied text.
        bundle.set_use_isolating(false);
        let resource = FluentResource::try_new(source.to_owned()).unwrap_or_else(|(resource, _)| resource);
        bundle.add_resource_overriding(resource);
        Self { language, bundle }
    }

    /// The language.
    pub fn language(&self) -> Language {
        self.language
    }

    /// The text of a key.
    pub fn t(&self, key: &str) -> String {
        self.format(key, None)
    }

    /// The text of a key with arguments.
    pub fn with<'a>(&self, key: &str, arguments: impl IntoIterator<Item = (&'a str, FluentValue<'a>)>) -> String {
        self.format(key, Some(&arguments.into_iter().collect()))
    }

    fn format(&self, key: &str, arguments: Option<&FluentArgs<'_>>) -> String {
        let Some(pattern) = self.bundle.get_message(key).and_then(|m| m.value()) else { return format!("[{key}]") };
        self.bundle.format_pattern(pattern, arguments, &mut Vec::new()).into_owned()
    }
}

/// A text argument.
pub fn text(value: impl ToString) -> FluentValue<'static> {
    FluentValue::from(value.to_string())
}

/// A number that decides a plural.
pub fn number(value: impl TryInto<u32>) -> FluentValue<'static> {
    FluentValue::from(value.try_into().unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests {
    use std::{
        collections::{BTreeMap, BTreeSet},
        fs,
        path::Path,
    };

    use fluent_syntax::{
        ast::{Entry, Expression, InlineExpression, Pattern, PatternElement},
        parser,
    };

    use super::*;

    /// Every message of a locale with the names of its arguments.
    fn messages(source: &str) -> BTreeMap<String, BTreeSet<String>> {
        fn arguments(pattern: &Pattern<&str>, into: &mut BTreeSet<String>) {
            for element in &pattern.elements {
                let PatternElement::Placeable { expression } = element else { continue };
                let (inline, variants) = match expression {
                    Expression::Inline(inline) => (inline, None),
                    Expression::Select { selector, variants } => (selector, Some(variants)),
                };
                if let InlineExpression::VariableReference { id } = inline {
                    into.insert(id.name.to_owned());
                }
                for variant in variants.into_iter().flatten() {
                    arguments(&variant.value, into);
                }
            }
        }
        let resource = parser::parse(source).unwrap_or_else(|(_, errors)| panic!("the locale does not parse: {errors:?}"));
        let mut messages = BTreeMap::new();
        for entry in resource.body {
            if let Entry::Message(message) = entry {
                let mut names = BTreeSet::new();
                arguments(&message.value.expect("a message has a text"), &mut names);
                assert!(messages.insert(message.id.name.to_owned(), names).is_none(), "{} stands twice", message.id.name);
            }
        }
        messages
    }

    #[test]
    fn every_locale_has_every_key_with_the_same_arguments() {
        let kazakh = messages(SOURCES[0].1);
        assert!(kazakh.len() > 100);
        for (language, source) in &SOURCES[1..] {
            let other = messages(source);
            for (key, arguments) in &kazakh {
                assert_eq!(other.get(key), Some(arguments), "{key} in {language}");
            }
            for key in other.keys() {
                assert!(kazakh.contains_key(key), "{key} is in {language} and not in kk");
            }
        }
    }

    /// The first code that stands as a string literal after an opening and as many literals as are to be skipped, in the sources of
    /// the pages and of the server.
    fn literals_after((opening, skipped): (&str, usize)) -> BTreeSet<String> {
        fn walk(folder: &Path, opening: &str, skipped: usize, into: &mut BTreeSet<String>) {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    walk(&path, opening, skipped, into);
                } else if path.extension().is_some_and(|e| e == "rs") {
                    let source = fs::read_to_string(&path).unwrap();
                    for (at, _) in source.match_indices(opening) {
                        let mut rest = source[at + opening.len()..].trim_start();
                        for _ in 0..skipped {
                            rest = rest.strip_prefix('"').and_then(|r| r.split_once("\", ")).map_or("", |(_, rest)| rest);
                        }
                        let literal = rest.strip_prefix('"').and_then(|r| r.split_once('"')).map(|(literal, _)| literal);
                        into.extend(literal.filter(|l| exam::topic::is_code(l)).map(str::to_owned));
                    }
                }
            }
        }
        let mut literals = BTreeSet::new();
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        for folder in [root.join("src"), root.join("../server/src")] {
            walk(&folder, opening, skipped, &mut literals);
        }
        literals
    }

    /// The sources of the pages and of the server, without their tests.
    fn sources() -> String {
        fn walk(folder: &Path, into: &mut String) {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    walk(&path, into);
                } else if path.extension().is_some_and(|e| e == "rs") {
                    let source = fs::read_to_string(&path).unwrap();
                    into.push_str(source.split("#[cfg(test)]").next().unwrap());
                }
            }
        }
        let mut all = String::new();
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        [root.join("src"), root.join("../server/src")].iter().for_each(|folder| walk(folder, &mut all));
        all
    }

    #[test]
    fn no_locale_has_a_key_that_nothing_uses() {
        let sources = sources();
        let made = |key: &str| {
            // A key that is put together: what stands before the first part.
            let ends = key.match_indices('-').map(|(at, _)| &key[..=at]);
            ends.into_iter().any(|begins| sources.contains(&format!("format!(\"{begins}{{")))
        };
        let used = |key: &str| sources.contains(&format!("\"{key}\"")) || made(key);
        let unused: Vec<_> = messages(SOURCES[0].1).into_keys().filter(|key| !used(key)).collect();
        assert_eq!(unused, [""; 0]);
        assert!(!used("a-key-that-nobody-uses") && used("event-file-open"));
    }

    #[test]
    fn every_key_that_a_page_uses_is_there() {
        let kazakh = messages(SOURCES[0].1);
        let used: BTreeSet<_> = [(".t(", 0), (".with(", 0), ("choose(w, ", 0), (".required(", 1), ("date(form, ", 1)]
            .into_iter()
            .flat_map(literals_after)
            .collect();
        assert!(used.len() > 60, "only {} keys found: the search is broken", used.len());
        for key in used {
            assert!(kazakh.contains_key(&key), "{key} is used and in no locale");
        }
    }

    #[test]
    fn every_code_that_a_page_shows_has_a_text() {
        let kazakh = messages(SOURCES[0].1);
        let roles = store::Role::ALL.map(|r| format!("role-{}", r.code()));
        let states = exam::attempt::State::ALL.map(|s| format!("state-{s}"));
        let meanings = exam::attempt::State::ALL.map(|s| format!("meaning-{s}"));
        let rest = [
            "row-open",
            "row-exam-ahead",
            "row-awaiting-approval",
            "row-met",
            "row-not-met",
            "exam-no-exam",
            "exam-not-enrolled",
            "exam-enrolled",
            "exam-sitting",
            "exam-awaiting-approval",
            "exam-passed",
            "exam-failed",
            "form-entity",
            "form-individual",
            "standing-applicant",
            "standing-licensee",
            "declaration-declared",
            "declaration-withdrawn",
            "declaration-replaced",
            "admission-at-sign-in",
            "admission-by-invigilator",
            "resumes-by-staff",
            "resumes-on-return",
            "act-stopped-by-staff",
            "act-stopped-on-return",
            "stands-by-staff",
            "stands-on-return",
            "minutes-more",
            "give-time",
            "give-time-hint",
            "give-time-all",
            "give-time-all-hint",
            "stop-clock",
            "stop-clock-hint",
            "stop-clock-all",
            "stop-clock-all-hint",
            "extra-time",
            "extra-time-hint",
            "reopen",
            "reopen-hint",
        ];
        let causes = store::Cause::ALL.map(|c| format!("cause-{}", c.code()));
        let events: Vec<_> = store::ACTS.iter().map(|act| format!("event-{}", act.replace('.', "-"))).collect();
        let of_the_desk = crate::desk::texts::Say::KEYS.iter().copied();
        for key in roles
            .iter()
            .chain(&states)
            .chain(&meanings)
            .chain(&causes)
            .chain(&events)
            .map(String::as_str)
            .chain(rest)
            .chain(of_the_desk)
        {
            assert!(kazakh.contains_key(key), "{key} is in no locale");
        }
    }

    #[test]
    fn plurals_follow_the_language() {
        let minutes = |language, n: u32| words(language).with("minutes", [("count", number(n))]);
        assert_eq!(minutes(Language::Ru, 1), "1 минута");
        assert_eq!(minutes(Language::Ru, 2), "2 минуты");
        assert_eq!(minutes(Language::Ru, 45), "45 минут");
        assert_eq!(minutes(Language::En, 1), "1 minute");
        assert_eq!(minutes(Language::Kk, 45), "45 минут");
    }
}
