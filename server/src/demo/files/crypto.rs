//! Cryptographic information protection means: annex 2.

use licensing::ActivityType::CryptoDevelopment;
use store::{ApplicantForm::Entity, StandingOfApplicant::Applicant};

use super::{Exam, File, Specialist};

/// Two are ready, one waits for the approval of yesterday's result; one specialty is off the list and has been accepted.
pub(super) const THREE_SPECIALISTS: File = File {
    number: "DEMO-003",
    activity: CryptoDevelopment,
    standing: Applicant,
    form: Entity,
    applicant: "АО «Пример-Крипто»",
    applicant_digits: "18054000004",
    intake: 21,
    term: 30,
    places: &[("KZ-71", "Астана, Мысал даңғылы, 21")],
    specialists: &[
        Specialist {
            digits: "93052840063",
            name: "Нұрмұхаммедәлиева Гүлсімжамал Әбдірахманқызы",
            specialty: "Ақпараттық қауіпсіздік жүйелері",
            qualification: "Ақпараттық-коммуникациялық технологиялар магистрі",
            diploma: ["ЖООК-М 0000106", "2017-06-29", "Астана"],
            institution: "Демонстрациялық ұлттық университет",
            copies_attached: true,
            accepted: None,
            withdrawn: None,
            exams: &[Exam::Today],
        },
        Specialist {
            digits: "86121030071",
            name: "Образцов-Ким Виктор Аркадьевич",
            specialty: "Компьютерная безопасность",
            qualification: "Математик",
            diploma: ["ВСГ 0000107", "2009-06-26", "Новосибирск"],
            institution: "Примерный государственный университет",
            copies_attached: true,
            accepted: Some("Родственная специальность по приказу № 242 от 31 мая 2018 года; диплом признан"),
            withdrawn: None,
            exams: &[Exam::Today],
        },
        Specialist {
            digits: "95080730080",
            name: "Мысалов Данияр Үлгіұлы",
            specialty: "Математика",
            qualification: "Жаратылыстану ғылымдарының магистрі",
            diploma: ["ЖООК-М 0000108", "2018-06-27", "Алматы"],
            institution: "Демонстрациялық ұлттық университет",
            copies_attached: true,
            accepted: None,
            withdrawn: None,
            exams: &[Exam::Taken { days_ago: 1, passed: true, approved: false }],
        },
    ],
    rows: &[(1, true, "ГБД «Е-лицензирование»: юридическое лицо зарегистрировано"), (2, true, "Копии дипломов приложены")],
};

/// Both specialists come to tomorrow's sitting.
pub(super) const TOMORROW: File = File {
    number: "DEMO-009",
    activity: CryptoDevelopment,
    standing: Applicant,
    form: Entity,
    applicant: "«Мысал Шифр» ЖШС",
    applicant_digits: "22014000005",
    intake: 2,
    term: 30,
    places: &[("KZ-35", "Қарағанды, Демо көшесі, 3")],
    specialists: &[
        Specialist {
            digits: "98031440098",
            name: "Демоева Алия Мысалқызы",
            specialty: "Информатика",
            qualification: "Информатика бакалавры",
            diploma: ["ЖБ-Б 0000109", "2020-06-24", "Қарағанды"],
            institution: "Үлгі университеті",
            copies_attached: true,
            accepted: None,
            withdrawn: None,
            exams: &[Exam::Tomorrow],
        },
        Specialist {
            digits: "89102230108",
            name: "Экзаменов Руслан Тимурович",
            specialty: "Вычислительная техника и программное обеспечение",
            qualification: "Инженер-программист",
            diploma: ["ЖБ 0000110", "2011-06-23", "Караганда"],
            institution: "Примерный технический университет",
            copies_attached: true,
            accepted: None,
            withdrawn: None,
            exams: &[Exam::Tomorrow],
        },
    ],
    rows: &[],
};
