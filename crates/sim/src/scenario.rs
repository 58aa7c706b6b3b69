//! What is simulated: the workload, how long its requests take, how its copies start, and what it costs.
//!
//! A scenario holds nothing of the scaling itself: the same one is run with different [`Scaling`](crate::Scaling)s, and
//! the same seed gives all of them the same arrivals, service times and start-up times.

use ebb_decide::hosting::Requirements;
use ebb_units::{Timestamp, Workload};
use serde::{Deserialize, Serialize};

use crate::distribution::{Distribution, DistributionError};

/// A simulated world without its scaling. [`Scenario::new`] has the defaults.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Scenario {
    /// The instant at which it begins. Matters to schedules, and to what is told.
    pub start: Timestamp,
    /// Seed of everything random.
    pub seed: u64,
    /// What serves.
    pub host: Host,
    /// How long requests take.
    pub service: Service,
    /// What a copy does with several requests at a time.
    pub discipline: Discipline,
    /// How long copies and instances take to come and go.
    pub start_up: StartUp,
    /// What stands before the copies.
    pub gateway: Gateway,
    /// How fast the control plane sees and acts.
    pub timing: Timing,
    /// What breaks.
    pub faults: Faults,
    /// What counts as good.
    pub objective: Objective,
    /// Length of a row of the timeline in seconds.
    pub step_secs: u32,
    /// Seconds that are simulated beyond the last arrival, so that a scale-in can be seen.
    pub tail_secs: u32,
    /// Seconds after which arrivals are no longer taken; all of them when absent.
    pub limit_secs: Option<u64>,
}

/// What serves: a variant, whose copies are instances, or a component, whose copies share them.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Host {
    /// Which.
    pub workload: Workload,
    /// Copies at the start, in service at once.
    pub initial: u32,
    /// The type of instance, such as `ml.g5.xlarge`.
    pub instance_type: String,
    /// What a copy of a component reserves on its instance. Nothing for a variant.
    pub requirements: Requirements,
    /// Most instances that may hold copies of a component.
    pub most_instances: u32,
    /// Price of an instance for an hour, in whatever currency.
    pub price_per_hour: f64,
}

/// How long a request takes alone on a copy.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Service {
    /// Milliseconds by a law. `Distribution::Fixed`, `LogNormal` and `Empirical` are among them.
    Law(Distribution),
    /// What the trace says of each request.
    FromTrace,
    /// From the tokens of the request: all input tokens are read at one rate, then output tokens are written at another.
    Tokens {
        /// Input tokens that a copy reads in a second.
        prefill_per_sec: f64,
        /// Output tokens that a copy writes in a second for one request alone.
        decode_per_sec: f64,
    },
}

/// What a copy does with several requests at a time.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Discipline {
    /// So many requests at a time, each as fast as if alone; the others wait in the order in which they came.
    Slots {
        /// How many.
        slots: u32,
    },
    /// All at a time, sharing so many cores evenly; none is faster than one core makes it.
    Sharing {
        /// How many cores.
        cores: u32,
    },
    /// Continuous batching: up to `most` at a time, each slower the more there are. With `n` in the batch each runs at
    /// `1 / (1 + slowdown * (n - 1))` of its speed alone. The others wait in the order in which they came.
    Batching {
        /// Largest batch.
        most: u32,
        /// How much each further request slows all.
        slowdown: f64,
    },
}

/// How long copies and instances take to come and go, in seconds.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct StartUp {
    /// From the start of a copy on an instance that is there until it is healthy.
    pub copy_secs: Distribution,
    /// What a new instance takes before that.
    pub instance_secs: Distribution,
    /// From the last request of a copy that drains until it is gone.
    pub stop_secs: f64,
}

/// What stands before the copies.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Gateway {
    /// What becomes of requests that find no copy.
    pub cold: Cold,
    /// Which copy gets a request.
    pub routing: Routing,
    /// Present for an asynchronous endpoint: requests wait in one queue until a copy has room.
    pub asynchronous: Option<Asynchronous>,
}

/// What becomes of requests that find no copy.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Cold {
    /// They are refused at once, as on AWS.
    Fail,
    /// They wait for the first copy, oldest first.
    Hold {
        /// Longest wait in seconds.
        within_secs: f64,
        /// Most requests that wait.
        most: u32,
    },
}

/// Which copy gets a request.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Routing {
    /// The copy with the fewest requests.
    LeastOutstanding,
    /// Any of them.
    Random,
}

/// An asynchronous endpoint.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
pub struct Asynchronous {
    /// `MaxConcurrentInvocationsPerInstance`: requests that a copy works on at a time.
    pub max_concurrent: u32,
    /// Seconds after which a request that still waits has expired.
    pub expires_secs: f64,
}

/// How fast the control plane sees and acts.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
pub struct Timing {
    /// An alarm that is certain fires at the datum; off gives CloudWatch's timing.
    pub alarms_early: bool,
    /// Only data of the copies that serve now move the capacity; off gives AWS's behaviour.
    pub fresh_data: bool,
    /// Seconds from a measurement until alarms can see it.
    pub publication_delay_secs: f64,
}

/// What breaks.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct Faults {
    /// Seconds of service after which a copy crashes, by a law; never when absent.
    pub crash_after_secs: Option<Distribution>,
    /// Seconds from the start at which the oldest copy that serves crashes.
    pub crashes_at_secs: Vec<f64>,
    /// Share of starts that fail, 0 to 1.
    pub failed_starts: f64,
}

/// What counts as good.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
pub struct Objective {
    /// A request is good when it is answered within so many milliseconds of its arrival.
    pub latency_ms: f64,
}

/// A scenario that cannot be simulated.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum ScenarioError {
    /// A law of it makes no sense.
    #[error("\"{field}\" of the scenario cannot be drawn from")]
    Law {
        /// Where.
        field: &'static str,
        /// Why.
        #[source]
        source: DistributionError,
    },
    /// A number of it makes no sense.
    #[error("\"{field}\" of the scenario must be {wanted}, but is {value}")]
    Number {
        /// Where.
        field: &'static str,
        /// What it must be.
        wanted: &'static str,
        /// What it is.
        value: f64,
    },
    /// Custom resources have no copies here.
    #[error("\"{url}\" is a custom resource: only variants and inference components are simulated")]
    Custom {
        /// Its name.
        url: String,
    },
}

impl Scenario {
    /// An inference component "simulated" of one request at a time and copy, 100 ms each, which starts within 30 s on
    /// instances that take two minutes; the gateway holds requests as Ebbtide's does; no price.
    pub fn new() -> Self {
        Self {
            start: Timestamp::from_second(1_767_225_600).unwrap_or_default(),
            seed: 1,
            host: Host {
                workload: Workload::Component { name: "simulated".to_owned() },
                initial: 1,
                instance_type: "ml.m5.xlarge".to_owned(),
                requirements: Requirements { cores: 1.0, memory_mb: 1024.0, accelerators: 0.0 },
                most_instances: 1000,
                price_per_hour: 0.0,
            },
            service: Service::Law(Distribution::Fixed(100.0)),
            discipline: Discipline::Slots { slots: 1 },
            start_up: StartUp {
                copy_secs: Distribution::Fixed(30.0),
                instance_secs: Distribution::Fixed(120.0),
                stop_secs: 0.0,
            },
            gateway: Gateway {
                cold: Cold::Hold { within_secs: 50.0, most: 1000 },
                routing: Routing::LeastOutstanding,
                asynchronous: None,
            },
            timing: Timing { alarms_early: true, fresh_data: true, publication_delay_secs: 0.0 },
            faults: Faults::default(),
            objective: Objective { latency_ms: 1000.0 },
            step_secs: 60,
            tail_secs: 0,
            limit_secs: None,
        }
    }

    /// Changes timing and gateway to those of AWS: alarms on the minute, all data count, requests at zero are refused.
    #[must_use]
    pub fn like_aws(mut self) -> Self {
        self.timing.alarms_early = false;
        self.timing.fresh_data = false;
        self.gateway.cold = Cold::Fail;
        self
    }

    /// Refuses what cannot be simulated.
    ///
    /// # Errors
    /// [`ScenarioError`] names the field.
    pub fn check(&self) -> Result<(), ScenarioError> {
        if let Workload::Custom { url } = &self.host.workload {
            return Err(ScenarioError::Custom { url: url.clone() });
        }
        let law = |field, law: &Distribution| {
            law.check().map_err(|source| ScenarioError::Law { field, source })
        };
        let number = |field, value: f64, holds: bool, wanted| {
            holds.then_some(()).ok_or(ScenarioError::Number { field, wanted, value })
        };
        let positive = |field, value: f64| {
            number(field, value, 0.0 < value && value.is_finite(), "a number above zero")
        };
        let not_negative = |field, value: f64| {
            number(field, value, 0.0 <= value && value.is_finite(), "a number that is not negative")
        };
        match &self.service {
            Service::Law(service) => law("service", service)?,
            Service::FromTrace => {}
            Service::Tokens { prefill_per_sec, decode_per_sec } => {
                positive("service.prefill_per_sec", *prefill_per_sec)?;
                positive("service.decode_per_sec", *decode_per_sec)?;
            }
        }
        match self.discipline {
            Discipline::Slots { slots } => positive("discipline.slots", f64::from(slots))?,
            Discipline::Sharing { cores } => positive("discipline.cores", f64::from(cores))?,
            Discipline::Batching { most, slowdown } => {
                positive("discipline.most", f64::from(most))?;
                not_negative("discipline.slowdown", slowdown)?;
            }
        }
        law("start_up.copy_secs", &self.start_up.copy_secs)?;
        law("start_up.instance_secs", &self.start_up.instance_secs)?;
        not_negative("start_up.stop_secs", self.start_up.stop_secs)?;
        if let Cold::Hold { within_secs, .. } = self.gateway.cold {
            not_negative("gateway.cold.within_secs", within_secs)?;
        }
        if let Some(own) = &self.gateway.asynchronous {
            positive("gateway.asynchronous.max_concurrent", f64::from(own.max_concurrent))?;
            positive("gateway.asynchronous.expires_secs", own.expires_secs)?;
        }
        not_negative("timing.publication_delay_secs", self.timing.publication_delay_secs)?;
        if let Some(crash) = &self.faults.crash_after_secs {
            law("faults.crash_after_secs", crash)?;
            positive("the mean of faults.crash_after_secs", crash.mean())?;
        }
        for at in &self.faults.crashes_at_secs {
            not_negative("faults.crashes_at_secs", *at)?;
        }
        let failed = self.faults.failed_starts;
        number("faults.failed_starts", failed, (0.0..=1.0).contains(&failed), "between 0 and 1")?;
        positive("objective.latency_ms", self.objective.latency_ms)?;
        not_negative("host.price_per_hour", self.host.price_per_hour)?;
        positive("step_secs", f64::from(self.step_secs))?;
        number(
            "step_secs",
            f64::from(self.step_secs),
            self.step_secs.is_multiple_of(60),
            "whole minutes",
        )
    }
}

impl Default for Scenario {
    fn default() -> Self {
        Self::new()
    }
}

impl Discipline {
    /// Requests that a copy can work on at full use.
    pub fn width(self) -> u32 {
        match self {
            Self::Slots { slots } => slots,
            Self::Sharing { cores } => cores,
            Self::Batching { most, .. } => most,
        }
    }

    /// The speed of each of `n` requests on a copy, 1 for a request alone.
    pub fn speed(self, n: u32) -> f64 {
        match self {
            Self::Slots { .. } => 1.0,
            Self::Sharing { cores } => (f64::from(cores) / f64::from(n.max(1))).min(1.0),
            Self::Batching { slowdown, .. } => {
                1.0 / (1.0 + slowdown * f64::from(n.saturating_sub(1)))
            }
        }
    }

    /// Seconds of work that a copy does in a second at full use.
    pub fn capacity(self) -> f64 {
        f64::from(self.width()) * self.speed(self.width())
    }
}
