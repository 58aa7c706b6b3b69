//! FILL: values for periods that have none.

use super::series::{Series, Value, finite};

/// What missing points are filled with.
pub(super) enum Filling {
    /// A number, or what another series has there.
    With(Value),
    /// The last point before.
    Repeat,
    /// On a line between the points around.
    Linear,
}

/// Rule cw.math.fill: REPEAT knows nothing before the first point, LINEAR nothing outside the first and the last.
/// <https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html>
pub(super) fn fill(mut series: Series, filling: &Filling) -> Series {
    match filling {
        Filling::With(Value::Scalar(number)) => {
            for value in &mut series.values {
                *value = value.or(*number);
            }
        }
        Filling::With(Value::Series(other)) => {
            for (value, other) in series.values.iter_mut().zip(&other.values) {
                *value = value.or(*other);
            }
        }
        Filling::With(Value::Array(_)) => {}
        Filling::Repeat => {
            let mut last = None;
            for value in &mut series.values {
                *value = value.or(last);
                last = *value;
            }
        }
        Filling::Linear => linear(&mut series.values),
    }
    series
}

#[expect(clippy::cast_precision_loss, reason = "numbers of periods are far below 2^53")]
fn linear(values: &mut [Option<f64>]) {
    let mut before: Option<(usize, f64)> = None;
    for index in 0..values.len() {
        let Some(here) = values[index] else { continue };
        if let Some((from, start)) = before {
            let step = (here - start) / (index - from) as f64;
            for (offset, value) in values[from + 1..index].iter_mut().enumerate() {
                *value = finite(start + step * (offset + 1) as f64);
            }
        }
        before = Some((index, here));
    }
}
