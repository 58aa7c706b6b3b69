//! Several ways of scaling over the same traffic.
#![expect(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

use std::num::NonZeroUsize;

use ebb_sim::{
    Arrival, Bounds, CompareError, Compared, Contender, Discipline, Distribution, Generator,
    Pattern, Policies, RIVALS, RivalSpec, Scenario, Service, Trace, TraceError, TraceOptions,
    compare,
};

use crate::policies::{component, tracking};

const BOUNDS: Bounds = Bounds { min: 0, max: 30 };

/// Two requests at a time on a copy, a second and a half each on the average, up to five copies in use at noon.
fn scenario() -> Scenario {
    let mut scenario = Scenario::new();
    scenario.service = Service::Law(Distribution::Exponential(1500.0));
    scenario.discipline = Discipline::Slots { slots: 2 };
    scenario.start_up.instance_secs = Distribution::Fixed(0.0);
    scenario.host.initial = 2;
    scenario.host.price_per_hour = 1.2;
    scenario.objective.latency_ms = 10_000.0;
    scenario
}

fn traffic() -> Generator {
    let pattern = Pattern::Diurnal { mean: 3.0, swing: 1.0, cycle_secs: 2400.0 };
    Generator::new(pattern, 3600.0, 11)
}

fn arrivals() -> Result<impl Iterator<Item = Result<Arrival, TraceError>>, TraceError> {
    Ok(traffic().arrivals().unwrap())
}

fn rival(text: &str) -> Contender {
    Contender::rival(text.parse::<RivalSpec>().unwrap(), BOUNDS)
}

fn aws(name: &str, target: f64) -> Contender {
    let policies = Policies::none(BOUNDS).with(tracking(&component(), target));
    Contender::policies(name, "target tracking", policies.waking_up(&component()))
}

fn everybody() -> Vec<Contender> {
    let rivals = RIVALS.iter().map(|kind| match kind.name {
        "fixed" => rival("fixed:copies=4"),
        "oracle" => rival("oracle:may-wait=0"),
        name => rival(name),
    });
    [aws("careful", 30.0), aws("thrifty", 60.0)].into_iter().chain(rivals).collect()
}

fn run(scenario: &Scenario, contenders: Vec<Contender>, threads: usize) -> Vec<Compared> {
    compare(scenario, contenders, arrivals, NonZeroUsize::new(threads).unwrap(), &()).unwrap()
}

fn of<'c>(compared: &'c [Compared], name: &str) -> &'c Compared {
    compared.iter().find(|one| one.name == name).unwrap()
}

#[test]
fn all_get_the_same_requests_and_the_same_work() {
    let compared = run(&scenario(), everybody(), 2);
    assert_eq!(compared.len(), RIVALS.len() + 2);
    let names: Vec<&str> = compared.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(names[..3], ["careful", "thrifty", "hpa"], "in the order of naming");
    let first = &compared[0].outcome.summary;
    assert!(first.arrivals > 9000);
    for one in &compared {
        let summary = &one.outcome.summary;
        assert_eq!(summary.arrivals, first.arrivals, "{}", one.name);
        assert!((summary.work_secs - first.work_secs).abs() < 1e-6, "{}", one.name);
        assert!(summary.cost > 0.0, "{}", one.name);
    }
}

#[test]
fn the_number_of_threads_changes_nothing() {
    assert_eq!(run(&scenario(), everybody(), 1), run(&scenario(), everybody(), 3));
}

#[test]
fn the_oracle_lets_nobody_wait_and_nobody_does_so_for_less() {
    let compared = run(&scenario(), everybody(), 2);
    let oracle = &of(&compared, "oracle:may-wait=0").outcome.summary;
    assert_eq!((oracle.failed, oracle.unfinished), (0, 0));
    assert!(oracle.wait_ms.max <= 0.0, "{:?}", oracle.wait_ms);
    // Its bound is that of the copies: instances that are kept without any are no part of it.
    let paid = |summary: &ebb_sim::Summary| summary.copy_secs + summary.starting_secs;
    let mut as_good = 0;
    for one in compared.iter().filter(|one| !one.name.starts_with("oracle")) {
        let summary = &one.outcome.summary;
        if summary.wait_ms.max <= 0.0 && summary.failed == 0 {
            as_good += 1;
            assert!(paid(oracle) < paid(summary), "{} does it for less", one.name);
        }
    }
    assert!(as_good >= 1, "fixed-peak at least lets nobody wait");
    assert!(oracle.utilisation > of(&compared, "fixed-peak").outcome.summary.utilisation);
}

#[test]
fn an_oracle_that_may_let_wait_what_the_objective_leaves_orders_less() {
    let contenders = vec![rival("oracle:may-wait=0"), rival("oracle")];
    let mut scenario = scenario();
    scenario.service = Service::Law(Distribution::Fixed(1500.0));
    let compared = run(&scenario, contenders, 2);
    let [none, some] = [0, 1].map(|number| &compared[number].outcome.summary);
    assert!(some.copy_secs < 0.8 * none.copy_secs, "{} {}", some.copy_secs, none.copy_secs);
    assert!(some.slo_attainment > 0.99, "{}", some.slo_attainment);
    assert!(some.wait_ms.p50 > 0.0);
}

#[test]
fn fixed_numbers_never_move_and_peak_is_more_than_mean() {
    let compared = run(&scenario(), everybody(), 2);
    for name in ["fixed:copies=4", "fixed-peak", "fixed-mean"] {
        let outcome = &of(&compared, name).outcome;
        let moves = outcome.summary.scale_outs + outcome.summary.scale_ins;
        assert!(moves <= 1, "{name}: to its number and no further");
    }
    let copies = |name| of(&compared, name).outcome.summary.copies_peak;
    assert!(copies("fixed-mean") < copies("fixed-peak"));
}

#[test]
fn at_zero_some_wait_for_their_next_look_and_some_do_not() {
    let mut scenario = scenario();
    scenario.host.initial = 0;
    let one_request =
        || Ok::<_, TraceError>([Ok(Arrival { at_ns: 61_500_000_000, ..Arrival::default() })]);
    let contenders = vec![rival("kpa"), rival("ray-serve"), rival("keda")];
    let compared = compare(&scenario, contenders, one_request, NonZeroUsize::MIN, &()).unwrap();
    let ordered = |name| {
        let capacity = &of(&compared, name).outcome.capacity;
        capacity.iter().find(|change| change.desired > 0).unwrap().at_secs
    };
    assert!((ordered("kpa") - 61.5).abs() < 1e-6, "{}", ordered("kpa"));
    assert!((ordered("ray-serve") - 61.5).abs() < 1e-6);
    // KEDA asks every thirty seconds.
    assert!((ordered("keda") - 90.0).abs() < 1e-6, "{}", ordered("keda"));
}

#[test]
fn instances_of_components_are_kept_as_long_whoever_scales() {
    let mut scenario = scenario();
    scenario.tail_secs = 3600;
    let short = Generator::new(Pattern::Constant { rate: 1.0 }, 600.0, 3);
    let compared = compare(
        &scenario,
        vec![rival("kpa")],
        || Ok::<_, TraceError>(short.arrivals().unwrap()),
        NonZeroUsize::MIN,
        &(),
    )
    .unwrap();
    let capacity = &compared[0].outcome.capacity;
    let none_serves = capacity.iter().rev().find(|change| change.ready > 0).unwrap().at_secs;
    let last = capacity.last().unwrap();
    let asleep = capacity.iter().find(|change| change.at_secs > none_serves).unwrap();
    assert_eq!((asleep.ready, asleep.instances > 0), (0, true), "{capacity:#?}");
    assert_eq!(last.instances, 0);
    let kept = last.at_secs - asleep.at_secs;
    assert!((600.0..=602.0).contains(&kept), "{kept}");
}

#[test]
fn what_is_wrong_is_told_with_the_contender_or_as_the_traffic_s() {
    let run = |contenders| compare(&scenario(), contenders, arrivals, NonZeroUsize::MIN, &());
    assert!(matches!(run(Vec::new()), Err(CompareError::Nobody)));
    let twice = run(vec![rival("kpa"), rival("kpa")]).unwrap_err();
    assert_eq!(twice.to_string(), "two contenders are called \"kpa\"");
    // A target of nothing is refused by the controller, as the API would.
    let wrong = run(vec![rival("kpa"), aws("wrong", -1.0)]).unwrap_err();
    assert_eq!(wrong.to_string(), "could not simulate \"wrong\"");

    let unsorted = || {
        let text = "timestamp\n2026-03-02T00:00:05Z\n2026-03-02T00:00:01Z\n";
        Trace::read(Box::new(text.as_bytes()), &TraceOptions::new(1))
    };
    let scenario = scenario();
    let known = compare(&scenario, vec![rival("oracle")], unsorted, NonZeroUsize::MIN, &());
    assert!(matches!(known, Err(CompareError::Traffic(_))), "{known:?}");
    let met =
        compare(&scenario, vec![rival("kpa"), rival("hpa")], unsorted, NonZeroUsize::MIN, &());
    assert!(matches!(met, Err(CompareError::Contender { .. })), "{met:?}");
}
