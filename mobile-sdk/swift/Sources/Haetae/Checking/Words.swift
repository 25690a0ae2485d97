internal import HaetaeCore

/// A language of the words for people.
public enum Language: Sendable, Hashable, CaseIterable {
    /// 한국어
    case korean
    case english

    var core: HaetaeCore.Language {
        switch self {
        case .korean: .korean
        case .english: .english
        }
    }
}

/// The reason in a few words, and what to do next.
public struct VerdictText: Sendable, Hashable {
    public let headline: String
    /// Empty if there is nothing to do.
    public let advice: String

    init(_ core: HaetaeCore.VerdictText) {
        headline = core.headline
        advice = core.advice
    }
}

/// A text of the rules by language: `ko`, `en` and perhaps others. To be shown as text.
public typealias RuleText = [String: String]

/// The message of a rule that is false.
public struct RuleMessage: Sendable, Hashable {
    /// The id of the rule.
    public let rule: String
    public let text: RuleText

    init(_ core: HaetaeCore.RuleMessage) {
        rule = core.rule
        text = core.text
    }

    var core: HaetaeCore.RuleMessage { .init(rule: rule, text: text) }
}
