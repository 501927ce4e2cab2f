//! A good bank is read as it is written; its digest stands for its content.

mod minimal_bank;

use std::{fs, path::Path};

use exam::{answer::Kind, blueprint::Tool, language::Language};
use minimal_bank::{BANK, Files, LAW, RADIO, REGULATION, TemporaryFolder, png};
use question_banks::{LintError, lint, read};

#[test]
fn a_good_bank_reads_as_written() {
    let bank = Files::good().bank();
    assert_eq!((bank.code.as_str(), bank.demonstration), ("leak-detection", true));
    assert_eq!(bank.languages, [Language::Kk, Language::Ru]);
    assert_eq!(bank.topics.iter().map(|t| t.code.as_str()).collect::<Vec<_>>(), ["law", "law/licensing", "radio"]);
    assert_eq!(bank.regulations[0].blueprint.questions(), 2);
    let [law, radio] = &bank.questions[..] else { panic!("two questions") };
    assert_eq!((law.code.as_str(), law.kind), ("law-001", Kind::Single));
    assert_eq!(law.stem.get(Language::Ru), "Кто устанавливает перечень вопросов?");
    assert_eq!(law.key.right().iter().collect::<Vec<_>>(), [0]);
    assert_eq!(radio.key.right().iter().collect::<Vec<_>>(), [0, 1]);
    assert_eq!(radio.options[2].get(Language::Kk), "AES-тің кілті");
}

#[test]
fn a_candidate_may_use_what_the_regulation_names_and_nothing_else() {
    let tools = |files: Files| files.bank().regulations[0].blueprint.tools().to_vec();
    assert_eq!(tools(Files::good()), []);
    let named = Files::good().with(REGULATION, "all-or-nothing\"", "all-or-nothing\"\ntools = [\"calculator\", \"scratch\"]");
    assert_eq!(tools(named), [Tool::Calculator, Tool::Scratch]);
}

#[test]
fn how_to_appeal_is_in_the_licensors_words_or_left_out() {
    let appeal = |files: Files| files.bank().regulations[0].blueprint.appeal().map(|texts| texts.ru.clone());
    assert_eq!(appeal(Files::good()), None);
    let told = "all-or-nothing\"\nappeal = { kk = \"Комиссияға\", ru = \"В комиссию\", en = \"To the commission\" }";
    assert_eq!(appeal(Files::good().with(REGULATION, "all-or-nothing\"", told)), Some("В комиссию".to_owned()));
}

#[test]
fn paragraphs_and_lists_survive() {
    let stem = "kk: Екі белгі:\n|\n| * бір\n| * екі\n|\n| Қайсысы?";
    let bank = Files::good().with(RADIO, "kk: Қайсысы бірлік?", stem).bank();
    assert_eq!(bank.questions[1].stem.get(Language::Kk), "Екі белгі:\n\n* бір\n* екі\n\nҚайсысы?");
}

#[test]
fn line_ends_and_a_byte_order_mark_make_no_difference() {
    let good = Files::good();
    let dressed = good.0.keys().fold(good.clone(), |files, path| {
        let path = path.to_str().unwrap();
        files.clone().and(path, format!("\u{feff}{}", files.text(path).replace('\n', "\r\n")))
    });
    assert_eq!(dressed.bank(), good.bank());
}

#[test]
fn other_files_in_the_folder_are_ignored() {
    let good = Files::good();
    let more =
        good.clone().and("README.md", "x").and("questions/notes.md", "x").and("questions/old/law.txt", "x").and("law.txt", "x");
    assert_eq!(more.bank(), good.bank());
}

#[test]
fn the_digest_does_not_depend_on_files_wrapping_or_comments() {
    let good = Files::good();
    let digest = good.bank().digest;
    let joined = format!("{}\n{}", good.text(RADIO), good.text(LAW));
    assert_eq!(good.clone().without(RADIO).and(LAW, joined).bank().digest, digest);
    assert_eq!(good.clone().with(LAW, "Кто устанавливает\n| перечень", "Кто\n| устанавливает перечень").bank().digest, digest);
    assert_eq!(good.clone().with(LAW, "# Comments", "# Remarks").bank().digest, digest);
    assert_eq!(good.clone().without(REGULATION).and("regulations/b.toml", good.text(REGULATION)).bank().digest, digest);
}

#[test]
fn any_change_of_content_changes_the_digest() {
    let digest = Files::good().bank().digest;
    for (file, from, to) in [
        (BANK, "demonstration = true", "demonstration = false"),
        (BANK, "[\"kk\", \"ru\"]", "[\"ru\", \"kk\"]"),
        (BANK, "Channels", "Ways"),
        (BANK, "Licensing", "Licences"),
        (LAW, "law-001", "law-002"),
        (LAW, "№ 4", "№ 5"),
        (LAW, "kind: single", "kind: single\nen: Who sets the list?"),
        (LAW, "Кто", "Кто же"),
        (LAW, "Заявитель", "Проситель"),
        (LAW, "+ kk: Лицензиар\n  ru: Лицензиар\n- kk", "- kk: Лицензиар\n  ru: Лицензиар\n+ kk"),
        (RADIO, "- kk: AES-тің кілті\n", "- kk: AES-тің кілті\n|\n| жаңа\n"),
        (REGULATION, "version = 1", "version = 2"),
        (REGULATION, "demonstration = true", "demonstration = false"),
        (REGULATION, "\"Order\"", "\"Act\""),
        (REGULATION, "= 45", "= 46"),
        (REGULATION, "= 70", "= 71"),
        (REGULATION, "all-or-nothing", "partial"),
        (REGULATION, "all-or-nothing\"", "all-or-nothing\"\ntools = [\"scratch\"]"),
        (REGULATION, "all-or-nothing\"", "all-or-nothing\"\nresult = \"when-approved\""),
        (REGULATION, "all-or-nothing\"", "all-or-nothing\"\npaper_access = \"keys\""),
        (REGULATION, "all-or-nothing\"", "all-or-nothing\"\nappeal = { kk = \"а\", ru = \"а\", en = \"a\" }"),
        (REGULATION, "wait_days = 30", "wait_days = 31"),
        (REGULATION, "attempts = 3", "attempts = 4"),
        (REGULATION, "minimum_percent = 50", "minimum_percent = 51"),
        (REGULATION, "code = \"radio\"", "code = \"waves\""),
        (REGULATION, "topic = \"law\"", "topic = \"law/licensing\""),
    ] {
        assert_ne!(Files::good().with(file, from, to).bank().digest, digest, "{from:?} → {to:?}");
    }
}

#[test]
fn no_key_shows_in_debug_output() {
    let shown = format!("{:?}", Files::good().bank());
    assert!(shown.contains("Key(…)") && !shown.contains("OptionSet"));
}

#[test]
fn a_bank_lies_in_a_folder_of_its_name() {
    let temporary = TemporaryFolder::new();
    let (right, wrong) = (temporary.0.join("leak-detection"), temporary.0.join("leaks"));
    Files::good().write_to(&right);
    Files::good().write_to(&wrong);
    assert_eq!(read(&right).as_ref(), Ok(&Files::good().bank()));
    assert_eq!(read(&right.join("questions/..")).map(|bank| bank.code), Ok("leak-detection".to_owned()));
    let found = read(&wrong).unwrap_err();
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].file.as_path(), found[0].line), (Path::new("bank.toml"), 1));
    assert_eq!(found[0].message, "the bank's code is «leak-detection» and its folder is «leaks»; give both one name");
    assert_eq!(found[0].to_string(), format!("bank.toml:1: {}", found[0].message));
}

#[test]
fn lint_reports_each_bank_with_what_is_in_it() {
    let temporary = TemporaryFolder::new();
    Files::good().write_to(&temporary.0.join("leak-detection"));
    let faulty =
        Files::good().with(RADIO, "difficulty: hard", "difficulty: awful").with(RADIO, "  ru: дБ\n", "").without(REGULATION);
    faulty.write_to(&temporary.0.join("stm"));
    fs::write(temporary.0.join("README.md"), "not a bank").unwrap();
    fs::create_dir_all(temporary.0.join("notes")).unwrap();
    let reports = serde_json::to_value(lint(&temporary.0).unwrap()).unwrap();
    let message = reports[1]["errors"][0]["message"].clone();
    let radio = "stm/questions/radio.txt";
    assert_eq!(
        reports,
        serde_json::json!([
            {"code": "leak-detection", "items": 2, "kinds": {"single": 1, "multiple": 1}, "languages": ["kk", "ru"], "errors": []},
            {"code": "leak-detection", "items": 2, "kinds": {"single": 1, "multiple": 1}, "languages": ["kk"], "errors": [
                {"file": "stm/bank.toml", "line": 1, "message": message},
                {"file": radio, "line": 4, "message": "unknown difficulty «awful»; write easy, medium or hard"},
                {"file": radio, "line": 8, "message": "option 1 has no «ru» text; add a line ru: …"},
            ]},
        ])
    );
    let one = lint(&temporary.0.join("stm")).unwrap();
    assert_eq!(one.len(), 1);
    assert_eq!(one[0].errors[1].file, Path::new(RADIO));
}

#[test]
fn a_bank_without_bank_toml_is_still_counted_beside_others() {
    let temporary = TemporaryFolder::new();
    Files::good().write_to(&temporary.0.join("leak-detection"));
    Files::good().without(BANK).write_to(&temporary.0.join("lost"));
    let reports = lint(&temporary.0).unwrap();
    assert_eq!((reports[1].code.as_str(), reports[1].items), ("lost", 2));
    assert_eq!(reports[1].errors[0].file, Path::new("lost/bank.toml"));
}

#[test]
fn where_there_is_no_bank_lint_says_so_in_one_sentence() {
    let temporary = TemporaryFolder::new();
    let file = temporary.0.join("bank.txt");
    fs::write(&file, "").unwrap();
    assert!(matches!(lint(&temporary.0), Err(LintError::NoBank(_))));
    assert!(matches!(lint(&file), Err(LintError::NotAFolder(_))));
    let missing = lint(Path::new("no/such/folder")).unwrap_err();
    assert!(matches!(missing, LintError::Missing(_)));
    assert_eq!(missing.to_string(), "there is no folder «no/such/folder»");
}

#[test]
fn another_picture_is_another_digest_and_no_picture_is_the_old_one() {
    let shown = Files::good().with(RADIO, "ru: ", "ru: ![x](a.png)\n|\n| ");
    let with = |width| shown.clone().and("images/a.png", png(width, 2)).bank().digest;
    assert_eq!(with(3), with(3));
    assert_ne!(with(3), with(4));
    let renamed = shown.clone().with(RADIO, "a.png", "b.png").and("images/b.png", png(3, 2)).bank();
    assert_ne!(renamed.digest, with(3));
}
