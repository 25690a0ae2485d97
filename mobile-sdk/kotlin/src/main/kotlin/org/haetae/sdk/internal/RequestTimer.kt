package org.haetae.sdk.internal

import org.haetae.ffi.CoreRequestTimer

/** The core's timer of requests. Times are seconds since 1970. */
internal class RequestTimer(seed: Long, kept: String?) : AutoCloseable {
    private val core = CoreRequestTimer(seed, kept)

    /** What to keep over restarts. */
    val text: String get() = core.text()

    fun next(now: Long): Long = inWords { core.next(now) }

    fun sent(now: Long) = inWords { core.sent(now) }

    fun answered(now: Long) = inWords { core.answered(now) }

    fun failed(now: Long, retryAfter: Long?, urgent: Boolean) = inWords { core.failed(now, retryAfter, urgent) }

    fun refusedByIssuer(now: Long) = inWords { core.refusedByIssuer(now) }

    override fun close() = core.close()
}
