//! The calculator: the four operations with brackets, as they are written by hand. A decimal comma is as good as a point.

/// What is wrong with an expression.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Slip {
    /// It can't be read.
    Unreadable,
    /// It divides by nothing, or comes out too large.
    NoResult,
}

/// Most signs of an expression.
pub const MOST_SIGNS: usize = 80;

/// What an expression comes to.
///
/// # Errors
/// [`Slip`].
pub fn work_out(expression: &str) -> Result<f64, Slip> {
    let signs: Vec<char> = expression.chars().filter(|c| !c.is_whitespace()).take(MOST_SIGNS + 1).collect();
    if signs.len() > MOST_SIGNS {
        return Err(Slip::Unreadable);
    }
    let mut reader = Reader { signs: &signs, next: 0 };
    let result = reader.sum()?;
    if reader.next < signs.len() {
        return Err(Slip::Unreadable);
    }
    if result.is_finite() { Ok(result) } else { Err(Slip::NoResult) }
}

struct Reader<'s> {
    signs: &'s [char],
    next: usize,
}

impl Reader<'_> {
    fn take(&mut self, wanted: &[char]) -> Option<char> {
        let sign = self.signs.get(self.next).copied().filter(|sign| wanted.contains(sign));
        self.next += usize::from(sign.is_some());
        sign
    }

    fn sum(&mut self) -> Result<f64, Slip> {
        let mut sum = self.product()?;
        while let Some(sign) = self.take(&['+', '-', '−']) {
            let part = self.product()?;
            sum += if sign == '+' { part } else { -part };
        }
        Ok(sum)
    }

    fn product(&mut self) -> Result<f64, Slip> {
        let mut product = self.factor()?;
        while let Some(sign) = self.take(&['*', '×', '·', '/', '÷', ':']) {
            let part = self.factor()?;
            match sign {
                '*' | '×' | '·' => product *= part,
                _ => product /= part,
            }
        }
        Ok(product)
    }

    fn factor(&mut self) -> Result<f64, Slip> {
        if self.take(&['-', '−']).is_some() {
            return Ok(-self.factor()?);
        }
        if self.take(&['(']).is_some() {
            let inner = self.sum()?;
            return self.take(&[')']).map(|_| inner).ok_or(Slip::Unreadable);
        }
        self.number()
    }

    fn number(&mut self) -> Result<f64, Slip> {
        let (mut digits, mut number, mut scale, mut fraction) = (0, 0.0, 1.0, false);
        while let Some(sign) = self.signs.get(self.next) {
            match (sign.to_digit(10), sign) {
                (Some(digit), _) => {
                    number = number * 10.0 + f64::from(digit);
                    scale *= if fraction { 10.0 } else { 1.0 };
                    digits += 1;
                }
                (None, ',' | '.') if !fraction => fraction = true,
                _ => break,
            }
            self.next += 1;
        }
        if digits == 0 { Err(Slip::Unreadable) } else { Ok(number / scale) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_reckons_as_at_school() {
        for (expression, result) in [
            ("2+3*4", 14.0),
            ("(2 + 3) × 4", 20.0),
            ("12,5 · 4 - 1.5", 48.5),
            ("7 : 2 ÷ 2", 1.75),
            ("-3 − -5", 2.0),
            ("2*-3", -6.0),
            ("0,1+0,2", 0.1 + 0.2),
            (",5", 0.5),
            ("10-3-2", 5.0),
        ] {
            assert_eq!(work_out(expression), Ok(result), "{expression}");
        }
    }

    #[test]
    fn what_makes_no_sense_is_told_from_what_has_no_result() {
        for unreadable in ["", "2+", "(2", "2)", "a", "1,2,3", ",", "2 3 +", "2(3)", &"1".repeat(81)] {
            assert_eq!(work_out(unreadable), Err(Slip::Unreadable), "{unreadable}");
        }
        for endless in ["1/0", "0/0", "1/(2-2)"] {
            assert_eq!(work_out(endless), Err(Slip::NoResult), "{endless}");
        }
    }
}
