//! The key to sign with, the region to sign for, and whom to trust.

use std::path::PathBuf;

use clap::Args;
use ebb_autoscale::{Credentials, EndpointUrlError, Endpoints, Region, Signing, configured_region};
use ebb_tls::Trust;

use crate::failure::Failure;

/// What `--endpoint-url` says when AWS itself is meant.
pub(crate) const AWS: &str = "aws";

/// Where nobody says another.
const REGION: &str = "us-east-1";

/// What to do when a server asks for signatures.
pub(crate) const UNSIGNED: &str = "a server with access keys takes signed requests only: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or name a --profile";

#[derive(Args)]
pub(crate) struct KeyOptions {
    /// Region to ask about [default: us-east-1; on AWS that of the AWS configuration]
    #[arg(long, env = "AWS_REGION", value_name = "REGION")]
    pub(crate) region: Option<String>,
    /// Profile of the AWS configuration whose access key signs [default: the key in the environment, or that of the
    /// profile in AWS_PROFILE]
    #[arg(long, value_name = "NAME")]
    pub(crate) profile: Option<String>,
    /// Certificates (PEM) of the authorities that are trusted on https [default: AWS_CA_BUNDLE, SSL_CERT_FILE, or those of this
    /// machine]
    #[arg(long, value_name = "FILE")]
    ca_bundle: Option<PathBuf>,
}

impl KeyOptions {
    /// For an Ebbtide server. One without access keys takes unsigned calls, so no key is no error here.
    pub(crate) fn signing(&self) -> Result<Signing, Failure> {
        let region = self.region.as_deref().unwrap_or(REGION);
        Ok(Signing::new(parsed(region)?, self.credentials()?.as_ref()))
    }

    /// Where the AWS CLI would ask, and the key that it would sign with.
    pub(crate) fn aws(&self) -> Result<(Endpoints, Signing), Failure> {
        let endpoints = self.endpoints()?.map_err(|error| {
            let failure = Failure::usage(format!("--endpoint-url {AWS}: {error}"));
            let hint = "set --region, AWS_REGION or a region in the profile";
            failure.hint(matches!(error, EndpointUrlError::NoRegion).then_some(hint))
        })?;
        let region = self.configured_region()?.unwrap_or_else(|| REGION.to_owned());
        let signing = Signing::new(parsed(&region)?, self.credentials()?.as_ref());
        if endpoints.asks_aws() && !signing.has_key() {
            return Err(Failure::usage("AWS takes signed calls only, and there is no access key").hint(Some(
                "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or name a --profile that has them; for roles and single sign-on: eval \"$(aws configure export-credentials --format env)\"",
            )));
        }
        Ok((endpoints, signing))
    }

    /// Where AWS's clients would ask.
    pub(crate) fn endpoints(&self) -> Result<Result<Endpoints, EndpointUrlError>, Failure> {
        let region = self.configured_region()?.as_deref().map(parsed).transpose()?;
        Ok(Endpoints::of_environment(region.as_ref()))
    }

    /// Who may vouch for a server.
    pub(crate) fn trust(&self) -> Trust {
        let trust = Trust::new("--ca-bundle or AWS_CA_BUNDLE");
        match &self.ca_bundle {
            Some(file) => trust.instead(file),
            None => trust,
        }
    }

    fn configured_region(&self) -> Result<Option<String>, Failure> {
        match &self.region {
            Some(region) => Ok(Some(region.clone())),
            None => configured_region(self.profile.as_deref())
                .map_err(|error| Failure::from_error(&error).into_usage()),
        }
    }

    fn credentials(&self) -> Result<Option<Credentials>, Failure> {
        Credentials::find(self.profile.as_deref())
            .map_err(|error| Failure::from_error(&error).into_usage())
    }
}

fn parsed(region: &str) -> Result<Region, Failure> {
    region.parse().map_err(|error| Failure::usage(format!("--region: {error}")))
}
