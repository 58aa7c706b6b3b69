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
    copies: Option<(u64, u64)>,
    asked: Option<Instant>,
    asleep_again: bool,
    pub(super) peak: u64,
    pub(super) cold_starts: Vec<Duration>,
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
            copies: None,
            asked: None,
            asleep_again: false,
            peak: 0,
            cold_starts: Vec::new(),
            capacity: Vec::new(),
            activities: BTreeMap::new(),
            known: BTreeMap::new(),
        }
    }

    /// Whether it has come up and gone back to zero.
    pub(super) fn at_zero(&self) -> bool {
        self.asleep_again
    }

    pub(super) async fn look(&mut self, api: &Api, story: &mut Story) -> Result<(), Failure> {
        let (desired, current) = copies_of(&describe(api).await?);
        self.capacity.push((self.began.elapsed(), current));
        self.new_activities(api, story).await?;
        let (_, before) = self.copies.unwrap_or((0, 0));
        if current == 0 && desired > 0 && self.asked.is_none() {
            self.asked = Some(Instant::now());
            story.say("a request waits: no copy runs, one is being started");
        }
        if current != before {
            if before == 0
                && let Some(asked) = self.asked.take()
            {
                self.cold_starts.push(asked.elapsed());
                story.first_copy(asked.elapsed());
            } else if current > 0 {
                story.copies(before, current);
            }
            if current == 0 && self.peak > 0 {
                self.asleep_again = true;
                story.asleep();
            }
        }
        self.peak = self.peak.max(current);
        self.copies = Some((desired, current));
        Ok(())
    }

    async fn new_activities(&mut self, api: &Api, story: &mut Story) -> Result<(), Failure> {
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
                story.activity(&told);
            }
            self.activities.insert(number, told);
        }
        Ok(())
    }
}
