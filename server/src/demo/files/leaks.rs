//! Technical channels of information leakage: annex 3, items 1–6.

use licensing::ActivityType::LeakDetection;
use store::{
    ApplicantForm::{Entity, Individual},
    StandingOfApplicant::Applicant,
};

use super::{Exam, File, Specialist};

/// Two places under two units; one specialist has passed, one is ready.
pub(super) const TWO_PLACES: File = File {
    number: "DEMO-002",
    activity: LeakDetection,
    standing: Applicant,
    form: Entity,
    applicant: "ТОО «Демо Техзащита»",
    applicant_digits: "17094000006",
    intake: 30,
    term: 45,
    places: &[("KZ-75", "Алматы, улица Образцовая, 5"), ("KZ-61", "Түркістан, Мысал көшесі, 9")],
    specialists: &[
        Specialist {
            digits: "84071830114",
            name: "Сынақбаев Мұрат Мысалұлы",
            specialty: "Радиотехника, электроника және телекоммуникациялар",
            qualification: "Радиоинженер",
            diploma: ["ЖБ 0000111", "2006-06-30", "Алматы"],
            institution: "Демонстрационный технический университет",
            copies_attached: true,
            accepted: None,
            withdrawn: None,
            exams: &[Exam::Taken { days_ago: 12, passed: true, approved: true }],
        },
        Specialist {
            digits: "91011940126",
            name: "Примерова Екатерина Олеговна",
            specialty: "Информационные системы",
            qualification: "Бакалавр техники и технологий",
            diploma: ["ЖБ-Б 0000112", "2013-06-27", "Алматы"],
            institution: "Демонстрационный технический университет",
            copies_attached: true,
            accepted: None,
            withdrawn: None,
            exams: &[Exam::Today],
        },
    ],
    rows: &[
        (1, true, "ГБД «Е-лицензирование»: юридическое лицо зарегистрировано"),
        (2, true, "Копии дипломов приложены"),
        (4, true, "Осмотр на месте: набор полный"),
        (5, true, "Осмотр на месте: сигнализация работает"),
    ],
};

/// An individual who declares himself; his specialty is off the list, and nobody has settled it yet.
pub(super) const INDIVIDUAL: File = File {
    number: "DEMO-006",
    activity: LeakDetection,
    standing: Applicant,
    form: Individual,
    applicant: "Демонстранов Бекзат Үлгіұлы",
    applicant_digits: "80051330136",
    intake: 10,
    term: 30,
    places: &[("KZ-15", "Ақтөбе, Сынақ көшесі, 18")],
    specialists: &[Specialist {
        digits: "80051330136",
        name: "Демонстранов Бекзат Үлгіұлы",
        specialty: "Жылу энергетикасы",
        qualification: "Инженер",
        diploma: ["ЖБ 0000113", "2002-06-20", "Ақтөбе"],
        institution: "Үлгі университеті",
        copies_attached: true,
        accepted: None,
        withdrawn: None,
        exams: &[Exam::Today],
    }],
    rows: &[(1, true, "Е-лицензиялау МДҚ: жеке тұлға")],
};
