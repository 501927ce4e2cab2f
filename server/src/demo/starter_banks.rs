//! The starter banks, as they were when the program was built.

use std::{collections::BTreeMap, path::PathBuf};

use question_banks::Bank;

use crate::failure::{Failure, Outcome};

/// A file of a bank: its path in the bank's folder, and what is in it.
type File = (&'static str, &'static [u8]);

const BANKS: &[&[File]] = include!(concat!(env!("OUT_DIR"), "/starter_banks.rs"));

/// Reads them.
pub(crate) fn read() -> Outcome<Vec<Bank>> {
    BANKS.iter().map(|files| read_one(files)).collect()
}

fn read_one(files: &[File]) -> Outcome<Bank> {
    let files: BTreeMap<PathBuf, Vec<u8>> = files.iter().map(|(path, bytes)| (path.into(), bytes.to_vec())).collect();
    question_banks::read_files(&files).map_err(|findings| {
        let first = findings.first().map(ToString::to_string).unwrap_or_default();
        Failure::new(format!("this program was built with a faulty starter bank: {first}"))
    })
}

#[cfg(test)]
mod tests {
    use licensing::ActivityType;

    use super::*;

    #[test]
    fn every_exam_has_its_bank_and_regulation() {
        let banks = read().unwrap();
        for activity in ActivityType::ALL {
            let regulated = banks.iter().any(|b| b.demonstration && b.regulations.iter().any(|r| r.activity == activity));
            assert_eq!(regulated, activity.exam_row().is_some(), "{activity}");
        }
    }
}
