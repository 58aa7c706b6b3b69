//! What the four List operations share: filters, order, pages.

use ebb_aws_model::EpochSeconds;
use ebb_units::Timestamp;

use crate::api::error::ApiError;
use crate::api::paging::{Cut, Order, Page, page};
use crate::api::wire::seconds;

/// The members of a listing that all four have.
#[derive(Default)]
pub(super) struct Listing {
    pub(super) operation: &'static str,
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
    pub(super) created: Timestamp,
    pub(super) modified: Timestamp,
    pub(super) status: String,
    pub(super) item: T,
}

impl Listing {
    /// Rule sagemaker.list: newest first unless asked otherwise, ten a page; "after" includes the instant itself.
    /// <https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ListEndpoints.html>
    pub(super) fn page<T>(&self, rows: Vec<Row<T>>) -> Result<Page<T>, ApiError> {
        let rows: Vec<Row<T>> = rows.into_iter().filter(|row| self.selects(row)).collect();
        let cut = Cut {
            operation: self.operation,
            token: self.next_token.as_deref(),
            most: usize::try_from(self.max_results.unwrap_or(10)).unwrap_or(10),
            order: match self.sort_order.as_deref() {
                Some("Ascending") => Order::Ascending,
                Some(_) | None => Order::Descending,
            },
        };
        let page = page(rows, &self.filters(), &cut, |row| self.key(row))?;
        Ok(Page { items: page.items.into_iter().map(|row| row.item).collect(), next: page.next })
    }

    /// The place of a row; names tell apart what is equal otherwise.
    fn key<T>(&self, row: &Row<T>) -> String {
        match self.sort_by.as_deref() {
            Some("Name") => row.name.clone(),
            // No name begins with a space, and no status holds one.
            Some("Status") => format!("{} {}", row.status, row.name),
            // Wide enough for the nanoseconds of the year 9999. Nothing was created before 1970.
            Some(_) | None => format!("{:021} {}", row.created.as_nanosecond().max(0), row.name),
        }
    }

    /// Everything a token is bound to: all but the token itself and the page size.
    fn filters(&self) -> String {
        let Self { sort_by, sort_order, name_contains, status, others, .. } = self;
        let times =
            [self.created_before, self.created_after, self.modified_before, self.modified_after];
        format!("{sort_by:?}{sort_order:?}{name_contains:?}{status:?}{others}{times:?}")
    }

    fn selects<T>(&self, row: &Row<T>) -> bool {
        let before = |limit: Option<EpochSeconds>, at: Timestamp| {
            limit.is_none_or(|limit| seconds(at).0 < limit.0)
        };
        let after = |limit: Option<EpochSeconds>, at: Timestamp| {
            limit.is_none_or(|limit| seconds(at).0 >= limit.0)
        };
        self.name_contains.as_ref().is_none_or(|part| row.name.contains(part))
            && self.status.as_ref().is_none_or(|status| *status == row.status)
            && before(self.created_before, row.created)
            && after(self.created_after, row.created)
            && before(self.modified_before, row.modified)
            && after(self.modified_after, row.modified)
    }
}
