//! What holds for every request and every response.

use std::{convert::Infallible, fmt};

use axum::{
    http::{HeaderMap, HeaderName, HeaderValue, Method, header, header::Entry},
    response::{IntoResponseParts, ResponseParts},
};
use rand::RngExt;

use super::origins::Origins;

/// No script but what this very answer names, and what that brings in; nothing from elsewhere, no frame around us. Between the two
/// stands the answer's [`Nonce`].
const POLICY: [&str; 2] = [
    "default-src 'none'; script-src 'nonce-",
    "' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; \
     object-src 'none'; frame-ancestors 'none'",
];

/// What a document is under that somebody has sent us: should it be opened as a page, it is nobody's, and does nothing.
const SANDBOX: &str = "sandbox; default-src 'none'; frame-ancestors 'none'";

/// An answer that is a document somebody has sent us.
#[derive(Clone, Copy)]
pub(super) struct Sandboxed;

impl IntoResponseParts for Sandboxed {
    type Error = Infallible;

    fn into_response_parts(self, mut parts: ResponseParts) -> Result<ResponseParts, Infallible> {
        parts.headers_mut().insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(SANDBOX));
        Ok(parts)
    }
}

/// What a script tag of ours carries, and no other can: 128 random bits, new in every answer.
#[derive(Clone, Copy)]
pub(super) struct Nonce(u128);

impl Nonce {
    pub(super) fn new() -> Self {
        Self(rand::rng().random())
    }
}

impl fmt::Display for Nonce {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", self.0)
    }
}

/// Before the name of every cookie of a site that browsers reach by TLS alone: they then take it from that very host alone.
pub(super) const OF_THE_HOST: &str = "__Host-";

/// Security headers on every response; pages are not to be kept by anyone.
pub(super) fn headers(headers: &mut HeaderMap, nonce: Nonce, secure: bool) {
    if let (Entry::Vacant(policy), Ok(ours)) =
        (headers.entry(header::CONTENT_SECURITY_POLICY), HeaderValue::try_from(format!("{}{nonce}{}", POLICY[0], POLICY[1])))
    {
        policy.insert(ours);
    }
    let fixed: [(HeaderName, &str); 4] = [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "same-origin"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    ];
    for (name, value) in fixed {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    if secure {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=63072000"));
        if let header::Entry::Occupied(mut cookies) = headers.entry(header::SET_COOKIE) {
            cookies.iter_mut().for_each(of_the_host);
        }
    }
}

fn of_the_host(cookie: &mut HeaderValue) {
    let secured = cookie.to_str().ok().and_then(|text| HeaderValue::from_str(&format!("{OF_THE_HOST}{text}; Secure")).ok());
    if let Some(secured) = secured {
        *cookie = secured;
    }
}

/// A request names this site, whatever it asks for; and a change comes from a page of ours, known path or not.
pub(super) fn may_come(method: &Method, headers: &HeaderMap, origins: &Origins) -> bool {
    let Some(host) = text(headers, header::HOST).filter(|host| origins.serve(host)) else { return false };
    method.is_safe() || comes_from_us(headers, host, origins)
}

/// The `Origin` is that of the host; or, where a browser sends none, it says itself that the page is.
fn comes_from_us(headers: &HeaderMap, host: &str, origins: &Origins) -> bool {
    match headers.get(header::ORIGIN) {
        Some(origin) => origin.to_str().is_ok_and(|origin| origins.allow(origin, host)),
        None => text(headers, HeaderName::from_static("sec-fetch-site")) == Some("same-origin"),
    }
}

fn text(headers: &HeaderMap, name: HeaderName) -> Option<&str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn comes(method: &Method, pairs: &[(&'static str, &str)]) -> bool {
        let origins = Origins::new(vec!["https://synaq.kz".parse().unwrap()], "127.0.0.1:80".parse().unwrap(), false);
        let headers = pairs.iter().map(|(n, v)| (HeaderName::from_static(n), v.parse().unwrap())).collect();
        may_come(method, &headers, &origins)
    }

    #[test]
    fn a_change_is_taken_from_our_own_pages_only() {
        let changes = |pairs: &[(&'static str, &str)]| comes(&Method::POST, pairs);
        assert!(changes(&[("host", "synaq.kz"), ("origin", "https://synaq.kz")]));
        assert!(changes(&[("host", "synaq.kz"), ("sec-fetch-site", "same-origin")]));
        for elsewhere in ["https://evil.kz", "https://evil.synaq.kz", "https://synaq.kz:8443", "http://synaq.kz", "null"] {
            assert!(!changes(&[("host", "synaq.kz"), ("origin", elsewhere)]), "{elsewhere}");
            assert!(!changes(&[("host", "synaq.kz"), ("origin", elsewhere), ("sec-fetch-site", "same-origin")]), "{elsewhere}");
        }
        assert!(!changes(&[("host", "evil.kz"), ("origin", "https://evil.kz")]));
        assert!(!changes(&[("host", "synaq.kz"), ("sec-fetch-site", "same-site")]));
        assert!(!changes(&[("host", "synaq.kz")]));
        assert!(!changes(&[("origin", "https://synaq.kz")]));
    }

    #[test]
    fn what_is_asked_of_another_host_is_not_read_either() {
        assert!(comes(&Method::GET, &[("host", "synaq.kz")]) && comes(&Method::GET, &[("host", "SYNAQ.kz:443")]));
        for foreign in ["evil.kz", "synaq.kz.evil.kz", "127.0.0.1", "synaq.kz:8443", ""] {
            assert!(!comes(&Method::GET, &[("host", foreign)]), "{foreign}");
        }
        assert!(!comes(&Method::GET, &[]));
    }

    #[test]
    fn by_tls_every_cookie_is_of_the_host_alone() {
        for secure in [true, false] {
            let mut all = HeaderMap::new();
            all.append(header::SET_COOKIE, HeaderValue::from_static("a=1; Path=/; HttpOnly"));
            all.append(header::SET_COOKIE, HeaderValue::from_static("b=2; Path=/"));
            headers(&mut all, Nonce::new(), secure);
            let cookies: Vec<_> = all.get_all(header::SET_COOKIE).iter().map(|cookie| cookie.to_str().unwrap()).collect();
            let due = [
                ["a=1; Path=/; HttpOnly", "b=2; Path=/"],
                ["__Host-a=1; Path=/; HttpOnly; Secure", "__Host-b=2; Path=/; Secure"],
            ];
            assert_eq!(cookies, due[usize::from(secure)]);
            assert_eq!(all.contains_key(header::STRICT_TRANSPORT_SECURITY), secure);
        }
    }
}
