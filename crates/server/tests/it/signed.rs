//! A server with access keys, and clients that sign.

use std::time::{Duration, Instant};

use ebb_server::Settings;
use ebb_units::Timestamp;
use http::Method;
use serde_json::json;

use crate::harness::{AUTOSCALING, Answer, Api, CLOUDWATCH, PATIENCE, SAGEMAKER, World};
use crate::signer::{Plain, Signer};

/// `admin` may do everything in its account, `other` in another one; the rest may do little.
const KEYS: &str = r#"
    [[access-keys]]
    id = "admin"
    secret = "secret-of-admin"
    allow = ["*"]
    [[access-keys]]
    id = "other"
    secret = "secret-of-other"
    account = "111122223333"
    allow = ["*"]
    [[access-keys]]
    id = "app"
    secret = "secret-of-app"
    user = "shop"
    allow = [
        { actions = ["sagemaker:InvokeEndpoint"], resources = ["arn:aws:sagemaker:*:*:endpoint/shop-*"] },
        "cloudwatch:PutMetricData",
        { actions = ["s3:GetObject", "s3:DeleteObject"], resources = ["arn:aws:s3:::inbox/*"] },
    ]
    deny = [{ actions = ["s3:*"], resources = ["arn:aws:s3:::inbox/private/*"] }]
    [[access-keys]]
    id = "visitor"
    secret = "secret-of-visitor"
    session-token = "token-of-visitor"
    allow = ["*"]
    [[access-keys]]
    id = "former"
    secret = "secret-of-former"
    session-token = "token-of-former"
    expires = "2026-01-01T00:00:00Z"
    allow = ["*"]
"#;

/// Takes the keys into settings, as a configuration file does.
pub(crate) fn with_keys(settings: &mut Settings) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ebb.toml");
    std::fs::write(&path, KEYS).unwrap();
    settings.read_file(&path).unwrap();
}

pub(crate) async fn world() -> World {
    World::with(with_keys).await
}

/// A key at work: signs for `us-east-1`, now, unless told otherwise.
#[derive(Clone)]
pub(crate) struct Client {
    pub(crate) api: Api,
    pub(crate) signer: Signer,
}

impl Client {
    pub(crate) fn new(world: &World, id: &str) -> Self {
        let signer = Signer {
            id: id.to_owned(),
            secret: format!("secret-of-{id}"),
            stamp: stamp(0),
            region: "us-east-1".to_owned(),
            service: "sagemaker".to_owned(),
        };
        Self { api: world.api.clone(), signer }
    }

    pub(crate) fn of(&self, service: &str) -> Signer {
        Signer { service: service.to_owned(), ..self.signer.clone() }
    }

    pub(crate) fn plain(&self, method: Method, path: &str, body: &str) -> Plain {
        Plain {
            method: method.to_string(),
            path: path.to_owned(),
            query: Vec::new(),
            headers: vec![("host".to_owned(), self.api.address.to_string())],
            body: body.as_bytes().to_vec(),
        }
    }

    pub(crate) fn call(&self, service: &str, operation: &str, body: &str) -> Plain {
        let version = if service == CLOUDWATCH { "1.0" } else { "1.1" };
        self.plain(Method::POST, "/", body)
            .with("x-amz-target", &format!("{service}.{operation}"))
            .with("content-type", &format!("application/x-amz-json-{version}"))
    }

    pub(crate) async fn send(&self, request: &Plain) -> Answer {
        let query = request.query();
        let path = match query.as_str() {
            "" => request.path.clone(),
            query => format!("{}?{query}", request.path),
        };
        let headers: Vec<(&str, &str)> =
            request.headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let method: Method = request.method.parse().unwrap();
        self.api.send(method, &path, &headers, request.body.clone()).await
    }

    /// A signed call of a control API.
    pub(crate) async fn ask(&self, service: &str, operation: &str, body: &str) -> Answer {
        let signing = match service {
            CLOUDWATCH => "monitoring",
            AUTOSCALING => "application-autoscaling",
            _ => "sagemaker",
        };
        let request = self.call(service, operation, body).sign(&self.of(signing));
        self.send(&request).await
    }

    /// An endpoint in service with one variant `v`.
    pub(crate) async fn variant(&self, name: &str) {
        for (operation, input) in [
            ("CreateModel", json!({ "ModelName": name, "PrimaryContainer": { "Image": "any" } })),
            (
                "CreateEndpointConfig",
                json!({
                    "EndpointConfigName": name,
                    "ProductionVariants": [{
                        "VariantName": "v", "ModelName": name,
                        "InstanceType": "ml.m5.large", "InitialInstanceCount": 1,
                    }],
                }),
            ),
            ("CreateEndpoint", json!({ "EndpointName": name, "EndpointConfigName": name })),
        ] {
            let answer = self.ask(SAGEMAKER, operation, &input.to_string()).await;
            assert_eq!(answer.status, 200, "{operation}: {}", answer.text());
        }
        let began = Instant::now();
        let input = json!({ "EndpointName": name }).to_string();
        while self.ask(SAGEMAKER, "DescribeEndpoint", &input).await.json()["EndpointStatus"]
            != "InService"
        {
            assert!(began.elapsed() < PATIENCE, "{name} does not come into service");
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    }

    pub(crate) async fn invoke(&self, endpoint: &str, body: &str) -> Answer {
        let path = format!("/endpoints/{endpoint}/invocations");
        let request = self.plain(Method::POST, &path, body).sign(&self.of("sagemaker"));
        self.send(&request).await
    }

    pub(crate) async fn s3(&self, method: Method, path: &str, body: &str) -> Answer {
        let request = self.s3_request(method, path, body).sign(&self.of("s3"));
        self.send(&request).await
    }

    pub(crate) fn s3_request(&self, method: Method, path: &str, body: &str) -> Plain {
        use sha2::{Digest as _, Sha256};
        let payload = format!("{:x}", Sha256::digest(body.as_bytes()));
        self.plain(method, path, body).with("x-amz-content-sha256", &payload)
    }
}

/// A time as signatures carry it, so many seconds from now.
pub(crate) fn stamp(seconds: i64) -> String {
    let at = Timestamp::from_second(Timestamp::now().as_second() + seconds).unwrap();
    at.strftime("%Y%m%dT%H%M%SZ").to_string()
}
