//! The engine's loop.

use std::collections::BTreeMap;
use std::time::Duration;

use ebb_decide::{Answer, CallId, Controller, CopyReport, Effect, Event};
use ebb_fleet::Report;
use ebb_gateway::GatewayEvent;
use ebb_store::{Batch, Store, StoreError, Write};
use ebb_units::Timestamp;
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinSet;
use tokio::time::{Instant, MissedTickBehavior, interval, sleep_until};
use tokio_util::sync::CancellationToken;

use super::perform::{Performer, bucket_write, drop_write};
use super::{CallError, Message, fold};
use crate::clock::Clock;

/// Messages that are handled before their rows are written together.
const MOST_AT_ONCE: usize = 256;
/// Turns whose answers wait for the disk at the same time; more make the loop wait for the oldest.
const MOST_PENDING: usize = 64;
/// Old metric buckets are rolled up this often, in real time.
const COMPACT_EVERY: Duration = Duration::from_secs(300);

/// All that the loop works with.
pub(crate) struct Parts {
    pub(super) controller: Controller,
    pub(super) clock: Clock,
    pub(super) store: Store,
    pub(super) performer: Performer,
    pub(super) inbox: mpsc::Receiver<Message>,
    pub(super) reports: mpsc::Receiver<Report>,
    pub(super) gateway_events: mpsc::Receiver<GatewayEvent>,
    pub(super) first_effects: Vec<Effect>,
}

type Reply = oneshot::Sender<Result<Answer, CallError>>;

struct Loop {
    controller: Controller,
    clock: Clock,
    store: Store,
    performer: Performer,
    effects: Vec<Effect>,
    replies: BTreeMap<CallId, Reply>,
    next_call: u64,
    acknowledging: JoinSet<()>,
}

/// Runs until `stop`; then what is in the inbox is still answered.
pub(crate) async fn run(parts: Parts, stop: CancellationToken) {
    let Parts {
        controller,
        clock,
        store,
        performer,
        mut inbox,
        mut reports,
        mut gateway_events,
        first_effects,
    } = parts;
    let mut engine = Loop {
        controller,
        clock,
        store,
        performer,
        effects: first_effects,
        replies: BTreeMap::new(),
        next_call: 0,
        acknowledging: JoinSet::new(),
    };
    engine.finish_turn().await;
    let mut folding = interval(fold::interval(&clock));
    folding.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut compacting = interval(COMPACT_EVERY);
    compacting.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        let wake = engine.controller.next_deadline();
        let sleep = wake.map(|at| Instant::now() + clock.until(at));
        tokio::select! {
            biased;
            () = stop.cancelled() => break,
            Some(report) = reports.recv() => {
                engine.report(report);
                while let Ok(report) = reports.try_recv() {
                    engine.report(report);
                }
            }
            Some(event) = gateway_events.recv() => {
                engine.gateway_event(event);
                for _ in 0..MOST_AT_ONCE {
                    let Ok(event) = gateway_events.try_recv() else { break };
                    engine.gateway_event(event);
                }
            }
            () = sleep_until(sleep.unwrap_or_else(Instant::now)), if sleep.is_some() => {
                engine.fold();
                engine.event(Event::Tick);
            }
            _ = folding.tick() => engine.fold(),
            _ = compacting.tick() => engine.compact().await,
            Some(message) = inbox.recv() => {
                engine.message(message);
                for _ in 0..MOST_AT_ONCE {
                    let Ok(message) = inbox.try_recv() else { break };
                    engine.message(message);
                }
            }
        }
        engine.finish_turn().await;
    }
    inbox.close();
    while let Some(message) = inbox.recv().await {
        engine.message(message);
        engine.finish_turn().await;
    }
    while engine.acknowledging.join_next().await.is_some() {}
}

impl Loop {
    fn event(&mut self, event: Event) {
        let now = self.clock.now();
        self.controller.handle(now, event, &mut self.effects);
    }

    fn message(&mut self, message: Message) {
        match message {
            Message::Call { scope, command, reply } => {
                let call = CallId(self.next_call);
                self.next_call += 1;
                self.replies.insert(call, reply);
                self.event(Event::Command { call, scope, command });
            }
            Message::Read(look) => look(&self.controller, self.clock.now()),
            Message::Failed(copy, reason) => {
                self.event(Event::Copy { copy, report: CopyReport::Exited { reason } });
            }
        }
    }

    fn report(&mut self, report: Report) {
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

    fn gateway_event(&mut self, event: GatewayEvent) {
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

    /// Takes the gateway's meters over. Before a tick, so that decisions see the newest data.
    fn fold(&mut self) {
        let meters = self.performer.take_meters();
        for event in fold::events(meters) {
            self.event(event);
        }
    }

    async fn compact(&mut self) {
        let dropped = self.controller.compact_metrics(self.clock.now());
        if dropped.is_empty() {
            return;
        }
        let batch: Batch = dropped.into_iter().map(|(scope, gone)| drop_write(scope, gone)).collect();
        if let Err(error) = self.store.commit(batch).await {
            tracing::error!(%error, "old metric data could not be dropped from the store");
        }
    }

    /// Performs the effects of a turn, hands its rows to the store in order, and lets the answers wait for them.
    async fn finish_turn(&mut self) {
        let mut writes: Vec<Write> = Vec::new();
        let mut answers = Vec::new();
        for effect in std::mem::take(&mut self.effects) {
            match effect {
                Effect::Answer { call, result } => {
                    if let Some(reply) = self.replies.remove(&call) {
                        answers.push((reply, result));
                    }
                }
                other => writes.extend(self.performer.perform(&self.controller, other)),
            }
        }
        let buckets = self.controller.take_dirty_buckets();
        writes.extend(buckets.into_iter().map(|(scope, row)| bucket_write(scope, row)));
        if writes.is_empty() {
            deliver(answers, None);
            return;
        }
        writes.push(Write::SetMeta { key: "clock", value: self.clock.now().to_string() });
        let pending = match self.store.submit(Batch::from(writes)).await {
            Ok(pending) => pending,
            Err(error) => {
                tracing::error!(%error, "state could not be stored");
                deliver(answers, Some(&error));
                return;
            }
        };
        while self.acknowledging.len() >= MOST_PENDING {
            self.acknowledging.join_next().await;
        }
        // Answered ones leave the set as others come.
        while self.acknowledging.try_join_next().is_some() {}
        self.acknowledging.spawn(async move {
            let outcome = pending.durable().await;
            if let Err(error) = &outcome {
                tracing::error!(%error, "state could not be stored");
            }
            deliver(answers, outcome.as_ref().err());
        });
    }
}

fn deliver(answers: Vec<(Reply, Result<Answer, ebb_decide::Refusal>)>, failed: Option<&StoreError>) {
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

/// The time that was stored last, if any.
pub(super) fn stored_clock(text: Option<&String>) -> Option<Timestamp> {
    text.and_then(|text| text.parse().ok())
}
