//! The second factor: six digits that an authenticator works out from the time (RFC 6238: SHA-1, 30 seconds), and recovery codes for the
//! day on which it is lost.

use std::fmt;

use exam::{clock::Instant, id::StaffId};
use hmac::{Hmac, KeyInit, Mac};
use serde_json::json;
use sha1::Sha1;

use super::{sessions, themselves};
use crate::{
    Store,
    access::{Code, Token},
    audit::{self, By},
    engine::{Tx, values},
    error::{Error, Refusal, Result},
    random,
};

/// How long a code lasts, in milliseconds.
const STEP: i64 = 30_000;
/// How many steps an authenticator's clock may be off, either way.
const OFF: i64 = 1;
/// So many codes for the day on which the authenticator is lost.
const RECOVERY_CODES: usize = 10;
/// RFC 4648.
const BASE32: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// What an authenticator and we share: 160 bits.
#[derive(Clone)]
pub struct FactorSecret([u8; 20]);

impl FactorSecret {
    /// As an authenticator takes it, in groups of four for whoever types it.
    pub fn reveal(&self) -> String {
        let bits: String = self.0.iter().map(|byte| format!("{byte:08b}")).collect();
        let letters = bits.as_bytes().chunks(5).map(|five| {
            let five = five.iter().fold(0, |sum, bit| sum << 1 | usize::from(bit & 1));
            char::from(BASE32[five])
        });
        let letters: Vec<char> = letters.collect();
        letters.chunks(4).map(|four| four.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
    }

    /// What the picture says that an authenticator reads.
    pub fn uri(&self, login: &str) -> String {
        format!("otpauth://totp/Synaq:{login}?secret={}&issuer=Synaq", self.reveal().replace(' ', ""))
    }

    /// What an authenticator shows at this instant.
    pub fn digits_at(&self, now: Instant) -> String {
        self.digits(now.as_millis().div_euclid(STEP))
    }

    /// The six digits of a step (RFC 4226, 5.3).
    fn digits(&self, step: i64) -> String {
        let mut mac = Hmac::<Sha1>::new_from_slice(&self.0).expect("HMAC takes keys of any length");
        mac.update(&step.to_be_bytes());
        let hash = mac.finalize().into_bytes();
        let from = usize::from(hash[19] & 0xf);
        let number = u32::from_be_bytes([hash[from] & 0x7f, hash[from + 1], hash[from + 2], hash[from + 3]]);
        format!("{:06}", number % 1_000_000)
    }

    /// The step whose digits these are, of those that the time allows and that come after the last that was used.
    fn step_of(&self, typed: &str, now: Instant, last: i64) -> Option<i64> {
        let typed: String = typed.chars().filter(|c| !c.is_whitespace()).collect();
        let here = now.as_millis().div_euclid(STEP);
        (here - OFF..=here + OFF).filter(|step| *step > last).find(|step| self.digits(*step) == typed)
    }
}

impl fmt::Debug for FactorSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FactorSecret(…)")
    }
}

/// Why a second factor opens nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FactorRefused {
    /// Neither the digits of now nor an unused recovery code.
    Wrong,
    /// Too many have been tried in vain.
    TooMany {
        /// When another will be looked at.
        until: Instant,
    },
}

impl Store {
    fn factor_secret(&self, staff: StaffId, nonce: &[u8]) -> FactorSecret {
        let keyed = self.keyed(&format!("second-factor {staff} {}", crate::attempts::hex(nonce)));
        FactorSecret(keyed[..20].try_into().expect("an HMAC-SHA-256 has 32 bytes"))
    }

    fn recovery(&self, code: &Code) -> Vec<u8> {
        self.keyed(&format!("recovery {code}"))
    }

    /// Begins to set up a second factor, or begins anew where the first code has not been typed yet.
    ///
    /// # Errors
    /// [`Refusal::AlreadyHeld`] where there is one; or when the database fails.
    pub async fn begin_second_factor(&self, by: &By) -> Result<()> {
        let (staff, by) = (by.staff()?, by.clone());
        self.engine
            .write(async move |tx| {
                if factor(tx, staff).await?.is_some_and(|factor| factor.since.is_some()) {
                    return Err(Refusal::AlreadyHeld.into());
                }
                tx.execute(
                    "INSERT INTO second_factor (staff_id, nonce, begun_at) VALUES ($1, $2, $3) \
                     ON CONFLICT (staff_id) DO UPDATE SET nonce = excluded.nonce, begun_at = excluded.begun_at",
                    values![staff, random::<16>().to_vec(), by.now],
                )
                .await?;
                audit::record(tx, &by, "second-factor.begin", "staff", staff, &json!({})).await
            })
            .await
    }

    /// The secret of a second factor that is being set up; none before and after.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn second_factor_begun(&self, staff: StaffId) -> Result<Option<FactorSecret>> {
        let begun = factor(&mut self.engine.glance().await?, staff).await?.filter(|factor| factor.since.is_none());
        Ok(begun.map(|factor| self.factor_secret(staff, &factor.nonce)))
    }

    /// Sets up the second factor that was begun, if these are its digits. Other sessions than this one end. The recovery codes are shown
    /// once.
    ///
    /// # Errors
    /// [`Error::NotFound`] where none was begun; or when the database fails.
    pub async fn confirm_second_factor(&self, by: &By, here: &Token, typed: &str) -> Result<Option<Vec<Code>>> {
        let (store, staff, by, here, typed) = (self.clone(), by.staff()?, by.clone(), here.clone(), typed.to_owned());
        self.engine
            .write(async move |tx| {
                let begun = factor(tx, staff).await?.filter(|factor| factor.since.is_none()).ok_or(Error::NotFound)?;
                let Some(step) = store.factor_secret(staff, &begun.nonce).step_of(&typed, by.now, 0) else { return Ok(None) };
                tx.execute(
                    "UPDATE second_factor SET since = $2, last_step = $3 WHERE staff_id = $1",
                    values![staff, by.now, step],
                )
                .await?;
                sessions::end_all(tx, &by, staff, Some(&here)).await?;
                audit::record(tx, &by, "second-factor.set-up", "staff", staff, &json!({})).await?;
                Ok(Some(store.new_recovery_codes(tx, &by, staff).await?))
            })
            .await
    }

    /// Issues ten new recovery codes; those from before open nothing any more.
    ///
    /// # Errors
    /// [`Error::NotFound`] where there is no second factor; or when the database fails.
    pub async fn renew_recovery_codes(&self, by: &By) -> Result<Vec<Code>> {
        let (store, staff, by) = (self.clone(), by.staff()?, by.clone());
        self.engine
            .write(async move |tx| {
                factor(tx, staff).await?.filter(|factor| factor.since.is_some()).ok_or(Error::NotFound)?;
                store.new_recovery_codes(tx, &by, staff).await
            })
            .await
    }

    async fn new_recovery_codes(&self, tx: &mut Tx, by: &By, staff: StaffId) -> Result<Vec<Code>> {
        tx.execute("DELETE FROM recovery_code WHERE staff_id = $1", values![staff]).await?;
        let codes: Vec<Code> = (0..RECOVERY_CODES).map(|_| Code::new()).collect();
        for code in &codes {
            tx.execute(
                "INSERT INTO recovery_code (hmac, staff_id, issued_at) VALUES ($1, $2, $3)",
                values![self.recovery(code), staff, by.now],
            )
            .await?;
        }
        audit::record(tx, by, "recovery-codes.issue", "staff", staff, &json!({"codes": codes.len()})).await?;
        Ok(codes)
    }

    /// How many recovery codes are left.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn recovery_codes_left(&self, staff: StaffId) -> Result<u32> {
        let (left,): (i64,) = self
            .engine
            .glance()
            .await?
            .fetch_one("SELECT count(*) FROM recovery_code WHERE staff_id = $1 AND used_at IS NULL", values![staff])
            .await?;
        Ok(u32::try_from(left).unwrap_or(0))
    }

    /// Takes the second factor off, against its digits or a recovery code.
    ///
    /// # Errors
    /// When the database fails; [`Error::NotFound`] where there is none.
    pub async fn drop_second_factor(&self, by: &By, here: &Token, typed: &str) -> Result<bool> {
        let (store, staff, by, here, typed) = (self.clone(), by.staff()?, by.clone(), here.clone(), typed.to_owned());
        self.engine
            .write(async move |tx| {
                factor(tx, staff).await?.filter(|factor| factor.since.is_some()).ok_or(Error::NotFound)?;
                let opens = store.opens(tx, staff, &typed, by.now).await?;
                if opens {
                    forget(tx, &by, staff, Some(&here)).await?;
                }
                Ok(opens)
            })
            .await
    }

    /// Makes a half session a whole one, with another token, if these are the digits of now or a recovery code. A guess is counted
    /// before it is looked at.
    ///
    /// # Errors
    /// [`Error::SignedOut`] where there is no half session; or when the database fails.
    pub async fn pass_second_factor(
        &self,
        half: &Token,
        typed: &str,
        address: &str,
        now: Instant,
    ) -> Result<std::result::Result<Token, FactorRefused>> {
        let session = self.half_session(half, now).await?.ok_or(Error::SignedOut)?;
        if let Some(until) = self.guess_factor(&session.login, address, now).await? {
            return Ok(Err(FactorRefused::TooMany { until }));
        }
        let (store, half, typed, address, staff) =
            (self.clone(), half.clone(), typed.to_owned(), address.to_owned(), session.staff);
        let token = self
            .engine
            .write(async move |tx| {
                let ended = tx
                    .execute(
                        "UPDATE session SET ended_at = $2 WHERE token_hash = $1 AND half AND ended_at IS NULL AND expires_at > $2",
                        values![half.hash(), now],
                    )
                    .await?;
                if ended == 0 {
                    return Err(Error::SignedOut);
                }
                if !store.opens(tx, staff, &typed, now).await? {
                    return Err(Error::NotFound);
                }
                store.forget_guesses_at_factor(tx, &session.login, &address).await?;
                sessions::begin(&store, tx, &themselves(staff, &address, now), staff, false).await
            })
            .await;
        match token {
            // Nothing of the job is kept: the half session goes on.
            Err(Error::NotFound) => Ok(Err(FactorRefused::Wrong)),
            other => Ok(Ok(other?)),
        }
    }

    /// Whether these are the digits of now, or a recovery code; either is used up thereby.
    async fn opens(&self, tx: &mut Tx, staff: StaffId, typed: &str, now: Instant) -> Result<bool> {
        let Some(factor) = factor(tx, staff).await?.filter(|factor| factor.since.is_some()) else { return Ok(false) };
        let secret = self.factor_secret(staff, &factor.nonce);
        if let Some(step) = secret.step_of(typed, now, factor.last_step.unwrap_or(0)) {
            tx.execute("UPDATE second_factor SET last_step = $2 WHERE staff_id = $1", values![staff, step]).await?;
            return Ok(true);
        }
        let Ok(code) = typed.parse::<Code>() else { return Ok(false) };
        let used = tx
            .execute(
                "UPDATE recovery_code SET used_at = $3 WHERE hmac = $1 AND staff_id = $2 AND used_at IS NULL",
                values![self.recovery(&code), staff, now],
            )
            .await?;
        if used > 0 {
            let by = themselves(staff, "", now);
            audit::record(tx, &by, "recovery-code.use", "staff", staff, &json!({})).await?;
        }
        Ok(used > 0)
    }
}

#[derive(sqlx::FromRow)]
struct Factor {
    nonce: Vec<u8>,
    since: Option<i64>,
    last_step: Option<i64>,
}

async fn factor(tx: &mut Tx, staff: StaffId) -> Result<Option<Factor>> {
    tx.fetch_optional("SELECT nonce, since, last_step FROM second_factor WHERE staff_id = $1", values![staff]).await
}

/// Takes off what somebody has as a second factor, and ends their sessions but the one named.
pub(super) async fn forget(tx: &mut Tx, by: &By, staff: StaffId, here: Option<&Token>) -> Result<()> {
    sessions::end_all(tx, by, staff, here).await?;
    tx.execute("DELETE FROM recovery_code WHERE staff_id = $1", values![staff]).await?;
    tx.execute("DELETE FROM second_factor WHERE staff_id = $1", values![staff]).await?;
    audit::record(tx, by, "second-factor.forget", "staff", staff, &json!({})).await
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The key of RFC 6238, appendix B.
    const OF_THE_RFC: FactorSecret = FactorSecret(*b"12345678901234567890");

    #[test]
    fn digits_are_those_of_the_rfc() {
        for (seconds, digits) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ] {
            let now = Instant::from_millis(seconds * 1_000);
            assert_eq!(OF_THE_RFC.step_of(digits, now, 0), Some(seconds / 30), "{digits}");
        }
    }

    #[test]
    fn digits_hold_for_a_step_before_and_after_and_only_once() {
        let (now, step) = (Instant::from_millis(1_111_111_109_000), 1_111_111_109 / 30);
        let at = |steps: i64| OF_THE_RFC.digits(step + steps);
        assert_eq!(OF_THE_RFC.step_of(&at(-1), now, 0), Some(step - 1));
        assert_eq!(OF_THE_RFC.step_of(&at(1), now, 0), Some(step + 1));
        assert!(OF_THE_RFC.step_of(&at(-2), now, 0).is_none() && OF_THE_RFC.step_of(&at(2), now, 0).is_none());
        assert!(OF_THE_RFC.step_of(&at(0), now, step).is_none(), "none opens twice");
        assert_eq!(OF_THE_RFC.step_of("081 804 ", now, step - 1), Some(step));
    }

    #[test]
    fn a_secret_is_written_as_authenticators_read_it() {
        assert_eq!(OF_THE_RFC.reveal(), "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ");
        assert_eq!(
            OF_THE_RFC.uri("a.sadyqova"),
            "otpauth://totp/Synaq:a.sadyqova?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Synaq"
        );
        assert_eq!(format!("{OF_THE_RFC:?}"), "FactorSecret(…)");
    }
}
