//! Where a server is, for commands that ask it.

use clap::Args;

use crate::api::Api;
use crate::failure::Failure;
use crate::key::{AWS, KeyOptions};

#[derive(Args)]
pub(crate) struct Place {
    /// The server, such as http://127.0.0.1:4600
    #[arg(
        long,
        env = "AWS_ENDPOINT_URL",
        value_name = "URL",
        default_value = "http://127.0.0.1:4600"
    )]
    endpoint_url: String,
    #[command(flatten)]
    key: KeyOptions,
}

impl Place {
    pub(crate) fn api(&self) -> Result<Api, Failure> {
        let base = self.url();
        if self.is_aws() {
            return Err(Failure::usage(format!(
                "--endpoint-url {AWS}: only an Ebbtide server can say this, such as the one at http://127.0.0.1:4600"
            )));
        }
        let is_server = |url: http::Uri| {
            matches!(url.scheme_str(), Some("http" | "https"))
                && url.host().is_some_and(|host| !host.is_empty())
        };
        if !base.parse().is_ok_and(is_server) {
            return Err(Failure::usage(format!(
                "--endpoint-url: \"{}\" is not the address of a server, such as http://127.0.0.1:4600",
                self.endpoint_url
            )));
        }
        Ok(Api::new(base.to_owned(), self.key.signing()?, self.key.trust()))
    }

    /// The address as it was named.
    pub(crate) fn url(&self) -> &str {
        self.endpoint_url.trim_end_matches('/')
    }

    /// Whether AWS itself is meant.
    pub(crate) fn is_aws(&self) -> bool {
        self.url() == AWS
    }

    pub(crate) fn key(&self) -> &KeyOptions {
        &self.key
    }

    /// The region that was named.
    pub(crate) fn region(&self) -> Option<&str> {
        self.key.region.as_deref()
    }
}
