//! How a server ends: work in flight finishes, and nothing is left running.

use crate::harness::{Binary, until};

#[test]
fn requests_in_flight_finish_on_sigterm() {
    let binary = Binary::new();
    let serving = binary.serve(&[]);
    let api = serving.api;
    api.create_endpoint(
        "e",
        "sample-model",
        &[binary.mark(), ("EBB_SAMPLE_CONCURRENCY", "4")],
        1,
        None,
    );
    api.in_service("e", 1);
    // Work for a good while: the same text many times over.
    let body =
        r#"{"text":"Pourriez-vous me dire où se trouve la gare la plus proche ?","repeat":300}"#;
    let requests: Vec<_> =
        (0..4).map(|_| std::thread::spawn(move || api.invoke("e", body))).collect();
    until("all are under way", || {
        let copies = binary.processes_of("sample-model");
        let connections = copies.iter().map(|id| sockets(*id)).sum::<usize>();
        (connections >= 4).then_some(())
    });
    serving.signal("TERM");
    assert!(requests.iter().any(|request| !request.is_finished()), "they were under way");
    for request in requests {
        let answer = request.join().unwrap().unwrap();
        assert_eq!(answer.status, 200, "{answer:?}");
    }
    assert!(serving.wait().success());
    binary.until_nothing_runs();
}

/// Sockets of a process beside the one it listens on.
fn sockets(process: u32) -> usize {
    let Ok(files) = std::fs::read_dir(format!("/proc/{process}/fd")) else { return 0 };
    let sockets = files
        .flatten()
        .filter_map(|file| std::fs::read_link(file.path()).ok())
        .filter(|target| target.to_string_lossy().starts_with("socket:"));
    sockets.count().saturating_sub(1)
}

#[test]
fn a_second_signal_ends_at_once() {
    let binary = Binary::new();
    let serving = binary.serve(&[]);
    let api = serving.api;
    api.create_endpoint("e", "sample-model", &[binary.mark()], 1, None);
    api.in_service("e", 1);
    api.set_instances("e", 0);
    api.in_service("e", 0);
    api.create_endpoint("other", "sample-model", &[binary.mark()], 2, None);
    api.in_service("other", 2);
    // Held for longer than anybody waits here.
    let held = std::thread::spawn(move || api.invoke("e", "{}"));
    until("the request is counted", || {
        let input = serde_json::json!({ "MetricName": "NoCapacityInvocationFailures" });
        let listed = api.call("GraniteServiceVersion20100801.ListMetrics", &input);
        (listed["Metrics"] != serde_json::json!([])).then_some(())
    });
    serving.signal("TERM");
    until("it is stopping", || binary.log().contains("a second signal ends at once").then_some(()));
    serving.signal("TERM");
    let status = serving.wait();
    assert_eq!(status.code(), Some(1));
    assert!(held.join().unwrap().is_err(), "nobody was there to answer it");
    // The guard takes the copies along.
    binary.until_nothing_runs();
}
