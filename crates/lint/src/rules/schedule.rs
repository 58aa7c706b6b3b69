//! Scheduled actions.

use ebb_aws_model::application_autoscaling::PutScheduledActionRequest;
use ebb_blueprint::Declared;
use ebb_decide::schedule::{Expression, ScheduleError};
use ebb_units::{Bounds, Capacity};
use serde_json::json;

use crate::finding::Report;
use crate::subject::{Subject, Target};

const ACTION: &str = "PutScheduledActionRequest";

/// An expression that is none.
pub(super) fn syntax(subject: &Subject<'_>, report: &mut Report<'_>) {
    for declared in &subject.blueprint.scheduled_actions {
        let Some(text) = &declared.request.schedule else { continue };
        let Err(error) = Expression::parse(text) else { continue };
        if matches!(error, ScheduleError::At(_)) {
            continue;
        }
        let meant = six_fields(text).filter(|meant| Expression::parse(meant).is_ok());
        let message = format!(
            "{error} A cron has six fields (minutes, hours, day of month, month, day of week, year), exactly one of the two days is ?, and cron() stands around it"
        );
        match meant {
            Some(meant) => {
                let fix = json!({"Schedule": meant});
                report.add_fixed(declared, "Schedule", message, (ACTION, &fix));
            }
            None => report.add(declared, "Schedule", message),
        }
    }
}

/// A Unix crontab line as the service would have it, where it is clear what was meant.
fn six_fields(text: &str) -> Option<String> {
    let inner = text.strip_prefix("cron(").and_then(|rest| rest.strip_suffix(')')).unwrap_or(text);
    let fields: Vec<&str> = inner.split_whitespace().collect();
    let (minute, hour, day, month, weekday, year) = match fields.as_slice() {
        [minute, hour, day, month, weekday] => (minute, hour, day, month, weekday, "*"),
        [minute, hour, day, month, weekday, year] => (minute, hour, day, month, weekday, *year),
        _ => return None,
    };
    let (day, weekday) = match (*day, *weekday) {
        (day, "*" | "?") => (day, "?"),
        ("*" | "?", weekday) => ("?", weekday),
        (_, _) => return None,
    };
    // Unix counts days of the week from 0, this service from 1.
    if weekday.bytes().any(|byte| byte.is_ascii_digit()) {
        return None;
    }
    Some(format!("cron({minute} {hour} {day} {month} {weekday} {year})"))
}

/// A wall time with a zone.
pub(super) fn zone_in_at(subject: &Subject<'_>, report: &mut Report<'_>) {
    for declared in &subject.blueprint.scheduled_actions {
        let Some(text) = &declared.request.schedule else { continue };
        let Err(error @ ScheduleError::At(_)) = Expression::parse(text) else { continue };
        let message = format!(
            "{error}; at() takes a local time without Z or offset, on the clock of Timezone"
        );
        let inner = text.strip_prefix("at(").and_then(|rest| rest.strip_suffix(')'));
        let bare = inner.and_then(|inner| inner.get(..19)).map(|bare| format!("at({bare})"));
        match bare.filter(|bare| Expression::parse(bare).is_ok()) {
            Some(bare) => {
                let fix = json!({"Schedule": bare, "Timezone": "UTC"});
                report.add_fixed(declared, "Schedule", message, (ACTION, &fix));
            }
            None => report.add(declared, "Schedule", message),
        }
    }
}

/// Days of the week by number.
pub(super) fn numbered_days(subject: &Subject<'_>, report: &mut Report<'_>) {
    const NAMES: [&str; 7] = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];
    for declared in &subject.blueprint.scheduled_actions {
        let Some(text) =
            declared.request.schedule.as_ref().filter(|text| Expression::parse(text).is_ok())
        else {
            continue;
        };
        let Some(inner) = text.strip_prefix("cron(").and_then(|rest| rest.strip_suffix(')')) else {
            continue;
        };
        let fields: Vec<&str> = inner.split_whitespace().collect();
        let Some(weekday) = fields.get(4) else { continue };
        // 6#3 and 6L carry numbers that are no days.
        let plain = weekday.chars().all(|c| c.is_ascii_digit() || matches!(c, ',' | '-'));
        if !plain || weekday.is_empty() {
            continue;
        }
        let named: String = weekday
            .chars()
            .map(|c| {
                match c.to_digit(10).and_then(|day| NAMES.get((day as usize).checked_sub(1)?)) {
                    Some(name) => (*name).to_owned(),
                    None => c.to_string(),
                }
            })
            .collect();
        let message = format!("1 is Sunday here, not Monday: {weekday} means {named}");
        let mut fields = fields.clone();
        fields[4] = &named;
        let fix = json!({"Schedule": format!("cron({})", fields.join(" "))});
        report.add_fixed(declared, "Schedule", message, (ACTION, &fix));
    }
}

/// A zone whose sign is the other way round.
pub(super) fn reversed_zone(subject: &Subject<'_>, report: &mut Report<'_>) {
    for declared in &subject.blueprint.scheduled_actions {
        let zone = declared.request.timezone.as_deref().unwrap_or_default();
        let Some(offset) = zone.strip_prefix("Etc/GMT") else { continue };
        let side = match offset.as_bytes() {
            [b'+', ..] => "behind",
            [b'-', ..] => "ahead of",
            _ => continue,
        };
        let hours = &offset[1..];
        if hours != "0" {
            let message = format!(
                "{zone} is {hours} hours {side} UTC; name a place, such as Asia/Tokyo or Europe/Berlin"
            );
            report.add(declared, "Timezone", message);
        }
    }
}

/// Each action with the bounds that it sets over those of its target.
fn each(
    subject: &Subject<'_>,
    mut look: impl FnMut(
        &Target<'_>,
        Bounds,
        &Declared<PutScheduledActionRequest>,
        Option<i32>,
        Option<i32>,
    ),
) {
    for target in &subject.targets {
        let Some(bounds) = target.bounds() else { continue };
        for action in &target.actions {
            if let Some(set) = &action.request.scalable_target_action {
                look(target, bounds, action, set.min_capacity, set.max_capacity);
            }
        }
    }
}

fn capacity(number: Option<i32>) -> Option<Capacity> {
    u32::try_from(number?).ok().map(Capacity)
}

/// One bound that does not fit the other.
pub(super) fn one_bound(subject: &Subject<'_>, report: &mut Report<'_>) {
    each(subject, |_, bounds, action, min, max| {
        if min.is_some() == max.is_some() {
            return;
        }
        let (least, most) =
            ebb_decide::scaling::NewBounds { min: capacity(min), max: capacity(max) }
                .over(bounds.min(), bounds.max());
        if Bounds::new(least, most).is_err() {
            let message = format!(
                "the run would make bounds of {} to {} and fail, as long as the target has {} to {}: give both",
                least.0,
                most.0,
                bounds.min().0,
                bounds.max().0
            );
            let (low, high) = (least.0.min(most.0), least.0.max(most.0));
            let fix = json!({"ScalableTargetAction": {"MinCapacity": low, "MaxCapacity": high}});
            report.add_fixed(action, "ScalableTargetAction", message, (ACTION, &fix));
        }
    });
}

/// Bounds that nothing sets back.
pub(super) fn no_way_back(subject: &Subject<'_>, report: &mut Report<'_>) {
    each(subject, |target, bounds, action, min, max| {
        let changes = capacity(min).is_some_and(|min| min != bounds.min())
            || capacity(max).is_some_and(|max| max != bounds.max());
        let recurs = action
            .request
            .schedule
            .as_deref()
            .and_then(|text| Expression::parse(text).ok())
            .is_some_and(|expression| expression.recurs());
        if changes && target.actions.len() == 1 && (recurs || action.request.end_time.is_some()) {
            let message = format!(
                "\"{}\" sets bounds that no other action sets back, and the end of its time does not either: the target keeps them",
                action.request.scheduled_action_name
            );
            report.add(action, "ScalableTargetAction", message);
        }
    });
}

/// A lower minimum that takes nothing away.
pub(super) fn lower_minimum(subject: &Subject<'_>, report: &mut Report<'_>) {
    each(subject, |target, _, action, min, max| {
        let others = target.actions.iter().filter_map(|other| {
            other.request.scalable_target_action.as_ref().and_then(|set| set.min_capacity)
        });
        let lowers = min.is_some_and(|min| others.max().is_some_and(|highest| min < highest));
        // A maximum pulls the capacity down, and so does a policy.
        let pulls =
            max.zip(min).is_some_and(|(max, min)| max <= min) || !target.policies.is_empty();
        if lowers && !pulls {
            let message = format!(
                "\"{}\" lowers the minimum, which takes no capacity away: a policy must, or a maximum that is as low",
                action.request.scheduled_action_name
            );
            report.add(action, "ScalableTargetAction.MinCapacity", message);
        }
    });
}
