//! The data path: routing to copies, holding while cold, async workers, per-request measurement.
