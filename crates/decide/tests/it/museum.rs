//! The bug museum: what went wrong in public elsewhere, as minutes of virtual time in which it must not happen here.
//!
//! `docs/museum.md` is the catalogue; a test holds that it names every exhibit and nothing else.

mod arithmetic;
mod catalogue;
mod missing_data;
mod oscillation;

use ebb_decide::policy::PredefinedMetric;
use ebb_units::SignedDuration;

use crate::driver::{Fate, World, minutes};
use crate::setup::{
    Managed, customized, endpoint, own_metric, predefined, register, track, tracking, variant,
};

/// So many instances of a variant, at least one and at most twenty, whose "load" per instance shall be 60.
fn tracking_load(copies: u32) -> (World, Managed) {
    let mut world = World::new();
    world.fate = Fate::Healthy(0);
    endpoint(&mut world, copies);
    register(&mut world, &variant(), 1, 20);
    let managed = track(&mut world, &variant(), "p", tracking(customized("load"), 60.0));
    world.watch(&variant());
    (world, managed)
}

/// So many instances that shall have 60 requests per minute each, and that take `start_up` to serve.
fn tracking_requests(copies: u32, start_up: SignedDuration) -> World {
    let mut world = World::new();
    endpoint(&mut world, copies);
    world.fate = Fate::Healthy(i64::try_from(start_up.as_millis()).unwrap());
    register(&mut world, &variant(), 1, 20);
    let metric = PredefinedMetric::SageMakerVariantInvocationsPerInstance;
    track(&mut world, &variant(), "p", tracking(predefined(metric), 60.0));
    world.watch(&variant());
    world
}

/// For so many minutes the load is what so many instances make of it; none is a minute without a datum.
fn minutes_of(world: &mut World, count: u32, load: impl Fn(u32) -> Option<f64>) {
    for _ in 0..count {
        if let Some(value) = load(world.current(&variant())) {
            world.data(&own_metric("load"), &[value]);
        }
        world.run(minutes(1));
    }
}
