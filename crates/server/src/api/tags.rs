//! Tags as most services send them: a list of keys and values.

use std::collections::BTreeMap;

/// A list of tags as a map; a key that stands twice keeps its last value.
pub(crate) fn map(tags: impl IntoIterator<Item = (String, String)>) -> BTreeMap<String, String> {
    tags.into_iter().collect()
}
