//! What a program did to the files of a folder, as the library of faults has written it down.

use std::{fs, ops::Range, path::Path};

use crate::failure::{During, Outcome};

/// The number by which the folder itself goes.
pub const FOLDER: u32 = 1;

/// The calls, in their order.
#[derive(Debug, Default)]
pub struct Recording {
    bytes: Vec<u8>,
    /// A call's place is its number.
    pub calls: Vec<Call>,
}

/// One call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// Of which thread.
    pub thread: u32,
    /// To which file.
    pub file: u32,
    /// What it did.
    pub deed: Deed,
}

/// What a call did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Deed {
    /// A file that was there was opened for the first time.
    Opened(String),
    /// A file was made.
    Made(String),
    /// Bytes were written.
    Written {
        /// Where.
        offset: u64,
        /// Which, as [`Recording::data`] gives them.
        data: Range<usize>,
    },
    /// The file was given this size.
    Cut(u64),
    /// A sync was asked for.
    SyncBegun,
    /// It is done: whatever was written before that call is on disk.
    SyncEnded(usize),
    /// It failed; the system has forgotten whatever was written before that call.
    SyncBroken(usize),
    /// The file was removed.
    Unlinked,
    /// It has another name.
    Renamed(String),
    /// Nothing: a sync that doesn't count.
    Nothing,
}

/// The head of an entry: kind, file, thread and length of the data in four bytes each; number and value in eight.
const HEAD: usize = 32;
/// The header of a WAL.
const WAL_HEADER: usize = 32;

impl Recording {
    /// Reads a log. What the program didn't live to write whole isn't there.
    ///
    /// # Errors
    /// When it isn't such a log.
    pub fn read(log: &Path) -> Outcome<Self> {
        Self::parse(fs::read(log).during(log.display())?)
    }

    fn parse(bytes: Vec<u8>) -> Outcome<Self> {
        let mut calls = Vec::new();
        let mut at = 0;
        while let Some(head) = bytes.get(at..at + HEAD) {
            let four = |n: usize| u32::from_ne_bytes(head[n * 4..n * 4 + 4].try_into().unwrap_or_default());
            let eight = |n: usize| u64::from_ne_bytes(head[n * 8..n * 8 + 8].try_into().unwrap_or_default());
            let (kind, file, thread, number, value) = (four(0), four(1), four(2), eight(2), eight(3));
            let size = |n: u64| usize::try_from(n).during("a number in the log");
            let data = at + HEAD..at + HEAD + size(four(3).into())?;
            let Some(held) = bytes.get(data.clone()) else { break };
            let text = || String::from_utf8_lossy(held).into_owned();
            at = data.end;
            let deed = match kind {
                1 => Deed::Opened(text()),
                2 => Deed::Made(text()),
                3 => Deed::Written { offset: value, data },
                4 => Deed::Cut(value),
                5 => Deed::SyncBegun,
                6 => Deed::SyncEnded(size(value)?),
                7 => Deed::SyncBroken(size(value)?),
                8 => Deed::Unlinked,
                9 => Deed::Renamed(text()),
                _ => return Err(format!("call {number} is of an unknown kind, {kind}").into()),
            };
            if size(number)? != calls.len() {
                return Err(format!("call {} is followed by call {number}", calls.len()).into());
            }
            calls.push(Call { thread, file, deed });
        }
        Ok(Self { bytes, calls })
    }

    /// Bytes that were written.
    pub fn data(&self, range: &Range<usize>) -> &[u8] {
        &self.bytes[range.clone()]
    }

    /// The name that each file had first.
    fn name_of(&self, file: u32) -> &str {
        let named = self.calls.iter().find_map(|call| match &call.deed {
            Deed::Opened(name) | Deed::Made(name) if call.file == file => Some(name.as_str()),
            _ => None,
        });
        named.unwrap_or_default()
    }

    /// The files whose first name ends so.
    pub fn files_ending_in(&self, end: &str) -> Vec<u32> {
        let mut files: Vec<u32> = self.calls.iter().map(|call| call.file).collect();
        files.sort_unstable();
        files.dedup();
        files.retain(|file| self.name_of(*file).ends_with(end));
        files
    }

    /// The numbers of the writes to the database file itself: with a WAL, those of checkpoints.
    pub fn checkpoint_writes(&self) -> Vec<usize> {
        let database = self.files_ending_in(".db");
        let of_database = |call: &Call| matches!(call.deed, Deed::Written { .. }) && database.contains(&call.file);
        (0..self.calls.len()).filter(|n| of_database(&self.calls[*n])).collect()
    }

    /// The same day with `synchronous=NORMAL`: a commit doesn't sync the WAL. What that setting does sync stays: the WAL's header,
    /// and the WAL before a checkpoint copies it into the database. Gives the number of syncs that were taken away.
    pub fn without_syncs_of_commits(&mut self) -> usize {
        let (wal, database) = (self.files_ending_in("-wal"), self.files_ending_in(".db"));
        let mut taken = 0;
        for n in 0..self.calls.len() {
            let Call { thread, file, deed: Deed::SyncEnded(begun) } = self.calls[n] else { continue };
            if wal.contains(&file) && !self.after_header(file, begun) && !self.before_checkpoint(thread, n, &database) {
                self.calls[n].deed = Deed::Nothing;
                taken += 1;
            }
        }
        taken
    }

    fn after_header(&self, wal: u32, begun: usize) -> bool {
        let last = self.calls[..begun].iter().rfind(|call| call.file == wal && matches!(call.deed, Deed::Written { .. }));
        last.is_some_and(|call| matches!(&call.deed, Deed::Written { offset: 0, data } if data.len() == WAL_HEADER))
    }

    fn before_checkpoint(&self, thread: u32, ended: usize, database: &[u32]) -> bool {
        let next = self.calls[ended + 1..].iter().find(|call| call.thread == thread);
        next.is_some_and(|call| database.contains(&call.file) && matches!(call.deed, Deed::Written { .. } | Deed::Cut(_)))
    }
}

/// Recordings made by hand.
#[cfg(test)]
pub(super) mod by_hand {
    use super::{Call, Deed, Recording};

    /// What is to be done to which file.
    pub(in crate::torture) enum Do<'a> {
        /// As it is.
        That(Deed),
        /// Bytes at an offset.
        Write(u64, &'a [u8]),
    }

    pub(in crate::torture) fn recording(deeds: &[(u32, Do<'_>)]) -> Recording {
        let mut recording = Recording::default();
        for (file, what) in deeds {
            let deed = match what {
                Do::That(deed) => deed.clone(),
                Do::Write(offset, bytes) => {
                    let start = recording.bytes.len();
                    recording.bytes.extend_from_slice(bytes);
                    Deed::Written { offset: *offset, data: start..recording.bytes.len() }
                }
            };
            recording.calls.push(Call { thread: 1, file: *file, deed });
        }
        recording
    }
}

#[cfg(test)]
mod tests {
    use super::{
        by_hand::{Do, recording},
        *,
    };

    fn entry(kind: u32, number: u64, value: u64, data: &[u8]) -> Vec<u8> {
        let mut bytes = Vec::new();
        for four in [kind, 2, 77, u32::try_from(data.len()).unwrap()] {
            bytes.extend(four.to_ne_bytes());
        }
        bytes.extend(number.to_ne_bytes());
        bytes.extend(value.to_ne_bytes());
        bytes.extend(data);
        bytes
    }

    #[test]
    fn a_log_is_read_up_to_the_entry_that_is_not_whole() {
        let mut log = [entry(2, 0, 0, b"a.db"), entry(3, 1, 512, b"hello"), entry(5, 2, 0, b""), entry(6, 3, 2, b"")].concat();
        log.extend(&entry(3, 4, 0, b"never finished")[..40]);
        let read = Recording::parse(log).unwrap();
        assert_eq!(read.calls.len(), 4);
        assert_eq!(read.calls[0], Call { thread: 77, file: 2, deed: Deed::Made("a.db".into()) });
        let Deed::Written { offset: 512, data } = &read.calls[1].deed else { panic!("{:?}", read.calls[1]) };
        assert_eq!(read.data(data), b"hello");
        assert_eq!(read.calls[3].deed, Deed::SyncEnded(2));
    }

    #[test]
    fn a_log_with_a_gap_is_refused() {
        assert!(Recording::parse([entry(5, 0, 0, b""), entry(5, 2, 0, b"")].concat()).is_err());
        assert!(Recording::parse(entry(99, 0, 0, b"")).is_err());
    }

    #[test]
    fn the_lesser_setting_keeps_the_syncs_of_header_and_checkpoint_alone() {
        let sync = |begun| [Do::That(Deed::SyncBegun), Do::That(Deed::SyncEnded(begun))];
        let [begun, header] = sync(3);
        let [begun_2, commit] = sync(6);
        let [begun_3, before] = sync(8);
        let mut day = recording(&[
            (2, Do::That(Deed::Made("synaq.db".into()))),
            (3, Do::That(Deed::Made("synaq.db-wal".into()))),
            (3, Do::Write(0, &[7; WAL_HEADER])),
            (3, begun),
            (3, header),
            (3, Do::Write(32, b"frame")),
            (3, begun_2),
            (3, commit),
            (3, begun_3),
            (3, before),
            (2, Do::Write(0, b"page")),
        ]);
        assert_eq!(day.without_syncs_of_commits(), 1);
        assert_eq!(day.calls[7].deed, Deed::Nothing);
        assert_eq!((&day.calls[4].deed, &day.calls[9].deed), (&Deed::SyncEnded(3), &Deed::SyncEnded(8)));
    }
}
