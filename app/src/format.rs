//! Dates, times and numbers as each language writes them. Instants are shown in the unit's time zone.

use exam::{
    clock::{Instant, Span},
    language::Language,
    scoring::Points,
};
use jiff::{Timestamp, civil::Date, tz::TimeZone};

const KAZAKH_MONTHS: [&str; 12] =
    ["қаңтар", "ақпан", "наурыз", "сәуір", "мамыр", "маусым", "шілде", "тамыз", "қыркүйек", "қазан", "қараша", "желтоқсан"];
const RUSSIAN_MONTHS: [&str; 12] =
    ["января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа", "сентября", "октября", "ноября", "декабря"];
const ENGLISH_MONTHS: [&str; 12] =
    ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];

fn zoned(instant: Instant, zone: &str) -> jiff::ZonedDateTime {
    let timestamp = Timestamp::from_millisecond(instant.as_millis()).unwrap_or_default();
    timestamp.to_zoned_datetime(TimeZone::get(zone).unwrap_or(TimeZone::UTC))
}

/// `2026 ж. 23 қараша` · `23 ноября 2026 г.` · `23 November 2026`
fn civil(date: Date, language: Language) -> String {
    let month = usize::try_from(date.month() - 1).unwrap_or(0);
    let (day, year) = (date.day(), date.year());
    match language {
        Language::Kk => format!("{year} ж. {day} {}", KAZAKH_MONTHS[month]),
        Language::Ru => format!("{day} {} {year} г.", RUSSIAN_MONTHS[month]),
        Language::En => format!("{day} {} {year}", ENGLISH_MONTHS[month]),
    }
}

/// A stored ISO 8601 date in words.
pub fn date(iso: &str, language: Language) -> String {
    iso.parse::<Date>().map_or_else(|_| iso.to_owned(), |date| civil(date, language))
}

/// A stored ISO 8601 date in figures, for tables: `23.11.2026`.
pub fn short_date(iso: &str) -> String {
    iso.parse::<Date>().map_or_else(|_| iso.to_owned(), |d| format!("{:02}.{:02}.{}", d.day(), d.month(), d.year()))
}

/// Date and time: `2026 ж. 23 қараша, 10:42`.
pub fn date_time(instant: Instant, zone: &str, language: Language) -> String {
    let zoned = zoned(instant, zone);
    format!("{}, {:02}:{:02}", civil(zoned.date(), language), zoned.hour(), zoned.minute())
}

/// Time of day with seconds: `10:42:07`.
pub fn time(instant: Instant, zone: &str) -> String {
    let zoned = zoned(instant, zone);
    format!("{:02}:{:02}:{:02}", zoned.hour(), zoned.minute(), zoned.second())
}

/// What a zone's clocks are ahead of UTC at an instant, so that a browser without the zone's history can show it.
pub fn utc_offset(instant: Instant, zone: &str) -> Span {
    Span::from_secs(zoned(instant, zone).offset().seconds().into())
}

/// Points as questions with two decimals at most: `17`, `17,25`.
pub fn points(points: Points, language: Language) -> String {
    let hundredths = points.hundredths();
    let separator = if language == Language::En { '.' } else { ',' };
    match (hundredths / 100, hundredths % 100) {
        (whole, 0) => whole.to_string(),
        (whole, part) if part % 10 == 0 => format!("{whole}{separator}{}", part / 10),
        (whole, part) => format!("{whole}{separator}{part:02}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_follow_language_and_unit() {
        let instant = Instant::from_millis(1_795_413_727_000); // 2026-11-23T06:02:07Z
        assert_eq!(date_time(instant, "Asia/Almaty", Language::Kk), "2026 ж. 23 қараша, 11:02");
        assert_eq!(date_time(instant, "Asia/Almaty", Language::Ru), "23 ноября 2026 г., 11:02");
        assert_eq!(time(instant, "Asia/Almaty"), "11:02:07");
        assert_eq!(date("2026-01-05", Language::En), "5 January 2026");
        assert_eq!(short_date("2026-01-05"), "05.01.2026");
    }

    #[test]
    fn almaty_stood_an_hour_further_east_before_march_2024() {
        let instant = Instant::from_millis(1_700_000_000_000); // 2023-11-14T22:13:20Z
        assert_eq!(time(instant, "Asia/Almaty"), "04:13:20");
        assert_eq!(utc_offset(instant, "Asia/Almaty"), Span::from_mins(6 * 60));
        assert_eq!(utc_offset(Instant::from_millis(1_795_413_727_000), "Asia/Almaty"), Span::from_mins(5 * 60));
    }

    #[test]
    fn points_are_written_as_the_language_writes_decimals() {
        assert_eq!(points(Points::from_units(840 * 17), Language::Kk), "17");
        assert_eq!(points(Points::from_units(840 * 17 + 210), Language::Ru), "17,25");
        assert_eq!(points(Points::from_units(840 + 420), Language::En), "1.5");
        assert_eq!(points(Points::from_units(280), Language::Kk), "0,33");
    }
}
