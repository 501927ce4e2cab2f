//! The machine's clock is set while exams run: a day forward, a day back. No deadline moves, and each jump is on record.

use std::{collections::BTreeMap, fs, sync::Arc, time::Duration};

use serde_json::Value as Json;
use tokio::time::sleep;

use super::{
    Ground, Report,
    evidence::{file_of, incidents, judge},
    hall::{Seat, TAB},
    ledger::Ledger,
    load::Load,
};
use crate::{
    failure::{During, Outcome},
    http::{self, Connection},
    server::Server,
    shim::{Faults, Order},
};

const A_DAY: i64 = 24 * 60 * 60 * 1000;
/// How long the clock stays wrong: what closes overdue exams, and what looks at the clock, has come by several times.
const WRONG: Duration = Duration::from_millis(2_500);
/// By how much the exam's clock may differ from what it would be: milliseconds.
const LEEWAY: i64 = 10_000;

pub(super) async fn run(ground: &Ground) -> Outcome<Report> {
    let mut report = Report::default();
    let folder = ground.folder("clock")?;
    let office = ground.hall.copy_into(&folder)?;
    let faults = Faults::over(&ground.shim, &folder.join("data"), &folder, false)?;
    let server = ground.serve(&office, Some(&faults))?;
    let (ledger, mut seats) = (Arc::new(Ledger::default()), ground.hall.seats());
    let place = folder.display().to_string();
    let (first_now, deadlines) = times(&server, &seats).await?;
    let jumps = [A_DAY, -A_DAY, 0];
    for (n, wrong_by) in jumps.into_iter().enumerate() {
        let place = format!("{place}, with the clock set to {wrong_by} ms off");
        faults.order(Order::ClockOffset, wrong_by)?;
        let before = ledger.acknowledged();
        let load = Load::begin(server.address, seats.clone(), &ledger, None);
        sleep(WRONG).await;
        let looked = match load.end().await {
            Ok(ended) => {
                seats = ended;
                times(&server, &seats).await
            }
            Err(failure) => Err(failure),
        };
        let (now, after) = match looked {
            Ok(told) => told,
            Err(failure) => {
                report.faults.push(format!("{place}: {failure}"));
                break;
            }
        };
        if ledger.acknowledged() == before {
            report.faults.push(format!("{place}: nothing is saved"));
        }
        if after != deadlines || deadlines.values().any(Option::is_none) {
            report.faults.push(format!("{place}: deadlines moved"));
        }
        let passed = i64::try_from(n + 1).unwrap_or(i64::MAX) * i64::try_from(WRONG.as_millis()).unwrap_or(i64::MAX);
        if (now - first_now - passed).abs() > LEEWAY {
            report.faults.push(format!("{place}: the exam's went by {} ms", now - first_now));
        }
    }
    server.stop()?;
    report.acknowledged = ledger.acknowledged();
    let file = file_of(&office.database).ok_or("the hall isn't in a file")?;
    let recorded = incidents(&file, "clock-jump").await?;
    if recorded < jumps.len() {
        report.faults.push(format!("{place}: of {} jumps of the clock, {recorded} are on record", jumps.len()));
    }
    let (verdict, unsound) = judge(&ground.product, &office.database, &ledger, u64::MAX).await;
    report.enter(&verdict, unsound, &place);
    report.figures.push(format!("{} jumps, {recorded} on record, {} deadlines", jumps.len(), deadlines.len()));
    if report.faults.is_empty() {
        fs::remove_dir_all(&folder).during(folder.display())?;
    }
    Ok(report)
}

/// The exam's clock, and everybody's deadline: none for whose exam has ended.
async fn times(server: &Server, seats: &[Seat]) -> Outcome<(i64, BTreeMap<String, Option<i64>>)> {
    let mut connection = Connection::open(server.address).await.during("the server")?;
    let (mut now, mut deadlines) = (0, BTreeMap::new());
    for seat in seats {
        let path = format!("/exam/{}/time?tab={TAB}", seat.attempt());
        let told = connection.ask(&http::get_json(&path, seat.cookie())).await.during("the exam's clock")?;
        let told: Json = serde_json::from_slice(told.body).during("the exam's clock")?;
        now = told["now"].as_i64().ok_or_else(|| format!("the exam's clock says {told}"))?;
        deadlines.insert(seat.attempt().to_owned(), told["deadline"].as_i64());
    }
    Ok((now, deadlines))
}
