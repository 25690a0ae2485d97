use std::collections::BTreeMap;

use haetae_core::UnixTime;
use serde::{Deserialize, Serialize};

use super::alarm::Alarm;
use super::open_alarms::OpenAlarm;
use crate::journal::{Digest, Head};

/// What a witness remembers besides its records: the file `state.json`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct KeptState {
    /// The manifest whose files were all looked at last.
    pub(super) followed: Option<Digest>,
    /// What was wrong with them.
    pub(super) of_followed: Vec<Alarm>,
    /// When the issuer last answered.
    pub(super) answered: Option<UnixTime>,
    /// The ends of the nodes' journals.
    pub(super) heads: BTreeMap<String, Head>,
    /// Alarms that are open.
    pub(super) alarms: Vec<OpenAlarm>,
}
