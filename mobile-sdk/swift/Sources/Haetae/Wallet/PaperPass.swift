import Foundation
internal import HaetaeCore

/// A paper pass that a phone keeps for a relative.
public struct PaperPass: Sendable, Hashable {
    /// `HT1:` and so on: the same code as on the paper.
    public let text: String
    /// What is in it, unchecked.
    public let inspected: Inspected

    /// `nil` if the text holds no paper pass.
    public init?(_ text: String) {
        guard let inspected = Inspected(text), inspected.isPaper else { return nil }
        self.text = text
        self.inspected = inspected
    }

    /// What scanners would decide about it at a time, by the data of this phone's scanner.
    public func status(by scanner: PassScanner?, at time: Date) throws(HaetaeError) -> PaperStatus {
        let core = try asking { try paperStanding(scanner: scanner?.core, text: text, now: time.wholeSeconds) }
        guard let core else { throw HaetaeError(.pass, "the text is no paper pass") }
        return PaperStatus(core)
    }
}

/// What scanners would decide about a paper pass, as far as this phone knows.
public enum PaperStatus: Sendable, Hashable, CaseIterable {
    /// Nothing speaks against it.
    case good
    /// This phone lacks the data to decide, or to rule out a revocation.
    case unchecked
    case notYet
    case expired
    case revoked
    /// The key that signed it is no longer valid: the paper must be printed again.
    case replaced
    /// No issuer that this phone trusts has signed it.
    case notGenuine

    init(_ core: HaetaeCore.PaperStanding) {
        self =
            switch core {
            case .good: .good
            case .unchecked: .unchecked
            case .notYet: .notYet
            case .expired: .expired
            case .revoked: .revoked
            case .replaced: .replaced
            case .notGenuine: .notGenuine
            }
    }
}
