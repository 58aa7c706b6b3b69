//! Any of the rivals.

use ebb_units::{Capacity, SignedDuration};

use crate::{Fixed, Hpa, Kpa, Observation, Oracle, RayServe, Seasonal, SquareRoot};

/// When a rival looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Looks {
    /// From one look to the next.
    pub every: SignedDuration,
    /// Whether a request that finds no copy at all makes it look at once.
    pub at_once_from_zero: bool,
}

/// A policy that is not Ebbtide's.
#[derive(Clone, Debug)]
pub enum Rival {
    /// Kubernetes's HorizontalPodAutoscaler.
    Hpa(Hpa),
    /// Knative's autoscaler.
    Kpa(Kpa),
    /// Ray Serve's.
    RayServe(RayServe),
    /// Always as many.
    Fixed(Fixed),
    /// Square-root staffing.
    SquareRoot(SquareRoot),
    /// A forecast by the hour.
    Seasonal(Seasonal),
    /// It knows the future.
    Oracle(Oracle),
}

impl Rival {
    /// When it looks.
    pub fn looks(&self) -> Looks {
        match self {
            Self::Hpa(rival) => rival.looks(),
            Self::Kpa(rival) => rival.looks(),
            Self::RayServe(rival) => rival.looks(),
            Self::Fixed(rival) => rival.looks(),
            Self::SquareRoot(rival) => rival.looks(),
            Self::Seasonal(rival) => rival.looks(),
            Self::Oracle(rival) => rival.looks(),
        }
    }

    /// How many copies it wants; none when it leaves things as they are.
    pub fn wanted(&mut self, seen: &Observation) -> Option<Capacity> {
        match self {
            Self::Hpa(rival) => rival.wanted(seen),
            Self::Kpa(rival) => rival.wanted(seen),
            Self::RayServe(rival) => Some(rival.wanted(seen)),
            Self::Fixed(rival) => Some(rival.wanted()),
            Self::SquareRoot(rival) => Some(rival.wanted(seen)),
            Self::Seasonal(rival) => Some(rival.wanted(seen)),
            Self::Oracle(rival) => Some(rival.wanted(seen.now)),
        }
    }
}
