//! Units of the demonstration: five, between them for the whole country.

use exam::language::Texts;
use store::NewUnit;

/// Code, time zone, the town in three languages, the territories served.
type Row = (&'static str, &'static str, [&'static str; 3], &'static [&'static str]);

const UNITS: [Row; 5] = [
    ("astana", "Asia/Almaty", ["Астана", "Астана", "Astana"], &["KZ-71", "KZ-11", "KZ-39", "KZ-59"]),
    ("almaty", "Asia/Almaty", ["Алматы", "Алматы", "Almaty"], &["KZ-75", "KZ-10", "KZ-19", "KZ-33", "KZ-63"]),
    ("qaraghandy", "Asia/Almaty", ["Қарағанды", "Караганда", "Qaraghandy"], &["KZ-35", "KZ-55", "KZ-62"]),
    ("aqtobe", "Asia/Aqtobe", ["Ақтөбе", "Актобе", "Aqtöbe"], &["KZ-15", "KZ-23", "KZ-27", "KZ-47"]),
    ("shymkent", "Asia/Almaty", ["Шымкент", "Шымкент", "Shymkent"], &["KZ-79", "KZ-31", "KZ-43", "KZ-61"]),
];

/// The units to be set up.
pub(super) fn units() -> impl Iterator<Item = NewUnit> {
    UNITS.into_iter().map(|(code, time_zone, [kk, ru, en], territories)| NewUnit {
        code: code.to_owned(),
        name: Texts {
            kk: format!("Демонстрациялық бөлімше, {kk}"),
            ru: format!("Демонстрационное подразделение, {ru}"),
            en: format!("Demonstration unit, {en}"),
        },
        address: format!("{kk}, Үлгі көшесі, 1"),
        time_zone: time_zone.to_owned(),
        territories: territories.iter().map(|&t| t.to_owned()).collect(),
    })
}

#[cfg(test)]
mod tests {
    use licensing::Territory;

    use super::*;

    #[test]
    fn each_territory_is_served_by_exactly_one_unit() {
        let mut served: Vec<_> = units().flat_map(|unit| unit.territories).collect();
        served.sort();
        assert_eq!(served, Territory::all().iter().map(|t| t.code.clone()).collect::<Vec<_>>());
    }

    #[test]
    fn a_unit_keeps_the_time_of_its_town() {
        for unit in units() {
            let town: &Territory = unit.territories[0].parse().unwrap();
            assert_eq!(unit.time_zone, town.time_zone, "{}", unit.code);
        }
    }
}
