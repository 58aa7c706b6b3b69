//! The list of shadows, for people.

use serde_json::Value;

pub(super) fn lines(page: &Value) -> Vec<String> {
    let shadows = page["shadows"].as_array().map(Vec::as_slice).unwrap_or_default();
    if shadows.is_empty() {
        return vec!["no shadows; put one with: ebb shadow put NAME FILE".to_owned()];
    }
    shadows.iter().flat_map(of).collect()
}

fn of(shadow: &Value) -> [String; 3] {
    let text = |member: &str| shadow[member].as_str().unwrap_or_default().to_owned();
    let number = |member: &str| shadow[member].as_u64().unwrap_or_default();
    let policies = shadow["policies"].as_array().map(Vec::as_slice).unwrap_or_default();
    let policies: Vec<&str> = policies.iter().filter_map(Value::as_str).collect();
    let last = match shadow["last"]["answer"].as_str() {
        Some(answer) => {
            format!("last: {answer}, at {}", shadow["last"]["at"].as_str().unwrap_or_default())
        }
        None => "nothing decided so far".to_owned(),
    };
    [
        format!(
            "{} on {} since {}: {} within {} to {}",
            text("name"),
            text("resource"),
            text("created"),
            if policies.is_empty() { "no policies".to_owned() } else { policies.join(", ") },
            number("min"),
            number("max"),
        ),
        format!(
            "  {} decisions, {} to change the capacity; the live target made {} changes meanwhile",
            number("decisions"),
            number("changes"),
            number("liveChanges"),
        ),
        format!("  {last}"),
    ]
}
