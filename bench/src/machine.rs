//! The machine and the versions, which stand beside every figure.

use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};

use crate::ebb::Program;
use crate::failure::Failure;

/// Facts that a reader of the figures needs. What cannot be found out is "unknown".
pub(crate) struct Machine {
    cpu: String,
    cores: usize,
    memory: String,
    kernel: String,
    ebb: String,
    /// Runnable processes over 1, 5 and 15 minutes before the run: other work disturbs the figures.
    load: String,
}

impl Machine {
    pub(crate) fn look(program: &Program) -> Self {
        Self {
            cpu: field("/proc/cpuinfo", "model name"),
            cores: std::thread::available_parallelism().map_or(1, usize::from),
            memory: field("/proc/meminfo", "MemTotal"),
            kernel: read("/proc/sys/kernel/osrelease"),
            ebb: told_by(program.path(), "--version").unwrap_or_else(unknown),
            load: read("/proc/loadavg").split(' ').take(3).collect::<Vec<&str>>().join(" "),
        }
    }

    fn facts(&self) -> Vec<(&'static str, String)> {
        let built = if cfg!(debug_assertions) {
            "DEBUG: the client and the model are slow; use cargo run --release"
        } else {
            "release"
        };
        vec![
            ("cpu", format!("{}, {} cores", self.cpu, self.cores)),
            ("memory", self.memory.clone()),
            ("kernel", self.kernel.clone()),
            ("ebb", self.ebb.clone()),
            ("ebb-bench", format!("{} ({built})", env!("CARGO_PKG_VERSION"))),
            ("load before", self.load.clone()),
        ]
    }

    #[expect(clippy::print_stdout, reason = "belongs to the figures")]
    pub(crate) fn print(&self) {
        for (name, value) in self.facts() {
            println!("{name:<12} {value}");
        }
    }

    pub(crate) fn json(&self) -> Value {
        self.facts().into_iter().map(|(name, value)| (name.to_owned(), json!(value))).collect()
    }
}

fn unknown() -> String {
    "unknown".to_owned()
}

fn read(path: &str) -> String {
    std::fs::read_to_string(path).map_or_else(|_| unknown(), |text| text.trim().to_owned())
}

/// The first value under a name in a file of `name : value` lines.
fn field(path: &str, name: &str) -> String {
    read(path)
        .lines()
        .filter_map(|line| line.split_once(':'))
        .find(|(key, _)| key.trim() == name)
        .map_or_else(unknown, |(_, value)| value.trim().to_owned())
}

/// What a program says of itself; nginx says it on stderr.
pub(crate) fn told_by(program: &Path, flag: &str) -> Option<String> {
    let output = Command::new(program).arg(flag).output().ok()?;
    let text = if output.stdout.is_empty() { output.stderr } else { output.stdout };
    let line = String::from_utf8_lossy(&text).lines().next()?.trim().to_owned();
    (!line.is_empty()).then_some(line)
}

/// One of the sizes in `/proc/PROCESS/status`, which are in KiB.
pub(crate) fn memory_kib(process: &str, name: &str) -> Result<u32, Failure> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status"))
        .map_err(Failure::io("read the memory of a process"))?;
    size_in(&status, name)
        .ok_or_else(|| Failure::Unexpected(format!("/proc/{process}/status has no {name}")))
}

/// Bytes of this process that are backed by no file.
pub(crate) fn anonymous_bytes() -> Result<f64, Failure> {
    Ok(f64::from(memory_kib("self", "RssAnon")?) * 1024.0)
}

fn size_in(status: &str, name: &str) -> Option<u32> {
    let line = status.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'))?;
    line.trim().strip_suffix("kB")?.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_is_read_from_the_kernels_table() {
        let status = "Name:\tebb\nVmRSS:\t   18432 kB\nRssAnon:\t    6144 kB\nVmRSSx:\t 1 kB\n";
        assert_eq!(size_in(status, "VmRSS"), Some(18432));
        assert_eq!(size_in(status, "RssAnon"), Some(6144));
        assert_eq!(size_in(status, "RssShmem"), None);
    }
}
