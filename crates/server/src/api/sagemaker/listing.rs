//! What the four List operations share: filters, order, pages.

use ebb_aws_model::EpochSeconds;

use crate::api::error::ApiError;
use crate::api::paging::{Page, page};

/// The members of a listing that all four have.
#[derive(Default)]
pub(super) struct Listing {
    pub(super) sort_by: Option<String>,
    pub(super) sort_order: Option<String>,
    pub(super) next_token: Option<String>,
    pub(super) max_results: Option<i32>,
    pub(super) name_contains: Option<String>,
    pub(super) created_before: Option<EpochSeconds>,
    pub(super) created_after: Option<EpochSeconds>,
    pub(super) modified_before: Option<EpochSeconds>,
    pub(super) modified_after: Option<EpochSeconds>,
    pub(super) status: Option<String>,
    /// Filters that only one operation has, for the token.
    pub(super) others: String,
}

/// What a listed thing is found and sorted by.
pub(super) struct Row<T> {
    pub(super) name: String,
    pub(super) created: EpochSeconds,
    pub(super) modified: EpochSeconds,
    pub(super) status: String,
    pub(super) item: T,
}

impl Listing {
    /// Rule sagemaker.list: newest first unless asked otherwise, ten a page; "after" includes the instant itself.
    /// <https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ListEndpoints.html>
    pub(super) fn page<T>(&self, rows: Vec<Row<T>>) -> Result<Page<T>, ApiError> {
        let mut rows: Vec<Row<T>> = rows.into_iter().filter(|row| self.selects(row)).collect();
        rows.sort_by(|a, b| match self.sort_by.as_deref() {
            Some("Name") => a.name.cmp(&b.name),
            Some("Status") => (&a.status, &a.name).cmp(&(&b.status, &b.name)),
            Some(_) | None => {
                a.created.0.total_cmp(&b.created.0).then_with(|| a.name.cmp(&b.name))
            }
        });
        if self.sort_order.as_deref() != Some("Ascending") {
            rows.reverse();
        }
        let filters = self.filters();
        let most = usize::try_from(self.max_results.unwrap_or(10)).unwrap_or(10);
        let page = page(rows, &filters, self.next_token.as_deref(), most, |row| row.name.clone())?;
        Ok(Page { items: page.items.into_iter().map(|row| row.item).collect(), next: page.next })
    }

    /// Everything a token is bound to: all but the token itself and the page size.
    fn filters(&self) -> String {
        let Self { sort_by, sort_order, name_contains, status, others, .. } = self;
        let times =
            [self.created_before, self.created_after, self.modified_before, self.modified_after];
        format!("{sort_by:?}{sort_order:?}{name_contains:?}{status:?}{others}{times:?}")
    }

    fn selects<T>(&self, row: &Row<T>) -> bool {
        let before = |limit: Option<EpochSeconds>, at: EpochSeconds| {
            limit.is_none_or(|limit| at.0 < limit.0)
        };
        let after = |limit: Option<EpochSeconds>, at: EpochSeconds| {
            limit.is_none_or(|limit| at.0 >= limit.0)
        };
        self.name_contains.as_ref().is_none_or(|part| row.name.contains(part))
            && self.status.as_ref().is_none_or(|status| *status == row.status)
            && before(self.created_before, row.created)
            && after(self.created_after, row.created)
            && before(self.modified_before, row.modified)
            && after(self.modified_after, row.modified)
    }
}
