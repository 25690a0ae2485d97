import Foundation
internal import HaetaeCore

/// A no that this scanner can prove.
public enum Refusal: Sendable, Hashable {
    /// The key that signed it is withdrawn. On paper nothing fetches a new one by itself.
    case keyWithdrawn(isPaper: Bool)
    /// The key that signed it was not in use when the pass begins.
    case keyNotValidThen
    /// The key that signed it may not sign such a pass.
    case keyNotAllowed
    /// The issuer did not sign this.
    case badSignature
    /// The pass has expired.
    case expired(since: Date, isPaper: Bool)
    /// The issuer took the pass back.
    case revoked
    /// The phone that shows it is not the one that it was issued to.
    case holderProofInvalid
    /// The policy asks for something else: the ids of all rules that are false, and the rules' own words for the
    /// evidence that the pass holds.
    case policyNotMet(rules: [String], messages: [RuleMessage])

    /// The code of section 10 of the wire format.
    public var code: String { Verdict.refuse(self).code }
}

extension Refusal {
    init(_ core: HaetaeCore.Refusal) {
        self =
            switch core {
            case .keyWithdrawn(let paper): .keyWithdrawn(isPaper: paper)
            case .keyNotValidThen: .keyNotValidThen
            case .keyNotAllowed: .keyNotAllowed
            case .badSignature: .badSignature
            case .expired(let since, let paper): .expired(since: Date(seconds: since), isPaper: paper)
            case .revoked: .revoked
            case .holderProofInvalid: .holderProofInvalid
            case .policyNotMet(let rules, let messages):
                .policyNotMet(rules: rules, messages: messages.map(RuleMessage.init))
            }
    }

    var core: HaetaeCore.Refusal {
        switch self {
        case .keyWithdrawn(let isPaper): .keyWithdrawn(paper: isPaper)
        case .keyNotValidThen: .keyNotValidThen
        case .keyNotAllowed: .keyNotAllowed
        case .badSignature: .badSignature
        case .expired(let since, let isPaper): .expired(since: since.wholeSeconds, paper: isPaper)
        case .revoked: .revoked
        case .holderProofInvalid: .holderProofInvalid
        case .policyNotMet(let rules, let messages): .policyNotMet(rules: rules, messages: messages.map(\.core))
        }
    }
}
