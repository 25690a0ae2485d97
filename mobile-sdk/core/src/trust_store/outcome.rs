/// What became of something that a trust store was offered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// It is in force now.
    Taken,
    /// It was in force already.
    Unchanged,
    /// It does not decode, or contradicts itself.
    Malformed,
    /// The trust list that the manifest pins is not at hand.
    MissingFile,
    /// It is older than what is in force.
    Rollback,
    /// It is as new as what is in force, and different.
    Conflict,
    /// Not enough roots have signed the trust list.
    Unsigned,
    /// Its key is not on the trust list for this, or was not in use when it was issued.
    UnknownKey,
    /// Its signature is wrong.
    BadSignature,
    /// With it, more bytes would be kept than a scanner has room for ([`MAX_KEPT_BYTES`](crate::MAX_KEPT_BYTES)).
    TooLarge,
}

impl Outcome {
    /// The word of sections 5 and 7 for this outcome.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Taken => "taken",
            Self::Unchanged => "unchanged",
            Self::Malformed => "malformed",
            Self::MissingFile => "missing_file",
            Self::Rollback => "rollback",
            Self::Conflict => "conflict",
            Self::Unsigned => "unsigned",
            Self::UnknownKey => "unknown_key",
            Self::BadSignature => "bad_signature",
            Self::TooLarge => "too_large",
        }
    }
}
