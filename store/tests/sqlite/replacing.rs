//! `INSERT OR REPLACE` deletes what stands in its way; evidence stands nevertheless.

use crate::{
    stories::evidence::{eventful, evidence},
    world::Engine,
};

#[tokio::test]
async fn no_row_of_evidence_can_be_replaced() {
    let world = eventful().await;
    let before = world.contents().await;
    for table in evidence(Engine::Sqlite) {
        let columns = world.columns(&table).await.join(", ");
        let keyless = ["time_grant", "pause", "extra_time"].contains(&table.as_str());
        let columns = if keyless { format!("rowid, {columns}") } else { columns };
        for replace in ["INSERT OR REPLACE", "REPLACE"] {
            let again = format!("{replace} INTO {table} ({columns}) SELECT {columns} FROM {table}");
            let refused = world.attempt_to(again).await.unwrap_err();
            assert!(refused.contains(&format!("evidence is append-only: {table}")), "{table}: {refused}");
        }
    }
    assert_eq!(world.contents().await, before);
}

#[tokio::test]
async fn a_row_of_evidence_cannot_be_replaced_by_one_that_takes_its_place_under_another_key() {
    let world = eventful().await;
    let before = world.contents().await;
    for (table, columns) in [
        ("result", "id, attempt_id, number, points, most, passed, sections, answers, chain_head, graded_at"),
        ("item", "id, release_id, code, topic, difficulty, kind, source, options, wording"),
        ("bank_release", "id, bank, number, title, digest, demonstration, imported_at"),
        ("regulation", "id, activity, version, bank, approved_by, blueprint, demonstration, registered_at"),
        // The row's hidden number.
        ("paper", "id, rowid, enrolment_id, regulation_id, release_id, algorithm, seed, drawn_at"),
        ("incident", "id, rowid, at, kind, attempt_id, detail"),
    ] {
        let rest = columns.split_once(", ").unwrap().1;
        let taken = format!("INSERT OR REPLACE INTO {table} ({columns}) SELECT randomblob(16), {rest} FROM {table} LIMIT 1");
        let refused = world.attempt_to(taken).await.unwrap_err();
        assert!(refused.contains(&format!("evidence is append-only: {table}")), "{table}: {refused}");
    }
    assert_eq!(world.contents().await, before);
}
