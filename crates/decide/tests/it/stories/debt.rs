//! Fifty requests wait when the first copy is there, and one a second comes. A copy takes two a second.
//!
//! Covers: ebb.cold-debt

use ebb_decide::hosting::AsyncConfig;
use ebb_decide::policy::{CustomizedMetric, PredefinedMetric, TrackedMetric};
use ebb_units::{MetricId, Statistic, Unit, Workload};

use crate::driver::{World, secs};
use crate::setup::{
    alarm, at_once, change_by, component, create_endpoint, predefined, put_alarm, register,
    scalable_component, step, track, tracking, variant, variant_config, wake_up,
};

/// What waits or is in work, and what comes and goes each second.
struct Load {
    requests: u32,
    comes: u32,
    goes: u32,
}

impl Load {
    fn second(&mut self, copies: u32) -> u32 {
        self.requests += self.comes;
        self.requests = self.requests.saturating_sub(self.goes * copies);
        self.requests
    }
}

/// A queue at zero: five of its requests for each instance are the target.
fn queue(mut world: World) -> World {
    at_once(&mut world, |world| {
        create_endpoint(
            world,
            vec![variant_config("v", Some("m"), 1)],
            Some(AsyncConfig::default()),
        );
    });
    register(&mut world, &variant(), 0, 5);
    let gauge = |name| MetricId::new("AWS/SageMaker", name, [("EndpointName", "e")]);
    let backlog = CustomizedMetric {
        metric: gauge("ApproximateBacklogSizePerInstance"),
        statistic: Statistic::Average,
        unit: Some(Unit::Count),
        given: Vec::new(),
    };
    track(&mut world, &variant(), "backlog", tracking(TrackedMetric::Customized(backlog), 5.0));
    let arn = step(&mut world, &variant(), "wake", change_by(1, 60));
    put_alarm(&mut world, alarm("stuck", gauge("HasBacklogWithoutCapacity"), 1.0, &arn));
    asleep(&mut world, &variant());
    world
}

/// A component at zero: five requests at a time for each copy are the target.
fn held(mut world: World) -> World {
    scalable_component(&mut world);
    register(&mut world, &component(), 0, 5);
    let metric =
        PredefinedMetric::SageMakerInferenceComponentConcurrentRequestsPerCopyHighResolution;
    track(&mut world, &component(), "concurrency", tracking(predefined(metric), 5.0));
    wake_up(&mut world, &component());
    asleep(&mut world, &component());
    world
}

fn asleep(world: &mut World, workload: &Workload) {
    while world.current(workload) > 0 {
        world.run(secs(60));
    }
    world.run(secs(120));
    world.watch(workload);
}

/// Lets the queue live for so many seconds.
fn work_off(world: &mut World, mut load: Load, seconds: u32) {
    for _ in 0..seconds {
        let copies = world.current(&variant());
        let requests = load.second(copies);
        let in_work = requests.min(copies);
        world.backlog("e", u64::from(requests - in_work), u64::from(in_work));
        world.run(secs(1));
    }
}

/// The same with requests that are held, and are all at the copies as soon as there are any.
fn answer(world: &mut World, mut load: Load, seconds: u32) {
    world.requests(&component(), f64::from(load.requests));
    for _ in 0..seconds {
        let copies = world.current(&component());
        let requests = load.second(copies);
        if copies > 0 {
            world.in_flight(&component(), requests.div_ceil(copies));
        }
        world.run(secs(1));
    }
}

/// Fifty are there when the copy serves, 20 seconds after it was ordered.
fn fifty() -> Load {
    Load { requests: 30, comes: 1, goes: 2 }
}

#[test]
fn a_queue_that_had_to_wait_is_no_steady_load() {
    let mut world = queue(World::new());
    work_off(&mut world, fifty(), 600);
    assert_eq!(world.went(), [0, 1]);
}

#[test]
fn requests_that_were_held_are_no_steady_load() {
    let mut world = held(World::new());
    answer(&mut world, fifty(), 600);
    assert_eq!(world.went(), [0, 1]);
}

#[test]
fn on_aws_both_are() {
    // Where it takes a copy longer, so that three minutes see it.
    let slow = || Load { requests: 300, comes: 1, goes: 2 };
    let mut world = queue(World::like_aws());
    work_off(&mut world, slow(), 600);
    assert!(world.went().iter().any(|capacity| *capacity > 1), "{:?}", world.went());
    let mut world = held(World::like_aws());
    answer(&mut world, slow(), 600);
    assert!(world.went().iter().any(|capacity| *capacity > 1), "{:?}", world.went());
}

#[test]
fn more_than_the_copies_can_take_is_seen_at_once() {
    let surge = || Load { requests: 10, comes: 6, goes: 2 };
    let mut world = queue(World::new());
    work_off(&mut world, surge(), 480);
    assert!(world.went().iter().any(|capacity| *capacity > 1), "{:?}", world.went());
    let mut world = held(World::new());
    answer(&mut world, surge(), 180);
    assert!(world.went().iter().any(|capacity| *capacity > 1), "{:?}", world.went());
}

#[test]
fn what_a_copy_cannot_work_off_in_time_is_load() {
    let mut world = queue(World::new());
    work_off(&mut world, Load { requests: 2000, comes: 0, goes: 2 }, 180);
    assert_eq!(world.went(), [0, 1]);
    work_off(&mut world, Load { requests: 1700, comes: 0, goes: 2 }, 360);
    assert_eq!(world.went(), [0, 1, 5]);
}

#[test]
fn a_wake_up_without_a_queue_owes_nothing() {
    let mut world = held(World::new());
    world.requests(&component(), 1.0);
    world.run(secs(30));
    world.in_flight(&component(), 0);
    for _ in 0..60 {
        world.in_flight(&component(), 50);
        world.run(secs(1));
    }
    assert_eq!(world.went(), [0, 1, 5]);
}
