//! Operations on buckets themselves.

use std::error::Error;
use std::sync::Arc;

use bytes::Bytes;
use ebb_units::Region;
use http::Response;
use http_body::Body;

use super::error::{Code, S3Error};
use super::incoming::Incoming;
use super::listing::iso;
use super::xml::{Element, Xml};
use super::{Call, incoming, metadata, no_content, put_header, xml_response};
use crate::body::ObjectBody;
use crate::spool::blocking;
use crate::store::{Bucket, StoreError};

/// Where a bucket is that was created without a location, and a request that does not say.
const HOME: &str = "us-east-1";
/// The most buckets of one page.
const MAX_BUCKETS: usize = 10_000;

impl Call<'_> {
    pub(super) fn list_buckets(&self) -> Result<Response<ObjectBody>, S3Error> {
        let limit = match self.query.filled("max-buckets") {
            None => MAX_BUCKETS,
            Some(text) => {
                text.parse().ok().filter(|limit| (1..=MAX_BUCKETS).contains(limit)).ok_or_else(
                    || {
                        S3Error::invalid_argument(
                            "max-buckets",
                            text,
                            "Argument max-buckets must be an integer between 1 and 10000",
                        )
                    },
                )?
            }
        };
        let prefix = self.query.filled("prefix");
        let region = self.query.filled("bucket-region");
        // The names are safe as they are, so the token is the last name.
        let after = self.query.filled("continuation-token");
        let mut buckets = self.store.buckets(self.account);
        buckets.retain(|bucket| {
            let name = bucket.name.as_str();
            prefix.is_none_or(|prefix| name.starts_with(prefix))
                && region.is_none_or(|region| location(bucket) == region)
                && after.is_none_or(|after| name > after)
        });
        let more = buckets.len() > limit;
        buckets.truncate(limit);
        Ok(xml_response(Xml::rooted("ListAllMyBucketsResult", |xml| {
            xml.nested("Owner", |xml| {
                xml.text("ID", self.account.as_str());
            });
            xml.nested("Buckets", |xml| {
                for bucket in &buckets {
                    xml.nested("Bucket", |xml| {
                        xml.text("Name", bucket.name.as_str())
                            .text("CreationDate", &iso(bucket.info.created))
                            .text("BucketRegion", location(bucket));
                    });
                }
            });
            let last = buckets.last().filter(|_| more).map(|bucket| bucket.name.as_str());
            xml.optional("ContinuationToken", last).optional("Prefix", prefix);
        })))
    }

    pub(super) async fn create_bucket<B>(
        &self,
        body: &mut Incoming<B>,
    ) -> Result<Response<ObjectBody>, S3Error>
    where
        B: Body<Data = Bytes>,
        B::Error: Into<Box<dyn Error + Send + Sync>>,
    {
        let name = self.bucket_name()?;
        metadata::refuse_unserved(&self.head.headers)?;
        let document = incoming::document(&self.head.headers, body).await?;
        let location = self.check_location(wanted_location(&document)?)?;
        let (store, account) = (Arc::clone(self.store), self.account.clone());
        let is_home = self.region() == HOME && location.is_none();
        let created = blocking({
            let name = name.clone();
            move || store.create(&account, &name, location)
        });
        match created.await {
            // Rule s3.create-again: in us-east-1 creating one's own bucket again succeeds, elsewhere it is an error.
            // https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateBucket.html#API_CreateBucket_Errors
            Err(StoreError::BucketExists) if is_home => {}
            other => other
                .map_err(|error| S3Error::from(error).with("BucketName", self.bucket.as_str()))?,
        }
        let mut response = Response::new(ObjectBody::empty());
        put_header(&mut response, "location", &format!("/{name}"));
        Ok(response)
    }

    pub(super) fn head_bucket(&self) -> Result<Response<ObjectBody>, S3Error> {
        let bucket = self.bucket()?;
        let mut response = Response::new(ObjectBody::empty());
        put_header(&mut response, "x-amz-bucket-region", location(&bucket));
        Ok(response)
    }

    pub(super) fn bucket_location(&self) -> Result<Response<ObjectBody>, S3Error> {
        let bucket = self.bucket()?;
        // Rule s3.location-of-home: a bucket in us-east-1 has an empty constraint.
        // https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketLocation.html
        let location = bucket.info.location.clone().unwrap_or_default();
        Ok(xml_response(Xml::rooted("LocationConstraint", |xml| xml.push(&location))))
    }

    pub(super) async fn delete_bucket(&self) -> Result<Response<ObjectBody>, S3Error> {
        let name = self.bucket_name()?;
        let (store, account) = (Arc::clone(self.store), self.account.clone());
        blocking(move || store.remove(&account, &name))
            .await
            .map_err(|error| S3Error::from(error).with("BucketName", self.bucket.as_str()))?;
        Ok(no_content())
    }

    /// The region the request was signed for.
    fn region(&self) -> &str {
        let header = self.header("authorization").and_then(|text| text.split_once("Credential="));
        header
            .and_then(|(_, rest)| rest.split([',', ' ']).next())
            .or_else(|| self.query.get("X-Amz-Credential"))
            .and_then(|credential| credential.split('/').nth(2))
            .unwrap_or(HOME)
    }

    // Rule s3.location-constraint: a regional endpoint creates buckets in its own region and wants to be told so.
    // https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateBucket.html
    fn check_location(&self, wanted: Option<String>) -> Result<Option<String>, S3Error> {
        let region = self.region();
        if region == HOME || wanted.as_deref() == Some(region) {
            return Ok(wanted);
        }
        let named = wanted.as_deref().unwrap_or("unspecified");
        Err(S3Error::new(
            Code::IllegalLocationConstraintException,
            format!(
                "The {named} location constraint is incompatible for the region specific endpoint this request was \
                 sent to."
            ),
        ))
    }
}

fn location(bucket: &Bucket) -> &str {
    bucket.info.location.as_deref().unwrap_or(HOME)
}

fn wanted_location(document: &[u8]) -> Result<Option<String>, S3Error> {
    if document.is_empty() {
        return Ok(None);
    }
    let root = Element::parse(document)
        .filter(|root| root.name == "CreateBucketConfiguration")
        .ok_or_else(S3Error::malformed_xml)?;
    if root.child("Location").is_some() || root.child("Bucket").is_some() {
        return Err(S3Error::new(
            Code::NotImplemented,
            "Directory buckets are not implemented by this server",
        ));
    }
    match root.child_text("LocationConstraint").filter(|text| !text.is_empty()) {
        None => Ok(None),
        Some(text) if text == "EU" || (text != HOME && text.parse::<Region>().is_ok()) => {
            Ok(Some(text.to_owned()))
        }
        Some(text) => Err(S3Error::new(
            Code::InvalidLocationConstraint,
            "The specified location-constraint is not valid",
        )
        .with("LocationConstraint", text)),
    }
}
