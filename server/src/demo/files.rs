//! Files of the demonstration, over all six activity types. Nobody and nothing in them exists: names are built of the words for
//! "sample", "example", "exam" and "demonstration".

mod crypto;
mod leaks;
mod monitoring;
mod stm;

use licensing::{ActivityType, check_digit};
use store::{ApplicantForm, StandingOfApplicant};

/// A file and what has become of it.
pub(super) struct File {
    pub(super) number: &'static str,
    pub(super) activity: ActivityType,
    pub(super) standing: StandingOfApplicant,
    pub(super) form: ApplicantForm,
    pub(super) applicant: &'static str,
    /// BIN or IIN without the check digit.
    pub(super) applicant_digits: &'static str,
    /// How many days ago it was taken in.
    pub(super) intake: i32,
    /// How many days after that it is due.
    pub(super) term: i32,
    /// Territory and address; exams are taken in the unit of the first.
    pub(super) places: &'static [(&'static str, &'static str)],
    pub(super) specialists: &'static [Specialist],
    /// Rows that were recorded the day after the intake: item, met or not, note.
    pub(super) rows: &'static [(u16, bool, &'static str)],
}

/// A declared specialist.
pub(super) struct Specialist {
    /// IIN without the check digit.
    pub(super) digits: &'static str,
    pub(super) name: &'static str,
    pub(super) specialty: &'static str,
    pub(super) qualification: &'static str,
    /// Number, date and place of issue.
    pub(super) diploma: [&'static str; 3],
    pub(super) institution: &'static str,
    pub(super) copies_attached: bool,
    /// Why a specialty off the list was accepted.
    pub(super) accepted: Option<&'static str>,
    /// Why the applicant took the person out of the file.
    pub(super) withdrawn: Option<&'static str>,
    pub(super) exams: &'static [Exam],
}

/// A declared specialist's exam.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Exam {
    /// Taken some days ago.
    Taken {
        /// How many.
        days_ago: i32,
        passed: bool,
        /// Whether the chair approved it the day after.
        approved: bool,
    },
    /// The sitting is open.
    Today,
    /// The sitting is booked.
    Tomorrow,
}

/// The files, in the order of their numbers and of intake.
pub(super) fn all() -> impl Iterator<Item = &'static File> {
    const FILES: [&File; 9] = [
        &stm::RETAKE,
        &leaks::TWO_PLACES,
        &crypto::THREE_SPECIALISTS,
        &stm::DEVELOPMENT,
        &stm::LICENSEE,
        &leaks::INDIVIDUAL,
        &monitoring::OPERATIONS_CENTRE,
        &monitoring::INCIDENT_RESPONSE,
        &crypto::TOMORROW,
    ];
    FILES.into_iter()
}

/// The twelve digits of a number.
pub(super) fn number(first_eleven: &str) -> String {
    let mut digits = [0; 11];
    for (digit, character) in digits.iter_mut().zip(first_eleven.bytes()) {
        *digit = character.wrapping_sub(b'0');
    }
    // A test has seen that each has its check digit.
    format!("{first_eleven}{}", check_digit(digits).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use licensing::{Bin, Iin, Sex, SpecialtyCheck};

    use super::*;

    #[test]
    fn every_number_is_one_that_could_be_issued() {
        let mut iins = BTreeSet::new();
        for file in all() {
            let applicant = number(file.applicant_digits);
            match file.form {
                ApplicantForm::Entity => drop(applicant.parse::<Bin>().expect(file.number)),
                ApplicantForm::Individual => drop(applicant.parse::<Iin>().expect(file.number)),
            }
            for specialist in file.specialists {
                let iin: Iin = number(specialist.digits).parse().expect(specialist.name);
                let woman = specialist.name.ends_with("қызы") || specialist.name.ends_with("вна");
                assert_eq!(iin.sex() == Sex::Female, woman, "{}", specialist.name);
                let (born, graduated) = (iin.birth_date().0, specialist.diploma[1][..4].parse::<u16>().unwrap());
                assert!((20..=35).contains(&(graduated - born)), "{}", specialist.name);
                assert!(iins.insert(iin), "{}", specialist.name);
            }
        }
    }

    #[test]
    fn the_files_show_every_activity_type_and_every_kind_of_specialty() {
        assert_eq!(all().map(|f| f.activity).collect::<BTreeSet<_>>(), ActivityType::ALL.into());
        let mut off_the_list = (0, 0);
        for file in all() {
            for specialist in file.specialists {
                let listed = file.activity.specialties().map(|list| list.check(specialist.specialty));
                match (listed, specialist.accepted) {
                    (Some(SpecialtyCheck::NotListed), Some(_)) => off_the_list.0 += 1,
                    (Some(SpecialtyCheck::NotListed), None) => off_the_list.1 += 1,
                    (_, accepted) => assert_eq!(accepted, None, "{}", specialist.name),
                }
            }
        }
        assert!(off_the_list.0 > 0 && off_the_list.1 > 0, "{off_the_list:?}");
    }

    #[test]
    fn six_candidates_and_all_four_exams_wait_today() {
        let mut today = BTreeMap::<_, usize>::new();
        for file in all() {
            *today.entry(file.activity).or_default() +=
                file.specialists.iter().filter(|s| s.exams.contains(&Exam::Today)).count();
        }
        assert!(today.values().sum::<usize>() >= 6);
        for activity in ActivityType::ALL {
            assert_eq!(today[&activity] > 0, activity.exam_row().is_some(), "{activity}");
        }
    }

    #[test]
    fn things_happen_in_their_order() {
        assert!(all().map(|f| f.intake).is_sorted_by(|earlier, later| earlier > later));
        assert!(all().map(|f| f.number).is_sorted());
        for file in all() {
            assert!(file.intake >= 1 && file.term >= 0, "{}", file.number);
            for row in file.rows {
                assert!(
                    file.activity.requirements().iter().any(|r| u16::from(r.item) == row.0),
                    "{}, row {}",
                    file.number,
                    row.0
                );
            }
            for exam in file.specialists.iter().flat_map(|s| s.exams) {
                if let Exam::Taken { days_ago, .. } = exam {
                    assert!((1..file.intake).contains(days_ago), "{}", file.number);
                }
            }
        }
    }
}
