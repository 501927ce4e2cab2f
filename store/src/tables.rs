//! Every table with its columns, each after those that it refers to; and how the log tells of its rows ([`crate::rows`]). What is kept by
//! triggers (`answer_head`) or for an hour (`sign_in_guess`) is not among them.

use std::sync::LazyLock;

use crate::engine::Kind;

/// Rows that are put back by one statement.
pub(crate) const PAGE: usize = 64;

/// How the log tells of a table's rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Telling {
    /// Each by itself, as it was last written.
    Row,
    /// All together that have the same owner; they come and never change.
    Heap,
    /// They are chained themselves.
    Chain,
    /// Not at all: nothing follows from them.
    Untold,
}

impl Telling {
    /// Whether the log has lines of the rows.
    pub(crate) const fn is_told(self) -> bool {
        matches!(self, Self::Row | Self::Heap)
    }
}

/// A table, and how its rows are read and put back.
pub(crate) struct Table {
    pub(crate) name: &'static str,
    pub(crate) columns: Vec<&'static str>,
    pub(crate) kinds: Vec<Kind>,
    pub(crate) telling: Telling,
    /// The places of the columns by which a row is known; in a heap, its owner.
    pub(crate) key: Vec<usize>,
    /// Whether there is a row.
    pub(crate) any: String,
    pub(crate) select: String,
    pub(crate) insert: String,
    /// The same for [`PAGE`] rows.
    pub(crate) insert_page: String,
}

struct Schema {
    name: &'static str,
    telling: Telling,
    key: &'static [&'static str],
    columns: &'static [(&'static str, Kind)],
}

macro_rules! tables {
    ($($table:ident ($telling:ident $($key:ident),*) { $($column:ident $kind:ident),+ $(,)? })+) => {
        &[$(Schema {
            name: stringify!($table),
            telling: tables!($telling),
            key: &[$(stringify!($key)),*],
            columns: &[$((stringify!($column), Kind::$kind)),+],
        }),+]
    };
    (row) => { Telling::Row };
    (heap) => { Telling::Heap };
    (chain) => { Telling::Chain };
    (untold) => { Telling::Untold };
}

const TABLES: &[Schema] = tables! {
    setting (row name) { name Text, value Text }
    unit (row id) { id Id, code Text, name Text, address Text, time_zone Text }
    unit_territory (row territory) { territory Text, unit_id Id }
    staff (row id) { id Id, login Text, name Text, password_hash Text, created_at Int, closed_at Int }
    appointment (row id) { id Id, staff_id Id, role Text, unit_id Id, since Int, until Int }
    staff_proposal (row id) { id Id, act Text, staff_id Id, role Text, unit_id Id, reason Text, proposed_by Id, proposed_at Int }
    staff_proposal_decision (row proposal_id) { proposal_id Id, accepted Bool, staff_id Id, decided_at Int }
    joining_code (row hmac) { hmac Bytes, staff_id Id, issued_at Int, expires_at Int, used_at Int, voided_at Int }
    second_factor (row staff_id) { staff_id Id, nonce Bytes, begun_at Int, since Int, last_step Int }
    recovery_code (row hmac) { hmac Bytes, staff_id Id, issued_at Int, used_at Int }
    applicant (row id) { id Id, number Text, form Text, name Text }
    file (row id) {
        id Id, number Text, applicant_id Id, standing Text, activity Text, intake_date Text, due_date Text, opened_at Int, search Text,
    }
    place (row file_id, number) { file_id Id, number Int, territory Text, address Text }
    specialist (row id) { id Id, iin Text, name Text }
    declaration (row id) {
        id Id, file_id Id, specialist_id Id, status Text, status_reason Text, replaced_by Id, specialty Text, qualification Text,
        diploma_number Text, diploma_date Text, diploma_place Text, institution Text, copies_attached Bool, declared_at Int,
    }
    specialty_resolution (row declaration_id, number) { declaration_id Id, number Int, accepted Bool, reason Text, staff_id Id, at Int }
    row_confirmation (row file_id, item, number) { file_id Id, item Int, number Int, met Bool, note Text, staff_id Id, at Int }
    bank_release (row id) { id Id, bank Text, number Int, title Text, digest Bytes, demonstration Bool, imported_at Int }
    item (heap release_id) {
        id Id, release_id Id, code Text, topic Text, difficulty Text, kind Text, source Text, options Int, wording Text,
    }
    image (row hash) { hash Bytes, kind Text, width Int, height Int, content Bytes }
    item_image (heap item_id) { item_id Id, name Text, image_hash Bytes }
    item_key (row item_id) { item_id Id, options Int }
    regulation (row id) {
        id Id, activity Text, version Int, bank Text, approved_by Text, blueprint Text, demonstration Bool, registered_at Int,
    }
    sitting (row id) { id Id, unit_id Id, room Text, starts_at Int, admission Text, opened_at Int }
    enrolment (row id) { id Id, sitting_id Id, declaration_id Id, elsewhere Text, enrolled_at Int }
    extra_time (heap enrolment_id) { enrolment_id Id, ms Int, reason Text, staff_id Id, at Int }
    access_code (row hmac) { hmac Bytes, enrolment_id Id, issued_at Int, expires_at Int, used_at Int, voided_at Int, tried_again_at Int }
    session (row token_hash) {
        token_hash Bytes, staff_id Id, enrolment_id Id, address Text, started_at Int, expires_at Int, ended_at Int, seen_at Int, half Bool,
    }
    desk_view (untold) {
        enrolment_id Id, text_size Int, contrast Bool, spaced Bool, language Text, notes Text, scratch Text,
    }
    paper (row id) { id Id, enrolment_id Id, regulation_id Id, release_id Id, algorithm Text, seed Bytes, drawn_at Int }
    paper_question (heap paper_id) { paper_id Id, position Int, section Int, item_id Id, option_order Text }
    attempt (row id) {
        id Id, enrolment_id Id, paper_id Id, state Text, admitted_at Int, started_at Int, limit_ms Int, deadline_at Int,
        paused_since Int, ended_at Int, ended_how Text, tab Text, tab_since Int, paused_by Id, paused_reason Text, resumes Text,
    }
    time_grant (heap attempt_id) { attempt_id Id, ms Int, reason Text, staff_id Id, at Int, to_all Bool }
    pause (heap attempt_id) { attempt_id Id, since Int, until Int, reason Text, staff_id Id, resumes Text, resumed_by Text }
    answer_revision (chain) {
        number Int, attempt_id Id, link Int, previous Int, position Int, revision Int, chosen Int, client_revision Int, address Text, received_at Int,
        hash Bytes,
    }
    late_answer (heap attempt_id) {
        attempt_id Id, number Int, position Int, chosen Int, client_revision Int, address Text, received_at Int,
    }
    late_decision (heap attempt_id) { attempt_id Id, up_to Int, counted Bool, reason Text, staff_id Id, decided_at Int }
    result (row id) {
        id Id, attempt_id Id, number Int, points Int, most Int, passed Bool, sections Text, answers Int, chain_head Bytes,
        graded_at Int,
    }
    result_approval (row result_id, number) { result_id Id, number Int, staff_id Id, approved_at Int }
    proposal (row id) { id Id, act Text, result_id Id, reason Text, staff_id Id, proposed_at Int }
    proposal_decision (row proposal_id) { proposal_id Id, accepted Bool, staff_id Id, decided_at Int }
    document (row id) {
        id Id, file_id Id, declaration_id Id, title Text, kind Text, content Bytes, staff_id Id, attached_at Int,
    }
    incident (row id) { id Id, at Int, kind Text, attempt_id Id, detail Text }
    audit_event (chain) { seq Int, at Int, actor Text, role Text, address Text, act Text, object Text, detail Text, wrote Text, hash Bytes }
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
pub(crate) fn all() -> &'static [Table] {
    static ALL: LazyLock<Vec<Table>> = LazyLock::new(|| TABLES.iter().map(Table::new).collect());
    &ALL
}

impl Table {
    fn new(&Schema { name, telling, key, columns }: &Schema) -> Self {
        let (columns, kinds): (Vec<_>, Vec<_>) = columns.iter().copied().unzip();
        let key = key.iter().filter_map(|key| columns.iter().position(|column| column == key)).collect();
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
            telling,
            key,
        }
    }
}
