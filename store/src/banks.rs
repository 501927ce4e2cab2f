//! Banks and regulations: imported whole, numbered, never changed afterwards.

use std::collections::{HashMap, hash_map::Entry};

use exam::{
    blueprint::Blueprint,
    draw::{ALGORITHM, Candidate, Pool},
    id::{AttemptId, EnrolmentId, ItemId, PaperId, RegulationId, ReleaseId},
    language::Texts,
};
use licensing::ActivityType;
use question_banks::{Bank, Regulation};
use rand::SeedableRng;
use rand_chacha::ChaCha20Rng;
use serde_json::json;
use uuid::Uuid;

use crate::{
    Store,
    attempts::hex,
    audit::{self, By},
    engine::{Tx, values},
    error::{Refusal, Result, inconsistent},
    id, images, random,
};

/// What an import did.
#[derive(Clone, Debug)]
pub struct Imported {
    /// The bank's code.
    pub bank: String,
    /// The release that is now in force.
    pub release: u32,
    /// Whether this import made it; otherwise the bank was there already, word for word.
    pub new: bool,
    /// Number of questions.
    pub questions: usize,
    /// Regulations that this import registered.
    pub regulations: Vec<(ActivityType, u16)>,
}

/// The regulation in force for an activity type.
#[derive(Clone, Debug)]
pub struct RegulationInForce {
    /// Which.
    pub id: RegulationId,
    /// Its version.
    pub version: u16,
    /// The bank it draws from.
    pub bank: String,
    /// The act that approved it.
    pub approved_by: Texts,
    /// What it asks for.
    pub blueprint: Blueprint,
    /// Whether it is a demonstration.
    pub demonstration: bool,
}

#[derive(sqlx::FromRow)]
struct RegulationRow {
    id: Uuid,
    version: i64,
    bank: String,
    approved_by: String,
    blueprint: String,
    demonstration: bool,
}

#[derive(sqlx::FromRow)]
struct CandidateRow {
    id: Uuid,
    topic: String,
    difficulty: String,
    options: i64,
}

impl Store {
    /// Imports a bank as a new release, with its regulations. A bank that is there already, word for word, is left as it is.
    ///
    /// # Errors
    /// [`Refusal::RegulationDiffers`] when a regulation of the same version says something else; or when the database fails.
    pub async fn import_bank(&self, by: &By, bank: &Bank) -> Result<Imported> {
        let (by, bank) = (by.clone(), bank.clone());
        self.engine
            .write(async move |tx| {
                let last: Option<(i64, Vec<u8>)> = tx
                    .fetch_optional(
                        "SELECT number, digest FROM bank_release WHERE bank = $1 ORDER BY number DESC LIMIT 1",
                        values![&bank.code],
                    )
                    .await?;
                let new = last.as_ref().is_none_or(|(_, digest)| *digest != bank.digest);
                let number = last.map_or(0, |(n, _)| n) + i64::from(new);
                if new {
                    insert_release(tx, &by, &bank, number).await?;
                }
                let mut regulations = Vec::new();
                for regulation in &bank.regulations {
                    if register(tx, &by, &bank.code, regulation).await? {
                        regulations.push((regulation.activity, regulation.version));
                    }
                }
                let release = u32::try_from(number).map_err(inconsistent)?;
                Ok(Imported { bank: bank.code.clone(), release, new, questions: bank.questions.len(), regulations })
            })
            .await
    }

    /// The regulation in force for an activity type.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn regulation(&self, activity: ActivityType) -> Result<Option<RegulationInForce>> {
        regulation_in_force(&mut self.engine.read().await?, activity).await
    }
}

async fn insert_release(tx: &mut Tx, by: &By, bank: &Bank, number: i64) -> Result<()> {
    let release = id(ReleaseId::new, by.now);
    tx.execute(
        "INSERT INTO bank_release (id, bank, number, title, digest, demonstration, imported_at) VALUES ($1, $2, $3, $4, $5, $6, $7)",
        values![
            release,
            &bank.code,
            number,
            serde_json::to_string(&bank.title).map_err(inconsistent)?,
            bank.digest,
            bank.demonstration,
            by.now
        ],
    )
    .await?;
    let images = images::insert(tx, bank).await?;
    for question in &bank.questions {
        let item = id(ItemId::new, by.now);
        let wording = json!({"stem": question.stem, "options": question.options});
        let options = u8::try_from(question.options.len()).map_err(inconsistent)?;
        tx.execute(
            "INSERT INTO item (id, release_id, code, topic, difficulty, kind, source, options, wording) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            values![
                item,
                release,
                &question.code,
                question.topic.as_str(),
                question.difficulty.code(),
                question.kind.code(),
                &question.source,
                options,
                wording.to_string()
            ],
        )
        .await?;
        tx.execute("INSERT INTO item_key (item_id, options) VALUES ($1, $2)", values![item, question.key.right().bits()]).await?;
        images::name(tx, item, question, &images).await?;
    }
    let detail = json!({"bank": bank.code, "release": number, "questions": bank.questions.len(), "sha256": hex(&bank.digest)});
    audit::record(tx, by, "bank.import", "release", release, &detail).await
}

/// Registers a regulation; `false` when it is there already.
async fn register(tx: &mut Tx, by: &By, bank: &str, regulation: &Regulation) -> Result<bool> {
    let activity = regulation.activity.code();
    let blueprint = serde_json::to_string(&regulation.blueprint).map_err(inconsistent)?;
    let approved_by = serde_json::to_string(&regulation.approved_by).map_err(inconsistent)?;
    let there: Option<(String, String, bool)> = tx
        .fetch_optional(
            "SELECT blueprint, approved_by, demonstration FROM regulation WHERE activity = $1 AND version = $2",
            values![activity, regulation.version],
        )
        .await?;
    match there {
        Some((b, a, d)) if (&b, &a, d) == (&blueprint, &approved_by, regulation.demonstration) => return Ok(false),
        Some(_) => {
            return Err(Refusal::RegulationDiffers { activity: activity.to_owned(), version: regulation.version }.into());
        }
        None => {}
    }
    let regulation_id = id(RegulationId::new, by.now);
    tx.execute(
        "INSERT INTO regulation (id, activity, version, bank, approved_by, blueprint, demonstration, registered_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        values![regulation_id, activity, regulation.version, bank, approved_by, blueprint, regulation.demonstration, by.now],
    )
    .await?;
    let detail = json!({"activity": activity, "version": regulation.version});
    audit::record(tx, by, "regulation.register", "regulation", regulation_id, &detail).await?;
    Ok(true)
}

pub(crate) async fn regulation_in_force(tx: &mut Tx, activity: ActivityType) -> Result<Option<RegulationInForce>> {
    let row: Option<RegulationRow> = tx
        .fetch_optional(
            "SELECT id, version, bank, approved_by, blueprint, demonstration FROM regulation \
             WHERE activity = $1 ORDER BY version DESC LIMIT 1",
            values![activity.code()],
        )
        .await?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some(RegulationInForce {
        id: row.id.into(),
        version: u16::try_from(row.version).map_err(inconsistent)?,
        bank: row.bank,
        approved_by: serde_json::from_str(&row.approved_by).map_err(inconsistent)?,
        blueprint: serde_json::from_str(&row.blueprint).map_err(inconsistent)?,
        demonstration: row.demonstration,
    }))
}

/// Papers of one sitting, drawn from what is in force at this moment.
#[derive(Default)]
pub(crate) struct Press {
    pools: HashMap<ActivityType, (RegulationId, ReleaseId, Pool<ItemId>)>,
}

impl Press {
    /// Draws, stores and hands out one paper: the attempt is then prepared.
    pub(crate) async fn prepare(
        &mut self,
        tx: &mut Tx,
        by: &By,
        enrolment: EnrolmentId,
        activity: ActivityType,
    ) -> Result<AttemptId> {
        let (regulation, release, pool) = match self.pools.entry(activity) {
            Entry::Occupied(there) => there.into_mut(),
            Entry::Vacant(place) => place.insert(pool(tx, activity).await?),
        };
        let seed: [u8; 32] = random();
        let paper = id(PaperId::new, by.now);
        tx.execute(
            "INSERT INTO paper (id, enrolment_id, regulation_id, release_id, algorithm, seed, drawn_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
            values![paper, enrolment, *regulation, *release, ALGORITHM, seed, by.now],
        )
        .await?;
        for (position, drawn) in (1_u16..).zip(pool.draw(&mut ChaCha20Rng::from_seed(seed))) {
            let section = u16::try_from(drawn.section).map_err(inconsistent)?;
            tx.execute(
                "INSERT INTO paper_question (paper_id, position, section, item_id, option_order) VALUES ($1, $2, $3, $4, $5)",
                values![paper, position, section, drawn.item, drawn.order.code()],
            )
            .await?;
        }
        let attempt = id(AttemptId::new, by.now);
        tx.execute(
            "INSERT INTO attempt (id, enrolment_id, paper_id, state) VALUES ($1, $2, $3, 'prepared')",
            values![attempt, enrolment, paper],
        )
        .await?;
        let detail = json!({"paper": paper.to_string(), "regulation": regulation.to_string(), "release": release.to_string()});
        audit::record(tx, by, "attempt.prepare", "attempt", attempt, &detail).await?;
        Ok(attempt)
    }
}

async fn pool(tx: &mut Tx, activity: ActivityType) -> Result<(RegulationId, ReleaseId, Pool<ItemId>)> {
    let regulation = regulation_in_force(tx, activity).await?.ok_or(Refusal::NoRegulation)?;
    let release: Option<(Uuid,)> = tx
        .fetch_optional("SELECT id FROM bank_release WHERE bank = $1 ORDER BY number DESC LIMIT 1", values![&regulation.bank])
        .await?;
    let release = ReleaseId::from(release.ok_or(Refusal::NoBank)?.0);
    let rows: Vec<CandidateRow> = tx
        .fetch_all("SELECT id, topic, difficulty, options FROM item WHERE release_id = $1 ORDER BY code", values![release])
        .await?;
    let candidates = rows
        .into_iter()
        .map(|row| {
            Ok(Candidate {
                item: row.id.into(),
                topic: row.topic.parse().map_err(inconsistent)?,
                difficulty: row.difficulty.parse().map_err(inconsistent)?,
                options: u8::try_from(row.options).map_err(inconsistent)?,
            })
        })
        .collect::<Result<Vec<_>>>()?;
    let pool = Pool::new(&regulation.blueprint, &candidates).map_err(|shortfalls| Refusal::BankCannotFill {
        shortfalls: shortfalls.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "),
    })?;
    Ok((regulation.id, release, pool))
}
