//! What had waited for the first copy and is still being worked off.
//!
//! Rule ebb.cold-debt: while nothing served, requests gathered (held by the gateway, or in a queue), and the first
//! copy begins with all of them at once. Backlog, concurrency and load are high then because it had to start, not because
//! one copy is too few: the data of this time make no policy scale out, as little as those of the time before: what was
//! measured while nothing served has its answer in the first copy. It ends when
//!
//! - nothing is left to do;
//! - twice as much is to do as at its beginning: more comes than the copies can take;
//! - the copies have had as long as the first took to start, and [`PATIENCE`] at least: what is left then would be there in
//!   any case.
//!
//! Worked numbers: at one request a second a copy that starts in 50 s finds 50; if it takes half a second for each, it works
//! off one a second beside what comes in, and is even after 50 s.

use ebb_units::{SignedDuration, Timestamp};

/// As long as the alarms of a tracking policy look back: three minutes.
const PATIENCE: SignedDuration = SignedDuration::from_mins(3);
/// More than so many times of what there was at first is no debt any more.
const GROWN: u64 = 2;

/// What had waited for the first copy of a workload.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Debt {
    /// It is over by then, whatever is left.
    until: Timestamp,
    /// Requests to do when they were counted first.
    first: Option<u64>,
    /// When it was over.
    over: Option<Timestamp>,
}

impl Debt {
    /// The first copy serves; it was ordered at `ordered`.
    pub fn begin(ordered: Timestamp, now: Timestamp) -> Self {
        let time = now.duration_since(ordered).max(PATIENCE);
        Self { until: now.checked_add(time).unwrap_or(now), first: None, over: None }
    }

    /// So many requests wait or are in work.
    pub fn count(&mut self, now: Timestamp, requests: u64) {
        let first = *self.first.get_or_insert(requests);
        if requests == 0 || requests > first.saturating_mul(GROWN) {
            self.over.get_or_insert(now);
        }
    }

    /// Until when what is measured comes of it, or of the time before; nothing when nothing had waited, as far as is known.
    pub fn until(&self) -> Option<Timestamp> {
        self.first.filter(|first| *first > 0)?;
        Some(self.over.map_or(self.until, |over| over.min(self.until)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(secs: i64) -> Timestamp {
        Timestamp::from_second(secs).unwrap()
    }

    fn over(start_secs: i64, counts: &[(i64, u64)]) -> Option<i64> {
        let mut debt = Debt::begin(at(1000 - start_secs), at(1000));
        for (secs, requests) in counts {
            debt.count(at(1000 + secs), *requests);
        }
        debt.until().map(|until| until.as_second() - 1000)
    }

    #[test]
    fn it_ends_when_it_is_worked_off_or_is_none() {
        assert_eq!(over(10, &[(1, 50), (20, 30), (50, 0), (60, 99)]), Some(50));
        assert_eq!(over(10, &[(1, 50), (2, 51), (3, 100)]), Some(180), "a few more come meanwhile");
        assert_eq!(over(10, &[(1, 50), (20, 100), (30, 101)]), Some(30));
        assert_eq!(over(10, &[(1, 50), (60, 20)]), Some(180));
        assert_eq!(over(600, &[(1, 50), (60, 20)]), Some(600));
        assert_eq!(over(10, &[(1, 0), (2, 50)]), None, "nothing had waited");
        assert_eq!(over(10, &[]), None);
        assert_eq!(over(10, &[(1, 50), (200, 0)]), Some(180));
    }
}
