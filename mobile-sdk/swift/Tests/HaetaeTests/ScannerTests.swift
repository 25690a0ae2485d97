import Foundation
import Haetae
import Testing

@Suite struct ScannerTests {
    @Test func aGoodCodeIsAdmittedWithWhatTheVenueMaySee() throws {
        let scanner = try loadedScanner()
        let verdict = try scanner.check(Vectors.checks.text("presentation-0"))
        guard case .admit(let admission) = verdict else { throw HaetaeError(.pass, verdict.code) }
        #expect(admission.evidence?.isEmpty == false)
        #expect(admission.issuer != nil)
        #expect(try #require(admission.validUntil) > Date(Vectors.checks.now))
        #expect(verdict.nextStep == .enter)
        #expect(!verdict.isMisread)
    }

    @Test func everyVerdictAndWarningHasWordsInBothLanguages() throws {
        let scanner = try loadedScanner()
        var headlines: Set<String> = []
        for name in ["presentation-0", "copied-pass", "paper-good"] {
            let verdict = try scanner.check(Vectors.checks.text(name))
            for language in Language.allCases { headlines.insert(verdict.words(in: language).headline) }
        }
        // Two admissions have the same words.
        #expect(headlines.count == 4)
        for warning in Warning.allCases {
            let words = Language.allCases.map { warning.words(in: $0).headline }
            #expect(Set(words).count == 2 && !words.contains(""))
        }
    }

    @Test(arguments: [
        "", "{}", "[]", #"{"threshold":1,"keys":[]}"#,
        #"{"threshold":1,"keys":[{"kty":"OKP","crv":"Ed25519","x":"AA"}]}"#,
    ])
    func rootsThatAreNoneAreRefused(roots: String) {
        let error = failure { () throws(HaetaeError) in try PassScanner(roots: roots) }
        #expect(error?.part == .roots)
        #expect(error?.localizedDescription.hasPrefix("the roots are not a root set") == true)
    }

    @Test(arguments: ["", " ", "HP1:", "HT1:%%%", "HP1:ABC", String(repeating: "A", count: 1_000_000), "HQ1:0", "가"])
    func textsThatAreNoPassAreUnclear(text: String) throws {
        let verdict = try loadedScanner().check(text)
        guard case .unclear = verdict else { throw HaetaeError(.pass, verdict.code) }
        #expect([.scanAgain, .updateApp].contains(verdict.nextStep))
    }

    @Test(arguments: [-1, 253_402_300_800, Int64.max / 2_000, Int64.min / 2_000])
    func aClockThatShowsNoTimeIsAnErrorAndNoVerdict(now: Int64) throws {
        let scanner = try loadedScanner(ManualClock(now))
        #expect(failure { () throws(HaetaeError) in try scanner.check("HP1:") }?.part == .time)
        #expect(failure { () throws(HaetaeError) in try scanner.trust() }?.part == .time)
    }

    @Test func noBytesThatArriveBreakAScanner() throws {
        let scanner = try newScanner()
        for bytes in [Data(), Data([0xff]), Data("{}".utf8), Vectors.checks.bundle.data.dropLast()] {
            #expect(scanner.takeBundle(Data(bytes)) == .malformed)
            #expect(scanner.takeTrustList(Data(bytes)) == .malformed)
        }
        #expect(scanner.takeBundle(Vectors.checks.bundle.data) == .taken)
        #expect(scanner.takeBundle(Vectors.checks.bundle.data) == .unchanged)
    }

    @Test func aBundleGoesFromOneScannerToAnother() throws {
        let (full, empty) = (try loadedScanner(), try newScanner())
        #expect(try empty.bundle(mostBytes: 1_000_000) == nil)
        #expect(empty.takeBundle(try #require(try full.bundle(mostBytes: 1_000_000))) == .taken)
        #expect(try empty.trust().manifest == full.trust().manifest)
        #expect(failure { () throws(HaetaeError) in try full.bundle(mostBytes: -1) }?.part == .size)
    }

    @Test func aChallengeIsShownAndRequired() throws {
        let scanner = try loadedScanner()
        let challenge = try scanner.showChallenge()
        #expect(Challenge.isChallenge(challenge.text))
        #expect(!Challenge.isChallenge("HP1:"))
        #expect(challenge.code.size >= 21)
        #expect(challenge.code[row: 0, column: 0] && !challenge.code[row: -1, column: 0])
        scanner.requireChallenge(true)
        #expect(try scanner.check(Vectors.checks.text("presentation-0")) == .unclear(.challengeMissing))
        for count in [0, 7, 17] {
            #expect(
                failure { () throws(HaetaeError) in try scanner.showChallenge(Data(count: count)) }?.part == .challenge)
        }
    }

    @Test func aPolicyWithoutRulesIsRulesMissing() throws {
        let scanner = try loadedScanner()
        scanner.choosePolicy("no-such-policy")
        #expect(try scanner.check(Vectors.checks.text("presentation-0")) == .unclear(.rulesMissing))
        #expect(try newScanner().policies() == .missing)
    }

    @Test func theSamePassIsSeenBeforeUntilItIsForgotten() throws {
        let scanner = try loadedScanner()
        let text = Vectors.checks.text("presentation-0")
        #expect(try scanner.check(text).warnings == [])
        #expect(try scanner.check(text).warnings == [.seenBefore])
        scanner.forget()
        #expect(try scanner.check(text).warnings == [])
    }

    @Test func theKindOfACodeIsKnownByItsBeginning() {
        #expect(CodeKind("HT1:X") == .pass)
        #expect(CodeKind("HP1:X") == .presentation)
        #expect(CodeKind("HQ1:X") == .challenge)
        #expect(CodeKind("https://example.org/") == nil)
    }

    @Test func aTextThatNoQRCodeHoldsIsAnError() {
        #expect(failure { () throws(HaetaeError) in try QRCode("가") }?.part == .text)
        #expect(failure { () throws(HaetaeError) in try QRCode(String(repeating: "A", count: 4_000)) }?.part == .text)
    }

    @Test func manyThreadsUseOneScanner() async throws {
        let scanner = try loadedScanner()
        let text = Vectors.checks.text("presentation-0")
        let codes = try await withThrowingTaskGroup(of: String.self) { group in
            for _ in 0..<64 { group.addTask { try scanner.check(text).code } }
            return try await group.reduce(into: Set()) { $0.insert($1) }
        }
        #expect(codes == ["admit"])
    }
}
