//! Anomaly detectors of a realm. They stand beside the series that they are about.

use ebb_units::{MetricId, Statistic};

use super::{Realm, Row, Turn};
use crate::anomaly::{AnomalyDetector, detector_key};
use crate::effect::Answer;
use crate::refusal::Refusal;

impl Realm {
    /// The anomaly detectors, in the order of their metrics.
    pub fn anomaly_detectors(&self) -> impl Iterator<Item = &AnomalyDetector> {
        self.metrics.detectors().values()
    }

    /// Rule cw.anomaly.put: a second one for the same metric and statistic takes the place of the first, and is trained
    /// anew.
    /// <https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutAnomalyDetector.html>
    pub(crate) fn put_detector(
        &mut self,
        turn: &Turn<'_>,
        detector: AnomalyDetector,
    ) -> Result<Answer, Refusal> {
        let (metric, statistic) = detector_key(&detector.metric, detector.statistic);
        self.keep_detector(AnomalyDetector { put: turn.now, ..detector });
        self.touch(Row::AnomalyDetector(metric, statistic));
        Ok(Answer::Done)
    }

    pub(crate) fn delete_detector(
        &mut self,
        metric: &MetricId,
        statistic: Statistic,
    ) -> Result<Answer, Refusal> {
        let key = detector_key(metric, statistic);
        if self.metrics.detectors_mut().remove(&key).is_none() {
            return Err(Refusal::NoSuchDetector);
        }
        self.touch(Row::AnomalyDetector(key.0, key.1));
        Ok(Answer::Done)
    }

    pub(super) fn keep_detector(&mut self, detector: AnomalyDetector) {
        let key = detector_key(&detector.metric, detector.statistic);
        self.metrics.detectors_mut().insert(key, detector);
    }
}
