//! Mute rules: windows of time in which alarms change their state but do nothing about it.
//!
//! Rule cw.mute: a cron expression of five fields or one `at`, on the clock of a time zone, and for how long from each
//! such instant. Before its start and after its end date a rule mutes nothing.
//! <https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_Schedule.html>

use std::collections::BTreeMap;

use ebb_units::{SignedDuration, Timestamp};
use jiff::{Span, SpanRelativeTo};
use serde::{Deserialize, Serialize};

use crate::schedule::{CronDialect, Expression, Schedule, ScheduleError, UnknownZone, Zone};

/// A mute rule as it is kept.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct MuteRule {
    /// Name, unique in its scope.
    pub name: String,
    /// Free text.
    pub description: Option<String>,
    /// The expression as it was given; what it means depends on the service whose cron it is.
    expression: String,
    /// The duration as it was given.
    duration: String,
    /// The time zone as it was given; UTC when absent.
    timezone: Option<String>,
    /// Names of the alarms that it mutes, in the order given; absent when none were named.
    pub alarms: Option<Vec<String>>,
    /// Before this it mutes nothing.
    pub start: Option<Timestamp>,
    /// From this on it mutes nothing.
    pub expire: Option<Timestamp>,
    /// When it was last put.
    pub updated: Timestamp,
    /// Tags.
    pub tags: BTreeMap<String, String>,
}

/// PutAlarmMuteRule. Lengths are the service model's business and are checked before.
#[derive(Clone, PartialEq, Debug, Default)]
#[expect(missing_docs, reason = "named after AWS's members")]
pub struct MuteRequest {
    pub name: String,
    pub description: Option<String>,
    pub expression: String,
    pub duration: String,
    pub timezone: Option<String>,
    pub alarm_names: Option<Vec<String>>,
    pub start_date: Option<Timestamp>,
    pub expire_date: Option<Timestamp>,
    pub tags: BTreeMap<String, String>,
}

/// A mute rule is refused. AWS publishes the bounds, but no texts.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MuteError {
    /// The expression is none.
    #[error(transparent)]
    Expression(#[from] ScheduleError),
    /// A rate is no window.
    #[error("Rule.Schedule.Expression must be a cron or an at expression")]
    Rate,
    /// The duration is none, or out of bounds.
    #[error(
        "Rule.Schedule.Duration must be an ISO 8601 duration of at least one minute (PT1M) and at most 15 days (P15D)"
    )]
    Duration,
    /// There is no such time zone.
    #[error(transparent)]
    Timezone(#[from] UnknownZone),
    /// It would end before it begins.
    #[error("ExpireDate must be after StartDate")]
    Dates,
}

/// Where a rule stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum MuteStatus {
    /// It will mute.
    Scheduled,
    /// It mutes.
    Active,
    /// It will never mute again.
    Expired,
}

impl MuteStatus {
    /// The spelling on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Scheduled => "SCHEDULED",
            Self::Active => "ACTIVE",
            Self::Expired => "EXPIRED",
        }
    }
}

/// Windows that follow on each other without a gap are looked through this far; a rule that goes on after them is
/// looked at again there.
const MOST_WINDOWS: usize = 64;

impl MuteRequest {
    /// The rule that is asked for.
    ///
    /// # Errors
    /// [`MuteError`] for the first rule that is broken.
    pub fn check(self, now: Timestamp) -> Result<MuteRule, MuteError> {
        read_expression(&self.expression)?;
        read_duration(&self.duration).ok_or(MuteError::Duration)?;
        if let Some(timezone) = &self.timezone {
            Zone::parse(timezone)?;
        }
        if let (Some(start), Some(expire)) = (self.start_date, self.expire_date)
            && expire <= start
        {
            return Err(MuteError::Dates);
        }
        Ok(MuteRule {
            name: self.name,
            description: self.description,
            expression: self.expression,
            duration: self.duration,
            timezone: self.timezone,
            alarms: self.alarm_names,
            start: self.start_date,
            expire: self.expire_date,
            updated: now,
            tags: self.tags,
        })
    }
}

impl MuteRule {
    /// The expression, the duration and the time zone as they were given.
    pub fn schedule_texts(&self) -> (&str, &str, Option<&str>) {
        (&self.expression, &self.duration, self.timezone.as_deref())
    }

    /// Whether it happens more than once.
    pub fn recurs(&self) -> bool {
        read_expression(&self.expression).is_ok_and(|expression| expression.recurs())
    }

    /// Names of the alarms that it mutes.
    pub fn targets(&self) -> impl Iterator<Item = &String> {
        self.alarms.iter().flatten()
    }

    /// Where it stands.
    pub fn status(&self, now: Timestamp) -> MuteStatus {
        if self.is_active(now) {
            MuteStatus::Active
        } else if self.next_edge(now).is_some() {
            MuteStatus::Scheduled
        } else {
            MuteStatus::Expired
        }
    }

    /// Whether it mutes at this instant: a window that is open began less than its duration ago.
    pub fn is_active(&self, now: Timestamp) -> bool {
        self.open_window(now).is_some()
    }

    /// When it begins or ends to mute next, or must be looked at again; nothing when it never will.
    pub fn next_edge(&self, now: Timestamp) -> Option<Timestamp> {
        let (schedule, duration) = self.schedule()?;
        let edge = match self.open_window(now) {
            None => {
                let after = self.start.map_or(now, |start| now.max(just_before(start)));
                schedule.next_after(after)
            }
            Some(mut begin) => {
                let mut end = later(begin, duration);
                for _ in 0..MOST_WINDOWS {
                    // A window that begins before this one ends goes on where it ends.
                    let Some(next) = schedule.next_after(begin).filter(|next| *next <= end) else {
                        break;
                    };
                    begin = next;
                    end = later(begin, duration);
                }
                Some(end)
            }
        };
        match (edge, self.expire) {
            (Some(_), Some(expire)) if expire <= now => None,
            (Some(edge), Some(expire)) if self.is_active(now) => Some(edge.min(expire)),
            // A window that would begin after the end of the rule never begins.
            (Some(edge), Some(expire)) if edge >= expire => None,
            (edge, _) => edge,
        }
    }

    /// The beginning of the window that is open now.
    fn open_window(&self, now: Timestamp) -> Option<Timestamp> {
        if self.expire.is_some_and(|expire| expire <= now) {
            return None;
        }
        let (schedule, duration) = self.schedule()?;
        let mut after = now.checked_sub(duration).unwrap_or(Timestamp::MIN);
        if let Some(start) = self.start {
            after = after.max(just_before(start));
        }
        schedule.next_after(after).filter(|begin| *begin <= now)
    }

    /// What the texts mean. They were read when the rule was put, so they can be read.
    fn schedule(&self) -> Option<(Schedule, SignedDuration)> {
        let expression = read_expression(&self.expression).ok()?;
        let zone = match &self.timezone {
            Some(timezone) => Zone::parse(timezone).ok()?,
            None => Zone::utc(),
        };
        let schedule = Schedule { expression, zone, anchor: self.updated };
        Some((schedule, read_duration(&self.duration)?))
    }
}

fn read_expression(text: &str) -> Result<Expression, MuteError> {
    if text.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("rate")) {
        return Err(MuteError::Rate);
    }
    Ok(Expression::parse_as(text, CronDialect::Unix)?)
}

/// One minute to fifteen days, days of twenty-four hours. Months and years have no fixed length.
fn read_duration(text: &str) -> Option<SignedDuration> {
    // The library reads more than ISO 8601.
    if !text.starts_with('P') {
        return None;
    }
    let span: Span = text.parse().ok()?;
    let duration = span.to_duration(SpanRelativeTo::days_are_24_hours()).ok()?;
    let bounds = SignedDuration::from_mins(1)..=SignedDuration::from_hours(15 * 24);
    bounds.contains(&duration).then_some(duration)
}

fn later(at: Timestamp, by: SignedDuration) -> Timestamp {
    at.checked_add(by).unwrap_or(Timestamp::MAX)
}

fn just_before(at: Timestamp) -> Timestamp {
    at.checked_sub(SignedDuration::from_nanos(1)).unwrap_or(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn rule(expression: &str, duration: &str, timezone: Option<&str>) -> MuteRule {
        MuteRequest {
            expression: expression.to_owned(),
            duration: duration.to_owned(),
            timezone: timezone.map(str::to_owned),
            ..MuteRequest::default()
        }
        .check(at("2026-03-02T09:00:00Z"))
        .unwrap()
    }

    // Covers: cw.mute
    #[test]
    fn windows_open_and_close() {
        let nightly = rule("cron(0 2 * * *)", "PT2H", Some("Europe/Berlin"));
        // Two in the morning in Berlin is one in winter.
        assert!(!nightly.is_active(at("2026-03-02T00:59:59Z")));
        assert!(nightly.is_active(at("2026-03-02T01:00:00Z")));
        assert!(nightly.is_active(at("2026-03-02T02:59:59Z")));
        assert!(!nightly.is_active(at("2026-03-02T03:00:00Z")));
        let edge = |now| nightly.next_edge(at(now)).unwrap();
        assert_eq!(edge("2026-03-02T01:30:00Z"), at("2026-03-02T03:00:00Z"));
        assert_eq!(edge("2026-03-02T03:00:00Z"), at("2026-03-03T01:00:00Z"));
        assert_eq!(nightly.status(at("2026-03-02T03:00:00Z")), MuteStatus::Scheduled);
        let once = rule("at(2026-03-05T10:00)", "P1DT1H", None);
        assert_eq!(once.status(at("2026-03-05T09:59:59Z")), MuteStatus::Scheduled);
        assert_eq!(once.status(at("2026-03-06T10:59:59Z")), MuteStatus::Active);
        assert_eq!(once.status(at("2026-03-06T11:00:00Z")), MuteStatus::Expired);
        assert!(!once.recurs() && nightly.recurs());
        // Windows that overlap are one that does not end; it is looked at again some way on.
        let always = rule("cron(0 * * * *)", "PT90M", None);
        let now = at("2026-03-02T09:30:00Z");
        assert!(
            always.is_active(now) && always.next_edge(now).unwrap() > at("2026-03-04T00:00:00Z")
        );
    }

    // Covers: cw.mute
    #[test]
    fn dates_bound_a_rule() {
        let mut hourly = rule("cron(0 * * * *)", "PT30M", None);
        hourly.start = Some(at("2026-03-02T10:10:00Z"));
        hourly.expire = Some(at("2026-03-02T12:10:00Z"));
        assert!(!hourly.is_active(at("2026-03-02T10:20:00Z")), "its window began before the start");
        assert_eq!(hourly.next_edge(at("2026-03-02T09:00:00Z")), Some(at("2026-03-02T11:00:00Z")));
        assert_eq!(hourly.next_edge(at("2026-03-02T12:00:00Z")), Some(at("2026-03-02T12:10:00Z")));
        assert_eq!(hourly.status(at("2026-03-02T12:10:00Z")), MuteStatus::Expired);
        hourly.expire = Some(at("2026-03-02T11:00:00Z"));
        assert_eq!(hourly.status(at("2026-03-02T10:30:00Z")), MuteStatus::Expired);
    }

    #[test]
    fn what_is_no_rule_is_refused() {
        let refused = |expression: &str, duration: &str, timezone: Option<&str>| {
            MuteRequest {
                expression: expression.to_owned(),
                duration: duration.to_owned(),
                timezone: timezone.map(str::to_owned),
                ..MuteRequest::default()
            }
            .check(at("2026-03-02T09:00:00Z"))
            .unwrap_err()
        };
        let daily = "cron(0 2 * * *)";
        assert_eq!(refused("rate(1 hour)", "PT1H", None), MuteError::Rate);
        for text in ["", "cron(0 2 * *)", "cron(0 2 * * * 2026)", "at(tomorrow)", "é"] {
            assert!(matches!(refused(text, "PT1H", None), MuteError::Expression(_)), "{text}");
        }
        for text in ["PT59S", "P15DT1S", "P1M", "1h", "-PT1H", "PT", "PT1e9H", "P99999999999D"] {
            assert_eq!(refused(daily, text, None), MuteError::Duration, "{text}");
        }
        assert!(matches!(refused(daily, "PT1H", Some("Mars")), MuteError::Timezone(_)));
    }
}
