import Foundation

/// The waiting room of the service.
public struct QueueClient: Sendable {
    private let address: URL
    private let http: any HTTPFetching
    private let timeoutSeconds: Double

    /// No answer has more bytes.
    private static let mostBytes = 64 << 10

    /// `base` is the service's address. A request takes `timeoutSeconds` at most.
    public init(base: URL, http: any HTTPFetching = URLSessionFetcher(), timeoutSeconds: Double = 20) {
        address = base.appendingPathComponent("v1/queue")
        self.http = http
        self.timeoutSeconds = timeoutSeconds
    }

    /// How far the room has come, for `QueueWatch.read`: the same for everybody. Fails with a `ServiceProblem` if the
    /// service says why it cannot say it.
    public func notice() async throws -> Data { try await answer(to: nil) }

    /// Joins a room, by its number, with the digest of the holder keys that passes will be asked for. Returns the
    /// ticket. Whoever joins again with the same keys before the opening gets the same place. Fails with a
    /// `ServiceProblem` if the service says why nobody is taken in.
    public func join(room: Int, digest: String) async throws -> String {
        struct Joining: Encodable {
            let room: Int
            let keys: String
        }
        struct Joined: Decodable {
            let ticket: String
        }
        let body = try JSONEncoder().encode(Joining(room: room, keys: digest))
        let answer = try await answer(to: body)
        do {
            return try JSONDecoder().decode(Joined.self, from: answer).ticket
        } catch {
            throw HaetaeError(.answer, "this is no ticket of the service: \(words(of: error))")
        }
    }

    private func answer(to body: Data?) async throws -> Data {
        let headers = body == nil ? [:] : ["content-type": "application/json"]
        let answer = try await http.send(
            HTTPRequest(
                url: address, headers: headers, body: body, mostBytes: Self.mostBytes, timeoutSeconds: timeoutSeconds))
        guard answer.status == 200, !answer.isForeign else { throw answer.problem(at: address) }
        return answer.body
    }
}
