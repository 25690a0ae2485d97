import Foundation

extension Wallet {
    /// Asks the service for what is due, if anything is, and stores the answer. Returns what was due. Its keys are stored
    /// before they are sent: after a lost answer, the same request is made again and gets the same passes.
    @discardableResult
    public func renew(
        _ id: String, today: String, from service: any PassService, days: Int = Limits.current.daysKept,
        isAskedFor: Bool = false
    ) async throws -> Due {
        let due = try due(id, today: today, days: days, isAskedFor: isAskedFor)
        if due.days.isEmpty { return due }
        let request = try await prepareRequest(id, days: due.days)
        try storeAnswer(id, try await service.passes(for: id, request))
        return due
    }
}
