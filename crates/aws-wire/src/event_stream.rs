//! Messages of `application/vnd.amazon.eventstream`, as a runtime sends them.
//!
//! Rule sagemaker.stream.frames: total length, length of the headers and a checksum of both; headers; payload; a
//! checksum of everything before it.
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/RESTSelectObjectAppendix.html>
//!
//! ```text
//! u32 total | u32 headers | u32 CRC-32 | headers … | payload … | u32 CRC-32     all big endian
//! header: u8 length, name, u8 7 (a string), u16 length, value
//! ```

use bytes::{BufMut as _, Bytes, BytesMut};
use flate2::Crc;

/// Content type of a body that consists of messages.
pub const CONTENT_TYPE: &str = "application/vnd.amazon.eventstream";

/// Payload of a message at most: clients refuse messages of more than 16 MiB, and SageMaker's own parts stay under
/// one. What a model writes at once is hardly ever above this.
pub const MAX_PAYLOAD: usize = 512 << 10;

/// Total length, length of the headers, their checksum.
const PRELUDE: usize = 12;
const CHECKSUM: usize = 4;
/// The type of a header whose value is a string.
const STRING: u8 = 7;

/// The headers of a `PayloadPart`, encoded once: every part of every stream begins with the same ones.
const PART_HEADERS: &[u8] = b"\x0b:event-type\x07\x00\x0bPayloadPart\
    \x0d:content-type\x07\x00\x18application/octet-stream\
    \x0d:message-type\x07\x00\x05event";

/// One part of a model's response, in as few messages as [`MAX_PAYLOAD`] allows; none for an empty part.
pub fn payload_part(part: &[u8]) -> Bytes {
    let parts = part.chunks(MAX_PAYLOAD);
    let overhead = PRELUDE + PART_HEADERS.len() + CHECKSUM;
    let mut out = BytesMut::with_capacity(part.len() + parts.len() * overhead);
    for part in parts {
        message(&mut out, PART_HEADERS, part);
    }
    out.freeze()
}

/// The error that ends a stream after its first byte. `payload` is JSON.
pub fn exception(exception_type: &str, payload: &[u8]) -> Bytes {
    let mut headers = BytesMut::with_capacity(96 + exception_type.len());
    for (name, value) in [
        (":message-type", "exception"),
        (":exception-type", exception_type),
        (":content-type", "application/json"),
    ] {
        header(&mut headers, name, value);
    }
    let payload = &payload[..payload.len().min(MAX_PAYLOAD)];
    let mut out = BytesMut::with_capacity(PRELUDE + headers.len() + payload.len() + CHECKSUM);
    message(&mut out, &headers, payload);
    out.freeze()
}

/// Names and values are ours and short; a longer one would be cut rather than break the message.
fn header(out: &mut BytesMut, name: &str, value: &str) {
    let name = &name.as_bytes()[..name.len().min(usize::from(u8::MAX))];
    let value = &value.as_bytes()[..value.len().min(usize::from(u16::MAX))];
    out.put_u8(u8::try_from(name.len()).unwrap_or(u8::MAX));
    out.put_slice(name);
    out.put_u8(STRING);
    out.put_u16(u16::try_from(value.len()).unwrap_or(u16::MAX));
    out.put_slice(value);
}

fn message(out: &mut BytesMut, headers: &[u8], payload: &[u8]) {
    let number = |length: usize| u32::try_from(length).unwrap_or(u32::MAX);
    let begin = out.len();
    out.put_u32(number(PRELUDE + headers.len() + payload.len() + CHECKSUM));
    out.put_u32(number(headers.len()));
    let mut sum = Crc::new();
    sum.update(&out[begin..]);
    out.put_u32(sum.sum());
    out.put_slice(headers);
    out.put_slice(payload);
    // The second checksum covers the first one too.
    sum.update(&out[begin + PRELUDE - CHECKSUM..]);
    out.put_u32(sum.sum());
}
