//! Names of metrics and lengths of periods.

use std::collections::BTreeSet;

use ebb_aws_model::cloudwatch as model;
use ebb_units::MetricId;

use crate::RequestError;

/// The metric of a name and dimensions.
pub fn metric_id(
    namespace: &str,
    name: &str,
    dimensions: Option<&Vec<model::Dimension>>,
) -> MetricId {
    let dimensions = dimensions.into_iter().flatten();
    MetricId::new(
        namespace,
        name,
        dimensions.map(|dimension| (dimension.name.as_str(), dimension.value.as_str())),
    )
}

/// The dimensions of a metric, as CloudWatch has them.
pub fn write_dimensions(metric: &MetricId) -> Vec<model::Dimension> {
    metric
        .dimensions()
        .iter()
        .map(|dimension| model::Dimension {
            name: dimension.name.to_string(),
            value: dimension.value.to_string(),
        })
        .collect()
}

/// Whether a name stands more than once.
pub fn repeated<'a>(names: impl IntoIterator<Item = &'a str>) -> bool {
    let mut seen = BTreeSet::new();
    names.into_iter().any(|name| !seen.insert(name))
}

/// A period that metrics may be read in, in seconds.
///
/// # Errors
/// [`RequestError::ParameterValue`] in CloudWatch's words.
pub fn check_period(period: i32) -> Result<u32, RequestError> {
    match u32::try_from(period) {
        Ok(secs @ (1 | 5 | 10 | 20 | 30)) => Ok(secs),
        Ok(secs) if secs > 0 && secs % 60 == 0 => Ok(secs),
        Ok(_) | Err(_) => Err(RequestError::ParameterValue(
            "The parameter Period must be a value in the set [1, 5, 10, 20, 30] or a multiple of 60."
                .to_owned(),
        )),
    }
}
