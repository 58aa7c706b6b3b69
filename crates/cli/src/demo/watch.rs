//! What the public API tells while the traffic runs: copies, and scaling activities.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::stage::{COMPONENT, copies_of, describe};
use super::story::Story;
use crate::api::Api;
use crate::failure::Failure;

/// One scaling activity, as told.
#[derive(Clone)]
pub(super) struct Told {
    pub(super) description: String,
    pub(super) cause: String,
    pub(super) status: String,
    pub(super) at: Duration,
}

/// The observer.
pub(super) struct Watch {
    began: Instant,
    current: u64,
    asked: Option<Instant>,
    asleep_again: bool,
    failure: Option<String>,
    pub(super) peak: u64,
    pub(super) cold_starts: Vec<Duration>,
    /// When the first copy served, from the start of the replay.
    pub(super) first_up: Option<Duration>,
    /// Copies that served, at each look.
    pub(super) capacity: Vec<(Duration, u64)>,
    /// Activities by id, oldest first.
    pub(super) activities: BTreeMap<u64, Told>,
    known: BTreeMap<String, u64>,
}

impl Watch {
    pub(super) fn new(began: Instant) -> Self {
        Self {
            began,
            current: 0,
            asked: None,
            asleep_again: false,
            failure: None,
            peak: 0,
            cold_starts: Vec::new(),
            first_up: None,
            capacity: Vec::new(),
            activities: BTreeMap::new(),
            known: BTreeMap::new(),
        }
    }

    /// Whether it has come up and gone back to zero.
    pub(super) fn at_zero(&self) -> bool {
        self.asleep_again
    }

    /// Copies that serve, at the last look.
    pub(super) fn copies(&self) -> u64 {
        self.current
    }

    pub(super) async fn look(&mut self, api: &Api, story: &mut Story) -> Result<(), Failure> {
        let component = describe(api).await?;
        let (desired, current) = copies_of(&component);
        self.capacity.push((self.began.elapsed(), current));
        let new = self.new_activities(api).await?;
        // The activity may be seen a look before the number that it has set.
        if current == 0
            && self.peak == 0
            && (desired > 0 || !new.is_empty())
            && self.asked.is_none()
        {
            self.asked = Some(Instant::now());
            story.waiting();
        }
        for told in &new {
            story.activity(told);
        }
        let failure = component.get("FailureReason").and_then(Value::as_str).map(str::to_owned);
        if failure != self.failure {
            if let Some(reason) = &failure {
                story.failed(reason);
            }
            self.failure = failure;
        }
        let before = std::mem::replace(&mut self.current, current);
        self.peak = self.peak.max(current);
        if current == before {
            return Ok(());
        }
        if before == 0
            && let Some(asked) = self.asked.take()
        {
            self.cold_starts.push(asked.elapsed());
            self.first_up.get_or_insert(self.began.elapsed());
            story.first_copy(asked.elapsed());
        } else if current > 0 {
            story.copies(before, current);
        } else {
            self.asleep_again = true;
            story.asleep();
        }
        Ok(())
    }

    /// Takes over how all activities stand; returns those that have begun since the last look.
    async fn new_activities(&mut self, api: &Api) -> Result<Vec<Told>, Failure> {
        let mut new = Vec::new();
        let listing = api
            .call(
                "AnyScaleFrontendService.DescribeScalingActivities",
                &json!({
                    "ServiceNamespace": "sagemaker",
                    "ResourceId": format!("inference-component/{COMPONENT}"),
                    "ScalableDimension": "sagemaker:inference-component:DesiredCopyCount",
                }),
            )
            .await?;
        let activities = listing.get("ScalingActivities").and_then(Value::as_array);
        for activity in activities.into_iter().flatten().rev() {
            let text = |name: &str| {
                activity.get(name).and_then(Value::as_str).unwrap_or_default().to_owned()
            };
            let next = self.known.len() as u64;
            let number = *self.known.entry(text("ActivityId")).or_insert(next);
            let at = self.activities.get(&number).map_or(self.began.elapsed(), |told| told.at);
            let told = Told {
                description: text("Description"),
                cause: text("Cause"),
                status: text("StatusCode"),
                at,
            };
            if number == next {
                new.push(told.clone());
            }
            self.activities.insert(number, told);
        }
        Ok(new)
    }
}
