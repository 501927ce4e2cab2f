//! A licensor's office with an exam day behind it and one under way, in a database of either engine.

use std::{
    collections::{BTreeMap, HashMap},
    fs,
    path::{Path, PathBuf},
    sync::{
        OnceLock,
        atomic::{AtomicU32, Ordering},
    },
};

use crate::authenticator::digits;
use cluster::Cluster;
use exam::{
    answer::OptionSet,
    clock::{Instant, Span},
    id::{AttemptId, DeclarationId, EnrolmentId, FileId, SittingId, StaffId, UnitId},
    language::Texts,
};
use licensing::{ActivityType, Iin, check_digit};
use sqlx::{AssertSqlSafe, Connection, PgConnection, SqliteConnection};
use store::{
    Actor, Admission, ApplicantForm, Appointment, Backup, By, DatabasePlace, DocumentKind, Education, NewDocument, NewFile,
    NewPlace, NewSitting, NewUnit, ProposedAct, Resumes, Role, Save, StaffAct, StandingOfApplicant, Store, Token, View,
    Workplace,
};

/// Monday, 2 March 2026, nine in the morning in Almaty.
pub(crate) const MORNING: Instant = Instant::from_millis(1_772_424_000_000);
const SECRET: [u8; 32] = [7; 32];
const WORKSTATION: &str = "192.0.2.101";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Engine {
    Sqlite,
    Postgres,
}

/// A database that goes when it is let go of.
pub(crate) struct Database {
    pub(crate) engine: Engine,
    pub(crate) place: DatabasePlace,
    folder: PathBuf,
}

impl Database {
    pub(crate) fn new(engine: Engine) -> Self {
        static CLUSTER: OnceLock<Cluster> = OnceLock::new();
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let folder = std::env::temp_dir().join(format!("synaq-backup-{}-{number}", std::process::id()));
        // What a killed run of the same process number has left.
        drop(fs::remove_dir_all(&folder));
        fs::create_dir_all(&folder).unwrap();
        let place = match engine {
            Engine::Sqlite => DatabasePlace::Sqlite(folder.join("synaq.db")),
            Engine::Postgres => {
                let cluster = CLUSTER.get_or_init(|| Cluster::start_with(&[("fsync", "off")]).unwrap());
                DatabasePlace::Postgres(cluster.create_database(&format!("office_{number}")).unwrap())
            }
        };
        Self { engine, place, folder }
    }

    pub(crate) async fn open(&self) -> Store {
        Store::open(&self.place, SECRET, Span::from_secs(5)).await.unwrap()
    }

    /// The first column of a query that goes round the store.
    pub(crate) async fn column(&self, sql: impl Into<String>) -> Vec<String> {
        let sql = AssertSqlSafe(sql.into());
        match &self.place {
            DatabasePlace::Sqlite(path) => {
                let mut raw = SqliteConnection::connect(&format!("sqlite://{}", path.display())).await.unwrap();
                sqlx::query_scalar(sql).fetch_all(&mut raw).await.unwrap()
            }
            DatabasePlace::Postgres(url) => {
                let mut raw = PgConnection::connect(url).await.unwrap();
                sqlx::query_scalar(sql).fetch_all(&mut raw).await.unwrap()
            }
        }
    }

    /// The columns of the product's own tables.
    pub(crate) async fn schema(&self) -> BTreeMap<String, Vec<String>> {
        let columns = match self.engine {
            Engine::Sqlite => {
                "SELECT t.name || '.' || c.name FROM sqlite_schema t, pragma_table_info(t.name) c \
                 WHERE t.type = 'table' AND t.name NOT LIKE '\\_%' ESCAPE '\\' ORDER BY c.cid"
            }
            Engine::Postgres => {
                "SELECT table_name || '.' || column_name FROM information_schema.columns \
                 WHERE table_schema = 'public' AND table_name NOT LIKE '\\_%' ORDER BY ordinal_position"
            }
        };
        let mut schema: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for column in self.column(columns).await {
            let (table, column) = column.split_once('.').unwrap();
            schema.entry(table.to_owned()).or_default().push(column.to_owned());
        }
        schema
    }

    /// Every row of every table, as the engine writes it, with the columns that `which` wants.
    pub(crate) async fn contents(&self, which: impl Fn(&str, &str) -> bool) -> BTreeMap<String, Vec<String>> {
        let mut contents = BTreeMap::new();
        for (table, columns) in self.schema().await {
            let wanted = columns.iter().filter(|column| which(&table, column));
            let row: Vec<_> = wanted
                .map(|column| match self.engine {
                    Engine::Sqlite => format!("quote({column})"),
                    Engine::Postgres => format!("coalesce(quote_literal({column}::text), 'NULL')"),
                })
                .collect();
            if !row.is_empty() {
                let rows = self.column(format!("SELECT {} FROM {table} ORDER BY 1", row.join("||','||"))).await;
                contents.insert(table, rows);
            }
        }
        contents
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        drop(fs::remove_dir_all(&self.folder));
    }
}

pub(crate) async fn back_up(store: &Store) -> (Backup, Vec<u8>) {
    let mut lines = Vec::new();
    let backup = store.back_up(MORNING, "test", &mut lines).await.unwrap();
    (backup, lines)
}

pub(crate) fn console() -> By {
    By::console("root", MORNING)
}

/// The office; who works there.
pub(crate) struct Office {
    pub(crate) store: Store,
    unit: UnitId,
    registrar: StaffId,
    invigilator: StaffId,
    chair: StaffId,
    people: AtomicU32,
}

/// Who sits an exam.
pub(crate) struct Candidate {
    pub(crate) iin: Iin,
    pub(crate) enrolment: EnrolmentId,
    pub(crate) attempt: AttemptId,
    pub(crate) workplace: Workplace,
}

impl Office {
    /// Two units, three members of staff, the small bank of leak detection.
    pub(crate) async fn new(store: Store) -> Self {
        store.begin_demonstration(&console()).await.unwrap();
        let unit = store.add_unit(&console(), &new_unit("almaty", "KZ-75")).await.unwrap();
        store.add_unit(&console(), &new_unit("astana", "KZ-71")).await.unwrap();
        let registrar = store.add_staff(&console(), "aigul", "Айгүл Тіркеуші", Role::Registrar, "$argon2id$").await.unwrap();
        let invigilator = store.add_staff(&console(), "bolat", "Болат Бақылаушы", Role::Invigilator, "$argon2id$").await.unwrap();
        let chair = store.add_staff(&console(), "zhanna", "Жанна Төраға", Role::Chair, "$argon2id$").await.unwrap();
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/stories/leak-detection");
        store.import_bank(&console(), &question_banks::read(&folder).unwrap()).await.unwrap();
        Self { store, unit, registrar, invigilator, chair, people: AtomicU32::new(0) }
    }

    pub(crate) fn registrar(&self) -> By {
        staff(self.registrar, Role::Registrar)
    }

    fn invigilator(&self) -> By {
        staff(self.invigilator, Role::Invigilator)
    }

    fn chair(&self) -> By {
        staff(self.chair, Role::Chair)
    }

    async fn file(&self) -> FileId {
        let number = self.people.fetch_add(1, Ordering::Relaxed);
        let new = NewFile {
            number: format!("2026-{number:05}"),
            applicant_number: format!("1907400{number:05}"),
            form: ApplicantForm::Entity,
            applicant_name: format!("«Әлем \\ \"{number}\"» ЖШС\t'"),
            standing: StandingOfApplicant::Applicant,
            activity: ActivityType::LeakDetection,
            intake_date: "2026-02-16".to_owned(),
            due_date: "2026-03-16".to_owned(),
            places: vec![NewPlace { territory: "KZ-75".to_owned(), address: "Абай даңғылы, 52".to_owned() }],
        };
        self.store.open_file(&self.registrar(), &new).await.unwrap()
    }

    async fn declare(&self, file: FileId) -> (DeclarationId, Iin) {
        let iin: Iin = loop {
            let eleven = format!("8501013{:04}", self.people.fetch_add(1, Ordering::Relaxed));
            let digits: Vec<u8> = eleven.bytes().map(|b| b - b'0').collect();
            if let Some(check) = check_digit(digits.try_into().unwrap()) {
                break format!("{eleven}{check}").parse().unwrap();
            }
        };
        (self.store.declare(&self.registrar(), file, &iin, &format!("Маман {iin}"), &education()).await.unwrap(), iin)
    }

    /// Candidates who have signed in to one sitting, open, and have started.
    pub(crate) async fn at_work(&self, count: usize) -> (SittingId, Vec<Candidate>) {
        let new = NewSitting { unit: self.unit, room: "204".to_owned(), starts: MORNING, admission: Admission::AtSignIn };
        let sitting = self.store.book_sitting(&self.registrar(), &new).await.unwrap();
        let mut enrolled = Vec::new();
        for _ in 0..count {
            let (declaration, iin) = self.declare(self.file().await).await;
            enrolled.push((iin, self.store.enrol(&self.registrar(), sitting, declaration, None).await.unwrap()));
        }
        self.store.open_sitting(&self.registrar(), sitting).await.unwrap();
        let mut candidates = Vec::new();
        for (iin, enrolment) in enrolled {
            let token = self.signs_in(&iin, enrolment).await;
            let attempt = self.store.start(&candidate(enrolment), enrolment).await.unwrap();
            candidates.push(Candidate { iin, enrolment, attempt, workplace: Workplace { token, tab: None } });
        }
        (sitting, candidates)
    }

    pub(crate) async fn signs_in(&self, iin: &Iin, enrolment: EnrolmentId) -> Token {
        let code = self.store.issue_slip(&self.registrar(), enrolment).await.unwrap().code;
        self.store.sign_in_candidate(iin, &code, WORKSTATION, MORNING).await.unwrap().unwrap().token
    }

    /// Saves one more answer.
    pub(crate) async fn saves(&self, candidate: &Candidate, change: i64) {
        let (position, chosen) = (u16::try_from(change % 6 + 1).unwrap(), OptionSet::EMPTY);
        let chosen = chosen.with(u8::try_from(change / 6 % 4).unwrap()).unwrap();
        let save = Save { position, chosen, rendered: 0, client_revision: Some(change) };
        self.store.save(&candidate.workplace, candidate.attempt, WORKSTATION, MORNING, &[save]).await.unwrap();
    }

    /// Everything that leaves rows: every table has some afterwards. One candidate is at work, one stands still, one has passed on.
    pub(crate) async fn lives_a_day(&self) -> Vec<Candidate> {
        let (sitting, mut candidates) = self.at_work(3).await;
        for candidate in &candidates {
            for change in 1..=9 {
                self.saves(candidate, change).await;
            }
        }
        let [working, still, done] = &mut candidates[..] else { unreachable!("there are three") };
        let minute = Span::from_mins(1);
        working.workplace.tab = Some("tab-1".parse().unwrap());
        self.store.sit_down(&working.workplace, working.attempt, false, WORKSTATION, MORNING).await.unwrap();
        self.store.grant_time(&self.invigilator(), working.attempt, minute, "Дауыс зорайтқыш").await.unwrap();
        self.store.pause(&self.invigilator(), working.attempt, Resumes::ByStaff, "дабыл").await.unwrap();
        self.store.resume(&self.invigilator(), working.attempt).await.unwrap();
        self.store.pause(&self.invigilator(), still.attempt, Resumes::OnReturn, "дәрігер").await.unwrap();
        let view = View { text_size: 2, scratch: "2 + 2".to_owned(), ..View::default() };
        self.store.keep_view(working.enrolment, view).await.unwrap();
        self.store.submit(&candidate(done.enrolment), done.enrolment, done.attempt).await.unwrap();
        let by = candidate(done.enrolment);
        let late = vec![(1, MORNING.as_millis(), OptionSet::EMPTY)];
        assert_eq!(self.store.deliver_late(&by, done.enrolment, done.attempt, late).await.unwrap(), [1]);
        let result = async || self.store.own_result(done.enrolment, done.attempt).await.unwrap().unwrap().head.id;
        self.store.decide_late(&self.chair(), result().await, 1, true, "желі үзілді").await.unwrap();
        let result = result().await;
        self.store.approve(&self.chair(), result).await.unwrap();
        // The second proposal waits.
        for act in [ProposedAct::Annul, ProposedAct::Reinstate] {
            let proposal = self.store.propose(&self.invigilator(), result, act, "хаттамадағы қате").await.unwrap();
            if act == ProposedAct::Annul {
                self.store.decide(&self.chair(), proposal, true).await.unwrap();
            }
        }
        let here = self.store.begin_staff_session(&self.registrar()).await.unwrap();
        self.store.begin_second_factor(&self.registrar()).await.unwrap();
        let secret = self.store.second_factor_begun(self.registrar).await.unwrap().unwrap();
        let digits = digits(&secret.reveal(), MORNING);
        self.store.confirm_second_factor(&self.registrar(), &here, &digits).await.unwrap().unwrap();
        let (saule, _) = self.store.open_account(&self.chair(), "saule", "Сәуле").await.unwrap();
        let act = StaffAct::Appoint(Appointment { role: Role::Author, unit: Some(self.unit) });
        let proposal = self.store.propose_for_staff(&self.registrar(), saule, act, "керек").await.unwrap();
        self.store.decide_for_staff(&self.chair(), proposal, true).await.unwrap();
        self.store.record_clock_jump(&By::system(MORNING), minute).await.unwrap();

        let file = self.file().await;
        self.store.record_row(&self.registrar(), file, 4, true, "көрдім").await.unwrap();
        let content = [b"%PDF-1.7".as_slice(), &[0, 159, 146, 150], b"%%EOF"].concat();
        let scan = NewDocument { title: "Диплом".to_owned(), declaration: None, kind: DocumentKind::Pdf, content };
        self.store.attach(&self.registrar(), file, scan).await.unwrap();
        let (first, _) = self.declare(file).await;
        let (second, _) = self.declare(file).await;
        let (third, _) = self.declare(file).await;
        self.store.settle_specialty(&self.registrar(), third, true, "жақын").await.unwrap();
        let extra = self.store.enrol(&self.registrar(), sitting, third, None).await.unwrap();
        self.store.give_extra_time(&self.registrar(), extra, minute, "нашар көреді").await.unwrap();
        // Replaced by one who was declared before, and is then replaced as well.
        self.store.withdraw(&self.registrar(), second, Some(first), "ауырды").await.unwrap();
        self.store.withdraw(&self.registrar(), first, Some(third), "кетті").await.unwrap();
        candidates
    }
}

fn staff(id: StaffId, role: Role) -> By {
    By { actor: Actor::in_role(id, role), address: "192.0.2.10".to_owned(), now: MORNING }
}

pub(crate) fn candidate(enrolment: EnrolmentId) -> By {
    By { actor: Actor::Candidate(enrolment), address: WORKSTATION.to_owned(), now: MORNING }
}

fn new_unit(code: &str, territory: &str) -> NewUnit {
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

fn education() -> Education {
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

/// How many links each attempt's chain has.
pub(crate) async fn links(database: &Database) -> HashMap<String, i64> {
    let id = match database.engine {
        Engine::Sqlite => "lower(hex(attempt_id))",
        Engine::Postgres => "replace(attempt_id::text, '-', '')",
    };
    let rows = database.column(format!("SELECT {id} || ' ' || count(*) FROM answer_revision GROUP BY attempt_id")).await;
    rows.iter().map(|row| row.split_once(' ').unwrap()).map(|(id, count)| (id.to_owned(), count.parse().unwrap())).collect()
}
