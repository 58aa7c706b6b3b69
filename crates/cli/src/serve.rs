//! `ebb serve`.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, ValueEnum};
use ebb_server::{ColdMode, FleetKind, Server, Settings};
use tracing_subscriber::EnvFilter;

use crate::GUARD;
use crate::failure::Failure;

/// Read when it exists and no other is named.
const DEFAULT_FILE: &str = "ebb.toml";
/// The image that starts the model inside this binary.
pub(crate) const SAMPLE_IMAGE: &str = "sample-model";

#[derive(Args)]
#[command(after_help = "\
Examples:
  ebb serve
  ebb serve --speed 60 --fleet simulated      # for tests of infrastructure code
  AWS_ENDPOINT_URL=http://127.0.0.1:4600 aws sagemaker list-endpoints")]
pub(crate) struct Options {
    /// Configuration file; ./ebb.toml is read when it exists
    #[arg(long, env = "EBB_CONFIG", value_name = "FILE")]
    config: Option<PathBuf>,
    /// Address of the one port for everything [default: 127.0.0.1:4600]
    #[arg(long, env = "EBB_LISTEN", value_name = "ADDRESS")]
    listen: Option<SocketAddr>,
    /// Folder for all state [default: ./ebb-data]
    #[arg(long, env = "EBB_DATA_DIR", value_name = "FOLDER")]
    data_dir: Option<PathBuf>,
    /// Account of all requests, twelve digits [default: 000000000000]
    #[arg(long, env = "EBB_ACCOUNT", value_name = "ACCOUNT")]
    account: Option<String>,
    /// How many times as fast as real time alarms, periods and cooldowns run, 1 to 3600 [default: 1]
    #[arg(long, env = "EBB_SPEED", value_name = "FACTOR")]
    speed: Option<f64>,
    /// Where copies come from [default: process]
    #[arg(long, env = "EBB_FLEET", value_enum, value_name = "KIND")]
    fleet: Option<Fleet>,
    /// What happens to a request that finds no copy [default: hold]
    #[arg(long, env = "EBB_COLD", value_enum, value_name = "MODE")]
    cold: Option<Cold>,
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
            settings.account = account
                .parse()
                .map_err(|error| Failure::usage(format!("--account: {error}")))?;
        }
        if let Some(listen) = self.listen {
            settings.listen = listen;
        }
        if let Some(data_dir) = self.data_dir {
            settings.data_dir = data_dir;
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
pub(crate) fn start_logging(default: &str) {
    let filter = EnvFilter::try_from_env("EBB_LOG").unwrap_or_else(|_| EnvFilter::new(default));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
}

#[expect(clippy::print_stdout, reason = "the address is what a person or a script waits for")]
pub(crate) async fn run(options: Options) -> Result<ExitCode, Failure> {
    start_logging("info");
    let settings = options.settings()?;
    let (speed, dir, account) =
        (settings.speed, settings.data_dir.clone(), settings.account.clone());
    let server = Server::start(settings)
        .await
        .map_err(|error| Failure::from_error(&error).hint(error.hint()))?;
    println!("listening on http://{}", server.address());
    println!(
        "  state in {}, account {account}, speed {speed}; requests are not authenticated, so only this machine is served",
        dir.display()
    );
    ended().await?;
    tracing::info!("stopping; a second signal ends at once");
    let stopping = server.stop();
    tokio::select! {
        () = stopping => Ok(ExitCode::SUCCESS),
        second = ended() => {
            second?;
            Ok(ExitCode::FAILURE)
        }
    }
}

/// Resolves at SIGINT or SIGTERM.
pub(crate) async fn ended() -> Result<(), Failure> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())
        .map_err(|error| Failure::new("could not listen for signals", &error))?;
    let mut interrupt = signal(SignalKind::interrupt())
        .map_err(|error| Failure::new("could not listen for signals", &error))?;
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
    Ok(())
}
