//! ListObjects and ListObjectsV2.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ebb_units::Timestamp;
use http::Response;

use super::error::S3Error;
use super::query::encode;
use super::route::Operation;
use super::xml::Xml;
use super::{Call, metadata, quoted, xml_response};
use crate::body::ObjectBody;
use crate::spool::blocking;
use crate::store::{After, Entry, Item, ListQuery, Page};

/// The most lines of one page.
const MAX_KEYS: usize = 1000;

impl Call<'_> {
    pub(super) async fn list_objects(
        &self,
        operation: Operation,
    ) -> Result<Response<ObjectBody>, S3Error> {
        let bucket = self.bucket()?;
        let is_v2 = operation == Operation::ListObjectsV2;
        let encoded = match self.query.filled("encoding-type") {
            None => false,
            Some("url") => true,
            Some(other) => {
                return Err(S3Error::invalid_argument(
                    "encoding-type",
                    other,
                    "Invalid Encoding Method specified in Request",
                ));
            }
        };
        let query = ListQuery {
            prefix: self.query.get("prefix").unwrap_or_default().to_owned(),
            delimiter: self.query.filled("delimiter").map(str::to_owned),
            after: if is_v2 { self.after_token()? } else { self.after_marker() },
            limit: self.limit()?,
        };
        let page = blocking({
            let query = query.clone();
            move || bucket.list(&query)
        })
        .await?;
        let listing = Listing { call: self, query, page, encoded };
        Ok(xml_response(Xml::rooted("ListBucketResult", |xml| {
            listing.head(xml);
            if is_v2 {
                listing.position_v2(xml);
            } else {
                listing.position(xml);
            }
            // Version 1 always names the owner, version 2 when asked.
            listing.items(xml, !is_v2 || self.query.get("fetch-owner") == Some("true"));
        })))
    }

    fn limit(&self) -> Result<usize, S3Error> {
        let Some(text) = self.query.filled("max-keys") else { return Ok(MAX_KEYS) };
        let legal = text.parse::<i32>().ok().and_then(|limit| usize::try_from(limit).ok());
        legal.map(|limit| limit.min(MAX_KEYS)).ok_or_else(|| {
            S3Error::invalid_argument(
                "max-keys",
                text,
                "Argument max-keys must be an integer between 0 and 2147483647",
            )
        })
    }

    /// A token goes on where a page ended; `start-after` counts on the first page only.
    fn after_token(&self) -> Result<Option<After>, S3Error> {
        match self.query.get("continuation-token") {
            Some(token) => read_token(token).map(Some).ok_or_else(|| {
                S3Error::invalid_argument(
                    "continuation-token",
                    token,
                    "The continuation token provided is incorrect",
                )
            }),
            None => Ok(self.query.filled("start-after").map(|key| After::Key(key.to_owned()))),
        }
    }

    /// A marker is the last key or the last common prefix of a page: the delimiter at its end tells which.
    fn after_marker(&self) -> Option<After> {
        let marker = self.query.filled("marker")?.to_owned();
        let rolled_up =
            self.query.filled("delimiter").is_some_and(|delimiter| marker.ends_with(delimiter));
        Some(if rolled_up { After::Prefix(marker) } else { After::Key(marker) })
    }
}

struct Listing<'a> {
    call: &'a Call<'a>,
    query: ListQuery,
    page: Page,
    encoded: bool,
}

impl Listing<'_> {
    fn head(&self, xml: &mut Xml) {
        let is_truncated = if self.page.next.is_some() { "true" } else { "false" };
        xml.text("Name", &self.call.bucket)
            .text("Prefix", &self.key(&self.query.prefix))
            .optional(
                "Delimiter",
                self.query.delimiter.as_deref().map(|by| self.key(by)).as_deref(),
            )
            .text("MaxKeys", &self.query.limit.to_string())
            .optional("EncodingType", self.encoded.then_some("url"))
            .text("IsTruncated", is_truncated);
    }

    fn position(&self, xml: &mut Xml) {
        let next =
            self.page.next.as_ref().map(|(After::Key(text) | After::Prefix(text))| self.key(text));
        xml.text("Marker", &self.key(self.call.query.get("marker").unwrap_or_default()));
        // Without a delimiter the client goes on after the last key itself.
        xml.optional("NextMarker", next.filter(|_| self.query.delimiter.is_some()).as_deref());
    }

    fn position_v2(&self, xml: &mut Xml) {
        let query = &self.call.query;
        xml.text("KeyCount", &self.page.items.len().to_string())
            .optional("StartAfter", query.filled("start-after").map(|it| self.key(it)).as_deref())
            .optional("ContinuationToken", query.get("continuation-token"))
            .optional("NextContinuationToken", self.page.next.as_ref().map(token).as_deref());
    }

    fn items(&self, xml: &mut Xml, with_owner: bool) {
        for item in &self.page.items {
            if let Item::Object(key, entry) = item {
                xml.nested("Contents", |xml| self.object(xml, key, entry, with_owner));
            }
        }
        for item in &self.page.items {
            if let Item::Prefix(prefix) = item {
                xml.nested("CommonPrefixes", |xml| {
                    xml.text("Prefix", &self.key(prefix));
                });
            }
        }
    }

    fn object(&self, xml: &mut Xml, key: &str, entry: &Entry, with_owner: bool) {
        xml.text("Key", &self.key(key))
            .text("LastModified", &iso(entry.modified))
            .text("ETag", &quoted(&entry.etag));
        if let Some(checksum) = &entry.checksum {
            xml.text("ChecksumAlgorithm", checksum.algorithm.name())
                .text("ChecksumType", metadata::checksum_type(checksum.is_composite()));
        }
        xml.text("Size", &entry.length.to_string()).text("StorageClass", "STANDARD");
        if with_owner {
            xml.nested("Owner", |xml| {
                xml.text("ID", self.call.account.as_str());
            });
        }
    }

    fn key(&self, text: &str) -> String {
        if self.encoded { encode(text) } else { text.to_owned() }
    }
}

/// A time as S3 writes it in XML: milliseconds that are always zero.
pub(super) fn iso(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%S.000Z").to_string()
}

fn token(after: &After) -> String {
    URL_SAFE_NO_PAD.encode(match after {
        After::Key(key) => format!("k{key}"),
        After::Prefix(prefix) => format!("p{prefix}"),
    })
}

fn read_token(token: &str) -> Option<After> {
    let text = String::from_utf8(URL_SAFE_NO_PAD.decode(token).ok()?).ok()?;
    text.strip_prefix('k')
        .map(|key| After::Key(key.to_owned()))
        .or_else(|| text.strip_prefix('p').map(|prefix| After::Prefix(prefix.to_owned())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_come_back_as_they_went() {
        for after in [After::Key("kö/ +".to_owned()), After::Prefix("p/".to_owned())] {
            assert_eq!(read_token(&token(&after)), Some(after));
        }
        for bad in ["", "!", "eA", "_w"] {
            assert_eq!(read_token(bad), None, "{bad}");
        }
    }
}
