//! What can be said of a signature without its key: whether it is of now, of here, and of the whole request.

use http::HeaderMap;
use jiff::{SignedDuration, Timestamp};

use super::refused::{Refused, ScopeFault, Untimely};
use super::{Claim, Form, TERMINATOR};

/// What a signature has to fit.
#[derive(Debug, Clone, Copy)]
pub struct Rules<'a> {
    /// The signing name of the service that is asked.
    pub service: &'a str,
    /// How far the clock of the signer may be off, either way.
    pub skew: SignedDuration,
    /// The present, in real time.
    pub now: Timestamp,
}

impl Rules<'_> {
    /// Five minutes for all services, and for S3 a quarter of an hour.
    // Rule sigv4.skew: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-troubleshooting.html
    // Rule s3.skew: https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html (RequestTimeTooSkewed)
    pub fn skew_of(service: &str) -> SignedDuration {
        SignedDuration::from_mins(if service == "s3" { 15 } else { 5 })
    }
}

/// Headers that need not be signed although their names begin like those that must: they change nothing.
const FREE: [&str; 2] = ["x-amz-user-agent", "x-amz-cf-id"];

impl Claim {
    /// Checks time, headers and scope, in the order in which AWS does.
    ///
    /// # Errors
    /// The first that does not fit.
    pub fn check(&self, headers: &HeaderMap, rules: &Rules<'_>) -> Result<(), Refused> {
        self.check_time(rules)?;
        self.check_headers(headers)?;
        self.check_scope(rules)
    }

    fn check_time(&self, rules: &Rules<'_>) -> Result<(), Refused> {
        let Rules { now, skew, .. } = *rules;
        let signed_at = self.stamp.at;
        let age = now.duration_since(signed_at);
        let untimely =
            |allowed| Refused::Untimely(Untimely { form: self.form, signed_at, now, allowed });
        if age < -skew {
            return Err(untimely(skew));
        }
        let oldest = match self.expires_s {
            Some(expires_s) => SignedDuration::from_secs(expires_s.into()),
            None => skew,
        };
        if age > oldest { Err(untimely(oldest)) } else { Ok(()) }
    }

    /// Rule sigv4.signed-headers: the host and everything that changes what is asked.
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html#create-canonical-request>
    fn check_headers(&self, headers: &HeaderMap) -> Result<(), Refused> {
        if !self.covers("host") {
            return Err(Refused::HostNotSigned);
        }
        let mut unsigned: Vec<&str> = headers
            .keys()
            .map(http::HeaderName::as_str)
            // Those of SageMaker Runtime choose variant, component and session.
            .filter(|name| name.starts_with("x-amz-") || name.starts_with("x-amzn-sagemaker-"))
            .filter(|name| !FREE.contains(name) && !self.covers(name))
            // In a presigned URL the payload's hash may stand beside the signature: it binds the body only more.
            .filter(|name| self.form == Form::Header || *name != "x-amz-content-sha256")
            .collect();
        if unsigned.is_empty() {
            return Ok(());
        }
        unsigned.sort_unstable();
        Err(Refused::HeadersNotSigned(unsigned.into_iter().map(str::to_owned).collect()))
    }

    /// Rule sigv4.scope: region, service, terminator and date, all that is wrong at once.
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-troubleshooting.html#signature-v4-troubleshooting-credential-scope>
    fn check_scope(&self, rules: &Rules<'_>) -> Result<(), Refused> {
        let scope = &self.scope;
        let mut faults = Vec::new();
        if !is_region(&scope.region) {
            faults.push(ScopeFault::Region(scope.region.clone()));
        }
        if scope.service != rules.service {
            let (got, want) = (scope.service.clone(), rules.service.to_owned());
            faults.push(ScopeFault::Service { got, want });
        }
        if self.terminator != TERMINATOR {
            faults.push(ScopeFault::Terminator(self.terminator.clone()));
        }
        if scope.date != self.stamp.date() {
            let (got, stamp) = (scope.date.clone(), self.stamp.text().to_owned());
            faults.push(ScopeFault::Date { got, stamp });
        }
        if faults.is_empty() { Ok(()) } else { Err(Refused::Scope(self.form, faults)) }
    }
}

/// Whether a text can name a region.
fn is_region(text: &str) -> bool {
    (1..=32).contains(&text.len())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
}
