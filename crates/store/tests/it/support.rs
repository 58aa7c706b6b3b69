//! Short ways to say the usual things.

use std::path::Path;
use std::process::Command;

use ebb_store::{Batch, BucketRow, Contents, Record, Store, Write};
use ebb_units::{MetricId, Scope, Unit};

/// The environment variable by which a child process learns its data folder.
pub(crate) const CHILD_DIR: &str = "EBB_STORE_TEST_DIR";

pub(crate) fn scope(region: &str) -> Scope {
    Scope { account: "000000000000".parse().unwrap(), region: region.parse().unwrap() }
}

pub(crate) fn put(key: &str, body: &str) -> Write {
    Write::Put {
        scope: scope("us-east-1"),
        kind: "thing",
        key: key.to_owned(),
        body: body.to_owned(),
    }
}

pub(crate) fn delete(key: &str) -> Write {
    Write::Delete { scope: scope("us-east-1"), kind: "thing", key: key.to_owned() }
}

pub(crate) fn record(key: &str, body: &str) -> Record {
    Record {
        scope: scope("us-east-1"),
        kind: "thing".to_owned(),
        key: key.to_owned(),
        body: body.to_owned(),
    }
}

pub(crate) fn metric(name: &str) -> MetricId {
    MetricId::new("AWS/SageMaker", name, [("EndpointName", "e"), ("VariantName", "v")])
}

pub(crate) fn bucket(name: &str, start_secs: i64, sum: f64) -> BucketRow {
    BucketRow {
        scope: scope("us-east-1"),
        metric: metric(name),
        unit: Unit::Count,
        resolution_secs: 60,
        start_secs,
        count: 2.0,
        sum,
        min: -1.5,
        max: 1e300,
        distribution: vec![0, 255, 7],
    }
}

pub(crate) fn drop_buckets(name: &str, before: i64) -> Write {
    Write::DropBuckets {
        scope: scope("us-east-1"),
        metric: metric(name),
        unit: Unit::Count,
        resolution_secs: 60,
        before,
    }
}

pub(crate) fn batch<const N: usize>(writes: [Write; N]) -> Batch {
    writes.into_iter().collect()
}

/// Opens, reads everything and closes again.
pub(crate) async fn contents(dir: &Path) -> Contents {
    let store = Store::open(dir).await.unwrap();
    let contents = store.load().await.unwrap();
    store.close().await;
    contents
}

/// The keys of all records.
pub(crate) fn keys(contents: &Contents) -> Vec<&str> {
    contents.records.iter().map(|record| record.key.as_str()).collect()
}

/// The message of an error and of all that caused it.
pub(crate) fn chain(error: &dyn std::error::Error) -> String {
    match error.source() {
        Some(source) => format!("{error}: {}", chain(source)),
        None => error.to_string(),
    }
}

/// Lets a command run one ignored test of this binary, as the program of a child process.
pub(crate) fn child_arguments<'c>(command: &'c mut Command, test: &str) -> &'c mut Command {
    command.args(["--ignored", "--exact", "--nocapture", test])
}
