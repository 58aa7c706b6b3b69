//! `ebb demo`: the whole story, and a story that is broken off.

use std::io::{BufRead as _, BufReader};
use std::process::Stdio;

use serde_json::Value;

use crate::harness::{Binary, names_in, signal, text, until};

#[test]
fn it_comes_from_zero_scales_out_and_goes_back() {
    let binary = Binary::new();
    let temporary = binary.folder.path().join("tmp");
    std::fs::create_dir(&temporary).unwrap();
    // Thinned out: this build is not optimized, and other tests run beside it.
    let output = binary
        .command(&["demo", "--json", "--every", "4"])
        .env("TMPDIR", &temporary)
        .output()
        .unwrap();
    let story = text(&output.stderr);
    assert!(output.status.success(), "{story}\n{}", text(&output.stdout));
    let summary: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(summary["succeeded"], true);
    assert_eq!((&summary["refused"], &summary["lost"]), (&0.into(), &0.into()));
    assert!(summary["answered"].as_u64().unwrap() > 2000, "{summary}");
    assert!(summary["peakCopies"].as_u64().unwrap() >= 2, "{summary}");
    assert_eq!(summary["coldStartsMs"].as_array().unwrap().len(), 1);
    let activities = summary["activities"].as_array().unwrap();
    let last = &activities[activities.len() - 1];
    assert_eq!(last["description"], "Setting desired copy count to 0.");
    for part in
        ["a request is held", "first copy up", "scaled out", "traffic is over", "zero again"]
    {
        assert!(story.contains(part), "{part}: {story}");
    }
    binary.until_nothing_runs();
    assert_eq!(names_in(&temporary), [""; 0]);
}

#[test]
fn ctrl_c_leaves_no_process_and_no_file() {
    let binary = Binary::new();
    let temporary = binary.folder.path().join("tmp");
    std::fs::create_dir(&temporary).unwrap();
    let mut demo = binary
        .command(&["demo", "--every", "4"])
        .env("TMPDIR", &temporary)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(demo.stdout.take().unwrap()).lines();
    let copy_up = lines.find(|line| line.as_ref().unwrap().contains("first copy up"));
    assert!(copy_up.is_some());
    assert!(!binary.processes_of("sample-model").is_empty() && !names_in(&temporary).is_empty());
    signal(demo.id(), "INT");
    // What it still tells has to be read, or it could not.
    let rest = std::thread::spawn(move || lines.map_while(Result::ok).collect::<Vec<String>>());
    let status = until("the demo ends", || demo.try_wait().unwrap());
    assert_eq!(status.code(), Some(130));
    rest.join().unwrap();
    let mut error = String::new();
    std::io::Read::read_to_string(&mut demo.stderr.take().unwrap(), &mut error).unwrap();
    assert_eq!(error, "stopped; no process and no file is left\n");
    binary.until_nothing_runs();
    assert_eq!(names_in(&temporary), [""; 0]);
}

/// `ebb demo | head -1`
#[test]
fn a_reader_that_goes_away_stops_nothing() {
    let binary = Binary::new();
    let temporary = binary.folder.path().join("tmp");
    std::fs::create_dir(&temporary).unwrap();
    let mut demo = binary
        .command(&["demo", "--every", "20"])
        .env("TMPDIR", &temporary)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(demo.stdout.take().unwrap()).lines();
    assert!(lines.next().unwrap().unwrap().starts_with("Ebbtide demo"));
    drop(lines);
    until("copies run", || (!binary.processes_of("sample-model").is_empty()).then_some(()));
    signal(demo.id(), "TERM");
    let status = until("the demo ends", || demo.try_wait().unwrap());
    assert_eq!(status.code(), Some(130));
    binary.until_nothing_runs();
    assert_eq!(names_in(&temporary), [""; 0]);
}
