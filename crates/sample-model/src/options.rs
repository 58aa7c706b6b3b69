//! What the server is told at its start, from the environment or from the caller.

use std::net::{IpAddr, Ipv4Addr};
use std::num::NonZeroUsize;
use std::str::FromStr;

/// Most often a text is classified for one request.
pub const MAX_REPEAT: u32 = 1_000;

/// Most passes over the sample sentences before the model counts as loaded.
pub const MAX_WARM_UP: u32 = 100_000;

/// How the server listens and how hard it works.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// Address to listen on. Loopback unless told otherwise; a container wants `0.0.0.0`.
    pub host: IpAddr,
    /// Port to listen on; 0 takes any free one.
    pub port: u16,
    /// How often each text is classified when the request does not say: 1 is the plain work, more
    /// stands for a heavier model. From 1 to [`MAX_REPEAT`].
    pub repeat: u32,
    /// Passes over the sample sentences before `/ping` says 200: the first is a self-test that also
    /// pulls in the tables, each further one makes the start longer by the same real work. From 1
    /// to [`MAX_WARM_UP`]; about 7 ms each on a core of 2024.
    pub warm_up: u32,
    /// Classifications at the same time.
    pub concurrency: NonZeroUsize,
    /// Requests that may wait for a free core; beyond, the answer is 503.
    pub queue: usize,
}

/// An environment variable holds something else than it should.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("environment variable {name} is \"{value}\": expected {expected}")]
pub struct OptionsError {
    /// Name of the variable.
    pub name: &'static str,
    /// Its value.
    pub value: String,
    /// What it may hold.
    pub expected: &'static str,
}

impl Default for Options {
    /// Loopback, port 8080, every text once, one warm-up pass, a classification per core and 64 waiting.
    fn default() -> Self {
        Self {
            host: IpAddr::V4(Ipv4Addr::LOCALHOST),
            port: 8080,
            repeat: 1,
            warm_up: 1,
            concurrency: std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN),
            queue: 64,
        }
    }
}

impl Options {
    /// Reads the variables that `lookup` knows and takes the default for the others:
    /// `SAGEMAKER_BIND_TO_PORT`, `EBB_SAMPLE_HOST`, `EBB_SAMPLE_REPEAT`, `EBB_SAMPLE_WARM_UP`,
    /// `EBB_SAMPLE_CONCURRENCY` and `EBB_SAMPLE_QUEUE`.
    ///
    /// Called with `|name| std::env::var(name).ok()` in a process.
    ///
    /// # Errors
    /// [`OptionsError`] for a variable that is set to something else than it may hold.
    pub fn from_environment(lookup: impl Fn(&str) -> Option<String>) -> Result<Self, OptionsError> {
        let lookup = &lookup;
        let default = Self::default();
        Ok(Self {
            host: read(lookup, "EBB_SAMPLE_HOST", "an IP address", default.host, |_| true)?,
            port: read(
                lookup,
                "SAGEMAKER_BIND_TO_PORT",
                "a port from 0 to 65535",
                default.port,
                |_| true,
            )?,
            repeat: read(
                lookup,
                "EBB_SAMPLE_REPEAT",
                "a number from 1 to 1000",
                default.repeat,
                |repeat| (1..=MAX_REPEAT).contains(repeat),
            )?,
            warm_up: read(
                lookup,
                "EBB_SAMPLE_WARM_UP",
                "a number from 1 to 100000",
                default.warm_up,
                |passes| (1..=MAX_WARM_UP).contains(passes),
            )?,
            concurrency: read(
                lookup,
                "EBB_SAMPLE_CONCURRENCY",
                "a number from 1 to 256",
                default.concurrency,
                |threads| threads.get() <= 256,
            )?,
            queue: read(
                lookup,
                "EBB_SAMPLE_QUEUE",
                "a number from 0 to 4096",
                default.queue,
                |length| *length <= 4_096,
            )?,
        })
    }
}

fn read<T: FromStr>(
    lookup: &impl Fn(&str) -> Option<String>,
    name: &'static str,
    expected: &'static str,
    default: T,
    legal: impl Fn(&T) -> bool,
) -> Result<T, OptionsError> {
    let Some(value) = lookup(name) else { return Ok(default) };
    match value.parse() {
        Ok(parsed) if legal(&parsed) => Ok(parsed),
        _ => Err(OptionsError { name, value, expected }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_set_means_the_defaults() {
        assert_eq!(Options::from_environment(|_| None), Ok(Options::default()));
        assert_eq!(Options::default().port, 8080);
    }

    #[test]
    fn each_variable_is_read() {
        let set = |name: &str| {
            let value = match name {
                "SAGEMAKER_BIND_TO_PORT" => "9001",
                "EBB_SAMPLE_HOST" => "0.0.0.0",
                "EBB_SAMPLE_REPEAT" => "7",
                "EBB_SAMPLE_WARM_UP" => "20",
                "EBB_SAMPLE_CONCURRENCY" => "3",
                "EBB_SAMPLE_QUEUE" => "0",
                other => panic!("unexpected variable {other}"),
            };
            Some(value.to_owned())
        };
        let want = Options {
            host: IpAddr::V4(Ipv4Addr::UNSPECIFIED),
            port: 9001,
            repeat: 7,
            warm_up: 20,
            concurrency: NonZeroUsize::new(3).unwrap(),
            queue: 0,
        };
        assert_eq!(Options::from_environment(set), Ok(want));
    }

    #[test]
    fn what_does_not_fit_is_refused_by_name() {
        for (name, value) in [
            ("SAGEMAKER_BIND_TO_PORT", "65536"),
            ("SAGEMAKER_BIND_TO_PORT", ""),
            ("EBB_SAMPLE_HOST", "localhost"),
            ("EBB_SAMPLE_REPEAT", "0"),
            ("EBB_SAMPLE_REPEAT", "1001"),
            ("EBB_SAMPLE_WARM_UP", "0"),
            ("EBB_SAMPLE_CONCURRENCY", "0"),
            ("EBB_SAMPLE_CONCURRENCY", "257"),
            ("EBB_SAMPLE_QUEUE", "-1"),
        ] {
            let lookup = |asked: &str| (asked == name).then(|| value.to_owned());
            let error = Options::from_environment(lookup).unwrap_err();
            assert_eq!((error.name, error.value.as_str()), (name, value));
        }
    }
}
