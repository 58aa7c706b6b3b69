//! Endpoint configurations.

use ebb_aws_model::sagemaker as shapes;
use ebb_decide::hosting::{AsyncConfig, ManagedScaling, VariantConfig};
use ebb_decide::{Command, EndpointConfigRequest};
use ebb_units::Capacity;
use serde_json::{Value, json};

use super::listing::{Listing, Row};
use super::model::not_found;
use super::{arn_answer, stored, tag_map, to_text};
use crate::api::error::ApiError;
use crate::api::wire::{capacity, seconds, unsigned};
use crate::api::{Context, document};

pub(super) async fn create(mut context: Context<'_>) -> Result<Value, ApiError> {
    let mut input: shapes::CreateEndpointConfigInput = context.input()?;
    let tags = tag_map(input.tags.take());
    if input.shadow_production_variants.as_ref().is_some_and(|shadows| !shadows.is_empty()) {
        return Err(ApiError::NotBuilt("shadow variants".to_owned()));
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
    arn_answer("EndpointConfigArn", answer)
}

fn read_variant(given: &shapes::ProductionVariant) -> Result<VariantConfig, ApiError> {
    if given.serverless_config.is_some() {
        return Err(ApiError::NotBuilt("serverless variants".to_owned()));
    }
    if given.instance_pools.as_ref().is_some_and(|pools| !pools.is_empty()) {
        return Err(ApiError::NotBuilt("instance pools".to_owned()));
    }
    let managed = given.managed_instance_scaling.as_ref().map(|managed| ManagedScaling {
        enabled: managed.status.as_deref() != Some("DISABLED"),
        min: capacity(managed.min_instance_count.unwrap_or(1)),
        max: capacity(managed.max_instance_count.unwrap_or(i32::MAX)),
    });
    Ok(VariantConfig {
        name: given.variant_name.clone(),
        model: given.model_name.clone(),
        initial: given.initial_instance_count.map_or(Capacity(1), capacity),
        weight: given.initial_variant_weight.map_or(1.0, |weight| weight.0),
        instance_type: given.instance_type.clone(),
        managed,
        routing: given.routing_config.as_ref().map(|routing| routing.routing_strategy.clone()),
        startup_timeout_secs: unsigned(given.container_startup_health_check_timeout_in_seconds),
    })
}

fn read_async(given: &shapes::AsyncInferenceConfig) -> Result<AsyncConfig, ApiError> {
    let output = &given.output_config;
    if let Some(topics) = &output.notification_config {
        let topic = topics.success_topic.as_deref().or(topics.error_topic.as_deref());
        if let Some(topic) = topic {
            tracing::warn!(topic, "topic is stored but nothing is delivered to it: notifications are not built yet");
        }
    }
    for path in [&output.s3_output_path, &output.s3_failure_path].into_iter().flatten() {
        if !path.starts_with("s3://") {
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
    })
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
                    created: seconds(config.created),
                    modified: seconds(config.created),
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
