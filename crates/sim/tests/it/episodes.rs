//! What SageMaker was measured to do on the way to zero and back, with AWS's timing.

use ebb_decide::alarm::StateValue;
use ebb_sim::{
    Bounds, Cold, Distribution, Generator, Outcome, Pattern, Policies, Scaling, Scenario, simulate,
};

use crate::policies::{component, tracking, variant};

/// An inference component on instances that take 105 s, with copies that take 137 s: AWS's own figures for a model of
/// 8 billion parameters.
fn scenario() -> Scenario {
    let mut scenario = Scenario::new().like_aws();
    scenario.start_up.instance_secs = Distribution::Fixed(105.0);
    scenario.start_up.copy_secs = Distribution::Fixed(137.0);
    scenario
}

fn policies() -> Policies {
    let tracked = Policies::none(Bounds { min: 0, max: 4 }).with(tracking(&component(), 60.0));
    tracked.waking_up(&component())
}

fn every_ten_secs(secs: f64) -> Generator {
    Generator { cv: 0.0, ..Generator::new(Pattern::Constant { rate: 0.1 }, secs, 1) }
}

fn run(scenario: &Scenario, traffic: &Generator) -> Outcome {
    let arrivals = traffic.arrivals().expect("a sound pattern");
    simulate(scenario, Scaling::Policies(policies()), arrivals).expect("a sound scenario")
}

fn first(outcome: &Outcome, alarm: &str, state: StateValue) -> f64 {
    let found =
        outcome.alarms.iter().find(|change| change.alarm.contains(alarm) && change.state == state);
    found.unwrap_or_else(|| panic!("{alarm} never was {state}")).at_secs
}

/// Refused at once; the alarm a minute and some seconds later; the copy about five minutes after the first request.
#[test]
fn the_way_from_zero_takes_five_minutes() {
    let mut scenario = scenario();
    scenario.host.initial = 0;
    let outcome = run(&scenario, &every_ten_secs(600.0));
    assert_eq!(outcome.capacity[0].instances, 0, "nothing is paid for at zero");
    let alarm = first(&outcome, "no-capacity", StateValue::Alarm);
    assert!((60.0..130.0).contains(&alarm), "alarm after {alarm} s");
    let woken = outcome.activities.first().expect("an activity");
    assert_eq!((woken.policy.as_deref(), woken.from, woken.to), (Some("wake"), Some(0), Some(1)));
    assert!((woken.at_secs - alarm).abs() < 1e-6, "the policy acts with the alarm");
    let served = outcome.capacity.iter().find(|level| level.ready == 1).expect("a copy").at_secs;
    assert!((served - woken.at_secs - 242.0).abs() < 1e-6, "instance and copy");
    assert!((270.0..380.0).contains(&served), "the first answer after {served} s");
    // Every request until then was refused, and none after it.
    let before = outcome.summary.refused;
    assert_eq!(before, outcome.summary.failed);
    assert_eq!(before, outcome.summary.cold);
    let wanted = (served / 10.0).floor();
    assert!((f64::from(u32::try_from(before).unwrap()) - wanted).abs() <= 1.0, "{before}");
}

/// Fifteen quiet minutes to the last copy's end, ten more to that of the instance.
#[test]
fn the_way_to_zero_takes_twenty_five_minutes() {
    let mut scenario = scenario();
    scenario.tail_secs = 2400;
    let outcome = run(&scenario, &every_ten_secs(300.0));
    let last_request = 300.0;
    let low = first(&outcome, "AlarmLow", StateValue::Alarm);
    let gone = outcome.capacity.iter().find(|level| level.ready == 0).expect("zero copies");
    let empty = outcome.capacity.iter().find(|level| level.instances == 0).expect("zero instances");
    // Requests every ten seconds are far below the target, but one copy is what they need: rounded up, it stays until all
    // fifteen minutes are quiet.
    assert!((low - 900.0).abs() <= 120.0, "low alarm at {low} s");
    let quiet = gone.at_secs - last_request;
    assert!((900.0..=960.0).contains(&quiet), "{gone:?}");
    assert!((empty.at_secs - gone.at_secs - 600.0).abs() <= 1.0, "{empty:?}");
    assert_eq!(outcome.summary.failed, 0);
    let instance_secs = outcome.summary.instance_hours * 3600.0;
    assert!((instance_secs - empty.at_secs).abs() < 1.0, "{instance_secs}");
}

/// Here the alarm fires at the first request, which is held until the copy serves.
#[test]
fn early_alarms_wake_at_the_request() {
    let mut scenario = Scenario::new();
    scenario.host.initial = 0;
    scenario.start_up.instance_secs = Distribution::Fixed(0.0);
    scenario.start_up.copy_secs = Distribution::Fixed(2.0);
    let outcome = run(&scenario, &every_ten_secs(300.0));
    let alarm = first(&outcome, "no-capacity", StateValue::Alarm);
    assert!((alarm - 10.0).abs() < 1e-6, "{alarm}");
    assert_eq!((outcome.summary.cold, outcome.summary.failed), (1, 0));
    let slowest = outcome.summary.latency_ms.max;
    assert!((slowest - 2100.0).abs() < 1e-6, "two seconds and the request itself: {slowest}");
    assert_eq!(outcome.summary.scale_outs, 1, "one failed request wakes one copy");
}

/// Alarms that see a minute late act a minute late.
#[test]
fn a_publication_delay_is_added() {
    let mut scenario = scenario();
    scenario.host.initial = 0;
    let alarm = |scenario: &Scenario| {
        first(&run(scenario, &every_ten_secs(600.0)), "no-capacity", StateValue::Alarm)
    };
    let at_once = alarm(&scenario);
    scenario.timing.publication_delay_secs = 45.0;
    assert!((alarm(&scenario) - at_once - 45.0).abs() < 1e-6);
}

/// A request that is held counts as refused every ten seconds, and fails after its bound.
#[test]
fn holding_has_a_bound() {
    let mut scenario = Scenario::new();
    scenario.host.initial = 0;
    scenario.gateway.cold = Cold::Hold { within_secs: 50.0, most: 3 };
    let traffic = every_ten_secs(100.0);
    let none = Scaling::Policies(Policies::none(Bounds { min: 0, max: 4 }));
    let outcome = simulate(&scenario, none, traffic.arrivals().unwrap()).unwrap();
    assert_eq!(outcome.summary.refused, outcome.summary.arrivals);
    // Three at a time: those of 10, 20 and 30 s, then those of 60, 70 and 80 s, each for fifty.
    assert!((outcome.summary.simulated_secs - 130.0).abs() < 1e-6, "{:?}", outcome.summary);
}

/// An asynchronous endpoint at zero: the backlog wakes it, and nothing is lost.
#[test]
fn a_backlog_is_worked_off() {
    let mut scenario = Scenario::new();
    scenario.host.workload = variant();
    scenario.host.initial = 0;
    scenario.gateway.asynchronous =
        Some(ebb_sim::Asynchronous { max_concurrent: 2, expires_secs: 3600.0 });
    scenario.discipline = ebb_sim::Discipline::Slots { slots: 2 };
    scenario.start_up.instance_secs = Distribution::Fixed(0.0);
    let mut policies = Policies::none(Bounds { min: 0, max: 1 }).waking_up(&variant());
    if let ebb_decide::alarm::Watch::Metric(watch) = &mut policies.alarms[0].watch {
        watch.metric = ebb_units::MetricId::new(
            "AWS/SageMaker",
            "HasBacklogWithoutCapacity",
            [("EndpointName", "e")],
        );
    }
    let traffic = every_ten_secs(300.0);
    let outcome =
        simulate(&scenario, Scaling::Policies(policies), traffic.arrivals().unwrap()).unwrap();
    assert_eq!(outcome.summary.answered, outcome.summary.arrivals);
    let level = outcome.capacity.iter().find(|level| level.ready == 1).expect("a copy");
    // Thirty seconds after the first request, which came after ten.
    assert!((level.at_secs - 40.0).abs() < 1e-6, "{level:?}");
    assert_eq!(outcome.summary.cold, 3, "those of second 10, 20 and 30");
}

/// An alarm that is certain fires at the datum, before its minute is over: the change is told like any other.
#[test]
fn every_alarm_that_scaled_something_is_told() {
    let mut scenario = Scenario::new();
    scenario.tail_secs = 1800;
    let spikes = Pattern::Bursty { low: 0.5, high: 8.0, quiet_secs: 600.0, burst_secs: 300.0 };
    let outcome = run(&scenario, &Generator::new(spikes, 7200.0, 2));
    let is_high = |name: &str| name.contains("AlarmHigh");
    assert!(outcome.activities.iter().any(|one| one.alarm.as_deref().is_some_and(is_high)));
    for activity in &outcome.activities {
        let Some(alarm) = &activity.alarm else { continue };
        let own = outcome.alarms.iter().filter(|change| change.alarm == *alarm);
        let last = own.take_while(|change| change.at_secs <= activity.at_secs).last();
        assert_eq!(last.map(|change| change.state), Some(StateValue::Alarm), "{activity:?}");
    }
}
