/// Why a request is refused for its attestation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AttestationError {
    /// The partner's phones must send one, and there is none.
    #[error("this partner's requests need an attestation of the holder keys, and there is none")]
    Required,
    /// There is one, and it proves nothing.
    #[error("the attestation is not valid: {0}")]
    Invalid(#[from] Flaw),
}

/// What is wrong with an attestation: the end of a sentence, for the partner's developers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Flaw {
    /// No app of the partner is configured for this platform.
    #[error("no app of this partner is configured for this platform")]
    NoApp,
    /// The number of chains is not that of the holder keys.
    #[error("there must be one chain for each holder key, in their order")]
    ChainNumber,
    /// A chain is empty, too long, or names a certificate that is not there.
    #[error("a chain must have 1 to {max} certificates that are in the list", max = super::chain::MAX_CERTIFICATES)]
    ChainLength,
    /// A certificate is over the limit.
    #[error("a certificate has more than {max} bytes", max = super::certificate::MAX_BYTES)]
    CertificateTooLarge,
    /// Not a certificate in DER.
    #[error("a certificate cannot be read")]
    Certificate,
    /// The chain does not end in a trusted root.
    #[error("the chain does not end in a trusted root")]
    Root,
    /// A certificate is not signed by the next one.
    #[error("a certificate of the chain is not signed by the next one")]
    Signature,
    /// A certificate in the middle may not sign others.
    #[error("a certificate of the chain signs another one and is not allowed to")]
    NotAnAuthority,
    /// A certificate is not valid at this time.
    #[error("a certificate of the chain is not valid at this time")]
    Untimely,
    /// Its maker revoked a certificate.
    #[error("a certificate of the chain has been revoked")]
    Revoked,
    /// The leaf certifies another key.
    #[error("the certified key is not the holder key")]
    OtherKey,
    /// The leaf has no key description, or not a readable one.
    #[error("the first certificate has no key description, or one that cannot be read")]
    KeyDescription,
    /// Another certificate has a key description too: an attested key signed the leaf.
    #[error("only the first certificate may have a key description")]
    KeyDescriptionAbove,
    /// The assertion has no challenge.
    #[error("the assertion has no attestation_challenge")]
    NoChallenge,
    /// Made for another challenge.
    #[error("its challenge is not the attestation_challenge of the assertion")]
    OtherChallenge,
    /// The key is not in secure hardware.
    #[error("the key is not in a TEE or in StrongBox")]
    Software,
    /// The key was imported.
    #[error("the key was not generated in the secure hardware")]
    Imported,
    /// The key may not sign.
    #[error("the key is not for signing")]
    Purpose,
    /// The bootloader is unlocked.
    #[error("the phone's bootloader is unlocked")]
    Unlocked,
    /// The system is not the manufacturer's.
    #[error("the phone's system is not verified")]
    Boot,
    /// Made by another app.
    #[error("the key belongs to another app")]
    OtherApp,
    /// Not an attestation object.
    #[error("the attestation object cannot be read")]
    Object,
    /// The object is over the limit.
    #[error("the attestation object has more than {max} bytes", max = super::apple::MAX_OBJECT)]
    ObjectTooLarge,
    /// The leaf was made for other data.
    #[error("it was made for other client data than the keys of the assertion")]
    OtherClientData,
    /// The key was used before.
    #[error("its counter is not 0")]
    Counter,
    /// Of the other environment.
    #[error("it is of another environment of App Attest than the configured one")]
    Environment,
    /// The id is not that of the certified key.
    #[error("its credential id is not that of the certified key")]
    CredentialId,
}
