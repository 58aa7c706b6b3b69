//! `ebb demo`: the main job in one command. A server in a temporary folder, a real model, real arrivals; from zero up
//! and back to zero, told as it happens.

mod stage;
mod story;
mod summary;
mod traffic;
mod watch;

use std::net::SocketAddr;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use clap::Args;
use ebb_autoscale::Signing;
use ebb_server::Server;
use ebb_tls::Trust;
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio::time::{MissedTickBehavior, interval};

use crate::api::Api;
use crate::failure::Failure;
use crate::output::print_error_line;
use crate::serve::{base_settings, not_started, start_logging};
use crate::signals::Signals;

use story::Story;
use traffic::Outcome;

/// How many times as fast as real time the demo's clock runs: a minute in two seconds.
pub(crate) const SPEED: f64 = 30.0;
/// The demo gives up after this long.
const GIVE_UP_AFTER: Duration = Duration::from_secs(170);
/// How often it looks at the copies.
const LOOK_EVERY: Duration = Duration::from_millis(50);
/// How often it says how things stand when nothing else is to be told.
const WORD_EVERY: Duration = Duration::from_secs(8);
/// What ended by Ctrl-C gives to its shell.
const INTERRUPTED: u8 = 130;

#[derive(Args)]
#[command(after_help = "\
Exit code: 0 when it came from zero, scaled out, went back to zero and answered every request;
3 when it did not; 1 when something failed; 130 when it was stopped.

Examples:
  ebb demo
  ebb demo --every 4            # a machine that is too slow for all of the traffic
  ebb demo --json | jq .latencyMsP99")]
pub(crate) struct Options {
    /// Port of the demo's server; any free one when left out
    #[arg(long, value_name = "PORT")]
    port: Option<u16>,
    /// Replay every Nth arrival only, and track an Nth of the requests per copy
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u16).range(1..=20))]
    every: u16,
    /// Print the summary as JSON; the story goes to stderr
    #[arg(long)]
    json: bool,
}

pub(crate) async fn run(options: Options) -> Result<ExitCode, Failure> {
    start_logging("error")?;
    let mut signals = Signals::listen()?;
    let folder = tempfile::Builder::new()
        .prefix("ebb-demo-")
        .tempdir()
        .map_err(|error| Failure::new("could not make a temporary folder", &error))?;
    let mut settings = base_settings()?;
    settings.listen = SocketAddr::from(([127, 0, 0, 1], options.port.unwrap_or(0)));
    settings.data_dir = folder.path().to_owned();
    settings.speed = SPEED;
    settings.stop_grace = Duration::from_secs(5);
    // All requests of a cold start that a slow machine draws out.
    settings.hold_requests = 10_000;
    let mut server = Server::start(settings).await.map_err(|error| not_started(&error))?;
    let region = stage::REGION.parse().map_err(|error| Failure::plain(format!("{error}")))?;
    let api = Api::new(
        format!("http://{}", server.address()),
        Signing::new(region, None),
        Trust::default(),
    );
    let outcome = {
        let address = server.address();
        tokio::select! {
            outcome = play(&api, address, &options) => outcome.map(Some),
            _ = signals.next() => Ok(None),
            broken = server.broken() => Err(Failure::from_error(&broken)),
            () = tokio::time::sleep(GIVE_UP_AFTER) => Err(Failure::plain(format!(
                "the demo did not come to its end within {} s",
                GIVE_UP_AFTER.as_secs()
            ))
            .hint(Some("on a slow or busy machine: ebb demo --every 4"))),
        }
    };
    // Further signals change nothing here: it takes some seconds at most, and leaves nothing behind.
    server.stop().await;
    folder
        .close()
        .map_err(|error| Failure::new("could not remove the temporary folder", &error))?;
    Ok(outcome?.unwrap_or_else(|| {
        print_error_line("stopped; no process and no file is left");
        ExitCode::from(INTERRUPTED)
    }))
}

async fn play(api: &Api, address: SocketAddr, options: &Options) -> Result<ExitCode, Failure> {
    let arrivals = traffic::arrivals(options.every)?;
    let mut story = Story::new(options.json);
    story.opening(address, arrivals.len());
    stage::build(api, &mut story, options.every).await?;
    story.start_clock();
    // Answers that wait to be counted; a full queue only delays the next look.
    let (outcomes, mut told) = mpsc::channel::<Outcome>(1024);
    let sent = Arc::new(AtomicUsize::new(0));
    let began = Instant::now();
    // Dropped with everything else when the demo is stopped, and its requests with it.
    let mut replay = JoinSet::new();
    replay.spawn(traffic::replay(api.clone(), arrivals, began, outcomes, Arc::clone(&sent)));
    let mut watch = watch::Watch::new(began);
    let mut tally = traffic::Tally::default();
    let mut looks = interval(LOOK_EVERY);
    looks.set_missed_tick_behavior(MissedTickBehavior::Skip);
    let mut quiet_since = None;
    loop {
        tokio::select! {
            outcome = told.recv(), if quiet_since.is_none() => match outcome {
                Some(outcome) => {
                    if tally.finished() == 0 {
                        // First the copy, then what it has answered.
                        watch.look(api, &mut story).await?;
                    }
                    tally.take(outcome, &mut story);
                }
                None => {
                    quiet_since = Some(Instant::now());
                    story.traffic_over(&tally);
                }
            },
            _ = looks.tick() => {
                watch.look(api, &mut story).await?;
                if quiet_since.is_some() && watch.at_zero() {
                    break;
                }
                if story.silent_for() >= WORD_EVERY {
                    let waiting = sent.load(Ordering::Relaxed).saturating_sub(tally.finished());
                    match quiet_since {
                        None => story.progress(&tally, waiting, watch.copies()),
                        Some(since) => story.quiet(since.elapsed(), watch.copies()),
                    }
                }
            }
        }
    }
    if let Some(Err(error)) = replay.join_next().await {
        return Err(Failure::new("the replay of the traffic broke off", &error));
    }
    let summary = summary::Summary::new(&watch, &tally, began.elapsed());
    summary.print(options.json);
    Ok(if summary.succeeded() { ExitCode::SUCCESS } else { ExitCode::from(3) })
}
