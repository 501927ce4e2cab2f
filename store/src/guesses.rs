//! Sign-ins that were tried in vain count against those that follow. A guess at a password is counted before the password is looked at,
//! so that guesses made at once can't outrun their count; who gets in has not guessed.
//!
//! Nobody can shut another out for good: what is tried from one address counts there; what is tried from everywhere counts against
//! addresses from which the person has never signed in.

use exam::clock::{Instant, Span};

use crate::{
    Store,
    engine::{Tx, Value, values},
    error::Result,
};

/// How long a guess counts.
const WINDOW: Span = Span::from_mins(15);
/// Guesses at one person from one address.
pub(crate) const AT_ONE_FROM_ONE: i64 = 10;
/// Guesses from one address, whoever is meant: a whole unit may be behind it.
const FROM_ONE: i64 = 100;
/// Guesses at one member of staff from all addresses that are new to them.
const AT_ONE: i64 = 50;

const OF_ONE_FROM_ONE: &str = "SELECT at FROM sign_in_guess WHERE whom = $1 AND address = $2 ORDER BY at DESC LIMIT 1 OFFSET $3";
const OF_ALL_FROM_ONE: &str = "SELECT at FROM sign_in_guess WHERE address = $1 ORDER BY at DESC LIMIT 1 OFFSET $2";
const OF_ONE: &str = "SELECT at FROM sign_in_guess WHERE whom = $1 ORDER BY at DESC LIMIT 1 OFFSET $2";

/// Who is meant: known here by an HMAC alone.
pub(crate) struct Whom(Vec<u8>);

/// When a guess will be looked at again.
type TooMany = Option<Instant>;

impl Store {
    /// A candidate, by the IIN.
    pub(crate) fn candidate_meant(&self, iin: &str) -> Whom {
        self.whom("candidate", iin)
    }

    pub(crate) fn whom(&self, kind: &str, name: &str) -> Whom {
        Whom(self.keyed(&format!("{kind} {name}")))
    }

    /// Counts a guess at a member of staff's password, before it is looked at: none when it may be; else from when on.
    /// [`Store::begin_staff_session`] takes it off.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn guess(&self, login: &str, address: &str, now: Instant) -> Result<Option<Instant>> {
        self.guess_at(self.whom("staff", login), login, address, now).await
    }

    /// The same for the second factor of whoever has shown the password.
    pub(crate) async fn guess_factor(&self, login: &str, address: &str, now: Instant) -> Result<Option<Instant>> {
        self.guess_at(self.whom("factor", login), login, address, now).await
    }

    async fn guess_at(&self, whom: Whom, login: &str, address: &str, now: Instant) -> Result<Option<Instant>> {
        let (login, address) = (login.to_owned(), address.to_owned());
        self.engine
            .write(async move |tx| {
                let mut too_many = may_guess(tx, &whom, &address, now).await?;
                if too_many.is_none() && !has_been_here(tx, &login, &address).await? {
                    too_many = full(tx, OF_ONE, values![whom.0.clone()], AT_ONE).await?;
                }
                if too_many.is_none() {
                    count(tx, &whom, &address, now).await?;
                }
                Ok(too_many)
            })
            .await
    }

    /// Takes off what was counted from there: whoever knows the password had not guessed.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn forget_guesses(&self, login: &str, address: &str) -> Result<()> {
        let (store, login, address) = (self.clone(), login.to_owned(), address.to_owned());
        self.engine.write(async move |tx| store.forget_guesses_at_staff(tx, &login, &address).await).await
    }

    /// Whoever got in as this member of staff from there had not guessed.
    pub(crate) async fn forget_guesses_at_staff(&self, tx: &mut Tx, login: &str, address: &str) -> Result<()> {
        forget_from(tx, self.whom("staff", login), address).await
    }

    /// Nor had whoever showed the second factor.
    pub(crate) async fn forget_guesses_at_factor(&self, tx: &mut Tx, login: &str, address: &str) -> Result<()> {
        forget_from(tx, self.whom("factor", login), address).await
    }
}

/// Whether somebody may guess at a person from an address now; else from when on.
pub(crate) async fn may_guess(tx: &mut Tx, whom: &Whom, address: &str, now: Instant) -> Result<TooMany> {
    let gone = now + Span::from_millis(-WINDOW.as_millis());
    tx.execute("DELETE FROM sign_in_guess WHERE at <= $1", values![gone]).await?;
    let at_one = full(tx, OF_ONE_FROM_ONE, values![whom.0.clone(), address], AT_ONE_FROM_ONE).await?;
    if at_one.is_some() { Ok(at_one) } else { full(tx, OF_ALL_FROM_ONE, values![address], FROM_ONE).await }
}

/// When there is room for another guess, where there are as many as there may be: the statement gives the last that has to go first.
async fn full(tx: &mut Tx, sql: &'static str, mut values: Vec<Value>, most: i64) -> Result<TooMany> {
    values.push((most - 1).into());
    let last: Option<(i64,)> = tx.fetch_optional(sql, values).await?;
    Ok(last.map(|(at,)| Instant::from_millis(at) + WINDOW))
}

pub(crate) async fn count(tx: &mut Tx, whom: &Whom, address: &str, now: Instant) -> Result<()> {
    tx.execute(
        "INSERT INTO sign_in_guess (number, whom, address, at) SELECT coalesce(max(number), 0) + 1, $1, $2, $3 FROM sign_in_guess",
        values![whom.0.clone(), address, now],
    )
    .await?;
    Ok(())
}

/// Forgets what was guessed at a person, wherever: with a new code all begins anew.
pub(crate) async fn forget(tx: &mut Tx, whom: &Whom) -> Result<()> {
    tx.execute("DELETE FROM sign_in_guess WHERE whom = $1", values![whom.0.clone()]).await?;
    Ok(())
}

async fn forget_from(tx: &mut Tx, Whom(whom): Whom, address: &str) -> Result<()> {
    tx.execute("DELETE FROM sign_in_guess WHERE whom = $1 AND address = $2", values![whom, address]).await?;
    Ok(())
}

async fn has_been_here(tx: &mut Tx, login: &str, address: &str) -> Result<bool> {
    let (has,): (bool,) = tx
        .fetch_one(
            "SELECT EXISTS (SELECT 1 FROM session s JOIN staff m ON m.id = s.staff_id WHERE m.login = $1 AND s.address = $2)",
            values![login, address],
        )
        .await?;
    Ok(has)
}
