//! When an alarm is looked at.

use ebb_units::{SignedDuration, Timestamp};

use super::spec::AlarmSpec;
use crate::metric::second::{at_second, floor, second_of};

const FIRST_OFFSET: u32 = 3;
const LAST_OFFSET: u32 = 55;

/// The second of the minute at which an alarm of this name is looked at, 3 to 55: the same on every machine and in
/// every run, and spread evenly over many alarms. It keeps clear of the full minute, where the newest
/// data have often not arrived yet.
pub fn offset_secs(name: &str) -> u32 {
    // FNV-1a, 64 bits.
    let hash = name.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    // The upper half is mixed better than the lower one.
    let slot = (hash >> 32) % u64::from(LAST_OFFSET - FIRST_OFFSET + 1);
    FIRST_OFFSET + u32::try_from(slot).expect("below 53")
}

/// The first look at an alarm that was created or changed at `now`: its next slot, within a minute.
pub fn first_evaluation(spec: &AlarmSpec, now: Timestamp) -> Timestamp {
    if spec.period_secs < 60 {
        return next_slot(10, 1, now);
    }
    next_slot(60, offset_secs(&spec.name), now)
}

/// The first regular look after `after`, at the alarm's [`offset_secs`] into the minute.
///
/// Rule cw.alarm.cadence: once a minute; every ten seconds for periods below a minute, here one second after the boundary;
/// once an hour for alarms over more than a day.
/// <https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html>
pub fn next_evaluation(spec: &AlarmSpec, after: Timestamp) -> Timestamp {
    if spec.spans_days() {
        return next_slot(3600, offset_secs(&spec.name), after);
    }
    first_evaluation(spec, after)
}

/// [`next_evaluation`] after `now` for an alarm whose regular look was due at `due`: in the common case one step on, for
/// which its name need not be read.
pub(crate) fn following_evaluation(spec: &AlarmSpec, due: Timestamp, now: Timestamp) -> Timestamp {
    let step = SignedDuration::from_secs(if spec.period_secs < 60 { 10 } else { 60 });
    match due.checked_add(step) {
        Ok(next) if next > now && now >= due && !spec.spans_days() => next,
        Ok(_) | Err(_) => next_evaluation(spec, now),
    }
}

fn next_slot(step: i64, offset_secs: u32, after: Timestamp) -> Timestamp {
    let offset = i64::from(offset_secs);
    // The last slot that is not after `after`, and one step on.
    at_second(floor(second_of(after).saturating_sub(offset), step) + offset + step)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_are_spread_and_keep_clear_of_the_minute() {
        let mut seen = [0_u32; 60];
        for i in 0..53_000 {
            seen[offset_secs(&format!("TargetTracking-endpoint/e{i}/variant/v-AlarmHigh"))
                as usize] += 1;
        }
        for (second, count) in seen.iter().enumerate() {
            if (3..=55).contains(&second) {
                assert!((800..1200).contains(count), "{second}: {count}");
            } else {
                assert_eq!(*count, 0, "{second}");
            }
        }
        // Fixed for ever: a stored alarm keeps its second.
        assert_eq!(offset_secs(""), FIRST_OFFSET + u32::try_from(0xcbf2_9ce4_u64 % 53).unwrap());
    }
}
