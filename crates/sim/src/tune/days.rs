//! What the hours of the day are like, when there are enough days to tell: a lower bound by the clock.

use ebb_decide::schedule::Expression;
use ebb_decide::{CapacityAction, ScheduledActionRequest};
use ebb_units::Workload;

use super::space::{Setting, Yardstick, count};
use crate::arrival::{Arrival, SECOND_NS};
use crate::scaling::Policies;
use crate::scenario::Scenario;

const HOURS: usize = 24;
const HOUR_SECS: i64 = 3600;
const DAY_SECS: f64 = 86_400.0;
/// Fewer days than this say nothing of what the next one is like.
const LEAST_DAYS: f64 = 2.0;
/// Minutes that metrics and alarms would take.
const NOTICE_MINUTES: f64 = 3.0;

/// The day in four parts, each with the load of its busiest hour.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Days {
    parts: [Part; 4],
}

#[derive(Clone, Copy, PartialEq, Debug)]
struct Part {
    /// Minute of the day at which its copies are ordered.
    minute: u32,
    /// Copies that are busy in its busiest hour, in the mean over the days.
    busy: f64,
}

impl Days {
    /// Of arrivals until a second; none when that is too short.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "hours of a day"
    )]
    pub(super) fn of(
        scenario: &Scenario,
        arrivals: &[Arrival],
        until_secs: f64,
        yardstick: &Yardstick,
    ) -> Option<Self> {
        let days = until_secs / DAY_SECS;
        if days < LEAST_DAYS {
            return None;
        }
        let begin = scenario.start.as_second();
        let mut busy = [0.0; HOURS];
        for arrival in arrivals {
            let at = begin.saturating_add((arrival.at_ns / SECOND_NS).cast_signed());
            busy[(at.div_euclid(HOUR_SECS).rem_euclid(24)) as usize] += 1.0;
        }
        for busy in &mut busy {
            *busy = yardstick.busy_at(*busy / days / HOUR_SECS as f64);
        }
        let start_up = &scenario.start_up;
        let minutes = (start_up.instance_secs.mean() + start_up.copy_secs.mean()) / 60.0;
        let lead = ((minutes + NOTICE_MINUTES) / 5.0).ceil().min(12.0) as u32 * 5;
        let borders = borders(&busy);
        let parts = [0, 1, 2, 3].map(|part| {
            let peak = |part: usize| peak(&busy, borders[part % 4], borders[(part + 1) % 4]);
            let hour = borders[part] as u32 * 60;
            let rises = peak(part) > peak(part + 3);
            let minute = if rises { (hour + 1440 - lead) % 1440 } else { hour };
            Part { minute, busy: peak(part) }
        });
        Some(Self { parts })
    }

    /// Adds the lower bounds: so many copies for each that is busy.
    pub(super) fn add(
        &self,
        workload: &Workload,
        each: f64,
        policies: &mut Policies,
    ) -> Vec<Setting> {
        let bounds = policies.bounds;
        let mut settings = Vec::new();
        for (number, part) in (1..).zip(&self.parts) {
            let min = count((part.busy * each).ceil()).clamp(bounds.min, bounds.max);
            let (hour, minute) = (part.minute / 60, part.minute % 60);
            let text = format!("cron({minute} {hour} * * ? *)");
            let name = format!("ebb-tune-{number}");
            settings.push(Setting {
                of: Some(name.clone()),
                member: "MinCapacity".to_owned(),
                value: format!("{min} from {hour:02}:{minute:02}"),
            });
            policies.scheduled.push(ScheduledActionRequest {
                workload: workload.clone(),
                name,
                schedule: Expression::parse(&text).ok(),
                zone: None,
                start: None,
                end: None,
                action: Some(CapacityAction { min: i32::try_from(min).ok(), max: None }),
            });
        }
        settings
    }
}

/// The busiest hour from one border to the next, around midnight too.
fn peak(busy: &[f64; HOURS], from: usize, to: usize) -> f64 {
    let length = (to + HOURS - from - 1) % HOURS + 1;
    (0..length).map(|hour| busy[(from + hour) % HOURS]).fold(0.0, f64::max)
}

/// The four hours at which parts begin so that the copies that are not needed are fewest.
fn borders(busy: &[f64; HOURS]) -> [usize; 4] {
    let mut best = ([0, 6, 12, 18], f64::MAX);
    for a in 0..HOURS {
        for b in a + 1..HOURS {
            for c in b + 1..HOURS {
                for d in c + 1..HOURS {
                    let borders = [a, b, c, d];
                    let idle: f64 = [(a, b), (b, c), (c, d), (d, a + HOURS)]
                        .iter()
                        .map(|(from, to)| {
                            let hours = f64::from(u32::try_from(to - from).unwrap_or(0));
                            hours * peak(busy, *from, to % HOURS)
                        })
                        .sum();
                    if idle < best.1 {
                        best = (borders, idle);
                    }
                }
            }
        }
    }
    best.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parts_of_a_day_begin_where_its_load_changes() {
        let mut busy = [1.0; HOURS];
        busy[8..18].fill(10.0);
        busy[12..14].fill(20.0);
        assert_eq!(borders(&busy), [8, 12, 14, 18]);
        assert_eq!(
            (peak(&busy, 18, 8), peak(&busy, 8, 12), peak(&busy, 12, 14)),
            (1.0, 10.0, 20.0)
        );
    }
}
