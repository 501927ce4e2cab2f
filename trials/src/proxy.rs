//! A network in between: a proxy for TCP that passes everything on, until it is told to be slow, to break off, or to deliver late.

use std::{
    net::SocketAddr,
    ops::Range,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{
        TcpListener, TcpStream,
        tcp::{OwnedReadHalf, OwnedWriteHalf},
    },
    sync::{oneshot, watch},
    task::JoinHandle,
    time::sleep,
};

use crate::failure::{During, Outcome};

const POLL: Duration = Duration::from_millis(1);

/// A proxy; it ends, and everything through it, when it is dropped.
pub struct Proxy {
    /// Where it listens.
    pub address: SocketAddr,
    shared: Arc<Shared>,
    accepting: JoinHandle<()>,
}

/// How the network is.
#[derive(Clone, Debug, Default)]
pub struct Weather {
    /// Nothing gets through, and what is connected is broken off.
    pub down: bool,
    /// How long each request is on its way.
    pub delay: Range<Duration>,
    /// A connection breaks off in the middle of an answer when about so many bytes have come back on it; empty for never.
    pub breaks_after: Range<u64>,
}

struct Shared {
    server: SocketAddr,
    weather: watch::Sender<Weather>,
    random: Mutex<ChaCha8Rng>,
    held: Mutex<Option<Held>>,
}

/// Requests that are held back until so many have come.
struct Held {
    until: usize,
    requests: Vec<(oneshot::Sender<()>, oneshot::Receiver<()>)>,
    all_through: oneshot::Sender<()>,
}

impl Proxy {
    /// Listens on a port of its own. What happens by chance depends on the seed.
    ///
    /// # Errors
    /// When it can't listen.
    pub async fn before(server: SocketAddr, seed: u64) -> Outcome<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await.during("the proxy")?;
        let address = listener.local_addr().during("the proxy")?;
        let (weather, random) = (watch::Sender::new(Weather::default()), Mutex::new(ChaCha8Rng::seed_from_u64(seed)));
        let shared = Arc::new(Shared { server, weather, random, held: Mutex::new(None) });
        let accepting = tokio::spawn(accept(listener, Arc::clone(&shared)));
        Ok(Self { address, shared, accepting })
    }

    /// Changes the weather.
    pub fn set(&self, weather: Weather) {
        self.shared.weather.send_replace(weather);
    }

    /// Holds back the next `count` requests; when all have come, lets the last through first, and each of the others when the one
    /// before it has been answered. What is returned tells when all are through.
    pub fn reverse(&self, count: usize) -> oneshot::Receiver<()> {
        let (all_through, told) = oneshot::channel();
        *lock(&self.shared.held) = Some(Held { until: count, requests: Vec::new(), all_through });
        told
    }

    /// Waits until so many requests are held back.
    pub async fn holds(&self, count: usize) {
        while lock(&self.shared.held).as_ref().is_some_and(|held| held.requests.len() < count) {
            sleep(POLL).await;
        }
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.accepting.abort();
        self.set(Weather { down: true, ..Weather::default() });
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn accept(listener: TcpListener, shared: Arc<Shared>) {
    while let Ok((client, _)) = listener.accept().await {
        let shared = Arc::clone(&shared);
        tokio::spawn(async move {
            let mut weather = shared.weather.subscribe();
            tokio::select! {
                // Both streams are dropped, and so broken off.
                _ = weather.wait_for(|weather| weather.down) => {}
                _ = pass(client, &shared) => {}
            }
        });
    }
}

async fn pass(client: TcpStream, shared: &Shared) -> std::io::Result<()> {
    let server = TcpStream::connect(shared.server).await?;
    client.set_nodelay(true)?;
    server.set_nodelay(true)?;
    let ((from_client, to_client), (from_server, to_server)) = (client.into_split(), server.into_split());
    // The answer to a request that was held back.
    let (answered, answers) = watch::channel(0_u64);
    tokio::select! {
        there = requests(from_client, to_server, shared, answers) => there,
        back = replies(from_server, to_client, shared, answered) => back,
    }
}

async fn requests(
    mut from: OwnedReadHalf,
    mut to: OwnedWriteHalf,
    shared: &Shared,
    answers: watch::Receiver<u64>,
) -> std::io::Result<()> {
    let mut buffer = vec![0; 64 * 1024];
    loop {
        let length = from.read(&mut buffer).await?;
        if length == 0 {
            return to.shutdown().await;
        }
        let delay = shared.weather.borrow().delay.clone();
        if !delay.is_empty() {
            let delay = lock(&shared.random).random_range(delay);
            sleep(delay).await;
        }
        match shared.hold() {
            None => to.write_all(&buffer[..length]).await?,
            Some((turn, through)) => {
                // Whoever held it has gone: on with it.
                let _ = turn.await;
                let mut answers = answers.clone();
                answers.mark_unchanged();
                to.write_all(&buffer[..length]).await?;
                let _ = answers.changed().await;
                let _ = through.send(());
            }
        }
    }
}

async fn replies(
    mut from: OwnedReadHalf,
    mut to: OwnedWriteHalf,
    shared: &Shared,
    answered: watch::Sender<u64>,
) -> std::io::Result<()> {
    let mut buffer = vec![0; 64 * 1024];
    let mut left = None;
    loop {
        let length = from.read(&mut buffer).await?;
        if length == 0 {
            return to.shutdown().await;
        }
        let breaks_after = shared.weather.borrow().breaks_after.clone();
        if breaks_after.is_empty() {
            left = None;
        } else {
            let left = left.get_or_insert_with(|| lock(&shared.random).random_range(breaks_after));
            if *left < length as u64 {
                return to.write_all(&buffer[..usize::try_from(*left).unwrap_or(0)]).await;
            }
            *left -= length as u64;
        }
        to.write_all(&buffer[..length]).await?;
        answered.send_modify(|count| *count += 1);
    }
}

impl Shared {
    /// The request's turn, and whom to tell when it has been answered; none where nothing is held back.
    fn hold(&self) -> Option<(oneshot::Receiver<()>, oneshot::Sender<()>)> {
        let mut slot = lock(&self.held);
        let held = slot.as_mut()?;
        let ((go, turn), (through, told)) = (oneshot::channel(), oneshot::channel());
        held.requests.push((go, told));
        if held.requests.len() == held.until
            && let Some(held) = slot.take()
        {
            tokio::spawn(async move {
                for (go, told) in held.requests.into_iter().rev() {
                    let _ = go.send(());
                    // Its connection may have broken off instead.
                    let _ = told.await;
                }
                let _ = held.all_through.send(());
            });
        }
        Some((turn, through))
    }
}

#[cfg(test)]
mod tests {
    use std::io::ErrorKind;

    use super::*;

    /// Answers each byte with 64 of its kind, and remembers the order in which they came.
    async fn server() -> (SocketAddr, Arc<Mutex<Vec<u8>>>) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let came = Arc::new(Mutex::new(Vec::new()));
        let order = Arc::clone(&came);
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let order = Arc::clone(&order);
                tokio::spawn(async move {
                    while let Ok(byte) = stream.read_u8().await {
                        lock(&order).push(byte);
                        if stream.write_all(&[byte; 64]).await.is_err() {
                            return;
                        }
                    }
                });
            }
        });
        (address, came)
    }

    async fn ask(stream: &mut TcpStream, byte: u8) -> std::io::Result<[u8; 64]> {
        stream.write_u8(byte).await?;
        let mut answer = [0; 64];
        stream.read_exact(&mut answer).await.map(|_| answer)
    }

    #[tokio::test]
    async fn in_good_weather_everything_passes() {
        let (address, _) = server().await;
        let proxy = Proxy::before(address, 1).await.unwrap();
        let mut stream = TcpStream::connect(proxy.address).await.unwrap();
        for byte in 0..50 {
            assert_eq!(ask(&mut stream, byte).await.unwrap(), [byte; 64]);
        }
    }

    #[tokio::test]
    async fn when_the_network_is_down_what_is_connected_breaks_off_and_nothing_gets_through() {
        let (address, came) = server().await;
        let proxy = Proxy::before(address, 1).await.unwrap();
        let mut stream = TcpStream::connect(proxy.address).await.unwrap();
        ask(&mut stream, 1).await.unwrap();
        proxy.set(Weather { down: true, ..Weather::default() });
        assert!(ask(&mut stream, 2).await.is_err());
        let mut again = TcpStream::connect(proxy.address).await.unwrap();
        assert!(ask(&mut again, 3).await.is_err());
        proxy.set(Weather::default());
        let mut again = TcpStream::connect(proxy.address).await.unwrap();
        ask(&mut again, 4).await.unwrap();
        assert_eq!(*lock(&came), [1, 4]);
    }

    #[tokio::test]
    async fn a_connection_breaks_off_in_the_middle_of_an_answer() {
        let (address, came) = server().await;
        let proxy = Proxy::before(address, 1).await.unwrap();
        proxy.set(Weather { breaks_after: 100..101, ..Weather::default() });
        let mut stream = TcpStream::connect(proxy.address).await.unwrap();
        ask(&mut stream, 1).await.unwrap();
        stream.write_u8(2).await.unwrap();
        let mut rest = Vec::new();
        match stream.read_to_end(&mut rest).await {
            Ok(_) => assert_eq!(rest.len(), 36),
            Err(error) => assert_eq!(error.kind(), ErrorKind::ConnectionReset),
        }
        assert_eq!(*lock(&came), [1, 2], "the server has heard both");
    }

    #[tokio::test]
    async fn a_request_takes_its_time() {
        let (address, _) = server().await;
        let proxy = Proxy::before(address, 1).await.unwrap();
        let delay = Duration::from_millis(40);
        proxy.set(Weather { delay: delay..delay * 2, ..Weather::default() });
        let mut stream = TcpStream::connect(proxy.address).await.unwrap();
        let before = crate::stopwatch::now();
        ask(&mut stream, 1).await.unwrap();
        assert!(before.elapsed() >= delay);
    }

    #[tokio::test]
    async fn requests_of_several_connections_arrive_in_reverse() {
        let (address, came) = server().await;
        let proxy = Proxy::before(address, 1).await.unwrap();
        let through = proxy.reverse(3);
        let mut asking = Vec::new();
        for byte in [1, 2, 3] {
            let mut stream = TcpStream::connect(proxy.address).await.unwrap();
            proxy.holds(usize::from(byte) - 1).await;
            asking.push(tokio::spawn(async move { ask(&mut stream, byte).await.unwrap() }));
        }
        for (asked, byte) in asking.into_iter().zip([1, 2, 3]) {
            assert_eq!(asked.await.unwrap(), [byte; 64]);
        }
        through.await.unwrap();
        assert_eq!(*lock(&came), [3, 2, 1]);
    }
}
