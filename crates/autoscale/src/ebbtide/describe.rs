//! Everything that a service says of scaling, as it says it.

use serde_json::{Map, Value, json};

use super::EbbtideClient;
use super::service::Service;
use crate::ClientError;
use crate::patience::while_busy;

/// Namespaces of what is scaled here.
const NAMESPACES: [&str; 2] = ["sagemaker", "custom-resource"];

/// Endpoints and components that are described one by one at most; each takes a call.
const MOST_DESCRIBED: usize = 2000;

/// What one of the services says.
#[derive(Clone, PartialEq, Debug)]
pub struct Described {
    /// The address of the service.
    pub endpoint: String,
    /// Which operation it answers.
    pub operation: &'static str,
    /// Its answer, pages put together.
    pub answer: Value,
}

impl EbbtideClient {
    /// All targets, policies, scheduled actions and alarms of the account in the region, and the endpoints, their
    /// configurations and inference components. A service that is busy is asked again, as AWS is when it is asked much.
    ///
    /// # Errors
    /// [`ClientError`] of the first call that fails.
    pub async fn describe_everything(&self) -> Result<Vec<Described>, ClientError> {
        let mut all = Vec::new();
        for namespace in NAMESPACES {
            for (operation, list) in [
                ("DescribeScalableTargets", "ScalableTargets"),
                ("DescribeScalingPolicies", "ScalingPolicies"),
                ("DescribeScheduledActions", "ScheduledActions"),
            ] {
                let body = json!({ "ServiceNamespace": namespace });
                let items = self.list(Service::Scaling, operation, body, list).await?;
                all.push(self.said(Service::Scaling, operation, json!({ list: items })));
            }
        }
        for (kind, list) in [("MetricAlarm", "MetricAlarms"), ("CompositeAlarm", "CompositeAlarms")]
        {
            let body = json!({ "AlarmTypes": [kind] });
            let items = self.list(Service::Metrics, "DescribeAlarms", body, list).await?;
            all.push(self.said(Service::Metrics, "DescribeAlarms", json!({ list: items })));
        }
        let mut described = 0_usize;
        for (listing, list, name, operation) in [
            ("ListEndpoints", "Endpoints", "EndpointName", "DescribeEndpoint"),
            (
                "ListEndpointConfigs",
                "EndpointConfigs",
                "EndpointConfigName",
                "DescribeEndpointConfig",
            ),
            (
                "ListInferenceComponents",
                "InferenceComponents",
                "InferenceComponentName",
                "DescribeInferenceComponent",
            ),
        ] {
            for item in self.list(Service::Hosting, listing, json!({}), list).await? {
                let Some(text) = item.get(name).and_then(Value::as_str) else { continue };
                described += 1;
                if described > MOST_DESCRIBED {
                    let problem = format!("more than {MOST_DESCRIBED} endpoints and components");
                    return Err(self.http.unreadable(Service::Hosting, problem));
                }
                let body = json!({ name: text });
                match while_busy(|| self.call(Service::Hosting, operation, &body)).await {
                    Ok(answer) => all.push(self.said(Service::Hosting, operation, answer)),
                    // SageMaker says so of what has gone since it was listed.
                    Err(ClientError::NotFound { .. }) => {}
                    Err(ClientError::Refused { message, .. })
                        if message.starts_with("Could not find") => {}
                    Err(error) => return Err(error),
                }
            }
        }
        Ok(all)
    }

    fn said(&self, service: Service, operation: &'static str, answer: Value) -> Described {
        let endpoint = self.http.endpoint(service).to_string();
        Described { endpoint: endpoint.trim_end_matches('/').to_owned(), operation, answer }
    }

    /// The items of all pages, from the first page on when the service was busy in between.
    async fn list(
        &self,
        service: Service,
        operation: &str,
        body: Value,
        list: &str,
    ) -> Result<Vec<Value>, ClientError> {
        while_busy(|| self.list_once(service, operation, body.clone(), list)).await
    }

    async fn list_once(
        &self,
        service: Service,
        operation: &str,
        body: Value,
        list: &str,
    ) -> Result<Vec<Value>, ClientError> {
        let mut items = Vec::new();
        let page = |mut page: Map<String, Value>| {
            if let Some(Value::Array(found)) = page.remove(list) {
                items.extend(found);
            }
            page.get("NextToken").and_then(Value::as_str).map(str::to_owned)
        };
        self.pages(service, operation, body, page).await?;
        Ok(items)
    }
}
