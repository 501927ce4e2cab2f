//! A file that others see whole or not at all: it is written beside its place under another name, and never takes the place of one
//! that is there.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, ErrorKind},
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
};

/// A file in the making, for its owner's eyes alone. What isn't kept goes.
pub(crate) struct NewFile {
    file: File,
    draft: PathBuf,
    path: PathBuf,
}

impl NewFile {
    /// Begins a file; its folder has to be there.
    ///
    /// # Errors
    /// [`ErrorKind::AlreadyExists`] when there is something in its place already.
    pub(crate) fn begin(path: &Path) -> io::Result<Self> {
        must_be_free(path)?;
        let mut draft = path.as_os_str().to_owned();
        // No other process uses this name.
        draft.push(format!(".{}.new", std::process::id()));
        let draft = PathBuf::from(draft);
        let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&draft)?;
        Ok(Self { file, draft, path: path.to_owned() })
    }

    /// Where it is written to.
    pub(crate) fn file(&self) -> &File {
        &self.file
    }

    /// Gives it its name, once it is on disk.
    ///
    /// # Errors
    /// [`ErrorKind::AlreadyExists`] when something has come into its place meanwhile; or when the disk fails.
    pub(crate) fn keep(self) -> io::Result<()> {
        self.file.sync_all()?;
        match fs::hard_link(&self.draft, &self.path) {
            Err(error) if error.kind() != ErrorKind::AlreadyExists => {
                // File systems of memory sticks know no links.
                must_be_free(&self.path)?;
                fs::rename(&self.draft, &self.path)?;
            }
            linked => linked?,
        }
        File::open(folder(&self.path))?.sync_all()
    }
}

impl Drop for NewFile {
    fn drop(&mut self) {
        // It has its name, or is not wanted. Nobody could be told that it stays.
        let _ = fs::remove_file(&self.draft);
    }
}

fn must_be_free(path: &Path) -> io::Result<()> {
    match fs::symlink_metadata(path) {
        Ok(_) => Err(io::Error::new(ErrorKind::AlreadyExists, "it is there already")),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        Err(error) => Err(error),
    }
}

/// The folder that a file lies in.
pub(crate) fn folder(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}
