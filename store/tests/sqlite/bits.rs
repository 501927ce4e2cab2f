//! A bit of the file that has turned over, by a hand or by a disk: it is found, or nothing that anybody reads has changed.
//! A fifth of `SYNAQ_CHANGES` says how many are tried: each opens a database.

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use store::{DatabasePlace, Store};

use crate::{
    stories::evidence::eventful,
    world::{Database, GRACE},
};

const SECRET: [u8; 32] = [7; 32];

/// Every row that is kept, as a backup has it, without the line that names the backup.
async fn rows(store: &Store) -> store::Result<Vec<u8>> {
    let mut lines = Vec::new();
    store.back_up(exam::clock::Instant::from_millis(0), "0", &mut lines).await?;
    Ok(lines.split(|byte| *byte == b'\n').skip(1).collect::<Vec<_>>().join(&b'\n'))
}

/// Whether the audit finds the file as it is; nothing when it finds fault with it.
async fn read(place: &DatabasePlace) -> Option<Vec<u8>> {
    let store = Store::open(place, SECRET, GRACE).await.ok()?;
    let findings = store.verify_audit().await.map(|report| report.findings);
    let rows = rows(&store).await;
    store.close().await;
    if findings.ok()?.is_empty() { rows.ok() } else { None }
}

#[tokio::test]
async fn whichever_bit_of_the_file_turns_over_is_found_or_changes_nothing() {
    let world = eventful().await;
    let expected = rows(&world.store).await.unwrap();
    let file = world.column("SELECT file FROM pragma_database_list WHERE name = 'main'").await.concat();
    // With what its journal holds, and without room that nothing stands in.
    world.tamper(format!("PRAGMA page_size = 512; VACUUM INTO '{file}.copy'")).await;
    let whole = std::fs::read(format!("{file}.copy")).unwrap();
    let changed = Database::new();
    let DatabasePlace::Sqlite(path) = &changed.place else { panic!("a file") };
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    let mut draw = ChaCha8Rng::seed_from_u64(2);
    let changes: usize = std::env::var("SYNAQ_CHANGES").map_or(150, |text| text.parse::<usize>().expect("a number") / 5);
    let mut found = 0;
    for _ in 0..changes {
        let place = usize::try_from(draw.next_u64() % whole.len() as u64).unwrap();
        let bit = 1 << (draw.next_u32() % 8);
        let mut bytes = whole.clone();
        bytes[place] ^= bit;
        std::fs::write(path, &bytes).unwrap();
        match read(&changed.place).await {
            None => found += 1,
            Some(rows) => assert!(rows == expected, "bit {bit} of byte {place} was not found"),
        }
        for beside in ["-wal", "-shm"] {
            drop(std::fs::remove_file(format!("{}{beside}", path.display())));
        }
    }
    // What was not found is room between the rows.
    assert!(found > changes / 10, "{found} of {changes}");
}
