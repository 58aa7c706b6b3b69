//! The server that is measured: the real binary, in a folder of its own.

use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use crate::api::Api;
use crate::child::Running;
use crate::failure::Failure;
use crate::http::{Connection, request};
use crate::patience;
use crate::sign::Key;
use crate::stop::Stop;

/// The binaries that take part.
pub(crate) struct Program {
    ebb: PathBuf,
    /// This program, which is also the model.
    own: PathBuf,
}

impl Program {
    pub(crate) fn find(ebb: &Path) -> Result<Self, Failure> {
        let ebb = std::fs::canonicalize(ebb)
            .ok()
            .filter(|path| path.is_file())
            .ok_or_else(|| Failure::NoProgram { path: ebb.to_owned() })?;
        let own = std::env::current_exe().map_err(Failure::io("find this program's own path"))?;
        Ok(Self { ebb, own })
    }

    pub(crate) fn path(&self) -> &Path {
        &self.ebb
    }

    /// This program, for work in a process of its own.
    pub(crate) fn own(&self) -> &Path {
        &self.own
    }

    /// The command line of the model.
    pub(crate) fn model(&self, arguments: &[String]) -> Vec<String> {
        let own = [self.own.display().to_string(), "model".to_owned()];
        own.into_iter().chain(arguments.iter().cloned()).collect()
    }
}

/// How a server is started.
pub(crate) struct Setup {
    pub(crate) speed: u32,
    pub(crate) fleet: &'static str,
    /// The command line behind the image name `bench-model`.
    pub(crate) model: Option<Vec<String>>,
    /// Whether it wants signatures by [`Key::of_benches`].
    pub(crate) signed: bool,
}

/// The image name of the model.
pub(crate) const MODEL_IMAGE: &str = "bench-model";

/// A server that runs.
pub(crate) struct Ebb {
    process: Running,
    address: SocketAddr,
    signed: bool,
}

impl Ebb {
    /// Starts a server and waits until it is ready. `dir` holds configuration, state and log.
    pub(crate) fn start(
        program: &Program,
        setup: &Setup,
        dir: &Path,
        stop: &Stop,
    ) -> Result<Self, Failure> {
        configure(setup, dir)?;
        let mut ebb = Self::spawn(program, setup, dir)?;
        patience::until("the server to be ready", Duration::from_millis(1), stop, || {
            ebb.process.check()?;
            Ok(is_ready(ebb.address).then_some(()))
        })?;
        Ok(ebb)
    }

    /// Only starts the process. The folder has been configured.
    pub(crate) fn spawn(program: &Program, setup: &Setup, dir: &Path) -> Result<Self, Failure> {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, free_port()?));
        let mut command = Command::new(&program.ebb);
        // Settings of the person who runs this would change what is measured.
        for (name, _) in std::env::vars_os().filter(|(name, _)| is_setting(name)) {
            command.env_remove(name);
        }
        command
            .args(arguments(setup))
            .args(["--listen", &address.to_string()])
            .arg("--data-dir")
            .arg(dir.join("data"))
            .arg("--config")
            .arg(dir.join("ebb.toml"))
            .env("EBB_LOG", "warn")
            .current_dir(dir);
        let process = Running::start("ebb", command, &dir.join("ebb.log"))?;
        Ok(Self { process, address, signed: setup.signed })
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    pub(crate) fn process(&mut self) -> &mut Running {
        &mut self.process
    }

    pub(crate) fn api(&self) -> Result<Api, Failure> {
        Api::connect(self.address, self.signed.then(Key::of_benches))
    }
}

/// Writes the configuration of a server into its folder.
pub(crate) fn configure(setup: &Setup, dir: &Path) -> Result<(), Failure> {
    let mut text = "[simulated]\nstartup-ms = 0\n\n[copies]\nstop-grace-secs = 5\n".to_owned();
    if let Some(model) = &setup.model {
        // A JSON list of strings is a TOML list of strings.
        let list = serde_json::json!(model).to_string();
        text.push_str(&format!("\n[images]\n{MODEL_IMAGE} = {list}\n"));
    }
    if setup.signed {
        let Key { id, secret } = Key::of_benches();
        text.push_str(&format!(
            "\n[[access-keys]]\nid = \"{id}\"\nsecret = \"{secret}\"\nallow = [\"*\"]\n"
        ));
    }
    std::fs::write(dir.join("ebb.toml"), text).map_err(Failure::io("write ebb.toml"))
}

fn is_setting(name: &std::ffi::OsStr) -> bool {
    name.as_encoded_bytes().starts_with(b"EBB_")
}

/// The command as a reader would type it.
pub(crate) fn command_line(program: &Program, setup: &Setup) -> String {
    format!(
        "{} {} (on an empty folder, EBB_LOG=warn)",
        program.ebb.display(),
        arguments(setup).join(" ")
    )
}

fn arguments(setup: &Setup) -> Vec<String> {
    ["serve", "--speed", &setup.speed.to_string(), "--fleet", setup.fleet].map(str::to_owned).into()
}

/// Whether the server says that it is healthy.
pub(crate) fn is_ready(address: SocketAddr) -> bool {
    let health = request("GET", address, "/_ebb/health", &[], b"");
    Connection::open(address).is_ok_and(|mut connection| {
        connection.exchange(&health).is_ok_and(|answer| answer.status == 200)
    })
}

/// A port that was free a moment ago. Another program could take it meanwhile; the start then fails and says so.
pub(crate) fn free_port() -> Result<u16, Failure> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
        .and_then(|listener| listener.local_addr())
        .map(|address| address.port())
        .map_err(Failure::io("find a free port"))
}

/// A folder that goes away with its owner. Declare it before what runs in it: it must be dropped last.
pub(crate) fn folder() -> Result<tempfile::TempDir, Failure> {
    tempfile::Builder::new()
        .prefix("ebb-bench-")
        .tempdir()
        .map_err(Failure::io("make a temporary folder"))
}
