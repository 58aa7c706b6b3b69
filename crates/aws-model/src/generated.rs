//! One module per service, written by `cargo xtask codegen`; not edited by hand.
#![expect(missing_docs, reason = "the members are named and described by AWS's API reference")]

pub mod application_autoscaling;
pub mod cloudwatch;
pub mod sagemaker;
pub mod sagemaker_runtime;
