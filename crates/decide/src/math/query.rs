//! One query of a request: a metric with its statistic, or an expression.

use ebb_units::{MetricId, Statistic, Unit};
use serde::{Deserialize, Serialize};

/// A query, members kept absent where they were not given.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Query {
    /// Unique in its request; begins with a lower-case letter.
    pub id: String,
    /// What its results are called.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// Whether it is asked for its own sake; true when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub return_data: Option<bool>,
    /// Period of an expression that reads no metric.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub period_secs: Option<u32>,
    /// The account as it was given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account_id: Option<String>,
    /// What it reads.
    pub source: Source,
}

/// What a query reads.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub enum Source {
    /// A metric.
    Metric(MetricStat),
    /// Other queries.
    Expression(String),
}

/// A metric with what is made of its samples.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct MetricStat {
    /// The metric.
    pub metric: MetricId,
    /// What is made of the samples of a period.
    pub statistic: Statistic,
    /// The statistic as its client wrote it.
    pub stat: String,
    /// Length of a period.
    pub period_secs: u32,
    /// Only data in this unit; one unit of those there are when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<Unit>,
}

impl Query {
    /// Whether its results are asked for.
    pub fn returns_data(&self) -> bool {
        self.return_data.unwrap_or(true)
    }
}
