use haetae_core::{Kid, UnixTime};

use super::Reason;

/// A signing key that somebody else may have: no node signs with it any more, and scanners refuse its passes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WithdrawnKey {
    /// The key.
    pub kid: Kid,
    /// From when on scanners refuse its passes. Nodes stop signing with it at once, whatever the time is.
    pub refused_from: UnixTime,
    /// Why, for the operators.
    pub reason: Reason,
    /// When it was entered.
    pub entered: UnixTime,
}
