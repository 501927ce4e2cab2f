//! The site: what the server serves as files, named after their contents and compressed beforehand.
//!
//! ```text
//! site/manifest.json                {"candidate.js": "candidate-1a2b3c4d.js", …}
//! site/pkg/candidate-1a2b3c4d.js    and the same + .br
//! ```
//!
//! A name never changes its contents, so a browser may keep a file for good, and what is already there is right.

use crate::client::Bundle;
use crate::provision::hex;
use crate::step::{During, Outcome};
use crate::workspace::Workspace;
use brotli::enc::BrotliEncoderParams;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// The logical name of a file and the name it is served by.
type Manifest = BTreeMap<String, String>;

/// Files of `app/assets` that browsers load.
const ASSETS: [&str; 2] = ["synaq.css", "wake.js"];

/// Writes the site and prints the size of each file.
pub(crate) fn publish(workspace: &Workspace, bundles: &[Bundle]) -> Outcome {
    let mut sources: Vec<_> =
        ASSETS.map(|name| (name.to_owned(), workspace.root().join("app/assets").join(name))).into_iter().collect();
    for bundle in bundles {
        sources.push((format!("{}.js", bundle.name), bundle.js.clone()));
        sources.push((format!("{}_bg.wasm", bundle.name), bundle.wasm.clone()));
    }
    let site = workspace.site();
    for sizes in write(&site, &sources)? {
        println!("  {sizes}");
    }
    Ok(())
}

fn write(site: &Path, sources: &[(String, PathBuf)]) -> Outcome<Vec<String>> {
    let folder = site.join("pkg");
    fs::create_dir_all(&folder).during(folder.display())?;
    let (mut manifest, mut sizes) = (Manifest::new(), Vec::new());
    for (name, source) in sources {
        let contents = fs::read(source).during(source.display())?;
        let served = named_by_contents(name, &contents);
        let file = folder.join(&served);
        let compressed = folder.join(format!("{served}.br"));
        if !file.exists() {
            put(&file, &contents)?;
        }
        if !compressed.exists() {
            put(&compressed, &brotli(&contents)?)?;
        }
        let small = fs::metadata(&compressed).during(compressed.display())?.len();
        sizes.push(format!("{name:<20} {:>8} bytes, Brotli {small:>7}", contents.len()));
        manifest.insert(name.clone(), served);
    }
    let json = serde_json::to_vec_pretty(&manifest).during("manifest.json")?;
    put(&site.join("manifest.json"), &json)?;
    remove_outdated(&folder, &manifest)?;
    Ok(sizes)
}

/// `candidate_bg.wasm` → `candidate_bg-1a2b3c4d.wasm`.
fn named_by_contents(name: &str, contents: &[u8]) -> String {
    let hash = hex(&Sha256::digest(contents)[..4]);
    match name.rsplit_once('.') {
        Some((stem, kind)) => format!("{stem}-{hash}.{kind}"),
        None => format!("{name}-{hash}"),
    }
}

/// A file is there whole or not at all, also when we are interrupted.
fn put(file: &Path, contents: &[u8]) -> Outcome {
    let unfinished = file.with_added_extension("unfinished");
    fs::write(&unfinished, contents).during(unfinished.display())?;
    fs::rename(&unfinished, file).during(file.display())
}

fn brotli(contents: &[u8]) -> Outcome<Vec<u8>> {
    let parameters = BrotliEncoderParams { quality: 11, lgwin: 22, size_hint: contents.len(), ..Default::default() };
    let mut compressed = Vec::new();
    brotli::BrotliCompress(&mut &contents[..], &mut compressed, &parameters).during("brotli")?;
    Ok(compressed)
}

fn remove_outdated(folder: &Path, manifest: &Manifest) -> Outcome {
    for entry in fs::read_dir(folder).during(folder.display())? {
        let entry = entry.during(folder.display())?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let plain = name.strip_suffix(".br").unwrap_or(&name);
        if !manifest.values().any(|served| served == plain) {
            fs::remove_file(entry.path()).during(entry.path().display())?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{named_by_contents, write};
    use std::fs;
    use std::path::PathBuf;

    fn empty_folder(name: &str) -> PathBuf {
        let folder = std::env::temp_dir().join(format!("synaq-xtask-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        folder
    }

    #[test]
    fn a_name_follows_the_contents() {
        assert_eq!(named_by_contents("candidate_bg.wasm", b""), "candidate_bg-e3b0c442.wasm");
        assert_ne!(named_by_contents("style.css", b"a"), named_by_contents("style.css", b"b"));
    }

    #[test]
    fn a_changed_file_replaces_the_old_one_and_the_compressed_one_says_the_same() {
        let folder = empty_folder("site");
        let source = folder.join("synaq.css");
        let site = folder.join("site");
        for contents in ["a { color: red }", "a { color: green }"] {
            fs::write(&source, contents).unwrap();
            write(&site, &[("style.css".to_owned(), source.clone())]).unwrap();
            let manifest: serde_json::Value = serde_json::from_slice(&fs::read(site.join("manifest.json")).unwrap()).unwrap();
            let served = site.join("pkg").join(manifest["style.css"].as_str().unwrap());
            assert_eq!(fs::read_to_string(&served).unwrap(), contents);
            let mut plain = Vec::new();
            let compressed = fs::read(served.with_added_extension("br")).unwrap();
            brotli::BrotliDecompress(&mut &compressed[..], &mut plain).unwrap();
            assert_eq!(plain, contents.as_bytes());
            assert_eq!(fs::read_dir(site.join("pkg")).unwrap().count(), 2);
        }
        fs::remove_dir_all(folder).unwrap();
    }
}
