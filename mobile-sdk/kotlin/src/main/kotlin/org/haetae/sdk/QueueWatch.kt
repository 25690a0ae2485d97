package org.haetae.sdk

import java.security.SecureRandom
import java.time.Duration
import org.haetae.ffi.queuePause
import org.haetae.ffi.queueSeen
import org.haetae.sdk.internal.inWords
import org.haetae.sdk.internal.toSdk

/**
 * One person's waiting: reads notices, and says where the person is. Only the service's times count, and how long ago a
 * notice arrived; what the phone's clock shows does not.
 *
 * @param kept what was stored.
 * @param clock of which only the monotonic one counts.
 * @param random spreads the reads of many phones.
 */
public class QueueWatch @JvmOverloads constructor(
    kept: QueueKept = QueueKept(),
    private val clock: DeviceClock = SystemDeviceClock,
    private val random: java.util.Random = SecureRandom(),
) {
    private val lock = Any()
    private var newest = kept
    private var made = Long.MIN_VALUE
    private var room: Long? = null
    private var pollAfter = USUAL_POLL_SECONDS
    private var failures = 0

    /** When the newest notice arrived; `null` if that was before the start. */
    private var arrived: Long? = null

    /** To store after each [joined] and [read]. */
    public val kept: QueueKept get() = synchronized(lock) { newest }

    /** Begins to wait with this [ticket], or goes on without one. */
    public fun joined(ticket: String?): Unit =
        synchronized(lock) { newest = newest.copy(ticket = ticket, trail = null) }

    /**
     * Takes a notice that has just arrived, the text of `GET /v1/queue`; one that is older than the newest changes
     * nothing.
     *
     * @throws HaetaeException if it is no notice, or the ticket is none.
     */
    public fun read(notice: String): Unit =
        synchronized(lock) {
            val seen = seen(notice, 0)
            failures = 0
            val isOlder = seen.room?.toLong() == room && seen.made < made
            if (!isOlder) {
                made = seen.made
                room = seen.room?.toLong()
                pollAfter = seen.pollAfter
                arrived = clock.monotonicMillis()
                newest = newest.copy(notice = notice, trail = seen.trail)
            }
        }

    /**
     * What the person sees now; `null` before the first notice.
     *
     * @throws HaetaeException if the ticket is none.
     */
    public fun place(): QueueSeen? =
        synchronized(lock) {
            val age = arrived?.let { (clock.monotonicMillis() - it) / 1_000 }
            newest.notice?.let { seen(it, age).toSdk() }
        }

    /** After how long to read the next notice: a fifth more or less than the service asks for. */
    public fun nextRead(): Duration = synchronized(lock) { pause(null) }

    /**
     * Notes that a notice could not be read. Returns after how long to try again: the pause doubles up to five minutes,
     * and is no shorter than [retryAfter].
     */
    @JvmOverloads
    public fun failed(retryAfter: Duration? = null): Duration =
        synchronized(lock) {
            failures += 1
            pause(retryAfter)
        }

    private fun seen(notice: String, age: Long?) =
        inWords { queueSeen(notice.toByteArray(), newest.ticket, age, newest.trail) }

    private fun pause(retryAfter: Duration?) =
        Duration.ofMillis(queuePause(pollAfter, failures, retryAfter?.seconds, random.nextLong()))

    private companion object {
        /** Between reads before the first notice says it. */
        const val USUAL_POLL_SECONDS = 15L
    }
}
