//! When a scheduled action runs next, and what is no schedule.

use ebb_decide::scaling::{NewBounds, ScheduledAction};
use ebb_decide::schedule::{Expression, Zone};
use ebb_units::{Capacity, Timestamp};
use serde_json::Value;

use super::{Checked, same};
use crate::setup::variant;

pub(super) fn next_run(given: &Value, expect: &Value) -> Checked {
    let after = instant(&given["after_utc"]).expect("an instant");
    let schedule = Expression::parse(given["schedule"].as_str().unwrap())
        .map_err(|error| error.to_string())?;
    let zone = given["timezone"].as_str().map(Zone::parse).transpose();
    let action = ScheduledAction {
        name: "a".to_owned(),
        workload: variant(),
        arn: String::new(),
        created: after,
        schedule,
        zone: zone.map_err(|error| error.to_string())?,
        start: instant(&given["start_time"]),
        end: instant(&given["end_time"]),
        bounds: NewBounds { min: Some(Capacity(1)), max: None },
        anchor: after,
        done_until: after,
        planned: None,
    };
    let next = action.next_run(after);
    same("next", next, instant(&expect["next_utc"]))?;
    // What lies between the two is nothing.
    let until = next.unwrap_or(Timestamp::MAX);
    same("last", action.last_run(after, until), next)
}

fn instant(value: &Value) -> Option<Timestamp> {
    value.as_str().map(|text| text.parse().unwrap())
}
