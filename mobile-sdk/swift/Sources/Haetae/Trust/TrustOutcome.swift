internal import HaetaeCore

/// What became of data that a scanner was offered (wire format, sections 5 and 7). The raw value is its word.
public enum TrustOutcome: String, Sendable, Hashable, CaseIterable {
    /// It is in force now.
    case taken
    /// It was in force already.
    case unchanged
    /// It does not decode, or contradicts itself.
    case malformed
    /// The trust list that the manifest pins is not there.
    case missingFile = "missing_file"
    /// It is older than what is in force.
    case rollback
    /// It is as new as what is in force, and different.
    case conflict
    /// Not enough roots have signed the trust list.
    case unsigned
    /// Its key is not on the trust list for this, or was not in use when it was issued.
    case unknownKey = "unknown_key"
    /// Its signature is wrong.
    case badSignature = "bad_signature"
    /// With it, more bytes would be kept than a scanner has room for.
    case tooLarge = "too_large"

    init(_ core: HaetaeCore.TrustOutcome) {
        self =
            switch core {
            case .taken: .taken
            case .unchanged: .unchanged
            case .malformed: .malformed
            case .missingFile: .missingFile
            case .rollback: .rollback
            case .conflict: .conflict
            case .unsigned: .unsigned
            case .unknownKey: .unknownKey
            case .badSignature: .badSignature
            case .tooLarge: .tooLarge
            }
    }
}
