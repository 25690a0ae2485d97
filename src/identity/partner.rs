use haetae_core::UnixTime;

/// What a partner's assertion may be used for, granted with each key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Uses {
    /// Passes for phones.
    pub passes: bool,
    /// Paper passes.
    pub paper: bool,
}

/// A key that a partner signs its assertions with (Ed25519).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartnerKey {
    /// The `kid` that the partner puts into its assertions: its JWK's own, or the RFC 7638 thumbprint.
    pub id: String,
    /// The public key.
    pub public: [u8; 32],
    /// What it may be used for.
    pub uses: Uses,
}

/// An app or a clinic that vouches for citizens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Partner {
    /// The `iss` of its assertions.
    pub name: String,
    /// One or two live keys, by id.
    pub keys: Vec<PartnerKey>,
    /// Until when the age of its sign-ins is not looked at.
    pub grace_until: Option<UnixTime>,
}
