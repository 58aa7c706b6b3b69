//! Drives a running server through the official AWS SDK for Rust: every call signed, typed, over TCP.
//!
//! ```text
//! ebb-e2e-rust-sdk URL ENDPOINT VARIANT ASYNC_ENDPOINT INPUT_LOCATION
//! ```
//!
//! The endpoints are there already. Prints the output location of its asynchronous request; ends with 0 when every
//! answer was as expected and nothing that it made is left.

mod autoscaling;
mod cloudwatch;
mod runtime;

use std::error::Error;
use std::process::ExitCode;

use aws_smithy_http_client::Builder;

/// Whatever went wrong; `?` on any SDK error, `ensure` on any other.
pub(crate) type Outcome<T = ()> = Result<T, Box<dyn Error + Send + Sync>>;

pub(crate) fn ensure(holds: bool, otherwise: impl std::fmt::Display) -> Outcome {
    if holds { Ok(()) } else { Err(otherwise.to_string().into()) }
}

/// What every client is configured with. Each SDK crate has its own `Config`, so this is a macro.
macro_rules! client {
    ($sdk:ident, $url:expr) => {
        $sdk::Client::from_conf(
            $sdk::Config::builder()
                .behavior_version_latest()
                .region($sdk::config::Region::new("us-east-1"))
                .credentials_provider($sdk::config::Credentials::new(
                    "AKIAEXAMPLEEXAMPLE00",
                    "an example, not a secret",
                    None,
                    None,
                    "the command line",
                ))
                .http_client(crate::http_client())
                .endpoint_url($url)
                .build(),
        )
    };
}
pub(crate) use client;

pub(crate) fn http_client() -> aws_smithy_runtime_api::client::http::SharedHttpClient {
    Builder::new().build_http()
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    match run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            let mut source = error.source();
            while let Some(cause) = source {
                eprintln!("  caused by: {cause}");
                source = cause.source();
            }
            ExitCode::FAILURE
        }
    }
}

async fn run() -> Outcome {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [url, endpoint, variant, asynchronous, input] = &arguments[..] else {
        return Err("expected: URL ENDPOINT VARIANT ASYNC_ENDPOINT INPUT_LOCATION".into());
    };
    autoscaling::check(url, endpoint, variant).await?;
    cloudwatch::check(url).await?;
    let output = runtime::check(url, endpoint, asynchronous, input).await?;
    println!("{output}");
    Ok(())
}
