package org.haetae.sdk.internal

import java.io.IOException
import java.net.URI
import java.time.Duration
import org.haetae.sdk.ForeignAnswerException
import org.haetae.sdk.Http

/** Networks that require a sign-in or a proxy answer so, whatever their page says. */
private val STRANGERS = listOf(407, 511)

/** A file of the service. Anything but 200 is a failure, and a web page or a redirect is a [ForeignAnswerException]. */
internal suspend fun Http.fetched(address: URI, mostBytes: Long, timeout: Duration): ByteArray {
    val answer = send(Http.Request(address, emptyMap(), null, mostBytes, timeout))
    if (answer.status == 200 && !answer.isPage) return answer.body
    val trouble = "${address.path} answers ${answer.status} ${answer.mediaType}".trimEnd()
    throw if (answer.isForeign) ForeignAnswerException(trouble) else IOException(trouble)
}

/**
 * Whether something else has answered. The service never redirects, and no file of it is a page; a service that is down
 * answers 5xx, perhaps with a page of its proxy.
 */
internal val Http.Answer.isForeign: Boolean
    get() = status in STRANGERS || status in 300..399 || (status < 500 && isPage)

private val Http.Answer.mediaType: String get() = headers["content-type"].orEmpty()

private val Http.Answer.isPage: Boolean
    get() = listOf("text/html", "application/xhtml").any { mediaType.startsWith(it, ignoreCase = true) }
