//! From real numbers to whole copies.

use ebb_units::Capacity;

/// The least number of copies that is not below `copies`. What is negative or no number is none.
pub(crate) fn ceil(copies: f64) -> Capacity {
    whole(copies.ceil())
}

/// [`ceil`] that takes a number for whole when only its last digits say otherwise (3 × 0.1 × 10 is three).
pub(crate) fn ceil_leniently(copies: f64) -> Capacity {
    whole((copies - 1e-9).ceil())
}

/// The greatest number of copies that is not above `copies`.
pub(crate) fn floor(copies: f64) -> Capacity {
    whole(copies.floor())
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the conversion saturates, and makes zero of what is no number"
)]
fn whole(copies: f64) -> Capacity {
    Capacity(copies as u32)
}
