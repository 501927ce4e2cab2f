//! The facts of the order, one by one, and that a faulty data file is refused with the place of the fault.

use super::*;
use ActivityType::*;
use Confirmation::{Exam, FormCheck, InformationForm, Inspection, Register};

const EXAMINED: [ActivityType; 4] = [StmDevelopmentProduction, StmRepairSale, CryptoDevelopment, LeakDetection];
const WITHOUT_EXAM: [ActivityType; 2] = [LeakDetectionSoc, LeakDetectionIncidentResponse];

#[test]
fn each_activity_type_has_the_rows_of_its_annex() {
    for (activity, annex, items) in [
        (StmDevelopmentProduction, 1, 1..=8),
        (StmRepairSale, 1, 9..=15),
        (CryptoDevelopment, 2, 1..=5),
        (LeakDetection, 3, 1..=6),
        (LeakDetectionSoc, 3, 7..=11),
        (LeakDetectionIncidentResponse, 3, 12..=16),
    ] {
        let expected: Vec<_> = items.map(|item| RowNumber { annex, item }).collect();
        let found: Vec<_> = activity.requirements().iter().map(Requirement::number).collect();
        assert_eq!(found, expected, "{activity}");
        assert_eq!(activity.annex(), annex);
        assert!(activity.requirements().iter().all(|row| row.activity_type == activity));
    }
    assert_eq!(order().requirements().count(), 36);
}

#[test]
fn each_row_is_about_its_matter_and_confirmed_in_its_way() {
    use Subject::*;
    let rows = |activity: ActivityType| -> Vec<_> {
        activity.requirements().iter().map(|row| (row.subject, row.confirmation)).collect()
    };
    let opening = [(Status, Register), (Education, InformationForm), (Knowledge, Exam)];
    let closing = [(GuardedPremises, Inspection), (Obligations, FormCheck)];
    let between = |middle: &[(Subject, Confirmation)]| [&opening[..], middle, &closing[..]].concat();

    let (permit, equipment) = ((Permit, Inspection), (Equipment, Inspection));
    assert_eq!(rows(StmDevelopmentProduction), between(&[permit, equipment, (ProductionPremises, Inspection)]));
    assert_eq!(rows(StmRepairSale), between(&[permit, equipment]));
    assert_eq!(rows(CryptoDevelopment), between(&[]));
    assert_eq!(rows(LeakDetection), between(&[equipment]));
    let centre = [&[(Status, Register), (Staff, FormCheck), equipment], &closing[..]].concat();
    assert_eq!(rows(LeakDetectionSoc), centre);
    assert_eq!(rows(LeakDetectionIncidentResponse), centre);
}

#[test]
fn the_exam_is_row_3_or_11_and_two_activity_types_have_none() {
    let exam_row = |activity: ActivityType| activity.exam_row().map(|row| (row.annex, row.item));
    assert_eq!(EXAMINED.map(exam_row), [Some((1, 3)), Some((1, 11)), Some((2, 3)), Some((3, 3))]);
    assert_eq!(WITHOUT_EXAM.map(exam_row), [None, None]);
}

#[test]
fn both_activity_types_of_annex_1_share_a_bank() {
    assert_eq!(
        ActivityType::ALL.map(ActivityType::bank),
        [Some("stm"), Some("stm"), Some("cryptography"), Some("leak-detection"), None, None]
    );
}

#[test]
fn the_licensor_sets_the_questions_of_every_exam_and_its_unit_at_the_place_of_activity_holds_it() {
    for activity in EXAMINED {
        let row = activity.exam_row().unwrap();
        assert!(row.text.kk.contains("сұрақтар тізбесін лицензиар белгілейді"), "{activity}");
        assert!(row.text.ru.contains("устанавливает лицензиар"), "{activity}");
        let note = row.note().unwrap();
        assert!(note.kk.contains("лицензиардың бөлімшесінде") && note.ru.contains("по месту осуществления деятельности"));
        assert_eq!(row.document(), None);
    }
}

#[test]
fn every_row_but_an_exam_has_a_document_and_every_row_but_education_a_note() {
    for row in order().requirements() {
        assert_eq!(row.document().is_none(), row.confirmation == Exam, "{:?}", row.number());
        assert_eq!(row.note().is_none(), row.confirmation == InformationForm, "{:?}", row.number());
    }
}

#[test]
fn the_information_form_is_where_the_order_sets_it_out() {
    let forms = ActivityType::ALL.map(|activity| activity.activity().information_form);
    assert_eq!(forms.map(|form| (form.annex, form.appendix)), [(1, 1), (1, 1), (2, 1), (3, 1), (3, 5), (3, 9)]);
}

#[test]
fn list_a_has_nine_specialties_and_list_b_four_more() {
    let names = |activity: ActivityType| -> Vec<&str> {
        activity.specialties().unwrap().specialties.iter().map(|specialty| &*specialty.name.kk).collect()
    };
    let a = names(LeakDetection);
    let (more, shared): (Vec<&str>, Vec<&str>) = names(CryptoDevelopment).into_iter().partition(|name| !a.contains(name));
    assert_eq!(a.len(), 9);
    assert_eq!(shared, a);
    assert_eq!(more, ["Математика", "Физика", "Информатика", "Ақпараттық қауіпсіздік жүйелері"]);
    assert_eq!(
        ActivityType::ALL.map(|activity| activity.specialties().map(|list| &*list.code)),
        [Some("A"), Some("A"), Some("B"), Some("A"), None, None]
    );
}

#[test]
fn the_education_row_names_exactly_its_listed_specialties_in_every_language() {
    for activity in EXAMINED {
        let list = activity.specialties().unwrap();
        let row = activity.requirements().iter().find(|row| row.subject == Subject::Education).unwrap();
        assert!(list.sources.contains(&row.number()), "{activity}");
        for &language in Language::ALL.iter() {
            let text = row.text.get(language);
            for specialty in &list.specialties {
                let name = specialty.name.get(language);
                let quoted = if language == Language::En { format!("“{name}”") } else { format!("«{name}»") };
                assert!(text.contains(&quoted), "{activity}: {name}");
            }
            assert_eq!(text.matches(['«', '“']).count(), list.specialties.len(), "{activity}, {language:?}");
        }
    }
}

#[test]
fn an_operations_centre_needs_ten_certificates_and_an_incident_response_service_eight() {
    let least = |activity: ActivityType| -> Vec<_> { activity.staff().map(|(line, least)| (line.line, least)).collect() };
    assert_eq!(least(LeakDetectionSoc), [(1, 3), (2, 2), (3, 1), (4, 1), (5, 1), (6, 2)]);
    assert_eq!(least(LeakDetectionIncidentResponse), [(1, 3), (2, 2), (3, 1), (4, 1), (5, 1)]);
    for activity in EXAMINED {
        assert_eq!(least(activity), [], "{activity}");
    }
    let sources: Vec<_> = order().staff_list.sources.iter().map(|row| (row.annex, row.item)).collect();
    assert_eq!(sources, [(3, 8), (3, 13)]);
}

#[test]
fn the_staff_row_has_a_sub_item_with_the_least_number_for_each_line_of_list_k() {
    let words = |least: u8| match least {
        1 => ["бір маманнан кем емес", "не менее одного специалиста", "at least one specialist"],
        2 => ["екі маманнан кем емес", "не менее двух специалистов", "at least two specialists"],
        _ => ["үш маманнан кем емес", "не менее трёх специалистов", "at least three specialists"],
    };
    for activity in WITHOUT_EXAM {
        let row = activity.requirements().iter().find(|row| row.subject == Subject::Staff).unwrap();
        assert!(order().staff_list.sources.contains(&row.number()), "{activity}");
        for (index, language) in Language::ALL.into_iter().enumerate() {
            let sub_items: Vec<&str> = row.text.get(language).lines().skip(1).collect();
            assert_eq!(sub_items.len(), activity.staff().count(), "{activity}, {language:?}");
            for ((line, least), sub_item) in activity.staff().zip(sub_items) {
                assert!(sub_item.contains(words(least)[index]), "{activity}, line {}: {sub_item}", line.line);
            }
        }
    }
}

#[test]
fn the_equipment_lists_have_eleven_nine_thirteen_and_four_items() {
    let lists: Vec<_> = order()
        .equipment_lists
        .iter()
        .map(|list| (&*list.code, list.source.annex, list.source.appendix, list.items.len()))
        .collect();
    assert_eq!(lists, [("Q1", 1, 2, 11), ("Q2", 3, 2, 9), ("Q3", 3, 6, 13), ("Q4", 3, 10, 4)]);
    assert_eq!(
        ActivityType::ALL.map(|activity| activity.equipment().map(|list| &*list.code)),
        [Some("Q1"), Some("Q1"), None, Some("Q2"), Some("Q3"), Some("Q4")]
    );
}

#[test]
fn the_equipment_row_names_the_appendix_of_its_list() {
    for activity in ActivityType::ALL {
        let Some(list) = activity.equipment() else { continue };
        let row = activity.requirements().iter().find(|row| row.subject == Subject::Equipment).unwrap();
        let appendix = list.source.appendix;
        assert_eq!(list.source.annex, row.annex);
        assert!(row.text.kk.contains(&format!(" {appendix}-қосымшаға")), "{activity}");
        assert!(row.text.ru.contains(&format!("приложению {appendix} ")), "{activity}");
        assert!(row.text.en.ends_with(&format!("appendix {appendix} to these qualification requirements")), "{activity}");
    }
}

#[test]
fn every_tool_but_measuring_equipment_has_a_purpose_and_the_tool_groups_a_heading() {
    for list in &order().equipment_lists {
        assert!(list.items.iter().all(|item| item.purpose.is_some() == (list.code != "Q1")), "{}", list.code);
    }
    let headings = |code: &str| -> Vec<_> {
        let list = order().equipment_lists.iter().find(|list| list.code == code).unwrap();
        (1..).zip(&list.items).filter(|(_, item)| item.heading.is_some()).map(|(number, _)| number).collect()
    };
    assert_eq!(headings("Q3"), [1, 5, 9]);
    assert_eq!(headings("Q4"), [1]);
    assert_eq!(headings("Q2"), [0; 0]);
}

#[test]
fn guarded_premises_have_bars_and_cabinets_except_in_the_centre_and_the_service() {
    for activity in ActivityType::ALL {
        let row = activity.requirements().iter().find(|row| row.subject == Subject::GuardedPremises).unwrap();
        assert!(row.text.kk.contains("күзет және өрттен қорғау сигнализациясы"), "{activity}");
        assert_eq!(row.text.kk.contains("4) мөрленетін кемінде бір темір шкафпен"), EXAMINED.contains(&activity));
    }
}

#[test]
fn the_sub_items_of_a_row_are_the_same_in_every_language() {
    for row in order().requirements() {
        let sub_items = |language| -> Vec<_> {
            let numbered = |line: &str| line.split_once(") ").and_then(|(number, _)| number.parse::<u8>().ok());
            row.text.get(language).lines().map(numbered).collect()
        };
        let kazakh = sub_items(Language::Kk);
        assert_eq!(sub_items(Language::Ru), kazakh, "{:?}", row.number());
        assert_eq!(sub_items(Language::En), kazakh, "{:?}", row.number());
    }
}

#[test]
fn every_row_names_the_same_appendices_in_every_language() {
    for row in order().requirements() {
        let numbers = |text: &str, before: &str, after: &str| -> Vec<u8> {
            let digits = |text: &str| text.trim_matches(|c: char| !c.is_ascii_digit()).parse().ok();
            let words: Vec<&str> = text.split_whitespace().collect();
            let named = words.windows(2).filter_map(|pair| {
                let found = if before.is_empty() { pair[0].strip_suffix(after) } else { (pair[0] == before).then_some(pair[1]) };
                found.and_then(digits)
            });
            let mut named: Vec<u8> = named.collect();
            named.sort_unstable();
            named
        };
        let kazakh = numbers(&row.text.kk, "", "-қосымшаға");
        assert_eq!(numbers(&row.text.ru, "приложению", ""), kazakh, "{:?}", row.number());
        assert_eq!(numbers(&row.text.en, "appendix", ""), kazakh, "{:?}", row.number());
    }
}

#[test]
fn every_way_of_confirming_and_every_matter_has_a_name() {
    for &language in Language::ALL.iter() {
        assert!(Confirmation::ALL.iter().all(|way| !way.name(language).is_empty()));
        assert!(Subject::ALL.iter().all(|subject| !subject.name(language).is_empty()));
    }
    assert_eq!(Confirmation::Exam.name(Language::Kk), "Біліктілік сынағы");
    assert_eq!(Confirmation::Exam.name(Language::Ru), "Квалификационный экзамен");
}

#[test]
fn no_kazakh_text_is_broken_as_in_the_pdf() {
    let broken = [" ,", " ;", " )", "( ", "« ", " »", "  ", "бұйрығымен Республикасының", "\""];
    for row in order().requirements() {
        let text = &row.text.kk;
        for flaw in broken {
            assert!(!text.contains(flaw), "{:?}: {flaw:?} in {text}", row.number());
        }
        let letters_apart = text
            .split_whitespace()
            .collect::<Vec<_>>()
            .windows(3)
            .any(|words| words.iter().all(|word| word.chars().count() == 1 && word.chars().all(char::is_alphabetic)));
        assert!(!letters_apart, "{:?}: letters apart in {text}", row.number());
    }
}

#[test]
fn no_word_mixes_latin_and_cyrillic_letters() {
    for word in include_str!("../../data/order.toml").split(|c: char| !c.is_alphabetic()) {
        let latin = word.chars().any(|c| c.is_ascii_alphabetic());
        assert!(!latin || word.is_ascii(), "{word}");
    }
}

#[test]
fn a_row_and_an_appendix_are_cited_in_each_language() {
    let row = StmRepairSale.exam_row().unwrap().number();
    assert_eq!(
        Language::ALL.map(|language| row.cite(language)),
        ["1-қосымша, 11-тармақ", "приложение 1, пункт 11", "annex 1, item 11"]
    );
    let appendix = LeakDetectionSoc.equipment().unwrap().source;
    assert_eq!(
        Language::ALL.map(|language| appendix.cite(language)),
        ["3-қосымшаға 6-қосымша", "приложение 6 к приложению 3", "annex 3, appendix 6"]
    );
    assert_eq!(order().requirement(row).unwrap().activity_type, StmRepairSale);
    assert!(order().requirement(RowNumber { annex: 2, item: 6 }).is_none());
}

#[test]
fn the_act_is_cited_by_its_numbers_and_dates_in_each_language() {
    let citation = &order().act.citation;
    for (language, dates) in [
        (Language::Kk, ["2015 жылғы 30 қаңтардағы № 4", "2019 жылғы 22 мамырдағы № 33/қе"]),
        (Language::Ru, ["от 30 января 2015 года № 4", "от 22 мая 2019 года № 33/қе"]),
        (Language::En, ["No. 4 of 30 January 2015", "No. 33/қе of 22 May 2019"]),
    ] {
        assert!(dates.iter().all(|date| citation.get(language).contains(date)), "{language:?}");
    }
}

/// The fault that the data file has once the first `from` in it reads `to`.
fn fault(from: &str, to: &str) -> String {
    let source = include_str!("../../data/order.toml");
    assert!(source.contains(from), "{from} is not in the data file");
    Order::read(&source.replacen(from, to, 1)).unwrap_err().to_string()
}

#[test]
fn a_blank_text_is_refused_with_its_place() {
    let name = "short_name.ru = \"Ремонт и реализация СТС\"";
    assert_eq!(fault(name, "short_name.ru = \" \""), "the text .activity[1].short_name.ru is blank");
}

#[test]
fn a_missing_language_is_refused() {
    let missing = fault("short_name.en = \"STM repair and sale\"\n", "");
    assert!(missing.contains("missing field `en`"), "{missing}");
}

#[test]
fn a_lost_row_is_refused() {
    assert_eq!(fault("item = 9\n", "item = 10\n"), "annex 1: expected item 9, found item 10");
}

#[test]
fn a_lost_or_doubled_activity_type_is_refused() {
    let doubled = fault("code = \"stm-repair-sale\"", "code = \"stm-development-production\"");
    assert!(doubled.starts_with("the activity types must be"), "{doubled}");
}

#[test]
fn an_exam_without_a_bank_is_refused_and_a_bank_without_an_exam() {
    let expected = "crypto-development: a question bank and exactly one row confirmed by exam go together";
    assert_eq!(fault("bank = \"cryptography\"\n", ""), expected);
    let soc = fault("form_appendix = 5\n", "form_appendix = 5\nbank = \"soc\"\n");
    assert_eq!(soc, expected.replace("crypto-development", "leak-detection-soc"));
}

#[test]
fn a_list_that_is_not_there_is_refused() {
    assert_eq!(fault("specialties = \"B\"", "specialties = \"C\""), "there is no list C");
    assert_eq!(fault("specialties = \"B\"", "specialties = \"Q1\""), "there is no list Q1");
    assert_eq!(fault("lists = [\"B\"]", "lists = [\"D\"]"), "there is no list D");
    assert_eq!(
        fault("equipment = \"Q4\"\n", ""),
        "leak-detection-incident-response: a row about Equipment and the list it refers to go together"
    );
}

#[test]
fn an_unknown_way_of_confirming_is_refused() {
    let unknown = fault("confirmation = \"exam\"", "confirmation = \"interview\"");
    assert!(unknown.contains("unknown variant `interview`"), "{unknown}");
}
