//! Amazon resource names.

use std::fmt;
use std::str::FromStr;

/// An ARN cut into its six parts. The resource part may itself contain colons and slashes.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Arn {
    /// `aws`, `aws-cn`, …
    pub partition: String,
    /// The service, such as `sagemaker`.
    pub service: String,
    /// The region; empty for global resources.
    pub region: String,
    /// The account; empty where a service leaves it out.
    pub account: String,
    /// All that follows the fifth colon; never empty.
    pub resource: String,
}

/// The text is not an ARN.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("\"{0}\" is not an ARN: expected arn:partition:service:region:account:resource")]
pub struct ParseArnError(String);

impl FromStr for Arn {
    type Err = ParseArnError;

    fn from_str(text: &str) -> Result<Self, ParseArnError> {
        let refuse = || ParseArnError(text.chars().take(200).collect());
        let mut parts = text.splitn(6, ':');
        let mut next = || parts.next().ok_or_else(refuse);
        if next()? != "arn" {
            return Err(refuse());
        }
        let arn = Self {
            partition: next()?.to_owned(),
            service: next()?.to_owned(),
            region: next()?.to_owned(),
            account: next()?.to_owned(),
            resource: next()?.to_owned(),
        };
        if arn.partition.is_empty() || arn.service.is_empty() || arn.resource.is_empty() {
            return Err(refuse());
        }
        Ok(arn)
    }
}

impl fmt::Display for Arn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { partition, service, region, account, resource } = self;
        write!(f, "arn:{partition}:{service}:{region}:{account}:{resource}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parses_and_prints() {
        let text = "arn:aws:autoscaling:us-east-1:000000000000:scalingPolicy:u:resource/sagemaker/x:policyName/p";
        let arn: Arn = text.parse().unwrap();
        assert_eq!(arn.service, "autoscaling");
        assert_eq!(arn.resource, "scalingPolicy:u:resource/sagemaker/x:policyName/p");
        assert_eq!(arn.to_string(), text);
        for bad in ["", "arn", "arn:aws:s3", "urn:a:b:c:d:e", "arn::s:r:a:x", "arn:aws:s:r:a:"] {
            assert!(bad.parse::<Arn>().is_err(), "{bad}");
        }
    }
}
