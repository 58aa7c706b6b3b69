//! The world against the formulas of queueing theory.

use ebb_sim::{
    Discipline, Distribution, Generator, Outcome, Pattern, Scaling, Scenario, Service, simulate,
};

use crate::policies::fixed;

/// Poisson arrivals at a single copy whose work needs 100 ms in the mean.
fn serve(discipline: Discipline, service: Distribution, load: f64, seed: u64) -> Outcome {
    let mut scenario = Scenario::new();
    scenario.seed = seed;
    scenario.service = Service::Law(service);
    scenario.discipline = discipline;
    let rate = load * f64::from(discipline.width()) / 0.1;
    let secs = 700_000.0 / rate;
    let traffic = Generator::new(Pattern::Constant { rate }, secs, seed);
    let arrivals = traffic.arrivals().expect("a sound pattern");
    simulate(&scenario, Scaling::Policies(fixed(1)), arrivals).expect("a sound scenario")
}

fn close(found: f64, wanted: f64, what: &str) {
    assert!((found / wanted - 1.0).abs() < 0.02, "{what}: {found}, by the formula {wanted}");
}

/// The probability that a request has to wait in M/M/c.
fn erlang_c(servers: u32, load: f64) -> f64 {
    let offered = load * f64::from(servers);
    let blocked = (1..=servers).fold(1.0, |blocked, n| {
        let busy = offered * blocked;
        busy / (f64::from(n) + busy)
    });
    blocked / (1.0 - load * (1.0 - blocked))
}

#[test]
fn waits_of_several_servers_are_those_of_erlang() {
    for (servers, load) in [(1, 0.5), (1, 0.7), (2, 0.7), (4, 0.7)] {
        let outcome =
            serve(Discipline::Slots { slots: servers }, Distribution::Exponential(100.0), load, 3);
        let wait_ms = erlang_c(servers, load) * 100.0 / (f64::from(servers) * (1.0 - load));
        close(outcome.summary.wait_ms.mean, wait_ms, &format!("M/M/{servers} at {load}"));
        close(outcome.summary.latency_ms.mean, wait_ms + 100.0, "the time in the system");
        close(outcome.summary.utilisation, load, "utilisation");
    }
}

#[test]
fn fixed_times_wait_half_as_long() {
    let load = 0.7;
    let outcome = serve(Discipline::Slots { slots: 1 }, Distribution::Fixed(100.0), load, 5);
    // Pollaczek and Khinchine, without variation of the service.
    close(outcome.summary.wait_ms.mean, 100.0 * load / (2.0 * (1.0 - load)), "M/D/1");
}

#[test]
fn shared_copies_are_slower_by_the_load_whatever_the_law() {
    let load: f64 = 0.7;
    let wanted_ms = 100.0 / (1.0 - load);
    for law in [Distribution::Exponential(100.0), Distribution::LogNormal { mean: 100.0, cv: 1.5 }]
    {
        let outcome = serve(Discipline::Sharing { cores: 1 }, law, load, 9);
        close(outcome.summary.latency_ms.mean, wanted_ms, "M/G/1 processor sharing");
        close(outcome.summary.utilisation, load, "utilisation");
    }
}

#[test]
fn littles_law_holds_of_every_discipline() {
    for discipline in [
        Discipline::Slots { slots: 4 },
        Discipline::Sharing { cores: 4 },
        Discipline::Batching { most: 4, slowdown: 0.0 },
    ] {
        let outcome = serve(discipline, Distribution::Exponential(100.0), 0.7, 13).summary;
        let arrivals = f64::from(u32::try_from(outcome.arrivals).unwrap());
        let rate = arrivals / outcome.simulated_secs;
        let wanted = rate * outcome.latency_ms.mean / 1e3;
        let off = (outcome.concurrency_mean / wanted - 1.0).abs();
        assert!(off < 1e-3, "{discipline:?}: {} and {wanted}", outcome.concurrency_mean);
    }
}

#[test]
fn a_batch_that_slows_nothing_is_as_many_slots() {
    let law = Distribution::Exponential(100.0);
    let batch =
        serve(Discipline::Batching { most: 4, slowdown: 0.0 }, law.clone(), 0.7, 17).summary;
    let slots = serve(Discipline::Slots { slots: 4 }, law, 0.7, 17).summary;
    assert!((batch.wait_ms.mean - slots.wait_ms.mean).abs() < 0.01, "{batch:?} {slots:?}");
    // Two in a batch at two thirds of the speed do four thirds of the work of one.
    assert!((Discipline::Batching { most: 2, slowdown: 0.5 }.capacity() - 4.0 / 3.0).abs() < 1e-12);
}
