//! What the history of alarms says: items with a summary and with data as JSON text.
//!
//! Rule cw.history: the kinds of items and the members of their data, within AWS's lengths.
//! <https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarmHistory.html>

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use ebb_units::{Scope, Timestamp};
use serde::{Deserialize, Serialize};

use super::composite::{CompositeSpec, alarm_arn};
use super::number::{java_double, long_time};
use super::spec::AlarmSpec;
use super::state::{AlarmState, StateValue};
use super::watch::Watch;
use crate::json::{Object, list, quoted};

/// Data of an item are at most this many characters.
const MOST_DATA: usize = 4095;
/// A summary is at most this many.
const MOST_SUMMARY: usize = 255;

/// The kind of an alarm.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[expect(missing_docs, reason = "AWS's names")]
pub enum AlarmKind {
    MetricAlarm,
    CompositeAlarm,
}

/// The kind of an item.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[expect(missing_docs, reason = "AWS's names")]
pub enum HistoryType {
    ConfigurationUpdate,
    StateUpdate,
    Action,
}

/// One item of the history. It outlives its alarm.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(from = "HistoryRow", into = "HistoryRow")]
pub struct HistoryItem {
    /// Counts up; the order of items of the same instant.
    pub sequence: u64,
    /// Of which alarm.
    pub alarm: Arc<str>,
    /// What that alarm is.
    pub kind: AlarmKind,
    /// When.
    pub at: Timestamp,
    /// What it tells of.
    pub what: HistoryType,
    /// What it tells.
    pub told: Told,
}

/// What an item tells: a sentence, and data as JSON text. Two are equal when they tell the same.
#[derive(Clone)]
pub struct Told(Kept);

/// Most items are of changes of state, and most are gone before anybody reads them: their texts are made for readers.
#[derive(Clone)]
enum Kept {
    Texts(String, String),
    Changed(Arc<(AlarmState, AlarmState)>),
}

/// An item as a row has it.
#[derive(Serialize, Deserialize)]
struct HistoryRow {
    sequence: u64,
    alarm: Arc<str>,
    kind: AlarmKind,
    at: Timestamp,
    what: HistoryType,
    summary: String,
    data: String,
}

impl Told {
    /// The sentence and the JSON text.
    pub fn texts(&self) -> (Cow<'_, str>, Cow<'_, str>) {
        match &self.0 {
            Kept::Texts(summary, data) => (summary.into(), data.into()),
            Kept::Changed(states) => {
                let (summary, data) = state_update(&states.0, &states.1);
                (summary.into(), data.into())
            }
        }
    }
}

impl fmt::Debug for Told {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.texts().fmt(f)
    }
}

impl PartialEq for Told {
    fn eq(&self, other: &Self) -> bool {
        self.texts() == other.texts()
    }
}

impl From<(String, String)> for Told {
    fn from((summary, data): (String, String)) -> Self {
        Self(Kept::Texts(summary, data))
    }
}

impl From<HistoryRow> for HistoryItem {
    fn from(row: HistoryRow) -> Self {
        let HistoryRow { sequence, alarm, kind, at, what, summary, data } = row;
        Self { sequence, alarm, kind, at, what, told: (summary, data).into() }
    }
}

impl From<HistoryItem> for HistoryRow {
    fn from(item: HistoryItem) -> Self {
        let HistoryItem { sequence, alarm, kind, at, what, told } = item;
        let (summary, data) = told.texts();
        let (summary, data) = (summary.into_owned(), data.into_owned());
        Self { sequence, alarm, kind, at, what, summary, data }
    }
}

impl AlarmKind {
    /// The spelling on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::MetricAlarm => "MetricAlarm",
            Self::CompositeAlarm => "CompositeAlarm",
        }
    }
}

impl HistoryType {
    /// The spelling on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ConfigurationUpdate => "ConfigurationUpdate",
            Self::StateUpdate => "StateUpdate",
            Self::Action => "Action",
        }
    }
}

/// A change of state.
pub(crate) fn state_change(old: AlarmState, new: AlarmState) -> Told {
    Told(Kept::Changed(Arc::new((old, new))))
}

fn state_update(old: &AlarmState, new: &AlarmState) -> (String, String) {
    let (was, is) = (old.why.texts(), new.why.texts());
    let summary = format!("Alarm updated from {} to {}", old.value, new.value);
    // Two sentences and two sets of data may be longer than AWS lets them be. What goes first is the past.
    let data = [(true, true, usize::MAX), (false, true, usize::MAX), (false, false, 300)]
        .into_iter()
        .map(|(old_data, new_data, reason)| {
            Object::new()
                .text("version", "1.0")
                .raw("oldState", &state(old.value, &was, old_data, reason))
                .raw("newState", &state(new.value, &is, new_data, reason))
                .end()
        })
        .find(|data| data.chars().count() <= MOST_DATA);
    (summary, data.unwrap_or_else(|| "{\"version\":\"1.0\"}".to_owned()))
}

/// The reason data are an object here, where elsewhere they are text.
fn state(
    value: StateValue,
    (reason, data): &(Cow<'_, str>, Option<Cow<'_, str>>),
    with_data: bool,
    most_reason: usize,
) -> String {
    let reason: String = reason.chars().take(most_reason).collect();
    Object::new()
        .text("stateValue", value.as_str())
        .text("stateReason", &reason)
        .raw_if("stateReasonData", data.as_deref().filter(|_| with_data))
        .end()
}

/// The configuration of an alarm, member by member, each value as JSON.
pub(crate) type Members = Vec<(&'static str, String)>;

/// A creation, an update or a deletion.
pub(crate) fn configuration_update(
    name: &str,
    before: Option<Members>,
    after: Option<Members>,
) -> Told {
    let (done, kind, mut parts) = match (before, after) {
        (None, Some(after)) => ("created", "Create", vec![("createdAlarm", after)]),
        (Some(before), Some(after)) => {
            let changed = before
                .into_iter()
                .filter(|member| !after.contains(member) && !OF_THE_STATE.contains(&member.0))
                .collect();
            ("updated", "Update", vec![("updatedAlarm", after), ("originalUpdatedFields", changed)])
        }
        (before, None) => ("deleted", "Delete", vec![("deletedAlarm", before.unwrap_or_default())]),
    };
    let data = loop {
        let object = |members: &Members| {
            members.iter().fold(Object::new(), |object, (name, json)| object.raw(name, json)).end()
        };
        let data = parts
            .iter()
            .fold(
                Object::new().text("version", "1.0").text("type", kind),
                |data, (name, members)| data.raw(name, &object(members)),
            )
            .end();
        if data.chars().count() <= MOST_DATA {
            break data;
        }
        // The longest member goes: a rule, a description, a list of queries.
        let longest = parts
            .iter()
            .enumerate()
            .flat_map(|(part, (_, members))| {
                members.iter().enumerate().map(move |(at, (_, json))| (json.len(), part, at))
            })
            .max();
        let Some((_, part, at)) = longest else { break data };
        parts[part].1.remove(at);
    };
    (shortened(format!("Alarm \"{name}\" {done}")), data).into()
}

/// Members that say how an alarm stands, not what it is.
const OF_THE_STATE: [&str; 3] =
    ["alarmConfigurationUpdatedTimestamp", "stateValue", "stateUpdatedTimestamp"];

/// What of a metric alarm stands in its history.
pub(crate) fn metric_members(scope: &Scope, spec: &AlarmSpec, state: &AlarmState) -> Members {
    let mut members = head(scope, &spec.name, spec.description.as_deref(), state);
    match &spec.watch {
        Watch::Metric(watch) => {
            let basic = watch.statistic.is_basic();
            members.extend([
                ("namespace", quoted(watch.metric.namespace())),
                ("metricName", quoted(watch.metric.name())),
                (
                    if basic { "statistic" } else { "extendedStatistic" },
                    quoted(&watch.statistic_text()),
                ),
                ("period", spec.period_secs.to_string()),
                ("dimensions", watch.dimensions_json()),
            ]);
            members.extend(watch.unit.map(|unit| ("unit", quoted(unit.as_str()))));
        }
        Watch::Math(watch) => members.push(("metrics", watch.json())),
    }
    members.extend(spec.threshold.map(|threshold| ("threshold", java_double(threshold))));
    members.extend(spec.watch.band_id().map(|id| ("thresholdMetricId", quoted(id))));
    members.extend([
        ("comparisonOperator", quoted(spec.comparison.as_str())),
        ("evaluationPeriods", spec.evaluation_periods.to_string()),
    ]);
    members.extend(spec.datapoints_to_alarm.map(|it| ("datapointsToAlarm", it.to_string())));
    members.extend(spec.treat_missing_data.map(|it| ("treatMissingData", quoted(it.as_str()))));
    // AWS writes an empty text for what is not set.
    let low_samples = spec.evaluate_low_sample_count_percentile.map_or("", |it| it.as_str());
    members.push(("evaluateLowSampleCountPercentile", quoted(low_samples)));
    members.extend(tail(
        state,
        spec.actions_enabled,
        [&spec.ok_actions, &spec.alarm_actions, &spec.insufficient_data_actions],
    ));
    members
}

/// What of a composite alarm stands in its history.
pub(crate) fn composite_members(
    scope: &Scope,
    spec: &CompositeSpec,
    state: &AlarmState,
) -> Members {
    let mut members = head(scope, &spec.name, spec.description.as_deref(), state);
    members.push(("alarmRule", quoted(spec.rule.as_str())));
    if let Some(suppressor) = &spec.suppressor {
        members.extend([
            ("actionsSuppressor", quoted(&suppressor.reference)),
            ("actionsSuppressorWaitPeriod", suppressor.wait_secs.to_string()),
            ("actionsSuppressorExtensionPeriod", suppressor.extension_secs.to_string()),
        ]);
    }
    members.extend(tail(
        state,
        spec.actions_enabled,
        [&spec.ok_actions, &spec.alarm_actions, &spec.insufficient_data_actions],
    ));
    members
}

fn head(scope: &Scope, name: &str, description: Option<&str>, state: &AlarmState) -> Members {
    let mut members = vec![("alarmName", quoted(name))];
    members.extend(description.map(|text| ("alarmDescription", quoted(text))));
    members.push(("alarmArn", quoted(&alarm_arn(scope, name))));
    let updated = long_time(state.configuration_updated);
    members.push(("alarmConfigurationUpdatedTimestamp", quoted(&updated)));
    members
}

fn tail(state: &AlarmState, enabled: bool, actions: [&Vec<String>; 3]) -> Members {
    let [ok, alarm, insufficient] = actions.map(|actions| {
        let quoted: Vec<String> = actions.iter().map(|action| quoted(action)).collect();
        list(&quoted)
    });
    vec![
        ("stateValue", quoted(state.value.as_str())),
        ("stateUpdatedTimestamp", quoted(&long_time(state.updated))),
        ("actionsEnabled", enabled.to_string()),
        ("okActions", ok),
        ("alarmActions", alarm),
        ("insufficientDataActions", insufficient),
    ]
}

/// What came of an action: done when there is no error.
pub(crate) fn action(
    arn: &str,
    state_updated: Timestamp,
    message: Option<&str>,
    error: Option<&str>,
) -> Told {
    let (summary, outcome) = match error {
        None => (format!("Successfully executed action {arn}"), "Succeeded"),
        Some(error) => (format!("Failed to execute action {arn}. {error}"), "Failed"),
    };
    let data = |message: Option<&str>| {
        Object::new()
            .text("actionState", outcome)
            .raw("stateUpdateTimestamp", &state_updated.as_millisecond().to_string())
            .text("notificationResource", arn)
            .text_or_null("publishedMessage", message)
            .text_or_null("error", error)
            .raw("muteWindowEndTimestamp", "null")
            .end()
    };
    let full = data(message);
    let data = if full.chars().count() > MOST_DATA { data(None) } else { full };
    (shortened(summary), data).into()
}

fn shortened(summary: String) -> String {
    if summary.chars().count() <= MOST_SUMMARY {
        return summary;
    }
    summary.chars().take(MOST_SUMMARY).collect()
}
