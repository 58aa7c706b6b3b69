//! How many copies or instances, and between which bounds.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A number of instances or copies.
#[derive(
    Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Capacity(pub u32);

impl fmt::Display for Capacity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Lower and upper bound of a scalable target. Invariant: `min <= max`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Bounds {
    min: Capacity,
    max: Capacity,
}

/// The upper bound lies below the lower one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("maximum {max} is below minimum {min}")]
pub struct InvertedBounds {
    /// The lower bound that was asked for.
    pub min: Capacity,
    /// The upper bound that was asked for.
    pub max: Capacity,
}

impl Bounds {
    /// Both bounds, each of them included.
    ///
    /// # Errors
    /// [`InvertedBounds`] when `max < min`.
    pub fn new(min: Capacity, max: Capacity) -> Result<Self, InvertedBounds> {
        if max < min {
            return Err(InvertedBounds { min, max });
        }
        Ok(Self { min, max })
    }

    /// The lower bound.
    pub fn min(self) -> Capacity {
        self.min
    }

    /// The upper bound.
    pub fn max(self) -> Capacity {
        self.max
    }

    /// The capacity inside the bounds that is nearest to `wanted`.
    pub fn clamp(self, wanted: Capacity) -> Capacity {
        wanted.clamp(self.min, self.max)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_hold_their_order() {
        let bounds = Bounds::new(Capacity(1), Capacity(4)).unwrap();
        assert_eq!(bounds.clamp(Capacity(0)), Capacity(1));
        assert_eq!(bounds.clamp(Capacity(9)), Capacity(4));
        assert_eq!(bounds.clamp(Capacity(3)), Capacity(3));
        assert!(Bounds::new(Capacity(2), Capacity(2)).is_ok());
        assert!(Bounds::new(Capacity(3), Capacity(2)).is_err());
    }
}
