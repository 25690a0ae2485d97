import Foundation

/// Who gives a phone its passes: a partner's own server, or the service itself (`ServiceClient`).
public protocol PassService: Sendable {
    /// Asks for the passes of a holder. Fails with a `ServiceProblem` if the service says why there are none.
    func passes(for holder: String, _ request: PreparedRequest) async throws -> PassesAnswer
}

/// What a refusal says about a person's eligibility.
public struct Eligibility: Sendable, Hashable {
    /// What the person reads, in Korean and in English.
    public let korean, english: String
    /// From when on they are eligible; `nil` if that is not known.
    public let from: Date?

    public init(korean: String, english: String, from: Date?) {
        self.korean = korean
        self.english = english
        self.from = from
    }
}

/// What the service says in place of passes. Only with `isDecision` does it say anything about a person.
public struct ServiceProblem: Error, Sendable, Hashable, LocalizedError, CustomStringConvertible {
    public let status: Int
    /// The code of the problem (`revoked`, `node_full`); empty if the answer has none.
    public let code: String
    /// For developers.
    public let detail: String
    /// After how many seconds the service wants to be asked again.
    public let retryAfter: Int?
    /// What the person reads about their eligibility, with `not_eligible` and `not_yet_eligible`.
    public let eligibility: Eligibility?

    public init(status: Int, code: String, detail: String, retryAfter: Int?, eligibility: Eligibility? = nil) {
        self.status = status
        self.code = code
        self.detail = detail
        self.retryAfter = retryAfter
        self.eligibility = eligibility
    }

    /// Whether the issuer has decided about the person, who is to turn to the issuer or to sign in anew: asking again
    /// changes nothing by itself. Everything else is a technical failure.
    public var isDecision: Bool {
        [
            "revoked", "unknown_subject", "no_evidence", "not_eligible", "not_yet_eligible", "sign_in_too_old",
            "fresh_sign_in_needed",
        ].contains(code)
    }

    public var description: String { "the service answers \(status) \(code): \(detail)" }
    public var errorDescription: String? { description }
}

/// `POST /v1/passes` of the service, with a partner's assertion.
public struct ServiceClient: PassService {
    private let address: URL
    private let http: any HTTPFetching
    private let timeoutSeconds: Double
    private let assertion: @Sendable (_ holder: String, _ digest: String) async throws -> String

    /// No answer has more bytes.
    private static let mostBytes = 1 << 20

    /// `base` is the service's address; `assertion` asks the partner's server for an assertion for a holder, over the
    /// digest of the holder keys. A request takes `timeoutSeconds` at most.
    public init(
        base: URL, http: any HTTPFetching = URLSessionFetcher(), timeoutSeconds: Double = 30,
        assertion: @escaping @Sendable (_ holder: String, _ digest: String) async throws -> String
    ) {
        address = base.appendingPathComponent("v1/passes")
        self.http = http
        self.timeoutSeconds = timeoutSeconds
        self.assertion = assertion
    }

    public func passes(for holder: String, _ request: PreparedRequest) async throws -> PassesAnswer {
        let assertion = try await assertion(holder, request.digest)
        let answer = try await http.send(
            HTTPRequest(
                url: address,
                headers: ["content-type": "application/json", "authorization": "Bearer \(assertion)"],
                body: try request.body(), mostBytes: Self.mostBytes, timeoutSeconds: timeoutSeconds))
        guard answer.status == 200, !answer.isForeign else { throw answer.problem(at: address) }
        return try PassesAnswer(json: answer.body)
    }
}

extension HTTPAnswer {
    /// What a problem document says, or that there is none.
    func problem(at url: URL) -> any Error {
        struct Problem: Decodable {
            let code: String
            let detail: String?
        }
        let document = try? JSONDecoder().decode(Problem.self, from: body)
        guard document != nil || (status >= 500 && !isForeign) else { return trouble(at: url) }
        return ServiceProblem(
            status: status, code: document?.code ?? "", detail: document?.detail ?? "",
            retryAfter: headers["retry-after"].flatMap { Int($0) }, eligibility: eligibility)
    }

    /// What a problem document says about eligibility.
    private var eligibility: Eligibility? {
        struct Problem: Decodable {
            struct Message: Decodable {
                let ko, en: String
            }
            let message: Message
        }
        struct Time: Decodable {
            enum CodingKeys: String, CodingKey { case eligibleFrom = "eligible_from" }
            let eligibleFrom: String
        }
        guard let message = (try? JSONDecoder().decode(Problem.self, from: body))?.message else { return nil }
        let from = (try? JSONDecoder().decode(Time.self, from: body))?.eligibleFrom
        return Eligibility(korean: message.ko, english: message.en, from: from.flatMap(Date.init(rfc3339:)))
    }
}
