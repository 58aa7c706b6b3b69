//! Access keys: their part of the configuration, and what is kept of it.

use std::fmt;
use std::path::{Path, PathBuf};

use ebb_aws_wire::sigv4::{SecretKey, is_same_secret};
use ebb_units::{AccountId, Timestamp};
use serde::Deserialize;

use super::policy::{Policy, Statement};

/// A key with which requests are signed, and what its owner may do. Its secrets are never shown.
#[derive(Debug)]
pub struct AccessKey {
    pub(crate) id: String,
    pub(crate) secret: SecretKey,
    pub(crate) session_token: Option<Secret>,
    pub(crate) expires: Option<Timestamp>,
    /// That of the server by default.
    pub(crate) account: Option<AccountId>,
    pub(crate) user: String,
    pub(crate) policy: Policy,
}

/// A text that is not shown.
#[derive(Clone, Deserialize)]
#[serde(transparent)]
pub(crate) struct Secret(String);

impl Secret {
    pub(crate) fn is(&self, other: &str) -> bool {
        is_same_secret(&self.0, other)
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// `[[access-keys]]`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Entry {
    id: String,
    secret: Option<Secret>,
    secret_file: Option<PathBuf>,
    secret_env: Option<String>,
    session_token: Option<Secret>,
    session_token_file: Option<PathBuf>,
    session_token_env: Option<String>,
    expires: Option<Timestamp>,
    account: Option<AccountId>,
    user: Option<String>,
    allow: Vec<Statement>,
    #[serde(default)]
    deny: Vec<Statement>,
}

impl Entry {
    /// Finds the secrets. `folder` is where relative names of files begin.
    ///
    /// # Errors
    /// What is wrong, without any secret in it.
    pub(crate) fn resolve(self, folder: &Path) -> Result<AccessKey, String> {
        let id = self.id;
        let wrong = |text: String| format!("access key \"{id}\": {text}");
        let is_id = (1..=128).contains(&id.len())
            && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_.-".contains(&byte));
        if !is_id {
            return Err(wrong("expected an id of 1 to 128 letters, digits, _ . -".to_owned()));
        }
        let user = self.user.unwrap_or_else(|| id.clone());
        let is_user = (1..=64).contains(&user.len())
            && user.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+=,.@_-".contains(&byte));
        if !is_user && user != id {
            return Err(wrong(
                "expected a user of 1 to 64 letters, digits, + = , . @ _ -".to_owned(),
            ));
        }
        let sources = |what, here, file, env| Source { what, here, file, env }.read(folder);
        let secret = sources("secret", self.secret, self.secret_file, self.secret_env)
            .map_err(wrong)?
            .ok_or_else(|| {
                wrong("one of secret, secret-file and secret-env is needed".to_owned())
            })?;
        let session_token = sources(
            "session-token",
            self.session_token,
            self.session_token_file,
            self.session_token_env,
        )
        .map_err(wrong)?;
        Ok(AccessKey {
            secret: SecretKey::new(secret.0),
            session_token,
            expires: self.expires,
            account: self.account,
            user,
            policy: Policy { allow: self.allow, deny: self.deny },
            id,
        })
    }
}

/// The places in which a secret may stand, so that it need not stand in the configuration.
struct Source {
    what: &'static str,
    here: Option<Secret>,
    file: Option<PathBuf>,
    env: Option<String>,
}

impl Source {
    fn read(self, folder: &Path) -> Result<Option<Secret>, String> {
        let what = self.what;
        let secret = match (self.here, self.file, self.env) {
            (None, None, None) => return Ok(None),
            (Some(secret), None, None) => secret.0,
            (None, Some(file), None) => {
                let path = folder.join(file);
                let text = std::fs::read_to_string(&path).map_err(|error| {
                    format!("could not read {what}-file \"{}\": {error}", path.display())
                })?;
                text.trim_end_matches(['\r', '\n']).to_owned()
            }
            (None, None, Some(name)) => std::env::var(&name).map_err(|_| {
                format!("{what}-env names the variable {name}, which is not set or is no text")
            })?,
            _ => return Err(format!("{what}, {what}-file and {what}-env exclude each other")),
        };
        if secret.is_empty() {
            return Err(format!("the {what} is empty"));
        }
        Ok(Some(Secret(secret)))
    }
}
