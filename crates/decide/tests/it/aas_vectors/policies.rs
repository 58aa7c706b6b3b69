//! Tracking, several policies, and the alarms that a policy manages.

use std::collections::BTreeMap;

use ebb_decide::alarm::{AlarmSpec, StateValue};
use ebb_decide::policy::{
    AdjustmentType, Cooldown, CustomizedMetric, Direction, Held, PredefinedMetric, Standing,
    StepRequest, TargetFacts, TrackedMetric, TrackingConfig, Verdict, Vote, Wish, decide, proposal,
};
use ebb_decide::scaling::{
    Key, NotScaledReason, PolicyConfig, ScalingPolicy, Side, managed_alarm, parse_workload,
};
use ebb_decide::{Command, TargetRequest};
use ebb_units::{Bounds, Capacity, Comparison, MetricId, Statistic, Workload};
use serde_json::{Value, json};

use super::{Checked, bound, decided, number, same};
use crate::driver::{Fate, World, minutes, secs};
use crate::setup::{
    Managed, alarm, change_by, component_request, create_endpoint, customized, endpoint,
    hosting_endpoint, own_metric, predefined, put_alarm, register, step, target, track, tracking,
    variant, variant_config,
};
use crate::watch::watched;

pub(super) fn tracking_case(id: &str, given: &Value, expect: &Value) -> Checked {
    let target_value = given["target_value"].as_f64().unwrap_or(50.0);
    // At these values the alarm would not be in ALARM, or is left alone because it no longer breaches.
    if matches!(id, "TT-018" | "TT-027") {
        return bare_arithmetic(given, expect, target_value);
    }
    let mut world = World::new();
    world.fate = Fate::Healthy(0);
    let current = number(given, "current").expect("current");
    let credit = number(given, "capacity_added_by_activity_still_in_scale_out_cooldown");
    let cooling_in = given["scale_in_cooldown_running"] == true;
    let before = current - credit.unwrap_or(0) + u32::from(cooling_in);
    endpoint(&mut world, before);
    world.ask(Command::RegisterScalableTarget(TargetRequest {
        dynamic_out_suspended: given["dynamic_scaling_out_suspended"].as_bool(),
        dynamic_in_suspended: given["dynamic_scaling_in_suspended"].as_bool(),
        ..target(&variant(), bound(given, "min_capacity"), bound(given, "max_capacity"))
    }));
    let config = TrackingConfig {
        disable_scale_in: given["disable_scale_in"].as_bool(),
        ..tracking(customized("load"), target_value)
    };
    let managed = track(&mut world, &variant(), "p", config);
    if before != current {
        // Brings the capacity to where the case begins, by the policy itself.
        let side = if cooling_in { &managed.low } else { &managed.high };
        let value = target_value * f64::from(current) / f64::from(before);
        force_again(&mut world, side, value);
        same("before", world.desired(&variant()), current)?;
    }
    let Some(metric) = given["metric"].as_f64() else {
        world.run(minutes(20));
        same("state", world.state(&managed.low), StateValue::InsufficientData)?;
        return decided(&world, expect);
    };
    let high = given["alarm"] == "AlarmHigh in ALARM";
    if before != current {
        force_again(&mut world, if high { &managed.high } else { &managed.low }, metric);
    } else if managed.low.is_empty() && !high {
        // Without a low alarm of its own, the policy is named by one that its user made.
        let low = AlarmSpec {
            comparison: Comparison::LessThanThreshold,
            ..alarm("by hand", own_metric("load"), target_value * 0.9, &managed.arn)
        };
        put_alarm(&mut world, low);
        force_again(&mut world, "by hand", metric);
    } else {
        // The copies have been there for as long as the data.
        world.run(minutes(20));
        let points = if high { 3 } else { 15 };
        world.data(&own_metric("load"), &vec![metric; points]);
        world.run(minutes(1));
        let side = if high { &managed.high } else { &managed.low };
        same("state", world.state(side), StateValue::Alarm)?;
    }
    decided(&world, expect)
}

/// Puts an alarm into ALARM afresh, with one point to compute with.
pub(super) fn force_again(world: &mut World, alarm: &str, point: f64) {
    world.force(alarm, StateValue::Ok, &[]);
    world.run(secs(1));
    world.force(alarm, StateValue::Alarm, &[point]);
    world.settle();
}

fn bare_arithmetic(given: &Value, expect: &Value, target_value: f64) -> Checked {
    let desired = Capacity(number(given, "current").unwrap());
    let high = given["alarm"] == "AlarmHigh in ALARM";
    let direction = if high { Direction::Out } else { Direction::In };
    let wish = Wish {
        proposal: proposal(desired, given["metric"].as_f64().unwrap(), target_value),
        direction,
        absolute: false,
        answered: false,
        alarm: "a".to_owned(),
    };
    let standing = Standing {
        wish: Some(wish),
        vote: if high { Vote::NotReady } else { Vote::Ready },
        tracking: true,
        credit: 0,
        no_scale_in_before: None,
    };
    let facts = TargetFacts {
        desired,
        bounds: Bounds::new(
            Capacity(number(given, "min_capacity").unwrap()),
            Capacity(number(given, "max_capacity").unwrap()),
        )
        .unwrap(),
        out_suspended: false,
        in_suspended: false,
    };
    let held: Held = match decide(&facts, &[standing]) {
        Verdict::Held(held) => held,
        other => return Err(format!("{other:?}")),
    };
    let code = NotScaledReason::of(&held, desired).map(NotScaledReason::code);
    same("reason", code, expect["not_scaled_reason"].as_str())
}

pub(super) fn several_policies(given: &Value, expect: &Value) -> Checked {
    let mut world = World::new();
    world.fate = Fate::Healthy(0);
    endpoint(&mut world, number(given, "current").unwrap());
    register(&mut world, &variant(), bound(given, "min_capacity"), bound(given, "max_capacity"));
    let mut both = alarm("both", own_metric("load"), 50.0, "");
    both.alarm_actions.clear();
    for proposed in given["proposals"].as_array().into_iter().flatten() {
        // "+3" or "+200 percent"
        let text = proposed["adjustment"].as_str().unwrap();
        let (amount, adjustment_type) = match text.strip_suffix(" percent") {
            Some(amount) => (amount, AdjustmentType::PercentChangeInCapacity),
            None => (text, AdjustmentType::ChangeInCapacity),
        };
        let adjustment_type = Some(adjustment_type);
        let request = StepRequest { adjustment_type, ..change_by(amount.parse().unwrap(), 300) };
        let name = proposed["policy"].as_str().unwrap();
        both.alarm_actions.push(step(&mut world, &variant(), name, request));
    }
    if let Some(winner) = expect["winner"].as_str() {
        // One alarm may name several policies: they are heard in the same instant.
        put_alarm(&mut world, both);
        force_again(&mut world, "both", 60.0);
        let cause = format!("monitor alarm both in state ALARM triggered policy {winner}");
        same("cause", world.last_move().cause.text(), cause)?;
    }
    for stepping in given["step"].as_array().into_iter().flatten() {
        let amount = stepping["adjustment"].as_str().unwrap().parse().unwrap();
        let arn = step(&mut world, &variant(), "s", change_by(amount, 300));
        let low = AlarmSpec {
            comparison: Comparison::LessThanThreshold,
            ..alarm("s", own_metric("load"), 50.0, &arn)
        };
        put_alarm(&mut world, low);
    }
    let mut tracked: Vec<(Managed, &Value)> = Vec::new();
    for one in given["target_tracking"].as_array().into_iter().flatten() {
        let name = one["policy"].as_str().unwrap();
        let config = TrackingConfig {
            disable_scale_in: one["disable_scale_in"].as_bool(),
            ..tracking(customized(name), 50.0)
        };
        tracked.push((track(&mut world, &variant(), name, config), one));
    }
    // Those that hold others back come first: they are there when the others ask.
    tracked.sort_by_key(|(_, one)| (one["alarm_high"] == "ALARM", one["alarm_low"] == "ALARM"));
    for (managed, one) in &tracked {
        let value = 50.0 * one["proposal"].as_f64().unwrap_or(10.0) / 10.0;
        for (side, state) in
            [(&managed.high, &one["alarm_high"]), (&managed.low, &one["alarm_low"])]
        {
            match state.as_str() {
                Some("ALARM") => force_again(&mut world, side, value),
                Some("OK") => world.force(side, StateValue::Ok, &[value]),
                _ => {}
            }
        }
    }
    if given["step"].is_array() {
        force_again(&mut world, "s", 40.0);
    }
    decided(&world, expect)
}

pub(super) fn alarms_of_a_policy(id: &str, given: &Value, expect: &Value) -> Checked {
    if id == "AL-003" {
        return alarms_of_provisioned_concurrency(given, expect);
    }
    if id == "AL-009" {
        return texts_of_a_managed_alarm(given, expect);
    }
    let metric = match given["metric_type"].as_str().unwrap() {
        "SageMakerVariantInvocationsPerInstance" => {
            predefined(PredefinedMetric::SageMakerVariantInvocationsPerInstance)
        }
        "SageMakerVariantConcurrentRequestsPerModelHighResolution" => {
            predefined(PredefinedMetric::SageMakerVariantConcurrentRequestsPerModelHighResolution)
        }
        "SageMakerInferenceComponentInvocationsPerCopy" => {
            predefined(PredefinedMetric::SageMakerInferenceComponentInvocationsPerCopy)
        }
        "SageMakerInferenceComponentConcurrentRequestsPerCopyHighResolution" => predefined(
            PredefinedMetric::SageMakerInferenceComponentConcurrentRequestsPerCopyHighResolution,
        ),
        "CustomizedMetricSpecification CPUUtilization /aws/sagemaker/Endpoints" => {
            TrackedMetric::Customized(CustomizedMetric {
                metric: MetricId::new(
                    "/aws/sagemaker/Endpoints",
                    "CPUUtilization",
                    [("EndpointName", "my-endpoint"), ("VariantName", "AllTraffic")],
                ),
                statistic: Statistic::Average,
                unit: None,
                given: Vec::new(),
            })
        }
        other => return Err(format!("{other} is not built")),
    };
    let resource = given["resource_id"].as_str().unwrap();
    let (dimension, parts) = match resource.split('/').collect::<Vec<_>>()[..] {
        ["endpoint", endpoint, "variant", variant] => {
            ("sagemaker:variant:DesiredInstanceCount", (endpoint, variant))
        }
        _ => ("sagemaker:inference-component:DesiredCopyCount", ("e", "v")),
    };
    let workload = workload_of("sagemaker", resource, dimension)?;
    let mut world = World::new();
    world.fate = Fate::Healthy(0);
    host(&mut world, &workload, parts);
    register(&mut world, &workload, 1, 4);
    let config = TrackingConfig {
        disable_scale_in: given["disable_scale_in"].as_bool(),
        ..tracking(metric, given["target_value"].as_f64().unwrap())
    };
    let managed = track(&mut world, &workload, "p", config);
    let specs = [&managed.high, &managed.low].map(|name| &*world.alarm(name).spec);
    managed_as_expected(&specs, expect)
}

fn managed_as_expected(specs: &[&AlarmSpec], expect: &Value) -> Checked {
    let alarms = expect["alarms"].as_array().unwrap();
    for (spec, want) in specs.iter().zip(alarms) {
        let name = &spec.name;
        let pattern = want["name"].as_str().unwrap();
        let (uuid, prefix) = (name.len() - 36, pattern.trim_end_matches("<uuid>"));
        let watch = watched(spec);
        let dimensions: Value = watch
            .metric
            .dimensions()
            .iter()
            .map(|of| (of.name.as_ref(), of.value.as_ref()))
            .collect();
        let got = json!({
            "name": format!("{}<uuid>", &name[..uuid]),
            "comparison": spec.comparison.as_str(),
            "threshold": spec.threshold,
            "evaluation_periods": spec.evaluation_periods,
            "period": spec.period_secs,
            "statistic": watch.statistic.to_string(),
            "treat_missing_data": spec.missing().as_str(),
        });
        let mut want_spec = want.clone();
        want_spec["name"] = json!(format!("{prefix}<uuid>"));
        // 70 and 70.0 are the same threshold.
        want_spec["threshold"] = json!(want["threshold"].as_f64().unwrap());
        same("alarm", &got, &want_spec)?;
        same("namespace", watch.metric.namespace(), expect["namespace"].as_str().unwrap())?;
        same("metric", watch.metric.name(), expect["metric_name"].as_str().unwrap())?;
        same("dimensions", &dimensions, &expect["dimensions"])?;
        same("all periods must breach", spec.datapoints_to_alarm, None)?;
    }
    same("alarms", alarms.len(), 2)
}

/// Nothing here has provisioned concurrency, so the alarms are made without a policy that was put.
fn alarms_of_provisioned_concurrency(given: &Value, expect: &Value) -> Checked {
    let workload =
        Workload::Variant { endpoint: "my-endpoint".to_owned(), variant: "AllTraffic".to_owned() };
    same("resource", workload.to_string().as_str(), given["resource_id"].as_str().unwrap())?;
    let metric = PredefinedMetric::SageMakerVariantProvisionedConcurrencyUtilization;
    same("type", metric.as_str(), given["metric_type"].as_str().unwrap())?;
    let config = tracking(predefined(metric), given["target_value"].as_f64().unwrap());
    let policy = bare_policy("arn", "id", &config);
    let specs = [Side::High, Side::Low]
        .map(|side| managed_alarm(&policy, &config, &workload, side, &"u".repeat(36)));
    managed_as_expected(&specs.iter().collect::<Vec<_>>(), expect)
}

fn bare_policy(arn: &str, created_by: &str, config: &TrackingConfig) -> ScalingPolicy {
    ScalingPolicy {
        name: "p".to_owned(),
        workload: variant(),
        arn: arn.to_owned(),
        created_by: created_by.to_owned(),
        created: World::new().now,
        config: PolicyConfig::Tracking(config.clone()),
        alarms: Vec::new(),
        cooldown: Cooldown::default(),
    }
}

fn texts_of_a_managed_alarm(given: &Value, expect: &Value) -> Checked {
    let arn = given["policy_arn"].as_str().unwrap();
    let config = tracking(customized("load"), 1.0);
    let policy = bare_policy(arn, given["created_by"].as_str().unwrap(), &config);
    for side in [Side::High, Side::Low] {
        let spec = managed_alarm(&policy, &config, &variant(), side, "u");
        same("action", spec.alarm_actions[0].as_str(), expect["alarm_action"].as_str().unwrap())?;
        same("description", spec.description.as_deref(), expect["alarm_description"].as_str())?;
        if !policy.is_named_by(&spec.alarm_actions[0]) {
            return Err("the action does not name its policy".to_owned());
        }
    }
    Ok(())
}

pub(super) fn workload_of(
    namespace: &str,
    resource: &str,
    dimension: &str,
) -> Result<Workload, String> {
    parse_workload(&Key {
        namespace: namespace.to_owned(),
        resource: resource.to_owned(),
        dimension: dimension.to_owned(),
    })
    .map_err(|error| error.to_string())
}

/// Makes the resource that a case names.
fn host(world: &mut World, workload: &Workload, (endpoint, variant): (&str, &str)) {
    match workload {
        Workload::Custom { .. } => panic!("has no predefined metrics"),
        Workload::Component { name } => {
            hosting_endpoint(world, 1, None);
            world.ask(Command::CreateInferenceComponent(component_request(name, 1, 1024.0)));
        }
        Workload::Variant { .. } => {
            create_endpoint(world, vec![variant_config(variant, Some("m"), 1)], None);
            world.ask(Command::CreateEndpoint {
                name: endpoint.to_owned(),
                config: "config".to_owned(),
                deployment: None,
                tags: BTreeMap::new(),
            });
        }
    }
    world.settle();
}
