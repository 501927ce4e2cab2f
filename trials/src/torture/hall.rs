//! An examination hall: a database in which candidates sit at their papers, and the candidates' half of the exam.

use std::{
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

use serde_json::{Value as Json, json};
use tokio::time::timeout;

use super::{
    evidence::Database,
    house::{Office, Program},
    ledger::{Answer, Ledger},
};
use crate::{
    failure::{During, Failure, Outcome},
    http::{self, Connection, Post},
    proxy::Proxy,
};

/// When a candidate's browser gives up waiting for an answer.
const PATIENCE: Duration = Duration::from_secs(5);

/// The one tab of a candidate's browser.
const TAB: &str = "tab-of-the-trial";

/// A database that lies ready to be copied, with everybody's exam running.
#[derive(Debug)]
pub struct Hall {
    database: PathBuf,
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
    pub async fn prepare(program: &Program, folder: &Path) -> Outcome<Self> {
        fs::create_dir_all(folder).during(folder.display())?;
        let (database, key) = (folder.join("synaq.db"), folder.join("synaq.key"));
        let office = Office { folder: folder.to_owned(), database: Database::Sqlite(database.clone()), key: key.clone() };
        let seats = fill(program, &office).await?;
        if database.with_extension("db-wal").exists() {
            return Err("the server ended, but left its log for others to mend".into());
        }
        Ok(Self { database, key, seats })
    }

    /// A copy of the database as it was prepared, in a new folder.
    ///
    /// # Errors
    /// When it can't be copied.
    pub fn copy_into(&self, folder: &Path) -> Outcome<Office> {
        let data = folder.join("data");
        fs::create_dir_all(&data).during(data.display())?;
        let copy = data.join("synaq.db");
        fs::copy(&self.database, &copy).during(copy.display())?;
        Ok(self.office_at(folder, copy))
    }

    /// An office at that database file, with the hall's key.
    pub fn office_at(&self, folder: &Path, database: PathBuf) -> Office {
        Office { folder: folder.to_owned(), database: Database::Sqlite(database), key: self.key.clone() }
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
pub async fn fill(program: &Program, office: &Office) -> Outcome<Vec<Seat>> {
    let demonstration: Json =
        serde_json::from_str(&program.ask(office, ["demo", "--json"])?).during("what `synaq demo` prints")?;
    let mut server = program.serve(office, None).await?;
    let mut seats = Vec::new();
    for candidate in demonstration["candidates"].as_array().ok_or("the demonstration has no candidates")? {
        let text = |field: &str| candidate[field].as_str().unwrap_or_default().to_owned();
        seats.push(Seat::take(server.address, &text("iin"), &text("code")).await?);
    }
    server.terminate().await?;
    Ok(seats)
}

impl Seat {
    /// Signs in and starts.
    async fn take(server: std::net::SocketAddr, iin: &str, code: &str) -> Outcome<Self> {
        let host = server.to_string();
        let mut connection = Connection::open(server).await.during("the server")?;
        let signed_in =
            connection.ask(&http::post_form(&host, "/", "", &[("iin", iin), ("code", code)])).await.during("sign-in")?;
        let cookie =
            signed_in.cookie("synaq_candidate").ok_or_else(|| format!("{iin} can't sign in: {}", signed_in.status))?.to_owned();
        let started = connection.ask(&http::post_form(&host, "/start", &cookie, &[])).await.during("start")?;
        let page = started.header("location").ok_or_else(|| format!("{iin} can't start: {}", started.status))?.to_owned();
        let attempt = page.strip_prefix("/exam/").ok_or_else(|| format!("{iin} starts, and is sent to {page}"))?.to_owned();
        let paper = connection.ask(&http::get(&host, &page, &cookie)).await.during("the paper")?;
        let paper = String::from_utf8_lossy(paper.body);
        let on_page = |position: &u16| paper.contains(&format!("name=\"r{position}\""));
        let questions = (1..).take_while(on_page).last().ok_or_else(|| format!("the paper of {iin} has no questions"))?;
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
    pub async fn save(&mut self, connection: &mut Connection, host: &str, ledger: &Ledger, calls: &Calls<'_>) -> Outcome<Told> {
        let change = self.unsent.unwrap_or_else(|| self.change());
        self.unsent = Some(change);
        let (answer, request) = self.request(host, change, ledger);
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
    fn request(&self, host: &str, (position, revision, chosen): (u16, i64, u8), ledger: &Ledger) -> (Answer, Vec<u8>) {
        let answer = Answer { attempt: self.attempt.replace('-', ""), position, revision };
        ledger.send(&answer, 1 << chosen);
        let body = json!({ "tab": TAB, "answers": [{ "position": position, "client_revision": revision, "chosen": [chosen] }] })
            .to_string();
        let mut request = Vec::new();
        Post::json(host, &format!("/exam/{}/answers", self.attempt), &self.cookie).write(body.as_bytes(), &mut request);
        (answer, request)
    }

    /// Changes one answer twice, in two requests of which the network delivers the later first. The newer must stand, and whoever
    /// sent the older must not hear that it is saved. If it is otherwise, says what.
    ///
    /// # Errors
    /// When the requests can't be sent.
    pub async fn overtake(&mut self, proxy: &Proxy, ledger: &Ledger) -> Outcome<Option<String>> {
        let host = proxy.address.to_string();
        let (position, revision, _) = self.change();
        let (older, newer) = ((position, revision, 0), (position, revision + 1, 1));
        self.revisions[usize::from(position) - 1] = revision + 1;
        let (_, older) = self.request(&host, older, ledger);
        let (answer, newer) = self.request(&host, newer, ledger);
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
