//! Commands that ask a server with access keys.

use std::fs;
use std::process::Output;

use crate::harness::{Binary, Serving};

const CONFIG: &str = r#"
[[access-keys]]
id = "admin"
secret = "secret of admin"
session-token = "token of admin"
allow = ["*"]

[[access-keys]]
id = "nobody"
secret = "secret of nobody"
allow = ["s3:GetObject"]
"#;

const ADMIN: [(&str, &str); 3] = [
    ("AWS_ACCESS_KEY_ID", "admin"),
    ("AWS_SECRET_ACCESS_KEY", "secret of admin"),
    ("AWS_SESSION_TOKEN", "token of admin"),
];

fn served(binary: &Binary) -> Serving {
    fs::write(binary.folder.path().join("ebb.toml"), CONFIG).unwrap();
    binary.serve(&["--fleet", "simulated", "--ephemeral"])
}

fn ask(binary: &Binary, serving: &Serving, key: &[(&str, &str)], command: &[&str]) -> Output {
    let url = format!("http://{}", serving.api.address);
    let all = [command, &["--endpoint-url", &url]].concat();
    let mut command = binary.command(&all);
    command.env("HOME", binary.folder.path()).envs(key.iter().copied());
    command.output().unwrap()
}

fn told(output: &Output) -> String {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    text(&output.stdout) + &text(&output.stderr)
}

#[test]
fn a_key_in_the_environment_signs() {
    let binary = Binary::new();
    let serving = served(&binary);
    let target = "inference-component/c";
    for (command, code, want) in [
        (&["status"][..], 0, ""),
        (&["lint"], 0, "nothing found"),
        // It is let in, and told that there is no such component.
        (&["autoscale", "setup", target], 1, "Could not find inference component"),
        (&["explain", target], 1, "there is no inference-component/c"),
        (&["simulate", "--traffic", "constant:rate=1", "--for", "10m"], 0, ""),
    ] {
        let output = ask(&binary, &serving, &ADMIN, command);
        let told = told(&output);
        assert_eq!(output.status.code(), Some(code), "{command:?}: {told}");
        assert!(told.contains(want), "{command:?}: {told}");
        assert!(!told.contains("secret of admin"), "{told}");
    }
}

#[test]
fn a_profile_signs() {
    let binary = Binary::new();
    let serving = served(&binary);
    let folder = binary.folder.path().join(".aws");
    fs::create_dir(&folder).unwrap();
    let keys = "[admin]\naws_access_key_id = admin\naws_secret_access_key = secret of admin\n\
                aws_session_token = token of admin\n";
    fs::write(folder.join("credentials"), keys).unwrap();
    let output = ask(&binary, &serving, &[], &["status", "--profile", "admin"]);
    assert!(output.status.success(), "{}", told(&output));
    let output = ask(&binary, &serving, &[("AWS_PROFILE", "admin")], &["status"]);
    assert!(output.status.success(), "{}", told(&output));
    let output = ask(&binary, &serving, &ADMIN, &["status", "--profile", "gone"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(told(&output).contains("no profile \"gone\" with an access key in "), "{output:?}");
}

#[test]
fn a_wrong_key_or_none_is_told() {
    let binary = Binary::new();
    let serving = served(&binary);
    let wrong = [ADMIN[0], ("AWS_SECRET_ACCESS_KEY", "another"), ADMIN[2]];
    let idle = [("AWS_ACCESS_KEY_ID", "nobody"), ("AWS_SECRET_ACCESS_KEY", "secret of nobody")];
    for (key, command, code, want) in [
        (&[][..], &["status"][..], 1, "set AWS_ACCESS_KEY_ID"),
        (&wrong, &["status"], 1, "the server refused with 403"),
        (&idle, &["status"], 1, "is not authorized to perform"),
        (&wrong, &["lint"], 2, "signature"),
        (&[], &["lint"], 2, "set AWS_ACCESS_KEY_ID"),
        (&ADMIN[..1], &["status"], 2, "AWS_SECRET_ACCESS_KEY is not"),
    ] {
        let output = ask(&binary, &serving, key, command);
        let told = told(&output);
        assert_eq!(output.status.code(), Some(code), "{key:?} {command:?}: {told}");
        assert!(told.contains(want), "{key:?} {command:?}: {told}");
    }
}
