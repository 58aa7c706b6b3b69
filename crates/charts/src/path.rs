//! Paths of SVG in the units of the data: seconds to the right, values upwards, which is negative in SVG.

use crate::number::coordinate;
use crate::scale::Span;
use crate::series::Point;

/// A path that goes from step to step.
pub(crate) fn steps(points: &[Point], span: Span) -> String {
    walk(
        points,
        span,
        |path, at_secs, value| {
            path.push_str(&format!("M{} {}", x(at_secs), y(value)));
        },
        |_, _| {},
    )
}

/// The same with its sides down to zero: what lies below can be filled. Only the sides are lines to a place, so that a
/// reader can tell them from steps to zero.
pub(crate) fn area(points: &[Point], span: Span) -> String {
    walk(
        points,
        span,
        |path, at_secs, value| {
            path.push_str(&format!("M{0} 0L{0} {1}", x(at_secs), y(value)));
        },
        |path, at_secs| path.push_str(&format!("L{} 0", x(at_secs))),
    )
}

/// Rectangles of full height, one for each span.
pub(crate) fn bars(spans: &[(f64, f64)], top: f64, bottom: f64) -> String {
    let mut path = String::with_capacity(spans.len() * 32);
    for (from_secs, to_secs) in spans {
        path.push_str(&format!(
            "M{} {}H{}V{}H{}Z",
            x(*from_secs),
            coordinate(top),
            x(*to_secs),
            coordinate(bottom),
            x(*from_secs)
        ));
    }
    path
}

fn walk(
    points: &[Point],
    span: Span,
    begin: impl Fn(&mut String, f64, f64),
    end: impl Fn(&mut String, f64),
) -> String {
    let mut path = String::with_capacity(points.len() * 12);
    let mut open: Option<f64> = None;
    for point in points {
        let at_secs = point.at_secs.clamp(span.from_secs(), span.to_secs());
        match (open, point.value.filter(|value| value.is_finite())) {
            (None, Some(value)) => {
                begin(&mut path, at_secs, value);
                open = Some(value);
            }
            // A value that stays needs no point.
            (Some(before), Some(value)) if y(before) == y(value) => {}
            (Some(_), Some(value)) => {
                path.push_str(&format!("H{}V{}", x(at_secs), y(value)));
                open = Some(value);
            }
            (Some(_), None) => {
                path.push_str(&format!("H{}", x(at_secs)));
                end(&mut path, at_secs);
                open = None;
            }
            (None, None) => {}
        }
    }
    if open.is_some() {
        path.push_str(&format!("H{}", x(span.to_secs())));
        end(&mut path, span.to_secs());
    }
    path
}

/// Hundredths of a second, on which nothing hangs.
fn x(secs: f64) -> String {
    let text = format!("{secs:.2}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn y(value: f64) -> String {
    coordinate(-value)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SPAN: Span = Span::new(0.0, 100.0);

    #[test]
    fn a_value_holds_until_the_next() {
        let points = [
            Point::new(0.0, 1.0),
            Point::new(20.0, 3.5),
            Point::new(40.0, 3.5),
            Point::new(60.255, 0.0),
        ];
        assert_eq!(steps(&points, SPAN), "M0 -1H20V-3.5H60.26V0H100");
        assert_eq!(area(&points, SPAN), "M0 0L0 -1H20V-3.5H60.26V0H100L100 0");
        assert_eq!(steps(&[], SPAN), "");
    }

    #[test]
    fn gaps_part_a_path() {
        let gap = |at_secs| Point { at_secs, value: None };
        let points = [gap(0.0), Point::new(10.0, 2.0), gap(30.0), gap(40.0), Point::new(50.0, 1.0)];
        assert_eq!(steps(&points, SPAN), "M10 -2H30M50 -1H100");
        assert_eq!(area(&points, SPAN), "M10 0L10 -2H30L30 0M50 0L50 -1H100L100 0");
    }

    #[test]
    fn what_is_no_number_is_a_gap() {
        let points = [Point::new(0.0, 1.0), Point::new(10.0, f64::NAN)];
        assert_eq!(steps(&points, SPAN), "M0 -1H10");
    }
}
