package org.haetae.sdk

import java.time.Instant
import java.time.MonthDay
import org.haetae.ffi.Verdict as CoreVerdict
import org.haetae.sdk.internal.toFfi
import org.haetae.sdk.internal.toSdk

/** Exactly three: "cannot tell" is never shown as "no". */
public enum class Outcome {
    /** Let them in. */
    ADMIT,

    /** No, with proof. */
    REFUSE,

    /** This scanner cannot tell, and says what to do next. */
    UNCLEAR,
}

/**
 * The result of a check. A `when` over it and over [RefuseReason] and [UnclearReason] needs no `else`: if a later
 * version of the SDK has a new code, the build says where it is missing.
 */
public sealed class Verdict(private val spoken: CoreVerdict) {
    /** Let them in. */
    public class Admit internal constructor(
        /** What staff should look at, in the order of the wire format's section 10. */
        override val warnings: List<Warning>,
        /** What the pass attests; `null` if the chosen policy does not show it. */
        public val evidence: List<Evidence>?,
        /** The holder's masked name, if the pass carries it and the policy shows it. */
        public val name: String?,
        /** The holder's birthday, if the pass carries it and the policy shows it. */
        public val birth: MonthDay?,
        /** Who issued the pass, if the policy shows it. */
        public val issuer: String?,
        /** The first second at which the pass is no longer valid, if the policy shows it. */
        public val validUntil: Instant?,
        spoken: CoreVerdict,
    ) : Verdict(spoken) {
        override val outcome: Outcome get() = Outcome.ADMIT
    }

    /** No, and this scanner can prove it. */
    public class Refuse internal constructor(
        public val reason: RefuseReason,
        spoken: CoreVerdict,
    ) : Verdict(spoken) {
        override val outcome: Outcome get() = Outcome.REFUSE
    }

    /** This scanner cannot tell. Never show it as "no". */
    public class Unclear internal constructor(
        public val reason: UnclearReason,
        spoken: CoreVerdict,
    ) : Verdict(spoken) {
        override val outcome: Outcome get() = Outcome.UNCLEAR
    }

    /** Which of the three it is. */
    public abstract val outcome: Outcome

    /** The warnings of an admission; others have none. */
    public open val warnings: List<Warning> get() = emptyList()

    /** `admit`, or the code of the wire format's section 10: for logs and counts. */
    public val code: String by lazy { spoken.code() }

    /** What the person at the door, or the scanner itself, does next. */
    public val nextStep: NextStep by lazy { spoken.nextStep().toSdk() }

    /**
     * Whether a device that types what it reads may have garbled the code. If there are other readings of the same
     * input, check those.
     */
    public val misread: Boolean by lazy { spoken.misread() }

    /** What to show. */
    public fun words(language: Language): VerdictText = spoken.words(language.toFfi()).toSdk()

    /**
     * Whether the scanner's data may be too old for it: the key is unknown, or the status list of the day is missing or
     * not the newest.
     */
    internal fun mayBeOutdated(): Boolean = when (this) {
        is Admit -> Warning.STATUS_MISSING in warnings || Warning.STATUS_OLD in warnings
        is Unclear -> reason == UnclearReason.UnknownKey || reason == UnclearReason.StatusRequired
        is Refuse -> false
    }

    /** The code, and the warnings after plus signs. */
    override fun toString(): String = (listOf(code) + warnings.map { it.code }).joinToString("+")
}

/** A no that a scanner can prove. */
public sealed interface RefuseReason {
    /** The issuing key is withdrawn. A [paper] pass must be printed again; a phone fetches another by itself. */
    public data class KeyWithdrawn(val paper: Boolean) : RefuseReason

    /** The issuing key was not in use when the pass begins. */
    public data object KeyNotValidThen : RefuseReason

    /** The issuing key may not sign such a pass. */
    public data object KeyNotAllowed : RefuseReason

    /** The issuer did not sign this. */
    public data object BadSignature : RefuseReason

    /** The pass has expired at [since]. A [paper] pass must be printed again. */
    public data class Expired(val since: Instant, val paper: Boolean) : RefuseReason

    /** The issuer has revoked the pass. */
    public data object Revoked : RefuseReason

    /** The phone that shows it is not the one that it was issued to. */
    public data object HolderProofInvalid : RefuseReason

    /**
     * Genuine, but the chosen policy asks for something else: the ids of the [rules] that are false, and the
     * [messages] to show.
     */
    public data class PolicyNotMet(val rules: List<String>, val messages: List<RuleMessage>) : RefuseReason
}

/** Why a scanner cannot tell. */
public sealed interface UnclearReason {
    /** There is no readable code in a picture. */
    public data object Unreadable : UnclearReason

    /** A code, but not one of this format. */
    public data object UnknownFormat : UnclearReason

    /** Not a pass that can be read. */
    public data object Malformed : UnclearReason

    /** No key of that id issues passes; perhaps it is newer than this scanner's data. */
    public data object UnknownKey : UnclearReason

    /** For training. */
    public data object Specimen : UnclearReason

    /** This scanner's clock is wrong. */
    public data object ClockSuspect : UnclearReason

    /** The pass begins at [from]. */
    public data class NotYetValid(val from: Instant) : UnclearReason

    /** A copy of a phone's pass: the live code is missing. */
    public data object HolderProofMissing : UnclearReason

    /** The live code is too old, from a clock that is off, or answers another challenge. */
    public data object HolderProofStale : UnclearReason

    /** This scanner wants an answer to its challenge, and the code gives none. */
    public data object ChallengeMissing : UnclearReason

    /** No status list of the pass's day is in force, and the policy requires one. */
    public data object StatusRequired : UnclearReason

    /** This scanner's trust data has expired. */
    public data object TrustExpired : UnclearReason

    /** A policy is chosen, and none of that id is in force, or there are no rules. */
    public data object RulesMissing : UnclearReason

    /** The [rule] cannot be evaluated; `null` if the whole file cannot be read. */
    public data class RuleFailed(val rule: String?) : UnclearReason
}
