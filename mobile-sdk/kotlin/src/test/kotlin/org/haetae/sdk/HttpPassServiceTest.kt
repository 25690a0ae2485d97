package org.haetae.sdk

import com.google.gson.JsonParser
import com.sun.net.httpserver.HttpExchange
import java.net.URI
import java.time.Instant
import java.time.LocalDate
import java.time.OffsetDateTime
import java.time.ZoneOffset
import java.time.format.DateTimeFormatter
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith
import kotlin.test.assertNotNull
import kotlin.test.assertNull
import kotlin.test.assertTrue
import kotlinx.coroutines.runBlocking
import org.haetae.sdk.ServiceException.Reason
import org.haetae.sdk.ServiceException.Trouble
import org.junit.jupiter.api.Test

class HttpPassServiceTest {
    private val key = PublicJwk("OKP", "Ed25519", "AA")
    private val request = PreparedRequest(listOf(DayKey(LocalDate.of(2026, 11, 22), key)), "digest")

    @Test
    fun `passes are asked for with the assertion for exactly these keys`() {
        val answer = """{"passes":[{"day":"2026-11-22","qr":"HT1:X","not_before":"2026-11-21T11:00:00Z",
            "expires":"2026-11-22T15:00:00Z"}],
            "refresh_after":"2026-11-20T02:14:05Z","server_time":"2026-11-15T08:00:00Z"}"""
        var seen = emptyList<Any?>()
        val server =
            LoopbackServer { exchange ->
                val body = JsonParser.parseString(exchange.requestBody.bufferedReader().readText())
                val authorization = exchange.requestHeaders.getFirst("Authorization")
                seen = listOf(exchange.requestMethod, exchange.requestURI.path, authorization, body)
                exchange.answer(200, answer.toByteArray(), "Content-Type" to "application/json")
            }
        val service = HttpPassService.direct(server.base, JdkHttp()) { "assertion of $it" }
        val passes = server.use { runBlocking { service.passes(request) } }
        val keys = """[{"day":"2026-11-22","jwk":{"kty":"OKP","crv":"Ed25519","x":"AA"}}]"""
        val body = JsonParser.parseString("""{"holder_keys":$keys}""")
        assertEquals(listOf("POST", "/v1/passes", "Bearer assertion of digest", body), seen)
        val (from, until) = listOf("2026-11-21T11:00:00Z", "2026-11-22T15:00:00Z").map(Instant::parse)
        val (refreshAfter, now) = listOf("2026-11-20T02:14:05Z", "2026-11-15T08:00:00Z").map(Instant::parse)
        val pass = IssuedPass(LocalDate.of(2026, 11, 22), "HT1:X", from, until)
        assertEquals(PassesAnswer(listOf(pass), refreshAfter, now), passes)
    }

    @Test
    fun `a partner's server in front of the service is asked with the app's own headers`() {
        var seen = emptyList<String?>()
        val server =
            LoopbackServer { exchange ->
                seen = listOf(exchange.requestURI.path, exchange.requestHeaders.getFirst("Session"))
                val times = """"refresh_after":"2026-11-20T02:14:05Z","server_time":"2026-11-15T08:00:00Z""""
                exchange.answer(200, """{"passes":[],$times}""".toByteArray())
            }
        val service = HttpPassService(server.base.resolve("app/passes"), JdkHttp()) { mapOf("Session" to it.digest) }
        assertEquals(emptyList(), server.use { runBlocking { service.passes(request) } }.passes)
        assertEquals(listOf("/app/passes", "digest"), seen)
    }

    @Test
    fun `only what the issuer or the partner knows of a person is a trouble`() {
        val troubles =
            mapOf(
                "revoked" to Trouble.REVOKED,
                "unknown_subject" to Trouble.UNKNOWN,
                "no_evidence" to Trouble.NO_EVIDENCE,
                "not_eligible" to Trouble.NOT_ELIGIBLE,
                "not_yet_eligible" to Trouble.NOT_YET_ELIGIBLE,
                "sign_in_too_old" to Trouble.SIGN_IN_AGAIN,
                "fresh_sign_in_needed" to Trouble.ANOTHER_PHONE,
            )
        for ((code, trouble) in troubles) assertEquals(trouble, failure { it.problem(403, code) }.trouble)
        val technical =
            listOf("store_unavailable", "eligibility_unavailable", "too_many_requests", "took_too_long", "internal_error")
        for (code in technical) {
            val failure = failure { it.problem(503, code) }
            assertEquals(listOf(code, null, Reason.FAILED), failure.run { listOf(this.code, trouble, reason) })
        }
        assertEquals("status_418", failure { it.answer(418, "no JSON".toByteArray()) }.code)
    }

    @Test
    fun `a refusal brings what the person reads about their eligibility`() {
        fun of(members: String) = failure {
            it.answer(403, """{"code":"not_yet_eligible",$members}""".toByteArray())
        }.eligibility
        val message = """"message":{"ko":"아직입니다.","en":"Not yet."}"""
        val from = Instant.parse("2021-07-26T11:00:00Z")
        assertEquals(Eligibility("아직입니다.", "Not yet.", from), of("""$message,"eligible_from":"$from""""))
        for (vague in listOf("", ""","eligible_from":"soon"""", ""","eligible_from":5"""))
            assertEquals(Eligibility("아직입니다.", "Not yet.", null), of(message + vague))
        for (odd in listOf(""""message":"no"""", """"message":{"ko":"아니요"}""", """"message":null"""))
            assertNull(of(odd))
    }

    @Test
    fun `the service says when to come back, in seconds or as a time by its own clock`() {
        val inAnHour = DateTimeFormatter.RFC_1123_DATE_TIME.format(OffsetDateTime.now(ZoneOffset.UTC).plusHours(1))
        val cases =
            mapOf(
                "5" to 5L..5L,
                "-5" to 0L..0L,
                // The server's own clock stands in its answer, and goes on meanwhile.
                inAnHour to 3_000L..3_600L,
                "Sun, 22 Nov 2020 02:00:00 GMT" to 0L..0L,
            )
        for ((value, seconds) in cases) {
            val failure = failure { it.problem(503, "node_full", "Retry-After" to value) }
            assertTrue(assertNotNull(failure.retryAfter, value).seconds in seconds, "$value: ${failure.retryAfter}")
            assertEquals(Reason.BUSY, failure.reason, value)
        }
        val vague = failure { it.problem(503, "node_full", "Retry-After" to "soon") }
        assertEquals(null to Reason.FAILED, vague.retryAfter to vague.reason)
    }

    @Test
    fun `what answers in the service's place is foreign`() {
        val page = "<!doctype html><title>Sign in to the Wi-Fi</title>".toByteArray()
        val strangers =
            mapOf<String, (HttpExchange) -> Unit>(
                "a page" to { it.answer(200, page, "Content-Type" to "text/html") },
                "a page that calls itself JSON" to { it.answer(200, page, "Content-Type" to "application/json") },
                "JSON of another form" to { it.answer(200, """{"hello":"guest"}""".toByteArray()) },
                "a list" to { it.answer(200, "[]".toByteArray()) },
                "a number for a text" to { it.answer(200, """{"passes":[],"refresh_after":5}""".toByteArray()) },
                "nothing" to { it.answer(200, ByteArray(0)) },
                "a redirect" to { it.answer(302, ByteArray(0), "Location" to "/") },
                "a network that wants a sign-in" to { it.answer(511, page) },
            )
        for ((what, answer) in strangers) assertEquals(Reason.FOREIGN, failure(answer).reason, what)
    }

    @Test
    fun `no network is no trouble of the owner's`() {
        val service = HttpPassService.direct(URI("http://127.0.0.1:1/"), JdkHttp()) { "a" }
        val failure = assertFailsWith<ServiceException> { runBlocking { service.passes(request) } }
        assertEquals(Reason.UNREACHABLE, failure.reason)
        assertNull(failure.trouble)
    }

    private fun failure(answer: (HttpExchange) -> Unit): ServiceException =
        LoopbackServer { exchange ->
            exchange.requestBody.readAllBytes()
            answer(exchange)
        }.use { server ->
            assertFailsWith { runBlocking { HttpPassService.direct(server.base, JdkHttp()) { "a" }.passes(request) } }
        }

    private fun HttpExchange.problem(status: Int, code: String, vararg headers: Pair<String, String>) =
        answer(status, """{"code":"$code"}""".toByteArray(), "Content-Type" to "application/problem+json", *headers)
}
