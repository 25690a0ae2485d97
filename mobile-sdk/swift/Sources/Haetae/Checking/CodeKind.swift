internal import HaetaeCore

/// What the text of a code begins as. Nothing about it has been checked.
public enum CodeKind: Sendable, Hashable, CaseIterable {
    /// `HT1:`: a pass as the issuer signed it, on paper.
    case pass
    /// `HP1:`: a live code.
    case presentation
    /// `HQ1:`: a venue's challenge.
    case challenge
    /// `HB1:`: one of the codes in which data goes from screen to screen.
    case series
    /// The link that sets up a scanner.
    case setup

    /// `nil` if it is not one of Haetae.
    public init?(_ text: String) {
        switch codeKind(text: text) {
        case .pass: self = .pass
        case .presentation: self = .presentation
        case .challenge: self = .challenge
        case .series: self = .series
        case .setup: self = .setup
        case nil: return nil
        }
    }
}
