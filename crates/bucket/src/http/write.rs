//! PutObject.

use std::error::Error;

use bytes::Bytes;
use http::Response;
use http_body::Body;

use super::error::S3Error;
use super::incoming::Incoming;
use super::{Call, condition, incoming, metadata, put_header, quoted};
use crate::body::ObjectBody;
use crate::checksum::hex;
use crate::store::Doing as _;

impl Call<'_> {
    pub(super) async fn put_object<B>(
        &self,
        body: &mut Incoming<B>,
    ) -> Result<Response<ObjectBody>, S3Error>
    where
        B: Body<Data = Bytes>,
        B::Error: Into<Box<dyn Error + Send + Sync>>,
    {
        let (bucket, key) = (self.bucket()?, self.object_key()?);
        let headers = &self.head.headers;
        let attributes = metadata::attributes(headers)?;
        let condition = condition::write(headers)?;
        let (spool, claims) = incoming::receive(bucket, headers, body, None).await?;
        let written = spool.finish(move |bucket, draft| {
            let (full, digested) = draft.finish();
            claims.check(&digested)?;
            let etag = hex(&digested.md5);
            let sealed = full
                .seal(key.as_str(), etag, attributes, digested.checksum)
                .doing("write the object")?;
            bucket.commit(&key, sealed, &condition)
        });
        let meta = written.await?;
        let mut response = Response::new(ObjectBody::empty());
        put_header(&mut response, "etag", &quoted(&meta.etag));
        metadata::checksum(&mut response, &meta);
        Ok(response)
    }
}
