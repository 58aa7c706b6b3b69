//! What may happen to the controller.

use std::collections::BTreeMap;

use ebb_units::{Capacity, CopyId, Scope, Timestamp, Workload, WorkloadKey};
use serde::{Deserialize, Serialize};

use crate::alarm::{AlarmSpec, CompositeSpec, MuteRule, StateValue};
use crate::anomaly::{AnomalyDetector, Subject};
use crate::effect::{Record, RecordKind};
use crate::hosting::{
    AsyncConfig, Backlog, DeploymentConfig, EndpointConfig, Fleet, Launch, Model, Requirements,
    Traffic, VariantConfig,
};
use crate::metric::Datum;
use crate::policy::{StepRequest, TrackingConfig};
use crate::realm::Dashboard;
use crate::scaling::{CustomFailure, CustomReport, PolicyType};
use crate::schedule::{Expression, Zone};

/// Names a call that waits for an answer.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub struct CallId(pub u64);

/// Something that happened.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Event {
    /// Somebody asks for a change. Answered by [`crate::Effect::Answer`] with the same call.
    Command {
        /// Which call to answer.
        call: CallId,
        /// Whose state it is about.
        scope: Scope,
        /// What is asked.
        command: Box<Command>,
    },
    /// The gateway has measured requests.
    Traffic {
        /// On which workload.
        key: WorkloadKey,
        /// At which of its copies. While a deployment is under way, what the whole did is told of each fleet once more.
        #[serde(default, skip_serializing_if = "Fleet::is_whole")]
        fleet: Fleet,
        /// What.
        traffic: Box<Traffic>,
    },
    /// How many requests each copy has in flight.
    InFlight(Vec<(CopyId, u32)>),
    /// The queue of an asynchronous endpoint has changed.
    Backlog {
        /// Whose endpoint.
        scope: Scope,
        /// Which endpoint.
        endpoint: String,
        /// How it stands.
        backlog: Backlog,
    },
    /// A custom resource has answered, or could not be made to.
    Custom {
        /// Which resource.
        key: WorkloadKey,
        /// Which order it was.
        number: u64,
        /// What it says.
        answer: Result<CustomReport, CustomFailure>,
    },
    /// The fleet reports on a copy.
    Copy {
        /// Which copy.
        copy: CopyId,
        /// What about it.
        report: CopyReport,
    },
    /// A notification has reached its receiver, or was given up.
    Delivered {
        /// Whose alarm told it.
        scope: Scope,
        /// Which notification.
        id: String,
        /// Why it was given up.
        outcome: Result<(), String>,
    },
    /// The store did not take what somebody had asked for, who was told so: it is taken back.
    Reverted {
        /// In which scope.
        scope: Scope,
        /// The rows that were to be changed, as the store has them.
        rows: Vec<StoredRow>,
    },
    /// Time has passed.
    Tick,
}

/// A row of the store.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct StoredRow {
    /// Of which kind.
    pub kind: RecordKind,
    /// Its key.
    pub key: String,
    /// What is in it; absent when there is no such row.
    pub record: Option<Box<Record>>,
}

/// What the fleet knows of a copy.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub enum CopyReport {
    /// It answers pings; `address` is where.
    Healthy {
        /// Where it listens.
        address: std::net::SocketAddr,
    },
    /// Its process is gone.
    Exited {
        /// What is known about why.
        reason: String,
    },
    /// What it uses.
    Usage {
        /// Sum over cores: 100 is one whole core.
        cpu_percent: f64,
        /// Share of the host's memory, 0 to 100.
        memory_percent: f64,
        /// Resident bytes.
        memory_bytes: f64,
    },
}

/// A change that somebody asks for.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[expect(missing_docs, reason = "named after AWS's operations, members after theirs")]
pub enum Command {
    RegisterScalableTarget(TargetRequest),
    DeregisterScalableTarget {
        workload: Workload,
    },
    PutScalingPolicy(PolicyRequest),
    DeleteScalingPolicy {
        workload: Workload,
        name: String,
    },
    PutScheduledAction(ScheduledActionRequest),
    AddTags {
        arn: String,
        tags: BTreeMap<String, String>,
    },
    DeleteTags {
        arn: String,
        keys: Vec<String>,
    },
    TagScalableTarget {
        arn: String,
        tags: BTreeMap<String, String>,
    },
    UntagScalableTarget {
        arn: String,
        keys: Vec<String>,
    },
    DeleteScheduledAction {
        workload: Workload,
        name: String,
    },
    PutMetricData(Vec<Datum>),
    PutMetricAlarm(Box<AlarmSpec>, BTreeMap<String, String>),
    PutCompositeAlarm(Box<CompositeSpec>, BTreeMap<String, String>),
    DeleteAlarms(Vec<String>),
    PutAlarmMuteRule(Box<MuteRule>),
    DeleteAlarmMuteRule {
        name: String,
    },
    PutDashboard(Dashboard),
    DeleteDashboards(Vec<String>),
    SwitchAlarmActions {
        names: Vec<String>,
        enabled: bool,
    },
    TagCloudWatch {
        resource: Tagged,
        arn: String,
        tags: BTreeMap<String, String>,
    },
    UntagCloudWatch {
        resource: Tagged,
        arn: String,
        keys: Vec<String>,
    },
    PutAnomalyDetector(AnomalyDetector),
    DeleteAnomalyDetector(Subject),
    SetAlarmState {
        name: String,
        state: ForcedState,
    },
    CreateModel(Model),
    DeleteModel {
        name: String,
    },
    CreateEndpointConfig(EndpointConfigRequest),
    DeleteEndpointConfig {
        name: String,
    },
    CreateEndpoint {
        name: String,
        config: String,
        deployment: Option<DeploymentConfig>,
        tags: BTreeMap<String, String>,
    },
    UpdateEndpoint(EndpointUpdate),
    UpdateEndpointWeightsAndCapacities {
        endpoint: String,
        changes: Vec<VariantChange>,
    },
    DeleteEndpoint {
        name: String,
    },
    CreateInferenceComponent(ComponentRequest),
    UpdateInferenceComponent(Box<ComponentChange>),
    UpdateInferenceComponentRuntimeConfig {
        name: String,
        copies: Capacity,
    },
    DeleteInferenceComponent {
        name: String,
    },
    NotifyInference(Box<InferenceNotice>),
    PutShadow(Box<ShadowRequest>),
    DeleteShadow {
        name: String,
    },
}

/// An asynchronous request has ended, and a topic of its endpoint wants to know.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct InferenceNotice {
    /// The id of the request: told twice after a crash, it is one notification all the same.
    pub id: String,
    /// The topic.
    pub topic: String,
    /// The variant that worked on it.
    pub workload: Workload,
    /// SageMaker's JSON.
    pub message: String,
}

/// RegisterScalableTarget. Absent members keep what is stored.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[expect(missing_docs, reason = "named after AWS's members")]
pub struct TargetRequest {
    pub workload: Workload,
    pub min: Option<i32>,
    pub max: Option<i32>,
    pub dynamic_in_suspended: Option<bool>,
    pub dynamic_out_suspended: Option<bool>,
    pub scheduled_suspended: Option<bool>,
    pub tags: BTreeMap<String, String>,
    /// What a custom resource said when it was asked for this registration.
    pub observed: Option<CustomReport>,
}

/// PutScalingPolicy.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct PolicyRequest {
    /// The target.
    pub workload: Workload,
    /// Its name.
    pub name: String,
    /// Its kind; needed to create one.
    pub policy_type: Option<PolicyType>,
    /// The configuration, when one was given.
    pub block: Option<PolicyBlock>,
}

/// The configuration block of a policy, members as given.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub enum PolicyBlock {
    /// Target tracking.
    Tracking(TrackingConfig),
    /// Step scaling.
    Step(StepRequest),
    /// Blocks for more than one kind, or for another kind than the type says.
    Several,
}

/// PutScheduledAction. Absent members keep what is stored, except the two times.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct ScheduledActionRequest {
    /// The target.
    pub workload: Workload,
    /// Its name.
    pub name: String,
    /// When it runs; needed to create one.
    pub schedule: Option<Expression>,
    /// On whose clock; universal time when never given.
    pub zone: Option<Zone>,
    /// Not before.
    pub start: Option<Timestamp>,
    /// Not after.
    pub end: Option<Timestamp>,
    /// What it sets; needed to create one.
    pub action: Option<CapacityAction>,
}

/// A shadow: a candidate that is to decide on a target beside what scales it, and to move nothing.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct ShadowRequest {
    /// Its name, which no other shadow of the scope has.
    pub name: String,
    /// What it decides on, and its bounds; those of the target there is when they are absent.
    pub target: TargetRequest,
    /// Its policies, all for that target.
    pub policies: Vec<PolicyRequest>,
    /// The alarms of its step policies. Their actions are names of its policies, and nothing else.
    pub alarms: Vec<AlarmSpec>,
    /// Its scheduled actions, all for that target.
    pub scheduled: Vec<ScheduledActionRequest>,
}

/// Bounds that a scheduled action sets.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct CapacityAction {
    /// The lower bound; the target's own stays when absent.
    pub min: Option<i32>,
    /// The upper bound; the target's own stays when absent.
    pub max: Option<i32>,
}

/// What CloudWatch keeps and clients may tag.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Tagged {
    /// An alarm of either kind, by name.
    Alarm(String),
    /// A mute rule, by name.
    MuteRule(String),
    /// A dashboard, by name.
    Dashboard(String),
}

/// SetAlarmState.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct ForcedState {
    /// The state to set.
    pub value: StateValue,
    /// Why.
    pub reason: String,
    /// JSON text, as given.
    pub reason_data: Option<String>,
    /// The recent datapoints that the reason data name, for the policies that the alarm drives.
    pub recent: Vec<Option<f64>>,
}

/// CreateEndpointConfig: the configuration without what the server adds.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct EndpointConfigRequest {
    /// The name.
    pub name: String,
    /// The variants.
    pub variants: Vec<VariantConfig>,
    /// Present for an asynchronous endpoint.
    pub asynchronous: Option<AsyncConfig>,
    /// Whether an execution role was given.
    pub has_execution_role: bool,
    /// The request as JSON text.
    pub document: String,
    /// Tags.
    pub tags: BTreeMap<String, String>,
}

impl EndpointConfigRequest {
    pub(crate) fn accepted(self, created: Timestamp) -> EndpointConfig {
        let Self { name, variants, asynchronous, document, tags, .. } = self;
        EndpointConfig { name, created, variants, asynchronous, document, tags }
    }
}

/// UpdateEndpoint.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct EndpointUpdate {
    /// Which endpoint.
    pub endpoint: String,
    /// The configuration to bring in.
    pub config: String,
    /// Its members as JSON text, where some of the endpoint's own are to be retained.
    pub document: Option<String>,
    /// Whether variants of the same name keep the number of instances they have now.
    pub retain_desired: bool,
    /// Whether they keep their weights.
    pub retain_weights: bool,
    /// How to bring it in.
    pub deployment: Option<DeploymentConfig>,
    /// Whether to bring it in as the last one, when nothing else is said.
    pub retain_deployment: bool,
}

/// UpdateInferenceComponent with a specification.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct ComponentChange {
    /// Which component.
    pub name: String,
    /// Name of the model to run; the launch when absent.
    pub model: Option<String>,
    /// What to run when no model is named; also carries the start-up time-out.
    pub launch: Launch,
    /// What each copy reserves.
    pub requirements: Requirements,
    /// How many copies; as many as now when absent.
    pub copies: Option<Capacity>,
    /// The specification as JSON text.
    pub document: String,
    /// How to bring it in.
    pub deployment: Option<DeploymentConfig>,
}

/// CreateInferenceComponent.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct ComponentRequest {
    /// The name.
    pub name: String,
    /// The endpoint that is to host it.
    pub endpoint: String,
    /// The variant; the only one when absent.
    pub variant: Option<String>,
    /// Name of the model to run; the launch when absent.
    pub model: Option<String>,
    /// What to run when no model is named; also carries the start-up time-out.
    pub launch: Launch,
    /// What each copy reserves.
    pub requirements: Requirements,
    /// How many copies.
    pub copies: Capacity,
    /// The specification as JSON text.
    pub document: String,
    /// Tags.
    pub tags: BTreeMap<String, String>,
}

/// One change of UpdateEndpointWeightsAndCapacities.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct VariantChange {
    /// Which variant.
    pub variant: String,
    /// Its new weight.
    pub weight: Option<f64>,
    /// Its new number of instances.
    pub desired: Option<Capacity>,
}
