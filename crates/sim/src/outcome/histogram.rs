//! Times in bins of bounded relative width: any number of them in the same memory.

use super::quantiles::Quantiles;

/// Bins for each doubling of a time.
const PER_DOUBLING: u64 = 128;
const SHIFT: u32 = PER_DOUBLING.ilog2();
/// Bins for all times that fit into 64 bits.
const BINS: usize = ((64 - SHIFT as usize) + 1) << SHIFT;

/// A histogram of nanoseconds.
#[derive(Clone, Debug)]
pub(crate) struct Histogram {
    counts: Vec<u32>,
    count: u64,
    sum_ns: u128,
    max_ns: u64,
    /// The bins in use lie within these.
    used: (usize, usize),
}

impl Histogram {
    pub(crate) fn new() -> Self {
        Self { counts: vec![0; BINS], count: 0, sum_ns: 0, max_ns: 0, used: (BINS, 0) }
    }

    pub(crate) fn add(&mut self, ns: u64) {
        let bin = bin_of(ns);
        // Four thousand million of one bin are enough to know a percentile.
        self.counts[bin] = self.counts[bin].saturating_add(1);
        self.count += 1;
        self.sum_ns += u128::from(ns);
        self.max_ns = self.max_ns.max(ns);
        self.used = (self.used.0.min(bin), self.used.1.max(bin + 1));
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// Values in nanoseconds with how often each was seen.
    pub(crate) fn entries(&self) -> impl Iterator<Item = (f64, f64)> {
        let (from, to) = (self.used.0.min(self.used.1), self.used.1);
        let used = self.counts[from..to].iter().zip(from..);
        used.filter(|(count, _)| **count > 0).map(|(count, bin)| (middle(bin), f64::from(*count)))
    }

    pub(crate) fn clear(&mut self) {
        let (from, to) = (self.used.0.min(self.used.1), self.used.1);
        self.counts[from..to].fill(0);
        (self.count, self.sum_ns, self.max_ns, self.used) = (0, 0, 0, (BINS, 0));
    }

    /// The nanoseconds that this share of the times stays below.
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a rank; it may be one off beyond 2^53"
    )]
    pub(crate) fn quantile_ns(&self, share: f64) -> f64 {
        let rank = ((share * self.count as f64).ceil() as u64).max(1);
        let mut seen = 0;
        for (value, count) in self.entries() {
            seen += count as u64;
            if rank <= seen {
                return value.min(self.max_ns as f64);
            }
        }
        self.max_ns as f64
    }

    #[expect(clippy::cast_precision_loss, reason = "times for people")]
    pub(crate) fn quantiles_ms(&self) -> Quantiles {
        if self.count == 0 {
            return Quantiles::default();
        }
        let ms = |share| self.quantile_ns(share) / 1e6;
        Quantiles {
            mean: self.sum_ns as f64 / self.count as f64 / 1e6,
            p50: ms(0.5),
            p90: ms(0.9),
            p95: ms(0.95),
            p99: ms(0.99),
            max: self.max_ns as f64 / 1e6,
        }
    }
}

#[expect(clippy::cast_possible_truncation, reason = "below BINS")]
fn bin_of(ns: u64) -> usize {
    if ns < PER_DOUBLING {
        return ns as usize;
    }
    let shift = ns.ilog2() - SHIFT;
    ((u64::from(shift) + 1) * PER_DOUBLING + (ns >> shift) - PER_DOUBLING) as usize
}

#[expect(clippy::cast_precision_loss, reason = "the middle of a bin")]
fn middle(bin: usize) -> f64 {
    let bin = bin as u64;
    if bin < PER_DOUBLING {
        return bin as f64;
    }
    let shift = bin / PER_DOUBLING - 1;
    let low = (PER_DOUBLING + bin % PER_DOUBLING) << shift;
    low as f64 + ((1_u64 << shift) - 1) as f64 / 2.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[expect(clippy::cast_precision_loss, reason = "test values")]
    fn bins_are_narrow_and_in_order() {
        let mut last = 0;
        for value in (0..200_000).chain((20..64).map(|bit| 1_u64 << bit)).chain([u64::MAX]) {
            let bin = bin_of(value);
            assert!(last <= bin && bin < BINS, "{value}");
            assert!((middle(bin) - value as f64).abs() <= value as f64 * 0.004, "{value}");
            last = bin;
        }
    }

    #[test]
    fn quantiles_of_a_thousand() {
        let mut times = Histogram::new();
        (1..=1000).for_each(|ms| times.add(ms * 1_000_000));
        let found = times.quantiles_ms();
        let close =
            |found: f64, wanted: f64| assert!((found / wanted - 1.0).abs() < 0.004, "{found}");
        close(found.mean, 500.5);
        close(found.p50, 500.0);
        close(found.p99, 990.0);
        close(found.max, 1000.0);
        times.clear();
        assert!(times.is_empty() && times.entries().count() == 0);
        assert_eq!(times.quantiles_ms(), Quantiles::default());
    }
}
