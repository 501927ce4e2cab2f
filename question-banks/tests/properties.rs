//! What must hold for every file, however it came to be.

mod minimal_bank;

use std::{
    collections::{BTreeMap, HashSet},
    path::PathBuf,
};

use exam::{
    answer::{Kind, OptionSet},
    language::Language,
    scoring::Key,
    topic::Difficulty,
};
use minimal_bank::{BANK, Files, LAW, RADIO, REGULATION, png};
use proptest::{prelude::*, sample::select};
use question_banks::{Question, Wording, write};

const FILES: [&str; 4] = [BANK, LAW, RADIO, REGULATION];

/// Lines as people, and accidents, may write them.
fn line() -> impl Strategy<Value = String> {
    prop_oneof![
        select(vec![
            "",
            "[",
            "]",
            "[]",
            "[a-1]",
            "[a-1",
            "[a] b",
            "#",
            "|",
            "| x",
            "+",
            "-",
            "+ kk:",
            "+ kk: a",
            "- ru: b",
            "+ +",
            "- [a]",
            "kk:",
            "kk: x",
            "ru: y",
            "en: z",
            ":",
            "topic:",
            "topic: radio",
            "kind: single",
            "kind: multiple",
            "difficulty: easy",
            "source: s",
            "source:",
            "\u{feff}",
            "\u{200b}[b]",
            "`",
            "cынақ",
            "\t",
            "\r",
            "– kk: x",
            "[[topic]]",
            "code = \"a\"",
        ])
        .prop_map(str::to_owned),
        any::<String>(),
    ]
}

/// A text that an author could write: no strange characters, but all the format's own marks.
fn text() -> impl Strategy<Value = String> {
    let words = prop_oneof![
        select(vec![
            "сынақ",
            "IP-адрес",
            "*",
            "**x**",
            "`Pш`",
            "$U_1$",
            "5 $",
            "![x] (y.png)",
            "|",
            "+",
            "-",
            "#",
            "[id]",
            "kk:",
            "x: y",
            "<b>",
            "№ 4",
            "ә",
            "* ",
            "\n",
            "\n\n"
        ])
        .prop_map(str::to_owned),
        "[a-z0-9 ]{1,8}",
    ];
    (proptest::collection::vec(words, 0..12), 0..u32::MAX).prop_map(|(words, n)| format!("{} {n}", words.join(" ")))
}

fn wording() -> impl Strategy<Value = Wording> {
    (text(), text(), proptest::option::of(text())).prop_map(|(kk, ru, en)| {
        let texts = [(Language::Kk, Some(kk)), (Language::Ru, Some(ru)), (Language::En, en)];
        let texts: BTreeMap<_, _> = texts.into_iter().filter_map(|(l, text)| Some((l, text?))).collect();
        texts.try_into().expect("there is a text")
    })
}

/// A question's text may show an image, too.
fn stem() -> impl Strategy<Value = Wording> {
    wording().prop_map(|wording| {
        let shown = wording.iter().map(|(language, text)| (language, format!("{text}\n\n![x: *y* $U$](a-1.png)\n\n{text}")));
        shown.collect::<BTreeMap<_, _>>().try_into().expect("there is a text")
    })
}

fn question(n: usize) -> impl Strategy<Value = Question> {
    let options = proptest::collection::vec((wording(), any::<bool>()), 3..9);
    let fields = (select(vec!["law/licensing", "radio"]), select(Difficulty::ALL.to_vec()), "[a-z№:|#][a-z№:|# ]{0,20}[a-z]");
    (fields, stem(), options).prop_map(move |((topic, difficulty, source), stem, options)| {
        let mut right: Vec<u8> = (0..).zip(&options).filter(|(_, (_, right))| *right).map(|(position, _)| position).collect();
        right.truncate(options.len() - 1);
        if right.is_empty() {
            right.push(1);
        }
        let kind = if right.len() == 1 { Kind::Single } else { Kind::Multiple };
        Question {
            code: format!("q-{n}"),
            topic: topic.parse().unwrap(),
            kind,
            difficulty,
            source: source.split_whitespace().collect::<Vec<_>>().join(" "),
            stem,
            options: options.into_iter().map(|(option, _)| option).collect(),
            key: Key::new(OptionSet::try_from(right).unwrap()).unwrap(),
        }
    })
}

/// Whether no two texts that must differ are equal.
fn distinct(questions: &[Question]) -> bool {
    let all_differ = |wordings: &mut dyn Iterator<Item = &Wording>| {
        let mut seen = HashSet::new();
        wordings
            .flat_map(|w| w.iter())
            .all(|(l, t)| seen.insert((l, t.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase())))
    };
    all_differ(&mut questions.iter().map(|q| &q.stem)) && questions.iter().all(|q| all_differ(&mut q.options.iter()))
}

proptest! {
    #[test]
    fn no_text_makes_the_reader_panic(lines in proptest::collection::vec(line(), 0..30), file in select(FILES.to_vec())) {
        let text = lines.join("\n");
        let _ = Files::good().and(file, text).findings_or_bank();
    }

    #[test]
    fn no_bytes_make_the_reader_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200), file in select(FILES.to_vec())) {
        let _ = Files::good().and(file, bytes).findings_or_bank();
    }

    #[test]
    fn a_damaged_file_is_read_or_told_within_its_lines(
        file in select(FILES.to_vec()),
        damages in proptest::collection::vec((any::<proptest::sample::Index>(), 0..40_usize, proptest::collection::vec(any::<u8>(), 0..4)), 1..4),
    ) {
        let mut bytes = Files::good().text(file).into_bytes();
        for (at, length, with) in damages {
            let start = at.index(bytes.len() + 1);
            let end = (start + length).min(bytes.len());
            bytes.splice(start..end, with);
        }
        let files = Files::good().and(file, bytes);
        for (file, line, message) in files.findings() {
            let lines = files.0[&PathBuf::from(&file)].iter().filter(|b| **b == b'\n').count() + 1;
            prop_assert!((1..=lines).contains(&line), "{file}:{line}: {message}");
            prop_assert!(!message.is_empty() && !message.contains(char::is_control));
        }
    }

    #[test]
    fn a_written_bank_reads_back(questions in (question(1), question(2), question(3)).prop_map(|(a, b, c)| vec![a, b, c])) {
        prop_assume!(distinct(&questions));
        let file: String = questions.iter().map(|q| write(q) + "\n").collect();
        let files = Files::good().without(RADIO).without(REGULATION).and(LAW, file.clone()).and("images/a-1.png", png(3, 2));
        match files.findings_or_bank() {
            Ok(bank) => prop_assert_eq!(bank.questions, questions),
            Err(findings) => prop_assert!(false, "{:#?}\n{}", findings, file),
        }
    }
}
