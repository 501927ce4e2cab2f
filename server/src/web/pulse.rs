//! What a connection is doing, as far as slowness goes. A beat a second looks at all of them and ends those that have taken too long: no
//! connection has a timer of its own.

use std::{
    collections::HashMap,
    io,
    net::IpAddr,
    pin::Pin,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, AtomicU64, Ordering::Relaxed},
    },
    task::{Context, Poll, ready},
    time::Duration,
};

use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    task::AbortHandle,
};

/// How long a connection may take, in beats, and how many there may be.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    /// From the first byte of a request to the end of its head; a TLS handshake before it counts too.
    pub(crate) head: u64,
    /// Without a byte in either direction. A stream of news says every second that it lives.
    pub(crate) idle: u64,
    /// For the body of a request.
    pub(crate) body: Duration,
    /// Connections in all.
    pub(crate) most: usize,
    /// From one address. A unit behind one router, or a load test, is one address; a proxy's is not counted.
    pub(crate) most_of_one: usize,
    /// How long a beat is.
    pub(crate) beat: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            head: 10,
            idle: 120,
            body: Duration::from_secs(20),
            most: 12_000,
            most_of_one: 3_000,
            beat: Duration::from_secs(1),
        }
    }
}

/// All connections.
pub(super) struct Connections {
    limits: Limits,
    /// Beats since the start.
    beats: AtomicU64,
    open: Mutex<Open>,
}

#[derive(Default)]
struct Open {
    next: u64,
    all: HashMap<u64, (Arc<Pulse>, Option<AbortHandle>)>,
    of_one: HashMap<IpAddr, usize>,
}

/// One connection.
pub(super) struct Pulse {
    connections: Arc<Connections>,
    number: u64,
    /// The beat of its last byte.
    last: AtomicU64,
    /// The beat in which the head began that is being read; 0: none is.
    head_since: AtomicU64,
    /// A request is being answered.
    answering: AtomicBool,
}

impl Connections {
    pub(super) fn new(limits: Limits) -> Arc<Self> {
        Arc::new(Self { limits, beats: AtomicU64::new(1), open: Mutex::default() })
    }

    fn open(&self) -> MutexGuard<'_, Open> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes a connection in, if there is room; one from a proxy is as many people as there are.
    pub(super) fn admit(self: &Arc<Self>, address: IpAddr, of_a_proxy: bool) -> Option<Admitted> {
        let mut open = self.open();
        let of_one = open.of_one.get(&address).copied().unwrap_or(0);
        if open.all.len() >= self.limits.most || !of_a_proxy && of_one >= self.limits.most_of_one {
            return None;
        }
        open.next += 1;
        let number = open.next;
        let now = self.beats.load(Relaxed);
        let pulse = Arc::new(Pulse {
            connections: Arc::clone(self),
            number,
            last: AtomicU64::new(now),
            head_since: AtomicU64::new(now),
            answering: AtomicBool::new(false),
        });
        open.all.insert(number, (Arc::clone(&pulse), None));
        *open.of_one.entry(address).or_default() += 1;
        Some(Admitted { pulse, address })
    }

    /// Looks at all of them, for ever.
    pub(super) async fn beat(self: Arc<Self>) {
        let mut beat = tokio::time::interval(self.limits.beat);
        loop {
            beat.tick().await;
            let now = self.beats.fetch_add(1, Relaxed) + 1;
            let open = self.open();
            let over = open.all.values().filter(|(pulse, _)| pulse.is_over(now, &self.limits));
            over.filter_map(|(_, task)| task.as_ref()).for_each(AbortHandle::abort);
        }
    }
}

/// A connection that is counted until it ends.
pub(super) struct Admitted {
    pub(super) pulse: Arc<Pulse>,
    address: IpAddr,
}

impl Drop for Admitted {
    fn drop(&mut self) {
        let mut open = self.pulse.connections.open();
        open.all.remove(&self.pulse.number);
        if let Some(of_one) = open.of_one.get_mut(&self.address) {
            *of_one -= 1;
            if *of_one == 0 {
                open.of_one.remove(&self.address);
            }
        }
    }
}

impl Pulse {
    /// Who ends it when it has taken too long.
    pub(super) fn belongs_to(&self, task: AbortHandle) {
        if let Some((_, there)) = self.connections.open().all.get_mut(&self.number) {
            *there = Some(task);
        }
    }

    fn is_over(&self, now: u64, limits: &Limits) -> bool {
        let head_since = self.head_since.load(Relaxed);
        (head_since > 0 && now.saturating_sub(head_since) > limits.head)
            || now.saturating_sub(self.last.load(Relaxed)) > limits.idle
    }

    /// A head has been read to its end.
    pub(super) fn answers(&self) {
        self.answering.store(true, Relaxed);
        self.head_since.store(0, Relaxed);
    }

    /// The answer is on its way.
    pub(super) fn has_answered(&self) {
        self.answering.store(false, Relaxed);
    }

    fn moved(&self) -> u64 {
        let now = self.connections.beats.load(Relaxed);
        self.last.store(now, Relaxed);
        now
    }

    fn has_read(&self) {
        let now = self.moved();
        if !self.answering.load(Relaxed) && self.head_since.load(Relaxed) == 0 {
            self.head_since.store(now, Relaxed);
        }
    }
}

/// A stream whose bytes are noticed.
pub(super) struct Watched<S> {
    stream: S,
    pulse: Arc<Pulse>,
}

impl<S> Watched<S> {
    pub(super) fn new(stream: S, pulse: Arc<Pulse>) -> Self {
        Self { stream, pulse }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Watched<S> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let before = buf.filled().len();
        ready!(Pin::new(&mut self.stream).poll_read(cx, buf))?;
        if buf.filled().len() > before {
            self.pulse.has_read();
        }
        Poll::Ready(Ok(()))
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Watched<S> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        let written = ready!(Pin::new(&mut self.stream).poll_write(cx, buf))?;
        self.pulse.moved();
        Poll::Ready(Ok(written))
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_write_vectored(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bufs: &[io::IoSlice<'_>]) -> Poll<io::Result<usize>> {
        let written = ready!(Pin::new(&mut self.stream).poll_write_vectored(cx, bufs))?;
        self.pulse.moved();
        Poll::Ready(Ok(written))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FROM: IpAddr = IpAddr::V4(std::net::Ipv4Addr::LOCALHOST);

    fn few() -> Limits {
        Limits { most: 3, most_of_one: 2, head: 10, idle: 100, ..Limits::default() }
    }

    #[test]
    fn there_are_no_more_than_there_may_be_in_all_and_from_one_address() {
        let connections = Connections::new(few());
        let other = "192.0.2.1".parse().unwrap();
        let first = connections.admit(FROM, false).unwrap();
        let _second = connections.admit(FROM, false).unwrap();
        assert!(connections.admit(FROM, false).is_none(), "two from one address");
        let _third = connections.admit(FROM, true).unwrap();
        assert!(connections.admit(other, true).is_none(), "three in all");
        drop(first);
        assert!(connections.admit(other, false).is_some());
    }

    #[test]
    fn a_head_has_its_time_and_silence_has_more() {
        let connections = Connections::new(few());
        let admitted = connections.admit(FROM, false).unwrap();
        let pulse = &admitted.pulse;
        let after = |beats: u64| pulse.is_over(pulse.last.load(Relaxed) + beats, &few());
        assert!(!after(10) && after(11), "the first head counts from the connection");
        pulse.answers();
        assert!(!after(100) && after(101), "while it is answered only silence counts");
        pulse.has_read();
        assert!(!after(11), "the body of a request is no head");
        pulse.has_answered();
        assert!(!after(11), "and between requests there is none");
        pulse.has_read();
        assert!(!after(10) && after(11), "the next head counts from its first byte");
    }
}
