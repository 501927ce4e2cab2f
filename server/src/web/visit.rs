//! One request: when, from where, in which language.

use std::{convert::Infallible, net::SocketAddr, sync::Arc};

use app::words::{Words, words};
use axum::{
    extract::{ConnectInfo, FromRequestParts},
    http::{HeaderMap, header, request::Parts},
};
use exam::{clock::Instant, language::Language};
use store::{Actor, By};

use super::Site;

/// The cookie of the interface's language.
pub(super) const LANGUAGE_COOKIE: &str = "synaq_language";

/// What every handler wants to know of its request.
#[derive(Clone)]
pub(super) struct Visit {
    pub(super) site: Arc<Site>,
    pub(super) language: Language,
    pub(super) address: String,
    pub(super) host: String,
    /// When the request came: read once.
    pub(super) now: Instant,
    /// The client wants JSON, not a page.
    pub(super) wants_json: bool,
}

impl Visit {
    pub(super) fn new(site: Arc<Site>, parts: &Parts) -> Self {
        let address = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|c| c.0.ip().to_string()).unwrap_or_default();
        let header = |name| parts.headers.get(name).and_then(|v| v.to_str().ok()).unwrap_or_default();
        Self {
            language: cookie(&parts.headers, LANGUAGE_COOKIE).and_then(|code| code.parse().ok()).unwrap_or_default(),
            address,
            host: header(header::HOST).to_owned(),
            now: site.clock.now(),
            wants_json: header(header::ACCEPT).starts_with("application/json"),
            site,
        }
    }

    /// The words of the interface's language.
    pub(super) fn words(&self) -> &'static Words {
        words(self.language)
    }

    /// By whom this request acts.
    pub(super) fn by(&self, actor: Actor) -> By {
        By { actor, address: self.address.clone(), now: self.now }
    }
}

impl FromRequestParts<Arc<Site>> for Visit {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, site: &Arc<Site>) -> Result<Self, Infallible> {
        Ok(Self::new(Arc::clone(site), parts))
    }
}

/// The value of a cookie.
pub(super) fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|v| v.to_str().ok())
        .flat_map(|line| line.split(';'))
        .find_map(|pair| pair.trim().strip_prefix(name)?.strip_prefix('='))
}
