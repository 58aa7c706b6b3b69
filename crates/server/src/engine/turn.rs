//! Turns of the engine: what has happened, and then its rows and its answers.

use std::collections::{BTreeMap, BTreeSet};

use ebb_decide::decision::DecisionLog;
use ebb_decide::{
    Answer, Beginning, CallId, Command, Config, Controller, CopyReport, Effect, Event, Refusal,
    Told,
};
use ebb_fleet::Report;
use ebb_gateway::GatewayEvent;
use ebb_store::{Batch, Store, StoreError, Write};
use ebb_units::{Scope, SignedDuration, Timestamp};
use tokio::sync::oneshot;
use tokio::task::JoinSet;

use super::owed::RowKey;
use super::perform::{CustomAnswer, Delivered, Performer, bucket_write, drop_write};
use super::{CallError, Look, Message, View, fold, owed};
use crate::clock::Clock;
use crate::recording::Recorder;

/// Batches that wait for the disk at the same time; more make the loop wait for one of them.
const MOST_PENDING: usize = 64;

type Reply = oneshot::Sender<Result<Answer, CallError>>;
type Answers = Vec<(Reply, Result<Answer, Refusal>)>;

/// What callers are told while the store takes nothing.
const SICK: &str = "the data folder cannot be written; nothing was changed";

/// How a batch ended.
pub(super) enum Stored {
    /// It is on the disk.
    Durable,
    /// It is not. Rows of what the controller did by itself are owed to the disk, and what somebody asked for is lost.
    Failed { owed: Vec<RowKey>, lost: BTreeSet<RowKey>, answers: Answers, error: StoreError },
    /// The store takes nothing any more.
    Ended,
}

/// The store has ended.
#[derive(Debug)]
pub(super) struct StoreEnded;

/// The state of the loop.
pub(super) struct Turns {
    controller: Controller,
    /// For a controller that takes the place of this one.
    config: Config,
    clock: Clock,
    store: Store,
    performer: Performer,
    recorder: Recorder,
    effects: Vec<Effect>,
    /// For those who ask why.
    decisions: DecisionLog,
    /// Those who wait for everything to be forgotten at the end of this turn.
    resets: Vec<oneshot::Sender<()>>,
    replies: BTreeMap<CallId, Reply>,
    /// Those who look at the end of this turn: whoever is told of an endpoint in service may invoke it at once.
    looks: Vec<Look>,
    next_call: u64,
    /// Old buckets that go with the next batch, which brings what they were rolled up into.
    dropped: Vec<Write>,
    /// Answers whose data go with the batch after the one that is on its way.
    waiting: Answers,
    /// Rows of changes that somebody waits for, not with the store yet.
    asked: BTreeSet<RowKey>,
    /// Rows that the disk lacks since a batch has failed; written again with the next one.
    owed: BTreeSet<RowKey>,
    /// Rows of changes that were refused because the disk did not take them, and that are to be taken back.
    lost: BTreeSet<RowKey>,
    /// Those who are told so when it is done: who looks then must not find it.
    unanswered: Vec<(Answers, StoreError)>,
    /// The last batch could not be written. Until one can, nothing is changed for anybody.
    is_sick: bool,
    /// Calls that wait to see whether the store takes anything. Each waits for one batch only, and no more can wait than
    /// there are connections.
    doubted: Vec<(Scope, Box<Command>, Reply)>,
    pending: JoinSet<Stored>,
}

impl Turns {
    pub(super) fn new(
        (controller, config): (Controller, Config),
        clock: Clock,
        store: Store,
        performer: Performer,
        recorder: Recorder,
        effects: Vec<Effect>,
    ) -> Self {
        Self {
            controller,
            config,
            clock,
            store,
            performer,
            recorder,
            effects,
            decisions: DecisionLog::default(),
            resets: Vec::new(),
            replies: BTreeMap::new(),
            looks: Vec::new(),
            next_call: 0,
            dropped: Vec::new(),
            waiting: Vec::new(),
            asked: BTreeSet::new(),
            owed: BTreeSet::new(),
            lost: BTreeSet::new(),
            unanswered: Vec::new(),
            is_sick: false,
            doubted: Vec::new(),
            pending: JoinSet::new(),
        }
    }

    pub(super) fn next_deadline(&self) -> Option<Timestamp> {
        self.controller.next_deadline()
    }

    /// Lets the controller do what is due. What the gateway has measured until then comes first and belongs to the
    /// period that ends there: decisions see the newest data, and no minute gets requests of the one before.
    pub(super) fn run_due(&mut self) {
        let due = self.controller.next_deadline().filter(|at| *at <= self.clock.now());
        let Some(at) = due else { return };
        // Everything before this deadline has been handled, so this instant is not behind any earlier one.
        self.fold_at(at.checked_sub(SignedDuration::from_nanos(1)).unwrap_or(at));
        self.event(Event::Tick);
    }

    /// Takes the gateway's meters over.
    pub(super) fn fold(&mut self) {
        self.fold_at(self.clock.now());
    }

    fn fold_at(&mut self, at: Timestamp) {
        let meters = self.performer.take_meters();
        for event in fold::events(meters) {
            self.tell(at, event);
        }
    }

    fn event(&mut self, event: Event) {
        self.tell(self.clock.now(), event);
    }

    /// The one way to the controller, so that a recording misses nothing.
    fn tell(&mut self, now: Timestamp, event: Event) {
        let told = self.recorder.is_on().then(|| Told::Event { now, event: event.clone() });
        let from = self.effects.len();
        let is_asked = is_asked(&event);
        self.controller.handle(now, event, &mut self.effects);
        if is_asked {
            let is_done = |effect: &Effect| matches!(effect, Effect::Answer { result: Ok(_), .. });
            let effects = &self.effects[from..];
            if effects.iter().any(is_done) {
                self.asked.extend(effects.iter().filter_map(RowKey::of));
            }
        }
        if let Some(told) = told {
            self.recorder.note(told, &self.effects[from..]);
        }
    }

    pub(super) fn message(&mut self, message: Message) {
        match message {
            Message::Call { scope, command, reply } if self.is_sick => {
                self.doubted.push((scope, command, reply));
            }
            Message::Call { scope, command, reply } => {
                let call = CallId(self.next_call);
                self.next_call += 1;
                self.replies.insert(call, reply);
                self.event(Event::Command { call, scope, command });
            }
            Message::Read(look) => self.looks.push(look),
            Message::Reset(reply) => self.resets.push(reply),
        }
    }

    pub(super) fn is_to_reset(&self) -> bool {
        !self.resets.is_empty()
    }

    /// Begins anew with a controller that knows nothing. Its ids differ from those of the one before, as its start does.
    pub(super) async fn reset(&mut self) {
        let now = self.clock.now();
        self.controller = Controller::new(self.config.clone(), now);
        self.performer.reset().await;
        self.dropped.clear();
        self.asked.clear();
        self.owed.clear();
        self.lost.clear();
        self.decisions = DecisionLog::default();
        self.effects.clear();
        let unreadable =
            self.controller.restore(now, Vec::new(), std::iter::empty(), &mut self.effects);
        debug_assert!(unreadable.is_empty(), "there is nothing to read");
        let config = self.config.clone();
        let (records, buckets) = (Vec::new(), Vec::new());
        let beginning = Box::new(Beginning { config, now, records, buckets });
        self.recorder.note(Told::Begin(beginning), &self.effects);
        tracing::info!("everything was forgotten");
    }

    pub(super) fn answer_resets(&mut self) {
        for reply in self.resets.drain(..) {
            // Whoever asked may be gone.
            let _ = reply.send(());
        }
    }

    pub(super) fn report(&mut self, report: Report) {
        let copy = report.copy();
        let report = match report {
            Report::Started { pid, .. } => {
                tracing::debug!(%copy, pid, "copy started");
                return;
            }
            Report::Unhealthy { reason, .. } => {
                tracing::warn!(%copy, reason, "copy is unhealthy; the fleet stops it");
                self.performer.take_out(copy);
                return;
            }
            Report::Healthy { address, .. } => CopyReport::Healthy { address },
            Report::Exited { reason, expected, .. } => {
                if expected {
                    tracing::debug!(%copy, "copy stopped");
                } else {
                    tracing::warn!(%copy, reason, "copy failed");
                }
                CopyReport::Exited { reason }
            }
            #[expect(clippy::cast_precision_loss, reason = "memory sizes are far below 2^53 bytes")]
            Report::Usage { cpu_percent, memory_bytes, memory_percent_of_host, .. } => {
                CopyReport::Usage {
                    cpu_percent,
                    memory_percent: memory_percent_of_host,
                    memory_bytes: memory_bytes as f64,
                }
            }
        };
        self.event(Event::Copy { copy, report });
    }

    pub(super) fn custom_answered(&mut self, answered: CustomAnswer) {
        let CustomAnswer { key, number, answer } = answered;
        self.event(Event::Custom { key, number, answer });
    }

    pub(super) fn delivered(&mut self, delivered: Delivered) {
        let Delivered { scope, id, outcome } = delivered;
        self.event(Event::Delivered { scope, id, outcome });
    }

    pub(super) fn gateway_event(&mut self, event: GatewayEvent) {
        match event {
            GatewayEvent::NoCapacity { workload, count } => {
                self.event(fold::no_capacity(workload, count));
            }
            GatewayEvent::CopyUnreachable { copy, .. } => {
                // The fleet's pings and the wait on its process decide about it within moments.
                tracing::debug!(%copy, "copy was unreachable for a request");
            }
            GatewayEvent::Backlog(backlog) => self.event(fold::backlog(&backlog)),
        }
    }

    /// Rolls old metric data up. Its rows go in one batch with the buckets they became part of: a crash between the
    /// two would count them twice, or not at all.
    pub(super) fn compact(&mut self) {
        let now = self.clock.now();
        let dropped = self.controller.compact_metrics(now);
        self.recorder.note(Told::Compact { now }, &[]);
        self.dropped.extend(dropped.into_iter().map(|(scope, gone)| drop_write(scope, gone)));
    }

    /// Resolves when a batch has ended; never while there is none. Cancel safe.
    pub(super) async fn stored(&mut self) -> Stored {
        match self.pending.join_next().await {
            Some(Ok(stored)) => stored,
            Some(Err(error)) => {
                // It only waits and sends; whoever waits for its answers is told by their being dropped.
                tracing::error!(%error, "the wait for a batch broke off");
                Stored::Durable
            }
            None => std::future::pending().await,
        }
    }

    /// # Errors
    /// [`StoreEnded`].
    pub(super) fn take_stored(&mut self, stored: Stored) -> Result<(), StoreEnded> {
        let has_ended = matches!(stored, Stored::Ended);
        self.note(stored);
        if has_ended { Err(StoreEnded) } else { Ok(()) }
    }

    /// Takes back what the store did not take. Everything that is on its way to it comes first, so that what is read
    /// then is what there is.
    async fn take_back(&mut self) {
        while !self.lost.is_empty() {
            if let Some(Ok(stored)) = self.pending.join_next().await {
                self.note(stored);
                continue;
            }
            match owed::revert(&self.store, &self.lost).await {
                Ok(events) => {
                    self.lost.clear();
                    for event in events {
                        self.event(event);
                    }
                }
                Err(error) => {
                    // Nothing is changed for anybody meanwhile; the next turn tries again.
                    tracing::error!(
                        error,
                        "what could not be stored could not be taken back either"
                    );
                    break;
                }
            }
        }
        for (answers, error) in std::mem::take(&mut self.unanswered) {
            deliver(answers, Some(&error));
        }
    }

    /// Performs the effects of a turn, hands its rows to the store in order, and lets the answers wait for them.
    pub(super) async fn finish(&mut self) {
        loop {
            self.take_back().await;
            self.perform_and_submit().await;
            // What could not even be given to the fleet has failed, like a copy that exits at once. The controller
            // backs off after each failure, so this ends.
            let failed = self.performer.take_failed();
            if failed.is_empty() {
                return;
            }
            for (copy, reason) in failed {
                self.event(Event::Copy { copy, report: CopyReport::Exited { reason } });
            }
        }
    }

    async fn perform_and_submit(&mut self) {
        let mut writes = std::mem::take(&mut self.dropped);
        let mut rows: Vec<RowKey> = std::mem::take(&mut self.owed).into_iter().collect();
        writes.extend(rows.iter().filter_map(|row| owed::write(&self.controller, row)));
        let mut answers = std::mem::take(&mut self.waiting);
        for effect in std::mem::take(&mut self.effects) {
            match effect {
                Effect::Answer { call, result } => {
                    if let Some(reply) = self.replies.remove(&call) {
                        answers.push((reply, result));
                    }
                }
                Effect::Decided { scope, shadow, decision } => {
                    self.decisions.push(scope, shadow, decision);
                }
                Effect::Put { .. }
                | Effect::Delete { .. }
                | Effect::Copy { .. }
                | Effect::Custom { .. }
                | Effect::Route { .. }
                | Effect::Notify(_) => {
                    rows.extend(RowKey::of(&effect));
                    writes.extend(self.performer.perform(&self.controller, effect));
                }
            }
        }
        for look in std::mem::take(&mut self.looks) {
            let (controller, decisions) = (&self.controller, &self.decisions);
            look(View { controller, decisions, now: self.clock.now() });
        }
        // While a batch is on its way, data gather in memory: the next one has each bucket once, however many data have
        // come for it. Rows do not wait, and take along what has gathered. The bound on those who wait is that of
        // connections, each of which has one call out.
        if writes.is_empty() && !self.pending.is_empty() {
            let refused = |(_, result): &mut (Reply, Result<Answer, Refusal>)| result.is_err();
            deliver(answers.extract_if(.., refused).collect(), None);
            self.waiting = answers;
            return;
        }
        let buckets = self.controller.take_dirty_buckets();
        writes.extend(buckets.into_iter().map(|(scope, row)| bucket_write(scope, row)));
        // A small one tells whether the store takes anything again.
        let is_probe = writes.is_empty() && self.is_sick && self.pending.is_empty();
        if writes.is_empty() && !is_probe {
            // What these speak of is on the disk already: no batch is on its way.
            deliver(answers, None);
            return;
        }
        writes.push(Write::SetMeta { key: "clock", value: self.clock.now().to_string() });
        let asked = std::mem::take(&mut self.asked);
        self.submit(writes, (rows, asked), answers).await;
    }

    async fn submit(
        &mut self,
        writes: Vec<Write>,
        rows: (Vec<RowKey>, BTreeSet<RowKey>),
        answers: Answers,
    ) {
        while self.pending.len() >= MOST_PENDING {
            let stored = self.stored().await;
            self.note(stored);
        }
        match self.store.submit(Batch::from(writes)).await {
            Ok(pending) => drop(
                self.pending.spawn(async move { judge(pending.durable().await, rows, answers) }),
            ),
            Err(error) => {
                let stored = judge(Err(error), rows, answers);
                self.note(stored);
            }
        }
    }

    /// Takes an outcome where the loop cannot end: an ended store is noticed again with the next batch.
    fn note(&mut self, stored: Stored) {
        match stored {
            Stored::Durable => {
                self.is_sick = false;
                for (scope, command, reply) in std::mem::take(&mut self.doubted) {
                    self.message(Message::Call { scope, command, reply });
                }
            }
            Stored::Failed { owed, lost, answers, error } => {
                self.is_sick = true;
                self.unanswered.push((answers, error));
                self.owed.extend(owed);
                self.lost.extend(lost);
                for (_, _, reply) in std::mem::take(&mut self.doubted) {
                    // The client may have hung up.
                    let _ = reply.send(Err(CallError::NotDurable(SICK.to_owned())));
                }
            }
            Stored::Ended => {}
        }
    }

    /// Waits until all that was submitted has ended.
    pub(super) async fn end(mut self) {
        self.finish().await;
        while let Some(ended) = self.pending.join_next().await {
            if let Err(error) = ended {
                tracing::error!(%error, "the wait for a batch broke off");
            }
            // What has gathered meanwhile.
            self.finish().await;
        }
        self.recorder.end().await;
    }
}

/// What the end of a batch means, and a word about it when it is no good one. Answers go out here, unless something is
/// to be taken back first.
fn judge(
    outcome: Result<(), StoreError>,
    (mut rows, lost): (Vec<RowKey>, BTreeSet<RowKey>),
    answers: Answers,
) -> Stored {
    let Err(error) = outcome else {
        deliver(answers, None);
        return Stored::Durable;
    };
    let cause = std::error::Error::source(&error).map(ToString::to_string);
    tracing::error!(%error, cause, "state could not be stored");
    match error {
        StoreError::Closed | StoreError::Stopped => {
            deliver(answers, Some(&error));
            return Stored::Ended;
        }
        // They would be refused again, for ever.
        StoreError::Refused { .. } => rows.clear(),
        StoreError::Full { .. }
        | StoreError::Write { .. }
        | StoreError::Read { .. }
        | StoreError::Damaged { .. } => rows.retain(|row| !lost.contains(row)),
    }
    Stored::Failed { owed: rows, lost, answers, error }
}

/// Whether somebody who is told of a failure asks for a change by this. Data are no change: they cannot be taken back.
fn is_asked(event: &Event) -> bool {
    match event {
        Event::Command { command, .. } => !matches!(**command, Command::PutMetricData(_)),
        Event::Custom { .. } => true,
        Event::Traffic { .. }
        | Event::InFlight(_)
        | Event::Backlog { .. }
        | Event::Copy { .. }
        | Event::Delivered { .. }
        | Event::Reverted { .. }
        | Event::Tick => false,
    }
}

fn deliver(answers: Answers, failed: Option<&StoreError>) {
    for (reply, result) in answers {
        let result = match (failed, result) {
            (_, Err(refusal)) => Err(CallError::Refused(refusal)),
            (Some(error), Ok(_)) => Err(CallError::NotDurable(error.to_string())),
            (None, Ok(answer)) => Ok(answer),
        };
        // The client may have hung up; the change stands all the same.
        let _ = reply.send(result);
    }
}
