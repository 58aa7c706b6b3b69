//! Small worlds with something to see in them.

use ebb_report::Origin;
use ebb_sim::{
    Arrival, Bounds, Distribution, Generator, Outcome, Pattern, Policies, Scaling, Scenario,
    Service, simulate, tune,
};

/// What a user may call a policy.
pub(crate) const EVIL: &str =
    "</title></script><script>alert(1)</script><img src=x onerror=alert(1)>\"'";

pub(crate) fn scenario() -> Scenario {
    let mut scenario = Scenario::new();
    scenario.service = Service::Law(Distribution::Fixed(500.0));
    scenario.start_up.instance_secs = Distribution::Fixed(0.0);
    scenario.host.requirements.cores = 4.0;
    scenario.host.price_per_hour = 2.0;
    scenario
}

pub(crate) fn arrivals() -> Vec<Arrival> {
    let waves = Pattern::Diurnal { mean: 3.0, swing: 0.9, cycle_secs: 1800.0 };
    let traffic = Generator::new(waves, 5400.0, 3);
    traffic.arrivals().expect("a sound pattern").collect::<Result<_, _>>().expect("no file to fail")
}

/// AWS's advice under a name that is markup.
pub(crate) fn policies() -> Policies {
    let mut policies = tune::default_advice(&scenario(), &arrivals(), Bounds { min: 1, max: 20 })
        .expect("a sound world");
    for policy in &mut policies.policies {
        policy.request.name = EVIL.to_owned();
    }
    policies
}

pub(crate) fn outcome(policies: Policies) -> Outcome {
    let arrivals = arrivals().into_iter().map(Ok);
    simulate(&scenario(), Scaling::Policies(policies), arrivals).expect("a sound world")
}

pub(crate) fn origin() -> Origin {
    Origin { command: format!("ebb simulate '{EVIL}'"), program: "ebb 0".to_owned() }
}
