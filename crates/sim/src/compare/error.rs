//! A comparison without a result.

use crate::simulate::SimulationError;

/// A comparison without a result.
#[derive(Debug, thiserror::Error)]
pub enum CompareError {
    /// Nobody to compare.
    #[error("there is nothing to compare: name policies or rivals")]
    Nobody,
    /// Two have the same name.
    #[error("two contenders are called \"{name}\"")]
    Twice {
        /// The name.
        name: String,
    },
    /// The traffic or the scenario is wrong for everybody.
    #[error("could not read the traffic")]
    Traffic(#[source] SimulationError),
    /// One contender cannot be simulated.
    #[error("could not simulate \"{name}\"")]
    Contender {
        /// Its name.
        name: String,
        /// Why.
        #[source]
        source: SimulationError,
    },
    /// One contender has not come to its end, and no other one says why.
    #[error("the simulation of \"{name}\" did not end")]
    Unfinished {
        /// Its name.
        name: String,
    },
}
