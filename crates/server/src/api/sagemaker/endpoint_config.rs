//! Endpoint configurations.

use ebb_aws_model::sagemaker as shapes;
use ebb_decide::hosting::{AsyncConfig, AsyncTopics, ManagedScaling, VariantConfig};
use ebb_decide::{Command, EndpointConfigRequest};
use ebb_units::Capacity;
use serde_json::{Value, json};

use super::listing::{Listing, Row};
use super::model::not_found;
use super::{arn_answer, stored, tag_map, to_text, without_effect};
use crate::api::error::ApiError;
use crate::api::wire::{capacity, finite, seconds, unsigned};
use crate::api::{Context, document};

/// Instances that managed scaling goes up to when no number is given.
const MOST_INSTANCES: Capacity = Capacity(10_000);

pub(super) async fn create(mut context: Context<'_>) -> Result<Value, ApiError> {
    let files = take_files(&mut context)?;
    let mut input: shapes::CreateEndpointConfigInput = context.input()?;
    if let Some(given) = &mut input.async_inference_config {
        let output = &mut given.output_config;
        let [path, failure] = files;
        output.s3_output_path = path.or(output.s3_output_path.take());
        output.s3_failure_path = failure.or(output.s3_failure_path.take());
    }
    let tags = tag_map(input.tags.take());
    if input.shadow_production_variants.as_ref().is_some_and(|shadows| !shadows.is_empty()) {
        return Err(ApiError::NotBuilt("shadow variants".to_owned()));
    }
    if input.explainer_config.is_some() {
        return Err(ApiError::NotBuilt("explainers".to_owned()));
    }
    let variants =
        input.production_variants.iter().map(read_variant).collect::<Result<Vec<_>, _>>()?;
    let asynchronous = input.async_inference_config.as_ref().map(read_async).transpose()?;
    let request = EndpointConfigRequest {
        name: input.endpoint_config_name.clone(),
        variants,
        asynchronous,
        has_execution_role: input.execution_role_arn.is_some(),
        document: to_text(&input)?,
        tags,
    };
    let command = Command::CreateEndpointConfig(request);
    let answer = context.engine.call(context.scope, command).await?;
    warn(&context, &input);
    arn_answer("EndpointConfigArn", answer)
}

/// Output paths that are folders of this machine, taken out where they are permitted: the constraints of the model know
/// S3 alone, and whoever permits no folders gets AWS's own error.
fn take_files(context: &mut Context<'_>) -> Result<[Option<String>; 2], ApiError> {
    let folders = context.engine.folders();
    let output = context.document.pointer_mut("/AsyncInferenceConfig/OutputConfig");
    let Some(output) = output.filter(|_| !folders.is_empty()) else { return Ok([None, None]) };
    let mut take = |member: &str| -> Result<Option<String>, ApiError> {
        let is_file =
            |path: &&mut Value| path.as_str().is_some_and(|path| path.starts_with("file://"));
        let Some(path) = output.get_mut(member).filter(is_file) else { return Ok(None) };
        let path = path.take().as_str().unwrap_or_default().to_owned();
        // A file in the folder stands for all that will be there.
        let file = format!("{}/id.out", path.trim_end_matches('/'));
        folders.check(&file).map_err(ApiError::Invalid)?;
        if let Some(members) = output.as_object_mut() {
            members.remove(member);
        }
        Ok(Some(path))
    };
    Ok([take("S3OutputPath")?, take("S3FailurePath")?])
}

fn warn(context: &Context<'_>, given: &shapes::CreateEndpointConfigInput) {
    let capture = given.data_capture_config.as_ref();
    let metrics = given.metrics_config.as_ref();
    let queue = given.async_inference_config.as_ref().map(|queue| &queue.output_config);
    without_effect(
        "endpoint configuration",
        &given.endpoint_config_name,
        &[
            ("DataCaptureConfig", capture.is_some_and(|given| given.enable_capture == Some(true))),
            ("EnableNetworkIsolation", given.enable_network_isolation == Some(true)),
            ("VpcConfig", given.vpc_config.is_some()),
            (
                "EnableEnhancedMetrics",
                metrics.is_some_and(|given| given.enable_enhanced_metrics == Some(true)),
            ),
            (
                "MetricPublishFrequencyInSeconds",
                metrics.is_some_and(|given| given.metric_publish_frequency_in_seconds.is_some()),
            ),
        ],
    );
    let topics = queue.and_then(|given| given.notification_config.as_ref());
    let topics = topics.map(|given| [&given.success_topic, &given.error_topic]);
    for topic in topics.into_iter().flatten().flatten() {
        if !context.engine.courier().knows(topic) {
            tracing::warn!(
                topic,
                endpoint_config = given.endpoint_config_name,
                "nobody listens to this topic: notifications.topics of the configuration has no URL for it"
            );
        }
    }
}

fn read_variant(given: &shapes::ProductionVariant) -> Result<VariantConfig, ApiError> {
    if given.serverless_config.is_some() {
        return Err(ApiError::NotBuilt("serverless variants".to_owned()));
    }
    if given.instance_pools.as_ref().is_some_and(|pools| !pools.is_empty()) {
        return Err(ApiError::NotBuilt("instance pools".to_owned()));
    }
    let managed = given.managed_instance_scaling.as_ref().map(read_managed).transpose()?;
    let weight = given.initial_variant_weight.map_or(1.0, |weight| weight.0);
    Ok(VariantConfig {
        name: given.variant_name.clone(),
        model: given.model_name.clone(),
        initial: capacity(given.initial_instance_count.unwrap_or(1))?,
        weight: finite(weight, "InitialVariantWeight")?,
        instance_type: given.instance_type.clone(),
        managed,
        routing: given.routing_config.as_ref().map(|routing| routing.routing_strategy.clone()),
        startup_timeout_secs: unsigned(given.container_startup_health_check_timeout_in_seconds),
    })
}

fn read_managed(
    given: &shapes::ProductionVariantManagedInstanceScaling,
) -> Result<ManagedScaling, ApiError> {
    // IDLE_RELEASE is what is done anyway: instances without copies go.
    if given.scale_in_policy.as_ref().is_some_and(|policy| policy.strategy == "CONSOLIDATION") {
        return Err(ApiError::NotBuilt("the scale-in strategy CONSOLIDATION".to_owned()));
    }
    Ok(ManagedScaling {
        enabled: given.status.as_deref() != Some("DISABLED"),
        min: capacity(given.min_instance_count.unwrap_or(1))?,
        max: given.max_instance_count.map_or(Ok(MOST_INSTANCES), capacity)?,
    })
}

fn read_async(given: &shapes::AsyncInferenceConfig) -> Result<AsyncConfig, ApiError> {
    let output = &given.output_config;
    for path in [&output.s3_output_path, &output.s3_failure_path].into_iter().flatten() {
        if !path.starts_with("s3://") && !path.starts_with("file://") {
            return Err(ApiError::Invalid(format!(
                "\"{path}\" is not an S3 location: expected s3://bucket/prefix"
            )));
        }
    }
    Ok(AsyncConfig {
        output_path: output.s3_output_path.clone(),
        failure_path: output.s3_failure_path.clone(),
        max_concurrent: given
            .client_config
            .as_ref()
            .and_then(|client| unsigned(client.max_concurrent_invocations_per_instance)),
        topics: output.notification_config.as_ref().map(read_topics).unwrap_or_default(),
    })
}

fn read_topics(given: &shapes::AsyncInferenceNotificationConfig) -> AsyncTopics {
    let included = given.include_inference_response_in.as_deref().unwrap_or_default();
    let includes = |topic: &str| included.iter().any(|included| included == topic);
    AsyncTopics {
        success: given.success_topic.clone(),
        error: given.error_topic.clone(),
        success_with_response: includes("SUCCESS_NOTIFICATION_TOPIC"),
        error_with_response: includes("ERROR_NOTIFICATION_TOPIC"),
    }
}

pub(super) async fn describe(mut context: Context<'_>) -> Result<Value, ApiError> {
    let input: shapes::DescribeEndpointConfigInput = context.input()?;
    let (scope, name) = (context.scope.clone(), input.endpoint_config_name);
    let found = context
        .engine
        .read({
            let name = name.clone();
            move |view| {
                let realm = view.realm(&scope)?;
                let config = realm.endpoint_configs().get(&name)?.clone();
                Some((config, realm.arn("endpoint-config", &name)))
            }
        })
        .await?;
    let Some((config, arn)) = found else {
        return Err(not_found(&context, "endpoint-config", &name));
    };
    let given: shapes::CreateEndpointConfigInput = stored(&config.document)?;
    document(&shapes::DescribeEndpointConfigOutput {
        endpoint_config_name: config.name,
        endpoint_config_arn: arn,
        production_variants: given.production_variants,
        data_capture_config: given.data_capture_config,
        kms_key_id: given.kms_key_id,
        creation_time: seconds(config.created),
        async_inference_config: given.async_inference_config,
        explainer_config: given.explainer_config,
        shadow_production_variants: None,
        execution_role_arn: given.execution_role_arn,
        vpc_config: given.vpc_config,
        enable_network_isolation: given.enable_network_isolation,
        metrics_config: given.metrics_config,
    })
}

pub(super) async fn delete(mut context: Context<'_>) -> Result<Value, ApiError> {
    let input: shapes::DeleteEndpointConfigInput = context.input()?;
    let command = Command::DeleteEndpointConfig { name: input.endpoint_config_name };
    context.engine.call(context.scope, command).await?;
    Ok(json!({}))
}

pub(super) async fn list(mut context: Context<'_>) -> Result<Value, ApiError> {
    let input: shapes::ListEndpointConfigsInput = context.input()?;
    let listing = Listing {
        operation: context.operation,
        sort_by: input.sort_by,
        sort_order: input.sort_order,
        next_token: input.next_token,
        max_results: input.max_results,
        name_contains: input.name_contains,
        created_before: input.creation_time_before,
        created_after: input.creation_time_after,
        ..Default::default()
    };
    let scope = context.scope.clone();
    let rows = context
        .engine
        .read(move |view| {
            let Some(realm) = view.realm(&scope) else { return Vec::new() };
            realm
                .endpoint_configs()
                .values()
                .map(|config| Row {
                    name: config.name.clone(),
                    created: config.created,
                    modified: config.created,
                    status: String::new(),
                    item: shapes::EndpointConfigSummary {
                        endpoint_config_name: config.name.clone(),
                        endpoint_config_arn: realm.arn("endpoint-config", &config.name),
                        creation_time: seconds(config.created),
                    },
                })
                .collect()
        })
        .await?;
    let page = listing.page(rows)?;
    document(&shapes::ListEndpointConfigsOutput {
        endpoint_configs: page.items,
        next_token: page.next,
    })
}
