//! Buckets and objects as files, below the data folder.
//!
//! ```text
//! <root>/tmp/                                 not yet, or no longer, part of the store; swept at start
//! <root>/<account>/<bucket>/bucket.json       when and where it was created
//! <root>/<account>/<bucket>/objects/<hash>    one file per object, named by the SHA-256 of its key
//! <root>/<account>/<bucket>/uploads/<id>/     uploads in parts
//! ```
//!
//! Everything appears by a rename out of `tmp` and goes by a rename or removal, so a reader (and a process that
//! starts after a crash) sees the old or the new, never a half. One process at a time owns the folder.
//! All functions block on the disk; [`crate::Buckets`] calls them off the async threads.

mod bucket;
mod disk;
mod error;
mod index;
mod object_file;
mod upload;

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use ebb_units::AccountId;

pub(crate) use bucket::{Bucket, WriteCondition};
pub(crate) use error::{Doing, StoreError};
pub(crate) use index::{After, Entry, Item, ListQuery, Page};
pub(crate) use object_file::{Attributes, Draft, Meta, Stored};
pub(crate) use upload::{ChecksumKind, MAX_PART_NUMBER, PartRef, UploadInfo};

use crate::name::BucketName;
pub(crate) use disk::ScratchPath;
use disk::{Scratch, ensure_dir, sync_dir};

type Named = BTreeMap<BucketName, Arc<Bucket>>;

/// All buckets of all accounts.
#[derive(Debug)]
pub(crate) struct Store {
    root: PathBuf,
    scratch: Arc<Scratch>,
    /// Held while a bucket is created or removed, so that disk and map change together.
    changing: Mutex<()>,
    buckets: RwLock<BTreeMap<AccountId, Named>>,
}

impl Store {
    /// Opens the folder, creating it when it is not there.
    pub(crate) fn open(root: &Path) -> io::Result<Self> {
        fs::create_dir_all(root)?;
        let scratch = Arc::new(Scratch::open(root.join("tmp"))?);
        let mut buckets = BTreeMap::new();
        for (account, dir) in folders(root, |name| name.parse::<AccountId>().ok())? {
            let mut named = Named::new();
            for (name, dir) in folders(&dir, BucketName::parse)? {
                let bucket = Bucket::open(dir, name.clone(), Arc::clone(&scratch))?;
                named.insert(name, Arc::new(bucket));
            }
            buckets.insert(account, named);
        }
        let buckets = RwLock::new(buckets);
        Ok(Self { root: root.to_owned(), scratch, changing: Mutex::default(), buckets })
    }

    /// Creates a bucket, durable when this returns.
    ///
    /// # Errors
    /// [`StoreError::BucketExists`] when the account has one of this name.
    pub(crate) fn create(
        &self,
        account: &AccountId,
        name: &BucketName,
        location: Option<String>,
    ) -> Result<(), StoreError> {
        let _changing = self.changing.lock().unwrap_or_else(PoisonError::into_inner);
        if self.bucket(account, name).is_ok() {
            return Err(StoreError::BucketExists);
        }
        let account_dir = self.root.join(account.as_str());
        let bucket =
            Bucket::create(&account_dir, name.clone(), location, Arc::clone(&self.scratch))
                .doing("create the bucket")?;
        self.write().entry(account.clone()).or_default().insert(name.clone(), Arc::new(bucket));
        Ok(())
    }

    /// Removes an empty bucket.
    pub(crate) fn remove(&self, account: &AccountId, name: &BucketName) -> Result<(), StoreError> {
        let _changing = self.changing.lock().unwrap_or_else(PoisonError::into_inner);
        let taken = self.bucket(account, name)?.retire()?;
        if let Some(named) = self.write().get_mut(account) {
            named.remove(name);
        }
        sync_dir(&self.root.join(account.as_str())).doing("make the removal durable")?;
        drop(taken);
        Ok(())
    }

    /// Takes all buckets of all accounts out with what is in them. Their files go away when the result is dropped.
    pub(crate) fn clear(&self) -> Result<Vec<ScratchPath>, StoreError> {
        let _changing = self.changing.lock().unwrap_or_else(PoisonError::into_inner);
        let all = std::mem::take(&mut *self.write());
        all.into_values().flat_map(Named::into_values).map(|bucket| bucket.take_out()).collect()
    }

    /// Finds a bucket. Does not touch the disk.
    pub(crate) fn bucket(
        &self,
        account: &AccountId,
        name: &BucketName,
    ) -> Result<Arc<Bucket>, StoreError> {
        let buckets = self.read();
        buckets
            .get(account)
            .and_then(|named| named.get(name))
            .map(Arc::clone)
            .ok_or(StoreError::NoSuchBucket)
    }

    /// The buckets of an account in the order of their names. Does not touch the disk.
    pub(crate) fn buckets(&self, account: &AccountId) -> Vec<Arc<Bucket>> {
        self.read()
            .get(account)
            .map(|named| named.values().map(Arc::clone).collect())
            .unwrap_or_default()
    }

    fn read(&self) -> RwLockReadGuard<'_, BTreeMap<AccountId, Named>> {
        self.buckets.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, BTreeMap<AccountId, Named>> {
        self.buckets.write().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The folders below `dir` whose names mean something; others are none of ours.
fn folders<T>(dir: &Path, parse: impl Fn(&str) -> Option<T>) -> io::Result<Vec<(T, PathBuf)>> {
    ensure_dir(dir)?;
    let mut found = Vec::new();
    for entry in fs::read_dir(dir)? {
        let entry = entry?;
        let name = entry.file_name().to_str().and_then(&parse);
        if let Some(name) = name.filter(|_| entry.path().is_dir()) {
            found.push((name, entry.path()));
        }
    }
    Ok(found)
}
