//! The alarm that notices requests while there is no capacity.

use ebb_units::{MetricId, Statistic};
use serde::Serialize;

/// Fires when a metric reaches a threshold (`>=`), and then runs a step policy. Missing data is
/// treated as missing.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct WakeAlarm {
    /// Its name, unique in the account and region.
    pub name: String,
    /// What it says of itself.
    pub description: String,
    /// What it watches.
    pub metric: MetricId,
    /// How the samples of a period become one value; one of the five basic statistics.
    pub statistic: Statistic,
    /// Length of a period in seconds.
    pub period_s: u32,
    /// Periods in a row that must reach the threshold.
    pub periods: u32,
    /// The threshold, in the unit of the metric.
    pub threshold: f64,
}

/// An alarm as it stands.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct DescribedAlarm {
    /// Its name.
    pub name: String,
    /// Its ARN.
    pub arn: String,
    /// `OK`, `ALARM` or `INSUFFICIENT_DATA`.
    pub state: String,
    /// What it runs when it fires: ARNs.
    pub actions: Vec<String>,
}

impl WakeAlarm {
    // Rule aas.sagemaker.zero-recipe-component: Sum over 60 s, 1 of 1, missing data is missing. AWS's
    // command-line sample says "more than 1", which one refused request does not reach; its notebooks
    // say "at least 1", as here.
    // https://docs.aws.amazon.com/sagemaker/latest/dg/endpoint-auto-scaling-zero-instances.html
    /// Fires in the minute in which a request found no copy of the component.
    pub fn for_component(name: String, component: &str) -> Self {
        Self {
            name,
            description: format!(
                "A request found no copy of inference component \"{component}\": add the first one."
            ),
            metric: MetricId::new(
                "AWS/SageMaker",
                "NoCapacityInvocationFailures",
                [("InferenceComponentName", component)],
            ),
            statistic: Statistic::Sum,
            period_s: 60,
            periods: 1,
            threshold: 1.0,
        }
    }

    // Rule aas.sagemaker.zero-recipe-async: Average over 60 s, 2 of 2, at least 1.
    // https://docs.aws.amazon.com/sagemaker/latest/dg/async-inference-autoscale.html
    /// Fires when requests have been queued for two minutes while the endpoint has no instance.
    pub fn for_async_endpoint(name: String, endpoint: &str) -> Self {
        Self {
            name,
            description: format!(
                "Requests wait for endpoint \"{endpoint}\" without an instance: add the first one."
            ),
            metric: MetricId::new(
                "AWS/SageMaker",
                "HasBacklogWithoutCapacity",
                [("EndpointName", endpoint)],
            ),
            statistic: Statistic::Average,
            period_s: 60,
            periods: 2,
            threshold: 1.0,
        }
    }
}
