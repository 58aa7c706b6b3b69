//! Why an alarm is refused, in AWS's words.

use std::fmt;

use super::watch::MathWatchError;

/// A member that the service model itself forbids.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Violation {
    /// The member, such as `alarmName`.
    pub member: String,
    /// What was sent.
    pub value: String,
    /// What it must be: the text after `failed to satisfy constraint: `.
    pub constraint: String,
}

/// PutMetricAlarm refuses the alarm. The texts are AWS's, as clients compare them.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AlarmError {
    /// Members break the service model; never empty.
    #[error("{}", violations(.0))]
    Model(Vec<Violation>),
    /// A control character in the name.
    #[error("AlarmName must not contain ASCII Control characters")]
    ControlCharacters,
    /// A required member is absent.
    #[error("PutMetricAlarm request should have {0} parameter")]
    Missing(&'static str),
    /// One of the two at a time.
    #[error(
        "PutMetricAlarm request can not be made with both Statistic and ExtendedStatistic parameters. Only one of them should be present"
    )]
    BothStatistics,
    /// Not an extended statistic.
    #[error("The value {0} for parameter ExtendedStatistic is not supported.")]
    ExtendedStatistic(String),
    /// The option needs a percentile.
    #[error(
        "Option evaluateLowSampleCountPercentile can not be applied with statistic {0}. It can only be applied with percentile statistics"
    )]
    LowSamplesWithout(String),
    /// Neither of the two words.
    #[error("Supported options for EvaluateLowSampleCountPercentile are evaluate and ignore.")]
    LowSamples,
    /// None of the four words.
    #[error(
        "Supported values for TreatMissingData are breaching, notBreaching, ignore, and missing."
    )]
    TreatMissing,
    /// A comparison with a band, which needs a band.
    #[error("ComparisonOperators for ranges require ThresholdMetricId to be set")]
    RangeOperator,
    /// A band, and a comparison with a threshold.
    #[error("ThresholdMetricId requires a ComparisonOperator for ranges")]
    BandOperator,
    /// A band of nothing.
    #[error("ThresholdMetricId requires a list of Metrics")]
    BandWithoutMetrics,
    /// One of the two at a time.
    #[error("Threshold and ThresholdMetricId must not both be set")]
    BothThresholds,
    /// An anomaly alarm that is to scale something.
    #[error("Auto Scaling actions are not supported for anomaly detection alarms.")]
    ScalingWithBand,
    /// One way to name what is watched at a time.
    #[error("Scalar metric parameters must not be set if list of Metrics is set.")]
    ScalarWithMetrics,
    /// The queries do not fit together.
    #[error("{0}")]
    Math(#[from] MathWatchError),
    /// No such period.
    #[error("Period must be 10, 20, 30 or a multiple of 60")]
    Period,
    /// Too long altogether.
    #[error(
        "Metrics cannot be checked across more than a day (EvaluationPeriods * Period must be <= 86400) for alarms using period < 3600"
    )]
    MoreThanADay,
    /// Too long altogether.
    #[error(
        "Metrics cannot be checked across more than a week (EvaluationPeriods * Period must be <= 604800) for alarms using period >= 3600"
    )]
    MoreThanAWeek,
    /// M above N.
    #[error("DatapointsToAlarm must be less than or equal to EvaluationPeriods")]
    TooManyDatapoints,
    /// An action that is no ARN.
    #[error("Invalid arn syntax: {0}")]
    ActionSyntax(String),
    /// An action of another partition.
    #[error("Invalid partition {found} specified. Only {only} is supported.")]
    ActionPartition {
        /// The partition in the ARN.
        found: String,
        /// The partition of the alarm.
        only: String,
    },
    /// An action of a service that alarms do not call.
    #[error("Unsupported AWS vendor {0}")]
    ActionService(String),
    /// An action in another region.
    #[error("Invalid region {found} specified. Only {only} is supported.")]
    ActionRegion {
        /// The region in the ARN.
        found: String,
        /// The region of the alarm.
        only: String,
    },
}

impl AlarmError {
    /// AWS's error code, as the query protocol spells it.
    pub fn code(&self) -> &'static str {
        if matches!(self, Self::ExtendedStatistic(_)) {
            "InvalidParameterValue"
        } else {
            "ValidationError"
        }
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { member, value, constraint } = self;
        write!(f, "Value '{value}' at '{member}' failed to satisfy constraint: {constraint}")
    }
}

fn violations(all: &[Violation]) -> String {
    let plural = if all.len() == 1 { "error" } else { "errors" };
    let each: Vec<String> = all.iter().map(ToString::to_string).collect();
    format!("{} validation {plural} detected: {}", all.len(), each.join("; "))
}
