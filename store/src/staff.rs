//! Members of staff.

use exam::id::StaffId;
use serde_json::json;
use uuid::Uuid;

use crate::{
    Store,
    audit::{self, By},
    engine::values,
    error::{Refusal, Result, inconsistent, on_unique},
    id,
};

/// What a member of staff is there for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// Keeps applicants' files, declared specialists and documents, books sittings.
    Registrar,
    /// Checks identity, admits, watches the room.
    Invigilator,
    /// Writes questions.
    Author,
    /// Reviews questions.
    Reviewer,
    /// Approves results.
    Chair,
    /// Reads everything, changes nothing.
    Auditor,
    /// Units, staff, settings.
    Administrator,
}

impl Role {
    /// All roles.
    pub const ALL: [Self; 7] =
        [Self::Registrar, Self::Invigilator, Self::Author, Self::Reviewer, Self::Chair, Self::Auditor, Self::Administrator];

    /// The name in the database, on the command line and in the locales.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Registrar => "registrar",
            Self::Invigilator => "invigilator",
            Self::Author => "author",
            Self::Reviewer => "reviewer",
            Self::Chair => "chair",
            Self::Auditor => "auditor",
            Self::Administrator => "administrator",
        }
    }
}

impl std::str::FromStr for Role {
    type Err = String;
    fn from_str(s: &str) -> std::result::Result<Self, String> {
        let names = || Self::ALL.map(Self::code).join(", ");
        Self::ALL.into_iter().find(|r| r.code() == s).ok_or_else(|| format!("«{s}» is not a role: {}", names()))
    }
}

/// A member of staff.
#[derive(Clone, Debug)]
pub struct StaffMember {
    /// Who.
    pub id: StaffId,
    /// What they sign in with.
    pub login: String,
    /// Their name, as entered.
    pub name: String,
    /// Their role.
    pub role: Role,
}

#[derive(sqlx::FromRow)]
pub(crate) struct StaffRow {
    id: Uuid,
    login: String,
    name: String,
    role: String,
}

impl TryFrom<StaffRow> for StaffMember {
    type Error = crate::Error;
    fn try_from(row: StaffRow) -> Result<Self> {
        Ok(Self { id: row.id.into(), login: row.login, name: row.name, role: row.role.parse().map_err(inconsistent)? })
    }
}

impl Store {
    /// Adds a member of staff. `password_hash` is an argon2id PHC string.
    ///
    /// # Errors
    /// [`Refusal::LoginTaken`], or when the database fails.
    pub async fn add_staff(&self, by: &By, login: &str, name: &str, role: Role, password_hash: &str) -> Result<StaffId> {
        let staff = id(StaffId::new, by.now);
        let (by, login, name, password_hash) = (by.clone(), login.to_owned(), name.to_owned(), password_hash.to_owned());
        self.engine
            .write(async move |tx| {
                tx.execute(
                    "INSERT INTO staff (id, login, name, role, password_hash, created_at) VALUES ($1, $2, $3, $4, $5, $6)",
                    values![staff, &login, name, role.code(), password_hash, by.now],
                )
                .await
                .map_err(on_unique("staff.login", "staff_login_key", Refusal::LoginTaken))?;
                audit::record(tx, &by, "staff.add", "staff", staff, &json!({"login": login, "role": role.code()})).await?;
                Ok(staff)
            })
            .await
    }

    /// A member of staff by login, with the password's hash, for signing in.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn staff_by_login(&self, login: &str) -> Result<Option<(StaffMember, String)>> {
        let mut tx = self.engine.read().await?;
        let found: Option<StaffRow> =
            tx.fetch_optional("SELECT id, login, name, role FROM staff WHERE login = $1", values![login]).await?;
        let Some(row) = found else { return Ok(None) };
        let (hash,): (String,) =
            tx.fetch_one("SELECT password_hash FROM staff WHERE id = $1", values![StaffId::from(row.id)]).await?;
        Ok(Some((row.try_into()?, hash)))
    }
}
