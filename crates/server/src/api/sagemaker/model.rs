//! Models.

use ebb_aws_model::sagemaker as shapes;
use ebb_decide::Command;
use ebb_decide::hosting::{Launch, Model};
use serde_json::{Value, json};

use super::listing::{Listing, Row};
use super::{arn_answer, stored, tag_map, to_text, without_effect};
use crate::api::error::ApiError;
use crate::api::wire::seconds;
use crate::api::{Context, document};

pub(super) async fn create(mut context: Context<'_>) -> Result<Value, ApiError> {
    let mut input: shapes::CreateModelInput = context.input()?;
    let tags = tag_map(input.tags.take());
    let containers = input.containers.as_deref().unwrap_or_default();
    if input.primary_container.is_some() && !containers.is_empty() {
        return Err(ApiError::Invalid(
            "PrimaryContainer and Containers must not be given together.".to_owned(),
        ));
    }
    if containers.len() > 1 {
        return Err(ApiError::NotBuilt("models of several containers".to_owned()));
    }
    let container = input.primary_container.as_ref().or(containers.first());
    let launch = container.map(launch).transpose()?.flatten();
    let model = Model {
        name: input.model_name.clone(),
        created: context.engine.now(),
        launch,
        document: to_text(&input)?,
        tags,
    };
    let answer = context.engine.call(context.scope, Command::CreateModel(model)).await?;
    warn(&input);
    arn_answer("ModelArn", answer)
}

fn warn(given: &shapes::CreateModelInput) {
    let containers = given.containers.iter().flatten().chain(&given.primary_container);
    let mut members = vec![
        ("EnableNetworkIsolation", given.enable_network_isolation == Some(true)),
        ("VpcConfig", given.vpc_config.is_some()),
    ];
    for container in containers {
        // What the model reads has to be on the machine already: nothing is downloaded for it.
        members.push(("ModelDataUrl", container.model_data_url.is_some()));
        members.push(("ModelDataSource", container.model_data_source.is_some()));
        let additional = container.additional_model_data_sources.as_ref();
        members.push(("AdditionalModelDataSources", additional.is_some_and(|all| !all.is_empty())));
    }
    without_effect("model", &given.model_name, &members);
}

/// What a container definition starts; nothing for one without an image.
fn launch(container: &shapes::ContainerDefinition) -> Result<Option<Launch>, ApiError> {
    if container.mode.as_deref() == Some("MultiModel") || container.multi_model_config.is_some() {
        return Err(ApiError::NotBuilt("multi-model containers".to_owned()));
    }
    Ok(container.image.as_ref().map(|image| Launch {
        image: image.clone(),
        environment: container.environment.clone().unwrap_or_default(),
        startup_timeout_secs: None,
    }))
}

pub(super) async fn describe(mut context: Context<'_>) -> Result<Value, ApiError> {
    let input: shapes::DescribeModelInput = context.input()?;
    let (scope, name) = (context.scope.clone(), input.model_name);
    let found = context
        .engine
        .read({
            let name = name.clone();
            move |view| {
                let realm = view.realm(&scope)?;
                let model = realm.models().get(&name)?.clone();
                Some((model, realm.arn("model", &name)))
            }
        })
        .await?;
    let Some((model, arn)) = found else {
        return Err(not_found(&context, "model", &name));
    };
    let given: shapes::CreateModelInput = stored(&model.document)?;
    document(&shapes::DescribeModelOutput {
        model_name: model.name,
        primary_container: given.primary_container,
        containers: given.containers.filter(|containers| !containers.is_empty()),
        inference_execution_config: given.inference_execution_config,
        execution_role_arn: given.execution_role_arn,
        vpc_config: given.vpc_config,
        creation_time: seconds(model.created),
        model_arn: arn,
        enable_network_isolation: Some(given.enable_network_isolation.unwrap_or(false)),
        deployment_recommendation: None,
    })
}

/// SageMaker's words for what does not exist.
pub(super) fn not_found(context: &Context<'_>, kind: &str, name: &str) -> ApiError {
    let scope = context.scope;
    let what = match kind {
        "endpoint-config" => "endpoint configuration",
        "inference-component" => "inference component",
        other => other,
    };
    ApiError::Invalid(format!(
        "Could not find {what} \"arn:{}:sagemaker:{}:{}:{kind}/{}\".",
        scope.region.partition(),
        scope.region,
        scope.account,
        name.to_lowercase()
    ))
}

pub(super) async fn delete(mut context: Context<'_>) -> Result<Value, ApiError> {
    let input: shapes::DeleteModelInput = context.input()?;
    context.engine.call(context.scope, Command::DeleteModel { name: input.model_name }).await?;
    Ok(json!({}))
}

pub(super) async fn list(mut context: Context<'_>) -> Result<Value, ApiError> {
    let input: shapes::ListModelsInput = context.input()?;
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
                .models()
                .values()
                .map(|model| Row {
                    name: model.name.clone(),
                    created: model.created,
                    modified: model.created,
                    status: String::new(),
                    item: shapes::ModelSummary {
                        model_name: model.name.clone(),
                        model_arn: realm.arn("model", &model.name),
                        creation_time: seconds(model.created),
                    },
                })
                .collect()
        })
        .await?;
    let page = listing.page(rows)?;
    document(&shapes::ListModelsOutput { models: page.items, next_token: page.next })
}
