//! When something is to happen: once, at a rate, or by a cron expression, on the clock of a time zone.
//!
//! An [`Expression`] with a [`Zone`] is a [`Schedule`], and a schedule answers one question: when next?
//!
//! Syntax: <https://docs.aws.amazon.com/autoscaling/application/userguide/application-auto-scaling-scheduled-scaling.html>

mod at;
mod cron;
mod error;
mod expression;
mod rate;
mod zone;

pub use cron::CronDialect;
pub use error::ScheduleError;
pub use expression::Expression;
pub use zone::{UnknownZone, Zone};

use ebb_units::Timestamp;

use expression::Form;

/// An expression on the clock of a time zone.
#[derive(Clone, PartialEq, Debug)]
pub struct Schedule {
    /// What was asked for.
    pub expression: Expression,
    /// On whose clock `at` and `cron` are read; a rate has no use for it.
    pub zone: Zone,
    /// The instant that a rate counts from; the others have no use for it.
    pub anchor: Timestamp,
}

impl Schedule {
    /// The first instant of the schedule that is later than `after`; `None` when there is none.
    pub fn next_after(&self, after: Timestamp) -> Option<Timestamp> {
        self.expression.next_after(&self.zone, self.anchor, after)
    }
}

impl Expression {
    /// The first instant later than `after`, on the clock of a zone, and counted from the anchor; see [`Schedule`].
    ///
    /// Rule aas.schedule.dst: a wall time that summer time leaves out is left out, one that occurs twice counts once, as
    /// the first of the two. AWS documents neither for this service; EventBridge Scheduler does the same.
    /// <https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html>
    pub fn next_after(
        &self,
        zone: &Zone,
        anchor: Timestamp,
        after: Timestamp,
    ) -> Option<Timestamp> {
        match self.form() {
            Form::At(wall) => zone.instant(*wall).filter(|at| *at > after),
            Form::Rate(rate) => rate.next_after(anchor, after),
            Form::Cron(cron) => cron.next_after(zone, after),
        }
    }
}
