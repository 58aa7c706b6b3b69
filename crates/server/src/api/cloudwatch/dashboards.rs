//! PutDashboard, GetDashboard, ListDashboards, DeleteDashboards.

use ebb_aws_model::cloudwatch as model;
use ebb_decide::{Command, Dashboard};
use ebb_units::Scope;
use serde_json::{Value, json};

use super::token_is_a_parameter;
use crate::api::error::ApiError;
use crate::api::paging::{Cut, Order, page};
use crate::api::wire::seconds;
use crate::api::{Context, document, tags};

/// Entries on a page of ListDashboards.
const PAGE: usize = 1000;

/// Rule cw.dashboards.global: dashboards belong to an account, not to a region, so all regions of a partition see those
/// that are kept in its first one.
pub(super) fn home(scope: &Scope) -> Scope {
    let region = match scope.region.partition() {
        "aws-cn" => "cn-north-1",
        "aws-us-gov" => "us-gov-west-1",
        _ => "us-east-1",
    };
    let region = region.parse().unwrap_or_else(|_| scope.region.clone());
    Scope { account: scope.account.clone(), region }
}

fn arn(scope: &Scope, name: &str) -> String {
    let Scope { account, region } = scope;
    format!("arn:{}:cloudwatch::{account}:dashboard/{name}", region.partition())
}

/// Rule cw.put-dashboard: the name's letters, and a body that is a JSON object with a list of widgets. What the widgets
/// say is for whoever draws them.
pub(super) async fn put(mut context: Context<'_>) -> Result<Value, ApiError> {
    let input: model::PutDashboardInput = context.input()?;
    let name = input.dashboard_name;
    if name.is_empty() || name.chars().count() > 255 {
        return Err(ApiError::ParameterValue(
            "The value for field DashboardName must have 1 to 255 characters.".to_owned(),
        ));
    }
    if name.chars().any(|c| !c.is_ascii_alphanumeric() && c != '-' && c != '_') {
        // The end of the line is part of AWS's text.
        return Err(ApiError::ParameterValue(
            "The value for field DashboardName contains invalid characters. It can only contain alphanumerics, dash (-) and underscore (_).\n".to_owned(),
        ));
    }
    check_body(&input.dashboard_body).map_err(ApiError::Dashboard)?;
    let tags =
        tags::map(input.tags.unwrap_or_default().into_iter().map(|tag| (tag.key, tag.value)));
    let dashboard =
        Dashboard { name, body: input.dashboard_body, modified: context.engine.now(), tags };
    context.engine.call(&home(context.scope), Command::PutDashboard(dashboard)).await?;
    document(&model::PutDashboardOutput { dashboard_validation_messages: Some(Vec::new()) })
}

fn check_body(body: &str) -> Result<(), String> {
    let wrong = |path: &str, message: &str| {
        let error = json!({ "dataPath": path, "message": message });
        Err(format!("The dashboard body is invalid, there are 1 validation errors: [ {error} ]"))
    };
    match serde_json::from_str::<Value>(body) {
        Err(error) => wrong("", &format!("The field DashboardBody must be valid JSON: {error}")),
        Ok(Value::Object(members)) => match members.get("widgets") {
            Some(Value::Array(_)) => Ok(()),
            Some(_) => wrong("/widgets", "Should be array"),
            None => wrong("/widgets", "Should have required property 'widgets'"),
        },
        Ok(_) => wrong("", "Should be object"),
    }
}

pub(super) async fn get(mut context: Context<'_>) -> Result<Value, ApiError> {
    let input: model::GetDashboardInput = context.input()?;
    let (home, name) = (home(context.scope), input.dashboard_name);
    let wanted = name.clone();
    let scope = home.clone();
    let found = context
        .engine
        .read(move |view| view.realm(&scope)?.dashboards().get(&wanted).cloned())
        .await?;
    let Some(found) = found else { return Err(ApiError::NoDashboard(name)) };
    document(&model::GetDashboardOutput {
        dashboard_arn: Some(arn(&home, &name)),
        dashboard_body: Some(found.body),
        dashboard_name: Some(name),
    })
}

pub(super) async fn list(mut context: Context<'_>) -> Result<Value, ApiError> {
    let input: model::ListDashboardsInput = context.input()?;
    let prefix = input.dashboard_name_prefix.unwrap_or_default();
    let (home, wanted) = (home(context.scope), prefix.clone());
    let scope = home.clone();
    let all = context
        .engine
        .read(move |view| {
            let Some(realm) = view.realm(&scope) else { return Vec::new() };
            let dashboards = realm.dashboards().values();
            let named = dashboards.filter(|dashboard| dashboard.name.starts_with(&wanted));
            named
                .map(|dashboard| (dashboard.name.clone(), dashboard.modified, dashboard.body.len()))
                .collect()
        })
        .await?;
    let token = input.next_token.as_deref();
    let cut = Cut { operation: context.operation, token, most: PAGE, order: Order::Ascending };
    let page =
        page(all, &prefix, &cut, |(name, _, _)| name.clone()).map_err(token_is_a_parameter)?;
    let entries = page.items.into_iter().map(|(name, modified, size)| model::DashboardEntry {
        dashboard_arn: Some(arn(&home, &name)),
        dashboard_name: Some(name),
        last_modified: Some(seconds(modified)),
        size: i64::try_from(size).ok(),
    });
    document(&model::ListDashboardsOutput {
        dashboard_entries: Some(entries.collect()),
        next_token: page.next,
    })
}

pub(super) async fn delete(mut context: Context<'_>) -> Result<Value, ApiError> {
    let input: model::DeleteDashboardsInput = context.input()?;
    let command = Command::DeleteDashboards(input.dashboard_names);
    context.engine.call(&home(context.scope), command).await?;
    Ok(json!({}))
}
