//! A world with its traffic, and the advice that AWS gives for it.

use ebb_decide::alarm::{Actions, AlarmSpec, MetricWatch, TreatMissing, Watch};
use ebb_decide::hosting::metric_of;
use ebb_decide::policy::{AdjustmentType, StepAdjustment, StepRequest};
use ebb_decide::scaling::PolicyType;
use ebb_decide::{PolicyBlock, PolicyRequest};
use ebb_sim::tune::default_advice;
use ebb_sim::{Arrival, Bounds, Policies, Scenario};
use ebb_units::{Comparison, Statistic, Workload};

use crate::Failed;

/// A trace with the world that it is run in.
pub(crate) struct Case {
    pub(crate) name: String,
    /// What kind of traffic.
    pub(crate) kind: &'static str,
    /// The numbers that it was made from, for people.
    pub(crate) about: String,
    pub(crate) scenario: Scenario,
    pub(crate) arrivals: Vec<Arrival>,
    pub(crate) bounds: Bounds,
}

/// What makes a case when it is its turn: all of them together would not fit into memory.
pub(crate) struct Maker {
    pub(crate) name: String,
    make: Box<dyn FnOnce() -> Result<Case, Failed>>,
}

impl Maker {
    pub(crate) fn new(name: String, make: impl FnOnce() -> Result<Case, Failed> + 'static) -> Self {
        Self { name, make: Box::new(make) }
    }

    pub(crate) fn make(self) -> Result<Case, Failed> {
        (self.make)()
    }
}

impl Case {
    /// AWS's default advice; with a lower bound of zero also the documented way back from there.
    pub(crate) fn advice(&self) -> Result<Policies, Failed> {
        let advice = default_advice(&self.scenario, &self.arrivals, self.bounds)?;
        let wakes = self.bounds.min == 0;
        Ok(if wakes { with_wake_up(advice, &self.scenario.host.workload) } else { advice })
    }
}

/// <https://docs.aws.amazon.com/sagemaker/latest/dg/endpoint-auto-scaling-zero-instances.html>
fn with_wake_up(policies: Policies, workload: &Workload) -> Policies {
    let step = StepRequest {
        adjustment_type: Some(AdjustmentType::ChangeInCapacity),
        steps: vec![StepAdjustment { lower: Some(0.0), upper: None, adjustment: 1 }],
        cooldown_secs: Some(60),
        ..StepRequest::default()
    };
    let wake = PolicyRequest {
        workload: workload.clone(),
        name: "wake".to_owned(),
        policy_type: Some(PolicyType::StepScaling),
        block: Some(PolicyBlock::Step(step)),
    };
    let alarm = AlarmSpec {
        name: "no-capacity".into(),
        description: None,
        actions_enabled: true,
        ok_actions: Actions::default(),
        alarm_actions: vec!["wake".to_owned()].into(),
        insufficient_data_actions: Actions::default(),
        watch: Watch::Metric(MetricWatch {
            metric: metric_of(workload, "AWS/SageMaker", "NoCapacityInvocationFailures"),
            statistic: Statistic::Sum,
            extended_statistic: None,
            unit: None,
        }),
        period_secs: 60,
        evaluation_periods: 1,
        datapoints_to_alarm: None,
        threshold: Some(1.0),
        comparison: Comparison::GreaterThanOrEqualToThreshold,
        treat_missing_data: Some(TreatMissing::Missing),
        evaluate_low_sample_count_percentile: None,
    };
    policies.with(wake).with_alarm(alarm)
}
