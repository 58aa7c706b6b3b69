//! Which unit is shown when a metric has several and none was asked for.

use ebb_units::Unit;

/// Rule cw.get-metric-data.unit-order: with several units and none asked for, the first of this list that has data.
/// The order is AWS's own and follows no visible principle.
/// <https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html>
const ORDER: [Unit; 27] = [
    Unit::Megabits,
    Unit::Terabits,
    Unit::Gigabits,
    Unit::Count,
    Unit::Bytes,
    Unit::Gigabytes,
    Unit::GigabytesPerSecond,
    Unit::Kilobytes,
    Unit::KilobitsPerSecond,
    Unit::Terabytes,
    Unit::TerabitsPerSecond,
    Unit::BytesPerSecond,
    Unit::Percent,
    Unit::Megabytes,
    Unit::MegabitsPerSecond,
    Unit::Milliseconds,
    Unit::Microseconds,
    Unit::KilobytesPerSecond,
    Unit::GigabitsPerSecond,
    Unit::MegabytesPerSecond,
    Unit::Bits,
    Unit::BitsPerSecond,
    Unit::CountPerSecond,
    Unit::Seconds,
    Unit::Kilobits,
    Unit::TerabytesPerSecond,
    Unit::None,
];

/// Place of the unit in that order; the lowest is shown.
pub(super) fn rank(unit: Unit) -> usize {
    ORDER.iter().position(|known| *known == unit).unwrap_or(ORDER.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_unit_has_its_place() {
        for unit in Unit::ALL {
            assert!(rank(*unit) < ORDER.len(), "{unit}");
        }
    }
}
