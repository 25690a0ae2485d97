import Foundation
internal import HaetaeCore

/// A good pass, with what the venue may see of it: everything, or what its policy shows.
public struct Admission: Sendable, Hashable {
    /// In the order of section 10 of the wire format.
    public let warnings: [Warning]
    /// 1 to 4 pieces; `nil` if the policy does not show them.
    public let evidence: [Evidence]?
    /// The holder's masked name, if the pass carries it.
    public let name: String?
    /// The holder's birthday as `MM-DD`, if the pass carries it.
    public let birth: String?
    public let issuer: String?
    /// The pass is not valid at or after this time.
    public let validUntil: Date?

    init(_ core: HaetaeCore.Admission) {
        warnings = core.warnings.map(Warning.init)
        evidence = core.evidence?.map(Evidence.init)
        name = core.name
        birth = core.birth
        issuer = core.issuer
        validUntil = core.validUntil.map(Date.init(seconds:))
    }
}
