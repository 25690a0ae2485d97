import Foundation

extension Date {
    /// A time of the core.
    init(seconds: Int64) { self.init(timeIntervalSince1970: Double(seconds)) }

    /// A time of the core.
    init(milliseconds: Int64) { self.init(timeIntervalSince1970: Double(milliseconds) / 1_000) }

    /// Whole seconds since 1970. What no calendar holds becomes a number that the core refuses.
    var wholeSeconds: Int64 { Int64(exactly: timeIntervalSince1970.rounded(.down)) ?? -1 }

    /// Milliseconds since 1970; the same.
    var milliseconds: Int64 { Int64(exactly: (timeIntervalSince1970 * 1_000).rounded()) ?? -1 }

    /// Reads RFC 3339 with or without fractions of a second, as services write it.
    init?(rfc3339 text: String) {
        let plain = try? Date(text, strategy: .iso8601)
        guard let date = plain ?? (try? Date(text, strategy: Date.ISO8601FormatStyle(includingFractionalSeconds: true)))
        else { return nil }
        self = date
    }
}
