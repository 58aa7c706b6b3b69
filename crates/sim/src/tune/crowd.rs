//! More load than there was, of the same kind.

use crate::arrival::{Arrival, SECOND_NS, ns_of_secs};
use crate::random::{Random, Stream};

/// The arrivals until `until_secs`, and a share of them a second time within a second. With a share below zero so many of
/// them are missing.
pub(super) fn crowded(
    arrivals: &[Arrival],
    until_secs: f64,
    share: f64,
    seed: u64,
) -> Vec<Arrival> {
    let until_ns = ns_of_secs(until_secs);
    let count = arrivals.partition_point(|arrival| arrival.at_ns < until_ns);
    let mut random = Random::new(seed, Stream::Crowd);
    let mut all = arrivals[..count].to_vec();
    if share < 0.0 {
        all.retain(|_| random.unit() >= -share);
        return all;
    }
    for arrival in &arrivals[..count] {
        if random.unit() < share {
            let later = ns_of_secs(random.unit()) % SECOND_NS;
            let at_ns = (arrival.at_ns + later).min(until_ns.saturating_sub(1));
            all.push(Arrival { at_ns, ..*arrival });
        }
    }
    all.sort_by_key(|arrival| arrival.at_ns);
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn some_come_twice_and_all_in_order() {
        let arrivals: Vec<_> =
            (0..1000).map(|at| Arrival { at_ns: at * SECOND_NS, ..Arrival::default() }).collect();
        let crowd = crowded(&arrivals, 500.0, 0.2, 1);
        assert!((570..630).contains(&crowd.len()), "{}", crowd.len());
        assert!(crowd.is_sorted_by_key(|arrival| arrival.at_ns));
        assert!(crowd.iter().all(|arrival| arrival.at_ns < 500 * SECOND_NS));
        assert_eq!(crowded(&arrivals, 500.0, 0.0, 1), &arrivals[..500]);
        let thin = crowded(&arrivals, 500.0, -0.2, 1);
        assert!((370..430).contains(&thin.len()), "{}", thin.len());
    }
}
