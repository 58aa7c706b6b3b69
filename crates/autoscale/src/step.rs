//! The step policy that adds the first copy or instance when its alarm fires.
//!
//! <https://docs.aws.amazon.com/autoscaling/application/userguide/step-scaling-policy-overview.html>

use serde::Serialize;

/// Changes the capacity by a fixed number each time its alarm fires: type `ChangeInCapacity`, one step
/// that begins at the alarm's threshold and has no end.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct StepScalingPolicy {
    /// Its name, unique among the policies of its target.
    pub name: String,
    /// How many to add.
    pub adjustment: i32,
    /// How the samples of a period are taken together to choose the step.
    pub aggregation: MetricAggregation,
    /// Seconds in which what was added counts towards the next step.
    pub cooldown_s: u32,
}

/// How samples are taken together.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
pub enum MetricAggregation {
    /// Their mean.
    Average,
    /// The smallest.
    Minimum,
    /// The largest.
    Maximum,
}

impl MetricAggregation {
    /// The spelling on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Average => "Average",
            Self::Minimum => "Minimum",
            Self::Maximum => "Maximum",
        }
    }
}

impl StepScalingPolicy {
    // Rule aas.sagemaker.zero-recipe-component-step: Maximum, 60 s.
    // https://docs.aws.amazon.com/sagemaker/latest/dg/endpoint-auto-scaling-zero-instances.html
    /// Wakes an inference component: one copy more, at most every minute.
    pub fn wake_component(name: String) -> Self {
        Self { name, adjustment: 1, aggregation: MetricAggregation::Maximum, cooldown_s: 60 }
    }

    // Rule aas.sagemaker.zero-recipe-async-step: Average, 300 s. The alarm stays in ALARM until the instance
    // serves; only the cooldown keeps the policy from adding another one meanwhile.
    // https://docs.aws.amazon.com/sagemaker/latest/dg/async-inference-autoscale.html
    /// Wakes a variant of an asynchronous endpoint: one instance more, at most every five minutes.
    pub fn wake_async_variant(name: String) -> Self {
        Self { name, adjustment: 1, aggregation: MetricAggregation::Average, cooldown_s: 300 }
    }
}
