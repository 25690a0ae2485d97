use haetae_core::{Kid, UnixTime};

use super::Reason;

/// A signing key that may be stolen: no node signs with it any more, and scanners refuse its passes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WithdrawnKey {
    /// The key.
    pub kid: Kid,
    /// From when on scanners refuse its passes. Nodes stop signing with it at once, even before that time.
    pub refused_from: UnixTime,
    /// The reason, for operators.
    pub reason: Reason,
    /// When it was entered.
    pub entered: UnixTime,
}
