import Foundation
import Haetae
import OpenSSLKeys
import Testing

/// How long a wallet waits after a failure: the core decides, and it is kept over restarts.
@Suite struct RenewingTests {
    private let clock = ManualClock(Vectors.checks.now)
    private let storage = MemorySlots()
    private let today = "2026-10-18"

    /// A service that fails in this way, until it is back.
    private final class Failing: PassService, @unchecked Sendable {
        private let error: any Error
        var isBack = false
        var requests: [PreparedRequest] = []

        init(_ error: any Error) { self.error = error }

        func passes(for holder: String, _ request: PreparedRequest) throws -> PassesAnswer {
            requests.append(request)
            guard isBack else { throw error }
            return try Issuer().passes(for: holder, request)
        }
    }

    private func wallet() throws -> Wallet {
        try Wallet(storage: storage, keys: OpenSSLKeys(), clock: clock, random: { 7 })
    }

    /// How long the wallet wants to wait after this failure, over a restart.
    private func pause(after service: Failing) async throws -> TimeInterval {
        let failed = await awaitedFailure { try await wallet().renew("me", today: today, from: service, days: 1) }
        #expect(failed != nil)
        guard case .waiting(let until) = try await wallet().renew("me", today: today, from: service, days: 1) else {
            throw HaetaeError(.answer, "it does not wait")
        }
        return until.timeIntervalSince(clock.now)
    }

    @Test func aFailureIsFollowedByAPauseAndTheSameRequest() async throws {
        let service = Failing(FetchError("there is no network"))
        let seconds = try await pause(after: service)
        #expect(seconds > 0 && seconds <= 300)
        service.isBack = true
        clock.pass(Int64(seconds) + 1)
        #expect(try await wallet().renew("me", today: today, from: service, days: 1) == .renewed(passes: 1))
        #expect(service.requests.count == 2)
        #expect(service.requests.first == service.requests.last)
    }

    @Test func theServiceSaysHowLongToWait() async throws {
        let busy = ServiceProblem(status: 503, code: "node_full", detail: "", retryAfter: 4_000)
        #expect(try await pause(after: Failing(busy)) >= 4_000)
    }

    @Test func aRetryAfterThatIsNoneIsAFailureAsAnyOther() async throws {
        let odd = ServiceProblem(status: 503, code: "node_full", detail: "", retryAfter: -5)
        #expect(try await pause(after: Failing(odd)) <= 300)
    }

    @Test(arguments: [
        "revoked", "unknown_subject", "no_evidence", "not_eligible", "not_yet_eligible", "sign_in_too_old",
        "fresh_sign_in_needed",
    ])
    func aDecisionIsAskedForAgainAfterMuchLonger(code: String) async throws {
        let decision = ServiceProblem(status: 403, code: code, detail: "", retryAfter: nil)
        #expect(decision.isDecision)
        #expect(try await pause(after: Failing(decision)) >= 1_800)
    }

    @Test func whatTheHolderAsksForWaitsForNothing() async throws {
        let service = Failing(FetchError("there is no network"))
        _ = try await pause(after: service)
        service.isBack = true
        let result = try await wallet().renew("me", today: today, from: service, days: 1, isAskedFor: true)
        #expect(result == .renewed(passes: 1))
    }
}
