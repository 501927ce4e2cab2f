//! The file that a backup is kept in: the store's lines, compressed with Brotli, encrypted to a key ([`key`], [`sealed`]).

pub(crate) mod key;
mod sealed;

use std::{
    fs::File,
    io::{self, BufRead, BufReader, Write},
    path::Path,
};

use brotli::{CompressorWriter, Decompressor};
use sha2::{Digest, Sha256};

use key::{Identity, Recipient};
use sealed::{Opening, Sealing};

/// Brotli's quality: fast, for the processor is the exam's.
const QUALITY: u32 = 2;
/// Brotli's window, as a power of two: a megabyte.
const WINDOW: u32 = 20;
const BUFFER: usize = 64 * 1024;
/// How much is written before it has to be on disk. All of it at once would hold up the exam's own writing.
const MOST_UNSYNCED: usize = 1024 * 1024;

/// A backup file that is being written.
pub(crate) struct Packing<'f>(CompressorWriter<Sealing<OnDisk<'f>>>);

impl<'f> Packing<'f> {
    pub(crate) fn begin(file: &'f File, recipient: &Recipient) -> io::Result<Self> {
        let on_disk = OnDisk { file, digest: Sha256::new(), length: 0, unsynced: 0 };
        Ok(Self(CompressorWriter::new(Sealing::begin(on_disk, recipient)?, BUFFER, QUALITY, WINDOW)))
    }

    /// Writes what is left; the SHA-256 of the file and its length.
    pub(crate) fn finish(self) -> io::Result<([u8; 32], u64)> {
        let on_disk = self.0.into_inner().finish()?;
        Ok((on_disk.digest.finalize().into(), on_disk.length))
    }
}

impl Write for Packing<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        // What is complete is written by `finish`.
        Ok(())
    }
}

/// Reads the lines of a backup file; what is wrong with it comes as an error of the reading.
pub(crate) fn unpack(path: &Path, identity: &Identity) -> io::Result<impl BufRead + Send + use<>> {
    let opening = Opening::begin(File::open(path)?, identity)?;
    Ok(BufReader::with_capacity(BUFFER, Decompressor::new(opening, BUFFER)))
}

/// Writes to the file little by little, and takes the digest of what is written.
struct OnDisk<'f> {
    file: &'f File,
    digest: Sha256,
    length: u64,
    unsynced: usize,
}

impl Write for OnDisk<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write_all(bytes)?;
        self.digest.update(bytes);
        self.length += bytes.len() as u64;
        self.unsynced += bytes.len();
        if self.unsynced >= MOST_UNSYNCED {
            self.file.sync_data()?;
            self.unsynced = 0;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
