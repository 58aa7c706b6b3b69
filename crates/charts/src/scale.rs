//! From data to places.

/// A span of time in seconds. Invariant: it has a length.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Span {
    from_secs: f64,
    to_secs: f64,
}

impl Span {
    /// From one to another; a second where there would be no length.
    pub const fn new(from_secs: f64, to_secs: f64) -> Self {
        let to_secs = if from_secs < to_secs { to_secs } else { from_secs + 1.0 };
        Self { from_secs, to_secs }
    }

    /// Its begin.
    pub fn from_secs(self) -> f64 {
        self.from_secs
    }

    /// Its end.
    pub fn to_secs(self) -> f64 {
        self.to_secs
    }

    /// Its length.
    pub fn length_secs(self) -> f64 {
        self.to_secs - self.from_secs
    }

    /// Where an instant lies, in percent of it.
    pub(crate) fn percent(self, at_secs: f64) -> f64 {
        (at_secs - self.from_secs) / self.length_secs() * 100.0
    }
}

/// Values from the bottom of a plot to its top. Invariant: `low < high`.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) struct Values {
    pub(crate) low: f64,
    pub(crate) high: f64,
}

impl Values {
    /// From zero, or from the least if that is below, to the next round number beyond the most.
    pub(crate) fn around(values: impl Iterator<Item = f64>, about: u32, whole: bool) -> Self {
        let finite = values.filter(|value| value.is_finite());
        let (low, high) =
            finite.fold((0.0_f64, 0.0_f64), |(low, high), value| (low.min(value), high.max(value)));
        let high = if low < high { high } else { low + 1.0 };
        let step = crate::ticks::step(low, high, about, whole);
        Self {
            low: (low / step + 1e-9).floor() * step,
            high: (high / step - 1e-9).ceil() * step + 0.0,
        }
    }

    /// Logarithms of ten, to whole decades around all values that have one.
    pub(crate) fn decades(values: impl Iterator<Item = f64>) -> Self {
        let logs = values.filter(|value| value.is_finite() && *value > 0.0).map(f64::log10);
        let ends = logs.fold(None, |ends: Option<(f64, f64)>, log| {
            Some(ends.map_or((log, log), |(low, high)| (low.min(log), high.max(log))))
        });
        let (low, high) = ends.unwrap_or((0.0, 1.0));
        let (low, high) = ((low + 1e-9).floor(), (high - 1e-9).ceil());
        Self { low, high: if low < high { high } else { low + 1.0 } }
    }

    /// How far below the top a value lies, as a share of the height; what lies outside is at the edge.
    pub(crate) fn down(self, value: f64) -> f64 {
        ((self.high - value) / (self.high - self.low)).clamp(0.0, 1.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_end_at_round_numbers() {
        let of = |values: &[f64]| Values::around(values.iter().copied(), 4, false);
        assert_eq!(of(&[3.0, 17.2]), Values { low: 0.0, high: 20.0 });
        assert_eq!(of(&[]), Values { low: 0.0, high: 1.0 });
        assert_eq!(of(&[-3.0, f64::NAN]), Values { low: -3.0, high: 0.0 });
        assert!((of(&[8.0]).down(4.0) - 0.5).abs() < 1e-9);
        assert_eq!(Values::decades([0.0, 0.05, 30.0].into_iter()), Values { low: -2.0, high: 2.0 });
        assert_eq!(Values::decades([100.0].into_iter()), Values { low: 2.0, high: 3.0 });
        assert!(of(&[8.0]).down(99.0).abs() < 1e-9, "above the top is at the top");
    }

    #[test]
    fn a_span_has_a_length() {
        let span = Span::new(5.0, 5.0);
        assert!((span.length_secs() - 1.0).abs() < 1e-12);
        assert!((Span::new(0.0, 200.0).percent(50.0) - 25.0).abs() < 1e-12);
    }
}
