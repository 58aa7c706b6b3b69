//! Fixtures.

use std::path::Path;

use ebb_blueprint::Blueprint;

pub(crate) fn fixture(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/fixtures").join(name);
    std::fs::read_to_string(path).unwrap()
}

pub(crate) fn read(name: &str) -> Blueprint {
    ebb_blueprint::read(name, &fixture(name)).unwrap()
}

/// The four descriptions that the AWS CLI prints, together.
pub(crate) fn described() -> Blueprint {
    let mut all = Blueprint::default();
    for name in [
        "describe-scalable-targets.json",
        "describe-scaling-policies.json",
        "describe-alarms.json",
        "describe-scheduled-actions.json",
    ] {
        all.extend(read(name));
    }
    all
}
