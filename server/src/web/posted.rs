//! What a plain form sent: ordered name/value pairs.

use std::sync::Arc;

use app::form::Form;
use axum::{
    body::Bytes,
    extract::{FromRequest, Request},
    http::header,
};
use exam::language::Language;

use super::{Site, failure::Failure};

/// A form as it was sent.
pub(super) struct Posted {
    fields: Vec<(String, String)>,
    /// The language button that sent the form, if it was one: the page is then shown again with what was typed, and nothing is done.
    pub(super) language: Option<Language>,
}

impl Posted {
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

impl FromRequest<Arc<Site>> for Posted {
    type Rejection = Failure;

    async fn from_request(request: Request, site: &Arc<Site>) -> Result<Self, Failure> {
        let kind = request.headers().get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default();
        // A form without fields sends neither a body nor, from some browsers, a type.
        let is_form = kind.starts_with("application/x-www-form-urlencoded") || kind.is_empty();
        let body = Bytes::from_request(request, site).await.map_err(|e| Failure::from_body(e.status()))?;
        if !is_form && !body.is_empty() {
            return Err(Failure::Unreadable);
        }
        let fields: Vec<(String, String)> = serde_urlencoded::from_bytes(&body).map_err(|_| Failure::Unreadable)?;
        let language = fields.iter().find(|(name, _)| name == "language").and_then(|(_, code)| code.parse().ok());
        Ok(Self { fields, language })
    }
}
