//! One request: when, from where, in which language.

use std::sync::Arc;

use app::words::{Words, words};
use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, HeaderValue, header, request::Parts},
};
use exam::{clock::Instant, language::Language};
use store::{Actor, By, Token};

use super::{
    Site,
    failure::Failure,
    security::{Nonce, OF_THE_HOST},
};

/// The cookie of the interface's language.
pub(super) const LANGUAGE_COOKIE: &str = "synaq_language";

/// What every handler wants to know of its request.
#[derive(Clone)]
pub(super) struct Visit {
    pub(super) site: Arc<Site>,
    pub(super) language: Language,
    pub(super) address: Arc<str>,
    host: Option<HeaderValue>,
    cookies: Option<HeaderValue>,
    /// What a script tag of the answer carries.
    pub(super) nonce: Nonce,
    /// When the request came: read once.
    pub(super) now: Instant,
    /// The client wants JSON, not a page.
    pub(super) wants_json: bool,
}

impl Visit {
    pub(super) fn new(site: Arc<Site>, address: Arc<str>, headers: &HeaderMap) -> Self {
        let mut visit = Self {
            language: Language::default(),
            address,
            host: headers.get(header::HOST).cloned(),
            cookies: headers.get(header::COOKIE).cloned(),
            nonce: Nonce::new(),
            now: site.clock.now(),
            wants_json: text(headers.get(header::ACCEPT)).starts_with("application/json"),
            site,
        };
        visit.language = visit.cookie(LANGUAGE_COOKIE).and_then(|code| code.parse().ok()).unwrap_or_default();
        visit
    }

    /// The value of a cookie.
    fn cookie(&self, name: &str) -> Option<&str> {
        let before = if self.site.origins.are_secure() { OF_THE_HOST } else { "" };
        let mut cookies = text(self.cookies.as_ref()).split(';');
        cookies.find_map(|pair| pair.trim().strip_prefix(before)?.strip_prefix(name)?.strip_prefix('='))
    }

    /// The session's token in a cookie.
    pub(super) fn token(&self, name: &str) -> Option<Token> {
        self.cookie(name).map(Token::from)
    }

    /// The host that was asked.
    pub(super) fn host(&self) -> &str {
        text(self.host.as_ref())
    }

    /// The words of the interface's language.
    pub(super) fn words(&self) -> &'static Words {
        words(self.language)
    }

    /// By whom this request acts.
    pub(super) fn by(&self, actor: Actor) -> By {
        By { actor, address: self.address.to_string(), now: self.now }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Visit {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Failure> {
        parts.extensions.get().cloned().ok_or_else(|| Failure::Internal("a request that came past the door".to_owned()))
    }
}

fn text(header: Option<&HeaderValue>) -> &str {
    header.and_then(|value| value.to_str().ok()).unwrap_or_default()
}
