//! Deployment configurations: from the wire, and back.

use ebb_aws_model::sagemaker as shapes;
use ebb_decide::hosting::{DeploymentConfig, Size, TrafficRouting, UpdatePolicy};

use super::{stored, to_text};
use crate::api::error::ApiError;
use crate::api::wire::unsigned;

/// What an endpoint is deployed with.
///
/// # Errors
/// [`ApiError::Invalid`] for policies and sizes that do not belong together.
pub(super) fn read(given: &shapes::DeploymentConfig) -> Result<DeploymentConfig, ApiError> {
    let (policy, most_secs) = match (&given.blue_green_update_policy, &given.rolling_update_policy)
    {
        (Some(_), Some(_)) => {
            return invalid(
                "Specify either BlueGreenUpdatePolicy or RollingUpdatePolicy, not both.",
            );
        }
        (Some(given), None) => {
            let most = unsigned(given.maximum_execution_timeout_in_seconds);
            (read_blue_green(given)?, most)
        }
        (None, Some(given)) => {
            let policy = UpdatePolicy::Rolling {
                batch: read_size(&given.maximum_batch_size)?,
                wait_secs: seconds(given.wait_interval_in_seconds),
                rollback_batch: given
                    .rollback_maximum_batch_size
                    .as_ref()
                    .map(read_size)
                    .transpose()?,
            };
            (policy, unsigned(given.maximum_execution_timeout_in_seconds))
        }
        (None, None) => (DeploymentConfig::default_of_endpoints().policy, None),
    };
    let alarms = read_alarms(given.auto_rollback_configuration.as_ref())?;
    Ok(DeploymentConfig { policy, most_secs, alarms, document: to_text(given)? })
}

/// What a new version of an inference component is brought in with.
///
/// # Errors
/// As above.
pub(super) fn read_of_component(
    given: &shapes::InferenceComponentDeploymentConfig,
) -> Result<DeploymentConfig, ApiError> {
    let rolling = &given.rolling_update_policy;
    let size =
        |given: &shapes::InferenceComponentCapacitySize| read_part(&given.r#type, given.value);
    Ok(DeploymentConfig {
        policy: UpdatePolicy::Rolling {
            batch: size(&rolling.maximum_batch_size)?,
            wait_secs: seconds(rolling.wait_interval_in_seconds),
            rollback_batch: rolling.rollback_maximum_batch_size.as_ref().map(size).transpose()?,
        },
        most_secs: unsigned(rolling.maximum_execution_timeout_in_seconds),
        alarms: read_alarms(given.auto_rollback_configuration.as_ref())?,
        document: to_text(given)?,
    })
}

/// A stored configuration as its shape.
///
/// # Errors
/// [`ApiError::Internal`] when it cannot be read.
pub(super) fn write<T: serde::de::DeserializeOwned>(
    config: Option<&DeploymentConfig>,
) -> Result<Option<T>, ApiError> {
    config.map(|config| stored(&config.document)).transpose()
}

fn read_blue_green(given: &shapes::BlueGreenUpdatePolicy) -> Result<UpdatePolicy, ApiError> {
    let traffic = &given.traffic_routing_configuration;
    let routing = match (traffic.r#type.as_str(), &traffic.canary_size, &traffic.linear_step_size) {
        ("CANARY", Some(size), None) => TrafficRouting::Canary(read_size(size)?),
        ("CANARY", _, _) => {
            return invalid(
                "Traffic routing of type CANARY needs CanarySize, and no LinearStepSize.",
            );
        }
        ("LINEAR", None, Some(size)) => TrafficRouting::Linear(read_size(size)?),
        ("LINEAR", _, _) => {
            return invalid(
                "Traffic routing of type LINEAR needs LinearStepSize, and no CanarySize.",
            );
        }
        (_, None, None) => TrafficRouting::AllAtOnce,
        (_, _, _) => {
            return invalid(
                "Traffic routing of type ALL_AT_ONCE takes neither CanarySize nor LinearStepSize.",
            );
        }
    };
    Ok(UpdatePolicy::BlueGreen {
        routing,
        wait_secs: seconds(traffic.wait_interval_in_seconds),
        termination_wait_secs: unsigned(given.termination_wait_in_seconds).unwrap_or(0),
    })
}

fn read_size(given: &shapes::CapacitySize) -> Result<Size, ApiError> {
    read_part(&given.r#type, given.value)
}

fn read_part(kind: &str, value: i32) -> Result<Size, ApiError> {
    let value = u32::try_from(value).unwrap_or(0);
    match kind {
        "CAPACITY_PERCENT" if value > 100 => {
            invalid("A size of type CAPACITY_PERCENT must not be more than 100.")
        }
        "CAPACITY_PERCENT" => Ok(Size::Percent(value)),
        _ => Ok(Size::Count(value)),
    }
}

fn read_alarms(given: Option<&shapes::AutoRollbackConfig>) -> Result<Vec<String>, ApiError> {
    let named = given.and_then(|given| given.alarms.as_ref()).into_iter().flatten();
    let name = |alarm: &shapes::Alarm| match &alarm.alarm_name {
        Some(name) => Ok(name.clone()),
        None => invalid("Each alarm of AutoRollbackConfiguration needs an AlarmName."),
    };
    named.map(name).collect()
}

fn seconds(given: i32) -> u32 {
    u32::try_from(given).unwrap_or(0)
}

fn invalid<T>(text: &str) -> Result<T, ApiError> {
    Err(ApiError::Invalid(text.to_owned()))
}
