//! `[[scrape]]` of the configuration.

use std::collections::BTreeMap;
use std::time::Duration;

use ebb_units::Unit;
use serde::Deserialize;

/// Metrics of model servers that are read, and what becomes of them.
#[derive(Clone, PartialEq, Debug)]
pub struct Scrape {
    /// Only copies of this image.
    pub image: Option<String>,
    /// Only copies of this endpoint.
    pub endpoint: Option<String>,
    /// Only copies of this inference component.
    pub component: Option<String>,
    /// Where each copy tells its metrics.
    pub path: String,
    /// How often they are read, on the controller's clock.
    pub every: Duration,
    /// Namespace of the series.
    pub namespace: String,
    /// What is kept.
    pub metrics: Vec<ScrapedMetric>,
}

/// One metric.
#[derive(Clone, PartialEq, Debug)]
pub struct ScrapedMetric {
    /// What the model server calls it.
    pub name: String,
    /// Name of the series; the same when absent.
    pub series: Option<String>,
    /// What it is, where the model server does not say or is wrong.
    pub kind: Option<MetricKind>,
    /// Unit of the series.
    pub unit: Unit,
    /// Only what has these labels; the rest of a metric's series are added up.
    pub labels: BTreeMap<String, String>,
}

/// What a metric is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MetricKind {
    /// Its value is kept.
    Gauge,
    /// What it grows by is kept.
    Counter,
}

impl ScrapedMetric {
    pub(crate) fn series_name(&self) -> &str {
        self.series.as_deref().unwrap_or(&self.name)
    }
}

/// As it stands in the file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Entry {
    image: Option<String>,
    endpoint: Option<String>,
    component: Option<String>,
    #[serde(default = "usual_path")]
    path: String,
    #[serde(default = "usual_interval")]
    every_secs: u32,
    namespace: String,
    metrics: Vec<MetricEntry>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct MetricEntry {
    name: String,
    #[serde(rename = "as")]
    series: Option<String>,
    kind: Option<MetricKind>,
    unit: Option<Unit>,
    #[serde(default)]
    labels: BTreeMap<String, String>,
}

fn usual_path() -> String {
    "/metrics".to_owned()
}

fn usual_interval() -> u32 {
    10
}

impl Entry {
    pub(crate) fn resolve(self) -> Scrape {
        let metric = |entry: MetricEntry| ScrapedMetric {
            name: entry.name,
            series: entry.series,
            kind: entry.kind,
            unit: entry.unit.unwrap_or(Unit::None),
            labels: entry.labels,
        };
        Scrape {
            image: self.image,
            endpoint: self.endpoint,
            component: self.component,
            path: self.path,
            every: Duration::from_secs(self.every_secs.into()),
            namespace: self.namespace,
            metrics: self.metrics.into_iter().map(metric).collect(),
        }
    }
}

impl Scrape {
    /// What is wrong with it, and what was expected instead.
    pub(crate) fn fault(&self) -> Option<(String, &'static str)> {
        let is_name = |text: &str| {
            (1..=255).contains(&text.len())
                && text.bytes().all(|byte| (b' '..=b'~').contains(&byte))
        };
        if !self.path.starts_with('/') || self.path.parse::<http::uri::PathAndQuery>().is_err() {
            return Some((
                format!("path = \"{}\"", self.path),
                "expected a path that begins with /",
            ));
        }
        if !(1..=3600).contains(&self.every.as_secs()) {
            return Some((format!("every-secs = {}", self.every.as_secs()), "expected 1 to 3600"));
        }
        let is_aws = ["AWS/", "/aws/"].iter().any(|prefix| self.namespace.starts_with(prefix));
        if is_aws || !is_name(&self.namespace) || self.namespace.starts_with(':') {
            let expected = "expected 1 to 255 characters that do not begin with AWS/";
            return Some((format!("namespace = \"{}\"", self.namespace), expected));
        }
        if !(1..=100).contains(&self.metrics.len()) {
            return Some((format!("{} metrics", self.metrics.len()), "expected 1 to 100 of them"));
        }
        let wrong =
            |metric: &&ScrapedMetric| !is_name(&metric.name) || !is_name(metric.series_name());
        let metric = self.metrics.iter().find(wrong)?;
        Some((format!("a metric \"{}\"", metric.name), "expected names of 1 to 255 characters"))
    }
}
