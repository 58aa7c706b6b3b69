//! Which operation a request asks for.

use http::{HeaderMap, Method};

use super::error::{Code, S3Error};
use super::query::Query;

/// The operations that are served.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Operation {
    ListBuckets,
    CreateBucket,
    HeadBucket,
    GetBucketLocation,
    DeleteBucket,
    ListObjects,
    ListObjectsV2,
    DeleteObjects,
    GetObject,
    HeadObject,
    PutObject,
    DeleteObject,
    CreateMultipartUpload,
    UploadPart,
    CompleteMultipartUpload,
    AbortMultipartUpload,
}

impl Operation {
    /// The action that a caller must be allowed, and on what.
    // Rule s3.actions: https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html
    pub(super) fn action(self) -> Option<(&'static str, Level)> {
        Some(match self {
            Self::ListBuckets => ("s3:ListAllMyBuckets", Level::Service),
            Self::CreateBucket => ("s3:CreateBucket", Level::Bucket),
            Self::HeadBucket | Self::ListObjects | Self::ListObjectsV2 => {
                ("s3:ListBucket", Level::Bucket)
            }
            Self::GetBucketLocation => ("s3:GetBucketLocation", Level::Bucket),
            Self::DeleteBucket => ("s3:DeleteBucket", Level::Bucket),
            Self::DeleteObjects => return None,
            Self::GetObject | Self::HeadObject => ("s3:GetObject", Level::Object),
            Self::PutObject
            | Self::CreateMultipartUpload
            | Self::UploadPart
            | Self::CompleteMultipartUpload => ("s3:PutObject", Level::Object),
            Self::DeleteObject => ("s3:DeleteObject", Level::Object),
            Self::AbortMultipartUpload => ("s3:AbortMultipartUpload", Level::Object),
        })
    }
}

/// What the path names.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Level {
    Service,
    Bucket,
    Object,
}

/// Sub-resources of a bucket that are not served, and the noun in the names of their operations.
// Rule s3.operations: https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations_Amazon_Simple_Storage_Service.html
const BUCKET_PARTS: &[(&str, &str)] = &[
    ("abac", "BucketAbac"),
    ("accelerate", "BucketAccelerateConfiguration"),
    ("acl", "BucketAcl"),
    ("analytics", "BucketAnalyticsConfiguration"),
    ("cors", "BucketCors"),
    ("encryption", "BucketEncryption"),
    ("intelligent-tiering", "BucketIntelligentTieringConfiguration"),
    ("inventory", "BucketInventoryConfiguration"),
    ("lifecycle", "BucketLifecycleConfiguration"),
    ("logging", "BucketLogging"),
    ("metadataConfiguration", "BucketMetadataConfiguration"),
    ("metadataTable", "BucketMetadataTableConfiguration"),
    ("metrics", "BucketMetricsConfiguration"),
    ("notification", "BucketNotificationConfiguration"),
    ("object-lock", "ObjectLockConfiguration"),
    ("ownershipControls", "BucketOwnershipControls"),
    ("policy", "BucketPolicy"),
    ("policyStatus", "BucketPolicyStatus"),
    ("publicAccessBlock", "PublicAccessBlock"),
    ("replication", "BucketReplication"),
    ("requestPayment", "BucketRequestPayment"),
    ("tagging", "BucketTagging"),
    ("versioning", "BucketVersioning"),
    ("website", "BucketWebsite"),
];

/// The same for objects.
const OBJECT_PARTS: &[(&str, &str)] = &[
    ("acl", "ObjectAcl"),
    ("attributes", "ObjectAttributes"),
    ("legal-hold", "ObjectLegalHold"),
    ("retention", "ObjectRetention"),
    ("tagging", "ObjectTagging"),
    ("torrent", "ObjectTorrent"),
];

/// Operations that do not follow the pattern of verb and noun.
const OTHERS: &[(Level, Method, &str, &str)] = &[
    (Level::Bucket, Method::GET, "session", "CreateSession"),
    (Level::Bucket, Method::GET, "uploads", "ListMultipartUploads"),
    (Level::Bucket, Method::GET, "versions", "ListObjectVersions"),
    (Level::Object, Method::GET, "uploadId", "ListParts"),
    (Level::Object, Method::GET, "partNumber", "GetObject with partNumber"),
    (Level::Object, Method::HEAD, "partNumber", "HeadObject with partNumber"),
    (Level::Object, Method::GET, "versionId", "GetObject with versionId"),
    (Level::Object, Method::HEAD, "versionId", "HeadObject with versionId"),
    (Level::Object, Method::DELETE, "versionId", "DeleteObject with versionId"),
    (Level::Object, Method::PUT, "append", "PutObject with append"),
    (Level::Object, Method::PUT, "encryption", "UpdateObjectEncryption"),
    (Level::Object, Method::PUT, "renameObject", "RenameObject"),
    (Level::Object, Method::POST, "restore", "RestoreObject"),
    (Level::Object, Method::POST, "select", "SelectObjectContent"),
];

/// Finds the operation.
///
/// # Errors
/// `NotImplemented` with the operation's name, or `MethodNotAllowed` when S3 has no such operation.
pub(super) fn operation(
    method: &Method,
    level: Level,
    query: &Query,
    headers: &HeaderMap,
) -> Result<Operation, S3Error> {
    if let Some(name) = unserved(method, level, query, headers) {
        return Err(S3Error::new(
            Code::NotImplemented,
            format!("{name} is not implemented by this server"),
        )
        .with("Operation", name));
    }
    served(method, level, query).ok_or_else(|| {
        S3Error::new(
            Code::MethodNotAllowed,
            "The specified method is not allowed against this resource.",
        )
        .with("Method", method.as_str())
    })
}

fn served(method: &Method, level: Level, query: &Query) -> Option<Operation> {
    let is_part = query.has("uploadId");
    Some(match (level, method.as_str()) {
        (Level::Service, "GET") => Operation::ListBuckets,
        (Level::Bucket, "GET") if query.has("location") => Operation::GetBucketLocation,
        (Level::Bucket, "GET") if query.get("list-type") == Some("2") => Operation::ListObjectsV2,
        (Level::Bucket, "GET") => Operation::ListObjects,
        (Level::Bucket, "HEAD") => Operation::HeadBucket,
        (Level::Bucket, "PUT") => Operation::CreateBucket,
        (Level::Bucket, "DELETE") => Operation::DeleteBucket,
        (Level::Bucket, "POST") if query.has("delete") => Operation::DeleteObjects,
        (Level::Object, "GET") => Operation::GetObject,
        (Level::Object, "HEAD") => Operation::HeadObject,
        (Level::Object, "PUT") if is_part => Operation::UploadPart,
        (Level::Object, "PUT") => Operation::PutObject,
        (Level::Object, "POST") if is_part => Operation::CompleteMultipartUpload,
        (Level::Object, "POST") if query.has("uploads") => Operation::CreateMultipartUpload,
        (Level::Object, "DELETE") if is_part => Operation::AbortMultipartUpload,
        (Level::Object, "DELETE") => Operation::DeleteObject,
        _ => return None,
    })
}

/// The name of an operation that S3 has and this server has not.
fn unserved(method: &Method, level: Level, query: &Query, headers: &HeaderMap) -> Option<String> {
    let other =
        OTHERS.iter().find(|(at, by, part, _)| (*at, by) == (level, method) && query.has(part));
    if let Some((.., name)) = other {
        return Some((*name).to_owned());
    }
    let verb = match method.as_str() {
        "GET" => "Get",
        "PUT" => "Put",
        "DELETE" => "Delete",
        _ => "",
    };
    let parts = match level {
        Level::Service => &[],
        Level::Bucket => BUCKET_PARTS,
        Level::Object => OBJECT_PARTS,
    };
    let part = parts.iter().find(|(part, _)| query.has(part));
    if let Some((part, noun)) = part.filter(|_| !verb.is_empty()) {
        // Several configurations of one kind are told apart by an id; without one they are listed.
        let many = ["analytics", "intelligent-tiering", "inventory", "metrics"].contains(part);
        if many && verb == "Get" && !query.has("id") {
            return Some(format!("List{noun}s"));
        }
        return Some(format!("{verb}{noun}"));
    }
    if level == Level::Object && *method == Method::PUT && headers.contains_key("x-amz-copy-source")
    {
        let name = if query.has("uploadId") { "UploadPartCopy" } else { "CopyObject" };
        return Some(name.to_owned());
    }
    let is_form = headers
        .get(http::header::CONTENT_TYPE)
        .is_some_and(|kind| kind.as_bytes().starts_with(b"multipart/form-data"));
    (level == Level::Bucket && *method == Method::POST && is_form).then(|| "PostObject".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn route(method: &str, level: Level, query: &str) -> Result<Operation, String> {
        let query = Query::parse(Some(query)).unwrap();
        let method = method.parse().unwrap();
        operation(&method, level, &query, &HeaderMap::new())
            .map_err(|error| format!("{}: {}", error.code.as_str(), error.details[0].1))
    }

    #[test]
    fn finds_what_is_served() {
        for (method, level, query, want) in [
            ("GET", Level::Service, "x-id=ListBuckets", Operation::ListBuckets),
            ("GET", Level::Bucket, "", Operation::ListObjects),
            ("GET", Level::Bucket, "list-type=2&prefix=acl", Operation::ListObjectsV2),
            ("GET", Level::Bucket, "location", Operation::GetBucketLocation),
            ("POST", Level::Bucket, "delete", Operation::DeleteObjects),
            ("PUT", Level::Object, "x-id=PutObject", Operation::PutObject),
            ("PUT", Level::Object, "partNumber=1&uploadId=x", Operation::UploadPart),
            ("POST", Level::Object, "uploads", Operation::CreateMultipartUpload),
            ("POST", Level::Object, "uploadId=x", Operation::CompleteMultipartUpload),
            ("DELETE", Level::Object, "uploadId=x", Operation::AbortMultipartUpload),
        ] {
            assert_eq!(route(method, level, query), Ok(want), "{method} {query}");
        }
    }

    #[test]
    fn names_what_is_not_served() {
        for (method, level, query, want) in [
            ("GET", Level::Bucket, "acl", "NotImplemented: GetBucketAcl"),
            ("PUT", Level::Bucket, "versioning", "NotImplemented: PutBucketVersioning"),
            ("DELETE", Level::Bucket, "policy", "NotImplemented: DeleteBucketPolicy"),
            ("GET", Level::Bucket, "metrics", "NotImplemented: ListBucketMetricsConfigurations"),
            ("GET", Level::Bucket, "metrics&id=1", "NotImplemented: GetBucketMetricsConfiguration"),
            ("GET", Level::Bucket, "versions", "NotImplemented: ListObjectVersions"),
            ("GET", Level::Object, "tagging", "NotImplemented: GetObjectTagging"),
            ("GET", Level::Object, "uploadId=x", "NotImplemented: ListParts"),
            ("POST", Level::Object, "select&select-type=2", "NotImplemented: SelectObjectContent"),
            ("PATCH", Level::Object, "", "MethodNotAllowed: PATCH"),
            ("POST", Level::Service, "", "MethodNotAllowed: POST"),
            ("POST", Level::Object, "", "MethodNotAllowed: POST"),
        ] {
            assert_eq!(route(method, level, query), Err(want.to_owned()), "{method} {query}");
        }
        let copy = [("x-amz-copy-source".parse().unwrap(), "b/k".parse().unwrap())];
        let got =
            operation(&Method::PUT, Level::Object, &Query::default(), &copy.into_iter().collect());
        assert_eq!(got.unwrap_err().details[0].1, "CopyObject");
    }
}
