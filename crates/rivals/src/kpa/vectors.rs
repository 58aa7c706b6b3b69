//! The cases of `pkg/autoscaler/scaling/autoscaler_test.go` in knative/serving, by their names there: ready copies, the
//! concurrency of both windows, and the count that must come of them. Rates there are ten in both directions.

use super::*;

fn settings(target: f64) -> KpaSettings {
    let bounds = Bounds::new(Capacity(0), Capacity(u32::MAX)).unwrap();
    KpaSettings { target, max_up: 10.0, max_down: 10.0, ..KpaSettings::published(bounds, 1) }
}

fn at(secs: i64) -> Timestamp {
    Timestamp::from_second(secs).unwrap()
}

/// A look: when, ready copies, stable and panic concurrency, and the count.
type Look = (i64, u32, f64, f64, u32);

fn check(name: &str, settings: KpaSettings, panic: Option<(Timestamp, Capacity)>, looks: &[Look]) {
    let mut kpa = Kpa { panic, ..Kpa::new(settings) };
    for &(secs, ready, stable, short, wanted) in looks {
        let got = kpa.windows(at(secs), Capacity(ready), stable, short);
        assert_eq!(got, Capacity(wanted), "{name} at {secs} s with {ready} ready");
    }
}

#[test]
fn stable() {
    check("StableModeNoChange", settings(10.0), None, &[(0, 1, 50.0, 50.0, 5)]);
    check("StableModeNoChangeAlreadyScaled", settings(10.0), None, &[(0, 5, 50.0, 50.0, 5)]);
    check(
        "StableModeIncrease",
        settings(10.0),
        None,
        &[(0, 1, 50.0, 10.0, 5), (0, 1, 100.0, 10.0, 10)],
    );
    check(
        "StableModeDecrease",
        settings(10.0),
        None,
        &[(0, 8, 100.0, 100.0, 10), (0, 8, 50.0, 50.0, 5)],
    );
    check(
        "StableModeNoTrafficScaleToZero",
        settings(10.0),
        None,
        &[(0, 1, 1.0, 0.0, 1), (0, 1, 0.0, 0.0, 0)],
    );
}

#[test]
fn panic() {
    check("PanicModeDoublePodCount", settings(10.0), None, &[(0, 1, 50.0, 100.0, 10)]);
    let panicking = Some((at(-5), Capacity(5)));
    check("PanicStableLargerThanPanic", settings(1.0), panicking, &[(0, 5, 50.0, 30.0, 50)]);
    check("PanicStableLessThanPanic", settings(1.0), panicking, &[(0, 5, 20.0, 30.0, 30)]);
    check(
        "ExtendPanicWindow",
        settings(1.0),
        None,
        &[(0, 10, 11.0, 25.0, 25), (30, 40, 30.0, 80.0, 80)],
    );
    check(
        "PanicModeExponentialTrackAndStabilize",
        settings(1.0),
        None,
        &[
            (0, 1, 6.0, 6.0, 6),
            (0, 6, 36.0, 36.0, 36),
            (1, 36, 216.0, 216.0, 216),
            (1, 216, 1296.0, 1296.0, 1296),
            (2, 1296, 1296.0, 1296.0, 1296),
        ],
    );
    // What the surge asked for stays for a stable window, and not a second longer.
    check(
        "PanicThenUnPanicScaleDown",
        settings(10.0),
        None,
        &[
            (0, 1, 100.0, 100.0, 10),
            (0, 10, 100.0, 1000.0, 100),
            (30, 10, 1.0, 1.0, 100),
            (61, 10, 1.0, 1.0, 1),
        ],
    );
}

#[test]
fn rates() {
    check(
        "RateLimitScaleUp",
        settings(10.0),
        None,
        &[(0, 1, 1000.0, 1001.0, 10), (0, 10, 1000.0, 1001.0, 100)],
    );
    check(
        "RateLimitScaleDown",
        settings(10.0),
        None,
        &[(0, 100, 1.0, 1.0, 10), (0, 10, 1.0, 1.0, 1)],
    );
    let slow_up = KpaSettings { max_up: 1.1, ..settings(1.0) };
    check("StableModeIncreaseWithSmallScaleUpRate", slow_up, None, &[(0, 2, 3.0, 3.1, 3)]);
    let slow_down = KpaSettings { max_down: 1.1, ..settings(10.0) };
    check("StableModeDecreaseWithSmallScaleDownRate", slow_down, None, &[(0, 100, 1.0, 1.0, 90)]);
    check(
        "UseOnePodAsMinimumIfEndpointsNotFound",
        settings(10.0),
        None,
        &[(0, 0, 1000.0, 888.0, 10)],
    );
}
