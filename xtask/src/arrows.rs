//! Which crate may depend on which. Arrows point down only; what is not listed is not allowed.

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::path::Path;
    use std::process::Command;

    use serde_json::Value;

    /// Dependencies among the crates of the project.
    const ARROWS: &[(&str, &[&str])] = &[
        ("ebb-units", &[]),
        ("ebb-decide", &["ebb-units"]),
        ("ebb-rivals", &["ebb-units"]),
        ("ebb-aws-model", &[]),
        ("ebb-aws-wire", &["ebb-aws-model"]),
        ("ebb-requests", &["ebb-aws-model", "ebb-decide", "ebb-units"]),
        ("ebb-lint", &["ebb-aws-model", "ebb-blueprint", "ebb-decide", "ebb-units"]),
        ("ebb-blueprint", &["ebb-aws-model", "ebb-decide", "ebb-requests", "ebb-units"]),
        ("ebb-store", &["ebb-units"]),
        ("ebb-fleet", &["ebb-units"]),
        ("ebb-gateway", &["ebb-aws-wire", "ebb-units"]),
        ("ebb-bucket", &["ebb-aws-wire", "ebb-units"]),
        ("ebb-sample-model", &[]),
        ("ebb-tls", &[]),
        ("ebb-tls-fixture", &[]),
        ("ebb-autoscale", &["ebb-aws-wire", "ebb-tls", "ebb-units"]),
        (
            "ebb-server",
            &[
                "ebb-aws-model",
                "ebb-aws-wire",
                "ebb-blueprint",
                "ebb-bucket",
                "ebb-decide",
                "ebb-fleet",
                "ebb-gateway",
                "ebb-requests",
                "ebb-store",
                "ebb-tls",
                "ebb-units",
            ],
        ),
        ("ebb-sim", &["ebb-decide", "ebb-rivals", "ebb-units"]),
        ("ebb-charts", &[]),
        ("ebb-report", &["ebb-charts", "ebb-decide", "ebb-sim"]),
        (
            "ebb-cli",
            &[
                "ebb-autoscale",
                "ebb-blueprint",
                "ebb-decide",
                "ebb-fleet",
                "ebb-lint",
                "ebb-report",
                "ebb-sample-model",
                "ebb-server",
                "ebb-sim",
                "ebb-tls",
                "ebb-units",
            ],
        ),
        (
            "ebb-fuzzing",
            &[
                "ebb-aws-model",
                "ebb-aws-wire",
                "ebb-blueprint",
                "ebb-decide",
                "ebb-lint",
                "ebb-sim",
                "ebb-units",
            ],
        ),
        // The servers are driven over HTTP; a million alarms are put into the core itself.
        ("ebb-bench", &["ebb-decide", "ebb-units"]),
        ("xtask", &[]),
    ];

    /// All that the decision core may use besides its own crates: data types, never a runtime or a clock.
    const CORE_MAY_USE: &[&str] = &["ebb-units", "jiff", "serde", "thiserror"];

    fn packages() -> Vec<Value> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let output = Command::new(env!("CARGO"))
            .args(["metadata", "--no-deps", "--format-version", "1", "--offline"])
            .current_dir(root)
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
        metadata["packages"].as_array().unwrap().clone()
    }

    fn dependencies(package: &Value) -> Vec<String> {
        let all = package["dependencies"].as_array().unwrap();
        // Normal and build dependencies; what only tests use ships with nobody.
        all.iter()
            .filter(|dependency| dependency["kind"] != "dev")
            .map(|dependency| dependency["name"].as_str().unwrap().to_owned())
            .collect()
    }

    #[test]
    fn dependencies_point_down_only() {
        let allowed: BTreeMap<&str, &[&str]> = ARROWS.iter().copied().collect();
        let packages = packages();
        assert!(packages.len() >= 10, "cargo metadata lists the workspace");
        for package in &packages {
            let name = package["name"].as_str().unwrap();
            let allowed =
                allowed.get(name).unwrap_or_else(|| panic!("{name} is not in the list of arrows"));
            for dependency in dependencies(package) {
                let own = dependency.starts_with("ebb-") || dependency == "xtask";
                assert!(
                    !own || allowed.contains(&dependency.as_str()),
                    "{name} must not depend on {dependency}"
                );
            }
        }
    }

    #[test]
    fn the_core_knows_no_io_and_no_clock() {
        let packages = packages();
        let core = packages.iter().find(|package| package["name"] == "ebb-decide").unwrap();
        for dependency in dependencies(core) {
            assert!(
                CORE_MAY_USE.contains(&dependency.as_str()),
                "decide must not use {dependency}"
            );
        }
    }
}
