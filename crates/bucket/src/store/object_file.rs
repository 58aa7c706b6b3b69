//! One object (or one part of an upload) in one file: the bytes, then a description of them.
//!
//! ```text
//! [ body ][ description, JSON ][ its length, u32 little-endian ][ "EBBOBJ1\n" ]
//! ```
//!
//! Body and description change together in a single rename, so a reader never sees one without the other. The
//! description comes last because length and digests are known only when the body has passed.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Write as _};
use std::os::unix::fs::FileExt as _;
use std::path::Path;

use ebb_units::Timestamp;
use serde::{Deserialize, Serialize};

use super::disk::{Scratch, ScratchPath};
use crate::checksum::{Checksum, Digested, Digests};

const MAGIC: &[u8; 8] = b"EBBOBJ1\n";
const TAIL: u64 = 12;
/// A description holds a key, a few headers and some metadata: a few KiB. More than this is no file of ours.
const MAX_DESCRIPTION: u32 = 256 * 1024;

/// What a client says about an object beside its bytes.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Attributes {
    pub(crate) content_type: Option<String>,
    /// Other headers that are given back as they came, such as `cache-control`.
    #[serde(default)]
    pub(crate) headers: BTreeMap<String, String>,
    /// User metadata: the names without `x-amz-meta-`.
    #[serde(default)]
    pub(crate) user: BTreeMap<String, String>,
}

/// The description of an object.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(crate) struct Meta {
    pub(crate) key: String,
    /// Bytes of the body.
    pub(crate) length: u64,
    /// Without quotes.
    pub(crate) etag: String,
    /// In whole seconds, as HTTP has no finer ones.
    pub(crate) modified: Timestamp,
    pub(crate) attributes: Attributes,
    pub(crate) checksum: Option<Checksum>,
}

/// A stored object, open. It stays readable as it is, whatever happens to its key meanwhile.
#[derive(Debug)]
pub(crate) struct Stored {
    pub(crate) file: File,
    pub(crate) meta: Meta,
}

impl Stored {
    pub(crate) fn open(path: &Path) -> io::Result<Self> {
        let file = File::open(path)?;
        let meta = read_description(&file)?;
        Ok(Self { file, meta })
    }
}

fn read_description(file: &File) -> io::Result<Meta> {
    let damaged = |what: &str| io::Error::new(io::ErrorKind::InvalidData, what.to_owned());
    let whole = file.metadata()?.len();
    let end = whole.checked_sub(TAIL).ok_or_else(|| damaged("object file is cut short"))?;
    let mut length = [0; 4];
    let mut magic = [0; 8];
    file.read_exact_at(&mut length, end)?;
    file.read_exact_at(&mut magic, end + 4)?;
    if &magic != MAGIC {
        return Err(damaged("object file does not end as one"));
    }
    let length = u32::from_le_bytes(length);
    let start = end
        .checked_sub(u64::from(length))
        .filter(|_| length <= MAX_DESCRIPTION)
        .ok_or_else(|| damaged("object file has an impossible description"))?;
    let mut json = vec![0; usize::try_from(length).map_err(io::Error::other)?];
    file.read_exact_at(&mut json, start)?;
    let meta: Meta = serde_json::from_slice(&json).map_err(io::Error::from)?;
    if meta.length != start {
        return Err(damaged("object file has another length than described"));
    }
    Ok(meta)
}

/// An object that is being written to scratch. Dropped, it leaves nothing behind.
pub(crate) struct Draft {
    file: File,
    path: ScratchPath,
    length: u64,
    digests: Digests,
}

/// A draft with all its bytes, waiting for its description.
pub(crate) struct Full {
    file: File,
    path: ScratchPath,
    length: u64,
}

/// A durable draft, ready to be moved to its place.
#[derive(Debug)]
pub(crate) struct Sealed {
    pub(super) path: ScratchPath,
    pub(crate) meta: Meta,
}

impl Draft {
    pub(super) fn create(scratch: &Scratch, digests: Digests) -> io::Result<Self> {
        let (file, path) = scratch.file()?;
        Ok(Self { file, path, length: 0, digests })
    }

    pub(crate) fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.file.write_all(bytes)?;
        self.digests.update(bytes);
        self.length += bytes.len() as u64;
        Ok(())
    }

    /// Appends the body of a stored part, by way of the digests.
    pub(super) fn append(&mut self, part: &Stored) -> io::Result<()> {
        let mut buffer = vec![0; 1 << 20];
        let mut at = 0;
        while at < part.meta.length {
            let left = usize::try_from(part.meta.length - at).unwrap_or(usize::MAX);
            let piece = &mut buffer[..left.min(1 << 20)];
            part.file.read_exact_at(piece, at)?;
            self.write(piece)?;
            at += piece.len() as u64;
        }
        Ok(())
    }

    pub(crate) fn finish(self) -> (Full, Digested) {
        let Self { file, path, length, digests } = self;
        (Full { file, path, length }, digests.finish())
    }
}

impl Full {
    /// Writes the description and makes the file durable.
    pub(crate) fn seal(
        mut self,
        key: &str,
        etag: String,
        attributes: Attributes,
        checksum: Option<Checksum>,
    ) -> io::Result<Sealed> {
        let modified = Timestamp::from_second(Timestamp::now().as_second())
            .expect("a whole second of a valid time is a valid time");
        let length = self.length;
        let meta = Meta { key: key.to_owned(), length, etag, modified, attributes, checksum };
        let mut tail = serde_json::to_vec(&meta).map_err(io::Error::from)?;
        let size = u32::try_from(tail.len())
            .ok()
            .filter(|&size| size <= MAX_DESCRIPTION)
            .ok_or_else(|| io::Error::other("the description of the object is too long"))?;
        tail.extend_from_slice(&size.to_le_bytes());
        tail.extend_from_slice(MAGIC);
        self.file.write_all(&tail)?;
        self.file.sync_all()?;
        Ok(Sealed { path: self.path, meta })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(dir: &Path, body: &[u8]) -> Sealed {
        let scratch = Scratch::open(dir.join("tmp")).unwrap();
        let mut draft = Draft::create(&scratch, Digests::new(None, false)).unwrap();
        draft.write(body).unwrap();
        let (full, digested) = draft.finish();
        full.seal("k", crate::checksum::hex(&digested.md5), Attributes::default(), None).unwrap()
    }

    #[test]
    fn a_file_carries_its_own_description() {
        let dir = tempfile::tempdir().unwrap();
        let sealed = write(dir.path(), b"hello");
        let stored = Stored::open(sealed.path.as_path()).unwrap();
        assert_eq!(stored.meta, sealed.meta);
        assert_eq!(stored.meta.length, 5);
        assert_eq!(stored.meta.etag, "5d41402abc4b2a76b9719d911017c592");
    }

    #[test]
    fn damage_is_noticed() {
        let dir = tempfile::tempdir().unwrap();
        let sealed = write(dir.path(), b"hello");
        let whole = std::fs::read(sealed.path.as_path()).unwrap();
        let file = dir.path().join("damaged");
        for cut in 0..whole.len() {
            std::fs::write(&file, &whole[..cut]).unwrap();
            assert!(Stored::open(&file).is_err(), "first {cut} bytes");
            std::fs::write(&file, &whole[whole.len() - cut..]).unwrap();
            assert!(Stored::open(&file).is_err(), "last {cut} bytes");
        }
    }

    #[test]
    fn a_dropped_draft_leaves_nothing() {
        let dir = tempfile::tempdir().unwrap();
        drop(write(dir.path(), b"hello"));
        assert_eq!(std::fs::read_dir(dir.path().join("tmp")).unwrap().count(), 0);
    }
}
