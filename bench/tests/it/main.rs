//! The program from outside.

#![expect(clippy::unwrap_used, reason = "helpers of tests may panic")]

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;

use rustix::process::Signal;

const PROGRAM: &str = env!("CARGO_BIN_EXE_ebb-bench");

/// Ends the model with the test.
struct Model(Child);

impl Drop for Model {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn start_model(arguments: &[&str]) -> (Model, u16) {
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let child = Command::new(PROGRAM)
        .arg("model")
        .args(arguments)
        .env("SAGEMAKER_BIND_TO_PORT", port.to_string())
        .spawn()
        .unwrap();
    (Model(child), port)
}

fn connect(port: u16) -> TcpStream {
    for _ in 0..10_000 {
        if let Ok(stream) = TcpStream::connect(("127.0.0.1", port)) {
            stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
            return stream;
        }
        std::thread::sleep(Duration::from_millis(1));
    }
    panic!("the model does not listen");
}

/// Status line and body of the answer to one request on a connection.
fn ask(stream: &mut TcpStream, request: &str) -> (String, String) {
    stream.write_all(request.as_bytes()).unwrap();
    let mut reader = BufReader::new(stream);
    let mut status = String::new();
    reader.read_line(&mut status).unwrap();
    let mut length = 0;
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).unwrap();
        if line == "\r\n" {
            break;
        }
        if let Some(value) = line.to_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().unwrap();
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).unwrap();
    (status.trim().to_owned(), String::from_utf8(body).unwrap())
}

fn run(arguments: &[&str]) -> Output {
    Command::new(PROGRAM).args(arguments).output().unwrap()
}

#[test]
fn the_model_follows_the_contract_on_many_connections() {
    let (_model, port) = start_model(&["--start-delay-ms", "20", "--service-ms", "1"]);
    let mut connections: Vec<TcpStream> = (0..500).map(|_| connect(port)).collect();
    for stream in &mut connections {
        let (status, body) = ask(stream, "GET /ping HTTP/1.1\r\nhost: m\r\n\r\n");
        assert_eq!((status.as_str(), body.as_str()), ("HTTP/1.1 200 OK", ""));
        let (status, body) =
            ask(stream, "POST /invocations HTTP/1.1\r\nhost: m\r\ncontent-length: 2\r\n\r\n{}");
        assert_eq!(status, "HTTP/1.1 200 OK");
        assert_eq!(body, r#"{"label":"calm","score":0.98}"#);
    }
    let (status, _) = ask(&mut connections[0], "GET /invocations HTTP/1.1\r\nhost: m\r\n\r\n");
    assert_eq!(status, "HTTP/1.1 404 Not Found");
}

#[test]
fn a_missing_binary_is_told_with_the_way_to_build_it() {
    let output = run(&["startup", "--ebb", "/nowhere/ebb"]);
    assert_eq!(output.status.code(), Some(1));
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(told.contains("\"/nowhere/ebb\""), "{told}");
    assert!(told.contains("cargo build --release -p ebb-cli"), "{told}");
}

#[test]
fn a_program_that_is_no_server_is_told_with_its_last_words() {
    // `sh serve …` ends at once, for there is no such script.
    let output = run(&["breach", "--rounds", "1", "--ebb", "/bin/sh"]);
    assert_eq!(output.status.code(), Some(1));
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(told.contains("ebb ended by itself") && told.contains("serve"), "{told}");
}

#[test]
fn a_signal_leaves_no_process_and_no_folder() {
    let dir = tempfile::tempdir().unwrap();
    let (program, told, temporary) =
        (dir.path().join("ebb"), dir.path().join("pid"), dir.path().join("tmp"));
    std::fs::create_dir(&temporary).unwrap();
    // A server that never gets ready. Asked for its version it answers at once.
    let script = format!(
        "#!/bin/sh\n[ \"$1\" = serve ] || exit\necho $$ > {}\nexec sleep 1000\n",
        told.display()
    );
    std::fs::write(&program, script).unwrap();
    std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).unwrap();
    let mut bench = Command::new(PROGRAM)
        .args(["startup", "--ebb"])
        .arg(&program)
        .env("TMPDIR", &temporary)
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let server = loop {
        let pid = std::fs::read_to_string(&told).unwrap_or_default();
        if pid.ends_with('\n') {
            break pid.trim().to_owned();
        }
        assert!(bench.try_wait().unwrap().is_none(), "it ended before it started the server");
        std::thread::sleep(Duration::from_millis(1));
    };
    let process = Path::new("/proc").join(server);
    assert!(process.exists() && temporary.read_dir().unwrap().next().is_some());
    rustix::process::kill_process(rustix::process::Pid::from_child(&bench), Signal::INT).unwrap();
    assert_eq!(bench.wait().unwrap().code(), Some(130));
    assert!(!process.exists(), "the server still runs");
    assert!(temporary.read_dir().unwrap().next().is_none(), "a folder is left");
}

#[test]
fn a_load_of_nothing_is_refused() {
    for arguments in
        [["gateway", "--rates", "0"], ["gateway", "--rounds", "0"], ["cold", "--rounds", "x"]]
    {
        assert_eq!(run(&arguments).status.code(), Some(2), "{arguments:?}");
    }
}
