//! Setting up: the calls, their bodies, what a second time does, and what a failure half-way leaves.

use std::error::Error;

use ebb_autoscale::{
    Capacity, CustomizedMetric, EndpointAutoscaling, Metric, MetricId, Resource, SetupError,
    Statistic, Unit,
};
use serde_json::json;

use crate::fake::{Answer, Fake, denied, done, error, not_found, ok};

pub(crate) fn component() -> EndpointAutoscaling {
    let resource = Resource::Component { name: "llama".to_owned() };
    let mut wanted = EndpointAutoscaling::new(resource, Metric::ConcurrentRequests, 5.0);
    wanted.max = Capacity(8);
    wanted.to_zero = true;
    wanted
}

fn async_variant() -> EndpointAutoscaling {
    let resource = Resource::Variant { endpoint: "draw".to_owned(), variant: "prod".to_owned() };
    let mut wanted = EndpointAutoscaling::new(resource, Metric::CpuUtilization, 50.0);
    wanted.to_zero = true;
    wanted.asynchronous = true;
    wanted
}

pub(crate) fn arn(policy: &str) -> Answer {
    ok(
        json!({ "PolicyARN": format!("arn:aws:autoscaling:eu-west-1:000000000000:{policy}"), "Alarms": [] }),
    )
}

pub(crate) fn nothing_there() -> [(&'static str, Answer); 2] {
    [
        ("DescribeScalableTargets", ok(json!({ "ScalableTargets": [] }))),
        ("DescribeAlarms", ok(json!({ "MetricAlarms": [], "CompositeAlarms": [] }))),
    ]
}

pub(crate) fn everything_there() -> [(&'static str, Answer); 3] {
    let policy = |name: &str, kind: &str| json!({ "PolicyARN": name, "PolicyName": name, "PolicyType": kind, "ResourceId": "inference-component/llama" });
    [
        (
            "DescribeScalableTargets",
            ok(json!({ "ScalableTargets": [{
                "ResourceId": "inference-component/llama",
                "ScalableDimension": "sagemaker:inference-component:DesiredCopyCount",
                "MinCapacity": 0,
                "MaxCapacity": 8,
            }] })),
        ),
        (
            "DescribeScalingPolicies",
            ok(json!({ "ScalingPolicies": [
                policy("ebb-target-tracking", "TargetTrackingScaling"),
                policy("ebb-wake-from-zero", "StepScaling"),
            ] })),
        ),
        (
            "DescribeAlarms",
            ok(json!({ "MetricAlarms": [{
                "AlarmName": "ebb-wake-from-zero-inference-component/llama",
                "AlarmArn": "arn:aws:cloudwatch:eu-west-1:000000000000:alarm:x",
                "StateValue": "OK",
                "AlarmActions": ["arn"],
            }] })),
        ),
    ]
}

fn chain(error: &(dyn Error + 'static)) -> String {
    let causes = std::iter::successors(Some(error), |&error| error.source());
    causes.map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

/// The bodies of the calls that change something, each after the name of its operation.
fn changes(fake: &Fake) -> String {
    let calls = fake.played();
    let changes = calls.iter().filter(|call| !call.operation.starts_with("Describe"));
    changes.map(|call| format!("{} {}", call.operation, call.text())).collect::<Vec<_>>().join("\n")
}

#[tokio::test]
async fn a_component_is_set_up_to_zero_and_back() {
    let fake = Fake::start(nothing_there().into_iter().chain([
        ("RegisterScalableTarget", done()),
        ("PutScalingPolicy", arn("tracking")),
        ("PutScalingPolicy", arn("step")),
        ("PutMetricAlarm", done()),
    ]))
    .await;
    let report = component().setup(&fake.client()).await.unwrap();
    insta::assert_snapshot!(changes(&fake), @r#"
    RegisterScalableTarget {"ServiceNamespace":"sagemaker","ResourceId":"inference-component/llama","ScalableDimension":"sagemaker:inference-component:DesiredCopyCount","MinCapacity":0,"MaxCapacity":8}
    PutScalingPolicy {"ServiceNamespace":"sagemaker","ResourceId":"inference-component/llama","ScalableDimension":"sagemaker:inference-component:DesiredCopyCount","PolicyName":"ebb-target-tracking","PolicyType":"TargetTrackingScaling","TargetTrackingScalingPolicyConfiguration":{"TargetValue":5.0,"PredefinedMetricSpecification":{"PredefinedMetricType":"SageMakerInferenceComponentConcurrentRequestsPerCopyHighResolution"},"ScaleOutCooldown":300,"ScaleInCooldown":300}}
    PutScalingPolicy {"ServiceNamespace":"sagemaker","ResourceId":"inference-component/llama","ScalableDimension":"sagemaker:inference-component:DesiredCopyCount","PolicyName":"ebb-wake-from-zero","PolicyType":"StepScaling","StepScalingPolicyConfiguration":{"AdjustmentType":"ChangeInCapacity","StepAdjustments":[{"MetricIntervalLowerBound":0.0,"ScalingAdjustment":1}],"Cooldown":60,"MetricAggregationType":"Maximum"}}
    PutMetricAlarm {"AlarmName":"ebb-wake-from-zero-inference-component/llama","AlarmDescription":"A request found no copy of inference component \"llama\": add the first one.","ActionsEnabled":true,"AlarmActions":["arn:aws:autoscaling:eu-west-1:000000000000:step"],"MetricName":"NoCapacityInvocationFailures","Namespace":"AWS/SageMaker","Statistic":"Sum","Dimensions":[{"Name":"InferenceComponentName","Value":"llama"}],"Period":60,"EvaluationPeriods":1,"DatapointsToAlarm":1,"Threshold":1.0,"ComparisonOperator":"GreaterThanOrEqualToThreshold","TreatMissingData":"missing"}
    "#);
    insta::assert_snapshot!(serde_json::to_string(&report).unwrap(), @r#"{"resource":"inference-component/llama","steps":[{"kind":"scalable-target","name":"inference-component/llama","outcome":"created"},{"kind":"target-tracking-policy","name":"ebb-target-tracking","outcome":"created"},{"kind":"step-policy","name":"ebb-wake-from-zero","outcome":"created"},{"kind":"alarm","name":"ebb-wake-from-zero-inference-component/llama","outcome":"created"}]}"#);
}

#[tokio::test]
async fn an_asynchronous_variant_is_woken_by_its_backlog() {
    let fake = Fake::start(nothing_there().into_iter().chain([
        ("RegisterScalableTarget", done()),
        ("PutScalingPolicy", arn("tracking")),
        ("PutScalingPolicy", arn("step")),
        ("PutMetricAlarm", done()),
    ]))
    .await;
    async_variant().setup(&fake.client()).await.unwrap();
    insta::assert_snapshot!(changes(&fake), @r#"
    RegisterScalableTarget {"ServiceNamespace":"sagemaker","ResourceId":"endpoint/draw/variant/prod","ScalableDimension":"sagemaker:variant:DesiredInstanceCount","MinCapacity":0,"MaxCapacity":4}
    PutScalingPolicy {"ServiceNamespace":"sagemaker","ResourceId":"endpoint/draw/variant/prod","ScalableDimension":"sagemaker:variant:DesiredInstanceCount","PolicyName":"ebb-target-tracking","PolicyType":"TargetTrackingScaling","TargetTrackingScalingPolicyConfiguration":{"TargetValue":50.0,"CustomizedMetricSpecification":{"MetricName":"CPUUtilization","Namespace":"/aws/sagemaker/Endpoints","Dimensions":[{"Name":"EndpointName","Value":"draw"},{"Name":"VariantName","Value":"prod"}],"Statistic":"Average","Unit":"Percent"},"ScaleOutCooldown":300,"ScaleInCooldown":300}}
    PutScalingPolicy {"ServiceNamespace":"sagemaker","ResourceId":"endpoint/draw/variant/prod","ScalableDimension":"sagemaker:variant:DesiredInstanceCount","PolicyName":"ebb-wake-from-zero","PolicyType":"StepScaling","StepScalingPolicyConfiguration":{"AdjustmentType":"ChangeInCapacity","StepAdjustments":[{"MetricIntervalLowerBound":0.0,"ScalingAdjustment":1}],"Cooldown":300,"MetricAggregationType":"Average"}}
    PutMetricAlarm {"AlarmName":"ebb-wake-from-zero-endpoint/draw/variant/prod","AlarmDescription":"Requests wait for endpoint \"draw\" without an instance: add the first one.","ActionsEnabled":true,"AlarmActions":["arn:aws:autoscaling:eu-west-1:000000000000:step"],"MetricName":"HasBacklogWithoutCapacity","Namespace":"AWS/SageMaker","Statistic":"Average","Dimensions":[{"Name":"EndpointName","Value":"draw"}],"Period":60,"EvaluationPeriods":2,"DatapointsToAlarm":2,"Threshold":1.0,"ComparisonOperator":"GreaterThanOrEqualToThreshold","TreatMissingData":"missing"}
    "#);
}

#[tokio::test]
async fn like_the_handbook_without_zero() {
    let fake = Fake::start(
        nothing_there()
            .into_iter()
            .chain([("RegisterScalableTarget", done()), ("PutScalingPolicy", arn("tracking"))]),
    )
    .await;
    EndpointAutoscaling::like_handbook("ic-twin", "twin").setup(&fake.client()).await.unwrap();
    insta::assert_snapshot!(changes(&fake), @r#"
    RegisterScalableTarget {"ServiceNamespace":"sagemaker","ResourceId":"inference-component/ic-twin","ScalableDimension":"sagemaker:inference-component:DesiredCopyCount","MinCapacity":1,"MaxCapacity":6}
    PutScalingPolicy {"ServiceNamespace":"sagemaker","ResourceId":"inference-component/ic-twin","ScalableDimension":"sagemaker:inference-component:DesiredCopyCount","PolicyName":"twin","PolicyType":"TargetTrackingScaling","TargetTrackingScalingPolicyConfiguration":{"TargetValue":5.0,"PredefinedMetricSpecification":{"PredefinedMetricType":"SageMakerInferenceComponentInvocationsPerCopy"},"ScaleOutCooldown":200,"ScaleInCooldown":200}}
    "#);
}

#[tokio::test]
async fn any_metric_can_be_tracked() {
    let mut wanted = component();
    wanted.to_zero = false;
    wanted.metric = Metric::Customized(CustomizedMetric {
        metric: MetricId::new("Shop", "Queue", [("Site", "a")]),
        statistic: Statistic::Maximum,
        unit: Some(Unit::Count),
    });
    let fake = Fake::start(
        nothing_there()
            .into_iter()
            .chain([("RegisterScalableTarget", done()), ("PutScalingPolicy", arn("tracking"))]),
    )
    .await;
    wanted.setup(&fake.client()).await.unwrap();
    let changes = changes(&fake);
    let want = r#""CustomizedMetricSpecification":{"MetricName":"Queue","Namespace":"Shop","Dimensions":[{"Name":"Site","Value":"a"}],"Statistic":"Maximum","Unit":"Count"}"#;
    assert!(changes.contains(want), "{changes}");
}

#[tokio::test]
async fn the_work_can_be_spawned() {
    let fake = Fake::start([("DescribeScalableTargets", denied())]).await;
    let client = fake.client();
    let task = tokio::spawn(async move { component().setup(&client).await });
    assert!(matches!(task.await.unwrap(), Err(SetupError::Unread { .. })));
}

#[tokio::test]
async fn a_second_time_updates_and_says_so() {
    let fake = Fake::start(everything_there().into_iter().chain([
        ("RegisterScalableTarget", done()),
        ("PutScalingPolicy", arn("tracking")),
        ("PutScalingPolicy", arn("step")),
        ("PutMetricAlarm", done()),
    ]))
    .await;
    let report = component().setup(&fake.client()).await.unwrap();
    fake.played();
    let steps: Vec<String> = report.steps.iter().map(ToString::to_string).collect();
    insta::assert_snapshot!(steps.join("\n"), @r#"
    scalable target "inference-component/llama": updated
    target-tracking policy "ebb-target-tracking": updated
    step policy "ebb-wake-from-zero": updated
    alarm "ebb-wake-from-zero-inference-component/llama": updated
    "#);
}

#[tokio::test]
async fn no_longer_to_zero_takes_the_way_back_away() {
    let fake = Fake::start(everything_there().into_iter().chain([
        ("RegisterScalableTarget", done()),
        ("PutScalingPolicy", arn("tracking")),
        ("DeleteAlarms", done()),
        ("DeleteScalingPolicy", done()),
    ]))
    .await;
    let mut wanted = component();
    wanted.to_zero = false;
    let report = wanted.setup(&fake.client()).await.unwrap();
    let changes = changes(&fake);
    assert!(changes.contains(r#""PolicyName":"ebb-wake-from-zero"}"#), "{changes}");
    let steps: Vec<String> = report.steps.iter().map(ToString::to_string).collect();
    insta::assert_snapshot!(steps.join("\n"), @r#"
    scalable target "inference-component/llama": updated
    target-tracking policy "ebb-target-tracking": updated
    alarm "ebb-wake-from-zero-inference-component/llama": deleted
    step policy "ebb-wake-from-zero": deleted
    "#);
}

#[tokio::test]
async fn a_target_just_registered_may_be_unseen_and_the_service_busy() {
    let fake = Fake::start(nothing_there().into_iter().chain([
        ("RegisterScalableTarget", error(500, "ConcurrentUpdateException", "A pending update.")),
        ("RegisterScalableTarget", done()),
        ("PutScalingPolicy", not_found()),
        ("PutScalingPolicy", arn("tracking")),
    ]))
    .await;
    EndpointAutoscaling::like_handbook("ic", "twin").setup(&fake.client()).await.unwrap();
    fake.played();
}

#[tokio::test]
async fn a_failure_half_way_says_what_exists_and_how_to_get_rid_of_it() {
    let fake = Fake::start(nothing_there().into_iter().chain([
        ("RegisterScalableTarget", done()),
        ("PutScalingPolicy", arn("tracking")),
        ("PutScalingPolicy", denied()),
    ]))
    .await;
    let error = component().setup(&fake.client()).await.unwrap_err();
    fake.played();
    insta::assert_snapshot!(chain(&error), @r#"
    could not set up the step policy "ebb-wake-from-zero"; now there are scalable target "inference-component/llama" and target-tracking policy "ebb-target-tracking", which a cleanup removes
    the service refused: User is not allowed. (AccessDeniedException)
    "#);
    let SetupError::HalfWay { done, .. } = error else { panic!("{error:?}") };
    assert_eq!(done.steps.len(), 2);
}

#[tokio::test]
async fn a_failure_at_the_start_says_that_nothing_was_changed() {
    let fake = Fake::start([("DescribeScalableTargets", denied())]).await;
    let error = component().setup(&fake.client()).await.unwrap_err();
    fake.played();
    insta::assert_snapshot!(error, @r#"could not read what exists for "inference-component/llama"; nothing was changed"#);

    let refused = error_on_register().await;
    insta::assert_snapshot!(refused, @r#"could not set up the scalable target "inference-component/llama"; nothing was changed"#);

    let fake = Fake::start([]).await;
    let mut wrong = component();
    wrong.max = Capacity(0);
    let error = wrong.setup(&fake.client()).await.unwrap_err();
    assert!(matches!(error, SetupError::Invalid(_)));
    assert_eq!(fake.played().len(), 0, "nothing is called for a wish that cannot come true");
}

async fn error_on_register() -> SetupError {
    let refusal = error(400, "ValidationException", "No such component.");
    let script = nothing_there().into_iter().chain([("RegisterScalableTarget", refusal)]);
    let fake = Fake::start(script).await;
    component().setup(&fake.client()).await.unwrap_err()
}
