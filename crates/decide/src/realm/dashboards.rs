//! Dashboards: documents that are kept for whoever draws them.

use std::collections::BTreeMap;

use ebb_units::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Realm, Row};
use crate::effect::Answer;

/// A dashboard as it is kept.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Dashboard {
    /// Name, unique in its account.
    pub name: String,
    /// JSON text, as it was put.
    pub body: String,
    /// When it was put.
    pub modified: Timestamp,
    /// Tags.
    pub tags: BTreeMap<String, String>,
}

impl Realm {
    /// Dashboards by name.
    pub fn dashboards(&self) -> &BTreeMap<String, Dashboard> {
        &self.dashboards
    }

    /// The tags of a dashboard that is there stay.
    pub(crate) fn put_dashboard(&mut self, mut dashboard: Dashboard) -> Answer {
        let name = dashboard.name.clone();
        if let Some(before) = self.dashboards.remove(&name) {
            dashboard.tags = before.tags;
        }
        self.dashboards.insert(name.clone(), dashboard);
        self.touch(Row::Dashboard(name));
        Answer::Done
    }

    /// Rule cw.delete-dashboards: names that are not there are passed over, as the operation declares no error for them.
    /// <https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DeleteDashboards.html>
    pub(crate) fn delete_dashboards(&mut self, names: &[String]) -> Answer {
        for name in names {
            if self.dashboards.remove(name).is_some() {
                self.touch(Row::Dashboard(name.clone()));
            }
        }
        Answer::Done
    }
}
