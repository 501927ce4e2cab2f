//! Special technical means: annex 1.

use licensing::ActivityType::{StmDevelopmentProduction, StmRepairSale};
use store::{ApplicantForm::Entity, StandingOfApplicant};

use super::{Exam, File, Specialist};

/// Someone failed, has waited, and comes again today.
pub(super) const RETAKE: File = File {
    number: "DEMO-001",
    activity: StmRepairSale,
    standing: StandingOfApplicant::Applicant,
    form: Entity,
    applicant: "«Үлгі Жөндеу» ЖШС",
    applicant_digits: "19034000001",
    intake: 50,
    term: 60,
    places: &[("KZ-79", "Шымкент, Мысал көшесі, 4")],
    specialists: &[Specialist {
        digits: "88041230014",
        name: "Үлгібаев Ерлан Сынақұлы",
        specialty: "Радиотехника, электроника және телекоммуникациялар",
        qualification: "Инженер",
        diploma: ["ЖБ-Б 0000101", "2010-06-25", "Шымкент"],
        institution: "Үлгі техникалық университеті",
        copies_attached: true,
        accepted: None,
        withdrawn: None,
        exams: &[Exam::Taken { days_ago: 40, passed: false, approved: true }, Exam::Today],
    }],
    rows: &[
        (9, true, "Е-лицензиялау МДҚ: заңды тұлға тіркелген"),
        (10, true, "Дипломның көшірмесі қоса берілген"),
        (13, false, "Жоғары жиілікті сигналдар генераторы жоқ"),
    ],
};

/// Two specialists, both ready.
pub(super) const DEVELOPMENT: File = File {
    number: "DEMO-004",
    activity: StmDevelopmentProduction,
    standing: StandingOfApplicant::Applicant,
    form: Entity,
    applicant: "«Үлгі Аспап» ЖШС",
    applicant_digits: "20074000002",
    intake: 18,
    term: 30,
    places: &[("KZ-75", "Алматы, Сынақ көшесі, 12")],
    specialists: &[
        Specialist {
            digits: "90021540021",
            name: "Сынақова Айгүл Демоқызы",
            specialty: "Аспап жасау",
            qualification: "Техника және технология бакалавры",
            diploma: ["ЖБ-Б 0000102", "2012-06-30", "Алматы"],
            institution: "Демонстрациялық ұлттық университет",
            copies_attached: true,
            accepted: None,
            withdrawn: None,
            exams: &[Exam::Today],
        },
        Specialist {
            digits: "75110830035",
            name: "Примеров Олег Образцович",
            specialty: "5В071600 – Приборостроение",
            qualification: "Инженер-электромеханик",
            diploma: ["ЖБ 0000103", "1998-07-02", "Алматы"],
            institution: "Демонстрационный технический университет",
            copies_attached: true,
            accepted: None,
            withdrawn: None,
            exams: &[Exam::Today],
        },
    ],
    rows: &[(1, true, "Е-лицензиялау МДҚ: заңды тұлға тіркелген"), (2, true, "Дипломдардың көшірмелері қоса берілген")],
};

/// A licensee; one of two specialists has been withdrawn.
pub(super) const LICENSEE: File = File {
    number: "DEMO-005",
    activity: StmRepairSale,
    standing: StandingOfApplicant::Licensee,
    form: Entity,
    applicant: "ТОО «Образец-Сервис»",
    applicant_digits: "16114000003",
    intake: 15,
    term: 30,
    places: &[("KZ-35", "Караганда, улица Примерная, 7")],
    specialists: &[
        Specialist {
            digits: "82093040047",
            name: "Образцова Мария Игоревна",
            specialty: "Электроэнергетика",
            qualification: "Инженер",
            diploma: ["ЖБ 0000104", "2004-06-28", "Караганда"],
            institution: "Примерный технический университет",
            copies_attached: true,
            accepted: None,
            withdrawn: None,
            exams: &[Exam::Today],
        },
        Specialist {
            digits: "79061730052",
            name: "Тестов Павел Демьянович",
            specialty: "Техническая физика",
            qualification: "Инженер-физик",
            diploma: ["ЖБ 0000105", "2001-06-21", "Караганда"],
            institution: "Примерный технический университет",
            copies_attached: false,
            accepted: None,
            withdrawn: Some("Расторгнут трудовой договор"),
            exams: &[],
        },
    ],
    rows: &[(9, true, "ГБД «Е-лицензирование»: лицензия действует")],
};
