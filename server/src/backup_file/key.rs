//! The key of backups: whoever makes one needs the recipient alone; the identity opens it, and is kept elsewhere.

use std::{
    fmt,
    io::{self, ErrorKind, Write as _},
    path::Path,
    str::FromStr,
};

use hpke::{Deserializable, Kem as _, Serializable, kem::X25519HkdfSha256};
use rand::TryRng;
use sha2::{Digest, Sha256};

use crate::{
    failure::{Failure, Outcome},
    hex,
    new_file::NewFile,
    secret_file,
};

/// How an X25519 key is agreed on (RFC 9180).
pub(super) type Kem = X25519HkdfSha256;

const RECIPIENT: &str = "synaq-recipient-";
const IDENTITY: &str = "synaq-identity-";
const KEY: usize = 32;
/// A mistyped recipient would make backups that nobody can open.
const CHECK: usize = 4;

/// To whom a backup is encrypted. It is no secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Recipient(pub(super) <Kem as hpke::Kem>::PublicKey);

/// What opens a backup.
pub(crate) struct Identity(pub(super) <Kem as hpke::Kem>::PrivateKey);

/// Not a recipient.
#[derive(Debug, thiserror::Error)]
#[error("not a recipient as `synaq backup key` prints it, or one with a slip of the pen: {RECIPIENT} and 72 hexadecimal digits")]
pub(crate) struct BadRecipient;

impl Recipient {
    /// Some bytes that tell one recipient from another.
    pub(super) fn mark(&self) -> [u8; 8] {
        let digest: [u8; 32] = Sha256::digest(self.0.to_bytes()).into();
        let (mark, _) = digest.split_first_chunk().expect("a digest is longer");
        *mark
    }
}

impl fmt::Display for Recipient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&spell(RECIPIENT, &self.0.to_bytes()))
    }
}

impl FromStr for Recipient {
    type Err = BadRecipient;
    fn from_str(text: &str) -> Result<Self, BadRecipient> {
        let key = read_spelled(RECIPIENT, text).ok_or(BadRecipient)?;
        Ok(Self(Deserializable::from_bytes(&key).map_err(|_| BadRecipient)?))
    }
}

impl Identity {
    /// Makes a pair of keys; the identity goes into a new file, for its owner's eyes alone.
    pub(crate) fn make(path: &Path) -> Outcome<Recipient> {
        let failed = |error: io::Error| {
            Failure::new(match error.kind() {
                ErrorKind::AlreadyExists => format!("{} is there already; a key is never overwritten", path.display()),
                _ => format!("the identity can't be written to {}: {error}", path.display()),
            })
        };
        let mut seed = [0; KEY];
        rand::rngs::SysRng.try_fill_bytes(&mut seed).map_err(|error| failed(io::Error::other(error)))?;
        let (identity, recipient) = Kem::derive_keypair(&seed);
        let (identity, recipient) = (Self(identity), Recipient(recipient));
        let text = format!(
            "# Opens the backups made to {recipient}\n# Keep it away from them, and from the server.\n{}\n",
            spell(IDENTITY, &identity.0.to_bytes())
        );
        let new = NewFile::begin(path).map_err(failed)?;
        new.file().write_all(text.as_bytes()).map_err(failed)?;
        new.keep().map_err(failed)?;
        Ok(recipient)
    }

    pub(crate) fn read(path: &Path) -> Outcome<Self> {
        let text = secret_file::read(path, "the identity file")?;
        let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
        let found = lines.next().filter(|_| lines.next().is_none()).and_then(|line| read_spelled(IDENTITY, line));
        let key = found.and_then(|key| Deserializable::from_bytes(&key).ok());
        key.map(Self).ok_or_else(|| {
            Failure::new(format!("the identity file {} holds no identity as `synaq backup key` makes it", path.display()))
        })
    }

    pub(super) fn recipient(&self) -> Recipient {
        Recipient(Kem::sk_to_pk(&self.0))
    }
}

fn check(what: &str, key: &[u8]) -> [u8; CHECK] {
    let digest: [u8; 32] = Sha256::new().chain_update(what).chain_update(key).finalize().into();
    let (check, _) = digest.split_first_chunk().expect("a digest is longer");
    *check
}

fn spell(what: &str, key: &[u8]) -> String {
    format!("{what}{}{}", hex::write(key), hex::write(&check(what, key)))
}

fn read_spelled(what: &str, text: &str) -> Option<[u8; KEY]> {
    let digits = text.strip_prefix(what)?;
    let (key, checked) = digits.split_at_checked(2 * KEY)?;
    let (key, checked) = (hex::read::<KEY>(key)?, hex::read::<CHECK>(checked)?);
    (check(what, &key) == checked).then_some(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_recipient_with_a_slip_of_the_pen_is_none() {
        let (_, recipient) = Kem::derive_keypair(&[7; KEY]);
        let spelled = Recipient(recipient.clone()).to_string();
        assert_eq!(spelled.parse::<Recipient>().unwrap(), Recipient(recipient));
        for place in RECIPIENT.len()..spelled.len() {
            let mut wrong = spelled.clone().into_bytes();
            wrong[place] = if wrong[place] == b'0' { b'1' } else { b'0' };
            assert!(String::from_utf8(wrong).unwrap().parse::<Recipient>().is_err(), "at {place}");
        }
        for wrong in
            ["", RECIPIENT, &spelled[1..], &spelled[..spelled.len() - 1], &format!("{spelled}0"), "synaq-recipient-қазақ"]
        {
            assert!(wrong.parse::<Recipient>().is_err(), "{wrong}");
        }
    }
}
