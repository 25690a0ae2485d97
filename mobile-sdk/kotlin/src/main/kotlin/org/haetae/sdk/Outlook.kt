package org.haetae.sdk

import java.time.Instant

/** Where a pass is good, or why this phone cannot tell. It is no verdict: do not give it the colours of one. */
public sealed interface Outlook {
    /** Where a pass is good, by the rules that this phone holds. Scanners check more than rules. */
    public data class Known(
        /** By this time. */
        val now: Instant,
        /** When the data was issued that names these rules as the newest. */
        val known: Instant,
        /** For how many days the future is checked. */
        val days: Int,
        /** One for each id, in the order of the rules. */
        val policies: List<PolicyOutlook>,
    ) : Outlook

    /** This phone cannot tell. */
    public data class Unknown(val why: NoOutlook) : Outlook
}

/** Why a phone cannot tell where a pass is good. It never says anything about a person. */
public enum class NoOutlook {
    /** There are no rules here, or none that count now or later. */
    NO_RULES,

    /** This version cannot read the rules. */
    UNREADABLE,

    /** This phone's clock is wrong, or may be. */
    CLOCK,

    /** The data is so old that no scanner would use it. */
    OUTDATED,

    /** There is no pass that has not expired. */
    NO_PASS,

    /** Scanners refuse the pass, whatever the rules say. */
    REFUSED,
}

/** What the rules of a policy say. */
public sealed interface PolicyAnswer {
    /** All its rules are true. */
    public data object Met : PolicyAnswer

    /** No policy of this id is in force. */
    public data object RulesMissing : PolicyAnswer

    /** Not a no: the [rule] cannot be evaluated; `null` if the whole file cannot be read. */
    public data class RuleFailed(val rule: String?) : PolicyAnswer

    /** The ids of the [rules] that are false, and the [messages] to show. */
    public data class NotMet(val rules: List<String>, val messages: List<RuleMessage>) : PolicyAnswer
}

/** A time in which a pass meets a policy. */
public data class Good(
    val from: Instant,
    /** The first second at which it no longer does; `null` if that is not within [Outlook.Known.days] of [from]. */
    val until: Instant?,
    /** What the rules say at [until]; `null` if the pass itself has expired then: a paper pass. */
    val after: PolicyAnswer?,
)

/** What the policies of one id say of a pass: those in force, and those that begin later. */
public data class PolicyOutlook(
    val id: String,
    val name: Texts,
    /** When [answer] holds: now, or at the beginning of the policy or of a paper pass. */
    val asked: Instant,
    /** When the policy begins, if none of this id is in force now. */
    val begins: Instant?,
    val answer: PolicyAnswer,
    /** From when until when the pass meets the policy; `null` if it does not within [Outlook.Known.days] of [asked]. */
    val good: Good?,
    /** The time at which the rules say no, if the pass is good now and that is within a week. */
    val endsSoon: Instant?,
)
