//! Every route, asked in every role for what is within reach, what is another unit's, what is another person's, and what is not there.
//! The routes are read from the router: one without a row here fails.

use std::collections::BTreeMap;

use axum::http::{Method, StatusCode, header};
use exam::id::{StaffId, UnitId};
use store::{Actor, Appointment, By, DocumentKind, FileSearch, NewDocument, Reach, Role, StaffAct, Token};
use tower::ServiceExt;

use super::{NOTHING, World, filled, patterns, request};
use crate::web::{permissions::Act, security::OF_THE_HOST, session::CANDIDATE_COOKIE};

/// Who gets through a route.
enum Rule {
    /// Everyone.
    Open,
    /// Candidates.
    Candidates,
    /// Whoever has half a session.
    Half,
    /// Any member of staff: it is their own account.
    Own,
    /// Whoever may do this anywhere.
    Somewhere(Act),
    /// Whoever may do this in the whole licensor.
    Everywhere(Act),
    /// Whoever may do this in the unit of what is asked for.
    Of(Act),
}

fn rule(method: &Method, pattern: &str) -> Rule {
    use Act::*;
    use Rule::*;
    let posts = method == Method::POST;
    match pattern {
        "/" | "/sign-out" | "/language" | "/styleguide" | "/staff" | "/staff/sign-in" | "/staff/sign-out" | "/setup" => Open,
        "/waiting" | "/start" | "/view" | "/images/{hash}" => Candidates,
        path if path.starts_with("/exam/{attempt}") => Candidates,
        "/staff/sign-in/second-factor" => Half,
        "/staff/account"
        | "/staff/account/password"
        | "/staff/account/sessions/end-others"
        | "/staff/account/sessions/{session}/end"
        | "/staff/account/second-factor"
        | "/staff/account/second-factor/begin"
        | "/staff/account/second-factor/confirm"
        | "/staff/account/second-factor/drop"
        | "/staff/account/recovery-codes" => Own,
        "/staff/accounts" | "/staff/accounts/{member}" => Somewhere(ReadAccounts),
        "/staff/accounts/new"
        | "/staff/accounts/{member}/sessions/end"
        | "/staff/accounts/{member}/renew"
        | "/staff/accounts/{member}/close" => Everywhere(KeepAccounts),
        // What is asked for without a unit is asked for the whole licensor.
        "/staff/accounts/{member}/appoint" => Everywhere(Appoint),
        "/staff/accounts/{member}/appointments/{appointment}/end" | "/staff/accounts/proposals/{proposal}/decide" => {
            Everywhere(Appoint)
        }
        "/staff/log" | "/staff/log.csv" => Everywhere(ReadLog),
        "/staff/files" => Somewhere(ReadFiles),
        "/staff/files/new" => Somewhere(KeepFiles),
        "/staff/files/{file}" => Of(ReadFiles),
        "/staff/files/{file}/documents/{document}" => Of(ReadFiles),
        "/staff/files/{file}/documents"
        | "/staff/files/{file}/rows/{item}"
        | "/staff/files/{file}/specialists/new"
        | "/staff/files/{file}/specialists/{declaration}/withdraw"
        | "/staff/files/{file}/specialists/{declaration}/specialty" => Of(KeepFiles),
        "/staff/files/{file}/specialists/{declaration}/enrol" => Of(BookSittings),
        "/staff/sittings" => Somewhere(ReadSittings),
        "/staff/sittings/new" => Somewhere(BookSittings),
        "/staff/sittings/{sitting}" | "/staff/sittings/{sitting}/board" => Of(ReadSittings),
        "/staff/sittings/{sitting}/open" | "/staff/enrolments/{enrolment}/admit" => Of(RunSittings),
        "/staff/sittings/{sitting}/time/give"
        | "/staff/sittings/{sitting}/time/stop"
        | "/staff/sittings/{sitting}/time/start"
        | "/staff/enrolments/{enrolment}/time/give"
        | "/staff/enrolments/{enrolment}/time/extra"
        | "/staff/enrolments/{enrolment}/time/stop"
        | "/staff/enrolments/{enrolment}/time/start" => Of(KeepTime),
        "/staff/enrolments/{enrolment}/time" => Of(ReadSittings),
        "/staff/enrolments/{enrolment}/time/reopen" => Of(ReopenExams),
        "/staff/enrolments/{enrolment}/slip" => Of(IssueCodes),
        "/staff/results/{result}" => Of(ReadFiles),
        "/staff/results/{result}/late" => Of(DecideLateAnswers),
        "/staff/results/{result}/approve" => Of(ApproveResults),
        "/staff/results/{result}/propose" => Of(ProposeAnnulment),
        "/staff/results/{result}/decide" => Of(DecideProposals),
        other => panic!("{other} ({}) has no row here", if posts { "POST" } else { "GET" }),
    }
}

/// What there is in a unit, by the name of the parameter that it stands for.
type There = BTreeMap<&'static str, String>;

struct Office {
    world: World,
    units: [UnitId; 2],
    there: [There; 2],
}

impl Office {
    /// Two units of the demonstration that have a file, a sitting, a candidate and a result.
    async fn new(name: &str) -> Self {
        let world = World::demonstration(name).await;
        let mut found = Vec::new();
        for unit in world.store.units().await.unwrap() {
            let reach = Reach::Units([unit.id].into());
            let mut there = There::new();
            for sitting in world.store.sittings(&reach).await.unwrap() {
                let (_, candidates) = world.store.sitting(sitting.id, world.now).await.unwrap();
                for candidate in candidates {
                    let dossier = world.store.file(candidate.file).await.unwrap();
                    let Some(result) = candidate.result.filter(|_| dossier.places.iter().all(|place| place.unit == unit.id))
                    else {
                        continue;
                    };
                    there.insert("result", result.id.to_string());
                    there.insert("sitting", sitting.id.to_string());
                    there.insert("enrolment", candidate.id.to_string());
                    there.insert("file", candidate.file.to_string());
                    there.insert("declaration", candidate.declaration.to_string());
                    there.insert("item", "4".to_owned());
                }
            }
            if !there.is_empty() {
                found.push((unit.id, there));
            }
        }
        assert!(found.len() >= 2, "the demonstration has results in two units");
        let registrar = world.store.staff_by_login("registrar").await.unwrap().unwrap().0.id;
        let by = By { actor: Actor::in_role(registrar, Role::Registrar), address: String::new(), now: world.now };
        for (_, there) in &mut found {
            let new =
                NewDocument {
                    title: "Диплом".into(), declaration: None, kind: DocumentKind::Pdf, content: b"%PDF-".to_vec()
                };
            let document = world.store.attach(&by, there["file"].parse().unwrap(), new).await.unwrap();
            there.insert("document", document.to_string());
        }
        let [(first, here), (second, elsewhere)] = <[_; 2]>::try_from(found.into_iter().take(2).collect::<Vec<_>>()).unwrap();
        Self { world, units: [first, second], there: [here, elsewhere] }
    }

    /// Somebody who holds this role, given by the two administrators.
    async fn appointed(&self, appointment: Appointment) -> (StaffId, Token) {
        let (store, now) = (&self.world.store, self.world.now);
        let mut administrators = Vec::new();
        for login in ["administrator", "administrator-2"] {
            let (member, _) = store.staff_by_login(login).await.unwrap().unwrap();
            administrators.push(By { actor: Actor::in_role(member.id, Role::Administrator), address: String::new(), now });
        }
        let login = format!("new-{}", appointment.to_string().replace('@', "-"));
        let (staff, _) = store.open_account(&administrators[0], &login, "Сынақ").await.unwrap();
        let act = StaffAct::Appoint(appointment);
        let proposal = store.propose_for_staff(&administrators[0], staff, act, "керек").await.unwrap();
        store.decide_for_staff(&administrators[1], proposal, true).await.unwrap();
        let by = By { actor: Actor::Staff(staff, None), address: String::new(), now };
        (staff, store.begin_staff_session(&by).await.unwrap())
    }

    /// The answer to a route, with what there is for its parameters; a stream of news is not waited for.
    async fn asks(&self, method: &Method, path: &str, token: &Token) -> StatusCode {
        self.world.router.clone().oneshot(request(method, path, Some(token))).await.unwrap().status()
    }
}

/// Neither who it is nor what they may was in the way.
fn gets_through(status: StatusCode) -> bool {
    ![StatusCode::UNAUTHORIZED, StatusCode::FORBIDDEN, StatusCode::NOT_FOUND].contains(&status) && !status.is_server_error()
}

fn path(pattern: &str, there: &There) -> String {
    filled(pattern, |name| there.get(name).cloned().unwrap_or_else(|| NOTHING.to_owned()))
}

#[tokio::test]
async fn every_route_in_every_role_for_what_is_here_elsewhere_and_nowhere() {
    let office = Office::new("matrix").await;
    let (mut asked, mut wrong) = (0, Vec::new());
    for role in Role::ALL {
        for unit in [None, Some(office.units[0])] {
            let (staff, token) = office.appointed(Appointment { role, unit }).await;
            let held = office.world.store.staff_account(staff).await.unwrap().appointments[0].id;
            for (method, pattern) in patterns() {
                let mut expect = |as_it_should: bool, what: String| {
                    if !as_it_should {
                        wrong.push(what);
                    }
                };
                let what = |path: &str, status| format!("{role:?} for {unit:?}: {method} {path}: {status}");
                let accounts = There::from([("member", staff.to_string()), ("appointment", held.to_string())]);
                let ids = |there: &There| there.iter().chain(&accounts).map(|(name, id)| (*name, id.clone())).collect::<There>();
                let (here, elsewhere, nowhere) =
                    (ids(&office.there[0]), ids(&office.there[1]), There::from([("item", "4".to_owned())]));
                let holds = |act: Act| act.roles().contains(&role);
                match rule(&method, &pattern) {
                    Rule::Open => {}
                    // What ends the session that asks is asked for elsewhere.
                    Rule::Own => {
                        let (path, status) = (path(&pattern, &here), office.asks(&method, &path(&pattern, &here), &token).await);
                        let named = pattern.contains('{');
                        expect(gets_through(status) || named && status == StatusCode::NOT_FOUND, what(&path, status));
                    }
                    Rule::Candidates | Rule::Half => {
                        let path = path(&pattern, &here);
                        let status = office.asks(&method, &path, &token).await;
                        expect(status == StatusCode::UNAUTHORIZED, what(&path, status));
                    }
                    Rule::Somewhere(act) => {
                        let there = path(&pattern, &here);
                        let status = office.asks(&method, &there, &token).await;
                        let expected = if holds(act) { gets_through(status) } else { status == StatusCode::FORBIDDEN };
                        expect(expected, what(&there, status));
                    }
                    Rule::Everywhere(act) => {
                        let may = holds(act) && unit.is_none();
                        let there = path(&pattern, &here);
                        let status = office.asks(&method, &there, &token).await;
                        let not_there =
                            pattern.contains("{proposal}") || act == Act::Appoint && pattern.contains("{appointment}") && !may;
                        let expected = match (may, holds(act)) {
                            (true, _) => gets_through(status) || not_there && status == StatusCode::NOT_FOUND,
                            // For a unit, a role of that unit may be taken away.
                            (false, true) => !status.is_server_error(),
                            (false, false) => status == StatusCode::FORBIDDEN,
                        };
                        expect(expected, what(&there, status));
                        if may && pattern.contains("{member}") {
                            let status = office.asks(&method, &path(&pattern, &nowhere), &token).await;
                            expect(status == StatusCode::NOT_FOUND, what(&pattern, status));
                        }
                    }
                    Rule::Of(act) => {
                        for (ids, there, within) in
                            [(&here, "here", true), (&elsewhere, "elsewhere", unit.is_none()), (&nowhere, "nowhere", false)]
                        {
                            let asked_for = path(&pattern, ids);
                            let status = office.asks(&method, &asked_for, &token).await;
                            let expected = match (holds(act), within) {
                                (true, true) => gets_through(status),
                                (true, false) => status == StatusCode::NOT_FOUND,
                                (false, _) => status == StatusCode::FORBIDDEN,
                            };
                            // Whoever may propose may take back what is theirs: also where nothing is.
                            expect(expected, format!("{there}: {}", what(&asked_for, status)));
                            asked += 1;
                        }
                    }
                }
                asked += 1;
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {asked}:\n{}", wrong.len(), wrong.join("\n"));
    assert!(asked > 1_500, "only {asked} were asked");
    assert_eq!(office.world.store.verify_audit().await.unwrap().findings, []);
}

#[tokio::test]
async fn an_id_that_belongs_to_another_file_or_person_is_not_there() {
    let office = Office::new("nested").await;
    let (_, registrar) = office.appointed(Role::Registrar.into()).await;
    let (administrator, token) = office.appointed(Role::Administrator.into()).await;
    let files = office.world.store.files(&FileSearch::default(), &Reach::Everywhere).await.unwrap();
    let other = files.iter().find(|file| file.id.to_string() != office.there[0]["file"]).unwrap();
    let mut nested = 0;
    for (method, pattern) in patterns().into_iter().filter(|(_, pattern)| pattern.matches('{').count() > 1) {
        let mut ids = office.there[0].clone();
        ids.insert("file", other.id.to_string());
        ids.insert("item", "99".to_owned());
        let (own, _) = office.world.store.staff_by_login("chair").await.unwrap().unwrap();
        let held = office.world.store.staff_account(administrator).await.unwrap().appointments[0].id;
        ids.extend([("member", own.id.to_string()), ("appointment", held.to_string())]);
        let session = if pattern.starts_with("/staff/accounts") { &token } else { &registrar };
        // A form that is right but for the address.
        let mut asked = request(&method, &path(&pattern, &ids), Some(session));
        if method == Method::POST {
            *asked.body_mut() = "note=x&reason=x&met=yes".into();
        }
        let status = office.world.router.clone().oneshot(asked).await.unwrap().status();
        assert_eq!(status, StatusCode::NOT_FOUND, "{method} {pattern}");
        nested += 1;
    }
    assert!(nested >= 5, "{nested}");
}

#[tokio::test]
async fn another_candidates_exam_is_not_there() {
    let office = Office::new("candidates").await;
    let (store, now) = (&office.world.store, office.world.now);
    let mut at_work = Vec::new();
    for candidate in store.unfinished(now).await.unwrap().into_iter().filter(|c| c.attempt.is_some()).take(2) {
        let code = store.issue_slip(&By::console("test", now), candidate.id).await.unwrap().code;
        let signed_in = store.sign_in_candidate(&candidate.iin.parse().unwrap(), &code, "", now).await.unwrap().unwrap();
        let by = By { actor: Actor::Candidate(candidate.id), address: String::new(), now };
        let attempt = store.start(&by, candidate.id).await.unwrap();
        at_work.push((signed_in.token, attempt));
    }
    let [(token, own), (_, other)] = &at_work[..] else { panic!("the demonstration has two candidates who can begin") };
    // Handing in comes last: after it there is nothing left to ask for.
    let mut of_exams: Vec<_> = patterns().into_iter().filter(|(_, pattern)| pattern.starts_with("/exam/")).collect();
    of_exams.sort_by_key(|(method, pattern)| (pattern.ends_with("submit"), method == Method::GET));
    assert!(of_exams.len() > 10);
    for (method, pattern) in of_exams {
        for (attempt, is_there) in
            [(other.to_string(), false), (NOTHING.to_owned(), false), ("x".to_owned(), false), (own.to_string(), true)]
        {
            let path = filled(&pattern, |_| attempt.clone());
            let mut asked = request(&method, &path, None);
            let cookie = format!("{OF_THE_HOST}{CANDIDATE_COOKIE}={}", token.reveal());
            asked.headers_mut().insert(header::COOKIE, cookie.parse().unwrap());
            if ["/answers", "/place", "/late"].iter().any(|end| pattern.ends_with(end)) {
                asked.headers_mut().insert(header::CONTENT_TYPE, "application/json".parse().unwrap());
                let body = if pattern.ends_with("/place") {
                    r#"{"tab":"one","take_over":true}"#
                } else {
                    r#"{"tab":"one","answers":[]}"#
                };
                *asked.body_mut() = body.into();
            } else if method == Method::POST && pattern == "/exam/{attempt}" {
                *asked.body_mut() = "r1=0&q1=0".into();
            } else if pattern.ends_with("/leave") {
                *asked.body_mut() = "one".into();
            }
            let path = if pattern.ends_with("/events") || pattern.ends_with("/time") { format!("{path}?tab=one") } else { path };
            *asked.uri_mut() = path.parse().unwrap();
            let status = office.world.router.clone().oneshot(asked).await.unwrap().status();
            if is_there {
                assert!(![401, 403, 404].contains(&status.as_u16()) && !status.is_server_error(), "{method} {path}: {status}");
            } else {
                assert!(status == StatusCode::NOT_FOUND, "{method} {path}: {status}");
            }
        }
    }
}
