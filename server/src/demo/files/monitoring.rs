//! Operations centres and incident response services: annex 3, items 7–16. They have no exam.

use licensing::ActivityType::{LeakDetectionIncidentResponse, LeakDetectionSoc};
use store::{ApplicantForm::Entity, StandingOfApplicant::Applicant};

use super::{File, Specialist};

/// An information security operations centre.
pub(super) const OPERATIONS_CENTRE: File = File {
    number: "DEMO-007",
    activity: LeakDetectionSoc,
    standing: Applicant,
    form: Entity,
    applicant: "«Үлгі Мониторинг» ЖШС",
    applicant_digits: "21044000007",
    intake: 8,
    term: 30,
    places: &[("KZ-71", "Астана, Демо көшесі, 30")],
    specialists: &[
        Specialist {
            digits: "94090930141",
            name: "Қорғанов Нұрлан Демоұлы",
            specialty: "Ақпараттық қауіпсіздік жүйелері; ISO 27001 аудиторы, № DEMO-27001-1",
            qualification: "Ақпараттық қауіпсіздік маманы",
            diploma: ["ЖБ-Б 0000114", "2016-06-28", "Астана"],
            institution: "Демонстрациялық ұлттық университет",
            copies_attached: true,
            accepted: None,
            withdrawn: None,
            exams: &[],
        },
        Specialist {
            digits: "92030540157",
            name: "Тестова Анна Примеровна",
            specialty: "Системы информационной безопасности; компьютерная криминалистика, № DEMO-F-2",
            qualification: "Специалист по информационной безопасности",
            diploma: ["ЖБ-Б 0000115", "2014-06-26", "Астана"],
            institution: "Примерный технический университет",
            copies_attached: true,
            accepted: None,
            withdrawn: None,
            exams: &[],
        },
    ],
    rows: &[(7, true, "Е-лицензиялау МДҚ: заңды тұлға тіркелген")],
};

/// An incident response service.
pub(super) const INCIDENT_RESPONSE: File = File {
    number: "DEMO-008",
    activity: LeakDetectionIncidentResponse,
    standing: Applicant,
    form: Entity,
    applicant: "ТОО «Пример-Реагирование»",
    applicant_digits: "21114000008",
    intake: 5,
    term: 30,
    places: &[("KZ-75", "Алматы, Үлгі даңғылы, 77")],
    specialists: &[Specialist {
        digits: "96022930165",
        name: "Образцов Артём Сергеевич",
        specialty: "Системы информационной безопасности; тестирование на проникновение, № DEMO-P-3",
        qualification: "Специалист по информационной безопасности",
        diploma: ["ЖБ-Б 0000116", "2018-06-29", "Алматы"],
        institution: "Демонстрационный технический университет",
        copies_attached: true,
        accepted: None,
        withdrawn: None,
        exams: &[],
    }],
    rows: &[],
};
