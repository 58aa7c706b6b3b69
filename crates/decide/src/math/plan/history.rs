//! What a query of a plan has been over two weeks, and what it is called where a model of it is looked for.

use std::collections::BTreeSet;

use ebb_units::Timestamp;

use super::{MOST_VALUES, Plan, PlanError, Step, Window};
use crate::anomaly::{metric_key, past};
use crate::math::expr::Expr;
use crate::math::function::Function;
use crate::math::kind::Kind;
use crate::math::query::Source;
use crate::metric::Metrics;

impl Plan {
    /// Whether a query is one series that is made of metrics alone: nothing is searched, and no band is in it.
    pub fn is_plain_series(&self, query: usize) -> bool {
        self.steps.get(query).is_some_and(|step| step.kind == Kind::Series && step.plain)
    }

    /// What identifies a query: everything that it is made of. Queries that it does not read have no part in that.
    pub fn subject(&self, query: usize) -> String {
        let mut parts: Vec<String> = self
            .needed(BTreeSet::from([query]))
            .into_iter()
            .filter_map(|index| self.steps.get(index).map(Step::subject))
            .collect();
        parts.sort_unstable();
        let id = self.steps.get(query).map_or("", |step| step.query.id.as_str());
        format!("{id} of {}", parts.join(", "))
    }

    /// The points of a query that a model may learn from at `now`.
    ///
    /// # Errors
    /// [`PlanError`] when they would have to look at more than one request may.
    pub fn history(
        &self,
        metrics: &Metrics,
        query: usize,
        now: Timestamp,
    ) -> Result<Vec<(Timestamp, f64)>, PlanError> {
        let mut left = MOST_VALUES;
        self.history_within(metrics, query, now, &mut left)
    }

    pub(super) fn history_within(
        &self,
        metrics: &Metrics,
        query: usize,
        now: Timestamp,
        left: &mut usize,
    ) -> Result<Vec<(Timestamp, f64)>, PlanError> {
        let (start, end) = past(now);
        let window = Window { start, end, now };
        let lines = self.lines(metrics, &window, &BTreeSet::from([query]), left)?;
        let points = lines.first().into_iter().flat_map(|line| {
            let values = line.values.iter().enumerate();
            values.filter_map(|(index, value)| Some((line.base.at(index), (*value)?)))
        });
        Ok(points.collect())
    }

    /// These queries and all that they read.
    pub(super) fn needed(&self, wanted: BTreeSet<usize>) -> BTreeSet<usize> {
        let mut needed = wanted;
        // Each query comes after those that it reads.
        for index in self.order.iter().rev() {
            let Some(node) = self.steps[*index].node.as_ref().filter(|_| needed.contains(index))
            else {
                continue;
            };
            node.walk(&mut |part| {
                let reads = |step: &Step| match &part.expr {
                    Expr::Id(id) => step.query.id == *id,
                    Expr::Call(Function::Metrics, _) => step.node.is_none(),
                    Expr::Number(_)
                    | Expr::Text(_)
                    | Expr::Word(_)
                    | Expr::Negative(_)
                    | Expr::Binary(..)
                    | Expr::Array(_)
                    | Expr::Call(..) => false,
                };
                let read = self.steps.iter().enumerate().filter(|(_, step)| reads(step));
                needed.extend(read.map(|(index, _)| index));
            });
        }
        needed
    }
}

impl Step {
    fn subject(&self) -> String {
        let id = &self.query.id;
        match (&self.query.source, &self.node) {
            (Source::Metric(stat), _) => {
                let unit = stat.unit.map(|unit| format!(" in {unit}")).unwrap_or_default();
                let key = metric_key(&stat.metric, stat.statistic);
                format!("{id}: {key} each {} s{unit}", stat.period_secs)
            }
            (Source::Expression(_), Some(node)) => format!("{id}: {node}"),
            (Source::Expression(text), None) => format!("{id}: {text}"),
        }
    }
}
