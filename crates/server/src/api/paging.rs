//! Pages: opaque tokens that are bound to the request they continue.
//!
//! A token names the sort key of the last item that was given. The next page begins behind that key whether or not the
//! item is still there, so that "list a page, delete what is on it, ask for the next" reaches everything.

use std::hash::{DefaultHasher, Hash, Hasher};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::error::ApiError;

/// One page and the token of the next one.
pub(crate) struct Page<T> {
    pub(crate) items: Vec<T>,
    pub(crate) next: Option<String>,
}

/// Which way a listing runs along its keys.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Order {
    Ascending,
    Descending,
}

/// What a page is cut by.
pub(crate) struct Cut<'a> {
    /// The operation; a token of another one is refused.
    pub(crate) operation: &'static str,
    /// The token that came with the request.
    pub(crate) token: Option<&'a str>,
    /// Most items on the page.
    pub(crate) most: usize,
    pub(crate) order: Order,
}

/// Sorts items by `key`, which must tell them apart, and cuts a page out of them. The token carries a digest of
/// operation and filters, so that the token of another request is refused.
pub(crate) fn page<T>(
    items: Vec<T>,
    filters: &impl Hash,
    cut: &Cut<'_>,
    key: impl Fn(&T) -> String,
) -> Result<Page<T>, ApiError> {
    let digest = digest(&(cut.operation, filters));
    let after = cut.token.map(|token| open(token, digest)).transpose()?;
    let mut keyed: Vec<(String, T)> = items.into_iter().map(|item| (key(&item), item)).collect();
    keyed.sort_by(|(a, _), (b, _)| match cut.order {
        Order::Ascending => a.cmp(b),
        Order::Descending => b.cmp(a),
    });
    if let Some(after) = after {
        let given = keyed.partition_point(|(key, _)| match cut.order {
            Order::Ascending => *key <= after,
            Order::Descending => *key >= after,
        });
        keyed.drain(..given);
    }
    let more = keyed.len() > cut.most;
    keyed.truncate(cut.most);
    let last = keyed.last().filter(|_| more);
    let next = last.map(|(key, _)| seal(key, digest));
    Ok(Page { items: keyed.into_iter().map(|(_, item)| item).collect(), next })
}

/// A number of anything that is hashed alike, in this run of the server and the next.
pub(crate) fn digest(of: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    of.hash(&mut hasher);
    hasher.finish()
}

/// A token for a place in the listing that the digest stands for.
pub(crate) fn seal(place: &str, digest: u64) -> String {
    URL_SAFE_NO_PAD.encode(format!("{digest:016x}{place}"))
}

/// The place that a token names.
pub(crate) fn open(token: &str, digest: u64) -> Result<String, ApiError> {
    let bytes = URL_SAFE_NO_PAD.decode(token).map_err(|_| ApiError::NextToken)?;
    let text = String::from_utf8(bytes).map_err(|_| ApiError::NextToken)?;
    let rest = text.strip_prefix(&format!("{digest:016x}")).ok_or(ApiError::NextToken)?;
    Ok(rest.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pages(
        items: &[u32],
        token: Option<&str>,
        filter: &str,
        order: Order,
    ) -> Result<Page<u32>, ApiError> {
        let cut = Cut { operation: "List", token, most: 2, order };
        page(items.to_vec(), &filter, &cut, u32::to_string)
    }

    #[test]
    fn tokens_lead_through_all_pages_once() {
        for (order, want) in
            [(Order::Ascending, [1, 2, 3, 4, 5]), (Order::Descending, [5, 4, 3, 2, 1])]
        {
            let items = [3, 1, 5, 2, 4];
            let first = pages(&items, None, "f", order).unwrap();
            let second = pages(&items, first.next.as_deref(), "f", order).unwrap();
            let third = pages(&items, second.next.as_deref(), "f", order).unwrap();
            assert_eq!([first.items, second.items, third.items].concat(), want);
            assert!(third.next.is_none());
        }
    }

    #[test]
    fn the_item_that_a_token_names_may_be_gone() {
        for (order, left, want) in
            [(Order::Ascending, [3, 4, 5], [3, 4]), (Order::Descending, [1, 2, 3], [3, 2])]
        {
            let first = pages(&[1, 2, 3, 4, 5], None, "f", order).unwrap();
            let second = pages(&left, first.next.as_deref(), "f", order).unwrap();
            assert_eq!(second.items, want);
        }
    }

    #[test]
    fn foreign_tokens_are_refused() {
        let first = pages(&[1, 2, 3], None, "f", Order::Ascending).unwrap();
        let token = first.next.unwrap();
        assert!(pages(&[1, 2, 3], Some(&token), "other filter", Order::Ascending).is_err());
        let other =
            Cut { operation: "Other", token: Some(&token), most: 2, order: Order::Ascending };
        assert!(page(vec![1_u32], &"f", &other, u32::to_string).is_err());
        for bad in ["", "xyz", "!!!", "AAAA"] {
            assert!(pages(&[1, 2, 3], Some(bad), "f", Order::Ascending).is_err(), "{bad}");
        }
    }
}
