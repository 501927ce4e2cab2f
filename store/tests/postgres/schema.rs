//! The two schemas, as the databases report them: the same tables, columns and rules under the same names.

use std::{collections::BTreeSet, fs, path::Path};

use exam::clock::Span;
use store::{DatabasePlace, Store};

use crate::{
    stories::evidence::evidence,
    world::{Engine, World, raw::Raw},
};

/// The same question of both databases, each in its own words; what they answer, sorted.
async fn asked(sqlite: &str, postgres: &str) -> [BTreeSet<String>; 2] {
    let folder = std::env::temp_dir().join(format!("synaq-schema-{}-{sqlite:p}", std::process::id()));
    let place = DatabasePlace::Sqlite(folder.join("synaq.db"));
    Store::open(&place, [0; 32], Span::ZERO).await.unwrap().close().await;
    let of_sqlite = Raw::to(&place).await.column(sqlite).await;
    fs::remove_dir_all(&folder).unwrap();
    let of_postgres = World::without_bank().await.column(postgres).await;
    let plain = |rows: Vec<String>| rows.iter().map(|row| row.replace(['(', ')'], "").replace("::text", "")).collect();
    [plain(of_sqlite.unwrap()), plain(of_postgres)]
}

/// The tables of the product, as SQLite lists them.
const TABLES: &str = "sqlite_schema m WHERE m.type = 'table' AND m.name NOT GLOB '_sqlx*'";

#[test]
fn the_folders_have_the_same_migrations() {
    let files = |engine: &str| {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../migrations").join(engine);
        fs::read_dir(folder).unwrap().map(|file| file.unwrap().file_name()).collect::<BTreeSet<_>>()
    };
    assert_eq!(files("sqlite"), files("postgres"));
    assert!(files("sqlite").len() > 1);
}

#[test]
fn the_same_tables_are_evidence() {
    assert_eq!(evidence(Engine::Sqlite), evidence(Engine::Postgres));
}

#[tokio::test]
async fn the_same_tables_have_the_same_columns_of_the_same_kinds() {
    // SQLite has no booleans and no ids: there these are numbers that may be 0 and 1, and bytes.
    let [sqlite, postgres] = asked(
        &format!(
            "SELECT m.name || '.' || c.name || CASE WHEN m.sql GLOB '*CHECK (' || c.name || ' IN (0, 1))*' THEN ' boolean' \
             WHEN c.type = 'INTEGER' THEN ' number' WHEN c.type = 'TEXT' THEN ' text' WHEN c.type = 'BLOB' THEN ' bytes' END \
             || CASE WHEN c.\"notnull\" OR c.pk > 0 THEN '' ELSE ' or null' END \
             FROM pragma_table_info(m.name) c JOIN {TABLES}"
        ),
        "SELECT table_name || '.' || column_name || CASE data_type WHEN 'boolean' THEN ' boolean' WHEN 'bigint' THEN ' number' \
         WHEN 'text' THEN ' text' WHEN 'bytea' THEN ' bytes' WHEN 'uuid' THEN ' bytes' ELSE data_type END \
         || CASE is_nullable WHEN 'NO' THEN '' ELSE ' or null' END \
         FROM information_schema.columns WHERE table_schema = 'public' AND table_name NOT LIKE '\\_sqlx%'",
    )
    .await;
    assert_eq!(sqlite, postgres);
    assert!(sqlite.len() > 150 && sqlite.contains("time_grant.to_all boolean"), "{sqlite:?}");
}

#[tokio::test]
async fn the_same_columns_are_unique() {
    let [sqlite, postgres] = asked(
        // The number of a row is a key without an index.
        &format!(
            "SELECT m.name || ' ' || (SELECT string_agg(i.name, ', ' ORDER BY i.seqno) FROM pragma_index_info(x.name) i) || \
             coalesce((SELECT substr(s.sql, instr(s.sql, ' WHERE ')) FROM sqlite_schema s WHERE s.name = x.name AND x.partial), '') \
             FROM pragma_index_list(m.name) x JOIN {TABLES} AND x.\"unique\" \
             UNION SELECT m.name || ' ' || c.name FROM pragma_table_info(m.name) c JOIN {TABLES} AND c.pk = 1 AND NOT EXISTS \
             (SELECT 1 FROM pragma_table_info(m.name) o WHERE o.pk > 1)"
        ),
        "SELECT CAST(x.indrelid::regclass AS TEXT) || ' ' || (SELECT string_agg(a.attname, ', ' ORDER BY k.n) \
         FROM unnest(x.indkey) WITH ORDINALITY k(attnum, n) JOIN pg_attribute a ON a.attrelid = x.indrelid AND a.attnum = k.attnum) || \
         coalesce(' WHERE ' || pg_get_expr(x.indpred, x.indrelid), '') FROM pg_index x JOIN pg_class c ON c.oid = x.indrelid \
         WHERE x.indisunique AND c.relnamespace = 'public'::regnamespace AND c.relname NOT LIKE '\\_sqlx%'",
    )
    .await;
    assert_eq!(sqlite, postgres);
    assert!(sqlite.contains("access_code enrolment_id WHERE used_at IS NULL AND voided_at IS NULL"), "{sqlite:?}");
}

#[tokio::test]
async fn the_same_columns_refer_to_the_same_tables() {
    let [sqlite, postgres] = asked(
        &format!(
            "SELECT m.name || '.' || f.\"from\" || ' → ' || f.\"table\" || '.' || f.\"to\" \
             FROM pragma_foreign_key_list(m.name) f JOIN {TABLES}"
        ),
        "SELECT CAST(c.conrelid::regclass AS TEXT) || '.' || a.attname || ' → ' || CAST(c.confrelid::regclass AS TEXT) || '.' || t.attname \
         FROM pg_constraint c CROSS JOIN LATERAL unnest(c.conkey, c.confkey) AS k (own, other) \
         JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.own \
         JOIN pg_attribute t ON t.attrelid = c.confrelid AND t.attnum = k.other WHERE c.contype = 'f'",
    )
    .await;
    assert_eq!(sqlite, postgres);
    assert!(sqlite.len() > 35, "{sqlite:?}");
}

#[tokio::test]
async fn the_same_indexes_have_the_same_names() {
    let [sqlite, postgres] = asked(
        "SELECT tbl_name || ' ' || name FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL",
        "SELECT tablename || ' ' || indexname FROM pg_indexes WHERE schemaname = 'public' \
         AND indexname NOT IN (SELECT conname FROM pg_constraint)",
    )
    .await;
    assert_eq!(sqlite, postgres);
    assert!(sqlite.len() > 10, "{sqlite:?}");
}

#[tokio::test]
async fn each_table_has_as_many_rules_as_the_other() {
    // What a boolean may be is no rule where there are booleans.
    let [sqlite, postgres] = asked(
        &format!(
            "SELECT m.name || ' ' || ((length(m.sql) - length(replace(m.sql, 'CHECK (', ''))) / length('CHECK (') \
             - (length(m.sql) - length(replace(m.sql, ' IN (0, 1))', ''))) / length(' IN (0, 1))')) FROM {TABLES}"
        ),
        "SELECT relname || ' ' || (SELECT count(*) FROM pg_constraint WHERE conrelid = c.oid AND contype = 'c') FROM pg_class c \
         WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND relname NOT LIKE '\\_sqlx%'",
    )
    .await;
    assert_eq!(sqlite, postgres);
}
