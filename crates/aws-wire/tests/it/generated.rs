//! Documents made up from the shapes go through the protocols and come back the same.

use ebb_aws_model::{Kind, Shape, canonicalize};
use ebb_aws_wire::{Call, encode};
use proptest::collection::{btree_map, vec};
use proptest::prelude::*;
use serde_json::{Map, Value};

use crate::Request;
use crate::answers::well_formed;

fn document(shape: &'static Shape) -> BoxedStrategy<Value> {
    match &shape.kind {
        Kind::Structure(structure) => {
            // The first member is always there: a form has no way to say that a structure is empty.
            let members = structure.members.iter().enumerate().map(|(index, member)| {
                let named =
                    document(member.shape).prop_map(|value| (member.name.to_owned(), value));
                match index {
                    0 => named.prop_map(Some).boxed(),
                    _ => proptest::option::weighted(0.4, named).boxed(),
                }
            });
            let members: Vec<_> = members.collect();
            members.prop_map(|it| Value::Object(it.into_iter().flatten().collect())).boxed()
        }
        Kind::List(list) => vec(document(list.item), 0..3).prop_map(Value::Array).boxed(),
        Kind::Map(map) => btree_map(".{0,8}", document(map.value), 0..3)
            .prop_map(|entries| Value::Object(entries.into_iter().collect()))
            .boxed(),
        Kind::String(_) => ".{0,12}".prop_map(Value::String).boxed(),
        Kind::Integer(_) => any::<i32>().prop_map(Value::from).boxed(),
        Kind::Long(_) => any::<i64>().prop_map(Value::from).boxed(),
        Kind::Float(_) | Kind::Double(_) => {
            any::<f64>().prop_map(|number| ebb_aws_model::Double(number).into()).boxed()
        }
        Kind::Boolean => any::<bool>().prop_map(Value::Bool).boxed(),
        Kind::Timestamp => (-1e10..1e10).prop_map(Value::from).boxed(),
        Kind::Blob(_) => Just(Value::from("AQI=")).boxed(),
    }
}

fn input(operation: &str) -> BoxedStrategy<Value> {
    document(query(operation).operation.input.unwrap())
}

fn output(operation: &str) -> BoxedStrategy<Value> {
    document(query(operation).operation.output.unwrap())
}

fn query(operation: &str) -> Call {
    Request::form(&format!("Action={operation}")).identify().unwrap()
}

/// The call whose answers have the shape of the operation's requests, to send those through `encode`.
fn echo(request: &Request) -> Call {
    let call = request.identify().unwrap();
    let operation = Box::leak(Box::new(ebb_aws_model::Operation {
        output: call.operation.input,
        ..*call.operation
    }));
    Call { operation, ..call }
}

fn form(path: &str, value: &Value, pairs: &mut Vec<(String, String)>) {
    match value {
        Value::Array(items) if items.is_empty() => pairs.push((path.to_owned(), String::new())),
        Value::Array(items) => {
            for (item, index) in items.iter().zip(1..) {
                form(&format!("{path}.member.{index}"), item, pairs);
            }
        }
        Value::Object(members) => {
            for (name, inner) in members {
                form(&format!("{path}.{name}"), inner, pairs);
            }
        }
        Value::String(text) => pairs.push((path.to_owned(), text.clone())),
        Value::Null | Value::Bool(_) | Value::Number(_) => {
            pairs.push((path.to_owned(), value.to_string()));
        }
    }
}

fn canonical(request: &Request, value: &Value) -> Value {
    let mut value = value.clone();
    canonicalize(request.identify().unwrap().operation.input.unwrap(), &mut value);
    value
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn documents_survive_cbor(value in input("PutMetricData")) {
        let mut request = Request::cbor("PutMetricData", vec![]);
        request.body = encode(&echo(&request), "id", &value).into_body().to_vec();
        prop_assert_eq!(request.decode().unwrap(), canonical(&request, &value));
    }

    #[test]
    fn documents_survive_json(value in input("PutMetricAlarm")) {
        let mut request = Request::json("GraniteServiceVersion20100801.PutMetricAlarm", "");
        request.body = encode(&echo(&request), "id", &value).into_body().to_vec();
        prop_assert_eq!(request.decode().unwrap(), canonical(&request, &value));
    }

    #[test]
    fn documents_survive_forms(value in input("PutMetricAlarm")) {
        let mut pairs = vec![(".Action".to_owned(), "PutMetricAlarm".to_owned())];
        form("", &value, &mut pairs);
        let mut body = form_urlencoded::Serializer::new(String::new());
        for (name, text) in &pairs {
            body.append_pair(name.trim_start_matches('.'), text);
        }
        let request = Request::form(&body.finish());
        let got = canonical(&request, &request.decode().unwrap());
        prop_assert_eq!(sorted(&got), sorted(&value));
    }

    #[test]
    fn answers_in_xml_are_well_formed(value in output("DescribeAlarms")) {
        let answer = encode(&query("DescribeAlarms"), "id", &value);
        well_formed(crate::body(&answer));
    }
}

/// Members in alphabetical order: their order says nothing.
fn sorted(value: &Value) -> Value {
    match value {
        Value::Object(members) => {
            let mut members: Vec<_> =
                members.iter().map(|(name, inner)| (name.clone(), sorted(inner))).collect();
            members.sort_by(|a, b| a.0.cmp(&b.0));
            Value::Object(Map::from_iter(members))
        }
        Value::Array(items) => Value::Array(items.iter().map(sorted).collect()),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => value.clone(),
    }
}
