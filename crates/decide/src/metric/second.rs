//! Whole seconds since 1970: the grain in which metrics are stored and windows are cut.

use ebb_units::Timestamp;

/// The second that `at` lies in, also before 1970.
pub(crate) fn second_of(at: Timestamp) -> i64 {
    // `as_second` rounds towards zero.
    at.as_second() - i64::from(at.subsec_nanosecond() < 0)
}

/// The instant at which `second` begins; the nearest representable one when it lies outside all years.
pub(crate) fn at_second(second: i64) -> Timestamp {
    let nearest = if second < 0 { Timestamp::MIN } else { Timestamp::MAX };
    Timestamp::from_second(second).unwrap_or(nearest)
}

/// The largest multiple of `step` that is not above `second`. A step below one counts as one.
pub(crate) fn floor(second: i64, step: i64) -> i64 {
    let step = step.max(1);
    second.saturating_sub(second.rem_euclid(step))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounds_down_on_both_sides_of_1970() {
        assert_eq!(floor(119, 60), 60);
        assert_eq!(floor(120, 60), 120);
        assert_eq!(floor(-1, 60), -60);
        assert_eq!(second_of("1969-12-31T23:59:59.5Z".parse().unwrap()), -1);
        assert_eq!(second_of("1970-01-01T00:00:01.5Z".parse().unwrap()), 1);
        assert_eq!(at_second(i64::MAX), Timestamp::MAX);
        assert_eq!(at_second(i64::MIN), Timestamp::MIN);
    }
}
