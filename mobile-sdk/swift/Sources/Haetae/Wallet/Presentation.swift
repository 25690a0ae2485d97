import Foundation

/// What a wallet shows.
public enum Presentation: Sendable, Hashable {
    case live(LiveCode)
    case nothing(NoCode)
}

/// A code to show, made now.
public struct LiveCode: Sendable, Hashable {
    /// `HP1:` and so on.
    public let text: String
    public let code: QRCode
    public let pass: IssuedPass
    /// When it was made, by `time`.
    public let made: Date
    /// When to make the next.
    public let next: Date
    /// An estimated one if this phone's clock is wrong.
    public let time: PhoneTime
}

/// There is no code to show.
public struct NoCode: Sendable, Hashable {
    public let why: NothingToShow
    public let time: PhoneTime
}

/// Why there is no pass to show. It never means that a person is not eligible.
public enum NothingToShow: Sendable, Hashable {
    /// Nothing was issued yet.
    case noPass
    /// Everything has expired.
    case over
    /// The first pass begins at this time.
    case notYet(from: Date)
}

/// What a person can show now.
public struct Coverage: Sendable, Hashable {
    /// The time to show a pass at: an estimated one if this phone's clock is probably wrong.
    public let time: PhoneTime
    /// Until when there is, without a gap, a pass that scanners accept; `nil` if there is none now.
    public let until: Date?
    /// Why there is nothing to show; `nil` if there is a pass, even one that scanners refuse.
    public let nothing: NothingToShow?
}
