//! What the licensor's order says, as data, and the identifiers of the world it speaks of.
//!
//! - [`order()`]: the qualification requirements of order No. 4 of 30 January 2015 (as amended by No. 33/қе of
//!   22 May 2019), row by row, with how each row is confirmed, and the lists of specialties, staff and equipment
//!   that the rows refer to. The text lives in `data/order.toml`, where a person can read and correct it.
//! - [`ActivityType`]: the six licensed activity types, the way into the order for everybody else.
//! - [`Iin`] and [`Bin`]: the numbers of persons and organisations, which can't hold a wrong one.
//! - [`Territory`]: the regions and cities of Kazakhstan with their time zones (`data/territories.toml`).
//!
//! The crate is pure: no clock, no database, no settings. What the order leaves to the licensor (time limit, number
//! of questions, pass mark, retakes, validity, appeals) and what the licensor edits (due dates) is not here.

mod activity;
mod bin_number;
mod data_file;
mod identification_number;
mod iin;
mod order;
mod specialty;
mod territory;

pub use activity::{ActivityType, UnknownActivityType};
pub use bin_number::Bin;
pub use identification_number::{IdentificationNumberError, check_digit};
pub use iin::{Iin, Sex};
pub use order::{
    Act, Activity, Appendix, Confirmation, ConfirmationTexts, EquipmentItem, EquipmentList, Order, Requirement, RowNumber,
    StaffLine, StaffList, Subject, SubjectTexts, order,
};
pub use specialty::{Specialty, SpecialtyCheck, SpecialtyList};
pub use territory::{Territory, TerritoryKind, UnknownTerritory};
