//! The audit log for whoever reads it: filtered, with the names of whom and what its events are about, page by page.

use std::{
    collections::{HashMap, HashSet},
    sync::LazyLock,
};

use exam::clock::Instant;
use serde_json::{Value as Json, json};
use uuid::Uuid;

use crate::{
    Store,
    attempts::hex,
    audit::{self, By},
    engine::{Dialects, Tx, ids, statement, values},
    error::Result,
};

/// What is looked for in the log; empty texts and nothing at all leave it as it is.
#[derive(Clone, Debug, Default)]
pub struct LogFilter {
    /// Who acted: a login, a part of a name, an IIN, or as an event has it (`staff:ID`, `candidate:ID`, `system`).
    pub person: String,
    /// What it was about: the number of a file, with all that belongs to it; an IIN; or as an event has it (`attempt:ID`).
    pub object: String,
    /// The act, such as `file.open`.
    pub act: String,
    /// From this instant on.
    pub from: Option<Instant>,
    /// Before this instant.
    pub until: Option<Instant>,
}

/// Which events of those that fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogPlace {
    /// The newest.
    End,
    /// Those before this number, the newest first.
    Before(i64),
    /// Those after this number, in their order.
    After(i64),
}

/// An event as it was written, and whom and what it is about.
#[derive(Clone, Debug, PartialEq)]
pub struct LoggedEvent {
    /// Its number, from 1.
    pub seq: i64,
    /// When.
    pub at: Instant,
    /// Who, as `staff:ID`, `candidate:ENROLMENT`, `console:USER` or `system`.
    pub actor: String,
    /// Their name, where they are known.
    pub actor_name: Option<String>,
    /// In which role, such as `registrar@UNIT`.
    pub role: String,
    /// The code of that unit, where the role is held for one.
    pub role_unit: Option<String>,
    /// From which network address.
    pub address: String,
    /// What was done, as `noun.verb`.
    pub act: String,
    /// To what, as `kind:id`.
    pub object: String,
    /// Its name: of a person, the number of a file.
    pub object_name: Option<String>,
    /// Facts and ids; JSON.
    pub detail: String,
    /// The rows that were written with it, a line each.
    pub wrote: String,
    /// Its hash, in hexadecimal.
    pub hash: String,
}

#[derive(sqlx::FromRow)]
struct Row {
    seq: i64,
    at: i64,
    actor: String,
    role: String,
    address: String,
    act: String,
    object: String,
    detail: String,
    wrote: String,
    hash: Vec<u8>,
}

/// One of a list of texts.
const AMONG: [Dialects; 2] = [
    Dialects {
        sqlite: "actor IN (SELECT value FROM json_each($5))",
        postgres: "actor IN (SELECT json_array_elements_text(CAST($5 AS json)))",
    },
    Dialects {
        sqlite: "object IN (SELECT value FROM json_each($6))",
        postgres: "object IN (SELECT json_array_elements_text(CAST($6 AS json)))",
    },
];

/// The question, by whether it is about certain actors, about certain objects, and goes forward: an index serves what the text names.
static QUESTIONS: LazyLock<Vec<Dialects>> = LazyLock::new(|| {
    let text = |variant: usize, among: [&str; 2]| {
        let [actors, objects, forward] = [1, 2, 4].map(|bit| variant & bit != 0);
        let actors = if actors { among[0] } else { "$5 = ''" };
        let objects = if objects { among[1] } else { "$6 = ''" };
        let order = if forward { "" } else { " DESC" };
        let sql = format!(
            "SELECT seq, at, actor, role, address, act, object, detail, wrote, hash FROM audit_event WHERE seq > $1 AND seq < $2 \
             AND at >= $3 AND at < $4 AND {actors} AND {objects} AND ($7 = '' OR act = $7) ORDER BY seq{order} LIMIT $8"
        );
        &*Box::leak(sql.into_boxed_str())
    };
    let both = |variant| Dialects {
        sqlite: text(variant, [AMONG[0].sqlite, AMONG[1].sqlite]),
        postgres: text(variant, [AMONG[0].postgres, AMONG[1].postgres]),
    };
    (0..8).map(both).collect()
});

impl Store {
    /// Up to `most` events that fit. No person and nothing of that name: no event.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn log(&self, filter: &LogFilter, place: LogPlace, most: u16) -> Result<Vec<LoggedEvent>> {
        let mut tx = self.engine.read().await?;
        let actors = match filter.person.trim() {
            "" => None,
            person => Some(actors(&mut tx, person).await?),
        };
        let objects = match filter.object.trim() {
            "" => None,
            object => Some(objects(&mut tx, object).await?),
        };
        let (after, before, forward) = match place {
            LogPlace::End => (0, i64::MAX, false),
            LogPlace::Before(seq) => (0, seq, false),
            LogPlace::After(seq) => (seq, i64::MAX, true),
        };
        let variant = usize::from(actors.is_some()) | usize::from(objects.is_some()) << 1 | usize::from(forward) << 2;
        let list = |texts: Option<Vec<String>>| texts.map_or_else(String::new, |texts| json!(texts).to_string());
        let (from, until) = (filter.from.map_or(i64::MIN, Instant::as_millis), filter.until.map_or(i64::MAX, Instant::as_millis));
        let rows: Vec<Row> = tx
            .fetch_all(
                QUESTIONS[variant],
                values![after, before, from, until, list(actors), list(objects), filter.act.as_str(), most],
            )
            .await?;
        let units = rows.iter().filter_map(|row| unit_of(&row.role));
        let named: HashSet<String> = rows.iter().flat_map(|row| [row.actor.clone(), row.object.clone()]).chain(units).collect();
        let names = names(&mut tx, &named).await?;
        Ok(rows.into_iter().map(|row| row.named(&names)).collect())
    }

    /// Records that somebody reads the log, and by which filter: ids and times, no names.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn record_log_reading(&self, by: &By, filter: &LogFilter, exported: bool) -> Result<()> {
        let by = by.clone();
        // Names and personal numbers stay out of it.
        let id = |text: &str| text.split_once(':').filter(|(_, id)| id.parse::<Uuid>().is_ok()).map(|_| text.to_owned());
        let detail = json!({
            "person": id(&filter.person),
            "object": id(&filter.object),
            "act": audit::ACTS.iter().find(|act| **act == filter.act),
            "from": filter.from.map(Instant::as_millis),
            "until": filter.until.map(Instant::as_millis),
        });
        let act = if exported { "log.export" } else { "log.read" };
        self.engine.write(async move |tx| audit::record(tx, &by, act, "log", "all", &detail).await).await
    }
}

impl Row {
    fn named(self, names: &HashMap<String, String>) -> LoggedEvent {
        let Self { seq, at, actor, role, address, act, object, detail, wrote, hash } = self;
        LoggedEvent {
            seq,
            at: Instant::from_millis(at),
            actor_name: names.get(&actor).cloned(),
            actor,
            role_unit: unit_of(&role).and_then(|unit| names.get(&unit).cloned()),
            role,
            address,
            act,
            object_name: names.get(&object).cloned(),
            object,
            detail,
            wrote,
            hash: hex(&hash),
        }
    }
}

/// The unit that a role is held for, as an object.
fn unit_of(role: &str) -> Option<String> {
    role.split_once('@').map(|(_, unit)| format!("unit:{unit}"))
}

/// Is it an IIN?
fn is_iin(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whoever is meant, as events name them.
async fn actors(tx: &mut Tx, person: &str) -> Result<Vec<String>> {
    if person == "system" || person.contains(':') {
        return Ok(vec![person.to_owned()]);
    }
    if is_iin(person) {
        let enrolments: Vec<(Uuid,)> = tx
            .fetch_all(
                "SELECT e.id FROM specialist s JOIN declaration d ON d.specialist_id = s.id JOIN enrolment e ON e.declaration_id = d.id \
                 WHERE s.iin = $1",
                values![person],
            )
            .await?;
        return Ok(enrolments.into_iter().map(|(id,)| format!("candidate:{id}")).collect());
    }
    let staff: Vec<(Uuid, String, String)> = tx.fetch_all("SELECT id, login, name FROM staff", values![]).await?;
    let part = person.to_lowercase();
    let meant = staff.into_iter().filter(|(_, login, name)| *login == part || name.to_lowercase().contains(&part));
    Ok(meant.map(|(id, ..)| format!("staff:{id}")).collect())
}

/// What belongs to the declarations that a condition names.
macro_rules! belongings {
    ($which:literal, $documents:literal) => {
        concat!(
            "SELECT 'declaration', d.id FROM declaration d WHERE ",
            $which,
            " UNION ALL SELECT 'enrolment', e.id FROM declaration d JOIN enrolment e ON e.declaration_id = d.id WHERE ",
            $which,
            " UNION ALL SELECT 'attempt', a.id FROM declaration d JOIN enrolment e ON e.declaration_id = d.id \
             JOIN attempt a ON a.enrolment_id = e.id WHERE ",
            $which,
            " UNION ALL SELECT 'result', r.id FROM declaration d JOIN enrolment e ON e.declaration_id = d.id \
             JOIN attempt a ON a.enrolment_id = e.id JOIN result r ON r.attempt_id = a.id WHERE ",
            $which,
            " UNION ALL SELECT 'document', d.id FROM document d WHERE ",
            $documents
        )
    };
}

/// Whatever is meant, as events name it.
async fn objects(tx: &mut Tx, object: &str) -> Result<Vec<String>> {
    let id = |kind: &str| object.strip_prefix(kind).and_then(|id| id.parse::<Uuid>().ok());
    let (whole, sql) = if is_iin(object) {
        let found: Option<(Uuid,)> = tx.fetch_optional("SELECT id FROM specialist WHERE iin = $1", values![object]).await?;
        (
            found.map(|(id,)| ("specialist", id)),
            belongings!("d.specialist_id = $1", "d.declaration_id IN (SELECT id FROM declaration WHERE specialist_id = $1)"),
        )
    } else if let Some(file) = id("file:") {
        (Some(("file", file)), belongings!("d.file_id = $1", "d.file_id = $1"))
    } else if object.contains(':') {
        return Ok(vec![object.to_owned()]);
    } else {
        let found: Option<(Uuid,)> = tx.fetch_optional("SELECT id FROM file WHERE number = $1", values![object]).await?;
        (found.map(|(id,)| ("file", id)), belongings!("d.file_id = $1", "d.file_id = $1"))
    };
    let Some((kind, id)) = whole else { return Ok(Vec::new()) };
    let belongings: Vec<(String, Uuid)> = tx.fetch_all(sql, values![id]).await?;
    let all = [(kind.to_owned(), id)].into_iter().chain(belongings);
    Ok(all.map(|(kind, id)| format!("{kind}:{id}")).collect())
}

/// A candidate by name, and the file.
macro_rules! candidate {
    ($id:literal, $from:literal) => {
        statement!(
            "SELECT " [$id] ", s.name || ' · ' || f.number FROM " [$from] " JOIN declaration d ON d.id = e.declaration_id \
             JOIN specialist s ON s.id = d.specialist_id JOIN file f ON f.id = d.file_id WHERE " [$id] " IN " (ids)
        )
    };
}

/// The names of what events are about, by kind.
const NAMES: &[(&str, Dialects)] = &[
    ("staff", statement!("SELECT id, name FROM staff WHERE id IN "(ids))),
    (
        "candidate",
        statement!("SELECT e.id, s.name FROM enrolment e JOIN declaration d ON d.id = e.declaration_id \
             JOIN specialist s ON s.id = d.specialist_id WHERE e.id IN "(ids)),
    ),
    ("enrolment", candidate!("e.id", "enrolment e")),
    ("attempt", candidate!("a.id", "attempt a JOIN enrolment e ON e.id = a.enrolment_id")),
    ("result", candidate!("r.id", "result r JOIN attempt a ON a.id = r.attempt_id JOIN enrolment e ON e.id = a.enrolment_id")),
    (
        "declaration",
        statement!("SELECT d.id, s.name || ' · ' || f.number FROM declaration d JOIN specialist s ON s.id = d.specialist_id \
             JOIN file f ON f.id = d.file_id WHERE d.id IN "(ids)),
    ),
    ("specialist", statement!("SELECT id, name FROM specialist WHERE id IN "(ids))),
    ("applicant", statement!("SELECT id, name FROM applicant WHERE id IN "(ids))),
    ("file", statement!("SELECT id, number FROM file WHERE id IN "(ids))),
    (
        "document",
        statement!("SELECT t.id, t.title || ' · ' || f.number FROM document t JOIN file f ON f.id = t.file_id WHERE t.id IN "(
            ids
        )),
    ),
    (
        "sitting",
        statement!("SELECT s.id, s.room || ' · ' || u.code FROM sitting s JOIN unit u ON u.id = s.unit_id WHERE s.id IN "(ids)),
    ),
    ("unit", statement!("SELECT id, code FROM unit WHERE id IN "(ids))),
    ("release", statement!("SELECT id, bank || ' ' || CAST(number AS TEXT) FROM bank_release WHERE id IN "(ids))),
    ("regulation", statement!("SELECT id, activity || ' ' || CAST(version AS TEXT) FROM regulation WHERE id IN "(ids))),
];

async fn names(tx: &mut Tx, named: &HashSet<String>) -> Result<HashMap<String, String>> {
    let mut by_kind: HashMap<&str, HashSet<Uuid>> = HashMap::new();
    for (kind, id) in named.iter().filter_map(|text| text.split_once(':')) {
        if let Ok(id) = id.parse() {
            by_kind.entry(kind).or_default().insert(id);
        }
    }
    let mut names = HashMap::new();
    for (kind, sql) in NAMES {
        let Some(of_kind) = by_kind.remove(kind) else { continue };
        let found: Vec<(Uuid, String)> = tx.fetch_all(*sql, values![ids(of_kind)]).await?;
        names.extend(found.into_iter().map(|(id, name)| (format!("{kind}:{id}"), name)));
    }
    Ok(names)
}

impl LoggedEvent {
    /// A fact that it tells of.
    pub fn fact(&self, name: &str) -> Json {
        serde_json::from_str::<Json>(&self.detail).map_or(Json::Null, |mut detail| detail[name].take())
    }
}
