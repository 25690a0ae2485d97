import Foundation
import Haetae
import Testing

/// The vectors of the repository through the SDK.
@Suite struct VectorTests {
    @Test func everyCodeOfChecksHasItsVerdict() throws {
        try run([Vectors.checks.scanner] + Vectors.checks.checks)
    }

    @Test func everyCodeOfRulesHasItsVerdictAndShowsWhatItsPolicyShows() throws {
        struct Rules: Decodable { let checks: [CheckScanner] }
        try run(try Vectors.read("rules.json", as: Rules.self).checks)
    }

    @Test func everySequenceOfTrustListsHasItsOutcomes() throws {
        struct Trust: Decodable {
            struct Case: Decodable {
                struct Pinned: Decodable {
                    let threshold: Int
                    let keys: [Hex]
                }
                struct Step: Decodable {
                    let data: Hex
                    let outcome: String
                }
                let name: String
                let pinned: Pinned
                let steps: [Step]
            }
            let cases: [Case]
        }
        let cases = try Vectors.read("trust.json", as: Trust.self).cases
        #expect(!cases.isEmpty)
        for vector in cases {
            let keys = vector.pinned.keys.map { key in
                let jwk = PublicJWK.ed25519(key.data)
                return #"{"kty":"\#(jwk.kty)","crv":"\#(jwk.crv)","x":"\#(jwk.x)"}"#
            }
            let roots = #"{"threshold":\#(vector.pinned.threshold),"keys":[\#(keys.joined(separator: ","))]}"#
            let scanner = try PassScanner(roots: roots, clock: ManualClock(0))
            for (number, step) in vector.steps.enumerated() {
                #expect(scanner.takeTrustList(step.data.data).rawValue == step.outcome, "\(vector.name), \(number)")
            }
        }
    }

    @Test func everySequenceOfBundlesHasItsOutcomes() throws {
        struct Store: Decodable {
            struct Case: Decodable {
                struct Step: Decodable {
                    let bundle: Hex
                    let outcome: String
                }
                let name: String
                let roots: Roots
                let steps: [Step]
            }
            let cases: [Case]
        }
        let cases = try Vectors.read("store.json", as: Store.self).cases
        #expect(!cases.isEmpty)
        for vector in cases {
            let scanner = try PassScanner(roots: vector.roots.text, clock: ManualClock(0))
            for (number, step) in vector.steps.enumerated() {
                #expect(scanner.takeBundle(step.bundle.data).rawValue == step.outcome, "\(vector.name), \(number)")
            }
        }
    }

    private func run(_ scanners: [CheckScanner]) throws {
        for vector in scanners {
            let clock = ManualClock(0)
            let scanner = try PassScanner(roots: vector.roots.text, clock: clock)
            for earlier in vector.earlier ?? [] { #expect(scanner.takeBundle(earlier.data) == .taken) }
            let outcome = scanner.takeBundle(vector.bundle.data).rawValue
            #expect(outcome == vector.outcome ?? "taken", "\(vector.name ?? "")")
            for code in vector.cases ?? [] {
                clock.set(code.now)
                scanner.forget()
                scanner.requireChallenge(code.requireChallenge ?? false)
                scanner.choosePolicy(code.policy)
                for challenge in code.challenges ?? [] { _ = try scanner.showChallenge(challenge.data) }
                compare(try scanner.check(code.qr), with: code)
            }
        }
        #expect(scanners.contains { !($0.cases ?? []).isEmpty })
    }

    private func compare(_ verdict: Verdict, with code: CheckCase) {
        let name = Comment(rawValue: code.name)
        let written = ([verdict.code] + verdict.warnings.map(\.rawValue)).joined(separator: "+")
        #expect(written == code.verdict, name)
        // Without a policy the vectors name the verdict alone.
        guard code.policy != nil else { return }
        switch verdict {
        case .admit(let admission): #expect(Shown(admission) == code.shown ?? Shown(), name)
        case .refuse(.policyNotMet(let rules, let messages)):
            #expect(rules == code.rules ?? [], name)
            #expect(messages.map(\.rule) == code.messages ?? [], name)
        case .unclear(.ruleFailed(let rule)): #expect([rule].compactMap { $0 } == code.rules ?? [], name)
        case .refuse, .unclear: #expect((code.rules ?? []).isEmpty && (code.messages ?? []).isEmpty, name)
        }
    }
}

extension Shown {
    init(_ admission: Admission) {
        self.init(
            name: admission.name, birth: admission.birth, evidence: admission.evidence?.map(ShownEvidence.init),
            issuer: admission.issuer, validUntil: admission.validUntil?.ISO8601Format())
    }
}

extension ShownEvidence {
    init(_ evidence: Evidence) {
        switch evidence {
        case .vaccination(let doses, let date, let product):
            self.init(kind: "vaccination", doses: doses, date: date, product: product)
        case .test(let sampledAt, let method):
            self.init(kind: "test", sampledAt: sampledAt.ISO8601Format(), method: method.rawValue)
        case .recovery(let date): self.init(kind: "recovery", date: date)
        case .exemption(let until): self.init(kind: "exemption", until: until)
        case .clearance(let policy, let until):
            self.init(kind: "clearance", until: until.ISO8601Format(), policy: policy)
        }
    }
}
