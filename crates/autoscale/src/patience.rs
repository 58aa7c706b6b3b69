//! Calls that are worth a second try, a bounded number of times.

use std::time::Duration;

use crate::ClientError;

/// Tries of one call; with the pauses between them about three seconds.
const TRIES: u32 = 6;

/// Pause after the first try; doubles each time.
const FIRST_PAUSE: Duration = Duration::from_millis(100);

/// Calls again while the service is busy.
pub(crate) async fn while_busy<T, F>(call: impl FnMut() -> F) -> Result<T, ClientError>
where
    F: Future<Output = Result<T, ClientError>>,
{
    again(call, |error| matches!(error, ClientError::Busy { .. })).await
}

// Rule aas.register.eventual: a target that was just registered may be reported as absent for a moment.
// https://docs.aws.amazon.com/autoscaling/application/APIReference/API_RegisterScalableTarget.html
/// Calls again while the service is busy or does not see what was just registered.
pub(crate) async fn while_busy_or_unseen<T, F>(call: impl FnMut() -> F) -> Result<T, ClientError>
where
    F: Future<Output = Result<T, ClientError>>,
{
    again(call, |error| matches!(error, ClientError::Busy { .. } | ClientError::NotFound { .. }))
        .await
}

async fn again<T, F>(
    mut call: impl FnMut() -> F,
    worth_it: impl Fn(&ClientError) -> bool,
) -> Result<T, ClientError>
where
    F: Future<Output = Result<T, ClientError>>,
{
    let mut pause = FIRST_PAUSE;
    for _ in 1..TRIES {
        match call().await {
            Err(error) if worth_it(&error) => {}
            outcome => return outcome,
        }
        tokio::time::sleep(pause).await;
        pause *= 2;
    }
    call().await
}
