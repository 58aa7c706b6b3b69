//! `ebb record`: the traffic of an endpoint as a trace.

use std::fs::{self, File};
use std::io::Read as _;
use std::path::Path;
use std::process::{Child, Stdio};

use flate2::read::MultiGzDecoder;

use crate::harness::{Binary, Serving, signal, text, until};

fn served(binary: &Binary) -> Serving {
    let serving = binary.serve(&["--fleet", "simulated", "--ephemeral"]);
    serving.api.create_endpoint("e", "any", &[], 1, None);
    serving.api.in_service("e", 1);
    serving
}

/// `ebb record e FILE …`, when it listens.
fn record(binary: &Binary, serving: &Serving, file: &str, arguments: &[&str]) -> Child {
    let url = format!("http://{}", serving.api.address);
    let all = [&["record", "e", file, "--endpoint-url", &url], arguments].concat();
    let child = binary.command(&all).stderr(Stdio::piped()).spawn().unwrap();
    let path = binary.folder.path().join(file);
    until("it listens", || path.exists().then_some(()));
    child
}

/// What a file holds that is being written; `None` when not even its first part is whole.
fn unpacked(path: &Path) -> Option<String> {
    let mut lines = String::new();
    MultiGzDecoder::new(File::open(path).unwrap()).read_to_string(&mut lines).ok()?;
    Some(lines)
}

#[test]
fn a_recording_ends_with_so_many_requests() {
    let binary = Binary::new();
    let serving = served(&binary);
    let child = record(&binary, &serving, "trace.csv", &["--requests", "3"]);
    for body in ["a", "bb", "ccc"] {
        assert_eq!(serving.api.invoke("e", body).unwrap().status, 200);
    }
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success());
    let told = text(&output.stderr);
    assert!(told.starts_with("recorded 3 requests in "), "{told}");
    let trace = fs::read_to_string(binary.folder.path().join("trace.csv")).unwrap();
    let lines: Vec<Vec<&str>> = trace.lines().map(|line| line.split(',').collect()).collect();
    assert_eq!(lines[0][..2], ["timestamp", "service_time_ms"]);
    let sizes: Vec<&str> = lines[1..].iter().map(|fields| fields[3]).collect();
    assert_eq!(sizes, ["1", "2", "3"]);

    let url = format!("http://{}", serving.api.address);
    let again = binary.run(&["record", "e", "trace.csv", "--endpoint-url", &url]);
    assert!(text(&again.stderr).contains("could not create \"trace.csv\""), "{again:?}");
    let unknown = binary.run(&["record", "f", "-", "--endpoint-url", &url]);
    assert!(text(&unknown.stderr).contains("there is no endpoint \"f\""), "{unknown:?}");
    assert_eq!(unknown.status.code(), Some(1));
}

#[test]
fn what_was_recorded_outlives_a_kill_and_an_interruption_ends_it_well() {
    let binary = Binary::new();
    let serving = served(&binary);
    for (file, ending) in [("killed.csv.gz", "KILL"), ("interrupted.csv.gz", "INT")] {
        let mut child = record(&binary, &serving, file, &[]);
        serving.api.invoke("e", "x").unwrap();
        let path = binary.folder.path().join(file);
        if ending == "KILL" {
            until("the line is written", || {
                unpacked(&path).filter(|lines| lines.lines().count() == 2)
            });
        }
        signal(child.id(), ending);
        assert_eq!(child.wait().unwrap().success(), ending == "INT");
        if ending == "KILL" {
            assert!(unpacked(&path).unwrap().ends_with(",v,\n"));
        } else {
            assert!(unpacked(&path).unwrap().starts_with("timestamp,"));
        }
    }
}

#[test]
fn a_server_that_stops_ends_the_recording_and_is_not_held_up() {
    let binary = Binary::new();
    let serving = served(&binary);
    let child = record(&binary, &serving, "trace.csv", &[]);
    serving.api.invoke("e", "x").unwrap();
    serving.stop();
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).contains("the server has ended the recording"), "{output:?}");
    let trace = fs::read_to_string(binary.folder.path().join("trace.csv")).unwrap();
    assert_eq!(trace.lines().count(), 2);
}
