//! The few lines of `/proc` that a fleet reads.
//!
//! Everything is an `Option`: a process may be gone at any moment, and a figure that is not there is left out.

use std::fs;
use std::ops::RangeInclusive;

/// What `/proc/<pid>/stat` says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Stat {
    pub(super) pid: u32,
    /// False for a process that is dead and only waits for its parent to notice.
    pub(super) alive: bool,
    pub(super) parent: u32,
    pub(super) group: u32,
    /// Time on a core, user and system, in clock ticks.
    pub(super) cpu_ticks: u64,
    /// When it started, in clock ticks since boot. With the pid it names a process for good.
    pub(super) started: u64,
    pub(super) resident_pages: u64,
}

pub(super) fn stat(pid: u32) -> Option<Stat> {
    let text = fs::read(format!("/proc/{pid}/stat")).ok()?;
    parse_stat(pid, &String::from_utf8_lossy(&text))
}

/// All processes that can be seen.
pub(super) fn processes() -> impl Iterator<Item = Stat> {
    let entries = fs::read_dir("/proc").into_iter().flatten().flatten();
    entries.filter_map(|entry| stat(entry.file_name().to_str()?.parse().ok()?))
}

/// Whether the process was started with this `NAME=value`. False for processes of other users.
pub(super) fn has_variable(pid: u32, assignment: &str) -> bool {
    let environment = fs::read(format!("/proc/{pid}/environ")).unwrap_or_default();
    environment.split(|byte| *byte == 0).any(|variable| variable == assignment.as_bytes())
}

/// Names this boot of the machine: pids and start times mean nothing after another one.
pub(super) fn boot_id() -> Option<String> {
    let text = fs::read_to_string("/proc/sys/kernel/random/boot_id").ok()?;
    Some(text.trim().to_owned())
}

/// Memory of the machine in bytes, or less if the server itself may not use all of it.
pub(super) fn memory_limit() -> Option<u64> {
    let meminfo = fs::read_to_string("/proc/meminfo").ok()?;
    let total = meminfo.lines().find_map(|line| {
        line.strip_prefix("MemTotal:")?.trim().strip_suffix(" kB")?.parse::<u64>().ok()
    })? * 1024;
    // In a container this is the limit of the container; elsewhere the file does not exist.
    let limit = fs::read_to_string("/sys/fs/cgroup/memory.max").ok();
    let limit = limit.and_then(|text| text.trim().parse::<u64>().ok());
    Some(limit.map_or(total, |limit| limit.clamp(1, total.max(1))))
}

/// The local ports of outgoing connections.
pub(super) fn ephemeral_ports() -> Option<RangeInclusive<u16>> {
    let text = fs::read_to_string("/proc/sys/net/ipv4/ip_local_port_range").ok()?;
    let mut ends = text.split_ascii_whitespace().map(str::parse::<u16>);
    let (start, end) = (ends.next()?.ok()?, ends.next()?.ok()?);
    (start <= end).then_some(start..=end)
}

/// The name in parentheses may itself hold spaces and parentheses, so fields are counted from the last one.
/// <https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html>
fn parse_stat(pid: u32, text: &str) -> Option<Stat> {
    let (_, fields) = text.rsplit_once(") ")?;
    let fields: Vec<&str> = fields.split_ascii_whitespace().collect();
    // `state` is field 3 of the manual page.
    let field = |number: usize| fields.get(number - 3).copied();
    let number = |which: usize| field(which)?.parse::<u64>().ok();
    Some(Stat {
        pid,
        alive: !matches!(field(3)?, "Z" | "X" | "x"),
        parent: field(4)?.parse().ok()?,
        group: field(5)?.parse().ok()?,
        cpu_ticks: number(14)?.saturating_add(number(15)?),
        started: number(22)?,
        resident_pages: number(24)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_a_line_with_an_awkward_name() {
        let line =
            "77 (a) b (c) S 5 77 5 0 -1 4194560 90 0 0 0 12 30 7 8 20 0 9 0 4711 8192000 250 1844";
        let want = Stat {
            pid: 77,
            alive: true,
            parent: 5,
            group: 77,
            cpu_ticks: 42,
            started: 4711,
            resident_pages: 250,
        };
        assert_eq!(parse_stat(77, line), Some(want));
        assert!(!parse_stat(77, &line.replace(" S ", " Z ")).unwrap().alive);
        for bad in ["", "77 (a", "77 (a) S", "77 (a) S x 77 5 0 -1 0 0 0 0 0 1 1 0 0 0 0 0 0 1 1 1"]
        {
            assert_eq!(parse_stat(77, bad), None, "{bad}");
        }
    }

    #[test]
    fn sees_this_process() {
        let own = stat(std::process::id()).unwrap();
        assert!(own.alive);
        assert!(0 < own.resident_pages);
        assert!(
            processes().any(|process| (process.pid, process.started) == (own.pid, own.started))
        );
        assert!(boot_id().is_some());
        assert!(memory_limit().is_some());
        assert!(ephemeral_ports().is_some());
        let home = format!("PATH={}", std::env::var("PATH").unwrap());
        assert!(has_variable(own.pid, &home));
        assert!(!has_variable(own.pid, "PATH="));
    }
}
