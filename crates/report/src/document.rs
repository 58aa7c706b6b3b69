//! A whole page around its content.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use sha2::{Digest as _, Sha256};

use crate::Origin;

/// What pages have besides charts.
const STYLE: &str = include_str!("report.css");
/// Copies what stands beside a button.
const SCRIPT: &str = include_str!("report.js");

/// A page.
pub(crate) struct Document<'a> {
    pub(crate) title: &'a str,
    /// What happened, in a sentence or two.
    pub(crate) lead: Markup,
    pub(crate) body: Markup,
    pub(crate) origin: &'a Origin,
}

impl Document<'_> {
    pub(crate) fn render(&self) -> String {
        let style = format!("{}{STYLE}", ebb_charts::STYLE);
        let script = format!("{}{SCRIPT}", ebb_charts::SCRIPT);
        // Only these two may act. Whatever else gets into the page, by whatever mistake, is text.
        let policy = format!(
            "default-src 'none'; style-src '{}'; script-src '{}'; base-uri 'none'; form-action 'none'",
            hash(&style),
            hash(&script)
        );
        let page = html! {
            (DOCTYPE)
            html lang="en" {
                head {
                    meta charset="utf-8";
                    meta http-equiv="Content-Security-Policy" content=(policy);
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="color-scheme" content="light dark";
                    meta name="generator" content=(self.origin.program);
                    title { (self.title) }
                    style { (PreEscaped(style)) }
                }
                body {
                    header {
                        h1 { (self.title) }
                        p.lead { (self.lead) }
                    }
                    main { (self.body) }
                    footer {
                        h2 { "How to make this again" }
                        (copied("command", &self.origin.command))
                        p { "Made by " (self.origin.program) ". The same command over the same files gives the same page." }
                    }
                    script type="module" { (PreEscaped(script)) }
                }
            }
        };
        page.into_string()
    }
}

/// Text in a box with a button that copies it.
pub(crate) fn copied(id: &str, text: &str) -> Markup {
    html! {
        div.copied {
            pre id=(id) tabindex="0" { (text) }
            button type="button" data-copy=(id) hidden { "Copy" }
        }
    }
}

/// Where the buttons stand that change what part of the time is seen; empty without a script.
pub(crate) fn lens() -> Markup {
    html! { div data-lens hidden {} }
}

fn hash(text: &str) -> String {
    format!("sha256-{}", STANDARD.encode(Sha256::digest(text)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neither_style_nor_script_can_end_its_element() {
        for text in [ebb_charts::STYLE, STYLE, ebb_charts::SCRIPT, SCRIPT] {
            assert!(!text.contains("</") && !text.contains("<!--"), "it would end early");
        }
    }

    #[test]
    fn nothing_is_loaded() {
        let origin = Origin { command: "ebb simulate".to_owned(), program: "ebb".to_owned() };
        let page =
            Document { title: "t", lead: html! {}, body: html! {}, origin: &origin }.render();
        for loads in ["src=", "href=", "@import", "url(", "import ", "fetch("] {
            assert!(!page.contains(loads), "{loads}");
        }
        assert!(
            page.contains("default-src &#39;none&#39;") || page.contains("default-src 'none'"),
            "{page}"
        );
    }
}
