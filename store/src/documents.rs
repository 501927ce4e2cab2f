//! What is attached to a file: scans and PDFs.

use exam::{
    clock::Instant,
    id::{DeclarationId, DocumentId, FileId},
};
use serde_json::json;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::{
    Store,
    attempts::hex,
    audit::{self, By},
    engine::values,
    error::{Error, Result, inconsistent},
    id,
};

/// What a document is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DocumentKind {
    /// PDF.
    Pdf,
    /// A picture.
    Jpeg,
    /// A picture without loss.
    Png,
}

impl DocumentKind {
    /// All kinds.
    pub const ALL: [Self; 3] = [Self::Pdf, Self::Jpeg, Self::Png];

    /// The name in the database and of files.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Jpeg => "jpeg",
            Self::Png => "png",
        }
    }

    fn of(code: &str) -> Result<Self> {
        let unknown = || inconsistent(format!("no document is a {code}"));
        Self::ALL.into_iter().find(|kind| kind.code() == code).ok_or_else(unknown)
    }
}

/// A document to be attached.
#[derive(Clone, Debug)]
pub struct NewDocument {
    /// What it is, in words.
    pub title: String,
    /// Whom it is about; nobody: the file as a whole.
    pub declaration: Option<DeclarationId>,
    /// What it is to a program.
    pub kind: DocumentKind,
    /// Its bytes.
    pub content: Vec<u8>,
}

/// A document as a list has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DocumentHead {
    /// Its id.
    pub id: DocumentId,
    /// What it is, in words.
    pub title: String,
    /// The name of whom it is about.
    pub about: Option<String>,
    /// What it is to a program.
    pub kind: DocumentKind,
    /// Bytes.
    pub size: u64,
    /// Who attached it.
    pub by: String,
    /// When.
    pub attached: Instant,
}

type Row = (Uuid, String, Option<String>, String, i64, String, i64);

impl Store {
    /// Attaches a document to a file, for good.
    ///
    /// # Errors
    /// [`Error::NotFound`] where there is no such file, or the declaration isn't of it; or when the database fails.
    pub async fn attach(&self, by: &By, file: FileId, new: NewDocument) -> Result<DocumentId> {
        let (by, staff) = (by.clone(), by.staff()?);
        self.engine
            .write(async move |tx| {
                let NewDocument { title, declaration, kind, content } = new;
                let there: Option<(Uuid,)> = match declaration {
                    None => tx.fetch_optional("SELECT id FROM file WHERE id = $1", values![file]).await?,
                    Some(declaration) => {
                        let sql = "SELECT id FROM declaration WHERE file_id = $1 AND id = $2";
                        tx.fetch_optional(sql, values![file, declaration]).await?
                    }
                };
                there.ok_or(Error::NotFound)?;
                let document = id(DocumentId::new, by.now);
                let detail = json!({
                    "file": file.to_string(),
                    "declaration": declaration.map(|declaration| declaration.to_string()),
                    "kind": kind.code(),
                    "bytes": content.len(),
                    "digest": hex(&Sha256::digest(&content)),
                });
                tx.execute(
                    "INSERT INTO document (id, file_id, declaration_id, title, kind, content, staff_id, attached_at) \
                     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
                    values![document, file, declaration, title, kind.code(), content, staff, by.now],
                )
                .await?;
                audit::record(tx, &by, "document.attach", "document", document, &detail).await?;
                Ok(document)
            })
            .await
    }

    /// The documents of a file, in the order in which they came.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn documents(&self, file: FileId) -> Result<Vec<DocumentHead>> {
        let rows: Vec<Row> = self
            .engine
            .glance()
            .await?
            .fetch_all(
                "SELECT t.id, t.title, p.name, t.kind, CAST(octet_length(t.content) AS BIGINT), s.name, t.attached_at FROM document t \
                 JOIN staff s ON s.id = t.staff_id LEFT JOIN declaration d ON d.id = t.declaration_id \
                 LEFT JOIN specialist p ON p.id = d.specialist_id WHERE t.file_id = $1 ORDER BY t.attached_at, t.id",
                values![file],
            )
            .await?;
        let head = |(id, title, about, kind, size, by, attached): Row| {
            let (kind, size) = (DocumentKind::of(&kind)?, u64::try_from(size).unwrap_or(0));
            Ok(DocumentHead { id: id.into(), title, about, kind, size, by, attached: Instant::from_millis(attached) })
        };
        rows.into_iter().map(head).collect()
    }

    /// A document of a file, to be read. That it is read is on record before it is given.
    ///
    /// # Errors
    /// [`Error::NotFound`] where there is none of that file; or when the database fails.
    pub async fn read_document(&self, by: &By, file: FileId, document: DocumentId) -> Result<(DocumentKind, Vec<u8>)> {
        let sql = "SELECT kind, content FROM document WHERE id = $1 AND file_id = $2";
        let found: Option<(String, Vec<u8>)> = self.engine.ask(sql, values![document, file]).await?;
        let (kind, content) = found.ok_or(Error::NotFound)?;
        let by = by.clone();
        self.engine
            .write(async move |tx| audit::record(tx, &by, "document.read", "document", document, &json!({})).await)
            .await?;
        Ok((DocumentKind::of(&kind)?, content))
    }
}
