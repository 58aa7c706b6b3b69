//! Traces that nobody recorded: eight kinds of traffic in turn, every other number drawn from the seed.
//!
//! The ranges were written down before any result was seen, and are told in `docs/tune.md`.

use std::f64::consts::TAU;
use std::fmt::Write as _;
use std::io::Cursor;

use ebb_decide::hosting::Requirements;
use ebb_sim::{
    Bounds, Discipline, Distribution, Random, Scenario, Service, Stream, Trace, TraceError,
    TraceOptions,
};
use ebb_units::Workload;

use crate::Failed;
use crate::case::{Case, Maker};

const KINDS: [&str; 8] =
    ["diurnal", "weekly", "bursty", "spikes", "ramp", "on-off", "steady", "mixed"];
/// Most requests of a trace: of a few days at most, and of longer ones.
const MOST_REQUESTS: (f64, f64) = (120_000.0, 240_000.0);
const LONG_HOURS: f64 = 72.0;
/// Longest mean work of a request, in seconds.
const MOST_WORK_SECS: f64 = 60.0;
const MINUTE_SECS: f64 = 60.0;
const DAY_MINUTES: f64 = 1440.0;

/// The trace of a seed.
pub(crate) fn maker(seed: u64) -> Maker {
    let kind = KINDS[usize::try_from(seed.wrapping_sub(1) % 8).unwrap_or(0)];
    Maker::new(format!("{kind}-{seed}"), move || case(seed, kind))
}

struct Dice(Random);

impl Dice {
    fn even(&mut self, from: f64, to: f64) -> f64 {
        from + (to - from) * self.0.unit()
    }

    /// Evenly on a scale of ratios.
    fn ratio(&mut self, from: f64, to: f64) -> f64 {
        from * (to / from).powf(self.0.unit())
    }

    fn coin(&mut self) -> bool {
        self.0.unit() < 0.5
    }

    fn one_of<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.0.below(all.len())]
    }

    fn about(&mut self, mean: f64) -> f64 {
        mean * self.0.exponential()
    }
}

fn case(seed: u64, kind: &'static str) -> Result<Case, Failed> {
    let mut dice = Dice(Random::new(seed, Stream::Search));
    let rates = noisy(shape(kind, &mut dice), &mut dice);
    let minutes = rates.len();
    let mean = rates.iter().sum::<f64>() / count(minutes);
    let peak = rates.iter().copied().fold(0.0, f64::max) / mean;

    let mut scenario = Scenario::new();
    scenario.seed = seed;
    scenario.host.price_per_hour = 1.0;
    let secs = count(minutes) * MINUTE_SECS;
    let most = if secs > LONG_HOURS * 3600.0 { MOST_REQUESTS.1 } else { MOST_REQUESTS.0 };
    let mut busy = dice.ratio(1.5, 20.0);
    scenario.discipline = if dice.0.unit() < 1.0 / 3.0 {
        Discipline::Batching { most: dice.one_of(&[8, 16, 32]), slowdown: dice.ratio(0.01, 0.08) }
    } else {
        Discipline::Slots { slots: dice.one_of(&[1, 1, 2, 4, 8, 16]) }
    };
    if busy * scenario.discipline.capacity() * secs / most > MOST_WORK_SECS {
        scenario.discipline = Discipline::Slots { slots: 1 };
        busy = busy.min(MOST_WORK_SECS * most / secs);
    }
    let capacity = scenario.discipline.capacity();
    let least_secs = (busy * capacity * secs / most).max(0.05);
    let work_secs = dice.ratio(least_secs, (20.0 * least_secs).min(MOST_WORK_SECS));
    let cv = dice.ratio(0.3, 1.5);
    let law = if dice.coin() {
        Distribution::Exponential(work_secs * 1e3)
    } else {
        Distribution::LogNormal { mean: work_secs * 1e3, cv }
    };
    let slack = dice.ratio(1.2, 4.0);
    scenario.objective.latency_ms =
        slack * slow(&law) / scenario.discipline.speed(width(&scenario));
    scenario.service = Service::Law(law);

    let (instance, copy) = (dice.ratio(60.0, 400.0), dice.ratio(10.0, 240.0));
    scenario.start_up.instance_secs = Distribution::Uniform(0.8 * instance, 1.2 * instance);
    scenario.start_up.copy_secs = Distribution::Uniform(0.8 * copy, 1.2 * copy);
    let shared = dice.one_of(&[1.0, 1.0, 2.0, 4.0]);
    let component = dice.coin();
    let to_zero = dice.coin() && kind == "on-off";
    if component || to_zero {
        let requirements = &mut scenario.host.requirements;
        *requirements = Requirements { cores: 4.0 / shared, memory_mb: 1024.0, accelerators: 0.0 };
    } else {
        scenario.host.workload =
            Workload::Variant { endpoint: "study".to_owned(), variant: "one".to_owned() };
    }
    if dice.coin() {
        scenario = scenario.like_aws();
    }
    let per_sec = busy * capacity / work_secs;
    let bounds = Bounds { min: u32::from(!to_zero), max: whole((busy * peak * 6.0).ceil()) + 2 };
    scenario.host.initial = whole((busy * rates[0] / mean / 0.5).ceil()).max(1).min(bounds.max);
    let arrivals = arrivals(&rates, per_sec / mean, dice.ratio(0.7, 2.0), seed)?;
    let about = format!(
        "{:.0} h, {per_sec:.3}/s, work {work_secs:.2} s, objective {:.1} s, {:?}, {busy:.1} busy, peak {peak:.1}x, start {instance:.0}+{copy:.0} s, {}{}",
        secs / 3600.0,
        scenario.objective.latency_ms / 1e3,
        scenario.discipline,
        if scenario.timing.alarms_early { "early" } else { "AWS's timing" },
        if to_zero { ", to zero" } else { "" },
    );
    Ok(Case { name: format!("{kind}-{seed}"), kind, about, scenario, arrivals, bounds })
}

/// Relative rates, minute by minute.
fn shape(kind: &str, dice: &mut Dice) -> Vec<f64> {
    match kind {
        "diurnal" => {
            let days = dice.one_of(&[3.0, 4.0, 5.0, 6.0, 7.0]);
            days_of(days, dice, |_| 1.0)
        }
        "weekly" => {
            let weekend = dice.even(0.3, 0.9);
            // The first of January 2026 is a Thursday.
            days_of(14.0, dice, |day| if matches!(day % 7, 2 | 3) { weekend } else { 1.0 })
        }
        "bursty" => {
            let (high, quiet, burst) =
                (dice.ratio(2.0, 8.0), dice.ratio(10.0, 60.0), dice.ratio(2.0, 20.0));
            turns(hours(dice, 6.0, 24.0), 1.0, high, quiet, burst, dice)
        }
        "spikes" => {
            let mut rates = vec![1.0; hours(dice, 6.0, 24.0)];
            let on_the_clock = dice.coin();
            let every = dice.one_of(&[30.0, 60.0, 120.0]);
            let mut at = dice.even(0.0, every);
            while at < count(rates.len()) {
                let (high, lasts) = (dice.ratio(3.0, 12.0), dice.ratio(1.0, 6.0));
                for rate in rates.iter_mut().skip(index(at)).take(index(lasts).max(1)) {
                    *rate = high;
                }
                at += if on_the_clock { every } else { lasts + dice.about(every) };
            }
            rates
        }
        "ramp" => {
            let minutes = hours(dice, 4.0, 16.0);
            let factor = dice.ratio(1.5, 4.0);
            let (from, to) = if dice.coin() { (1.0, factor) } else { (factor, 1.0) };
            let share = |at: usize| count(at) / count(minutes);
            (0..minutes).map(|at| from + (to - from) * share(at)).collect()
        }
        "on-off" => {
            let (off, on) = (dice.ratio(30.0, 180.0), dice.ratio(60.0, 240.0));
            let days = dice.one_of(&[24.0, 48.0, 72.0]);
            turns(index(days * 60.0), 0.0, 1.0, off, on, dice)
        }
        "steady" => {
            let minutes = hours(dice, 6.0, 24.0);
            let (sigma, mut level) = (dice.even(0.05, 0.3), 0.0);
            (0..minutes)
                .map(|_| {
                    level =
                        0.98 * level + sigma * (1.0 - 0.98_f64.powi(2)).sqrt() * dice.0.normal();
                    level.exp()
                })
                .collect()
        }
        _ => {
            let days = dice.one_of(&[2.0, 3.0, 4.0]);
            let trend = dice.even(-0.3, 0.3);
            let daily = days_of(days, dice, |_| 1.0);
            let bursts = turns(daily.len(), 1.0, dice.ratio(1.5, 4.0), 120.0, 10.0, dice);
            let all = count(daily.len());
            daily
                .iter()
                .zip(bursts)
                .enumerate()
                .map(|(at, (day, burst))| day * burst * (1.0 + trend * count(at) / all))
                .collect()
        }
    }
}

/// Days that are alike and never the same.
fn days_of(days: f64, dice: &mut Dice, weight: impl Fn(usize) -> f64) -> Vec<f64> {
    let (swing, second) = (dice.even(0.4, 0.95), dice.even(0.0, 0.3));
    let (peak, other) = (dice.even(8.0, 20.0) / 24.0, dice.even(0.0, 1.0));
    let mut rates = Vec::new();
    for day in 0..index(days) {
        let size = (0.08 * dice.0.normal()).exp() * weight(day);
        for minute in 0..index(DAY_MINUTES) {
            let at = count(minute) / DAY_MINUTES;
            let wave =
                swing * (TAU * (at - peak)).cos() + second * (2.0 * TAU * (at - other)).cos();
            rates.push(size * (1.0 + wave).max(0.02));
        }
    }
    rates
}

/// Two rates that take turns at random.
fn turns(minutes: usize, low: f64, high: f64, quiet: f64, burst: f64, dice: &mut Dice) -> Vec<f64> {
    let mut rates = Vec::with_capacity(minutes);
    let mut in_burst = dice.coin();
    while rates.len() < minutes {
        let lasts = index(dice.about(if in_burst { burst } else { quiet })).max(1);
        rates.extend(std::iter::repeat_n(if in_burst { high } else { low }, lasts));
        in_burst = !in_burst;
    }
    rates.truncate(minutes);
    // A trace without any traffic in one of its parts would say nothing.
    for third in 0..3 {
        let part = &mut rates[third * minutes / 3..(third + 1) * minutes / 3];
        if part.iter().all(|rate| *rate <= low) {
            let middle = part.len() / 2;
            part[..middle].fill(high);
        }
    }
    rates
}

/// No minute is quite what was expected.
fn noisy(mut rates: Vec<f64>, dice: &mut Dice) -> Vec<f64> {
    let (sigma, mut level) = (dice.even(0.02, 0.12), 0.0);
    for rate in &mut rates {
        level = 0.8 * level + sigma * 0.6 * dice.0.normal();
        *rate *= level.exp();
    }
    rates
}

fn arrivals(
    rates: &[f64],
    factor: f64,
    cv: f64,
    seed: u64,
) -> Result<Vec<ebb_sim::Arrival>, Failed> {
    let mut windows = "t_s,category,total_rate_rps,active_clients,rate_weighted_cv\n".to_owned();
    for (minute, rate) in rates.iter().enumerate() {
        writeln!(windows, "{},study,{:.9},1,{cv:.3}", minute * 60, rate * factor)?;
    }
    let options = TraceOptions { bursty: true, ..TraceOptions::new(seed) };
    let trace = Trace::read(Box::new(Cursor::new(windows)), &options)?;
    Ok(trace.collect::<Result<_, TraceError>>()?)
}

/// The time within which 99 of 100 requests are done when they are alone, in milliseconds.
pub(crate) fn slow(law: &Distribution) -> f64 {
    match law {
        Distribution::Exponential(mean) => mean * 100_f64.ln(),
        Distribution::LogNormal { mean, cv } => {
            let variance = (1.0 + cv * cv).ln();
            mean * (2.326 * variance.sqrt() - variance / 2.0).exp()
        }
        own @ (Distribution::Fixed(_) | Distribution::Uniform(..) | Distribution::Empirical(_)) => {
            own.mean()
        }
    }
}

fn width(scenario: &Scenario) -> u32 {
    scenario.discipline.width()
}

fn hours(dice: &mut Dice, from: f64, to: f64) -> usize {
    index(dice.even(from, to) * 60.0)
}

#[expect(clippy::cast_precision_loss, reason = "some thousands")]
fn count(number: usize) -> f64 {
    number as f64
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the cast saturates")]
fn index(number: f64) -> usize {
    number as usize
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the cast saturates")]
fn whole(number: f64) -> u32 {
    number as u32
}
