//! What the individual and the business identification number have in common: twelve digits, the last of them a check.

use std::fmt;

/// The twelve digits of a number whose check digit is right.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct TwelveDigits([u8; 12]);

impl TwelveDigits {
    /// Reads twelve digits, with white space around them at most, and checks the last.
    pub(crate) fn read(text: &str) -> Result<Self, IdentificationNumberError> {
        let typed: &[u8; 12] = text.trim().as_bytes().try_into().map_err(|_| IdentificationNumberError::NotTwelveDigits)?;
        if !typed.iter().all(u8::is_ascii_digit) {
            return Err(IdentificationNumberError::NotTwelveDigits);
        }
        let digits = typed.map(|character| character - b'0');
        let [first_eleven @ .., last] = digits;
        match check_digit(first_eleven) {
            None => Err(IdentificationNumberError::NeverIssued),
            Some(check) if check != last => Err(IdentificationNumberError::CheckDigit),
            Some(_) => Ok(Self(digits)),
        }
    }

    /// The digit at that position, the first being 1, as the rules count.
    pub(crate) fn digit(self, position: usize) -> u8 {
        self.0[position - 1]
    }

    /// The number that the digits at that position and the next make.
    pub(crate) fn pair(self, position: usize) -> u8 {
        self.digit(position) * 10 + self.digit(position + 1)
    }
}

impl fmt::Display for TwelveDigits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|digit| write!(f, "{digit}"))
    }
}

/// The twelfth digit that belongs to the first eleven (each 0–9), or `None`: such a number is never issued.
///
/// Σ dᵢ·i (i = 1…11) mod 11; if that is 10, the same with the weights 3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2; if that is
/// 10 again, there is none. Mind what this does not see: as 11 ≡ 0 mod 11, a wrong **11th** digit goes unnoticed unless the
/// second weights come in; and where they do, now and then another wrong digit goes unnoticed too.
pub fn check_digit(first_eleven: [u8; 11]) -> Option<u8> {
    const WEIGHTS: [[u8; 11]; 2] = [[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11], [3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2]];
    WEIGHTS.into_iter().find_map(|weights| {
        let sum: u16 = first_eleven.iter().zip(weights).map(|(&digit, weight)| u16::from(digit) * u16::from(weight)).sum();
        u8::try_from(sum % 11).ok().filter(|&rest| rest < 10)
    })
}

/// Which rule a would-be number breaks. It doesn't repeat the number: that is personal data, and errors get logged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IdentificationNumberError {
    /// Other characters than digits, or not twelve of them.
    #[error("the number must have exactly twelve digits")]
    NotTwelveDigits,
    /// The twelfth digit doesn't follow from the others: one of the twelve is mistyped.
    #[error("the check digit (the 12th) does not match the other digits")]
    CheckDigit,
    /// Both sums are 10, so there is no check digit for these first eleven digits.
    #[error("no number with these first eleven digits is ever issued")]
    NeverIssued,
    /// IIN: the 7th digit isn't 1–6.
    #[error("the 7th digit, which gives century and sex, must be 1 to 6")]
    CenturyAndSex,
    /// IIN: digits 1–6 aren't a day of the calendar in the century that the 7th gives.
    #[error("the first six digits (YYMMDD) are not a date of the calendar")]
    BirthDate,
    /// BIN: the 5th digit isn't 4, 5 or 6.
    #[error("the 5th digit of a business identification number must be 4, 5 or 6")]
    Holder,
    /// BIN: digits 3 and 4 aren't a month.
    #[error("the first four digits (YYMM) are not a year and month of registration")]
    Registration,
}

/// Text and serde for a number type: written and read as its twelve digits.
macro_rules! written_as_twelve_digits {
    ($number:ty) => {
        impl std::fmt::Display for $number {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl From<$number> for String {
            fn from(number: $number) -> Self {
                number.to_string()
            }
        }

        impl TryFrom<String> for $number {
            type Error = crate::identification_number::IdentificationNumberError;

            fn try_from(text: String) -> Result<Self, Self::Error> {
                text.parse()
            }
        }
    };
}
pub(crate) use written_as_twelve_digits;

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// The first number that starts with these digits: with the least serial number that has a check digit.
    pub(crate) fn issued_from(start: &str) -> String {
        let width = 11 - start.len();
        let mut first_elevens = (1..).map(|serial| format!("{start}{serial:0width$}"));
        first_elevens.find_map(|eleven| Some(format!("{eleven}{}", check_digit(digits(&eleven))?))).unwrap()
    }

    fn digits(first_eleven: &str) -> [u8; 11] {
        let digits: Vec<u8> = first_eleven.bytes().map(|character| character - b'0').collect();
        digits.try_into().expect("eleven digits")
    }

    /// Whether the first weights alone give the check digit.
    fn by_first_weights(digits: [u8; 11]) -> bool {
        (1..).zip(digits).map(|(weight, digit)| weight * u32::from(digit)).sum::<u32>() % 11 != 10
    }

    /// A few hundred digit strings spread over all there are.
    fn samples() -> impl Iterator<Item = [u8; 11]> {
        (0..400_u64).map(|n| digits(&format!("{:011}", n * 48_271_234_567 % 99_999_999_977)))
    }

    /// From an independent implementation (the Python package `idnumbers`): the first eleven digits, the check digit.
    const FIRST_WEIGHTS: [(&str, u8); 6] =
        [("80031331186", 7), ("73010346851", 2), ("64040340968", 8), ("96020839455", 3), ("97070230763", 9), ("95031042363", 2)];
    const SECOND_WEIGHTS: [(&str, u8); 5] =
        [("94021238313", 5), ("63042542119", 7), ("70081342243", 1), ("60031449991", 3), ("83080437996", 3)];
    const NEVER_ISSUED: [&str; 4] = ["94021949179", "91010348648", "69042430673", "81021532895"];

    #[test]
    fn the_check_digit_agrees_with_an_independent_implementation() {
        for (first_eleven, check) in FIRST_WEIGHTS {
            assert!(by_first_weights(digits(first_eleven)));
            assert_eq!(check_digit(digits(first_eleven)), Some(check), "{first_eleven}");
        }
        for (first_eleven, check) in SECOND_WEIGHTS {
            assert!(!by_first_weights(digits(first_eleven)));
            assert_eq!(check_digit(digits(first_eleven)), Some(check), "{first_eleven}");
        }
    }

    #[test]
    fn where_both_sums_are_ten_no_last_digit_helps() {
        for first_eleven in NEVER_ISSUED {
            assert_eq!(check_digit(digits(first_eleven)), None, "{first_eleven}");
            for last in 0..10 {
                let refused = TwelveDigits::read(&format!("{first_eleven}{last}"));
                assert_eq!(refused.err(), Some(IdentificationNumberError::NeverIssued));
            }
        }
    }

    #[test]
    fn a_wrong_check_digit_is_always_refused() {
        for first_eleven in samples() {
            let text: String = first_eleven.iter().map(u8::to_string).collect();
            for last in 0..10 {
                let read = TwelveDigits::read(&format!("{text}{last}"));
                match check_digit(first_eleven) {
                    Some(check) if check == last => assert_eq!(read.unwrap().to_string(), format!("{text}{last}")),
                    Some(_) => assert!(matches!(read, Err(IdentificationNumberError::CheckDigit))),
                    None => assert!(matches!(read, Err(IdentificationNumberError::NeverIssued))),
                }
            }
        }
    }

    #[test]
    fn one_wrong_digit_is_noticed_except_where_the_rule_is_blind() {
        let (mut noticed, mut unnoticed) = (0, 0);
        for right in samples() {
            for position in 1..=11 {
                for digit in (0..10).filter(|&digit| digit != right[position - 1]) {
                    let mut wrong = right;
                    wrong[position - 1] = digit;
                    let (right_digit, wrong_digit) = (check_digit(right), check_digit(wrong));
                    if by_first_weights(right) && by_first_weights(wrong) {
                        assert_eq!(right_digit == wrong_digit, position == 11, "{right:?} {wrong:?}");
                    } else if right_digit != wrong_digit {
                        noticed += 1;
                    } else {
                        unnoticed += 1;
                    }
                }
            }
        }
        assert!(unnoticed * 5 < noticed, "the second weights notice nearly every wrong digit: {noticed}, {unnoticed}");
    }

    #[test]
    fn anything_but_twelve_digits_is_refused_as_such() {
        for typed in
            ["", "12345678901", "1234567890123", "12345678901a", "123456 789012", "-12345678901", "١٢٣٤٥٦٧٨٩٠١٢", "１２３４"]
        {
            let refused = TwelveDigits::read(typed);
            assert!(matches!(refused, Err(IdentificationNumberError::NotTwelveDigits)), "{typed}");
        }
    }
}
