//! Alarms that watch one metric.

use ebb_decide::alarm::{AlarmSpec, MetricWatch, Watch};
use ebb_units::{MetricId, Statistic};

pub(crate) fn watch(metric: MetricId, statistic: Statistic) -> Watch {
    Watch::Metric(MetricWatch { metric, statistic, extended_statistic: None, unit: None })
}

pub(crate) fn watched(spec: &AlarmSpec) -> &MetricWatch {
    spec.watch.metric().expect("one metric")
}

/// The same alarm, watching something else.
pub(crate) fn watching(spec: &AlarmSpec, change: impl FnOnce(&mut MetricWatch)) -> AlarmSpec {
    let mut watch = watched(spec).clone();
    change(&mut watch);
    AlarmSpec { watch: Watch::Metric(watch), ..spec.clone() }
}
