//! The world, from options.

use clap::{Args, ValueEnum};
use ebb_sim::{
    Asynchronous, Cold, Discipline, Distribution, Routing, Scenario, Service, ServiceKnown,
};

use super::spelled;
use super::traffic::Traffic;
use crate::failure::Failure;

/// Milliseconds of a request of which nothing is known.
const SERVICE_MS: f64 = 100.0;
/// How long copies and instances take to start, when nobody says.
const COPY_START_SECS: f64 = 30.0;
const INSTANCE_START_SECS: f64 = 120.0;

/// What serves, how long it takes, what it costs.
#[derive(Args)]
#[command(next_help_heading = "The world")]
pub(crate) struct WorldOptions {
    /// Milliseconds that a request takes alone on a copy: a law, "trace" for the trace's own, or "tokens:PREFILL,DECODE" for
    /// tokens read and written in a second [default: trace when it has a column of these times, or 100]
    #[arg(long, value_name = "LAW", value_parser = spelled::service)]
    service: Option<Service>,
    /// Requests that a copy works on at a time, each as fast as alone
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..))]
    slots: u32,
    /// Cores that all requests of a copy share evenly, in place of slots
    #[arg(long, value_name = "N", conflicts_with_all = ["slots", "batch"], value_parser = clap::value_parser!(u32).range(1..))]
    sharing: Option<u32>,
    /// Continuous batching, in place of slots: the largest batch, and how much each further request slows all
    #[arg(long, value_name = "MOST,SLOWDOWN", conflicts_with = "slots", value_parser = spelled::batch)]
    batch: Option<Discipline>,
    /// Seconds from the start of a copy until it serves [default: 30]
    #[arg(long, value_name = "LAW")]
    copy_start: Option<Distribution>,
    /// Seconds that a new instance takes before that [default: 120]
    #[arg(long, value_name = "LAW")]
    instance_start: Option<Distribution>,
    /// The type of instance
    #[arg(long, value_name = "TYPE", default_value = "ml.m5.xlarge")]
    instance_type: String,
    /// Cores that a copy of an inference component reserves
    #[arg(long, value_name = "N", default_value = "1", value_parser = spelled::amount)]
    reserve_cores: f64,
    /// MB of memory that it reserves
    #[arg(long, value_name = "MB", default_value = "1024", value_parser = spelled::amount)]
    reserve_memory: f64,
    /// Accelerators that it reserves
    #[arg(long, value_name = "N", default_value = "0", value_parser = spelled::amount)]
    reserve_accelerators: f64,
    /// Price of an instance for an hour
    #[arg(long, value_name = "PRICE", default_value = "0", value_parser = spelled::amount)]
    price: f64,
    /// Copies that serve at the start; the lower bound when not given
    #[arg(long, value_name = "N")]
    initial: Option<u32>,
    /// What becomes of requests that find no copy
    #[arg(long, value_name = "WHAT", default_value = "hold")]
    cold: ColdOption,
    /// Longest wait of a held request
    #[arg(long, value_name = "TIME", default_value = "50s", value_parser = spelled::secs)]
    hold_within: f64,
    /// Most requests that are held
    #[arg(long, value_name = "N", default_value_t = 1000)]
    hold_most: u32,
    /// Which copy gets a request
    #[arg(long, value_name = "WHICH", default_value = "least-outstanding")]
    routing: RoutingOption,
    /// An asynchronous endpoint whose copies work on so many requests at a time
    #[arg(long = "async", value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    asynchronous: Option<u32>,
    /// AWS's timing: alarms on the minute, all data count, requests at zero are refused
    #[arg(long)]
    aws: bool,
    /// Seconds from a measurement until alarms can see it
    #[arg(long, value_name = "TIME", default_value = "0", value_parser = spelled::secs)]
    publication_delay: f64,
    /// Seconds of service after which a copy crashes
    #[arg(long, value_name = "LAW")]
    crash_after: Option<Distribution>,
    /// Share of starts that fail
    #[arg(long, value_name = "SHARE", default_value = "0", value_parser = spelled::share)]
    failed_starts: f64,
    /// A request is good when it is answered within this time
    #[arg(long, value_name = "TIME", default_value = "1s", value_parser = spelled::secs)]
    objective: f64,
    /// Time that is simulated beyond the last arrival
    #[arg(long, value_name = "TIME", default_value = "0", value_parser = spelled::secs)]
    tail: f64,
    /// Length of a row of the timeline
    #[arg(long, value_name = "TIME", default_value = "1m", value_parser = spelled::secs)]
    step: f64,
    /// Seed of everything random
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ColdOption {
    /// They wait for the first copy
    Hold,
    /// They are refused, as on AWS
    Fail,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum RoutingOption {
    /// The one with the fewest requests
    LeastOutstanding,
    /// Any
    Random,
}

impl WorldOptions {
    /// Copies that serve at the start, when it was said.
    pub(crate) fn initial(&self) -> Option<u32> {
        self.initial
    }

    /// Whether it was said how long copies or instances take to start.
    pub(crate) fn tells_starts(&self) -> bool {
        self.copy_start.is_some() || self.instance_start.is_some()
    }

    /// Seed of everything random.
    pub(crate) fn seed(&self) -> u64 {
        self.seed
    }

    /// The scenario of this traffic. Workload and copies at the start are the policies' to set.
    pub(crate) fn scenario(&self, traffic: &Traffic) -> Result<Scenario, Failure> {
        let mut scenario = Scenario::new();
        if let Some(start) = traffic.start() {
            scenario.start = start;
        }
        scenario.seed = self.seed;
        scenario.service = self.service(traffic)?;
        scenario.discipline = match (self.sharing, self.batch) {
            (Some(cores), _) => Discipline::Sharing { cores },
            (None, Some(batch)) => batch,
            (None, None) => Discipline::Slots { slots: self.slots },
        };
        let given =
            |law: &Option<Distribution>, secs| law.clone().unwrap_or(Distribution::Fixed(secs));
        scenario.start_up.copy_secs = given(&self.copy_start, COPY_START_SECS);
        scenario.start_up.instance_secs = given(&self.instance_start, INSTANCE_START_SECS);
        scenario.host.instance_type.clone_from(&self.instance_type);
        scenario.host.requirements.cores = self.reserve_cores;
        scenario.host.requirements.memory_mb = self.reserve_memory;
        scenario.host.requirements.accelerators = self.reserve_accelerators;
        scenario.host.price_per_hour = self.price;
        scenario.gateway.cold = Cold::Hold { within_secs: self.hold_within, most: self.hold_most };
        if self.aws {
            scenario = scenario.like_aws();
        }
        if self.cold == ColdOption::Fail {
            scenario.gateway.cold = Cold::Fail;
        }
        scenario.gateway.routing = match self.routing {
            RoutingOption::LeastOutstanding => Routing::LeastOutstanding,
            RoutingOption::Random => Routing::Random,
        };
        scenario.gateway.asynchronous = self
            .asynchronous
            .map(|max_concurrent| Asynchronous { max_concurrent, expires_secs: 6.0 * 3600.0 });
        scenario.timing.publication_delay_secs = self.publication_delay;
        scenario.faults.crash_after_secs.clone_from(&self.crash_after);
        scenario.faults.failed_starts = self.failed_starts;
        scenario.objective.latency_ms = self.objective * 1e3;
        scenario.tail_secs = whole(self.tail);
        scenario.step_secs = whole(self.step);
        scenario.check().map_err(|error| Failure::from_error(&error).into_usage())?;
        Ok(scenario)
    }

    fn service(&self, traffic: &Traffic) -> Result<Service, Failure> {
        match (&self.service, traffic.service()) {
            (Some(given), _) => Ok(given.clone()),
            (None, ServiceKnown::Times) => Ok(Service::FromTrace),
            (None, ServiceKnown::Tokens) => Err(Failure::usage(
                "the trace tells tokens, and not how long requests take",
            )
            .hint(Some(
                "say how fast a copy reads and writes them: --service tokens:PREFILL,DECODE",
            ))),
            (None, ServiceKnown::Nothing) => Ok(Service::Law(Distribution::Fixed(SERVICE_MS))),
        }
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "not negative; the cast saturates"
)]
fn whole(secs: f64) -> u32 {
    secs.round() as u32
}
