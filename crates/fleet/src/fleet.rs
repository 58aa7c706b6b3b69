//! The interface that all kinds of capacity share.

use std::path::PathBuf;
use std::pin::Pin;

use ebb_units::CopyId;

use crate::CopySpec;

/// Starts and stops copies. What becomes of them arrives as [`Report`](crate::Report)s in the receiver that
/// came with the fleet.
pub trait Fleet: Send + Sync + 'static {
    /// Starts a copy. Never blocks; a failure is reported as `Exited`.
    ///
    /// Ignored when a copy of that name is alive, and after [`shutdown`](Self::shutdown) was called. A name
    /// is free again once its `Exited` was reported.
    fn start(&self, spec: CopySpec);

    /// Stops a copy, whether it still starts or serves: politely first, by force when it takes too long.
    /// Never blocks. Harmless for a name that is not alive.
    fn stop(&self, copy: CopyId);

    /// Stops every copy that is alive now, as [`stop`](Self::stop) does.
    fn stop_all(&self);

    /// What kind of fleet it is, in one word: `process`, `simulated`.
    fn kind(&self) -> &'static str;

    /// Where the newest part of a copy's output is or was kept, if this kind keeps any.
    fn log_path(&self, copy: CopyId) -> Option<PathBuf>;

    /// Stops all copies and returns when every one of them is gone. Reports go on meanwhile; one that finds
    /// the queue full for a second is lost.
    fn shutdown(&self) -> Pin<Box<dyn Future<Output = ()> + Send + '_>>;
}
