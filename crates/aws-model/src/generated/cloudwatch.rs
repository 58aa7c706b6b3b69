//! Amazon CloudWatch, from `models/cloudwatch.json` by `cargo xtask codegen`; not edited by hand.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::number::{Double, EpochSeconds};

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct AlarmContributor {
    #[serde(rename = "ContributorId", default)]
    pub contributor_id: String,
    #[serde(rename = "ContributorAttributes", default)]
    pub contributor_attributes: BTreeMap<String, String>,
    #[serde(rename = "StateReason", default)]
    pub state_reason: String,
    #[serde(
        rename = "StateTransitionedTimestamp",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub state_transitioned_timestamp: Option<EpochSeconds>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct AlarmHistoryItem {
    #[serde(rename = "AlarmName", default, skip_serializing_if = "Option::is_none")]
    pub alarm_name: Option<String>,
    #[serde(rename = "AlarmContributorId", default, skip_serializing_if = "Option::is_none")]
    pub alarm_contributor_id: Option<String>,
    #[serde(rename = "AlarmType", default, skip_serializing_if = "Option::is_none")]
    pub alarm_type: Option<String>,
    #[serde(rename = "Timestamp", default, skip_serializing_if = "Option::is_none")]
    pub timestamp: Option<EpochSeconds>,
    #[serde(rename = "HistoryItemType", default, skip_serializing_if = "Option::is_none")]
    pub history_item_type: Option<String>,
    #[serde(rename = "HistorySummary", default, skip_serializing_if = "Option::is_none")]
    pub history_summary: Option<String>,
    #[serde(rename = "HistoryData", default, skip_serializing_if = "Option::is_none")]
    pub history_data: Option<String>,
    #[serde(
        rename = "AlarmContributorAttributes",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub alarm_contributor_attributes: Option<BTreeMap<String, String>>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct AlarmMuteRuleSummary {
    #[serde(rename = "AlarmMuteRuleArn", default, skip_serializing_if = "Option::is_none")]
    pub alarm_mute_rule_arn: Option<String>,
    #[serde(rename = "ExpireDate", default, skip_serializing_if = "Option::is_none")]
    pub expire_date: Option<EpochSeconds>,
    #[serde(rename = "Status", default, skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    #[serde(rename = "MuteType", default, skip_serializing_if = "Option::is_none")]
    pub mute_type: Option<String>,
    #[serde(rename = "LastUpdatedTimestamp", default, skip_serializing_if = "Option::is_none")]
    pub last_updated_timestamp: Option<EpochSeconds>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct AlarmPromQLCriteria {
    #[serde(rename = "Query", default)]
    pub query: String,
    #[serde(rename = "PendingPeriod", default, skip_serializing_if = "Option::is_none")]
    pub pending_period: Option<i32>,
    #[serde(rename = "RecoveryPeriod", default, skip_serializing_if = "Option::is_none")]
    pub recovery_period: Option<i32>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct AnomalyDetector {
    #[serde(rename = "Namespace", default, skip_serializing_if = "Option::is_none")]
    pub namespace: Option<String>,
    #[serde(rename = "MetricName", default, skip_serializing_if = "Option::is_none")]
    pub metric_name: Option<String>,
    #[serde(rename = "Dimensions", default, skip_serializing_if = "Option::is_none")]
    pub dimensions: Option<Vec<Dimension>>,
    #[serde(rename = "Stat", default, skip_serializing_if = "Option::is_none")]
    pub stat: Option<String>,
    #[serde(rename = "Configuration", default, skip_serializing_if = "Option::is_none")]
    pub configuration: Option<AnomalyDetectorConfiguration>,
    #[serde(rename = "StateValue", default, skip_serializing_if = "Option::is_none")]
    pub state_value: Option<String>,
    #[serde(rename = "MetricCharacteristics", default, skip_serializing_if = "Option::is_none")]
    pub metric_characteristics: Option<MetricCharacteristics>,
    #[serde(
        rename = "SingleMetricAnomalyDetector",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub single_metric_anomaly_detector: Option<SingleMetricAnomalyDetector>,
    #[serde(
        rename = "MetricMathAnomalyDetector",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub metric_math_anomaly_detector: Option<MetricMathAnomalyDetector>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct AnomalyDetectorConfiguration {
    #[serde(rename = "ExcludedTimeRanges", default, skip_serializing_if = "Option::is_none")]
    pub excluded_time_ranges: Option<Vec<Range>>,
    #[serde(rename = "MetricTimezone", default, skip_serializing_if = "Option::is_none")]
    pub metric_timezone: Option<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct CompositeAlarm {
    #[serde(rename = "ActionsEnabled", default, skip_serializing_if = "Option::is_none")]
    pub actions_enabled: Option<bool>,
    #[serde(rename = "AlarmActions", default, skip_serializing_if = "Option::is_none")]
    pub alarm_actions: Option<Vec<String>>,
    #[serde(rename = "AlarmArn", default, skip_serializing_if = "Option::is_none")]
    pub alarm_arn: Option<String>,
    #[serde(
        rename = "AlarmConfigurationUpdatedTimestamp",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub alarm_configuration_updated_timestamp: Option<EpochSeconds>,
    #[serde(rename = "AlarmDescription", default, skip_serializing_if = "Option::is_none")]
    pub alarm_description: Option<String>,
    #[serde(rename = "AlarmName", default, skip_serializing_if = "Option::is_none")]
    pub alarm_name: Option<String>,
    #[serde(rename = "AlarmRule", default, skip_serializing_if = "Option::is_none")]
    pub alarm_rule: Option<String>,
    #[serde(rename = "InsufficientDataActions", default, skip_serializing_if = "Option::is_none")]
    pub insufficient_data_actions: Option<Vec<String>>,
    #[serde(rename = "OKActions", default, skip_serializing_if = "Option::is_none")]
    pub ok_actions: Option<Vec<String>>,
    #[serde(rename = "StateReason", default, skip_serializing_if = "Option::is_none")]
    pub state_reason: Option<String>,
    #[serde(rename = "StateReasonData", default, skip_serializing_if = "Option::is_none")]
    pub state_reason_data: Option<String>,
    #[serde(rename = "StateUpdatedTimestamp", default, skip_serializing_if = "Option::is_none")]
    pub state_updated_timestamp: Option<EpochSeconds>,
    #[serde(rename = "StateValue", default, skip_serializing_if = "Option::is_none")]
    pub state_value: Option<String>,
    #[serde(
        rename = "StateTransitionedTimestamp",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub state_transitioned_timestamp: Option<EpochSeconds>,
    #[serde(rename = "ActionsSuppressedBy", default, skip_serializing_if = "Option::is_none")]
    pub actions_suppressed_by: Option<String>,
    #[serde(rename = "ActionsSuppressedReason", default, skip_serializing_if = "Option::is_none")]
    pub actions_suppressed_reason: Option<String>,
    #[serde(rename = "ActionsSuppressor", default, skip_serializing_if = "Option::is_none")]
    pub actions_suppressor: Option<String>,
    #[serde(
        rename = "ActionsSuppressorWaitPeriod",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub actions_suppressor_wait_period: Option<i32>,
    #[serde(
        rename = "ActionsSuppressorExtensionPeriod",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub actions_suppressor_extension_period: Option<i32>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ConcurrentModificationException {}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ConflictException {
    #[serde(rename = "Message", default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct DashboardEntry {
    #[serde(rename = "DashboardName", default, skip_serializing_if = "Option::is_none")]
    pub dashboard_name: Option<String>,
    #[serde(rename = "DashboardArn", default, skip_serializing_if = "Option::is_none")]
    pub dashboard_arn: Option<String>,
    #[serde(rename = "LastModified", default, skip_serializing_if = "Option::is_none")]
    pub last_modified: Option<EpochSeconds>,
    #[serde(rename = "Size", default, skip_serializing_if = "Option::is_none")]
    pub size: Option<i64>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct DashboardInvalidInputError {
    #[serde(rename = "message", default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    #[serde(
        rename = "dashboardValidationMessages",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub dashboard_validation_messages: Option<Vec<DashboardValidationMessage>>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct DashboardNotFoundError {
    #[serde(rename = "message", default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct DashboardValidationMessage {
    #[serde(rename = "DataPath", default, skip_serializing_if = "Option::is_none")]
    pub data_path: Option<String>,
    #[serde(rename = "Message", default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Datapoint {
    #[serde(rename = "Timestamp", default, skip_serializing_if = "Option::is_none")]
    pub timestamp: Option<EpochSeconds>,
    #[serde(rename = "SampleCount", default, skip_serializing_if = "Option::is_none")]
    pub sample_count: Option<Double>,
    #[serde(rename = "Average", default, skip_serializing_if = "Option::is_none")]
    pub average: Option<Double>,
    #[serde(rename = "Sum", default, skip_serializing_if = "Option::is_none")]
    pub sum: Option<Double>,
    #[serde(rename = "Minimum", default, skip_serializing_if = "Option::is_none")]
    pub minimum: Option<Double>,
    #[serde(rename = "Maximum", default, skip_serializing_if = "Option::is_none")]
    pub maximum: Option<Double>,
    #[serde(rename = "Unit", default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    #[serde(rename = "ExtendedStatistics", default, skip_serializing_if = "Option::is_none")]
    pub extended_statistics: Option<BTreeMap<String, Double>>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct DeleteAlarmMuteRuleInput {
    #[serde(rename = "AlarmMuteRuleName", default)]
    pub alarm_mute_rule_name: String,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct DeleteAlarmsInput {
    #[serde(rename = "AlarmNames", default)]
    pub alarm_names: Vec<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct DeleteAnomalyDetectorInput {
    #[serde(rename = "Namespace", default, skip_serializing_if = "Option::is_none")]
    pub namespace: Option<String>,
    #[serde(rename = "MetricName", default, skip_serializing_if = "Option::is_none")]
    pub metric_name: Option<String>,
    #[serde(rename = "Dimensions", default, skip_serializing_if = "Option::is_none")]
    pub dimensions: Option<Vec<Dimension>>,
    #[serde(rename = "Stat", default, skip_serializing_if = "Option::is_none")]
    pub stat: Option<String>,
    #[serde(
        rename = "SingleMetricAnomalyDetector",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub single_metric_anomaly_detector: Option<SingleMetricAnomalyDetector>,
    #[serde(
        rename = "MetricMathAnomalyDetector",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub metric_math_anomaly_detector: Option<MetricMathAnomalyDetector>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct DeleteAnomalyDetectorOutput {}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct DeleteDashboardsInput {
    #[serde(rename = "DashboardNames", default)]
    pub dashboard_names: Vec<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct DeleteDashboardsOutput {}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct DescribeAlarmContributorsInput {
    #[serde(rename = "AlarmName", default)]
    pub alarm_name: String,
    #[serde(rename = "NextToken", default, skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct DescribeAlarmContributorsOutput {
    #[serde(rename = "AlarmContributors", default)]
    pub alarm_contributors: Vec<AlarmContributor>,
    #[serde(rename = "NextToken", default, skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct DescribeAlarmHistoryInput {
    #[serde(rename = "AlarmName", default, skip_serializing_if = "Option::is_none")]
    pub alarm_name: Option<String>,
    #[serde(rename = "AlarmContributorId", default, skip_serializing_if = "Option::is_none")]
    pub alarm_contributor_id: Option<String>,
    #[serde(rename = "AlarmTypes", default, skip_serializing_if = "Option::is_none")]
    pub alarm_types: Option<Vec<String>>,
    #[serde(rename = "HistoryItemType", default, skip_serializing_if = "Option::is_none")]
    pub history_item_type: Option<String>,
    #[serde(rename = "StartDate", default, skip_serializing_if = "Option::is_none")]
    pub start_date: Option<EpochSeconds>,
    #[serde(rename = "EndDate", default, skip_serializing_if = "Option::is_none")]
    pub end_date: Option<EpochSeconds>,
    #[serde(rename = "MaxRecords", default, skip_serializing_if = "Option::is_none")]
    pub max_records: Option<i32>,
    #[serde(rename = "NextToken", default, skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
    #[serde(rename = "ScanBy", default, skip_serializing_if = "Option::is_none")]
    pub scan_by: Option<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct DescribeAlarmHistoryOutput {
    #[serde(rename = "AlarmHistoryItems", default, skip_serializing_if = "Option::is_none")]
    pub alarm_history_items: Option<Vec<AlarmHistoryItem>>,
    #[serde(rename = "NextToken", default, skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct DescribeAlarmsForMetricInput {
    #[serde(rename = "MetricName", default)]
    pub metric_name: String,
    #[serde(rename = "Namespace", default)]
    pub namespace: String,
    #[serde(rename = "Statistic", default, skip_serializing_if = "Option::is_none")]
    pub statistic: Option<String>,
    #[serde(rename = "ExtendedStatistic", default, skip_serializing_if = "Option::is_none")]
    pub extended_statistic: Option<String>,
    #[serde(rename = "Dimensions", default, skip_serializing_if = "Option::is_none")]
    pub dimensions: Option<Vec<Dimension>>,
    #[serde(rename = "Period", default, skip_serializing_if = "Option::is_none")]
    pub period: Option<i32>,
    #[serde(rename = "Unit", default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct DescribeAlarmsForMetricOutput {
    #[serde(rename = "MetricAlarms", default, skip_serializing_if = "Option::is_none")]
    pub metric_alarms: Option<Vec<MetricAlarm>>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct DescribeAlarmsInput {
    #[serde(rename = "AlarmNames", default, skip_serializing_if = "Option::is_none")]
    pub alarm_names: Option<Vec<String>>,
    #[serde(rename = "AlarmNamePrefix", default, skip_serializing_if = "Option::is_none")]
    pub alarm_name_prefix: Option<String>,
    #[serde(rename = "AlarmTypes", default, skip_serializing_if = "Option::is_none")]
    pub alarm_types: Option<Vec<String>>,
    #[serde(rename = "ChildrenOfAlarmName", default, skip_serializing_if = "Option::is_none")]
    pub children_of_alarm_name: Option<String>,
    #[serde(rename = "ParentsOfAlarmName", default, skip_serializing_if = "Option::is_none")]
    pub parents_of_alarm_name: Option<String>,
    #[serde(rename = "StateValue", default, skip_serializing_if = "Option::is_none")]
    pub state_value: Option<String>,
    #[serde(rename = "ActionPrefix", default, skip_serializing_if = "Option::is_none")]
    pub action_prefix: Option<String>,
    #[serde(rename = "MaxRecords", default, skip_serializing_if = "Option::is_none")]
    pub max_records: Option<i32>,
    #[serde(rename = "NextToken", default, skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct DescribeAlarmsOutput {
    #[serde(rename = "CompositeAlarms", default, skip_serializing_if = "Option::is_none")]
    pub composite_alarms: Option<Vec<CompositeAlarm>>,
    #[serde(rename = "MetricAlarms", default, skip_serializing_if = "Option::is_none")]
    pub metric_alarms: Option<Vec<MetricAlarm>>,
    #[serde(rename = "NextToken", default, skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct DescribeAnomalyDetectorsInput {
    #[serde(rename = "NextToken", default, skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
    #[serde(rename = "MaxResults", default, skip_serializing_if = "Option::is_none")]
    pub max_results: Option<i32>,
    #[serde(rename = "Namespace", default, skip_serializing_if = "Option::is_none")]
    pub namespace: Option<String>,
    #[serde(rename = "MetricName", default, skip_serializing_if = "Option::is_none")]
    pub metric_name: Option<String>,
    #[serde(rename = "Dimensions", default, skip_serializing_if = "Option::is_none")]
    pub dimensions: Option<Vec<Dimension>>,
    #[serde(rename = "AnomalyDetectorTypes", default, skip_serializing_if = "Option::is_none")]
    pub anomaly_detector_types: Option<Vec<String>>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct DescribeAnomalyDetectorsOutput {
    #[serde(rename = "AnomalyDetectors", default, skip_serializing_if = "Option::is_none")]
    pub anomaly_detectors: Option<Vec<AnomalyDetector>>,
    #[serde(rename = "NextToken", default, skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Dimension {
    #[serde(rename = "Name", default)]
    pub name: String,
    #[serde(rename = "Value", default)]
    pub value: String,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct DimensionFilter {
    #[serde(rename = "Name", default)]
    pub name: String,
    #[serde(rename = "Value", default, skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct DisableAlarmActionsInput {
    #[serde(rename = "AlarmNames", default)]
    pub alarm_names: Vec<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct EnableAlarmActionsInput {
    #[serde(rename = "AlarmNames", default)]
    pub alarm_names: Vec<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Entity {
    #[serde(rename = "KeyAttributes", default, skip_serializing_if = "Option::is_none")]
    pub key_attributes: Option<BTreeMap<String, String>>,
    #[serde(rename = "Attributes", default, skip_serializing_if = "Option::is_none")]
    pub attributes: Option<BTreeMap<String, String>>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct EntityMetricData {
    #[serde(rename = "Entity", default, skip_serializing_if = "Option::is_none")]
    pub entity: Option<Entity>,
    #[serde(rename = "MetricData", default, skip_serializing_if = "Option::is_none")]
    pub metric_data: Option<Vec<MetricDatum>>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct EvaluationCriteria {
    #[serde(rename = "PromQLCriteria", default, skip_serializing_if = "Option::is_none")]
    pub prom_ql_criteria: Option<AlarmPromQLCriteria>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct GetAlarmMuteRuleInput {
    #[serde(rename = "AlarmMuteRuleName", default)]
    pub alarm_mute_rule_name: String,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct GetAlarmMuteRuleOutput {
    #[serde(rename = "Name", default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(rename = "AlarmMuteRuleArn", default, skip_serializing_if = "Option::is_none")]
    pub alarm_mute_rule_arn: Option<String>,
    #[serde(rename = "Description", default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    #[serde(rename = "Rule", default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<Rule>,
    #[serde(rename = "MuteTargets", default, skip_serializing_if = "Option::is_none")]
    pub mute_targets: Option<MuteTargets>,
    #[serde(rename = "StartDate", default, skip_serializing_if = "Option::is_none")]
    pub start_date: Option<EpochSeconds>,
    #[serde(rename = "ExpireDate", default, skip_serializing_if = "Option::is_none")]
    pub expire_date: Option<EpochSeconds>,
    #[serde(rename = "Status", default, skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    #[serde(rename = "LastUpdatedTimestamp", default, skip_serializing_if = "Option::is_none")]
    pub last_updated_timestamp: Option<EpochSeconds>,
    #[serde(rename = "MuteType", default, skip_serializing_if = "Option::is_none")]
    pub mute_type: Option<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct GetDashboardInput {
    #[serde(rename = "DashboardName", default)]
    pub dashboard_name: String,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct GetDashboardOutput {
    #[serde(rename = "DashboardArn", default, skip_serializing_if = "Option::is_none")]
    pub dashboard_arn: Option<String>,
    #[serde(rename = "DashboardBody", default, skip_serializing_if = "Option::is_none")]
    pub dashboard_body: Option<String>,
    #[serde(rename = "DashboardName", default, skip_serializing_if = "Option::is_none")]
    pub dashboard_name: Option<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct GetMetricDataInput {
    #[serde(rename = "MetricDataQueries", default)]
    pub metric_data_queries: Vec<MetricDataQuery>,
    #[serde(rename = "StartTime", default)]
    pub start_time: EpochSeconds,
    #[serde(rename = "EndTime", default)]
    pub end_time: EpochSeconds,
    #[serde(rename = "NextToken", default, skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
    #[serde(rename = "ScanBy", default, skip_serializing_if = "Option::is_none")]
    pub scan_by: Option<String>,
    #[serde(rename = "MaxDatapoints", default, skip_serializing_if = "Option::is_none")]
    pub max_datapoints: Option<i32>,
    #[serde(rename = "LabelOptions", default, skip_serializing_if = "Option::is_none")]
    pub label_options: Option<LabelOptions>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct GetMetricDataOutput {
    #[serde(rename = "MetricDataResults", default, skip_serializing_if = "Option::is_none")]
    pub metric_data_results: Option<Vec<MetricDataResult>>,
    #[serde(rename = "NextToken", default, skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
    #[serde(rename = "Messages", default, skip_serializing_if = "Option::is_none")]
    pub messages: Option<Vec<MessageData>>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct GetMetricStatisticsInput {
    #[serde(rename = "Namespace", default)]
    pub namespace: String,
    #[serde(rename = "MetricName", default)]
    pub metric_name: String,
    #[serde(rename = "Dimensions", default, skip_serializing_if = "Option::is_none")]
    pub dimensions: Option<Vec<Dimension>>,
    #[serde(rename = "StartTime", default)]
    pub start_time: EpochSeconds,
    #[serde(rename = "EndTime", default)]
    pub end_time: EpochSeconds,
    #[serde(rename = "Period", default)]
    pub period: i32,
    #[serde(rename = "Statistics", default, skip_serializing_if = "Option::is_none")]
    pub statistics: Option<Vec<String>>,
    #[serde(rename = "ExtendedStatistics", default, skip_serializing_if = "Option::is_none")]
    pub extended_statistics: Option<Vec<String>>,
    #[serde(rename = "Unit", default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct GetMetricStatisticsOutput {
    #[serde(rename = "Label", default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    #[serde(rename = "Datapoints", default, skip_serializing_if = "Option::is_none")]
    pub datapoints: Option<Vec<Datapoint>>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct InternalServiceFault {
    #[serde(rename = "Message", default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct InvalidFormatFault {
    #[serde(rename = "message", default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct InvalidNextToken {
    #[serde(rename = "message", default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct InvalidParameterCombinationException {
    #[serde(rename = "message", default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct InvalidParameterValueException {
    #[serde(rename = "message", default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct LabelOptions {
    #[serde(rename = "Timezone", default, skip_serializing_if = "Option::is_none")]
    pub timezone: Option<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct LimitExceededException {}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct LimitExceededFault {
    #[serde(rename = "message", default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ListAlarmMuteRulesInput {
    #[serde(rename = "AlarmName", default, skip_serializing_if = "Option::is_none")]
    pub alarm_name: Option<String>,
    #[serde(rename = "Statuses", default, skip_serializing_if = "Option::is_none")]
    pub statuses: Option<Vec<String>>,
    #[serde(rename = "MaxRecords", default, skip_serializing_if = "Option::is_none")]
    pub max_records: Option<i32>,
    #[serde(rename = "NextToken", default, skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ListAlarmMuteRulesOutput {
    #[serde(rename = "AlarmMuteRuleSummaries", default, skip_serializing_if = "Option::is_none")]
    pub alarm_mute_rule_summaries: Option<Vec<AlarmMuteRuleSummary>>,
    #[serde(rename = "NextToken", default, skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ListDashboardsInput {
    #[serde(rename = "DashboardNamePrefix", default, skip_serializing_if = "Option::is_none")]
    pub dashboard_name_prefix: Option<String>,
    #[serde(rename = "NextToken", default, skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ListDashboardsOutput {
    #[serde(rename = "DashboardEntries", default, skip_serializing_if = "Option::is_none")]
    pub dashboard_entries: Option<Vec<DashboardEntry>>,
    #[serde(rename = "NextToken", default, skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ListMetricsInput {
    #[serde(rename = "Namespace", default, skip_serializing_if = "Option::is_none")]
    pub namespace: Option<String>,
    #[serde(rename = "MetricName", default, skip_serializing_if = "Option::is_none")]
    pub metric_name: Option<String>,
    #[serde(rename = "Dimensions", default, skip_serializing_if = "Option::is_none")]
    pub dimensions: Option<Vec<DimensionFilter>>,
    #[serde(rename = "NextToken", default, skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
    #[serde(rename = "RecentlyActive", default, skip_serializing_if = "Option::is_none")]
    pub recently_active: Option<String>,
    #[serde(rename = "IncludeLinkedAccounts", default, skip_serializing_if = "Option::is_none")]
    pub include_linked_accounts: Option<bool>,
    #[serde(rename = "OwningAccount", default, skip_serializing_if = "Option::is_none")]
    pub owning_account: Option<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ListMetricsOutput {
    #[serde(rename = "Metrics", default, skip_serializing_if = "Option::is_none")]
    pub metrics: Option<Vec<Metric>>,
    #[serde(rename = "NextToken", default, skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
    #[serde(rename = "OwningAccounts", default, skip_serializing_if = "Option::is_none")]
    pub owning_accounts: Option<Vec<String>>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ListTagsForResourceInput {
    #[serde(rename = "ResourceARN", default)]
    pub resource_arn: String,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ListTagsForResourceOutput {
    #[serde(rename = "Tags", default, skip_serializing_if = "Option::is_none")]
    pub tags: Option<Vec<Tag>>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct MessageData {
    #[serde(rename = "Code", default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    #[serde(rename = "Value", default, skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Metric {
    #[serde(rename = "Namespace", default, skip_serializing_if = "Option::is_none")]
    pub namespace: Option<String>,
    #[serde(rename = "MetricName", default, skip_serializing_if = "Option::is_none")]
    pub metric_name: Option<String>,
    #[serde(rename = "Dimensions", default, skip_serializing_if = "Option::is_none")]
    pub dimensions: Option<Vec<Dimension>>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct MetricAlarm {
    #[serde(rename = "AlarmName", default, skip_serializing_if = "Option::is_none")]
    pub alarm_name: Option<String>,
    #[serde(rename = "AlarmArn", default, skip_serializing_if = "Option::is_none")]
    pub alarm_arn: Option<String>,
    #[serde(rename = "AlarmDescription", default, skip_serializing_if = "Option::is_none")]
    pub alarm_description: Option<String>,
    #[serde(
        rename = "AlarmConfigurationUpdatedTimestamp",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub alarm_configuration_updated_timestamp: Option<EpochSeconds>,
    #[serde(rename = "ActionsEnabled", default, skip_serializing_if = "Option::is_none")]
    pub actions_enabled: Option<bool>,
    #[serde(rename = "OKActions", default, skip_serializing_if = "Option::is_none")]
    pub ok_actions: Option<Vec<String>>,
    #[serde(rename = "AlarmActions", default, skip_serializing_if = "Option::is_none")]
    pub alarm_actions: Option<Vec<String>>,
    #[serde(rename = "InsufficientDataActions", default, skip_serializing_if = "Option::is_none")]
    pub insufficient_data_actions: Option<Vec<String>>,
    #[serde(rename = "StateValue", default, skip_serializing_if = "Option::is_none")]
    pub state_value: Option<String>,
    #[serde(rename = "StateReason", default, skip_serializing_if = "Option::is_none")]
    pub state_reason: Option<String>,
    #[serde(rename = "StateReasonData", default, skip_serializing_if = "Option::is_none")]
    pub state_reason_data: Option<String>,
    #[serde(rename = "StateUpdatedTimestamp", default, skip_serializing_if = "Option::is_none")]
    pub state_updated_timestamp: Option<EpochSeconds>,
    #[serde(rename = "MetricName", default, skip_serializing_if = "Option::is_none")]
    pub metric_name: Option<String>,
    #[serde(rename = "Namespace", default, skip_serializing_if = "Option::is_none")]
    pub namespace: Option<String>,
    #[serde(rename = "Statistic", default, skip_serializing_if = "Option::is_none")]
    pub statistic: Option<String>,
    #[serde(rename = "ExtendedStatistic", default, skip_serializing_if = "Option::is_none")]
    pub extended_statistic: Option<String>,
    #[serde(rename = "Dimensions", default, skip_serializing_if = "Option::is_none")]
    pub dimensions: Option<Vec<Dimension>>,
    #[serde(rename = "Period", default, skip_serializing_if = "Option::is_none")]
    pub period: Option<i32>,
    #[serde(rename = "Unit", default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    #[serde(rename = "EvaluationPeriods", default, skip_serializing_if = "Option::is_none")]
    pub evaluation_periods: Option<i32>,
    #[serde(rename = "DatapointsToAlarm", default, skip_serializing_if = "Option::is_none")]
    pub datapoints_to_alarm: Option<i32>,
    #[serde(rename = "Threshold", default, skip_serializing_if = "Option::is_none")]
    pub threshold: Option<Double>,
    #[serde(rename = "ComparisonOperator", default, skip_serializing_if = "Option::is_none")]
    pub comparison_operator: Option<String>,
    #[serde(rename = "TreatMissingData", default, skip_serializing_if = "Option::is_none")]
    pub treat_missing_data: Option<String>,
    #[serde(
        rename = "EvaluateLowSampleCountPercentile",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub evaluate_low_sample_count_percentile: Option<String>,
    #[serde(rename = "Metrics", default, skip_serializing_if = "Option::is_none")]
    pub metrics: Option<Vec<MetricDataQuery>>,
    #[serde(rename = "ThresholdMetricId", default, skip_serializing_if = "Option::is_none")]
    pub threshold_metric_id: Option<String>,
    #[serde(rename = "EvaluationState", default, skip_serializing_if = "Option::is_none")]
    pub evaluation_state: Option<String>,
    #[serde(
        rename = "StateTransitionedTimestamp",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub state_transitioned_timestamp: Option<EpochSeconds>,
    #[serde(rename = "EvaluationCriteria", default, skip_serializing_if = "Option::is_none")]
    pub evaluation_criteria: Option<EvaluationCriteria>,
    #[serde(rename = "EvaluationInterval", default, skip_serializing_if = "Option::is_none")]
    pub evaluation_interval: Option<i32>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct MetricCharacteristics {
    #[serde(rename = "PeriodicSpikes", default, skip_serializing_if = "Option::is_none")]
    pub periodic_spikes: Option<bool>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct MetricDataQuery {
    #[serde(rename = "Id", default)]
    pub id: String,
    #[serde(rename = "MetricStat", default, skip_serializing_if = "Option::is_none")]
    pub metric_stat: Option<MetricStat>,
    #[serde(rename = "Expression", default, skip_serializing_if = "Option::is_none")]
    pub expression: Option<String>,
    #[serde(rename = "Label", default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    #[serde(rename = "ReturnData", default, skip_serializing_if = "Option::is_none")]
    pub return_data: Option<bool>,
    #[serde(rename = "Period", default, skip_serializing_if = "Option::is_none")]
    pub period: Option<i32>,
    #[serde(rename = "AccountId", default, skip_serializing_if = "Option::is_none")]
    pub account_id: Option<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct MetricDataResult {
    #[serde(rename = "Id", default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    #[serde(rename = "Label", default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    #[serde(rename = "Timestamps", default, skip_serializing_if = "Option::is_none")]
    pub timestamps: Option<Vec<EpochSeconds>>,
    #[serde(rename = "Values", default, skip_serializing_if = "Option::is_none")]
    pub values: Option<Vec<Double>>,
    #[serde(rename = "StatusCode", default, skip_serializing_if = "Option::is_none")]
    pub status_code: Option<String>,
    #[serde(rename = "Messages", default, skip_serializing_if = "Option::is_none")]
    pub messages: Option<Vec<MessageData>>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct MetricDatum {
    #[serde(rename = "MetricName", default)]
    pub metric_name: String,
    #[serde(rename = "Dimensions", default, skip_serializing_if = "Option::is_none")]
    pub dimensions: Option<Vec<Dimension>>,
    #[serde(rename = "Timestamp", default, skip_serializing_if = "Option::is_none")]
    pub timestamp: Option<EpochSeconds>,
    #[serde(rename = "Value", default, skip_serializing_if = "Option::is_none")]
    pub value: Option<Double>,
    #[serde(rename = "StatisticValues", default, skip_serializing_if = "Option::is_none")]
    pub statistic_values: Option<StatisticSet>,
    #[serde(rename = "Values", default, skip_serializing_if = "Option::is_none")]
    pub values: Option<Vec<Double>>,
    #[serde(rename = "Counts", default, skip_serializing_if = "Option::is_none")]
    pub counts: Option<Vec<Double>>,
    #[serde(rename = "Unit", default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    #[serde(rename = "StorageResolution", default, skip_serializing_if = "Option::is_none")]
    pub storage_resolution: Option<i32>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct MetricMathAnomalyDetector {
    #[serde(rename = "MetricDataQueries", default, skip_serializing_if = "Option::is_none")]
    pub metric_data_queries: Option<Vec<MetricDataQuery>>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct MetricStat {
    #[serde(rename = "Metric", default)]
    pub metric: Metric,
    #[serde(rename = "Period", default)]
    pub period: i32,
    #[serde(rename = "Stat", default)]
    pub stat: String,
    #[serde(rename = "Unit", default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct MissingRequiredParameterException {
    #[serde(rename = "message", default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct MuteTargets {
    #[serde(rename = "AlarmNames", default)]
    pub alarm_names: Vec<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct PutAlarmMuteRuleInput {
    #[serde(rename = "Name", default)]
    pub name: String,
    #[serde(rename = "Description", default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    #[serde(rename = "Rule", default)]
    pub rule: Rule,
    #[serde(rename = "MuteTargets", default, skip_serializing_if = "Option::is_none")]
    pub mute_targets: Option<MuteTargets>,
    #[serde(rename = "Tags", default, skip_serializing_if = "Option::is_none")]
    pub tags: Option<Vec<Tag>>,
    #[serde(rename = "StartDate", default, skip_serializing_if = "Option::is_none")]
    pub start_date: Option<EpochSeconds>,
    #[serde(rename = "ExpireDate", default, skip_serializing_if = "Option::is_none")]
    pub expire_date: Option<EpochSeconds>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct PutAnomalyDetectorInput {
    #[serde(rename = "Namespace", default, skip_serializing_if = "Option::is_none")]
    pub namespace: Option<String>,
    #[serde(rename = "MetricName", default, skip_serializing_if = "Option::is_none")]
    pub metric_name: Option<String>,
    #[serde(rename = "Dimensions", default, skip_serializing_if = "Option::is_none")]
    pub dimensions: Option<Vec<Dimension>>,
    #[serde(rename = "Stat", default, skip_serializing_if = "Option::is_none")]
    pub stat: Option<String>,
    #[serde(rename = "Configuration", default, skip_serializing_if = "Option::is_none")]
    pub configuration: Option<AnomalyDetectorConfiguration>,
    #[serde(rename = "MetricCharacteristics", default, skip_serializing_if = "Option::is_none")]
    pub metric_characteristics: Option<MetricCharacteristics>,
    #[serde(
        rename = "SingleMetricAnomalyDetector",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub single_metric_anomaly_detector: Option<SingleMetricAnomalyDetector>,
    #[serde(
        rename = "MetricMathAnomalyDetector",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub metric_math_anomaly_detector: Option<MetricMathAnomalyDetector>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct PutAnomalyDetectorOutput {}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct PutCompositeAlarmInput {
    #[serde(rename = "ActionsEnabled", default, skip_serializing_if = "Option::is_none")]
    pub actions_enabled: Option<bool>,
    #[serde(rename = "AlarmActions", default, skip_serializing_if = "Option::is_none")]
    pub alarm_actions: Option<Vec<String>>,
    #[serde(rename = "AlarmDescription", default, skip_serializing_if = "Option::is_none")]
    pub alarm_description: Option<String>,
    #[serde(rename = "AlarmName", default)]
    pub alarm_name: String,
    #[serde(rename = "AlarmRule", default)]
    pub alarm_rule: String,
    #[serde(rename = "InsufficientDataActions", default, skip_serializing_if = "Option::is_none")]
    pub insufficient_data_actions: Option<Vec<String>>,
    #[serde(rename = "OKActions", default, skip_serializing_if = "Option::is_none")]
    pub ok_actions: Option<Vec<String>>,
    #[serde(rename = "Tags", default, skip_serializing_if = "Option::is_none")]
    pub tags: Option<Vec<Tag>>,
    #[serde(rename = "ActionsSuppressor", default, skip_serializing_if = "Option::is_none")]
    pub actions_suppressor: Option<String>,
    #[serde(
        rename = "ActionsSuppressorWaitPeriod",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub actions_suppressor_wait_period: Option<i32>,
    #[serde(
        rename = "ActionsSuppressorExtensionPeriod",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub actions_suppressor_extension_period: Option<i32>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct PutDashboardInput {
    #[serde(rename = "DashboardName", default)]
    pub dashboard_name: String,
    #[serde(rename = "DashboardBody", default)]
    pub dashboard_body: String,
    #[serde(rename = "Tags", default, skip_serializing_if = "Option::is_none")]
    pub tags: Option<Vec<Tag>>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct PutDashboardOutput {
    #[serde(
        rename = "DashboardValidationMessages",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub dashboard_validation_messages: Option<Vec<DashboardValidationMessage>>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct PutMetricAlarmInput {
    #[serde(rename = "AlarmName", default)]
    pub alarm_name: String,
    #[serde(rename = "AlarmDescription", default, skip_serializing_if = "Option::is_none")]
    pub alarm_description: Option<String>,
    #[serde(rename = "ActionsEnabled", default, skip_serializing_if = "Option::is_none")]
    pub actions_enabled: Option<bool>,
    #[serde(rename = "OKActions", default, skip_serializing_if = "Option::is_none")]
    pub ok_actions: Option<Vec<String>>,
    #[serde(rename = "AlarmActions", default, skip_serializing_if = "Option::is_none")]
    pub alarm_actions: Option<Vec<String>>,
    #[serde(rename = "InsufficientDataActions", default, skip_serializing_if = "Option::is_none")]
    pub insufficient_data_actions: Option<Vec<String>>,
    #[serde(rename = "MetricName", default, skip_serializing_if = "Option::is_none")]
    pub metric_name: Option<String>,
    #[serde(rename = "Namespace", default, skip_serializing_if = "Option::is_none")]
    pub namespace: Option<String>,
    #[serde(rename = "Statistic", default, skip_serializing_if = "Option::is_none")]
    pub statistic: Option<String>,
    #[serde(rename = "ExtendedStatistic", default, skip_serializing_if = "Option::is_none")]
    pub extended_statistic: Option<String>,
    #[serde(rename = "Dimensions", default, skip_serializing_if = "Option::is_none")]
    pub dimensions: Option<Vec<Dimension>>,
    #[serde(rename = "Period", default, skip_serializing_if = "Option::is_none")]
    pub period: Option<i32>,
    #[serde(rename = "Unit", default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    #[serde(rename = "EvaluationPeriods", default, skip_serializing_if = "Option::is_none")]
    pub evaluation_periods: Option<i32>,
    #[serde(rename = "DatapointsToAlarm", default, skip_serializing_if = "Option::is_none")]
    pub datapoints_to_alarm: Option<i32>,
    #[serde(rename = "Threshold", default, skip_serializing_if = "Option::is_none")]
    pub threshold: Option<Double>,
    #[serde(rename = "ComparisonOperator", default, skip_serializing_if = "Option::is_none")]
    pub comparison_operator: Option<String>,
    #[serde(rename = "TreatMissingData", default, skip_serializing_if = "Option::is_none")]
    pub treat_missing_data: Option<String>,
    #[serde(
        rename = "EvaluateLowSampleCountPercentile",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub evaluate_low_sample_count_percentile: Option<String>,
    #[serde(rename = "Metrics", default, skip_serializing_if = "Option::is_none")]
    pub metrics: Option<Vec<MetricDataQuery>>,
    #[serde(rename = "Tags", default, skip_serializing_if = "Option::is_none")]
    pub tags: Option<Vec<Tag>>,
    #[serde(rename = "ThresholdMetricId", default, skip_serializing_if = "Option::is_none")]
    pub threshold_metric_id: Option<String>,
    #[serde(rename = "EvaluationCriteria", default, skip_serializing_if = "Option::is_none")]
    pub evaluation_criteria: Option<EvaluationCriteria>,
    #[serde(rename = "EvaluationInterval", default, skip_serializing_if = "Option::is_none")]
    pub evaluation_interval: Option<i32>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct PutMetricDataInput {
    #[serde(rename = "Namespace", default)]
    pub namespace: String,
    #[serde(rename = "MetricData", default, skip_serializing_if = "Option::is_none")]
    pub metric_data: Option<Vec<MetricDatum>>,
    #[serde(rename = "EntityMetricData", default, skip_serializing_if = "Option::is_none")]
    pub entity_metric_data: Option<Vec<EntityMetricData>>,
    #[serde(rename = "StrictEntityValidation", default, skip_serializing_if = "Option::is_none")]
    pub strict_entity_validation: Option<bool>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Range {
    #[serde(rename = "StartTime", default)]
    pub start_time: EpochSeconds,
    #[serde(rename = "EndTime", default)]
    pub end_time: EpochSeconds,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ResourceNotFound {
    #[serde(rename = "message", default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ResourceNotFoundException {
    #[serde(rename = "ResourceType", default, skip_serializing_if = "Option::is_none")]
    pub resource_type: Option<String>,
    #[serde(rename = "ResourceId", default, skip_serializing_if = "Option::is_none")]
    pub resource_id: Option<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Rule {
    #[serde(rename = "Schedule", default)]
    pub schedule: Schedule,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Schedule {
    #[serde(rename = "Expression", default)]
    pub expression: String,
    #[serde(rename = "Duration", default)]
    pub duration: String,
    #[serde(rename = "Timezone", default, skip_serializing_if = "Option::is_none")]
    pub timezone: Option<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct SetAlarmStateInput {
    #[serde(rename = "AlarmName", default)]
    pub alarm_name: String,
    #[serde(rename = "StateValue", default)]
    pub state_value: String,
    #[serde(rename = "StateReason", default)]
    pub state_reason: String,
    #[serde(rename = "StateReasonData", default, skip_serializing_if = "Option::is_none")]
    pub state_reason_data: Option<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct SingleMetricAnomalyDetector {
    #[serde(rename = "AccountId", default, skip_serializing_if = "Option::is_none")]
    pub account_id: Option<String>,
    #[serde(rename = "Namespace", default, skip_serializing_if = "Option::is_none")]
    pub namespace: Option<String>,
    #[serde(rename = "MetricName", default, skip_serializing_if = "Option::is_none")]
    pub metric_name: Option<String>,
    #[serde(rename = "Dimensions", default, skip_serializing_if = "Option::is_none")]
    pub dimensions: Option<Vec<Dimension>>,
    #[serde(rename = "Stat", default, skip_serializing_if = "Option::is_none")]
    pub stat: Option<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct StatisticSet {
    #[serde(rename = "SampleCount", default)]
    pub sample_count: Double,
    #[serde(rename = "Sum", default)]
    pub sum: Double,
    #[serde(rename = "Minimum", default)]
    pub minimum: Double,
    #[serde(rename = "Maximum", default)]
    pub maximum: Double,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Tag {
    #[serde(rename = "Key", default)]
    pub key: String,
    #[serde(rename = "Value", default)]
    pub value: String,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct TagResourceInput {
    #[serde(rename = "ResourceARN", default)]
    pub resource_arn: String,
    #[serde(rename = "Tags", default)]
    pub tags: Vec<Tag>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct TagResourceOutput {}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct UntagResourceInput {
    #[serde(rename = "ResourceARN", default)]
    pub resource_arn: String,
    #[serde(rename = "TagKeys", default)]
    pub tag_keys: Vec<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct UntagResourceOutput {}

/// The shapes by their names in the model.
pub mod shapes {
    use crate::Pattern;
    #[allow(unused_imports, reason = "not every model uses every kind")]
    use crate::shape::{Binding, Kind, Length, List, Map, Member, Range, Shape, Structure, Text};

    static PATTERN_0: Pattern = Pattern::new(
        "(SampleCount|Average|Sum|Minimum|Maximum|IQM|(p|tc|tm|ts|wm)(\\d{1,2}(\\.\\d{0,10})?|100)|[ou]\\d+(\\.\\d*)?)(_E|_L|_H)?|(TM|TC|TS|WM)\\(((((\\d{1,2})(\\.\\d{0,10})?|100(\\.0{0,10})?)%)?:((\\d{1,2})(\\.\\d{0,10})?|100(\\.0{0,10})?)%|((\\d{1,2})(\\.\\d{0,10})?|100(\\.0{0,10})?)%:(((\\d{1,2})(\\.\\d{0,10})?|100(\\.0{0,10})?)%)?)\\)|(TM|TC|TS|WM|PR)\\(((\\d+(\\.\\d{0,10})?|(\\d+(\\.\\d{0,10})?[Ee][+-]?\\d+)):((\\d+(\\.\\d{0,10})?|(\\d+(\\.\\d{0,10})?[Ee][+-]?\\d+)))?|((\\d+(\\.\\d{0,10})?|(\\d+(\\.\\d{0,10})?[Ee][+-]?\\d+)))?:(\\d+(\\.\\d{0,10})?|(\\d+(\\.\\d{0,10})?[Ee][+-]?\\d+)))\\)",
        "(SampleCount|Average|Sum|Minimum|Maximum|IQM|(p|tc|tm|ts|wm)([0-9]{1,2}(\\.[0-9]{0,10})?|100)|[ou][0-9]+(\\.[0-9]*)?)(_E|_L|_H)?|(TM|TC|TS|WM)\\((((([0-9]{1,2})(\\.[0-9]{0,10})?|100(\\.0{0,10})?)%)?:(([0-9]{1,2})(\\.[0-9]{0,10})?|100(\\.0{0,10})?)%|(([0-9]{1,2})(\\.[0-9]{0,10})?|100(\\.0{0,10})?)%:((([0-9]{1,2})(\\.[0-9]{0,10})?|100(\\.0{0,10})?)%)?)\\)|(TM|TC|TS|WM|PR)\\((([0-9]+(\\.[0-9]{0,10})?|([0-9]+(\\.[0-9]{0,10})?[Ee][+-]?[0-9]+)):(([0-9]+(\\.[0-9]{0,10})?|([0-9]+(\\.[0-9]{0,10})?[Ee][+-]?[0-9]+)))?|(([0-9]+(\\.[0-9]{0,10})?|([0-9]+(\\.[0-9]{0,10})?[Ee][+-]?[0-9]+)))?:([0-9]+(\\.[0-9]{0,10})?|([0-9]+(\\.[0-9]{0,10})?[Ee][+-]?[0-9]+)))\\)",
    );
    static PATTERN_1: Pattern = Pattern::new(".*", "[^\\n\\r\\x{85}\\x{2028}\\x{2029}]*");
    static PATTERN_2: Pattern = Pattern::new("[^:].*", "[^:][^\\n\\r\\x{85}\\x{2028}\\x{2029}]*");
    pub static ACCOUNT_ID: Shape = Shape {
        name: "AccountId",
        kind: Kind::String(Text {
            length: Length::of(Some(1), Some(255)),
            values: &[],
            pattern: None,
        }),
    };
    pub static ACTION_PREFIX: Shape = Shape {
        name: "ActionPrefix",
        kind: Kind::String(Text {
            length: Length::of(Some(1), Some(1024)),
            values: &[],
            pattern: None,
        }),
    };
    pub static ACTIONS_ENABLED: Shape = Shape { name: "ActionsEnabled", kind: Kind::Boolean };
    pub static ACTIONS_SUPPRESSED_BY: Shape = Shape {
        name: "ActionsSuppressedBy",
        kind: Kind::String(Text {
            length: Length::FREE,
            values: &["Alarm", "ExtensionPeriod", "WaitPeriod"],
            pattern: None,
        }),
    };
    pub static ACTIONS_SUPPRESSED_REASON: Shape = Shape {
        name: "ActionsSuppressedReason",
        kind: Kind::String(Text {
            length: Length::of(Some(0), Some(1024)),
            values: &[],
            pattern: None,
        }),
    };
    pub static ALARM_ARN: Shape = Shape {
        name: "AlarmArn",
        kind: Kind::String(Text {
            length: Length::of(Some(1), Some(1600)),
            values: &[],
            pattern: None,
        }),
    };
    pub static ALARM_CONTRIBUTOR: Shape = Shape {
        name: "AlarmContributor",
        kind: Kind::Structure(Structure {
            members: &[
                Member::required("ContributorId", &CONTRIBUTOR_ID),
                Member::required("ContributorAttributes", &CONTRIBUTOR_ATTRIBUTES),
                Member::required("StateReason", &STATE_REASON),
                Member::optional("StateTransitionedTimestamp", &TIMESTAMP),
            ],
            xml_order: &[
                "ContributorId",
                "ContributorAttributes",
                "StateReason",
                "StateTransitionedTimestamp",
            ],
        }),
    };
    pub static ALARM_CONTRIBUTORS: Shape = Shape {
        name: "AlarmContributors",
        kind: Kind::List(List { item: &ALARM_CONTRIBUTOR, length: Length::FREE }),
    };
    pub static ALARM_DESCRIPTION: Shape = Shape {
        name: "AlarmDescription",
        kind: Kind::String(Text {
            length: Length::of(Some(0), Some(1024)),
            values: &[],
            pattern: None,
        }),
    };
    pub static ALARM_HISTORY_ITEM: Shape = Shape {
        name: "AlarmHistoryItem",
        kind: Kind::Structure(Structure {
            members: &[
                Member::optional("AlarmName", &ALARM_NAME),
                Member::optional("AlarmContributorId", &CONTRIBUTOR_ID),
                Member::optional("AlarmType", &ALARM_TYPE),
                Member::optional("Timestamp", &TIMESTAMP),
                Member::optional("HistoryItemType", &HISTORY_ITEM_TYPE),
                Member::optional("HistorySummary", &HISTORY_SUMMARY),
                Member::optional("HistoryData", &HISTORY_DATA),
                Member::optional("AlarmContributorAttributes", &CONTRIBUTOR_ATTRIBUTES),
            ],
            xml_order: &[],
        }),
    };
    pub static ALARM_HISTORY_ITEMS: Shape = Shape {
        name: "AlarmHistoryItems",
        kind: Kind::List(List { item: &ALARM_HISTORY_ITEM, length: Length::FREE }),
    };
    pub static ALARM_MUTE_RULE_STATUS: Shape = Shape {
        name: "AlarmMuteRuleStatus",
        kind: Kind::String(Text {
            length: Length::FREE,
            values: &["ACTIVE", "EXPIRED", "SCHEDULED"],
            pattern: None,
        }),
    };
    pub static ALARM_MUTE_RULE_STATUSES: Shape = Shape {
        name: "AlarmMuteRuleStatuses",
        kind: Kind::List(List { item: &ALARM_MUTE_RULE_STATUS, length: Length::FREE }),
    };
    pub static ALARM_MUTE_RULE_SUMMARIES: Shape = Shape {
        name: "AlarmMuteRuleSummaries",
        kind: Kind::List(List { item: &ALARM_MUTE_RULE_SUMMARY, length: Length::FREE }),
    };
    pub static ALARM_MUTE_RULE_SUMMARY: Shape = Shape {
        name: "AlarmMuteRuleSummary",
        kind: Kind::Structure(Structure {
            members: &[
                Member::optional("AlarmMuteRuleArn", &ARN),
                Member::optional("ExpireDate", &TIMESTAMP),
                Member::optional("Status", &ALARM_MUTE_RULE_STATUS),
                Member::optional("MuteType", &MUTE_TYPE),
                Member::optional("LastUpdatedTimestamp", &TIMESTAMP),
            ],
            xml_order: &[],
        }),
    };
    pub static ALARM_NAME: Shape = Shape {
        name: "AlarmName",
        kind: Kind::String(Text {
            length: Length::of(Some(1), Some(255)),
            values: &[],
            pattern: None,
        }),
    };
    pub static ALARM_NAME_PREFIX: Shape = Shape {
        name: "AlarmNamePrefix",
        kind: Kind::String(Text {
            length: Length::of(Some(1), Some(255)),
            values: &[],
            pattern: None,
        }),
    };
    pub static ALARM_NAMES: Shape = Shape {
        name: "AlarmNames",
        kind: Kind::List(List { item: &ALARM_NAME, length: Length::of(None, Some(100)) }),
    };
    pub static ALARM_PROM_QL_CRITERIA: Shape = Shape {
        name: "AlarmPromQLCriteria",
        kind: Kind::Structure(Structure {
            members: &[
                Member::required("Query", &QUERY),
                Member::optional("PendingPeriod", &PENDING_PERIOD),
                Member::optional("RecoveryPeriod", &RECOVERY_PERIOD),
            ],
            xml_order: &[],
        }),
    };
    pub static ALARM_RULE: Shape = Shape {
        name: "AlarmRule",
        kind: Kind::String(Text {
            length: Length::of(Some(1), Some(10240)),
            values: &[],
            pattern: None,
        }),
    };
    pub static ALARM_TYPE: Shape = Shape {
        name: "AlarmType",
        kind: Kind::String(Text {
            length: Length::FREE,
            values: &["CompositeAlarm", "MetricAlarm"],
            pattern: None,
        }),
    };
    pub static ALARM_TYPES: Shape = Shape {
        name: "AlarmTypes",
        kind: Kind::List(List { item: &ALARM_TYPE, length: Length::FREE }),
    };
    pub static AMAZON_RESOURCE_NAME: Shape = Shape {
        name: "AmazonResourceName",
        kind: Kind::String(Text {
            length: Length::of(Some(1), Some(1024)),
            values: &[],
            pattern: None,
        }),
    };
    pub static ANOMALY_DETECTOR: Shape = Shape {
        name: "AnomalyDetector",
        kind: Kind::Structure(Structure {
            members: &[
                Member::optional("Namespace", &NAMESPACE),
                Member::optional("MetricName", &METRIC_NAME),
                Member::optional("Dimensions", &DIMENSIONS),
                Member::optional("Stat", &ANOMALY_DETECTOR_METRIC_STAT),
                Member::optional("Configuration", &ANOMALY_DETECTOR_CONFIGURATION),
                Member::optional("StateValue", &ANOMALY_DETECTOR_STATE_VALUE),
                Member::optional("MetricCharacteristics", &METRIC_CHARACTERISTICS),
                Member::optional("SingleMetricAnomalyDetector", &SINGLE_METRIC_ANOMALY_DETECTOR),
                Member::optional("MetricMathAnomalyDetector", &METRIC_MATH_ANOMALY_DETECTOR),
            ],
            xml_order: &[],
        }),
    };
    pub static ANOMALY_DETECTOR_CONFIGURATION: Shape = Shape {
        name: "AnomalyDetectorConfiguration",
        kind: Kind::Structure(Structure {
            members: &[
                Member::optional("ExcludedTimeRanges", &ANOMALY_DETECTOR_EXCLUDED_TIME_RANGES),
                Member::optional("MetricTimezone", &ANOMALY_DETECTOR_METRIC_TIMEZONE),
            ],
            xml_order: &[],
        }),
    };
    pub static ANOMALY_DETECTOR_EXCLUDED_TIME_RANGES: Shape = Shape {
        name: "AnomalyDetectorExcludedTimeRanges",
        kind: Kind::List(List { item: &RANGE, length: Length::FREE }),
    };
    pub static ANOMALY_DETECTOR_METRIC_STAT: Shape = Shape {
        name: "AnomalyDetectorMetricStat",
        kind: Kind::String(Text {
            length: Length::of(None, Some(50)),
            values: &[],
            pattern: Some(&PATTERN_0),
        }),
    };
    pub static ANOMALY_DETECTOR_METRIC_TIMEZONE: Shape = Shape {
        name: "AnomalyDetectorMetricTimezone",
        kind: Kind::String(Text {
            length: Length::of(None, Some(50)),
            values: &[],
            pattern: Some(&PATTERN_1),
        }),
    };
    pub static ANOMALY_DETECTOR_STATE_VALUE: Shape = Shape {
        name: "AnomalyDetectorStateValue",
        kind: Kind::String(Text {
            length: Length::FREE,
            values: &["PENDING_TRAINING", "TRAINED", "TRAINED_INSUFFICIENT_DATA"],
            pattern: None,
        }),
    };
    pub static ANOMALY_DETECTOR_TYPE: Shape = Shape {
        name: "AnomalyDetectorType",
        kind: Kind::String(Text {
            length: Length::FREE,
            values: &["METRIC_MATH", "SINGLE_METRIC"],
            pattern: None,
        }),
    };
    pub static ANOMALY_DETECTOR_TYPES: Shape = Shape {
        name: "AnomalyDetectorTypes",
        kind: Kind::List(List { item: &ANOMALY_DETECTOR_TYPE, length: Length::of(None, Some(2)) }),
    };
    pub static ANOMALY_DETECTORS: Shape = Shape {
        name: "AnomalyDetectors",
        kind: Kind::List(List { item: &ANOMALY_DETECTOR, length: Length::FREE }),
    };
    pub static ARN: Shape = Shape {
        name: "Arn",
        kind: Kind::String(Text {
            length: Length::of(Some(1), Some(1600)),
            values: &[],
            pattern: None,
        }),
    };
    pub static ATTRIBUTE_NAME: Shape = Shape {
        name: "AttributeName",
        kind: Kind::String(Text {
            length: Length::of(Some(1), Some(255)),
            values: &[],
            pattern: None,
        }),
    };
    pub static ATTRIBUTE_VALUE: Shape = Shape {
        name: "AttributeValue",
        kind: Kind::String(Text {
            length: Length::of(Some(1), Some(1024)),
            values: &[],
            pattern: None,
        }),
    };
    pub static AWS_QUERY_ERROR_MESSAGE: Shape =
        Shape { name: "AwsQueryErrorMessage", kind: Kind::String(Text::FREE) };
    pub static COMPARISON_OPERATOR: Shape = Shape {
        name: "ComparisonOperator",
        kind: Kind::String(Text {
            length: Length::FREE,
            values: &[
                "GreaterThanOrEqualToThreshold",
                "GreaterThanThreshold",
                "GreaterThanUpperThreshold",
                "LessThanLowerOrGreaterThanUpperThreshold",
                "LessThanLowerThreshold",
                "LessThanOrEqualToThreshold",
                "LessThanThreshold",
            ],
            pattern: None,
        }),
    };
    pub static COMPOSITE_ALARM: Shape = Shape {
        name: "CompositeAlarm",
        kind: Kind::Structure(Structure {
            members: &[
                Member::optional("ActionsEnabled", &ACTIONS_ENABLED),
                Member::optional("AlarmActions", &RESOURCE_LIST),
                Member::optional("AlarmArn", &ALARM_ARN),
                Member::optional("AlarmConfigurationUpdatedTimestamp", &TIMESTAMP),
                Member::optional("AlarmDescription", &ALARM_DESCRIPTION),
                Member::optional("AlarmName", &ALARM_NAME),
                Member::optional("AlarmRule", &ALARM_RULE),
                Member::optional("InsufficientDataActions", &RESOURCE_LIST),
                Member::optional("OKActions", &RESOURCE_LIST),
                Member::optional("StateReason", &STATE_REASON),
                Member::optional("StateReasonData", &STATE_REASON_DATA),
                Member::optional("StateUpdatedTimestamp", &TIMESTAMP),
                Member::optional("StateValue", &STATE_VALUE),
                Member::optional("StateTransitionedTimestamp", &TIMESTAMP),
                Member::optional("ActionsSuppressedBy", &ACTIONS_SUPPRESSED_BY),
                Member::optional("ActionsSuppressedReason", &ACTIONS_SUPPRESSED_REASON),
                Member::optional("ActionsSuppressor", &ALARM_ARN),
                Member::optional("ActionsSuppressorWaitPeriod", &SUPPRESSOR_PERIOD),
                Member::optional("ActionsSuppressorExtensionPeriod", &SUPPRESSOR_PERIOD),
            ],
            xml_order: &[
                "ActionsEnabled",
                "AlarmActions",
                "AlarmArn",
                "AlarmConfigurationUpdatedTimestamp",
                "AlarmDescription",
                "AlarmName",
                "AlarmRule",
                "InsufficientDataActions",
                "OKActions",
                "StateReason",
                "StateReasonData",
                "StateUpdatedTimestamp",
                "StateValue",
                "StateTransitionedTimestamp",
                "ActionsSuppressedBy",
                "ActionsSuppressedReason",
                "ActionsSuppressor",
                "ActionsSuppressorWaitPeriod",
                "ActionsSuppressorExtensionPeriod",
            ],
        }),
    };
    pub static COMPOSITE_ALARMS: Shape = Shape {
        name: "CompositeAlarms",
        kind: Kind::List(List { item: &COMPOSITE_ALARM, length: Length::FREE }),
    };
    pub static CONCURRENT_MODIFICATION_EXCEPTION: Shape = Shape {
        name: "ConcurrentModificationException",
        kind: Kind::Structure(Structure { members: &[], xml_order: &[] }),
    };
    pub static CONFLICT_EXCEPTION: Shape = Shape {
        name: "ConflictException",
        kind: Kind::Structure(Structure {
            members: &[Member::optional("Message", &ERROR_MESSAGE)],
            xml_order: &[],
        }),
    };
    pub static CONTRIBUTOR_ATTRIBUTES: Shape = Shape {
        name: "ContributorAttributes",
        kind: Kind::Map(Map {
            key: &ATTRIBUTE_NAME,
            value: &ATTRIBUTE_VALUE,
            length: Length::of(Some(0), Some(150)),
        }),
    };
    pub static CONTRIBUTOR_ID: Shape = Shape {
        name: "ContributorId",
        kind: Kind::String(Text {
            length: Length::of(Some(1), Some(16)),
            values: &[],
            pattern: None,
        }),
    };
    pub static COUNTS: Shape = Shape {
        name: "Counts",
        kind: Kind::List(List { item: &DATAPOINT_VALUE, length: Length::FREE }),
    };
    pub static DASHBOARD_ARN: Shape =
        Shape { name: "DashboardArn", kind: Kind::String(Text::FREE) };
    pub static DASHBOARD_BODY: Shape =
        Shape { name: "DashboardBody", kind: Kind::String(Text::FREE) };
    pub static DASHBOARD_ENTRIES: Shape = Shape {
        name: "DashboardEntries",
        kind: Kind::List(List { item: &DASHBOARD_ENTRY, length: Length::FREE }),
    };
    pub static DASHBOARD_ENTRY: Shape = Shape {
        name: "DashboardEntry",
        kind: Kind::Structure(Structure {
            members: &[
                Member::optional("DashboardName", &DASHBOARD_NAME),
                Member::optional("DashboardArn", &DASHBOARD_ARN),
                Member::optional("LastModified", &LAST_MODIFIED),
                Member::optional("Size", &SIZE),
            ],
            xml_order: &[],
        }),
    };
    pub static DASHBOARD_ERROR_MESSAGE: Shape =
        Shape { name: "DashboardErrorMessage", kind: Kind::String(Text::FREE) };
    pub static DASHBOARD_INVALID_INPUT_ERROR: Shape = Shape {
        name: "DashboardInvalidInputError",
        kind: Kind::Structure(Structure {
            members: &[
                Member::optional("message", &DASHBOARD_ERROR_MESSAGE),
                Member::optional("dashboardValidationMessages", &DASHBOARD_VALIDATION_MESSAGES),
            ],
            xml_order: &[],
        }),
    };
    pub static DASHBOARD_NAME: Shape =
        Shape { name: "DashboardName", kind: Kind::String(Text::FREE) };
    pub static DASHBOARD_NAME_PREFIX: Shape =
        Shape { name: "DashboardNamePrefix", kind: Kind::String(Text::FREE) };
    pub static DASHBOARD_NAMES: Shape = Shape {
        name: "DashboardNames",
        kind: Kind::List(List { item: &DASHBOARD_NAME, length: Length::FREE }),
    };
    pub static DASHBOARD_NOT_FOUND_ERROR: Shape = Shape {
        name: "DashboardNotFoundError",
        kind: Kind::Structure(Structure {
            members: &[Member::optional("message", &DASHBOARD_ERROR_MESSAGE)],
            xml_order: &[],
        }),
    };
    pub static DASHBOARD_VALIDATION_MESSAGE: Shape = Shape {
        name: "DashboardValidationMessage",
        kind: Kind::Structure(Structure {
            members: &[
                Member::optional("DataPath", &DATA_PATH),
                Member::optional("Message", &MESSAGE),
            ],
            xml_order: &[],
        }),
    };
    pub static DASHBOARD_VALIDATION_MESSAGES: Shape = Shape {
        name: "DashboardValidationMessages",
        kind: Kind::List(List { item: &DASHBOARD_VALIDATION_MESSAGE, length: Length::FREE }),
    };
    pub static DATA_PATH: Shape = Shape { name: "DataPath", kind: Kind::String(Text::FREE) };
    pub static DATAPOINT: Shape = Shape {
        name: "Datapoint",
        kind: Kind::Structure(Structure {
            members: &[
                Member::optional("Timestamp", &TIMESTAMP),
                Member::optional("SampleCount", &DATAPOINT_VALUE),
                Member::optional("Average", &DATAPOINT_VALUE),
                Member::optional("Sum", &DATAPOINT_VALUE),
                Member::optional("Minimum", &DATAPOINT_VALUE),
                Member::optional("Maximum", &DATAPOINT_VALUE),
                Member::optional("Unit", &STANDARD_UNIT),
                Member::optional("ExtendedStatistics", &DATAPOINT_VALUE_MAP),
            ],
            xml_order: &[
                "Timestamp",
                "SampleCount",
                "Average",
                "Sum",
                "Minimum",
                "Maximum",
                "Unit",
                "ExtendedStatistics",
            ],
        }),
    };
    pub static DATAPOINT_VALUE: Shape =
        Shape { name: "DatapointValue", kind: Kind::Double(Range::FREE) };
    pub static DATAPOINT_VALUE_MAP: Shape = Shape {
        name: "DatapointValueMap",
        kind: Kind::Map(Map {
            key: &EXTENDED_STATISTIC,
            value: &DATAPOINT_VALUE,
            length: Length::FREE,
        }),
    };
    pub static DATAPOINT_VALUES: Shape = Shape {
        name: "DatapointValues",
        kind: Kind::List(List { item: &DATAPOINT_VALUE, length: Length::FREE }),
    };
    pub static DATAPOINTS: Shape = Shape {
        name: "Datapoints",
        kind: Kind::List(List { item: &DATAPOINT, length: Length::FREE }),
    };
    pub static DATAPOINTS_TO_ALARM: Shape =
        Shape { name: "DatapointsToAlarm", kind: Kind::Integer(Range::of(Some(1.0), None)) };
    pub static DELETE_ALARM_MUTE_RULE_INPUT: Shape = Shape {
        name: "DeleteAlarmMuteRuleInput",
        kind: Kind::Structure(Structure {
            members: &[Member::required("AlarmMuteRuleName", &NAME)],
            xml_order: &[],
        }),
    };
    pub static DELETE_ALARMS_INPUT: Shape = Shape {
        name: "DeleteAlarmsInput",
        kind: Kind::Structure(Structure {
            members: &[Member::required("AlarmNames", &ALARM_NAMES)],
            xml_order: &[],
        }),
    };
    pub static DELETE_ANOMALY_DETECTOR_INPUT: Shape = Shape {
        name: "DeleteAnomalyDetectorInput",
        kind: Kind::Structure(Structure {
            members: &[
                Member::optional("Namespace", &NAMESPACE),
                Member::optional("MetricName", &METRIC_NAME),
                Member::optional("Dimensions", &DIMENSIONS),
                Member::optional("Stat", &ANOMALY_DETECTOR_METRIC_STAT),
                Member::optional("SingleMetricAnomalyDetector", &SINGLE_METRIC_ANOMALY_DETECTOR),
                Member::optional("MetricMathAnomalyDetector", &METRIC_MATH_ANOMALY_DETECTOR),
            ],
            xml_order: &[],
        }),
    };
    pub static DELETE_ANOMALY_DETECTOR_OUTPUT: Shape = Shape {
        name: "DeleteAnomalyDetectorOutput",
        kind: Kind::Structure(Structure { members: &[], xml_order: &[] }),
    };
    pub static DELETE_DASHBOARDS_INPUT: Shape = Shape {
        name: "DeleteDashboardsInput",
        kind: Kind::Structure(Structure {
            members: &[Member::required("DashboardNames", &DASHBOARD_NAMES)],
            xml_order: &[],
        }),
    };
    pub static DELETE_DASHBOARDS_OUTPUT: Shape = Shape {
        name: "DeleteDashboardsOutput",
        kind: Kind::Structure(Structure { members: &[], xml_order: &[] }),
    };
    pub static DESCRIBE_ALARM_CONTRIBUTORS_INPUT: Shape = Shape {
        name: "DescribeAlarmContributorsInput",
        kind: Kind::Structure(Structure {
            members: &[
                Member::required("AlarmName", &ALARM_NAME),
                Member::optional("NextToken", &NEXT_TOKEN),
            ],
            xml_order: &[],
        }),
    };
    pub static DESCRIBE_ALARM_CONTRIBUTORS_OUTPUT: Shape = Shape {
        name: "DescribeAlarmContributorsOutput",
        kind: Kind::Structure(Structure {
            members: &[
                Member::required("AlarmContributors", &ALARM_CONTRIBUTORS),
                Member::optional("NextToken", &NEXT_TOKEN),
            ],
            xml_order: &[],
        }),
    };
    pub static DESCRIBE_ALARM_HISTORY_INPUT: Shape = Shape {
        name: "DescribeAlarmHistoryInput",
        kind: Kind::Structure(Structure {
            members: &[
                Member::optional("AlarmName", &ALARM_NAME),
                Member::optional("AlarmContributorId", &CONTRIBUTOR_ID),
                Member::optional("AlarmTypes", &ALARM_TYPES),
                Member::optional("HistoryItemType", &HISTORY_ITEM_TYPE),
                Member::optional("StartDate", &TIMESTAMP),
                Member::optional("EndDate", &TIMESTAMP),
                Member::optional("MaxRecords", &MAX_RECORDS),
                Member::optional("NextToken", &NEXT_TOKEN),
                Member::optional("ScanBy", &SCAN_BY),
            ],
            xml_order: &[],
        }),
    };
    pub static DESCRIBE_ALARM_HISTORY_OUTPUT: Shape = Shape {
        name: "DescribeAlarmHistoryOutput",
        kind: Kind::Structure(Structure {
            members: &[
                Member::optional("AlarmHistoryItems", &ALARM_HISTORY_ITEMS),
                Member::optional("NextToken", &NEXT_TOKEN),
            ],
            xml_order: &[],
        }),
    };
    pub static DESCRIBE_ALARMS_FOR_METRIC_INPUT: Shape = Shape {
        name: "DescribeAlarmsForMetricInput",
        kind: Kind::Structure(Structure {
            members: &[
                Member::required("MetricName", &METRIC_NAME),
                Member::required("Namespace", &NAMESPACE),
                Member::optional("Statistic", &STATISTIC),
                Member::optional("ExtendedStatistic", &EXTENDED_STATISTIC),
                Member::optional("Dimensions", &DIMENSIONS),
                Member::optional("Period", &PERIOD),
                Member::optional("Unit", &STANDARD_UNIT),
            ],
            xml_order: &[],
        }),
    };
    pub static DESCRIBE_ALARMS_FOR_METRIC_OUTPUT: Shape = Shape {
        name: "DescribeAlarmsForMetricOutput",
        kind: Kind::Structure(Structure {
            members: &[Member::optional("MetricAlarms", &METRIC_ALARMS)],
            xml_order: &[],
        }),
    };
    pub static DESCRIBE_ALARMS_INPUT: Shape = Shape {
        name: "DescribeAlarmsInput",
        kind: Kind::Structure(Structure {
            members: &[
                Member::optional("AlarmNames", &ALARM_NAMES),
                Member::optional("AlarmNamePrefix", &ALARM_NAME_PREFIX),
                Member::optional("AlarmTypes", &ALARM_TYPES),
                Member::optional("ChildrenOfAlarmName", &ALARM_NAME),
                Member::optional("ParentsOfAlarmName", &ALARM_NAME),
                Member::optional("StateValue", &STATE_VALUE),
                Member::optional("ActionPrefix", &ACTION_PREFIX),
                Member::optional("MaxRecords", &MAX_RECORDS),
                Member::optional("NextToken", &NEXT_TOKEN),
            ],
            xml_order: &[],
        }),
    };
    pub static DESCRIBE_ALARMS_OUTPUT: Shape = Shape {
        name: "DescribeAlarmsOutput",
        kind: Kind::Structure(Structure {
            members: &[
                Member::optional("CompositeAlarms", &COMPOSITE_ALARMS),
                Member::optional("MetricAlarms", &METRIC_ALARMS),
                Member::optional("NextToken", &NEXT_TOKEN),
            ],
            xml_order: &[],
        }),
    };
    pub static DESCRIBE_ANOMALY_DETECTORS_INPUT: Shape = Shape {
        name: "DescribeAnomalyDetectorsInput",
        kind: Kind::Structure(Structure {
            members: &[
                Member::optional("NextToken", &NEXT_TOKEN),
                Member::optional("MaxResults", &MAX_RETURNED_RESULTS_COUNT),
                Member::optional("Namespace", &NAMESPACE),
                Member::optional("MetricName", &METRIC_NAME),
                Member::optional("Dimensions", &DIMENSIONS),
                Member::optional("AnomalyDetectorTypes", &ANOMALY_DETECTOR_TYPES),
            ],
            xml_order: &[],
        }),
    };
    pub static DESCRIBE_ANOMALY_DETECTORS_OUTPUT: Shape = Shape {
        name: "DescribeAnomalyDetectorsOutput",
        kind: Kind::Structure(Structure {
            members: &[
                Member::optional("AnomalyDetectors", &ANOMALY_DETECTORS),
                Member::optional("NextToken", &NEXT_TOKEN),
            ],
            xml_order: &[],
        }),
    };
    pub static DIMENSION: Shape = Shape {
        name: "Dimension",
        kind: Kind::Structure(Structure {
            members: &[
                Member::required("Name", &DIMENSION_NAME),
                Member::required("Value", &DIMENSION_VALUE),
            ],
            xml_order: &["Name", "Value"],
        }),
    };
    pub static DIMENSION_FILTER: Shape = Shape {
        name: "DimensionFilter",
        kind: Kind::Structure(Structure {
            members: &[
                Member::required("Name", &DIMENSION_NAME),
                Member::optional("Value", &DIMENSION_VALUE),
            ],
            xml_order: &[],
        }),
    };
    pub static DIMENSION_FILTERS: Shape = Shape {
        name: "DimensionFilters",
        kind: Kind::List(List { item: &DIMENSION_FILTER, length: Length::of(None, Some(10)) }),
    };
    pub static DIMENSION_NAME: Shape = Shape {
        name: "DimensionName",
        kind: Kind::String(Text {
            length: Length::of(Some(1), Some(255)),
            values: &[],
            pattern: None,
        }),
    };
    pub static DIMENSION_VALUE: Shape = Shape {
        name: "DimensionValue",
        kind: Kind::String(Text {
            length: Length::of(Some(1), Some(1024)),
            values: &[],
            pattern: None,
        }),
    };
    pub static DIMENSIONS: Shape = Shape {
        name: "Dimensions",
        kind: Kind::List(List { item: &DIMENSION, length: Length::of(None, Some(30)) }),
    };
    pub static DISABLE_ALARM_ACTIONS_INPUT: Shape = Shape {
        name: "DisableAlarmActionsInput",
        kind: Kind::Structure(Structure {
            members: &[Member::required("AlarmNames", &ALARM_NAMES)],
            xml_order: &[],
        }),
    };
    pub static DURATION: Shape = Shape {
        name: "Duration",
        kind: Kind::String(Text {
            length: Length::of(Some(1), Some(50)),
            values: &[],
            pattern: None,
        }),
    };
    pub static ENABLE_ALARM_ACTIONS_INPUT: Shape = Shape {
        name: "EnableAlarmActionsInput",
        kind: Kind::Structure(Structure {
            members: &[Member::required("AlarmNames", &ALARM_NAMES)],
            xml_order: &[],
        }),
    };
    pub static ENTITY: Shape = Shape {
        name: "Entity",
        kind: Kind::Structure(Structure {
            members: &[
                Member::optional("KeyAttributes", &ENTITY_KEY_ATTRIBUTES_MAP),
                Member::optional("Attributes", &ENTITY_ATTRIBUTES_MAP),
            ],
            xml_order: &[],
        }),
    };
    pub static ENTITY_ATTRIBUTES_MAP: Shape = Shape {
        name: "EntityAttributesMap",
        kind: Kind::Map(Map {
            key: &ENTITY_ATTRIBUTES_MAP_KEY_STRING,
            value: &ENTITY_ATTRIBUTES_MAP_VALUE_STRING,
            length: Length::of(Some(0), Some(10)),
        }),
    };
    pub static ENTITY_ATTRIBUTES_MAP_KEY_STRING: Shape = Shape {
        name: "EntityAttributesMapKeyString",
        kind: Kind::String(Text {
            length: Length::of(Some(1), Some(256)),
            values: &[],
            pattern: None,
        }),
    };
    pub static ENTITY_ATTRIBUTES_MAP_VALUE_STRING: Shape = Shape {
        name: "EntityAttributesMapValueString",
        kind: Kind::String(Text {
            length: Length::of(Some(1), Some(2048)),
            values: &[],
            pattern: None,
        }),
    };
    pub static ENTITY_KEY_ATTRIBUTES_MAP: Shape = Shape {
        name: "EntityKeyAttributesMap",
        kind: Kind::Map(Map {
            key: &ENTITY_KEY_ATTRIBUTES_MAP_KEY_STRING,
            value: &ENTITY_KEY_ATTRIBUTES_MAP_VALUE_STRING,
            length: Length::of(Some(2), Some(4)),
        }),
    };
    pub static ENTITY_KEY_ATTRIBUTES_MAP_KEY_STRING: Shape = Shape {
        name: "EntityKeyAttributesMapKeyString",
        kind: Kind::String(Text {
            length: Length::of(Some(1), Some(32)),
            values: &[],
            pattern: None,
        }),
    };
    pub static ENTITY_KEY_ATTRIBUTES_MAP_VALUE_STRING: Shape = Shape {
        name: "EntityKeyAttributesMapValueString",
        kind: Kind::String(Text {
            length: Length::of(Some(1), Some(2048)),
            values: &[],
            pattern: None,
        }),
    };
    pub static ENTITY_METRIC_DATA: Shape = Shape {
        name: "EntityMetricData",
        kind: Kind::Structure(Structure {
            members: &[
                Member::optional("Entity", &ENTITY),
                Member::optional("MetricData", &METRIC_DATA),
            ],
            xml_order: &[],
        }),
    };
    pub static ENTITY_METRIC_DATA_LIST: Shape = Shape {
        name: "EntityMetricDataList",
        kind: Kind::List(List { item: &ENTITY_METRIC_DATA, length: Length::FREE }),
    };
    pub static ERROR_MESSAGE: Shape = Shape {
        name: "ErrorMessage",
        kind: Kind::String(Text {
            length: Length::of(Some(1), Some(255)),
            values: &[],
            pattern: None,
        }),
    };
    pub static EVALUATE_LOW_SAMPLE_COUNT_PERCENTILE: Shape = Shape {
        name: "EvaluateLowSampleCountPercentile",
        kind: Kind::String(Text {
            length: Length::of(Some(1), Some(255)),
            values: &[],
            pattern: None,
        }),
    };
    pub static EVALUATION_CRITERIA: Shape = Shape {
        name: "EvaluationCriteria",
        kind: Kind::Structure(Structure {
            members: &[Member::optional("PromQLCriteria", &ALARM_PROM_QL_CRITERIA)],
            xml_order: &[],
        }),
    };
    pub static EVALUATION_INTERVAL: Shape = Shape {
        name: "EvaluationInterval",
        kind: Kind::Integer(Range::of(Some(10.0), Some(3600.0))),
    };
    pub static EVALUATION_PERIODS: Shape =
        Shape { name: "EvaluationPeriods", kind: Kind::Integer(Range::of(Some(1.0), None)) };
    pub static EVALUATION_STATE: Shape = Shape {
        name: "EvaluationState",
        kind: Kind::String(Text {
            length: Length::FREE,
            values: &["EVALUATION_ERROR", "EVALUATION_FAILURE", "PARTIAL_DATA"],
            pattern: None,
        }),
    };
    pub static EXPRESSION: Shape = Shape {
        name: "Expression",
        kind: Kind::String(Text {
            length: Length::of(Some(1), Some(256)),
            values: &[],
            pattern: None,
        }),
    };
    pub static EXTENDED_STATISTIC: Shape =
        Shape { name: "ExtendedStatistic", kind: Kind::String(Text::FREE) };
    pub static EXTENDED_STATISTICS: Shape = Shape {
        name: "ExtendedStatistics",
        kind: Kind::List(List { item: &EXTENDED_STATISTIC, length: Length::of(Some(1), Some(10)) }),
    };
    pub static FAULT_DESCRIPTION: Shape =
        Shape { name: "FaultDescription", kind: Kind::String(Text::FREE) };
    pub static GET_ALARM_MUTE_RULE_INPUT: Shape = Shape {
        name: "GetAlarmMuteRuleInput",
        kind: Kind::Structure(Structure {
            members: &[Member::required("AlarmMuteRuleName", &NAME)],
            xml_order: &[],
        }),
    };
    pub static GET_ALARM_MUTE_RULE_OUTPUT: Shape = Shape {
        name: "GetAlarmMuteRuleOutput",
        kind: Kind::Structure(Structure {
            members: &[
                Member::optional("Name", &NAME),
                Member::optional("AlarmMuteRuleArn", &ARN),
                Member::optional("Description", &ALARM_DESCRIPTION),
                Member::optional("Rule", &RULE),
                Member::optional("MuteTargets", &MUTE_TARGETS),
                Member::optional("StartDate", &TIMESTAMP),
                Member::optional("ExpireDate", &TIMESTAMP),
                Member::optional("Status", &ALARM_MUTE_RULE_STATUS),
                Member::optional("LastUpdatedTimestamp", &TIMESTAMP),
                Member::optional("MuteType", &MUTE_TYPE),
            ],
            xml_order: &[],
        }),
    };
    pub static GET_DASHBOARD_INPUT: Shape = Shape {
        name: "GetDashboardInput",
        kind: Kind::Structure(Structure {
            members: &[Member::required("DashboardName", &DASHBOARD_NAME)],
            xml_order: &[],
        }),
    };
    pub static GET_DASHBOARD_OUTPUT: Shape = Shape {
        name: "GetDashboardOutput",
        kind: Kind::Structure(Structure {
            members: &[
                Member::optional("DashboardArn", &DASHBOARD_ARN),
                Member::optional("DashboardBody", &DASHBOARD_BODY),
                Member::optional("DashboardName", &DASHBOARD_NAME),
            ],
            xml_order: &[],
        }),
    };
    pub static GET_METRIC_DATA_INPUT: Shape = Shape {
        name: "GetMetricDataInput",
        kind: Kind::Structure(Structure {
            members: &[
                Member::required("MetricDataQueries", &METRIC_DATA_QUERIES),
                Member::required("StartTime", &TIMESTAMP),
                Member::required("EndTime", &TIMESTAMP),
                Member::optional("NextToken", &NEXT_TOKEN),
                Member::optional("ScanBy", &SCAN_BY),
                Member::optional("MaxDatapoints", &GET_METRIC_DATA_MAX_DATAPOINTS),
                Member::optional("LabelOptions", &LABEL_OPTIONS),
            ],
            xml_order: &[],
        }),
    };
    pub static GET_METRIC_DATA_LABEL_TIMEZONE: Shape =
        Shape { name: "GetMetricDataLabelTimezone", kind: Kind::String(Text::FREE) };
    pub static GET_METRIC_DATA_MAX_DATAPOINTS: Shape =
        Shape { name: "GetMetricDataMaxDatapoints", kind: Kind::Integer(Range::FREE) };
    pub static GET_METRIC_DATA_OUTPUT: Shape = Shape {
        name: "GetMetricDataOutput",
        kind: Kind::Structure(Structure {
            members: &[
                Member::optional("MetricDataResults", &METRIC_DATA_RESULTS),
                Member::optional("NextToken", &NEXT_TOKEN),
                Member::optional("Messages", &METRIC_DATA_RESULT_MESSAGES),
            ],
            xml_order: &[],
        }),
    };
    pub static GET_METRIC_STATISTICS_INPUT: Shape = Shape {
        name: "GetMetricStatisticsInput",
        kind: Kind::Structure(Structure {
            members: &[
                Member::required("Namespace", &NAMESPACE),
                Member::required("MetricName", &METRIC_NAME),
                Member::optional("Dimensions", &DIMENSIONS),
                Member::required("StartTime", &TIMESTAMP),
                Member::required("EndTime", &TIMESTAMP),
                Member::required("Period", &PERIOD),
                Member::optional("Statistics", &STATISTICS),
                Member::optional("ExtendedStatistics", &EXTENDED_STATISTICS),
                Member::optional("Unit", &STANDARD_UNIT),
            ],
            xml_order: &[],
        }),
    };
    pub static GET_METRIC_STATISTICS_OUTPUT: Shape = Shape {
        name: "GetMetricStatisticsOutput",
        kind: Kind::Structure(Structure {
            members: &[
                Member::optional("Label", &METRIC_LABEL),
                Member::optional("Datapoints", &DATAPOINTS),
            ],
            xml_order: &[],
        }),
    };
    pub static HISTORY_DATA: Shape = Shape {
        name: "HistoryData",
        kind: Kind::String(Text {
            length: Length::of(Some(1), Some(4095)),
            values: &[],
            pattern: None,
        }),
    };
    pub static HISTORY_ITEM_TYPE: Shape = Shape {
        name: "HistoryItemType",
        kind: Kind::String(Text {
            length: Length::FREE,
            values: &[
                "Action",
                "AlarmContributorAction",
                "AlarmContributorStateUpdate",
                "ConfigurationUpdate",
                "StateUpdate",
            ],
            pattern: None,
        }),
    };
    pub static HISTORY_SUMMARY: Shape = Shape {
        name: "HistorySummary",
        kind: Kind::String(Text {
            length: Length::of(Some(1), Some(255)),
            values: &[],
            pattern: None,
        }),
    };
    pub static INCLUDE_LINKED_ACCOUNTS: Shape =
        Shape { name: "IncludeLinkedAccounts", kind: Kind::Boolean };
    pub static INTERNAL_SERVICE_FAULT: Shape = Shape {
        name: "InternalServiceFault",
        kind: Kind::Structure(Structure {
            members: &[Member::optional("Message", &FAULT_DESCRIPTION)],
            xml_order: &["Message"],
        }),
    };
    pub static INVALID_FORMAT_FAULT: Shape = Shape {
        name: "InvalidFormatFault",
        kind: Kind::Structure(Structure {
            members: &[Member::optional("message", &ERROR_MESSAGE)],
            xml_order: &[],
        }),
    };
    pub static INVALID_NEXT_TOKEN: Shape = Shape {
        name: "InvalidNextToken",
        kind: Kind::Structure(Structure {
            members: &[Member::optional("message", &ERROR_MESSAGE)],
            xml_order: &[],
        }),
    };
    pub static INVALID_PARAMETER_COMBINATION_EXCEPTION: Shape = Shape {
        name: "InvalidParameterCombinationException",
        kind: Kind::Structure(Structure {
            members: &[Member::optional("message", &AWS_QUERY_ERROR_MESSAGE)],
            xml_order: &[],
        }),
    };
    pub static INVALID_PARAMETER_VALUE_EXCEPTION: Shape = Shape {
        name: "InvalidParameterValueException",
        kind: Kind::Structure(Structure {
            members: &[Member::optional("message", &AWS_QUERY_ERROR_MESSAGE)],
            xml_order: &[],
        }),
    };
    pub static LABEL_OPTIONS: Shape = Shape {
        name: "LabelOptions",
        kind: Kind::Structure(Structure {
            members: &[Member::optional("Timezone", &GET_METRIC_DATA_LABEL_TIMEZONE)],
            xml_order: &[],
        }),
    };
    pub static LAST_MODIFIED: Shape = Shape { name: "LastModified", kind: Kind::Timestamp };
    pub static LIMIT_EXCEEDED_EXCEPTION: Shape = Shape {
        name: "LimitExceededException",
        kind: Kind::Structure(Structure { members: &[], xml_order: &[] }),
    };
    pub static LIMIT_EXCEEDED_FAULT: Shape = Shape {
        name: "LimitExceededFault",
        kind: Kind::Structure(Structure {
            members: &[Member::optional("message", &ERROR_MESSAGE)],
            xml_order: &[],
        }),
    };
    pub static LIST_ALARM_MUTE_RULES_INPUT: Shape = Shape {
        name: "ListAlarmMuteRulesInput",
        kind: Kind::Structure(Structure {
            members: &[
                Member::optional("AlarmName", &NAME),
                Member::optional("Statuses", &ALARM_MUTE_RULE_STATUSES),
                Member::optional("MaxRecords", &MAX_RECORDS),
                Member::optional("NextToken", &NEXT_TOKEN),
            ],
            xml_order: &[],
        }),
    };
    pub static LIST_ALARM_MUTE_RULES_OUTPUT: Shape = Shape {
        name: "ListAlarmMuteRulesOutput",
        kind: Kind::Structure(Structure {
            members: &[
                Member::optional("AlarmMuteRuleSummaries", &ALARM_MUTE_RULE_SUMMARIES),
                Member::optional("NextToken", &NEXT_TOKEN),
            ],
            xml_order: &[],
        }),
    };
    pub static LIST_DASHBOARDS_INPUT: Shape = Shape {
        name: "ListDashboardsInput",
        kind: Kind::Structure(Structure {
            members: &[
                Member::optional("DashboardNamePrefix", &DASHBOARD_NAME_PREFIX),
                Member::optional("NextToken", &NEXT_TOKEN),
            ],
            xml_order: &[],
        }),
    };
    pub static LIST_DASHBOARDS_OUTPUT: Shape = Shape {
        name: "ListDashboardsOutput",
        kind: Kind::Structure(Structure {
            members: &[
                Member::optional("DashboardEntries", &DASHBOARD_ENTRIES),
                Member::optional("NextToken", &NEXT_TOKEN),
            ],
            xml_order: &[],
        }),
    };
    pub static LIST_METRICS_INPUT: Shape = Shape {
        name: "ListMetricsInput",
        kind: Kind::Structure(Structure {
            members: &[
                Member::optional("Namespace", &NAMESPACE),
                Member::optional("MetricName", &METRIC_NAME),
                Member::optional("Dimensions", &DIMENSION_FILTERS),
                Member::optional("NextToken", &NEXT_TOKEN),
                Member::optional("RecentlyActive", &RECENTLY_ACTIVE),
                Member::optional("IncludeLinkedAccounts", &INCLUDE_LINKED_ACCOUNTS),
                Member::optional("OwningAccount", &ACCOUNT_ID),
            ],
            xml_order: &[],
        }),
    };
    pub static LIST_METRICS_OUTPUT: Shape = Shape {
        name: "ListMetricsOutput",
        kind: Kind::Structure(Structure {
            members: &[
                Member::optional("Metrics", &METRICS),
                Member::optional("NextToken", &NEXT_TOKEN),
                Member::optional("OwningAccounts", &OWNING_ACCOUNTS),
            ],
            xml_order: &["Metrics", "NextToken", "OwningAccounts"],
        }),
    };
    pub static LIST_TAGS_FOR_RESOURCE_INPUT: Shape = Shape {
        name: "ListTagsForResourceInput",
        kind: Kind::Structure(Structure {
            members: &[Member::required("ResourceARN", &AMAZON_RESOURCE_NAME)],
            xml_order: &[],
        }),
    };
    pub static LIST_TAGS_FOR_RESOURCE_OUTPUT: Shape = Shape {
        name: "ListTagsForResourceOutput",
        kind: Kind::Structure(Structure {
            members: &[Member::optional("Tags", &TAG_LIST)],
            xml_order: &[],
        }),
    };
    pub static MAX_RECORDS: Shape =
        Shape { name: "MaxRecords", kind: Kind::Integer(Range::of(Some(1.0), Some(100.0))) };
    pub static MAX_RETURNED_RESULTS_COUNT: Shape =
        Shape { name: "MaxReturnedResultsCount", kind: Kind::Integer(Range::of(Some(1.0), None)) };
    pub static MESSAGE: Shape = Shape { name: "Message", kind: Kind::String(Text::FREE) };
    pub static MESSAGE_DATA: Shape = Shape {
        name: "MessageData",
        kind: Kind::Structure(Structure {
            members: &[
                Member::optional("Code", &MESSAGE_DATA_CODE),
                Member::optional("Value", &MESSAGE_DATA_VALUE),
            ],
            xml_order: &[],
        }),
    };
    pub static MESSAGE_DATA_CODE: Shape =
        Shape { name: "MessageDataCode", kind: Kind::String(Text::FREE) };
    pub static MESSAGE_DATA_VALUE: Shape =
        Shape { name: "MessageDataValue", kind: Kind::String(Text::FREE) };
    pub static METRIC: Shape = Shape {
        name: "Metric",
        kind: Kind::Structure(Structure {
            members: &[
                Member::optional("Namespace", &NAMESPACE),
                Member::optional("MetricName", &METRIC_NAME),
                Member::optional("Dimensions", &DIMENSIONS),
            ],
            xml_order: &["Namespace", "MetricName", "Dimensions"],
        }),
    };
    pub static METRIC_ALARM: Shape = Shape {
        name: "MetricAlarm",
        kind: Kind::Structure(Structure {
            members: &[
                Member::optional("AlarmName", &ALARM_NAME),
                Member::optional("AlarmArn", &ALARM_ARN),
                Member::optional("AlarmDescription", &ALARM_DESCRIPTION),
                Member::optional("AlarmConfigurationUpdatedTimestamp", &TIMESTAMP),
                Member::optional("ActionsEnabled", &ACTIONS_ENABLED),
                Member::optional("OKActions", &RESOURCE_LIST),
                Member::optional("AlarmActions", &RESOURCE_LIST),
                Member::optional("InsufficientDataActions", &RESOURCE_LIST),
                Member::optional("StateValue", &STATE_VALUE),
                Member::optional("StateReason", &STATE_REASON),
                Member::optional("StateReasonData", &STATE_REASON_DATA),
                Member::optional("StateUpdatedTimestamp", &TIMESTAMP),
                Member::optional("MetricName", &METRIC_NAME),
                Member::optional("Namespace", &NAMESPACE),
                Member::optional("Statistic", &STATISTIC),
                Member::optional("ExtendedStatistic", &EXTENDED_STATISTIC),
                Member::optional("Dimensions", &DIMENSIONS),
                Member::optional("Period", &PERIOD),
                Member::optional("Unit", &STANDARD_UNIT),
                Member::optional("EvaluationPeriods", &EVALUATION_PERIODS),
                Member::optional("DatapointsToAlarm", &DATAPOINTS_TO_ALARM),
                Member::optional("Threshold", &THRESHOLD),
                Member::optional("ComparisonOperator", &COMPARISON_OPERATOR),
                Member::optional("TreatMissingData", &TREAT_MISSING_DATA),
                Member::optional(
                    "EvaluateLowSampleCountPercentile",
                    &EVALUATE_LOW_SAMPLE_COUNT_PERCENTILE,
                ),
                Member::optional("Metrics", &METRIC_DATA_QUERIES),
                Member::optional("ThresholdMetricId", &METRIC_ID),
                Member::optional("EvaluationState", &EVALUATION_STATE),
                Member::optional("StateTransitionedTimestamp", &TIMESTAMP),
                Member::optional("EvaluationCriteria", &EVALUATION_CRITERIA),
                Member::optional("EvaluationInterval", &EVALUATION_INTERVAL),
            ],
            xml_order: &[
                "AlarmName",
                "AlarmArn",
                "AlarmDescription",
                "AlarmConfigurationUpdatedTimestamp",
                "ActionsEnabled",
                "OKActions",
                "AlarmActions",
                "InsufficientDataActions",
                "StateValue",
                "StateReason",
                "StateReasonData",
                "StateUpdatedTimestamp",
                "MetricName",
                "Namespace",
                "Statistic",
                "Dimensions",
                "Period",
                "Unit",
                "EvaluationPeriods",
                "Threshold",
                "ComparisonOperator",
                "ExtendedStatistic",
                "TreatMissingData",
                "EvaluateLowSampleCountPercentile",
                "DatapointsToAlarm",
                "Metrics",
                "ThresholdMetricId",
                "EvaluationState",
                "StateTransitionedTimestamp",
                "EvaluationCriteria",
                "EvaluationInterval",
            ],
        }),
    };
    pub static METRIC_ALARMS: Shape = Shape {
        name: "MetricAlarms",
        kind: Kind::List(List { item: &METRIC_ALARM, length: Length::FREE }),
    };
    pub static METRIC_CHARACTERISTICS: Shape = Shape {
        name: "MetricCharacteristics",
        kind: Kind::Structure(Structure {
            members: &[Member::optional("PeriodicSpikes", &PERIODIC_SPIKES)],
            xml_order: &[],
        }),
    };
    pub static METRIC_DATA: Shape = Shape {
        name: "MetricData",
        kind: Kind::List(List { item: &METRIC_DATUM, length: Length::FREE }),
    };
    pub static METRIC_DATA_QUERIES: Shape = Shape {
        name: "MetricDataQueries",
        kind: Kind::List(List { item: &METRIC_DATA_QUERY, length: Length::FREE }),
    };
    pub static METRIC_DATA_QUERY: Shape = Shape {
        name: "MetricDataQuery",
        kind: Kind::Structure(Structure {
            members: &[
                Member::required("Id", &METRIC_ID),
                Member::optional("MetricStat", &METRIC_STAT),
                Member::optional("Expression", &METRIC_EXPRESSION),
                Member::optional("Label", &METRIC_LABEL),
                Member::optional("ReturnData", &RETURN_DATA),
                Member::optional("Period", &PERIOD),
                Member::optional("AccountId", &ACCOUNT_ID),
            ],
            xml_order: &[],
        }),
    };
    pub static METRIC_DATA_RESULT: Shape = Shape {
        name: "MetricDataResult",
        kind: Kind::Structure(Structure {
            members: &[
                Member::optional("Id", &METRIC_ID),
                Member::optional("Label", &METRIC_LABEL),
                Member::optional("Timestamps", &TIMESTAMPS),
                Member::optional("Values", &DATAPOINT_VALUES),
                Member::optional("StatusCode", &STATUS_CODE),
                Member::optional("Messages", &METRIC_DATA_RESULT_MESSAGES),
            ],
            xml_order: &[],
        }),
    };
    pub static METRIC_DATA_RESULT_MESSAGES: Shape = Shape {
        name: "MetricDataResultMessages",
        kind: Kind::List(List { item: &MESSAGE_DATA, length: Length::FREE }),
    };
    pub static METRIC_DATA_RESULTS: Shape = Shape {
        name: "MetricDataResults",
        kind: Kind::List(List { item: &METRIC_DATA_RESULT, length: Length::FREE }),
    };
    pub static METRIC_DATUM: Shape = Shape {
        name: "MetricDatum",
        kind: Kind::Structure(Structure {
            members: &[
                Member::required("MetricName", &METRIC_NAME),
                Member::optional("Dimensions", &DIMENSIONS),
                Member::optional("Timestamp", &TIMESTAMP),
                Member::optional("Value", &DATAPOINT_VALUE),
                Member::optional("StatisticValues", &STATISTIC_SET),
                Member::optional("Values", &VALUES),
                Member::optional("Counts", &COUNTS),
                Member::optional("Unit", &STANDARD_UNIT),
                Member::optional("StorageResolution", &STORAGE_RESOLUTION),
            ],
            xml_order: &[],
        }),
    };
    pub static METRIC_EXPRESSION: Shape = Shape {
        name: "MetricExpression",
        kind: Kind::String(Text {
            length: Length::of(Some(1), Some(2048)),
            values: &[],
            pattern: None,
        }),
    };
    pub static METRIC_ID: Shape = Shape {
        name: "MetricId",
        kind: Kind::String(Text {
            length: Length::of(Some(1), Some(255)),
            values: &[],
            pattern: None,
        }),
    };
    pub static METRIC_LABEL: Shape = Shape { name: "MetricLabel", kind: Kind::String(Text::FREE) };
    pub static METRIC_MATH_ANOMALY_DETECTOR: Shape = Shape {
        name: "MetricMathAnomalyDetector",
        kind: Kind::Structure(Structure {
            members: &[Member::optional("MetricDataQueries", &METRIC_DATA_QUERIES)],
            xml_order: &[],
        }),
    };
    pub static METRIC_NAME: Shape = Shape {
        name: "MetricName",
        kind: Kind::String(Text {
            length: Length::of(Some(1), Some(255)),
            values: &[],
            pattern: None,
        }),
    };
    pub static METRIC_STAT: Shape = Shape {
        name: "MetricStat",
        kind: Kind::Structure(Structure {
            members: &[
                Member::required("Metric", &METRIC),
                Member::required("Period", &PERIOD),
                Member::required("Stat", &STAT),
                Member::optional("Unit", &STANDARD_UNIT),
            ],
            xml_order: &[],
        }),
    };
    pub static METRICS: Shape =
        Shape { name: "Metrics", kind: Kind::List(List { item: &METRIC, length: Length::FREE }) };
    pub static MISSING_REQUIRED_PARAMETER_EXCEPTION: Shape = Shape {
        name: "MissingRequiredParameterException",
        kind: Kind::Structure(Structure {
            members: &[Member::optional("message", &AWS_QUERY_ERROR_MESSAGE)],
            xml_order: &[],
        }),
    };
    pub static MUTE_TARGET_ALARM_NAME_LIST: Shape = Shape {
        name: "MuteTargetAlarmNameList",
        kind: Kind::List(List { item: &NAME, length: Length::of(None, Some(100)) }),
    };
    pub static MUTE_TARGETS: Shape = Shape {
        name: "MuteTargets",
        kind: Kind::Structure(Structure {
            members: &[Member::required("AlarmNames", &MUTE_TARGET_ALARM_NAME_LIST)],
            xml_order: &[],
        }),
    };
    pub static MUTE_TYPE: Shape = Shape { name: "MuteType", kind: Kind::String(Text::FREE) };
    pub static NAME: Shape = Shape {
        name: "Name",
        kind: Kind::String(Text {
            length: Length::of(Some(1), Some(255)),
            values: &[],
            pattern: None,
        }),
    };
    pub static NAMESPACE: Shape = Shape {
        name: "Namespace",
        kind: Kind::String(Text {
            length: Length::of(Some(1), Some(255)),
            values: &[],
            pattern: Some(&PATTERN_2),
        }),
    };
    pub static NEXT_TOKEN: Shape = Shape { name: "NextToken", kind: Kind::String(Text::FREE) };
    pub static OWNING_ACCOUNTS: Shape = Shape {
        name: "OwningAccounts",
        kind: Kind::List(List { item: &ACCOUNT_ID, length: Length::FREE }),
    };
    pub static PENDING_PERIOD: Shape =
        Shape { name: "PendingPeriod", kind: Kind::Integer(Range::of(Some(0.0), Some(86400.0))) };
    pub static PERIOD: Shape =
        Shape { name: "Period", kind: Kind::Integer(Range::of(Some(1.0), None)) };
    pub static PERIODIC_SPIKES: Shape = Shape { name: "PeriodicSpikes", kind: Kind::Boolean };
    pub static PUT_ALARM_MUTE_RULE_INPUT: Shape = Shape {
        name: "PutAlarmMuteRuleInput",
        kind: Kind::Structure(Structure {
            members: &[
                Member::required("Name", &NAME),
                Member::optional("Description", &ALARM_DESCRIPTION),
                Member::required("Rule", &RULE),
                Member::optional("MuteTargets", &MUTE_TARGETS),
                Member::optional("Tags", &TAG_LIST),
                Member::optional("StartDate", &TIMESTAMP),
                Member::optional("ExpireDate", &TIMESTAMP),
            ],
            xml_order: &[],
        }),
    };
    pub static PUT_ANOMALY_DETECTOR_INPUT: Shape = Shape {
        name: "PutAnomalyDetectorInput",
        kind: Kind::Structure(Structure {
            members: &[
                Member::optional("Namespace", &NAMESPACE),
                Member::optional("MetricName", &METRIC_NAME),
                Member::optional("Dimensions", &DIMENSIONS),
                Member::optional("Stat", &ANOMALY_DETECTOR_METRIC_STAT),
                Member::optional("Configuration", &ANOMALY_DETECTOR_CONFIGURATION),
                Member::optional("MetricCharacteristics", &METRIC_CHARACTERISTICS),
                Member::optional("SingleMetricAnomalyDetector", &SINGLE_METRIC_ANOMALY_DETECTOR),
                Member::optional("MetricMathAnomalyDetector", &METRIC_MATH_ANOMALY_DETECTOR),
            ],
            xml_order: &[],
        }),
    };
    pub static PUT_ANOMALY_DETECTOR_OUTPUT: Shape = Shape {
        name: "PutAnomalyDetectorOutput",
        kind: Kind::Structure(Structure { members: &[], xml_order: &[] }),
    };
    pub static PUT_COMPOSITE_ALARM_INPUT: Shape = Shape {
        name: "PutCompositeAlarmInput",
        kind: Kind::Structure(Structure {
            members: &[
                Member::optional("ActionsEnabled", &ACTIONS_ENABLED),
                Member::optional("AlarmActions", &RESOURCE_LIST),
                Member::optional("AlarmDescription", &ALARM_DESCRIPTION),
                Member::required("AlarmName", &ALARM_NAME),
                Member::required("AlarmRule", &ALARM_RULE),
                Member::optional("InsufficientDataActions", &RESOURCE_LIST),
                Member::optional("OKActions", &RESOURCE_LIST),
                Member::optional("Tags", &TAG_LIST),
                Member::optional("ActionsSuppressor", &ALARM_ARN),
                Member::optional("ActionsSuppressorWaitPeriod", &SUPPRESSOR_PERIOD),
                Member::optional("ActionsSuppressorExtensionPeriod", &SUPPRESSOR_PERIOD),
            ],
            xml_order: &[],
        }),
    };
    pub static PUT_DASHBOARD_INPUT: Shape = Shape {
        name: "PutDashboardInput",
        kind: Kind::Structure(Structure {
            members: &[
                Member::required("DashboardName", &DASHBOARD_NAME),
                Member::required("DashboardBody", &DASHBOARD_BODY),
                Member::optional("Tags", &TAG_LIST),
            ],
            xml_order: &[],
        }),
    };
    pub static PUT_DASHBOARD_OUTPUT: Shape = Shape {
        name: "PutDashboardOutput",
        kind: Kind::Structure(Structure {
            members: &[Member::optional(
                "DashboardValidationMessages",
                &DASHBOARD_VALIDATION_MESSAGES,
            )],
            xml_order: &[],
        }),
    };
    pub static PUT_METRIC_ALARM_INPUT: Shape = Shape {
        name: "PutMetricAlarmInput",
        kind: Kind::Structure(Structure {
            members: &[
                Member::required("AlarmName", &ALARM_NAME),
                Member::optional("AlarmDescription", &ALARM_DESCRIPTION),
                Member::optional("ActionsEnabled", &ACTIONS_ENABLED),
                Member::optional("OKActions", &RESOURCE_LIST),
                Member::optional("AlarmActions", &RESOURCE_LIST),
                Member::optional("InsufficientDataActions", &RESOURCE_LIST),
                Member::optional("MetricName", &METRIC_NAME),
                Member::optional("Namespace", &NAMESPACE),
                Member::optional("Statistic", &STATISTIC),
                Member::optional("ExtendedStatistic", &EXTENDED_STATISTIC),
                Member::optional("Dimensions", &DIMENSIONS),
                Member::optional("Period", &PERIOD),
                Member::optional("Unit", &STANDARD_UNIT),
                Member::optional("EvaluationPeriods", &EVALUATION_PERIODS),
                Member::optional("DatapointsToAlarm", &DATAPOINTS_TO_ALARM),
                Member::optional("Threshold", &THRESHOLD),
                Member::optional("ComparisonOperator", &COMPARISON_OPERATOR),
                Member::optional("TreatMissingData", &TREAT_MISSING_DATA),
                Member::optional(
                    "EvaluateLowSampleCountPercentile",
                    &EVALUATE_LOW_SAMPLE_COUNT_PERCENTILE,
                ),
                Member::optional("Metrics", &METRIC_DATA_QUERIES),
                Member::optional("Tags", &TAG_LIST),
                Member::optional("ThresholdMetricId", &METRIC_ID),
                Member::optional("EvaluationCriteria", &EVALUATION_CRITERIA),
                Member::optional("EvaluationInterval", &EVALUATION_INTERVAL),
            ],
            xml_order: &[],
        }),
    };
    pub static PUT_METRIC_DATA_INPUT: Shape = Shape {
        name: "PutMetricDataInput",
        kind: Kind::Structure(Structure {
            members: &[
                Member::required("Namespace", &NAMESPACE),
                Member::optional("MetricData", &METRIC_DATA),
                Member::optional("EntityMetricData", &ENTITY_METRIC_DATA_LIST),
                Member::optional("StrictEntityValidation", &STRICT_ENTITY_VALIDATION),
            ],
            xml_order: &[],
        }),
    };
    pub static QUERY: Shape = Shape {
        name: "Query",
        kind: Kind::String(Text {
            length: Length::of(Some(1), Some(10000)),
            values: &[],
            pattern: None,
        }),
    };
    pub static RANGE: Shape = Shape {
        name: "Range",
        kind: Kind::Structure(Structure {
            members: &[
                Member::required("StartTime", &TIMESTAMP),
                Member::required("EndTime", &TIMESTAMP),
            ],
            xml_order: &["StartTime", "EndTime"],
        }),
    };
    pub static RECENTLY_ACTIVE: Shape = Shape {
        name: "RecentlyActive",
        kind: Kind::String(Text { length: Length::FREE, values: &["PT3H"], pattern: None }),
    };
    pub static RECOVERY_PERIOD: Shape =
        Shape { name: "RecoveryPeriod", kind: Kind::Integer(Range::of(Some(0.0), Some(86400.0))) };
    pub static RESOURCE_ID: Shape = Shape { name: "ResourceId", kind: Kind::String(Text::FREE) };
    pub static RESOURCE_LIST: Shape = Shape {
        name: "ResourceList",
        kind: Kind::List(List { item: &RESOURCE_NAME, length: Length::of(None, Some(5)) }),
    };
    pub static RESOURCE_NAME: Shape = Shape {
        name: "ResourceName",
        kind: Kind::String(Text {
            length: Length::of(Some(1), Some(1024)),
            values: &[],
            pattern: None,
        }),
    };
    pub static RESOURCE_NOT_FOUND: Shape = Shape {
        name: "ResourceNotFound",
        kind: Kind::Structure(Structure {
            members: &[Member::optional("message", &ERROR_MESSAGE)],
            xml_order: &[],
        }),
    };
    pub static RESOURCE_NOT_FOUND_EXCEPTION: Shape = Shape {
        name: "ResourceNotFoundException",
        kind: Kind::Structure(Structure {
            members: &[
                Member::optional("ResourceType", &RESOURCE_TYPE),
                Member::optional("ResourceId", &RESOURCE_ID),
            ],
            xml_order: &[],
        }),
    };
    pub static RESOURCE_TYPE: Shape =
        Shape { name: "ResourceType", kind: Kind::String(Text::FREE) };
    pub static RETURN_DATA: Shape = Shape { name: "ReturnData", kind: Kind::Boolean };
    pub static RULE: Shape = Shape {
        name: "Rule",
        kind: Kind::Structure(Structure {
            members: &[Member::required("Schedule", &SCHEDULE)],
            xml_order: &[],
        }),
    };
    pub static SCAN_BY: Shape = Shape {
        name: "ScanBy",
        kind: Kind::String(Text {
            length: Length::FREE,
            values: &["TimestampAscending", "TimestampDescending"],
            pattern: None,
        }),
    };
    pub static SCHEDULE: Shape = Shape {
        name: "Schedule",
        kind: Kind::Structure(Structure {
            members: &[
                Member::required("Expression", &EXPRESSION),
                Member::required("Duration", &DURATION),
                Member::optional("Timezone", &TIMEZONE),
            ],
            xml_order: &[],
        }),
    };
    pub static SET_ALARM_STATE_INPUT: Shape = Shape {
        name: "SetAlarmStateInput",
        kind: Kind::Structure(Structure {
            members: &[
                Member::required("AlarmName", &ALARM_NAME),
                Member::required("StateValue", &STATE_VALUE),
                Member::required("StateReason", &STATE_REASON),
                Member::optional("StateReasonData", &STATE_REASON_DATA),
            ],
            xml_order: &[],
        }),
    };
    pub static SINGLE_METRIC_ANOMALY_DETECTOR: Shape = Shape {
        name: "SingleMetricAnomalyDetector",
        kind: Kind::Structure(Structure {
            members: &[
                Member::optional("AccountId", &ACCOUNT_ID),
                Member::optional("Namespace", &NAMESPACE),
                Member::optional("MetricName", &METRIC_NAME),
                Member::optional("Dimensions", &DIMENSIONS),
                Member::optional("Stat", &ANOMALY_DETECTOR_METRIC_STAT),
            ],
            xml_order: &[],
        }),
    };
    pub static SIZE: Shape = Shape { name: "Size", kind: Kind::Long(Range::FREE) };
    pub static STANDARD_UNIT: Shape = Shape {
        name: "StandardUnit",
        kind: Kind::String(Text {
            length: Length::FREE,
            values: &[
                "Bits",
                "Bits/Second",
                "Bytes",
                "Bytes/Second",
                "Count",
                "Count/Second",
                "Gigabits",
                "Gigabits/Second",
                "Gigabytes",
                "Gigabytes/Second",
                "Kilobits",
                "Kilobits/Second",
                "Kilobytes",
                "Kilobytes/Second",
                "Megabits",
                "Megabits/Second",
                "Megabytes",
                "Megabytes/Second",
                "Microseconds",
                "Milliseconds",
                "None",
                "Percent",
                "Seconds",
                "Terabits",
                "Terabits/Second",
                "Terabytes",
                "Terabytes/Second",
            ],
            pattern: None,
        }),
    };
    pub static STAT: Shape = Shape { name: "Stat", kind: Kind::String(Text::FREE) };
    pub static STATE_REASON: Shape = Shape {
        name: "StateReason",
        kind: Kind::String(Text {
            length: Length::of(Some(0), Some(1023)),
            values: &[],
            pattern: None,
        }),
    };
    pub static STATE_REASON_DATA: Shape = Shape {
        name: "StateReasonData",
        kind: Kind::String(Text {
            length: Length::of(Some(0), Some(4000)),
            values: &[],
            pattern: None,
        }),
    };
    pub static STATE_VALUE: Shape = Shape {
        name: "StateValue",
        kind: Kind::String(Text {
            length: Length::FREE,
            values: &["INSUFFICIENT_DATA", "ALARM", "OK"],
            pattern: None,
        }),
    };
    pub static STATISTIC: Shape = Shape {
        name: "Statistic",
        kind: Kind::String(Text {
            length: Length::FREE,
            values: &["Average", "Maximum", "Minimum", "SampleCount", "Sum"],
            pattern: None,
        }),
    };
    pub static STATISTIC_SET: Shape = Shape {
        name: "StatisticSet",
        kind: Kind::Structure(Structure {
            members: &[
                Member::required("SampleCount", &DATAPOINT_VALUE),
                Member::required("Sum", &DATAPOINT_VALUE),
                Member::required("Minimum", &DATAPOINT_VALUE),
                Member::required("Maximum", &DATAPOINT_VALUE),
            ],
            xml_order: &[],
        }),
    };
    pub static STATISTICS: Shape = Shape {
        name: "Statistics",
        kind: Kind::List(List { item: &STATISTIC, length: Length::of(Some(1), Some(5)) }),
    };
    pub static STATUS_CODE: Shape = Shape {
        name: "StatusCode",
        kind: Kind::String(Text {
            length: Length::FREE,
            values: &["Complete", "Forbidden", "InternalError", "PartialData"],
            pattern: None,
        }),
    };
    pub static STORAGE_RESOLUTION: Shape =
        Shape { name: "StorageResolution", kind: Kind::Integer(Range::of(Some(1.0), None)) };
    pub static STRICT_ENTITY_VALIDATION: Shape =
        Shape { name: "StrictEntityValidation", kind: Kind::Boolean };
    pub static SUPPRESSOR_PERIOD: Shape =
        Shape { name: "SuppressorPeriod", kind: Kind::Integer(Range::FREE) };
    pub static TAG: Shape = Shape {
        name: "Tag",
        kind: Kind::Structure(Structure {
            members: &[Member::required("Key", &TAG_KEY), Member::required("Value", &TAG_VALUE)],
            xml_order: &[],
        }),
    };
    pub static TAG_KEY: Shape = Shape {
        name: "TagKey",
        kind: Kind::String(Text {
            length: Length::of(Some(1), Some(128)),
            values: &[],
            pattern: None,
        }),
    };
    pub static TAG_KEY_LIST: Shape = Shape {
        name: "TagKeyList",
        kind: Kind::List(List { item: &TAG_KEY, length: Length::FREE }),
    };
    pub static TAG_LIST: Shape =
        Shape { name: "TagList", kind: Kind::List(List { item: &TAG, length: Length::FREE }) };
    pub static TAG_RESOURCE_INPUT: Shape = Shape {
        name: "TagResourceInput",
        kind: Kind::Structure(Structure {
            members: &[
                Member::required("ResourceARN", &AMAZON_RESOURCE_NAME),
                Member::required("Tags", &TAG_LIST),
            ],
            xml_order: &[],
        }),
    };
    pub static TAG_RESOURCE_OUTPUT: Shape = Shape {
        name: "TagResourceOutput",
        kind: Kind::Structure(Structure { members: &[], xml_order: &[] }),
    };
    pub static TAG_VALUE: Shape = Shape {
        name: "TagValue",
        kind: Kind::String(Text {
            length: Length::of(Some(0), Some(256)),
            values: &[],
            pattern: None,
        }),
    };
    pub static THRESHOLD: Shape = Shape { name: "Threshold", kind: Kind::Double(Range::FREE) };
    pub static TIMESTAMP: Shape = Shape { name: "Timestamp", kind: Kind::Timestamp };
    pub static TIMESTAMPS: Shape = Shape {
        name: "Timestamps",
        kind: Kind::List(List { item: &TIMESTAMP, length: Length::FREE }),
    };
    pub static TIMEZONE: Shape = Shape {
        name: "Timezone",
        kind: Kind::String(Text {
            length: Length::of(Some(1), Some(50)),
            values: &[],
            pattern: None,
        }),
    };
    pub static TREAT_MISSING_DATA: Shape = Shape {
        name: "TreatMissingData",
        kind: Kind::String(Text {
            length: Length::of(Some(1), Some(255)),
            values: &[],
            pattern: None,
        }),
    };
    pub static UNTAG_RESOURCE_INPUT: Shape = Shape {
        name: "UntagResourceInput",
        kind: Kind::Structure(Structure {
            members: &[
                Member::required("ResourceARN", &AMAZON_RESOURCE_NAME),
                Member::required("TagKeys", &TAG_KEY_LIST),
            ],
            xml_order: &[],
        }),
    };
    pub static UNTAG_RESOURCE_OUTPUT: Shape = Shape {
        name: "UntagResourceOutput",
        kind: Kind::Structure(Structure { members: &[], xml_order: &[] }),
    };
    pub static VALUES: Shape = Shape {
        name: "Values",
        kind: Kind::List(List { item: &DATAPOINT_VALUE, length: Length::FREE }),
    };
}

use crate::Shape;
use crate::service::{ErrorShape, Operation, ServiceModel};

/// What the model says of the service.
pub static MODEL: ServiceModel = ServiceModel {
    full_name: "Amazon CloudWatch",
    api_version: "2010-08-01",
    signing_name: "monitoring",
    target_prefix: Some("GraniteServiceVersion20100801"),
    json_version: "1.0",
    xml_namespace: Some("http://monitoring.amazonaws.com/doc/2010-08-01/"),
    operations: &OPERATIONS,
    errors: &ERRORS,
    shapes: &SHAPES,
};

static OPERATIONS: [Operation; 28] = [
    Operation {
        name: "DeleteAlarmMuteRule",
        input: Some(&shapes::DELETE_ALARM_MUTE_RULE_INPUT),
        output: None,
        errors: &[],
        result_wrapper: None,
        path: "/",
        status: 200,
    },
    Operation {
        name: "DeleteAlarms",
        input: Some(&shapes::DELETE_ALARMS_INPUT),
        output: None,
        errors: &["ResourceNotFound"],
        result_wrapper: None,
        path: "/",
        status: 200,
    },
    Operation {
        name: "DeleteAnomalyDetector",
        input: Some(&shapes::DELETE_ANOMALY_DETECTOR_INPUT),
        output: Some(&shapes::DELETE_ANOMALY_DETECTOR_OUTPUT),
        errors: &[
            "ResourceNotFoundException",
            "InternalServiceFault",
            "InvalidParameterValueException",
            "MissingRequiredParameterException",
            "InvalidParameterCombinationException",
        ],
        result_wrapper: Some("DeleteAnomalyDetectorResult"),
        path: "/",
        status: 200,
    },
    Operation {
        name: "DeleteDashboards",
        input: Some(&shapes::DELETE_DASHBOARDS_INPUT),
        output: Some(&shapes::DELETE_DASHBOARDS_OUTPUT),
        errors: &["InvalidParameterValueException", "InternalServiceFault", "ConflictException"],
        result_wrapper: Some("DeleteDashboardsResult"),
        path: "/",
        status: 200,
    },
    Operation {
        name: "DescribeAlarmContributors",
        input: Some(&shapes::DESCRIBE_ALARM_CONTRIBUTORS_INPUT),
        output: Some(&shapes::DESCRIBE_ALARM_CONTRIBUTORS_OUTPUT),
        errors: &["InvalidNextToken", "ResourceNotFoundException"],
        result_wrapper: Some("DescribeAlarmContributorsResult"),
        path: "/",
        status: 200,
    },
    Operation {
        name: "DescribeAlarmHistory",
        input: Some(&shapes::DESCRIBE_ALARM_HISTORY_INPUT),
        output: Some(&shapes::DESCRIBE_ALARM_HISTORY_OUTPUT),
        errors: &["InvalidNextToken"],
        result_wrapper: Some("DescribeAlarmHistoryResult"),
        path: "/",
        status: 200,
    },
    Operation {
        name: "DescribeAlarms",
        input: Some(&shapes::DESCRIBE_ALARMS_INPUT),
        output: Some(&shapes::DESCRIBE_ALARMS_OUTPUT),
        errors: &["InvalidNextToken"],
        result_wrapper: Some("DescribeAlarmsResult"),
        path: "/",
        status: 200,
    },
    Operation {
        name: "DescribeAlarmsForMetric",
        input: Some(&shapes::DESCRIBE_ALARMS_FOR_METRIC_INPUT),
        output: Some(&shapes::DESCRIBE_ALARMS_FOR_METRIC_OUTPUT),
        errors: &[],
        result_wrapper: Some("DescribeAlarmsForMetricResult"),
        path: "/",
        status: 200,
    },
    Operation {
        name: "DescribeAnomalyDetectors",
        input: Some(&shapes::DESCRIBE_ANOMALY_DETECTORS_INPUT),
        output: Some(&shapes::DESCRIBE_ANOMALY_DETECTORS_OUTPUT),
        errors: &[
            "InvalidNextToken",
            "InternalServiceFault",
            "InvalidParameterValueException",
            "InvalidParameterCombinationException",
        ],
        result_wrapper: Some("DescribeAnomalyDetectorsResult"),
        path: "/",
        status: 200,
    },
    Operation {
        name: "DisableAlarmActions",
        input: Some(&shapes::DISABLE_ALARM_ACTIONS_INPUT),
        output: None,
        errors: &[],
        result_wrapper: None,
        path: "/",
        status: 200,
    },
    Operation {
        name: "EnableAlarmActions",
        input: Some(&shapes::ENABLE_ALARM_ACTIONS_INPUT),
        output: None,
        errors: &[],
        result_wrapper: None,
        path: "/",
        status: 200,
    },
    Operation {
        name: "GetAlarmMuteRule",
        input: Some(&shapes::GET_ALARM_MUTE_RULE_INPUT),
        output: Some(&shapes::GET_ALARM_MUTE_RULE_OUTPUT),
        errors: &["ResourceNotFoundException"],
        result_wrapper: Some("GetAlarmMuteRuleResult"),
        path: "/",
        status: 200,
    },
    Operation {
        name: "GetDashboard",
        input: Some(&shapes::GET_DASHBOARD_INPUT),
        output: Some(&shapes::GET_DASHBOARD_OUTPUT),
        errors: &[
            "InvalidParameterValueException",
            "DashboardNotFoundError",
            "InternalServiceFault",
        ],
        result_wrapper: Some("GetDashboardResult"),
        path: "/",
        status: 200,
    },
    Operation {
        name: "GetMetricData",
        input: Some(&shapes::GET_METRIC_DATA_INPUT),
        output: Some(&shapes::GET_METRIC_DATA_OUTPUT),
        errors: &["InvalidNextToken"],
        result_wrapper: Some("GetMetricDataResult"),
        path: "/",
        status: 200,
    },
    Operation {
        name: "GetMetricStatistics",
        input: Some(&shapes::GET_METRIC_STATISTICS_INPUT),
        output: Some(&shapes::GET_METRIC_STATISTICS_OUTPUT),
        errors: &[
            "InvalidParameterValueException",
            "MissingRequiredParameterException",
            "InvalidParameterCombinationException",
            "InternalServiceFault",
        ],
        result_wrapper: Some("GetMetricStatisticsResult"),
        path: "/",
        status: 200,
    },
    Operation {
        name: "ListAlarmMuteRules",
        input: Some(&shapes::LIST_ALARM_MUTE_RULES_INPUT),
        output: Some(&shapes::LIST_ALARM_MUTE_RULES_OUTPUT),
        errors: &["InvalidNextToken", "ResourceNotFoundException"],
        result_wrapper: Some("ListAlarmMuteRulesResult"),
        path: "/",
        status: 200,
    },
    Operation {
        name: "ListDashboards",
        input: Some(&shapes::LIST_DASHBOARDS_INPUT),
        output: Some(&shapes::LIST_DASHBOARDS_OUTPUT),
        errors: &["InvalidParameterValueException", "InternalServiceFault"],
        result_wrapper: Some("ListDashboardsResult"),
        path: "/",
        status: 200,
    },
    Operation {
        name: "ListMetrics",
        input: Some(&shapes::LIST_METRICS_INPUT),
        output: Some(&shapes::LIST_METRICS_OUTPUT),
        errors: &["InternalServiceFault", "InvalidParameterValueException"],
        result_wrapper: Some("ListMetricsResult"),
        path: "/",
        status: 200,
    },
    Operation {
        name: "ListTagsForResource",
        input: Some(&shapes::LIST_TAGS_FOR_RESOURCE_INPUT),
        output: Some(&shapes::LIST_TAGS_FOR_RESOURCE_OUTPUT),
        errors: &[
            "InvalidParameterValueException",
            "ResourceNotFoundException",
            "InternalServiceFault",
        ],
        result_wrapper: Some("ListTagsForResourceResult"),
        path: "/",
        status: 200,
    },
    Operation {
        name: "PutAlarmMuteRule",
        input: Some(&shapes::PUT_ALARM_MUTE_RULE_INPUT),
        output: None,
        errors: &["LimitExceededFault"],
        result_wrapper: None,
        path: "/",
        status: 200,
    },
    Operation {
        name: "PutAnomalyDetector",
        input: Some(&shapes::PUT_ANOMALY_DETECTOR_INPUT),
        output: Some(&shapes::PUT_ANOMALY_DETECTOR_OUTPUT),
        errors: &[
            "LimitExceededException",
            "InternalServiceFault",
            "InvalidParameterValueException",
            "MissingRequiredParameterException",
            "InvalidParameterCombinationException",
        ],
        result_wrapper: Some("PutAnomalyDetectorResult"),
        path: "/",
        status: 200,
    },
    Operation {
        name: "PutCompositeAlarm",
        input: Some(&shapes::PUT_COMPOSITE_ALARM_INPUT),
        output: None,
        errors: &["LimitExceededFault"],
        result_wrapper: None,
        path: "/",
        status: 200,
    },
    Operation {
        name: "PutDashboard",
        input: Some(&shapes::PUT_DASHBOARD_INPUT),
        output: Some(&shapes::PUT_DASHBOARD_OUTPUT),
        errors: &["DashboardInvalidInputError", "InternalServiceFault", "ConflictException"],
        result_wrapper: Some("PutDashboardResult"),
        path: "/",
        status: 200,
    },
    Operation {
        name: "PutMetricAlarm",
        input: Some(&shapes::PUT_METRIC_ALARM_INPUT),
        output: None,
        errors: &["LimitExceededFault"],
        result_wrapper: None,
        path: "/",
        status: 200,
    },
    Operation {
        name: "PutMetricData",
        input: Some(&shapes::PUT_METRIC_DATA_INPUT),
        output: None,
        errors: &[
            "InvalidParameterValueException",
            "MissingRequiredParameterException",
            "InvalidParameterCombinationException",
            "InternalServiceFault",
        ],
        result_wrapper: None,
        path: "/",
        status: 200,
    },
    Operation {
        name: "SetAlarmState",
        input: Some(&shapes::SET_ALARM_STATE_INPUT),
        output: None,
        errors: &["ResourceNotFound", "InvalidFormatFault"],
        result_wrapper: None,
        path: "/",
        status: 200,
    },
    Operation {
        name: "TagResource",
        input: Some(&shapes::TAG_RESOURCE_INPUT),
        output: Some(&shapes::TAG_RESOURCE_OUTPUT),
        errors: &[
            "InvalidParameterValueException",
            "ResourceNotFoundException",
            "ConcurrentModificationException",
            "InternalServiceFault",
            "ConflictException",
        ],
        result_wrapper: Some("TagResourceResult"),
        path: "/",
        status: 200,
    },
    Operation {
        name: "UntagResource",
        input: Some(&shapes::UNTAG_RESOURCE_INPUT),
        output: Some(&shapes::UNTAG_RESOURCE_OUTPUT),
        errors: &[
            "InvalidParameterValueException",
            "ResourceNotFoundException",
            "ConcurrentModificationException",
            "InternalServiceFault",
            "ConflictException",
        ],
        result_wrapper: Some("UntagResourceResult"),
        path: "/",
        status: 200,
    },
];

static ERRORS: [ErrorShape; 14] = [
    ErrorShape {
        name: "ConcurrentModificationException",
        shape: &shapes::CONCURRENT_MODIFICATION_EXCEPTION,
        query_code: Some("ConcurrentModificationException"),
        status: Some(429),
        fault: false,
    },
    ErrorShape {
        name: "ConflictException",
        shape: &shapes::CONFLICT_EXCEPTION,
        query_code: None,
        status: Some(409),
        fault: false,
    },
    ErrorShape {
        name: "DashboardInvalidInputError",
        shape: &shapes::DASHBOARD_INVALID_INPUT_ERROR,
        query_code: Some("InvalidParameterInput"),
        status: Some(400),
        fault: false,
    },
    ErrorShape {
        name: "DashboardNotFoundError",
        shape: &shapes::DASHBOARD_NOT_FOUND_ERROR,
        query_code: Some("ResourceNotFound"),
        status: Some(404),
        fault: false,
    },
    ErrorShape {
        name: "InternalServiceFault",
        shape: &shapes::INTERNAL_SERVICE_FAULT,
        query_code: Some("InternalServiceError"),
        status: Some(500),
        fault: false,
    },
    ErrorShape {
        name: "InvalidFormatFault",
        shape: &shapes::INVALID_FORMAT_FAULT,
        query_code: Some("InvalidFormat"),
        status: Some(400),
        fault: false,
    },
    ErrorShape {
        name: "InvalidNextToken",
        shape: &shapes::INVALID_NEXT_TOKEN,
        query_code: Some("InvalidNextToken"),
        status: Some(400),
        fault: false,
    },
    ErrorShape {
        name: "InvalidParameterCombinationException",
        shape: &shapes::INVALID_PARAMETER_COMBINATION_EXCEPTION,
        query_code: Some("InvalidParameterCombination"),
        status: Some(400),
        fault: false,
    },
    ErrorShape {
        name: "InvalidParameterValueException",
        shape: &shapes::INVALID_PARAMETER_VALUE_EXCEPTION,
        query_code: Some("InvalidParameterValue"),
        status: Some(400),
        fault: false,
    },
    ErrorShape {
        name: "LimitExceededException",
        shape: &shapes::LIMIT_EXCEEDED_EXCEPTION,
        query_code: Some("LimitExceededException"),
        status: Some(400),
        fault: false,
    },
    ErrorShape {
        name: "LimitExceededFault",
        shape: &shapes::LIMIT_EXCEEDED_FAULT,
        query_code: Some("LimitExceeded"),
        status: Some(400),
        fault: false,
    },
    ErrorShape {
        name: "MissingRequiredParameterException",
        shape: &shapes::MISSING_REQUIRED_PARAMETER_EXCEPTION,
        query_code: Some("MissingParameter"),
        status: Some(400),
        fault: false,
    },
    ErrorShape {
        name: "ResourceNotFound",
        shape: &shapes::RESOURCE_NOT_FOUND,
        query_code: Some("ResourceNotFound"),
        status: Some(404),
        fault: false,
    },
    ErrorShape {
        name: "ResourceNotFoundException",
        shape: &shapes::RESOURCE_NOT_FOUND_EXCEPTION,
        query_code: Some("ResourceNotFoundException"),
        status: Some(404),
        fault: false,
    },
];

static SHAPES: [&Shape; 225] = [
    &shapes::ACCOUNT_ID,
    &shapes::ACTION_PREFIX,
    &shapes::ACTIONS_ENABLED,
    &shapes::ACTIONS_SUPPRESSED_BY,
    &shapes::ACTIONS_SUPPRESSED_REASON,
    &shapes::ALARM_ARN,
    &shapes::ALARM_CONTRIBUTOR,
    &shapes::ALARM_CONTRIBUTORS,
    &shapes::ALARM_DESCRIPTION,
    &shapes::ALARM_HISTORY_ITEM,
    &shapes::ALARM_HISTORY_ITEMS,
    &shapes::ALARM_MUTE_RULE_STATUS,
    &shapes::ALARM_MUTE_RULE_STATUSES,
    &shapes::ALARM_MUTE_RULE_SUMMARIES,
    &shapes::ALARM_MUTE_RULE_SUMMARY,
    &shapes::ALARM_NAME,
    &shapes::ALARM_NAME_PREFIX,
    &shapes::ALARM_NAMES,
    &shapes::ALARM_PROM_QL_CRITERIA,
    &shapes::ALARM_RULE,
    &shapes::ALARM_TYPE,
    &shapes::ALARM_TYPES,
    &shapes::AMAZON_RESOURCE_NAME,
    &shapes::ANOMALY_DETECTOR,
    &shapes::ANOMALY_DETECTOR_CONFIGURATION,
    &shapes::ANOMALY_DETECTOR_EXCLUDED_TIME_RANGES,
    &shapes::ANOMALY_DETECTOR_METRIC_STAT,
    &shapes::ANOMALY_DETECTOR_METRIC_TIMEZONE,
    &shapes::ANOMALY_DETECTOR_STATE_VALUE,
    &shapes::ANOMALY_DETECTOR_TYPE,
    &shapes::ANOMALY_DETECTOR_TYPES,
    &shapes::ANOMALY_DETECTORS,
    &shapes::ARN,
    &shapes::ATTRIBUTE_NAME,
    &shapes::ATTRIBUTE_VALUE,
    &shapes::AWS_QUERY_ERROR_MESSAGE,
    &shapes::COMPARISON_OPERATOR,
    &shapes::COMPOSITE_ALARM,
    &shapes::COMPOSITE_ALARMS,
    &shapes::CONCURRENT_MODIFICATION_EXCEPTION,
    &shapes::CONFLICT_EXCEPTION,
    &shapes::CONTRIBUTOR_ATTRIBUTES,
    &shapes::CONTRIBUTOR_ID,
    &shapes::COUNTS,
    &shapes::DASHBOARD_ARN,
    &shapes::DASHBOARD_BODY,
    &shapes::DASHBOARD_ENTRIES,
    &shapes::DASHBOARD_ENTRY,
    &shapes::DASHBOARD_ERROR_MESSAGE,
    &shapes::DASHBOARD_INVALID_INPUT_ERROR,
    &shapes::DASHBOARD_NAME,
    &shapes::DASHBOARD_NAME_PREFIX,
    &shapes::DASHBOARD_NAMES,
    &shapes::DASHBOARD_NOT_FOUND_ERROR,
    &shapes::DASHBOARD_VALIDATION_MESSAGE,
    &shapes::DASHBOARD_VALIDATION_MESSAGES,
    &shapes::DATA_PATH,
    &shapes::DATAPOINT,
    &shapes::DATAPOINT_VALUE,
    &shapes::DATAPOINT_VALUE_MAP,
    &shapes::DATAPOINT_VALUES,
    &shapes::DATAPOINTS,
    &shapes::DATAPOINTS_TO_ALARM,
    &shapes::DELETE_ALARM_MUTE_RULE_INPUT,
    &shapes::DELETE_ALARMS_INPUT,
    &shapes::DELETE_ANOMALY_DETECTOR_INPUT,
    &shapes::DELETE_ANOMALY_DETECTOR_OUTPUT,
    &shapes::DELETE_DASHBOARDS_INPUT,
    &shapes::DELETE_DASHBOARDS_OUTPUT,
    &shapes::DESCRIBE_ALARM_CONTRIBUTORS_INPUT,
    &shapes::DESCRIBE_ALARM_CONTRIBUTORS_OUTPUT,
    &shapes::DESCRIBE_ALARM_HISTORY_INPUT,
    &shapes::DESCRIBE_ALARM_HISTORY_OUTPUT,
    &shapes::DESCRIBE_ALARMS_FOR_METRIC_INPUT,
    &shapes::DESCRIBE_ALARMS_FOR_METRIC_OUTPUT,
    &shapes::DESCRIBE_ALARMS_INPUT,
    &shapes::DESCRIBE_ALARMS_OUTPUT,
    &shapes::DESCRIBE_ANOMALY_DETECTORS_INPUT,
    &shapes::DESCRIBE_ANOMALY_DETECTORS_OUTPUT,
    &shapes::DIMENSION,
    &shapes::DIMENSION_FILTER,
    &shapes::DIMENSION_FILTERS,
    &shapes::DIMENSION_NAME,
    &shapes::DIMENSION_VALUE,
    &shapes::DIMENSIONS,
    &shapes::DISABLE_ALARM_ACTIONS_INPUT,
    &shapes::DURATION,
    &shapes::ENABLE_ALARM_ACTIONS_INPUT,
    &shapes::ENTITY,
    &shapes::ENTITY_ATTRIBUTES_MAP,
    &shapes::ENTITY_ATTRIBUTES_MAP_KEY_STRING,
    &shapes::ENTITY_ATTRIBUTES_MAP_VALUE_STRING,
    &shapes::ENTITY_KEY_ATTRIBUTES_MAP,
    &shapes::ENTITY_KEY_ATTRIBUTES_MAP_KEY_STRING,
    &shapes::ENTITY_KEY_ATTRIBUTES_MAP_VALUE_STRING,
    &shapes::ENTITY_METRIC_DATA,
    &shapes::ENTITY_METRIC_DATA_LIST,
    &shapes::ERROR_MESSAGE,
    &shapes::EVALUATE_LOW_SAMPLE_COUNT_PERCENTILE,
    &shapes::EVALUATION_CRITERIA,
    &shapes::EVALUATION_INTERVAL,
    &shapes::EVALUATION_PERIODS,
    &shapes::EVALUATION_STATE,
    &shapes::EXPRESSION,
    &shapes::EXTENDED_STATISTIC,
    &shapes::EXTENDED_STATISTICS,
    &shapes::FAULT_DESCRIPTION,
    &shapes::GET_ALARM_MUTE_RULE_INPUT,
    &shapes::GET_ALARM_MUTE_RULE_OUTPUT,
    &shapes::GET_DASHBOARD_INPUT,
    &shapes::GET_DASHBOARD_OUTPUT,
    &shapes::GET_METRIC_DATA_INPUT,
    &shapes::GET_METRIC_DATA_LABEL_TIMEZONE,
    &shapes::GET_METRIC_DATA_MAX_DATAPOINTS,
    &shapes::GET_METRIC_DATA_OUTPUT,
    &shapes::GET_METRIC_STATISTICS_INPUT,
    &shapes::GET_METRIC_STATISTICS_OUTPUT,
    &shapes::HISTORY_DATA,
    &shapes::HISTORY_ITEM_TYPE,
    &shapes::HISTORY_SUMMARY,
    &shapes::INCLUDE_LINKED_ACCOUNTS,
    &shapes::INTERNAL_SERVICE_FAULT,
    &shapes::INVALID_FORMAT_FAULT,
    &shapes::INVALID_NEXT_TOKEN,
    &shapes::INVALID_PARAMETER_COMBINATION_EXCEPTION,
    &shapes::INVALID_PARAMETER_VALUE_EXCEPTION,
    &shapes::LABEL_OPTIONS,
    &shapes::LAST_MODIFIED,
    &shapes::LIMIT_EXCEEDED_EXCEPTION,
    &shapes::LIMIT_EXCEEDED_FAULT,
    &shapes::LIST_ALARM_MUTE_RULES_INPUT,
    &shapes::LIST_ALARM_MUTE_RULES_OUTPUT,
    &shapes::LIST_DASHBOARDS_INPUT,
    &shapes::LIST_DASHBOARDS_OUTPUT,
    &shapes::LIST_METRICS_INPUT,
    &shapes::LIST_METRICS_OUTPUT,
    &shapes::LIST_TAGS_FOR_RESOURCE_INPUT,
    &shapes::LIST_TAGS_FOR_RESOURCE_OUTPUT,
    &shapes::MAX_RECORDS,
    &shapes::MAX_RETURNED_RESULTS_COUNT,
    &shapes::MESSAGE,
    &shapes::MESSAGE_DATA,
    &shapes::MESSAGE_DATA_CODE,
    &shapes::MESSAGE_DATA_VALUE,
    &shapes::METRIC,
    &shapes::METRIC_ALARM,
    &shapes::METRIC_ALARMS,
    &shapes::METRIC_CHARACTERISTICS,
    &shapes::METRIC_DATA,
    &shapes::METRIC_DATA_QUERIES,
    &shapes::METRIC_DATA_QUERY,
    &shapes::METRIC_DATA_RESULT,
    &shapes::METRIC_DATA_RESULT_MESSAGES,
    &shapes::METRIC_DATA_RESULTS,
    &shapes::METRIC_DATUM,
    &shapes::METRIC_EXPRESSION,
    &shapes::METRIC_ID,
    &shapes::METRIC_LABEL,
    &shapes::METRIC_MATH_ANOMALY_DETECTOR,
    &shapes::METRIC_NAME,
    &shapes::METRIC_STAT,
    &shapes::METRICS,
    &shapes::MISSING_REQUIRED_PARAMETER_EXCEPTION,
    &shapes::MUTE_TARGET_ALARM_NAME_LIST,
    &shapes::MUTE_TARGETS,
    &shapes::MUTE_TYPE,
    &shapes::NAME,
    &shapes::NAMESPACE,
    &shapes::NEXT_TOKEN,
    &shapes::OWNING_ACCOUNTS,
    &shapes::PENDING_PERIOD,
    &shapes::PERIOD,
    &shapes::PERIODIC_SPIKES,
    &shapes::PUT_ALARM_MUTE_RULE_INPUT,
    &shapes::PUT_ANOMALY_DETECTOR_INPUT,
    &shapes::PUT_ANOMALY_DETECTOR_OUTPUT,
    &shapes::PUT_COMPOSITE_ALARM_INPUT,
    &shapes::PUT_DASHBOARD_INPUT,
    &shapes::PUT_DASHBOARD_OUTPUT,
    &shapes::PUT_METRIC_ALARM_INPUT,
    &shapes::PUT_METRIC_DATA_INPUT,
    &shapes::QUERY,
    &shapes::RANGE,
    &shapes::RECENTLY_ACTIVE,
    &shapes::RECOVERY_PERIOD,
    &shapes::RESOURCE_ID,
    &shapes::RESOURCE_LIST,
    &shapes::RESOURCE_NAME,
    &shapes::RESOURCE_NOT_FOUND,
    &shapes::RESOURCE_NOT_FOUND_EXCEPTION,
    &shapes::RESOURCE_TYPE,
    &shapes::RETURN_DATA,
    &shapes::RULE,
    &shapes::SCAN_BY,
    &shapes::SCHEDULE,
    &shapes::SET_ALARM_STATE_INPUT,
    &shapes::SINGLE_METRIC_ANOMALY_DETECTOR,
    &shapes::SIZE,
    &shapes::STANDARD_UNIT,
    &shapes::STAT,
    &shapes::STATE_REASON,
    &shapes::STATE_REASON_DATA,
    &shapes::STATE_VALUE,
    &shapes::STATISTIC,
    &shapes::STATISTIC_SET,
    &shapes::STATISTICS,
    &shapes::STATUS_CODE,
    &shapes::STORAGE_RESOLUTION,
    &shapes::STRICT_ENTITY_VALIDATION,
    &shapes::SUPPRESSOR_PERIOD,
    &shapes::TAG,
    &shapes::TAG_KEY,
    &shapes::TAG_KEY_LIST,
    &shapes::TAG_LIST,
    &shapes::TAG_RESOURCE_INPUT,
    &shapes::TAG_RESOURCE_OUTPUT,
    &shapes::TAG_VALUE,
    &shapes::THRESHOLD,
    &shapes::TIMESTAMP,
    &shapes::TIMESTAMPS,
    &shapes::TIMEZONE,
    &shapes::TREAT_MISSING_DATA,
    &shapes::UNTAG_RESOURCE_INPUT,
    &shapes::UNTAG_RESOURCE_OUTPUT,
    &shapes::VALUES,
];
