//! Calls of the control APIs, as any client makes them, on one keep-alive connection.

use std::net::SocketAddr;

use serde_json::Value;

use crate::failure::Failure;
use crate::http::{Connection, request};
use crate::sign::Key;

pub(crate) struct Api {
    address: SocketAddr,
    connection: Connection,
    key: Option<Key>,
}

impl Api {
    pub(crate) fn connect(address: SocketAddr, key: Option<Key>) -> Result<Self, Failure> {
        let connection = Connection::open(address)
            .map_err(|source| Failure::Http { what: "a call".to_owned(), source })?;
        Ok(Self { address, connection, key })
    }

    /// One call: `SageMaker.CreateModel`, say, and its input.
    pub(crate) fn call(&mut self, target: &str, input: &Value) -> Result<Value, Failure> {
        let bytes = self.prepare(target, input);
        self.send(target, &bytes)
    }

    /// The bytes of a call, so that encoding it is not measured.
    pub(crate) fn prepare(&self, target: &str, input: &Value) -> Vec<u8> {
        let headers = [("x-amz-target", target), ("content-type", "application/x-amz-json-1.1")];
        let body = input.to_string();
        match self.key {
            Some(key) => key.request(self.address, "/", &headers, body.as_bytes()),
            None => request("POST", self.address, "/", &headers, body.as_bytes()),
        }
    }

    pub(crate) fn send(&mut self, target: &str, bytes: &[u8]) -> Result<Value, Failure> {
        let answer = self
            .connection
            .exchange(bytes)
            .map_err(|source| Failure::Http { what: target.to_owned(), source })?;
        let body: Value = serde_json::from_slice(answer.body).unwrap_or_default();
        if answer.status == 200 {
            return Ok(body);
        }
        let message = ["message", "Message"]
            .iter()
            .find_map(|name| body.get(name).and_then(Value::as_str))
            .unwrap_or("no message");
        Err(Failure::Refused {
            operation: target.to_owned(),
            status: answer.status,
            message: message.to_owned(),
        })
    }
}
