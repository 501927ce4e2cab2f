//! What it costs that much is stored already.

use super::{
    Pace, SAVING,
    figures::Figures,
    stage::{Stage, State},
    step,
};
use crate::{candidates::fill_in, failure::Outcome, load, quantiles::median};

pub(super) async fn measure(stage: &mut Stage, pace: Pace, figures: &mut Figures) -> Outcome {
    step(&format!("a database with {} answers", pace.stored));
    let full = stage.copy(State::Running, "full")?;
    let server = stage.serve(&full, &[])?;
    let a_round = stage.candidates.iter().map(|candidate| u64::from(candidate.questions)).sum::<u64>().max(1);
    let mut stored = 0;
    while stored < pace.stored {
        let revision = stage.next_revision();
        stage.candidates = fill_in(std::mem::take(&mut stage.candidates), server.address, revision).await?;
        stored += a_round;
    }
    let (mut with_few, mut with_many) = (Vec::new(), Vec::new());
    for round in 1..=pace.rounds {
        step(&format!("saves into it, round {round} of {}", pace.rounds));
        let few = stage.copy(State::Running, "few")?;
        let few = stage.serve(&few, &[])?;
        for (at, rates) in [(few.address, &mut with_few), (server.address, &mut with_many)] {
            let savers = stage.savers(SAVING, at).await?;
            let (throughput, _) = load::closed(savers, pace.warm_up, pace.round).await;
            rates.push(throughput.rate()?);
        }
        few.stop()?;
    }
    server.stop()?;
    let ratio = median(with_many).zip(median(with_few)).map(|(many, few)| many / few);
    figures.growth_ratio = ratio.into();
    #[expect(clippy::cast_precision_loss, reason = "a count of answers")]
    {
        figures.growth_stored = (stored as f64).into();
    }
    Ok(())
}
