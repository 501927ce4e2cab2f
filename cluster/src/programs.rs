//! Which PostgreSQL, and as whom it runs.

use std::{
    env, fs, io,
    os::unix::{fs::chown, process::CommandExt},
    path::{Path, PathBuf},
    process::Command,
};

/// Debian and its kin keep every version in a folder of its own.
const DEBIAN: &str = "/usr/lib/postgresql";
/// The server refuses to run as root; it becomes the first of these that the machine has.
const ACCOUNTS: [&str; 2] = ["postgres", "nobody"];

/// The folder of the server's programs: `SYNAQ_POSTGRES_BIN`, else Debian's newest, else that of the `pg_ctl` on PATH.
///
/// # Errors
/// There is none; the text says what to install.
pub fn programs() -> io::Result<PathBuf> {
    if let Some(chosen) = env::var_os("SYNAQ_POSTGRES_BIN").map(PathBuf::from) {
        return if has_server(&chosen) { Ok(chosen) } else { Err(none(format!("SYNAQ_POSTGRES_BIN={}", chosen.display()))) };
    }
    let on_path = env::split_paths(&env::var_os("PATH").unwrap_or_default()).find_map(|folder| {
        let real = fs::canonicalize(folder.join("pg_ctl")).ok()?;
        real.parent().filter(|folder| has_server(folder)).map(Path::to_path_buf)
    });
    newest(Path::new(DEBIAN)).or(on_path).ok_or_else(|| none(format!("{DEBIAN} and PATH")))
}

fn none(place: String) -> io::Error {
    let why = format!("no PostgreSQL server in {place}; install Debian's package `postgresql`, or set SYNAQ_POSTGRES_BIN");
    io::Error::new(io::ErrorKind::NotFound, why)
}

fn has_server(folder: &Path) -> bool {
    ["initdb", "postgres", "psql"].iter().all(|program| folder.join(program).is_file())
}

/// `15/bin`, `17/bin`: the highest that has a server.
fn newest(versions: &Path) -> Option<PathBuf> {
    let names = fs::read_dir(versions).ok()?.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    let found = names.filter_map(|name| Some((name.parse::<u32>().ok()?, versions.join(name).join("bin"))));
    found.filter(|(_, folder)| has_server(folder)).max().map(|(_, folder)| folder)
}

/// Whom a server's processes run as.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Account {
    /// As ourselves.
    Own,
    /// We are root, which the server refuses to be.
    Other { user: u32, group: u32 },
}

impl Account {
    /// `user` is who we are.
    pub(crate) fn of(user: u32) -> io::Result<Self> {
        if user != 0 {
            return Ok(Self::Own);
        }
        let accounts = fs::read_to_string("/etc/passwd")?;
        let found = ACCOUNTS.iter().find_map(|name| entry(&accounts, name));
        found.map(|(user, group)| Self::Other { user, group }).ok_or_else(|| {
            io::Error::other(format!("PostgreSQL does not run as root, and there is no account `{}`", ACCOUNTS.join("` or `")))
        })
    }

    pub(crate) fn give(self, folder: &Path) -> io::Result<()> {
        match self {
            Self::Own => Ok(()),
            Self::Other { user, group } => chown(folder, Some(user), Some(group)),
        }
    }

    /// A call of a program as this account (for root, the standard library leaves every other group, too), from a folder
    /// that everyone may enter, and without what `PG…` variables would have it do.
    pub(crate) fn command(self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = Command::new(program);
        command.current_dir("/");
        for (name, _) in env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("PG")) {
            command.env_remove(name);
        }
        if let Self::Other { user, group } = self {
            command.uid(user).gid(group);
        }
        command
    }
}

/// `name:x:106:113:…` → 106, 113.
fn entry(accounts: &str, name: &str) -> Option<(u32, u32)> {
    let fields = accounts.lines().map(|line| line.split(':').collect::<Vec<_>>()).find(|fields| fields.first() == Some(&name))?;
    Some((fields.get(2)?.parse().ok()?, fields.get(3)?.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::{entry, newest, none};
    use std::fs;

    #[test]
    fn an_account_is_found_by_its_whole_name() {
        let accounts =
            "root:x:0:0::/root:/bin/sh\npostgres2:x:5:6::/:\npostgres:x:106:113:PostgreSQL:/var/lib/postgresql:/bin/bash\n";
        assert_eq!(entry(accounts, "postgres"), Some((106, 113)));
        assert_eq!(entry(accounts, "nobody"), None);
    }

    #[test]
    fn the_newest_version_with_a_server_is_taken() {
        let versions = std::env::temp_dir().join(format!("synaq-versions-{}", std::process::id()));
        for version in ["9", "15", "16"] {
            fs::create_dir_all(versions.join(version).join("bin")).unwrap();
        }
        assert_eq!(newest(&versions), None);
        for (version, programs) in
            [("9", ["initdb", "postgres", "psql"].as_slice()), ("15", &["initdb", "postgres", "psql"]), ("16", &["psql"])]
        {
            for program in programs {
                fs::write(versions.join(version).join("bin").join(program), "").unwrap();
            }
        }
        assert_eq!(newest(&versions), Some(versions.join("15/bin")));
        fs::remove_dir_all(versions).unwrap();
    }

    #[test]
    fn who_has_no_server_is_told_what_to_install() {
        assert!(none("PATH".into()).to_string().contains("package `postgresql`"));
    }
}
