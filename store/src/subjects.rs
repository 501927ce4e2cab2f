//! What staff act on, and which units are responsible for it.

use exam::id::{DeclarationId, EnrolmentId, FileId, ResultId, SittingId, UnitId};
use serde_json::json;
use uuid::Uuid;

use crate::{
    Store,
    access::Token,
    audit::{self, By},
    engine::values,
    error::{Error, Result},
};

/// Something that belongs to units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// A file: the units that serve its places of activity.
    File(FileId),
    /// A sitting: its unit.
    Sitting(SittingId),
    /// A candidate of a sitting: the sitting's unit.
    Enrolment(EnrolmentId),
    /// A result: the units of its file.
    Result(ResultId),
}

const OF_FILE: &str =
    "SELECT DISTINCT t.unit_id FROM place p JOIN unit_territory t ON t.territory = p.territory WHERE p.file_id = $1";
const OF_SITTING: &str = "SELECT unit_id FROM sitting WHERE id = $1";
const OF_ENROLMENT: &str = "SELECT s.unit_id FROM enrolment e JOIN sitting s ON s.id = e.sitting_id WHERE e.id = $1";
const OF_RESULT: &str = "SELECT DISTINCT t.unit_id FROM result r JOIN attempt a ON a.id = r.attempt_id \
                         JOIN enrolment e ON e.id = a.enrolment_id JOIN declaration d ON d.id = e.declaration_id \
                         JOIN place p ON p.file_id = d.file_id JOIN unit_territory t ON t.territory = p.territory WHERE r.id = $1";

impl Subject {
    fn row(self) -> (&'static str, Uuid, &'static str) {
        match self {
            Self::File(id) => (OF_FILE, id.into(), "file"),
            Self::Sitting(id) => (OF_SITTING, id.into(), "sitting"),
            Self::Enrolment(id) => (OF_ENROLMENT, id.into(), "enrolment"),
            Self::Result(id) => (OF_RESULT, id.into(), "result"),
        }
    }

    /// What the log calls it when it is read.
    const fn reading(self) -> &'static str {
        match self {
            Self::File(_) => "file.read",
            Self::Sitting(_) => "sitting.read",
            Self::Enrolment(_) => "enrolment.read",
            Self::Result(_) => "result.read",
        }
    }
}

impl Store {
    /// The units that are responsible.
    ///
    /// # Errors
    /// [`Error::NotFound`], or when the database fails.
    pub async fn units_of(&self, subject: Subject) -> Result<Vec<UnitId>> {
        let (sql, id, _) = subject.row();
        let units: Vec<(Uuid,)> = self.engine.glance().await?.fetch_all(sql, values![id]).await?;
        if units.is_empty() { Err(Error::NotFound) } else { Ok(units.into_iter().map(|(unit,)| unit.into()).collect()) }
    }

    /// Records that somebody reads what is known of persons. It is on record before it is shown.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn record_reading(&self, by: &By, subject: Subject) -> Result<()> {
        let ((_, id, kind), act, by) = (subject.row(), subject.reading(), by.clone());
        self.engine.write(async move |tx| audit::record(tx, &by, act, kind, id, &json!({})).await).await
    }

    /// The same for a page that goes on showing how things stand: once in a session is enough, whether the page or what it asks for
    /// came first. So nothing is read without a trace, and the log doesn't fill up with what it tells already.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn record_following(&self, by: &By, session: &Token, subject: Subject) -> Result<()> {
        let (_, id, kind) = subject.row();
        let told: Option<(i64,)> = self
            .engine
            .ask(
                "SELECT e.seq FROM audit_event e JOIN session s ON e.at >= s.started_at \
                 WHERE s.token_hash = $1 AND e.object = $2 AND e.act = $3 AND e.actor = $4 LIMIT 1",
                values![session.hash(), format!("{kind}:{id}"), subject.reading(), by.actor.name()],
            )
            .await?;
        match told {
            Some(_) => Ok(()),
            None => self.record_reading(by, subject).await,
        }
    }

    /// Records that somebody has looked through the files, and how many were shown. What for is not kept: it may be a person's number.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn record_search(&self, by: &By, found: usize) -> Result<()> {
        let by = by.clone();
        self.engine
            .write(async move |tx| audit::record(tx, &by, "file.search", "file", "all", &json!({"found": found})).await)
            .await
    }

    /// Whether the declaration stands or stood in that file.
    ///
    /// # Errors
    /// [`Error::NotFound`] where it doesn't; or when the database fails.
    pub async fn must_be_of_file(&self, declaration: DeclarationId, file: FileId) -> Result<()> {
        let sql = "SELECT id FROM declaration WHERE id = $1 AND file_id = $2";
        let found: Option<(Uuid,)> = self.engine.ask(sql, values![declaration, file]).await?;
        found.map(|_| ()).ok_or(Error::NotFound)
    }
}
