//! A process that a bench started, and that ends with it.

use std::fs::File;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

use crate::failure::Failure;

/// From SIGTERM to SIGKILL. Ebbtide itself gives its copies five seconds here.
const GRACE: Duration = Duration::from_secs(10);
/// How much of a log goes into an error.
const LAST_WORDS: usize = 600;

/// Dropping it ends the process: SIGTERM, and SIGKILL when that does not help.
pub(crate) struct Running {
    name: &'static str,
    child: Child,
    log: PathBuf,
}

impl Running {
    /// Starts a program in a process group of its own, so that Ctrl-C in the terminal reaches only the bench, which
    /// then ends the others in order.
    pub(crate) fn start(
        name: &'static str,
        mut command: Command,
        log: &Path,
    ) -> Result<Self, Failure> {
        let open = || {
            let out = File::options().create(true).append(true).open(log)?;
            Ok((out.try_clone()?, out))
        };
        let (out, err) = open().map_err(Failure::io(format!("open \"{}\"", log.display())))?;
        let child = command
            .stdin(Stdio::null())
            .stdout(out)
            .stderr(err)
            .process_group(0)
            .spawn()
            .map_err(Failure::io(format!("start {name}")))?;
        Ok(Self { name, child, log: log.to_owned() })
    }

    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// An error when it has ended by itself.
    pub(crate) fn check(&mut self) -> Result<(), Failure> {
        let status = self.child.try_wait().map_err(Failure::io(format!("watch {}", self.name)))?;
        match status {
            None => Ok(()),
            Some(status) => Err(Failure::Ended {
                program: self.name.to_owned(),
                status: status.to_string(),
                log: last_words(&self.log),
            }),
        }
    }

    fn end(&mut self) {
        let pid = Pid::from_child(&self.child);
        let runs = matches!(self.child.try_wait(), Ok(None));
        let asked = runs && kill_process(pid, Signal::TERM).is_ok();
        let end = Instant::now() + GRACE;
        while asked && Instant::now() < end {
            match self.child.try_wait() {
                Ok(None) => std::thread::sleep(Duration::from_millis(1)),
                Ok(Some(_)) | Err(_) => return,
            }
        }
        // It has ended already, or does not heed SIGTERM; nothing better is left to do when this fails too.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.end();
    }
}

fn last_words(log: &Path) -> String {
    let text = std::fs::read(log).unwrap_or_default();
    let from = text.len().saturating_sub(LAST_WORDS);
    String::from_utf8_lossy(&text[from..]).trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_process_ends_with_its_owner() {
        let dir = tempfile::tempdir().unwrap();
        let mut command = Command::new("sleep");
        command.arg("1000");
        let mut running = Running::start("sleep", command, &dir.path().join("log")).unwrap();
        running.check().unwrap();
        let process = PathBuf::from(format!("/proc/{}", running.id()));
        assert!(process.exists());
        drop(running);
        assert!(!process.exists());
    }

    #[test]
    fn one_that_ended_is_told_with_its_last_words() {
        let dir = tempfile::tempdir().unwrap();
        let mut command = Command::new("sh");
        command.args(["-c", "echo no room >&2; exit 7"]);
        let mut running = Running::start("sh", command, &dir.path().join("log")).unwrap();
        let _ = running.child.wait().unwrap();
        let told = running.check().unwrap_err().to_string();
        assert!(told.contains("no room") && told.contains('7'), "{told}");
    }
}
