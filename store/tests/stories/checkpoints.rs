//! Checkpoints, kept elsewhere: what nobody can see from inside the database shows against them.

use exam::clock::{Instant, Span};
use sha2::{Digest, Sha256};
use store::{Admission, AuditFinding, Checkpoint, Resumes, Store, WitnessKey};

use crate::world::{AtWork, Database, GRACE, World, by_rules, by_the_desk, either, hex, options};

impl World {
    async fn checkpoint(&self) -> Checkpoint {
        self.store.checkpoint(self.now()).await.unwrap().unwrap()
    }

    /// What the audit finds against checkpoints, each a line of what was kept.
    async fn findings_against(&self, checkpoints: &[&Checkpoint]) -> Vec<AuditFinding> {
        let lines: String = checkpoints.iter().map(|checkpoint| checkpoint.line() + "\n").collect();
        self.findings_against_lines(&lines).await
    }

    async fn findings_against_lines(&self, lines: &str) -> Vec<AuditFinding> {
        by_rules(self.store.verify_audit_against(lines, &self.store.witness_key()).await.unwrap().findings)
    }

    /// Someone who can write the database writes the log anew from an event on, with hashes that follow.
    pub(crate) async fn is_rewritten_from(&self, from: i64) {
        let texts = ["actor", "role", "address", "act", "object", "detail"];
        for seq in from..=self.last_event().await {
            let text = |column: &str| format!("SELECT {column} FROM audit_event WHERE seq = {seq}");
            let mut parts = Vec::new();
            let before = self.column(format!("SELECT {} FROM audit_event WHERE seq = {}", hex("hash"), seq - 1)).await.concat();
            parts.push((0..before.len() / 2).map(|n| u8::from_str_radix(&before[2 * n..2 * n + 2], 16).unwrap()).collect());
            parts.push(seq.to_be_bytes().to_vec());
            parts.push(self.number(text("CAST(at AS TEXT)")).await.to_be_bytes().to_vec());
            for column in texts {
                parts.push(self.column(text(column)).await.concat().into_bytes());
            }
            let wrote = self.column(text("wrote")).await.concat().into_bytes();
            if !wrote.is_empty() {
                parts.push(wrote);
            }
            let mut hasher = Sha256::new();
            for part in parts {
                hasher.update((part.len() as u64).to_be_bytes());
                hasher.update(part);
            }
            let hash: String = hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
            let bytes = either(format!("x'{hash}'"), format!("'\\x{hash}'::bytea"));
            self.tamper(format!("UPDATE audit_event SET hash = {bytes} WHERE seq = {seq}")).await;
        }
    }
}

async fn three_answers(world: &World) -> AtWork<'_> {
    let at_work = world.at_work().await;
    for (chosen, change) in [(0, 1), (1, 2), (2, 3)] {
        at_work.saves(&[by_the_desk(1, options([chosen]), change)]).await.unwrap();
    }
    at_work
}

#[tokio::test]
async fn a_log_holds_against_every_checkpoint_that_was_made_of_it() {
    let world = World::new().await;
    let mut kept = vec![world.checkpoint().await];
    let at_work = three_answers(&world).await;
    kept.push(world.checkpoint().await);
    at_work.chooses(2, options([0])).await;
    let paused = three_answers(&world).await;
    paused.is_paused(Resumes::ByStaff).await;
    kept.push(world.checkpoint().await);
    at_work.passes().await;
    kept.push(world.checkpoint().await);
    paused.goes_on().await;
    paused.submits().await;
    paused.is_reopened(Span::ZERO).await.unwrap();
    kept.push(world.checkpoint().await);
    let lines: String = kept.iter().map(|checkpoint| checkpoint.line() + "\n").collect();
    let report = world.store.verify_audit_against(&lines, &world.store.witness_key()).await.unwrap();
    assert_eq!(report.findings, []);
    assert_eq!(report.checkpoints, 5);
    assert_eq!(kept[4].events, world.last_event().await);
    assert!(kept.iter().all(|checkpoint| checkpoint.origin == kept[0].origin));
}

#[tokio::test]
async fn an_empty_log_has_no_checkpoint() {
    let database = Database::new();
    let store = Store::open(&database.place, [7; 32], GRACE).await.unwrap();
    assert!(store.checkpoint(Instant::from_millis(0)).await.unwrap().is_none());
    store.close().await;
}

#[tokio::test]
async fn newest_events_that_were_cut_off_are_missed() {
    let world = World::new().await.without_defences().await;
    world.sitting(Admission::AtSignIn).await;
    let (kept, last) = (world.checkpoint().await, world.last_event().await);
    world.tamper(format!("DELETE FROM audit_event WHERE seq = {last}")).await;
    assert_eq!(world.findings_against(&[&kept]).await[0], AuditFinding::Cut { last: last - 1, seen: last });
}

#[tokio::test]
async fn an_older_database_that_was_put_back_and_went_on_is_found() {
    let world = World::new().await.without_defences().await;
    let (first, same) = (world.checkpoint().await, world.last_event().await);
    world.sitting(Admission::AtSignIn).await;
    let second = world.checkpoint().await;
    world.tamper(format!("DELETE FROM audit_event WHERE seq > {same}; DELETE FROM sitting")).await;
    world.advance(Span::from_mins(1));
    world.sitting(Admission::AtSignIn).await;
    assert_eq!(world.findings().await, [], "from inside all is well");
    assert_eq!(world.findings_against(&[&second, &first]).await, [AuditFinding::Forked { same, seen: same + 1 }]);
}

#[tokio::test]
async fn a_history_that_was_written_anew_is_found() {
    let world = World::new().await.without_defences().await;
    let (kept, last) = (world.checkpoint().await, world.last_event().await);
    world.tamper("UPDATE audit_event SET address = '192.0.2.200' WHERE seq = 4").await;
    world.is_rewritten_from(4).await;
    assert_eq!(world.findings().await, [], "from inside all is well");
    assert_eq!(world.findings_against(&[&kept]).await, [AuditFinding::Forked { same: 0, seen: last }]);
    world.tamper("UPDATE audit_event SET address = '192.0.2.200' WHERE seq = 1").await;
    world.is_rewritten_from(1).await;
    assert_eq!(world.findings_against(&[&kept]).await, [AuditFinding::Elsewhere(1)]);
}

#[tokio::test]
async fn answers_of_who_is_at_work_that_were_taken_away_or_written_anew_are_found() {
    let world = World::new().await.without_defences().await;
    three_answers(&world).await;
    let kept = world.checkpoint().await;
    let take = "DELETE FROM answer_revision WHERE link = 3; \
                UPDATE answer_head SET (number, link) = (SELECT number, link FROM answer_revision WHERE link = 2)";
    world.tamper(take).await;
    assert_eq!(world.findings().await, [], "nothing has sealed the chain yet");
    assert_eq!(world.findings_against(&[&kept]).await, [AuditFinding::Answers(1)]);
}

#[tokio::test]
async fn a_checkpoint_of_another_database_or_of_nobodys_hand_is_told() {
    let (world, other) = (World::new().await, World::new().await);
    let (kept, strange) = (world.checkpoint().await, other.checkpoint().await);
    assert_eq!(world.findings_against(&[&kept, &strange]).await, [AuditFinding::Elsewhere(2)]);
    let another = Database::new();
    let key = Store::open(&another.place, [8; 32], GRACE).await.unwrap().witness_key();
    assert_eq!(key.to_string().parse::<WitnessKey>().unwrap(), key);
    let found = world.store.verify_audit_against(&kept.line(), &key).await.unwrap();
    assert_eq!(found.findings, [AuditFinding::Unsigned(1)]);
    assert_eq!(found.checkpoints, 0);
    for changed in [
        Checkpoint { origin: strange.origin.clone(), ..kept.clone() },
        Checkpoint { events: kept.events - 1, ..kept.clone() },
        Checkpoint { head: kept.origin.clone(), ..kept.clone() },
        Checkpoint { answers: 1, ..kept.clone() },
        Checkpoint { at_work: kept.origin.clone(), ..kept.clone() },
        Checkpoint { at: kept.at + 1, ..kept.clone() },
        Checkpoint { signature: strange.signature.clone(), ..kept.clone() },
        Checkpoint { signature: kept.signature[2..].to_owned(), ..kept.clone() },
    ] {
        assert_eq!(world.findings_against(&[&changed]).await, [AuditFinding::Unsigned(1)], "{changed:?}");
    }
    let lines = format!("\n{}\nnothing\n{}", kept.line(), &kept.line()[1..]);
    assert_eq!(world.findings_against_lines(&lines).await, [AuditFinding::NoCheckpoint(3), AuditFinding::NoCheckpoint(4)]);
    for no_key in ["", "0f", &"zz".repeat(32), &"02".repeat(31)] {
        assert!(no_key.parse::<WitnessKey>().is_err(), "{no_key}");
    }
}
