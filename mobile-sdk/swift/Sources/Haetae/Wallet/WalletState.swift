import Foundation
internal import HaetaeCore

/// What a wallet stores, as JSON.
struct WalletState: Codable, Sendable, Equatable {
    /// Of this form; a later one is left as it is.
    static let version = 1

    var version = Self.version
    var contact: LastContact?
    /// By their ids.
    var holders: [String: StoredHolder] = [:]

    init() {}

    /// Reads what `json` wrote. Fails if it is damaged, or of a newer version.
    init(json: Data) throws(HaetaeError) {
        struct Header: Decodable { let version: Int }
        do {
            let header = try Self.decoder.decode(Header.self, from: json)
            guard header.version <= Self.version else {
                throw HaetaeError(.wallet, "the wallet was written by a newer version of the SDK")
            }
            self = try Self.decoder.decode(Self.self, from: json)
        } catch let error as HaetaeError {
            throw error
        } catch {
            throw HaetaeError(.wallet, "the wallet cannot be read: \(error)")
        }
    }

    func json() throws(HaetaeError) -> Data {
        let encoder = JSONEncoder()
        encoder.dateEncodingStrategy = .secondsSince1970
        do { return try encoder.encode(self) } catch { throw HaetaeError(.wallet, words(of: error)) }
    }

    private static var decoder: JSONDecoder {
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .secondsSince1970
        return decoder
    }
}

/// What the last contact with the service brought, in milliseconds.
struct LastContact: Codable, Sendable, Equatable {
    /// The service's time, since 1970.
    let server: Int64
    /// By how much this phone's clock was behind it.
    let behind: Int64

    init(_ core: Contact) {
        server = core.serverMs
        behind = core.behindMs
    }

    var core: Contact { Contact(serverMs: server, behindMs: behind) }
}

/// A person whose passes a phone holds.
struct StoredHolder: Codable, Sendable, Equatable {
    var label: String
    /// When to ask for more passes, in seconds since 1970.
    var refreshAfter: Int64?
    /// What the last renewal said to keep.
    var asked: String?
    /// When the service may be asked again, as the core writes it.
    var timer: String?
    /// By their days.
    var strips: [String: Strip] = [:]
}

/// The key of one day, and its pass once it is issued.
struct Strip: Codable, Sendable, Equatable {
    /// What the key source finds the key by.
    let key: Data
    let jwk: PublicJWK
    var pass: IssuedPass?
}
