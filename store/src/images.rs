//! The images that questions show. They come with a bank ([`crate::banks`]), lie under the hash of their content, and are given to
//! whoever has a question on the paper that shows them.

use std::collections::BTreeMap;

use exam::{clock::Instant, id::ItemId, language::Language, text::RichText};
use question_banks::{Bank, Question};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::{
    Store,
    access::Token,
    engine::{Tx, values},
    error::{Error, Result, inconsistent},
};

/// An image, but for its content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImageHead {
    /// SHA-256 of its content: what it is asked for by.
    pub hash: [u8; 32],
    /// Pixels from left to right.
    pub width: u32,
    /// Pixels from top to bottom.
    pub height: u32,
}

/// Images by the name that a question has for them.
pub(crate) type Images = BTreeMap<String, ImageHead>;

/// The name, by the hash of the content, of each image of a bank. What is there already is left as it is.
pub(crate) async fn insert(tx: &mut Tx, bank: &Bank) -> Result<BTreeMap<String, [u8; 32]>> {
    let mut hashes = BTreeMap::new();
    for image in &bank.images {
        let picture = &image.picture;
        let hash: [u8; 32] = Sha256::digest(&picture.content).into();
        let there: Option<(Vec<u8>,)> = tx.fetch_optional("SELECT hash FROM image WHERE hash = $1", values![hash]).await?;
        if there.is_none() {
            tx.execute(
                "INSERT INTO image (hash, kind, width, height, content) VALUES ($1, $2, $3, $4, $5)",
                values![hash, picture.kind.code(), picture.width, picture.height, picture.content.clone()],
            )
            .await?;
        }
        hashes.insert(image.name.clone(), hash);
    }
    Ok(hashes)
}

/// Puts down what a question means by the names of its images.
pub(crate) async fn name(tx: &mut Tx, item: ItemId, question: &Question, hashes: &BTreeMap<String, [u8; 32]>) -> Result<()> {
    let mut named = BTreeMap::new();
    for text in Language::ALL.into_iter().filter_map(|language| question.stem.exactly(language)) {
        for (name, _) in RichText::parse(text).images() {
            let hash = hashes.get(name).ok_or_else(|| inconsistent("a question shows an image that its bank hasn't got"))?;
            named.insert(name.to_owned(), *hash);
        }
    }
    for (name, hash) in named {
        tx.execute("INSERT INTO item_image (item_id, name, image_hash) VALUES ($1, $2, $3)", values![item, name, hash]).await?;
    }
    Ok(())
}

/// The images of a question.
pub(crate) async fn of_item(tx: &mut Tx, item: Uuid) -> Result<Images> {
    let rows: Vec<(String, Vec<u8>, i64, i64)> = tx
        .fetch_all(
            "SELECT n.name, i.hash, i.width, i.height FROM item_image n JOIN image i ON i.hash = n.image_hash WHERE n.item_id = $1",
            values![item],
        )
        .await?;
    let head = |(name, hash, width, height): (_, Vec<u8>, i64, i64)| {
        let hash = hash.try_into().map_err(|_| inconsistent("an image under no hash"))?;
        let [width, height] = [u32::try_from(width).map_err(inconsistent)?, u32::try_from(height).map_err(inconsistent)?];
        Ok((name, ImageHead { hash, width, height }))
    };
    rows.into_iter().map(head).collect()
}

impl Store {
    /// An image of a question on the paper of whoever has the candidate's session, while they are at work, and again when they are shown
    /// their paper: its kind (`png` or `jpeg`) and its content.
    ///
    /// # Errors
    /// [`Error::SignedOut`]; [`Error::NotFound`] for any other image, before, and between; or when the database fails.
    pub async fn image_in_session(&self, token: &Token, hash: [u8; 32], now: Instant) -> Result<(String, Vec<u8>)> {
        let found: Option<(String, Vec<u8>)> = self
            .engine
            .ask(
                "SELECT i.kind, i.content FROM image i WHERE i.hash = $1 AND EXISTS (SELECT 1 FROM session t \
                 JOIN attempt a ON a.enrolment_id = t.enrolment_id JOIN paper_question q ON q.paper_id = a.paper_id \
                 JOIN item_image n ON n.item_id = q.item_id WHERE t.token_hash = $2 AND t.ended_at IS NULL AND t.expires_at > $3 \
                 AND a.state = 'running' AND a.deadline_at >= $3 AND n.image_hash = i.hash)",
                values![hash, token.hash(), now],
            )
            .await?;
        if let Some(image) = found {
            return Ok(image);
        }
        let enrolment = self.candidate_of(token, now).await?.ok_or(Error::SignedOut)?;
        if !self.is_on_a_script(enrolment, hash, now).await? {
            return Err(Error::NotFound);
        }
        let image = self.engine.ask("SELECT kind, content FROM image WHERE hash = $1", values![hash]).await?;
        image.ok_or(Error::NotFound)
    }
}
