//! Writing: from a blueprint to what can be applied.

mod aws;
mod ebb;
mod terraform;

pub use aws::aws_json;
pub use ebb::toml;
pub use terraform::terraform;

use serde_json::Value;

use crate::Form;

/// Some members of a request, in the form of a source: what to write instead of what stands there.
///
/// `shape` is the name of the request's shape, such as `PutScalingPolicyRequest`.
pub fn snippet(form: Form, shape: &str, members: &Value) -> String {
    match form {
        Form::Aws => format!("{members:#}\n"),
        Form::Terraform => terraform::snippet(shape, members),
        Form::Toml => ebb::snippet(shape, members),
    }
}
