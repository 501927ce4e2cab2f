//! Who applies, and whom they declare.

use exam::{
    clock::{Instant, Span},
    id::{DeclarationId, FileId, SittingId, StaffId},
};
use licensing::{ActivityType, Iin, check_digit};
use store::{
    Admission, ApplicantForm, Education, FileDossier, NewFile, NewPlace, NewSitting, Role, RowStatus, StaffAct,
    StandingOfApplicant,
};

use super::{Candidate, HERE, World};

impl World {
    /// Somebody without a role, who is given one by two others.
    pub(crate) async fn somebody_is_appointed(&self) -> StaffId {
        let (somebody, _) = self.store.open_account(&self.chair(), "saule", "Сәуле").await.unwrap();
        let act = StaffAct::Appoint(Role::Author.into());
        let proposal = self.store.propose_for_staff(&self.registrar(), somebody, act, "керек").await.unwrap();
        self.store.decide_for_staff(&self.chair(), proposal, true).await.unwrap();
        somebody
    }

    /// A person nobody has met yet.
    pub(crate) fn person(&self) -> (Iin, String) {
        loop {
            let number = self.next();
            let eleven = format!("8501013{number:04}");
            let digits: Vec<u8> = eleven.bytes().map(|b| b - b'0').collect();
            if let Some(check) = check_digit(digits.try_into().unwrap()) {
                return (format!("{eleven}{check}").parse().unwrap(), format!("Маман {number:04}"));
            }
        }
    }

    /// An applicant's file for an activity in Almaty.
    pub(crate) async fn file(&self, activity: ActivityType) -> FileId {
        self.store.open_file(&self.registrar(), &new_file(self.next(), activity)).await.unwrap()
    }

    /// A specialist declared in that file.
    pub(crate) async fn declare(&self, file: FileId) -> (DeclarationId, Iin) {
        let (iin, name) = self.person();
        (self.store.declare(&self.registrar(), file, &iin, &name, &education()).await.unwrap(), iin)
    }

    /// A specialist declared in a file of their own.
    pub(crate) async fn declared(&self, activity: ActivityType) -> DeclarationId {
        let file = self.file(activity).await;
        self.declare(file).await.0
    }

    /// A sitting in Almaty that starts in an hour.
    pub(crate) async fn sitting(&self, admission: Admission) -> SittingId {
        self.sitting_at(self.now() + Span::from_mins(60), admission).await
    }

    pub(crate) async fn sitting_at(&self, starts: Instant, admission: Admission) -> SittingId {
        let new = NewSitting { unit: self.unit, room: "204".to_owned(), starts, admission };
        self.store.book_sitting(&self.registrar(), &new).await.unwrap()
    }

    /// A specialist of an activity, enrolled in a sitting that admits at sign-in and has not been opened.
    pub(crate) async fn enrolled_for(&self, activity: ActivityType) -> Candidate<'_> {
        self.enrolled_with(activity, Admission::AtSignIn).await
    }

    pub(crate) async fn enrolled_with(&self, activity: ActivityType, admission: Admission) -> Candidate<'_> {
        let file = self.file(activity).await;
        let (declaration, iin) = self.declare(file).await;
        let sitting = self.sitting(admission).await;
        let enrolment = self.store.enrol(&self.registrar(), sitting, declaration, None).await.unwrap();
        Candidate { world: self, iin, file, declaration, sitting, enrolment }
    }

    /// A specialist in leak detection, enrolled.
    pub(crate) async fn enrolled(&self) -> Candidate<'_> {
        self.enrolled_for(ActivityType::LeakDetection).await
    }

    /// A candidate of leak detection who has signed in to an open sitting and is admitted.
    pub(crate) async fn candidate(&self) -> Candidate<'_> {
        let candidate = self.enrolled().await;
        candidate.comes().await;
        candidate
    }

    pub(crate) async fn dossier(&self, file: FileId) -> FileDossier {
        self.store.file(file).await.unwrap()
    }

    /// How a requirement row of a file stands.
    pub(crate) async fn row(&self, file: FileId, item: u16) -> RowStatus {
        let rows = self.dossier(file).await.rows;
        rows.into_iter().find(|row| u16::from(row.requirement.item) == item).unwrap().status
    }
}

pub(crate) fn new_file(number: u32, activity: ActivityType) -> NewFile {
    NewFile {
        number: format!("2026-{number:05}"),
        applicant_number: format!("1907400{number:05}"),
        form: ApplicantForm::Entity,
        applicant_name: format!("«Әлем» ЖШС {number}"),
        standing: StandingOfApplicant::Applicant,
        activity,
        intake_date: "2026-02-16".to_owned(),
        due_date: "2026-03-16".to_owned(),
        places: vec![NewPlace { territory: HERE.to_owned(), address: "Абай даңғылы, 52".to_owned() }],
    }
}

pub(crate) fn education() -> Education {
    Education {
        specialty: "Автоматизация и управление".to_owned(),
        qualification: "Инженер".to_owned(),
        diploma_number: "ЖБ 0123456".to_owned(),
        diploma_date: "2008-06-30".to_owned(),
        diploma_place: "Алматы".to_owned(),
        institution: "Қ. И. Сәтбаев атындағы университет".to_owned(),
        copies_attached: true,
    }
}
