//! Numbers, times, data and arithmetic of a decision, as people read them.

use ebb_units::{Capacity, Comparison, Timestamp};

use super::hearing::{AlarmSeen, Hearing, PolicyKind, PolicySeen};
use crate::alarm::{StateValue, TreatMissing, Watch};
use crate::policy::{
    AdjustmentType, Aggregation, Direction, Standing, StepAdjustment, StepConfig, Wish, mean,
};
use crate::realm::CapacityFacts;

/// Points that are shown of a long list.
const MOST_SHOWN: usize = 6;

/// `2026-03-02T09:04:10Z`, with milliseconds where there are any.
pub(super) fn time(at: Timestamp) -> String {
    let whole = at.subsec_millisecond() == 0;
    at.strftime(if whole { "%Y-%m-%dT%H:%M:%SZ" } else { "%Y-%m-%dT%H:%M:%S.%3fZ" }).to_string()
}

/// Up to three decimals, without zeros at the end; tiny and huge ones as powers of ten.
pub(super) fn number(value: f64) -> String {
    let size = value.abs();
    if size > 0.0 && !(1e-3..1e15).contains(&size) {
        return format!("{value:e}");
    }
    let text = format!("{value:.3}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn points(points: &[Option<f64>]) -> String {
    if points.is_empty() {
        return "no data".to_owned();
    }
    let left_out = points.len().saturating_sub(MOST_SHOWN);
    let shown = points[left_out..].iter();
    let shown: Vec<String> =
        shown.map(|point| point.map_or_else(|| "_".to_owned(), number)).collect();
    let shown = shown.join(" ");
    if left_out > 0 { format!("({left_out} more) {shown}") } else { shown }
}

fn watched(watch: &Watch) -> String {
    match watch {
        Watch::Metric(watch) => {
            let statistic = watch.extended_statistic.clone();
            let statistic = statistic.unwrap_or_else(|| watch.statistic.to_string());
            format!("{statistic} of {}", watch.metric)
        }
        Watch::Math(watch) => {
            let ids: Vec<&str> = watch.queries().map(|query| query.id.as_str()).collect();
            format!("metric math over {}", ids.join(", "))
        }
    }
}

fn compared(comparison: Comparison) -> &'static str {
    match comparison {
        Comparison::GreaterThanOrEqualToThreshold => ">=",
        Comparison::GreaterThanThreshold => ">",
        Comparison::LessThanThreshold => "<",
        Comparison::LessThanOrEqualToThreshold => "<=",
        Comparison::LessThanLowerThreshold => "below",
        Comparison::GreaterThanUpperThreshold => "above",
        Comparison::LessThanLowerOrGreaterThanUpperThreshold => "outside",
    }
}

fn treated(missing: TreatMissing) -> &'static str {
    match missing {
        TreatMissing::Breaching => "missing data breach",
        TreatMissing::NotBreaching => "missing data do not breach",
        TreatMissing::Ignore => "missing data keep the state",
        TreatMissing::Missing => "missing data are missing",
    }
}

impl AlarmSeen {
    /// What it watches, how it stands, and what it saw.
    pub(super) fn in_words(&self) -> String {
        let (m, n) = (self.datapoints_to_alarm, self.evaluation_periods);
        let rule = format!(
            "{} every {} s {} {}, {m} of {n}, {}",
            watched(&self.watch),
            self.period_secs,
            compared(self.comparison),
            self.threshold_in_words(),
            treated(self.missing),
        );
        let saw = match self.until {
            Some(until) => format!("{} (until {})", points(&self.points), time(until)),
            None if self.points.is_empty() => "never looked at since the start".to_owned(),
            None => format!("{} (set by hand)", points(&self.points)),
        };
        let (name, state, since) = (&self.name, self.state, time(self.since));
        format!("{name}: {state} since {since}; {rule}; saw {saw}")
    }

    /// Why it makes its policy ask for nothing; nothing to say when it may.
    fn silence(&self) -> String {
        let name = &self.name;
        match self.state {
            StateValue::Alarm if !self.names_policy => {
                format!(
                    "{name} is in ALARM, but its actions are disabled, muted, or do not name the policy"
                )
            }
            StateValue::Alarm => format!("{name} is in ALARM"),
            StateValue::InsufficientData if self.points.iter().all(Option::is_none) => {
                format!("{name} sees no data")
            }
            StateValue::Ok | StateValue::InsufficientData => format!("{name} is {}", self.state),
        }
    }
}

impl Hearing {
    /// Where the capacity stands.
    pub(super) fn target_in_words(&self) -> String {
        let stands = match self.known() {
            Some(CapacityFacts { desired, current, .. }) => {
                format!("desired {desired}, serving {current}")
            }
            None => "capacity unknown".to_owned(),
        };
        let mut text = format!("{stands}, bounds {} to {}", self.bounds.min(), self.bounds.max());
        if let Some(wanted) = self.under_way {
            text += &format!(", a change to {wanted} is under way");
        }
        for (suspended, which) in [(self.out_suspended, "out"), (self.in_suspended, "in")] {
            if suspended {
                text += &format!(", scale-{which} by policies is suspended");
            }
        }
        text
    }
}

impl PolicySeen {
    /// How the capacity it asks for follows from its data.
    pub(super) fn in_words(&self, hearing: &Hearing, standing: &Standing) -> String {
        let name = &self.name;
        let Some((wish, facts)) = standing.wish.as_ref().zip(hearing.known()) else {
            return format!("{name}: asks for nothing: {}", self.silence());
        };
        let alarm = self.alarms.iter().find(|alarm| alarm.name == wish.alarm);
        let reckoned = match (alarm, &self.kind) {
            (Some(alarm), PolicyKind::Tracking { target_value, .. }) => {
                tracked(alarm, wish, *target_value, facts)
            }
            (Some(alarm), PolicyKind::Step(config)) => stepped(alarm, wish, config, facts),
            (None, _) => format!("asks for {}", wish.proposal),
        };
        if wish.answered {
            let why = match (&self.kind, hearing.in_debt(), hearing.youngest_copy) {
                (PolicyKind::Step(_), _, _) => {
                    "these data have been answered before, or copies for them are on their way"
                        .to_owned()
                }
                (PolicyKind::Tracking { .. }, Some(even), _) => format!(
                    "until {} at most, the copies work off what had waited for the first of them",
                    time(even)
                ),
                (PolicyKind::Tracking { .. }, None, Some(since)) => {
                    format!("nothing was measured since the youngest copy serves, {}", time(since))
                }
                (PolicyKind::Tracking { .. }, None, None) => {
                    "nothing newer was measured".to_owned()
                }
            };
            return format!("{name}: {reckoned}; asks for no more: {why}");
        }
        let credited = wish.direction == Direction::Out && !wish.absolute && standing.credit > 0;
        let credit = match self.credit_until.filter(|_| credited) {
            Some(until) => format!(
                "; less {} that were added already, which count until {}: {}",
                standing.credit,
                time(until),
                wish.proposal.0.saturating_sub(standing.credit)
            ),
            None => String::new(),
        };
        format!("{name}: {reckoned}{credit}")
    }

    fn silence(&self) -> String {
        if self.alarms.is_empty() {
            return "no alarm names it".to_owned();
        }
        let naming = self.alarms.iter().find(|alarm| alarm.names_policy);
        match (naming, &self.kind) {
            (None, _) => {
                let silent: Vec<String> = self.alarms.iter().map(AlarmSeen::silence).collect();
                silent.join(", ")
            }
            (Some(alarm), PolicyKind::Tracking { scales_in: false, .. })
                if !alarm.comparison.is_upward() =>
            {
                format!("{} is in {}, but its scale-in is disabled", alarm.name, alarm.state)
            }
            (Some(alarm), PolicyKind::Tracking { .. }) => {
                let points = alarm.points_now.as_ref().unwrap_or(&alarm.points);
                match mean(points) {
                    Some(mean) => format!(
                        "{} is in {}, but the mean of what counts is {}, which is not {} {}",
                        alarm.name,
                        alarm.state,
                        number(mean),
                        compared(alarm.comparison),
                        alarm.threshold_in_words()
                    ),
                    None => format!("{} is in {} without data", alarm.name, alarm.state),
                }
            }
            (Some(alarm), PolicyKind::Step(_)) if alarm.threshold.is_none() => {
                format!("{} compares with a band, which is no distance to step by", alarm.name)
            }
            (Some(alarm), PolicyKind::Step(config)) => match config.aggregate(&alarm.points) {
                Some(metric) if alarm.step(config).is_none() => {
                    let distance = number(metric - alarm.threshold.unwrap_or_default());
                    format!(
                        "no step covers {distance}, the distance of {} from its threshold",
                        alarm.name
                    )
                }
                Some(_) => format!("the data of {} have been answered before", alarm.name),
                None => format!("{} is in {} without data", alarm.name, alarm.state),
            },
        }
    }
}

impl AlarmSeen {
    fn threshold_in_words(&self) -> String {
        self.threshold.map_or_else(|| "its band".to_owned(), number)
    }

    fn step<'c>(&self, config: &'c StepConfig) -> Option<&'c StepAdjustment> {
        config.step_at(config.aggregate(&self.points)?, self.threshold?, self.comparison)
    }
}

fn tracked(alarm: &AlarmSeen, wish: &Wish, target_value: f64, facts: CapacityFacts) -> String {
    let fresh = alarm.points_now.as_ref().filter(|points| !points.is_empty());
    let counted = fresh.unwrap_or(&alarm.points);
    let metric = number(mean(counted).unwrap_or_default());
    let target = number(target_value);
    let count = counted.iter().flatten().count();
    let many = if count == 1 { "point" } else { "points" };
    let since = fresh.map_or("", |_| ", measured since the youngest copy serves,");
    // Those of now come newest first.
    let oldest_first: Vec<Option<f64>> = counted.iter().rev().copied().collect();
    let are_others = fresh.is_some() && count > 1 && oldest_first != alarm.points;
    let which = if are_others { format!(", {}", points(&oldest_first)) } else { String::new() };
    let mean = format!("the mean of {count} {many}{which}{since} is {metric}");
    if wish.answered {
        return format!("{mean} and the target {target}");
    }
    let (from, which) = match wish.direction {
        Direction::Out => (facts.current, "serving"),
        Direction::In => (facts.desired, "desired"),
    };
    let wanted = wish.proposal;
    if from == Capacity(0) {
        return format!("{mean} and the target {target}: from none to {wanted}");
    }
    format!("{mean}: {from} {which} × {metric} / {target}, rounded up, is {wanted}")
}

fn stepped(alarm: &AlarmSeen, wish: &Wish, config: &StepConfig, facts: CapacityFacts) -> String {
    let Some((metric, step)) = config.aggregate(&alarm.points).zip(alarm.step(config)) else {
        return format!("asks for {}", wish.proposal);
    };
    let aggregation: &str = config.aggregation.unwrap_or(Aggregation::Average).into();
    let end = |bound: Option<f64>| bound.map_or_else(|| "∞".to_owned(), number);
    let lower = step.lower.map_or_else(|| "-∞".to_owned(), number);
    let adjusts = match config.adjustment_type {
        AdjustmentType::ChangeInCapacity => format!("{:+}", step.adjustment),
        AdjustmentType::PercentChangeInCapacity => format!("{:+} %", step.adjustment),
        AdjustmentType::ExactCapacity => format!("exactly {}", step.adjustment),
    };
    let text = format!(
        "the {aggregation} of its points is {}, {} from the threshold {}: the step {lower} to {} adjusts by {adjusts}",
        number(metric),
        number(metric - alarm.threshold.unwrap_or_default()),
        alarm.threshold_in_words(),
        end(step.upper),
    );
    if wish.answered {
        return text;
    }
    let from = if wish.direction == Direction::Out { facts.current } else { facts.desired };
    format!("{text}, from {from} to {}", wish.proposal)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short_and_never_wrong_by_much() {
        for (value, want) in [
            (81.666_666_7, "81.667"),
            (50.0, "50"),
            (0.0, "0"),
            (-2.5, "-2.5"),
            (0.000_12, "1.2e-4"),
            (3e20, "3e20"),
            (100.0, "100"),
        ] {
            assert_eq!(number(value), want);
        }
    }

    #[test]
    fn of_many_points_the_newest_are_shown() {
        assert_eq!(points(&[]), "no data");
        assert_eq!(points(&[Some(1.0), None, Some(2.5)]), "1 _ 2.5");
        let many: Vec<_> = (0..90).map(|point| Some(f64::from(point))).collect();
        assert_eq!(points(&many), "(84 more) 84 85 86 87 88 89");
    }
}
