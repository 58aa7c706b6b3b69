//! What a request says of its signature, in its `Authorization` header or in its query. Nothing of it is believed yet.

use http::HeaderMap;
use http::header::{AUTHORIZATION, DATE};

use super::canonical::decode;
use super::refused::Refused;
use super::stamp::Stamp;
use super::{ALGORITHM, CredentialScope, unhex};

/// Where a signature stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// In the header `Authorization`.
    Header,
    /// In the query of a presigned URL.
    Query,
}

/// A signature and what it says to have been made for.
#[derive(Debug, Clone)]
pub struct Claim {
    /// Key, date, region and service.
    pub scope: CredentialScope,
    /// Where it was found.
    pub form: Form,
    /// The last part of the credential, which should be `aws4_request`.
    pub(super) terminator: String,
    /// When the request was signed.
    pub(super) stamp: Stamp,
    /// Names of the signed headers, separated by semicolons.
    pub(super) signed_headers: String,
    pub(super) signature: String,
    /// How long a presigned URL is good for, in seconds.
    pub(super) expires_s: Option<u32>,
    /// The session token that came along.
    pub session_token: Option<String>,
}

impl Claim {
    /// Finds the signature of a request.
    ///
    /// # Errors
    /// [`Refused::Missing`] when there is none, and others when it cannot be read.
    pub fn read(headers: &HeaderMap, query: &str) -> Result<Self, Refused> {
        let presigned = parameter(query, "X-Amz-Algorithm");
        match (headers.get(AUTHORIZATION), presigned) {
            (Some(_), Some(_)) => Err(Refused::TwoSignatures),
            (Some(value), None) => {
                let value = value.to_str().map_err(|_| Refused::Missing)?;
                Self::from_header(value.trim(), headers)
            }
            (None, Some(algorithm)) => Self::from_query(&algorithm, query),
            // What the AWS CLI and boto3 presign for S3 in us-east-1 unless their `signature_version` is `s3v4`.
            (None, None) if parameter(query, "AWSAccessKeyId").is_some() => {
                Err(Refused::Algorithm("AWS".to_owned()))
            }
            (None, None) => Err(Refused::Missing),
        }
    }

    /// Whether the signature covers a header.
    pub fn covers(&self, header: &str) -> bool {
        self.signed_headers.split(';').any(|name| name.eq_ignore_ascii_case(header))
    }

    fn from_header(value: &str, headers: &HeaderMap) -> Result<Self, Refused> {
        let (algorithm, fields) = value.split_once(' ').unwrap_or((value, ""));
        // "AWS key:signature" was version 2.
        if algorithm != ALGORITHM {
            return Err(match algorithm.starts_with("AWS") {
                true => Refused::Algorithm(algorithm.to_owned()),
                false => Refused::Missing,
            });
        }
        let (mut credential, mut signed_headers, mut signature) = (None, None, None);
        for field in fields.split(',').map(str::trim).filter(|field| !field.is_empty()) {
            let Some((name, value)) = field.split_once('=') else {
                return Err(Refused::Incomplete(
                    Form::Header,
                    format!(
                        "'{field}' not a valid key=value pair (missing equal-sign) in Authorization header: '{value}'."
                    ),
                ));
            };
            match name {
                "Credential" => credential = Some(value),
                "SignedHeaders" => signed_headers = Some(value),
                "Signature" => signature = Some(value),
                _ => {}
            }
        }
        let date = date(headers);
        let has_date = date.is_some();
        // Rule sigv4.incomplete: everything that is missing is named at once.
        // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-troubleshooting.html
        let (Some(credential), Some(signed_headers), Some(signature), Some(date)) =
            (credential, signed_headers, signature, date)
        else {
            let mut text = String::new();
            for (name, is_there) in [
                ("Credential", credential.is_some()),
                ("Signature", signature.is_some()),
                ("SignedHeaders", signed_headers.is_some()),
            ] {
                if !is_there {
                    text.push_str("Authorization header requires '");
                    text.push_str(name);
                    text.push_str("' parameter. ");
                }
            }
            if !has_date {
                text.push_str(
                    "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. ",
                );
            }
            // AWS quotes the whole header; a signature that holds is none of an error's business.
            text.push_str("Authorization=");
            text.push_str(ALGORITHM);
            return Err(Refused::Incomplete(Form::Header, text));
        };
        let (scope, terminator) = self::credential(credential, Form::Header)?;
        Ok(Self {
            scope,
            form: Form::Header,
            terminator,
            stamp: date?,
            signed_headers: signed_headers.to_owned(),
            signature: signature.to_owned(),
            expires_s: None,
            session_token: header(headers, "x-amz-security-token").map(str::to_owned),
        })
    }

    fn from_query(algorithm: &str, query: &str) -> Result<Self, Refused> {
        let refused = |text: String| Refused::Incomplete(Form::Query, text);
        if algorithm != ALGORITHM {
            return Err(Refused::Algorithm(algorithm.to_owned()));
        }
        let required = |name: &str| {
            parameter(query, name).ok_or_else(|| {
                refused(
                    "Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, \
                     X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters."
                        .to_owned(),
                )
            })
        };
        let (credential, date) = (required("X-Amz-Credential")?, required("X-Amz-Date")?);
        let (signed_headers, signature) =
            (required("X-Amz-SignedHeaders")?, required("X-Amz-Signature")?);
        let expires = required("X-Amz-Expires")?;
        // Rule sigv4.presigned-expiry: a week at most.
        // https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html
        let expires_s = match expires.parse::<i64>() {
            Err(_) => Err("X-Amz-Expires should be a number"),
            Ok(secs) if secs < 0 => Err("X-Amz-Expires must be non-negative"),
            Ok(secs) => u32::try_from(secs).ok().filter(|secs| *secs <= WEEK_S).ok_or(
                "X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be less \
                 than 604800 seconds",
            ),
        };
        let stamp = Stamp::parse(&date).ok_or_else(|| wrong_date(Form::Query, &date))?;
        let (scope, terminator) = self::credential(&credential, Form::Query)?;
        Ok(Self {
            scope,
            form: Form::Query,
            terminator,
            stamp,
            signed_headers,
            signature,
            expires_s: Some(expires_s.map_err(|text| refused(text.to_owned()))?),
            session_token: parameter(query, "X-Amz-Security-Token"),
        })
    }

    /// The signature's bytes; `None` for what cannot be one.
    pub(super) fn digest(&self) -> Option<[u8; 32]> {
        unhex(&self.signature)
    }
}

const WEEK_S: u32 = 604_800;

/// The scope and the terminator of a credential; what is between the slashes is judged later.
fn credential(credential: &str, form: Form) -> Result<(CredentialScope, String), Refused> {
    let parts: Vec<&str> = credential.split('/').collect();
    let [access_key, date, region, service, terminator] = parts.as_slice() else {
        return Err(Refused::Incomplete(
            form,
            format!(
                "Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got \
                 '{credential}'"
            ),
        ));
    };
    let scope = CredentialScope {
        access_key: (*access_key).to_owned(),
        date: (*date).to_owned(),
        region: (*region).to_owned(),
        service: (*service).to_owned(),
    };
    Ok((scope, (*terminator).to_owned()))
}

/// The time of signing; `None` when no header gives one.
fn date(headers: &HeaderMap) -> Option<Result<Stamp, Refused>> {
    if let Some(text) = header(headers, "x-amz-date") {
        return Some(Stamp::parse(text).ok_or_else(|| wrong_date(Form::Header, text)));
    }
    let text = header(headers, DATE.as_str())?;
    let stamp = Stamp::parse(text).or_else(|| Stamp::from_http_date(text));
    Some(stamp.ok_or_else(|| wrong_date(Form::Header, text)))
}

fn wrong_date(form: Form, text: &str) -> Refused {
    Refused::Incomplete(
        form,
        format!(
            "Date must be in ISO-8601 'basic format'. Got '{text}'. See http://en.wikipedia.org/wiki/ISO_8601"
        ),
    )
}

fn header<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    headers.get(name)?.to_str().ok().map(str::trim)
}

/// A parameter of the query, decoded.
fn parameter(query: &str, name: &str) -> Option<String> {
    let value = query.split('&').find_map(|pair| {
        let (other, value) = pair.split_once('=').unwrap_or((pair, ""));
        (other == name).then_some(value)
    })?;
    String::from_utf8(decode(value)).ok()
}
