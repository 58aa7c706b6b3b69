//! Copies as processes: how they are started, how they fail, how they are ended.

use std::fs;
use std::time::Duration;

use ebb_fleet::{CopySpec, Fleet, OpenError, ProcessConfig, ProcessFleet, Program, Report};
use ebb_units::CopyId;

use crate::harness::{
    all_gone, exit, is_alive, local, model, model_in_shell, pids, spec, turn, until,
};
use crate::http::post;
use crate::roles::guard_command;

/// The shell hands over to the model, which is thereby deaf to SIGTERM.
const DEAF: &str = r#"trap '' TERM; exec "$0" "$@""#;

#[tokio::test]
async fn a_copy_gets_its_port_and_nothing_of_the_servers_environment() {
    let mut local = local(|_| {});
    let (mut argv, environment) = model(&[("GREETING", "moin"), ("SAGEMAKER_BIND_TO_PORT", "1")]);
    argv.push("--skip=port-{port}/{port}".to_owned());
    let (_, address) = local.healthy(spec(1, (argv, environment))).await;
    let port = address.port();
    let arguments = post(address, "/arguments").await;
    assert!(arguments.ends_with(&format!("--skip=port-{port}/{port}")), "{arguments}");
    let environment = post(address, "/environment").await;
    let inherited = ProcessConfig::new("x".into()).inherited;
    for line in environment.lines() {
        let (name, value) = line.split_once('=').unwrap();
        match name {
            "SAGEMAKER_BIND_TO_PORT" => assert_eq!(value, port.to_string()),
            "GREETING" => assert_eq!(value, "moin"),
            "EBB_FLEET" => assert_eq!(value.len(), 32),
            _ => assert!(inherited.iter().any(|inherited| inherited == name), "{line}"),
        }
    }
    assert!(environment.contains("\nPATH=") || environment.starts_with("PATH="));
}

#[tokio::test]
async fn a_model_that_is_not_ready_at_once_is_waited_for() {
    let mut local = local(|_| {});
    local.healthy(spec(1, model(&[("MODEL_DELAY_MS", "80"), ("MODEL_SICK", "5")]))).await;
}

#[tokio::test]
async fn a_crash_at_the_start_is_reported_with_the_end_of_the_log() {
    let mut local = local(|_| {});
    let environment = [("MODEL_EXITS", "3"), ("MODEL_SAYS", "out of\tluck: no GPU")];
    let reason = local.failure(spec(1, model(&environment))).await;
    assert!(reason.starts_with("exited with code 3; its log ends with:\n"), "{reason}");
    assert!(reason.ends_with("out of luck: no GPU"), "{reason}");
    let log = fs::read_to_string(local.fleet.log_path(CopyId(1)).unwrap()).unwrap();
    assert!(log.ends_with("out of\tluck: no GPU\n"), "{log}");
    let folder = local.folder.path().join("fleet");
    assert_eq!(fs::read_dir(folder.join("processes")).unwrap().count(), 0);
}

#[tokio::test]
async fn what_cannot_be_run_is_named() {
    let mut local = local(|_| {});
    let text = local.folder.path().join("text");
    fs::write(&text, "no program").unwrap();
    let text = text.to_str().unwrap().to_owned();
    let command =
        |argv: &[&str]| Program::Command(argv.iter().copied().map(str::to_owned).collect());
    for (program, want) in [
        (
            command(&["/no/such/model"]),
            "could not run \"/no/such/model\": No such file or directory",
        ),
        (command(&[&text]), &format!("could not run \"{text}\": Permission denied")),
        (command(&["no-such-model"]), "no executable \"no-such-model\" in PATH \""),
        (command(&[]), "there is no command to run"),
        (command(&[""]), "there is no command to run"),
        (command(&["sh", "a\0b"]), "could not run \""),
        (Program::Image("llama:8b".into()), "image \"llama:8b\" is no command"),
    ] {
        let reason = local.failure(CopySpec { program, ..spec(1, model(&[])) }).await;
        assert!(reason.starts_with(want), "{reason}");
    }
}

#[tokio::test]
async fn a_model_that_answers_but_never_well_has_failed_to_start() {
    let mut local = local(|_| {});
    let startup_timeout = Duration::from_secs(3);
    let sick = spec(1, model(&[("MODEL_SICK", "1000000")]));
    let reason = local.failure(CopySpec { startup_timeout, ..sick }).await;
    let want = "did not answer /ping with 200 within 3 s; last it answered /ping with 503";
    assert!(reason.starts_with(want), "{reason}");
}

#[tokio::test]
async fn a_crash_later_is_noticed_and_takes_the_children_along() {
    let mut local = local(|_| {});
    let (_, address) = local.healthy(spec(1, model(&[("MODEL_CHILD", "same group")]))).await;
    let pids = pids(address).await;
    assert_eq!(pids.len(), 2);
    // It exits instead of answering.
    let _ = crate::http::request(address, "POST", "/exit", "").await;
    let (expected, reason) = exit(&mut local.reports).await;
    assert!(!expected);
    assert!(reason.starts_with("exited with code 7; its log ends with:"), "{reason}");
    assert!(reason.contains("about to exit"), "{reason}");
    all_gone(&pids).await;
}

#[tokio::test]
async fn sickness_for_a_while_is_forgiven() {
    let mut local = local(|config| {
        config.ping_interval = Duration::from_millis(1);
        config.ping_failures = 50;
    });
    let (_, address) = local.healthy(spec(1, model(&[]))).await;
    // 60 bad pings, but never 50 in a row.
    for _ in 0..2 {
        post(address, "/sick").await;
        let before: u32 = post(address, "/pings").await.parse().unwrap();
        until("31 more pings", async || {
            before + 31 < post(address, "/pings").await.parse::<u32>().unwrap()
        })
        .await;
    }
    local.fleet.stop(CopyId(1));
    let report = turn(&mut local.reports).await;
    assert!(matches!(report, Report::Exited { expected: true, .. }), "{report:?}");
}

#[tokio::test]
async fn sickness_for_good_ends_a_copy() {
    let mut local = local(|config| config.ping_interval = Duration::from_millis(1));
    let (_, address) = local.healthy(spec(1, model(&[]))).await;
    post(address, "/sick-for-good").await;
    let Report::Unhealthy { reason, .. } = turn(&mut local.reports).await else { panic!() };
    assert_eq!(reason, "answered /ping with 503, the last of 3 bad pings in a row");
    let (expected, reason) = exit(&mut local.reports).await;
    assert!(!expected);
    assert!(reason.starts_with("answered /ping with 503"), "{reason}");
    assert!(crate::http::request(address, "GET", "/ping", "").await.is_err());
}

#[tokio::test]
async fn silence_has_a_patience_of_its_own() {
    let mut local = local(|config| {
        config.ping_interval = Duration::from_millis(1);
        config.ping_timeout = Duration::from_millis(300);
        config.ping_failures = 1;
        config.ping_silences = 2;
    });
    let deaf = spec(1, model_in_shell(DEAF, &[]));
    let (pid, address) = local.healthy(deaf).await;
    post(address, "/mute").await;
    let Report::Unhealthy { reason, .. } = turn(&mut local.reports).await else { panic!() };
    assert_eq!(reason, "did not answer /ping in time, the last of 2 bad pings in a row");
    // Who does not answer is not asked to go: the grace of 30 s is not waited for.
    let (expected, _) = exit(&mut local.reports).await;
    assert!(!expected && !is_alive(pid));
}

#[tokio::test]
async fn who_ignores_the_request_to_end_is_killed() {
    let mut local = local(|config| config.stop_grace = Duration::from_millis(100));
    let environment = [("MODEL_CHILD", "same group")];
    let (_, address) = local.healthy(spec(1, model_in_shell(DEAF, &environment))).await;
    let pids = pids(address).await;
    local.fleet.stop(CopyId(1));
    let (expected, reason) = exit(&mut local.reports).await;
    assert!(expected);
    assert!(reason.starts_with("stopped on request; was ended by signal 9"), "{reason}");
    all_gone(&pids).await;
}

#[tokio::test]
async fn a_stop_ends_the_whole_group() {
    let mut local = local(|_| {});
    let environment = [("MODEL_CHILD", "same group")];
    let (_, address) = local.healthy(spec(1, model(&environment))).await;
    let pids = pids(address).await;
    local.fleet.stop(CopyId(1));
    let (expected, reason) = exit(&mut local.reports).await;
    assert!(expected);
    assert_eq!(reason, "stopped on request; was ended by signal 15 (SIGTERM)");
    all_gone(&pids).await;
}

#[tokio::test]
async fn a_model_may_finish_its_requests_although_the_script_around_it_is_gone() {
    let mut local = local(|_| {});
    let script = r#"(trap '' TERM; exec "$0" "$@") & wait"#;
    let (leader, address) = local.healthy(spec(1, model_in_shell(script, &[]))).await;
    let pids = pids(address).await;
    assert_ne!(pids, [leader]);
    local.fleet.stop(CopyId(1));
    until("the script is gone", async || !is_alive(leader)).await;
    assert_eq!(post(address, "/invocations").await, "");
    let _ = crate::http::request(address, "POST", "/exit", "").await;
    let (expected, _) = exit(&mut local.reports).await;
    assert!(expected);
    all_gone(&pids).await;
}

#[tokio::test]
async fn one_folder_one_fleet() {
    let mut local = local(|_| {});
    let config = ProcessConfig::new(local.folder.path().join("fleet"));
    assert!(matches!(ProcessFleet::new(config.clone()), Err(OpenError::InUse { .. })));
    let (_, address) = local.healthy(spec(1, model(&[]))).await;
    let pids = pids(address).await;
    local.fleet.shutdown().await;
    assert!(!pids.into_iter().any(is_alive));
    let (fleet, _reports) = ProcessFleet::new(config).unwrap();
    fleet.shutdown().await;
}

#[tokio::test]
async fn a_guard_that_cannot_be_started_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let mut guard = guard_command();
    guard.program = folder.path().join("missing");
    let config = ProcessConfig { guard: Some(guard), ..ProcessConfig::new(folder.path().into()) };
    assert!(matches!(ProcessFleet::new(config), Err(OpenError::Guard { .. })));
}
