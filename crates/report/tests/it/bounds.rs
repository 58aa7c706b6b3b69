//! However long a simulation, its page can be opened.

use ebb_report::Simulation;
use ebb_sim::{AlarmChange, CapacityChange, Row};

use crate::worlds::{origin, outcome, policies, scenario};

const MINUTES: u32 = 525_600;

#[test]
fn a_year_is_less_than_five_megabytes() {
    let mut outcome = outcome(policies());
    let row = outcome.timeline[outcome.timeline.len() / 2].clone();
    let wave = |minute: u32| f64::from(minute % 1440) + f64::from(minute % 7) / 3.0;
    outcome.timeline = (0..MINUTES)
        .map(|minute| Row {
            at_secs: f64::from(minute) * 60.0,
            arrivals: u64::from(minute % 1440),
            demand: minute % 90,
            concurrency: wave(minute),
            latency_p99_ms: Some(wave(minute) + 1.0),
            utilisation: wave(minute) / 2000.0,
            metrics: vec![Some(wave(minute)), Some(wave(minute))],
            ..row.clone()
        })
        .collect();
    outcome.summary.simulated_secs = f64::from(MINUTES) * 60.0;
    outcome.capacity = (0..MINUTES / 2)
        .map(|number| CapacityChange {
            at_secs: f64::from(number) * 120.3,
            desired: number % 50,
            ready: number % 49,
            instances: number % 17,
            ..CapacityChange::default()
        })
        .collect();
    let activity = outcome.activities[0].clone();
    outcome.activities = (0..40_000_u32)
        .map(|number| {
            let mut one = activity.clone();
            one.at_secs = f64::from(number) * 700.0;
            (one.from, one.to) = (Some(1), Some(1 + number % 40));
            one
        })
        .collect();
    let alarm = outcome.tracked[0].alarm.clone();
    outcome.alarms = (0..80_000_u32)
        .map(|number| AlarmChange {
            at_secs: f64::from(number) * 350.0,
            alarm: alarm.clone(),
            state: outcome.alarms[usize::try_from(number % 2).unwrap()].state,
            reason: "Threshold Crossed: ".repeat(5),
        })
        .collect();
    let page = Simulation {
        scenario: &scenario(),
        outcome: &outcome,
        bounds: (1, 50),
        policies: "{}",
        origin: &origin(),
    }
    .page();
    assert!(page.len() < 5_000_000, "{}", page.len());
    assert!(page.contains("39500 were left out"), "it says what it left out");
    assert_eq!(page.matches("class=\"mark\"").count(), 500);
}
