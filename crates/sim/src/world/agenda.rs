//! What will happen, by instant. What is to happen at the same instant happens in the order in which it was put in.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

use super::copies::Request;

/// Something that will happen to a copy or a line.
#[derive(Clone, Copy, Debug)]
pub(super) enum Happening {
    /// A request on a copy of fixed speed is done.
    Done { copy: Place, request: Request },
    /// The next of the requests that share a copy is done, unless another came or went meanwhile.
    SharedDone { copy: Place, version: u32 },
    /// A copy that starts is healthy.
    Healthy { copy: Place },
    /// A copy that starts has failed.
    StartFailed { copy: Place },
    /// A copy that drains is gone.
    Gone { copy: Place },
    /// A copy dies.
    Crash { copy: Place },
    /// The oldest copy that serves dies.
    CrashOldest,
    /// Somebody has waited in the line for so long that something is to be done.
    LineDue,
}

/// A copy's slot, and which of the copies that were in it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Place {
    pub(super) slot: u32,
    pub(super) generation: u32,
}

#[derive(Clone, Copy, Debug)]
struct Entry {
    at_ns: u64,
    sequence: u64,
    happening: Happening,
}

/// The list.
#[derive(Debug, Default)]
pub(super) struct Agenda {
    heap: BinaryHeap<Entry>,
    sequence: u64,
}

impl Agenda {
    pub(super) fn add(&mut self, at_ns: u64, happening: Happening) {
        self.sequence += 1;
        self.heap.push(Entry { at_ns, sequence: self.sequence, happening });
    }

    /// When the next thing happens; the end of time when nothing will.
    pub(super) fn next_ns(&self) -> u64 {
        self.heap.peek().map_or(u64::MAX, |entry| entry.at_ns)
    }

    pub(super) fn pop(&mut self) -> Option<(u64, Happening)> {
        self.heap.pop().map(|entry| (entry.at_ns, entry.happening))
    }

    /// The requests that a copy of fixed speed is working on, in the order in which they came. For what is rare.
    pub(super) fn requests_of(&self, place: Place) -> Vec<Request> {
        let of_copy = |entry: &Entry| {
            let Happening::Done { copy, request } = entry.happening else { return None };
            (copy == place).then_some(request)
        };
        let mut found: Vec<Request> = self.heap.iter().filter_map(of_copy).collect();
        found.sort_by_key(|request| request.number);
        found
    }
}

impl Ord for Entry {
    fn cmp(&self, other: &Self) -> Ordering {
        // The heap gives the largest first.
        (other.at_ns, other.sequence).cmp(&(self.at_ns, self.sequence))
    }
}

impl PartialOrd for Entry {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Entry {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Entry {}
