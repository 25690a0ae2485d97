package org.haetae.sdk.internal

import com.google.gson.JsonObject
import java.io.IOException
import java.time.DateTimeException
import java.time.Duration
import java.time.Instant
import java.time.format.DateTimeFormatter
import org.haetae.sdk.Eligibility
import org.haetae.sdk.Http
import org.haetae.sdk.ServiceException
import org.haetae.sdk.ServiceException.Reason
import org.haetae.sdk.ServiceException.Trouble

private const val OK = 200
private val ASKS_FOR_TIME = listOf(429, 503)

/** The body of the service's good answer, read by [read]; everything else is a [ServiceException]. */
internal suspend fun <T> Http.asked(request: suspend () -> Http.Request, read: (String) -> T): T {
    val answer =
        try {
            send(request())
        } catch (error: ServiceException) {
            throw error
        } catch (error: IOException) {
            throw ServiceException("unreachable", Reason.UNREACHABLE, cause = error)
        }
    if (answer.isForeign) throw foreign(null)
    if (answer.status != OK) throw problem(answer)
    try {
        return read(String(answer.body))
    } catch (error: NotThatJson) {
        throw foreign(error)
    }
}

private fun foreign(cause: Throwable?) = ServiceException("foreign", Reason.FOREIGN, cause = cause)

private fun problem(answer: Http.Answer): ServiceException {
    val json = orNull { parsed(String(answer.body)).members() }
    val code = orNull { json?.textOrNull("code") } ?: "status_${answer.status}"
    val retryAfter = retryAfter(answer)
    val reason = if (answer.status in ASKS_FOR_TIME && retryAfter != null) Reason.BUSY else Reason.FAILED
    return ServiceException(code, reason, troubleOf(code), retryAfter, orNull { json?.let(::eligibility) })
}

private fun <T> orNull(read: () -> T?): T? =
    try {
        read()
    } catch (_: NotThatJson) {
        null
    }

private fun eligibility(json: JsonObject): Eligibility {
    val message = json.get("message").members()
    return Eligibility(message.text("ko"), message.text("en"), orNull { json.time("eligible_from") })
}

/** Only what the issuer knows of a person, and who must sign in; everything else is technical. */
private fun troubleOf(code: String): Trouble? =
    when (code) {
        "revoked" -> Trouble.REVOKED
        "unknown_subject" -> Trouble.UNKNOWN
        "no_evidence" -> Trouble.NO_EVIDENCE
        "not_eligible" -> Trouble.NOT_ELIGIBLE
        "not_yet_eligible" -> Trouble.NOT_YET_ELIGIBLE
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
