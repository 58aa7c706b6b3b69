//! `ebb record`.

mod output;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use bytes::BytesMut;
use clap::Args;
use ebb_units::Workload;
use form_urlencoded::byte_serialize;
use http_body_util::BodyExt as _;
use tokio::time::{Instant, MissedTickBehavior, interval};

use crate::api::Api;
use crate::failure::Failure;
use crate::output::print_error_line;
use crate::place::Place;
use crate::signals::Signals;
use output::Output;

/// What has come is in the file after this long at the latest.
const FLUSH_EVERY: Duration = Duration::from_secs(1);
/// A line of a recording has some hundred bytes; what goes on for longer is none.
const MOST_OF_A_LINE: usize = 64 << 10;

#[derive(Args)]
#[command(after_help = "\
FILE is CSV with a line for each request that has ended: when it arrived, how long the model and the whole took, bytes in
and out, the model's status, whether it found no copy, and what served it. No bodies, no headers. Times are those of the
server's clock, also for a server that runs with --speed. When the recording ends, the lines are sorted by arrival; one that
was killed has all its lines, in the order in which the requests ended.

Examples:
  ebb record llm trace.csv                  # until Ctrl-C
  ebb record llm trace.csv.gz --duration 1h
  ebb record llm - --requests 100")]
pub(crate) struct Options {
    /// The endpoint
    #[arg(value_name = "ENDPOINT")]
    endpoint: String,
    /// A file that is not there yet, compressed when it ends in .gz; - for standard output
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// End after this time, such as 90s, 15m or 2h
    #[arg(long, value_name = "TIME")]
    duration: Option<String>,
    /// End after this many requests
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    requests: Option<u64>,
    #[command(flatten)]
    place: Place,
}

/// What is to be recorded.
pub(crate) struct Wanted<'w> {
    pub(crate) endpoint: &'w str,
    pub(crate) region: Option<&'w str>,
    /// Only the requests that this has served.
    pub(crate) workload: Option<&'w Workload>,
    /// End after this time.
    pub(crate) limit: Option<Duration>,
    /// End after so many requests.
    pub(crate) requests: Option<u64>,
}

/// What came of it.
pub(crate) struct Recorded {
    pub(crate) requests: u64,
    /// More came than could be written.
    pub(crate) missed: u64,
    /// Whether the requests stand in the order in which they arrived.
    pub(crate) is_sorted: bool,
    secs: u64,
    /// Why it ended before its time.
    pub(crate) ended: Option<Failure>,
}

pub(crate) async fn run(options: Options) -> Result<ExitCode, Failure> {
    let limit = options.duration.as_deref().map(duration).transpose()?;
    let wanted = Wanted {
        endpoint: &options.endpoint,
        region: options.place.region(),
        workload: None,
        limit,
        requests: options.requests,
    };
    let recorded = record(&options.place.api()?, &wanted, &options.file).await?;
    print_error_line(&format!(
        "recorded {} requests in {} s to {}",
        recorded.requests,
        recorded.secs,
        options.file.display()
    ));
    if recorded.missed > 0 {
        print_error_line(&format!(
            "{} more were missed: they came faster than they could be written",
            recorded.missed
        ));
    }
    if !recorded.is_sorted {
        print_error_line(
            "the requests stand in the order in which they ended; simulations want that of their times: sort them by the first column",
        );
    }
    // What was recorded until then is in the file.
    recorded.ended.map_or(Ok(ExitCode::SUCCESS), Err)
}

/// Records into a file that is not there yet, until it is time, a signal comes, or the server ends it.
pub(crate) async fn record(
    api: &Api,
    wanted: &Wanted<'_>,
    file: &Path,
) -> Result<Recorded, Failure> {
    let encoded = |text: &str| byte_serialize(text.as_bytes()).collect::<String>();
    let region = wanted.region.map(|region| format!("?region={}", encoded(region)));
    let path = format!("/_ebb/record/{}{}", encoded(wanted.endpoint), region.unwrap_or_default());
    let mut signals = Signals::listen()?;
    let mut body = api.stream(&path).await?;
    let mut output = Output::create(file)?;
    let began = Instant::now();
    let deadline = wanted.limit.and_then(|limit| began.checked_add(limit));
    let mut flushing = interval(FLUSH_EVERY);
    flushing.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut waiting = BytesMut::new();
    let mut recorded = Recorded { requests: 0, missed: 0, is_sorted: true, secs: 0, ended: None };
    while recorded.ended.is_none() && wanted.requests.is_none_or(|most| recorded.requests < most) {
        let over = async {
            match deadline {
                Some(deadline) => tokio::time::sleep_until(deadline).await,
                None => std::future::pending().await,
            }
        };
        let frame = tokio::select! {
            _ = signals.next() => break,
            () = over => break,
            _ = flushing.tick() => {
                output.flush()?;
                continue;
            }
            frame = body.frame() => frame,
        };
        match frame {
            Some(Ok(frame)) => {
                if let Ok(data) = frame.into_data() {
                    waiting.extend_from_slice(&data);
                }
                take_lines(&mut waiting, &mut output, &mut recorded, wanted)?;
            }
            Some(Err(error)) => {
                recorded.ended = Some(Failure::new("the connection to the server broke", &error));
            }
            None => {
                let text = "the server has ended the recording: it stops";
                recorded.ended = Some(Failure::plain(text));
            }
        }
    }
    recorded.is_sorted = output.finish()?;
    recorded.secs = began.elapsed().as_secs();
    Ok(recorded)
}

/// Writes whole lines; what is said beside them is counted.
fn take_lines(
    waiting: &mut BytesMut,
    output: &mut Output,
    recorded: &mut Recorded,
    wanted: &Wanted<'_>,
) -> Result<(), Failure> {
    while let Some(end) = waiting.iter().position(|byte| *byte == b'\n') {
        let line = waiting.split_to(end + 1);
        if let Some(said) = line.strip_prefix(b"# missed ") {
            let text = String::from_utf8_lossy(said);
            recorded.missed += text.trim().parse::<u64>().unwrap_or(0);
            continue;
        }
        let is_head = line.starts_with(b"timestamp,");
        let is_of = wanted.workload.is_none_or(|workload| is_head || is_of(&line, workload));
        if !is_of || wanted.requests.is_some_and(|most| recorded.requests >= most) {
            continue;
        }
        output.write(&line)?;
        recorded.requests += u64::from(!is_head);
    }
    if waiting.len() > MOST_OF_A_LINE {
        return Err(Failure::plain("the server sends lines that are too long for a recording")
            .hint(Some("is that an Ebbtide server?")));
    }
    Ok(())
}

/// Whether a line is of a request that this workload has served: its last two columns are variant and component.
fn is_of(line: &[u8], workload: &Workload) -> bool {
    let mut columns = line.trim_ascii_end().rsplit(|byte| *byte == b',');
    let (component, variant) = (columns.next(), columns.next());
    match workload {
        Workload::Variant { variant: name, .. } => variant == Some(name.as_bytes()),
        Workload::Component { name } => component == Some(name.as_bytes()),
        Workload::Custom { .. } => false,
    }
}

/// `90s`, `15m`, `2h`, or seconds.
fn duration(text: &str) -> Result<Duration, Failure> {
    let wrong =
        || Failure::usage(format!("--duration: \"{text}\" is not a time such as 90s, 15m or 2h"));
    let (digits, unit) = match text.find(|letter: char| !letter.is_ascii_digit()) {
        Some(end) => text.split_at(end),
        None => (text, "s"),
    };
    let number: u64 = digits.parse().map_err(|_| wrong())?;
    let seconds = match unit {
        "s" => Some(number),
        "m" => number.checked_mul(60),
        "h" => number.checked_mul(3600),
        _ => None,
    };
    seconds.filter(|seconds| *seconds > 0).map(Duration::from_secs).ok_or_else(wrong)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_tells_what_has_served_it() {
        let line = b"2026-03-02T09:00:00.250000Z,62.500,812.500,3,1024,200,true,v,\n";
        let variant =
            |name: &str| Workload::Variant { endpoint: "e".to_owned(), variant: name.to_owned() };
        assert!(is_of(line, &variant("v")) && !is_of(line, &variant("w")));
        let component = Workload::Component { name: "c".to_owned() };
        assert!(!is_of(line, &component));
        assert!(is_of(b"2026,,812.500,3,1024,,true,,c\n", &component));
    }

    #[test]
    fn durations_are_read_with_their_units() {
        for (text, seconds) in [("90s", 90), ("15m", 900), ("2h", 7200), ("7", 7)] {
            assert_eq!(duration(text).unwrap(), Duration::from_secs(seconds), "{text}");
        }
        for text in
            ["", "0s", "s", "-1s", "1d", "1.5h", "99999999999999999999s", "9999999999999999999h"]
        {
            assert!(duration(text).is_err(), "{text}");
        }
    }
}
