//! Encryption to a key, as a stream: HPKE (RFC 9180) with X25519, HKDF-SHA-256 and ChaCha20-Poly1305, in pieces that say which of
//! them is the last. So nothing can be changed, reordered, left out or cut off unnoticed, and nothing is given out unchecked.
//!
//! ```text
//! mark (14 bytes) · which recipient (8) · encapsulated key (32) · pieces of 65,536 bytes and a tag (16), the last shorter or equal
//! ```

use std::io::{self, ErrorKind, Read, Write};

use hpke::{Deserializable, OpModeR, OpModeS, Serializable, aead, kdf::HkdfSha256, rand_core::UnwrapErr};

use super::key::{Identity, Kem, Recipient};

type Aead = aead::ChaCha20Poly1305;
type Kdf = HkdfSha256;

const MARK: &[u8; 14] = b"synaq backup 1";
const PIECE: usize = 64 * 1024;
const TAG: usize = 16;

/// What a piece is sealed with beside its place in the order.
const MORE: &[u8] = b"more";
const LAST: &[u8] = b"last";

fn broken(why: &str) -> io::Error {
    io::Error::new(ErrorKind::InvalidData, why)
}

/// Encrypts what is written to it.
pub(super) struct Sealing<W> {
    into: W,
    context: aead::AeadCtxS<Aead, Kdf, Kem>,
    piece: Vec<u8>,
    /// What is written after a failure would leave a gap.
    failed: bool,
}

impl<W: Write> Sealing<W> {
    pub(super) fn begin(mut into: W, recipient: &Recipient) -> io::Result<Self> {
        let header = [&MARK[..], &recipient.mark()].concat();
        let mut random = UnwrapErr(rand::rngs::SysRng);
        let (encapsulated, context) =
            hpke::setup_sender_with_rng::<Aead, Kdf, Kem>(&OpModeS::Base, &recipient.0, &header, &mut random)
                .map_err(|_| broken("this recipient can't be encrypted to"))?;
        into.write_all(&header)?;
        into.write_all(&encapsulated.to_bytes())?;
        Ok(Self { into, context, piece: Vec::with_capacity(PIECE), failed: false })
    }

    /// Writes the last piece.
    pub(super) fn finish(mut self) -> io::Result<W> {
        self.seal(LAST)?;
        Ok(self.into)
    }

    fn seal(&mut self, which: &[u8]) -> io::Result<()> {
        if self.failed {
            return Err(io::Error::other("an earlier part could not be written"));
        }
        let sealed = self.context.seal(&self.piece, which).map_err(|_| io::Error::other("it is too long to be encrypted"));
        self.piece.clear();
        let outcome = sealed.and_then(|sealed| self.into.write_all(&sealed));
        self.failed = outcome.is_err();
        outcome
    }
}

impl<W: Write> Write for Sealing<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        // Only what more follows after is not the last.
        if self.piece.len() == PIECE {
            self.seal(MORE)?;
        }
        let taken = bytes.len().min(PIECE - self.piece.len());
        self.piece.extend_from_slice(&bytes[..taken]);
        Ok(taken)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Decrypts what is read from it.
pub(super) struct Opening<R> {
    from: R,
    context: aead::AeadCtxR<Aead, Kdf, Kem>,
    /// A piece, and one byte more when there is another.
    sealed: Vec<u8>,
    piece: Vec<u8>,
    read: usize,
    ended: bool,
}

impl<R: Read> Opening<R> {
    pub(super) fn begin(mut from: R, identity: &Identity) -> io::Result<Self> {
        let mut header = [0; MARK.len() + 8];
        let mut encapsulated = [0; 32];
        let known = from.read_exact(&mut header).is_ok() && header.starts_with(MARK);
        if !known {
            return Err(broken("it is not a backup that this program knows"));
        }
        if !header.ends_with(&identity.recipient().mark()) {
            return Err(broken("it is encrypted to another key than this identity's"));
        }
        from.read_exact(&mut encapsulated).map_err(|_| broken("it ends too early"))?;
        let context = Deserializable::from_bytes(&encapsulated)
            .and_then(|key| hpke::setup_receiver::<Aead, Kdf, Kem>(&OpModeR::Base, &identity.0, &key, &header))
            .map_err(|_| broken("it is damaged"))?;
        Ok(Self { from, context, sealed: Vec::new(), piece: Vec::new(), read: 0, ended: false })
    }

    fn open(&mut self) -> io::Result<()> {
        let wanted = PIECE + TAG + 1 - self.sealed.len();
        self.from.by_ref().take(wanted as u64).read_to_end(&mut self.sealed)?;
        let more = self.sealed.len() > PIECE + TAG;
        let end = self.sealed.len().min(PIECE + TAG);
        let which = if more { MORE } else { LAST };
        self.piece =
            self.context.open(&self.sealed[..end], which).map_err(|_| broken("it is damaged, or a part of it is missing"))?;
        self.sealed.drain(..end);
        (self.read, self.ended) = (0, !more);
        Ok(())
    }
}

impl<R: Read> Read for Opening<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        while self.read == self.piece.len() && !self.ended {
            self.open()?;
        }
        let taken = into.len().min(self.piece.len() - self.read);
        into[..taken].copy_from_slice(&self.piece[self.read..self.read + taken]);
        self.read += taken;
        Ok(taken)
    }
}

#[cfg(test)]
mod tests {
    use hpke::Kem as _;

    use super::*;

    fn pair(seed: u8) -> (Identity, Recipient) {
        let (identity, recipient) = Kem::derive_keypair(&[seed; 32]);
        (Identity(identity), Recipient(recipient))
    }

    fn sealed(text: &[u8], recipient: &Recipient) -> Vec<u8> {
        let mut sealing = Sealing::begin(Vec::new(), recipient).unwrap();
        sealing.write_all(text).unwrap();
        sealing.finish().unwrap()
    }

    fn opened(sealed: &[u8], identity: &Identity) -> io::Result<Vec<u8>> {
        let mut text = Vec::new();
        Opening::begin(sealed, identity)?.read_to_end(&mut text)?;
        Ok(text)
    }

    fn text(length: usize) -> Vec<u8> {
        (0..length).map(|n| u8::try_from(n % 251).unwrap()).collect()
    }

    #[test]
    fn what_was_sealed_is_opened_at_every_length() {
        let (identity, recipient) = pair(1);
        for length in [0, 1, PIECE - 1, PIECE, PIECE + 1, 2 * PIECE, 3 * PIECE + 7] {
            let (text, sealed) = (text(length), sealed(&text(length), &recipient));
            assert_eq!(opened(&sealed, &identity).unwrap(), text, "{length}");
            let pieces = length.div_ceil(PIECE).max(1);
            assert_eq!(sealed.len(), 14 + 8 + 32 + length + pieces * TAG);
            assert!(length < 16 || !sealed.windows(16).any(|part| part == &text[..16]), "it can't be read");
        }
    }

    #[test]
    fn damage_anywhere_is_noticed() {
        let (identity, recipient) = pair(1);
        let whole = sealed(&text(40), &recipient);
        for place in 0..whole.len() {
            let mut damaged = whole.clone();
            damaged[place] ^= 1 << (place % 8);
            assert!(opened(&damaged, &identity).is_err(), "byte {place}");
        }
    }

    #[test]
    fn what_was_cut_off_or_put_on_is_noticed() {
        let (identity, recipient) = pair(1);
        for length in [0, 40, PIECE, 2 * PIECE] {
            let whole = sealed(&text(length), &recipient);
            let at_pieces = (0..3).map(|n| 54 + n * (PIECE + TAG)).flat_map(|edge| [edge - 1, edge, edge + 1, edge + TAG]);
            for kept in (0..whole.len().min(120)).chain(at_pieces).filter(|kept| *kept < whole.len()) {
                assert!(opened(&whole[..kept], &identity).is_err(), "{kept} of {}", whole.len());
            }
            assert!(opened(&[&whole[..], b"x"].concat(), &identity).is_err());
            assert!(opened(&[&whole[..], &whole[54..]].concat(), &identity).is_err());
        }
    }

    #[test]
    fn pieces_keep_their_order() {
        let (identity, recipient) = pair(1);
        let whole = sealed(&text(3 * PIECE), &recipient);
        let piece = |n: usize| &whole[54 + n * (PIECE + TAG)..54 + (n + 1) * (PIECE + TAG)];
        assert!(opened(&[&whole[..54], piece(0), piece(1), piece(2)].concat(), &identity).is_ok());
        assert!(opened(&[&whole[..54], piece(1), piece(0), piece(2)].concat(), &identity).is_err());
        assert!(opened(&[&whole[..54], piece(0), piece(2)].concat(), &identity).is_err());
    }

    #[test]
    fn another_identity_opens_nothing() {
        let (_, recipient) = pair(1);
        let (other, others) = pair(2);
        let told = opened(&sealed(b"who passed", &recipient), &other).unwrap_err();
        assert!(told.to_string().contains("another key"), "{told}");
        // Not even when the header says that it may.
        let mut relabelled = sealed(b"who passed", &recipient);
        relabelled[14..22].copy_from_slice(&others.mark());
        assert!(opened(&relabelled, &other).is_err());
    }
}
