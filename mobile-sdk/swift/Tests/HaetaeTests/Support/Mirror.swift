import Foundation
import Haetae
import OpenSSLKeys

/// What the authority of the vectors has published, by path; every answer can be changed.
final class Mirror: HTTPFetching, @unchecked Sendable {
    static let base = URL(string: "https://haetae.example/v1/trust/")!

    private let lock = NSLock()
    private let files: [String: Data]
    private var change: (String, HTTPAnswer) throws -> HTTPAnswer
    private var asked: [String] = []

    init(change: @escaping (String, HTTPAnswer) throws -> HTTPAnswer = { $1 }) {
        let parts = CBOR.parts(ofBundle: Vectors.checks.bundle.data)
        var files = ["/v1/trust/manifest": parts[0]]
        for file in parts.dropFirst() { files["/v1/trust/files/\(sha256(file).hex)"] = file }
        self.files = files
        self.change = change
    }

    /// The paths that were asked for.
    var requests: [String] { lock.withLock { asked } }

    func answer(_ change: @escaping (String, HTTPAnswer) throws -> HTTPAnswer) {
        lock.withLock { self.change = change }
    }

    func send(_ request: HTTPRequest) throws -> HTTPAnswer {
        let change = lock.withLock {
            asked.append(request.url.path)
            return self.change
        }
        let plain = files[request.url.path].map { HTTPAnswer(status: 200, body: $0) } ?? HTTPAnswer(status: 404)
        return try change(request.url.path, plain)
    }
}

/// A scanner of the vectors that holds nothing yet.
func newScanner(_ clock: any DeviceClock = ManualClock(Vectors.checks.now)) throws -> PassScanner {
    try PassScanner(roots: Vectors.checks.roots.text, clock: clock, random: { 7 })
}

/// One that has the bundle of the vectors.
func loadedScanner(_ clock: any DeviceClock = ManualClock(Vectors.checks.now)) throws -> PassScanner {
    let scanner = try newScanner(clock)
    guard scanner.takeBundle(Vectors.checks.bundle.data) == .taken else {
        throw HaetaeError(.snapshot, "the bundle of the vectors is not taken")
    }
    return scanner
}
