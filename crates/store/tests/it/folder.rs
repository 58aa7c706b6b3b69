//! Folders that cannot be used, and what is said about them.

use std::fs;
use std::path::Path;

use ebb_store::{OpenError, Store, StoreError};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection};

use crate::support::{batch, chain, contents, keys, put};

#[tokio::test]
async fn a_folder_has_one_server_at_a_time() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(dir.path()).await.unwrap();
    let clone = store.clone();
    let error = Store::open(dir.path()).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        format!(
            "the data folder \"{}\" is in use by another server (process {}); \
             stop it or choose another folder with --data-dir",
            dir.path().display(),
            std::process::id()
        )
    );
    // Closing frees it, even while a clone is around.
    store.close().await;
    Store::open(dir.path()).await.unwrap().close().await;
    drop(clone);
}

#[tokio::test]
async fn a_folder_below_a_file_cannot_be_made() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("file");
    fs::write(&file, "").unwrap();
    for below in [file.join("data"), "/proc/ebb-data".into()] {
        let error = Store::open(&below).await.unwrap_err();
        assert!(matches!(error, OpenError::CreateFolder { .. }), "{error:?}");
        let start = format!(
            "could not create the data folder \"{}\"; create it or choose another with --data-dir: ",
            below.display()
        );
        assert!(chain(&error).starts_with(&start), "{}", chain(&error));
    }
}

#[tokio::test]
async fn a_folder_that_cannot_be_written_is_named() {
    let error = Store::open(Path::new("/proc/self")).await.unwrap_err();
    assert!(matches!(error, OpenError::LockFile { .. }), "{error:?}");
    assert_eq!(
        error.to_string(),
        "could not open the lock file \"/proc/self/lock\"; the data folder has to be writable"
    );
}

#[tokio::test]
async fn a_database_that_cannot_be_opened_is_named() {
    let dir = tempfile::tempdir().unwrap();
    fs::create_dir(dir.path().join("ebb.db")).unwrap();
    let error = Store::open(dir.path()).await.unwrap_err();
    assert!(matches!(error, OpenError::Database { .. }), "{error:?}");
    assert_eq!(
        chain(&error),
        format!(
            "could not open the database file \"{}/ebb.db\": unable to open database file (SQLite code 14)",
            dir.path().display()
        )
    );
}

#[tokio::test]
async fn a_failed_open_leaves_the_folder_free() {
    let dir = tempfile::tempdir().unwrap();
    fs::create_dir(dir.path().join("ebb.db")).unwrap();
    Store::open(dir.path()).await.unwrap_err();
    fs::remove_dir(dir.path().join("ebb.db")).unwrap();
    Store::open(dir.path()).await.unwrap().close().await;
}

#[tokio::test]
async fn a_file_that_is_no_database_is_left_alone() {
    let dir = tempfile::tempdir().unwrap();
    let text = "not a database, but long enough to have had a header ".repeat(40);
    fs::write(dir.path().join("ebb.db"), &text).unwrap();
    let error = Store::open(dir.path()).await.unwrap_err();
    assert!(matches!(error, OpenError::Damaged { .. }), "{error:?}");
    assert_eq!(
        chain(&error),
        format!(
            "the database file \"{}/ebb.db\" is damaged; restore the data folder from a copy, \
             or move it away to start anew: file is not a database (SQLite code 26)",
            dir.path().display()
        )
    );
    assert_eq!(fs::read_to_string(dir.path().join("ebb.db")).unwrap(), text);
}

#[tokio::test]
async fn a_damaged_page_is_reported_on_load() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(dir.path()).await.unwrap();
    store.commit(batch([put("a", &"x".repeat(100_000))])).await.unwrap();
    store.close().await;
    let path = dir.path().join("ebb.db");
    let mut bytes = fs::read(&path).unwrap();
    // The first page stays: with it the file still opens.
    bytes[4096..].fill(0xAA);
    fs::write(&path, bytes).unwrap();

    let store = Store::open(dir.path()).await.unwrap();
    let error = store.load().await.unwrap_err();
    assert!(matches!(error, StoreError::Damaged { .. }), "{error:?}");
    assert!(chain(&error).contains("malformed"), "{}", chain(&error));
}

#[tokio::test]
async fn a_row_that_makes_no_sense_is_reported_on_load() {
    let dir = tempfile::tempdir().unwrap();
    Store::open(dir.path()).await.unwrap().close().await;
    change(dir.path(), "insert into record values ('twelve', 'us-east-1', 'k', 'k', '{}')").await;
    let store = Store::open(dir.path()).await.unwrap();
    let error = store.load().await.unwrap_err();
    assert!(matches!(error, StoreError::Damaged { .. }), "{error:?}");
    assert!(chain(&error).contains("\"twelve\" is not twelve digits"), "{}", chain(&error));
}

#[tokio::test]
async fn a_folder_of_a_newer_release_is_refused_and_kept() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(dir.path()).await.unwrap();
    store.commit(batch([put("a", "{}")])).await.unwrap();
    store.close().await;
    change(dir.path(), "pragma user_version = 999").await;

    let error = Store::open(dir.path()).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        format!(
            "the database file \"{}/ebb.db\" has schema 999, this release knows schemas up to 1; \
             use the newer release or another data folder",
            dir.path().display()
        )
    );

    change(dir.path(), "pragma user_version = 1").await;
    assert_eq!(keys(&contents(dir.path()).await), ["a"]);
}

/// What another program might do to the file.
async fn change(dir: &Path, sql: &'static str) {
    let mut connection =
        SqliteConnectOptions::new().filename(dir.join("ebb.db")).connect().await.unwrap();
    sqlx::raw_sql(sql).execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
}
