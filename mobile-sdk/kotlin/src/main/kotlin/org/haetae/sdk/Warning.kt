package org.haetae.sdk

import org.haetae.sdk.internal.toFfi
import org.haetae.sdk.internal.toSdk

/** What staff should look at with an admission (wire format, section 10). */
public enum class Warning {
    /** A paper pass: compare the name with an identity card. */
    CHECK_ID,

    /** The same pass was admitted here less than five minutes ago. */
    SEEN_BEFORE,

    /** The trust data is old. */
    TRUST_STALE,

    /** No status list of the pass's day is in force. */
    STATUS_MISSING,

    /** The status list in force is not the newest. */
    STATUS_OLD,

    /** This scanner's clock is probably wrong. */
    CLOCK_SUSPECT,
    ;

    /** The code of section 10: for logs and counts. */
    public val code: String by lazy { toFfi().code() }

    /** What to do about it. */
    public val nextStep: NextStep get() = toFfi().nextStep().toSdk()

    /** What to show. */
    public fun words(language: Language): VerdictText = toFfi().words(language.toFfi()).toSdk()
}

/** What the person at the door, or the scanner itself, does next: programs need no list of codes. */
public enum class NextStep {
    /** They come in. */
    ENTER,

    /** Compare the name with an identity card. */
    COMPARE_CARD,

    /** Look whether it is the same person. */
    LOOK_AT_PERSON,

    /** Scan again. */
    SCAN_AGAIN,

    /** Update the app that shows the pass. */
    UPDATE_APP,

    /** Show the live code: open the app. */
    OPEN_APP,

    /** Show the pass on the phone that it was issued to. */
    OWN_PHONE,

    /** Scan the challenge that this scanner shows, and then show the pass. */
    ANSWER_CHALLENGE,

    /** Have the paper pass printed again. */
    PRINT_AGAIN,

    /** Only the issuer knows the reason. */
    ASK_ISSUER,

    /** The pass begins later. */
    WAIT,

    /** Newer trust data may change the verdict. */
    UPDATE_SCANNER,

    /** Set this scanner's clock. */
    SET_CLOCK,

    /** Nothing that anybody here can do. */
    TURN_AWAY,
}
