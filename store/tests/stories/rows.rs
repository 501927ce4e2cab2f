//! Rows that were changed, slipped in or taken away past the product: each shows. `SYNAQ_CHANGES` says how many changes at random are tried.

use exam::clock::Span;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use store::{AuditFinding, By, CodeRefused, Error, Refusal};

use crate::{
    authenticator::digits,
    stories::evidence::eventful,
    world::{Engine, World, a_byte, another_id, either, engine, raw::Raw, refusal},
};

/// What the log does not tell of: guesses, which count for an hour, and when a session was last used.
const UNTOLD: &str = "sign_in_guess";
const UNTOLD_COLUMN: &str = "session.seen_at";

/// A world in which every table has rows that nobody defends: neither triggers nor references nor rules.
async fn defenceless() -> World {
    let world = eventful().await;
    let (store, registrar) = (&world.store, world.registrar());
    let here = store.begin_staff_session(&registrar).await.unwrap();
    store.begin_second_factor(&registrar).await.unwrap();
    let secret = store.second_factor_begun(registrar_id(&registrar)).await.unwrap().unwrap();
    let digits = digits(&secret.reveal(), world.now());
    store.confirm_second_factor(&registrar, &here, &digits).await.unwrap().unwrap();
    world.at_work().await.passes().await;
    let world = world.without_defences().await;
    if engine() == Engine::Postgres {
        let rules = "SELECT 'ALTER TABLE ' || conrelid::regclass || ' DROP CONSTRAINT ' || conname FROM pg_constraint WHERE contype = 'c' \
                     AND connamespace = 'public'::regnamespace";
        for rule in world.column(rules).await {
            world.tamper(rule).await;
        }
    }
    assert_eq!(world.findings().await, []);
    world
}

fn registrar_id(by: &By) -> exam::id::StaffId {
    let store::Actor::Staff(id, _) = by.actor else { panic!("a member of staff") };
    id
}

/// Somebody with the whole database in hand.
struct Hand<'w> {
    world: &'w World,
    raw: Raw,
}

impl<'w> Hand<'w> {
    async fn of(world: &'w World) -> Self {
        let mut raw = world.raw().await;
        if engine() == Engine::Sqlite {
            raw.run("PRAGMA ignore_check_constraints = ON").await.unwrap();
        }
        Self { world, raw }
    }

    /// Where a table's rows are: a number or a place, as SQL writes it.
    async fn rows(&mut self, table: &str) -> Vec<String> {
        self.raw.column(format!("SELECT {} FROM {table} ORDER BY 1", place())).await.unwrap()
    }

    /// Columns with their types.
    async fn columns(&mut self, table: &str) -> Vec<(String, String)> {
        let both = self
            .raw
            .column(either(
                format!("SELECT name || ' ' || lower(type) FROM pragma_table_info('{table}') ORDER BY cid"),
                format!(
                    "SELECT column_name || ' ' || data_type FROM information_schema.columns WHERE table_name = '{table}' \
                     ORDER BY ordinal_position"
                ),
            ))
            .await
            .unwrap();
        both.iter().map(|both| both.split_once(' ').unwrap()).map(|(a, b)| (a.to_owned(), b.to_owned())).collect()
    }

    /// Writes something into one field; what stood there before, as SQL writes it, and where the row is now.
    async fn writes(&mut self, table: &str, column: &str, row: &str, value: &str) -> (String, String) {
        let text = either(format!("quote({column})"), format!("quote_nullable(CAST({column} AS TEXT))"));
        let was = self.raw.column(format!("SELECT {text} FROM {table} WHERE {} = {}", place(), at(row))).await.unwrap().concat();
        let update = format!("UPDATE {table} SET {column} = {value} WHERE {} = {} RETURNING {}", place(), at(row), place());
        let moved = self.raw.column(&update).await.unwrap_or_else(|error| panic!("{update}: {error}"));
        (was, moved.concat())
    }

    /// Changes a field, sees what is found, and puts back what was there; where the row is now.
    async fn tries(&mut self, table: &str, column: &str, row: &str, value: &str) -> String {
        let (was, moved) = self.writes(table, column, row, value).await;
        let found = self.world.store.verify_audit().await.map(|report| report.findings);
        // What can't be read any more is found as well.
        assert!(found.as_ref().is_err() || found.is_ok_and(|found| !found.is_empty()), "{table}.{column} was {was}, is {value}");
        self.writes(table, column, &moved, &was).await.1
    }
}

fn place() -> &'static str {
    either("CAST(rowid AS TEXT)", "CAST(ctid AS TEXT)")
}

fn at(row: &str) -> String {
    format!("'{row}'")
}

/// Another value than a field has.
fn another(column: &str, kind: &str, draw: &mut impl Rng) -> String {
    // Beyond what stands there already: what has to be unique stays so.
    let number = draw.next_u32() % 1_000 + 1_000_000;
    match kind {
        // SQLite's numbers may be truths.
        "integer" | "bigint" => {
            format!("CASE WHEN {column} IN (0, 1) THEN 1 - {column} ELSE coalesce({column}, 0) + {number} END")
        }
        "text" => format!("coalesce({column}, '') || '{number}'"),
        "boolean" => format!("{column} IS NOT TRUE"),
        "uuid" => another_id().to_owned(),
        _ => either(another_id().to_owned(), format!("coalesce({column}, {}) || {}", a_byte(), a_byte())),
    }
}

#[tokio::test]
async fn whatever_is_changed_in_whichever_row_is_found() {
    let world = defenceless().await;
    let mut hand = Hand::of(&world).await;
    let mut draw = ChaCha8Rng::seed_from_u64(1);
    let (mut fields, mut empty) = (Vec::new(), Vec::new());
    // What triggers keep has no number of its own; how it is held is a story of the evidence.
    for table in world.tables().await.into_iter().filter(|table| table != "answer_head") {
        let rows = hand.rows(&table).await;
        let Some(mut row) = rows.last().cloned() else {
            empty.push(table);
            continue;
        };
        for (column, kind) in hand.columns(&table).await {
            let value = another(&column, &kind, &mut draw);
            row = if format!("{table}.{column}") == UNTOLD_COLUMN {
                hand.writes(&table, &column, &row, &value).await.1
            } else {
                hand.tries(&table, &column, &row, &value).await
            };
            fields.push((table.clone(), column, kind));
        }
    }
    assert_eq!(world.findings().await, [], "all was put back");
    assert_eq!(empty, ["desk_view", "setting", UNTOLD]);
    assert!(fields.len() > 200, "{}", fields.len());

    let changes: usize = std::env::var("SYNAQ_CHANGES").map_or(200, |text| text.parse().expect("a number"));
    for _ in 0..changes {
        let (table, column, kind) = &fields[draw.next_u32() as usize % fields.len()];
        let rows = hand.rows(table).await;
        let row = &rows[draw.next_u32() as usize % rows.len()];
        if format!("{table}.{column}") != UNTOLD_COLUMN {
            hand.tries(table, column, row, &another(column, kind, &mut draw)).await;
        }
    }
    assert_eq!(world.findings().await, [], "all was put back");
}

#[tokio::test]
async fn a_row_that_is_taken_away_is_missed() {
    let world = defenceless().await;
    let mut hand = Hand::of(&world).await;
    // Answers and events go on from each other: stories of the evidence.
    for table in world.tables().await.into_iter().filter(|table| !["answer_head", "answer_revision"].contains(&table.as_str())) {
        let Some(row) = hand.rows(&table).await.first().cloned() else { continue };
        let this = format!("{table} WHERE {} = {}", place(), at(&row));
        hand.raw.run(format!("CREATE TABLE _kept AS SELECT * FROM {this}")).await.unwrap();
        assert_eq!(hand.raw.run(format!("DELETE FROM {this}")).await.unwrap(), 1);
        let found = world.store.verify_audit().await.map(|report| report.findings);
        assert!(found.as_ref().is_err() || found.is_ok_and(|found| !found.is_empty()), "{table}");
        hand.raw.run(format!("INSERT INTO {table} SELECT * FROM _kept")).await.unwrap();
        hand.raw.run("DROP TABLE _kept").await.unwrap();
        assert_eq!(world.findings().await, [], "{table} put back");
    }
}

#[tokio::test]
async fn a_row_that_is_slipped_in_is_found() {
    let world = defenceless().await;
    let mut raw = world.raw().await;
    for (table, other) in [
        ("session", "token_hash"),
        ("appointment", "id"),
        ("second_factor", "staff_id"),
        ("proposal", "id"),
        ("incident", "id"),
        ("item_key", "item_id"),
    ] {
        let columns = world.columns(table).await;
        let values: Vec<_> = columns.iter().map(|c| if c == other { "ANOTHER" } else { c.as_str() }).collect();
        // One open appointment of a kind is a rule.
        let values = values.join(", ").replace("until", "since");
        let which = if table == "session" { "WHERE staff_id IS NOT NULL" } else { "" };
        let another = if table == "session" { either(another_id(), "sha256('another')") } else { another_id() };
        let values = values.replace("ANOTHER", another);
        let slip = format!("INSERT INTO {table} ({}) SELECT {values} FROM {table} {which} LIMIT 1", columns.join(", "));
        assert_eq!(raw.run(slip).await.unwrap(), 1);
        let found = world.store.verify_audit().await.unwrap().findings;
        let this = |finding: &AuditFinding| matches!(finding, AuditFinding::Row(row) if row.starts_with(&format!("{table} ")));
        assert_eq!(found.iter().filter(|finding| this(finding)).count(), 1, "{table}: {found:?}");
        let place = either("rowid", "ctid");
        raw.run(format!("DELETE FROM {table} WHERE {place} = (SELECT max({place}) FROM {table})")).await.unwrap();
        assert_eq!(world.findings().await, [], "{table} as it was");
    }
    raw.run("INSERT INTO setting (name, value) VALUES ('demonstration', 'yes')").await.unwrap();
    assert_eq!(world.findings().await, [AuditFinding::Row("setting demonstration".to_owned())]);
}

#[tokio::test]
async fn what_comes_in_heaps_is_told_each_time_it_grows() {
    let world = World::new().await.without_defences().await;
    let at_work = world.at_work().await;
    for minutes in [3, 3, 5] {
        world.store.grant_time(&world.invigilator(), at_work.attempt, Span::from_mins(minutes), "дабыл").await.unwrap();
    }
    assert_eq!(world.findings().await, []);
    let twice = "INSERT INTO time_grant SELECT * FROM time_grant WHERE ms = 300000";
    assert_eq!(world.tamper(twice).await, 1);
    let heap = AuditFinding::Row(format!("time_grant {}", uuid::Uuid::from(at_work.attempt).simple()));
    assert!(world.store.verify_audit().await.unwrap().findings.contains(&heap));
}

#[tokio::test]
async fn a_database_opens_under_its_key_file_alone_until_it_is_made_anothers() {
    let world = defenceless().await;
    let candidate = world.enrolled().await;
    let code = candidate.code().await;
    assert!(matches!(world.opened_with([8; 32]).await, Err(Error::AnotherKey)));
    let console = By::console("root", world.now());
    assert_eq!(refusal(world.opened_under([7; 32], &console).await.map(drop)), Refusal::KeyInUse);
    let last = world.last_event().await;
    let store = world.opened_under([8; 32], &console).await.unwrap();
    assert_eq!(world.acts_after(last).await, ["key.renew"]);
    assert_eq!(store.verify_audit().await.unwrap().findings, []);
    let tried = store.sign_in_candidate(&candidate.iin, &code, "", world.now()).await.unwrap();
    assert_eq!(tried.unwrap_err(), CodeRefused::Wrong);
    let registrar = registrar_id(&world.registrar());
    assert!(!store.staff_account(registrar).await.unwrap().second_factor);
    assert!(store.staff_sessions(registrar, None, world.now()).await.unwrap().is_empty());
    assert_eq!(world.number("SELECT count(*) FROM second_factor").await, 0);
    assert!(matches!(world.opened_with([7; 32]).await, Err(Error::AnotherKey)));
    store.close().await;
    assert_eq!(world.opened_with([8; 32]).await.unwrap().verify_audit().await.unwrap().findings, []);
}

#[tokio::test]
async fn a_log_without_a_word_of_rows_is_nobodys_until_it_is_made_somebodys() {
    let world = eventful().await.without_defences().await;
    // As whoever changed rows and has no key file would write it anew: an unbroken chain of hashes.
    world.tamper("UPDATE audit_event SET wrote = ''").await;
    world.is_rewritten_from(1).await;
    assert_eq!(world.tamper("UPDATE staff SET name = 'Біреу' WHERE login = 'zhanna'").await, 1);
    assert!(world.findings().await.len() > 50);
    assert!(matches!(world.opened_with([7; 32]).await, Err(Error::AnotherKey)));
    let last = world.last_event().await;
    let store = world.opened_under([7; 32], &By::console("root", world.now())).await.unwrap();
    assert_eq!(world.acts_after(last).await, ["key.renew"]);
    assert_eq!(store.verify_audit().await.unwrap().findings, []);
}
