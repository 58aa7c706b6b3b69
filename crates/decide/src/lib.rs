//! The decision core: metrics, alarms, policies, cooldowns, hosting states. No clock, no I/O.
