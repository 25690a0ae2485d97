import Foundation
internal import HaetaeCore

/// Why this scanner cannot decide. It is never a no.
public enum Unclear: Sendable, Hashable {
    /// There is no readable code in a picture.
    case unreadable
    /// A code, but not one of Haetae.
    case unknownFormat
    /// Not a pass that can be read.
    case malformed
    /// No key of that id issues passes; perhaps it is newer than this scanner's data.
    case unknownKey
    /// For training.
    case specimen
    /// This scanner's clock is wrong.
    case clockSuspect
    /// The pass begins later.
    case notYetValid(from: Date)
    /// A copy of a phone's pass: the live code is missing.
    case holderProofMissing
    /// The live code is too old, from a clock that is off, or for another challenge.
    case holderProofStale
    /// This scanner asks for an answer to its challenge, and the code gives none. Paper never does.
    case challengeMissing
    /// The policy requires the status list of the pass's day, and it is not here.
    case statusRequired
    /// This scanner's data has expired, or there is none yet.
    case trustExpired
    /// A policy is chosen, and none of that id is in force, or there are no rules.
    case rulesMissing
    /// A rule of the chosen policy cannot be evaluated; `nil` where the whole file cannot be read.
    case ruleFailed(rule: String?)

    /// The code of section 10 of the wire format.
    public var code: String { Verdict.unclear(self).code }
}

extension Unclear {
    init(_ core: HaetaeCore.Unclear) {
        self =
            switch core {
            case .unreadable: .unreadable
            case .unknownFormat: .unknownFormat
            case .malformed: .malformed
            case .unknownKey: .unknownKey
            case .specimen: .specimen
            case .clockSuspect: .clockSuspect
            case .notYetValid(let from): .notYetValid(from: Date(seconds: from))
            case .holderProofMissing: .holderProofMissing
            case .holderProofStale: .holderProofStale
            case .challengeMissing: .challengeMissing
            case .statusRequired: .statusRequired
            case .trustExpired: .trustExpired
            case .rulesMissing: .rulesMissing
            case .ruleFailed(let rule): .ruleFailed(rule: rule)
            }
    }

    var core: HaetaeCore.Unclear {
        switch self {
        case .unreadable: .unreadable
        case .unknownFormat: .unknownFormat
        case .malformed: .malformed
        case .unknownKey: .unknownKey
        case .specimen: .specimen
        case .clockSuspect: .clockSuspect
        case .notYetValid(let from): .notYetValid(from: from.wholeSeconds)
        case .holderProofMissing: .holderProofMissing
        case .holderProofStale: .holderProofStale
        case .challengeMissing: .challengeMissing
        case .statusRequired: .statusRequired
        case .trustExpired: .trustExpired
        case .rulesMissing: .rulesMissing
        case .ruleFailed(let rule): .ruleFailed(rule: rule)
        }
    }
}
