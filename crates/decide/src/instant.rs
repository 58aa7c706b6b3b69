//! An instant that takes eight bytes, also where there may be none.

use std::num::NonZeroI64;

use ebb_units::Timestamp;
use serde::{Deserialize, Serialize};

/// Nanoseconds since 1970. An `Option` of it takes 8 bytes where one of a [`Timestamp`] takes 24, and each of a million
/// alarms has four.
///
/// It reaches from 1677 to 2262; an instant beyond becomes the nearest it has.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(from = "Timestamp", into = "Timestamp")]
pub struct InstantNanos(
    /// One more from 1970 on, so that nothing is zero and the order stays.
    NonZeroI64,
);

impl From<Timestamp> for InstantNanos {
    fn from(at: Timestamp) -> Self {
        let nanos = at.as_nanosecond();
        let shifted = nanos + i128::from(nanos >= 0);
        let nearest = if nanos < 0 { i64::MIN } else { i64::MAX };
        let shifted = i64::try_from(shifted).unwrap_or(nearest);
        Self(NonZeroI64::new(shifted).expect("what is not negative was made one more"))
    }
}

impl From<InstantNanos> for Timestamp {
    fn from(InstantNanos(shifted): InstantNanos) -> Self {
        let nanos = i128::from(shifted.get()) - i128::from(shifted.get() > 0);
        Self::from_nanosecond(nanos).expect("64 bits of nanoseconds are fewer years than it has")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instant_comes_back_as_it_was_and_in_its_order() {
        let instants = [-1_i128, 0, 1, -7_000_000_000, 1_772_620_000_123_456_789]
            .map(|nanos| Timestamp::from_nanosecond(nanos).unwrap());
        for a in instants {
            assert_eq!(Timestamp::from(InstantNanos::from(a)), a);
            for b in instants {
                assert_eq!(InstantNanos::from(a).cmp(&InstantNanos::from(b)), a.cmp(&b));
            }
        }
        assert_eq!(size_of::<Option<InstantNanos>>(), 8);
    }

    #[test]
    fn what_is_beyond_becomes_the_nearest() {
        for (at, year) in [(Timestamp::MAX, 2262), (Timestamp::MIN, 1677)] {
            let nearest = Timestamp::from(InstantNanos::from(at));
            assert_eq!(nearest.to_string()[..4].parse(), Ok(year));
        }
    }
}
