import Foundation
import HaetaeCore
import Testing

@testable import Haetae

/// The values of this SDK beside those of the core.
@Suite struct ConversionTests {
    @Test func codesAreThoseOfTheCore() {
        for warning in Haetae.Warning.allCases { #expect(warning.rawValue == warning.core.code()) }
        let steps: [HaetaeCore.NextStep] = [
            .enter, .compareCard, .lookAtPerson, .scanAgain, .updateApp, .openApp, .ownPhone, .answerChallenge,
            .printAgain, .askIssuer, .wait, .updateScanner, .setClock, .turnAway,
        ]
        #expect(steps.map { Haetae.NextStep($0).rawValue } == steps.map { $0.code() })
        #expect(steps.count == Haetae.NextStep.allCases.count)
        let outcomes: [HaetaeCore.TrustOutcome] = [
            .taken, .unchanged, .malformed, .missingFile, .rollback, .conflict, .unsigned, .unknownKey, .badSignature,
            .tooLarge,
        ]
        #expect(outcomes.map { Haetae.TrustOutcome($0).rawValue } == outcomes.map { $0.code() })
        #expect(outcomes.count == Haetae.TrustOutcome.allCases.count)
    }

    @Test(arguments: [
        Haetae.Refusal.keyWithdrawn(isPaper: true), .keyWithdrawn(isPaper: false), .keyNotValidThen, .keyNotAllowed,
        .badSignature, .expired(since: Date(5), isPaper: true), .expired(since: Date(5), isPaper: false), .revoked,
        .holderProofInvalid, .policyNotMet(rules: ["R"], messages: []),
    ])
    func aRefusalGoesToTheCoreAndComesBack(refusal: Haetae.Refusal) {
        #expect(Haetae.Refusal(refusal.core) == refusal)
        #expect(refusal.code == Haetae.Verdict.refuse(refusal).code)
    }

    @Test(arguments: [
        Haetae.Unclear.unreadable, .unknownFormat, .malformed, .unknownKey, .specimen, .clockSuspect,
        .notYetValid(from: Date(5)), .holderProofMissing, .holderProofStale, .challengeMissing, .statusRequired,
        .trustExpired, .rulesMissing, .ruleFailed(rule: "R"), .ruleFailed(rule: nil),
    ])
    func anUnclearVerdictGoesToTheCoreAndComesBack(unclear: Haetae.Unclear) {
        #expect(Haetae.Unclear(unclear.core) == unclear)
        #expect(unclear.code == Haetae.Verdict.unclear(unclear).code)
    }
}
