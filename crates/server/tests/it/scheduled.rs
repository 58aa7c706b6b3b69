//! Scheduled actions over the wire.

use serde_json::{Value, json};

use crate::harness::{AUTOSCALING, Api, COPIES, World, now, target, with};

fn action(name: &str, more: Value) -> Value {
    with(with(target("c"), json!({ "ScheduledActionName": name })), more)
}

async fn listed(api: &Api, more: Value) -> Vec<Value> {
    let input = with(json!({ "ServiceNamespace": "sagemaker" }), more);
    let answer = api.autoscaling("DescribeScheduledActions", input).await;
    assert!(answer.get("NextToken").is_none());
    answer["ScheduledActions"].as_array().unwrap().clone()
}

#[tokio::test]
async fn an_action_is_put_changed_described_and_deleted() {
    let world = World::new().await;
    let api = &world.api;
    api.component("c").await;
    api.register("c", 0, 4).await;
    let (start, end) = (4_000_000_000.5, 4_100_000_000.0);
    let first = action(
        "morning",
        json!({
            "Schedule": "cron(0 8 ? * MON-FRI *)", "Timezone": "Europe/Rome",
            "StartTime": start, "EndTime": end,
            "ScalableTargetAction": { "MinCapacity": 2, "MaxCapacity": 4 },
        }),
    );
    assert_eq!(api.autoscaling("PutScheduledAction", first).await, json!({}));
    let [found] = <[Value; 1]>::try_from(listed(api, json!({})).await).unwrap();
    let arn = found["ScheduledActionARN"].as_str().unwrap();
    let (before, after) = arn.split_once(":resource/").unwrap();
    assert!(before.starts_with("arn:aws:autoscaling:us-east-1:000000000000:scheduledAction:"));
    assert_eq!(after, "sagemaker/inference-component/c:scheduledActionName/morning");
    assert!(found["CreationTime"].as_f64().unwrap() <= now() + 1.0);
    for (member, want) in [
        ("ScheduledActionName", json!("morning")),
        ("ServiceNamespace", json!("sagemaker")),
        ("ResourceId", json!("inference-component/c")),
        ("ScalableDimension", json!(COPIES)),
        ("Schedule", json!("cron(0 8 ? * MON-FRI *)")),
        ("Timezone", json!("Europe/Rome")),
        ("StartTime", json!(start)),
        ("EndTime", json!(end)),
        ("ScalableTargetAction", json!({ "MinCapacity": 2, "MaxCapacity": 4 })),
    ] {
        assert_eq!(found[member], want, "{member}");
    }
    // An update keeps what it does not name, but for the two times.
    let update = action("morning", json!({ "ScalableTargetAction": { "MaxCapacity": 3 } }));
    api.autoscaling("PutScheduledAction", update).await;
    let [changed] = <[Value; 1]>::try_from(listed(api, json!({})).await).unwrap();
    let mut want = found.clone();
    want["ScalableTargetAction"] = json!({ "MaxCapacity": 3 });
    want.as_object_mut()
        .unwrap()
        .retain(|name, _| !matches!(name.as_str(), "StartTime" | "EndTime"));
    assert_eq!(changed, want);
    // It is there after a restart, and the policies of a target share the id in their ARNs.
    let world = world.restart(|_| {}).await;
    let api = &world.api;
    assert_eq!(listed(api, json!({})).await, [changed]);
    for (filter, count) in [
        (json!({ "ScheduledActionNames": ["morning", "none"] }), 1),
        (json!({ "ScheduledActionNames": ["none"] }), 0),
        (json!({ "ResourceId": "inference-component/c", "ScalableDimension": COPIES }), 1),
        (json!({ "ResourceId": "inference-component/d" }), 0),
        (json!({ "ServiceNamespace": "ecs" }), 0),
    ] {
        assert_eq!(listed(api, filter.clone()).await.len(), count, "{filter}");
    }
    let gone = api.autoscaling("DeleteScheduledAction", action("morning", json!({}))).await;
    assert_eq!(gone, json!({}));
    assert!(listed(api, json!({})).await.is_empty());
    let (code, text) =
        api.refused(AUTOSCALING, "DeleteScheduledAction", action("morning", json!({}))).await;
    assert_eq!(code, "ObjectNotFoundException");
    assert_eq!(
        text,
        format!(
            "No scheduled action found for service namespace: sagemaker, resource ID: inference-component/c, scalable dimension: {COPIES}, scheduled action name: morning"
        )
    );
}

#[tokio::test]
async fn an_action_runs_at_its_instant() {
    let world = World::new().await;
    let api = &world.api;
    api.component("c").await;
    api.register("c", 0, 4).await;
    let soon = action(
        "soon",
        json!({
            "Schedule": "rate(1 day)", "StartTime": now() + 1.0,
            "ScalableTargetAction": { "MinCapacity": 2, "MaxCapacity": 3 },
        }),
    );
    api.autoscaling("PutScheduledAction", soon).await;
    api.copies("c", 2).await;
    let input = json!({ "ServiceNamespace": "sagemaker" });
    let targets = api.autoscaling("DescribeScalableTargets", input.clone()).await;
    let found = &targets["ScalableTargets"][0];
    assert_eq!((&found["MinCapacity"], &found["MaxCapacity"]), (&json!(2), &json!(3)));
    let answer = api.autoscaling("DescribeScalingActivities", input).await;
    let [moved, set] = answer["ScalingActivities"].as_array().unwrap().as_slice() else {
        panic!("{answer:#}")
    };
    assert_eq!(set["Description"], "Setting min capacity to 2 and max capacity to 3");
    assert_eq!(set["Cause"], "scheduled action name soon was triggered");
    assert_eq!(set["StatusCode"], "Successful");
    assert_eq!(set["StatusMessage"], "Successfully set min capacity to 2 and max capacity to 3");
    assert!(set.get("EndTime").is_none() && set["StartTime"].is_number());
    assert_eq!(moved["Description"], "Setting desired copy count to 2.");
    assert_eq!(moved["Cause"], "minimum capacity was set to 2");
    assert_eq!(moved["StatusCode"], "Successful");
    assert!(moved["EndTime"].is_number());
}

#[tokio::test]
async fn what_is_no_action_is_refused_in_awss_words() {
    let world = World::new().await;
    let api = &world.api;
    api.component("c").await;
    let bounds = json!({ "MinCapacity": 1 });
    let unregistered =
        action("a", json!({ "Schedule": "nonsense", "ScalableTargetAction": bounds }));
    let (code, text) = api.refused(AUTOSCALING, "PutScheduledAction", unregistered).await;
    assert_eq!(code, "ObjectNotFoundException");
    assert!(text.starts_with("No scalable target registered for service namespace: sagemaker"));
    let elsewhere = json!({
        "ServiceNamespace": "rds", "ResourceId": "cluster:test-cluster",
        "ScalableDimension": "rds:cluster:ReadReplicaCount", "ScheduledActionName": "a",
    });
    let (code, text) = api.refused(AUTOSCALING, "PutScheduledAction", elsewhere).await;
    assert_eq!(code, "ObjectNotFoundException");
    assert_eq!(
        text,
        "No scalable target registered for service namespace: rds, resource ID: cluster:test-cluster, scalable dimension: rds:cluster:ReadReplicaCount"
    );
    api.register("c", 0, 4).await;
    let daily = "rate(1 day)";
    for (name, more, part) in [
        ("a", json!({}), "ScalableTargetAction must be set"),
        ("a", json!({ "ScalableTargetAction": bounds }), "Schedule must be set"),
        (
            "a",
            json!({ "Schedule": daily, "ScalableTargetAction": {} }),
            "At least one of minimum capacity and maximum capacity should be provided",
        ),
        (
            "a",
            json!({ "Schedule": "0 8 * * 1", "ScalableTargetAction": bounds }),
            "Invalid schedule expression. Details: Schedule expressions must have the following syntax: rate(<number>\\s?(minutes?|hours?|days?)), cron(<cron_expression>) or at(yyyy-MM-dd'T'HH:mm:ss).",
        ),
        (
            "a",
            json!({ "Schedule": daily, "Timezone": "Mars", "ScalableTargetAction": bounds }),
            "Invalid timezone. Details: The datetime zone id 'Mars' is not recognised",
        ),
        (
            "a",
            json!({ "Schedule": daily, "StartTime": 2, "EndTime": 1, "ScalableTargetAction": bounds }),
            "StartTime must be before EndTime",
        ),
        (
            "a/b",
            json!({ "Schedule": daily, "ScalableTargetAction": bounds }),
            "1 validation error detected: Value 'a/b' at 'scheduledActionName' failed to satisfy constraint: Member must satisfy regular expression pattern: ",
        ),
    ] {
        let input = action(name, more);
        let (code, text) = api.refused(AUTOSCALING, "PutScheduledAction", input.clone()).await;
        assert_eq!(code, "ValidationException", "{input}");
        assert!(text.contains(part), "{input}: {text}");
    }
    let many = action(
        "a",
        json!({ "Schedule": daily, "ScalableTargetAction": { "MaxCapacity": 20_000 } }),
    );
    assert_eq!(
        api.refused(AUTOSCALING, "PutScheduledAction", many).await.0,
        "LimitExceededException"
    );
    assert!(listed(api, json!({})).await.is_empty());
}
