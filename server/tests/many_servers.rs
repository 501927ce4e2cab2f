//! Three servers on one PostgreSQL behind a balancer that sends each request to the next: sessions, places, news and deadlines are the
//! database's, and one server may be killed at any time.

use std::{
    collections::BTreeMap,
    fs,
    net::SocketAddr,
    path::{Path, PathBuf},
    time::Duration,
};

use cluster::Cluster;
use serde_json::{Value as Json, json};
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::TcpStream,
    time::sleep,
};
use trials::{
    http::{Connection, Post, get, get_json, post_form},
    round_robin::RoundRobin,
    server::{Database, Product, Server},
};

/// Three servers and what lies before them.
struct Room {
    folder: PathBuf,
    product: Product,
    database: Database,
    cluster: Cluster,
    servers: Vec<Server>,
    balancer: RoundRobin,
    candidates: Vec<(String, String)>,
}

/// What came back.
struct Reply {
    status: u16,
    location: String,
    cookie: Option<String>,
    body: String,
}

impl Room {
    async fn new(name: &str) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}-{}", std::process::id()));
        let site = folder.join("site");
        fs::create_dir_all(site.join("pkg")).unwrap();
        let names = ["synaq.css", "candidate.js", "candidate_bg.wasm", "staff.js", "staff_bg.wasm"];
        let manifest: BTreeMap<_, _> = names.into_iter().map(|name| (name, name)).collect();
        fs::write(site.join("manifest.json"), serde_json::to_vec(&manifest).unwrap()).unwrap();
        let cluster = Cluster::start().unwrap();
        let database = Database { url: cluster.create_database("synaq").unwrap(), key: folder.join("synaq.key") };
        let product = Product { synaq: env!("CARGO_BIN_EXE_synaq").into(), site };
        let printed: Json = serde_json::from_slice(&product.printed(&database, &["demo", "--json"]).unwrap()).unwrap();
        let text = |value: &Json| value.as_str().unwrap().to_owned();
        let candidates = printed["candidates"].as_array().unwrap().iter().map(|c| (text(&c["iin"]), text(&c["code"]))).collect();
        let start = |n: usize| {
            let arguments = ["--network-grace-seconds", "0"];
            Server::start(&product, &database, &arguments, &folder.join(format!("server-{n}.log"))).unwrap()
        };
        let servers: Vec<Server> = (0..3).map(start).collect();
        let balancer = RoundRobin::before(servers.iter().map(|server| server.address).collect()).await.unwrap();
        Self { folder, product, database, cluster, servers, balancer, candidates }
    }

    /// One request on a connection of its own: the balancer takes it to the next server.
    async fn asks(&self, request: &[u8]) -> Reply {
        asks(self.balancer.address, request).await
    }

    async fn gets(&self, path: &str, cookie: &str) -> Reply {
        self.asks(&get(path, cookie)).await
    }

    async fn posts(&self, path: &str, cookie: &str, fields: &[(&str, &str)]) -> Reply {
        self.asks(&post_form(path, cookie, fields)).await
    }

    async fn posts_json(&self, path: &str, cookie: &str, body: &Json) -> Reply {
        let mut request = Vec::new();
        Post::json(path, cookie).write(body.to_string().as_bytes(), &mut request);
        self.asks(&request).await
    }

    /// A candidate signs in and starts.
    async fn at_work(&self, number: usize) -> AtWork {
        let (iin, code) = &self.candidates[number];
        let signed_in = self.posts("/", "", &[("iin", iin), ("code", code)]).await;
        let cookie = signed_in.cookie.expect("a session");
        let started = self.posts("/start", &cookie, &[]).await;
        assert_eq!(started.status, 303, "{}", started.body);
        AtWork { iin: iin.clone(), cookie, exam: started.location }
    }

    fn verified(&self) -> Json {
        serde_json::from_slice(&self.product.printed(&self.database, &["audit", "verify", "--json"]).unwrap()).unwrap()
    }
}

impl Drop for Room {
    fn drop(&mut self) {
        drop(fs::remove_dir_all(&self.folder));
    }
}

struct AtWork {
    iin: String,
    cookie: String,
    exam: String,
}

impl AtWork {
    async fn saves(&self, room: &Room, tab: &str, position: u16, count: i64) -> Reply {
        let answer = json!({"position": position, "client_revision": count, "chosen": [count % 3]});
        room.posts_json(&format!("{}/answers", self.exam), &self.cookie, &json!({"tab": tab, "answers": [answer]})).await
    }

    fn attempt(&self) -> &str {
        self.exam.rsplit('/').next().unwrap()
    }
}

async fn asks(at: SocketAddr, request: &[u8]) -> Reply {
    let mut connection = Connection::open(at).await.unwrap();
    let answer = connection.ask(request).await.unwrap();
    Reply {
        status: answer.status,
        location: answer.header("location").unwrap_or_default().to_owned(),
        cookie: answer.cookie("synaq_candidate").or(answer.cookie("synaq_staff")).map(str::to_owned),
        body: String::from_utf8_lossy(answer.body).into_owned(),
    }
}

/// The news of a page that is open at one server.
struct Stream(BufReader<TcpStream>);

impl Stream {
    async fn open(server: &Server, at_work: &AtWork, tab: &str) -> Self {
        let mut stream = TcpStream::connect(server.address).await.unwrap();
        let request = get_json(&format!("{}/events?tab={tab}", at_work.exam), &at_work.cookie);
        stream.write_all(&request).await.unwrap();
        Self(BufReader::new(stream))
    }

    /// The next news of which this holds.
    async fn news(&mut self, holds: impl Fn(&Json) -> bool) -> Json {
        let mut line = String::new();
        loop {
            line.clear();
            assert_ne!(self.0.read_line(&mut line).await.unwrap(), 0, "the stream has ended");
            let news = line.strip_prefix("data:").and_then(|data| serde_json::from_str::<Json>(data.trim()).ok());
            if let Some(news) = news.filter(|news| holds(news)) {
                return news;
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn any_request_may_land_on_any_server_and_one_may_be_killed_at_any_time() {
    let mut room = Room::new("many-servers").await;
    let one = room.at_work(0).await;

    // Each of these goes to another server than the one before.
    for count in 1..=9 {
        let saved = one.saves(&room, "a", 1, count).await;
        assert_eq!(saved.status, 200, "{}", saved.body);
        let revisions: Json = serde_json::from_str(&saved.body).unwrap();
        assert_eq!(revisions["revisions"]["1"], count, "each server goes on from where the other was");
    }

    // The place that was taken through one server is taken for all.
    let sits_down = async |tab: &str| {
        let asked = json!({"tab": tab, "take_over": false});
        let reply = room.posts_json(&format!("{}/place", one.exam), &one.cookie, &asked).await;
        serde_json::from_str::<Json>(&reply.body).unwrap()["here"].clone()
    };
    assert_eq!(sits_down("a").await, true);
    for _ in 0..3 {
        assert_eq!(sits_down("b").await, false);
        let refused = one.saves(&room, "b", 2, 1).await;
        assert_eq!((refused.status, refused.body.contains("elsewhere")), (409, true), "{}", refused.body);
    }

    // What staff do through one server is news on pages that are open at the two others.
    let mut pages = Vec::new();
    for server in &room.servers[..2] {
        let mut page = Stream::open(server, &one, "a").await;
        page.news(|news| news["granted_ms"] == 0).await;
        pages.push(page);
    }
    let at_third = room.servers[2].address;
    let fields = [("login", "invigilator"), ("password", "demo-invigilator-2026")];
    let staff = asks(at_third, &post_form("/staff/sign-in", "", &fields)).await.cookie.expect("a session of staff");
    let sittings = asks(at_third, &get("/staff/sittings", &staff)).await.body;
    let mut given = false;
    for (at, _) in sittings.match_indices("/staff/sittings/") {
        let sitting: String = sittings[at..].chars().take_while(|c| !"\"?#".contains(*c)).collect();
        if !given && asks(at_third, &get(&sitting, &staff)).await.body.contains(&one.iin) {
            let fields = [("minutes", "7"), ("cause", "technical"), ("note", "жарық сөнді")];
            let reply = asks(at_third, &post_form(&format!("{sitting}/time/give"), &staff, &fields)).await;
            given = reply.status == 303;
            assert!(given, "{} {}", reply.status, reply.body);
        }
    }
    assert!(given, "the candidate's sitting is in the list");
    for page in &mut pages {
        page.news(|news| news["granted_ms"] == 7 * 60_000).await;
    }

    // One server dies in the middle of it; the balancer goes past it.
    room.servers.remove(1).kill().unwrap();
    for count in 10..=21 {
        let saved = one.saves(&room, "a", 1, count).await;
        assert_eq!(saved.status, 200, "{}", saved.body);
    }
    assert_eq!(room.gets(&one.exam, &one.cookie).await.status, 200);
    let report = room.verified();
    assert_eq!(report["findings"], json!([]), "{report}");

    // A deadline passes; whichever server comes first ends the attempt there, once.
    let two = room.at_work(1).await;
    assert_eq!(two.saves(&room, "a", 1, 1).await.status, 200);
    let attempt = two.attempt();
    let earlier = "deadline_at - (extract(epoch FROM statement_timestamp()) * 1000)::bigint - 300";
    let moved = format!(
        "UPDATE attempt SET started_at = started_at - ({earlier}), deadline_at = deadline_at - ({earlier}) WHERE id = '{attempt}' \
         RETURNING deadline_at"
    );
    let moved = room.cluster.ask("synaq", &moved).unwrap();
    let deadline = moved.lines().next().unwrap().to_owned();
    let state = format!(
        "SELECT state, ended_at, (SELECT count(*) FROM result r WHERE r.attempt_id = attempt.id) FROM attempt WHERE id = '{attempt}'"
    );
    let ended = loop {
        let row = room.cluster.ask("synaq", &state).unwrap();
        if row.starts_with("graded") {
            break row.trim().to_owned();
        }
        sleep(Duration::from_millis(50)).await;
    };
    assert_eq!(ended, format!("graded|{deadline}|1"), "at its deadline, and once");

    // And what was handed in through one server is over for all.
    assert_eq!(room.posts(&format!("{}/submit", one.exam), &one.cookie, &[]).await.status, 303);
    for _ in 0..2 {
        let late = one.saves(&room, "a", 1, 99).await;
        assert_eq!((late.status, late.body.contains("over")), (409, true), "{}", late.body);
    }
}
