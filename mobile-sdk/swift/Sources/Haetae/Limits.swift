internal import HaetaeCore

/// The limits of the format that apps name or wait for.
public struct Limits: Sendable, Hashable {
    /// How often a phone makes a new code.
    public let liveSeconds: Int
    /// How long answers to a challenge are accepted.
    public let challengeSeconds: Int
    public let minChallengeBytes: Int
    public let maxChallengeBytes: Int
    /// For how long a scanner remembers the codes that it has admitted.
    public let seenBeforeSeconds: Int
    /// From how far off the phones on a scanner's clock is in doubt.
    public let clockWarningSeconds: Int
    /// How far behind the data in force a scanner's clock may be.
    public let clockBehindSeconds: Int
    /// From how far off the service on a phone's clock counts as wrong.
    public let clockOffSeconds: Int
    /// For how many days a phone keeps passes, today included.
    public let daysKept: Int
    /// How many days ahead a pass can be asked for.
    public let maxDaysAhead: Int
    /// How long paper passes are valid at most.
    public let maxPaperDays: Int
    /// The most bytes of a bundle.
    public let maxBundleBytes: Int
    /// How many days ahead an outlook looks.
    public let outlookDays: Int

    /// Those of this version.
    public static let current = Limits(limits())

    private init(_ core: HaetaeCore.Limits) {
        liveSeconds = Int(core.liveSeconds)
        challengeSeconds = Int(core.challengeSeconds)
        minChallengeBytes = Int(core.minChallengeBytes)
        maxChallengeBytes = Int(core.maxChallengeBytes)
        seenBeforeSeconds = Int(core.seenBeforeSeconds)
        clockWarningSeconds = Int(core.clockWarningSeconds)
        clockBehindSeconds = Int(core.clockBehindSeconds)
        clockOffSeconds = Int(core.clockOffSeconds)
        daysKept = Int(core.daysKept)
        maxDaysAhead = Int(core.maxDaysAhead)
        maxPaperDays = Int(core.maxPaperDays)
        maxBundleBytes = Int(core.maxBundleBytes)
        outlookDays = Int(core.outlookDays)
    }
}
