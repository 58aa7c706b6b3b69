//! One spelling for documents that mean the same.

use serde_json::{Map, Number, Value};

use crate::{Kind, Shape};

/// Brings a document to one spelling, guided by the shape: members that are unknown or null are
/// dropped, integral numbers of integer members become integers (`5.0` → `5`), numbers of
/// floating-point and time members become floating-point (`5` → `5.0`). What does not fit the shape
/// stays as it is, for [`validate`](crate::validate) to name.
pub fn canonicalize(shape: &Shape, value: &mut Value) {
    match (&shape.kind, value) {
        (Kind::Structure(structure), Value::Object(object)) => {
            let mut kept = Map::new();
            for (name, mut inner) in std::mem::take(object) {
                if let (Some(member), false) = (structure.member(&name), inner.is_null()) {
                    canonicalize(member.shape, &mut inner);
                    kept.insert(name, inner);
                }
            }
            *object = kept;
        }
        (Kind::List(list), Value::Array(items)) => {
            items.iter_mut().for_each(|item| canonicalize(list.item, item));
        }
        (Kind::Map(map), Value::Object(entries)) => {
            entries.values_mut().for_each(|inner| canonicalize(map.value, inner));
        }
        (Kind::Integer(_) | Kind::Long(_), Value::Number(number)) => {
            if let Some(integer) = number.as_f64().filter(|_| number.is_f64()).and_then(integral) {
                *number = integer.into();
            }
        }
        (Kind::Float(_) | Kind::Double(_) | Kind::Timestamp, Value::Number(number)) => {
            if let Some(double) = number.as_f64().and_then(Number::from_f64) {
                *number = double;
            }
        }
        _ => {}
    }
}

/// The integer that a double is, if it is one that a double holds exactly.
fn integral(number: f64) -> Option<i64> {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    let fits = number.fract() == 0.0 && number.abs() <= EXACT;
    #[expect(clippy::cast_possible_truncation, reason = "integral and at most 2^53")]
    fits.then_some(number as i64)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::Service;

    #[test]
    fn documents_that_mean_the_same_become_equal() {
        let shape = Service::CloudWatch.operation("PutMetricAlarm").unwrap().input.unwrap();
        let mut value = json!({
            "AlarmName": "a", "Period": 60.0, "Threshold": 1, "Unit": null, "Made": {"up": 1},
            "Dimensions": [{"Name": "n", "Value": "v", "Extra": 1}],
        });
        canonicalize(shape, &mut value);
        let want = json!({
            "AlarmName": "a", "Period": 60, "Threshold": 1.0,
            "Dimensions": [{"Name": "n", "Value": "v"}],
        });
        assert_eq!(value, want);
        let once = value.clone();
        canonicalize(shape, &mut value);
        assert_eq!(value, once);
    }

    #[test]
    fn what_does_not_fit_stays() {
        let shape = Service::CloudWatch.operation("PutMetricAlarm").unwrap().input.unwrap();
        let value =
            json!({"AlarmName": 7, "Period": 1e300, "Threshold": "NaN", "Dimensions": {"a": 1}});
        let mut canonical = value.clone();
        canonicalize(shape, &mut canonical);
        assert_eq!(canonical, value);
    }
}
