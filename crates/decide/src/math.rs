//! Metric math: expressions over the series of one request.
//!
//! <https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html>
//!
//! [`Plan`] checks a set of queries once: ids, syntax, kinds, cycles and periods. [`Plan::evaluate`] then cannot fail but for
//! its bound on work. An expression is text, an [`Expr`] after `parse.rs`, and a [`Series`] or several after `evaluate.rs`.

mod calendar;
mod error;
mod evaluate;
mod expr;
mod fill;
mod function;
mod kind;
mod label;
mod operator;
mod parse;
mod plan;
mod query;
mod search;
mod series;
mod token;

pub use jiff::tz::Offset;

pub use error::MathError;
pub use expr::{Expr, Node};
pub use kind::Kind;
pub use label::{Facts, default_labels, expand, is_dynamic};
pub use parse::parse;
pub use plan::{Line, Plan, PlanError, Window};
pub use query::{MetricStat, Query, Source};
pub use search::{Search, SearchError};
pub use series::{Base, Series};
