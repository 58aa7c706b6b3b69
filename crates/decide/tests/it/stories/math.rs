//! Policies that track what an expression makes of several metrics.

use ebb_decide::alarm::MathWatch;
use ebb_decide::math::{MetricStat, Query, Source};
use ebb_decide::policy::TrackedMetric;
use ebb_units::Statistic;

use crate::driver::{World, minutes};
use crate::setup::{endpoint, own_metric, register, track, tracking, variant};

fn metric(id: &str) -> Query {
    let stat = MetricStat {
        metric: own_metric(id),
        statistic: Statistic::Average,
        stat: "Average".to_owned(),
        period_secs: 60,
        unit: None,
    };
    Query { return_data: Some(false), source: Source::Metric(stat), ..expression(id, "") }
}

fn expression(id: &str, text: &str) -> Query {
    Query {
        id: id.to_owned(),
        label: None,
        return_data: None,
        period_secs: None,
        account_id: None,
        source: Source::Expression(text.to_owned()),
    }
}

// Covers: aas.tracking.twin
#[test]
fn a_backlog_per_instance_is_kept_at_its_target() {
    let mut world = World::on_the_minute();
    endpoint(&mut world, 2);
    register(&mut world, &variant(), 1, 10);
    let watch = MathWatch::new(vec![
        metric("depth"),
        metric("instances"),
        expression("each", "IF(instances > 0, depth / instances, depth)"),
    ]);
    let tracked = TrackedMetric::Math(Box::new(watch.unwrap()));
    assert!(tracked.same_specification(&tracked.clone()));
    track(&mut world, &variant(), "backlog", tracking(tracked, 10.0));
    world.watch(&variant());
    let hour = |world: &mut World, depth: f64, length: i64| {
        for _ in 0..length {
            let instances = f64::from(world.current(&variant()));
            world.datum(&own_metric("depth"), depth);
            world.datum(&own_metric("instances"), instances);
            world.run(minutes(1));
        }
    };
    // 55 waiting at two instances are 27.5 each: six keep it at ten.
    hour(&mut world, 55.0, 10);
    assert_eq!(world.went(), [2, 6]);
    // 19 at six are three each: two are enough, after a quiet quarter of an hour.
    hour(&mut world, 19.0, 30);
    assert_eq!(world.went(), [2, 6, 2]);
    // Nothing is published: nothing moves.
    world.run(minutes(60));
    assert_eq!(world.went(), [2, 6, 2]);
}
