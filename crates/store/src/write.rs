//! Writes as SQL.
//!
//! Each statement is a trip to SQLite's thread and back, which costs more than the statement itself.
//! So rows of one table are gathered and go as statements of many rows. The tables do not depend on
//! each other: it is enough to keep the order within each of them.

use std::sync::LazyLock;

use ebb_units::{MetricId, Scope, Unit};
use sqlx::SqliteConnection;

use crate::series::SeriesIds;
use crate::{BucketRow, Write};

/// Rows in one statement, the widest first. 64 rows of 8 columns are 512 parameters of 32766 allowed.
const WIDTHS: [usize; 3] = [64, 8, 1];

// One statement may hold the same key twice: rows are taken in order, and the later one wins.
static PUT: LazyLock<[String; 3]> = LazyLock::new(|| {
    WIDTHS.map(|width| {
        format!(
            "insert into record (account, region, kind, key, body) values {} \
             on conflict do update set body = excluded.body",
            rows(width, 5)
        )
    })
});

static PUT_BUCKET: LazyLock<[String; 3]> = LazyLock::new(|| {
    WIDTHS.map(|width| {
        format!(
            "insert into bucket \
             (series, resolution_secs, start_secs, count, sum, min, max, distribution) values {} \
             on conflict do update set count = excluded.count, sum = excluded.sum, \
             min = excluded.min, max = excluded.max, distribution = excluded.distribution",
            rows(width, 8)
        )
    })
});

/// `(?,?),(?,?)` for two rows of two columns. Parameters without names: the name of each is asked for when it is bound, and
/// SQLite searches all names for it, which for 512 of them took longer than the insert itself.
fn rows(rows: usize, columns: usize) -> String {
    let row = format!("({})", vec!["?"; columns].join(","));
    vec![row; rows].join(",")
}

/// Applies the writes in order. The caller has begun a transaction, and ends it.
pub(crate) async fn apply<'w>(
    connection: &mut SqliteConnection,
    series: &mut SeriesIds,
    writes: impl Iterator<Item = &'w Write>,
) -> Result<(), sqlx::Error> {
    let mut gathered = Gathered::default();
    for write in writes {
        match write {
            Write::Put { scope, kind, key, body } => {
                gathered.puts.push(Put { scope, kind, key, body });
                if gathered.puts.len() == WIDTHS[0] {
                    gathered.write_puts(connection).await?;
                }
            }
            Write::Delete { scope, kind, key } => {
                gathered.write_puts(connection).await?;
                delete(connection, scope, kind, key).await?;
            }
            Write::Bucket(row) => {
                let id = series.assign(connection, &row.scope, &row.metric, row.unit).await?;
                gathered.buckets.push((id, row));
                if gathered.buckets.len() == WIDTHS[0] {
                    gathered.write_buckets(connection).await?;
                }
            }
            Write::DropBuckets { scope, metric, unit, resolution_secs, before } => {
                gathered.write_buckets(connection).await?;
                let age = Age { resolution_secs: *resolution_secs, before: *before };
                drop_buckets(connection, series, (scope, metric, *unit), age).await?;
            }
            Write::SetMeta { key, value } => set_meta(connection, key, value).await?,
        }
    }
    gathered.write_puts(connection).await?;
    gathered.write_buckets(connection).await
}

/// Rows that wait for company, at most as many as the widest statement takes.
#[derive(Default)]
struct Gathered<'w> {
    puts: Vec<Put<'w>>,
    buckets: Vec<(i64, &'w BucketRow)>,
}

struct Put<'w> {
    scope: &'w Scope,
    kind: &'static str,
    key: &'w str,
    body: &'w str,
}

impl Gathered<'_> {
    async fn write_puts(&mut self, connection: &mut SqliteConnection) -> Result<(), sqlx::Error> {
        let mut rest = self.puts.as_slice();
        while let Some((sql, now, later)) = next_statement(&PUT, rest) {
            let mut query = sqlx::query(sql);
            for put in now {
                query = query
                    .bind(put.scope.account.as_str())
                    .bind(put.scope.region.as_str())
                    .bind(put.kind)
                    .bind(put.key)
                    .bind(put.body);
            }
            query.execute(&mut *connection).await?;
            rest = later;
        }
        self.puts.clear();
        Ok(())
    }

    async fn write_buckets(
        &mut self,
        connection: &mut SqliteConnection,
    ) -> Result<(), sqlx::Error> {
        let mut rest = self.buckets.as_slice();
        while let Some((sql, now, later)) = next_statement(&PUT_BUCKET, rest) {
            let mut query = sqlx::query(sql);
            for (id, row) in now {
                query = query
                    .bind(*id)
                    .bind(row.resolution_secs)
                    .bind(row.start_secs)
                    .bind(row.count)
                    .bind(row.sum)
                    .bind(row.min)
                    .bind(row.max)
                    .bind(row.distribution.as_slice());
            }
            query.execute(&mut *connection).await?;
            rest = later;
        }
        self.buckets.clear();
        Ok(())
    }
}

/// The widest statement that the rows fill, its rows, and those that remain.
fn next_statement<'r, T>(
    statements: &'static [String; 3],
    rows: &'r [T],
) -> Option<(&'static str, &'r [T], &'r [T])> {
    let (sql, width) = statements.iter().zip(WIDTHS).find(|(_, width)| *width <= rows.len())?;
    let (now, later) = rows.split_at(width);
    Some((sql.as_str(), now, later))
}

async fn delete(
    connection: &mut SqliteConnection,
    scope: &Scope,
    kind: &str,
    key: &str,
) -> Result<(), sqlx::Error> {
    sqlx::query("delete from record where account = $1 and region = $2 and kind = $3 and key = $4")
        .bind(scope.account.as_str())
        .bind(scope.region.as_str())
        .bind(kind)
        .bind(key)
        .execute(connection)
        .await?;
    Ok(())
}

struct Age {
    resolution_secs: u32,
    before: i64,
}

async fn drop_buckets(
    connection: &mut SqliteConnection,
    series: &mut SeriesIds,
    (scope, metric, unit): (&Scope, &MetricId, Unit),
    age: Age,
) -> Result<(), sqlx::Error> {
    let Some(id) = series.find(connection, scope, metric, unit).await? else {
        return Ok(());
    };
    sqlx::query(
        "delete from bucket where series = $1 and resolution_secs = $2 and start_secs < $3",
    )
    .bind(id)
    .bind(age.resolution_secs)
    .bind(age.before)
    .execute(&mut *connection)
    .await?;
    // A name without buckets is of no use, and names that come and go would pile up.
    let emptied = sqlx::query(
        "delete from series where id = $1 and not exists (select 1 from bucket where series = $1)",
    )
    .bind(id)
    .execute(connection)
    .await?;
    if emptied.rows_affected() > 0 {
        series.remove(scope, metric, unit);
    }
    Ok(())
}

async fn set_meta(
    connection: &mut SqliteConnection,
    key: &str,
    value: &str,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "insert into meta (key, value) values ($1, $2) on conflict do update set value = excluded.value",
    )
    .bind(key)
    .bind(value)
    .execute(connection)
    .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_statement_has_a_parameter_for_each_column_of_each_row() {
        assert_eq!(rows(2, 3), "(?,?,?),(?,?,?)");
        assert_eq!(PUT[0].matches('?').count(), WIDTHS[0] * 5);
    }

    #[test]
    fn the_widest_statement_goes_first() {
        let rows = [0_u8; 75];
        let mut widths = Vec::new();
        let mut rest = rows.as_slice();
        while let Some((_, now, later)) = next_statement(&PUT, rest) {
            widths.push(now.len());
            rest = later;
        }
        assert_eq!(widths, [64, 8, 1, 1, 1]);
    }
}
