//! Mistakes on the command line end with exit code 2, those in the configuration with 1; both say where they are.

use std::fs;

use crate::harness::{Binary, text};

#[test]
fn mistakes_on_the_command_line_are_told() {
    let binary = Binary::new();
    for (arguments, part) in [
        (vec![], "Usage: ebb"),
        (vec!["nonsense"], "unrecognized subcommand 'nonsense'"),
        (vec!["serve", "--nonsense"], "unexpected argument '--nonsense'"),
        (vec!["serve", "--listen", "here"], "invalid value 'here' for '--listen"),
        (
            vec!["serve", "--speed", "0"],
            "invalid value '0' for '--speed <FACTOR>': expected 1 to 3600",
        ),
        (vec!["serve", "--speed", "NaN"], "expected 1 to 3600"),
        (vec!["serve", "--account", "12"], "--account: account \"12\" is not twelve digits"),
        (vec!["serve", "--fleet", "docker"], "[possible values: process, simulated]"),
        (vec!["demo", "--every", "0"], "1..=20"),
        (
            vec!["autoscale", "setup", "nonsense", "--endpoint-url", "http://127.0.0.1:1"],
            "nonsense",
        ),
        (
            vec![
                "autoscale",
                "setup",
                "inference-component/c",
                "--endpoint-url",
                "http://127.0.0.1:1",
                "--min",
                "5",
                "--max",
                "1",
            ],
            "cannot set this up",
        ),
    ] {
        let output = binary.run(&arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {output:?}");
        assert!(text(&output.stderr).contains(part), "{arguments:?}: {}", text(&output.stderr));
        assert!(output.stdout.is_empty(), "{arguments:?}");
    }
    let filter = binary.command(&["serve"]).env("EBB_LOG", "=/=").output().unwrap();
    assert_eq!(filter.status.code(), Some(2));
    assert!(text(&filter.stderr).contains("EBB_LOG is \"=/=\""), "{}", text(&filter.stderr));
}

#[test]
fn mistakes_in_the_configuration_are_told_with_their_line() {
    let binary = Binary::new();
    for (config, parts) in [
        ("speed = 1\nspeeed = 2\n", ["ebb.toml", "line 2", "unknown field `speeed`"]),
        ("[cold]\nmode = \"melt\"\n", ["ebb.toml", "line 2", "unknown variant `melt`"]),
        ("[images]\nmine = \"x\"\n", ["ebb.toml", "line 2", "expected a sequence"]),
        ("[images]\nmine = []\n", ["images", "\"mine\" = []", "expected a command line"]),
        ("speed = 0\n", ["speed is 0", "expected", "1 to 3600"]),
        (
            "listen = \"0.0.0.0:1\"\n",
            ["listen is 0.0.0.0:1", "only", "loopback addresses are served"],
        ),
        ("speed = \n", ["ebb.toml", "line 1", "speed ="]),
    ] {
        // Read without being named, from where the command is run.
        fs::write(binary.folder.path().join("ebb.toml"), config).unwrap();
        let output = binary.run(&["serve"]);
        assert_eq!(output.status.code(), Some(1), "{config}: {output:?}");
        let error = text(&output.stderr);
        for part in parts {
            assert!(error.contains(part), "{config}: {error}");
        }
    }
    let output = binary.run(&["serve", "--config", "none.toml"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).contains("could not read the configuration \"none.toml\""));
    // The command line goes over the environment, and that over the file.
    fs::write(binary.folder.path().join("ebb.toml"), "speed = 0\naccount = \"111111111111\"\n")
        .unwrap();
    let output = binary.command(&["serve"]).env("EBB_SPEED", "9999").output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("'9999' for '--speed"), "{output:?}");
    let serving = binary.serve(&["--speed", "2"]);
    let status = serving.api.send("GET", "/_ebb/status", &[], "").unwrap();
    assert!(status.body.contains("\"speed\": 2.0"), "{}", status.body);
    serving.stop();
}

#[test]
fn every_command_explains_itself() {
    let binary = Binary::new();
    for arguments in [
        vec!["--help"],
        vec!["serve", "--help"],
        vec!["demo", "--help"],
        vec!["replay", "--help"],
        vec!["autoscale", "setup", "--help"],
        vec!["sample-model", "--help"],
    ] {
        let output = binary.run(&arguments);
        assert!(output.status.success() && output.stderr.is_empty(), "{arguments:?}");
        assert!(text(&output.stdout).contains("Examples:\n  "), "{arguments:?}");
    }
    let version = text(&binary.run(&["--version"]).stdout);
    assert_eq!(version, format!("ebb {}\n", env!("CARGO_PKG_VERSION")));
}
