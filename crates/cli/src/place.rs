//! Where a server is, for commands that ask it.

use clap::Args;

use crate::api::Api;
use crate::failure::Failure;
use crate::key::KeyOptions;

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
        let base = self.endpoint_url.trim_end_matches('/');
        if !base.starts_with("http://") || base.len() <= "http://".len() {
            return Err(Failure::usage(format!(
                "--endpoint-url: \"{}\" is not the address of a server, such as http://127.0.0.1:4600",
                self.endpoint_url
            )));
        }
        Ok(Api::new(base.to_owned(), self.key.signing()?))
    }

    pub(crate) fn key(&self) -> &KeyOptions {
        &self.key
    }

    /// The region that was named.
    pub(crate) fn region(&self) -> Option<&str> {
        self.key.region.as_deref()
    }
}
