//! The schema: numbered migrations, applied in order when a folder is opened.
//!
//! The number of the last one is the file's `user_version`; each migration ends by setting it.

use std::path::Path;

use sqlx::SqliteConnection;

use crate::OpenError;

/// Migration 1, 2, … A released one never changes.
const MIGRATIONS: &[&str] = &[include_str!("../migrations/0001_base.sql")];

/// Brings the file up to the schema of this release, in one transaction.
pub(crate) async fn migrate(
    connection: &mut SqliteConnection,
    path: &Path,
) -> Result<(), OpenError> {
    apply(connection, path, MIGRATIONS).await
}

async fn apply(
    connection: &mut SqliteConnection,
    path: &Path,
    migrations: &[&'static str],
) -> Result<(), OpenError> {
    let open_error = |error| OpenError::database(path, error);
    let found = version(connection).await.map_err(open_error)?;
    let known = number(migrations.len());
    if found > known {
        return Err(OpenError::NewerSchema { path: path.to_owned(), found, known });
    }
    let missing = usize::try_from(found).ok().and_then(|done| migrations.get(done..));
    let Some(missing) = missing else {
        let error = sqlx::Error::Decode(format!("schema number {found} is negative").into());
        return Err(open_error(error));
    };
    if missing.is_empty() {
        return Ok(());
    }
    let done = run(connection, found, missing).await;
    if done.is_err() {
        // Nothing to roll back when not even the transaction began; the first error is the one to tell.
        let _ = sqlx::query("rollback").execute(&mut *connection).await;
    }
    done.map_err(|error| OpenError::Migrate {
        path: path.to_owned(),
        from: found,
        to: known,
        source: error.into(),
    })
}

async fn run(
    connection: &mut SqliteConnection,
    found: i64,
    missing: &[&'static str],
) -> Result<(), sqlx::Error> {
    sqlx::query("begin immediate").execute(&mut *connection).await?;
    for (next, sql) in (found + 1..).zip(missing) {
        sqlx::raw_sql(*sql).execute(&mut *connection).await?;
        let reached = version(connection).await?;
        if reached != next {
            let text = format!("migration {next} set the schema number {reached}");
            return Err(sqlx::Error::Protocol(text));
        }
    }
    sqlx::query("commit").execute(connection).await?;
    Ok(())
}

async fn version(connection: &mut SqliteConnection) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar("pragma user_version").fetch_one(connection).await
}

fn number(count: usize) -> i64 {
    i64::try_from(count).expect("a handful of migrations")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::connection;

    const FIRST: &str =
        "create table a (x text) strict; insert into a values ('kept'); pragma user_version = 1;";
    const SECOND: &str = "alter table a add column y integer; pragma user_version = 2;";
    const BROKEN: &str =
        "create table b (x); insert into nowhere values (1); pragma user_version = 3;";
    const MISNUMBERED: &str = "create table c (x); pragma user_version = 9;";

    async fn open(dir: &tempfile::TempDir) -> SqliteConnection {
        connection::create(&dir.path().join("a.db")).await.unwrap()
    }

    async fn tables(connection: &mut SqliteConnection) -> Vec<String> {
        sqlx::query_scalar("select name from sqlite_schema where type = 'table' order by name")
            .fetch_all(connection)
            .await
            .unwrap()
    }

    #[tokio::test]
    async fn an_older_file_is_brought_up_to_date() {
        let dir = tempfile::tempdir().unwrap();
        let mut connection = open(&dir).await;
        apply(&mut connection, dir.path(), &[FIRST]).await.unwrap();
        apply(&mut connection, dir.path(), &[FIRST, SECOND]).await.unwrap();
        apply(&mut connection, dir.path(), &[FIRST, SECOND]).await.unwrap();
        let row: (String, Option<i64>) =
            sqlx::query_as("select x, y from a").fetch_one(&mut connection).await.unwrap();
        assert_eq!(row, ("kept".to_owned(), None));
        assert_eq!(version(&mut connection).await.unwrap(), 2);
    }

    #[tokio::test]
    async fn a_failed_migration_changes_nothing() {
        let dir = tempfile::tempdir().unwrap();
        let mut connection = open(&dir).await;
        apply(&mut connection, dir.path(), &[FIRST]).await.unwrap();
        for wrong in [BROKEN, MISNUMBERED] {
            let error =
                apply(&mut connection, dir.path(), &[FIRST, SECOND, wrong]).await.unwrap_err();
            assert!(matches!(error, OpenError::Migrate { from: 1, to: 3, .. }), "{error:?}");
            assert_eq!(version(&mut connection).await.unwrap(), 1);
            assert_eq!(tables(&mut connection).await, ["a"]);
        }
        apply(&mut connection, dir.path(), &[FIRST, SECOND]).await.unwrap();
    }

    #[tokio::test]
    async fn the_release_s_own_migrations_apply() {
        let dir = tempfile::tempdir().unwrap();
        let mut connection = open(&dir).await;
        migrate(&mut connection, dir.path()).await.unwrap();
        assert_eq!(version(&mut connection).await.unwrap(), number(MIGRATIONS.len()));
        assert_eq!(tables(&mut connection).await, ["bucket", "meta", "record", "series"]);
    }

    #[tokio::test]
    async fn a_negative_number_is_damage() {
        let dir = tempfile::tempdir().unwrap();
        let mut connection = open(&dir).await;
        sqlx::raw_sql("pragma user_version = -1").execute(&mut connection).await.unwrap();
        let error = migrate(&mut connection, dir.path()).await.unwrap_err();
        assert!(matches!(error, OpenError::Damaged { .. }), "{error:?}");
    }
}
