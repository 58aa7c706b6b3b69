//! DeleteObject and DeleteObjects.

use std::collections::BTreeSet;
use std::error::Error;

use bytes::Bytes;
use http::Response;
use http_body::Body;

use super::error::{Code, S3Error};
use super::incoming::Incoming;
use super::xml::{Element, Xml};
use super::{Call, incoming, no_content, parse_key, xml_response};
use crate::body::ObjectBody;
use crate::name::ObjectKey;
use crate::spool::blocking;

/// The most keys of one DeleteObjects.
const MAX_KEYS: usize = 1000;

impl Call<'_> {
    pub(super) async fn delete_object(&self) -> Result<Response<ObjectBody>, S3Error> {
        self.refuse_condition()?;
        let (bucket, key) = (self.bucket()?, self.object_key()?);
        blocking(move || bucket.delete(&[key].into())).await?;
        Ok(no_content())
    }

    pub(super) async fn delete_objects<B>(
        &self,
        body: &mut Incoming<B>,
    ) -> Result<Response<ObjectBody>, S3Error>
    where
        B: Body<Data = Bytes>,
        B::Error: Into<Box<dyn Error + Send + Sync>>,
    {
        let bucket = self.bucket()?;
        let document = incoming::document(&self.head.headers, body).await?;
        let mut wanted = Wanted::parse(&document)?;
        self.refuse_denied(&mut wanted);
        let removed = blocking({
            let keys = wanted.keys.clone();
            move || bucket.delete(&keys)
        });
        removed.await?;
        Ok(xml_response(Xml::rooted("DeleteResult", |xml| {
            for key in wanted.keys.iter().filter(|_| !wanted.is_quiet) {
                xml.nested("Deleted", |xml| {
                    xml.text("Key", key.as_str());
                });
            }
            for (key, error) in &wanted.refused {
                xml.nested("Error", |xml| {
                    xml.text("Key", key);
                    error.element(xml);
                });
            }
        })))
    }

    /// Takes the keys out that the caller may not delete.
    fn refuse_denied(&self, wanted: &mut Wanted) {
        let Wanted { keys, refused, .. } = wanted;
        keys.retain(|key| {
            let denied = self.may("s3:DeleteObject", Some(&format!("{}/{key}", self.bucket))).err();
            let is_allowed = denied.is_none();
            refused.extend(denied.map(|error| (key.as_str().to_owned(), error)));
            is_allowed
        });
    }

    /// A condition that is not looked at must not be passed over: it guards against a loss.
    fn refuse_condition(&self) -> Result<(), S3Error> {
        const CONDITIONS: [&str; 3] =
            ["if-match", "x-amz-if-match-last-modified-time", "x-amz-if-match-size"];
        match CONDITIONS.into_iter().find(|name| self.head.headers.contains_key(*name)) {
            Some(name) => Err(S3Error::not_implemented_header(name)),
            None => Ok(()),
        }
    }
}

/// What a DeleteObjects asks for.
struct Wanted {
    keys: BTreeSet<ObjectKey>,
    refused: Vec<(String, S3Error)>,
    is_quiet: bool,
}

impl Wanted {
    fn parse(document: &[u8]) -> Result<Self, S3Error> {
        let root = Element::parse(document)
            .filter(|root| root.name == "Delete")
            .ok_or_else(S3Error::malformed_xml)?;
        let is_quiet = root.child_text("Quiet") == Some("true");
        let mut wanted = Self { keys: BTreeSet::new(), refused: Vec::new(), is_quiet };
        let objects: Vec<_> = root.children.iter().filter(|it| it.name == "Object").collect();
        if !(1..=MAX_KEYS).contains(&objects.len()) {
            return Err(S3Error::malformed_xml());
        }
        for object in objects {
            let key = &object.child("Key").ok_or_else(S3Error::malformed_xml)?.text;
            // A version, an ETag, a size: each narrows down what may be deleted.
            match object.children.iter().find(|child| child.name != "Key") {
                Some(narrowed) => wanted.refused.push((
                    key.clone(),
                    S3Error::new(
                        Code::NotImplemented,
                        format!(
                            "DeleteObjects with {} is not implemented by this server",
                            narrowed.name
                        ),
                    ),
                )),
                None => match parse_key(key) {
                    Ok(key) => _ = wanted.keys.insert(key),
                    Err(error) => wanted.refused.push((key.clone(), error)),
                },
            }
        }
        Ok(wanted)
    }
}
