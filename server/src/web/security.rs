//! What holds for every request and every response.

use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, header};

/// No script but the site's own files, nothing from elsewhere, no frame around us.
const POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; \
                      connect-src 'self'; form-action 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'";

/// Security headers on every response; pages are not to be kept by anyone.
pub(super) fn headers(headers: &mut HeaderMap) {
    let fixed: [(HeaderName, &str); 5] = [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "same-origin"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    ];
    for (name, value) in fixed {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
}

/// A change must come from a page of ours: known path or not.
pub(super) fn may_come(method: &Method, headers: &HeaderMap) -> bool {
    method.is_safe() || comes_from_us(headers)
}

/// The `Origin` is that of the `Host` asked for; or, where a browser sends none, it says itself that the page is ours.
fn comes_from_us(headers: &HeaderMap) -> bool {
    let text = |name: HeaderName| headers.get(name).and_then(|v| v.to_str().ok());
    match text(header::ORIGIN) {
        Some(origin) => {
            let host = text(header::HOST);
            let of_origin = origin.strip_prefix("http://").or_else(|| origin.strip_prefix("https://"));
            host.is_some() && host == of_origin
        }
        None => text(HeaderName::from_static("sec-fetch-site")) == Some("same-origin"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn comes(pairs: &[(&'static str, &str)]) -> bool {
        comes_from_us(&pairs.iter().map(|(n, v)| (HeaderName::from_static(n), v.parse().unwrap())).collect())
    }

    #[test]
    fn a_change_is_taken_from_our_own_pages_only() {
        assert!(comes(&[("host", "synaq.kz"), ("origin", "https://synaq.kz")]));
        assert!(comes(&[("host", "127.0.0.1:3000"), ("origin", "http://127.0.0.1:3000")]));
        assert!(comes(&[("host", "synaq.kz"), ("sec-fetch-site", "same-origin")]));
        assert!(!comes(&[("host", "synaq.kz"), ("origin", "https://evil.kz")]));
        assert!(!comes(&[("host", "synaq.kz"), ("origin", "https://evil.synaq.kz")]));
        assert!(!comes(&[("host", "synaq.kz"), ("origin", "https://synaq.kz:8443")]));
        assert!(!comes(&[("host", "synaq.kz"), ("origin", "null")]));
        assert!(!comes(&[("host", "synaq.kz"), ("origin", "https://evil.kz"), ("sec-fetch-site", "same-origin")]));
        assert!(!comes(&[("host", "synaq.kz"), ("sec-fetch-site", "same-site")]));
        assert!(!comes(&[("host", "synaq.kz")]));
        assert!(!comes(&[("origin", "https://synaq.kz")]));
    }
}
