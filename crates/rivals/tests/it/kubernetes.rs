use ebb_rivals::{Change, Hpa, HpaMetric, HpaSettings, Limit, Rival, ScalingRules, Select};

use crate::scene::{Scene, bounds, busy, secs};

fn settings(min: u32, max: u32) -> HpaSettings {
    HpaSettings::published(bounds(min, max), HpaMetric::Cpu { target_percent: 50.0 })
}

fn scene(settings: HpaSettings, copies: u32) -> Scene {
    Scene::new(Rival::Hpa(Hpa::new(settings)), copies, secs(0))
}

/// The walk-through of the documentation: 305 % of a target of 50 % at one copy, and seven copies in the end, though no
/// more than four are added per 15 s.
/// <https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale-walkthrough/>
#[test]
fn the_walk_through_of_the_documentation() {
    let mut scene = scene(settings(1, 10), 1);
    scene.hold(busy(305.0), 15);
    assert_eq!(scene.changes, [(0, 5)]);
    // The same work on five copies is 61 % each: 5 × 61 / 50 is 6.1.
    scene.hold(busy(61.0), 15);
    assert_eq!(scene.changes, [(0, 5), (15, 7)]);
}

/// The documentation's example of two limits (four copies, or 10 %, per minute, the larger): from 80, 8 go, and from 72,
/// 8 again, since a tenth of it is rounded up; from 40 on, four at a time.
/// <https://kubernetes.io/docs/concepts/workloads/autoscaling/horizontal-pod-autoscale/#scaling-policies>
#[test]
fn two_limits_of_the_documentation() {
    let period = secs(60);
    let limits = vec![
        Limit { change: Change::Copies(4), period },
        Limit { change: Change::Percent(10), period },
    ];
    let scale_down = ScalingRules { window: secs(0), limits, select: Select::Max };
    let mut scene = scene(HpaSettings { scale_down, ..settings(10, 100) }, 80);
    scene.hold(busy(1.0), 1200);
    let counts: Vec<u32> = scene.changes.iter().map(|&(_, copies)| copies).collect();
    assert_eq!(counts, [72, 64, 57, 51, 45, 40, 36, 32, 28, 24, 20, 16, 12, 10]);
    let apart: Vec<i64> = scene.changes.windows(2).map(|two| two[1].0 - two[0].0).collect();
    assert!(apart.iter().all(|&apart| apart == 60), "{apart:?}");
}

#[test]
fn scaling_in_waits_for_the_highest_wish_of_five_minutes() {
    let mut scene = scene(settings(1, 100), 10);
    scene.hold(busy(50.0), 60);
    scene.hold(busy(20.0), 600);
    // The last wish for ten was made at 45 s; it counts for 300 s.
    assert_eq!(scene.changes.first(), Some(&(345, 4)));
}

#[test]
fn a_dip_within_the_window_changes_nothing() {
    let mut scene = scene(settings(1, 100), 10);
    for _ in 0..10 {
        scene.hold(busy(20.0), 240);
        scene.hold(busy(50.0), 15);
    }
    assert_eq!(scene.changes, []);
}

#[test]
fn scaling_out_doubles_or_adds_four() {
    let mut scene = scene(settings(1, 200), 1);
    scene.hold(busy(100_000.0), 90);
    let counts: Vec<u32> = scene.changes.iter().map(|&(_, copies)| copies).collect();
    assert_eq!(counts, [5, 10, 20, 40, 80, 160]);
}

#[test]
fn a_direction_that_is_disabled_stays_as_it_is() {
    let scale_down = ScalingRules { select: Select::Disabled, ..ScalingRules::published_down() };
    let mut scene = scene(HpaSettings { scale_down, ..settings(1, 100) }, 10);
    scene.hold(busy(1.0), 3600);
    assert_eq!(scene.changes, []);
}

#[test]
fn without_any_figure_nothing_changes() {
    let mut scene = scene(settings(1, 100), 10);
    scene.hold(crate::scene::requests(1000), 600);
    assert_eq!(scene.changes, []);
}

#[test]
fn a_number_outside_the_bounds_is_brought_inside_without_any_figure() {
    let mut scene = scene(settings(2, 5), 9);
    scene.hold(crate::scene::requests(0), 15);
    assert_eq!(scene.changes, [(0, 5)]);
}
