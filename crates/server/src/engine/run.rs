//! The engine's loop.
//!
//! A turn takes what has come (reports, measurements, calls), lets the controller handle it, performs the effects, and
//! hands all rows to the store as one batch. Batches become durable in order while further turns run; answers go out
//! when their batch is durable. The loop waits for nothing that waits for the loop: fleet and gateway take orders
//! without blocking, and the store's writer knows nobody.

use std::time::Duration;

use ebb_decide::{Config, Controller, Effect};
use ebb_fleet::Report;
use ebb_gateway::GatewayEvent;
use ebb_store::Store;
use ebb_units::Timestamp;
use tokio::sync::mpsc;
use tokio::time::{Instant, MissedTickBehavior, interval, sleep_until};
use tokio_util::sync::CancellationToken;

use super::perform::{CustomAnswer, Delivered, Performer};
use super::turn::{Stored, Turns};
use super::{Message, fold};
use crate::clock::Clock;
use crate::recording::Recorder;

/// Messages of one kind that are handled before their rows are written together.
const MOST_AT_ONCE: usize = 256;
/// Old metric buckets are rolled up this often, in real time.
const COMPACT_EVERY: Duration = Duration::from_secs(300);
/// Longest sleep, should the controller have no plans at all.
const LOOK_AFTER: Duration = Duration::from_secs(60);

/// All that the loop works with.
pub(crate) struct Parts {
    pub(super) controller: Controller,
    pub(super) config: Config,
    pub(super) clock: Clock,
    pub(super) store: Store,
    pub(super) performer: Performer,
    pub(super) inbox: mpsc::Receiver<Message>,
    pub(super) reports: mpsc::Receiver<Report>,
    pub(super) gateway_events: mpsc::Receiver<GatewayEvent>,
    pub(super) custom_answers: mpsc::Receiver<CustomAnswer>,
    pub(super) delivered: mpsc::Receiver<Delivered>,
    pub(super) first_effects: Vec<Effect>,
    pub(super) recorder: Recorder,
}

/// What ended a wait.
enum Woken {
    Report(Report),
    Gateway(GatewayEvent),
    Custom(CustomAnswer),
    Delivered(Delivered),
    Message(Message),
    Stored(Stored),
    Due,
    Fold,
    Compact,
}

/// Runs until `stop`; then what is in the inbox is still answered. Returns earlier only when the store has ended.
pub(crate) async fn run(parts: Parts, stop: CancellationToken) {
    let Parts {
        controller,
        config,
        clock,
        store,
        performer,
        mut inbox,
        mut reports,
        mut gateway_events,
        mut custom_answers,
        mut delivered,
        first_effects,
        recorder,
    } = parts;
    let mut turns =
        Turns::new((controller, config), clock, store, performer, recorder, first_effects);
    turns.finish().await;
    let mut folding = interval(fold::interval(&clock));
    folding.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut compacting = interval(COMPACT_EVERY);
    compacting.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        let wait = turns.next_deadline().map_or(LOOK_AFTER, |at| clock.until(at));
        // The order is drawn anew each time, so that no source can starve another.
        let woken = tokio::select! {
            () = stop.cancelled() => break,
            Some(report) = reports.recv() => Woken::Report(report),
            Some(event) = gateway_events.recv() => Woken::Gateway(event),
            Some(answer) = custom_answers.recv() => Woken::Custom(answer),
            Some(outcome) = delivered.recv() => Woken::Delivered(outcome),
            Some(message) = inbox.recv() => Woken::Message(message),
            stored = turns.stored() => Woken::Stored(stored),
            () = sleep_until(Instant::now() + wait.min(LOOK_AFTER)) => Woken::Due,
            _ = folding.tick() => Woken::Fold,
            _ = compacting.tick() => Woken::Compact,
        };
        turns.run_due();
        match woken {
            Woken::Report(report) => turns.report(report),
            Woken::Gateway(event) => turns.gateway_event(event),
            Woken::Custom(answer) => turns.custom_answered(answer),
            Woken::Delivered(outcome) => turns.delivered(outcome),
            Woken::Message(message) => turns.message(message),
            Woken::Stored(stored) => {
                if turns.take_stored(stored).is_err() {
                    tracing::error!("the store has ended; the server cannot go on");
                    return;
                }
            }
            Woken::Due => {}
            Woken::Fold => turns.fold(),
            Woken::Compact => turns.compact(),
        }
        take_most(&mut reports, |report| turns.report(report));
        take_most(&mut gateway_events, |event| turns.gateway_event(event));
        take_most(&mut inbox, |message| turns.message(message));
        turns.finish().await;
        if turns.is_to_reset() {
            turns.reset().await;
            // What came of the copies and requests of before is about nothing that is known any more.
            while reports.try_recv().is_ok() {}
            while gateway_events.try_recv().is_ok() {}
            while custom_answers.try_recv().is_ok() {}
            turns.finish().await;
            turns.answer_resets();
        }
    }
    turns.fold();
    inbox.close();
    while let Some(message) = inbox.recv().await {
        turns.message(message);
        turns.finish().await;
    }
    turns.end().await;
}

fn take_most<T>(channel: &mut mpsc::Receiver<T>, mut take: impl FnMut(T)) {
    for _ in 0..MOST_AT_ONCE {
        let Ok(next) = channel.try_recv() else { return };
        take(next);
    }
}

/// The time that was stored last, if any.
pub(super) fn stored_clock(text: Option<&String>) -> Option<Timestamp> {
    text.and_then(|text| text.parse().ok())
}
