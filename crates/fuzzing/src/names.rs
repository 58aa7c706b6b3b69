//! Names: ARNs, accounts, regions, resource ids, statistics, units.

use std::fmt::{Debug, Display};
use std::str::FromStr;

use ebb_decide::scaling::{Key, parse_workload};
use ebb_units::{AccountId, Arn, Region, Statistic, Unit};

use crate::with_text;

pub(crate) const ARN_WORDS: &[&str] = &[
    "arn:",
    "aws",
    "aws-cn",
    "aws-us-gov",
    ":",
    "::",
    "/",
    "sagemaker",
    "autoscaling",
    "us-east-1",
    "000000000000",
    "endpoint/",
    "/variant/",
    "inference-component/",
    "policyName/",
    "\u{e9}",
];

pub(crate) const STATISTIC_WORDS: &[&str] = &[
    "p",
    "tm",
    "tc",
    "ts",
    "wm",
    "TM(",
    "TC(",
    "TS(",
    "WM(",
    "PR(",
    "IQM",
    ")",
    "%",
    ":",
    ".",
    "99.9",
    "100",
    "0",
    "1e3",
    "-1",
    "Sum",
    "Average",
    "Count/Second",
    "1e400",
    "NaN",
    "inf",
];

/// Reads a text in every way that names are read.
pub(crate) fn arn(data: &[u8]) -> String {
    with_text(data, |text| {
        let arn = same_again::<Arn>(text);
        let account = same_again::<AccountId>(text);
        let region = same_again::<Region>(text);
        if let Ok(region) = text.parse::<Region>() {
            assert!(!region.partition().is_empty());
        }
        let workloads = [
            "sagemaker:variant:DesiredInstanceCount",
            "sagemaker:inference-component:DesiredCopyCount",
        ]
        .map(|dimension| {
            let key = Key {
                namespace: "sagemaker".to_owned(),
                resource: text.to_owned(),
                dimension: dimension.to_owned(),
            };
            let workload = parse_workload(&key).ok();
            if let Some(workload) = &workload {
                assert_eq!(workload.to_string(), text, "a resource id is printed as it was read");
            }
            workload.is_some()
        });
        format!("{arn} {account} {region} {workloads:?}")
    })
}

/// Reads a text as a statistic and as a unit.
pub(crate) fn statistic(data: &[u8]) -> String {
    with_text(data, |text| {
        let kind = text.parse::<Statistic>().map(|it| format!("{it:?}")).unwrap_or_default();
        let kind: String = kind.chars().take_while(char::is_ascii_alphabetic).collect();
        format!("{} {kind} {}", same_again::<Statistic>(text), same_again::<Unit>(text))
    })
}

/// Whether a text is read; what it prints then is read as the same.
fn same_again<T: FromStr + Display + PartialEq + Debug>(text: &str) -> bool
where
    T::Err: Display,
{
    match text.parse::<T>() {
        Ok(read) => {
            let again = read.to_string().parse::<T>();
            assert_eq!(again.ok(), Some(read), "{text:?} is read, and not what it prints");
            true
        }
        Err(error) => {
            assert!(!error.to_string().is_empty());
            false
        }
    }
}
