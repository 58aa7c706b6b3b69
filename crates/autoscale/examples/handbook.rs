//! What the autoscaling program of the LLM Engineer's Handbook does, against a server on this machine.
//!
//! ```text
//! cargo run -p ebb-autoscale --example handbook -- COMPONENT ENDPOINT setup
//! cargo run -p ebb-autoscale --example handbook -- COMPONENT ENDPOINT cleanup
//! ```

#![expect(clippy::print_stdout, reason = "a program for the terminal")]

use std::error::Error;

use ebb_autoscale::{EbbtideClient, EndpointAutoscaling};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [component, endpoint, action] = &arguments[..] else {
        return Err("expected: COMPONENT ENDPOINT setup|cleanup".into());
    };
    let address = std::env::var("AWS_ENDPOINT_URL");
    let address = address.unwrap_or_else(|_| "http://127.0.0.1:4600".to_owned());
    let client = EbbtideClient::new(&address, "us-east-1".parse()?)?;
    let autoscaling = EndpointAutoscaling::like_handbook(component, endpoint);
    let report = match action.as_str() {
        "setup" => autoscaling.setup(&client).await?,
        "cleanup" => autoscaling.cleanup(&client).await?,
        other => return Err(format!("\"{other}\" is neither setup nor cleanup").into()),
    };
    for step in &report.steps {
        println!("{step}");
    }
    Ok(())
}
