//! Sends a request to a copy, and to another one where that cannot do harm.

use std::sync::Arc;
use std::time::Instant;

use http::response;

use crate::copy::{Copy, Lease};
use crate::event::GatewayEvent;
use crate::exchange::Exchange;
use crate::gateway::Shared;
use crate::head::ModelHead;
use crate::inbound::Outbound;
use crate::meter::Ending;
use crate::relay::{Relay, Timeout};
use crate::tap::Trace;
use crate::upload::Progress;
use crate::wire::{SendFailure, Wire};
use crate::workload::Workload;

/// Attempts in which nothing reached a model. More cannot help: then the copies are gone.
const MAX_ATTEMPTS: u32 = 8;

/// What cannot be sent again is given a connection that the model has hardly had time to close, or a
/// new one.
const FRESH: std::time::Duration = std::time::Duration::from_secs(1);

/// One request to a model.
pub(crate) struct ModelCall<'a> {
    pub(crate) workload: &'a Arc<Workload>,
    pub(crate) head: ModelHead,
    pub(crate) body: Outbound,
    pub(crate) timeout: Timeout,
    /// When the gateway got the request; absent for an asynchronous one, which is neither measured
    /// in `Invocations` nor sent to a second copy: its queue sees to that.
    pub(crate) entered: Option<Instant>,
    /// For whoever listens.
    pub(crate) trace: Option<Box<Trace>>,
}

/// Why there is no response.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum ForwardFailure {
    /// No copy takes a connection.
    Unreachable,
    /// The copy broke the connection.
    Exited,
    /// The copy took too long.
    TimedOut,
    /// The client's body is larger than allowed.
    TooLarge,
    /// The client broke off or stopped sending.
    ClientGone,
}

/// Sends a request and waits for the head of the response. The lease lives in the [`Relay`] from
/// then on.
pub(crate) async fn forward(
    shared: &Shared,
    lease: Lease,
    mut call: ModelCall<'_>,
) -> Result<(response::Parts, Relay), ForwardFailure> {
    let workload = call.workload;
    let timeout = call.timeout.until_begun();
    let mut copy = Arc::clone(lease.copy());
    let mut trace = call.trace.take();
    if let Some(trace) = &mut trace {
        trace.carries(call.body.size(), call.body.progress().cloned());
    }
    let mut exchange = Exchange::new(Arc::clone(workload), lease, call.entered, trace);
    let mut failure = ForwardFailure::Unreachable;
    let mut replayed = false;
    for _ in 0..MAX_ATTEMPTS {
        // Once a model may have taken it, only what does no harm twice is sent again.
        let passing = call.body.progress().is_some();
        let repeatable = !passing && call.entered.is_some() && call.head.is_idempotent();
        let Some(mut wire) = connect(shared, &copy, timeout, repeatable, replayed).await else {
            shared.suspect(workload, &copy);
            let Some(other) = elsewhere(shared, &call, &copy) else { break };
            copy = Arc::clone(other.copy());
            exchange.restart(Some(other));
            continue;
        };
        let Some(upload) = call.body.upload() else { break };
        let request = call.head.request(&copy.host, upload);
        exchange.restart(None);
        let progress = call.body.progress().cloned();
        match wire.send(request, progress.as_deref(), timeout).await {
            Ok(response) => {
                copy.trust();
                let (parts, body) = response.into_parts();
                let status = parts.status.as_u16();
                let mut relay =
                    Relay::new(body, wire, exchange, copy.id, status, call.timeout, progress);
                std::future::poll_fn(|cx| {
                    relay.poll_start(cx);
                    std::task::Poll::Ready(())
                })
                .await;
                return Ok((parts, relay));
            }
            Err(SendFailure::Unsent(body)) => call.body.give_back(*body),
            Err(SendFailure::TimedOut) => {
                failure = ForwardFailure::TimedOut;
                break;
            }
            Err(SendFailure::ClientStalled) => return Err(ForwardFailure::ClientGone),
            Err(SendFailure::Broken) => {
                if let Some(progress) = progress.as_deref()
                    && let Some(client) = clients_fault(progress)
                {
                    return Err(client);
                }
                failure = ForwardFailure::Exited;
                if replayed || !repeatable {
                    shared.suspect(workload, &copy);
                    break;
                }
                replayed = true;
                // An old connection may have been closed before our request got there: that tells
                // nothing about the copy. A new one that breaks does.
                if !wire.reused {
                    shared.suspect(workload, &copy);
                    let Some(other) = elsewhere(shared, &call, &copy) else { break };
                    copy = Arc::clone(other.copy());
                    exchange.restart(Some(other));
                }
            }
        }
    }
    exchange.end(match failure {
        ForwardFailure::TimedOut => Ending::TimedOut,
        ForwardFailure::Unreachable
        | ForwardFailure::Exited
        | ForwardFailure::TooLarge
        | ForwardFailure::ClientGone => Ending::NoAnswer,
    });
    Err(failure)
}

/// An idle connection that still stands, or a new one.
async fn connect(
    shared: &Shared,
    copy: &Copy,
    budget: std::time::Duration,
    repeatable: bool,
    replayed: bool,
) -> Option<Wire> {
    let fresh = (!repeatable).then_some(FRESH);
    // Nothing but this request is at the copy.
    let alone = copy.in_flight() == 1;
    let idle = || if alone { copy.pool.take_any(fresh) } else { copy.pool.take(fresh) };
    while !replayed && let Some(mut wire) = idle() {
        let usable = std::future::poll_fn(|cx| std::task::Poll::Ready(wire.is_usable(cx))).await;
        if usable {
            return Some(wire);
        }
    }
    let began = Instant::now();
    loop {
        match Wire::connect(copy.address, shared.config.connect_timeout).await {
            Ok(wire) => return Some(wire),
            // The listener is there, but its backlog is full, as that of a model with one thread is
            // when many held requests are released to it at once. Asking again is quicker than the
            // kernel's own repeat after 1, 3, 7 seconds.
            Err(error)
                if error.kind() == std::io::ErrorKind::TimedOut && began.elapsed() < budget => {}
            Err(error) => {
                tracing::debug!(copy = %copy.id, %error, "could not connect to a copy");
                return None;
            }
        }
    }
}

fn elsewhere(shared: &Shared, call: &ModelCall<'_>, failed: &Copy) -> Option<Lease> {
    call.entered.and_then(|_| call.workload.pick(&shared.random, Some(failed.id)))
}

fn clients_fault(progress: &Progress) -> Option<ForwardFailure> {
    if progress.is_too_large() {
        Some(ForwardFailure::TooLarge)
    } else if progress.is_broken() {
        Some(ForwardFailure::ClientGone)
    } else {
        None
    }
}

impl Shared {
    fn suspect(&self, workload: &Workload, copy: &Copy) {
        if copy.suspect() {
            let workload = workload.key.clone();
            // Full or closed: the state of copies is watched by other means too.
            drop(self.events.try_send(GatewayEvent::CopyUnreachable { workload, copy: copy.id }));
        }
    }
}
