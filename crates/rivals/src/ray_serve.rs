//! Ray Serve's autoscaler.
//!
//! `wanted = requests under way and waiting / target_ongoing_requests`, the difference to what runs multiplied by a
//! factor and rounded up; the wish must hold for 30 s before there are more copies and for 600 s before there are fewer,
//! in every look. The requests are the mean of the last 30 s, reported every 10 s. At zero a request makes it act at once.
//! <https://docs.ray.io/en/latest/serve/advanced-guides/advanced-autoscaling.html>,
//! <https://docs.ray.io/en/latest/serve/api/doc/ray.serve.config.AutoscalingConfig.html>, and
//! `python/ray/serve/autoscaling_policy.py` in ray-project/ray for the order of the steps.
//!
//! Its control loop turns ten times a second; this one once. A wish that must hold for 30 s holds for 30 s in both.

use ebb_units::{Bounds, Capacity, SignedDuration, Timestamp};

use crate::recent::Recent;
use crate::{Looks, Observation, count};

/// How the autoscaler is set.
#[derive(Clone, Debug)]
pub struct RayServeSettings {
    /// `min_replicas` and `max_replicas`.
    pub bounds: Bounds,
    /// `target_ongoing_requests`.
    pub target: f64,
    /// `metrics_interval_s`.
    pub metrics_interval: SignedDuration,
    /// `look_back_period_s`.
    pub look_back: SignedDuration,
    /// `upscale_delay_s`.
    pub upscale_delay: SignedDuration,
    /// `downscale_delay_s`.
    pub downscale_delay: SignedDuration,
    /// `downscale_to_zero_delay_s`, for the last copy.
    pub to_zero_delay: Option<SignedDuration>,
    /// `upscaling_factor`.
    pub up_factor: f64,
    /// `downscaling_factor`.
    pub down_factor: f64,
}

impl RayServeSettings {
    /// The published defaults.
    pub fn published(bounds: Bounds) -> Self {
        Self {
            bounds,
            target: 2.0,
            metrics_interval: SignedDuration::from_secs(10),
            look_back: SignedDuration::from_secs(30),
            upscale_delay: SignedDuration::from_secs(30),
            downscale_delay: SignedDuration::from_secs(600),
            to_zero_delay: None,
            up_factor: 1.0,
            down_factor: 1.0,
        }
    }
}

/// A wish that must hold for a while.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Leaning {
    Up(Timestamp),
    Down(Timestamp),
}

/// The autoscaler with what it remembers.
#[derive(Clone, Debug)]
pub struct RayServe {
    settings: RayServeSettings,
    requests: Recent,
    /// When requests were reported last, and how many.
    reported: Option<(Timestamp, f64)>,
    leaning: Option<Leaning>,
}

impl RayServe {
    /// By these settings.
    pub fn new(settings: RayServeSettings) -> Self {
        Self {
            requests: Recent::reaching(settings.look_back),
            settings,
            reported: None,
            leaning: None,
        }
    }

    /// When it looks.
    pub fn looks(&self) -> Looks {
        Looks { every: SignedDuration::from_secs(1), at_once_from_zero: true }
    }

    /// How many copies it wants.
    pub fn wanted(&mut self, seen: &Observation) -> Capacity {
        self.requests.add(seen.now, seen.elapsed, seen.mean_in_system());
        let total = self.report(seen.now);
        let bounds = self.settings.bounds;
        if seen.ready == Capacity(0) {
            // Without a copy neither factor nor delay of the ordinary way: the first one is ordered at once.
            let first = count::ceil(self.settings.up_factor);
            let any = seen.queued > 0 || total.is_some_and(|requests| requests > 0.0);
            return bounds.clamp(if any { first.max(seen.desired) } else { seen.desired });
        }
        let Some(total) = total else { return seen.desired };
        let wish = bounds.clamp(self.wish(seen.ready, total));
        self.held(seen.now, seen.desired, wish)
    }

    /// The requests that the controller knows of: as reported last.
    fn report(&mut self, now: Timestamp) -> Option<f64> {
        let due = self.reported.is_none_or(|(at, _)| at + self.settings.metrics_interval <= now);
        if due && let Some(requests) = self.requests.mean(now, self.settings.look_back) {
            self.reported = Some((now, requests));
        }
        self.reported.map(|(_, requests)| requests)
    }

    /// What the requests ask for, with the factors.
    fn wish(&self, running: Capacity, requests: f64) -> Capacity {
        let desired = requests / self.settings.target;
        let now = f64::from(running.0);
        let factor =
            if desired > now { self.settings.up_factor } else { self.settings.down_factor };
        let scaled = count::ceil(now + factor * (desired - now));
        // A small factor must not hold the number for ever.
        let stuck = count::ceil(desired) < running && scaled == running;
        if stuck { Capacity(scaled.0 - 1) } else { scaled }
    }

    /// The wish, once it has held for long enough.
    fn held(&mut self, now: Timestamp, desired: Capacity, wish: Capacity) -> Capacity {
        let (since, delay, wish) = if wish > desired {
            let since = match self.leaning {
                Some(Leaning::Up(since)) => since,
                Some(Leaning::Down(_)) | None => now,
            };
            self.leaning = Some(Leaning::Up(since));
            (since, self.settings.upscale_delay, wish)
        } else if wish < desired {
            let since = match self.leaning {
                Some(Leaning::Down(since)) => since,
                Some(Leaning::Up(_)) | None => now,
            };
            self.leaning = Some(Leaning::Down(since));
            let delay = self.settings.downscale_delay;
            if desired == Capacity(1) {
                (since, self.settings.to_zero_delay.unwrap_or(delay), wish)
            } else {
                // To zero it goes by way of one.
                (since, delay, wish.max(Capacity(1)))
            }
        } else {
            self.leaning = None;
            return desired;
        };
        if now < since + delay {
            return desired;
        }
        self.leaning = None;
        wish
    }
}
