//! Durable state: rows and metric buckets in SQLite, committed before anyone is answered.
