//! `ebb sample-model`.

use std::process::ExitCode;

use clap::Args;
use ebb_sample_model::{Options as ModelOptions, serve, terminated};

use crate::failure::Failure;
use crate::serve::start_logging;

#[derive(Args)]
#[command(after_help = "\
Examples:
  ebb sample-model --port 8080
  curl -s localhost:8080/invocations -H 'content-type: application/json' -d '{\"text\":\"Wie geht es dir?\"}'")]
pub(crate) struct Options {
    /// Port to listen on; SAGEMAKER_BIND_TO_PORT otherwise, else 8080
    #[arg(long, value_name = "PORT")]
    port: Option<u16>,
}

pub(crate) async fn run(options: Options) -> Result<ExitCode, Failure> {
    start_logging("info")?;
    let mut model = ModelOptions::from_environment(|name| std::env::var(name).ok())
        .map_err(|error| Failure::from_error(&error))?;
    if let Some(port) = options.port {
        model.port = port;
    }
    let port = model.port;
    let shutdown =
        terminated().map_err(|error| Failure::new("could not listen for signals", &error))?;
    serve(model, shutdown)
        .await
        .map_err(|error| Failure::new(&format!("could not serve on port {port}"), &error))?;
    Ok(ExitCode::SUCCESS)
}
