//! `ebb serve` comes up, or says why not.

use std::fs;

use serde_json::json;

use crate::harness::{Binary, names_in, text};

#[test]
fn it_tells_where_it_listens_and_ends_on_sigterm() {
    let binary = Binary::new();
    let serving = binary.serve(&["--fleet", "simulated"]);
    let health = serving.api.send("GET", "/_ebb/health", &[], "").unwrap();
    assert_eq!((health.status, health.body.as_str()), (200, "ok\n"));
    assert!(binary.data_dir().is_dir());
    serving.stop();
    binary.until_nothing_runs();
    let log = binary.log();
    assert!(log.contains("stopping; a second signal ends at once"), "{log}");
    assert!(!log.contains("ERROR") && !log.contains("WARN"), "{log}");
    assert!(!log.contains('\u{1b}'), "no colors where no terminal is: {log}");
}

#[test]
fn a_port_in_use_is_told_with_what_to_do() {
    let binary = Binary::new();
    let serving = binary.serve(&["--fleet", "simulated"]);
    let address = serving.api.address.to_string();
    let output = binary.run(&["serve", "--listen", &address, "--data-dir", "other"]);
    assert_eq!(output.status.code(), Some(1));
    let error = text(&output.stderr);
    assert!(error.contains(&format!("error: could not listen on {address}")), "{error}");
    assert!(error.contains("  caused by: Address already in use"), "{error}");
    assert!(error.contains("hint: another program listens on port"), "{error}");
    assert!(!binary.folder.path().join("other").exists(), "nothing was touched for it");
    serving.stop();
}

#[test]
fn a_folder_belongs_to_one_server() {
    let binary = Binary::new();
    let serving = binary.serve(&["--fleet", "simulated"]);
    let folder = binary.data_dir();
    let output =
        binary.run(&["serve", "--listen", "127.0.0.1:0", "--data-dir", folder.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(1));
    let error = text(&output.stderr);
    let holder = format!("in use by another server (process {})", serving.child.id());
    assert!(error.contains(&holder), "{error}");
    serving.stop();
}

#[test]
fn a_folder_that_cannot_be_written_is_told() {
    let binary = Binary::new();
    fs::write(binary.folder.path().join("file"), "").unwrap();
    let output = binary.run(&["serve", "--listen", "127.0.0.1:0", "--data-dir", "file/data"]);
    assert_eq!(output.status.code(), Some(1));
    let error = text(&output.stderr);
    assert!(error.contains("could not create the data folder \"file/data\""), "{error}");
    assert!(error.contains("caused by: Not a directory"), "{error}");
    binary.until_nothing_runs();
}

#[test]
fn a_clock_that_is_ahead_is_explained() {
    let binary = Binary::new();
    let serving = binary.serve(&["--fleet", "simulated", "--speed", "3600"]);
    let clock = || -> String {
        let status = serving.api.send("GET", "/_ebb/status", &[], "").unwrap();
        let status: serde_json::Value = serde_json::from_str(&status.body).unwrap();
        status["clock"].as_str().unwrap().to_owned()
    };
    let hour = |clock: &str| clock[..13].to_owned();
    let began = clock();
    crate::harness::until("an hour has passed", || (hour(&clock()) != hour(&began)).then_some(()));
    serving.api.sagemaker("CreateModel", &json!({ "ModelName": "m" }));
    serving.stop();
    assert!(!binary.log().contains("ahead of real time"), "{}", binary.log());
    let serving = binary.serve(&["--fleet", "simulated"]);
    serving.stop();
    let log = binary.log();
    let line = log.lines().find(|line| line.contains("ahead of real time")).unwrap();
    assert!(line.contains("WARN") && line.contains("--speed") && line.contains("ahead="), "{line}");
}

/// `[images]` of the configuration, with a port in the command line.
#[test]
fn an_image_may_be_a_command_of_the_configuration() {
    let binary = Binary::new();
    let own = binary.path.display();
    let config =
        format!("[images]\nmine = [\"{own}\", \"sample-model\", \"--port\", \"{{port}}\"]\n");
    fs::write(binary.folder.path().join("ebb.toml"), config).unwrap();
    let serving = binary.serve(&[]);
    serving.api.create_endpoint("e", "mine", &[binary.mark()], 1, None);
    serving.api.in_service("e", 1);
    let answer = serving.api.invoke("e", r#"{"text":"Wo ist der Bahnhof?"}"#).unwrap();
    assert_eq!(answer.status, 200, "{answer:?}");
    assert!(answer.body.contains("\"language\":\"de\""), "{answer:?}");
    serving.stop();
    binary.until_nothing_runs();
}

#[test]
fn an_ephemeral_server_forgets_when_told_and_leaves_nothing() {
    let binary = Binary::new();
    let serving = binary.serve(&["--ephemeral"]);
    let before = names_in(binary.folder.path());
    assert!(before.iter().any(|name| name.starts_with("ebb-")), "its files are here: {before:?}");
    let copies = || binary.processes().len() - 1;
    for _ in 0..2 {
        // The same names each time: the server knows none of them.
        serving.api.create_endpoint("e", "sample-model", &[binary.mark()], 1, None);
        serving.api.in_service("e", 1);
        assert!(copies() > 0);
        assert_eq!(serving.api.invoke("e", r#"{"text":"Guten Tag"}"#).unwrap().status, 200);
        let reset = serving.api.send("POST", "/_ebb/reset", &[], "").unwrap();
        assert_eq!((reset.status, reset.body.as_str()), (200, "{}\n"));
        let gone = serving.api.invoke("e", r#"{"text":"Guten Tag"}"#).unwrap();
        assert_eq!(gone.status, 400, "{gone:?}");
        assert!(gone.body.contains("Endpoint e of account 000000000000 not found"), "{gone:?}");
        let models = serving.api.sagemaker("ListModels", &json!({}));
        assert_eq!(models["Models"], json!([]));
    }
    serving.stop();
    binary.until_nothing_runs();
    assert!(!binary.data_dir().exists());
    let mut left = names_in(binary.folder.path());
    left.sort();
    assert_eq!(left, ["ebb", "log"]);
    let log = binary.log();
    assert!(!log.contains("ERROR") && !log.contains("WARN"), "{log}");
    let both = binary.run(&["serve", "--ephemeral", "--data-dir", "x"]);
    assert_eq!(both.status.code(), Some(2));
}

#[test]
fn a_recording_is_told_again() {
    let binary = Binary::new();
    let file = binary.folder.path().join("history.jsonl");
    let arguments = ["--fleet", "simulated", "--record", "history.jsonl"];
    let serving = binary.serve(&arguments);
    serving.api.create_endpoint("e", "any", &[], 1, None);
    serving.api.in_service("e", 1);
    serving.signal("KILL");
    serving.wait();
    let serving = binary.serve(&arguments);
    serving.api.in_service("e", 1);
    serving.stop();
    let output = binary.run(&["replay", "history.jsonl"]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let told = text(&output.stdout);
    assert!(told.starts_with("the same again: ") && told.ends_with(" in 2 runs\n"), "{told}");
    let output = binary.run(&["replay", "history.jsonl", "--json"]);
    let numbers: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(numbers["runs"], 2);
    // What is not the same is told, with an exit code of its own.
    let recorded = fs::read_to_string(&file).unwrap();
    assert!(recorded.contains("\"CreateEndpoint\":{\"name\":\"e\""), "{recorded}");
    let other = recorded
        .replace("\"CreateEndpoint\":{\"name\":\"e\"", "\"CreateEndpoint\":{\"name\":\"f\"");
    fs::write(&file, other).unwrap();
    let output = binary.run(&["replay", "history.jsonl"]);
    assert_eq!(output.status.code(), Some(3));
    let error = text(&output.stderr);
    assert!(error.contains("has other effects now") && error.contains("  now:  "), "{error}");
    fs::write(&file, "nonsense\nnonsense\n").unwrap();
    for (file, part) in [
        ("none.jsonl", "could not replay \"none.jsonl\""),
        ("history.jsonl", "line 1 is no line of a recording"),
        ("/dev/null", "the recording is empty"),
    ] {
        let output = binary.run(&["replay", file]);
        assert_eq!(output.status.code(), Some(1));
        assert!(text(&output.stderr).contains(part), "{}", text(&output.stderr));
    }
}
