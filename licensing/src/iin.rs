//! The individual identification number.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::identification_number::{IdentificationNumberError, TwelveDigits, written_as_twelve_digits};

/// An individual identification number (IIN; ЖСН, ИИН): YYMMDD of birth, a digit for century and sex, a serial number, a
/// check digit. It can't hold one that breaks these rules.
///
/// It is personal data: [`Debug`](fmt::Debug) shows it [masked](Self::masked), so that it doesn't get into logs.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Iin(TwelveDigits);

/// The sex that an IIN was issued with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Sex {
    /// The 7th digit is even.
    Female,
    /// The 7th digit is odd.
    Male,
}

impl Iin {
    /// The date of birth (year, month, day) that the number was issued with. An identity document may rightly show
    /// another one: a number stays when a date is corrected.
    pub fn birth_date(self) -> (u16, u8, u8) {
        let century = 1800 + 100 * u16::from((self.0.digit(7) - 1) / 2);
        (century + u16::from(self.0.pair(1)), self.0.pair(3), self.0.pair(5))
    }

    /// The sex that the number was issued with.
    pub fn sex(self) -> Sex {
        if self.0.digit(7) % 2 == 1 { Sex::Male } else { Sex::Female }
    }

    /// For lists and screens that others may see: only the last four digits, without the birth date.
    pub fn masked(self) -> String {
        format!("********{}", &self.to_string()[8..])
    }
}

impl FromStr for Iin {
    type Err = IdentificationNumberError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let iin = Self(TwelveDigits::read(text)?);
        if !(1..=6).contains(&iin.0.digit(7)) {
            return Err(IdentificationNumberError::CenturyAndSex);
        }
        let (year, month, day) = iin.birth_date();
        if !(1..=days_in_month(year, month)).contains(&day) {
            return Err(IdentificationNumberError::BirthDate);
        }
        Ok(iin)
    }
}

/// The days of a month of the Gregorian calendar; none if there is no such month.
fn days_in_month(year: u16, month: u8) -> u8 {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        _ => 0,
    }
}

impl fmt::Debug for Iin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Iin({})", self.masked())
    }
}

written_as_twelve_digits!(Iin);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::identification_number::tests::issued_from;

    fn issued(start: &str) -> Result<Iin, IdentificationNumberError> {
        issued_from(start).parse()
    }

    #[test]
    fn the_seventh_digit_gives_century_and_sex() {
        for (start, year, sex) in [
            ("8501011", 1885, Sex::Male),
            ("8501012", 1885, Sex::Female),
            ("8501013", 1985, Sex::Male),
            ("8501014", 1985, Sex::Female),
            ("0501015", 2005, Sex::Male),
            ("0501016", 2005, Sex::Female),
        ] {
            let iin = issued(start).unwrap();
            assert_eq!((iin.birth_date(), iin.sex()), ((year, 1, 1), sex));
        }
        for digit in [0, 7, 8, 9] {
            let refused = issued(&format!("850101{digit}"));
            assert_eq!(refused, Err(IdentificationNumberError::CenturyAndSex), "{digit}");
        }
    }

    #[test]
    fn the_birth_date_is_a_day_of_the_calendar() {
        for (day, exists) in [
            ("8501313", true),
            ("8501323", false),
            ("8501003", false),
            ("8504303", true),
            ("8504313", false),
            ("8500103", false),
            ("8513103", false),
            ("8502283", true),
            ("8502293", false),
            ("8402293", true),
            ("0002295", true),
            ("0002293", false),
            ("0002291", false),
            ("8412313", true),
        ] {
            let read = issued(day).map(drop);
            assert_eq!(read, if exists { Ok(()) } else { Err(IdentificationNumberError::BirthDate) }, "{day}");
        }
    }

    #[test]
    fn a_mistyped_digit_is_told_before_anything_else() {
        let mut number = issued_from("8513013");
        assert_eq!(number.parse::<Iin>(), Err(IdentificationNumberError::BirthDate));
        let last = number.pop().unwrap();
        number.push(if last == '9' { '0' } else { '9' });
        assert_eq!(number.parse::<Iin>(), Err(IdentificationNumberError::CheckDigit));
    }

    #[test]
    fn a_business_number_is_no_individual_number() {
        assert!(issued("94014").is_err());
    }

    #[test]
    fn spaces_around_a_pasted_number_do_no_harm() {
        let number = issued_from("8501013");
        assert_eq!(format!(" {number}\t\n").parse::<Iin>().unwrap().to_string(), number);
    }

    #[test]
    fn logs_and_lists_see_the_last_four_digits_alone() {
        let iin = issued("8501013").unwrap();
        let last_four = &iin.to_string()[8..];
        assert_eq!(iin.masked(), format!("********{last_four}"));
        assert_eq!(format!("{iin:?}"), format!("Iin(********{last_four})"));
    }

    #[test]
    fn it_is_stored_as_text_and_checked_when_read_back() {
        #[derive(Serialize, Deserialize)]
        struct Specialist {
            iin: Iin,
        }
        let iin = issued("8501013").unwrap();
        let stored = toml::to_string(&Specialist { iin }).unwrap();
        assert_eq!(stored, format!("iin = \"{iin}\"\n"));
        assert_eq!(toml::from_str::<Specialist>(&stored).unwrap().iin, iin);
        let refused = toml::from_str::<Specialist>("iin = \"850101300120\"").err().unwrap().to_string();
        assert!(refused.contains("check digit"), "{refused}");
    }
}
