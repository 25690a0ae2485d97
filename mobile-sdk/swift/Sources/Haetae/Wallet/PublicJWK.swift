import Foundation

/// A public key as JSON (RFC 7517, RFC 8037).
public struct PublicJWK: Sendable, Hashable, Codable {
    public let kty: String
    public let crv: String
    public let x: String
    /// Of P-256 only.
    public let y: String?

    /// A P-256 key, by the 32 bytes of x and of y.
    public static func p256(x: Data, y: Data) -> PublicJWK {
        PublicJWK(kty: "EC", crv: "P-256", x: x.base64URL, y: y.base64URL)
    }

    /// An Ed25519 key, by its 32 bytes.
    public static func ed25519(_ x: Data) -> PublicJWK {
        PublicJWK(kty: "OKP", crv: "Ed25519", x: x.base64URL, y: nil)
    }

    /// As the core reads it.
    func json() throws(HaetaeError) -> String {
        do {
            return String(decoding: try JSONEncoder().encode(self), as: UTF8.self)
        } catch {
            throw HaetaeError(.publicKey, words(of: error))
        }
    }
}

extension Data {
    /// RFC 4648, section 5, without padding.
    var base64URL: String {
        base64EncodedString().replacingOccurrences(of: "+", with: "-").replacingOccurrences(of: "/", with: "_")
            .replacingOccurrences(of: "=", with: "")
    }
}
