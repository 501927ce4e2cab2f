//! A disk whose power is cut: what has been synced is there, and anything may have become of the rest.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use rand::{Rng, RngExt};

use super::recording::{Call, Deed, FOLDER, Recording};
use crate::failure::{During, Outcome};

/// Disks write sectors whole; what is larger can be torn.
const SECTOR: u64 = 512;

/// What became of everything that wasn't synced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// None of it came to the disk.
    Dropped,
    /// All of it did.
    Kept,
    /// Each write did, did not, or was torn into sectors of which each did or did not; in no order.
    Torn,
}

/// A folder on a disk, as a recording goes on.
pub struct Disk<'r> {
    recording: &'r Recording,
    base: PathBuf,
    files: BTreeMap<u32, File>,
    names: BTreeMap<String, u32>,
    /// Calls that changed names and aren't on disk.
    renaming: Vec<usize>,
    next: usize,
}

#[derive(Clone, Default)]
struct File {
    on_disk: Vec<u8>,
    /// Calls that changed the contents and aren't on disk.
    waiting: Vec<usize>,
}

/// The files as somebody finds them who switches the machine on again.
pub type Image = BTreeMap<String, Vec<u8>>;

impl<'r> Disk<'r> {
    /// The disk before the first call; `base` holds the files that were there, all of them synced.
    pub fn before(recording: &'r Recording, base: &Path) -> Self {
        let (files, names, renaming) = Default::default();
        Self { recording, base: base.to_owned(), files, names, renaming, next: 0 }
    }

    /// Goes on until just before that call.
    ///
    /// # Errors
    /// When a file of the base can't be read.
    pub fn go_on(&mut self, until: usize) -> Outcome {
        let recording = self.recording;
        while self.next < until.min(recording.calls.len()) {
            self.take(&recording.calls[self.next])?;
            self.next += 1;
        }
        Ok(())
    }

    fn take(&mut self, call: &Call) -> Outcome {
        match &call.deed {
            Deed::Opened(name) => {
                let path = self.base.join(name);
                let on_disk = fs::read(&path).during(path.display())?;
                self.files.insert(call.file, File { on_disk, waiting: Vec::new() });
                self.names.insert(name.clone(), call.file);
            }
            Deed::Made(_) => {
                self.files.insert(call.file, File::default());
                self.renaming.push(self.next);
            }
            Deed::Unlinked | Deed::Renamed(_) => self.renaming.push(self.next),
            Deed::Written { .. } | Deed::Cut(_) => self.files.entry(call.file).or_default().waiting.push(self.next),
            Deed::SyncEnded(begun) => self.synced(call.file, *begun),
            Deed::SyncBroken(begun) => self.files.entry(call.file).or_default().waiting.retain(|n| n >= begun),
            Deed::SyncBegun | Deed::Nothing => {}
        }
        Ok(())
    }

    fn synced(&mut self, file: u32, begun: usize) {
        // A new file's name comes to the disk with its contents, every other when the folder is synced; and none before those that were
        // changed earlier, for file systems keep that order.
        let recording = self.recording;
        let brings_names = |n: &usize| {
            let call = &recording.calls[*n];
            *n < begun && (file == FOLDER || (call.file == file && matches!(call.deed, Deed::Made(_))))
        };
        let until = self.renaming.iter().rposition(brings_names).map_or(0, |last| last + 1);
        for n in self.renaming.drain(..until) {
            rename(&mut self.names, &recording.calls[n]);
        }
        let file = self.files.entry(file).or_default();
        let (now, later) = std::mem::take(&mut file.waiting).into_iter().partition::<Vec<_>, _>(|n| *n < begun);
        file.waiting = later;
        for n in now {
            change(&mut file.on_disk, recording, n, |_| true);
        }
    }

    /// Whether anything waits to come to the disk.
    pub fn is_waiting(&self) -> bool {
        !self.renaming.is_empty() || self.files.values().any(|file| !file.waiting.is_empty())
    }

    /// Cuts the power.
    pub fn cut(&self, fate: Fate, random: &mut impl Rng) -> Image {
        let mut names = self.names.clone();
        let renamed = match fate {
            Fate::Dropped => 0,
            Fate::Kept => self.renaming.len(),
            Fate::Torn => random.random_range(0..=self.renaming.len()),
        };
        for n in &self.renaming[..renamed] {
            rename(&mut names, &self.recording.calls[*n]);
        }
        let mut found = Image::new();
        for (name, file) in names {
            let Some(file) = self.files.get(&file) else { continue };
            let mut contents = file.on_disk.clone();
            for n in &file.waiting {
                match fate {
                    Fate::Dropped => {}
                    Fate::Kept => change(&mut contents, self.recording, *n, |_| true),
                    Fate::Torn => match random.random_range(0..3) {
                        0 => {}
                        1 => change(&mut contents, self.recording, *n, |_| true),
                        _ => change(&mut contents, self.recording, *n, |_| random.random()),
                    },
                }
            }
            found.insert(name, contents);
        }
        found
    }
}

/// Does to the names what a call did.
fn rename(names: &mut BTreeMap<String, u32>, call: &Call) {
    match &call.deed {
        Deed::Made(name) => {
            names.insert(name.clone(), call.file);
        }
        Deed::Unlinked => names.retain(|_, file| *file != call.file),
        Deed::Renamed(name) => {
            names.retain(|_, file| *file != call.file);
            names.insert(name.clone(), call.file);
        }
        _ => {}
    }
}

/// Does to the contents what a call did, as far as the sectors came to the disk.
fn change(contents: &mut Vec<u8>, recording: &Recording, call: usize, mut came: impl FnMut(u64) -> bool) {
    match &recording.calls[call].deed {
        Deed::Cut(size) if came(0) => contents.resize(usize::try_from(*size).unwrap_or(usize::MAX), 0),
        Deed::Written { offset, data } => {
            let data = recording.data(data);
            let (mut at, end) = (*offset, offset + data.len() as u64);
            while at < end {
                let next = end.min((at / SECTOR + 1) * SECTOR);
                if came(at / SECTOR) {
                    let place = |n: u64| usize::try_from(n).unwrap_or(usize::MAX);
                    if contents.len() < place(next) {
                        contents.resize(place(next), 0);
                    }
                    contents[place(at)..place(next)].copy_from_slice(&data[place(at - offset)..place(next - offset)]);
                }
                at = next;
            }
        }
        _ => {}
    }
}

/// Puts the files into a folder.
///
/// # Errors
/// When they can't be written.
pub fn lay_out(image: &Image, folder: &Path) -> Outcome {
    fs::create_dir_all(folder).during(folder.display())?;
    for (name, contents) in image {
        let path = folder.join(name);
        fs::write(&path, contents).during(path.display())?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;
    use rand_chacha::ChaCha8Rng;

    use super::*;
    use crate::torture::recording::by_hand::{Do, recording};

    const FILE: u32 = 2;

    fn made() -> (u32, Do<'static>) {
        (FILE, Do::That(Deed::Made("a".into())))
    }

    fn found(day: &Recording, until: usize, fate: Fate, seed: u64) -> Image {
        let mut disk = Disk::before(day, Path::new("nowhere"));
        disk.go_on(until).unwrap();
        disk.cut(fate, &mut ChaCha8Rng::seed_from_u64(seed))
    }

    #[test]
    fn what_was_synced_is_there_and_the_rest_is_dropped_or_kept() {
        let day = recording(&[
            made(),
            (FILE, Do::Write(0, b"first")),
            (FILE, Do::That(Deed::SyncBegun)),
            (FILE, Do::Write(5, b", then")),
            (FILE, Do::That(Deed::SyncEnded(2))),
            (FILE, Do::Write(0, b"F")),
        ]);
        assert!(found(&day, 4, Fate::Dropped, 0).is_empty(), "not even its name");
        assert_eq!(found(&day, 4, Fate::Kept, 0)["a"], b"first, then");
        assert_eq!(found(&day, 6, Fate::Dropped, 0)["a"], b"first", "what was written while the sync went on isn't promised");
        assert_eq!(found(&day, 6, Fate::Kept, 0)["a"], b"First, then");
    }

    #[test]
    fn an_unsynced_write_is_torn_between_sectors_and_never_inside_one() {
        let day = recording(&[
            made(),
            (FILE, Do::Write(0, &[1; 2048])),
            (FILE, Do::That(Deed::SyncBegun)),
            (FILE, Do::That(Deed::SyncEnded(2))),
            (FILE, Do::Write(256, &[2; 1024])),
        ]);
        let images: Vec<_> = (0..200).map(|seed| found(&day, 5, Fate::Torn, seed)["a"].clone()).collect();
        for image in &images {
            assert_eq!(image.len(), 2048);
            for part in [0..256, 256..512, 512..1024, 1024..1280, 1280..2048] {
                assert!(image[part.clone()].iter().all(|byte| *byte == image[part.start]), "torn inside {part:?}");
            }
            assert!(image[..256].iter().chain(&image[1280..]).all(|byte| *byte == 1), "what was synced stays");
        }
        let torn = |image: &&Vec<u8>| image[256] != image[1024] || image[512] != image[1024];
        assert!(
            images.iter().filter(torn).count() > 20 && images.iter().any(|i| i[256] == 1) && images.iter().any(|i| i[512] == 2)
        );
    }

    #[test]
    fn later_writes_may_come_without_earlier_ones() {
        let day = recording(&[
            made(),
            (FILE, Do::That(Deed::SyncBegun)),
            (FILE, Do::That(Deed::SyncEnded(1))),
            (FILE, Do::Write(0, &[1; 512])),
            (FILE, Do::Write(512, &[2; 512])),
        ]);
        let images: Vec<_> = (0..200).map(|seed| found(&day, 5, Fate::Torn, seed)["a"].clone()).collect();
        assert!(images.iter().any(|image| image.len() == 1024 && image[0] == 0), "a hole where the earlier should be");
        assert!(images.iter().any(|image| image.len() == 512));
    }

    #[test]
    fn after_a_broken_sync_what_came_before_it_is_gone_for_good() {
        let day = recording(&[
            made(),
            (FILE, Do::Write(0, b"lost")),
            (FILE, Do::That(Deed::SyncBegun)),
            (FILE, Do::That(Deed::SyncBroken(2))),
            (FILE, Do::Write(4, b"kept")),
            (FILE, Do::That(Deed::SyncBegun)),
            (FILE, Do::That(Deed::SyncEnded(5))),
        ]);
        assert_eq!(found(&day, 7, Fate::Kept, 0)["a"], b"\0\0\0\0kept");
    }

    #[test]
    fn a_file_made_anew_is_found_and_not_the_one_of_its_name_before() {
        let day = recording(&[
            made(),
            (FILE, Do::That(Deed::Unlinked)),
            (3, Do::That(Deed::Made("a".into()))),
            (3, Do::Write(0, b"anew")),
            (3, Do::That(Deed::SyncBegun)),
            (3, Do::That(Deed::SyncEnded(4))),
            (FOLDER, Do::That(Deed::SyncBegun)),
            (FOLDER, Do::That(Deed::SyncEnded(6))),
        ]);
        for until in [6, 8] {
            assert_eq!(found(&day, until, Fate::Dropped, 0)["a"], b"anew");
        }
    }

    #[test]
    fn a_removed_file_may_come_back_until_the_folder_is_synced() {
        let day = recording(&[
            made(),
            (FILE, Do::Write(0, b"text")),
            (FILE, Do::That(Deed::SyncBegun)),
            (FILE, Do::That(Deed::SyncEnded(2))),
            (FILE, Do::That(Deed::Unlinked)),
            (FOLDER, Do::That(Deed::SyncBegun)),
            (FOLDER, Do::That(Deed::SyncEnded(5))),
        ]);
        assert_eq!(found(&day, 5, Fate::Dropped, 0)["a"], b"text");
        assert!(found(&day, 5, Fate::Kept, 0).is_empty());
        assert!(found(&day, 7, Fate::Dropped, 0).is_empty());
    }
}
