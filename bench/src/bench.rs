//! The benches, one per question.

/// What a bench is told.
pub(crate) trait Options: Sized {
    /// Less of everything: to see that it works, not for figures to keep.
    fn quick(self) -> Self;

    /// Quick, if so wanted.
    fn at(self, quick: bool) -> Self {
        if quick { self.quick() } else { self }
    }
}

pub(crate) mod accept;
pub(crate) mod alarms;
pub(crate) mod breach;
pub(crate) mod cold;
pub(crate) mod gateway;
pub(crate) mod ingest;
pub(crate) mod startup;
