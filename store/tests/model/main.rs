//! The store against a plain model of an exam room: the same acts, drawn at random, have to be answered in the same way and to lead to
//! the same end, on both engines, over two servers, one after the other and at once.
//!
//! `SYNAQ_MODEL_TRANSITIONS` says how many calls of the store there are to be, on both engines together; `SYNAQ_MODEL_SEED` begins with
//! the run of that number. Where the two differ, the run is shortened as long as they still do, and told step by step.

mod acts;
mod databases;
mod model;
mod room;
mod run;
mod tally;

use std::{cell::RefCell, env, fmt::Debug, io::Write, str::FromStr};

use proptest::{
    strategy::Strategy,
    test_runner::{Config, RngAlgorithm, TestCaseError, TestError, TestRng, TestRunner},
};
use rand::TryRng;

use acts::Case;
use databases::Databases;
use run::{MORNING, Trial};

/// How many transitions on both engines together, where nothing else is said.
const TRANSITIONS: u64 = 100_000;
/// From here on, whatever can happen has to have happened.
const ENOUGH: u64 = 40_000;

#[test]
fn the_store_on_sqlite_is_what_the_plain_model_says() {
    compare("SQLite", async || Databases::sqlite(MORNING).await);
}

#[test]
fn the_store_on_postgresql_is_what_the_plain_model_says() {
    compare("PostgreSQL", async || Databases::postgres(MORNING).await);
}

fn compare(engine: &str, databases: impl AsyncFnOnce() -> Databases) {
    let wanted = setting("SYNAQ_MODEL_TRANSITIONS").unwrap_or(TRANSITIONS).div_ceil(2);
    let seed = setting("SYNAQ_MODEL_SEED").unwrap_or_else(|| rand::rngs::SysRng.try_next_u64().expect("a number"));
    tell(&format!("{engine}: {wanted} transitions from seed {seed}"));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let trial = RefCell::new(Trial::new(runtime.block_on(databases())));
    let play = |case: &Case| runtime.block_on(trial.borrow_mut().play(case));
    let mut cases = 0;
    while trial.borrow().tally.transitions() < wanted {
        let this = seed.wrapping_add(cases);
        if let Err((why, case)) = shortest(this, &play) {
            let steps: Vec<_> = (1..).zip(&case.steps).map(|(number, step)| format!("{number:4} {step:?}")).collect();
            let room = format!("{} candidates, {:?}", case.candidates, case.admission);
            panic!("{engine}: SYNAQ_MODEL_SEED={this} differs; shortened, {room}:\n{}\n{why}", steps.join("\n"));
        }
        cases += 1;
    }
    let trial = trial.into_inner();
    let transitions = trial.tally.transitions();
    tell(&format!("{engine}: {transitions} transitions in {cases} rooms, no divergence\n{}", trial.tally));
    let missing = if transitions < ENOUGH { vec![] } else { trial.tally.missing() };
    runtime.block_on(trial.close());
    assert_eq!(missing, [""; 0], "these never happened");
}

/// Plays the case of a seed; where it differs, the shortest that does, and how.
fn shortest(seed: u64, play: &impl Fn(&Case) -> Result<(), String>) -> Result<(), (String, Case)> {
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.to_be_bytes());
    let config = Config { failure_persistence: None, max_shrink_iters: 5_000, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &bytes));
    let tree = acts::case().new_tree(&mut runner).expect("a case");
    match runner.run_one(tree, |case| play(&case).map_err(TestCaseError::fail)) {
        Ok(_) => Ok(()),
        Err(TestError::Fail(why, case)) => Err((why.to_string(), case)),
        Err(TestError::Abort(why)) => panic!("{why}"),
    }
}

/// A number from the environment.
fn setting<T: FromStr<Err: Debug>>(name: &str) -> Option<T> {
    env::var(name).ok().map(|text| text.parse().unwrap_or_else(|_| panic!("{name} is not a number")))
}

/// Past the test runner, which shows only what belongs to a failure.
fn tell(what: &str) {
    // Nobody may be reading.
    let _ = writeln!(std::io::stderr(), "{what}");
}
