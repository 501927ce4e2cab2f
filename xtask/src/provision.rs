//! Brings what a build or a test needs and this machine lacks, and touches nothing that is already there.
//!
//! Packages come from Debian's own archive, and only when we are root; otherwise the person gets the line to run.

use crate::step::{self, During, Outcome};
use crate::workspace::Workspace;
use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

/// rustc and cargo for the browser, with the source of std: for machines that cannot reach rustup's server.
const DEBIAN_WASM: [&str; 3] = ["rustc-web", "cargo-web", "rust-web-src"];
/// DejaVu has the Kazakh letters (Ә Ғ Қ Ң Ө Ұ Ү Һ І), which a bare server's fonts may lack.
const DEBIAN_BROWSER: [&str; 2] = ["chromium", "fonts-dejavu-core"];
const DEBIAN_NODE: [&str; 2] = ["nodejs", "npm"];
const DEBIAN_POSTGRES: [&str; 1] = ["postgresql"];
/// Debian's package makes and starts a cluster for the whole machine when it is first installed, unless a file here says not to.
const DEBIAN_CLUSTERS: &str = "/etc/postgresql-common/createcluster.d";
/// Playwright asks for it.
const OLDEST_NODE: u32 = 18;
const BROWSERS: [&str; 3] = ["chromium", "chromium-browser", "google-chrome"];
/// A std for the browser is a download of some 20 MB; a machine without the network finds out sooner.
const RUSTUP_LIMIT: Duration = Duration::from_secs(60);

/// What compiles the client.
pub(crate) enum WasmToolchain {
    /// The compiler in use has a std for the browser.
    Own,
    /// Debian's compiler, which builds its own std first.
    Debian {
        /// The linker for wasm.
        linker: PathBuf,
    },
}

impl WasmToolchain {
    /// `cargo build --target wasm32-unknown-unknown`, to be completed by the caller.
    pub(crate) fn cargo_build(&self, workspace: &Workspace) -> Command {
        let mut command = match self {
            Self::Own => workspace.cargo(),
            Self::Debian { linker } => {
                let mut command = Command::new("/usr/bin/cargo");
                command
                    .current_dir(workspace.root())
                    .env("RUSTC", "/usr/bin/rustc")
                    .env("RUSTC_BOOTSTRAP", "1")
                    .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", linker)
                    // `cargo run` pointed these at the other compiler.
                    .env_remove("LD_LIBRARY_PATH")
                    .env_remove("CARGO");
                command
            }
        };
        command.args(["build", "--target", "wasm32-unknown-unknown"]);
        if let Self::Debian { .. } = self {
            command.args(["-Z", "build-std=std,panic_abort"]);
        }
        command
    }
}

/// Finds or brings a compiler for the browser: what is there, then rustup, then Debian.
pub(crate) fn wasm_toolchain() -> Outcome<WasmToolchain> {
    if has_wasm_std() {
        return Ok(WasmToolchain::Own);
    }
    if missing(&DEBIAN_WASM).is_empty() {
        return debian_toolchain();
    }
    let rustup = ["target", "add", "wasm32-unknown-unknown"];
    if step::succeeds_within(RUSTUP_LIMIT, Command::new("rustup").args(rustup)) && has_wasm_std() {
        println!("  rustup has added wasm32-unknown-unknown");
        return Ok(WasmToolchain::Own);
    }
    install(&DEBIAN_WASM, "`rustup target add wasm32-unknown-unknown`, or where its server is out of reach")?;
    debian_toolchain()
}

fn has_wasm_std() -> bool {
    let arguments = ["--print", "target-libdir", "--target", "wasm32-unknown-unknown"];
    let folder = Command::new("rustc").args(arguments).stderr(Stdio::null()).output();
    folder.is_ok_and(|folder| Path::new(String::from_utf8_lossy(&folder.stdout).trim()).is_dir())
}

/// The linker is that of the compiler in use, or Debian's.
fn debian_toolchain() -> Outcome<WasmToolchain> {
    let sysroot = PathBuf::from(step::read(Command::new("rustc").args(["--print", "sysroot"]))?.trim());
    let host = step::read(Command::new("rustc").args(["--print", "host-tuple"]))?;
    let bundled = sysroot.join("lib/rustlib").join(host.trim()).join("bin/rust-lld");
    let linker = if bundled.exists() { Some(bundled) } else { debian_linker() };
    linker.map(|linker| WasmToolchain::Debian { linker }).ok_or_else(|| "no linker for wasm; run: apt-get install lld".into())
}

/// `/usr/bin/lld-22` and the like, the highest.
fn debian_linker() -> Option<PathBuf> {
    let names = std::fs::read_dir("/usr/bin").ok()?.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    let versions = names.filter_map(|name| name.strip_prefix("lld-")?.parse::<u32>().ok());
    versions.max().map(|version| PathBuf::from(format!("/usr/bin/lld-{version}")))
}

/// The browser for the tests; `SYNAQ_CHROMIUM` names another than the one on PATH.
pub(crate) fn browser() -> Outcome<PathBuf> {
    let chosen = std::env::var_os("SYNAQ_CHROMIUM").map(PathBuf::from);
    if let Some(browser) = chosen.or_else(|| BROWSERS.into_iter().find_map(on_path)) {
        return Ok(browser);
    }
    install(&DEBIAN_BROWSER, "")?;
    on_path("chromium").ok_or_else(|| "chromium is installed but not on PATH".into())
}

/// The programs of a PostgreSQL server, for clusters of the tests' own; `SYNAQ_POSTGRES_BIN` names another folder of them.
pub(crate) fn postgres() -> Outcome<PathBuf> {
    if let Ok(programs) = cluster::programs() {
        return Ok(programs);
    }
    if std::env::var_os("SYNAQ_POSTGRES_BIN").is_none() {
        let programs_alone = Path::new(DEBIAN_CLUSTERS).join("synaq.conf");
        if is_root() {
            std::fs::create_dir_all(DEBIAN_CLUSTERS).during(DEBIAN_CLUSTERS)?;
            std::fs::write(&programs_alone, "create_main_cluster = false\n").during(programs_alone.display())?;
        }
        let outcome = install(&DEBIAN_POSTGRES, "");
        if is_root() {
            std::fs::remove_file(&programs_alone).during(programs_alone.display())?;
        }
        outcome?;
    }
    cluster::programs().map_err(|why| why.to_string().into())
}

/// The packages of `end2end/package-lock.json`; installed again only when that file has changed.
pub(crate) fn npm_packages(workspace: &Workspace) -> Outcome {
    let folder = workspace.end2end();
    let lock = std::fs::read(folder.join("package-lock.json")).during("end2end/package-lock.json")?;
    let wanted = hex(&Sha256::digest(lock));
    let stamp = folder.join("node_modules/.synaq-lock");
    if std::fs::read_to_string(&stamp).is_ok_and(|installed| installed == wanted) {
        return Ok(());
    }
    if on_path("node").is_none() || on_path("npm").is_none() {
        install(&DEBIAN_NODE, "")?;
    }
    let version = step::read(Command::new("node").arg("--version"))?;
    if major(&version).is_none_or(|major| major < OLDEST_NODE) {
        return Err(format!("Node.js {} is too old; install version {OLDEST_NODE} or newer", version.trim()).into());
    }
    let mut npm = Command::new("npm");
    npm.args(["ci", "--include=dev", "--include=optional", "--no-audit", "--no-fund", "--loglevel=error"]).current_dir(folder);
    step::run(npm.env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1"))?;
    std::fs::write(&stamp, wanted).during(stamp.display())
}

/// Installs those of the Debian packages that are missing.
///
/// # Errors
/// Where we may not, or there is no `apt-get`: the one line to run (after `instead`, when there is another way).
fn install(packages: &[&str], instead: &str) -> Outcome {
    let packages = missing(packages);
    if packages.is_empty() {
        return Ok(());
    }
    let arguments = [&["install", "-y", "--no-install-recommends"], packages.as_slice()].concat();
    let line = format!("apt-get {}", arguments.join(" "));
    if on_path("apt-get").is_none() || !is_root() {
        let instead = if instead.is_empty() { String::new() } else { format!("{instead}: ") };
        return Err(format!("something is missing that only root can install; run: {instead}sudo {line}").into());
    }
    println!("  {line}");
    let known = packages.iter().all(|package| step::succeeds(Command::new("apt-cache").args(["show", "-q", package])));
    if known && apt_get(&arguments).is_ok() {
        return Ok(());
    }
    apt_get(&["update"])?;
    apt_get(&arguments)
}

fn apt_get(arguments: &[&str]) -> Outcome {
    let mut command = Command::new("apt-get");
    // Another apt may be at work: wait for it instead of failing.
    command.args(["-qq", "-o", "DPkg::Lock::Timeout=300"]).args(arguments);
    step::run(command.env("DEBIAN_FRONTEND", "noninteractive").stdout(Stdio::null()))
}

fn missing<'a>(packages: &[&'a str]) -> Vec<&'a str> {
    let installed = |package: &str| {
        let status = Command::new("dpkg-query").args(["-W", "-f", "${db:Status-Status}", package]).stderr(Stdio::null()).output();
        status.is_ok_and(|status| status.stdout == b"installed")
    };
    packages.iter().copied().filter(|package| !installed(package)).collect()
}

fn is_root() -> bool {
    step::read(Command::new("id").arg("-u")).is_ok_and(|id| id.trim() == "0")
}

fn on_path(program: &str) -> Option<PathBuf> {
    let folders = std::env::var_os("PATH")?;
    std::env::split_paths(&folders).map(|folder| folder.join(program)).find(|path| path.is_file())
}

/// `v20.1.0` → 20.
fn major(version: &str) -> Option<u32> {
    version.trim().strip_prefix('v')?.split('.').next()?.parse().ok()
}

/// Lower-case hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::{hex, major, missing};

    #[test]
    fn the_major_version_of_node_is_read() {
        assert_eq!(major("v20.20.2\n"), Some(20));
        assert_eq!(major("20"), None);
    }

    #[test]
    fn a_package_that_does_not_exist_is_missing() {
        assert_eq!(missing(&["no-such-package-of-synaq"]), ["no-such-package-of-synaq"]);
    }

    #[test]
    fn bytes_are_spelled_in_two_digits() {
        assert_eq!(hex(&[0, 171]), "00ab");
    }
}
