//! Register, put policies, describe and clean up: endpoint autoscaling as a client library.
