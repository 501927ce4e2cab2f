//! Who is signed in: handlers that take a [`Candidate`] or a [`Staff`] are closed to strangers.

use app::{
    form::{CONFIRM_FIELD, Form},
    format,
    shell::{Menu, SignedIn},
    words::text,
};
use axum::{
    extract::FromRequestParts,
    http::{HeaderValue, header, request::Parts},
    response::Response,
};
use exam::id::{EnrolmentId, UnitId};
use store::{Actor, By, Reach, Role, StaffMember, Subject, Token, Workplace};

use super::{failure::Failure, permissions::Act, staff::ZONE, visit::Visit};
use crate::password;

pub(super) const CANDIDATE_COOKIE: &str = "synaq_candidate";
pub(super) const STAFF_COOKIE: &str = "synaq_staff";

/// A signed-in candidate.
pub(super) struct Candidate {
    pub(super) visit: Visit,
    pub(super) enrolment: EnrolmentId,
}

/// A signed-in member of staff, on the way to their own account.
pub(super) struct Account {
    pub(super) visit: Visit,
    pub(super) member: StaffMember,
    pub(super) token: Token,
}

/// A signed-in member of staff who has all that their roles ask for.
pub(super) struct Staff {
    pub(super) visit: Visit,
    pub(super) member: StaffMember,
}

/// A page of staff that asks by itself how things stand. It counts as use of the session only where it says that somebody has touched
/// it meanwhile: a screen that everyone has left must not stay open.
pub(super) struct Onlooker {
    staff: Staff,
    token: Token,
}

/// With this for a query, the page has been touched.
const TOUCHED: &str = "used";

/// What an act is about.
#[derive(Clone, Copy, Debug)]
pub(super) enum Scope<'a> {
    /// Nothing in particular: a list of what is within reach, an empty form.
    Somewhere,
    /// The whole licensor.
    Everywhere,
    /// What belongs, or is to belong, to one of these units.
    Units(&'a [UnitId]),
    /// Something that is there.
    Of(Subject),
}

impl Candidate {
    /// By this candidate.
    pub(super) fn by(&self) -> By {
        self.visit.by(Actor::Candidate(self.enrolment))
    }
}

impl Account {
    /// By this person, for themselves.
    pub(super) fn by(&self) -> By {
        self.visit.by(Actor::Staff(self.member.id, None))
    }

    /// Whether the password was typed once more; what is wrong is noted in the form.
    pub(super) async fn confirms(&self, form: &mut Form) -> Result<bool, Failure> {
        confirms(&self.visit, &self.member, form).await
    }
}

impl Staff {
    fn with_all_factors(visit: Visit, member: StaffMember) -> Result<Self, Failure> {
        // A demonstration, whose passwords everyone knows, is served on loopback alone.
        if member.lacks_second_factor() && !visit.site.demonstration {
            return Err(Failure::SecondFactorFirst);
        }
        Ok(Self { visit, member })
    }

    /// Where the roles allow the act.
    pub(super) fn reach(&self, act: Act) -> Reach {
        Reach::of(&self.member.appointments, act.roles())
    }

    /// Whether the roles allow the act anywhere.
    pub(super) fn may(&self, act: Act) -> bool {
        !self.reach(act).is_empty()
    }

    /// Whether the roles allow the act in one of these units.
    pub(super) fn may_in(&self, act: Act, units: &[UnitId]) -> bool {
        self.reach(act).holds(units)
    }

    /// Goes on only if the roles allow the act there, and gives by whom it is done: nothing of the store is done without. What is there
    /// but out of reach is not there. Reading leaves an event.
    pub(super) async fn must(&self, act: Act, scope: Scope<'_>) -> Result<By, Failure> {
        if act.is_grave() {
            return Err(Failure::Internal(format!("{act:?} without the password")));
        }
        self.permit(act, scope).await
    }

    /// The same for an act that asks for the password once more, and for any other that is to: none if it wasn't typed, which is noted
    /// in the form.
    pub(super) async fn must_confirmed(&self, act: Act, scope: Scope<'_>, form: &mut Form) -> Result<Option<By>, Failure> {
        let by = self.permit(act, scope).await?;
        Ok(confirms(&self.visit, &self.member, form).await?.then_some(by))
    }

    async fn permit(&self, act: Act, scope: Scope<'_>) -> Result<By, Failure> {
        let by = self.allow(act, scope).await?;
        if let (Scope::Of(subject), true) = (scope, act.reads()) {
            self.visit.site.store.record_reading(&by, subject).await?;
        }
        Ok(by)
    }

    async fn allow(&self, act: Act, scope: Scope<'_>) -> Result<By, Failure> {
        let reach = self.reach(act);
        if reach.is_empty() {
            return Err(Failure::Forbidden);
        }
        let store = &self.visit.site.store;
        let units = match scope {
            Scope::Somewhere => return Ok(self.by(act, |_| true)),
            Scope::Everywhere if reach == Reach::Everywhere => return Ok(self.by(act, |unit| unit.is_none())),
            Scope::Everywhere => return Err(Failure::Forbidden),
            Scope::Units(units) => units.to_vec(),
            Scope::Of(subject) => store.units_of(subject).await?,
        };
        if !reach.holds(&units) {
            return Err(if matches!(scope, Scope::Of(_)) { Failure::NotFound } else { Failure::Forbidden });
        }
        Ok(self.by(act, |unit| unit.is_none_or(|unit| units.contains(&unit))))
    }

    /// By this member of staff, in the role that allows it.
    fn by(&self, act: Act, fits: impl Fn(Option<UnitId>) -> bool) -> By {
        let held = &self.member.appointments;
        let role = held.iter().find(|held| act.roles().contains(&held.role) && fits(held.unit)).copied();
        self.visit.by(Actor::Staff(self.member.id, role))
    }
}

impl Onlooker {
    /// Goes on only if the roles allow this reading. It leaves an event once in a session.
    pub(super) async fn must(&self, act: Act, subject: Subject) -> Result<&Staff, Failure> {
        let by = self.staff.allow(act, Scope::Of(subject)).await?;
        self.staff.visit.site.store.record_following(&by, &self.token, subject).await?;
        Ok(&self.staff)
    }
}

/// Whether the password was typed once more. A guess is counted as at sign-in.
async fn confirms(visit: &Visit, member: &StaffMember, form: &mut Form) -> Result<bool, Failure> {
    let (w, store) = (visit.words(), &visit.site.store);
    let typed = form.required(CONFIRM_FIELD, "confirm-password", w);
    if typed.is_empty() {
        return Ok(false);
    }
    if let Some(until) = store.guess(&member.login, &visit.address, visit.now).await? {
        let time = format::date_time(until, ZONE, w.language());
        form.refuse(CONFIRM_FIELD, w.with("problem-too-many-passwords", [("time", text(time))]));
        return Ok(false);
    }
    let known = store.staff_by_login(&member.login).await?;
    let opens = match known {
        Some((_, hash)) => password::verify(typed, hash).await,
        None => false,
    };
    if opens {
        store.forget_guesses(&member.login, &visit.address).await?;
    } else {
        store.refuse_staff(Some(member.id), &visit.address, visit.now).await?;
        form.refuse(CONFIRM_FIELD, w.t("problem-confirm-password"));
    }
    Ok(opens)
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

impl<S: Send + Sync> FromRequestParts<S> for Account {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Failure> {
        let visit = Visit::from_request_parts(parts, state).await?;
        let token = visit.token(STAFF_COOKIE).ok_or(Failure::SignedOut { staff: true })?;
        let member = visit.site.store.staff_of(&token, visit.now).await?.ok_or(Failure::SignedOut { staff: true })?;
        Ok(Self { visit, member, token })
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Staff {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Failure> {
        let Account { visit, member, .. } = Account::from_request_parts(parts, state).await?;
        Self::with_all_factors(visit, member)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Onlooker {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Failure> {
        let visit = Visit::from_request_parts(parts, state).await?;
        let token = visit.token(STAFF_COOKIE).ok_or(Failure::SignedOut { staff: true })?;
        let (store, now) = (&visit.site.store, visit.now);
        let member = match parts.uri.query() {
            Some(TOUCHED) => store.staff_of(&token, now).await?,
            _ => store.onlooker_of(&token, now).await?,
        };
        let member = member.ok_or(Failure::SignedOut { staff: true })?;
        Ok(Self { staff: Staff::with_all_factors(visit, member)?, token })
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
        return Ok(member.map_or(SignedIn::Nobody, |member| signed_in(&member)));
    }
    match store.candidate_of(&token, visit.now).await? {
        Some(enrolment) => Ok(SignedIn::Candidate(store.standing(enrolment).await?.name)),
        None => Ok(SignedIn::Nobody),
    }
}

/// A member of staff, as the frame of a page shows them.
pub(super) fn signed_in(member: &StaffMember) -> SignedIn {
    let mut roles: Vec<Role> = member.appointments.iter().map(|held| held.role).collect();
    roles.dedup();
    let may = |act: Act| !Reach::of(&member.appointments, act.roles()).is_empty();
    let menu = Menu {
        files: may(Act::ReadFiles),
        sittings: may(Act::ReadSittings),
        accounts: may(Act::ReadAccounts),
        // It is not divided by units.
        log: Reach::of(&member.appointments, Act::ReadLog.roles()) == Reach::Everywhere,
    };
    SignedIn::Staff(member.name.clone(), roles, menu)
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
