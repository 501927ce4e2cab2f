//! The calendar of the demonstration, counted back from today.

use exam::clock::Instant;
use jiff::{Timestamp, ToSpan, civil::Date, tz::TimeZone};

use crate::failure::{Failure, Outcome};

/// Today, where the licensor is.
pub(super) struct Days {
    now: Instant,
    today: Date,
    zone: TimeZone,
}

impl Days {
    pub(super) fn until(now: Instant) -> Outcome<Self> {
        let zone = TimeZone::get("Asia/Almaty").map_err(out_of_range)?;
        let today = Timestamp::from_millisecond(now.as_millis()).map_err(out_of_range)?.to_zoned_datetime(zone.clone()).date();
        Ok(Self { now, today, zone })
    }

    pub(super) fn now(&self) -> Instant {
        self.now
    }

    /// The date so many days ago (before today: negative), ISO 8601.
    pub(super) fn date(&self, days_ago: i32) -> Outcome<String> {
        Ok(self.day(days_ago)?.to_string())
    }

    /// That day at a full hour.
    pub(super) fn at(&self, days_ago: i32, hour: i8) -> Outcome<Instant> {
        let at = self.day(days_ago)?.at(hour, 0, 0, 0).to_zoned_datetime(self.zone.clone()).map_err(out_of_range)?;
        Ok(Instant::from_millis(at.timestamp().as_millisecond()))
    }

    /// The hour that it is.
    pub(super) fn this_hour(&self) -> Instant {
        const HOUR: i64 = 3_600_000;
        Instant::from_millis(self.now.as_millis() / HOUR * HOUR)
    }

    fn day(&self, days_ago: i32) -> Outcome<Date> {
        self.today.checked_sub(days_ago.days()).map_err(out_of_range)
    }
}

fn out_of_range(error: jiff::Error) -> Failure {
    Failure::new(format!("the machine's date can't be right: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_counted_where_the_licensor_is() {
        // 2026-03-01 01:30 in Almaty is still February in Greenwich.
        let now: Timestamp = "2026-02-28T20:30:00Z".parse().unwrap();
        let days = Days::until(Instant::from_millis(now.as_millisecond())).unwrap();
        assert_eq!(days.date(0).unwrap(), "2026-03-01");
        assert_eq!(days.date(1).unwrap(), "2026-02-28");
        assert_eq!(days.date(-1).unwrap(), "2026-03-02");
        let ten: Timestamp = "2026-02-28T05:00:00Z".parse().unwrap();
        assert_eq!(days.at(1, 10).unwrap().as_millis(), ten.as_millisecond());
        let hour: Timestamp = "2026-02-28T20:00:00Z".parse().unwrap();
        assert_eq!(days.this_hour().as_millis(), hour.as_millisecond());
    }
}
