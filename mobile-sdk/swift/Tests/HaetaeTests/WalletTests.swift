import Foundation
import OpenSSLKeys
import Testing

@testable import Haetae

@Suite struct WalletTests {
    private let clock = ManualClock(Vectors.checks.now)
    private let storage = MemorySlots()
    private let today = "2026-10-18"

    private func wallet(_ kind: OpenSSLKeys.Kind = .p256, _ clock: ManualClock? = nil) throws -> Wallet {
        try Wallet(storage: storage, keys: OpenSSLKeys(kind), clock: clock ?? self.clock, random: { 7 })
    }

    private func live(_ wallet: Wallet, challenge: String? = nil) async throws -> LiveCode {
        guard case .live(let code) = try await wallet.present("me", challenge: challenge) else {
            throw HaetaeError(.pass, "there is nothing to show")
        }
        return code
    }

    @Test(arguments: OpenSSLKeys.Kind.allCases)
    func aLiveCodeOfTheWalletIsAdmitted(kind: OpenSSLKeys.Kind) async throws {
        let (wallet, scanner) = (try wallet(kind), try loadedScanner(clock))
        try await wallet.renew("me", today: today, from: Issuer(), days: 2)
        // Signatures of P-256 have either s, so one is not enough.
        for _ in 0..<8 {
            scanner.forget()
            let code = try await live(wallet)
            #expect(code.made == clock.now && code.next == clock.now + 15)
            guard case .admit(let admission) = try scanner.check(code.text) else {
                throw HaetaeError(.pass, try scanner.check(code.text).code)
            }
            #expect(admission.evidence == [.recovery(date: "2026-02-16")])
            clock.pass(15)
        }
    }

    @Test func aLiveCodeAnswersAChallenge() async throws {
        let (wallet, scanner) = (try wallet(), try loadedScanner(clock))
        try await wallet.renew("me", today: today, from: Issuer(), days: 1)
        scanner.requireChallenge(true)
        let challenge = try scanner.showChallenge()
        #expect(try scanner.check(await live(wallet).text) == .unclear(.challengeMissing))
        #expect(try scanner.check(await live(wallet, challenge: challenge.text).text).nextStep == .enter)
        let error = await awaitedFailure { try await wallet.present("me", challenge: "HQ1:") }
        #expect((error as? HaetaeError)?.part == .challenge)
    }

    @Test func aCopyOfALiveCodeIsNotAdmittedLater() async throws {
        let (wallet, scanner) = (try wallet(), try loadedScanner(clock))
        try await wallet.renew("me", today: today, from: Issuer(), days: 1)
        let code = try await live(wallet)
        clock.pass(61)
        #expect(try scanner.check(code.text) == .unclear(.holderProofStale))
        #expect(try scanner.check(code.pass.qr) == .unclear(.holderProofMissing))
    }

    @Test func whatIsStoredIsThereAfterARestart() async throws {
        let first = try wallet()
        try await first.putHolder("me", label: "나")
        let due = try await first.due("me", today: today, days: 2)
        #expect(due.days == ["2026-10-18", "2026-10-19"] && due.isUrgent)
        #expect(try await first.renew("me", today: today, from: Issuer(), days: 2) == .renewed(passes: 2))
        #expect(try await first.renew("me", today: today, from: Issuer(), days: 2) == .notDue)
        let again = try wallet()
        #expect(await again.holders() == [Holder(id: "me", label: "나", refreshAfter: Date(try Issuer().refreshAfter))])
        #expect(try await again.passes("me") == first.passes("me"))
        #expect(try await again.passes("me").count == 2)
        #expect(try await live(again).text.hasPrefix("HP1:"))
        let rest = try await again.due("me", today: today, days: 2)
        #expect(rest.days.isEmpty && !rest.isUrgent)
    }

    @Test func theKeysOfARequestMoveToOtherDays() async throws {
        let wallet = try wallet()
        let asked = try await wallet.prepareRequest("me", days: ["2026-10-17", "2026-10-18"])
        try await wallet.moveRequest("me", days: ["2026-10-17", "2026-10-18"], to: ["2026-10-18", "2026-10-19"])
        let moved = try await self.wallet().prepareRequest("me", days: ["2026-10-18", "2026-10-19"])
        #expect(moved.digest == asked.digest && moved.holderKeys.map(\.day) == ["2026-10-18", "2026-10-19"])
        for (days, to) in [
            (["2026-10-17"], ["2026-10-20"]), (["2026-10-18"], ["never"]), (["2026-10-18"], []),
            (["2026-10-18", "2026-10-19"], ["2026-10-20", "2026-10-20"]),
        ] {
            let refused = await awaitedFailure { try await wallet.moveRequest("me", days: days, to: to) }
            #expect(refused is HaetaeError)
        }
        try await wallet.renew("me", today: today, from: Issuer(), days: 1)
        let shown = try await live(wallet)
        for (days, to) in [([today], ["2026-10-20"]), (["2026-10-19"], [today])] {
            let refused = await awaitedFailure { try await wallet.moveRequest("me", days: days, to: to) }
            #expect((refused as? HaetaeError)?.part == .wallet)
        }
        #expect(try await live(wallet).pass == shown.pass)
    }

    @Test func aDayKeepsItsKeySoThatTheSameRequestIsMadeAgain() async throws {
        let first = try await wallet().prepareRequest("me", days: ["2026-10-17", "2026-10-18"])
        let again = try await wallet().prepareRequest("me", days: ["2026-10-18", "2026-10-17"])
        #expect(again.holderKeys.reversed() == first.holderKeys)
        #expect(again.digest == first.digest)
        #expect(first.digest.count == 43)
        let body = try JSONSerialization.jsonObject(with: first.body()) as? [String: [[String: Any]]]
        #expect(body?["holder_keys"]?.map { $0["day"] as? String } == ["2026-10-17", "2026-10-18"])
    }

    @Test func twoRequestsAtOnceHaveTheSameKeys() async throws {
        let wallet = try wallet()
        async let one = wallet.prepareRequest("me", days: [today])
        async let other = wallet.prepareRequest("me", days: [today])
        let requests = try await [one, other, self.wallet().prepareRequest("me", days: [today])]
        #expect(requests[0] == requests[1] && requests[1] == requests[2])
    }

    @Test func anAnswerThatWasNotAskedForIsRefusedAsAWhole() async throws {
        let (wallet, issuer) = (try wallet(), try Issuer())
        let request = try await wallet.prepareRequest("me", days: [today])
        let good = try issuer.pass(for: request.holderKeys[0].jwk, day: today)
        let later = try issuer.pass(for: request.holderKeys[0].jwk, day: "2026-10-19")
        let paper = Vectors.checks.text("paper-good")
        for bad in [
            [good, later],
            [IssuedPass(day: today, qr: "HT1:NO", notBefore: good.notBefore, expires: good.expires)],
            [IssuedPass(day: today, qr: paper, notBefore: good.notBefore, expires: good.expires)],
        ] {
            let answer = PassesAnswer(passes: bad, refreshAfter: clock.now, serverTime: clock.now)
            let error = await awaitedFailure { try await wallet.storeAnswer("me", answer) }
            #expect((error as? HaetaeError)?.part == .answer)
            #expect(try await wallet.passes("me").isEmpty)
        }
        guard case .nothing(let none) = try await wallet.present("me") else { throw HaetaeError(.pass, "a code") }
        #expect(none.why == .noPass)
    }

    @Test func anAnswerWithAnImpossibleTimeIsRefused() async throws {
        let wallet = try wallet()
        let answer = PassesAnswer(passes: [], refreshAfter: Date.distantPast, serverTime: clock.now)
        #expect((await awaitedFailure { try await wallet.storeAnswer("me", answer) } as? HaetaeError)?.part == .time)
        #expect(
            (await awaitedFailure { try await wallet.prepareRequest("me", days: ["soon"]) } as? HaetaeError)?.part
                == .day)
        #expect((await awaitedFailure { try await wallet.due("me", today: "") } as? HaetaeError)?.part == .day)
        _ = try self.wallet()
    }

    @Test func theOwnerLearnsUntilWhenThereIsAPassAndWhyThereIsNone() async throws {
        let wallet = try wallet()
        #expect(try await wallet.coverage("me").nothing == .noPass)
        try await wallet.renew("me", today: today, from: Issuer(), days: 1)
        let pass = try #require(try await wallet.passes("me").first)
        #expect(try await wallet.coverage("me").until == pass.inspected.expires)
        clock.pass(2 * 86_400)
        #expect(try await wallet.coverage("me").nothing == .over)
        #expect(try await wallet.due("me", today: "2026-10-20", days: 1).isUrgent)
    }

    @Test func theClockIsCorrectedAndAWrongOneSaysSo() async throws {
        let phone = ManualClock(1_000)
        let wallet = try wallet(.p256, phone)
        #expect(await wallet.time().trust == .unconfirmed)
        try await wallet.learnTime(Date(1_600))
        phone.pass(60)
        let time = await wallet.time()
        #expect(time.now == Date(1_660) && time.trust == .confirmed && time.state == .corrected)
        #expect(time.behind == 600 && time.correction == 600 && time.earliest == Date(1_660))
        // A scanner beside it goes by the same time.
        #expect(wallet.clock.now == Date(1_660))
        // What was learned bounds the time after a restart too.
        #expect(try await self.wallet(.p256, ManualClock(500)).time().state == .estimated)
    }

    @Test func passesAreCheckedAgainstTheDataAndTheResultOutlivesNewPasses() async throws {
        let (wallet, scanner) = (try wallet(), try loadedScanner(clock))
        #expect(try await wallet.renewal("me", by: scanner) == nil)
        try await wallet.renew("me", today: today, from: Issuer(), days: 1)
        #expect(try await wallet.passes("me").map(\.status) == [nil])
        #expect(try await wallet.renewal("me", by: scanner)?.passes == [.good])
        try await wallet.renew("me", today: today, from: Issuer(), days: 2, isAskedFor: true)
        #expect(try await wallet.passes("me").first?.status == .good)
        #expect(try await wallet.outlook("me", by: scanner) == .unknown(.noRules))
    }

    @Test func expiredPassesAreDiscardedButNotByAClockThatWasSetAhead() async throws {
        let wallet = try wallet()
        try await wallet.renew("me", today: today, from: Issuer(), days: 1)
        clock.set(Vectors.checks.now + 30 * 86_400)
        try await wallet.discardExpired("me")
        #expect(try await wallet.passes("me").count == 1)
        clock.set(Vectors.checks.now)
        clock.pass(30 * 86_400)
        try await wallet.discardExpired("me")
        #expect(try await wallet.passes("me").isEmpty)
    }

    @Test func aHolderIsDeletedWithEverything() async throws {
        let wallet = try wallet()
        try await wallet.renew("me", today: today, from: Issuer(), days: 1)
        try await wallet.deleteHolder("me")
        #expect(await wallet.holders().isEmpty)
        #expect(try await self.wallet().passes("me").isEmpty)
    }

    @Test func paperPassesAreKeptApart() throws {
        let paper = try #require(PaperPass(Vectors.checks.text("paper-good")))
        #expect(PaperPass(Vectors.checks.text("copied-pass")) == nil)
        #expect(try paper.status(by: loadedScanner(clock), at: clock.now) == .good)
        #expect(try paper.status(by: nil, at: clock.now) == .unchecked)
    }
}
