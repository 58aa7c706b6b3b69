//! Models that crash: told with their last words, started again, never a reason for the server to fall.

use serde_json::json;

use crate::harness::{Binary, signal, until};

#[test]
fn a_model_that_crashes_at_its_start_fails_the_endpoint_with_its_last_words() {
    let binary = Binary::new();
    let script = binary
        .script("model", "echo 'loading' >&2; echo 'no weights in /opt/ml/model' >&2; exit 3");
    let serving = binary.serve(&["--speed", "600"]);
    serving.api.create_endpoint("e", &script, &[binary.mark()], 1, None);
    let failed = serving.api.until_endpoint("e", |found| found["EndpointStatus"] == "Failed");
    let reason = failed["FailureReason"].as_str().unwrap();
    assert!(reason.contains("exited with code 3"), "{reason}");
    assert!(reason.contains("no weights in /opt/ml/model"), "{reason}");
    // The name is free again, and the server as well as before.
    serving.api.sagemaker("DeleteEndpoint", &json!({ "EndpointName": "e" }));
    until("the endpoint is gone", || {
        let listed = serving.api.sagemaker("ListEndpoints", &json!({}));
        (listed["Endpoints"] == json!([])).then_some(())
    });
    serving.stop();
    binary.until_nothing_runs();
    assert!(!binary.log().contains("ERROR"), "{}", binary.log());
}

#[test]
fn a_program_that_does_not_exist_is_named() {
    let binary = Binary::new();
    let serving = binary.serve(&["--speed", "600"]);
    serving.api.create_endpoint("e", "/does/not/exist", &[], 1, None);
    let failed = serving.api.until_endpoint("e", |found| found["EndpointStatus"] == "Failed");
    let reason = failed["FailureReason"].as_str().unwrap();
    assert!(reason.contains("\"/does/not/exist\" starts nothing"), "{reason}");
    serving.stop();
}

#[test]
fn a_copy_that_dies_is_started_again() {
    let binary = Binary::new();
    let serving = binary.serve(&["--speed", "60"]);
    serving.api.create_endpoint("e", "sample-model", &[binary.mark()], 1, None);
    serving.api.in_service("e", 1);
    let [copy] = binary.processes_of("sample-model")[..] else { panic!("one copy") };
    signal(copy, "KILL");
    let successor = until("another copy runs", || {
        binary.processes_of("sample-model").into_iter().find(|id| *id != copy)
    });
    assert_ne!(successor, copy);
    // A request that comes meanwhile is held, and answered by the new one.
    let answer = serving.api.invoke("e", r#"{"text":"Where is it?"}"#).unwrap();
    assert_eq!(answer.status, 200, "{answer:?}");
    let found = serving.api.in_service("e", 1);
    assert_eq!(found["EndpointStatus"], "InService");
    serving.stop();
    binary.until_nothing_runs();
}
