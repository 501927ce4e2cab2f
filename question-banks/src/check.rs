//! Holds questions as written against what a question must be.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    path::{Path, PathBuf},
};

use exam::{
    answer::{Kind, MOST_OPTIONS, OptionSet},
    draw::Candidate,
    language::Language,
    scoring::Key,
    text::RichText,
    topic::{Difficulty, Topic},
};

use crate::{
    bank::Question,
    bank_toml::BankToml,
    finding::{Findings, Place},
    formula::mathml,
    image,
    native::entry::{Entry, EntryOption, EntryTexts, Field},
    wording::{Wording, canonical, gist, single_line},
};

/// Fewest options that a question may have.
const FEWEST_OPTIONS: usize = 3;

/// Checks the questions of one bank, one after the other.
pub(crate) struct Checker<'a> {
    bank: Option<&'a BankToml>,
    images: BTreeSet<&'a Path>,
    findings: &'a mut Findings,
    ids: HashMap<String, Place>,
    stems: HashMap<(Language, String), (Option<String>, Place)>,
    checked: Checked,
}

/// What is known of the questions after the check.
#[derive(Default)]
pub(crate) struct Checked {
    /// Those with nothing wrong in them.
    pub(crate) questions: Vec<Question>,
    /// Those that have a topic and a difficulty, whatever else is wrong: for the regulations, so that one mistake is told once.
    pub(crate) candidates: Vec<Candidate<()>>,
    /// How many lack a topic or a difficulty, which has been told.
    pub(crate) unplaced: usize,
    /// How many there are of each kind.
    pub(crate) kinds: BTreeMap<Kind, usize>,
    /// How many there are.
    pub(crate) items: usize,
    /// The languages that every one of them has.
    pub(crate) languages: BTreeSet<Language>,
    /// The images that they show.
    pub(crate) shown: BTreeSet<PathBuf>,
}

impl<'a> Checker<'a> {
    /// A checker for a bank; topics and languages can't be checked when `bank.toml` can't be read.
    pub(crate) fn new(bank: Option<&'a BankToml>, images: BTreeSet<&'a Path>, findings: &'a mut Findings) -> Self {
        Self { bank, images, findings, ids: HashMap::new(), stems: HashMap::new(), checked: Checked::default() }
    }

    /// What has come of it.
    pub(crate) fn done(self) -> Checked {
        self.checked
    }

    /// Checks a question, tells what is wrong with it, and counts it.
    pub(crate) fn check(&mut self, entry: &Entry) {
        let topic = self.topic(entry);
        let kind = self.one_of::<Kind>(entry, Field::Kind, "single or multiple");
        let difficulty = self.one_of::<Difficulty>(entry, Field::Difficulty, "easy, medium or hard");
        let source = self.field(entry, Field::Source).map(|(_, source)| single_line(source));
        self.check_id(entry);
        self.check_stem(entry);
        self.check_options(entry);
        self.check_images(entry);
        self.check_formulas(entry);
        let key = self.key(entry, kind);
        self.count(entry, topic.as_ref(), kind, difficulty);

        let complete = || {
            Some(Question {
                code: entry.code.clone()?,
                topic: topic?,
                kind: kind?,
                difficulty: difficulty?,
                source: source?,
                stem: wording(&entry.stem)?,
                options: entry.options.iter().map(|option| wording(&option.texts)).collect::<Option<_>>()?,
                key: key?,
            })
        };
        self.checked.questions.extend(complete());
    }

    fn count(&mut self, entry: &Entry, topic: Option<&Topic>, kind: Option<Kind>, difficulty: Option<Difficulty>) {
        let has = |texts: &EntryTexts, language| texts.get(&language).is_some_and(|text| !canonical(&text.value).is_empty());
        let complete =
            |language: &Language| has(&entry.stem, *language) && entry.options.iter().all(|option| has(&option.texts, *language));
        let languages: BTreeSet<_> = Language::ALL.into_iter().filter(complete).collect();
        let checked = &mut self.checked;
        checked.languages = if checked.items == 0 { languages } else { &checked.languages & &languages };
        checked.items += 1;
        if let Some(kind) = kind {
            *checked.kinds.entry(kind).or_default() += 1;
        }
        if let (Some(topic), Some(difficulty)) = (topic, difficulty) {
            let options = u8::try_from(entry.options.len()).unwrap_or(MOST_OPTIONS).min(MOST_OPTIONS);
            checked.candidates.push(Candidate { item: (), topic: topic.clone(), difficulty, options });
        } else {
            checked.unplaced += 1;
        }
    }

    fn tell(&mut self, entry: &Entry, line: usize, message: impl Into<String>) {
        self.findings.add(&entry.file, line, message);
    }

    /// A field's line and value.
    fn field<'e>(&mut self, entry: &'e Entry, field: Field) -> Option<(usize, &'e str)> {
        let name = field.name();
        match entry.fields.get(&field) {
            Some(placed) if placed.value.trim().is_empty() => {
                self.tell(entry, placed.line, format!("«{name}» is empty; fill it in"))
            }
            Some(placed) => return Some((placed.line, &placed.value)),
            None => self.tell(entry, entry.line, format!("the question has no «{name}»; add a line {name}: …")),
        }
        None
    }

    fn one_of<T: std::str::FromStr>(&mut self, entry: &Entry, field: Field, choice: &str) -> Option<T> {
        let (line, value) = self.field(entry, field)?;
        let read = value.parse().ok();
        if read.is_none() {
            self.tell(entry, line, format!("unknown {} «{value}»; write {choice}", field.name()));
        }
        read
    }

    fn topic(&mut self, entry: &Entry) -> Option<Topic> {
        let (line, value) = self.field(entry, Field::Topic)?;
        let topic = match value.parse::<Topic>() {
            Ok(topic) => topic,
            Err(bad) => {
                self.tell(entry, line, bad.to_string());
                return None;
            }
        };
        match self.bank {
            Some(bank) if !bank.has(&topic) => {
                self.tell(entry, line, format!("unknown topic «{topic}»; use one of bank.toml, or add it there"));
                None
            }
            Some(bank) if bank.branches(&topic) => {
                self.tell(entry, line, format!("topic «{topic}» has subtopics; put the question under one of them"));
                Some(topic)
            }
            _ => Some(topic),
        }
    }

    fn check_id(&mut self, entry: &Entry) {
        let Some(code) = &entry.code else { return };
        match self.ids.get(code) {
            Some(first) => {
                let message =
                    format!("a second question has the id «{code}», the first is in {first}; give it an id never used before");
                self.tell(entry, entry.line, message);
            }
            None => drop(self.ids.insert(code.clone(), entry.place(entry.line))),
        }
    }

    fn check_stem(&mut self, entry: &Entry) {
        let line = entry.stem.values().map(|text| text.line).min().unwrap_or(entry.line);
        self.check_languages(entry, &entry.stem, line, "the question");
        for (language, text) in &entry.stem {
            let gist = gist(&text.value);
            if gist.is_empty() {
                continue;
            }
            match self.stems.get(&(*language, gist.clone())) {
                Some((code, first)) => {
                    let code = code.as_ref().map(|code| format!(" [{code}]")).unwrap_or_default();
                    let message =
                        format!("question{code} in {first} asks the same in «{language}»; word them apart, or drop one");
                    self.tell(entry, text.line, message);
                }
                None => {
                    self.stems.insert((*language, gist), (entry.code.clone(), entry.place(text.line)));
                }
            }
        }
    }

    fn check_options(&mut self, entry: &Entry) {
        let count = entry.options.len();
        if count < FEWEST_OPTIONS {
            let message = format!("the question has {count} options; give it {FEWEST_OPTIONS} to {MOST_OPTIONS}");
            self.tell(entry, entry.line, message);
        }
        if let Some(first_too_many) = entry.options.get(usize::from(MOST_OPTIONS)) {
            let message = format!("the question has {count} options; {MOST_OPTIONS} is the most, drop those from here on");
            self.tell(entry, first_too_many.line, message);
        }
        let mut seen = HashMap::<(Language, String), usize>::new();
        for (n, option) in entry.options.iter().enumerate() {
            self.check_languages(entry, &option.texts, option.line, &format!("option {}", n + 1));
            for (language, text) in &option.texts {
                let gist = gist(&text.value);
                if gist.is_empty() {
                    continue;
                }
                match seen.get(&(*language, gist.clone())) {
                    Some(first) => {
                        let message = format!("options {first} and {} are equal in «{language}»; change one", n + 1);
                        self.tell(entry, text.line, message);
                    }
                    None => drop(seen.insert((*language, gist), n + 1)),
                }
            }
        }
    }

    /// An option has none: nothing in it could be enlarged, for a click there chooses.
    fn check_images(&mut self, entry: &Entry) {
        for text in entry.stem.values() {
            let read = RichText::parse(&canonical(&text.value));
            if read.has_image_in_a_line() {
                let message = "an image is a paragraph of its own; put a line with | alone before and after it";
                self.tell(entry, text.line, message);
            }
            for (name, alternative) in read.images() {
                let path = Path::new(image::FOLDER).join(name);
                if alternative.is_empty() {
                    let message =
                        format!("the image «{name}» has no words for whoever can't see it; write ![what it shows]({name})");
                    self.tell(entry, text.line, message);
                }
                if image::misnamed(name) {
                    let message = format!(
                        "«{name}» is no name of an image: lower-case Latin letters, digits and hyphens, then .png or .jpg, no folder"
                    );
                    self.tell(entry, text.line, message);
                } else if self.images.contains(&*path) {
                    self.checked.shown.insert(path);
                } else {
                    self.tell(entry, text.line, format!("there is no image «{name}»; put it into the bank's folder images"));
                }
            }
        }
        for text in entry.options.iter().flat_map(|option| option.texts.values()) {
            let read = RichText::parse(&canonical(&text.value));
            if read.images().next().is_some() || read.has_image_in_a_line() {
                self.tell(entry, text.line, "an option can't show an image; put it into the question");
            }
        }
    }

    fn check_formulas(&mut self, entry: &Entry) {
        for text in entry.stem.values().chain(entry.options.iter().flat_map(|option| option.texts.values())) {
            for tex in RichText::parse(&canonical(&text.value)).formulas() {
                if let Err(why) = mathml(tex, false) {
                    self.tell(entry, text.line, format!("the formula «{tex}» can't be read: {why}"));
                }
            }
        }
    }

    /// Tells missing languages and empty texts.
    fn check_languages(&mut self, entry: &Entry, texts: &EntryTexts, line: usize, whose: &str) {
        for (language, text) in texts {
            if canonical(&text.value).is_empty() {
                self.tell(entry, text.line, format!("the «{language}» text of {whose} is empty; write it"));
            }
        }
        for language in self.bank.map(|bank| bank.languages.as_slice()).unwrap_or_default() {
            if !texts.contains_key(language) {
                self.findings.add(&entry.file, line, format!("{whose} has no «{language}» text; add a line {language}: …"));
            }
        }
    }

    fn key(&mut self, entry: &Entry, kind: Option<Kind>) -> Option<Key> {
        if entry.options.is_empty() {
            return None;
        }
        let (right, wrong): (Vec<&EntryOption>, Vec<_>) = entry.options.iter().partition(|option| option.right);
        let kind_line = entry.fields.get(&Field::Kind).map_or(entry.line, |kind| kind.line);
        if right.is_empty() {
            self.tell(entry, entry.line, "no option is marked as right; start the right ones with + in place of -");
        } else if kind == Some(Kind::Single) && right.len() > 1 {
            let message =
                "a question of kind single has one right option, and this is a second; start it with -, or write kind: multiple";
            self.tell(entry, right[1].line, message);
        } else if kind == Some(Kind::Multiple) && right.len() == 1 {
            let message = "a question of kind multiple has two right options or more, and this has one; mark another with +, or write kind: single";
            self.tell(entry, kind_line, message);
        }
        if kind == Some(Kind::Multiple) && wrong.is_empty() {
            self.tell(entry, kind_line, "every option is marked as right; a question of kind multiple needs one that is wrong");
        }
        let positions = (0_u8..).zip(&entry.options).filter(|(_, option)| option.right).map(|(position, _)| position);
        Key::new(positions.map_while(|position| OptionSet::EMPTY.with(position).ok()).fold(OptionSet::EMPTY, union))
    }
}

fn union(all: OptionSet, one: OptionSet) -> OptionSet {
    OptionSet::from_bits(all.bits() | one.bits())
}

fn wording(texts: &EntryTexts) -> Option<Wording> {
    let texts: BTreeMap<_, _> = texts.iter().map(|(language, text)| (*language, text.value.clone())).collect();
    texts.try_into().ok()
}
