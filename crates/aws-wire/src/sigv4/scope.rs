//! For which region and service a request was signed, by its own account: a look before any check.

use http::header::AUTHORIZATION;
use http::{HeaderMap, Uri};

/// What a signature was made for: `<access key>/<date>/<region>/<service>/aws4_request`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CredentialScope {
    /// Id of the access key.
    pub access_key: String,
    /// Date of the signing key, `YYYYMMDD`.
    pub date: String,
    /// Region, such as `us-east-1`.
    pub region: String,
    /// Signing name of the service, such as `monitoring`.
    pub service: String,
}

/// The credential scope of a request, from its `Authorization` header or its presigned URL; `None` when
/// it has none that can be read.
pub fn credential_scope(headers: &HeaderMap, uri: &Uri) -> Option<CredentialScope> {
    match headers.get(AUTHORIZATION) {
        Some(value) => from_authorization(value.to_str().ok()?),
        None => from_query(uri.query()?),
    }
}

fn from_authorization(value: &str) -> Option<CredentialScope> {
    let (algorithm, fields) = value.trim().split_once(' ')?;
    if algorithm != "AWS4-HMAC-SHA256" {
        return None;
    }
    fields.split(',').find_map(|field| parse(field.trim().strip_prefix("Credential=")?))
}

fn from_query(query: &str) -> Option<CredentialScope> {
    form_urlencoded::parse(query.as_bytes())
        .find(|(name, _)| name == "X-Amz-Credential")
        .and_then(|(_, credential)| parse(&credential))
}

fn parse(credential: &str) -> Option<CredentialScope> {
    let parts: Vec<&str> = credential.split('/').collect();
    match parts.as_slice() {
        [access_key, date, region, service, "aws4_request"]
            if [access_key, date, region, service].iter().all(|part| !part.is_empty()) =>
        {
            Some(CredentialScope {
                access_key: (*access_key).to_owned(),
                date: (*date).to_owned(),
                region: (*region).to_owned(),
                service: (*service).to_owned(),
            })
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scope(authorization: Option<&str>, uri: &str) -> Option<CredentialScope> {
        let mut headers = HeaderMap::new();
        if let Some(value) = authorization {
            headers.insert(AUTHORIZATION, value.parse().unwrap());
        }
        credential_scope(&headers, &uri.parse().unwrap())
    }

    fn monitoring() -> CredentialScope {
        CredentialScope {
            access_key: "AKIDEXAMPLE".to_owned(),
            date: "20261120".to_owned(),
            region: "eu-central-1".to_owned(),
            service: "monitoring".to_owned(),
        }
    }

    #[test]
    fn the_header_is_read_with_and_without_spaces() {
        for separator in [", ", ","] {
            let value = format!(
                "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20261120/eu-central-1/monitoring/aws4_request\
                 {separator}SignedHeaders=host;x-amz-date{separator}Signature=00ff"
            );
            assert_eq!(scope(Some(&value), "/"), Some(monitoring()));
        }
    }

    #[test]
    fn a_presigned_url_is_read() {
        let uri = "/?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIDEXAMPLE%2F20261120%2Feu-central-1\
                   %2Fmonitoring%2Faws4_request&X-Amz-Date=20261120T100000Z";
        assert_eq!(scope(None, uri), Some(monitoring()));
    }

    #[test]
    fn what_is_no_scope_is_none() {
        for value in [
            "",
            "Bearer abc",
            "AWS4-HMAC-SHA256",
            "AWS4-HMAC-SHA256 Credential=a/b/c/d",
            "AWS4-HMAC-SHA256 Credential=a/b/c/d/aws5_request",
            "AWS4-HMAC-SHA256 Credential=//us-east-1/s3/aws4_request",
            "AWS4-HMAC-SHA256 Credential=a/b/c/d/e/aws4_request",
            "AWS4-ECDSA-P256-SHA256 Credential=a/b/c/d/aws4_request",
        ] {
            assert_eq!(scope(Some(value), "/"), None, "{value}");
        }
        assert_eq!(scope(None, "/"), None);
        assert_eq!(scope(None, "/?X-Amz-Credential=x"), None);
    }
}
