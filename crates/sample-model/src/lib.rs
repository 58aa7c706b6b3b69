//! A real model server: language identification behind the SageMaker container contract.
//!
//! It is what `ebb` starts when someone wants to see an endpoint work before they bring a model of
//! their own: a statistical language detector with ten languages whose n-gram tables are part of the
//! binary, so nothing is downloaded. It behaves as a serving container has to:
//!
//! - the port is bound first; `GET /ping` says 503 while the model loads and 200 from then on;
//! - `POST /invocations` takes `application/json` (`{"text": "…"}` or `{"inputs": "…"}`) or
//!   `text/plain` and answers with the language, its confidence and the runners-up;
//! - as many classifications run as there are cores, a bounded number wait, the rest get 503;
//! - told to stop, it finishes what it has begun and returns.
//!
//! Contract: <https://docs.aws.amazon.com/sagemaker/latest/dg/your-algorithms-inference-code.html>

mod invocation;
mod model;
mod options;
mod reply;
mod routes;
mod server;
mod termination;
mod workers;

pub use options::{MAX_REPEAT, MAX_WARM_UP, Options, OptionsError};
pub use server::{Server, serve};
pub use termination::terminated;
