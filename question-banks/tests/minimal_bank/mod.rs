//! The smallest bank with nothing wrong in it, and ways to put something wrong into it.
#![allow(dead_code, unreachable_pub, missing_docs, reason = "each test file uses its part")]

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process,
    sync::atomic::{AtomicU32, Ordering},
};

pub const BANK: &str = "bank.toml";
pub const LAW: &str = "questions/law.txt";
pub const RADIO: &str = "questions/radio.txt";
pub const REGULATION: &str = "regulations/leak-detection.toml";

const BANK_TEXT: &str = r#"code = "leak-detection"
demonstration = true
languages = ["kk", "ru"]
title = { kk = "Арналар", ru = "Каналы", en = "Channels" }

[[topic]]
code = "law"
title = { kk = "Құқық", ru = "Право", en = "Law" }

[[topic]]
code = "law/licensing"
title = { kk = "Лицензиялау", ru = "Лицензирование", en = "Licensing" }

[[topic]]
code = "radio"
title = { kk = "Радио", ru = "Радио", en = "Radio" }
"#;

const LAW_TEXT: &str = "# Comments and empty lines are nobody's.

[law-001]
topic: law/licensing
kind: single
difficulty: easy
source: № 4 бұйрық

kk: Сұрақтар тізбесін кім белгілейді?
ru: Кто устанавливает
| перечень вопросов?

+ kk: Лицензиар
  ru: Лицензиар
- kk: Өтініш беруші
  ru: Заявитель
- kk: Қауымдастық
  ru: Ассоциация
";

const RADIO_TEXT: &str = "[radio-001]
topic: radio
kind: multiple
difficulty: hard
source: Оқулық
kk: Қайсысы бірлік?
ru: Что здесь единица?
+ kk: дБ
  ru: дБ
+ kk: кВт
  ru: кВт
- kk: AES-тің кілті
  ru: Ключ AES
";

const REGULATION_TEXT: &str = r#"activity = "leak-detection"
version = 1
demonstration = true
approved_by = { kk = "Бұйрық", ru = "Приказ", en = "Order" }
languages = ["kk", "ru"]
time_limit_minutes = 45
pass_mark_percent = 70
scoring = "all-or-nothing"

[retake]
wait_days = 30
attempts = 3

[[section]]
code = "law"
title = { kk = "Құқық", ru = "Право", en = "Law" }
minimum_percent = 50

  [[section.quota]]
  topic = "law"
  difficulty = "easy"
  questions = 1

[[section]]
code = "radio"
title = { kk = "Радио", ru = "Радио", en = "Radio" }
minimum_percent = 0

  [[section.quota]]
  topic = "radio"
  difficulty = "hard"
  questions = 1
"#;

/// The files of a bank, by path.
#[derive(Clone, Debug)]
pub struct Files(pub BTreeMap<PathBuf, Vec<u8>>);

impl Files {
    /// The bank with nothing wrong in it.
    pub fn good() -> Self {
        let files = [(BANK, BANK_TEXT), (LAW, LAW_TEXT), (RADIO, RADIO_TEXT), (REGULATION, REGULATION_TEXT)];
        Self(files.into_iter().map(|(path, text)| (path.into(), text.into())).collect())
    }

    /// With the first occurrence of a text replaced.
    pub fn with(mut self, path: &str, from: &str, to: &str) -> Self {
        let text = self.text(path);
        assert!(text.contains(from), "{path} has no {from:?}");
        self.0.insert(path.into(), text.replacen(from, to, 1).into_bytes());
        self
    }

    /// With a file added, or another content in it.
    pub fn and(mut self, path: &str, content: impl Into<Vec<u8>>) -> Self {
        self.0.insert(path.into(), content.into());
        self
    }

    pub fn without(mut self, path: &str) -> Self {
        self.0.remove(Path::new(path)).expect("the file is there");
        self
    }

    pub fn text(&self, path: &str) -> String {
        String::from_utf8(self.0[Path::new(path)].clone()).expect("the file is text")
    }

    pub fn bank(&self) -> question_banks::Bank {
        self.findings_or_bank().unwrap_or_else(|findings| panic!("{findings:#?}"))
    }

    pub fn findings_or_bank(&self) -> Result<question_banks::Bank, Vec<question_banks::Finding>> {
        question_banks::read_files(&self.0)
    }

    /// What is wrong: file, line, message.
    pub fn findings(&self) -> Vec<(String, usize, String)> {
        let findings = self.findings_or_bank().err().unwrap_or_default();
        findings.into_iter().map(|f| (f.file.display().to_string(), f.line, f.message)).collect()
    }

    /// Writes the bank into a folder.
    pub fn write_to(&self, folder: &Path) {
        for (path, content) in &self.0 {
            let path = folder.join(path);
            fs::create_dir_all(path.parent().expect("a file is in a folder")).expect("the folder can be made");
            fs::write(path, content).expect("the file can be written");
        }
    }
}

/// An empty folder that is gone after the test.
pub struct TemporaryFolder(pub PathBuf);

impl TemporaryFolder {
    pub fn new() -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let name = format!("question-banks-{}-{}", process::id(), NUMBER.fetch_add(1, Ordering::Relaxed));
        let path = std::env::temp_dir().join(name);
        fs::create_dir_all(&path).expect("the folder can be made");
        Self(path)
    }
}

impl Drop for TemporaryFolder {
    fn drop(&mut self) {
        drop(fs::remove_dir_all(&self.0));
    }
}

/// A picture of this size.
pub fn png(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    image::DynamicImage::new_luma8(width, height).write_to(&mut bytes, image::ImageFormat::Png).expect("a picture is written");
    bytes.into_inner()
}
