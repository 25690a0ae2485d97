package org.haetae.sdk

import java.time.Instant

/** The state of a [TrustSync]. How old the data is says [Scanner.trust]. */
public data class SyncStatus(
    /** Whether the service answered the last fetch; `null` before the first. */
    val online: Boolean? = null,
    /**
     * Whether something else answered: the network asks for a sign-in, or a proxy is in between. Then [online] is
     * `false`.
     */
    val foreign: Boolean = false,
    /** Whether the first round is over: everything was fetched, or could not be. */
    val settled: Boolean = false,
    /** Why the last fetch failed, for developers. */
    val trouble: String? = null,
    /** When the service last answered with accepted data, or with data that is in force already. */
    val answered: Instant? = null,
    /** The outcome of the last manifest, file or bundle. */
    val outcome: TrustOutcome? = null,
    /** What was restored at the start; `null` before [TrustSync.restore]. */
    val restored: RestoreResult? = null,
    /** Why the data in force could not be stored. It is in force all the same. */
    val unsaved: String? = null,
)

/** The result of restoring stored data. */
public sealed interface RestoreResult {
    /** Everything is in force again, except [dropped] parts that no longer verify. */
    public data class Restored(val dropped: Int) : RestoreResult

    /** There was nothing: a first start, or the storage was cleared. */
    public data object Nothing : RestoreResult

    /** The stored data is damaged or unreadable. The scanner starts again from the pinned roots. */
    public data class Damaged(val error: String) : RestoreResult
}
