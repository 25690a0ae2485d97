import Foundation

/// The state of a `TrustSync`. How old the data is says `PassScanner.trust`.
public struct SyncStatus: Sendable, Hashable {
    /// Whether the service answered the last fetch; `nil` before the first.
    public internal(set) var isOnline: Bool?
    /// Whether something else answered: the network asks for a sign-in, or a proxy is in between. Then `isOnline` is
    /// false.
    public internal(set) var isForeign = false
    /// Whether the first round is over: everything was fetched, or could not be.
    public internal(set) var isSettled = false
    /// Why the last fetch failed, for developers.
    public internal(set) var trouble: String?
    /// When the service last answered with accepted data, or with data that is in force already.
    public internal(set) var answered: Date?
    /// The outcome of the last manifest, file or bundle.
    public internal(set) var outcome: TrustOutcome?
    /// What was restored at the start; `nil` before.
    public internal(set) var restored: RestoreResult?
    /// Why the data in force could not be stored. It is in force all the same.
    public internal(set) var unsaved: String?
}

/// The result of restoring stored data.
public enum RestoreResult: Sendable, Hashable {
    /// Everything is in force again, except this many parts that no longer verify.
    case restored(dropped: Int)
    /// There was nothing: a first start, or the storage was cleared.
    case nothing
    /// The stored data is damaged or cannot be read. The scanner starts again from the pinned roots.
    case damaged(String)
}
