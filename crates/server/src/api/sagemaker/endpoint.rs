//! Endpoints.

use ebb_aws_model::Double;
use ebb_aws_model::sagemaker as shapes;
use ebb_decide::hosting::{Endpoint, EndpointStatus, Fleet, Rollout, Stage, Variant};
use ebb_decide::{Command, EndpointUpdate, Realm, VariantChange};
use ebb_units::{Timestamp, Workload};
use serde_json::{Value, json};

use super::listing::{Listing, Row};
use super::model::not_found;
use super::{arn_answer, deployment, stored, tag_map, to_text};
use crate::api::error::ApiError;
use crate::api::wire::{capacity, count, finite, seconds};
use crate::api::{Context, document};

pub(super) async fn create(mut context: Context<'_>) -> Result<Value, ApiError> {
    let input: shapes::CreateEndpointInput = context.input()?;
    let command = Command::CreateEndpoint {
        name: input.endpoint_name,
        config: input.endpoint_config_name,
        deployment: input.deployment_config.as_ref().map(deployment::read).transpose()?,
        tags: tag_map(input.tags),
    };
    let answer = context.engine.call(context.scope, command).await?;
    arn_answer("EndpointArn", answer)
}

pub(super) async fn update(mut context: Context<'_>) -> Result<Value, ApiError> {
    let input: shapes::UpdateEndpointInput = context.input()?;
    let excluded = input.exclude_retained_variant_properties.unwrap_or_default();
    let retains = |property: &str| {
        input.retain_all_variant_properties == Some(true)
            && excluded.iter().all(|excluded| excluded.variant_property_type != property)
    };
    let capture = retains("DataCaptureConfig");
    let (desired, weights) = (retains("DesiredInstanceCount"), retains("DesiredWeight"));
    let document = if capture {
        retained(&context, &input.endpoint_name, &input.endpoint_config_name).await?
    } else {
        None
    };
    let command = Command::UpdateEndpoint(EndpointUpdate {
        document,
        retain_desired: desired,
        retain_weights: weights,
        endpoint: input.endpoint_name,
        config: input.endpoint_config_name,
        deployment: input.deployment_config.as_ref().map(deployment::read).transpose()?,
        retain_deployment: input.retain_deployment_config == Some(true),
    });
    let answer = context.engine.call(context.scope, command).await?;
    arn_answer("EndpointArn", answer)
}

/// The members of a configuration, with the DataCaptureConfig that an endpoint has now. Nothing when either is unknown,
/// which the update itself will say.
async fn retained(
    context: &Context<'_>,
    endpoint: &str,
    config: &str,
) -> Result<Option<String>, ApiError> {
    let (scope, endpoint, config) = (context.scope.clone(), endpoint.to_owned(), config.to_owned());
    let documents = context
        .engine
        .read(move |view| {
            let realm = view.realm(&scope)?;
            let before = realm.endpoints().get(&endpoint)?.document.clone();
            Some((before, realm.endpoint_configs().get(&config)?.document.clone()))
        })
        .await?;
    let Some((before, config)) = documents else { return Ok(None) };
    let before: shapes::CreateEndpointConfigInput = stored(&before)?;
    let config: shapes::CreateEndpointConfigInput = stored(&config)?;
    let data_capture_config = before.data_capture_config;
    to_text(&shapes::CreateEndpointConfigInput { data_capture_config, ..config }).map(Some)
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
        .map(|variant| write_variant(realm, endpoint, variant, named(&given, variant)))
        .collect();
    let pending =
        Pending::of(endpoint).map(|pending| pending.write(realm, endpoint)).transpose()?;
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
        last_deployment_config: deployment::write(endpoint.last_deployment.as_ref())?,
        pending_deployment_summary: pending,
        ..Default::default()
    })
}

/// What a configuration says of a variant.
fn named<'a>(
    given: &'a shapes::CreateEndpointConfigInput,
    variant: &Variant,
) -> Option<&'a shapes::ProductionVariant> {
    given.production_variants.iter().find(|given| given.variant_name == variant.config.name)
}

fn images(variant: &Variant, since: Timestamp) -> Option<Vec<shapes::DeployedImage>> {
    let launch = variant.launch.as_ref()?;
    Some(vec![shapes::DeployedImage {
        specified_image: Some(launch.image.clone()),
        resolved_image: Some(launch.image.clone()),
        resolution_time: Some(seconds(since)),
    }])
}

/// The version of an endpoint that is on its way: the one that a deployment brings in, or the first.
struct Pending<'a> {
    config: &'a str,
    document: &'a str,
    variants: &'a [Variant],
    started: Timestamp,
    rollout: Option<&'a Rollout>,
}

impl<'a> Pending<'a> {
    fn of(endpoint: &'a Endpoint) -> Option<Self> {
        match &endpoint.deployment {
            Some(deployment) => Some(Self {
                config: &deployment.config,
                document: &deployment.document,
                variants: &deployment.variants,
                started: deployment.rollout.started,
                rollout: Some(&deployment.rollout),
            }),
            None if endpoint.status == EndpointStatus::Creating => Some(Self {
                config: &endpoint.config,
                document: &endpoint.document,
                variants: &endpoint.variants,
                started: endpoint.created,
                rollout: None,
            }),
            None => None,
        }
    }

    fn write(
        &self,
        realm: &Realm,
        endpoint: &Endpoint,
    ) -> Result<shapes::PendingDeploymentSummary, ApiError> {
        let given: shapes::CreateEndpointConfigInput = stored(self.document)?;
        let variants = self
            .variants
            .iter()
            .map(|variant| self.write_variant(realm, endpoint, variant, named(&given, variant)));
        Ok(shapes::PendingDeploymentSummary {
            endpoint_config_name: self.config.to_owned(),
            production_variants: Some(variants.collect()),
            start_time: Some(seconds(self.started)),
            shadow_production_variants: None,
        })
    }

    fn write_variant(
        &self,
        realm: &Realm,
        endpoint: &Endpoint,
        variant: &Variant,
        given: Option<&shapes::ProductionVariant>,
    ) -> shapes::PendingProductionVariantSummary {
        let name = &variant.config.name;
        let current = match self.rollout {
            Some(rollout) => {
                let (endpoint, variant) = (endpoint.name.clone(), name.clone());
                let workload = Workload::Variant { endpoint, variant };
                realm.healthy(&workload, Fleet::New(rollout.generation))
            }
            None => realm.current_instances(&endpoint.name, name),
        };
        let stage = match self.rollout {
            Some(rollout) => Stage::of_rollout(rollout, variant.desired, current),
            None => Stage::creating(variant.desired, current),
        };
        let share = self.rollout.map_or(1.0, Rollout::share);
        shapes::PendingProductionVariantSummary {
            variant_name: name.clone(),
            deployed_images: images(variant, self.started),
            current_weight: Some(Double(variant.weight * share)),
            desired_weight: Some(Double(variant.weight)),
            current_instance_count: Some(count(current)),
            desired_instance_count: Some(count(variant.desired)),
            instance_type: variant.config.instance_type.clone(),
            variant_status: Some(status_of(endpoint, stage)),
            managed_instance_scaling: given.and_then(|it| it.managed_instance_scaling.clone()),
            routing_config: given.and_then(|it| it.routing_config.clone()),
            ..Default::default()
        }
    }
}

fn write_variant(
    realm: &Realm,
    endpoint: &Endpoint,
    variant: &Variant,
    given: Option<&shapes::ProductionVariant>,
) -> shapes::ProductionVariantSummary {
    let current = realm.current_instances(&endpoint.name, &variant.config.name);
    let stage = match (endpoint.status, variant.before) {
        (EndpointStatus::Creating, _) if current != variant.desired => {
            Some(Stage::creating(variant.desired, current))
        }
        (EndpointStatus::Updating, Some(before)) if before != variant.desired => {
            Some(Stage::scaling(before, variant.desired))
        }
        _ => None,
    };
    shapes::ProductionVariantSummary {
        variant_name: variant.config.name.clone(),
        deployed_images: images(variant, endpoint.created),
        current_weight: Some(Double(variant.weight)),
        desired_weight: Some(Double(variant.weight)),
        current_instance_count: Some(count(current)),
        desired_instance_count: Some(count(variant.desired)),
        variant_status: stage.map(|stage| status_of(endpoint, stage)),
        managed_instance_scaling: given.and_then(|it| it.managed_instance_scaling.clone()),
        routing_config: given.and_then(|it| it.routing_config.clone()),
        ..Default::default()
    }
}

fn status_of(endpoint: &Endpoint, stage: Stage) -> Vec<shapes::ProductionVariantStatus> {
    vec![shapes::ProductionVariantStatus {
        status: stage.status.to_owned(),
        status_message: Some(stage.message),
        start_time: Some(seconds(endpoint.modified)),
    }]
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
