//! Shares of a whole.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A whole percentage, 0 to 100.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub struct Percent(u8);

/// More than a hundred per cent.
#[derive(Debug, thiserror::Error)]
#[error("{0} is not a percentage: 0 to 100")]
pub struct NotAPercentage(u8);

impl Percent {
    /// Whether `part` of `whole` is at least this share. Exact: no rounding. Nothing is a share of nothing but zero.
    pub fn is_reached_by(self, part: u64, whole: u64) -> bool {
        u128::from(part) * 100 >= u128::from(self.0) * u128::from(whole) && (whole > 0 || self.0 == 0)
    }

    /// The number itself.
    pub const fn get(self) -> u8 {
        self.0
    }
}

impl TryFrom<u8> for Percent {
    type Error = NotAPercentage;
    fn try_from(value: u8) -> Result<Self, Self::Error> {
        if value <= 100 { Ok(Self(value)) } else { Err(NotAPercentage(value)) }
    }
}

impl From<Percent> for u8 {
    fn from(p: Percent) -> Self {
        p.0
    }
}

impl fmt::Display for Percent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} %", self.0)
    }
}
