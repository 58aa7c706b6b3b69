//! Square-root staffing as a policy that the service accepts: target tracking of an expression.
//!
//! A constant share of use wastes copies under much load and has too few of them under little: what is needed beside the
//! mean load grows with its square root only (Halfin and Whitt 1981). With `n` requests in a minute on `c` copies,
//! `n / c * (1 + b / sqrt(n))` is kept at a target `t` by `c = (n + b * sqrt(n)) / t`.

use ebb_decide::alarm::MathWatch;
use ebb_decide::hosting::metric_of;
use ebb_decide::math::{MetricStat, Query, Source};
use ebb_decide::policy::PredefinedMetric;
use ebb_units::{MetricId, Statistic, Workload};

use super::space::tidy;

const NAMESPACE: &str = "AWS/SageMaker";
const PERIOD_SECS: u32 = 60;

/// Tracks the invocations of a copy, more the fewer there are in all: `surplus` is `b`. None where the service counts none.
pub(super) fn staffing(workload: &Workload, surplus: f64) -> Option<MathWatch> {
    let (each, ..) = PredefinedMetric::of(workload).first()?.reads(workload);
    let all = metric_of(workload, NAMESPACE, "Invocations");
    let expression = format!("IF(all > 0, each * (1 + {} / SQRT(all)), each)", tidy(surplus));
    let query = |id: &str, returned: bool, source| Query {
        id: id.to_owned(),
        label: None,
        return_data: Some(returned),
        period_secs: None,
        account_id: None,
        source,
    };
    MathWatch::new(vec![
        query("each", false, sum(each)),
        query("all", false, sum(all)),
        query("staffing", true, Source::Expression(expression)),
    ])
    .ok()
}

fn sum(metric: MetricId) -> Source {
    let statistic = Statistic::Sum;
    let stat = statistic.to_string();
    Source::Metric(MetricStat { metric, statistic, stat, period_secs: PERIOD_SECS, unit: None })
}
