//! The order as data: its activity types, requirement rows and lists, read from `data/order.toml` and checked.

use std::{collections::BTreeMap, sync::LazyLock};

use exam::language::{Language, Texts};
use serde::{Deserialize, Serialize};

use crate::activity::ActivityType;
use crate::specialty::SpecialtyList;

mod reading;

/// The order in force.
///
/// # Panics
/// If the compiled-in data file is faulty, which the tests of this crate rule out.
pub fn order() -> &'static Order {
    static ORDER: LazyLock<Order> = LazyLock::new(|| {
        Order::read(include_str!("../data/order.toml")).unwrap_or_else(|fault| panic!("data/order.toml: {fault}"))
    });
    &ORDER
}

/// Order No. 4 of 30 January 2015 as amended by order No. 33/қе of 22 May 2019.
#[derive(Debug)]
pub struct Order {
    /// The act itself, for citations.
    pub act: Act,
    /// The six activity types in the order of [`ActivityType::ALL`].
    pub activities: Vec<Activity>,
    /// Lists A and B.
    pub specialty_lists: Vec<SpecialtyList>,
    /// List K.
    pub staff_list: StaffList,
    /// Lists Q1–Q4.
    pub equipment_lists: Vec<EquipmentList>,
    confirmations: BTreeMap<Confirmation, ConfirmationTexts>,
    subjects: BTreeMap<Subject, SubjectTexts>,
}

/// What is cited when the order is named.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Act {
    /// Who issued it, when, under which number.
    pub citation: Texts,
    /// Its title.
    pub title: Texts,
    /// The state body that licenses.
    pub licensor: Texts,
}

/// What the order says of one activity type.
#[derive(Debug)]
pub struct Activity {
    /// Which one it is.
    pub activity_type: ActivityType,
    /// The annex: 1, 2 or 3.
    pub annex: u8,
    /// Where the order sets out the information form.
    pub information_form: Appendix,
    /// The code of the question bank; none without an exam.
    pub bank: Option<String>,
    /// The code of the list of specialties, A or B.
    pub specialties: Option<String>,
    /// The code of the equipment list, Q1–Q4.
    pub equipment: Option<String>,
    /// The full name.
    pub name: Texts,
    /// A short name, with the order's abbreviations.
    pub short_name: Texts,
    /// The rows, by item number.
    pub requirements: Vec<Requirement>,
}

/// One row of the order: what is required of the applicant or licensee.
#[derive(Debug)]
pub struct Requirement {
    /// The activity type that it is required for.
    pub activity_type: ActivityType,
    /// The annex: 1, 2 or 3.
    pub annex: u8,
    /// The item number within the annex.
    pub item: u8,
    /// What it is about.
    pub subject: Subject,
    /// How it is confirmed.
    pub confirmation: Confirmation,
    /// The requirement in full; a line break starts a sub-item.
    pub text: Texts,
}

impl Requirement {
    /// The row's place in the order.
    pub fn number(&self) -> RowNumber {
        RowNumber { annex: self.annex, item: self.item }
    }

    /// What the information form has to state and which copies go with it (the order's third column, spelled out
    /// from the appendices). `None` for the exam.
    pub fn document(&self) -> Option<&'static Texts> {
        self.subject.texts().document.as_ref()
    }

    /// The note that names who confirms (the order's fourth column). `None` where the order has none.
    pub fn note(&self) -> Option<&'static Texts> {
        self.confirmation.texts().note.as_ref()
    }
}

/// Names a row of the order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RowNumber {
    /// The annex.
    pub annex: u8,
    /// The item within it.
    pub item: u8,
}

impl RowNumber {
    /// As it is cited: "annex 1, item 3".
    pub fn cite(self, language: Language) -> String {
        let Self { annex, item } = self;
        match language {
            Language::Kk => format!("{annex}-қосымша, {item}-тармақ"),
            Language::Ru => format!("приложение {annex}, пункт {item}"),
            Language::En => format!("annex {annex}, item {item}"),
        }
    }
}

/// Names an appendix to an annex of the order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Appendix {
    /// The annex.
    pub annex: u8,
    /// The appendix to it.
    pub appendix: u8,
}

impl Appendix {
    /// As it is cited: "annex 3, appendix 6".
    pub fn cite(self, language: Language) -> String {
        let Self { annex, appendix } = self;
        match language {
            Language::Kk => format!("{annex}-қосымшаға {appendix}-қосымша"),
            Language::Ru => format!("приложение {appendix} к приложению {annex}"),
            Language::En => format!("annex {annex}, appendix {appendix}"),
        }
    }
}

/// How conformity with a row is confirmed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Confirmation {
    /// The State E-licensing database.
    Register,
    /// The information form with copies of documents.
    InformationForm,
    /// A qualification exam in the licensor's unit at the place of activity.
    Exam,
    /// The information form, then an on-site inspection by the unit at the place of activity.
    Inspection,
    /// A check of the information form.
    FormCheck,
}

impl Confirmation {
    /// All five ways.
    pub const ALL: [Self; 5] = [Self::Register, Self::InformationForm, Self::Exam, Self::Inspection, Self::FormCheck];

    /// What it is called.
    pub fn name(self, language: Language) -> &'static str {
        self.texts().name.get(language)
    }

    /// Its texts in the order.
    pub fn texts(self) -> &'static ConfirmationTexts {
        &order().confirmations[&self]
    }
}

/// The words for a way of confirming.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConfirmationTexts {
    /// What it is called.
    pub name: Texts,
    /// The order's note, which names who confirms.
    pub note: Option<Texts>,
}

/// What a row is about: the same matter has different item numbers in different annexes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Subject {
    /// Being a legal entity or an individual.
    Status,
    /// The higher education of the specialist.
    Education,
    /// The knowledge of the declared persons: the exam.
    Knowledge,
    /// The permit to work with state secrets.
    Permit,
    /// The minimum set of tools and equipment.
    Equipment,
    /// Premises to produce in.
    ProductionPremises,
    /// Dedicated premises with guard and fire alarms.
    GuardedPremises,
    /// Specialists with diplomas and certificates, in least numbers (list K).
    Staff,
    /// The additional requirements to the licensee: reports, notices, methodology, transfer only with consent.
    Obligations,
}

impl Subject {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::Status,
        Self::Education,
        Self::Knowledge,
        Self::Permit,
        Self::Equipment,
        Self::ProductionPremises,
        Self::GuardedPremises,
        Self::Staff,
        Self::Obligations,
    ];

    /// A short heading for a row.
    pub fn name(self, language: Language) -> &'static str {
        self.texts().name.get(language)
    }

    /// Its texts.
    pub fn texts(self) -> &'static SubjectTexts {
        &order().subjects[&self]
    }
}

/// The words for what a row is about.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SubjectTexts {
    /// A short heading.
    pub name: Texts,
    /// What the information form has to state of it and which copies go with it.
    pub document: Option<Texts>,
}

/// List K: the staff that an operations centre or an incident response service must have.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StaffList {
    /// `K`.
    pub code: String,
    /// The rows that set it out.
    pub sources: Vec<RowNumber>,
    /// Its lines.
    #[serde(rename = "line")]
    pub lines: Vec<StaffLine>,
}

/// A line of list K: specialists, retrained or with raised qualification in information security.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StaffLine {
    /// The number of the line, 1–6.
    pub line: u8,
    /// The diploma, certificate or direction.
    pub name: Texts,
    least: BTreeMap<ActivityType, u8>,
}

impl StaffLine {
    /// The least number of such specialists. `None`: not required for this activity type.
    pub fn least(&self, activity: ActivityType) -> Option<u8> {
        self.least.get(&activity).copied()
    }
}

/// A minimum set of tools and equipment: Q1–Q4.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EquipmentList {
    /// `Q1`–`Q4`: our name for it, not the order's.
    pub code: String,
    /// Where the order sets it out.
    pub source: Appendix,
    /// The title of the appendix.
    pub title: Texts,
    /// The appendix's note to the whole list.
    pub note: Option<Texts>,
    /// The items as numbered in the appendix: the first is item 1.
    pub items: Vec<EquipmentItem>,
}

/// An item of an equipment list.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EquipmentItem {
    /// Heading of the group that starts with this item.
    pub heading: Option<Texts>,
    /// What it is.
    pub name: Texts,
    /// What it is for, where the order says so; a line break starts a sub-item.
    pub purpose: Option<Texts>,
}

impl Order {
    /// All rows of all annexes.
    pub fn requirements(&self) -> impl Iterator<Item = &Requirement> {
        self.activities.iter().flat_map(|activity| &activity.requirements)
    }

    /// The list of specialties with that code, A or B.
    pub fn specialty_list(&self, code: &str) -> Option<&SpecialtyList> {
        self.specialty_lists.iter().find(|list| list.code == code)
    }

    /// The equipment list with that code, Q1–Q4.
    pub fn equipment_list(&self, code: &str) -> Option<&EquipmentList> {
        self.equipment_lists.iter().find(|list| list.code == code)
    }

    /// The row of that number, if the order has one.
    pub fn requirement(&self, number: RowNumber) -> Option<&Requirement> {
        self.requirements().find(|row| row.number() == number)
    }
}

#[cfg(test)]
mod tests;
