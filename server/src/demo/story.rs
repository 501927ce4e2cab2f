//! How the demonstration came about, told through the store's own operations and in the order of time, so that its log reads like
//! that of a unit at work.

use std::collections::BTreeMap;

use exam::{
    clock::{Instant, Span},
    id::{DeclarationId, FileId, SittingId, StaffId, UnitId},
};
use licensing::Iin;
use question_banks::Bank;
use store::{Actor, Admission, Appointment, By, Desk, Education, NewFile, NewPlace, NewSitting, Role, Save, Store, Workplace};

use super::{
    accounts::ACCOUNTS,
    days::Days,
    files::{self, Exam, File, Specialist, number},
    right_answers::{right, wrong},
    starter_banks, units,
};
use crate::{
    commands::at_console,
    failure::{Failure, Outcome},
    password,
};

/// The day when everything was set up.
const FIRST_DAY: i32 = 58;
/// The hours of a day on which something happens.
const INTAKE: i8 = 9;
const SITTING: i8 = 10;
const APPROVAL: i8 = 14;
const CHECKING: i8 = 15;

/// Fills an empty database; the last thing that happens is at `now`.
pub(crate) async fn tell(store: &Store, now: Instant) -> Outcome<()> {
    let days = &Days::until(now)?;
    let mut office = Office::set_up(store, days).await?;
    let mut of_yesterday = Vec::new();
    for day in (1..FIRST_DAY).rev() {
        let mut held = Vec::new();
        for file in files::all() {
            if file.intake == day {
                office.take_in(file, days).await?;
            }
            for (specialist, passed, approved) in taken_on(file, day) {
                let sitting = office.hold_past_exam(file, specialist, passed, days.at(day, SITTING)?).await?;
                if approved {
                    held.push(sitting);
                }
            }
        }
        office.approve(std::mem::replace(&mut of_yesterday, held), days.at(day, APPROVAL)?).await?;
        for file in files::all().filter(|file| file.intake - 1 == day) {
            office.check(file, days.at(day, CHECKING)?).await?;
        }
    }
    office.open_todays_sittings(days).await?;
    office.book_tomorrow(days).await
}

fn taken_on(file: &'static File, day: i32) -> impl Iterator<Item = (&'static Specialist, bool, bool)> {
    let exams = file.specialists.iter().flat_map(|specialist| specialist.exams.iter().map(move |exam| (specialist, exam)));
    exams.filter_map(move |(specialist, exam)| match exam {
        Exam::Taken { days_ago, passed, approved } if *days_ago == day => Some((specialist, *passed, *approved)),
        _ => None,
    })
}

/// The licensor's office, with what it remembers.
struct Office<'a> {
    store: &'a Store,
    staff: BTreeMap<&'static str, (StaffId, Role)>,
    units: BTreeMap<String, UnitId>,
    banks: Vec<Bank>,
    files: BTreeMap<&'static str, FileId>,
    declarations: BTreeMap<(&'static str, &'static str), DeclarationId>,
}

impl<'a> Office<'a> {
    /// Units, staff and banks.
    async fn set_up(store: &'a Store, days: &Days) -> Outcome<Self> {
        let by = at_console(days.at(FIRST_DAY, INTAKE)?);
        let banks = starter_banks::read()?;
        store.begin_demonstration(&by).await?;
        let mut territories = BTreeMap::new();
        for unit in units::units() {
            let id = store.add_unit(&by, &unit).await?;
            territories.extend(unit.territories.into_iter().map(|territory| (territory, id)));
        }
        let hashing = ACCOUNTS.each_ref().map(|account| tokio::task::spawn_blocking(|| password::hash(account.password)));
        let mut staff = BTreeMap::new();
        for (account, hash) in ACCOUNTS.iter().zip(hashing) {
            let hash = hash.await.map_err(|error| Failure::new(error.to_string()))?;
            let unit = match account.unit {
                Some(code) => store.unit_by_code(code).await?,
                None => None,
            };
            let id = store.add_staff(&by, account.login, account.name, Appointment { role: account.role, unit }, &hash).await?;
            staff.entry(account.role.code()).or_insert((id, account.role));
        }
        for bank in &banks {
            store.import_bank(&by, bank).await?;
        }
        let (files, declarations) = (BTreeMap::new(), BTreeMap::new());
        Ok(Self { store, staff, units: territories, banks, files, declarations })
    }

    fn by(&self, role: Role, now: Instant) -> By {
        let actor = self.staff.get(role.code()).map_or(Actor::System, |(id, role)| Actor::in_role(*id, *role));
        By { actor, address: String::new(), now }
    }

    fn unit_of(&self, file: &File) -> Outcome<UnitId> {
        let unit = file.places.first().and_then(|(territory, _)| self.units.get(*territory));
        unit.copied().ok_or_else(|| Failure::new(format!("no unit serves {}", file.number)))
    }

    /// Opens a file and declares its specialists.
    async fn take_in(&mut self, file: &'static File, days: &Days) -> Outcome<()> {
        let by = self.by(Role::Registrar, days.at(file.intake, INTAKE)?);
        let new = NewFile {
            number: file.number.to_owned(),
            applicant_number: number(file.applicant_digits),
            form: file.form,
            applicant_name: file.applicant.to_owned(),
            standing: file.standing,
            activity: file.activity,
            intake_date: days.date(file.intake)?,
            due_date: days.date(file.intake - file.term)?,
            places: file.places.iter().map(|&(territory, address)| place(territory, address)).collect(),
        };
        let id = self.store.open_file(&by, &new).await?;
        self.files.insert(file.number, id);
        for specialist in file.specialists {
            let declaration = self.store.declare(&by, id, &iin(specialist)?, specialist.name, &education(specialist)).await?;
            self.declarations.insert((file.number, specialist.digits), declaration);
        }
        Ok(())
    }

    fn declaration(&self, file: &File, specialist: &Specialist) -> Outcome<DeclarationId> {
        let declared = self.declarations.get(&(file.number, specialist.digits)).copied();
        declared.ok_or_else(|| Failure::new(format!("{} is not declared in {}", specialist.name, file.number)))
    }

    /// What the registrar finds the day after.
    async fn check(&self, file: &File, at: Instant) -> Outcome<()> {
        let by = self.by(Role::Registrar, at);
        for (item, met, note) in file.rows {
            if let Some(id) = self.files.get(file.number) {
                self.store.record_row(&by, *id, *item, *met, note).await?;
            }
        }
        for specialist in file.specialists {
            let declaration = self.declaration(file, specialist)?;
            if let Some(reason) = specialist.accepted {
                self.store.settle_specialty(&by, declaration, true, reason).await?;
            }
            if let Some(reason) = specialist.withdrawn {
                self.store.withdraw(&by, declaration, None, reason).await?;
            }
        }
        Ok(())
    }

    async fn book(&self, by: &By, unit: UnitId, starts: Instant, admission: Admission) -> Outcome<SittingId> {
        let room = "101".to_owned();
        Ok(self.store.book_sitting(by, &NewSitting { unit, room, starts, admission }).await?)
    }

    /// A sitting of one, from the booking to the submission.
    async fn hold_past_exam(&self, file: &File, specialist: &Specialist, passes: bool, starts: Instant) -> Outcome<SittingId> {
        let (registrar, invigilator) = (self.by(Role::Registrar, starts), self.by(Role::Invigilator, starts));
        let sitting = self.book(&registrar, self.unit_of(file)?, starts, Admission::AtSignIn).await?;
        let declaration = self.declaration(file, specialist)?;
        let enrolment = self.store.enrol(&registrar, sitting, declaration, None).await?;
        self.store.open_sitting(&invigilator, sitting).await?;
        let slip = self.store.issue_slip(&invigilator, enrolment).await?;
        let signed_in = self.store.sign_in_candidate(&iin(specialist)?, &slip.code, "", starts).await?;
        let session = signed_in.map_err(|refused| Failure::new(format!("a new access code is refused: {refused:?}")))?;
        let by = |now| By { actor: Actor::Candidate(enrolment), address: String::new(), now };
        let attempt = self.store.start(&by(starts), enrolment).await?;
        let desk = self.store.desk(enrolment, attempt).await?;
        let workplace = Workplace { token: session.token, tab: None };
        let ended = self.answer(file, &workplace, &desk, passes, starts).await?;
        self.store.submit(&by(ended), enrolment, attempt).await?;
        self.store.end_session(&by(ended), &workplace.token).await?;
        Ok(sitting)
    }

    /// Answers every question, at an even pace; tells when the last is done.
    async fn answer(&self, file: &File, workplace: &Workplace, desk: &Desk, passes: bool, start: Instant) -> Outcome<Instant> {
        let bank = self.banks.iter().find(|bank| Some(bank.code.as_str()) == file.activity.bank());
        let bank = bank.ok_or_else(|| Failure::new(format!("there is no bank for {}", file.activity)))?;
        let limit = desk.attempt.deadline.map_or(Span::ZERO, |deadline| deadline - start).as_millis();
        let pace = Span::from_millis(limit / (i64::try_from(desk.questions.len()).unwrap_or(i64::MAX) + 2));
        let mut now = start;
        for question in &desk.questions {
            now = now + pace;
            let right = right(bank, question)?;
            let knows = if passes { question.position % 9 != 0 } else { question.position % 3 == 0 };
            let chosen = if knows { right } else { wrong(right, question.options.len()) };
            let save = Save { position: question.position, chosen, rendered: 0, client_revision: Some(1) };
            self.store.save(workplace, desk.attempt.id, "", now, &[save]).await?;
        }
        Ok(now)
    }

    /// The chair approves the results of sittings.
    async fn approve(&self, sittings: Vec<SittingId>, at: Instant) -> Outcome<()> {
        let by = self.by(Role::Chair, at);
        for sitting in sittings {
            let (_, candidates) = self.store.sitting(sitting, at).await?;
            for result in candidates.into_iter().filter_map(|candidate| candidate.result) {
                self.store.approve(&by, result.id).await?;
            }
        }
        Ok(())
    }

    /// One open sitting in each unit where someone is to be examined today.
    async fn open_todays_sittings(&self, days: &Days) -> Outcome<()> {
        let (registrar, invigilator) = (self.by(Role::Registrar, days.now()), self.by(Role::Invigilator, days.now()));
        for sitting in self.enrol_all(&registrar, Exam::Today, days.this_hour(), Admission::AtSignIn).await? {
            self.store.open_sitting(&invigilator, sitting).await?;
        }
        Ok(())
    }

    async fn book_tomorrow(&self, days: &Days) -> Outcome<()> {
        let registrar = self.by(Role::Registrar, days.now());
        self.enrol_all(&registrar, Exam::Tomorrow, days.at(-1, SITTING)?, Admission::ByInvigilator).await?;
        Ok(())
    }

    /// Books a sitting in each unit that needs one, and enrols everyone who has that exam.
    async fn enrol_all(&self, by: &By, exam: Exam, starts: Instant, admission: Admission) -> Outcome<Vec<SittingId>> {
        let mut sittings = Vec::<(UnitId, SittingId)>::new();
        for file in files::all() {
            for specialist in file.specialists.iter().filter(|specialist| specialist.exams.contains(&exam)) {
                let unit = self.unit_of(file)?;
                let sitting = match sittings.iter().find(|(there, _)| *there == unit) {
                    Some((_, sitting)) => *sitting,
                    None => {
                        let sitting = self.book(by, unit, starts, admission).await?;
                        sittings.push((unit, sitting));
                        sitting
                    }
                };
                self.store.enrol(by, sitting, self.declaration(file, specialist)?, None).await?;
            }
        }
        Ok(sittings.into_iter().map(|(_, sitting)| sitting).collect())
    }
}

fn iin(specialist: &Specialist) -> Outcome<Iin> {
    number(specialist.digits).parse().map_err(|error| Failure::new(format!("{}: {error}", specialist.name)))
}

fn place(territory: &str, address: &str) -> NewPlace {
    NewPlace { territory: territory.to_owned(), address: address.to_owned() }
}

fn education(specialist: &Specialist) -> Education {
    let [diploma_number, diploma_date, diploma_place] = specialist.diploma.map(str::to_owned);
    Education {
        specialty: specialist.specialty.to_owned(),
        qualification: specialist.qualification.to_owned(),
        diploma_number,
        diploma_date,
        diploma_place,
        institution: specialist.institution.to_owned(),
        copies_attached: specialist.copies_attached,
    }
}
