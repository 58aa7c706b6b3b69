use ebb_rivals::{Kpa, KpaSettings, Rival};

use crate::scene::{Scene, bounds, requests, secs};

fn scene(settings: KpaSettings, copies: u32) -> Scene {
    Scene::new(Rival::Kpa(Kpa::new(settings)), copies, secs(0))
}

/// <https://knative.dev/docs/serving/autoscaling/concurrency/>: of a hard limit of 10, 70 % are aimed at.
#[test]
fn seven_of_ten_places_are_the_target() {
    let settings = KpaSettings::published(bounds(0, 100), 10);
    assert!((settings.target - 7.0).abs() < 1e-12);
    let mut scene = scene(settings, 1);
    scene.hold(requests(49), 10);
    assert_eq!(scene.desired, 7);
}

#[test]
fn a_surge_is_answered_in_seconds_and_kept_for_a_minute_and_more() {
    let mut scene = scene(KpaSettings::published(bounds(1, 100), 10), 1);
    scene.hold(requests(7), 120);
    assert_eq!(scene.changes, []);
    scene.hold(requests(70), 10);
    let (first, _) = scene.changes[0];
    assert!(first <= 126, "{:?}", scene.changes);
    assert_eq!(scene.desired, 10);
    scene.hold(requests(7), 50);
    assert_eq!(scene.desired, 10, "nothing is taken away in a panic");
    scene.hold(requests(7), 120);
    assert_eq!(scene.desired, 1);
}

#[test]
fn to_zero_after_a_window_without_requests_and_the_grace() {
    let mut scene = scene(KpaSettings::published(bounds(0, 100), 10), 1);
    scene.hold(requests(7), 60);
    scene.hold(requests(0), 300);
    // The look at 58 s was the last that saw requests: 60 s until the window is empty, and 30 s of grace.
    assert_eq!(scene.changes, [(148, 0)]);
}

#[test]
fn the_first_request_wakes_one() {
    let mut scene = scene(KpaSettings::published(bounds(0, 100), 10), 0);
    scene.hold(requests(0), 10);
    assert_eq!(scene.changes, []);
    scene.hold(requests(1), 2);
    assert_eq!(scene.changes, [(10, 1)]);
}

#[test]
fn what_it_finds_it_keeps_for_a_window() {
    let mut scene = scene(KpaSettings::published(bounds(0, 100), 10), 20);
    scene.hold(requests(7), 60);
    assert_eq!(scene.desired, 20);
    scene.hold(requests(7), 60);
    assert_eq!(scene.desired, 1);
}
