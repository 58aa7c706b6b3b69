//! The functions by name.

/// A function of metric math.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[allow(missing_docs, reason = "named after AWS's functions")]
pub enum Function {
    Abs,
    AnomalyDetectionBand,
    /// A part of the time of each period.
    Calendar(Calendar),
    Ceil,
    /// Against the last point before.
    Difference(Difference),
    Fill,
    First,
    Floor,
    /// One number of several.
    Fold(Fold),
    /// A function over features of an AWS account that are no metrics.
    Foreign(&'static str),
    If,
    Last,
    Log,
    Log10,
    MetricCount,
    Metrics,
    Period,
    RemoveEmpty,
    RunningSum,
    Search,
    Slice,
    Sort,
    TimeSeries,
}

/// Functions that make one number of several: of the points of a series, or of a period in an array.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[allow(missing_docs, reason = "named after AWS's functions")]
pub enum Fold {
    Avg,
    DatapointCount,
    Max,
    Min,
    Stddev,
    Sum,
}

/// Functions of a point and the one before.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[allow(missing_docs, reason = "named after AWS's functions")]
pub enum Difference {
    Diff,
    DiffTime,
    Rate,
}

/// Functions of the time of a period.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[allow(missing_docs, reason = "named after AWS's functions")]
pub enum Calendar {
    Date,
    Day,
    Epoch,
    Hour,
    Minute,
    Month,
    Year,
}

const ALL: [(Function, &str); 39] = [
    (Function::Abs, "ABS"),
    (Function::AnomalyDetectionBand, "ANOMALY_DETECTION_BAND"),
    (Function::Fold(Fold::Avg), "AVG"),
    (Function::Ceil, "CEIL"),
    (Function::Fold(Fold::DatapointCount), "DATAPOINT_COUNT"),
    (Function::Calendar(Calendar::Date), "DATE"),
    (Function::Calendar(Calendar::Day), "DAY"),
    (Function::Foreign("DB_PERF_INSIGHTS"), "DB_PERF_INSIGHTS"),
    (Function::Difference(Difference::Diff), "DIFF"),
    (Function::Difference(Difference::DiffTime), "DIFF_TIME"),
    (Function::Calendar(Calendar::Epoch), "EPOCH"),
    (Function::Fill, "FILL"),
    (Function::First, "FIRST"),
    (Function::Floor, "FLOOR"),
    (Function::Calendar(Calendar::Hour), "HOUR"),
    (Function::If, "IF"),
    (Function::Foreign("INSIGHT_RULE_METRIC"), "INSIGHT_RULE_METRIC"),
    (Function::Foreign("LAMBDA"), "LAMBDA"),
    (Function::Last, "LAST"),
    (Function::Log, "LOG"),
    (Function::Log10, "LOG10"),
    (Function::Fold(Fold::Max), "MAX"),
    (Function::MetricCount, "METRIC_COUNT"),
    (Function::Metrics, "METRICS"),
    (Function::Fold(Fold::Min), "MIN"),
    (Function::Calendar(Calendar::Minute), "MINUTE"),
    (Function::Calendar(Calendar::Month), "MONTH"),
    (Function::Period, "PERIOD"),
    (Function::Difference(Difference::Rate), "RATE"),
    (Function::RemoveEmpty, "REMOVE_EMPTY"),
    (Function::RunningSum, "RUNNING_SUM"),
    (Function::Search, "SEARCH"),
    (Function::Foreign("SERVICE_QUOTA"), "SERVICE_QUOTA"),
    (Function::Slice, "SLICE"),
    (Function::Sort, "SORT"),
    (Function::Fold(Fold::Stddev), "STDDEV"),
    (Function::Fold(Fold::Sum), "SUM"),
    (Function::TimeSeries, "TIME_SERIES"),
    (Function::Calendar(Calendar::Year), "YEAR"),
];

impl Function {
    /// As it is written: in capitals.
    pub fn as_str(self) -> &'static str {
        ALL.iter().find(|(function, _)| *function == self).map_or("", |(_, name)| name)
    }

    pub(super) fn of(name: &str) -> Option<Self> {
        ALL.iter().find(|(_, known)| *known == name).map(|(function, _)| *function)
    }
}
