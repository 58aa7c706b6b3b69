use ebb_rivals::{Demand, Fixed, Oracle, Rival, Work};
use ebb_units::{Capacity, SignedDuration, Timestamp};

use crate::scene::{Scene, bounds, requests, secs};

fn at(secs: i64) -> Timestamp {
    let begin: Timestamp = "2026-03-02T00:00:00Z".parse().unwrap();
    begin + SignedDuration::from_secs(secs)
}

fn work(arrivals: &[(i64, i64)]) -> Vec<Work> {
    let of =
        |&(arrival, service): &(i64, i64)| Work { arrival: at(arrival), service: secs(service) };
    arrivals.iter().map(of).collect()
}

fn demand(arrivals: &[(i64, i64)], may_wait: i64) -> Demand {
    Demand::of(work(arrivals), 1, secs(may_wait), secs(1))
}

#[test]
fn as_many_as_overlap() {
    let demand = demand(&[(0, 10), (2, 10), (4, 2), (10, 5)], 0);
    assert_eq!(demand.peak(), Capacity(3));
    assert_eq!(demand.most_within(at(0), at(1)), Capacity(1));
    assert_eq!(demand.most_within(at(6), at(9)), Capacity(2));
    assert_eq!(demand.most_within(at(12), at(14)), Capacity(1));
    assert_eq!(demand.most_within(at(16), at(60)), Capacity(0));
    // 27 seconds of work in 15 seconds.
    assert_eq!(demand.mean(), Capacity(2));
    assert_eq!(Fixed::at_peak(&demand).wanted(), Capacity(3));
    assert_eq!(Fixed::at_mean(&demand).wanted(), Capacity(2));
}

#[test]
fn several_places_per_copy_and_none_at_all() {
    let three = Demand::of(work(&[(0, 10), (0, 10), (0, 10)]), 2, secs(0), secs(1));
    assert_eq!(three.peak(), Capacity(2));
    let nothing = Demand::of(Vec::new(), 2, secs(0), secs(1));
    assert_eq!((nothing.peak(), nothing.mean()), (Capacity(0), Capacity(0)));
}

#[test]
fn waiting_a_little_makes_a_burst_smaller() {
    // Ten at once, of a second each: those that may wait four seconds go five deep.
    let burst = vec![(0, 1); 10];
    assert_eq!(demand(&burst, 0).peak(), Capacity(10));
    assert_eq!(demand(&burst, 4).peak(), Capacity(2));
    assert_eq!(demand(&burst, 9).peak(), Capacity(1));
}

#[test]
fn it_orders_a_start_ahead_and_keeps_a_copy_through_a_short_lull() {
    // Work until 100 s, a lull of 30 s, work until 200 s, a lull of 200 s, work.
    let demand = demand(&[(0, 100), (130, 70), (400, 50)], 0);
    let oracle = Oracle::new(demand, secs(60), bounds(0, 10));
    let mut scene = Scene::new(Rival::Oracle(oracle), 0, secs(60));
    scene.hold(requests(0), 500);
    // It acts once a second: what is ordered at 339 s serves at 399 s.
    assert_eq!(scene.changes, [(0, 1), (200, 0), (339, 1), (450, 0)]);
}

#[test]
fn the_bounds_hold_it_too() {
    let oracle = Oracle::new(demand(&[(0, 5); 20], 0), secs(60), bounds(1, 4));
    assert_eq!(oracle.wanted(at(0)), Capacity(4));
    assert_eq!(oracle.wanted(at(1000)), Capacity(1));
}
