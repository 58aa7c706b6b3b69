//! A server with one way of speaking to it. Every lane gets the same requests in the same order, each spelled in its
//! own way, and the answers are the same.

use bytes::Bytes;
use ebb_server::ColdMode;
use http::Request;
use http_body_util::{BodyExt as _, Full};
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper_util::rt::TokioIo;
use minicbor::Decoder;
use serde_json::{Value, json};
use tokio::net::TcpStream;

use super::encode::{self, Cbor};
use super::model::{Operation, Shape};
use crate::harness::{Answer, PATIENCE, World};
use crate::protocols::{Element, read_cbor, read_xml};

/// How a lane speaks.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Spelling {
    /// JSON as SDKs write it.
    Plain,
    /// Query where the service has it, else JSON with unknown members and nulls.
    Query,
    /// CBOR in short form where the service has it, with unknown members and nulls; else JSON, escaped and spacious.
    Short,
    /// CBOR in long form where the service has it, else JSON; compressed.
    Long,
}

pub(super) const SPELLINGS: [Spelling; 4] =
    [Spelling::Plain, Spelling::Query, Spelling::Short, Spelling::Long];

pub(super) struct Lane {
    pub(super) spelling: Spelling,
    pub(super) world: World,
    connection: SendRequest<Full<Bytes>>,
    /// Counts requests, so that what a lane varies it varies evenly.
    sent: usize,
}

/// An answer as a client understands it.
#[derive(Clone, Debug)]
pub(super) struct Told {
    pub(super) status: u16,
    /// Code and message of an error.
    pub(super) error: Option<(String, String)>,
    /// The answer of a success.
    pub(super) document: Value,
}

/// What goes over the wire.
pub(super) struct Spelled {
    pub(super) method: &'static str,
    pub(super) path: String,
    pub(super) headers: Vec<(&'static str, String)>,
    pub(super) body: Vec<u8>,
}

impl Lane {
    pub(super) async fn new(spelling: Spelling) -> Self {
        let world = World::with(|settings| settings.cold = ColdMode::Fail).await;
        world.api.component("c").await;
        world.api.register("c", 0, 3).await;
        world.api.variant("e").await;
        let connection = connect(&world).await;
        Self { spelling, world, connection, sent: 0 }
    }

    /// Sends a document and understands the answer. `None` when the lane cannot say it.
    pub(super) async fn tell(&mut self, operation: Operation, document: &Value) -> Told {
        let spelled = self.spell(operation, document);
        let answer = self.send(spelled).await;
        understand(operation, &answer)
    }

    /// Sends bytes over the connection that all requests of the lane share. It must never be closed.
    pub(super) async fn send(&mut self, spelled: Spelled) -> Answer {
        self.sent += 1;
        let mut request = Request::builder().method(spelled.method).uri(&spelled.path);
        request = request.header("host", self.world.api.address.to_string());
        for (name, value) in &spelled.headers {
            request = request.header(*name, value);
        }
        let request = request.body(Full::new(Bytes::from(spelled.body))).unwrap();
        let exchange = async {
            self.connection.ready().await.expect("the connection stays open");
            let response = self.connection.send_request(request).await.expect("an answer");
            let (parts, body) = response.into_parts();
            let body = body.collect().await.expect("a whole answer").to_bytes();
            assert!(!parts.headers.contains_key("connection"), "{:?}", parts.headers);
            Answer { status: parts.status, headers: parts.headers, body }
        };
        tokio::time::timeout(PATIENCE, exchange).await.expect("the server answers in time")
    }

    fn spell(&self, operation: Operation, document: &Value) -> Spelled {
        let service = operation.service;
        let input = operation.input();
        let all = service.speaks_all_protocols();
        match self.spelling {
            Spelling::Plain => {
                self.json(operation, service.json_version, document.to_string().into_bytes())
            }
            Spelling::Query if all => self.query(operation, document),
            Spelling::Query => {
                let document = encode::careless(input, document).to_string();
                self.json(operation, "1.1", document.into_bytes())
            }
            Spelling::Short if all => {
                let mut body = Vec::new();
                let document = encode::careless(input, document);
                encode::cbor(Cbor::Short, Some(input), &document, &mut body);
                self.cbor(operation, body)
            }
            Spelling::Short => {
                let mut text = String::new();
                encode::spacious_json(document, &mut text);
                self.json(operation, "1.0", text.into_bytes())
            }
            Spelling::Long => {
                let mut spelled = if all {
                    let mut body = Vec::new();
                    encode::cbor(Cbor::Long, Some(input), document, &mut body);
                    self.cbor(operation, body)
                } else {
                    let document = encode::careless(input, document).to_string();
                    self.json(operation, "1.1", document.into_bytes())
                };
                spelled.body = encode::gzip(&spelled.body);
                spelled.headers.push(("content-encoding", "gzip".to_owned()));
                spelled
            }
        }
    }

    pub(super) fn json(&self, operation: Operation, version: &str, body: Vec<u8>) -> Spelled {
        let headers = vec![
            ("x-amz-target", format!("{}.{}", operation.service.target, operation.name)),
            ("content-type", format!("application/x-amz-json-{version}")),
            ("authorization", self.world.api.authorization(operation.service.signing)),
        ];
        Spelled { method: "POST", path: "/".to_owned(), headers, body }
    }

    pub(super) fn cbor(&self, operation: Operation, body: Vec<u8>) -> Spelled {
        let headers = vec![
            ("smithy-protocol", "rpc-v2-cbor".to_owned()),
            ("content-type", "application/cbor".to_owned()),
            ("authorization", self.world.api.authorization(operation.service.signing)),
        ];
        let path = format!("/service/{}/operation/{}", operation.service.target, operation.name);
        Spelled { method: "POST", path, headers, body }
    }

    fn query(&self, operation: Operation, document: &Value) -> Spelled {
        let mut form = format!("Action={}&Version=2010-08-01", operation.name);
        encode::query(Some(operation.input()), "", document, &mut form);
        self.form(operation, form.into_bytes())
    }

    pub(super) fn form(&self, operation: Operation, form: Vec<u8>) -> Spelled {
        let mut headers =
            vec![("authorization", self.world.api.authorization(operation.service.signing))];
        // Clients may put the parameters into the URL as well.
        if self.sent % 3 == 2 && form.len() < 4000 && form.is_ascii() && !form.contains(&b' ') {
            let path = format!("/?{}", String::from_utf8(form).unwrap());
            return Spelled { method: "GET", path, headers, body: Vec::new() };
        }
        headers.push(("content-type", "application/x-www-form-urlencoded".to_owned()));
        Spelled { method: "POST", path: "/".to_owned(), headers, body: form }
    }
}

async fn connect(world: &World) -> SendRequest<Full<Bytes>> {
    let stream = TcpStream::connect(world.api.address).await.unwrap();
    let (sender, connection) = handshake(TokioIo::new(stream)).await.unwrap();
    tokio::spawn(connection);
    sender
}

/// Reads an answer in whatever protocol it came.
pub(super) fn understand(operation: Operation, answer: &Answer) -> Told {
    let kind = answer.header("content-type").to_owned();
    let is_error = !answer.status.is_success();
    let status = answer.status.as_u16();
    if kind == "text/xml" {
        let xml = read_xml(answer.text());
        if is_error {
            let error = xml.child("ErrorResponse").child("Error");
            let message = error.children.iter().find(|child| child.name == "Message");
            let message = message.map(|child| child.text.clone()).unwrap_or_default();
            let error = Some((error.child("Code").text.clone(), message));
            return Told { status, error, document: Value::Null };
        }
        let response = xml.child(&format!("{}Response", operation.name));
        let result = format!("{}Result", operation.name);
        let result = response.children.iter().find(|child| child.name == result);
        let document = match (result, operation.output()) {
            (Some(result), Some(shape)) => from_xml(shape, result),
            _ => json!({}),
        };
        return Told { status, error: None, document };
    }
    let document = if kind == "application/cbor" {
        assert_eq!(answer.header("smithy-protocol"), "rpc-v2-cbor");
        read_cbor(&mut Decoder::new(&answer.body))
    } else {
        answer.json()
    };
    if !is_error {
        return Told { status, error: None, document };
    }
    let shape = document["__type"].as_str().unwrap_or_default();
    let shape = shape.rsplit('#').next().unwrap_or_default().to_owned();
    let message = document.get("message").or_else(|| document.get("Message"));
    let message = message.and_then(Value::as_str).unwrap_or_default().to_owned();
    let code = match answer.header("x-amzn-query-error").split_once(';') {
        Some((code, "Sender")) => code.to_owned(),
        Some(other) => panic!("{other:?}"),
        // Services without Query have one name for an error.
        None if shape == "ValidationException" => "ValidationError".to_owned(),
        None => shape,
    };
    Told { status, error: Some((code, message)), document: Value::Null }
}

fn from_xml(shape: Shape, element: &Element) -> Value {
    match shape.kind() {
        "structure" => element
            .children
            .iter()
            .map(|child| {
                let member = shape.member(&child.name);
                let member = member.unwrap_or_else(|| panic!("{} is unknown", child.name));
                (child.name.clone(), from_xml(member.shape, child))
            })
            .collect::<serde_json::Map<_, _>>()
            .into(),
        "list" => element.children.iter().map(|child| from_xml(shape.item(), child)).collect(),
        "map" => element
            .children
            .iter()
            .map(|entry| {
                let value = from_xml(shape.value(), entry.child("value"));
                (entry.child("key").text.clone(), value)
            })
            .collect::<serde_json::Map<_, _>>()
            .into(),
        "boolean" => json!(element.text == "true"),
        "integer" | "long" | "float" | "double" => match element.text.parse::<f64>() {
            Ok(number) => json!(number),
            Err(_) => json!(element.text),
        },
        "timestamp" => {
            let at: ebb_units::Timestamp = element.text.parse().unwrap();
            json!(at.as_millisecond() as f64 / 1000.0)
        }
        _ => json!(element.text),
    }
}
