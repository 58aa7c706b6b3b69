//! Every rule by its own examples, and what is printed of findings.

#![expect(clippy::unwrap_used, reason = "a test panics")]

use std::collections::BTreeSet;
use std::path::Path;

use ebb_lint::{
    Case, Finding, LeftOut, Severity, find, left_out, lint, page, rules, sarif, summary, text,
};
use serde_json::{Value, json};

fn look(case: &Case) -> Vec<Finding> {
    let blueprint = ebb_blueprint::read(case.name, case.text).unwrap_or_else(|e| panic!("{e}"));
    lint(&blueprint)
}

fn ids(findings: &[Finding]) -> Vec<&'static str> {
    findings.iter().map(|finding| finding.rule.id).collect()
}

fn the(name: &str) -> Vec<Finding> {
    look(&find(name).unwrap().bad)
}

#[test]
fn each_rule_finds_its_mistake_and_nothing_when_it_is_put_right() {
    let mut wrong = Vec::new();
    for rule in rules() {
        let bad = look(&rule.bad);
        match bad.iter().find(|finding| finding.rule.id == rule.id) {
            None => wrong.push(format!("{} finds nothing in {}", rule.name, rule.bad.name)),
            Some(found) => {
                assert_eq!(&*found.place.source, rule.bad.name);
                assert!(found.place.position.is_some_and(|at| at.line > 0), "{}", rule.name);
            }
        }
        let good = look(&rule.good);
        let told =
            good.iter().filter(|one| one.rule.id == rule.id || one.rule.severity > Severity::Hint);
        wrong.extend(
            told.map(|one| format!("{}: {}", one.rule.name, one.message))
                .map(|told| format!("{} has a finding when it is put right: {told}", rule.name)),
        );
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn ids_and_names_are_unique_and_lead_to_their_rule() {
    let names: BTreeSet<&str> = rules().iter().map(|rule| rule.name).collect();
    assert_eq!(names.len(), rules().len());
    for (number, rule) in (1..).zip(rules()) {
        assert_eq!(rule.id, format!("EBB{number:03}"), "ids are in order, and none is left out");
        assert_eq!(find(rule.name).unwrap().id, rule.id);
        assert_eq!(find(&rule.id.to_lowercase()).unwrap().name, rule.name);
        assert!(rule.source.starts_with("https://docs.aws.amazon.com/"), "{}", rule.name);
        assert!(rule.bad.name.starts_with(rule.name) && rule.good.name.starts_with(rule.name));
    }
    assert!(find("EBB000").is_none());
}

#[test]
fn what_is_to_be_written_is_in_the_form_of_the_source() {
    let fix = |name: &str| {
        let found = the(name).into_iter().find(|one| one.rule.name == name).unwrap();
        found.fix.unwrap()
    };
    insta::assert_snapshot!(fix("second-failure"), @r#"
    comparison-operator = "GreaterThanOrEqualToThreshold"
    threshold = 1.0
    "#);
    insta::assert_snapshot!(fix("share-not-percent"), @r#"
    {
      "TargetTrackingScalingPolicyConfiguration": {
        "TargetValue": 0.7,
        "PredefinedMetricSpecification": {
          "PredefinedMetricType": "SageMakerVariantProvisionedConcurrencyUtilization"
        }
      }
    }
    "#);
    insta::assert_snapshot!(fix("schedule-syntax"), @r#"schedule = "cron(0 8 ? * MON-FRI *)""#);
}

#[test]
fn a_fix_that_is_applied_mends_it() {
    let rule = find("absolute-bounds").unwrap();
    let found = the("absolute-bounds").into_iter().find(|one| one.rule.id == rule.id).unwrap();
    let steps =
        "step-adjustments = [{ metric-interval-lower-bound = 10.0, scaling-adjustment = 1 }]";
    assert!(rule.bad.text.contains(steps));
    let written = found.fix.unwrap();
    let inner = written.trim().strip_prefix("step-scaling = { ").unwrap();
    let inner = inner.strip_suffix(" }").unwrap();
    let mended = rule.bad.text.replace(steps, inner);
    let blueprint = ebb_blueprint::read("ebb.toml", &mended).unwrap();
    assert_eq!(ids(&lint(&blueprint)), ids(&look(&rule.good)), "{mended}");
}

#[test]
fn people_read_place_rule_and_remedy() {
    let found = the("second-failure");
    let found: Vec<Finding> =
        found.into_iter().filter(|one| one.rule.severity > Severity::Hint).collect();
    insta::assert_snapshot!(text(&found), @r#"
    second-failure.bad.toml:28:13: warning[EBB010 second-failure]: "llama-wake" does not fire at the first failed request: one failure within 60 s gives Sum 1, which is not above 1
      in    targets[0].policies[1].alarms[0]
      at    targets[0].policies[1].alarms[0].threshold
      write comparison-operator = "GreaterThanOrEqualToThreshold"
            threshold = 1.0
    "#);
    assert_eq!(summary(&found), "1 warning in 1 source");
    assert_eq!(summary(&[]), "nothing found");
}

#[test]
fn programs_read_the_same() {
    let found = the("twins");
    let document = ebb_lint::json(&found, &[]);
    let first = &document["findings"][0];
    let twins = document["findings"].as_array().unwrap().iter().find(|one| one["id"] == "EBB021");
    let twins = twins.unwrap_or_else(|| panic!("{document}"));
    assert_eq!((&twins["name"], &twins["severity"]), (&"twins".into(), &"error".into()));
    assert!(
        twins["line"].as_u64().unwrap() > 5
            && twins["path"].as_str().unwrap().contains("policies[1]")
    );
    assert_eq!(first["source"], "twins.bad.toml");
    assert_eq!(document["notes"], Value::Array(Vec::new()));
}

/// The members that the schema of SARIF 2.1.0 requires, and its sets of values.
#[test]
fn sarif_has_what_its_schema_requires() {
    let findings: Vec<Finding> = rules().iter().flat_map(|rule| look(&rule.bad)).collect();
    let log = sarif(&findings, "1.2.3");
    assert_eq!(log["version"], "2.1.0");
    let runs = log["runs"].as_array().unwrap();
    let driver = &runs[0]["tool"]["driver"];
    assert_eq!((&driver["name"], &driver["version"]), (&"ebb lint".into(), &"1.2.3".into()));
    let known = driver["rules"].as_array().unwrap();
    let levels = ["none", "note", "warning", "error"];
    let unique: BTreeSet<&str> = known.iter().map(|rule| rule["id"].as_str().unwrap()).collect();
    assert_eq!(unique.len(), known.len());
    for rule in known {
        for text in ["shortDescription", "fullDescription", "help"] {
            assert!(!rule[text]["text"].as_str().unwrap().is_empty());
        }
        assert!(rule["helpUri"].as_str().unwrap().starts_with("https://"));
        assert!(levels.contains(&rule["defaultConfiguration"]["level"].as_str().unwrap()));
    }
    let results = runs[0]["results"].as_array().unwrap();
    assert_eq!(results.len(), findings.len());
    for result in results {
        assert!(!result["message"]["text"].as_str().unwrap().is_empty());
        let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(known[index]["id"], result["ruleId"]);
        assert!(levels.contains(&result["level"].as_str().unwrap()));
        let place = &result["locations"][0]["physicalLocation"];
        assert!(!place["artifactLocation"]["uri"].as_str().unwrap().contains(' '));
        assert!(place["region"]["startLine"].as_u64().unwrap() >= 1);
        assert!(place["region"]["startColumn"].as_u64().unwrap() >= 1);
    }
}

#[test]
fn file_names_become_references() {
    let rule = find("no-room").unwrap();
    let blueprint = ebb_blueprint::read("my folder/ä.toml", rule.bad.text).unwrap();
    let log = sarif(&lint(&blueprint), "0");
    let uri = &log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]
        ["uri"];
    assert_eq!(uri, "my%20folder/%C3%A4.toml");
}

/// `EBB_WRITE_DOCS=1` in front writes the page.
#[test]
fn the_page_in_docs_is_that_of_the_rules() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/lint.md");
    if std::env::var_os("EBB_WRITE_DOCS").is_some() {
        std::fs::write(&path, page()).unwrap();
    }
    let written = std::fs::read_to_string(path).unwrap();
    assert!(written == page(), "EBB_WRITE_DOCS=1 cargo test -p ebb-lint writes docs/lint.md anew");
}

/// A resource of a plan: its address, what is there of it, and what it becomes.
struct Planned<'a> {
    address: &'a str,
    before: Value,
    after: Value,
    depends_on: &'a [&'a str],
}

/// A plan that writes these.
fn plan(resources: &[Planned<'_>]) -> String {
    let named = |planned: &Planned<'_>| {
        let (kind, rest) = planned.address.split_once('.').unwrap();
        let (name, index) = rest.split_once('[').map_or((rest, None), |(name, key)| {
            (name, key.strip_suffix(']').and_then(|key| key.parse::<u32>().ok()))
        });
        (kind.to_owned(), name.to_owned(), index)
    };
    let values = resources.iter().map(|planned| {
        let (kind, name, index) = named(planned);
        json!({
            "address": planned.address, "mode": "managed", "type": kind, "name": name,
            "index": index, "values": planned.after,
        })
    });
    let changes = resources.iter().map(|planned| {
        let action = match (&planned.before, &planned.after) {
            (Value::Null, _) => "create",
            (before, after) if before == after => "no-op",
            (_, _) => "update",
        };
        json!({
            "address": planned.address,
            "change": { "actions": [action], "before": planned.before, "after_unknown": {} },
        })
    });
    let configuration = resources.iter().map(|planned| {
        let (kind, name, _) = named(planned);
        json!({ "type": kind, "name": name, "expressions": {}, "depends_on": planned.depends_on })
    });
    let (values, changes): (Vec<Value>, Vec<Value>) = (values.collect(), changes.collect());
    json!({
        "format_version": "1.2",
        "planned_values": { "root_module": { "resources": values } },
        "resource_changes": changes,
        "configuration": { "root_module": { "resources": configuration.collect::<Vec<_>>() } },
    })
    .to_string()
}

fn found(name: &str, text: &str, rule: &str) -> Vec<Finding> {
    let blueprint = ebb_blueprint::read(name, text).unwrap_or_else(|e| panic!("{e}"));
    lint(&blueprint).into_iter().filter(|finding| finding.rule.name == rule).collect()
}

#[test]
fn a_plan_tells_what_an_update_erases() {
    let action = |window: Value| {
        let mut action = json!({
            "name": "sale", "resource_id": "endpoint/e/variant/v",
            "scalable_dimension": "sagemaker:variant:DesiredInstanceCount",
            "service_namespace": "sagemaker", "schedule": "rate(1 day)",
            "scalable_target_action": [{ "min_capacity": "2", "max_capacity": "4" }],
        });
        action["start_time"] = window;
        action
    };
    let planned = |before: Value, after: Value| {
        let address = "aws_appautoscaling_scheduled_action.sale";
        plan(&[Planned { address, before, after, depends_on: &[] }])
    };
    let window = || action(json!("2026-11-23T00:00:00Z"));
    let erased = found("plan.json", &planned(window(), action(Value::Null)), "window-erased");
    assert_eq!(erased.len(), 1);
    insta::assert_snapshot!(erased[0].fix.as_ref().unwrap(), @r#"start_time = "2026-11-23T00:00:00Z""#);
    for silent in [planned(window(), window()), planned(Value::Null, action(Value::Null))] {
        assert!(found("plan.json", &silent, "window-erased").is_empty());
    }
}

#[test]
fn a_plan_tells_of_another_instance_type() {
    let config = |instance_type: &str| {
        json!({ "name": "c", "production_variants": [{
            "variant_name": "v", "model_name": "m", "initial_instance_count": 1,
            "instance_type": instance_type,
        }] })
    };
    let endpoint = json!({ "name": "e", "endpoint_config_name": "c" });
    let target = json!({
        "resource_id": "endpoint/e/variant/v", "min_capacity": 1, "max_capacity": 4,
        "scalable_dimension": "sagemaker:variant:DesiredInstanceCount",
        "service_namespace": "sagemaker",
    });
    let planned = |there: Value, target: Option<&Value>, instance_type: &str| {
        let mut all = vec![
            Planned {
                address: "aws_sagemaker_endpoint_configuration.c",
                before: config("ml.m5.large"),
                after: config(instance_type),
                depends_on: &[],
            },
            Planned {
                address: "aws_sagemaker_endpoint.e",
                before: there,
                after: endpoint.clone(),
                depends_on: &[],
            },
        ];
        all.extend(target.map(|target| Planned {
            address: "aws_appautoscaling_target.t",
            before: target.clone(),
            after: target.clone(),
            depends_on: &[],
        }));
        found("plan.json", &plan(&all), "type-of-target").len()
    };
    let there = json!({ "name": "e", "endpoint_config_name": "c", "tags": {} });
    assert_eq!(planned(there.clone(), Some(&target), "ml.m5.xlarge"), 1);
    assert_eq!(planned(there.clone(), Some(&target), "ml.m5.large"), 0);
    assert_eq!(planned(there, None, "ml.m5.xlarge"), 0, "nothing is registered");
    assert_eq!(planned(Value::Null, Some(&target), "ml.m5.xlarge"), 0, "it is a new endpoint");
}

#[test]
fn writes_are_in_order_when_one_waits_for_the_other() {
    let policy = |name: &str| {
        json!({
            "name": name, "policy_type": "StepScaling",
            "resource_id": "inference-component/c",
            "scalable_dimension": "sagemaker:inference-component:DesiredCopyCount",
            "service_namespace": "sagemaker",
            "step_scaling_policy_configuration": [{
                "adjustment_type": "ChangeInCapacity",
                "step_adjustment": [{ "metric_interval_lower_bound": "0", "scaling_adjustment": 1 }],
            }],
        })
    };
    let planned = |all: &[(&str, &[&str], bool)]| {
        let resources: Vec<Planned<'_>> = all
            .iter()
            .map(|(address, depends_on, is_new)| Planned {
                address,
                before: if *is_new { Value::Null } else { policy(address) },
                after: policy(address),
                depends_on,
            })
            .collect();
        found("plan.json", &plan(&resources), "written-at-once")
    };
    const A: &str = "aws_appautoscaling_policy.a";
    const B: &str = "aws_appautoscaling_policy.b";
    const C: &str = "aws_appautoscaling_policy.c";
    let loose = planned(&[(A, &[], true), (B, &[], true), (C, &[], true)]);
    assert_eq!(loose.len(), 1, "once for a target");
    assert_eq!(loose[0].fix.as_deref(), Some("depends_on = [aws_appautoscaling_policy.a]\n"));
    assert!(planned(&[(A, &[], true), (B, &[A], true), (C, &[B], true)]).is_empty());
    assert_eq!(planned(&[(A, &[], true), (B, &[A], true), (C, &[A], true)]).len(), 1);
    assert!(planned(&[(A, &[], false), (B, &[], true)]).is_empty(), "one of them stays as it is");
    let counted = planned(&[
        ("aws_appautoscaling_policy.x[0]", &[], true),
        ("aws_appautoscaling_policy.x[1]", &[], true),
    ]);
    assert_eq!((counted.len(), counted[0].fix.as_deref()), (1, None), "depends_on cannot help");
}

#[test]
fn a_quota_is_for_all_variants_of_its_type() {
    let quota = |most: f64| {
        json!({ "Quotas": [
            { "QuotaName": "ml.g5.xlarge for endpoint usage", "QuotaCode": "a", "Value": most },
            { "QuotaName": "ml.g5.xlarge for training job usage", "QuotaCode": "b", "Value": 0.0 },
        ] })
    };
    let config = |name: &str, most: u32| {
        json!({ "EndpointConfigName": name, "ProductionVariants": [{
            "VariantName": "v", "InstanceType": "ml.g5.xlarge", "InitialInstanceCount": 1,
            "ManagedInstanceScaling": { "Status": "ENABLED", "MaxInstanceCount": most },
        }] })
    };
    let endpoint = |name: &str| json!({ "EndpointName": name, "EndpointConfigName": name });
    let messages = |most: f64| {
        let all =
            json!([quota(most), config("a", 3), config("b", 5), endpoint("a"), endpoint("b")]);
        let found = found("all.json", &all.to_string(), "above-quota");
        found.into_iter().map(|one| one.message).collect::<Vec<_>>()
    };
    assert!(messages(8.0).is_empty());
    let [together] = &messages(7.0)[..] else { panic!("{:?}", messages(7.0)) };
    assert!(together.starts_with("2 variants may have 8 instances"), "{together}");
    let [alone] = &messages(4.0)[..] else { panic!("{:?}", messages(4.0)) };
    assert!(alone.starts_with("\"b/v\" may have 5 instances"), "{alone}");
}

#[test]
fn custom_resources_are_called_where_the_settings_say_so() {
    let told = |hosts: Option<&str>, url: &str| {
        let hosts = hosts.map(|hosts| format!("[scaling]\ncustom-resource-hosts = {hosts}\n"));
        let bounds = "min-capacity = 1\nmax-capacity = 4";
        let target = format!("[[targets]]\nresource-id = \"{url}\"\n{bounds}\n");
        found("ebb.toml", &(hosts.unwrap_or_default() + &target), "closed-host").len()
    };
    for (hosts, url, expected) in [
        (None, "http://localhost:8080/scalableTargetDimensions/1", 0),
        (None, "http://[::1]:8080/x", 0),
        (None, "http://batch/x", 1),
        (Some(r#"["*"]"#), "http://batch/x", 0),
        (Some(r#"["BATCH:80"]"#), "http://batch/x", 0),
        (Some(r#"["batch:81"]"#), "http://batch/x", 1),
        (Some("[]"), "http://localhost/x", 1),
        (Some(r#"["*"]"#), "https://batch/x", 0),
        (Some(r#"["batch:443"]"#), "https://batch/x", 0),
        (Some(r#"["batch:80"]"#), "https://batch/x", 1),
    ] {
        assert_eq!(told(hosts, url), expected, "{hosts:?} {url}");
    }
}

#[test]
fn what_has_no_rule_says_why() {
    for LeftOut { mistake, reason } in left_out() {
        assert!(!mistake.is_empty() && reason.ends_with('.'), "{mistake}");
    }
}

#[test]
fn nothing_declared_is_nothing_found() {
    let empty = ebb_blueprint::Blueprint::default();
    assert!(lint(&empty).is_empty());
}
