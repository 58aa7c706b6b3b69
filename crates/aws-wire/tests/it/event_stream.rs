//! Messages of event streams: those of `vectors/event-stream.json`, and any others read back.

use std::fmt::Write as _;
use std::path::Path;

use ebb_aws_wire::event_stream::{MAX_PAYLOAD, exception, payload_part};
use proptest::prelude::*;
use serde_json::Value;

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").unwrap();
        text
    })
}

#[test]
fn messages_are_those_that_clients_accept() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../vectors/event-stream.json");
    let file: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let text = |case: &Value, member: &str| case[member].as_str().unwrap().to_owned();
    let mut checked = 0;
    for case in file["part_cases"].as_array().unwrap() {
        let message = payload_part(text(case, "payload").as_bytes());
        assert_eq!(hex(&message), text(case, "hex"), "{}", case["id"]);
        checked += 1;
    }
    for case in file["exception_cases"].as_array().unwrap() {
        let message = exception(&text(case, "type"), text(case, "payload").as_bytes());
        assert_eq!(hex(&message), text(case, "hex"), "{}", case["id"]);
        checked += 1;
    }
    assert_eq!(checked, 2);
}

#[test]
fn an_empty_part_is_no_message() {
    assert!(payload_part(b"").is_empty());
}

/// The CRC-32 of IEEE 802.3, bit by bit as its definition has it.
fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| (sum >> 1) ^ (0xedb8_8320 * (sum & 1)))
    })
}

/// Reads messages as a client does, and returns their payloads.
fn payloads(mut bytes: &[u8]) -> Vec<Vec<u8>> {
    let number =
        |bytes: &[u8], at: usize| u32::from_be_bytes(bytes[at..at + 4].try_into().unwrap());
    let mut found = Vec::new();
    while !bytes.is_empty() {
        let total = usize::try_from(number(bytes, 0)).unwrap();
        let headers = usize::try_from(number(bytes, 4)).unwrap();
        let (message, rest) = bytes.split_at(total);
        assert_eq!(number(message, 8), crc32(&message[..8]));
        assert_eq!(number(message, total - 4), crc32(&message[..total - 4]));
        found.push(message[12 + headers..total - 4].to_vec());
        bytes = rest;
    }
    found
}

proptest! {
    #[test]
    fn every_part_can_be_read_back(part in proptest::collection::vec(any::<u8>(), 0..2000)) {
        prop_assert_eq!(payloads(&payload_part(&part)).concat(), part);
    }
}

#[test]
fn a_large_part_is_cut_into_messages_that_clients_take() {
    let part = vec![7_u8; 2 * MAX_PAYLOAD + 1];
    let sizes: Vec<usize> = payloads(&payload_part(&part)).iter().map(Vec::len).collect();
    assert_eq!(sizes, [MAX_PAYLOAD, MAX_PAYLOAD, 1]);
}
