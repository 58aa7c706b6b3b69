//! UpdateEndpoint and UpdateInferenceComponent: what is taken, what is described, what is refused.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

use serde_json::{Value, json};

use crate::harness::{Api, ROLE, SAGEMAKER, World};

const ACCOUNT: &str = "arn:aws:sagemaker:us-east-1:000000000000";

/// A model that runs this image, and a configuration of the same name with one variant `v`.
async fn configure(api: &Api, name: &str, image: &str, instances: u32) {
    let container = json!({ "Image": image });
    let model =
        json!({ "ModelName": name, "PrimaryContainer": container, "ExecutionRoleArn": ROLE });
    api.sagemaker("CreateModel", model).await;
    let variant = json!({
        "VariantName": "v", "ModelName": name, "InstanceType": "ml.m5.large",
        "InitialInstanceCount": instances, "RoutingConfig": { "RoutingStrategy": "RANDOM" },
    });
    let config = json!({ "EndpointConfigName": name, "ProductionVariants": [variant] });
    api.sagemaker("CreateEndpointConfig", config).await;
}

fn update(config: &str) -> Value {
    json!({ "EndpointName": "e", "EndpointConfigName": config })
}

fn with_policy(config: &str, policy: Value) -> Value {
    crate::harness::with(update(config), json!({ "DeploymentConfig": policy }))
}

fn canary(wait: u32) -> Value {
    json!({ "BlueGreenUpdatePolicy": {
        "TrafficRoutingConfiguration": {
            "Type": "CANARY", "WaitIntervalInSeconds": wait,
            "CanarySize": { "Type": "CAPACITY_PERCENT", "Value": 25 },
        },
        "TerminationWaitInSeconds": 0,
        "MaximumExecutionTimeoutInSeconds": 3600,
    } })
}

#[tokio::test]
async fn an_update_is_described_while_it_is_under_way_and_afterwards() {
    let world = World::with(|settings| settings.speed = 60.0).await;
    let api = &world.api;
    configure(api, "one", "old", 1).await;
    configure(api, "two", "new", 2).await;
    let created = canary(60);
    api.sagemaker(
        "CreateEndpoint",
        json!({ "EndpointName": "e", "EndpointConfigName": "one", "DeploymentConfig": created }),
    )
    .await;
    let found = api.endpoint_status("e", "InService").await;
    assert_eq!(found["LastDeploymentConfig"], created);
    assert!(found.get("PendingDeploymentSummary").is_none(), "{found:#}");
    let policy = canary(120);
    let answer = api.sagemaker("UpdateEndpoint", with_policy("two", policy.clone())).await;
    assert_eq!(answer, json!({ "EndpointArn": format!("{ACCOUNT}:endpoint/e") }));
    let describe = json!({ "EndpointName": "e" });
    let found = api
        .until(SAGEMAKER, "DescribeEndpoint", describe.clone(), |found| {
            let pending = &found["PendingDeploymentSummary"]["ProductionVariants"][0];
            pending["VariantStatus"][0]["Status"] == "Baking"
        })
        .await;
    assert_eq!(found["EndpointStatus"], "Updating");
    assert_eq!(found["EndpointConfigName"], "one", "until the new one has taken over");
    assert_eq!(found["LastDeploymentConfig"], policy);
    let old = &found["ProductionVariants"][0];
    assert_eq!(
        (&old["CurrentInstanceCount"], &old["DesiredInstanceCount"]),
        (&json!(1), &json!(1))
    );
    assert_eq!(old["DeployedImages"][0]["SpecifiedImage"], "old");
    let summary = &found["PendingDeploymentSummary"];
    assert_eq!(summary["EndpointConfigName"], "two");
    assert!(summary["StartTime"].as_f64().is_some());
    let new = &summary["ProductionVariants"][0];
    assert_eq!(
        (&new["CurrentInstanceCount"], &new["DesiredInstanceCount"]),
        (&json!(2), &json!(2))
    );
    assert_eq!(new["DeployedImages"][0]["SpecifiedImage"], "new");
    assert_eq!(new["CurrentWeight"], 0.25);
    assert_eq!(new["InstanceType"], "ml.m5.large");
    let text = new["VariantStatus"][0]["StatusMessage"].as_str().unwrap();
    assert!(text.contains("canary capacity of 1 instance(s)"), "{text}");
    let listed = api.sagemaker("ListEndpoints", json!({ "StatusEquals": "Updating" })).await;
    assert_eq!(listed["Endpoints"][0]["EndpointName"], "e");
    for operation in ["UpdateEndpoint", "DeleteEndpoint"] {
        let input = if operation == "UpdateEndpoint" { update("one") } else { describe.clone() };
        let (code, text) = api.refused(SAGEMAKER, operation, input).await;
        assert_eq!(code, "ValidationException");
        assert_eq!(text, format!("Cannot update in-progress endpoint \"{ACCOUNT}:endpoint/e\"."));
    }
    // The configurations are needed no more.
    for name in ["one", "two"] {
        api.sagemaker("DeleteEndpointConfig", json!({ "EndpointConfigName": name })).await;
    }
    let found = api.endpoint_status("e", "InService").await;
    assert_eq!(found["EndpointConfigName"], "two");
    assert!(found.get("PendingDeploymentSummary").is_none(), "{found:#}");
    let variant = &found["ProductionVariants"][0];
    assert_eq!(variant["DeployedImages"][0]["SpecifiedImage"], "new");
    assert_eq!(variant["CurrentInstanceCount"], 2);
    assert_eq!(variant["RoutingConfig"], json!({ "RoutingStrategy": "RANDOM" }));
    let answer = api.invoke("e", &[], "x").await;
    assert_eq!(answer.status, 200, "{answer:?}");
}

#[tokio::test]
async fn an_alarm_brings_the_old_version_back() {
    let world = World::with(|settings| settings.speed = 60.0).await;
    let api = &world.api;
    configure(api, "one", "old", 1).await;
    configure(api, "two", "new", 1).await;
    api.sagemaker("CreateEndpoint", update("one")).await;
    api.endpoint_status("e", "InService").await;
    let alarm = json!({
        "AlarmName": "errors", "Namespace": "N", "MetricName": "m", "Period": 60, "Statistic": "Sum",
        "EvaluationPeriods": 1, "Threshold": 1.0, "ComparisonOperator": "GreaterThanThreshold",
        "TreatMissingData": "ignore",
    });
    api.cloudwatch("PutMetricAlarm", alarm).await;
    let mut policy = canary(1000);
    policy["AutoRollbackConfiguration"] = json!({ "Alarms": [{ "AlarmName": "errors" }] });
    api.sagemaker("UpdateEndpoint", with_policy("two", policy)).await;
    api.until(SAGEMAKER, "DescribeEndpoint", json!({ "EndpointName": "e" }), |found| {
        let pending = &found["PendingDeploymentSummary"]["ProductionVariants"][0];
        pending["VariantStatus"][0]["Status"] == "Baking"
    })
    .await;
    let state = json!({ "AlarmName": "errors", "StateValue": "ALARM", "StateReason": "by hand" });
    api.cloudwatch("SetAlarmState", state).await;
    let found = api.endpoint_status("e", "InService").await;
    assert_eq!(found["EndpointConfigName"], "one");
    assert_eq!(
        found["FailureReason"],
        "The deployment was rolled back: alarm \"errors\" is in state ALARM."
    );
}

#[tokio::test]
async fn no_request_notices_an_update() {
    let world = World::with(|settings| settings.speed = 60.0).await;
    let api = world.api.clone();
    configure(&api, "one", "old", 2).await;
    configure(&api, "two", "new", 3).await;
    api.sagemaker("CreateEndpoint", update("one")).await;
    api.endpoint_status("e", "InService").await;
    let (stop, served) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicU32::new(0)));
    let clients: Vec<_> = (0..4)
        .map(|_| {
            let (api, stop, served) = (api.clone(), Arc::clone(&stop), Arc::clone(&served));
            tokio::spawn(async move {
                while !stop.load(Ordering::Relaxed) {
                    let answer = api.invoke("e", &[], "x").await;
                    assert_eq!(answer.status, 200, "{answer:?}");
                    served.fetch_add(1, Ordering::Relaxed);
                }
            })
        })
        .collect();
    let linear = json!({ "BlueGreenUpdatePolicy": { "TrafficRoutingConfiguration": {
        "Type": "LINEAR", "WaitIntervalInSeconds": 3,
        "LinearStepSize": { "Type": "CAPACITY_PERCENT", "Value": 34 },
    } } });
    let rolling = json!({ "RollingUpdatePolicy": {
        "MaximumBatchSize": { "Type": "INSTANCE_COUNT", "Value": 1 }, "WaitIntervalInSeconds": 3,
    } });
    for (config, policy) in [("two", linear), ("one", rolling.clone()), ("two", json!({}))] {
        api.sagemaker("UpdateEndpoint", with_policy(config, policy)).await;
        let found = api.endpoint_status("e", "InService").await;
        assert_eq!(found["EndpointConfigName"], config, "{found:#}");
    }
    stop.store(true, Ordering::Relaxed);
    for client in clients {
        client.await.unwrap();
    }
    assert!(served.load(Ordering::Relaxed) > 100);
}

#[tokio::test]
async fn what_is_kept_of_an_update_is_there_after_a_restart() {
    let world = World::with(|settings| settings.speed = 60.0).await;
    configure(&world.api, "one", "old", 1).await;
    configure(&world.api, "two", "new", 1).await;
    world.api.sagemaker("CreateEndpoint", update("one")).await;
    world.api.endpoint_status("e", "InService").await;
    world.api.sagemaker("UpdateEndpoint", with_policy("two", canary(100))).await;
    world.api.endpoint_status("e", "Updating").await;
    let world = world.restart(|settings| settings.speed = 60.0).await;
    let found = world.api.sagemaker("DescribeEndpoint", json!({ "EndpointName": "e" })).await;
    assert_eq!(found["EndpointStatus"], "Updating", "{found:#}");
    assert_eq!(found["PendingDeploymentSummary"]["EndpointConfigName"], "two");
    let found = world.api.endpoint_status("e", "InService").await;
    assert_eq!(found["EndpointConfigName"], "two");
    assert_eq!(found["LastDeploymentConfig"], canary(100));
}

#[tokio::test]
async fn a_component_gets_a_new_specification() {
    let world = World::with(|settings| settings.speed = 60.0).await;
    let api = &world.api;
    api.component("c").await;
    api.set_copies("c", 2).await;
    let policy = json!({ "RollingUpdatePolicy": {
        "MaximumBatchSize": { "Type": "COPY_COUNT", "Value": 1 }, "WaitIntervalInSeconds": 60,
    } });
    let answer = api
        .sagemaker(
            "UpdateInferenceComponent",
            json!({
                "InferenceComponentName": "c", "DeploymentConfig": policy,
                "Specification": { "Container": { "Image": "new", "Environment": { "A": "b" } } },
                "RuntimeConfig": { "CopyCount": 3 },
            }),
        )
        .await;
    assert_eq!(
        answer,
        json!({ "InferenceComponentArn": format!("{ACCOUNT}:inference-component/c") })
    );
    let describe = json!({ "InferenceComponentName": "c" });
    let found = api.sagemaker("DescribeInferenceComponent", describe.clone()).await;
    assert_eq!(found["InferenceComponentStatus"], "Updating");
    assert_eq!(found["Specification"]["Container"]["DeployedImage"]["SpecifiedImage"], "any");
    let copies =
        json!({ "InferenceComponentName": "c", "DesiredRuntimeConfig": { "CopyCount": 1 } });
    let (_, text) = api.refused(SAGEMAKER, "UpdateInferenceComponentRuntimeConfig", copies).await;
    assert!(text.ends_with("while it is in state UPDATE_IN_PROGRESS"), "{text}");
    let found = api.copies("c", 3).await;
    let specification = &found["Specification"];
    assert_eq!(specification["Container"]["DeployedImage"]["SpecifiedImage"], "new");
    assert_eq!(specification["Container"]["Environment"], json!({ "A": "b" }));
    assert_eq!(
        specification["ComputeResourceRequirements"],
        json!({ "NumberOfCpuCoresRequired": 1.0, "MinMemoryRequiredInMb": 128 }),
        "what is not named stays"
    );
    assert_eq!(found["LastDeploymentConfig"], policy);
    // Without a specification it is a matter of copies alone.
    let fewer = json!({ "InferenceComponentName": "c", "RuntimeConfig": { "CopyCount": 1 } });
    api.sagemaker("UpdateInferenceComponent", fewer).await;
    api.copies("c", 1).await;
    let larger = json!({
        "InferenceComponentName": "c",
        "Specification": { "ComputeResourceRequirements": { "MinMemoryRequiredInMb": 2_000_000 } },
    });
    api.sagemaker("UpdateInferenceComponent", larger).await;
    let found = api.copies("c", 1).await;
    let reason = found["FailureReason"].as_str().unwrap();
    assert!(reason.contains("2000000 MB of memory"), "{reason}");
    let component = [("x-amzn-sagemaker-inference-component", "c")];
    assert_eq!(api.invoke("c", &component, "x").await.status, 200);
}

#[tokio::test]
async fn what_makes_no_sense_is_refused() {
    let world = World::new().await;
    let api = &world.api;
    configure(api, "one", "old", 4).await;
    configure(api, "two", "new", 4).await;
    api.component("c").await;
    api.sagemaker("CreateEndpoint", update("one")).await;
    api.endpoint_status("e", "InService").await;
    let routing = |given: Value| {
        with_policy(
            "two",
            json!({ "BlueGreenUpdatePolicy": { "TrafficRoutingConfiguration": given } }),
        )
    };
    let size = |value: u32| json!({ "Type": "CAPACITY_PERCENT", "Value": value });
    let rolling = |value: u32| json!({ "RollingUpdatePolicy": { "MaximumBatchSize": size(value), "WaitIntervalInSeconds": 0 } });
    let both = crate::harness::with(rolling(50), canary(0));
    let mut slow = canary(1800);
    slow["BlueGreenUpdatePolicy"]["MaximumExecutionTimeoutInSeconds"] = json!(600);
    let mut unguarded = rolling(50);
    unguarded["AutoRollbackConfiguration"] = json!({ "Alarms": [{ "AlarmName": "none" }] });
    let mut nameless = rolling(50);
    nameless["AutoRollbackConfiguration"] = json!({ "Alarms": [{}] });
    let all_at_once = |members: Value| {
        let kind = json!({ "Type": "ALL_AT_ONCE", "WaitIntervalInSeconds": 0 });
        routing(crate::harness::with(kind, members))
    };
    let component =
        |members: Value| crate::harness::with(json!({ "InferenceComponentName": "c" }), members);
    let batch = json!({ "Type": "COPY_COUNT", "Value": 2 });
    let policy =
        json!({ "RollingUpdatePolicy": { "MaximumBatchSize": batch, "WaitIntervalInSeconds": 0 } });
    let container = json!({ "Container": { "Image": "a" } });
    let (endpoint, part) = ("UpdateEndpoint", "UpdateInferenceComponent");
    for (operation, input, text) in [
        (
            endpoint,
            json!({ "EndpointName": "none", "EndpointConfigName": "one" }),
            "Could not find endpoint \"",
        ),
        (endpoint, update("none"), "Could not find endpoint configuration \""),
        (endpoint, json!({ "EndpointName": "e" }), "endpointConfigName"),
        (endpoint, with_policy("two", both), "not both"),
        (
            endpoint,
            routing(json!({ "Type": "CANARY", "WaitIntervalInSeconds": 0 })),
            "needs CanarySize",
        ),
        (
            endpoint,
            routing(json!({ "Type": "LINEAR", "WaitIntervalInSeconds": 0 })),
            "needs LinearStepSize",
        ),
        (endpoint, all_at_once(json!({ "CanarySize": size(10) })), "takes neither CanarySize"),
        (
            endpoint,
            routing(json!({ "Type": "SOME", "WaitIntervalInSeconds": 0 })),
            "enum value set",
        ),
        (
            endpoint,
            routing(
                json!({ "Type": "CANARY", "WaitIntervalInSeconds": 0, "CanarySize": size(51) }),
            ),
            "CanarySize must be between 1% and 50% of the new fleet, which has 4",
        ),
        (
            endpoint,
            routing(
                json!({ "Type": "LINEAR", "WaitIntervalInSeconds": 0, "LinearStepSize": size(9) }),
            ),
            "LinearStepSize must be between 10% and 50%",
        ),
        (endpoint, with_policy("two", rolling(60)), "MaximumBatchSize must be between 5% and 50%"),
        (endpoint, with_policy("two", rolling(101)), "must not be more than 100"),
        (
            endpoint,
            with_policy("two", slow),
            "must be larger than all configured wait times together (3600 seconds)",
        ),
        (endpoint, with_policy("two", unguarded), "Could not find the alarm \"none\""),
        (endpoint, with_policy("two", nameless), "needs an AlarmName"),
        (
            endpoint,
            crate::harness::with(
                update("two"),
                json!({ "ExcludeRetainedVariantProperties": [{ "VariantPropertyType": "Some" }] }),
            ),
            "enum value set",
        ),
        (part, component(json!({})), "Specification or RuntimeConfig must be given"),
        (
            part,
            json!({ "InferenceComponentName": "none", "Specification": container }),
            "Could not find inference component",
        ),
        (
            part,
            component(json!({ "RuntimeConfig": { "CopyCount": 2 }, "DeploymentConfig": policy })),
            "DeploymentConfig needs a Specification",
        ),
        (
            part,
            component(
                json!({ "Specification": { "ModelName": "one", "Container": { "Image": "a" } } }),
            ),
            "must not be given together",
        ),
        (
            part,
            component(json!({ "Specification": { "ModelName": "none" } })),
            "Could not find model",
        ),
        (
            part,
            component(json!({
                "Specification": { "Container": { "Image": "a" } }, "DeploymentConfig": policy,
                "RuntimeConfig": { "CopyCount": 3 },
            })),
            "MaximumBatchSize must be between 5% and 50%",
        ),
        (
            part,
            component(json!({
                "Specification": { "Container": { "Image": "a" } },
                "RuntimeConfig": { "CopyCount": 10_001 },
            })),
            "10000",
        ),
    ] {
        let (_, got) = api.refused(SAGEMAKER, operation, input.clone()).await;
        assert!(got.contains(text), "{operation} {input}: {got}");
    }
    // Nothing of that has changed anything.
    let found = api.sagemaker("DescribeEndpoint", json!({ "EndpointName": "e" })).await;
    assert_eq!(
        (&found["EndpointStatus"], &found["EndpointConfigName"]),
        (&json!("InService"), &json!("one"))
    );
    api.copies("c", 1).await;
}
