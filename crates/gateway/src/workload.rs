//! A workload: its copies, the requests it holds, its meters. Survives every change of routes.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};

use arc_swap::ArcSwap;
use ebb_units::{CopyId, WorkloadKey};

use crate::asynchronous::queue::AsyncQueue;
use crate::copy::{Copy, Lease};
use crate::hold::HoldQueue;
use crate::meter::{CopyMeters, FleetMeters, Meter, Side, WorkloadMeters};
use crate::random::Random;
use crate::routes::{RoutingStrategy, Split};
use crate::session::Sessions;

/// The copies, and how requests are divided between their versions. One snapshot, so that a request sees both as they
/// belong together.
#[derive(Clone, Debug, Default)]
struct Lineup {
    copies: Vec<Arc<Copy>>,
    split: Option<Split>,
    fleets: Option<Fleets>,
}

/// The meters of the two sides of a split, from its beginning to its end.
#[derive(Clone, Debug)]
struct Fleets {
    version: u64,
    new: Arc<Meter>,
    old: Arc<Meter>,
}

/// Where a request counts: with its workload, and also with the version it is at while two are measured.
#[derive(Debug)]
pub(crate) struct Tally {
    pub(crate) workload: Arc<Workload>,
    fleet: Option<Arc<Meter>>,
}

#[derive(Debug)]
pub(crate) struct Workload {
    pub(crate) key: WorkloadKey,
    pub(crate) meter: Meter,
    pub(crate) hold: HoldQueue,
    pub(crate) sessions: Sessions,
    lineup: ArcSwap<Lineup>,
    any_copy: AtomicBool,
    /// Where the scan for the least busy copy begins; moves on with each request, so ties rotate.
    turn: AtomicUsize,
    /// Routes that lead here. At zero, and without copies, the workload is forgotten.
    references: AtomicUsize,
    /// The queue its copies take asynchronous requests from.
    queue: Mutex<Weak<AsyncQueue>>,
}

impl Workload {
    pub(crate) fn new(key: WorkloadKey) -> Self {
        Self {
            key,
            meter: Meter::new(),
            hold: HoldQueue::default(),
            sessions: Sessions::default(),
            lineup: ArcSwap::default(),
            any_copy: AtomicBool::new(false),
            turn: AtomicUsize::new(0),
            references: AtomicUsize::new(0),
            queue: Mutex::default(),
        }
    }

    pub(crate) fn set_strategy(&self, strategy: RoutingStrategy) {
        self.any_copy.store(strategy == RoutingStrategy::Random, Ordering::Relaxed);
    }

    /// Divides requests between two versions, or no longer.
    pub(crate) fn set_split(&self, split: Option<Split>) {
        let before = self.lineup.load();
        if before.split == split {
            return;
        }
        // Nothing is published of the versions of a component.
        let is_variant = matches!(self.key.workload, ebb_units::Workload::Variant { .. });
        let fleets = split.filter(|_| is_variant).map(|split| {
            let known = before.fleets.clone().filter(|fleets| fleets.version == split.version);
            known.unwrap_or_else(|| Fleets::new(split.version))
        });
        self.lineup.rcu(|lineup| {
            let copies = lineup.copies.clone();
            Lineup { copies, split, fleets: fleets.clone() }
        });
    }

    /// Gives traffic to a copy, and every held request a place.
    pub(crate) fn add(&self, copy: Arc<Copy>, random: &Random) {
        self.lineup.rcu(|lineup| {
            let mut lineup = Lineup::clone(lineup);
            lineup.copies.push(Arc::clone(&copy));
            lineup
        });
        self.hold.release(|| self.pick(random, None));
    }

    pub(crate) fn remove(&self, copy: CopyId) {
        self.lineup.rcu(|lineup| {
            let left = lineup.copies.iter().filter(|other| other.id != copy);
            let fleets = lineup.fleets.clone();
            Lineup { copies: left.cloned().collect(), split: lineup.split, fleets }
        });
    }

    pub(crate) fn refer(&self) {
        self.references.fetch_add(1, Ordering::Relaxed);
    }

    /// Takes a reference back. True when no route leads here any more.
    pub(crate) fn unrefer(&self) -> bool {
        self.references.fetch_sub(1, Ordering::Relaxed) == 1
    }

    pub(crate) fn is_referenced(&self) -> bool {
        self.references.load(Ordering::Relaxed) != 0
    }

    pub(crate) fn has_copies(&self) -> bool {
        self.lineup.load().copies.iter().any(|copy| copy.open_load().is_some())
    }

    /// Copies that take work.
    pub(crate) fn open_copies(&self) -> usize {
        self.lineup.load().copies.iter().filter(|copy| copy.open_load().is_some()).count()
    }

    /// A place at the copy with the fewest requests in flight, or at any copy if so configured: of the version that the
    /// request is drawn for, or else of the other.
    pub(crate) fn pick(&self, random: &Random, avoid: Option<CopyId>) -> Option<Lease> {
        let lineup = self.lineup.load();
        let (drawn, other) = lineup.draw(random);
        self.pick_of(&lineup, drawn, random, avoid)
            .or_else(|| self.pick_of(&lineup, other?, random, avoid))
    }

    fn pick_of(
        &self,
        lineup: &Lineup,
        of: Versions,
        random: &Random,
        avoid: Option<CopyId>,
    ) -> Option<Lease> {
        let copies = &lineup.copies;
        let any = self.any_copy.load(Ordering::Relaxed);
        loop {
            let start = match copies.len() {
                0 => return None,
                1 => 0,
                count if any => random.below(count),
                count => self.turn.fetch_add(1, Ordering::Relaxed) % count,
            };
            let (copy, load) = least_busy(copies, of, start, any, avoid)?;
            // Fails when another request was faster. Then the loads are others too: look again.
            if let Some(lease) = lineup.lease(copy, load) {
                return Some(lease);
            }
        }
    }

    /// A place at a certain copy, if it is still there and open.
    pub(crate) fn pick_copy(&self, id: CopyId) -> Option<Lease> {
        let lineup = self.lineup.load();
        let copy = lineup.copies.iter().find(|copy| copy.id == id && !copy.is_suspect())?;
        loop {
            if let Some(lease) = lineup.lease(copy, copy.open_load()?) {
                return Some(lease);
            }
        }
    }

    /// A place at a copy that works on fewer than `limit` requests: of the version that the request is drawn for, or else
    /// of the other, if that has a share or is all there is.
    pub(crate) fn pick_slot(&self, random: &Random, limit: u32) -> Option<Lease> {
        let lineup = self.lineup.load();
        let (drawn, other) = lineup.draw(random);
        let slot = |of: Versions| pick_slot_of(&lineup, of, limit);
        if let Some(lease) = slot(drawn) {
            return Some(lease);
        }
        let other = other?;
        let open = |of: Versions| {
            lineup.copies.iter().any(|copy| of.has(copy) && copy.open_load().is_some())
        };
        let takes_work = lineup.split.is_some_and(|split| split.share > 0.0 && split.share < 1.0);
        if takes_work || !open(drawn) { slot(other) } else { None }
    }

    pub(crate) fn set_queue(&self, queue: Weak<AsyncQueue>) {
        *self.queue.lock().unwrap_or_else(PoisonError::into_inner) = queue;
    }

    pub(crate) fn queue(&self) -> Option<Arc<AsyncQueue>> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner).upgrade()
    }

    pub(crate) fn close_idle_connections(&self) {
        for copy in &self.lineup.load().copies {
            copy.pool.sweep();
        }
    }

    pub(crate) fn take_meters(&self) -> WorkloadMeters {
        let mut meters = self.meter.take(self.key.clone());
        let lineup = self.lineup.load();
        meters.copies = lineup
            .copies
            .iter()
            .map(|copy| CopyMeters {
                copy: copy.id,
                in_flight: copy.in_flight(),
                in_flight_max: copy.take_peak(),
            })
            .collect();
        (meters.held, meters.held_max) = self.hold.take_counts();
        meters
    }

    /// What was counted of each version, while two are measured.
    pub(crate) fn take_fleets(&self) -> impl Iterator<Item = FleetMeters> {
        let fleets = self.lineup.load().fleets.clone();
        let sides = fleets.map(|Fleets { version, new, old }| {
            [(Side::New(version), new), (Side::Old(version), old)]
        });
        sides
            .into_iter()
            .flatten()
            .map(|(side, meter)| FleetMeters { side, meters: meter.take(self.key.clone()) })
            .filter(|fleet| !fleet.meters.is_quiet())
    }
}

impl Fleets {
    fn new(version: u64) -> Self {
        Self { version, new: Arc::new(Meter::new()), old: Arc::new(Meter::new()) }
    }

    fn of(&self, copy: &Copy) -> &Arc<Meter> {
        if copy.version == self.version { &self.new } else { &self.old }
    }
}

impl Tally {
    pub(crate) fn new(workload: Arc<Workload>, lease: &Lease) -> Self {
        Self { workload, fleet: lease.fleet.clone() }
    }

    /// Of work that no copy has.
    pub(crate) fn without_copy(workload: Arc<Workload>) -> Self {
        Self { workload, fleet: None }
    }

    /// The request has gone on to another copy.
    pub(crate) fn moved(&mut self, lease: &Lease) {
        self.fleet.clone_from(&lease.fleet);
    }

    pub(crate) fn count(&self, happening: impl Fn(&Meter)) {
        happening(&self.workload.meter);
        if let Some(fleet) = &self.fleet {
            happening(fleet);
        }
    }
}

/// Some of the copies of a workload.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Versions {
    All,
    Only(u64),
    AllBut(u64),
}

impl Versions {
    fn has(self, copy: &Copy) -> bool {
        match self {
            Self::All => true,
            Self::Only(version) => copy.version == version,
            Self::AllBut(version) => copy.version != version,
        }
    }
}

impl Lineup {
    /// A place at a copy, whose load is still the same, with where the request counts by its version.
    fn lease(&self, copy: &Arc<Copy>, load: u32) -> Option<Lease> {
        let mut lease = copy.lease(load)?;
        lease.fleet = self.fleets.as_ref().map(|fleets| Arc::clone(fleets.of(copy)));
        Some(lease)
    }

    /// The version that a request goes to, and where it goes when that has no copy for it.
    fn draw(&self, random: &Random) -> (Versions, Option<Versions>) {
        let Some(Split { version, share }) = self.split else { return (Versions::All, None) };
        let (new, old) = (Versions::Only(version), Versions::AllBut(version));
        if random.fraction() < share { (new, Some(old)) } else { (old, Some(new)) }
    }
}

fn pick_slot_of(lineup: &Lineup, of: Versions, limit: u32) -> Option<Lease> {
    loop {
        let (copy, load) = lineup
            .copies
            .iter()
            .filter(|copy| of.has(copy) && !copy.is_suspect())
            .filter_map(|copy| Some((copy, copy.open_load()?)))
            .filter(|(_, load)| *load < limit)
            .min_by_key(|(_, load)| *load)?;
        if let Some(lease) = lineup.lease(copy, load) {
            return Some(lease);
        }
    }
}

/// The least busy of the open copies, suspects last; with `any`, the first open one from `start`.
fn least_busy(
    copies: &[Arc<Copy>],
    of: Versions,
    start: usize,
    any: bool,
    avoid: Option<CopyId>,
) -> Option<(&Arc<Copy>, u32)> {
    let (before, after) = copies.split_at(start);
    let mut best: Option<(&Arc<Copy>, (bool, u32))> = None;
    for copy in after.iter().chain(before) {
        if Some(copy.id) == avoid || !of.has(copy) {
            continue;
        }
        let Some(load) = copy.open_load() else { continue };
        let rank = (copy.is_suspect(), load);
        if best.is_none_or(|(_, best)| if any { best.0 && !rank.0 } else { rank < best }) {
            best = Some((copy, rank));
        }
    }
    best.map(|(copy, (_, load))| (copy, load))
}
