//! Histories: all that a controller was told, in a form that can be kept, and told again.
//!
//! The same history gives the same effects, byte for byte. So a recording of a server that runs shows afterwards what it
//! decided and why, and a change of the code shows what it would have decided instead.

use ebb_units::{Scope, Timestamp};
use serde::{Deserialize, Serialize};

use crate::controller::{Config, Controller};
use crate::effect::{Effect, Record};
use crate::event::Event;
use crate::metric::BucketRow;

/// One thing that a controller was told.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Told {
    /// It began.
    Begin(Box<Beginning>),
    /// Something happened: [`Controller::handle`].
    Event {
        /// When.
        now: Timestamp,
        /// What.
        event: Event,
    },
    /// Old metric data were rolled up: [`Controller::compact_metrics`].
    Compact {
        /// When.
        now: Timestamp,
    },
}

/// What a controller begins with.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Beginning {
    /// Its settings.
    pub config: Config,
    /// The instant of the start.
    pub now: Timestamp,
    /// What an earlier run has stored.
    pub records: Vec<(Scope, Record)>,
    /// The metric buckets that it has stored.
    pub buckets: Vec<(Scope, BucketRow)>,
}

/// A history has to begin with [`Told::Begin`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the history does not begin with a beginning")]
pub struct NoBeginning;

/// A controller that is told a history.
#[derive(Debug, Default)]
pub struct Retelling {
    controller: Option<Controller>,
}

impl Retelling {
    /// Tells the next thing. A beginning begins anew, as a restart does.
    ///
    /// # Errors
    /// [`NoBeginning`] when anything else comes first.
    pub fn tell(&mut self, told: Told) -> Result<Vec<Effect>, NoBeginning> {
        let mut effects = Vec::new();
        match told {
            Told::Begin(beginning) => {
                let Beginning { config, now, records, buckets } = *beginning;
                let mut controller = Controller::new(config, now);
                // What cannot be read was left out the first time as well.
                let _ = controller.restore(now, records, buckets, &mut effects);
                self.controller = Some(controller);
            }
            Told::Event { now, event } => {
                let controller = self.controller.as_mut().ok_or(NoBeginning)?;
                controller.handle(now, event, &mut effects);
            }
            Told::Compact { now } => {
                let controller = self.controller.as_mut().ok_or(NoBeginning)?;
                controller.compact_metrics(now);
            }
        }
        if let Some(controller) = &mut self.controller {
            // Nobody stores them here, and they would pile up.
            controller.take_dirty_buckets();
        }
        Ok(effects)
    }
}
