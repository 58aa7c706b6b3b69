//! Small conversions between wire and domain values.

pub(crate) use ebb_requests::wire::{
    MOST_CAPACITY, capacity, count, finite, instant, seconds, unsigned,
};
