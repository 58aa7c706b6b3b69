//! The configuration of a metric alarm.

use std::sync::Arc;

use ebb_units::Comparison;
use serde::{Deserialize, Serialize};

use super::actions::Actions;
use super::watch::Watch;

/// How missing datapoints are taken.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum TreatMissing {
    /// As beyond the threshold.
    Breaching,
    /// As within the threshold.
    NotBreaching,
    /// The state is kept.
    Ignore,
    /// As missing: without any data the state is `INSUFFICIENT_DATA`.
    Missing,
}

impl TreatMissing {
    /// The spelling on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Breaching => "breaching",
            Self::NotBreaching => "notBreaching",
            Self::Ignore => "ignore",
            Self::Missing => "missing",
        }
    }
}

/// What a percentile alarm does with too few samples.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum LowSamples {
    /// Evaluates all the same.
    Evaluate,
    /// Keeps its state.
    Ignore,
}

impl LowSamples {
    /// The spelling on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Evaluate => "evaluate",
            Self::Ignore => "ignore",
        }
    }
}

/// The configuration of a metric alarm. What a client left out stays `None`, as it is read back so.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct AlarmSpec {
    /// Name, unique in its scope.
    pub name: Arc<str>,
    /// Free text.
    pub description: Option<String>,
    /// Whether its actions run.
    pub actions_enabled: bool,
    /// Run when the state becomes `OK`.
    pub ok_actions: Actions,
    /// Run when the state becomes `ALARM`.
    pub alarm_actions: Actions,
    /// Run when the state becomes `INSUFFICIENT_DATA`.
    pub insufficient_data_actions: Actions,
    /// What it watches. Rows of earlier releases have the members of a metric in this very place.
    #[serde(flatten)]
    pub watch: Watch,
    /// Length of a window: 10, 20, 30 or a multiple of 60 seconds.
    pub period_secs: u32,
    /// Number of windows that are judged (N).
    pub evaluation_periods: u32,
    /// How many of them must breach (M); all of them when absent.
    pub datapoints_to_alarm: Option<u32>,
    /// What the statistic is compared with; absent when that is a band.
    pub threshold: Option<f64>,
    /// How it is compared.
    pub comparison: Comparison,
    /// How missing datapoints are taken; `missing` when absent.
    pub treat_missing_data: Option<TreatMissing>,
    /// What to do with too few samples for the percentile; `evaluate` when absent.
    pub evaluate_low_sample_count_percentile: Option<LowSamples>,
}

impl AlarmSpec {
    /// M: how many datapoints must breach.
    pub fn needed(&self) -> u32 {
        self.datapoints_to_alarm.unwrap_or(self.evaluation_periods)
    }

    /// How missing datapoints are taken.
    ///
    /// Rule cw.alarm.dynamodb-missing: alarms on DynamoDB metrics always ignore missing data.
    /// <https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html>
    pub fn missing(&self) -> TreatMissing {
        if self.watch.metric().is_some_and(|watch| watch.metric.namespace() == "AWS/DynamoDB") {
            return TreatMissing::Ignore;
        }
        self.treat_missing_data.unwrap_or(TreatMissing::Missing)
    }

    /// Whether N periods are longer than a day: such an alarm is looked at once an hour.
    pub fn spans_days(&self) -> bool {
        u64::from(self.evaluation_periods) * u64::from(self.period_secs) > 86_400
    }
}
