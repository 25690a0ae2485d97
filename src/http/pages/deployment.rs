use bytes::Bytes;
use haetae_core::RootSet;
use serde::Serialize;

use crate::http::contact::Contact;

/// The path at which an app finds it, in its own folder.
pub(super) const PATH: &str = "deployment.json";

/// The facts that an app needs about its operator, served with the app and trusted like its code.
#[derive(Clone, Debug, Serialize)]
pub struct Deployment {
    /// The pinned roots: a scanner starts from them, and accepts none from elsewhere.
    pub roots: RootSet,
    /// The address under which browsers reach the service.
    pub origin: String,
    /// The zone of the IANA database whose civil days passes follow.
    pub zone: String,
    /// Whether anybody may sign in as any synthetic citizen.
    pub demo_sign_in: bool,
    /// The contact for people who ask about their records.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contact: Option<Contact>,
}

impl Deployment {
    pub(super) fn to_json(&self) -> Bytes {
        // Keys and texts can always be written.
        serde_json::to_vec(self).unwrap_or_default().into()
    }
}
