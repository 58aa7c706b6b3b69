//! Which copies there are to be: what the records of an endpoint and of a component come to at this moment.

use ebb_units::Capacity;

use super::component::{Component, Requirements};
use super::copies::Fleet;
use super::endpoint::{Endpoint, Variant};
use super::model::Launch;
use super::rollout::Generation;

/// Copies of one version that a workload is to have.
#[derive(Clone, PartialEq, Debug)]
pub struct Wanted {
    /// Which copies count.
    pub fleet: Fleet,
    /// Of which version those are that are started for it.
    pub generation: Generation,
    /// How many.
    pub number: Capacity,
    /// What they run.
    pub launch: Launch,
    /// What each reserves; nothing for instances of a variant, which are its copies.
    pub requirements: Requirements,
}

impl Endpoint {
    /// Copies that there are to be, by the name of their variant: those of the version there is, then those that a
    /// deployment brings in.
    pub fn wanted(&self) -> Vec<(&str, Wanted)> {
        let rollout = self.deployment.as_ref().map(|deployment| &deployment.rollout);
        let of = |variant: &Variant, fleet, generation, number| {
            let launch = variant.launch.clone()?;
            Some(Wanted {
                fleet,
                generation,
                number,
                launch,
                requirements: Requirements::default(),
            })
        };
        let mut wanted = Vec::new();
        for variant in &self.variants {
            let number = rollout.map_or(variant.desired, |it| it.old_wanted(variant.desired));
            let there = of(variant, self.old_fleet(), self.generation, number);
            wanted.extend(there.map(|there| (variant.config.name.as_str(), there)));
        }
        for variant in self.deployment.iter().flat_map(|deployment| &deployment.variants) {
            let new = rollout.and_then(|it| {
                let number = it.new_wanted(variant.desired);
                of(variant, Fleet::New(it.generation), it.generation, number)
            });
            wanted.extend(new.map(|new| (variant.config.name.as_str(), new)));
        }
        wanted
    }
}

impl Component {
    /// Copies that there are to be: those of the version there is, then those that an update brings in.
    pub fn wanted(&self) -> Vec<Wanted> {
        let rollout = self.update.as_ref().map(|update| &update.rollout);
        let mut wanted = vec![Wanted {
            fleet: self.old_fleet(),
            generation: self.generation,
            number: rollout.map_or(self.desired, |it| it.old_wanted(self.desired)),
            launch: self.launch.clone(),
            requirements: self.requirements,
        }];
        wanted.extend(self.update.as_ref().map(|update| Wanted {
            fleet: Fleet::New(update.rollout.generation),
            generation: update.rollout.generation,
            number: update.rollout.new_wanted(update.desired),
            launch: update.launch.clone(),
            requirements: update.requirements,
        }));
        wanted
    }
}
