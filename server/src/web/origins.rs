//! The addresses that browsers ask for: what a request names as its host, and where a page that changes something has come from.

use std::{fmt, net::SocketAddr, str::FromStr};

use axum::http::uri::Authority;

/// Scheme, host and port of a site, as a browser names them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Origin {
    secure: bool,
    /// In small letters, without the scheme's own port.
    authority: String,
}

/// Not what a browser would name.
#[derive(Debug, thiserror::Error)]
#[error("not an origin: https://HOST, or http://HOST:PORT, without a path")]
pub(crate) struct BadOrigin;

impl FromStr for Origin {
    type Err = BadOrigin;

    fn from_str(s: &str) -> Result<Self, BadOrigin> {
        let s = s.to_ascii_lowercase();
        let (secure, rest, own_port) = match (s.strip_prefix("https://"), s.strip_prefix("http://")) {
            (Some(rest), _) => (true, rest, ":443"),
            (_, Some(rest)) => (false, rest, ":80"),
            _ => return Err(BadOrigin),
        };
        let authority: Authority = rest.parse().map_err(|_| BadOrigin)?;
        if authority.host().is_empty() || authority.as_str().contains('@') {
            return Err(BadOrigin);
        }
        Ok(Self { secure, authority: rest.strip_suffix(own_port).unwrap_or(rest).to_owned() })
    }
}

impl Origin {
    fn is_of(&self, host: &str) -> bool {
        let own_port = if self.secure { ":443" } else { ":80" };
        self.authority.eq_ignore_ascii_case(host.strip_suffix(own_port).unwrap_or(host))
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "http{}://{}", if self.secure { "s" } else { "" }, self.authority)
    }
}

/// All of a site's.
#[derive(Clone, Debug)]
pub(crate) struct Origins(Vec<Origin>);

impl Origins {
    /// Those that were named; else what can be asked for where it listens, by TLS or without.
    pub(crate) fn new(named: Vec<Origin>, listens: SocketAddr, secure: bool) -> Self {
        if !named.is_empty() {
            return Self(named);
        }
        let own_port = if secure { ":443" } else { ":80" };
        let plain =
            |authority: String| Origin { secure, authority: authority.strip_suffix(own_port).unwrap_or(&authority).to_owned() };
        let mut own = vec![plain(listens.to_string())];
        own.extend(listens.ip().is_loopback().then(|| plain(format!("localhost:{}", listens.port()))));
        Self(own)
    }

    /// Whether a request that names this host is for this site. Another site's name that leads here is none of ours.
    pub(super) fn serve(&self, host: &str) -> bool {
        self.0.iter().any(|origin| origin.is_of(host))
    }

    /// Whether a page from there is ours, and of the host that is asked: a site that has several names is as many sites to a browser.
    pub(super) fn allow(&self, origin: &str, host: &str) -> bool {
        origin.parse::<Origin>().is_ok_and(|origin| origin.is_of(host) && self.0.contains(&origin))
    }

    /// Whether browsers come by TLS alone.
    pub(super) fn are_secure(&self) -> bool {
        self.0.iter().all(|origin| origin.secure)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_scheme_host_and_port_and_no_more() {
        for (given, meant) in [
            ("https://exam.example.kz", "https://exam.example.kz"),
            ("HTTPS://Exam.Example.KZ:443", "https://exam.example.kz"),
            ("http://127.0.0.1:3000", "http://127.0.0.1:3000"),
            ("http://[::1]:80", "http://[::1]"),
        ] {
            assert_eq!(given.parse::<Origin>().unwrap().to_string(), meant);
        }
        for none in
            ["exam.example.kz", "https://", "https://a/b", "https://a?b", "https://u:p@a", "ftp://a", "null", "", "https://a b"]
        {
            assert!(none.parse::<Origin>().is_err(), "{none}");
        }
    }

    #[test]
    fn without_a_name_it_is_asked_for_where_it_listens() {
        let at = |listens: &str| Origins::new(vec![], listens.parse().unwrap(), false);
        let here = at("127.0.0.1:3000");
        assert!(here.serve("127.0.0.1:3000") && here.serve("LOCALHOST:3000"));
        assert!(here.allow("http://localhost:3000", "localhost:3000") && !here.allow("http://localhost:3000", "127.0.0.1:3000"));
        assert!(!here.serve("127.0.0.1") && !here.serve("127.0.0.1:3001") && !here.serve("evil.kz:3000") && !here.serve(""));
        assert!(!here.allow("https://127.0.0.1:3000", "127.0.0.1:3000") && !here.are_secure());
        let secure = Origins::new(vec![], "127.0.0.1:443".parse().unwrap(), true);
        assert!(secure.allow("https://127.0.0.1", "127.0.0.1") && secure.serve("localhost") && secure.are_secure());
        let there = at("192.0.2.1:80");
        assert!(there.serve("192.0.2.1") && there.serve("192.0.2.1:80") && !there.serve("localhost:80"));
    }

    #[test]
    fn what_is_named_is_all_there_is() {
        let named = Origins::new(vec!["https://exam.example.kz".parse().unwrap()], "127.0.0.1:3000".parse().unwrap(), false);
        assert!(named.serve("exam.example.kz") && named.serve("exam.example.kz:443") && named.are_secure());
        assert!(
            !named.serve("127.0.0.1:3000") && !named.serve("exam.example.kz:8443") && !named.serve("exam.example.kz.evil.kz")
        );
        let allows = |origin| named.allow(origin, "exam.example.kz");
        assert!(allows("https://exam.example.kz") && !allows("http://exam.example.kz") && !allows("null"));
    }
}
