//! Identity of a metric: namespace, name and the set of dimensions.

use std::collections::BTreeSet;
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
#[serde(from = "PartsRow")]
struct Parts {
    namespace: Arc<str>,
    name: Arc<str>,
    dimensions: Box<[Dimension]>,
    /// Of all the others, so that it comes last in every comparison.
    #[serde(skip)]
    hash_code: u64,
}

#[derive(Deserialize)]
struct PartsRow {
    namespace: Arc<str>,
    name: Arc<str>,
    dimensions: Box<[Dimension]>,
}

impl From<PartsRow> for Parts {
    fn from(row: PartsRow) -> Self {
        Self::new(row.namespace, row.name, row.dimensions)
    }
}

impl Parts {
    fn new(namespace: Arc<str>, name: Arc<str>, dimensions: Box<[Dimension]>) -> Self {
        let pairs = dimensions.iter().flat_map(|it| [&*it.name, &*it.value]);
        let texts = [&*namespace, &*name].into_iter().chain(pairs);
        let hash_code = texts.fold(0, |hash, text| {
            // The length keeps texts apart that run together.
            text.as_bytes().chunks(8).fold(mix(hash, text.len() as u64), |hash, chunk| {
                let mut word = [0; 8];
                word[..chunk.len()].copy_from_slice(chunk);
                mix(hash, u64::from_le_bytes(word))
            })
        });
        Self { namespace, name, dimensions, hash_code }
    }
}

impl MetricId {
    /// A metric by namespace, name and dimensions in any order.
    pub fn new<'a>(
        namespace: &str,
        name: &str,
        dimensions: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Self {
        Self::of_texts(namespace, name, dimensions, |text| text.into())
    }

    fn of_texts<'a>(
        namespace: &str,
        name: &str,
        dimensions: impl IntoIterator<Item = (&'a str, &'a str)>,
        mut text: impl FnMut(&str) -> Arc<str>,
    ) -> Self {
        let mut dimensions: Vec<Dimension> = dimensions
            .into_iter()
            .map(|(name, value)| Dimension { name: text(name), value: value.into() })
            .collect();
        dimensions.sort();
        Self(Arc::new(Parts::new(text(namespace), text(name), dimensions.into())))
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
        self.0.hash_code
    }

    /// The dimensions, sorted by name and then value.
    pub fn dimensions(&self) -> &[Dimension] {
        &self.0.dimensions
    }
}

/// Texts that many metrics have in common, each held once: namespaces, names, and names of dimensions.
#[derive(Clone, Debug, Default)]
pub struct SharedTexts(BTreeSet<Arc<str>>);

impl SharedTexts {
    /// As [`MetricId::new`], with the texts that others have too.
    pub fn metric<'a>(
        &mut self,
        namespace: &str,
        name: &str,
        dimensions: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> MetricId {
        MetricId::of_texts(namespace, name, dimensions, |text| self.text(text))
    }

    /// The same metric, with the texts that others have too.
    pub fn share(&mut self, metric: &MetricId) -> MetricId {
        let dimensions = metric.dimensions().iter();
        let dimensions = dimensions
            .map(|Dimension { name, value }| Dimension {
                name: self.shared(name),
                value: Arc::clone(value),
            })
            .collect();
        let Parts { namespace, name, hash_code, .. } = &*metric.0;
        let (namespace, name) = (self.shared(namespace), self.shared(name));
        MetricId(Arc::new(Parts { namespace, name, dimensions, hash_code: *hash_code }))
    }

    /// Lets go of texts that nobody else has any more.
    pub fn forget_unused(&mut self) {
        self.0.retain(|text| Arc::strong_count(text) > 1);
    }

    fn text(&mut self, text: &str) -> Arc<str> {
        if let Some(known) = self.0.get(text) {
            return Arc::clone(known);
        }
        let made = Arc::<str>::from(text);
        self.0.insert(Arc::clone(&made));
        made
    }

    fn shared(&mut self, text: &Arc<str>) -> Arc<str> {
        if let Some(known) = self.0.get(text) {
            return Arc::clone(known);
        }
        self.0.insert(Arc::clone(text));
        Arc::clone(text)
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

    #[test]
    fn a_metric_is_the_same_however_it_was_made() {
        let made = MetricId::new("N", "m", [("b", "2"), ("a", "1")]);
        let mut texts = SharedTexts::default();
        let shared = texts.metric("N", "m", [("a", "1"), ("b", "2")]);
        let other = texts.metric("N", "m", [("a", "1"), ("b", "3")]);
        assert!(Arc::ptr_eq(&shared.0.dimensions[0].name, &other.0.dimensions[0].name));
        let row = serde_json::to_string(&made).unwrap();
        assert!(!row.contains("hash"), "{row}");
        let read: MetricId = serde_json::from_str(&row).unwrap();
        for same in [shared, read] {
            assert_eq!((same.hash_code(), &same), (made.hash_code(), &made));
        }
        assert!(made < other);
    }

    #[test]
    fn texts_are_shared_for_as_long_as_they_are_used() {
        let mut texts = SharedTexts::default();
        let [a, b] = ["1", "2"].map(|value| MetricId::new("N", "m", [("d", value)]));
        let [shared_a, shared_b] = [&a, &b].map(|metric| texts.share(metric));
        assert_eq!((&shared_a, &shared_b), (&a, &b));
        let [of_a, of_b] = [&shared_a, &shared_b].map(|metric| metric.0.clone());
        assert!(
            Arc::ptr_eq(&of_a.namespace, &of_b.namespace) && Arc::ptr_eq(&of_a.name, &of_b.name)
        );
        assert!(Arc::ptr_eq(&of_a.dimensions[0].name, &of_b.dimensions[0].name));
        drop((a, shared_a, of_a));
        texts.forget_unused();
        assert_eq!(texts.0.len(), 3);
        drop((b, shared_b, of_b));
        texts.forget_unused();
        assert!(texts.0.is_empty());
    }
}
