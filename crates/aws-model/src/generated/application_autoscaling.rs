//! Application Auto Scaling, from `models/application-autoscaling.json` by `cargo xtask codegen`; not edited by hand.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::number::{Double, EpochSeconds};

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Alarm {
    #[serde(rename = "AlarmName", default)]
    pub alarm_name: String,
    #[serde(rename = "AlarmARN", default)]
    pub alarm_arn: String,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct CapacityForecast {
    #[serde(rename = "Timestamps", default)]
    pub timestamps: Vec<EpochSeconds>,
    #[serde(rename = "Values", default)]
    pub values: Vec<Double>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ConcurrentUpdateException {
    #[serde(rename = "Message", default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct CustomizedMetricSpecification {
    #[serde(rename = "MetricName", default, skip_serializing_if = "Option::is_none")]
    pub metric_name: Option<String>,
    #[serde(rename = "Namespace", default, skip_serializing_if = "Option::is_none")]
    pub namespace: Option<String>,
    #[serde(rename = "Dimensions", default, skip_serializing_if = "Option::is_none")]
    pub dimensions: Option<Vec<MetricDimension>>,
    #[serde(rename = "Statistic", default, skip_serializing_if = "Option::is_none")]
    pub statistic: Option<String>,
    #[serde(rename = "Unit", default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    #[serde(rename = "Metrics", default, skip_serializing_if = "Option::is_none")]
    pub metrics: Option<Vec<TargetTrackingMetricDataQuery>>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct DeleteScalingPolicyRequest {
    #[serde(rename = "PolicyName", default)]
    pub policy_name: String,
    #[serde(rename = "ServiceNamespace", default)]
    pub service_namespace: String,
    #[serde(rename = "ResourceId", default)]
    pub resource_id: String,
    #[serde(rename = "ScalableDimension", default)]
    pub scalable_dimension: String,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct DeleteScalingPolicyResponse {}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct DeleteScheduledActionRequest {
    #[serde(rename = "ServiceNamespace", default)]
    pub service_namespace: String,
    #[serde(rename = "ScheduledActionName", default)]
    pub scheduled_action_name: String,
    #[serde(rename = "ResourceId", default)]
    pub resource_id: String,
    #[serde(rename = "ScalableDimension", default)]
    pub scalable_dimension: String,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct DeleteScheduledActionResponse {}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct DeregisterScalableTargetRequest {
    #[serde(rename = "ServiceNamespace", default)]
    pub service_namespace: String,
    #[serde(rename = "ResourceId", default)]
    pub resource_id: String,
    #[serde(rename = "ScalableDimension", default)]
    pub scalable_dimension: String,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct DeregisterScalableTargetResponse {}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct DescribeScalableTargetsRequest {
    #[serde(rename = "ServiceNamespace", default)]
    pub service_namespace: String,
    #[serde(rename = "ResourceIds", default, skip_serializing_if = "Option::is_none")]
    pub resource_ids: Option<Vec<String>>,
    #[serde(rename = "ScalableDimension", default, skip_serializing_if = "Option::is_none")]
    pub scalable_dimension: Option<String>,
    #[serde(rename = "MaxResults", default, skip_serializing_if = "Option::is_none")]
    pub max_results: Option<i32>,
    #[serde(rename = "NextToken", default, skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct DescribeScalableTargetsResponse {
    #[serde(rename = "ScalableTargets", default, skip_serializing_if = "Option::is_none")]
    pub scalable_targets: Option<Vec<ScalableTarget>>,
    #[serde(rename = "NextToken", default, skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct DescribeScalingActivitiesRequest {
    #[serde(rename = "ServiceNamespace", default)]
    pub service_namespace: String,
    #[serde(rename = "ResourceId", default, skip_serializing_if = "Option::is_none")]
    pub resource_id: Option<String>,
    #[serde(rename = "ScalableDimension", default, skip_serializing_if = "Option::is_none")]
    pub scalable_dimension: Option<String>,
    #[serde(rename = "MaxResults", default, skip_serializing_if = "Option::is_none")]
    pub max_results: Option<i32>,
    #[serde(rename = "NextToken", default, skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
    #[serde(
        rename = "IncludeNotScaledActivities",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub include_not_scaled_activities: Option<bool>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct DescribeScalingActivitiesResponse {
    #[serde(rename = "ScalingActivities", default, skip_serializing_if = "Option::is_none")]
    pub scaling_activities: Option<Vec<ScalingActivity>>,
    #[serde(rename = "NextToken", default, skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct DescribeScalingPoliciesRequest {
    #[serde(rename = "PolicyNames", default, skip_serializing_if = "Option::is_none")]
    pub policy_names: Option<Vec<String>>,
    #[serde(rename = "ServiceNamespace", default)]
    pub service_namespace: String,
    #[serde(rename = "ResourceId", default, skip_serializing_if = "Option::is_none")]
    pub resource_id: Option<String>,
    #[serde(rename = "ScalableDimension", default, skip_serializing_if = "Option::is_none")]
    pub scalable_dimension: Option<String>,
    #[serde(rename = "MaxResults", default, skip_serializing_if = "Option::is_none")]
    pub max_results: Option<i32>,
    #[serde(rename = "NextToken", default, skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct DescribeScalingPoliciesResponse {
    #[serde(rename = "ScalingPolicies", default, skip_serializing_if = "Option::is_none")]
    pub scaling_policies: Option<Vec<ScalingPolicy>>,
    #[serde(rename = "NextToken", default, skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct DescribeScheduledActionsRequest {
    #[serde(rename = "ScheduledActionNames", default, skip_serializing_if = "Option::is_none")]
    pub scheduled_action_names: Option<Vec<String>>,
    #[serde(rename = "ServiceNamespace", default)]
    pub service_namespace: String,
    #[serde(rename = "ResourceId", default, skip_serializing_if = "Option::is_none")]
    pub resource_id: Option<String>,
    #[serde(rename = "ScalableDimension", default, skip_serializing_if = "Option::is_none")]
    pub scalable_dimension: Option<String>,
    #[serde(rename = "MaxResults", default, skip_serializing_if = "Option::is_none")]
    pub max_results: Option<i32>,
    #[serde(rename = "NextToken", default, skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct DescribeScheduledActionsResponse {
    #[serde(rename = "ScheduledActions", default, skip_serializing_if = "Option::is_none")]
    pub scheduled_actions: Option<Vec<ScheduledAction>>,
    #[serde(rename = "NextToken", default, skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct FailedResourceAccessException {
    #[serde(rename = "Message", default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct GetPredictiveScalingForecastRequest {
    #[serde(rename = "ServiceNamespace", default)]
    pub service_namespace: String,
    #[serde(rename = "ResourceId", default)]
    pub resource_id: String,
    #[serde(rename = "ScalableDimension", default)]
    pub scalable_dimension: String,
    #[serde(rename = "PolicyName", default)]
    pub policy_name: String,
    #[serde(rename = "StartTime", default)]
    pub start_time: EpochSeconds,
    #[serde(rename = "EndTime", default)]
    pub end_time: EpochSeconds,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct GetPredictiveScalingForecastResponse {
    #[serde(rename = "LoadForecast", default, skip_serializing_if = "Option::is_none")]
    pub load_forecast: Option<Vec<LoadForecast>>,
    #[serde(rename = "CapacityForecast", default, skip_serializing_if = "Option::is_none")]
    pub capacity_forecast: Option<CapacityForecast>,
    #[serde(rename = "UpdateTime", default, skip_serializing_if = "Option::is_none")]
    pub update_time: Option<EpochSeconds>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct InternalServiceException {
    #[serde(rename = "Message", default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct InvalidNextTokenException {
    #[serde(rename = "Message", default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct LimitExceededException {
    #[serde(rename = "Message", default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ListTagsForResourceRequest {
    #[serde(rename = "ResourceARN", default)]
    pub resource_arn: String,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ListTagsForResourceResponse {
    #[serde(rename = "Tags", default, skip_serializing_if = "Option::is_none")]
    pub tags: Option<BTreeMap<String, String>>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct LoadForecast {
    #[serde(rename = "Timestamps", default)]
    pub timestamps: Vec<EpochSeconds>,
    #[serde(rename = "Values", default)]
    pub values: Vec<Double>,
    #[serde(rename = "MetricSpecification", default)]
    pub metric_specification: PredictiveScalingMetricSpecification,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct MetricDimension {
    #[serde(rename = "Name", default)]
    pub name: String,
    #[serde(rename = "Value", default)]
    pub value: String,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct NotScaledReason {
    #[serde(rename = "Code", default)]
    pub code: String,
    #[serde(rename = "MaxCapacity", default, skip_serializing_if = "Option::is_none")]
    pub max_capacity: Option<i32>,
    #[serde(rename = "MinCapacity", default, skip_serializing_if = "Option::is_none")]
    pub min_capacity: Option<i32>,
    #[serde(rename = "CurrentCapacity", default, skip_serializing_if = "Option::is_none")]
    pub current_capacity: Option<i32>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ObjectNotFoundException {
    #[serde(rename = "Message", default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct PredefinedMetricSpecification {
    #[serde(rename = "PredefinedMetricType", default)]
    pub predefined_metric_type: String,
    #[serde(rename = "ResourceLabel", default, skip_serializing_if = "Option::is_none")]
    pub resource_label: Option<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct PredictiveScalingCustomizedMetricSpecification {
    #[serde(rename = "MetricDataQueries", default)]
    pub metric_data_queries: Vec<PredictiveScalingMetricDataQuery>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct PredictiveScalingMetric {
    #[serde(rename = "Dimensions", default, skip_serializing_if = "Option::is_none")]
    pub dimensions: Option<Vec<PredictiveScalingMetricDimension>>,
    #[serde(rename = "MetricName", default, skip_serializing_if = "Option::is_none")]
    pub metric_name: Option<String>,
    #[serde(rename = "Namespace", default, skip_serializing_if = "Option::is_none")]
    pub namespace: Option<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct PredictiveScalingMetricDataQuery {
    #[serde(rename = "Id", default)]
    pub id: String,
    #[serde(rename = "Expression", default, skip_serializing_if = "Option::is_none")]
    pub expression: Option<String>,
    #[serde(rename = "MetricStat", default, skip_serializing_if = "Option::is_none")]
    pub metric_stat: Option<PredictiveScalingMetricStat>,
    #[serde(rename = "Label", default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    #[serde(rename = "ReturnData", default, skip_serializing_if = "Option::is_none")]
    pub return_data: Option<bool>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct PredictiveScalingMetricDimension {
    #[serde(rename = "Name", default)]
    pub name: String,
    #[serde(rename = "Value", default)]
    pub value: String,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct PredictiveScalingMetricSpecification {
    #[serde(rename = "TargetValue", default)]
    pub target_value: Double,
    #[serde(
        rename = "PredefinedMetricPairSpecification",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub predefined_metric_pair_specification:
        Option<PredictiveScalingPredefinedMetricPairSpecification>,
    #[serde(
        rename = "PredefinedScalingMetricSpecification",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub predefined_scaling_metric_specification:
        Option<PredictiveScalingPredefinedScalingMetricSpecification>,
    #[serde(
        rename = "PredefinedLoadMetricSpecification",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub predefined_load_metric_specification:
        Option<PredictiveScalingPredefinedLoadMetricSpecification>,
    #[serde(
        rename = "CustomizedScalingMetricSpecification",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub customized_scaling_metric_specification:
        Option<PredictiveScalingCustomizedMetricSpecification>,
    #[serde(
        rename = "CustomizedLoadMetricSpecification",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub customized_load_metric_specification:
        Option<PredictiveScalingCustomizedMetricSpecification>,
    #[serde(
        rename = "CustomizedCapacityMetricSpecification",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub customized_capacity_metric_specification:
        Option<PredictiveScalingCustomizedMetricSpecification>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct PredictiveScalingMetricStat {
    #[serde(rename = "Metric", default)]
    pub metric: PredictiveScalingMetric,
    #[serde(rename = "Stat", default)]
    pub stat: String,
    #[serde(rename = "Unit", default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct PredictiveScalingPolicyConfiguration {
    #[serde(rename = "MetricSpecifications", default)]
    pub metric_specifications: Vec<PredictiveScalingMetricSpecification>,
    #[serde(rename = "Mode", default, skip_serializing_if = "Option::is_none")]
    pub mode: Option<String>,
    #[serde(rename = "SchedulingBufferTime", default, skip_serializing_if = "Option::is_none")]
    pub scheduling_buffer_time: Option<i32>,
    #[serde(
        rename = "MaxCapacityBreachBehavior",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub max_capacity_breach_behavior: Option<String>,
    #[serde(rename = "MaxCapacityBuffer", default, skip_serializing_if = "Option::is_none")]
    pub max_capacity_buffer: Option<i32>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct PredictiveScalingPredefinedLoadMetricSpecification {
    #[serde(rename = "PredefinedMetricType", default)]
    pub predefined_metric_type: String,
    #[serde(rename = "ResourceLabel", default, skip_serializing_if = "Option::is_none")]
    pub resource_label: Option<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct PredictiveScalingPredefinedMetricPairSpecification {
    #[serde(rename = "PredefinedMetricType", default)]
    pub predefined_metric_type: String,
    #[serde(rename = "ResourceLabel", default, skip_serializing_if = "Option::is_none")]
    pub resource_label: Option<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct PredictiveScalingPredefinedScalingMetricSpecification {
    #[serde(rename = "PredefinedMetricType", default)]
    pub predefined_metric_type: String,
    #[serde(rename = "ResourceLabel", default, skip_serializing_if = "Option::is_none")]
    pub resource_label: Option<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct PutScalingPolicyRequest {
    #[serde(rename = "PolicyName", default)]
    pub policy_name: String,
    #[serde(rename = "ServiceNamespace", default)]
    pub service_namespace: String,
    #[serde(rename = "ResourceId", default)]
    pub resource_id: String,
    #[serde(rename = "ScalableDimension", default)]
    pub scalable_dimension: String,
    #[serde(rename = "PolicyType", default, skip_serializing_if = "Option::is_none")]
    pub policy_type: Option<String>,
    #[serde(
        rename = "StepScalingPolicyConfiguration",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub step_scaling_policy_configuration: Option<StepScalingPolicyConfiguration>,
    #[serde(
        rename = "TargetTrackingScalingPolicyConfiguration",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub target_tracking_scaling_policy_configuration:
        Option<TargetTrackingScalingPolicyConfiguration>,
    #[serde(
        rename = "PredictiveScalingPolicyConfiguration",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub predictive_scaling_policy_configuration: Option<PredictiveScalingPolicyConfiguration>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct PutScalingPolicyResponse {
    #[serde(rename = "PolicyARN", default)]
    pub policy_arn: String,
    #[serde(rename = "Alarms", default, skip_serializing_if = "Option::is_none")]
    pub alarms: Option<Vec<Alarm>>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct PutScheduledActionRequest {
    #[serde(rename = "ServiceNamespace", default)]
    pub service_namespace: String,
    #[serde(rename = "Schedule", default, skip_serializing_if = "Option::is_none")]
    pub schedule: Option<String>,
    #[serde(rename = "Timezone", default, skip_serializing_if = "Option::is_none")]
    pub timezone: Option<String>,
    #[serde(rename = "ScheduledActionName", default)]
    pub scheduled_action_name: String,
    #[serde(rename = "ResourceId", default)]
    pub resource_id: String,
    #[serde(rename = "ScalableDimension", default)]
    pub scalable_dimension: String,
    #[serde(rename = "StartTime", default, skip_serializing_if = "Option::is_none")]
    pub start_time: Option<EpochSeconds>,
    #[serde(rename = "EndTime", default, skip_serializing_if = "Option::is_none")]
    pub end_time: Option<EpochSeconds>,
    #[serde(rename = "ScalableTargetAction", default, skip_serializing_if = "Option::is_none")]
    pub scalable_target_action: Option<ScalableTargetAction>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct PutScheduledActionResponse {}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct RegisterScalableTargetRequest {
    #[serde(rename = "ServiceNamespace", default)]
    pub service_namespace: String,
    #[serde(rename = "ResourceId", default)]
    pub resource_id: String,
    #[serde(rename = "ScalableDimension", default)]
    pub scalable_dimension: String,
    #[serde(rename = "MinCapacity", default, skip_serializing_if = "Option::is_none")]
    pub min_capacity: Option<i32>,
    #[serde(rename = "MaxCapacity", default, skip_serializing_if = "Option::is_none")]
    pub max_capacity: Option<i32>,
    #[serde(rename = "RoleARN", default, skip_serializing_if = "Option::is_none")]
    pub role_arn: Option<String>,
    #[serde(rename = "SuspendedState", default, skip_serializing_if = "Option::is_none")]
    pub suspended_state: Option<SuspendedState>,
    #[serde(rename = "Tags", default, skip_serializing_if = "Option::is_none")]
    pub tags: Option<BTreeMap<String, String>>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct RegisterScalableTargetResponse {
    #[serde(rename = "ScalableTargetARN", default, skip_serializing_if = "Option::is_none")]
    pub scalable_target_arn: Option<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ResourceNotFoundException {
    #[serde(rename = "Message", default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    #[serde(rename = "ResourceName", default, skip_serializing_if = "Option::is_none")]
    pub resource_name: Option<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ScalableTarget {
    #[serde(rename = "ServiceNamespace", default)]
    pub service_namespace: String,
    #[serde(rename = "ResourceId", default)]
    pub resource_id: String,
    #[serde(rename = "ScalableDimension", default)]
    pub scalable_dimension: String,
    #[serde(rename = "MinCapacity", default)]
    pub min_capacity: i32,
    #[serde(rename = "MaxCapacity", default)]
    pub max_capacity: i32,
    #[serde(rename = "PredictedCapacity", default, skip_serializing_if = "Option::is_none")]
    pub predicted_capacity: Option<i32>,
    #[serde(rename = "RoleARN", default)]
    pub role_arn: String,
    #[serde(rename = "CreationTime", default)]
    pub creation_time: EpochSeconds,
    #[serde(rename = "SuspendedState", default, skip_serializing_if = "Option::is_none")]
    pub suspended_state: Option<SuspendedState>,
    #[serde(rename = "ScalableTargetARN", default, skip_serializing_if = "Option::is_none")]
    pub scalable_target_arn: Option<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ScalableTargetAction {
    #[serde(rename = "MinCapacity", default, skip_serializing_if = "Option::is_none")]
    pub min_capacity: Option<i32>,
    #[serde(rename = "MaxCapacity", default, skip_serializing_if = "Option::is_none")]
    pub max_capacity: Option<i32>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ScalingActivity {
    #[serde(rename = "ActivityId", default)]
    pub activity_id: String,
    #[serde(rename = "ServiceNamespace", default)]
    pub service_namespace: String,
    #[serde(rename = "ResourceId", default)]
    pub resource_id: String,
    #[serde(rename = "ScalableDimension", default)]
    pub scalable_dimension: String,
    #[serde(rename = "Description", default)]
    pub description: String,
    #[serde(rename = "Cause", default)]
    pub cause: String,
    #[serde(rename = "StartTime", default)]
    pub start_time: EpochSeconds,
    #[serde(rename = "EndTime", default, skip_serializing_if = "Option::is_none")]
    pub end_time: Option<EpochSeconds>,
    #[serde(rename = "StatusCode", default)]
    pub status_code: String,
    #[serde(rename = "StatusMessage", default, skip_serializing_if = "Option::is_none")]
    pub status_message: Option<String>,
    #[serde(rename = "Details", default, skip_serializing_if = "Option::is_none")]
    pub details: Option<String>,
    #[serde(rename = "NotScaledReasons", default, skip_serializing_if = "Option::is_none")]
    pub not_scaled_reasons: Option<Vec<NotScaledReason>>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ScalingPolicy {
    #[serde(rename = "PolicyARN", default)]
    pub policy_arn: String,
    #[serde(rename = "PolicyName", default)]
    pub policy_name: String,
    #[serde(rename = "ServiceNamespace", default)]
    pub service_namespace: String,
    #[serde(rename = "ResourceId", default)]
    pub resource_id: String,
    #[serde(rename = "ScalableDimension", default)]
    pub scalable_dimension: String,
    #[serde(rename = "PolicyType", default)]
    pub policy_type: String,
    #[serde(
        rename = "StepScalingPolicyConfiguration",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub step_scaling_policy_configuration: Option<StepScalingPolicyConfiguration>,
    #[serde(
        rename = "TargetTrackingScalingPolicyConfiguration",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub target_tracking_scaling_policy_configuration:
        Option<TargetTrackingScalingPolicyConfiguration>,
    #[serde(
        rename = "PredictiveScalingPolicyConfiguration",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub predictive_scaling_policy_configuration: Option<PredictiveScalingPolicyConfiguration>,
    #[serde(rename = "Alarms", default, skip_serializing_if = "Option::is_none")]
    pub alarms: Option<Vec<Alarm>>,
    #[serde(rename = "CreationTime", default)]
    pub creation_time: EpochSeconds,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ScheduledAction {
    #[serde(rename = "ScheduledActionName", default)]
    pub scheduled_action_name: String,
    #[serde(rename = "ScheduledActionARN", default)]
    pub scheduled_action_arn: String,
    #[serde(rename = "ServiceNamespace", default)]
    pub service_namespace: String,
    #[serde(rename = "Schedule", default)]
    pub schedule: String,
    #[serde(rename = "Timezone", default, skip_serializing_if = "Option::is_none")]
    pub timezone: Option<String>,
    #[serde(rename = "ResourceId", default)]
    pub resource_id: String,
    #[serde(rename = "ScalableDimension", default, skip_serializing_if = "Option::is_none")]
    pub scalable_dimension: Option<String>,
    #[serde(rename = "StartTime", default, skip_serializing_if = "Option::is_none")]
    pub start_time: Option<EpochSeconds>,
    #[serde(rename = "EndTime", default, skip_serializing_if = "Option::is_none")]
    pub end_time: Option<EpochSeconds>,
    #[serde(rename = "ScalableTargetAction", default, skip_serializing_if = "Option::is_none")]
    pub scalable_target_action: Option<ScalableTargetAction>,
    #[serde(rename = "CreationTime", default)]
    pub creation_time: EpochSeconds,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct StepAdjustment {
    #[serde(rename = "MetricIntervalLowerBound", default, skip_serializing_if = "Option::is_none")]
    pub metric_interval_lower_bound: Option<Double>,
    #[serde(rename = "MetricIntervalUpperBound", default, skip_serializing_if = "Option::is_none")]
    pub metric_interval_upper_bound: Option<Double>,
    #[serde(rename = "ScalingAdjustment", default)]
    pub scaling_adjustment: i32,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct StepScalingPolicyConfiguration {
    #[serde(rename = "AdjustmentType", default, skip_serializing_if = "Option::is_none")]
    pub adjustment_type: Option<String>,
    #[serde(rename = "StepAdjustments", default, skip_serializing_if = "Option::is_none")]
    pub step_adjustments: Option<Vec<StepAdjustment>>,
    #[serde(rename = "MinAdjustmentMagnitude", default, skip_serializing_if = "Option::is_none")]
    pub min_adjustment_magnitude: Option<i32>,
    #[serde(rename = "Cooldown", default, skip_serializing_if = "Option::is_none")]
    pub cooldown: Option<i32>,
    #[serde(rename = "MetricAggregationType", default, skip_serializing_if = "Option::is_none")]
    pub metric_aggregation_type: Option<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct SuspendedState {
    #[serde(
        rename = "DynamicScalingInSuspended",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub dynamic_scaling_in_suspended: Option<bool>,
    #[serde(
        rename = "DynamicScalingOutSuspended",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub dynamic_scaling_out_suspended: Option<bool>,
    #[serde(
        rename = "ScheduledScalingSuspended",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub scheduled_scaling_suspended: Option<bool>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct TagResourceRequest {
    #[serde(rename = "ResourceARN", default)]
    pub resource_arn: String,
    #[serde(rename = "Tags", default)]
    pub tags: BTreeMap<String, String>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct TagResourceResponse {}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct TargetTrackingMetric {
    #[serde(rename = "Dimensions", default, skip_serializing_if = "Option::is_none")]
    pub dimensions: Option<Vec<TargetTrackingMetricDimension>>,
    #[serde(rename = "MetricName", default, skip_serializing_if = "Option::is_none")]
    pub metric_name: Option<String>,
    #[serde(rename = "Namespace", default, skip_serializing_if = "Option::is_none")]
    pub namespace: Option<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct TargetTrackingMetricDataQuery {
    #[serde(rename = "Expression", default, skip_serializing_if = "Option::is_none")]
    pub expression: Option<String>,
    #[serde(rename = "Id", default)]
    pub id: String,
    #[serde(rename = "Label", default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    #[serde(rename = "MetricStat", default, skip_serializing_if = "Option::is_none")]
    pub metric_stat: Option<TargetTrackingMetricStat>,
    #[serde(rename = "ReturnData", default, skip_serializing_if = "Option::is_none")]
    pub return_data: Option<bool>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct TargetTrackingMetricDimension {
    #[serde(rename = "Name", default)]
    pub name: String,
    #[serde(rename = "Value", default)]
    pub value: String,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct TargetTrackingMetricStat {
    #[serde(rename = "Metric", default)]
    pub metric: TargetTrackingMetric,
    #[serde(rename = "Stat", default)]
    pub stat: String,
    #[serde(rename = "Unit", default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct TargetTrackingScalingPolicyConfiguration {
    #[serde(rename = "TargetValue", default)]
    pub target_value: Double,
    #[serde(
        rename = "PredefinedMetricSpecification",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub predefined_metric_specification: Option<PredefinedMetricSpecification>,
    #[serde(
        rename = "CustomizedMetricSpecification",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub customized_metric_specification: Option<CustomizedMetricSpecification>,
    #[serde(rename = "ScaleOutCooldown", default, skip_serializing_if = "Option::is_none")]
    pub scale_out_cooldown: Option<i32>,
    #[serde(rename = "ScaleInCooldown", default, skip_serializing_if = "Option::is_none")]
    pub scale_in_cooldown: Option<i32>,
    #[serde(rename = "DisableScaleIn", default, skip_serializing_if = "Option::is_none")]
    pub disable_scale_in: Option<bool>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct TooManyTagsException {
    #[serde(rename = "Message", default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    #[serde(rename = "ResourceName", default, skip_serializing_if = "Option::is_none")]
    pub resource_name: Option<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct UntagResourceRequest {
    #[serde(rename = "ResourceARN", default)]
    pub resource_arn: String,
    #[serde(rename = "TagKeys", default)]
    pub tag_keys: Vec<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct UntagResourceResponse {}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ValidationException {
    #[serde(rename = "Message", default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
}

/// The shapes by their names in the model.
pub mod shapes {
    use crate::Pattern;
    #[allow(unused_imports, reason = "not every model uses every kind")]
    use crate::shape::{Binding, Kind, Length, List, Map, Member, Range, Shape, Structure, Text};

    static PATTERN_0: Pattern = Pattern::new(
        "^arn:.+:application-autoscaling:.+:[0-9]+:scalable-target\\/[a-zA-Z0-9-]+$",
        "^arn:[^\\n\\r\\x{85}\\x{2028}\\x{2029}]+:application-autoscaling:[^\\n\\r\\x{85}\\x{2028}\\x{2029}]+:[0-9]+:scalable-target/[a-zA-Z0-9-]+$",
    );
    static PATTERN_1: Pattern = Pattern::new(
        "[\\u0020-\\uD7FF\\uE000-\\uFFFD\\uD800\\uDC00-\\uDBFF\\uDFFF\\r\\n\\t]*",
        "[\\x{20}-\\x{D7FF}\\x{E000}-\\x{FFFD}\\x{10000}-\\x{10FFFF}\\r\\n\\t]*",
    );
    static PATTERN_2: Pattern = Pattern::new("\\p{Print}+", "[\\x20-\\x7E]+");
    static PATTERN_3: Pattern = Pattern::new(
        "(?!((^[ ]+.*)|(.*([\\u0000-\\u001f]|[\\u007f-\\u009f]|[:/|])+.*)|(.*[ ]+$))).+",
        "(?!((^[ ]+[^\\n\\r\\x{85}\\x{2028}\\x{2029}]*)|([^\\n\\r\\x{85}\\x{2028}\\x{2029}]*([\\x{0}-\\x{1F}]|[\\x{7F}-\\x{9F}]|[:/|])+[^\\n\\r\\x{85}\\x{2028}\\x{2029}]*)|([^\\n\\r\\x{85}\\x{2028}\\x{2029}]*[ ]+$)))[^\\n\\r\\x{85}\\x{2028}\\x{2029}]+",
    );
    pub static ADJUSTMENT_TYPE: Shape = Shape {
        name: "AdjustmentType",
        kind: Kind::String(Text {
            length: Length::FREE,
            values: &["ChangeInCapacity", "ExactCapacity", "PercentChangeInCapacity"],
            pattern: None,
        }),
    };
    pub static ALARM: Shape = Shape {
        name: "Alarm",
        kind: Kind::Structure(Structure {
            members: &[
                Member::required("AlarmName", &RESOURCE_ID),
                Member::required("AlarmARN", &RESOURCE_ID),
            ],
            xml_order: &[],
        }),
    };
    pub static ALARMS: Shape =
        Shape { name: "Alarms", kind: Kind::List(List { item: &ALARM, length: Length::FREE }) };
    pub static AMAZON_RESOURCE_NAME: Shape = Shape {
        name: "AmazonResourceName",
        kind: Kind::String(Text {
            length: Length::of(Some(1), Some(1011)),
            values: &[],
            pattern: Some(&PATTERN_0),
        }),
    };
    pub static CAPACITY_FORECAST: Shape = Shape {
        name: "CapacityForecast",
        kind: Kind::Structure(Structure {
            members: &[
                Member::required("Timestamps", &PREDICTIVE_SCALING_FORECAST_TIMESTAMPS),
                Member::required("Values", &PREDICTIVE_SCALING_FORECAST_VALUES),
            ],
            xml_order: &[],
        }),
    };
    pub static CONCURRENT_UPDATE_EXCEPTION: Shape = Shape {
        name: "ConcurrentUpdateException",
        kind: Kind::Structure(Structure {
            members: &[Member::optional("Message", &ERROR_MESSAGE)],
            xml_order: &[],
        }),
    };
    pub static COOLDOWN: Shape = Shape { name: "Cooldown", kind: Kind::Integer(Range::FREE) };
    pub static CUSTOMIZED_METRIC_SPECIFICATION: Shape = Shape {
        name: "CustomizedMetricSpecification",
        kind: Kind::Structure(Structure {
            members: &[
                Member::optional("MetricName", &METRIC_NAME),
                Member::optional("Namespace", &METRIC_NAMESPACE),
                Member::optional("Dimensions", &METRIC_DIMENSIONS),
                Member::optional("Statistic", &METRIC_STATISTIC),
                Member::optional("Unit", &METRIC_UNIT),
                Member::optional("Metrics", &TARGET_TRACKING_METRIC_DATA_QUERIES),
            ],
            xml_order: &[],
        }),
    };
    pub static DELETE_SCALING_POLICY_REQUEST: Shape = Shape {
        name: "DeleteScalingPolicyRequest",
        kind: Kind::Structure(Structure {
            members: &[
                Member::required("PolicyName", &RESOURCE_ID_MAX_LEN1600),
                Member::required("ServiceNamespace", &SERVICE_NAMESPACE),
                Member::required("ResourceId", &RESOURCE_ID_MAX_LEN1600),
                Member::required("ScalableDimension", &SCALABLE_DIMENSION),
            ],
            xml_order: &[],
        }),
    };
    pub static DELETE_SCALING_POLICY_RESPONSE: Shape = Shape {
        name: "DeleteScalingPolicyResponse",
        kind: Kind::Structure(Structure { members: &[], xml_order: &[] }),
    };
    pub static DELETE_SCHEDULED_ACTION_REQUEST: Shape = Shape {
        name: "DeleteScheduledActionRequest",
        kind: Kind::Structure(Structure {
            members: &[
                Member::required("ServiceNamespace", &SERVICE_NAMESPACE),
                Member::required("ScheduledActionName", &RESOURCE_ID_MAX_LEN1600),
                Member::required("ResourceId", &RESOURCE_ID_MAX_LEN1600),
                Member::required("ScalableDimension", &SCALABLE_DIMENSION),
            ],
            xml_order: &[],
        }),
    };
    pub static DELETE_SCHEDULED_ACTION_RESPONSE: Shape = Shape {
        name: "DeleteScheduledActionResponse",
        kind: Kind::Structure(Structure { members: &[], xml_order: &[] }),
    };
    pub static DEREGISTER_SCALABLE_TARGET_REQUEST: Shape = Shape {
        name: "DeregisterScalableTargetRequest",
        kind: Kind::Structure(Structure {
            members: &[
                Member::required("ServiceNamespace", &SERVICE_NAMESPACE),
                Member::required("ResourceId", &RESOURCE_ID_MAX_LEN1600),
                Member::required("ScalableDimension", &SCALABLE_DIMENSION),
            ],
            xml_order: &[],
        }),
    };
    pub static DEREGISTER_SCALABLE_TARGET_RESPONSE: Shape = Shape {
        name: "DeregisterScalableTargetResponse",
        kind: Kind::Structure(Structure { members: &[], xml_order: &[] }),
    };
    pub static DESCRIBE_SCALABLE_TARGETS_REQUEST: Shape = Shape {
        name: "DescribeScalableTargetsRequest",
        kind: Kind::Structure(Structure {
            members: &[
                Member::required("ServiceNamespace", &SERVICE_NAMESPACE),
                Member::optional("ResourceIds", &RESOURCE_IDS_MAX_LEN1600),
                Member::optional("ScalableDimension", &SCALABLE_DIMENSION),
                Member::optional("MaxResults", &MAX_RESULTS),
                Member::optional("NextToken", &XML_STRING),
            ],
            xml_order: &[],
        }),
    };
    pub static DESCRIBE_SCALABLE_TARGETS_RESPONSE: Shape = Shape {
        name: "DescribeScalableTargetsResponse",
        kind: Kind::Structure(Structure {
            members: &[
                Member::optional("ScalableTargets", &SCALABLE_TARGETS),
                Member::optional("NextToken", &XML_STRING),
            ],
            xml_order: &[],
        }),
    };
    pub static DESCRIBE_SCALING_ACTIVITIES_REQUEST: Shape = Shape {
        name: "DescribeScalingActivitiesRequest",
        kind: Kind::Structure(Structure {
            members: &[
                Member::required("ServiceNamespace", &SERVICE_NAMESPACE),
                Member::optional("ResourceId", &RESOURCE_ID_MAX_LEN1600),
                Member::optional("ScalableDimension", &SCALABLE_DIMENSION),
                Member::optional("MaxResults", &MAX_RESULTS),
                Member::optional("NextToken", &XML_STRING),
                Member::optional("IncludeNotScaledActivities", &INCLUDE_NOT_SCALED_ACTIVITIES),
            ],
            xml_order: &[],
        }),
    };
    pub static DESCRIBE_SCALING_ACTIVITIES_RESPONSE: Shape = Shape {
        name: "DescribeScalingActivitiesResponse",
        kind: Kind::Structure(Structure {
            members: &[
                Member::optional("ScalingActivities", &SCALING_ACTIVITIES),
                Member::optional("NextToken", &XML_STRING),
            ],
            xml_order: &[],
        }),
    };
    pub static DESCRIBE_SCALING_POLICIES_REQUEST: Shape = Shape {
        name: "DescribeScalingPoliciesRequest",
        kind: Kind::Structure(Structure {
            members: &[
                Member::optional("PolicyNames", &RESOURCE_IDS_MAX_LEN1600),
                Member::required("ServiceNamespace", &SERVICE_NAMESPACE),
                Member::optional("ResourceId", &RESOURCE_ID_MAX_LEN1600),
                Member::optional("ScalableDimension", &SCALABLE_DIMENSION),
                Member::optional("MaxResults", &MAX_RESULTS),
                Member::optional("NextToken", &XML_STRING),
            ],
            xml_order: &[],
        }),
    };
    pub static DESCRIBE_SCALING_POLICIES_RESPONSE: Shape = Shape {
        name: "DescribeScalingPoliciesResponse",
        kind: Kind::Structure(Structure {
            members: &[
                Member::optional("ScalingPolicies", &SCALING_POLICIES),
                Member::optional("NextToken", &XML_STRING),
            ],
            xml_order: &[],
        }),
    };
    pub static DESCRIBE_SCHEDULED_ACTIONS_REQUEST: Shape = Shape {
        name: "DescribeScheduledActionsRequest",
        kind: Kind::Structure(Structure {
            members: &[
                Member::optional("ScheduledActionNames", &RESOURCE_IDS_MAX_LEN1600),
                Member::required("ServiceNamespace", &SERVICE_NAMESPACE),
                Member::optional("ResourceId", &RESOURCE_ID_MAX_LEN1600),
                Member::optional("ScalableDimension", &SCALABLE_DIMENSION),
                Member::optional("MaxResults", &MAX_RESULTS),
                Member::optional("NextToken", &XML_STRING),
            ],
            xml_order: &[],
        }),
    };
    pub static DESCRIBE_SCHEDULED_ACTIONS_RESPONSE: Shape = Shape {
        name: "DescribeScheduledActionsResponse",
        kind: Kind::Structure(Structure {
            members: &[
                Member::optional("ScheduledActions", &SCHEDULED_ACTIONS),
                Member::optional("NextToken", &XML_STRING),
            ],
            xml_order: &[],
        }),
    };
    pub static DISABLE_SCALE_IN: Shape = Shape { name: "DisableScaleIn", kind: Kind::Boolean };
    pub static ERROR_MESSAGE: Shape =
        Shape { name: "ErrorMessage", kind: Kind::String(Text::FREE) };
    pub static EXCEPTION_MESSAGE: Shape =
        Shape { name: "ExceptionMessage", kind: Kind::String(Text::FREE) };
    pub static EXPRESSION: Shape = Shape {
        name: "Expression",
        kind: Kind::String(Text {
            length: Length::of(Some(1), Some(2048)),
            values: &[],
            pattern: Some(&PATTERN_1),
        }),
    };
    pub static FAILED_RESOURCE_ACCESS_EXCEPTION: Shape = Shape {
        name: "FailedResourceAccessException",
        kind: Kind::Structure(Structure {
            members: &[Member::optional("Message", &ERROR_MESSAGE)],
            xml_order: &[],
        }),
    };
    pub static GET_PREDICTIVE_SCALING_FORECAST_REQUEST: Shape = Shape {
        name: "GetPredictiveScalingForecastRequest",
        kind: Kind::Structure(Structure {
            members: &[
                Member::required("ServiceNamespace", &SERVICE_NAMESPACE),
                Member::required("ResourceId", &RESOURCE_ID_MAX_LEN1600),
                Member::required("ScalableDimension", &SCALABLE_DIMENSION),
                Member::required("PolicyName", &POLICY_NAME),
                Member::required("StartTime", &TIMESTAMP_TYPE),
                Member::required("EndTime", &TIMESTAMP_TYPE),
            ],
            xml_order: &[],
        }),
    };
    pub static GET_PREDICTIVE_SCALING_FORECAST_RESPONSE: Shape = Shape {
        name: "GetPredictiveScalingForecastResponse",
        kind: Kind::Structure(Structure {
            members: &[
                Member::optional("LoadForecast", &LOAD_FORECASTS),
                Member::optional("CapacityForecast", &CAPACITY_FORECAST),
                Member::optional("UpdateTime", &TIMESTAMP_TYPE),
            ],
            xml_order: &[],
        }),
    };
    pub static ID: Shape = Shape {
        name: "Id",
        kind: Kind::String(Text {
            length: Length::of(Some(1), Some(255)),
            values: &[],
            pattern: Some(&PATTERN_1),
        }),
    };
    pub static INCLUDE_NOT_SCALED_ACTIVITIES: Shape =
        Shape { name: "IncludeNotScaledActivities", kind: Kind::Boolean };
    pub static INTERNAL_SERVICE_EXCEPTION: Shape = Shape {
        name: "InternalServiceException",
        kind: Kind::Structure(Structure {
            members: &[Member::optional("Message", &ERROR_MESSAGE)],
            xml_order: &[],
        }),
    };
    pub static INVALID_NEXT_TOKEN_EXCEPTION: Shape = Shape {
        name: "InvalidNextTokenException",
        kind: Kind::Structure(Structure {
            members: &[Member::optional("Message", &ERROR_MESSAGE)],
            xml_order: &[],
        }),
    };
    pub static LIMIT_EXCEEDED_EXCEPTION: Shape = Shape {
        name: "LimitExceededException",
        kind: Kind::Structure(Structure {
            members: &[Member::optional("Message", &ERROR_MESSAGE)],
            xml_order: &[],
        }),
    };
    pub static LIST_TAGS_FOR_RESOURCE_REQUEST: Shape = Shape {
        name: "ListTagsForResourceRequest",
        kind: Kind::Structure(Structure {
            members: &[Member::required("ResourceARN", &AMAZON_RESOURCE_NAME)],
            xml_order: &[],
        }),
    };
    pub static LIST_TAGS_FOR_RESOURCE_RESPONSE: Shape = Shape {
        name: "ListTagsForResourceResponse",
        kind: Kind::Structure(Structure {
            members: &[Member::optional("Tags", &TAG_MAP)],
            xml_order: &[],
        }),
    };
    pub static LOAD_FORECAST: Shape = Shape {
        name: "LoadForecast",
        kind: Kind::Structure(Structure {
            members: &[
                Member::required("Timestamps", &PREDICTIVE_SCALING_FORECAST_TIMESTAMPS),
                Member::required("Values", &PREDICTIVE_SCALING_FORECAST_VALUES),
                Member::required("MetricSpecification", &PREDICTIVE_SCALING_METRIC_SPECIFICATION),
            ],
            xml_order: &[],
        }),
    };
    pub static LOAD_FORECASTS: Shape = Shape {
        name: "LoadForecasts",
        kind: Kind::List(List { item: &LOAD_FORECAST, length: Length::FREE }),
    };
    pub static MAX_RESULTS: Shape = Shape { name: "MaxResults", kind: Kind::Integer(Range::FREE) };
    pub static METRIC_AGGREGATION_TYPE: Shape = Shape {
        name: "MetricAggregationType",
        kind: Kind::String(Text {
            length: Length::FREE,
            values: &["Average", "Maximum", "Minimum"],
            pattern: None,
        }),
    };
    pub static METRIC_DIMENSION: Shape = Shape {
        name: "MetricDimension",
        kind: Kind::Structure(Structure {
            members: &[
                Member::required("Name", &METRIC_DIMENSION_NAME),
                Member::required("Value", &METRIC_DIMENSION_VALUE),
            ],
            xml_order: &[],
        }),
    };
    pub static METRIC_DIMENSION_NAME: Shape =
        Shape { name: "MetricDimensionName", kind: Kind::String(Text::FREE) };
    pub static METRIC_DIMENSION_VALUE: Shape =
        Shape { name: "MetricDimensionValue", kind: Kind::String(Text::FREE) };
    pub static METRIC_DIMENSIONS: Shape = Shape {
        name: "MetricDimensions",
        kind: Kind::List(List { item: &METRIC_DIMENSION, length: Length::FREE }),
    };
    pub static METRIC_NAME: Shape = Shape { name: "MetricName", kind: Kind::String(Text::FREE) };
    pub static METRIC_NAMESPACE: Shape =
        Shape { name: "MetricNamespace", kind: Kind::String(Text::FREE) };
    pub static METRIC_SCALE: Shape = Shape { name: "MetricScale", kind: Kind::Double(Range::FREE) };
    pub static METRIC_STATISTIC: Shape = Shape {
        name: "MetricStatistic",
        kind: Kind::String(Text {
            length: Length::FREE,
            values: &["Average", "Maximum", "Minimum", "SampleCount", "Sum"],
            pattern: None,
        }),
    };
    pub static METRIC_TYPE: Shape = Shape {
        name: "MetricType",
        kind: Kind::String(Text {
            length: Length::FREE,
            values: &[
                "ALBRequestCountPerTarget",
                "AppStreamAverageCapacityUtilization",
                "CassandraReadCapacityUtilization",
                "CassandraWriteCapacityUtilization",
                "ComprehendInferenceUtilization",
                "DynamoDBReadCapacityUtilization",
                "DynamoDBWriteCapacityUtilization",
                "EC2SpotFleetRequestAverageCPUUtilization",
                "EC2SpotFleetRequestAverageNetworkIn",
                "EC2SpotFleetRequestAverageNetworkOut",
                "ECSServiceAverageCPUUtilization",
                "ECSServiceAverageMemoryUtilization",
                "ElastiCacheDatabaseCapacityUsageCountedForEvictPercentage",
                "ElastiCacheDatabaseMemoryUsageCountedForEvictPercentage",
                "ElastiCacheDatabaseMemoryUsagePercentage",
                "ElastiCacheEngineCPUUtilization",
                "ElastiCachePrimaryEngineCPUUtilization",
                "ElastiCacheReplicaEngineCPUUtilization",
                "KafkaBrokerStorageUtilization",
                "LambdaProvisionedConcurrencyUtilization",
                "NeptuneReaderAverageCPUUtilization",
                "RDSReaderAverageCPUUtilization",
                "RDSReaderAverageDatabaseConnections",
                "SageMakerInferenceComponentConcurrentRequestsPerCopyHighResolution",
                "SageMakerInferenceComponentInvocationsPerCopy",
                "SageMakerVariantConcurrentRequestsPerModelHighResolution",
                "SageMakerVariantInvocationsPerInstance",
                "SageMakerVariantProvisionedConcurrencyUtilization",
                "WorkSpacesAverageUserSessionsCapacityUtilization",
            ],
            pattern: None,
        }),
    };
    pub static METRIC_UNIT: Shape = Shape { name: "MetricUnit", kind: Kind::String(Text::FREE) };
    pub static MIN_ADJUSTMENT_MAGNITUDE: Shape =
        Shape { name: "MinAdjustmentMagnitude", kind: Kind::Integer(Range::FREE) };
    pub static NOT_SCALED_REASON: Shape = Shape {
        name: "NotScaledReason",
        kind: Kind::Structure(Structure {
            members: &[
                Member::required("Code", &XML_STRING),
                Member::optional("MaxCapacity", &RESOURCE_CAPACITY),
                Member::optional("MinCapacity", &RESOURCE_CAPACITY),
                Member::optional("CurrentCapacity", &RESOURCE_CAPACITY),
            ],
            xml_order: &[],
        }),
    };
    pub static NOT_SCALED_REASONS: Shape = Shape {
        name: "NotScaledReasons",
        kind: Kind::List(List { item: &NOT_SCALED_REASON, length: Length::FREE }),
    };
    pub static OBJECT_NOT_FOUND_EXCEPTION: Shape = Shape {
        name: "ObjectNotFoundException",
        kind: Kind::Structure(Structure {
            members: &[Member::optional("Message", &ERROR_MESSAGE)],
            xml_order: &[],
        }),
    };
    pub static POLICY_NAME: Shape = Shape {
        name: "PolicyName",
        kind: Kind::String(Text {
            length: Length::of(Some(1), Some(256)),
            values: &[],
            pattern: Some(&PATTERN_2),
        }),
    };
    pub static POLICY_TYPE: Shape = Shape {
        name: "PolicyType",
        kind: Kind::String(Text {
            length: Length::FREE,
            values: &["PredictiveScaling", "StepScaling", "TargetTrackingScaling"],
            pattern: None,
        }),
    };
    pub static PREDEFINED_METRIC_SPECIFICATION: Shape = Shape {
        name: "PredefinedMetricSpecification",
        kind: Kind::Structure(Structure {
            members: &[
                Member::required("PredefinedMetricType", &METRIC_TYPE),
                Member::optional("ResourceLabel", &RESOURCE_LABEL),
            ],
            xml_order: &[],
        }),
    };
    pub static PREDICTIVE_SCALING_CUSTOMIZED_METRIC_SPECIFICATION: Shape = Shape {
        name: "PredictiveScalingCustomizedMetricSpecification",
        kind: Kind::Structure(Structure {
            members: &[Member::required(
                "MetricDataQueries",
                &PREDICTIVE_SCALING_METRIC_DATA_QUERIES,
            )],
            xml_order: &[],
        }),
    };
    pub static PREDICTIVE_SCALING_FORECAST_TIMESTAMPS: Shape = Shape {
        name: "PredictiveScalingForecastTimestamps",
        kind: Kind::List(List { item: &TIMESTAMP_TYPE, length: Length::FREE }),
    };
    pub static PREDICTIVE_SCALING_FORECAST_VALUES: Shape = Shape {
        name: "PredictiveScalingForecastValues",
        kind: Kind::List(List { item: &METRIC_SCALE, length: Length::FREE }),
    };
    pub static PREDICTIVE_SCALING_MAX_CAPACITY_BREACH_BEHAVIOR: Shape = Shape {
        name: "PredictiveScalingMaxCapacityBreachBehavior",
        kind: Kind::String(Text {
            length: Length::FREE,
            values: &["HonorMaxCapacity", "IncreaseMaxCapacity"],
            pattern: None,
        }),
    };
    pub static PREDICTIVE_SCALING_MAX_CAPACITY_BUFFER: Shape = Shape {
        name: "PredictiveScalingMaxCapacityBuffer",
        kind: Kind::Integer(Range::of(Some(0.0), Some(100.0))),
    };
    pub static PREDICTIVE_SCALING_METRIC: Shape = Shape {
        name: "PredictiveScalingMetric",
        kind: Kind::Structure(Structure {
            members: &[
                Member::optional("Dimensions", &PREDICTIVE_SCALING_METRIC_DIMENSIONS),
                Member::optional("MetricName", &PREDICTIVE_SCALING_METRIC_NAME),
                Member::optional("Namespace", &PREDICTIVE_SCALING_METRIC_NAMESPACE),
            ],
            xml_order: &[],
        }),
    };
    pub static PREDICTIVE_SCALING_METRIC_DATA_QUERIES: Shape = Shape {
        name: "PredictiveScalingMetricDataQueries",
        kind: Kind::List(List {
            item: &PREDICTIVE_SCALING_METRIC_DATA_QUERY,
            length: Length::FREE,
        }),
    };
    pub static PREDICTIVE_SCALING_METRIC_DATA_QUERY: Shape = Shape {
        name: "PredictiveScalingMetricDataQuery",
        kind: Kind::Structure(Structure {
            members: &[
                Member::required("Id", &ID),
                Member::optional("Expression", &EXPRESSION),
                Member::optional("MetricStat", &PREDICTIVE_SCALING_METRIC_STAT),
                Member::optional("Label", &XML_STRING),
                Member::optional("ReturnData", &RETURN_DATA),
            ],
            xml_order: &[],
        }),
    };
    pub static PREDICTIVE_SCALING_METRIC_DIMENSION: Shape = Shape {
        name: "PredictiveScalingMetricDimension",
        kind: Kind::Structure(Structure {
            members: &[
                Member::required("Name", &PREDICTIVE_SCALING_METRIC_DIMENSION_NAME),
                Member::required("Value", &PREDICTIVE_SCALING_METRIC_DIMENSION_VALUE),
            ],
            xml_order: &[],
        }),
    };
    pub static PREDICTIVE_SCALING_METRIC_DIMENSION_NAME: Shape = Shape {
        name: "PredictiveScalingMetricDimensionName",
        kind: Kind::String(Text {
            length: Length::of(Some(1), Some(255)),
            values: &[],
            pattern: Some(&PATTERN_1),
        }),
    };
    pub static PREDICTIVE_SCALING_METRIC_DIMENSION_VALUE: Shape = Shape {
        name: "PredictiveScalingMetricDimensionValue",
        kind: Kind::String(Text {
            length: Length::of(Some(1), Some(1024)),
            values: &[],
            pattern: Some(&PATTERN_1),
        }),
    };
    pub static PREDICTIVE_SCALING_METRIC_DIMENSIONS: Shape = Shape {
        name: "PredictiveScalingMetricDimensions",
        kind: Kind::List(List { item: &PREDICTIVE_SCALING_METRIC_DIMENSION, length: Length::FREE }),
    };
    pub static PREDICTIVE_SCALING_METRIC_NAME: Shape = Shape {
        name: "PredictiveScalingMetricName",
        kind: Kind::String(Text {
            length: Length::of(Some(1), Some(255)),
            values: &[],
            pattern: Some(&PATTERN_1),
        }),
    };
    pub static PREDICTIVE_SCALING_METRIC_NAMESPACE: Shape = Shape {
        name: "PredictiveScalingMetricNamespace",
        kind: Kind::String(Text {
            length: Length::of(Some(1), Some(255)),
            values: &[],
            pattern: Some(&PATTERN_1),
        }),
    };
    pub static PREDICTIVE_SCALING_METRIC_SPECIFICATION: Shape = Shape {
        name: "PredictiveScalingMetricSpecification",
        kind: Kind::Structure(Structure {
            members: &[
                Member::required("TargetValue", &METRIC_SCALE),
                Member::optional(
                    "PredefinedMetricPairSpecification",
                    &PREDICTIVE_SCALING_PREDEFINED_METRIC_PAIR_SPECIFICATION,
                ),
                Member::optional(
                    "PredefinedScalingMetricSpecification",
                    &PREDICTIVE_SCALING_PREDEFINED_SCALING_METRIC_SPECIFICATION,
                ),
                Member::optional(
                    "PredefinedLoadMetricSpecification",
                    &PREDICTIVE_SCALING_PREDEFINED_LOAD_METRIC_SPECIFICATION,
                ),
                Member::optional(
                    "CustomizedScalingMetricSpecification",
                    &PREDICTIVE_SCALING_CUSTOMIZED_METRIC_SPECIFICATION,
                ),
                Member::optional(
                    "CustomizedLoadMetricSpecification",
                    &PREDICTIVE_SCALING_CUSTOMIZED_METRIC_SPECIFICATION,
                ),
                Member::optional(
                    "CustomizedCapacityMetricSpecification",
                    &PREDICTIVE_SCALING_CUSTOMIZED_METRIC_SPECIFICATION,
                ),
            ],
            xml_order: &[],
        }),
    };
    pub static PREDICTIVE_SCALING_METRIC_SPECIFICATIONS: Shape = Shape {
        name: "PredictiveScalingMetricSpecifications",
        kind: Kind::List(List {
            item: &PREDICTIVE_SCALING_METRIC_SPECIFICATION,
            length: Length::FREE,
        }),
    };
    pub static PREDICTIVE_SCALING_METRIC_STAT: Shape = Shape {
        name: "PredictiveScalingMetricStat",
        kind: Kind::Structure(Structure {
            members: &[
                Member::required("Metric", &PREDICTIVE_SCALING_METRIC),
                Member::required("Stat", &XML_STRING),
                Member::optional("Unit", &PREDICTIVE_SCALING_METRIC_UNIT),
            ],
            xml_order: &[],
        }),
    };
    pub static PREDICTIVE_SCALING_METRIC_TYPE: Shape = Shape {
        name: "PredictiveScalingMetricType",
        kind: Kind::String(Text {
            length: Length::of(Some(1), Some(128)),
            values: &[],
            pattern: None,
        }),
    };
    pub static PREDICTIVE_SCALING_METRIC_UNIT: Shape = Shape {
        name: "PredictiveScalingMetricUnit",
        kind: Kind::String(Text {
            length: Length::of(Some(1), Some(1023)),
            values: &[],
            pattern: Some(&PATTERN_1),
        }),
    };
    pub static PREDICTIVE_SCALING_MODE: Shape = Shape {
        name: "PredictiveScalingMode",
        kind: Kind::String(Text {
            length: Length::FREE,
            values: &["ForecastAndScale", "ForecastOnly"],
            pattern: None,
        }),
    };
    pub static PREDICTIVE_SCALING_POLICY_CONFIGURATION: Shape = Shape {
        name: "PredictiveScalingPolicyConfiguration",
        kind: Kind::Structure(Structure {
            members: &[
                Member::required("MetricSpecifications", &PREDICTIVE_SCALING_METRIC_SPECIFICATIONS),
                Member::optional("Mode", &PREDICTIVE_SCALING_MODE),
                Member::optional(
                    "SchedulingBufferTime",
                    &PREDICTIVE_SCALING_SCHEDULING_BUFFER_TIME,
                ),
                Member::optional(
                    "MaxCapacityBreachBehavior",
                    &PREDICTIVE_SCALING_MAX_CAPACITY_BREACH_BEHAVIOR,
                ),
                Member::optional("MaxCapacityBuffer", &PREDICTIVE_SCALING_MAX_CAPACITY_BUFFER),
            ],
            xml_order: &[],
        }),
    };
    pub static PREDICTIVE_SCALING_PREDEFINED_LOAD_METRIC_SPECIFICATION: Shape = Shape {
        name: "PredictiveScalingPredefinedLoadMetricSpecification",
        kind: Kind::Structure(Structure {
            members: &[
                Member::required("PredefinedMetricType", &PREDICTIVE_SCALING_METRIC_TYPE),
                Member::optional("ResourceLabel", &RESOURCE_LABEL),
            ],
            xml_order: &[],
        }),
    };
    pub static PREDICTIVE_SCALING_PREDEFINED_METRIC_PAIR_SPECIFICATION: Shape = Shape {
        name: "PredictiveScalingPredefinedMetricPairSpecification",
        kind: Kind::Structure(Structure {
            members: &[
                Member::required("PredefinedMetricType", &PREDICTIVE_SCALING_METRIC_TYPE),
                Member::optional("ResourceLabel", &RESOURCE_LABEL),
            ],
            xml_order: &[],
        }),
    };
    pub static PREDICTIVE_SCALING_PREDEFINED_SCALING_METRIC_SPECIFICATION: Shape = Shape {
        name: "PredictiveScalingPredefinedScalingMetricSpecification",
        kind: Kind::Structure(Structure {
            members: &[
                Member::required("PredefinedMetricType", &PREDICTIVE_SCALING_METRIC_TYPE),
                Member::optional("ResourceLabel", &RESOURCE_LABEL),
            ],
            xml_order: &[],
        }),
    };
    pub static PREDICTIVE_SCALING_SCHEDULING_BUFFER_TIME: Shape = Shape {
        name: "PredictiveScalingSchedulingBufferTime",
        kind: Kind::Integer(Range::of(Some(0.0), Some(3600.0))),
    };
    pub static PUT_SCALING_POLICY_REQUEST: Shape = Shape {
        name: "PutScalingPolicyRequest",
        kind: Kind::Structure(Structure {
            members: &[
                Member::required("PolicyName", &POLICY_NAME),
                Member::required("ServiceNamespace", &SERVICE_NAMESPACE),
                Member::required("ResourceId", &RESOURCE_ID_MAX_LEN1600),
                Member::required("ScalableDimension", &SCALABLE_DIMENSION),
                Member::optional("PolicyType", &POLICY_TYPE),
                Member::optional(
                    "StepScalingPolicyConfiguration",
                    &STEP_SCALING_POLICY_CONFIGURATION,
                ),
                Member::optional(
                    "TargetTrackingScalingPolicyConfiguration",
                    &TARGET_TRACKING_SCALING_POLICY_CONFIGURATION,
                ),
                Member::optional(
                    "PredictiveScalingPolicyConfiguration",
                    &PREDICTIVE_SCALING_POLICY_CONFIGURATION,
                ),
            ],
            xml_order: &[],
        }),
    };
    pub static PUT_SCALING_POLICY_RESPONSE: Shape = Shape {
        name: "PutScalingPolicyResponse",
        kind: Kind::Structure(Structure {
            members: &[
                Member::required("PolicyARN", &RESOURCE_ID_MAX_LEN1600),
                Member::optional("Alarms", &ALARMS),
            ],
            xml_order: &[],
        }),
    };
    pub static PUT_SCHEDULED_ACTION_REQUEST: Shape = Shape {
        name: "PutScheduledActionRequest",
        kind: Kind::Structure(Structure {
            members: &[
                Member::required("ServiceNamespace", &SERVICE_NAMESPACE),
                Member::optional("Schedule", &RESOURCE_ID_MAX_LEN1600),
                Member::optional("Timezone", &RESOURCE_ID_MAX_LEN1600),
                Member::required("ScheduledActionName", &SCHEDULED_ACTION_NAME),
                Member::required("ResourceId", &RESOURCE_ID_MAX_LEN1600),
                Member::required("ScalableDimension", &SCALABLE_DIMENSION),
                Member::optional("StartTime", &TIMESTAMP_TYPE),
                Member::optional("EndTime", &TIMESTAMP_TYPE),
                Member::optional("ScalableTargetAction", &SCALABLE_TARGET_ACTION),
            ],
            xml_order: &[],
        }),
    };
    pub static PUT_SCHEDULED_ACTION_RESPONSE: Shape = Shape {
        name: "PutScheduledActionResponse",
        kind: Kind::Structure(Structure { members: &[], xml_order: &[] }),
    };
    pub static REGISTER_SCALABLE_TARGET_REQUEST: Shape = Shape {
        name: "RegisterScalableTargetRequest",
        kind: Kind::Structure(Structure {
            members: &[
                Member::required("ServiceNamespace", &SERVICE_NAMESPACE),
                Member::required("ResourceId", &RESOURCE_ID_MAX_LEN1600),
                Member::required("ScalableDimension", &SCALABLE_DIMENSION),
                Member::optional("MinCapacity", &RESOURCE_CAPACITY),
                Member::optional("MaxCapacity", &RESOURCE_CAPACITY),
                Member::optional("RoleARN", &RESOURCE_ID_MAX_LEN1600),
                Member::optional("SuspendedState", &SUSPENDED_STATE),
                Member::optional("Tags", &TAG_MAP),
            ],
            xml_order: &[],
        }),
    };
    pub static REGISTER_SCALABLE_TARGET_RESPONSE: Shape = Shape {
        name: "RegisterScalableTargetResponse",
        kind: Kind::Structure(Structure {
            members: &[Member::optional("ScalableTargetARN", &XML_STRING)],
            xml_order: &[],
        }),
    };
    pub static RESOURCE_CAPACITY: Shape =
        Shape { name: "ResourceCapacity", kind: Kind::Integer(Range::FREE) };
    pub static RESOURCE_ID: Shape = Shape {
        name: "ResourceId",
        kind: Kind::String(Text { length: Length::FREE, values: &[], pattern: Some(&PATTERN_1) }),
    };
    pub static RESOURCE_ID_MAX_LEN1600: Shape = Shape {
        name: "ResourceIdMaxLen1600",
        kind: Kind::String(Text {
            length: Length::of(Some(1), Some(1600)),
            values: &[],
            pattern: Some(&PATTERN_1),
        }),
    };
    pub static RESOURCE_IDS_MAX_LEN1600: Shape = Shape {
        name: "ResourceIdsMaxLen1600",
        kind: Kind::List(List {
            item: &RESOURCE_ID_MAX_LEN1600,
            length: Length::of(None, Some(50)),
        }),
    };
    pub static RESOURCE_LABEL: Shape = Shape {
        name: "ResourceLabel",
        kind: Kind::String(Text {
            length: Length::of(Some(1), Some(1023)),
            values: &[],
            pattern: None,
        }),
    };
    pub static RESOURCE_NOT_FOUND_EXCEPTION: Shape = Shape {
        name: "ResourceNotFoundException",
        kind: Kind::Structure(Structure {
            members: &[
                Member::optional("Message", &EXCEPTION_MESSAGE),
                Member::optional("ResourceName", &AMAZON_RESOURCE_NAME),
            ],
            xml_order: &[],
        }),
    };
    pub static RETURN_DATA: Shape = Shape { name: "ReturnData", kind: Kind::Boolean };
    pub static SCALABLE_DIMENSION: Shape = Shape {
        name: "ScalableDimension",
        kind: Kind::String(Text {
            length: Length::FREE,
            values: &[
                "appstream:fleet:DesiredCapacity",
                "cassandra:table:ReadCapacityUnits",
                "cassandra:table:WriteCapacityUnits",
                "comprehend:document-classifier-endpoint:DesiredInferenceUnits",
                "comprehend:entity-recognizer-endpoint:DesiredInferenceUnits",
                "custom-resource:ResourceType:Property",
                "dynamodb:index:ReadCapacityUnits",
                "dynamodb:index:WriteCapacityUnits",
                "dynamodb:table:ReadCapacityUnits",
                "dynamodb:table:WriteCapacityUnits",
                "ec2:spot-fleet-request:TargetCapacity",
                "ecs:service:DesiredCount",
                "elasticache:cache-cluster:Nodes",
                "elasticache:replication-group:NodeGroups",
                "elasticache:replication-group:Replicas",
                "elasticmapreduce:instancegroup:InstanceCount",
                "kafka:broker-storage:VolumeSize",
                "lambda:function:ProvisionedConcurrency",
                "neptune:cluster:ReadReplicaCount",
                "rds:cluster:ReadReplicaCount",
                "sagemaker:inference-component:DesiredCopyCount",
                "sagemaker:variant:DesiredInstanceCount",
                "sagemaker:variant:DesiredProvisionedConcurrency",
                "workspaces:workspacespool:DesiredUserSessions",
            ],
            pattern: None,
        }),
    };
    pub static SCALABLE_TARGET: Shape = Shape {
        name: "ScalableTarget",
        kind: Kind::Structure(Structure {
            members: &[
                Member::required("ServiceNamespace", &SERVICE_NAMESPACE),
                Member::required("ResourceId", &RESOURCE_ID_MAX_LEN1600),
                Member::required("ScalableDimension", &SCALABLE_DIMENSION),
                Member::required("MinCapacity", &RESOURCE_CAPACITY),
                Member::required("MaxCapacity", &RESOURCE_CAPACITY),
                Member::optional("PredictedCapacity", &RESOURCE_CAPACITY),
                Member::required("RoleARN", &RESOURCE_ID_MAX_LEN1600),
                Member::required("CreationTime", &TIMESTAMP_TYPE),
                Member::optional("SuspendedState", &SUSPENDED_STATE),
                Member::optional("ScalableTargetARN", &XML_STRING),
            ],
            xml_order: &[],
        }),
    };
    pub static SCALABLE_TARGET_ACTION: Shape = Shape {
        name: "ScalableTargetAction",
        kind: Kind::Structure(Structure {
            members: &[
                Member::optional("MinCapacity", &RESOURCE_CAPACITY),
                Member::optional("MaxCapacity", &RESOURCE_CAPACITY),
            ],
            xml_order: &[],
        }),
    };
    pub static SCALABLE_TARGETS: Shape = Shape {
        name: "ScalableTargets",
        kind: Kind::List(List { item: &SCALABLE_TARGET, length: Length::FREE }),
    };
    pub static SCALING_ACTIVITIES: Shape = Shape {
        name: "ScalingActivities",
        kind: Kind::List(List { item: &SCALING_ACTIVITY, length: Length::FREE }),
    };
    pub static SCALING_ACTIVITY: Shape = Shape {
        name: "ScalingActivity",
        kind: Kind::Structure(Structure {
            members: &[
                Member::required("ActivityId", &RESOURCE_ID),
                Member::required("ServiceNamespace", &SERVICE_NAMESPACE),
                Member::required("ResourceId", &RESOURCE_ID_MAX_LEN1600),
                Member::required("ScalableDimension", &SCALABLE_DIMENSION),
                Member::required("Description", &XML_STRING),
                Member::required("Cause", &XML_STRING),
                Member::required("StartTime", &TIMESTAMP_TYPE),
                Member::optional("EndTime", &TIMESTAMP_TYPE),
                Member::required("StatusCode", &SCALING_ACTIVITY_STATUS_CODE),
                Member::optional("StatusMessage", &XML_STRING),
                Member::optional("Details", &XML_STRING),
                Member::optional("NotScaledReasons", &NOT_SCALED_REASONS),
            ],
            xml_order: &[],
        }),
    };
    pub static SCALING_ACTIVITY_STATUS_CODE: Shape = Shape {
        name: "ScalingActivityStatusCode",
        kind: Kind::String(Text {
            length: Length::FREE,
            values: &["Failed", "InProgress", "Overridden", "Pending", "Successful", "Unfulfilled"],
            pattern: None,
        }),
    };
    pub static SCALING_ADJUSTMENT: Shape =
        Shape { name: "ScalingAdjustment", kind: Kind::Integer(Range::FREE) };
    pub static SCALING_POLICIES: Shape = Shape {
        name: "ScalingPolicies",
        kind: Kind::List(List { item: &SCALING_POLICY, length: Length::FREE }),
    };
    pub static SCALING_POLICY: Shape = Shape {
        name: "ScalingPolicy",
        kind: Kind::Structure(Structure {
            members: &[
                Member::required("PolicyARN", &RESOURCE_ID_MAX_LEN1600),
                Member::required("PolicyName", &POLICY_NAME),
                Member::required("ServiceNamespace", &SERVICE_NAMESPACE),
                Member::required("ResourceId", &RESOURCE_ID_MAX_LEN1600),
                Member::required("ScalableDimension", &SCALABLE_DIMENSION),
                Member::required("PolicyType", &POLICY_TYPE),
                Member::optional(
                    "StepScalingPolicyConfiguration",
                    &STEP_SCALING_POLICY_CONFIGURATION,
                ),
                Member::optional(
                    "TargetTrackingScalingPolicyConfiguration",
                    &TARGET_TRACKING_SCALING_POLICY_CONFIGURATION,
                ),
                Member::optional(
                    "PredictiveScalingPolicyConfiguration",
                    &PREDICTIVE_SCALING_POLICY_CONFIGURATION,
                ),
                Member::optional("Alarms", &ALARMS),
                Member::required("CreationTime", &TIMESTAMP_TYPE),
            ],
            xml_order: &[],
        }),
    };
    pub static SCALING_SUSPENDED: Shape = Shape { name: "ScalingSuspended", kind: Kind::Boolean };
    pub static SCHEDULED_ACTION: Shape = Shape {
        name: "ScheduledAction",
        kind: Kind::Structure(Structure {
            members: &[
                Member::required("ScheduledActionName", &SCHEDULED_ACTION_NAME),
                Member::required("ScheduledActionARN", &RESOURCE_ID_MAX_LEN1600),
                Member::required("ServiceNamespace", &SERVICE_NAMESPACE),
                Member::required("Schedule", &RESOURCE_ID_MAX_LEN1600),
                Member::optional("Timezone", &RESOURCE_ID_MAX_LEN1600),
                Member::required("ResourceId", &RESOURCE_ID_MAX_LEN1600),
                Member::optional("ScalableDimension", &SCALABLE_DIMENSION),
                Member::optional("StartTime", &TIMESTAMP_TYPE),
                Member::optional("EndTime", &TIMESTAMP_TYPE),
                Member::optional("ScalableTargetAction", &SCALABLE_TARGET_ACTION),
                Member::required("CreationTime", &TIMESTAMP_TYPE),
            ],
            xml_order: &[],
        }),
    };
    pub static SCHEDULED_ACTION_NAME: Shape = Shape {
        name: "ScheduledActionName",
        kind: Kind::String(Text {
            length: Length::of(Some(1), Some(256)),
            values: &[],
            pattern: Some(&PATTERN_3),
        }),
    };
    pub static SCHEDULED_ACTIONS: Shape = Shape {
        name: "ScheduledActions",
        kind: Kind::List(List { item: &SCHEDULED_ACTION, length: Length::FREE }),
    };
    pub static SERVICE_NAMESPACE: Shape = Shape {
        name: "ServiceNamespace",
        kind: Kind::String(Text {
            length: Length::FREE,
            values: &[
                "appstream",
                "cassandra",
                "comprehend",
                "custom-resource",
                "dynamodb",
                "ec2",
                "ecs",
                "elasticache",
                "elasticmapreduce",
                "kafka",
                "lambda",
                "neptune",
                "rds",
                "sagemaker",
                "workspaces",
            ],
            pattern: None,
        }),
    };
    pub static STEP_ADJUSTMENT: Shape = Shape {
        name: "StepAdjustment",
        kind: Kind::Structure(Structure {
            members: &[
                Member::optional("MetricIntervalLowerBound", &METRIC_SCALE),
                Member::optional("MetricIntervalUpperBound", &METRIC_SCALE),
                Member::required("ScalingAdjustment", &SCALING_ADJUSTMENT),
            ],
            xml_order: &[],
        }),
    };
    pub static STEP_ADJUSTMENTS: Shape = Shape {
        name: "StepAdjustments",
        kind: Kind::List(List { item: &STEP_ADJUSTMENT, length: Length::FREE }),
    };
    pub static STEP_SCALING_POLICY_CONFIGURATION: Shape = Shape {
        name: "StepScalingPolicyConfiguration",
        kind: Kind::Structure(Structure {
            members: &[
                Member::optional("AdjustmentType", &ADJUSTMENT_TYPE),
                Member::optional("StepAdjustments", &STEP_ADJUSTMENTS),
                Member::optional("MinAdjustmentMagnitude", &MIN_ADJUSTMENT_MAGNITUDE),
                Member::optional("Cooldown", &COOLDOWN),
                Member::optional("MetricAggregationType", &METRIC_AGGREGATION_TYPE),
            ],
            xml_order: &[],
        }),
    };
    pub static SUSPENDED_STATE: Shape = Shape {
        name: "SuspendedState",
        kind: Kind::Structure(Structure {
            members: &[
                Member::optional("DynamicScalingInSuspended", &SCALING_SUSPENDED),
                Member::optional("DynamicScalingOutSuspended", &SCALING_SUSPENDED),
                Member::optional("ScheduledScalingSuspended", &SCALING_SUSPENDED),
            ],
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
        kind: Kind::List(List { item: &TAG_KEY, length: Length::of(Some(0), Some(200)) }),
    };
    pub static TAG_MAP: Shape = Shape {
        name: "TagMap",
        kind: Kind::Map(Map { key: &TAG_KEY, value: &TAG_VALUE, length: Length::FREE }),
    };
    pub static TAG_RESOURCE_REQUEST: Shape = Shape {
        name: "TagResourceRequest",
        kind: Kind::Structure(Structure {
            members: &[
                Member::required("ResourceARN", &AMAZON_RESOURCE_NAME),
                Member::required("Tags", &TAG_MAP),
            ],
            xml_order: &[],
        }),
    };
    pub static TAG_RESOURCE_RESPONSE: Shape = Shape {
        name: "TagResourceResponse",
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
    pub static TARGET_TRACKING_METRIC: Shape = Shape {
        name: "TargetTrackingMetric",
        kind: Kind::Structure(Structure {
            members: &[
                Member::optional("Dimensions", &TARGET_TRACKING_METRIC_DIMENSIONS),
                Member::optional("MetricName", &TARGET_TRACKING_METRIC_NAME),
                Member::optional("Namespace", &TARGET_TRACKING_METRIC_NAMESPACE),
            ],
            xml_order: &[],
        }),
    };
    pub static TARGET_TRACKING_METRIC_DATA_QUERIES: Shape = Shape {
        name: "TargetTrackingMetricDataQueries",
        kind: Kind::List(List { item: &TARGET_TRACKING_METRIC_DATA_QUERY, length: Length::FREE }),
    };
    pub static TARGET_TRACKING_METRIC_DATA_QUERY: Shape = Shape {
        name: "TargetTrackingMetricDataQuery",
        kind: Kind::Structure(Structure {
            members: &[
                Member::optional("Expression", &EXPRESSION),
                Member::required("Id", &ID),
                Member::optional("Label", &XML_STRING),
                Member::optional("MetricStat", &TARGET_TRACKING_METRIC_STAT),
                Member::optional("ReturnData", &RETURN_DATA),
            ],
            xml_order: &[],
        }),
    };
    pub static TARGET_TRACKING_METRIC_DIMENSION: Shape = Shape {
        name: "TargetTrackingMetricDimension",
        kind: Kind::Structure(Structure {
            members: &[
                Member::required("Name", &TARGET_TRACKING_METRIC_DIMENSION_NAME),
                Member::required("Value", &TARGET_TRACKING_METRIC_DIMENSION_VALUE),
            ],
            xml_order: &[],
        }),
    };
    pub static TARGET_TRACKING_METRIC_DIMENSION_NAME: Shape = Shape {
        name: "TargetTrackingMetricDimensionName",
        kind: Kind::String(Text {
            length: Length::of(Some(1), Some(255)),
            values: &[],
            pattern: Some(&PATTERN_1),
        }),
    };
    pub static TARGET_TRACKING_METRIC_DIMENSION_VALUE: Shape = Shape {
        name: "TargetTrackingMetricDimensionValue",
        kind: Kind::String(Text {
            length: Length::of(Some(1), Some(1024)),
            values: &[],
            pattern: Some(&PATTERN_1),
        }),
    };
    pub static TARGET_TRACKING_METRIC_DIMENSIONS: Shape = Shape {
        name: "TargetTrackingMetricDimensions",
        kind: Kind::List(List { item: &TARGET_TRACKING_METRIC_DIMENSION, length: Length::FREE }),
    };
    pub static TARGET_TRACKING_METRIC_NAME: Shape = Shape {
        name: "TargetTrackingMetricName",
        kind: Kind::String(Text {
            length: Length::of(Some(1), Some(255)),
            values: &[],
            pattern: Some(&PATTERN_1),
        }),
    };
    pub static TARGET_TRACKING_METRIC_NAMESPACE: Shape = Shape {
        name: "TargetTrackingMetricNamespace",
        kind: Kind::String(Text {
            length: Length::of(Some(1), Some(255)),
            values: &[],
            pattern: Some(&PATTERN_1),
        }),
    };
    pub static TARGET_TRACKING_METRIC_STAT: Shape = Shape {
        name: "TargetTrackingMetricStat",
        kind: Kind::Structure(Structure {
            members: &[
                Member::required("Metric", &TARGET_TRACKING_METRIC),
                Member::required("Stat", &XML_STRING),
                Member::optional("Unit", &TARGET_TRACKING_METRIC_UNIT),
            ],
            xml_order: &[],
        }),
    };
    pub static TARGET_TRACKING_METRIC_UNIT: Shape = Shape {
        name: "TargetTrackingMetricUnit",
        kind: Kind::String(Text {
            length: Length::of(Some(1), Some(1023)),
            values: &[],
            pattern: Some(&PATTERN_1),
        }),
    };
    pub static TARGET_TRACKING_SCALING_POLICY_CONFIGURATION: Shape = Shape {
        name: "TargetTrackingScalingPolicyConfiguration",
        kind: Kind::Structure(Structure {
            members: &[
                Member::required("TargetValue", &METRIC_SCALE),
                Member::optional("PredefinedMetricSpecification", &PREDEFINED_METRIC_SPECIFICATION),
                Member::optional("CustomizedMetricSpecification", &CUSTOMIZED_METRIC_SPECIFICATION),
                Member::optional("ScaleOutCooldown", &COOLDOWN),
                Member::optional("ScaleInCooldown", &COOLDOWN),
                Member::optional("DisableScaleIn", &DISABLE_SCALE_IN),
            ],
            xml_order: &[],
        }),
    };
    pub static TIMESTAMP_TYPE: Shape = Shape { name: "TimestampType", kind: Kind::Timestamp };
    pub static TOO_MANY_TAGS_EXCEPTION: Shape = Shape {
        name: "TooManyTagsException",
        kind: Kind::Structure(Structure {
            members: &[
                Member::optional("Message", &EXCEPTION_MESSAGE),
                Member::optional("ResourceName", &AMAZON_RESOURCE_NAME),
            ],
            xml_order: &[],
        }),
    };
    pub static UNTAG_RESOURCE_REQUEST: Shape = Shape {
        name: "UntagResourceRequest",
        kind: Kind::Structure(Structure {
            members: &[
                Member::required("ResourceARN", &AMAZON_RESOURCE_NAME),
                Member::required("TagKeys", &TAG_KEY_LIST),
            ],
            xml_order: &[],
        }),
    };
    pub static UNTAG_RESOURCE_RESPONSE: Shape = Shape {
        name: "UntagResourceResponse",
        kind: Kind::Structure(Structure { members: &[], xml_order: &[] }),
    };
    pub static VALIDATION_EXCEPTION: Shape = Shape {
        name: "ValidationException",
        kind: Kind::Structure(Structure {
            members: &[Member::optional("Message", &ERROR_MESSAGE)],
            xml_order: &[],
        }),
    };
    pub static XML_STRING: Shape = Shape {
        name: "XmlString",
        kind: Kind::String(Text { length: Length::FREE, values: &[], pattern: Some(&PATTERN_1) }),
    };
}

use crate::Shape;
use crate::service::{ErrorShape, Operation, ServiceModel};

/// What the model says of the service.
pub static MODEL: ServiceModel = ServiceModel {
    full_name: "Application Auto Scaling",
    api_version: "2016-02-06",
    signing_name: "application-autoscaling",
    target_prefix: Some("AnyScaleFrontendService"),
    json_version: "1.1",
    xml_namespace: None,
    operations: &OPERATIONS,
    errors: &ERRORS,
    shapes: &SHAPES,
};

static OPERATIONS: [Operation; 14] = [
    Operation {
        name: "DeleteScalingPolicy",
        input: Some(&shapes::DELETE_SCALING_POLICY_REQUEST),
        output: Some(&shapes::DELETE_SCALING_POLICY_RESPONSE),
        errors: &[
            "ValidationException",
            "ObjectNotFoundException",
            "ConcurrentUpdateException",
            "InternalServiceException",
        ],
        result_wrapper: None,
        path: "/",
        status: 200,
    },
    Operation {
        name: "DeleteScheduledAction",
        input: Some(&shapes::DELETE_SCHEDULED_ACTION_REQUEST),
        output: Some(&shapes::DELETE_SCHEDULED_ACTION_RESPONSE),
        errors: &[
            "ValidationException",
            "ObjectNotFoundException",
            "ConcurrentUpdateException",
            "InternalServiceException",
        ],
        result_wrapper: None,
        path: "/",
        status: 200,
    },
    Operation {
        name: "DeregisterScalableTarget",
        input: Some(&shapes::DEREGISTER_SCALABLE_TARGET_REQUEST),
        output: Some(&shapes::DEREGISTER_SCALABLE_TARGET_RESPONSE),
        errors: &[
            "ValidationException",
            "ObjectNotFoundException",
            "ConcurrentUpdateException",
            "InternalServiceException",
        ],
        result_wrapper: None,
        path: "/",
        status: 200,
    },
    Operation {
        name: "DescribeScalableTargets",
        input: Some(&shapes::DESCRIBE_SCALABLE_TARGETS_REQUEST),
        output: Some(&shapes::DESCRIBE_SCALABLE_TARGETS_RESPONSE),
        errors: &[
            "ValidationException",
            "InvalidNextTokenException",
            "ConcurrentUpdateException",
            "InternalServiceException",
        ],
        result_wrapper: None,
        path: "/",
        status: 200,
    },
    Operation {
        name: "DescribeScalingActivities",
        input: Some(&shapes::DESCRIBE_SCALING_ACTIVITIES_REQUEST),
        output: Some(&shapes::DESCRIBE_SCALING_ACTIVITIES_RESPONSE),
        errors: &[
            "ValidationException",
            "InvalidNextTokenException",
            "ConcurrentUpdateException",
            "InternalServiceException",
        ],
        result_wrapper: None,
        path: "/",
        status: 200,
    },
    Operation {
        name: "DescribeScalingPolicies",
        input: Some(&shapes::DESCRIBE_SCALING_POLICIES_REQUEST),
        output: Some(&shapes::DESCRIBE_SCALING_POLICIES_RESPONSE),
        errors: &[
            "ValidationException",
            "FailedResourceAccessException",
            "InvalidNextTokenException",
            "ConcurrentUpdateException",
            "InternalServiceException",
        ],
        result_wrapper: None,
        path: "/",
        status: 200,
    },
    Operation {
        name: "DescribeScheduledActions",
        input: Some(&shapes::DESCRIBE_SCHEDULED_ACTIONS_REQUEST),
        output: Some(&shapes::DESCRIBE_SCHEDULED_ACTIONS_RESPONSE),
        errors: &[
            "ValidationException",
            "InvalidNextTokenException",
            "ConcurrentUpdateException",
            "InternalServiceException",
        ],
        result_wrapper: None,
        path: "/",
        status: 200,
    },
    Operation {
        name: "GetPredictiveScalingForecast",
        input: Some(&shapes::GET_PREDICTIVE_SCALING_FORECAST_REQUEST),
        output: Some(&shapes::GET_PREDICTIVE_SCALING_FORECAST_RESPONSE),
        errors: &["ValidationException", "InternalServiceException"],
        result_wrapper: None,
        path: "/",
        status: 200,
    },
    Operation {
        name: "ListTagsForResource",
        input: Some(&shapes::LIST_TAGS_FOR_RESOURCE_REQUEST),
        output: Some(&shapes::LIST_TAGS_FOR_RESOURCE_RESPONSE),
        errors: &["ResourceNotFoundException"],
        result_wrapper: None,
        path: "/",
        status: 200,
    },
    Operation {
        name: "PutScalingPolicy",
        input: Some(&shapes::PUT_SCALING_POLICY_REQUEST),
        output: Some(&shapes::PUT_SCALING_POLICY_RESPONSE),
        errors: &[
            "ValidationException",
            "LimitExceededException",
            "ObjectNotFoundException",
            "ConcurrentUpdateException",
            "FailedResourceAccessException",
            "InternalServiceException",
        ],
        result_wrapper: None,
        path: "/",
        status: 200,
    },
    Operation {
        name: "PutScheduledAction",
        input: Some(&shapes::PUT_SCHEDULED_ACTION_REQUEST),
        output: Some(&shapes::PUT_SCHEDULED_ACTION_RESPONSE),
        errors: &[
            "ValidationException",
            "LimitExceededException",
            "ObjectNotFoundException",
            "ConcurrentUpdateException",
            "InternalServiceException",
        ],
        result_wrapper: None,
        path: "/",
        status: 200,
    },
    Operation {
        name: "RegisterScalableTarget",
        input: Some(&shapes::REGISTER_SCALABLE_TARGET_REQUEST),
        output: Some(&shapes::REGISTER_SCALABLE_TARGET_RESPONSE),
        errors: &[
            "ValidationException",
            "LimitExceededException",
            "ConcurrentUpdateException",
            "InternalServiceException",
        ],
        result_wrapper: None,
        path: "/",
        status: 200,
    },
    Operation {
        name: "TagResource",
        input: Some(&shapes::TAG_RESOURCE_REQUEST),
        output: Some(&shapes::TAG_RESOURCE_RESPONSE),
        errors: &["ResourceNotFoundException", "TooManyTagsException", "ValidationException"],
        result_wrapper: None,
        path: "/",
        status: 200,
    },
    Operation {
        name: "UntagResource",
        input: Some(&shapes::UNTAG_RESOURCE_REQUEST),
        output: Some(&shapes::UNTAG_RESOURCE_RESPONSE),
        errors: &["ResourceNotFoundException", "ValidationException"],
        result_wrapper: None,
        path: "/",
        status: 200,
    },
];

static ERRORS: [ErrorShape; 9] = [
    ErrorShape {
        name: "ConcurrentUpdateException",
        shape: &shapes::CONCURRENT_UPDATE_EXCEPTION,
        query_code: None,
        status: None,
        fault: false,
    },
    ErrorShape {
        name: "FailedResourceAccessException",
        shape: &shapes::FAILED_RESOURCE_ACCESS_EXCEPTION,
        query_code: None,
        status: None,
        fault: false,
    },
    ErrorShape {
        name: "InternalServiceException",
        shape: &shapes::INTERNAL_SERVICE_EXCEPTION,
        query_code: None,
        status: None,
        fault: false,
    },
    ErrorShape {
        name: "InvalidNextTokenException",
        shape: &shapes::INVALID_NEXT_TOKEN_EXCEPTION,
        query_code: None,
        status: None,
        fault: false,
    },
    ErrorShape {
        name: "LimitExceededException",
        shape: &shapes::LIMIT_EXCEEDED_EXCEPTION,
        query_code: None,
        status: None,
        fault: false,
    },
    ErrorShape {
        name: "ObjectNotFoundException",
        shape: &shapes::OBJECT_NOT_FOUND_EXCEPTION,
        query_code: None,
        status: None,
        fault: false,
    },
    ErrorShape {
        name: "ResourceNotFoundException",
        shape: &shapes::RESOURCE_NOT_FOUND_EXCEPTION,
        query_code: None,
        status: None,
        fault: false,
    },
    ErrorShape {
        name: "TooManyTagsException",
        shape: &shapes::TOO_MANY_TAGS_EXCEPTION,
        query_code: None,
        status: None,
        fault: false,
    },
    ErrorShape {
        name: "ValidationException",
        shape: &shapes::VALIDATION_EXCEPTION,
        query_code: None,
        status: None,
        fault: false,
    },
];

static SHAPES: [&Shape; 138] = [
    &shapes::ADJUSTMENT_TYPE,
    &shapes::ALARM,
    &shapes::ALARMS,
    &shapes::AMAZON_RESOURCE_NAME,
    &shapes::CAPACITY_FORECAST,
    &shapes::CONCURRENT_UPDATE_EXCEPTION,
    &shapes::COOLDOWN,
    &shapes::CUSTOMIZED_METRIC_SPECIFICATION,
    &shapes::DELETE_SCALING_POLICY_REQUEST,
    &shapes::DELETE_SCALING_POLICY_RESPONSE,
    &shapes::DELETE_SCHEDULED_ACTION_REQUEST,
    &shapes::DELETE_SCHEDULED_ACTION_RESPONSE,
    &shapes::DEREGISTER_SCALABLE_TARGET_REQUEST,
    &shapes::DEREGISTER_SCALABLE_TARGET_RESPONSE,
    &shapes::DESCRIBE_SCALABLE_TARGETS_REQUEST,
    &shapes::DESCRIBE_SCALABLE_TARGETS_RESPONSE,
    &shapes::DESCRIBE_SCALING_ACTIVITIES_REQUEST,
    &shapes::DESCRIBE_SCALING_ACTIVITIES_RESPONSE,
    &shapes::DESCRIBE_SCALING_POLICIES_REQUEST,
    &shapes::DESCRIBE_SCALING_POLICIES_RESPONSE,
    &shapes::DESCRIBE_SCHEDULED_ACTIONS_REQUEST,
    &shapes::DESCRIBE_SCHEDULED_ACTIONS_RESPONSE,
    &shapes::DISABLE_SCALE_IN,
    &shapes::ERROR_MESSAGE,
    &shapes::EXCEPTION_MESSAGE,
    &shapes::EXPRESSION,
    &shapes::FAILED_RESOURCE_ACCESS_EXCEPTION,
    &shapes::GET_PREDICTIVE_SCALING_FORECAST_REQUEST,
    &shapes::GET_PREDICTIVE_SCALING_FORECAST_RESPONSE,
    &shapes::ID,
    &shapes::INCLUDE_NOT_SCALED_ACTIVITIES,
    &shapes::INTERNAL_SERVICE_EXCEPTION,
    &shapes::INVALID_NEXT_TOKEN_EXCEPTION,
    &shapes::LIMIT_EXCEEDED_EXCEPTION,
    &shapes::LIST_TAGS_FOR_RESOURCE_REQUEST,
    &shapes::LIST_TAGS_FOR_RESOURCE_RESPONSE,
    &shapes::LOAD_FORECAST,
    &shapes::LOAD_FORECASTS,
    &shapes::MAX_RESULTS,
    &shapes::METRIC_AGGREGATION_TYPE,
    &shapes::METRIC_DIMENSION,
    &shapes::METRIC_DIMENSION_NAME,
    &shapes::METRIC_DIMENSION_VALUE,
    &shapes::METRIC_DIMENSIONS,
    &shapes::METRIC_NAME,
    &shapes::METRIC_NAMESPACE,
    &shapes::METRIC_SCALE,
    &shapes::METRIC_STATISTIC,
    &shapes::METRIC_TYPE,
    &shapes::METRIC_UNIT,
    &shapes::MIN_ADJUSTMENT_MAGNITUDE,
    &shapes::NOT_SCALED_REASON,
    &shapes::NOT_SCALED_REASONS,
    &shapes::OBJECT_NOT_FOUND_EXCEPTION,
    &shapes::POLICY_NAME,
    &shapes::POLICY_TYPE,
    &shapes::PREDEFINED_METRIC_SPECIFICATION,
    &shapes::PREDICTIVE_SCALING_CUSTOMIZED_METRIC_SPECIFICATION,
    &shapes::PREDICTIVE_SCALING_FORECAST_TIMESTAMPS,
    &shapes::PREDICTIVE_SCALING_FORECAST_VALUES,
    &shapes::PREDICTIVE_SCALING_MAX_CAPACITY_BREACH_BEHAVIOR,
    &shapes::PREDICTIVE_SCALING_MAX_CAPACITY_BUFFER,
    &shapes::PREDICTIVE_SCALING_METRIC,
    &shapes::PREDICTIVE_SCALING_METRIC_DATA_QUERIES,
    &shapes::PREDICTIVE_SCALING_METRIC_DATA_QUERY,
    &shapes::PREDICTIVE_SCALING_METRIC_DIMENSION,
    &shapes::PREDICTIVE_SCALING_METRIC_DIMENSION_NAME,
    &shapes::PREDICTIVE_SCALING_METRIC_DIMENSION_VALUE,
    &shapes::PREDICTIVE_SCALING_METRIC_DIMENSIONS,
    &shapes::PREDICTIVE_SCALING_METRIC_NAME,
    &shapes::PREDICTIVE_SCALING_METRIC_NAMESPACE,
    &shapes::PREDICTIVE_SCALING_METRIC_SPECIFICATION,
    &shapes::PREDICTIVE_SCALING_METRIC_SPECIFICATIONS,
    &shapes::PREDICTIVE_SCALING_METRIC_STAT,
    &shapes::PREDICTIVE_SCALING_METRIC_TYPE,
    &shapes::PREDICTIVE_SCALING_METRIC_UNIT,
    &shapes::PREDICTIVE_SCALING_MODE,
    &shapes::PREDICTIVE_SCALING_POLICY_CONFIGURATION,
    &shapes::PREDICTIVE_SCALING_PREDEFINED_LOAD_METRIC_SPECIFICATION,
    &shapes::PREDICTIVE_SCALING_PREDEFINED_METRIC_PAIR_SPECIFICATION,
    &shapes::PREDICTIVE_SCALING_PREDEFINED_SCALING_METRIC_SPECIFICATION,
    &shapes::PREDICTIVE_SCALING_SCHEDULING_BUFFER_TIME,
    &shapes::PUT_SCALING_POLICY_REQUEST,
    &shapes::PUT_SCALING_POLICY_RESPONSE,
    &shapes::PUT_SCHEDULED_ACTION_REQUEST,
    &shapes::PUT_SCHEDULED_ACTION_RESPONSE,
    &shapes::REGISTER_SCALABLE_TARGET_REQUEST,
    &shapes::REGISTER_SCALABLE_TARGET_RESPONSE,
    &shapes::RESOURCE_CAPACITY,
    &shapes::RESOURCE_ID,
    &shapes::RESOURCE_ID_MAX_LEN1600,
    &shapes::RESOURCE_IDS_MAX_LEN1600,
    &shapes::RESOURCE_LABEL,
    &shapes::RESOURCE_NOT_FOUND_EXCEPTION,
    &shapes::RETURN_DATA,
    &shapes::SCALABLE_DIMENSION,
    &shapes::SCALABLE_TARGET,
    &shapes::SCALABLE_TARGET_ACTION,
    &shapes::SCALABLE_TARGETS,
    &shapes::SCALING_ACTIVITIES,
    &shapes::SCALING_ACTIVITY,
    &shapes::SCALING_ACTIVITY_STATUS_CODE,
    &shapes::SCALING_ADJUSTMENT,
    &shapes::SCALING_POLICIES,
    &shapes::SCALING_POLICY,
    &shapes::SCALING_SUSPENDED,
    &shapes::SCHEDULED_ACTION,
    &shapes::SCHEDULED_ACTION_NAME,
    &shapes::SCHEDULED_ACTIONS,
    &shapes::SERVICE_NAMESPACE,
    &shapes::STEP_ADJUSTMENT,
    &shapes::STEP_ADJUSTMENTS,
    &shapes::STEP_SCALING_POLICY_CONFIGURATION,
    &shapes::SUSPENDED_STATE,
    &shapes::TAG_KEY,
    &shapes::TAG_KEY_LIST,
    &shapes::TAG_MAP,
    &shapes::TAG_RESOURCE_REQUEST,
    &shapes::TAG_RESOURCE_RESPONSE,
    &shapes::TAG_VALUE,
    &shapes::TARGET_TRACKING_METRIC,
    &shapes::TARGET_TRACKING_METRIC_DATA_QUERIES,
    &shapes::TARGET_TRACKING_METRIC_DATA_QUERY,
    &shapes::TARGET_TRACKING_METRIC_DIMENSION,
    &shapes::TARGET_TRACKING_METRIC_DIMENSION_NAME,
    &shapes::TARGET_TRACKING_METRIC_DIMENSION_VALUE,
    &shapes::TARGET_TRACKING_METRIC_DIMENSIONS,
    &shapes::TARGET_TRACKING_METRIC_NAME,
    &shapes::TARGET_TRACKING_METRIC_NAMESPACE,
    &shapes::TARGET_TRACKING_METRIC_STAT,
    &shapes::TARGET_TRACKING_METRIC_UNIT,
    &shapes::TARGET_TRACKING_SCALING_POLICY_CONFIGURATION,
    &shapes::TIMESTAMP_TYPE,
    &shapes::TOO_MANY_TAGS_EXCEPTION,
    &shapes::UNTAG_RESOURCE_REQUEST,
    &shapes::UNTAG_RESOURCE_RESPONSE,
    &shapes::VALIDATION_EXCEPTION,
    &shapes::XML_STRING,
];
