//! Exact quantiles: every sample is kept.

use std::time::Duration;

/// Samples in order of size.
#[derive(Clone, Debug)]
pub struct Quantiles(Vec<Duration>);

impl Quantiles {
    /// Of these samples.
    pub fn of(mut samples: Vec<Duration>) -> Self {
        samples.sort_unstable();
        Self(samples)
    }

    /// The least sample that is at least as large as this share (0 to 1) of them; none without samples.
    pub fn at(&self, share: f64) -> Option<Duration> {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss, reason = "few samples")]
        let rank = (share * self.0.len() as f64).ceil() as usize;
        self.0.get(rank.max(1) - 1).copied()
    }

    /// In milliseconds.
    pub fn millis(&self, share: f64) -> Option<f64> {
        self.at(share).map(|sample| sample.as_secs_f64() * 1e3)
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.0.len()
    }
}

/// The middle one of some numbers; the lower of two. None without numbers.
pub fn median(mut numbers: Vec<f64>) -> Option<f64> {
    numbers.sort_unstable_by(f64::total_cmp);
    numbers.get(numbers.len().saturating_sub(1) / 2).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quantiles(millis: impl IntoIterator<Item = u64>) -> Quantiles {
        Quantiles::of(millis.into_iter().map(Duration::from_millis).collect())
    }

    #[test]
    fn a_quantile_is_a_sample_and_none_is_left_out() {
        let thousand = quantiles((1..=1_000).rev());
        assert_eq!(thousand.millis(0.5), Some(500.0));
        assert_eq!(thousand.millis(0.99), Some(990.0));
        assert_eq!(thousand.millis(0.999), Some(999.0));
        assert_eq!(thousand.millis(1.0), Some(1_000.0));
        assert_eq!(thousand.millis(0.0), Some(1.0));
    }

    #[test]
    fn one_slow_answer_among_a_hundred_is_the_worst_and_not_the_median() {
        let samples = quantiles(std::iter::repeat_n(1, 99).chain([250]));
        assert_eq!(samples.millis(0.5), Some(1.0));
        assert_eq!(samples.millis(0.99), Some(1.0));
        assert_eq!(samples.millis(0.999), Some(250.0));
    }

    #[test]
    fn of_nothing_there_is_none() {
        assert_eq!(quantiles([]).at(0.5), None);
        assert_eq!(quantiles([7]).millis(0.5), Some(7.0));
        assert_eq!(median(vec![]), None);
    }

    #[test]
    fn the_median_is_not_moved_by_an_outlier() {
        assert_eq!(median(vec![900.0, 1.0, 2.0]), Some(2.0));
        assert_eq!(median(vec![4.0, 1.0]), Some(1.0));
    }
}
