//! The site: what the server serves as files, named after their contents and compressed beforehand.
//!
//! ```text
//! site/manifest.json                {"candidate.js": "candidate-1a2b3c4d.js", …}
//! site/pkg/candidate-1a2b3c4d.js    and the same + .br, .gz, .zst
//! ```
//!
//! A name never changes its contents, so a browser may keep a file for good, and what is already there is right.

use crate::client::Bundle;
use crate::provision::hex;
use crate::step::{self, During, Outcome};
use crate::workspace::Workspace;
use brotli::enc::BrotliEncoderParams;
use flate2::Compression;
use flate2::write::GzEncoder;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The logical name of a file and the name it is served by.
type Manifest = BTreeMap<String, String>;

/// Files of `app/assets` that browsers load.
const ASSETS: [&str; 1] = ["synaq.css"];

/// Nothing is written that the oldest browsers which can read our stylesheet don't know.
const ESBUILD: [&str; 4] = ["--minify", "--charset=utf8", "--target=chrome109,firefox121,safari15.4", "--log-level=warning"];

/// How a file is compressed, by the ending under which it then stands.
type Compress = fn(&[u8]) -> Outcome<Vec<u8>>;

/// Whatever a browser asks for.
const COMPRESSED: [(&str, Compress); 3] = [("br", brotli), ("gz", gzip), ("zst", zstd)];

/// Writes the site and prints the size of each file.
pub(crate) fn publish(workspace: &Workspace, bundles: &[Bundle]) -> Outcome {
    let mut sources: Vec<_> =
        ASSETS.map(|name| (name.to_owned(), workspace.root().join("app/assets").join(name))).into_iter().collect();
    for bundle in bundles {
        sources.push((format!("{}.js", bundle.name), bundle.js.clone()));
        sources.push((format!("{}_bg.wasm", bundle.name), bundle.wasm.clone()));
    }
    for (name, source) in &mut sources {
        if !name.ends_with(".wasm") {
            *source = shrunk(workspace, name, source)?;
        }
    }
    let site = workspace.site();
    for sizes in write(&site, &sources)? {
        println!("  {sizes}");
    }
    Ok(())
}

/// A file without what only people need: comments, spaces, long names.
fn shrunk(workspace: &Workspace, name: &str, source: &Path) -> Outcome<PathBuf> {
    let shrunk = workspace.client_target().join("shrunk").join(name);
    let mut esbuild = Command::new(workspace.end2end().join("node_modules/.bin/esbuild"));
    esbuild.arg(source).args(ESBUILD).arg(format!("--outfile={}", shrunk.display()));
    step::run(&mut esbuild)?;
    Ok(shrunk)
}

fn write(site: &Path, sources: &[(String, PathBuf)]) -> Outcome<Vec<String>> {
    let folder = site.join("pkg");
    fs::create_dir_all(&folder).during(folder.display())?;
    let (mut manifest, mut sizes) = (Manifest::new(), Vec::new());
    for (name, source) in sources {
        let contents = fs::read(source).during(source.display())?;
        let served = named_by_contents(name, &contents);
        let file = folder.join(&served);
        if !file.exists() {
            put(&file, &contents)?;
        }
        let mut small = Vec::new();
        for (ending, compress) in COMPRESSED {
            let compressed = folder.join(format!("{served}.{ending}"));
            if !compressed.exists() {
                put(&compressed, &compress(&contents)?)?;
            }
            let size = fs::metadata(&compressed).during(compressed.display())?.len();
            small.push(format!("{ending} {size:>6}"));
        }
        sizes.push(format!("{name:<20} {:>8} bytes, {}", contents.len(), small.join(", ")));
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

fn gzip(contents: &[u8]) -> Outcome<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(contents).during("gzip")?;
    encoder.finish().during("gzip")
}

fn zstd(contents: &[u8]) -> Outcome<Vec<u8>> {
    zstd::encode_all(contents, 19).during("zstd")
}

fn remove_outdated(folder: &Path, manifest: &Manifest) -> Outcome {
    for entry in fs::read_dir(folder).during(folder.display())? {
        let entry = entry.during(folder.display())?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let plain = COMPRESSED.iter().find_map(|(ending, _)| name.strip_suffix(ending)?.strip_suffix('.')).unwrap_or(&name);
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
            let gzip = fs::File::open(served.with_added_extension("gz")).unwrap();
            assert_eq!(std::io::read_to_string(flate2::read::GzDecoder::new(gzip)).unwrap(), contents);
            let zstd = fs::read(served.with_added_extension("zst")).unwrap();
            assert_eq!(zstd::decode_all(&zstd[..]).unwrap(), contents.as_bytes());
            assert_eq!(fs::read_dir(site.join("pkg")).unwrap().count(), 4);
        }
        fs::remove_dir_all(folder).unwrap();
    }
}
