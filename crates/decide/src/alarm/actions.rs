//! What an alarm runs in a state.

use std::fmt;
use std::ops::{Deref, DerefMut};

use serde::{Deserialize, Serialize};

static NONE: Vec<String> = Vec::new();

/// ARNs of policies and topics. Most alarms have none for most of their states, which then takes one word.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(from = "Vec<String>", into = "Vec<String>")]
#[expect(
    clippy::box_collection,
    reason = "a list has three words, and a million alarms have three"
)]
pub struct Actions(Option<Box<Vec<String>>>);

impl Actions {
    /// Keeps those of which that holds.
    pub fn retain(&mut self, holds: impl FnMut(&String) -> bool) {
        if let Some(mut all) = self.0.take() {
            all.retain(holds);
            *self = (*all).into();
        }
    }
}

impl From<Vec<String>> for Actions {
    fn from(mut actions: Vec<String>) -> Self {
        actions.shrink_to_fit();
        Self((!actions.is_empty()).then(|| Box::new(actions)))
    }
}

impl From<Actions> for Vec<String> {
    fn from(actions: Actions) -> Self {
        actions.0.map_or_else(Self::new, |all| *all)
    }
}

impl FromIterator<String> for Actions {
    fn from_iter<I: IntoIterator<Item = String>>(actions: I) -> Self {
        actions.into_iter().collect::<Vec<_>>().into()
    }
}

impl Deref for Actions {
    type Target = Vec<String>;

    fn deref(&self) -> &Vec<String> {
        self.0.as_deref().unwrap_or(&NONE)
    }
}

impl DerefMut for Actions {
    fn deref_mut(&mut self) -> &mut Vec<String> {
        self.0.get_or_insert_default()
    }
}

impl<'a> IntoIterator for &'a Actions {
    type Item = &'a String;
    type IntoIter = std::slice::Iter<'a, String>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<'a> IntoIterator for &'a mut Actions {
    type Item = &'a mut String;
    type IntoIter = std::slice::IterMut<'a, String>;

    fn into_iter(self) -> Self::IntoIter {
        match &mut self.0 {
            Some(all) => all.iter_mut(),
            None => [].iter_mut(),
        }
    }
}

impl PartialEq for Actions {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl<T, const N: usize> PartialEq<[T; N]> for Actions
where
    String: PartialEq<T>,
{
    fn eq(&self, other: &[T; N]) -> bool {
        self[..] == other[..]
    }
}

impl fmt::Debug for Actions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_the_same_in_either_form() {
        let mut actions = Actions::default();
        assert_eq!(size_of::<Actions>(), size_of::<usize>());
        actions.push("a".to_owned());
        actions.push("b".to_owned());
        actions.retain(|action| action == "b");
        assert_eq!(actions, ["b".to_owned()]);
        assert_eq!(serde_json::to_string(&actions).unwrap(), r#"["b"]"#);
        actions.clear();
        assert_eq!(actions, Actions::default());
        assert_eq!(serde_json::to_string(&actions).unwrap(), "[]");
        assert!(serde_json::from_str::<Actions>("[]").unwrap().is_empty());
    }
}
