//! What is set up on a live server.

use ebb_autoscale::{ClientError, EbbtideClient};
use ebb_blueprint::{Blueprint, read_answer};

use crate::failure::Failure;
use crate::key::{KeyOptions, UNSIGNED};

/// Targets, policies, schedules, alarms, endpoints and components of an account in a region.
pub(crate) async fn read_live(url: &str, key: &KeyOptions) -> Result<Blueprint, Failure> {
    let signing = key.signing()?;
    let has_key = signing.has_key();
    let client = EbbtideClient::signed(url, signing).map_err(|error| {
        Failure::usage(format!("--endpoint-url: {error}")).hint(Some(
            "for AWS itself print what is there with the AWS CLI (describe-scaling-policies and its siblings), and give the files",
        ))
    })?;
    let answers = client.describe_everything().await.map_err(|error| {
        let is_stranger =
            matches!(&error, ClientError::Refused { code, .. } if code.contains("Signature"));
        Failure::from_error(&error).hint((is_stranger && !has_key).then_some(UNSIGNED))
    })?;
    let mut all = Blueprint::default();
    for (operation, answer) in answers {
        let source = format!("{url} {operation}");
        let read = read_answer(&source, &answer);
        all.extend(read.map_err(|error| Failure::from_error(&error))?);
    }
    Ok(all)
}
