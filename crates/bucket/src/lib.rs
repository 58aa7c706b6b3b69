//! The embedded object store that asynchronous inference reads from and writes to.
