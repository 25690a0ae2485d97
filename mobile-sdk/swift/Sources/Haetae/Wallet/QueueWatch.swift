import Foundation
internal import HaetaeCore

/// What to store of somebody's waiting: the next start goes on with it.
public struct QueueKept: Sendable, Hashable, Codable {
    /// The ticket, once they have joined.
    public var ticket: String?
    /// The newest notice, as it arrived.
    public var notice: Data?
    /// By what the next notice is read.
    public var trail: String?

    public init(ticket: String? = nil, notice: Data? = nil, trail: String? = nil) {
        self.ticket = ticket
        self.notice = notice
        self.trail = trail
    }
}

/// One person's waiting: reads notices, and says where the person is. Only the service's times count, and how long ago a
/// notice arrived; what the phone's clock shows does not.
public final class QueueWatch: Sendable {
    private struct State {
        var kept: QueueKept
        /// The room of the newest notice, and when it was made.
        var newest: (room: UInt32?, made: Int64)?
        /// When it arrived, by the monotonic clock; `nil` if that was before the start.
        var arrived: Int64?
        /// Seconds between reads.
        var pollAfter: Int64 = 15
        var failures: Int32 = 0
    }

    private let state: Locked<State>
    private let clock: any DeviceClock
    private let random: RandomSource

    /// Goes on with what was stored. Of the clock, only the monotonic one counts; the random numbers spread the reads of
    /// many phones.
    public init(
        kept: QueueKept = QueueKept(), clock: any DeviceClock = SystemClock(),
        random: @escaping RandomSource = systemRandom
    ) {
        state = Locked(State(kept: kept))
        self.clock = clock
        self.random = random
    }

    /// To store after each `joined` and `read`.
    public var kept: QueueKept { state { $0.kept } }

    /// Begins to wait with this ticket, or goes on without one.
    public func joined(ticket: String?) {
        state {
            $0.kept.ticket = ticket
            $0.kept.trail = nil
        }
    }

    /// Takes a notice that has just arrived, the answer of `GET /v1/queue`; one that is older than the newest changes
    /// nothing. Fails if it is no notice, or the ticket is none.
    public func read(_ notice: Data) throws(HaetaeError) {
        let now = clock.monotonicMilliseconds
        try asking {
            try state { state -> Void in
                let seen = try Self.seen(notice, state.kept, age: 0)
                state.failures = 0
                if let newest = state.newest, newest.room == seen.room, seen.made < newest.made { return }
                state.newest = (seen.room, seen.made)
                state.pollAfter = seen.pollAfter
                state.arrived = now
                state.kept.notice = notice
                state.kept.trail = seen.trail
            }
        }
    }

    /// What the person sees now; `nil` before the first notice. Fails if the ticket is none.
    public func place() throws(HaetaeError) -> QueueSeen? {
        let now = clock.monotonicMilliseconds
        return try asking {
            try state { state -> QueueSeen? in
                guard let notice = state.kept.notice else { return nil }
                return QueueSeen(
                    try Self.seen(notice, state.kept, age: state.arrived.map { (now - $0) / 1_000 }))
            }
        }
    }

    /// After how many seconds to read the next notice: a fifth more or less than the service asks for.
    public func nextRead() -> Double { pause(retryAfter: nil) }

    /// Notes that a notice could not be read. Returns after how many seconds to try again: the pause doubles up to five
    /// minutes, and is no shorter than the `retryAfter` seconds that the service asked for.
    public func failed(retryAfter: Int? = nil) -> Double {
        state { $0.failures += 1 }
        return pause(retryAfter: retryAfter)
    }

    private func pause(retryAfter: Int?) -> Double {
        let (pollAfter, failures) = state { ($0.pollAfter, $0.failures) }
        let milliseconds = queuePause(
            pollAfter: pollAfter, failures: failures, retryAfter: retryAfter.map { Int64($0) },
            random: Int64(bitPattern: random()))
        return Double(milliseconds) / 1_000
    }

    private static func seen(_ notice: Data, _ kept: QueueKept, age: Int64?) throws -> HaetaeCore.QueueSeen {
        try queueSeen(notice: notice, ticket: kept.ticket, age: age, trail: kept.trail)
    }
}
