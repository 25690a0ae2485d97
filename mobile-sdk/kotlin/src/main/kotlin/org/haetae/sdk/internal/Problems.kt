package org.haetae.sdk.internal

import java.io.IOException
import java.time.DateTimeException
import java.time.Duration
import java.time.Instant
import java.time.format.DateTimeFormatter
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
