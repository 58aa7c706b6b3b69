//! Settings: defaults, then `ebb.toml`, then the environment and the command line, each over the one before.

use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use ebb_blueprint::DEFAULT_CUSTOM_RESOURCE_HOSTS;
use ebb_tls::{Trust, TrustError};
use ebb_units::{AccountId, Arn};
use http::Uri;
use serde::Deserialize;
use serde::de::IgnoredAny;

use crate::access::key::{AccessKey, Entry};
use crate::courier::receiver_url;
use crate::elsewhere::StorageSettings;
use crate::outgoing::can_be_called;
use crate::scrape::{self, Scrape};

/// Where copies come from.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FleetKind {
    /// A local process per copy.
    #[default]
    Process,
    /// Copies that are numbers with a start-up time and answer with an echo.
    Simulated,
}

/// What happens to a request that finds no copy.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ColdMode {
    /// It is held until the first copy is up, within a bound.
    #[default]
    Hold,
    /// It is refused at once with AWS's error.
    Fail,
}

/// All settings of `ebb serve`.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Address of the one port.
    pub listen: SocketAddr,
    /// Where all state is kept.
    pub data_dir: PathBuf,
    /// Keep all state in memory and all files in a temporary folder, and let `POST /_ebb/reset` forget everything.
    pub ephemeral: bool,
    /// The account of all requests.
    pub account: AccountId,
    /// How many times as fast as real time the controller's clock runs.
    pub speed: f64,
    /// Where copies come from.
    pub fleet: FleetKind,
    /// Start-up time of simulated copies, in real time.
    pub simulated_startup: Duration,
    /// Command lines by image name.
    pub images: BTreeMap<String, Vec<String>>,
    /// What happens to requests that find no copy.
    pub cold: ColdMode,
    /// How long a request is held at most, in real time.
    pub hold: Duration,
    /// How many requests of one endpoint variant or inference component are held at most.
    pub hold_requests: usize,
    /// Fire alarms at the datum that settles them.
    pub alarms_early: bool,
    /// Let only data of the copies that serve now move the capacity, and each datum once.
    pub fresh_data: bool,
    /// Hosts on which custom resources are called, with or without a port; `*` is any.
    pub custom_resource_hosts: Vec<String>,
    /// Keys with which requests must be signed; without any nothing is checked.
    pub access_keys: Vec<Arc<AccessKey>>,
    /// A file in which everything that the controller is told is recorded, for a replay.
    pub record: Option<PathBuf>,
    /// The recording ends when its file has this many bytes.
    pub record_max_bytes: u64,
    /// How many scalable targets the file declares. They are checked, and not put: that is for other commands.
    pub declared_targets: usize,
    /// URLs to which notifications are posted, by the ARN of the topic.
    pub topics: BTreeMap<String, String>,
    /// URLs to which changes of status are posted, each with a name.
    pub event_receivers: BTreeMap<String, String>,
    /// Folders in which asynchronous inference may read and write files.
    pub async_folders: Vec<PathBuf>,
    /// Where inputs and results of asynchronous inference are instead of the embedded buckets.
    pub storage: Option<StorageSettings>,
    /// Certificates of authorities that are trusted besides the machine's, where the server calls others by https.
    pub ca_file: Option<PathBuf>,
    /// Which metrics of model servers are read.
    pub scrapes: Vec<Scrape>,
    /// How long delivery of a notification is tried, in real time.
    pub notify_for: Duration,
    /// How long requests may finish when the server stops, and copies take from SIGTERM to SIGKILL, in real time.
    pub stop_grace: Duration,
    /// A program and arguments that start `ebb_fleet::run_guard`, so that copies die with a killed server.
    pub guard: Option<(PathBuf, Vec<String>)>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 4600)),
            data_dir: PathBuf::from("./ebb-data"),
            ephemeral: false,
            account: "000000000000".parse().expect("twelve digits"),
            speed: 1.0,
            fleet: FleetKind::Process,
            simulated_startup: Duration::from_millis(500),
            images: BTreeMap::new(),
            cold: ColdMode::Hold,
            hold: Duration::from_secs(50),
            hold_requests: 1000,
            alarms_early: true,
            fresh_data: true,
            custom_resource_hosts: DEFAULT_CUSTOM_RESOURCE_HOSTS.map(str::to_owned).to_vec(),
            record: None,
            record_max_bytes: 256 << 20,
            declared_targets: 0,
            topics: BTreeMap::new(),
            event_receivers: BTreeMap::new(),
            async_folders: Vec::new(),
            storage: None,
            ca_file: None,
            scrapes: Vec::new(),
            notify_for: Duration::from_secs(3600),
            stop_grace: Duration::from_secs(30),
            access_keys: Vec::new(),
            guard: None,
        }
    }
}

/// Why settings cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    /// The file cannot be read.
    #[error("could not read the configuration \"{path}\"")]
    Read {
        /// Which file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The file is not what it should be; the message names line and column.
    #[error("the configuration \"{path}\" is wrong: {message}")]
    Parse {
        /// Which file.
        path: PathBuf,
        /// Where and what.
        message: String,
    },
    /// An access key cannot be used; the message has no secret in it.
    #[error("the configuration \"{path}\" is wrong: {message}")]
    AccessKey {
        /// Which file.
        path: PathBuf,
        /// Which key and what.
        message: String,
    },
    /// What the file declares cannot be read, or would be refused; the message names line and column.
    #[error("{0}")]
    Declared(String),
    /// Who is to be trusted cannot be read.
    #[error("tls.ca-file cannot be used")]
    Trust(#[source] TrustError),
    /// A value out of range.
    #[error("{name} is {value}: {expected}")]
    Value {
        /// Which setting.
        name: &'static str,
        /// What it is.
        value: String,
        /// What it should be.
        expected: &'static str,
    },
}

/// `ebb.toml`. Every member may be left out; an unknown one is an error.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
struct File {
    listen: Option<SocketAddr>,
    data_dir: Option<PathBuf>,
    ephemeral: Option<bool>,
    account: Option<AccountId>,
    speed: Option<f64>,
    fleet: Option<FleetKind>,
    images: BTreeMap<String, Vec<String>>,
    cold: Cold,
    alarms: Alarms,
    scaling: Scaling,
    notifications: Notifications,
    r#async: Asynchronous,
    storage: Option<Storage>,
    tls: Tls,
    scrape: Vec<scrape::Entry>,
    simulated: Simulated,
    copies: Copies,
    record: Record,
    access_keys: Vec<Entry>,
    // What is declared for other commands; the blueprint reads it from the text, with places.
    targets: Option<IgnoredAny>,
    metric_alarms: Option<IgnoredAny>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
struct Cold {
    mode: Option<ColdMode>,
    hold_secs: Option<u64>,
    hold_requests: Option<usize>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
struct Alarms {
    early: Option<bool>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
struct Scaling {
    fresh_data: Option<bool>,
    custom_resource_hosts: Option<Vec<String>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
struct Notifications {
    try_for_secs: Option<u64>,
    topics: BTreeMap<String, String>,
    events: BTreeMap<String, String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
struct Asynchronous {
    folders: Vec<PathBuf>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Storage {
    url: String,
    region: Option<String>,
    access_key_id: String,
    secret_access_key: String,
}

impl std::fmt::Debug for Storage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Storage").field("url", &self.url).finish_non_exhaustive()
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
struct Tls {
    ca_file: Option<PathBuf>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
struct Simulated {
    startup_ms: Option<u64>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
struct Copies {
    stop_grace_secs: Option<u64>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
struct Record {
    file: Option<PathBuf>,
    max_mb: Option<u32>,
}

impl Settings {
    /// Takes over what a configuration file says.
    ///
    /// # Errors
    /// [`SettingsError`] with file, line and column.
    pub fn read_file(&mut self, path: &Path) -> Result<(), SettingsError> {
        let text = std::fs::read_to_string(path)
            .map_err(|source| SettingsError::Read { path: path.to_owned(), source })?;
        let file: File = toml::from_str(&text).map_err(|error| SettingsError::Parse {
            path: path.to_owned(),
            message: without_secrets(&error, &text),
        })?;
        if file.targets.is_some() || file.metric_alarms.is_some() {
            self.declared_targets = check_declared(path, &text)?;
        }
        let File { listen, data_dir, account, speed, fleet, images, .. } = file;
        let secs = Duration::from_secs;
        set(&mut self.listen, listen);
        set(&mut self.data_dir, data_dir);
        set(&mut self.account, account);
        set(&mut self.speed, speed);
        set(&mut self.fleet, fleet);
        self.images.extend(images);
        set(&mut self.ephemeral, file.ephemeral);
        set(&mut self.cold, file.cold.mode);
        set(&mut self.hold, file.cold.hold_secs.map(secs));
        set(&mut self.hold_requests, file.cold.hold_requests);
        set(&mut self.alarms_early, file.alarms.early);
        set(&mut self.fresh_data, file.scaling.fresh_data);
        set(&mut self.custom_resource_hosts, file.scaling.custom_resource_hosts);
        self.topics.extend(file.notifications.topics);
        self.event_receivers.extend(file.notifications.events);
        self.async_folders.extend(file.r#async.folders);
        self.storage = file.storage.map(StorageSettings::from).or(self.storage.take());
        self.scrapes.extend(file.scrape.into_iter().map(scrape::Entry::resolve));
        set(&mut self.notify_for, file.notifications.try_for_secs.map(secs));
        let startup = file.simulated.startup_ms.map(Duration::from_millis);
        set(&mut self.simulated_startup, startup);
        set(&mut self.stop_grace, file.copies.stop_grace_secs.map(secs));
        self.record = file.record.file.or(self.record.take());
        let most_bytes = file.record.max_mb.map(|megabytes| u64::from(megabytes) << 20);
        set(&mut self.record_max_bytes, most_bytes);
        let folder = path.parent().unwrap_or(Path::new(""));
        self.ca_file = file.tls.ca_file.map(|file| folder.join(file)).or(self.ca_file.take());
        for entry in file.access_keys {
            let key = entry
                .resolve(folder)
                .map_err(|message| SettingsError::AccessKey { path: path.to_owned(), message })?;
            self.access_keys.push(Arc::new(key));
        }
        Ok(())
    }

    /// The URLs of all who are told something, as the controller names them.
    pub(crate) fn receivers(&self) -> BTreeMap<String, String> {
        let events = self.event_receivers.iter();
        let events = events.map(|(name, url)| (format!("event:{name}"), url.clone()));
        self.topics.clone().into_iter().chain(events).collect()
    }

    /// Who may vouch for those whom the server calls.
    pub(crate) fn trust(&self) -> Trust {
        let trust = Trust::new("tls.ca-file of the configuration");
        match &self.ca_file {
            Some(file) => trust.and(file),
            None => trust,
        }
    }

    /// Refuses what cannot work.
    ///
    /// # Errors
    /// [`SettingsError::Value`] for the first setting out of range.
    pub fn check(&self) -> Result<(), SettingsError> {
        let wrong =
            |name, value: String, expected| Err(SettingsError::Value { name, value, expected });
        if !(1.0..=3600.0).contains(&self.speed) {
            return wrong("speed", self.speed.to_string(), "expected 1 to 3600");
        }
        // Beyond an hour nobody waits, and far beyond it no clock can tell the instant.
        let hour = Duration::from_secs(3600);
        for (name, span) in [
            ("cold.hold-secs", self.hold),
            ("copies.stop-grace-secs", self.stop_grace),
            ("simulated.startup-ms", self.simulated_startup),
        ] {
            if span > hour {
                return wrong(name, format!("{} s", span.as_secs()), "expected an hour at most");
            }
        }
        if !self.listen.ip().is_loopback() && self.access_keys.is_empty() {
            return wrong(
                "listen",
                self.listen.to_string(),
                "without [[access-keys]] anybody who gets there may do anything, so only loopback addresses are served",
            );
        }
        // Longer than a day a notification is of no use, and its row is in the way.
        if self.notify_for > hour * 24 {
            let value = format!("{} s", self.notify_for.as_secs());
            return wrong("notifications.try-for-secs", value, "expected a day at most");
        }
        for (topic, url) in &self.topics {
            let arn: Option<Arn> = topic.parse().ok();
            if arn.is_none_or(|arn| arn.service != "sns") {
                let value = format!("\"{topic}\"");
                return wrong("notifications.topics", value, "expected the ARN of an SNS topic");
            }
            if let Err(expected) = receiver_url(url) {
                // A URL may carry a secret, so only its topic is shown.
                return wrong("notifications.topics", format!("no URL for \"{topic}\""), expected);
            }
        }
        for (name, url) in &self.event_receivers {
            if let Err(expected) = receiver_url(url) {
                return wrong("notifications.events", format!("no URL for \"{name}\""), expected);
            }
        }
        if let Some(storage) = &self.storage {
            let is_base = |url: &Uri| url.query().is_none() && can_be_called(url);
            if !storage.url.parse::<Uri>().is_ok_and(|url| is_base(&url)) {
                let expected = "expected an http:// or https:// URL without a query";
                return wrong("storage.url", format!("\"{}\"", storage.url), expected);
            }
        }
        if self.ca_file.is_some() {
            self.trust().check().map_err(SettingsError::Trust)?;
        }
        for folder in &self.async_folders {
            let is_plain = folder.is_absolute()
                && folder.parent().is_some()
                && folder.components().collect::<PathBuf>().as_os_str() == folder.as_os_str();
            if !is_plain || !folder.is_dir() {
                return wrong(
                    "async.folders",
                    format!("\"{}\"", folder.display()),
                    "expected the absolute path of a folder that is there, other than /, without \"..\" and without a slash at the end",
                );
            }
        }
        if let Some((value, expected)) = self.scrapes.iter().find_map(Scrape::fault) {
            return wrong("scrape", value, expected);
        }
        let mut ids = BTreeSet::new();
        if let Some(key) = self.access_keys.iter().find(|key| !ids.insert(&key.id)) {
            return wrong(
                "access-keys",
                format!("\"{}\" twice", key.id),
                "expected an id of its own",
            );
        }
        if let Some((name, _)) = self.images.iter().find(|(_, command)| command.is_empty()) {
            return wrong("images", format!("\"{name}\" = []"), "expected a command line");
        }
        Ok(())
    }
}

impl From<Storage> for StorageSettings {
    fn from(storage: Storage) -> Self {
        let Storage { url, region, access_key_id, secret_access_key } = storage;
        let region = region.unwrap_or_else(|| "us-east-1".to_owned());
        Self { url, region, access_key_id, secret_access_key }
    }
}

/// How many targets are declared, once all that is declared has been held to the rules of the API.
fn check_declared(path: &Path, text: &str) -> Result<usize, SettingsError> {
    let source = path.display().to_string();
    let blueprint = ebb_blueprint::read_toml(&source, text)
        .map_err(|error| SettingsError::Declared(error.to_string()))?;
    match blueprint.setup(&blueprint.scope()) {
        Ok(setup) => Ok(setup.targets.len()),
        Err(refused) => {
            let all: Vec<String> = refused.iter().map(ToString::to_string).collect();
            Err(SettingsError::Declared(all.join("\n")))
        }
    }
}

/// What is wrong with a file. Lines are quoted but for those that hold a secret.
fn without_secrets(error: &toml::de::Error, text: &str) -> String {
    let at = error.span().map_or(0, |span| span.start);
    let before = text.get(..at).unwrap_or_default();
    let begin = before.rfind('\n').map_or(0, |end| end + 1);
    let line = text.get(begin..).and_then(|rest| rest.lines().next()).unwrap_or_default();
    let is_secret = ["secret", "session-token"].iter().any(|word| line.contains(word));
    if is_secret {
        let number = before.matches('\n').count() + 1;
        return format!(
            "line {number} holds a secret and is not quoted: expected a known name and a text in quotes"
        );
    }
    error.to_string().trim_end().to_owned()
}

fn set<T>(setting: &mut T, given: Option<T>) {
    if let Some(given) = given {
        *setting = given;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Settings, SettingsError> {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("ebb.toml");
        std::fs::write(&path, text).unwrap();
        let mut settings = Settings::default();
        settings.read_file(&path)?;
        settings.check()?;
        Ok(settings)
    }

    #[test]
    fn a_file_sets_what_it_names() {
        let settings = read(
            "speed = 60\nfleet = \"simulated\"\n[images]\nmine = [\"./serve\", \"{port}\"]\n[cold]\nmode = \"fail\"\n",
        )
        .unwrap();
        assert!((settings.speed - 60.0).abs() < f64::EPSILON);
        assert_eq!(settings.fleet, FleetKind::Simulated);
        assert_eq!(settings.images["mine"], ["./serve", "{port}"]);
        assert_eq!(settings.cold, ColdMode::Fail);
        assert_eq!(settings.listen.port(), 4600);
    }

    #[test]
    fn mistakes_are_named_with_their_place() {
        let error = read("speed = 60\nspeeed = 2\n").unwrap_err().to_string();
        assert!(error.contains("line 2") && error.contains("speeed"), "{error}");
        for (text, part) in [
            ("speed = 0", "speed is 0"),
            ("listen = \"0.0.0.0:4600\"", "loopback"),
            ("[images]\nmine = []", "command line"),
            ("account = \"12\"", "twelve digits"),
            ("[cold]\nhold-secs = 18446744073709551615", "an hour at most"),
            ("[notifications.topics]\nx = \"http://localhost/\"", "ARN of an SNS topic"),
            (
                "[notifications.topics]\n\"arn:aws:sns:us-east-1:000000000000:t\" = \"ftp://localhost/\"",
                "begins with http:// or https://",
            ),
            ("[notifications]\ntry-for-secs = 86401", "a day at most"),
            ("[notifications.events]\nx = \"https:///x\"", "begins with http:// or https://"),
            ("[async]\nfolders = [\"relative\"]", "absolute path"),
            ("[async]\nfolders = [\"/\"]", "other than /"),
            ("[[scrape]]\nnamespace = \"AWS/X\"\nmetrics = [{ name = \"a\" }]", "begin with AWS/"),
            ("[[scrape]]\nnamespace = \"X\"\nmetrics = []", "1 to 100"),
            (
                "[[scrape]]\nnamespace = \"X\"\nevery-secs = 0\nmetrics = [{ name = \"a\" }]",
                "1 to 3600",
            ),
            (
                "[[scrape]]\nnamespace = \"X\"\npath = \"x\"\nmetrics = [{ name = \"a\" }]",
                "begins with /",
            ),
            ("[async]\nfolders = [\"/no/such/folder\"]", "that is there"),
            ("[tls]\nca-file = \"none.pem\"", "tls.ca-file cannot be used"),
            (
                "[storage]\nurl = \"s3://b/\"\naccess-key-id = \"a\"\nsecret-access-key = \"b\"",
                "an http:// or https:// URL",
            ),
            ("[copies]\nstop-grace-secs = 3601", "copies.stop-grace-secs is 3601 s"),
        ] {
            let error = read(text).unwrap_err().to_string();
            assert!(error.contains(part), "{text}: {error}");
        }
    }

    #[test]
    fn a_file_of_authorities_lies_beside_the_configuration() {
        let dir = tempfile::tempdir().unwrap();
        let authority = ebb_tls_fixture::Authority::new();
        std::fs::copy(authority.file(), dir.path().join("ca.pem")).unwrap();
        let path = dir.path().join("ebb.toml");
        std::fs::write(&path, "[tls]\nca-file = \"ca.pem\"\n").unwrap();
        let mut settings = Settings::default();
        settings.read_file(&path).unwrap();
        settings.check().unwrap();
        assert_eq!(settings.ca_file, Some(dir.path().join("ca.pem")));
        std::fs::write(dir.path().join("ca.pem"), "none").unwrap();
        let error = settings.check().unwrap_err();
        let cause = std::error::Error::source(&error).unwrap().to_string();
        assert!(cause.contains("ca.pem\" is no file of certificates"), "{cause}");
    }

    #[test]
    fn what_is_declared_is_checked_and_counted() {
        let target = "[[targets]]\nresource-id = \"inference-component/c\"\nmax-capacity = 2\n";
        let settings = read(&format!("speed = 2\n{target}")).unwrap();
        assert_eq!(settings.declared_targets, 1);
        let policy =
            "[[targets.policies]]\nname = \"p\"\ntarget-tracking = { target-value = 0.0 }\n";
        let error = read(&format!("{target}{policy}")).unwrap_err().to_string();
        assert!(error.contains("ebb.toml:4:1") || error.contains("ebb.toml:6"), "{error}");
        assert!(error.contains("PredefinedMetricSpecification or"), "{error}");
        let error = read(&target.replace("max-", "maximal-")).unwrap_err().to_string();
        assert!(error.contains("ebb.toml:3:") && error.contains("\"max-capacity\""), "{error}");
    }

    #[test]
    fn the_blueprint_knows_the_settings() {
        let error = toml::from_str::<File>("no-setting = 1").unwrap_err().to_string();
        for name in ebb_blueprint::SETTINGS.iter().chain(&["targets", "metric-alarms"]) {
            assert!(error.contains(&format!("`{name}`")), "{name}: {error}");
        }
        assert_eq!(error.matches('`').count() / 2, ebb_blueprint::SETTINGS.len() + 3, "{error}");
    }

    #[test]
    fn the_example_is_what_it_says() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/ebb.toml");
        let text = std::fs::read_to_string(path).unwrap();
        let settings = read(&text).unwrap();
        let defaults = Settings { images: settings.images.clone(), ..Settings::default() };
        assert_eq!(format!("{settings:?}"), format!("{defaults:?}"));
        // The metrics that are read stand there as comments.
        let begin = text.find("# [[scrape]]").unwrap();
        let end = begin + text[begin..].find("\n\n").unwrap();
        let lines = text[begin..end].lines();
        let lines = lines.map(|line| line.strip_prefix("# ").unwrap_or(line));
        let scrapes = read(&lines.collect::<Vec<_>>().join("\n")).unwrap().scrapes;
        assert_eq!((scrapes.len(), scrapes[0].metrics.len()), (1, 3));
        // The keys stand there as comments; a variable that everybody has stands for theirs.
        let (plain, keys) = text.split_once("# [[access-keys]]").unwrap();
        let keys: Vec<&str> = keys
            .lines()
            .map(|line| line.strip_prefix("# ").or_else(|| line.strip_prefix('#')).unwrap_or(line))
            .collect();
        let keys = keys.join("\n");
        let text = format!("{plain}[[access-keys]]{keys}")
            .replace("EBB_DEPLOY_SECRET", "CARGO_MANIFEST_DIR")
            .replace("EBB_SHOP_TOKEN", "CARGO_MANIFEST_DIR")
            .replace("127.0.0.1:4600", "0.0.0.0:4600");
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("shop.secret"), "from-a-file\n").unwrap();
        let path = dir.path().join("ebb.toml");
        std::fs::write(&path, text).unwrap();
        let mut settings = Settings::default();
        settings.read_file(&path).unwrap();
        settings.check().unwrap();
        let ids: Vec<&str> = settings.access_keys.iter().map(|key| key.id.as_str()).collect();
        assert_eq!(ids, ["EBBDEPLOY", "EBBSHOP"]);
        assert_eq!(settings.access_keys[1].user, "shop");
    }

    #[test]
    fn access_keys_are_checked_and_their_secrets_never_shown() {
        let key = |lines: &str| format!("[[access-keys]]\nid = \"k\"\nallow = [\"*\"]\n{lines}");
        let good = key("secret = \"hush\"\nsession-token = \"hush\"");
        assert!(!format!("{:?}", read(&good).unwrap()).contains("hush"));
        for (text, part) in [
            (key(""), "one of secret, secret-file and secret-env is needed"),
            (key("secret = \"\""), "the secret is empty"),
            (key("secret = \"hush\"\nsecret-env = \"HUSH\""), "exclude each other"),
            (
                key("secret-env = \"EBB_NO_SUCH_VARIABLE\""),
                "EBB_NO_SUCH_VARIABLE, which is not set",
            ),
            (key("secret-file = \"nowhere\""), "could not read secret-file"),
            (key("secret = hush"), "line 4 holds a secret"),
            (key("secret = 1234"), "line 4 holds a secret"),
            (key("secrets = \"hush\""), "line 4 holds a secret"),
            (key("session-token = \"hush"), "line 4 holds a secret"),
            (format!("{good}\n{good}"), "\"k\" twice"),
            ("[[access-keys]]\nid = \"k\"\nsecret = \"hush\"".to_owned(), "missing field `allow`"),
            (key("secret = \"hush\"").replace("\"k\"", "\"a/b\""), "1 to 128 letters"),
            (key("secret = \"hush\"").replace("\"*\"", "\"iam:*\""), "\"iam:*\" is of no service"),
        ] {
            let error = read(&text).unwrap_err().to_string();
            assert!(error.contains(part), "{text}: {error}");
            assert!(!error.contains("hush") && !error.contains("1234"), "{text}: {error}");
        }
    }
}
