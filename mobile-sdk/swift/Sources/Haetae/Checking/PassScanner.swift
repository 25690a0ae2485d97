import Foundation
package import HaetaeCore

/// A challenge for phones to answer.
public struct Challenge: Sendable, Hashable {
    /// `HQ1:` and so on.
    public let text: String
    public let code: QRCode

    /// Whether a text that a phone has scanned is a venue's challenge.
    public static func isChallenge(_ text: String) -> Bool { HaetaeCore.isChallenge(text: text) }
}

/// Checks codes, without a network. It may be used from any thread, and waits for nothing but other calls.
public final class PassScanner: Sendable {
    /// What decides. For the tools of this package.
    package let core: CoreScanner
    let clock: any DeviceClock
    private let random: RandomSource
    private let onOutdated = Locked<(@Sendable () -> Void)?>(nil)

    /// A scanner that trusts only the pinned roots, the text of `roots.json`: part of the deployment, never taken from an
    /// answer on the network. Beside a wallet, `clock` is the wallet's. Fails if the roots are no root set.
    public init(
        roots: String, clock: any DeviceClock = SystemClock(), settings: SyncSettings? = nil,
        random: @escaping RandomSource = systemRandom
    ) throws(HaetaeError) {
        core = try asking { try CoreScanner(roots: roots, seed: Int64(bitPattern: random())) }
        self.clock = clock
        self.random = random
        if let settings { core.configure(settings: settings.core) }
    }

    /// The verdict on the text of a code. Fails if this device's clock shows no time from 1970 to 9999.
    public func check(_ text: String) throws(HaetaeError) -> Verdict {
        let verdict = Verdict(try asking { try core.check(text: text, now: now) })
        if verdict.mayBeOutdated { onOutdated { $0 }?() }
        return verdict
    }

    /// The verdict on a picture in which there is no code.
    public func unreadable() -> Verdict { Verdict(core.unreadable()) }

    /// A new challenge, valid for two minutes. Show it, and make another every minute.
    public func showChallenge() throws(HaetaeError) -> Challenge {
        try showChallenge(withUnsafeBytes(of: random().bigEndian) { Data($0) })
    }

    /// A challenge of these 8 to 16 random bytes, valid for two minutes. Fails if there are more or fewer.
    public func showChallenge(_ bytes: Data) throws(HaetaeError) -> Challenge {
        let text = try asking { try core.showChallenge(bytes: bytes, now: now) }
        return Challenge(text: text, code: try QRCode(text))
    }

    /// The venue's own switch: whether codes must answer a challenge of this scanner. Any other is `challenge_missing`,
    /// paper too. Off at first; `forget` does not change it.
    public func requireChallenge(_ isRequired: Bool) { core.requireChallenge(required: isRequired) }

    /// Chooses the venue's policy by its id in the rules in force; `nil`: a genuine pass is enough. An id that the rules
    /// do not have is `rules_missing`. `forget` does not change it.
    public func choosePolicy(_ id: String?) { core.choosePolicy(id: id) }

    /// What a venue can choose of the rules in force.
    public func policies() throws(HaetaeError) -> PolicyList {
        PolicyList(try asking { try core.policies(now: now) })
    }

    /// What this scanner trusts, and how old it is.
    public func trust() throws(HaetaeError) -> TrustState {
        TrustState(try asking { try core.trust(now: now) })
    }

    /// Loads a bundle. With a `TrustSync`, call its method instead: it also stores the bundle.
    public func takeBundle(_ bytes: Data) -> TrustOutcome { TrustOutcome(core.bundleArrived(bytes: bytes)) }

    /// Loads a trust list by itself, from a file.
    public func takeTrustList(_ bytes: Data) -> TrustOutcome { TrustOutcome(core.trustListArrived(bytes: bytes)) }

    /// The data in force as a bundle of about this many bytes, for another scanner: status lists of distant days are left
    /// out. `nil` before the first manifest. Fails if the number is below 0.
    public func bundle(mostBytes: Int) throws(HaetaeError) -> Data? {
        try asking { try core.bundle(now: now, mostBytes: Int64(mostBytes)) }
    }

    /// Forgets who was admitted, which challenges were shown and what the phones' clocks said.
    public func forget() { core.forget() }

    /// Sets what is called when a code shows that this scanner's data may be too old.
    func whenOutdated(_ call: @escaping @Sendable () -> Void) { onOutdated { $0 = call } }

    var now: Int64 { clock.now.wholeSeconds }
}
