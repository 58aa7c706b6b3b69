//! The datapoints of an evaluation.

use std::fmt;
use std::ops::Deref;

/// Datapoints, oldest first; a gap between two of them is `None`. Nearly always there is one, which needs no list.
#[derive(Clone, Default)]
pub struct Points(Kept);

#[derive(Clone, Default)]
enum Kept {
    #[default]
    None,
    One(Option<f64>),
    #[expect(
        clippy::box_collection,
        reason = "a list has three words, and there are a million of the others"
    )]
    Several(Box<Vec<Option<f64>>>),
}

impl Points {
    /// Without the newest.
    #[must_use]
    pub fn without_newest(mut self) -> Self {
        match &mut self.0 {
            Kept::None | Kept::One(_) => Self::default(),
            Kept::Several(all) => {
                all.pop();
                std::mem::take(&mut **all).into()
            }
        }
    }
}

impl From<Vec<Option<f64>>> for Points {
    fn from(mut points: Vec<Option<f64>>) -> Self {
        Self(match points[..] {
            [] => Kept::None,
            [only] => Kept::One(only),
            _ => {
                points.shrink_to_fit();
                Kept::Several(Box::new(points))
            }
        })
    }
}

impl FromIterator<Option<f64>> for Points {
    fn from_iter<I: IntoIterator<Item = Option<f64>>>(points: I) -> Self {
        let mut points = points.into_iter();
        let (first, second) = (points.next(), points.next());
        match (first, second) {
            (Some(only), None) => Self(Kept::One(only)),
            _ => first.into_iter().chain(second).chain(points).collect::<Vec<_>>().into(),
        }
    }
}

impl Deref for Points {
    type Target = [Option<f64>];

    fn deref(&self) -> &[Option<f64>] {
        match &self.0 {
            Kept::None => &[],
            Kept::One(only) => std::slice::from_ref(only),
            Kept::Several(all) => all,
        }
    }
}

impl fmt::Debug for Points {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

impl PartialEq for Points {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_point_needs_no_list() {
        assert!(size_of::<Points>() <= 16);
        for points in [vec![], vec![None], vec![Some(1.0)], vec![Some(1.0), None, Some(2.0)]] {
            let kept = Points::from(points.clone());
            assert_eq!(*kept, points[..]);
            assert_eq!(points.iter().copied().collect::<Points>(), kept);
            let fewer = &points[..points.len().saturating_sub(1)];
            assert_eq!(*kept.without_newest(), *fewer);
        }
    }
}
