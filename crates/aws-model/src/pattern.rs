//! A pattern of the model: a Java regular expression, translated when the tables were generated.

use std::sync::OnceLock;

use fancy_regex::{Regex, RegexBuilder};

/// Steps after which matching gives up, so that no input costs more than some milliseconds. Texts
/// within the length limits of the models need far less.
const BACKTRACK_LIMIT: usize = 200_000;

/// A regular expression that a whole text must match.
#[derive(Debug)]
pub struct Pattern {
    source: &'static str,
    translated: &'static str,
    compiled: OnceLock<Regex>,
}

impl Pattern {
    pub(crate) const fn new(source: &'static str, translated: &'static str) -> Self {
        Self { source, translated, compiled: OnceLock::new() }
    }

    /// The pattern as the model spells it, which is how messages print it.
    pub fn as_str(&self) -> &'static str {
        self.source
    }

    /// Whether the whole text matches. A text on which matching takes too long does not.
    pub fn matches(&self, text: &str) -> bool {
        self.compiled().is_match(text).unwrap_or(false)
    }

    fn compiled(&self) -> &Regex {
        self.compiled.get_or_init(|| {
            // The added anchors make `a|b` match as a whole, as Java's `matches` does.
            RegexBuilder::new(&format!(r"\A(?:{})\z", self.translated))
                .backtrack_limit(BACKTRACK_LIMIT)
                .build()
                .expect("a test compiles every pattern of the models")
        })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use crate::{Kind, Pattern, Service, Shape};

    fn patterns() -> Vec<(&'static str, &'static Pattern)> {
        let shapes = Service::ALL.iter().flat_map(|service| service.model().shapes);
        shapes.filter_map(|shape| Some((shape.name, pattern_of(shape)?))).collect()
    }

    fn pattern_of(shape: &'static Shape) -> Option<&'static Pattern> {
        if let Kind::String(text) = &shape.kind { text.pattern } else { None }
    }

    fn pattern(service: Service, shape: &str) -> &'static Pattern {
        let shapes = service.model().shapes;
        pattern_of(shapes.iter().find(|candidate| candidate.name == shape).unwrap()).unwrap()
    }

    #[test]
    fn every_pattern_compiles() {
        let sources: BTreeSet<&str> = patterns()
            .into_iter()
            .map(|(_, pattern)| (pattern.compiled(), pattern.as_str()).1)
            .collect();
        assert!(sources.len() > 35, "{} patterns", sources.len());
    }

    #[test]
    fn patterns_match_as_in_java() {
        let cases: &[(Service, &str, &[&str], &[&str])] = &[
            (
                Service::ApplicationAutoScaling,
                "ResourceIdMaxLen1600",
                &["", "endpoint/e/variant/v", "tab\tnew\nline", "\u{1F600}", "\u{E000}\u{FFFD}"],
                &["\u{0}", "a\u{1F}", "\u{FFFE}", "\u{FFFF}"],
            ),
            (
                Service::ApplicationAutoScaling,
                "PolicyName",
                &["p", "a b~!"],
                &["", "é", "a\n", "\t"],
            ),
            (
                Service::ApplicationAutoScaling,
                "ScheduledActionName",
                &["a", "a b", "ä-1"],
                &["", " a", "a ", "a:b", "a/b", "a|b", "a\u{7f}", "a\u{85}b", "a\nb"],
            ),
            (
                Service::ApplicationAutoScaling,
                "AmazonResourceName",
                &["arn:aws:application-autoscaling:us-east-1:123456789012:scalable-target/1a-2B"],
                &["arn:aws:application-autoscaling:us-east-1:123456789012:scalable-target/a_b", ""],
            ),
            (Service::CloudWatch, "Namespace", &["AWS/SageMaker", "a:b"], &["", ":a", "a\u{2028}"]),
            (
                Service::SageMaker,
                "EndpointName",
                &["a", "a--b", "A1-b2"],
                &["", "-a", "a-", "a_b", "a\n"],
            ),
            (Service::SageMaker, "AlarmName", &["x", " x"], &["", " ", "\t"]),
            (Service::SageMaker, "TagKey", &["", "été 1_.:/=+-@"], &["a!", "a\tb"]),
            // The model asks for a bucket name of one character and lets the rest be the key.
            (
                Service::SageMaker,
                "DestinationS3Uri",
                &["s3://bucket/key", "https://h"],
                &["s3://", "s3:///"],
            ),
            (
                Service::SageMakerRuntime,
                "SessionIdOrNewSessionConstantHeader",
                &["NEW_SESSION", "a-b"],
                &["NEW_SESSION1_", "a-", ""],
            ),
            (Service::SageMakerRuntime, "InferenceId", &["x", "a b"], &["", " a", "aé"]),
            (
                Service::SageMakerRuntime,
                "S3OutputPathExtensionHeader",
                &["a/b", "x(1)'*"],
                &["s3://x", "https:x", "a b", ""],
            ),
            (
                Service::SageMakerRuntime,
                "FilenameHeader",
                &["a.json", "a-b_c"],
                &["a.b.c", ".a", ""],
            ),
            (Service::SageMakerRuntime, "CustomAttributesHeader", &["", "a=b\u{7f}"], &["é"]),
        ];
        for (service, shape, good, bad) in cases {
            let pattern = pattern(*service, shape);
            for text in *good {
                assert!(
                    pattern.matches(text),
                    "{shape} {:?} should match {text:?}",
                    pattern.as_str()
                );
            }
            for text in *bad {
                assert!(
                    !pattern.matches(text),
                    "{shape} {:?} should refuse {text:?}",
                    pattern.as_str()
                );
            }
        }
    }

    #[test]
    fn no_text_is_matched_for_ever() {
        let name = pattern(Service::ApplicationAutoScaling, "ScheduledActionName");
        assert!(name.matches(&format!("a{}b", " ".repeat(100_000))));
        // Exponential: without the limit this would outlast the test run.
        let hostile = Pattern::new("", r"(x+x+)+(?=y)\1");
        assert!(!hostile.matches(&"x".repeat(1000)));
        assert!(hostile.compiled().is_match(&"x".repeat(1000)).is_err());
    }
}
