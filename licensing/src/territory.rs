//! The territories of Kazakhstan: where an activity is carried out, and which clock is on the wall there.

use std::{str::FromStr, sync::LazyLock};

use exam::language::{Language, Texts};
use serde::Deserialize;

use crate::data_file;

/// A region or a city of republican significance, as they are since 8 June 2022.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Territory {
    /// ISO 3166-2 code, such as `KZ-75`.
    pub code: String,
    /// Region or city.
    pub kind: TerritoryKind,
    /// Name in the tz database, such as `Asia/Almaty`.
    pub time_zone: String,
    /// Full name, "Алматы қаласы".
    pub name: Texts,
}

/// What kind of territory it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TerritoryKind {
    /// Облыс, область.
    Region,
    /// City of republican significance.
    City,
}

impl Territory {
    /// All twenty, by code: the regions, then the cities.
    ///
    /// # Panics
    /// If the compiled-in data file is faulty, which the tests of this crate rule out.
    pub fn all() -> &'static [Self] {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct TerritoriesFile {
            territory: Vec<Territory>,
        }
        static TERRITORIES: LazyLock<Vec<Territory>> = LazyLock::new(|| {
            data_file::read::<TerritoriesFile>(include_str!("../data/territories.toml"))
                .unwrap_or_else(|fault| panic!("data/territories.toml: {fault}"))
                .territory
        });
        &TERRITORIES
    }

    /// The full name.
    pub fn name(&self, language: Language) -> &str {
        self.name.get(language)
    }
}

impl FromStr for &'static Territory {
    type Err = UnknownTerritory;

    fn from_str(code: &str) -> Result<Self, Self::Err> {
        Territory::all().iter().find(|territory| territory.code == code).ok_or_else(|| UnknownTerritory(code.to_owned()))
    }
}

/// A code that names no territory of Kazakhstan.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no territory {0:?}")]
pub struct UnknownTerritory(pub String);

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn codes(kind: TerritoryKind) -> Vec<&'static str> {
        Territory::all().iter().filter(|territory| territory.kind == kind).map(|territory| &*territory.code).collect()
    }

    #[test]
    fn there_are_seventeen_regions_and_three_cities() {
        assert_eq!(
            codes(TerritoryKind::Region),
            [
                "KZ-10", "KZ-11", "KZ-15", "KZ-19", "KZ-23", "KZ-27", "KZ-31", "KZ-33", "KZ-35", "KZ-39", "KZ-43", "KZ-47",
                "KZ-55", "KZ-59", "KZ-61", "KZ-62", "KZ-63"
            ]
        );
        assert_eq!(codes(TerritoryKind::City), ["KZ-71", "KZ-75", "KZ-79"]);
        assert_eq!(Territory::all().len(), 20);
    }

    #[test]
    fn the_west_and_two_more_regions_have_time_zones_of_their_own() {
        let own: Vec<_> = Territory::all()
            .iter()
            .filter(|territory| territory.time_zone != "Asia/Almaty")
            .map(|territory| (territory.name(Language::En), &*territory.time_zone))
            .collect();
        assert_eq!(
            own,
            [
                ("Aktobe Region", "Asia/Aqtobe"),
                ("Atyrau Region", "Asia/Atyrau"),
                ("West Kazakhstan Region", "Asia/Oral"),
                ("Kostanay Region", "Asia/Qostanay"),
                ("Kyzylorda Region", "Asia/Qyzylorda"),
                ("Mangystau Region", "Asia/Aqtau"),
            ]
        );
    }

    #[test]
    fn no_two_territories_share_a_name() {
        for &language in Language::ALL.iter() {
            let names: BTreeSet<_> = Territory::all().iter().map(|territory| territory.name(language)).collect();
            assert_eq!(names.len(), 20, "{language:?}");
        }
    }

    #[test]
    fn a_territory_is_found_by_its_code() {
        let almaty: &Territory = "KZ-75".parse().unwrap();
        assert_eq!(almaty.name(Language::Kk), "Алматы қаласы");
        assert_eq!("KZ-20".parse::<&Territory>().unwrap_err(), UnknownTerritory("KZ-20".into()));
    }
}
