package org.haetae.sdk

import com.google.gson.JsonObject
import java.io.IOException
import java.net.URI
import java.time.Duration
import org.haetae.sdk.internal.asked
import org.haetae.sdk.internal.members
import org.haetae.sdk.internal.parsed
import org.haetae.sdk.internal.text

/**
 * The waiting room of the service at [base], which ends in a slash.
 *
 * @param timeout for one request.
 */
public class HttpQueue @JvmOverloads constructor(
    base: URI,
    private val http: Http,
    private val timeout: Duration = Duration.ofSeconds(20),
) {
    private val endpoint = base.resolve("v1/queue")

    /**
     * How far the room has come, for [QueueWatch.read]: the same for everybody.
     *
     * @throws ServiceException if the service cannot say it, or cannot be reached.
     */
    @Throws(IOException::class)
    public suspend fun notice(): String =
        http.asked({ request(null) }) { notice -> notice.also { parsed(notice).members().text("state") } }

    /**
     * Joins a [room] with the digest of the holder keys that passes will be asked for. Returns the ticket. Whoever joins
     * again with the same keys before the opening gets the same place.
     *
     * @throws ServiceException if the room takes nobody in, or cannot be reached.
     */
    @Throws(IOException::class)
    public suspend fun join(room: Long, digest: String): String {
        val body = JsonObject()
        body.addProperty("room", room)
        body.addProperty("keys", digest)
        return http.asked({ request(body.toString().toByteArray()) }) { parsed(it).members().text("ticket") }
    }

    private fun request(body: ByteArray?): Http.Request {
        val headers = mapOf("Accept" to "application/json") + (if (body == null) mapOf() else WRITTEN)
        return Http.Request(endpoint, headers, body, MOST_BYTES, timeout)
    }

    private companion object {
        const val MOST_BYTES = 64L * 1024
        val WRITTEN = mapOf("Content-Type" to "application/json")
    }
}
