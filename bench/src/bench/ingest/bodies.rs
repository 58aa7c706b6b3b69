//! The same data in the three forms. A value has a fraction, so that no form is spared its digits.

use std::fmt::Write as _;
use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::json;

/// A minute ago, as the data of a client that collects them are.
fn timestamp_s() -> u64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    now.as_secs().saturating_sub(60)
}

fn value(id: usize) -> f64 {
    crate::sample::number(id) + 0.625
}

pub(super) fn json(ids: &[usize]) -> Vec<u8> {
    let at = timestamp_s();
    let datum = |id: &usize| {
        json!({
            "MetricName": "Latency",
            "Dimensions": [{ "Name": "Host", "Value": format!("host-{id:04}") }],
            "Timestamp": at,
            "Value": value(*id),
            "Unit": "Milliseconds",
        })
    };
    let data: Vec<_> = ids.iter().map(datum).collect();
    json!({ "Namespace": "Bench/Ingest", "MetricData": data }).to_string().into_bytes()
}

pub(super) fn text(ids: &[usize]) -> Vec<u8> {
    let at = timestamp_s() * 1000;
    let mut text = String::new();
    for id in ids {
        let value = value(*id);
        let _ = writeln!(
            text,
            "Latency{{namespace=\"Bench/Ingest\",Host=\"host-{id:04}\"}} {value} {at}"
        );
    }
    text.into_bytes()
}

/// As the SDKs write it: lengths in front, times under tag 1.
pub(super) fn cbor(ids: &[usize]) -> Vec<u8> {
    const MAP: u8 = 5 << 5;
    const LIST: u8 = 4 << 5;
    let mut body = Vec::new();
    head(&mut body, MAP, 2);
    string(&mut body, "Namespace");
    string(&mut body, "Bench/Ingest");
    string(&mut body, "MetricData");
    head(&mut body, LIST, ids.len());
    for id in ids {
        head(&mut body, MAP, 5);
        string(&mut body, "MetricName");
        string(&mut body, "Latency");
        string(&mut body, "Dimensions");
        head(&mut body, LIST, 1);
        head(&mut body, MAP, 2);
        string(&mut body, "Name");
        string(&mut body, "Host");
        string(&mut body, "Value");
        string(&mut body, &format!("host-{id:04}"));
        string(&mut body, "Timestamp");
        body.push(0xc1);
        double(&mut body, timestamp_s().to_string().parse().unwrap_or_default());
        string(&mut body, "Value");
        double(&mut body, value(*id));
        string(&mut body, "Unit");
        string(&mut body, "Milliseconds");
    }
    body
}

/// The head of an item: its kind and a length below 65536.
fn head(body: &mut Vec<u8>, kind: u8, length: usize) {
    let [high, low] = u16::try_from(length).unwrap_or(u16::MAX).to_be_bytes();
    match (high, low) {
        (0, 0..24) => body.push(kind | low),
        (0, _) => body.extend([kind | 24, low]),
        _ => body.extend([kind | 25, high, low]),
    }
}

fn string(body: &mut Vec<u8>, text: &str) {
    head(body, 3 << 5, text.len());
    body.extend_from_slice(text.as_bytes());
}

fn double(body: &mut Vec<u8>, value: f64) {
    body.push(0xfb);
    body.extend(value.to_be_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heads_are_as_short_as_they_can_be() {
        let mut body = Vec::new();
        for length in [1, 23, 24, 255, 256, 1000] {
            head(&mut body, 4 << 5, length);
        }
        assert_eq!(body, [0x81, 0x97, 0x98, 24, 0x98, 255, 0x99, 1, 0, 0x99, 3, 232]);
    }
}
