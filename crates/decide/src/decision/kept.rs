//! The newest decisions of each target, within bounds, for whoever asks.

use std::collections::{BTreeMap, VecDeque};

use ebb_units::{Scope, SignedDuration, Timestamp, WorkloadKey};

use super::{Decision, Question};

/// Decisions of one target that are kept at most: with one a minute, most of a day.
const MOST_OF_ONE: usize = 1000;
/// How long.
const KEEP: SignedDuration = SignedDuration::from_hours(24);
/// What all of them may take; beyond that the older half of all goes. A decision with two alarms of three points each has
/// about a kilobyte.
const MOST_BYTES: usize = 32 << 20;

/// A log in memory, by target. It does not outlive the process: activities do, and a recording has every decision.
#[derive(Debug)]
pub struct DecisionLog {
    /// By target and shadow; without one, what was acted upon.
    targets: BTreeMap<(WorkloadKey, Option<String>), VecDeque<Kept>>,
    /// About how much they take.
    bytes: usize,
    most_bytes: usize,
    next: u64,
}

#[derive(Debug)]
struct Kept {
    number: u64,
    decision: Box<Decision>,
}

impl Default for DecisionLog {
    fn default() -> Self {
        Self { targets: BTreeMap::new(), bytes: 0, most_bytes: MOST_BYTES, next: 0 }
    }
}

impl DecisionLog {
    /// Keeps a decision, and lets older ones go for it.
    pub fn push(&mut self, scope: Scope, shadow: Option<String>, decision: Box<Decision>) {
        let oldest = decision.at.checked_sub(KEEP).unwrap_or(Timestamp::MIN);
        let key = WorkloadKey { scope, workload: decision.workload.clone() };
        self.bytes += weight(&decision);
        let ring = self.targets.entry((key, shadow)).or_default();
        ring.push_back(Kept { number: self.next, decision });
        self.next += 1;
        while let Some(first) = ring.front()
            && (ring.len() > MOST_OF_ONE || first.decision.at < oldest)
        {
            self.bytes -= weight(&first.decision);
            ring.pop_front();
        }
        if self.bytes > self.most_bytes {
            self.forget_older_half();
        }
    }

    /// Decisions of a target or of one of its shadows, newest first, each with its number: those taken until `until`, and with a number below
    /// `below`.
    pub fn of(
        &self,
        key: &WorkloadKey,
        shadow: Option<&str>,
        until: Option<Timestamp>,
        below: Option<u64>,
    ) -> impl Iterator<Item = (u64, &Decision)> {
        let of = (key.clone(), shadow.map(str::to_owned));
        let kept = self.targets.get(&of).into_iter().flatten().rev();
        // Times are told in milliseconds, and whoever asks with one that was told means that decision.
        let is_until =
            |at: Timestamp, until: Timestamp| at.as_millisecond() <= until.as_millisecond();
        kept.filter(move |kept| until.is_none_or(|until| is_until(kept.decision.at, until)))
            .filter(move |kept| below.is_none_or(|below| kept.number < below))
            .map(|kept| (kept.number, &*kept.decision))
    }

    /// By age and not by target: what was decided a moment ago is there, however many targets there are.
    fn forget_older_half(&mut self) {
        let mut numbers: Vec<u64> =
            self.targets.values().flatten().map(|kept| kept.number).collect();
        let middle = numbers.len() / 2;
        let (_, cut, _) = numbers.select_nth_unstable(middle);
        let cut = *cut;
        for ring in self.targets.values_mut() {
            while let Some(first) = ring.front()
                && first.number < cut
            {
                self.bytes -= weight(&first.decision);
                ring.pop_front();
            }
        }
        self.targets.retain(|_, ring| !ring.is_empty());
    }
}

/// About how many bytes a decision takes.
fn weight(decision: &Decision) -> usize {
    const POINT: usize = size_of::<Option<f64>>();
    let hearing = match &decision.question {
        Question::Policies(hearing) => hearing,
        Question::Bounds(_) => return size_of::<Decision>(),
    };
    let alarms = hearing.policies.iter().flat_map(|policy| &policy.alarms);
    let of_alarms: usize = alarms
        .map(|alarm| {
            let now = alarm.points_now.as_ref().map_or(0, Vec::len);
            size_of_val(alarm) + alarm.name.len() + (alarm.points.len() + now) * POINT
        })
        .sum();
    let of_policies: usize =
        hearing.policies.iter().map(|policy| size_of_val(policy) + policy.name.len()).sum();
    size_of::<Decision>() + of_policies + of_alarms
}

#[cfg(test)]
mod tests {
    use ebb_units::{Bounds, Capacity, Workload};

    use super::*;
    use crate::decision::{BoundsBy, BoundsSet, Outcome};
    use crate::realm::CapacityFacts;

    fn scope() -> Scope {
        Scope { account: "000000000000".parse().unwrap(), region: "us-east-1".parse().unwrap() }
    }

    fn decision(name: &str, second: i64) -> Box<Decision> {
        let capacity =
            CapacityFacts { desired: Capacity(1), current: Capacity(1), scalable: false };
        let bounds = Bounds::new(Capacity(2), Capacity(2)).unwrap();
        let set = BoundsSet { by: BoundsBy::Registration, capacity, bounds, refusal: None };
        Box::new(Decision {
            at: Timestamp::from_second(second).unwrap(),
            workload: Workload::Component { name: name.to_owned() },
            outcome: Outcome::NotScalable,
            question: Question::Bounds(set),
        })
    }

    fn seconds(log: &DecisionLog, name: &str) -> Vec<i64> {
        let workload = Workload::Component { name: name.to_owned() };
        let key = WorkloadKey { scope: scope(), workload };
        log.of(&key, None, None, None).map(|(_, decision)| decision.at.as_second()).collect()
    }

    #[test]
    fn a_target_keeps_its_newest_thousand_of_a_day() {
        let mut log = DecisionLog::default();
        for second in 0..1200 {
            log.push(scope(), None, decision("a", second));
        }
        let kept = seconds(&log, "a");
        assert_eq!((kept.len(), kept[0], kept[999]), (1000, 1199, 200));
        log.push(scope(), None, decision("a", 1000 + 24 * 3600));
        assert_eq!(seconds(&log, "a").len(), 201, "those of a day ago and more are gone");
        assert_eq!(log.bytes, 201 * weight(&decision("a", 0)));
    }

    #[test]
    fn when_all_take_too_much_the_older_half_goes() {
        let each = weight(&decision("a", 0));
        let mut log = DecisionLog { most_bytes: 10 * each, ..DecisionLog::default() };
        for second in 0..4 {
            log.push(scope(), None, decision("quiet", second));
        }
        for second in 4..11 {
            log.push(scope(), None, decision("busy", second));
        }
        assert_eq!(seconds(&log, "quiet"), Vec::<i64>::new());
        assert_eq!(seconds(&log, "busy"), [10, 9, 8, 7, 6, 5]);
        assert_eq!((log.bytes, log.targets.len()), (6 * each, 1));
    }

    #[test]
    fn a_page_ends_where_the_next_begins() {
        let mut log = DecisionLog::default();
        for second in [1, 2, 2, 3] {
            log.push(scope(), None, decision("a", second));
        }
        let workload = Workload::Component { name: "a".to_owned() };
        let key = WorkloadKey { scope: scope(), workload };
        let page = |until: i64, below| -> Vec<u64> {
            let until = Timestamp::from_second(until).unwrap();
            log.of(&key, None, Some(until), below).map(|(number, _)| number).collect()
        };
        assert_eq!(page(2, None), [2, 1, 0]);
        assert_eq!(page(2, Some(2)), [1, 0], "another of the same instant");
    }
}
