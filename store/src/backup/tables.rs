//! What a backup is made of: every table with its columns, each after those that it refers to. What triggers keep (`answer_head`) comes
//! back by itself.

use std::sync::LazyLock;

use crate::engine::Kind;

/// Rows that are put back by one statement.
pub(super) const PAGE: usize = 64;

/// A table, and how its rows are read and put back.
pub(super) struct Table {
    pub(super) name: &'static str,
    pub(super) columns: Vec<&'static str>,
    pub(super) kinds: Vec<Kind>,
    /// Whether there is a row.
    pub(super) any: String,
    pub(super) select: String,
    pub(super) insert: String,
    /// The same for [`PAGE`] rows.
    pub(super) insert_page: String,
}

macro_rules! tables {
    ($($table:ident { $($column:ident $kind:ident),+ $(,)? })+) => {
        &[$((stringify!($table), &[$((stringify!($column), Kind::$kind)),+])),+]
    };
}

const TABLES: &[(&str, &[(&str, Kind)])] = tables! {
    setting { name Text, value Text }
    unit { id Id, code Text, name Text, address Text, time_zone Text }
    unit_territory { territory Text, unit_id Id }
    staff { id Id, login Text, name Text, password_hash Text, created_at Int, closed_at Int }
    appointment { id Id, staff_id Id, role Text, unit_id Id, since Int, until Int }
    staff_proposal { id Id, act Text, staff_id Id, role Text, unit_id Id, reason Text, proposed_by Id, proposed_at Int }
    staff_proposal_decision { proposal_id Id, accepted Bool, staff_id Id, decided_at Int }
    joining_code { hmac Bytes, staff_id Id, issued_at Int, expires_at Int, used_at Int, voided_at Int }
    second_factor { staff_id Id, nonce Bytes, begun_at Int, since Int, last_step Int }
    recovery_code { hmac Bytes, staff_id Id, issued_at Int, used_at Int }
    applicant { id Id, number Text, form Text, name Text }
    file {
        id Id, number Text, applicant_id Id, standing Text, activity Text, intake_date Text, due_date Text, opened_at Int, search Text,
    }
    place { file_id Id, number Int, territory Text, address Text }
    specialist { id Id, iin Text, name Text }
    declaration {
        id Id, file_id Id, specialist_id Id, status Text, status_reason Text, replaced_by Id, specialty Text, qualification Text,
        diploma_number Text, diploma_date Text, diploma_place Text, institution Text, copies_attached Bool, declared_at Int,
    }
    specialty_resolution { declaration_id Id, number Int, accepted Bool, reason Text, staff_id Id, at Int }
    row_confirmation { file_id Id, item Int, number Int, met Bool, note Text, staff_id Id, at Int }
    bank_release { id Id, bank Text, number Int, title Text, digest Bytes, demonstration Bool, imported_at Int }
    item {
        id Id, release_id Id, code Text, topic Text, difficulty Text, kind Text, source Text, options Int, wording Text,
    }
    item_key { item_id Id, options Int }
    regulation {
        id Id, activity Text, version Int, bank Text, approved_by Text, blueprint Text, demonstration Bool, registered_at Int,
    }
    sitting { id Id, unit_id Id, room Text, starts_at Int, admission Text, opened_at Int }
    enrolment { id Id, sitting_id Id, declaration_id Id, elsewhere Text, enrolled_at Int }
    extra_time { enrolment_id Id, ms Int, reason Text, staff_id Id, at Int }
    access_code { hmac Bytes, enrolment_id Id, issued_at Int, expires_at Int, used_at Int, voided_at Int, tried_again_at Int }
    session {
        token_hash Bytes, staff_id Id, enrolment_id Id, address Text, started_at Int, expires_at Int, ended_at Int, seen_at Int, half Bool,
    }
    paper { id Id, enrolment_id Id, regulation_id Id, release_id Id, algorithm Text, seed Bytes, drawn_at Int }
    paper_question { paper_id Id, position Int, section Int, item_id Id, option_order Text }
    attempt {
        id Id, enrolment_id Id, paper_id Id, state Text, admitted_at Int, started_at Int, limit_ms Int, deadline_at Int,
        paused_since Int, ended_at Int, ended_how Text, tab Text, tab_since Int, paused_by Id, paused_reason Text, resumes Text,
    }
    time_grant { attempt_id Id, ms Int, reason Text, staff_id Id, at Int, to_all Bool }
    pause { attempt_id Id, since Int, until Int, reason Text, staff_id Id, resumes Text, resumed_by Text }
    answer_revision {
        number Int, attempt_id Id, link Int, previous Int, position Int, revision Int, chosen Int, client_revision Int, address Text, received_at Int,
        hash Bytes,
    }
    result {
        id Id, attempt_id Id, number Int, points Int, most Int, passed Bool, sections Text, answers Int, chain_head Bytes,
        graded_at Int,
    }
    result_approval { result_id Id, number Int, staff_id Id, approved_at Int }
    proposal { id Id, act Text, result_id Id, reason Text, staff_id Id, proposed_at Int }
    proposal_decision { proposal_id Id, accepted Bool, staff_id Id, decided_at Int }
    incident { id Id, at Int, kind Text, attempt_id Id, detail Text }
    audit_event { seq Int, at Int, actor Text, role Text, address Text, act Text, object Text, detail Text, hash Bytes }
};

/// Where a table refers to itself, the order in which each row comes after the one that it refers to: who took someone's place may
/// have been replaced since. (No chain is that long; a circle, which no code of this product could have written, is not walked for
/// ever.)
const IN_ORDER: &[(&str, &str, &str)] = &[
    ("answer_revision", "", " ORDER BY t.number"),
    (
        "declaration",
        "WITH RECURSIVE chain (id, successor, steps) AS (\
     SELECT id, replaced_by, 1 FROM declaration WHERE replaced_by IS NOT NULL \
     UNION ALL SELECT c.id, d.replaced_by, c.steps + 1 FROM chain c JOIN declaration d ON d.id = c.successor \
     WHERE d.replaced_by IS NOT NULL AND c.steps < 1000) ",
        " LEFT JOIN (SELECT id, max(steps) AS steps FROM chain GROUP BY id) behind ON behind.id = t.id \
     ORDER BY coalesce(behind.steps, 0)",
    ),
];

/// All tables, in their order.
pub(super) fn all() -> &'static [Table] {
    static ALL: LazyLock<Vec<Table>> = LazyLock::new(|| TABLES.iter().map(|(name, columns)| Table::new(name, columns)).collect());
    &ALL
}

impl Table {
    fn new(name: &'static str, columns: &[(&'static str, Kind)]) -> Self {
        let (columns, kinds): (Vec<_>, Vec<_>) = columns.iter().copied().unzip();
        let (before, after) = IN_ORDER.iter().find(|(of, ..)| *of == name).map_or(("", ""), |(_, before, after)| (before, after));
        let row = |number: usize| {
            let places = (1..=columns.len()).map(|place| format!("${}", number * columns.len() + place));
            format!("({})", places.collect::<Vec<_>>().join(", "))
        };
        let insert = |rows: usize| {
            format!("INSERT INTO {name} ({}) VALUES {}", columns.join(", "), (0..rows).map(row).collect::<Vec<_>>().join(", "))
        };
        Self {
            name,
            any: format!("SELECT CAST(1 AS BIGINT) FROM {name} LIMIT 1"),
            select: format!("{before}SELECT t.{} FROM {name} t{after}", columns.join(", t.")),
            insert: insert(1),
            insert_page: insert(PAGE),
            columns: columns.clone(),
            kinds,
        }
    }
}
