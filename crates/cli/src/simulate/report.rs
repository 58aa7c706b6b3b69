//! What came of a simulation, for people.

use std::time::Duration;

use ebb_sim::{ActivityEntry, Outcome, Quantiles, Scenario, Summary};

use ebb_report::words::{clock as time, ms, percent};

use crate::chart;

/// Activities that are told; the rest is counted.
const MOST_ACTIVITIES: usize = 20;

/// All lines.
pub(super) fn lines(scenario: &Scenario, outcome: &Outcome) -> Vec<String> {
    let all = &outcome.summary;
    let mut lines = vec![
        format!("{} over {}", scenario.host.workload, time(all.simulated_secs)),
        String::new(),
    ];
    lines.extend(activities(outcome));
    lines.push("Copies that served:".to_owned());
    lines.extend(chart::capacity(&samples(outcome)));
    lines.push(String::new());
    lines.extend(figures(all).into_iter().map(|(name, text)| format!("{name:<14} {text}")));
    lines
}

fn activities(outcome: &Outcome) -> Vec<String> {
    let line = |activity: &ActivityEntry| {
        format!("{:>12}  {} ({})", time(activity.at_secs), activity.description, activity.cause)
    };
    let shown = outcome.activities.iter().take(MOST_ACTIVITIES).map(line);
    let mut lines: Vec<String> = shown.collect();
    let more = outcome.activities.len().saturating_sub(MOST_ACTIVITIES);
    if more > 0 {
        lines.push(format!("{:>12}  and {more} more; --json has them all", "…"));
    }
    for unscaled in &outcome.unscaled {
        lines.push(format!(
            "{:>12}  {} decisions changed nothing: {}",
            "", unscaled.count, unscaled.code
        ));
    }
    if !lines.is_empty() {
        lines.push(String::new());
    }
    lines
}

fn samples(outcome: &Outcome) -> Vec<(Duration, u64)> {
    let at = |secs: f64| Duration::try_from_secs_f64(secs).unwrap_or_default();
    let last = outcome.capacity.last().copied().unwrap_or_default();
    outcome
        .capacity
        .iter()
        .map(|level| (at(level.at_secs), u64::from(level.ready)))
        .chain([(at(outcome.summary.simulated_secs), u64::from(last.ready))])
        .collect()
}

fn figures(all: &Summary) -> Vec<(&'static str, String)> {
    let quantiles = |times: &Quantiles| {
        let Quantiles { p50, p90, p99, max, .. } = *times;
        format!("p50 {}, p90 {}, p99 {}, most {}", ms(p50), ms(p90), ms(p99), ms(max))
    };
    let Summary { elasticity, .. } = all;
    let mut figures = vec![
        (
            "requests",
            format!(
                "{}, answered {}, failed {}, cold {}",
                all.arrivals, all.answered, all.failed, all.cold
            ),
        ),
        ("objective", objective(all)),
        ("latency", quantiles(&all.latency_ms)),
        ("wait", quantiles(&all.wait_ms)),
        (
            "capacity",
            format!(
                "{:.2} copies in the mean, {} at most, {} of them in use",
                all.copies_mean,
                all.copies_peak,
                percent(all.utilisation)
            ),
        ),
        ("scaling", format!("{} times out, {} times in", all.scale_outs, all.scale_ins)),
        ("cost", format!("{:.2} for {:.2} instance hours", all.cost, all.instance_hours)),
        (
            "too little",
            format!(
                "{} of the time, by {} of the demand",
                percent(elasticity.under_timeshare),
                percent(elasticity.under_accuracy)
            ),
        ),
        (
            "too much",
            format!(
                "{} of the time, by {} of the demand",
                percent(elasticity.over_timeshare),
                percent(elasticity.over_accuracy)
            ),
        ),
        ("instability", percent(elasticity.instability)),
    ];
    if all.failed > 0 {
        let text = format!(
            "{} found no copy, {} were at a copy that died, {} expired",
            all.refused, all.lost, all.expired
        );
        figures.insert(1, ("failed", text));
    }
    if all.unfinished > 0 {
        figures.insert(1, ("unfinished", all.unfinished.to_string()));
    }
    figures
}

#[expect(clippy::cast_precision_loss, reason = "a share")]
fn objective(all: &Summary) -> String {
    let within = format!("{} within {}", percent(all.slo_attainment), ms(all.objective_ms));
    if all.too_long == 0 {
        return within;
    }
    let share = all.too_long as f64 / all.arrivals.max(1) as f64;
    format!("{within}; {} take longer even alone on a copy", percent(share))
}
