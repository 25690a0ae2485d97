package org.haetae.sdk

import java.time.Instant
import java.time.LocalDate
import java.time.MonthDay

/** A person whose passes a phone holds: its owner, a child. */
public data class Holder(
    /** Chosen by the app; it stays on the phone. */
    val id: String,
    /** What the app calls them. */
    val label: String,
    /** When to ask for more passes; `null` before the first answer. */
    val refreshAfter: Instant?,
)

/** A pass as the service's `POST /v1/passes` answers it. */
public data class IssuedPass(
    /** The civil day in the issuer's zone. */
    val day: LocalDate,
    /** `HT1:` and so on. */
    val qr: String,
    val notBefore: Instant,
    val expires: Instant,
)

/** The answer of `POST /v1/passes`. */
public data class PassesAnswer(
    /** Perhaps fewer than were asked for. */
    val passes: List<IssuedPass>,
    /** When to ask for more. */
    val refreshAfter: Instant,
    val serverTime: Instant,
)

/** The public key of a day. */
public data class DayKey(val day: LocalDate, val jwk: PublicJwk)

/** A request for passes, and what a partner's assertion must contain about its keys. */
public data class PreparedRequest(
    val holderKeys: List<DayKey>,
    /** The assertion's `keys`. */
    val digest: String,
    /** The ticket of the waiting room, when it is its turn. */
    val ticket: String? = null,
)

/** The content of a code. Nothing about it has been checked: it is no proof. */
public data class Inspected(
    /** The id of the key that signed it. */
    val kid: String,
    val notBefore: Instant,
    val expires: Instant,
    val paper: Boolean,
    val evidence: List<Evidence>,
    val name: String?,
    val birth: MonthDay?,
    val statusDay: Long,
    val statusIndex: Long,
    /** When a presentation was made; `null` if it is a pass alone. */
    val presented: Instant?,
) {
    public companion object {
        /** What is in the text of a pass or a presentation, unchecked; `null` if it holds none. */
        @JvmStatic
        public fun of(text: String): Inspected? = org.haetae.sdk.internal.inspected(text)
    }
}

/** A pass, and its content. */
public data class HeldPass(
    val pass: IssuedPass,
    val inspected: Inspected,
    /** What scanners decide about it, by the last [Wallet.renewal]; `null` before the first. */
    val own: PassStatus?,
)

/** What scanners decide about a pass that its phone presents correctly. */
public sealed interface PassStatus {
    /** Nothing speaks against it. */
    public data object Good : PassStatus

    /** It has expired. */
    public data object Ended : PassStatus

    /** Its key was withdrawn: it is refused from [from] on, which may be in the past. */
    public data class Withdrawn(val from: Instant) : PassStatus

    /** Its key is no longer on the trust list, or not for this pass. */
    public data object KeyGone : PassStatus

    public data object Revoked : PassStatus
}

/** What a phone should do about its passes. */
public data class Renewal(
    /** By day. */
    val passes: List<PassStatus>,
    /** When to renew: the planned time, or an earlier one. This may be in the past. */
    val at: Instant,
)

/** What to ask the service for. */
public data class Due(
    /** Empty if nothing is due. */
    val days: List<LocalDate>,
    /** Whether there is no pass to show now that scanners accept. */
    val urgent: Boolean,
)

/** Why there is no pass to show. It never means that a person is not eligible. */
public sealed interface NothingToShow {
    /** Nothing was issued yet. */
    public data object NoPass : NothingToShow

    /** Everything has expired. */
    public data object Over : NothingToShow

    /** The first pass begins at [from]. */
    public data class NotYet(val from: Instant) : NothingToShow
}

/** What a person can show now. */
public data class Coverage(
    /** The time to show a pass at: an estimated one if this phone's clock is probably wrong. */
    val time: PhoneTime,
    /** Until when there is, without a gap, a pass that scanners accept; `null` if there is none now. */
    val until: Instant?,
    /** Why there is nothing to show; `null` if there is a pass, even one that scanners refuse. */
    val nothing: NothingToShow?,
)

/** What a wallet shows. */
public sealed interface Presentation {
    /** The time that it was made for. */
    public val time: PhoneTime

    /** A code to show, made now. */
    public class LiveCode internal constructor(
        /** `HP1:` and so on. */
        public val text: String,
        public val code: Matrix,
        public val pass: IssuedPass,
        /** When it was made, by [time]. */
        public val made: Instant,
        /** When to make the next. */
        public val next: Instant,
        override val time: PhoneTime,
    ) : Presentation

    /** There is no code to show. */
    public class NoCode internal constructor(
        public val why: NothingToShow,
        override val time: PhoneTime,
    ) : Presentation
}

/** What scanners would decide about a paper pass, as far as this phone knows. */
public enum class PaperStatus {
    /** Nothing speaks against it. */
    GOOD,

    /** This phone lacks the data to decide, or to rule out a revocation. */
    UNCHECKED,
    NOT_YET,
    EXPIRED,
    REVOKED,

    /** The key that signed it is no longer valid: the paper must be printed again. */
    REPLACED,

    /** No issuer that this phone trusts has signed it. */
    NOT_GENUINE,
}
