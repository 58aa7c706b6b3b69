//! The load itself: alarms, their data and the ticks of some minutes, given to a `Controller`.

use std::collections::BTreeMap;

use clap::Args;
use ebb_decide::Command;
use ebb_decide::alarm::{Actions, AlarmSpec, MetricWatch, Watch};
use ebb_decide::metric::{Datum, Resolution, Samples};
use ebb_units::{Comparison, MetricId, Scope, SignedDuration, Statistic, Timestamp, Unit};
use serde_json::{Value, json};

use super::driven::{Driven, cpu_seconds, scope, start};
use crate::failure::Failure;
use crate::machine::anonymous_bytes;
use crate::sample::number;

/// Data in one PutMetricData: AWS's limit.
const AT_ONCE: usize = 1000;

#[derive(Args, Clone)]
pub(crate) struct AlarmLoad {
    #[arg(long)]
    alarms: usize,
    #[arg(long)]
    minutes: u16,
}

/// Runs the load and gives its figures.
pub(crate) fn run(options: &AlarmLoad) -> Result<Value, Failure> {
    let scope = scope(1)?;
    let mut now = start();
    let mut driven = Driven::new(now);
    let before = anonymous_bytes()?;
    let putting = cpu_seconds(|| {
        for id in 0..options.alarms {
            let spec = Box::new(alarm(id));
            driven.command(now, &scope, Command::PutMetricAlarm(spec, BTreeMap::new()));
        }
    });
    let (mut recording, mut minutes) = (0.0, Vec::new());
    for _ in 0..options.minutes + 2 {
        recording += cpu_seconds(|| publish(&mut driven, &scope, options.alarms, now));
        let end = now + SignedDuration::from_mins(1);
        minutes.push(cpu_seconds(|| driven.ticks(end)));
        now = end;
    }
    let bytes = anonymous_bytes()? - before;
    // The first minute's looks find no closed window; in the second every alarm changes its state.
    let (alarms, later) = (number(options.alarms), &minutes[2..]);
    Ok(json!({
        "evaluations_per_s": alarms * number(later.len()) / later.iter().sum::<f64>(),
        "minute_s": later.iter().sum::<f64>() / number(later.len()),
        "changing_minute_s": minutes[1],
        "puts_per_s": alarms / putting,
        "data_per_s": alarms * number(minutes.len()) / recording,
        "bytes": bytes / alarms,
        "wrong": check(&driven, &scope, options.alarms),
    }))
}

/// One datum on each metric, a second into the minute, as many to a request as AWS takes. What has changed is taken out
/// after each request, as the server does for the store.
fn publish(driven: &mut Driven, scope: &Scope, metrics: usize, now: Timestamp) {
    let at = now + SignedDuration::from_secs(1);
    for first in (0..metrics).step_by(AT_ONCE) {
        let datum = |id| Datum {
            metric: metric(id),
            unit: Unit::Count,
            at,
            resolution: Resolution::OneMinute,
            samples: Samples::Values(vec![(value(id), 1.0)]),
        };
        let data = (first..metrics.min(first + AT_ONCE)).map(datum).collect();
        driven.command(at, scope, Command::PutMetricData(data));
        drop(driven.controller.take_dirty_buckets());
    }
}

/// One of a hundred is beyond the threshold.
fn value(id: usize) -> f64 {
    if id.is_multiple_of(100) { 90.0 } else { 10.0 }
}

fn metric(id: usize) -> MetricId {
    MetricId::new("Bench", "Load", [("Id", format!("{id:07}").as_str())])
}

fn alarm(id: usize) -> AlarmSpec {
    AlarmSpec {
        name: format!("load-{id:07}-high").into(),
        description: None,
        actions_enabled: true,
        ok_actions: Actions::default(),
        alarm_actions: Actions::default(),
        insufficient_data_actions: Actions::default(),
        watch: Watch::Metric(MetricWatch {
            metric: metric(id),
            statistic: Statistic::Average,
            extended_statistic: None,
            unit: None,
        }),
        period_secs: 60,
        evaluation_periods: 1,
        datapoints_to_alarm: None,
        threshold: Some(80.0),
        comparison: Comparison::GreaterThanThreshold,
        treat_missing_data: None,
        evaluate_low_sample_count_percentile: None,
    }
}

/// What is wrong, unless every alarm says what its metric says.
fn check(driven: &Driven, scope: &Scope, alarms: usize) -> Option<String> {
    let mut states: BTreeMap<&str, usize> = BTreeMap::new();
    let realm = driven.controller.realm(scope);
    for alarm in realm.iter().flat_map(|realm| realm.alarms().values()) {
        *states.entry(alarm.state.value.as_str()).or_default() += 1;
    }
    let breaching = alarms.div_ceil(100);
    let want = BTreeMap::from([("ALARM", breaching), ("OK", alarms - breaching)]);
    (states != want || driven.refused > 0).then(|| {
        format!("{alarms} alarms ended as {states:?}, {} calls were refused", driven.refused)
    })
}
