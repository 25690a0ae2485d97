import Foundation
internal import HaetaeCore

/// What a venue can choose of the rules in force.
public enum PolicyList: Sendable, Hashable {
    /// No rules are in force: every chosen policy is `rules_missing`.
    case missing
    /// This version cannot read the rules: every chosen policy is `rule_failed`.
    case unreadable
    /// The policies of the rules, in their order; those that follow each other share an id.
    case readable([Policy])

    init(_ core: HaetaeCore.PolicyList) {
        self =
            switch core.rules {
            case .missing: .missing
            case .unreadable: .unreadable
            case .readable: .readable(core.policies.map(Policy.init))
            }
    }
}

/// A policy of the rules in force.
public struct Policy: Sendable, Hashable {
    /// What it is chosen by.
    public let id: String
    public let name: RuleText
    /// The first second of it.
    public let from: Date
    /// The first second after it; `nil`: no end.
    public let until: Date?
    public let standing: PolicyStanding
    /// Whether a code must answer a challenge of the scanner.
    public let requiresChallenge: Bool
    /// What it says if the status list of the pass's day is missing; `nil` if it says nothing.
    public let status: PolicyStatus?

    init(_ core: HaetaeCore.PolicyState) {
        id = core.id
        name = core.name
        from = Date(seconds: core.from)
        until = core.until.map(Date.init(seconds:))
        standing = PolicyStanding(core.standing)
        requiresChallenge = core.challengeRequired
        status = core.status.map(PolicyStatus.init)
    }
}

/// Where a policy is on the time line.
public enum PolicyStanding: Sendable, Hashable, CaseIterable {
    case ended
    case current
    case later

    init(_ core: HaetaeCore.PolicyStanding) {
        self =
            switch core {
            case .ended: .ended
            case .current: .current
            case .later: .later
            }
    }
}

/// What a policy says of a missing status list.
public enum PolicyStatus: Sendable, Hashable, CaseIterable {
    /// An admission carries a warning.
    case warn
    /// No one is admitted.
    case required

    init(_ core: HaetaeCore.PolicyStatus) {
        self =
            switch core {
            case .warn: .warn
            case .required: .required
            }
    }
}
