//! The tuner over generated traffic.

use std::num::NonZeroUsize;

use ebb_decide::PolicyBlock;
use ebb_sim::tune::{Goal, TuneError, Tuned, Tuning, Verdict, default_advice, tune};
use ebb_sim::{Arrival, Bounds, Distribution, Generator, Pattern, Policies, Scenario, Service};

fn scenario() -> Scenario {
    let mut scenario = Scenario::new();
    scenario.service = Service::Law(Distribution::Fixed(500.0));
    scenario.objective.latency_ms = 2000.0;
    scenario.start_up.instance_secs = Distribution::Fixed(0.0);
    // One copy fills an instance.
    scenario.host.requirements.cores = 4.0;
    scenario
}

fn arrivals(pattern: Pattern, secs: f64) -> Vec<Arrival> {
    let traffic = Generator::new(pattern, secs, 3);
    traffic.arrivals().expect("a sound pattern").collect::<Result<_, _>>().expect("no file to fail")
}

fn tuning(goal: Goal) -> Tuning {
    let scenario = scenario();
    let some = arrivals(Pattern::Constant { rate: 1.0 }, 60.0);
    let base = default_advice(&scenario, &some, Bounds { min: 1, max: 20 }).expect("a sound world");
    Tuning {
        scenario,
        base,
        goal,
        searched_share: 0.6,
        headroom: 0.15,
        additions: true,
        trials: 24,
        points: 12,
        threads: NonZeroUsize::new(2).expect("two"),
        seed: 7,
    }
}

fn tuned(tuning: &Tuning, arrivals: &[Arrival]) -> Tuned {
    tune(tuning, arrivals, |_| ()).expect("something to tune")
}

const WAVES: Pattern = Pattern::Diurnal { mean: 3.0, swing: 0.9, cycle_secs: 1800.0 };

#[test]
fn the_default_advice_is_half_of_what_a_copy_can_do() {
    let base = tuning(Goal::BeatBase).base;
    let Some(PolicyBlock::Tracking(tracking)) = &base.policies[0].request.block else {
        panic!("{base:?}");
    };
    assert!((tracking.target_value - 60.0).abs() < 1e-9, "two a second, half of them, a minute");
}

#[test]
fn steady_traffic_needs_less_than_half_of_the_copies_kept_free() {
    let mut tuning = tuning(Goal::BeatBase);
    tuning.trials = 80;
    // Where it has to get to anyway: how it starts is no part of what is steady.
    tuning.scenario.host.initial = 6;
    let found = tuned(&tuning, &arrivals(Pattern::Constant { rate: 6.0 }, 3600.0));
    assert_eq!(found.verdict, Verdict::Beats, "{found:#?}");
    assert!(found.recommended.held_out.cost < 0.8 * found.base.held_out.cost);
    assert!(found.sureness.beats > 0.9, "{:?}", found.sureness);
    assert!(!found.recommended.settings.is_empty());
}

#[test]
fn an_objective_is_attained_on_what_was_not_seen() {
    let found = tuned(&tuning(Goal::Attain { share: 0.95 }), &arrivals(WAVES, 3600.0));
    assert!(found.recommended.searched.attainment() >= 0.95, "{found:#?}");
    assert!(found.recommended.held_out.attainment() >= 0.94, "{found:#?}");
}

#[test]
fn the_frontier_falls_and_holds_nothing_dominated() {
    let found = tuned(&tuning(Goal::BeatBase), &arrivals(WAVES, 3600.0));
    for pair in found.frontier.windows(2) {
        assert!(pair[0].searched.cost < pair[1].searched.cost);
        assert!(pair[0].searched.misses > pair[1].searched.misses);
    }
    assert!(found.given_up > 0, "most of what is tried is worse in everything");
    assert_eq!(found.refused, 0);
    let arrivals = arrivals(WAVES, 3600.0);
    let unseen = arrivals.iter().filter(|one| one.at_ns as f64 >= found.split_secs * 1e9).count();
    assert_eq!(found.base.held_out.requests, unseen as u64);
    let seen = (arrivals.len() - unseen) as f64;
    let met = found.base.searched.requests as f64;
    assert!((1.1..1.2).contains(&(met / seen)), "a sixth or so comes twice: {}", met / seen);
}

#[test]
fn the_number_of_threads_changes_nothing() {
    let arrivals = arrivals(WAVES, 3600.0);
    let (mut one, mut many) = (tuning(Goal::BeatBase), tuning(Goal::BeatBase));
    one.threads = NonZeroUsize::MIN;
    many.threads = NonZeroUsize::new(5).unwrap();
    let json = |tuning: &Tuning| serde_json::to_string(&tuned(tuning, &arrivals)).unwrap();
    assert_eq!(json(&one), json(&many));
}

#[test]
fn what_cannot_be_tuned_says_why() {
    let few = arrivals(Pattern::Constant { rate: 1.0 }, 900.0);
    let error = tune(&tuning(Goal::BeatBase), &few, |_| ()).unwrap_err();
    assert!(matches!(error, TuneError::TooShort { rows: 14, least: 25 }), "{error}");
    let enough = arrivals(Pattern::Constant { rate: 1.0 }, 3600.0);
    let mut fixed = tuning(Goal::BeatBase);
    fixed.base = Policies::none(Bounds { min: 2, max: 2 });
    let error = tune(&fixed, &enough, |_| ()).unwrap_err();
    assert!(matches!(error, TuneError::NothingToTune), "{error}");
    let mut crowd = tuning(Goal::BeatBase);
    crowd.headroom = f64::NAN;
    assert!(matches!(tune(&crowd, &enough, |_| ()).unwrap_err(), TuneError::Headroom { .. }));
    let mut all = tuning(Goal::BeatBase);
    all.searched_share = 1.0;
    assert!(matches!(tune(&all, &enough, |_| ()).unwrap_err(), TuneError::Share { .. }));
}
