import Foundation

/// Both clocks of a device. Tests use their own.
public protocol DeviceClock: Sendable {
    /// The time of day. People and networks can set it.
    var now: Date { get }

    /// Milliseconds since an arbitrary moment. It cannot be set, and begins anew with the program.
    var monotonicMilliseconds: Int64 { get }
}

/// The clocks of this device.
public struct SystemClock: DeviceClock {
    private static let start = ContinuousClock.now

    public init() {}

    public var now: Date { Date() }

    public var monotonicMilliseconds: Int64 {
        let (seconds, attoseconds) = Self.start.duration(to: .now).components
        return seconds * 1_000 + attoseconds / 1_000_000_000_000_000
    }
}

/// A source of random numbers that others cannot guess. Tests use their own.
public typealias RandomSource = @Sendable () -> UInt64

/// The random numbers of this device.
public let systemRandom: RandomSource = { UInt64.random(in: .min ... .max) }
