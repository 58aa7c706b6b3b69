//! What an expression results in, told before there are any data.

use super::error::MathError;
use super::expr::{Expr, Node};
use super::function::Function;
use super::search::Search;

/// The kind of a value.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// One number.
    Scalar,
    /// One value for each period.
    Series,
    /// Several series.
    Array,
}

/// What an id stands for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Meaning {
    pub(super) kind: Kind,
    /// A metric, and not another expression.
    pub(super) is_metric: bool,
    /// Made of metrics alone: nothing is searched, and no band is in it.
    pub(super) is_plain: bool,
}

/// The kind of an expression.
///
/// Rule cw.math.kinds: functions take and give what AWS's table says; what does not fit is refused when it is put.
/// <https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html>
pub(super) fn kind(
    node: &Node,
    meaning: &dyn Fn(&str) -> Option<Meaning>,
) -> Result<Kind, MathError> {
    let wrong = |what: String| Err(MathError::Kind { column: node.column, what });
    match &node.expr {
        Expr::Number(_) => Ok(Kind::Scalar),
        Expr::Text(_) => wrong("A text has no value".to_owned()),
        Expr::Word(word) => {
            wrong(format!("\"{word}\" has no value; ids begin with a lower-case letter"))
        }
        Expr::Id(id) => meaning(id)
            .map(|meaning| meaning.kind)
            .ok_or_else(|| MathError::NoId { column: node.column, id: id.clone() }),
        Expr::Negative(inner) => kind(inner, meaning),
        Expr::Binary(operator, left, right) => {
            match (kind(left, meaning)?, kind(right, meaning)?) {
                (Kind::Array, Kind::Array) => {
                    wrong(format!("\"{}\" cannot stand between two arrays", operator.as_str()))
                }
                (Kind::Array, _) | (_, Kind::Array) => Ok(Kind::Array),
                (Kind::Series, _) | (_, Kind::Series) => Ok(Kind::Series),
                (Kind::Scalar, Kind::Scalar) => Ok(Kind::Scalar),
            }
        }
        Expr::Array(parts) => {
            for part in parts {
                if kind(part, meaning)? == Kind::Scalar {
                    return Err(MathError::Kind {
                        column: part.column,
                        what: "An array holds time series, not numbers".to_owned(),
                    });
                }
            }
            Ok(Kind::Array)
        }
        Expr::Call(function, arguments) => {
            let call = Call { function: *function, arguments, column: node.column, meaning };
            call.kind()
        }
    }
}

struct Call<'a> {
    function: Function,
    arguments: &'a [Node],
    column: usize,
    meaning: &'a dyn Fn(&str) -> Option<Meaning>,
}

impl Call<'_> {
    fn wrong<T>(&self, column: usize, what: &str) -> Result<T, MathError> {
        Err(MathError::Kind { column, what: format!("{} {what}", self.function.as_str()) })
    }

    fn count(&self, least: usize, most: usize) -> Result<(), MathError> {
        let number = self.arguments.len();
        if (least..=most).contains(&number) {
            return Ok(());
        }
        let wanted = if least == most { format!("{least}") } else { format!("{least} to {most}") };
        self.wrong(self.column, &format!("takes {wanted} arguments, not {number}"))
    }

    fn argument(&self, index: usize) -> Result<Kind, MathError> {
        kind(&self.arguments[index], self.meaning)
    }

    fn one_of(&self, index: usize, kinds: &[Kind]) -> Result<Kind, MathError> {
        let found = self.argument(index)?;
        if kinds.contains(&found) {
            return Ok(found);
        }
        let wanted: Vec<&str> = kinds.iter().map(|kind| kind.told()).collect();
        let what = format!("takes {} here, not {}", wanted.join(" or "), found.told());
        self.wrong(self.arguments[index].column, &what)
    }

    fn word(&self, index: usize, words: &[&str]) -> Result<(), MathError> {
        if let Expr::Word(word) = &self.arguments[index].expr
            && words.contains(&word.as_str())
        {
            return Ok(());
        }
        let what = format!("takes one of {} here", words.join(", "));
        self.wrong(self.arguments[index].column, &what)
    }

    /// A whole number that is written out.
    fn number(&self, index: usize) -> Result<(), MathError> {
        if let Expr::Number(number) = &self.arguments[index].expr
            && number.fract() <= 0.0
            && *number <= 1e6
        {
            return Ok(());
        }
        self.wrong(self.arguments[index].column, "takes a whole number here")
    }

    fn text(&self, index: usize) -> Result<&str, MathError> {
        if let Expr::Text(text) = &self.arguments[index].expr {
            return Ok(text);
        }
        self.wrong(self.arguments[index].column, "takes a text in quotes here")
    }

    fn kind(&self) -> Result<Kind, MathError> {
        use Kind::{Array, Scalar, Series};
        match self.function {
            Function::Abs | Function::Ceil | Function::Floor | Function::Log | Function::Log10 => {
                self.count(1, 1)?;
                self.argument(0)
            }
            Function::Fold(_) => {
                self.count(1, 1)?;
                let of = self.one_of(0, &[Series, Array])?;
                Ok(if of == Series { Scalar } else { Series })
            }
            Function::MetricCount => {
                self.count(1, 1)?;
                self.one_of(0, &[Array]).map(|_| Scalar)
            }
            Function::Metrics => {
                self.count(0, 1)?;
                if self.arguments.len() == 1 {
                    self.text(0)?;
                }
                Ok(Array)
            }
            Function::Period => self.period(),
            Function::Difference(_) | Function::RunningSum => {
                self.count(1, 1)?;
                self.one_of(0, &[Series, Array])
            }
            Function::Fill => {
                self.count(2, 2)?;
                let filled = self.one_of(0, &[Series, Array])?;
                if matches!(self.arguments[1].expr, Expr::Word(_)) {
                    self.word(1, &["REPEAT", "LINEAR"])?;
                } else {
                    self.one_of(1, &[Scalar, Series])?;
                }
                Ok(filled)
            }
            Function::First | Function::Last => {
                self.count(1, 1)?;
                self.one_of(0, &[Array]).map(|_| Series)
            }
            Function::If => self.choice(),
            Function::TimeSeries => {
                self.count(1, 1)?;
                self.one_of(0, &[Scalar]).map(|_| Series)
            }
            Function::Calendar(_) => {
                self.count(1, 1)?;
                self.one_of(0, &[Series])
            }
            Function::RemoveEmpty => {
                self.count(1, 1)?;
                self.one_of(0, &[Array])
            }
            Function::Sort => {
                self.count(3, 4)?;
                self.one_of(0, &[Array])?;
                self.word(1, &["AVG", "MIN", "MAX", "SUM"])?;
                self.word(2, &["ASC", "DESC"])?;
                if self.arguments.len() == 4 {
                    self.number(3)?;
                }
                Ok(Array)
            }
            Function::Slice => {
                self.count(2, 3)?;
                self.one_of(0, &[Array])?;
                for index in 1..self.arguments.len() {
                    self.number(index)?;
                }
                Ok(Array)
            }
            Function::Search => self.search(),
            Function::AnomalyDetectionBand => self.band(),
            Function::Foreign(_) => Err(MathError::NotBuilt { name: self.function.as_str() }),
        }
    }

    fn period(&self) -> Result<Kind, MathError> {
        self.count(1, 1)?;
        self.metric(0).map(|()| Kind::Scalar)
    }

    /// The id of a metric query.
    fn metric(&self, index: usize) -> Result<(), MathError> {
        self.one_of(index, &[Kind::Series])?;
        if let Expr::Id(id) = &self.arguments[index].expr
            && (self.meaning)(id).is_some_and(|meaning| meaning.is_metric)
        {
            return Ok(());
        }
        self.wrong(self.arguments[index].column, "takes a metric here, not an expression")
    }

    /// Rule cw.math.band: a metric or an expression, by its id, and how many deviations wide; the upper end comes first,
    /// then the lower one. A band of what was searched or of another band is something that this program has no model for.
    /// <https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html>
    fn band(&self) -> Result<Kind, MathError> {
        self.count(1, 2)?;
        self.one_of(0, &[Kind::Series])?;
        let column = self.arguments[0].column;
        let Expr::Id(id) = &self.arguments[0].expr else {
            return self.wrong(column, "takes the id of a metric or of an expression here");
        };
        if !(self.meaning)(id).is_some_and(|meaning| meaning.is_plain) {
            return self.wrong(column, "takes what is made of metrics alone here");
        }
        if let Some(node) = self.arguments.get(1)
            && !matches!(&node.expr, Expr::Number(number) if *number > 0.0)
        {
            return self.wrong(node.column, "takes a number of standard deviations here");
        }
        Ok(Kind::Array)
    }

    fn choice(&self) -> Result<Kind, MathError> {
        self.count(2, 3)?;
        let condition = self.one_of(0, &[Kind::Scalar, Kind::Series])?;
        let mut chosen = Vec::new();
        for index in 1..self.arguments.len() {
            chosen.push(if condition == Kind::Series {
                self.one_of(index, &[Kind::Scalar, Kind::Series])?
            } else {
                self.argument(index)?
            });
        }
        if condition == Kind::Series {
            return Ok(Kind::Series);
        }
        // Without an alternative the result may be an empty series.
        let alone = chosen.len() == 1 && chosen[0] == Kind::Scalar;
        if chosen.contains(&Kind::Array) {
            Ok(Kind::Array)
        } else if chosen.contains(&Kind::Series) || alone {
            Ok(Kind::Series)
        } else {
            Ok(Kind::Scalar)
        }
    }

    fn search(&self) -> Result<Kind, MathError> {
        self.count(2, 3)?;
        let text = self.text(0)?;
        if let Err(error) = text.parse::<Search>() {
            return self.wrong(self.arguments[0].column, &error.to_string());
        }
        let statistic = self.text(1)?;
        if statistic.parse::<ebb_units::Statistic>().is_err() {
            return self.wrong(self.arguments[1].column, "takes a statistic here, such as 'Sum'");
        }
        if self.arguments.len() == 3 {
            self.number(2)?;
        }
        Ok(Kind::Array)
    }
}

impl Kind {
    fn told(self) -> &'static str {
        match self {
            Self::Scalar => "a number",
            Self::Series => "a time series",
            Self::Array => "an array of time series",
        }
    }
}
