//! What is sent when an alarm tells a topic: CloudWatch's JSON.
//!
//! Rule cw.sns-message: the members of a published alarm message, in its order.
//! <https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/US_SetupSNS.html>

use ebb_units::{Region, Scope};

use super::composite::{CompositeSpec, alarm_arn};
use super::number::{java_double, long_time};
use super::spec::{AlarmSpec, TreatMissing};
use super::state::{AlarmState, StateValue};
use super::watch::Watch;
use crate::json::{Object, quoted};

/// The actions of an alarm by state: `OK`, `ALARM`, `INSUFFICIENT_DATA`.
type ByState<'a> = [&'a Vec<String>; 3];

/// The subject: `ALARM: "name" in US East (N. Virginia)`, at most a hundred characters as of any SNS message.
pub(crate) fn subject(scope: &Scope, name: &str, state: StateValue) -> String {
    let place = format!("\" in {}", region_name(&scope.region));
    let room = 100_usize.saturating_sub(place.len() + state.as_str().len() + 3);
    let name: String = if name.chars().count() <= room {
        name.to_owned()
    } else {
        name.chars().take(room.saturating_sub(3)).chain("...".chars()).collect()
    };
    format!("{state}: \"{name}{place}")
}

/// The message about a metric alarm. `after_mute` tells that a mute had held it back.
pub(crate) fn metric_message(
    scope: &Scope,
    spec: &AlarmSpec,
    state: &AlarmState,
    after_mute: bool,
) -> String {
    let actions: ByState<'_> =
        [&spec.ok_actions, &spec.alarm_actions, &spec.insufficient_data_actions];
    head(scope, &spec.name, spec.description.as_deref(), state, actions)
        .raw("Trigger", &trigger(spec))
        .raw("ActionExecutedAfterMuteWindow", &after_mute.to_string())
        .end()
}

/// The message about a composite alarm.
pub(crate) fn composite_message(
    scope: &Scope,
    spec: &CompositeSpec,
    state: &AlarmState,
    after_mute: bool,
) -> String {
    let actions = [&spec.ok_actions, &spec.alarm_actions, &spec.insufficient_data_actions];
    head(scope, &spec.name, spec.description.as_deref(), state, actions)
        .text("AlarmRule", spec.rule.as_str())
        .raw("ActionExecutedAfterMuteWindow", &after_mute.to_string())
        .end()
}

fn head(
    scope: &Scope,
    name: &str,
    description: Option<&str>,
    state: &AlarmState,
    [ok, alarm, insufficient]: ByState<'_>,
) -> Object {
    Object::new()
        .text("AlarmName", name)
        .text_or_null("AlarmDescription", description)
        .text("AWSAccountId", scope.account.as_str())
        .text("AlarmConfigurationUpdatedTimestamp", &long_time(state.configuration_updated))
        .text("NewStateValue", state.value.as_str())
        .text("NewStateReason", &state.reason())
        .text("StateChangeTime", &long_time(state.transitioned))
        .text("Region", region_name(&scope.region))
        .text("AlarmArn", &alarm_arn(scope, name))
        .text("OldStateValue", state.previous.unwrap_or(StateValue::InsufficientData).as_str())
        .texts("OKActions", ok)
        .texts("AlarmActions", alarm)
        .texts("InsufficientDataActions", insufficient)
}

fn trigger(spec: &AlarmSpec) -> String {
    let trigger = match &spec.watch {
        Watch::Metric(watch) => {
            let text = watch.statistic_text();
            let named = Object::new()
                .text("MetricName", watch.metric.name())
                .text("Namespace", watch.metric.namespace());
            let named = if watch.statistic.is_basic() {
                let shouted = text.to_ascii_uppercase();
                named.text("StatisticType", "Statistic").text("Statistic", &shouted)
            } else {
                named.text("StatisticType", "ExtendedStatistic").text("ExtendedStatistic", &text)
            };
            named
                .text_or_null("Unit", watch.unit.map(|unit| unit.as_str()))
                .raw("Dimensions", &watch.dimensions_json())
        }
        Watch::Math(watch) => Object::new().raw("Metrics", &watch.json()),
    };
    let low_samples = spec.evaluate_low_sample_count_percentile.map_or("", |it| it.as_str());
    let needed = spec.datapoints_to_alarm.map(|needed| needed.to_string());
    trigger
        .raw("Period", &spec.period_secs.to_string())
        .raw("EvaluationPeriods", &spec.evaluation_periods.to_string())
        .raw_if("DatapointsToAlarm", needed.as_deref())
        .text("ComparisonOperator", spec.comparison.as_str())
        .raw_if("Threshold", spec.threshold.map(java_double).as_deref())
        .raw_if("ThresholdMetricId", spec.watch.band_id().map(quoted).as_deref())
        .text("TreatMissingData", spec.treat_missing_data.unwrap_or(TreatMissing::Missing).as_str())
        .text("EvaluateLowSampleCountPercentile", low_samples)
        .end()
}

/// The name of a region as AWS displays it; its code when it is none of AWS's.
fn region_name(region: &Region) -> &str {
    match region.as_str() {
        "us-east-1" => "US East (N. Virginia)",
        "us-east-2" => "US East (Ohio)",
        "us-west-1" => "US West (N. California)",
        "us-west-2" => "US West (Oregon)",
        "af-south-1" => "Africa (Cape Town)",
        "ap-east-1" => "Asia Pacific (Hong Kong)",
        "ap-south-1" => "Asia Pacific (Mumbai)",
        "ap-south-2" => "Asia Pacific (Hyderabad)",
        "ap-southeast-1" => "Asia Pacific (Singapore)",
        "ap-southeast-2" => "Asia Pacific (Sydney)",
        "ap-southeast-3" => "Asia Pacific (Jakarta)",
        "ap-southeast-4" => "Asia Pacific (Melbourne)",
        "ap-northeast-1" => "Asia Pacific (Tokyo)",
        "ap-northeast-2" => "Asia Pacific (Seoul)",
        "ap-northeast-3" => "Asia Pacific (Osaka)",
        "ca-central-1" => "Canada (Central)",
        "ca-west-1" => "Canada West (Calgary)",
        "eu-central-1" => "EU (Frankfurt)",
        "eu-central-2" => "Europe (Zurich)",
        "eu-west-1" => "EU (Ireland)",
        "eu-west-2" => "EU (London)",
        "eu-west-3" => "EU (Paris)",
        "eu-north-1" => "EU (Stockholm)",
        "eu-south-1" => "Europe (Milan)",
        "eu-south-2" => "Europe (Spain)",
        "il-central-1" => "Israel (Tel Aviv)",
        "me-central-1" => "Middle East (UAE)",
        "me-south-1" => "Middle East (Bahrain)",
        "sa-east-1" => "South America (Sao Paulo)",
        other => other,
    }
}
