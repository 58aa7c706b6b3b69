//! PutAnomalyDetector, DescribeAnomalyDetectors, DeleteAnomalyDetector.

use ebb_aws_model::cloudwatch as model;
use ebb_decide::Command;
use ebb_decide::anomaly::{AnomalyDetector, MathSubject, MetricSubject, Subject, Training};
use ebb_decide::schedule::Zone;
use ebb_units::{MetricId, Timestamp};
use serde_json::{Value, json};

use super::{metric_id, query, repeated, write_dimensions};
use crate::api::error::ApiError;
use crate::api::paging::{Cut, Order, page};
use crate::api::wire::{instant, seconds};
use crate::api::{Context, document};

/// A detector looks at each of its excluded times for each point of two weeks.
const MOST_EXCLUDED: usize = 50;
const MOST_DIMENSIONS: usize = 30;
const PAGE: usize = 100;

pub(super) async fn put(mut context: Context<'_>) -> Result<Value, ApiError> {
    let input: model::PutAnomalyDetectorInput = context.input()?;
    let single = input.single_metric_anomaly_detector;
    let spikes = input.metric_characteristics.and_then(|metric| metric.periodic_spikes);
    let flat = Flat {
        namespace: input.namespace,
        metric_name: input.metric_name,
        dimensions: input.dimensions,
        stat: input.stat,
    };
    let subject = subject(&context, flat, single, input.metric_math_anomaly_detector)?;
    let configuration = input.configuration.unwrap_or_default();
    let zone = match configuration.metric_timezone.as_deref() {
        Some(name) => Some(Zone::parse(name).map_err(|_| {
            ApiError::ParameterValue(format!(
                "The value {name} for parameter Configuration.MetricTimezone is not a time zone."
            ))
        })?),
        None => None,
    };
    let detector = AnomalyDetector {
        subject,
        excluded: excluded(configuration.excluded_time_ranges.unwrap_or_default())?,
        zone,
        periodic_spikes: spikes,
        // The controller says when.
        put: Timestamp::UNIX_EPOCH,
    };
    context.engine.call(context.scope, Command::PutAnomalyDetector(detector)).await?;
    Ok(json!({}))
}

pub(super) async fn delete(mut context: Context<'_>) -> Result<Value, ApiError> {
    let input: model::DeleteAnomalyDetectorInput = context.input()?;
    let single = input.single_metric_anomaly_detector;
    let flat = Flat {
        namespace: input.namespace,
        metric_name: input.metric_name,
        dimensions: input.dimensions,
        stat: input.stat,
    };
    let subject = subject(&context, flat, single, input.metric_math_anomaly_detector)?;
    context.engine.call(context.scope, Command::DeleteAnomalyDetector(subject)).await?;
    Ok(json!({}))
}

/// The members of the older form, in which a detector is named without a structure of its own.
struct Flat {
    namespace: Option<String>,
    metric_name: Option<String>,
    dimensions: Option<Vec<model::Dimension>>,
    stat: Option<String>,
}

/// What a request is about.
///
/// Rule cw.anomaly.forms: a metric stands either in SingleMetricAnomalyDetector or in the members beside it, queries in
/// MetricMathAnomalyDetector; one of the three at a time.
/// <https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutAnomalyDetector.html>
fn subject(
    context: &Context<'_>,
    flat: Flat,
    single: Option<model::SingleMetricAnomalyDetector>,
    math: Option<model::MetricMathAnomalyDetector>,
) -> Result<Subject, ApiError> {
    let beside = flat.namespace.is_some()
        || flat.metric_name.is_some()
        || flat.dimensions.is_some()
        || flat.stat.is_some();
    if let Some(math) = math {
        if beside || single.is_some() {
            return Err(ApiError::ParameterCombination(
                "MetricMathAnomalyDetector must not be given together with SingleMetricAnomalyDetector, Namespace, MetricName, Dimensions and Stat."
                    .to_owned(),
            ));
        }
        let queries = math.metric_data_queries.unwrap_or_default();
        let member = "MetricMathAnomalyDetector.MetricDataQueries";
        let queries = query::read(&queries, member, context.scope.account.as_str())?;
        let math = MathSubject::new(queries)
            .map_err(|error| ApiError::ParameterValue(error.to_string()))?;
        return Ok(Subject::Math(Box::new(math)));
    }
    let flat = match single {
        Some(_) if beside => {
            return Err(ApiError::ParameterCombination(
                "Namespace, MetricName, Dimensions and Stat must not be given together with SingleMetricAnomalyDetector."
                    .to_owned(),
            ));
        }
        Some(single) => {
            let own = context.scope.account.as_str();
            if single.account_id.as_deref().is_some_and(|account| account != own) {
                return Err(ApiError::NotBuilt("anomaly detectors of other accounts".to_owned()));
            }
            Flat {
                namespace: single.namespace,
                metric_name: single.metric_name,
                dimensions: single.dimensions,
                stat: single.stat,
            }
        }
        None => flat,
    };
    let required = |member: &str, value: Option<String>| {
        value.ok_or_else(|| {
            ApiError::ParameterMissing(format!("The parameter {member} is required."))
        })
    };
    let namespace = required("Namespace", flat.namespace)?;
    let name = required("MetricName", flat.metric_name)?;
    let stat = required("Stat", flat.stat)?;
    let dimensions = flat.dimensions.unwrap_or_default();
    if dimensions.len() > MOST_DIMENSIONS
        || repeated(dimensions.iter().map(|dimension| dimension.name.as_str()))
    {
        return Err(ApiError::ParameterValue(format!(
            "Dimensions must have at most {MOST_DIMENSIONS} members, each with a name of its own."
        )));
    }
    let statistic = stat.parse().map_err(|_| {
        ApiError::ParameterValue(format!("The value {stat} for parameter Stat is not supported."))
    })?;
    let metric = metric_id(&namespace, &name, Some(&dimensions));
    Ok(Subject::Metric(MetricSubject { metric, statistic, stat }))
}

fn excluded(ranges: Vec<model::Range>) -> Result<Vec<(Timestamp, Timestamp)>, ApiError> {
    if ranges.len() > MOST_EXCLUDED {
        return Err(ApiError::ParameterValue(format!(
            "Configuration.ExcludedTimeRanges must have at most {MOST_EXCLUDED} members."
        )));
    }
    let read = |range: model::Range| {
        let (start, end) = (instant(range.start_time)?, instant(range.end_time)?);
        if start >= end {
            return Err(ApiError::ParameterValue(
                "The parameter StartTime must be less than the parameter EndTime.".to_owned(),
            ));
        }
        Ok((start, end))
    };
    ranges.into_iter().map(read).collect()
}

/// Rule cw.anomaly.describe: dimensions select the metrics that have exactly these; of metric math is told when that is
/// asked for, and of it what reads such a metric.
/// <https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAnomalyDetectors.html>
pub(super) async fn describe(mut context: Context<'_>) -> Result<Value, ApiError> {
    let input: model::DescribeAnomalyDetectorsInput = context.input()?;
    let most = usize::try_from(input.max_results.unwrap_or(100)).unwrap_or(PAGE);
    let types = input.anomaly_detector_types.clone().unwrap_or_default();
    let single = types.is_empty() || types.iter().any(|kind| kind == "SINGLE_METRIC");
    let math = types.iter().any(|kind| kind == "METRIC_MATH");
    let filters = (
        input.namespace.clone(),
        input.metric_name.clone(),
        input.dimensions.as_ref().map(|dimensions| metric_id("", "", Some(dimensions))),
        types,
    );
    let (scope, wanted) = (context.scope.clone(), filters.clone());
    let all: Vec<AnomalyDetector> = context
        .engine
        .read(move |view| {
            let Some(realm) = view.realm(&scope) else { return Vec::new() };
            let (namespace, name, dimensions, _) = &wanted;
            let fits = |metric: &MetricId| {
                namespace.as_ref().is_none_or(|wanted| wanted == metric.namespace())
                    && name.as_ref().is_none_or(|wanted| wanted == metric.name())
                    && dimensions
                        .as_ref()
                        .is_none_or(|wanted| wanted.dimensions() == metric.dimensions())
            };
            let selected = |detector: &&AnomalyDetector| match &detector.subject {
                Subject::Metric(of) => single && fits(&of.metric),
                Subject::Math(of) => math && of.metrics().any(fits),
            };
            realm.anomaly_detectors().filter(selected).cloned().collect()
        })
        .await?;
    let token = input.next_token.as_deref();
    let cut = Cut { operation: context.operation, token, most, order: Order::Ascending };
    let page = page(all, &filters, &cut, AnomalyDetector::key)?;
    // Only for what is shown: each looks at two weeks of its metric.
    let (scope, shown) = (context.scope.clone(), page.items);
    let told: Vec<(AnomalyDetector, Training)> = context
        .engine
        .read(move |view| {
            let Some(realm) = view.realm(&scope) else { return Vec::new() };
            let training = |detector: AnomalyDetector| {
                let state = realm.metrics().training(&detector, view.now());
                (detector, state)
            };
            shown.into_iter().map(training).collect()
        })
        .await?;
    document(&model::DescribeAnomalyDetectorsOutput {
        anomaly_detectors: Some(told.iter().map(|(one, state)| write(one, *state)).collect()),
        next_token: page.next,
    })
}

fn write(detector: &AnomalyDetector, state: Training) -> model::AnomalyDetector {
    let of = match &detector.subject {
        Subject::Metric(of) => write_metric(of),
        Subject::Math(of) => {
            let metric_data_queries = Some(of.queries().map(query::write).collect());
            let math = model::MetricMathAnomalyDetector { metric_data_queries };
            model::AnomalyDetector {
                metric_math_anomaly_detector: Some(math),
                ..Default::default()
            }
        }
    };
    let ranges = detector
        .excluded
        .iter()
        .map(|(start, end)| model::Range { start_time: seconds(*start), end_time: seconds(*end) });
    model::AnomalyDetector {
        configuration: Some(model::AnomalyDetectorConfiguration {
            excluded_time_ranges: Some(ranges.collect()),
            metric_timezone: detector.zone.as_ref().map(|zone| zone.name().to_owned()),
        }),
        state_value: Some(state.as_str().to_owned()),
        metric_characteristics: detector
            .periodic_spikes
            .map(|spikes| model::MetricCharacteristics { periodic_spikes: Some(spikes) }),
        ..of
    }
}

/// A detector on one metric is told in both forms.
fn write_metric(of: &MetricSubject) -> model::AnomalyDetector {
    let single = model::SingleMetricAnomalyDetector {
        account_id: None,
        namespace: Some(of.metric.namespace().to_owned()),
        metric_name: Some(of.metric.name().to_owned()),
        dimensions: Some(write_dimensions(&of.metric)),
        stat: Some(of.stat.clone()),
    };
    model::AnomalyDetector {
        namespace: single.namespace.clone(),
        metric_name: single.metric_name.clone(),
        dimensions: single.dimensions.clone(),
        stat: single.stat.clone(),
        single_metric_anomaly_detector: Some(single),
        ..Default::default()
    }
}
