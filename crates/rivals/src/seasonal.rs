//! A forecast: what this hour brought on the days, or in the weeks, before.
//!
//! The simplest form of what vendors call predictive scaling. Each hour of the season keeps the mean of the rates that
//! it has had so far; capacity is ordered for the rate of the hour that begins a start-up time from now, with some
//! headroom. An hour that was never seen counts with the rate of the last hour's worth of traffic.

use std::collections::BTreeMap;

use ebb_units::{Bounds, Capacity, SignedDuration, Timestamp};

use crate::recent::Recent;
use crate::square_root::rate_per_s;
use crate::{Looks, Observation, count};

/// What repeats.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Season {
    /// The hours of a day.
    Day,
    /// The hours of a week.
    Week,
}

/// What a seasonal forecast needs to know.
#[derive(Clone, Debug)]
pub struct SeasonalSettings {
    /// Between how many copies.
    pub bounds: Bounds,
    /// What repeats.
    pub season: Season,
    /// Mean time of service.
    pub service: SignedDuration,
    /// Requests that a copy serves at a time.
    pub slots: u32,
    /// How much more than the forecast is ordered: 1.2 is a fifth more.
    pub headroom: f64,
    /// How far ahead it looks: the time that a copy takes to start.
    pub ahead: SignedDuration,
}

/// Forecasts by the hour.
#[derive(Clone, Debug)]
pub struct Seasonal {
    settings: SeasonalSettings,
    /// Requests and seconds of each hour of the season.
    hours: BTreeMap<i64, (f64, f64)>,
    recent: Recent,
}

const HOUR: SignedDuration = SignedDuration::from_hours(1);

impl Seasonal {
    /// By these settings, and as yet without any experience.
    pub fn new(settings: SeasonalSettings) -> Self {
        Self { settings, hours: BTreeMap::new(), recent: Recent::reaching(HOUR) }
    }

    /// When it looks.
    pub fn looks(&self) -> Looks {
        Looks { every: SignedDuration::from_mins(1), at_once_from_zero: true }
    }

    /// How many copies it wants.
    pub fn wanted(&mut self, seen: &Observation) -> Capacity {
        let rate = rate_per_s(seen);
        let elapsed_s = seen.elapsed.as_secs_f64();
        self.recent.add(seen.now, seen.elapsed, rate);
        let this =
            self.hours.entry(hour(self.settings.season, seen.now - seen.elapsed)).or_default();
        this.0 += rate * elapsed_s;
        this.1 += elapsed_s;

        let forecast = self.forecast_per_s(seen.now);
        let places = self.settings.headroom * forecast * self.settings.service.as_secs_f64();
        let wanted = count::ceil_leniently(places / f64::from(self.settings.slots.max(1)));
        let waiting = Capacity(u32::from(seen.at_zero() && seen.queued > 0));
        self.settings.bounds.clamp(wanted.max(waiting))
    }

    /// The rate that is expected when a copy that is ordered now serves.
    fn forecast_per_s(&self, now: Timestamp) -> f64 {
        let then = now.saturating_add(self.settings.ahead).unwrap_or(Timestamp::MAX);
        let now_hour = hour(self.settings.season, now);
        let then_hour = hour(self.settings.season, then);
        // Of the hour that is under way there is only its beginning, unless it was seen whole before.
        let known = self.hours.get(&then_hour).filter(|&&(_, secs)| {
            secs >= if then_hour == now_hour { HOUR.as_secs_f64() } else { 1.0 }
        });
        match known {
            Some(&(requests, secs)) => requests / secs,
            None => self.recent.mean(now, HOUR).unwrap_or(0.0),
        }
    }
}

/// Which hour of the season, in UTC. The epoch was a Thursday; where the week begins does not matter here.
fn hour(season: Season, at: Timestamp) -> i64 {
    let hours = match season {
        Season::Day => 24,
        Season::Week => 7 * 24,
    };
    at.as_second().div_euclid(3600).rem_euclid(hours)
}
