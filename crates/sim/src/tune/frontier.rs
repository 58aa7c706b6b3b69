//! Candidates of which none is worse than another in both cost and misses.

use super::figures::Figures;

/// A candidate: where it lies in the space, and what it came to, in all and block by block.
#[derive(Clone, PartialEq, Debug, Default)]
pub(super) struct Point {
    pub(super) place: Vec<f64>,
    pub(super) figures: Figures,
    pub(super) blocks: Vec<Figures>,
}

/// The Pareto frontier, cheapest first. From left to right costs rise and misses fall.
#[derive(Clone, PartialEq, Debug, Default)]
pub(super) struct Frontier {
    points: Vec<Point>,
}

impl Frontier {
    /// Takes a point in unless one that is there is as good. True when it is on the frontier now.
    pub(super) fn add(&mut self, point: Point) -> bool {
        let Figures { cost, misses, .. } = point.figures;
        if self.dominates(cost, misses) {
            return false;
        }
        self.points.retain(|other| other.figures.cost < cost || other.figures.misses < misses);
        let at = self.points.partition_point(|other| other.figures.cost < cost);
        self.points.insert(at, point);
        true
    }

    /// Whether a point of it is no worse in both.
    pub(super) fn dominates(&self, cost: f64, misses: u64) -> bool {
        let affordable = self.points.partition_point(|point| point.figures.cost <= cost);
        // The dearest of those misses least.
        affordable.checked_sub(1).is_some_and(|last| self.points[last].figures.misses <= misses)
    }

    /// Whether a point of it is cheaper by a share, and misses no more.
    pub(super) fn undercuts(&self, cost: f64, misses: u64, share: f64) -> bool {
        self.dominates(cost * (1.0 - share), misses)
    }

    pub(super) fn points(&self) -> &[Point] {
        &self.points
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn point(cost: f64, misses: u64) -> Point {
        Point { figures: Figures { cost, misses, ..Figures::default() }, ..Point::default() }
    }

    #[test]
    fn only_what_is_best_in_its_way_stays() {
        let mut frontier = Frontier::default();
        assert!(!frontier.dominates(f64::MAX, u64::MAX), "nothing dominates in an empty one");
        assert!(frontier.add(point(10.0, 5)));
        assert!(frontier.add(point(5.0, 9)));
        assert!(frontier.add(point(20.0, 0)));
        assert!(!frontier.add(point(10.0, 5)), "as good is not better");
        assert!(!frontier.add(point(12.0, 6)));
        assert!(frontier.add(point(9.0, 5)), "cheaper at the same misses");
        let kept: Vec<_> =
            frontier.points().iter().map(|p| (p.figures.cost, p.figures.misses)).collect();
        assert_eq!(kept, [(5.0, 9), (9.0, 5), (20.0, 0)]);
        assert!(frontier.dominates(9.0, 5) && frontier.dominates(30.0, 0));
        assert!(!frontier.dominates(8.9, 5) && !frontier.dominates(9.0, 4));
    }
}
