//! Amazon SageMaker Service, from `models/sagemaker.json` by `cargo xtask codegen`; not edited by hand.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::number::{Double, EpochSeconds};

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct AddTagsInput {
    #[serde(rename = "ResourceArn", default)]
    pub resource_arn: String,
    #[serde(rename = "Tags", default)]
    pub tags: Vec<Tag>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct AddTagsOutput {
    #[serde(rename = "Tags", default, skip_serializing_if = "Option::is_none")]
    pub tags: Option<Vec<Tag>>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct AdditionalModelDataSource {
    #[serde(rename = "ChannelName", default)]
    pub channel_name: String,
    #[serde(rename = "S3DataSource", default)]
    pub s3_data_source: S3ModelDataSource,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Alarm {
    #[serde(rename = "AlarmName", default, skip_serializing_if = "Option::is_none")]
    pub alarm_name: Option<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct AsyncInferenceClientConfig {
    #[serde(
        rename = "MaxConcurrentInvocationsPerInstance",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub max_concurrent_invocations_per_instance: Option<i32>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct AsyncInferenceConfig {
    #[serde(rename = "ClientConfig", default, skip_serializing_if = "Option::is_none")]
    pub client_config: Option<AsyncInferenceClientConfig>,
    #[serde(rename = "OutputConfig", default)]
    pub output_config: AsyncInferenceOutputConfig,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct AsyncInferenceNotificationConfig {
    #[serde(rename = "SuccessTopic", default, skip_serializing_if = "Option::is_none")]
    pub success_topic: Option<String>,
    #[serde(rename = "ErrorTopic", default, skip_serializing_if = "Option::is_none")]
    pub error_topic: Option<String>,
    #[serde(
        rename = "IncludeInferenceResponseIn",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub include_inference_response_in: Option<Vec<String>>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct AsyncInferenceOutputConfig {
    #[serde(rename = "KmsKeyId", default, skip_serializing_if = "Option::is_none")]
    pub kms_key_id: Option<String>,
    #[serde(rename = "S3OutputPath", default, skip_serializing_if = "Option::is_none")]
    pub s3_output_path: Option<String>,
    #[serde(rename = "NotificationConfig", default, skip_serializing_if = "Option::is_none")]
    pub notification_config: Option<AsyncInferenceNotificationConfig>,
    #[serde(rename = "S3FailurePath", default, skip_serializing_if = "Option::is_none")]
    pub s3_failure_path: Option<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct AutoRollbackConfig {
    #[serde(rename = "Alarms", default, skip_serializing_if = "Option::is_none")]
    pub alarms: Option<Vec<Alarm>>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct BlueGreenUpdatePolicy {
    #[serde(rename = "TrafficRoutingConfiguration", default)]
    pub traffic_routing_configuration: TrafficRoutingConfig,
    #[serde(rename = "TerminationWaitInSeconds", default, skip_serializing_if = "Option::is_none")]
    pub termination_wait_in_seconds: Option<i32>,
    #[serde(
        rename = "MaximumExecutionTimeoutInSeconds",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub maximum_execution_timeout_in_seconds: Option<i32>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct CapacitySize {
    #[serde(rename = "Type", default)]
    pub r#type: String,
    #[serde(rename = "Value", default)]
    pub value: i32,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct CaptureContentTypeHeader {
    #[serde(rename = "CsvContentTypes", default, skip_serializing_if = "Option::is_none")]
    pub csv_content_types: Option<Vec<String>>,
    #[serde(rename = "JsonContentTypes", default, skip_serializing_if = "Option::is_none")]
    pub json_content_types: Option<Vec<String>>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct CaptureOption {
    #[serde(rename = "CaptureMode", default)]
    pub capture_mode: String,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ClarifyExplainerConfig {
    #[serde(rename = "EnableExplanations", default, skip_serializing_if = "Option::is_none")]
    pub enable_explanations: Option<String>,
    #[serde(rename = "InferenceConfig", default, skip_serializing_if = "Option::is_none")]
    pub inference_config: Option<ClarifyInferenceConfig>,
    #[serde(rename = "ShapConfig", default)]
    pub shap_config: ClarifyShapConfig,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ClarifyInferenceConfig {
    #[serde(rename = "FeaturesAttribute", default, skip_serializing_if = "Option::is_none")]
    pub features_attribute: Option<String>,
    #[serde(rename = "ContentTemplate", default, skip_serializing_if = "Option::is_none")]
    pub content_template: Option<String>,
    #[serde(rename = "MaxRecordCount", default, skip_serializing_if = "Option::is_none")]
    pub max_record_count: Option<i32>,
    #[serde(rename = "MaxPayloadInMB", default, skip_serializing_if = "Option::is_none")]
    pub max_payload_in_mb: Option<i32>,
    #[serde(rename = "ProbabilityIndex", default, skip_serializing_if = "Option::is_none")]
    pub probability_index: Option<i32>,
    #[serde(rename = "LabelIndex", default, skip_serializing_if = "Option::is_none")]
    pub label_index: Option<i32>,
    #[serde(rename = "ProbabilityAttribute", default, skip_serializing_if = "Option::is_none")]
    pub probability_attribute: Option<String>,
    #[serde(rename = "LabelAttribute", default, skip_serializing_if = "Option::is_none")]
    pub label_attribute: Option<String>,
    #[serde(rename = "LabelHeaders", default, skip_serializing_if = "Option::is_none")]
    pub label_headers: Option<Vec<String>>,
    #[serde(rename = "FeatureHeaders", default, skip_serializing_if = "Option::is_none")]
    pub feature_headers: Option<Vec<String>>,
    #[serde(rename = "FeatureTypes", default, skip_serializing_if = "Option::is_none")]
    pub feature_types: Option<Vec<String>>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ClarifyShapBaselineConfig {
    #[serde(rename = "MimeType", default, skip_serializing_if = "Option::is_none")]
    pub mime_type: Option<String>,
    #[serde(rename = "ShapBaseline", default, skip_serializing_if = "Option::is_none")]
    pub shap_baseline: Option<String>,
    #[serde(rename = "ShapBaselineUri", default, skip_serializing_if = "Option::is_none")]
    pub shap_baseline_uri: Option<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ClarifyShapConfig {
    #[serde(rename = "ShapBaselineConfig", default)]
    pub shap_baseline_config: ClarifyShapBaselineConfig,
    #[serde(rename = "NumberOfSamples", default, skip_serializing_if = "Option::is_none")]
    pub number_of_samples: Option<i32>,
    #[serde(rename = "UseLogit", default, skip_serializing_if = "Option::is_none")]
    pub use_logit: Option<bool>,
    #[serde(rename = "Seed", default, skip_serializing_if = "Option::is_none")]
    pub seed: Option<i32>,
    #[serde(rename = "TextConfig", default, skip_serializing_if = "Option::is_none")]
    pub text_config: Option<ClarifyTextConfig>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ClarifyTextConfig {
    #[serde(rename = "Language", default)]
    pub language: String,
    #[serde(rename = "Granularity", default)]
    pub granularity: String,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ContainerDefinition {
    #[serde(rename = "ContainerHostname", default, skip_serializing_if = "Option::is_none")]
    pub container_hostname: Option<String>,
    #[serde(rename = "Image", default, skip_serializing_if = "Option::is_none")]
    pub image: Option<String>,
    #[serde(rename = "ImageConfig", default, skip_serializing_if = "Option::is_none")]
    pub image_config: Option<ImageConfig>,
    #[serde(rename = "Mode", default, skip_serializing_if = "Option::is_none")]
    pub mode: Option<String>,
    #[serde(rename = "ModelDataUrl", default, skip_serializing_if = "Option::is_none")]
    pub model_data_url: Option<String>,
    #[serde(rename = "ModelDataSource", default, skip_serializing_if = "Option::is_none")]
    pub model_data_source: Option<ModelDataSource>,
    #[serde(
        rename = "AdditionalModelDataSources",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub additional_model_data_sources: Option<Vec<AdditionalModelDataSource>>,
    #[serde(rename = "Environment", default, skip_serializing_if = "Option::is_none")]
    pub environment: Option<BTreeMap<String, String>>,
    #[serde(rename = "ModelPackageName", default, skip_serializing_if = "Option::is_none")]
    pub model_package_name: Option<String>,
    #[serde(
        rename = "InferenceSpecificationName",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub inference_specification_name: Option<String>,
    #[serde(rename = "MultiModelConfig", default, skip_serializing_if = "Option::is_none")]
    pub multi_model_config: Option<MultiModelConfig>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct CreateEndpointConfigInput {
    #[serde(rename = "EndpointConfigName", default)]
    pub endpoint_config_name: String,
    #[serde(rename = "ProductionVariants", default)]
    pub production_variants: Vec<ProductionVariant>,
    #[serde(rename = "DataCaptureConfig", default, skip_serializing_if = "Option::is_none")]
    pub data_capture_config: Option<DataCaptureConfig>,
    #[serde(rename = "Tags", default, skip_serializing_if = "Option::is_none")]
    pub tags: Option<Vec<Tag>>,
    #[serde(rename = "KmsKeyId", default, skip_serializing_if = "Option::is_none")]
    pub kms_key_id: Option<String>,
    #[serde(rename = "AsyncInferenceConfig", default, skip_serializing_if = "Option::is_none")]
    pub async_inference_config: Option<AsyncInferenceConfig>,
    #[serde(rename = "ExplainerConfig", default, skip_serializing_if = "Option::is_none")]
    pub explainer_config: Option<ExplainerConfig>,
    #[serde(rename = "ShadowProductionVariants", default, skip_serializing_if = "Option::is_none")]
    pub shadow_production_variants: Option<Vec<ProductionVariant>>,
    #[serde(rename = "ExecutionRoleArn", default, skip_serializing_if = "Option::is_none")]
    pub execution_role_arn: Option<String>,
    #[serde(rename = "VpcConfig", default, skip_serializing_if = "Option::is_none")]
    pub vpc_config: Option<VpcConfig>,
    #[serde(rename = "EnableNetworkIsolation", default, skip_serializing_if = "Option::is_none")]
    pub enable_network_isolation: Option<bool>,
    #[serde(rename = "MetricsConfig", default, skip_serializing_if = "Option::is_none")]
    pub metrics_config: Option<MetricsConfig>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct CreateEndpointConfigOutput {
    #[serde(rename = "EndpointConfigArn", default)]
    pub endpoint_config_arn: String,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct CreateEndpointInput {
    #[serde(rename = "EndpointName", default)]
    pub endpoint_name: String,
    #[serde(rename = "EndpointConfigName", default)]
    pub endpoint_config_name: String,
    #[serde(rename = "DeploymentConfig", default, skip_serializing_if = "Option::is_none")]
    pub deployment_config: Option<DeploymentConfig>,
    #[serde(rename = "Tags", default, skip_serializing_if = "Option::is_none")]
    pub tags: Option<Vec<Tag>>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct CreateEndpointOutput {
    #[serde(rename = "EndpointArn", default)]
    pub endpoint_arn: String,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct CreateInferenceComponentInput {
    #[serde(rename = "InferenceComponentName", default)]
    pub inference_component_name: String,
    #[serde(rename = "EndpointName", default)]
    pub endpoint_name: String,
    #[serde(rename = "VariantName", default, skip_serializing_if = "Option::is_none")]
    pub variant_name: Option<String>,
    #[serde(rename = "Specification", default, skip_serializing_if = "Option::is_none")]
    pub specification: Option<InferenceComponentSpecification>,
    #[serde(rename = "Specifications", default, skip_serializing_if = "Option::is_none")]
    pub specifications: Option<Vec<InferenceComponentSpecification>>,
    #[serde(rename = "RuntimeConfig", default, skip_serializing_if = "Option::is_none")]
    pub runtime_config: Option<InferenceComponentRuntimeConfig>,
    #[serde(rename = "Tags", default, skip_serializing_if = "Option::is_none")]
    pub tags: Option<Vec<Tag>>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct CreateInferenceComponentOutput {
    #[serde(rename = "InferenceComponentArn", default)]
    pub inference_component_arn: String,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct CreateModelInput {
    #[serde(rename = "ModelName", default)]
    pub model_name: String,
    #[serde(rename = "PrimaryContainer", default, skip_serializing_if = "Option::is_none")]
    pub primary_container: Option<ContainerDefinition>,
    #[serde(rename = "Containers", default, skip_serializing_if = "Option::is_none")]
    pub containers: Option<Vec<ContainerDefinition>>,
    #[serde(rename = "InferenceExecutionConfig", default, skip_serializing_if = "Option::is_none")]
    pub inference_execution_config: Option<InferenceExecutionConfig>,
    #[serde(rename = "ExecutionRoleArn", default, skip_serializing_if = "Option::is_none")]
    pub execution_role_arn: Option<String>,
    #[serde(rename = "Tags", default, skip_serializing_if = "Option::is_none")]
    pub tags: Option<Vec<Tag>>,
    #[serde(rename = "VpcConfig", default, skip_serializing_if = "Option::is_none")]
    pub vpc_config: Option<VpcConfig>,
    #[serde(rename = "EnableNetworkIsolation", default, skip_serializing_if = "Option::is_none")]
    pub enable_network_isolation: Option<bool>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct CreateModelOutput {
    #[serde(rename = "ModelArn", default)]
    pub model_arn: String,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct DataCaptureConfig {
    #[serde(rename = "EnableCapture", default, skip_serializing_if = "Option::is_none")]
    pub enable_capture: Option<bool>,
    #[serde(rename = "InitialSamplingPercentage", default)]
    pub initial_sampling_percentage: i32,
    #[serde(rename = "DestinationS3Uri", default)]
    pub destination_s3_uri: String,
    #[serde(rename = "KmsKeyId", default, skip_serializing_if = "Option::is_none")]
    pub kms_key_id: Option<String>,
    #[serde(rename = "CaptureOptions", default)]
    pub capture_options: Vec<CaptureOption>,
    #[serde(rename = "CaptureContentTypeHeader", default, skip_serializing_if = "Option::is_none")]
    pub capture_content_type_header: Option<CaptureContentTypeHeader>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct DataCaptureConfigSummary {
    #[serde(rename = "EnableCapture", default)]
    pub enable_capture: bool,
    #[serde(rename = "CaptureStatus", default)]
    pub capture_status: String,
    #[serde(rename = "CurrentSamplingPercentage", default)]
    pub current_sampling_percentage: i32,
    #[serde(rename = "DestinationS3Uri", default)]
    pub destination_s3_uri: String,
    #[serde(rename = "KmsKeyId", default)]
    pub kms_key_id: String,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct DeleteEndpointConfigInput {
    #[serde(rename = "EndpointConfigName", default)]
    pub endpoint_config_name: String,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct DeleteEndpointInput {
    #[serde(rename = "EndpointName", default)]
    pub endpoint_name: String,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct DeleteInferenceComponentInput {
    #[serde(rename = "InferenceComponentName", default)]
    pub inference_component_name: String,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct DeleteModelInput {
    #[serde(rename = "ModelName", default)]
    pub model_name: String,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct DeleteTagsInput {
    #[serde(rename = "ResourceArn", default)]
    pub resource_arn: String,
    #[serde(rename = "TagKeys", default)]
    pub tag_keys: Vec<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct DeleteTagsOutput {}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct DeployedImage {
    #[serde(rename = "SpecifiedImage", default, skip_serializing_if = "Option::is_none")]
    pub specified_image: Option<String>,
    #[serde(rename = "ResolvedImage", default, skip_serializing_if = "Option::is_none")]
    pub resolved_image: Option<String>,
    #[serde(rename = "ResolutionTime", default, skip_serializing_if = "Option::is_none")]
    pub resolution_time: Option<EpochSeconds>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct DeploymentConfig {
    #[serde(rename = "BlueGreenUpdatePolicy", default, skip_serializing_if = "Option::is_none")]
    pub blue_green_update_policy: Option<BlueGreenUpdatePolicy>,
    #[serde(rename = "RollingUpdatePolicy", default, skip_serializing_if = "Option::is_none")]
    pub rolling_update_policy: Option<RollingUpdatePolicy>,
    #[serde(
        rename = "AutoRollbackConfiguration",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub auto_rollback_configuration: Option<AutoRollbackConfig>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct DeploymentRecommendation {
    #[serde(rename = "RecommendationStatus", default)]
    pub recommendation_status: String,
    #[serde(
        rename = "RealTimeInferenceRecommendations",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub real_time_inference_recommendations: Option<Vec<RealTimeInferenceRecommendation>>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct DescribeEndpointConfigInput {
    #[serde(rename = "EndpointConfigName", default)]
    pub endpoint_config_name: String,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct DescribeEndpointConfigOutput {
    #[serde(rename = "EndpointConfigName", default)]
    pub endpoint_config_name: String,
    #[serde(rename = "EndpointConfigArn", default)]
    pub endpoint_config_arn: String,
    #[serde(rename = "ProductionVariants", default)]
    pub production_variants: Vec<ProductionVariant>,
    #[serde(rename = "DataCaptureConfig", default, skip_serializing_if = "Option::is_none")]
    pub data_capture_config: Option<DataCaptureConfig>,
    #[serde(rename = "KmsKeyId", default, skip_serializing_if = "Option::is_none")]
    pub kms_key_id: Option<String>,
    #[serde(rename = "CreationTime", default)]
    pub creation_time: EpochSeconds,
    #[serde(rename = "AsyncInferenceConfig", default, skip_serializing_if = "Option::is_none")]
    pub async_inference_config: Option<AsyncInferenceConfig>,
    #[serde(rename = "ExplainerConfig", default, skip_serializing_if = "Option::is_none")]
    pub explainer_config: Option<ExplainerConfig>,
    #[serde(rename = "ShadowProductionVariants", default, skip_serializing_if = "Option::is_none")]
    pub shadow_production_variants: Option<Vec<ProductionVariant>>,
    #[serde(rename = "ExecutionRoleArn", default, skip_serializing_if = "Option::is_none")]
    pub execution_role_arn: Option<String>,
    #[serde(rename = "VpcConfig", default, skip_serializing_if = "Option::is_none")]
    pub vpc_config: Option<VpcConfig>,
    #[serde(rename = "EnableNetworkIsolation", default, skip_serializing_if = "Option::is_none")]
    pub enable_network_isolation: Option<bool>,
    #[serde(rename = "MetricsConfig", default, skip_serializing_if = "Option::is_none")]
    pub metrics_config: Option<MetricsConfig>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct DescribeEndpointInput {
    #[serde(rename = "EndpointName", default)]
    pub endpoint_name: String,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct DescribeEndpointOutput {
    #[serde(rename = "EndpointName", default)]
    pub endpoint_name: String,
    #[serde(rename = "EndpointArn", default)]
    pub endpoint_arn: String,
    #[serde(rename = "EndpointConfigName", default, skip_serializing_if = "Option::is_none")]
    pub endpoint_config_name: Option<String>,
    #[serde(rename = "ProductionVariants", default, skip_serializing_if = "Option::is_none")]
    pub production_variants: Option<Vec<ProductionVariantSummary>>,
    #[serde(rename = "DataCaptureConfig", default, skip_serializing_if = "Option::is_none")]
    pub data_capture_config: Option<DataCaptureConfigSummary>,
    #[serde(rename = "EndpointStatus", default)]
    pub endpoint_status: String,
    #[serde(rename = "FailureReason", default, skip_serializing_if = "Option::is_none")]
    pub failure_reason: Option<String>,
    #[serde(rename = "CreationTime", default)]
    pub creation_time: EpochSeconds,
    #[serde(rename = "LastModifiedTime", default)]
    pub last_modified_time: EpochSeconds,
    #[serde(rename = "LastDeploymentConfig", default, skip_serializing_if = "Option::is_none")]
    pub last_deployment_config: Option<DeploymentConfig>,
    #[serde(rename = "AsyncInferenceConfig", default, skip_serializing_if = "Option::is_none")]
    pub async_inference_config: Option<AsyncInferenceConfig>,
    #[serde(rename = "PendingDeploymentSummary", default, skip_serializing_if = "Option::is_none")]
    pub pending_deployment_summary: Option<PendingDeploymentSummary>,
    #[serde(rename = "ExplainerConfig", default, skip_serializing_if = "Option::is_none")]
    pub explainer_config: Option<ExplainerConfig>,
    #[serde(rename = "ShadowProductionVariants", default, skip_serializing_if = "Option::is_none")]
    pub shadow_production_variants: Option<Vec<ProductionVariantSummary>>,
    #[serde(rename = "MetricsConfig", default, skip_serializing_if = "Option::is_none")]
    pub metrics_config: Option<MetricsConfig>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct DescribeInferenceComponentInput {
    #[serde(rename = "InferenceComponentName", default)]
    pub inference_component_name: String,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct DescribeInferenceComponentOutput {
    #[serde(rename = "InferenceComponentName", default)]
    pub inference_component_name: String,
    #[serde(rename = "InferenceComponentArn", default)]
    pub inference_component_arn: String,
    #[serde(rename = "EndpointName", default)]
    pub endpoint_name: String,
    #[serde(rename = "EndpointArn", default)]
    pub endpoint_arn: String,
    #[serde(rename = "VariantName", default, skip_serializing_if = "Option::is_none")]
    pub variant_name: Option<String>,
    #[serde(rename = "FailureReason", default, skip_serializing_if = "Option::is_none")]
    pub failure_reason: Option<String>,
    #[serde(rename = "Specification", default, skip_serializing_if = "Option::is_none")]
    pub specification: Option<InferenceComponentSpecificationSummary>,
    #[serde(rename = "Specifications", default, skip_serializing_if = "Option::is_none")]
    pub specifications: Option<Vec<InferenceComponentSpecificationSummary>>,
    #[serde(rename = "RuntimeConfig", default, skip_serializing_if = "Option::is_none")]
    pub runtime_config: Option<InferenceComponentRuntimeConfigSummary>,
    #[serde(rename = "CreationTime", default)]
    pub creation_time: EpochSeconds,
    #[serde(rename = "LastModifiedTime", default)]
    pub last_modified_time: EpochSeconds,
    #[serde(rename = "InferenceComponentStatus", default, skip_serializing_if = "Option::is_none")]
    pub inference_component_status: Option<String>,
    #[serde(rename = "LastDeploymentConfig", default, skip_serializing_if = "Option::is_none")]
    pub last_deployment_config: Option<InferenceComponentDeploymentConfig>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct DescribeModelInput {
    #[serde(rename = "ModelName", default)]
    pub model_name: String,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct DescribeModelOutput {
    #[serde(rename = "ModelName", default)]
    pub model_name: String,
    #[serde(rename = "PrimaryContainer", default, skip_serializing_if = "Option::is_none")]
    pub primary_container: Option<ContainerDefinition>,
    #[serde(rename = "Containers", default, skip_serializing_if = "Option::is_none")]
    pub containers: Option<Vec<ContainerDefinition>>,
    #[serde(rename = "InferenceExecutionConfig", default, skip_serializing_if = "Option::is_none")]
    pub inference_execution_config: Option<InferenceExecutionConfig>,
    #[serde(rename = "ExecutionRoleArn", default, skip_serializing_if = "Option::is_none")]
    pub execution_role_arn: Option<String>,
    #[serde(rename = "VpcConfig", default, skip_serializing_if = "Option::is_none")]
    pub vpc_config: Option<VpcConfig>,
    #[serde(rename = "CreationTime", default)]
    pub creation_time: EpochSeconds,
    #[serde(rename = "ModelArn", default)]
    pub model_arn: String,
    #[serde(rename = "EnableNetworkIsolation", default, skip_serializing_if = "Option::is_none")]
    pub enable_network_isolation: Option<bool>,
    #[serde(rename = "DeploymentRecommendation", default, skip_serializing_if = "Option::is_none")]
    pub deployment_recommendation: Option<DeploymentRecommendation>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct DesiredWeightAndCapacity {
    #[serde(rename = "VariantName", default)]
    pub variant_name: String,
    #[serde(rename = "DesiredWeight", default, skip_serializing_if = "Option::is_none")]
    pub desired_weight: Option<Double>,
    #[serde(rename = "DesiredInstanceCount", default, skip_serializing_if = "Option::is_none")]
    pub desired_instance_count: Option<i32>,
    #[serde(rename = "ServerlessUpdateConfig", default, skip_serializing_if = "Option::is_none")]
    pub serverless_update_config: Option<ProductionVariantServerlessUpdateConfig>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Ec2CapacityReservation {
    #[serde(rename = "Ec2CapacityReservationId", default, skip_serializing_if = "Option::is_none")]
    pub ec2_capacity_reservation_id: Option<String>,
    #[serde(rename = "TotalInstanceCount", default, skip_serializing_if = "Option::is_none")]
    pub total_instance_count: Option<i32>,
    #[serde(rename = "AvailableInstanceCount", default, skip_serializing_if = "Option::is_none")]
    pub available_instance_count: Option<i32>,
    #[serde(rename = "UsedByCurrentEndpoint", default, skip_serializing_if = "Option::is_none")]
    pub used_by_current_endpoint: Option<i32>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct EndpointConfigSummary {
    #[serde(rename = "EndpointConfigName", default)]
    pub endpoint_config_name: String,
    #[serde(rename = "EndpointConfigArn", default)]
    pub endpoint_config_arn: String,
    #[serde(rename = "CreationTime", default)]
    pub creation_time: EpochSeconds,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct EndpointSummary {
    #[serde(rename = "EndpointName", default)]
    pub endpoint_name: String,
    #[serde(rename = "EndpointArn", default)]
    pub endpoint_arn: String,
    #[serde(rename = "CreationTime", default)]
    pub creation_time: EpochSeconds,
    #[serde(rename = "LastModifiedTime", default)]
    pub last_modified_time: EpochSeconds,
    #[serde(rename = "EndpointStatus", default)]
    pub endpoint_status: String,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ExplainerConfig {
    #[serde(rename = "ClarifyExplainerConfig", default, skip_serializing_if = "Option::is_none")]
    pub clarify_explainer_config: Option<ClarifyExplainerConfig>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ImageConfig {
    #[serde(rename = "RepositoryAccessMode", default)]
    pub repository_access_mode: String,
    #[serde(rename = "RepositoryAuthConfig", default, skip_serializing_if = "Option::is_none")]
    pub repository_auth_config: Option<RepositoryAuthConfig>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct InferenceComponentAvailabilityZoneBalance {
    #[serde(rename = "EnforcementMode", default)]
    pub enforcement_mode: String,
    #[serde(rename = "MaxImbalance", default, skip_serializing_if = "Option::is_none")]
    pub max_imbalance: Option<i32>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct InferenceComponentCapacitySize {
    #[serde(rename = "Type", default)]
    pub r#type: String,
    #[serde(rename = "Value", default)]
    pub value: i32,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct InferenceComponentComputeResourceRequirements {
    #[serde(rename = "NumberOfCpuCoresRequired", default, skip_serializing_if = "Option::is_none")]
    pub number_of_cpu_cores_required: Option<Double>,
    #[serde(
        rename = "NumberOfAcceleratorDevicesRequired",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub number_of_accelerator_devices_required: Option<Double>,
    #[serde(rename = "MinMemoryRequiredInMb", default)]
    pub min_memory_required_in_mb: i32,
    #[serde(rename = "MaxMemoryRequiredInMb", default, skip_serializing_if = "Option::is_none")]
    pub max_memory_required_in_mb: Option<i32>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct InferenceComponentContainerSpecification {
    #[serde(rename = "Image", default, skip_serializing_if = "Option::is_none")]
    pub image: Option<String>,
    #[serde(rename = "ArtifactUrl", default, skip_serializing_if = "Option::is_none")]
    pub artifact_url: Option<String>,
    #[serde(rename = "Environment", default, skip_serializing_if = "Option::is_none")]
    pub environment: Option<BTreeMap<String, String>>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct InferenceComponentContainerSpecificationSummary {
    #[serde(rename = "DeployedImage", default, skip_serializing_if = "Option::is_none")]
    pub deployed_image: Option<DeployedImage>,
    #[serde(rename = "ArtifactUrl", default, skip_serializing_if = "Option::is_none")]
    pub artifact_url: Option<String>,
    #[serde(rename = "Environment", default, skip_serializing_if = "Option::is_none")]
    pub environment: Option<BTreeMap<String, String>>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct InferenceComponentDataCacheConfig {
    #[serde(rename = "EnableCaching", default)]
    pub enable_caching: bool,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct InferenceComponentDataCacheConfigSummary {
    #[serde(rename = "EnableCaching", default)]
    pub enable_caching: bool,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct InferenceComponentDeploymentConfig {
    #[serde(rename = "RollingUpdatePolicy", default)]
    pub rolling_update_policy: InferenceComponentRollingUpdatePolicy,
    #[serde(
        rename = "AutoRollbackConfiguration",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub auto_rollback_configuration: Option<AutoRollbackConfig>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct InferenceComponentPlacementStatus {
    #[serde(rename = "InstanceType", default)]
    pub instance_type: String,
    #[serde(rename = "CurrentCopyCount", default)]
    pub current_copy_count: i32,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct InferenceComponentRollingUpdatePolicy {
    #[serde(rename = "MaximumBatchSize", default)]
    pub maximum_batch_size: InferenceComponentCapacitySize,
    #[serde(rename = "WaitIntervalInSeconds", default)]
    pub wait_interval_in_seconds: i32,
    #[serde(
        rename = "MaximumExecutionTimeoutInSeconds",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub maximum_execution_timeout_in_seconds: Option<i32>,
    #[serde(rename = "RollbackMaximumBatchSize", default, skip_serializing_if = "Option::is_none")]
    pub rollback_maximum_batch_size: Option<InferenceComponentCapacitySize>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct InferenceComponentRuntimeConfig {
    #[serde(rename = "CopyCount", default)]
    pub copy_count: i32,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct InferenceComponentRuntimeConfigSummary {
    #[serde(rename = "DesiredCopyCount", default, skip_serializing_if = "Option::is_none")]
    pub desired_copy_count: Option<i32>,
    #[serde(rename = "CurrentCopyCount", default, skip_serializing_if = "Option::is_none")]
    pub current_copy_count: Option<i32>,
    #[serde(rename = "PlacementStatus", default, skip_serializing_if = "Option::is_none")]
    pub placement_status: Option<Vec<InferenceComponentPlacementStatus>>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct InferenceComponentSchedulingConfig {
    #[serde(rename = "PlacementStrategy", default)]
    pub placement_strategy: String,
    #[serde(rename = "AvailabilityZoneBalance", default, skip_serializing_if = "Option::is_none")]
    pub availability_zone_balance: Option<InferenceComponentAvailabilityZoneBalance>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct InferenceComponentSpecification {
    #[serde(rename = "InstanceType", default, skip_serializing_if = "Option::is_none")]
    pub instance_type: Option<String>,
    #[serde(rename = "ModelName", default, skip_serializing_if = "Option::is_none")]
    pub model_name: Option<String>,
    #[serde(rename = "Container", default, skip_serializing_if = "Option::is_none")]
    pub container: Option<InferenceComponentContainerSpecification>,
    #[serde(rename = "StartupParameters", default, skip_serializing_if = "Option::is_none")]
    pub startup_parameters: Option<InferenceComponentStartupParameters>,
    #[serde(
        rename = "ComputeResourceRequirements",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub compute_resource_requirements: Option<InferenceComponentComputeResourceRequirements>,
    #[serde(
        rename = "BaseInferenceComponentName",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub base_inference_component_name: Option<String>,
    #[serde(rename = "DataCacheConfig", default, skip_serializing_if = "Option::is_none")]
    pub data_cache_config: Option<InferenceComponentDataCacheConfig>,
    #[serde(rename = "SchedulingConfig", default, skip_serializing_if = "Option::is_none")]
    pub scheduling_config: Option<InferenceComponentSchedulingConfig>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct InferenceComponentSpecificationSummary {
    #[serde(rename = "InstanceType", default, skip_serializing_if = "Option::is_none")]
    pub instance_type: Option<String>,
    #[serde(rename = "ModelName", default, skip_serializing_if = "Option::is_none")]
    pub model_name: Option<String>,
    #[serde(rename = "Container", default, skip_serializing_if = "Option::is_none")]
    pub container: Option<InferenceComponentContainerSpecificationSummary>,
    #[serde(rename = "StartupParameters", default, skip_serializing_if = "Option::is_none")]
    pub startup_parameters: Option<InferenceComponentStartupParameters>,
    #[serde(
        rename = "ComputeResourceRequirements",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub compute_resource_requirements: Option<InferenceComponentComputeResourceRequirements>,
    #[serde(
        rename = "BaseInferenceComponentName",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub base_inference_component_name: Option<String>,
    #[serde(rename = "DataCacheConfig", default, skip_serializing_if = "Option::is_none")]
    pub data_cache_config: Option<InferenceComponentDataCacheConfigSummary>,
    #[serde(rename = "SchedulingConfig", default, skip_serializing_if = "Option::is_none")]
    pub scheduling_config: Option<InferenceComponentSchedulingConfig>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct InferenceComponentStartupParameters {
    #[serde(
        rename = "ModelDataDownloadTimeoutInSeconds",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub model_data_download_timeout_in_seconds: Option<i32>,
    #[serde(
        rename = "ContainerStartupHealthCheckTimeoutInSeconds",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub container_startup_health_check_timeout_in_seconds: Option<i32>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct InferenceComponentSummary {
    #[serde(rename = "CreationTime", default)]
    pub creation_time: EpochSeconds,
    #[serde(rename = "InferenceComponentArn", default)]
    pub inference_component_arn: String,
    #[serde(rename = "InferenceComponentName", default)]
    pub inference_component_name: String,
    #[serde(rename = "EndpointArn", default)]
    pub endpoint_arn: String,
    #[serde(rename = "EndpointName", default)]
    pub endpoint_name: String,
    #[serde(rename = "VariantName", default)]
    pub variant_name: String,
    #[serde(rename = "InferenceComponentStatus", default, skip_serializing_if = "Option::is_none")]
    pub inference_component_status: Option<String>,
    #[serde(rename = "LastModifiedTime", default)]
    pub last_modified_time: EpochSeconds,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct InferenceExecutionConfig {
    #[serde(rename = "Mode", default)]
    pub mode: String,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct InferenceHubAccessConfig {
    #[serde(rename = "HubContentArn", default)]
    pub hub_content_arn: String,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct InstancePool {
    #[serde(rename = "InstanceType", default)]
    pub instance_type: String,
    #[serde(rename = "ModelNameOverride", default, skip_serializing_if = "Option::is_none")]
    pub model_name_override: Option<String>,
    #[serde(rename = "Priority", default)]
    pub priority: i32,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct InstancePoolSummary {
    #[serde(rename = "InstanceType", default)]
    pub instance_type: String,
    #[serde(rename = "CurrentInstanceCount", default)]
    pub current_instance_count: i32,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ListEndpointConfigsInput {
    #[serde(rename = "SortBy", default, skip_serializing_if = "Option::is_none")]
    pub sort_by: Option<String>,
    #[serde(rename = "SortOrder", default, skip_serializing_if = "Option::is_none")]
    pub sort_order: Option<String>,
    #[serde(rename = "NextToken", default, skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
    #[serde(rename = "MaxResults", default, skip_serializing_if = "Option::is_none")]
    pub max_results: Option<i32>,
    #[serde(rename = "NameContains", default, skip_serializing_if = "Option::is_none")]
    pub name_contains: Option<String>,
    #[serde(rename = "CreationTimeBefore", default, skip_serializing_if = "Option::is_none")]
    pub creation_time_before: Option<EpochSeconds>,
    #[serde(rename = "CreationTimeAfter", default, skip_serializing_if = "Option::is_none")]
    pub creation_time_after: Option<EpochSeconds>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ListEndpointConfigsOutput {
    #[serde(rename = "EndpointConfigs", default)]
    pub endpoint_configs: Vec<EndpointConfigSummary>,
    #[serde(rename = "NextToken", default, skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ListEndpointsInput {
    #[serde(rename = "SortBy", default, skip_serializing_if = "Option::is_none")]
    pub sort_by: Option<String>,
    #[serde(rename = "SortOrder", default, skip_serializing_if = "Option::is_none")]
    pub sort_order: Option<String>,
    #[serde(rename = "NextToken", default, skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
    #[serde(rename = "MaxResults", default, skip_serializing_if = "Option::is_none")]
    pub max_results: Option<i32>,
    #[serde(rename = "NameContains", default, skip_serializing_if = "Option::is_none")]
    pub name_contains: Option<String>,
    #[serde(rename = "CreationTimeBefore", default, skip_serializing_if = "Option::is_none")]
    pub creation_time_before: Option<EpochSeconds>,
    #[serde(rename = "CreationTimeAfter", default, skip_serializing_if = "Option::is_none")]
    pub creation_time_after: Option<EpochSeconds>,
    #[serde(rename = "LastModifiedTimeBefore", default, skip_serializing_if = "Option::is_none")]
    pub last_modified_time_before: Option<EpochSeconds>,
    #[serde(rename = "LastModifiedTimeAfter", default, skip_serializing_if = "Option::is_none")]
    pub last_modified_time_after: Option<EpochSeconds>,
    #[serde(rename = "StatusEquals", default, skip_serializing_if = "Option::is_none")]
    pub status_equals: Option<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ListEndpointsOutput {
    #[serde(rename = "Endpoints", default)]
    pub endpoints: Vec<EndpointSummary>,
    #[serde(rename = "NextToken", default, skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ListInferenceComponentsInput {
    #[serde(rename = "SortBy", default, skip_serializing_if = "Option::is_none")]
    pub sort_by: Option<String>,
    #[serde(rename = "SortOrder", default, skip_serializing_if = "Option::is_none")]
    pub sort_order: Option<String>,
    #[serde(rename = "NextToken", default, skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
    #[serde(rename = "MaxResults", default, skip_serializing_if = "Option::is_none")]
    pub max_results: Option<i32>,
    #[serde(rename = "NameContains", default, skip_serializing_if = "Option::is_none")]
    pub name_contains: Option<String>,
    #[serde(rename = "CreationTimeBefore", default, skip_serializing_if = "Option::is_none")]
    pub creation_time_before: Option<EpochSeconds>,
    #[serde(rename = "CreationTimeAfter", default, skip_serializing_if = "Option::is_none")]
    pub creation_time_after: Option<EpochSeconds>,
    #[serde(rename = "LastModifiedTimeBefore", default, skip_serializing_if = "Option::is_none")]
    pub last_modified_time_before: Option<EpochSeconds>,
    #[serde(rename = "LastModifiedTimeAfter", default, skip_serializing_if = "Option::is_none")]
    pub last_modified_time_after: Option<EpochSeconds>,
    #[serde(rename = "StatusEquals", default, skip_serializing_if = "Option::is_none")]
    pub status_equals: Option<String>,
    #[serde(rename = "EndpointNameEquals", default, skip_serializing_if = "Option::is_none")]
    pub endpoint_name_equals: Option<String>,
    #[serde(rename = "VariantNameEquals", default, skip_serializing_if = "Option::is_none")]
    pub variant_name_equals: Option<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ListInferenceComponentsOutput {
    #[serde(rename = "InferenceComponents", default)]
    pub inference_components: Vec<InferenceComponentSummary>,
    #[serde(rename = "NextToken", default, skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ListModelsInput {
    #[serde(rename = "SortBy", default, skip_serializing_if = "Option::is_none")]
    pub sort_by: Option<String>,
    #[serde(rename = "SortOrder", default, skip_serializing_if = "Option::is_none")]
    pub sort_order: Option<String>,
    #[serde(rename = "NextToken", default, skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
    #[serde(rename = "MaxResults", default, skip_serializing_if = "Option::is_none")]
    pub max_results: Option<i32>,
    #[serde(rename = "NameContains", default, skip_serializing_if = "Option::is_none")]
    pub name_contains: Option<String>,
    #[serde(rename = "CreationTimeBefore", default, skip_serializing_if = "Option::is_none")]
    pub creation_time_before: Option<EpochSeconds>,
    #[serde(rename = "CreationTimeAfter", default, skip_serializing_if = "Option::is_none")]
    pub creation_time_after: Option<EpochSeconds>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ListModelsOutput {
    #[serde(rename = "Models", default)]
    pub models: Vec<ModelSummary>,
    #[serde(rename = "NextToken", default, skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ListTagsInput {
    #[serde(rename = "ResourceArn", default)]
    pub resource_arn: String,
    #[serde(rename = "NextToken", default, skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
    #[serde(rename = "MaxResults", default, skip_serializing_if = "Option::is_none")]
    pub max_results: Option<i32>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ListTagsOutput {
    #[serde(rename = "Tags", default, skip_serializing_if = "Option::is_none")]
    pub tags: Option<Vec<Tag>>,
    #[serde(rename = "NextToken", default, skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct MetricsConfig {
    #[serde(rename = "EnableEnhancedMetrics", default, skip_serializing_if = "Option::is_none")]
    pub enable_enhanced_metrics: Option<bool>,
    #[serde(
        rename = "MetricPublishFrequencyInSeconds",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub metric_publish_frequency_in_seconds: Option<i32>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ModelAccessConfig {
    #[serde(rename = "AcceptEula", default)]
    pub accept_eula: bool,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ModelDataSource {
    #[serde(rename = "S3DataSource", default, skip_serializing_if = "Option::is_none")]
    pub s3_data_source: Option<S3ModelDataSource>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ModelSummary {
    #[serde(rename = "ModelName", default)]
    pub model_name: String,
    #[serde(rename = "ModelArn", default)]
    pub model_arn: String,
    #[serde(rename = "CreationTime", default)]
    pub creation_time: EpochSeconds,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct MultiModelConfig {
    #[serde(rename = "ModelCacheSetting", default, skip_serializing_if = "Option::is_none")]
    pub model_cache_setting: Option<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct PendingDeploymentSummary {
    #[serde(rename = "EndpointConfigName", default)]
    pub endpoint_config_name: String,
    #[serde(rename = "ProductionVariants", default, skip_serializing_if = "Option::is_none")]
    pub production_variants: Option<Vec<PendingProductionVariantSummary>>,
    #[serde(rename = "StartTime", default, skip_serializing_if = "Option::is_none")]
    pub start_time: Option<EpochSeconds>,
    #[serde(rename = "ShadowProductionVariants", default, skip_serializing_if = "Option::is_none")]
    pub shadow_production_variants: Option<Vec<PendingProductionVariantSummary>>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct PendingProductionVariantSummary {
    #[serde(rename = "VariantName", default)]
    pub variant_name: String,
    #[serde(rename = "DeployedImages", default, skip_serializing_if = "Option::is_none")]
    pub deployed_images: Option<Vec<DeployedImage>>,
    #[serde(rename = "CurrentWeight", default, skip_serializing_if = "Option::is_none")]
    pub current_weight: Option<Double>,
    #[serde(rename = "DesiredWeight", default, skip_serializing_if = "Option::is_none")]
    pub desired_weight: Option<Double>,
    #[serde(rename = "CurrentInstanceCount", default, skip_serializing_if = "Option::is_none")]
    pub current_instance_count: Option<i32>,
    #[serde(rename = "DesiredInstanceCount", default, skip_serializing_if = "Option::is_none")]
    pub desired_instance_count: Option<i32>,
    #[serde(rename = "InstanceType", default, skip_serializing_if = "Option::is_none")]
    pub instance_type: Option<String>,
    #[serde(rename = "InstancePools", default, skip_serializing_if = "Option::is_none")]
    pub instance_pools: Option<Vec<InstancePoolSummary>>,
    #[serde(rename = "AcceleratorType", default, skip_serializing_if = "Option::is_none")]
    pub accelerator_type: Option<String>,
    #[serde(rename = "VariantStatus", default, skip_serializing_if = "Option::is_none")]
    pub variant_status: Option<Vec<ProductionVariantStatus>>,
    #[serde(rename = "CurrentServerlessConfig", default, skip_serializing_if = "Option::is_none")]
    pub current_serverless_config: Option<ProductionVariantServerlessConfig>,
    #[serde(rename = "DesiredServerlessConfig", default, skip_serializing_if = "Option::is_none")]
    pub desired_serverless_config: Option<ProductionVariantServerlessConfig>,
    #[serde(rename = "ManagedInstanceScaling", default, skip_serializing_if = "Option::is_none")]
    pub managed_instance_scaling: Option<ProductionVariantManagedInstanceScaling>,
    #[serde(rename = "RoutingConfig", default, skip_serializing_if = "Option::is_none")]
    pub routing_config: Option<ProductionVariantRoutingConfig>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ProductionVariant {
    #[serde(rename = "VariantName", default)]
    pub variant_name: String,
    #[serde(rename = "ModelName", default, skip_serializing_if = "Option::is_none")]
    pub model_name: Option<String>,
    #[serde(rename = "InitialInstanceCount", default, skip_serializing_if = "Option::is_none")]
    pub initial_instance_count: Option<i32>,
    #[serde(rename = "InstanceType", default, skip_serializing_if = "Option::is_none")]
    pub instance_type: Option<String>,
    #[serde(rename = "InstancePools", default, skip_serializing_if = "Option::is_none")]
    pub instance_pools: Option<Vec<InstancePool>>,
    #[serde(
        rename = "VariantInstanceProvisionTimeoutInSeconds",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub variant_instance_provision_timeout_in_seconds: Option<i32>,
    #[serde(rename = "InitialVariantWeight", default, skip_serializing_if = "Option::is_none")]
    pub initial_variant_weight: Option<Double>,
    #[serde(rename = "AcceleratorType", default, skip_serializing_if = "Option::is_none")]
    pub accelerator_type: Option<String>,
    #[serde(rename = "CoreDumpConfig", default, skip_serializing_if = "Option::is_none")]
    pub core_dump_config: Option<ProductionVariantCoreDumpConfig>,
    #[serde(rename = "ServerlessConfig", default, skip_serializing_if = "Option::is_none")]
    pub serverless_config: Option<ProductionVariantServerlessConfig>,
    #[serde(rename = "VolumeSizeInGB", default, skip_serializing_if = "Option::is_none")]
    pub volume_size_in_gb: Option<i32>,
    #[serde(
        rename = "ModelDataDownloadTimeoutInSeconds",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub model_data_download_timeout_in_seconds: Option<i32>,
    #[serde(
        rename = "ContainerStartupHealthCheckTimeoutInSeconds",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub container_startup_health_check_timeout_in_seconds: Option<i32>,
    #[serde(rename = "EnableSSMAccess", default, skip_serializing_if = "Option::is_none")]
    pub enable_ssm_access: Option<bool>,
    #[serde(rename = "ManagedInstanceScaling", default, skip_serializing_if = "Option::is_none")]
    pub managed_instance_scaling: Option<ProductionVariantManagedInstanceScaling>,
    #[serde(rename = "RoutingConfig", default, skip_serializing_if = "Option::is_none")]
    pub routing_config: Option<ProductionVariantRoutingConfig>,
    #[serde(rename = "InferenceAmiVersion", default, skip_serializing_if = "Option::is_none")]
    pub inference_ami_version: Option<String>,
    #[serde(
        rename = "CapacityReservationConfig",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub capacity_reservation_config: Option<ProductionVariantCapacityReservationConfig>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ProductionVariantCapacityReservationConfig {
    #[serde(
        rename = "CapacityReservationPreference",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub capacity_reservation_preference: Option<String>,
    #[serde(rename = "MlReservationArn", default, skip_serializing_if = "Option::is_none")]
    pub ml_reservation_arn: Option<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ProductionVariantCapacityReservationSummary {
    #[serde(rename = "MlReservationArn", default, skip_serializing_if = "Option::is_none")]
    pub ml_reservation_arn: Option<String>,
    #[serde(
        rename = "CapacityReservationPreference",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub capacity_reservation_preference: Option<String>,
    #[serde(rename = "TotalInstanceCount", default, skip_serializing_if = "Option::is_none")]
    pub total_instance_count: Option<i32>,
    #[serde(rename = "AvailableInstanceCount", default, skip_serializing_if = "Option::is_none")]
    pub available_instance_count: Option<i32>,
    #[serde(rename = "UsedByCurrentEndpoint", default, skip_serializing_if = "Option::is_none")]
    pub used_by_current_endpoint: Option<i32>,
    #[serde(rename = "Ec2CapacityReservations", default, skip_serializing_if = "Option::is_none")]
    pub ec2_capacity_reservations: Option<Vec<Ec2CapacityReservation>>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ProductionVariantCoreDumpConfig {
    #[serde(rename = "DestinationS3Uri", default)]
    pub destination_s3_uri: String,
    #[serde(rename = "KmsKeyId", default, skip_serializing_if = "Option::is_none")]
    pub kms_key_id: Option<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ProductionVariantManagedInstanceScaling {
    #[serde(rename = "Status", default, skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    #[serde(rename = "MinInstanceCount", default, skip_serializing_if = "Option::is_none")]
    pub min_instance_count: Option<i32>,
    #[serde(rename = "MaxInstanceCount", default, skip_serializing_if = "Option::is_none")]
    pub max_instance_count: Option<i32>,
    #[serde(rename = "ScaleInPolicy", default, skip_serializing_if = "Option::is_none")]
    pub scale_in_policy: Option<ProductionVariantManagedInstanceScalingScaleInPolicy>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ProductionVariantManagedInstanceScalingScaleInPolicy {
    #[serde(rename = "Strategy", default)]
    pub strategy: String,
    #[serde(rename = "MaximumStepSize", default, skip_serializing_if = "Option::is_none")]
    pub maximum_step_size: Option<i32>,
    #[serde(rename = "CooldownInMinutes", default, skip_serializing_if = "Option::is_none")]
    pub cooldown_in_minutes: Option<i32>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ProductionVariantRoutingConfig {
    #[serde(rename = "RoutingStrategy", default)]
    pub routing_strategy: String,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ProductionVariantServerlessConfig {
    #[serde(rename = "MemorySizeInMB", default)]
    pub memory_size_in_mb: i32,
    #[serde(rename = "MaxConcurrency", default)]
    pub max_concurrency: i32,
    #[serde(rename = "ProvisionedConcurrency", default, skip_serializing_if = "Option::is_none")]
    pub provisioned_concurrency: Option<i32>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ProductionVariantServerlessUpdateConfig {
    #[serde(rename = "MaxConcurrency", default, skip_serializing_if = "Option::is_none")]
    pub max_concurrency: Option<i32>,
    #[serde(rename = "ProvisionedConcurrency", default, skip_serializing_if = "Option::is_none")]
    pub provisioned_concurrency: Option<i32>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ProductionVariantStatus {
    #[serde(rename = "Status", default)]
    pub status: String,
    #[serde(rename = "StatusMessage", default, skip_serializing_if = "Option::is_none")]
    pub status_message: Option<String>,
    #[serde(rename = "StartTime", default, skip_serializing_if = "Option::is_none")]
    pub start_time: Option<EpochSeconds>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ProductionVariantSummary {
    #[serde(rename = "VariantName", default)]
    pub variant_name: String,
    #[serde(rename = "DeployedImages", default, skip_serializing_if = "Option::is_none")]
    pub deployed_images: Option<Vec<DeployedImage>>,
    #[serde(rename = "CurrentWeight", default, skip_serializing_if = "Option::is_none")]
    pub current_weight: Option<Double>,
    #[serde(rename = "DesiredWeight", default, skip_serializing_if = "Option::is_none")]
    pub desired_weight: Option<Double>,
    #[serde(rename = "CurrentInstanceCount", default, skip_serializing_if = "Option::is_none")]
    pub current_instance_count: Option<i32>,
    #[serde(rename = "DesiredInstanceCount", default, skip_serializing_if = "Option::is_none")]
    pub desired_instance_count: Option<i32>,
    #[serde(rename = "InstancePools", default, skip_serializing_if = "Option::is_none")]
    pub instance_pools: Option<Vec<InstancePoolSummary>>,
    #[serde(rename = "VariantStatus", default, skip_serializing_if = "Option::is_none")]
    pub variant_status: Option<Vec<ProductionVariantStatus>>,
    #[serde(rename = "CurrentServerlessConfig", default, skip_serializing_if = "Option::is_none")]
    pub current_serverless_config: Option<ProductionVariantServerlessConfig>,
    #[serde(rename = "DesiredServerlessConfig", default, skip_serializing_if = "Option::is_none")]
    pub desired_serverless_config: Option<ProductionVariantServerlessConfig>,
    #[serde(rename = "ManagedInstanceScaling", default, skip_serializing_if = "Option::is_none")]
    pub managed_instance_scaling: Option<ProductionVariantManagedInstanceScaling>,
    #[serde(rename = "RoutingConfig", default, skip_serializing_if = "Option::is_none")]
    pub routing_config: Option<ProductionVariantRoutingConfig>,
    #[serde(
        rename = "CapacityReservationConfig",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub capacity_reservation_config: Option<ProductionVariantCapacityReservationSummary>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct RealTimeInferenceRecommendation {
    #[serde(rename = "RecommendationId", default)]
    pub recommendation_id: String,
    #[serde(rename = "InstanceType", default)]
    pub instance_type: String,
    #[serde(rename = "Environment", default, skip_serializing_if = "Option::is_none")]
    pub environment: Option<BTreeMap<String, String>>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct RepositoryAuthConfig {
    #[serde(rename = "RepositoryCredentialsProviderArn", default)]
    pub repository_credentials_provider_arn: String,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ResourceLimitExceeded {
    #[serde(rename = "Message", default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct RollingUpdatePolicy {
    #[serde(rename = "MaximumBatchSize", default)]
    pub maximum_batch_size: CapacitySize,
    #[serde(rename = "WaitIntervalInSeconds", default)]
    pub wait_interval_in_seconds: i32,
    #[serde(
        rename = "MaximumExecutionTimeoutInSeconds",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub maximum_execution_timeout_in_seconds: Option<i32>,
    #[serde(rename = "RollbackMaximumBatchSize", default, skip_serializing_if = "Option::is_none")]
    pub rollback_maximum_batch_size: Option<CapacitySize>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct S3ModelDataSource {
    #[serde(rename = "S3Uri", default)]
    pub s3_uri: String,
    #[serde(rename = "S3DataType", default)]
    pub s3_data_type: String,
    #[serde(rename = "CompressionType", default)]
    pub compression_type: String,
    #[serde(rename = "ModelAccessConfig", default, skip_serializing_if = "Option::is_none")]
    pub model_access_config: Option<ModelAccessConfig>,
    #[serde(rename = "HubAccessConfig", default, skip_serializing_if = "Option::is_none")]
    pub hub_access_config: Option<InferenceHubAccessConfig>,
    #[serde(rename = "ManifestS3Uri", default, skip_serializing_if = "Option::is_none")]
    pub manifest_s3_uri: Option<String>,
    #[serde(rename = "ETag", default, skip_serializing_if = "Option::is_none")]
    pub e_tag: Option<String>,
    #[serde(rename = "ManifestEtag", default, skip_serializing_if = "Option::is_none")]
    pub manifest_etag: Option<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Tag {
    #[serde(rename = "Key", default)]
    pub key: String,
    #[serde(rename = "Value", default)]
    pub value: String,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct TrafficRoutingConfig {
    #[serde(rename = "Type", default)]
    pub r#type: String,
    #[serde(rename = "WaitIntervalInSeconds", default)]
    pub wait_interval_in_seconds: i32,
    #[serde(rename = "CanarySize", default, skip_serializing_if = "Option::is_none")]
    pub canary_size: Option<CapacitySize>,
    #[serde(rename = "LinearStepSize", default, skip_serializing_if = "Option::is_none")]
    pub linear_step_size: Option<CapacitySize>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct UpdateEndpointInput {
    #[serde(rename = "EndpointName", default)]
    pub endpoint_name: String,
    #[serde(rename = "EndpointConfigName", default)]
    pub endpoint_config_name: String,
    #[serde(
        rename = "RetainAllVariantProperties",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub retain_all_variant_properties: Option<bool>,
    #[serde(
        rename = "ExcludeRetainedVariantProperties",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub exclude_retained_variant_properties: Option<Vec<VariantProperty>>,
    #[serde(rename = "DeploymentConfig", default, skip_serializing_if = "Option::is_none")]
    pub deployment_config: Option<DeploymentConfig>,
    #[serde(rename = "RetainDeploymentConfig", default, skip_serializing_if = "Option::is_none")]
    pub retain_deployment_config: Option<bool>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct UpdateEndpointOutput {
    #[serde(rename = "EndpointArn", default)]
    pub endpoint_arn: String,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct UpdateEndpointWeightsAndCapacitiesInput {
    #[serde(rename = "EndpointName", default)]
    pub endpoint_name: String,
    #[serde(rename = "DesiredWeightsAndCapacities", default)]
    pub desired_weights_and_capacities: Vec<DesiredWeightAndCapacity>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct UpdateEndpointWeightsAndCapacitiesOutput {
    #[serde(rename = "EndpointArn", default)]
    pub endpoint_arn: String,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct UpdateInferenceComponentInput {
    #[serde(rename = "InferenceComponentName", default)]
    pub inference_component_name: String,
    #[serde(rename = "Specification", default, skip_serializing_if = "Option::is_none")]
    pub specification: Option<InferenceComponentSpecification>,
    #[serde(rename = "Specifications", default, skip_serializing_if = "Option::is_none")]
    pub specifications: Option<Vec<InferenceComponentSpecification>>,
    #[serde(rename = "RuntimeConfig", default, skip_serializing_if = "Option::is_none")]
    pub runtime_config: Option<InferenceComponentRuntimeConfig>,
    #[serde(rename = "DeploymentConfig", default, skip_serializing_if = "Option::is_none")]
    pub deployment_config: Option<InferenceComponentDeploymentConfig>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct UpdateInferenceComponentOutput {
    #[serde(rename = "InferenceComponentArn", default)]
    pub inference_component_arn: String,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct UpdateInferenceComponentRuntimeConfigInput {
    #[serde(rename = "InferenceComponentName", default)]
    pub inference_component_name: String,
    #[serde(rename = "DesiredRuntimeConfig", default)]
    pub desired_runtime_config: InferenceComponentRuntimeConfig,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct UpdateInferenceComponentRuntimeConfigOutput {
    #[serde(rename = "InferenceComponentArn", default)]
    pub inference_component_arn: String,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct VariantProperty {
    #[serde(rename = "VariantPropertyType", default)]
    pub variant_property_type: String,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct VpcConfig {
    #[serde(rename = "SecurityGroupIds", default)]
    pub security_group_ids: Vec<String>,
    #[serde(rename = "Subnets", default)]
    pub subnets: Vec<String>,
}

/// The shapes by their names in the model.
pub mod shapes {
    use crate::Pattern;
    #[allow(unused_imports, reason = "not every model uses every kind")]
    use crate::shape::{Binding, Kind, Length, List, Map, Member, Range, Shape, Structure, Text};

    static PATTERN_0: Pattern = Pattern::new("[A-Za-z0-9\\.\\-_]+", "[A-Za-z0-9\\.\\-_]+");
    static PATTERN_1: Pattern = Pattern::new(
        "(?!\\s*$).+",
        "(?![\\x20\\t\\n\\x0B\\f\\r]*$)[^\\n\\r\\x{85}\\x{2028}\\x{2029}]+",
    );
    static PATTERN_2: Pattern = Pattern::new(".*", "[^\\n\\r\\x{85}\\x{2028}\\x{2029}]*");
    static PATTERN_3: Pattern = Pattern::new(
        "[a-zA-Z0-9](-*[a-zA-Z0-9])*\\/[a-zA-Z0-9](-*[a-zA-Z0-9+.])*",
        "[a-zA-Z0-9](-*[a-zA-Z0-9])*/[a-zA-Z0-9](-*[a-zA-Z0-9+.])*",
    );
    static PATTERN_4: Pattern =
        Pattern::new("[\\s\\S]+", "[\\x20\\t\\n\\x0B\\f\\r[^\\x20\\t\\n\\x0B\\f\\r]]+");
    static PATTERN_5: Pattern =
        Pattern::new("[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}", "[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}");
    static PATTERN_6: Pattern = Pattern::new("[\\S]+", "[[^\\x20\\t\\n\\x0B\\f\\r]]+");
    static PATTERN_7: Pattern = Pattern::new(
        "[a-zA-Z0-9](-*[a-zA-Z0-9])*\\/[a-zA-Z0-9](-*[a-zA-Z0-9.])*",
        "[a-zA-Z0-9](-*[a-zA-Z0-9])*/[a-zA-Z0-9](-*[a-zA-Z0-9.])*",
    );
    static PATTERN_8: Pattern = Pattern::new(
        "(https|s3)://([^/])/?(.*)",
        "(https|s3)://([^/])/?([^\\n\\r\\x{85}\\x{2028}\\x{2029}]*)",
    );
    static PATTERN_9: Pattern = Pattern::new(
        "arn:aws[a-z\\-]*:sagemaker:[a-z0-9\\-]*:[0-9]{12}:endpoint/.*",
        "arn:aws[a-z\\-]*:sagemaker:[a-z0-9\\-]*:[0-9]{12}:endpoint/[^\\n\\r\\x{85}\\x{2028}\\x{2029}]*",
    );
    static PATTERN_10: Pattern = Pattern::new(
        "arn:aws[a-z\\-]*:sagemaker:[a-z0-9\\-]*:[0-9]{12}:endpoint-config/.*",
        "arn:aws[a-z\\-]*:sagemaker:[a-z0-9\\-]*:[0-9]{12}:endpoint-config/[^\\n\\r\\x{85}\\x{2028}\\x{2029}]*",
    );
    static PATTERN_11: Pattern = Pattern::new("[a-zA-Z0-9-]+", "[a-zA-Z0-9-]+");
    static PATTERN_12: Pattern = Pattern::new("[a-zA-Z_][a-zA-Z0-9_]*", "[a-zA-Z_][a-zA-Z0-9_]*");
    static PATTERN_13: Pattern =
        Pattern::new("[\\S\\s]*", "[[^\\x20\\t\\n\\x0B\\f\\r]\\x20\\t\\n\\x0B\\f\\r]*");
    static PATTERN_14: Pattern = Pattern::new(
        "[a-zA-Z0-9]([\\-a-zA-Z0-9]*[a-zA-Z0-9])?",
        "[a-zA-Z0-9]([\\-a-zA-Z0-9]*[a-zA-Z0-9])?",
    );
    static PATTERN_15: Pattern = Pattern::new("[a-zA-Z0-9:/_-]*", "[a-zA-Z0-9:/_-]*");
    static PATTERN_16: Pattern = Pattern::new(
        "arn:aws[a-z\\-]*:sagemaker:[a-z0-9\\-]*:[0-9]{12}:[a-z0-9\\-]{1,14}/.*",
        "arn:aws[a-z\\-]*:sagemaker:[a-z0-9\\-]*:[0-9]{12}:[a-z0-9\\-]{1,14}/[^\\n\\r\\x{85}\\x{2028}\\x{2029}]*",
    );
    static PATTERN_17: Pattern = Pattern::new(
        "arn:aws[a-z\\-]*:sagemaker:[a-z0-9\\-]*:[0-9]{12}:model/.*",
        "arn:aws[a-z\\-]*:sagemaker:[a-z0-9\\-]*:[0-9]{12}:model/[^\\n\\r\\x{85}\\x{2028}\\x{2029}]*",
    );
    static PATTERN_18: Pattern = Pattern::new(
        "arn:aws[a-z-]*:sagemaker:[a-z0-9-]*:[0-9]{12}:.+",
        "arn:aws[a-z-]*:sagemaker:[a-z0-9-]*:[0-9]{12}:[^\\n\\r\\x{85}\\x{2028}\\x{2029}]+",
    );
    static PATTERN_19: Pattern = Pattern::new(
        "arn:aws[a-z\\-]*:iam::\\d{12}:role/?[a-zA-Z_0-9+=,.@\\-_/]+",
        "arn:aws[a-z\\-]*:iam::[0-9]{12}:role/?[a-zA-Z_0-9+=,.@\\-_/]+",
    );
    static PATTERN_20: Pattern = Pattern::new(
        "(https|s3)://([^/]+)/?(.*)",
        "(https|s3)://([^/]+)/?([^\\n\\r\\x{85}\\x{2028}\\x{2029}]*)",
    );
    static PATTERN_21: Pattern = Pattern::new("[-0-9a-zA-Z]+", "[-0-9a-zA-Z]+");
    static PATTERN_22: Pattern = Pattern::new(
        "arn:aws[a-z\\-]*:sns:[a-z0-9\\-]*:[0-9]{12}:[a-zA-Z0-9_.-]+",
        "arn:aws[a-z\\-]*:sns:[a-z0-9\\-]*:[0-9]{12}:[a-zA-Z0-9_.-]+",
    );
    static PATTERN_23: Pattern =
        Pattern::new("([\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*)", "([\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*)");
    static PATTERN_24: Pattern = Pattern::new(
        "(arn:aws[a-z\\-]*:sagemaker:[a-z0-9\\-]*:[0-9]{12}:[a-z\\-]*\\/)?([a-zA-Z0-9]([a-zA-Z0-9-]){0,62})(?<!-)(\\/[0-9]{1,9})?",
        "(arn:aws[a-z\\-]*:sagemaker:[a-z0-9\\-]*:[0-9]{12}:[a-z\\-]*/)?([a-zA-Z0-9]([a-zA-Z0-9-]){0,62})(?<!-)(/[0-9]{1,9})?",
    );
    pub static ACCEPT_EULA: Shape = Shape { name: "AcceptEula", kind: Kind::Boolean };
    pub static ADD_TAGS_INPUT: Shape = Shape {
        name: "AddTagsInput",
        kind: Kind::Structure(Structure {
            members: &[
                Member::required("ResourceArn", &RESOURCE_ARN),
                Member::required("Tags", &TAG_LIST),
            ],
            xml_order: &[],
        }),
    };
    pub static ADD_TAGS_OUTPUT: Shape = Shape {
        name: "AddTagsOutput",
        kind: Kind::Structure(Structure {
            members: &[Member::optional("Tags", &TAG_LIST)],
            xml_order: &[],
        }),
    };
    pub static ADDITIONAL_MODEL_CHANNEL_NAME: Shape = Shape {
        name: "AdditionalModelChannelName",
        kind: Kind::String(Text {
            length: Length::of(Some(1), Some(64)),
            values: &[],
            pattern: Some(&PATTERN_0),
        }),
    };
    pub static ADDITIONAL_MODEL_DATA_SOURCE: Shape = Shape {
        name: "AdditionalModelDataSource",
        kind: Kind::Structure(Structure {
            members: &[
                Member::required("ChannelName", &ADDITIONAL_MODEL_CHANNEL_NAME),
                Member::required("S3DataSource", &S3_MODEL_DATA_SOURCE),
            ],
            xml_order: &[],
        }),
    };
    pub static ADDITIONAL_MODEL_DATA_SOURCES: Shape = Shape {
        name: "AdditionalModelDataSources",
        kind: Kind::List(List {
            item: &ADDITIONAL_MODEL_DATA_SOURCE,
            length: Length::of(Some(0), Some(5)),
        }),
    };
    pub static ALARM: Shape = Shape {
        name: "Alarm",
        kind: Kind::Structure(Structure {
            members: &[Member::optional("AlarmName", &ALARM_NAME)],
            xml_order: &[],
        }),
    };
    pub static ALARM_LIST: Shape = Shape {
        name: "AlarmList",
        kind: Kind::List(List { item: &ALARM, length: Length::of(Some(1), Some(10)) }),
    };
    pub static ALARM_NAME: Shape = Shape {
        name: "AlarmName",
        kind: Kind::String(Text {
            length: Length::of(Some(1), Some(255)),
            values: &[],
            pattern: Some(&PATTERN_1),
        }),
    };
    pub static ASYNC_INFERENCE_CLIENT_CONFIG: Shape = Shape {
        name: "AsyncInferenceClientConfig",
        kind: Kind::Structure(Structure {
            members: &[Member::optional(
                "MaxConcurrentInvocationsPerInstance",
                &MAX_CONCURRENT_INVOCATIONS_PER_INSTANCE,
            )],
            xml_order: &[],
        }),
    };
    pub static ASYNC_INFERENCE_CONFIG: Shape = Shape {
        name: "AsyncInferenceConfig",
        kind: Kind::Structure(Structure {
            members: &[
                Member::optional("ClientConfig", &ASYNC_INFERENCE_CLIENT_CONFIG),
                Member::required("OutputConfig", &ASYNC_INFERENCE_OUTPUT_CONFIG),
            ],
            xml_order: &[],
        }),
    };
    pub static ASYNC_INFERENCE_NOTIFICATION_CONFIG: Shape = Shape {
        name: "AsyncInferenceNotificationConfig",
        kind: Kind::Structure(Structure {
            members: &[
                Member::optional("SuccessTopic", &SNS_TOPIC_ARN),
                Member::optional("ErrorTopic", &SNS_TOPIC_ARN),
                Member::optional("IncludeInferenceResponseIn", &ASYNC_NOTIFICATION_TOPIC_TYPE_LIST),
            ],
            xml_order: &[],
        }),
    };
    pub static ASYNC_INFERENCE_OUTPUT_CONFIG: Shape = Shape {
        name: "AsyncInferenceOutputConfig",
        kind: Kind::Structure(Structure {
            members: &[
                Member::optional("KmsKeyId", &KMS_KEY_ID),
                Member::optional("S3OutputPath", &DESTINATION_S3_URI),
                Member::optional("NotificationConfig", &ASYNC_INFERENCE_NOTIFICATION_CONFIG),
                Member::optional("S3FailurePath", &DESTINATION_S3_URI),
            ],
            xml_order: &[],
        }),
    };
    pub static ASYNC_NOTIFICATION_TOPIC_TYPE_LIST: Shape = Shape {
        name: "AsyncNotificationTopicTypeList",
        kind: Kind::List(List {
            item: &ASYNC_NOTIFICATION_TOPIC_TYPES,
            length: Length::of(Some(0), Some(2)),
        }),
    };
    pub static ASYNC_NOTIFICATION_TOPIC_TYPES: Shape = Shape {
        name: "AsyncNotificationTopicTypes",
        kind: Kind::String(Text {
            length: Length::FREE,
            values: &["ERROR_NOTIFICATION_TOPIC", "SUCCESS_NOTIFICATION_TOPIC"],
            pattern: None,
        }),
    };
    pub static AUTO_ROLLBACK_CONFIG: Shape = Shape {
        name: "AutoRollbackConfig",
        kind: Kind::Structure(Structure {
            members: &[Member::optional("Alarms", &ALARM_LIST)],
            xml_order: &[],
        }),
    };
    pub static AVAILABILITY_ZONE_BALANCE_ENFORCEMENT_MODE: Shape = Shape {
        name: "AvailabilityZoneBalanceEnforcementMode",
        kind: Kind::String(Text { length: Length::FREE, values: &["PERMISSIVE"], pattern: None }),
    };
    pub static AVAILABILITY_ZONE_BALANCE_MAX_IMBALANCE: Shape = Shape {
        name: "AvailabilityZoneBalanceMaxImbalance",
        kind: Kind::Integer(Range::of(Some(0.0), Some(100.0))),
    };
    pub static BLUE_GREEN_UPDATE_POLICY: Shape = Shape {
        name: "BlueGreenUpdatePolicy",
        kind: Kind::Structure(Structure {
            members: &[
                Member::required("TrafficRoutingConfiguration", &TRAFFIC_ROUTING_CONFIG),
                Member::optional("TerminationWaitInSeconds", &TERMINATION_WAIT_IN_SECONDS),
                Member::optional(
                    "MaximumExecutionTimeoutInSeconds",
                    &MAXIMUM_EXECUTION_TIMEOUT_IN_SECONDS,
                ),
            ],
            xml_order: &[],
        }),
    };
    pub static BOOLEAN: Shape = Shape { name: "Boolean", kind: Kind::Boolean };
    pub static CAPACITY_RESERVATION_PREFERENCE: Shape = Shape {
        name: "CapacityReservationPreference",
        kind: Kind::String(Text {
            length: Length::FREE,
            values: &["capacity-reservations-only"],
            pattern: None,
        }),
    };
    pub static CAPACITY_SIZE: Shape = Shape {
        name: "CapacitySize",
        kind: Kind::Structure(Structure {
            members: &[
                Member::required("Type", &CAPACITY_SIZE_TYPE),
                Member::required("Value", &CAPACITY_SIZE_VALUE),
            ],
            xml_order: &[],
        }),
    };
    pub static CAPACITY_SIZE_TYPE: Shape = Shape {
        name: "CapacitySizeType",
        kind: Kind::String(Text {
            length: Length::FREE,
            values: &["CAPACITY_PERCENT", "INSTANCE_COUNT"],
            pattern: None,
        }),
    };
    pub static CAPACITY_SIZE_VALUE: Shape =
        Shape { name: "CapacitySizeValue", kind: Kind::Integer(Range::of(Some(1.0), None)) };
    pub static CAPTURE_CONTENT_TYPE_HEADER: Shape = Shape {
        name: "CaptureContentTypeHeader",
        kind: Kind::Structure(Structure {
            members: &[
                Member::optional("CsvContentTypes", &CSV_CONTENT_TYPES),
                Member::optional("JsonContentTypes", &JSON_CONTENT_TYPES),
            ],
            xml_order: &[],
        }),
    };
    pub static CAPTURE_MODE: Shape = Shape {
        name: "CaptureMode",
        kind: Kind::String(Text {
            length: Length::FREE,
            values: &["Input", "InputAndOutput", "Output"],
            pattern: None,
        }),
    };
    pub static CAPTURE_OPTION: Shape = Shape {
        name: "CaptureOption",
        kind: Kind::Structure(Structure {
            members: &[Member::required("CaptureMode", &CAPTURE_MODE)],
            xml_order: &[],
        }),
    };
    pub static CAPTURE_OPTION_LIST: Shape = Shape {
        name: "CaptureOptionList",
        kind: Kind::List(List { item: &CAPTURE_OPTION, length: Length::of(Some(1), Some(32)) }),
    };
    pub static CAPTURE_STATUS: Shape = Shape {
        name: "CaptureStatus",
        kind: Kind::String(Text {
            length: Length::FREE,
            values: &["Started", "Stopped"],
            pattern: None,
        }),
    };
    pub static CLARIFY_CONTENT_TEMPLATE: Shape = Shape {
        name: "ClarifyContentTemplate",
        kind: Kind::String(Text {
            length: Length::of(Some(1), Some(64)),
            values: &[],
            pattern: Some(&PATTERN_2),
        }),
    };
    pub static CLARIFY_ENABLE_EXPLANATIONS: Shape = Shape {
        name: "ClarifyEnableExplanations",
        kind: Kind::String(Text {
            length: Length::of(Some(1), Some(64)),
            values: &[],
            pattern: Some(&PATTERN_2),
        }),
    };
    pub static CLARIFY_EXPLAINER_CONFIG: Shape = Shape {
        name: "ClarifyExplainerConfig",
        kind: Kind::Structure(Structure {
            members: &[
                Member::optional("EnableExplanations", &CLARIFY_ENABLE_EXPLANATIONS),
                Member::optional("InferenceConfig", &CLARIFY_INFERENCE_CONFIG),
                Member::required("ShapConfig", &CLARIFY_SHAP_CONFIG),
            ],
            xml_order: &[],
        }),
    };
    pub static CLARIFY_FEATURE_HEADERS: Shape = Shape {
        name: "ClarifyFeatureHeaders",
        kind: Kind::List(List { item: &CLARIFY_HEADER, length: Length::of(Some(1), Some(256)) }),
    };
    pub static CLARIFY_FEATURE_TYPE: Shape = Shape {
        name: "ClarifyFeatureType",
        kind: Kind::String(Text {
            length: Length::FREE,
            values: &["categorical", "numerical", "text"],
            pattern: None,
        }),
    };
    pub static CLARIFY_FEATURE_TYPES: Shape = Shape {
        name: "ClarifyFeatureTypes",
        kind: Kind::List(List {
            item: &CLARIFY_FEATURE_TYPE,
            length: Length::of(Some(1), Some(256)),
        }),
    };
    pub static CLARIFY_FEATURES_ATTRIBUTE: Shape = Shape {
        name: "ClarifyFeaturesAttribute",
        kind: Kind::String(Text {
            length: Length::of(Some(1), Some(64)),
            values: &[],
            pattern: Some(&PATTERN_2),
        }),
    };
    pub static CLARIFY_HEADER: Shape = Shape {
        name: "ClarifyHeader",
        kind: Kind::String(Text {
            length: Length::of(Some(1), Some(64)),
            values: &[],
            pattern: Some(&PATTERN_2),
        }),
    };
    pub static CLARIFY_INFERENCE_CONFIG: Shape = Shape {
        name: "ClarifyInferenceConfig",
        kind: Kind::Structure(Structure {
            members: &[
                Member::optional("FeaturesAttribute", &CLARIFY_FEATURES_ATTRIBUTE),
                Member::optional("ContentTemplate", &CLARIFY_CONTENT_TEMPLATE),
                Member::optional("MaxRecordCount", &CLARIFY_MAX_RECORD_COUNT),
                Member::optional("MaxPayloadInMB", &CLARIFY_MAX_PAYLOAD_IN_MB),
                Member::optional("ProbabilityIndex", &CLARIFY_PROBABILITY_INDEX),
                Member::optional("LabelIndex", &CLARIFY_LABEL_INDEX),
                Member::optional("ProbabilityAttribute", &CLARIFY_PROBABILITY_ATTRIBUTE),
                Member::optional("LabelAttribute", &CLARIFY_LABEL_ATTRIBUTE),
                Member::optional("LabelHeaders", &CLARIFY_LABEL_HEADERS),
                Member::optional("FeatureHeaders", &CLARIFY_FEATURE_HEADERS),
                Member::optional("FeatureTypes", &CLARIFY_FEATURE_TYPES),
            ],
            xml_order: &[],
        }),
    };
    pub static CLARIFY_LABEL_ATTRIBUTE: Shape = Shape {
        name: "ClarifyLabelAttribute",
        kind: Kind::String(Text {
            length: Length::of(Some(1), Some(64)),
            values: &[],
            pattern: Some(&PATTERN_2),
        }),
    };
    pub static CLARIFY_LABEL_HEADERS: Shape = Shape {
        name: "ClarifyLabelHeaders",
        kind: Kind::List(List { item: &CLARIFY_HEADER, length: Length::of(Some(1), Some(16)) }),
    };
    pub static CLARIFY_LABEL_INDEX: Shape =
        Shape { name: "ClarifyLabelIndex", kind: Kind::Integer(Range::of(Some(0.0), None)) };
    pub static CLARIFY_MAX_PAYLOAD_IN_MB: Shape = Shape {
        name: "ClarifyMaxPayloadInMB",
        kind: Kind::Integer(Range::of(Some(1.0), Some(25.0))),
    };
    pub static CLARIFY_MAX_RECORD_COUNT: Shape =
        Shape { name: "ClarifyMaxRecordCount", kind: Kind::Integer(Range::of(Some(1.0), None)) };
    pub static CLARIFY_MIME_TYPE: Shape = Shape {
        name: "ClarifyMimeType",
        kind: Kind::String(Text {
            length: Length::of(Some(0), Some(255)),
            values: &[],
            pattern: Some(&PATTERN_3),
        }),
    };
    pub static CLARIFY_PROBABILITY_ATTRIBUTE: Shape = Shape {
        name: "ClarifyProbabilityAttribute",
        kind: Kind::String(Text {
            length: Length::of(Some(1), Some(64)),
            values: &[],
            pattern: Some(&PATTERN_2),
        }),
    };
    pub static CLARIFY_PROBABILITY_INDEX: Shape =
        Shape { name: "ClarifyProbabilityIndex", kind: Kind::Integer(Range::of(Some(0.0), None)) };
    pub static CLARIFY_SHAP_BASELINE: Shape = Shape {
        name: "ClarifyShapBaseline",
        kind: Kind::String(Text {
            length: Length::of(Some(1), Some(4096)),
            values: &[],
            pattern: Some(&PATTERN_4),
        }),
    };
    pub static CLARIFY_SHAP_BASELINE_CONFIG: Shape = Shape {
        name: "ClarifyShapBaselineConfig",
        kind: Kind::Structure(Structure {
            members: &[
                Member::optional("MimeType", &CLARIFY_MIME_TYPE),
                Member::optional("ShapBaseline", &CLARIFY_SHAP_BASELINE),
                Member::optional("ShapBaselineUri", &URL),
            ],
            xml_order: &[],
        }),
    };
    pub static CLARIFY_SHAP_CONFIG: Shape = Shape {
        name: "ClarifyShapConfig",
        kind: Kind::Structure(Structure {
            members: &[
                Member::required("ShapBaselineConfig", &CLARIFY_SHAP_BASELINE_CONFIG),
                Member::optional("NumberOfSamples", &CLARIFY_SHAP_NUMBER_OF_SAMPLES),
                Member::optional("UseLogit", &CLARIFY_SHAP_USE_LOGIT),
                Member::optional("Seed", &CLARIFY_SHAP_SEED),
                Member::optional("TextConfig", &CLARIFY_TEXT_CONFIG),
            ],
            xml_order: &[],
        }),
    };
    pub static CLARIFY_SHAP_NUMBER_OF_SAMPLES: Shape = Shape {
        name: "ClarifyShapNumberOfSamples",
        kind: Kind::Integer(Range::of(Some(1.0), None)),
    };
    pub static CLARIFY_SHAP_SEED: Shape =
        Shape { name: "ClarifyShapSeed", kind: Kind::Integer(Range::FREE) };
    pub static CLARIFY_SHAP_USE_LOGIT: Shape =
        Shape { name: "ClarifyShapUseLogit", kind: Kind::Boolean };
    pub static CLARIFY_TEXT_CONFIG: Shape = Shape {
        name: "ClarifyTextConfig",
        kind: Kind::Structure(Structure {
            members: &[
                Member::required("Language", &CLARIFY_TEXT_LANGUAGE),
                Member::required("Granularity", &CLARIFY_TEXT_GRANULARITY),
            ],
            xml_order: &[],
        }),
    };
    pub static CLARIFY_TEXT_GRANULARITY: Shape = Shape {
        name: "ClarifyTextGranularity",
        kind: Kind::String(Text {
            length: Length::FREE,
            values: &["paragraph", "sentence", "token"],
            pattern: None,
        }),
    };
    pub static CLARIFY_TEXT_LANGUAGE: Shape = Shape {
        name: "ClarifyTextLanguage",
        kind: Kind::String(Text {
            length: Length::FREE,
            values: &[
                "af", "ar", "bg", "bn", "ca", "cs", "da", "de", "el", "en", "es", "et", "eu", "fa",
                "fi", "fr", "ga", "gu", "he", "hi", "hr", "hu", "hy", "id", "is", "it", "kn", "ky",
                "lb", "lij", "lt", "lv", "mk", "ml", "mr", "nb", "ne", "nl", "pl", "pt", "ro",
                "ru", "sa", "si", "sk", "sl", "sq", "sr", "sv", "ta", "te", "tl", "tn", "tr", "tt",
                "uk", "ur", "xx", "yo", "zh",
            ],
            pattern: None,
        }),
    };
    pub static CONTAINER_DEFINITION: Shape = Shape {
        name: "ContainerDefinition",
        kind: Kind::Structure(Structure {
            members: &[
                Member::optional("ContainerHostname", &CONTAINER_HOSTNAME),
                Member::optional("Image", &CONTAINER_IMAGE),
                Member::optional("ImageConfig", &IMAGE_CONFIG),
                Member::optional("Mode", &CONTAINER_MODE),
                Member::optional("ModelDataUrl", &URL),
                Member::optional("ModelDataSource", &MODEL_DATA_SOURCE),
                Member::optional("AdditionalModelDataSources", &ADDITIONAL_MODEL_DATA_SOURCES),
                Member::optional("Environment", &ENVIRONMENT_MAP),
                Member::optional("ModelPackageName", &VERSIONED_ARN_OR_NAME),
                Member::optional("InferenceSpecificationName", &INFERENCE_SPECIFICATION_NAME),
                Member::optional("MultiModelConfig", &MULTI_MODEL_CONFIG),
            ],
            xml_order: &[],
        }),
    };
    pub static CONTAINER_DEFINITION_LIST: Shape = Shape {
        name: "ContainerDefinitionList",
        kind: Kind::List(List {
            item: &CONTAINER_DEFINITION,
            length: Length::of(Some(0), Some(15)),
        }),
    };
    pub static CONTAINER_HOSTNAME: Shape = Shape {
        name: "ContainerHostname",
        kind: Kind::String(Text {
            length: Length::of(Some(0), Some(63)),
            values: &[],
            pattern: Some(&PATTERN_5),
        }),
    };
    pub static CONTAINER_IMAGE: Shape = Shape {
        name: "ContainerImage",
        kind: Kind::String(Text {
            length: Length::of(Some(0), Some(255)),
            values: &[],
            pattern: Some(&PATTERN_6),
        }),
    };
    pub static CONTAINER_MODE: Shape = Shape {
        name: "ContainerMode",
        kind: Kind::String(Text {
            length: Length::FREE,
            values: &["MultiModel", "SingleModel"],
            pattern: None,
        }),
    };
    pub static CREATE_ENDPOINT_CONFIG_INPUT: Shape = Shape {
        name: "CreateEndpointConfigInput",
        kind: Kind::Structure(Structure {
            members: &[
                Member::required("EndpointConfigName", &ENDPOINT_CONFIG_NAME),
                Member::required("ProductionVariants", &PRODUCTION_VARIANT_LIST),
                Member::optional("DataCaptureConfig", &DATA_CAPTURE_CONFIG),
                Member::optional("Tags", &TAG_LIST),
                Member::optional("KmsKeyId", &KMS_KEY_ID),
                Member::optional("AsyncInferenceConfig", &ASYNC_INFERENCE_CONFIG),
                Member::optional("ExplainerConfig", &EXPLAINER_CONFIG),
                Member::optional("ShadowProductionVariants", &PRODUCTION_VARIANT_LIST),
                Member::optional("ExecutionRoleArn", &ROLE_ARN),
                Member::optional("VpcConfig", &VPC_CONFIG),
                Member::optional("EnableNetworkIsolation", &BOOLEAN),
                Member::optional("MetricsConfig", &METRICS_CONFIG),
            ],
            xml_order: &[],
        }),
    };
    pub static CREATE_ENDPOINT_CONFIG_OUTPUT: Shape = Shape {
        name: "CreateEndpointConfigOutput",
        kind: Kind::Structure(Structure {
            members: &[Member::required("EndpointConfigArn", &ENDPOINT_CONFIG_ARN)],
            xml_order: &[],
        }),
    };
    pub static CREATE_ENDPOINT_INPUT: Shape = Shape {
        name: "CreateEndpointInput",
        kind: Kind::Structure(Structure {
            members: &[
                Member::required("EndpointName", &ENDPOINT_NAME),
                Member::required("EndpointConfigName", &ENDPOINT_CONFIG_NAME),
                Member::optional("DeploymentConfig", &DEPLOYMENT_CONFIG),
                Member::optional("Tags", &TAG_LIST),
            ],
            xml_order: &[],
        }),
    };
    pub static CREATE_ENDPOINT_OUTPUT: Shape = Shape {
        name: "CreateEndpointOutput",
        kind: Kind::Structure(Structure {
            members: &[Member::required("EndpointArn", &ENDPOINT_ARN)],
            xml_order: &[],
        }),
    };
    pub static CREATE_INFERENCE_COMPONENT_INPUT: Shape = Shape {
        name: "CreateInferenceComponentInput",
        kind: Kind::Structure(Structure {
            members: &[
                Member::required("InferenceComponentName", &INFERENCE_COMPONENT_NAME),
                Member::required("EndpointName", &ENDPOINT_NAME),
                Member::optional("VariantName", &VARIANT_NAME),
                Member::optional("Specification", &INFERENCE_COMPONENT_SPECIFICATION),
                Member::optional("Specifications", &INFERENCE_COMPONENT_SPECIFICATION_LIST),
                Member::optional("RuntimeConfig", &INFERENCE_COMPONENT_RUNTIME_CONFIG),
                Member::optional("Tags", &TAG_LIST),
            ],
            xml_order: &[],
        }),
    };
    pub static CREATE_INFERENCE_COMPONENT_OUTPUT: Shape = Shape {
        name: "CreateInferenceComponentOutput",
        kind: Kind::Structure(Structure {
            members: &[Member::required("InferenceComponentArn", &INFERENCE_COMPONENT_ARN)],
            xml_order: &[],
        }),
    };
    pub static CREATE_MODEL_INPUT: Shape = Shape {
        name: "CreateModelInput",
        kind: Kind::Structure(Structure {
            members: &[
                Member::required("ModelName", &MODEL_NAME),
                Member::optional("PrimaryContainer", &CONTAINER_DEFINITION),
                Member::optional("Containers", &CONTAINER_DEFINITION_LIST),
                Member::optional("InferenceExecutionConfig", &INFERENCE_EXECUTION_CONFIG),
                Member::optional("ExecutionRoleArn", &ROLE_ARN),
                Member::optional("Tags", &TAG_LIST),
                Member::optional("VpcConfig", &VPC_CONFIG),
                Member::optional("EnableNetworkIsolation", &BOOLEAN),
            ],
            xml_order: &[],
        }),
    };
    pub static CREATE_MODEL_OUTPUT: Shape = Shape {
        name: "CreateModelOutput",
        kind: Kind::Structure(Structure {
            members: &[Member::required("ModelArn", &MODEL_ARN)],
            xml_order: &[],
        }),
    };
    pub static CSV_CONTENT_TYPE: Shape = Shape {
        name: "CsvContentType",
        kind: Kind::String(Text {
            length: Length::of(Some(1), Some(256)),
            values: &[],
            pattern: Some(&PATTERN_7),
        }),
    };
    pub static CSV_CONTENT_TYPES: Shape = Shape {
        name: "CsvContentTypes",
        kind: Kind::List(List { item: &CSV_CONTENT_TYPE, length: Length::of(Some(1), Some(10)) }),
    };
    pub static DATA_CAPTURE_CONFIG: Shape = Shape {
        name: "DataCaptureConfig",
        kind: Kind::Structure(Structure {
            members: &[
                Member::optional("EnableCapture", &ENABLE_CAPTURE),
                Member::required("InitialSamplingPercentage", &SAMPLING_PERCENTAGE),
                Member::required("DestinationS3Uri", &DESTINATION_S3_URI),
                Member::optional("KmsKeyId", &KMS_KEY_ID),
                Member::required("CaptureOptions", &CAPTURE_OPTION_LIST),
                Member::optional("CaptureContentTypeHeader", &CAPTURE_CONTENT_TYPE_HEADER),
            ],
            xml_order: &[],
        }),
    };
    pub static DATA_CAPTURE_CONFIG_SUMMARY: Shape = Shape {
        name: "DataCaptureConfigSummary",
        kind: Kind::Structure(Structure {
            members: &[
                Member::required("EnableCapture", &ENABLE_CAPTURE),
                Member::required("CaptureStatus", &CAPTURE_STATUS),
                Member::required("CurrentSamplingPercentage", &SAMPLING_PERCENTAGE),
                Member::required("DestinationS3Uri", &DESTINATION_S3_URI),
                Member::required("KmsKeyId", &KMS_KEY_ID),
            ],
            xml_order: &[],
        }),
    };
    pub static DELETE_ENDPOINT_CONFIG_INPUT: Shape = Shape {
        name: "DeleteEndpointConfigInput",
        kind: Kind::Structure(Structure {
            members: &[Member::required("EndpointConfigName", &ENDPOINT_CONFIG_NAME)],
            xml_order: &[],
        }),
    };
    pub static DELETE_ENDPOINT_INPUT: Shape = Shape {
        name: "DeleteEndpointInput",
        kind: Kind::Structure(Structure {
            members: &[Member::required("EndpointName", &ENDPOINT_NAME)],
            xml_order: &[],
        }),
    };
    pub static DELETE_INFERENCE_COMPONENT_INPUT: Shape = Shape {
        name: "DeleteInferenceComponentInput",
        kind: Kind::Structure(Structure {
            members: &[Member::required("InferenceComponentName", &INFERENCE_COMPONENT_NAME)],
            xml_order: &[],
        }),
    };
    pub static DELETE_MODEL_INPUT: Shape = Shape {
        name: "DeleteModelInput",
        kind: Kind::Structure(Structure {
            members: &[Member::required("ModelName", &MODEL_NAME)],
            xml_order: &[],
        }),
    };
    pub static DELETE_TAGS_INPUT: Shape = Shape {
        name: "DeleteTagsInput",
        kind: Kind::Structure(Structure {
            members: &[
                Member::required("ResourceArn", &RESOURCE_ARN),
                Member::required("TagKeys", &TAG_KEY_LIST),
            ],
            xml_order: &[],
        }),
    };
    pub static DELETE_TAGS_OUTPUT: Shape = Shape {
        name: "DeleteTagsOutput",
        kind: Kind::Structure(Structure { members: &[], xml_order: &[] }),
    };
    pub static DEPLOYED_IMAGE: Shape = Shape {
        name: "DeployedImage",
        kind: Kind::Structure(Structure {
            members: &[
                Member::optional("SpecifiedImage", &CONTAINER_IMAGE),
                Member::optional("ResolvedImage", &CONTAINER_IMAGE),
                Member::optional("ResolutionTime", &TIMESTAMP),
            ],
            xml_order: &[],
        }),
    };
    pub static DEPLOYED_IMAGES: Shape = Shape {
        name: "DeployedImages",
        kind: Kind::List(List { item: &DEPLOYED_IMAGE, length: Length::FREE }),
    };
    pub static DEPLOYMENT_CONFIG: Shape = Shape {
        name: "DeploymentConfig",
        kind: Kind::Structure(Structure {
            members: &[
                Member::optional("BlueGreenUpdatePolicy", &BLUE_GREEN_UPDATE_POLICY),
                Member::optional("RollingUpdatePolicy", &ROLLING_UPDATE_POLICY),
                Member::optional("AutoRollbackConfiguration", &AUTO_ROLLBACK_CONFIG),
            ],
            xml_order: &[],
        }),
    };
    pub static DEPLOYMENT_RECOMMENDATION: Shape = Shape {
        name: "DeploymentRecommendation",
        kind: Kind::Structure(Structure {
            members: &[
                Member::required("RecommendationStatus", &RECOMMENDATION_STATUS),
                Member::optional(
                    "RealTimeInferenceRecommendations",
                    &REAL_TIME_INFERENCE_RECOMMENDATIONS,
                ),
            ],
            xml_order: &[],
        }),
    };
    pub static DESCRIBE_ENDPOINT_CONFIG_INPUT: Shape = Shape {
        name: "DescribeEndpointConfigInput",
        kind: Kind::Structure(Structure {
            members: &[Member::required("EndpointConfigName", &ENDPOINT_CONFIG_NAME)],
            xml_order: &[],
        }),
    };
    pub static DESCRIBE_ENDPOINT_CONFIG_OUTPUT: Shape = Shape {
        name: "DescribeEndpointConfigOutput",
        kind: Kind::Structure(Structure {
            members: &[
                Member::required("EndpointConfigName", &ENDPOINT_CONFIG_NAME),
                Member::required("EndpointConfigArn", &ENDPOINT_CONFIG_ARN),
                Member::required("ProductionVariants", &PRODUCTION_VARIANT_LIST),
                Member::optional("DataCaptureConfig", &DATA_CAPTURE_CONFIG),
                Member::optional("KmsKeyId", &KMS_KEY_ID),
                Member::required("CreationTime", &TIMESTAMP),
                Member::optional("AsyncInferenceConfig", &ASYNC_INFERENCE_CONFIG),
                Member::optional("ExplainerConfig", &EXPLAINER_CONFIG),
                Member::optional("ShadowProductionVariants", &PRODUCTION_VARIANT_LIST),
                Member::optional("ExecutionRoleArn", &ROLE_ARN),
                Member::optional("VpcConfig", &VPC_CONFIG),
                Member::optional("EnableNetworkIsolation", &BOOLEAN),
                Member::optional("MetricsConfig", &METRICS_CONFIG),
            ],
            xml_order: &[],
        }),
    };
    pub static DESCRIBE_ENDPOINT_INPUT: Shape = Shape {
        name: "DescribeEndpointInput",
        kind: Kind::Structure(Structure {
            members: &[Member::required("EndpointName", &ENDPOINT_NAME)],
            xml_order: &[],
        }),
    };
    pub static DESCRIBE_ENDPOINT_OUTPUT: Shape = Shape {
        name: "DescribeEndpointOutput",
        kind: Kind::Structure(Structure {
            members: &[
                Member::required("EndpointName", &ENDPOINT_NAME),
                Member::required("EndpointArn", &ENDPOINT_ARN),
                Member::optional("EndpointConfigName", &ENDPOINT_CONFIG_NAME),
                Member::optional("ProductionVariants", &PRODUCTION_VARIANT_SUMMARY_LIST),
                Member::optional("DataCaptureConfig", &DATA_CAPTURE_CONFIG_SUMMARY),
                Member::required("EndpointStatus", &ENDPOINT_STATUS),
                Member::optional("FailureReason", &FAILURE_REASON),
                Member::required("CreationTime", &TIMESTAMP),
                Member::required("LastModifiedTime", &TIMESTAMP),
                Member::optional("LastDeploymentConfig", &DEPLOYMENT_CONFIG),
                Member::optional("AsyncInferenceConfig", &ASYNC_INFERENCE_CONFIG),
                Member::optional("PendingDeploymentSummary", &PENDING_DEPLOYMENT_SUMMARY),
                Member::optional("ExplainerConfig", &EXPLAINER_CONFIG),
                Member::optional("ShadowProductionVariants", &PRODUCTION_VARIANT_SUMMARY_LIST),
                Member::optional("MetricsConfig", &METRICS_CONFIG),
            ],
            xml_order: &[],
        }),
    };
    pub static DESCRIBE_INFERENCE_COMPONENT_INPUT: Shape = Shape {
        name: "DescribeInferenceComponentInput",
        kind: Kind::Structure(Structure {
            members: &[Member::required("InferenceComponentName", &INFERENCE_COMPONENT_NAME)],
            xml_order: &[],
        }),
    };
    pub static DESCRIBE_INFERENCE_COMPONENT_OUTPUT: Shape = Shape {
        name: "DescribeInferenceComponentOutput",
        kind: Kind::Structure(Structure {
            members: &[
                Member::required("InferenceComponentName", &INFERENCE_COMPONENT_NAME),
                Member::required("InferenceComponentArn", &INFERENCE_COMPONENT_ARN),
                Member::required("EndpointName", &ENDPOINT_NAME),
                Member::required("EndpointArn", &ENDPOINT_ARN),
                Member::optional("VariantName", &VARIANT_NAME),
                Member::optional("FailureReason", &FAILURE_REASON),
                Member::optional("Specification", &INFERENCE_COMPONENT_SPECIFICATION_SUMMARY),
                Member::optional("Specifications", &INFERENCE_COMPONENT_SPECIFICATION_SUMMARY_LIST),
                Member::optional("RuntimeConfig", &INFERENCE_COMPONENT_RUNTIME_CONFIG_SUMMARY),
                Member::required("CreationTime", &TIMESTAMP),
                Member::required("LastModifiedTime", &TIMESTAMP),
                Member::optional("InferenceComponentStatus", &INFERENCE_COMPONENT_STATUS),
                Member::optional("LastDeploymentConfig", &INFERENCE_COMPONENT_DEPLOYMENT_CONFIG),
            ],
            xml_order: &[],
        }),
    };
    pub static DESCRIBE_MODEL_INPUT: Shape = Shape {
        name: "DescribeModelInput",
        kind: Kind::Structure(Structure {
            members: &[Member::required("ModelName", &MODEL_NAME)],
            xml_order: &[],
        }),
    };
    pub static DESCRIBE_MODEL_OUTPUT: Shape = Shape {
        name: "DescribeModelOutput",
        kind: Kind::Structure(Structure {
            members: &[
                Member::required("ModelName", &MODEL_NAME),
                Member::optional("PrimaryContainer", &CONTAINER_DEFINITION),
                Member::optional("Containers", &CONTAINER_DEFINITION_LIST),
                Member::optional("InferenceExecutionConfig", &INFERENCE_EXECUTION_CONFIG),
                Member::optional("ExecutionRoleArn", &ROLE_ARN),
                Member::optional("VpcConfig", &VPC_CONFIG),
                Member::required("CreationTime", &TIMESTAMP),
                Member::required("ModelArn", &MODEL_ARN),
                Member::optional("EnableNetworkIsolation", &BOOLEAN),
                Member::optional("DeploymentRecommendation", &DEPLOYMENT_RECOMMENDATION),
            ],
            xml_order: &[],
        }),
    };
    pub static DESIRED_WEIGHT_AND_CAPACITY: Shape = Shape {
        name: "DesiredWeightAndCapacity",
        kind: Kind::Structure(Structure {
            members: &[
                Member::required("VariantName", &VARIANT_NAME),
                Member::optional("DesiredWeight", &VARIANT_WEIGHT),
                Member::optional("DesiredInstanceCount", &TASK_COUNT),
                Member::optional(
                    "ServerlessUpdateConfig",
                    &PRODUCTION_VARIANT_SERVERLESS_UPDATE_CONFIG,
                ),
            ],
            xml_order: &[],
        }),
    };
    pub static DESIRED_WEIGHT_AND_CAPACITY_LIST: Shape = Shape {
        name: "DesiredWeightAndCapacityList",
        kind: Kind::List(List {
            item: &DESIRED_WEIGHT_AND_CAPACITY,
            length: Length::of(Some(1), None),
        }),
    };
    pub static DESTINATION_S3_URI: Shape = Shape {
        name: "DestinationS3Uri",
        kind: Kind::String(Text {
            length: Length::of(Some(0), Some(512)),
            values: &[],
            pattern: Some(&PATTERN_8),
        }),
    };
    pub static EC2_CAPACITY_RESERVATION: Shape = Shape {
        name: "Ec2CapacityReservation",
        kind: Kind::Structure(Structure {
            members: &[
                Member::optional("Ec2CapacityReservationId", &EC2_CAPACITY_RESERVATION_ID),
                Member::optional("TotalInstanceCount", &TASK_COUNT),
                Member::optional("AvailableInstanceCount", &TASK_COUNT),
                Member::optional("UsedByCurrentEndpoint", &TASK_COUNT),
            ],
            xml_order: &[],
        }),
    };
    pub static EC2_CAPACITY_RESERVATION_ID: Shape =
        Shape { name: "Ec2CapacityReservationId", kind: Kind::String(Text::FREE) };
    pub static EC2_CAPACITY_RESERVATIONS_LIST: Shape = Shape {
        name: "Ec2CapacityReservationsList",
        kind: Kind::List(List { item: &EC2_CAPACITY_RESERVATION, length: Length::FREE }),
    };
    pub static ENABLE_CACHING: Shape = Shape { name: "EnableCaching", kind: Kind::Boolean };
    pub static ENABLE_CAPTURE: Shape = Shape { name: "EnableCapture", kind: Kind::Boolean };
    pub static ENABLE_ENHANCED_METRICS: Shape =
        Shape { name: "EnableEnhancedMetrics", kind: Kind::Boolean };
    pub static ENDPOINT_ARN: Shape = Shape {
        name: "EndpointArn",
        kind: Kind::String(Text {
            length: Length::of(Some(20), Some(2048)),
            values: &[],
            pattern: Some(&PATTERN_9),
        }),
    };
    pub static ENDPOINT_CONFIG_ARN: Shape = Shape {
        name: "EndpointConfigArn",
        kind: Kind::String(Text {
            length: Length::of(Some(20), Some(2048)),
            values: &[],
            pattern: Some(&PATTERN_10),
        }),
    };
    pub static ENDPOINT_CONFIG_NAME: Shape = Shape {
        name: "EndpointConfigName",
        kind: Kind::String(Text {
            length: Length::of(Some(0), Some(63)),
            values: &[],
            pattern: Some(&PATTERN_5),
        }),
    };
    pub static ENDPOINT_CONFIG_NAME_CONTAINS: Shape = Shape {
        name: "EndpointConfigNameContains",
        kind: Kind::String(Text {
            length: Length::of(Some(0), Some(63)),
            values: &[],
            pattern: Some(&PATTERN_11),
        }),
    };
    pub static ENDPOINT_CONFIG_SORT_KEY: Shape = Shape {
        name: "EndpointConfigSortKey",
        kind: Kind::String(Text {
            length: Length::FREE,
            values: &["CreationTime", "Name"],
            pattern: None,
        }),
    };
    pub static ENDPOINT_CONFIG_SUMMARY: Shape = Shape {
        name: "EndpointConfigSummary",
        kind: Kind::Structure(Structure {
            members: &[
                Member::required("EndpointConfigName", &ENDPOINT_CONFIG_NAME),
                Member::required("EndpointConfigArn", &ENDPOINT_CONFIG_ARN),
                Member::required("CreationTime", &TIMESTAMP),
            ],
            xml_order: &[],
        }),
    };
    pub static ENDPOINT_CONFIG_SUMMARY_LIST: Shape = Shape {
        name: "EndpointConfigSummaryList",
        kind: Kind::List(List { item: &ENDPOINT_CONFIG_SUMMARY, length: Length::FREE }),
    };
    pub static ENDPOINT_NAME: Shape = Shape {
        name: "EndpointName",
        kind: Kind::String(Text {
            length: Length::of(Some(0), Some(63)),
            values: &[],
            pattern: Some(&PATTERN_5),
        }),
    };
    pub static ENDPOINT_NAME_CONTAINS: Shape = Shape {
        name: "EndpointNameContains",
        kind: Kind::String(Text {
            length: Length::of(Some(0), Some(63)),
            values: &[],
            pattern: Some(&PATTERN_11),
        }),
    };
    pub static ENDPOINT_SORT_KEY: Shape = Shape {
        name: "EndpointSortKey",
        kind: Kind::String(Text {
            length: Length::FREE,
            values: &["CreationTime", "Name", "Status"],
            pattern: None,
        }),
    };
    pub static ENDPOINT_STATUS: Shape = Shape {
        name: "EndpointStatus",
        kind: Kind::String(Text {
            length: Length::FREE,
            values: &[
                "Creating",
                "Deleting",
                "Failed",
                "InService",
                "OutOfService",
                "RollingBack",
                "SystemUpdating",
                "UpdateRollbackFailed",
                "Updating",
            ],
            pattern: None,
        }),
    };
    pub static ENDPOINT_SUMMARY: Shape = Shape {
        name: "EndpointSummary",
        kind: Kind::Structure(Structure {
            members: &[
                Member::required("EndpointName", &ENDPOINT_NAME),
                Member::required("EndpointArn", &ENDPOINT_ARN),
                Member::required("CreationTime", &TIMESTAMP),
                Member::required("LastModifiedTime", &TIMESTAMP),
                Member::required("EndpointStatus", &ENDPOINT_STATUS),
            ],
            xml_order: &[],
        }),
    };
    pub static ENDPOINT_SUMMARY_LIST: Shape = Shape {
        name: "EndpointSummaryList",
        kind: Kind::List(List { item: &ENDPOINT_SUMMARY, length: Length::FREE }),
    };
    pub static ENVIRONMENT_KEY: Shape = Shape {
        name: "EnvironmentKey",
        kind: Kind::String(Text {
            length: Length::of(Some(0), Some(1024)),
            values: &[],
            pattern: Some(&PATTERN_12),
        }),
    };
    pub static ENVIRONMENT_MAP: Shape = Shape {
        name: "EnvironmentMap",
        kind: Kind::Map(Map {
            key: &ENVIRONMENT_KEY,
            value: &ENVIRONMENT_VALUE,
            length: Length::of(Some(0), Some(100)),
        }),
    };
    pub static ENVIRONMENT_VALUE: Shape = Shape {
        name: "EnvironmentValue",
        kind: Kind::String(Text {
            length: Length::of(Some(0), Some(1024)),
            values: &[],
            pattern: Some(&PATTERN_13),
        }),
    };
    pub static EXPLAINER_CONFIG: Shape = Shape {
        name: "ExplainerConfig",
        kind: Kind::Structure(Structure {
            members: &[Member::optional("ClarifyExplainerConfig", &CLARIFY_EXPLAINER_CONFIG)],
            xml_order: &[],
        }),
    };
    pub static FAILURE_REASON: Shape = Shape {
        name: "FailureReason",
        kind: Kind::String(Text {
            length: Length::of(Some(0), Some(1024)),
            values: &[],
            pattern: None,
        }),
    };
    pub static HUB_CONTENT_ARN: Shape = Shape {
        name: "HubContentArn",
        kind: Kind::String(Text {
            length: Length::of(Some(0), Some(255)),
            values: &[],
            pattern: Some(&PATTERN_2),
        }),
    };
    pub static IMAGE_CONFIG: Shape = Shape {
        name: "ImageConfig",
        kind: Kind::Structure(Structure {
            members: &[
                Member::required("RepositoryAccessMode", &REPOSITORY_ACCESS_MODE),
                Member::optional("RepositoryAuthConfig", &REPOSITORY_AUTH_CONFIG),
            ],
            xml_order: &[],
        }),
    };
    pub static INFERENCE_COMPONENT_ARN: Shape = Shape {
        name: "InferenceComponentArn",
        kind: Kind::String(Text {
            length: Length::of(Some(20), Some(2048)),
            values: &[],
            pattern: None,
        }),
    };
    pub static INFERENCE_COMPONENT_AVAILABILITY_ZONE_BALANCE: Shape = Shape {
        name: "InferenceComponentAvailabilityZoneBalance",
        kind: Kind::Structure(Structure {
            members: &[
                Member::required("EnforcementMode", &AVAILABILITY_ZONE_BALANCE_ENFORCEMENT_MODE),
                Member::optional("MaxImbalance", &AVAILABILITY_ZONE_BALANCE_MAX_IMBALANCE),
            ],
            xml_order: &[],
        }),
    };
    pub static INFERENCE_COMPONENT_CAPACITY_SIZE: Shape = Shape {
        name: "InferenceComponentCapacitySize",
        kind: Kind::Structure(Structure {
            members: &[
                Member::required("Type", &INFERENCE_COMPONENT_CAPACITY_SIZE_TYPE),
                Member::required("Value", &CAPACITY_SIZE_VALUE),
            ],
            xml_order: &[],
        }),
    };
    pub static INFERENCE_COMPONENT_CAPACITY_SIZE_TYPE: Shape = Shape {
        name: "InferenceComponentCapacitySizeType",
        kind: Kind::String(Text {
            length: Length::FREE,
            values: &["CAPACITY_PERCENT", "COPY_COUNT"],
            pattern: None,
        }),
    };
    pub static INFERENCE_COMPONENT_COMPUTE_RESOURCE_REQUIREMENTS: Shape = Shape {
        name: "InferenceComponentComputeResourceRequirements",
        kind: Kind::Structure(Structure {
            members: &[
                Member::optional("NumberOfCpuCoresRequired", &NUMBER_OF_CPU_CORES),
                Member::optional(
                    "NumberOfAcceleratorDevicesRequired",
                    &NUMBER_OF_ACCELERATOR_DEVICES,
                ),
                Member::required("MinMemoryRequiredInMb", &MEMORY_IN_MB),
                Member::optional("MaxMemoryRequiredInMb", &MEMORY_IN_MB),
            ],
            xml_order: &[],
        }),
    };
    pub static INFERENCE_COMPONENT_CONTAINER_SPECIFICATION: Shape = Shape {
        name: "InferenceComponentContainerSpecification",
        kind: Kind::Structure(Structure {
            members: &[
                Member::optional("Image", &CONTAINER_IMAGE),
                Member::optional("ArtifactUrl", &URL),
                Member::optional("Environment", &ENVIRONMENT_MAP),
            ],
            xml_order: &[],
        }),
    };
    pub static INFERENCE_COMPONENT_CONTAINER_SPECIFICATION_SUMMARY: Shape = Shape {
        name: "InferenceComponentContainerSpecificationSummary",
        kind: Kind::Structure(Structure {
            members: &[
                Member::optional("DeployedImage", &DEPLOYED_IMAGE),
                Member::optional("ArtifactUrl", &URL),
                Member::optional("Environment", &ENVIRONMENT_MAP),
            ],
            xml_order: &[],
        }),
    };
    pub static INFERENCE_COMPONENT_COPY_COUNT: Shape = Shape {
        name: "InferenceComponentCopyCount",
        kind: Kind::Integer(Range::of(Some(0.0), None)),
    };
    pub static INFERENCE_COMPONENT_DATA_CACHE_CONFIG: Shape = Shape {
        name: "InferenceComponentDataCacheConfig",
        kind: Kind::Structure(Structure {
            members: &[Member::required("EnableCaching", &ENABLE_CACHING)],
            xml_order: &[],
        }),
    };
    pub static INFERENCE_COMPONENT_DATA_CACHE_CONFIG_SUMMARY: Shape = Shape {
        name: "InferenceComponentDataCacheConfigSummary",
        kind: Kind::Structure(Structure {
            members: &[Member::required("EnableCaching", &ENABLE_CACHING)],
            xml_order: &[],
        }),
    };
    pub static INFERENCE_COMPONENT_DEPLOYMENT_CONFIG: Shape = Shape {
        name: "InferenceComponentDeploymentConfig",
        kind: Kind::Structure(Structure {
            members: &[
                Member::required("RollingUpdatePolicy", &INFERENCE_COMPONENT_ROLLING_UPDATE_POLICY),
                Member::optional("AutoRollbackConfiguration", &AUTO_ROLLBACK_CONFIG),
            ],
            xml_order: &[],
        }),
    };
    pub static INFERENCE_COMPONENT_NAME: Shape = Shape {
        name: "InferenceComponentName",
        kind: Kind::String(Text {
            length: Length::of(Some(0), Some(63)),
            values: &[],
            pattern: Some(&PATTERN_14),
        }),
    };
    pub static INFERENCE_COMPONENT_NAME_CONTAINS: Shape = Shape {
        name: "InferenceComponentNameContains",
        kind: Kind::String(Text {
            length: Length::of(Some(0), Some(63)),
            values: &[],
            pattern: Some(&PATTERN_11),
        }),
    };
    pub static INFERENCE_COMPONENT_PLACEMENT_STATUS: Shape = Shape {
        name: "InferenceComponentPlacementStatus",
        kind: Kind::Structure(Structure {
            members: &[
                Member::required("InstanceType", &PRODUCTION_VARIANT_INSTANCE_TYPE),
                Member::required("CurrentCopyCount", &INFERENCE_COMPONENT_COPY_COUNT),
            ],
            xml_order: &[],
        }),
    };
    pub static INFERENCE_COMPONENT_PLACEMENT_STATUS_LIST: Shape = Shape {
        name: "InferenceComponentPlacementStatusList",
        kind: Kind::List(List {
            item: &INFERENCE_COMPONENT_PLACEMENT_STATUS,
            length: Length::of(Some(1), None),
        }),
    };
    pub static INFERENCE_COMPONENT_PLACEMENT_STRATEGY: Shape = Shape {
        name: "InferenceComponentPlacementStrategy",
        kind: Kind::String(Text {
            length: Length::FREE,
            values: &["BINPACK", "SPREAD"],
            pattern: None,
        }),
    };
    pub static INFERENCE_COMPONENT_ROLLING_UPDATE_POLICY: Shape = Shape {
        name: "InferenceComponentRollingUpdatePolicy",
        kind: Kind::Structure(Structure {
            members: &[
                Member::required("MaximumBatchSize", &INFERENCE_COMPONENT_CAPACITY_SIZE),
                Member::required("WaitIntervalInSeconds", &WAIT_INTERVAL_IN_SECONDS),
                Member::optional(
                    "MaximumExecutionTimeoutInSeconds",
                    &MAXIMUM_EXECUTION_TIMEOUT_IN_SECONDS,
                ),
                Member::optional("RollbackMaximumBatchSize", &INFERENCE_COMPONENT_CAPACITY_SIZE),
            ],
            xml_order: &[],
        }),
    };
    pub static INFERENCE_COMPONENT_RUNTIME_CONFIG: Shape = Shape {
        name: "InferenceComponentRuntimeConfig",
        kind: Kind::Structure(Structure {
            members: &[Member::required("CopyCount", &INFERENCE_COMPONENT_COPY_COUNT)],
            xml_order: &[],
        }),
    };
    pub static INFERENCE_COMPONENT_RUNTIME_CONFIG_SUMMARY: Shape = Shape {
        name: "InferenceComponentRuntimeConfigSummary",
        kind: Kind::Structure(Structure {
            members: &[
                Member::optional("DesiredCopyCount", &INFERENCE_COMPONENT_COPY_COUNT),
                Member::optional("CurrentCopyCount", &INFERENCE_COMPONENT_COPY_COUNT),
                Member::optional("PlacementStatus", &INFERENCE_COMPONENT_PLACEMENT_STATUS_LIST),
            ],
            xml_order: &[],
        }),
    };
    pub static INFERENCE_COMPONENT_SCHEDULING_CONFIG: Shape = Shape {
        name: "InferenceComponentSchedulingConfig",
        kind: Kind::Structure(Structure {
            members: &[
                Member::required("PlacementStrategy", &INFERENCE_COMPONENT_PLACEMENT_STRATEGY),
                Member::optional(
                    "AvailabilityZoneBalance",
                    &INFERENCE_COMPONENT_AVAILABILITY_ZONE_BALANCE,
                ),
            ],
            xml_order: &[],
        }),
    };
    pub static INFERENCE_COMPONENT_SORT_KEY: Shape = Shape {
        name: "InferenceComponentSortKey",
        kind: Kind::String(Text {
            length: Length::FREE,
            values: &["CreationTime", "Name", "Status"],
            pattern: None,
        }),
    };
    pub static INFERENCE_COMPONENT_SPECIFICATION: Shape = Shape {
        name: "InferenceComponentSpecification",
        kind: Kind::Structure(Structure {
            members: &[
                Member::optional("InstanceType", &PRODUCTION_VARIANT_INSTANCE_TYPE),
                Member::optional("ModelName", &MODEL_NAME),
                Member::optional("Container", &INFERENCE_COMPONENT_CONTAINER_SPECIFICATION),
                Member::optional("StartupParameters", &INFERENCE_COMPONENT_STARTUP_PARAMETERS),
                Member::optional(
                    "ComputeResourceRequirements",
                    &INFERENCE_COMPONENT_COMPUTE_RESOURCE_REQUIREMENTS,
                ),
                Member::optional("BaseInferenceComponentName", &INFERENCE_COMPONENT_NAME),
                Member::optional("DataCacheConfig", &INFERENCE_COMPONENT_DATA_CACHE_CONFIG),
                Member::optional("SchedulingConfig", &INFERENCE_COMPONENT_SCHEDULING_CONFIG),
            ],
            xml_order: &[],
        }),
    };
    pub static INFERENCE_COMPONENT_SPECIFICATION_LIST: Shape = Shape {
        name: "InferenceComponentSpecificationList",
        kind: Kind::List(List {
            item: &INFERENCE_COMPONENT_SPECIFICATION,
            length: Length::of(Some(1), Some(5)),
        }),
    };
    pub static INFERENCE_COMPONENT_SPECIFICATION_SUMMARY: Shape = Shape {
        name: "InferenceComponentSpecificationSummary",
        kind: Kind::Structure(Structure {
            members: &[
                Member::optional("InstanceType", &PRODUCTION_VARIANT_INSTANCE_TYPE),
                Member::optional("ModelName", &MODEL_NAME),
                Member::optional("Container", &INFERENCE_COMPONENT_CONTAINER_SPECIFICATION_SUMMARY),
                Member::optional("StartupParameters", &INFERENCE_COMPONENT_STARTUP_PARAMETERS),
                Member::optional(
                    "ComputeResourceRequirements",
                    &INFERENCE_COMPONENT_COMPUTE_RESOURCE_REQUIREMENTS,
                ),
                Member::optional("BaseInferenceComponentName", &INFERENCE_COMPONENT_NAME),
                Member::optional("DataCacheConfig", &INFERENCE_COMPONENT_DATA_CACHE_CONFIG_SUMMARY),
                Member::optional("SchedulingConfig", &INFERENCE_COMPONENT_SCHEDULING_CONFIG),
            ],
            xml_order: &[],
        }),
    };
    pub static INFERENCE_COMPONENT_SPECIFICATION_SUMMARY_LIST: Shape = Shape {
        name: "InferenceComponentSpecificationSummaryList",
        kind: Kind::List(List {
            item: &INFERENCE_COMPONENT_SPECIFICATION_SUMMARY,
            length: Length::of(Some(1), None),
        }),
    };
    pub static INFERENCE_COMPONENT_STARTUP_PARAMETERS: Shape = Shape {
        name: "InferenceComponentStartupParameters",
        kind: Kind::Structure(Structure {
            members: &[
                Member::optional(
                    "ModelDataDownloadTimeoutInSeconds",
                    &PRODUCTION_VARIANT_MODEL_DATA_DOWNLOAD_TIMEOUT_IN_SECONDS,
                ),
                Member::optional(
                    "ContainerStartupHealthCheckTimeoutInSeconds",
                    &PRODUCTION_VARIANT_CONTAINER_STARTUP_HEALTH_CHECK_TIMEOUT_IN_SECONDS,
                ),
            ],
            xml_order: &[],
        }),
    };
    pub static INFERENCE_COMPONENT_STATUS: Shape = Shape {
        name: "InferenceComponentStatus",
        kind: Kind::String(Text {
            length: Length::FREE,
            values: &["Creating", "Deleting", "Failed", "InService", "Updating"],
            pattern: None,
        }),
    };
    pub static INFERENCE_COMPONENT_SUMMARY: Shape = Shape {
        name: "InferenceComponentSummary",
        kind: Kind::Structure(Structure {
            members: &[
                Member::required("CreationTime", &TIMESTAMP),
                Member::required("InferenceComponentArn", &INFERENCE_COMPONENT_ARN),
                Member::required("InferenceComponentName", &INFERENCE_COMPONENT_NAME),
                Member::required("EndpointArn", &ENDPOINT_ARN),
                Member::required("EndpointName", &ENDPOINT_NAME),
                Member::required("VariantName", &VARIANT_NAME),
                Member::optional("InferenceComponentStatus", &INFERENCE_COMPONENT_STATUS),
                Member::required("LastModifiedTime", &TIMESTAMP),
            ],
            xml_order: &[],
        }),
    };
    pub static INFERENCE_COMPONENT_SUMMARY_LIST: Shape = Shape {
        name: "InferenceComponentSummaryList",
        kind: Kind::List(List { item: &INFERENCE_COMPONENT_SUMMARY, length: Length::FREE }),
    };
    pub static INFERENCE_EXECUTION_CONFIG: Shape = Shape {
        name: "InferenceExecutionConfig",
        kind: Kind::Structure(Structure {
            members: &[Member::required("Mode", &INFERENCE_EXECUTION_MODE)],
            xml_order: &[],
        }),
    };
    pub static INFERENCE_EXECUTION_MODE: Shape = Shape {
        name: "InferenceExecutionMode",
        kind: Kind::String(Text {
            length: Length::FREE,
            values: &["Direct", "Serial"],
            pattern: None,
        }),
    };
    pub static INFERENCE_HUB_ACCESS_CONFIG: Shape = Shape {
        name: "InferenceHubAccessConfig",
        kind: Kind::Structure(Structure {
            members: &[Member::required("HubContentArn", &HUB_CONTENT_ARN)],
            xml_order: &[],
        }),
    };
    pub static INFERENCE_SPECIFICATION_NAME: Shape = Shape {
        name: "InferenceSpecificationName",
        kind: Kind::String(Text {
            length: Length::of(Some(1), Some(63)),
            values: &[],
            pattern: Some(&PATTERN_5),
        }),
    };
    pub static INITIAL_TASK_COUNT: Shape =
        Shape { name: "InitialTaskCount", kind: Kind::Integer(Range::of(Some(1.0), None)) };
    pub static INSTANCE_POOL: Shape = Shape {
        name: "InstancePool",
        kind: Kind::Structure(Structure {
            members: &[
                Member::required("InstanceType", &PRODUCTION_VARIANT_INSTANCE_TYPE),
                Member::optional("ModelNameOverride", &MODEL_NAME),
                Member::required("Priority", &INSTANCE_POOL_PRIORITY),
            ],
            xml_order: &[],
        }),
    };
    pub static INSTANCE_POOL_LIST: Shape = Shape {
        name: "InstancePoolList",
        kind: Kind::List(List { item: &INSTANCE_POOL, length: Length::of(Some(1), Some(5)) }),
    };
    pub static INSTANCE_POOL_PRIORITY: Shape = Shape {
        name: "InstancePoolPriority",
        kind: Kind::Integer(Range::of(Some(1.0), Some(5.0))),
    };
    pub static INSTANCE_POOL_SUMMARY: Shape = Shape {
        name: "InstancePoolSummary",
        kind: Kind::Structure(Structure {
            members: &[
                Member::required("InstanceType", &PRODUCTION_VARIANT_INSTANCE_TYPE),
                Member::required("CurrentInstanceCount", &TASK_COUNT),
            ],
            xml_order: &[],
        }),
    };
    pub static INSTANCE_POOL_SUMMARY_LIST: Shape = Shape {
        name: "InstancePoolSummaryList",
        kind: Kind::List(List { item: &INSTANCE_POOL_SUMMARY, length: Length::of(Some(1), None) }),
    };
    pub static JSON_CONTENT_TYPE: Shape = Shape {
        name: "JsonContentType",
        kind: Kind::String(Text {
            length: Length::of(Some(1), Some(256)),
            values: &[],
            pattern: Some(&PATTERN_7),
        }),
    };
    pub static JSON_CONTENT_TYPES: Shape = Shape {
        name: "JsonContentTypes",
        kind: Kind::List(List { item: &JSON_CONTENT_TYPE, length: Length::of(Some(1), Some(10)) }),
    };
    pub static KMS_KEY_ID: Shape = Shape {
        name: "KmsKeyId",
        kind: Kind::String(Text {
            length: Length::of(Some(0), Some(2048)),
            values: &[],
            pattern: Some(&PATTERN_15),
        }),
    };
    pub static LIST_ENDPOINT_CONFIGS_INPUT: Shape = Shape {
        name: "ListEndpointConfigsInput",
        kind: Kind::Structure(Structure {
            members: &[
                Member::optional("SortBy", &ENDPOINT_CONFIG_SORT_KEY),
                Member::optional("SortOrder", &ORDER_KEY),
                Member::optional("NextToken", &PAGINATION_TOKEN),
                Member::optional("MaxResults", &MAX_RESULTS),
                Member::optional("NameContains", &ENDPOINT_CONFIG_NAME_CONTAINS),
                Member::optional("CreationTimeBefore", &TIMESTAMP),
                Member::optional("CreationTimeAfter", &TIMESTAMP),
            ],
            xml_order: &[],
        }),
    };
    pub static LIST_ENDPOINT_CONFIGS_OUTPUT: Shape = Shape {
        name: "ListEndpointConfigsOutput",
        kind: Kind::Structure(Structure {
            members: &[
                Member::required("EndpointConfigs", &ENDPOINT_CONFIG_SUMMARY_LIST),
                Member::optional("NextToken", &PAGINATION_TOKEN),
            ],
            xml_order: &[],
        }),
    };
    pub static LIST_ENDPOINTS_INPUT: Shape = Shape {
        name: "ListEndpointsInput",
        kind: Kind::Structure(Structure {
            members: &[
                Member::optional("SortBy", &ENDPOINT_SORT_KEY),
                Member::optional("SortOrder", &ORDER_KEY),
                Member::optional("NextToken", &PAGINATION_TOKEN),
                Member::optional("MaxResults", &MAX_RESULTS),
                Member::optional("NameContains", &ENDPOINT_NAME_CONTAINS),
                Member::optional("CreationTimeBefore", &TIMESTAMP),
                Member::optional("CreationTimeAfter", &TIMESTAMP),
                Member::optional("LastModifiedTimeBefore", &TIMESTAMP),
                Member::optional("LastModifiedTimeAfter", &TIMESTAMP),
                Member::optional("StatusEquals", &ENDPOINT_STATUS),
            ],
            xml_order: &[],
        }),
    };
    pub static LIST_ENDPOINTS_OUTPUT: Shape = Shape {
        name: "ListEndpointsOutput",
        kind: Kind::Structure(Structure {
            members: &[
                Member::required("Endpoints", &ENDPOINT_SUMMARY_LIST),
                Member::optional("NextToken", &PAGINATION_TOKEN),
            ],
            xml_order: &[],
        }),
    };
    pub static LIST_INFERENCE_COMPONENTS_INPUT: Shape = Shape {
        name: "ListInferenceComponentsInput",
        kind: Kind::Structure(Structure {
            members: &[
                Member::optional("SortBy", &INFERENCE_COMPONENT_SORT_KEY),
                Member::optional("SortOrder", &ORDER_KEY),
                Member::optional("NextToken", &PAGINATION_TOKEN),
                Member::optional("MaxResults", &MAX_RESULTS),
                Member::optional("NameContains", &INFERENCE_COMPONENT_NAME_CONTAINS),
                Member::optional("CreationTimeBefore", &TIMESTAMP),
                Member::optional("CreationTimeAfter", &TIMESTAMP),
                Member::optional("LastModifiedTimeBefore", &TIMESTAMP),
                Member::optional("LastModifiedTimeAfter", &TIMESTAMP),
                Member::optional("StatusEquals", &INFERENCE_COMPONENT_STATUS),
                Member::optional("EndpointNameEquals", &ENDPOINT_NAME),
                Member::optional("VariantNameEquals", &VARIANT_NAME),
            ],
            xml_order: &[],
        }),
    };
    pub static LIST_INFERENCE_COMPONENTS_OUTPUT: Shape = Shape {
        name: "ListInferenceComponentsOutput",
        kind: Kind::Structure(Structure {
            members: &[
                Member::required("InferenceComponents", &INFERENCE_COMPONENT_SUMMARY_LIST),
                Member::optional("NextToken", &PAGINATION_TOKEN),
            ],
            xml_order: &[],
        }),
    };
    pub static LIST_MODELS_INPUT: Shape = Shape {
        name: "ListModelsInput",
        kind: Kind::Structure(Structure {
            members: &[
                Member::optional("SortBy", &MODEL_SORT_KEY),
                Member::optional("SortOrder", &ORDER_KEY),
                Member::optional("NextToken", &PAGINATION_TOKEN),
                Member::optional("MaxResults", &MAX_RESULTS),
                Member::optional("NameContains", &MODEL_NAME_CONTAINS),
                Member::optional("CreationTimeBefore", &TIMESTAMP),
                Member::optional("CreationTimeAfter", &TIMESTAMP),
            ],
            xml_order: &[],
        }),
    };
    pub static LIST_MODELS_OUTPUT: Shape = Shape {
        name: "ListModelsOutput",
        kind: Kind::Structure(Structure {
            members: &[
                Member::required("Models", &MODEL_SUMMARY_LIST),
                Member::optional("NextToken", &PAGINATION_TOKEN),
            ],
            xml_order: &[],
        }),
    };
    pub static LIST_TAGS_INPUT: Shape = Shape {
        name: "ListTagsInput",
        kind: Kind::Structure(Structure {
            members: &[
                Member::required("ResourceArn", &RESOURCE_ARN),
                Member::optional("NextToken", &NEXT_TOKEN),
                Member::optional("MaxResults", &LIST_TAGS_MAX_RESULTS),
            ],
            xml_order: &[],
        }),
    };
    pub static LIST_TAGS_MAX_RESULTS: Shape =
        Shape { name: "ListTagsMaxResults", kind: Kind::Integer(Range::of(Some(50.0), None)) };
    pub static LIST_TAGS_OUTPUT: Shape = Shape {
        name: "ListTagsOutput",
        kind: Kind::Structure(Structure {
            members: &[
                Member::optional("Tags", &TAG_LIST),
                Member::optional("NextToken", &NEXT_TOKEN),
            ],
            xml_order: &[],
        }),
    };
    pub static MANAGED_INSTANCE_SCALING_COOLDOWN_IN_MINUTES: Shape = Shape {
        name: "ManagedInstanceScalingCooldownInMinutes",
        kind: Kind::Integer(Range::of(Some(5.0), Some(1440.0))),
    };
    pub static MANAGED_INSTANCE_SCALING_MAX_INSTANCE_COUNT: Shape = Shape {
        name: "ManagedInstanceScalingMaxInstanceCount",
        kind: Kind::Integer(Range::of(Some(1.0), None)),
    };
    pub static MANAGED_INSTANCE_SCALING_MAXIMUM_STEP_SIZE: Shape = Shape {
        name: "ManagedInstanceScalingMaximumStepSize",
        kind: Kind::Integer(Range::of(Some(1.0), Some(100.0))),
    };
    pub static MANAGED_INSTANCE_SCALING_MIN_INSTANCE_COUNT: Shape = Shape {
        name: "ManagedInstanceScalingMinInstanceCount",
        kind: Kind::Integer(Range::of(Some(0.0), None)),
    };
    pub static MANAGED_INSTANCE_SCALING_SCALE_IN_STRATEGY: Shape = Shape {
        name: "ManagedInstanceScalingScaleInStrategy",
        kind: Kind::String(Text {
            length: Length::FREE,
            values: &["CONSOLIDATION", "IDLE_RELEASE"],
            pattern: None,
        }),
    };
    pub static MANAGED_INSTANCE_SCALING_STATUS: Shape = Shape {
        name: "ManagedInstanceScalingStatus",
        kind: Kind::String(Text {
            length: Length::FREE,
            values: &["DISABLED", "ENABLED"],
            pattern: None,
        }),
    };
    pub static MAX_CONCURRENT_INVOCATIONS_PER_INSTANCE: Shape = Shape {
        name: "MaxConcurrentInvocationsPerInstance",
        kind: Kind::Integer(Range::of(Some(1.0), Some(1000.0))),
    };
    pub static MAX_RESULTS: Shape =
        Shape { name: "MaxResults", kind: Kind::Integer(Range::of(Some(1.0), Some(100.0))) };
    pub static MAXIMUM_EXECUTION_TIMEOUT_IN_SECONDS: Shape = Shape {
        name: "MaximumExecutionTimeoutInSeconds",
        kind: Kind::Integer(Range::of(Some(600.0), Some(28800.0))),
    };
    pub static MEMORY_IN_MB: Shape =
        Shape { name: "MemoryInMb", kind: Kind::Integer(Range::of(Some(128.0), None)) };
    pub static METRIC_PUBLISH_FREQUENCY_IN_SECONDS: Shape =
        Shape { name: "MetricPublishFrequencyInSeconds", kind: Kind::Integer(Range::FREE) };
    pub static METRICS_CONFIG: Shape = Shape {
        name: "MetricsConfig",
        kind: Kind::Structure(Structure {
            members: &[
                Member::optional("EnableEnhancedMetrics", &ENABLE_ENHANCED_METRICS),
                Member::optional(
                    "MetricPublishFrequencyInSeconds",
                    &METRIC_PUBLISH_FREQUENCY_IN_SECONDS,
                ),
            ],
            xml_order: &[],
        }),
    };
    pub static ML_RESERVATION_ARN: Shape = Shape {
        name: "MlReservationArn",
        kind: Kind::String(Text {
            length: Length::of(Some(20), Some(258)),
            values: &[],
            pattern: Some(&PATTERN_16),
        }),
    };
    pub static MODEL_ACCESS_CONFIG: Shape = Shape {
        name: "ModelAccessConfig",
        kind: Kind::Structure(Structure {
            members: &[Member::required("AcceptEula", &ACCEPT_EULA)],
            xml_order: &[],
        }),
    };
    pub static MODEL_ARN: Shape = Shape {
        name: "ModelArn",
        kind: Kind::String(Text {
            length: Length::of(Some(20), Some(2048)),
            values: &[],
            pattern: Some(&PATTERN_17),
        }),
    };
    pub static MODEL_CACHE_SETTING: Shape = Shape {
        name: "ModelCacheSetting",
        kind: Kind::String(Text {
            length: Length::FREE,
            values: &["Disabled", "Enabled"],
            pattern: None,
        }),
    };
    pub static MODEL_COMPRESSION_TYPE: Shape = Shape {
        name: "ModelCompressionType",
        kind: Kind::String(Text { length: Length::FREE, values: &["Gzip", "None"], pattern: None }),
    };
    pub static MODEL_DATA_SOURCE: Shape = Shape {
        name: "ModelDataSource",
        kind: Kind::Structure(Structure {
            members: &[Member::optional("S3DataSource", &S3_MODEL_DATA_SOURCE)],
            xml_order: &[],
        }),
    };
    pub static MODEL_NAME: Shape = Shape {
        name: "ModelName",
        kind: Kind::String(Text {
            length: Length::of(Some(0), Some(63)),
            values: &[],
            pattern: Some(&PATTERN_14),
        }),
    };
    pub static MODEL_NAME_CONTAINS: Shape = Shape {
        name: "ModelNameContains",
        kind: Kind::String(Text {
            length: Length::of(Some(0), Some(63)),
            values: &[],
            pattern: Some(&PATTERN_11),
        }),
    };
    pub static MODEL_SORT_KEY: Shape = Shape {
        name: "ModelSortKey",
        kind: Kind::String(Text {
            length: Length::FREE,
            values: &["CreationTime", "Name"],
            pattern: None,
        }),
    };
    pub static MODEL_SUMMARY: Shape = Shape {
        name: "ModelSummary",
        kind: Kind::Structure(Structure {
            members: &[
                Member::required("ModelName", &MODEL_NAME),
                Member::required("ModelArn", &MODEL_ARN),
                Member::required("CreationTime", &TIMESTAMP),
            ],
            xml_order: &[],
        }),
    };
    pub static MODEL_SUMMARY_LIST: Shape = Shape {
        name: "ModelSummaryList",
        kind: Kind::List(List { item: &MODEL_SUMMARY, length: Length::FREE }),
    };
    pub static MULTI_MODEL_CONFIG: Shape = Shape {
        name: "MultiModelConfig",
        kind: Kind::Structure(Structure {
            members: &[Member::optional("ModelCacheSetting", &MODEL_CACHE_SETTING)],
            xml_order: &[],
        }),
    };
    pub static NEXT_TOKEN: Shape = Shape {
        name: "NextToken",
        kind: Kind::String(Text {
            length: Length::of(Some(0), Some(8192)),
            values: &[],
            pattern: Some(&PATTERN_2),
        }),
    };
    pub static NUMBER_OF_ACCELERATOR_DEVICES: Shape =
        Shape { name: "NumberOfAcceleratorDevices", kind: Kind::Float(Range::of(Some(1.0), None)) };
    pub static NUMBER_OF_CPU_CORES: Shape =
        Shape { name: "NumberOfCpuCores", kind: Kind::Float(Range::of(Some(0.25), None)) };
    pub static ORDER_KEY: Shape = Shape {
        name: "OrderKey",
        kind: Kind::String(Text {
            length: Length::FREE,
            values: &["Ascending", "Descending"],
            pattern: None,
        }),
    };
    pub static PAGINATION_TOKEN: Shape = Shape {
        name: "PaginationToken",
        kind: Kind::String(Text {
            length: Length::of(Some(0), Some(8192)),
            values: &[],
            pattern: Some(&PATTERN_2),
        }),
    };
    pub static PENDING_DEPLOYMENT_SUMMARY: Shape = Shape {
        name: "PendingDeploymentSummary",
        kind: Kind::Structure(Structure {
            members: &[
                Member::required("EndpointConfigName", &ENDPOINT_CONFIG_NAME),
                Member::optional("ProductionVariants", &PENDING_PRODUCTION_VARIANT_SUMMARY_LIST),
                Member::optional("StartTime", &TIMESTAMP),
                Member::optional(
                    "ShadowProductionVariants",
                    &PENDING_PRODUCTION_VARIANT_SUMMARY_LIST,
                ),
            ],
            xml_order: &[],
        }),
    };
    pub static PENDING_PRODUCTION_VARIANT_SUMMARY: Shape = Shape {
        name: "PendingProductionVariantSummary",
        kind: Kind::Structure(Structure {
            members: &[
                Member::required("VariantName", &VARIANT_NAME),
                Member::optional("DeployedImages", &DEPLOYED_IMAGES),
                Member::optional("CurrentWeight", &VARIANT_WEIGHT),
                Member::optional("DesiredWeight", &VARIANT_WEIGHT),
                Member::optional("CurrentInstanceCount", &TASK_COUNT),
                Member::optional("DesiredInstanceCount", &TASK_COUNT),
                Member::optional("InstanceType", &PRODUCTION_VARIANT_INSTANCE_TYPE),
                Member::optional("InstancePools", &INSTANCE_POOL_SUMMARY_LIST),
                Member::optional("AcceleratorType", &PRODUCTION_VARIANT_ACCELERATOR_TYPE),
                Member::optional("VariantStatus", &PRODUCTION_VARIANT_STATUS_LIST),
                Member::optional("CurrentServerlessConfig", &PRODUCTION_VARIANT_SERVERLESS_CONFIG),
                Member::optional("DesiredServerlessConfig", &PRODUCTION_VARIANT_SERVERLESS_CONFIG),
                Member::optional(
                    "ManagedInstanceScaling",
                    &PRODUCTION_VARIANT_MANAGED_INSTANCE_SCALING,
                ),
                Member::optional("RoutingConfig", &PRODUCTION_VARIANT_ROUTING_CONFIG),
            ],
            xml_order: &[],
        }),
    };
    pub static PENDING_PRODUCTION_VARIANT_SUMMARY_LIST: Shape = Shape {
        name: "PendingProductionVariantSummaryList",
        kind: Kind::List(List {
            item: &PENDING_PRODUCTION_VARIANT_SUMMARY,
            length: Length::of(Some(1), None),
        }),
    };
    pub static PRODUCTION_VARIANT: Shape = Shape {
        name: "ProductionVariant",
        kind: Kind::Structure(Structure {
            members: &[
                Member::required("VariantName", &VARIANT_NAME),
                Member::optional("ModelName", &MODEL_NAME),
                Member::optional("InitialInstanceCount", &INITIAL_TASK_COUNT),
                Member::optional("InstanceType", &PRODUCTION_VARIANT_INSTANCE_TYPE),
                Member::optional("InstancePools", &INSTANCE_POOL_LIST),
                Member::optional(
                    "VariantInstanceProvisionTimeoutInSeconds",
                    &VARIANT_INSTANCE_PROVISION_TIMEOUT_IN_SECONDS,
                ),
                Member::optional("InitialVariantWeight", &VARIANT_WEIGHT),
                Member::optional("AcceleratorType", &PRODUCTION_VARIANT_ACCELERATOR_TYPE),
                Member::optional("CoreDumpConfig", &PRODUCTION_VARIANT_CORE_DUMP_CONFIG),
                Member::optional("ServerlessConfig", &PRODUCTION_VARIANT_SERVERLESS_CONFIG),
                Member::optional("VolumeSizeInGB", &PRODUCTION_VARIANT_VOLUME_SIZE_IN_GB),
                Member::optional(
                    "ModelDataDownloadTimeoutInSeconds",
                    &PRODUCTION_VARIANT_MODEL_DATA_DOWNLOAD_TIMEOUT_IN_SECONDS,
                ),
                Member::optional(
                    "ContainerStartupHealthCheckTimeoutInSeconds",
                    &PRODUCTION_VARIANT_CONTAINER_STARTUP_HEALTH_CHECK_TIMEOUT_IN_SECONDS,
                ),
                Member::optional("EnableSSMAccess", &PRODUCTION_VARIANT_SSM_ACCESS),
                Member::optional(
                    "ManagedInstanceScaling",
                    &PRODUCTION_VARIANT_MANAGED_INSTANCE_SCALING,
                ),
                Member::optional("RoutingConfig", &PRODUCTION_VARIANT_ROUTING_CONFIG),
                Member::optional("InferenceAmiVersion", &PRODUCTION_VARIANT_INFERENCE_AMI_VERSION),
                Member::optional(
                    "CapacityReservationConfig",
                    &PRODUCTION_VARIANT_CAPACITY_RESERVATION_CONFIG,
                ),
            ],
            xml_order: &[],
        }),
    };
    pub static PRODUCTION_VARIANT_ACCELERATOR_TYPE: Shape = Shape {
        name: "ProductionVariantAcceleratorType",
        kind: Kind::String(Text {
            length: Length::FREE,
            values: &[
                "ml.eia1.large",
                "ml.eia1.medium",
                "ml.eia1.xlarge",
                "ml.eia2.large",
                "ml.eia2.medium",
                "ml.eia2.xlarge",
            ],
            pattern: None,
        }),
    };
    pub static PRODUCTION_VARIANT_CAPACITY_RESERVATION_CONFIG: Shape = Shape {
        name: "ProductionVariantCapacityReservationConfig",
        kind: Kind::Structure(Structure {
            members: &[
                Member::optional("CapacityReservationPreference", &CAPACITY_RESERVATION_PREFERENCE),
                Member::optional("MlReservationArn", &ML_RESERVATION_ARN),
            ],
            xml_order: &[],
        }),
    };
    pub static PRODUCTION_VARIANT_CAPACITY_RESERVATION_SUMMARY: Shape = Shape {
        name: "ProductionVariantCapacityReservationSummary",
        kind: Kind::Structure(Structure {
            members: &[
                Member::optional("MlReservationArn", &ML_RESERVATION_ARN),
                Member::optional("CapacityReservationPreference", &CAPACITY_RESERVATION_PREFERENCE),
                Member::optional("TotalInstanceCount", &TASK_COUNT),
                Member::optional("AvailableInstanceCount", &TASK_COUNT),
                Member::optional("UsedByCurrentEndpoint", &TASK_COUNT),
                Member::optional("Ec2CapacityReservations", &EC2_CAPACITY_RESERVATIONS_LIST),
            ],
            xml_order: &[],
        }),
    };
    pub static PRODUCTION_VARIANT_CONTAINER_STARTUP_HEALTH_CHECK_TIMEOUT_IN_SECONDS: Shape =
        Shape {
            name: "ProductionVariantContainerStartupHealthCheckTimeoutInSeconds",
            kind: Kind::Integer(Range::of(Some(60.0), Some(3600.0))),
        };
    pub static PRODUCTION_VARIANT_CORE_DUMP_CONFIG: Shape = Shape {
        name: "ProductionVariantCoreDumpConfig",
        kind: Kind::Structure(Structure {
            members: &[
                Member::required("DestinationS3Uri", &DESTINATION_S3_URI),
                Member::optional("KmsKeyId", &KMS_KEY_ID),
            ],
            xml_order: &[],
        }),
    };
    pub static PRODUCTION_VARIANT_INFERENCE_AMI_VERSION: Shape = Shape {
        name: "ProductionVariantInferenceAmiVersion",
        kind: Kind::String(Text {
            length: Length::FREE,
            values: &[
                "al2-ami-sagemaker-inference-gpu-2",
                "al2-ami-sagemaker-inference-gpu-2-1",
                "al2-ami-sagemaker-inference-gpu-3-1",
                "al2-ami-sagemaker-inference-neuron-2",
                "al2023-ami-sagemaker-inference-gpu-4-1",
            ],
            pattern: None,
        }),
    };
    pub static PRODUCTION_VARIANT_INSTANCE_TYPE: Shape =
        Shape { name: "ProductionVariantInstanceType", kind: Kind::String(Text::FREE) };
    pub static PRODUCTION_VARIANT_LIST: Shape = Shape {
        name: "ProductionVariantList",
        kind: Kind::List(List { item: &PRODUCTION_VARIANT, length: Length::of(Some(1), Some(10)) }),
    };
    pub static PRODUCTION_VARIANT_MANAGED_INSTANCE_SCALING: Shape = Shape {
        name: "ProductionVariantManagedInstanceScaling",
        kind: Kind::Structure(Structure {
            members: &[
                Member::optional("Status", &MANAGED_INSTANCE_SCALING_STATUS),
                Member::optional("MinInstanceCount", &MANAGED_INSTANCE_SCALING_MIN_INSTANCE_COUNT),
                Member::optional("MaxInstanceCount", &MANAGED_INSTANCE_SCALING_MAX_INSTANCE_COUNT),
                Member::optional(
                    "ScaleInPolicy",
                    &PRODUCTION_VARIANT_MANAGED_INSTANCE_SCALING_SCALE_IN_POLICY,
                ),
            ],
            xml_order: &[],
        }),
    };
    pub static PRODUCTION_VARIANT_MANAGED_INSTANCE_SCALING_SCALE_IN_POLICY: Shape = Shape {
        name: "ProductionVariantManagedInstanceScalingScaleInPolicy",
        kind: Kind::Structure(Structure {
            members: &[
                Member::required("Strategy", &MANAGED_INSTANCE_SCALING_SCALE_IN_STRATEGY),
                Member::optional("MaximumStepSize", &MANAGED_INSTANCE_SCALING_MAXIMUM_STEP_SIZE),
                Member::optional(
                    "CooldownInMinutes",
                    &MANAGED_INSTANCE_SCALING_COOLDOWN_IN_MINUTES,
                ),
            ],
            xml_order: &[],
        }),
    };
    pub static PRODUCTION_VARIANT_MODEL_DATA_DOWNLOAD_TIMEOUT_IN_SECONDS: Shape = Shape {
        name: "ProductionVariantModelDataDownloadTimeoutInSeconds",
        kind: Kind::Integer(Range::of(Some(60.0), Some(3600.0))),
    };
    pub static PRODUCTION_VARIANT_ROUTING_CONFIG: Shape = Shape {
        name: "ProductionVariantRoutingConfig",
        kind: Kind::Structure(Structure {
            members: &[Member::required("RoutingStrategy", &ROUTING_STRATEGY)],
            xml_order: &[],
        }),
    };
    pub static PRODUCTION_VARIANT_SSM_ACCESS: Shape =
        Shape { name: "ProductionVariantSSMAccess", kind: Kind::Boolean };
    pub static PRODUCTION_VARIANT_SERVERLESS_CONFIG: Shape = Shape {
        name: "ProductionVariantServerlessConfig",
        kind: Kind::Structure(Structure {
            members: &[
                Member::required("MemorySizeInMB", &SERVERLESS_MEMORY_SIZE_IN_MB),
                Member::required("MaxConcurrency", &SERVERLESS_MAX_CONCURRENCY),
                Member::optional("ProvisionedConcurrency", &SERVERLESS_PROVISIONED_CONCURRENCY),
            ],
            xml_order: &[],
        }),
    };
    pub static PRODUCTION_VARIANT_SERVERLESS_UPDATE_CONFIG: Shape = Shape {
        name: "ProductionVariantServerlessUpdateConfig",
        kind: Kind::Structure(Structure {
            members: &[
                Member::optional("MaxConcurrency", &SERVERLESS_MAX_CONCURRENCY),
                Member::optional("ProvisionedConcurrency", &SERVERLESS_PROVISIONED_CONCURRENCY),
            ],
            xml_order: &[],
        }),
    };
    pub static PRODUCTION_VARIANT_STATUS: Shape = Shape {
        name: "ProductionVariantStatus",
        kind: Kind::Structure(Structure {
            members: &[
                Member::required("Status", &VARIANT_STATUS),
                Member::optional("StatusMessage", &VARIANT_STATUS_MESSAGE),
                Member::optional("StartTime", &TIMESTAMP),
            ],
            xml_order: &[],
        }),
    };
    pub static PRODUCTION_VARIANT_STATUS_LIST: Shape = Shape {
        name: "ProductionVariantStatusList",
        kind: Kind::List(List {
            item: &PRODUCTION_VARIANT_STATUS,
            length: Length::of(Some(0), Some(5)),
        }),
    };
    pub static PRODUCTION_VARIANT_SUMMARY: Shape = Shape {
        name: "ProductionVariantSummary",
        kind: Kind::Structure(Structure {
            members: &[
                Member::required("VariantName", &VARIANT_NAME),
                Member::optional("DeployedImages", &DEPLOYED_IMAGES),
                Member::optional("CurrentWeight", &VARIANT_WEIGHT),
                Member::optional("DesiredWeight", &VARIANT_WEIGHT),
                Member::optional("CurrentInstanceCount", &TASK_COUNT),
                Member::optional("DesiredInstanceCount", &TASK_COUNT),
                Member::optional("InstancePools", &INSTANCE_POOL_SUMMARY_LIST),
                Member::optional("VariantStatus", &PRODUCTION_VARIANT_STATUS_LIST),
                Member::optional("CurrentServerlessConfig", &PRODUCTION_VARIANT_SERVERLESS_CONFIG),
                Member::optional("DesiredServerlessConfig", &PRODUCTION_VARIANT_SERVERLESS_CONFIG),
                Member::optional(
                    "ManagedInstanceScaling",
                    &PRODUCTION_VARIANT_MANAGED_INSTANCE_SCALING,
                ),
                Member::optional("RoutingConfig", &PRODUCTION_VARIANT_ROUTING_CONFIG),
                Member::optional(
                    "CapacityReservationConfig",
                    &PRODUCTION_VARIANT_CAPACITY_RESERVATION_SUMMARY,
                ),
            ],
            xml_order: &[],
        }),
    };
    pub static PRODUCTION_VARIANT_SUMMARY_LIST: Shape = Shape {
        name: "ProductionVariantSummaryList",
        kind: Kind::List(List {
            item: &PRODUCTION_VARIANT_SUMMARY,
            length: Length::of(Some(1), None),
        }),
    };
    pub static PRODUCTION_VARIANT_VOLUME_SIZE_IN_GB: Shape = Shape {
        name: "ProductionVariantVolumeSizeInGB",
        kind: Kind::Integer(Range::of(Some(1.0), Some(512.0))),
    };
    pub static REAL_TIME_INFERENCE_RECOMMENDATION: Shape = Shape {
        name: "RealTimeInferenceRecommendation",
        kind: Kind::Structure(Structure {
            members: &[
                Member::required("RecommendationId", &STRING),
                Member::required("InstanceType", &PRODUCTION_VARIANT_INSTANCE_TYPE),
                Member::optional("Environment", &ENVIRONMENT_MAP),
            ],
            xml_order: &[],
        }),
    };
    pub static REAL_TIME_INFERENCE_RECOMMENDATIONS: Shape = Shape {
        name: "RealTimeInferenceRecommendations",
        kind: Kind::List(List {
            item: &REAL_TIME_INFERENCE_RECOMMENDATION,
            length: Length::of(Some(0), Some(3)),
        }),
    };
    pub static RECOMMENDATION_STATUS: Shape = Shape {
        name: "RecommendationStatus",
        kind: Kind::String(Text {
            length: Length::FREE,
            values: &["COMPLETED", "FAILED", "IN_PROGRESS", "NOT_APPLICABLE"],
            pattern: None,
        }),
    };
    pub static REPOSITORY_ACCESS_MODE: Shape = Shape {
        name: "RepositoryAccessMode",
        kind: Kind::String(Text {
            length: Length::FREE,
            values: &["Platform", "Vpc"],
            pattern: None,
        }),
    };
    pub static REPOSITORY_AUTH_CONFIG: Shape = Shape {
        name: "RepositoryAuthConfig",
        kind: Kind::Structure(Structure {
            members: &[Member::required(
                "RepositoryCredentialsProviderArn",
                &REPOSITORY_CREDENTIALS_PROVIDER_ARN,
            )],
            xml_order: &[],
        }),
    };
    pub static REPOSITORY_CREDENTIALS_PROVIDER_ARN: Shape = Shape {
        name: "RepositoryCredentialsProviderArn",
        kind: Kind::String(Text {
            length: Length::of(Some(1), Some(2048)),
            values: &[],
            pattern: Some(&PATTERN_2),
        }),
    };
    pub static RESOURCE_ARN: Shape = Shape {
        name: "ResourceArn",
        kind: Kind::String(Text {
            length: Length::of(Some(0), Some(256)),
            values: &[],
            pattern: Some(&PATTERN_18),
        }),
    };
    pub static RESOURCE_LIMIT_EXCEEDED: Shape = Shape {
        name: "ResourceLimitExceeded",
        kind: Kind::Structure(Structure {
            members: &[Member::optional("Message", &FAILURE_REASON)],
            xml_order: &[],
        }),
    };
    pub static ROLE_ARN: Shape = Shape {
        name: "RoleArn",
        kind: Kind::String(Text {
            length: Length::of(Some(20), Some(2048)),
            values: &[],
            pattern: Some(&PATTERN_19),
        }),
    };
    pub static ROLLING_UPDATE_POLICY: Shape = Shape {
        name: "RollingUpdatePolicy",
        kind: Kind::Structure(Structure {
            members: &[
                Member::required("MaximumBatchSize", &CAPACITY_SIZE),
                Member::required("WaitIntervalInSeconds", &WAIT_INTERVAL_IN_SECONDS),
                Member::optional(
                    "MaximumExecutionTimeoutInSeconds",
                    &MAXIMUM_EXECUTION_TIMEOUT_IN_SECONDS,
                ),
                Member::optional("RollbackMaximumBatchSize", &CAPACITY_SIZE),
            ],
            xml_order: &[],
        }),
    };
    pub static ROUTING_STRATEGY: Shape = Shape {
        name: "RoutingStrategy",
        kind: Kind::String(Text {
            length: Length::FREE,
            values: &["LEAST_OUTSTANDING_REQUESTS", "RANDOM"],
            pattern: None,
        }),
    };
    pub static S3_MODEL_DATA_SOURCE: Shape = Shape {
        name: "S3ModelDataSource",
        kind: Kind::Structure(Structure {
            members: &[
                Member::required("S3Uri", &S3_MODEL_URI),
                Member::required("S3DataType", &S3_MODEL_DATA_TYPE),
                Member::required("CompressionType", &MODEL_COMPRESSION_TYPE),
                Member::optional("ModelAccessConfig", &MODEL_ACCESS_CONFIG),
                Member::optional("HubAccessConfig", &INFERENCE_HUB_ACCESS_CONFIG),
                Member::optional("ManifestS3Uri", &S3_MODEL_URI),
                Member::optional("ETag", &STRING),
                Member::optional("ManifestEtag", &STRING),
            ],
            xml_order: &[],
        }),
    };
    pub static S3_MODEL_DATA_TYPE: Shape = Shape {
        name: "S3ModelDataType",
        kind: Kind::String(Text {
            length: Length::FREE,
            values: &["S3Object", "S3Prefix"],
            pattern: None,
        }),
    };
    pub static S3_MODEL_URI: Shape = Shape {
        name: "S3ModelUri",
        kind: Kind::String(Text {
            length: Length::of(Some(0), Some(1024)),
            values: &[],
            pattern: Some(&PATTERN_20),
        }),
    };
    pub static SAMPLING_PERCENTAGE: Shape = Shape {
        name: "SamplingPercentage",
        kind: Kind::Integer(Range::of(Some(0.0), Some(100.0))),
    };
    pub static SECURITY_GROUP_ID: Shape = Shape {
        name: "SecurityGroupId",
        kind: Kind::String(Text {
            length: Length::of(Some(0), Some(32)),
            values: &[],
            pattern: Some(&PATTERN_21),
        }),
    };
    pub static SERVERLESS_MAX_CONCURRENCY: Shape = Shape {
        name: "ServerlessMaxConcurrency",
        kind: Kind::Integer(Range::of(Some(1.0), Some(200.0))),
    };
    pub static SERVERLESS_MEMORY_SIZE_IN_MB: Shape = Shape {
        name: "ServerlessMemorySizeInMB",
        kind: Kind::Integer(Range::of(Some(1024.0), Some(6144.0))),
    };
    pub static SERVERLESS_PROVISIONED_CONCURRENCY: Shape = Shape {
        name: "ServerlessProvisionedConcurrency",
        kind: Kind::Integer(Range::of(Some(1.0), Some(200.0))),
    };
    pub static SNS_TOPIC_ARN: Shape = Shape {
        name: "SnsTopicArn",
        kind: Kind::String(Text {
            length: Length::of(Some(0), Some(2048)),
            values: &[],
            pattern: Some(&PATTERN_22),
        }),
    };
    pub static STRING: Shape = Shape { name: "String", kind: Kind::String(Text::FREE) };
    pub static SUBNET_ID: Shape = Shape {
        name: "SubnetId",
        kind: Kind::String(Text {
            length: Length::of(Some(0), Some(32)),
            values: &[],
            pattern: Some(&PATTERN_21),
        }),
    };
    pub static SUBNETS: Shape = Shape {
        name: "Subnets",
        kind: Kind::List(List { item: &SUBNET_ID, length: Length::of(Some(1), Some(16)) }),
    };
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
            pattern: Some(&PATTERN_23),
        }),
    };
    pub static TAG_KEY_LIST: Shape = Shape {
        name: "TagKeyList",
        kind: Kind::List(List { item: &TAG_KEY, length: Length::of(Some(1), Some(50)) }),
    };
    pub static TAG_LIST: Shape = Shape {
        name: "TagList",
        kind: Kind::List(List { item: &TAG, length: Length::of(Some(0), Some(50)) }),
    };
    pub static TAG_VALUE: Shape = Shape {
        name: "TagValue",
        kind: Kind::String(Text {
            length: Length::of(Some(0), Some(256)),
            values: &[],
            pattern: Some(&PATTERN_23),
        }),
    };
    pub static TASK_COUNT: Shape =
        Shape { name: "TaskCount", kind: Kind::Integer(Range::of(Some(0.0), None)) };
    pub static TERMINATION_WAIT_IN_SECONDS: Shape = Shape {
        name: "TerminationWaitInSeconds",
        kind: Kind::Integer(Range::of(Some(0.0), Some(3600.0))),
    };
    pub static TIMESTAMP: Shape = Shape { name: "Timestamp", kind: Kind::Timestamp };
    pub static TRAFFIC_ROUTING_CONFIG: Shape = Shape {
        name: "TrafficRoutingConfig",
        kind: Kind::Structure(Structure {
            members: &[
                Member::required("Type", &TRAFFIC_ROUTING_CONFIG_TYPE),
                Member::required("WaitIntervalInSeconds", &WAIT_INTERVAL_IN_SECONDS),
                Member::optional("CanarySize", &CAPACITY_SIZE),
                Member::optional("LinearStepSize", &CAPACITY_SIZE),
            ],
            xml_order: &[],
        }),
    };
    pub static TRAFFIC_ROUTING_CONFIG_TYPE: Shape = Shape {
        name: "TrafficRoutingConfigType",
        kind: Kind::String(Text {
            length: Length::FREE,
            values: &["ALL_AT_ONCE", "CANARY", "LINEAR"],
            pattern: None,
        }),
    };
    pub static UPDATE_ENDPOINT_INPUT: Shape = Shape {
        name: "UpdateEndpointInput",
        kind: Kind::Structure(Structure {
            members: &[
                Member::required("EndpointName", &ENDPOINT_NAME),
                Member::required("EndpointConfigName", &ENDPOINT_CONFIG_NAME),
                Member::optional("RetainAllVariantProperties", &BOOLEAN),
                Member::optional("ExcludeRetainedVariantProperties", &VARIANT_PROPERTY_LIST),
                Member::optional("DeploymentConfig", &DEPLOYMENT_CONFIG),
                Member::optional("RetainDeploymentConfig", &BOOLEAN),
            ],
            xml_order: &[],
        }),
    };
    pub static UPDATE_ENDPOINT_OUTPUT: Shape = Shape {
        name: "UpdateEndpointOutput",
        kind: Kind::Structure(Structure {
            members: &[Member::required("EndpointArn", &ENDPOINT_ARN)],
            xml_order: &[],
        }),
    };
    pub static UPDATE_ENDPOINT_WEIGHTS_AND_CAPACITIES_INPUT: Shape = Shape {
        name: "UpdateEndpointWeightsAndCapacitiesInput",
        kind: Kind::Structure(Structure {
            members: &[
                Member::required("EndpointName", &ENDPOINT_NAME),
                Member::required("DesiredWeightsAndCapacities", &DESIRED_WEIGHT_AND_CAPACITY_LIST),
            ],
            xml_order: &[],
        }),
    };
    pub static UPDATE_ENDPOINT_WEIGHTS_AND_CAPACITIES_OUTPUT: Shape = Shape {
        name: "UpdateEndpointWeightsAndCapacitiesOutput",
        kind: Kind::Structure(Structure {
            members: &[Member::required("EndpointArn", &ENDPOINT_ARN)],
            xml_order: &[],
        }),
    };
    pub static UPDATE_INFERENCE_COMPONENT_INPUT: Shape = Shape {
        name: "UpdateInferenceComponentInput",
        kind: Kind::Structure(Structure {
            members: &[
                Member::required("InferenceComponentName", &INFERENCE_COMPONENT_NAME),
                Member::optional("Specification", &INFERENCE_COMPONENT_SPECIFICATION),
                Member::optional("Specifications", &INFERENCE_COMPONENT_SPECIFICATION_LIST),
                Member::optional("RuntimeConfig", &INFERENCE_COMPONENT_RUNTIME_CONFIG),
                Member::optional("DeploymentConfig", &INFERENCE_COMPONENT_DEPLOYMENT_CONFIG),
            ],
            xml_order: &[],
        }),
    };
    pub static UPDATE_INFERENCE_COMPONENT_OUTPUT: Shape = Shape {
        name: "UpdateInferenceComponentOutput",
        kind: Kind::Structure(Structure {
            members: &[Member::required("InferenceComponentArn", &INFERENCE_COMPONENT_ARN)],
            xml_order: &[],
        }),
    };
    pub static UPDATE_INFERENCE_COMPONENT_RUNTIME_CONFIG_INPUT: Shape = Shape {
        name: "UpdateInferenceComponentRuntimeConfigInput",
        kind: Kind::Structure(Structure {
            members: &[
                Member::required("InferenceComponentName", &INFERENCE_COMPONENT_NAME),
                Member::required("DesiredRuntimeConfig", &INFERENCE_COMPONENT_RUNTIME_CONFIG),
            ],
            xml_order: &[],
        }),
    };
    pub static UPDATE_INFERENCE_COMPONENT_RUNTIME_CONFIG_OUTPUT: Shape = Shape {
        name: "UpdateInferenceComponentRuntimeConfigOutput",
        kind: Kind::Structure(Structure {
            members: &[Member::required("InferenceComponentArn", &INFERENCE_COMPONENT_ARN)],
            xml_order: &[],
        }),
    };
    pub static URL: Shape = Shape {
        name: "Url",
        kind: Kind::String(Text {
            length: Length::of(Some(0), Some(1024)),
            values: &[],
            pattern: Some(&PATTERN_20),
        }),
    };
    pub static VARIANT_INSTANCE_PROVISION_TIMEOUT_IN_SECONDS: Shape = Shape {
        name: "VariantInstanceProvisionTimeoutInSeconds",
        kind: Kind::Integer(Range::of(Some(300.0), Some(3600.0))),
    };
    pub static VARIANT_NAME: Shape = Shape {
        name: "VariantName",
        kind: Kind::String(Text {
            length: Length::of(Some(0), Some(63)),
            values: &[],
            pattern: Some(&PATTERN_5),
        }),
    };
    pub static VARIANT_PROPERTY: Shape = Shape {
        name: "VariantProperty",
        kind: Kind::Structure(Structure {
            members: &[Member::required("VariantPropertyType", &VARIANT_PROPERTY_TYPE)],
            xml_order: &[],
        }),
    };
    pub static VARIANT_PROPERTY_LIST: Shape = Shape {
        name: "VariantPropertyList",
        kind: Kind::List(List { item: &VARIANT_PROPERTY, length: Length::of(Some(0), Some(3)) }),
    };
    pub static VARIANT_PROPERTY_TYPE: Shape = Shape {
        name: "VariantPropertyType",
        kind: Kind::String(Text {
            length: Length::FREE,
            values: &["DataCaptureConfig", "DesiredInstanceCount", "DesiredWeight"],
            pattern: None,
        }),
    };
    pub static VARIANT_STATUS: Shape = Shape {
        name: "VariantStatus",
        kind: Kind::String(Text {
            length: Length::FREE,
            values: &["ActivatingTraffic", "Baking", "Creating", "Deleting", "Updating"],
            pattern: None,
        }),
    };
    pub static VARIANT_STATUS_MESSAGE: Shape = Shape {
        name: "VariantStatusMessage",
        kind: Kind::String(Text {
            length: Length::of(Some(0), Some(1024)),
            values: &[],
            pattern: None,
        }),
    };
    pub static VARIANT_WEIGHT: Shape =
        Shape { name: "VariantWeight", kind: Kind::Float(Range::of(Some(0.0), None)) };
    pub static VERSIONED_ARN_OR_NAME: Shape = Shape {
        name: "VersionedArnOrName",
        kind: Kind::String(Text {
            length: Length::of(Some(1), Some(176)),
            values: &[],
            pattern: Some(&PATTERN_24),
        }),
    };
    pub static VPC_CONFIG: Shape = Shape {
        name: "VpcConfig",
        kind: Kind::Structure(Structure {
            members: &[
                Member::required("SecurityGroupIds", &VPC_SECURITY_GROUP_IDS),
                Member::required("Subnets", &SUBNETS),
            ],
            xml_order: &[],
        }),
    };
    pub static VPC_SECURITY_GROUP_IDS: Shape = Shape {
        name: "VpcSecurityGroupIds",
        kind: Kind::List(List { item: &SECURITY_GROUP_ID, length: Length::of(Some(1), Some(5)) }),
    };
    pub static WAIT_INTERVAL_IN_SECONDS: Shape = Shape {
        name: "WaitIntervalInSeconds",
        kind: Kind::Integer(Range::of(Some(0.0), Some(3600.0))),
    };
}

use crate::Shape;
use crate::service::{ErrorShape, Operation, ServiceModel};

/// What the model says of the service.
pub static MODEL: ServiceModel = ServiceModel {
    full_name: "Amazon SageMaker Service",
    api_version: "2017-07-24",
    signing_name: "sagemaker",
    target_prefix: Some("SageMaker"),
    json_version: "1.1",
    xml_namespace: None,
    operations: &OPERATIONS,
    errors: &ERRORS,
    shapes: &SHAPES,
};

static OPERATIONS: [Operation; 23] = [
    Operation {
        name: "AddTags",
        input: Some(&shapes::ADD_TAGS_INPUT),
        output: Some(&shapes::ADD_TAGS_OUTPUT),
        errors: &[],
        result_wrapper: None,
        path: "/",
        status: 200,
    },
    Operation {
        name: "CreateEndpoint",
        input: Some(&shapes::CREATE_ENDPOINT_INPUT),
        output: Some(&shapes::CREATE_ENDPOINT_OUTPUT),
        errors: &["ResourceLimitExceeded"],
        result_wrapper: None,
        path: "/",
        status: 200,
    },
    Operation {
        name: "CreateEndpointConfig",
        input: Some(&shapes::CREATE_ENDPOINT_CONFIG_INPUT),
        output: Some(&shapes::CREATE_ENDPOINT_CONFIG_OUTPUT),
        errors: &["ResourceLimitExceeded"],
        result_wrapper: None,
        path: "/",
        status: 200,
    },
    Operation {
        name: "CreateInferenceComponent",
        input: Some(&shapes::CREATE_INFERENCE_COMPONENT_INPUT),
        output: Some(&shapes::CREATE_INFERENCE_COMPONENT_OUTPUT),
        errors: &["ResourceLimitExceeded"],
        result_wrapper: None,
        path: "/",
        status: 200,
    },
    Operation {
        name: "CreateModel",
        input: Some(&shapes::CREATE_MODEL_INPUT),
        output: Some(&shapes::CREATE_MODEL_OUTPUT),
        errors: &["ResourceLimitExceeded"],
        result_wrapper: None,
        path: "/",
        status: 200,
    },
    Operation {
        name: "DeleteEndpoint",
        input: Some(&shapes::DELETE_ENDPOINT_INPUT),
        output: None,
        errors: &[],
        result_wrapper: None,
        path: "/",
        status: 200,
    },
    Operation {
        name: "DeleteEndpointConfig",
        input: Some(&shapes::DELETE_ENDPOINT_CONFIG_INPUT),
        output: None,
        errors: &[],
        result_wrapper: None,
        path: "/",
        status: 200,
    },
    Operation {
        name: "DeleteInferenceComponent",
        input: Some(&shapes::DELETE_INFERENCE_COMPONENT_INPUT),
        output: None,
        errors: &[],
        result_wrapper: None,
        path: "/",
        status: 200,
    },
    Operation {
        name: "DeleteModel",
        input: Some(&shapes::DELETE_MODEL_INPUT),
        output: None,
        errors: &[],
        result_wrapper: None,
        path: "/",
        status: 200,
    },
    Operation {
        name: "DeleteTags",
        input: Some(&shapes::DELETE_TAGS_INPUT),
        output: Some(&shapes::DELETE_TAGS_OUTPUT),
        errors: &[],
        result_wrapper: None,
        path: "/",
        status: 200,
    },
    Operation {
        name: "DescribeEndpoint",
        input: Some(&shapes::DESCRIBE_ENDPOINT_INPUT),
        output: Some(&shapes::DESCRIBE_ENDPOINT_OUTPUT),
        errors: &[],
        result_wrapper: None,
        path: "/",
        status: 200,
    },
    Operation {
        name: "DescribeEndpointConfig",
        input: Some(&shapes::DESCRIBE_ENDPOINT_CONFIG_INPUT),
        output: Some(&shapes::DESCRIBE_ENDPOINT_CONFIG_OUTPUT),
        errors: &[],
        result_wrapper: None,
        path: "/",
        status: 200,
    },
    Operation {
        name: "DescribeInferenceComponent",
        input: Some(&shapes::DESCRIBE_INFERENCE_COMPONENT_INPUT),
        output: Some(&shapes::DESCRIBE_INFERENCE_COMPONENT_OUTPUT),
        errors: &[],
        result_wrapper: None,
        path: "/",
        status: 200,
    },
    Operation {
        name: "DescribeModel",
        input: Some(&shapes::DESCRIBE_MODEL_INPUT),
        output: Some(&shapes::DESCRIBE_MODEL_OUTPUT),
        errors: &[],
        result_wrapper: None,
        path: "/",
        status: 200,
    },
    Operation {
        name: "ListEndpointConfigs",
        input: Some(&shapes::LIST_ENDPOINT_CONFIGS_INPUT),
        output: Some(&shapes::LIST_ENDPOINT_CONFIGS_OUTPUT),
        errors: &[],
        result_wrapper: None,
        path: "/",
        status: 200,
    },
    Operation {
        name: "ListEndpoints",
        input: Some(&shapes::LIST_ENDPOINTS_INPUT),
        output: Some(&shapes::LIST_ENDPOINTS_OUTPUT),
        errors: &[],
        result_wrapper: None,
        path: "/",
        status: 200,
    },
    Operation {
        name: "ListInferenceComponents",
        input: Some(&shapes::LIST_INFERENCE_COMPONENTS_INPUT),
        output: Some(&shapes::LIST_INFERENCE_COMPONENTS_OUTPUT),
        errors: &[],
        result_wrapper: None,
        path: "/",
        status: 200,
    },
    Operation {
        name: "ListModels",
        input: Some(&shapes::LIST_MODELS_INPUT),
        output: Some(&shapes::LIST_MODELS_OUTPUT),
        errors: &[],
        result_wrapper: None,
        path: "/",
        status: 200,
    },
    Operation {
        name: "ListTags",
        input: Some(&shapes::LIST_TAGS_INPUT),
        output: Some(&shapes::LIST_TAGS_OUTPUT),
        errors: &[],
        result_wrapper: None,
        path: "/",
        status: 200,
    },
    Operation {
        name: "UpdateEndpoint",
        input: Some(&shapes::UPDATE_ENDPOINT_INPUT),
        output: Some(&shapes::UPDATE_ENDPOINT_OUTPUT),
        errors: &["ResourceLimitExceeded"],
        result_wrapper: None,
        path: "/",
        status: 200,
    },
    Operation {
        name: "UpdateEndpointWeightsAndCapacities",
        input: Some(&shapes::UPDATE_ENDPOINT_WEIGHTS_AND_CAPACITIES_INPUT),
        output: Some(&shapes::UPDATE_ENDPOINT_WEIGHTS_AND_CAPACITIES_OUTPUT),
        errors: &["ResourceLimitExceeded"],
        result_wrapper: None,
        path: "/",
        status: 200,
    },
    Operation {
        name: "UpdateInferenceComponent",
        input: Some(&shapes::UPDATE_INFERENCE_COMPONENT_INPUT),
        output: Some(&shapes::UPDATE_INFERENCE_COMPONENT_OUTPUT),
        errors: &["ResourceLimitExceeded"],
        result_wrapper: None,
        path: "/",
        status: 200,
    },
    Operation {
        name: "UpdateInferenceComponentRuntimeConfig",
        input: Some(&shapes::UPDATE_INFERENCE_COMPONENT_RUNTIME_CONFIG_INPUT),
        output: Some(&shapes::UPDATE_INFERENCE_COMPONENT_RUNTIME_CONFIG_OUTPUT),
        errors: &["ResourceLimitExceeded"],
        result_wrapper: None,
        path: "/",
        status: 200,
    },
];

static ERRORS: [ErrorShape; 1] = [ErrorShape {
    name: "ResourceLimitExceeded",
    shape: &shapes::RESOURCE_LIMIT_EXCEEDED,
    query_code: None,
    status: None,
    fault: false,
}];

static SHAPES: [&Shape; 279] = [
    &shapes::ACCEPT_EULA,
    &shapes::ADD_TAGS_INPUT,
    &shapes::ADD_TAGS_OUTPUT,
    &shapes::ADDITIONAL_MODEL_CHANNEL_NAME,
    &shapes::ADDITIONAL_MODEL_DATA_SOURCE,
    &shapes::ADDITIONAL_MODEL_DATA_SOURCES,
    &shapes::ALARM,
    &shapes::ALARM_LIST,
    &shapes::ALARM_NAME,
    &shapes::ASYNC_INFERENCE_CLIENT_CONFIG,
    &shapes::ASYNC_INFERENCE_CONFIG,
    &shapes::ASYNC_INFERENCE_NOTIFICATION_CONFIG,
    &shapes::ASYNC_INFERENCE_OUTPUT_CONFIG,
    &shapes::ASYNC_NOTIFICATION_TOPIC_TYPE_LIST,
    &shapes::ASYNC_NOTIFICATION_TOPIC_TYPES,
    &shapes::AUTO_ROLLBACK_CONFIG,
    &shapes::AVAILABILITY_ZONE_BALANCE_ENFORCEMENT_MODE,
    &shapes::AVAILABILITY_ZONE_BALANCE_MAX_IMBALANCE,
    &shapes::BLUE_GREEN_UPDATE_POLICY,
    &shapes::BOOLEAN,
    &shapes::CAPACITY_RESERVATION_PREFERENCE,
    &shapes::CAPACITY_SIZE,
    &shapes::CAPACITY_SIZE_TYPE,
    &shapes::CAPACITY_SIZE_VALUE,
    &shapes::CAPTURE_CONTENT_TYPE_HEADER,
    &shapes::CAPTURE_MODE,
    &shapes::CAPTURE_OPTION,
    &shapes::CAPTURE_OPTION_LIST,
    &shapes::CAPTURE_STATUS,
    &shapes::CLARIFY_CONTENT_TEMPLATE,
    &shapes::CLARIFY_ENABLE_EXPLANATIONS,
    &shapes::CLARIFY_EXPLAINER_CONFIG,
    &shapes::CLARIFY_FEATURE_HEADERS,
    &shapes::CLARIFY_FEATURE_TYPE,
    &shapes::CLARIFY_FEATURE_TYPES,
    &shapes::CLARIFY_FEATURES_ATTRIBUTE,
    &shapes::CLARIFY_HEADER,
    &shapes::CLARIFY_INFERENCE_CONFIG,
    &shapes::CLARIFY_LABEL_ATTRIBUTE,
    &shapes::CLARIFY_LABEL_HEADERS,
    &shapes::CLARIFY_LABEL_INDEX,
    &shapes::CLARIFY_MAX_PAYLOAD_IN_MB,
    &shapes::CLARIFY_MAX_RECORD_COUNT,
    &shapes::CLARIFY_MIME_TYPE,
    &shapes::CLARIFY_PROBABILITY_ATTRIBUTE,
    &shapes::CLARIFY_PROBABILITY_INDEX,
    &shapes::CLARIFY_SHAP_BASELINE,
    &shapes::CLARIFY_SHAP_BASELINE_CONFIG,
    &shapes::CLARIFY_SHAP_CONFIG,
    &shapes::CLARIFY_SHAP_NUMBER_OF_SAMPLES,
    &shapes::CLARIFY_SHAP_SEED,
    &shapes::CLARIFY_SHAP_USE_LOGIT,
    &shapes::CLARIFY_TEXT_CONFIG,
    &shapes::CLARIFY_TEXT_GRANULARITY,
    &shapes::CLARIFY_TEXT_LANGUAGE,
    &shapes::CONTAINER_DEFINITION,
    &shapes::CONTAINER_DEFINITION_LIST,
    &shapes::CONTAINER_HOSTNAME,
    &shapes::CONTAINER_IMAGE,
    &shapes::CONTAINER_MODE,
    &shapes::CREATE_ENDPOINT_CONFIG_INPUT,
    &shapes::CREATE_ENDPOINT_CONFIG_OUTPUT,
    &shapes::CREATE_ENDPOINT_INPUT,
    &shapes::CREATE_ENDPOINT_OUTPUT,
    &shapes::CREATE_INFERENCE_COMPONENT_INPUT,
    &shapes::CREATE_INFERENCE_COMPONENT_OUTPUT,
    &shapes::CREATE_MODEL_INPUT,
    &shapes::CREATE_MODEL_OUTPUT,
    &shapes::CSV_CONTENT_TYPE,
    &shapes::CSV_CONTENT_TYPES,
    &shapes::DATA_CAPTURE_CONFIG,
    &shapes::DATA_CAPTURE_CONFIG_SUMMARY,
    &shapes::DELETE_ENDPOINT_CONFIG_INPUT,
    &shapes::DELETE_ENDPOINT_INPUT,
    &shapes::DELETE_INFERENCE_COMPONENT_INPUT,
    &shapes::DELETE_MODEL_INPUT,
    &shapes::DELETE_TAGS_INPUT,
    &shapes::DELETE_TAGS_OUTPUT,
    &shapes::DEPLOYED_IMAGE,
    &shapes::DEPLOYED_IMAGES,
    &shapes::DEPLOYMENT_CONFIG,
    &shapes::DEPLOYMENT_RECOMMENDATION,
    &shapes::DESCRIBE_ENDPOINT_CONFIG_INPUT,
    &shapes::DESCRIBE_ENDPOINT_CONFIG_OUTPUT,
    &shapes::DESCRIBE_ENDPOINT_INPUT,
    &shapes::DESCRIBE_ENDPOINT_OUTPUT,
    &shapes::DESCRIBE_INFERENCE_COMPONENT_INPUT,
    &shapes::DESCRIBE_INFERENCE_COMPONENT_OUTPUT,
    &shapes::DESCRIBE_MODEL_INPUT,
    &shapes::DESCRIBE_MODEL_OUTPUT,
    &shapes::DESIRED_WEIGHT_AND_CAPACITY,
    &shapes::DESIRED_WEIGHT_AND_CAPACITY_LIST,
    &shapes::DESTINATION_S3_URI,
    &shapes::EC2_CAPACITY_RESERVATION,
    &shapes::EC2_CAPACITY_RESERVATION_ID,
    &shapes::EC2_CAPACITY_RESERVATIONS_LIST,
    &shapes::ENABLE_CACHING,
    &shapes::ENABLE_CAPTURE,
    &shapes::ENABLE_ENHANCED_METRICS,
    &shapes::ENDPOINT_ARN,
    &shapes::ENDPOINT_CONFIG_ARN,
    &shapes::ENDPOINT_CONFIG_NAME,
    &shapes::ENDPOINT_CONFIG_NAME_CONTAINS,
    &shapes::ENDPOINT_CONFIG_SORT_KEY,
    &shapes::ENDPOINT_CONFIG_SUMMARY,
    &shapes::ENDPOINT_CONFIG_SUMMARY_LIST,
    &shapes::ENDPOINT_NAME,
    &shapes::ENDPOINT_NAME_CONTAINS,
    &shapes::ENDPOINT_SORT_KEY,
    &shapes::ENDPOINT_STATUS,
    &shapes::ENDPOINT_SUMMARY,
    &shapes::ENDPOINT_SUMMARY_LIST,
    &shapes::ENVIRONMENT_KEY,
    &shapes::ENVIRONMENT_MAP,
    &shapes::ENVIRONMENT_VALUE,
    &shapes::EXPLAINER_CONFIG,
    &shapes::FAILURE_REASON,
    &shapes::HUB_CONTENT_ARN,
    &shapes::IMAGE_CONFIG,
    &shapes::INFERENCE_COMPONENT_ARN,
    &shapes::INFERENCE_COMPONENT_AVAILABILITY_ZONE_BALANCE,
    &shapes::INFERENCE_COMPONENT_CAPACITY_SIZE,
    &shapes::INFERENCE_COMPONENT_CAPACITY_SIZE_TYPE,
    &shapes::INFERENCE_COMPONENT_COMPUTE_RESOURCE_REQUIREMENTS,
    &shapes::INFERENCE_COMPONENT_CONTAINER_SPECIFICATION,
    &shapes::INFERENCE_COMPONENT_CONTAINER_SPECIFICATION_SUMMARY,
    &shapes::INFERENCE_COMPONENT_COPY_COUNT,
    &shapes::INFERENCE_COMPONENT_DATA_CACHE_CONFIG,
    &shapes::INFERENCE_COMPONENT_DATA_CACHE_CONFIG_SUMMARY,
    &shapes::INFERENCE_COMPONENT_DEPLOYMENT_CONFIG,
    &shapes::INFERENCE_COMPONENT_NAME,
    &shapes::INFERENCE_COMPONENT_NAME_CONTAINS,
    &shapes::INFERENCE_COMPONENT_PLACEMENT_STATUS,
    &shapes::INFERENCE_COMPONENT_PLACEMENT_STATUS_LIST,
    &shapes::INFERENCE_COMPONENT_PLACEMENT_STRATEGY,
    &shapes::INFERENCE_COMPONENT_ROLLING_UPDATE_POLICY,
    &shapes::INFERENCE_COMPONENT_RUNTIME_CONFIG,
    &shapes::INFERENCE_COMPONENT_RUNTIME_CONFIG_SUMMARY,
    &shapes::INFERENCE_COMPONENT_SCHEDULING_CONFIG,
    &shapes::INFERENCE_COMPONENT_SORT_KEY,
    &shapes::INFERENCE_COMPONENT_SPECIFICATION,
    &shapes::INFERENCE_COMPONENT_SPECIFICATION_LIST,
    &shapes::INFERENCE_COMPONENT_SPECIFICATION_SUMMARY,
    &shapes::INFERENCE_COMPONENT_SPECIFICATION_SUMMARY_LIST,
    &shapes::INFERENCE_COMPONENT_STARTUP_PARAMETERS,
    &shapes::INFERENCE_COMPONENT_STATUS,
    &shapes::INFERENCE_COMPONENT_SUMMARY,
    &shapes::INFERENCE_COMPONENT_SUMMARY_LIST,
    &shapes::INFERENCE_EXECUTION_CONFIG,
    &shapes::INFERENCE_EXECUTION_MODE,
    &shapes::INFERENCE_HUB_ACCESS_CONFIG,
    &shapes::INFERENCE_SPECIFICATION_NAME,
    &shapes::INITIAL_TASK_COUNT,
    &shapes::INSTANCE_POOL,
    &shapes::INSTANCE_POOL_LIST,
    &shapes::INSTANCE_POOL_PRIORITY,
    &shapes::INSTANCE_POOL_SUMMARY,
    &shapes::INSTANCE_POOL_SUMMARY_LIST,
    &shapes::JSON_CONTENT_TYPE,
    &shapes::JSON_CONTENT_TYPES,
    &shapes::KMS_KEY_ID,
    &shapes::LIST_ENDPOINT_CONFIGS_INPUT,
    &shapes::LIST_ENDPOINT_CONFIGS_OUTPUT,
    &shapes::LIST_ENDPOINTS_INPUT,
    &shapes::LIST_ENDPOINTS_OUTPUT,
    &shapes::LIST_INFERENCE_COMPONENTS_INPUT,
    &shapes::LIST_INFERENCE_COMPONENTS_OUTPUT,
    &shapes::LIST_MODELS_INPUT,
    &shapes::LIST_MODELS_OUTPUT,
    &shapes::LIST_TAGS_INPUT,
    &shapes::LIST_TAGS_MAX_RESULTS,
    &shapes::LIST_TAGS_OUTPUT,
    &shapes::MANAGED_INSTANCE_SCALING_COOLDOWN_IN_MINUTES,
    &shapes::MANAGED_INSTANCE_SCALING_MAX_INSTANCE_COUNT,
    &shapes::MANAGED_INSTANCE_SCALING_MAXIMUM_STEP_SIZE,
    &shapes::MANAGED_INSTANCE_SCALING_MIN_INSTANCE_COUNT,
    &shapes::MANAGED_INSTANCE_SCALING_SCALE_IN_STRATEGY,
    &shapes::MANAGED_INSTANCE_SCALING_STATUS,
    &shapes::MAX_CONCURRENT_INVOCATIONS_PER_INSTANCE,
    &shapes::MAX_RESULTS,
    &shapes::MAXIMUM_EXECUTION_TIMEOUT_IN_SECONDS,
    &shapes::MEMORY_IN_MB,
    &shapes::METRIC_PUBLISH_FREQUENCY_IN_SECONDS,
    &shapes::METRICS_CONFIG,
    &shapes::ML_RESERVATION_ARN,
    &shapes::MODEL_ACCESS_CONFIG,
    &shapes::MODEL_ARN,
    &shapes::MODEL_CACHE_SETTING,
    &shapes::MODEL_COMPRESSION_TYPE,
    &shapes::MODEL_DATA_SOURCE,
    &shapes::MODEL_NAME,
    &shapes::MODEL_NAME_CONTAINS,
    &shapes::MODEL_SORT_KEY,
    &shapes::MODEL_SUMMARY,
    &shapes::MODEL_SUMMARY_LIST,
    &shapes::MULTI_MODEL_CONFIG,
    &shapes::NEXT_TOKEN,
    &shapes::NUMBER_OF_ACCELERATOR_DEVICES,
    &shapes::NUMBER_OF_CPU_CORES,
    &shapes::ORDER_KEY,
    &shapes::PAGINATION_TOKEN,
    &shapes::PENDING_DEPLOYMENT_SUMMARY,
    &shapes::PENDING_PRODUCTION_VARIANT_SUMMARY,
    &shapes::PENDING_PRODUCTION_VARIANT_SUMMARY_LIST,
    &shapes::PRODUCTION_VARIANT,
    &shapes::PRODUCTION_VARIANT_ACCELERATOR_TYPE,
    &shapes::PRODUCTION_VARIANT_CAPACITY_RESERVATION_CONFIG,
    &shapes::PRODUCTION_VARIANT_CAPACITY_RESERVATION_SUMMARY,
    &shapes::PRODUCTION_VARIANT_CONTAINER_STARTUP_HEALTH_CHECK_TIMEOUT_IN_SECONDS,
    &shapes::PRODUCTION_VARIANT_CORE_DUMP_CONFIG,
    &shapes::PRODUCTION_VARIANT_INFERENCE_AMI_VERSION,
    &shapes::PRODUCTION_VARIANT_INSTANCE_TYPE,
    &shapes::PRODUCTION_VARIANT_LIST,
    &shapes::PRODUCTION_VARIANT_MANAGED_INSTANCE_SCALING,
    &shapes::PRODUCTION_VARIANT_MANAGED_INSTANCE_SCALING_SCALE_IN_POLICY,
    &shapes::PRODUCTION_VARIANT_MODEL_DATA_DOWNLOAD_TIMEOUT_IN_SECONDS,
    &shapes::PRODUCTION_VARIANT_ROUTING_CONFIG,
    &shapes::PRODUCTION_VARIANT_SSM_ACCESS,
    &shapes::PRODUCTION_VARIANT_SERVERLESS_CONFIG,
    &shapes::PRODUCTION_VARIANT_SERVERLESS_UPDATE_CONFIG,
    &shapes::PRODUCTION_VARIANT_STATUS,
    &shapes::PRODUCTION_VARIANT_STATUS_LIST,
    &shapes::PRODUCTION_VARIANT_SUMMARY,
    &shapes::PRODUCTION_VARIANT_SUMMARY_LIST,
    &shapes::PRODUCTION_VARIANT_VOLUME_SIZE_IN_GB,
    &shapes::REAL_TIME_INFERENCE_RECOMMENDATION,
    &shapes::REAL_TIME_INFERENCE_RECOMMENDATIONS,
    &shapes::RECOMMENDATION_STATUS,
    &shapes::REPOSITORY_ACCESS_MODE,
    &shapes::REPOSITORY_AUTH_CONFIG,
    &shapes::REPOSITORY_CREDENTIALS_PROVIDER_ARN,
    &shapes::RESOURCE_ARN,
    &shapes::RESOURCE_LIMIT_EXCEEDED,
    &shapes::ROLE_ARN,
    &shapes::ROLLING_UPDATE_POLICY,
    &shapes::ROUTING_STRATEGY,
    &shapes::S3_MODEL_DATA_SOURCE,
    &shapes::S3_MODEL_DATA_TYPE,
    &shapes::S3_MODEL_URI,
    &shapes::SAMPLING_PERCENTAGE,
    &shapes::SECURITY_GROUP_ID,
    &shapes::SERVERLESS_MAX_CONCURRENCY,
    &shapes::SERVERLESS_MEMORY_SIZE_IN_MB,
    &shapes::SERVERLESS_PROVISIONED_CONCURRENCY,
    &shapes::SNS_TOPIC_ARN,
    &shapes::STRING,
    &shapes::SUBNET_ID,
    &shapes::SUBNETS,
    &shapes::TAG,
    &shapes::TAG_KEY,
    &shapes::TAG_KEY_LIST,
    &shapes::TAG_LIST,
    &shapes::TAG_VALUE,
    &shapes::TASK_COUNT,
    &shapes::TERMINATION_WAIT_IN_SECONDS,
    &shapes::TIMESTAMP,
    &shapes::TRAFFIC_ROUTING_CONFIG,
    &shapes::TRAFFIC_ROUTING_CONFIG_TYPE,
    &shapes::UPDATE_ENDPOINT_INPUT,
    &shapes::UPDATE_ENDPOINT_OUTPUT,
    &shapes::UPDATE_ENDPOINT_WEIGHTS_AND_CAPACITIES_INPUT,
    &shapes::UPDATE_ENDPOINT_WEIGHTS_AND_CAPACITIES_OUTPUT,
    &shapes::UPDATE_INFERENCE_COMPONENT_INPUT,
    &shapes::UPDATE_INFERENCE_COMPONENT_OUTPUT,
    &shapes::UPDATE_INFERENCE_COMPONENT_RUNTIME_CONFIG_INPUT,
    &shapes::UPDATE_INFERENCE_COMPONENT_RUNTIME_CONFIG_OUTPUT,
    &shapes::URL,
    &shapes::VARIANT_INSTANCE_PROVISION_TIMEOUT_IN_SECONDS,
    &shapes::VARIANT_NAME,
    &shapes::VARIANT_PROPERTY,
    &shapes::VARIANT_PROPERTY_LIST,
    &shapes::VARIANT_PROPERTY_TYPE,
    &shapes::VARIANT_STATUS,
    &shapes::VARIANT_STATUS_MESSAGE,
    &shapes::VARIANT_WEIGHT,
    &shapes::VERSIONED_ARN_OR_NAME,
    &shapes::VPC_CONFIG,
    &shapes::VPC_SECURITY_GROUP_IDS,
    &shapes::WAIT_INTERVAL_IN_SECONDS,
];
