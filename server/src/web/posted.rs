//! What a request brings: the ordered name/value pairs of a plain form, JSON, or text.

use std::{error::Error, time::Duration};

use app::form::Form;
use axum::{
    body::{Bytes, to_bytes},
    extract::{FromRequest, Request},
    http::header,
};
use exam::language::Language;
use http_body_util::LengthLimitError;
use serde::de::DeserializeOwned;
use tokio::time::timeout;

use super::{failure::Failure, visit::Visit};

/// No form of this system is larger: bytes.
pub(super) const MOST_BODY: usize = 256 * 1024;

/// A form as it was sent.
pub(super) struct Posted {
    fields: Vec<(String, String)>,
    /// The language button that sent the form, if it was one: the page is then shown again with what was typed, and nothing is done.
    pub(super) language: Option<Language>,
}

impl Posted {
    #[cfg(test)]
    pub(super) fn of(fields: &[(&str, &str)]) -> Self {
        Self { fields: fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(), language: None }
    }

    /// The form, to be checked and, where something is wrong, shown again.
    pub(super) fn form(self) -> Form {
        Form::typed(self.fields)
    }

    /// The value of a field.
    pub(super) fn value(&self, field: &str) -> Option<&str> {
        self.fields.iter().find(|(name, _)| name == field).map(|(_, value)| value.as_str())
    }

    /// The fields, in their order.
    pub(super) fn fields(&self) -> &[(String, String)] {
        &self.fields
    }
}

impl<S: Send + Sync> FromRequest<S> for Posted {
    type Rejection = Failure;

    async fn from_request(request: Request, _: &S) -> Result<Self, Failure> {
        // A form without fields sends neither a body nor, from some browsers, a type.
        let is_form = kind(&request).starts_with("application/x-www-form-urlencoded") || kind(&request).is_empty();
        let body = body(request).await?;
        if !is_form && !body.is_empty() {
            return Err(Failure::Unreadable);
        }
        let fields: Vec<(String, String)> = serde_urlencoded::from_bytes(&body).map_err(|_| Failure::Unreadable)?;
        let language = fields.iter().find(|(name, _)| name == "language").and_then(|(_, code)| code.parse().ok());
        Ok(Self { fields, language })
    }
}

/// What a page's code sends.
pub(super) struct Sent<T>(pub(super) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Sent<T> {
    type Rejection = Failure;

    async fn from_request(request: Request, _: &S) -> Result<Self, Failure> {
        if !kind(&request).starts_with("application/json") {
            return Err(Failure::Unreadable);
        }
        serde_json::from_slice(&body(request).await?).map(Self).map_err(|_| Failure::Unreadable)
    }
}

/// What a beacon says.
pub(super) struct Said(pub(super) String);

impl<S: Send + Sync> FromRequest<S> for Said {
    type Rejection = Failure;

    async fn from_request(request: Request, _: &S) -> Result<Self, Failure> {
        String::from_utf8(body(request).await?.into()).map(Self).map_err(|_| Failure::Unreadable)
    }
}

fn kind(request: &Request) -> &str {
    request.headers().get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default()
}

async fn body(request: Request) -> Result<Bytes, Failure> {
    let patience = request.extensions().get::<Visit>().map_or(Duration::MAX, |visit| visit.site.limits.body);
    read(request, MOST_BODY, patience).await
}

/// A body of so many bytes at most, in so much time.
pub(super) async fn read(request: Request, most: usize, patience: Duration) -> Result<Bytes, Failure> {
    let read = timeout(patience, to_bytes(request.into_body(), most)).await.map_err(|_| Failure::TooSlow)?;
    read.map_err(|error| {
        let too_large = error.source().is_some_and(|source| source.is::<LengthLimitError>());
        if too_large { Failure::TooLarge } else { Failure::Unreadable }
    })
}
