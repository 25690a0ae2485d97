internal import HaetaeCore

/// What staff should look at with an admission (wire format, section 10). The raw value is its code.
public enum Warning: String, Sendable, Hashable, CaseIterable {
    /// A paper pass: compare the name with an identity card.
    case checkID = "check_id"
    /// The same pass was admitted here less than five minutes ago.
    case seenBefore = "seen_before"
    /// The trust data is old.
    case trustStale = "trust_stale"
    /// There is no status list of the pass's day.
    case statusMissing = "status_missing"
    /// The status list, or the changes beside it, are not the newest.
    case statusOld = "status_old"
    /// This scanner's clock is probably wrong.
    case clockSuspect = "clock_suspect"

    /// The reason in a few words, and what to do next.
    public func words(in language: Language) -> VerdictText { VerdictText(core.words(language: language.core)) }

    /// What to do about it.
    public var nextStep: NextStep { NextStep(core.nextStep()) }
}

extension Warning {
    init(_ core: HaetaeCore.Warning) {
        self =
            switch core {
            case .checkId: .checkID
            case .seenBefore: .seenBefore
            case .trustStale: .trustStale
            case .statusMissing: .statusMissing
            case .statusOld: .statusOld
            case .clockSuspect: .clockSuspect
            }
    }

    var core: HaetaeCore.Warning {
        switch self {
        case .checkID: .checkId
        case .seenBefore: .seenBefore
        case .trustStale: .trustStale
        case .statusMissing: .statusMissing
        case .statusOld: .statusOld
        case .clockSuspect: .clockSuspect
        }
    }
}
