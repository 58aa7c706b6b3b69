//! Who asks, and whether they may: signatures, access keys and what these allow.
//!
//! Without keys in the configuration everybody is let in as the one account, which is why such a server listens on
//! loopback only. With keys every request but `/_ebb/health` needs a signature. Time is real time here at any speed of
//! the server's clock, because clients sign with theirs.

pub(crate) mod action;
pub(crate) mod body;
pub(crate) mod key;
pub(crate) mod policy;

use std::collections::BTreeMap;
use std::sync::Arc;

use ebb_aws_wire::AwsError;
use ebb_aws_wire::sigv4::{self, ChunkChain, Claim, Paths, Refused, Rules, ScopeFault, Signable};
use ebb_units::{AccountId, Region, Scope, Timestamp};
use http::header;
use http::request::Parts;
use tokio::sync::Semaphore;

use action::Ask;
use key::AccessKey;
use policy::Verdict;

/// The signing name that requests below `/_ebb/` carry.
pub(crate) const OWN_SERVICE: &str = "ebb";
/// The signing name of S3.
pub(crate) const S3: &str = "s3";
const CONTENT_SHA256: &str = "x-amz-content-sha256";

/// The keys of a server.
#[derive(Debug)]
pub(crate) struct Access {
    /// `None` when nobody needs a key.
    keys: Option<BTreeMap<String, Arc<AccessKey>>>,
    /// The account of everybody when nobody needs a key.
    account: AccountId,
    default_region: Region,
    /// Room for bodies that have to be seen to their end before anything is done with them.
    pub(crate) room: Arc<Semaphore>,
}

/// A request whose signature is well-formed, of now, and of a key that is known. It is not verified yet.
#[derive(Debug)]
pub(crate) struct Admission {
    key: Arc<AccessKey>,
    account: AccountId,
    claim: Claim,
}

/// How far a request has come before its body.
#[derive(Debug)]
pub(crate) enum Entrance {
    /// Nobody needs a key.
    Open(Caller),
    Signed(Box<Admission>),
}

/// Whoever sent a request.
#[derive(Clone, Debug)]
pub(crate) struct Caller {
    pub(crate) scope: Scope,
    /// `None` when nobody needs a key.
    key: Option<Arc<AccessKey>>,
}

impl Access {
    pub(crate) fn new(keys: &[Arc<AccessKey>], account: AccountId) -> Self {
        let by_id = |key: &Arc<AccessKey>| (key.id.clone(), Arc::clone(key));
        Self {
            keys: (!keys.is_empty()).then(|| keys.iter().map(by_id).collect()),
            account,
            default_region: "us-east-1".parse().expect("a region"),
            room: Arc::new(Semaphore::new(body::ROOM_BYTES)),
        }
    }

    /// Everybody, when nobody needs a key: account from the configuration, region from the credential scope.
    pub(crate) fn anybody(&self, head: &Parts) -> Option<Caller> {
        if self.keys.is_some() {
            return None;
        }
        let region = sigv4::credential_scope(&head.headers, &head.uri)
            .and_then(|scope| scope.region.parse().ok())
            .unwrap_or_else(|| self.default_region.clone());
        Some(Caller { scope: Scope { account: self.account.clone(), region }, key: None })
    }

    /// Whoever shows a key as `Authorization: Bearer <id>:<secret>`, as clients do that cannot sign. The secret goes over
    /// the wire as it is, so this is for loopback and for a proxy that ends TLS.
    ///
    /// # Errors
    /// What to tell who is not let in, which does not say what was wrong.
    pub(crate) fn bearer(&self, head: &Parts) -> Result<Caller, &'static str> {
        const WANTED: &str = "an access key is needed: Authorization: Bearer <id>:<secret>";
        const WRONG: &str = "the access key is not known, not right, or has expired";
        if let Some(caller) = self.anybody(head) {
            return Ok(caller);
        }
        let told = head.headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
        let (scheme, token) = told.and_then(|told| told.split_once(' ')).ok_or(WANTED)?;
        if !scheme.eq_ignore_ascii_case("bearer") {
            return Err(WANTED);
        }
        let (id, secret) = token.trim().split_once(':').ok_or(WANTED)?;
        let key = self.keys.as_ref().and_then(|keys| keys.get(id)).ok_or(WRONG)?;
        let is_expired = key.expires.is_some_and(|expires| expires <= Timestamp::now());
        // A key with a session token is not complete without it, and there is no place for it here.
        if is_expired || key.session_token.is_some() || !key.secret.is(secret) {
            return Err(WRONG);
        }
        let account = key.account.as_ref().unwrap_or(&self.account).clone();
        let scope = Scope { account, region: self.default_region.clone() };
        Ok(Caller { scope, key: Some(Arc::clone(key)) })
    }

    /// Looks at all of a signature that can be judged without the body. `service` is the signing name that the scope
    /// must have; `None` takes any, for a request that no service answers anyway.
    ///
    /// # Errors
    /// Why the request is not let in.
    pub(crate) fn admit(&self, head: &Parts, service: Option<&str>) -> Result<Admission, Refused> {
        let claim = Claim::read(&head.headers, head.uri.query().unwrap_or_default())?;
        let service = service.unwrap_or(&claim.scope.service);
        let now = Timestamp::now();
        claim.check(&head.headers, &Rules { service, skew: Rules::skew_of(service), now })?;
        let id = &claim.scope.access_key;
        let key = self.keys.as_ref().and_then(|keys| keys.get(id));
        let key = key.ok_or_else(|| Refused::UnknownKey(id.clone()))?;
        if key.expires.is_some_and(|expires| expires <= now) {
            return Err(Refused::Expired);
        }
        let account = key.account.as_ref().unwrap_or(&self.account).clone();
        Ok(Admission { key: Arc::clone(key), account, claim })
    }

    /// Everybody, or whoever has a signature that may hold.
    ///
    /// # Errors
    /// Why the request is not let in.
    pub(crate) fn enter(&self, head: &Parts, service: Option<&str>) -> Result<Entrance, Refused> {
        match self.anybody(head) {
            Some(caller) => Ok(Entrance::Open(caller)),
            None => Ok(Entrance::Signed(Box::new(self.admit(head, service)?))),
        }
    }
}

impl Entrance {
    /// The caller, now that the body is at hand.
    ///
    /// # Errors
    /// Why the request is not let in.
    pub(crate) fn caller(self, head: &Parts, body: &[u8]) -> Result<Caller, Refused> {
        match self {
            Self::Open(caller) => Ok(caller),
            // Rule sigv4.payload: but for S3 the hash of the body itself is signed, whatever a header says of it.
            Self::Signed(admission) => admission.verify(head, &sigv4::payload_hash(body)),
        }
    }
}

impl Admission {
    /// Checks the signature and then the session token, as AWS does.
    pub(crate) fn verify(self, head: &Parts, payload: &str) -> Result<Caller, Refused> {
        let Self { key, account, claim } = self;
        let request = Signable::new(&head.method, &head.uri, &head.headers);
        key.secret.verify(&claim, &request, Paths::of(&claim.scope.service), payload)?;
        let is_right = match (&key.session_token, &claim.session_token) {
            (None, None) => true,
            (Some(token), Some(given)) => token.is(given),
            (None, Some(_)) | (Some(_), None) => false,
        };
        if !is_right {
            return Err(Refused::Token);
        }
        let region = &claim.scope.region;
        let region = region
            .parse()
            .map_err(|_| Refused::Scope(claim.form, vec![ScopeFault::Region(region.clone())]))?;
        let scope = Scope { account, region };
        Ok(Caller { scope, key: Some(key) })
    }

    /// The hash of the body when the signature covers a header that tells it: then both can be judged apart.
    pub(crate) fn told_payload<'h>(&self, head: &'h Parts) -> Option<&'h str> {
        let told = head.headers.get(CONTENT_SHA256)?.to_str().ok()?;
        (told.len() == 64 && self.claim.covers(CONTENT_SHA256)).then_some(told)
    }

    /// Lets a request for S3 in: what its header says stands for the body, which S3 holds against it as it comes.
    /// With it comes how the chunks of the body are signed, when they are.
    ///
    /// # Errors
    /// Why it is not let in.
    pub(crate) fn verify_s3(self, head: &Parts) -> Result<(Caller, Option<ChunkChain>), Refused> {
        const SIGNED_CHUNKS: &str = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD";
        let told = head.headers.get(CONTENT_SHA256).and_then(|told| told.to_str().ok());
        let payload = match (told, self.claim.form) {
            // A presigned URL is made before the body, unless the header was signed with it.
            (Some(told), sigv4::Form::Query) if self.claim.covers(CONTENT_SHA256) => told,
            (_, sigv4::Form::Query) => sigv4::UNSIGNED_PAYLOAD,
            (Some(told), sigv4::Form::Header) => told,
            (None, sigv4::Form::Header) => return Err(Refused::PayloadHashMissing),
        };
        let chunks =
            payload.starts_with(SIGNED_CHUNKS).then(|| self.key.secret.chunks(&self.claim));
        let caller = self.verify(head, payload)?;
        Ok((caller, chunks))
    }
}

impl Caller {
    /// Whether this caller may do what is asked.
    ///
    /// # Errors
    /// AWS's AccessDeniedException.
    pub(crate) fn may(&self, ask: &Ask) -> Result<(), AwsError> {
        let denied = |text| AwsError::new("AccessDeniedException", text);
        if ask.resources.is_empty() {
            return self.may_one(&ask.action, None).map_err(denied);
        }
        let mut resources = ask.resources.iter();
        resources.try_for_each(|resource| self.may_one(&ask.action, Some(resource)).map_err(denied))
    }

    /// The same for S3, whose resources are `bucket` and `bucket/key`, and which quotes them.
    ///
    /// # Errors
    /// The text of an AccessDenied.
    pub(crate) fn may_s3(&self, action: &str, resource: Option<&str>) -> Result<(), String> {
        let partition = self.scope.region.partition();
        let arn = resource.map(|resource| format!("arn:{partition}:s3:::{resource}"));
        self.may_one(action, arn.as_deref())
    }

    /// Rule iam.access-denied: the user, the action, the resource if there is one, and which kind of statement lacks or
    /// forbids it.
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html>
    fn may_one(&self, action: &str, resource: Option<&str>) -> Result<(), String> {
        let Some(key) = &self.key else { return Ok(()) };
        let why = match key.policy.verdict(action, resource.unwrap_or("*")) {
            Verdict::Allowed => return Ok(()),
            Verdict::NotAllowed => {
                format!("because no identity-based policy allows the {action} action")
            }
            Verdict::Denied => "with an explicit deny in an identity-based policy".to_owned(),
        };
        let on = match resource {
            Some(resource) if action.starts_with("s3:") => format!(" on resource: \"{resource}\""),
            Some(resource) => format!(" on resource: {resource}"),
            None => String::new(),
        };
        let Scope { account, region } = &self.scope;
        let partition = region.partition();
        let user = &key.user;
        Err(format!(
            "User: arn:{partition}:iam::{account}:user/{user} is not authorized to perform: {action}{on} {why}"
        ))
    }
}
