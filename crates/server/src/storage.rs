//! What the gateway's asynchronous side keeps and where: requests in the store, objects in the buckets.

use std::sync::Arc;

use bytes::Bytes;
use ebb_bucket::{Buckets, GetError, PutError};
use ebb_gateway::{
    AsyncOutcome, AsyncRequest, BoxFuture, Journal, JournalError, Object, ObjectError, Objects,
};
use ebb_store::{Batch, Store, Write};
use ebb_units::Scope;
use http_body_util::{BodyExt as _, Full, Limited};

use crate::engine::ASYNC_KIND;

/// Asynchronous requests as rows.
pub(crate) struct Requests {
    pub(crate) store: Store,
}

impl Requests {
    async fn commit(&self, write: Write) -> Result<(), JournalError> {
        let batch = Batch::from(vec![write]);
        self.store.commit(batch).await.map_err(|error| JournalError(error.to_string()))
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
    fn accept<'a>(&'a self, request: &'a AsyncRequest) -> BoxFuture<'a, Result<(), JournalError>> {
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
            self.forget(request).await
        })
    }
}

/// Objects in the embedded buckets, by `s3://bucket/key`.
pub(crate) struct BucketObjects {
    pub(crate) buckets: Arc<Buckets>,
}

fn cut(location: &str) -> Result<(&str, &str), ObjectError> {
    location
        .strip_prefix("s3://")
        .and_then(|rest| rest.split_once('/'))
        .ok_or_else(|| refused(location, "not an s3://bucket/key location"))
}

fn refused(location: &str, reason: impl ToString) -> ObjectError {
    ObjectError::Refused { location: location.to_owned(), reason: reason.to_string() }
}

fn unavailable(location: &str, reason: impl ToString) -> ObjectError {
    ObjectError::Unavailable { location: location.to_owned(), reason: reason.to_string() }
}

impl Objects for BucketObjects {
    fn get<'a>(
        &'a self,
        scope: &'a Scope,
        location: &'a str,
        limit: usize,
    ) -> BoxFuture<'a, Result<Object, ObjectError>> {
        Box::pin(async move {
            let (bucket, key) = cut(location)?;
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
            let (bucket, key) = cut(location)?;
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
