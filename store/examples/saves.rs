#![allow(missing_docs, clippy::disallowed_methods)]
use exam::{
    answer::OptionSet,
    clock::{Instant, Span},
    id::*,
    language::Texts,
};
use licensing::{ActivityType, Iin, check_digit};
use std::time::Instant as T;
use store::*;
fn person(n: u32) -> Option<Iin> {
    let eleven = format!("850101{}{:04}", 3 + 0, n);
    let digits: Vec<u8> = eleven.bytes().map(|b| b - b'0').collect();
    check_digit(digits.try_into().unwrap()).map(|c| format!("{eleven}{c}").parse().unwrap())
}
#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() {
    let url = std::env::args().nth(1).unwrap();
    let n: usize = std::env::args().nth(2).map_or(500, |a| a.parse().unwrap());
    let now = Instant::from_millis(1_772_424_000_000);
    let store = Store::open(&url.parse().unwrap(), [7; 32], Span::from_secs(3)).await.unwrap();
    let c = By::console("root", now);
    let unit = store
        .add_unit(
            &c,
            &NewUnit {
                code: "a".into(),
                name: Texts { kk: "a".into(), ru: "a".into(), en: "a".into() },
                address: "a".into(),
                time_zone: "Asia/Almaty".into(),
                territories: vec!["KZ-75".into()],
            },
        )
        .await
        .unwrap();
    let reg = store.add_staff(&c, "r", "r", Role::Registrar, "$a").await.unwrap();
    let by = By { actor: Actor::Staff(reg, Role::Registrar), address: "1".into(), now };
    let bank = question_banks::read(std::path::Path::new("question-banks/banks/leak-detection")).unwrap();
    store.import_bank(&c, &bank).await.unwrap();
    let file = store
        .open_file(
            &by,
            &NewFile {
                number: "1".into(),
                applicant_number: "190740000001".into(),
                form: ApplicantForm::Entity,
                applicant_name: "x".into(),
                standing: StandingOfApplicant::Applicant,
                activity: ActivityType::LeakDetection,
                intake_date: "2026-01-01".into(),
                due_date: "2026-02-01".into(),
                places: vec![NewPlace { territory: "KZ-75".into(), address: "a".into() }],
            },
        )
        .await
        .unwrap();
    let sitting = store
        .book_sitting(&by, &NewSitting { unit, room: "1".into(), starts: now, admission: Admission::AtSignIn })
        .await
        .unwrap();
    let t = T::now();
    let mut enrolments = vec![];
    let mut i = 0;
    while enrolments.len() < n {
        i += 1;
        let Some(iin) = person(i) else { continue };
        let e = Education {
            specialty: "x".into(),
            qualification: "x".into(),
            diploma_number: "1".into(),
            diploma_date: "2008-06-30".into(),
            diploma_place: "x".into(),
            institution: "x".into(),
            copies_attached: true,
        };
        let d = store.declare(&by, file, &iin, "Маман", &e).await.unwrap();
        enrolments.push((store.enrol(&by, sitting, d, None).await.unwrap(), iin));
    }
    println!("declare+enrol {:?}", t.elapsed());
    let t = T::now();
    store.open_sitting(&by, sitting).await.unwrap();
    println!("open {:?}", t.elapsed());
    let t = T::now();
    let mut tasks = vec![];
    for (e, iin) in enrolments {
        let (store, by) = (store.clone(), by.clone());
        tasks.push(tokio::spawn(async move {
            let slip = store.issue_slip(&by, e).await.unwrap();
            let s = store.sign_in_candidate(&iin, &slip.code, "1", now).await.unwrap().unwrap();
            (e, s.token)
        }));
    }
    let mut seats = vec![];
    for t in tasks {
        seats.push(t.await.unwrap());
    }
    println!("slips+sign-in {:?}", t.elapsed());
    let t = T::now();
    let mut tasks = vec![];
    for (e, token) in seats {
        let store = store.clone();
        tasks.push(tokio::spawn(async move {
            let a = store.start(&By { actor: Actor::Candidate(e), address: "1".into(), now }, e).await.unwrap();
            (a, e, Workplace { token, tab: None })
        }));
    }
    let mut seats = vec![];
    for t in tasks {
        seats.push(t.await.unwrap());
    }
    println!("starts {:?}", t.elapsed());
    for round in 1..=3 {
        let t = T::now();
        let per = 40;
        let mut tasks = vec![];
        for (a, _, w) in seats.iter().take(256).cloned() {
            let store = store.clone();
            tasks.push(tokio::spawn(async move {
                for k in 0..per {
                    let s = Save {
                        position: (k % 24 + 1) as u16,
                        chosen: OptionSet::EMPTY.with((k % 3) as u8).unwrap(),
                        rendered: 0,
                        client_revision: Some((round * 1000 + k) as i64),
                    };
                    store.save(&w, a, "192.0.2.1", now, &[s]).await.unwrap();
                }
            }));
        }
        let k = tasks.len();
        for t in tasks {
            t.await.unwrap();
        }
        println!("saves/s {:.0}", (k * per) as f64 / t.elapsed().as_secs_f64());
    }
    let t = T::now();
    for (a, e, _) in seats.iter().take(200) {
        store.desk(*e, *a).await.unwrap();
    }
    println!("desk {:?} each", t.elapsed() / 200.min(n as u32));
    let t = T::now();
    let closed = store.close_overdue(now + Span::from_days(1)).await.unwrap().len();
    println!("closed {closed} in {:?}", t.elapsed());
    let t = T::now();
    println!("audit {:?} {:?}", store.verify_audit().await.unwrap().findings.len(), t.elapsed());
}
