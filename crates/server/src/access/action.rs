//! Which actions a call is, and on which resources.
//!
//! Rule iam.actions: names and ARNs as in the Service Authorization Reference.
//! <https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html>

use ebb_aws_model::Service;
use ebb_units::Scope;
use http::{HeaderMap, Method};
use serde_json::Value;

/// An action on the resources it touches; none when it is about no resource in particular.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Ask {
    pub(crate) action: String,
    pub(crate) resources: Vec<String>,
}

/// What a call of one of the control APIs asks for.
pub(crate) fn of_call(service: Service, operation: &str, document: &Value, scope: &Scope) -> Ask {
    let (prefix, resources) = match service {
        Service::ApplicationAutoScaling => {
            ("application-autoscaling", of_autoscaling(operation, document, scope))
        }
        Service::CloudWatch => ("cloudwatch", of_cloudwatch(operation, document, scope)),
        Service::SageMaker | Service::SageMakerRuntime => {
            ("sagemaker", of_sagemaker(operation, document, scope))
        }
    };
    Ask { action: format!("{prefix}:{operation}"), resources }
}

/// What a request below `/endpoints/` asks for; `None` when there is no such operation.
pub(crate) fn of_invocation(
    method: &Method,
    path: &str,
    headers: &HeaderMap,
    scope: &Scope,
) -> Option<Ask> {
    let (name, operation) = path.strip_prefix("/endpoints/")?.split_once('/')?;
    let action = match operation {
        "invocations" => "sagemaker:InvokeEndpoint",
        "async-invocations" => "sagemaker:InvokeEndpointAsync",
        "invocations-response-stream" => "sagemaker:InvokeEndpointWithResponseStream",
        "invocations-bidirectional-stream" => "sagemaker:InvokeEndpointWithBidirectionalStream",
        _ => return None,
    };
    let mut resources = vec![arn(scope, "sagemaker", &lower("endpoint", name))];
    let component = headers.get("x-amzn-sagemaker-inference-component");
    if let Some(component) = component.and_then(|name| name.to_str().ok()) {
        resources.push(arn(scope, "sagemaker", &lower("inference-component", component.trim())));
    }
    (method == Method::POST).then(|| Ask { action: action.to_owned(), resources })
}

/// What a plain request to a model server asks for: it is an invocation in another form.
pub(crate) fn of_plain(endpoint: &str, component: Option<&str>, scope: &Scope) -> Ask {
    let named = |kind, name| arn(scope, "sagemaker", &lower(kind, name));
    let component = component.map(|name| named("inference-component", name));
    let resources = std::iter::once(named("endpoint", endpoint)).chain(component).collect();
    Ask { action: "sagemaker:InvokeEndpoint".to_owned(), resources }
}

/// A scalable target has an id that its caller does not know beforehand, so AWS asks about all of them.
fn of_autoscaling(operation: &str, document: &Value, scope: &Scope) -> Vec<String> {
    if let Some(arn) = text(document, "ResourceARN") {
        return vec![arn.to_owned()];
    }
    if operation.starts_with("Describe") {
        return Vec::new();
    }
    vec![arn(scope, "application-autoscaling", "scalable-target/*")]
}

fn of_cloudwatch(operation: &str, document: &Value, scope: &Scope) -> Vec<String> {
    let alarm = |name: &str| arn(scope, "cloudwatch", &format!("alarm:{name}"));
    match operation {
        // These list what there is, whichever names they are given.
        "DescribeAlarms" => vec![alarm("*")],
        "DescribeAlarmHistory" => vec![alarm(text(document, "AlarmName").unwrap_or("*"))],
        "DescribeAlarmsForMetric" => Vec::new(),
        _ => {
            let tagged = text(document, "ResourceARN").map(str::to_owned);
            let one = text(document, "AlarmName").map(alarm);
            let named = document.get("AlarmNames").and_then(Value::as_array);
            let many = named.into_iter().flatten().filter_map(Value::as_str).map(alarm);
            tagged.into_iter().chain(one).chain(many).collect()
        }
    }
}

/// Every resource that a request names at its top, whichever operation it is.
fn of_sagemaker(operation: &str, document: &Value, scope: &Scope) -> Vec<String> {
    const MEMBERS: [(&str, &str); 4] = [
        ("ModelName", "model"),
        ("EndpointConfigName", "endpoint-config"),
        ("EndpointName", "endpoint"),
        ("InferenceComponentName", "inference-component"),
    ];
    if let Some(arn) = text(document, "ResourceArn") {
        return vec![arn.to_lowercase()];
    }
    if operation.starts_with("List") {
        return Vec::new();
    }
    MEMBERS
        .iter()
        .filter_map(|(member, kind)| Some((*kind, text(document, member)?)))
        .map(|(kind, name)| arn(scope, "sagemaker", &lower(kind, name)))
        .collect()
}

fn lower(kind: &str, name: &str) -> String {
    format!("{kind}/{}", name.to_lowercase())
}

fn arn(scope: &Scope, service: &str, resource: &str) -> String {
    let Scope { account, region } = scope;
    format!("arn:{}:{service}:{region}:{account}:{resource}", region.partition())
}

fn text<'d>(document: &'d Value, member: &str) -> Option<&'d str> {
    document.get(member)?.as_str()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn scope() -> Scope {
        Scope { account: "123456789012".parse().unwrap(), region: "cn-north-1".parse().unwrap() }
    }

    fn ask(action: &str, resources: &[&str]) -> Ask {
        let resources = resources
            .iter()
            .map(|end| {
                let (service, resource) = end.split_once(' ').unwrap();
                format!("arn:aws-cn:{service}:cn-north-1:123456789012:{resource}")
            })
            .collect();
        Ask { action: action.to_owned(), resources }
    }

    // Covers: iam.actions
    #[test]
    fn each_call_names_what_it_touches() {
        use Service::{ApplicationAutoScaling, CloudWatch, SageMaker};
        for (service, operation, document, want) in [
            (
                SageMaker,
                "CreateEndpoint",
                json!({ "EndpointName": "E", "EndpointConfigName": "C", "Tags": [] }),
                ask(
                    "sagemaker:CreateEndpoint",
                    &["sagemaker endpoint-config/c", "sagemaker endpoint/e"],
                ),
            ),
            (
                SageMaker,
                "ListModels",
                json!({ "NameContains": "x" }),
                ask("sagemaker:ListModels", &[]),
            ),
            (
                SageMaker,
                "DeleteModel",
                json!({ "ModelName": 7 }),
                ask("sagemaker:DeleteModel", &[]),
            ),
            (
                ApplicationAutoScaling,
                "PutScalingPolicy",
                json!({ "ResourceId": "endpoint/e/variant/v" }),
                ask(
                    "application-autoscaling:PutScalingPolicy",
                    &["application-autoscaling scalable-target/*"],
                ),
            ),
            (
                ApplicationAutoScaling,
                "DescribeScalingPolicies",
                json!({}),
                ask("application-autoscaling:DescribeScalingPolicies", &[]),
            ),
            (
                CloudWatch,
                "DeleteAlarms",
                json!({ "AlarmNames": ["A", "b"] }),
                ask("cloudwatch:DeleteAlarms", &["cloudwatch alarm:A", "cloudwatch alarm:b"]),
            ),
            (
                CloudWatch,
                "DescribeAlarms",
                json!({ "AlarmNames": ["A"] }),
                ask("cloudwatch:DescribeAlarms", &["cloudwatch alarm:*"]),
            ),
            (CloudWatch, "PutMetricData", json!({}), ask("cloudwatch:PutMetricData", &[])),
        ] {
            assert_eq!(of_call(service, operation, &document, &scope()), want, "{operation}");
        }
    }

    #[test]
    fn an_invocation_names_endpoint_and_component() {
        let mut headers = HeaderMap::new();
        let of =
            |path: &str, headers: &HeaderMap| of_invocation(&Method::POST, path, headers, &scope());
        assert_eq!(
            of("/endpoints/E/invocations", &headers),
            Some(ask("sagemaker:InvokeEndpoint", &["sagemaker endpoint/e"]))
        );
        headers.insert("x-amzn-sagemaker-inference-component", "Ic".parse().unwrap());
        assert_eq!(
            of("/endpoints/e/async-invocations", &headers),
            Some(ask(
                "sagemaker:InvokeEndpointAsync",
                &["sagemaker endpoint/e", "sagemaker inference-component/ic"]
            ))
        );
        assert_eq!(of("/endpoints/e/other", &headers), None);
        assert_eq!(
            of_invocation(&Method::GET, "/endpoints/e/invocations", &headers, &scope()),
            None
        );
    }
}
