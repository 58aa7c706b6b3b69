//! PutMetricAlarm for one metric, as it is asked for, and its validation.
//!
//! Rule cw.put-metric-alarm: what must be there, what excludes each other, and what fits together.
//! <https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html>

use ebb_units::{Arn, Comparison, MetricId, Region, Statistic, Unit};

use super::error::{AlarmError, Violation};
use super::spec::{AlarmSpec, LowSamples, TreatMissing};
use super::watch::{MathWatch, MetricWatch, Watch};
use crate::math::Query;

/// The members of PutMetricAlarm for an alarm on a metric or on metric math. Absent is `None` or empty. The queries are
/// checked each for itself, all else not at all.
///
/// PromQL has no place here; requests with it are answered before.
#[derive(Clone, PartialEq, Debug, Default)]
#[expect(missing_docs, reason = "named after AWS's members")]
pub struct AlarmRequest {
    pub alarm_name: Option<String>,
    pub alarm_description: Option<String>,
    pub actions_enabled: Option<bool>,
    pub ok_actions: Vec<String>,
    pub alarm_actions: Vec<String>,
    pub insufficient_data_actions: Vec<String>,
    pub metric_name: Option<String>,
    pub namespace: Option<String>,
    pub statistic: Option<String>,
    pub extended_statistic: Option<String>,
    /// Name and value.
    pub dimensions: Vec<(String, String)>,
    pub period: Option<i32>,
    pub unit: Option<String>,
    pub evaluation_periods: Option<i32>,
    pub datapoints_to_alarm: Option<i32>,
    pub threshold: Option<f64>,
    pub comparison_operator: Option<String>,
    pub treat_missing_data: Option<String>,
    pub evaluate_low_sample_count_percentile: Option<String>,
    pub metrics: Vec<Query>,
    pub threshold_metric_id: Option<String>,
}

const BASIC: [&str; 5] = ["SampleCount", "Average", "Sum", "Minimum", "Maximum"];
/// Services whose ARNs an alarm may have as action.
const VENDORS: [&str; 8] =
    ["autoscaling", "sns", "lambda", "automate", "swf", "ssm", "ssm-incidents", "aiops"];

impl AlarmRequest {
    /// The alarm that is asked for, in `region`.
    ///
    /// # Errors
    /// [`AlarmError`] for the first rule that is broken; what the service model forbids comes first and all at once.
    pub fn check(self, region: &Region) -> Result<AlarmSpec, AlarmError> {
        let violations = self.violations();
        if !violations.is_empty() {
            return Err(AlarmError::Model(violations));
        }
        let name = self.alarm_name.clone().unwrap_or_default();
        if name.chars().any(|c| c.is_ascii_control()) {
            return Err(AlarmError::ControlCharacters);
        }
        let comparison = self.comparison()?;
        let evaluation_periods =
            positive(self.evaluation_periods).ok_or(AlarmError::Missing("an EvaluationPeriods"))?;
        let (watch, period_secs) = self.watch()?;
        check_lengths(period_secs, evaluation_periods)?;
        let datapoints_to_alarm = positive(self.datapoints_to_alarm);
        if datapoints_to_alarm.is_some_and(|needed| needed > evaluation_periods) {
            return Err(AlarmError::TooManyDatapoints);
        }
        let threshold = self.limit()?;
        let treat_missing_data = self.treat_missing()?;
        let evaluate_low_sample_count_percentile = self.low_samples(&watch)?;
        for action in self.actions() {
            check_action(action, region, &VENDORS)?;
            // Rule cw.alarm.band.scaling: an anomaly alarm scales nothing.
            // https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Create_Anomaly_Detection_Alarm.html
            if comparison.is_band() && action.split(':').nth(2) == Some("autoscaling") {
                return Err(AlarmError::ScalingWithBand);
            }
        }
        Ok(AlarmSpec {
            name: name.into(),
            watch,
            period_secs,
            evaluation_periods,
            datapoints_to_alarm,
            threshold,
            comparison,
            treat_missing_data,
            evaluate_low_sample_count_percentile,
            actions_enabled: self.actions_enabled.unwrap_or(true),
            description: self.alarm_description,
            ok_actions: self.ok_actions.into(),
            alarm_actions: self.alarm_actions.into(),
            insufficient_data_actions: self.insufficient_data_actions.into(),
        })
    }

    /// What is watched, and the length of a window.
    fn watch(&self) -> Result<(Watch, u32), AlarmError> {
        if !self.metrics.is_empty() {
            let scalar = self.metric_name.is_some()
                || self.namespace.is_some()
                || self.statistic.is_some()
                || self.extended_statistic.is_some()
                || self.period.is_some()
                || self.unit.is_some()
                || !self.dimensions.is_empty();
            if scalar {
                return Err(AlarmError::ScalarWithMetrics);
            }
            let watch = match &self.threshold_metric_id {
                Some(id) => MathWatch::with_band(self.metrics.clone(), id)?,
                None => MathWatch::new(self.metrics.clone())?,
            };
            let period_secs = watch.period_secs();
            return Ok((Watch::Math(Box::new(watch)), period_secs));
        }
        if self.threshold_metric_id.is_some() {
            return Err(AlarmError::BandWithoutMetrics);
        }
        let metric_name = self.metric_name.as_deref().ok_or(AlarmError::Missing("a MetricName"))?;
        let namespace = self.namespace.as_deref().ok_or(AlarmError::Missing("a Namespace"))?;
        let (statistic, extended_statistic) = self.chosen_statistic()?;
        let period_secs = positive(self.period).ok_or(AlarmError::Missing("a Period"))?;
        let dimensions =
            self.dimensions.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        let watch = MetricWatch {
            metric: MetricId::new(namespace, metric_name, dimensions),
            statistic,
            extended_statistic,
            unit: self.unit.as_deref().and_then(|unit| unit.parse().ok()),
        };
        Ok((Watch::Metric(watch), period_secs))
    }

    fn comparison(&self) -> Result<Comparison, AlarmError> {
        let text = self
            .comparison_operator
            .as_deref()
            .ok_or(AlarmError::Missing("a valid ComparisonOperator"))?;
        let comparison = Comparison::ALL
            .into_iter()
            .find(|comparison| comparison.as_str() == text)
            .ok_or(AlarmError::Missing("a valid ComparisonOperator"))?;
        match (comparison.is_band(), &self.threshold_metric_id) {
            (true, None) => Err(AlarmError::RangeOperator),
            (false, Some(_)) => Err(AlarmError::BandOperator),
            (true, Some(_)) | (false, None) => Ok(comparison),
        }
    }

    /// The threshold; none where a band stands in its place.
    fn limit(&self) -> Result<Option<f64>, AlarmError> {
        match (&self.threshold_metric_id, self.threshold) {
            (Some(_), Some(_)) => Err(AlarmError::BothThresholds),
            (Some(_), None) => Ok(None),
            (None, Some(threshold)) if threshold.is_finite() => Ok(Some(threshold)),
            (None, _) => Err(AlarmError::Missing("valid Threshold")),
        }
    }

    fn chosen_statistic(&self) -> Result<(Statistic, Option<String>), AlarmError> {
        match (self.statistic.as_deref(), self.extended_statistic.as_deref()) {
            (Some(_), Some(_)) => Err(AlarmError::BothStatistics),
            (None, None) => Err(AlarmError::Missing("a Statistic")),
            (Some(basic), None) => {
                let statistic = basic.parse().map_err(|_| AlarmError::Missing("a Statistic"))?;
                Ok((statistic, None))
            }
            (None, Some(extended)) => extended
                .parse()
                .ok()
                .filter(|statistic: &Statistic| !statistic.is_basic())
                .map(|statistic| (statistic, Some(extended.to_owned())))
                .ok_or_else(|| AlarmError::ExtendedStatistic(extended.to_owned())),
        }
    }

    fn treat_missing(&self) -> Result<Option<TreatMissing>, AlarmError> {
        let Some(text) = self.treat_missing_data.as_deref() else { return Ok(None) };
        [
            TreatMissing::Breaching,
            TreatMissing::NotBreaching,
            TreatMissing::Ignore,
            TreatMissing::Missing,
        ]
        .into_iter()
        .find(|treat| treat.as_str() == text)
        .map(Some)
        .ok_or(AlarmError::TreatMissing)
    }

    fn low_samples(&self, watch: &Watch) -> Result<Option<LowSamples>, AlarmError> {
        let Some(text) = self.evaluate_low_sample_count_percentile.as_deref() else {
            return Ok(None);
        };
        let option = [LowSamples::Evaluate, LowSamples::Ignore]
            .into_iter()
            .find(|option| option.as_str() == text)
            .ok_or(AlarmError::LowSamples)?;
        match watch.metric() {
            Some(watch) if watch.statistic.is_basic() => {
                Err(AlarmError::LowSamplesWithout(watch.statistic.to_string()))
            }
            None => Err(AlarmError::LowSamplesWithout("of metric math".to_owned())),
            Some(_) => Ok(Some(option)),
        }
    }

    fn actions(&self) -> impl Iterator<Item = &String> {
        self.ok_actions.iter().chain(&self.alarm_actions).chain(&self.insufficient_data_actions)
    }

    /// What the service model forbids: lengths, lowest numbers, enums.
    fn violations(&self) -> Vec<Violation> {
        let mut found = Found::default();
        match &self.alarm_name {
            None => found.add("alarmName", "null", "Member must not be null"),
            Some(name) => found.length("alarmName", name, 1, 255),
        }
        for (member, text, least, most) in [
            ("alarmDescription", &self.alarm_description, 0, 1024),
            ("metricName", &self.metric_name, 1, 255),
            ("namespace", &self.namespace, 1, 255),
            ("thresholdMetricId", &self.threshold_metric_id, 1, 255),
            ("treatMissingData", &self.treat_missing_data, 1, 255),
            (
                "evaluateLowSampleCountPercentile",
                &self.evaluate_low_sample_count_percentile,
                1,
                255,
            ),
        ] {
            if let Some(text) = text {
                found.length(member, text, least, most);
            }
        }
        if let Some(namespace) = &self.namespace
            && namespace.starts_with(':')
        {
            let constraint = "Member must satisfy regular expression pattern: [^:].*";
            found.add("namespace", namespace, constraint);
        }
        for (member, actions) in [
            ("oKActions", &self.ok_actions),
            ("alarmActions", &self.alarm_actions),
            ("insufficientDataActions", &self.insufficient_data_actions),
        ] {
            if actions.len() > 5 {
                let value = format!("[{}]", actions.join(", "));
                found.add(member, &value, "Member must have length less than or equal to 5");
            }
            for (i, action) in actions.iter().enumerate() {
                found.length(&format!("{member}.{}.member", i + 1), action, 1, 1024);
            }
        }
        if self.dimensions.len() > 30 {
            let constraint = "Member must have length less than or equal to 30";
            found.add("dimensions", "[...]", constraint);
        }
        for (i, (name, value)) in self.dimensions.iter().enumerate() {
            found.length(&format!("dimensions.{}.member.name", i + 1), name, 1, 255);
            found.length(&format!("dimensions.{}.member.value", i + 1), value, 1, 1024);
        }
        for (member, number) in [
            ("period", self.period),
            ("evaluationPeriods", self.evaluation_periods),
            ("datapointsToAlarm", self.datapoints_to_alarm),
        ] {
            if let Some(number) = number.filter(|number| *number < 1) {
                let constraint = "Member must have value greater than or equal to 1";
                found.add(member, &number.to_string(), constraint);
            }
        }
        let comparisons = Comparison::ALL.iter().map(|comparison| comparison.as_str());
        found.one_of("comparisonOperator", &self.comparison_operator, comparisons);
        found.one_of("statistic", &self.statistic, BASIC.into_iter());
        found.one_of("unit", &self.unit, Unit::ALL.iter().map(|unit| unit.as_str()));
        found.0
    }
}

#[derive(Default)]
struct Found(Vec<Violation>);

impl Found {
    fn add(&mut self, member: &str, value: &str, constraint: &str) {
        self.0.push(Violation {
            member: member.to_owned(),
            value: value.to_owned(),
            constraint: constraint.to_owned(),
        });
    }

    fn length(&mut self, member: &str, text: &str, least: usize, most: usize) {
        let length = text.chars().count();
        let (bound, limit) = if length < least {
            ("greater", least)
        } else if length > most {
            ("less", most)
        } else {
            return;
        };
        let constraint = format!("Member must have length {bound} than or equal to {limit}");
        self.add(member, text, &constraint);
    }

    fn one_of(
        &mut self,
        member: &str,
        text: &Option<String>,
        known: impl Iterator<Item = &'static str>,
    ) {
        let known: Vec<&str> = known.collect();
        if let Some(text) = text
            && !known.contains(&text.as_str())
        {
            let all = known.join(", ");
            self.add(member, text, &format!("Member must satisfy enum value set: [{all}]"));
        }
    }
}

/// The number, once the service model has made sure that it is at least one.
fn positive(number: Option<i32>) -> Option<u32> {
    number.and_then(|number| u32::try_from(number).ok()).filter(|number| *number > 0)
}

fn check_lengths(period_secs: u32, evaluation_periods: u32) -> Result<(), AlarmError> {
    if !matches!(period_secs, 10 | 20 | 30) && !period_secs.is_multiple_of(60) {
        return Err(AlarmError::Period);
    }
    let total = u64::from(period_secs) * u64::from(evaluation_periods);
    match period_secs {
        ..3600 if total > 86_400 => Err(AlarmError::MoreThanADay),
        3600.. if total > 604_800 => Err(AlarmError::MoreThanAWeek),
        _ => Ok(()),
    }
}

/// Rule cw.alarm.actions: whether the target exists is not looked at.
/// <https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html>
pub(super) fn check_action(
    action: &str,
    region: &Region,
    vendors: &[&str],
) -> Result<(), AlarmError> {
    let arn: Arn = action.parse().map_err(|_| AlarmError::ActionSyntax(action.to_owned()))?;
    if arn.partition != region.partition() {
        let only = region.partition().to_owned();
        return Err(AlarmError::ActionPartition { found: arn.partition, only });
    }
    if !vendors.contains(&arn.service.as_str()) {
        return Err(AlarmError::ActionService(arn.service));
    }
    // Response plans of Incident Manager belong to no region.
    if arn.region != region.as_str() && !(arn.service == "ssm-incidents" && arn.region.is_empty()) {
        let only = region.as_str().to_owned();
        return Err(AlarmError::ActionRegion { found: arn.region, only });
    }
    Ok(())
}
