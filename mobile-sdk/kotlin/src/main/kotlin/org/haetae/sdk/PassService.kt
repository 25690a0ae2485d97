package org.haetae.sdk

import java.io.IOException
import java.time.Duration
import java.time.Instant
import org.haetae.sdk.internal.queueAnswerOf

/** Who issues passes: a service of the issuer, or a partner's server in front of it. */
public fun interface PassService {
    /**
     * Asks for passes.
     *
     * @throws ServiceException if the service has none to give now, or cannot be reached.
     */
    @Throws(IOException::class)
    public suspend fun passes(request: PreparedRequest): PassesAnswer
}

/**
 * What a refusal says about a person's eligibility: [korean] and [english] are the text to show, and [from] is when they
 * are eligible, if that is known.
 */
public data class Eligibility(val korean: String, val english: String, val from: Instant?)

/**
 * The service refused, or did not answer, or something else answered. Only with a [trouble] does it say anything about
 * a person; everything else is technical and passes: never show "not eligible" for it.
 */
public class ServiceException @JvmOverloads constructor(
    /** The problem's code, for logs: of the service's problem documents, or `status_<number>`. */
    public val code: String,
    public val reason: Reason,
    /** What the owner must know; `null`: the same request may succeed later. */
    public val trouble: Trouble? = null,
    /** After how long the service wants to be asked again. */
    public val retryAfter: Duration? = null,
    /** What the person reads, with [Trouble.NOT_ELIGIBLE] and [Trouble.NOT_YET_ELIGIBLE]. */
    public val eligibility: Eligibility? = null,
    cause: Throwable? = null,
) : IOException(code, cause) {
    /** What it says of the waiting room; `null` if it is about something else. */
    public val queue: QueueAnswer? get() = queueAnswerOf(code)

    /** Why, as far as the owner can act on it. */
    public enum class Reason {
        /** The service cannot be reached: perhaps this phone has no network. */
        UNREACHABLE,

        /** Something else answers in the service's place, like a Wi-Fi before its sign-in. */
        FOREIGN,

        /** The service asks for time. */
        BUSY,

        /** Anything else. */
        FAILED,
    }

    /** What the issuer or the partner says about a person. */
    public enum class Trouble {
        /** The issuer has revoked the person's passes: refer to the issuer. */
        REVOKED,

        /** There is no such person on record, perhaps not yet: refer to the issuer. */
        UNKNOWN,

        /** There is no evidence for a pass on these days, perhaps not yet: refer to the issuer. */
        NO_EVIDENCE,

        /** By the issuer's rules the person gets no passes: show the text of [ServiceException.eligibility]. */
        NOT_ELIGIBLE,

        /** By the issuer's rules the person gets no passes yet: show the text of [ServiceException.eligibility]. */
        NOT_YET_ELIGIBLE,

        /** The person signs in to the partner again. */
        SIGN_IN_AGAIN,

        /** The person has passes on as many phones as are allowed: they sign in to the partner again. */
        ANOTHER_PHONE,
    }
}
