//! Proxies that are trusted to say where a request comes from.

use std::{
    net::{IpAddr, SocketAddr},
    str::FromStr,
};

use axum::http::{HeaderMap, HeaderName};

/// What a proxy says of those before it, the last one last.
const FORWARDED: HeaderName = HeaderName::from_static("x-forwarded-for");

/// Addresses that share their first bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Network {
    address: IpAddr,
    bits: u32,
}

/// Neither an address nor a network.
#[derive(Debug, thiserror::Error)]
#[error("not an address or a network: 192.0.2.1, 192.0.2.0/24, 2001:db8::/32")]
pub(crate) struct BadNetwork;

impl FromStr for Network {
    type Err = BadNetwork;

    fn from_str(s: &str) -> Result<Self, BadNetwork> {
        let (address, bits) = s.split_once('/').map_or((s, None), |(address, bits)| (address, Some(bits)));
        let address: IpAddr = address.parse().map_err(|_| BadNetwork)?;
        let all = if address.is_ipv4() { 32 } else { 128 };
        let bits = bits.map_or(Ok(all), |bits| bits.parse().map_err(|_| BadNetwork))?;
        let network = Self { address, bits };
        if bits <= all && network.first(address) == number(address) { Ok(network) } else { Err(BadNetwork) }
    }
}

/// An address as a number whose first bits are the address's.
fn number(address: IpAddr) -> u128 {
    match address {
        IpAddr::V4(address) => u128::from(address.to_bits()) << 96,
        IpAddr::V6(address) => address.to_bits(),
    }
}

impl Network {
    fn first(&self, address: IpAddr) -> u128 {
        number(address) & u128::MAX.checked_shl(128 - self.bits).unwrap_or(0)
    }

    fn holds(&self, address: IpAddr) -> bool {
        self.address.is_ipv4() == address.is_ipv4() && self.first(address) == number(self.address)
    }
}

/// All that are trusted.
#[derive(Clone, Debug, Default)]
pub(crate) struct Proxies(pub(crate) Vec<Network>);

/// What a proxy says of where a request comes from can't be read.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Unreadable;

impl Proxies {
    /// Whether requests come through proxies alone.
    pub(super) fn are_there(&self) -> bool {
        !self.0.is_empty()
    }

    /// Whether a connection from there is a proxy's.
    pub(super) fn hold(&self, peer: IpAddr) -> bool {
        self.0.iter().any(|network| network.holds(peer.to_canonical()))
    }

    /// Where a request comes from that came over a proxy's connection: the last that is no proxy; the proxy itself, where it asks on its
    /// own account.
    pub(super) fn client(&self, peer: IpAddr, headers: &HeaderMap) -> Result<IpAddr, Unreadable> {
        let mut client = peer;
        let said: Vec<&str> = headers.get_all(FORWARDED).iter().map(|v| v.to_str().unwrap_or("?")).collect();
        for said in said.iter().flat_map(|line| line.split(',')).rev() {
            client = address(said.trim()).ok_or(Unreadable)?;
            if !self.hold(client) {
                break;
            }
        }
        Ok(client)
    }
}

/// An address, with a port or without.
fn address(said: &str) -> Option<IpAddr> {
    let bare = said.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(said);
    let with_port = || said.parse::<SocketAddr>().ok().map(|address| address.ip());
    bare.parse::<IpAddr>().ok().or_else(with_port).map(|address| address.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn a_network_is_an_address_and_how_many_bits_of_it_count() {
        let holds = |network: &str, address: &str| network.parse::<Network>().unwrap().holds(ip(address));
        assert!(holds("192.0.2.1", "192.0.2.1") && !holds("192.0.2.1", "192.0.2.2"));
        assert!(holds("192.0.2.0/24", "192.0.2.255") && !holds("192.0.2.0/24", "192.0.3.0"));
        assert!(holds("0.0.0.0/0", "203.0.113.9") && !holds("0.0.0.0/0", "::1"));
        assert!(holds("2001:db8::/32", "2001:db8:ffff::1") && !holds("2001:db8::/32", "2001:db9::"));
        for none in ["", "192.0.2", "192.0.2.0/33", "192.0.2.1/24", "::/129", "a/8", "192.0.2.0/", "192.0.2.0/-1"] {
            assert!(none.parse::<Network>().is_err(), "{none}");
        }
    }

    #[test]
    fn the_client_is_the_last_that_is_no_proxy() {
        let proxies = Proxies(vec!["10.0.0.0/8".parse().unwrap(), "2001:db8::1".parse().unwrap()]);
        let client = |lines: &[&str]| {
            let mut headers = HeaderMap::new();
            for line in lines {
                headers.append(FORWARDED, line.parse().unwrap());
            }
            proxies.client(ip("10.0.0.1"), &headers)
        };
        assert_eq!(client(&["203.0.113.9"]), Ok(ip("203.0.113.9")));
        assert_eq!(
            client(&["198.51.100.1, 203.0.113.9"]),
            Ok(ip("203.0.113.9")),
            "what the client says itself counts for nothing"
        );
        assert_eq!(client(&["198.51.100.1", "203.0.113.9, 10.2.3.4"]), Ok(ip("203.0.113.9")));
        assert_eq!(client(&["203.0.113.9:4711, [2001:db8::1]:80"]), Ok(ip("203.0.113.9")));
        assert_eq!(client(&["::ffff:203.0.113.9"]), Ok(ip("203.0.113.9")));
        assert_eq!(client(&["10.9.9.9"]), Ok(ip("10.9.9.9")), "a proxy's own request");
        assert_eq!(client(&[]), Ok(ip("10.0.0.1")));
        for unreadable in ["unknown", "", "203.0.113.9,", "_hidden", "203.0.113.9;"] {
            assert_eq!(client(&[unreadable]), Err(Unreadable), "{unreadable}");
        }
        assert!(proxies.hold(ip("::ffff:10.0.0.1")) && !proxies.hold(ip("192.0.2.1")));
    }
}
