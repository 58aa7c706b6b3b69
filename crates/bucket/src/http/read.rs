//! GetObject and HeadObject.

use http::{Method, Response, StatusCode};

use super::condition::{self, Verdict};
use super::error::{Code, S3Error};
use super::range::{Span, span};
use super::{Call, metadata, put_header};
use crate::body::ObjectBody;
use crate::spool::blocking;
use crate::store::{Doing as _, Stored};

/// Parameters of a request that replace headers of the answer.
const REPLACED: [(&str, &str); 6] = [
    ("response-cache-control", "cache-control"),
    ("response-content-disposition", "content-disposition"),
    ("response-content-encoding", "content-encoding"),
    ("response-content-language", "content-language"),
    ("response-content-type", "content-type"),
    ("response-expires", "expires"),
];

impl Call<'_> {
    pub(super) async fn read_object(&self) -> Result<Response<ObjectBody>, S3Error> {
        metadata::refuse_unserved(&self.head.headers)?;
        let (bucket, key) = (self.bucket()?, self.object_key()?);
        let stored = blocking(move || bucket.object(&key))
            .await
            .map_err(|error| S3Error::from(error).with("Key", self.key.as_str()))?;
        if condition::read(&self.head.headers, &stored.meta)? == Verdict::NotModified {
            let mut response = Response::new(ObjectBody::empty());
            *response.status_mut() = StatusCode::NOT_MODIFIED;
            metadata::identify(&mut response, &stored.meta);
            return Ok(response);
        }
        self.send(stored).await
    }

    async fn send(&self, Stored { file, meta }: Stored) -> Result<Response<ObjectBody>, S3Error> {
        let range = self.header("range").unwrap_or_default();
        let (status, start, end) = match span(range, meta.length) {
            Span::Whole => (StatusCode::OK, 0, meta.length),
            Span::Part { start, end } => (StatusCode::PARTIAL_CONTENT, start, end),
            Span::Unsatisfiable => {
                return Err(S3Error::new(
                    Code::InvalidRange,
                    "The requested range is not satisfiable",
                )
                .with("RangeRequested", range)
                .with("ActualObjectSize", meta.length.to_string()));
            }
        };
        let body = if self.head.method == Method::HEAD {
            ObjectBody::empty()
        } else {
            blocking(move || ObjectBody::open(file, start, end).doing("read the object")).await?
        };
        let mut response = Response::new(body);
        *response.status_mut() = status;
        metadata::describe(&mut response, &meta);
        put_header(&mut response, "content-length", &(end - start).to_string());
        if status == StatusCode::PARTIAL_CONTENT {
            let range = format!("bytes {start}-{}/{}", end - 1, meta.length);
            put_header(&mut response, "content-range", &range);
        } else if self.header("x-amz-checksum-mode") == Some("ENABLED") {
            // Clients hold the checksum against what they receive, so it goes with whole objects only.
            metadata::checksum(&mut response, &meta);
        }
        for (parameter, header) in REPLACED {
            if let Some(value) = self.query.filled(parameter) {
                put_header(&mut response, header, value);
            }
        }
        Ok(response)
    }
}
