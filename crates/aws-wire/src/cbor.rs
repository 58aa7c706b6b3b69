//! Documents in CBOR, as Smithy's RPC v2 writes them.
//! <https://smithy.io/2.0/additional-specs/protocols/smithy-rpc-v2.html>

mod plain;
mod read;
mod write;

pub(crate) use plain::Plain;
pub(crate) use read::read;
pub(crate) use write::{write, write_error};

#[cfg(test)]
mod tests;
