//! A small client for an Ebbtide server, or for AWS with a key: awsJson over HTTP/1.1, signed where there is a key.

mod answer;
mod describe;
mod endpoints;
mod http;
mod request;
mod service;

pub use describe::Described;
pub use endpoints::{EndpointUrlError, Endpoints};

use ebb_tls::Trust;
use ebb_units::Region;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::{
    AutoScalingClient, ClientError, DescribedAlarm, DescribedPolicy, PutPolicy, Resource,
    ScalableTarget, ScalingPolicy, Signing, WakeAlarm,
};
use http::Http;
use service::Service;

/// Pages of one description that are read at most.
const MAX_PAGES: usize = 200;

/// Resource ids in one description.
const MAX_IDS: usize = 50;

/// Speaks to an Ebbtide server, or to AWS with a key.
#[derive(Clone, Debug)]
pub struct EbbtideClient {
    http: Http,
}

impl EbbtideClient {
    /// A client without a key for the server at this address, such as `http://127.0.0.1:4600`. Nothing is sent yet.
    ///
    /// # Errors
    /// [`EndpointUrlError`] when it is no `http://` or `https://` address or has a path.
    pub fn new(endpoint_url: &str, region: Region) -> Result<Self, EndpointUrlError> {
        Self::signed(endpoint_url, Signing::new(region, None))
    }

    /// The same, with a key to sign with.
    ///
    /// # Errors
    /// Those of [`EbbtideClient::new`].
    pub fn signed(endpoint_url: &str, signing: Signing) -> Result<Self, EndpointUrlError> {
        Ok(Self::at(Endpoints::one(endpoint_url)?, signing, Trust::default()))
    }

    /// A client of services at these addresses, which believes these authorities.
    pub fn at(endpoints: Endpoints, signing: Signing, trust: Trust) -> Self {
        Self { http: Http::new(endpoints, signing, trust) }
    }

    async fn call<T: DeserializeOwned>(
        &self,
        service: Service,
        operation: &str,
        body: &Value,
    ) -> Result<T, ClientError> {
        let answer = self.http.call(service, operation, body).await?;
        // An operation without output may answer with nothing at all.
        let bytes: &[u8] = if answer.is_empty() { b"{}" } else { &answer };
        serde_json::from_slice(bytes)
            .map_err(|error| self.http.unreadable(service, format!("{operation}: {error}")))
    }

    /// Reads page after page; `page` takes the items out of an answer and gives the token of the next.
    async fn pages<T: DeserializeOwned>(
        &self,
        service: Service,
        operation: &str,
        mut body: Value,
        mut page: impl FnMut(T) -> Option<String>,
    ) -> Result<(), ClientError> {
        let mut last = None;
        for _ in 0..MAX_PAGES {
            let answer: T = self.call(service, operation, &body).await?;
            let token = page(answer).filter(|token| !token.is_empty());
            if token.is_none() {
                return Ok(());
            }
            if token == last {
                return Err(self
                    .http
                    .unreadable(service, format!("{operation}: the same page again")));
            }
            body["NextToken"] = Value::from(token.clone());
            last = token;
        }
        Err(self.http.unreadable(service, format!("{operation}: more than {MAX_PAGES} pages")))
    }

    async fn describe_targets(
        &self,
        resources: &[Resource],
        found: &mut Vec<ScalableTarget>,
    ) -> Result<(), ClientError> {
        let body = request::describe_targets(resources);
        let page = |page: answer::Targets| {
            found.extend(page.scalable_targets.into_iter().filter_map(answer::Target::read));
            page.next_token
        };
        self.pages(Service::Scaling, "DescribeScalableTargets", body, page).await
    }
}

impl AutoScalingClient for EbbtideClient {
    async fn register_scalable_target(&self, target: &ScalableTarget) -> Result<(), ClientError> {
        let body = request::register(target);
        let answer::Empty {} = self.call(Service::Scaling, "RegisterScalableTarget", &body).await?;
        Ok(())
    }

    async fn deregister_scalable_target(&self, resource: &Resource) -> Result<(), ClientError> {
        let body = request::key(resource);
        let answer::Empty {} =
            self.call(Service::Scaling, "DeregisterScalableTarget", &body).await?;
        Ok(())
    }

    async fn describe_scalable_targets(
        &self,
        resources: &[Resource],
    ) -> Result<Vec<ScalableTarget>, ClientError> {
        let mut found = Vec::new();
        if resources.is_empty() {
            self.describe_targets(&[], &mut found).await?;
        }
        for some in resources.chunks(MAX_IDS) {
            self.describe_targets(some, &mut found).await?;
        }
        Ok(found)
    }

    async fn put_scaling_policy(
        &self,
        resource: &Resource,
        policy: &ScalingPolicy,
    ) -> Result<PutPolicy, ClientError> {
        let body = request::put_policy(resource, policy);
        let put: answer::PutPolicy = self.call(Service::Scaling, "PutScalingPolicy", &body).await?;
        Ok(put.read())
    }

    async fn delete_scaling_policy(
        &self,
        resource: &Resource,
        name: &str,
    ) -> Result<(), ClientError> {
        let body = request::delete_policy(resource, name);
        let answer::Empty {} = self.call(Service::Scaling, "DeleteScalingPolicy", &body).await?;
        Ok(())
    }

    async fn describe_scaling_policies(
        &self,
        resource: &Resource,
    ) -> Result<Vec<DescribedPolicy>, ClientError> {
        let mut found = Vec::new();
        let page = |page: answer::Policies| {
            found.extend(page.scaling_policies.into_iter().map(answer::Policy::read));
            page.next_token
        };
        let body = request::key(resource);
        self.pages(Service::Scaling, "DescribeScalingPolicies", body, page).await?;
        Ok(found)
    }

    async fn put_metric_alarm(
        &self,
        alarm: &WakeAlarm,
        policy_arn: &str,
    ) -> Result<(), ClientError> {
        let body = request::put_alarm(alarm, policy_arn);
        let answer::Empty {} = self.call(Service::Metrics, "PutMetricAlarm", &body).await?;
        Ok(())
    }

    async fn describe_alarms(&self, names: &[String]) -> Result<Vec<DescribedAlarm>, ClientError> {
        let mut found = Vec::new();
        let page = |page: answer::Alarms| {
            found.extend(page.metric_alarms.into_iter().map(answer::Alarm::read));
            page.next_token
        };
        self.pages(Service::Metrics, "DescribeAlarms", request::alarm_names(names), page).await?;
        Ok(found)
    }

    async fn delete_alarms(&self, names: &[String]) -> Result<(), ClientError> {
        let body = request::alarm_names(names);
        let answer::Empty {} = self.call(Service::Metrics, "DeleteAlarms", &body).await?;
        Ok(())
    }
}
