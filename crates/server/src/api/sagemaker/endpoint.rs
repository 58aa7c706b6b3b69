//! Endpoints.

use ebb_aws_model::Double;
use ebb_aws_model::sagemaker as shapes;
use ebb_decide::hosting::{Endpoint, EndpointStatus, Variant};
use ebb_decide::{Command, Realm, VariantChange};
use serde_json::{Value, json};

use super::listing::{Listing, Row};
use super::model::not_found;
use super::{arn_answer, stored, tag_map};
use crate::api::error::ApiError;
use crate::api::wire::{capacity, count, finite, seconds};
use crate::api::{Context, document};

pub(super) async fn create(mut context: Context<'_>) -> Result<Value, ApiError> {
    let input: shapes::CreateEndpointInput = context.input()?;
    if input.deployment_config.is_some() {
        return Err(ApiError::NotBuilt("deployment configurations".to_owned()));
    }
    let command = Command::CreateEndpoint {
        name: input.endpoint_name,
        config: input.endpoint_config_name,
        tags: tag_map(input.tags),
    };
    let answer = context.engine.call(context.scope, command).await?;
    arn_answer("EndpointArn", answer)
}

pub(super) async fn delete(mut context: Context<'_>) -> Result<Value, ApiError> {
    let input: shapes::DeleteEndpointInput = context.input()?;
    let command = Command::DeleteEndpoint { name: input.endpoint_name };
    context.engine.call(context.scope, command).await?;
    Ok(json!({}))
}

pub(super) async fn update_weights(mut context: Context<'_>) -> Result<Value, ApiError> {
    let input: shapes::UpdateEndpointWeightsAndCapacitiesInput = context.input()?;
    let changes = input.desired_weights_and_capacities;
    if changes.iter().any(|change| change.serverless_update_config.is_some()) {
        return Err(ApiError::NotBuilt("serverless variants".to_owned()));
    }
    let command = Command::UpdateEndpointWeightsAndCapacities {
        endpoint: input.endpoint_name,
        changes: changes.into_iter().map(read_change).collect::<Result<_, _>>()?,
    };
    let answer = context.engine.call(context.scope, command).await?;
    arn_answer("EndpointArn", answer)
}

fn read_change(given: shapes::DesiredWeightAndCapacity) -> Result<VariantChange, ApiError> {
    let weight = given.desired_weight.map(|weight| finite(weight.0, "DesiredWeight"));
    Ok(VariantChange {
        variant: given.variant_name,
        weight: weight.transpose()?,
        desired: given.desired_instance_count.map(capacity).transpose()?,
    })
}

pub(super) async fn describe(mut context: Context<'_>) -> Result<Value, ApiError> {
    let input: shapes::DescribeEndpointInput = context.input()?;
    let (scope, name) = (context.scope.clone(), input.endpoint_name);
    let found = context
        .engine
        .read({
            let name = name.clone();
            move |view| {
                let realm = view.realm(&scope)?;
                let endpoint = realm.endpoints().get(&name)?;
                Some(write_endpoint(realm, endpoint))
            }
        })
        .await?;
    match found {
        Some(output) => document(&output?),
        None => Err(not_found(&context, "endpoint", &name)),
    }
}

fn write_endpoint(
    realm: &Realm,
    endpoint: &Endpoint,
) -> Result<shapes::DescribeEndpointOutput, ApiError> {
    let given: shapes::CreateEndpointConfigInput = stored(&endpoint.document)?;
    let variants = endpoint
        .variants
        .iter()
        .zip(&given.production_variants)
        .map(|(variant, given)| write_variant(realm, endpoint, variant, given))
        .collect();
    let capture = given.data_capture_config.map(|capture| shapes::DataCaptureConfigSummary {
        enable_capture: capture.enable_capture.unwrap_or(false),
        capture_status: "Stopped".to_owned(),
        current_sampling_percentage: capture.initial_sampling_percentage,
        destination_s3_uri: capture.destination_s3_uri,
        kms_key_id: capture.kms_key_id.unwrap_or_default(),
    });
    Ok(shapes::DescribeEndpointOutput {
        endpoint_name: endpoint.name.clone(),
        endpoint_arn: realm.arn("endpoint", &endpoint.name),
        endpoint_config_name: Some(endpoint.config.clone()),
        production_variants: Some(variants),
        data_capture_config: capture,
        endpoint_status: endpoint.status.as_str().to_owned(),
        failure_reason: endpoint.failure.clone(),
        creation_time: seconds(endpoint.created),
        last_modified_time: seconds(endpoint.modified),
        async_inference_config: given.async_inference_config,
        explainer_config: given.explainer_config,
        metrics_config: given.metrics_config,
        ..Default::default()
    })
}

fn write_variant(
    realm: &Realm,
    endpoint: &Endpoint,
    variant: &Variant,
    given: &shapes::ProductionVariant,
) -> shapes::ProductionVariantSummary {
    let current = realm.current_instances(&endpoint.name, &variant.config.name);
    let images = variant.launch.as_ref().map(|launch| {
        vec![shapes::DeployedImage {
            specified_image: Some(launch.image.clone()),
            resolved_image: Some(launch.image.clone()),
            resolution_time: Some(seconds(endpoint.created)),
        }]
    });
    let moving = current != variant.desired
        && matches!(endpoint.status, EndpointStatus::Creating | EndpointStatus::Updating);
    let status = moving.then(|| {
        vec![shapes::ProductionVariantStatus {
            status: endpoint.status.as_str().to_owned(),
            status_message: Some(format!(
                "Scaling desired instance count to {}, {current} in service.",
                variant.desired
            )),
            start_time: Some(seconds(endpoint.modified)),
        }]
    });
    shapes::ProductionVariantSummary {
        variant_name: variant.config.name.clone(),
        deployed_images: images,
        current_weight: Some(Double(variant.weight)),
        desired_weight: Some(Double(variant.weight)),
        current_instance_count: Some(count(current)),
        desired_instance_count: Some(count(variant.desired)),
        variant_status: status,
        managed_instance_scaling: given.managed_instance_scaling.clone(),
        routing_config: given.routing_config.clone(),
        ..Default::default()
    }
}

pub(super) async fn list(mut context: Context<'_>) -> Result<Value, ApiError> {
    let input: shapes::ListEndpointsInput = context.input()?;
    let listing = Listing {
        operation: context.operation,
        sort_by: input.sort_by,
        sort_order: input.sort_order,
        next_token: input.next_token,
        max_results: input.max_results,
        name_contains: input.name_contains,
        created_before: input.creation_time_before,
        created_after: input.creation_time_after,
        modified_before: input.last_modified_time_before,
        modified_after: input.last_modified_time_after,
        status: input.status_equals,
        others: String::new(),
    };
    let scope = context.scope.clone();
    let rows = context
        .engine
        .read(move |view| {
            let Some(realm) = view.realm(&scope) else { return Vec::new() };
            realm
                .endpoints()
                .values()
                .map(|endpoint| Row {
                    name: endpoint.name.clone(),
                    created: endpoint.created,
                    modified: endpoint.modified,
                    status: endpoint.status.as_str().to_owned(),
                    item: shapes::EndpointSummary {
                        endpoint_name: endpoint.name.clone(),
                        endpoint_arn: realm.arn("endpoint", &endpoint.name),
                        creation_time: seconds(endpoint.created),
                        last_modified_time: seconds(endpoint.modified),
                        endpoint_status: endpoint.status.as_str().to_owned(),
                    },
                })
                .collect()
        })
        .await?;
    let page = listing.page(rows)?;
    document(&shapes::ListEndpointsOutput { endpoints: page.items, next_token: page.next })
}
