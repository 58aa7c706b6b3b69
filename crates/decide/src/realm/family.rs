//! Which composite alarms depend on which alarms, and in which order a change is passed on.

use std::collections::{BTreeMap, BTreeSet};

use crate::alarm::CompositeSpec;

/// The relations among the alarms of a realm.
#[derive(Debug, Default)]
pub(super) struct Family {
    /// By the name of a child, the composite alarms whose rules name it.
    parents: BTreeMap<String, BTreeSet<String>>,
    /// By the name of a suppressor, the composite alarms that it suppresses.
    suppressed: BTreeMap<String, BTreeSet<String>>,
    /// By the name of a composite alarm, the names of its children.
    children: BTreeMap<String, BTreeSet<String>>,
    /// How many layers of composite alarms lie below one. Those that are part of a cycle have no rank.
    ranks: BTreeMap<String, u32>,
}

impl Family {
    /// Takes a composite alarm in. Its rank follows when it is new; [`Family::rank_all`] must follow otherwise.
    pub(super) fn add(&mut self, spec: &CompositeSpec) {
        let name = &spec.name;
        let children: BTreeSet<String> =
            spec.rule.children().into_iter().map(|child| child.name.clone()).collect();
        for child in &children {
            self.parents.entry(child.clone()).or_default().insert(name.clone());
        }
        if let Some(suppressor) = &spec.suppressor {
            self.suppressed.entry(suppressor.name()).or_default().insert(name.clone());
        }
        // Nothing names a new alarm yet, so no rank but its own depends on it.
        let below = children.iter().map(|child| self.ranks.get(child).copied().unwrap_or(0)).max();
        self.ranks.insert(name.clone(), below.unwrap_or(0) + 1);
        self.children.insert(name.clone(), children);
    }

    pub(super) fn remove(&mut self, spec: &CompositeSpec) {
        let name = &spec.name;
        for child in self.children.remove(name).unwrap_or_default() {
            take(&mut self.parents, &child, name);
        }
        if let Some(suppressor) = &spec.suppressor {
            take(&mut self.suppressed, &suppressor.name(), name);
        }
        self.ranks.remove(name);
    }

    /// The composite alarms whose rules name this alarm.
    pub(super) fn parents(&self, child: &str) -> impl Iterator<Item = &String> {
        self.parents.get(child).into_iter().flatten()
    }

    /// The composite alarms that this alarm suppresses.
    pub(super) fn suppressed(&self, suppressor: &str) -> impl Iterator<Item = &String> {
        self.suppressed.get(suppressor).into_iter().flatten()
    }

    /// Where a composite alarm comes when a change is passed on; nothing for one that is part of a cycle.
    pub(super) fn rank(&self, name: &str) -> Option<u32> {
        self.ranks.get(name).copied()
    }

    /// Those that are part of a cycle.
    pub(super) fn frozen(&self) -> BTreeSet<String> {
        let composites = self.children.keys();
        composites.filter(|name| !self.ranks.contains_key(*name)).cloned().collect()
    }

    /// Ranks all anew, after rules have changed.
    ///
    /// Rule cw.composite.cycle: alarms that depend on themselves are not evaluated until a rule breaks the cycle. So
    /// are those that lie between two cycles, which nobody has a use for.
    /// <https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Create_Composite_Alarm.html>
    pub(super) fn rank_all(&mut self) {
        let composites: BTreeSet<&str> = self.children.keys().map(String::as_str).collect();
        let below = |name: &&str| {
            let children = self.children.get(*name).into_iter().flatten();
            children.map(String::as_str).filter(|child| composites.contains(child)).collect()
        };
        let above = |name: &&str| {
            let parents = self.parents.get(*name).into_iter().flatten();
            parents.map(String::as_str).collect()
        };
        let down: Edges<'_> = composites.iter().map(|name| (*name, below(name))).collect();
        let up: Edges<'_> = composites.iter().map(|name| (*name, above(name))).collect();
        // What rests on nothing is peeled off from below, then what nothing rests on from above: cycles are left.
        let rooted = peel(composites.clone(), &down, &up);
        let rest: BTreeSet<&str> =
            composites.iter().copied().filter(|name| !rooted.contains(name)).collect();
        let crowns = peel(rest.clone(), &up, &down);
        let cyclic: BTreeSet<&str> =
            rest.into_iter().filter(|name| !crowns.contains(name)).collect();
        let sound = composites.iter().copied().filter(|name| !cyclic.contains(name)).collect();
        let mut ranks: BTreeMap<String, u32> = BTreeMap::new();
        for name in peel(sound, &down, &up) {
            let of = |child: &&str| ranks.get(*child).copied().unwrap_or(0);
            let rank = down[name].iter().map(of).max().unwrap_or(0) + 1;
            ranks.insert(name.to_owned(), rank);
        }
        self.ranks = ranks;
    }
}

type Edges<'a> = BTreeMap<&'a str, Vec<&'a str>>;

/// Takes nodes away whose `needs` among `nodes` have all been taken away, in that order.
fn peel<'a>(nodes: BTreeSet<&'a str>, needs: &Edges<'a>, needed_by: &Edges<'a>) -> Vec<&'a str> {
    let mut open: BTreeMap<&str, usize> = nodes
        .iter()
        .map(|name| (*name, needs[name].iter().filter(|need| nodes.contains(*need)).count()))
        .collect();
    let mut taken: Vec<&str> = nodes.iter().copied().filter(|name| open[name] == 0).collect();
    let mut at = 0;
    while let Some(name) = taken.get(at).copied() {
        at += 1;
        for other in &needed_by[name] {
            let Some(count) = open.get_mut(other).filter(|count| **count > 0) else { continue };
            *count -= 1;
            if *count == 0 {
                taken.push(other);
            }
        }
    }
    taken
}

fn take(index: &mut BTreeMap<String, BTreeSet<String>>, key: &str, name: &str) {
    if let Some(names) = index.get_mut(key) {
        names.remove(name);
        if names.is_empty() {
            index.remove(key);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::alarm::AlarmRule;

    fn family(rules: &[(&str, &str)]) -> Family {
        let mut family = Family::default();
        for (name, rule) in rules {
            family.add(&CompositeSpec {
                name: (*name).to_owned(),
                description: None,
                rule: AlarmRule::try_from((*rule).to_owned()).unwrap(),
                actions_enabled: true,
                ok_actions: Vec::new(),
                alarm_actions: Vec::new(),
                insufficient_data_actions: Vec::new(),
                suppressor: None,
            });
        }
        family.rank_all();
        family
    }

    #[test]
    fn ranks_grow_upwards_and_cycles_have_none() {
        let family = family(&[
            ("top", "ALARM(p) OR ALARM(low)"),
            ("p", "ALARM(q)"),
            ("q", "ALARM(p) OR ALARM(low)"),
            ("low", "ALARM(metric)"),
            ("high", "ALARM(low) AND ALARM(mid)"),
            ("mid", "ALARM(low)"),
            ("self", "ALARM(self)"),
        ]);
        let rank = |name| family.rank(name);
        assert_eq!([rank("low"), rank("mid"), rank("high")], [Some(1), Some(2), Some(3)]);
        assert_eq!([rank("p"), rank("q"), rank("self")], [None; 3]);
        assert_eq!(rank("top"), Some(2), "above a cycle, but no part of it");
    }
}
