//! Shadows of a realm: candidates that decide on a target beside what scales it, and move nothing.
//!
//! A shadow is a realm of its own with one target, its policies, alarms and scheduled actions. For the time of a turn it is
//! lent the metrics, the resources and the log of activities of the realm that it stands beside, and the very same code
//! judges its alarms and hears its policies. So it sees what was really measured, with the copies that really served: each of
//! its decisions says what the candidate would do next from there. Where the realm would act, the shadow keeps a [`Wish`].
//!
//! Rule ebb.shadow.cooldown: a cooldown of a shadow starts as that of any policy does, when the capacity that it has decided
//! is reached; for that somebody who may has to set the same capacity within a minute of the decision. What a shadow decides
//! alone has no cooldown, and is decided again as long as its alarm repeats.

use std::collections::{BTreeMap, BTreeSet};
use std::mem::swap;

use ebb_units::{Bounds, Capacity, Scope, SignedDuration, Timestamp, Workload};

use super::book::AlarmId;
use super::{AlarmRecord, CapacityFacts, Realm, Row, Turn};
use crate::agenda::{Agenda, Task};
use crate::alarm::AlarmSpec;
use crate::controller::Config;
use crate::decision::{Hearing, Outcome};
use crate::effect::{Answer, Effect};
use crate::event::{ShadowRequest, TargetRequest};
use crate::ids::Ids;
use crate::metric::SeriesId;
use crate::refusal::Refusal;
use crate::scaling::{PolicyConfig, ShadowRecord, Wish, Wishes};

/// Shadows of one resource at most.
const MOST_OF_ONE: usize = 5;
/// Alarms of one shadow at most, besides those that target tracking manages.
const MOST_ALARMS: usize = 50;
const LONGEST_NAME: usize = 64;
/// A change counts as the shadow's too when it comes within this time of its decision: alarms repeat each minute.
const SAME_CHANGE: SignedDuration = SignedDuration::from_secs(60);

/// A candidate beside what scales a target.
#[derive(Debug)]
pub struct Shadow {
    name: String,
    created: Timestamp,
    workload: Workload,
    realm: Realm,
    ids: Ids,
    sequence: u64,
}

/// What makes a realm a shadow.
#[derive(Debug)]
pub(super) struct Shadowing {
    pub(super) name: String,
    wishes: Wishes,
    /// By policy of the realm that it stands beside, its managed alarms.
    managed: BTreeMap<String, Vec<String>>,
}

impl Shadowing {
    fn new(name: &str, wishes: Wishes) -> Self {
        Self { name: name.to_owned(), wishes, managed: BTreeMap::new() }
    }

    /// Gives the managed alarms of a policy the names that those of its counterpart have. By its name an alarm is looked at
    /// in a certain second of each minute, and what is compared is to be looked at together.
    pub(super) fn name_as_there(&self, policy: &str, alarms: &mut [AlarmSpec]) {
        let names = self.managed.get(policy).into_iter().flatten();
        alarms.iter_mut().zip(names).for_each(|(alarm, name)| alarm.name = name.as_str().into());
    }
}

impl Shadow {
    fn new(scope: &Scope, name: &str, workload: Workload, created: Timestamp) -> Self {
        let shadowing = Shadowing::new(name, Wishes::default());
        let realm = Realm { shadowing: Some(shadowing), ..Realm::empty(scope.clone()) };
        // What is made for a shadow is nobody else's business, so its identifiers need only differ among themselves.
        let ids = Ids::new(0, created);
        Self { name: name.to_owned(), created, workload, realm, ids, sequence: 0 }
    }

    /// Its name within the scope.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// When it was put.
    pub fn created(&self) -> Timestamp {
        self.created
    }

    /// What it decides on.
    pub fn workload(&self) -> &Workload {
        &self.workload
    }

    /// Between which values its policies would move the capacity.
    pub fn bounds(&self) -> Option<Bounds> {
        self.realm.targets.get(&self.workload).map(|target| target.bounds)
    }

    /// Names of its policies.
    pub fn policies(&self) -> impl Iterator<Item = &str> {
        self.realm.policies.values().map(|policy| policy.name.as_str())
    }

    /// Its alarms, those that target tracking manages among them.
    pub fn alarms(&self) -> impl Iterator<Item = &AlarmRecord> {
        self.realm.alarms.values()
    }

    /// The last change that it has decided and nobody has made.
    pub fn wish(&self) -> Option<&Wish> {
        self.realm.shadowing.as_ref()?.wishes.open.as_ref()
    }

    /// What is kept of it.
    pub fn record(&self) -> Option<ShadowRecord> {
        Some(ShadowRecord {
            name: self.name.clone(),
            created: self.created,
            target: self.realm.targets.get(&self.workload)?.clone(),
            policies: self.realm.policies.values().cloned().collect(),
            alarms: self.realm.alarms.values().cloned().collect(),
            scheduled: self.realm.scheduled.values().cloned().collect(),
            wishes: self.realm.shadowing.as_ref()?.wishes.clone(),
        })
    }
}

impl Realm {
    /// Shadows by name.
    pub fn shadows(&self) -> &BTreeMap<String, Shadow> {
        &self.shadows
    }

    /// How the policies of a shadow stand at `now`.
    pub(crate) fn shadow_hearing(
        &self,
        now: Timestamp,
        config: &Config,
        name: &str,
    ) -> Option<Hearing> {
        let shadow = self.shadows.get(name)?;
        shadow.realm.hearing(self, now, config, &shadow.workload, None)
    }

    /// Puts a shadow beside a resource, or nothing at all when anything of it is refused.
    pub(crate) fn put_shadow(
        &mut self,
        turn: &mut Turn<'_>,
        request: ShadowRequest,
    ) -> Result<Answer, Refusal> {
        self.check_shadow(&request)?;
        let ShadowRequest { name, target, policies, alarms, scheduled } = request;
        let workload = target.workload.clone();
        let target = self.with_bounds(target);
        let mut shadow = Shadow::new(&self.scope, &name, workload.clone(), turn.now);
        if let Some(shadowing) = &mut shadow.realm.shadowing {
            let there = self.policies.values().filter(|policy| policy.workload == workload);
            shadowing.managed =
                there.map(|policy| (policy.name.clone(), policy.alarms.clone())).collect();
        }
        self.shadows.insert(name.clone(), shadow);
        let told = turn.effects.len();
        let put = self.in_shadow(turn, &name, |realm, turn| {
            realm.register_target(turn, target)?;
            for policy in policies {
                let of = format!("policy \"{}\"", policy.name);
                realm.put_policy(turn, policy).map_err(|refused| of_part(&of, refused))?;
            }
            for mut alarm in alarms {
                let of = format!("alarm \"{}\"", alarm.name);
                realm.name_own_policies(&workload, &mut alarm)?;
                let put = realm.put_alarm(turn, alarm, BTreeMap::new());
                put.map_err(|refused| of_part(&of, refused))?;
            }
            for action in scheduled {
                let of = format!("scheduled action \"{}\"", action.name);
                let put = realm.put_scheduled_action(turn, action);
                put.map_err(|refused| of_part(&of, refused))?;
            }
            Ok(Answer::Done)
        });
        let put = put.unwrap_or(Ok(Answer::Done));
        if put.is_err() {
            self.forget_shadow(turn, &name);
            // What it has decided before it was refused was never asked for.
            turn.effects.truncate(told);
        }
        put
    }

    fn check_shadow(&self, request: &ShadowRequest) -> Result<(), Refusal> {
        let invalid = |text: String| Err(Refusal::Invalid(text));
        let ShadowRequest { name, target, policies, alarms, scheduled } = request;
        let workload = &target.workload;
        let may_be =
            |character: char| character.is_ascii_alphanumeric() || "-_.".contains(character);
        if name.is_empty() || name.len() > LONGEST_NAME || !name.chars().all(may_be) {
            return invalid(format!(
                "\"{name}\" is no name for a shadow: it has 1 to {LONGEST_NAME} letters, digits, dots, dashes and underscores"
            ));
        }
        if let Some(there) = self.shadows.get(name) {
            return Err(Refusal::Taken(format!(
                "there is a shadow \"{name}\" already, on {} since {}",
                there.workload, there.created
            )));
        }
        if matches!(workload, Workload::Custom { .. }) {
            return invalid(format!(
                "{workload} is a custom resource, which would have to be asked for a shadow too: only variants and inference components have shadows"
            ));
        }
        if self.capacity(workload).is_none() {
            return Err(Refusal::NotFound(self.missing(workload)));
        }
        let of_one = self.shadows.values().filter(|shadow| shadow.workload == *workload);
        let names: Vec<&str> = of_one.map(Shadow::name).collect();
        if names.len() >= MOST_OF_ONE {
            return Err(Refusal::LimitExceeded(format!(
                "{workload} has {MOST_OF_ONE} shadows, which is the most: {}",
                names.join(", ")
            )));
        }
        if policies.is_empty() && scheduled.is_empty() {
            return invalid(format!(
                "the candidate has neither a policy nor a scheduled action for {workload}: it would never decide anything"
            ));
        }
        if alarms.len() > MOST_ALARMS {
            return Err(Refusal::LimitExceeded(format!(
                "a shadow has at most {MOST_ALARMS} alarms, and the candidate has {}",
                alarms.len()
            )));
        }
        let others = policies.iter().map(|policy| ("policy", &policy.name, &policy.workload));
        let actions = scheduled.iter();
        let actions = actions.map(|action| ("scheduled action", &action.name, &action.workload));
        if let Some((kind, part, of)) = others.chain(actions).find(|(_, _, of)| *of != workload) {
            return invalid(format!(
                "{kind} \"{part}\" is for {of}, and the shadow for {workload}"
            ));
        }
        let twice = twice("policy", policies.iter().map(|policy| policy.name.as_str()))
            .or_else(|| twice("alarm", alarms.iter().map(|alarm| &*alarm.name)))
            .or_else(|| {
                twice("scheduled action", scheduled.iter().map(|action| action.name.as_str()))
            });
        twice.map_or(Ok(()), Err)
    }

    /// Bounds that a candidate does not name are those that the target has now.
    fn with_bounds(&self, target: TargetRequest) -> TargetRequest {
        let bounds = self.targets.get(&target.workload).map(|target| target.bounds);
        let whole = |bound: Capacity| i32::try_from(bound.0).unwrap_or(i32::MAX);
        TargetRequest {
            min: target.min.or(bounds.map(|bounds| whole(bounds.min()))),
            max: target.max.or(bounds.map(|bounds| whole(bounds.max()))),
            ..target
        }
    }

    /// Makes the actions of an alarm, which are names of policies, name the shadow's.
    fn name_own_policies(&self, workload: &Workload, alarm: &mut AlarmSpec) -> Result<(), Refusal> {
        let mut names_one = false;
        for list in
            [&mut alarm.ok_actions, &mut alarm.alarm_actions, &mut alarm.insufficient_data_actions]
        {
            for action in list {
                let policy = self.policies.get(&(workload.clone(), action.clone()));
                let Some(policy) = policy.filter(|policy| is_step(&policy.config)) else {
                    return Err(Refusal::Invalid(format!(
                        "alarm \"{}\" names \"{action}\", which is no step scaling policy of the candidate",
                        alarm.name
                    )));
                };
                action.clone_from(&policy.arn);
                names_one = true;
            }
        }
        if names_one {
            return Ok(());
        }
        Err(Refusal::Invalid(format!(
            "alarm \"{}\" names no policy of the candidate: it would never decide anything",
            alarm.name
        )))
    }

    pub(crate) fn delete_shadow(
        &mut self,
        turn: &mut Turn<'_>,
        name: &str,
    ) -> Result<Answer, Refusal> {
        if !self.shadows.contains_key(name) {
            return Err(Refusal::NotFound(format!("there is no shadow \"{name}\"")));
        }
        self.forget_shadow(turn, name);
        Ok(Answer::Done)
    }

    pub(super) fn forget_shadow(&mut self, turn: &mut Turn<'_>, name: &str) {
        self.in_shadow(turn, name, |realm, turn| {
            // Series that nobody else watches go with the alarms.
            let alarms: Vec<String> = realm.alarms.keys().map(str::to_owned).collect();
            for alarm in alarms {
                realm.forget_alarm(turn, &alarm);
            }
        });
        self.shadows.remove(name);
        self.touch(Row::Shadow(name.to_owned()));
    }

    /// Takes a shadow of an earlier run back.
    pub(super) fn restore_shadow(&mut self, record: ShadowRecord) {
        let ShadowRecord { name, created, target, policies, alarms, scheduled, wishes } = record;
        let workload = target.workload.clone();
        let mut shadow = Shadow::new(&self.scope, &name, workload.clone(), created);
        let realm = &mut shadow.realm;
        realm.shadowing = Some(Shadowing::new(&name, wishes));
        realm.targets.insert(workload.clone(), target);
        for policy in policies {
            realm.keep_policy(policy);
        }
        for action in scheduled {
            realm.scheduled.insert((workload.clone(), action.name.clone()), action);
        }
        self.lend(realm);
        for alarm in alarms {
            realm.index_alarm(alarm);
        }
        self.lend(realm);
        self.shadows.insert(name, shadow);
    }

    /// After all rows are back: plans alarms and scheduled actions of the shadows.
    pub(super) fn resume_shadows(&mut self, turn: &mut Turn<'_>) {
        let names: Vec<String> = self.shadows.keys().cloned().collect();
        for name in names {
            self.in_shadow(turn, &name, |realm, turn| {
                let alarms: Vec<AlarmId> = realm.alarms.ids().collect();
                for id in alarms {
                    realm.plan_first(turn, id);
                }
                realm.plan_scheduled(turn);
            });
        }
    }

    /// The scheduled evaluation of the alarms of a shadow. It comes before that of the realm's own alarms, so that both see
    /// the same.
    pub(crate) fn look_at_shadow(&mut self, turn: &mut Turn<'_>, name: &str, due: Timestamp) {
        self.in_shadow(turn, name, |realm, turn| realm.look_at_due(turn, due));
    }

    /// A scheduled action of a shadow is due.
    pub(crate) fn shadow_action_due(
        &mut self,
        turn: &mut Turn<'_>,
        (name, action): (&str, &str),
        due: Timestamp,
    ) {
        let Some(workload) = self.shadows.get(name).map(|shadow| shadow.workload.clone()) else {
            return;
        };
        self.in_shadow(turn, name, |realm, turn| {
            realm.scheduled_action_due(turn, &workload, action, due);
        });
    }

    /// Data have come in for these series: lets the shadows fire what they settle, before the realm's own alarms do.
    pub(super) fn settle_in_shadows(&mut self, turn: &mut Turn<'_>, series: &[SeriesId]) {
        let watched = |shadow: &&Shadow| {
            series.iter().any(|id| !shadow.realm.alarms.watchers(*id).is_empty())
        };
        let names: Vec<String> =
            self.shadows.values().filter(watched).map(|shadow| shadow.name.clone()).collect();
        for name in names {
            self.in_shadow(turn, &name, |realm, turn| {
                let watchers = series.iter().flat_map(|id| realm.alarms.watchers(*id));
                let watchers = watchers.copied().collect();
                realm.fire_settled(turn, watchers);
            });
        }
    }

    /// Somebody who may sets the capacity: shadows that have just decided the same have decided this change.
    pub(super) fn note_in_shadows(&mut self, now: Timestamp, workload: &Workload, to: Capacity) {
        self.each_wishes(workload, |wishes| {
            let open = wishes.open.take();
            wishes.made =
                open.filter(|open| open.to == to && now.duration_since(open.at) <= SAME_CHANGE);
        });
    }

    /// The change that was under way is given up.
    pub(super) fn give_up_in_shadows(&mut self, workload: &Workload) {
        self.each_wishes(workload, |wishes| wishes.made = None);
    }

    fn each_wishes(&mut self, workload: &Workload, change: impl Fn(&mut Wishes)) {
        let mut changed = Vec::new();
        for shadow in self.shadows.values_mut().filter(|shadow| shadow.workload == *workload) {
            let Some(shadowing) = &mut shadow.realm.shadowing else { continue };
            let before = shadowing.wishes.clone();
            change(&mut shadowing.wishes);
            if shadowing.wishes != before {
                changed.push(shadow.name.clone());
            }
        }
        changed.into_iter().for_each(|name| self.touch(Row::Shadow(name)));
    }

    /// The capacity that was asked for is there: opens the cooldowns of those shadows that had decided the change too.
    pub(super) fn fulfil_in_shadows(
        &mut self,
        turn: &mut Turn<'_>,
        workload: &Workload,
        desired: Capacity,
    ) {
        let is_made = |shadow: &&Shadow| {
            let made = shadow.realm.shadowing.as_ref().and_then(|own| own.wishes.made.as_ref());
            shadow.workload == *workload && made.is_some_and(|made| made.to == desired)
        };
        let names: Vec<String> =
            self.shadows.values().filter(is_made).map(|shadow| shadow.name.clone()).collect();
        for name in names {
            self.in_shadow(turn, &name, |realm, turn| {
                let made = realm.shadowing.as_mut().and_then(|own| own.wishes.made.take());
                realm.touch(Row::Target(workload.clone()));
                let Some(Wish { policy: Some(policy), from, to, .. }) = made else { return };
                realm.open_cooldown(turn, workload, &policy, from, to);
            });
        }
    }

    /// In a shadow: what would be done now is only kept. False in a realm that acts.
    pub(super) fn only_wishes(
        &mut self,
        now: Timestamp,
        workload: &Workload,
        (from, outcome): (Option<Capacity>, &Outcome),
        policy: Option<&str>,
    ) -> bool {
        let Some(shadowing) = &mut self.shadowing else { return false };
        if let (Outcome::Changed { to, .. }, Some(from)) = (outcome, from) {
            let policy = policy.map(str::to_owned);
            shadowing.wishes.open = Some(Wish { at: now, policy, from, to: *to });
            self.touch(Row::Target(workload.clone()));
        }
        true
    }

    /// How a resource of `world` stands for those who decide on it here. What a shadow has decided counts as done for the
    /// rest of the instant: what really scales the target is only heard after it.
    pub(super) fn stands(
        &self,
        world: &Self,
        now: Timestamp,
        workload: &Workload,
    ) -> (Option<CapacityFacts>, Option<Capacity>) {
        let facts = world.capacity(workload);
        let wish = self.shadowing.as_ref().and_then(|own| own.wishes.open.as_ref());
        match wish.filter(|wish| wish.at == now) {
            Some(Wish { to, .. }) => {
                let changing = |facts| CapacityFacts { desired: *to, scalable: false, ..facts };
                (facts.map(changing), Some(*to))
            }
            None => (facts, world.activities.open(workload).and_then(|open| open.wanted)),
        }
    }

    /// Lets a shadow act in a turn of its realm.
    fn in_shadow<R>(
        &mut self,
        turn: &mut Turn<'_>,
        name: &str,
        act: impl FnOnce(&mut Self, &mut Turn<'_>) -> R,
    ) -> Option<R> {
        let (name, mut shadow) = self.shadows.remove_entry(name)?;
        let told = turn.effects.len();
        let mut agenda = Agenda::default();
        let mut own = Turn {
            now: turn.now,
            config: turn.config,
            ids: &mut shadow.ids,
            agenda: &mut agenda,
            effects: &mut *turn.effects,
            sequence: &mut shadow.sequence,
        };
        self.lend(&mut shadow.realm);
        let result = act(&mut shadow.realm, &mut own);
        self.lend(&mut shadow.realm);
        debug_assert!(
            turn.effects[told..].iter().all(|effect| matches!(effect, Effect::Decided { .. })),
            "a shadow only decides"
        );
        while let Some((at, task)) = agenda.pop_due(Timestamp::MAX) {
            let scope = self.scope.clone();
            if let Task::Scheduled(_, _, action) = task {
                turn.agenda.add(at, Task::ShadowScheduled(scope, name.clone(), action));
            } else {
                debug_assert!(matches!(task, Task::Alarms(_)), "no task of a shadow: {task:?}");
                turn.agenda.add(at, Task::ShadowAlarms(scope, name.clone()));
            }
        }
        // All of a shadow is one row, and the history of its alarms is nobody's.
        let changed = shadow.realm.take_changed();
        shadow.realm.history = super::History::default();
        if changed {
            self.touch(Row::Shadow(name.clone()));
        }
        self.shadows.insert(name, shadow);
        Some(result)
    }

    /// Exchanges what a shadow sees of its realm, or gives it back.
    fn lend(&mut self, shadow: &mut Self) {
        swap(&mut self.metrics, &mut shadow.metrics);
        swap(&mut self.endpoints, &mut shadow.endpoints);
        swap(&mut self.components, &mut shadow.components);
        swap(&mut self.replicas, &mut shadow.replicas);
        swap(&mut self.activities, &mut shadow.activities);
    }
}

fn is_step(config: &PolicyConfig) -> bool {
    matches!(config, PolicyConfig::Step(_))
}

fn twice<'n>(kind: &str, names: impl Iterator<Item = &'n str>) -> Option<Refusal> {
    let mut seen = BTreeSet::new();
    let mut names = names;
    let name = names.find(|name| !seen.insert(*name))?;
    Some(Refusal::Invalid(format!("the candidate has two {kind} entries of the name \"{name}\"")))
}

/// Says of which part of a candidate a refusal is.
fn of_part(part: &str, refusal: Refusal) -> Refusal {
    let text = |text: String| format!("{part}: {text}");
    match refusal {
        Refusal::Invalid(told) => Refusal::Invalid(text(told)),
        Refusal::NotFound(told) => Refusal::NotFound(text(told)),
        Refusal::LimitExceeded(told) => Refusal::LimitExceeded(text(told)),
        Refusal::Taken(told) => Refusal::Taken(text(told)),
        other @ (Refusal::NoSuchArn(_) | Refusal::NoSuchDetector | Refusal::TooManyTags { .. }) => {
            other
        }
    }
}
