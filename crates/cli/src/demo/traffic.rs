//! Real arrivals, sent as invocations.

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
    /// Its position in the trace.
    number: usize,
    /// From sending to the whole answer.
    took: Duration,
    /// The status, or nothing when the connection failed.
    status: Option<http::StatusCode>,
}

/// The arrivals, in real time from the start of the replay.
pub(super) fn arrivals() -> Result<Vec<Duration>, Failure> {
    TRACE
        .lines()
        .skip(1)
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
    outcomes: mpsc::UnboundedSender<Outcome>,
) {
    let mut requests = JoinSet::new();
    for (number, at) in arrivals.into_iter().enumerate() {
        tokio::time::sleep_until((began + at).into()).await;
        while requests.try_join_next().is_some() {}
        let (api, outcomes) = (api.clone(), outcomes.clone());
        requests.spawn(async move {
            let body = json!({ "text": TEXTS[number % TEXTS.len()] }).to_string();
            let sent = Instant::now();
            let status = api.invoke(ENDPOINT, COMPONENT, body).await.ok();
            // Nobody listens any more when the demo is being stopped.
            let _ = outcomes.send(Outcome { number, took: sent.elapsed(), status });
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
    pub(super) first: Option<Duration>,
    took: Vec<Duration>,
}

impl Tally {
    pub(super) fn take(&mut self, outcome: &Outcome, story: &mut Story) {
        match outcome.status {
            Some(status) if status.is_success() => self.answered += 1,
            Some(_) => self.refused += 1,
            None => self.lost += 1,
        }
        self.took.push(outcome.took);
        if outcome.number == 0 {
            self.first = Some(outcome.took);
            story.first_answer(outcome.took, outcome.status);
        }
    }

    /// The time that a share of the requests stayed below.
    pub(super) fn percentile(&self, share: f64) -> Duration {
        let mut sorted = self.took.clone();
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
