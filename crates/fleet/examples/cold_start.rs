//! How long after a model server listens the fleet has reported it healthy, and what starting it costs,
//! beside the least that is possible: spawning the program and probing it without a pause.
//!
//! `cargo run -p ebb-fleet --example cold_start [starts] [guard]` starts this very program again as the model server:
//! with `guard` as a second argument, a guard process stands by.

#![expect(clippy::print_stdout, reason = "its figures are its purpose")]

use std::collections::BTreeMap;
use std::env;
use std::error::Error;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use ebb_fleet::{CopySpec, DEFAULT_STARTUP_TIMEOUT, Fleet, GuardCommand, ProcessConfig};
use ebb_fleet::{ProcessFleet, Program, Report, run_guard};
use ebb_units::{CopyId, Scope, Workload, WorkloadKey};

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let mut arguments = env::args().skip(1);
    match arguments.next().as_deref() {
        Some("guard") => return Ok(run_guard()),
        Some("model") => serve(arguments.next().ok_or("no port")?.parse()?)?,
        starts => {
            let starts = starts.unwrap_or("200").parse()?;
            let guarded = arguments.next().is_some_and(|word| word == "guard");
            let runtime = tokio::runtime::Runtime::new()?;
            runtime.block_on(measure(starts, guarded))?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// The model server: says when it was entered and when it listened, in nanoseconds since 1970.
fn serve(port: u16) -> Result<(), Box<dyn Error>> {
    let entered = now().as_nanos();
    // Some models take longer, but that is what the figure does not contain.
    std::thread::sleep(Duration::from_millis(30));
    let listener = TcpListener::bind(("127.0.0.1", port))?;
    println!("{entered} {}", now().as_nanos());
    for stream in listener.incoming() {
        let mut stream = stream?;
        let mut request = [0; 1024];
        let _ = stream.read(&mut request)?;
        stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")?;
    }
    Ok(())
}

async fn measure(starts: u64, guarded: bool) -> Result<(), Box<dyn Error>> {
    let program = env::current_exe()?;
    let folder = env::temp_dir().join(format!("cold-start-{}", std::process::id()));
    let guard = GuardCommand { program: program.clone(), arguments: vec!["guard".into()] };
    let guard = guarded.then_some(guard);
    let config = ProcessConfig { guard, ..ProcessConfig::new(folder.clone()) };
    let (fleet, mut reports) = ProcessFleet::new(config)?;
    let (mut starting, mut noticing, mut whole) = (Vec::new(), Vec::new(), Vec::new());
    let mut bare = Vec::new();
    for copy in 0..starts {
        bare.push(spawn_and_probe(&program)?);
        let began = now();
        fleet.start(spec(copy, &program)?);
        let healthy = loop {
            match reports.recv().await.ok_or("the fleet is gone")? {
                Report::Healthy { .. } => break now(),
                Report::Exited { reason, .. } => return Err(reason.into()),
                Report::Started { .. } | Report::Unhealthy { .. } | Report::Usage { .. } => {}
            }
        };
        fleet.stop(CopyId(copy));
        while !matches!(reports.recv().await, Some(Report::Exited { .. })) {}
        let log: PathBuf = fleet.log_path(CopyId(copy)).ok_or("no log")?;
        let times = std::fs::read_to_string(log)?;
        let (entered, listening) = times.trim().split_once(' ').ok_or("no times")?;
        whole.push(healthy.saturating_sub(began));
        starting.push(nanos(entered)?.saturating_sub(began));
        noticing.push(healthy.saturating_sub(nanos(listening)?));
    }
    fleet.shutdown().await;
    std::fs::remove_dir_all(folder)?;
    println!("{starts} starts, {} guard", if guarded { "with a" } else { "without a" });
    print("start() to the program's first instruction", &mut starting);
    print("listening to Healthy received", &mut noticing);
    print("start() to Healthy received", &mut whole);
    print("the same, bare", &mut bare);
    Ok(())
}

/// From the spawn to the first answer, with a core of its own for the probing.
fn spawn_and_probe(program: &Path) -> Result<Duration, Box<dyn Error>> {
    let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
    let began = now();
    let mut command = Command::new(program);
    command.args(["model", &port.to_string()]).stdin(Stdio::null()).stdout(Stdio::null());
    let mut model = command.spawn()?;
    let mut stream = loop {
        if let Ok(stream) = TcpStream::connect(("127.0.0.1", port)) {
            break stream;
        }
    };
    stream.write_all(b"GET /ping HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")?;
    let mut answer = [0; 12];
    stream.read_exact(&mut answer)?;
    let took = now().saturating_sub(began);
    model.kill()?;
    model.wait()?;
    Ok(took)
}

fn spec(copy: u64, program: &Path) -> Result<CopySpec, Box<dyn Error>> {
    let scope = Scope { account: "000000000000".parse()?, region: "us-east-1".parse()? };
    let workload = Workload::Component { name: "cold".into() };
    let program = program.to_str().ok_or("a path that is not UTF-8")?;
    Ok(CopySpec {
        copy: CopyId(copy),
        workload: WorkloadKey { scope, workload },
        program: Program::Command(vec![program.into(), "model".into(), "{port}".into()]),
        environment: BTreeMap::new(),
        startup_timeout: DEFAULT_STARTUP_TIMEOUT,
    })
}

fn now() -> Duration {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default()
}

fn nanos(text: &str) -> Result<Duration, Box<dyn Error>> {
    Ok(Duration::from_nanos(text.parse()?))
}

fn print(what: &str, times: &mut [Duration]) {
    times.sort();
    let at = |percent: usize| times[(times.len() - 1) * percent / 100];
    println!("{what}: p50 {:?}, p90 {:?}, p99 {:?}, max {:?}", at(50), at(90), at(99), at(100));
}
