//! Connections, from the listening socket to the routes: who may connect, TLS, and an end for those who take too long.

use std::{convert::Infallible, future::Future, io, net::SocketAddr, pin::pin, sync::Arc, time::Duration};

use axum::{body::Body, extract::Request, response::Response};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::TokioIo;
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::{TcpListener, TcpStream},
    select,
    sync::{mpsc, watch},
};
use tower::Service;

use super::{
    around::Around,
    proxies::Proxies,
    pulse::{Admitted, Connections, Limits, Pulse, Watched},
    tls::{self, InForce},
};

/// No head of a request is longer, and no more of an answer waits in memory for a slow reader: bytes.
const MOST_HEAD: usize = 128 * 1024;
/// How long nobody is let in when the machine has no room for another connection.
const FULL: Duration = Duration::from_millis(200);

/// How connections come.
pub(super) struct Door {
    pub(super) listener: TcpListener,
    pub(super) proxies: Proxies,
    pub(super) tls: Option<InForce>,
    pub(super) limits: Limits,
}

/// Lets connections in until `end` comes; requests under way are then still answered.
pub(super) async fn serve(door: Door, around: Around, end: impl Future<Output = ()>) -> io::Result<()> {
    let connections = Connections::new(door.limits);
    let beat = tokio::spawn(Arc::clone(&connections).beat());
    let (closing, is_closing) = watch::channel(());
    // Each connection holds one: when all are gone, all are done.
    let (open, mut all_gone) = mpsc::channel::<Infallible>(1);
    let mut end = pin!(end);
    loop {
        let (stream, from) = select! {
            () = &mut end => break,
            accepted = door.listener.accept() => match accepted {
                Ok(accepted) => accepted,
                Err(error) if is_of_the_client(&error) => continue,
                Err(error) => {
                    tracing::error!("no connection can be taken: {error}");
                    tokio::time::sleep(FULL).await;
                    continue;
                }
            },
        };
        let of_a_proxy = door.proxies.are_there();
        if of_a_proxy && !door.proxies.hold(from.ip()) {
            continue;
        }
        let Some(admitted) = connections.admit(from.ip(), of_a_proxy) else { continue };
        let pulse = Arc::clone(&admitted.pulse);
        let around = around.of(from.ip());
        let (tls, is_closing, open) = (door.tls.clone(), is_closing.clone(), open.clone());
        let task = tokio::spawn(async move {
            connected(stream, from, tls, admitted, around, is_closing).await;
            drop(open);
        });
        pulse.belongs_to(task.abort_handle());
    }
    drop((door.listener, open));
    closing.send_replace(());
    let _ = all_gone.recv().await;
    beat.abort();
    Ok(())
}

fn is_of_the_client(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset)
}

async fn connected(
    stream: TcpStream,
    from: SocketAddr,
    tls: Option<InForce>,
    admitted: Admitted,
    around: Around,
    is_closing: watch::Receiver<()>,
) {
    let _ = stream.set_nodelay(true);
    let watched = Watched::new(stream, Arc::clone(&admitted.pulse));
    match tls {
        None => answered(watched, &admitted.pulse, around, is_closing).await,
        Some(in_force) => match tls::shake_hands(&in_force, watched).await {
            Ok(secured) => answered(secured, &admitted.pulse, around, is_closing).await,
            Err(error) => tracing::debug!(%from, "no TLS: {error}"),
        },
    }
}

/// Answers the requests of a connection. What ends it, ends it for itself alone.
async fn answered(
    stream: impl AsyncRead + AsyncWrite + Unpin,
    pulse: &Arc<Pulse>,
    around: Around,
    mut is_closing: watch::Receiver<()>,
) {
    let service = service_fn(|request: hyper::Request<Incoming>| {
        pulse.answers();
        let (mut around, pulse) = (around.clone(), Arc::clone(pulse));
        async move {
            let response: Result<Response, Infallible> = around.call(Request::from(request.map(Body::new))).await;
            pulse.has_answered();
            response
        }
    });
    let connection = http1::Builder::new().max_buf_size(MOST_HEAD).serve_connection(TokioIo::new(stream), service);
    let mut connection = pin!(connection);
    select! {
        _ = connection.as_mut() => return,
        _ = is_closing.changed() => connection.as_mut().graceful_shutdown(),
    }
    let _ = connection.await;
}
