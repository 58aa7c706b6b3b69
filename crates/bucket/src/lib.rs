//! The embedded object store that asynchronous inference reads from and writes to.
//!
//! It speaks as much of S3 (path style) as `aws s3 cp`, `aws s3api`, boto3 and the AWS SDKs need to put inputs in
//! and take results out, and answers `NotImplemented` with the name of the operation to everything else. Objects are
//! files in the data folder; an acknowledged write is on disk, and no reader ever sees half an object.
//!
//! [`Buckets::handle`] is the HTTP face, [`Buckets::get`] and [`Buckets::put`] are the face for the process itself.
//!
//! Buckets belong to an account and not to a region, and each account has its own names: what another account calls
//! the same is another bucket. On AWS a name is taken for everybody; here nobody can learn or block what others have.
//! Who asks and what they may do is found out before and told as a [`Caller`]; only chunk signatures are checked here,
//! where chunks are read.

mod body;
mod buckets;
mod caller;
mod checksum;
mod http;
mod name;
mod spool;
mod store;

pub use body::ObjectBody;
pub use buckets::{Buckets, EnsureError, GetError, Object, PutError};
pub use caller::Caller;
