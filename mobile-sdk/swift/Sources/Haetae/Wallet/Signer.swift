import Foundation

/// A holder key. Its private half may be in hardware that never gives it away.
public protocol Signer: Sendable {
    var publicKey: PublicJWK { get }

    /// Signs as the wire format requires: 64 bytes, Ed25519, or r and s of 32 bytes each for P-256 with SHA-256; either s
    /// will do. Fails if the key is locked, or gone.
    func sign(_ message: Data) async throws -> Data
}

/// Makes the holder keys of a wallet, one for each day, and finds them again.
public protocol KeySource: Sendable {
    /// Makes a key. Returns what the wallet stores to find it again; the key must be there for good by then.
    func make() async throws -> Data

    /// The key that `make` returned this for. Fails if there is none.
    func open(_ stored: Data) throws -> any Signer

    /// Deletes a key whose pass has expired. One that is gone already is no failure.
    func delete(_ stored: Data) throws
}

/// ECDSA signatures as other libraries write them.
public enum ECDSASignature {
    /// The 64 bytes of the wire format from a P-256 signature in DER, as `SecKeyCreateSignature` gives it. Fails if it is
    /// none.
    public static func fixed(fromDER der: Data) throws(HaetaeError) -> Data {
        var rest = [UInt8](der)[...]
        var body = try content(0x30, of: &rest)
        guard rest.isEmpty else { throw notDER }
        let r = try number(&body)
        let s = try number(&body)
        guard body.isEmpty else { throw notDER }
        return r + s
    }

    private static let notDER = HaetaeError(.signature, "the signature is no ECDSA signature of P-256 in DER")

    /// An integer that is not negative, brought to 32 bytes.
    private static func number(_ rest: inout ArraySlice<UInt8>) throws(HaetaeError) -> Data {
        let digits = try content(0x02, of: &rest)
        guard let first = digits.first, first < 0x80 else { throw notDER }
        let significant = digits.drop { $0 == 0 }
        guard significant.count <= 32 else { throw notDER }
        return Data(repeating: 0, count: 32 - significant.count) + significant
    }

    /// The content of the element that begins there. None is longer than 127 bytes.
    private static func content(_ tag: UInt8, of rest: inout ArraySlice<UInt8>) throws(HaetaeError) -> ArraySlice<UInt8>
    {
        guard rest.popFirst() == tag, let length = rest.popFirst(), length < 0x80, rest.count >= Int(length) else {
            throw notDER
        }
        let content = rest.prefix(Int(length))
        rest = rest.dropFirst(Int(length))
        return content
    }
}
