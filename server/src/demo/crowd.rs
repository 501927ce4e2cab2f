//! Many more candidates in one open sitting: for whoever wants to see the system under load.

use exam::{
    clock::Instant,
    id::{DeclarationId, UnitId},
};
use licensing::{ActivityType, Bin, Iin, check_digit};
use store::{Actor, Admission, ApplicantForm, By, Education, NewFile, NewPlace, NewSitting, Role, StandingOfApplicant, Store};

use super::{days::Days, units};
use crate::{
    commands::count,
    failure::{Failure, Outcome},
};

/// The exam has thirty questions.
const ACTIVITY: ActivityType = ActivityType::CryptoDevelopment;
const TERRITORY: &str = "KZ-71";
/// How many are declared in one file.
const IN_A_FILE: usize = 50;
/// How many numbers there are for them.
const MOST: u32 = 100_000;

/// Declares and enrols so many, and opens the sitting.
pub(super) async fn enrol(store: &Store, now: Instant, candidates: u32) -> Outcome<()> {
    let days = &Days::until(now)?;
    let persons = numbers(iin_digits).take(usize::try_from(candidates).unwrap_or(usize::MAX)).collect::<Vec<Iin>>();
    if persons.len() < usize::try_from(candidates).unwrap_or(usize::MAX) {
        return Err(Failure::new(format!("there are numbers for no more than {}", count(persons.len(), "candidate"))));
    }
    let (registrar, invigilator) = (by(store, Role::Registrar, days).await?, by(store, Role::Invigilator, days).await?);
    let mut declared = Vec::new();
    for (index, (persons, applicant)) in persons.chunks(IN_A_FILE).zip(numbers::<Bin>(bin_digits)).enumerate() {
        let file = store.open_file(&registrar, &file(index + 1, applicant, days)?).await?;
        for iin in persons {
            let name = format!("Сынақшы № {}", declared.len() + 1);
            let declaration: DeclarationId = store.declare(&registrar, file, iin, &name, &education(days)?).await?;
            declared.push(declaration);
        }
    }
    let room = "Үлкен зал".to_owned();
    let sitting = NewSitting { unit: unit(store).await?, room, starts: days.this_hour(), admission: Admission::AtSignIn };
    let sitting = store.book_sitting(&registrar, &sitting).await?;
    for declaration in declared {
        store.enrol(&registrar, sitting, declaration, None).await?;
    }
    Ok(store.open_sitting(&invigilator, sitting).await?)
}

async fn by(store: &Store, role: Role, days: &Days) -> Outcome<By> {
    let (member, _) =
        store.staff_by_login(role.code()).await?.ok_or_else(|| Failure::new(format!("there is no {}", role.code())))?;
    Ok(By { actor: Actor::in_role(member.id, role), address: String::new(), now: days.now() })
}

async fn unit(store: &Store) -> Outcome<UnitId> {
    let serves = units::units().find(|unit| unit.territories.iter().any(|territory| territory == TERRITORY));
    let unit = store.units().await?.into_iter().find(|unit| serves.as_ref().is_some_and(|serves| serves.name == unit.name));
    unit.map(|unit| unit.id).ok_or_else(|| Failure::new(format!("no unit serves {TERRITORY}")))
}

fn file(number: usize, applicant: Bin, days: &Days) -> Outcome<NewFile> {
    Ok(NewFile {
        number: format!("DEMO-C{number:04}"),
        applicant_number: applicant.to_string(),
        form: ApplicantForm::Entity,
        applicant_name: format!("«Үлкен үлгі {number}» ЖШС"),
        standing: StandingOfApplicant::Applicant,
        activity: ACTIVITY,
        intake_date: days.date(0)?,
        due_date: days.date(-30)?,
        places: vec![NewPlace { territory: TERRITORY.to_owned(), address: "Астана, Үлгі көшесі, 2".to_owned() }],
    })
}

fn education(days: &Days) -> Outcome<Education> {
    Ok(Education {
        specialty: "Информатика".to_owned(),
        qualification: "Информатика бакалавры".to_owned(),
        diploma_number: "ЖБ-Б 0009999".to_owned(),
        diploma_date: days.date(365)?,
        diploma_place: "Астана".to_owned(),
        institution: "Үлгі университеті".to_owned(),
        copies_attached: true,
    })
}

/// The numbers that can be issued, of those which the digits begin.
fn numbers<T: std::str::FromStr>(digits: fn(u32) -> String) -> impl Iterator<Item = T> {
    (0..MOST).filter_map(move |n| {
        let first = digits(n);
        let mut eleven = [0; 11];
        for (digit, character) in eleven.iter_mut().zip(first.bytes()) {
            *digit = character - b'0';
        }
        format!("{first}{}", check_digit(eleven)?).parse().ok()
    })
}

/// Men born in 1991, a thousand a day; nobody else in the demonstration is.
fn iin_digits(n: u32) -> String {
    let (day, serial) = (n / 1_000, n % 1_000);
    format!("91{:02}{:02}3{:04}", 1 + day / 28, 1 + day % 28, 5_000 + serial)
}

fn bin_digits(n: u32) -> String {
    format!("240140{n:05}")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::demo::files;

    #[test]
    fn everyone_has_a_number_and_shares_it_with_nobody() {
        let crowd: BTreeSet<Iin> = numbers(iin_digits).collect();
        assert!(crowd.len() > 90_000, "{}", crowd.len());
        for specialist in files::all().flat_map(|file| file.specialists) {
            assert!(!crowd.contains(&files::number(specialist.digits).parse().unwrap()), "{}", specialist.name);
        }
        assert!(numbers::<Bin>(bin_digits).count() > crowd.len() / IN_A_FILE);
    }
}
