//! What PostgreSQL has beside `UPDATE` and `DELETE`: evidence stands nevertheless.

use crate::{
    stories::evidence::{eventful, evidence},
    world::Engine,
};

#[tokio::test]
async fn no_table_of_evidence_can_be_emptied() {
    let world = eventful().await;
    let before = world.contents().await;
    for table in evidence(Engine::Postgres) {
        let refused = world.attempt_to(format!("TRUNCATE {table} CASCADE")).await.unwrap_err();
        assert!(refused.contains("evidence is append-only: "), "{table}: {refused}");
    }
    // Whatever refers to it, back to the first table.
    let refused = world.attempt_to("TRUNCATE staff CASCADE").await.unwrap_err();
    assert!(refused.contains("evidence is append-only: "), "{refused}");
    assert_eq!(world.contents().await, before);
}

#[tokio::test]
async fn no_row_of_evidence_can_be_upserted_or_merged() {
    let world = eventful().await;
    let before = world.contents().await;
    for table in evidence(Engine::Postgres) {
        let append_only = format!("evidence is append-only: {table}");
        let column = &world.columns(&table).await[0];
        let merged =
            format!("MERGE INTO {table} t USING (SELECT 1) s ON true WHEN MATCHED THEN UPDATE SET {column} = t.{column}");
        let refused = world.attempt_to(merged).await.unwrap_err();
        assert!(refused.contains(&append_only), "{table}: {refused}");
        let keyless = ["time_grant", "pause", "extra_time"].contains(&table.as_str());
        if !keyless {
            let upsert = format!(
                "INSERT INTO {table} SELECT * FROM {table} ON CONFLICT ON CONSTRAINT {table}_pkey DO UPDATE SET {column} = excluded.{column}"
            );
            let refused = world.attempt_to(upsert).await.unwrap_err();
            assert!(refused.contains(&append_only), "{table}: {refused}");
        }
    }
    assert_eq!(world.contents().await, before);
}
