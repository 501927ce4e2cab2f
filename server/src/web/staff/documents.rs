//! What is attached to a file.

use axum::{
    extract::{Path, Request},
    http::{HeaderValue, header},
    response::{IntoResponse, Redirect, Response},
};
use exam::id::{DeclarationId, DocumentId, FileId};
use store::{DocumentKind, NewDocument, Subject};

use super::{files::dossier, named};
use crate::{
    attachment::{self, Unfit},
    web::{
        failure::Failure,
        permissions::Act,
        security::Sandboxed,
        session::{Scope, Staff},
        uploaded::Uploaded,
    },
};

pub(in crate::web) async fn attach(staff: Staff, Path(id): Path<String>, request: Request) -> Result<Response, Failure> {
    let id: FileId = named(&id)?;
    let by = staff.must(Act::KeepFiles, Scope::Of(Subject::File(id))).await?;
    let Uploaded { mut form, content } = Uploaded::read(request).await?;
    let w = staff.visit.words();
    let title = form.required("title", "document-title", w);
    let declaration = match form.value("declaration") {
        "" => None,
        declaration => Some(named::<DeclarationId>(declaration)?),
    };
    let taken = attachment::take(content).await;
    if let Err(unfit) = taken {
        let problem = match unfit {
            Unfit::Empty => "problem-document-none",
            Unfit::TooLarge => "problem-document-large",
            Unfit::OtherKind => "problem-document-kind",
            Unfit::Damaged => "problem-document-damaged",
            Unfit::TooManyPixels => "problem-document-pixels",
        };
        form.refuse("content", w.t(problem));
    }
    match taken {
        Ok((kind, content)) if !form.is_refused() => {
            let new = NewDocument { title, declaration, kind, content };
            staff.visit.site.store.attach(&by, id, new).await?;
            Ok(Redirect::to(&format!("/staff/files/{id}#documents")).into_response())
        }
        _ => dossier(staff, id, form).await,
    }
}

/// A document, to be saved by whoever reads it: it is never shown as a page of ours.
pub(in crate::web) async fn read(staff: Staff, Path((id, document)): Path<(String, String)>) -> Result<Response, Failure> {
    let (id, document): (FileId, DocumentId) = (named(&id)?, named(&document)?);
    let by = staff.must(Act::ReadFiles, Scope::Of(Subject::File(id))).await?;
    let (kind, content) = staff.visit.site.store.read_document(&by, id, document).await?;
    let media = match kind {
        DocumentKind::Pdf => "application/pdf",
        DocumentKind::Jpeg => "image/jpeg",
        DocumentKind::Png => "image/png",
    };
    let mut response = (Sandboxed, content).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media));
    if let Ok(attachment) = HeaderValue::try_from(format!("attachment; filename=\"{document}.{}\"", kind.code())) {
        headers.insert(header::CONTENT_DISPOSITION, attachment);
    }
    Ok(response)
}
