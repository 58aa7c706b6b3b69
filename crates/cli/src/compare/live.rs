//! A comparison on what happens now: the traffic of a live target is recorded, and what really served is watched.
//!
//! The traffic is the same for all, and each contender meets it in virtual time with its own capacity: what would have
//! been. The live policies take part too, as "live": how far that is from what was measured says how true the simulated
//! world is.

mod measured;

use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::Args;
use ebb_blueprint::Blueprint;
use ebb_sim::{Distribution, Outcome, Scenario};
use ebb_units::{SignedDuration, Timestamp, Workload};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::time::{Instant, MissedTickBehavior, interval};

use super::{Options, contenders};
use crate::api::Api;
use crate::failure::Failure;
use crate::live::read_scaling;
use crate::output::print_error_line;
use crate::place::Place;
use crate::record::{Recorded, Wanted, record};

pub(crate) use measured::Measured;

/// The capacity is looked at this often.
const LOOK_EVERY: Duration = Duration::from_millis(100);
/// Changes of the capacity that are kept: what comes on top of this many is nothing that anybody scales.
const MOST_CHANGES: usize = 100_000;

#[derive(Args)]
#[command(next_help_heading = "Contenders")]
pub(crate) struct LiveOptions {
    /// Record the traffic of this live target for the time of --for, which Ctrl-C ends earlier. Its own policies take part as
    /// "live", and what really served meanwhile is told beside them. With --trace the traffic is that recording, and
    /// nothing is measured; then --endpoint-url aws is AWS itself. RESOURCE is endpoint/NAME/variant/NAME or inference-component/NAME
    #[arg(long, value_name = "RESOURCE", conflicts_with = "traffic")]
    live: Option<String>,
    #[command(flatten)]
    place: Place,
}

/// What is known of a live target.
pub(crate) struct Live {
    /// All that scales on its server.
    pub(crate) blueprint: Blueprint,
    /// What was seen while its traffic was recorded; nothing when that was done before.
    pub(crate) seen: Option<Seen>,
}

/// A recording, and the capacity meanwhile.
pub(crate) struct Seen {
    /// Goes with the recording in it.
    folder: TempDir,
    /// By the server's clock. In between it stayed.
    capacity: Vec<(Timestamp, Level)>,
}

/// How much serves.
#[derive(Clone, Copy, PartialEq, Debug)]
struct Level {
    desired: u32,
    ready: u32,
    instances: u32,
}

/// Where a live target is looked at.
struct Target {
    api: Api,
    region: Option<String>,
    workload: Workload,
    endpoint: String,
    variant: String,
}

/// The server's clock, which may run faster than ours.
struct Clock {
    shown: Timestamp,
    at: Instant,
    speed: f64,
}

impl Live {
    /// Records, when a live target was named, and makes the recording the traffic.
    pub(crate) async fn begin(options: &mut Options) -> Result<Option<Self>, Failure> {
        let Some(resource) = &options.live.live else { return Ok(None) };
        let workload: Workload =
            resource.parse().map_err(|error| Failure::usage(format!("--live: {error}")))?;
        options.target.choose(&workload)?;
        let length = options.traffic.secs();
        if length.is_none() && !options.traffic.has_trace() {
            let hint = "say for how long: --for 1h; or give a recording: --trace FILE";
            return Err(Failure::usage("--live records the traffic").hint(Some(hint)));
        }
        let place = &options.live.place;
        let api = if options.traffic.has_trace() { None } else { Some(recordable(place)?) };
        let blueprint = read_scaling(place.url(), place.key()).await?;
        // What is wrong with a contender is to be known before the recording, which may take a day.
        let mut scenario = Scenario::new();
        let (policies, rivals) = (&options.policies, &options.rivals);
        contenders::all(policies, rivals, Some(&blueprint), &options.target, &mut scenario, None)?;
        let seen = match length.zip(api) {
            Some((secs, api)) => {
                let target = Target::find(api, options.live.place.region(), workload).await?;
                Some(Seen::record(&target, secs).await?)
            }
            None => None,
        };
        if let Some(seen) = &seen {
            options.traffic.recorded(seen.path());
        }
        Ok(Some(Self { blueprint, seen }))
    }
}

/// The server whose traffic can be recorded.
fn recordable(place: &Place) -> Result<Api, Failure> {
    if place.is_aws() {
        return Err(Failure::usage("--live: AWS does not show the requests of an endpoint")
            .hint(Some("give a recording of them: --trace FILE")));
    }
    place.api()
}

impl Target {
    async fn find(api: Api, region: Option<&str>, workload: Workload) -> Result<Self, Failure> {
        let (endpoint, variant) = match &workload {
            Workload::Variant { endpoint, variant } => (endpoint.clone(), variant.clone()),
            Workload::Component { name } => {
                let input = json!({ "InferenceComponentName": name });
                let found = api.call("SageMaker.DescribeInferenceComponent", &input).await?;
                let text = |member: &str| found[member].as_str().unwrap_or_default().to_owned();
                (text("EndpointName"), text("VariantName"))
            }
            Workload::Custom { .. } => {
                return Err(Failure::usage(format!(
                    "--live: {workload} is a custom resource, whose traffic is not seen here"
                )));
            }
        };
        let region = region.map(str::to_owned);
        Ok(Self { api, region, workload, endpoint, variant })
    }

    async fn level(&self) -> Result<Level, Failure> {
        let input = json!({ "EndpointName": self.endpoint });
        let found = self.api.call("SageMaker.DescribeEndpoint", &input).await?;
        let variants = found["ProductionVariants"].as_array().map(Vec::as_slice);
        let variant = variants
            .unwrap_or_default()
            .iter()
            .find(|variant| variant["VariantName"] == self.variant.as_str())
            .ok_or_else(|| Failure::plain(format!("there is no {} any more", self.workload)))?;
        let count = |of: &Value, member: &str| {
            of[member].as_u64().and_then(|count| u32::try_from(count).ok()).unwrap_or_default()
        };
        let instances = count(variant, "CurrentInstanceCount");
        let Workload::Component { name } = &self.workload else {
            let desired = count(variant, "DesiredInstanceCount");
            return Ok(Level { desired, ready: instances, instances });
        };
        let input = json!({ "InferenceComponentName": name });
        let found = self.api.call("SageMaker.DescribeInferenceComponent", &input).await?;
        let copies = &found["RuntimeConfig"];
        let desired = count(copies, "DesiredCopyCount");
        Ok(Level { desired, ready: count(copies, "CurrentCopyCount"), instances })
    }
}

impl Clock {
    async fn of(api: &Api) -> Result<Self, Failure> {
        let status = api.page("/_ebb/status").await?;
        let shown = status["clock"].as_str().and_then(|clock| clock.parse().ok());
        let shown = shown.ok_or_else(|| Failure::plain("the server does not say its time"))?;
        let speed = status["speed"].as_f64().filter(|speed| *speed > 0.0).unwrap_or(1.0);
        Ok(Self { shown, at: Instant::now(), speed })
    }

    fn now(&self) -> Timestamp {
        let passed = self.at.elapsed().mul_f64(self.speed);
        let passed = SignedDuration::try_from(passed).unwrap_or(SignedDuration::MAX);
        self.shown.saturating_add(passed).unwrap_or(Timestamp::MAX)
    }
}

impl Seen {
    /// Records the requests of so many seconds of the server's clock, and watches the capacity.
    async fn record(target: &Target, secs: f64) -> Result<Self, Failure> {
        let folder = tempfile::Builder::new()
            .prefix("ebb-compare-")
            .tempdir()
            .map_err(|error| Failure::new("could not make a folder for the recording", &error))?;
        let clock = Clock::of(&target.api).await?;
        let mut capacity = vec![(clock.now(), target.level().await?)];
        print_error_line(&format!(
            "recording what {} serves for {}; Ctrl-C ends it earlier",
            target.workload,
            super::table::span(secs)
        ));
        let wanted = Wanted {
            endpoint: &target.endpoint,
            region: target.region.as_deref(),
            workload: Some(&target.workload),
            limit: Duration::try_from_secs_f64(secs / clock.speed).ok(),
            requests: None,
        };
        let path = path_in(&folder);
        let recorded = tokio::select! {
            recorded = record(&target.api, &wanted, &path) => recorded?,
            () = watch(target, &clock, &mut capacity) => {
                let text = format!("the capacity of {} changes without an end", target.workload);
                return Err(Failure::plain(text));
            }
        };
        tell_of(recorded, target)?;
        Ok(Self { folder, capacity })
    }

    fn path(&self) -> PathBuf {
        path_in(&self.folder)
    }

    /// Copies that were wanted when the recording began.
    pub(crate) fn initial(&self) -> Option<u32> {
        self.capacity.first().map(|(_, level)| level.desired)
    }

    /// Lets copies start as fast as those that were seen, unless it was said how fast.
    pub(crate) fn start_copies_as_seen(&self, scenario: &mut Scenario, told: bool) {
        if told {
            return;
        }
        match start_secs(&self.capacity) {
            Some(secs) => {
                scenario.start_up.copy_secs = Distribution::Fixed(secs);
                scenario.start_up.instance_secs = Distribution::Fixed(0.0);
                print_error_line(&format!("note: copies start in {secs:.1} s, as was seen"));
            }
            None => print_error_line(
                "note: no copy was seen to start: see --copy-start and --instance-start",
            ),
        }
    }

    /// What was measured in the time that is simulated.
    pub(crate) fn measured(&self, simulated: &Outcome) -> Result<Measured, Failure> {
        let text = std::fs::read_to_string(self.path())
            .map_err(|error| Failure::new("could not read the recording", &error))?;
        Ok(Measured::of(&text, &self.capacity, simulated))
    }
}

fn path_in(folder: &TempDir) -> PathBuf {
    Path::new(folder.path()).join("traffic.csv")
}

/// Looks at the capacity again and again. Returns when it has changed too often to be anything that anybody scales.
async fn watch(target: &Target, clock: &Clock, capacity: &mut Vec<(Timestamp, Level)>) {
    let mut looks = interval(LOOK_EVERY);
    looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    while capacity.len() < MOST_CHANGES {
        looks.tick().await;
        let at = clock.now();
        // A look that fails is one that was not taken; a server that is gone ends the recording.
        let Ok(level) = target.level().await else { continue };
        if capacity.last().is_none_or(|(_, last)| *last != level) {
            capacity.push((at, level));
        }
    }
}

fn tell_of(recorded: Recorded, target: &Target) -> Result<(), Failure> {
    let Recorded { requests, missed, is_sorted, ended, .. } = recorded;
    if requests == 0 {
        let text = format!("no request to {} has ended meanwhile", target.workload);
        return Err(ended.unwrap_or_else(|| Failure::plain(text)));
    }
    if let Some(ended) = ended {
        print_error_line(&format!("note: {ended}; what came until then is compared"));
    }
    if missed > 0 {
        print_error_line(&format!("note: {missed} more requests came than could be recorded"));
    }
    if !is_sorted {
        return Err(Failure::plain("the recording is too large to be put in order")
            .hint(Some("record less: a shorter --for")));
    }
    Ok(())
}

/// Seconds from an increase of the number that is wanted until so many serve: the median of those that were seen.
fn start_secs(capacity: &[(Timestamp, Level)]) -> Option<f64> {
    let increases = capacity.windows(2).enumerate();
    let mut seen: Vec<f64> = increases
        .filter(|(_, pair)| pair[0].1.desired < pair[1].1.desired)
        .filter_map(|(index, pair)| {
            let (asked, Level { desired, .. }) = pair[1];
            let later = capacity[index + 1..].iter();
            let mut same = later.take_while(|(_, level)| level.desired == desired);
            let (there, _) = same.find(|(_, level)| desired <= level.ready)?;
            Some(there.duration_since(asked).as_secs_f64())
        })
        .collect();
    seen.sort_by(f64::total_cmp);
    seen.get(seen.len() / 2).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn starts_are_seen_from_the_wish_to_the_service() {
        let level = |secs: i64, desired, ready| {
            let at = Timestamp::from_second(1_000_000 + secs).unwrap();
            (at, Level { desired, ready, instances: ready })
        };
        let seen = [level(0, 1, 1), level(20, 3, 1), level(25, 3, 2), level(30, 3, 3)];
        assert_eq!(start_secs(&seen), Some(10.0));
        let not_to_its_end = [level(0, 1, 1), level(20, 3, 1), level(30, 4, 2)];
        assert_eq!(start_secs(&not_to_its_end), None);
        assert_eq!(start_secs(&[level(0, 3, 3), level(9, 1, 1)]), None, "that was none");
    }
}
