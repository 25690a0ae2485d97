package org.haetae.sdk

import java.security.SecureRandom
import java.time.Clock
import org.haetae.ffi.CoreScanner
import org.haetae.ffi.qr
import org.haetae.sdk.internal.inWords
import org.haetae.sdk.internal.toFfi
import org.haetae.sdk.internal.toSdk

/** A challenge for phones to answer. */
public class Challenge internal constructor(
    /** `HQ1:` and so on. */
    public val text: String,
    public val code: Matrix,
) {
    public companion object {
        /** Whether a text, of a code that a phone has scanned, is a venue's challenge. */
        @JvmStatic
        public fun isChallenge(text: String): Boolean = org.haetae.ffi.isChallenge(text)
    }
}

/**
 * Checks codes, without a network. All methods may be called from any thread; none waits for anything but another call.
 *
 * @param roots the pinned roots, the text of `roots.json`: part of the deployment, never taken from an answer on the
 *   network.
 * @param clock the time of the verdicts; [Wallet.clock] beside a wallet.
 * @param random makes challenges, and spreads what many scanners do.
 * @param settings what to fetch, and how often; `null`: as the core sees fit.
 * @throws HaetaeException if the roots are no root set.
 */
public class Scanner @JvmOverloads constructor(
    roots: String,
    private val clock: Clock = Clock.systemUTC(),
    private val random: java.util.Random = SecureRandom(),
    settings: SyncSettings? = null,
) : AutoCloseable {
    internal val core: CoreScanner = inWords { CoreScanner(roots, random.nextLong()) }

    /** Called when a code shows that this scanner's data may be too old ([Verdict.mayBeOutdated]). */
    @Volatile
    internal var onOutdated: () -> Unit = {}

    init {
        settings?.let { core.configure(it.toFfi()) }
    }

    /**
     * The venue's own switch: whether codes must answer a challenge of this scanner. Any other is `challenge_missing`,
     * paper too. Off at first; [forget] does not change it.
     */
    @Volatile
    public var requiresChallenge: Boolean = false
        set(required) {
            core.requireChallenge(required)
            field = required
        }

    /**
     * The venue's policy, by its id in the rules in force; `null`: a genuine pass is enough. An id that the rules do
     * not have is `rules_missing`. [forget] does not change it.
     */
    @Volatile
    public var policy: String? = null
        set(id) {
            core.choosePolicy(id)
            field = id
        }

    /** The verdict on the text of a code. */
    public fun check(text: String): Verdict {
        val verdict = inWords { core.check(text, now()) }.toSdk()
        if (verdict.mayBeOutdated()) onOutdated()
        return verdict
    }

    /** The verdict on a picture in which there is no code. */
    public fun unreadable(): Verdict = core.unreadable().toSdk()

    /** A new challenge, valid for two minutes. Show it, and make another every minute. */
    public fun showChallenge(): Challenge {
        val text = inWords { core.showChallenge(ByteArray(CHALLENGE_BYTES).also(random::nextBytes), now()) }
        return Challenge(text, inWords { qr(text) }.toSdk())
    }

    /** What a venue can choose of the rules in force. */
    public fun policies(): PolicyList = inWords { core.policies(now()) }.toSdk()

    /** What this scanner trusts, and how old it is. */
    public fun trust(): TrustState = inWords { core.trust(now()) }.toSdk()

    /** Loads a bundle. With a [TrustSync], call its method instead: it also stores the bundle. */
    public fun takeBundle(bytes: ByteArray): TrustOutcome = core.bundleArrived(bytes).toSdk()

    /** Loads a trust list by itself, from a file. */
    public fun takeTrustList(bytes: ByteArray): TrustOutcome = core.trustListArrived(bytes).toSdk()

    /**
     * The data in force as a bundle of about [mostBytes], for another scanner: status lists of distant days are left
     * out. `null` before the first manifest.
     */
    public fun bundle(mostBytes: Long): ByteArray? {
        require(mostBytes >= 0) { "a bundle cannot have $mostBytes bytes" }
        return inWords { core.bundle(now(), mostBytes) }
    }

    /** Forgets who was admitted, which challenges were shown and what the phones' clocks said. */
    public fun forget(): Unit = core.forget()

    /** Ends the scanner. Calls that are in progress end as usual; later ones fail. */
    override fun close(): Unit = core.close()

    internal fun now(): Long = clock.instant().epochSecond

    private companion object {
        const val CHALLENGE_BYTES = 8
    }
}
