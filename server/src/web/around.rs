//! Around every request, whatever its path: a change comes from a page of ours, a failure becomes a page in the reader's language, and
//! every answer carries the headers that keep it safe.

use std::{
    convert::Infallible,
    net::{IpAddr, Ipv4Addr},
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use axum::{
    Router,
    extract::Request,
    http::{HeaderMap, header},
    response::{IntoResponse, Response},
};
use tower::Service;

use super::{
    Site,
    failure::{self, Failure},
    origins::Origins,
    security, uploaded,
    visit::Visit,
};

/// The site as one connection sees it.
#[derive(Clone)]
pub(super) struct Around {
    site: Arc<Site>,
    routes: Router,
    /// Who is at the other end, and what the log calls them.
    peer: IpAddr,
    address: Arc<str>,
}

impl Around {
    /// Around these routes.
    pub(super) fn new(site: Arc<Site>, routes: Router) -> Self {
        Self { site, routes, peer: IpAddr::V4(Ipv4Addr::UNSPECIFIED), address: Arc::from("") }
    }

    /// The same for a connection from there.
    pub(super) fn of(&self, peer: IpAddr) -> Self {
        Self { peer, address: Arc::from(peer.to_canonical().to_string()), ..self.clone() }
    }

    /// Where a request comes from: of a proxy's, as it says.
    fn address(&self, headers: &HeaderMap) -> Result<Arc<str>, Failure> {
        if !self.site.proxies.are_there() {
            return Ok(Arc::clone(&self.address));
        }
        let client = self.site.proxies.client(self.peer, headers).map_err(|_| Failure::Unreadable)?;
        Ok(Arc::from(client.to_string()))
    }
}

impl Service<Request> for Around {
    type Response = Response;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Response, Infallible>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        // A router always is.
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, mut request: Request) -> Self::Future {
        let address = self.address(request.headers());
        let refused = refused(&request, &self.site.origins).or(address.as_ref().err().cloned());
        let address = address.unwrap_or_else(|_| Arc::clone(&self.address));
        let visit = Visit::new(Arc::clone(&self.site), address, request.headers());
        let secure = self.site.origins.are_secure();
        let nonce = visit.nonce;
        let (method, uri) = (request.method().clone(), request.uri().clone());
        request.extensions_mut().insert(visit.clone());
        let answer = refused.map_or_else(|| Ok(self.routes.call(request)), Err);
        Box::pin(async move {
            let mut response = match answer {
                Ok(answer) => answer.await?,
                Err(refused) => refused.into_response(),
            };
            if let Some(failure) = response.extensions_mut().remove::<Failure>() {
                response = failure::show(visit, &method, uri.path(), failure).await;
            }
            security::headers(response.headers_mut(), nonce, secure);
            Ok(response)
        })
    }
}

/// What no handler is bothered with.
fn refused(request: &Request, origins: &Origins) -> Option<Failure> {
    if !security::may_come(request.method(), request.headers(), origins) {
        return Some(Failure::CrossSite);
    }
    let length = request.headers().get(header::CONTENT_LENGTH)?.to_str().ok()?.parse::<usize>().ok()?;
    (length > uploaded::most_body(request.uri())).then_some(Failure::TooLarge)
}
