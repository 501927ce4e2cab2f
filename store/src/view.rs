//! How a candidate has set up the desk: it stays with them on whichever machine they go on. Nothing follows from it, so it is no
//! evidence, and the log does not tell of it.

use exam::{id::EnrolmentId, language::Language};

use crate::{
    Store,
    engine::values,
    error::{Result, inconsistent},
};

/// The largest of the text sizes, which count from 0, the usual one.
pub const LARGEST_TEXT: u8 = 3;
/// What notes and scratch paper hold each at most: characters.
pub const MOST_NOTED: usize = 4_000;

/// How a candidate has set up the desk, and what they noted there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct View {
    /// 0, the usual one, to [`LARGEST_TEXT`].
    pub text_size: u8,
    /// Stronger contrast.
    pub contrast: bool,
    /// Lines further apart.
    pub spaced: bool,
    /// The language of the questions; none: that of the interface.
    pub language: Option<Language>,
    /// Flags and options struck out, as the page writes them.
    pub notes: String,
    /// The scratch paper.
    pub scratch: String,
}

/// As it is stored; all is nothing where there is none.
#[derive(sqlx::FromRow)]
pub(crate) struct ViewRow {
    text_size: Option<i64>,
    contrast: Option<bool>,
    spaced: Option<bool>,
    language: Option<String>,
    notes: Option<String>,
    scratch: Option<String>,
}

/// The columns of a [`ViewRow`], of `v`.
macro_rules! view_columns {
    () => {
        "v.text_size, v.contrast, v.spaced, v.language, v.notes, v.scratch"
    };
}
pub(crate) use view_columns;

impl TryFrom<ViewRow> for View {
    type Error = crate::Error;

    fn try_from(row: ViewRow) -> Result<Self> {
        Ok(Self {
            text_size: u8::try_from(row.text_size.unwrap_or_default()).map_err(inconsistent)?,
            contrast: row.contrast.unwrap_or_default(),
            spaced: row.spaced.unwrap_or_default(),
            language: row.language.map(|code| code.parse()).transpose().map_err(inconsistent)?,
            notes: row.notes.unwrap_or_default(),
            scratch: row.scratch.unwrap_or_default(),
        })
    }
}

impl Store {
    /// How a candidate has set up the desk.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn view(&self, enrolment: EnrolmentId) -> Result<View> {
        let sql = concat!("SELECT ", view_columns!(), " FROM desk_view v WHERE v.enrolment_id = $1");
        let row: Option<ViewRow> = self.engine.ask(sql, values![enrolment]).await?;
        row.map_or_else(|| Ok(View::default()), View::try_from)
    }

    /// Keeps how a candidate has set up the desk.
    ///
    /// # Errors
    /// When more is noted than [`MOST_NOTED`], or the database fails.
    pub async fn keep_view(&self, enrolment: EnrolmentId, view: View) -> Result<()> {
        let keep = "INSERT INTO desk_view (enrolment_id, text_size, contrast, spaced, language, notes, scratch) \
             VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (enrolment_id) DO UPDATE SET text_size = excluded.text_size, \
             contrast = excluded.contrast, spaced = excluded.spaced, language = excluded.language, notes = excluded.notes, \
             scratch = excluded.scratch";
        let language = view.language.map(|language| language.code().to_owned());
        let values = values![
            enrolment,
            i64::from(view.text_size.min(LARGEST_TEXT)),
            view.contrast,
            view.spaced,
            language,
            // PostgreSQL's texts have no zero.
            view.notes.replace('\0', ""),
            view.scratch.replace('\0', "")
        ];
        self.engine.write(async move |tx| tx.execute_untold(keep, values).await).await?;
        Ok(())
    }
}
