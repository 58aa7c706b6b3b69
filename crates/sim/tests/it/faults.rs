//! What breaks, and rules that are no AWS policies.

use ebb_decide::alarm::{StateValue, Watch};
use ebb_decide::hosting::metric_of;
use ebb_sim::{
    Bounds, CapacityChange, Distribution, Generator, Observation, Pattern, Policies, Scaler,
    Scaling, Scenario, Service, simulate,
};

use crate::policies::{component, fixed};

fn traffic(rate: f64, secs: f64) -> Generator {
    Generator { cv: 0.0, ..Generator::new(Pattern::Constant { rate }, secs, 1) }
}

#[test]
fn a_crash_loses_what_the_copy_had_and_it_comes_back() {
    let mut scenario = Scenario::new();
    scenario.faults.crashes_at_secs = vec![100.05];
    let arrivals = traffic(10.0, 300.0);
    let outcome =
        simulate(&scenario, Scaling::Policies(fixed(1)), arrivals.arrivals().unwrap()).unwrap();
    assert_eq!((outcome.summary.crashes, outcome.summary.lost), (1, 1));
    // Ten seconds of back-off, thirty to start; the held are served then.
    let back = outcome.capacity.iter().rev().find(|level| level.ready == 1).expect("a copy");
    assert!((back.at_secs - 140.05).abs() < 1e-6, "{back:?}");
    assert_eq!(outcome.summary.answered + 1, outcome.summary.arrivals);
}

#[test]
fn an_alarm_on_errors_sees_a_crash() {
    let mut scenario = Scenario::new();
    scenario.faults.crashes_at_secs = vec![100.05];
    let mut policies = Policies::none(Bounds { min: 1, max: 2 }).waking_up(&component());
    let Watch::Metric(watch) = &mut policies.alarms[0].watch else { panic!("a metric") };
    watch.metric = metric_of(&component(), "AWS/SageMaker", "InvocationModelErrors");
    let arrivals = traffic(10.0, 300.0);
    let outcome =
        simulate(&scenario, Scaling::Policies(policies), arrivals.arrivals().unwrap()).unwrap();
    let states: Vec<_> = outcome.alarms.iter().map(|change| change.state).collect();
    assert!(states.contains(&StateValue::Alarm), "{states:?}");
}

#[test]
fn what_is_never_answered_is_missed_in_the_last_row() {
    let mut scenario = Scenario::new();
    scenario.service = Service::Law(Distribution::Fixed(2000.0));
    scenario.objective.latency_ms = 1e9;
    // Two hours of requests, each of which takes twice the time that there is for it: an hour of them is left when nobody
    // waits any more.
    let arrivals = traffic(1.0, 7200.0);
    let outcome =
        simulate(&scenario, Scaling::Policies(fixed(1)), arrivals.arrivals().unwrap()).unwrap();
    let (all, rows) = (&outcome.summary, &outcome.timeline);
    assert!((1750..1850).contains(&all.unfinished), "{}", all.unfinished);
    assert_eq!(all.slo_misses, all.unfinished);
    assert_eq!(rows.last().map(|row| row.slo_misses), Some(all.unfinished));
    assert_eq!(rows.iter().map(|row| row.slo_misses).sum::<u64>(), all.slo_misses);
}

#[test]
fn three_failed_starts_end_a_change() {
    let mut scenario = Scenario::new();
    scenario.host.initial = 0;
    scenario.faults.failed_starts = 1.0;
    let policies = Policies::none(Bounds { min: 0, max: 1 }).waking_up(&component());
    let arrivals = traffic(0.1, 600.0);
    let outcome =
        simulate(&scenario, Scaling::Policies(policies), arrivals.arrivals().unwrap()).unwrap();
    let given_up = &outcome.activities[0];
    assert_eq!(given_up.status, "Unfulfilled");
    let message = given_up.message.as_deref().unwrap_or_default();
    assert!(message.contains("did not start"), "{message}");
    assert!(outcome.summary.starts >= 3 && outcome.summary.crashes == outcome.summary.starts);
    assert_eq!(outcome.summary.copies_peak, 0);
}

/// As many copies as there are requests in the system.
#[derive(Debug)]
struct ByConcurrency;

impl Scaler for ByConcurrency {
    fn interval_secs(&self) -> f64 {
        10.0
    }

    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a small number of requests"
    )]
    fn desired(&mut self, seen: &Observation) -> Option<u32> {
        Some(seen.concurrency_mean.ceil() as u32)
    }
}

#[test]
fn other_rules_move_copies_in_the_same_world() {
    let mut scenario = Scenario::new();
    scenario.host.initial = 0;
    scenario.host.requirements.memory_mb = 8192.0;
    scenario.host.price_per_hour = 3.6;
    scenario.tail_secs = 900;
    let other =
        || Scaling::Other { scaler: Box::new(ByConcurrency), bounds: Bounds { min: 0, max: 8 } };
    scenario.service = ebb_sim::Service::Law(ebb_sim::Distribution::Fixed(2000.0));
    let arrivals = traffic(2.0, 1800.0);
    let outcome = simulate(&scenario, other(), arrivals.arrivals().unwrap()).unwrap();
    let all = &outcome.summary;
    assert_eq!(all.arrivals, all.answered + all.failed);
    assert!(all.copies_peak >= 4 && all.scale_outs > 0 && all.scale_ins > 0, "{all:?}");
    assert_eq!(outcome.capacity.last().map(|level| (level.ready, level.instances)), Some((0, 0)));
    // Two copies fit on an instance, and one without any is kept for ten minutes.
    let needed =
        |level: &CapacityChange| (level.ready + level.starting + level.draining).div_ceil(2);
    let peak = outcome.capacity.iter().map(needed).max().unwrap();
    for level in &outcome.capacity {
        assert!(needed(level) <= level.instances && level.instances <= peak, "{level:?}");
    }
    assert!((all.cost - 3.6 * all.instance_hours).abs() < 1e-9);
    assert_eq!(simulate(&scenario, other(), arrivals.arrivals().unwrap()).unwrap(), outcome);
}

#[test]
fn refusals_name_what_was_asked() {
    let policies = Policies::none(Bounds { min: 3, max: 2 });
    let error = simulate(
        &Scenario::new(),
        Scaling::Policies(policies),
        traffic(1.0, 60.0).arrivals().unwrap(),
    )
    .unwrap_err();
    assert!(error.to_string().contains("scalable target"), "{error}");
    assert!(std::error::Error::source(&error).is_some());
}
