//! What may be put beside a tracking policy: a fast step out on requests in flight, a fast step in or a table of capacities in
//! place of tracking's scale-in, and lower bounds by the clock. The alarms of target tracking cannot be set: they take three periods to scale out and 15 minutes to scale in.

use ebb_decide::alarm::{Actions, AlarmSpec, MetricWatch, TreatMissing, Watch};
use ebb_decide::hosting::metric_of;
use ebb_decide::policy::{
    AdjustmentType, PredefinedMetric, StepAdjustment, StepRequest, TrackedMetric,
};
use ebb_decide::scaling::PolicyType;
use ebb_decide::{PolicyBlock, PolicyRequest};
use ebb_units::{Comparison, Statistic, Workload};

use super::days::Days;
use super::space::{Setting, Yardstick, between, pick, tidy};
use super::staffing::{self, Staffing};
use crate::scaling::{Bounds, Policies, Policy};

const STEP_OUT: &str = "ebb-tune-out";
const STEP_IN: &str = "ebb-tune-in";
const STAFFING: &str = "ebb-tune-staffing";
const IDLE: &str = "ebb-tune-idle";
/// Numbers of a place that it takes, and as many more for a schedule.
const STEPS: usize = 8 + TABLE;
const TABLE: usize = 1 + staffing::NUMBERS;
const SCHEDULE: usize = 2;
/// Up to here in a knob a thing is left out.
const LEFT_OUT: f64 = 0.5;

/// What may be added.
#[derive(Debug)]
pub(super) struct Additions {
    /// The tracking policy that is there.
    policy: usize,
    workload: Workload,
    yardstick: Yardstick,
    days: Option<Days>,
}

impl Additions {
    /// To a target with one tracking policy of a predefined metric, and with no other that could scale in.
    pub(super) fn to(base: &Policies, yardstick: &Yardstick, days: Option<Days>) -> Option<Self> {
        let tracks = |policy: &Policy| match &policy.request.block {
            Some(PolicyBlock::Tracking(own)) => {
                matches!(own.metric, TrackedMetric::Predefined(_)) && own.disable_scale_in.is_none()
            }
            _ => false,
        };
        let only_out = |policy: &Policy| match &policy.request.block {
            Some(PolicyBlock::Step(own)) => own.steps.iter().all(|step| 0 < step.adjustment),
            _ => false,
        };
        let policy = base.policies.iter().position(tracks)?;
        let others = base.policies.iter().enumerate().filter(|(at, _)| *at != policy);
        let free = others.clone().all(|(_, other)| only_out(other));
        let names = base
            .policies
            .iter()
            .all(|own| ![STEP_OUT, STEP_IN, STAFFING, IDLE].contains(&own.request.name.as_str()));
        let workload = base.policies[policy].request.workload.clone();
        let days = days.filter(|_| base.scheduled.is_empty());
        (free && names).then_some(Self { policy, workload, yardstick: *yardstick, days })
    }

    pub(super) fn dimensions(&self) -> usize {
        if self.days.is_some() { STEPS + SCHEDULE } else { STEPS }
    }

    /// Where a thing is added, as it is usual, or left out.
    pub(super) fn usual(
        &self,
        step_out: bool,
        step_in: bool,
        schedule: bool,
        table: Option<[f64; staffing::NUMBERS]>,
    ) -> Vec<f64> {
        let on = |on: bool| if on { 0.75 } else { 0.2 };
        let mut place = vec![on(step_out), 0.5, 0.4, 0.4, on(step_in), 0.4, 0.4, 0.6];
        place.push(on(table.is_some()));
        place.extend(table.unwrap_or([0.5; staffing::NUMBERS]));
        if self.days.is_some() {
            place.extend([on(schedule), 0.5]);
        }
        place
    }

    /// Fewer copies for the same load by a factor, where a table says how many.
    pub(super) fn tighter(place: &mut [f64], log_factor: f64) {
        if let Some([_, table @ ..]) = place.get_mut(STEPS - TABLE..STEPS) {
            staffing::tighter(table, log_factor);
        }
    }

    /// Adds what a place says.
    pub(super) fn add(&self, place: &[f64], policies: &mut Policies) -> Vec<Setting> {
        let mut settings = Vec::new();
        let &[
            step_out,
            above,
            by,
            wait,
            step_in,
            after,
            by_in,
            below,
            table,
            period,
            cooldown,
            share,
            surplus,
            ..,
        ] = place
        else {
            return settings;
        };
        if LEFT_OUT < step_out {
            settings.extend(self.step_out(above, by, wait, policies));
        }
        if LEFT_OUT < table {
            let own = Staffing::at([period, cooldown, share, surplus]);
            settings.extend(self.table(own, policies));
        } else if LEFT_OUT < step_in {
            settings.extend(self.step_in(after, by_in, below, policies));
        }
        if let (Some(days), &[schedule, each]) = (&self.days, &place[STEPS..])
            && LEFT_OUT < schedule
        {
            settings.extend(days.add(&self.workload, between((0.7, 2.5), each), policies));
        }
        settings
    }

    /// More copies by a percentage as soon as more requests are in flight on each than should be.
    fn step_out(&self, above: f64, by: f64, wait: f64, policies: &mut Policies) -> Vec<Setting> {
        let Some(metric) = PredefinedMetric::of(&self.workload).get(1) else { return Vec::new() };
        let (watch, period_secs) = TrackedMetric::Predefined(*metric).watch(&self.workload);
        let threshold = tidy(between((0.5, 2.0), above) * self.yardstick.width());
        let percent = pick(&[10, 20, 34, 50, 100], by);
        let step = StepRequest {
            adjustment_type: Some(AdjustmentType::PercentChangeInCapacity),
            steps: vec![StepAdjustment { lower: Some(0.0), upper: None, adjustment: percent }],
            min_adjustment_magnitude: Some(1),
            cooldown_secs: Some(pick(&[30, 60, 120, 300], wait)),
            ..StepRequest::default()
        };
        let alarm = AlarmSpec {
            watch,
            period_secs,
            evaluation_periods: 1,
            comparison: Comparison::GreaterThanThreshold,
            treat_missing_data: Some(TreatMissing::NotBreaching),
            ..self.alarm(STEP_OUT, threshold, policies)
        };
        self.put(STEP_OUT, step, alarm, policies)
    }

    /// Fewer copies by a percentage after a few minutes, in place of tracking's fifteen.
    fn step_in(&self, after: f64, by: f64, below: f64, policies: &mut Policies) -> Vec<Setting> {
        let own = &mut policies.policies[self.policy].request;
        let name = own.name.clone();
        let Some(PolicyBlock::Tracking(tracking)) = &mut own.block else { return Vec::new() };
        tracking.disable_scale_in = Some(true);
        let (watch, _) = tracking.metric.watch(&self.workload);
        let threshold = tidy(tracking.target_value * (0.5 + 0.45 * below));
        let percent = pick(&[5, 10, 20, 34], by);
        let far =
            StepAdjustment { lower: None, upper: Some(-threshold / 2.0), adjustment: -2 * percent };
        let near = StepAdjustment {
            lower: Some(-threshold / 2.0),
            upper: Some(0.0),
            adjustment: -percent,
        };
        let step = StepRequest {
            adjustment_type: Some(AdjustmentType::PercentChangeInCapacity),
            steps: vec![far, near],
            min_adjustment_magnitude: Some(1),
            cooldown_secs: Some(60),
            ..StepRequest::default()
        };
        let alarm = AlarmSpec {
            watch,
            period_secs: 60,
            evaluation_periods: pick(&[2, 3, 5, 8], after),
            comparison: Comparison::LessThanThreshold,
            // Without requests there may be nothing to measure.
            treat_missing_data: Some(TreatMissing::Breaching),
            ..self.alarm(STEP_IN, threshold, policies)
        };
        let mut settings = vec![Setting {
            of: Some(name),
            member: "DisableScaleIn".to_owned(),
            value: true.to_string(),
        }];
        settings.extend(self.put(STEP_IN, step, alarm, policies));
        settings
    }

    /// As many copies as the requests of some minutes need, in place of tracking's scale-in.
    fn table(&self, own: Staffing, policies: &mut Policies) -> Vec<Setting> {
        let request = &mut policies.policies[self.policy].request;
        let name = request.name.clone();
        let Some(PolicyBlock::Tracking(tracking)) = &mut request.block else { return Vec::new() };
        tracking.disable_scale_in = Some(true);
        let mut settings = vec![Setting {
            of: Some(name),
            member: "DisableScaleIn".to_owned(),
            value: true.to_string(),
        }];
        // Zero is not for the table, or it would take away the copy that wakes: what runs out of requests altogether is idle.
        // Else it goes on without requests, as what is held back by a cooldown comes down only when it is asked again.
        let Bounds { min, max } = policies.bounds;
        let step = StepRequest {
            adjustment_type: Some(AdjustmentType::ExactCapacity),
            steps: own.steps(&self.yardstick, (min.max(1).min(max), max)),
            cooldown_secs: Some(own.cooldown_secs),
            ..StepRequest::default()
        };
        let watch = Watch::Metric(MetricWatch {
            metric: metric_of(&self.workload, "AWS/SageMaker", "Invocations"),
            statistic: Statistic::Sum,
            extended_statistic: None,
            unit: None,
        });
        let alarm = AlarmSpec {
            watch: watch.clone(),
            period_secs: own.period_secs,
            comparison: if min == 0 {
                Comparison::GreaterThanThreshold
            } else {
                Comparison::GreaterThanOrEqualToThreshold
            },
            treat_missing_data: Some(TreatMissing::NotBreaching),
            ..self.alarm(STAFFING, 0.0, policies)
        };
        settings.extend(self.put(STAFFING, step, alarm, policies));
        if min == 0 {
            let step = StepRequest {
                adjustment_type: Some(AdjustmentType::ExactCapacity),
                steps: vec![StepAdjustment { lower: None, upper: Some(0.0), adjustment: 0 }],
                cooldown_secs: Some(60),
                ..StepRequest::default()
            };
            let alarm = AlarmSpec {
                watch,
                period_secs: 300,
                evaluation_periods: 2,
                comparison: Comparison::LessThanOrEqualToThreshold,
                treat_missing_data: Some(TreatMissing::NotBreaching),
                ..self.alarm(IDLE, 0.0, policies)
            };
            settings.extend(self.put(IDLE, step, alarm, policies));
        }
        settings
    }

    fn alarm(&self, policy: &str, threshold: f64, policies: &Policies) -> AlarmSpec {
        let own = &policies.policies[self.policy].request;
        let (watch, period_secs) = match &own.block {
            Some(PolicyBlock::Tracking(tracking)) => tracking.metric.watch(&self.workload),
            _ => TrackedMetric::Predefined(PredefinedMetric::of(&self.workload)[0])
                .watch(&self.workload),
        };
        AlarmSpec {
            name: format!("{policy} {}", self.workload).into(),
            description: None,
            actions_enabled: true,
            ok_actions: Actions::default(),
            alarm_actions: vec![policy.to_owned()].into(),
            insufficient_data_actions: Actions::default(),
            watch,
            period_secs,
            evaluation_periods: 1,
            datapoints_to_alarm: None,
            threshold: Some(threshold),
            comparison: Comparison::GreaterThanThreshold,
            treat_missing_data: None,
            evaluate_low_sample_count_percentile: None,
        }
    }

    fn put(
        &self,
        name: &str,
        step: StepRequest,
        alarm: AlarmSpec,
        policies: &mut Policies,
    ) -> Vec<Setting> {
        let setting = |of: &str, member: &str, value: String| Setting {
            of: Some(of.to_owned()),
            member: member.to_owned(),
            value,
        };
        let exact = step.adjustment_type == Some(AdjustmentType::ExactCapacity);
        let size = |one: &StepAdjustment| match one.upper {
            Some(upper) if exact => format!("{} below {upper}", one.adjustment),
            _ => one.adjustment.to_string(),
        };
        let sizes: Vec<_> = step.steps.iter().map(size).collect();
        let cooldown = step.cooldown_secs.unwrap_or_default();
        let settings = vec![
            setting(name, "ScalingAdjustment", sizes.join(", ")),
            setting(name, "Cooldown", cooldown.to_string()),
            setting(&alarm.name, "Threshold", alarm.threshold.unwrap_or_default().to_string()),
            setting(&alarm.name, "Period", alarm.period_secs.to_string()),
            setting(&alarm.name, "EvaluationPeriods", alarm.evaluation_periods.to_string()),
        ];
        let request = PolicyRequest {
            workload: self.workload.clone(),
            name: name.to_owned(),
            policy_type: Some(PolicyType::StepScaling),
            block: Some(PolicyBlock::Step(step)),
        };
        policies.policies.push(Policy { request, arn: None });
        policies.alarms.push(alarm);
        settings
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::arrival::{Arrival, SECOND_NS};
    use crate::distribution::Distribution;
    use crate::scaling::Scaling;
    use crate::scenario::{Scenario, Service};
    use crate::simulate::simulate;
    use crate::tune::default_advice;

    /// Copies that are wanted at the end of an hour of two requests a second, each of which takes two, and of an hour
    /// without any after it.
    fn wanted_after_an_idle_hour(min: u32) -> (u32, u32) {
        let mut scenario = Scenario::new();
        scenario.service = Service::Law(Distribution::Fixed(2000.0));
        scenario.host.initial = 8;
        scenario.tail_secs = 3600;
        let at = |number: u64| Arrival { at_ns: number * SECOND_NS / 2, ..Arrival::default() };
        let arrivals: Vec<_> = (0..7200).map(at).collect();
        let mut policies = default_advice(&scenario, &arrivals, Bounds { min, max: 20 }).unwrap();
        let yardstick = Yardstick::new(&scenario, 2.0, &arrivals, 3600.0);
        let additions = Additions::to(&policies, &yardstick, None).expect("one tracking policy");
        // A short window and a long cooldown: the window is empty before the capacity may come down a second time.
        let place = additions.usual(false, false, false, Some([0.2, 0.99, 0.5, 0.5]));
        let settings = additions.add(&place, &mut policies);
        assert!(settings.iter().any(|one| one.of.as_deref() == Some(STAFFING)), "{settings:?}");
        let arrivals = arrivals.into_iter().map(Ok);
        let outcome = simulate(&scenario, Scaling::Policies(policies), arrivals).unwrap();
        let rows = &outcome.timeline;
        (rows[58].desired, rows.last().expect("two hours").desired)
    }

    #[test]
    fn a_table_follows_the_load_down_when_no_request_comes_any_more() {
        let (busy, idle) = wanted_after_an_idle_hour(1);
        assert!((5..=8).contains(&busy), "four are busy: {busy}");
        assert_eq!(idle, 1);
        let (busy, idle) = wanted_after_an_idle_hour(0);
        assert!((5..=8).contains(&busy), "four are busy: {busy}");
        assert_eq!(idle, 0, "what may go to zero does");
    }
}
