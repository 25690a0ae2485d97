package org.haetae.sdk

import com.google.gson.JsonArray
import com.google.gson.JsonObject
import java.io.IOException
import java.net.URI
import java.time.DateTimeException
import java.time.Duration
import java.time.Instant
import java.time.format.DateTimeFormatter
import org.haetae.sdk.ServiceException.Reason
import org.haetae.sdk.ServiceException.Trouble
import org.haetae.sdk.internal.NotThatJson
import org.haetae.sdk.internal.day
import org.haetae.sdk.internal.isForeign
import org.haetae.sdk.internal.list
import org.haetae.sdk.internal.members
import org.haetae.sdk.internal.parsed
import org.haetae.sdk.internal.text
import org.haetae.sdk.internal.textOrNull
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
        val answer =
            try {
                val all = headers(request) + mapOf("Content-Type" to "application/json", "Accept" to "application/json")
                http.send(Http.Request(endpoint, all, written(request), MOST_BYTES, timeout))
            } catch (error: ServiceException) {
                throw error
            } catch (error: IOException) {
                throw ServiceException("unreachable", Reason.UNREACHABLE, cause = error)
            }
        if (answer.isForeign) throw foreign(null)
        if (answer.status != OK) throw problem(answer)
        try {
            return read(parsed(String(answer.body)).members())
        } catch (error: NotThatJson) {
            throw foreign(error)
        }
    }

    public companion object {
        private const val OK = 200
        private const val MOST_BYTES = 256L * 1024
        private val ASKS_FOR_TIME = listOf(429, 503)

        /**
         * The service itself, at [base], which ends in a slash. [assertion] asks the partner's server to vouch for the
         * owner and the holder keys of this digest.
         */
        @JvmStatic
        public fun direct(base: URI, http: Http, assertion: suspend (digest: String) -> String): HttpPassService =
            HttpPassService(base.resolve("v1/passes"), http) { request ->
                mapOf("Authorization" to "Bearer ${assertion(request.digest)}")
            }

        private fun foreign(cause: Throwable?) = ServiceException("foreign", Reason.FOREIGN, cause = cause)

        private fun written(request: PreparedRequest): ByteArray {
            val keys = JsonArray()
            for ((day, jwk) in request.holderKeys) {
                val key = JsonObject()
                key.addProperty("day", day.toString())
                key.add("jwk", jwk.toJson())
                keys.add(key)
            }
            return JsonObject().also { it.add("holder_keys", keys) }.toString().toByteArray()
        }

        private fun read(json: JsonObject) =
            PassesAnswer(
                passes = json.list("passes").map { pass(it.members()) },
                refreshAfter = json.time("refresh_after"),
                serverTime = json.time("server_time"),
            )

        private fun pass(json: JsonObject) =
            IssuedPass(json.day("day"), json.text("qr"), json.time("not_before"), json.time("expires"))

        private fun problem(answer: Http.Answer): ServiceException {
            val code =
                try {
                    parsed(String(answer.body)).members().textOrNull("code")
                } catch (_: NotThatJson) {
                    null
                } ?: "status_${answer.status}"
            val retryAfter = retryAfter(answer)
            val isBusy = answer.status in ASKS_FOR_TIME && retryAfter != null
            return ServiceException(code, if (isBusy) Reason.BUSY else Reason.FAILED, troubleOf(code), retryAfter)
        }

        /** Only what the issuer knows of a person, and who must sign in; everything else is technical. */
        private fun troubleOf(code: String): Trouble? =
            when (code) {
                "revoked" -> Trouble.REVOKED
                "unknown_subject" -> Trouble.UNKNOWN
                "no_evidence" -> Trouble.NO_EVIDENCE
                "sign_in_too_old" -> Trouble.SIGN_IN_AGAIN
                "fresh_sign_in_needed" -> Trouble.ANOTHER_PHONE
                else -> null
            }

        /** `Retry-After`: a number of seconds, or a time, which is held against the answer's own `Date`. */
        private fun retryAfter(answer: Http.Answer): Duration? {
            val value = answer.headers["retry-after"]?.trim() ?: return null
            value.toLongOrNull()?.let { return Duration.ofSeconds(it.coerceAtLeast(0)) }
            val (until, now) = listOf(value, answer.headers["date"]).map(::httpDate)
            if (until == null || now == null) return null
            return Duration.between(now, until).coerceAtLeast(Duration.ZERO)
        }

        private fun httpDate(value: String?): Instant? =
            try {
                value?.let { Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(it)) }
            } catch (_: DateTimeException) {
                null
            }
    }
}
