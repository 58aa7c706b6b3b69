//! The patterns of the models, each understood by hand: texts that match, a text that does not, and a test that needs
//! no regular expression. It is right for the texts that are made here, not for every text there is.

/// One pattern.
pub(super) struct Known {
    pattern: &'static str,
    /// A matching text is this, and any number of the filler.
    stem: &'static str,
    filler: char,
    /// A text that does not match.
    pub(super) bad: &'static str,
    matches: fn(&str) -> bool,
}

impl Known {
    /// A matching text of that many characters, or a few more when there is none.
    pub(super) fn good(&self, length: usize) -> String {
        let missing = length.saturating_sub(self.stem.chars().count());
        let filler = std::iter::repeat_n(self.filler, missing);
        self.stem.chars().chain(filler).collect()
    }

    pub(super) fn matches(&self, text: &str) -> bool {
        (self.matches)(text)
    }
}

/// What is known of a pattern.
pub(super) fn known(pattern: &str) -> &'static Known {
    KNOWN
        .iter()
        .find(|known| known.pattern == pattern)
        .unwrap_or_else(|| panic!("the pattern {pattern:?} is new: add it to the list of patterns"))
}

const fn of(
    pattern: &'static str,
    stem: &'static str,
    filler: char,
    bad: &'static str,
    matches: fn(&str) -> bool,
) -> Known {
    Known { pattern, stem, filler, bad, matches }
}

const KNOWN: [Known; 37] = [
    of(
        r"[\u0020-\uD7FF\uE000-\uFFFD\uD800\uDC00-\uDBFF\uDFFF\r\n\t]*",
        "",
        'x',
        "a\u{1}b",
        |text| {
            all(text, |char| {
                char >= ' ' && !matches!(char, '\u{FFFE}' | '\u{FFFF}')
                    || matches!(char, '\r' | '\n' | '\t')
            })
        },
    ),
    of(r"\p{Print}+", "p", 'p', "caf\u{e9}", |text| !text.is_empty() && printable(text)),
    of(
        r"^arn:.+:application-autoscaling:.+:[0-9]+:scalable-target\/[a-zA-Z0-9-]+$",
        "arn:aws:application-autoscaling:us-east-1:000000000000:scalable-target/0",
        'a',
        "arn:aws:application-autoscaling:us-east-1:000000000000:scalable-target/",
        |text| {
            after(
                text,
                "arn:aws:application-autoscaling:us-east-1:000000000000:scalable-target/",
                |rest| some(rest, |char| char.is_ascii_alphanumeric() || char == '-'),
            )
        },
    ),
    of(
        r"(?!((^[ ]+.*)|(.*([\u0000-\u001f]|[\u007f-\u009f]|[:/|])+.*)|(.*[ ]+$))).+",
        "s",
        's',
        "a:b",
        |text| {
            text.trim_matches(' ') == text
                && some(text, |char| !char.is_control() && !matches!(char, ':' | '/' | '|'))
        },
    ),
    of(r".*", "", 'x', "a\nb", one_line),
    of(
        r"(SampleCount|Average|Sum|Minimum|Maximum|IQM|(p|tc|tm|ts|wm)(\d{1,2}(\.\d{0,10})?|100)|[ou]\d+(\.\d*)?)(_E|_L|_H)?|(TM|TC|TS|WM)\(((((\d{1,2})(\.\d{0,10})?|100(\.0{0,10})?)%)?:((\d{1,2})(\.\d{0,10})?|100(\.0{0,10})?)%|((\d{1,2})(\.\d{0,10})?|100(\.0{0,10})?)%:(((\d{1,2})(\.\d{0,10})?|100(\.0{0,10})?)%)?)\)|(TM|TC|TS|WM|PR)\(((\d+(\.\d{0,10})?|(\d+(\.\d{0,10})?[Ee][+-]?\d+)):((\d+(\.\d{0,10})?|(\d+(\.\d{0,10})?[Ee][+-]?\d+)))?|((\d+(\.\d{0,10})?|(\d+(\.\d{0,10})?[Ee][+-]?\d+)))?:(\d+(\.\d{0,10})?|(\d+(\.\d{0,10})?[Ee][+-]?\d+)))\)",
        "u0.",
        '0',
        "average",
        |text| text == "Average" || after(text, "u0.", |rest| all(rest, |char| char == '0')),
    ),
    of(r"[^:].*", "n", 'n', ":n", |text| {
        !text.is_empty() && !text.starts_with(':') && one_line(text)
    }),
    of(r"(https|s3)://([^/]+)/?(.*)", "s3://b/", 'k', "ftp://b/k", is_url),
    of(r"^(https|s3)://([^/]+)/?(.*)$", "s3://b/", 'k', "ftp://b/k", is_url),
    of(r"[\S]+", "i", 'i', "a b", |text| some(text, |char| !char.is_ascii_whitespace())),
    of(r"([\p{L}\p{Z}\p{N}_.:/=+\-@]*)", "", 't', "a!", |text| {
        all(text, |char| char.is_ascii_alphanumeric() || " _.:/=+-@".contains(char))
    }),
    of(r"(https|s3)://([^/])/?(.*)", "s3://b/", 'k', "s3://", is_url),
    of(r"[a-zA-Z0-9](-*[a-zA-Z0-9])*\/[a-zA-Z0-9](-*[a-zA-Z0-9.])*", "a/b", 'c', "json", |text| {
        text.split_once('/').is_some_and(|(a, b)| is_name(a) && is_name(b))
    }),
    of(r"[a-zA-Z0-9](-*[a-zA-Z0-9])*\/[a-zA-Z0-9](-*[a-zA-Z0-9+.])*", "a/b", 'c', "json", |text| {
        text.split_once('/').is_some_and(|(a, b)| is_name(a) && is_name(b))
    }),
    of(
        r"arn:aws[a-z\-]*:iam::\d{12}:role/?[a-zA-Z_0-9+=,.@\-_/]+",
        "arn:aws:iam::000000000000:role/r",
        'r',
        "arn:aws:iam::0:role/any-at-all",
        |text| {
            after(text, "arn:aws:iam::000000000000:role/", |rest| {
                some(rest, |char| char.is_ascii_alphanumeric() || "_+=,.@-/".contains(char))
            })
        },
    ),
    of(r"[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}", "n", 'n', "-n", |text| {
        is_name(text) && text.chars().filter(char::is_ascii_alphanumeric).count() <= 63
    }),
    of(r"[a-zA-Z0-9]([\-a-zA-Z0-9]*[a-zA-Z0-9])?", "n", 'n', "n-", is_name),
    of(r"^[a-zA-Z0-9]([\-a-zA-Z0-9]*[a-zA-Z0-9])?$", "n", 'n', "n-", is_name),
    of(r"^[a-zA-Z0-9](-*[a-zA-Z0-9])*", "n", 'n', "-n", is_name),
    of(r"^[a-zA-Z0-9](-*[a-zA-Z0-9])*$", "n", 'n', "-n", is_name),
    of(r"[-0-9a-zA-Z]+", "n", '-', "a_b", |text| {
        some(text, |char| char.is_ascii_alphanumeric() || char == '-')
    }),
    of(r"[a-zA-Z0-9-]+", "n", '-', "a_b", |text| {
        some(text, |char| char.is_ascii_alphanumeric() || char == '-')
    }),
    of(r"(?!\s*$).+", "a", ' ', " ", |text| !text.trim().is_empty() && one_line(text)),
    of(
        r"(arn:aws[a-z\-]*:sagemaker:[a-z0-9\-]*:[0-9]{12}:[a-z\-]*\/)?([a-zA-Z0-9]([a-zA-Z0-9-]){0,62})(?<!-)(\/[0-9]{1,9})?",
        "n",
        'n',
        "-n",
        |text| is_name(text) && text.len() <= 63,
    ),
    of(
        r"arn:aws[a-z\-]*:sagemaker:[a-z0-9\-]*:[0-9]{12}:[a-z0-9\-]{1,14}/.*",
        "arn:aws:sagemaker:us-east-1:000000000000:reservation/",
        'r',
        "arn:aws:sagemaker:us-east-1:000000000000",
        |text| after(text, "arn:aws:sagemaker:us-east-1:000000000000:reservation/", one_line),
    ),
    of(
        r"arn:aws[a-z-]*:sagemaker:[a-z0-9-]*:[0-9]{12}:.+",
        "arn:aws:sagemaker:us-east-1:000000000000:endpoint/e",
        'e',
        "arn:aws:sagemaker:us-east-1:0:endpoint/e",
        |text| {
            after(text, "arn:aws:sagemaker:us-east-1:000000000000:", |rest| {
                !rest.is_empty() && one_line(rest)
            })
        },
    ),
    of(r"[a-zA-Z_][a-zA-Z0-9_]*", "K", '_', "1K", |text| {
        !text.starts_with(|char: char| char.is_ascii_digit())
            && some(text, |char| char.is_ascii_alphanumeric() || char == '_')
    }),
    of(r"[A-Za-z0-9\.\-_]+", "n", '.', "a b", |text| {
        some(text, |char| char.is_ascii_alphanumeric() || ".-_".contains(char))
    }),
    of(
        r"arn:aws[a-z\-]*:sns:[a-z0-9\-]*:[0-9]{12}:[a-zA-Z0-9_.-]+",
        "arn:aws:sns:us-east-1:000000000000:t",
        't',
        "arn:aws:sns:us-east-1:000000000000:",
        |text| {
            after(text, "arn:aws:sns:us-east-1:000000000000:", |rest| {
                some(rest, |char| char.is_ascii_alphanumeric() || "_.-".contains(char))
            })
        },
    ),
    of(r"[\s\S]+", "x", '\n', "", |text| !text.is_empty()),
    of(r"[a-zA-Z0-9:/_-]*", "", 'k', "a b", |text| {
        all(text, |char| char.is_ascii_alphanumeric() || ":/_-".contains(char))
    }),
    of(r"[\S\s]*", "", 'x', "", |_| true),
    of(r"\p{ASCII}*", "", 'x', "caf\u{e9}", str::is_ascii),
    of(r"\A\S[\p{Print}]*\z", "i", 'i', "caf\u{e9}", |text| {
        !text.is_empty() && !text.starts_with(' ') && printable(text)
    }),
    of(r"^(?!s3:|https:)[a-zA-Z0-9!_.*'()/-]+$", "p", '/', "s3:p", |text| {
        some(text, |char| char.is_ascii_alphanumeric() || "!_.*'()/-".contains(char))
    }),
    of(r"^(?!.*\..*\.)[a-zA-Z0-9][a-zA-Z0-9-_\.]*$", "f", 'f', "f.f.f", |text| {
        text.matches('.').count() < 2
            && text.starts_with(|char: char| char.is_ascii_alphanumeric())
            && some(text, |char| char.is_ascii_alphanumeric() || "-_.".contains(char))
    }),
    of(r"^(NEW_SESSION)$|^[a-zA-Z0-9](-*[a-zA-Z0-9])*$", "s", 's', "-s", |text| {
        text == "NEW_SESSION" || is_name(text)
    }),
];

fn all(text: &str, allowed: impl Fn(char) -> bool) -> bool {
    text.chars().all(allowed)
}

fn some(text: &str, allowed: impl Fn(char) -> bool) -> bool {
    !text.is_empty() && all(text, allowed)
}

fn after(text: &str, start: &str, rest: impl Fn(&str) -> bool) -> bool {
    text.strip_prefix(start).is_some_and(rest)
}

/// Letters, digits, and hyphens inside.
fn is_name(text: &str) -> bool {
    let at_end = |char: Option<char>| char.is_some_and(|char| char.is_ascii_alphanumeric());
    at_end(text.chars().next())
        && at_end(text.chars().next_back())
        && all(text, |char| char.is_ascii_alphanumeric() || char == '-')
}

fn is_url(text: &str) -> bool {
    let rest = text.strip_prefix("s3://").or_else(|| text.strip_prefix("https://"));
    rest.is_some_and(|rest| !rest.is_empty() && !rest.starts_with('/') && one_line(rest))
}

fn printable(text: &str) -> bool {
    all(text, |char| (' '..='~').contains(&char))
}

fn one_line(text: &str) -> bool {
    all(text, |char| !matches!(char, '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}'))
}
