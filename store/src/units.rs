//! The licensor's units and the territories they serve.

use exam::{id::UnitId, language::Texts};
use serde_json::json;
use uuid::Uuid;

use crate::{
    Store,
    audit::{self, By},
    engine::values,
    error::{Refusal, Result, inconsistent, on_unique},
    id,
};

/// A unit to be set up.
#[derive(Clone, Debug)]
pub struct NewUnit {
    /// A short code.
    pub code: String,
    /// Its name.
    pub name: Texts,
    /// Where it is.
    pub address: String,
    /// Its time zone's tz database name.
    pub time_zone: String,
    /// ISO 3166-2:KZ codes of the territories it serves.
    pub territories: Vec<String>,
}

/// A unit of the licensor.
#[derive(Clone, Debug)]
pub struct Unit {
    /// Which.
    pub id: UnitId,
    /// Its name.
    pub name: Texts,
    /// Where it is.
    pub address: String,
    /// Its time zone's tz database name.
    pub time_zone: String,
}

#[derive(sqlx::FromRow)]
struct UnitRow {
    id: Uuid,
    name: String,
    address: String,
    time_zone: String,
}

impl TryFrom<UnitRow> for Unit {
    type Error = crate::Error;
    fn try_from(row: UnitRow) -> Result<Self> {
        Ok(Self {
            id: row.id.into(),
            name: serde_json::from_str(&row.name).map_err(inconsistent)?,
            address: row.address,
            time_zone: row.time_zone,
        })
    }
}

impl Store {
    /// Sets up a unit.
    ///
    /// # Errors
    /// [`Refusal::UnitTaken`] for a second unit of a code or of a territory, or when the database fails.
    pub async fn add_unit(&self, by: &By, unit: &NewUnit) -> Result<UnitId> {
        let unit_id = id(UnitId::new, by.now);
        let name = serde_json::to_string(&unit.name).map_err(inconsistent)?;
        let (by, unit) = (by.clone(), unit.clone());
        self.engine
            .write(async move |tx| {
                tx.execute(
                    "INSERT INTO unit (id, code, name, address, time_zone) VALUES ($1, $2, $3, $4, $5)",
                    values![unit_id, &unit.code, name, &unit.address, &unit.time_zone],
                )
                .await
                .map_err(on_unique("unit.code", "unit_code_key", Refusal::UnitTaken))?;
                for territory in &unit.territories {
                    tx.execute("INSERT INTO unit_territory (territory, unit_id) VALUES ($1, $2)", values![territory, unit_id])
                        .await
                        .map_err(on_unique("unit_territory.territory", "unit_territory_pkey", Refusal::UnitTaken))?;
                }
                audit::record(tx, &by, "unit.add", "unit", unit_id, &json!({"code": unit.code, "territories": unit.territories}))
                    .await?;
                Ok(unit_id)
            })
            .await
    }

    /// All units.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn units(&self) -> Result<Vec<Unit>> {
        let rows: Vec<UnitRow> =
            self.engine.read().await?.fetch_all("SELECT id, name, address, time_zone FROM unit ORDER BY code", values![]).await?;
        rows.into_iter().map(Unit::try_from).collect()
    }

    /// The unit of this code.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn unit_by_code(&self, code: &str) -> Result<Option<UnitId>> {
        let found: Option<(Uuid,)> = self.engine.ask("SELECT id FROM unit WHERE code = $1", values![code]).await?;
        Ok(found.map(|(unit,)| unit.into()))
    }

    /// The territories that have a unit, and which.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn served_territories(&self) -> Result<Vec<(String, UnitId)>> {
        let sql = "SELECT territory, unit_id FROM unit_territory ORDER BY territory";
        let rows: Vec<(String, Uuid)> = self.engine.read().await?.fetch_all(sql, values![]).await?;
        Ok(rows.into_iter().map(|(territory, unit)| (territory, unit.into())).collect())
    }
}
