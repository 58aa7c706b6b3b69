//! `ebb autoscale setup` and `ebb autoscale cleanup`.

use std::process::ExitCode;

use clap::{Args, Subcommand, ValueEnum};
use ebb_autoscale::{
    AutoScalingClient, EbbtideClient, EndpointAutoscaling, EndpointUrlError, Endpoints, Metric,
    Report, Resource, SetupError,
};

use crate::failure::Failure;
use crate::key::{AWS, KeyOptions};
use crate::output::print_line;

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Register the target and put its policies; may run twice.
    Setup(Setup),
    /// Take away all that setup makes, also after a setup that failed half-way; may run twice.
    Cleanup(Cleanup),
}

#[derive(Args)]
struct Where {
    /// What to scale: endpoint/NAME/variant/NAME or inference-component/NAME
    #[arg(value_name = "RESOURCE")]
    resource: String,
    /// An Ebbtide server, such as http://127.0.0.1:4600; when left out or "aws", AWS itself [env: AWS_ENDPOINT_URL]
    #[arg(long, value_name = "URL")]
    endpoint_url: Option<String>,
    #[command(flatten)]
    key: KeyOptions,
    /// Name of the tracking policy [default: ebb-target-tracking]
    #[arg(long, value_name = "NAME")]
    policy_name: Option<String>,
    /// Print the steps as JSON
    #[arg(long)]
    json: bool,
}

#[derive(Args)]
#[command(after_help = "\
Examples:
  ebb autoscale setup inference-component/llama --endpoint-url http://127.0.0.1:4600 --to-zero --max 4
  ebb autoscale setup endpoint/sd/variant/prod --asynchronous --metric cpu --target 50 --to-zero --max 8
  ebb autoscale cleanup inference-component/llama --endpoint-url http://127.0.0.1:4600")]
pub(crate) struct Setup {
    #[command(flatten)]
    place: Where,
    /// Lowest capacity [default: 1, or 0 with --to-zero]
    #[arg(long, value_name = "N")]
    min: Option<u32>,
    /// Highest capacity
    #[arg(long, default_value_t = 4, value_name = "N")]
    max: u32,
    /// What to track [default: invocations]
    #[arg(long, value_enum, default_value_t = Tracked::Invocations, value_name = "METRIC")]
    metric: Tracked,
    /// Value to keep the metric at
    #[arg(long, default_value_t = 5.0, value_name = "VALUE")]
    target: f64,
    /// Seconds after a scale-in before the next one
    #[arg(long, default_value_t = 300, value_name = "SECONDS")]
    scale_in_cooldown: u32,
    /// Seconds after a scale-out in which its units count as credit
    #[arg(long, default_value_t = 300, value_name = "SECONDS")]
    scale_out_cooldown: u32,
    /// Let it go to zero, and add the step policy and the alarm that bring it back
    #[arg(long)]
    to_zero: bool,
    /// The endpoint is asynchronous: it wakes on its backlog
    #[arg(long)]
    asynchronous: bool,
}

#[derive(Args)]
pub(crate) struct Cleanup {
    #[command(flatten)]
    place: Where,
}

#[derive(Clone, Copy, ValueEnum)]
enum Tracked {
    /// Requests per minute and copy or instance
    Invocations,
    /// Requests in flight per copy or instance, every ten seconds
    Concurrency,
    /// CPUUtilization, a sum over cores: 50 is half a core
    Cpu,
    /// Backlog per instance of an asynchronous endpoint
    Backlog,
}

impl Setup {
    fn wish(&self, resource: Resource) -> EndpointAutoscaling {
        let metric = match (self.metric, &resource) {
            (Tracked::Invocations, Resource::Component { .. }) => Metric::InvocationsPerCopy,
            (Tracked::Invocations, Resource::Variant { .. }) => Metric::InvocationsPerInstance,
            (Tracked::Concurrency, _) => Metric::ConcurrentRequests,
            (Tracked::Cpu, _) => Metric::CpuUtilization,
            (Tracked::Backlog, _) => Metric::BacklogPerInstance,
        };
        let mut wish = EndpointAutoscaling::new(resource, metric, self.target);
        let least = if self.to_zero { 0 } else { 1 };
        wish.min = ebb_autoscale::Capacity(self.min.unwrap_or(least));
        wish.max = ebb_autoscale::Capacity(self.max);
        wish.scale_in_cooldown_s = self.scale_in_cooldown;
        wish.scale_out_cooldown_s = self.scale_out_cooldown;
        wish.to_zero = self.to_zero;
        wish.asynchronous = self.asynchronous;
        wish.policy_name.clone_from(&self.place.policy_name);
        wish
    }
}

pub(crate) async fn run(command: Command) -> Result<ExitCode, Failure> {
    let place = command.place();
    let endpoints = match place.endpoint_url.as_deref() {
        Some(url) if url != AWS => Some(Endpoints::one(url)),
        // The variables of AWS's clients may point to a server.
        Some(_) | None => Some(place.key.endpoints()?).filter(|found| {
            !matches!(found, Ok(found) if found.asks_aws())
                && !matches!(found, Err(EndpointUrlError::NoRegion))
        }),
    };
    let Some(endpoints) = endpoints else { return on_aws(command).await };
    let endpoints =
        endpoints.map_err(|error| Failure::usage(format!("--endpoint-url: {error}")))?;
    let client = EbbtideClient::at(endpoints, place.key.signing()?, place.key.trust());
    carry_out(&client, command).await
}

impl Command {
    fn place(&self) -> &Where {
        match self {
            Self::Setup(setup) => &setup.place,
            Self::Cleanup(cleanup) => &cleanup.place,
        }
    }
}

/// By the SDK, which finds all kinds of credentials.
#[cfg(feature = "aws")]
async fn on_aws(command: Command) -> Result<ExitCode, Failure> {
    let key = &command.place().key;
    let KeyOptions { region, profile, .. } = key;
    let client = ebb_autoscale::AwsClient::new(ebb_autoscale::AwsOptions {
        region: region
            .as_deref()
            .map(str::parse)
            .transpose()
            .map_err(|error| Failure::usage(format!("--region: {error}")))?,
        profile: profile.clone(),
        endpoint_url: None,
        trust: key.trust(),
    })
    .await
    .map_err(|error| Failure::from_error(&error).into_usage())?;
    carry_out(&client, command).await
}

/// With an access key; other credentials need the SDK.
#[cfg(not(feature = "aws"))]
async fn on_aws(command: Command) -> Result<ExitCode, Failure> {
    let key = &command.place().key;
    // Who leaves the address out may well mean a server.
    let (endpoints, signing) = key.aws().map_err(|failure| failure.hint(Some(
        "name an Ebbtide server with --endpoint-url http://127.0.0.1:4600; AWS itself needs AWS_REGION, AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY or a profile with them, and for roles and single sign-on a build with --features aws",
    )))?;
    let client = EbbtideClient::at(endpoints, signing, key.trust());
    carry_out(&client, command).await
}

async fn carry_out<C: AutoScalingClient>(
    client: &C,
    command: Command,
) -> Result<ExitCode, Failure> {
    match command {
        Command::Setup(setup) => {
            let wish = setup.wish(resource(&setup.place)?);
            let report = wish.setup(client).await.map_err(|error| {
                let failure = Failure::from_error(&error);
                if matches!(error, SetupError::Invalid(_)) { failure.into_usage() } else { failure }
            })?;
            print(&report, setup.place.json)
        }
        Command::Cleanup(cleanup) => {
            let resource = resource(&cleanup.place)?;
            let mut names = ebb_autoscale::Names::of(&resource);
            if let Some(name) = &cleanup.place.policy_name {
                names.tracking_policy.clone_from(name);
            }
            let report = ebb_autoscale::cleanup(client, &resource, &names)
                .await
                .map_err(|error| Failure::from_error(&error))?;
            print(&report, cleanup.place.json)
        }
    }
}

fn resource(place: &Where) -> Result<Resource, Failure> {
    place.resource.parse().map_err(|error| Failure::usage(format!("{error}")))
}

fn print(report: &Report, json: bool) -> Result<ExitCode, Failure> {
    if json {
        let text = serde_json::to_string_pretty(report)
            .map_err(|error| Failure::new("could not write the report", &error))?;
        print_line(&text);
    } else {
        for step in &report.steps {
            print_line(&step.to_string());
        }
    }
    Ok(ExitCode::SUCCESS)
}
