//! The client for AWS itself, by the official SDK.

mod convert;

use std::error::Error;

use aws_config::{BehaviorVersion, Region as SdkRegion};
use aws_sdk_applicationautoscaling::Client as Scaling;
use aws_sdk_applicationautoscaling::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_applicationautoscaling::types::{
    MetricAggregationType, ScalableDimension, ServiceNamespace,
};
use aws_sdk_cloudwatch::Client as Metrics;
use aws_sdk_cloudwatch::config::http::HttpResponse;
use aws_sdk_cloudwatch::types::ComparisonOperator;
use aws_smithy_http_client::tls::{Provider, TlsContext, TrustStore, rustls_provider::CryptoMode};
use ebb_tls::{Trust, TrustError};

use crate::{
    AutoScalingClient, ClientError, DescribedAlarm, DescribedPolicy, PutPolicy, Region, Resource,
    ScalableTarget, ScalingPolicy, WakeAlarm,
};

/// Pages of one description that are read at most.
const MAX_PAGES: usize = 200;

/// Resource ids in one description.
const MAX_IDS: usize = 50;

/// What to take instead of what the environment says.
#[derive(Clone, Debug, Default)]
pub struct AwsOptions {
    /// Region; else that of the environment, the profile or the machine.
    pub region: Option<Region>,
    /// Profile of the shared configuration files.
    pub profile: Option<String>,
    /// Address of every service; else that of the environment or the profile, or AWS's own.
    pub endpoint_url: Option<String>,
    /// Who may vouch for a server.
    pub trust: Trust,
}

/// Speaks to AWS.
#[derive(Clone, Debug)]
pub struct AwsClient {
    scaling: Scaling,
    metrics: Metrics,
}

impl AwsClient {
    /// A client with the usual credentials: environment, profile, role of the container or machine.
    ///
    /// # Errors
    /// [`TrustError`] when a file of authorities that was named cannot be used.
    pub async fn new(options: AwsOptions) -> Result<Self, TrustError> {
        let AwsOptions { region, profile, endpoint_url, trust } = options;
        // The SDK's own default brings a TLS stack that needs a C compiler and cmake.
        let http =
            aws_smithy_http_client::Builder::new().tls_provider(Provider::Rustls(CryptoMode::Ring));
        let http = match trust.bundle()? {
            Some(authorities) => {
                let store = TrustStore::empty().with_pem_certificate(authorities);
                let context = TlsContext::builder().with_trust_store(store).build();
                http.tls_context(context.expect("a store is only kept there")).build_https()
            }
            None => http.build_https(),
        };
        let mut loader = aws_config::defaults(BehaviorVersion::v2026_01_12()).http_client(http);
        if let Some(region) = region {
            loader = loader.region(SdkRegion::new(region.as_str().to_owned()));
        }
        if let Some(profile) = profile {
            loader = loader.profile_name(profile);
        }
        if let Some(endpoint_url) = endpoint_url {
            loader = loader.endpoint_url(endpoint_url);
        }
        let config = loader.load().await;
        Ok(Self { scaling: Scaling::new(&config), metrics: Metrics::new(&config) })
    }

    async fn describe_targets(
        &self,
        resources: &[Resource],
        found: &mut Vec<ScalableTarget>,
    ) -> Result<(), ClientError> {
        let ids: Vec<String> = resources.iter().map(ToString::to_string).collect();
        let mut pages = self
            .scaling
            .describe_scalable_targets()
            .service_namespace(ServiceNamespace::Sagemaker)
            .set_resource_ids((!ids.is_empty()).then_some(ids))
            .into_paginator()
            .send();
        for _ in 0..MAX_PAGES {
            let Some(page) = pages.next().await else { return Ok(()) };
            let page = page.map_err(failed)?;
            found.extend(page.scalable_targets().iter().filter_map(convert::target));
        }
        Err(too_many_pages())
    }
}

impl AutoScalingClient for AwsClient {
    async fn register_scalable_target(&self, target: &ScalableTarget) -> Result<(), ClientError> {
        let call = self
            .scaling
            .register_scalable_target()
            .service_namespace(ServiceNamespace::Sagemaker)
            .resource_id(target.resource.to_string())
            .scalable_dimension(dimension(&target.resource))
            .min_capacity(convert::int(target.bounds.min().0))
            .max_capacity(convert::int(target.bounds.max().0));
        call.send().await.map(drop).map_err(failed)
    }

    async fn deregister_scalable_target(&self, resource: &Resource) -> Result<(), ClientError> {
        let call = self
            .scaling
            .deregister_scalable_target()
            .service_namespace(ServiceNamespace::Sagemaker)
            .resource_id(resource.to_string())
            .scalable_dimension(dimension(resource));
        call.send().await.map(drop).map_err(failed)
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
        let call = self
            .scaling
            .put_scaling_policy()
            .service_namespace(ServiceNamespace::Sagemaker)
            .resource_id(resource.to_string())
            .scalable_dimension(dimension(resource));
        let call = match policy {
            ScalingPolicy::TargetTracking(policy) => call
                .policy_name(&policy.name)
                .policy_type("TargetTrackingScaling".into())
                .target_tracking_scaling_policy_configuration(convert::tracking(policy)?),
            ScalingPolicy::Step(policy) => call
                .policy_name(&policy.name)
                .policy_type("StepScaling".into())
                .step_scaling_policy_configuration(
                    convert::step(policy)?
                        .metric_aggregation_type(MetricAggregationType::from(
                            policy.aggregation.as_str(),
                        ))
                        .build(),
                ),
        };
        let put = call.send().await.map_err(failed)?;
        Ok(PutPolicy {
            arn: put.policy_arn().to_owned(),
            alarms: put.alarms().iter().map(|alarm| alarm.alarm_name().to_owned()).collect(),
        })
    }

    async fn delete_scaling_policy(
        &self,
        resource: &Resource,
        name: &str,
    ) -> Result<(), ClientError> {
        let call = self
            .scaling
            .delete_scaling_policy()
            .service_namespace(ServiceNamespace::Sagemaker)
            .resource_id(resource.to_string())
            .scalable_dimension(dimension(resource))
            .policy_name(name);
        call.send().await.map(drop).map_err(failed)
    }

    async fn describe_scaling_policies(
        &self,
        resource: &Resource,
    ) -> Result<Vec<DescribedPolicy>, ClientError> {
        let mut pages = self
            .scaling
            .describe_scaling_policies()
            .service_namespace(ServiceNamespace::Sagemaker)
            .resource_id(resource.to_string())
            .scalable_dimension(dimension(resource))
            .into_paginator()
            .send();
        let mut found = Vec::new();
        for _ in 0..MAX_PAGES {
            let Some(page) = pages.next().await else { return Ok(found) };
            found.extend(page.map_err(failed)?.scaling_policies().iter().map(convert::policy));
        }
        Err(too_many_pages())
    }

    async fn put_metric_alarm(
        &self,
        alarm: &WakeAlarm,
        policy_arn: &str,
    ) -> Result<(), ClientError> {
        let call = self
            .metrics
            .put_metric_alarm()
            .alarm_name(&alarm.name)
            .alarm_description(&alarm.description)
            .actions_enabled(true)
            .alarm_actions(policy_arn)
            .metric_name(alarm.metric.name())
            .namespace(alarm.metric.namespace())
            .statistic(alarm.statistic.to_string().as_str().into())
            .set_dimensions(Some(convert::dimensions(&alarm.metric)))
            .period(convert::int(alarm.period_s))
            .evaluation_periods(convert::int(alarm.periods))
            .datapoints_to_alarm(convert::int(alarm.periods))
            .threshold(alarm.threshold)
            .comparison_operator(ComparisonOperator::GreaterThanOrEqualToThreshold)
            .treat_missing_data("missing");
        call.send().await.map(drop).map_err(failed)
    }

    async fn describe_alarms(&self, names: &[String]) -> Result<Vec<DescribedAlarm>, ClientError> {
        let mut pages = self
            .metrics
            .describe_alarms()
            .set_alarm_names(Some(names.to_vec()))
            .into_paginator()
            .send();
        let mut found = Vec::new();
        for _ in 0..MAX_PAGES {
            let Some(page) = pages.next().await else { return Ok(found) };
            found.extend(page.map_err(failed)?.metric_alarms().iter().map(convert::alarm));
        }
        Err(too_many_pages())
    }

    async fn delete_alarms(&self, names: &[String]) -> Result<(), ClientError> {
        let call = self.metrics.delete_alarms().set_alarm_names(Some(names.to_vec()));
        call.send().await.map(drop).map_err(failed)
    }
}

fn dimension(resource: &Resource) -> ScalableDimension {
    resource.dimension().into()
}

/// An answer with an error code is the service's word; all else means that there was no answer.
fn failed<E>(error: SdkError<E, HttpResponse>) -> ClientError
where
    E: ProvideErrorMetadata + Error + Send + Sync + 'static,
{
    let status = error.raw_response().map_or(0, |answer| answer.status().as_u16());
    match error.code() {
        Some(code) => {
            let message = error.message().unwrap_or_default().to_owned();
            ClientError::from_service(status, code.to_owned(), message)
        }
        None => ClientError::Transport { endpoint: "AWS".to_owned(), source: error.into() },
    }
}

fn too_many_pages() -> ClientError {
    let problem = format!("more than {MAX_PAGES} pages");
    ClientError::Unreadable { endpoint: "AWS".to_owned(), problem }
}
