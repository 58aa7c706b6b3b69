//! Works on asynchronous requests: input, model, result, journal.
//!
//! Rule sagemaker.async.life: a request goes to the model at least once, an error of the model is not
//! repeated, and a request whose copy dies goes to another one. There is at most one object of how it ended.
//! <https://docs.aws.amazon.com/sagemaker/latest/dg/async-inference.html>

use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use ebb_units::Timestamp;
use http::HeaderValue;

use crate::asynchronous::foretold::{Foretold, ended};
use crate::asynchronous::journal::AsyncOutcome;
use crate::asynchronous::objects::{Object, ObjectError};
use crate::asynchronous::queue::{Assignment, AsyncQueue, Expired, InProgress};
use crate::asynchronous::request::AsyncRequest;
use crate::body::BodyError;
use crate::copy::{Lease, SUSPICION};
use crate::error::{ModelFailure, ModelFault};
use crate::forward::{ForwardFailure, ModelCall, forward};
use crate::gateway::Shared;
use crate::head::ModelHead;
use crate::headers::ModelHeaders;
use crate::inbound::Outbound;
use crate::meter::{Ending, Meter, micros};
use crate::relay::Timeout;
use crate::workload::{Tally, Workload};

/// Attempts at the journal and at objects that may be only briefly away, and the first pause.
const ATTEMPTS: u32 = 4;
const PAUSE: Duration = Duration::from_millis(50);

/// How the work on a request ended.
enum Worked {
    Done(AsyncOutcome),
    /// The copy is gone; the flag says whether it died over this request.
    CopyGone {
        died_over_it: bool,
    },
    /// Nobody can say now whether it has ended before a restart.
    Unknown(ObjectError),
}

/// Gives waiting requests to copies, as many as have room, and lets go of those that expired.
///
/// To be called whenever a request comes, a copy comes or has room again, and with time.
pub(crate) fn pump(shared: &Arc<Shared>, queue: &Arc<AsyncQueue>) {
    let expired = queue.expired((shared.config.clock)());
    if !expired.is_empty() {
        let workload = queue.first_workload();
        let shared = Arc::clone(shared);
        shared.clone().spawn(async move { expire(&shared, workload, expired).await });
    }
    let concurrency = queue.routes().concurrency(shared.config.asynchronous.concurrency);
    while let Some(assignment) = queue.assign(&shared.random, concurrency) {
        let shared = Arc::clone(shared);
        shared.clone().spawn(async move { work(&shared, assignment).await });
    }
    queue.announce(&shared.events);
}

/// Finishes the requests of a deleted endpoint.
pub(crate) fn drop_requests(shared: &Arc<Shared>, requests: Vec<Arc<AsyncRequest>>) {
    if requests.is_empty() {
        return;
    }
    let shared = Arc::clone(shared);
    shared.clone().spawn(async move {
        for request in requests {
            finish(&shared, &request, None, &AsyncOutcome::Dropped).await;
        }
    });
}

/// Tells the journal. When it does not take it, the request is worked on again after a restart.
pub(crate) async fn finish(
    shared: &Shared,
    request: &AsyncRequest,
    workload: Option<&Workload>,
    outcome: &AsyncOutcome,
) {
    let workload = workload.map(|workload| &workload.key);
    let mut pause = PAUSE;
    for attempt in 1.. {
        match shared.journal.finish(request, workload, outcome).await {
            Ok(()) => return,
            Err(error) if attempt == ATTEMPTS => {
                tracing::error!(%error, id = request.id, "could not finish an asynchronous request");
                return;
            }
            Err(_) => tokio::time::sleep(pause).await,
        }
        pause *= 4;
    }
}

async fn work(shared: &Arc<Shared>, assignment: Assignment) {
    let Assignment { work, workload, lease } = assignment;
    let queue = Arc::clone(work.queue());
    let request = Arc::clone(&work.request);
    let tally = Tally::new(workload, &lease);
    let waited_ms = age_ms(shared, &request);
    tally.count(|meter| meter.asynchronous.time_in_backlog_ms.record(waited_ms));
    let copy = Arc::clone(lease.copy());
    let died_over_it = match process(shared, &tally, lease, &work).await {
        Worked::Done(outcome) => {
            tally.count(|meter| meter.asynchronous.processed.add());
            if matches!(outcome, AsyncOutcome::Failed { .. }) {
                tally.count(|meter| meter.asynchronous.failures.add());
            }
            finish(shared, &request, Some(&tally.workload), &outcome).await;
            let took_ms = age_ms(shared, &request);
            tally.count(|meter| meter.asynchronous.total_processing_ms.record(took_ms));
            drop(work);
            pump(shared, &queue);
            return;
        }
        Worked::CopyGone { died_over_it } => {
            tracing::info!(copy = %copy.id, id = request.id, "a copy is gone, its request waits again");
            died_over_it
        }
        Worked::Unknown(error) => {
            tracing::warn!(%error, id = request.id, "a request of before the restart waits again");
            false
        }
    };
    if let Err(request) = work.put_back(died_over_it) {
        finish(shared, &request, None, &AsyncOutcome::Dropped).await;
    }
    // For other copies at once, for this one when it is no longer passed over.
    pump(shared, &queue);
    tokio::time::sleep(SUSPICION).await;
    pump(shared, &queue);
}

/// How a request of before a restart had ended then, if it had.
///
/// # Errors
/// The storage cannot be asked.
async fn ended_before(
    shared: &Shared,
    request: &AsyncRequest,
) -> Result<Option<AsyncOutcome>, ObjectError> {
    ended(request, |location| async move { get(shared, request, &location).await }).await
}

async fn process(shared: &Shared, tally: &Tally, lease: Lease, work: &InProgress) -> Worked {
    let request = &work.request;
    if work.is_restored {
        match ended_before(shared, request).await {
            Ok(None) => {}
            Ok(Some(outcome)) => return Worked::Done(outcome),
            Err(error) => return Worked::Unknown(error),
        }
    }
    let last = work.deliveries + 1 >= shared.config.asynchronous.max_deliveries;
    let began = Instant::now();
    // What came with the request was not fetched, so there is no time of fetching it either.
    let (input, is_fetched) = match &request.input {
        Some(body) => (Ok(Object { content_type: None, body: body.clone() }), false),
        None => (get(shared, request, &request.input_location).await, true),
    };
    let input = match input {
        Ok(input) => input,
        Err(error) => {
            tally.count(|meter| meter.asynchronous.download_failures.add());
            let reason = format!("ClientError: Could not read the input. {error}");
            return Worked::Done(fail(shared, tally, request, reason, None).await);
        }
    };
    if is_fetched {
        let took_us = micros(began.elapsed());
        tally.count(|meter| meter.asynchronous.download_latency_us.record(took_us));
    }
    let timeout = Duration::from_secs(request.timeout_s.into());
    let answer = call_model(shared, tally, lease, request, input, timeout).await;
    let fault = |kind| ModelFault {
        scope: request.scope.clone(),
        endpoint: request.endpoint.clone(),
        container: "primary".to_owned(),
        kind,
    };
    let failure = match answer {
        Ok(object) => return Worked::Done(store(shared, tally, request, object).await),
        Err(Failure::Unreachable) => return Worked::CopyGone { died_over_it: false },
        Err(Failure::Exited) if !last => return Worked::CopyGone { died_over_it: true },
        Err(Failure::Exited) => fault(ModelFailure::Exited),
        Err(Failure::TimedOut) => fault(ModelFailure::TimedOut),
        Err(Failure::TooLarge) => {
            let reason = "ClientError: The response of the model is too large.".to_owned();
            return Worked::Done(fail(shared, tally, request, reason, None).await);
        }
        Err(Failure::Refused { status, body }) => {
            let side = if (400..500).contains(&status) { "client" } else { "server" };
            let reason = format!(
                "ClientError: Received {side} error ({status}) from model. See the SageMaker \
                 Endpoint logs in your account for more information."
            );
            return Worked::Done(fail(shared, tally, request, reason, Some(body)).await);
        }
    };
    let reason = format!("ClientError: {}", failure.original_message());
    Worked::Done(fail(shared, tally, request, reason, None).await)
}

/// Why there is no result.
enum Failure {
    Unreachable,
    Exited,
    TimedOut,
    TooLarge,
    Refused { status: u16, body: Object },
}

async fn call_model(
    shared: &Shared,
    tally: &Tally,
    lease: Lease,
    request: &AsyncRequest,
    input: Object,
    timeout: Duration,
) -> Result<Object, Failure> {
    let header = |text: Option<&String>| text.and_then(|text| HeaderValue::try_from(text).ok());
    let mut trace = shared.taps.trace(
        &request.scope,
        &request.endpoint,
        &tally.workload.key.workload,
        &shared.config.clock,
    );
    if let (Some(trace), Ok(at)) = (&mut trace, Timestamp::from_millisecond(request.received_at_ms))
    {
        trace.arrived(at);
    }
    let call = ModelCall {
        workload: &tally.workload,
        head: ModelHead::Invocation(ModelHeaders {
            content_type: header(request.content_type.as_ref().or(input.content_type.as_ref())),
            accept: header(request.accept.as_ref()),
            custom_attributes: header(request.custom_attributes.as_ref()),
            inference_id: header(Some(&request.inference_id)),
            ..ModelHeaders::default()
        }),
        body: Outbound::Whole(input.body.into()),
        timeout: Timeout::Whole(timeout),
        entered: None,
        trace,
    };
    let limit = shared.config.asynchronous.max_object;
    let began = Instant::now();
    let whole = async {
        let (parts, relay) =
            forward(shared, lease, call).await.map_err(|failure| match failure {
                ForwardFailure::Unreachable => Failure::Unreachable,
                ForwardFailure::TimedOut => Failure::TimedOut,
                ForwardFailure::Exited | ForwardFailure::TooLarge | ForwardFailure::ClientGone => {
                    Failure::Exited
                }
            })?;
        let quoted = relay.read(limit).await.map_err(|error| match error {
            BodyError::Broken(_) => Failure::Exited,
            BodyError::Stalled => Failure::TimedOut,
        })?;
        let content_type = parts.headers.get(http::header::CONTENT_TYPE);
        let content_type = content_type.and_then(|value| value.to_str().ok()).map(str::to_owned);
        let body = Object { content_type, body: quoted.bytes };
        if !parts.status.is_success() {
            return Err(Failure::Refused { status: parts.status.as_u16(), body });
        }
        if quoted.whole { Ok(body) } else { Err(Failure::TooLarge) }
    };
    // The connection has the same timeout for each part; this one is for all of it.
    match tokio::time::timeout(timeout + PAUSE, whole).await {
        Ok(answer) => answer,
        Err(_) => {
            let took = began.elapsed();
            tally.count(|meter| meter.ended(Ending::TimedOut, took, None));
            Err(Failure::TimedOut)
        }
    }
}

async fn get(
    shared: &Shared,
    request: &AsyncRequest,
    location: &str,
) -> Result<Object, ObjectError> {
    let limit = shared.config.asynchronous.max_object;
    patiently(|| shared.objects.get(&request.scope, location, limit)).await
}

/// Writes the result. When that is not possible the request has failed.
async fn store(
    shared: &Shared,
    tally: &Tally,
    request: &AsyncRequest,
    object: Object,
) -> AsyncOutcome {
    if let Some(foretold) = Foretold::of_result(request, &object) {
        foretell(shared, request, foretold).await;
    }
    if let Some(location) = &request.output_location
        && let Err(error) = put(shared, tally, request, location, &object).await
    {
        let reason = format!("ClientError: Could not write the result. {error}");
        return fail(shared, tally, request, reason, None).await;
    }
    AsyncOutcome::Completed { content_type: object.content_type, body: object.body }
}

/// Ends a request with an error, which is written if there is a place for it.
async fn fail(
    shared: &Shared,
    tally: &Tally,
    request: &AsyncRequest,
    reason: String,
    body: Option<Object>,
) -> AsyncOutcome {
    if request.failure_location.is_some() {
        foretell(shared, request, Foretold::Failure { reason: reason.clone() }).await;
    }
    let object = body.unwrap_or_else(|| in_words(&reason));
    write_error(shared, tally, request, &object).await;
    AsyncOutcome::Failed { reason, body: object.body }
}

fn in_words(reason: &str) -> Object {
    let body = Bytes::copy_from_slice(reason.as_bytes());
    Object { content_type: Some("text/plain".to_owned()), body }
}

async fn write_error(shared: &Shared, tally: &Tally, request: &AsyncRequest, object: &Object) {
    if let Some(location) = &request.failure_location
        && let Err(error) = put(shared, tally, request, location, object).await
    {
        tracing::warn!(%error, id = request.id, "could not write the error of an asynchronous request");
    }
}

/// Lets the row say what will be stored. Without that the object is stored all the same: its client waits for it.
async fn foretell(shared: &Shared, request: &AsyncRequest, foretold: Foretold) {
    let request = AsyncRequest { foretold: Some(foretold), ..request.clone() };
    if let Err(error) = shared.journal.keep(&request).await {
        tracing::warn!(%error, id = request.id, "could not note how an asynchronous request ends");
    }
}

async fn put(
    shared: &Shared,
    tally: &Tally,
    request: &AsyncRequest,
    location: &str,
    object: &Object,
) -> Result<(), ObjectError> {
    let began = Instant::now();
    let put = patiently(|| shared.objects.put(&request.scope, location, object.clone())).await;
    let took_us = micros(began.elapsed());
    tally.count(|Meter { asynchronous: meter, .. }| match &put {
        Ok(()) => meter.upload_latency_us.record(took_us),
        Err(_) => meter.upload_failures.add(),
    });
    put
}

/// Tries again while it may help, a few times.
async fn patiently<T, F>(attempt: impl Fn() -> F) -> Result<T, ObjectError>
where
    F: Future<Output = Result<T, ObjectError>>,
{
    let mut pause = PAUSE;
    for _ in 1..ATTEMPTS {
        match attempt().await {
            Err(ObjectError::Unavailable { .. }) => tokio::time::sleep(pause).await,
            settled => return settled,
        }
        pause *= 4;
    }
    attempt().await
}

async fn expire(shared: &Shared, workload: Option<Arc<Workload>>, expired: Vec<Expired>) {
    // No copy had them.
    let tally = workload.map(Tally::without_copy);
    let workload = tally.as_ref().map(|tally| &*tally.workload);
    for Expired { request, is_restored } in expired {
        let before = if is_restored { ended_before(shared, &request).await } else { Ok(None) };
        match before {
            Ok(None) => {}
            Ok(Some(outcome)) => {
                finish(shared, &request, workload, &outcome).await;
                continue;
            }
            Err(error) => {
                // Its row stays: the next start looks again.
                tracing::warn!(%error, id = request.id, "could not tell how an expired request has ended");
                continue;
            }
        }
        if let Some(tally) = &tally {
            tally.count(|meter| meter.asynchronous.expired.add());
            let reason = AsyncOutcome::Expired.failure().unwrap_or_default();
            write_error(shared, tally, &request, &in_words(reason)).await;
        }
        finish(shared, &request, workload, &AsyncOutcome::Expired).await;
    }
}

/// Time since receipt on the configured clock.
fn age_ms(shared: &Shared, request: &AsyncRequest) -> u64 {
    let now = (shared.config.clock)().as_millisecond();
    u64::try_from(now - request.received_at_ms).unwrap_or(0)
}
