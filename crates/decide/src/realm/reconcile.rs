//! Bringing copies to what is wanted: started, drained, counted, given up.

use ebb_units::{Capacity, CopyId, SignedDuration, Timestamp, Workload};

use super::endpoints::variant_workload;
use super::{Realm, Turn};
use crate::agenda::Task;
use crate::effect::{CopyOrder, RecordKind};
use crate::event::CopyReport;
use crate::hosting::{
    ComponentStatus, Copy, CopyState, EndpointStatus, Instance, InstanceId, InstanceSize, Launch,
    Replicas, Requirements, Unplaced, Usage, place,
};

/// An instance without copies is released after this long, as on AWS.
const RELEASE_AFTER: SignedDuration = SignedDuration::from_mins(10);
/// A component whose copies fit nowhere is given up after this long, as on AWS.
const PLACE_WITHIN: SignedDuration = SignedDuration::from_mins(30);
/// A copy that has served this long was no failed start.
const PROVEN_AFTER: SignedDuration = SignedDuration::from_secs(60);

impl Realm {
    pub(crate) fn reconcile(&mut self, turn: &mut Turn<'_>, workload: &Workload) {
        match workload {
            Workload::Variant { endpoint, .. } => self.reconcile_endpoint(turn, endpoint),
            Workload::Component { name } => self.reconcile_component(turn, name),
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
                if self.may_start(turn, &workload) {
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
    fn shrink(&mut self, turn: &mut Turn<'_>, workload: &Workload, desired: Capacity) -> u32 {
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

    /// Finds room for one copy of a component, adding an instance where that is allowed.
    fn place_copy(&mut self, turn: &mut Turn<'_>, name: &str) -> Result<InstanceId, Unplaced> {
        let component = &self.components[name];
        let full = Unplaced::Full { resource: "instances", instances: 0 };
        let Some(endpoint) = self.endpoints.get(&component.endpoint) else { return Err(full) };
        let Some(variant) = endpoint.variant(&component.variant) else { return Err(full) };
        let size = match &variant.config.instance_type {
            Some(instance_type) => InstanceSize::of(instance_type, turn.config.host),
            None => turn.config.host,
        };
        let free: Vec<(InstanceId, InstanceSize)> = variant
            .instances
            .iter()
            .map(|instance| (instance.id, size.less(self.reserved_on(instance.id))))
            .collect();
        let most =
            variant.config.managed.filter(|managed| managed.enabled).map(|managed| managed.max);
        let may_add = most.is_some_and(|most| free.len() < most.0 as usize);
        let wanted = component.requirements;
        let (endpoint, variant) = (component.endpoint.clone(), component.variant.clone());
        if let Some(instance) = place(wanted, &free, size, may_add)? {
            self.mark_used(&endpoint, instance);
            return Ok(instance);
        }
        let id = InstanceId(turn.ids.instances.number());
        if let Some(found) = self.endpoints.get_mut(&endpoint)
            && let Some(variant) = found.variant_mut(&variant)
        {
            variant.instances.push(Instance { id, empty_since: None });
            variant.desired = Capacity(variant.desired.0.saturating_add(1));
        }
        self.touch(RecordKind::Endpoint, endpoint);
        Ok(id)
    }

    fn mark_used(&mut self, endpoint: &str, id: InstanceId) {
        if let Some(endpoint) = self.endpoints.get_mut(endpoint) {
            for variant in &mut endpoint.variants {
                for instance in variant.instances.iter_mut().filter(|instance| instance.id == id) {
                    instance.empty_since = None;
                }
            }
        }
    }

    /// What all copies on an instance reserve together. A copy that drains holds its place until it is gone.
    fn reserved_on(&self, instance: InstanceId) -> Requirements {
        let mut sum = Requirements::default();
        for (workload, replicas) in &self.replicas {
            let Workload::Component { name } = workload else { continue };
            let Some(component) = self.components.get(name) else { continue };
            for copy in replicas.copies.values() {
                if copy.instance == Some(instance) {
                    sum.cores += component.requirements.cores;
                    sum.memory_mb += component.requirements.memory_mb;
                    sum.accelerators += component.requirements.accelerators;
                }
            }
        }
        sum
    }

    fn could_not_place(&mut self, turn: &mut Turn<'_>, name: &str, unplaced: &Unplaced) {
        let Some(component) = self.components.get(name) else { return };
        let workload = Workload::Component { name: name.to_owned() };
        let deadline = component
            .updating_since
            .and_then(|since| since.checked_add(PLACE_WITHIN).ok())
            .unwrap_or(turn.now);
        // A copy that is larger than an empty instance will not fit later either.
        if turn.now < deadline && !matches!(unplaced, Unplaced::TooLarge { .. }) {
            turn.agenda.add(deadline, Task::Retry(self.scope.clone(), workload));
            return;
        }
        self.give_up_component(turn, name, &unplaced.to_string());
    }

    fn note_empty_instances(&mut self, turn: &mut Turn<'_>, endpoint: &str) {
        let Some(found) = self.endpoints.get(endpoint) else { return };
        let ids: Vec<InstanceId> = found
            .variants
            .iter()
            .flat_map(|variant| &variant.instances)
            .filter(|instance| instance.empty_since.is_none())
            .map(|instance| instance.id)
            .collect();
        let empty: Vec<InstanceId> = ids
            .into_iter()
            .filter(|id| {
                !self
                    .replicas
                    .values()
                    .flat_map(|replicas| replicas.copies.values())
                    .any(|copy| copy.instance == Some(*id))
            })
            .collect();
        if empty.is_empty() {
            return;
        }
        if let Some(found) = self.endpoints.get_mut(endpoint) {
            for instance in found.variants.iter_mut().flat_map(|variant| &mut variant.instances) {
                if empty.contains(&instance.id) {
                    instance.empty_since = Some(turn.now);
                }
            }
        }
        self.touch(RecordKind::Endpoint, endpoint);
        if let Ok(at) = turn.now.checked_add(RELEASE_AFTER) {
            turn.agenda.add(at, Task::Settle(self.scope.clone(), endpoint.to_owned()));
        }
    }

    /// Releases instances that have been empty for long enough, down to the minimum.
    ///
    /// Rule sagemaker.managed-instances: <https://docs.aws.amazon.com/sagemaker/latest/dg/endpoint-auto-scaling-zero-instances.html>
    pub(crate) fn settle_instances(&mut self, turn: &mut Turn<'_>, endpoint: &str) {
        let Some(found) = self.endpoints.get_mut(endpoint) else { return };
        let mut released = false;
        for variant in &mut found.variants {
            let Some(managed) = variant.config.managed.filter(|managed| managed.enabled) else {
                continue;
            };
            let mut count = variant.instances.len();
            variant.instances.retain(|instance| {
                let idle = instance
                    .empty_since
                    .is_some_and(|since| turn.now.duration_since(since) >= RELEASE_AFTER);
                let release = idle && count > managed.min.0 as usize;
                count -= usize::from(release);
                !release
            });
            let left = Capacity(u32::try_from(variant.instances.len()).unwrap_or(u32::MAX));
            released |= left != variant.desired;
            variant.desired = left;
        }
        if released {
            self.touch(RecordKind::Endpoint, endpoint);
        }
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
                let was = copy.state;
                let since = copy.since;
                self.copy_gone(turn, workload, id, was, since, reason);
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
        reason: String,
    ) {
        self.order(turn, id, workload, CopyOrder::Forget);
        if let Some(replicas) = self.replicas.get_mut(workload) {
            replicas.copies.remove(&id);
            if was != CopyState::Draining {
                if was == CopyState::Healthy && turn.now.duration_since(since) >= PROVEN_AFTER {
                    replicas.forget_failures();
                }
                replicas.failed(turn.now, reason);
            }
        }
        if let Workload::Component { name } = workload
            && let Some(component) = self.components.get(name)
        {
            let endpoint = component.endpoint.clone();
            self.note_empty_instances(turn, &endpoint);
        }
        self.reconcile(turn, workload);
    }

    fn settle(&mut self, turn: &mut Turn<'_>, workload: &Workload) {
        match workload {
            Workload::Variant { endpoint, .. } => self.settle_endpoint(turn, endpoint),
            Workload::Component { name } => self.settle_component(turn, name),
        }
    }

    /// Moves an endpoint on when its operation is done, given up, or undone.
    pub(super) fn settle_endpoint(&mut self, turn: &mut Turn<'_>, name: &str) {
        let Some(endpoint) = self.endpoints.get(name) else { return };
        let workloads: Vec<(Workload, Capacity)> = endpoint
            .variants
            .iter()
            .filter(|variant| variant.launch.is_some())
            .map(|variant| (variant_workload(name, &variant.config.name), variant.desired))
            .collect();
        match endpoint.status {
            EndpointStatus::InService | EndpointStatus::Failed => {}
            EndpointStatus::Deleting => {
                let left = self.components.values().any(|component| component.endpoint == name)
                    || workloads.iter().any(|(workload, _)| self.has_copies(workload));
                if !left {
                    self.endpoints.remove(name);
                    self.backlogs.remove(name);
                    for (workload, _) in &workloads {
                        self.replicas.remove(workload);
                    }
                    self.touch(RecordKind::Endpoint, name);
                    self.route(turn, name);
                }
            }
            EndpointStatus::Creating | EndpointStatus::Updating => {
                let reached =
                    workloads.iter().all(|(workload, desired)| self.current(workload) == *desired);
                if reached {
                    self.endpoint_in_service(turn, name);
                } else if let Some(reason) = self.hopeless(&workloads) {
                    self.give_up_endpoint(turn, name, &reason);
                }
            }
        }
    }

    fn has_copies(&self, workload: &Workload) -> bool {
        self.replicas.get(workload).is_some_and(|replicas| !replicas.copies.is_empty())
    }

    fn hopeless(&self, workloads: &[(Workload, Capacity)]) -> Option<String> {
        workloads
            .iter()
            .filter_map(|(workload, _)| self.replicas.get(workload))
            .find(|replicas| replicas.failures >= Replicas::GIVE_UP_AFTER)
            .and_then(|replicas| replicas.last_failure.clone())
    }

    fn endpoint_in_service(&mut self, turn: &mut Turn<'_>, name: &str) {
        let Some(endpoint) = self.endpoints.get_mut(name) else { return };
        endpoint.status = EndpointStatus::InService;
        endpoint.modified = turn.now;
        let variants: Vec<Workload> = endpoint
            .variants
            .iter()
            .map(|variant| variant_workload(name, &variant.config.name))
            .collect();
        self.touch(RecordKind::Endpoint, name);
        self.route(turn, name);
        for workload in variants {
            self.check_fulfilled(turn, &workload);
        }
    }

    /// Rule sagemaker.failed-update: a failed creation is `Failed`; a failed change goes back to what runs, in service,
    /// with the reason.
    fn give_up_endpoint(&mut self, turn: &mut Turn<'_>, name: &str, reason: &str) {
        let Some(endpoint) = self.endpoints.get(name) else { return };
        let creating = endpoint.status == EndpointStatus::Creating;
        let names: Vec<String> =
            endpoint.variants.iter().map(|variant| variant.config.name.clone()).collect();
        for variant in &names {
            let workload = variant_workload(name, variant);
            let current = self.current_instances(name, variant);
            self.unfulfilled(turn, &workload, reason);
            if creating {
                self.drain_all(turn, &workload);
            } else if let Some(replicas) = self.replicas.get_mut(&workload) {
                replicas.forget_failures();
                self.shrink(turn, &workload, current);
                if let Some(endpoint) = self.endpoints.get_mut(name)
                    && let Some(variant) = endpoint.variant_mut(variant)
                {
                    variant.desired = current;
                }
            }
        }
        if let Some(endpoint) = self.endpoints.get_mut(name) {
            endpoint.status =
                if creating { EndpointStatus::Failed } else { EndpointStatus::InService };
            endpoint.failure = Some(shortened(reason));
            endpoint.modified = turn.now;
        }
        self.touch(RecordKind::Endpoint, name);
        self.route(turn, name);
    }

    pub(super) fn settle_component(&mut self, turn: &mut Turn<'_>, name: &str) {
        let Some(component) = self.components.get(name) else { return };
        let workload = Workload::Component { name: name.to_owned() };
        let endpoint = component.endpoint.clone();
        match component.status {
            ComponentStatus::InService | ComponentStatus::Failed => {}
            ComponentStatus::Deleting => {
                if !self.has_copies(&workload) {
                    self.components.remove(name);
                    self.replicas.remove(&workload);
                    self.touch(RecordKind::Component, name);
                    self.note_empty_instances(turn, &endpoint);
                    self.route(turn, &endpoint);
                    self.settle_endpoint(turn, &endpoint);
                }
            }
            ComponentStatus::Creating | ComponentStatus::Updating => {
                let desired = component.desired;
                if self.current(&workload) == desired {
                    if let Some(component) = self.components.get_mut(name) {
                        component.status = ComponentStatus::InService;
                        component.updating_since = None;
                        component.modified = turn.now;
                    }
                    self.touch(RecordKind::Component, name);
                    self.check_fulfilled(turn, &workload);
                } else if let Some(reason) = self.hopeless(&[(workload, desired)]) {
                    self.give_up_component(turn, name, &reason);
                }
            }
        }
    }

    fn give_up_component(&mut self, turn: &mut Turn<'_>, name: &str, reason: &str) {
        let workload = Workload::Component { name: name.to_owned() };
        let current = self.current(&workload);
        self.unfulfilled(turn, &workload, reason);
        let Some(component) = self.components.get_mut(name) else { return };
        let creating = component.status == ComponentStatus::Creating;
        component.status =
            if creating { ComponentStatus::Failed } else { ComponentStatus::InService };
        component.failure = Some(shortened(reason));
        component.updating_since = None;
        component.modified = turn.now;
        if !creating {
            component.desired = current;
        }
        if let Some(replicas) = self.replicas.get_mut(&workload) {
            replicas.forget_failures();
        }
        let keep = if creating { Capacity(0) } else { current };
        self.shrink(turn, &workload, keep);
        self.touch(RecordKind::Component, name);
    }
}

/// FailureReason holds at most 1024 characters.
fn shortened(reason: &str) -> String {
    reason.chars().take(1024).collect()
}
