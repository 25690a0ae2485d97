import Foundation
internal import HaetaeCore

/// The time that presentations are signed with.
public struct PhoneTime: Sendable, Hashable {
    public let now: Date
    public let trust: TimeTrust
    public let state: ClockState
    /// Seconds by which this phone's clock was behind the service's at the last contact, ever; `nil` before the first.
    public let behind: Double?
    /// Seconds that were added to this phone's clock.
    public let correction: Double
    /// The earliest possible time: the service's time, and what the monotonic clock has counted since. `nil` while there
    /// was no contact with the service since the program was started.
    public let earliest: Date?

    init(_ core: CorePhoneTime) {
        now = Date(milliseconds: core.nowMs())
        trust = TimeTrust(core.trust())
        state = ClockState(core.state())
        behind = core.behindMs().map { Double($0) / 1_000 }
        correction = Double(core.correctionMs()) / 1_000
        earliest = core.earliestMs().map(Date.init(milliseconds:))
    }
}

/// How much of the time is known.
public enum TimeTrust: Sendable, Hashable, CaseIterable {
    /// Learned from the service since the start, and both clocks have agreed since.
    case confirmed
    /// Nothing was learned since the start: it is this phone's own clock.
    case unconfirmed
    /// This phone's clock was set since, or the phone has slept: what was learned no longer applies.
    case disturbed
    /// This phone's clock is wrong: the time is estimated from the last contact. Scanners may refuse codes made with it.
    case estimated

    init(_ core: HaetaeCore.TimeTrust) {
        self =
            switch core {
            case .confirmed: .confirmed
            case .unconfirmed: .unconfirmed
            case .disturbed: .disturbed
            case .estimated: .estimated
            }
    }
}

/// What the owner must know of the phone's clock.
public enum ClockState: Sendable, Hashable, CaseIterable {
    /// Nothing.
    case trusted
    /// It is wrong, and corrected.
    case corrected
    /// It is probably wrong, by an unknown amount.
    case doubtful
    /// It is wrong, and the time is estimated.
    case estimated

    init(_ core: HaetaeCore.ClockState) {
        self =
            switch core {
            case .trusted: .trusted
            case .corrected: .corrected
            case .doubtful: .doubtful
            case .estimated: .estimated
            }
    }
}

/// The device's clock with the correction that was last known.
final class CorrectedClock: DeviceClock {
    private let device: any DeviceClock
    private let correction = Locked(0.0)

    init(_ device: any DeviceClock) { self.device = device }

    var now: Date { device.now.addingTimeInterval(correction { $0 }) }
    var monotonicMilliseconds: Int64 { device.monotonicMilliseconds }

    /// By so many seconds.
    func correct(by seconds: Double) { correction { $0 = seconds } }

    /// Both clocks of the device itself, as the core takes them.
    var moment: Moment { Moment(wallMs: device.now.milliseconds, monotonicMs: device.monotonicMilliseconds) }
}
