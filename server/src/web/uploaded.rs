//! A form that brings a file.

use std::{convert::Infallible, time::Duration};

use app::form::Form;
use axum::{
    extract::Request,
    http::{Uri, header},
};
use futures_util::stream;

use super::{failure::Failure, posted};
use crate::attachment;

/// What comes with a file: field names, a title, the boundaries.
const AROUND_IT: usize = 64 * 1024;
/// The longest that such a body may take: [`attachment::MOST`] over a slow line.
const PATIENCE: Duration = Duration::from_secs(180);
/// How many parts there may be.
const MOST_PARTS: usize = 16;

/// The most bytes that a body may have which is sent there: of a document somewhat more than is taken, to be told so on the form.
pub(super) fn most_body(uri: &Uri) -> usize {
    if uri.path().ends_with("/documents") { 2 * attachment::MOST + AROUND_IT } else { posted::MOST_BODY }
}

/// A form as it was sent, and the bytes of its file.
pub(super) struct Uploaded {
    /// What was typed.
    pub(super) form: Form,
    /// Nothing where none was chosen.
    pub(super) content: Vec<u8>,
}

impl Uploaded {
    /// Reads it; whoever may send it is to be asked first.
    pub(super) async fn read(request: Request) -> Result<Self, Failure> {
        let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        let boundary = multer::parse_boundary(kind).map_err(|_| Failure::Unreadable)?;
        let most = most_body(request.uri());
        let body = posted::read(request, most, PATIENCE).await?;
        let whole = stream::iter([Ok::<_, Infallible>(body)]);
        let mut parts = multer::Multipart::new(whole, boundary);
        let (mut fields, mut content) = (Vec::new(), Vec::new());
        for _ in 0..MOST_PARTS {
            let Some(part) = parts.next_field().await.map_err(|_| Failure::Unreadable)? else {
                return Ok(Self { form: Form::typed(fields), content });
            };
            let name = part.name().map(str::to_owned).ok_or(Failure::Unreadable)?;
            // The name that it has on somebody's disk is nothing to us.
            let is_file = part.file_name().is_some();
            let bytes = part.bytes().await.map_err(|_| Failure::Unreadable)?;
            if is_file {
                content = bytes.to_vec();
            } else {
                fields.push((name, String::from_utf8(bytes.to_vec()).map_err(|_| Failure::Unreadable)?));
            }
        }
        Err(Failure::Unreadable)
    }
}
