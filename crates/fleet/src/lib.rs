//! Where capacity comes from: local processes, or simulated copies.
