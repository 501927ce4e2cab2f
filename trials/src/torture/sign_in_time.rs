//! Whether the time that a refused sign-in takes tells whether there is somebody of that name: Welch's t of names that are there and
//! names that aren't.

use std::{
    fs,
    net::{Ipv4Addr, SocketAddr},
    time::Duration,
};

use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;
use serde_json::Value as Json;
use tokio::net::TcpSocket;

use super::{Ground, Report};
use crate::{
    failure::{During, Outcome},
    http::{Connection, HOST, ORIGIN},
    server::Database,
    stopwatch,
};

/// From one address so many guesses at each name: no more than are looked at.
const OF_EACH: usize = 5;
/// What t must stay below: the measure of the field for «no difference is seen».
const MOST: f64 = 4.5;
/// Of each kind, so much of the slowest is left out: the machine did something else.
const SLOWEST: f64 = 0.05;

pub(super) async fn run(ground: &Ground, random: &mut ChaCha8Rng) -> Outcome<Report> {
    let mut report = Report::default();
    let folder = ground.folder("sign-in-time")?;
    let database = Database::sqlite(&folder.join("synaq.db"), &folder.join("synaq.key"));
    let printed: Json = serde_json::from_slice(&ground.product.printed(&database, &["demo", "--json"])?)
        .during("what the demonstration printed")?;
    let known: Vec<String> =
        printed["staff"].as_array().into_iter().flatten().filter_map(|one| one["login"].as_str().map(str::to_owned)).collect();
    let server = ground.serve(&super::hall::Office { folder: folder.clone(), database }, None)?;
    let mut took = [Vec::new(), Vec::new()];
    for address in 1..=ground.count(1, 10) {
        let from = Ipv4Addr::new(127, 0, 3, u8::try_from(address).unwrap_or(u8::MAX));
        // As many of the one kind as of the other, in no order, of names as long as theirs.
        let unknown = known.iter().map(|login| login.chars().rev().collect::<String>());
        let names: Vec<(usize, String)> =
            known.iter().map(|login| (0, login.clone())).chain(unknown.map(|login| (1, login))).collect();
        let mut guesses: Vec<_> = (0..OF_EACH).flat_map(|_| names.iter()).take(100).collect();
        guesses.shuffle(random);
        let mut connection = connect(server.address, from).await?;
        for (kind, login) in guesses {
            let body = format!("login={login}&password=not+the+password+of+anybody");
            let request = format!(
                "POST /staff/sign-in HTTP/1.1\r\nHost: {HOST}\r\nOrigin: {ORIGIN}\r\n\
                 Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{body}",
                body.len()
            );
            let begin = stopwatch::now();
            let status = connection.ask(request.as_bytes()).await.during("a sign-in")?.status;
            let lasted = begin.elapsed();
            if status != 422 {
                return Err(format!("a wrong password was answered with {status}").into());
            }
            took[*kind].push(lasted);
        }
    }
    server.kill()?;
    let of_each = took[0].len().min(took[1].len());
    let [there, not_there] = took.map(cropped);
    let (t, ms) = (welch(&there, &not_there), |times: &[f64]| mean(times) * 1e3);
    report.figures.push(format!(
        "{of_each} names that are there and {of_each} that aren't: {:.2} and {:.2} ms, t = {t:.2}",
        ms(&there),
        ms(&not_there)
    ));
    if t.abs() >= MOST {
        report.faults.push(format!("the time of a refused sign-in tells who is there: t = {t:.2}"));
    }
    fs::remove_dir_all(&folder).during(folder.display())?;
    Ok(report)
}

async fn connect(at: SocketAddr, from: Ipv4Addr) -> Outcome<Connection> {
    let socket = TcpSocket::new_v4().during("a socket")?;
    socket.bind(SocketAddr::from((from, 0))).during("an address of this machine")?;
    Connection::over(socket.connect(at).await.during("the server")?).during("the server")
}

/// Seconds, without the slowest.
fn cropped(mut took: Vec<Duration>) -> Vec<f64> {
    took.sort_unstable();
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a share of hundreds"
    )]
    let kept = (took.len() as f64 * (1.0 - SLOWEST)) as usize;
    took.into_iter().take(kept).map(|one| one.as_secs_f64()).collect()
}

#[expect(clippy::cast_precision_loss, reason = "hundreds")]
fn mean(times: &[f64]) -> f64 {
    times.iter().sum::<f64>() / times.len() as f64
}

/// The variance of the mean.
#[expect(clippy::cast_precision_loss, reason = "hundreds")]
fn spread(times: &[f64]) -> f64 {
    let (mean, n) = (mean(times), times.len() as f64);
    times.iter().map(|one| (one - mean).powi(2)).sum::<f64>() / (n - 1.0) / n
}

/// Welch's t: the difference of two means over what it may be by chance.
fn welch(a: &[f64], b: &[f64]) -> f64 {
    (mean(a) - mean(b)) / (spread(a) + spread(b)).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn t_is_as_the_textbook_has_it() {
        let (a, b) = ([27.5, 21.0, 19.0, 23.6, 17.0, 17.9], [27.1, 22.0, 20.8, 23.4, 23.4, 23.5]);
        assert!((welch(&a, &b) + 1.2896).abs() < 1e-3, "{}", welch(&a, &b));
        assert!(welch(&a, &a).abs() < 1e-9);
    }
}
