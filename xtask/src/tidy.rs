//! Rules of the repository that no compiler holds. Each is a function of text, so that a test can see it fail.

use crate::client::BUNDLES;
use crate::step::{self, During, Outcome};
use crate::workspace::Workspace;
use std::fs;
use std::process::Command;

/// A file of the repository, by its path from the root.
struct File {
    path: String,
    text: String,
}

/// Checks every rule, and tells of all that is wrong at once.
pub(crate) fn check(workspace: &Workspace) -> Outcome {
    let files = files(workspace)?;
    let mut found = sql_outside_store(&files);
    found.extend(local_paths(&files));
    found.extend(download_addresses(&files));
    found.extend(unmapped_crates(&files));
    found.extend(words_outside_locales(&files));
    for bundle in BUNDLES {
        found.extend(keys_within_reach(&frontend_tree(workspace, bundle)?).into_iter().map(|what| format!("{what} ({bundle})")));
    }
    for line in &found {
        eprintln!("  {line}");
    }
    if let [first, ..] = found.as_slice() {
        Err(format!("{} finding(s), the first: {first}", found.len()).into())
    } else {
        Ok(())
    }
}

/// What git knows or would take in.
fn files(workspace: &Workspace) -> Outcome<Vec<File>> {
    let arguments = ["ls-files", "-z", "--cached", "--others", "--exclude-standard"];
    let list = step::read(Command::new("git").args(arguments).current_dir(workspace.root()))?;
    let paths = list.split_terminator('\0').filter(|path| workspace.root().join(path).is_file());
    let read = |path: &str| {
        let contents = fs::read(workspace.root().join(path)).during(path)?;
        Ok(File { path: path.to_owned(), text: String::from_utf8_lossy(&contents).into_owned() })
    };
    paths.map(read).collect()
}

/// SQL of the product is in `store` alone. (This file has to name what it looks for, and `trials` measures a database without the
/// product, and looks at the product's from outside.)
fn sql_outside_store(files: &[File]) -> Vec<String> {
    let rust = files.iter().filter(|file| file.path.ends_with(".rs"));
    let outside = rust.filter(|file| !["store/", "trials/", "xtask/"].iter().any(|folder| file.path.starts_with(folder)));
    let asks = |line: &str| line.contains("sqlx") && (line.contains("query") || line.contains("raw_sql"));
    lines_where(outside, |line| asks(line) && !line.trim_start().starts_with("//"), "SQL outside store")
}

/// No file knows the machine it was written on.
fn local_paths(files: &[File]) -> Vec<String> {
    let folder = concat!("/", "work");
    let part_of_a_name = |neighbour: Option<char>| neighbour.is_some_and(|c| c.is_alphanumeric() || "_-.".contains(c));
    let names_it = |line: &str| {
        line.match_indices(folder).any(|(at, _)| {
            !part_of_a_name(line[..at].chars().next_back()) && !part_of_a_name(line[at + folder.len()..].chars().next())
        })
    };
    lines_where(files.iter(), names_it, "a path of the machine it was written on")
}

/// npm's lock file says what to take (by its digest), not from where.
fn download_addresses(files: &[File]) -> Vec<String> {
    let locks = files.iter().filter(|file| file.path.ends_with("package-lock.json"));
    lines_where(locks, |line| line.trim_start().starts_with("\"resolved\""), "a download address")
}

/// What people read on a page is in the locales. (Months and dates are in `format.rs`: they are rules as much as words.)
fn words_outside_locales(files: &[File]) -> Vec<String> {
    let of_pages = |path: &str| path.starts_with("app/src/") || path.starts_with("server/src/web/");
    let pages = files.iter().filter(|file| of_pages(&file.path) && file.path.ends_with(".rs") && !file.path.contains("tests"));
    let product = pages.filter(|file| file.path != "app/src/format.rs").map(|file| {
        let text = file.text.split("#[cfg(test)]").next().unwrap_or_default();
        File { path: file.path.clone(), text: text.to_owned() }
    });
    let product: Vec<_> = product.collect();
    let mut found = lines_where(product.iter(), says_something, "words that are in no locale");
    let sheets = files.iter().filter(|file| file.path.ends_with(".css"));
    let letters =
        |line: &str| line.split_once("content: \"").is_some_and(|(_, said)| said.split('"').next().is_some_and(has_a_word));
    found.extend(lines_where(sheets, letters, "words that are in no locale"));
    found
}

/// Whether a line has Cyrillic in a text, or a text of Latin words where a page shows it.
fn says_something(line: &str) -> bool {
    let line = line.trim();
    if line.starts_with("//") {
        return false;
    }
    // A text is what stands between every other quotation mark.
    let pieces: Vec<_> = line.split('"').collect();
    let mut texts = pieces.iter().enumerate().filter(|(n, _)| n % 2 == 1);
    texts.any(|(n, text)| {
        let before = pieces[n - 1].trim_end();
        // A text that goes on in the next line is no child of an element.
        let (closed, after) = pieces.get(n + 1).map_or((false, ""), |after| (true, after.trim_start()));
        let alone = closed && before.is_empty() && after.is_empty();
        let shown = alone || before.ends_with('>') && after.starts_with(['<', '{']);
        let read = ["title=", "alt=", "placeholder=", "aria-label="].iter().any(|name| before.ends_with(name));
        text.chars().any(|c| ('\u{400}'..'\u{530}').contains(&c)) || (shown || read) && has_a_word(text)
    })
}

fn has_a_word(text: &str) -> bool {
    text.split(|c: char| !c.is_alphabetic()).any(|word| word.chars().count() > 1)
}

/// The map has every crate.
fn unmapped_crates(files: &[File]) -> Vec<String> {
    let Some(map) = files.iter().find(|file| file.path == "ARCHITECTURE.md") else {
        return vec!["there is no ARCHITECTURE.md".into()];
    };
    let crates = files.iter().filter_map(|file| file.path.strip_suffix("/Cargo.toml"));
    let named = |folder: &str| {
        map.text
            .split(|c: char| !(c.is_alphanumeric() || "_-/".contains(c)))
            .any(|word| word == folder || word.strip_suffix('/') == Some(folder))
    };
    crates.filter(|folder| !named(folder)).map(|folder| format!("ARCHITECTURE.md does not name {folder}/")).collect()
}

/// The crates that go into a bundle: `name version|feature,feature` a line.
fn frontend_tree(workspace: &Workspace, bundle: &str) -> Outcome<String> {
    let mut cargo = workspace.cargo();
    cargo.args(["tree", "-p", "frontend", "--target", "wasm32-unknown-unknown", "-e", "normal", "--prefix", "none"]);
    step::read(cargo.args(["--format", "{p}|{f}", "--no-default-features", "--features", bundle]))
}

/// No answer key can reach a browser: what holds one is not compiled into the client.
fn keys_within_reach(tree: &str) -> Vec<String> {
    let mut found = Vec::new();
    for line in tree.lines() {
        let (package, features) = line.split_once('|').unwrap_or((line, ""));
        match package.split(' ').next() {
            Some(name @ ("question-banks" | "store")) => found.push(format!("`{name}` is compiled into the client")),
            Some("exam") if features.split([',', ' ']).any(|feature| feature == "grading") => {
                found.push("`exam` is compiled into the client with its feature `grading`".to_owned());
            }
            _ => {}
        }
    }
    found.sort();
    found.dedup();
    found
}

fn lines_where<'a>(files: impl Iterator<Item = &'a File>, wrong: impl Fn(&str) -> bool, what: &str) -> Vec<String> {
    let in_file = |file: &'a File| file.text.lines().zip(1..).map(move |(line, number)| (&file.path, number, line));
    let found = files.flat_map(in_file).filter(|(_, _, line)| wrong(line));
    found.map(|(path, number, _)| format!("{path}:{number}: {what}")).collect()
}

#[cfg(test)]
mod tests {
    use super::{File, download_addresses, keys_within_reach, local_paths, sql_outside_store, unmapped_crates};

    fn file(path: &str, text: &str) -> File {
        File { path: path.to_owned(), text: text.to_owned() }
    }

    #[test]
    fn sql_is_found_outside_store_alone() {
        let code = "let rows =\n    sqlx::query(\"select 1\");";
        assert_eq!(sql_outside_store(&[file("server/src/main.rs", code)]), ["server/src/main.rs:2: SQL outside store"]);
        let allowed = ["store/src/lib.rs", "trials/src/raw.rs", "docs/sql.md"].map(|path| file(path, code));
        assert!(sql_outside_store(&allowed).is_empty());
        assert_eq!(sql_outside_store(&[file("app/src/a.rs", "use sqlx::{query_as, Row};")]).len(), 1);
        assert!(sql_outside_store(&[file("app/src/a.rs", "// no sqlx::query here")]).is_empty());
    }

    #[test]
    fn a_path_of_this_machine_is_found_and_a_longer_name_is_not() {
        let machine = concat!("see /", "work/main");
        assert_eq!(local_paths(&[file("README.md", machine)]).len(), 1);
        assert_eq!(local_paths(&[file("a.toml", concat!("dir = \"/", "work\""))]).len(), 1);
        assert!(local_paths(&[file("a.rs", "/workspace frame/work and/work-book end2end/workers")]).is_empty());
    }

    #[test]
    fn a_download_address_in_npms_lock_file_is_found() {
        let lock = "{\n  \"funding\": \"https://example.org\",\n  \"resolved\": \"https://registry.npmjs.org/a.tgz\"\n}";
        assert_eq!(
            download_addresses(&[file("end2end/package-lock.json", lock)]),
            ["end2end/package-lock.json:3: a download address"]
        );
        assert!(download_addresses(&[file("end2end/package.json", lock)]).is_empty());
    }

    #[test]
    fn a_crate_that_is_not_on_the_map_is_found() {
        let map = file("ARCHITECTURE.md", "`exam/` has the rules, question-banks/ the questions; see store/src/lib.rs");
        let found = unmapped_crates(&[
            map,
            file("exam/Cargo.toml", ""),
            file("question-banks/Cargo.toml", ""),
            file("store/Cargo.toml", ""),
        ]);
        assert_eq!(found, ["ARCHITECTURE.md does not name store/"]);
        assert_eq!(unmapped_crates(&[file("exam/Cargo.toml", "")]), ["there is no ARCHITECTURE.md"]);
    }

    #[test]
    fn words_of_a_page_are_in_the_locales() {
        let clean = [
            "{w.t(\"save\")}",
            "// Сақтау",
            "<input type=\"text\" name=\"size\" />",
            "\" \"",
            "<dd>\"\\u{a0}%\"</dd>",
            "let a = \"save\";",
        ];
        for line in clean {
            assert!(!super::says_something(line), "{line}");
        }
        for line in ["\"Сақтау\"", "let a = \"Сақтау\";", "<p>\"Save it\"</p>", "\"Save it\"", "<img alt=\"A plan\" />"]
        {
            assert!(super::says_something(line), "{line}");
        }
        let found = super::words_outside_locales(&[
            file("app/src/pages/a.rs", "view! { <p>\"Save it\"</p> }\n#[cfg(test)]\nmod tests { \"Сақтау\" }"),
            file("app/src/format.rs", "\"қаңтар\""),
            file("app/assets/a.css", "a::before { content: \"← \"; }\nb { content: \"аб\"; }"),
        ]);
        assert_eq!(found.len(), 2, "{found:?}");
    }

    #[test]
    fn a_key_within_reach_of_the_browser_is_found() {
        let clean = "frontend v0.1.0 (/a)|candidate\napp v0.1.0 (/a/app)|candidate\nexam v0.1.0 (/a/exam)|\n";
        assert!(keys_within_reach(clean).is_empty());
        let grading = "exam v0.1.0 (/a/exam)|default,grading\nexam v0.1.0 (/a/exam)|default,grading (*)\n";
        assert_eq!(keys_within_reach(grading), ["`exam` is compiled into the client with its feature `grading`"]);
        assert_eq!(keys_within_reach("store v0.1.0 (/a/store)|\nquestion-banks v0.1.0 (/a/q)|").len(), 2);
        assert!(keys_within_reach("reactive_stores v0.4.0|\nrestore v1.0.0|grading").is_empty());
    }
}
