//! Who decides how many copies there are: AWS policies in the very same controller as the server's, or a rule of
//! another kind that is compared with them.

use std::fmt;

use ebb_decide::alarm::{Actions, AlarmSpec, MetricWatch, TreatMissing, Watch};
use ebb_decide::hosting::metric_of;
use ebb_decide::policy::{AdjustmentType, StepAdjustment, StepRequest};
use ebb_decide::scaling::PolicyType;
use ebb_decide::{PolicyBlock, PolicyRequest, ScheduledActionRequest};
use ebb_units::{Comparison, Statistic, Workload};
use serde::{Deserialize, Serialize};

/// Who decides.
#[derive(Debug)]
pub enum Scaling {
    /// The decision core, by policies and alarms as AWS knows them.
    Policies(Policies),
    /// Something else.
    Other {
        /// The rule.
        scaler: Box<dyn Scaler>,
        /// Between which numbers of copies.
        bounds: Bounds,
    },
}

/// Between which numbers of copies.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[expect(missing_docs, reason = "named after AWS's members")]
pub struct Bounds {
    pub min: u32,
    pub max: u32,
}

/// A scalable target with all that moves it, as a client would put it. All of it is about the workload of the scenario,
/// whatever name it carries.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Policies {
    /// Bounds of the target.
    pub bounds: Bounds,
    /// Its policies.
    pub policies: Vec<Policy>,
    /// Alarms of its step policies. Those that target tracking manages itself are not among them.
    pub alarms: Vec<AlarmSpec>,
    /// Its scheduled actions.
    pub scheduled: Vec<ScheduledActionRequest>,
}

/// A policy and the ARN under which alarms know it.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Policy {
    /// What PutScalingPolicy is told.
    pub request: PolicyRequest,
    /// Its ARN where it comes from: actions of alarms that name it are made to name the simulated one. Alarms may as well
    /// name a policy by its name alone.
    pub arn: Option<String>,
}

impl Policies {
    /// A target that nothing moves.
    pub fn none(bounds: Bounds) -> Self {
        Self { bounds, policies: Vec::new(), alarms: Vec::new(), scheduled: Vec::new() }
    }

    /// One more policy.
    #[must_use]
    pub fn with(mut self, request: PolicyRequest) -> Self {
        self.policies.push(Policy { request, arn: None });
        self
    }

    /// One more alarm. An action is the name of a policy, or its ARN.
    #[must_use]
    pub fn with_alarm(mut self, alarm: AlarmSpec) -> Self {
        self.alarms.push(alarm);
        self
    }

    /// The documented way out of zero: one copy more when a request found none.
    /// <https://docs.aws.amazon.com/sagemaker/latest/dg/endpoint-auto-scaling-zero-instances.html>
    #[must_use]
    pub fn waking_up(self, workload: &Workload) -> Self {
        let step = StepRequest {
            adjustment_type: Some(AdjustmentType::ChangeInCapacity),
            steps: vec![StepAdjustment { lower: Some(0.0), upper: None, adjustment: 1 }],
            cooldown_secs: Some(60),
            ..StepRequest::default()
        };
        let wake = PolicyRequest {
            workload: workload.clone(),
            name: WAKE.to_owned(),
            policy_type: Some(PolicyType::StepScaling),
            block: Some(PolicyBlock::Step(step)),
        };
        let alarm = AlarmSpec {
            name: "no-capacity".into(),
            description: None,
            actions_enabled: true,
            ok_actions: Actions::default(),
            alarm_actions: vec![WAKE.to_owned()].into(),
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
        self.with(wake).with_alarm(alarm)
    }
}

/// The policy that [`Policies::waking_up`] adds.
const WAKE: &str = "wake";

/// A rule that is asked again and again how many copies there should be. Seeing the past is all that it can do; what
/// knows the future has to be made with it.
pub trait Scaler: fmt::Debug + Send {
    /// Seconds from one question to the next; below one second counts as one.
    fn interval_secs(&self) -> f64;

    /// Whether it is asked at once, too, when a request comes and there is no copy and none on its way.
    fn wakes_from_zero(&self) -> bool {
        false
    }

    /// How many copies there should be; `None` leaves them as they are. The answer is moved into the bounds.
    fn desired(&mut self, seen: &Observation) -> Option<u32>;
}

/// What a [`Scaler`] sees.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Observation {
    /// Seconds from the start of the simulation.
    pub at_secs: f64,
    /// Seconds since the last question.
    pub since_secs: f64,
    /// Requests that came since then.
    pub arrivals: u64,
    /// Requests that were answered since then.
    pub answered: u64,
    /// Mean number of requests in the system since then: in work, waiting at copies, held or queued.
    pub concurrency_mean: f64,
    /// Requests in the system now.
    pub concurrency: u64,
    /// Requests that wait for a copy now: held or queued.
    pub waiting: u64,
    /// Seconds of work that the arrivals since then brought.
    pub work_secs: f64,
    /// Mean share of the serving copies' capacity that was in use since then, 0 to 1; 0 without copies.
    pub utilisation: f64,
    /// Copies that serve.
    pub ready: u32,
    /// Copies that start.
    pub starting: u32,
    /// Copies asked for last.
    pub desired: u32,
}
