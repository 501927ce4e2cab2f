//! The file, as SQLite itself sees it.

use crate::world::World;

#[tokio::test]
async fn the_journal_is_written_ahead() {
    let world = World::new().await;
    assert_eq!(world.column("PRAGMA journal_mode").await, ["wal"]);
}

#[tokio::test]
async fn every_table_is_strict() {
    let world = World::new().await;
    let lax = world
        .column(
            "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND NOT strict \
             AND name NOT GLOB '_sqlx*' AND name NOT GLOB 'sqlite_*'",
        )
        .await;
    assert_eq!(lax, Vec::<String>::new());
    assert!(world.tables().await.len() > 20);
}

#[tokio::test]
async fn every_reference_between_tables_holds() {
    let world = World::new().await;
    world.at_work().await.passes().await;
    assert_eq!(world.column("SELECT \"table\" FROM pragma_foreign_key_check").await, Vec::<String>::new());
}
