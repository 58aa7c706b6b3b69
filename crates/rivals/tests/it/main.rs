//! The rivals over minutes of what they would see.
#![expect(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

mod keda;
mod kpa;
mod kubernetes;
mod oracle;
mod properties;
mod ray_serve;
mod scene;
mod seasonal;
mod square_root;
