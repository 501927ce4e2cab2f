//! Reads a regulation and holds it against the bank that it draws from.

use std::{collections::HashMap, num::NonZeroU16};

use exam::{
    blueprint::{BadBlueprint, Blueprint, Disclosure, Draft, PaperAccess, Quota, Retake, Section, Tool},
    draw::{Candidate, Pool},
    percent::Percent,
    scoring::Scoring,
    topic::{Difficulty, Topic},
};
use licensing::ActivityType;
use serde::Deserialize;
use toml::Spanned;

use crate::{
    bank::Regulation,
    bank_toml::{BankToml, languages},
    finding::{Findings, Place},
    toml_file::{TomlFile, WrittenTexts},
};

/// Where each regulation read so far stands, by activity as written, and version.
pub(crate) type Known = HashMap<(String, u16), Place>;

/// What a regulation is held against.
pub(crate) struct Against<'a> {
    /// `None` when `bank.toml` can't be read.
    pub(crate) bank: Option<&'a BankToml>,
    /// The questions that a paper could draw.
    pub(crate) candidates: &'a [Candidate<()>],
    /// How many questions would be candidates for one quota or another if what is wrong in them were put right.
    pub(crate) unplaced: usize,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    activity: Spanned<String>,
    version: Spanned<u16>,
    demonstration: bool,
    approved_by: WrittenTexts,
    languages: Spanned<Vec<Spanned<String>>>,
    time_limit_minutes: NonZeroU16,
    pass_mark_percent: Spanned<Percent>,
    scoring: Scoring,
    retake: Retake,
    #[serde(default)]
    result: Disclosure,
    #[serde(default)]
    paper_access: PaperAccess,
    #[serde(default)]
    tools: Vec<Tool>,
    appeal: Option<WrittenTexts>,
    #[serde(rename = "section", default)]
    sections: Vec<WrittenSection>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenSection {
    code: Spanned<String>,
    title: WrittenTexts,
    minimum_percent: Percent,
    #[serde(rename = "quota", default)]
    quotas: Vec<WrittenQuota>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenQuota {
    topic: Spanned<Topic>,
    difficulty: Difficulty,
    questions: NonZeroU16,
}

/// The lines of a section and its quotas.
struct Lines {
    section: usize,
    quotas: Vec<usize>,
}

/// Reads the file; `None` when something is wrong with it, which is told.
pub(crate) fn read(file: &TomlFile<'_>, against: &Against<'_>, known: &mut Known, findings: &mut Findings) -> Option<Regulation> {
    let written: Written = file.parse(findings)?;
    let activity = activity(file, &written.activity, against, findings);
    let version = *written.version.get_ref();
    let place = Place { file: file.path.to_owned(), line: file.line(written.activity.span()) };
    if version == 0 {
        file.tell(findings, &written.version, "versions count from 1");
    }
    if activity.is_some() {
        let name = (written.activity.get_ref().clone(), version);
        match known.get(&name) {
            Some(first) => {
                let message =
                    format!("version {version} for «{}» is a second one, first in {first}; give it another version", name.0);
                file.tell(findings, &written.activity, message);
            }
            None => drop(known.insert(name, place)),
        }
    }
    if written.pass_mark_percent.get_ref().get() == 0 {
        file.tell(findings, &written.pass_mark_percent, "a pass mark of 0 lets everybody pass; set 1 to 100");
    }
    let approved_by = file.texts(findings, written.approved_by);
    let appeal = written.appeal.map(|appeal| file.texts(findings, appeal));
    let offered = languages(file, &written.languages, findings);
    if let Some(bank) = against.bank {
        for language in offered.iter().filter(|language| !bank.languages.contains(language)) {
            let message =
                format!("the exam is offered in «{language}», which the bank doesn't have; add it to bank.toml or drop it here");
            file.tell(findings, &written.languages, message);
        }
    }
    let (sections, lines) = sections(file, written.sections, against, findings);
    let draft = Draft {
        languages: offered,
        time_limit_minutes: written.time_limit_minutes,
        pass_mark_percent: *written.pass_mark_percent.get_ref(),
        scoring: written.scoring,
        retake: written.retake,
        result: written.result,
        paper_access: written.paper_access,
        tools: written.tools,
        appeal,
        sections,
    };
    let blueprint = blueprint(file, draft, &lines, findings)?;
    check_quotas(file, &blueprint, &lines, against, findings);
    Some(Regulation { activity: activity?, version, demonstration: written.demonstration, approved_by, blueprint })
}

fn activity(
    file: &TomlFile<'_>,
    written: &Spanned<String>,
    against: &Against<'_>,
    findings: &mut Findings,
) -> Option<ActivityType> {
    let code = written.get_ref();
    let Ok(activity) = code.parse::<ActivityType>() else {
        let codes = ActivityType::ALL.map(ActivityType::code).join(", ");
        file.tell(findings, written, format!("unknown activity «{code}»; there are {codes}"));
        return None;
    };
    match (activity.bank(), against.bank) {
        (None, _) => file.tell(findings, written, format!("activity «{code}» has no exam, so it can't have a regulation")),
        (Some(its), Some(bank)) if its != bank.code => {
            let message = format!("activity «{code}» draws from bank «{its}», not from «{}»; move this file there", bank.code);
            file.tell(findings, written, message);
        }
        _ => return Some(activity),
    }
    None
}

fn sections(
    file: &TomlFile<'_>,
    written: Vec<WrittenSection>,
    against: &Against<'_>,
    findings: &mut Findings,
) -> (Vec<Section>, Vec<Lines>) {
    let mut sections = Vec::new();
    let mut lines = Vec::new();
    for section in written {
        lines.push(Lines {
            section: file.line(section.code.span()),
            quotas: section.quotas.iter().map(|quota| file.line(quota.topic.span())).collect(),
        });
        for quota in &section.quotas {
            let topic = quota.topic.get_ref();
            if against.bank.is_some_and(|bank| !bank.has(topic)) {
                file.tell(findings, &quota.topic, format!("unknown topic «{topic}»; use one of bank.toml"));
            }
        }
        let quota = |q: WrittenQuota| Quota { topic: q.topic.into_inner(), difficulty: q.difficulty, questions: q.questions };
        sections.push(Section {
            title: file.texts(findings, section.title),
            code: section.code.into_inner(),
            minimum_percent: section.minimum_percent,
            quotas: section.quotas.into_iter().map(quota).collect(),
        });
    }
    (sections, lines)
}

fn blueprint(file: &TomlFile<'_>, draft: Draft, lines: &[Lines], findings: &mut Findings) -> Option<Blueprint> {
    let sections = draft.sections.clone();
    Blueprint::try_from(draft)
        .map_err(|bad| {
            let (line, advice) = match &bad {
                // Told where the languages stand.
                BadBlueprint::NoLanguage => return,
                BadBlueprint::NoSection => (1, "add a [[section]]"),
                BadBlueprint::EmptySection(code) => (line_of_section(&sections, lines, code), "add a [[section.quota]]"),
                BadBlueprint::SectionCode(code) => (line_of_section(&sections, lines, code), "give it one"),
                BadBlueprint::Overlap(_, topic, difficulty) => (
                    line_of_quota(&sections, lines, |_, quota| quota.topic == *topic && quota.difficulty == *difficulty),
                    "join them, or name topics that don't lie one above the other",
                ),
            };
            findings.add(file.path, line, format!("{bad}; {advice}"));
        })
        .ok()
}

fn check_quotas(file: &TomlFile<'_>, blueprint: &Blueprint, lines: &[Lines], against: &Against<'_>, findings: &mut Findings) {
    for short in Pool::new(blueprint, against.candidates).err().unwrap_or_default() {
        // A topic that the bank doesn't have has been told already, and so has a question that has no place.
        let known = against.bank.is_some_and(|bank| bank.has(&short.topic));
        if known && short.present + against.unplaced < usize::from(short.wanted) {
            let line = line_of_quota(blueprint.sections(), lines, |section, quota| {
                section.code == short.section && quota.topic == short.topic && quota.difficulty == short.difficulty
            });
            findings.add(file.path, line, format!("{short}; ask for fewer, or write more"));
        }
    }
}

/// The last section of that code: of two, the second is the wrong one.
fn line_of_section(sections: &[Section], lines: &[Lines], code: &str) -> usize {
    sections.iter().zip(lines).rfind(|(section, _)| section.code == code).map_or(1, |(_, lines)| lines.section)
}

/// The last quota of which something is true.
fn line_of_quota(sections: &[Section], lines: &[Lines], is: impl Fn(&Section, &Quota) -> bool) -> usize {
    let quotas = sections
        .iter()
        .zip(lines)
        .flat_map(|(section, lines)| section.quotas.iter().zip(&lines.quotas).map(move |q| (section, q)));
    quotas.filter(|(section, (quota, _))| is(section, quota)).map(|(_, (_, line))| *line).last().unwrap_or(1)
}
