package org.haetae.sdk

import java.time.Duration
import java.time.Instant
import org.haetae.sdk.internal.toFfi

/** What became of data that a scanner was offered (wire format, sections 5 and 7). */
public enum class TrustOutcome {
    /** It is in force now. */
    TAKEN,

    /** It was in force already. */
    UNCHANGED,

    /** It is no such file. */
    MALFORMED,

    /** A file that the manifest names is not there. */
    MISSING_FILE,

    /** It is older than what is in force, or takes something back. */
    ROLLBACK,

    /** It contradicts what is in force. */
    CONFLICT,

    /** Too few of the keys that must sign it have. */
    UNSIGNED,

    /** A key signed it that may not. */
    UNKNOWN_KEY,

    /** A signature is wrong. */
    BAD_SIGNATURE,

    /** It is larger than the format allows. */
    TOO_LARGE,
    ;

    /** The word of the wire format: for logs. */
    public val code: String by lazy { toFfi().code() }
}

/** What a scanner trusts, and how old it is. */
public data class TrustState(
    val manifest: ManifestState?,
    val trustList: TrustListState?,
    /** The files that the manifest names and a scanner reads, in its order. */
    val files: List<TrustFile>,
    /** The earliest possible time. */
    val floor: Instant,
    /** Old enough to be shown; also without any data. */
    val stale: Boolean,
    /** No one is admitted any more; also without any data. */
    val expired: Boolean,
    /** How far the median phone was ahead of this scanner; `null` before the fifth live code. */
    val medianAhead: Duration?,
    /** Whether this scanner's clock is behind the data in force: then it is certainly wrong. */
    val clockBehind: Boolean,
)

/** The manifest in force. */
public data class ManifestState(
    val version: Long,
    val issued: Instant,
    /** From then on scanners say that their data is old. */
    val stale: Instant,
    /** From then on scanners admit no one. */
    val expires: Instant,
)

/** The trust list in force. */
public data class TrustListState(
    val version: Long,
    val issued: Instant,
    /** From then on scanners admit no one. */
    val expires: Instant,
)

/** A file that the manifest names and a scanner reads. */
public data class TrustFile(
    /** `trust-list`, `rules`, `status/<day>` or `changes/<day>`. */
    val name: String,
    /** Whether one of this name is in force. */
    val held: Boolean,
    /** Whether it is the one that the manifest names. */
    val newest: Boolean,
    /** When the rules or the status list in force were issued. */
    val issued: Instant?,
)

/** How often a scanner looks for new data, and which days' status lists it fetches. */
public data class SyncSettings(
    /** From one manifest to the next, on average; each is moved by up to a quarter. */
    val refresh: Duration,
    /** The lists of this many days before today are kept up to date; earlier ones once a pass of theirs is seen. */
    val daysBack: Int,
    /** The lists of this many days after today are kept up to date. */
    val daysAhead: Int,
    /** The lists of this many days after today are fetched once, in case there is no network later. */
    val daysInReserve: Int,
)
