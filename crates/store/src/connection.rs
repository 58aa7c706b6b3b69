//! Connections to the database file, and what is set on each of them.

use std::path::Path;
use std::time::Duration;

use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sqlx::{ConnectOptions, SqliteConnection};

/// Connects; makes the file when there is none.
pub(crate) async fn create(path: &Path) -> Result<SqliteConnection, sqlx::Error> {
    options(path).create_if_missing(true).connect().await
}

/// Connects to a file that is known to be there.
pub(crate) async fn connect(path: &Path) -> Result<SqliteConnection, sqlx::Error> {
    options(path).create_if_missing(false).connect().await
}

fn options(path: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(path)
        .journal_mode(SqliteJournalMode::Wal)
        // In WAL mode, FULL syncs the log at each commit; NORMAL would lose commits with the power.
        .synchronous(SqliteSynchronous::Full)
        // macOS keeps synced data in the drive's cache unless told so; no effect elsewhere.
        .pragma("fullfsync", "on")
        .pragma("checkpoint_fullfsync", "on")
        // The lock of the folder keeps other servers out. This waits for a `sqlite3` shell, and for
        // the last instants of a server whose lock is already gone.
        .busy_timeout(Duration::from_secs(5))
        // 16 MiB of log (4096 pages of 4 KiB) between two checkpoints instead of 4 MiB: a checkpoint
        // syncs twice and holds up the commit that sets it off.
        .pragma("wal_autocheckpoint", "4096")
        .pragma("journal_size_limit", "67108864")
        // Rows that wait between SQLite's thread and the reader; one by one would be a thread
        // switch for each.
        .row_buffer_size(1024)
        .disable_statement_logging()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn commits_are_synced() {
        let dir = tempfile::tempdir().unwrap();
        let mut connection = create(&dir.path().join("a.db")).await.unwrap();
        let mode: String =
            sqlx::query_scalar("pragma journal_mode").fetch_one(&mut connection).await.unwrap();
        let synchronous: i64 =
            sqlx::query_scalar("pragma synchronous").fetch_one(&mut connection).await.unwrap();
        assert_eq!((mode.as_str(), synchronous), ("wal", 2), "2 is FULL");
    }

    #[tokio::test]
    async fn a_lost_file_is_not_made_anew() {
        let dir = tempfile::tempdir().unwrap();
        assert!(connect(&dir.path().join("a.db")).await.is_err());
    }
}
