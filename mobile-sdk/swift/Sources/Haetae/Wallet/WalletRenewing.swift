import Foundation
internal import HaetaeCore

/// What came of `Wallet.renew`.
public enum RenewalResult: Sendable, Hashable {
    /// Nothing is due.
    case notDue
    /// Something is due, and after an earlier failure the service may be asked from this time on.
    case waiting(until: Date)
    /// The answer is stored; it had so many passes.
    case renewed(passes: Int)
}

extension Wallet {
    /// Asks the service for what is due, if anything is and the core's pauses after failures allow it, and stores the
    /// answer. What the holder has asked for waits for nothing. The keys are stored before they are sent: after a lost
    /// answer, the same request is made again and gets the same passes. The pauses are kept over restarts.
    ///
    /// Fails as the service does; the passes that are there stay as they are. Call it when the app is opened, when the
    /// network is back, and at `Holder.refreshAfter`.
    @discardableResult
    public func renew(
        _ id: String, today: String, from service: any PassService, days: Int = Limits.current.daysKept,
        isAskedFor: Bool = false
    ) async throws -> RenewalResult {
        let due = try due(id, today: today, days: days, isAskedFor: isAskedFor)
        if due.days.isEmpty { return .notDue }
        let timer = timer(id)
        let earliest = try asking { try timer.next(now: now) }
        if earliest > now && !isAskedFor { return .waiting(until: Date(seconds: earliest)) }
        let request = try await prepareRequest(id, days: due.days)
        try asking { try timer.sent(now: now) }
        try keepTimer(id, timer)
        do {
            let answer = try await service.passes(for: id, request)
            try storeAnswer(id, answer)
            try ended(id, timer) { try timer.answered(now: $0) }
            return .renewed(passes: answer.passes.count)
        } catch let problem as ServiceProblem where problem.isDecision {
            try ended(id, timer) { try timer.refusedByIssuer(now: $0) }
            throw problem
        } catch {
            // A time in the past is none that somebody has set.
            let retryAfter = (error as? ServiceProblem)?.retryAfter.flatMap { $0 < 0 ? nil : Int64($0) }
            try ended(id, timer) { try timer.failed(now: $0, retryAfter: retryAfter, urgent: due.isUrgent) }
            throw error
        }
    }

    /// Notes how a request ended.
    private func ended(_ id: String, _ timer: CoreRequestTimer, _ note: (Int64) throws -> Void) throws(HaetaeError) {
        try asking { try note(now) }
        try keepTimer(id, timer)
    }

    private var now: Int64 { clock.now.wholeSeconds }
}
