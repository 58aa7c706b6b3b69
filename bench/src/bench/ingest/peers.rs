//! The peers: moto server, and VictoriaMetrics with the data in its own form.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use crate::child::Running;
use crate::ebb::free_port;
use crate::failure::Failure;
use crate::http::Connection;
use crate::machine::told_by;
use crate::patience;
use crate::stop::Stop;

pub(super) struct Peer {
    /// Ends with this value.
    _process: Running,
    pub(super) address: SocketAddr,
    pub(super) version: String,
}

pub(super) fn moto(program: &Path, dir: &Path, stop: &Stop) -> Result<Option<Peer>, Failure> {
    // The server does not tell its version; the Python that it runs in does.
    let python = program.with_file_name("python");
    let ask = "import importlib.metadata as m; print('moto', m.version('moto'))";
    let output = Command::new(python).args(["-c", ask]).output();
    let version = output.ok().filter(|output| output.status.success());
    let Some(version) = version else { return Ok(None) };
    let version = String::from_utf8_lossy(&version.stdout).trim().to_owned();
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, free_port()?));
    let mut command = Command::new(program);
    command.args(["-H", "127.0.0.1", "-p", &address.port().to_string()]);
    start("moto", command, version, address, dir, stop).map(Some)
}

pub(super) fn victoria_metrics(
    program: &Path,
    dir: &Path,
    stop: &Stop,
) -> Result<Option<Peer>, Failure> {
    if Command::new(program).arg("-version").output().is_err() {
        return Ok(None);
    }
    // Debian's build knows no version of its own.
    let version = told_by(program, "-version").unwrap_or_else(|| "a version not told".to_owned());
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, free_port()?));
    let mut command = Command::new(program);
    command
        .arg(format!("-httpListenAddr={address}"))
        .arg(format!("-storageDataPath={}", dir.join("victoria").display()));
    start("VictoriaMetrics", command, version, address, dir, stop).map(Some)
}

fn start(
    name: &'static str,
    command: Command,
    version: String,
    address: SocketAddr,
    dir: &Path,
    stop: &Stop,
) -> Result<Peer, Failure> {
    let mut process = Running::start(name, command, &dir.join(format!("{name}.log")))?;
    patience::until(name, Duration::from_millis(10), stop, || {
        process.check()?;
        Ok(Connection::open(address).is_ok().then_some(()))
    })?;
    Ok(Peer { _process: process, address, version })
}
