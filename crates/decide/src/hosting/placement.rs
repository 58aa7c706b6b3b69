//! Where copies of inference components go, and when instances come and go with them.

use ebb_units::Timestamp;
use serde::{Deserialize, Serialize};

use super::{InstanceSize, Requirements};

/// One instance of a variant that hosts inference components.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct InstanceId(pub u64);

/// An instance and since when it holds no copy.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Instance {
    /// Its identity.
    pub id: InstanceId,
    /// Since when it is empty; absent while it holds copies.
    pub empty_since: Option<Timestamp>,
}

/// A copy fits on no instance there is, nor on one that may be added.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Unplaced {
    /// No instance of the type is large enough, even when empty.
    #[error(
        "There is not enough hardware resources on the instances for this endpoint to create a copy of the inference component. One copy asks for {asked} {resource}, an empty instance has {available}."
    )]
    TooLarge {
        /// What there is too little of.
        resource: &'static str,
        /// How much one copy asks for.
        asked: f64,
        /// How much an empty instance has.
        available: f64,
    },
    /// All instances are full and there may be no more.
    #[error(
        "There is not enough hardware resources on the instances for this endpoint to create a copy of the inference component. All {instances} instances are full: {resource} are short."
    )]
    Full {
        /// What there is too little of on the emptiest instance.
        resource: &'static str,
        /// How many instances there are.
        instances: usize,
    },
}

/// Where the next copy goes.
///
/// `free` tells what is left on each instance. Returns the instance to use, or `None` when one more instance has to be
/// added first, which `may_add` allows.
///
/// Rule sagemaker.placement: a copy fits where its cores, accelerators and minimum memory fit; the fullest instance
/// with room is taken, so that instances can empty.
/// <https://docs.aws.amazon.com/sagemaker/latest/dg/realtime-endpoints-options.html>
///
/// # Errors
/// [`Unplaced`] names the resource that is short.
pub fn place(
    wanted: Requirements,
    free: &[(InstanceId, InstanceSize)],
    size: InstanceSize,
    may_add: bool,
) -> Result<Option<InstanceId>, Unplaced> {
    if let Some((resource, asked, available)) = size.lacks(wanted) {
        return Err(Unplaced::TooLarge { resource, asked, available });
    }
    let best = free
        .iter()
        .filter(|(_, left)| left.lacks(wanted).is_none())
        .min_by(|(_, a), (_, b)| tightness(*a).total_cmp(&tightness(*b)));
    if let Some((instance, _)) = best {
        return Ok(Some(*instance));
    }
    if may_add {
        return Ok(None);
    }
    let resource =
        free.iter().find_map(|(_, left)| left.lacks(wanted)).map_or("instances", |lack| lack.0);
    Err(Unplaced::Full { resource, instances: free.len() })
}

fn tightness(left: InstanceSize) -> f64 {
    left.accelerators * 1e9 + left.memory_mb
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIZE: InstanceSize = InstanceSize { cores: 4.0, memory_mb: 16384.0, accelerators: 1.0 };

    fn asks(memory_mb: f64, accelerators: f64) -> Requirements {
        Requirements { cores: 1.0, memory_mb, accelerators }
    }

    // Covers: sagemaker.placement
    #[test]
    fn fills_the_fullest_instance_that_has_room() {
        let free = [
            (InstanceId(1), SIZE),
            (InstanceId(2), SIZE.less(asks(8000.0, 0.0))),
            (InstanceId(3), SIZE.less(asks(16000.0, 0.0))),
        ];
        assert_eq!(place(asks(1024.0, 0.0), &free, SIZE, false), Ok(Some(InstanceId(2))));
        assert_eq!(place(asks(128.0, 0.0), &free, SIZE, false), Ok(Some(InstanceId(3))));
    }

    #[test]
    fn says_what_is_short() {
        let full = [(InstanceId(1), SIZE.less(asks(0.0, 1.0)))];
        assert_eq!(place(asks(10.0, 1.0), &full, SIZE, true), Ok(None));
        assert_eq!(
            place(asks(10.0, 1.0), &full, SIZE, false),
            Err(Unplaced::Full { resource: "accelerators", instances: 1 })
        );
        let error = place(asks(32768.0, 0.0), &[], SIZE, true).unwrap_err();
        assert!(
            error.to_string().contains("asks for 32768 MB of memory, an empty instance has 16384"),
            "{error}"
        );
    }
}
