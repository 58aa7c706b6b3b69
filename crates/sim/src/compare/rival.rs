//! Rivals with what they have to know of the scenario.

use ebb_rivals::{
    Activation, Demand, Fixed, Hpa, HpaMetric, HpaSettings, Kpa, KpaSettings, Oracle, RayServe,
    RayServeSettings, Rival, Season, Seasonal, SeasonalSettings, SquareRoot, SquareRootSettings,
    beta_for,
};
use ebb_units::{Bounds as Range, Capacity, SignedDuration};

use super::contender::Future;
use super::error::CompareError;
use super::spec::RivalSpec;
use crate::scaling::Bounds;
use crate::scenario::{Scenario, Service};

/// The rival that a specification asks for.
pub(super) fn make<F>(
    spec: &RivalSpec,
    scenario: &Scenario,
    bounds: Bounds,
    future: &Future<F>,
) -> Result<Rival, CompareError>
where
    F: Fn(SignedDuration) -> Result<Demand, CompareError>,
{
    let range = range(bounds);
    let slots = scenario.discipline.width();
    let share = |share: f64| share * f64::from(slots);
    let seconds = |setting| spec.number(setting).map(secs);
    Ok(match spec.kind() {
        "hpa" => {
            let wanted = spec.number("target");
            let metric = match spec.word("metric") {
                Some("in-flight") => HpaMetric::InFlight { target: wanted.unwrap_or(share(0.8)) },
                Some("in-system") => HpaMetric::InSystem { target: wanted.unwrap_or(share(0.8)) },
                _ => HpaMetric::Cpu { target_percent: wanted.unwrap_or(80.0) },
            };
            let mut settings = HpaSettings::published(range, metric);
            settings.tolerance = spec.number("tolerance").unwrap_or(settings.tolerance);
            settings.scale_down.window = seconds("window").unwrap_or(settings.scale_down.window);
            Rival::Hpa(Hpa::new(settings))
        }
        "keda" => {
            let target = spec.number("target").unwrap_or(share(0.8));
            let mut activation = Activation::published();
            activation.polling = seconds("polling").unwrap_or(activation.polling);
            activation.cooldown = seconds("cooldown").unwrap_or(activation.cooldown);
            let settings = HpaSettings::published(range, HpaMetric::InSystem { target });
            Rival::Hpa(Hpa::new(HpaSettings { activation: Some(activation), ..settings }))
        }
        "kpa" => {
            let mut settings = KpaSettings::published(range, slots);
            settings.target = spec.number("target").unwrap_or(settings.target);
            settings.stable = seconds("stable").unwrap_or(settings.stable);
            settings.panic = seconds("panic").unwrap_or(settings.panic);
            settings.grace = seconds("grace").unwrap_or(settings.grace);
            settings.scale_down_delay =
                seconds("scale-down-delay").unwrap_or(settings.scale_down_delay);
            Rival::Kpa(Kpa::new(settings))
        }
        "ray-serve" => {
            let mut settings = RayServeSettings::published(range);
            // Its default of two would let half of the requests wait at a copy that serves one at a time.
            settings.target =
                spec.number("target").unwrap_or(settings.target.min(f64::from(slots)));
            settings.upscale_delay = seconds("upscale-delay").unwrap_or(settings.upscale_delay);
            settings.downscale_delay =
                seconds("downscale-delay").unwrap_or(settings.downscale_delay);
            settings.up_factor = spec.number("upscaling-factor").unwrap_or(settings.up_factor);
            settings.down_factor =
                spec.number("downscaling-factor").unwrap_or(settings.down_factor);
            settings.look_back = seconds("look-back").unwrap_or(settings.look_back);
            Rival::RayServe(RayServe::new(settings))
        }
        "square-root" => Rival::SquareRoot(SquareRoot::new(SquareRootSettings {
            bounds: range,
            service: service(scenario, future)?,
            slots,
            beta: beta_for(spec.number("waiting").unwrap_or(0.2)),
            window: secs(60.0),
            every: secs(10.0),
        })),
        "seasonal" => Rival::Seasonal(Seasonal::new(SeasonalSettings {
            bounds: range,
            season: if spec.word("season") == Some("week") { Season::Week } else { Season::Day },
            service: service(scenario, future)?,
            slots,
            headroom: spec.number("headroom").unwrap_or(1.2),
            ahead: start_up(scenario),
        })),
        "fixed-peak" => Rival::Fixed(Fixed::at_peak(future.without_waiting()?)),
        "fixed-mean" => Rival::Fixed(Fixed::at_mean(future.without_waiting()?)),
        "oracle" => {
            let may_wait = match spec.number("may-wait") {
                Some(may_wait) => secs(may_wait),
                None => slack(scenario, future)?,
            };
            Rival::Oracle(Oracle::new(future.waiting(may_wait)?, start_up(scenario), range))
        }
        _ => Rival::Fixed(Fixed::at(count(spec.number("copies").unwrap_or(1.0)))),
    })
}

/// How long a request of mean length may wait and be answered within the objective all the same.
fn slack<F>(scenario: &Scenario, future: &Future<F>) -> Result<SignedDuration, CompareError>
where
    F: Fn(SignedDuration) -> Result<Demand, CompareError>,
{
    let discipline = scenario.discipline;
    let speed = discipline.speed(discipline.width()).max(1e-9);
    let service_secs = service(scenario, future)?.as_secs_f64() / speed;
    Ok(secs((scenario.objective.latency_ms / 1000.0 - service_secs).max(0.0)))
}

/// Mean time of work of a request.
fn service<F>(scenario: &Scenario, future: &Future<F>) -> Result<SignedDuration, CompareError>
where
    F: Fn(SignedDuration) -> Result<Demand, CompareError>,
{
    Ok(match &scenario.service {
        Service::Law(law) => secs(law.mean() / 1000.0),
        Service::FromTrace | Service::Tokens { .. } => future.without_waiting()?.mean_service(),
    })
}

/// How long a copy takes to serve when its instance has to be started too.
fn start_up(scenario: &Scenario) -> SignedDuration {
    let laws = &scenario.start_up;
    secs(laws.copy_secs.mean() + laws.instance_secs.mean())
}

fn range(bounds: Bounds) -> Range {
    let (min, max) = (Capacity(bounds.min), Capacity(bounds.max.max(bounds.min)));
    Range::new(min, max).unwrap_or_else(|inverted| {
        Range::new(inverted.max, inverted.max).expect("a number is not below itself")
    })
}

fn secs(secs: f64) -> SignedDuration {
    SignedDuration::try_from_secs_f64(secs).unwrap_or(SignedDuration::MAX)
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a whole number within bounds, by the specification"
)]
fn count(copies: f64) -> Capacity {
    Capacity(copies as u32)
}
