//! Step scaling.

use ebb_decide::alarm::{AlarmSpec, StateValue};
use ebb_decide::policy::{AdjustmentType, StepAdjustment, StepRequest};
use ebb_units::Comparison;
use serde_json::Value;

use super::policies::force_again;
use super::{Checked, bound, decided, number, same};
use crate::driver::{Fate, World, minutes};
use crate::setup::{alarm, endpoint, own_metric, put_alarm, register, step, variant};

pub(super) fn step_case(given: &Value, expect: &Value) -> Checked {
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
    let spec = AlarmSpec { comparison, ..alarm("a", own_metric("load"), threshold, &arn) };
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

pub(super) fn steps(given: &Value) -> Vec<StepAdjustment> {
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
