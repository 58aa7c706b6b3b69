//! PutScheduledAction.

use ebb_aws_model::application_autoscaling as model;
use ebb_decide::schedule::{Expression, Zone};
use ebb_decide::{CapacityAction, ScheduledActionRequest};
use ebb_units::Workload;

use crate::RequestError;
use crate::wire::{check_capacity, instant};

/// The scheduled action that is asked for on a workload.
///
/// # Errors
/// [`RequestError`] in the service's words.
pub fn read(
    workload: &Workload,
    input: model::PutScheduledActionRequest,
) -> Result<ScheduledActionRequest, RequestError> {
    let action = input
        .scalable_target_action
        .map(|action| CapacityAction { min: action.min_capacity, max: action.max_capacity });
    for capacity in action.into_iter().flat_map(|action| [action.min, action.max]).flatten() {
        check_capacity(capacity)?;
    }
    let schedule = input.schedule.as_deref().map(Expression::parse).transpose();
    let zone = input.timezone.as_deref().map(Zone::parse).transpose();
    Ok(ScheduledActionRequest {
        workload: workload.clone(),
        name: input.scheduled_action_name,
        schedule: schedule.map_err(|error| RequestError::Invalid(error.to_string()))?,
        zone: zone.map_err(|error| RequestError::Invalid(error.to_string()))?,
        start: input.start_time.map(instant).transpose()?,
        end: input.end_time.map(instant).transpose()?,
        action,
    })
}
