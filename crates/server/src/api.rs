//! The control APIs: from a checked document to a command, and from state to an answer.

mod autoscaling;
mod cloudwatch;
mod error;
mod paging;
mod sagemaker;
mod tags;
mod wire;

use ebb_aws_model::{Service, Shape};
use ebb_aws_wire::Call;
use ebb_units::Scope;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

pub(crate) use cloudwatch::{plain_data, record};
pub(crate) use error::ApiError;
pub(crate) use wire::MOST_CAPACITY;

use crate::engine::Engine;

/// One call with all that handlers need.
pub(crate) struct Context<'a> {
    pub(crate) engine: &'a Engine,
    pub(crate) scope: &'a Scope,
    /// Its name.
    pub(crate) operation: &'static str,
    input: &'static Shape,
    pub(crate) document: Value,
}

impl Context<'_> {
    /// The request as its struct, checked against the model.
    fn input<T: DeserializeOwned>(&mut self) -> Result<T, ApiError> {
        Ok(ebb_aws_model::parse(self.input, std::mem::take(&mut self.document))?)
    }
}

/// Handles one call; the answer is a document for the protocol of the call.
pub(crate) async fn handle(
    engine: &Engine,
    scope: &Scope,
    call: &Call,
    document: Value,
) -> Result<Value, ApiError> {
    let Some(input) = call.operation.input else {
        return Err(ApiError::NotBuilt(call.operation.name.to_owned()));
    };
    let context = Context { engine, scope, operation: call.operation.name, input, document };
    match call.service {
        Service::ApplicationAutoScaling => autoscaling::handle(call.operation.name, context).await,
        Service::CloudWatch => cloudwatch::handle(call.operation.name, context).await,
        Service::SageMaker => sagemaker::handle(call.operation.name, context).await,
        // Invocations go to the gateway; they have no business with the control APIs.
        Service::SageMakerRuntime => Err(ApiError::NotBuilt(call.operation.name.to_owned())),
    }
}

/// The document of an answer.
fn document(output: &impl Serialize) -> Result<Value, ApiError> {
    serde_json::to_value(output).map_err(|error| ApiError::Internal(error.to_string()))
}
