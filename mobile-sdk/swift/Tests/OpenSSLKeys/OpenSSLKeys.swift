import COpenSSL
import Foundation
import Haetae

/// Keys in software, stored whole by the wallet: for tests and desktops. Whoever reads the wallet's storage has them.
public struct OpenSSLKeys: KeySource {
    /// What keys are made of.
    public enum Kind: Sendable, CaseIterable {
        case p256
        case ed25519
    }

    private let kind: Kind

    public init(_ kind: Kind = .p256) { self.kind = kind }

    public func make() throws -> Data { try OpenSSLKey.generate(kind).der }

    public func open(_ stored: Data) throws -> any Signer { try OpenSSLKey(der: stored) }

    public func delete(_ stored: Data) {}
}

/// A private key of OpenSSL.
public final class OpenSSLKey: Signer, @unchecked Sendable {
    // Never changed once it is made, and OpenSSL counts who uses it.
    private let key: OpaquePointer

    private init(_ key: OpaquePointer?) throws {
        guard let key else { throw HaetaeError(.key, "OpenSSL makes no such key") }
        self.key = key
    }

    deinit { EVP_PKEY_free(key) }

    /// A new key.
    public static func generate(_ kind: OpenSSLKeys.Kind) throws -> OpenSSLKey {
        switch kind {
        case .p256: try OpenSSLKey(generate_p256())
        case .ed25519: try OpenSSLKey(generate_ed25519())
        }
    }

    /// The Ed25519 key of a seed of 32 bytes.
    public convenience init(seed: Data) throws {
        try self.init(EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nil, [UInt8](seed), seed.count))
    }

    /// The key that `der` was.
    public convenience init(der: Data) throws {
        let bytes = [UInt8](der)
        try self.init(
            bytes.withUnsafeBufferPointer { buffer in
                var start = buffer.baseAddress
                return d2i_AutoPrivateKey(nil, &start, buffer.count)
            })
    }

    /// The whole key, PKCS #8 or SEC 1.
    public var der: Data { written { i2d_PrivateKey(key, $0) } }

    public var publicKey: PublicJWK {
        // A SubjectPublicKeyInfo ends in the key: 32 bytes, or x and y.
        let info = written { i2d_PUBKEY(key, $0) }
        return isEdwards
            ? .ed25519(info.suffix(32)) : .p256(x: Data(info.suffix(64).prefix(32)), y: Data(info.suffix(32)))
    }

    public func sign(_ message: Data) throws -> Data {
        let context = EVP_MD_CTX_new()
        defer { EVP_MD_CTX_free(context) }
        var signature = [UInt8](repeating: 0, count: 128)
        var length = signature.count
        guard EVP_DigestSignInit(context, nil, isEdwards ? nil : EVP_sha256(), nil, key) == 1,
            EVP_DigestSign(context, &signature, &length, [UInt8](message), message.count) == 1
        else { throw HaetaeError(.key, "OpenSSL does not sign") }
        let signed = Data(signature.prefix(length))
        return isEdwards ? signed : try ECDSASignature.fixed(fromDER: signed)
    }

    private var isEdwards: Bool { EVP_PKEY_get_id(key) == EVP_PKEY_ED25519 }

    private func written(_ write: (UnsafeMutablePointer<UnsafeMutablePointer<UInt8>?>?) -> Int32) -> Data {
        var bytes = [UInt8](repeating: 0, count: Int(write(nil)))
        bytes.withUnsafeMutableBufferPointer { buffer in
            var start = buffer.baseAddress
            _ = write(&start)
        }
        return Data(bytes)
    }
}

/// SHA-256.
public func sha256(_ bytes: Data) -> Data {
    var hash = [UInt8](repeating: 0, count: 32)
    EVP_Digest([UInt8](bytes), bytes.count, &hash, nil, EVP_sha256(), nil)
    return Data(hash)
}
