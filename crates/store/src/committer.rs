//! The one writer: takes the batches that wait, commits them as one transaction, then answers.
//!
//! While a transaction is synced to disk the next batches gather in the inbox, so the number of
//! syncs follows the disk and not the callers (group commit).

use std::path::Path;
use std::sync::Arc;

use sqlx::{Connection, SqliteConnection};
use tokio::sync::{mpsc, oneshot};

use crate::folder::Folder;
use crate::series::SeriesIds;
use crate::stats::Counters;
use crate::write;
use crate::{Batch, StoreError};

/// Most batches in one transaction.
pub(crate) const MAX_BATCHES: usize = 512;

/// Most writes in one transaction, unless a single batch has more: bounds how long the first caller
/// of a group waits for the others.
const MAX_WRITES: usize = 20_000;

pub(crate) enum Message {
    Commit(Job),
    /// No more batches after this one.
    Close,
}

pub(crate) struct Job {
    pub(crate) batch: Batch,
    pub(crate) answer: oneshot::Sender<Result<(), StoreError>>,
}

pub(crate) struct Committer {
    inbox: mpsc::Receiver<Message>,
    counters: Arc<Counters>,
    database: Database,
}

impl Committer {
    pub(crate) fn new(
        inbox: mpsc::Receiver<Message>,
        counters: Arc<Counters>,
        connection: SqliteConnection,
        folder: Folder,
    ) -> Self {
        let database =
            Database { connection: Some(connection), series: SeriesIds::default(), folder };
        Self { inbox, counters, database }
    }

    /// Works until told to close or until no one is left to send, then writes what still waits.
    pub(crate) async fn run(mut self) {
        let mut messages = Vec::with_capacity(MAX_BATCHES);
        while self.inbox.recv_many(&mut messages, MAX_BATCHES).await > 0 {
            let mut jobs = Vec::with_capacity(messages.len());
            for message in messages.drain(..) {
                match message {
                    Message::Commit(job) => jobs.push(job),
                    Message::Close => self.inbox.close(),
                }
            }
            while !jobs.is_empty() {
                let later = jobs.split_off(group_len(&jobs));
                self.commit(jobs).await;
                jobs = later;
            }
            // Those who were just answered may have their next batch ready. With a turn for them
            // here, they share the next transaction instead of missing it by microseconds.
            tokio::task::yield_now().await;
        }
        self.database.close().await;
    }

    async fn commit(&mut self, jobs: Vec<Job>) {
        let batches: Vec<&Batch> = jobs.iter().map(|job| &job.batch).collect();
        match self.database.write(&batches).await {
            Ok(()) => {
                self.counters.committed(jobs.len(), batches.iter().map(|batch| batch.len()).sum());
                jobs.into_iter().for_each(|job| answer(job, Ok(())));
            }
            Err(error) => match <[Job; 1]>::try_from(jobs) {
                Ok([job]) => {
                    self.counters.failed();
                    answer(job, Err(error));
                }
                // One bad batch must not fail the others: each alone, in the same order.
                Err(jobs) => {
                    for job in jobs {
                        self.commit_alone(job).await;
                    }
                }
            },
        }
    }

    async fn commit_alone(&mut self, job: Job) {
        let done = self.database.write(&[&job.batch]).await;
        match done {
            Ok(()) => self.counters.committed(1, job.batch.len()),
            Err(_) => self.counters.failed(),
        }
        answer(job, done);
    }
}

/// What stands in the committer's place when nothing is kept.
pub(crate) async fn forget(mut inbox: mpsc::Receiver<Message>, counters: Arc<Counters>) {
    while let Some(message) = inbox.recv().await {
        match message {
            Message::Commit(job) => {
                counters.committed(1, job.batch.len());
                answer(job, Ok(()));
            }
            Message::Close => inbox.close(),
        }
    }
}

/// How many of the jobs, at least one, go into the next transaction.
fn group_len(jobs: &[Job]) -> usize {
    let mut writes = 0;
    let fits = jobs.iter().take_while(|job| {
        writes += job.batch.len();
        writes <= MAX_WRITES
    });
    fits.count().max(1)
}

fn answer(job: Job, done: Result<(), StoreError>) {
    // The caller may have stopped waiting; what is written stays written.
    let _ = job.answer.send(done);
}

/// The database file as the writer sees it.
struct Database {
    /// Absent after a failure that left the connection in doubt; made anew for the next batch.
    connection: Option<SqliteConnection>,
    series: SeriesIds,
    /// Dropped last, so that the folder is free only when the connection is gone.
    folder: Folder,
}

impl Database {
    /// Writes the batches in one transaction. On an error nothing of them is written.
    async fn write(&mut self, batches: &[&Batch]) -> Result<(), StoreError> {
        let Self { connection, series, folder } = self;
        let path = folder.database();
        let mut open = match connection.take() {
            Some(open) => open,
            None => reconnect(path).await?,
        };
        match transact(&mut open, series, batches).await {
            Ok(()) => {
                *connection = Some(open);
                Ok(())
            }
            Err(error) => {
                series.clear();
                // SQLite may have rolled back by itself, and then says so by an error. Rather than
                // guess what state the connection is in, start with a new one.
                match sqlx::query("rollback").execute(&mut open).await {
                    Ok(_) => *connection = Some(open),
                    Err(_) => discard(open).await,
                }
                Err(StoreError::write(path, error))
            }
        }
    }

    async fn close(self) {
        if let Some(open) = self.connection {
            discard(open).await;
        }
    }
}

async fn transact(
    connection: &mut SqliteConnection,
    series: &mut SeriesIds,
    batches: &[&Batch],
) -> Result<(), sqlx::Error> {
    sqlx::query("begin immediate").execute(&mut *connection).await?;
    let writes = batches.iter().flat_map(|batch| batch.writes());
    write::apply(connection, series, writes).await?;
    sqlx::query("commit").execute(connection).await?;
    Ok(())
}

async fn reconnect(path: &Path) -> Result<SqliteConnection, StoreError> {
    crate::connection::connect(path).await.map_err(|error| StoreError::write(path, error))
}

/// Closing copies the log into the database file. When that fails the log stays beside it and the
/// next open reads it, so there is nothing to report.
async fn discard(connection: SqliteConnection) {
    let _ = connection.close().await;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Write;

    fn job(writes: usize) -> Job {
        let write = Write::SetMeta { key: "k", value: String::new() };
        Job { batch: vec![write; writes].into(), answer: oneshot::channel().0 }
    }

    #[test]
    fn groups_are_bounded_by_writes() {
        assert_eq!(group_len(&[job(1), job(2), job(3)]), 3);
        assert_eq!(group_len(&[job(MAX_WRITES - 1), job(1), job(1)]), 2);
        assert_eq!(group_len(&[job(MAX_WRITES + 1), job(1)]), 1);
    }
}
