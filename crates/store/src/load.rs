//! Reading the whole folder, as of one moment.

use std::collections::BTreeMap;
use std::path::Path;
use std::str::FromStr;

use ebb_units::{MetricId, Scope, Unit};
use sqlx::sqlite::SqliteRow;
use sqlx::{Connection, Row, SqliteConnection};

use crate::series::metric_from;
use crate::{Bucket, Contents, Record, RowKey, SeriesRows, StoreError, connection};

/// Reads everything on a connection of its own, which in WAL mode does not hold up the writer.
pub(crate) async fn load(path: &Path) -> Result<Contents, StoreError> {
    let read_error = |error| StoreError::read(path, error);
    let mut connection = connection::connect(path).await.map_err(read_error)?;
    let contents = read(&mut connection).await.map_err(read_error)?;
    connection.close().await.map_err(read_error)?;
    Ok(contents)
}

/// Reads single rows, as of one moment.
pub(crate) async fn rows(path: &Path, keys: &[RowKey]) -> Result<Vec<Option<String>>, StoreError> {
    let read_error = |error| StoreError::read(path, error);
    let mut connection = connection::connect(path).await.map_err(read_error)?;
    let rows = read_rows(&mut connection, keys).await.map_err(read_error)?;
    connection.close().await.map_err(read_error)?;
    Ok(rows)
}

async fn read_rows(
    connection: &mut SqliteConnection,
    keys: &[RowKey],
) -> Result<Vec<Option<String>>, sqlx::Error> {
    sqlx::query("begin").execute(&mut *connection).await?;
    let mut rows = Vec::with_capacity(keys.len());
    for RowKey { scope, kind, key } in keys {
        let body = sqlx::query_scalar(
            "select body from record where account = ? and region = ? and kind = ? and key = ?",
        )
        .bind(scope.account.as_str())
        .bind(scope.region.as_str())
        .bind(*kind)
        .bind(key.as_str())
        .fetch_optional(&mut *connection)
        .await?;
        rows.push(body);
    }
    sqlx::query("commit").execute(connection).await?;
    Ok(rows)
}

async fn read(connection: &mut SqliteConnection) -> Result<Contents, sqlx::Error> {
    // One transaction, so that all tables are seen at the same moment.
    sqlx::query("begin").execute(&mut *connection).await?;
    let records = records(connection).await?;
    let series = series(connection).await?;
    let meta = meta(connection).await?;
    sqlx::query("commit").execute(connection).await?;
    Ok(Contents { records, series, meta })
}

async fn records(connection: &mut SqliteConnection) -> Result<Vec<Record>, sqlx::Error> {
    let mut scopes = Scopes::default();
    sqlx::query(
        "select account, region, kind, key, body from record order by account, region, kind, key",
    )
    .try_map(|row: SqliteRow| {
        Ok(Record {
            scope: scopes.read(row.try_get(0)?, row.try_get(1)?)?,
            kind: row.try_get(2)?,
            key: row.try_get(3)?,
            body: row.try_get(4)?,
        })
    })
    .fetch_all(connection)
    .await
}

async fn series(connection: &mut SqliteConnection) -> Result<Vec<SeriesRows>, sqlx::Error> {
    let mut scopes = Scopes::default();
    let named: Vec<(i64, SeriesRows)> = sqlx::query(
        "select id, account, region, namespace, name, dimensions, unit from series order by id",
    )
    .try_map(|row: SqliteRow| {
        let rows = SeriesRows {
            scope: scopes.read(row.try_get(1)?, row.try_get(2)?)?,
            metric: metric(&row)?,
            unit: parse::<Unit>(row.try_get(6)?)?,
            buckets: Vec::new(),
        };
        Ok((row.try_get(0)?, rows))
    })
    .fetch_all(&mut *connection)
    .await?;

    let buckets: Vec<(i64, Bucket)> = sqlx::query(
        "select series, resolution_secs, start_secs, count, sum, min, max, distribution \
         from bucket order by series, resolution_secs, start_secs",
    )
    .try_map(|row: SqliteRow| Ok((row.try_get(0)?, bucket(&row)?)))
    .fetch_all(connection)
    .await?;
    join(named, buckets)
}

/// Gives each series its buckets. Both come sorted by number.
fn join(
    named: Vec<(i64, SeriesRows)>,
    buckets: Vec<(i64, Bucket)>,
) -> Result<Vec<SeriesRows>, sqlx::Error> {
    let mut buckets = buckets.into_iter().peekable();
    let mut joined = Vec::with_capacity(named.len());
    for (id, mut series) in named {
        while let Some((_, bucket)) = buckets.next_if(|(owner, _)| *owner == id) {
            series.buckets.push(bucket);
        }
        if !series.buckets.is_empty() {
            joined.push(series);
        }
    }
    match buckets.next() {
        None => Ok(joined),
        Some((id, _)) => Err(unreadable(format!("a bucket of series {id}, which has no name"))),
    }
}

async fn meta(connection: &mut SqliteConnection) -> Result<BTreeMap<String, String>, sqlx::Error> {
    let rows: Vec<(String, String)> =
        sqlx::query_as("select key, value from meta").fetch_all(connection).await?;
    Ok(rows.into_iter().collect())
}

fn metric(row: &SqliteRow) -> Result<MetricId, sqlx::Error> {
    metric_from(row.try_get(3)?, row.try_get(4)?, row.try_get(5)?).map_err(unreadable)
}

fn bucket(row: &SqliteRow) -> Result<Bucket, sqlx::Error> {
    Ok(Bucket {
        resolution_secs: row.try_get(1)?,
        start_secs: row.try_get(2)?,
        count: row.try_get(3)?,
        sum: row.try_get(4)?,
        min: row.try_get(5)?,
        max: row.try_get(6)?,
        distribution: row.try_get(7)?,
    })
}

/// Rows of one scope mostly follow each other, and then share its text.
#[derive(Default)]
struct Scopes {
    last: Option<Scope>,
}

impl Scopes {
    fn read(&mut self, account: &str, region: &str) -> Result<Scope, sqlx::Error> {
        let same =
            |scope: &&Scope| scope.account.as_str() == account && scope.region.as_str() == region;
        if let Some(scope) = self.last.as_ref().filter(same) {
            return Ok(scope.clone());
        }
        let scope = Scope { account: parse(account)?, region: parse(region)? };
        self.last = Some(scope.clone());
        Ok(scope)
    }
}

fn parse<T: FromStr<Err: std::error::Error + Send + Sync + 'static>>(
    text: &str,
) -> Result<T, sqlx::Error> {
    text.parse().map_err(unreadable)
}

fn unreadable(error: impl Into<Box<dyn std::error::Error + Send + Sync + 'static>>) -> sqlx::Error {
    sqlx::Error::Decode(error.into())
}
