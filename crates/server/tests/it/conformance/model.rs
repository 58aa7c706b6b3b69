//! The API models as they lie in `models/`, read without the tables that the server is built from.

use std::path::Path;
use std::sync::LazyLock;

use serde_json::Value;

/// One service.
#[derive(Debug)]
pub(super) struct Service {
    /// What stands before the dot in `X-Amz-Target`.
    pub(super) target: &'static str,
    /// The name in the scope of a signature.
    pub(super) signing: &'static str,
    /// Version of its JSON protocol.
    pub(super) json_version: &'static str,
    model: Value,
}

pub(super) static AUTOSCALING: LazyLock<Service> =
    LazyLock::new(|| Service::read("application-autoscaling", "application-autoscaling", "1.1"));
pub(super) static CLOUDWATCH: LazyLock<Service> =
    LazyLock::new(|| Service::read("cloudwatch", "monitoring", "1.0"));
pub(super) static SAGEMAKER: LazyLock<Service> =
    LazyLock::new(|| Service::read("sagemaker", "sagemaker", "1.1"));
pub(super) static RUNTIME: LazyLock<Service> =
    LazyLock::new(|| Service::read("sagemaker-runtime", "sagemaker", "1.1"));

/// An operation of a service.
#[derive(Clone, Copy, Debug)]
pub(super) struct Operation {
    pub(super) service: &'static Service,
    pub(super) name: &'static str,
    model: &'static Value,
}

/// A shape of a service.
#[derive(Clone, Copy, Debug)]
pub(super) struct Shape {
    service: &'static Service,
    pub(super) name: &'static str,
    model: &'static Value,
}

/// A member of a structure.
#[derive(Clone, Copy, Debug)]
pub(super) struct Member {
    pub(super) name: &'static str,
    pub(super) shape: Shape,
    pub(super) required: bool,
    /// The header that carries it, in a REST service.
    pub(super) header: Option<&'static str>,
}

impl Service {
    fn read(file: &str, signing: &'static str, json_version: &'static str) -> Self {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../models");
        let text = std::fs::read_to_string(folder.join(format!("{file}.json"))).unwrap();
        let model: Value = serde_json::from_str(&text).unwrap();
        let target = model["metadata"]["targetPrefix"].as_str().unwrap_or_default().to_owned();
        Self { target: target.leak(), signing, json_version, model }
    }

    pub(super) fn speaks_all_protocols(&self) -> bool {
        self.model["metadata"]["protocols"].as_array().is_some_and(|all| all.len() == 3)
    }

    pub(super) fn operations(&'static self) -> Vec<Operation> {
        let operations = self.model["operations"].as_object().unwrap();
        operations.iter().map(|(name, model)| Operation { service: self, name, model }).collect()
    }

    pub(super) fn operation(&'static self, name: &str) -> Operation {
        self.operations().into_iter().find(|operation| operation.name == name).unwrap()
    }

    /// Code that Query clients see for an error shape.
    pub(super) fn query_code(&'static self, error: &'static str) -> &'static str {
        self.model["shapes"][error]["error"]["code"].as_str().unwrap_or(error)
    }

    fn shape(&'static self, name: &'static str) -> Shape {
        Shape { service: self, name, model: &self.model["shapes"][name] }
    }
}

impl Operation {
    pub(super) fn input(&self) -> Shape {
        self.service.shape(self.model["input"]["shape"].as_str().unwrap())
    }

    pub(super) fn output(&self) -> Option<Shape> {
        Some(self.service.shape(self.model["output"]["shape"].as_str()?))
    }

    /// Names of the errors that it declares.
    pub(super) fn errors(&self) -> Vec<&'static str> {
        let errors = self.model["errors"].as_array().into_iter().flatten();
        errors.filter_map(|error| error["shape"].as_str()).collect()
    }

    pub(super) fn path(&self) -> &'static str {
        self.model["http"]["requestUri"].as_str().unwrap()
    }
}

impl Shape {
    /// `structure`, `list`, `map`, `string`, `integer` …
    pub(super) fn kind(&self) -> &'static str {
        self.model["type"].as_str().unwrap()
    }

    pub(super) fn is_scalar(&self) -> bool {
        !matches!(self.kind(), "structure" | "list" | "map")
    }

    pub(super) fn is_union(&self) -> bool {
        self.model["union"] == true
    }

    pub(super) fn members(&self) -> Vec<Member> {
        let required: Vec<&str> = self.model["required"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect();
        let members = self.model["members"].as_object().into_iter().flatten();
        members
            .map(|(name, member)| Member {
                name,
                shape: self.service.shape(member["shape"].as_str().unwrap()),
                required: required.contains(&name.as_str()),
                header: member["locationName"].as_str().filter(|_| member["location"] == "header"),
            })
            .collect()
    }

    pub(super) fn member(&self, name: &str) -> Option<Member> {
        self.members().into_iter().find(|member| member.name == name)
    }

    pub(super) fn item(&self) -> Shape {
        self.part("member")
    }

    pub(super) fn key(&self) -> Shape {
        self.part("key")
    }

    pub(super) fn value(&self) -> Shape {
        self.part("value")
    }

    fn part(&self, name: &str) -> Shape {
        self.service.shape(self.model[name]["shape"].as_str().unwrap())
    }

    /// Smallest length or value.
    pub(super) fn min(&self) -> Option<f64> {
        self.model["min"].as_f64()
    }

    /// Largest length or value.
    pub(super) fn max(&self) -> Option<f64> {
        self.model["max"].as_f64()
    }

    pub(super) fn pattern(&self) -> Option<&'static str> {
        self.model["pattern"].as_str()
    }

    /// The values of an enumeration, in the order of the model.
    pub(super) fn values(&self) -> Vec<&'static str> {
        self.model["enum"].as_array().into_iter().flatten().filter_map(Value::as_str).collect()
    }
}
