//! From what is measured to a number of copies.

use ebb_units::Capacity;

use crate::count;

/// A metric of each copy.
#[derive(Clone, Copy, Debug)]
pub(super) struct Measured {
    /// Mean over the copies of which it is known.
    pub(super) mean: f64,
    /// How many those are.
    pub(super) copies: u32,
    /// Copies that serve, of which it is not known.
    pub(super) missing: u32,
    /// Copies that do not serve yet.
    pub(super) unready: u32,
    /// What a copy of which it is not known counts with when there would be fewer.
    pub(super) unknown_on_the_way_in: f64,
    /// Whether means are cut to whole numbers, as percentages are.
    pub(super) whole: bool,
}

impl Measured {
    /// How many copies bring the mean to `target`; none when nothing is known of any copy.
    ///
    /// A copy of which nothing is known is reckoned against the change: as idle when there would be more copies, as
    /// busy when there would be fewer. One that does not serve yet is idle when there would be more, and does not count
    /// when there would be fewer. When that turns the direction round, nothing changes.
    pub(super) fn replicas(
        self,
        current: Capacity,
        target: f64,
        tolerance: f64,
    ) -> Option<Capacity> {
        if self.copies == 0 || target <= 0.0 {
            return None;
        }
        let ratio = self.ratio(self.mean, target);
        let with_unready = self.unready > 0 && ratio > 1.0;
        if !with_unready && self.missing == 0 {
            return Some(if (1.0 - ratio).abs() <= tolerance {
                current
            } else {
                count::ceil(ratio * f64::from(self.copies))
            });
        }
        // At exactly the target there is no change to reckon against.
        let (unknown, missing) = if ratio < 1.0 {
            (self.unknown_on_the_way_in, self.missing)
        } else if ratio > 1.0 {
            (0.0, self.missing)
        } else {
            (0.0, 0)
        };
        let unready = if with_unready { self.unready } else { 0 };
        let counted = self.copies + missing + unready;
        let total = self.mean * f64::from(self.copies) + unknown * f64::from(missing);
        let again = self.ratio(total / f64::from(counted), target);
        let turned = (ratio < 1.0 && again > 1.0) || (ratio > 1.0 && again < 1.0);
        if turned || (1.0 - again).abs() <= tolerance {
            return Some(current);
        }
        let wanted = count::ceil(again * f64::from(counted));
        let crossed = (again < 1.0 && wanted > current) || (again > 1.0 && wanted < current);
        Some(if crossed { current } else { wanted })
    }

    fn ratio(self, mean: f64, target: f64) -> f64 {
        (if self.whole { mean.trunc() } else { mean }) / target
    }
}

/// How many copies bring the share of each to `target`, of a total that they have in common.
pub(super) fn shared(total: f64, current: Capacity, target: f64, tolerance: f64) -> Capacity {
    let ratio = total / (target * f64::from(current.0));
    if (1.0 - ratio).abs() <= tolerance { current } else { count::ceil(total / target) }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Percent of the copies of which it is known, how many of them, how many serve without a figure, how many start.
    fn cpu(percent: f64, copies: u32, missing: u32, unready: u32) -> Measured {
        let unknown_on_the_way_in = 100.0;
        Measured { mean: percent, copies, missing, unready, unknown_on_the_way_in, whole: true }
    }

    /// The cases of `replica_calculator_test.go` in kubernetes/kubernetes, by their names there.
    #[test]
    fn kubernetes_own_cases() {
        let cases = [
            ("ScaleUp", cpu(50.0, 3, 0, 0), 3, 30.0, 5),
            ("ScaleUpUnreadyLessScale", cpu(60.0, 2, 0, 1), 3, 30.0, 4),
            ("ScaleUpUnreadyNoScale", cpu(40.0, 1, 0, 2), 3, 30.0, 3),
            ("MissingMetrics", cpu(24.75, 2, 2, 0), 4, 100.0, 3),
            ("MissingMetricsNoChangeEq", cpu(100.0, 1, 1, 0), 2, 100.0, 2),
            ("MissingMetricsNoChangeGt", cpu(190.0, 1, 1, 0), 2, 100.0, 2),
            ("MissingMetricsNoChangeLt", cpu(60.0, 1, 1, 0), 2, 100.0, 2),
            ("MissingMetricsUnreadyChange", cpu(45.0, 1, 1, 1), 3, 50.0, 3),
            ("MissingMetricsUnreadyScaleUp", cpu(200.0, 1, 1, 1), 3, 50.0, 4),
            ("MissingMetricsUnreadyScaleDown", cpu(10.0, 2, 1, 1), 4, 50.0, 3),
        ];
        for (name, measured, current, target, wanted) in cases {
            let got = measured.replicas(Capacity(current), target, 0.1);
            assert_eq!(got, Some(Capacity(wanted)), "{name}");
        }
        assert_eq!(cpu(0.0, 0, 4, 0).replicas(Capacity(4), 100.0, 0.1), None, "EmptyMetrics");
    }

    /// <https://kubernetes.io/blog/2025/04/28/kubernetes-v1-33-hpa-configurable-tolerance/>: 50 × 90 / 75.
    #[test]
    fn the_example_of_the_release_notes() {
        assert_eq!(cpu(90.0, 50, 0, 0).replicas(Capacity(50), 75.0, 0.1), Some(Capacity(60)));
        // A tenth more or less is within the tolerance, and a little more is not.
        assert_eq!(cpu(82.0, 50, 0, 0).replicas(Capacity(50), 75.0, 0.1), Some(Capacity(50)));
        assert_eq!(cpu(83.0, 50, 0, 0).replicas(Capacity(50), 75.0, 0.1), Some(Capacity(56)));
        assert_eq!(cpu(67.0, 50, 0, 0).replicas(Capacity(50), 75.0, 0.1), Some(Capacity(45)));
    }

    #[test]
    fn a_total_is_shared() {
        assert_eq!(shared(100.0, Capacity(4), 10.0, 0.1), Capacity(10));
        assert_eq!(shared(43.0, Capacity(4), 10.0, 0.1), Capacity(4), "within the tolerance");
        assert_eq!(shared(45.0, Capacity(4), 10.0, 0.1), Capacity(5));
        assert_eq!(shared(0.0, Capacity(4), 10.0, 0.1), Capacity(0));
    }
}
