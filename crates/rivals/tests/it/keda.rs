use ebb_rivals::{Activation, Hpa, HpaMetric, HpaSettings, Rival};

use crate::scene::{Scene, bounds, requests, secs};

fn scene(copies: u32, activation: Option<Activation>) -> Scene {
    let metric = HpaMetric::InSystem { target: 10.0 };
    let settings = HpaSettings { activation, ..HpaSettings::published(bounds(0, 20), metric) };
    Scene::new(Rival::Hpa(Hpa::new(settings)), copies, secs(0))
}

#[test]
fn one_copy_at_the_poll_then_the_autoscaler() {
    let mut scene = scene(0, Some(Activation::published()));
    scene.hold(requests(0), 45);
    scene.hold(requests(100), 60);
    // Nothing until the poll at 60 s; the autoscaler looks 15 s later: 100 requests at 10 each are ten copies, of
    // which four may be added per look, and then as many again as there are.
    assert_eq!(scene.changes, [(60, 1), (75, 5), (90, 10)]);
}

#[test]
fn after_the_cooldown_all_go_at_once() {
    let mut scene = scene(10, Some(Activation::published()));
    scene.hold(requests(100), 30);
    scene.hold(requests(0), 600);
    // Active last at the poll at 0 s; the autoscaler itself would have gone down to one at 315 s.
    assert_eq!(scene.changes.last().map(|&(_, copies)| copies), Some(0));
    let (zero_at, _) = *scene.changes.last().unwrap();
    assert_eq!(zero_at, 330, "the first poll more than 300 s after the last request was seen");
}

#[test]
fn without_it_there_is_no_way_to_zero_and_none_back() {
    let mut down = scene(4, None);
    down.hold(requests(0), 3600);
    assert_eq!(down.changes.last().map(|&(_, copies)| copies), Some(1));
    let mut up = scene(0, None);
    up.hold(requests(100), 3600);
    assert_eq!(up.changes, []);
}
