//! The keys of a bucket in order, for listing.

use std::collections::BTreeMap;
use std::ops::Bound;

use ebb_units::Timestamp;

use super::object_file::Meta;
use crate::checksum::Checksum;

/// What a listing says about an object.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Entry {
    pub(crate) length: u64,
    pub(crate) etag: Box<str>,
    pub(crate) modified: Timestamp,
    pub(crate) checksum: Option<Checksum>,
}

/// Every key of a bucket. Strings sort by their UTF-8 bytes, which is the order S3 lists in.
#[derive(Debug, Default)]
pub(super) struct Index(BTreeMap<Box<str>, Entry>);

/// Which part of a listing is wanted.
#[derive(Clone, Debug, Default)]
pub(crate) struct ListQuery {
    pub(crate) prefix: String,
    /// Keys that go on after this text are rolled up into one common prefix. Never empty.
    pub(crate) delimiter: Option<String>,
    pub(crate) after: Option<After>,
    /// The most items to return.
    pub(crate) limit: usize,
}

/// Where a listing goes on.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum After {
    /// After this key.
    Key(String),
    /// After every key that starts with this.
    Prefix(String),
}

/// One line of a listing.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Item {
    Object(String, Entry),
    Prefix(String),
}

/// A part of a listing, and where the next part starts if there is one.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Page {
    pub(crate) items: Vec<Item>,
    pub(crate) next: Option<After>,
}

impl Index {
    pub(super) fn insert(&mut self, meta: &Meta) {
        let entry = Entry {
            length: meta.length,
            etag: meta.etag.as_str().into(),
            modified: meta.modified,
            checksum: meta.checksum.clone(),
        };
        self.0.insert(meta.key.as_str().into(), entry);
    }

    pub(super) fn remove(&mut self, key: &str) {
        self.0.remove(key);
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn list(&self, query: &ListQuery) -> Page {
        let mut page = Page::default();
        let Some(start) = start(query) else { return page };
        if query.limit == 0 {
            return page;
        }
        let mut cursor = self.0.range::<str, _>((as_str(&start), Bound::Unbounded));
        while let Some((key, entry)) = cursor.next() {
            if !key.starts_with(&query.prefix) {
                break;
            }
            if page.items.len() == query.limit {
                page.next = page.items.last().map(|item| match item {
                    Item::Object(key, _) => After::Key(key.clone()),
                    Item::Prefix(prefix) => After::Prefix(prefix.clone()),
                });
                break;
            }
            match common_prefix(key, query) {
                None => page.items.push(Item::Object(key.to_string(), entry.clone())),
                Some(prefix) => {
                    page.items.push(Item::Prefix(prefix.to_owned()));
                    // Jump over the keys below it: there may be millions.
                    let Some(next) = successor(prefix) else { break };
                    cursor =
                        self.0.range::<str, _>((Bound::Included(next.as_str()), Bound::Unbounded));
                }
            }
        }
        page
    }
}

/// The first key that can be on the page; `None` when there is no such key.
fn start(query: &ListQuery) -> Option<Bound<String>> {
    let prefix = &query.prefix;
    Some(match &query.after {
        Some(After::Key(key)) if key >= prefix => Bound::Excluded(key.clone()),
        Some(After::Prefix(after)) if after >= prefix => Bound::Included(successor(after)?),
        Some(_) | None => Bound::Included(prefix.clone()),
    })
}

fn as_str(bound: &Bound<String>) -> Bound<&str> {
    match bound {
        Bound::Included(text) => Bound::Included(text),
        Bound::Excluded(text) => Bound::Excluded(text),
        Bound::Unbounded => Bound::Unbounded,
    }
}

fn common_prefix<'a>(key: &'a str, query: &ListQuery) -> Option<&'a str> {
    let delimiter = query.delimiter.as_deref()?;
    let rest = &key[query.prefix.len()..];
    let at = rest.find(delimiter)?;
    Some(&key[..query.prefix.len() + at + delimiter.len()])
}

/// The smallest text above all texts that start with `prefix`; `None` when there is none.
fn successor(prefix: &str) -> Option<String> {
    let mut text = prefix.to_owned();
    while let Some(last) = text.pop() {
        // The step from U+D7FF goes over the surrogates.
        let next =
            if last == '\u{d7ff}' { Some('\u{e000}') } else { char::from_u32(u32::from(last) + 1) };
        if let Some(next) = next {
            text.push(next);
            return Some(text);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn index<'a>(keys: impl IntoIterator<Item = &'a str>) -> Index {
        let entry =
            Entry { length: 0, etag: "".into(), modified: Timestamp::UNIX_EPOCH, checksum: None };
        Index(keys.into_iter().map(|key| (key.into(), entry.clone())).collect())
    }

    /// Follows a listing to its end, one page of `limit` items after the other.
    fn walk(index: &Index, prefix: &str, delimiter: Option<&str>, limit: usize) -> Vec<String> {
        let mut query = ListQuery {
            prefix: prefix.to_owned(),
            delimiter: delimiter.map(str::to_owned),
            after: None,
            limit,
        };
        let mut lines = Vec::new();
        loop {
            let page = index.list(&query);
            assert!(page.items.len() <= limit);
            lines.extend(page.items.into_iter().map(|item| match item {
                Item::Object(key, _) => key,
                Item::Prefix(prefix) => format!("{prefix}*"),
            }));
            let Some(next) = page.next else { return lines };
            query.after = Some(next);
        }
    }

    #[test]
    fn rolls_up_below_the_delimiter() {
        let index = index(["a", "b/", "b/1", "b/2/x", "c/1", "é"]);
        for limit in 1..8 {
            assert_eq!(walk(&index, "", Some("/"), limit), ["a", "b/*", "c/*", "é"]);
            assert_eq!(walk(&index, "b/", Some("/"), limit), ["b/", "b/1", "b/2/*"]);
            assert_eq!(walk(&index, "b", None, limit), ["b/", "b/1", "b/2/x"]);
            assert!(walk(&index, "d", None, limit).is_empty());
        }
    }

    #[test]
    fn starts_after_a_key_that_need_not_exist() {
        let index = index(["a", "c", "e"]);
        let query = |after: &str| ListQuery {
            after: Some(After::Key(after.to_owned())),
            limit: 1,
            ..ListQuery::default()
        };
        let first = |after| match index.list(&query(after)).items.pop() {
            Some(Item::Object(key, _)) => key,
            other => panic!("{other:?}"),
        };
        assert_eq!(first(""), "a");
        assert_eq!(first("a"), "c");
        assert_eq!(first("b"), "c");
        assert!(index.list(&query("e")).items.is_empty());
    }

    #[test]
    fn nothing_wanted_is_nothing_cut_off() {
        assert_eq!(index(["a"]).list(&ListQuery::default()), Page::default());
    }

    proptest! {
        #[test]
        fn pages_of_any_size_make_the_same_listing(
            keys in proptest::collection::btree_set("[a-c/\u{d7ff}\u{10ffff}]{1,5}", 0..40),
            prefix in "[a-c/]{0,2}",
            limit in 1..10_usize,
        ) {
            let index = index(keys.iter().map(String::as_str));
            for delimiter in [None, Some("/"), Some("\u{10ffff}"), Some("ab")] {
                let mut want: Vec<String> = keys
                    .iter()
                    .filter_map(|key| key.strip_prefix(prefix.as_str()).map(|rest| (key, rest)))
                    .map(|(key, rest)| match delimiter.and_then(|by| rest.find(by).map(|at| at + by.len())) {
                        Some(end) => format!("{prefix}{}*", &rest[..end]),
                        None => key.clone(),
                    })
                    .collect();
                want.dedup();
                prop_assert_eq!(walk(&index, &prefix, delimiter, limit), want);
            }
        }
    }
}
