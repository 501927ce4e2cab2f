//! What the product is compared to: axum with a handler that does nothing but what the comparison needs. It runs in a process of
//! its own, as the product does.

use std::{collections::BTreeMap, path::Path, sync::Arc};

use axum::{
    Json, Router,
    body::Bytes,
    extract::State,
    http::header,
    response::IntoResponse,
    routing::{get, post},
};
use serde::{Deserialize, Serialize};
use tokio::net::TcpListener;

use crate::failure::{During, Outcome};

/// Where it takes what a save sends.
pub(super) const SAVE: &str = "/save";
/// Where its page is.
pub(super) const PAGE: &str = "/page";

#[derive(Deserialize)]
struct SaveRequest {
    answers: Vec<Answer>,
}

#[derive(Deserialize)]
struct Answer {
    position: u16,
    client_revision: i64,
    chosen: Vec<u8>,
}

#[derive(Serialize)]
struct SaveReply {
    saved_at: String,
    revisions: BTreeMap<u16, u32>,
    conflicts: Vec<u16>,
    time: Time,
}

#[derive(Serialize)]
struct Time {
    now: i64,
    deadline: Option<i64>,
}

/// Serves until it is ended.
///
/// # Errors
/// When the page's file can't be read or no port is free.
pub async fn serve(page: &Path) -> Outcome {
    let page = Arc::new(Bytes::from(std::fs::read(page).during(page.display())?));
    let router = Router::new().route(SAVE, post(save)).route(PAGE, get(show)).with_state(page);
    let listener = TcpListener::bind("127.0.0.1:0").await.during("a port of its own")?;
    println!("the bare server listens on http://{}", listener.local_addr().during("its address")?);
    axum::serve(listener, router).await.during("the bare server")
}

async fn save(Json(request): Json<SaveRequest>) -> Json<SaveReply> {
    let newest = request.answers.iter().map(|answer| answer.client_revision).max().unwrap_or_default();
    let revision = |answer: &Answer| (answer.position, u32::try_from(answer.chosen.len()).unwrap_or_default());
    Json(SaveReply {
        saved_at: "12:34:56".to_owned(),
        revisions: request.answers.iter().map(revision).collect(),
        conflicts: Vec::new(),
        time: Time { now: newest, deadline: Some(newest) },
    })
}

async fn show(State(page): State<Arc<Bytes>>) -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "text/html; charset=utf-8")], Bytes::clone(&page))
}
