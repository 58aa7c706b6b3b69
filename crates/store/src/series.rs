//! Series by number: a bucket row carries a small number instead of the full name of its metric.

use std::collections::HashMap;

use ebb_units::{MetricId, Scope, Unit};
use sqlx::SqliteConnection;

/// The numbers of the series seen so far.
///
/// One entry per series that was written since the start. The server holds every series in memory
/// anyway, with its buckets, so this adds a small share and has no bound of its own.
#[derive(Default, Debug)]
pub(crate) struct SeriesIds {
    ids: HashMap<Key, i64>,
}

type Key = (Scope, MetricId, Unit);

impl SeriesIds {
    /// The number of a series, which gets one when it has none.
    pub(crate) async fn assign(
        &mut self,
        connection: &mut SqliteConnection,
        scope: &Scope,
        metric: &MetricId,
        unit: Unit,
    ) -> Result<i64, sqlx::Error> {
        if let Some(id) = self.find(connection, scope, metric, unit).await? {
            return Ok(id);
        }
        let id = sqlx::query_scalar(
            "insert into series (account, region, namespace, name, dimensions, unit) \
             values ($1, $2, $3, $4, $5, $6) returning id",
        )
        .bind(scope.account.as_str())
        .bind(scope.region.as_str())
        .bind(metric.namespace())
        .bind(metric.name())
        .bind(dimensions_text(metric))
        .bind(unit.as_str())
        .fetch_one(connection)
        .await?;
        self.ids.insert((scope.clone(), metric.clone(), unit), id);
        Ok(id)
    }

    /// The number of a series, when it has one.
    pub(crate) async fn find(
        &mut self,
        connection: &mut SqliteConnection,
        scope: &Scope,
        metric: &MetricId,
        unit: Unit,
    ) -> Result<Option<i64>, sqlx::Error> {
        let key = (scope.clone(), metric.clone(), unit);
        if let Some(id) = self.ids.get(&key) {
            return Ok(Some(*id));
        }
        let id = sqlx::query_scalar(
            "select id from series where account = $1 and region = $2 and namespace = $3 \
             and name = $4 and dimensions = $5 and unit = $6",
        )
        .bind(scope.account.as_str())
        .bind(scope.region.as_str())
        .bind(metric.namespace())
        .bind(metric.name())
        .bind(dimensions_text(metric))
        .bind(unit.as_str())
        .fetch_optional(connection)
        .await?;
        if let Some(id) = id {
            self.ids.insert(key, id);
        }
        Ok(id)
    }

    /// Forgets one series, whose row is gone.
    pub(crate) fn remove(&mut self, scope: &Scope, metric: &MetricId, unit: Unit) {
        self.ids.remove(&(scope.clone(), metric.clone(), unit));
    }

    /// Forgets all: after a rollback some numbers stand for no row.
    pub(crate) fn clear(&mut self) {
        self.ids.clear();
    }
}

/// A JSON array of pairs. The dimensions of a metric are sorted, so one metric has one text.
fn dimensions_text(metric: &MetricId) -> String {
    let pairs =
        metric.dimensions().iter().map(|d| serde_json::json!([&*d.name, &*d.value])).collect();
    serde_json::Value::Array(pairs).to_string()
}

/// Turns the text back into a metric.
pub(crate) fn metric_from(
    namespace: &str,
    name: &str,
    dimensions: &str,
) -> Result<MetricId, serde_json::Error> {
    let pairs: Vec<(String, String)> = serde_json::from_str(dimensions)?;
    let pairs = pairs.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    Ok(MetricId::new(namespace, name, pairs))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_metric_survives_its_text() {
        let odd = [("b\"\\", "x,y]"), ("a", "\u{0}é\n"), ("a", "")];
        for metric in [MetricId::new("N", "m", []), MetricId::new("N/x", "m", odd)] {
            let text = dimensions_text(&metric);
            assert_eq!(metric_from(metric.namespace(), metric.name(), &text).unwrap(), metric);
        }
    }

    #[test]
    fn one_metric_has_one_text() {
        let one = MetricId::new("N", "m", [("b", "2"), ("a", "1")]);
        assert_eq!(dimensions_text(&one), r#"[["a","1"],["b","2"]]"#);
    }
}
