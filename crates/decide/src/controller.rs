//! The controller: one entrance for everything that happens, effects out.

use std::collections::{BTreeMap, BTreeSet};

use ebb_units::{CopyId, Scope, Timestamp, Workload, WorkloadKey};
use serde::{Deserialize, Serialize};

use crate::agenda::{Agenda, Task};
use crate::decision::Hearing;
use crate::effect::{CopyOrder, Effect, Record};
use crate::event::{CallId, Command, CopyReport, Event};
use crate::hosting::InstanceSize;
use crate::ids::Ids;
use crate::metric::{BucketRow, DroppedBuckets, RestoreError};
use crate::realm::{Realm, Turn};

/// Settings of the controller.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Config {
    /// Fire an alarm at the datum when the open period already settles it; off gives CloudWatch's timing to the second.
    pub alarms_early: bool,
    /// Let only data of the copies that serve now move the capacity, and each datum once; off gives AWS's behaviour, which
    /// reckons with whatever the alarm still sees. See `decision/wish.rs`.
    pub fresh_data: bool,
    /// Those for whom somebody listens: ARNs of topics, and `event:<name>` for each who wants the changes of status. What
    /// they are told is an effect; of alarms that name others the history says so.
    pub receivers: BTreeSet<String>,
    /// The machine itself: the size of instance types that are of no known family.
    pub host: InstanceSize,
    /// Seed of all identifiers. They also follow from the instant of the start, so that a restart on the same data does
    /// not give out those of the run before again.
    pub seed: u64,
}

/// The in-memory state of all scopes, and the only place where decisions are made.
#[derive(Debug)]
pub struct Controller {
    config: Config,
    ids: Ids,
    realms: BTreeMap<Scope, Realm>,
    agenda: Agenda,
    /// To which workload a copy belongs.
    copies: BTreeMap<CopyId, WorkloadKey>,
    sequence: u64,
}

/// Ten seconds and a minute, in milliseconds.
const CONCURRENCY_MS: i64 = 10_000;
const MINUTE_MS: i64 = 60_000;
/// Tasks that are late by more than this are run once at the present, not once for each instant missed.
const CATCH_UP_MS: i64 = 5 * MINUTE_MS;

impl Controller {
    /// An empty controller. `now` sets the first publication boundaries, and with the seed all identifiers.
    pub fn new(config: Config, now: Timestamp) -> Self {
        let mut agenda = Agenda::default();
        agenda.add(next_boundary(now, CONCURRENCY_MS), Task::PublishConcurrency);
        agenda.add(next_boundary(now, MINUTE_MS), Task::PublishMinute);
        let ids = Ids::new(config.seed, now);
        Self { config, ids, realms: BTreeMap::new(), agenda, copies: BTreeMap::new(), sequence: 0 }
    }

    /// Takes back what an earlier run has stored, and starts copies to the desired numbers. Returns the metric buckets
    /// that could not be read.
    pub fn restore(
        &mut self,
        now: Timestamp,
        records: impl IntoIterator<Item = (Scope, Record)>,
        buckets: impl IntoIterator<Item = (Scope, BucketRow)>,
        effects: &mut Vec<Effect>,
    ) -> Vec<RestoreError> {
        for (scope, record) in records {
            self.realm_mut(&scope).restore(record);
        }
        let mut unreadable = Vec::new();
        for (scope, bucket) in buckets {
            unreadable.extend(self.realm_mut(&scope).metrics_mut().restore(bucket).err());
        }
        let scopes: Vec<Scope> = self.realms.keys().cloned().collect();
        for scope in scopes {
            self.turn(now, &scope, effects, |realm, turn| realm.resume(turn));
        }
        unreadable
    }

    /// Applies one event. Never blocks and never fails.
    pub fn handle(&mut self, now: Timestamp, event: Event, effects: &mut Vec<Effect>) {
        self.run_due(now, effects);
        match event {
            Event::Tick => {}
            Event::Command { call, scope, command } => {
                self.command(now, call, &scope, *command, effects);
            }
            Event::Traffic { key, fleet, traffic } => {
                self.turn(now, &key.scope, effects, |realm, turn| {
                    realm.measured(turn, &key.workload, fleet, &traffic);
                });
            }
            Event::InFlight(counts) => {
                let mut told = BTreeSet::new();
                for (copy, in_flight) in counts {
                    let Some(key) = self.copies.get(&copy) else { continue };
                    if let Some(realm) = self.realms.get_mut(&key.scope) {
                        realm.in_flight(&key.workload, copy, in_flight);
                        told.insert(key);
                    }
                }
                for key in told {
                    if let Some(realm) = self.realms.get_mut(&key.scope) {
                        realm.in_flight_told(now, &key.workload);
                    }
                }
            }
            Event::Backlog { scope, endpoint, backlog } => {
                self.turn(now, &scope, effects, |realm, turn| {
                    realm.backlog_changed(turn, &endpoint, backlog);
                });
            }
            Event::Delivered { scope, id, outcome } => {
                self.turn(now, &scope, effects, |realm, turn| {
                    realm.delivered(turn, &id, outcome);
                });
            }
            Event::Custom { key, number, answer } => {
                self.turn(now, &key.scope, effects, |realm, turn| {
                    realm.custom_answered(turn, &key.workload, number, answer);
                });
            }
            Event::Reverted { scope, rows } => {
                self.realm_mut(&scope);
                self.turn(now, &scope, effects, |realm, turn| realm.revert(turn, rows));
            }
            Event::Copy { copy, report } => self.copy(now, copy, report, effects),
        }
    }

    /// When to send [`Event::Tick`] if nothing else happens first.
    pub fn next_deadline(&self) -> Option<Timestamp> {
        self.agenda.next()
    }

    /// The state of a scope; `None` when nothing has ever happened there.
    pub fn realm(&self, scope: &Scope) -> Option<&Realm> {
        self.realms.get(scope)
    }

    /// All scopes that hold anything.
    pub fn realms(&self) -> impl Iterator<Item = &Realm> {
        self.realms.values()
    }

    /// How all policies of a target stand now, as a decision would see them; `None` when it is no scalable target.
    pub fn hearing(&self, now: Timestamp, scope: &Scope, workload: &Workload) -> Option<Hearing> {
        let realm = self.realms.get(scope)?;
        realm.hearing(realm, now, &self.config, workload, None)
    }

    /// The same of the policies of a shadow; `None` when there is no such shadow.
    pub fn shadow_hearing(&self, now: Timestamp, scope: &Scope, name: &str) -> Option<Hearing> {
        self.realms.get(scope)?.shadow_hearing(now, &self.config, name)
    }

    /// To which workload a copy belongs, while it lives.
    pub fn workload_of(&self, copy: CopyId) -> Option<&WorkloadKey> {
        self.copies.get(&copy)
    }

    /// Metric buckets that have changed since the last call.
    pub fn take_dirty_buckets(&mut self) -> Vec<(Scope, BucketRow)> {
        let mut rows = Vec::new();
        for (scope, realm) in &mut self.realms {
            let dirty = realm.metrics_mut().take_dirty();
            rows.extend(dirty.into_iter().map(|row| (scope.clone(), row)));
        }
        rows
    }

    /// The same for whoever stores none.
    pub fn forget_dirty_buckets(&mut self) {
        self.realms.values_mut().for_each(|realm| realm.metrics_mut().forget_dirty());
    }

    /// Rolls old metric buckets up and drops the oldest. Says which rows the store may forget.
    pub fn compact_metrics(&mut self, now: Timestamp) -> Vec<(Scope, DroppedBuckets)> {
        let mut dropped = Vec::new();
        for (scope, realm) in &mut self.realms {
            let gone = realm.metrics_mut().compact(now);
            dropped.extend(gone.into_iter().map(|rows| (scope.clone(), rows)));
        }
        self.realms.retain(|_, realm| !realm.is_empty());
        dropped
    }

    fn command(
        &mut self,
        now: Timestamp,
        call: CallId,
        scope: &Scope,
        command: Command,
        effects: &mut Vec<Effect>,
    ) {
        let mut result = None;
        self.realm_mut(scope);
        self.turn(now, scope, effects, |realm, turn| {
            result = Some(match command {
                Command::RegisterScalableTarget(request) => realm.register_target(turn, request),
                Command::DeregisterScalableTarget { workload } => {
                    realm.deregister_target(turn, &workload)
                }
                Command::PutScalingPolicy(request) => realm.put_policy(turn, request),
                Command::DeleteScalingPolicy { workload, name } => {
                    realm.delete_policy(turn, &workload, &name)
                }
                Command::PutScheduledAction(request) => realm.put_scheduled_action(turn, request),
                Command::AddTags { arn, tags } => realm.tag_hosting(&arn, tags),
                Command::DeleteTags { arn, keys } => realm.untag_hosting(&arn, &keys),
                Command::TagScalableTarget { arn, tags } => realm.tag_target(&arn, tags),
                Command::UntagScalableTarget { arn, keys } => realm.untag_target(&arn, &keys),
                Command::DeleteScheduledAction { workload, name } => {
                    realm.delete_scheduled_action(turn, &workload, &name)
                }
                Command::PutMetricData(data) => realm.put_data(turn, &data),
                Command::PutMetricAlarm(spec, tags) => realm.put_alarm(turn, *spec, tags),
                Command::PutCompositeAlarm(spec, tags) => realm.put_composite(turn, *spec, tags),
                Command::DeleteAlarms(names) => realm.delete_alarms(turn, &names),
                Command::PutAlarmMuteRule(rule) => realm.put_mute_rule(turn, *rule),
                Command::DeleteAlarmMuteRule { name } => Ok(realm.delete_mute_rule(turn, &name)),
                Command::PutDashboard(dashboard) => Ok(realm.put_dashboard(dashboard)),
                Command::DeleteDashboards(names) => Ok(realm.delete_dashboards(&names)),
                Command::SwitchAlarmActions { names, enabled } => {
                    Ok(realm.switch_alarm_actions(turn, &names, enabled))
                }
                Command::TagCloudWatch { resource, arn, tags } => {
                    realm.tag_cloudwatch(&resource, arn, tags)
                }
                Command::UntagCloudWatch { resource, arn, keys } => {
                    realm.untag_cloudwatch(&resource, arn, &keys)
                }
                Command::PutAnomalyDetector(detector) => realm.put_detector(turn, detector),
                Command::DeleteAnomalyDetector(of) => realm.delete_detector(&of),
                Command::SetAlarmState { name, state } => realm.set_alarm_state(turn, &name, state),
                Command::CreateModel(model) => realm.create_model(model),
                Command::DeleteModel { name } => realm.delete_model(&name),
                Command::CreateEndpointConfig(request) => {
                    realm.create_endpoint_config(turn, request)
                }
                Command::DeleteEndpointConfig { name } => realm.delete_endpoint_config(&name),
                Command::CreateEndpoint { name, config, deployment, tags } => {
                    realm.create_endpoint(turn, &name, &config, deployment, tags)
                }
                Command::UpdateEndpoint(update) => realm.update_endpoint(turn, update),
                Command::UpdateEndpointWeightsAndCapacities { endpoint, changes } => {
                    realm.update_weights_and_capacities(turn, &endpoint, &changes)
                }
                Command::DeleteEndpoint { name } => realm.delete_endpoint(turn, &name),
                Command::CreateInferenceComponent(request) => realm.create_component(turn, request),
                Command::UpdateInferenceComponent(change) => realm.update_component(turn, *change),
                Command::UpdateInferenceComponentRuntimeConfig { name, copies } => {
                    realm.update_component_copies(turn, &name, copies)
                }
                Command::DeleteInferenceComponent { name } => realm.delete_component(turn, &name),
                Command::NotifyInference(notice) => Ok(realm.notify_inference(turn, *notice)),
                Command::PutShadow(request) => realm.put_shadow(turn, *request),
                Command::DeleteShadow { name } => realm.delete_shadow(turn, &name),
            });
        });
        if let Some(result) = result {
            effects.push(Effect::Answer { call, result });
        }
    }

    fn copy(
        &mut self,
        now: Timestamp,
        copy: CopyId,
        report: CopyReport,
        effects: &mut Vec<Effect>,
    ) {
        let Some(key) = self.copies.get(&copy).cloned() else { return };
        self.turn(now, &key.scope, effects, |realm, turn| {
            realm.copy_reported(turn, &key.workload, copy, report);
        });
    }

    /// Runs what is due, each task at its own instant and with its own rows, so that a late tick gives what several
    /// punctual ones would have given.
    fn run_due(&mut self, now: Timestamp, effects: &mut Vec<Effect>) {
        let mut behind = false;
        while let Some((due, task)) = self.agenda.pop_due(now) {
            // Tasks come in the order of their instants: after the first that is far behind, all run at the present.
            behind |= now.as_millisecond() - due.as_millisecond() > CATCH_UP_MS;
            let at = if behind { now } else { due };
            match task {
                Task::Alarms(scope) => {
                    self.turn(at, &scope, effects, |realm, turn| realm.look_at_due(turn, due));
                }
                Task::ShadowAlarms(scope, name) => {
                    self.turn(at, &scope, effects, |realm, turn| {
                        realm.look_at_shadow(turn, &name, due);
                    });
                }
                Task::ShadowScheduled(scope, name, action) => {
                    self.turn(at, &scope, effects, |realm, turn| {
                        realm.shadow_action_due(turn, (&name, &action), due);
                    });
                }
                Task::Mute(scope, name) => {
                    self.turn(at, &scope, effects, |realm, turn| realm.mute_edge(turn, &name));
                }
                Task::Suppression(scope, name) => {
                    self.turn(at, &scope, effects, |realm, turn| {
                        realm.suppression_ends(turn, &name, due);
                    });
                }
                Task::Update(scope, updated) => {
                    self.turn(at, &scope, effects, |realm, turn| {
                        realm.look_at_update(turn, &updated);
                    });
                }
                Task::Custom(scope, workload) => {
                    self.turn(at, &scope, effects, |realm, turn| {
                        realm.look_at_custom(turn, &workload, due);
                    });
                }
                Task::Scheduled(scope, workload, name) => {
                    self.turn(at, &scope, effects, |realm, turn| {
                        realm.scheduled_action_due(turn, &workload, &name, due);
                    });
                }
                Task::Retry(scope, workload) => {
                    self.turn(at, &scope, effects, |realm, turn| realm.reconcile(turn, &workload));
                }
                Task::Settle(scope, endpoint) => {
                    self.turn(at, &scope, effects, |realm, turn| {
                        realm.release_instances(turn, &endpoint);
                    });
                }
                Task::PublishConcurrency => {
                    let at = last_boundary(at, CONCURRENCY_MS);
                    self.publish(at, effects, Realm::publish_concurrency);
                    let next = next_boundary(at, CONCURRENCY_MS);
                    self.agenda.add(next, Task::PublishConcurrency);
                }
                Task::PublishMinute => {
                    let at = last_boundary(at, MINUTE_MS);
                    self.publish(at, effects, Realm::publish_minute);
                    self.agenda.add(next_boundary(at, MINUTE_MS), Task::PublishMinute);
                }
            }
        }
    }

    fn publish(
        &mut self,
        at: Timestamp,
        effects: &mut Vec<Effect>,
        what: fn(&mut Realm, &mut Turn<'_>),
    ) {
        let scopes: Vec<Scope> = self.realms.keys().cloned().collect();
        for scope in scopes {
            self.turn(at, &scope, effects, what);
        }
    }

    /// Lets one realm act. Its rows come before all else that it wants done: whoever performs effects in order neither acts
    /// nor answers before they are written. A scope that is not known stays unknown: only commands make scopes.
    fn turn(
        &mut self,
        now: Timestamp,
        scope: &Scope,
        effects: &mut Vec<Effect>,
        act: impl FnOnce(&mut Realm, &mut Turn<'_>),
    ) {
        let Some(realm) = self.realms.get_mut(scope) else { return };
        let from = effects.len();
        let mut turn = Turn {
            now,
            config: &self.config,
            ids: &mut self.ids,
            agenda: &mut self.agenda,
            effects,
            sequence: &mut self.sequence,
        };
        act(realm, &mut turn);
        realm.announce(&mut turn);
        for effect in &effects[from..] {
            let Effect::Copy { copy, key, order } = effect else { continue };
            match order {
                CopyOrder::Start(_) => {
                    self.copies.insert(*copy, key.clone());
                }
                CopyOrder::Forget => {
                    self.copies.remove(copy);
                }
                CopyOrder::Serve { .. } | CopyOrder::Drain => {}
            }
        }
        let rows = effects.len();
        realm.flush(effects);
        let rows = effects.len() - rows;
        effects[from..].rotate_right(rows);
        if realm.is_empty() {
            self.realms.remove(scope);
        }
    }

    fn realm_mut(&mut self, scope: &Scope) -> &mut Realm {
        self.realms.entry(scope.clone()).or_insert_with(|| Realm::empty(scope.clone()))
    }
}

fn next_boundary(now: Timestamp, step_ms: i64) -> Timestamp {
    let next = (now.as_millisecond().div_euclid(step_ms) + 1) * step_ms;
    Timestamp::from_millisecond(next).unwrap_or(Timestamp::MAX)
}

fn last_boundary(now: Timestamp, step_ms: i64) -> Timestamp {
    let last = now.as_millisecond().div_euclid(step_ms) * step_ms;
    Timestamp::from_millisecond(last).unwrap_or(now)
}
