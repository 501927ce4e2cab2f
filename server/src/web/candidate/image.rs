//! The images of a paper.

use axum::{
    extract::Path,
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};

use crate::{
    hex,
    web::{failure::Failure, security::Sandboxed, session::Session, visit::Visit},
};

/// An image that a question on the paper shows, while its candidate is at work. Its address is the hash of what is seen anyway, the same
/// on everybody's paper: so questions are made into pages once for all, and neither a question's code nor a file's name is told.
///
/// As the page itself, it is kept by nobody (`no-store`): workstations are shared, and a question that stays on one is a question that is
/// out. It is fetched again when the page is, a small file.
pub(in crate::web) async fn show(visit: Visit, session: Session, Path(hash): Path<String>) -> Result<Response, Failure> {
    let hash = hex::read(&hash).ok_or(Failure::NotFound)?;
    let token = &session.in_plain_page().token;
    let (kind, content) = visit.site.store.image_in_session(token, hash, visit.now).await?;
    let media = if kind == "png" { "image/png" } else { "image/jpeg" };
    let mut response = (Sandboxed, content).into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(media));
    Ok(response)
}
