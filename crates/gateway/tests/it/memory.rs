//! A journal and objects in memory.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use ebb_gateway::{
    AsyncOutcome, AsyncRequest, BoxFuture, Journal, JournalError, Object, ObjectError, Objects,
};
use ebb_units::{Scope, WorkloadKey};
use tokio::sync::mpsc;

/// Remembers accepted requests, and tells the test of those that finish.
pub(crate) struct MemoryJournal {
    pub(crate) open: Mutex<BTreeMap<String, AsyncRequest>>,
    pub(crate) broken: Mutex<bool>,
    /// Forgets nothing: as if the server died before it could.
    pub(crate) dies: Mutex<bool>,
    finished: mpsc::UnboundedSender<(AsyncRequest, AsyncOutcome)>,
}

pub(crate) type Finished = mpsc::UnboundedReceiver<(AsyncRequest, AsyncOutcome)>;

impl MemoryJournal {
    pub(crate) fn new() -> (Arc<Self>, Finished) {
        let (finished, receiver) = mpsc::unbounded_channel();
        let journal = Self {
            open: Mutex::default(),
            broken: Mutex::default(),
            dies: Mutex::default(),
            finished,
        };
        (Arc::new(journal), receiver)
    }

    pub(crate) fn open(&self) -> Vec<AsyncRequest> {
        self.open.lock().unwrap().values().cloned().collect()
    }
}

impl Journal for MemoryJournal {
    fn keep<'a>(&'a self, request: &'a AsyncRequest) -> BoxFuture<'a, Result<(), JournalError>> {
        Box::pin(async move {
            if *self.broken.lock().unwrap() {
                return Err(JournalError("disk full".into()));
            }
            self.open.lock().unwrap().insert(request.id.clone(), request.clone());
            Ok(())
        })
    }

    fn finish<'a>(
        &'a self,
        request: &'a AsyncRequest,
        _workload: Option<&'a WorkloadKey>,
        outcome: &'a AsyncOutcome,
    ) -> BoxFuture<'a, Result<(), JournalError>> {
        Box::pin(async move {
            if *self.dies.lock().unwrap() {
                drop(self.finished.send((request.clone(), outcome.clone())));
                return std::future::pending().await;
            }
            self.open.lock().unwrap().remove(&request.id);
            // The test may be over.
            drop(self.finished.send((request.clone(), outcome.clone())));
            Ok(())
        })
    }
}

#[derive(Default)]
pub(crate) struct MemoryObjects {
    objects: Mutex<BTreeMap<String, Object>>,
    /// Reads and writes that fail before one succeeds.
    pub(crate) failures: Mutex<u32>,
}

impl MemoryObjects {
    pub(crate) fn set(&self, location: &str, content_type: &str, body: &str) {
        let object = Object {
            content_type: Some(content_type.to_owned()),
            body: Bytes::copy_from_slice(body.as_bytes()),
        };
        self.objects.lock().unwrap().insert(location.to_owned(), object);
    }

    pub(crate) fn read(&self, location: &str) -> Option<Object> {
        self.objects.lock().unwrap().get(location).cloned()
    }

    /// Has what another one has.
    pub(crate) fn take_over(&self, other: &Self) {
        *self.objects.lock().unwrap() = other.objects.lock().unwrap().clone();
    }

    pub(crate) fn count(&self) -> usize {
        self.objects.lock().unwrap().len()
    }

    fn fails(&self, location: &str) -> Result<(), ObjectError> {
        let mut failures = self.failures.lock().unwrap();
        if *failures == 0 {
            return Ok(());
        }
        *failures -= 1;
        Err(ObjectError::Unavailable { location: location.into(), reason: "away".into() })
    }
}

impl Objects for MemoryObjects {
    fn check(&self, _location: &str) -> Result<(), String> {
        Ok(())
    }

    fn get<'a>(
        &'a self,
        _scope: &'a Scope,
        location: &'a str,
        _limit: usize,
    ) -> BoxFuture<'a, Result<Object, ObjectError>> {
        Box::pin(async move {
            self.fails(location)?;
            self.read(location).ok_or_else(|| ObjectError::Refused {
                location: location.into(),
                reason: "no such key".into(),
            })
        })
    }

    fn put<'a>(
        &'a self,
        _scope: &'a Scope,
        location: &'a str,
        object: Object,
    ) -> BoxFuture<'a, Result<(), ObjectError>> {
        Box::pin(async move {
            self.fails(location)?;
            self.objects.lock().unwrap().insert(location.to_owned(), object);
            Ok(())
        })
    }
}
