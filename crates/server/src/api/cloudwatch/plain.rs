//! The short way for PutMetricData: most of all calls, with up to a thousand data each.
//!
//! It reads what is certain to be right: the members that clients send every day, with values that break no rule. For
//! anything else it gives `None`, and the call goes the long way ([`super::data`]), which knows every rule and what to say.
//! So it may be stricter than the rules, never laxer; the tests hold it against the long way.

use std::borrow::Cow;

use ebb_aws_model::EpochSeconds;
use ebb_aws_wire::{Call, decode_plain};
use ebb_decide::metric::{Datum, Resolution, Samples};
use ebb_units::{SharedTexts, Timestamp, Unit};
use http::HeaderMap;
use serde::Deserialize;

use super::data::{MOST_DATA, MOST_DIMENSIONS, MOST_VALUES, is_in_range, is_printable, is_recent};
use super::repeated;
use crate::api::wire::instant;

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "PascalCase")]
struct Input<'b> {
    #[serde(borrow)]
    namespace: Cow<'b, str>,
    #[serde(borrow)]
    metric_data: Vec<PlainDatum<'b>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "PascalCase")]
struct PlainDatum<'b> {
    #[serde(borrow)]
    metric_name: Cow<'b, str>,
    #[serde(borrow, default)]
    dimensions: Vec<PlainDimension<'b>>,
    timestamp: Option<f64>,
    value: Option<f64>,
    #[serde(default)]
    values: Vec<f64>,
    #[serde(default)]
    counts: Vec<f64>,
    #[serde(borrow)]
    unit: Option<Cow<'b, str>>,
    storage_resolution: Option<u8>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "PascalCase")]
struct PlainDimension<'b> {
    #[serde(borrow)]
    name: Cow<'b, str>,
    #[serde(borrow)]
    value: Cow<'b, str>,
}

/// The data of a call, when it is one of PutMetricData and nothing about it is unusual.
pub(super) fn read(
    call: &Call,
    headers: &HeaderMap,
    body: &[u8],
    now: Timestamp,
) -> Option<Vec<Datum>> {
    let Input { namespace, metric_data } = decode_plain(call, headers, body)?;
    let fits = is_name(&namespace, 255)
        && !namespace.starts_with("AWS/")
        && (1..=MOST_DATA).contains(&metric_data.len());
    if !fits {
        return None;
    }
    let mut texts = SharedTexts::default();
    metric_data.into_iter().map(|datum| datum.read(&namespace, now, &mut texts)).collect()
}

impl PlainDatum<'_> {
    /// `texts` are those of the data before it: most of a call have all but their values in common.
    fn read(self, namespace: &str, now: Timestamp, texts: &mut SharedTexts) -> Option<Datum> {
        let fits = is_name(&self.metric_name, 255)
            && self.dimensions.len() <= MOST_DIMENSIONS
            && self.dimensions.iter().all(|it| is_name(&it.name, 255) && is_name(&it.value, 1024));
        let names = self.dimensions.iter().map(|dimension| dimension.name.as_ref());
        if !fits || (self.dimensions.len() > 1 && repeated(names)) {
            return None;
        }
        let at = match self.timestamp {
            Some(seconds) => {
                instant(EpochSeconds(seconds)).ok().filter(|at| is_recent(*at, now))?
            }
            None => now,
        };
        let pairs = self.dimensions.iter().map(|it| (it.name.as_ref(), it.value.as_ref()));
        Some(Datum {
            metric: texts.metric(namespace, &self.metric_name, pairs),
            unit: self.unit.as_ref().map_or(Some(Unit::None), |unit| unit.parse().ok())?,
            at,
            resolution: match self.storage_resolution {
                None | Some(60) => Resolution::OneMinute,
                Some(1) => Resolution::OneSecond,
                Some(_) => return None,
            },
            samples: Samples::Values(self.samples()?),
        })
    }

    fn samples(self) -> Option<Vec<(f64, f64)>> {
        let Self { value, values, counts, .. } = self;
        if let Some(value) = value {
            let alone = values.is_empty() && is_in_range(value);
            return alone.then(|| vec![(value, 1.0)]);
        }
        let fits = (1..=MOST_VALUES).contains(&values.len())
            && (counts.is_empty() || counts.len() == values.len())
            && values.iter().all(|value| is_in_range(*value))
            && counts.iter().all(|count| *count >= 0.0 && is_in_range(*count));
        let counts = counts.into_iter().chain(std::iter::repeat(1.0));
        fits.then(|| values.into_iter().zip(counts).collect())
    }
}

/// Whether a text is one that every rule on names lets through.
fn is_name(text: &str, longest: usize) -> bool {
    // Printable ASCII: as many characters as bytes.
    (1..=longest).contains(&text.len())
        && is_printable(text)
        && !text.starts_with(':')
        && !text.trim().is_empty()
}

#[cfg(test)]
mod tests {
    use ebb_aws_model::Service;
    use ebb_aws_model::cloudwatch as model;
    use ebb_aws_wire::Protocol;
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::*;
    use crate::api::cloudwatch::data;

    fn now() -> Timestamp {
        "2026-11-20T10:00:00Z".parse().unwrap()
    }

    fn call(protocol: Protocol) -> Call {
        let service = Service::CloudWatch;
        let operation = service.operation("PutMetricData").unwrap();
        Call { service, operation, protocol, query_mode: false }
    }

    fn short(document: &Value) -> Option<Vec<Datum>> {
        let body = document.to_string();
        read(&call(Protocol::Json10), &HeaderMap::new(), body.as_bytes(), now())
    }

    fn long(document: &Value) -> Option<Vec<Datum>> {
        let shape = call(Protocol::Json10).operation.input.unwrap();
        let input: model::PutMetricDataInput =
            ebb_aws_model::parse(shape, document.clone()).ok()?;
        data::read(input, now()).ok()
    }

    /// Any one of these, and now and then nothing.
    fn one_of(values: &[Value]) -> impl Strategy<Value = Value> + use<> {
        let values: Vec<Value> = values.iter().cloned().chain([Value::Null]).collect();
        proptest::sample::select(values)
    }

    fn texts() -> impl Strategy<Value = Value> {
        one_of(&[
            json!("a"),
            json!("b c"),
            json!(""),
            json!(" "),
            json!(":a"),
            json!("AWS/x"),
            json!("\u{e9}"),
            json!("a\n"),
            json!("x".repeat(256)),
            json!(7),
        ])
    }

    fn numbers() -> impl Strategy<Value = Value> {
        one_of(&[
            json!(0),
            json!(1.5),
            json!(-2),
            json!(1e300),
            json!(1e-200),
            json!("NaN"),
            json!("1"),
        ])
    }

    fn datum() -> impl Strategy<Value = Value> {
        let dimension =
            (texts(), texts()).prop_map(|(name, value)| json!({ "Name": name, "Value": value }));
        let list = || {
            prop_oneof![
                Just(Value::Null),
                prop::collection::vec(numbers(), 0..3).prop_map(Value::from)
            ]
        };
        let times = one_of(&[
            json!(1_795_168_800),
            json!(1_795_168_000.25),
            json!(0),
            json!(1e18),
            json!("x"),
        ]);
        let units = one_of(&[json!("Count"), json!("Bytes/Second"), json!("count")]);
        let resolutions = one_of(&[json!(1), json!(60), json!(60.0), json!(7), json!(-1)]);
        let more = one_of(&[json!({ "SampleCount": 1, "Sum": 1, "Minimum": 1, "Maximum": 1 })]);
        (
            (texts(), prop::collection::vec(dimension, 0..3), times, numbers()),
            (list(), list(), units, resolutions, prop_oneof![3 => Just(Value::Null), 1 => more]),
        )
            .prop_map(|((name, dimensions, at, value), (values, counts, unit, resolution, set))| {
                let mut datum = json!({
                    "MetricName": name, "Dimensions": dimensions, "Timestamp": at, "Value": value,
                    "Values": values, "Counts": counts, "Unit": unit, "StorageResolution": resolution,
                    "StatisticValues": set,
                });
                // Most clients leave out what they do not say.
                datum.as_object_mut().unwrap().retain(|_, value| !value.is_null());
                datum
            })
    }

    proptest! {
        #[test]
        fn what_goes_the_short_way_ends_as_on_the_long_one(
            namespace in texts(),
            data in prop::collection::vec(datum(), 0..3),
        ) {
            let document = json!({ "Namespace": namespace, "MetricData": data });
            if let Some(data) = short(&document) {
                prop_assert_eq!(Some(data), long(&document));
            }
        }
    }

    #[test]
    fn what_clients_send_every_day_goes_the_short_way() {
        let plain = json!({ "MetricName": "m", "Value": 1 });
        let full = json!({
            "MetricName": "Latency", "Timestamp": 1_795_168_800.5, "Unit": "Milliseconds",
            "Dimensions": [{ "Name": "b", "Value": "2" }, { "Name": "a", "Value": "1" }],
            "Values": [1.0, 2], "Counts": [1, 3.0], "StorageResolution": 1,
        });
        let document = json!({ "Namespace": "My/App", "MetricData": [plain, full] });
        let data = short(&document);
        assert_eq!(data.as_ref().map(Vec::len), Some(2));
        assert_eq!(data, long(&document));
    }

    #[test]
    fn all_encodings_of_cbor_that_are_plain_are_read() {
        // {"Namespace": "N", "MetricData": [_ {_ "MetricName": "m", "Value": 1.5 as half, "Timestamp": 1(1795168800)}]}
        let body = b"\xa2\x69Namespace\x61N\x6aMetricData\x9f\xbf\x6aMetricName\x61m\x65Value\xf9\x3e\x00\x69Timestamp\xc1\x1a\x6b\x00\x1a\x20\xff\xff";
        let data = read(&call(Protocol::Cbor), &HeaderMap::new(), body, now()).unwrap();
        let want = json!({
            "Namespace": "N",
            "MetricData": [{ "MetricName": "m", "Value": 1.5, "Timestamp": 1_795_168_800 }],
        });
        assert_eq!(Some(data), long(&want));
        let more = [body.as_slice(), b"\x00"].concat();
        assert_eq!(read(&call(Protocol::Cbor), &HeaderMap::new(), &more, now()), None);
        for cut in 0..body.len() {
            assert_eq!(read(&call(Protocol::Cbor), &HeaderMap::new(), &body[..cut], now()), None);
        }
    }
}
