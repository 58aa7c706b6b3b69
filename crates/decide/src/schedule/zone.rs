//! Time zones by their names.

use std::fmt;
use std::sync::LazyLock;

use ebb_units::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::{AmbiguousOffset, TimeZone, TimeZoneDatabase};
use serde::{Deserialize, Serialize};

/// The zones that come with this program. Not the machine's: the same history must give the same decisions everywhere.
static ZONES: LazyLock<TimeZoneDatabase> = LazyLock::new(TimeZoneDatabase::bundled);

/// A time zone of the IANA database. Stored as its name.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Zone {
    name: String,
    zone: TimeZone,
}

/// There is no such time zone. AWS's text for this is not public; these are the words of its date library.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("Invalid timezone. Details: The datetime zone id '{0}' is not recognised")]
pub struct UnknownZone(String);

impl Zone {
    /// Universal time.
    pub fn utc() -> Self {
        Self { name: "UTC".to_owned(), zone: TimeZone::UTC }
    }

    /// The zone of that name.
    ///
    /// Rule aas.schedule.timezone: a name of the IANA database as it is spelled there; no offsets.
    /// <https://docs.aws.amazon.com/autoscaling/application/APIReference/API_PutScheduledAction.html>
    ///
    /// # Errors
    /// [`UnknownZone`] when there is none.
    pub fn parse(name: &str) -> Result<Self, UnknownZone> {
        let unknown = || UnknownZone(name.to_owned());
        let zone = ZONES.get(name).map_err(|_| unknown())?;
        // The database finds names in any case; the service does not.
        if zone.iana_name() != Some(name) {
            return Err(unknown());
        }
        Ok(Self { name: name.to_owned(), zone })
    }

    /// The name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What the clock on the wall shows.
    pub(super) fn wall(&self, at: Timestamp) -> DateTime {
        self.zone.to_datetime(at)
    }

    /// The hour of the day that the clock on the wall shows, 0 to 23.
    pub(crate) fn hour(&self, at: Timestamp) -> usize {
        usize::try_from(self.wall(at).hour()).unwrap_or(0)
    }

    /// When the clock on the wall shows it, for the first time if it does so twice; `None` if it never does.
    pub(super) fn instant(&self, wall: DateTime) -> Option<Timestamp> {
        let ambiguous = self.zone.to_ambiguous_timestamp(wall);
        match ambiguous.offset() {
            AmbiguousOffset::Gap { .. } => None,
            AmbiguousOffset::Unambiguous { .. } | AmbiguousOffset::Fold { .. } => {
                ambiguous.earlier().ok()
            }
        }
    }
}

impl fmt::Display for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)
    }
}

impl From<Zone> for String {
    fn from(zone: Zone) -> Self {
        zone.name
    }
}

impl TryFrom<String> for Zone {
    type Error = UnknownZone;

    fn try_from(name: String) -> Result<Self, UnknownZone> {
        Self::parse(&name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_of_the_database() {
        for name in ["UTC", "Etc/UTC", "GMT", "Etc/GMT+9", "America/New_York", "Asia/Kolkata"] {
            assert_eq!(Zone::parse(name).map(String::from).as_deref(), Ok(name));
        }
        assert_eq!(Zone::parse("UTC").unwrap(), Zone::utc());
        for name in ["+09:00", "Z", "europe/rome", "Mars/Olympus", "", "PDT"] {
            let text = format!(
                "Invalid timezone. Details: The datetime zone id '{name}' is not recognised"
            );
            assert_eq!(Zone::parse(name).unwrap_err().to_string(), text);
        }
    }
}
