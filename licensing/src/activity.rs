//! The licensed activity types, and what the order says of each.

use std::{fmt, str::FromStr};

use exam::language::Language;
use serde::{Deserialize, Serialize};

use crate::order::{Activity, Confirmation, EquipmentList, Requirement, StaffLine, order};
use crate::specialty::SpecialtyList;

/// A licensed activity type: one block of requirement rows of the order. Written by its [code](Self::code), in data
/// files and in the database.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ActivityType {
    /// Development and production of special technical means (annex 1, items 1–8).
    StmDevelopmentProduction,
    /// Repair and sale of special technical means (annex 1, items 9–15).
    StmRepairSale,
    /// Development of cryptographic information protection means (annex 2, items 1–5).
    CryptoDevelopment,
    /// Detection of technical channels of information leakage and of special technical means (annex 3, items 1–6).
    LeakDetection,
    /// The same within an information security operations centre (annex 3, items 7–11): no exam.
    LeakDetectionSoc,
    /// The same within an incident response service (annex 3, items 12–16): no exam.
    LeakDetectionIncidentResponse,
}

impl ActivityType {
    /// All six, as the order lists them.
    pub const ALL: [Self; 6] = [
        Self::StmDevelopmentProduction,
        Self::StmRepairSale,
        Self::CryptoDevelopment,
        Self::LeakDetection,
        Self::LeakDetectionSoc,
        Self::LeakDetectionIncidentResponse,
    ];

    /// The lasting code, such as `stm-repair-sale`.
    pub fn code(self) -> &'static str {
        match self {
            Self::StmDevelopmentProduction => "stm-development-production",
            Self::StmRepairSale => "stm-repair-sale",
            Self::CryptoDevelopment => "crypto-development",
            Self::LeakDetection => "leak-detection",
            Self::LeakDetectionSoc => "leak-detection-soc",
            Self::LeakDetectionIncidentResponse => "leak-detection-incident-response",
        }
    }

    /// Everything that the order says of this activity type.
    pub fn activity(self) -> &'static Activity {
        &order().activities[self as usize]
    }

    /// The full name, as on a licence.
    pub fn name(self, language: Language) -> &'static str {
        self.activity().name.get(language)
    }

    /// A short name for tables and headings, with the order's abbreviations.
    pub fn short_name(self, language: Language) -> &'static str {
        self.activity().short_name.get(language)
    }

    /// The annex of the order: 1, 2 or 3.
    pub fn annex(self) -> u8 {
        self.activity().annex
    }

    /// The requirement rows, by item number.
    pub fn requirements(self) -> &'static [Requirement] {
        &self.activity().requirements
    }

    /// The code of the question bank. `None`: the order asks for no exam. Both activity types of annex 1 have one bank.
    pub fn bank(self) -> Option<&'static str> {
        self.activity().bank.as_deref()
    }

    /// The row that is confirmed by exam, if there is one; there is never more than one.
    pub fn exam_row(self) -> Option<&'static Requirement> {
        self.requirements().iter().find(|row| row.confirmation == Confirmation::Exam)
    }

    /// The specialties (list A or B) of which a declared specialist must have one. `None`: see [`Self::staff`].
    pub fn specialties(self) -> Option<&'static SpecialtyList> {
        order().specialty_list(self.activity().specialties.as_deref()?)
    }

    /// The minimum set of tools and equipment (Q1–Q4). `None`: the order names no set.
    pub fn equipment(self) -> Option<&'static EquipmentList> {
        order().equipment_list(self.activity().equipment.as_deref()?)
    }

    /// The lines of list K that hold for this activity type, with the least number of specialists of each.
    pub fn staff(self) -> impl Iterator<Item = (&'static StaffLine, u8)> {
        order().staff_list.lines.iter().filter_map(move |line| Some((line, line.least(self)?)))
    }
}

impl fmt::Display for ActivityType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.code())
    }
}

impl FromStr for ActivityType {
    type Err = UnknownActivityType;

    fn from_str(code: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|activity| activity.code() == code).ok_or_else(|| UnknownActivityType(code.to_owned()))
    }
}

/// A code that names none of the six activity types.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no activity type {0:?}")]
pub struct UnknownActivityType(pub String);

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Serialize, Deserialize)]
    struct Licence {
        activity: ActivityType,
    }

    #[test]
    fn an_activity_type_is_written_and_read_by_its_code() {
        for activity in ActivityType::ALL {
            assert_eq!(activity.to_string().parse(), Ok(activity));
            let written = toml::to_string(&Licence { activity }).unwrap();
            assert_eq!(written, format!("activity = \"{}\"\n", activity.code()));
            assert_eq!(toml::from_str::<Licence>(&written).unwrap().activity, activity);
        }
    }

    #[test]
    fn another_code_is_refused_by_name() {
        let refusal = "STM-repair-sale".parse::<ActivityType>().unwrap_err();
        assert_eq!(refusal.to_string(), "there is no activity type \"STM-repair-sale\"");
    }
}
