//! What can go wrong with a request. A handler returns it as it is; on the way out it becomes a page in the reader's language, or a
//! bare status for the desk. Details go to the log, under an id that the page shows.

use app::{
    exchange::{Refused, Why},
    pages::notice::Notice,
    shell::SignedIn,
    words::text,
};
use axum::{
    Json,
    http::{Method, StatusCode, header},
    response::{IntoResponse, Response},
};
use store::Refusal;

use super::{page, refusal, session, visit::Visit};

/// After how many seconds a request is worth trying again.
const TRY_AGAIN_AFTER: u16 = 2;

/// Why a request wasn't fulfilled.
#[derive(Clone, Debug)]
pub(super) enum Failure {
    /// No such page, or not the asker's to see.
    NotFound,
    /// Another candidate's exam.
    NotYours,
    /// Nobody is signed in.
    SignedOut {
        /// A page of staff was asked for.
        staff: bool,
    },
    /// The role doesn't allow it.
    Forbidden,
    /// The role asks for a second factor, and there is none yet.
    SecondFactorFirst,
    /// The request didn't come from a page of ours.
    CrossSite,
    /// The exam is over; the result's address.
    Over(String),
    /// The rules forbid it.
    Refused(Refusal),
    /// The state has changed in the meantime.
    Conflict,
    /// Larger than any form.
    TooLarge,
    /// A form that did not come to its end in time.
    TooSlow,
    /// Not a form of ours.
    Unreadable,
    /// Too much waits to be written, or the database is away: trying again will do.
    Busy,
    /// Our own fault; what it was.
    Internal(String),
}

impl From<store::Error> for Failure {
    fn from(error: store::Error) -> Self {
        match error {
            store::Error::NotFound => Self::NotFound,
            store::Error::Refused(refusal) => Self::Refused(refusal),
            store::Error::Transition(_) => Self::Conflict,
            store::Error::SignedOut => Self::SignedOut { staff: false },
            store::Error::Busy => Self::Busy,
            other if other.is_of_the_line() => Self::Busy,
            other => Self::Internal(other.to_string()),
        }
    }
}

impl Failure {
    /// What the desk is told, which has words of its own.
    const fn why(&self) -> Why {
        match self {
            Self::SignedOut { .. } => Why::SignedOut,
            Self::Over(_) | Self::Refused(Refusal::ExamOver) => Why::Over,
            Self::Refused(Refusal::Paused) => Why::Paused,
            Self::Refused(Refusal::AtWorkElsewhere) => Why::Elsewhere,
            Self::Busy => Why::Busy,
            _ => Why::Failed,
        }
    }

    fn status(&self) -> StatusCode {
        match self {
            Self::NotFound | Self::NotYours => StatusCode::NOT_FOUND,
            Self::SignedOut { .. } => StatusCode::UNAUTHORIZED,
            Self::Forbidden | Self::SecondFactorFirst | Self::CrossSite => StatusCode::FORBIDDEN,
            Self::Over(_) | Self::Refused(_) | Self::Conflict => StatusCode::CONFLICT,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::TooSlow => StatusCode::REQUEST_TIMEOUT,
            Self::Unreadable => StatusCode::BAD_REQUEST,
            Self::Busy => StatusCode::SERVICE_UNAVAILABLE,
            Self::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// A failure as a page, or for the desk as a word.
pub(super) async fn show(visit: Visit, method: &Method, path: &str, failure: Failure) -> Response {
    let retry = matches!(failure, Failure::Busy);
    let mut response = told(visit, method, path, failure).await;
    if retry {
        response.headers_mut().insert(header::RETRY_AFTER, TRY_AGAIN_AFTER.into());
    }
    response
}

async fn told(visit: Visit, method: &Method, path: &str, failure: Failure) -> Response {
    let incident = if let Failure::Internal(what) = &failure {
        let incident = format!("{:x}", visit.now.as_millis());
        tracing::error!(incident, %method, path, "{what}");
        Some(incident)
    } else {
        None
    };
    let status = failure.status();
    if visit.wants_json {
        return (status, Json(Refused { why: failure.why() })).into_response();
    }
    let staff = path.starts_with("/staff");
    // Where even this can't be asked, the page is shown as to a stranger.
    let who = session::who(&visit, staff).await.unwrap_or(SignedIn::Nobody);
    let notice = notice(&visit, failure, incident, if staff { "/staff" } else { "/" });
    let reply = page::Reply::new(&visit, notice.title.clone()).signed_in(who).status(status);
    reply.show(move || app::pages::notice::page(notice))
}

fn notice(visit: &Visit, failure: Failure, incident: Option<String>, home: &str) -> Notice {
    let w = visit.words();
    let go = |to: &str, key: &str| Some((to.to_owned(), w.t(key)));
    let (title, text_of, next) = match failure {
        Failure::NotFound => (w.t("notice-not-found-title"), w.t("notice-not-found-text"), go(home, "go-on")),
        Failure::NotYours => (w.t("notice-not-yours-title"), w.t("notice-not-yours-text"), go("/waiting", "go-to-own-exam")),
        Failure::SignedOut { staff } => {
            let to = if staff { "/staff/sign-in" } else { "/" };
            (w.t("notice-signed-out-title"), w.t("notice-signed-out-text"), go(to, "go-to-sign-in"))
        }
        Failure::Forbidden => (w.t("notice-forbidden-title"), w.t("notice-forbidden-text"), None),
        Failure::SecondFactorFirst => (
            w.t("notice-second-factor-title"),
            w.t("notice-second-factor-text"),
            go("/staff/account/second-factor", "go-to-second-factor"),
        ),
        Failure::CrossSite => (w.t("notice-cross-site-title"), w.t("notice-cross-site-text"), go(home, "go-on")),
        Failure::Over(result) => (w.t("notice-over-title"), w.t("notice-over-text"), go(&result, "go-on")),
        Failure::Refused(Refusal::Paused) => {
            (w.t("notice-paused-title"), refusal::text(w, &Refusal::Paused), go("/waiting", "go-on"))
        }
        Failure::Refused(refusal) => (w.t("notice-conflict-title"), refusal::text(w, &refusal), None),
        Failure::Conflict => (w.t("notice-conflict-title"), w.t("notice-conflict-text"), None),
        Failure::TooLarge => (w.t("notice-too-large-title"), w.t("notice-too-large-text"), None),
        Failure::TooSlow => (w.t("notice-too-slow-title"), w.t("notice-too-slow-text"), None),
        Failure::Unreadable => (w.t("notice-unreadable-title"), w.t("notice-unreadable-text"), None),
        Failure::Busy => (w.t("notice-busy-title"), w.t("notice-busy-text"), None),
        Failure::Internal(_) => (w.t("notice-failed-title"), w.t("notice-failed-text"), None),
    };
    let incident = incident.map(|id| w.with("notice-incident", [("id", text(id))]));
    Notice { title, text: text_of, next, incident }
}
