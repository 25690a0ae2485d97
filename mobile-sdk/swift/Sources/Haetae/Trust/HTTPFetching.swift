import Foundation

/// What the SDK needs of HTTP: one request, one answer. `URLSessionFetcher` is one over URLSession; tests use their own.
public protocol HTTPFetching: Sendable {
    /// Sends a request and waits for the whole answer. It sends no cookies and keeps no cache. Fails if there is no
    /// answer within the time, if its body is longer than allowed, or if the task is cancelled.
    func send(_ request: HTTPRequest) async throws -> HTTPAnswer
}

/// A request: `POST` with a body, `GET` without.
public struct HTTPRequest: Sendable, Hashable {
    public var url: URL
    public var headers: [String: String]
    public var body: Data?
    /// The most bytes of the answer's body; one more is a failure.
    public var mostBytes: Int
    /// For all of it, from the connection to the last byte.
    public var timeoutSeconds: Double

    public init(
        url: URL, headers: [String: String] = [:], body: Data? = nil, mostBytes: Int, timeoutSeconds: Double
    ) {
        self.url = url
        self.headers = headers
        self.body = body
        self.mostBytes = mostBytes
        self.timeoutSeconds = timeoutSeconds
    }
}

/// An answer, whatever its status is.
public struct HTTPAnswer: Sendable, Hashable {
    public var status: Int
    /// By lower-case names.
    public var headers: [String: String]
    public var body: Data

    public init(status: Int, headers: [String: String] = [:], body: Data = Data()) {
        self.status = status
        self.headers = headers
        self.body = body
    }
}

/// Why there is no answer of the service.
public struct FetchError: Error, Sendable, Hashable, LocalizedError, CustomStringConvertible {
    /// What went wrong, for developers.
    public let message: String
    /// Whether something else answered in place of the service: a Wi-Fi's sign-in page, a proxy, a firewall. That is no
    /// contact with the service.
    public let isForeign: Bool

    public init(_ message: String, isForeign: Bool = false) {
        self.message = message
        self.isForeign = isForeign
    }

    public var errorDescription: String? { message }
    public var description: String { message }
}

extension HTTPAnswer {
    private var mediaType: String { headers["content-type"] ?? "" }

    private var isPage: Bool {
        let type = mediaType.lowercased()
        return type.hasPrefix("text/html") || type.hasPrefix("application/xhtml")
    }

    /// Networks that require a sign-in answer 407 and 511, or redirect, or show a page; the service does neither of that.
    /// A service that is down answers 5xx, perhaps with a page of its proxy.
    var isForeign: Bool {
        [407, 511].contains(status) || (300...399).contains(status) || (status < 500 && isPage)
    }

    /// What an answer that is of no use is called.
    func trouble(at url: URL) -> FetchError {
        let type = mediaType.isEmpty ? "" : " \(mediaType)"
        return FetchError("\(url.path) answers \(status)\(type)", isForeign: isForeign)
    }
}

extension HTTPFetching {
    /// A file of the service. Anything but 200 is a failure, and so is a page.
    func file(_ url: URL, mostBytes: Int64, timeoutSeconds: Double) async throws -> Data {
        let most = Int(clamping: mostBytes)
        let answer = try await send(HTTPRequest(url: url, mostBytes: most, timeoutSeconds: timeoutSeconds))
        guard answer.status == 200, !answer.isForeign else { throw answer.trouble(at: url) }
        guard answer.body.count <= most else { throw FetchError("\(url.path) is longer than \(most) bytes") }
        return answer.body
    }
}
