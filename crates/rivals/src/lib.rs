//! The well-known autoscalers as pure policies, to compare Ebbtide's decisions with.
//!
//! A [`Rival`] looks at an [`Observation`] and says how many copies it wants. It has no clock, no I/O and no randomness:
//! one sequence of observations gives one sequence of wishes. Formulas and defaults are those that the projects publish,
//! tested against the numbers of their documentation and their own tests; each module says which, and what it leaves out.
//!
//! | rival | decides on |
//! |---|---|
//! | [`Hpa`] | a ratio of measured to wanted, windows and rates (Kubernetes; to zero and back by KEDA's rules) |
//! | [`Kpa`] | concurrency in a long and a short window (Knative) |
//! | [`RayServe`] | requests under way per copy, held for a while (Ray Serve) |
//! | [`Fixed`] | nothing |
//! | [`SquareRoot`] | the offered load and a margin of its square root |
//! | [`Seasonal`] | what the same hour brought before |
//! | [`Oracle`] | the future |

mod count;
mod demand;
mod fixed;
mod hpa;
mod kpa;
mod observation;
mod oracle;
mod ray_serve;
mod recent;
mod rival;
mod seasonal;
mod square_root;

pub use demand::{Demand, Work};
pub use fixed::Fixed;
pub use hpa::{Activation, Change, Hpa, HpaMetric, HpaSettings, Limit, ScalingRules, Select};
pub use kpa::{Kpa, KpaSettings};
pub use observation::{CpuReport, Observation};
pub use oracle::Oracle;
pub use ray_serve::{RayServe, RayServeSettings};
pub use rival::{Looks, Rival};
pub use seasonal::{Season, Seasonal, SeasonalSettings};
pub use square_root::{SquareRoot, SquareRootSettings, beta_for};
