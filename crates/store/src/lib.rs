//! Durable state: rows and metric buckets in SQLite, committed before anyone is answered.
//!
//! The state in memory is authoritative while the server runs; this crate keeps the copy that the
//! next start loads. [`Store::commit`] returns when its [`Batch`] has reached the disk, so whoever
//! waits for it may answer its client. Batches that wait at the same time share one transaction
//! and one sync of the disk (group commit).
//!
//! The store knows no business: a row is a scope, a kind, a key and a JSON text that it never
//! looks into. There are no queries either: everything is read once, by [`Store::load`], and single rows
//! when it has to be known what became of them.

mod batch;
mod committer;
mod connection;
mod contents;
mod error;
mod folder;
mod load;
mod schema;
mod series;
mod stats;
mod store;
mod write;

pub use batch::{Batch, BucketRow, Write};
pub use contents::{Bucket, Contents, Record, RowKey, SeriesRows};
pub use error::{DatabaseError, OpenError, StoreError};
pub use stats::Stats;
pub use store::{Pending, Store};
