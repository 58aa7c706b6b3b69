//! A disk that takes no more: the caller is told, nothing is half written, and work goes on later.

use std::path::Path;
use std::process::Command;

use ebb_store::{Store, StoreError};
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

use crate::support::{CHILD_DIR, batch, chain, child_arguments, contents, keys, put};

/// The kernel's limit on the size of a file stands in for a full disk. It holds for a whole
/// process, so the store runs in a child; a shell sets the limit, and has the signal ignored that
/// would otherwise end the child.
#[tokio::test]
async fn a_disk_that_takes_no_more_is_survived() {
    let dir = tempfile::tempdir().unwrap();
    let mut command = Command::new("sh");
    command.args(["-c", "trap '' XFSZ; ulimit -S -f 2048; exec \"$0\" \"$@\""]);
    command.arg(std::env::current_exe().unwrap()).env(CHILD_DIR, dir.path());
    let output = child_arguments(&mut command, "faults::child_under_a_limit").output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && text.contains("1 passed"), "{output:?}");

    let contents = contents(dir.path()).await;
    let keys = keys(&contents);
    assert!(keys.contains(&"000") && keys.contains(&"after"), "{keys:?}");
    assert!(!keys.contains(&"too much"), "{keys:?}");
}

#[tokio::test]
#[ignore = "the program of a child process, see a_disk_that_takes_no_more_is_survived"]
async fn child_under_a_limit() {
    let dir = std::env::var_os(CHILD_DIR).expect("started by the test above");
    let dir = Path::new(&dir);
    let store = Store::open(dir).await.unwrap();
    let body = "x".repeat(64 * 1024);

    let mut written = Vec::new();
    let error = loop {
        let key = format!("{:03}", written.len());
        match store.commit(batch([put(&key, &body)])).await {
            Ok(()) => written.push(key),
            Err(error) => break error,
        }
        assert!(written.len() < 200, "the limit has no effect");
    };
    assert!(matches!(error, StoreError::Write { .. } | StoreError::Full { .. }), "{error:?}");
    let start = format!("could not write to the database file \"{}/ebb.db\"", dir.display());
    assert!(chain(&error).starts_with(&start), "{}", chain(&error));

    // Reads go on, what was answered is there, and what failed is not.
    assert_eq!(keys(&store.load().await.unwrap()), written);
    // In a group each caller gets an answer of its own.
    let mut pending = Vec::new();
    for _ in 0..3 {
        pending.push(store.submit(batch([put("too much", &body.repeat(32))])).await.unwrap());
    }
    for batch in pending {
        batch.durable().await.unwrap_err();
    }

    let limit = getrlimit(Resource::Fsize);
    setrlimit(Resource::Fsize, Rlimit { current: limit.maximum, ..limit }).unwrap();
    store.commit(batch([put("after", &body)])).await.unwrap();
    store.close().await;
}
