//! What a person's authenticator shows.

use exam::clock::Instant;
use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;

/// The six digits of RFC 6238, worked out once more from the secret as it is shown.
pub(crate) fn digits(secret: &str, now: Instant) -> String {
    let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let letters = secret.chars().filter(|c| *c != ' ');
    let bits: String = letters.map(|c| format!("{:05b}", alphabet.find(c).unwrap())).collect();
    let key: Vec<u8> =
        bits.as_bytes().chunks(8).map(|b| u8::from_str_radix(std::str::from_utf8(b).unwrap(), 2).unwrap()).collect();
    let mut mac = Hmac::<Sha1>::new_from_slice(&key).unwrap();
    mac.update(&(now.as_millis() / 30_000).to_be_bytes());
    let hash = mac.finalize().into_bytes();
    let at = usize::from(hash[19] & 15);
    let number = u32::from_be_bytes(hash[at..at + 4].try_into().unwrap()) & 0x7fff_ffff;
    format!("{:06}", number % 1_000_000)
}
