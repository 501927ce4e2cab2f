//! Applicants' files: what may be opened and declared, how it is recorded, how it is found again.

use licensing::ActivityType;
use store::{
    ApplicantForm, DeclarationStatus, ExamStanding, FileSearch, NewFile, NewPlace, Reach, Refusal, RowStatus, SpecialtyStanding,
    StandingOfApplicant,
};

use crate::world::{EXAM_ROW, HERE, THERE, World, education, is_not_found, new_file, new_unit, refusal};

const ACTIVITY: ActivityType = ActivityType::LeakDetection;

impl World {
    async fn opens(&self, new: &NewFile) -> store::Result<exam::id::FileId> {
        self.store.open_file(&self.registrar(), new).await
    }

    /// Nothing of a refused file may be left.
    async fn refuses(&self, new: &NewFile) -> Refusal {
        let before = self.contents().await;
        let refusal = refusal(self.opens(new).await);
        assert_eq!(self.contents().await, before);
        refusal
    }

    /// Numbers of the files found, in the order shown.
    async fn finds(&self, words: &str) -> Vec<String> {
        let search = FileSearch { words: words.to_owned(), activity: None };
        self.store.files(&search, &Reach::Everywhere).await.unwrap().into_iter().map(|file| file.number).collect()
    }
}

fn named(number: u32, applicant: &str) -> NewFile {
    NewFile { applicant_name: applicant.to_owned(), ..new_file(number, ACTIVITY) }
}

#[tokio::test]
async fn a_file_is_there_as_it_was_opened() {
    let world = World::new().await;
    let file = world.opens(&NewFile { standing: StandingOfApplicant::Licensee, ..named(1, "«Сапа» ЖШС") }).await.unwrap();
    world.declare(file).await;
    let dossier = world.store.file_by_number("2026-00001").await.unwrap();
    let head = &dossier.head;
    assert_eq!((head.id, head.applicant.as_str(), head.applicant_number.as_str()), (file, "«Сапа» ЖШС", "190740000001"));
    assert_eq!((head.standing, head.activity, head.declared), (StandingOfApplicant::Licensee, ACTIVITY, 1));
    assert_eq!((head.intake_date.as_str(), head.due_date.as_str()), ("2026-02-16", "2026-03-16"));
    assert_eq!(dossier.form, ApplicantForm::Entity);
    let [place] = &dossier.places[..] else { panic!("one place was given") };
    assert_eq!((place.territory.as_str(), place.unit), (HERE, world.unit));
    assert_eq!(dossier.rows.len(), ACTIVITY.requirements().len());
}

#[tokio::test]
async fn a_file_number_is_given_once() {
    let world = World::new().await;
    world.opens(&named(1, "«Сапа» ЖШС")).await.unwrap();
    let again = NewFile { number: "2026-00001".to_owned(), ..named(2, "«Дала» ЖШС") };
    assert_eq!(world.refuses(&again).await, Refusal::FileNumberTaken);
}

#[tokio::test]
async fn a_file_is_not_due_before_it_came_in() {
    let world = World::new().await;
    let due = |due: &str| NewFile { due_date: due.to_owned(), ..named(1, "«Сапа» ЖШС") };
    assert_eq!(world.refuses(&due("2026-02-15")).await, Refusal::DueBeforeIntake);
    world.opens(&due("2026-02-16")).await.unwrap();
}

#[tokio::test]
async fn an_applicants_number_keeps_its_name_and_form() {
    let world = World::new().await;
    let first = named(1, "«Сапа» ЖШС");
    world.opens(&first).await.unwrap();
    let on_record = Refusal::ApplicantDiffers { name: "«Сапа» ЖШС".to_owned() };
    let second = NewFile { number: "2026-00002".to_owned(), ..first };
    assert_eq!(world.refuses(&NewFile { applicant_name: "«Сана» ЖШС".to_owned(), ..second.clone() }).await, on_record);
    assert_eq!(world.refuses(&NewFile { form: ApplicantForm::Individual, ..second.clone() }).await, on_record);
    world.opens(&second).await.unwrap();
}

#[tokio::test]
async fn a_file_has_a_place_of_activity() {
    let world = World::new().await;
    assert_eq!(world.refuses(&NewFile { places: vec![], ..named(1, "«Сапа» ЖШС") }).await, Refusal::NoPlace);
}

#[tokio::test]
async fn a_place_needs_a_unit_that_serves_it() {
    let world = World::new().await;
    let place = |territory: &str| NewPlace { territory: territory.to_owned(), address: "1".to_owned() };
    let nowhere = NewFile { places: vec![place(HERE), place("KZ-10")], ..named(1, "«Сапа» ЖШС") };
    assert_eq!(world.refuses(&nowhere).await, Refusal::NoUnit);
}

#[tokio::test]
async fn a_territory_has_one_unit_and_a_code_names_one() {
    let world = World::new().await;
    let before = world.contents().await;
    for taken in [new_unit("almaty", "KZ-10"), new_unit("almaty-2", HERE), new_unit("astana-2", THERE)] {
        assert_eq!(refusal(world.store.add_unit(&world.registrar(), &taken).await), Refusal::UnitTaken);
    }
    assert_eq!(world.contents().await, before);
    assert_eq!(
        world.store.served_territories().await.unwrap().iter().map(|(territory, _)| territory.as_str()).collect::<Vec<_>>(),
        [THERE, HERE]
    );
}

#[tokio::test]
async fn an_iin_keeps_its_name() {
    let world = World::new().await;
    let (first, second) = (world.file(ACTIVITY).await, world.file(ACTIVITY).await);
    let (iin, name) = world.person();
    world.store.declare(&world.registrar(), first, &iin, &name, &education()).await.unwrap();
    let before = world.contents().await;
    let other = world.store.declare(&world.registrar(), second, &iin, "Басқа Адам", &education()).await;
    assert_eq!(refusal(other), Refusal::SpecialistDiffers { name: name.clone() });
    assert_eq!(world.contents().await, before);
    world.store.declare(&world.registrar(), second, &iin, &name, &education()).await.unwrap();
}

#[tokio::test]
async fn a_specialist_is_declared_once_in_a_file() {
    let world = World::new().await;
    let file = world.file(ACTIVITY).await;
    let (iin, name) = world.person();
    world.store.declare(&world.registrar(), file, &iin, &name, &education()).await.unwrap();
    let before = world.contents().await;
    let again = world.store.declare(&world.registrar(), file, &iin, &name, &education()).await;
    assert_eq!(refusal(again), Refusal::AlreadyDeclared);
    assert_eq!(world.contents().await, before);
}

#[tokio::test]
async fn a_specialist_is_withdrawn_once_and_the_reason_is_kept() {
    let world = World::new().await;
    let file = world.file(ACTIVITY).await;
    let (declaration, _) = world.declare(file).await;
    world.store.withdraw(&world.registrar(), declaration, None, "жұмыстан шықты").await.unwrap();
    let [person] = &world.dossier(file).await.declarations[..] else { panic!("one was declared") };
    assert_eq!((person.status, person.status_reason.as_deref()), (DeclarationStatus::Withdrawn, Some("жұмыстан шықты")));
    assert_eq!(world.dossier(file).await.head.declared, 0);
    assert_eq!(refusal(world.store.withdraw(&world.registrar(), declaration, None, "тағы").await), Refusal::NotDeclared);
}

#[tokio::test]
async fn who_was_withdrawn_may_be_declared_again_with_what_was_reached_before() {
    let world = World::new().await;
    let candidate = world.candidate().await;
    candidate.starts().await.passes().await;
    let name = &world.dossier(candidate.file).await.declarations[0].name;
    world.store.withdraw(&world.registrar(), candidate.declaration, None, "жұмыстан шықты").await.unwrap();
    let declares = async || world.store.declare(&world.registrar(), candidate.file, &candidate.iin, name, &education()).await;
    let again = declares().await.unwrap();
    assert_eq!(refusal(declares().await), Refusal::AlreadyDeclared, "once at a time");
    let declarations = world.dossier(candidate.file).await.declarations;
    let told: Vec<_> = declarations.iter().map(|d| (d.id, d.status, d.exam, d.results.len())).collect();
    assert_eq!(
        told,
        [
            (again, DeclarationStatus::Declared, ExamStanding::Passed, 1),
            (candidate.declaration, DeclarationStatus::Withdrawn, ExamStanding::Passed, 1)
        ]
    );
    assert_eq!(world.row(candidate.file, EXAM_ROW).await, RowStatus::ExamPassed);
}

#[tokio::test]
async fn a_booking_that_was_withdrawn_is_not_taken_up_by_a_new_declaration() {
    let world = World::new().await;
    let candidate = world.enrolled().await;
    let name = &world.dossier(candidate.file).await.declarations[0].name;
    world.store.withdraw(&world.registrar(), candidate.declaration, None, "жұмыстан шықты").await.unwrap();
    let again = world.store.declare(&world.registrar(), candidate.file, &candidate.iin, name, &education()).await.unwrap();
    let standing = || async { world.dossier(candidate.file).await.declarations[0].exam };
    assert_eq!(standing().await, ExamStanding::NotEnrolled);
    world.store.enrol(&world.registrar(), candidate.sitting, again, None).await.unwrap();
    assert!(matches!(standing().await, ExamStanding::Enrolled(_)));
}

#[tokio::test]
async fn a_specialist_is_replaced_by_another_who_stands_in_the_same_file() {
    let world = World::new().await;
    let file = world.file(ACTIVITY).await;
    let ((old, _), (new, _), (gone, _)) = (world.declare(file).await, world.declare(file).await, world.declare(file).await);
    world.store.withdraw(&world.registrar(), gone, None, "кетті").await.unwrap();
    let stranger = world.declared(ACTIVITY).await;
    for not_here in [old, gone, stranger] {
        let replaced = world.store.withdraw(&world.registrar(), old, Some(not_here), "ауысты").await;
        assert_eq!(refusal(replaced), Refusal::NotDeclared);
    }
    world.store.withdraw(&world.registrar(), old, Some(new), "ауысты").await.unwrap();
    let dossier = world.dossier(file).await;
    let status = |id| dossier.declarations.iter().find(|d| d.id == id).unwrap().status;
    assert_eq!((status(old), status(new)), (DeclarationStatus::Replaced, DeclarationStatus::Declared));
    assert_eq!(dossier.declarations[0].id, new, "who stands comes first");
}

#[tokio::test]
async fn a_specialty_off_the_list_is_a_warning_until_a_registrar_settles_it() {
    let world = World::new().await;
    let file = world.file(ACTIVITY).await;
    let (iin, name) = world.person();
    let diploma = store::Education { specialty: "Радиоразведка".to_owned(), ..education() };
    let declaration = world.store.declare(&world.registrar(), file, &iin, &name, &diploma).await.unwrap();
    let standing = || async { world.dossier(file).await.declarations[0].specialty.clone() };
    assert_eq!(standing().await, SpecialtyStanding::NotListed);
    let settled = |accepted, reason: &str| SpecialtyStanding::Settled {
        accepted,
        reason: reason.to_owned(),
        by: "Айгүл Тіркеуші".to_owned(),
    };
    world.store.settle_specialty(&world.registrar(), declaration, false, "алыс").await.unwrap();
    assert_eq!(standing().await, settled(false, "алыс"));
    world.store.settle_specialty(&world.registrar(), declaration, true, "жақын: № 242 бұйрық").await.unwrap();
    assert_eq!(standing().await, settled(true, "жақын: № 242 бұйрық"), "the last word counts");
}

#[tokio::test]
async fn a_specialty_on_the_list_needs_nobody() {
    let world = World::new().await;
    let file = world.file(ACTIVITY).await;
    world.declare(file).await;
    assert_eq!(world.dossier(file).await.declarations[0].specialty, SpecialtyStanding::Listed);
}

#[tokio::test]
async fn a_requirement_row_is_recorded_with_who_found_what_and_the_last_word_counts() {
    let world = World::new().await;
    let file = world.file(ACTIVITY).await;
    world.store.record_row(&world.registrar(), file, 4, false, "рұқсат жоқ").await.unwrap();
    assert_eq!(world.row(file, 4).await.code(), "not-met");
    world.store.record_row(&world.registrar(), file, 4, true, "рұқсат келді").await.unwrap();
    let (note, by) = ("рұқсат келді".to_owned(), "Айгүл Тіркеуші".to_owned());
    assert_eq!(world.row(file, 4).await, RowStatus::Recorded { met: true, note, by, at: world.now() });
    assert_eq!(world.row(file, 5).await, RowStatus::Open);
}

#[tokio::test]
async fn what_is_to_be_justified_is_not_done_without_words() {
    let world = World::new().await;
    let file = world.file(ACTIVITY).await;
    let (declaration, _) = world.declare(file).await;
    let before = world.contents().await;
    let (store, by) = (&world.store, world.registrar());
    for nothing in ["", " \u{a0}\n"] {
        assert_eq!(refusal(store.record_row(&by, file, 4, true, nothing).await), Refusal::NoReason);
        assert_eq!(refusal(store.settle_specialty(&by, declaration, true, nothing).await), Refusal::NoReason);
        assert_eq!(refusal(store.withdraw(&by, declaration, None, nothing).await), Refusal::NoReason);
    }
    assert_eq!(world.contents().await, before);
}

#[tokio::test]
async fn the_exam_row_is_nobodys_to_record_and_a_row_that_is_not_there_is_not_found() {
    let world = World::new().await;
    let file = world.file(ACTIVITY).await;
    let before = world.contents().await;
    assert_eq!(refusal(world.store.record_row(&world.registrar(), file, EXAM_ROW, true, "көрдім").await), Refusal::RowIsByExam);
    assert!(is_not_found(&world.store.record_row(&world.registrar(), file, 99, true, "көрдім").await));
    assert_eq!(world.contents().await, before);
}

#[tokio::test]
async fn a_search_finds_kazakh_and_russian_names_whatever_their_case() {
    let world = World::new().await;
    world.opens(&named(1, "«ӘЛЕМ Қауіпсіздік» ЖШС")).await.unwrap();
    world.opens(&named(2, "ТОО «Ёлка Щит»")).await.unwrap();
    for words in ["әлем", "ӘЛЕМ", "қАУІПСІЗДІК", "Қауіпсіздік", "жшс"] {
        assert_eq!(world.finds(words).await, ["2026-00001"], "{words}");
    }
    for words in ["ёлка", "ЁЛКА ЩИТ", "щит", "тоо"] {
        assert_eq!(world.finds(words).await, ["2026-00002"], "{words}");
    }
    for letters in ["ӘәҒғ", "ҚқҢң", "ӨөҰұ", "ҮүҺһ", "Іі"] {
        let number = format!("L-{letters}");
        world.opens(&NewFile { number: number.clone(), ..named(3, "«Әріп» ЖШС") }).await.unwrap();
        for words in [letters.to_lowercase(), letters.to_uppercase()] {
            assert_eq!(world.finds(&format!("l-{words}")).await, std::slice::from_ref(&number), "{words}");
        }
    }
}

#[tokio::test]
async fn a_search_finds_numbers_and_declared_specialists() {
    let world = World::new().await;
    world.opens(&named(1, "«Сапа» ЖШС")).await.unwrap();
    let file = world.opens(&named(2, "«Дала» ЖШС")).await.unwrap();
    let (_, iin) = world.declare(file).await;
    let name = world.dossier(file).await.declarations[0].name.to_uppercase();
    for words in ["00002", "190740000002", &iin.to_string(), &name, "  дала  "] {
        assert_eq!(world.finds(words).await, ["2026-00002"], "{words}");
    }
    assert_eq!(world.finds("жоқ мұндай").await, Vec::<String>::new());
}

#[tokio::test]
async fn a_search_asks_for_every_word_in_any_order() {
    let world = World::new().await;
    world.opens(&named(1, "«Сапа Дала» ЖШС")).await.unwrap();
    world.opens(&named(2, "«Сапа» ЖШС")).await.unwrap();
    for words in ["дала сапа", "жшс дал", "00001  СаПа"] {
        assert_eq!(world.finds(words).await, ["2026-00001"], "{words}");
    }
    assert_eq!(world.finds("сапа жоқ").await, Vec::<String>::new());
    // From the eighth word on they are one phrase.
    assert_eq!(world.finds("с а п а д а л дала» жшс").await, ["2026-00001"]);
    assert_eq!(world.finds("с а п а д а л жшс дала").await, Vec::<String>::new());
}

#[tokio::test]
async fn in_a_search_a_per_cent_sign_an_underscore_and_a_backslash_are_themselves() {
    let world = World::new().await;
    for (number, name) in [(1, "100% Сапа"), (2, "100 Сапа"), (3, "А_Б"), (4, "АвБ"), (5, r"А\Б")] {
        world.opens(&named(number, name)).await.unwrap();
    }
    for (words, found) in
        [("100%", "2026-00001"), ("%", "2026-00001"), ("а_б", "2026-00003"), ("_", "2026-00003"), (r"\", "2026-00005")]
    {
        assert_eq!(world.finds(words).await, [found], "{words}");
    }
    assert_eq!(world.finds("'; DROP TABLE file; --").await, Vec::<String>::new());
}

#[tokio::test]
async fn files_are_listed_with_the_latest_intake_first_and_by_activity() {
    let world = World::new().await;
    for (number, day, activity) in
        [(1, "2026-02-01", ACTIVITY), (2, "2026-02-03", ActivityType::StmRepairSale), (3, "2026-02-02", ACTIVITY)]
    {
        world.opens(&NewFile { intake_date: day.to_owned(), ..new_file(number, activity) }).await.unwrap();
    }
    assert_eq!(world.finds("").await, ["2026-00002", "2026-00003", "2026-00001"]);
    let of_one = FileSearch { words: String::new(), activity: Some(ACTIVITY) };
    let numbers: Vec<_> =
        world.store.files(&of_one, &Reach::Everywhere).await.unwrap().into_iter().map(|file| file.number).collect();
    assert_eq!(numbers, ["2026-00003", "2026-00001"]);
}

#[tokio::test]
async fn a_file_that_is_not_there_is_not_found() {
    let world = World::new().await;
    let nowhere = exam::id::FileId::new(world.now(), [1; 10]);
    let (iin, name) = world.person();
    assert!(is_not_found(&world.store.file(nowhere).await));
    assert!(is_not_found(&world.store.file_by_number("2026-99999").await));
    assert!(is_not_found(&world.store.declare(&world.registrar(), nowhere, &iin, &name, &education()).await));
    assert!(is_not_found(&world.store.record_row(&world.registrar(), nowhere, 1, true, "көрдім").await));
}
