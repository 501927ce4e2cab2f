//! Each thing that can be wrong in a bank is told once, with file and line.

mod minimal_bank;

use minimal_bank::{BANK, Files, LAW, RADIO, REGULATION, png};

/// Something done to a good bank, and where and how it is told.
type Case = (&'static str, &'static str, &'static str, usize, &'static str);

/// Each case replaces a text in a file and expects one finding, in that file.
fn each_is_told_once(cases: &[Case]) {
    for (file, from, to, line, fragment) in cases {
        let found = Files::good().with(file, from, to).findings();
        let told = format!("{from:?} → {to:?} in {file}: {found:#?}");
        assert_eq!(found.len(), 1, "{told}");
        assert_eq!((found[0].0.as_str(), found[0].1), (*file, *line), "{told}");
        assert!(found[0].2.contains(fragment), "{fragment:?} expected, {told}");
    }
}

#[test]
fn a_question_is_held_to_its_fields() {
    each_is_told_once(&[
        (LAW, "topic: law/licensing", "topic: law/taxes", 4, "unknown topic «law/taxes»"),
        (LAW, "topic: law/licensing", "topic: law", 4, "topic «law» has subtopics"),
        (RADIO, "difficulty: hard", "difficulty: awful", 4, "unknown difficulty «awful»; write easy, medium or hard"),
        (LAW, "kind: single", "kind: open", 5, "unknown kind «open»; write single or multiple"),
        (LAW, "source: № 4 бұйрық", "", 3, "the question has no «source»"),
        (LAW, "source: № 4 бұйрық", "source:", 7, "«source» is empty"),
        (LAW, "kind: single", "kind: single\nkind: single", 6, "«kind» stands here a second time, first in line 5"),
        (LAW, "kind: single", "kind: single\nlevel: 3", 6, "unknown field «level»"),
        (LAW, "kind: single", "kind: single\nсложность: 3", 6, "letters that are not Latin"),
        (LAW, "kind: single", "kind: single\n| and more", 6, "no text right above"),
        (LAW, "| перечень", "перечень", 11, "neither a field nor an option; a text that goes on starts with |"),
    ]);
}

#[test]
fn an_id_is_one_and_is_unique() {
    each_is_told_once(&[
        (LAW, "[law-001]", "[Law 1]", 3, "«Law 1» is not an id"),
        (LAW, "[law-001]", "[]", 3, "«» is not an id"),
        (LAW, "[law-001]", "[law-001", 3, "the bracket isn't closed"),
        (LAW, "[law-001]", "[law-001] topic: law", 3, "«topic: law» stands after the id"),
        (LAW, "# Comments", "Comments", 1, "before the first question"),
        (RADIO, "[radio-001]", "[law-001]", 1, "the id «law-001», the first is in questions/law.txt, line 3"),
    ]);
}

#[test]
fn a_text_is_there_in_each_language() {
    each_is_told_once(&[
        (LAW, "kk: Сұрақтар тізбесін кім белгілейді?\n", "", 9, "the question has no «kk» text"),
        (LAW, "  ru: Заявитель\n", "", 15, "option 2 has no «ru» text"),
        (LAW, "ru: Заявитель", "ru:", 16, "the «ru» text of option 2 is empty"),
        (LAW, "- kk: Өтініш беруші", "- kk: Өтініш беруші\n  kk: Өтініш", 16, "«kk» stands here a second time, first in line 15"),
        (LAW, "ru: Заявитель", "ru: лицензиар ", 16, "options 1 and 2 are equal in «ru»"),
        (
            RADIO,
            "Қайсысы бірлік?",
            "Сұрақтар\n| тізбесін  кім\n| белгілейді?",
            6,
            "[law-001] in questions/law.txt, line 9 asks the same",
        ),
    ]);
}

#[test]
fn a_key_fits_the_kind() {
    each_is_told_once(&[
        (LAW, "+ kk", "- kk", 3, "no option is marked as right"),
        (LAW, "- kk", "+ kk", 15, "this is a second"),
        (RADIO, "+ kk", "- kk", 3, "two right options or more, and this has one"),
        (RADIO, "- kk", "+ kk", 3, "every option is marked as right"),
    ]);
}

#[test]
fn a_question_has_three_to_eight_options() {
    each_is_told_once(&[(LAW, "- kk: Қауымдастық\n  ru: Ассоциация\n", "", 3, "the question has 2 options; give it 3 to 8")]);
    let options: String = (4..10).map(|n| format!("- kk: {n}\n  ru: {n}\n")).collect();
    each_is_told_once(&[(
        LAW,
        "  ru: Ассоциация\n",
        Box::leak(format!("  ru: Ассоциация\n{options}").into_boxed_str()),
        29,
        "the question has 9 options; 8 is the most",
    )]);
}

#[test]
fn an_option_is_marked_and_says_its_language() {
    each_is_told_once(&[(LAW, "- kk: Өтініш", "– kk: Өтініш", 15, "plain hyphen")]);
    let found = Files::good().with(LAW, "- kk: Өтініш беруші\n", "- Өтініш беруші\n").findings();
    assert_eq!(found[0].1, 15);
    assert!(found.iter().any(|f| f.2.contains("doesn't say its language")), "{found:?}");
}

#[test]
fn strange_letters_are_told_wherever_they_stand() {
    each_is_told_once(&[
        (LAW, "Заявитель", "Зaявитель", 16, "in «Зaявитель», «a» is Latin"),
        (LAW, "| перечень", "| пeречень", 11, "«e» is Latin"),
        (LAW, "бұйрық", "бұйpық", 7, "«p» is Latin"),
        (LAW, "Лицензиар", "Лицен\u{ad}зиар", 13, "nobody sees (U+00AD)"),
        (LAW, "Лицензиар", "Лицензиар\u{1b}[2J", 13, "control character (U+001B)"),
        (BANK, "Каналы", "Кaналы", 4, "«a» is Latin"),
        (REGULATION, "Приказ", "При\u{200b}каз", 4, "nobody sees (U+200B)"),
    ]);
}

#[test]
fn bank_toml_is_held_to_its_shape() {
    each_is_told_once(&[
        (BANK, "demonstration = true\n", "demonstration = true\ncolour = 1\n", 3, "unknown field `colour`"),
        (BANK, "title = { kk = \"Арналар\", ", "title = { ", 4, "missing field `kk`"),
        (BANK, "\"Арналар\"", "\"\"", 4, "this text is empty"),
        (BANK, "code = \"law\"", "code = \"law", 7, "can't be read"),
        (BANK, "[\"kk\", \"ru\"]", "[\"kk\", \"ru\", \"de\"]", 3, "«de» is not a language"),
        (BANK, "[\"kk\", \"ru\"]", "[\"kk\", \"ru\", \"kk\"]", 3, "language «kk» stands here a second time"),
    ]);
    // These make other things wrong as well; the first told is the cause.
    for (from, to, line, fragment) in [
        ("\"leak-detection\"", "\"Leak Detection\"", 1, "«Leak Detection» is not a bank's code"),
        ("\"radio\"", "\"law/radio/waves\"", 15, "has no parent; add a topic «law/radio»"),
        ("\"radio\"", "\"Radio\"", 15, "«Radio» is not a topic code"),
        ("\"radio\"", "\"law\"", 15, "topic «law» stands here a second time, first in line 7"),
        ("[\"kk\", \"ru\"]", "[]", 3, "no language is named"),
    ] {
        let found = Files::good().with(BANK, from, to).findings();
        assert_eq!((found[0].0.as_str(), found[0].1), (BANK, line), "{found:#?}");
        assert!(found[0].2.contains(fragment), "{found:#?}");
    }
}

#[test]
fn a_regulation_is_held_to_its_shape() {
    each_is_told_once(&[
        (REGULATION, "version = 1", "version = ", 2, "can't be read"),
        (REGULATION, "version = 1", "version = 0", 2, "versions count from 1"),
        (REGULATION, "version = 1", "version = 1\nfee = 2", 3, "unknown field `fee`"),
        (REGULATION, "  questions = 1", "  questions = 1\n  kind = \"single\"", 23, "unknown field `kind`"),
        (REGULATION, "wait_days = 30\n", "", 10, "missing field `wait_days`"),
        (REGULATION, "pass_mark_percent = 70", "pass_mark_percent = 101", 7, "101 is not a percentage"),
        (REGULATION, "pass_mark_percent = 70", "pass_mark_percent = 0", 7, "a pass mark of 0"),
        (REGULATION, "= 45", "= 0", 6, "expected a nonzero"),
        (REGULATION, "all-or-nothing", "generous", 8, "unknown variant `generous`"),
        (REGULATION, "all-or-nothing\"", "all-or-nothing\"\ntools = [\"phone\"]", 9, "unknown variant `phone`"),
        (REGULATION, "all-or-nothing\"", "all-or-nothing\"\nresult = \"never\"", 9, "unknown variant `never`"),
        (REGULATION, "all-or-nothing\"", "all-or-nothing\"\npaper_access = \"all\"", 9, "unknown variant `all`"),
        (
            REGULATION,
            "all-or-nothing\"",
            "all-or-nothing\"\nappeal = { kk = \"\", ru = \"а\", en = \"a\" }",
            9,
            "this text is empty",
        ),
        (REGULATION, "all-or-nothing\"", "all-or-nothing\"\nappeal = { kk = \"а\", ru = \"а\" }", 9, "missing field `en`"),
        (REGULATION, "[\"kk\", \"ru\"]", "[\"kk\", \"ru\", \"en\"]", 5, "offered in «en», which the bank doesn't have"),
        (REGULATION, "[\"kk\", \"ru\"]", "[]", 5, "no language is named"),
        (REGULATION, "code = \"radio\"", "code = \"law\"", 25, "section code «law»"),
        (REGULATION, "code = \"radio\"", "code = \"радио\"", 25, "section code «радио»"),
    ]);
}

#[test]
fn a_regulation_is_for_an_activity_with_an_exam_in_this_bank() {
    each_is_told_once(&[
        (REGULATION, "\"leak-detection\"", "\"flying\"", 1, "unknown activity «flying»"),
        (REGULATION, "\"leak-detection\"", "\"leak-detection-soc\"", 1, "«leak-detection-soc» has no exam"),
        (
            REGULATION,
            "\"leak-detection\"",
            "\"crypto-development\"",
            1,
            "draws from bank «cryptography», not from «leak-detection»",
        ),
    ]);
    let good = Files::good();
    let copy = good.text(REGULATION);
    let found = good.clone().and("regulations/second.toml", copy.clone()).findings();
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!((found[0].0.as_str(), found[0].1), ("regulations/second.toml", 1));
    assert!(found[0].2.contains("first in regulations/leak-detection.toml, line 1"), "{found:?}");
    let later = good.and("regulations/second.toml", copy.replacen("version = 1", "version = 2", 1));
    assert_eq!(later.bank().regulations.len(), 2);
}

#[test]
fn a_quota_can_be_filled_and_overlaps_no_other() {
    each_is_told_once(&[
        (REGULATION, "topic = \"radio\"", "topic = \"waves\"", 30, "unknown topic «waves»"),
        (REGULATION, "topic = \"law\"", "topic = \"Law\"", 20, "«Law» is not a topic code"),
        (
            REGULATION,
            "difficulty = \"hard\"",
            "difficulty = \"easy\"",
            30,
            "asks for 1 easy questions of «radio», the bank has 0",
        ),
        (
            REGULATION,
            "topic = \"radio\"\n  difficulty = \"hard\"",
            "topic = \"law/licensing\"\n  difficulty = \"easy\"",
            30,
            "two quotas overlap: law and law/licensing, both easy",
        ),
    ]);
    let regulation = Files::good().text(REGULATION);
    let without_quota = regulation[..regulation.rfind("  [[section.quota]]").unwrap()].to_owned();
    let found = Files::good().and(REGULATION, without_quota).findings();
    assert_eq!((found.len(), found[0].1), (1, 25), "{found:?}");
    assert!(found[0].2.contains("section «radio» has no quota"), "{found:?}");
    let without_section = regulation[..regulation.find("[[section]]").unwrap()].to_owned();
    let found = Files::good().and(REGULATION, without_section).findings();
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].2.contains("the regulation has no section"), "{found:?}");
}

#[test]
fn a_file_in_another_encoding_is_told_and_still_counted() {
    let law = Files::good().text(LAW);
    let (before, after) = law.split_once("Заявитель").unwrap();
    let found = Files::good().and(LAW, [before.as_bytes(), b"\xc7\xe0\xff\xe2\xe8", after.as_bytes()].concat()).findings();
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!((found[0].0.as_str(), found[0].1), (LAW, 16));
    assert!(found[0].2.contains("not UTF-8"), "{found:?}");
}

#[test]
fn a_bank_has_a_bank_toml_and_questions() {
    let found = Files::good().without(BANK).findings();
    assert_eq!((found.len(), found[0].0.as_str()), (1, BANK), "{found:?}");
    let found = Files::good().without(LAW).without(RADIO).without(REGULATION).findings();
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].2.contains("the bank has no question"), "{found:?}");
}

#[test]
fn what_a_message_quotes_can_do_no_harm() {
    let hostile = format!("topic: \u{1b}[2J{}", "x".repeat(10_000));
    let found = Files::good().with(LAW, "topic: law/licensing", &hostile).findings();
    assert!(found.iter().any(|(_, _, message)| message.starts_with("«U+001B[2Jxxx")), "{found:?}");
    assert!(found.iter().all(|(_, _, message)| message.chars().count() < 600));
    for (open, close) in [("[", "]"), ("{ a = ", " }")] {
        let deep = format!("languages = {}1{}", open.repeat(50_000), close.repeat(50_000));
        assert!(!Files::good().and(BANK, deep).findings().is_empty());
    }
}

#[test]
fn a_missing_question_is_told_of_a_quota_unless_a_faulty_one_may_be_it() {
    let two = Files::good().with(REGULATION, "questions = 1", "questions = 2");
    let found = two.findings();
    assert_eq!((found.len(), found[0].1), (1, 20), "{found:?}");
    let found = two.with(LAW, "topic: law/licensing", "topic: law/taxes").findings();
    assert_eq!(found.len(), 2, "{found:?}");
}

#[test]
fn one_run_tells_all_findings_of_all_files() {
    let found = Files::good()
        .with(LAW, "[law-001]", "[law-001")
        .with(LAW, "kind: single", "kind: open")
        .with(RADIO, "difficulty: hard", "difficulty: awful")
        .with(REGULATION, "version = 1", "version = ")
        .with(BANK, "\"Арналар\"", "\"\"")
        .findings();
    let places: Vec<_> = found.iter().map(|(file, line, _)| (file.as_str(), *line)).collect();
    assert_eq!(places, [(BANK, 4), (LAW, 3), (LAW, 5), (RADIO, 4), (REGULATION, 2)], "{found:#?}");
}

/// A bank whose first question shows an image in Kazakh, in the tenth line.
fn with_image(shown: &str, path: &str, content: impl Into<Vec<u8>>) -> Files {
    let shown = format!("kk: Сұрақтар тізбесін кім белгілейді?\n|\n| {shown}");
    Files::good().with(LAW, "kk: Сұрақтар тізбесін кім белгілейді?", &shown).and(path, content)
}

#[test]
fn an_image_is_there_is_named_and_has_words() {
    let named = "![Схема](scheme-1.png)";
    let good = with_image(named, "images/scheme-1.png", png(30, 20));
    assert_eq!(good.findings(), []);
    let [image] = &good.bank().images[..] else { panic!("one image") };
    assert_eq!((image.name.as_str(), image.picture.width, image.picture.height), ("scheme-1.png", 30, 20));

    type Case = (&'static str, &'static str, Vec<u8>, &'static [(&'static str, usize, &'static str)]);
    let cases: [Case; 9] = [
        ("![](scheme-1.png)", "images/scheme-1.png", png(1, 1), &[(LAW, 9, "has no words for whoever can't see it")]),
        (
            "![Схема](scheme-2.png)",
            "images/scheme-2.jpg",
            png(1, 1),
            &[("images/scheme-2.jpg", 1, "no question shows this image"), (LAW, 9, "there is no image «scheme-2.png»")],
        ),
        ("![Схема](../bank.toml)", "README.md", vec![], &[(LAW, 9, "«../bank.toml» is no name of an image")]),
        ("![Схема](Scheme.PNG)", "README.md", vec![], &[(LAW, 9, "«Scheme.PNG» is no name of an image")]),
        (
            "Схема",
            "images/Thumbs.db",
            vec![1],
            &[
                ("images/Thumbs.db", 1, "is named with lower-case Latin letters"),
                ("images/Thumbs.db", 1, "no question shows this image"),
            ],
        ),
        (named, "images/scheme-1.png", b"<svg/>".to_vec(), &[("images/scheme-1.png", 1, "neither a PNG nor a JPEG")]),
        (named, "images/scheme-1.png", png(30, 20)[..40].to_vec(), &[("images/scheme-1.png", 1, "damaged")]),
        (named, "images/scheme-1.png", png(2_001, 1), &[("images/scheme-1.png", 1, "more than 2000 pixels")]),
        (named, "images/scheme-1.png", vec![0; 200 * 1_024 + 1], &[("images/scheme-1.png", 1, "takes 201 kB; 200 are the most")]),
    ];
    for (shown, path, content, expected) in cases {
        let found = with_image(shown, path, content).findings();
        assert_eq!(found.len(), expected.len(), "{shown} {found:#?}");
        for ((file, line, message), (in_file, at, fragment)) in found.iter().zip(expected) {
            assert_eq!((file.as_str(), *line), (*in_file, *at), "{message}");
            assert!(message.contains(fragment), "{message}");
        }
    }
}

#[test]
fn an_option_shows_no_image_and_formulas_can_be_read() {
    each_is_told_once(&[
        (LAW, "ru: Заявитель", "ru: ![x](a.png)", 16, "an option can't show an image"),
        (LAW, "ru: Заявитель", "ru: Заявитель ![x](a.png)", 16, "an option can't show an image"),
        (LAW, "kk: Сұрақтар", "kk: ![x](a.png) Сұрақтар", 9, "an image is a paragraph of its own"),
        (LAW, "ru: Заявитель", "ru: $\\frac{1}$", 16, "the formula «\\frac{1}» can't be read"),
        (LAW, "kk: Сұрақтар", "kk: $\\href{x}{y}$ Сұрақтар", 9, "the formula «\\href{x}{y}» can't be read"),
    ]);
}
