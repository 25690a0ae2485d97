package org.haetae.sdk

import java.io.IOException
import java.security.GeneralSecurityException
import java.time.Instant
import java.time.ZoneId
import kotlin.time.Duration.Companion.milliseconds
import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.sync.Mutex
import kotlinx.coroutines.sync.withLock
import kotlinx.coroutines.withTimeoutOrNull
import org.haetae.sdk.internal.RequestTimer

/** What came of a look at a holder's passes. */
public sealed interface RenewalResult {
    /** When to look again. */
    public val next: Instant

    /** Nothing is due. */
    public data class NotDue(override val next: Instant) : RenewalResult

    /** Something is due, and an earlier failure asks for patience. */
    public data class Waiting(override val next: Instant) : RenewalResult

    /** The answer is stored; it had so many [passes]. */
    public data class Renewed(val passes: Int, override val next: Instant) : RenewalResult

    /** There was no answer, or a refusal. The passes that are there stay as they are. */
    public data class Failed(val error: ServiceException, override val next: Instant) : RenewalResult
}

/**
 * Renews the passes of a [holder] by the core's rules: which days to ask for, when, and how long to wait after a
 * failure. The pauses and the number of requests are kept in the wallet, over restarts too.
 *
 * @param zone the issuer's: its civil days are those of the passes.
 */
public class PassRenewal(
    private val wallet: Wallet,
    private val holder: String,
    private val service: PassService,
    private val zone: ZoneId,
) {
    private val one = Mutex()
    private val wake = Channel<Unit>(Channel.CONFLATED)

    /** Keeps the passes up to date until the coroutine is cancelled. */
    @Throws(IOException::class, GeneralSecurityException::class)
    public suspend fun run(): Nothing {
        while (true) {
            val next = renew().next
            val wait = (next.toEpochMilli() - wallet.clock.millis()).coerceIn(0, LONGEST_WAIT_MILLIS)
            withTimeoutOrNull(wait.milliseconds) { wake.receive() }
        }
    }

    /** Wakes [run]: the network is back, or new trust data is in force. */
    public fun wakeUp() {
        wake.trySend(Unit)
    }

    /**
     * Looks once, and asks the service if something is due. If the owner [asked] for it, it waits for nothing. The keys
     * are stored before they are sent: after a lost answer the same request is made again and gets the same passes.
     *
     * @throws IOException if the wallet cannot store.
     * @throws GeneralSecurityException if no key can be made.
     */
    @JvmOverloads
    @Throws(IOException::class, GeneralSecurityException::class)
    public suspend fun renew(asked: Boolean = false): RenewalResult =
        one.withLock {
            wallet.renewal(holder)
            val due = wallet.due(holder, zone, asked = asked)
            if (due.days.isEmpty()) return@withLock RenewalResult.NotDue(later())
            wallet.timer(holder).use { timer ->
                val next = timer.next(now())
                if (next > now() && !asked) return@use RenewalResult.Waiting(Instant.ofEpochSecond(next))
                send(due, timer)
            }
        }

    private suspend fun send(due: Due, timer: RequestTimer): RenewalResult {
        val request = wallet.prepareRequest(holder, due.days)
        timer.sent(now())
        wallet.keepTimer(holder, timer)
        val answer =
            try {
                answerTo(request)
            } catch (error: ServiceException) {
                when (error.trouble) {
                    null -> timer.failed(now(), error.retryAfter?.seconds, due.urgent)
                    else -> timer.refusedByIssuer(now())
                }
                wallet.keepTimer(holder, timer)
                return RenewalResult.Failed(error, Instant.ofEpochSecond(timer.next(now())))
            }
        timer.answered(now())
        wallet.keepTimer(holder, timer)
        wallet.discardExpired(holder)
        wallet.renewal(holder)
        return RenewalResult.Renewed(answer.passes.size, later())
    }

    /** Stores the answer. One that is nonsense is as good as none. */
    private suspend fun answerTo(request: PreparedRequest): PassesAnswer {
        val answer =
            try {
                service.passes(request)
            } catch (error: ServiceException) {
                throw error
            } catch (error: IOException) {
                throw ServiceException("unreachable", ServiceException.Reason.UNREACHABLE, cause = error)
            }
        try {
            wallet.storeAnswer(holder, answer)
        } catch (error: HaetaeException) {
            throw ServiceException("unusable_answer", ServiceException.Reason.FAILED, cause = error)
        }
        return answer
    }

    /** When more may be due: at the planned time, and in a while in case a clock is set. */
    private fun later(): Instant {
        val longest = wallet.clock.instant().plusMillis(LONGEST_WAIT_MILLIS)
        val planned = wallet.holders().find { it.id == holder }?.refreshAfter
        return planned?.takeIf { it < longest && it > wallet.clock.instant() } ?: longest
    }

    private fun now(): Long = wallet.clock.instant().epochSecond

    private companion object {
        const val LONGEST_WAIT_MILLIS = 15 * 60 * 1_000L
    }
}
