package org.haetae.sdk

import java.io.IOException
import java.net.URI
import java.time.Duration

/**
 * What the SDK needs of HTTP: one request, one answer. `JdkHttp` is over the JDK's own client; the README shows one
 * over OkHttp.
 */
public fun interface Http {
    /**
     * Sends a request and waits for the whole answer. It does not follow redirects, sends no cookies, and ends when the
     * coroutine is cancelled.
     *
     * @throws IOException if there is no answer within [Request.timeout], or its body has more than
     *   [Request.mostBytes].
     */
    @Throws(IOException::class)
    public suspend fun send(request: Request): Answer

    /** A request: `POST` with a [body], `GET` without. */
    public class Request(
        public val address: URI,
        public val headers: Map<String, String>,
        public val body: ByteArray?,
        /** The most bytes of the answer's body; one more is a failure. */
        public val mostBytes: Long,
        /** For all of it, from the connection to the last byte. */
        public val timeout: Duration,
    )

    /** An answer, whatever its status is. */
    public class Answer(
        public val status: Int,
        /** By lower-case names. */
        public val headers: Map<String, String>,
        public val body: ByteArray,
    )
}

/**
 * Something else answers in place of the service: a Wi-Fi's sign-in page, a proxy, a firewall. It is no contact with
 * the service.
 */
public class ForeignAnswerException(message: String) : IOException(message)
