//! The world that all contenders share.

use clap::Args;
use ebb_sim::{Cold, Discipline, Distribution, Scenario, Service};

use super::traffic::Survey;
use crate::failure::Failure;

#[derive(Args, Clone)]
pub(crate) struct WorldOptions {
    /// Mean time that a request takes alone on a copy, in milliseconds [default: what the recording says, or 100]
    #[arg(long, value_name = "MS")]
    service_ms: Option<f64>,
    /// Variation of that time: deviation divided by mean, log-normal; 0 is always the same
    #[arg(long, value_name = "CV", default_value_t = 0.0)]
    service_cv: f64,
    /// Input tokens that a copy reads in a second; with --decode the time comes from the tokens of the recording
    #[arg(long, value_name = "PER-SECOND", requires = "decode", conflicts_with = "service_ms")]
    prefill: Option<f64>,
    /// Output tokens that a copy writes in a second for one request alone
    #[arg(long, value_name = "PER-SECOND", requires = "prefill")]
    decode: Option<f64>,
    /// Requests that a copy serves at a time
    #[arg(long, value_name = "REQUESTS", default_value_t = 1)]
    slots: u32,
    /// How much each further request of a batch slows all of them; without it they do not slow each other
    #[arg(long, value_name = "SHARE")]
    slowdown: Option<f64>,
    /// Seconds that a copy takes to start
    #[arg(long, value_name = "SECONDS", default_value_t = 30.0)]
    start_up: f64,
    /// Seconds that an instance takes before that
    #[arg(long, value_name = "SECONDS", default_value_t = 120.0)]
    instance_start_up: f64,
    /// Copies at the beginning
    #[arg(long, value_name = "COPIES", default_value_t = 1)]
    initial: u32,
    /// Price of an instance for an hour
    #[arg(long, value_name = "AMOUNT", default_value_t = 1.0)]
    price: f64,
    /// A request is good when it is answered within so many milliseconds
    #[arg(long, value_name = "MS", default_value_t = 1000.0)]
    slo_ms: f64,
    /// Refuse requests that find no copy, as AWS does, instead of holding them
    #[arg(long)]
    cold_fail: bool,
    /// AWS's timing for its policies: alarms on the minute, and old data count
    #[arg(long)]
    like_aws: bool,
    /// Take the first so many hours of the traffic only
    #[arg(long, value_name = "HOURS")]
    first: Option<f64>,
}

impl WorldOptions {
    /// Seconds after which no request is taken.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "the cast saturates, and what is no number is zero"
    )]
    pub(crate) fn limit_secs(&self) -> Option<u64> {
        self.first.map(|hours| (hours * 3600.0).ceil() as u64)
    }

    /// The scenario of these options.
    pub(crate) fn scenario(&self, survey: &Survey) -> Result<Scenario, Failure> {
        let mut scenario = Scenario::new();
        if let Some(start) = survey.start {
            scenario.start = start;
        }
        scenario.seed = survey.seed;
        scenario.service = self.service(survey)?;
        scenario.discipline = match self.slowdown {
            Some(slowdown) => Discipline::Batching { most: self.slots, slowdown },
            None => Discipline::Slots { slots: self.slots },
        };
        scenario.start_up.copy_secs = Distribution::Fixed(self.start_up);
        scenario.start_up.instance_secs = Distribution::Fixed(self.instance_start_up);
        scenario.host.initial = self.initial;
        scenario.host.price_per_hour = self.price;
        scenario.objective.latency_ms = self.slo_ms;
        scenario.limit_secs = self.limit_secs();
        if self.like_aws {
            scenario.timing.alarms_early = false;
            scenario.timing.fresh_data = false;
        }
        if self.cold_fail {
            scenario.gateway.cold = Cold::Fail;
        }
        scenario.check().map_err(|error| Failure::from_error(&error).into_usage())?;
        Ok(scenario)
    }

    fn service(&self, survey: &Survey) -> Result<Service, Failure> {
        if let (Some(prefill_per_sec), Some(decode_per_sec)) = (self.prefill, self.decode) {
            if !survey.has_tokens {
                return Err(Failure::plain("the traffic does not tell of tokens")
                    .hint(Some("say how long a request takes: --service-ms")));
            }
            return Ok(Service::Tokens { prefill_per_sec, decode_per_sec });
        }
        Ok(match self.service_ms {
            None if survey.has_service => Service::FromTrace,
            None if survey.has_tokens => {
                return Err(Failure::usage("the recording has tokens and no times").hint(Some(
                    "say how fast a copy reads and writes them (--prefill, --decode), or --service-ms",
                )));
            }
            given => {
                let mean = given.unwrap_or(100.0);
                Service::Law(if self.service_cv > 0.0 {
                    Distribution::LogNormal { mean, cv: self.service_cv }
                } else {
                    Distribution::Fixed(mean)
                })
            }
        })
    }
}
