use ebb_rivals::{RayServe, RayServeSettings, Rival};
use ebb_units::SignedDuration;

use crate::scene::{Scene, bounds, requests, secs};

fn at_once(down_factor: f64) -> RayServeSettings {
    let none = SignedDuration::ZERO;
    RayServeSettings {
        target: 1.0,
        upscale_delay: none,
        downscale_delay: none,
        down_factor,
        ..RayServeSettings::published(bounds(0, 100))
    }
}

fn scene(settings: RayServeSettings, copies: u32) -> Scene {
    Scene::new(Rival::RayServe(RayServe::new(settings)), copies, secs(0))
}

/// What a load that has held for a while makes of so many copies, in one decision.
fn decides(settings: RayServeSettings, copies: u32, in_system: u32) -> u32 {
    let mut scene = scene(settings, copies);
    scene.hold(requests(in_system), 120);
    scene.changes.first().map_or(copies, |&(_, copies)| copies)
}

/// `test_autoscaling_policy.py` in ray-project/ray: ten copies with four requests each become forty; a factor of one half
/// makes 10 + 0.5 × (2.5 − 10) of ten with a quarter each; small factors take at least one copy.
#[test]
fn ray_s_own_numbers() {
    assert_eq!(decides(at_once(0.5), 10, 40), 40);
    // 2.5 requests in the system cannot be shown; three are: 10 + 0.5 × (3 − 10) = 6.5.
    assert_eq!(decides(at_once(0.5), 10, 3), 7);
    assert_eq!(decides(at_once(0.2), 5, 2), 4);
    assert_eq!(decides(at_once(0.1), 10, 4), 9);
}

#[test]
fn from_zero_by_the_factor_and_at_once() {
    let up = |factor: f64| RayServeSettings {
        up_factor: factor,
        ..RayServeSettings::published(bounds(0, 100))
    };
    let mut ten = scene(up(10.0), 0);
    ten.hold(requests(1), 1);
    assert_eq!(ten.changes, [(0, 10)]);
    let mut half = scene(up(0.5), 0);
    half.hold(requests(1), 1);
    assert_eq!(half.changes, [(0, 1)]);
}

/// <https://docs.ray.io/en/latest/serve/advanced-guides/advanced-autoscaling.html>: 30 s until there are more, 600 s until
/// there are fewer.
#[test]
fn a_wish_must_hold() {
    let mut scene = scene(RayServeSettings::published(bounds(1, 100)), 2);
    scene.hold(requests(4), 100);
    assert_eq!(scene.changes, []);
    scene.hold(requests(20), 200);
    let (up_at, copies) = *scene.changes.last().unwrap();
    assert_eq!(copies, 10);
    assert!(scene.changes[0].0 >= 130 && up_at <= 200, "{:?}", scene.changes);
    scene.hold(requests(4), 500);
    assert_eq!(scene.desired, 10);
    scene.hold(requests(4), 200);
    assert_eq!(scene.desired, 2);
}

#[test]
fn the_last_copy_goes_after_all_others() {
    let mut scene = scene(RayServeSettings::published(bounds(0, 100)), 4);
    scene.hold(requests(8), 60);
    scene.hold(requests(0), 3000);
    let counts: Vec<u32> = scene.changes.iter().map(|&(_, copies)| copies).collect();
    // The last wish of its 600 s says one, and one becomes none 600 s later.
    assert_eq!(counts, [1, 0]);
}
