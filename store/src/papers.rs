//! What candidates may see of drawn papers. Papers, items and regulations never change once they are there, so what was read once is
//! kept: a page of thirty questions then asks the database for the answers alone. No key is ever read here.

use std::{
    collections::{BTreeMap, HashMap},
    fmt,
    sync::{Arc, OnceLock, PoisonError, RwLock},
};

use exam::{
    answer::Kind,
    blueprint::{Blueprint, Tool},
    draw::OptionOrder,
    id::PaperId,
    language::{Language, Texts},
    text::RichText,
};
use serde::Deserialize;
use uuid::Uuid;

use crate::{
    engine::{Engine, Tx, values},
    error::{Result, inconsistent},
    images::{self, ImageHead, Images},
};

/// Papers that are kept: about 4 KiB each.
const MOST_PAPERS: usize = 5_000;
/// Items that are kept: about 10 KiB each with all that is made of them.
const MOST_ITEMS: usize = 5_000;

/// A text in the languages of its bank.
#[derive(Clone)]
pub struct Wording(Arc<Worded>);

struct Worded {
    texts: BTreeMap<Language, String>,
    images: Arc<Images>,
    /// As it was shown, once it was, by language.
    shown: [OnceLock<Box<str>>; Language::ALL.len()],
}

impl Wording {
    /// The text in this language, or in the first the bank has.
    pub fn get(&self, language: Language) -> RichText {
        RichText::parse(self.0.texts.get(&language).or_else(|| self.0.texts.values().next()).map_or("", String::as_str))
    }

    /// The image that it names so.
    pub fn image(&self, name: &str) -> Option<&ImageHead> {
        self.0.images.get(name)
    }

    /// What `show` makes of the text in this language. It is made once, and has to be the same each time.
    pub fn shown(&self, language: Language, show: impl FnOnce(RichText) -> String) -> &str {
        let place = Language::ALL.iter().position(|l| *l == language).and_then(|n| self.0.shown.get(n));
        place.map_or("", |place| place.get_or_init(|| show(self.get(language)).into_boxed_str()))
    }
}

impl fmt::Debug for Wording {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.texts.fmt(f)
    }
}

/// A drawn paper, as its candidate sees it.
pub(crate) struct Paper {
    pub(crate) sections: Arc<[Texts]>,
    pub(crate) languages: Arc<[Language]>,
    pub(crate) tools: Arc<[Tool]>,
    pub(crate) questions: Vec<Arc<Question>>,
}

/// A question of a paper.
#[derive(Debug)]
pub struct Question {
    /// Its position on the paper, from 1.
    pub position: u16,
    /// Its section.
    pub section: usize,
    /// Its kind.
    pub kind: Kind,
    /// Its stem.
    pub stem: Wording,
    /// Its options, in the order presented.
    pub options: Vec<Wording>,
}

#[derive(Deserialize)]
struct ItemWording<W> {
    stem: W,
    options: Vec<W>,
}

impl ItemWording<BTreeMap<Language, String>> {
    fn with(self, images: Images) -> ItemWording<Wording> {
        let images = Arc::new(images);
        let worded = |texts| Wording(Arc::new(Worded { texts, images: Arc::clone(&images), shown: Default::default() }));
        ItemWording { stem: worded(self.stem), options: self.options.into_iter().map(worded).collect() }
    }
}

#[derive(sqlx::FromRow)]
struct Row {
    position: i64,
    section: i64,
    option_order: String,
    item_id: Uuid,
}

/// An item's kind and wording.
type Item = (Kind, ItemWording<Wording>);

/// What was read, by id.
#[derive(Default)]
pub(crate) struct Papers {
    papers: RwLock<HashMap<PaperId, Arc<Paper>>>,
    items: RwLock<HashMap<Uuid, Arc<Item>>>,
}

impl Papers {
    pub(crate) async fn get(&self, engine: &Engine, id: PaperId) -> Result<Arc<Paper>> {
        if let Some(there) = self.papers.read().unwrap_or_else(PoisonError::into_inner).get(&id) {
            return Ok(Arc::clone(there));
        }
        // What never changes needs no consistent view.
        let paper = Arc::new(self.read(&mut engine.glance().await?, id).await?);
        keep(&self.papers, MOST_PAPERS, id, &paper);
        Ok(paper)
    }

    async fn read(&self, tx: &mut Tx, id: PaperId) -> Result<Paper> {
        let (blueprint,): (String,) = tx
            .fetch_one("SELECT r.blueprint FROM paper p JOIN regulation r ON r.id = p.regulation_id WHERE p.id = $1", values![id])
            .await?;
        let blueprint: Blueprint = serde_json::from_str(&blueprint).map_err(inconsistent)?;
        let rows: Vec<Row> = tx
            .fetch_all(
                "SELECT position, section, option_order, item_id FROM paper_question WHERE paper_id = $1 ORDER BY position",
                values![id],
            )
            .await?;
        let mut questions = Vec::new();
        for row in rows {
            questions.push(Arc::new(self.question(tx, row).await?));
        }
        Ok(Paper {
            sections: blueprint.sections().iter().map(|s| s.title.clone()).collect(),
            languages: blueprint.languages().into(),
            tools: blueprint.tools().into(),
            questions,
        })
    }

    async fn question(&self, tx: &mut Tx, row: Row) -> Result<Question> {
        let there = self.items.read().unwrap_or_else(PoisonError::into_inner).get(&row.item_id).map(Arc::clone);
        let item = match there {
            Some(there) => there,
            None => {
                let (kind, wording): (String, String) =
                    tx.fetch_one("SELECT kind, wording FROM item WHERE id = $1", values![row.item_id]).await?;
                let kind = kind.parse().map_err(inconsistent)?;
                // Few questions have one.
                let images = if wording.contains("![") { images::of_item(tx, row.item_id).await? } else { Images::default() };
                let wording: ItemWording<_> = serde_json::from_str(&wording).map_err(inconsistent)?;
                let item = Arc::new((kind, wording.with(images)));
                keep(&self.items, MOST_ITEMS, row.item_id, &item);
                item
            }
        };
        let (kind, wording) = &*item;
        let order: OptionOrder = row.option_order.parse().map_err(inconsistent)?;
        let option = |place: usize| wording.options.get(place).cloned();
        let options =
            order.as_presented().map(|place| option(place).ok_or_else(|| inconsistent("an option order of another item")));
        Ok(Question {
            position: u16::try_from(row.position).map_err(inconsistent)?,
            section: usize::try_from(row.section).map_err(inconsistent)?,
            kind: *kind,
            stem: wording.stem.clone(),
            options: options.collect::<Result<_>>()?,
        })
    }
}

/// Keeps a value; where there are too many, all before it go: who needs one reads it again.
fn keep<K: std::hash::Hash + Eq, V>(kept: &RwLock<HashMap<K, Arc<V>>>, most: usize, key: K, value: &Arc<V>) {
    let mut kept = kept.write().unwrap_or_else(PoisonError::into_inner);
    if kept.len() >= most {
        kept.clear();
    }
    kept.insert(key, Arc::clone(value));
}
