//! Sessions of staff: they end after nine hours, after half an hour in which nobody used them, and when somebody ends them.

use exam::{
    clock::{Instant, Span},
    id::StaffId,
};
use serde_json::json;

use super::{MemberRow, StaffMember, member_rows, themselves};
use crate::{
    Store,
    access::Token,
    attempts::hex,
    audit::{self, By},
    engine::{Tx, values},
    error::{Error, Result},
};

/// How long a session of staff may last.
const LONGEST: Span = Span::from_mins(9 * 60);
/// How long it lasts when nobody uses it.
const IDLE: Span = Span::from_mins(30);
/// How long the second factor may be waited for.
const HALF: Span = Span::from_mins(10);
/// When a session was last used is known as exactly as this.
const SEEN: Span = Span::from_mins(1);

/// A session of a member of staff, as they see it.
#[derive(Clone, Debug)]
pub struct StaffSession {
    /// Which: the beginning of what the database knows of its token, and no part of the token.
    pub name: String,
    /// The network address it began from.
    pub address: String,
    /// Since when.
    pub started: Instant,
    /// When it was last used.
    pub seen: Instant,
    /// Whether it is the one that asks.
    pub here: bool,
}

/// A password was right, and the second factor is still to come.
#[derive(Clone, Debug)]
pub struct HalfSession {
    /// Who.
    pub staff: StaffId,
    /// What they sign in with.
    pub login: String,
}

#[derive(sqlx::FromRow)]
struct SessionRow {
    token_hash: Vec<u8>,
    address: String,
    started_at: i64,
    seen_at: i64,
}

fn before(now: Instant, span: Span) -> Instant {
    now + Span::from_millis(-span.as_millis())
}

impl Store {
    /// Opens a session for a member of staff who has shown all that was asked for, and takes off what was counted as guesses before.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn begin_staff_session(&self, by: &By) -> Result<Token> {
        self.begin(by, false).await
    }

    /// Opens a session that opens nothing but the page that asks for the second factor.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn begin_half_session(&self, by: &By) -> Result<Token> {
        self.begin(by, true).await
    }

    async fn begin(&self, by: &By, half: bool) -> Result<Token> {
        let (store, staff, by) = (self.clone(), by.staff()?, by.clone());
        self.engine.write(async move |tx| begin(&store, tx, &by, staff, half).await).await
    }

    /// Who has a half session.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn half_session(&self, token: &Token, now: Instant) -> Result<Option<HalfSession>> {
        let found: Option<(uuid::Uuid, String)> = self
            .engine
            .ask(
                "SELECT m.id, m.login FROM session s JOIN staff m ON m.id = s.staff_id \
                 WHERE s.token_hash = $1 AND s.half AND s.ended_at IS NULL AND s.expires_at > $2 AND m.closed_at IS NULL",
                values![token.hash(), now],
            )
            .await?;
        Ok(found.map(|(staff, login)| HalfSession { staff: staff.into(), login }))
    }

    /// The member of staff of a live session, which is thereby used.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn staff_of(&self, token: &Token, now: Instant) -> Result<Option<StaffMember>> {
        let member = self.onlooker_of(token, now).await?;
        let not_lately: Option<(i64,)> = match member {
            Some(_) => {
                let sql = "SELECT seen_at FROM session WHERE token_hash = $1 AND seen_at <= $2";
                self.engine.ask(sql, values![token.hash(), before(now, SEEN)]).await?
            }
            None => None,
        };
        if not_lately.is_some() {
            let token = token.hash();
            let sql = "UPDATE session SET seen_at = $2 WHERE token_hash = $1 AND seen_at < $2";
            self.engine.write(async move |tx| tx.execute_untold(sql, values![token, now]).await).await?;
        }
        Ok(member)
    }

    /// The same where a page asks by itself: the session isn't used by that, or nobody would have to be there.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn onlooker_of(&self, token: &Token, now: Instant) -> Result<Option<StaffMember>> {
        let mut tx = self.engine.glance().await?;
        let found: Option<MemberRow> = tx
            .fetch_optional(
                member_rows!(
                    "JOIN session s ON s.staff_id = m.id WHERE s.token_hash = $1 AND NOT s.half AND s.ended_at IS NULL \
                     AND s.expires_at > $2 AND s.seen_at > $3"
                ),
                values![token.hash(), now, before(now, IDLE)],
            )
            .await?;
        match found {
            Some(member) => Ok(Some(member.with_appointments(&mut tx).await?)),
            None => Ok(None),
        }
    }

    /// A member's live sessions, the last used first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn staff_sessions(&self, staff: StaffId, here: Option<&Token>, now: Instant) -> Result<Vec<StaffSession>> {
        let rows: Vec<SessionRow> = self
            .engine
            .glance()
            .await?
            .fetch_all(
                "SELECT token_hash, address, started_at, seen_at FROM session \
                 WHERE staff_id = $1 AND NOT half AND ended_at IS NULL AND expires_at > $2 AND seen_at > $3 \
                 ORDER BY seen_at DESC, started_at DESC",
                values![staff, now, before(now, IDLE)],
            )
            .await?;
        let here = here.map(Token::hash);
        let session = |row: SessionRow| StaffSession {
            name: name(&row.token_hash),
            address: row.address,
            started: Instant::from_millis(row.started_at),
            seen: Instant::from_millis(row.seen_at),
            here: here.is_some_and(|here| here[..] == row.token_hash[..]),
        };
        Ok(rows.into_iter().map(session).collect())
    }

    /// Ends one of a member's sessions, by its name.
    ///
    /// # Errors
    /// [`Error::NotFound`], or when the database fails.
    pub async fn end_staff_session(&self, by: &By, staff: StaffId, session: &str) -> Result<()> {
        let (by, session) = (by.clone(), session.to_owned());
        self.engine
            .write(async move |tx| {
                let live: Vec<(Vec<u8>,)> = tx
                    .fetch_all("SELECT token_hash FROM session WHERE staff_id = $1 AND ended_at IS NULL", values![staff])
                    .await?;
                let (token,) = live.into_iter().find(|(token,)| name(token) == session).ok_or(Error::NotFound)?;
                tx.execute("UPDATE session SET ended_at = $2 WHERE token_hash = $1", values![token, by.now]).await?;
                audit::record(tx, &by, "session.end", "staff", staff, &json!({"session": session})).await
            })
            .await
    }

    /// Ends all of a member's sessions but the one named.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn end_staff_sessions(&self, by: &By, staff: StaffId, but: Option<&Token>) -> Result<u64> {
        let (by, but) = (by.clone(), but.cloned());
        self.engine
            .write(async move |tx| {
                let ended = end_all(tx, &by, staff, but.as_ref()).await?;
                audit::record(tx, &by, "session.end", "staff", staff, &json!({"sessions": ended})).await?;
                Ok(ended)
            })
            .await
    }

    /// Records that a name and password, or a second factor, opened nothing.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn refuse_staff(&self, staff: Option<StaffId>, address: &str, now: Instant) -> Result<()> {
        let by = By { address: address.to_owned(), ..By::system(now) };
        let whom = staff.map_or_else(|| "unknown".to_owned(), |s| s.to_string());
        self.engine
            .write(async move |tx| {
                audit::record(tx, &by, "sign-in.refuse", "staff", whom, &json!({})).await?;
                Ok(())
            })
            .await
    }
}

fn name(token_hash: &[u8]) -> String {
    hex(&token_hash[..token_hash.len().min(8)])
}

pub(super) async fn begin(store: &Store, tx: &mut Tx, by: &By, staff: StaffId, half: bool) -> Result<Token> {
    let token = Token::new();
    let (login,): (String,) = tx.fetch_one("SELECT login FROM staff WHERE id = $1 AND closed_at IS NULL", values![staff]).await?;
    store.forget_guesses_at_staff(tx, &login, &by.address).await?;
    let until = by.now + if half { HALF } else { LONGEST };
    tx.execute(
        "INSERT INTO session (token_hash, staff_id, address, started_at, expires_at, seen_at, half) \
         VALUES ($1, $2, $3, $4, $5, $4, $6)",
        values![token.hash(), staff, &by.address, by.now, until, half],
    )
    .await?;
    let act = if half { "sign-in.password" } else { "sign-in" };
    audit::record(tx, &themselves(staff, &by.address, by.now), act, "staff", staff, &json!({})).await?;
    Ok(token)
}

/// Ends what sessions a member of staff has, but the one named; how many there were.
pub(super) async fn end_all(tx: &mut Tx, by: &By, staff: StaffId, but: Option<&Token>) -> Result<u64> {
    // No token has this hash.
    let but = but.map_or([0; 32], Token::hash);
    tx.execute(
        "UPDATE session SET ended_at = $2 WHERE staff_id = $1 AND ended_at IS NULL AND token_hash <> $3",
        values![staff, by.now, but],
    )
    .await
}
