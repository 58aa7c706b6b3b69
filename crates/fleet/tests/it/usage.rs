//! What copies use of the machine.

use std::time::Duration;

use ebb_fleet::{Fleet, Report};
use ebb_units::CopyId;

use crate::harness::{local, model, next, spec};
use crate::http::post;

#[tokio::test]
async fn a_busy_copy_is_seen_to_be_busy_and_an_idle_one_is_not() {
    let mut local = local(|config| config.usage_interval = Duration::from_millis(100));
    let (_, idle) = local.healthy(spec(1, model(&[]))).await;
    let (_, busy) = local.healthy(spec(2, model(&[]))).await;
    assert_ne!(idle, busy);
    post(busy, "/burn").await;
    // On a machine that does other things as well, a spinning thread still gets a part of a core.
    let mut idlest = f64::INFINITY;
    loop {
        let report = next(&mut local.reports).await;
        let Report::Usage { copy, cpu_percent, memory_bytes, memory_percent_of_host } = report
        else {
            panic!("{report:?}")
        };
        assert!((0.0..100_000.0).contains(&cpu_percent), "{cpu_percent}");
        assert!((64 * 1024..1 << 40).contains(&memory_bytes), "{memory_bytes}");
        assert!(0.0 < memory_percent_of_host && memory_percent_of_host < 100.0);
        if copy == CopyId(1) {
            idlest = idlest.min(cpu_percent);
        } else if 20.0 < cpu_percent && idlest < 10.0 {
            break;
        }
    }
    local.fleet.stop(CopyId(2));
}

#[tokio::test]
async fn a_copy_that_is_gone_is_not_measured() {
    let mut local = local(|config| config.usage_interval = Duration::from_millis(10));
    local.healthy(spec(1, model(&[]))).await;
    while !matches!(next(&mut local.reports).await, Report::Usage { .. }) {}
    local.fleet.shutdown().await;
    let mut rest = Vec::new();
    while let Ok(report) = local.reports.try_recv() {
        rest.push(report);
    }
    assert!(matches!(rest.last(), Some(Report::Exited { .. })), "{rest:?}");
}
