//! Evidence: it is added to and never changed, each change leaves its events or doesn't happen, and what goes round the product
//! shows.

use std::collections::BTreeSet;

use exam::{
    clock::Span,
    id::{AppointmentId, DeclarationId, FileId, ProposalId, StaffId},
};
use licensing::ActivityType;
use store::{
    Admission, AuditFinding, By, DocumentKind, Error, NewDocument, NewSitting, ProposedAct, Resumes, Role, StaffAct, Subject,
    Token,
};
use uuid::Uuid;

use crate::world::{
    AtWork, Candidate, Engine, GRACE, LIMIT, World, a_byte, another_id, bank, by_the_desk, education, either, engine, form, hex,
    id, new_file, new_unit, options, quoted, right_options,
};

const ACTIVITY: ActivityType = ActivityType::LeakDetection;

/// The tables that the schema calls evidence, in the comment right above each.
pub(crate) fn evidence(engine: Engine) -> BTreeSet<String> {
    let folder = match engine {
        Engine::Sqlite => "../migrations/sqlite",
        Engine::Postgres => "../migrations/postgres",
    };
    let mut evidence = BTreeSet::new();
    for file in std::fs::read_dir(std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)).unwrap() {
        let schema = std::fs::read_to_string(file.unwrap().path()).unwrap();
        let mut comment = String::new();
        for line in schema.lines() {
            match (line.strip_prefix("-- "), line.strip_prefix("CREATE TABLE ")) {
                (Some(words), _) => comment.push_str(words),
                (_, Some(table)) if comment.contains("Evidence") => {
                    evidence.insert(table.split(' ').next().unwrap().to_owned());
                }
                _ => comment.clear(),
            }
        }
    }
    evidence
}

/// A world in which every table of evidence has a row: an exam from the file to the approved result, with all that may happen.
pub(crate) async fn eventful() -> World {
    let world = World::new().await;
    let (store, reason) = (&world.store, "дабыл");
    world.somebody_is_appointed().await;
    let candidate = world.candidate().await;
    store.settle_specialty(&world.registrar(), candidate.declaration, true, "жақын").await.unwrap();
    store.record_row(&world.registrar(), candidate.file, 4, true, "көрдім").await.unwrap();
    store.give_extra_time(&world.registrar(), candidate.enrolment, Span::from_mins(5), "көру қабілеті").await.unwrap();
    let at_work = candidate.starts().await;
    store.grant_time(&world.invigilator(), at_work.attempt, Span::from_mins(3), reason).await.unwrap();
    store.pause(&world.invigilator(), at_work.attempt, Resumes::ByStaff, reason).await.unwrap();
    world.advance(Span::from_mins(2));
    store.resume(&world.invigilator(), at_work.attempt).await.unwrap();
    store.record_clock_jump(&By::system(world.now()), Span::from_mins(60)).await.unwrap();
    at_work.answers_rightly().await;
    let right = right_options(&at_work.question(6).await);
    at_work.submits().await;
    at_work.counts_what_came_late(right).await;
    at_work.is_approved().await;
    at_work.is_decided(ProposedAct::Annul).await;
    at_work.is_decided(ProposedAct::Reinstate).await;
    at_work.is_approved().await;
    let new = NewDocument {
        title: "Диплом".to_owned(),
        declaration: Some(candidate.declaration),
        kind: DocumentKind::Pdf,
        content: b"%PDF-1.7 %%EOF".to_vec(),
    };
    store.attach(&world.registrar(), candidate.file, new).await.unwrap();
    world
}

#[tokio::test]
async fn no_row_of_evidence_can_be_changed_or_deleted() {
    let world = eventful().await;
    let before = world.contents().await;
    let evidence = evidence(engine());
    assert!(evidence.len() >= 16 && evidence.contains("audit_event"), "{evidence:?}");
    for table in evidence {
        assert!(!before[&table].is_empty(), "{table} has no row to defend");
        let append_only = format!("evidence is append-only: {table}");
        for column in world.columns(&table).await {
            let refused = world.attempt_to(format!("UPDATE {table} SET {column} = {column}")).await.unwrap_err();
            assert!(refused.contains(&append_only), "{table}.{column}: {refused}");
        }
        let refused = world.attempt_to(format!("DELETE FROM {table}")).await.unwrap_err();
        assert!(refused.contains(&append_only), "{table}: {refused}");
    }
    assert_eq!(world.contents().await, before);
}

#[tokio::test]
async fn the_evidence_of_a_whole_exam_holds() {
    let world = eventful().await;
    let expired = world.at_work().await;
    expired.chooses(1, options([0])).await;
    world.advance(LIMIT + GRACE + Span::from_mins(1));
    world.sweeps().await;
    let report = world.store.verify_audit().await.unwrap();
    assert_eq!(report.findings, []);
    assert_eq!(report.events, u64::try_from(world.last_event().await).unwrap());
    assert_eq!(report.answers, 8);
}

impl World {
    async fn attempts(&self) -> Vec<Uuid> {
        let ids = self.column(format!("SELECT {} FROM attempt ORDER BY id", hex("id"))).await;
        ids.iter().map(|id| id.parse().unwrap()).collect()
    }
}

#[tokio::test]
async fn whatever_is_changed_in_an_event_is_found() {
    let world = eventful().await.without_defences().await;
    let (this, next) = (AuditFinding::Event(5), AuditFinding::Event(6));
    for column in world.columns("audit_event").await {
        let findings: &[&AuditFinding] = match column.as_str() {
            // The chain goes on from what is written: the next event shows it too.
            "hash" => &[&this, &next],
            // An event that has left its place is missed there, and strange at the end.
            "seq" => &[&next, &AuditFinding::Event(1_000_000)],
            _ => &[&this],
        };
        let other = match column.as_str() {
            "hash" => a_byte(),
            "seq" => "1000000",
            "at" => "at + 1",
            _ => "'другое'",
        };
        let kept = world.column(format!("SELECT {} FROM audit_event WHERE seq = 5", quoted(&column))).await.concat();
        assert_eq!(world.tamper(format!("UPDATE audit_event SET {column} = {other} WHERE seq = 5")).await, 1);
        assert_eq!(world.findings().await.iter().collect::<Vec<_>>(), findings, "{column}");
        world.tamper(format!("UPDATE audit_event SET {column} = {kept} WHERE seq IN (5, 1000000)")).await;
        assert_eq!(world.findings().await, [], "{column} put back");
    }
}

#[tokio::test]
async fn a_removed_event_is_found() {
    let world = eventful().await.without_defences().await;
    world.tamper("DELETE FROM audit_event WHERE seq = 5").await;
    assert_eq!(world.findings().await, [AuditFinding::Event(6)]);
}

#[tokio::test]
async fn a_removed_event_is_found_also_when_the_others_close_the_gap() {
    let world = eventful().await.without_defences().await;
    let last = world.last_event().await;
    world.tamper("DELETE FROM audit_event WHERE seq = 5").await;
    for seq in 6..=last {
        world.tamper(format!("UPDATE audit_event SET seq = {seq} - 1 WHERE seq = {seq}")).await;
    }
    assert!(world.findings().await.contains(&AuditFinding::Event(5)));
}

#[tokio::test]
async fn events_in_another_order_are_found() {
    let world = eventful().await.without_defences().await;
    for (from, to) in [(5, 1_000_000), (6, 5), (1_000_000, 6)] {
        world.tamper(format!("UPDATE audit_event SET seq = {to} WHERE seq = {from}")).await;
    }
    assert!(world.findings().await.contains(&AuditFinding::Event(5)));
}

#[tokio::test]
async fn an_event_slipped_in_is_found() {
    let world = eventful().await;
    let last = world.last_event().await;
    let attempt = world.attempts().await[0];
    world
        .tamper(format!(
            "INSERT INTO audit_event (seq, at, actor, role, address, act, object, detail, hash) \
             SELECT {last} + 1, at, actor, role, address, act, object, detail, hash FROM audit_event WHERE act = 'result.approve' \
             ORDER BY seq DESC LIMIT 1"
        ))
        .await;
    let found = [AuditFinding::Event(last + 1), AuditFinding::Attempt(attempt), AuditFinding::Approval(attempt)];
    assert_eq!(world.findings().await, found);
}

/// Someone at work who has said A, B and C to the first question, and what a raw query calls the attempt.
async fn three_answers(world: &World) -> (AtWork<'_>, Uuid) {
    let at_work = world.at_work().await;
    for (chosen, change) in [(0, 1), (1, 2), (2, 3)] {
        at_work.saves(&[by_the_desk(1, options([chosen]), change)]).await.unwrap();
    }
    let attempt = at_work.attempt.into();
    (at_work, attempt)
}

#[tokio::test]
async fn whatever_is_changed_in_an_answer_is_found() {
    let world = World::new().await.without_defences().await;
    let (at_work, attempt) = three_answers(&world).await;
    at_work.submits().await;
    let answer = |link| AuditFinding::Answer { attempt, link };
    let row = format!("attempt_id = {} AND link = 2", id(attempt));
    for (column, other, findings) in [
        ("link", "2000", vec![answer(2000), answer(3)]),
        ("previous", "0", vec![answer(2)]),
        ("position", "999", vec![answer(2)]),
        ("revision", "9", vec![answer(2)]),
        ("chosen", "1", vec![answer(2)]),
        ("client_revision", "9", vec![answer(2)]),
        ("client_revision", "NULL", vec![answer(2)]),
        ("address", "'192.0.2.200'", vec![answer(2)]),
        ("received_at", "received_at - 1", vec![answer(2)]),
        ("hash", a_byte(), vec![answer(2), answer(3)]),
    ] {
        let kept = world.column(format!("SELECT {} FROM answer_revision WHERE {row}", quoted(column))).await.concat();
        assert_eq!(world.tamper(format!("UPDATE answer_revision SET {column} = {other} WHERE {row}")).await, 1, "{column}");
        assert_eq!(world.findings().await, findings, "{column}");
        let back = row.replace("link = 2", "link IN (2, 2000)");
        assert_eq!(world.tamper(format!("UPDATE answer_revision SET {column} = {kept} WHERE {back}")).await, 1, "{column}");
        assert_eq!(world.findings().await, [], "{column} put back");
    }
}

#[tokio::test]
async fn a_count_given_to_an_answer_that_came_without_one_is_found() {
    let world = World::new().await.without_defences().await;
    let at_work = world.at_work().await;
    at_work.saves(&[form(1, options([0]), 0)]).await.unwrap();
    world.tamper("UPDATE answer_revision SET client_revision = 0").await;
    assert_eq!(world.findings().await, [AuditFinding::Answer { attempt: at_work.attempt.into(), link: 1 }]);
}

#[tokio::test]
async fn a_removed_answer_is_found() {
    let world = World::new().await.without_defences().await;
    let (_at_work, attempt) = three_answers(&world).await;
    world.tamper("DELETE FROM answer_revision WHERE link = 2").await;
    assert!(world.findings().await.contains(&AuditFinding::Answer { attempt, link: 3 }));
}

#[tokio::test]
async fn an_answer_that_a_result_rests_on_is_missed_even_when_it_was_the_last() {
    let world = World::new().await.without_defences().await;
    let (at_work, attempt) = three_answers(&world).await;
    at_work.submits().await;
    world.tamper("DELETE FROM answer_revision WHERE link = 3").await;
    assert_eq!(world.findings().await, [AuditFinding::Answer { attempt, link: 3 }, AuditFinding::Result(attempt)]);
    world.tamper("UPDATE answer_head SET (number, link) = (SELECT number, link FROM answer_revision WHERE link = 2)").await;
    assert_eq!(world.findings().await, [AuditFinding::Result(attempt)], "together with what tells of the end");
}

#[tokio::test]
async fn an_end_that_is_none_is_found() {
    let world = World::new().await;
    let (_at_work, attempt) = three_answers(&world).await;
    let end = |link: i64| {
        format!("UPDATE answer_head SET (number, link) = (SELECT number, link FROM answer_revision WHERE link = {link})")
    };
    world.tamper(end(2)).await;
    assert_eq!(world.findings().await, [AuditFinding::Answer { attempt, link: 3 }], "the last answer would count no more");
    world.tamper(end(3)).await;
    assert_eq!(world.findings().await, []);
    world.tamper("DELETE FROM answer_head").await;
    assert_eq!(world.findings().await, [AuditFinding::Answer { attempt, link: 3 }]);
}

#[tokio::test]
async fn answers_that_lay_by_attempt_are_brought_into_the_order_in_which_they_came() {
    let world = World::new().await;
    let (first, second) = (world.at_work().await, world.at_work().await);
    for (position, seconds) in [(1, 0), (2, 9), (3, 4)] {
        // Between two answers the server's clock is set back.
        let now = world.now() + Span::from_secs(seconds);
        first.saves_at(now, &[form(position, options([0]), 0)]).await.unwrap();
        second.saves_at(now, &[form(position, options([1]), 0)]).await.unwrap();
    }
    let columns = "attempt_id, link, position, revision, chosen, client_revision, address, received_at, hash";
    for step in [
        format!("CREATE TABLE kept AS SELECT {columns} FROM answer_revision"),
        "DROP TABLE answer_revision".to_owned(),
        "DROP TABLE answer_head".to_owned(),
        either("SELECT 1", "DROP FUNCTION answer_revision_goes_on").to_owned(),
        "ALTER TABLE kept RENAME TO answer_revision".to_owned(),
        either(
            include_str!("../../../migrations/sqlite/0003_answers_in_order.sql"),
            include_str!("../../../migrations/postgres/0003_answers_in_order.sql"),
        )
        .to_owned(),
    ] {
        world.tamper(step).await;
    }
    assert_eq!(world.findings().await, []);
    let links = world.column("SELECT CAST(link AS TEXT) FROM answer_revision ORDER BY number").await;
    assert_eq!(links, ["1", "1", "2", "3", "2", "3"]);
    first.chooses(4, options([0])).await;
    assert_eq!(world.findings().await, []);
}

#[tokio::test]
async fn an_answer_that_goes_on_from_another_than_the_last_is_no_answer() {
    let world = World::new().await;
    let (_at_work, _) = three_answers(&world).await;
    for (link, previous) in [("4", "number - 1"), ("5", "number"), ("3", "previous"), ("1", "NULL")] {
        let answer = format!(
            "INSERT INTO answer_revision SELECT number + 1, attempt_id, {link}, {previous}, 2, 1, 1, NULL, address, received_at, hash \
             FROM answer_revision WHERE link = 3"
        );
        let refused = world.attempt_to(answer).await.unwrap_err();
        assert!(refused.contains("goes on from the last"), "{link} after {previous}: {refused}");
    }
    assert_eq!(world.findings().await, []);
}

#[tokio::test]
async fn an_answer_slipped_in_after_the_end_is_found() {
    let world = World::new().await;
    let (at_work, attempt) = three_answers(&world).await;
    at_work.submits().await;
    world
        .tamper(
            "INSERT INTO answer_revision SELECT number + 1, attempt_id, 4, number, 2, 1, 1, NULL, address, received_at, hash \
             FROM answer_revision WHERE link = 3",
        )
        .await;
    assert!(world.findings().await.contains(&AuditFinding::Result(attempt)));
}

#[tokio::test]
async fn a_result_that_was_bettered_afterwards_is_found() {
    let world = World::new().await.without_defences().await;
    let at_work = world.at_work().await;
    at_work.fails().await;
    let attempt = at_work.attempt.into();
    for (column, better) in [
        ("points", "most"),
        ("passed", "true"),
        ("most", "1"),
        ("sections", "'[]'"),
        ("answers", "1"),
        ("chain_head", a_byte()),
        ("graded_at", "graded_at + 1"),
        ("id", another_id()),
    ] {
        let kept = world.column(format!("SELECT {} FROM result", quoted(column))).await.concat();
        world.tamper(format!("UPDATE result SET {column} = {better}")).await;
        let expected: &[AuditFinding] = match column {
            // The approval is of a result that isn't there any more.
            "id" => &[AuditFinding::Result(attempt), AuditFinding::Approval(attempt)],
            _ => &[AuditFinding::Result(attempt)],
        };
        assert_eq!(world.findings().await, expected, "{column}");
        world.tamper(format!("UPDATE result SET {column} = {kept}")).await;
        assert_eq!(world.findings().await, [], "put back");
    }
}

#[tokio::test]
async fn what_a_result_was_worked_out_from_is_not_changed_unnoticed() {
    let world = World::new().await.without_defences().await;
    let at_work = world.at_work().await;
    // An empty paper: whatever the key, it is worth nothing.
    at_work.fails().await;
    let attempt = at_work.attempt.into();
    let first = "(SELECT item_id FROM paper_question WHERE position = 1)";
    for (table, column, other, row) in [
        ("item_key", "options", "options % 8 + 1", format!("item_id = {first}")),
        ("item", "kind", "'multiple'", format!("id = {first}")),
        ("item", "wording", "replace(wording, 'верно', 'правда')", format!("id = {first}")),
        ("paper_question", "option_order", "'3210'", "position = 1 AND option_order <> '3210'".to_owned()),
        ("paper_question", "section", "1", "position = 1".to_owned()),
        ("paper_question", "position", "7", "position = 6".to_owned()),
        ("paper", "seed", a_byte(), "true".to_owned()),
        ("regulation", "blueprint", "replace(blueprint, '60', '10')", "true".to_owned()),
        ("regulation", "blueprint", "'{}'", "true".to_owned()),
    ] {
        let Some(kept) = world.column(format!("SELECT {} FROM {table} WHERE {row}", quoted(column))).await.pop() else {
            continue;
        };
        assert_eq!(world.tamper(format!("UPDATE {table} SET {column} = {other} WHERE {row}")).await, 1, "{table}.{column}");
        assert_eq!(world.findings().await, [AuditFinding::Result(attempt)], "{table}.{column}");
        let back = if column == "position" { "position = 7" } else { row.split(" AND ").next().unwrap() };
        world.tamper(format!("UPDATE {table} SET {column} = {kept} WHERE {back}")).await;
        assert_eq!(world.findings().await, [], "{table}.{column} put back");
    }
    world.tamper(format!("DELETE FROM item_key WHERE item_id = {first}")).await;
    assert_eq!(world.findings().await, [AuditFinding::Result(attempt)], "a key taken away");
}

#[tokio::test]
async fn a_removed_result_is_found() {
    let world = World::new().await.without_defences().await;
    let at_work = world.at_work().await;
    at_work.submits().await;
    world.tamper("DELETE FROM result").await;
    assert_eq!(world.findings().await, [AuditFinding::Result(at_work.attempt.into())]);
}

#[tokio::test]
async fn an_answer_taken_away_together_with_what_its_result_says_of_it_is_told_by_the_log() {
    let world = World::new().await.without_defences().await;
    let (at_work, attempt) = three_answers(&world).await;
    at_work.submits().await;
    world.tamper("DELETE FROM answer_revision WHERE link = 3").await;
    world.tamper("UPDATE answer_head SET (number, link) = (SELECT number, link FROM answer_revision WHERE link = 2)").await;
    world.tamper("UPDATE result SET answers = 2, chain_head = (SELECT hash FROM answer_revision WHERE link = 2)").await;
    assert_eq!(world.findings().await, [AuditFinding::Result(attempt)]);
}

#[tokio::test]
async fn an_approval_that_nobody_gave_is_found() {
    let world = World::new().await.without_defences().await;
    let at_work = world.at_work().await;
    at_work.submits().await;
    let attempt = at_work.attempt.into();
    let (untold, unapproved) = (AuditFinding::Attempt(attempt), AuditFinding::Approval(attempt));
    let approval = "INSERT INTO result_approval SELECT r.id, 1, s.id, 1 FROM result r, staff s LIMIT 1";

    world.tamper("UPDATE attempt SET state = 'approved'").await;
    assert_eq!(world.findings().await, [untold, unapproved]);
    world.tamper(approval).await;
    let (untold, unapproved) = (AuditFinding::Attempt(attempt), AuditFinding::Approval(attempt));
    assert_eq!(world.findings().await, [untold, unapproved]);
    world.tamper("UPDATE attempt SET state = 'graded'").await;
    assert_eq!(world.findings().await, [AuditFinding::Approval(attempt)]);
    world.tamper("DELETE FROM result_approval").await;
    assert_eq!(world.findings().await, []);
}

#[tokio::test]
async fn an_approval_that_was_changed_or_taken_away_is_found() {
    let world = World::new().await.without_defences().await;
    let at_work = world.at_work().await;
    at_work.fails().await;
    let unapproved = [AuditFinding::Approval(at_work.attempt.into())];
    for (column, other) in [("staff_id", "(SELECT id FROM staff WHERE login = 'aigul')"), ("approved_at", "approved_at - 1")] {
        let kept = world.column(format!("SELECT {} FROM result_approval", quoted(column))).await.concat();
        world.tamper(format!("UPDATE result_approval SET {column} = {other}")).await;
        assert_eq!(world.findings().await, unapproved, "{column}");
        world.tamper(format!("UPDATE result_approval SET {column} = {kept}")).await;
        assert_eq!(world.findings().await, [], "{column} put back");
    }
    world.tamper("DELETE FROM result_approval").await;
    assert_eq!(world.findings().await, unapproved);
}

#[tokio::test]
async fn an_approval_of_a_result_that_another_has_followed_is_found() {
    let world = World::new().await.without_defences().await;
    let at_work = world.at_work().await;
    at_work.submits().await;
    let first = at_work.result().await.unwrap().head.id;
    at_work.is_reopened(Span::ZERO).await.unwrap();
    at_work.comes_back().await.unwrap();
    at_work.passes().await;
    assert_eq!(world.findings().await, []);
    world.tamper(format!("UPDATE result_approval SET result_id = {}", id(first))).await;
    assert_eq!(world.findings().await, [AuditFinding::Approval(at_work.attempt.into())]);
}

#[tokio::test]
async fn time_that_was_given_or_taken_afterwards_is_found() {
    let world = eventful().await.without_defences().await;
    let attempt = world.attempts().await[0];
    for (table, column, other) in [
        ("time_grant", "ms", "ms + 1"),
        ("extra_time", "ms", "ms - 1"),
        ("pause", "until", "until + 1"),
        ("pause", "since", "since - 1"),
        ("attempt", "started_at", "started_at + 1"),
        ("attempt", "limit_ms", "limit_ms + 1"),
        ("attempt", "deadline_at", "deadline_at + 1"),
        ("attempt", "ended_at", "ended_at - 1"),
    ] {
        let kept = world.column(format!("SELECT {} FROM {table}", quoted(column))).await.concat();
        assert_eq!(world.tamper(format!("UPDATE {table} SET {column} = {other}")).await, 1, "{table}.{column}");
        assert_eq!(world.findings().await, [AuditFinding::Attempt(attempt)], "{table}.{column}");
        world.tamper(format!("UPDATE {table} SET {column} = {kept}")).await;
        assert_eq!(world.findings().await, [], "{table}.{column} put back");
    }
    for table in ["pause", "extra_time", "time_grant"] {
        world.tamper(format!("CREATE TABLE kept AS SELECT * FROM {table}; DELETE FROM {table}")).await;
        assert_eq!(world.findings().await, [AuditFinding::Attempt(attempt)], "{table}: taken away");
        world.tamper(format!("INSERT INTO {table} SELECT * FROM kept")).await;
        assert_eq!(world.findings().await, [], "{table} put back");
        world.tamper(format!("INSERT INTO {table} SELECT * FROM kept")).await;
        assert_eq!(world.findings().await, [AuditFinding::Attempt(attempt)], "{table}: given twice");
        world.tamper(format!("DELETE FROM {table}; INSERT INTO {table} SELECT * FROM kept; DROP TABLE kept")).await;
    }
}

#[tokio::test]
async fn an_attempt_that_goes_on_after_its_end_is_found() {
    let world = World::new().await.without_defences().await;
    let at_work = world.at_work().await;
    at_work.submits().await;
    let attempt = at_work.attempt.into();
    world.tamper("UPDATE attempt SET ended_how = 'expired'").await;
    assert_eq!(world.findings().await, [AuditFinding::Attempt(attempt)]);
    world.tamper("UPDATE attempt SET state = 'running', ended_at = NULL, ended_how = NULL").await;
    assert_eq!(world.findings().await, [AuditFinding::Attempt(attempt)]);
}

#[tokio::test]
async fn an_attempt_taken_out_of_the_database_is_missed() {
    let world = World::new().await.without_defences().await;
    let attempt = world.at_work().await.attempt.into();
    world.tamper("DELETE FROM attempt").await;
    assert_eq!(world.findings().await, [AuditFinding::Attempt(attempt)]);
}

#[tokio::test]
async fn an_end_of_the_log_that_was_cut_off_is_missed_by_the_attempts_it_told_of() {
    let world = World::new().await.without_defences().await;
    let at_work = world.at_work().await;
    at_work.passes().await;
    let attempt = at_work.attempt.into();
    for act in ["result.approve", "result.grade", "attempt.submit", "attempt.start", "attempt.admit", "attempt.prepare"] {
        world.tamper(format!("DELETE FROM audit_event WHERE seq >= (SELECT seq FROM audit_event WHERE act = '{act}')")).await;
        assert!(world.findings().await.contains(&AuditFinding::Attempt(attempt)), "{act}");
    }
}

/// A world in which each act of the product can be done next.
struct Scene<'w> {
    /// Somebody with an account and a code.
    invited: (StaffId, store::Code),
    uninvited: StaffId,
    /// A member of staff and a role they hold, and another that is proposed.
    appointed: (StaffId, AppointmentId),
    proposed: ProposalId,
    file: FileId,
    declared: DeclarationId,
    withdrawn: DeclarationId,
    enrolled: Candidate<'w>,
    with_code: (Candidate<'w>, store::Code),
    signed_in: Token,
    at_the_door: Candidate<'w>,
    admitted: Candidate<'w>,
    running: AtWork<'w>,
    graded: AtWork<'w>,
    handed_in: AtWork<'w>,
    timed: AtWork<'w>,
    seated: AtWork<'w>,
    /// Stopped by staff, with a tab at work.
    stopped: AtWork<'w>,
    halted: AtWork<'w>,
    away: AtWork<'w>,
}

impl<'w> Scene<'w> {
    async fn in_world(world: &'w World) -> Self {
        let overdue = world.at_work().await;
        overdue.chooses(1, options([0])).await;
        world.advance(LIMIT + GRACE + Span::from_mins(1));
        let file = world.file(ACTIVITY).await;
        let (declared, _) = world.declare(file).await;
        let (withdrawn, _) = world.declare(file).await;
        let with_code = world.enrolled().await;
        with_code.sitting_opens().await;
        let code = with_code.code().await;
        let at_the_door = world.enrolled_with(ACTIVITY, Admission::ByInvigilator).await;
        at_the_door.comes().await;
        let (graded, handed_in) = (world.at_work().await, world.at_work().await);
        graded.submits().await;
        handed_in.submits().await;
        let (seated, stopped) = (world.at_work().await, world.at_work().await);
        seated.sits_down("first").await;
        stopped.sits_down("first").await;
        let (halted, away) = (world.at_work().await, world.at_work().await);
        stopped.is_paused(Resumes::ByStaff).await;
        halted.is_paused(Resumes::ByStaff).await;
        away.is_paused(Resumes::OnReturn).await;
        let console = By::console("root", world.now());
        world.store.add_staff(&console, "admin", "Әкімші", Role::Administrator, "$argon2id$").await.unwrap();
        let appointed = world.store.add_staff(&console, "appointed", "Тағайындалған", Role::Author, "$argon2id$").await.unwrap();
        let held = world.store.staff_account(appointed).await.unwrap().appointments[0].id;
        let act = StaffAct::Appoint(Role::Reviewer.into());
        let proposed = world.store.propose_for_staff(&world.registrar(), appointed, act, "керек").await.unwrap();
        let invited = world.store.open_account(&world.registrar(), "invited", "Шақырылған").await.unwrap();
        let (uninvited, _) = world.store.open_account(&world.registrar(), "uninvited", "Шақырылмаған").await.unwrap();
        Self {
            invited,
            uninvited,
            appointed: (appointed, held),
            proposed,
            file,
            declared,
            withdrawn,
            enrolled: world.enrolled().await,
            with_code: (with_code, code),
            signed_in: world.candidate().await.signs_in().await.token,
            at_the_door,
            admitted: world.candidate().await,
            running: world.at_work().await,
            graded,
            handed_in,
            timed: world.at_work().await,
            seated,
            stopped,
            halted,
            away,
        }
    }

    /// Does everything that changes the database, and names the events that each leaves.
    async fn plays(&self, world: &World) -> Vec<(&'static [&'static str], store::Result<()>, Vec<String>)> {
        let store = &world.store;
        let (registrar, invigilator, chair) = (world.registrar(), world.invigilator(), world.chair());
        let (iin, name) = world.person();
        let (candidate, code) = &self.with_code;
        let (running, graded) = (&self.running, &self.graded);
        let result = graded.result().await.unwrap().head.id;
        let sitting =
            NewSitting { unit: world.unit, room: "205".to_owned(), starts: world.now(), admission: Admission::AtSignIn };
        let nobody: store::Code = "00000-00000".parse().unwrap();
        let mut told = Vec::new();
        macro_rules! leaves {
            ($events:expr, $act:expr) => {
                let since = world.last_event().await;
                let outcome = $act.await.map(drop);
                told.push((&$events[..], outcome, world.acts_after(since).await));
            };
        }
        leaves!(["unit.add"], store.add_unit(&registrar, &new_unit("oral", "KZ-27")));
        leaves!(
            ["staff.add", "appointment.begin"],
            store.add_staff(&By::console("root", world.now()), "new", "Жаңа", Role::Auditor, "$argon2id$")
        );
        leaves!(["applicant.add", "file.open"], store.open_file(&registrar, &new_file(801, ACTIVITY)));
        leaves!(["specialist.add", "specialist.declare"], store.declare(&registrar, self.file, &iin, &name, &education()));
        leaves!(["specialist.withdraw"], store.withdraw(&registrar, self.withdrawn, None, "кетті"));
        leaves!(["specialty.settle"], store.settle_specialty(&registrar, self.declared, true, "жақын"));
        leaves!(["row.record"], store.record_row(&registrar, self.file, 4, true, "көрдім"));
        leaves!(["bank.import", "regulation.register", "regulation.register"], world.import(&bank::starter("stm")));
        leaves!(["sitting.book"], store.book_sitting(&registrar, &sitting));
        leaves!(["enrolment.add"], store.enrol(&registrar, self.enrolled.sitting, self.declared, None));
        leaves!(["attempt.prepare", "attempt.prepare", "sitting.open"], store.open_sitting(&invigilator, self.enrolled.sitting));
        leaves!(["code.issue"], store.reissue_code(&registrar, self.enrolled.enrolment));
        leaves!(["sign-in.refuse"], store.sign_in_candidate(&candidate.iin, &nobody, "", world.now()));
        leaves!(["sign-in", "attempt.admit"], store.sign_in_candidate(&candidate.iin, code, "", world.now()));
        leaves!(["sign-out"], store.end_session(&registrar, &self.signed_in));
        leaves!(["attempt.admit"], store.admit(&invigilator, self.at_the_door.enrolment));
        leaves!(["attempt.start"], store.start(&self.admitted.by(), self.admitted.enrolment));
        let (timed, seated, stopped, reason) = (&self.timed, &self.seated, &self.stopped, "дабыл");
        let more = Span::from_mins(1);
        leaves!(["extra-time.give"], store.give_extra_time(&registrar, self.enrolled.enrolment, more, reason));
        leaves!(["extra-time.give", "time.grant"], store.give_extra_time(&registrar, timed.candidate.enrolment, more, reason));
        leaves!(["time.grant"], store.grant_time(&invigilator, timed.attempt, more, reason));
        leaves!(["time.grant"], store.grant_time_to_all(&invigilator, timed.candidate.sitting, more, reason));
        leaves!(["attempt.sit-down"], timed.sits_down_at(&timed.candidate.tab("first"), false));
        leaves!(["attempt.sit-down"], seated.sits_down_at(&seated.candidate.tab("second"), true));
        leaves!(["attempt.stand-up"], store.stand_up(&stopped.candidate.tab("first"), stopped.attempt, "", world.now()));
        leaves!(["attempt.pause"], store.pause(&invigilator, timed.attempt, Resumes::ByStaff, reason));
        leaves!(["attempt.pause"], store.pause_all(&invigilator, seated.candidate.sitting, reason));
        leaves!(["attempt.resume"], store.resume(&invigilator, stopped.attempt));
        leaves!(["attempt.resume"], store.resume_all(&invigilator, self.halted.candidate.sitting));
        leaves!(["attempt.resume"], self.away.comes_back());
        leaves!(["attempt.reopen"], self.handed_in.is_reopened(more));
        leaves!(["incident.record"], store.record_clock_jump(&By::system(world.now()), more));
        leaves!(
            ["attempt.submit", "result.grade"],
            store.submit(&running.candidate.by(), running.candidate.enrolment, running.attempt)
        );
        leaves!(["attempt.expire", "result.grade"], store.close_overdue(world.now()));
        leaves!(["result.approve"], store.approve(&chair, result));
        leaves!(["sign-in"], store.begin_staff_session(&registrar));
        leaves!(["sign-in.password"], store.begin_half_session(&registrar));
        let (somebody, code) = &self.invited;
        let act = StaffAct::Appoint(Role::Auditor.into());
        leaves!(["staff.add", "code.issue"], store.open_account(&registrar, "next", "Келесі"));
        leaves!(["code.issue"], store.invite(&registrar, self.uninvited));
        leaves!(["password.choose"], store.join(code, "invited", "", "$argon2id$", "", world.now()));
        leaves!(["staff-proposal.propose"], store.propose_for_staff(&registrar, *somebody, act, reason));
        leaves!(["staff-proposal.accept", "appointment.begin"], store.decide_for_staff(&chair, self.proposed, true));
        leaves!(["appointment.end"], store.end_appointment(&registrar, self.appointed.0, self.appointed.1));
        leaves!(["password.refresh"], store.refresh_password(&chair, "$argon2id$", "$argon2id$2"));
        leaves!(["password.change"], store.change_password(&chair, &self.signed_in, "$argon2id$3"));
        leaves!(["second-factor.begin"], store.begin_second_factor(&chair));
        leaves!(["session.end"], store.end_staff_sessions(&registrar, *somebody, None));
        leaves!(["staff.close"], store.close_account(&registrar, *somebody));
        leaves!(["file.read"], store.record_reading(&registrar, Subject::File(self.file)));
        leaves!(["file.search"], store.record_search(&registrar, 1));
        leaves!(["sign-in.refuse"], store.refuse_staff(None, "192.0.2.66", world.now()));
        told
    }
}

#[tokio::test]
async fn every_change_leaves_its_events_or_does_not_happen() {
    let world = World::new().await;
    let scene = Scene::in_world(&world).await;
    let before = world.contents().await;

    world.the_log_is_full().await;
    for (events, outcome, _) in scene.plays(&world).await {
        // The closing task logs what it can't close, and goes on with the others.
        let logged = events[0] == "attempt.expire" && outcome.is_ok();
        assert!(
            logged || matches!(&outcome, Err(Error::Database(error)) if error.to_string().contains("the log is full")),
            "{events:?}: {outcome:?}"
        );
    }
    assert_eq!(world.contents().await, before, "nothing happens that the log can't tell");

    world.the_log_has_room_again().await;
    for (events, outcome, told) in scene.plays(&world).await {
        outcome.unwrap_or_else(|error| panic!("{events:?}: {error}"));
        assert_eq!(told, events);
    }
    assert_eq!(world.findings().await, []);
}

#[tokio::test]
async fn what_changes_nothing_leaves_no_event() {
    let world = World::new().await;
    let scene = Scene::in_world(&world).await;
    let (running, graded) = (&scene.running, &scene.graded);
    graded.is_approved().await;
    let since = world.last_event().await;
    scene.seated.sits_down("first").await;
    scene.seated.sits_down("second").await;
    world.store.stand_up(&scene.seated.candidate.tab("second"), scene.seated.attempt, "", world.now()).await.unwrap();
    running.comes_back().await.unwrap();
    graded.is_approved().await;
    graded.submits().await;
    running.candidate.starts().await;
    running.candidate.sitting_opens().await;
    world.import(&bank::small()).await.unwrap();
    world.store.end_session(&world.registrar(), &Token::from("unknown")).await.unwrap();
    running.saves(&[form(1, options([0]), 0)]).await.unwrap();
    assert_eq!(world.acts_after(since).await, Vec::<String>::new());
}

#[tokio::test]
async fn a_saved_answer_is_a_link_in_its_attempts_chain_and_the_end_seals_the_chain() {
    let world = World::new().await;
    let (at_work, _) = three_answers(&world).await;
    at_work.submits().await;
    let head = world.column(format!("SELECT {} FROM answer_revision WHERE link = 3", hex("hash"))).await.concat();
    let told = "SELECT detail FROM audit_event WHERE act IN ('attempt.submit', 'result.grade') ORDER BY seq";
    let told = world.column(told).await;
    let sealed = told.iter().map(|detail| serde_json::from_str::<serde_json::Value>(detail).unwrap()["chain_head"].clone());
    assert_eq!(sealed.collect::<Vec<_>>(), [head.clone(), head.clone()]);
    assert_eq!(world.column(format!("SELECT {} FROM result", hex("chain_head"))).await, [head]);
}

#[tokio::test]
async fn the_log_holds_no_names_and_no_numbers_of_persons() {
    let world = eventful().await;
    let log = world.column("SELECT actor || object || detail FROM audit_event").await.concat();
    let persons = world
        .column(
            "SELECT name FROM specialist UNION ALL SELECT iin FROM specialist \
             UNION ALL SELECT name FROM applicant UNION ALL SELECT number FROM applicant",
        )
        .await;
    assert!(persons.len() >= 4);
    for person in persons {
        assert!(!log.contains(&person), "{person}");
    }
}
