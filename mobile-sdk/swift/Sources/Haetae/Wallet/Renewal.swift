import Foundation
internal import HaetaeCore

/// What scanners decide about a pass that its phone presents correctly.
public enum PassStatus: Sendable, Hashable {
    /// Nothing speaks against it.
    case good
    /// It has expired.
    case ended
    /// Its key was withdrawn: it is refused from this time on, which may be in the past.
    case withdrawn(from: Date)
    /// Its key is no longer on the trust list, or not for this pass.
    case keyGone
    case revoked

    init(_ core: HaetaeCore.OwnPass) {
        self =
            switch core.standing {
            case .good: .good
            case .ended: .ended
            case .withdrawn: .withdrawn(from: Date(seconds: core.from ?? 0))
            case .keyGone: .keyGone
            case .revoked: .revoked
            }
    }
}

/// What a phone should do about its passes.
public struct Renewal: Sendable, Hashable {
    /// By day.
    public let passes: [PassStatus]
    /// When to renew: the planned time, or an earlier one. This may be in the past.
    public let at: Date
}

/// What to ask the service for.
public struct Due: Sendable, Hashable {
    /// The civil days; empty where nothing is due.
    public let days: [String]
    /// Whether there is no pass to show now that scanners accept.
    public let isUrgent: Bool

    init(_ core: HaetaeCore.Due) {
        days = core.days
        isUrgent = core.urgent
    }
}
