//! What the gateway's asynchronous side keeps and where: requests in the store, objects in the buckets.

use std::sync::{Arc, OnceLock};

use bytes::Bytes;
use ebb_bucket::{Buckets, GetError, PutError};
use ebb_decide::Command;
use ebb_gateway::{
    AsyncOutcome, AsyncRequest, BoxFuture, Journal, JournalError, Object, ObjectError, Objects,
};
use ebb_store::{Batch, Store, Write};
use ebb_units::{Scope, WorkloadKey};
use http_body_util::{BodyExt as _, Full, Limited};

use crate::elsewhere::Elsewhere;
use crate::engine::{ASYNC_KIND, Engine};
use crate::files::{FileError, Folders};
use crate::notice::notice;

/// Asynchronous requests as rows.
pub(crate) struct Requests {
    pub(crate) store: Store,
    /// Whom topics are told by; there from the moment on at which requests can end.
    pub(crate) engine: Arc<OnceLock<Engine>>,
}

impl Requests {
    async fn commit(&self, write: Write) -> Result<(), JournalError> {
        let batch = Batch::from(vec![write]);
        self.store.commit(batch).await.map_err(|error| JournalError(error.to_string()))
    }

    /// Tells a topic how a request has ended, if one wants to know. Durable when it returns.
    async fn notify(
        &self,
        request: &AsyncRequest,
        workload: &WorkloadKey,
        outcome: &AsyncOutcome,
    ) -> Result<(), JournalError> {
        let Some(engine) = self.engine.get() else { return Ok(()) };
        let Some(notice) = notice(request, workload, outcome, engine.now()) else { return Ok(()) };
        let command = Command::NotifyInference(Box::new(notice));
        let told = engine.call(&request.scope, command).await;
        told.map(|_| ()).map_err(|error| JournalError(error.to_string()))
    }
}

impl Requests {
    /// Deletes the row of a request that has ended, or never will.
    pub(crate) async fn forget(&self, request: &AsyncRequest) -> Result<(), JournalError> {
        self.commit(Write::Delete {
            scope: request.scope.clone(),
            kind: ASYNC_KIND,
            key: request.id.clone(),
        })
        .await
    }
}

impl Journal for Requests {
    fn keep<'a>(&'a self, request: &'a AsyncRequest) -> BoxFuture<'a, Result<(), JournalError>> {
        Box::pin(async move {
            let body =
                serde_json::to_string(request).map_err(|error| JournalError(error.to_string()))?;
            self.commit(Write::Put {
                scope: request.scope.clone(),
                kind: ASYNC_KIND,
                key: request.id.clone(),
                body,
            })
            .await
        })
    }

    fn finish<'a>(
        &'a self,
        request: &'a AsyncRequest,
        workload: Option<&'a WorkloadKey>,
        outcome: &'a AsyncOutcome,
    ) -> BoxFuture<'a, Result<(), JournalError>> {
        Box::pin(async move {
            let ended = match outcome {
                AsyncOutcome::Completed { .. } => "completed",
                AsyncOutcome::Failed { .. } => "failed",
                AsyncOutcome::Expired => "expired",
                AsyncOutcome::Dropped => "dropped",
            };
            tracing::debug!(
                endpoint = request.endpoint,
                inference_id = request.inference_id,
                ended,
                "asynchronous request ended"
            );
            // First the notification: what is forgotten before it is told would never be told.
            if let Some(workload) = workload {
                self.notify(request, workload, outcome).await?;
            }
            self.forget(request).await
        })
    }
}

/// Objects in the embedded buckets or in a storage elsewhere, by `s3://bucket/key`, and in permitted folders, by `file:///folder/file`.
pub(crate) struct Locations {
    pub(crate) buckets: Arc<Buckets>,
    /// Where all `s3://` locations are instead, when that is configured.
    pub(crate) elsewhere: Option<Elsewhere>,
    pub(crate) folders: Folders,
}

/// What a location names.
enum Place<'l> {
    Object { bucket: &'l str, key: &'l str },
    File,
}

impl<'l> Place<'l> {
    fn of(location: &'l str) -> Result<Self, ObjectError> {
        if location.starts_with("file://") {
            return Ok(Self::File);
        }
        location
            .strip_prefix("s3://")
            .and_then(|rest| rest.split_once('/'))
            .map(|(bucket, key)| Self::Object { bucket, key })
            .ok_or_else(|| refused(location, "not an s3://bucket/key location"))
    }
}

pub(crate) fn refused(location: &str, reason: impl ToString) -> ObjectError {
    ObjectError::Refused { location: location.to_owned(), reason: reason.to_string() }
}

pub(crate) fn unavailable(location: &str, reason: impl ToString) -> ObjectError {
    ObjectError::Unavailable { location: location.to_owned(), reason: reason.to_string() }
}

impl Locations {
    /// Works on files, which blocks.
    async fn on_files<T: Send + 'static>(
        &self,
        location: &str,
        work: impl FnOnce(&Folders, &str) -> Result<T, FileError> + Send + 'static,
    ) -> Result<T, ObjectError> {
        let (folders, at) = (self.folders.clone(), location.to_owned());
        let done = tokio::task::spawn_blocking(move || work(&folders, &at)).await;
        let done = done.map_err(|error| unavailable(location, error))?;
        done.map_err(|error| match error {
            FileError::Refused(reason) => refused(location, reason),
            FileError::Io(error) => unavailable(location, error),
        })
    }
}

impl Objects for Locations {
    fn check(&self, location: &str) -> Result<(), String> {
        if location.starts_with("file://") { self.folders.check(location) } else { Ok(()) }
    }

    fn get<'a>(
        &'a self,
        scope: &'a Scope,
        location: &'a str,
        limit: usize,
    ) -> BoxFuture<'a, Result<Object, ObjectError>> {
        Box::pin(async move {
            let Place::Object { bucket, key } = Place::of(location)? else {
                let read = move |folders: &Folders, at: &str| folders.read(at, limit);
                let body = self.on_files(location, read).await?;
                return Ok(Object { content_type: None, body });
            };
            if let Some(elsewhere) = &self.elsewhere {
                return elsewhere.get(location, (bucket, key), limit).await;
            }
            let found = self.buckets.get(&scope.account, bucket, key).await;
            let object = found.map_err(|error| match error {
                GetError::NoSuchBucket(_) | GetError::NoSuchKey(_) => refused(location, error),
                GetError::Io(_) => unavailable(location, error),
            })?;
            if object.length > limit as u64 {
                return Err(refused(location, format!("larger than {limit} bytes")));
            }
            let body = Limited::new(object.body, limit)
                .collect()
                .await
                .map_err(|error| unavailable(location, error))?;
            Ok(Object { content_type: object.content_type, body: body.to_bytes() })
        })
    }

    fn put<'a>(
        &'a self,
        scope: &'a Scope,
        location: &'a str,
        object: Object,
    ) -> BoxFuture<'a, Result<(), ObjectError>> {
        Box::pin(async move {
            let Place::Object { bucket, key } = Place::of(location)? else {
                let write = move |folders: &Folders, at: &str| folders.write(at, &object.body);
                return self.on_files(location, write).await;
            };
            if let Some(elsewhere) = &self.elsewhere {
                return elsewhere.put(location, (bucket, key), object).await;
            }
            let content_type = object.content_type.as_deref();
            let body: Full<Bytes> = Full::new(object.body);
            let put = self.buckets.put(&scope.account, bucket, key, content_type, body).await;
            put.map_err(|error| match error {
                PutError::NoSuchBucket(_) | PutError::InvalidKey(_) => refused(location, error),
                PutError::Body(_) | PutError::Io(_) => unavailable(location, error),
            })
        })
    }
}
