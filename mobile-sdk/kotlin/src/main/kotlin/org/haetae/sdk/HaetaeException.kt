package org.haetae.sdk

/** An argument or a stored value that cannot be used. [message] says what is wrong with it. Nothing has changed. */
public class HaetaeException internal constructor(
    /** What is wrong. */
    public val part: Part,
    message: String,
    cause: Throwable? = null,
) : IllegalArgumentException(message, cause) {
    /** What cannot be used. */
    public enum class Part {
        /** The pinned roots. */
        ROOTS,

        /** A snapshot of trust data. */
        SNAPSHOT,

        /** A time before 1970 or after 9999. */
        TIME,

        /** A day before 1900 or after 9999. */
        DAY,

        /** A challenge that is too short, too long, or none. */
        CHALLENGE,

        /** A text that holds no pass that can be presented. */
        PASS,

        /** A public key. */
        JWK,

        /** A signature of the wrong length. */
        SIGNATURE,

        /** The hash of a file. */
        HASH,

        /** A text that no QR code can show. */
        TEXT,

        /** A number of bytes below 0. */
        SIZE,

        /** A picture that has not as many pixels as its sides say. */
        PICTURE,

        /** A pause below 0. */
        RETRY_AFTER,

        /** A notice of the waiting room. */
        NOTICE,

        /** A text that is no ticket of the waiting room. */
        TICKET,

        /** The wallet's own file: it is damaged, or of a newer version of the SDK. */
        WALLET,
    }
}
