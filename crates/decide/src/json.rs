//! JSON text for what AWS gives out as text. Members stand in the order in which AWS writes them.

use std::fmt::Write as _;

/// An object under construction.
#[derive(Debug)]
pub(crate) struct Object(String);

impl Object {
    pub(crate) fn new() -> Self {
        Self("{".to_owned())
    }

    /// Adds a member whose value is JSON already.
    #[must_use]
    pub(crate) fn raw(mut self, name: &str, json: &str) -> Self {
        let comma = if self.0.len() > 1 { "," } else { "" };
        self.0 += &format!("{comma}{}:{json}", quoted(name));
        self
    }

    /// Adds a text.
    #[must_use]
    pub(crate) fn text(self, name: &str, value: &str) -> Self {
        self.raw(name, &quoted(value))
    }

    /// Adds a text, or null.
    #[must_use]
    pub(crate) fn text_or_null(self, name: &str, value: Option<&str>) -> Self {
        self.raw(name, &value.map_or_else(|| "null".to_owned(), quoted))
    }

    /// Adds what is there, and nothing for what is not.
    #[must_use]
    pub(crate) fn raw_if(self, name: &str, json: Option<&str>) -> Self {
        match json {
            Some(json) => self.raw(name, json),
            None => self,
        }
    }

    /// Adds a list of texts.
    #[must_use]
    pub(crate) fn texts(self, name: &str, values: &[String]) -> Self {
        let values: Vec<String> = values.iter().map(|value| quoted(value)).collect();
        self.raw(name, &list(&values))
    }

    pub(crate) fn end(self) -> String {
        self.0 + "}"
    }
}

/// A list of values that are JSON already.
pub(crate) fn list(values: &[String]) -> String {
    format!("[{}]", values.join(","))
}

/// A text as JSON writes it.
pub(crate) fn quoted(text: &str) -> String {
    let mut json = String::with_capacity(text.len() + 2);
    json.push('"');
    for c in text.chars() {
        match c {
            '"' => json += "\\\"",
            '\\' => json += "\\\\",
            '\n' => json += "\\n",
            '\r' => json += "\\r",
            '\t' => json += "\\t",
            c if c < ' ' => {
                // Writing to a string cannot fail.
                let _ = write!(json, "\\u{:04x}", u32::from(c));
            }
            c => json.push(c),
        }
    }
    json.push('"');
    json
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_back_as_it_was() {
        let odd = "a \"b\" \\ \u{0}\u{1f}\n\r\t é 漢 \u{2028}";
        let text = Object::new()
            .text(odd, odd)
            .texts("l", &[odd.to_owned(), String::new()])
            .text_or_null("n", None)
            .raw_if("absent", None)
            .raw("x", "1.5")
            .end();
        let value: serde_json::Value = serde_json::from_str(&text).unwrap();
        let want = serde_json::json!({ odd: odd, "l": [odd, ""], "n": null, "x": 1.5 });
        assert_eq!(value, want);
    }
}
