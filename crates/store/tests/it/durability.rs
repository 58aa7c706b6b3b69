//! A server killed at any moment has lost nothing that it had answered.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{BuildHasher, Hasher, RandomState};
use std::io::{BufRead, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use ebb_store::{OpenError, Store, Write};
use tokio::task::JoinSet;

use crate::support::{CHILD_DIR, batch, bucket, child_arguments, contents, put};

const ROUNDS: usize = 10;

#[tokio::test]
async fn nothing_answered_is_lost_by_a_kill() {
    let dir = tempfile::tempdir().unwrap();
    let mut answered = BTreeSet::new();
    for round in 0..ROUNDS {
        let (mut child, mut lines) = start(dir.path());
        let before = answered.len();
        // Where in its work the child is hit is left to chance on purpose.
        let stop_at = before + 1 + chance(256);
        for number in &mut lines {
            answered.insert(number);
            if answered.len() == stop_at {
                break;
            }
        }
        assert_eq!(answered.len(), stop_at, "the child ended by itself in round {round}");
        if round == 0 {
            let error = Store::open(dir.path()).await.unwrap_err();
            let id = child.id();
            assert!(
                matches!(error, OpenError::Locked { holder: Some(holder), .. } if holder == id),
                "{error:?}"
            );
        }
        child.kill().unwrap();
        // What it still managed to say counts as well.
        answered.extend(lines);
        child.wait().unwrap();
        check(dir.path(), &answered, round).await;
    }
}

fn chance(below: u64) -> usize {
    usize::try_from(RandomState::new().build_hasher().finish() % below).unwrap()
}

/// Each answered number is there, and of each number that is there all three rows are.
async fn check(dir: &Path, answered: &BTreeSet<i64>, round: usize) {
    let contents = contents(dir).await;
    let mut rows: BTreeMap<i64, usize> = BTreeMap::new();
    for record in &contents.records {
        let (number, _side) = record.key.split_once(' ').unwrap();
        *rows.entry(number.parse().unwrap()).or_default() += 1;
    }
    for bucket in contents.series.iter().flat_map(|series| &series.buckets) {
        *rows.entry(bucket.start_secs).or_default() += 1;
    }
    let lost: Vec<_> = answered.iter().filter(|number| !rows.contains_key(number)).collect();
    assert!(lost.is_empty(), "lost in round {round}: {lost:?}");
    let torn: Vec<_> = rows.iter().filter(|(_, count)| **count != 3).collect();
    assert!(torn.is_empty(), "torn in round {round}: {torn:?}");
}

fn start(dir: &Path) -> (Child, impl Iterator<Item = i64> + use<>) {
    let mut command = Command::new(std::env::current_exe().unwrap());
    let mut child = child_arguments(&mut command, "durability::child_that_commits_until_killed")
        .env(CHILD_DIR, dir)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = numbers(child.stdout.take().unwrap());
    (child, lines)
}

/// The numbers that the child has said to be durable; a line cut short does not count.
fn numbers(output: ChildStdout) -> impl Iterator<Item = i64> {
    BufReader::new(output).lines().filter_map(|line| {
        let line = line.unwrap();
        let (_, number) = line.strip_suffix(" durable")?.rsplit_once(' ')?;
        Some(number.parse().unwrap())
    })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "the program of a child process, see nothing_answered_is_lost_by_a_kill"]
async fn child_that_commits_until_killed() {
    let dir = std::env::var_os(CHILD_DIR).expect("started by the test above");
    let store = Store::open(Path::new(&dir)).await.unwrap();
    let seen = store.load().await.unwrap();
    let last = seen.series.iter().flat_map(|row| &row.buckets).map(|row| row.start_secs).max();
    let next = Arc::new(AtomicI64::new(last.map_or(0, |last| last + 1)));
    let mut tasks = JoinSet::new();
    for _ in 0..8 {
        tasks.spawn(commit_forever(store.clone(), Arc::clone(&next)));
    }
    // None of them ends but by a failure.
    tasks.join_next().await.unwrap().unwrap();
}

async fn commit_forever(store: Store, next: Arc<AtomicI64>) {
    loop {
        let number = next.fetch_add(1, Ordering::Relaxed);
        let row = Write::Bucket(bucket("m", number, 1.0));
        let (left, right) = (format!("{number} left"), format!("{number} right"));
        store.commit(batch([put(&left, "{}"), row, put(&right, "{}")])).await.unwrap();
        // One write to the pipe, so that lines of two tasks do not mix.
        let line = format!("number {number} durable\n");
        std::io::stdout().lock().write_all(line.as_bytes()).unwrap();
    }
}
