//! What copies use of the machine, read from `/proc`.
//!
//! A copy's processes are those of its group and all their descendants. Every sample looks at all processes
//! of the machine once, however many copies there are; without copies it looks at nothing.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use ebb_units::CopyId;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use super::procfs::{self, Stat};
use crate::Report;
use crate::report::Reporter;

/// More would cost more than it tells: the kernel counts in hundredths of a second.
const SHORTEST_INTERVAL: Duration = Duration::from_millis(10);
/// How far up a process's parents are followed.
const DEEPEST: usize = 64;

/// The copies to measure, by the leaders of their groups.
#[derive(Default)]
pub(super) struct Watched(Mutex<HashMap<u32, CopyId>>);

/// A copy is measured until this is dropped.
pub(super) struct Watch {
    watched: Arc<Watched>,
    leader: u32,
}

impl Watched {
    pub(super) fn add(self: &Arc<Self>, copy: CopyId, leader: u32) -> Watch {
        self.leaders().insert(leader, copy);
        Watch { watched: Arc::clone(self), leader }
    }

    fn leaders(&self) -> MutexGuard<'_, HashMap<u32, CopyId>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.watched.leaders().remove(&self.leader);
    }
}

/// The task that measures.
pub(super) struct Sampler {
    task: tokio::sync::Mutex<Option<JoinHandle<()>>>,
    stopped: CancellationToken,
}

impl Sampler {
    /// Reports a sample of each watched copy every `interval`.
    pub(super) fn start(interval: Duration, watched: Arc<Watched>, reporter: Reporter) -> Self {
        let stopped = CancellationToken::new();
        let sampling = sample_for_ever(interval.max(SHORTEST_INTERVAL), watched, reporter);
        let until_stopped = stopped.clone().run_until_cancelled_owned(sampling);
        let task = tokio::spawn(async move { until_stopped.await.unwrap_or_default() });
        Self { task: tokio::sync::Mutex::new(Some(task)), stopped }
    }

    pub(super) async fn stop(&self) {
        self.stopped.cancel();
        if let Some(task) = self.task.lock().await.take() {
            // An error means that the task panicked, which was logged when it did.
            let _ = task.await;
        }
    }
}

async fn sample_for_ever(interval: Duration, watched: Arc<Watched>, reporter: Reporter) {
    let mut before = Readings::default();
    loop {
        tokio::time::sleep(interval).await;
        let leaders = watched.leaders().clone();
        if leaders.is_empty() {
            before = Readings::default();
            continue;
        }
        let reading = tokio::task::spawn_blocking(move || {
            Readings::take(Instant::now(), procfs::processes(), &leaders)
        });
        let Ok(now) = reading.await else { continue };
        let machine = Machine::this();
        for report in now.since(&before, &machine) {
            reporter.offer(report);
        }
        before = now;
    }
}

/// The constants of the machine that turn the kernel's counts into units.
struct Machine {
    ticks_per_second: f64,
    page_bytes: u64,
    memory_bytes: u64,
}

impl Machine {
    fn this() -> Self {
        Self {
            ticks_per_second: to_f64(rustix::param::clock_ticks_per_second()),
            page_bytes: rustix::param::page_size() as u64,
            memory_bytes: procfs::memory_limit().unwrap_or(u64::MAX),
        }
    }
}

/// The counters of all copies at one moment.
#[derive(Default)]
struct Readings {
    at: Option<Instant>,
    copies: BTreeMap<CopyId, Counters>,
}

#[derive(Default, PartialEq, Debug)]
struct Counters {
    /// Ticks on a core so far, by pid and start time.
    cpu_ticks: HashMap<(u32, u64), u64>,
    resident_pages: u64,
}

impl Readings {
    fn take(
        at: Instant,
        processes: impl Iterator<Item = Stat>,
        leaders: &HashMap<u32, CopyId>,
    ) -> Self {
        let processes: HashMap<u32, Stat> = processes.map(|stat| (stat.pid, stat)).collect();
        let mut copies = BTreeMap::<CopyId, Counters>::new();
        for stat in processes.values() {
            if let Some(copy) = owner(stat, &processes, leaders) {
                let counters = copies.entry(copy).or_default();
                counters.cpu_ticks.insert((stat.pid, stat.started), stat.cpu_ticks);
                counters.resident_pages += stat.resident_pages;
            }
        }
        Self { at: Some(at), copies }
    }

    /// Samples of the copies that are in both readings.
    fn since(&self, before: &Self, machine: &Machine) -> Vec<Report> {
        let (Some(now), Some(then)) = (self.at, before.at) else { return Vec::new() };
        let elapsed_s = now.duration_since(then).as_secs_f64();
        if elapsed_s <= 0.0 {
            return Vec::new();
        }
        let both = self
            .copies
            .iter()
            .filter_map(|(copy, counters)| Some((*copy, counters, before.copies.get(copy)?)));
        both.map(|(copy, counters, before)| {
            let cpu_s = to_f64(counters.ticks_since(before)) / machine.ticks_per_second;
            let memory_bytes = counters.resident_pages.saturating_mul(machine.page_bytes);
            Report::Usage {
                copy,
                cpu_percent: 100.0 * cpu_s / elapsed_s,
                memory_bytes,
                memory_percent_of_host: 100.0 * to_f64(memory_bytes) / to_f64(machine.memory_bytes),
            }
        })
        .collect()
    }
}

impl Counters {
    /// A process that was not there before counts from its start. What a process that is gone used last is lost.
    fn ticks_since(&self, before: &Self) -> u64 {
        let grown = self.cpu_ticks.iter().map(|(process, ticks)| {
            ticks.saturating_sub(before.cpu_ticks.get(process).copied().unwrap_or(0))
        });
        grown.sum()
    }
}

fn owner(
    stat: &Stat,
    processes: &HashMap<u32, Stat>,
    leaders: &HashMap<u32, CopyId>,
) -> Option<CopyId> {
    let ancestors = std::iter::successors(Some(stat), |stat| processes.get(&stat.parent));
    ancestors.take(DEEPEST).find_map(|stat| leaders.get(&stat.group).copied())
}

#[expect(clippy::cast_precision_loss, reason = "a percentage needs no more than 53 bits")]
fn to_f64(number: u64) -> f64 {
    number as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stat(pid: u32, parent: u32, group: u32, cpu_ticks: u64) -> Stat {
        Stat { pid, alive: true, parent, group, cpu_ticks, started: 1, resident_pages: 10 }
    }

    const MACHINE: Machine =
        Machine { ticks_per_second: 100.0, page_bytes: 4096, memory_bytes: 4096 * 400 };

    #[test]
    fn a_copy_is_its_group_and_its_descendants() {
        let leaders = HashMap::from([(10, CopyId(1)), (20, CopyId(2))]);
        let then = Instant::now();
        // 11 is in the group of 10; 12 left the group, but descends from it; 13 lost its parent, but is in
        // the group; 20 is another copy; 30 is nobody's.
        let before = [
            stat(10, 5, 10, 100),
            stat(11, 10, 10, 0),
            stat(12, 11, 12, 0),
            stat(20, 5, 20, 700),
            stat(30, 5, 5, 0),
        ];
        let after = [
            stat(10, 5, 10, 150),
            stat(12, 11, 12, 30),
            stat(11, 10, 10, 20),
            stat(13, 1, 10, 100),
            stat(20, 5, 20, 700),
            stat(30, 5, 5, 999),
        ];
        let before = Readings::take(then, before.into_iter(), &leaders);
        let after = Readings::take(then + Duration::from_secs(2), after.into_iter(), &leaders);
        let want =
            [(1, 100.0, 4), (2, 0.0, 1)].map(|(copy, cpu_percent, processes)| Report::Usage {
                copy: CopyId(copy),
                cpu_percent,
                memory_bytes: processes * 40_960,
                memory_percent_of_host: 2.5 * to_f64(processes),
            });
        assert_eq!(after.since(&before, &MACHINE), want);
    }

    #[test]
    fn one_reading_is_no_sample() {
        let leaders = HashMap::from([(10, CopyId(1))]);
        let now = Instant::now();
        let first = Readings::take(now, [stat(10, 5, 10, 100)].into_iter(), &leaders);
        assert_eq!(first.since(&Readings::default(), &MACHINE), []);
        assert_eq!(first.since(&first, &MACHINE), []);
    }

    #[test]
    fn a_reused_pid_is_another_process() {
        let leaders = HashMap::from([(10, CopyId(1))]);
        let now = Instant::now();
        let before = Readings::take(now, [stat(10, 5, 10, 100)].into_iter(), &leaders);
        let reused = Stat { started: 2, ..stat(10, 5, 10, 30) };
        let after = Readings::take(now, [reused].into_iter(), &leaders);
        assert_eq!(after.copies[&CopyId(1)].ticks_since(&before.copies[&CopyId(1)]), 30);
    }
}
