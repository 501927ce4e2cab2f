//! Who is signed in: handlers that take a [`Candidate`] or a [`Staff`] are closed to strangers.

use app::shell::SignedIn;
use axum::{
    extract::FromRequestParts,
    http::{HeaderValue, header, request::Parts},
    response::Response,
};
use exam::id::EnrolmentId;
use store::{Actor, By, StaffMember, Token, Workplace};

use super::{
    failure::Failure,
    permissions::{Act, may},
    visit::Visit,
};

pub(super) const CANDIDATE_COOKIE: &str = "synaq_candidate";
pub(super) const STAFF_COOKIE: &str = "synaq_staff";

/// A signed-in candidate.
pub(super) struct Candidate {
    pub(super) visit: Visit,
    pub(super) enrolment: EnrolmentId,
}

/// A signed-in member of staff.
pub(super) struct Staff {
    pub(super) visit: Visit,
    pub(super) member: StaffMember,
}

impl Candidate {
    /// By this candidate.
    pub(super) fn by(&self) -> By {
        self.visit.by(Actor::Candidate(self.enrolment))
    }
}

impl Staff {
    /// By this member of staff.
    pub(super) fn by(&self) -> By {
        self.visit.by(Actor::Staff(self.member.id, self.member.role))
    }

    /// Whether the role allows the act.
    pub(super) fn may(&self, act: Act) -> bool {
        may(self.member.role, act)
    }

    /// Goes on only if the role allows the act.
    pub(super) fn must(&self, act: Act) -> Result<(), Failure> {
        if self.may(act) { Ok(()) } else { Err(Failure::Forbidden) }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Candidate {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Failure> {
        let visit = Visit::from_request_parts(parts, state).await?;
        let token = visit.token(CANDIDATE_COOKIE).ok_or(Failure::SignedOut { staff: false })?;
        let enrolment = visit.site.store.candidate_of(&token, visit.now).await?.ok_or(Failure::SignedOut { staff: false })?;
        Ok(Self { visit, enrolment })
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Staff {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Failure> {
        let visit = Visit::from_request_parts(parts, state).await?;
        let token = visit.token(STAFF_COOKIE).ok_or(Failure::SignedOut { staff: true })?;
        let member = visit.site.store.staff_of(&token, visit.now).await?.ok_or(Failure::SignedOut { staff: true })?;
        Ok(Self { visit, member })
    }
}

/// What a candidate's browser carries, taken as it is: the store holds it against the attempt in the statement that reads or writes.
pub(super) struct Session(Token);

impl Session {
    /// A tab of this session.
    pub(super) fn in_tab(self, tab: &str) -> Result<Workplace, Failure> {
        Ok(Workplace { token: self.0, tab: Some(tab.parse().map_err(|_| Failure::Unreadable)?) })
    }

    /// A page of this session that has no name for its tab.
    pub(super) fn in_plain_page(self) -> Workplace {
        Workplace { token: self.0, tab: None }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Session {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Failure> {
        let visit = Visit::from_request_parts(parts, state).await?;
        visit.token(CANDIDATE_COOKIE).map(Self).ok_or(Failure::SignedOut { staff: false })
    }
}

/// Who is signed in, for pages that are open to everyone; on the staff's side a candidate is nobody, and the other way round.
pub(super) async fn who(visit: &Visit, staff: bool) -> store::Result<SignedIn> {
    let store = &visit.site.store;
    let Some(token) = visit.token(if staff { STAFF_COOKIE } else { CANDIDATE_COOKIE }) else { return Ok(SignedIn::Nobody) };
    if staff {
        let member = store.staff_of(&token, visit.now).await?;
        return Ok(member.map_or(SignedIn::Nobody, |m| SignedIn::Staff(m.name, m.role)));
    }
    match store.candidate_of(&token, visit.now).await? {
        Some(enrolment) => Ok(SignedIn::Candidate(store.standing(enrolment).await?.name)),
        None => Ok(SignedIn::Nobody),
    }
}

/// Hands a session's token to the browser.
pub(super) fn remember(mut response: Response, name: &str, token: &Token) -> Response {
    append_cookie(&mut response, &format!("{name}={}; Path=/; HttpOnly; SameSite=Strict", token.reveal()));
    response
}

/// Takes a session's token from the browser.
pub(super) fn forget(mut response: Response, name: &str) -> Response {
    append_cookie(&mut response, &format!("{name}=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0"));
    response
}

pub(super) fn append_cookie(response: &mut Response, cookie: &str) {
    if let Ok(value) = HeaderValue::from_str(cookie) {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
}
