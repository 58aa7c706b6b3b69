//! What somebody has declared about scaling, read from anywhere into one typed form and written back.
//!
//! A [`Blueprint`] holds scalable targets, policies, alarms and scheduled actions as the requests that would bring them
//! about, each with the places where it was declared. It is read from
//!
//! - what `aws application-autoscaling describe-…`, `aws cloudwatch describe-alarms` and `aws sagemaker describe-…` print,
//!   and from the requests themselves ([`read`], [`read_aws`]),
//! - the plan or the state that `terraform show -json` prints ([`read`], [`read_terraform`]),
//! - `ebb.toml` ([`read`], [`read_toml`]),
//! - the answers of a live service ([`read_answer`]),
//!
//! and written as AWS's JSON, as Terraform and as `ebb.toml` ([`mod@write`]).
//!
//! What was declared may be wrong; a linter wants to see it all the same. [`Blueprint::setup`] holds it to the rules of the
//! live API and gives what the decision core takes:
//!
//! ```
//! # let text = r#"
//! # [[targets]]
//! # resource-id = "inference-component/llama"
//! # min-capacity = 0
//! # max-capacity = 4
//! # "#;
//! let blueprint = ebb_blueprint::read("ebb.toml", text)?;
//! let scope = blueprint.scope();
//! let setup = blueprint.setup(&scope).expect("nothing that the service would refuse");
//! for watched in setup.watched(&scope) {
//!     println!("{} of {} looks at {:?}", watched.policy, watched.workload, watched.watch);
//! }
//! // A simulator or a server hands the commands to its controller:
//! // setup.apply(&scope, |command| world.call(command))?;
//! # Ok::<(), ebb_blueprint::ReadError>(())
//! ```
//!
//! What a tuner varies are [`Knob`]s: [`Blueprint::knobs`] lists them, [`Blueprint::set`] turns one.

mod blueprint;
mod declared;
mod error;
mod form;
mod knob;
mod link;
mod node;
mod place;
mod read;
mod setup;
mod shaped;
pub mod write;

pub use blueprint::{
    Blueprint, Component, DEFAULT_CUSTOM_RESOURCE_HOSTS, Endpoint, Note, Quota, actions, policy_id,
};
pub use declared::Declared;
pub use error::ReadError;
pub use form::Form;
pub use knob::{Knob, KnobError};
pub use link::PolicyId;
pub use place::{Place, Position};
pub use read::{MOST_BYTES, SETTINGS, read, read_answer, read_aws, read_terraform, read_toml};
pub use setup::{
    Refused, Setup, Watched, alarm_of, policy_of, scheduled_of, step_error, target_of,
};
