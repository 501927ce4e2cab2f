//! Identifiers: UUIDv7, a type of its own for each thing, so that one can't be passed for another.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::clock::Instant;

/// Makes the id newtypes.
macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(Uuid);

        impl $name {
            /// A new id from the instant and ten random bytes.
            pub fn new(now: Instant, random: [u8; 10]) -> Self {
                Self(v7(now, random))
            }
        }

        impl From<Uuid> for $name {
            fn from(id: Uuid) -> Self {
                Self(id)
            }
        }

        impl From<$name> for Uuid {
            fn from(id: $name) -> Self {
                id.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;
            fn from_str(s: &str) -> Result<Self, Self::Err> {
                s.parse().map(Self)
            }
        }
    )+};
}

fn v7(now: Instant, random: [u8; 10]) -> Uuid {
    let millis = u64::try_from(now.as_millis()).unwrap_or(0);
    uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid()
}

ids! {
    /// An applicant or licensee.
    ApplicantId,
    /// An applicant's file.
    FileId,
    /// A person.
    SpecialistId,
    /// A specialist as declared in one file.
    DeclarationId,
    /// A unit of the licensor.
    UnitId,
    /// A member of staff.
    StaffId,
    /// A sitting: a room, a day, an hour.
    SittingId,
    /// A declared specialist's place in a sitting.
    EnrolmentId,
    /// A release of a question bank.
    ReleaseId,
    /// One question of one release.
    ItemId,
    /// A version of an exam regulation.
    RegulationId,
    /// A drawn paper.
    PaperId,
    /// An attempt at a paper.
    AttemptId,
    /// A result.
    ResultId,
    /// Something that one person proposes and another decides.
    ProposalId,
    /// A role that a member of staff holds.
    AppointmentId,
    /// Something that went otherwise than it should.
    IncidentId,
    /// A copy of everything at one moment.
    BackupId,
    /// A scan or a PDF attached to a file.
    DocumentId,
}
