//! Candidates of one open sitting, as their browsers act.

use std::net::SocketAddr;

use serde::Deserialize;

use crate::{
    failure::{During, Failure, Outcome},
    http::{Answer, Connection, Post, get, post_form},
    load::Visitor,
};

/// Those of whom `synaq demo --candidates` told, in one sitting that is open.
const CROWD: &str = "Сынақшы";

/// A candidate, as far as the exam has gone.
#[derive(Clone, Debug)]
pub struct Candidate {
    iin: String,
    code: String,
    /// Once signed in: what the browser sends.
    pub cookie: String,
    /// Once started: the address of the exam, `/exam/ID`.
    pub exam: String,
    /// Once the paper is there: how many questions it has.
    pub questions: u16,
}

#[derive(Deserialize)]
struct Printed {
    candidates: Vec<PrintedCandidate>,
}

#[derive(Deserialize)]
struct PrintedCandidate {
    iin: String,
    code: String,
    name: String,
}

/// The candidates that `synaq demo --candidates N --json` printed.
///
/// # Errors
/// When it printed something else.
pub fn printed(json: &[u8]) -> Outcome<Vec<Candidate>> {
    let printed: Printed = serde_json::from_slice(json).during("what `synaq demo` printed")?;
    let crowd = printed.candidates.into_iter().filter(|candidate| candidate.name.starts_with(CROWD));
    Ok(crowd.map(|c| Candidate { iin: c.iin, code: c.code, cookie: String::new(), exam: String::new(), questions: 0 }).collect())
}

fn unexpected(doing: &str, answer: &Answer<'_>) -> Failure {
    let body = String::from_utf8_lossy(answer.body);
    let shown: String = body.chars().take(200).collect();
    format!("{doing}: status {} {}", answer.status, shown.split_whitespace().collect::<Vec<_>>().join(" ")).into()
}

/// Signs in all of them, a few at a time.
///
/// # Errors
/// When one is refused.
pub async fn sign_in(candidates: Vec<Candidate>, at: SocketAddr) -> Outcome<Vec<Candidate>> {
    each(candidates, at, async |connection, candidate| {
        let form = [("iin", &*candidate.iin), ("code", &*candidate.code)];
        let answer = connection.ask(&post_form("/", "", &form)).await.during("sign-in")?;
        let cookie = answer.cookie("synaq_candidate").filter(|_| answer.status == 303);
        candidate.cookie = cookie.ok_or_else(|| unexpected("sign-in", &answer))?.to_owned();
        Ok(())
    })
    .await
}

/// Answers every question of every paper, in one request a candidate.
///
/// # Errors
/// When one isn't taken.
pub async fn fill_in(candidates: Vec<Candidate>, at: SocketAddr, client_revision: i64) -> Outcome<Vec<Candidate>> {
    each(candidates, at, async |connection, candidate| {
        let answers: Vec<_> = (1..=candidate.questions).map(|position| answer_json(position, client_revision)).collect();
        let body = format!("{{\"tab\":\"t1\",\"answers\":[{}]}}", answers.join(","));
        let mut request = Vec::new();
        saving(candidate).write(body.as_bytes(), &mut request);
        saved(&connection.ask(&request).await.during("save")?)
    })
    .await
}

/// Does something for each candidate, over a few connections.
async fn each<F>(candidates: Vec<Candidate>, at: SocketAddr, act: F) -> Outcome<Vec<Candidate>>
where
    F: AsyncFn(&mut Connection, &mut Candidate) -> Outcome + Copy,
{
    const CONNECTIONS: usize = 32;
    let share = candidates.len().div_ceil(CONNECTIONS).max(1);
    let mut shares: Vec<Vec<Candidate>> = Vec::new();
    for candidate in candidates {
        match shares.last_mut() {
            Some(last) if last.len() < share => last.push(candidate),
            _ => shares.push(vec![candidate]),
        }
    }
    let acts = shares.iter_mut().map(|share| async {
        let mut connection = Connection::open(at).await.during("connection")?;
        for candidate in share {
            act(&mut connection, candidate).await?;
        }
        Outcome::Ok(())
    });
    crate::load::all(acts).await.into_iter().collect::<Outcome<Vec<()>>>()?;
    Ok(shares.into_iter().flatten().collect())
}

/// The request that saves answers of a candidate.
fn saving(candidate: &Candidate) -> Post {
    Post::json(&format!("{}/answers", candidate.exam), &candidate.cookie)
}

/// An answer that changes with its revision; it fits any kind of question.
fn answer_json(position: u16, client_revision: i64) -> String {
    format!("{{\"position\":{position},\"client_revision\":{client_revision},\"chosen\":[{}]}}", client_revision.rem_euclid(3))
}

fn saved(answer: &Answer<'_>) -> Outcome {
    const NO_CONFLICT: &[u8] = b"\"conflicts\":[]";
    if answer.status == 200 && answer.body.windows(NO_CONFLICT.len()).any(|part| part == NO_CONFLICT) {
        return Ok(());
    }
    Err(unexpected("save", answer))
}

/// Begins the exam, then opens the paper.
pub struct Starter {
    connection: Connection,
    /// Who.
    pub candidate: Candidate,
}

impl Starter {
    /// With a connection that is open already, as from the waiting page.
    ///
    /// # Errors
    /// When the server takes no connection.
    pub async fn waiting(candidate: Candidate, at: SocketAddr) -> Outcome<Self> {
        Ok(Self { connection: Connection::open(at).await.during("connection")?, candidate })
    }
}

impl Visitor for Starter {
    async fn visit(&mut self) -> Outcome {
        let start = post_form("/start", &self.candidate.cookie, &[]);
        let answer = self.connection.ask(&start).await.during("start")?;
        let exam = answer.header("location").filter(|to| answer.status == 303 && to.starts_with("/exam/"));
        self.candidate.exam = exam.ok_or_else(|| unexpected("start", &answer))?.to_owned();
        let page = get(&self.candidate.exam, &self.candidate.cookie);
        let answer = self.connection.ask(&page).await.during("exam page")?;
        self.candidate.questions = questions(answer.body);
        if answer.status == 200 && self.candidate.questions > 0 { Ok(()) } else { Err(unexpected("exam page", &answer)) }
    }
}

/// How many questions a page shows: each has a field for the revision it was shown at.
fn questions(page: &[u8]) -> u16 {
    const FIELD: &[u8] = b" name=\"r";
    let after = page.windows(FIELD.len()).zip(FIELD.len()..).filter(|(part, _)| *part == FIELD);
    let fields = after.filter(|(_, end)| page.get(*end).is_some_and(u8::is_ascii_digit)).count();
    u16::try_from(fields).unwrap_or(u16::MAX)
}

/// Saves one answer after the other over one connection, for the candidates in turn.
pub struct Saver {
    connection: Connection,
    seats: Vec<Seat>,
    turn: usize,
    body: String,
    request: Vec<u8>,
}

struct Seat {
    post: Post,
    questions: u16,
    position: u16,
    client_revision: i64,
}

impl Saver {
    /// For these, whose answers are at `client_revision` at most.
    ///
    /// # Errors
    /// When the server takes no connection.
    pub async fn new(candidates: &[Candidate], at: SocketAddr, client_revision: i64) -> Outcome<Self> {
        Self::with(candidates, at, client_revision, saving).await
    }

    /// The same requests to a server that has them all sent to one address.
    ///
    /// # Errors
    /// When the server takes no connection.
    pub async fn to(path: &str, candidates: &[Candidate], at: SocketAddr) -> Outcome<Self> {
        Self::with(candidates, at, 0, |candidate| Post::json(path, &candidate.cookie)).await
    }

    async fn with(
        candidates: &[Candidate],
        at: SocketAddr,
        client_revision: i64,
        post: impl Fn(&Candidate) -> Post,
    ) -> Outcome<Self> {
        let seat = |c: &Candidate| Seat { post: post(c), questions: c.questions.max(1), position: 0, client_revision };
        let seats = candidates.iter().map(seat).collect();
        let connection = Connection::open(at).await.during("connection")?;
        Ok(Self { connection, seats, turn: 0, body: String::new(), request: Vec::new() })
    }
}

impl Visitor for Saver {
    async fn visit(&mut self) -> Outcome {
        let turn = self.turn;
        self.turn = (turn + 1) % self.seats.len();
        let seat = &mut self.seats[turn];
        seat.position = seat.position % seat.questions + 1;
        seat.client_revision += 1;
        self.body.clear();
        self.body.push_str("{\"tab\":\"t1\",\"answers\":[");
        self.body.push_str(&answer_json(seat.position, seat.client_revision));
        self.body.push_str("]}");
        seat.post.write(self.body.as_bytes(), &mut self.request);
        saved(&self.connection.ask(&self.request).await.during("save")?)
    }
}

/// Asks for the same again and again.
pub struct Reader {
    connection: Connection,
    requests: Vec<Vec<u8>>,
    turn: usize,
    status: u16,
}

impl Reader {
    /// These requests in turn, each of which is to be answered with this status.
    ///
    /// # Errors
    /// When the server takes no connection.
    pub async fn new(requests: Vec<Vec<u8>>, at: SocketAddr, status: u16) -> Outcome<Self> {
        Ok(Self { connection: Connection::open(at).await.during("connection")?, requests, turn: 0, status })
    }
}

impl Visitor for Reader {
    async fn visit(&mut self) -> Outcome {
        let request = &self.requests[self.turn];
        self.turn = (self.turn + 1) % self.requests.len();
        let answer = self.connection.ask(request).await.during("page")?;
        if answer.status == self.status { Ok(()) } else { Err(unexpected("page", &answer)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_crowd_is_told_from_the_others() {
        let json = r#"{"staff":[],"candidates":[
            {"iin":"910101350005","code":"AAAAA-BBBBB","name":"Сынақшы № 1","file":"DEMO-C0001","activity":"crypto-development"},
            {"iin":"930528400638","code":"CCCCC-DDDDD","name":"Мысалов Данияр","file":"DEMO-003","activity":"crypto-development"}]}"#;
        let candidates = printed(json.as_bytes()).unwrap();
        assert_eq!(candidates.len(), 1);
        assert_eq!((&*candidates[0].iin, &*candidates[0].code), ("910101350005", "AAAAA-BBBBB"));
        assert!(printed(b"{}").is_err());
    }

    #[test]
    fn questions_are_counted_by_the_field_of_their_revision() {
        let page =
            b"<input type=\"hidden\" name=\"r1\" value=\"0\"><input name=\"q1\"><input name=\"r12\"><input name=\"reason\">";
        assert_eq!(questions(page), 2);
    }

    #[test]
    fn each_answer_of_a_question_differs_from_the_one_before() {
        assert_eq!(answer_json(4, 6), r#"{"position":4,"client_revision":6,"chosen":[0]}"#);
        for (before, after) in (0..9).zip(1..) {
            let chosen = |revision| answer_json(1, revision).split_once("chosen").map(|(_, chosen)| chosen.to_owned());
            assert_ne!(chosen(before), chosen(after));
        }
    }
}
