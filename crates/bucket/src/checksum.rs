//! Digests over object bodies: MD5 for the ETag, and the checksums that clients send along.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use crc::{CRC_32_ISCSI, CRC_32_ISO_HDLC, CRC_64_NVME, Crc, Table};
use md5::Md5;
use serde::{Deserialize, Serialize};
use sha1::Sha1;
use sha2::{Digest as _, Sha256};

// Sixteen bytes at a time: 16 to 32 KiB of tables each, and several times the speed of the plain table.
static CRC32: Crc<u32, Table<16>> = Crc::<u32, Table<16>>::new(&CRC_32_ISO_HDLC);
static CRC32C: Crc<u32, Table<16>> = Crc::<u32, Table<16>>::new(&CRC_32_ISCSI);
static CRC64_NVME: Crc<u64, Table<16>> = Crc::<u64, Table<16>>::new(&CRC_64_NVME);

/// A checksum that S3 knows by name.
// Rule s3.checksum: https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity-upload.html
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub(crate) enum Algorithm {
    Crc32,
    Crc32c,
    Crc64Nvme,
    Sha1,
    Sha256,
}

impl Algorithm {
    pub(crate) const ALL: [Self; 5] =
        [Self::Crc32, Self::Crc32c, Self::Crc64Nvme, Self::Sha1, Self::Sha256];

    /// The header that carries it.
    pub(crate) fn header(self) -> &'static str {
        match self {
            Self::Crc32 => "x-amz-checksum-crc32",
            Self::Crc32c => "x-amz-checksum-crc32c",
            Self::Crc64Nvme => "x-amz-checksum-crc64nvme",
            Self::Sha1 => "x-amz-checksum-sha1",
            Self::Sha256 => "x-amz-checksum-sha256",
        }
    }

    /// The XML element that carries it.
    pub(crate) fn element(self) -> &'static str {
        match self {
            Self::Crc32 => "ChecksumCRC32",
            Self::Crc32c => "ChecksumCRC32C",
            Self::Crc64Nvme => "ChecksumCRC64NVME",
            Self::Sha1 => "ChecksumSHA1",
            Self::Sha256 => "ChecksumSHA256",
        }
    }

    /// The name in `x-amz-checksum-algorithm`.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Crc32 => "CRC32",
            Self::Crc32c => "CRC32C",
            Self::Crc64Nvme => "CRC64NVME",
            Self::Sha1 => "SHA1",
            Self::Sha256 => "SHA256",
        }
    }

    pub(crate) fn by_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|algorithm| algorithm.name().eq_ignore_ascii_case(name))
    }

    pub(crate) fn by_header(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|algorithm| algorithm.header().eq_ignore_ascii_case(name))
    }
}

/// A checksum as it travels: base64, for a composite one followed by `-` and the number of parts.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(crate) struct Checksum {
    pub(crate) algorithm: Algorithm,
    pub(crate) value: String,
}

impl Checksum {
    /// Whether it was made from the checksums of parts rather than from the bytes of the object.
    pub(crate) fn is_composite(&self) -> bool {
        self.value.contains('-')
    }
}

/// A checksum in the making.
enum Running {
    Crc32(crc::Digest<'static, u32, Table<16>>),
    Crc32c(crc::Digest<'static, u32, Table<16>>),
    Crc64Nvme(crc::Digest<'static, u64, Table<16>>),
    Sha1(Sha1),
    Sha256(Sha256),
}

impl Running {
    fn new(algorithm: Algorithm) -> Self {
        match algorithm {
            Algorithm::Crc32 => Self::Crc32(CRC32.digest()),
            Algorithm::Crc32c => Self::Crc32c(CRC32C.digest()),
            Algorithm::Crc64Nvme => Self::Crc64Nvme(CRC64_NVME.digest()),
            Algorithm::Sha1 => Self::Sha1(Sha1::new()),
            Algorithm::Sha256 => Self::Sha256(Sha256::new()),
        }
    }

    fn update(&mut self, bytes: &[u8]) {
        match self {
            Self::Crc32(digest) | Self::Crc32c(digest) => digest.update(bytes),
            Self::Crc64Nvme(digest) => digest.update(bytes),
            Self::Sha1(digest) => digest.update(bytes),
            Self::Sha256(digest) => digest.update(bytes),
        }
    }

    fn finish(self) -> Vec<u8> {
        match self {
            Self::Crc32(digest) | Self::Crc32c(digest) => digest.finalize().to_be_bytes().to_vec(),
            Self::Crc64Nvme(digest) => digest.finalize().to_be_bytes().to_vec(),
            Self::Sha1(digest) => digest.finalize().to_vec(),
            Self::Sha256(digest) => digest.finalize().to_vec(),
        }
    }
}

/// What is computed while a body passes: always MD5, the rest when somebody will look at it.
pub(crate) struct Digests {
    md5: Md5,
    payload: Option<Sha256>,
    checksum: Option<(Algorithm, Running)>,
}

/// What came out of [`Digests`].
pub(crate) struct Digested {
    pub(crate) md5: [u8; 16],
    /// SHA-256 of the payload, when asked for.
    pub(crate) payload: Option<[u8; 32]>,
    pub(crate) checksum: Option<Checksum>,
}

impl Digests {
    pub(crate) fn new(checksum: Option<Algorithm>, payload: bool) -> Self {
        Self {
            md5: Md5::new(),
            payload: payload.then(Sha256::new),
            checksum: checksum.map(|algorithm| (algorithm, Running::new(algorithm))),
        }
    }

    pub(crate) fn update(&mut self, bytes: &[u8]) {
        self.md5.update(bytes);
        if let Some(payload) = &mut self.payload {
            payload.update(bytes);
        }
        if let Some((_, running)) = &mut self.checksum {
            running.update(bytes);
        }
    }

    pub(crate) fn finish(self) -> Digested {
        Digested {
            md5: self.md5.finalize().into(),
            payload: self.payload.map(|payload| payload.finalize().into()),
            checksum: self.checksum.map(|(algorithm, running)| Checksum {
                algorithm,
                value: STANDARD.encode(running.finish()),
            }),
        }
    }
}

/// A checksum over bytes that are at hand.
pub(crate) fn of(algorithm: Algorithm, bytes: &[u8]) -> Vec<u8> {
    let mut running = Running::new(algorithm);
    running.update(bytes);
    running.finish()
}

/// Lower-case hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut text = String::with_capacity(2 * bytes.len());
    for byte in bytes {
        text.push(char::from(DIGITS[usize::from(byte >> 4)]));
        text.push(char::from(DIGITS[usize::from(byte & 15)]));
    }
    text
}

/// Bytes from hexadecimal of either case; `None` when it is none or of another length than `N` bytes.
pub(crate) fn unhex<const N: usize>(text: &str) -> Option<[u8; N]> {
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    if text.len() != 2 * N {
        return None;
    }
    let mut bytes = [0; N];
    for (byte, pair) in bytes.iter_mut().zip(text.as_bytes().chunks_exact(2)) {
        *byte = (digit(pair[0])? << 4) | digit(pair[1])?;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The check values published with each algorithm, over the nine digits.
    #[test]
    fn known_answers() {
        for (algorithm, want) in [
            (Algorithm::Crc32, "cbf43926"),
            (Algorithm::Crc32c, "e3069283"),
            (Algorithm::Crc64Nvme, "ae8b14860a799888"),
            (Algorithm::Sha1, "f7c3bc1d808e04732adf679965ccc34ca7ae3441"),
            (Algorithm::Sha256, "15e2b0d3c33891ebb0f1ef609ec419420c20e320ce94c65fbc8c3312448eb225"),
        ] {
            assert_eq!(hex(&of(algorithm, b"123456789")), want, "{algorithm:?}");
            assert_eq!(Algorithm::by_name(algorithm.name()), Some(algorithm));
            assert_eq!(Algorithm::by_header(algorithm.header()), Some(algorithm));
        }
    }

    #[test]
    fn pieces_give_the_same_as_the_whole() {
        let mut digests = Digests::new(Some(Algorithm::Crc32), true);
        for piece in [b"1234".as_slice(), b"", b"56789"] {
            digests.update(piece);
        }
        let got = digests.finish();
        assert_eq!(hex(&got.md5), "25f9e794323b453885f5181f1b624d0b");
        assert_eq!(got.checksum.unwrap().value, "y/Q5Jg==");
        assert_eq!(got.payload.unwrap().to_vec(), of(Algorithm::Sha256, b"123456789"));
    }

    #[test]
    fn hexadecimal_both_ways() {
        assert_eq!(unhex::<2>("0aFf"), Some([10, 255]));
        for bad in ["", "0a", "0aFg", "0aff0", "é0a"] {
            assert_eq!(unhex::<2>(bad), None, "{bad}");
        }
    }
}
