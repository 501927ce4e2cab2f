//! What time it is by the server, as a browser can know it.
//!
//! When the server says what time it is, that was a while ago by the time it is heard: its clock is so far ahead of the browser's at
//! least. Of all that it has said lately the most is nearest to the truth, and no time is ever over in the browser that isn't there.

/// How long what the server said counts, before and after: the two clocks run at slightly different speeds. Milliseconds.
const LATELY: i64 = 60_000;

/// The server's clock, told by the browser's.
#[derive(Clone, Copy, Debug)]
pub struct ServerClock {
    /// The most that it was ahead, lately and in the time before.
    ahead: i64,
    before: i64,
    since: i64,
}

impl ServerClock {
    /// The server has said that it is `now` there, which was heard when it was `here` in the browser; both in milliseconds.
    pub fn heard(now: i64, here: i64) -> Self {
        Self { ahead: now - here, before: now - here, since: here }
    }

    /// It has said so again.
    pub fn hear(&mut self, now: i64, here: i64) {
        if here - self.since >= LATELY {
            (self.before, self.ahead, self.since) = (self.ahead, now - here, here);
        }
        self.ahead = self.ahead.max(now - here);
    }

    /// What time it is there, at least.
    pub fn now(&self, here: i64) -> i64 {
        here + self.ahead.max(self.before)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_the_line_no_time_is_over_here_that_is_not_over_there() {
        const AHEAD: i64 = 1_795_413_727_000;
        let mut clock = ServerClock::heard(AHEAD, 400);
        for (n, late) in [350, 20, 2_900, 75, 20, 600].into_iter().cycle().take(3_000).enumerate() {
            let sent = 400 + i64::try_from(n).unwrap() * 1_000;
            clock.hear(AHEAD + sent, sent + late);
            let behind = AHEAD + sent + late - clock.now(sent + late);
            assert!(behind >= 0, "{n}: {behind}");
            assert!(n < 2 || behind <= 20, "{n}: {behind}");
        }
    }

    #[test]
    fn a_clock_that_runs_fast_is_followed() {
        // By a second in three hours.
        let here = |there: i64| there + there / 10_800;
        let mut clock = ServerClock::heard(0, 0);
        for there in (0..10_800_000).step_by(1_000) {
            clock.hear(there, here(there + 30));
            let ahead = clock.now(here(there)) - there;
            assert!(ahead <= 15, "{there}: {ahead}");
        }
    }
}
