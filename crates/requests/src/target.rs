//! RegisterScalableTarget.

use ebb_aws_model::application_autoscaling as model;
use ebb_decide::TargetRequest;
use ebb_decide::scaling::CustomReport;
use ebb_units::Workload;

use crate::RequestError;
use crate::wire::check_capacity;

/// Refuses bounds that no server can keep.
///
/// # Errors
/// [`RequestError::Limit`].
pub fn check(input: &model::RegisterScalableTargetRequest) -> Result<(), RequestError> {
    [input.min_capacity, input.max_capacity].into_iter().flatten().try_for_each(check_capacity)
}

/// The registration that is asked for, with what a custom resource has said of itself.
pub fn read(
    workload: Workload,
    input: model::RegisterScalableTargetRequest,
    observed: Option<CustomReport>,
) -> TargetRequest {
    let suspended = input.suspended_state.unwrap_or_default();
    TargetRequest {
        workload,
        min: input.min_capacity,
        max: input.max_capacity,
        dynamic_in_suspended: suspended.dynamic_scaling_in_suspended,
        dynamic_out_suspended: suspended.dynamic_scaling_out_suspended,
        scheduled_suspended: suspended.scheduled_scaling_suspended,
        tags: input.tags.unwrap_or_default(),
        observed,
    }
}
