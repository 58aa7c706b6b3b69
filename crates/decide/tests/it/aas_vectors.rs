//! Application Auto Scaling against the vectors: tracking, several policies, managed alarms, steps, bounds, activities,
//! checks. Nearly all go through the controller: resources, policies and data in, capacity and activities out.

use std::cell::Cell;
use std::collections::BTreeMap;

use ebb_decide::alarm::{AlarmSpec, StateValue};
use ebb_decide::policy::{
    AdjustmentType, Cooldown, CustomizedMetric, Direction, Held, PredefinedMetric, Standing, StepAdjustment, StepRequest, TargetFacts,
    TrackedMetric, TrackingConfig, Verdict, Vote, Wish, decide, proposal,
};
use ebb_decide::scaling::{
    Activity, Key, NotScaledReason, PolicyConfig, PolicyType, ScalingPolicy, Side, managed_alarm,
    parse_workload,
};
use ebb_decide::{Command, PolicyBlock, PolicyRequest, TargetRequest};
use ebb_units::{Bounds, Capacity, Comparison, MetricId, Statistic, Workload};
use serde_json::{Value, json};

use crate::driver::{Fate, World, minutes, secs};
use crate::setup::{
    Managed, alarm, at_once, change_by, component, component_request, create_endpoint, customized, endpoint,
    hosting_endpoint, own_metric, policy, predefined, put_alarm, register, set_instances, step,
    target, track, tracking, unchanged, variant, variant_config,
};
use crate::vectors;

const FILE: &str = "application-auto-scaling";

type Checked = Result<(), String>;

#[test]
fn every_case() {
    let seen = Cell::new(0);
    vectors::run(FILE, "vectors", |case| {
        seen.set(seen.get() + 1);
        let id = case["id"].as_str().expect("an id");
        let (given, expect) = (&case["given"], &case["expect"]);
        match &id[..2] {
            "TT" => tracking_case(id, given, expect),
            "MP" => several_policies(given, expect),
            "AL" => alarms_of_a_policy(id, given, expect),
            "ST" => step_case(given, expect),
            "RG" => bounds(id, given, expect),
            "AC" => activity_texts(id, given, expect),
            "VA" => refusals(id, given, expect),
            _ => Err("schedules are not built".to_owned()),
        }
    });
    assert_eq!(seen.get(), 142, "run or left out");
}

fn number(given: &Value, member: &str) -> Option<u32> {
    given[member].as_u64().map(|number| u32::try_from(number).unwrap())
}

fn bound(given: &Value, member: &str) -> i32 {
    i32::try_from(given[member].as_i64().expect("a bound")).unwrap()
}

fn same<T: PartialEq + std::fmt::Debug>(what: &str, got: T, want: T) -> Checked {
    if got == want { Ok(()) } else { Err(format!("{what}: {got:?} instead of {want:?}")) }
}

/// The capacity that was decided on, and why it stayed when it did.
fn decided(world: &World, expect: &Value) -> Checked {
    same("desired", Some(world.desired(&variant())), number(expect, "desired"))?;
    match expect["not_scaled_reason"].as_str() {
        None => Ok(()),
        Some(reason) => same("reason", world.held().last().copied(), Some(reason)),
    }
}

// Target tracking

fn tracking_case(id: &str, given: &Value, expect: &Value) -> Checked {
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
fn force_again(world: &mut World, alarm: &str, point: f64) {
    world.force(alarm, StateValue::Ok, &[]);
    world.run(secs(1));
    world.force(alarm, StateValue::Alarm, &[point]);
    world.settle();
}

fn bare_arithmetic(given: &Value, expect: &Value, target_value: f64) -> Checked {
    let desired = Capacity(number(given, "current").unwrap());
    let high = given["alarm"] == "AlarmHigh in ALARM";
    let direction = if high {
        Direction::Out
    } else {
        Direction::In
    };
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

// Several policies

fn several_policies(given: &Value, expect: &Value) -> Checked {
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
        for (side, state) in [(&managed.high, &one["alarm_high"]), (&managed.low, &one["alarm_low"])]
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

// Managed alarms

fn alarms_of_a_policy(id: &str, given: &Value, expect: &Value) -> Checked {
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
    let alarms = expect["alarms"].as_array().unwrap();
    for (name, want) in [&managed.high, &managed.low].into_iter().zip(alarms) {
        let spec = &world.alarm(name).spec;
        let pattern = want["name"].as_str().unwrap();
        let (uuid, prefix) = (name.len() - 36, pattern.trim_end_matches("<uuid>"));
        let dimensions: Value =
            spec.metric.dimensions().iter().map(|of| (of.name.as_ref(), of.value.as_ref())).collect();
        let got = json!({
            "name": format!("{}<uuid>", &name[..uuid]),
            "comparison": spec.comparison.as_str(),
            "threshold": spec.threshold,
            "evaluation_periods": spec.evaluation_periods,
            "period": spec.period_secs,
            "statistic": spec.statistic.to_string(),
            "treat_missing_data": spec.missing().as_str(),
        });
        let mut want_spec = want.clone();
        want_spec["name"] = json!(format!("{prefix}<uuid>"));
        // 70 and 70.0 are the same threshold.
        want_spec["threshold"] = json!(want["threshold"].as_f64().unwrap());
        same("alarm", &got, &want_spec)?;
        same("namespace", spec.metric.namespace(), expect["namespace"].as_str().unwrap())?;
        same("metric", spec.metric.name(), expect["metric_name"].as_str().unwrap())?;
        same("dimensions", &dimensions, &expect["dimensions"])?;
        same("all periods must breach", spec.datapoints_to_alarm, None)?;
    }
    same("alarms", alarms.len(), 2)
}

fn texts_of_a_managed_alarm(given: &Value, expect: &Value) -> Checked {
    let arn = given["policy_arn"].as_str().unwrap();
    let config = tracking(customized("load"), 1.0);
    let policy = ScalingPolicy {
        name: "p".to_owned(),
        workload: variant(),
        arn: arn.to_owned(),
        created_by: given["created_by"].as_str().unwrap().to_owned(),
        created: World::new().now,
        config: PolicyConfig::Tracking(config.clone()),
        alarms: Vec::new(),
        cooldown: Cooldown::default(),
    };
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

fn workload_of(namespace: &str, resource: &str, dimension: &str) -> Result<Workload, String> {
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
        Workload::Component { name } => {
            hosting_endpoint(world, 1, None);
            world.ask(Command::CreateInferenceComponent(component_request(name, 1, 1024.0)));
        }
        Workload::Variant { .. } => {
            create_endpoint(world, vec![variant_config(variant, Some("m"), 1)], None);
            world.ask(Command::CreateEndpoint {
                name: endpoint.to_owned(),
                config: "config".to_owned(),
                tags: BTreeMap::new(),
            });
        }
    }
    world.settle();
}

// Step scaling

fn step_case(given: &Value, expect: &Value) -> Checked {
    let mut world = World::new();
    world.fate = Fate::Healthy(0);
    let current = number(given, "current").unwrap();
    let credit = number(given, "capacity_added_by_activity_still_in_cooldown").unwrap_or(0);
    let cooling_in = given["scale_in_cooldown_running"] == true;
    endpoint(&mut world, current - credit + u32::from(cooling_in));
    register(&mut world, &variant(), bound(given, "min_capacity"), bound(given, "max_capacity"));
    let arn = step(&mut world, &variant(), "p", step_request(given));
    let threshold = given["alarm_threshold"].as_f64().unwrap();
    let comparison = [
        Comparison::GreaterThanOrEqualToThreshold,
        Comparison::GreaterThanThreshold,
        Comparison::LessThanOrEqualToThreshold,
        Comparison::LessThanThreshold,
    ]
    .into_iter()
    .find(|comparison| given["comparison_operator"] == comparison.as_str())
    .expect("a comparison");
    let spec = AlarmSpec {
        comparison,
        ..alarm("a", own_metric("load"), threshold, &arn)
    };
    put_alarm(&mut world, spec);
    if credit > 0 || cooling_in {
        force_again(&mut world, "a", if cooling_in { 20.0 } else { threshold + 5.0 });
        same("before", world.desired(&variant()), current)?;
        force_again(&mut world, "a", given["aggregated_metric"].as_f64().unwrap());
        return decided(&world, expect);
    }
    world.data(&own_metric("load"), &[given["aggregated_metric"].as_f64().unwrap()]);
    world.run(minutes(1));
    let alarmed = expect["alarm_state"] != "not ALARM";
    same("in ALARM", world.state("a") == StateValue::Alarm, alarmed)?;
    decided(&world, expect)
}

fn step_request(given: &Value) -> StepRequest {
    let adjustment_type = [
        AdjustmentType::ChangeInCapacity,
        AdjustmentType::PercentChangeInCapacity,
        AdjustmentType::ExactCapacity,
    ]
    .into_iter()
    .find(|kind| given["adjustment_type"] == kind.as_str());
    let magnitude = given["min_adjustment_magnitude"].as_i64();
    StepRequest {
        adjustment_type,
        steps: steps(&given["step_adjustments"]),
        min_adjustment_magnitude: magnitude.map(|magnitude| i32::try_from(magnitude).unwrap()),
        ..StepRequest::default()
    }
}

fn steps(given: &Value) -> Vec<StepAdjustment> {
    given
        .as_array()
        .into_iter()
        .flatten()
        .map(|step| StepAdjustment {
            lower: step["MetricIntervalLowerBound"].as_f64(),
            upper: step["MetricIntervalUpperBound"].as_f64(),
            adjustment: i32::try_from(step["ScalingAdjustment"].as_i64().unwrap()).unwrap(),
        })
        .collect()
}

// Bounds

fn bounds(id: &str, given: &Value, expect: &Value) -> Checked {
    if given["scheduled_action"].is_object() {
        return Err("scheduled actions are not built".to_owned());
    }
    let mut world = World::new();
    let current = number(given, "current").unwrap();
    if given["resource"] == "not active" {
        create_endpoint(&mut world, vec![variant_config("v", Some("m"), current)], None);
    } else {
        world.fate = Fate::Healthy(0);
        endpoint(&mut world, current);
    }
    let existing = &given["existing"];
    if existing.is_object() {
        // Registered while the capacity fits; then somebody changes it.
        let (min, max) = (bound(existing, "MinCapacity"), bound(existing, "MaxCapacity"));
        world.ask(set_instances("e", "v", u32::try_from(min).unwrap()));
        world.settle();
        register(&mut world, &variant(), min, max);
        let managed = track(&mut world, &variant(), "p", tracking(customized("load"), 50.0));
        let changed = number(given, "external_change_to").unwrap_or(current);
        world.ask(set_instances("e", "v", changed));
        world.settle();
        if let Some(wait) = given["wait_seconds"].as_i64() {
            world.run(minutes(20));
            world.data(&own_metric("load"), &[10.0; 15]);
            for _ in 0..wait / 60 {
                world.run(minutes(1));
                world.data(&own_metric("load"), &[10.0]);
            }
            world.run(secs(wait % 60));
            same("state", world.state(&managed.low), StateValue::Alarm)?;
        }
    }
    if given["register"].is_object() {
        let suspended = &given["register"]["SuspendedState"]["DynamicScalingInSuspended"];
        let capacity = |member| {
            let capacity: Option<i64> = given["register"][member].as_i64();
            capacity.map(|capacity| i32::try_from(capacity).unwrap())
        };
        world.ask(Command::RegisterScalableTarget(TargetRequest {
            min: capacity("MinCapacity"),
            max: capacity("MaxCapacity"),
            dynamic_in_suspended: suspended.as_bool(),
            ..unchanged(&variant())
        }));
        world.settle();
    }
    same(id, Some(world.desired(&variant())), number(expect, "desired"))?;
    let activity = &expect["activity"];
    if activity.is_null() {
        return same("activities", world.moves().len(), 0);
    }
    shows(world.last_move(), activity)
}

/// Whether an activity says what is expected of it, member by member.
fn shows(activity: &Activity, expect: &Value) -> Checked {
    for (member, want) in expect.as_object().expect("members") {
        let got = match member.as_str() {
            "Description" => Some(activity.description()),
            "Cause" => Some(activity.cause.text()),
            "StatusCode" => Some(activity.status.as_str().to_owned()),
            "StatusMessage" | "StatusMessage_starts" => activity.status_message(),
            "NotScaledReasons" => {
                let Some(NotScaledReason::AlreadyAtMaxCapacity { max }) = activity.not_scaled else {
                    return Err(format!("{:?}", activity.not_scaled));
                };
                let reasons = json!([{"Code": "AlreadyAtMaxCapacity", "MaxCapacity": max.0}]);
                same(member, &reasons, want)?;
                continue;
            }
            other => return Err(format!("{other} is not looked at")),
        };
        let want = want.as_str().expect("a text");
        let fits = got.as_deref().is_some_and(|got| {
            if member.ends_with("_starts") { got.starts_with(want) } else { got == want }
        });
        if !fits {
            return Err(format!("{member}: {got:?} instead of {want:?}"));
        }
    }
    Ok(())
}

// Activities

fn activity_texts(id: &str, given: &Value, expect: &Value) -> Checked {
    let mut world = World::new();
    let to = number(given, "to").unwrap_or(0);
    match id {
        "AC-001" | "AC-002" => {
            endpoint(&mut world, 1);
            register(&mut world, &variant(), 1, 100);
            let managed = track(&mut world, &variant(), "p", tracking(customized("load"), 10.0));
            world.force(&managed.high, StateValue::Alarm, &[10.0 * f64::from(to)]);
            if given["state"] == "fulfilled" {
                world.run(secs(20));
            }
            let open = world.last_move().end.is_none();
            same("open", open, given["state"] == "accepted, not yet in service")?;
            let mut expect = expect.clone();
            if let Some(cause) = expect["Cause"].as_str() {
                let cause = cause.replace("TargetTracking-endpoint/e/variant/v-AlarmHigh-u", &managed.high);
                expect["Cause"] = json!(cause);
            }
            shows(world.last_move(), &expect)
        }
        "AC-003" => {
            // SageMaker refuses: the instances of this variant follow the components on it.
            at_once(&mut world, |world| hosting_endpoint(world, 1, None));
            register(&mut world, &variant(), i32::try_from(to).unwrap(), 200);
            shows(world.last_move(), expect)
        }
        "AC-004" => {
            overridden(&mut world, to);
            world.ask(set_instances("e", "v", 7));
            shows(world.last_move(), expect)
        }
        "AC-005" => {
            world.fate = Fate::Healthy(0);
            endpoint(&mut world, 4);
            register(&mut world, &variant(), 1, bound(given, "at_max"));
            let managed = track(&mut world, &variant(), "p", tracking(customized("load"), 10.0));
            world.force(&managed.high, StateValue::Alarm, &[20.0]);
            same("shown without asking", world.moves().len(), 0)?;
            let entry = world.realm().and_then(|realm| realm.activities().next()).expect("an entry");
            shows(entry, expect)
        }
        "AC-006" => {
            at_once(&mut world, |world| {
                hosting_endpoint(world, 1, None);
                world.ask(Command::CreateInferenceComponent(component_request("c", 1, 1024.0)));
            });
            register(&mut world, &component(), bound(given, "to"), 4);
            shows(world.last_move(), expect)
        }
        other => Err(format!("{other} is not known")),
    }
}

/// An activity that is open on an endpoint at rest: from five instances, of which four have died, to `to`.
fn overridden(world: &mut World, to: u32) {
    endpoint(world, 5);
    register(world, &variant(), 1, 10);
    let managed = track(world, &variant(), "p", tracking(customized("load"), 50.0));
    for _ in 0..4 {
        world.crash(&variant(), "out of memory");
    }
    world.force(&managed.low, StateValue::Alarm, &[10.0 * f64::from(to)]);
    assert_eq!(world.desired(&variant()), to);
    assert!(world.last_move().end.is_none());
}

// Refusals

fn refusals(id: &str, given: &Value, expect: &Value) -> Checked {
    if given["operation"] == "PutScheduledAction" {
        return Err("scheduled actions are not built".to_owned());
    }
    let mut world = World::new();
    world.fate = Fate::Healthy(0);
    endpoint(&mut world, 1);
    let put = |block| Command::PutScalingPolicy(policy(&variant(), "p", block));
    let track = |config| put(PolicyBlock::Tracking(config));
    let command = match id {
        "VA-002" => Command::RegisterScalableTarget(target(
            &variant(),
            bound(given, "MinCapacity"),
            bound(given, "MaxCapacity"),
        )),
        "VA-003" => {
            let member = |member: &str| given[member].as_str().unwrap();
            let parsed = workload_of(
                member("ServiceNamespace"),
                member("ResourceId"),
                member("ScalableDimension"),
            );
            return message(parsed.err(), expect);
        }
        "VA-004" => {
            register(&mut world, &variant(), 1, 2);
            let tags = [("a".to_owned(), "b".to_owned())].into();
            Command::RegisterScalableTarget(TargetRequest { tags, ..unchanged(&variant()) })
        }
        "VA-006" => {
            let block = PolicyBlock::Tracking(tracking(customized("load"), 50.0));
            Command::PutScalingPolicy(PolicyRequest {
                policy_type: Some(PolicyType::StepScaling),
                ..policy(&variant(), "p", block)
            })
        }
        "VA-007" => put(PolicyBlock::Several),
        "VA-010" => {
            register(&mut world, &variant(), 1, 2);
            world.ask(track(tracking(customized("load"), 50.0)));
            let block = PolicyBlock::Tracking(tracking(customized("load"), 70.0));
            Command::PutScalingPolicy(policy(&variant(), "q", block))
        }
        "VA-011" => track(tracking(customized("load"), given["TargetValue"].as_f64().unwrap())),
        "VA-015" => put(PolicyBlock::Step(StepRequest {
            adjustment_type: None,
            ..change_by(1, 300)
        })),
        "VA-016" | "VA-017" | "VA-018" | "VA-019" | "VA-020" | "VA-021" | "VA-022" => {
            let steps = steps(&given["StepAdjustments"]);
            put(PolicyBlock::Step(StepRequest { steps, ..change_by(1, 300) }))
        }
        "VA-023" => put(PolicyBlock::Step(StepRequest {
            adjustment_type: Some(AdjustmentType::ExactCapacity),
            ..change_by(-1, 300)
        })),
        "VA-024" => put(PolicyBlock::Step(StepRequest {
            min_adjustment_magnitude: Some(2),
            ..change_by(1, 300)
        })),
        "VA-025" => {
            let step = |i: i32| StepAdjustment {
                lower: Some(f64::from(i)),
                upper: (i < 21).then_some(f64::from(i + 1)),
                adjustment: 1,
            };
            let steps = (0..22).map(step).collect();
            put(PolicyBlock::Step(StepRequest { steps, ..change_by(1, 300) }))
        }
        "VA-033" => track(TrackingConfig {
            scale_in_cooldown_secs: Some(-1),
            ..tracking(customized("load"), 50.0)
        }),
        _ => return Err("checked where requests are decoded".to_owned()),
    };
    if given["operation"] == "PutScalingPolicy" {
        register(&mut world, &variant(), 1, 2);
    }
    message(world.command(command).err().map(|refusal| refusal.to_string()), expect)
}

fn message(got: Option<String>, expect: &Value) -> Checked {
    match (expect["message"].as_str(), expect["message_contains"].as_str()) {
        (_, Some(part)) if got.as_ref().is_some_and(|got| got.contains(part)) => Ok(()),
        (_, Some(part)) => Err(format!("{got:?} does not contain {part:?}")),
        (want, None) => same("message", got.as_deref(), want),
    }
}
