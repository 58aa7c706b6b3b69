//! Instances of variants that host inference components: filled, added, released.
//!
//! Rule sagemaker.managed-instances: an instance is added, up to the maximum, when a copy does not fit, and released,
//! down to the minimum, when it has held no copy for a while.
//! <https://docs.aws.amazon.com/sagemaker/latest/dg/endpoint-auto-scaling-zero-instances.html>

use std::collections::BTreeSet;

use ebb_units::{Capacity, SignedDuration, Workload};

use super::{Realm, Row, Turn};
use crate::agenda::Task;
use crate::hosting::{
    ComponentStatus, Instance, InstanceId, InstanceSize, Requirements, Unplaced, place,
};

/// An instance without copies is released after this long, as on AWS.
const RELEASE_AFTER: SignedDuration = SignedDuration::from_mins(10);
/// An operation whose copies fit nowhere is given up after this long, as on AWS.
const PLACE_WITHIN: SignedDuration = SignedDuration::from_mins(30);
/// A component in service that misses copies which fit nowhere looks for room this often.
const LOOK_FOR_ROOM: SignedDuration = SignedDuration::from_mins(1);

impl Realm {
    /// Finds room for one copy of a component, adding an instance where that is allowed.
    pub(super) fn place_copy(
        &mut self,
        turn: &mut Turn<'_>,
        name: &str,
        wanted: Requirements,
    ) -> Result<InstanceId, Unplaced> {
        let full = Unplaced::Full { resource: "instances", instances: 0 };
        let Some(component) = self.components.get(name) else { return Err(full) };
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
        let (endpoint, variant) = (component.endpoint.clone(), component.variant.clone());
        let found = place(wanted, &free, size, may_add)?;
        let hosting =
            self.endpoints.get_mut(&endpoint).and_then(|found| found.variant_mut(&variant));
        let Some(hosting) = hosting else { return Err(full) };
        let id = match found {
            Some(id) => id,
            None => {
                let id = InstanceId(turn.ids.instances.number());
                hosting.instances.push(Instance { id, empty_since: None });
                hosting.desired = count(hosting.instances.len());
                id
            }
        };
        for instance in hosting.instances.iter_mut().filter(|instance| instance.id == id) {
            instance.empty_since = None;
        }
        self.touch(Row::Endpoint(endpoint));
        Ok(id)
    }

    /// What all copies on an instance reserve together. A copy that drains holds its place until it is gone.
    fn reserved_on(&self, instance: InstanceId) -> Requirements {
        let mut sum = Requirements::default();
        for (workload, replicas) in &self.replicas {
            let Workload::Component { name } = workload else { continue };
            let Some(component) = self.components.get(name) else { continue };
            for copy in replicas.copies.values() {
                if copy.instance == Some(instance) {
                    let reserved = component.requirements_of(copy.generation);
                    sum.cores += reserved.cores;
                    sum.memory_mb += reserved.memory_mb;
                    sum.accelerators += reserved.accelerators;
                }
            }
        }
        sum
    }

    /// A copy fits nowhere: the operation waits for room, but not for ever. A component that was in service with that
    /// many copies keeps its wish.
    pub(super) fn could_not_place(&mut self, turn: &mut Turn<'_>, name: &str, why: &Unplaced) {
        let Some(component) = self.components.get(name) else { return };
        let (wait, since) = match component.updating_since {
            // Each batch of an update has its own time to find room.
            Some(_) if component.update.is_some() => (PLACE_WITHIN, component.modified),
            Some(since) => (PLACE_WITHIN, since),
            None => (LOOK_FOR_ROOM, turn.now),
        };
        let until = since.checked_add(wait).unwrap_or(turn.now);
        // A copy that is larger than an empty instance will not fit later either.
        let never = component.updating_since.is_some() && matches!(why, Unplaced::TooLarge { .. });
        if until <= turn.now || never {
            if self.components.get(name).is_some_and(|component| component.update.is_some()) {
                self.fall_back_component(turn, name, &why.to_string());
            } else {
                self.give_up_component(turn, name, &why.to_string());
            }
            return;
        }
        let workload = Workload::Component { name: name.to_owned() };
        turn.agenda.add(until, Task::Retry(self.scope.clone(), workload));
    }

    /// Room has come free on an endpoint: components that wait for it may use it.
    pub(super) fn use_room(&mut self, turn: &mut Turn<'_>, endpoint: &str) {
        let waiting: Vec<String> = self
            .components
            .values()
            .filter(|component| component.endpoint == endpoint)
            .filter(|component| {
                !matches!(component.status, ComponentStatus::Failed | ComponentStatus::Deleting)
            })
            .filter(|component| {
                let workload = Workload::Component { name: component.name.clone() };
                let alive = |fleet| {
                    self.replicas.get(&workload).map_or(0, |replicas| replicas.alive(fleet))
                };
                component.wanted().into_iter().any(|wanted| alive(wanted.fleet) < wanted.number.0)
            })
            .map(|component| component.name.clone())
            .collect();
        for name in waiting {
            self.reconcile_component(turn, &name);
        }
    }

    pub(super) fn note_empty_instances(&mut self, turn: &mut Turn<'_>, endpoint: &str) {
        let used: BTreeSet<InstanceId> = self
            .replicas
            .values()
            .flat_map(|replicas| replicas.copies.values())
            .filter_map(|copy| copy.instance)
            .collect();
        let Some(found) = self.endpoints.get_mut(endpoint) else { return };
        let mut noted = false;
        for instance in found.variants.iter_mut().flat_map(|variant| &mut variant.instances) {
            if instance.empty_since.is_none() && !used.contains(&instance.id) {
                instance.empty_since = Some(turn.now);
                noted = true;
            }
        }
        if noted {
            self.touch(Row::Endpoint(endpoint.to_owned()));
            self.plan_release(turn, endpoint);
        }
    }

    /// Plans a look at each instance that is empty for the time when it has been so for long enough.
    pub(super) fn plan_release(&self, turn: &mut Turn<'_>, endpoint: &str) {
        let Some(found) = self.endpoints.get(endpoint) else { return };
        for instance in found.variants.iter().flat_map(|variant| &variant.instances) {
            let due = instance.empty_since.and_then(|since| since.checked_add(RELEASE_AFTER).ok());
            if let Some(due) = due {
                let task = Task::Settle(self.scope.clone(), endpoint.to_owned());
                turn.agenda.add(due.max(turn.now), task);
            }
        }
    }

    /// Releases instances that have been empty for long enough, down to the minimum.
    pub(crate) fn release_instances(&mut self, turn: &mut Turn<'_>, endpoint: &str) {
        let Some(found) = self.endpoints.get_mut(endpoint) else { return };
        let mut released = false;
        for variant in &mut found.variants {
            let Some(managed) = variant.config.managed.filter(|managed| managed.enabled) else {
                continue;
            };
            let mut left = variant.instances.len();
            variant.instances.retain(|instance| {
                let idle = instance
                    .empty_since
                    .is_some_and(|since| turn.now.duration_since(since) >= RELEASE_AFTER);
                let release = idle && left > managed.min.0 as usize;
                left -= usize::from(release);
                released |= release;
                !release
            });
            variant.desired = count(left);
        }
        if released {
            self.touch(Row::Endpoint(endpoint.to_owned()));
        }
    }
}

fn count(instances: usize) -> Capacity {
    Capacity(u32::try_from(instances).unwrap_or(u32::MAX))
}
