//! PutAlarmMuteRule, GetAlarmMuteRule, ListAlarmMuteRules, DeleteAlarmMuteRule.

use ebb_aws_model::cloudwatch as model;
use ebb_decide::Command;
use ebb_decide::alarm::{MuteRequest, MuteRule};
use ebb_units::{Scope, Timestamp};
use serde_json::{Value, json};

use crate::api::error::ApiError;
use crate::api::paging::{Cut, Order, page};
use crate::api::wire::{instant, seconds};
use crate::api::{Context, document, tags};

fn arn(scope: &Scope, name: &str) -> String {
    let Scope { account, region } = scope;
    format!("arn:{}:cloudwatch:{region}:{account}:alarm-mute-rule:{name}", region.partition())
}

fn mute_type(rule: &MuteRule) -> String {
    if rule.recurs() { "RECURRING" } else { "ONE_TIME" }.to_owned()
}

pub(super) async fn put(mut context: Context<'_>) -> Result<Value, ApiError> {
    let input: model::PutAlarmMuteRuleInput = context.input()?;
    let schedule = input.rule.schedule;
    let tags =
        tags::map(input.tags.unwrap_or_default().into_iter().map(|tag| (tag.key, tag.value)));
    let request = MuteRequest {
        name: input.name,
        description: input.description,
        expression: schedule.expression,
        duration: schedule.duration,
        timezone: schedule.timezone,
        alarm_names: input.mute_targets.map(|targets| targets.alarm_names),
        start_date: input.start_date.map(instant).transpose()?,
        expire_date: input.expire_date.map(instant).transpose()?,
        tags,
    };
    let rule = request
        .check(context.engine.now())
        .map_err(|error| ApiError::Invalid(error.to_string()))?;
    context.engine.call(context.scope, Command::PutAlarmMuteRule(Box::new(rule))).await?;
    Ok(json!({}))
}

pub(super) async fn get(mut context: Context<'_>) -> Result<Value, ApiError> {
    let input: model::GetAlarmMuteRuleInput = context.input()?;
    let (scope, name) = (context.scope.clone(), input.alarm_mute_rule_name.clone());
    let found = context
        .engine
        .read(move |view| Some((view.realm(&scope)?.mute_rule(&name)?.clone(), view.now())))
        .await?;
    let Some((rule, now)) = found else {
        return Err(ApiError::NoResource {
            kind: "alarm mute rule",
            id: input.alarm_mute_rule_name,
        });
    };
    let (expression, duration, timezone) = rule.schedule_texts();
    document(&model::GetAlarmMuteRuleOutput {
        name: Some(rule.name.clone()),
        alarm_mute_rule_arn: Some(arn(context.scope, &rule.name)),
        description: rule.description.clone(),
        rule: Some(model::Rule {
            schedule: model::Schedule {
                expression: expression.to_owned(),
                duration: duration.to_owned(),
                timezone: timezone.map(str::to_owned),
            },
        }),
        mute_targets: rule.alarms.clone().map(|alarm_names| model::MuteTargets { alarm_names }),
        start_date: rule.start.map(seconds),
        expire_date: rule.expire.map(seconds),
        status: Some(rule.status(now).as_str().to_owned()),
        last_updated_timestamp: Some(seconds(rule.updated)),
        mute_type: Some(mute_type(&rule)),
    })
}

pub(super) async fn list(mut context: Context<'_>) -> Result<Value, ApiError> {
    let input: model::ListAlarmMuteRulesInput = context.input()?;
    let most = usize::try_from(input.max_records.unwrap_or(100)).unwrap_or(100);
    let filters = format!("{:?}{:?}", input.alarm_name, input.statuses);
    let (scope, alarm) = (context.scope.clone(), input.alarm_name);
    let statuses = input.statuses.filter(|statuses| !statuses.is_empty());
    let all: Vec<(MuteRule, Timestamp)> = context
        .engine
        .read(move |view| {
            let (now, Some(realm)) = (view.now(), view.realm(&scope)) else { return Vec::new() };
            let of_alarm = |rule: &&MuteRule| {
                alarm.as_ref().is_none_or(|alarm| rule.targets().any(|target| target == alarm))
            };
            let rules = realm.mute_rules().filter(of_alarm);
            let in_status = |rule: &&MuteRule| {
                let status = |wanted: &String| wanted == rule.status(now).as_str();
                statuses.as_ref().is_none_or(|statuses| statuses.iter().any(status))
            };
            rules.filter(in_status).map(|rule| (rule.clone(), now)).collect()
        })
        .await?;
    let token = input.next_token.as_deref();
    let cut = Cut { operation: context.operation, token, most, order: Order::Ascending };
    let page = page(all, &filters, &cut, |(rule, _)| rule.name.clone())?;
    let summary = |(rule, now): (MuteRule, Timestamp)| model::AlarmMuteRuleSummary {
        alarm_mute_rule_arn: Some(arn(context.scope, &rule.name)),
        expire_date: rule.expire.map(seconds),
        status: Some(rule.status(now).as_str().to_owned()),
        mute_type: Some(mute_type(&rule)),
        last_updated_timestamp: Some(seconds(rule.updated)),
    };
    document(&model::ListAlarmMuteRulesOutput {
        alarm_mute_rule_summaries: Some(page.items.into_iter().map(summary).collect()),
        next_token: page.next,
    })
}

pub(super) async fn delete(mut context: Context<'_>) -> Result<Value, ApiError> {
    let input: model::DeleteAlarmMuteRuleInput = context.input()?;
    let name = input.alarm_mute_rule_name;
    context.engine.call(context.scope, Command::DeleteAlarmMuteRule { name }).await?;
    Ok(json!({}))
}
