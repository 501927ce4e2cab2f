//! `synaq serve`.

use std::{
    io::{self, IsTerminal},
    pin::pin,
    process::ExitCode,
    sync::Arc,
    time::Duration,
};

use exam::clock::Clock;
use tokio::{
    select,
    signal::unix::{Signal, SignalKind, signal},
    sync::oneshot,
    task::JoinSet,
    time::timeout,
};

use crate::{
    checkpoints::Checkpoints,
    cli::Serve,
    clock::{self, SystemClock},
    config::Config,
    deadlines,
    failure::{Failure, Outcome},
    output, web,
};

/// How long requests under way may take when the program is told to end; new ones aren't taken any more.
const LAST_REQUESTS: Duration = Duration::from_secs(2);
/// How long to wait after that for what is being written.
const LAST_WRITES: Duration = Duration::from_millis(1_500);

/// Serves until it is told to end.
pub(crate) async fn run(config: &Config, options: Serve) -> Outcome {
    log_to_stderr();
    let failed = |error: io::Error| Failure::new(format!("the pages can't be served on {}: {error}", options.listen));
    // Before anything else, so that no signal is lost.
    let (mut terminate, mut interrupt) = (on(SignalKind::terminate())?, on(SignalKind::interrupt())?);
    let store = config.open().await?;
    let demonstration = store.is_demonstration().await?;
    if demonstration && !options.listen.ip().is_loopback() {
        store.close().await;
        return Err(Failure::new(format!(
            "a demonstration database, whose passwords are known, is served on a loopback address only, not on {}",
            options.listen
        )));
    }
    if options.listen.ip().is_unspecified() && options.origin.is_empty() {
        store.close().await;
        return Err(Failure::new(format!(
            "{} is every address of this machine; name by --origin what browsers ask for, such as https://exam.example.kz",
            options.listen
        )));
    }
    if !options.listen.ip().is_loopback() && options.behind_proxy.is_empty() && options.tls_certificate.is_none() {
        store.close().await;
        return Err(Failure::new(format!(
            "{} can be reached from elsewhere, where plain HTTP is read along the way: give --tls-certificate and --tls-key, or name the \
             proxy that brings TLS by --behind-proxy",
            options.listen
        )));
    }
    let of_the_system = Arc::new(SystemClock::of(&store).await?);
    let mut tasks = JoinSet::new();
    tasks.spawn(clock::watch(store.clone(), Arc::clone(&of_the_system)));
    let clock: Arc<dyn Clock> = of_the_system;
    let checkpoints = options.checkpoint_to.map(|keeper| Checkpoints { store: store.clone(), clock: Arc::clone(&clock), keeper });
    if let Some(checkpoints) = checkpoints.clone() {
        tasks.spawn(checkpoints.keep(Duration::from_secs(60 * u64::from(options.checkpoint_every))));
    }
    tasks.spawn(deadlines::close_as_they_pass(store.clone(), Arc::clone(&clock)));
    // As many connections as the system lets this process have; where it can't be told so, it is as many as it was.
    let _ = rlimit::increase_nofile_limit(u64::MAX);
    let tls = options.tls_certificate.zip(options.tls_key).map(|(certificate, key)| web::tls::Files { certificate, key });
    let settings = web::Settings {
        listen: options.listen,
        origins: options.origin,
        proxies: web::proxies::Proxies(options.behind_proxy),
        tls,
        limits: web::pulse::Limits::default(),
        site: options.site,
        demonstration,
    };
    let (end, ends) = oneshot::channel::<()>();
    let mut serving = pin!(web::serve(settings, store.clone(), clock, async { ends.await.unwrap_or_default() }));
    let outcome = select! {
        served = &mut serving => served.map_err(failed),
        _ = terminate.recv() => Ok(()),
        _ = interrupt.recv() => Ok(()),
        why = store.failure() => {
            let why = format!("the disk has failed the database, nothing more can be saved: {why}");
            output::complain(&Failure::new(why));
            // Nothing is closed in good order: what closes last would trust what the disk has not taken. The next start goes by the journal.
            std::process::exit(2)
        }
    };
    // Nobody listens any more when serving has failed by itself.
    if end.send(()).is_ok() && timeout(LAST_REQUESTS, serving).await.is_err() {
        tracing::warn!("requests were still under way at the end");
    }
    // Waited for: a task that still runs would complain of a closed database.
    tasks.shutdown().await;
    if let Some(checkpoints) = checkpoints {
        checkpoints.keep_last().await;
    }
    if timeout(LAST_WRITES, store.close()).await.is_err() {
        tracing::warn!("the database was still in use at the end");
    }
    outcome.map(|()| ExitCode::SUCCESS)
}

fn on(kind: SignalKind) -> Outcome<Signal> {
    signal(kind).map_err(|error| Failure::new(format!("signals can't be received: {error}")))
}

fn log_to_stderr() {
    tracing_subscriber::fmt().with_writer(io::stderr).with_ansi(io::stderr().is_terminal()).init();
}
