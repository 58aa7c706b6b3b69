//! `aws-chunked`: the framing that the SDKs put around a body to send a checksum after it.
//!
//! ```text
//! 400;chunk-signature=…\r\n  <1024 bytes>  \r\n  0\r\n  x-amz-checksum-crc32:…\r\n  \r\n
//! ```
//!
//! Signed and unsigned, with and without trailers. Signatures are checked when whoever looked at the request's own
//! signature says how; its caller takes nothing for good before the end.
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html>

use bytes::{Buf as _, Bytes};
use ebb_aws_wire::sigv4::ChunkChain;

/// The longest line with a chunk's size or a trailer.
const MAX_LINE_BYTES: usize = 4096;
/// The most trailers: one checksum and one signature are usual.
const MAX_TRAILERS: usize = 16;

/// Why a body is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(super) enum ChunkError {
    #[error("the body is not well-formed aws-chunked")]
    Malformed,
    #[error("the signature of a chunk or of the trailers does not match")]
    Signature,
}

/// Takes the framing off, piece by piece.
#[derive(Debug, Default)]
pub(super) struct Decoder {
    state: State,
    line: Vec<u8>,
    trailers: Vec<(String, String)>,
    /// There when signatures are to be checked.
    chain: Option<ChunkChain>,
    /// The signature of the present chunk.
    signature: String,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
enum State {
    /// In the line with the size of the next chunk.
    #[default]
    Size,
    /// In a chunk with this many bytes to come.
    Data(u64),
    /// In the line end after a chunk.
    AfterData,
    /// After the last chunk.
    Trailers,
    Done,
}

impl Decoder {
    pub(super) fn new(chain: Option<ChunkChain>) -> Self {
        Self { chain, ..Self::default() }
    }

    /// Takes the next piece of content off the front of `input`. `None` when `input` is used up.
    pub(super) fn decode(&mut self, input: &mut Bytes) -> Result<Option<Bytes>, ChunkError> {
        while !input.is_empty() {
            if let State::Data(left) = self.state {
                let take = usize::try_from(left).map_or(input.len(), |left| left.min(input.len()));
                let left = left - take as u64;
                self.state = if left == 0 { State::AfterData } else { State::Data(left) };
                let piece = input.split_to(take);
                if let Some(chain) = &mut self.chain {
                    chain.update(&piece);
                }
                if left == 0 {
                    self.check_chunk()?;
                }
                return Ok(Some(piece));
            }
            if self.state == State::Done {
                // Some signers put an empty line or a signature after the end; it says nothing about the content.
                self.trailing(input)?;
            } else if let Some(line) = self.take_line(input)? {
                self.read(&line)?;
            }
        }
        Ok(None)
    }

    /// The trailers, names in lower case.
    ///
    /// # Errors
    /// [`ChunkError`] when the last chunk was not seen: the content may be cut short.
    pub(super) fn finish(mut self) -> Result<Vec<(String, String)>, ChunkError> {
        match self.state {
            State::Trailers | State::Done => {
                self.check_trailers()?;
                Ok(self.trailers)
            }
            State::Size | State::Data(_) | State::AfterData => Err(ChunkError::Malformed),
        }
    }

    fn read(&mut self, line: &str) -> Result<(), ChunkError> {
        match self.state {
            State::Size => {
                let (size, extensions) = line.split_once(';').unwrap_or((line, ""));
                let size = size.trim();
                let signature = extensions.trim().strip_prefix("chunk-signature=");
                self.signature = signature.unwrap_or_default().to_owned();
                let legal = !size.is_empty() && size.bytes().all(|byte| byte.is_ascii_hexdigit());
                let size = legal.then(|| u64::from_str_radix(size, 16).ok()).flatten();
                self.state = match size.ok_or(ChunkError::Malformed)? {
                    0 => {
                        self.check_chunk()?;
                        State::Trailers
                    }
                    size => State::Data(size),
                };
            }
            State::AfterData if line.is_empty() => self.state = State::Size,
            State::Trailers if line.is_empty() => self.state = State::Done,
            State::Trailers if self.trailers.len() < MAX_TRAILERS => {
                let (name, value) = line.split_once(':').ok_or(ChunkError::Malformed)?;
                self.trailers.push((name.trim().to_ascii_lowercase(), value.trim().to_owned()));
            }
            State::AfterData | State::Trailers | State::Data(_) | State::Done => {
                return Err(ChunkError::Malformed);
            }
        }
        Ok(())
    }

    /// The end of a chunk, whose signature came before it.
    fn check_chunk(&mut self) -> Result<(), ChunkError> {
        let Some(chain) = &mut self.chain else { return Ok(()) };
        if chain.ends_with(&self.signature) { Ok(()) } else { Err(ChunkError::Signature) }
    }

    fn check_trailers(&mut self) -> Result<(), ChunkError> {
        let Some(chain) = self.chain.as_mut().filter(|_| !self.trailers.is_empty()) else {
            return Ok(());
        };
        let (mut lines, mut signature) = (String::new(), "");
        for (name, value) in &self.trailers {
            if name == "x-amz-trailer-signature" {
                signature = value;
            } else {
                lines.push_str(name);
                lines.push(':');
                lines.push_str(value);
                lines.push('\n');
            }
        }
        if chain.trailers_hold(&lines, signature) { Ok(()) } else { Err(ChunkError::Signature) }
    }

    /// A line that is complete, without its end.
    fn take_line(&mut self, input: &mut Bytes) -> Result<Option<String>, ChunkError> {
        let end = input.iter().position(|&byte| byte == b'\n');
        let piece = input.split_to(end.unwrap_or(input.len()));
        if self.line.len() + piece.len() > MAX_LINE_BYTES {
            return Err(ChunkError::Malformed);
        }
        self.line.extend_from_slice(&piece);
        if end.is_none() {
            return Ok(None);
        }
        input.advance(1);
        let mut line =
            String::from_utf8(std::mem::take(&mut self.line)).map_err(|_| ChunkError::Malformed)?;
        if line.ends_with('\r') {
            line.pop();
        }
        Ok(Some(line))
    }

    fn trailing(&mut self, input: &mut Bytes) -> Result<(), ChunkError> {
        if self.line.len() + input.len() > MAX_LINE_BYTES {
            return Err(ChunkError::Malformed);
        }
        self.line.extend_from_slice(input);
        input.clear();
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    type Decoded = Result<(Vec<u8>, Vec<(String, String)>), ChunkError>;

    /// Decodes a body that arrives in pieces of `step` bytes.
    fn decode(body: &[u8], step: usize) -> Decoded {
        let mut decoder = Decoder::default();
        let mut content = Vec::new();
        for piece in body.chunks(step) {
            let mut input = Bytes::copy_from_slice(piece);
            while let Some(data) = decoder.decode(&mut input)? {
                content.extend_from_slice(&data);
            }
        }
        Ok((content, decoder.finish()?))
    }

    #[test]
    fn all_four_forms_decode_however_they_are_cut() {
        let trailer = vec![("x-amz-checksum-crc32".to_owned(), "NhCmhg==".to_owned())];
        let signed = ("x-amz-trailer-signature".to_owned(), "63bd".to_owned());
        for (body, trailers) in [
            ("5\r\nhello\r\n0\r\n\r\n", vec![]),
            ("2\r\nhe\r\n3\r\nllo\r\n0\r\nx-amz-checksum-crc32:NhCmhg==\r\n\r\n", trailer.clone()),
            ("5;chunk-signature=ab\r\nhello\r\n0;chunk-signature=cd\r\n\r\n", vec![]),
            (
                "5;chunk-signature=ab\r\nhello\r\n0;chunk-signature=cd\r\nX-Amz-Checksum-Crc32: NhCmhg==\r\n\
                 x-amz-trailer-signature:63bd\r\n\r\n",
                vec![trailer[0].clone(), signed],
            ),
            ("5\r\nhello\r\n0\r\nx-amz-checksum-crc32:NhCmhg==\n\r\n\r\n", trailer),
            ("5\r\nhello\r\n0\r\n", vec![]),
        ] {
            for step in 1..=body.len() {
                let got = decode(body.as_bytes(), step);
                assert_eq!(got, Ok((b"hello".to_vec(), trailers.clone())), "{body:?} by {step}");
            }
        }
        assert_eq!(decode(b"0\r\n\r\n", 1), Ok((vec![], vec![])));
    }

    #[test]
    fn broken_framing_is_refused() {
        let long = format!("{}\r\n", "1".repeat(5000));
        let many = format!("0\r\n{}\r\n", "a:b\r\n".repeat(17));
        for bad in [
            "",
            "5",
            "5\r\nhell",
            "5\r\nhello",
            "5\r\nhello\r\n",
            "x\r\n",
            "\r\n",
            "-1\r\na",
            "+5\r\nhello\r\n0\r\n",
            "5\r\nhelloo\r\n0\r\n\r\n",
            "ffffffffffffffffff\r\n",
            "0\r\nnocolon\r\n\r\n",
            &long,
            &many,
        ] {
            assert_eq!(decode(bad.as_bytes(), 3), Err(ChunkError::Malformed), "{bad:?}");
        }
    }

    proptest! {
        #[test]
        fn any_split_gives_the_content(
            chunks in proptest::collection::vec(proptest::collection::vec(any::<u8>(), 1..50), 0..6),
            step in 1..60_usize,
        ) {
            let mut body = Vec::new();
            for chunk in &chunks {
                body.extend_from_slice(format!("{:x}\r\n", chunk.len()).as_bytes());
                body.extend_from_slice(chunk);
                body.extend_from_slice(b"\r\n");
            }
            body.extend_from_slice(b"0\r\n\r\n");
            prop_assert_eq!(decode(&body, step).unwrap().0, chunks.concat());
        }

        #[test]
        fn no_input_panics(body in proptest::collection::vec(any::<u8>(), 0..100), step in 1..20_usize) {
            let _ = decode(&body, step);
        }
    }
}
