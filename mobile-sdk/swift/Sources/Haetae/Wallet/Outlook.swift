import Foundation
internal import HaetaeCore

/// Where a pass is good, by the rules that this phone holds, or why it cannot tell. It is no verdict: scanners check more
/// than rules, and may have newer ones. Do not give it the colours of one.
public enum Outlook: Sendable, Hashable {
    /// By this time; `issued` is when the data was issued that names these rules as the newest. One policy for each id,
    /// in the order of the rules.
    case known(now: Date, issued: Date, policies: [PolicyOutlook])
    case unknown(NoOutlook)

    init(_ core: HaetaeCore.Outlook) {
        self =
            switch core {
            case .known(let now, let known, let policies):
                .known(
                    now: Date(seconds: now), issued: Date(seconds: known), policies: policies.map(PolicyOutlook.init))
            case .unknown(let why): .unknown(NoOutlook(why))
            }
    }
}

/// What the policies of one id say of a pass: those in force, and those that begin later.
public struct PolicyOutlook: Sendable, Hashable {
    public let id: String
    public let name: RuleText
    /// When `answer` holds: now, or at the beginning of the policy or of a paper pass.
    public let asked: Date
    /// When the policy begins, if none of this id is in force now.
    public let begins: Date?
    public let answer: PolicyAnswer
    /// From when until when the pass meets the policy; `nil` if it does not within `Limits.outlookDays` of `asked`.
    public let good: Good?
    /// The time at which the rules say no, if the pass is good now and that is within a week.
    public let endsSoon: Date?

    init(_ core: HaetaeCore.PolicyOutlook) {
        id = core.id
        name = core.name
        asked = Date(seconds: core.asked)
        begins = core.begins.map(Date.init(seconds:))
        answer = PolicyAnswer(core.answer)
        good = core.good.map(Good.init)
        endsSoon = core.endsSoon.map(Date.init(seconds:))
    }
}

/// A time in which a pass meets a policy.
public struct Good: Sendable, Hashable {
    public let from: Date
    /// The first second at which it no longer does; `nil` if no end is in sight.
    public let until: Date?
    /// What the rules say at `until`; `nil` if the pass itself has expired then: a paper pass.
    public let after: PolicyAnswer?

    init(_ core: HaetaeCore.Good) {
        from = Date(seconds: core.from)
        until = core.until.map(Date.init(seconds:))
        after = core.after.map(PolicyAnswer.init)
    }
}

/// What the rules of a policy say.
public enum PolicyAnswer: Sendable, Hashable {
    case met
    /// No policy of this id is in force.
    case rulesMissing
    /// A rule cannot be evaluated: not a no.
    case ruleFailed(rule: String?)
    /// The ids of the rules that are false, and the rules' own words.
    case policyNotMet(rules: [String], messages: [RuleMessage])

    init(_ core: HaetaeCore.PolicyAnswer) {
        self =
            switch core {
            case .met: .met
            case .missing: .rulesMissing
            case .failed(let rule): .ruleFailed(rule: rule)
            case .notMet(let rules, let messages):
                .policyNotMet(rules: rules, messages: messages.map(RuleMessage.init))
            }
    }
}

/// Why this phone cannot tell where a pass is good. It never says anything about a person.
public enum NoOutlook: Sendable, Hashable, CaseIterable {
    /// There are no rules here, or none that count.
    case noRules
    /// This version cannot read the rules.
    case unreadable
    /// This phone's clock is wrong, or may be.
    case clock
    /// The data is so old that no scanner would use it.
    case outdated
    /// There is no pass that has not expired.
    case noPass
    /// Scanners refuse the pass, whatever the rules say.
    case refused

    init(_ core: HaetaeCore.NoOutlook) {
        self =
            switch core {
            case .noRules: .noRules
            case .unreadable: .unreadable
            case .clock: .clock
            case .outdated: .outdated
            case .noPass: .noPass
            case .refused: .refused
            }
    }
}
