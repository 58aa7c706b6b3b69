//! Signals to processes and groups, by plain pid.

use rustix::process::{
    Pid, Signal, kill_process as send, kill_process_group, test_kill_process_group,
};

/// Asks every process of the group to end.
pub(super) fn terminate_group(leader: u32) {
    to_group(leader, Signal::TERM);
}

/// Ends every process of the group.
pub(super) fn kill_group(leader: u32) {
    to_group(leader, Signal::KILL);
}

/// Ends one process.
pub(super) fn kill_process(pid: u32) {
    if let Some(pid) = checked(pid) {
        // It may be gone already, which is what is wanted.
        let _ = send(pid, Signal::KILL);
    }
}

/// Whether anything is left of the group, dead but unnoticed processes included.
pub(super) fn group_exists(leader: u32) -> bool {
    checked(leader).is_some_and(|leader| test_kill_process_group(leader).is_ok())
}

fn to_group(leader: u32, signal: Signal) {
    if let Some(leader) = checked(leader) {
        // The group may be gone already, which is what is wanted.
        let _ = kill_process_group(leader, signal);
    }
}

/// Refuses 0 and 1: to the kernel they mean "my own group" and "everybody".
fn checked(pid: u32) -> Option<Pid> {
    let pid = i32::try_from(pid).ok().filter(|pid| 1 < *pid)?;
    Pid::from_raw(pid)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dangerous_numbers_are_refused() {
        for pid in [0, 1, u32::MAX, 1 << 31] {
            assert_eq!(checked(pid), None, "{pid}");
        }
        assert!(checked(2).is_some());
    }
}
