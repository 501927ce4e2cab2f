//! From the text of `data/order.toml` to an [`Order`] that holds together.

use std::collections::BTreeMap;

use exam::language::Texts;
use serde::Deserialize;

use super::{
    Act, Activity, Appendix, Confirmation, ConfirmationTexts, EquipmentList, Order, Requirement, RowNumber, StaffList, Subject,
    SubjectTexts,
};
use crate::activity::ActivityType;
use crate::data_file::{self, DataFault};
use crate::specialty::{Specialty, SpecialtyList};

/// `data/order.toml` as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OrderFile {
    act: Act,
    confirmation: BTreeMap<Confirmation, ConfirmationTexts>,
    subject: BTreeMap<Subject, SubjectTexts>,
    activity: Vec<ActivityBlock>,
    specialty_list: Vec<SpecialtyListHead>,
    specialty: Vec<ListedSpecialty>,
    staff_list: StaffList,
    equipment_list: Vec<EquipmentList>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ActivityBlock {
    code: ActivityType,
    annex: u8,
    form_appendix: u8,
    bank: Option<String>,
    specialties: Option<String>,
    equipment: Option<String>,
    name: Texts,
    short_name: Texts,
    row: Vec<Row>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    item: u8,
    subject: Subject,
    confirmation: Confirmation,
    text: Texts,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SpecialtyListHead {
    code: String,
    sources: Vec<RowNumber>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ListedSpecialty {
    lists: Vec<String>,
    name: Texts,
}

impl ActivityBlock {
    fn into_activity(self) -> Activity {
        let Self { code: activity_type, annex, form_appendix, bank, specialties, equipment, name, short_name, row } = self;
        let requirements = row
            .into_iter()
            .map(|Row { item, subject, confirmation, text }| Requirement {
                activity_type,
                annex,
                item,
                subject,
                confirmation,
                text,
            })
            .collect();
        Activity {
            activity_type,
            annex,
            information_form: Appendix { annex, appendix: form_appendix },
            bank,
            specialties,
            equipment,
            name,
            short_name,
            requirements,
        }
    }
}

/// Why a data file is not the order.
#[derive(Debug, thiserror::Error)]
pub(super) enum OrderFault {
    #[error(transparent)]
    Data(#[from] DataFault),
    #[error("the activity types must be {expected:?}, in this order; found {found:?}")]
    ActivityTypes { expected: Vec<ActivityType>, found: Vec<ActivityType> },
    #[error("annex {annex}: expected item {expected}, found item {found}")]
    ItemNumber { annex: u8, expected: u8, found: u8 },
    #[error("{0}: a question bank and exactly one row confirmed by exam go together")]
    ExamAndBank(ActivityType),
    #[error("{0}: a row about {1:?} and the list it refers to go together")]
    RowAndList(ActivityType, Subject),
    #[error("there is no list {0}")]
    UnknownList(String),
    #[error("no text for {0}")]
    Unnamed(String),
}

impl Order {
    /// Reads the order and checks that it holds together.
    pub(super) fn read(source: &str) -> Result<Self, OrderFault> {
        let file: OrderFile = data_file::read(source)?;
        let list_codes: Vec<&str> = file.specialty_list.iter().map(|head| head.code.as_str()).collect();
        if let Some(stray) = file.specialty.iter().flat_map(|s| &s.lists).find(|l| !list_codes.contains(&l.as_str())) {
            return Err(OrderFault::UnknownList(stray.clone()));
        }
        let specialties = &file.specialty;
        let specialty_lists = file
            .specialty_list
            .into_iter()
            .map(|SpecialtyListHead { code, sources }| {
                let listed = specialties.iter().filter(|specialty| specialty.lists.contains(&code));
                let specialties = listed.map(|specialty| Specialty { name: specialty.name.clone() }).collect();
                SpecialtyList { code, sources, specialties }
            })
            .collect();
        let order = Self {
            act: file.act,
            activities: file.activity.into_iter().map(ActivityBlock::into_activity).collect(),
            specialty_lists,
            staff_list: file.staff_list,
            equipment_lists: file.equipment_list,
            confirmations: file.confirmation,
            subjects: file.subject,
        };
        order.check()?;
        Ok(order)
    }

    fn check(&self) -> Result<(), OrderFault> {
        let found: Vec<_> = self.activities.iter().map(|activity| activity.activity_type).collect();
        if found != ActivityType::ALL {
            return Err(OrderFault::ActivityTypes { expected: ActivityType::ALL.to_vec(), found });
        }
        let mut last_items = BTreeMap::new();
        for row in self.requirements() {
            let last = last_items.entry(row.annex).or_insert(0);
            *last += 1;
            if row.item != *last {
                return Err(OrderFault::ItemNumber { annex: row.annex, expected: *last, found: row.item });
            }
        }
        for activity in &self.activities {
            self.check_lists(activity)?;
        }
        let unnamed = |missing: Option<String>| missing.map_or(Ok(()), |what| Err(OrderFault::Unnamed(what)));
        unnamed(Confirmation::ALL.iter().find(|c| !self.confirmations.contains_key(c)).map(|c| format!("{c:?}")))?;
        unnamed(Subject::ALL.iter().find(|s| !self.subjects.contains_key(s)).map(|s| format!("{s:?}")))
    }

    /// An activity type has a bank, a list of specialties, of staff, of equipment if and only if a row asks for it.
    fn check_lists(&self, activity: &Activity) -> Result<(), OrderFault> {
        let which = activity.activity_type;
        let exams = activity.requirements.iter().filter(|row| row.confirmation == Confirmation::Exam).count();
        if exams != usize::from(activity.bank.is_some()) {
            return Err(OrderFault::ExamAndBank(which));
        }
        let staffed = self.staff_list.lines.iter().any(|line| line.least(which).is_some());
        for (subject, has_list) in [
            (Subject::Education, activity.specialties.is_some()),
            (Subject::Equipment, activity.equipment.is_some()),
            (Subject::Staff, staffed),
        ] {
            if activity.requirements.iter().any(|row| row.subject == subject) != has_list {
                return Err(OrderFault::RowAndList(which, subject));
            }
        }
        let lost_specialties = activity.specialties.iter().find(|code| self.specialty_list(code).is_none());
        let lost_equipment = activity.equipment.iter().find(|code| self.equipment_list(code).is_none());
        match lost_specialties.or(lost_equipment) {
            Some(code) => Err(OrderFault::UnknownList(code.clone())),
            None => Ok(()),
        }
    }
}
