//! Inference components.

use ebb_aws_model::{Double, sagemaker as shapes};
use ebb_decide::hosting::{Component, Launch, Requirements};
use ebb_decide::{Command, ComponentChange, ComponentRequest, Realm};
use ebb_units::Workload;
use serde_json::{Value, json};

use super::listing::{Listing, Row};
use super::model::not_found;
use super::{arn_answer, deployment, stored, tag_map, to_text, without_effect};
use crate::api::error::ApiError;
use crate::api::wire::{capacity, count, finite, seconds, unsigned};
use crate::api::{Context, document};

pub(super) async fn create(mut context: Context<'_>) -> Result<Value, ApiError> {
    let input: shapes::CreateInferenceComponentInput = context.input()?;
    if input.specifications.as_ref().is_some_and(|several| !several.is_empty()) {
        return Err(ApiError::NotBuilt("Specifications for instance pools".to_owned()));
    }
    let Some(specification) = &input.specification else {
        return invalid("Specification must be given.");
    };
    let Some(runtime) = &input.runtime_config else {
        return invalid("RuntimeConfig must be given.");
    };
    let (model, launch) = read_launch(specification)?;
    let requirements = read_reserved(specification)?;
    let request = ComponentRequest {
        document: to_text(specification)?,
        name: input.inference_component_name.clone(),
        endpoint: input.endpoint_name.clone(),
        variant: input.variant_name.clone(),
        model,
        launch,
        requirements,
        copies: capacity(runtime.copy_count)?,
        tags: tag_map(input.tags),
    };
    let command = Command::CreateInferenceComponent(request);
    let answer = context.engine.call(context.scope, command).await?;
    warn(&input.inference_component_name, specification);
    arn_answer("InferenceComponentArn", answer)
}

fn warn(name: &str, specification: &shapes::InferenceComponentSpecification) {
    let reserved = specification.compute_resource_requirements.as_ref();
    let limited = reserved.is_some_and(|reserved| reserved.max_memory_required_in_mb.is_some());
    let artifact = specification.container.as_ref().is_some_and(|own| own.artifact_url.is_some());
    let members = [("MaxMemoryRequiredInMb", limited), ("ArtifactUrl", artifact)];
    without_effect("inference component", name, &members);
}

/// The model that a specification names, or what it starts itself.
fn read_launch(
    given: &shapes::InferenceComponentSpecification,
) -> Result<(Option<String>, Launch), ApiError> {
    if given.base_inference_component_name.is_some() {
        return Err(ApiError::NotBuilt("adapter inference components".to_owned()));
    }
    let startup = given.startup_parameters.as_ref();
    let startup_timeout_secs = startup
        .and_then(|startup| unsigned(startup.container_startup_health_check_timeout_in_seconds));
    match (&given.model_name, &given.container) {
        (Some(_), Some(_)) => invalid("ModelName and Container must not be given together."),
        (Some(model), None) => {
            Ok((Some(model.clone()), Launch { startup_timeout_secs, ..Launch::default() }))
        }
        (None, Some(container)) => {
            let Some(image) = &container.image else {
                return invalid("Container must name an Image.");
            };
            let launch = Launch {
                image: image.clone(),
                environment: container.environment.clone().unwrap_or_default(),
                startup_timeout_secs,
            };
            Ok((None, launch))
        }
        (None, None) => invalid("Specification must have a ModelName or a Container."),
    }
}

fn read_reserved(
    given: &shapes::InferenceComponentSpecification,
) -> Result<Requirements, ApiError> {
    let reserved = given.compute_resource_requirements.as_ref();
    Ok(reserved.map(read_requirements).transpose()?.unwrap_or_default())
}

/// Rule sagemaker.update-component.members: what a new specification leaves out stays as it is.
/// <https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_UpdateInferenceComponent.html>
pub(super) async fn update(mut context: Context<'_>) -> Result<Value, ApiError> {
    let input: shapes::UpdateInferenceComponentInput = context.input()?;
    let name = input.inference_component_name;
    if input.specifications.as_ref().is_some_and(|several| !several.is_empty()) {
        return Err(ApiError::NotBuilt("Specifications for instance pools".to_owned()));
    }
    let copies = input.runtime_config.map(|given| capacity(given.copy_count)).transpose()?;
    let command = match (input.specification, copies) {
        (None, None) => return invalid("Specification or RuntimeConfig must be given."),
        (None, Some(_)) if input.deployment_config.is_some() => {
            return invalid(
                "DeploymentConfig needs a Specification: copies alone are not deployed.",
            );
        }
        (None, Some(copies)) => Command::UpdateInferenceComponentRuntimeConfig { name, copies },
        (Some(given), copies) => {
            let specification = merged(&context, &name, given).await?;
            let (model, launch) = read_launch(&specification)?;
            let how = input.deployment_config.as_ref();
            warn(&name, &specification);
            Command::UpdateInferenceComponent(Box::new(ComponentChange {
                name,
                model,
                launch,
                requirements: read_reserved(&specification)?,
                copies,
                document: to_text(&specification)?,
                deployment: how.map(deployment::read_of_component).transpose()?,
            }))
        }
    };
    let answer = context.engine.call(context.scope, command).await?;
    arn_answer("InferenceComponentArn", answer)
}

/// The stored specification with what is given in place of what was.
async fn merged(
    context: &Context<'_>,
    name: &str,
    given: shapes::InferenceComponentSpecification,
) -> Result<shapes::InferenceComponentSpecification, ApiError> {
    let (scope, wanted) = (context.scope.clone(), name.to_owned());
    let document = context
        .engine
        .read(move |view| {
            let component = view.realm(&scope)?.components().get(&wanted)?;
            Some(component.document.clone())
        })
        .await?;
    let Some(document) = document else {
        return Err(not_found(context, "inference-component", name));
    };
    let before: shapes::InferenceComponentSpecification = stored(&document)?;
    let runs_other = given.model_name.is_some() || given.container.is_some();
    let (model_name, container) = if runs_other {
        (given.model_name, given.container)
    } else {
        (before.model_name, before.container)
    };
    Ok(shapes::InferenceComponentSpecification {
        model_name,
        container,
        startup_parameters: given.startup_parameters.or(before.startup_parameters),
        compute_resource_requirements: given
            .compute_resource_requirements
            .or(before.compute_resource_requirements),
        data_cache_config: given.data_cache_config.or(before.data_cache_config),
        scheduling_config: given.scheduling_config.or(before.scheduling_config),
        ..given
    })
}

fn read_requirements(
    given: &shapes::InferenceComponentComputeResourceRequirements,
) -> Result<Requirements, ApiError> {
    let number = |given: Option<Double>, member: &str| {
        given.map_or(Ok(0.0), |number| finite(number.0, member))
    };
    Ok(Requirements {
        cores: number(given.number_of_cpu_cores_required, "NumberOfCpuCoresRequired")?,
        memory_mb: f64::from(given.min_memory_required_in_mb),
        accelerators: number(
            given.number_of_accelerator_devices_required,
            "NumberOfAcceleratorDevicesRequired",
        )?,
    })
}

fn invalid<T>(text: &str) -> Result<T, ApiError> {
    Err(ApiError::Invalid(text.to_owned()))
}

pub(super) async fn update_copies(mut context: Context<'_>) -> Result<Value, ApiError> {
    let input: shapes::UpdateInferenceComponentRuntimeConfigInput = context.input()?;
    let command = Command::UpdateInferenceComponentRuntimeConfig {
        name: input.inference_component_name,
        copies: capacity(input.desired_runtime_config.copy_count)?,
    };
    let answer = context.engine.call(context.scope, command).await?;
    arn_answer("InferenceComponentArn", answer)
}

pub(super) async fn delete(mut context: Context<'_>) -> Result<Value, ApiError> {
    let input: shapes::DeleteInferenceComponentInput = context.input()?;
    let command = Command::DeleteInferenceComponent { name: input.inference_component_name };
    context.engine.call(context.scope, command).await?;
    Ok(json!({}))
}

pub(super) async fn describe(mut context: Context<'_>) -> Result<Value, ApiError> {
    let input: shapes::DescribeInferenceComponentInput = context.input()?;
    let (scope, name) = (context.scope.clone(), input.inference_component_name);
    let found = context
        .engine
        .read({
            let name = name.clone();
            move |view| {
                let realm = view.realm(&scope)?;
                let component = realm.components().get(&name)?;
                Some(write_component(realm, component))
            }
        })
        .await?;
    match found {
        Some(output) => document(&output?),
        None => Err(not_found(&context, "inference-component", &name)),
    }
}

fn write_component(
    realm: &Realm,
    component: &Component,
) -> Result<shapes::DescribeInferenceComponentOutput, ApiError> {
    let given: shapes::InferenceComponentSpecification = stored(&component.document)?;
    let container =
        given.container.map(|container| shapes::InferenceComponentContainerSpecificationSummary {
            deployed_image: Some(shapes::DeployedImage {
                specified_image: container.image.clone(),
                resolved_image: container.image,
                resolution_time: Some(seconds(component.created)),
            }),
            artifact_url: container.artifact_url,
            environment: container.environment,
        });
    let workload = Workload::Component { name: component.name.clone() };
    Ok(shapes::DescribeInferenceComponentOutput {
        inference_component_name: component.name.clone(),
        inference_component_arn: realm.arn("inference-component", &component.name),
        endpoint_name: component.endpoint.clone(),
        endpoint_arn: realm.arn("endpoint", &component.endpoint),
        variant_name: Some(component.variant.clone()),
        failure_reason: component.failure.clone(),
        specification: Some(shapes::InferenceComponentSpecificationSummary {
            instance_type: None,
            model_name: given.model_name,
            container,
            startup_parameters: given.startup_parameters,
            compute_resource_requirements: given.compute_resource_requirements,
            base_inference_component_name: None,
            data_cache_config: given.data_cache_config.map(|cache| {
                shapes::InferenceComponentDataCacheConfigSummary {
                    enable_caching: cache.enable_caching,
                }
            }),
            scheduling_config: given.scheduling_config,
        }),
        runtime_config: Some(shapes::InferenceComponentRuntimeConfigSummary {
            desired_copy_count: Some(count(component.desired)),
            current_copy_count: Some(count(realm.current(&workload))),
            placement_status: None,
        }),
        creation_time: seconds(component.created),
        last_modified_time: seconds(component.modified),
        inference_component_status: Some(component.status.as_str().to_owned()),
        last_deployment_config: deployment::write(component.last_deployment.as_ref())?,
        ..Default::default()
    })
}

pub(super) async fn list(mut context: Context<'_>) -> Result<Value, ApiError> {
    let input: shapes::ListInferenceComponentsInput = context.input()?;
    let (endpoint, variant) = (input.endpoint_name_equals, input.variant_name_equals);
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
        others: format!("{endpoint:?}{variant:?}"),
    };
    let scope = context.scope.clone();
    let rows = context
        .engine
        .read(move |view| {
            let Some(realm) = view.realm(&scope) else { return Vec::new() };
            realm
                .components()
                .values()
                .filter(|component| {
                    endpoint.as_ref().is_none_or(|name| *name == component.endpoint)
                        && variant.as_ref().is_none_or(|name| *name == component.variant)
                })
                .map(|component| Row {
                    name: component.name.clone(),
                    created: component.created,
                    modified: component.modified,
                    status: component.status.as_str().to_owned(),
                    item: shapes::InferenceComponentSummary {
                        creation_time: seconds(component.created),
                        inference_component_arn: realm.arn("inference-component", &component.name),
                        inference_component_name: component.name.clone(),
                        endpoint_arn: realm.arn("endpoint", &component.endpoint),
                        endpoint_name: component.endpoint.clone(),
                        variant_name: component.variant.clone(),
                        inference_component_status: Some(component.status.as_str().to_owned()),
                        last_modified_time: seconds(component.modified),
                    },
                })
                .collect()
        })
        .await?;
    let page = listing.page(rows)?;
    document(&shapes::ListInferenceComponentsOutput {
        inference_components: page.items,
        next_token: page.next,
    })
}
