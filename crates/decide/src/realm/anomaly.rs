//! Anomaly detectors of a realm. They stand beside the series that they are about.

use super::{Realm, Row, Turn};
use crate::anomaly::{AnomalyDetector, Subject};
use crate::effect::Answer;
use crate::refusal::Refusal;

impl Realm {
    /// The anomaly detectors, in the order of their keys.
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
        let key = detector.key();
        self.keep_detector(AnomalyDetector { put: turn.now, ..detector });
        self.touch(Row::AnomalyDetector(key));
        Ok(Answer::Done)
    }

    pub(crate) fn delete_detector(&mut self, of: &Subject) -> Result<Answer, Refusal> {
        let key = of.key();
        if self.metrics.detectors_mut().remove(&key).is_none() {
            return Err(Refusal::NoSuchDetector);
        }
        self.touch(Row::AnomalyDetector(key));
        Ok(Answer::Done)
    }

    pub(super) fn keep_detector(&mut self, detector: AnomalyDetector) {
        self.metrics.detectors_mut().insert(detector.key(), detector);
    }
}
