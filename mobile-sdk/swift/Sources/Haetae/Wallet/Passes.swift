import Foundation
internal import HaetaeCore

/// A person whose passes a phone holds: its owner, a child.
public struct Holder: Sendable, Hashable {
    /// Chosen by the app; it stays on the phone.
    public let id: String
    /// What the app calls them.
    public let label: String
    /// When to ask for more passes; `nil` before the first answer.
    public let refreshAfter: Date?
}

/// A pass as the service's `POST /v1/passes` answers it.
public struct IssuedPass: Sendable, Hashable, Codable {
    /// The civil day in the issuer's zone, `YYYY-MM-DD`.
    public let day: String
    /// `HT1:` and so on.
    public let qr: String
    public let notBefore: Date
    public let expires: Date

    public init(day: String, qr: String, notBefore: Date, expires: Date) {
        self.day = day
        self.qr = qr
        self.notBefore = notBefore
        self.expires = expires
    }
}

/// The answer of `POST /v1/passes`.
public struct PassesAnswer: Sendable, Hashable, Decodable {
    /// Perhaps fewer than were asked for.
    public let passes: [IssuedPass]
    /// When to ask for more.
    public let refreshAfter: Date
    public let serverTime: Date

    public init(passes: [IssuedPass], refreshAfter: Date, serverTime: Date) {
        self.passes = passes
        self.refreshAfter = refreshAfter
        self.serverTime = serverTime
    }

    /// Reads the service's JSON. Fails if it is of another form.
    public init(json: Data) throws(HaetaeError) {
        do {
            self = try JSONDecoder.ofService.decode(Self.self, from: json)
        } catch {
            throw HaetaeError(.answer, "the answer is no answer of POST /v1/passes: \(error)")
        }
    }
}

/// A request for passes, and what a partner's assertion must contain about its keys.
public struct PreparedRequest: Sendable, Hashable {
    public let holderKeys: [DayKey]
    /// The assertion's `keys`.
    public let digest: String
    /// The ticket of the waiting room, when it is its turn.
    public let ticket: String?

    private struct Body: Encodable {
        let holderKeys: [DayKey]
        let ticket: String?

        enum CodingKeys: String, CodingKey {
            case holderKeys = "holder_keys"
            case ticket
        }
    }

    /// The body of `POST /v1/passes`.
    public func body() throws(HaetaeError) -> Data {
        do {
            return try JSONEncoder().encode(Body(holderKeys: holderKeys, ticket: ticket))
        } catch {
            throw HaetaeError(.publicKey, words(of: error))
        }
    }
}

/// The public key of a day.
public struct DayKey: Sendable, Hashable, Codable {
    /// `YYYY-MM-DD`
    public let day: String
    public let jwk: PublicJWK
}

/// The content of a code. Nothing about it has been checked: it is no proof.
public struct Inspected: Sendable, Hashable {
    /// The id of the key that is said to have signed it.
    public let kid: String
    public let notBefore: Date
    public let expires: Date
    public let isPaper: Bool
    public let evidence: [Evidence]
    public let name: String?
    /// `MM-DD`
    public let birth: String?
    /// The UTC day of its status list, counted from 1970-01-01.
    public let statusDay: Int
    public let statusIndex: Int
    /// When a presentation was made; `nil` if it is a pass alone.
    public let presented: Date?

    /// Reads the text of a pass or a presentation, unchecked; `nil` if it holds none.
    public init?(_ text: String) {
        guard let core = inspect(text: text) else { return nil }
        kid = core.kid
        notBefore = Date(seconds: core.notBefore)
        expires = Date(seconds: core.expires)
        isPaper = core.paper
        evidence = core.evidence.map(Evidence.init)
        name = core.name
        birth = core.birth
        statusDay = Int(core.statusDay)
        statusIndex = Int(core.statusIndex)
        presented = core.presented.map(Date.init(seconds:))
    }
}

/// A pass, and its content.
public struct HeldPass: Sendable, Hashable {
    public let pass: IssuedPass
    public let inspected: Inspected
    /// What scanners decide about it, by the last `Wallet.renewal`; `nil` before the first.
    public let status: PassStatus?
}

extension JSONDecoder {
    /// Names with underscores, times in RFC 3339.
    static var ofService: JSONDecoder {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        decoder.dateDecodingStrategy = .custom { decoder in
            let container = try decoder.singleValueContainer()
            let text = try container.decode(String.self)
            guard let date = Date(rfc3339: text) else {
                throw DecodingError.dataCorruptedError(in: container, debugDescription: "\(text) is not a time")
            }
            return date
        }
        return decoder
    }
}
