//! Thousands of connections that send a byte now and then, or read nothing, while candidates save: their saves go on, and take about as
//! long as before.

use std::{
    fs,
    net::{Ipv4Addr, SocketAddr},
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed},
    },
    time::Duration,
};

use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use tokio::{
    io::AsyncWriteExt,
    net::{TcpSocket, TcpStream},
    task::JoinSet,
    time::sleep,
};

use super::{
    Ground, Report,
    evidence::judge,
    hall::{Seat, Told},
    ledger::Ledger,
};
use crate::{
    failure::{During, Outcome},
    http::{Connection, HOST, ORIGIN},
    stopwatch,
};

/// How long candidates save with nobody else there, and with everybody.
const CALM: Duration = Duration::from_secs(3);
/// Between two bytes of a slow client.
const DRIP: Duration = Duration::from_millis(700);
/// Each of these addresses of this machine is another client to the server.
const ADDRESSES: usize = 8;
/// A save may take so many times as long as in calm, and this much more: on two cores the slow clients themselves are work.
const TIMES: u32 = 5;
const MORE: Duration = Duration::from_millis(50);
/// When a save that was refused is tried again.
const AGAIN: Duration = Duration::from_millis(100);
/// Open files beside those of slow clients.
const OTHER_FILES: u64 = 500;

/// What a slow client does.
#[derive(Clone, Copy)]
enum Slowness {
    Head,
    Body,
    Reading,
}

pub(super) async fn run(ground: &Ground, random: &mut ChaCha8Rng) -> Outcome<Report> {
    let mut report = Report::default();
    let folder = ground.folder("slow-clients")?;
    let office = ground.hall.copy_into(&folder)?;
    let place = folder.display().to_string();
    let room = rlimit::increase_nofile_limit(u64::MAX).during("open files")?;
    let room = usize::try_from(room.saturating_sub(OTHER_FILES)).unwrap_or(usize::MAX);
    let slow = ground.count(600, 5_000).min(room);
    let server = ground.serve(&office, None)?;
    let (ledger, seats) = (Arc::new(Ledger::default()), ground.hall.seats());

    let (seats, calm) = saves(server.address, seats, &ledger, CALM).await?;
    let (held, reconnected) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let ends = Arc::new(AtomicBool::new(false));
    let mut clients = JoinSet::new();
    for number in 0..slow {
        let how = [Slowness::Head, Slowness::Body, Slowness::Reading][number % 3];
        let (held, reconnected, ends) = (Arc::clone(&held), Arc::clone(&reconnected), Arc::clone(&ends));
        let (at, from, pause) = (server.address, address(number), DRIP.mul_f64(random.random_range(0.5..1.5)));
        clients.spawn(async move {
            while !ends.load(Relaxed) {
                if let Ok(stream) = connect(at, from).await {
                    held.fetch_add(1, Relaxed);
                    be_slow(stream, how, pause, &ends).await;
                    held.fetch_sub(1, Relaxed);
                    reconnected.fetch_add(1, Relaxed);
                }
                sleep(pause).await;
            }
        });
    }
    while held.load(Relaxed) < slow * 9 / 10 {
        sleep(Duration::from_millis(50)).await;
        if stopwatch::since_the_beginning() > Duration::from_secs(3_600) {
            return Err("the slow clients were never there".into());
        }
    }
    // Longer than a head may take, so that the server has to end some.
    let (_, beside) =
        saves(server.address, seats, &ledger, CALM.max(Duration::from_secs(if ground.quick { 6 } else { 25 }))).await?;
    let there = held.load(Relaxed);
    ends.store(true, Relaxed);
    clients.abort_all();
    server.kill()?;

    report.acknowledged = ledger.acknowledged();
    let (verdict, unsound) = judge(&ground.product, &office.database, &ledger, u64::MAX).await;
    report.enter(&verdict, unsound, &place);
    let (before, after) = (percentiles(calm), percentiles(beside));
    report.figures.push(format!(
        "{there} slow connections, {} ended; a save's p50, p99 {:.1}, {:.1} ms, beside them {:.1}, {:.1} ms",
        reconnected.load(Relaxed),
        before[0].as_secs_f64() * 1e3,
        before[1].as_secs_f64() * 1e3,
        after[0].as_secs_f64() * 1e3,
        after[1].as_secs_f64() * 1e3,
    ));
    if !ground.quick && after[1] > before[1] * TIMES + MORE {
        report
            .faults
            .push(format!("{place}: beside slow clients a save takes {:?} (p99), without them {:?}", after[1], before[1]));
    }
    if !ground.quick && reconnected.load(Relaxed) < slow / 3 {
        report.faults.push(format!("{place}: of {slow} slow connections only {} were ended", reconnected.load(Relaxed)));
    }
    if report.faults.is_empty() {
        fs::remove_dir_all(&folder).during(folder.display())?;
    }
    Ok(report)
}

fn address(number: usize) -> Ipv4Addr {
    Ipv4Addr::new(127, 0, 2, u8::try_from(number % ADDRESSES + 1).unwrap_or(1))
}

async fn connect(at: SocketAddr, from: Ipv4Addr) -> std::io::Result<TcpStream> {
    let socket = TcpSocket::new_v4()?;
    socket.bind(SocketAddr::from((from, 0)))?;
    socket.connect(at).await
}

/// Until the server has had enough.
async fn be_slow(mut stream: TcpStream, how: Slowness, pause: Duration, ends: &AtomicBool) {
    let begun = match how {
        Slowness::Head => format!("GET / HTTP/1.1\r\nHost: {HOST}\r\nX: "),
        Slowness::Body => format!(
            "POST /staff/sign-in HTTP/1.1\r\nHost: {HOST}\r\nOrigin: {ORIGIN}\r\n\
             Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 10000\r\n\r\nlogin="
        ),
        // As many pages as fit in nobody's buffers, and none is read.
        Slowness::Reading => format!("GET / HTTP/1.1\r\nHost: {HOST}\r\n\r\n").repeat(40),
    };
    if stream.write_all(begun.as_bytes()).await.is_err() {
        return;
    }
    while !ends.load(Relaxed) {
        sleep(pause).await;
        let mut seen = [0; 1];
        let is_over = match how {
            Slowness::Reading => matches!(stream.peek(&mut seen).await, Ok(0) | Err(_)),
            _ => stream.write_all(b"a").await.is_err(),
        };
        if is_over {
            return;
        }
    }
}

/// Everybody saves one answer after the other for a while; how long each took.
async fn saves(
    server: SocketAddr,
    seats: Vec<Seat>,
    ledger: &Arc<Ledger>,
    lasts: Duration,
) -> Outcome<(Vec<Seat>, Vec<Duration>)> {
    let mut at_work = JoinSet::new();
    for mut seat in seats {
        let ledger = Arc::clone(ledger);
        at_work.spawn(async move {
            let begin = stopwatch::now();
            let mut connection = Connection::open(server).await.during("a candidate's connection")?;
            let mut took = Vec::new();
            while begin.elapsed() < lasts {
                let one = stopwatch::now();
                match seat.save(&mut connection, &ledger, &|| Ok(0)).await? {
                    Told::Saved => took.push(one.elapsed()),
                    // As a browser does: the answer is sent again.
                    Told::Refused(_) => sleep(AGAIN).await,
                    Told::Nothing => connection = Connection::open(server).await.during("a candidate's connection")?,
                }
            }
            Outcome::Ok((seat, took))
        });
    }
    let (mut seats, mut all) = (Vec::new(), Vec::new());
    while let Some(done) = at_work.join_next().await {
        let (seat, took) = done.during("a candidate")??;
        seats.push(seat);
        all.extend(took);
    }
    Ok((seats, all))
}

/// p50 and p99.
fn percentiles(mut took: Vec<Duration>) -> [Duration; 2] {
    took.sort_unstable();
    [50, 99].map(|percent| took.get(took.len().saturating_sub(1) * percent / 100).copied().unwrap_or_default())
}
