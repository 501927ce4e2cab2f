//! What an open exam page asks for as long as it stands: its place, the server's clock, and the news of every change.

#[cfg(test)]
mod tests;

use std::{convert::Infallible, sync::Arc, time::Duration};

use ::exam::{
    attempt::State,
    clock::{Instant, Span},
    id::AttemptId,
};
use app::exchange::{self, Going, News, PlaceReply, PlaceRequest};
use axum::{
    Json,
    extract::{Query, rejection::QueryRejection},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response, Sse, sse::Event},
};
use futures_util::stream;
use serde::Deserialize;
use store::{Changes, Look, Place, Resumes, Seat, Workplace};
use tokio::{sync::watch, time::sleep};

use super::{Named, not_yours};
use crate::web::{
    Site,
    failure::Failure,
    posted::{Said, Sent},
    session::{Candidate, Session},
    visit::Visit,
};

/// A stream on which nothing happens says so: whoever listens is to notice within three seconds that the line is lost.
const ALIVE_EVERY: Duration = Duration::from_secs(1);
/// After how long a browser asks for a stream again that has ended; and spread over how long, so that a whole room doesn't come at once.
const COME_AGAIN: Duration = Duration::from_millis(1_000);
const SPREAD_MS: u64 = 2_000;

/// The tab, in the address of what can't carry it otherwise.
#[derive(Deserialize)]
pub(in crate::web) struct InTab {
    tab: String,
}

type TabOf = Result<Query<InTab>, QueryRejection>;

fn workplace(session: Session, tab: TabOf) -> Result<Workplace, Failure> {
    let Query(InTab { tab }) = tab.map_err(|_| Failure::Unreadable)?;
    session.in_tab(&tab)
}

/// A tab wants to be at work.
pub(in crate::web) async fn sit_down(
    visit: Visit,
    session: Session,
    Named(attempt): Named,
    Sent(request): Sent<PlaceRequest>,
) -> Result<Response, Failure> {
    let workplace = session.in_tab(&request.tab)?;
    let store = &visit.site.store;
    let place = store.sit_down(&workplace, attempt, request.take_over, &visit.address, visit.now).await.map_err(not_yours)?;
    let reply = match place {
        Place::Here => PlaceReply { here: true, since: None },
        Place::Elsewhere { since } => PlaceReply { here: false, since: Some(since.as_millis()) },
    };
    Ok(Json(reply).into_response())
}

/// A tab goes: a beacon, which brings the tab's name and waits for nothing.
pub(in crate::web) async fn stand_up(
    visit: Visit,
    session: Session,
    Named(attempt): Named,
    Said(tab): Said,
) -> Result<StatusCode, Failure> {
    let workplace = session.in_tab(&tab)?;
    visit.site.store.stand_up(&workplace, attempt, &visit.address, visit.now).await.map_err(not_yours)?;
    Ok(StatusCode::NO_CONTENT)
}

/// The candidate is back at work: a clock that waited for that goes on.
pub(in crate::web) async fn come_back(candidate: Candidate, Named(attempt): Named) -> Result<Response, Failure> {
    let visit = &candidate.visit;
    visit.site.store.come_back(&candidate.by(), candidate.enrolment, attempt).await.map_err(not_yours)?;
    if visit.wants_json {
        return Ok(StatusCode::NO_CONTENT.into_response());
    }
    Ok(Redirect::to(&format!("/exam/{attempt}")).into_response())
}

/// How the attempt stands, once: for a browser that can't keep a stream open.
pub(in crate::web) async fn time(visit: Visit, session: Session, Named(attempt): Named, tab: TabOf) -> Result<Response, Failure> {
    let workplace = workplace(session, tab)?;
    let look = visit.site.store.look(&workplace, attempt, visit.now).await.map_err(not_yours)?;
    Ok(Json(news(&look, visit.now)?).into_response())
}

/// How the attempt stands, at once and at each change, until it ends, the session ends, or the program does.
pub(in crate::web) async fn events(
    visit: Visit,
    session: Session,
    Named(attempt): Named,
    tab: TabOf,
) -> Result<Response, Failure> {
    let workplace = workplace(session, tab)?;
    let store = &visit.site.store;
    // From before the first look, so that nothing falls between.
    let changes = store.watch(attempt);
    let look = store.look(&workplace, attempt, visit.now).await.map_err(not_yours)?;
    let first = Some(news(&look, visit.now)?);
    let (site, ending) = (Arc::clone(&visit.site), visit.site.ending.clone());
    let listener = Listener { site, workplace, attempt, changes, ending, session_until: look.session_until, first, last: false };
    // A proxy that gathers answers before it passes them on would hold the news back.
    Ok(([("x-accel-buffering", "no")], Sse::new(stream::unfold(listener, Listener::next))).into_response())
}

/// Whoever has an exam page open. There may be thousands: it holds little, and asks the database only when something has changed.
struct Listener {
    site: Arc<Site>,
    workplace: Workplace,
    attempt: AttemptId,
    changes: Changes,
    ending: watch::Receiver<()>,
    session_until: Instant,
    first: Option<News>,
    last: bool,
}

impl Listener {
    /// The next thing to be told. The stream ends, and the browser comes again, also when the database can't be asked.
    async fn next(mut self) -> Option<(Result<Event, Infallible>, Self)> {
        if self.last {
            return None;
        }
        let event = match self.first.take() {
            Some(news) => self.tell(news).retry(self.come_again()),
            None => tokio::select! {
                _ = self.ending.changed() => return None,
                // On the heap, and there only while it is asked: a listener is mostly idle.
                () = self.changes.next() => { let news = Box::pin(self.look()).await?; self.tell(news) }
                () = sleep(ALIVE_EVERY) => self.alive(),
            },
        };
        Some((Ok(event), self))
    }

    async fn look(&self) -> Option<News> {
        let now = self.site.clock.now();
        match self.site.store.look(&self.workplace, self.attempt, now).await {
            Ok(look) => news(&look, now).ok(),
            Err(store::Error::SignedOut | store::Error::NotFound) => Some(signed_out(now)),
            Err(_) => None,
        }
    }

    fn tell(&mut self, news: News) -> Event {
        self.last = matches!(news.state, Going::Over | Going::SignedOut);
        Event::default().json_data(news).unwrap_or_default()
    }

    fn alive(&mut self) -> Event {
        let now = self.site.clock.now();
        if now >= self.session_until {
            return self.tell(signed_out(now));
        }
        Event::default().event("alive").data(now.as_millis().to_string())
    }

    fn come_again(&self) -> Duration {
        let of_this_one: u64 = self.attempt.to_string().bytes().map(u64::from).sum();
        COME_AGAIN + Duration::from_millis(of_this_one * 37 % SPREAD_MS)
    }
}

fn news(look: &Look, now: Instant) -> Result<News, Failure> {
    let head = &look.attempt;
    let state = match head.state {
        // There is no page of it yet.
        State::Prepared | State::Admitted => return Err(Failure::NotFound),
        State::Running => Going::Running,
        State::Paused => Going::Paused,
        State::Submitted | State::Expired | State::Graded | State::Approved | State::Annulled => Going::Over,
    };
    let left = match (state, head.deadline, head.paused) {
        (Going::Running, Some(deadline), _) => deadline - now,
        (Going::Paused, Some(deadline), Some((since, _))) => deadline - since,
        _ => Span::ZERO,
    };
    Ok(News {
        now: now.as_millis(),
        deadline: head.deadline.filter(|_| state == Going::Running).map(Instant::as_millis),
        left_ms: left.as_millis(),
        state,
        granted_ms: head.granted.as_millis(),
        place: match look.seat {
            Seat::Here => exchange::Seat::Here,
            Seat::Elsewhere => exchange::Seat::Elsewhere,
            Seat::Free => exchange::Seat::Free,
        },
        resumes: head.paused.map(|(_, resumes)| match resumes {
            Resumes::ByStaff => exchange::Resumes::ByStaff,
            Resumes::OnReturn => exchange::Resumes::OnReturn,
        }),
    })
}

fn signed_out(now: Instant) -> News {
    News {
        now: now.as_millis(),
        deadline: None,
        left_ms: 0,
        state: Going::SignedOut,
        granted_ms: 0,
        place: exchange::Seat::Free,
        resumes: None,
    }
}
