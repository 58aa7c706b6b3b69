//! `rate(5 hours)`: again and again after the same time.

use ebb_units::{SignedDuration, Timestamp};

/// The time between two runs. Invariant: at least a minute.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Rate(SignedDuration);

impl Rate {
    /// Reads number and unit. `None` when they are not there, `Some(None)` when the number is 0.
    ///
    /// Rule aas.schedule.rate: singular and plural go with any number, and the blank may be missing.
    /// <https://docs.aws.amazon.com/autoscaling/application/APIReference/API_PutScheduledAction.html>
    pub(super) fn parse(text: &str) -> Option<Option<Self>> {
        let digits = text.bytes().take_while(u8::is_ascii_digit).count();
        let (number, unit) = text.split_at(digits);
        let secs: i64 = match unit.strip_prefix(' ').unwrap_or(unit) {
            "minute" | "minutes" => 60,
            "hour" | "hours" => 3600,
            // 24 hours, also over a change of summer time: a rate does not look at a clock on the wall.
            "day" | "days" => 86_400,
            _ => return None,
        };
        let number: i64 = number.parse().ok()?;
        let every = secs.checked_mul(number)?;
        Some((every > 0).then(|| Self(SignedDuration::from_secs(every))))
    }

    /// The first instant later than `after` that is one or more times the rate behind the anchor.
    pub(super) fn next_after(self, anchor: Timestamp, after: Timestamp) -> Option<Timestamp> {
        let every = self.0.as_nanos();
        let passed = anchor.duration_until(after).as_nanos().max(0) / every;
        let behind = every.checked_mul(passed + 1)?;
        let at = anchor.as_nanosecond().checked_add(behind)?;
        Timestamp::from_nanosecond(at).ok()
    }
}
