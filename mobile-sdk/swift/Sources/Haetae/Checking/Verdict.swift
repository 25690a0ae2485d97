internal import HaetaeCore

/// The result of a check. "Cannot decide" is never shown as "no".
public enum Verdict: Sendable, Hashable {
    /// Let them in; with what the venue may see.
    case admit(Admission)
    /// No, with proof.
    case refuse(Refusal)
    /// This scanner cannot decide, and says what to do next.
    case unclear(Unclear)
}

extension Verdict {
    /// `admit`, or the code of section 10 of the wire format.
    public var code: String { core.code() }

    /// The reason in a few words, and what to do next.
    public func words(in language: Language) -> VerdictText {
        VerdictText(core.words(language: language.core))
    }

    /// What to do next. The warnings of an admission have steps of their own.
    public var nextStep: NextStep { NextStep(core.nextStep()) }

    /// Whether a device that types what it reads may have garbled the code: where there are other readings of the same
    /// input, check those.
    public var isMisread: Bool { core.misread() }

    /// What to look at with an admission, in the order of section 10; others have none.
    public var warnings: [Warning] {
        switch self {
        case .admit(let admission): admission.warnings
        case .refuse, .unclear: []
        }
    }

    /// Whether the scanner's data may be too old for it: the key is unknown, or the status list of the day is missing or
    /// not the newest.
    var mayBeOutdated: Bool {
        switch self {
        case .admit: warnings.contains { $0 == .statusMissing || $0 == .statusOld }
        case .unclear(let unclear): unclear == .unknownKey || unclear == .statusRequired
        case .refuse: false
        }
    }
}

extension Verdict {
    init(_ core: HaetaeCore.Verdict) {
        switch core {
        case .admit(let admission): self = .admit(Admission(admission))
        case .refuse(let refusal): self = .refuse(Refusal(refusal))
        case .unclear(let unclear): self = .unclear(Unclear(unclear))
        }
    }

    /// For the words of the core, which depend on nothing that is in an admission.
    private var core: HaetaeCore.Verdict {
        switch self {
        case .admit: .admit(admission: Self.anyAdmission)
        case .refuse(let refusal): .refuse(refusal: refusal.core)
        case .unclear(let unclear): .unclear(unclear: unclear.core)
        }
    }

    private static let anyAdmission = HaetaeCore.Admission(
        warnings: [], evidence: nil, name: nil, birth: nil, issuer: nil, validUntil: nil)
}
