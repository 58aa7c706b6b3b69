//! One bucket: a folder of object files, and an index of their keys that is made when it is first asked for.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use ebb_units::Timestamp;
use serde::{Deserialize, Serialize};

use super::disk::{Scratch, ScratchPath, ensure_dir, sync_dir, write_durably};
use super::error::{Doing as _, StoreError};
use super::index::{Index, ListQuery, Page};
use super::object_file::{Draft, Meta, Sealed, Stored};
use crate::checksum::Digests;
use crate::name::{BucketName, ObjectKey};

const INFO: &str = "bucket.json";

/// What is known about a bucket itself.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(crate) struct BucketInfo {
    pub(crate) created: Timestamp,
    /// The location constraint it was created with; none means `us-east-1`.
    pub(crate) location: Option<String>,
}

/// When an object may be written.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum WriteCondition {
    Always,
    /// Only when the key is free.
    IfAbsent,
    /// Only over the object with this ETag, given without quotes.
    IfMatch(String),
}

/// A bucket of the store. All methods block on the disk.
#[derive(Debug)]
pub(crate) struct Bucket {
    pub(crate) name: BucketName,
    pub(crate) info: BucketInfo,
    pub(super) dir: PathBuf,
    pub(super) scratch: Arc<Scratch>,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    deleted: bool,
    /// `None` until somebody lists: a start need not read every object.
    index: Option<Index>,
}

impl Bucket {
    /// Makes the folder of a new bucket.
    pub(super) fn create(
        account_dir: &Path,
        name: BucketName,
        location: Option<String>,
        scratch: Arc<Scratch>,
    ) -> io::Result<Self> {
        let info = BucketInfo { created: Timestamp::now(), location };
        let fresh = scratch.dir()?;
        let json = serde_json::to_vec(&info).map_err(io::Error::from)?;
        write_durably(&fresh.as_path().join(INFO), &json)?;
        fs::create_dir(fresh.as_path().join("objects"))?;
        fs::create_dir(fresh.as_path().join("uploads"))?;
        sync_dir(fresh.as_path())?;
        ensure_dir(account_dir)?;
        let dir = account_dir.join(name.as_str());
        fresh.place(&dir)?;
        sync_dir(account_dir)?;
        Ok(Self { name, info, dir, scratch, state: Mutex::default() })
    }

    /// Opens the folder of a bucket that exists.
    pub(super) fn open(dir: PathBuf, name: BucketName, scratch: Arc<Scratch>) -> io::Result<Self> {
        let info = serde_json::from_slice(&fs::read(dir.join(INFO))?).map_err(io::Error::from)?;
        Ok(Self { name, info, dir, scratch, state: Mutex::default() })
    }

    /// Starts a new object.
    pub(crate) fn draft(&self, digests: Digests) -> Result<Draft, StoreError> {
        Draft::create(&self.scratch, digests).doing("create a file for the object")
    }

    /// Puts a sealed object in its place: others see it at once, and it is durable when this returns.
    pub(crate) fn commit(
        &self,
        key: &ObjectKey,
        sealed: Sealed,
        condition: &WriteCondition,
    ) -> Result<Meta, StoreError> {
        let path = self.object_path(key);
        {
            let mut state = self.state();
            if state.deleted {
                return Err(StoreError::NoSuchBucket);
            }
            check(condition, &path)?;
            sealed.path.place(&path).doing("put the object in its place")?;
            if let Some(index) = &mut state.index {
                index.insert(&sealed.meta);
            }
        }
        self.unless_deleted(sync_dir(&self.objects()), "make the name of the object durable")?;
        Ok(sealed.meta)
    }

    /// Opens an object.
    pub(crate) fn object(&self, key: &ObjectKey) -> Result<Stored, StoreError> {
        match Stored::open(&self.object_path(key)) {
            Ok(stored) => Ok(stored),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let gone = self.state().deleted;
                Err(if gone { StoreError::NoSuchBucket } else { StoreError::NoSuchKey })
            }
            Err(error) => Err(error).doing("read the object"),
        }
    }

    /// Removes objects. A key without an object is no error.
    pub(crate) fn delete(&self, keys: &BTreeSet<ObjectKey>) -> Result<(), StoreError> {
        for key in keys {
            let mut state = self.state();
            if state.deleted {
                return Err(StoreError::NoSuchBucket);
            }
            match fs::remove_file(self.object_path(key)) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => {
                    return Err(error).doing("remove the object");
                }
                Ok(()) | Err(_) => {}
            }
            if let Some(index) = &mut state.index {
                index.remove(key.as_str());
            }
        }
        self.unless_deleted(sync_dir(&self.objects()), "make the removal of the object durable")
    }

    /// One page of the keys, in order.
    pub(crate) fn list(&self, query: &ListQuery) -> Result<Page, StoreError> {
        let mut state = self.state();
        if state.deleted {
            return Err(StoreError::NoSuchBucket);
        }
        Ok(self.index(&mut state)?.list(query))
    }

    /// Takes an empty bucket out of the store. Uploads that were never completed go with it.
    pub(super) fn retire(&self) -> Result<ScratchPath, StoreError> {
        let mut state = self.state();
        if state.deleted {
            return Err(StoreError::NoSuchBucket);
        }
        if !self.index(&mut state)?.is_empty() {
            return Err(StoreError::BucketNotEmpty);
        }
        let taken = self.scratch.take(&self.dir).doing("remove the bucket")?;
        state.deleted = true;
        Ok(taken)
    }

    /// Takes the bucket out of the store, whatever is in it. Whoever still writes is told that it is gone.
    pub(super) fn take_out(&self) -> Result<ScratchPath, StoreError> {
        let mut state = self.state();
        let taken = self.scratch.take(&self.dir).doing("remove the bucket")?;
        state.deleted = true;
        Ok(taken)
    }

    pub(super) fn is_deleted(&self) -> bool {
        self.state().deleted
    }

    fn index<'a>(&self, state: &'a mut State) -> Result<&'a mut Index, StoreError> {
        let index = match state.index.take() {
            Some(index) => index,
            None => self.scan().doing("read the objects of the bucket")?,
        };
        Ok(state.index.insert(index))
    }

    fn scan(&self) -> io::Result<Index> {
        let mut index = Index::default();
        for entry in fs::read_dir(self.objects())? {
            let path = entry?.path();
            match Stored::open(&path) {
                Ok(stored) => index.insert(&stored.meta),
                // One damaged file must not hide the others.
                Err(error) => tracing::error!(
                    bucket = self.name.as_str(),
                    file = %path.display(),
                    error = &error as &dyn std::error::Error,
                    "could not read an object; it is left out of listings"
                ),
            }
        }
        Ok(index)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Every change to the state is a single step, so a panic elsewhere cannot leave it half done.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn objects(&self) -> PathBuf {
        self.dir.join("objects")
    }

    fn object_path(&self, key: &ObjectKey) -> PathBuf {
        self.dir.join("objects").join(key.file_name())
    }
}

fn check(condition: &WriteCondition, path: &Path) -> Result<(), StoreError> {
    if *condition == WriteCondition::Always {
        return Ok(());
    }
    let current = match Stored::open(path) {
        Ok(stored) => Some(stored.meta.etag),
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(error) => return Err(error).doing("read the object that is there"),
    };
    match (condition, current) {
        (WriteCondition::IfAbsent, Some(_)) => Err(StoreError::PreconditionFailed("If-None-Match")),
        (WriteCondition::IfMatch(_), None) => Err(StoreError::NoSuchKey),
        (WriteCondition::IfMatch(want), Some(etag)) if *want != etag => {
            Err(StoreError::PreconditionFailed("If-Match"))
        }
        (WriteCondition::Always | WriteCondition::IfAbsent | WriteCondition::IfMatch(_), _) => {
            Ok(())
        }
    }
}
