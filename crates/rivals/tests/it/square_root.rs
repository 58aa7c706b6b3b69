use ebb_rivals::{Rival, SquareRoot, SquareRootSettings, beta_for};

use crate::scene::{Scene, arriving, bounds, secs};

fn settings(beta: f64) -> SquareRootSettings {
    SquareRootSettings {
        bounds: bounds(0, 1000),
        service: secs(2),
        slots: 1,
        beta,
        window: secs(60),
        every: secs(10),
    }
}

#[test]
fn a_hundred_erlangs_and_ten() {
    let mut scene = Scene::new(Rival::SquareRoot(SquareRoot::new(settings(1.0))), 0, secs(0));
    scene.hold(arriving(50), 120);
    // 50 per second of two seconds each are 100 places; their root is ten.
    assert_eq!(scene.desired, 110);
    scene.hold(arriving(0), 120);
    assert_eq!(scene.desired, 0);
}

#[test]
fn several_places_per_copy() {
    let settings = SquareRootSettings { slots: 4, ..settings(1.0) };
    let mut scene = Scene::new(Rival::SquareRoot(SquareRoot::new(settings)), 0, secs(0));
    scene.hold(arriving(50), 120);
    assert_eq!(scene.desired, 28);
}

/// Halfin and Whitt: with β = 1, 22.3 % wait; Φ(1) = 0.84134, φ(1) = 0.24197, so 1 / (1 + 3.4770).
#[test]
fn beta_and_the_share_that_waits() {
    assert!((beta_for(0.22336) - 1.0).abs() < 1e-3, "{}", beta_for(0.22336));
    assert!((beta_for(0.5) - 0.506).abs() < 1e-3, "{}", beta_for(0.5));
    assert!(beta_for(0.01) > beta_for(0.1));
}

/// What it staffs keeps its promise by Erlang's own formula, which knows nothing of square roots.
#[test]
fn erlang_s_formula_agrees() {
    for offered in [50_u32, 200, 1000] {
        for waiting in [0.05, 0.2, 0.5] {
            let offered = f64::from(offered);
            let servers = offered + beta_for(waiting) * offered.sqrt();
            let exact = erlang_c(servers.round(), offered);
            assert!((exact - waiting).abs() < 0.03, "{offered} {waiting}: {exact}");
        }
    }
}

/// The share that waits in M/M/n, by the recursion for Erlang's loss formula.
fn erlang_c(servers: f64, offered: f64) -> f64 {
    let mut blocking = 1.0;
    let mut n = 1.0;
    while n <= servers {
        blocking = offered * blocking / (n + offered * blocking);
        n += 1.0;
    }
    let busy = offered / servers;
    blocking / (1.0 - busy + busy * blocking)
}
