//! `ebb record`.

mod output;

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use bytes::BytesMut;
use clap::Args;
use form_urlencoded::byte_serialize;
use http_body_util::BodyExt as _;
use tokio::time::{Instant, MissedTickBehavior, interval};

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
    /// Region of the endpoint [default: us-east-1]
    #[arg(long, env = "AWS_REGION", value_name = "REGION")]
    region: Option<String>,
}

/// What came of it so far.
#[derive(Default)]
struct Tally {
    requests: u64,
    missed: u64,
}

pub(crate) async fn run(options: Options) -> Result<ExitCode, Failure> {
    let limit = options.duration.as_deref().map(duration).transpose()?;
    let api = options.place.api()?;
    let encoded = |text: &str| byte_serialize(text.as_bytes()).collect::<String>();
    let region = options.region.as_deref().map(|region| format!("?region={}", encoded(region)));
    let path = format!("/_ebb/record/{}{}", encoded(&options.endpoint), region.unwrap_or_default());
    let mut signals = Signals::listen()?;
    let mut body = api.stream(&path).await?;
    let mut output = Output::create(&options.file)?;
    let began = Instant::now();
    let deadline = limit.and_then(|limit| began.checked_add(limit));
    let mut flushing = interval(FLUSH_EVERY);
    flushing.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let (mut waiting, mut tally) = (BytesMut::new(), Tally::default());
    let mut ended = None;
    while ended.is_none() && options.requests.is_none_or(|most| tally.requests < most) {
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
                take_lines(&mut waiting, &mut output, &mut tally, options.requests)?;
            }
            Some(Err(error)) => {
                ended = Some(Failure::new("the connection to the server broke", &error))
            }
            None => ended = Some(Failure::plain("the server has ended the recording: it stops")),
        }
    }
    let is_sorted = output.finish()?;
    let seconds = began.elapsed().as_secs();
    print_error_line(&format!(
        "recorded {} requests in {seconds} s to {}",
        tally.requests,
        options.file.display()
    ));
    if tally.missed > 0 {
        print_error_line(&format!(
            "{} more were missed: they came faster than they could be written",
            tally.missed
        ));
    }
    if !is_sorted {
        print_error_line(
            "the requests stand in the order in which they ended; simulations want that of their times: sort them by the first column",
        );
    }
    // What was recorded until then is in the file.
    ended.map_or(Ok(ExitCode::SUCCESS), Err)
}

/// Writes whole lines; what is said beside them goes into the tally.
fn take_lines(
    waiting: &mut BytesMut,
    output: &mut Output,
    tally: &mut Tally,
    most: Option<u64>,
) -> Result<(), Failure> {
    while let Some(end) = waiting.iter().position(|byte| *byte == b'\n') {
        let line = waiting.split_to(end + 1);
        if let Some(said) = line.strip_prefix(b"# missed ") {
            let text = String::from_utf8_lossy(said);
            tally.missed += text.trim().parse::<u64>().unwrap_or(0);
            continue;
        }
        if most.is_some_and(|most| tally.requests >= most) {
            continue;
        }
        output.write(&line)?;
        tally.requests += u64::from(!line.starts_with(b"timestamp,"));
    }
    if waiting.len() > MOST_OF_A_LINE {
        return Err(Failure::plain("the server sends lines that are too long for a recording")
            .hint(Some("is that an Ebbtide server?")));
    }
    Ok(())
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
