//! The business identification number.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::identification_number::{IdentificationNumberError, TwelveDigits, written_as_twelve_digits};

/// A business identification number (BIN; БСН, БИН): YYMM of registration, a digit 4–6 for the kind of holder, further
/// digits, a check digit. It can't hold one that breaks these rules. No number is both a BIN and an [IIN](crate::Iin),
/// whose fifth digit starts a day of the month.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Bin(TwelveDigits);

impl FromStr for Bin {
    type Err = IdentificationNumberError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let digits = TwelveDigits::read(text)?;
        if !(4..=6).contains(&digits.digit(5)) {
            return Err(IdentificationNumberError::Holder);
        }
        if !(1..=12).contains(&digits.pair(3)) {
            return Err(IdentificationNumberError::Registration);
        }
        Ok(Self(digits))
    }
}

impl fmt::Debug for Bin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Bin({self})")
    }
}

written_as_twelve_digits!(Bin);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::identification_number::tests::issued_from;

    fn issued(start: &str) -> Result<Bin, IdentificationNumberError> {
        issued_from(start).parse()
    }

    #[test]
    fn the_fifth_digit_is_four_five_or_six() {
        for digit in 0..10 {
            let read = issued(&format!("1907{digit}")).map(drop);
            let expected = if (4..=6).contains(&digit) { Ok(()) } else { Err(IdentificationNumberError::Holder) };
            assert_eq!(read, expected, "{digit}");
        }
    }

    #[test]
    fn it_starts_with_a_month_of_registration() {
        for month in 0..=13 {
            let read = issued(&format!("19{month:02}4")).map(drop);
            let expected = if (1..=12).contains(&month) { Ok(()) } else { Err(IdentificationNumberError::Registration) };
            assert_eq!(read, expected, "{month}");
        }
    }

    #[test]
    fn an_individual_number_is_no_business_number() {
        assert_eq!(issued("8501013"), Err(IdentificationNumberError::Holder));
    }

    #[test]
    fn it_is_stored_as_text_and_checked_when_read_back() {
        #[derive(Debug, Serialize, Deserialize)]
        struct Applicant {
            bin: Bin,
        }
        let bin = issued("19074").unwrap();
        let stored = toml::to_string(&Applicant { bin }).unwrap();
        assert_eq!(stored, format!("bin = \"{bin}\"\n"));
        assert_eq!(toml::from_str::<Applicant>(&stored).unwrap().bin, bin);
        assert!(toml::from_str::<Applicant>("bin = \"not a number\"").is_err());
    }
}
