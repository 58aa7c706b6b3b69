//! Uploads in parts.

use std::error::Error;

use bytes::Bytes;
use http::Response;
use http_body::Body;

use super::condition::unquoted;
use super::error::{Code, S3Error};
use super::incoming::Incoming;
use super::xml::{Element, Xml};
use super::{Call, condition, incoming, metadata, no_content, put_header, quoted, xml_response};
use crate::body::ObjectBody;
use crate::checksum::{Algorithm, Checksum, hex};
use crate::spool::blocking;
use crate::store::{Attributes, ChecksumKind, Doing as _, MAX_PART_NUMBER, PartRef, UploadInfo};

impl Call<'_> {
    pub(super) async fn create_upload(&self) -> Result<Response<ObjectBody>, S3Error> {
        let (bucket, key) = (self.bucket()?, self.object_key()?);
        let attributes = metadata::attributes(&self.head.headers)?;
        let checksum = self.upload_checksum()?;
        let info = UploadInfo { key: key.as_str().to_owned(), attributes, checksum };
        let id = blocking(move || bucket.begin_upload(&info)).await?;
        let mut response = xml_response(Xml::rooted("InitiateMultipartUploadResult", |xml| {
            xml.text("Bucket", &self.bucket).text("Key", &self.key).text("UploadId", &id);
        }));
        if let Some((algorithm, kind)) = checksum {
            put_header(&mut response, "x-amz-checksum-algorithm", algorithm.name());
            let kind = metadata::checksum_type(kind == ChecksumKind::Composite);
            put_header(&mut response, "x-amz-checksum-type", kind);
        }
        Ok(response)
    }

    pub(super) async fn upload_part<B>(
        &self,
        body: &mut Incoming<B>,
    ) -> Result<Response<ObjectBody>, S3Error>
    where
        B: Body<Data = Bytes>,
        B::Error: Into<Box<dyn Error + Send + Sync>>,
    {
        let (bucket, key) = (self.bucket()?, self.object_key()?);
        let headers = &self.head.headers;
        metadata::refuse_unserved(headers)?;
        let (id, number) = (self.upload_id()?, self.part_number()?);
        let info = blocking({
            let (bucket, key, id) = (bucket.clone(), key.clone(), id.clone());
            move || bucket.upload(&key, &id)
        })
        .await?;
        let wanted = info.checksum.map(|(algorithm, _)| algorithm);
        let (spool, claims) = incoming::receive(bucket, headers, body, wanted).await?;
        let written = spool.finish(move |bucket, draft| {
            let (full, digested) = draft.finish();
            claims.check(&digested)?;
            let etag = hex(&digested.md5);
            let sealed = full
                .seal(key.as_str(), etag, Attributes::default(), digested.checksum)
                .doing("write the part")?;
            bucket.commit_part(&id, number, sealed)
        });
        let meta = written.await?;
        let mut response = Response::new(ObjectBody::empty());
        put_header(&mut response, "etag", &quoted(&meta.etag));
        if let Some(checksum) = &meta.checksum {
            put_header(&mut response, checksum.algorithm.header(), &checksum.value);
        }
        Ok(response)
    }

    pub(super) async fn complete_upload<B>(
        &self,
        body: &mut Incoming<B>,
    ) -> Result<Response<ObjectBody>, S3Error>
    where
        B: Body<Data = Bytes>,
        B::Error: Into<Box<dyn Error + Send + Sync>>,
    {
        let (bucket, key) = (self.bucket()?, self.object_key()?);
        let headers = &self.head.headers;
        let id = self.upload_id()?;
        let condition = condition::write(headers)?;
        // Here the checksum headers are about the object, not about this document.
        let claimed = incoming::claimed(headers)?;
        let document = incoming::document_of_upload(headers, body).await?;
        let parts = read_parts(&document)?;
        let completed = blocking(move || {
            bucket.complete_upload(&key, &id, &parts, claimed.as_ref(), &condition)
        });
        let meta = completed.await?;
        Ok(xml_response(Xml::rooted("CompleteMultipartUploadResult", |xml| {
            let host = self.header("host").unwrap_or("localhost");
            let path = self.head.uri.path();
            xml.text("Location", &format!("http://{host}{path}"))
                .text("Bucket", &self.bucket)
                .text("Key", &self.key)
                .text("ETag", &quoted(&meta.etag));
            if let Some(checksum) = &meta.checksum {
                xml.text(checksum.algorithm.element(), &checksum.value)
                    .text("ChecksumType", metadata::checksum_type(checksum.is_composite()));
            }
        })))
    }

    pub(super) async fn abort_upload(&self) -> Result<Response<ObjectBody>, S3Error> {
        let (bucket, key, id) = (self.bucket()?, self.object_key()?, self.upload_id()?);
        blocking(move || bucket.abort_upload(&key, &id)).await?;
        Ok(no_content())
    }

    fn upload_id(&self) -> Result<String, S3Error> {
        self.query.filled("uploadId").map(str::to_owned).ok_or_else(|| {
            S3Error::invalid_argument("uploadId", "", "This operation does not accept an empty id")
        })
    }

    fn part_number(&self) -> Result<u16, S3Error> {
        let text = self.query.get("partNumber").unwrap_or_default();
        parse_part_number(text).ok_or_else(|| {
            S3Error::invalid_argument(
                "partNumber",
                text,
                "Part number must be an integer between 1 and 10000, inclusive",
            )
        })
    }

    // Rule s3.multipart-checksum: CRC64NVME covers the whole object, the CRCs may do so when asked, the SHAs never do.
    // https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity-upload.html
    fn upload_checksum(&self) -> Result<Option<(Algorithm, ChecksumKind)>, S3Error> {
        let Some(name) = self.header("x-amz-checksum-algorithm") else { return Ok(None) };
        let algorithm = Algorithm::by_name(name).ok_or_else(|| {
            S3Error::not_implemented_header("x-amz-checksum-algorithm").with("Algorithm", name)
        })?;
        let kind = self.header("x-amz-checksum-type");
        let is_crc64 = algorithm == Algorithm::Crc64Nvme;
        let is_sha = matches!(algorithm, Algorithm::Sha1 | Algorithm::Sha256);
        match kind {
            None if is_crc64 => Ok(Some((algorithm, ChecksumKind::FullObject))),
            None => Ok(Some((algorithm, ChecksumKind::Composite))),
            Some("COMPOSITE") if !is_crc64 => Ok(Some((algorithm, ChecksumKind::Composite))),
            Some("FULL_OBJECT") if !is_sha => Ok(Some((algorithm, ChecksumKind::FullObject))),
            Some(kind) => Err(S3Error::new(
                Code::InvalidRequest,
                format!(
                    "The {kind} checksum type cannot be used with the {} checksum algorithm.",
                    algorithm.name()
                ),
            )),
        }
    }
}

fn parse_part_number(text: &str) -> Option<u16> {
    text.parse().ok().filter(|number| (1..=MAX_PART_NUMBER).contains(number))
}

fn read_parts(document: &[u8]) -> Result<Vec<PartRef>, S3Error> {
    let root = Element::parse(document)
        .filter(|root| root.name == "CompleteMultipartUpload")
        .ok_or_else(S3Error::malformed_xml)?;
    let parts: Option<Vec<PartRef>> =
        root.children.iter().filter(|child| child.name == "Part").map(read_part).collect();
    parts
        .filter(|parts| (1..=usize::from(MAX_PART_NUMBER)).contains(&parts.len()))
        .ok_or_else(S3Error::malformed_xml)
}

fn read_part(part: &Element) -> Option<PartRef> {
    let checksum = Algorithm::ALL.into_iter().find_map(|algorithm| {
        let value = part.child_text(algorithm.element())?.to_owned();
        Some(Checksum { algorithm, value })
    });
    Some(PartRef {
        number: parse_part_number(part.child_text("PartNumber")?)?,
        etag: unquoted(part.child_text("ETag")?).to_owned(),
        checksum,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_list_of_parts() {
        let text = "<CompleteMultipartUpload><Part><ETag>&quot;ab&quot;</ETag><PartNumber>1</PartNumber>\
                    <ChecksumCRC32>y/Q5Jg==</ChecksumCRC32></Part>\
                    <Part><PartNumber>7</PartNumber><ETag>cd</ETag></Part></CompleteMultipartUpload>";
        let checksum = Checksum { algorithm: Algorithm::Crc32, value: "y/Q5Jg==".to_owned() };
        assert_eq!(
            read_parts(text.as_bytes()).unwrap(),
            [
                PartRef { number: 1, etag: "ab".to_owned(), checksum: Some(checksum) },
                PartRef { number: 7, etag: "cd".to_owned(), checksum: None },
            ]
        );
        for bad in [
            "",
            "<CompleteMultipartUpload/>",
            "<Other><Part><PartNumber>1</PartNumber><ETag>a</ETag></Part></Other>",
            "<CompleteMultipartUpload><Part><PartNumber>0</PartNumber><ETag>a</ETag></Part></CompleteMultipartUpload>",
            "<CompleteMultipartUpload><Part><PartNumber>1</PartNumber></Part></CompleteMultipartUpload>",
        ] {
            assert_eq!(read_parts(bad.as_bytes()).unwrap_err().code, Code::MalformedXML, "{bad}");
        }
    }
}
