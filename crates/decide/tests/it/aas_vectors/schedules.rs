//! When a schedule runs next.

use ebb_decide::schedule::{Expression, Schedule, Zone};
use ebb_units::Timestamp;
use serde_json::Value;

use super::{Checked, same};

pub(super) fn next_run(given: &Value, expect: &Value) -> Checked {
    if given["start_time"].is_string() {
        return Err("scheduled actions are not built".to_owned());
    }
    let after = instant(&given["after_utc"]).expect("an instant");
    let expression = Expression::parse(given["schedule"].as_str().unwrap())
        .map_err(|error| error.to_string())?;
    let zone = given["timezone"].as_str().map_or_else(|| Ok(Zone::utc()), Zone::parse);
    let zone = zone.map_err(|error| error.to_string())?;
    let schedule = Schedule { expression, zone, anchor: after };
    same("next", schedule.next_after(after), instant(&expect["next_utc"]))
}

fn instant(value: &Value) -> Option<Timestamp> {
    value.as_str().map(|text| text.parse().unwrap())
}
