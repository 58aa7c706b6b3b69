//! An asynchronous endpoint that sleeps when its queue is empty: CPU tracked at 50 %, woken by a backlog without capacity.

use ebb_decide::alarm::{AlarmSpec, StateValue};
use ebb_decide::hosting::metric_of;
use ebb_decide::policy::{CustomizedMetric, TrackedMetric, TrackingConfig};
use ebb_units::{MetricId, Statistic, Unit};

use crate::driver::{World, minutes, secs};
use crate::setup::{
    alarm, asynchronous_endpoint, change_by, put_alarm, register, step, track, tracking, variant,
};

fn endpoint_that_sleeps() -> World {
    let mut world = World::new();
    asynchronous_endpoint(&mut world);
    register(&mut world, &variant(), 0, 5);
    let cpu = CustomizedMetric {
        metric: metric_of(&variant(), "/aws/sagemaker/Endpoints", "CPUUtilization"),
        statistic: Statistic::Average,
        unit: Some(Unit::Percent),
        given: Vec::new(),
    };
    let config = TrackingConfig {
        scale_in_cooldown_secs: Some(300),
        scale_out_cooldown_secs: Some(300),
        ..tracking(TrackedMetric::Customized(cpu), 50.0)
    };
    track(&mut world, &variant(), "cpu", config);
    let arn = step(&mut world, &variant(), "wake", change_by(1, 300));
    let backlog =
        MetricId::new("AWS/SageMaker", "HasBacklogWithoutCapacity", [("EndpointName", "e")]);
    put_alarm(
        &mut world,
        AlarmSpec {
            evaluation_periods: 2,
            datapoints_to_alarm: Some(2),
            ..alarm("backlog", backlog, 1.0, &arn)
        },
    );
    world.watch(&variant());
    world
}

/// Minutes in which each copy uses so much.
fn work(world: &mut World, count: i64, cpu_percent: f64) {
    for _ in 0..count {
        world.run(secs(30));
        world.usage(&variant(), cpu_percent);
        world.run(secs(30));
    }
}

// Covers: sagemaker.async-gauges
#[test]
fn one_to_zero_to_many_to_zero() {
    let mut world = endpoint_that_sleeps();
    work(&mut world, 17, 0.0);
    assert_eq!(world.desired(&variant()), 0);

    world.backlog("e", 3, 0);
    world.run(minutes(1));
    assert_eq!(world.desired(&variant()), 0, "two minutes of backlog are asked for");
    world.run(minutes(2));
    assert_eq!(world.desired(&variant()), 1);
    assert!(world.last_move().cause.text().contains("backlog in state ALARM"));

    world.backlog("e", 0, 3);
    work(&mut world, 3, 200.0);
    assert_eq!(world.desired(&variant()), 1, "one copy works off what had waited for it");
    work(&mut world, 2, 200.0);
    assert_eq!(world.desired(&variant()), 4, "200 % against 50 %: it cannot");
    world.backlog("e", 0, 0);
    work(&mut world, 5, 50.0);
    assert_eq!(world.desired(&variant()), 4);
    work(&mut world, 17, 0.0);
    assert_eq!(world.went(), [1, 0, 1, 4, 0]);
    assert_eq!(world.state("backlog"), StateValue::Ok);
}

// Covers: sagemaker.backlog-turn
#[test]
fn a_backlog_is_published_when_it_turns_and_once_a_minute() {
    let mut world = endpoint_that_sleeps();
    work(&mut world, 17, 0.0);
    let minute = world.now;
    world.backlog("e", 1, 0);
    world.run(secs(20));
    world.backlog("e", 2, 0);
    world.run(minutes(1) + secs(45));
    let metric =
        MetricId::new("AWS/SageMaker", "HasBacklogWithoutCapacity", [("EndpointName", "e")]);
    let metrics = world.realm().unwrap().metrics();
    for back in 0..2 {
        let from = minute + minutes(back);
        let samples = metrics.window(&metric, None, from, from + minutes(1));
        assert_eq!(samples.value(Statistic::SampleCount), Some(1.0), "minute {back}");
        assert_eq!(samples.value(Statistic::Average), Some(1.0), "minute {back}");
    }
}
