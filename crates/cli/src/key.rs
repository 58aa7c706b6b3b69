//! The key to sign with, and the region to sign for.

use clap::Args;
use ebb_autoscale::{Credentials, Signing};

use crate::failure::Failure;

/// Where nobody says another.
const REGION: &str = "us-east-1";

/// What to do when a server asks for signatures.
pub(crate) const UNSIGNED: &str = "a server with access keys takes signed requests only: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or name a --profile";

#[derive(Args)]
pub(crate) struct KeyOptions {
    /// Region to ask about [default: us-east-1]
    #[arg(long, env = "AWS_REGION", value_name = "REGION")]
    pub(crate) region: Option<String>,
    /// Profile of the AWS configuration whose access key signs [default: the key in the environment, or that of the
    /// profile in AWS_PROFILE]
    #[arg(long, value_name = "NAME")]
    profile: Option<String>,
}

impl KeyOptions {
    pub(crate) fn signing(&self) -> Result<Signing, Failure> {
        signing(self.region.as_deref(), self.profile.as_deref())
    }
}

/// A server without access keys takes unsigned calls, so no key is no error here.
pub(crate) fn signing(region: Option<&str>, profile: Option<&str>) -> Result<Signing, Failure> {
    let region = region
        .unwrap_or(REGION)
        .parse()
        .map_err(|error| Failure::usage(format!("--region: {error}")))?;
    let credentials =
        Credentials::find(profile).map_err(|error| Failure::from_error(&error).into_usage())?;
    Ok(Signing::new(region, credentials.as_ref()))
}
