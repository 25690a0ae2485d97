import Foundation
internal import HaetaeCore

/// Fetches what the core asks for, and stores the data in force: `await sync.restore()` once, then `await sync.run()` in
/// a task of the app.
public actor TrustSync {
    private let scanner: PassScanner
    private let base: URL
    private let storage: any SlotStorage
    private let http: any HTTPFetching
    private let timeoutSeconds: Double
    private let longestWaitSeconds: Double
    private let turns = Turns()
    private let alarm = Alarm()
    private var watchers: [UUID: AsyncStream<SyncStatus>.Continuation] = [:]

    /// The state of the sync.
    public private(set) var status = SyncStatus() {
        didSet { for watcher in watchers.values { watcher.yield(status) } }
    }

    /// Keeps a scanner up to date. `manifest` and `files/<sha256>` are below `base`, the address of the service's
    /// `/v1/trust/`. Nothing else may be in the storage. A fetch takes `timeoutSeconds` at most. After
    /// `longestWaitSeconds` the schedule is looked at again in any case: clocks are set, and tablets sleep.
    public init(
        scanner: PassScanner, base: URL, storage: any SlotStorage, http: any HTTPFetching = URLSessionFetcher(),
        timeoutSeconds: Double = 30, longestWaitSeconds: Double = 60
    ) {
        self.scanner = scanner
        self.base = base
        self.storage = storage
        self.http = http
        self.timeoutSeconds = timeoutSeconds
        self.longestWaitSeconds = longestWaitSeconds
        scanner.whenOutdated { [alarm] in Task { await alarm.ring() } }
    }

    /// Restores the stored data: every signature is verified again. Codes can be checked when it returns.
    @discardableResult
    public func restore() -> RestoreResult {
        let restored = restored()
        status.restored = restored
        return restored
    }

    /// Keeps the data up to date until its task is cancelled.
    public func run() async {
        while !Task.isCancelled {
            var wait = longestWaitSeconds
            do {
                let until = try await catchUp()
                wait = min(max(until.timeIntervalSince(scanner.clock.now), 0), wait)
            } catch {
                status.trouble = error.message
            }
            await alarm.wait(atMost: wait)
        }
    }

    /// Fetches everything that is due now. Returns when the next fetch is due. Ends early if its task is cancelled. Fails
    /// if this device's clock shows no time from 1970 to 9999.
    @discardableResult
    public func catchUp() async throws(HaetaeError) -> Date {
        await turns.begin()
        let end: Result<Date, HaetaeError>
        do { end = .success(try await caughtUp()) } catch { end = .failure(error) }
        await turns.end()
        return try end.get()
    }

    /// Looks for new data now, if `run` is running.
    public func refresh() async {
        scanner.core.refresh()
        await alarm.ring()
    }

    /// Loads a bundle, from a file or another scanner's screen, and stores it if it is accepted.
    @discardableResult
    public func takeBundle(_ bytes: Data) -> TrustOutcome {
        let outcome = scanner.takeBundle(bytes)
        if outcome == .taken { save() }
        status.outcome = outcome
        return outcome
    }

    /// The state of the sync now, and after each change.
    public func changes() -> AsyncStream<SyncStatus> {
        AsyncStream(bufferingPolicy: .bufferingNewest(1)) { continuation in
            let id = UUID()
            watchers[id] = continuation
            continuation.yield(status)
            continuation.onTermination = { [weak self] _ in Task { await self?.unwatch(id) } }
        }
    }

    private func unwatch(_ id: UUID) { watchers[id] = nil }

    private func restored() -> RestoreResult {
        do {
            switch try storage.state() {
            case .nothing: return .nothing
            case .damage: return .damaged("both copies are damaged")
            case .state(let snapshot):
                return .restored(dropped: Int(try asking { try scanner.core.restore(snapshot: snapshot) }))
            }
        } catch {
            return .damaged(error.message)
        }
    }

    private func caughtUp() async throws(HaetaeError) -> Date {
        while !Task.isCancelled {
            switch try asking({ try scanner.core.next(now: scanner.now) }) {
            case .fetchManifest(let mostBytes): try await fetch(nil, mostBytes)
            case .fetchFile(let sha256, let size): try await fetch(sha256, size)
            case .wait(let until):
                status.isSettled = true
                return Date(seconds: until)
            }
        }
        return scanner.clock.now
    }

    /// Fetches the manifest, or the file of a hash.
    private func fetch(_ sha256: String?, _ mostBytes: Int64) async throws(HaetaeError) {
        let url = base.appendingPathComponent(sha256.map { "files/\($0)" } ?? "manifest")
        let bytes: Data
        do {
            bytes = try await http.file(url, mostBytes: mostBytes, timeoutSeconds: timeoutSeconds)
        } catch {
            if Task.isCancelled { return }
            try asking { try scanner.core.failed(sha256: sha256, now: scanner.now) }
            return fetchFailed(words(of: error), isForeign: (error as? FetchError)?.isForeign ?? false)
        }
        let arrived = try asking {
            if let sha256 { return try scanner.core.fileArrived(sha256: sha256, bytes: bytes, now: scanner.now) }
            return try scanner.core.manifestArrived(bytes: bytes, now: scanner.now)
        }
        report(arrived.map(TrustOutcome.init), at: url)
    }

    /// `nil`: the manifest is judged when its files are here.
    private func report(_ outcome: TrustOutcome?, at url: URL) {
        if outcome == .malformed {
            return fetchFailed("\(url.path) is not what the service publishes", isForeign: true)
        }
        if outcome == .taken { save() }
        var next = status
        next.isOnline = true
        next.isForeign = false
        next.trouble = nil
        switch outcome {
        case nil: break
        case .taken, .unchanged: next.answered = scanner.clock.now
        case .malformed, .missingFile, .rollback, .conflict, .unsigned, .unknownKey, .badSignature, .tooLarge:
            next.trouble = "\(url.path) is refused: \(outcome?.rawValue ?? "")"
            next.isSettled = true
        }
        next.outcome = outcome ?? next.outcome
        status = next
    }

    /// A fetch brought nothing. Checks continue with the data in force.
    private func fetchFailed(_ trouble: String, isForeign: Bool) {
        var next = status
        next.isOnline = false
        next.isForeign = isForeign
        next.trouble = trouble
        next.isSettled = true
        status = next
    }

    private func save() {
        do {
            try storage.save(scanner.core.snapshot())
            status.unsaved = nil
        } catch {
            status.unsaved = error.message
        }
    }
}
