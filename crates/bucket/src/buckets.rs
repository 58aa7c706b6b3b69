//! The store as the rest of the process sees it.

use std::collections::BTreeMap;
use std::error::Error;
use std::io;
use std::path::Path;
use std::sync::Arc;

use bytes::{Buf as _, Bytes};
use ebb_aws_wire::sigv4::Refused;
use ebb_units::{AccountId, Timestamp};
use http_body::Body;
use http_body_util::BodyExt as _;

use crate::body::ObjectBody;
use crate::caller::Caller;
use crate::checksum::{Digests, hex};
use crate::name::{BucketName, ObjectKey};
use crate::spool::{Spool, blocking};
use crate::store::{Attributes, Doing as _, Store, StoreError, WriteCondition};

/// All buckets of all accounts. A clone is the same store.
#[derive(Clone, Debug)]
pub struct Buckets {
    store: Arc<Store>,
}

/// An object and its body.
#[derive(Debug)]
pub struct Object {
    /// Its media type, when one was given.
    pub content_type: Option<String>,
    /// Bytes of the body.
    pub length: u64,
    /// The entity tag, without quotes.
    pub etag: String,
    /// When it was written, in whole seconds.
    pub modified: Timestamp,
    /// User metadata: names without `x-amz-meta-`.
    pub metadata: BTreeMap<String, String>,
    /// The bytes. They stay those of this object even when its key is written or deleted meanwhile.
    pub body: ObjectBody,
}

/// Why there is no object to return.
#[derive(Debug, thiserror::Error)]
pub enum GetError {
    /// The account has no such bucket.
    #[error("bucket \"{0}\" does not exist")]
    NoSuchBucket(String),
    /// The bucket has no such object.
    #[error("object \"{0}\" does not exist")]
    NoSuchKey(String),
    /// The disk could not be read.
    #[error("could not read the object")]
    Io(#[source] io::Error),
}

/// Why an object was not written.
#[derive(Debug, thiserror::Error)]
pub enum PutError {
    /// The account has no such bucket.
    #[error("bucket \"{0}\" does not exist")]
    NoSuchBucket(String),
    /// No object can have this key: it is empty or longer than 1024 bytes.
    #[error("\"{0}\" cannot be the key of an object: it takes 1 to 1024 bytes")]
    InvalidKey(String),
    /// The body ended with an error; nothing was written.
    #[error("could not read the body to be written")]
    Body(#[source] Box<dyn Error + Send + Sync>),
    /// The disk could not be written.
    #[error("could not write the object")]
    Io(#[source] io::Error),
}

/// Why a bucket is not there.
#[derive(Debug, thiserror::Error)]
pub enum EnsureError {
    /// No bucket can have this name.
    #[error("\"{0}\" cannot be the name of a bucket")]
    InvalidName(String),
    /// The disk could not be written.
    #[error("could not create the bucket")]
    Io(#[source] io::Error),
}

impl Buckets {
    /// Opens the store in `dir`, creating it when it is not there, and sweeps what a crash left half done.
    ///
    /// One process at a time may own `dir`; the caller sees to it. Blocks for as long as it takes to read the folder
    /// of each bucket; objects are not read.
    ///
    /// # Errors
    /// What the file system says when the folder cannot be created, read or swept.
    pub fn open(dir: &Path) -> io::Result<Self> {
        Ok(Self { store: Arc::new(Store::open(dir)?) })
    }

    /// Answers an S3 request in path style. `request_id` goes into the answer.
    ///
    /// Bodies stream both ways in bounded memory. Dropping the future before it is ready leaves the store with the
    /// old state or the new one.
    pub async fn handle<B>(
        &self,
        caller: Caller<'_>,
        request: http::Request<B>,
        request_id: &str,
    ) -> http::Response<ObjectBody>
    where
        B: Body<Data = Bytes> + Send,
        B::Error: Into<Box<dyn Error + Send + Sync>>,
    {
        crate::http::handle(&self.store, &caller, request, request_id).await
    }

    /// Answers a request whose signature is refused, in S3's words.
    pub async fn refuse<B>(
        &self,
        refused: &Refused,
        request: http::Request<B>,
        request_id: &str,
    ) -> http::Response<ObjectBody>
    where
        B: Body<Data = Bytes> + Send,
        B::Error: Into<Box<dyn Error + Send + Sync>>,
    {
        crate::http::refuse(refused, request, request_id).await
    }

    /// Forgets all buckets of all accounts. Nobody sees them any more when this returns; their files go on being
    /// removed for as long as that takes.
    ///
    /// # Errors
    /// What the file system says when a bucket cannot be taken away; those before it are gone.
    pub async fn clear(&self) -> io::Result<()> {
        let store = Arc::clone(&self.store);
        let taken = blocking(move || store.clear()).await.map_err(into_io)?;
        // Nobody waits for it: what is left when the process ends is swept by the next one.
        drop(tokio::task::spawn_blocking(move || drop(taken)));
        Ok(())
    }

    /// Opens an object.
    ///
    /// # Errors
    /// See [`GetError`].
    pub async fn get(
        &self,
        account: &AccountId,
        bucket: &str,
        key: &str,
    ) -> Result<Object, GetError> {
        let failed = |error| {
            if matches!(error, StoreError::NoSuchBucket) {
                GetError::NoSuchBucket(bucket.to_owned())
            } else if matches!(error, StoreError::NoSuchKey) {
                GetError::NoSuchKey(key.to_owned())
            } else {
                GetError::Io(into_io(error))
            }
        };
        let name = BucketName::parse(bucket).ok_or(StoreError::NoSuchBucket).map_err(failed)?;
        let bucket = self.store.bucket(account, &name).map_err(failed)?;
        let key = ObjectKey::parse(key).ok_or(StoreError::NoSuchKey).map_err(failed)?;
        blocking(move || {
            let stored = bucket.object(&key)?;
            let meta = stored.meta;
            let body = ObjectBody::open(stored.file, 0, meta.length).doing("read the object")?;
            Ok(Object {
                content_type: meta.attributes.content_type,
                length: meta.length,
                etag: meta.etag,
                modified: meta.modified,
                metadata: meta.attributes.user,
                body,
            })
        })
        .await
        .map_err(failed)
    }

    /// Writes an object, over one that may be there. It is durable when this returns, and readers see the old one or
    /// the new one whole. Give [`http_body_util::Full`] for bytes that are at hand.
    ///
    /// # Errors
    /// See [`PutError`].
    pub async fn put<B>(
        &self,
        account: &AccountId,
        bucket: &str,
        key: &str,
        content_type: Option<&str>,
        body: B,
    ) -> Result<(), PutError>
    where
        B: Body + Send,
        B::Data: Send,
        B::Error: Into<Box<dyn Error + Send + Sync>>,
    {
        let failed = |error| {
            if matches!(error, StoreError::NoSuchBucket) {
                PutError::NoSuchBucket(bucket.to_owned())
            } else {
                PutError::Io(into_io(error))
            }
        };
        let name = BucketName::parse(bucket).ok_or(StoreError::NoSuchBucket).map_err(failed)?;
        let store = self.store.bucket(account, &name).map_err(failed)?;
        let key = ObjectKey::parse(key).ok_or_else(|| PutError::InvalidKey(key.to_owned()))?;
        let content_type = content_type.map(str::to_owned);
        let attributes = Attributes { content_type, ..Attributes::default() };

        let mut spool = Spool::new(store, Digests::new(None, false));
        let mut body = Box::pin(body);
        while let Some(frame) = body.frame().await {
            let frame = frame.map_err(|error| PutError::Body(error.into()))?;
            let Ok(mut data) = frame.into_data() else { continue };
            while data.has_remaining() {
                let length = data.chunk().len();
                spool.push(data.chunk()).await.map_err(failed)?;
                data.advance(length);
            }
        }
        let end = spool.finish(move |bucket, draft| {
            let (full, digested) = draft.finish();
            let sealed = full
                .seal(key.as_str(), hex(&digested.md5), attributes, None)
                .doing("write the object")?;
            bucket.commit(&key, sealed, &WriteCondition::Always)
        });
        end.await.map(|_| ()).map_err(failed)
    }

    /// Creates a bucket unless the account has it.
    ///
    /// # Errors
    /// See [`EnsureError`].
    pub async fn ensure_bucket(
        &self,
        account: &AccountId,
        bucket: &str,
    ) -> Result<(), EnsureError> {
        let name =
            BucketName::parse(bucket).ok_or_else(|| EnsureError::InvalidName(bucket.to_owned()))?;
        let (store, account) = (Arc::clone(&self.store), account.clone());
        let created = blocking(move || match store.create(&account, &name, None) {
            Err(StoreError::BucketExists) => Ok(()),
            other => other,
        });
        created.await.map_err(|error| EnsureError::Io(into_io(error)))
    }
}

/// The I/O error below, for callers who cannot do anything about the rest.
fn into_io(error: StoreError) -> io::Error {
    if let StoreError::Io { source, .. } = error { source } else { io::Error::other(error) }
}
