//! Roles, and where they are held.

use std::{collections::BTreeSet, fmt, str::FromStr};

use exam::id::UnitId;

use crate::engine::ids;

/// What a member of staff is there for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Keeps applicants' files, declared specialists and documents, books sittings.
    Registrar,
    /// Checks identity, admits, watches the room.
    Invigilator,
    /// Writes questions.
    Author,
    /// Reviews questions.
    Reviewer,
    /// Approves results.
    Chair,
    /// Reads everything, changes nothing.
    Auditor,
    /// Units, staff, settings.
    Administrator,
}

impl Role {
    /// All roles.
    pub const ALL: [Self; 7] =
        [Self::Registrar, Self::Invigilator, Self::Author, Self::Reviewer, Self::Chair, Self::Auditor, Self::Administrator];

    /// The name in the database, on the command line and in the locales.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Registrar => "registrar",
            Self::Invigilator => "invigilator",
            Self::Author => "author",
            Self::Reviewer => "reviewer",
            Self::Chair => "chair",
            Self::Auditor => "auditor",
            Self::Administrator => "administrator",
        }
    }

    /// Whether nobody acts in this role by a password alone.
    pub const fn needs_second_factor(self) -> bool {
        matches!(self, Self::Chair | Self::Administrator)
    }
}

impl FromStr for Role {
    type Err = String;
    fn from_str(s: &str) -> Result<Self, String> {
        let names = || Self::ALL.map(Self::code).join(", ");
        Self::ALL.into_iter().find(|r| r.code() == s).ok_or_else(|| format!("«{s}» is not a role: {}", names()))
    }
}

/// A role, held for a unit or for the whole licensor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Appointment {
    /// What for.
    pub role: Role,
    /// Where; none: the whole licensor.
    pub unit: Option<UnitId>,
}

impl From<Role> for Appointment {
    /// Held for the whole licensor.
    fn from(role: Role) -> Self {
        Self { role, unit: None }
    }
}

/// As the log names it: `registrar`, or `registrar@UNIT`.
impl fmt::Display for Appointment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.role.code())?;
        self.unit.map_or(Ok(()), |unit| write!(f, "@{unit}"))
    }
}

/// Where somebody may do something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reach {
    /// In these units; in none, where there are none.
    Units(BTreeSet<UnitId>),
    /// In the whole licensor.
    Everywhere,
}

impl Reach {
    /// Where roles of these kinds are held.
    pub fn of(appointments: &[Appointment], roles: &[Role]) -> Self {
        let held = || appointments.iter().filter(|held| roles.contains(&held.role));
        if held().any(|held| held.unit.is_none()) {
            Self::Everywhere
        } else {
            Self::Units(held().filter_map(|held| held.unit).collect())
        }
    }

    /// Whether that is nowhere at all.
    pub fn is_empty(&self) -> bool {
        matches!(self, Self::Units(units) if units.is_empty())
    }

    /// Whether one of these units is within.
    pub fn holds(&self, units: &[UnitId]) -> bool {
        match self {
            Self::Everywhere => true,
            Self::Units(within) => units.iter().any(|unit| within.contains(unit)),
        }
    }

    /// The units as a statement takes them by `(ids)`, and whether it needn't look.
    pub(crate) fn bound(&self) -> (String, bool) {
        match self {
            Self::Everywhere => (ids([] as [UnitId; 0]), true),
            Self::Units(units) => (ids(units.iter().copied()), false),
        }
    }
}

#[cfg(test)]
mod tests {
    use exam::clock::Instant;

    use super::*;

    #[test]
    fn a_role_reaches_as_far_as_it_is_held() {
        let unit = |n| UnitId::new(Instant::from_millis(0), [n; 10]);
        let held = [
            Appointment { role: Role::Registrar, unit: Some(unit(1)) },
            Appointment { role: Role::Invigilator, unit: Some(unit(2)) },
            Role::Auditor.into(),
        ];
        let keeps = Reach::of(&held, &[Role::Registrar]);
        assert!(keeps.holds(&[unit(3), unit(1)]) && !keeps.holds(&[unit(2)]) && !keeps.holds(&[]));
        assert!(Reach::of(&held, &[Role::Registrar, Role::Auditor]).holds(&[unit(7)]));
        assert!(Reach::of(&held, &[Role::Chair]).is_empty() && !Reach::of(&held, &[Role::Chair]).holds(&[unit(1)]));
    }
}
