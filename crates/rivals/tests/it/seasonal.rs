use ebb_rivals::{Rival, Season, Seasonal, SeasonalSettings};

use crate::scene::{Scene, arriving, bounds, secs};

fn scene(season: Season) -> Scene {
    let settings = SeasonalSettings {
        bounds: bounds(0, 100),
        season,
        service: secs(1),
        slots: 1,
        headroom: 1.2,
        ahead: secs(300),
    };
    Scene::new(Rival::Seasonal(Seasonal::new(settings)), 0, secs(0))
}

const HOUR: i64 = 3600;

#[test]
fn the_second_day_knows_the_first() {
    let mut scene = scene(Season::Day);
    scene.hold(arriving(1), 9 * HOUR);
    scene.hold(arriving(10), HOUR);
    scene.hold(arriving(1), 14 * HOUR);
    let before = scene.changes.len();
    scene.hold(arriving(1), 9 * HOUR);
    // Ten per second of one second each, and a fifth: twelve, five minutes before nine.
    let ahead = scene.changes[before..].iter().find(|&&(_, copies)| copies == 12);
    assert_eq!(ahead.map(|&(at, _)| at), Some(33 * HOUR - 300), "{:?}", &scene.changes[before..]);
}

#[test]
fn a_week_does_not_take_tuesday_for_monday() {
    let mut scene = scene(Season::Week);
    scene.hold(arriving(1), 9 * HOUR);
    scene.hold(arriving(10), HOUR);
    scene.hold(arriving(1), 14 * HOUR);
    let before = scene.changes.len();
    scene.hold(arriving(1), 24 * HOUR);
    assert!(scene.changes[before..].iter().all(|&(_, copies)| copies < 12));
}

#[test]
fn what_was_never_seen_counts_like_the_last_hour() {
    let mut scene = scene(Season::Day);
    scene.hold(arriving(5), HOUR / 2);
    assert_eq!(scene.desired, 6);
}
