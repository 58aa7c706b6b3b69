//! `ebb serve`.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, ValueEnum};
use ebb_server::{ColdMode, FleetKind, ServeError, Server, Settings};
use tracing_subscriber::EnvFilter;

use crate::GUARD;
use crate::failure::Failure;
use crate::output::{print_line, stderr_takes_colors};
use crate::signals::Signals;

/// Read when it exists and no other is named.
const DEFAULT_FILE: &str = "ebb.toml";
/// Sets what is logged.
const LOG_VARIABLE: &str = "EBB_LOG";
/// The image that starts the model inside this binary.
pub(crate) const SAMPLE_IMAGE: &str = "sample-model";

#[derive(Args)]
#[command(after_help = "\
Options come from the command line, else from the environment, else from the configuration file.
Logs go to stderr; EBB_LOG filters them: EBB_LOG=debug, EBB_LOG=ebb_server=debug,info.

Examples:
  ebb serve
  ebb serve --data-dir /var/lib/ebb --listen 127.0.0.1:4700
  ebb serve --ephemeral --speed 60 --fleet simulated      # for tests of infrastructure code
  AWS_ENDPOINT_URL=http://127.0.0.1:4600 aws sagemaker list-endpoints

Image in CreateModel names an entry of [images] in ebb.toml, an executable (started with the
argument serve), a folder with an executable serve in it, or sample-model. An ebb.toml:

  speed = 1
  [images]
  llama = [\"/opt/llama/serve\", \"--port\", \"{port}\"]
  [cold]
  mode = \"hold\"
  hold-secs = 50")]
pub(crate) struct Options {
    /// Configuration file; ./ebb.toml is read when it exists
    #[arg(long, env = "EBB_CONFIG", value_name = "FILE")]
    config: Option<PathBuf>,
    /// Address of the one port for everything [default: 127.0.0.1:4600].
    /// Others than loopback need [[access-keys]] in the configuration
    #[arg(long, env = "EBB_LISTEN", value_name = "ADDRESS")]
    listen: Option<SocketAddr>,
    /// Folder for all state [default: ./ebb-data]
    #[arg(long, env = "EBB_DATA_DIR", value_name = "FOLDER")]
    data_dir: Option<PathBuf>,
    /// Keep nothing: state in memory, files in a temporary folder; POST /_ebb/reset forgets everything.
    /// For tests of infrastructure code
    #[arg(long, env = "EBB_EPHEMERAL", conflicts_with = "data_dir")]
    ephemeral: bool,
    /// Account of all requests, twelve digits [default: 000000000000]; an access key may have its own
    #[arg(long, env = "EBB_ACCOUNT", value_name = "ACCOUNT")]
    account: Option<String>,
    /// How many times as fast as real time alarms, periods and cooldowns run, 1 to 3600 [default: 1].
    /// Data that clients stamp themselves must carry the server's time then; leave timestamps out
    #[arg(long, env = "EBB_SPEED", value_name = "FACTOR", value_parser = speed)]
    speed: Option<f64>,
    /// Where copies come from [default: process]
    #[arg(long, env = "EBB_FLEET", value_enum, value_name = "KIND")]
    fleet: Option<Fleet>,
    /// What happens to a request that finds no copy [default: hold]
    #[arg(long, env = "EBB_COLD", value_enum, value_name = "MODE")]
    cold: Option<Cold>,
    /// Record everything that the decisions follow from in a file, for `ebb replay`; each start appends to it.
    /// Requests are in it as they came, model environments included
    #[arg(long, env = "EBB_RECORD", value_name = "FILE")]
    record: Option<PathBuf>,
}

#[derive(Clone, Copy, ValueEnum)]
enum Fleet {
    /// A local process per copy
    Process,
    /// Copies that are only numbers and answer with an echo
    Simulated,
}

#[derive(Clone, Copy, ValueEnum)]
enum Cold {
    /// It waits for the first copy
    Hold,
    /// It is refused at once, as on AWS
    Fail,
}

/// The factor, in the range that the server takes.
fn speed(text: &str) -> Result<f64, String> {
    let speed = text.parse().map_err(|error| format!("{error}"))?;
    if (1.0..=3600.0).contains(&speed) { Ok(speed) } else { Err("expected 1 to 3600".to_owned()) }
}

impl Options {
    fn settings(self) -> Result<Settings, Failure> {
        let mut settings = base_settings()?;
        let file = self.config.or_else(|| {
            let default = Path::new(DEFAULT_FILE);
            default.exists().then(|| default.to_owned())
        });
        if let Some(file) = file {
            settings.read_file(&file).map_err(|error| Failure::from_error(&error))?;
        }
        if let Some(account) = self.account {
            settings.account =
                account.parse().map_err(|error| Failure::usage(format!("--account: {error}")))?;
        }
        if let Some(listen) = self.listen {
            settings.listen = listen;
        }
        if let Some(data_dir) = self.data_dir {
            settings.data_dir = data_dir;
        }
        if self.ephemeral {
            settings.ephemeral = true;
        }
        if let Some(speed) = self.speed {
            settings.speed = speed;
        }
        match self.fleet {
            Some(Fleet::Process) => settings.fleet = FleetKind::Process,
            Some(Fleet::Simulated) => settings.fleet = FleetKind::Simulated,
            None => {}
        }
        match self.cold {
            Some(Cold::Hold) => settings.cold = ColdMode::Hold,
            Some(Cold::Fail) => settings.cold = ColdMode::Fail,
            None => {}
        }
        settings.record = self.record.or(settings.record);
        Ok(settings)
    }
}

/// Settings that know this binary: its sample model as an image, and itself as the guard of copies.
pub(crate) fn base_settings() -> Result<Settings, Failure> {
    let own = std::env::current_exe()
        .map_err(|error| Failure::new("could not find this program's own path", &error))?;
    let mut settings = Settings::default();
    let command = vec![own.display().to_string(), "sample-model".to_owned()];
    settings.images.insert(SAMPLE_IMAGE.to_owned(), command);
    settings.guard = Some((own, vec![GUARD.to_owned()]));
    Ok(settings)
}

/// Logs go to stderr; `EBB_LOG` sets the filter, in the syntax of tracing's `EnvFilter`.
pub(crate) fn start_logging(default: &str) -> Result<(), Failure> {
    let filter = match std::env::var(LOG_VARIABLE) {
        Ok(filter) => EnvFilter::try_new(&filter).map_err(|error| {
            Failure::new(&format!("{LOG_VARIABLE} is \"{filter}\", which is no filter"), &error)
                .hint(Some("such as: info, or ebb_server=debug,info"))
                .into_usage()
        })?,
        Err(_) => EnvFilter::new(default),
    };
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(stderr_takes_colors())
        .with_writer(std::io::stderr)
        // It would tell of a log that cannot be written on stderr, which is that log, and panic.
        .log_internal_errors(false)
        .init();
    Ok(())
}

pub(crate) async fn run(options: Options) -> Result<ExitCode, Failure> {
    start_logging("info")?;
    let mut signals = Signals::listen()?;
    let settings = options.settings()?;
    raise_open_files();
    let about = About::of(&settings);
    let started = tokio::select! {
        started = Server::start(settings) => started,
        signal = signals.next() => {
            tracing::info!(signal, "stopped before it had started");
            return Ok(ExitCode::SUCCESS);
        }
    };
    let mut server = started.map_err(|error| not_started(&error))?;
    about.print(server.address());
    let broken = tokio::select! {
        signal = signals.next() => {
            tracing::info!(signal, "stopping; a second signal ends at once");
            None
        }
        broken = server.broken() => {
            tracing::error!(%broken, "stopping");
            Some(broken)
        }
    };
    tokio::select! {
        () = server.stop() => {}
        signal = signals.next() => {
            // The guard takes the copies along; what was acknowledged is on the disk.
            tracing::warn!(signal, "ending at once");
            std::process::exit(1);
        }
    }
    match broken {
        None => Ok(ExitCode::SUCCESS),
        Some(broken) => Err(Failure::from_error(&broken).hint(Some(
            "the log says more; start the server again, its state is in the data folder",
        ))),
    }
}

/// A server that does not start.
pub(crate) fn not_started(error: &ServeError) -> Failure {
    Failure::from_error(error).hint(error.hint())
}

/// What is told about a server once it listens.
struct About {
    /// `None` when nothing is kept.
    data_dir: Option<PathBuf>,
    account: String,
    speed: f64,
    fleet: FleetKind,
    access_keys: usize,
}

impl About {
    fn of(settings: &Settings) -> Self {
        let dir = &settings.data_dir;
        Self {
            data_dir: (!settings.ephemeral)
                .then(|| std::path::absolute(dir).unwrap_or_else(|_| dir.clone())),
            account: settings.account.to_string(),
            speed: settings.speed,
            fleet: settings.fleet,
            access_keys: settings.access_keys.len(),
        }
    }

    fn print(&self, address: SocketAddr) {
        let fleet = match self.fleet {
            FleetKind::Process => "processes on this machine",
            FleetKind::Simulated => "simulated, nothing is run",
        };
        let Self { data_dir, account, speed, access_keys, .. } = self;
        print_line(&format!("listening on http://{address}"));
        match data_dir {
            Some(dir) => print_line(&format!("  state    {}", dir.display())),
            None => print_line(&format!(
                "  state    in memory; POST http://{address}/_ebb/reset forgets it"
            )),
        }
        print_line(&format!("  account  {account}, speed {speed}, copies: {fleet}"));
        print_line(&format!(
            "  clients  export AWS_ENDPOINT_URL=http://{address} ({})",
            match access_keys {
                0 => "signatures are not checked: this machine only".to_owned(),
                1 => "signed with the access key".to_owned(),
                keys => format!("signed with one of the {keys} access keys"),
            }
        ));
    }
}

/// Lets the server have as many open files as the system allows: each connection is one, and one more to its copy.
fn raise_open_files() {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let limit = getrlimit(Resource::Nofile);
    let raised = Rlimit { current: limit.maximum, ..limit };
    if let Err(error) = setrlimit(Resource::Nofile, raised) {
        tracing::debug!(%error, "could not raise the limit of open files");
    }
}
