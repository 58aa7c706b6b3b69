//! GetPredictiveScalingForecast: there is never a forecast.

use ebb_aws_model::application_autoscaling as model;
use ebb_requests::policy::predictive_unsupported;
use serde_json::Value;

use crate::api::Context;
use crate::api::error::ApiError;

pub(super) async fn forecast(mut context: Context<'_>) -> Result<Value, ApiError> {
    let input: model::GetPredictiveScalingForecastRequest = context.input()?;
    Err(predictive_unsupported(&input.scalable_dimension).into())
}
