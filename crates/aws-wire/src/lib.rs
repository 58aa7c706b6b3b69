//! AWS wire protocols: JSON, Query, RPC v2 CBOR, REST JSON, error bodies. Knows no business.
