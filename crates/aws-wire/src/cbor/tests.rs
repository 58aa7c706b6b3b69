use ebb_aws_model::Service;
use serde_json::json;

use super::*;

fn bytes(hex: &str) -> Vec<u8> {
    let digits: String = hex.split_whitespace().collect();
    (0..digits.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&digits[at..at + 2], 16).unwrap())
        .collect()
}

#[test]
fn every_legal_encoding_is_read() {
    for (hex, want) in [
        ("", json!({})),
        ("a0", json!({})),
        ("bf ff", json!({})),
        ("a1 61 61 01", json!({"a": 1})),
        ("bf 61 61 01 ff", json!({"a": 1})),
        // A key and a text in chunks.
        ("a1 7f 61 61 61 62 ff 7f 61 63 60 61 64 ff", json!({"ab": "cd"})),
        ("a1 61 61 9f 01 02 ff", json!({"a": [1, 2]})),
        ("a1 61 61 82 01 9f ff", json!({"a": [1, []]})),
        // Integers wider than they need to be, the largest, and one that no integer type holds.
        ("a1 61 61 1b 0000000000000001", json!({"a": 1})),
        ("a1 61 61 1b ffffffffffffffff", json!({"a": 18_446_744_073_709_551_615_u64})),
        ("a1 61 61 3b 7fffffffffffffff", json!({"a": i64::MIN})),
        ("a1 61 61 3b ffffffffffffffff", json!({"a": -18_446_744_073_709_551_616.0})),
        // Half, single and double floats; those that JSON lacks.
        ("a1 61 61 f9 3e00", json!({"a": 1.5})),
        ("a1 61 61 fa 3fc00000", json!({"a": 1.5})),
        ("a1 61 61 fb 3ff8000000000000", json!({"a": 1.5})),
        ("a1 61 61 f9 7e00", json!({"a": "NaN"})),
        ("a1 61 61 f9 7c00", json!({"a": "Infinity"})),
        ("a1 61 61 fb fff0000000000000", json!({"a": "-Infinity"})),
        // Times: an integer, a half float, a double.
        ("a1 61 61 c1 1a 5f5e1000", json!({"a": 1_600_000_000})),
        ("a1 61 61 c1 f9 3e00", json!({"a": 1.5})),
        ("a1 61 61 c1 fb 41d7d78400000000", json!({"a": 1_600_000_000.0})),
        ("a1 61 61 42 0102", json!({"a": "AQI="})),
        ("a1 61 61 5f 41 01 41 02 ff", json!({"a": "AQI="})),
        ("a3 61 61 f6 61 62 f7 61 63 f5", json!({"a": null, "b": null, "c": true})),
    ] {
        assert_eq!(read(&bytes(hex)).unwrap(), want, "{hex}");
    }
}

#[test]
fn what_is_not_cbor_is_refused() {
    for hex in [
        "a1",
        "a1 61",
        "a1 61 61",
        "bf 61 61 01",
        "a1 01 01",
        "ff",
        "a1 61 61 ff",
        "a0 a0",
        "1c",
        "a1 61 61 f0",
        "a1 61 61 62 ff ff",
        // A list and a text that announce more than any memory has.
        "9b ffffffffffffffff",
        "7b ffffffffffffffff 61",
        "bb 7fffffffffffffff 61 61",
    ] {
        let error = read(&bytes(hex)).unwrap_err();
        assert_eq!(error.code(), "SerializationException", "{hex}");
    }
}

#[test]
fn depth_and_size_are_bounded() {
    for byte in [0x81, 0x9f, 0xc1, 0xd8] {
        assert!(read(&vec![byte; 1_000_000]).is_err());
    }
    let nested = |depth: usize| [vec![0x81; depth], vec![0x01]].concat();
    assert!(read(&nested(63)).is_ok());
    assert!(read(&nested(64)).is_err());
    let long = |count: usize| [vec![0x9f], vec![0x01; count], vec![0xff]].concat();
    assert!(read(&long(crate::MAX_VALUES - 1)).is_ok());
    assert!(read(&long(crate::MAX_VALUES)).is_err());
}

#[test]
fn answers_look_as_those_of_aws() {
    let shape = Service::CloudWatch.operation("GetMetricStatistics").unwrap().output.unwrap();
    let value = json!({"Datapoints": [{"Timestamp": 1_600_000_000, "Average": 2}], "Label": null});
    let want = bytes(
        "bf 6a 44617461706f696e7473 9f
            bf 69 54696d657374616d70 c1 fb 41d7d78400000000 67 41766572616765 fb 4000000000000000 ff
         ff ff",
    );
    assert_eq!(write(shape, &value), want);
}
