//! From a specification to a running process.

use std::env;
use std::ffi::OsString;
use std::io;
use std::os::fd::OwnedFd;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use tokio::net::unix::pipe::Receiver;
use tokio::process::{Child, Command};

use super::log::Log;
use super::port::PortLease;
use super::record::TAG_VARIABLE;
use super::{ProcessConfig, Shared};
use crate::{CopySpec, Program};

/// The variable that tells a copy its port.
// Rule sagemaker.container.port: a container that shares its host listens on SAGEMAKER_BIND_TO_PORT.
// https://docs.aws.amazon.com/sagemaker/latest/dg/multi-container-direct.html
const PORT_VARIABLE: &str = "SAGEMAKER_BIND_TO_PORT";

/// A process that runs, and what belongs to it.
pub(super) struct Launched {
    pub(super) process: Child,
    /// Its process id, which is also the id of its group.
    pub(super) pid: u32,
    pub(super) port: PortLease,
    pub(super) log: Log,
}

/// A copy could not be started.
#[derive(Debug, thiserror::Error)]
pub(super) enum LaunchError {
    #[error("image \"{0}\" is no command that the process fleet could run")]
    Image(String),
    #[error("there is no command to run")]
    NoCommand,
    #[error("no executable \"{program}\" in PATH \"{path}\"")]
    NotInPath { program: String, path: String },
    #[error("no free port for the copy")]
    NoPort,
    #[error("could not keep the log \"{path}\"")]
    Log {
        path: PathBuf,
        #[source]
        source: io::Error,
    },
    #[error("could not run \"{program}\"")]
    Spawn {
        program: PathBuf,
        #[source]
        source: io::Error,
    },
}

/// Starts the process of a copy. Blocks on files and until the program is loaded; needs a tokio runtime around it.
pub(super) fn launch(shared: &Shared, spec: &CopySpec) -> Result<Launched, LaunchError> {
    let argv = match &spec.program {
        Program::Command(argv) => argv,
        Program::Image(name) => return Err(LaunchError::Image(name.clone())),
    };
    let port = shared.ports.lease().ok_or(LaunchError::NoPort)?;
    let mut argv = argv.iter().map(|part| part.replace("{port}", &port.number().to_string()));
    let name = argv.next().filter(|name| !name.is_empty()).ok_or(LaunchError::NoCommand)?;
    let program = find(&name, search_path(spec).unwrap_or_default())?;

    let log_path = shared.log_folders.log_of(spec.copy);
    let log_error = |source| LaunchError::Log { path: log_path.clone(), source };
    shared.log_folders.create(spec.copy).map_err(log_error)?;
    let (reader, writer) = io::pipe().map_err(log_error)?;
    let output = Receiver::from_owned_fd(OwnedFd::from(reader)).map_err(log_error)?;
    let errors = writer.try_clone().map_err(log_error)?;

    let mut command = Command::new(&program);
    command
        .args(argv)
        .env_clear()
        .envs(inherited(&shared.config))
        .envs(&spec.environment)
        .env(PORT_VARIABLE, port.number().to_string())
        .env(TAG_VARIABLE, shared.records.tag())
        .stdin(Stdio::null())
        .stdout(writer)
        .stderr(errors)
        .process_group(0)
        .kill_on_drop(true);
    let spawn_error = |source| LaunchError::Spawn { program: program.clone(), source };
    let process = command.spawn().map_err(spawn_error)?;
    // Only the process itself may now hold the write end, or its output would never end.
    drop(command);
    let pid = process.id().expect("nobody has waited for the process");
    if let Err(error) = shared.records.add(spec.copy, pid) {
        tracing::warn!(%error, copy = %spec.copy, "process of a copy not recorded");
    }
    Ok(Launched { process, pid, port, log: Log::start(output, log_path.clone()) })
}

fn inherited(config: &ProcessConfig) -> impl Iterator<Item = (&str, OsString)> {
    config.inherited.iter().filter_map(|name| Some((name.as_str(), env::var_os(name)?)))
}

fn search_path(spec: &CopySpec) -> Option<OsString> {
    spec.environment.get("PATH").map(OsString::from).or_else(|| env::var_os("PATH"))
}

/// The file to run. Looked up here and not by the kernel's caller, for a better message, and because a
/// search in a changed environment would force the slower way of starting a process (fork instead of spawn).
fn find(name: &str, path: OsString) -> Result<PathBuf, LaunchError> {
    if name.contains('/') {
        return Ok(PathBuf::from(name));
    }
    let found =
        env::split_paths(&path).map(|folder| folder.join(name)).find(|file| is_executable(file));
    found.ok_or_else(|| LaunchError::NotInPath {
        program: name.to_owned(),
        path: path.to_string_lossy().into_owned(),
    })
}

fn is_executable(file: &Path) -> bool {
    file.metadata().is_ok_and(|data| data.is_file() && data.permissions().mode() & 0o111 != 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn programs_are_found_in_path() {
        let path = || env::var_os("PATH").unwrap();
        let sh = find("sh", path()).unwrap();
        assert!(is_executable(&sh), "{}", sh.display());
        assert_eq!(find("./no/such", path()).unwrap(), Path::new("./no/such"));
        let error = find("no-such-program", "/a:/b".into()).unwrap_err();
        assert_eq!(error.to_string(), "no executable \"no-such-program\" in PATH \"/a:/b\"");
    }
}
