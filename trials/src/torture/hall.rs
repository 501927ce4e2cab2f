//! An examination hall: a database in which candidates sit at their papers, and the candidates' half of the exam.

use std::{
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

use serde_json::{Value as Json, json};
use tokio::time::timeout;

use super::ledger::{Answer, Ledger};
use crate::{
    candidates::{self, Candidate, Starter},
    failure::{During, Failure, Outcome},
    http::{Connection, Post},
    load::Visitor,
    proxy::Proxy,
    server::{Database, Product, Server},
};

/// When a candidate's browser gives up waiting for an answer.
const PATIENCE: Duration = Duration::from_secs(5);

/// How many sit in it.
const CANDIDATES: &str = "40";
/// The one tab of a candidate's browser.
pub const TAB: &str = "tab-of-the-trial";

/// A database, and a folder for whatever else the server leaves.
#[derive(Clone, Debug)]
pub struct Office {
    /// The folder.
    pub folder: PathBuf,
    /// The database.
    pub database: Database,
}

/// A database that lies ready to be copied, with everybody's exam running.
#[derive(Debug)]
pub struct Hall {
    file: PathBuf,
    key: PathBuf,
    seats: Vec<Seat>,
}

/// A candidate at work.
#[derive(Clone, Debug)]
pub struct Seat {
    attempt: String,
    cookie: String,
    questions: u16,
    /// How often each question has been changed.
    revisions: Vec<i64>,
    /// Which question is next.
    next: u16,
    /// What has been sent and not been acknowledged: it is sent again before anything else.
    unsent: Option<(u16, i64, u8)>,
}

/// What came of sending an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Told {
    /// It is saved.
    Saved,
    /// It isn't, the server says: try again.
    Refused(u16),
    /// No answer came.
    Nothing,
}

impl Hall {
    /// Fills a database in a folder.
    ///
    /// # Errors
    /// When anything of it fails.
    pub async fn prepare(product: &Product, folder: &Path) -> Outcome<Self> {
        fs::create_dir_all(folder).during(folder.display())?;
        let (file, key) = (folder.join("synaq.db"), folder.join("synaq.key"));
        let seats = fill(product, &Office { folder: folder.to_owned(), database: Database::sqlite(&file, &key) }).await?;
        if file.with_extension("db-wal").exists() {
            return Err("the server ended, but left its log for others to mend".into());
        }
        Ok(Self { file, key, seats })
    }

    /// A copy of the database as it was prepared, in the folder `data` of a new folder.
    ///
    /// # Errors
    /// When it can't be copied.
    pub fn copy_into(&self, folder: &Path) -> Outcome<Office> {
        let data = folder.join("data");
        fs::create_dir_all(&data).during(data.display())?;
        let copy = data.join("synaq.db");
        fs::copy(&self.file, &copy).during(copy.display())?;
        Ok(Office { folder: folder.to_owned(), database: self.database_at(&copy) })
    }

    /// A database file, with the hall's key.
    pub fn database_at(&self, file: &Path) -> Database {
        Database::sqlite(file, &self.key)
    }

    /// The candidates as they are when everything has been prepared.
    pub fn seats(&self) -> Vec<Seat> {
        self.seats.clone()
    }
}

/// Makes a demonstration in a new database, lets everybody sign in and start, and stops the server again.
///
/// # Errors
/// When anything of it fails.
pub async fn fill(product: &Product, office: &Office) -> Outcome<Vec<Seat>> {
    let printed = product.printed(&office.database, &["demo", "--candidates", CANDIDATES, "--json"])?;
    let server = Server::start(product, &office.database, &[], &office.folder.join("serve.log"))?;
    let mut seats = Vec::new();
    for candidate in candidates::sign_in(candidates::printed(&printed)?, server.address).await? {
        let mut starter = Starter::waiting(candidate, server.address).await?;
        starter.visit().await?;
        seats.push(Seat::of(starter.candidate)?);
    }
    server.stop()?;
    if seats.is_empty() { Err("the demonstration has no candidates".into()) } else { Ok(seats) }
}

impl Seat {
    fn of(candidate: Candidate) -> Outcome<Self> {
        let Candidate { cookie, exam, questions, .. } = candidate;
        let attempt = exam.strip_prefix("/exam/").ok_or_else(|| format!("the exam is at {exam}"))?.to_owned();
        Ok(Self { attempt, cookie, questions, revisions: vec![0; questions.into()], next: 0, unsent: None })
    }

    /// The attempt's id.
    pub fn attempt(&self) -> &str {
        &self.attempt
    }

    /// The session.
    pub fn cookie(&self) -> &str {
        &self.cookie
    }

    /// Changes an answer (or takes up again the one that wasn't acknowledged), sends it, and enters in the ledger what the server
    /// says. `calls` tells how many calls the machine has made.
    ///
    /// # Errors
    /// When the server says something that no candidate should hear.
    pub async fn save(&mut self, connection: &mut Connection, ledger: &Ledger, calls: &Calls<'_>) -> Outcome<Told> {
        let change = self.unsent.unwrap_or_else(|| self.change());
        self.unsent = Some(change);
        let (answer, request) = self.request(change, ledger);
        let Ok(Ok(told)) = timeout(PATIENCE, connection.ask(&request)).await else { return Ok(Told::Nothing) };
        match told.status {
            200 => {
                let reply: Json = serde_json::from_slice(told.body).during("the reply to a save")?;
                if reply["conflicts"].as_array().is_none_or(|conflicts| !conflicts.is_empty()) {
                    return Err(format!("an answer of the only tab there is was in conflict: {reply}").into());
                }
                ledger.acknowledge(answer, calls()?);
                self.unsent = None;
                Ok(Told::Saved)
            }
            status @ (429 | 500..) => Ok(Told::Refused(status)),
            status => Err(format!("a save was answered with {status}").into()),
        }
    }

    /// Enters a change in the ledger as sent, and puts it into a request.
    fn request(&self, (position, revision, chosen): (u16, i64, u8), ledger: &Ledger) -> (Answer, Vec<u8>) {
        let answer = Answer { attempt: self.attempt.replace('-', ""), position, revision };
        ledger.send(&answer, 1 << chosen);
        let body = json!({ "tab": TAB, "answers": [{ "position": position, "client_revision": revision, "chosen": [chosen] }] })
            .to_string();
        let mut request = Vec::new();
        Post::json(&format!("/exam/{}/answers", self.attempt), &self.cookie).write(body.as_bytes(), &mut request);
        (answer, request)
    }

    /// Changes one answer twice, in two requests of which the network delivers the later first. The newer must stand, and whoever
    /// sent the older must not hear that it is saved. If it is otherwise, says what.
    ///
    /// # Errors
    /// When the requests can't be sent.
    pub async fn overtake(&mut self, proxy: &Proxy, ledger: &Ledger) -> Outcome<Option<String>> {
        let (position, revision, _) = self.change();
        let (older, newer) = ((position, revision, 0), (position, revision + 1, 1));
        self.revisions[usize::from(position) - 1] = revision + 1;
        let (_, older) = self.request(older, ledger);
        let (answer, newer) = self.request(newer, ledger);
        let mut roads = (
            Connection::open(proxy.address).await.during("the proxy")?,
            Connection::open(proxy.address).await.during("the proxy")?,
        );
        let through = proxy.reverse(2);
        let ask = async |road: &mut Connection, request: &[u8], others_first: usize| {
            proxy.holds(others_first).await;
            let told = timeout(PATIENCE, road.ask(request)).await.during("a save held back")?.during("a save held back")?;
            let reply: Json = serde_json::from_slice(told.body).during("the reply to a save")?;
            Ok::<_, Failure>((told.status, reply["conflicts"].as_array().is_some_and(Vec::is_empty)))
        };
        let (old, new) = tokio::join!(ask(&mut roads.0, &older, 0), ask(&mut roads.1, &newer, 1));
        timeout(PATIENCE, through).await.during("saves held back")?.during("saves held back")?;
        let (old, new) = (old?, new?);
        if new != (200, true) {
            return Ok(Some(format!("a newer answer that came first is answered with {new:?}")));
        }
        ledger.acknowledge(answer, 0);
        Ok((old != (200, false)).then(|| format!("an older answer that came later is answered with {old:?}")))
    }

    /// Another choice for the next question; the three options that every question has take turns.
    fn change(&mut self) -> (u16, i64, u8) {
        let question = usize::from(self.next);
        self.next = (self.next + 1) % self.questions;
        self.revisions[question] += 1;
        let revision = self.revisions[question];
        (u16::try_from(question + 1).unwrap_or(u16::MAX), revision, u8::try_from(revision % 3).unwrap_or(0))
    }
}

/// Tells how many calls the machine has made; 0 where nobody counts.
pub type Calls<'a> = dyn Fn() -> Outcome<u64> + Send + Sync + 'a;
