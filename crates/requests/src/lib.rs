//! What requests of the API ask for: from the structs of the model to what the decision core takes, and back.
//!
//! The server reads calls with it, and a blueprint what somebody has declared; both are held to the same rules, and get
//! the same words when they break one.

pub mod alarm;
pub mod metric;
pub mod policy;
pub mod query;
pub mod scheduled;
pub mod target;
pub mod wire;

mod error;

pub use error::RequestError;
