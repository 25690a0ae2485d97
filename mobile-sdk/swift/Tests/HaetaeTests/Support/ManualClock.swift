import Foundation
import Haetae

/// Clocks that a test sets.
final class ManualClock: DeviceClock, @unchecked Sendable {
    private let lock = NSLock()
    private var wall: Double
    private var monotonic: Int64 = 1_000

    init(_ now: Int64) { wall = Double(now) }

    var now: Date { lock.withLock { Date(timeIntervalSince1970: wall) } }
    var monotonicMilliseconds: Int64 { lock.withLock { monotonic } }

    /// Sets the time of day alone.
    func set(_ now: Int64) { lock.withLock { wall = Double(now) } }

    /// Lets time pass.
    func pass(_ seconds: Int64) {
        lock.withLock {
            wall += Double(seconds)
            monotonic += seconds * 1_000
        }
    }
}

extension Date {
    init(_ seconds: Int64) { self.init(timeIntervalSince1970: Double(seconds)) }
}

/// What a call fails with, and `nil` if it does not.
func failure<Value>(of work: () throws(HaetaeError) -> Value) -> HaetaeError? {
    do {
        _ = try work()
        return nil
    } catch {
        return error
    }
}

/// The same of a call that waits.
func awaitedFailure<Value>(of work: () async throws -> Value) async -> (any Error)? {
    do {
        _ = try await work()
        return nil
    } catch {
        return error
    }
}

/// A folder of its own that is deleted with this value.
final class TemporaryFolder: Sendable {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent("haetae-\(UUID().uuidString)")

    deinit { try? FileManager.default.removeItem(at: url) }
}
