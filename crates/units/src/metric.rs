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
///
/// There may be a million of them, in many hands each: a clone is a count.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct MetricId(Arc<Parts>);

#[derive(PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
struct Parts {
    namespace: Arc<str>,
    name: Arc<str>,
    dimensions: Box<[Dimension]>,
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
        let dimensions = dimensions.into();
        Self(Arc::new(Parts { namespace: namespace.into(), name: name.into(), dimensions }))
    }

    /// The namespace, such as `AWS/SageMaker`.
    pub fn namespace(&self) -> &str {
        &self.0.namespace
    }

    /// The metric name.
    pub fn name(&self) -> &str {
        &self.0.name
    }

    /// A number that is the same for equal metrics, on every machine and in every run, and seldom the same for others.
    pub fn hash_code(&self) -> u64 {
        let pairs = self.dimensions().iter().flat_map(|it| [&*it.name, &*it.value]);
        [self.namespace(), self.name()].into_iter().chain(pairs).fold(0, |hash, part| {
            // The length keeps texts apart that run together.
            part.as_bytes().chunks(8).fold(mix(hash, part.len() as u64), |hash, chunk| {
                let mut word = [0; 8];
                word[..chunk.len()].copy_from_slice(chunk);
                mix(hash, u64::from_le_bytes(word))
            })
        })
    }

    /// The dimensions, sorted by name and then value.
    pub fn dimensions(&self) -> &[Dimension] {
        &self.0.dimensions
    }
}

fn mix(hash: u64, word: u64) -> u64 {
    (hash.rotate_left(5) ^ word).wrapping_mul(0x517c_c1b7_2722_0a95)
}

impl fmt::Display for MetricId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.namespace(), self.name())?;
        for (i, dimension) in self.dimensions().iter().enumerate() {
            let before = if i == 0 { '{' } else { ',' };
            write!(f, "{before}{}={}", dimension.name, dimension.value)?;
        }
        if self.dimensions().is_empty() { Ok(()) } else { f.write_str("}") }
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
        assert_eq!(a.hash_code(), b.hash_code());
        assert_ne!(a.hash_code(), MetricId::new("N", "m", [("a", "b"), ("1", "2")]).hash_code());
    }
}
