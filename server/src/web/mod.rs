//! The product over HTTP: one router, every route in it.

mod around;
mod assets;
mod candidate;
mod connections;
mod failure;
pub(crate) mod origins;
mod page;
mod permissions;
mod posted;
pub(crate) mod proxies;
pub(crate) mod pulse;
mod refusal;
mod security;
mod session;
mod staff;
mod styleguide;
#[cfg(test)]
mod tests;
pub(crate) mod tls;
mod uploaded;
mod visit;

use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
    sync::Arc,
};

use app::{pages::candidate::exam::ExamPages, shell::Assets};
use around::Around;
use axum::{
    Router, middleware,
    routing::{get, post},
};
use connections::Door;
use exam::clock::Clock;
use origins::{Origin, Origins};
use proxies::Proxies;
use pulse::Limits;
use store::{By, Store};
use tls::Tls;
use tokio::sync::watch;
use tower::ServiceBuilder;
use tower_http::{CompressionLevel, compression::CompressionLayer, services::ServeDir};

/// How hard pages are pressed on their way: a paper of thirty questions becomes a seventh, and costs less than making it.
const COMPRESSION: i32 = 5;

/// How and where to serve.
#[derive(Clone, Debug)]
pub(crate) struct Settings {
    /// Where to listen.
    pub(crate) listen: SocketAddr,
    /// What browsers ask for; none: where it listens.
    pub(crate) origins: Vec<Origin>,
    /// Who alone connects; none: anybody.
    pub(crate) proxies: Proxies,
    /// The certificate; none: plain HTTP.
    pub(crate) tls: Option<tls::Files>,
    /// How long a connection may take, and how many there may be.
    pub(crate) limits: Limits,
    /// The folder of the site's files, as `cargo xtask build` leaves it.
    pub(crate) site: PathBuf,
    /// Whether the database holds demonstration data.
    pub(crate) demonstration: bool,
}

/// What every request shares.
pub(crate) struct Site {
    store: Store,
    clock: Arc<dyn Clock>,
    assets: Assets,
    origins: Origins,
    proxies: Proxies,
    limits: Limits,
    demonstration: bool,
    exams: ExamPages,
    /// Changes when the program is told to end: what stays open by itself has to end then.
    ending: watch::Receiver<()>,
}

impl Site {
    fn new(
        store: Store,
        clock: Arc<dyn Clock>,
        assets: Assets,
        origins: Origins,
        demonstration: bool,
        ending: watch::Receiver<()>,
    ) -> Self {
        let exams = ExamPages::new(assets.clone(), demonstration);
        let (proxies, limits) = (Proxies::default(), Limits::default());
        Self { store, clock, assets, origins, proxies, limits, demonstration, exams, ending }
    }
}

/// Serves until `end` comes; requests under way are then still answered.
///
/// # Errors
/// When the site's files aren't there, or the address can't be listened on.
pub(crate) async fn serve(
    settings: Settings,
    store: Store,
    clock: Arc<dyn Clock>,
    end: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    let tls = settings.tls.map(Tls::read).transpose().map_err(|failure| std::io::Error::other(failure.to_string()))?;
    let assets = assets::read(&settings.site)?;
    let (tell, ending) = watch::channel(());
    let end = async move {
        end.await;
        tell.send_replace(());
    };
    let listener = tokio::net::TcpListener::bind(settings.listen).await?;
    let listens = listener.local_addr()?;
    let origins = Origins::new(settings.origins, listens, tls.is_some());
    let first = store.setup_code(&By::system(clock.now())).await.map_err(std::io::Error::other)?;
    let mut site = Site::new(store, clock, assets, origins, settings.demonstration, ending);
    (site.proxies, site.limits) = (settings.proxies.clone(), settings.limits);
    let routes = routes(Arc::new(site), &settings.site);
    crate::output::listens(listens, tls.is_some());
    if let Some(code) = first {
        crate::output::first_administrator(&code);
    }
    let in_force = tls.as_ref().map(Tls::in_force);
    let keep_up = tls.map(|tls| tokio::spawn(tls.keep_up()));
    let door = Door { listener, proxies: settings.proxies, tls: in_force, limits: settings.limits };
    let served = connections::serve(door, routes, end).await;
    keep_up.inspect(tokio::task::JoinHandle::abort);
    served
}

/// Every route. A page for reading is a GET and changes nothing; every change is a POST.
fn routes(site: Arc<Site>, files: &Path) -> Around {
    let pages = Router::new()
        .route("/", get(candidate::sign_in::show).post(candidate::sign_in::enter))
        .route("/sign-out", post(candidate::sign_in::leave))
        .route("/language", post(page::switch_language))
        .route("/styleguide", get(styleguide::show))
        .route("/waiting", get(candidate::waiting::show))
        .route("/start", post(candidate::waiting::start))
        .route("/view", post(candidate::view::keep))
        .route("/images/{hash}", get(candidate::image::show))
        .route("/exam/{attempt}", get(candidate::exam::show).post(candidate::exam::save_form))
        .route("/exam/{attempt}/answers", post(candidate::exam::save))
        .route("/exam/{attempt}/place", post(candidate::live::sit_down))
        .route("/exam/{attempt}/leave", post(candidate::live::stand_up))
        .route("/exam/{attempt}/time", get(candidate::live::time))
        .route("/exam/{attempt}/events", get(candidate::live::events))
        .route("/exam/{attempt}/come-back", post(candidate::live::come_back))
        .route("/exam/{attempt}/review", get(candidate::review::show))
        .route("/exam/{attempt}/submit", post(candidate::review::submit))
        .route("/exam/{attempt}/result", get(candidate::result::show))
        .route("/exam/{attempt}/script", get(candidate::script::show))
        .route("/exam/{attempt}/late", post(candidate::result::deliver))
        .route("/staff", get(staff::home))
        .route("/staff/sign-in", get(staff::sign_in::show).post(staff::sign_in::enter))
        .route("/staff/sign-in/second-factor", get(staff::sign_in::show_second).post(staff::sign_in::enter_second))
        .route("/staff/sign-out", post(staff::sign_in::leave))
        .route("/setup", get(staff::join::show).post(staff::join::enter))
        .route("/staff/account", get(staff::account::show))
        .route("/staff/account/password", post(staff::account::change_password))
        .route("/staff/account/sessions/end-others", post(staff::account::end_other_sessions))
        .route("/staff/account/sessions/{session}/end", post(staff::account::end_session))
        .route("/staff/account/second-factor", get(staff::account::show_factor))
        .route("/staff/account/second-factor/begin", post(staff::account::begin_factor))
        .route("/staff/account/second-factor/confirm", post(staff::account::confirm_factor))
        .route("/staff/account/second-factor/drop", post(staff::account::drop_factor))
        .route("/staff/account/recovery-codes", post(staff::account::renew_codes))
        .route("/staff/accounts", get(staff::accounts::list))
        .route("/staff/accounts/new", get(staff::accounts::new).post(staff::accounts::open))
        .route("/staff/accounts/{member}", get(staff::accounts::show))
        .route("/staff/accounts/{member}/appoint", post(staff::accounts::appoint))
        .route("/staff/accounts/{member}/appointments/{appointment}/end", post(staff::accounts::end_appointment))
        .route("/staff/accounts/{member}/sessions/end", post(staff::accounts::end_sessions))
        .route("/staff/accounts/{member}/renew", post(staff::accounts::renew))
        .route("/staff/accounts/{member}/close", post(staff::accounts::close))
        .route("/staff/accounts/proposals/{proposal}/decide", post(staff::accounts::decide))
        .route("/staff/log", get(staff::log::show))
        .route("/staff/log.csv", get(staff::log::export))
        .route("/staff/files", get(staff::files::list))
        .route("/staff/files/new", get(staff::files::new).post(staff::files::open))
        .route("/staff/files/{file}", get(staff::files::show))
        .route("/staff/files/{file}/documents", post(staff::documents::attach))
        .route("/staff/files/{file}/documents/{document}", get(staff::documents::read))
        .route("/staff/files/{file}/rows/{item}", post(staff::files::record_row))
        .route("/staff/files/{file}/specialists/new", get(staff::specialists::new).post(staff::specialists::declare))
        .route("/staff/files/{file}/specialists/{declaration}/withdraw", post(staff::specialists::withdraw))
        .route("/staff/files/{file}/specialists/{declaration}/specialty", post(staff::specialists::settle))
        .route(
            "/staff/files/{file}/specialists/{declaration}/enrol",
            get(staff::specialists::choose_sitting).post(staff::specialists::enrol),
        )
        .route("/staff/sittings", get(staff::sittings::list))
        .route("/staff/sittings/new", get(staff::sittings::new).post(staff::sittings::book))
        .route("/staff/sittings/{sitting}", get(staff::sittings::show))
        .route("/staff/sittings/{sitting}/board", get(staff::sittings::board))
        .route("/staff/sittings/{sitting}/open", post(staff::sittings::open))
        .route("/staff/sittings/{sitting}/time/give", post(staff::time::give_all))
        .route("/staff/sittings/{sitting}/time/stop", post(staff::time::stop_all))
        .route("/staff/sittings/{sitting}/time/start", post(staff::time::start_all))
        .route("/staff/enrolments/{enrolment}/time", get(staff::time::show))
        .route("/staff/enrolments/{enrolment}/time/give", post(staff::time::give))
        .route("/staff/enrolments/{enrolment}/time/extra", post(staff::time::give_extra))
        .route("/staff/enrolments/{enrolment}/time/stop", post(staff::time::stop))
        .route("/staff/enrolments/{enrolment}/time/start", post(staff::time::start))
        .route("/staff/enrolments/{enrolment}/time/reopen", post(staff::time::reopen))
        .route("/staff/enrolments/{enrolment}/slip", post(staff::sittings::slip))
        .route("/staff/enrolments/{enrolment}/admit", post(staff::sittings::admit))
        .route("/staff/results/{result}", get(staff::results::show))
        .route("/staff/results/{result}/late", post(staff::results::decide_late))
        .route("/staff/results/{result}/approve", post(staff::results::approve))
        .route("/staff/results/{result}/propose", post(staff::results::propose))
        .route("/staff/results/{result}/decide", post(staff::results::decide))
        .fallback(page::not_found)
        .method_not_allowed_fallback(page::not_found)
        .with_state(Arc::clone(&site))
        .layer(CompressionLayer::new().quality(CompressionLevel::Precise(COMPRESSION)));
    let files = ServiceBuilder::new()
        .layer(middleware::from_fn(assets::keep_for_good))
        .service(ServeDir::new(files.join("pkg")).precompressed_br().precompressed_zstd().precompressed_gzip());
    Around::new(site, pages.nest_service("/pkg", files))
}
