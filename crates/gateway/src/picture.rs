//! What the data path reads: the endpoints, as immutable snapshots that are replaced one by one.

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::sync::Arc;

use arc_swap::ArcSwap;
use ebb_units::Scope;
use http::HeaderValue;

use crate::asynchronous::queue::AsyncQueue;
use crate::error::Fault;
use crate::headers::CallHeaders;
use crate::random::Random;
use crate::routes::OnCold;
use crate::workload::Workload;

/// Endpoints are spread over this many maps, so that a change copies one small map.
const SHARDS: usize = 256;

#[derive(Debug)]
pub(crate) struct Picture {
    shards: Box<[ArcSwap<Shard>]>,
    /// The same endpoints by the components that they host.
    by_component: Box<[ArcSwap<Shard>]>,
    hasher: RandomState,
}

/// By name first, which a request brings as plain text; the same name in several scopes is rare.
type Shard = HashMap<Arc<str>, Vec<Arc<Endpoint>>>;

/// One endpoint at one time.
#[derive(Debug)]
pub(crate) struct Endpoint {
    pub(crate) scope: Scope,
    pub(crate) name: Arc<str>,
    pub(crate) in_service: bool,
    pub(crate) on_cold: OnCold,
    pub(crate) variants: Vec<Variant>,
    pub(crate) components: HashMap<String, Component>,
    pub(crate) queue: Option<Arc<AsyncQueue>>,
}

#[derive(Debug)]
pub(crate) struct Variant {
    pub(crate) name: String,
    /// The name as it goes into a response.
    pub(crate) header: Option<HeaderValue>,
    pub(crate) weight: f64,
    pub(crate) workload: Option<Arc<Workload>>,
}

#[derive(Debug)]
pub(crate) struct Component {
    pub(crate) variant: Option<HeaderValue>,
    pub(crate) workload: Arc<Workload>,
}

/// Where a request goes.
#[derive(Debug)]
pub(crate) struct Route<'a> {
    pub(crate) workload: &'a Arc<Workload>,
    pub(crate) variant: Option<&'a HeaderValue>,
    pub(crate) is_component: bool,
}

impl Picture {
    pub(crate) fn new() -> Self {
        let shards = || (0..SHARDS).map(|_| ArcSwap::default()).collect();
        Self { shards: shards(), by_component: shards(), hasher: RandomState::new() }
    }

    pub(crate) fn find(&self, scope: &Scope, name: &str) -> Option<Arc<Endpoint>> {
        find_in(&self.shard(&self.shards, name).load(), scope, name)
    }

    /// The endpoint that hosts a component of this name.
    pub(crate) fn host_of(&self, scope: &Scope, component: &str) -> Option<Arc<Endpoint>> {
        find_in(&self.shard(&self.by_component, component).load(), scope, component)
    }

    /// Puts an endpoint in the place of the one of the same name. Only one caller at a time.
    pub(crate) fn set(&self, endpoint: Endpoint) -> Option<Arc<Endpoint>> {
        let endpoint = Arc::new(endpoint);
        self.change(&endpoint.scope, &endpoint.name, Some(&endpoint))
    }

    /// Takes an endpoint away. Only one caller at a time.
    pub(crate) fn remove(&self, scope: &Scope, name: &str) -> Option<Arc<Endpoint>> {
        self.change(scope, name, None)
    }

    /// Every endpoint.
    pub(crate) fn all(&self) -> Vec<Arc<Endpoint>> {
        let shards = self.shards.iter().map(ArcSwap::load);
        shards.flat_map(|shard| shard.values().flatten().cloned().collect::<Vec<_>>()).collect()
    }

    fn change(
        &self,
        scope: &Scope,
        name: &str,
        new: Option<&Arc<Endpoint>>,
    ) -> Option<Arc<Endpoint>> {
        let old = replace(self.shard(&self.shards, name), scope, name, new);
        // A component that moved to another endpoint is in the hands of that one.
        let hosted = |component: &str| {
            let host = self.host_of(scope, component);
            host.is_none_or(|host| *host.name == *name)
        };
        for component in old.iter().flat_map(|old| old.components.keys()) {
            let is_kept = new.is_some_and(|new| new.components.contains_key(component));
            if !is_kept && hosted(component) {
                replace(self.shard(&self.by_component, component), scope, component, None);
            }
        }
        for component in new.iter().flat_map(|new| new.components.keys()) {
            replace(self.shard(&self.by_component, component), scope, component, new);
        }
        old
    }

    fn shard<'s>(&self, shards: &'s [ArcSwap<Shard>], name: &str) -> &'s ArcSwap<Shard> {
        let hash = self.hasher.hash_one(name);
        &shards[usize::try_from(hash % SHARDS as u64).unwrap_or(0)]
    }
}

fn find_in(shard: &Shard, scope: &Scope, name: &str) -> Option<Arc<Endpoint>> {
    shard.get(name)?.iter().find(|endpoint| endpoint.scope == *scope).cloned()
}

/// Sets or takes away what `name` stands for in a scope. Gives what it stood for.
fn replace(
    shard: &ArcSwap<Shard>,
    scope: &Scope,
    name: &str,
    new: Option<&Arc<Endpoint>>,
) -> Option<Arc<Endpoint>> {
    let mut map = Shard::clone(&shard.load());
    let mut same_name = map.remove(name).unwrap_or_default();
    let at = same_name.iter().position(|endpoint| endpoint.scope == *scope);
    let old = at.map(|at| same_name.swap_remove(at));
    same_name.extend(new.cloned());
    if !same_name.is_empty() {
        map.insert(name.into(), same_name);
    }
    shard.store(Arc::new(map));
    old
}

impl Endpoint {
    /// The workloads that routes of this endpoint lead to.
    pub(crate) fn workloads(&self) -> impl Iterator<Item = &Arc<Workload>> {
        let variants = self.variants.iter().filter_map(|variant| variant.workload.as_ref());
        variants.chain(self.components.values().map(|component| &component.workload))
    }

    /// The component, when there is one and no variant has a model itself.
    pub(crate) fn only_component(&self) -> Option<&str> {
        let mut names = self.components.keys();
        let only = names.next().filter(|_| names.next().is_none())?;
        self.variants.iter().all(|variant| variant.workload.is_none()).then_some(only)
    }

    /// Where a request goes: its component, its variant, or a variant drawn by weight.
    ///
    /// Rule sagemaker.routing.variants: weights, and names that override them.
    /// <https://docs.aws.amazon.com/sagemaker/latest/dg/model-ab-testing.html>
    ///
    /// # Errors
    /// [`Fault::Validation`] when the request names what is not there, or not what it must.
    pub(crate) fn route(
        &self,
        call: &CallHeaders<'_>,
        random: &Random,
    ) -> Result<Route<'_>, Fault> {
        self.route_to(call.component, call.target_variant, random)
    }

    /// The same, by names.
    ///
    /// # Errors
    /// As above.
    pub(crate) fn route_to(
        &self,
        component: Option<&str>,
        variant: Option<&str>,
        random: &Random,
    ) -> Result<Route<'_>, Fault> {
        if let Some(name) = component {
            return self.component(name);
        }
        if let Some(name) = variant {
            return self.variant(name);
        }
        match draw(&self.variants, random, |variant| (variant.weight, variant.workload.as_ref())) {
            Some((variant, workload)) => {
                Ok(Route { workload, variant: variant.header.as_ref(), is_component: false })
            }
            None => Err(Fault::Validation(
                "Inference Component Name header is required for endpoints to which you plan to \
                 deploy inference components. Please include Inference Component Name header or \
                 consider using SageMaker models."
                    .to_owned(),
            )),
        }
    }

    pub(crate) fn component(&self, name: &str) -> Result<Route<'_>, Fault> {
        if let Some(component) = self.components.get(name) {
            return Ok(Route {
                workload: &component.workload,
                variant: component.variant.as_ref(),
                is_component: true,
            });
        }
        let has_models = self.variants.iter().any(|variant| variant.workload.is_some());
        Err(Fault::Validation(if has_models && self.components.is_empty() {
            format!("Endpoint {} does not host inference components.", self.name)
        } else {
            format!(
                "Inference Component {name} of account {} not found on endpoint {}.",
                self.scope.account, self.name
            )
        }))
    }

    pub(crate) fn variant(&self, name: &str) -> Result<Route<'_>, Fault> {
        let Some(variant) = self.variants.iter().find(|variant| variant.name == name) else {
            return Err(Fault::Validation(format!(
                "Variant {name} not found on endpoint {}.",
                self.name
            )));
        };
        let Some(workload) = &variant.workload else {
            return Err(Fault::Validation(format!(
                "Variant {name} hosts inference components; the Inference Component Name header is \
                 required."
            )));
        };
        Ok(Route { workload, variant: variant.header.as_ref(), is_component: false })
    }
}

/// Draws one of `choices` by weight, among those that have something to draw. When no weight is
/// above zero, all count the same.
pub(crate) fn draw<'a, T, W>(
    choices: &'a [T],
    random: &Random,
    look: impl Fn(&'a T) -> (f64, Option<&'a W>),
) -> Option<(&'a T, &'a W)> {
    let mut all = choices.iter().filter_map(|choice| Some((choice, look(choice).1?)));
    if let (Some(only), None) = (all.next(), all.next()) {
        return Some(only);
    }
    let open = || {
        choices.iter().filter_map(|choice| {
            let (weight, what) = look(choice);
            Some((choice, weight.max(0.0), what?))
        })
    };
    let total: f64 = open().map(|(_, weight, _)| weight).sum();
    if total <= 0.0 {
        let count = open().count();
        let (choice, _, what) = open().nth(random.below(count.max(1)))?;
        return Some((choice, what));
    }
    let mut left = random.fraction() * total;
    let mut last = None;
    for (choice, weight, what) in open().filter(|(_, weight, _)| *weight > 0.0) {
        if left < weight {
            return Some((choice, what));
        }
        left -= weight;
        last = Some((choice, what));
    }
    // Rounding can leave a remainder after the last one.
    last
}
