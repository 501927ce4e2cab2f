//! Everything that touches the database. One public function of [`Store`] is one transaction, with the audit events of what it
//! changed in it.
//!
//! SQL stands in this crate alone, written once for every engine.

mod access;
mod answers;
mod attempts;
mod audit;
mod backup;
mod banks;
mod candidates;
mod desk;
mod documents;
mod engine;
mod error;
mod files;
mod guesses;
mod images;
mod incidents;
mod late;
mod log;
mod papers;
mod progress;
mod proposals;
mod reason;
mod results;
mod rows;
mod saving;
mod script;
mod sittings;
mod staff;
mod subjects;
mod tables;
mod time;
mod units;
mod verify;
mod view;
mod witness;
mod workplace;

use std::sync::Arc;

use exam::{
    clock::{Instant, Span},
    id::AttemptId,
};
use tokio::sync::mpsc;

pub use access::{Code, CodeRefused, SignedIn, Token};
pub use answers::{Conflict, Save, Saved};
pub use attempts::{AttemptHead, Closed, Resumes};
pub use audit::{ACTS, Actor, By};
pub use backup::{Backup, Restored};
pub use banks::{Imported, RegulationInForce};
pub use candidates::{ExamRules, Standing};
pub use desk::{Desk, DeskQuestion};
pub use documents::{DocumentHead, DocumentKind, NewDocument};
pub use engine::{BadPlace, Changes, Place as DatabasePlace};
pub use error::{Error, Refusal, Result};
pub use files::{
    ApplicantForm, Declaration, DeclarationStatus, Education, ExamStanding, FileDossier, FileHead, FileRow, FileSearch, NewFile,
    NewPlace, PlaceOfActivity, RowStatus, SpecialtyStanding, StandingOfApplicant,
};
pub use images::ImageHead;
pub use late::{Delivered, LateAnswer, LateDecision};
pub use log::{LogFilter, LogPlace, LoggedEvent};
pub use papers::{Question, Wording};
pub use progress::Progress;
pub use proposals::{Proposal, ProposedAct};
pub use question_banks::mathml;
pub use reason::{Cause, Reason};
pub use results::{Ending, OwnResult, ResultHead, ResultSheet, Verdict};
pub use script::{Marked, Script, ScriptAccess, ScriptQuestion};
pub use sittings::{Admission, Again, Enrolled, NewSitting, SittingHead, Slip};
pub use staff::{
    Appointment, FactorRefused, FactorSecret, HalfSession, HeldAppointment, JoinRefused, Reach, Role, StaffAccount, StaffAct,
    StaffMember, StaffProposal, StaffSession,
};
pub use subjects::Subject;
pub use time::{TimeAct, TimeSheet, Timing};
pub use units::{NewUnit, Unit};
pub use verify::{AuditFinding, AuditReport};
pub use view::{LARGEST_TEXT, MOST_NOTED, View};
pub use witness::{BadKey, Checkpoint, WitnessKey};
pub use workplace::{BadTab, Look, Place, Seat, Tab, Workplace};

use engine::Engine;
use rows::RowKey;

/// The database with the product's own operations.
#[derive(Clone)]
pub struct Store {
    engine: Engine,
    secret: Arc<[u8; 32]>,
    grace: Span,
    saves: mpsc::Sender<saving::Waiting>,
    desks: mpsc::Sender<desk::Waiting>,
    papers: Arc<papers::Papers>,
}

impl Store {
    /// Opens the database, bringing its schema up to date. `secret` keys the HMAC of access codes and is kept outside the database;
    /// `grace` is how long after a deadline an answer may still arrive, for the network's sake.
    ///
    /// # Errors
    /// [`Error::AnotherKey`]; or when the database can't be opened, or its library is older than this product trusts.
    pub async fn open(place: &DatabasePlace, secret: [u8; 32], grace: Span) -> Result<Self> {
        let engine = Engine::open(place, RowKey::of(&secret)).await?;
        let refused = match engine.write_at_length(async move |tx| rows::are_under_this_key(tx).await).await {
            Ok(true) => return Ok(Self::on(engine, secret, grace)),
            Ok(false) => Error::AnotherKey,
            Err(error) => error,
        };
        engine.close().await;
        Err(refused)
    }

    /// Opens a database whose key file is lost and makes it this one's: codes that were not used are void, sessions and second factors
    /// are ended, and the log tells of every row anew, as it is.
    ///
    /// # Errors
    /// [`Refusal::KeyInUse`] when it is this one's already; or as [`Store::open`].
    pub async fn open_under_new_key(place: &DatabasePlace, secret: [u8; 32], grace: Span, by: &By) -> Result<Self> {
        let engine = Engine::open(place, RowKey::of(&secret)).await?;
        let by = by.clone();
        let renew = async move |tx: &mut engine::Tx| match rows::are_under_this_key(tx).await? {
            true => Err(Refusal::KeyInUse.into()),
            false => rows::renew_key(tx, &by).await,
        };
        match engine.write_at_length(renew).await {
            Ok(()) => Ok(Self::on(engine, secret, grace)),
            Err(error) => {
                engine.close().await;
                Err(error)
            }
        }
    }

    fn on(engine: Engine, secret: [u8; 32], grace: Span) -> Self {
        let (saves, incoming) = mpsc::channel(saving::MOST_WAITING);
        tokio::spawn(saving::serve(engine.clone(), grace, incoming));
        let (desks, asked) = mpsc::channel(desk::MOST_WAITING);
        tokio::spawn(desk::serve(engine.clone(), asked));
        Self { engine, secret: Arc::new(secret), grace, saves, desks, papers: Arc::default() }
    }

    /// Whether nothing has been put into the database yet.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn is_empty(&self) -> Result<bool> {
        let (events,): (i64,) = self.engine.read().await?.fetch_one("SELECT count(*) FROM audit_event", vec![]).await?;
        Ok(events == 0)
    }

    /// Whether the database holds demonstration data: it may then be served on loopback only.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn is_demonstration(&self) -> Result<bool> {
        let found: Option<(String,)> =
            self.engine.read().await?.fetch_optional("SELECT value FROM setting WHERE name = 'demonstration'", vec![]).await?;
        Ok(found.is_some())
    }

    /// Marks an empty database as a demonstration, for good.
    ///
    /// # Errors
    /// [`Refusal::DatabaseNotEmpty`], or when the database fails.
    pub async fn begin_demonstration(&self, by: &By) -> Result<()> {
        let by = by.clone();
        self.engine
            .write(async move |tx| {
                let (events,): (i64,) = tx.fetch_one("SELECT count(*) FROM audit_event", vec![]).await?;
                if events > 0 {
                    return Err(Refusal::DatabaseNotEmpty.into());
                }
                tx.execute("INSERT INTO setting (name, value) VALUES ('demonstration', 'yes')", vec![]).await?;
                audit::record(tx, &by, "demonstration.begin", "setting", "demonstration", &serde_json::Value::Null).await?;
                Ok(())
            })
            .await
    }

    /// What time it is by the database's clock, where that is the one that all servers go by; none where the one server has its own.
    ///
    /// # Errors
    /// When the database can't be asked.
    pub async fn database_time(&self) -> Result<Option<Instant>> {
        self.engine.time().await
    }

    /// How long after a deadline an answer may still arrive.
    pub fn grace(&self) -> Span {
        self.grace
    }

    /// Hears of every change of an attempt's state, time and place from now on, whichever server makes it.
    pub fn watch(&self, attempt: AttemptId) -> Changes {
        self.engine.watch(attempt.into())
    }

    /// Comes when the disk has failed the database, with what it said. What was being written is not acknowledged; nothing more can
    /// be: the process has to stop.
    pub async fn failure(&self) -> String {
        self.engine.failure().await
    }

    /// Waits until everything is written, and closes.
    pub async fn close(&self) {
        self.engine.close().await;
    }
}

/// Ten bytes from the operating system, for an id.
fn id<T>(make: impl Fn(Instant, [u8; 10]) -> T, now: Instant) -> T {
    make(now, random())
}

/// Bytes from the operating system.
fn random<const N: usize>() -> [u8; N] {
    use rand::TryRng;
    let mut bytes = [0; N];
    rand::rngs::SysRng.try_fill_bytes(&mut bytes).expect("the operating system gives random bytes, or nothing here is safe");
    bytes
}
