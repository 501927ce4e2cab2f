//! A licensor's unit with its staff, its bank and its clock, in a database of its own that goes when the world does.

pub(crate) mod bank;
mod database;
mod people;
pub(crate) mod raw;
mod room;

use std::{
    collections::HashMap,
    sync::{
        Mutex,
        atomic::{AtomicU32, Ordering},
    },
    task::{Context, Poll, Waker},
};

use exam::{
    clock::{Clock, Instant, ManualClock, Span},
    id::{EnrolmentId, StaffId, UnitId},
    language::Texts,
};
use store::{Actor, AuditFinding, By, Changes, Error, NewUnit, Refusal, Role, Store, Token};

pub(crate) use database::{Database, Engine, engine};
pub(crate) use people::{education, new_file};
pub(crate) use raw::{a_byte, another_id, either, hex, id, quoted};
pub(crate) use room::{AtWork, Candidate, by_the_desk, form, options, right_options, text};

/// Monday, 2 March 2026, nine in the morning in Almaty.
const MORNING: Instant = Instant::from_millis(1_772_424_000_000);
/// How long after the deadline an answer may still arrive.
pub(crate) const GRACE: Span = Span::from_secs(5);
/// What the small bank's regulation allows.
pub(crate) const LIMIT: Span = Span::from_mins(30);
/// The least span: one more and it is another instant.
pub(crate) const A_MOMENT: Span = Span::from_millis(1);
/// The address of the registrar's desk.
pub(crate) const OFFICE: &str = "192.0.2.10";
/// The territory that the unit serves: Almaty.
pub(crate) const HERE: &str = "KZ-75";
/// A territory that another unit serves: Astana.
pub(crate) const THERE: &str = "KZ-71";
/// The exam row of annex 3.
pub(crate) const EXAM_ROW: u16 = 3;
const SECRET: [u8; 32] = [7; 32];

pub(crate) struct World {
    pub(crate) store: Store,
    /// The unit in Almaty.
    pub(crate) unit: UnitId,
    registrar: StaffId,
    invigilator: StaffId,
    chair: StaffId,
    clock: ManualClock,
    people: AtomicU32,
    /// Who has signed in last, by enrolment.
    tokens: Mutex<HashMap<EnrolmentId, Token>>,
    database: Database,
    /// Whether whoever goes round the store goes round triggers and references, too.
    defenceless: bool,
}

async fn open(database: &Database) -> Store {
    Store::open(&database.place, SECRET, GRACE).await.unwrap()
}

impl World {
    /// Two units, three members of staff, the small bank of leak detection.
    pub(crate) async fn new() -> Self {
        let world = Self::without_bank().await;
        world.import(&bank::small()).await.unwrap();
        world
    }

    /// The same with no bank in it.
    pub(crate) async fn without_bank() -> Self {
        Self::without_bank_in(Database::new()).await
    }

    pub(crate) async fn without_bank_in(database: Database) -> Self {
        let store = open(&database).await;
        let console = By::console("root", MORNING);
        let unit = store.add_unit(&console, &new_unit("almaty", HERE)).await.unwrap();
        store.add_unit(&console, &new_unit("astana", THERE)).await.unwrap();
        let registrar = store.add_staff(&console, "aigul", "Айгүл Тіркеуші", Role::Registrar, "$argon2id$").await.unwrap();
        let invigilator = store.add_staff(&console, "bolat", "Болат Бақылаушы", Role::Invigilator, "$argon2id$").await.unwrap();
        let chair = store.add_staff(&console, "zhanna", "Жанна Төраға", Role::Chair, "$argon2id$").await.unwrap();
        let clock = ManualClock::at(MORNING);
        Self {
            store,
            unit,
            registrar,
            invigilator,
            chair,
            clock,
            people: AtomicU32::new(0),
            tokens: Mutex::default(),
            database,
            defenceless: false,
        }
    }

    /// The same database after the server was stopped and started again.
    pub(crate) async fn restarted(mut self) -> Self {
        self.store.close().await;
        self.store = open(&self.database).await;
        self
    }

    /// Another server on the same database.
    pub(crate) async fn another_server(&self) -> Store {
        open(&self.database).await
    }

    /// The same database, by someone with another key file.
    pub(crate) async fn opened_with(&self, secret: [u8; 32]) -> store::Result<Store> {
        Store::open(&self.database.place, secret, GRACE).await
    }

    /// The same database, made another key file's.
    pub(crate) async fn opened_under(&self, secret: [u8; 32], by: &By) -> store::Result<Store> {
        Store::open_under_new_key(&self.database.place, secret, GRACE, by).await
    }

    pub(crate) fn now(&self) -> Instant {
        self.clock.now()
    }

    /// What the audit finds: by the rules, or where nothing breaks them, by the rows.
    pub(crate) async fn findings(&self) -> Vec<AuditFinding> {
        by_rules(self.store.verify_audit().await.unwrap().findings)
    }

    pub(crate) fn advance(&self, by: Span) {
        self.clock.advance(by);
    }

    pub(crate) fn registrar(&self) -> By {
        self.staff(self.registrar, Role::Registrar)
    }

    pub(crate) fn invigilator(&self) -> By {
        self.staff(self.invigilator, Role::Invigilator)
    }

    pub(crate) fn chair(&self) -> By {
        self.staff(self.chair, Role::Chair)
    }

    /// Someone who says that they are of the staff.
    pub(crate) fn staff(&self, id: StaffId, role: Role) -> By {
        By { actor: Actor::in_role(id, role), address: OFFICE.to_owned(), now: self.now() }
    }

    pub(crate) async fn import(&self, bank: &question_banks::Bank) -> store::Result<store::Imported> {
        self.store.import_bank(&By::console("root", self.now()), bank).await
    }

    /// A number that nobody has been given yet.
    fn next(&self) -> u32 {
        self.people.fetch_add(1, Ordering::Relaxed)
    }
}

pub(crate) fn new_unit(code: &str, territory: &str) -> NewUnit {
    NewUnit {
        code: code.to_owned(),
        name: Texts {
            kk: format!("{code} бөлімшесі"), ru: format!("Подразделение {code}"), en: format!("Unit {code}")
        },
        address: "Абай даңғылы, 1".to_owned(),
        time_zone: "Asia/Almaty".to_owned(),
        territories: vec![territory.to_owned()],
    }
}

/// An instant a little earlier.
pub(crate) fn before(instant: Instant, span: Span) -> Instant {
    instant + Span::from_millis(-span.as_millis())
}

/// Starts something, as far as it goes without waiting; what comes of it at once.
pub(crate) fn begin<T>(what: &mut (impl Future<Output = T> + Unpin)) -> Option<T> {
    match std::pin::Pin::new(what).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(outcome) => Some(outcome),
        Poll::Pending => None,
    }
}

/// Whether somebody who watches has heard something since the last time.
pub(crate) fn has_heard(changes: &mut Changes) -> bool {
    // However much this task has waited for already.
    begin(&mut std::pin::pin!(tokio::task::unconstrained(changes.next()))).is_some()
}

/// Which rule was in the way.
pub(crate) fn refusal<T: std::fmt::Debug>(outcome: store::Result<T>) -> Refusal {
    match outcome {
        Err(Error::Refused(refusal)) => refusal,
        other => panic!("this was to be refused by a rule: {other:?}"),
    }
}

/// Whether the attempt is in no state for it.
pub(crate) fn is_out_of_turn<T>(outcome: &store::Result<T>) -> bool {
    matches!(outcome, Err(Error::Transition(_)))
}

/// Whether the thing isn't there, or isn't the asker's to see.
pub(crate) fn is_not_found<T>(outcome: &store::Result<T>) -> bool {
    matches!(outcome, Err(Error::NotFound))
}

/// Findings without those about rows, where there are others.
pub(crate) fn by_rules(findings: Vec<AuditFinding>) -> Vec<AuditFinding> {
    let (rows, rules): (Vec<_>, Vec<_>) = findings.into_iter().partition(|finding| matches!(finding, AuditFinding::Row(_)));
    if rules.is_empty() { rows } else { rules }
}
