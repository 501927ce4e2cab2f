//! All candidates begin within one second.

use super::{
    Pace,
    figures::Figures,
    stage::{Stage, State},
    step,
};
use crate::{
    candidates::Starter,
    failure::Outcome,
    load::{self, Schedule},
    quantiles::median,
};

pub(super) async fn measure(stage: &mut Stage, pace: Pace, figures: &mut Figures) -> Outcome {
    let (mut last_papers, mut errors) = (Vec::new(), 0);
    for round in 1..=pace.crowds {
        step(&format!("mass start, {round} of {}", pace.crowds));
        let name = "start";
        let database = stage.copy(State::SignedIn, name)?;
        let server = stage.serve(&database, &[])?;
        let waiting = stage.candidates.iter().map(|candidate| Starter::waiting(candidate.clone(), server.address));
        let starters = load::all(waiting).await.into_iter().collect::<Outcome<Vec<_>>>()?;
        let rate = u32::try_from(starters.len()).unwrap_or(u32::MAX);
        let (waits, starters) = load::open(starters, Schedule { rate, count: rate }).await;
        stage.candidates = starters.into_iter().map(|starter| starter.candidate).collect();
        last_papers.push(waits.all.as_secs_f64());
        errors += waits.failed;
        if let Some(failure) = waits.first_failure {
            eprintln!("bench: {} of {} starts failed, the first: {failure}", waits.failed, waits.waits.len());
        }
        server.stop()?;
        stage.keep(name, State::Running)?;
    }
    figures.mass_start_s = median(last_papers).into();
    #[expect(clippy::cast_precision_loss, reason = "a count of errors")]
    {
        figures.mass_start_errors = (errors as f64).into();
    }
    Ok(())
}
