//! Signs requests as AWS's clients do (version 4), before anything is measured.

use std::net::SocketAddr;

use ebb_units::Timestamp;
use hmac::{Hmac, Mac as _};
use sha2::{Digest as _, Sha256};

use crate::http::request;

const REGION: &str = "us-east-1";
/// Control plane and runtime sign for the same name.
const SERVICE: &str = "sagemaker";

/// An access key.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Key {
    pub(crate) id: &'static str,
    pub(crate) secret: &'static str,
}

impl Key {
    /// The one key of the servers that the benches start.
    pub(crate) fn of_benches() -> Self {
        Self { id: "EBBBENCH", secret: "known to everybody" }
    }

    /// A POST, signed now: it is taken for a few minutes.
    pub(crate) fn request(
        self,
        address: SocketAddr,
        path: &str,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> Vec<u8> {
        let stamp = Timestamp::now().strftime("%Y%m%dT%H%M%SZ").to_string();
        let signature = self.authorization(&stamp, &address.to_string(), path, headers, body);
        let mut all = headers.to_vec();
        all.push(("x-amz-date", &stamp));
        all.push(("authorization", &signature));
        request("POST", address, path, &all, body)
    }

    /// The header `authorization`; all headers are signed.
    fn authorization(
        self,
        stamp: &str,
        host: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> String {
        let mut signed = headers.to_vec();
        signed.extend([("host", host), ("x-amz-date", stamp)]);
        signed.sort_unstable();
        let names: Vec<&str> = signed.iter().map(|(name, _)| *name).collect();
        let names = names.join(";");
        let lines: String =
            signed.iter().map(|(name, value)| format!("{name}:{value}\n")).collect();
        let payload = hex(&Sha256::digest(body));
        let canonical = format!("POST\n{path}\n\n{lines}\n{names}\n{payload}");
        let scope = format!("{}/{REGION}/{SERVICE}/aws4_request", &stamp[..8]);
        let digest = hex(&Sha256::digest(canonical.as_bytes()));
        let text = format!("AWS4-HMAC-SHA256\n{stamp}\n{scope}\n{digest}");
        let mut key = format!("AWS4{}", self.secret).into_bytes();
        for part in scope.split('/') {
            key = hmac(&key, part);
        }
        let signature = hex(&hmac(&key, &text));
        let id = self.id;
        format!(
            "AWS4-HMAC-SHA256 Credential={id}/{scope}, SignedHeaders={names}, Signature={signature}"
        )
    }
}

fn hmac(key: &[u8], text: &str) -> Vec<u8> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("a key of any length will do");
    mac.update(text.as_bytes());
    mac.finalize().into_bytes().to_vec()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_is_the_one_that_botocore_makes() {
        let key = Key { id: "AKIDEXAMPLE", secret: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY" };
        let headers = [("content-type", "application/json")];
        let path = "/endpoints/bench/invocations";
        let told = key.authorization("20261127T040000Z", "127.0.0.1:4600", path, &headers, b"{}");
        let want = "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20261127/us-east-1/sagemaker/aws4_request, \
                    SignedHeaders=content-type;host;x-amz-date, Signature=1ea12c28b3dd33a18709dbf90d33b7f7042b70eb547944aa27262fe916e9428a";
        assert_eq!(told, want);
    }
}
