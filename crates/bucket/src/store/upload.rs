//! Uploads in parts: a folder per upload, a file per part, put together on completion.

use std::fs;
use std::io;
use std::path::PathBuf;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use md5::{Digest as _, Md5};
use serde::{Deserialize, Serialize};

use super::bucket::{Bucket, WriteCondition};
use super::disk::{sync_dir, write_durably};
use super::error::{Doing as _, StoreError};
use super::object_file::{Attributes, Meta, Sealed, Stored};
use crate::checksum::{self, Algorithm, Checksum, Digests, hex, unhex};
use crate::name::ObjectKey;

const INFO: &str = "upload.json";

// Rule s3.multipart-limits: parts 1 to 10,000, each but the last at least 5 MiB, the object at most 5 TiB.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html
pub(crate) const MAX_PART_NUMBER: u16 = 10_000;
const MIN_PART_BYTES: u64 = 5 << 20;
const MAX_OBJECT_BYTES: u64 = 5 << 40;

/// How the checksum of the whole comes about.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(crate) enum ChecksumKind {
    /// From the bytes of the object.
    FullObject,
    /// From the checksums of the parts.
    Composite,
}

/// What an upload was begun with.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(crate) struct UploadInfo {
    pub(crate) key: String,
    pub(crate) attributes: Attributes,
    pub(crate) checksum: Option<(Algorithm, ChecksumKind)>,
}

/// A part as the client names it on completion.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct PartRef {
    pub(crate) number: u16,
    /// Without quotes.
    pub(crate) etag: String,
    pub(crate) checksum: Option<Checksum>,
}

impl Bucket {
    /// Begins an upload and returns its id.
    pub(crate) fn begin_upload(&self, info: &UploadInfo) -> Result<String, StoreError> {
        let begin = || -> io::Result<String> {
            let fresh = self.scratch.dir()?;
            let json = serde_json::to_vec(info).map_err(io::Error::from)?;
            write_durably(&fresh.as_path().join(INFO), &json)?;
            sync_dir(fresh.as_path())?;
            let id = uuid::Uuid::new_v4().simple().to_string();
            fresh.place(&self.uploads().join(&id))?;
            sync_dir(&self.uploads())?;
            Ok(id)
        };
        self.unless_deleted(begin(), "begin the upload")
    }

    /// What the upload was begun with.
    pub(crate) fn upload(&self, key: &ObjectKey, id: &str) -> Result<UploadInfo, StoreError> {
        let json = or_no_upload(fs::read(self.upload_path(id)?.join(INFO)), "read the upload")?;
        let info: UploadInfo =
            serde_json::from_slice(&json).map_err(io::Error::from).doing("read the upload")?;
        if info.key == key.as_str() { Ok(info) } else { Err(StoreError::NoSuchUpload) }
    }

    /// Keeps a part; a part of the same number is replaced.
    pub(crate) fn commit_part(
        &self,
        id: &str,
        number: u16,
        sealed: Sealed,
    ) -> Result<Meta, StoreError> {
        let dir = self.upload_path(id)?;
        or_no_upload(sealed.path.place(&dir.join(part_name(number))), "put the part in its place")?;
        or_no_upload(sync_dir(&dir), "make the name of the part durable")?;
        Ok(sealed.meta)
    }

    /// Puts the parts together into the object and ends the upload.
    ///
    /// `claimed` is a checksum of the whole that the client sent along.
    pub(crate) fn complete_upload(
        &self,
        key: &ObjectKey,
        id: &str,
        parts: &[PartRef],
        claimed: Option<&Checksum>,
        condition: &WriteCondition,
    ) -> Result<Meta, StoreError> {
        let info = self.upload(key, id)?;
        if !parts.is_sorted_by(|a, b| a.number < b.number) {
            return Err(StoreError::InvalidPartOrder);
        }
        let sealed = self.assemble(id, &info, parts, claimed)?;
        let meta = self.commit(key, sealed, condition)?;
        // The object is there: an upload that cannot be cleared away now costs space, not truth.
        if let Err(error) = self.abort_upload(key, id) {
            tracing::warn!(
                bucket = self.name.as_str(),
                upload = id,
                error = &error as &dyn std::error::Error,
                "could not remove the parts of a completed upload"
            );
        }
        Ok(meta)
    }

    /// Ends the upload and drops its parts.
    pub(crate) fn abort_upload(&self, key: &ObjectKey, id: &str) -> Result<(), StoreError> {
        self.upload(key, id)?;
        let taken = or_no_upload(self.scratch.take(&self.upload_path(id)?), "end the upload")?;
        drop(taken);
        self.unless_deleted(sync_dir(&self.uploads()), "make the end of the upload durable")
    }

    fn assemble(
        &self,
        id: &str,
        info: &UploadInfo,
        parts: &[PartRef],
        claimed: Option<&Checksum>,
    ) -> Result<Sealed, StoreError> {
        let full = info
            .checksum
            .and_then(|(by, kind)| (kind == ChecksumKind::FullObject).then_some(by))
            .or_else(|| claimed.filter(|claimed| !claimed.is_composite()).map(|it| it.algorithm));
        let mut draft = self.draft(Digests::new(full, false))?;
        let mut etags = Md5::new();
        let mut checksums: Option<Vec<u8>> = Some(Vec::new());
        let mut length = 0_u64;
        for (at, part) in parts.iter().enumerate() {
            let stored = self.part(id, part)?;
            if at + 1 < parts.len() && stored.meta.length < MIN_PART_BYTES {
                let length = stored.meta.length;
                return Err(StoreError::PartTooSmall { number: part.number, length });
            }
            length += stored.meta.length;
            if length > MAX_OBJECT_BYTES {
                return Err(StoreError::TooLarge { limit: MAX_OBJECT_BYTES });
            }
            draft.append(&stored).doing("put the parts together")?;
            let md5: [u8; 16] =
                unhex(&stored.meta.etag).ok_or(StoreError::InvalidPart(part.number))?;
            etags.update(md5);
            checksums = checksums.and_then(|mut all| {
                let checksum = stored.meta.checksum.as_ref()?;
                all.extend(STANDARD.decode(&checksum.value).ok()?);
                info.checksum.is_some_and(|(by, _)| by == checksum.algorithm).then_some(all)
            });
        }
        let (whole, digested) = draft.finish();
        let checksum = match info.checksum {
            Some((by, ChecksumKind::Composite)) => checksums.map(|all| Checksum {
                algorithm: by,
                value: format!("{}-{}", STANDARD.encode(checksum::of(by, &all)), parts.len()),
            }),
            Some((_, ChecksumKind::FullObject)) | None => digested.checksum,
        };
        if claimed.is_some_and(|claimed| checksum.as_ref() != Some(claimed)) {
            return Err(StoreError::Mismatch("x-amz-checksum"));
        }
        let etag = format!("{}-{}", hex(&etags.finalize()), parts.len());
        whole.seal(&info.key, etag, info.attributes.clone(), checksum).doing("write the object")
    }

    fn part(&self, id: &str, part: &PartRef) -> Result<Stored, StoreError> {
        let wrong = || StoreError::InvalidPart(part.number);
        let stored = match Stored::open(&self.upload_path(id)?.join(part_name(part.number))) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Err(wrong()),
            other => other.doing("read the part")?,
        };
        let checksum_differs = match (&part.checksum, &stored.meta.checksum) {
            (Some(named), Some(kept)) => {
                named.algorithm == kept.algorithm && named.value != kept.value
            }
            (None, _) | (_, None) => false,
        };
        if stored.meta.etag != part.etag || checksum_differs {
            return Err(wrong());
        }
        Ok(stored)
    }

    fn uploads(&self) -> PathBuf {
        self.dir.join("uploads")
    }

    /// Ids are what [`Self::begin_upload`] makes; nothing else becomes part of a path.
    fn upload_path(&self, id: &str) -> Result<PathBuf, StoreError> {
        let legal = id.len() == 32 && id.bytes().all(|byte| byte.is_ascii_hexdigit());
        if legal { Ok(self.uploads().join(id)) } else { Err(StoreError::NoSuchUpload) }
    }

    pub(super) fn unless_deleted<T>(
        &self,
        result: io::Result<T>,
        doing: &'static str,
    ) -> Result<T, StoreError> {
        match result {
            Err(_) if self.is_deleted() => Err(StoreError::NoSuchBucket),
            other => other.doing(doing),
        }
    }
}

fn or_no_upload<T>(result: io::Result<T>, doing: &'static str) -> Result<T, StoreError> {
    match result {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Err(StoreError::NoSuchUpload),
        other => other.doing(doing),
    }
}

fn part_name(number: u16) -> String {
    format!("{number:05}")
}
