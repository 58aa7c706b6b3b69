use ebb_rivals::{
    Activation, Demand, Hpa, HpaMetric, HpaSettings, Kpa, KpaSettings, RayServe, RayServeSettings,
    Rival, Season, Seasonal, SeasonalSettings, SquareRoot, SquareRootSettings, Work,
};
use ebb_units::{Capacity, SignedDuration, Timestamp};
use proptest::prelude::*;

use crate::scene::{Load, Scene, bounds, secs};

fn all(min: u32, max: u32) -> Vec<Rival> {
    let bounds = bounds(min, max);
    let keda = HpaSettings {
        activation: Some(Activation::published()),
        ..HpaSettings::published(bounds, HpaMetric::InSystem { target: 3.0 })
    };
    let cpu = HpaSettings::published(bounds, HpaMetric::Cpu { target_percent: 60.0 });
    let square_root = SquareRootSettings {
        bounds,
        service: secs(2),
        slots: 2,
        beta: 1.0,
        window: secs(60),
        every: secs(10),
    };
    let seasonal = SeasonalSettings {
        bounds,
        season: Season::Day,
        service: secs(2),
        slots: 2,
        headroom: 1.2,
        ahead: secs(60),
    };
    vec![
        Rival::Hpa(Hpa::new(keda)),
        Rival::Hpa(Hpa::new(cpu)),
        Rival::Kpa(Kpa::new(KpaSettings::published(bounds, 2))),
        Rival::RayServe(RayServe::new(RayServeSettings::published(bounds))),
        Rival::SquareRoot(SquareRoot::new(square_root)),
        Rival::Seasonal(Seasonal::new(seasonal)),
    ]
}

fn load() -> impl Strategy<Value = (Load, i64)> {
    (0_u32..200, 0_u32..50, 0.0_f64..200.0, 1_i64..400).prop_map(
        |(in_system, arrivals_per_s, cpu, seconds)| {
            let cpu_percent = (cpu > 20.0).then_some(cpu);
            (Load { in_system, arrivals_per_s, cpu_percent }, seconds)
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever they see, they stay within the bounds, and the same sights give the same wishes.
    #[test]
    fn within_bounds_and_the_same_again(
        loads in proptest::collection::vec(load(), 1..8),
        min in 0_u32..3,
        more in 1_u32..20,
    ) {
        let play = |rival: Rival| {
            let mut scene = Scene::new(rival, min + more, secs(20));
            for &(load, seconds) in &loads {
                scene.hold(load, seconds);
            }
            scene.changes
        };
        for rival in all(min, min + more) {
            let first = play(rival.clone());
            prop_assert!(first.iter().all(|&(_, copies)| min <= copies && copies <= min + more));
            prop_assert_eq!(first, play(rival));
        }
    }

    /// No plan of the oracle's kind needs fewer places than requests overlap, and waiting never needs more.
    #[test]
    fn demand_covers_what_overlaps(
        arrivals in proptest::collection::vec((0_i64..300, 1_i64..30), 1..60),
        may_wait in 0_i64..40,
    ) {
        let mut work: Vec<Work> = arrivals.iter().map(|&(arrival, service)| Work {
            arrival: Timestamp::from_second(arrival).unwrap(),
            service: SignedDuration::from_secs(service),
        }).collect();
        work.sort_unstable();
        let step = secs(1);
        let none = Demand::of(work.clone(), 1, secs(0), step);
        for second in 0..330 {
            let overlap = arrivals
                .iter()
                .filter(|&&(arrival, service)| arrival <= second && second < arrival + service)
                .count();
            let at = Timestamp::from_second(second).unwrap();
            let first = arrivals.iter().map(|&(arrival, _)| arrival).min().unwrap();
            if second >= first {
                let needed = none.most_within(at, at);
                prop_assert_eq!(needed, Capacity(u32::try_from(overlap).unwrap()));
            }
        }
        let some = Demand::of(work, 1, secs(may_wait), step);
        prop_assert!(some.peak() <= none.peak());
    }
}
