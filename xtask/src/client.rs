//! The client: `frontend` compiled for the browser, bound to JavaScript, and made small.
//!
//! Cargo decides what to compile; binding and shrinking are skipped while its wasm is the one last bound.

use crate::provision::{WasmToolchain, hex};
use crate::step::{self, During, Outcome};
use crate::workspace::Workspace;
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use wasm_bindgen_cli_support::Bindgen;

/// `frontend` is built once for each, with the cargo feature of this name; the files are named after it.
pub(crate) const BUNDLES: [&str; 2] = ["candidate", "staff"];

/// By a name of a page's part that only its code looks for, each bundle is known: none has what is another's.
const KNOWN_BY: [(&str, &str); 2] = [("candidate", "#undelivered"), ("staff", "#board-signed-out")];

/// Optimise for size, and use no more of WebAssembly than rustc itself does: `--all-features` would let wasm-opt write
/// what only the newest browsers load.
const WASM_OPT: [&str; 9] = [
    "-Oz",
    "--mvp-features",
    "--enable-bulk-memory",
    "--enable-bulk-memory-opt",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
];

/// One bundle, ready to be published.
pub(crate) struct Bundle {
    /// Its name and cargo feature.
    pub(crate) name: &'static str,
    /// The module that loads the wasm.
    pub(crate) js: PathBuf,
    /// The shrunk wasm.
    pub(crate) wasm: PathBuf,
}

/// Compiles a bundle; returns the wasm as rustc left it.
///
/// # Errors
/// With `deny_warnings` also when the compiler warns. Cargo repeats the warnings of what it need not compile again, so
/// nothing has to be built twice for it.
pub(crate) fn compile(workspace: &Workspace, toolchain: &WasmToolchain, bundle: &str, deny_warnings: bool) -> Outcome<PathBuf> {
    let mut cargo = toolchain.cargo_build(workspace);
    cargo
        .args(["-p", "frontend", "--profile", "wasm-release", "--no-default-features", "--features", bundle])
        .args(["--message-format", "json", "--target-dir"])
        .arg(workspace.client_target().join(bundle));
    let (mut wasm, mut warnings) = (None, 0);
    step::read_lines(&mut cargo, |line| {
        let message: Value = serde_json::from_str(line).unwrap_or_default();
        if let Some(text) = message["message"]["rendered"].as_str() {
            eprint!("{text}");
        }
        // The closing "2 warnings emitted" is one too, but without a place in the source.
        let placed = message["message"]["spans"].as_array().is_some_and(|spans| !spans.is_empty());
        warnings += usize::from(message["message"]["level"] == "warning" && placed);
        wasm = wasm_of(&message).or(wasm.take());
    })?;
    if deny_warnings && warnings > 0 {
        return Err(format!("the compiler has {warnings} warning(s) in the client").into());
    }
    wasm.ok_or_else(|| "cargo has built no wasm of `frontend`".into())
}

fn wasm_of(message: &Value) -> Option<PathBuf> {
    let ours = message["reason"] == "compiler-artifact" && message["target"]["name"] == "frontend";
    let mut files = message["filenames"].as_array().filter(|_| ours)?.iter().filter_map(Value::as_str);
    files.find(|file| file.ends_with(".wasm")).map(PathBuf::from)
}

/// Binds and shrinks a compiled bundle.
pub(crate) fn bind(workspace: &Workspace, name: &'static str, compiled: &Path) -> Outcome<Bundle> {
    let folder = workspace.client_target().join("bound").join(name);
    let bundle = Bundle { name, js: folder.join(format!("{name}.js")), wasm: folder.join(format!("{name}.opt.wasm")) };
    let stamp = folder.join("stamp");
    let made_of = made_of(workspace, compiled)?;
    if fs::read_to_string(&stamp).is_ok_and(|stamp| stamp == made_of) {
        return Ok(bundle);
    }
    if folder.exists() {
        fs::remove_dir_all(&folder).during(folder.display())?;
    }
    let mut bindgen = Bindgen::new();
    bindgen.input_path(compiled).out_name(name).typescript(false).web(true).during("wasm-bindgen")?;
    // `{:#}` for the chain of causes.
    bindgen.generate(&folder).map_err(|why| format!("wasm-bindgen: {why:#}"))?;
    if folder.join("snippets").exists() {
        return Err("a crate brings JavaScript files of its own (wasm-bindgen snippets), which the site does not publish".into());
    }
    let mut wasm_opt = Command::new("node");
    wasm_opt.arg(workspace.end2end().join("node_modules/binaryen/bin/wasm-opt")).args(WASM_OPT);
    step::run(wasm_opt.arg(folder.join(format!("{name}_bg.wasm"))).arg("-o").arg(&bundle.wasm))?;
    holds_its_own_alone(name, &fs::read(&bundle.wasm).during(bundle.wasm.display())?)?;
    fs::write(&stamp, made_of).during(stamp.display())?;
    Ok(bundle)
}

/// A bundle has its own code, and no other's.
fn holds_its_own_alone(name: &str, wasm: &[u8]) -> Outcome {
    let holds = |mark: &str| wasm.windows(mark.len()).any(|bytes| bytes == mark.as_bytes());
    for (whose, mark) in KNOWN_BY {
        if holds(mark) != (whose == name) {
            return Err(format!(
                "bundle `{name}`: `{mark}` of `{whose}` {}",
                if whose == name { "is missing" } else { "is in it" }
            )
            .into());
        }
    }
    Ok(())
}

/// Everything the bound files depend on: the wasm, the version of wasm-opt (by the lock file) and its options.
fn made_of(workspace: &Workspace, compiled: &Path) -> Outcome<String> {
    let mut hash = Sha256::new();
    hash.update(fs::read(compiled).during(compiled.display())?);
    hash.update(fs::read(workspace.end2end().join("package-lock.json")).during("end2end/package-lock.json")?);
    hash.update(WASM_OPT.join(" "));
    Ok(hex(&hash.finalize()))
}

#[cfg(test)]
mod tests {
    use super::{BUNDLES, KNOWN_BY, holds_its_own_alone, wasm_of};
    use serde_json::json;

    #[test]
    fn a_bundle_in_which_another_ones_code_is_found_or_its_own_is_missing_is_none() {
        assert_eq!(KNOWN_BY.map(|(name, _)| name), BUNDLES);
        let [(candidate, desk), (staff, board)] = KNOWN_BY.map(|(name, mark)| (name, format!("\0asm {mark} .")));
        assert!(holds_its_own_alone(candidate, desk.as_bytes()).is_ok() && holds_its_own_alone(staff, board.as_bytes()).is_ok());
        let both = format!("{desk}{board}");
        for name in BUNDLES {
            assert!(holds_its_own_alone(name, both.as_bytes()).is_err(), "{name}");
            assert!(holds_its_own_alone(name, b"\0asm").is_err(), "{name}");
        }
    }

    #[test]
    fn the_wasm_is_that_of_frontend() {
        let artifact =
            |name: &str| json!({"reason": "compiler-artifact", "target": {"name": name}, "filenames": ["/t/a.d", "/t/a.wasm"]});
        assert_eq!(wasm_of(&artifact("frontend")), Some("/t/a.wasm".into()));
        assert_eq!(wasm_of(&artifact("other")), None);
        assert_eq!(wasm_of(&json!({"reason": "build-finished"})), None);
    }
}
