//! Pages: opaque tokens that are bound to the request they continue.

use std::hash::{DefaultHasher, Hash, Hasher};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::error::ApiError;

/// One page and the token of the next one.
pub(crate) struct Page<T> {
    pub(crate) items: Vec<T>,
    pub(crate) next: Option<String>,
}

/// Cuts a page out of items that are sorted by `key`. The token names the last key that was given, so pages stay right
/// while items come and go, and carries a digest of the filters, so a token of another request is refused.
pub(crate) fn page<T>(
    items: impl IntoIterator<Item = T>,
    filters: &impl Hash,
    token: Option<&str>,
    most: usize,
    key: impl Fn(&T) -> String,
) -> Result<Page<T>, ApiError> {
    let digest = digest(filters);
    let after = token.map(|token| open(token, digest)).transpose()?;
    let mut rest = items.into_iter();
    let mut given = Vec::new();
    if let Some(after) = after {
        // The order of the listing is the caller's: skip up to and including the key, wherever it stands.
        let mut skipped: Vec<T> = Vec::new();
        let mut found = false;
        for item in rest.by_ref() {
            if key(&item) == after {
                found = true;
                break;
            }
            skipped.push(item);
        }
        if !found {
            return Err(ApiError::NextToken);
        }
    }
    let mut more = false;
    for item in rest {
        if given.len() == most {
            more = true;
            break;
        }
        given.push(item);
    }
    let next = if more { given.last().map(|last| seal(&key(last), digest)) } else { None };
    Ok(Page { items: given, next })
}

fn digest(filters: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    filters.hash(&mut hasher);
    hasher.finish()
}

fn seal(key: &str, digest: u64) -> String {
    URL_SAFE_NO_PAD.encode(format!("{digest:016x}{key}"))
}

fn open(token: &str, digest: u64) -> Result<String, ApiError> {
    let bytes = URL_SAFE_NO_PAD.decode(token).map_err(|_| ApiError::NextToken)?;
    let text = String::from_utf8(bytes).map_err(|_| ApiError::NextToken)?;
    let rest = text.strip_prefix(&format!("{digest:016x}")).ok_or(ApiError::NextToken)?;
    Ok(rest.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pages(token: Option<&str>, filter: &str) -> Result<Page<u32>, ApiError> {
        page(1..=5_u32, &filter, token, 2, u32::to_string)
    }

    #[test]
    fn tokens_lead_through_all_pages_once() {
        let first = pages(None, "f").unwrap();
        let second = pages(first.next.as_deref(), "f").unwrap();
        let third = pages(second.next.as_deref(), "f").unwrap();
        assert_eq!([first.items, second.items, third.items].concat(), [1, 2, 3, 4, 5]);
        assert!(third.next.is_none());
    }

    #[test]
    fn foreign_tokens_are_refused() {
        let first = pages(None, "f").unwrap();
        assert!(pages(first.next.as_deref(), "other filter").is_err());
        for bad in ["", "xyz", "!!!", "AAAA"] {
            assert!(pages(Some(bad), "f").is_err(), "{bad}");
        }
    }
}
