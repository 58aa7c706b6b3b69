//! What a key may do: statements over actions and resources, as IAM has them without conditions.
//!
//! Rule iam.evaluation: what nothing allows is refused, and a deny outweighs every allow.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html>

use serde::Deserialize;

/// What one key may do and may not.
#[derive(Clone, Debug, Default)]
pub(crate) struct Policy {
    pub(crate) allow: Vec<Statement>,
    pub(crate) deny: Vec<Statement>,
}

/// Actions on resources.
#[derive(Clone, Debug, Deserialize)]
#[serde(try_from = "Written")]
pub(crate) struct Statement {
    actions: Vec<Pattern>,
    resources: Vec<Pattern>,
}

/// What a policy says of one action.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Verdict {
    Allowed,
    /// No statement speaks of it.
    NotAllowed,
    /// A statement forbids it.
    Denied,
}

impl Policy {
    /// `resource` is `*` for an action that is about no resource in particular; only the pattern `*` covers that.
    pub(crate) fn verdict(&self, action: &str, resource: &str) -> Verdict {
        let covers = |statement: &Statement| statement.covers(action, resource);
        if self.deny.iter().any(covers) {
            Verdict::Denied
        } else if self.allow.iter().any(covers) {
            Verdict::Allowed
        } else {
            Verdict::NotAllowed
        }
    }
}

impl Statement {
    fn covers(&self, action: &str, resource: &str) -> bool {
        self.actions.iter().any(|pattern| pattern.matches(action, true))
            && self.resources.iter().any(|pattern| pattern.matches(resource, false))
    }
}

/// A statement in the configuration: a bare action pattern is about all resources.
#[derive(Deserialize)]
#[serde(
    untagged,
    expecting = "expected an action like \"sagemaker:InvokeEndpoint\", or { actions = […], resources = […] }"
)]
enum Written {
    Action(String),
    Statement(Table),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    actions: Vec<String>,
    resources: Option<Vec<String>>,
}

/// Why a statement cannot be meant.
#[derive(Debug, thiserror::Error)]
pub(crate) enum StatementError {
    #[error("the action \"{0}\" is of no service here: expected {known} or *, a colon and a name", known = PREFIXES.join(", "))]
    Action(String),
    #[error("the resource \"{0}\" is neither * nor an ARN")]
    Resource(String),
    #[error("a statement without {0} covers nothing")]
    Empty(&'static str),
}

/// What stands before the colon of an action. CloudWatch signs as `monitoring`, but IAM calls it so; `ebb` is our own.
const PREFIXES: [&str; 5] = ["application-autoscaling", "cloudwatch", "sagemaker", "s3", "ebb"];

impl TryFrom<Written> for Statement {
    type Error = StatementError;

    fn try_from(written: Written) -> Result<Self, StatementError> {
        let everything = || vec!["*".to_owned()];
        let (actions, resources) = match written {
            Written::Action(action) => (vec![action], everything()),
            Written::Statement(table) => {
                (table.actions, table.resources.unwrap_or_else(everything))
            }
        };
        if actions.is_empty() {
            return Err(StatementError::Empty("actions"));
        }
        if resources.is_empty() {
            return Err(StatementError::Empty("resources"));
        }
        Ok(Self {
            actions: actions.into_iter().map(action).collect::<Result<_, _>>()?,
            resources: resources.into_iter().map(resource).collect::<Result<_, _>>()?,
        })
    }
}

fn action(text: String) -> Result<Pattern, StatementError> {
    let is_known = text == "*"
        || text.split_once(':').is_some_and(|(prefix, name)| {
            !name.is_empty() && PREFIXES.iter().any(|known| known.eq_ignore_ascii_case(prefix))
        });
    if is_known { Ok(Pattern(text)) } else { Err(StatementError::Action(text)) }
}

fn resource(text: String) -> Result<Pattern, StatementError> {
    if text != "*" && !text.starts_with("arn:") {
        return Err(StatementError::Resource(text));
    }
    // SageMaker's ARNs are in lower case, whatever case a resource was created in.
    let is_sagemaker = text.split(':').nth(2) == Some("sagemaker");
    Ok(Pattern(if is_sagemaker { text.to_lowercase() } else { text }))
}

/// A text with `*` for any characters and `?` for one.
#[derive(Clone, Debug)]
struct Pattern(String);

impl Pattern {
    /// Goes back to the last `*` only, so that no pattern takes more than length times length.
    fn matches(&self, text: &str, ignore_case: bool) -> bool {
        let (pattern, text) = (self.0.as_bytes(), text.as_bytes());
        let same =
            |one: u8, other: u8| one == other || (ignore_case && one.eq_ignore_ascii_case(&other));
        let (mut p, mut t) = (0, 0);
        let mut star: Option<(usize, usize)> = None;
        while t < text.len() {
            match pattern.get(p) {
                Some(b'*') => {
                    star = Some((p, t));
                    p += 1;
                }
                Some(&byte) if byte == b'?' || same(byte, text[t]) => {
                    p += 1;
                    t += 1;
                }
                _ => match &mut star {
                    Some((at, from)) => {
                        *from += 1;
                        (p, t) = (*at + 1, *from);
                    }
                    None => return false,
                },
            }
        }
        pattern[p..].iter().all(|&byte| byte == b'*')
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[derive(Deserialize)]
    struct Lists {
        allow: Vec<Statement>,
        #[serde(default)]
        deny: Vec<Statement>,
    }

    fn policy(text: &str) -> Result<Policy, String> {
        let Lists { allow, deny } = toml::from_str(text).map_err(|error| error.to_string())?;
        Ok(Policy { allow, deny })
    }

    // Covers: iam.evaluation
    #[test]
    fn a_deny_outweighs_an_allow() {
        let policy = policy(
            "allow = [\"sagemaker:*\", { actions = [\"S3:GetObject\"], resources = [\"arn:aws:s3:::in/*\"] }]\n\
             deny = [{ actions = [\"sagemaker:Delete*\"], resources = [\"arn:aws:sagemaker:*:*:endpoint/Prod-?\"] }]",
        )
        .unwrap();
        let endpoint =
            |name: &str| format!("arn:aws:sagemaker:us-east-1:000000000000:endpoint/{name}");
        for (action, resource, want) in [
            ("sagemaker:ListModels", "*", Verdict::Allowed),
            ("SageMaker:listmodels", "*", Verdict::Allowed),
            ("sagemaker:DeleteEndpoint", &endpoint("dev-1"), Verdict::Allowed),
            ("sagemaker:DeleteEndpoint", &endpoint("prod-1"), Verdict::Denied),
            ("sagemaker:DeleteEndpoint", &endpoint("prod-11"), Verdict::Allowed),
            ("sagemaker:DescribeEndpoint", &endpoint("prod-1"), Verdict::Allowed),
            ("s3:GetObject", "arn:aws:s3:::in/a/b", Verdict::Allowed),
            ("s3:GetObject", "arn:aws:s3:::IN/a", Verdict::NotAllowed),
            ("s3:PutObject", "arn:aws:s3:::in/a", Verdict::NotAllowed),
            ("s3:GetObject", "*", Verdict::NotAllowed),
            ("cloudwatch:PutMetricData", "*", Verdict::NotAllowed),
        ] {
            assert_eq!(policy.verdict(action, resource), want, "{action} {resource}");
        }
    }

    #[test]
    fn what_cannot_be_meant_is_refused() {
        for (text, part) in [
            ("allow = [\"monitoring:*\"]", "\"monitoring:*\" is of no service here"),
            ("allow = [\"sagemaker\"]", "\"sagemaker\" is of no service"),
            ("allow = [\"sagemaker:\"]", "of no service"),
            (
                "allow = [{ actions = [\"s3:*\"], resources = [\"bucket/*\"] }]",
                "neither * nor an ARN",
            ),
            ("allow = [{ actions = [] }]", "without actions"),
            ("allow = [{ actions = [\"*\"], resources = [] }]", "without resources"),
            ("allow = [{ actions = [\"*\"], resource = [\"*\"] }]", "expected an action"),
            ("allow = [1]", "expected an action"),
        ] {
            let error = policy(text).unwrap_err();
            assert!(error.contains(part), "{text}: {error}");
        }
    }

    proptest! {
        #[test]
        fn patterns_match_as_their_plain_definition_says(
            pattern in "[ab*?]{0,8}", text in "[ab]{0,8}",
        ) {
            fn plain(pattern: &[u8], text: &[u8]) -> bool {
                match (pattern.split_first(), text.split_first()) {
                    (None, None) => true,
                    (Some((b'*', rest)), _) => {
                        plain(rest, text) || text.split_first().is_some_and(|(_, more)| plain(pattern, more))
                    }
                    (Some((b'?', rest)), Some((_, more))) => plain(rest, more),
                    (Some((one, rest)), Some((other, more))) => one == other && plain(rest, more),
                    (None, Some(_)) | (Some(_), None) => false,
                }
            }
            let want = plain(pattern.as_bytes(), text.as_bytes());
            prop_assert_eq!(Pattern(pattern).matches(&text, false), want);
        }
    }
}
