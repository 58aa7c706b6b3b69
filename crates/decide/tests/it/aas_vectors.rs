//! Application Auto Scaling against the vectors: tracking, several policies, managed alarms, steps, bounds, activities,
//! checks. Nearly all go through the controller: resources, policies and data in, capacity and activities out.

mod policies;
mod schedules;
mod steps;
mod targets;

use std::cell::Cell;

use serde_json::Value;

use crate::driver::World;
use crate::setup::variant;
use crate::vectors;
use policies::{alarms_of_a_policy, several_policies, tracking_case};
use schedules::next_run;
use steps::step_case;
use targets::{activity_texts, bounds, refusals};

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
            "SC" => next_run(given, expect),
            _ => Err("not known".to_owned()),
        }
    });
    assert_eq!(seen.get(), 135, "run or left out; seven go over the wire");
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
