//! What holds for every route. The routes are read from the router's own source, so that a new one can't be forgotten.

use std::{path::PathBuf, sync::Arc};

use app::shell::Assets;
use axum::{
    body::{Body, to_bytes},
    http::{HeaderMap, Method, Request, StatusCode, header},
};
use exam::clock::{Clock, Instant, ManualClock, Span};
use store::{Actor, By, DatabasePlace, Role, Store, Token};
use tokio::sync::watch;
use tower::ServiceExt;

mod board;
mod connections;
mod holes;
mod log;
mod matrix;

use super::{Site, around::Around, origins::Origins, routes as all_routes, security::OF_THE_HOST, session::STAFF_COOKIE};

/// A site with an empty database, gone when it is dropped.
pub(super) struct World {
    pub(super) router: Around,
    pub(super) store: Store,
    folder: PathBuf,
    pub(super) clock: Arc<ManualClock>,
    /// Tells the site to end.
    pub(super) end: watch::Sender<()>,
    pub(super) now: Instant,
}

impl World {
    pub(super) async fn new(name: &str) -> Self {
        Self::with(name, false).await
    }

    /// With the demonstration in it, where nobody needs a second factor.
    pub(super) async fn demonstration(name: &str) -> Self {
        let world = Self::with(name, true).await;
        crate::demo::story::tell(&world.store, world.now).await.unwrap();
        world
    }

    async fn with(name: &str, demonstration: bool) -> Self {
        let folder = std::env::temp_dir().join(format!("synaq-web-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&folder);
        let place = DatabasePlace::Sqlite(folder.join("synaq.db"));
        let store = Store::open(&place, [7; 32], Span::from_secs(3)).await.unwrap();
        let clock = Arc::new(ManualClock::at(Instant::from_millis(1_795_413_727_000)));
        let now = clock.now();
        let (end, ending) = watch::channel(());
        let assets = Assets::default();
        let origins = Origins::new(vec!["https://synaq.test".parse().unwrap()], ([127, 0, 0, 1], 80).into(), false);
        let site = Arc::new(Site::new(store.clone(), Arc::clone(&clock) as _, assets, origins, demonstration, ending));
        Self { router: all_routes(site, &folder), store, folder, clock, end, now }
    }

    async fn staff(&self, role: Role) -> Token {
        let console = By::console("test", self.now);
        let id = self.store.add_staff(&console, role.code(), "Сынақ Қызметкері", role, "no password").await.unwrap();
        let by = By { actor: Actor::in_role(id, role), address: String::new(), now: self.now };
        self.store.begin_staff_session(&by).await.unwrap()
    }

    pub(super) async fn ask(&self, request: Request<Body>) -> (StatusCode, HeaderMap, String) {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let body = to_bytes(body, usize::MAX).await.unwrap();
        if let Some(length) = parts.headers.get(header::CONTENT_LENGTH) {
            assert_eq!(length.to_str().unwrap(), body.len().to_string(), "an answer is as long as it says");
        }
        (parts.status, parts.headers, String::from_utf8_lossy(&body).into_owned())
    }

    pub(super) fn clock_now(&self) -> Instant {
        self.clock.now()
    }

    async fn events(&self) -> u64 {
        self.store.verify_audit().await.unwrap().events
    }
}

impl Drop for World {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// Method and pattern of every route.
fn patterns() -> Vec<(Method, String)> {
    let source = include_str!("../mod.rs");
    let mut routes = Vec::new();
    for part in source.split(".route(").skip(1) {
        let Some((_, rest)) = part.split_once('"') else { continue };
        let Some((path, handlers)) = rest.split_once('"') else { continue };
        let handlers = handlers.split(".fallback").next().unwrap_or(handlers);
        if handlers.contains("get(") {
            routes.push((Method::GET, path.to_owned()));
        }
        if handlers.contains("post(") {
            routes.push((Method::POST, path.to_owned()));
        }
    }
    assert!(routes.len() > 55, "only {} routes read: the reading is broken", routes.len());
    routes
}

/// No id of anything.
const NOTHING: &str = "01890000-0000-7000-8000-000000000001";

/// A path, with what its parameters stand for.
fn filled(pattern: &str, mut value: impl FnMut(&str) -> String) -> String {
    let part = |part: &str| part.strip_prefix('{').and_then(|p| p.strip_suffix('}')).map_or(part.to_owned(), &mut value);
    pattern.split('/').map(part).collect::<Vec<_>>().join("/")
}

/// Method and path of every route, an id of nothing for every parameter.
fn routes() -> Vec<(Method, String)> {
    let nothing = |name: &str| if name == "item" { "3" } else { NOTHING }.to_owned();
    patterns().into_iter().map(|(method, pattern)| (method, filled(&pattern, nothing))).collect()
}

fn request(method: &Method, path: &str, session: Option<&Token>) -> Request<Body> {
    let mut request = Request::builder().method(method).uri(path).header(header::HOST, "synaq.test");
    if method == Method::POST {
        request = request
            .header(header::ORIGIN, "https://synaq.test")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    }
    if let Some(token) = session {
        request = request.header(header::COOKIE, format!("{OF_THE_HOST}{STAFF_COOKIE}={}", token.reveal()));
    }
    request.body(Body::empty()).unwrap()
}

/// What a stranger may open: the two doors, the way out, the language, and the parts of pages (of a demonstration).
const OPEN: [&str; 8] = ["/", "/sign-out", "/language", "/styleguide", "/staff", "/staff/sign-in", "/staff/sign-out", "/setup"];

#[tokio::test]
async fn the_parts_of_pages_are_shown_in_a_demonstration_only() {
    let asked = || request(&Method::GET, "/styleguide", None);
    let (status, ..) = World::new("no-parts").await.ask(asked()).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    let (status, _, page) = World::with("parts", true).await.ask(asked()).await;
    assert!(status.is_success() && page.contains("var(--accent)"), "{status}");
}

#[tokio::test]
async fn a_stranger_gets_no_further_than_the_doors() {
    let world = World::new("stranger").await;
    for (method, path) in routes() {
        let (status, _, page) = world.ask(request(&method, &path, None)).await;
        if OPEN.contains(&path.as_str()) {
            assert_ne!(status, StatusCode::UNAUTHORIZED, "{method} {path}");
        } else {
            assert_eq!(status, StatusCode::UNAUTHORIZED, "{method} {path}");
            let door = if path.starts_with("/staff") { "href=\"/staff/sign-in\"" } else { "href=\"/\"" };
            assert!(page.contains(door), "{method} {path} shows the way to the door");
        }
    }
}

#[tokio::test]
async fn a_session_of_staff_opens_no_exam() {
    let world = World::new("staff-exam").await;
    let registrar = world.staff(Role::Registrar).await;
    for (method, path) in routes().into_iter().filter(|(_, p)| p.starts_with("/exam") || p == "/waiting" || p == "/start") {
        let (status, ..) = world.ask(request(&method, &path, Some(&registrar))).await;
        assert_eq!(status, StatusCode::UNAUTHORIZED, "{method} {path}");
    }
}

#[tokio::test]
async fn reading_changes_nothing_and_is_told() {
    let world = World::new("get").await;
    let registrar = world.staff(Role::Registrar).await;
    let before = world.events().await;
    for (_, path) in routes() {
        world.ask(request(&Method::GET, &path, Some(&registrar))).await;
    }
    assert_eq!(world.events().await, before + 1, "there is a list of files, and nothing else to be read");
}

#[tokio::test]
async fn a_change_from_elsewhere_is_refused_before_any_handler() {
    let world = World::new("cross-site").await;
    let registrar = world.staff(Role::Registrar).await;
    let before = world.events().await;
    let paths = routes().into_iter().map(|(_, path)| path).chain(["/nowhere".to_owned(), "/pkg/x.js".to_owned()]);
    for path in paths {
        for origin in [Some("https://evil.test"), Some("null"), None] {
            let mut request = request(&Method::POST, &path, Some(&registrar));
            match origin {
                Some(origin) => request.headers_mut().insert(header::ORIGIN, origin.parse().unwrap()),
                None => request.headers_mut().remove(header::ORIGIN),
            };
            let (status, ..) = world.ask(request).await;
            assert_eq!(status, StatusCode::FORBIDDEN, "POST {path} from {origin:?}");
        }
    }
    assert_eq!(world.events().await, before);
}

#[tokio::test]
async fn another_sites_name_opens_nothing() {
    let world = World::new("host").await;
    for path in ["/", "/staff/sign-in", "/nowhere", "/pkg/x.js"] {
        for host in [Some("evil.test"), Some("synaq.test:8443"), Some("127.0.0.1"), None] {
            let mut request = request(&Method::GET, path, None);
            match host {
                Some(host) => request.headers_mut().insert(header::HOST, host.parse().unwrap()),
                None => request.headers_mut().remove(header::HOST),
            };
            let (status, ..) = world.ask(request).await;
            assert_eq!(status, StatusCode::FORBIDDEN, "{path} of {host:?}");
        }
    }
}

#[tokio::test]
async fn of_many_passwords_tried_at_once_ten_are_looked_at() {
    let world = Arc::new(World::new("guesses").await);
    let password = crate::password::hash("the right one, of 20");
    let console = By::console("test", world.now);
    world.store.add_staff(&console, "aigul", "Айгүл", Role::Registrar, &password).await.unwrap();
    let before = world.events().await;
    let tries: Vec<_> = (0..200)
        .map(|n| {
            let world = Arc::clone(&world);
            tokio::spawn(async move {
                let mut request = request(&Method::POST, "/staff/sign-in", None);
                *request.body_mut() = Body::from(format!("login=aigul&password=guess-{n}"));
                world.ask(request).await
            })
        })
        .collect();
    let mut told = std::collections::BTreeMap::new();
    for one in tries {
        let (status, _, page) = one.await.unwrap();
        assert!(page.contains("<h1>") && !page.contains("guess-"), "{page}");
        *told.entry(status).or_insert(0) += 1;
    }
    assert_eq!(told, [(StatusCode::UNPROCESSABLE_ENTITY, 10), (StatusCode::TOO_MANY_REQUESTS, 190)].into());
    assert_eq!(world.events().await, before + 10, "each that was looked at is in the log");
}

#[tokio::test]
async fn every_answer_carries_the_policy_and_says_what_happened() {
    let world = World::new("answers").await;
    let too_large = {
        let mut request = request(&Method::POST, "/", None);
        *request.body_mut() = Body::from(vec![b'a'; 300 * 1024]);
        request
    };
    let cross_site = {
        let mut request = request(&Method::POST, "/", None);
        request.headers_mut().remove(header::ORIGIN);
        request
    };
    let asked = [
        (request(&Method::GET, "/", None), StatusCode::OK),
        (request(&Method::GET, "/nowhere", None), StatusCode::NOT_FOUND),
        (request(&Method::GET, "/pkg/nothing.js", None), StatusCode::NOT_FOUND),
        (request(&Method::GET, "/start", None), StatusCode::NOT_FOUND),
        (request(&Method::GET, "/waiting", None), StatusCode::UNAUTHORIZED),
        (too_large, StatusCode::PAYLOAD_TOO_LARGE),
        (cross_site, StatusCode::FORBIDDEN),
    ];
    let mut nonces = std::collections::BTreeSet::new();
    let answers = asked.len();
    for (request, expected) in asked {
        let what = format!("{} {}", request.method(), request.uri());
        let is_file = request.uri().path().starts_with("/pkg");
        let (status, headers, page) = world.ask(request).await;
        assert_eq!(status, expected, "{what}");
        let policy = headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
        assert!(policy.contains("default-src 'none'") && !policy.contains("unsafe-inline"), "{what}: {policy}");
        let nonce =
            policy.split("script-src 'nonce-").nth(1).and_then(|rest| rest.split("' 'wasm-unsafe-eval';").next()).unwrap();
        assert!(nonce.len() == 32 && nonces.insert(nonce.to_owned()), "{what}: a nonce of its own");
        assert_eq!(headers[header::X_CONTENT_TYPE_OPTIONS], "nosniff", "{what}");
        assert!(headers[header::CACHE_CONTROL] == "no-store", "{what}");
        assert!(is_file || page.contains("<html lang=\"kk\"") && page.contains("<h1>"), "{what}: {page}");
    }
    assert_eq!(nonces.len(), answers);
}

#[tokio::test]
async fn a_program_that_wants_no_page_is_told_in_a_word() {
    let world = World::new("word").await;
    for (method, path) in [(Method::GET, "/nowhere"), (Method::GET, "/waiting"), (Method::POST, "/start")] {
        let mut request = request(&method, path, None);
        request.headers_mut().insert(header::ACCEPT, "application/json".parse().unwrap());
        let (status, headers, told) = world.ask(request).await;
        assert!(status.is_client_error(), "{path}: {status}");
        assert_eq!(headers[header::CONTENT_TYPE], "application/json", "{path}");
        assert!(told.starts_with("{\"why\":"), "{path}: {told}");
    }
}

#[tokio::test]
async fn names_are_text_wherever_they_are_shown() {
    let world = World::new("hostile").await;
    let hostile = "<script>alert(1)</script>\"'&<img src=x onerror=alert(1)>";
    let console = By::console("test", world.now);
    let id = world.store.add_staff(&console, "hostile", hostile, Role::Registrar, "no password").await.unwrap();
    let by = By { actor: Actor::in_role(id, Role::Registrar), address: String::new(), now: world.now };
    let token = world.store.begin_staff_session(&by).await.unwrap();
    let path = format!("/staff/files?q={}", "%3Cscript%3Ealert(1)%3C%2Fscript%3E%22%3E%3Cimg%20src%3Dx%3E");
    for path in ["/staff/files", "/staff/files/new", "/staff/sittings", path.as_str()] {
        let (status, _, page) = world.ask(request(&Method::GET, path, Some(&token))).await;
        assert_eq!(status, StatusCode::OK, "{path}");
        assert!(!page.contains("<script>alert") && !page.contains("<img"), "{path}: {page}");
        assert!(page.contains("&lt;script&gt;alert(1)"), "{path} shows the name as it was entered");
    }
}
