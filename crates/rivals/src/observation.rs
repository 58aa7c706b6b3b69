//! What a rival sees when it looks.

use ebb_units::{Capacity, SignedDuration, Timestamp};

/// The world at one moment, and what happened since the rival looked last.
#[derive(Clone, Debug, PartialEq)]
pub struct Observation {
    /// When it looks.
    pub now: Timestamp,
    /// How long ago it looked last; zero at its first look.
    pub elapsed: SignedDuration,
    /// How many copies there shall be: what was asked for last.
    pub desired: Capacity,
    /// Copies that serve.
    pub ready: Capacity,
    /// Copies that start.
    pub starting: Capacity,
    /// Requests that copies work on now.
    pub in_flight: u32,
    /// Requests that wait for a copy now.
    pub queued: u32,
    /// Requests that came since the last look.
    pub arrivals: u64,
    /// How many requests copies worked on, as the mean over the time since the last look.
    pub mean_in_flight: f64,
    /// How many requests waited for a copy, as the mean over the time since the last look.
    pub mean_queued: f64,
    /// How busy the copies are; none when nobody measures it.
    pub cpu: Option<CpuReport>,
}

/// The processor time of the copies that reported it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CpuReport {
    /// Of how many copies that serve there is a figure.
    pub copies: Capacity,
    /// Mean over them, in percent of what a copy has.
    pub mean_percent: f64,
}

impl Observation {
    /// Requests in the system now, whether served or waiting.
    pub fn in_system(&self) -> u32 {
        self.in_flight.saturating_add(self.queued)
    }

    /// Mean number of requests in the system since the last look.
    pub fn mean_in_system(&self) -> f64 {
        self.mean_in_flight + self.mean_queued
    }

    /// No copy serves and none starts.
    pub fn at_zero(&self) -> bool {
        self.ready == Capacity(0) && self.starting == Capacity(0)
    }
}
