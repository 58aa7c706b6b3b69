//! The status of a server as people read it.

use serde_json::Value;

/// A paragraph for the server, and a table for each account and region.
pub(super) fn of(status: &Value) -> String {
    let mut text = format!(
        "ebb {}, up {}, clock {} (speed {}), fleet {}\n",
        word(&status["version"]),
        duration(status["uptimeSeconds"].as_u64().unwrap_or(0)),
        second(&status["clock"]),
        status["speed"],
        word(&status["fleet"]),
    );
    let scopes = list(&status["scopes"]);
    if scopes.is_empty() {
        text += "\nnothing is set up yet\n";
    }
    for scope in scopes {
        text +=
            &format!("\naccount {}, region {}\n", word(&scope["account"]), word(&scope["region"]));
        text += &endpoints(scope);
        text += &workloads(scope);
        text += &alarms(scope);
    }
    text
}

fn endpoints(scope: &Value) -> String {
    let mut rows = vec![["ENDPOINT", "STATUS", "QUEUE", "NOTE"].map(str::to_owned)];
    for endpoint in list(&scope["endpointList"]) {
        let queue = &endpoint["queue"];
        let queued = if queue.is_null() {
            "-".to_owned()
        } else {
            format!("{} waiting, {} in work", queue["waiting"], queue["inProgress"])
        };
        let note = first_line(word(&endpoint["failure"]));
        rows.push([
            word(&endpoint["name"]).to_owned(),
            word(&endpoint["status"]).to_owned(),
            queued,
            note,
        ]);
    }
    table(&rows)
}

fn workloads(scope: &Value) -> String {
    let mut rows = vec![
        ["RESOURCE", "SERVING", "DESIRED", "BOUNDS", "HELD", "LAST ACTIVITY"].map(str::to_owned),
    ];
    for of in list(&scope["workloads"]) {
        let number =
            |value: &Value| if value.is_null() { "?".to_owned() } else { value.to_string() };
        let starting = of["starting"].as_u64().unwrap_or(0);
        let serving = match starting {
            0 => number(&of["current"]),
            _ => format!("{} (+{starting} starting)", number(&of["current"])),
        };
        let bounds = if of["min"].is_null() {
            "-".to_owned()
        } else {
            format!("{} to {}{}", of["min"], of["max"], suspended(&of["suspended"]))
        };
        rows.push([
            word(&of["resource"]).to_owned(),
            serving,
            number(&of["desired"]),
            bounds,
            of["held"].to_string(),
            activity(&of["lastActivity"]),
        ]);
    }
    let failures = list(&scope["workloads"]).iter().filter_map(|of| {
        let (count, why) =
            (of["failures"].as_u64().filter(|count| *count > 0)?, &of["lastFailure"]);
        Some(format!(
            "  {}: {count} failed starts in a row: {}\n",
            word(&of["resource"]),
            first_line(word(why))
        ))
    });
    let failures: String = failures.collect();
    table(&rows) + &failures
}

fn suspended(state: &Value) -> String {
    let names = [("dynamic_in", "in"), ("dynamic_out", "out"), ("scheduled", "scheduled")];
    let off: Vec<&str> = names
        .into_iter()
        .filter(|(member, _)| state[*member] == true)
        .map(|(_, name)| name)
        .collect();
    if off.is_empty() { String::new() } else { format!(" (suspended: {})", off.join(", ")) }
}

fn activity(activity: &Value) -> String {
    if activity.is_null() {
        return "-".to_owned();
    }
    let what = match activity["notScaled"].as_str() {
        Some(code) => format!("not scaled: {code}"),
        None => format!("{} {}", word(&activity["description"]), word(&activity["status"])),
    };
    format!("{} {what}", second(&activity["start"]))
}

fn alarms(scope: &Value) -> String {
    let mut rows = vec![["ALARM", "STATE", "SINCE", "POLICY", "NOTE"].map(str::to_owned)];
    for of in list(&scope["workloads"]) {
        for alarm in list(&of["alarms"]) {
            let note = match (alarm["hasData"] == true, alarm["actionsEnabled"] == true) {
                (_, false) => "actions disabled",
                (false, true) => "sees no data",
                (true, true) => "",
            };
            rows.push([
                word(&alarm["name"]).to_owned(),
                word(&alarm["state"]).to_owned(),
                second(&alarm["since"]),
                word(&alarm["policy"]).to_owned(),
                note.to_owned(),
            ]);
        }
    }
    table(&rows)
}

/// Columns as wide as their widest cell; nothing when there is only the head.
fn table<const N: usize>(rows: &[[String; N]]) -> String {
    if rows.len() < 2 {
        return String::new();
    }
    let width =
        |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..N).map(width).collect();
    let mut text = "\n".to_owned();
    for row in rows {
        let cells = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:width$}"));
        let line = cells.collect::<Vec<_>>().join("  ");
        text += &format!("  {}\n", line.trim_end());
    }
    text
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map(Vec::as_slice).unwrap_or_default()
}

fn word(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

/// A time without its fraction.
fn second(value: &Value) -> String {
    let text = word(value);
    match text.split_once('.') {
        Some((whole, _)) => format!("{whole}Z"),
        None => text.to_owned(),
    }
}

fn first_line(text: &str) -> String {
    text.lines().next().unwrap_or_default().chars().take(100).collect()
}

fn duration(seconds: u64) -> String {
    match seconds {
        0..60 => format!("{seconds} s"),
        60..3600 => format!("{} min", seconds / 60),
        3600..86_400 => format!("{} h {} min", seconds / 3600, seconds / 60 % 60),
        _ => format!("{} d {} h", seconds / 86_400, seconds / 3600 % 24),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_server_is_told_in_tables() {
        let status = json!({
            "version": "0.1.0", "uptimeSeconds": 3723, "clock": "2026-03-02T09:04:10.25Z",
            "speed": 60.0, "fleet": "process",
            "scopes": [{
                "account": "000000000000", "region": "us-east-1",
                "endpointList": [{
                    "name": "e", "status": "InService", "failure": null,
                    "queue": { "waiting": 3, "inProgress": 1, "oldest": null },
                }],
                "workloads": [{
                    "resource": "endpoint/e/variant/v", "desired": 3, "current": 1, "starting": 2,
                    "held": 4, "min": 0, "max": 5, "failures": 2, "lastFailure": "no port\nmore",
                    "suspended": { "dynamic_in": true, "dynamic_out": false, "scheduled": false },
                    "alarms": [{
                        "name": "high", "state": "INSUFFICIENT_DATA", "policy": "p",
                        "since": "2026-03-02T09:00:00Z", "actionsEnabled": true, "hasData": false,
                    }],
                    "lastActivity": {
                        "start": "2026-03-02T09:04:00Z", "status": "InProgress",
                        "description": "Setting desired instance count to 3.", "notScaled": null,
                    },
                }],
            }],
        });
        let want = "\
ebb 0.1.0, up 1 h 2 min, clock 2026-03-02T09:04:10Z (speed 60.0), fleet process

account 000000000000, region us-east-1

  ENDPOINT  STATUS     QUEUE                 NOTE
  e         InService  3 waiting, 1 in work

  RESOURCE              SERVING          DESIRED  BOUNDS                  HELD  LAST ACTIVITY
  endpoint/e/variant/v  1 (+2 starting)  3        0 to 5 (suspended: in)  4     2026-03-02T09:04:00Z Setting desired instance count to 3. InProgress
  endpoint/e/variant/v: 2 failed starts in a row: no port

  ALARM  STATE              SINCE                 POLICY  NOTE
  high   INSUFFICIENT_DATA  2026-03-02T09:00:00Z  p       sees no data
";
        assert_eq!(of(&status), want);
        let empty = json!({ "version": "0.1.0", "uptimeSeconds": 5, "speed": 1.0, "scopes": [] });
        assert!(of(&empty).ends_with("nothing is set up yet\n"));
    }
}
