//! Bounds, activities and refusals.

use ebb_decide::alarm::StateValue;
use ebb_decide::policy::{AdjustmentType, StepAdjustment, StepRequest, TrackingConfig};
use ebb_decide::scaling::{
    Activity, Key, NotScaledReason, PolicyType, UnsupportedResource, parse_workload,
};
use ebb_decide::schedule::Expression;
use ebb_decide::{
    CapacityAction, Command, PolicyBlock, PolicyRequest, ScheduledActionRequest, TargetRequest,
};
use serde_json::{Value, json};

use super::policies::{force_again, workload_of};
use super::steps::steps;
use super::{Checked, bound, number, same};
use crate::driver::{Fate, World, minutes, secs};
use crate::setup::{
    at_once, change_by, component, component_request, create_endpoint, customized, endpoint,
    hosting_endpoint, own_metric, policy, put_scheduled, register, scheduled, set_instances,
    target, track, tracking, unchanged, variant, variant_config,
};

pub(super) fn bounds(id: &str, given: &Value, expect: &Value) -> Checked {
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
        if given["scale_in_cooldown_running"] == true {
            world.ask(set_instances("e", "v", current + 1));
            world.settle();
            force_again(
                &mut world,
                &managed.low,
                50.0 * f64::from(current) / f64::from(current + 1),
            );
            same("before", world.desired(&variant()), current)?;
        }
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
    let action = &given["scheduled_action"];
    if action.is_object() {
        run_scheduled(&mut world, given, action);
    }
    same(id, Some(world.desired(&variant())), number(expect, "desired"))?;
    if let (Some(min), Some(max)) = (number(expect, "min"), number(expect, "max")) {
        let bounds = world.there().targets()[&variant()].bounds;
        same("bounds", (bounds.min().0, bounds.max().0), (min, max))?;
    }
    if let Some(newest_first) = expect["activities_newest_first"].as_array() {
        same("activities", world.moves().len(), newest_first.len())?;
        return world
            .moves()
            .into_iter()
            .zip(newest_first)
            .try_for_each(|(of, want)| shows(of, want));
    }
    if expect.get("activity").is_none() {
        return Ok(());
    }
    let activity = &expect["activity"];
    if activity.is_null() {
        return same("activities", world.moves().len(), 0);
    }
    shows(world.last_move(), activity)
}

/// Lets the scheduled action of a case run.
fn run_scheduled(world: &mut World, given: &Value, action: &Value) {
    if given["suspended"]["ScheduledScalingSuspended"] == true {
        world.ask(Command::RegisterScalableTarget(TargetRequest {
            scheduled_suspended: Some(true),
            ..unchanged(&variant())
        }));
    }
    let capacity = |member: &str| action[member].as_i64().map(|it| i32::try_from(it).unwrap());
    let name = action["name"].as_str().unwrap();
    let (min, max) = (capacity("MinCapacity"), capacity("MaxCapacity"));
    put_scheduled(world, scheduled(name, "rate(1 minute)", min, max));
    world.run(minutes(1));
    world.ask(Command::DeleteScheduledAction { workload: variant(), name: name.to_owned() });
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
                let Some(NotScaledReason::AlreadyAtMaxCapacity { max }) = activity.not_scaled
                else {
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

pub(super) fn activity_texts(id: &str, given: &Value, expect: &Value) -> Checked {
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
                let cause =
                    cause.replace("TargetTracking-endpoint/e/variant/v-AlarmHigh-u", &managed.high);
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
            let entry =
                world.realm().and_then(|realm| realm.activities().next()).expect("an entry");
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

pub(super) fn refusals(id: &str, given: &Value, expect: &Value) -> Checked {
    if given["operation"] == "PutScheduledAction" {
        return scheduled_refusals(id, given, expect);
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
        "VA-015" => {
            put(PolicyBlock::Step(StepRequest { adjustment_type: None, ..change_by(1, 300) }))
        }
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

fn scheduled_refusals(id: &str, given: &Value, expect: &Value) -> Checked {
    let text = |member: &str| given[member].as_str().unwrap();
    if id == "VA-005" {
        // Nothing of another service is registered here.
        let key = Key {
            namespace: text("ServiceNamespace").to_owned(),
            resource: text("ResourceId").to_owned(),
            dimension: text("ScalableDimension").to_owned(),
        };
        same("parsed", parse_workload(&key), Err(UnsupportedResource::NotBuilt))?;
        return message(Some(format!("No scalable target registered for {key}")), expect);
    }
    if let Some(schedule) = given["Schedule"].as_str() {
        let error = Expression::parse(schedule).err();
        return message(error.map(|error| error.to_string()), expect);
    }
    let mut world = World::new();
    world.fate = Fate::Healthy(0);
    endpoint(&mut world, 1);
    register(&mut world, &variant(), 1, 2);
    let instant = |member: &str| given[member].as_str().map(|text| text.parse().unwrap());
    let action = match given.get("ScalableTargetAction") {
        Some(Value::Null) => None,
        Some(_) => Some(CapacityAction { min: None, max: None }),
        None => Some(CapacityAction { min: Some(1), max: None }),
    };
    let (start, end) = (instant("StartTime"), instant("EndTime"));
    let request = ScheduledActionRequest {
        start,
        end,
        action,
        ..scheduled("a", "rate(1 minute)", None, None)
    };
    message(
        world.command(Command::PutScheduledAction(request)).err().map(|it| it.to_string()),
        expect,
    )
}

fn message(got: Option<String>, expect: &Value) -> Checked {
    match (expect["message"].as_str(), expect["message_contains"].as_str()) {
        (_, Some(part)) if got.as_ref().is_some_and(|got| got.contains(part)) => Ok(()),
        (_, Some(part)) => Err(format!("{got:?} does not contain {part:?}")),
        (want, None) => same("message", got.as_deref(), want),
    }
}
