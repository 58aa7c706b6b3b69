//! `ebb demo`: the main job in one command. A server in a temporary folder, a real model, real arrivals; from zero up
//! and back to zero, told as it happens.

mod chart;
mod stage;
mod story;
mod summary;
mod traffic;
mod watch;

use std::net::SocketAddr;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use clap::Args;
use ebb_server::Server;
use tokio::sync::mpsc;

use crate::api::Api;
use crate::failure::Failure;
use crate::serve::{base_settings, ended, start_logging};

use story::Story;
use traffic::Outcome;

/// How many times as fast as real time the demo's clock runs: a minute in two seconds.
pub(crate) const SPEED: f64 = 30.0;
/// The demo gives up after this long.
const GIVE_UP_AFTER: Duration = Duration::from_secs(170);

#[derive(Args)]
pub(crate) struct Options {
    /// Port of the demo's server; any free one when left out
    #[arg(long, value_name = "PORT")]
    port: Option<u16>,
    /// Print the summary as JSON
    #[arg(long)]
    json: bool,
}

pub(crate) async fn run(options: Options) -> Result<ExitCode, Failure> {
    start_logging("error");
    let folder = tempfile::Builder::new()
        .prefix("ebb-demo-")
        .tempdir()
        .map_err(|error| Failure::new("could not make a temporary folder", &error))?;
    let mut settings = base_settings()?;
    settings.listen = SocketAddr::from(([127, 0, 0, 1], options.port.unwrap_or(0)));
    settings.data_dir = folder.path().to_owned();
    settings.speed = SPEED;
    settings.stop_grace = Duration::from_secs(5);
    let server = Server::start(settings)
        .await
        .map_err(|error| Failure::from_error(&error).hint(error.hint()))?;
    let api = Api::new(format!("http://{}", server.address()));
    let outcome = tokio::select! {
        outcome = play(&api, &server, options.json) => outcome,
        stopped = ended() => stopped.and(Err(Failure::plain("stopped by a signal; nothing is left behind"))),
        () = tokio::time::sleep(GIVE_UP_AFTER) => {
            Err(Failure::plain(format!("the demo did not come to its end within {} s", GIVE_UP_AFTER.as_secs())))
        }
    };
    server.stop().await;
    folder
        .close()
        .map_err(|error| Failure::new("could not remove the temporary folder", &error))?;
    outcome
}

async fn play(api: &Api, server: &Server, json: bool) -> Result<ExitCode, Failure> {
    let arrivals = traffic::arrivals()?;
    let mut story = Story::new(json);
    story.opening(server.address(), arrivals.len());
    stage::build(api, &mut story).await?;
    story.start_clock();
    let (outcomes, mut told) = mpsc::unbounded_channel::<Outcome>();
    let began = Instant::now();
    let replay = tokio::spawn(traffic::replay(api.clone(), arrivals, began, outcomes));
    let mut watch = watch::Watch::new(began);
    let mut tally = traffic::Tally::default();
    let mut ticks = tokio::time::interval(Duration::from_millis(50));
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Skip);
    let mut replaying = true;
    loop {
        tokio::select! {
            outcome = told.recv(), if replaying => match outcome {
                Some(outcome) => tally.take(&outcome, &mut story),
                None => {
                    replaying = false;
                    story.traffic_over(&tally);
                }
            },
            _ = ticks.tick() => {
                watch.look(api, &mut story).await?;
                if !replaying && watch.at_zero() {
                    break;
                }
            }
        }
    }
    replay
        .await
        .map_err(|error| Failure::new("the replay of the traffic broke off", &error))?;
    let summary = summary::Summary::new(&watch, &tally, began.elapsed());
    summary.print(json);
    Ok(if summary.succeeded() { ExitCode::SUCCESS } else { ExitCode::from(3) })
}
