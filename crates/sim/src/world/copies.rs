//! The copies, and what each of them works on.

use std::cmp::Ordering;
use std::collections::{BinaryHeap, VecDeque};

use ebb_units::CopyId;

use super::agenda::Place;
use crate::random::Random;
use crate::scenario::{Discipline, Routing};

/// A request in the system.
#[derive(Clone, Copy, Debug)]
pub(super) struct Request {
    /// Order of arrival.
    pub(super) number: u64,
    pub(super) arrived_ns: u64,
    /// How long it takes alone on a copy.
    pub(super) work_ns: u64,
    /// When a copy began with it.
    pub(super) began_ns: u64,
}

/// Where a copy stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum State {
    /// Nobody is here.
    Free,
    Starting,
    Ready,
    Draining,
}

#[derive(Debug)]
pub(super) struct Copy {
    pub(super) id: CopyId,
    pub(super) generation: u32,
    pub(super) state: State,
    /// In the state since then.
    pub(super) since_ns: u64,
    /// Requests that it works on.
    pub(super) in_work: u32,
    /// Requests here, as the controller was told last, if it was.
    pub(super) told: Option<u32>,
    /// Requests that wait for their turn here.
    pub(super) line: VecDeque<Request>,
    shared: Shared,
    /// Until when what it did has been added up.
    reckoned_ns: u64,
    /// Seconds of use since last asked, times 10^9: requests in work up to the width.
    use_ns: f64,
}

/// Requests that share a copy. Each has a place on a clock that runs at the speed of all of them: a request that needs
/// `w` alone is done when the clock shows `w` more than when it came, however many came and went in between.
#[derive(Debug, Default)]
struct Shared {
    clock_ns: f64,
    jobs: BinaryHeap<Job>,
    version: u32,
}

#[derive(Debug)]
struct Job {
    done_at: f64,
    request: Request,
}

/// All copies of the workload.
#[derive(Debug)]
pub(super) struct Copies {
    pub(super) all: Vec<Copy>,
    free: Vec<u32>,
    /// Slots of the copies that take requests, oldest first.
    pub(super) ready: Vec<u32>,
    discipline: Discipline,
    /// Requests that a copy works on at a time.
    limit: u32,
    fixed_speed: bool,
    /// Where the search for the idlest begins, so that ties go round.
    turn: usize,
}

impl Copies {
    pub(super) fn new(discipline: Discipline) -> Self {
        let limit = match discipline {
            Discipline::Slots { slots } => slots,
            Discipline::Batching { most, .. } => most,
            Discipline::Sharing { .. } => u32::MAX,
        };
        let fixed_speed = matches!(discipline, Discipline::Slots { .. });
        let (all, free, ready) = (Vec::new(), Vec::new(), Vec::new());
        Self { all, free, ready, discipline, limit, fixed_speed, turn: 0 }
    }

    pub(super) fn fixed_speed(&self) -> bool {
        self.fixed_speed
    }

    pub(super) fn add(&mut self, id: CopyId, now_ns: u64) -> Place {
        let slot = match self.free.pop() {
            Some(slot) => slot,
            None => {
                self.all.push(Copy {
                    id,
                    generation: 0,
                    state: State::Free,
                    since_ns: 0,
                    in_work: 0,
                    told: None,
                    line: VecDeque::new(),
                    shared: Shared::default(),
                    reckoned_ns: 0,
                    use_ns: 0.0,
                });
                u32::try_from(self.all.len() - 1).expect("no fleet has 2^32 copies")
            }
        };
        let copy = &mut self.all[slot as usize];
        copy.id = id;
        copy.state = State::Starting;
        copy.told = None;
        copy.since_ns = now_ns;
        copy.reckoned_ns = now_ns;
        copy.use_ns = 0.0;
        Place { slot, generation: copy.generation }
    }

    /// The copy of a place, unless it is gone.
    pub(super) fn get(&mut self, place: Place) -> Option<&mut Copy> {
        let copy = self.all.get_mut(place.slot as usize)?;
        (copy.generation == place.generation && copy.state != State::Free).then_some(copy)
    }

    pub(super) fn find(&self, id: CopyId) -> Option<Place> {
        let slot = self.all.iter().position(|copy| copy.id == id && copy.state != State::Free)?;
        let generation = self.all[slot].generation;
        Some(Place { slot: u32::try_from(slot).ok()?, generation })
    }

    pub(super) fn serve(&mut self, place: Place, now_ns: u64) {
        let Some(copy) = self.get(place) else { return };
        copy.state = State::Ready;
        copy.since_ns = now_ns;
        copy.reckoned_ns = now_ns;
        self.ready.push(place.slot);
    }

    /// Sends no more requests there.
    pub(super) fn drain(&mut self, place: Place, now_ns: u64) {
        let Some(copy) = self.get(place) else { return };
        copy.state = State::Draining;
        copy.since_ns = now_ns;
        self.ready.retain(|slot| *slot != place.slot);
    }

    pub(super) fn remove(&mut self, place: Place) {
        let Some(copy) = self.get(place) else { return };
        copy.state = State::Free;
        copy.generation = copy.generation.wrapping_add(1);
        copy.in_work = 0;
        copy.line.clear();
        copy.shared = Shared::default();
        self.ready.retain(|slot| *slot != place.slot);
        self.free.push(place.slot);
    }

    pub(super) fn count(&self, state: State) -> u32 {
        let count = self.all.iter().filter(|copy| copy.state == state).count();
        u32::try_from(count).unwrap_or(u32::MAX)
    }

    /// The copy that gets the next request.
    pub(super) fn pick(&mut self, routing: Routing, random: &mut Random) -> Option<u32> {
        let count = self.ready.len();
        match (count, routing) {
            (0, _) => None,
            (1, _) => Some(self.ready[0]),
            (_, Routing::Random) => Some(self.ready[random.below(count)]),
            (_, Routing::LeastOutstanding) => {
                self.turn = if self.turn + 1 < count { self.turn + 1 } else { 0 };
                let (later, earlier) = self.ready.split_at(self.turn.min(count));
                let mut best: Option<(u32, usize)> = None;
                for slot in earlier.iter().chain(later) {
                    let load = self.all[*slot as usize].load();
                    if best.is_none_or(|(_, least)| load < least) {
                        best = Some((*slot, load));
                        if load == 0 {
                            break;
                        }
                    }
                }
                best.map(|(slot, _)| slot)
            }
        }
    }

    /// A copy with fewer than so many requests, the idlest.
    pub(super) fn pick_below(&mut self, limit: u32) -> Option<u32> {
        let idlest =
            self.ready.iter().map(|slot| (self.all[*slot as usize].load(), *slot)).min()?;
        (idlest.0 < limit as usize).then_some(idlest.1)
    }

    /// Whether a copy would begin with one more request at once.
    pub(super) fn has_room(&self, slot: u32) -> bool {
        self.all[slot as usize].in_work < self.limit
    }

    /// Adds up what a copy has done until now.
    pub(super) fn reckon(&mut self, slot: u32, now_ns: u64) -> f64 {
        let copy = &mut self.all[slot as usize];
        if now_ns <= copy.reckoned_ns {
            return 0.0;
        }
        #[expect(clippy::cast_precision_loss, reason = "the time between two events")]
        let passed = (now_ns - copy.reckoned_ns) as f64;
        copy.reckoned_ns = now_ns;
        if copy.in_work == 0 {
            return 0.0;
        }
        let used = passed * f64::from(copy.in_work.min(self.discipline.width()));
        copy.use_ns += used;
        if !self.fixed_speed {
            copy.shared.clock_ns += passed * self.discipline.speed(copy.in_work);
        }
        used
    }

    /// The use of a copy since the last call, in seconds of one place of its width.
    pub(super) fn take_use_ns(&mut self, slot: u32) -> f64 {
        std::mem::take(&mut self.all[slot as usize].use_ns)
    }

    /// Puts a request among those that share a copy. Gives what to plan then.
    pub(super) fn join(&mut self, slot: u32, request: Request) -> Option<(u64, u32)> {
        let copy = &mut self.all[slot as usize];
        #[expect(clippy::cast_precision_loss, reason = "work of a request")]
        let done_at = copy.shared.clock_ns + request.work_ns as f64;
        copy.shared.jobs.push(Job { done_at, request });
        copy.in_work += 1;
        self.plan(slot)
    }

    /// Nanoseconds until the next of those that share a copy is done, and the version of that plan.
    pub(super) fn plan(&mut self, slot: u32) -> Option<(u64, u32)> {
        let copy = &mut self.all[slot as usize];
        let shared = &mut copy.shared;
        shared.version = shared.version.wrapping_add(1);
        let Some(next) = shared.jobs.peek() else {
            shared.clock_ns = 0.0;
            return None;
        };
        let left = (next.done_at - shared.clock_ns).max(0.0);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "not negative; the cast saturates"
        )]
        let wait_ns = (left / self.discipline.speed(copy.in_work)).ceil() as u64;
        Some((wait_ns, shared.version))
    }

    /// The next request that is done among those that share a copy, when the plan of this version still holds.
    pub(super) fn leave(&mut self, place: Place, version: u32) -> Option<Request> {
        let copy = self.get(place).filter(|copy| copy.shared.version == version)?;
        let job = copy.shared.jobs.pop()?;
        // What rounding has left over is no work.
        copy.shared.clock_ns = copy.shared.clock_ns.max(job.done_at);
        copy.in_work -= 1;
        Some(job.request)
    }

    /// All requests that share a copy or wait there, in the order in which they came. For what is rare.
    pub(super) fn take_requests(&mut self, place: Place) -> Vec<Request> {
        let Some(copy) = self.get(place) else { return Vec::new() };
        let shared = std::mem::take(&mut copy.shared.jobs).into_iter().map(|job| job.request);
        let mut found: Vec<Request> = shared.chain(copy.line.drain(..)).collect();
        found.sort_by_key(|request| request.number);
        found
    }

    /// Copies in the order in which they are to go: those that start, youngest first, then the idlest, then the youngest.
    pub(super) fn victims(&self) -> Vec<Place> {
        let mut found: Vec<(bool, usize, std::cmp::Reverse<u64>, CopyId, Place)> = (0_u32..)
            .zip(&self.all)
            .filter(|(_, copy)| matches!(copy.state, State::Starting | State::Ready))
            .map(|(slot, copy)| {
                let place = Place { slot, generation: copy.generation };
                let since = std::cmp::Reverse(copy.since_ns);
                (copy.state == State::Ready, copy.load(), since, copy.id, place)
            })
            .collect();
        found.sort_by_key(|(ready, load, since, id, _)| (*ready, *load, *since, *id));
        found.into_iter().map(|(.., place)| place).collect()
    }
}

impl Copy {
    /// Requests that it has.
    pub(super) fn load(&self) -> usize {
        self.in_work as usize + self.line.len()
    }
}

impl Ord for Job {
    fn cmp(&self, other: &Self) -> Ordering {
        // The heap gives the largest first.
        let by_time = other.done_at.total_cmp(&self.done_at);
        by_time.then(other.request.number.cmp(&self.request.number))
    }
}

impl PartialOrd for Job {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Job {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Job {}
