//! What is written is read, after a restart too.

use std::collections::BTreeMap;

use ebb_store::{Batch, Bucket, BucketRow, Contents, RowKey, SeriesRows, Store, Write};
use ebb_units::{MetricId, Unit};

use crate::support::{batch, bucket, contents, delete, drop_buckets, metric, put, record, scope};

#[tokio::test]
async fn a_new_folder_is_empty() {
    let dir = tempfile::tempdir().unwrap();
    assert_eq!(contents(&dir.path().join("made/on/the/way")).await, Contents::default());
}

#[tokio::test]
async fn every_kind_of_write_comes_back_after_a_restart() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(dir.path()).await.unwrap();
    let odd = "{\"text\":\"\u{0}'\\\" é 漢 $1 ?\"}";
    store
        .commit(batch([
            put("a", "{}"),
            put("", odd),
            Write::Put {
                scope: scope("eu-west-1"),
                kind: "other",
                key: "a".to_owned(),
                body: "[1]".to_owned(),
            },
            put("gone", "{}"),
            Write::SetMeta { key: "seed", value: "1".to_owned() },
            Write::SetMeta { key: "seed", value: "2".to_owned() },
            Write::Bucket(bucket("Invocations", 60, 1.0)),
            Write::Bucket(bucket("Invocations", 0, 0.1)),
            Write::Bucket(BucketRow { unit: Unit::None, ..bucket("Invocations", 60, 5.0) }),
        ]))
        .await
        .unwrap();
    store
        .commit(batch([
            put("a", "{\"v\":2}"),
            delete("gone"),
            delete("never there"),
            Write::Bucket(bucket("Invocations", 60, f64::INFINITY)),
            Write::Bucket(BucketRow { resolution_secs: 1, ..bucket("Invocations", -7, 3.0) }),
        ]))
        .await
        .unwrap();

    let live = store.load().await.unwrap();
    let keys = ["a", "gone", ""].map(|key| RowKey {
        scope: scope("us-east-1"),
        kind: "thing",
        key: key.to_owned(),
    });
    let rows = store.rows(&keys).await.unwrap();
    assert_eq!(rows, [Some("{\"v\":2}".to_owned()), None, Some(odd.to_owned())]);
    store.close().await;
    let reopened = contents(dir.path()).await;
    assert_eq!(live, reopened);

    let mut other = record("a", "[1]");
    other.scope = scope("eu-west-1");
    other.kind = "other".to_owned();
    assert_eq!(reopened.records, [other, record("", odd), record("a", "{\"v\":2}")]);
    assert_eq!(reopened.meta, BTreeMap::from([("seed".to_owned(), "2".to_owned())]));

    let row = |resolution_secs, start_secs, sum| Bucket {
        resolution_secs,
        start_secs,
        count: 2.0,
        sum,
        min: -1.5,
        max: 1e300,
        distribution: vec![0, 255, 7],
    };
    let series = |unit, buckets| SeriesRows {
        scope: scope("us-east-1"),
        metric: metric("Invocations"),
        unit,
        buckets,
    };
    let counted = vec![row(1, -7, 3.0), row(60, 0, 0.1), row(60, 60, f64::INFINITY)];
    assert_eq!(
        reopened.series,
        [series(Unit::Count, counted), series(Unit::None, vec![row(60, 60, 5.0)])]
    );
}

#[tokio::test]
async fn every_unit_and_odd_dimensions_come_back() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(dir.path()).await.unwrap();
    let names = ["", "\"],[\"", "a=b,c=d", "漢\u{0}"];
    let mut want = Vec::new();
    let mut all = Batch::new();
    for unit in Unit::ALL {
        for name in names {
            let metric = MetricId::new("N", name, [(name, "x"), ("y", name)]);
            all.push(Write::Bucket(BucketRow {
                metric: metric.clone(),
                unit: *unit,
                ..bucket("", 0, 1.0)
            }));
            want.push((metric, *unit));
        }
    }
    store.commit(all).await.unwrap();
    store.close().await;
    let got: Vec<_> =
        contents(dir.path()).await.series.into_iter().map(|row| (row.metric, row.unit)).collect();
    assert_eq!(got, want);
}

#[tokio::test]
async fn old_buckets_are_dropped_and_a_series_without_buckets_is_gone() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(dir.path()).await.unwrap();
    store
        .commit(batch([
            Write::Bucket(bucket("m", 0, 1.0)),
            Write::Bucket(bucket("m", 60, 2.0)),
            Write::Bucket(bucket("m", 120, 3.0)),
            Write::Bucket(BucketRow { resolution_secs: 300, ..bucket("m", 0, 4.0) }),
            Write::Bucket(bucket("other", 0, 5.0)),
        ]))
        .await
        .unwrap();
    store.commit(batch([drop_buckets("m", 120), drop_buckets("unknown", 120)])).await.unwrap();
    let sums = |contents: &Contents| -> Vec<Vec<f64>> {
        let sums = |row: &SeriesRows| row.buckets.iter().map(|bucket| bucket.sum).collect();
        contents.series.iter().map(sums).collect()
    };
    assert_eq!(sums(&store.load().await.unwrap()), [vec![3.0, 4.0], vec![5.0]]);

    // The last bucket of "other" goes and the series with it; it can come back, with a new number.
    store.commit(batch([drop_buckets("other", 1)])).await.unwrap();
    assert_eq!(sums(&store.load().await.unwrap()), [vec![3.0, 4.0]]);
    store.commit(batch([Write::Bucket(bucket("other", 0, 6.0))])).await.unwrap();
    store.close().await;
    assert_eq!(sums(&contents(dir.path()).await), [vec![3.0, 4.0], vec![6.0]]);
}

/// Rows are gathered into wide statements; the outcome has to be that of one write after the other.
#[tokio::test]
async fn long_histories_equal_a_plain_map() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(dir.path()).await.unwrap();
    let mut records = BTreeMap::new();
    let mut buckets = BTreeMap::new();
    let mut dice = Dice(20_260_727);
    for _ in 0..60 {
        let mut pending = Vec::new();
        for _ in 0..dice.below(4) {
            let writes: Vec<Write> =
                (0..dice.below(150)).map(|_| dice.write(&mut records, &mut buckets)).collect();
            pending.push(store.submit(writes.into()).await.unwrap());
        }
        for batch in pending {
            batch.durable().await.unwrap();
        }
    }
    store.close().await;

    let got = contents(dir.path()).await;
    let got_records: BTreeMap<String, String> =
        got.records.into_iter().map(|record| (record.key, record.body)).collect();
    assert_eq!(got_records, records);
    let mut got_buckets = BTreeMap::new();
    for series in got.series {
        for bucket in series.buckets {
            let key = (series.metric.name().to_owned(), bucket.start_secs);
            got_buckets.insert(key, bucket.sum);
        }
    }
    assert_eq!(got_buckets, buckets);
    assert!(!records.is_empty() && !buckets.is_empty());
}

/// A small generator (Knuth's MMIX constants), so that a failure repeats.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit
    }

    fn write(
        &mut self,
        records: &mut BTreeMap<String, String>,
        buckets: &mut BTreeMap<(String, i64), f64>,
    ) -> Write {
        let key = self.below(40).to_string();
        let name = self.below(5).to_string();
        let start = i64::try_from(self.below(50)).unwrap();
        let value = u32::try_from(self.below(1_000_000)).unwrap();
        match self.below(100) {
            0..50 => {
                records.insert(key.clone(), value.to_string());
                put(&key, &value.to_string())
            }
            50..55 => {
                records.remove(&key);
                delete(&key)
            }
            55..97 => {
                buckets.insert((name.clone(), start), f64::from(value));
                Write::Bucket(bucket(&name, start, f64::from(value)))
            }
            97.. => {
                buckets.retain(|(of, at), _| *of != name || *at >= start);
                drop_buckets(&name, start)
            }
        }
    }
}
