import Foundation
internal import HaetaeCore

/// What a scanner trusts, and how old it is.
public struct TrustState: Sendable, Hashable {
    public let manifest: ManifestState?
    public let trustList: TrustListState?
    /// The files that the manifest pins and a scanner reads, in its order.
    public let files: [TrustFile]
    /// The earliest possible time.
    public let floor: Date
    /// Old enough to be reported; also without any data.
    public let isStale: Bool
    /// No one is admitted any more; also without any data.
    public let isExpired: Bool
    /// Seconds by which the median phone was ahead of this scanner; `nil` before the fifth live code.
    public let medianAhead: Int?
    /// Whether this scanner's clock is behind the data in force: then it is certainly wrong.
    public let isClockBehind: Bool

    init(_ core: HaetaeCore.TrustState) {
        manifest = core.manifest.map(ManifestState.init)
        trustList = core.trustList.map(TrustListState.init)
        files = core.files.map(TrustFile.init)
        floor = Date(seconds: core.floor)
        isStale = core.stale
        isExpired = core.expired
        medianAhead = core.medianAhead.map { Int($0) }
        isClockBehind = core.clockBehind
    }
}

/// The manifest in force.
public struct ManifestState: Sendable, Hashable {
    /// Grows with every manifest.
    public let version: Int
    public let issued: Date
    /// From when on scanners say that their data is old.
    public let stale: Date
    /// From when on scanners admit no one.
    public let expires: Date

    init(_ core: HaetaeCore.ManifestState) {
        version = Int(core.version)
        issued = Date(seconds: core.issued)
        stale = Date(seconds: core.stale)
        expires = Date(seconds: core.expires)
    }
}

/// The trust list in force.
public struct TrustListState: Sendable, Hashable {
    /// Grows with every list.
    public let version: Int
    public let issued: Date
    /// From when on scanners admit no one.
    public let expires: Date

    init(_ core: HaetaeCore.TrustListState) {
        version = Int(core.version)
        issued = Date(seconds: core.issued)
        expires = Date(seconds: core.expires)
    }
}

/// A file that the manifest pins and a scanner reads.
public struct TrustFile: Sendable, Hashable {
    /// `trust-list`, `rules`, `status/<day>` or `changes/<day>`.
    public let name: String
    /// Whether one of this name is in force.
    public let isHeld: Bool
    /// Whether it is the one that the manifest pins.
    public let isNewest: Bool
    /// When the rules, the status list or the changes in force were issued.
    public let issued: Date?

    init(_ core: HaetaeCore.FileState) {
        name = core.name
        isHeld = core.held
        isNewest = core.newest
        issued = core.issued.map(Date.init(seconds:))
    }
}
