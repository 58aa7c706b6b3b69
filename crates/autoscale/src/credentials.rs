//! Access keys, from where AWS's own clients have them.

use std::collections::BTreeMap;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use ebb_aws_wire::sigv4::{SecretKey, Signer};

/// An access key to sign with.
#[derive(Clone, PartialEq, Eq)]
pub struct Credentials {
    /// Its id.
    pub access_key: String,
    /// Its secret.
    pub secret: String,
    /// Of temporary credentials.
    pub session_token: Option<String>,
}

/// Credentials that are meant to be there and cannot be had.
#[derive(Debug, thiserror::Error)]
pub enum CredentialsError {
    /// Half of a key.
    #[error("{place}: {present} is set and {absent} is not")]
    Half {
        /// Where.
        place: String,
        /// What is there.
        present: &'static str,
        /// What is not.
        absent: &'static str,
    },
    /// A profile that was asked for.
    #[error("no profile \"{profile}\" with an access key in {files}")]
    NoProfile {
        /// Its name.
        profile: String,
        /// Where it was looked for.
        files: String,
    },
    /// A file that is there.
    #[error("could not read {}", path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
}

const VARIABLES: [&str; 3] = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"];
const MEMBERS: [&str; 3] = ["aws_access_key_id", "aws_secret_access_key", "aws_session_token"];

impl Credentials {
    /// Those of the profile that is named, or else of the variables of a key, or else of the profile that `AWS_PROFILE`
    /// names or that is the default; `None` when there are none. Profiles are read from the shared files, as far as they
    /// hold keys.
    ///
    /// # Errors
    /// [`CredentialsError`] when the profile that is named is not there, or half of a key is missing.
    pub fn find(profile: Option<&str>) -> Result<Option<Self>, CredentialsError> {
        let files = files(variable);
        Self::choose(profile, variable, &texts(&files)?, &listed(&files))
    }

    fn choose(
        profile: Option<&str>,
        variable: impl Fn(&str) -> Option<String>,
        texts: &[String],
        files: &str,
    ) -> Result<Option<Self>, CredentialsError> {
        let variable = |name: &str| variable(name).filter(|value| !value.is_empty());
        if profile.is_none()
            && let Some(own) = Self::of(VARIABLES.map(variable), VARIABLES, "the environment")?
        {
            return Ok(Some(own));
        }
        let name = profile_name(profile, variable);
        for text in texts {
            let found = section(text, &name);
            let values = MEMBERS.map(|member| found.get(member).cloned());
            if let Some(own) = Self::of(values, MEMBERS, &format!("profile \"{name}\""))? {
                return Ok(Some(own));
            }
        }
        match profile {
            None => Ok(None),
            Some(profile) => Err(CredentialsError::NoProfile {
                profile: profile.to_owned(),
                files: files.to_owned(),
            }),
        }
    }

    fn of(
        [id, secret, token]: [Option<String>; 3],
        [id_name, secret_name, _]: [&'static str; 3],
        place: &str,
    ) -> Result<Option<Self>, CredentialsError> {
        let half =
            |present, absent| CredentialsError::Half { place: place.to_owned(), present, absent };
        match (id, secret) {
            (None, None) => Ok(None),
            (Some(access_key), Some(secret)) => {
                Ok(Some(Self { access_key, secret, session_token: token }))
            }
            (Some(_), None) => Err(half(id_name, secret_name)),
            (None, Some(_)) => Err(half(secret_name, id_name)),
        }
    }

    pub(crate) fn signer(&self) -> Signer {
        Signer {
            access_key: self.access_key.clone(),
            secret: SecretKey::new(self.secret.clone()),
            session_token: self.session_token.clone(),
        }
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credentials").field("access_key", &self.access_key).finish_non_exhaustive()
    }
}

/// The region of `AWS_REGION` or `AWS_DEFAULT_REGION`, or else of the profile: the one that is named, or that of `AWS_PROFILE`, or
/// the default; `None` when nothing says.
///
/// # Errors
/// [`CredentialsError::File`] when a shared file cannot be read.
pub fn configured_region(profile: Option<&str>) -> Result<Option<String>, CredentialsError> {
    Ok(region(profile, variable, &texts(&files(variable))?))
}

fn region(
    profile: Option<&str>,
    variable: impl Fn(&str) -> Option<String>,
    texts: &[String],
) -> Option<String> {
    let variable = |name: &str| variable(name).filter(|value| !value.is_empty());
    let of_profile = || {
        let name = profile_name(profile, variable);
        texts.iter().find_map(|text| section(text, &name).remove("region"))
    };
    variable("AWS_REGION").or_else(|| variable("AWS_DEFAULT_REGION")).or_else(of_profile)
}

fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

fn profile_name(named: Option<&str>, variable: impl Fn(&str) -> Option<String>) -> String {
    let named = named.map(str::to_owned).or_else(|| variable("AWS_PROFILE"));
    named.unwrap_or_else(|| "default".to_owned())
}

/// What stands in those of the files that are there.
fn texts(files: &[PathBuf]) -> Result<Vec<String>, CredentialsError> {
    let mut texts = Vec::new();
    for path in files {
        match std::fs::read_to_string(path) {
            Ok(text) => texts.push(text),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(source) => return Err(CredentialsError::File { path: path.clone(), source }),
        }
    }
    Ok(texts)
}

/// The shared files, that of keys first.
fn files(variable: impl Fn(&str) -> Option<String>) -> Vec<PathBuf> {
    let home = variable("HOME").map(|home| Path::new(&home).join(".aws"));
    let file = |name: &str, own: &str| {
        variable(name).map(PathBuf::from).or_else(|| home.as_ref().map(|home| home.join(own)))
    };
    [file("AWS_SHARED_CREDENTIALS_FILE", "credentials"), file("AWS_CONFIG_FILE", "config")]
        .into_iter()
        .flatten()
        .collect()
}

fn listed(files: &[PathBuf]) -> String {
    let names: Vec<String> = files.iter().map(|path| path.display().to_string()).collect();
    if names.is_empty() { "the shared files".to_owned() } else { names.join(" and ") }
}

/// What a file says of a profile, under `[name]` or `[profile name]`.
fn section(text: &str, profile: &str) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut is_inside = false;
    for line in text.lines().map(str::trim) {
        if line.starts_with(['#', ';']) {
            continue;
        }
        if let Some(header) = line.strip_prefix('[') {
            let name = header.split(']').next().unwrap_or_default().trim();
            let name = name.strip_prefix("profile ").unwrap_or(name).trim();
            is_inside = name.trim_matches('"') == profile;
        } else if let Some((key, value)) = line.split_once('=').filter(|_| is_inside) {
            found.insert(key.trim().to_ascii_lowercase(), value.trim().to_owned());
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn choose(
        profile: Option<&str>,
        variables: &[(&str, &str)],
        texts: &[&str],
    ) -> Result<Option<String>, String> {
        let variable = |name: &str| {
            let found = variables.iter().find(|(other, _)| *other == name);
            found.map(|(_, value)| (*value).to_owned())
        };
        let texts: Vec<String> = texts.iter().map(|text| (*text).to_owned()).collect();
        Credentials::choose(profile, variable, &texts, "FILES")
            .map(|found| {
                found
                    .map(|own| format!("{} {} {:?}", own.access_key, own.secret, own.session_token))
            })
            .map_err(|error| error.to_string())
    }

    const FILE: &str = "\
# keys
[default]
aws_access_key_id = D
aws_secret_access_key=d = e
[profile other]
aws_access_key_id=O
AWS_SECRET_ACCESS_KEY = o
aws_session_token = t
[half]
aws_access_key_id=H
[sso]
sso_session = x
";
    const KEY: [(&str, &str); 2] = [("AWS_ACCESS_KEY_ID", "E"), ("AWS_SECRET_ACCESS_KEY", "e")];

    #[test]
    fn keys_are_found_where_awss_clients_find_them() {
        let token = [KEY[0], KEY[1], ("AWS_SESSION_TOKEN", "s"), ("AWS_PROFILE", "other")];
        for (profile, variables, texts, want) in [
            (None, &[][..], &[][..], Ok(None)),
            (None, &KEY, &[FILE], Ok(Some("E e None"))),
            (None, &token, &[FILE], Ok(Some("E e Some(\"s\")"))),
            (Some("other"), &KEY, &[FILE], Ok(Some("O o Some(\"t\")"))),
            (None, &[("AWS_PROFILE", "other")], &["", FILE], Ok(Some("O o Some(\"t\")"))),
            (None, &[("AWS_ACCESS_KEY_ID", "")], &[FILE], Ok(Some("D d = e None"))),
            (None, &[], &["[sso]\nsso_session=x"], Ok(None)),
            (None, &[("AWS_PROFILE", "sso")], &[FILE], Ok(None)),
            (
                None,
                &[KEY[0]],
                &[FILE],
                Err("the environment: AWS_ACCESS_KEY_ID is set and AWS_SECRET_ACCESS_KEY is not"),
            ),
            (
                Some("half"),
                &[],
                &[FILE],
                Err("profile \"half\": aws_access_key_id is set and aws_secret_access_key is not"),
            ),
            (Some("sso"), &KEY, &[FILE], Err("no profile \"sso\" with an access key in FILES")),
        ] {
            let want = want.map(|some| some.map(str::to_owned)).map_err(str::to_owned);
            assert_eq!(choose(profile, variables, texts), want, "{profile:?} {variables:?}");
        }
    }

    #[test]
    fn regions_are_found_where_awss_clients_find_them() {
        const FILE: &str = "[default]\nregion = d\n[profile other]\noutput = json\nregion=o\n";
        let of = |profile, variables: &[(&str, &str)]| {
            let variable = |name: &str| {
                let found = variables.iter().find(|(other, _)| *other == name);
                found.map(|(_, value)| (*value).to_owned())
            };
            region(profile, variable, &[String::new(), FILE.to_owned()])
        };
        let default = ("AWS_DEFAULT_REGION", "e");
        for (profile, variables, want) in [
            (None, &[][..], Some("d")),
            (Some("other"), &[], Some("o")),
            (None, &[("AWS_PROFILE", "other")], Some("o")),
            (Some("gone"), &[], None),
            (Some("other"), &[default], Some("e")),
            (None, &[("AWS_REGION", "r"), default], Some("r")),
            (None, &[("AWS_REGION", ""), default], Some("e")),
        ] {
            assert_eq!(of(profile, variables).as_deref(), want, "{profile:?} {variables:?}");
        }
    }

    #[test]
    fn secrets_are_not_shown() {
        let own = Credentials {
            access_key: "id".to_owned(),
            secret: "topsecret".to_owned(),
            session_token: Some("token".to_owned()),
        };
        assert_eq!(format!("{own:?}"), "Credentials { access_key: \"id\", .. }");
    }
}
