//! Bringing copies to what is wanted: started, drained, counted.
//!
//! Every function here looks at what is there and at what is wanted, takes no account of what has happened, and may
//! run twice. [`settle`](super::settle) then moves the state of the resource on.

use ebb_units::{Capacity, CopyId, Workload};

use super::endpoints::variant_workload;
use super::{Realm, Turn};
use crate::agenda::Task;
use crate::effect::CopyOrder;
use crate::event::CopyReport;
use crate::hosting::{
    ComponentStatus, Copy, CopyState, Debt, EndpointStatus, Fleet, Generation, InstanceId, Usage,
    Wanted,
};

/// What a report says about the end of a copy is kept up to this many characters.
const LONGEST_REASON: usize = 1024;

impl Realm {
    pub(crate) fn reconcile(&mut self, turn: &mut Turn<'_>, workload: &Workload) {
        match workload {
            Workload::Variant { endpoint, .. } => self.reconcile_endpoint(turn, endpoint),
            Workload::Component { name } => self.reconcile_component(turn, name),
            Workload::Custom { .. } => {}
        }
    }

    pub(super) fn reconcile_endpoint(&mut self, turn: &mut Turn<'_>, name: &str) {
        self.order_instances(turn, name);
        self.settle_endpoint(turn, name);
    }

    /// Starts and drains instances to the numbers that are wanted now.
    pub(super) fn order_instances(&mut self, turn: &mut Turn<'_>, name: &str) {
        let Some(endpoint) = self.endpoints.get(name) else { return };
        if matches!(endpoint.status, EndpointStatus::Failed | EndpointStatus::Deleting) {
            return;
        }
        let of = |(variant, wanted)| (variant_workload(name, variant), wanted);
        let wanted: Vec<(Workload, Wanted)> = endpoint.wanted().into_iter().map(of).collect();
        for (workload, wanted) in wanted {
            let missing = self.shrink(turn, &workload, wanted.fleet, wanted.number);
            if missing > 0 && self.may_start(turn, &workload, wanted.generation) {
                for _ in 0..missing {
                    self.start(turn, &workload, &wanted, None);
                }
            }
        }
    }

    pub(super) fn reconcile_component(&mut self, turn: &mut Turn<'_>, name: &str) {
        self.order_copies(turn, name);
        self.settle_component(turn, name);
    }

    /// Starts and drains copies to the numbers that are wanted now, as far as there is room.
    pub(super) fn order_copies(&mut self, turn: &mut Turn<'_>, name: &str) {
        let Some(component) = self.components.get(name) else { return };
        if matches!(component.status, ComponentStatus::Failed | ComponentStatus::Deleting) {
            return;
        }
        let workload = Workload::Component { name: name.to_owned() };
        let (wanted, endpoint) = (component.wanted(), component.endpoint.clone());
        for wanted in wanted {
            let missing = self.shrink(turn, &workload, wanted.fleet, wanted.number);
            if missing == 0 || !self.may_start(turn, &workload, wanted.generation) {
                continue;
            }
            for _ in 0..missing {
                match self.place_copy(turn, name, wanted.requirements) {
                    Ok(instance) => self.start(turn, &workload, &wanted, Some(instance)),
                    Err(unplaced) => {
                        self.could_not_place(turn, name, &unplaced);
                        break;
                    }
                }
            }
        }
        self.note_empty_instances(turn, &endpoint);
    }

    /// Takes away what is too much. Returns how many copies are missing.
    pub(super) fn shrink(
        &mut self,
        turn: &mut Turn<'_>,
        workload: &Workload,
        fleet: Fleet,
        desired: Capacity,
    ) -> u32 {
        let replicas = self.replicas.entry(workload.clone()).or_default();
        let alive = replicas.alive(fleet);
        if alive <= desired.0 {
            return desired.0 - alive;
        }
        for copy in replicas.victims(fleet, alive - desired.0) {
            self.drain(turn, workload, copy);
        }
        0
    }

    fn drain(&mut self, turn: &mut Turn<'_>, workload: &Workload, id: CopyId) {
        let Some(replicas) = self.replicas.get_mut(workload) else { return };
        let copy = replicas.copies.get_mut(&id);
        if let Some(copy) = copy.filter(|copy| copy.state != CopyState::Draining) {
            // What was proven counts also when the end of the copy does not tell of it any more.
            if copy.is_proven(turn.now)
                && let Some(starts) = replicas.starts.get_mut(&copy.generation)
            {
                starts.succeeded();
            }
            copy.state = CopyState::Draining;
            copy.since = turn.now;
            self.order(turn, id, workload, CopyOrder::Drain);
        }
    }

    pub(super) fn drain_all(&mut self, turn: &mut Turn<'_>, workload: &Workload) {
        self.drain_fleet(turn, workload, Fleet::Whole);
    }

    pub(super) fn drain_fleet(&mut self, turn: &mut Turn<'_>, workload: &Workload, fleet: Fleet) {
        let copies = self.replicas.get(workload).into_iter().flat_map(|found| &found.copies);
        let ids: Vec<CopyId> =
            copies.filter(|(_, copy)| fleet.has(copy.generation)).map(|(id, _)| *id).collect();
        for id in ids {
            self.drain(turn, workload, id);
        }
    }

    /// After failures, only when the back-off is over; the agenda looks again then.
    fn may_start(
        &mut self,
        turn: &mut Turn<'_>,
        workload: &Workload,
        generation: Generation,
    ) -> bool {
        let starts = self.replicas.get(workload).and_then(|found| found.starts.get(&generation));
        let Some(until) = starts.and_then(|starts| starts.retry_at) else { return true };
        if until <= turn.now {
            return true;
        }
        turn.agenda.add(until, Task::Retry(self.scope.clone(), workload.clone()));
        false
    }

    fn start(
        &mut self,
        turn: &mut Turn<'_>,
        workload: &Workload,
        wanted: &Wanted,
        instance: Option<InstanceId>,
    ) {
        let id = CopyId(turn.ids.copies.number());
        let copy = Copy {
            state: CopyState::Starting,
            since: turn.now,
            in_flight: 0,
            instance,
            generation: wanted.generation,
            usage: Usage::default(),
        };
        self.replicas.entry(workload.clone()).or_default().copies.insert(id, copy);
        self.order(turn, id, workload, CopyOrder::Start(wanted.launch.clone()));
    }

    /// The fleet has said something about a copy.
    pub(crate) fn copy_reported(
        &mut self,
        turn: &mut Turn<'_>,
        workload: &Workload,
        id: CopyId,
        report: CopyReport,
    ) {
        let is_first = !self.has_capacity(workload);
        let Some(replicas) = self.replicas.get_mut(workload) else { return };
        let Some(copy) = replicas.copies.get_mut(&id) else { return };
        match report {
            CopyReport::Usage { cpu_percent, memory_percent, memory_bytes } => {
                copy.usage.add(cpu_percent, memory_percent, memory_bytes);
            }
            CopyReport::Healthy { address } => {
                if copy.state == CopyState::Starting {
                    if is_first {
                        replicas.debt = Some(Debt::begin(copy.since, turn.now));
                    }
                    copy.state = CopyState::Healthy;
                    copy.since = turn.now;
                    let generation = copy.generation;
                    self.order(turn, id, workload, CopyOrder::Serve { address, generation });
                    self.settle(turn, workload);
                }
            }
            CopyReport::Exited { reason } => {
                let gone = copy.clone();
                self.copy_gone(turn, workload, id, &gone, &reason);
            }
        }
    }

    fn copy_gone(
        &mut self,
        turn: &mut Turn<'_>,
        workload: &Workload,
        id: CopyId,
        gone: &Copy,
        reason: &str,
    ) {
        self.order(turn, id, workload, CopyOrder::Forget);
        if let Some(replicas) = self.replicas.get_mut(workload) {
            replicas.copies.remove(&id);
            if gone.state != CopyState::Draining {
                let starts = replicas.starts.entry(gone.generation).or_default();
                if gone.is_proven(turn.now) {
                    starts.succeeded();
                }
                starts.failed(turn.now, reason.chars().take(LONGEST_REASON).collect());
            }
        }
        self.forget_if_gone(workload);
        let host = match workload {
            Workload::Component { name } => self.components.get(name),
            Workload::Variant { .. } | Workload::Custom { .. } => None,
        }
        .map(|component| component.endpoint.clone());
        self.reconcile(turn, workload);
        if let Some(endpoint) = host {
            self.note_empty_instances(turn, &endpoint);
            self.use_room(turn, &endpoint);
        }
    }
}
