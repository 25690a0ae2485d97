package org.haetae.sdk

import java.time.Duration
import java.time.Instant

/** How much of the time is known. */
public enum class TimeTrust {
    /** Learned from the service since the wallet was opened, and both clocks have agreed since. */
    CONFIRMED,

    /** Nothing was learned since the wallet was opened: it is this phone's own clock. */
    UNCONFIRMED,

    /** This phone's clock was set since, or the phone has slept: what was learned no longer applies. */
    DISTURBED,

    /**
     * This phone's clock is wrong: the time is estimated from the last contact. Scanners may refuse codes made with it.
     */
    ESTIMATED,
}

/** What the owner must know of the phone's clock. */
public enum class ClockState {
    /** Nothing. */
    TRUSTED,

    /** It is wrong, and corrected. */
    CORRECTED,

    /** It is probably wrong by an unknown amount. */
    DOUBTFUL,

    /** It is wrong, and the time is estimated. */
    ESTIMATED,
}

/** The time that presentations are signed with. */
public data class PhoneTime(
    val now: Instant,
    val trust: TimeTrust,
    val state: ClockState,
    /** How far this phone's clock was behind the service's at the last contact, ever; `null` before the first. */
    val behind: Duration?,
    /** What was added to this phone's clock. */
    val correction: Duration,
    /**
     * The earliest possible time: the service's time, and what the monotonic clock has counted since. `null` while
     * there was no contact since the wallet was opened.
     */
    val earliest: Instant?,
)
