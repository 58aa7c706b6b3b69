//! The server: the one place where wire, decisions, store, fleet and gateway meet.
