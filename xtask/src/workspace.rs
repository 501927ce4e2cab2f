//! Where things lie in this repository.

use crate::step::Outcome;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The repository's root and the folder cargo builds into.
pub(crate) struct Workspace {
    root: PathBuf,
    target: PathBuf,
}

impl Workspace {
    /// Cargo tells where `xtask` lies when it runs it; the value at compile time is for a binary started by hand.
    pub(crate) fn find() -> Outcome<Self> {
        let manifest = std::env::var_os("CARGO_MANIFEST_DIR").map_or_else(|| env!("CARGO_MANIFEST_DIR").into(), PathBuf::from);
        let root = manifest.parent().ok_or("xtask has no parent folder")?.to_path_buf();
        let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), |target| root.join(target));
        Ok(Self { root, target })
    }

    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// What the server serves: `manifest.json` and `pkg/`.
    pub(crate) fn site(&self) -> PathBuf {
        self.target.join("site")
    }

    /// Target folder of the client alone: other compilers, other flags, and nothing of it waits for the server's lock.
    pub(crate) fn client_target(&self) -> PathBuf {
        self.target.join("front")
    }

    pub(crate) fn release_server(&self) -> PathBuf {
        self.release("synaq")
    }

    /// A program, built to be fast.
    pub(crate) fn release(&self, program: &str) -> PathBuf {
        self.target.join("release").join(program)
    }

    /// Databases that measurements fill: on a disk, which a folder for what is temporary need not be.
    pub(crate) fn bench(&self) -> PathBuf {
        self.target.join("bench")
    }

    pub(crate) fn debug_server(&self) -> PathBuf {
        self.debug("synaq")
    }

    /// A program as the tests build it.
    pub(crate) fn debug(&self, program: &str) -> PathBuf {
        self.target.join("debug").join(program)
    }

    pub(crate) fn end2end(&self) -> PathBuf {
        self.root.join("end2end")
    }

    /// Where the browser tests leave their report and traces.
    pub(crate) fn end2end_results(&self) -> PathBuf {
        self.target.join("end2end")
    }

    /// A cargo call at the root, by the cargo that runs us.
    pub(crate) fn cargo(&self) -> Command {
        let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        command.current_dir(&self.root);
        command
    }
}
