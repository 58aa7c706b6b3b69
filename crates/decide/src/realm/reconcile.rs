//! Bringing copies to what is wanted: started, drained, counted.
//!
//! Every function here looks at what is there and at what is wanted, takes no account of what has happened, and may
//! run twice. [`settle`](super::settle) then moves the state of the resource on.

use ebb_units::{Capacity, CopyId, SignedDuration, Timestamp, Workload};

use super::endpoints::variant_workload;
use super::{Realm, Turn};
use crate::agenda::Task;
use crate::effect::CopyOrder;
use crate::event::CopyReport;
use crate::hosting::{ComponentStatus, Copy, CopyState, EndpointStatus, InstanceId, Launch, Usage};

/// A copy that has served this long was no failed start.
const PROVEN_AFTER: SignedDuration = SignedDuration::from_secs(60);
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
        let Some(endpoint) = self.endpoints.get(name) else { return };
        if !matches!(endpoint.status, EndpointStatus::Failed | EndpointStatus::Deleting) {
            let wanted: Vec<(Workload, Launch, Capacity)> = endpoint
                .variants
                .iter()
                .filter_map(|variant| {
                    let launch = variant.launch.clone()?;
                    Some((variant_workload(name, &variant.config.name), launch, variant.desired))
                })
                .collect();
            for (workload, launch, desired) in wanted {
                let missing = self.shrink(turn, &workload, desired);
                if missing > 0 && self.may_start(turn, &workload) {
                    for _ in 0..missing {
                        self.start(turn, &workload, launch.clone(), None);
                    }
                }
            }
        }
        self.settle_endpoint(turn, name);
    }

    pub(super) fn reconcile_component(&mut self, turn: &mut Turn<'_>, name: &str) {
        let Some(component) = self.components.get(name) else { return };
        if !matches!(component.status, ComponentStatus::Failed | ComponentStatus::Deleting) {
            let workload = Workload::Component { name: name.to_owned() };
            let (launch, endpoint) = (component.launch.clone(), component.endpoint.clone());
            let missing = self.shrink(turn, &workload, component.desired);
            if missing > 0 && self.may_start(turn, &workload) {
                for _ in 0..missing {
                    match self.place_copy(turn, name) {
                        Ok(instance) => {
                            self.start(turn, &workload, launch.clone(), Some(instance));
                        }
                        Err(unplaced) => {
                            self.could_not_place(turn, name, &unplaced);
                            break;
                        }
                    }
                }
            }
            self.note_empty_instances(turn, &endpoint);
        }
        self.settle_component(turn, name);
    }

    /// Takes away what is too much. Returns how many copies are missing.
    pub(super) fn shrink(
        &mut self,
        turn: &mut Turn<'_>,
        workload: &Workload,
        desired: Capacity,
    ) -> u32 {
        let replicas = self.replicas.entry(workload.clone()).or_default();
        let alive = replicas.alive();
        if alive <= desired.0 {
            return desired.0 - alive;
        }
        for copy in replicas.victims(alive - desired.0) {
            self.drain(turn, workload, copy);
        }
        0
    }

    fn drain(&mut self, turn: &mut Turn<'_>, workload: &Workload, id: CopyId) {
        let copy = self.replicas.get_mut(workload).and_then(|all| all.copies.get_mut(&id));
        if let Some(copy) = copy.filter(|copy| copy.state != CopyState::Draining) {
            copy.state = CopyState::Draining;
            copy.since = turn.now;
            self.order(turn, id, workload, CopyOrder::Drain);
        }
    }

    pub(super) fn drain_all(&mut self, turn: &mut Turn<'_>, workload: &Workload) {
        let ids: Vec<CopyId> = self
            .replicas
            .get(workload)
            .map(|replicas| replicas.copies.keys().copied().collect())
            .unwrap_or_default();
        for id in ids {
            self.drain(turn, workload, id);
        }
    }

    /// After failures, only when the back-off is over; the agenda looks again then.
    fn may_start(&mut self, turn: &mut Turn<'_>, workload: &Workload) -> bool {
        let Some(until) = self.replicas.get(workload).and_then(|replicas| replicas.retry_at) else {
            return true;
        };
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
        launch: Launch,
        instance: Option<InstanceId>,
    ) {
        let id = CopyId(turn.ids.copies.number());
        let copy = Copy {
            state: CopyState::Starting,
            since: turn.now,
            in_flight: 0,
            instance,
            usage: Usage::default(),
        };
        self.replicas.entry(workload.clone()).or_default().copies.insert(id, copy);
        self.order(turn, id, workload, CopyOrder::Start(launch));
    }

    /// The fleet has said something about a copy.
    pub(crate) fn copy_reported(
        &mut self,
        turn: &mut Turn<'_>,
        workload: &Workload,
        id: CopyId,
        report: CopyReport,
    ) {
        let Some(copy) =
            self.replicas.get_mut(workload).and_then(|replicas| replicas.copies.get_mut(&id))
        else {
            return;
        };
        match report {
            CopyReport::Usage { cpu_percent, memory_percent, memory_bytes } => {
                copy.usage.add(cpu_percent, memory_percent, memory_bytes);
            }
            CopyReport::Healthy { address } => {
                if copy.state == CopyState::Starting {
                    copy.state = CopyState::Healthy;
                    copy.since = turn.now;
                    self.order(turn, id, workload, CopyOrder::Serve { address });
                    self.settle(turn, workload);
                }
            }
            CopyReport::Exited { reason } => {
                let (was, since) = (copy.state, copy.since);
                self.copy_gone(turn, workload, id, was, since, &reason);
            }
        }
    }

    fn copy_gone(
        &mut self,
        turn: &mut Turn<'_>,
        workload: &Workload,
        id: CopyId,
        was: CopyState,
        since: Timestamp,
        reason: &str,
    ) {
        self.order(turn, id, workload, CopyOrder::Forget);
        if let Some(replicas) = self.replicas.get_mut(workload) {
            replicas.copies.remove(&id);
            if was != CopyState::Draining {
                if was == CopyState::Healthy && turn.now.duration_since(since) >= PROVEN_AFTER {
                    replicas.forget_failures();
                }
                replicas.failed(turn.now, reason.chars().take(LONGEST_REASON).collect());
            }
        }
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
