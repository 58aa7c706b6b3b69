//! A client's side of the signature, written apart from the server's: each must agree with the other. The tests of the
//! server use it too.

use hmac::{Hmac, Mac as _};
use sha2::{Digest as _, Sha256};

/// A key and what it signs for.
#[derive(Clone, Debug)]
pub(crate) struct Signer {
    pub(crate) id: String,
    pub(crate) secret: String,
    /// When: `20261120T100000Z`.
    pub(crate) stamp: String,
    pub(crate) region: String,
    pub(crate) service: String,
}

/// A request whose path and query need no encoding.
#[derive(Clone, Debug)]
pub(crate) struct Plain {
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) query: Vec<(String, String)>,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Signer {
    pub(crate) fn scope(&self) -> String {
        format!("{}/{}/{}/aws4_request", &self.stamp[..8], self.region, self.service)
    }

    pub(crate) fn sign(&self, text: &str) -> String {
        let mut key = format!("AWS4{}", self.secret).into_bytes();
        for part in self.scope().split('/') {
            key = hmac(&key, part);
        }
        hmac(&key, text).iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

impl Plain {
    pub(crate) fn query(&self) -> String {
        let pairs: Vec<String> =
            self.query.iter().map(|(name, value)| format!("{name}={value}")).collect();
        pairs.join("&")
    }

    pub(crate) fn with(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Adds date and signature; all headers are signed. For S3 the header that tells the payload stands for it.
    pub(crate) fn sign(self, signer: &Signer) -> Self {
        let mut request = self.with("x-amz-date", &signer.stamp);
        let told = request.headers.iter().find(|(name, _)| name == "x-amz-content-sha256");
        let payload = match told {
            Some((_, told)) if signer.service == "s3" => told.clone(),
            _ => format!("{:x}", Sha256::digest(&request.body)),
        };
        let (signed, signature) = request.signature(signer, &payload);
        let Signer { id, .. } = signer;
        let scope = signer.scope();
        let value = format!(
            "AWS4-HMAC-SHA256 Credential={id}/{scope}, SignedHeaders={signed}, Signature={signature}"
        );
        request.headers.push(("authorization".to_owned(), value));
        request
    }

    /// Puts the signature into the query; all headers are signed.
    pub(crate) fn presign(mut self, signer: &Signer, expires_s: u32, payload: &str) -> Self {
        let mut names: Vec<String> =
            self.headers.iter().map(|(name, _)| name.to_lowercase()).collect();
        names.sort();
        names.dedup();
        let credential = format!("{}/{}", signer.id, signer.scope()).replace('/', "%2F");
        for (name, value) in [
            ("X-Amz-Algorithm", "AWS4-HMAC-SHA256".to_owned()),
            ("X-Amz-Credential", credential),
            ("X-Amz-Date", signer.stamp.clone()),
            ("X-Amz-Expires", expires_s.to_string()),
            ("X-Amz-SignedHeaders", names.join("%3B")),
        ] {
            self.query.push((name.to_owned(), value));
        }
        let (_, signature) = self.signature(signer, payload);
        self.query.push(("X-Amz-Signature".to_owned(), signature));
        self
    }

    fn signature(&self, signer: &Signer, payload: &str) -> (String, String) {
        let mut names: Vec<String> =
            self.headers.iter().map(|(name, _)| name.to_lowercase()).collect();
        names.sort();
        names.dedup();
        let mut query = self.query.clone();
        query.sort();
        let query: Vec<String> =
            query.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let mut canonical = format!("{}\n{}\n{}\n", self.method, self.path, query.join("&"));
        for name in &names {
            let values: Vec<String> = self
                .headers
                .iter()
                .filter(|(other, _)| other.eq_ignore_ascii_case(name))
                .map(|(_, value)| value.split_whitespace().collect::<Vec<_>>().join(" "))
                .collect();
            canonical.push_str(&format!("{name}:{}\n", values.join(",")));
        }
        let signed = names.join(";");
        canonical.push_str(&format!("\n{signed}\n{payload}"));
        let (stamp, scope) = (&signer.stamp, signer.scope());
        let digest = Sha256::digest(canonical.as_bytes());
        (signed, signer.sign(&format!("AWS4-HMAC-SHA256\n{stamp}\n{scope}\n{digest:x}")))
    }
}

fn hmac(key: &[u8], text: &str) -> Vec<u8> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).unwrap();
    mac.update(text.as_bytes());
    mac.finalize().into_bytes().to_vec()
}
