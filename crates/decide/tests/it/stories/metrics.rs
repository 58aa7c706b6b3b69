//! What the service publishes of itself, and under which time.

use ebb_decide::Command;
use ebb_decide::hosting::metric_of;
use ebb_decide::metric::Aggregate;
use ebb_units::{Capacity, SignedDuration, Statistic, Timestamp, Workload};

use crate::driver::{World, minutes, secs, start};
use crate::setup::{
    at_once, component, component_request, endpoint, hosting_endpoint, scalable_component, variant,
};

pub(super) fn samples(
    world: &World,
    of: &Workload,
    metric: (&str, &str),
    from: Timestamp,
    length: SignedDuration,
) -> Aggregate {
    let metric = metric_of(of, metric.0, metric.1);
    world.there().metrics().window(&metric, None, from, from + length)
}

fn value(samples: &Aggregate, statistic: Statistic) -> Option<f64> {
    samples.value(statistic)
}

// Covers: sagemaker.idle-zeros
#[test]
fn a_busy_minute_holds_its_requests_and_an_idle_one_a_zero() {
    let mut world = World::new();
    endpoint(&mut world, 2);
    world.run(secs(30));
    world.requests(&variant(), 3.0);
    world.run(minutes(2));
    let per_instance = |minute| {
        let from = start() + minutes(minute);
        samples(&world, &variant(), ("AWS/SageMaker", "InvocationsPerInstance"), from, minutes(1))
    };
    assert_eq!(value(&per_instance(0), Statistic::SampleCount), Some(3.0), "no zero among them");
    assert_eq!(value(&per_instance(0), Statistic::Sum), Some(1.5));
    assert_eq!(value(&per_instance(1), Statistic::SampleCount), Some(1.0));
    assert_eq!(value(&per_instance(1), Statistic::Sum), Some(0.0));
}

// Covers: sagemaker.idle-zeros
#[test]
fn at_zero_copies_nothing_is_counted_per_copy() {
    let mut world = World::new();
    scalable_component(&mut world);
    let (name, copies) = ("c".to_owned(), Capacity(0));
    world.ask(Command::UpdateInferenceComponentRuntimeConfig { name, copies });
    world.run(minutes(3));
    let minute = start() + minutes(1);
    let of = |name| samples(&world, &component(), ("AWS/SageMaker", name), minute, minutes(1));
    assert_eq!(value(&of("Invocations"), Statistic::Sum), Some(0.0));
    assert!(of("InvocationsPerCopy").is_empty() && of("ConcurrentRequestsPerCopy").is_empty());
}

#[test]
fn requests_in_flight_belong_to_the_ten_seconds_that_have_ended() {
    let mut world = World::new();
    endpoint(&mut world, 2);
    world.run(secs(5));
    world.in_flight(&variant(), 4);
    world.run(secs(5));
    let metric = ("AWS/SageMaker", "ConcurrentRequestsPerModel");
    let ended = samples(&world, &variant(), metric, start(), secs(10));
    assert_eq!(value(&ended, Statistic::Average), Some(4.0));
    assert_eq!(value(&ended, Statistic::SampleCount), Some(2.0), "one for each instance");
    assert!(samples(&world, &variant(), metric, start() + secs(10), secs(10)).is_empty());
}

// Covers: sagemaker.utilisation
#[test]
fn what_copies_use_adds_up_on_their_instance() {
    let mut world = World::new();
    at_once(&mut world, |world| {
        hosting_endpoint(world, 1, None);
        for name in ["c", "d"] {
            world.ask(Command::CreateInferenceComponent(component_request(name, 1, 1024.0)));
        }
    });
    let d = Workload::Component { name: "d".to_owned() };
    world.usage(&component(), 30.0);
    world.usage(&component(), 50.0);
    world.usage(&d, 100.0);
    world.run(minutes(1));
    let cpu = samples(
        &world,
        &variant(),
        ("/aws/sagemaker/Endpoints", "CPUUtilization"),
        start(),
        minutes(1),
    );
    assert_eq!(value(&cpu, Statistic::SampleCount), Some(1.0), "one instance");
    assert_eq!(value(&cpu, Statistic::Average), Some(140.0), "40 on average, and 100");
    let normalized = ("/aws/sagemaker/InferenceComponents", "CPUUtilizationNormalized");
    let share = samples(&world, &d, normalized, start(), minutes(1));
    assert_eq!(value(&share, Statistic::Average), Some(100.0), "of the one core it reserves");
}
