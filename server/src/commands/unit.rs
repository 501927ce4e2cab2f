//! `synaq unit add`.

use std::process::ExitCode;

use exam::{clock::Clock, language::Texts};
use licensing::Territory;
use store::NewUnit;

use super::at_console;
use crate::{
    cli::NewUnitOptions,
    clock::SystemClock,
    config::Config,
    failure::{Failure, Outcome},
    output,
};

/// Sets up a unit of the licensor with the territories it serves.
pub(crate) async fn add(config: &Config, options: NewUnitOptions) -> Outcome {
    let unit = check(options)?;
    let store = config.open().await?;
    store.add_unit(&at_console(SystemClock::start().now()), &unit).await?;
    store.close().await;
    output::print(&format!("unit {} serves {}", unit.code, unit.territories.join(", ")))?;
    Ok(ExitCode::SUCCESS)
}

/// The unit's clock is that of its first territory.
fn check(options: NewUnitOptions) -> Outcome<NewUnit> {
    if !exam::topic::is_code(&options.code) {
        return Err(Failure::new("the code of a unit has lower-case Latin letters, digits and hyphens"));
    }
    let mut zones = Vec::new();
    for code in &options.territory {
        let territory: &Territory = code.parse().map_err(|_| {
            Failure::new(format!("«{code}» is not a territory of Kazakhstan: ISO 3166-2 codes are KZ-10 to KZ-79"))
        })?;
        zones.push(territory.time_zone.clone());
    }
    let zone = zones.first().cloned().ok_or_else(|| Failure::new("a unit serves at least one territory: --territory KZ-75"))?;
    let name = Texts { kk: options.name_kk, ru: options.name_ru, en: options.name_en };
    if [&name.kk, &name.ru, &name.en, &options.address].iter().any(|text| text.trim().is_empty()) {
        return Err(Failure::new("a unit has a name in each language and an address"));
    }
    Ok(NewUnit { code: options.code, name, address: options.address, time_zone: zone, territories: options.territory })
}
