package org.haetae.sdk

import com.google.gson.JsonArray
import com.google.gson.JsonObject
import java.net.URI
import java.time.Duration
import org.haetae.sdk.internal.asked
import org.haetae.sdk.internal.day
import org.haetae.sdk.internal.list
import org.haetae.sdk.internal.members
import org.haetae.sdk.internal.parsed
import org.haetae.sdk.internal.text
import org.haetae.sdk.internal.time
import org.haetae.sdk.internal.toJson

/**
 * A [PassService] over HTTP, with the request and the answer of `POST /v1/passes`.
 *
 * @param endpoint the address to post to.
 * @param headers what the request carries besides, made anew for each request: it proves who is asking.
 * @param timeout for one request.
 */
public class HttpPassService @JvmOverloads constructor(
    private val endpoint: URI,
    private val http: Http,
    private val timeout: Duration = Duration.ofSeconds(20),
    private val headers: suspend (PreparedRequest) -> Map<String, String>,
) : PassService {
    override suspend fun passes(request: PreparedRequest): PassesAnswer {
        val sent: suspend () -> Http.Request = {
            val all = headers(request) + mapOf("Content-Type" to "application/json", "Accept" to "application/json")
            Http.Request(endpoint, all, written(request), MOST_BYTES, timeout)
        }
        return http.asked(sent) { read(parsed(it).members()) }
    }

    public companion object {
        private const val MOST_BYTES = 256L * 1024

        /**
         * The service itself, at [base], which ends in a slash. [assertion] asks the partner's server to vouch for the
         * owner and the holder keys of this digest.
         */
        @JvmStatic
        public fun direct(base: URI, http: Http, assertion: suspend (digest: String) -> String): HttpPassService =
            HttpPassService(base.resolve("v1/passes"), http) { request ->
                mapOf("Authorization" to "Bearer ${assertion(request.digest)}")
            }

        private fun written(request: PreparedRequest): ByteArray {
            val keys = JsonArray()
            for ((day, jwk) in request.holderKeys) {
                val key = JsonObject()
                key.addProperty("day", day.toString())
                key.add("jwk", jwk.toJson())
                keys.add(key)
            }
            val json = JsonObject()
            json.add("holder_keys", keys)
            request.ticket?.let { json.addProperty("ticket", it) }
            return json.toString().toByteArray()
        }

        private fun read(json: JsonObject) =
            PassesAnswer(
                passes = json.list("passes").map { pass(it.members()) },
                refreshAfter = json.time("refresh_after"),
                serverTime = json.time("server_time"),
            )

        private fun pass(json: JsonObject) =
            IssuedPass(json.day("day"), json.text("qr"), json.time("not_before"), json.time("expires"))
    }
}
