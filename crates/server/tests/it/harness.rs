//! What all tests need: a server of their own, and calls as clients make them.

use std::net::SocketAddr;
use std::path::Path;
use std::time::{Duration, Instant};

use bytes::Bytes;
use ebb_server::{FleetKind, Server, Settings};
use http::{HeaderMap, Method, Request, StatusCode};
use http_body_util::{BodyExt as _, Full};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use serde_json::{Value, json};
use tempfile::TempDir;

/// After this long, what has not happened will not.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);

pub(crate) const AUTOSCALING: &str = "AnyScaleFrontendService";
pub(crate) const CLOUDWATCH: &str = "GraniteServiceVersion20100801";
pub(crate) const SAGEMAKER: &str = "SageMaker";
pub(crate) const ROLE: &str = "arn:aws:iam::000000000000:role/any";
pub(crate) const COPIES: &str = "sagemaker:inference-component:DesiredCopyCount";
pub(crate) const INSTANCES: &str = "sagemaker:variant:DesiredInstanceCount";

/// An answer, read to its end.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Answer {
    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }

    pub(crate) fn json(&self) -> Value {
        if self.body.is_empty() {
            return json!({});
        }
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|error| panic!("{error}: {}", self.text()))
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// Code and message of an error, as SDKs read them.
    pub(crate) fn error(&self) -> (String, String) {
        assert!(!self.status.is_success(), "{}", self.text());
        let body = self.json();
        let text = |name: &str| body.get(name).and_then(Value::as_str).map(str::to_owned);
        let code = text("__type").unwrap_or_else(|| self.header("x-amzn-errortype").to_owned());
        let code = code.rsplit('#').next().unwrap().to_owned();
        (code, text("message").or_else(|| text("Message")).unwrap_or_default())
    }
}

/// A client of one server.
#[derive(Clone)]
pub(crate) struct Api {
    pub(crate) address: SocketAddr,
    region: String,
    client: Client<HttpConnector, Full<Bytes>>,
}

/// A server with a simulated fleet, and a client of it.
pub(crate) struct World {
    pub(crate) api: Api,
    pub(crate) server: Server,
    pub(crate) folder: TempDir,
}

/// Settings for a test: any free port, a simulated fleet that is up at once.
pub(crate) fn settings(folder: &Path) -> Settings {
    Settings {
        listen: SocketAddr::from(([127, 0, 0, 1], 0)),
        data_dir: folder.to_owned(),
        fleet: FleetKind::Simulated,
        simulated_startup: Duration::from_millis(5),
        stop_grace: Duration::from_secs(5),
        ..Settings::default()
    }
}

impl World {
    pub(crate) async fn new() -> Self {
        Self::with(|_| {}).await
    }

    pub(crate) async fn with(change: impl FnOnce(&mut Settings)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut settings = settings(folder.path());
        change(&mut settings);
        let server = Server::start(settings).await.unwrap();
        Self { api: Api::new(server.address()), server, folder }
    }

    /// Stops the server and starts another one on its folder.
    pub(crate) async fn restart(self, change: impl FnOnce(&mut Settings)) -> Self {
        self.server.stop().await;
        let mut settings = settings(self.folder.path());
        change(&mut settings);
        let server = Server::start(settings).await.unwrap();
        Self { api: Api::new(server.address()), server, folder: self.folder }
    }
}

impl Api {
    pub(crate) fn new(address: SocketAddr) -> Self {
        let client = Client::builder(TokioExecutor::new()).build_http();
        Self { address, region: "us-east-1".to_owned(), client }
    }

    /// The same client, signing for another region.
    pub(crate) fn in_region(&self, region: &str) -> Self {
        Self { region: region.to_owned(), ..self.clone() }
    }

    pub(crate) async fn send(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: impl Into<Bytes>,
    ) -> Answer {
        let mut request =
            Request::builder().method(method).uri(format!("http://{}{path}", self.address));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(Full::new(body.into())).unwrap();
        let exchange = async {
            let response = self.client.request(request).await.unwrap();
            let (parts, body) = response.into_parts();
            let body = body.collect().await.unwrap().to_bytes();
            Answer { status: parts.status, headers: parts.headers, body }
        };
        tokio::time::timeout(PATIENCE, exchange).await.expect("the server answers in time")
    }

    pub(crate) fn authorization(&self, service: &str) -> String {
        format!(
            "AWS4-HMAC-SHA256 Credential=key/20260101/{}/{service}/aws4_request, SignedHeaders=host, Signature=00",
            self.region
        )
    }

    /// A call in awsJson form, whatever comes of it.
    pub(crate) async fn raw(&self, service: &str, operation: &str, body: &str) -> Answer {
        let (version, signing) = match service {
            CLOUDWATCH => ("1.0", "monitoring"),
            AUTOSCALING => ("1.1", "application-autoscaling"),
            _ => ("1.1", "sagemaker"),
        };
        let headers = [
            ("x-amz-target", format!("{service}.{operation}")),
            ("content-type", format!("application/x-amz-json-{version}")),
            ("authorization", self.authorization(signing)),
        ];
        let headers: Vec<(&str, &str)> =
            headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
        self.send(Method::POST, "/", &headers, body.to_owned()).await
    }

    /// A call that succeeds.
    pub(crate) async fn call(&self, service: &str, operation: &str, input: Value) -> Value {
        let answer = self.raw(service, operation, &input.to_string()).await;
        assert_eq!(answer.status, StatusCode::OK, "{operation} {input}: {}", answer.text());
        answer.json()
    }

    /// A call that is refused by a mistake of the client's: code and message.
    pub(crate) async fn refused(
        &self,
        service: &str,
        operation: &str,
        input: Value,
    ) -> (String, String) {
        let answer = self.raw(service, operation, &input.to_string()).await;
        assert!(answer.status.is_client_error(), "{operation} {input}: {answer:?}");
        answer.error()
    }

    pub(crate) async fn sagemaker(&self, operation: &str, input: Value) -> Value {
        self.call(SAGEMAKER, operation, input).await
    }

    pub(crate) async fn cloudwatch(&self, operation: &str, input: Value) -> Value {
        self.call(CLOUDWATCH, operation, input).await
    }

    pub(crate) async fn autoscaling(&self, operation: &str, input: Value) -> Value {
        self.call(AUTOSCALING, operation, input).await
    }

    pub(crate) async fn invoke(
        &self,
        endpoint: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> Answer {
        let authorization = self.authorization("sagemaker");
        let mut all = vec![("authorization", authorization.as_str())];
        all.extend(headers);
        let path = format!("/endpoints/{endpoint}/invocations");
        self.send(Method::POST, &path, &all, body.to_owned()).await
    }

    /// An S3 request, path style.
    pub(crate) async fn s3(&self, method: Method, path: &str, body: &str) -> Answer {
        let authorization = self.authorization("s3");
        self.send(method, path, &[("authorization", &authorization)], body.to_owned()).await
    }

    /// Asks until the answer is as wanted. The server tells no one when it has got somewhere, as AWS does not.
    pub(crate) async fn until(
        &self,
        service: &str,
        operation: &str,
        input: Value,
        wanted: impl Fn(&Value) -> bool,
    ) -> Value {
        let began = Instant::now();
        loop {
            let answer = self.call(service, operation, input.clone()).await;
            if wanted(&answer) {
                return answer;
            }
            assert!(began.elapsed() < PATIENCE, "{operation} {input} stays {answer:#}");
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    }

    /// A model and the configuration of an endpoint that runs it on one variant `v`.
    pub(crate) async fn configure_variant(&self, name: &str, asynchronous: Option<Value>) {
        let container = json!({ "Image": "any" });
        let model =
            json!({ "ModelName": name, "PrimaryContainer": container, "ExecutionRoleArn": ROLE });
        self.sagemaker("CreateModel", model).await;
        let mut config = json!({
            "EndpointConfigName": name,
            "ProductionVariants": [{
                "VariantName": "v", "ModelName": name,
                "InstanceType": "ml.m5.large", "InitialInstanceCount": 1,
            }],
        });
        if let Some(asynchronous) = asynchronous {
            config["AsyncInferenceConfig"] = asynchronous;
        }
        self.sagemaker("CreateEndpointConfig", config).await;
    }

    /// An endpoint in service with one variant `v`.
    pub(crate) async fn variant(&self, name: &str) {
        self.configure_variant(name, None).await;
        self.endpoint(name).await;
    }

    /// An endpoint in service, of the configuration of its name.
    pub(crate) async fn endpoint(&self, name: &str) {
        let endpoint = json!({ "EndpointName": name, "EndpointConfigName": name });
        self.sagemaker("CreateEndpoint", endpoint).await;
        self.endpoint_status(name, "InService").await;
    }

    pub(crate) async fn endpoint_status(&self, name: &str, status: &str) -> Value {
        let input = json!({ "EndpointName": name });
        self.until(SAGEMAKER, "DescribeEndpoint", input, |found| found["EndpointStatus"] == status)
            .await
    }

    /// An endpoint `name` with an inference component `name` that has one copy.
    pub(crate) async fn component(&self, name: &str) {
        self.sagemaker(
            "CreateEndpointConfig",
            json!({
                "EndpointConfigName": name, "ExecutionRoleArn": ROLE,
                "ProductionVariants": [{
                    "VariantName": "v", "InstanceType": "ml.m5.large", "InitialInstanceCount": 1,
                    "ManagedInstanceScaling": {
                        "Status": "ENABLED", "MinInstanceCount": 0, "MaxInstanceCount": 4,
                    },
                }],
            }),
        )
        .await;
        self.endpoint(name).await;
        self.sagemaker(
            "CreateInferenceComponent",
            json!({
                "InferenceComponentName": name, "EndpointName": name, "VariantName": "v",
                "Specification": {
                    "Container": { "Image": "any" },
                    "ComputeResourceRequirements": {
                        "NumberOfCpuCoresRequired": 1.0, "MinMemoryRequiredInMb": 128,
                    },
                },
                "RuntimeConfig": { "CopyCount": 1 },
            }),
        )
        .await;
        self.copies(name, 1).await;
    }

    /// Waits until a component has that many copies and is at rest.
    pub(crate) async fn copies(&self, name: &str, copies: u64) -> Value {
        let input = json!({ "InferenceComponentName": name });
        self.until(SAGEMAKER, "DescribeInferenceComponent", input, |found| {
            found["InferenceComponentStatus"] == "InService"
                && found["RuntimeConfig"]["CurrentCopyCount"] == copies
                && found["RuntimeConfig"]["DesiredCopyCount"] == copies
        })
        .await
    }

    /// Sets a component to that many copies and waits for them.
    pub(crate) async fn set_copies(&self, name: &str, copies: u64) {
        let runtime = json!({ "CopyCount": copies });
        let input = json!({ "InferenceComponentName": name, "DesiredRuntimeConfig": runtime });
        self.sagemaker("UpdateInferenceComponentRuntimeConfig", input).await;
        self.copies(name, copies).await;
    }

    /// Registers the component as a scalable target.
    pub(crate) async fn register(&self, name: &str, min: i64, max: i64) -> Value {
        let mut input = target(name);
        input["MinCapacity"] = min.into();
        input["MaxCapacity"] = max.into();
        self.autoscaling("RegisterScalableTarget", input).await
    }
}

/// The three members that name the scalable target of a component.
pub(crate) fn target(name: &str) -> Value {
    json!({
        "ServiceNamespace": "sagemaker",
        "ResourceId": format!("inference-component/{name}"),
        "ScalableDimension": COPIES,
    })
}

/// Adds members to a document.
pub(crate) fn with(mut document: Value, members: Value) -> Value {
    let Value::Object(members) = members else { panic!("members are an object") };
    for (name, value) in members {
        document[name] = value;
    }
    document
}

/// Seconds since the epoch, now.
pub(crate) fn now() -> f64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
    since.as_secs_f64()
}
