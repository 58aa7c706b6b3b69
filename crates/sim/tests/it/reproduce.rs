//! One seed is one history, and no request is lost on the way.

use ebb_sim::{
    Bounds, Cold, Discipline, Distribution, Generator, Outcome, Pattern, Policies, Scaling,
    Scenario, Service, simulate,
};
use proptest::prelude::*;

use crate::policies::{component, tracking};

fn scenario(seed: u64) -> Scenario {
    let mut scenario = Scenario::new();
    scenario.seed = seed;
    scenario.service = Service::Law(Distribution::LogNormal { mean: 300.0, cv: 0.8 });
    scenario.start_up.copy_secs = Distribution::LogNormal { mean: 40.0, cv: 0.5 };
    scenario.tail_secs = 1800;
    scenario.host.price_per_hour = 1.0;
    scenario
}

fn run(scenario: &Scenario, rate: f64) -> Outcome {
    let (low, high) = (rate / 4.0, rate * 4.0);
    let pattern = Pattern::Bursty { low, high, quiet_secs: 400.0, burst_secs: 200.0 };
    let traffic = Generator::new(pattern, 5400.0, scenario.seed);
    let policies = Policies::none(Bounds { min: 0, max: 20 }).with(tracking(&component(), 120.0));
    let policies = policies.waking_up(&component());
    let arrivals = traffic.arrivals().expect("a sound pattern");
    simulate(scenario, Scaling::Policies(policies), arrivals).expect("a sound scenario")
}

#[test]
fn the_same_seed_gives_the_same_bytes() {
    let text = |seed| serde_json::to_string(&run(&scenario(seed), 2.0)).unwrap();
    assert_eq!(text(4), text(4));
    assert_ne!(text(4), text(5));
}

#[test]
fn outcomes_survive_json() {
    let outcome = run(&scenario(4), 2.0);
    let back: Outcome = serde_json::from_str(&serde_json::to_string(&outcome).unwrap()).unwrap();
    assert_eq!(back, outcome);
}

fn check(outcome: &Outcome) {
    let all = &outcome.summary;
    assert_eq!(all.arrivals, all.answered + all.failed + all.unfinished);
    assert_eq!(all.failed, all.refused + all.lost + all.expired);
    assert_eq!(all.unfinished, 0);
    let sum = |of: fn(&ebb_sim::Row) -> u64| outcome.timeline.iter().map(of).sum::<u64>();
    assert_eq!(sum(|row| row.arrivals), all.arrivals);
    assert_eq!(sum(|row| row.answered), all.answered);
    assert_eq!(sum(|row| row.failed), all.failed);
    assert_eq!(sum(|row| row.cold), all.cold);
    assert_eq!(sum(|row| row.slo_misses), all.slo_misses);
    assert!((0.0..=1.0).contains(&all.utilisation) && (0.0..=1.0).contains(&all.slo_attainment));
    // The changes of the capacity and its area tell the same.
    let ends = outcome.capacity.iter().skip(1).map(|next| next.at_secs).chain([all.simulated_secs]);
    let area: f64 = outcome
        .capacity
        .iter()
        .zip(ends)
        .map(|(level, end)| f64::from(level.ready + level.draining) * (end - level.at_secs))
        .sum();
    assert!((area - all.copy_secs).abs() < 1e-3, "{area} and {}", all.copy_secs);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn every_arrival_ends_once(
        seed in 0_u64..1000,
        rate in 0.05_f64..6.0,
        early: bool,
        fresh: bool,
        hold: bool,
        delay in prop_oneof![Just(0.0), 0.5_f64..90.0],
        crash in prop_oneof![Just(None), (60.0_f64..4000.0).prop_map(Some)],
        failed_starts in 0.0_f64..0.5,
        kind in 0..3,
    ) {
        let mut scenario = scenario(seed);
        scenario.timing.alarms_early = early;
        scenario.timing.fresh_data = fresh;
        scenario.timing.publication_delay_secs = delay;
        scenario.faults.crash_after_secs = crash.map(Distribution::Exponential);
        scenario.faults.failed_starts = failed_starts;
        scenario.host.initial = u32::from(hold);
        if !hold {
            scenario.gateway.cold = Cold::Fail;
        }
        scenario.discipline = match kind {
            0 => Discipline::Slots { slots: 2 },
            1 => Discipline::Sharing { cores: 2 },
            _ => Discipline::Batching { most: 4, slowdown: 0.2 },
        };
        let outcome = run(&scenario, rate);
        check(&outcome);
        prop_assert_eq!(run(&scenario, rate), outcome);
    }
}
