//! One-time codes with which a member of staff chooses a password: nobody else ever knows it. The first of all makes the first
//! administrator.

use exam::{
    clock::{Instant, Span},
    id::StaffId,
};
use serde_json::json;
use uuid::Uuid;

use super::{Role, add, appoint, nobody, sessions, themselves};
use crate::{
    Store,
    access::Code,
    audit::{self, By},
    engine::{Tx, values},
    error::{Refusal, Result},
    guesses,
};

/// How long a code may be used.
const LASTS: Span = Span::from_days(3);

/// Why a code opens nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum JoinRefused {
    /// No such code of this person; or it has been used, or its time is over.
    Wrong,
    /// Somebody has this login.
    LoginTaken,
    /// Too many have been tried in vain.
    TooMany {
        /// When another will be looked at.
        until: Instant,
    },
}

impl Store {
    /// The code for the first administrator, where there is nobody on the staff; one that was issued before is void.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn setup_code(&self, by: &By) -> Result<Option<Code>> {
        if !self.has_no_staff().await? {
            return Ok(None);
        }
        let (store, by) = (self.clone(), by.clone());
        let code = self.engine.write(async move |tx| store.issue_joining_code(tx, &by, None).await).await?;
        Ok(Some(code))
    }

    /// Chooses a password: with the first code of all as the first administrator, of that name; else as the person whose code it is.
    /// The sessions that person had end.
    ///
    /// # Errors
    /// When the database fails; what is wrong with the code is in the inner result.
    pub async fn join(
        &self,
        code: &Code,
        login: &str,
        name: &str,
        password_hash: &str,
        address: &str,
        now: Instant,
    ) -> Result<std::result::Result<StaffId, JoinRefused>> {
        let (hmac, whom) = (self.joining(code), self.whom("joining", login));
        let [login, name, hash, address] = [login, name, password_hash, address].map(str::to_owned);
        self.engine
            .write(async move |tx| {
                if let Some(until) = guesses::may_guess(tx, &whom, &address, now).await? {
                    return Ok(Err(JoinRefused::TooMany { until }));
                }
                let found: Option<(Option<Uuid>, Option<String>)> = tx
                    .fetch_optional(
                        "SELECT c.staff_id, m.login FROM joining_code c LEFT JOIN staff m ON m.id = c.staff_id \
                         WHERE c.hmac = $1 AND c.used_at IS NULL AND c.voided_at IS NULL AND c.expires_at > $2",
                        values![hmac.clone(), now],
                    )
                    .await?;
                let staff = match found {
                    Some((None, _)) if nobody(tx).await? => {
                        let by = By { address: address.clone(), ..By::system(now) };
                        let staff = add(tx, &by, &login, &name, "").await?;
                        appoint(tx, &by, staff, Role::Administrator.into(), &json!(null)).await?;
                        staff
                    }
                    Some((Some(staff), Some(known))) if known == login => staff.into(),
                    _ => {
                        guesses::count(tx, &whom, &address, now).await?;
                        let by = By { address: address.clone(), ..By::system(now) };
                        audit::record(tx, &by, "sign-in.refuse", "code", "unknown", &json!({"why": "joining"})).await?;
                        return Ok(Err(JoinRefused::Wrong));
                    }
                };
                let by = themselves(staff, &address, now);
                tx.execute("UPDATE joining_code SET used_at = $2 WHERE hmac = $1", values![hmac, now]).await?;
                tx.execute("UPDATE staff SET password_hash = $2, closed_at = NULL WHERE id = $1", values![staff, hash]).await?;
                sessions::end_all(tx, &by, staff, None).await?;
                audit::record(tx, &by, "password.choose", "staff", staff, &json!({})).await?;
                Ok(Ok(staff))
            })
            .await
            .or_else(|error| match error {
                crate::Error::Refused(Refusal::LoginTaken) => Ok(Err(JoinRefused::LoginTaken)),
                other => Err(other),
            })
    }

    /// Issues a code, voiding the one before it.
    pub(super) async fn issue_joining_code(&self, tx: &mut Tx, by: &By, staff: Option<StaffId>) -> Result<Code> {
        void(tx, by, staff).await?;
        let code = Code::new();
        tx.execute(
            "INSERT INTO joining_code (hmac, staff_id, issued_at, expires_at) VALUES ($1, $2, $3, $4)",
            values![self.joining(&code), staff, by.now, by.now + LASTS],
        )
        .await?;
        let whom = staff.map_or_else(|| "first".to_owned(), |staff| staff.to_string());
        audit::record(tx, by, "code.issue", "staff", whom, &json!({})).await?;
        Ok(code)
    }

    fn joining(&self, code: &Code) -> Vec<u8> {
        self.keyed(&format!("joining {code}"))
    }
}

/// Voids what codes there are for this person, or for the first.
pub(super) async fn void(tx: &mut Tx, by: &By, staff: Option<StaffId>) -> Result<()> {
    tx.execute(
        "UPDATE joining_code SET voided_at = $2 WHERE used_at IS NULL AND voided_at IS NULL AND staff_id IS NOT DISTINCT FROM $1",
        values![staff, by.now],
    )
    .await?;
    Ok(())
}
