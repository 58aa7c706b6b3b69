//! Identity of a metric: namespace, name and the set of dimensions.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// One dimension of a metric.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub struct Dimension {
    /// Its name, such as `EndpointName`.
    pub name: Arc<str>,
    /// Its value.
    pub value: Arc<str>,
}

/// A metric inside a scope. The order in which dimensions were given does not matter: they are kept sorted.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub struct MetricId {
    namespace: Arc<str>,
    name: Arc<str>,
    dimensions: Arc<[Dimension]>,
}

impl MetricId {
    /// A metric by namespace, name and dimensions in any order.
    pub fn new<'a>(
        namespace: &str,
        name: &str,
        dimensions: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Self {
        let mut dimensions: Vec<Dimension> = dimensions
            .into_iter()
            .map(|(name, value)| Dimension { name: name.into(), value: value.into() })
            .collect();
        dimensions.sort();
        Self { namespace: namespace.into(), name: name.into(), dimensions: dimensions.into() }
    }

    /// The namespace, such as `AWS/SageMaker`.
    pub fn namespace(&self) -> &str {
        &self.namespace
    }

    /// The metric name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The dimensions, sorted by name and then value.
    pub fn dimensions(&self) -> &[Dimension] {
        &self.dimensions
    }
}

impl fmt::Display for MetricId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.namespace, self.name)?;
        for (i, dimension) in self.dimensions.iter().enumerate() {
            let before = if i == 0 { '{' } else { ',' };
            write!(f, "{before}{}={}", dimension.name, dimension.value)?;
        }
        if self.dimensions.is_empty() { Ok(()) } else { f.write_str("}") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn order_of_dimensions_does_not_matter() {
        let a = MetricId::new("N", "m", [("b", "2"), ("a", "1")]);
        let b = MetricId::new("N", "m", [("a", "1"), ("b", "2")]);
        assert_eq!(a, b);
        assert_eq!(a.to_string(), "N:m{a=1,b=2}");
        assert_eq!(MetricId::new("N", "m", []).to_string(), "N:m");
    }
}
