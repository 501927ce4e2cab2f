//! A small balancer: each connection goes to the next server in turn, and past those that don't listen.

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use tokio::{
    io::copy_bidirectional,
    net::{TcpListener, TcpStream},
    task::JoinHandle,
};

use crate::failure::{During, Outcome};

/// Listens until it is dropped.
pub struct RoundRobin {
    /// Where it listens.
    pub address: SocketAddr,
    serving: JoinHandle<()>,
}

impl RoundRobin {
    /// Before these servers.
    ///
    /// # Errors
    /// When no port is free.
    pub async fn before(servers: Vec<SocketAddr>) -> Outcome<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.during("the balancer")?;
        let address = listener.local_addr().during("the balancer")?;
        let (servers, turn) = (Arc::new(servers), Arc::new(AtomicUsize::new(0)));
        let serving = tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                tokio::spawn(pass_on(client, Arc::clone(&servers), Arc::clone(&turn)));
            }
        });
        Ok(Self { address, serving })
    }
}

impl Drop for RoundRobin {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

async fn pass_on(mut client: TcpStream, servers: Arc<Vec<SocketAddr>>, turn: Arc<AtomicUsize>) {
    for _ in 0..servers.len() {
        let next = turn.fetch_add(1, Ordering::Relaxed) % servers.len();
        if let Ok(mut server) = TcpStream::connect(servers[next]).await {
            // Whoever ends the connection, it ends.
            drop(copy_bidirectional(&mut client, &mut server).await);
            return;
        }
    }
}
