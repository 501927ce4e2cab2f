//! `synaq serve`.

use std::{
    io::{self, IsTerminal},
    process::ExitCode,
    sync::Arc,
    time::Duration,
};

use exam::clock::Clock;
use tokio::{
    select,
    signal::unix::{Signal, SignalKind, signal},
    time::timeout,
};

use crate::{
    cli::Serve,
    clock::SystemClock,
    config::Config,
    deadlines,
    failure::{Failure, Outcome},
    web,
};

/// How long to wait for what is being written when the program is told to end.
const LAST_WRITES: Duration = Duration::from_secs(3);

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
    let clock: Arc<dyn Clock> = Arc::new(SystemClock::start());
    let deadlines = tokio::spawn(deadlines::close_as_they_pass(store.clone(), Arc::clone(&clock)));
    let settings = web::Settings { listen: options.listen, site: options.site, demonstration };
    let outcome = select! {
        served = web::serve(settings, store.clone(), clock) => served.map_err(failed),
        _ = terminate.recv() => Ok(()),
        _ = interrupt.recv() => Ok(()),
    };
    deadlines.abort();
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
