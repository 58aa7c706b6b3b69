//! From tree to values.

use super::calendar;
use super::error::MathError;
use super::expr::{Expr, Node};
use super::fill::{Filling, fill};
use super::function::{Difference, Fold, Function};
use super::search::Search;
use super::series::{Base, Series, Value, finite};
use crate::anomaly::Expected;

/// Where an expression finds what it names.
pub(super) trait Names {
    /// The value of another query.
    fn value(&self, id: &str) -> Option<Value>;
    /// The period of a metric query.
    fn period_secs(&self, id: &str) -> Option<u32>;
    /// The metric queries whose id contains this, in their order.
    fn metrics(&self, part: &str) -> Vec<Series>;
    /// What is expected of a query, when that can be told. Looks at its whole history, whatever part of it was asked for,
    /// and takes that off what is left.
    fn expected(&self, id: &str, left: &mut usize) -> Result<Option<Expected>, MathError>;
    /// The metrics that a search finds, each with this statistic; or more than may be looked at.
    fn search(&self, search: &Search, stat: &str) -> Result<Vec<Series>, MathError>;
}

/// Values in one evaluation, over all series and periods: some ten megabytes.
pub(super) const MOST_VALUES: usize = 1_000_000;
/// How wide a band is that does not say so.
const DEFAULT_DEVIATIONS: f64 = 2.0;

pub(super) struct Evaluator<'a> {
    pub(super) base: Base,
    pub(super) names: &'a dyn Names,
    /// Values that may still be made.
    pub(super) left: usize,
}

impl Evaluator<'_> {
    /// # Errors
    /// [`MathError::TooLarge`]; everything else was refused when the expression was checked.
    pub(super) fn evaluate(&mut self, node: &Node) -> Result<Value, MathError> {
        let value = self.of(node)?;
        let series = match &value {
            Value::Scalar(_) => 0,
            Value::Series(_) => 1,
            Value::Array(members) => members.len(),
        };
        let made = series.saturating_mul(self.base.periods);
        self.left = self.left.checked_sub(made).ok_or(MathError::TooLarge)?;
        Ok(value)
    }

    fn of(&mut self, node: &Node) -> Result<Value, MathError> {
        match &node.expr {
            Expr::Number(number) => Ok(Value::Scalar(Some(*number))),
            Expr::Text(_) | Expr::Word(_) => Ok(Value::Scalar(None)),
            Expr::Id(id) => self
                .names
                .value(id)
                .ok_or_else(|| MathError::NoId { column: node.column, id: id.clone() }),
            Expr::Negative(inner) => {
                let value = self.evaluate(inner)?;
                Ok(each(value, |number| Some(-number + 0.0)))
            }
            Expr::Binary(operator, left, right) => {
                let left = self.evaluate(left)?;
                let right = self.evaluate(right)?;
                Ok(operator.combine(left, right))
            }
            Expr::Array(parts) => {
                let mut members = Vec::new();
                for part in parts {
                    members.extend(self.evaluate(part)?.members());
                }
                Ok(Value::Array(members))
            }
            Expr::Call(function, arguments) => self.call(*function, arguments),
        }
    }

    fn call(&mut self, function: Function, arguments: &[Node]) -> Result<Value, MathError> {
        Ok(match function {
            Function::Metrics => {
                let part = arguments.first().map(text).unwrap_or_default();
                Value::Array(self.names.metrics(part))
            }
            Function::Period => Value::Scalar(match arguments.first().map(|node| &node.expr) {
                Some(Expr::Id(id)) => self.names.period_secs(id).map(f64::from),
                Some(_) | None => None,
            }),
            Function::Search => {
                let stat = arguments.get(1).map(text).unwrap_or_default();
                match arguments.first().map(text).unwrap_or_default().parse() {
                    Ok(search) => Value::Array(self.names.search(&search, stat)?),
                    Err(_) => Value::Array(Vec::new()),
                }
            }
            Function::If => self.choose(arguments)?,
            Function::Abs => each(self.first(arguments)?, |number| Some(number.abs())),
            Function::Ceil => each(self.first(arguments)?, |number| finite(number.ceil())),
            Function::Floor => each(self.first(arguments)?, |number| finite(number.floor())),
            Function::Log => each(self.first(arguments)?, |number| finite(number.ln())),
            Function::Log10 => each(self.first(arguments)?, |number| finite(number.log10())),
            Function::Fold(how) => {
                let value = self.first(arguments)?;
                self.reduce(how, value)
            }
            Function::MetricCount => {
                Value::Scalar(Some(count(self.first(arguments)?.members().len())))
            }
            Function::Difference(what) => {
                let period = f64::from(self.base.period_secs);
                let value = self.first(arguments)?;
                each_series(value, |series| differences(series, what, period))
            }
            Function::RunningSum => each_series(self.first(arguments)?, running_sum),
            Function::Fill => {
                let value = self.first(arguments)?;
                let filling = self.filling(arguments.get(1))?;
                each_series(value, |series| fill(series, &filling))
            }
            Function::First => {
                let first = self.first(arguments)?.members().into_iter().next();
                Value::Series(member(first, &self.base))
            }
            Function::Last => {
                let last = self.first(arguments)?.members().pop();
                Value::Series(member(last, &self.base))
            }
            Function::TimeSeries => {
                let value = self.first(arguments)?;
                let number = if let Value::Scalar(number) = value { number } else { None };
                Value::Series(Series::constant(number, &self.base))
            }
            Function::Calendar(part) => {
                let part = |index| Some(calendar::part(part, self.base.at(index)));
                Value::Series(Series::of((0..self.base.periods).map(part).collect()))
            }
            Function::RemoveEmpty => {
                let members = self.first(arguments)?.members().into_iter();
                Value::Array(members.filter(|series| !series.is_empty()).collect())
            }
            Function::Sort => sort(self.first(arguments)?.members(), arguments),
            Function::Slice => {
                let bound = |index: usize| arguments.get(index).and_then(whole);
                let members = self.first(arguments)?.members();
                let to = bound(2).unwrap_or(usize::MAX).min(members.len());
                let from = bound(1).unwrap_or(0).min(to);
                Value::Array(members.into_iter().take(to).skip(from).collect())
            }
            Function::AnomalyDetectionBand => self.band(arguments)?,
            Function::Foreign(_) => Value::Scalar(None),
        })
    }

    fn band(&mut self, arguments: &[Node]) -> Result<Value, MathError> {
        let expected = match arguments.first().map(|node| &node.expr) {
            Some(Expr::Id(id)) => self.names.expected(id, &mut self.left)?,
            Some(_) | None => None,
        };
        let deviations = match arguments.get(1).map(|node| &node.expr) {
            Some(Expr::Number(number)) => *number,
            Some(_) | None => DEFAULT_DEVIATIONS,
        };
        let ends = (0..self.base.periods)
            .map(|index| expected.as_ref()?.band(self.base.at(index), deviations));
        let (lower, upper): (Vec<_>, Vec<_>) = ends.map(Option::unzip).unzip();
        let end = |label: &str, values| Series { label: Some(label.into()), values };
        Ok(Value::Array(vec![end("upper", upper), end("lower", lower)]))
    }

    fn first(&mut self, arguments: &[Node]) -> Result<Value, MathError> {
        arguments.first().map_or(Ok(Value::Scalar(None)), |node| self.evaluate(node))
    }

    fn filling(&mut self, node: Option<&Node>) -> Result<Filling, MathError> {
        let Some(node) = node else { return Ok(Filling::With(Value::Scalar(None))) };
        Ok(match &node.expr {
            Expr::Word(word) if word == "REPEAT" => Filling::Repeat,
            Expr::Word(_) => Filling::Linear,
            Expr::Number(_)
            | Expr::Text(_)
            | Expr::Id(_)
            | Expr::Negative(_)
            | Expr::Binary(..)
            | Expr::Array(_)
            | Expr::Call(..) => Filling::With(self.evaluate(node)?),
        })
    }

    /// Rule cw.math.if: a series decides period by period, and has nothing where it has no value; a true one takes zero
    /// where the first choice has none, a false one nothing where the second has none. A number decides for all.
    /// <https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html>
    fn choose(&mut self, arguments: &[Node]) -> Result<Value, MathError> {
        let [condition, then, otherwise @ ..] = arguments else { return Ok(Value::Scalar(None)) };
        let condition = self.evaluate(condition)?;
        let then = self.evaluate(then)?;
        let otherwise = match otherwise.first() {
            Some(node) => Some(self.evaluate(node)?),
            None => None,
        };
        let Value::Series(condition) = condition else {
            let holds = matches!(condition, Value::Scalar(Some(number)) if number != 0.0);
            let nothing = || Value::Series(Series::constant(None, &self.base));
            let chosen = if holds { then } else { otherwise.unwrap_or_else(nothing) };
            return Ok(match chosen {
                // Alone, a number stands for a series: without an alternative the other outcome is one.
                Value::Scalar(number) if arguments.len() == 2 => {
                    Value::Series(Series::constant(number, &self.base))
                }
                chosen @ (Value::Scalar(_) | Value::Series(_) | Value::Array(_)) => chosen,
            });
        };
        let at = |value: &Value, index: usize| match value {
            Value::Scalar(number) => *number,
            Value::Series(series) => series.values.get(index).copied().flatten(),
            Value::Array(_) => None,
        };
        let values = condition.values.iter().enumerate().map(|(index, condition)| {
            if (*condition)? != 0.0 {
                at(&then, index).or(matches!(then, Value::Series(_)).then_some(0.0))
            } else {
                at(otherwise.as_ref()?, index)
            }
        });
        Ok(Value::Series(Series::of(values.collect())))
    }

    fn reduce(&self, how: Fold, value: Value) -> Value {
        match value {
            Value::Array(members) => {
                let values = (0..self.base.periods).map(|index| {
                    let here =
                        members.iter().filter_map(|series| series.values.get(index).copied()?);
                    fold(how, here, members.len())
                });
                Value::Series(Series::of(values.collect()))
            }
            Value::Series(series) => Value::Scalar(fold(how, series.points(), self.base.periods)),
            scalar @ Value::Scalar(_) => scalar,
        }
    }
}

/// One number of several; `places` is how many there could have been.
///
/// Rule cw.math.average: AVG counts what is missing as zero. Where there is no point at all nothing is made up.
/// <https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html>
fn fold(how: Fold, points: impl Iterator<Item = f64>, places: usize) -> Option<f64> {
    let points: Vec<f64> = points.collect();
    let number = count(points.len());
    let sum: f64 = points.iter().sum();
    if points.is_empty() && how != Fold::DatapointCount {
        return None;
    }
    finite(match how {
        Fold::DatapointCount => number,
        Fold::Sum => sum,
        Fold::Min => points.iter().copied().fold(f64::INFINITY, f64::min),
        Fold::Max => points.iter().copied().fold(f64::NEG_INFINITY, f64::max),
        Fold::Avg => sum / count(places),
        // Of the whole population: the points are all there are, and no sample of more.
        Fold::Stddev => {
            let mean = sum / number;
            (points.iter().map(|point| (point - mean).powi(2)).sum::<f64>() / number).sqrt()
        }
    })
}

#[expect(clippy::cast_precision_loss, reason = "numbers of points and series are far below 2^53")]
fn count(number: usize) -> f64 {
    number as f64
}

fn each(value: Value, change: impl Fn(f64) -> Option<f64>) -> Value {
    match value {
        Value::Scalar(number) => Value::Scalar(number.and_then(change)),
        series @ (Value::Series(_) | Value::Array(_)) => {
            each_series(series, |series| series.map(&change))
        }
    }
}

fn each_series(value: Value, change: impl Fn(Series) -> Series) -> Value {
    match value {
        Value::Scalar(number) => Value::Scalar(number),
        Value::Series(series) => Value::Series(change(series)),
        Value::Array(members) => Value::Array(members.into_iter().map(change).collect()),
    }
}

/// Against the last point before, which may lie several periods back.
fn differences(mut series: Series, what: Difference, period: f64) -> Series {
    let mut before: Option<(usize, f64)> = None;
    for (index, value) in series.values.iter_mut().enumerate() {
        let Some(here) = *value else { continue };
        *value = before.and_then(|(at, last)| {
            let secs = count(index - at) * period;
            finite(match what {
                Difference::Diff => here - last,
                Difference::DiffTime => secs,
                Difference::Rate => (here - last) / secs,
            })
        });
        before = Some((index, here));
    }
    series
}

fn running_sum(mut series: Series) -> Series {
    let mut sum = 0.0;
    for value in series.values.iter_mut().flatten() {
        sum += *value;
        *value = sum;
    }
    series
}

fn sort(members: Vec<Series>, arguments: &[Node]) -> Value {
    let word = |index: usize| {
        let node = arguments.get(index);
        node.map_or("", |node| if let Expr::Word(word) = &node.expr { word } else { "" })
    };
    let by = match Function::of(word(1)) {
        Some(Function::Fold(by)) => by,
        Some(_) | None => Fold::Sum,
    };
    let descending = word(2) == "DESC";
    let mut keyed: Vec<(Option<f64>, Series)> = members
        .into_iter()
        .map(|series| (fold(by, series.points(), series.values.len()), series))
        .collect();
    keyed.sort_by(|(left, _), (right, _)| match (left, right) {
        (Some(left), Some(right)) if descending => right.total_cmp(left),
        (Some(left), Some(right)) => left.total_cmp(right),
        // What has no points comes last either way.
        (left, right) => right.is_some().cmp(&left.is_some()),
    });
    let most = arguments.get(3).and_then(whole).unwrap_or(usize::MAX);
    Value::Array(keyed.into_iter().map(|(_, series)| series).take(most).collect())
}

fn member(series: Option<Series>, base: &Base) -> Series {
    series.unwrap_or_else(|| Series::constant(None, base))
}

fn text(node: &Node) -> &str {
    if let Expr::Text(text) = &node.expr { text } else { "" }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "checked to be a whole number of at most a million"
)]
fn whole(node: &Node) -> Option<usize> {
    if let Expr::Number(number) = &node.expr { Some(*number as usize) } else { None }
}
