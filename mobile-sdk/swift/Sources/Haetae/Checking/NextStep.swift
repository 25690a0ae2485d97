internal import HaetaeCore

/// What the person at the door, or the scanner itself, does next: programs need not list codes.
public enum NextStep: String, Sendable, Hashable, CaseIterable {
    /// They come in.
    case enter
    /// Compare the name with an identity card.
    case compareCard = "compare_card"
    /// Look whether it is the same person.
    case lookAtPerson = "look_at_person"
    case scanAgain = "scan_again"
    /// The app that shows the pass is to be updated.
    case updateApp = "update_app"
    /// The live code is to be shown.
    case openApp = "open_app"
    /// The pass is to be shown on the phone that it was issued to.
    case ownPhone = "own_phone"
    case answerChallenge = "answer_challenge"
    /// The paper pass is to be printed again.
    case printAgain = "print_again"
    /// Only the issuer knows the reason.
    case askIssuer = "ask_issuer"
    /// The pass begins later.
    case wait
    /// Newer trust data may change the verdict.
    case updateScanner = "update_scanner"
    /// This scanner's clock is to be set.
    case setClock = "set_clock"
    case turnAway = "turn_away"

    init(_ core: HaetaeCore.NextStep) {
        self =
            switch core {
            case .enter: .enter
            case .compareCard: .compareCard
            case .lookAtPerson: .lookAtPerson
            case .scanAgain: .scanAgain
            case .updateApp: .updateApp
            case .openApp: .openApp
            case .ownPhone: .ownPhone
            case .answerChallenge: .answerChallenge
            case .printAgain: .printAgain
            case .askIssuer: .askIssuer
            case .wait: .wait
            case .updateScanner: .updateScanner
            case .setClock: .setClock
            case .turnAway: .turnAway
            }
    }
}
