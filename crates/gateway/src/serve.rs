//! Serves a request, whichever API it came by: a place at a copy, held if there is none, and the model's answer.

use std::time::Instant;

use bytes::Bytes;
use ebb_units::{CopyId, Scope, Timestamp};
use http::{HeaderMap, response};
use http_body::Body;
use tokio::time::{Duration, sleep_until};

use crate::copy::Lease;
use crate::error::{Fault, ModelFailure, ModelFault};
use crate::forward::{ForwardFailure, ModelCall, forward};
use crate::gateway::Shared;
use crate::head::ModelHead;
use crate::hold::{Attempt, Entered, HoldQueue, Place};
use crate::inbound::{Inbound, InboundError};
use crate::picture::{Endpoint, Route};
use crate::relay::{Relay, Timeout};
use crate::routes::OnCold;

/// Cannot happen: the body is taken once.
const TAKEN: Fault = Fault::Internal("The request body is gone.");

/// What is asked of a model, but for the body.
pub(crate) struct Ask<'a> {
    pub(crate) endpoint: &'a Endpoint,
    pub(crate) route: &'a Route<'a>,
    pub(crate) session: Option<&'a str>,
    /// As the client sent them.
    pub(crate) headers: &'a HeaderMap,
    pub(crate) head: ModelHead,
    pub(crate) timeout: Timeout,
    /// When the gateway got the request.
    pub(crate) entered: Instant,
}

/// The head of the model's answer, whatever its status, and the body as it comes.
pub(crate) async fn serve<B>(
    shared: &Shared,
    ask: Ask<'_>,
    inbound: &mut Option<Inbound<B>>,
) -> Result<(response::Parts, Relay), Fault>
where
    B: Body<Data = Bytes> + Send + Unpin + 'static,
    B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    let Ask { endpoint, route, session, headers, head, timeout, entered } = ask;
    let Some(body) = inbound else { return Err(TAKEN) };
    let read = |error| match error {
        InboundError::TooLarge => Fault::BodyTooLarge(shared.config.max_body),
        InboundError::Broken | InboundError::NoRoom => Fault::ClientStalled,
    };
    body.check_length().map_err(read)?;
    let workload = &route.workload.key.workload;
    let (taps, clock) = (&shared.taps, &shared.config.clock);
    let mut trace = taps.trace(&endpoint.scope, &endpoint.name, workload, clock);
    let mut lease = None;
    if route.workload.has_copies() {
        // No copy is kept waiting for it, but the connection and what was read are.
        let small = tokio::time::timeout(shared.config.model_timeout, body.read_small());
        small.await.map_err(|_| Fault::ClientStalled)?.map_err(read)?;
        lease = pick(shared, route, session);
    }
    // The place in the line, and with it the count of buffered bytes, is kept until they are sent.
    let (lease, _place) = match lease {
        Some(lease) => (lease, None),
        None => {
            if let Some(trace) = &mut trace {
                trace.is_cold();
            }
            let attempt = Attempt::read(headers);
            wait_for_copy(shared, endpoint, route, attempt, body).await?
        }
    };
    let Some(body) = inbound.take() else { return Err(TAKEN) };
    let copy = lease.copy().id;
    let workload = route.workload;
    let body = body.into_outbound();
    let model = ModelCall { workload, head, body, timeout, entered: Some(entered), trace };
    forward(shared, lease, model).await.map_err(|failure| {
        let fault = |kind| model_fault(endpoint, route, copy, kind);
        match failure {
            ForwardFailure::Unreachable => fault(ModelFailure::Unreachable),
            ForwardFailure::Exited => fault(ModelFailure::Exited),
            ForwardFailure::TimedOut => fault(ModelFailure::TimedOut),
            ForwardFailure::TooLarge => Fault::BodyTooLarge(shared.config.max_body),
            ForwardFailure::ClientGone => Fault::ClientStalled,
        }
    })
}

/// A failure of the model, in the words of AWS.
pub(crate) fn model_fault(
    endpoint: &Endpoint,
    route: &Route<'_>,
    copy: CopyId,
    kind: ModelFailure,
) -> Fault {
    let container = if route.is_component { copy.to_string() } else { "primary".to_owned() };
    let scope: Scope = endpoint.scope.clone();
    let endpoint = endpoint.name.to_string();
    Fault::Model(Box::new(ModelFault { scope, endpoint, container, kind }))
}

/// The copy of the session, or the best one.
fn pick(shared: &Shared, route: &Route<'_>, session: Option<&str>) -> Option<Lease> {
    let workload = route.workload;
    session
        .and_then(|id| workload.sessions.copy(id, Timestamp::now()))
        .and_then(|copy| workload.pick_copy(copy))
        .or_else(|| workload.pick(&shared.random, None))
}

/// A place at the first copy there will be, with the body read into memory as far as it has come.
async fn wait_for_copy<B>(
    shared: &Shared,
    endpoint: &Endpoint,
    route: &Route<'_>,
    attempt: Attempt<'_>,
    body: &mut Inbound<B>,
) -> Result<(Lease, Option<Place>), Fault>
where
    B: Body<Data = Bytes> + Send + Unpin + 'static,
    B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    let workload = route.workload;
    let limits = shared.config.hold;
    let places = match endpoint.on_cold {
        OnCold::Hold => limits.max_requests,
        OnCold::Fail => 0,
    };
    let pick = || workload.pick(&shared.random, None);
    let mut place = match HoldQueue::enter(workload, attempt, places, pick) {
        Entered::Served(lease) => return Ok((lease, None)),
        Entered::Gone => return Err(Fault::EndpointNotFound(endpoint.name.to_string())),
        Entered::Full => {
            shared.no_capacity(workload);
            if endpoint.on_cold == OnCold::Hold {
                tracing::warn!(workload = %workload.key, "refused a request: too many are held");
            }
            return Err(Fault::NoCapacity);
        }
        Entered::Waiting(place) => {
            shared.no_capacity(workload);
            place
        }
        // The client has not sent more work than before, so nothing more is counted.
        Entered::TakenOver(place) => place,
    };
    let refuse_bytes = || {
        tracing::warn!(workload = %workload.key, "refused a request: too many bytes are held");
        Fault::NoCapacity
    };
    if !place.keep(body.size(), limits.max_bytes) {
        return Err(refuse_bytes());
    }
    let deadline = tokio::time::Instant::now() + limits.max_wait;
    let mut recount = tokio::time::Instant::now() + at_least_a_tick(shared.config.recount);
    let timer = sleep_until(deadline.min(recount));
    tokio::pin!(timer);
    loop {
        let kept = body.size();
        tokio::select! {
            biased;
            released = &mut place.released => {
                return match released {
                    Ok(lease) => Ok((lease, Some(place))),
                    Err(_) if workload.is_referenced() => Err(Fault::Superseded),
                    Err(_) => Err(Fault::EndpointNotFound(endpoint.name.to_string())),
                };
            }
            () = &mut timer => {
                let now = tokio::time::Instant::now();
                if deadline <= now {
                    return Err(Fault::NoCapacity);
                }
                shared.no_capacity(workload);
                recount = now + at_least_a_tick(shared.config.recount);
                timer.as_mut().reset(deadline.min(recount));
            }
            read = body.read_part(), if !body.is_complete() => {
                match read {
                    Err(InboundError::TooLarge) => {
                        return Err(Fault::BodyTooLarge(shared.config.max_body));
                    }
                    Err(InboundError::Broken | InboundError::NoRoom) => {
                        return Err(Fault::ClientStalled);
                    }
                    Ok(()) if !place.keep(body.size() - kept, limits.max_bytes) => {
                        return Err(refuse_bytes());
                    }
                    Ok(()) => {}
                }
            }
        }
    }
}

fn at_least_a_tick(recount: Duration) -> Duration {
    recount.max(Duration::from_millis(1))
}
