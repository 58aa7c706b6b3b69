//! The text format in which Prometheus and its kind read metrics.
//!
//! Format: <https://prometheus.io/docs/instrumenting/exposition_formats/>. A line that is none is passed over: one odd metric
//! of a model server is no reason to know nothing of the others.

use std::collections::BTreeMap;

use super::{MetricKind, ScrapedMetric};

/// What a page says of the metrics that somebody wants.
#[derive(Debug, Default)]
pub(super) struct Exposition<'t> {
    /// By name, in the words of the page.
    kinds: BTreeMap<&'t str, &'t str>,
    samples: Vec<Sample<'t>>,
}

#[derive(Debug)]
struct Sample<'t> {
    name: &'t str,
    labels: Vec<(&'t str, String)>,
    value: f64,
}

impl<'t> Exposition<'t> {
    /// Reads the samples of the metrics that are wanted.
    pub(super) fn read(text: &'t str, is_wanted: impl Fn(&str) -> bool) -> Self {
        let mut page = Self::default();
        for line in text.lines() {
            let line = line.trim_start();
            if let Some(rest) = line.strip_prefix("# TYPE ") {
                let mut words = rest.split_whitespace();
                if let (Some(name), Some(kind)) = (words.next(), words.next()) {
                    page.kinds.insert(name, kind);
                }
            } else if !line.starts_with('#') {
                let end = line.find(['{', ' ', '\t']).unwrap_or(line.len());
                if is_wanted(&line[..end]) {
                    page.samples.extend(sample(line, end));
                }
            }
        }
        page
    }

    /// The value of a metric: of all its series that have the labels, together.
    pub(super) fn value(&self, metric: &ScrapedMetric) -> Option<(f64, MetricKind)> {
        let fits = |sample: &&Sample<'_>| {
            sample.name == metric.name
                && metric.labels.iter().all(|(name, value)| {
                    sample.labels.iter().any(|(its, is)| its == name && is == value)
                })
        };
        let values = self.samples.iter().filter(fits).map(|sample| sample.value);
        let sum = values.filter(|value| value.is_finite()).reduce(|sum, value| sum + value)?;
        Some((sum, metric.kind.unwrap_or_else(|| self.kind(&metric.name))))
    }

    /// A part of a histogram or summary, or the `_total` of OpenMetrics, is typed by the name in front.
    fn kind(&self, name: &str) -> MetricKind {
        let of = |name: &str| self.kinds.get(name).copied();
        let family = ["_total", "_sum", "_count", "_bucket"];
        let family = family.iter().find_map(|suffix| of(name.strip_suffix(suffix)?));
        match of(name).or(family) {
            Some("counter" | "histogram") => MetricKind::Counter,
            // The quantiles of a summary are values; its sum and count grow.
            Some("summary") if of(name).is_none() => MetricKind::Counter,
            _ => MetricKind::Gauge,
        }
    }
}

/// A sample whose name ends at `end`; a time stamp or exemplar behind the value is passed over.
fn sample(line: &str, end: usize) -> Option<Sample<'_>> {
    let (name, rest) = line.split_at(end);
    let (labels, rest) = match rest.strip_prefix('{') {
        Some(rest) => labels(rest)?,
        None => (Vec::new(), rest),
    };
    let value = rest.split_whitespace().next()?.parse().ok()?;
    Some(Sample { name, labels, value })
}

/// What a series is labelled with.
type Labels<'t> = Vec<(&'t str, String)>;

/// Labels up to the closing brace, and what follows it.
fn labels(mut rest: &str) -> Option<(Labels<'_>, &str)> {
    let mut labels = Vec::new();
    loop {
        rest = rest.trim_start_matches([' ', '\t', ',']);
        if let Some(rest) = rest.strip_prefix('}') {
            return Some((labels, rest));
        }
        let (name, after) = rest.split_once('=')?;
        let (value, after) = quoted(after.trim_start())?;
        labels.push((name.trim(), value));
        rest = after;
    }
}

fn quoted(text: &str) -> Option<(String, &str)> {
    let text = text.strip_prefix('"')?;
    let mut value = String::new();
    let mut letters = text.char_indices();
    while let Some((at, letter)) = letters.next() {
        match letter {
            '"' => return Some((value, &text[at + 1..])),
            '\\' => value.push(match letters.next()?.1 {
                'n' => '\n',
                other => other,
            }),
            other => value.push(other),
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use ebb_units::Unit;
    use proptest::prelude::*;

    use super::*;

    fn metric(name: &str, labels: &[(&str, &str)]) -> ScrapedMetric {
        ScrapedMetric {
            name: name.to_owned(),
            series: None,
            kind: None,
            unit: Unit::None,
            labels: labels.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect(),
        }
    }

    const PAGE: &str = r#"# HELP vllm:num_requests_waiting Number of requests waiting.
# TYPE vllm:num_requests_waiting gauge
vllm:num_requests_waiting{engine="0",model_name="a \"b\", {c}"} 7.0
vllm:num_requests_waiting{engine="1",model_name="a \"b\", {c}"} 5
# TYPE vllm:generation_tokens counter
vllm:generation_tokens_total{model_name="m",} 1.5e3 1772620811000
# TYPE latency histogram
latency_sum 12.5
latency_count 4 # {trace="x"} 1
latency_bucket{le="+Inf"} 4
# TYPE rpc summary
rpc{quantile="0.5"} 3
rpc_count 9
plain 1
odd NaN
not a number
unclosed{a="b 1
"#;

    #[test]
    fn the_pages_of_model_servers_are_understood() {
        let page = Exposition::read(PAGE, |_| true);
        let value = |name: &str, labels: &[(&str, &str)]| page.value(&metric(name, labels));
        let (gauge, counter) = (MetricKind::Gauge, MetricKind::Counter);
        assert_eq!(value("vllm:num_requests_waiting", &[]), Some((12.0, gauge)), "added up");
        assert_eq!(value("vllm:num_requests_waiting", &[("engine", "1")]), Some((5.0, gauge)));
        let labels = [("model_name", "a \"b\", {c}"), ("engine", "0")];
        assert_eq!(value("vllm:num_requests_waiting", &labels), Some((7.0, gauge)));
        assert_eq!(value("vllm:num_requests_waiting", &[("engine", "2")]), None);
        assert_eq!(value("vllm:generation_tokens_total", &[]), Some((1500.0, counter)));
        assert_eq!(value("latency_sum", &[]), Some((12.5, counter)));
        assert_eq!(value("latency_count", &[]), Some((4.0, counter)));
        assert_eq!(value("rpc", &[]), Some((3.0, gauge)));
        assert_eq!(value("rpc_count", &[]), Some((9.0, counter)));
        assert_eq!(value("plain", &[]), Some((1.0, gauge)));
        for nothing in ["odd", "not", "unclosed", "none"] {
            assert_eq!(value(nothing, &[]), None, "{nothing}");
        }
        let told = ScrapedMetric { kind: Some(counter), ..metric("plain", &[]) };
        assert_eq!(page.value(&told), Some((1.0, counter)));
    }

    proptest! {
        #[test]
        fn no_page_is_too_odd(page in "(# TYPE |[a-z{}=\"\\\\, \\n#0-9é.]){0,80}") {
            let page = Exposition::read(&page, |_| true);
            let names: Vec<String> = page.samples.iter().map(|it| it.name.to_owned()).collect();
            for name in names {
                let value = page.value(&metric(&name, &[]));
                prop_assert!(value.is_none_or(|(value, _)| !value.is_nan()));
            }
        }
    }
}
