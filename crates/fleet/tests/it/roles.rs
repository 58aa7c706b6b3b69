//! What this binary does when tests run it as another process: a model server, a guard, a server that owns a
//! fleet. Each role is an ignored test, picked with `--ignored --exact`.

use std::env;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::{self, Command, Stdio};
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use ebb_fleet::{Fleet, GuardCommand, ProcessConfig, ProcessFleet, Report};

use crate::harness::{model, spec};

/// The arguments that make this binary play a role.
pub(crate) fn arguments(role: &str) -> Vec<String> {
    ["--ignored", "--exact", &format!("roles::{role}"), "--nocapture"].map(str::to_owned).to_vec()
}

/// This binary as a guard.
pub(crate) fn guard_command() -> GuardCommand {
    let arguments = arguments("guard").into_iter().map(Into::into).collect();
    GuardCommand { program: env::current_exe().unwrap(), arguments }
}

/// True when a test started this process, and not somebody who runs all ignored tests.
fn is_played() -> bool {
    env::args().any(|argument| argument == "--exact")
}

#[test]
#[ignore = "a role that other tests play"]
fn guard() {
    if is_played() {
        let _ = ebb_fleet::run_guard();
        process::exit(0);
    }
}

/// Owns a fleet in `OWNED_FOLDER` with two copies, tells where they are, and waits for its end.
#[test]
#[ignore = "a role that other tests play"]
fn owner() {
    if !is_played() {
        return;
    }
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let folder = PathBuf::from(env::var_os("OWNED_FOLDER").unwrap());
        let guard = env::var_os("OWNED_GUARD").map(|_| guard_command());
        let config = ProcessConfig { guard, ..ProcessConfig::new(folder) };
        let (fleet, mut reports) = ProcessFleet::new(config).unwrap();
        fleet.start(spec(1, model(&[("MODEL_CHILD", "same group")])));
        fleet.start(spec(2, model(&[("MODEL_CHILD", "own group")])));
        while let Some(report) = reports.recv().await {
            match report {
                Report::Healthy { address, .. } => println!("healthy {address}"),
                Report::Exited { reason, .. } => panic!("{reason}"),
                Report::Started { .. } | Report::Unhealthy { .. } | Report::Usage { .. } => {}
            }
        }
    });
}

/// A child of a model that only waits.
#[test]
#[ignore = "a role that other tests play"]
fn idler() {
    while is_played() {
        thread::park();
    }
}

/// The state of a model server, changed by requests.
#[derive(Default)]
struct Model {
    child: Option<u32>,
    pings: AtomicU32,
    /// How many pings are still answered with 503.
    sick: AtomicU32,
    mute: AtomicBool,
}

/// A model server. The environment says how it starts, requests say how it goes on:
///
/// - `MODEL_SAYS`: printed first; `MODEL_EXITS`: exits with this code; `MODEL_HANGS`: never listens
/// - `MODEL_DELAY_MS`: listens so much later; `MODEL_SICK`: so many pings are answered with 503
/// - `MODEL_CHILD`: has a child, `same group` or `own group`
#[test]
#[ignore = "a role that other tests play"]
fn model_server() {
    if !is_played() {
        return;
    }
    let number = |name: &str| env::var(name).ok().map(|text| text.parse::<u32>().unwrap());
    if let Ok(text) = env::var("MODEL_SAYS") {
        eprintln!("{text}");
    }
    if let Some(code) = number("MODEL_EXITS") {
        process::exit(i32::try_from(code).unwrap());
    }
    while env::var_os("MODEL_HANGS").is_some() {
        thread::park();
    }
    thread::sleep(Duration::from_millis(number("MODEL_DELAY_MS").unwrap_or(0).into()));
    let port = env::var("SAGEMAKER_BIND_TO_PORT").unwrap();
    let listener = TcpListener::bind(format!("127.0.0.1:{port}")).unwrap();
    let child = env::var("MODEL_CHILD").ok().map(|kind| start_child(&kind));
    let sick = AtomicU32::new(number("MODEL_SICK").unwrap_or(0));
    let model = Arc::new(Model { child, sick, ..Model::default() });
    for stream in listener.incoming() {
        let model = Arc::clone(&model);
        // Clients that hang up early are no reason to stop.
        thread::spawn(move || model.serve(&stream.unwrap()).unwrap_or_default());
    }
}

fn start_child(kind: &str) -> u32 {
    let mut command = Command::new(env::current_exe().unwrap());
    // Without the model's output: it would end if the reader were gone before it has said its first word.
    command.args(arguments("idler")).stdin(Stdio::null()).stdout(Stdio::null());
    if kind == "own group" {
        command.process_group(0);
    }
    let mut child = command.spawn().unwrap();
    let pid = child.id();
    thread::spawn(move || child.wait());
    pid
}

impl Model {
    fn serve(&self, stream: &TcpStream) -> io::Result<()> {
        let mut reader = BufReader::new(stream);
        let mut first = String::new();
        reader.read_line(&mut first)?;
        let mut length = 0;
        loop {
            let mut line = String::new();
            if reader.read_line(&mut line)? == 0 || line.trim().is_empty() {
                break;
            }
            if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
                length = value.trim().parse().unwrap();
            }
        }
        let mut body = vec![0; length];
        reader.read_exact(&mut body)?;
        let path = first.split(' ').nth(1).unwrap_or_default();
        let (status, answer) = self.answer(path, String::from_utf8(body).unwrap());
        write!(
            &mut &*stream,
            "HTTP/1.1 {status} X\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{answer}",
            answer.len()
        )
    }

    fn answer(&self, path: &str, body: String) -> (u16, String) {
        let answer = match path {
            "/ping" => return (self.ping(), String::new()),
            "/invocations" => body,
            "/pids" => format!("{} {}", process::id(), self.child.unwrap_or(0)),
            "/pings" => self.pings.load(Ordering::SeqCst).to_string(),
            "/arguments" => env::args().collect::<Vec<_>>().join("\n"),
            "/environment" => {
                env::vars().map(|(name, value)| format!("{name}={value}\n")).collect()
            }
            "/sick" => {
                self.sick.store(30, Ordering::SeqCst);
                String::new()
            }
            "/sick-for-good" => {
                self.sick.store(u32::MAX, Ordering::SeqCst);
                String::new()
            }
            "/mute" => {
                self.mute.store(true, Ordering::SeqCst);
                String::new()
            }
            "/burn" => {
                burn();
                String::new()
            }
            "/exit" => {
                println!("about to exit");
                process::exit(7)
            }
            _ => return (404, String::new()),
        };
        (200, answer)
    }

    fn ping(&self) -> u16 {
        while self.mute.load(Ordering::SeqCst) {
            thread::park();
        }
        self.pings.fetch_add(1, Ordering::SeqCst);
        let one_less = |sick: u32| sick.checked_sub(1);
        match self.sick.fetch_update(Ordering::SeqCst, Ordering::SeqCst, one_less) {
            Ok(_) => 503,
            Err(_) => 200,
        }
    }
}

/// Keeps one core busy from now on.
fn burn() {
    static BURNING: Mutex<bool> = Mutex::new(false);
    let mut burning = BURNING.lock().unwrap_or_else(PoisonError::into_inner);
    if !std::mem::replace(&mut *burning, true) {
        thread::spawn(|| {
            loop {
                std::hint::spin_loop();
            }
        });
    }
}
