internal import HaetaeCore

/// How often a scanner looks for new data, and which days' status lists it fetches.
public struct SyncSettings: Sendable, Hashable {
    /// Seconds from one manifest to the next, on average; each is moved by up to a quarter.
    public var refreshSeconds: UInt32
    /// The lists of this many days before today are kept up to date; earlier ones once a pass of theirs is seen.
    public var daysBack: UInt32
    /// The lists of this many days after today are kept up to date.
    public var daysAhead: UInt32
    /// The lists of this many days after today are fetched once, in case there is no network later.
    public var daysInReserve: UInt32

    /// The core's own.
    public init() {
        let core = HaetaeCore.SyncSettings()
        refreshSeconds = core.refreshSeconds
        daysBack = core.daysBack
        daysAhead = core.daysAhead
        daysInReserve = core.daysInReserve
    }

    var core: HaetaeCore.SyncSettings {
        .init(
            refreshSeconds: refreshSeconds, daysBack: daysBack, daysAhead: daysAhead, daysInReserve: daysInReserve)
    }
}
