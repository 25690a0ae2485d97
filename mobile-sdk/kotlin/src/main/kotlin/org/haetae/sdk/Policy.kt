package org.haetae.sdk

import java.time.Instant

/** What a venue can choose of the rules in force. */
public data class PolicyList(
    val rules: RulesReading,
    /** The policies of a readable file, in its order; those that follow each other share an id. */
    val policies: List<Policy>,
)

/** Whether a scanner has rules that it can read. */
public enum class RulesReading {
    /** No rules file is in force: every chosen policy is `rules_missing`. */
    MISSING,

    /** This version cannot read the file in force: every chosen policy is `rule_failed`. */
    UNREADABLE,

    READABLE,
}

/** A policy of the rules in force. */
public data class Policy(
    /** What it is chosen by. */
    val id: String,
    val name: Texts,
    /** The first second of it. */
    val from: Instant,
    /** The first second after it; `null`: no end. */
    val until: Instant?,
    val standing: PolicyStanding,
    /** Whether a code must answer a challenge of the scanner. */
    val challengeRequired: Boolean,
    /** What it says if no status list of the pass's day is in force; `null` if it says nothing. */
    val status: PolicyStatus?,
)

/** Whether a policy counts now. */
public enum class PolicyStanding {
    ENDED,
    CURRENT,
    LATER,
}

/** What a policy says if no status list of the pass's day is in force. */
public enum class PolicyStatus {
    /** Admit with a warning. */
    WARN,

    /** Admit no one. */
    REQUIRED,
}
