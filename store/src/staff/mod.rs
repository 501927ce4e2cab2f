//! Members of staff: who they are, and which roles they hold where.

mod codes;
pub(crate) mod evidence;
mod proposals;
mod roles;
mod second_factor;
mod sessions;

use exam::{
    clock::Instant,
    id::{AppointmentId, StaffId, UnitId},
    language::Texts,
};
use serde_json::{Value as Json, json};
use uuid::Uuid;

use crate::{
    Store,
    access::Code,
    audit::{self, Actor, By},
    engine::{Tx, values},
    error::{Error, Refusal, Result, inconsistent, on_unique},
    id,
};

pub use codes::JoinRefused;
pub use proposals::{StaffAct, StaffProposal};
pub use roles::{Appointment, Reach, Role};
pub use second_factor::{FactorRefused, FactorSecret};
pub use sessions::{HalfSession, StaffSession};

/// A member of staff who acts.
#[derive(Clone, Debug)]
pub struct StaffMember {
    /// Who.
    pub id: StaffId,
    /// What they sign in with.
    pub login: String,
    /// Their name, as entered.
    pub name: String,
    /// Which roles they hold, and where.
    pub appointments: Vec<Appointment>,
    /// Whether they sign in by a second factor.
    pub second_factor: bool,
}

impl StaffMember {
    /// Whether a role of theirs is worth nothing before they have a second factor.
    pub fn lacks_second_factor(&self) -> bool {
        !self.second_factor && self.appointments.iter().any(|held| held.role.needs_second_factor())
    }
}

/// A role as it is held.
#[derive(Clone, Debug)]
pub struct HeldAppointment {
    /// Which.
    pub id: AppointmentId,
    /// What for, and where.
    pub appointment: Appointment,
    /// The unit's name; none: the whole licensor.
    pub unit_name: Option<Texts>,
    /// Since when.
    pub since: Instant,
}

/// An account of a member of staff, as it is kept.
#[derive(Clone, Debug)]
pub struct StaffAccount {
    /// Who.
    pub id: StaffId,
    /// What they sign in with.
    pub login: String,
    /// Their name, as entered.
    pub name: String,
    /// Which roles they hold.
    pub appointments: Vec<HeldAppointment>,
    /// Whether they have chosen a password.
    pub joined: bool,
    /// Whether they sign in by a second factor.
    pub second_factor: bool,
    /// When it was closed.
    pub closed: Option<Instant>,
}

#[derive(sqlx::FromRow)]
pub(crate) struct MemberRow {
    id: Uuid,
    login: String,
    name: String,
    second_factor: bool,
}

/// The columns of [`MemberRow`], and no member whose account is closed.
macro_rules! member_rows {
    ($rest:literal) => {
        concat!(
            "SELECT m.id, m.login, m.name, ",
            "EXISTS (SELECT 1 FROM second_factor x WHERE x.staff_id = m.id AND x.since IS NOT NULL) AS second_factor ",
            "FROM staff m ",
            $rest,
            " AND m.closed_at IS NULL"
        )
    };
}
pub(crate) use member_rows;

impl MemberRow {
    pub(crate) async fn with_appointments(self, tx: &mut Tx) -> Result<StaffMember> {
        let appointments = held(tx, self.id.into()).await?.into_iter().map(|held| held.appointment).collect();
        Ok(StaffMember {
            id: self.id.into(),
            login: self.login,
            name: self.name,
            appointments,
            second_factor: self.second_factor,
        })
    }
}

#[derive(sqlx::FromRow)]
struct HeldRow {
    id: Uuid,
    role: String,
    unit_id: Option<Uuid>,
    unit_name: Option<String>,
    since: i64,
}

/// What a member of staff holds now.
async fn held(tx: &mut Tx, staff: StaffId) -> Result<Vec<HeldAppointment>> {
    let rows: Vec<HeldRow> = tx
        .fetch_all(
            "SELECT a.id, a.role, a.unit_id, u.name AS unit_name, a.since FROM appointment a LEFT JOIN unit u ON u.id = a.unit_id \
             WHERE a.staff_id = $1 AND a.until IS NULL ORDER BY a.since, a.id",
            values![staff],
        )
        .await?;
    let held = |row: HeldRow| {
        let role = row.role.parse().map_err(inconsistent)?;
        Ok(HeldAppointment {
            id: row.id.into(),
            appointment: Appointment { role, unit: row.unit_id.map(UnitId::from) },
            unit_name: row.unit_name.map(|name| serde_json::from_str(&name)).transpose().map_err(inconsistent)?,
            since: Instant::from_millis(row.since),
        })
    };
    rows.into_iter().map(held).collect()
}

#[derive(sqlx::FromRow)]
struct AccountRow {
    id: Uuid,
    login: String,
    name: String,
    joined: bool,
    second_factor: bool,
    closed_at: Option<i64>,
}

macro_rules! account_rows {
    ($rest:literal) => {
        concat!(
            "SELECT m.id, m.login, m.name, m.password_hash <> '' AS joined, ",
            "EXISTS (SELECT 1 FROM second_factor x WHERE x.staff_id = m.id AND x.since IS NOT NULL) AS second_factor, m.closed_at ",
            "FROM staff m ",
            $rest
        )
    };
}

async fn account(tx: &mut Tx, row: AccountRow) -> Result<StaffAccount> {
    Ok(StaffAccount {
        id: row.id.into(),
        login: row.login,
        name: row.name,
        appointments: held(tx, row.id.into()).await?,
        joined: row.joined,
        second_factor: row.second_factor,
        closed: row.closed_at.map(Instant::from_millis),
    })
}

impl Store {
    /// Adds a member of staff with a role, as the machine's command line may until there are two administrators: from then on, roles
    /// are given by two of them. `password_hash` is an argon2id PHC string.
    ///
    /// # Errors
    /// [`Refusal::LoginTaken`], [`Refusal::NeedsTwoAdministrators`], or when the database fails.
    pub async fn add_staff(
        &self,
        by: &By,
        login: &str,
        name: &str,
        appointment: impl Into<Appointment>,
        password_hash: &str,
    ) -> Result<StaffId> {
        let (by, login, name, password_hash) = (by.clone(), login.to_owned(), name.to_owned(), password_hash.to_owned());
        let appointment = appointment.into();
        self.engine
            .write(async move |tx| {
                if administrators(tx).await? >= 2 {
                    return Err(Refusal::NeedsTwoAdministrators.into());
                }
                let staff = add(tx, &by, &login, &name, &password_hash).await?;
                appoint(tx, &by, staff, appointment, &Json::Null).await?;
                Ok(staff)
            })
            .await
    }

    /// A code with which somebody who has just been added without a password chooses one.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn invite(&self, by: &By, staff: StaffId) -> Result<Code> {
        let (store, by) = (self.clone(), by.clone());
        self.engine.write(async move |tx| store.issue_joining_code(tx, &by, Some(staff)).await).await
    }

    /// Opens an account without a role or a password: the person chooses one with the code.
    ///
    /// # Errors
    /// [`Refusal::LoginTaken`], or when the database fails.
    pub async fn open_account(&self, by: &By, login: &str, name: &str) -> Result<(StaffId, Code)> {
        let (store, by, login, name) = (self.clone(), by.clone(), login.to_owned(), name.to_owned());
        self.engine
            .write(async move |tx| {
                let staff = add(tx, &by, &login, &name, "").await?;
                let code = store.issue_joining_code(tx, &by, Some(staff)).await?;
                Ok((staff, code))
            })
            .await
    }

    /// Whether there is nobody on the staff.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn has_no_staff(&self) -> Result<bool> {
        nobody(&mut self.engine.glance().await?).await
    }

    /// All accounts, by name; those that are closed last.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn staff_accounts(&self) -> Result<Vec<StaffAccount>> {
        let mut tx = self.engine.read().await?;
        let rows: Vec<AccountRow> =
            tx.fetch_all(account_rows!("ORDER BY m.closed_at IS NOT NULL, m.name, m.id"), values![]).await?;
        let mut accounts = Vec::new();
        for row in rows {
            accounts.push(account(&mut tx, row).await?);
        }
        Ok(accounts)
    }

    /// An account.
    ///
    /// # Errors
    /// [`Error::NotFound`], or when the database fails.
    pub async fn staff_account(&self, staff: StaffId) -> Result<StaffAccount> {
        let mut tx = self.engine.read().await?;
        let row = tx.fetch_one(account_rows!("WHERE m.id = $1"), values![staff]).await?;
        account(&mut tx, row).await
    }

    /// A member of staff by login, with the password's hash, for signing in. An account that is closed, and one without a password, is
    /// none.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn staff_by_login(&self, login: &str) -> Result<Option<(StaffMember, String)>> {
        let mut tx = self.engine.read().await?;
        let found: Option<MemberRow> =
            tx.fetch_optional(member_rows!("WHERE m.login = $1 AND m.password_hash <> ''"), values![login]).await?;
        let Some(row) = found else { return Ok(None) };
        let (hash,): (String,) = tx.fetch_one("SELECT password_hash FROM staff WHERE id = $1", values![row.id]).await?;
        Ok(Some((row.with_appointments(&mut tx).await?, hash)))
    }

    /// Keeps a new hash of the same password, worked out anew because the old one cost less than today's.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn refresh_password(&self, by: &By, was: &str, hash: &str) -> Result<()> {
        let (staff, by, was, hash) = (by.staff()?, by.clone(), was.to_owned(), hash.to_owned());
        self.engine
            .write(async move |tx| {
                let sql = "UPDATE staff SET password_hash = $3 WHERE id = $1 AND password_hash = $2";
                if tx.execute(sql, values![staff, was, hash]).await? == 0 {
                    return Ok(());
                }
                audit::record(tx, &by, "password.refresh", "staff", staff, &json!({})).await
            })
            .await
    }

    /// Takes another password for oneself. All one's sessions end but the one named.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn change_password(&self, by: &By, here: &crate::Token, hash: &str) -> Result<()> {
        let (staff, by, here, hash) = (by.staff()?, by.clone(), here.clone(), hash.to_owned());
        self.engine
            .write(async move |tx| {
                tx.execute("UPDATE staff SET password_hash = $2 WHERE id = $1", values![staff, hash]).await?;
                let ended = sessions::end_all(tx, &by, staff, Some(&here)).await?;
                audit::record(tx, &by, "password.change", "staff", staff, &json!({"sessions_ended": ended})).await
            })
            .await
    }

    /// Takes a role from somebody, at once: it is safe to do alone what takes power away.
    ///
    /// # Errors
    /// [`Refusal::LastAdministrator`], [`Error::NotFound`], or when the database fails.
    pub async fn end_appointment(&self, by: &By, staff: StaffId, appointment: AppointmentId) -> Result<()> {
        let by = by.clone();
        self.engine
            .write(async move |tx| {
                let ended = tx
                    .execute(
                        "UPDATE appointment SET until = $3 WHERE id = $1 AND staff_id = $2 AND until IS NULL",
                        values![appointment, staff, by.now],
                    )
                    .await?;
                if ended == 0 {
                    return Err(Error::NotFound);
                }
                after_less(tx, &by, staff).await?;
                let detail = json!({"appointment": appointment.to_string()});
                audit::record(tx, &by, "appointment.end", "staff", staff, &detail).await
            })
            .await
    }

    /// Closes the account of somebody who has left: no role, no session, no way in. Two administrators open it again, by a new password.
    ///
    /// # Errors
    /// [`Refusal::LastAdministrator`], [`Error::NotFound`], or when the database fails.
    pub async fn close_account(&self, by: &By, staff: StaffId) -> Result<()> {
        let by = by.clone();
        self.engine
            .write(async move |tx| {
                let closed = tx
                    .execute(
                        "UPDATE staff SET closed_at = $2, password_hash = '' WHERE id = $1 AND closed_at IS NULL",
                        values![staff, by.now],
                    )
                    .await?;
                if closed == 0 {
                    return Err(Error::NotFound);
                }
                let held = held(tx, staff).await?;
                tx.execute("UPDATE appointment SET until = $2 WHERE staff_id = $1 AND until IS NULL", values![staff, by.now])
                    .await?;
                codes::void(tx, &by, Some(staff)).await?;
                after_less(tx, &by, staff).await?;
                for ended in held {
                    let detail = json!({"appointment": ended.id.to_string()});
                    audit::record(tx, &by, "appointment.end", "staff", staff, &detail).await?;
                }
                audit::record(tx, &by, "staff.close", "staff", staff, &json!({})).await
            })
            .await
    }
}

/// What holds whenever somebody has lost a role: there is still an administrator, and whoever lost it signs in anew.
async fn after_less(tx: &mut Tx, by: &By, staff: StaffId) -> Result<()> {
    if administrators(tx).await? == 0 {
        return Err(Refusal::LastAdministrator.into());
    }
    sessions::end_all(tx, by, staff, None).await?;
    Ok(())
}

async fn nobody(tx: &mut Tx) -> Result<bool> {
    let (nobody,): (bool,) = tx.fetch_one("SELECT NOT EXISTS (SELECT 1 FROM staff)", values![]).await?;
    Ok(nobody)
}

/// Administrators of the whole licensor.
async fn administrators(tx: &mut Tx) -> Result<i64> {
    let (number,): (i64,) = tx
        .fetch_one(
            "SELECT count(DISTINCT staff_id) FROM appointment WHERE role = 'administrator' AND unit_id IS NULL AND until IS NULL",
            values![],
        )
        .await?;
    Ok(number)
}

async fn add(tx: &mut Tx, by: &By, login: &str, name: &str, password_hash: &str) -> Result<StaffId> {
    let staff = id(StaffId::new, by.now);
    tx.execute(
        "INSERT INTO staff (id, login, name, password_hash, created_at) VALUES ($1, $2, $3, $4, $5)",
        values![staff, login, name, password_hash, by.now],
    )
    .await
    .map_err(on_unique("staff.login", "staff_login_key", Refusal::LoginTaken))?;
    audit::record(tx, by, "staff.add", "staff", staff, &json!({"login": login})).await?;
    Ok(staff)
}

/// Gives somebody a role. Whoever is signed in signs in anew.
async fn appoint(tx: &mut Tx, by: &By, staff: StaffId, appointment: Appointment, proposal: &Json) -> Result<()> {
    let (appointment_id, Appointment { role, unit }) = (id(AppointmentId::new, by.now), appointment);
    if held(tx, staff).await?.iter().any(|held| held.appointment == appointment) {
        return Err(Refusal::AlreadyHeld.into());
    }
    tx.execute(
        "INSERT INTO appointment (id, staff_id, role, unit_id, since) VALUES ($1, $2, $3, $4, $5)",
        values![appointment_id, staff, role.code(), unit, by.now],
    )
    .await?;
    sessions::end_all(tx, by, staff, None).await?;
    let detail = json!({
        "appointment": appointment_id.to_string(),
        "role": role.code(),
        "unit": unit.map(|unit| unit.to_string()),
        "proposal": proposal,
    });
    audit::record(tx, by, "appointment.begin", "staff", staff, &detail).await
}

/// By a member of staff for themselves, in no role.
fn themselves(staff: StaffId, address: &str, now: Instant) -> By {
    By { actor: Actor::Staff(staff, None), address: address.to_owned(), now }
}
