//! S3's REST protocol over [`Store`]: one request in, one answer out.

mod buckets;
mod chunked;
mod condition;
mod delete;
mod error;
mod incoming;
mod listing;
mod metadata;
mod multipart;
mod query;
mod range;
mod read;
mod route;
mod signature;
mod write;
mod xml;

use std::error::Error;
use std::sync::Arc;

use bytes::Bytes;
use ebb_aws_wire::sigv4::Refused;
use ebb_units::AccountId;
use http::{HeaderName, HeaderValue, Method, Request, Response, header, request};
use http_body::Body;

use crate::body::ObjectBody;
use crate::caller::Caller;
use crate::name::{BucketName, ObjectKey};
use crate::store::{Bucket, Store};
use error::{Code, S3Error};
use incoming::Incoming;
use query::Query;
use route::{Level, Operation};

/// Answers a request.
pub(crate) async fn handle<B>(
    store: &Arc<Store>,
    caller: &Caller<'_>,
    request: Request<B>,
    request_id: &str,
) -> Response<ObjectBody>
where
    B: Body<Data = Bytes> + Send,
    B::Error: Into<Box<dyn Error + Send + Sync>>,
{
    let (head, body) = request.into_parts();
    let mut body = Incoming::new(body, caller.take_chunks());
    let response = match answer(store, caller, &head, &mut body).await {
        Ok(response) => response,
        Err(error) => refusal(&error, &head, &mut body, request_id).await,
    };
    with_id(response, request_id)
}

/// Answers a request whose signature is refused.
pub(crate) async fn refuse<B>(
    refused: &Refused,
    request: Request<B>,
    request_id: &str,
) -> Response<ObjectBody>
where
    B: Body<Data = Bytes> + Send,
    B::Error: Into<Box<dyn Error + Send + Sync>>,
{
    let (head, body) = request.into_parts();
    let error = S3Error::from(refused);
    let response = refusal(&error, &head, &mut Incoming::new(body, None), request_id).await;
    with_id(response, request_id)
}

async fn refusal<B>(
    error: &S3Error,
    head: &request::Parts,
    body: &mut Incoming<B>,
    request_id: &str,
) -> Response<ObjectBody>
where
    B: Body<Data = Bytes> + Send,
{
    // Who expects a `100 Continue` has sent nothing yet.
    if !head.headers.contains_key(header::EXPECT) {
        body.drain().await;
    }
    error.response(head.method == Method::HEAD, head.uri.path(), request_id)
}

fn with_id(mut response: Response<ObjectBody>, request_id: &str) -> Response<ObjectBody> {
    if let Ok(id) = HeaderValue::from_str(request_id) {
        response.headers_mut().insert(HeaderName::from_static("x-amz-request-id"), id);
    }
    response
}

/// One request, with all its parts read but the body.
struct Call<'a> {
    store: &'a Arc<Store>,
    caller: &'a Caller<'a>,
    account: &'a AccountId,
    head: &'a request::Parts,
    query: Query,
    bucket: String,
    key: String,
}

async fn answer<B>(
    store: &Arc<Store>,
    caller: &Caller<'_>,
    head: &request::Parts,
    body: &mut Incoming<B>,
) -> Result<Response<ObjectBody>, S3Error>
where
    B: Body<Data = Bytes> + Send,
    B::Error: Into<Box<dyn Error + Send + Sync>>,
{
    let query = Query::parse(head.uri.query())?;
    let (bucket, key) = query::split_path(head.uri.path())?;
    let level = match (bucket.is_empty(), key.is_empty()) {
        (true, true) => Level::Service,
        (false, true) => Level::Bucket,
        (_, false) => Level::Object,
    };
    let operation = route::operation(&head.method, level, &query, &head.headers)?;
    let call = Call { store, caller, account: caller.account, head, query, bucket, key };
    call.authorize(operation)?;
    call.check_owner()?;
    match operation {
        Operation::ListBuckets => call.list_buckets(),
        Operation::CreateBucket => call.create_bucket(body).await,
        Operation::HeadBucket => call.head_bucket(),
        Operation::GetBucketLocation => call.bucket_location(),
        Operation::DeleteBucket => call.delete_bucket().await,
        Operation::ListObjects | Operation::ListObjectsV2 => call.list_objects(operation).await,
        Operation::DeleteObjects => call.delete_objects(body).await,
        Operation::GetObject | Operation::HeadObject => call.read_object().await,
        Operation::PutObject => call.put_object(body).await,
        Operation::DeleteObject => call.delete_object().await,
        Operation::CreateMultipartUpload => call.create_upload().await,
        Operation::UploadPart => call.upload_part(body).await,
        Operation::CompleteMultipartUpload => call.complete_upload(body).await,
        Operation::AbortMultipartUpload => call.abort_upload().await,
    }
}

impl Call<'_> {
    /// Refuses what the caller may not do. The keys of a DeleteObjects are asked about one by one when they are read.
    fn authorize(&self, operation: Operation) -> Result<(), S3Error> {
        match operation.action() {
            Some((action, Level::Service)) => self.may(action, None),
            Some((action, Level::Bucket)) => self.may(action, Some(&self.bucket)),
            Some((action, Level::Object)) => {
                self.may(action, Some(&format!("{}/{}", self.bucket, self.key)))
            }
            None => Ok(()),
        }
    }

    fn may(&self, action: &str, resource: Option<&str>) -> Result<(), S3Error> {
        let Some(may) = self.caller.may else { return Ok(()) };
        may(action, resource).map_err(|text| S3Error::new(Code::AccessDenied, text))
    }

    /// Refuses a request that is meant for a bucket of somebody else.
    // Rule s3.bucket-owner-condition:
    // https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-owner-condition.html
    fn check_owner(&self) -> Result<(), S3Error> {
        match self.header("x-amz-expected-bucket-owner") {
            Some(owner) if owner != self.account.as_str() => {
                Err(S3Error::new(Code::AccessDenied, "Access Denied"))
            }
            Some(_) | None => Ok(()),
        }
    }

    fn bucket_name(&self) -> Result<BucketName, S3Error> {
        BucketName::parse(&self.bucket).ok_or_else(|| {
            S3Error::new(Code::InvalidBucketName, "The specified bucket is not valid.")
                .with("BucketName", self.bucket.as_str())
        })
    }

    fn bucket(&self) -> Result<Arc<Bucket>, S3Error> {
        let name = self.bucket_name()?;
        self.store
            .bucket(self.account, &name)
            .map_err(|error| S3Error::from(error).with("BucketName", self.bucket.as_str()))
    }

    fn object_key(&self) -> Result<ObjectKey, S3Error> {
        parse_key(&self.key)
    }

    fn header(&self, name: &str) -> Option<&str> {
        self.head.headers.get(name)?.to_str().ok().map(str::trim)
    }
}

fn parse_key(key: &str) -> Result<ObjectKey, S3Error> {
    ObjectKey::parse(key).ok_or_else(|| {
        S3Error::new(Code::KeyTooLongError, "Your key is too long")
            .with("Size", key.len().to_string())
            .with("MaxSizeAllowed", ObjectKey::MAX_BYTES.to_string())
    })
}

/// A header value from text of our own or of a client; what no header can carry is left out.
fn put_header(response: &mut Response<ObjectBody>, name: &str, value: &str) {
    if let (Ok(name), Ok(value)) =
        (name.parse::<HeaderName>(), HeaderValue::from_bytes(value.as_bytes()))
    {
        response.headers_mut().insert(name, value);
    }
}

fn quoted(etag: &str) -> String {
    format!("\"{etag}\"")
}

fn xml_response(xml: xml::Xml) -> Response<ObjectBody> {
    let mut response = Response::new(xml.into());
    put_header(&mut response, "content-type", "application/xml");
    response
}

fn no_content() -> Response<ObjectBody> {
    let mut response = Response::new(ObjectBody::empty());
    *response.status_mut() = http::StatusCode::NO_CONTENT;
    response
}
