//! The store as its users see it.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use tokio::sync::mpsc::error::TrySendError;
use tokio::sync::{Mutex, mpsc, oneshot};
use tokio::task::JoinHandle;

use crate::committer::{Committer, Job, MAX_BATCHES, Message};
use crate::folder::Folder;
use crate::stats::Counters;
use crate::{
    Batch, Contents, OpenError, RowKey, Stats, StoreError, committer, connection, load, schema,
};

/// Durable state in one data folder. Clones share it.
///
/// One process at a time holds a folder. It is free again when the store is closed, some moments
/// after the last clone is dropped, or when the process ends, however it ends.
#[derive(Clone, Debug)]
pub struct Store {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    /// `None` when nothing is kept.
    database: Option<PathBuf>,
    inbox: mpsc::Sender<Message>,
    counters: Arc<Counters>,
    /// Absent once it has ended and was awaited.
    committer: Mutex<Option<JoinHandle<()>>>,
}

/// A batch that will be written, see [`Store::submit`]. Dropping this does not undo it.
#[must_use = "the batch is durable only when this has been awaited"]
#[derive(Debug)]
pub struct Pending(Option<oneshot::Receiver<Result<(), StoreError>>>);

impl Store {
    /// Opens a data folder, or makes one. A folder of an older release is brought up to date.
    ///
    /// # Errors
    /// [`OpenError`] when the folder cannot be made or written to, when another process holds it,
    /// when a newer release has written it, or when its database file is broken.
    ///
    /// # Panics
    /// When there is no tokio runtime.
    pub async fn open(dir: &Path) -> Result<Self, OpenError> {
        let folder = Folder::claim(dir)?;
        let database = folder.database().to_owned();
        let mut connection = connection::create(&database)
            .await
            .map_err(|error| OpenError::database(&database, error))?;
        schema::migrate(&mut connection, &database).await?;

        // Two groups: one that is being written and one that gathers meanwhile. When it is full,
        // callers wait for room.
        let (inbox, receiver) = mpsc::channel(2 * MAX_BATCHES);
        let counters = Arc::new(Counters::default());
        let committer = Committer::new(receiver, Arc::clone(&counters), connection, folder);
        let committer = Mutex::new(Some(tokio::spawn(committer.run())));
        let database = Some(database);
        Ok(Self { shared: Arc::new(Shared { database, inbox, counters, committer }) })
    }

    /// A store that keeps nothing, for a process whose state may end with it: batches are answered and let go, in
    /// order like others, and there is nothing to load. It has no folder and no file.
    ///
    /// # Panics
    /// When there is no tokio runtime.
    pub fn ephemeral() -> Self {
        let (inbox, receiver) = mpsc::channel(2 * MAX_BATCHES);
        let counters = Arc::new(Counters::default());
        let forgetting = tokio::spawn(committer::forget(receiver, Arc::clone(&counters)));
        let committer = Mutex::new(Some(forgetting));
        Self { shared: Arc::new(Shared { database: None, inbox, counters, committer }) }
    }

    /// Reads everything, as of one moment. Batches that were answered before are in it.
    ///
    /// # Errors
    /// [`StoreError::Read`] or [`StoreError::Damaged`].
    pub async fn load(&self) -> Result<Contents, StoreError> {
        match &self.shared.database {
            Some(database) => load::load(database).await,
            None => Ok(Contents::default()),
        }
    }

    /// Reads the bodies of single rows, as of one moment; nothing for those that are not there.
    ///
    /// # Errors
    /// [`StoreError::Read`] or [`StoreError::Damaged`].
    pub async fn rows(&self, keys: &[RowKey]) -> Result<Vec<Option<String>>, StoreError> {
        match &self.shared.database {
            Some(database) => load::rows(database, keys).await,
            None => Ok(vec![None; keys.len()]),
        }
    }

    /// Writes a batch as a whole and returns when it is durable.
    ///
    /// The same as [`Store::submit`] followed by [`Pending::durable`]: once the batch has a place in
    /// the queue, it is written even when this future is dropped.
    ///
    /// # Errors
    /// [`StoreError`]; unless it says otherwise nothing of the batch was written. Other batches,
    /// before or after, are not affected.
    pub async fn commit(&self, batch: Batch) -> Result<(), StoreError> {
        self.submit(batch).await?.durable().await
    }

    /// Queues a batch. Batches are written in the order in which they were queued.
    ///
    /// Returns at once unless the queue is full; then it waits for room, and dropping it while it
    /// waits leaves the batch unwritten. After it has returned, the batch will be written whether or
    /// not the answer is awaited.
    ///
    /// # Errors
    /// [`StoreError::Closed`].
    pub async fn submit(&self, batch: Batch) -> Result<Pending, StoreError> {
        if batch.is_empty() {
            return Ok(Pending(None));
        }
        let (answer, pending) = oneshot::channel();
        let message = Message::Commit(Job { batch, answer });
        // `send` alone could yield although there is room, and be dropped there.
        match self.shared.inbox.try_send(message) {
            Ok(()) => {}
            Err(TrySendError::Full(message)) => {
                self.shared.inbox.send(message).await.map_err(|_| StoreError::Closed)?;
            }
            Err(TrySendError::Closed(_)) => return Err(StoreError::Closed),
        }
        Ok(Pending(Some(pending)))
    }

    /// Writes what is queued and gives the folder back. Clones get [`StoreError::Closed`] from now on.
    pub async fn close(self) {
        // No committer: closed before, and then there is nothing to tell.
        let _ = self.shared.inbox.send(Message::Close).await;
        let mut committer = self.shared.committer.lock().await;
        if let Some(task) = committer.as_mut() {
            // It ends with an error only when it panicked, and then its callers know.
            let _ = task.await;
            *committer = None;
        }
    }

    /// What was done since the store was opened.
    pub fn stats(&self) -> Stats {
        self.shared.counters.read()
    }
}

impl Pending {
    /// Returns when the batch is durable.
    ///
    /// # Errors
    /// As [`Store::commit`].
    pub async fn durable(self) -> Result<(), StoreError> {
        match self.0 {
            Some(answer) => answer.await.unwrap_or(Err(StoreError::Stopped)),
            None => Ok(()),
        }
    }
}
