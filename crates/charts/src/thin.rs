//! Fewer points that look the same.
//!
//! Time is cut into buckets, and of each only the first, the least, the greatest and the last point are kept (M4: Jugel and
//! others, "M4: A Visualization-Oriented Time Series Data Aggregation", VLDB 2014). As long as a bucket is no wider than a
//! pixel, lines through them cover the very pixels that lines through all points would.

use crate::scale::Span;
use crate::series::Point;

/// At most so many points, each one of those that were given.
pub(crate) fn thin(points: &[Point], span: Span, most: usize) -> Vec<Point> {
    let most = most.max(4);
    if points.len() <= most {
        return points.to_vec();
    }
    let buckets = most / 4;
    let mut kept = Vec::with_capacity(most);
    let mut rest = points;
    while let Some(first) = rest.first() {
        let bucket = bucket_of(first, span, buckets);
        let end = rest.partition_point(|point| bucket_of(point, span, buckets) <= bucket);
        let (inside, after) = rest.split_at(end.max(1));
        let mut chosen =
            [0, least(inside, |value| value), least(inside, |value| -value), inside.len() - 1];
        chosen.sort_unstable();
        let mut before = None;
        for index in chosen {
            if before != Some(index) {
                kept.push(inside[index]);
            }
            before = Some(index);
        }
        rest = after;
    }
    kept
}

/// The number of the bucket that a point lies in; what lies outside of the span is in the outermost.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "a few thousand buckets; the casts saturate"
)]
fn bucket_of(point: &Point, span: Span, buckets: usize) -> usize {
    let share = (point.at_secs - span.from_secs()) / span.length_secs();
    ((share * buckets as f64) as usize).min(buckets - 1)
}

/// The place of the point whose value is least by this measure; a gap counts as less than anything, so that gaps stay.
fn least(points: &[Point], measure: impl Fn(f64) -> f64) -> usize {
    let key = |index: &usize| points[*index].value.map_or(f64::NEG_INFINITY, &measure);
    (0..points.len()).min_by(|a, b| key(a).total_cmp(&key(b))).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn points(values: &[f64]) -> Vec<Point> {
        (0..).map(f64::from).zip(values).map(|(at, value)| Point::new(at, *value)).collect()
    }

    #[test]
    fn few_points_stay_as_they_are() {
        let all = points(&[1.0, 5.0, 2.0]);
        assert_eq!(thin(&all, Span::new(0.0, 3.0), 4), all);
    }

    #[test]
    fn a_lone_peak_among_a_million_is_kept() {
        let mut values = vec![1.0; 1_000_000];
        values[777_777] = 50.0;
        let kept = thin(&points(&values), Span::new(0.0, 1e6), 4000);
        assert!(kept.len() <= 4000, "{}", kept.len());
        assert!(kept.contains(&Point::new(777_777.0, 50.0)));
    }

    #[test]
    fn a_gap_is_kept() {
        let mut all = points(&vec![1.0; 10_000]);
        all[5000].value = None;
        let kept = thin(&all, Span::new(0.0, 1e4), 400);
        assert_eq!(kept.iter().filter(|point| point.value.is_none()).count(), 1);
    }

    proptest! {
        #[test]
        fn extremes_ends_and_order_stay(values in prop::collection::vec(-1e3_f64..1e3, 1..3000), most in 4_usize..200) {
            let all = points(&values);
            let end = f64::from(u32::try_from(all.len()).unwrap());
            let kept = thin(&all, Span::new(0.0, end), most);
            prop_assert!(kept.len() <= most.max(4));
            prop_assert!(kept.windows(2).all(|pair| pair[0].at_secs < pair[1].at_secs));
            prop_assert_eq!((kept.first(), kept.last()), (all.first(), all.last()));
            let most_of = |points: &[Point]| points.iter().filter_map(|point| point.value).fold(f64::MIN, f64::max);
            let least_of = |points: &[Point]| points.iter().filter_map(|point| point.value).fold(f64::MAX, f64::min);
            prop_assert!((most_of(&kept) - most_of(&all)).abs() < 1e-12);
            prop_assert!((least_of(&kept) - least_of(&all)).abs() < 1e-12);
        }
    }
}
