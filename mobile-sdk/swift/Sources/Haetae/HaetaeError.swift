import Foundation
internal import HaetaeCore

/// What cannot be used, or could not be done. Nothing has changed.
public struct HaetaeError: Error, Sendable, Hashable {
    /// What is wrong, for programs.
    public let part: Part

    /// What is wrong, in a sentence for developers.
    public let message: String

    /// What cannot be used, or could not be done.
    public enum Part: Sendable, Hashable, CaseIterable {
        /// The pinned roots are no root set.
        case roots
        /// A snapshot of trust data is none.
        case snapshot
        /// A time before 1970 or after 9999.
        case time
        /// A text that is no civil day from 1900 to 9999.
        case day
        /// A challenge that is too short, too long, or none.
        case challenge
        /// A text that holds no pass that can be presented.
        case pass
        /// A public key that is none of the format.
        case publicKey
        /// A signature that has not 64 bytes, or is no ECDSA signature in DER.
        case signature
        /// The hash of a file is not 64 hexadecimal digits.
        case hash
        /// A text that no QR code can show.
        case text
        /// A number of bytes below 0.
        case size
        /// A picture that has not as many pixels as its sides say.
        case picture
        /// A text that has not the form of a ticket of the waiting room.
        case ticket
        /// The storage cannot be read or written.
        case storage
        /// What is stored of a wallet is damaged, or of a newer version.
        case wallet
        /// A holder key is locked, gone, or cannot be made.
        case key
        /// An answer of the service that cannot be used, its `Retry-After` included.
        case answer
        /// A fault of the core itself.
        case core
    }

    /// An error of this part.
    public init(_ part: Part, _ message: String) {
        self.part = part
        self.message = message
    }
}

extension HaetaeError: LocalizedError, CustomStringConvertible {
    public var errorDescription: String? { message }
    public var description: String { message }
}

extension HaetaeError {
    init(_ error: CoreError) {
        switch error {
        case .Roots(let message): self.init(.roots, message)
        case .Snapshot(let message): self.init(.snapshot, message)
        case .Time(let message): self.init(.time, message)
        case .Day(let message): self.init(.day, message)
        case .Challenge(let message): self.init(.challenge, message)
        case .Pass(let message): self.init(.pass, message)
        case .Jwk(let message): self.init(.publicKey, message)
        case .Signature(let message): self.init(.signature, message)
        case .Hash(let message): self.init(.hash, message)
        case .Text(let message): self.init(.text, message)
        case .Size(let message): self.init(.size, message)
        case .Picture(let message): self.init(.picture, message)
        case .RetryAfter(let message): self.init(.answer, message)
        case .Notice(let message): self.init(.answer, message)
        case .Ticket(let message): self.init(.ticket, message)
        }
    }
}

/// Calls the core. What it throws becomes an error of this SDK.
func asking<Value>(_ work: () throws -> Value) throws(HaetaeError) -> Value {
    do {
        return try work()
    } catch let error as CoreError {
        throw HaetaeError(error)
    } catch {
        throw HaetaeError(.core, String(describing: error))
    }
}

/// What an error of another library says.
func words(of error: any Error) -> String {
    (error as? HaetaeError)?.message ?? (error as? any LocalizedError)?.errorDescription ?? String(describing: error)
}
