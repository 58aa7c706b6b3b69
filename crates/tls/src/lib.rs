//! Connections to others: as they are for `http://`, in TLS for `https://`.
//!
//! All that Ebbtide calls it calls through a [`Connector`]: it bounds the time that a connection takes, checks the certificate
//! of whoever answers against a [`Trust`], and says in a [`ConnectError`] why one did not come about. No check can be
//! switched off: who has an authority of their own names its certificate.

mod connector;
mod error;
mod trust;

pub use connector::{Connector, Stream};
pub use error::{ConnectError, is_not_http};
pub use trust::{Trust, TrustError};
