//! Names of buckets and keys of objects, checked once.

use std::fmt;
use std::sync::Arc;

use sha2::{Digest as _, Sha256};

/// The name of a bucket. It is safe as a file name: 3 to 63 of `a-z`, `0-9`, `.` and `-`, no two dots in a row.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(crate) struct BucketName(Arc<str>);

impl BucketName {
    /// `None` when no bucket can have this name.
    // Rule s3.bucket-name: https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let edge = |byte: Option<&u8>| {
            byte.is_some_and(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
        };
        let bytes = text.as_bytes();
        let legal = (3..=63).contains(&bytes.len())
            && bytes.iter().all(|&byte| {
                byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'.' | b'-')
            })
            && edge(bytes.first())
            && edge(bytes.last())
            && !text.contains("..")
            && text.parse::<std::net::Ipv4Addr>().is_err();
        legal.then(|| Self(text.into()))
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for BucketName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The key of an object: 1 to 1024 bytes of any UTF-8.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(crate) struct ObjectKey(Arc<str>);

impl ObjectKey {
    /// The longest key, in bytes.
    // Rule s3.key-length: https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html
    pub(crate) const MAX_BYTES: usize = 1024;

    /// `None` when the text is empty or too long.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        (1..=Self::MAX_BYTES).contains(&text.len()).then(|| Self(text.into()))
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// The name of the file that holds the object.
    ///
    /// A hash, because a key may be longer than a file name, hold `..` and `/`, or differ from another in case only.
    pub(crate) fn file_name(&self) -> String {
        format!("{:x}", Sha256::digest(self.0.as_bytes()))
    }
}

impl fmt::Display for ObjectKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bucket_names_follow_the_rules() {
        for good in ["abc", "sagemaker-us-east-1-000000000000", "a.b", "1-2", &"a".repeat(63)] {
            assert!(BucketName::parse(good).is_some(), "{good}");
        }
        for bad in [
            "",
            "ab",
            "Abc",
            "a_b",
            "-ab",
            "ab-",
            ".ab",
            "a..b",
            "a/b",
            "192.168.0.1",
            "größe",
            &"a".repeat(64),
        ] {
            assert!(BucketName::parse(bad).is_none(), "{bad}");
        }
    }

    #[test]
    fn keys_are_kept_apart_by_every_byte() {
        let file = |key: &str| ObjectKey::parse(key).unwrap().file_name();
        assert_ne!(file("a"), file("A"));
        assert_ne!(file("a/b"), file("a//b"));
        assert_eq!(file("../../etc/passwd").len(), 64);
        assert!(ObjectKey::parse("").is_none());
        assert!(ObjectKey::parse(&"é".repeat(512)).is_some());
        assert!(ObjectKey::parse(&"x".repeat(1025)).is_none());
    }
}
