//! Percentiles, trimmed and winsorized statistics over values with counts.
//!
//! Rule cw.statistic.extended: computed from the samples themselves, percentiles by nearest rank. A count that
//! straddles a percentile bound is split.
//! <https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Statistics-definitions.html>

use ebb_units::{Range, Statistic};

use super::distribution::finite;

/// The statistic over `entries`: ascending values that are not negative, with positive counts.
/// `None` when nothing lies in its range, and for the five basic statistics, which are not made here.
pub(super) fn value(entries: &[(f64, f64)], statistic: Statistic) -> Option<f64> {
    let total: f64 = finite(entries.iter().map(|(_, count)| count).sum());
    match statistic {
        Statistic::Percentile(percent) => percentile(entries, percent, total),
        Statistic::TrimmedMean(range) => mean(&trimmed(entries, range, total)),
        Statistic::TrimmedCount(range) => {
            Some(finite(trimmed(entries, range, total).iter().map(|(_, count)| count).sum()))
        }
        Statistic::TrimmedSum(range) => Some(sum(&trimmed(entries, range, total))),
        Statistic::WinsorizedMean(range) => mean(&winsorized(entries, range, total)),
        Statistic::PercentileRank(range) => {
            let inside: f64 = trimmed(entries, range, total).iter().map(|(_, count)| count).sum();
            Some((finite(inside) / total * 100.0).min(100.0))
        }
        Statistic::SampleCount
        | Statistic::Average
        | Statistic::Sum
        | Statistic::Minimum
        | Statistic::Maximum => None,
    }
}

/// The sample of rank ceil(p/100 * n), ranks beginning at one.
fn percentile(entries: &[(f64, f64)], percent: f64, total: f64) -> Option<f64> {
    // 99.9 % of 1,000 comes out a hair above 999 in binary; the hair must not move it to the next rank.
    let rank = (percent / 100.0 * total * (1.0 - 1e-12)).ceil().max(1.0).min(total);
    let mut below = 0.0;
    for (value, count) in entries {
        below += count;
        if below >= rank {
            return Some(*value);
        }
    }
    entries.last().map(|(value, _)| *value)
}

/// What lies in the range, with the counts that lie in it.
fn trimmed(entries: &[(f64, f64)], range: Range, total: f64) -> Vec<(f64, f64)> {
    match range {
        Range::Value { from, to } => entries
            .iter()
            .copied()
            .filter(|(value, _)| {
                from.is_none_or(|from| from < *value) && to.is_none_or(|to| *value <= to)
            })
            .collect(),
        Range::Percent { from, to } => {
            let (low, high) = (from / 100.0 * total, to / 100.0 * total);
            let mut below = 0.0;
            let mut inside = Vec::with_capacity(entries.len());
            for (value, count) in entries {
                let upto = below + count;
                let overlap = upto.min(high) - f64::max(below, low);
                if overlap > 0.0 {
                    inside.push((*value, overlap));
                }
                below = upto;
            }
            inside
        }
    }
}

/// All samples, with those outside the range replaced by its nearest bound.
fn winsorized(entries: &[(f64, f64)], range: Range, total: f64) -> Vec<(f64, f64)> {
    let (low, high) = match range {
        Range::Value { from, to } => (from, to),
        Range::Percent { .. } => {
            let inside = trimmed(entries, range, total);
            (inside.first().map(|(value, _)| *value), inside.last().map(|(value, _)| *value))
        }
    };
    let replace = |value: f64| {
        let raised = low.map_or(value, |low| value.max(low));
        high.map_or(raised, |high| raised.min(high))
    };
    entries.iter().map(|(value, count)| (replace(*value), *count)).collect()
}

fn sum(entries: &[(f64, f64)]) -> f64 {
    finite(entries.iter().map(|(value, count)| value * count).sum())
}

fn mean(entries: &[(f64, f64)]) -> Option<f64> {
    let total: f64 = finite(entries.iter().map(|(_, count)| count).sum());
    if entries.is_empty() || total <= 0.0 {
        return None;
    }
    let plain: f64 = entries.iter().map(|(value, count)| value * count).sum();
    if plain.is_finite() {
        return Some(plain / total);
    }
    Some(finite(entries.iter().map(|(value, count)| value * (count / total)).sum()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(entries: &[(f64, f64)], statistic: &str) -> Option<f64> {
        value(entries, statistic.parse().unwrap())
    }

    #[test]
    fn ranks_are_not_moved_by_rounding() {
        let thousand: Vec<(f64, f64)> = (1..=1000).map(|i| (f64::from(i), 1.0)).collect();
        for (statistic, want) in
            [("p99.9", 999.0), ("p99.91", 1000.0), ("p0.1", 1.0), ("p50", 500.0)]
        {
            assert_eq!(of(&thousand, statistic), Some(want), "{statistic}");
        }
    }

    #[test]
    fn counts_are_split_at_a_bound() {
        let entries = [(1.0, 3.0), (10.0, 1.0)];
        assert_eq!(of(&entries, "TC(50%:)"), Some(2.0));
        assert_eq!(of(&entries, "TS(50%:)"), Some(11.0));
        assert_eq!(of(&entries, "TM(50%:)"), Some(5.5));
        assert_eq!(of(&entries, "wm75"), Some(1.0));
    }

    #[test]
    fn an_empty_range_has_no_mean() {
        let entries = [(1.0, 1.0)];
        assert_eq!(of(&entries, "TM(5:9)"), None);
        assert_eq!(of(&entries, "TC(5:9)"), Some(0.0));
        assert_eq!(of(&entries, "tm0"), None);
        assert_eq!(of(&entries, "wm0"), Some(1.0));
    }

    #[test]
    fn huge_counts_give_numbers() {
        let entries = [(0.0, 1e308), (1e300, 1e308), (1e308, 1e308)];
        for statistic in ["p0", "p50", "p100", "tm90", "tc90", "ts90", "wm90", "PR(:1e300)", "IQM"]
        {
            assert!(of(&entries, statistic).is_none_or(f64::is_finite), "{statistic}");
        }
    }
}
