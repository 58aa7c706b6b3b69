//! What the decision core does, seen from outside.

mod alarm_early;
mod alarm_properties;
mod alarm_vectors;
mod metric_series;
mod metric_vectors;
mod vectors;
