//! Real arrivals, sent as invocations.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use serde_json::json;
use tokio::sync::mpsc;
use tokio::task::JoinSet;

use super::SPEED;
use super::stage::{COMPONENT, ENDPOINT};
use super::story::Story;
use crate::api::Api;
use crate::failure::Failure;

/// 24 minutes of a production LLM service; see `traces/README.md`.
const TRACE: &str = include_str!("../../traces/azure_conversation_24min.csv");

/// What people write, in the languages that the model knows.
const TEXTS: [&str; 10] = [
    "Could you tell me where the nearest railway station is, please?",
    "Könnten Sie mir bitte sagen, wo der nächste Bahnhof ist?",
    "Pourriez-vous me dire où se trouve la gare la plus proche ?",
    "¿Podría decirme dónde está la estación de tren más cercana?",
    "Potrebbe dirmi dove si trova la stazione più vicina?",
    "Poderia me dizer onde fica a estação de trem mais próxima?",
    "Kunt u mij vertellen waar het dichtstbijzijnde treinstation is?",
    "一番近い駅はどこにあるか教えていただけますか。",
    "请问最近的火车站在哪里？",
    "가장 가까운 기차역이 어디에 있는지 알려 주시겠습니까?",
];

/// How one request ended.
pub(super) struct Outcome {
    /// Its position in the replay.
    number: usize,
    /// When it was sent, from the start of the replay.
    sent: Duration,
    /// From sending to the whole answer.
    took: Duration,
    end: End,
}

enum End {
    Answered,
    /// With an error, in words.
    Refused(String),
    /// The connection failed.
    Lost(String),
}

/// Every so manyth arrival, in real time from the start of the replay.
pub(super) fn arrivals(every: u16) -> Result<Vec<Duration>, Failure> {
    TRACE
        .lines()
        .skip(1)
        .step_by(usize::from(every))
        .map(|line| {
            let offset_ms: u64 = line
                .parse()
                .map_err(|error| Failure::new(&format!("\"{line}\" is no arrival"), &error))?;
            Ok(Duration::from_millis(offset_ms).div_f64(SPEED))
        })
        .collect()
}

/// Sends every request at its time, whatever becomes of the ones before.
pub(super) async fn replay(
    api: Api,
    arrivals: Vec<Duration>,
    began: Instant,
    outcomes: mpsc::Sender<Outcome>,
    sent: Arc<AtomicUsize>,
) {
    let mut requests = JoinSet::new();
    for (number, at) in arrivals.into_iter().enumerate() {
        tokio::time::sleep_until((began + at).into()).await;
        while requests.try_join_next().is_some() {}
        sent.fetch_add(1, Ordering::Relaxed);
        let (api, outcomes) = (api.clone(), outcomes.clone());
        requests.spawn(async move {
            let body = json!({ "text": TEXTS[number % TEXTS.len()] }).to_string();
            let now = Instant::now();
            let end = match api.invoke(ENDPOINT, COMPONENT, body).await {
                Ok((status, _)) if status.is_success() => End::Answered,
                Ok((status, message)) => End::Refused(format!("{status}: {message}")),
                Err(failure) => End::Lost(failure.to_string()),
            };
            let outcome = Outcome { number, sent: now - began, took: now.elapsed(), end };
            // Nobody listens any more when the demo is being stopped.
            let _ = outcomes.send(outcome).await;
        });
    }
    while requests.join_next().await.is_some() {}
}

/// All outcomes together.
#[derive(Default)]
pub(super) struct Tally {
    pub(super) answered: usize,
    pub(super) refused: usize,
    pub(super) lost: usize,
    /// What was said for requests that were not answered, and how often.
    pub(super) reasons: BTreeMap<String, usize>,
    pub(super) first: Option<Duration>,
    /// When each was sent, and how long it took.
    took: Vec<(Duration, Duration)>,
}

impl Tally {
    pub(super) fn take(&mut self, outcome: Outcome, story: &mut Story) {
        self.took.push((outcome.sent, outcome.took));
        let reason = match outcome.end {
            End::Answered => {
                self.answered += 1;
                if outcome.number == 0 {
                    self.first = Some(outcome.took);
                    story.first_answer(outcome.took);
                }
                return;
            }
            End::Refused(reason) => {
                self.refused += 1;
                reason
            }
            End::Lost(reason) => {
                self.lost += 1;
                reason
            }
        };
        let times = self.reasons.entry(reason.clone()).or_default();
        *times += 1;
        // The first of its kind at once, all of them in the summary.
        if *times == 1 {
            story.not_answered(&reason);
        }
    }

    /// How many have ended, one way or the other.
    pub(super) fn finished(&self) -> usize {
        self.took.len()
    }

    /// How many were sent before an instant, and the longest of them.
    pub(super) fn sent_before(&self, at: Duration) -> (usize, Duration) {
        let early = self.took.iter().filter(|(sent, _)| *sent < at);
        (early.clone().count(), early.map(|(_, took)| *took).max().unwrap_or_default())
    }

    /// The time that a share of the requests sent since an instant stayed below.
    pub(super) fn percentile(&self, share: f64, since: Duration) -> Duration {
        let mut sorted: Vec<Duration> =
            self.took.iter().filter(|(sent, _)| since <= *sent).map(|(_, took)| *took).collect();
        sorted.sort_unstable();
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            clippy::cast_precision_loss,
            reason = "a rank among a few thousand requests"
        )]
        let rank = (share * sorted.len() as f64).ceil() as usize;
        sorted.get(rank.saturating_sub(1)).copied().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cut_of_the_trace_can_be_read_and_thinned() {
        let all = arrivals(1).unwrap();
        assert!(all.len() > 8000 && all.is_sorted());
        assert!(*all.last().unwrap() < Duration::from_secs(48));
        assert_eq!(arrivals(4).unwrap().len(), all.len().div_ceil(4));
    }

    #[test]
    fn percentiles_leave_out_what_was_sent_before() {
        let took = (0..100).map(|i| (Duration::from_secs(i), Duration::from_millis(i))).collect();
        let tally = Tally { took, ..Tally::default() };
        assert_eq!(tally.percentile(0.5, Duration::ZERO), Duration::from_millis(49));
        assert_eq!(tally.percentile(0.5, Duration::from_secs(90)), Duration::from_millis(94));
        assert_eq!(tally.sent_before(Duration::from_secs(10)), (10, Duration::from_millis(9)));
        assert_eq!(Tally::default().percentile(0.5, Duration::ZERO), Duration::ZERO);
    }
}
