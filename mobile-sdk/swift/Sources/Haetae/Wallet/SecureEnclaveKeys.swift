// Not compiled by the tests of this package: they run where there is no CryptoKit.
#if canImport(CryptoKit)
    import CryptoKit
    import Foundation

    /// Holder keys in the Secure Enclave. What the wallet stores of a key is encrypted by the enclave and of no use on
    /// another device.
    public struct SecureEnclaveKeys: KeySource {
        /// Fails on a device without a Secure Enclave, as most simulators are.
        public init() throws(HaetaeError) {
            guard SecureEnclave.isAvailable else { throw HaetaeError(.key, "this device has no Secure Enclave") }
        }

        /// A key that works while the phone is locked too, once it was unlocked after its start: a live code is made
        /// every fifteen seconds.
        public func make() throws -> Data {
            var error: Unmanaged<CFError>?
            let access = SecAccessControlCreateWithFlags(
                nil, kSecAttrAccessibleAfterFirstUnlockThisDeviceOnly, .privateKeyUsage, &error)
            guard let access else {
                throw error?.takeRetainedValue() ?? HaetaeError(.key, "there is no access control for keys")
            }
            return try SecureEnclave.P256.Signing.PrivateKey(accessControl: access).dataRepresentation
        }

        public func open(_ stored: Data) throws -> any Signer {
            SecureEnclaveSigner(key: try SecureEnclave.P256.Signing.PrivateKey(dataRepresentation: stored))
        }

        /// Nothing: what the wallet stores of a key is all that there is of it.
        public func delete(_ stored: Data) {}
    }

    /// A P-256 key in the Secure Enclave.
    struct SecureEnclaveSigner: Signer {
        let key: SecureEnclave.P256.Signing.PrivateKey

        var publicKey: PublicJWK {
            // x, then y.
            let point = key.publicKey.rawRepresentation
            return .p256(x: point.prefix(32), y: point.suffix(32))
        }

        func sign(_ message: Data) throws -> Data {
            // CryptoKit hashes with SHA-256; r, then s.
            try key.signature(for: message).rawRepresentation
        }
    }
#endif
